/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-wire-imap-command.h"

#include <string.h>

#include "mailer-wire-imap-date.h"

/* Longer strings go as literals: servers bound the length of a line. */
#define MAX_QUOTED_BYTES 1000
#define MAX_LITERAL_MINUS_BYTES 4096

typedef struct
{
  GBytes  *bytes;
  gboolean waits;
} Chunk;

struct _MailerWireImapCommand
{
  char                  *tag;
  MailerWireImapLiterals literals;
  GArray                *chunks;
  GString               *line; /* what follows the last chunk; NULL after the end */
  guint                  n_open;
  gboolean               is_at_start; /* of a list: no blank */
  gboolean               is_utf8;
  gboolean               is_invalid;
};

static void
clear_chunk_cb (gpointer data)
{
  g_bytes_unref (((Chunk *)data)->bytes);
}

MailerWireImapCommand *
mailer_wire_imap_command_new (const char            *tag,
                              const char            *verb,
                              MailerWireImapLiterals literals)
{
  MailerWireImapCommand *self;

  g_return_val_if_fail (tag != NULL && verb != NULL, NULL);

  self = g_new0 (MailerWireImapCommand, 1);
  self->tag = g_strdup (tag);
  self->literals = literals;
  self->chunks = g_array_new (FALSE, FALSE, sizeof (Chunk));
  g_array_set_clear_func (self->chunks, clear_chunk_cb);
  self->line = g_string_new (tag);
  mailer_wire_imap_command_add_text (self, verb);

  return self;
}

/* Commands may hold a password, so the memory is overwritten; the compiler may not drop that. */
static void
free_line (GString *line)
{
  explicit_bzero (line->str, line->allocated_len);
  g_string_free (line, TRUE);
}

/* Room for @size bytes more, so that the line is not moved, leaving behind a copy that nobody overwrites. */
static void
reserve (MailerWireImapCommand *self,
         gsize                  size)
{
  GString *line = self->line;

  if (line->allocated_len - line->len > size)
    return;
  self->line = g_string_sized_new (line->len + size);
  g_string_append_len (self->line, line->str, line->len);
  free_line (line);
}

static void
free_line_cb (gpointer line)
{
  free_line (line);
}

void
mailer_wire_imap_command_free (MailerWireImapCommand *self)
{
  if (self == NULL)
    return;

  g_free (self->tag);
  g_array_unref (self->chunks);
  g_clear_pointer (&self->line, free_line);
  g_free (self);
}

void
mailer_wire_imap_command_set_utf8 (MailerWireImapCommand *self,
                                   gboolean               is_utf8)
{
  g_return_if_fail (self != NULL);

  self->is_utf8 = is_utf8;
}

/* What separates a value from the one before. */
static void
begin_value (MailerWireImapCommand *self)
{
  if (!self->is_at_start)
    g_string_append_c (self->line, ' ');
  self->is_at_start = FALSE;
}

void
mailer_wire_imap_command_add_text (MailerWireImapCommand *self,
                                   const char            *text)
{
  g_return_if_fail (self != NULL && self->line != NULL && text != NULL);

  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isprint (*p))
      {
        self->is_invalid = TRUE;
        return;
      }
  begin_value (self);
  g_string_append (self->line, text);
}

void
mailer_wire_imap_command_add_open (MailerWireImapCommand *self)
{
  g_return_if_fail (self != NULL && self->line != NULL);

  begin_value (self);
  g_string_append_c (self->line, '(');
  self->is_at_start = TRUE;
  self->n_open++;
}

void
mailer_wire_imap_command_add_close (MailerWireImapCommand *self)
{
  g_return_if_fail (self != NULL && self->line != NULL && self->n_open > 0);

  g_string_append_c (self->line, ')');
  self->is_at_start = FALSE;
  self->n_open--;
}

void
mailer_wire_imap_command_add_number (MailerWireImapCommand *self,
                                     guint64                number)
{
  g_return_if_fail (self != NULL && self->line != NULL);

  begin_value (self);
  g_string_append_printf (self->line, "%" G_GUINT64_FORMAT, number);
}

/* Turns what is in the line into a chunk. */
static void
end_chunk (MailerWireImapCommand *self)
{
  Chunk chunk = { NULL, FALSE };

  chunk.bytes = g_bytes_new_with_free_func (self->line->str, self->line->len, free_line_cb, self->line);
  g_array_append_val (self->chunks, chunk);
  self->line = g_string_new (NULL);
}

static void
add_literal (MailerWireImapCommand *self,
             GBytes                *data,
             const char            *prefix)
{
  gsize    size = g_bytes_get_size (data);
  gboolean waits = self->literals == MAILER_WIRE_IMAP_LITERALS_SYNC
                   || (self->literals == MAILER_WIRE_IMAP_LITERALS_MINUS
                       && size > MAX_LITERAL_MINUS_BYTES);
  Chunk chunk = { g_bytes_ref (data), waits };

  begin_value (self);
  g_string_append_printf (self->line, "%s{%" G_GSIZE_FORMAT "%s}\r\n", prefix, size, waits ? "" : "+");
  end_chunk (self);
  g_array_append_val (self->chunks, chunk);
}

void
mailer_wire_imap_command_add_literal (MailerWireImapCommand *self,
                                      GBytes                *data)
{
  gsize size;

  g_return_if_fail (self != NULL && self->line != NULL && data != NULL);

  size = g_bytes_get_size (data);
  if (size > 0 && memchr (g_bytes_get_data (data, NULL), '\0', size) != NULL)
    self->is_invalid = TRUE;
  else
    add_literal (self, data, "");
}

void
mailer_wire_imap_command_add_literal8 (MailerWireImapCommand *self,
                                       GBytes                *data)
{
  g_return_if_fail (self != NULL && self->line != NULL && data != NULL);

  add_literal (self, data, "~");
}

