/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-wire-imap-cursor-private.h"

#include <string.h>

int
mailer_wire_imap_cursor_peek (const MailerWireImapCursor *self)
{
  return self->p < self->end ? (guchar)*self->p : -1;
}

gboolean
mailer_wire_imap_cursor_take_byte (MailerWireImapCursor *self,
                                   char                  byte)
{
  if (self->p == self->end || *self->p != byte)
    return FALSE;
  self->p++;

  return TRUE;
}

void
mailer_wire_imap_cursor_skip_blanks (MailerWireImapCursor *self)
{
  while (self->p < self->end && *self->p == ' ')
    self->p++;
}

/* What may stand in an atom in practice: servers put brackets, backslashes, wildcards and 8-bit bytes
 * there, which the grammar forbids and which mean nothing else at these places. */
static gboolean
is_atom_byte (guchar c)
{
  return c > ' ' && c != '(' && c != ')' && c != '"' && c != 0x7f;
}

gboolean
mailer_wire_imap_cursor_take_atom (MailerWireImapCursor *self,
                                   MailerWireImapString *atom)
{
  const char *start = self->p;

  while (self->p < self->end && is_atom_byte (*self->p))
    self->p++;
  *atom = (MailerWireImapString){ start, self->p - start, FALSE };

  return atom->size > 0;
}

gboolean
mailer_wire_imap_cursor_take_number (MailerWireImapCursor *self,
                                     guint64               max,
                                     guint64              *number)
{
  const char *start = self->p;
  guint64     value = 0;

  for (; self->p < self->end && g_ascii_isdigit (*self->p); self->p++)
    {
      guint digit = *self->p - '0';

      if (value > (max - digit) / 10)
        return FALSE;
      value = value * 10 + digit;
    }
  *number = value;

  return self->p > start;
}

gboolean
mailer_wire_imap_cursor_take_literal_head (MailerWireImapCursor *self,
                                           guint64              *size)
{
  mailer_wire_imap_cursor_take_byte (self, '~');
  if (!mailer_wire_imap_cursor_take_byte (self, '{') || !mailer_wire_imap_cursor_take_number (self, G_MAXINT64, size))
    return FALSE;
  mailer_wire_imap_cursor_take_byte (self, '+');
  if (!mailer_wire_imap_cursor_take_byte (self, '}'))
    return FALSE;
  mailer_wire_imap_cursor_take_byte (self, '\r');

  return mailer_wire_imap_cursor_take_byte (self, '\n');
}

static gboolean
take_quoted (MailerWireImapCursor *self,
             MailerWireImapString *string)
{
  const char *start = ++self->p;
  gboolean    has_escapes = FALSE;

  for (; self->p < self->end && *self->p != '"'; self->p++)
    if (*self->p == '\\')
      {
        has_escapes = TRUE;
        if (++self->p == self->end)
          return FALSE;
      }
  *string = (MailerWireImapString){ start, self->p - start, has_escapes };

  return mailer_wire_imap_cursor_take_byte (self, '"');
}

static gboolean
take_literal (MailerWireImapCursor *self,
              MailerWireImapString *string)
{
  guint64 size;

  if (!mailer_wire_imap_cursor_take_literal_head (self, &size) || size > (gsize)(self->end - self->p))
    return FALSE;
  *string = (MailerWireImapString){ self->p, size, FALSE };
  self->p += size;

  return TRUE;
}

static gboolean
is_at_literal (const MailerWireImapCursor *self)
{
  int c = mailer_wire_imap_cursor_peek (self);

  return c == '{' || (c == '~' && self->end - self->p > 1 && self->p[1] == '{');
}

gboolean
mailer_wire_imap_cursor_take_string (MailerWireImapCursor *self,
                                     MailerWireImapString *string)
{
  if (mailer_wire_imap_cursor_peek (self) == '"')
    return take_quoted (self, string);

  return is_at_literal (self) && take_literal (self, string);
}

gboolean
mailer_wire_imap_cursor_take_astring (MailerWireImapCursor *self,
                                      MailerWireImapString *string)
{
  if (mailer_wire_imap_cursor_peek (self) == '"' || is_at_literal (self))
    return mailer_wire_imap_cursor_take_string (self, string);

  return mailer_wire_imap_cursor_take_atom (self, string);
}

