/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Bodies are a cache in a file of their own. Damage to it costs a download: the file is thrown away and begun
 * again, a body whose checksum does not fit is as good as none. mailer-store-evict.c keeps it within bounds. */

#include "config.h"

#include "mailer-store-body.h"

#include <gio/gio.h>
#include <string.h>

#include "mailer-store-private.h"

/* Reading all uses at once would be worth a write a time; this is exact enough to know what is old. */
#define USE_RESOLUTION_US (10 * G_TIME_SPAN_MINUTE)
#define MAX_BODY_BYTES (512 * 1024 * 1024)

static GBytes *
convert (GConverter   *converter,
         gconstpointer data,
         gsize         length)
{
  g_autoptr (GInputStream) source = g_memory_input_stream_new_from_data (data, length, NULL);
  g_autoptr (GInputStream) converted = g_converter_input_stream_new (source, converter);
  g_autoptr (GOutputStream) target = g_memory_output_stream_new_resizable ();
  gssize n_bytes;
  char   buffer[32768];

  /* A damaged or hostile stream may unfold to anything, so its size is bounded here. */
  while ((n_bytes = g_input_stream_read (converted, buffer, sizeof buffer, NULL, NULL)) > 0)
    if (g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (target)) > MAX_BODY_BYTES
        || !g_output_stream_write_all (target, buffer, n_bytes, NULL, NULL, NULL))
      return NULL;

  if (n_bytes < 0 || !g_output_stream_close (target, NULL, NULL))
    return NULL;

  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (target));
}

static GBytes *
compress (GBytes *bytes)
{
  g_autoptr (GConverter) converter = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, 6));
  gsize         length;
  gconstpointer data = g_bytes_get_data (bytes, &length);

  return convert (converter, data, length);
}

static GBytes *
decompress (GBytes *bytes)
{
  g_autoptr (GConverter) converter = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB));
  gsize         length;
  gconstpointer data = g_bytes_get_data (bytes, &length);

  return convert (converter, data, length);
}

gboolean
mailer_store_heal_bodies (MailerStore  *self,
                          const GError *problem,
                          GError      **error)
{
  return self->mode == MAILER_STORE_WRITER
         && g_error_matches (problem, MAILER_STORE_ERROR, MAILER_STORE_ERROR_CORRUPT)
         && mailer_store_reset_bodies (self, error);
}

gboolean
mailer_store_require_bodies (MailerStore *self,
                             GError     **error)
{
  if (self->mode == MAILER_STORE_WRITER && self->bodies != NULL)
    return TRUE;

  mailer_store_set_error (error, MAILER_STORE_ERROR_READ_ONLY, "The bodies cannot be written here");

  return FALSE;
}

static gboolean
find_body_key (MailerStore *self,
               gint64       message,
               gint64      *key,
               gint64      *account,
               GError     **error)
{
  g_autoptr (MailerStoreStatement) row = NULL;

  row = mailer_store_db_read_row (self->db, "The message is not in the store any more", error,
                                  "SELECT m.body_key, b.account FROM message m JOIN mailbox b ON b.id = m.mailbox WHERE m.id = ?", "i", message);
  if (row == NULL)
    return FALSE;
  *key = mailer_store_statement_get_int (row, 0);
  *account = mailer_store_statement_get_int (row, 1);

  return TRUE;
}

static gboolean
insert_body (MailerStore *self,
             gint64       key,
             gint64       account,
             const char  *section,
             gsize        size,
             GBytes      *compressed,
             GError     **error)
{
  return mailer_store_db_run (
      self->bodies, error,
      "INSERT OR REPLACE INTO body (key, section, account, used_us, size, stored, data) VALUES (?, ?, ?, ?, ?, ?, ?)",
      "isiiiib", key, section, account, g_get_real_time (), (gint64)size,
      (gint64)g_bytes_get_size (compressed), compressed);
}

gboolean
mailer_store_put_body (MailerStore *self,
                       gint64       message_id,
                       const char  *section,
                       GBytes      *bytes,
                       GError     **error)
{
  g_autoptr (GBytes) compressed = NULL;
  g_autoptr (GError) problem = NULL;
  gint64 key;
  gint64 account;

  g_return_val_if_fail (self != NULL && section != NULL && bytes != NULL, FALSE);

  if (!mailer_store_require_bodies (self, error) || !find_body_key (self, message_id, &key, &account, error))
    return FALSE;

  compressed = g_bytes_get_size (bytes) <= MAX_BODY_BYTES ? compress (bytes) : NULL;
  if (compressed == NULL)
    {
      mailer_store_set_error (error, MAILER_STORE_ERROR_TOO_BIG, "The part is too large to be kept");
      return FALSE;
    }

  if (insert_body (self, key, account, section, g_bytes_get_size (bytes), compressed, &problem))
    return TRUE;
  if (mailer_store_heal_bodies (self, problem, error))
    return insert_body (self, key, account, section, g_bytes_get_size (bytes), compressed, error);
  if (error != NULL && *error == NULL)
    g_propagate_error (error, g_steal_pointer (&problem));

  return FALSE;
}

