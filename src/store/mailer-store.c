/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The store of a directory: opening, closing, transactions, accounts.
 *
 * mailer.db holds everything but the bodies, which are in bodies.db: a cache that is thrown away when it is
 * damaged. Next to them there may be
 *   mailer.clean    size and time of mailer.db when it was last closed. When they still fit nobody has to read
 *                   the whole file to see whether it is sound.
 *   mailer.damaged  a connection found mailer.db damaged: the next writer replaces it.
 *   mailer.rebuilt  what takes the place of a damaged mailer.db: see mailer-store-recovery.c. */

#include "config.h"

#include "mailer-store-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mailer-store-recovery-private.h"

static char *
build_path (MailerStore *self,
            const char  *name)
{
  return g_build_filename (self->directory, name, NULL);
}

static gboolean
prepare_directory (const char *directory,
                   GError    **error)
{
  struct stat info;

  if (g_mkdir_with_parents (directory, 0700) != 0)
    return mailer_store_set_system_error (error, "Making the store's folder failed");
  if (g_stat (directory, &info) == 0 && (info.st_mode & 0077) != 0 && g_chmod (directory, 0700) != 0)
    return mailer_store_set_system_error (error, "Making the store's folder private failed");

  return TRUE;
}

/* SQLite gives its log the mode of the file, so the file is made before SQLite would make it. */
gboolean
mailer_store_prepare_file (const char *path,
                           GError    **error)
{
  struct stat info;
  int         fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

  if (fd < 0)
    return mailer_store_set_system_error (error, "Opening the store's file failed");

  if (fstat (fd, &info) == 0 && (info.st_mode & 0077) != 0 && fchmod (fd, 0600) != 0)
    {
      mailer_store_set_system_error (error, "Making the store's file private failed");
      close (fd);
      return FALSE;
    }
  close (fd);

  return TRUE;
}

static char *
describe_file (const char *path)
{
  struct stat info;

  if (g_stat (path, &info) != 0)
    return NULL;

  return g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT ".%09ld\n", (gint64)info.st_size,
                          (gint64)info.st_mtim.tv_sec, info.st_mtim.tv_nsec);
}

/* Says whether nothing has happened to the file since it was closed in good order, and forgets that it was. */
static gboolean
take_clean_mark (MailerStore *self,
                 const char  *path)
{
  g_autofree char *mark_path = build_path (self, "mailer.clean");
  g_autofree char *log_path = g_strconcat (path, "-wal", NULL);
  g_autofree char *expected = NULL;
  g_autofree char *actual = describe_file (path);
  gboolean         is_clean;

  is_clean = g_file_get_contents (mark_path, &expected, NULL, NULL)
             && g_strcmp0 (expected, actual) == 0 && !g_file_test (log_path, G_FILE_TEST_EXISTS);
  g_unlink (mark_path);

  return is_clean;
}

static void
put_clean_mark (const char *directory)
{
  g_autofree char *path = g_build_filename (directory, "mailer.db", NULL);
  g_autofree char *mark_path = g_build_filename (directory, "mailer.clean", NULL);
  g_autofree char *description = describe_file (path);

  /* Without it the next start only takes longer. */
  if (description != NULL)
    g_file_set_contents_full (mark_path, description, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL);
}

static gboolean
open_checked (MailerStore *self,
              GError     **error)
{
  g_autofree char *path = build_path (self, "mailer.db");
  g_autofree char *damaged_path = build_path (self, "mailer.damaged");
  g_autoptr (MailerStoreDb) db = NULL;
  gboolean is_clean;

  if (g_file_test (damaged_path, G_FILE_TEST_EXISTS))
    {
      mailer_store_set_error (error, MAILER_STORE_ERROR_CORRUPT, "The store's file was found damaged earlier");
      return FALSE;
    }

  is_clean = take_clean_mark (self, path);
  if (!mailer_store_prepare_file (path, error))
    return FALSE;
  db = mailer_store_db_open (path, TRUE, error);
  if (db == NULL || !mailer_store_migrate (db, error) || (!is_clean && !mailer_store_db_check (db, error)))
    return FALSE;
  self->db = g_steal_pointer (&db);

  return TRUE;
}

static gboolean
open_bodies (MailerStore *self,
             GError     **error)
{
  g_autofree char *path = build_path (self, "bodies.db");
  g_autoptr (MailerStoreDb) db = NULL;

  if (!mailer_store_prepare_file (path, error))
    return FALSE;
  db = mailer_store_db_open (path, TRUE, error);
  if (db == NULL || !mailer_store_migrate_bodies (db, error))
    return FALSE;
  self->bodies = g_steal_pointer (&db);

  return TRUE;
}

