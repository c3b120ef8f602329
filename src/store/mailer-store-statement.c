/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Prepared statements: the same text is compiled once, and its statement lent to one user after the other. */

#include "config.h"

#include "mailer-store-handle-private.h"

#include <string.h>

struct _MailerStoreStatement
{
  MailerStoreDb *db;
  sqlite3_stmt  *handle;
};

/* A statement may fit the tables no more because these are damaged. */
static void
set_prepare_error (MailerStoreDb *self,
                   GError       **error)
{
  g_autoptr (GError) found = NULL;

  mailer_store_db_set_error (self, &found);
  if (found->code == MAILER_STORE_ERROR_PROGRAM && !mailer_store_db_fits_schema (self))
    {
      found->code = MAILER_STORE_ERROR_CORRUPT;
      self->is_damaged = TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&found));
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
bind_data (sqlite3_stmt *handle,
           int           index,
           gconstpointer data,
           gsize         size)
{
  return size == 0 ? sqlite3_bind_zeroblob (handle, index, 0)
                   : sqlite3_bind_blob64 (handle, index, data, size, SQLITE_TRANSIENT);
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

  return bind_data (handle, index, data, size);
}

static int
bind_variant (sqlite3_stmt *handle,
              int           index,
              GVariant     *variant)
{
  return variant != NULL
             ? bind_data (handle, index, g_variant_get_data (variant), g_variant_get_size (variant))
             : sqlite3_bind_null (handle, index);
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
        mailer_store_db_set_error (self, error);
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

MailerStoreStatement *
mailer_store_db_read_row (MailerStoreDb *self,
                          const char    *missing,
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
    return NULL;

  step = mailer_store_statement_step (statement, error);
  if (step == MAILER_STORE_STEP_DONE)
    mailer_store_set_error (error, MAILER_STORE_ERROR_NOT_FOUND, missing);

  return step == MAILER_STORE_STEP_ROW ? g_steal_pointer (&statement) : NULL;
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
      mailer_store_db_set_error (self->db, error);
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