gboolean
mailer_wire_imap_cursor_take_nstring (MailerWireImapCursor *self,
                                      MailerWireImapString *string)
{
  gboolean is_bare = mailer_wire_imap_cursor_peek (self) != '"' && !is_at_literal (self);

  if (!mailer_wire_imap_cursor_take_astring (self, string))
    return FALSE;
  if (is_bare && mailer_wire_imap_string_is (string, "NIL"))
    *string = (MailerWireImapString){ NULL, 0, FALSE };

  return TRUE;
}

/* An atom may have a list of header fields in its brackets: BODY[HEADER.FIELDS (SUBJECT)]<0>. */
static gboolean
skip_bracketed_atom (MailerWireImapCursor *self)
{
  const char *start = self->p;
  gboolean    is_in_brackets = FALSE;

  for (; self->p < self->end; self->p++)
    {
      if (!is_in_brackets && !is_atom_byte (*self->p))
        break;
      if (*self->p == '[')
        is_in_brackets = TRUE;
      else if (*self->p == ']')
        is_in_brackets = FALSE;
    }

  return self->p > start;
}

gboolean
mailer_wire_imap_cursor_skip_value (MailerWireImapCursor *self)
{
  gsize depth = 0;

  do
    {
      MailerWireImapString ignored;
      int                  c = mailer_wire_imap_cursor_peek (self);

      if (c == '(' || c == ')')
        {
          if (c == ')' && depth == 0)
            return FALSE;
          depth += c == '(' ? 1 : -1;
          self->p++;
        }
      else if (c == '"' || is_at_literal (self))
        {
          if (!mailer_wire_imap_cursor_take_string (self, &ignored))
            return FALSE;
        }
      else if (c == ' ' && depth > 0)
        self->p++;
      else if (depth > 0 ? !mailer_wire_imap_cursor_take_atom (self, &ignored) : !skip_bracketed_atom (self))
        return FALSE;
    }
  while (depth > 0);

  return TRUE;
}

gboolean
mailer_wire_imap_string_is (const MailerWireImapString *self,
                            const char                 *ascii)
{
  return self->data != NULL && self->size == strlen (ascii) && g_ascii_strncasecmp (self->data, ascii, self->size) == 0;
}

/* Takes the backslashes out. Returns the new size. */
static gsize
unescape (char *text,
          gsize size)
{
  gsize length = 0;

  for (gsize i = 0; i < size; i++)
    {
      if (text[i] == '\\' && i + 1 < size)
        i++;
      text[length++] = text[i];
    }

  return length;
}

char *
mailer_wire_imap_string_dup (const MailerWireImapString *self)
{
  char *copy;
  char *nul;
  gsize size = self->size;

  if (self->data == NULL)
    return NULL;

  copy = g_malloc (size + 1);
  memcpy (copy, self->data, size);
  if (self->has_escapes)
    size = unescape (copy, size);
  while ((nul = memchr (copy, '\0', size)) != NULL)
    *nul = ' ';
  copy[size] = '\0';

  return copy;
}

char *
mailer_wire_imap_string_dup_lower (const MailerWireImapString *self)
{
  char *copy = mailer_wire_imap_string_dup (self);

  for (char *p = copy; p != NULL && *p != '\0'; p++)
    *p = g_ascii_tolower (*p);

  return copy;
}

char *
mailer_wire_text_clean (const char *data,
                        gsize       size)
{
  char    *valid = g_utf8_make_valid (data, size);
  GString *clean = NULL;

  for (char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      /* Nearly every text is clean already, so the copy is made when the first byte asks for it. */
      if (clean == NULL && g_unichar_iscntrl (c))
        clean = g_string_new_len (valid, p - valid);
      if (clean != NULL)
        g_string_append_unichar (clean, g_unichar_iscntrl (c) ? ' ' : c);
    }
  if (clean == NULL)
    return valid;
  g_free (valid);

  return g_string_free (clean, FALSE);
}
