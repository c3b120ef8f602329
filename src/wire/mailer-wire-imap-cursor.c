/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-wire-imap-cursor-private.h"

/* What may stand in an atom in practice: servers put brackets, backslashes, wildcards and 8-bit bytes
 * there, which the grammar forbids and which mean nothing else at these places. */
static const guint8 atom_bytes[256] = {
  [0x21] = 1,
  [0x23 ... 0x27] = 1,
  [0x2a ... 0x7e] = 1,
  [0x80 ... 0xff] = 1,
};

static inline gboolean
is_atom_byte (guchar c)
{
  return atom_bytes[c];
}

gboolean
mailer_wire_imap_cursor_take_atom (MailerWireImapCursor *self,
                                   MailerWireImapString *atom)
{
  const char *p = self->p;

  while (p < self->end && is_atom_byte (*p))
    p++;
  *atom = (MailerWireImapString){ self->p, p - self->p, FALSE, FALSE };
  self->p = p;

  return atom->size > 0;
}

gboolean
mailer_wire_imap_cursor_take_number (MailerWireImapCursor *self,
                                     guint64               max,
                                     guint64              *number)
{
  const char *p = self->p;
  guint64     value = 0;
  gboolean    is_too_large = FALSE;

  for (; p < self->end && g_ascii_isdigit (*p); p++)
    is_too_large = is_too_large || __builtin_mul_overflow (value, 10, &value)
                   || __builtin_add_overflow (value, (guint64)(*p - '0'), &value);
  if (p == self->p || is_too_large || value > max)
    return FALSE;
  self->p = p;
  *number = value;

  return TRUE;
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

typedef guint8 Bytes __attribute__ ((vector_size (16)));

/* The first quote, backslash or NUL. Most strings have no other than the quote at their end, so the
 * bytes are compared sixteen at a time. */
static inline const char *
find_special (const char *p,
              const char *end)
{
  for (; (gsize)(end - p) >= sizeof (Bytes); p += sizeof (Bytes))
    {
      Bytes   bytes;
      guint64 marks[2];

      memcpy (&bytes, p, sizeof bytes);
      bytes = (Bytes)((bytes == '"') | (bytes == '\\') | (bytes == 0));
      memcpy (marks, &bytes, sizeof marks);
      if (marks[0] != 0)
        return p + __builtin_ctzll (GUINT64_FROM_LE (marks[0])) / 8;
      if (marks[1] != 0)
        return p + 8 + __builtin_ctzll (GUINT64_FROM_LE (marks[1])) / 8;
    }
  while (p < end && *p != '"' && *p != '\\' && *p != '\0')
    p++;

  return p;
}

/*
 * Whether the quote at @p ends a string: something that may follow one stands behind it. iCloud and QQ
 * forget to escape the quotes in a Message-ID such as <1."ada"@example.org>.
 */
static inline gboolean
is_closing (const char *p,
            const char *end)
{
  return p + 1 == end || strchr (" )(\"]\r\n", p[1]) != NULL;
}

static inline gboolean
take_quoted (MailerWireImapCursor *self,
             MailerWireImapString *string)
{
  const char *start = self->p + 1;
  const char *p = find_special (start, self->end);
  gboolean    has_escapes = FALSE;

  while (p < self->end && !(*p == '"' && is_closing (p, self->end)))
    {
      gsize step = *p == '\\' ? 2 : 1;

      if (step > (gsize)(self->end - p))
        return FALSE;
      has_escapes = has_escapes || *p != '"';
      p = find_special (p + step, self->end);
    }
  *string = (MailerWireImapString){ start, p - start, has_escapes, FALSE };
  self->p = p;

  return mailer_wire_imap_cursor_take_byte (self, '"');
}

static gboolean
take_literal (MailerWireImapCursor *self,
              MailerWireImapString *string)
{
  guint64 size;

  if (!mailer_wire_imap_cursor_take_literal_head (self, &size) || size > (gsize)(self->end - self->p))
    return FALSE;
  *string = (MailerWireImapString){ self->p, size, FALSE, TRUE };
  self->p += size;

  return TRUE;
}

static inline gboolean
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
  if (mailer_wire_imap_cursor_peek (self) == '"')
    return take_quoted (self, string);
  if (is_at_literal (self))
    return take_literal (self, string);

  return mailer_wire_imap_cursor_take_atom (self, string);
}

