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
