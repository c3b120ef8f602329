/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One SQLite connection: opening, transactions, prepared statements, errors.
 *
 * The file is in WAL mode, so a reader sees the last commit while the writer works. A commit under
 * synchronous=NORMAL does not wait for the disk; the write-ahead log is synchronised only before it is copied
 * into the file, which keeps the file whole at any loss of power. A commit under synchronous=FULL
 * synchronises the log before it returns, and with it every commit before. */

#include "config.h"

#include "mailer-store-db-private.h"

#include <errno.h>
#include <sqlite3.h>
#include <string.h>

#include <gio/gio.h>

#include "mailer-store-resources.h"

#define BUSY_TIMEOUT_MS 5000

struct _MailerStoreDb
{
  sqlite3        *handle;
  GHashTable     *idle; /* SQL (owned by the statement) -> sqlite3_stmt that nobody uses */
  MailerStoreSync sync;
  gboolean        is_damaged;
};

struct _MailerStoreStatement
{
  MailerStoreDb *db;
  sqlite3_stmt  *handle;
};

MAILER_DEFINE_ERROR (mailer_store_error)

static MailerErrorRetry
retry_of (MailerStoreError code)
{
  switch (code)
    {
    case MAILER_STORE_ERROR_BUSY:
    case MAILER_STORE_ERROR_FULL:
    case MAILER_STORE_ERROR_IO:
      return MAILER_ERROR_RETRY_LATER;
    case MAILER_STORE_ERROR_CORRUPT:
    case MAILER_STORE_ERROR_NEWER:
    case MAILER_STORE_ERROR_READ_ONLY:
    case MAILER_STORE_ERROR_NOT_FOUND:
    case MAILER_STORE_ERROR_STATE:
    case MAILER_STORE_ERROR_TOO_BIG:
    default:
      return MAILER_ERROR_RETRY_NEVER;
    }
}

void
mailer_store_set_error (GError         **error,
                        MailerStoreError code,
                        const char      *message)
{
  g_autoptr (GError) made = g_error_new_literal (MAILER_STORE_ERROR, code, message);
  gboolean is_about_one = code == MAILER_STORE_ERROR_NOT_FOUND || code == MAILER_STORE_ERROR_STATE || code == MAILER_STORE_ERROR_TOO_BIG;

  mailer_error_edit_details (made)->scope = is_about_one ? MAILER_ERROR_SCOPE_MESSAGE : MAILER_ERROR_SCOPE_ACCOUNT;
  mailer_error_edit_details (made)->retry = retry_of (code);
  g_propagate_error (error, g_steal_pointer (&made));
}

static MailerStoreError
code_of_system_error (int system_error)
{
  switch (system_error)
    {
    case ENOSPC:
    case EDQUOT:
      return MAILER_STORE_ERROR_FULL;
    case EROFS:
    case EACCES:
    case EPERM:
      return MAILER_STORE_ERROR_READ_ONLY;
    default:
      return MAILER_STORE_ERROR_IO;
    }
}

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
    default:
      return code_of_system_error (system_error);
    }
}

static void
set_coded_error (MailerStoreDb   *self,
                 MailerStoreError code,
                 GError         **error)
{
  g_autofree char *message = g_strdup_printf ("The store failed: %s (%d)", sqlite3_errmsg (self->handle), sqlite3_extended_errcode (self->handle));

  if (code == MAILER_STORE_ERROR_CORRUPT)
    self->is_damaged = TRUE;
  mailer_store_set_error (error, code, message);
}

static void
set_result_error (MailerStoreDb *self,
                  GError       **error)
{
  set_coded_error (self, code_of_result (sqlite3_extended_errcode (self->handle), sqlite3_system_errno (self->handle)), error);
}

/* Every statement is our own: where one does not fit the tables, these are not what they were. */
static void
set_prepare_error (MailerStoreDb *self,
                   GError       **error)
{
  if (sqlite3_errcode (self->handle) == SQLITE_ERROR)
    set_coded_error (self, MAILER_STORE_ERROR_CORRUPT, error);
  else
    set_result_error (self, error);
}