gboolean
mailer_wire_imap_cursor_take_nstring (MailerWireImapCursor *self,
                                      MailerWireImapString *string)
{
  if (mailer_wire_imap_cursor_peek (self) == '"')
    return take_quoted (self, string);
  if (is_at_literal (self))
    return take_literal (self, string);
  if (self->end - self->p > 3 && memcmp (self->p, "NIL", 3) == 0 && !is_atom_byte (self->p[3]))
    {
      self->p += 3;
      *string = (MailerWireImapString){ NULL, 0, FALSE, FALSE };
      return TRUE;
    }
  if (!mailer_wire_imap_cursor_take_atom (self, string))
    return FALSE;
  if (mailer_wire_imap_string_is (string, "NIL"))
    *string = (MailerWireImapString){ NULL, 0, FALSE, FALSE };

  return TRUE;
}

gboolean
mailer_wire_imap_cursor_take_text (MailerWireImapCursor *self,
                                   const char          **text)
{
  MailerWireImapString string;

  mailer_wire_imap_cursor_skip_blanks (self);
  /* Nearly all are in quotes and nothing more; the rest of this file is for the others. */
  if (mailer_wire_imap_cursor_peek (self) == '"')
    {
      const char *start = self->p + 1;
      const char *p = find_special (start, self->end);

      if (p < self->end && *p == '"' && is_closing (p, self->end))
        {
          *text = mailer_arena_strndup (self->arena, start, p - start);
          self->p = p + 1;
          return TRUE;
        }
    }
  if (!mailer_wire_imap_cursor_take_nstring (self, &string))
    return FALSE;
  *text = mailer_wire_imap_string_copy (&string, self->arena);

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

/* Without backslashes and NULs. Returns the new size. */
static gsize
copy_with_care (char                       *text,
                const MailerWireImapString *string)
{
  gsize length = 0;

  for (gsize i = 0; i < string->size; i++)
    {
      if (string->has_escapes && string->data[i] == '\\' && i + 1 < string->size)
        i++;
      text[length++] = string->data[i] != '\0' ? string->data[i] : ' ';
    }

  return length;
}

char *
mailer_wire_imap_string_copy (const MailerWireImapString *self,
                              MailerArena                *arena)
{
  char *copy;

  if (self->data == NULL)
    return NULL;
  if (G_LIKELY (!self->has_escapes && !(self->is_literal && memchr (self->data, '\0', self->size) != NULL)))
    return mailer_arena_strndup (arena, self->data, self->size);
  copy = mailer_arena_alloc_text (arena, self->size + 1);
  copy[copy_with_care (copy, self)] = '\0';

  return copy;
}

char *
mailer_wire_imap_string_dup (const MailerWireImapString *self)
{
  char *copy;

  if (self->data == NULL)
    return NULL;
  copy = g_malloc (self->size + 1);
  copy[copy_with_care (copy, self)] = '\0';

  return copy;
}

char *
mailer_wire_imap_string_copy_upper (const MailerWireImapString *self,
                                    MailerArena                *arena)
{
  char *copy = mailer_wire_imap_string_copy (self, arena);

  for (char *p = copy; p != NULL && *p != '\0'; p++)
    if (*p >= 'a' && *p <= 'z')
      *p &= ~0x20;

  return copy;
}

char *
mailer_wire_imap_string_copy_lower (const MailerWireImapString *self,
                                    MailerArena                *arena)
{
  char *copy = mailer_wire_imap_string_copy (self, arena);

  for (char *p = copy; p != NULL && *p != '\0'; p++)
    if (*p >= 'A' && *p <= 'Z')
      *p |= 0x20;

  return copy;
}

static gboolean
is_printable (const char *data,
              gsize       size)
{
  for (gsize i = 0; i < size; i++)
    if ((guchar)data[i] < ' ' || (guchar)data[i] >= 0x7f)
      return FALSE;

  return TRUE;
}

char *
mailer_wire_text_clean (const char *data,
                        gsize       size)
{
  g_autofree char *valid = NULL;
  GString         *clean;

  /* Nearly every text is clean already. */
  if (is_printable (data, size))
    return g_strndup (data, size);

  valid = g_utf8_make_valid (data, size);
  clean = g_string_sized_new (size);
  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      g_string_append_unichar (clean, g_unichar_iscntrl (c) ? ' ' : c);
    }

  return g_string_free (clean, FALSE);
}
