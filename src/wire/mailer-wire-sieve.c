/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-wire-sieve.h"

#include <string.h>

#include "mailer-wire-imap-cursor-private.h"

/* RFC 5804 has few tokens: atoms, strings, literals and one level of parentheses for the code. */
#define MAX_STRINGS 1000

struct _MailerWireSieveResponse
{
  MailerWireSieveStatus status;
  char                 *code;
  char                 *code_argument;
  char                 *text;
  GPtrArray            *strings;
};

struct _MailerWireSieveParser
{
  GByteArray *input;
  gsize       max_response_bytes;
  gsize       scan;
  gsize       segment;
  gsize       literal_left;
  GError     *failure;
};

void
mailer_wire_sieve_response_free (MailerWireSieveResponse *self)
{
  if (self == NULL)
    return;

  g_free (self->code);
  g_free (self->code_argument);
  g_free (self->text);
  g_ptr_array_unref (self->strings);
  g_free (self);
}

MailerWireSieveStatus
mailer_wire_sieve_response_get_status (const MailerWireSieveResponse *self)
{
  g_return_val_if_fail (self != NULL, MAILER_WIRE_SIEVE_DATA);

  return self->status;
}

const char *
mailer_wire_sieve_response_get_code (const MailerWireSieveResponse *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->code;
}

const char *
mailer_wire_sieve_response_get_code_argument (const MailerWireSieveResponse *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->code_argument;
}

const char *
mailer_wire_sieve_response_get_text (const MailerWireSieveResponse *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->text;
}

GBytes *
mailer_wire_sieve_response_get_string (const MailerWireSieveResponse *self,
                                       guint                          index)
{
  g_return_val_if_fail (self != NULL, NULL);

  return index < self->strings->len ? g_ptr_array_index (self->strings, index) : NULL;
}

char *
mailer_wire_sieve_response_dup_text (const MailerWireSieveResponse *self,
                                     guint                          index)
{
  GBytes     *string = mailer_wire_sieve_response_get_string (self, index);
  gsize       size;
  const char *data;

  if (string == NULL)
    return NULL;
  data = g_bytes_get_data (string, &size);

  return g_utf8_make_valid (data != NULL ? data : "", data != NULL ? (gssize)strnlen (data, size) : 0);
}

MailerWireSieveParser *
mailer_wire_sieve_parser_new (gsize max_response_bytes)
{
  MailerWireSieveParser *self = g_new0 (MailerWireSieveParser, 1);

  self->input = g_byte_array_new ();
  self->max_response_bytes = max_response_bytes;

  return self;
}

void
mailer_wire_sieve_parser_free (MailerWireSieveParser *self)
{
  if (self == NULL)
    return;

  g_byte_array_unref (self->input);
  g_clear_error (&self->failure);
  g_free (self);
}

void
mailer_wire_sieve_parser_push (MailerWireSieveParser *self,
                               const void            *data,
                               gsize                  size)
{
  g_return_if_fail (self != NULL && (data != NULL || size == 0));

  if (size > 0)
    g_byte_array_append (self->input, data, size);
}

gboolean
mailer_wire_sieve_parser_has_input (const MailerWireSieveParser *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->input->len > 0;
}

static gboolean
fail (MailerWireSieveParser *self,
      MailerWireError        code,
      const char            *what)
{
  self->failure = g_error_new (MAILER_WIRE_ERROR, code, "ManageSieve response: %s", what);
  mailer_error_edit_details (self->failure)->scope = MAILER_ERROR_SCOPE_CONNECTION;

  return FALSE;
}

/* The size announced at the end of a line, or -1. */
static gint64
find_literal (const char *line,
              gsize       length)
{
  const char          *brace = g_strrstr_len (line, length, "{");
  MailerWireImapCursor cursor = { brace, line + length };
  guint64              size;

  return brace != NULL && mailer_wire_imap_cursor_take_literal_head (&cursor, &size)
                 && cursor.p == cursor.end
             ? (gint64)size
             : -1;
}