void
mailer_wire_imap_command_add_utf8_literal (MailerWireImapCommand *self,
                                           GBytes                *message)
{
  mailer_wire_imap_command_add_text (self, "UTF8");
  mailer_wire_imap_command_add_open (self);
  mailer_wire_imap_command_add_literal8 (self, message);
  mailer_wire_imap_command_add_close (self);
}

static gboolean
can_be_quoted (const char *text,
               gsize       length,
               gboolean    is_utf8)
{
  if (length > MAX_QUOTED_BYTES || (is_utf8 && !g_utf8_validate_len (text, length, NULL)))
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isprint (text[i]) && !(is_utf8 && (guchar)text[i] >= 0x80))
      return FALSE;

  return TRUE;
}

void
mailer_wire_imap_command_add_string (MailerWireImapCommand *self,
                                     const char            *text)
{
  gsize length;

  g_return_if_fail (self != NULL && self->line != NULL && text != NULL);

  length = strlen (text);
  if (!can_be_quoted (text, length, self->is_utf8))
    {
      GString *copy = g_string_new_len (text, length);
      g_autoptr (GBytes) data = g_bytes_new_with_free_func (copy->str, length, free_line_cb, copy);

      add_literal (self, data, "");
      return;
    }

  /* A blank, quotes and the end of the line. */
  reserve (self, 2 * length + 5);
  begin_value (self);
  g_string_append_c (self->line, '"');
  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '"' || *p == '\\')
        g_string_append_c (self->line, '\\');
      g_string_append_c (self->line, *p);
    }
  g_string_append_c (self->line, '"');
}

void
mailer_wire_imap_command_add_nstring (MailerWireImapCommand *self,
                                      const char            *text)
{
  if (text != NULL)
    mailer_wire_imap_command_add_string (self, text);
  else
    mailer_wire_imap_command_add_text (self, "NIL");
}

void
mailer_wire_imap_command_add_uid_set (MailerWireImapCommand *self,
                                      const MailerUidSet    *uids)
{
  const char *separator = "";

  g_return_if_fail (self != NULL && self->line != NULL && uids != NULL);

  begin_value (self);
  if (mailer_uid_set_is_empty (uids))
    self->is_invalid = TRUE;
  for (guint i = 0; i < mailer_uid_set_get_n_ranges (uids); i++)
    {
      guint32 first;
      guint32 last;

      mailer_uid_set_get_range (uids, i, &first, &last);
      g_string_append_printf (self->line, "%s%u", separator, first);
      if (last == G_MAXUINT32)
        g_string_append (self->line, ":*");
      else if (last > first)
        g_string_append_printf (self->line, ":%u", last);
      separator = ",";
    }
}

gboolean
mailer_wire_imap_is_keyword (const char *text)
{
  g_return_val_if_fail (text != NULL, FALSE);

  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isgraph (*p) || strchr ("(){%*\"\\]", *p) != NULL)
      return FALSE;

  return *text != '\0';
}

void
mailer_wire_imap_command_add_flags (MailerWireImapCommand *self,
                                    MailerFlags            flags,
                                    const char *const     *keywords)
{
  const char *separator = "";

  g_return_if_fail (self != NULL && self->line != NULL);

  begin_value (self);
  g_string_append_c (self->line, '(');
  for (guint bit = 0; bit < 32; bit++)
    if ((flags & (1u << bit)) != 0)
      {
        g_string_append_printf (self->line, "%s%s", separator, mailer_flag_get_name (1u << bit));
        separator = " ";
      }
  for (guint i = 0; keywords != NULL && keywords[i] != NULL; i++)
    if (mailer_wire_imap_is_keyword (keywords[i]))
      {
        g_string_append_printf (self->line, "%s%s", separator, keywords[i]);
        separator = " ";
      }
  g_string_append_c (self->line, ')');
}

void
mailer_wire_imap_command_add_date (MailerWireImapCommand *self,
                                   gint64                 seconds)
{
  g_autofree char *date = mailer_wire_imap_date_format (seconds);

  g_return_if_fail (self != NULL && self->line != NULL);

  if (date == NULL)
    {
      self->is_invalid = TRUE;
      return;
    }
  begin_value (self);
  g_string_append_printf (self->line, "\"%s\"", date);
}

void
mailer_wire_imap_command_add_day (MailerWireImapCommand *self,
                                  const GDate           *date)
{
  g_autofree char *text = NULL;

  g_return_if_fail (self != NULL && self->line != NULL && date != NULL && g_date_valid (date));

  text = mailer_wire_imap_day_format (date);
  mailer_wire_imap_command_add_text (self, text);
}

gboolean
mailer_wire_imap_command_end (MailerWireImapCommand *self)
{
  g_return_val_if_fail (self != NULL && self->line != NULL, FALSE);

  self->is_invalid = self->is_invalid || self->n_open > 0;
  g_string_append (self->line, "\r\n");
  end_chunk (self);
  g_clear_pointer (&self->line, free_line);

  return !self->is_invalid;
}

const char *
mailer_wire_imap_command_get_tag (const MailerWireImapCommand *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->tag;
}

guint
mailer_wire_imap_command_get_n_chunks (const MailerWireImapCommand *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->chunks->len;
}

GBytes *
mailer_wire_imap_command_get_chunk (const MailerWireImapCommand *self,
                                    guint                        index,
                                    gboolean                    *waits)
{
  const Chunk *chunk;

  g_return_val_if_fail (self != NULL && index < self->chunks->len, NULL);

  chunk = &g_array_index (self->chunks, Chunk, index);
  *waits = chunk->waits;

  return chunk->bytes;
}