gboolean
mailer_store_reset_bodies (MailerStore *self,
                           GError     **error)
{
  static const char *const endings[] = { "", "-wal", "-shm" };
  g_autofree char         *path = build_path (self, "bodies.db");

  g_clear_pointer (&self->bodies, mailer_store_db_close);
  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *file = g_strconcat (path, endings[i], NULL);

      if (g_unlink (file) != 0 && errno != ENOENT)
        return mailer_store_set_system_error (error, "Removing the damaged bodies failed");
    }

  return open_bodies (self, error);
}

static gboolean
open_writer (MailerStore          *self,
             MailerStoreRecovery **recovery,
             GError              **error)
{
  g_autoptr (GError) problem = NULL;

  if (!prepare_directory (self->directory, error) || !mailer_store_finish_recovery (self->directory, error))
    return FALSE;

  if (!open_checked (self, &problem))
    {
      if (!g_error_matches (problem, MAILER_STORE_ERROR, MAILER_STORE_ERROR_CORRUPT))
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
      if (!mailer_store_recover (self->directory, recovery, error) || !open_checked (self, error))
        return FALSE;
    }

  g_clear_error (&problem);
  if (open_bodies (self, &problem))
    return TRUE;
  if (g_error_matches (problem, MAILER_STORE_ERROR, MAILER_STORE_ERROR_CORRUPT))
    return mailer_store_reset_bodies (self, error);
  g_propagate_error (error, g_steal_pointer (&problem));

  return FALSE;
}

void
mailer_store_follow_bodies (MailerStore *self)
{
  g_autofree char *path = build_path (self, "bodies.db");
  struct stat      info;

  if (self->mode == MAILER_STORE_WRITER || g_stat (path, &info) != 0
      || (self->bodies != NULL && info.st_ino == self->bodies_file))
    return;

  g_clear_pointer (&self->bodies, mailer_store_db_close);
  self->bodies = mailer_store_db_open (path, FALSE, NULL);
  self->bodies_file = info.st_ino;
}

static gboolean
open_reader (MailerStore *self,
             GError     **error)
{
  g_autofree char *path = build_path (self, "mailer.db");

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      mailer_store_set_error (error, MAILER_STORE_ERROR_NOT_FOUND, "There is no store in the folder");
      return FALSE;
    }

  self->db = mailer_store_db_open (path, FALSE, error);
  if (self->db == NULL || !mailer_store_check_version (self->db, error))
    return FALSE;

  mailer_store_follow_bodies (self);

  return TRUE;
}

static void
free_store (MailerStore *self)
{
  g_clear_pointer (&self->bodies, mailer_store_db_close);
  g_clear_pointer (&self->db, mailer_store_db_close);
  g_clear_pointer (&self->changes, mailer_store_changes_unref);
  mailer_store_tracker_free (self->tracker);
  g_free (self->directory);
  g_free (self);
}

MailerStore *
mailer_store_open (const char           *directory,
                   MailerStoreMode       mode,
                   MailerStoreRecovery **recovery,
                   GError              **error)
{
  MailerStore *self;
  g_autoptr (MailerStoreRecovery) done = NULL;

  g_return_val_if_fail (directory != NULL, NULL);

  self = g_new0 (MailerStore, 1);
  self->mode = mode;
  self->swept_at = -1;
  self->directory = g_strdup (directory);
  self->tracker = mailer_store_tracker_new ();
  if (recovery != NULL)
    *recovery = NULL;

  if (mode == MAILER_STORE_WRITER ? !open_writer (self, &done, error) : !open_reader (self, error))
    {
      free_store (self);
      return NULL;
    }

  if (recovery != NULL)
    *recovery = g_steal_pointer (&done);

  return self;
}

gboolean
mailer_store_is_damaged (MailerStore *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return mailer_store_db_is_damaged (self->db);
}

void
mailer_store_close (MailerStore *self)
{
  g_autofree char *directory = NULL;
  gboolean         is_damaged;
  gboolean         is_writer;

  if (self == NULL)
    return;

  directory = g_strdup (self->directory);
  is_writer = self->mode == MAILER_STORE_WRITER;
  is_damaged = mailer_store_db_is_damaged (self->db);
  free_store (self);

  if (is_damaged)
    {
      g_autofree char *path = g_build_filename (directory, "mailer.damaged", NULL);

      mailer_store_prepare_file (path, NULL);
    }
  else if (is_writer)
    put_clean_mark (directory);
}

gboolean
mailer_store_begin (MailerStore    *self,
                    MailerStoreSync sync,
                    GError        **error)
{
  if (self->mode != MAILER_STORE_WRITER)
    {
      mailer_store_set_error (error, MAILER_STORE_ERROR_READ_ONLY, "This connection is for reading only");
      return FALSE;
    }

  return mailer_store_db_begin (self->db, sync, error);
}