static void
finalize_cb (gpointer statement)
{
  sqlite3_finalize (statement);
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

  self->idle = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, finalize_cb);
  result = sqlite3_open_v2 (path, &self->handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW, NULL);
  if (result != SQLITE_OK)
    {
      set_result_error (self, error);
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

static gboolean
check_version (MailerStoreDb *self,
               gint32         application_id,
               guint          newest,
               gint64        *version,
               GError       **error)
{
  gint64 found_id = 0;
  gint64 n_tables = 0;

  *version = 0;
  if (!mailer_store_db_read_int (self, &found_id, error, "PRAGMA application_id", "") || !mailer_store_db_read_int (self, version, error, "PRAGMA user_version", "") || !mailer_store_db_read_int (self, &n_tables, error, "SELECT count(*) FROM sqlite_schema", ""))
    return FALSE;

  if (found_id != application_id && (found_id != 0 || n_tables > 0 || *version != 0))
    {
      self->is_damaged = TRUE;
      mailer_store_set_error (error, MAILER_STORE_ERROR_CORRUPT, "The file is not one of Mailer's");
      return FALSE;
    }

  if (*version < 0 || *version > newest)
    {
      mailer_store_set_error (error, MAILER_STORE_ERROR_NEWER, "The file was written by a newer version of Mailer");
      return FALSE;
    }

  return TRUE;
}

static gboolean
run_schema (MailerStoreDb *self,
            const char    *path,
            GError       **error)
{
  g_autoptr (GBytes) sql = g_resource_lookup_data (mailer_store_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  /* Resources end in a NUL that does not count. */
  g_assert (sql != NULL);

  return mailer_store_db_exec (self, g_bytes_get_data (sql, NULL), error);
}

static gboolean
run_schemas (MailerStoreDb     *self,
             gint32             application_id,
             const char *const *schemas,
             gint64             version,
             guint              n_schemas,
             GError           **error)
{
  g_autofree char *stamp = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %u", application_id, n_schemas);

  for (guint i = version; i < n_schemas; i++)
    if (!run_schema (self, schemas[i], error))
      return FALSE;

  return mailer_store_db_exec (self, stamp, error);
}

gboolean
mailer_store_db_migrate (MailerStoreDb     *self,
                         gint32             application_id,
                         const char *const *schemas,
                         guint              n_schemas,
                         GError           **error)
{
  gint64 version;

  if (!check_version (self, application_id, n_schemas, &version, error))
    return FALSE;
  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, FALSE, NULL);

  if (sqlite3_db_readonly (self->handle, "main") == 1)
    {
      mailer_store_set_error (error, MAILER_STORE_ERROR_READ_ONLY, "The store's files cannot be written");
      return FALSE;
    }

  if (version == 0 && !mailer_store_db_exec (self, "PRAGMA auto_vacuum = INCREMENTAL", error))
    return FALSE;
  if (!mailer_store_db_exec (self, "PRAGMA journal_mode = WAL; PRAGMA journal_size_limit = 16777216", error))
    return FALSE;
  if (version == n_schemas)
    return TRUE;

  if (!mailer_store_db_begin (self, MAILER_STORE_SYNC_FULL, error))
    return FALSE;
  if (!run_schemas (self, application_id, schemas, version, n_schemas, error))
    {
      mailer_store_db_roll_back (self);
      return FALSE;
    }

  return mailer_store_db_commit (self, error);
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
      if (!mailer_store_db_exec (self, sync == MAILER_STORE_SYNC_FULL ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL", error))
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

  set_result_error (self, error);

  return FALSE;
}

static MailerStoreStatement *
take_statement (MailerStoreDb *self,
                const char    *sql,
                GError       **error)
{
  g_autoptr (MailerStoreStatement) statement = g_new0 (MailerStoreStatement, 1);
  gpointer handle = NULL;

  statement->db = self;
  if (g_hash_table_steal_extended (self->idle, sql, NULL, &handle))
    statement->handle = handle;
  else if (sqlite3_prepare_v3 (self->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement->handle, NULL) != SQLITE_OK)
    {
      set_prepare_error (self, error);
      return NULL;
    }

  return g_steal_pointer (&statement);
}

static int
bind_blob (sqlite3_stmt *handle,
           int           index,
           GBytes       *bytes)
{
  gsize         size;
  gconstpointer data;

  if (bytes == NULL)
    return sqlite3_bind_null (handle, index);

  data = g_bytes_get_data (bytes, &size);

  return size == 0 ? sqlite3_bind_zeroblob (handle, index, 0)
                   : sqlite3_bind_blob64 (handle, index, data, size, SQLITE_TRANSIENT);
}

static int
bind_variant (sqlite3_stmt *handle,
              int           index,
              GVariant     *variant)
{
  g_autoptr (GBytes) bytes = variant != NULL ? g_variant_get_data_as_bytes (variant) : NULL;

  return bind_blob (handle, index, bytes);
}

static int
bind_id (sqlite3_stmt *handle,
         int           index,
         gint64        id)
{
  return id != 0 ? sqlite3_bind_int64 (handle, index, id) : sqlite3_bind_null (handle, index);
}

static int
bind_next (sqlite3_stmt *handle,
           int           index,
           char          type,
           va_list      *parameters)
{
  switch (type)
    {
    case 'i':
      return sqlite3_bind_int64 (handle, index, va_arg (*parameters, gint64));
    case 'd':
      return sqlite3_bind_int64 (handle, index, va_arg (*parameters, int));
    case 'n':
      return bind_id (handle, index, va_arg (*parameters, gint64));
    case 's':
      return sqlite3_bind_text (handle, index, va_arg (*parameters, const char *), -1, SQLITE_TRANSIENT);
    case 'b':
      return bind_blob (handle, index, va_arg (*parameters, GBytes *));
    case 'v':
      return bind_variant (handle, index, va_arg (*parameters, GVariant *));
    default:
      g_assert_not_reached ();
    }
}

static MailerStoreStatement *
query_valist (MailerStoreDb *self,
              GError       **error,
              const char    *sql,
              const char    *types,
              va_list       *parameters)
{
  g_autoptr (MailerStoreStatement) statement = take_statement (self, sql, error);

  if (statement == NULL)
    return NULL;

  g_assert (sqlite3_bind_parameter_count (statement->handle) == (int)strlen (types));
  for (int i = 0; types[i] != '\0'; i++)
    if (bind_next (statement->handle, i + 1, types[i], parameters) != SQLITE_OK)
      {
        set_result_error (self, error);
        return NULL;
      }

  return g_steal_pointer (&statement);
}

MailerStoreStatement *
mailer_store_db_query (MailerStoreDb *self,
                       GError       **error,
                       const char    *sql,
                       const char    *types,
                       ...)
{
  MailerStoreStatement *statement;
  va_list               parameters;

  va_start (parameters, types);
  statement = query_valist (self, error, sql, types, &parameters);
  va_end (parameters);

  return statement;
}

gboolean
mailer_store_db_run (MailerStoreDb *self,
                     GError       **error,
                     const char    *sql,
                     const char    *types,
                     ...)
{
  g_autoptr (MailerStoreStatement) statement = NULL;
  va_list parameters;

  va_start (parameters, types);
  statement = query_valist (self, error, sql, types, &parameters);
  va_end (parameters);

  return statement != NULL && mailer_store_statement_step (statement, error) != MAILER_STORE_STEP_ERROR;
}

gboolean
mailer_store_db_read_int (MailerStoreDb *self,
                          gint64        *value,
                          GError       **error,
                          const char    *sql,
                          const char    *types,
                          ...)
{
  g_autoptr (MailerStoreStatement) statement = NULL;
  MailerStoreStep step;
  va_list         parameters;

  va_start (parameters, types);
  statement = query_valist (self, error, sql, types, &parameters);
  va_end (parameters);
  if (statement == NULL)
    return FALSE;

  step = mailer_store_statement_step (statement, error);
  if (step == MAILER_STORE_STEP_ROW && sqlite3_column_type (statement->handle, 0) != SQLITE_NULL)
    *value = sqlite3_column_int64 (statement->handle, 0);

  return step != MAILER_STORE_STEP_ERROR;
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

MailerStoreStep
mailer_store_statement_step (MailerStoreStatement *self,
                             GError              **error)
{
  switch (sqlite3_step (self->handle))
    {
    case SQLITE_ROW:
      return MAILER_STORE_STEP_ROW;
    case SQLITE_DONE:
      return MAILER_STORE_STEP_DONE;
    default:
      set_result_error (self->db, error);
      return MAILER_STORE_STEP_ERROR;
    }
}

void
mailer_store_statement_free (MailerStoreStatement *self)
{
  if (self == NULL)
    return;

  if (self->handle != NULL)
    {
      sqlite3_reset (self->handle);
      sqlite3_clear_bindings (self->handle);
      g_hash_table_replace (self->db->idle, (gpointer)sqlite3_sql (self->handle), self->handle);
    }
  g_free (self);
}

gint64
mailer_store_statement_get_int (MailerStoreStatement *self,
                                int                   column)
{
  return sqlite3_column_int64 (self->handle, column);
}

char *
mailer_store_statement_dup_text (MailerStoreStatement *self,
                                 int                   column)
{
  const char *text = (const char *)sqlite3_column_text (self->handle, column);

  /* A flipped bit in a text is nothing SQLite notices, and invalid UTF-8 nothing GTK survives well. */
  return text != NULL ? g_utf8_make_valid (text, -1) : NULL;
}

char *
mailer_store_statement_dup_raw (MailerStoreStatement *self,
                                int                   column)
{
  const char *data = sqlite3_column_blob (self->handle, column);

  return g_strndup (data != NULL ? data : "", sqlite3_column_bytes (self->handle, column));
}

GBytes *
mailer_store_statement_dup_bytes (MailerStoreStatement *self,
                                  int                   column)
{
  gconstpointer data;

  if (sqlite3_column_type (self->handle, column) == SQLITE_NULL)
    return NULL;

  data = sqlite3_column_blob (self->handle, column);

  return g_bytes_new (data, sqlite3_column_bytes (self->handle, column));
}

GVariant *
mailer_store_statement_dup_variant (MailerStoreStatement *self,
                                    int                   column,
                                    const GVariantType   *type)
{
  g_autoptr (GBytes) bytes = mailer_store_statement_dup_bytes (self, column);

  return bytes != NULL ? g_variant_ref_sink (g_variant_new_from_bytes (type, bytes, FALSE)) : NULL;
}

GArray *
mailer_store_statement_read_ints (MailerStoreStatement *self,
                                  GError              **error)
{
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (gint64));
  MailerStoreStep step;

  while ((step = mailer_store_statement_step (self, error)) == MAILER_STORE_STEP_ROW)
    {
      gint64 value = sqlite3_column_int64 (self->handle, 0);

      g_array_append_val (values, value);
    }

  return step == MAILER_STORE_STEP_DONE ? g_steal_pointer (&values) : NULL;
}
