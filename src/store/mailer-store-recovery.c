/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Replacing a damaged mailer.db: its files. What of it is carried over is mailer-store-salvage.c's.
 *
 * Order, so that a crash at any moment loses nothing: the new file is written completely under the name
 * mailer.rebuilt and synchronised; the damaged file gets its other name; the new file gets the name mailer.db.
 * A mailer.rebuilt beside a mailer.db is not complete. One without is. */

#include "config.h"

#include "mailer-store-recovery-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define MAX_SET_ASIDE 2

void
mailer_store_recovery_free (MailerStoreRecovery *self)
{
  if (self == NULL)
    return;

  g_free (self->set_aside_path);
  g_free (self);
}

static gboolean
rename_file (const char *from,
             const char *to,
             const char *ending,
             GError    **error)
{
  g_autofree char *source = g_strconcat (from, ending, NULL);
  g_autofree char *target = g_strconcat (to, ending, NULL);

  if (g_rename (source, target) == 0 || errno == ENOENT)
    return TRUE;

  return mailer_store_set_system_error (error, "Renaming the store's file failed");
}

static void
remove_database (const char *path)
{
  static const char *const endings[] = { "-wal", "-shm", "" };

  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *file = g_strconcat (path, endings[i], NULL);

      g_unlink (file);
    }
}

static void
sync_directory (const char *directory)
{
  int fd = g_open (directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);

  if (fd < 0)
    return;
  fsync (fd);
  close (fd);
}

gboolean
mailer_store_finish_recovery (const char *directory,
                              GError    **error)
{
  g_autofree char *path = g_build_filename (directory, "mailer.db", NULL);
  g_autofree char *rebuilt = g_build_filename (directory, "mailer.rebuilt", NULL);
  g_autofree char *patched = g_build_filename (directory, "mailer.salvage", NULL);

  remove_database (patched);
  if (!g_file_test (rebuilt, G_FILE_TEST_EXISTS))
    return TRUE;

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    {
      remove_database (rebuilt);
      return TRUE;
    }

  /* A log beside it is that of the damaged file. */
  remove_database (path);

  return rename_file (rebuilt, path, "", error);
}

static gboolean
rebuild (const char          *damaged,
         const char          *rebuilt,
         MailerStoreRecovery *recovery,
         GError             **error)
{
  g_autoptr (MailerStoreDb) db = NULL;

  remove_database (rebuilt);
  if (!mailer_store_prepare_file (rebuilt, error))
    return FALSE;
  db = mailer_store_db_open (rebuilt, TRUE, error);
  if (db == NULL || !mailer_store_migrate (db, error))
    return FALSE;
  if (!mailer_store_db_exec (db, "PRAGMA foreign_keys = OFF; PRAGMA wal_checkpoint(TRUNCATE)", error))
    return FALSE;

  if (!mailer_store_salvage (db, damaged, rebuilt, recovery, error))
    return FALSE;

  /* From here on the file must be complete without its log. */
  return mailer_store_db_exec (db, "PRAGMA synchronous = FULL; PRAGMA wal_checkpoint(TRUNCATE)", error);
}

static int
compare_names_cb (gconstpointer a,
                  gconstpointer b)
{
  return strcmp (*(const char *const *)b, *(const char *const *)a);
}

void
mailer_store_limit_set_aside (const char *directory,
                              guint       n_kept)
{
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, "mailer-damaged-") && g_str_has_suffix (name, ".db"))
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names_cb);

  for (guint i = n_kept; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (directory, g_ptr_array_index (names, i), NULL);

      remove_database (path);
    }
}

static char *
build_set_aside_path (const char *directory)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *stamp = g_date_time_format (now, "%Y%m%d-%H%M%S");
  g_autofree char *name = g_strdup_printf ("mailer-damaged-%s-%06d.db", stamp, g_date_time_get_microsecond (now));

  return g_build_filename (directory, name, NULL);
}

static gboolean
replace (const char *damaged,
         const char *set_aside,
         const char *rebuilt,
         GError    **error)
{
  /* The file first: without it mailer_store_finish_recovery() knows what to do. */
  if (!rename_file (damaged, set_aside, "", error) || !rename_file (damaged, set_aside, "-wal", error))
    return FALSE;
  remove_database (damaged);

  return rename_file (rebuilt, damaged, "", error);
}

gboolean
mailer_store_recover (const char           *directory,
                      MailerStoreRecovery **recovery,
                      GError              **error)
{
  g_autofree char *path = g_build_filename (directory, "mailer.db", NULL);
  g_autofree char *rebuilt = g_build_filename (directory, "mailer.rebuilt", NULL);
  g_autofree char *patched = g_build_filename (directory, "mailer.salvage", NULL);
  g_autofree char *mark = g_build_filename (directory, "mailer.damaged", NULL);
  g_autoptr (MailerStoreRecovery) done = g_new0 (MailerStoreRecovery, 1);

  done->is_complete = TRUE;
  done->set_aside_path = build_set_aside_path (directory);
  if (!rebuild (path, rebuilt, done, error) || !replace (path, done->set_aside_path, rebuilt, error))
    return FALSE;

  sync_directory (directory);
  g_unlink (mark);
  remove_database (patched);
  /* A disk that damages files again and again must not fill up with them. */
  mailer_store_limit_set_aside (directory, MAX_SET_ASIDE);
  *recovery = g_steal_pointer (&done);

  return TRUE;
}