gboolean
mailer_store_end (MailerStore *self,
                  gboolean     is_success,
                  GError     **error)
{
  if (!is_success || !mailer_store_tracker_flush (self->tracker, self->db, error))
    {
      mailer_store_db_roll_back (self->db);
      mailer_store_tracker_reset (self->tracker);
      return FALSE;
    }

  if (!mailer_store_db_commit (self->db, error))
    {
      mailer_store_tracker_reset (self->tracker);
      return FALSE;
    }
  self->changes = mailer_store_tracker_take (self->tracker, self->changes);

  return TRUE;
}

MailerStoreChanges *
mailer_store_take_changes (MailerStore *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_steal_pointer (&self->changes);
}

gboolean
mailer_store_find_account (MailerStore *self,
                           const char  *account_id,
                           gint64      *account,
                           GError     **error)
{
  *account = 0;
  if (!mailer_store_db_read_int (self->db, account, error, "SELECT id FROM account WHERE name = ?", "s", account_id))
    return FALSE;
  if (*account != 0)
    return TRUE;

  mailer_store_set_error (error, MAILER_STORE_ERROR_NOT_FOUND, "The store does not know the account");

  return FALSE;
}

gboolean
mailer_store_add_account (MailerStore *self,
                          const char  *account_id,
                          GError     **error)
{
  gboolean is_success;

  g_return_val_if_fail (self != NULL && account_id != NULL, FALSE);

  if (!mailer_store_begin (self, MAILER_STORE_SYNC_FULL, error))
    return FALSE;

  is_success = mailer_store_db_run (self->db, error,
                                    "INSERT OR IGNORE INTO account (name) VALUES (?)", "s",
                                    account_id);
  if (is_success && mailer_store_db_get_n_changed (self->db) > 0)
    mailer_store_tracker_set_tree (self->tracker);

  return mailer_store_end (self, is_success, error);
}

/* In the order that foreign keys want: a message cannot lose its conversation. */
static gboolean
remove_account_rows (MailerStore *self,
                     gint64       account,
                     GError     **error)
{
  mailer_store_tracker_set_tree (self->tracker);
  mailer_store_tracker_set_operations (self->tracker);
  mailer_store_tracker_set_outbox (self->tracker);
  mailer_store_tracker_set_drafts (self->tracker);

  return mailer_store_db_run (self->db, error, "DELETE FROM mailbox WHERE account = ?", "i",
                              account)
         && mailer_store_db_run (self->db, error, "DELETE FROM account WHERE id = ?", "i", account)
         && mailer_store_db_run (self->db, error, "INSERT INTO search (search) VALUES ('optimize')",
                                 "");
}

gboolean
mailer_store_remove_account (MailerStore *self,
                             const char  *account_id,
                             GError     **error)
{
  gint64 account = 0;

  g_return_val_if_fail (self != NULL && account_id != NULL, FALSE);

  /* They have its mail too, and what could be saved of them was. */
  mailer_store_limit_set_aside (self->directory, 0);
  if (!mailer_store_begin (self, MAILER_STORE_SYNC_FULL, error))
    return FALSE;
  if (!mailer_store_end (self,
                         mailer_store_db_read_int (self->db, &account, error,
                                                   "SELECT id FROM account WHERE name = ?", "s",
                                                   account_id)
                             && (account == 0 || remove_account_rows (self, account, error)),
                         error))
    return FALSE;
  if (account == 0)
    return TRUE;

  /* The log still has the pages as they were; emptying it puts the overwritten ones in their place. */
  return mailer_store_clear_bodies (self, account, error)
         && mailer_store_db_exec (self->db,
                                  "PRAGMA wal_checkpoint(TRUNCATE); PRAGMA incremental_vacuum",
                                  error);
}

gboolean
mailer_store_set_identity (MailerStore *self,
                           const char  *account_id,
                           const char  *identity,
                           GError     **error)
{
  g_return_val_if_fail (self != NULL && account_id != NULL && identity != NULL, FALSE);

  if (!mailer_store_begin (self, MAILER_STORE_SYNC_FULL, error))
    return FALSE;

  return mailer_store_end (
      self,
      mailer_store_db_run (self->db, error,
                           "UPDATE account SET identity = ?1 WHERE name = ?2 AND identity <> ?1",
                           "ss", identity, account_id),
      error);
}

char **
mailer_store_find_accounts (MailerStore *self,
                            const char  *identity,
                            GError     **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (MailerStoreStatement) rows = NULL;
  MailerStoreStep step;

  g_return_val_if_fail (self != NULL && identity != NULL && *identity != '\0', NULL);

  rows = mailer_store_db_query (self->db, error,
                                "SELECT name FROM account WHERE identity = ? ORDER BY id", "s",
                                identity);
  if (rows == NULL)
    return NULL;

  while ((step = mailer_store_statement_step (rows, error)) == MAILER_STORE_STEP_ROW)
    {
      g_autofree char *name = mailer_store_statement_dup_text (rows, 0);

      g_strv_builder_add (builder, name);
    }

  return step == MAILER_STORE_STEP_DONE ? g_strv_builder_end (builder) : NULL;
}
