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
 *  block: [popped | response begun ... segment ... scanned | pushed ]
 *          0       start               segment     scan      size
 */
struct _MailerWireImapParser
{
  MailerWireImapLimits limits;
  MailerWireImapBlock *block; /* NULL when there is nothing in it */
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

/* What nobody else holds a piece of. */
static gboolean
is_own (MailerWireImapBlock *block)
{
  return g_atomic_ref_count_compare (&block->ref_count, 1);
}

static MailerWireImapBlock *
resize_block (MailerWireImapBlock *block,
              gsize                capacity)
{
  MailerWireImapBlock *resized = g_realloc (block, sizeof *resized + capacity);

  if (block == NULL)
    g_atomic_ref_count_init (&resized->ref_count);
  resized->capacity = capacity;

  return resized;
}

void
mailer_wire_imap_block_unref (MailerWireImapBlock *self)
{
  if (self != NULL && g_atomic_ref_count_dec (&self->ref_count))
    g_free (self);
}

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

  mailer_wire_imap_block_unref (self->block);
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

/* Moves what is not popped to the front of @block, which may be another one. */
static void
move_to (MailerWireImapParser *self,
         MailerWireImapBlock  *block)
{
  if (self->size > self->start)
    memmove (block->data, self->block->data + self->start, self->size - self->start);
  self->size -= self->start;
  self->segment -= self->start;
  self->scan -= self->start;
  self->start = 0;
  if (block != self->block)
    {
      mailer_wire_imap_block_unref (self->block);
      self->block = block;
    }
}

/* Gives back what was popped; the memory of a large response does not stay for good. */
static void
reclaim (MailerWireImapParser *self)
{
  gsize n_left = self->size - self->start;

  if (!is_own (self->block) || (n_left == 0 && self->block->capacity > KEPT_CAPACITY))
    move_to (self, resize_block (NULL, MAX (n_left, SMALLEST_CAPACITY)));
  else if (n_left == 0 || self->start >= self->block->capacity / 2)
    move_to (self, self->block);
}

char *
mailer_wire_imap_parser_reserve (MailerWireImapParser *self,
                                 gsize                 size)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->block != NULL)
    reclaim (self);
  if (self->block == NULL || size > self->block->capacity - self->size)
    {
      gsize doubled = self->block != NULL ? 2 * self->block->capacity : SMALLEST_CAPACITY;

      self->block = resize_block (self->block, MAX (self->size + size, doubled));
    }

  return self->block->data + self->size;
}

void
mailer_wire_imap_parser_commit (MailerWireImapParser *self,
                                gsize                 size)
{
  g_return_if_fail (self != NULL && self->block != NULL && size <= self->block->capacity - self->size);

  self->size += size;
}

void
mailer_wire_imap_parser_push (MailerWireImapParser *self,
                              const void           *data,
                              gsize                 size)
{
  g_return_if_fail (self != NULL && (data != NULL || size == 0));

  if (size == 0)
    return;
  memcpy (mailer_wire_imap_parser_reserve (self, size), data, size);
  mailer_wire_imap_parser_commit (self, size);
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

  cursor = (MailerWireImapCursor){ brace, line + length + 1, NULL, NULL };
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
  if (self->scan - self->start > self->limits.max_response_bytes
      || self->literal_left > self->limits.max_response_bytes - (self->scan - self->start))
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
  const char *data = self->block != NULL ? self->block->data : NULL;

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

      line_end = self->scan < self->size ? memchr (data + self->scan, '\n', self->size - self->scan) : NULL;
      self->scan = line_end != NULL ? (gsize)(line_end + 1 - data) : self->size;
      if (!check_limits (self) || line_end == NULL)
        return FALSE;

      if (self->segment > self->start
          || !mailer_wire_imap_is_text_line (data + self->start, line_end - (data + self->start)))
        literal_size = find_literal (data + self->segment, line_end - (data + self->segment), &is_body);
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
  const char *start;
  gsize       length;

  g_return_val_if_fail (self != NULL && response != NULL, FALSE);

  *response = NULL;
  if (self->failure != NULL || !find_end (self))
    {
      if (self->failure != NULL)
        g_propagate_error (error, g_error_copy (self->failure));
      return self->failure == NULL;
    }

  start = self->block->data + self->start;
  length = self->scan - self->start - 1;
  /* A carriage return of the literal before is no part of the line's end. */
  if (self->start + length > self->segment && start[length - 1] == '\r')
    length--;
  *response = mailer_wire_imap_response_parse (start, length, self->block);
  self->start = self->segment = self->scan;
  self->literals_size = 0;

  return TRUE;
}
