/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What is in the files: their numbered schemas, and bringing a file to the newest. */

#include "config.h"

#include "mailer-store-handle-private.h"

#include <gio/gio.h>

#include "mailer-store-recovery-private.h"
#include "mailer-store-resources.h"

#define FILE_ID 0x4d6c7253
#define BODIES_FILE_ID 0x4d6c7242

static const char *const mailer_schemas[] = {
  "/org/example/Mailer/store/schema/mailer-1.sql",
  "/org/example/Mailer/store/schema/mailer-2.sql",
  "/org/example/Mailer/store/schema/mailer-3.sql",
  "/org/example/Mailer/store/schema/mailer-4.sql",
};
static const char *const bodies_schemas[] = { "/org/example/Mailer/store/schema/bodies-1.sql" };

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
  if (!mailer_store_db_read_int (self, &found_id, error, "PRAGMA application_id", "")
      || !mailer_store_db_read_int (self, version, error, "PRAGMA user_version", "")
      || !mailer_store_db_read_int (self, &n_tables, error, "SELECT count(*) FROM sqlite_schema",
                                    ""))
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
  g_autoptr (GBytes) sql = g_resource_lookup_data (mailer_store_get_resource (), path,
                                                   G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

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
  g_autofree char *stamp = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %u",
                                            application_id, n_schemas);

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
mailer_store_migrate (MailerStoreDb *db,
                      GError       **error)
{
  return mailer_store_db_migrate (db, FILE_ID, mailer_schemas, G_N_ELEMENTS (mailer_schemas), error);
}

gboolean
mailer_store_check_version (MailerStoreDb *db,
                            GError       **error)
{
  gint64 version = 0;

  if (!mailer_store_db_read_int (db, &version, error, "PRAGMA user_version", ""))
    return FALSE;
  if (version == G_N_ELEMENTS (mailer_schemas))
    return TRUE;

  if (version > (gint64)G_N_ELEMENTS (mailer_schemas))
    mailer_store_set_error (error, MAILER_STORE_ERROR_NEWER, "The file was written by a newer version of Mailer");
  else
    mailer_store_set_error (error, MAILER_STORE_ERROR_NOT_FOUND, "No writer has prepared the store yet");

  return FALSE;
}

gboolean
mailer_store_migrate_bodies (MailerStoreDb *db,
                             GError       **error)
{
  return mailer_store_db_migrate (db, BODIES_FILE_ID, bodies_schemas, G_N_ELEMENTS (bodies_schemas), error);
}

/* --- Is it whole? --------------------------------------------------------------------------------- */

static gint64
read_pragma (sqlite3    *handle,
             const char *sql)
{
  sqlite3_stmt *statement = NULL;
  gint64        value = -1;

  if (sqlite3_prepare_v2 (handle, sql, -1, &statement, NULL) == SQLITE_OK && sqlite3_step (statement) == SQLITE_ROW)
    value = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);

  return value;
}

/* What the full-text search keeps is described by SQLite itself, in each of its versions its own way. */
static gboolean
has_all (sqlite3              *handle,
         MailerStoreStatement *wanted)
{
  sqlite3_stmt *found = NULL;
  gboolean      is_there
      = sqlite3_prepare_v2 (
            handle,
            "SELECT 1 FROM sqlite_schema WHERE name = ?1 AND (sql IS ?2 OR name LIKE 'search%')",
            -1, &found, NULL)
        == SQLITE_OK;

  while (is_there && mailer_store_statement_step (wanted, NULL) == MAILER_STORE_STEP_ROW)
    {
      g_autofree char *name = mailer_store_statement_dup_text (wanted, 0);
      g_autofree char *sql = mailer_store_statement_dup_text (wanted, 1);

      sqlite3_bind_text (found, 1, name, -1, SQLITE_STATIC);
      sqlite3_bind_text (found, 2, sql, -1, SQLITE_STATIC);
      is_there = sqlite3_step (found) == SQLITE_ROW;
      sqlite3_reset (found);
    }
  sqlite3_finalize (found);

  return is_there;
}

/* Compared with a fresh file of the same version. The damaged one is asked past MailerStoreStatement, which would
 * ask here. */
gboolean
mailer_store_db_fits_schema (MailerStoreDb *self)
{
  const gboolean     is_bodies = read_pragma (self->handle, "PRAGMA application_id") == BODIES_FILE_ID;
  const char *const *schemas = is_bodies ? bodies_schemas : mailer_schemas;
  const gint64       n_schemas = is_bodies ? G_N_ELEMENTS (bodies_schemas) : G_N_ELEMENTS (mailer_schemas);
  const gint64       version = read_pragma (self->handle, "PRAGMA user_version");
  g_autoptr (MailerStoreDb) fresh = mailer_store_db_open (":memory:", TRUE, NULL);
  g_autoptr (MailerStoreStatement) wanted = NULL;

  if (fresh == NULL || version < 1 || version > n_schemas)
    return FALSE;
  for (gint64 i = 0; i < version; i++)
    if (!run_schema (fresh, schemas[i], NULL))
      return FALSE;
  wanted = mailer_store_db_query (
      fresh, NULL, "SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'", "");

  return wanted != NULL && has_all (self->handle, wanted);
}
