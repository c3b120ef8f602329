/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One SQLite connection: opening, transactions, errors.
 *
 * The file is in WAL mode, so a reader sees the last commit while the writer works. A commit under
 * synchronous=NORMAL does not wait for the disk; the write-ahead log is synchronised only before it is copied
 * into the file, which keeps the file whole at any loss of power. A commit under synchronous=FULL
 * synchronises the log before it returns, and with it every commit before. */

#include "config.h"

#include "mailer-store-handle-private.h"

#include <string.h>

#define BUSY_TIMEOUT_MS 5000

static MailerStoreError
code_of_result (int result,
                int system_error)
{
  if (result == SQLITE_CONSTRAINT_FOREIGNKEY)
    return MAILER_STORE_ERROR_NOT_FOUND;

  switch (result & 0xff)
    {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
      return MAILER_STORE_ERROR_CORRUPT;
    case SQLITE_FULL:
      return MAILER_STORE_ERROR_FULL;
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return MAILER_STORE_ERROR_READ_ONLY;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return MAILER_STORE_ERROR_BUSY;
    case SQLITE_TOOBIG:
      return MAILER_STORE_ERROR_TOO_BIG;
    case SQLITE_CONSTRAINT:
      return MAILER_STORE_ERROR_STATE;
    case SQLITE_ERROR:
    case SQLITE_MISUSE:
    case SQLITE_RANGE:
      return MAILER_STORE_ERROR_PROGRAM;
    default:
      return mailer_store_error_from_system (system_error);
    }
}

void
mailer_store_db_set_error (MailerStoreDb *self,
                           GError       **error)
{
  const int        result = sqlite3_extended_errcode (self->handle);
  MailerStoreError code = code_of_result (result, sqlite3_system_errno (self->handle));
  g_autofree char *message = g_strdup_printf ("The store failed: %s (%d)", sqlite3_errmsg (self->handle), result);

  if (code == MAILER_STORE_ERROR_CORRUPT)
    self->is_damaged = TRUE;
  mailer_store_set_error (error, code, message);
}

static void
finalize_cb (gpointer statement)
{
  sqlite3_finalize (statement);
}

/* Statements are long and begin alike; a few of their bytes tell them apart. */
static guint
hash_sql (gconstpointer data)
{
  const char *sql = data;
  const gsize length = strlen (sql);
  guint       hash = length;

  for (gsize i = 0; i < length; i += 16)
    hash = hash * 33 + (guchar)sql[i];

  return hash;
}

static gboolean
configure (MailerStoreDb *self,
           gboolean       is_writer,
           GError       **error)
{
  sqlite3_extended_result_codes (self->handle, TRUE);
  sqlite3_busy_timeout (self->handle, BUSY_TIMEOUT_MS);
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_DEFENSIVE, TRUE, NULL);

  /* Memory maps would turn a truncated file into a SIGBUS, so there are none. */
  if (!mailer_store_db_exec (self,
                             "PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON;"
                             "PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0; PRAGMA cache_size = -8000;"
                             "PRAGMA secure_delete = ON; PRAGMA synchronous = NORMAL;",
                             error))
    return FALSE;

  return is_writer || mailer_store_db_exec (self, "PRAGMA query_only = ON", error);
}

MailerStoreDb *
mailer_store_db_open (const char *path,
                      gboolean    is_writer,
                      GError    **error)
{
  g_autoptr (MailerStoreDb) self = g_new0 (MailerStoreDb, 1);
  int result;

  self->idle = g_hash_table_new_full (hash_sql, g_str_equal, NULL, finalize_cb);
  result = sqlite3_open_v2 (path, &self->handle,
                            SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW,
                            NULL);
  if (result != SQLITE_OK)
    {
      mailer_store_db_set_error (self, error);
      return NULL;
    }

  /* Closing copies the log into the file. It must not before the file's version is known to be ours. */
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, TRUE, NULL);
  if (!configure (self, is_writer, error))
    return NULL;

  return g_steal_pointer (&self);
}

void
mailer_store_db_close (MailerStoreDb *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->idle);
  sqlite3_close_v2 (self->handle);
  g_free (self);
}

gboolean
mailer_store_db_is_damaged (MailerStoreDb *self)
{
  return self->is_damaged;
}

gboolean
mailer_store_db_check (MailerStoreDb *self,
                       GError       **error)
{
  g_autoptr (MailerStoreStatement) statement = NULL;
  g_autofree char *verdict = NULL;

  statement = mailer_store_db_query (self, error, "PRAGMA quick_check(1)", "");
  if (statement == NULL || mailer_store_statement_step (statement, error) == MAILER_STORE_STEP_ERROR)
    return FALSE;

  verdict = mailer_store_statement_dup_text (statement, 0);
  if (g_strcmp0 (verdict, "ok") == 0)
    return TRUE;

  self->is_damaged = TRUE;
  mailer_store_set_error (error, MAILER_STORE_ERROR_CORRUPT, "The store's file does not pass its check");

  return FALSE;
}

gboolean
mailer_store_db_begin (MailerStoreDb  *self,
                       MailerStoreSync sync,
                       GError        **error)
{
  if (sync != self->sync)
    {
      if (!mailer_store_db_exec (self,
                                 sync == MAILER_STORE_SYNC_FULL ? "PRAGMA synchronous = FULL"
                                                                : "PRAGMA synchronous = NORMAL",
                                 error))
        return FALSE;
      self->sync = sync;
    }

  return mailer_store_db_run (self, error, "BEGIN IMMEDIATE", "");
}

gboolean
mailer_store_db_commit (MailerStoreDb *self,
                        GError       **error)
{
  if (mailer_store_db_run (self, error, "COMMIT", ""))
    return TRUE;

  mailer_store_db_roll_back (self);

  return FALSE;
}

void
mailer_store_db_roll_back (MailerStoreDb *self)
{
  /* SQLite rolls back by itself after some errors; then there is nothing left to do. */
  if (!sqlite3_get_autocommit (self->handle))
    sqlite3_exec (self->handle, "ROLLBACK", NULL, NULL, NULL);
}

gboolean
mailer_store_db_exec (MailerStoreDb *self,
                      const char    *sql,
                      GError       **error)
{
  if (sqlite3_exec (self->handle, sql, NULL, NULL, NULL) == SQLITE_OK)
    return TRUE;

  mailer_store_db_set_error (self, error);

  return FALSE;
}

gint64
mailer_store_db_get_last_id (MailerStoreDb *self)
{
  return sqlite3_last_insert_rowid (self->handle);
}

gint64
mailer_store_db_get_n_changed (MailerStoreDb *self)
{
  return sqlite3_changes64 (self->handle);
}

gint64
mailer_store_db_get_n_changes_so_far (MailerStoreDb *self)
{
  return sqlite3_total_changes64 (self->handle);
}