static gboolean
touch (MailerStore *self,
       gint64       key,
       GError     **error)
{
  gint64 now_us = g_get_real_time ();

  /* A clock that was set back must not make everything look used in the future. */
  return mailer_store_db_run (
      self->bodies, error,
      "UPDATE body SET used_us = ?1 WHERE key = ?2 AND (used_us < ?3 OR used_us > ?1)", "iii",
      now_us, key, now_us - USE_RESOLUTION_US);
}

static gboolean
read_compressed (MailerStore *self,
                 gint64       key,
                 const char  *section,
                 GBytes     **compressed,
                 GError     **error)
{
  g_autoptr (MailerStoreStatement) row = NULL;
  MailerStoreStep step;

  row = mailer_store_db_query (self->bodies, error,
                               "SELECT data FROM body WHERE key = ? AND section = ?", "is", key,
                               section);
  if (row == NULL || (step = mailer_store_statement_step (row, error)) == MAILER_STORE_STEP_ERROR)
    return FALSE;

  *compressed = step == MAILER_STORE_STEP_ROW ? mailer_store_statement_dup_bytes (row, 0) : NULL;

  return TRUE;
}

static GBytes *
read_body (MailerStore *self,
           gint64       key,
           const char  *section,
           GError     **error)
{
  g_autoptr (GBytes) compressed = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (!read_compressed (self, key, section, &compressed, error) || compressed == NULL)
    return NULL;

  bytes = decompress (compressed);
  if (self->mode == MAILER_STORE_WRITER
      && !(bytes != NULL ? touch (self, key, error)
                         : mailer_store_db_run (self->bodies, error,
                                                "DELETE FROM body WHERE key = ? AND section = ?",
                                                "is", key, section)))
    return NULL;

  return g_steal_pointer (&bytes);
}

GBytes *
mailer_store_get_body (MailerStore *self,
                       gint64       message_id,
                       const char  *section,
                       GError     **error)
{
  g_autoptr (GError) problem = NULL;
  GBytes *bytes;
  gint64  key;
  gint64  account;

  g_return_val_if_fail (self != NULL && section != NULL, NULL);

  mailer_store_follow_bodies (self);
  if (!find_body_key (self, message_id, &key, &account, error) || self->bodies == NULL)
    return NULL;

  bytes = read_body (self, key, section, &problem);
  if (problem != NULL && !g_error_matches (problem, MAILER_STORE_ERROR, MAILER_STORE_ERROR_CORRUPT))
    g_propagate_error (error, g_steal_pointer (&problem));
  else if (problem != NULL)
    mailer_store_heal_bodies (self, problem, error);

  return bytes;
}

char **
mailer_store_list_body_sections (MailerStore *self,
                                 gint64       message_id,
                                 GError     **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (MailerStoreStatement) rows = NULL;
  MailerStoreStep step = MAILER_STORE_STEP_DONE;
  gint64          key;
  gint64          account;

  g_return_val_if_fail (self != NULL, NULL);

  mailer_store_follow_bodies (self);
  if (!find_body_key (self, message_id, &key, &account, error))
    return NULL;

  rows = self->bodies != NULL
             ? mailer_store_db_query (self->bodies, error,
                                      "SELECT section FROM body WHERE key = ? ORDER BY section",
                                      "i", key)
             : NULL;
  if (self->bodies != NULL && rows == NULL)
    return NULL;
  while (rows != NULL && (step = mailer_store_statement_step (rows, error)) == MAILER_STORE_STEP_ROW)
    {
      g_autofree char *section = mailer_store_statement_dup_text (rows, 0);

      g_strv_builder_add (builder, section);
    }

  return step == MAILER_STORE_STEP_DONE ? g_strv_builder_end (builder) : NULL;
}

gboolean
mailer_store_touch_body (MailerStore *self,
                         gint64       message_id,
                         GError     **error)
{
  gint64 key;
  gint64 account;

  g_return_val_if_fail (self != NULL, FALSE);

  return mailer_store_require_bodies (self, error)
         && find_body_key (self, message_id, &key, &account, error) && touch (self, key, error);
}

gboolean
mailer_store_clear_bodies (MailerStore *self,
                           gint64       account,
                           GError     **error)
{
  g_autoptr (GError) problem = NULL;

  if (mailer_store_db_run (self->bodies, &problem, "DELETE FROM body WHERE account = ?", "i",
                           account)
      && mailer_store_db_exec (self->bodies,
                               "PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE)",
                               &problem))
    return TRUE;
  if (mailer_store_heal_bodies (self, problem, error))
    return TRUE;
  if (error != NULL && *error == NULL)
    g_propagate_error (error, g_steal_pointer (&problem));

  return FALSE;
}