/* As in mailer-wire-imap-parser.c: moves the scan behind the response. */
static gboolean
find_end (MailerWireSieveParser *self)
{
  const char *data = (const char *)self->input->data;

  while (TRUE)
    {
      gsize       step = MIN (self->literal_left, self->input->len - self->scan);
      const char *line_end;
      gint64      size;

      self->scan += step;
      self->literal_left -= step;
      if (step > 0)
        self->segment = self->scan;
      if (self->literal_left > 0)
        return FALSE;

      line_end = self->scan < self->input->len ? memchr (data + self->scan, '\n', self->input->len - self->scan) : NULL;
      self->scan = line_end != NULL ? (gsize)(line_end + 1 - data) : self->input->len;
      if (self->scan > self->max_response_bytes)
        return fail (self, MAILER_WIRE_ERROR_LIMIT, "it is too long");
      if (line_end == NULL)
        return FALSE;

      size = find_literal (data + self->segment, self->scan - self->segment);
      if (size < 0)
        return TRUE;
      if ((guint64)size > self->max_response_bytes - self->scan)
        return fail (self, MAILER_WIRE_ERROR_LIMIT, "a literal is too long");
      self->segment = self->scan;
      self->literal_left = size;
    }
}

static void
unref_bytes_cb (gpointer bytes)
{
  g_bytes_unref (bytes);
}

static GBytes *
bytes_of (const MailerWireImapString *string)
{
  char *text;

  if (!string->has_escapes)
    return g_bytes_new (string->data, string->size);
  text = mailer_wire_imap_string_dup (string);

  return g_bytes_new_take (text, strlen (text));
}

/* "(QUOTA/MAXSIZE)", "(SASL "data")"; other arguments are skipped. */
static gboolean
parse_code (MailerWireImapCursor    *cursor,
            MailerWireSieveResponse *self)
{
  MailerWireImapCursor inside;
  MailerWireImapString name;
  MailerWireImapString argument;

  inside = *cursor;
  if (!mailer_wire_imap_cursor_skip_value (cursor))
    return FALSE;
  inside = (MailerWireImapCursor){ inside.p + 1, cursor->p - 1 };
  if (mailer_wire_imap_cursor_take_atom (&inside, &name))
    self->code = g_ascii_strup (name.data, name.size);
  mailer_wire_imap_cursor_skip_blanks (&inside);
  if (mailer_wire_imap_cursor_take_string (&inside, &argument))
    self->code_argument = mailer_wire_imap_string_dup (&argument);

  return TRUE;
}

static gboolean
parse_status (MailerWireImapCursor    *cursor,
              MailerWireSieveResponse *self)
{
  MailerWireImapString text;

  mailer_wire_imap_cursor_skip_blanks (cursor);
  if (mailer_wire_imap_cursor_peek (cursor) == '(' && !parse_code (cursor, self))
    return FALSE;
  mailer_wire_imap_cursor_skip_blanks (cursor);
  if (cursor->p == cursor->end)
    return TRUE;
  if (mailer_wire_imap_cursor_take_string (cursor, &text))
    {
      g_autofree char *raw = mailer_wire_imap_string_dup (&text);

      self->text = g_utf8_make_valid (raw, -1);
      return TRUE;
    }
  /* Text without quotes, which servers send in spite of the grammar. */
  self->text = mailer_wire_text_clean (cursor->p, cursor->end - cursor->p);

  return TRUE;
}

static gboolean
parse_data (MailerWireImapCursor    *cursor,
            MailerWireSieveResponse *self)
{
  while (mailer_wire_imap_cursor_skip_blanks (cursor), cursor->p < cursor->end)
    {
      MailerWireImapString string;

      if (self->strings->len == MAX_STRINGS)
        return FALSE;
      if (!mailer_wire_imap_cursor_take_astring (cursor, &string))
        return FALSE;
      g_ptr_array_add (self->strings, bytes_of (&string));
    }

  return TRUE;
}

