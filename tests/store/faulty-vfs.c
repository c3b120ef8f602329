/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "faulty-vfs.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>

#define IO_FAILURES 3

typedef struct
{
  sqlite3_file  base;
  sqlite3_file *real;
  char         *path;
} FaultyFile;

static sqlite3_vfs        vfs;
static sqlite3_vfs       *real_vfs;
static sqlite3_io_methods methods;
static Fault              armed;
static guint              fault_at;
static guint              n_steps;
static GHashTable        *n_syncs; /* path -> count */

void
faulty_vfs_arm (Fault fault,
                guint at)
{
  armed = fault;
  fault_at = at;
  n_steps = 0;
}

guint
faulty_vfs_get_n_steps (void)
{
  return n_steps;
}

guint
faulty_vfs_get_n_syncs (const char *ending)
{
  GHashTableIter iter;
  gpointer       path;
  gpointer       count;
  guint          total = 0;

  g_hash_table_iter_init (&iter, n_syncs);
  while (g_hash_table_iter_next (&iter, &path, &count))
    if (g_str_has_suffix (path, ending))
      total += GPOINTER_TO_UINT (count);

  return total;
}

static int
take_step (void)
{
  n_steps++;
  if (armed == FAULT_KILL && n_steps == fault_at)
    raise (SIGKILL);
  if (armed == FAULT_FULL && n_steps >= fault_at)
    return SQLITE_FULL;
  if (armed == FAULT_IO && n_steps >= fault_at && n_steps < fault_at + IO_FAILURES)
    return SQLITE_IOERR_WRITE;

  return SQLITE_OK;
}

static sqlite3_file *
real_file (sqlite3_file *file)
{
  return ((FaultyFile *)file)->real;
}

static int
close_cb (sqlite3_file *file)
{
  FaultyFile *self = (FaultyFile *)file;
  int         result = self->real->pMethods->xClose (self->real);

  g_free (self->real);
  g_free (self->path);

  return result;
}

static int
read_cb (sqlite3_file *file,
         void         *data,
         int           length,
         sqlite3_int64 offset)
{
  return real_file (file)->pMethods->xRead (real_file (file), data, length, offset);
}

static int
write_cb (sqlite3_file *file,
          const void   *data,
          int           length,
          sqlite3_int64 offset)
{
  int fault = take_step ();

  /* Half of what was to be written arrives. */
  if (fault != SQLITE_OK)
    {
      real_file (file)->pMethods->xWrite (real_file (file), data, length / 2, offset);
      return fault;
    }

  return real_file (file)->pMethods->xWrite (real_file (file), data, length, offset);
}

static int
truncate_cb (sqlite3_file *file,
             sqlite3_int64 size)
{
  int fault = take_step ();

  return fault != SQLITE_OK ? SQLITE_IOERR_TRUNCATE : real_file (file)->pMethods->xTruncate (real_file (file), size);
}

static void
keep_durable (FaultyFile *self)
{
  g_autofree char *durable = g_strconcat (self->path, ".durable", NULL);
  g_autofree char *contents = NULL;
  gsize            length;

  if (g_file_get_contents (self->path, &contents, &length, NULL))
    g_file_set_contents_full (durable, contents, length, G_FILE_SET_CONTENTS_NONE, 0600, NULL);
}

static int
sync_cb (sqlite3_file *file,
         int           flags)
{
  FaultyFile *self = (FaultyFile *)file;
  int         fault = take_step ();
  gpointer    count = self->path != NULL ? g_hash_table_lookup (n_syncs, self->path) : NULL;

  if (fault != SQLITE_OK)
    return SQLITE_IOERR_FSYNC;
  if (self->path != NULL)
    {
      g_hash_table_insert (n_syncs, g_strdup (self->path), GUINT_TO_POINTER (GPOINTER_TO_UINT (count) + 1));
      keep_durable (self);
    }

  return self->real->pMethods->xSync (self->real, flags);
}

static int
size_cb (sqlite3_file  *file,
         sqlite3_int64 *size)
{
  return real_file (file)->pMethods->xFileSize (real_file (file), size);
}

static int
lock_cb (sqlite3_file *file,
         int           level)
{
  return real_file (file)->pMethods->xLock (real_file (file), level);
}

static int
unlock_cb (sqlite3_file *file,
           int           level)
{
  return real_file (file)->pMethods->xUnlock (real_file (file), level);
}

