/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-wire-imap-parser.h"

#include "mailer-wire-imap-response-private.h"

#include <string.h>

/*
 * Framing only: finds where a response ends. A response is a line; one whose line ends in "{n}" goes
 * on with n bytes and another line. Each byte is looked at once, however it arrives.
 *
 *   data: [popped | response begun ... segment ... scanned | pushed ]
 *          0       start               segment     scan      size
 */
struct _MailerWireImapParser
{
  MailerWireImapLimits limits;
  char                *data;
  gsize                capacity;
  gsize                start;
  gsize                segment;
  gsize                scan;
  gsize                size;
  gsize                literal_left;
  gsize                literals_size; /* of the response begun */
  GError              *failure;
};

#define SMALLEST_CAPACITY 4096
#define KEPT_CAPACITY (1 << 20)

MailerWireImapParser *
mailer_wire_imap_parser_new (const MailerWireImapLimits *limits)
{
  MailerWireImapParser *self;

  g_return_val_if_fail (limits != NULL, NULL);

  self = g_new0 (MailerWireImapParser, 1);
  self->limits = *limits;

  return self;
}

void
mailer_wire_imap_parser_free (MailerWireImapParser *self)
{
  if (self == NULL)
    return;

  g_free (self->data);
  g_clear_error (&self->failure);
  g_free (self);
}

void
mailer_wire_imap_parser_set_limits (MailerWireImapParser       *self,
                                    const MailerWireImapLimits *limits)
{
  g_return_if_fail (self != NULL && limits != NULL);

  self->limits = *limits;
}

/* Moves what is not popped to the front; the memory of a large response does not stay for good. */
static void
reclaim (MailerWireImapParser *self)
{
  memmove (self->data, self->data + self->start, self->size - self->start);
  self->size -= self->start;
  self->segment -= self->start;
  self->scan -= self->start;
  self->start = 0;
  if (self->size == 0 && self->capacity > KEPT_CAPACITY)
    {
      g_clear_pointer (&self->data, g_free);
      self->capacity = 0;
    }
}

void
mailer_wire_imap_parser_push (MailerWireImapParser *self,
                              const void           *data,
                              gsize                 size)
{
  g_return_if_fail (self != NULL && (data != NULL || size == 0));

  if (self->start > 0 && (self->start == self->size || self->start >= self->capacity / 2))
    reclaim (self);
  if (size > self->capacity - self->size)
    {
      self->capacity = MAX (self->size + size, MAX (SMALLEST_CAPACITY, self->capacity * 2));
      self->data = g_realloc (self->data, self->capacity);
    }
  if (size > 0)
    memcpy (self->data + self->size, data, size);
  self->size += size;
}

gboolean
mailer_wire_imap_parser_has_input (const MailerWireImapParser *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->size > self->start;
}

static gboolean
fail (MailerWireImapParser *self,
      const char           *what)
{
  self->failure = g_error_new (MAILER_WIRE_ERROR, MAILER_WIRE_ERROR_LIMIT, "IMAP response: %s", what);
  mailer_error_edit_details (self->failure)->scope = MAILER_ERROR_SCOPE_CONNECTION;

  return FALSE;
}

/* Whether the literal behind @text is the content of a message: "BODY[1]", "BODY[]<0>", "RFC822.TEXT". */
static gboolean
names_body (const char *text,
            gsize       length)
{
  const char *word;

  while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '~'))
    length--;
  if (length == 0)
    return FALSE;
  if (text[length - 1] == ']' || text[length - 1] == '>')
    return TRUE;
  word = g_strrstr_len (text, length, "RFC822");

  return word != NULL && length - (word - text) <= strlen ("RFC822.HEADER");
}

/* The size announced at the end of a line, or -1 when there is none. */
static gint64
find_literal (const char *line,
              gsize       length,
              gboolean   *is_body)
{
  MailerWireImapCursor cursor;
  guint64              size;
  const char          *brace;
  gsize                text_length = length > 0 && line[length - 1] == '\r' ? length - 1 : length;

  if (text_length == 0 || line[text_length - 1] != '}')
    return -1;
  for (brace = line + text_length - 1; brace > line && *brace != '{';)
    brace--;

  cursor = (MailerWireImapCursor){ brace, line + length + 1 };
  if (!mailer_wire_imap_cursor_take_literal_head (&cursor, &size) || cursor.p != cursor.end)
    return -1;
  *is_body = names_body (line, brace - line);

  return (gint64)size;
}

static gboolean
check_limits (MailerWireImapParser *self)
{
  if (self->scan - self->start - (self->literals_size - self->literal_left) > self->limits.max_line_bytes)
    return fail (self, "a line is too long");
  if (self->scan - self->start > self->limits.max_response_bytes || self->literal_left > self->limits.max_response_bytes - (self->scan - self->start))
    return fail (self, "it is too long");

  return TRUE;
}

static gboolean
begin_literal (MailerWireImapParser *self,
               guint64               size,
               gboolean              is_body)
{
  if (size > (is_body ? self->limits.max_body_bytes : self->limits.max_literal_bytes))
    return fail (self, "a literal is too long");
  self->literal_left = size;
  self->literals_size += size;

  return check_limits (self);
}

/* Moves the scan to the end of the response. FALSE with or without a failure: it is not there. */
static gboolean
find_end (MailerWireImapParser *self)
{
  while (TRUE)
    {
      gsize       step = MIN (self->literal_left, self->size - self->scan);
      const char *line_end;
      gint64      literal_size = -1;
      gboolean    is_body = FALSE;

      self->scan += step;
      self->literal_left -= step;
      if (self->literal_left > 0)
        return FALSE;
      if (step > 0)
        self->segment = self->scan;

      line_end = self->scan < self->size ? memchr (self->data + self->scan, '\n', self->size - self->scan) : NULL;
      self->scan = line_end != NULL ? (gsize)(line_end + 1 - self->data) : self->size;
      if (!check_limits (self) || line_end == NULL)
        return FALSE;

      if (self->segment > self->start || !mailer_wire_imap_is_text_line (self->data + self->start, line_end - (self->data + self->start)))
        literal_size = find_literal (self->data + self->segment, line_end - (self->data + self->segment), &is_body);
      if (literal_size < 0)
        return TRUE;
      self->segment = self->scan;
      if (!begin_literal (self, literal_size, is_body))
        return FALSE;
    }
}

gboolean
mailer_wire_imap_parser_pop (MailerWireImapParser    *self,
                             MailerWireImapResponse **response,
                             GError                 **error)
{
  gsize length;

  g_return_val_if_fail (self != NULL && response != NULL, FALSE);

  *response = NULL;
  if (self->failure != NULL || !find_end (self))
    {
      if (self->failure != NULL)
        g_propagate_error (error, g_error_copy (self->failure));
      return self->failure == NULL;
    }

  length = self->scan - self->start - 1;
  /* A carriage return of the literal before is no part of the line's end. */
  if (self->start + length > self->segment && self->data[self->start + length - 1] == '\r')
    length--;
  *response = mailer_wire_imap_response_parse (self->data + self->start, length);
  self->start = self->segment = self->scan;
  self->literals_size = 0;

  return TRUE;
}