static MailerWireSieveResponse *
parse_response (const char *data,
                gsize       size)
{
  static const char *const words[] = { NULL, "OK", "NO", "BYE" };
  MailerWireImapCursor     cursor = { data, data + size };
  MailerWireImapCursor     ahead = cursor;
  MailerWireImapString     word = { NULL };
  g_autoptr (MailerWireSieveResponse) self = g_new0 (MailerWireSieveResponse, 1);

  self->strings = g_ptr_array_new_with_free_func (unref_bytes_cb);
  if (mailer_wire_imap_cursor_take_atom (&ahead, &word))
    for (guint i = 1; i < G_N_ELEMENTS (words); i++)
      if (mailer_wire_imap_string_is (&word, words[i]))
        {
          self->status = i;
          return parse_status (&ahead, self) ? g_steal_pointer (&self) : NULL;
        }

  return parse_data (&cursor, self) ? g_steal_pointer (&self) : NULL;
}

gboolean
mailer_wire_sieve_parser_pop (MailerWireSieveParser    *self,
                              MailerWireSieveResponse **response,
                              GError                  **error)
{
  g_return_val_if_fail (self != NULL && response != NULL, FALSE);

  *response = NULL;
  if (self->failure == NULL && find_end (self))
    {
      const char *data = (const char *)self->input->data;
      gsize       length = self->scan - 1;

      if (length > self->segment && data[length - 1] == '\r')
        length--;
      *response = parse_response (data, length);
      if (*response == NULL)
        fail (self, MAILER_WIRE_ERROR_SYNTAX, "it has no meaning");
      g_byte_array_remove_range (self->input, 0, self->scan);
      self->scan = self->segment = 0;
    }
  if (self->failure != NULL)
    g_propagate_error (error, g_error_copy (self->failure));

  return self->failure == NULL;
}

struct _MailerWireSieveCommand
{
  GString *text;
};

static void
free_text_cb (gpointer data)
{
  GString *text = data;

  explicit_bzero (text->str, text->allocated_len);
  g_string_free (text, TRUE);
}

MailerWireSieveCommand *
mailer_wire_sieve_command_new (const char *verb)
{
  MailerWireSieveCommand *self = g_new0 (MailerWireSieveCommand, 1);

  self->text = g_string_new (verb);

  return self;
}

void
mailer_wire_sieve_command_free (MailerWireSieveCommand *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->text, free_text_cb);
  g_free (self);
}

static void
add_blank (MailerWireSieveCommand *self)
{
  if (self->text->len > 0)
    g_string_append_c (self->text, ' ');
}

void
mailer_wire_sieve_command_add_string (MailerWireSieveCommand *self,
                                      const char             *text,
                                      gssize                  length)
{
  gsize    size = length < 0 ? strlen (text) : (gsize)length;
  gboolean is_quotable = size <= 1024;

  g_return_if_fail (self != NULL && text != NULL);

  for (gsize i = 0; is_quotable && i < size; i++)
    is_quotable = (guchar)text[i] >= ' ' && text[i] != 0x7f;

  add_blank (self);
  if (!is_quotable)
    {
      g_string_append_printf (self->text, "{%" G_GSIZE_FORMAT "+}\r\n", size);
      g_string_append_len (self->text, text, size);
      return;
    }
  g_string_append_c (self->text, '"');
  for (gsize i = 0; i < size; i++)
    {
      if (text[i] == '"' || text[i] == '\\')
        g_string_append_c (self->text, '\\');
      g_string_append_c (self->text, text[i]);
    }
  g_string_append_c (self->text, '"');
}

void
mailer_wire_sieve_command_add_number (MailerWireSieveCommand *self,
                                      guint32                 number)
{
  g_return_if_fail (self != NULL);

  add_blank (self);
  g_string_append_printf (self->text, "%u", number);
}

GBytes *
mailer_wire_sieve_command_end (MailerWireSieveCommand *self)
{
  GString *text;

  g_return_val_if_fail (self != NULL, NULL);

  text = g_steal_pointer (&self->text);
  g_string_append (text, "\r\n");
  mailer_wire_sieve_command_free (self);

  return g_bytes_new_with_free_func (text->str, text->len, free_text_cb, text);
}