static int
check_lock_cb (sqlite3_file *file,
               int          *is_locked)
{
  return real_file (file)->pMethods->xCheckReservedLock (real_file (file), is_locked);
}

static int
control_cb (sqlite3_file *file,
            int           operation,
            void         *argument)
{
  return real_file (file)->pMethods->xFileControl (real_file (file), operation, argument);
}

static int
sector_cb (sqlite3_file *file)
{
  return real_file (file)->pMethods->xSectorSize (real_file (file));
}

static int
characteristics_cb (sqlite3_file *file)
{
  return real_file (file)->pMethods->xDeviceCharacteristics (real_file (file));
}

static int
shm_map_cb (sqlite3_file   *file,
            int             page,
            int             size,
            int             extend,
            void volatile **memory)
{
  return real_file (file)->pMethods->xShmMap (real_file (file), page, size, extend, memory);
}

static int
shm_lock_cb (sqlite3_file *file,
             int           offset,
             int           count,
             int           flags)
{
  return real_file (file)->pMethods->xShmLock (real_file (file), offset, count, flags);
}

static void
shm_barrier_cb (sqlite3_file *file)
{
  real_file (file)->pMethods->xShmBarrier (real_file (file));
}

static int
shm_unmap_cb (sqlite3_file *file,
              int           is_deleting)
{
  return real_file (file)->pMethods->xShmUnmap (real_file (file), is_deleting);
}

static int
open_cb (sqlite3_vfs  *self,
         const char   *path,
         sqlite3_file *file,
         int           flags,
         int          *flags_out)
{
  FaultyFile   *faulty = (FaultyFile *)file;
  sqlite3_file *real = g_malloc0 (real_vfs->szOsFile);
  int           result = real_vfs->xOpen (real_vfs, path, real, flags, flags_out);

  memset (faulty, 0, sizeof *faulty);
  if (result != SQLITE_OK)
    {
      g_free (real);
      return result;
    }

  faulty->base.pMethods = &methods;
  faulty->real = real;
  faulty->path = g_strdup (path);

  return SQLITE_OK;
}

static int
delete_cb (sqlite3_vfs *self,
           const char  *path,
           int          is_synchronised)
{
  g_autofree char *durable = g_strconcat (path, ".durable", NULL);
  int              result = real_vfs->xDelete (real_vfs, path, is_synchronised);

  g_unlink (durable);

  return result;
}

void
faulty_vfs_install (void)
{
  if (real_vfs != NULL)
    return;

  real_vfs = sqlite3_vfs_find (NULL);
  n_syncs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  methods = (sqlite3_io_methods){
    .iVersion = 2,
    .xClose = close_cb,
    .xRead = read_cb,
    .xWrite = write_cb,
    .xTruncate = truncate_cb,
    .xSync = sync_cb,
    .xFileSize = size_cb,
    .xLock = lock_cb,
    .xUnlock = unlock_cb,
    .xCheckReservedLock = check_lock_cb,
    .xFileControl = control_cb,
    .xSectorSize = sector_cb,
    .xDeviceCharacteristics = characteristics_cb,
    .xShmMap = shm_map_cb,
    .xShmLock = shm_lock_cb,
    .xShmBarrier = shm_barrier_cb,
    .xShmUnmap = shm_unmap_cb,
  };
  vfs = *real_vfs;
  vfs.pNext = NULL;
  vfs.zName = "faulty";
  vfs.szOsFile = sizeof (FaultyFile);
  vfs.xOpen = open_cb;
  vfs.xDelete = delete_cb;
  g_assert_cmpint (sqlite3_vfs_register (&vfs, TRUE), ==, SQLITE_OK);
}

void
faulty_vfs_lose_power (const char *directory)
{
  static const char *const files[] = { "mailer.db", "mailer.db-wal", "bodies.db", "bodies.db-wal" };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (directory, files[i], NULL);
      g_autofree char *durable = g_strconcat (path, ".durable", NULL);
      g_autofree char *shared = g_strconcat (path, "-shm", NULL);

      if (g_file_test (durable, G_FILE_TEST_EXISTS))
        g_rename (durable, path);
      else if (g_file_test (path, G_FILE_TEST_EXISTS))
        g_file_set_contents (path, "", 0, NULL);
      g_unlink (shared);
    }
}
