/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-mime-css-tokenizer.h"

#include <string.h>

void
mailer_mime_css_tokenizer_init (MailerMimeCssTokenizer *self,
                                const char             *css,
                                gsize                   length)
{
  *self = (MailerMimeCssTokenizer){ .position = css, .end = css + length };
  self->token.value = g_string_new (NULL);
  self->token.unit = g_string_new (NULL);
}

void
mailer_mime_css_tokenizer_clear (MailerMimeCssTokenizer *self)
{
  g_string_free (self->token.value, TRUE);
  g_string_free (self->token.unit, TRUE);
}

static char
peek (const MailerMimeCssTokenizer *self,
      gsize                         offset)
{
  return (gsize)(self->end - self->position) > offset ? self->position[offset] : '\0';
}

static gboolean
is_newline (char c)
{
  return c == '\n' || c == '\r' || c == '\f';
}

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t' || is_newline (c);
}

static gboolean
is_name_start (char c)
{
  return g_ascii_isalpha (c) || c == '_' || (guchar)c >= 0x80;
}

static gboolean
is_name_byte (char c)
{
  return is_name_start (c) || g_ascii_isdigit (c) || c == '-';
}

static gboolean
starts_escape (const MailerMimeCssTokenizer *self,
               gsize                         offset)
{
  return peek (self, offset) == '\\' && (gsize)(self->end - self->position) > offset + 1
         && !is_newline (peek (self, offset + 1));
}

static gboolean
starts_ident (const MailerMimeCssTokenizer *self,
              gsize                         offset)
{
  char c = peek (self, offset);

  if (c == '-')
    return is_name_start (peek (self, offset + 1)) || peek (self, offset + 1) == '-'
           || starts_escape (self, offset + 1);

  return is_name_start (c) || starts_escape (self, offset);
}

static gboolean
starts_number (const MailerMimeCssTokenizer *self)
{
  gsize sign = peek (self, 0) == '+' || peek (self, 0) == '-';

  return g_ascii_isdigit (peek (self, sign)) || (peek (self, sign) == '.' && g_ascii_isdigit (peek (self, sign + 1)));
}

/* At the character behind the backslash. */
static void
read_escape (MailerMimeCssTokenizer *self,
             GString                *value)
{
  guint32 code = 0;
  guint   n_digits = 0;

  if (!g_ascii_isxdigit (peek (self, 0)))
    {
      g_string_append_c (value, *self->position++);
      return;
    }

  for (; n_digits < 6 && g_ascii_isxdigit (peek (self, 0)); n_digits++)
    code = code * 16 + (guint32)g_ascii_xdigit_value (*self->position++);
  if (peek (self, 0) == '\r' && peek (self, 1) == '\n')
    self->position++;
  if (self->position < self->end && is_blank (*self->position))
    self->position++;
  if (code == 0 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
    code = 0xfffd;
  g_string_append_unichar (value, code);
}

static void
read_name (MailerMimeCssTokenizer *self,
           GString                *name)
{
  for (;;)
    if (self->position < self->end && is_name_byte (*self->position))
      g_string_append_c (name, *self->position++);
    else if (starts_escape (self, 0))
      {
        self->position++;
        read_escape (self, name);
      }
    else
      return;
}

static void
read_digits (MailerMimeCssTokenizer *self)
{
  while (g_ascii_isdigit (peek (self, 0)))
    g_string_append_c (self->token.value, *self->position++);
}

static void
read_number (MailerMimeCssTokenizer *self)
{
  gsize exponent;

  self->token.kind = MAILER_MIME_CSS_NUMBER;
  if (peek (self, 0) == '+' || peek (self, 0) == '-')
    g_string_append_c (self->token.value, *self->position++);
  read_digits (self);
  if (peek (self, 0) == '.' && g_ascii_isdigit (peek (self, 1)))
    {
      g_string_append_c (self->token.value, *self->position++);
      read_digits (self);
    }
  exponent = 1 + (peek (self, 1) == '+' || peek (self, 1) == '-');
  if ((peek (self, 0) == 'e' || peek (self, 0) == 'E') && g_ascii_isdigit (peek (self, exponent)))
    {
      g_string_append_len (self->token.value, self->position, (gssize)exponent);
      self->position += exponent;
      read_digits (self);
    }

  if (peek (self, 0) == '%')
    g_string_append_c (self->token.unit, *self->position++);
  else if (starts_ident (self, 0))
    read_name (self, self->token.unit);
}

static void
read_string (MailerMimeCssTokenizer *self)
{
  char quote = *self->position++;

  self->token.kind = MAILER_MIME_CSS_STRING;
  while (self->position < self->end)
    {
      char c = *self->position;

      if (is_newline (c))
        {
          self->token.kind = MAILER_MIME_CSS_BAD;
          return;
        }
      self->position++;
      if (c == quote)
        return;
      if (c != '\\')
        g_string_append_c (self->token.value, c);
      else if (self->position < self->end && is_newline (*self->position))
        self->position += peek (self, 0) == '\r' && peek (self, 1) == '\n' ? 2 : 1;
      else if (self->position < self->end)
        read_escape (self, self->token.value);
    }
}

static void
skip_blanks (MailerMimeCssTokenizer *self)
{
  while (self->position < self->end && is_blank (*self->position))
    self->position++;
}

/* Behind "url(". */
static void
read_url (MailerMimeCssTokenizer *self)
{
  self->token.kind = MAILER_MIME_CSS_URL;
  g_string_truncate (self->token.value, 0);
  skip_blanks (self);
  while (self->position < self->end && *self->position != ')')
    {
      char c = *self->position;

      if (is_blank (c))
        {
          skip_blanks (self);
          if (self->position < self->end && *self->position != ')')
            self->token.kind = MAILER_MIME_CSS_BAD;
          continue;
        }
      if (c == '"' || c == '\'' || c == '(' || (c == '\\' && !starts_escape (self, 0)))
        self->token.kind = MAILER_MIME_CSS_BAD;
      self->position++;
      if (c == '\\' && self->token.kind != MAILER_MIME_CSS_BAD)
        read_escape (self, self->token.value);
      else if (c == '\\' && self->position < self->end)
        self->position++;
      else
        g_string_append_c (self->token.value, c);
    }
  if (self->position < self->end)
    self->position++;
}

static void
read_ident (MailerMimeCssTokenizer *self)
{
  const char *p;

  self->token.kind = MAILER_MIME_CSS_IDENT;
  read_name (self, self->token.value);
  if (peek (self, 0) != '(')
    return;

  self->position++;
  self->token.kind = MAILER_MIME_CSS_FUNCTION;
  if (g_ascii_strcasecmp (self->token.value->str, "url") != 0)
    return;
  for (p = self->position; p < self->end && is_blank (*p);)
    p++;
  if (p == self->end || (*p != '"' && *p != '\''))
    read_url (self);
}

static gboolean
skip_comment (MailerMimeCssTokenizer *self)
{
  const char *close;

  if (peek (self, 0) != '/' || peek (self, 1) != '*')
    return FALSE;

  close = self->end - self->position > 3
              ? g_strstr_len (self->position + 2, self->end - self->position - 2, "*/")
              : NULL;
  self->position = close != NULL ? close + 2 : self->end;

  return TRUE;
}

void
mailer_mime_css_tokenizer_next (MailerMimeCssTokenizer *self)
{
  char c;

  g_string_truncate (self->token.value, 0);
  g_string_truncate (self->token.unit, 0);
  self->token.delim = '\0';
  self->token.follows_comment = FALSE;
  while (skip_comment (self))
    self->token.follows_comment = TRUE;
  if (self->position >= self->end)
    {
      self->token.kind = MAILER_MIME_CSS_END;
      return;
    }

  c = *self->position;
  if (is_blank (c))
    {
      skip_blanks (self);
      self->token.kind = MAILER_MIME_CSS_BLANK;
    }
  else if (c == '"' || c == '\'')
    read_string (self);
  else if (starts_number (self))
    read_number (self);
  else if (starts_ident (self, 0))
    read_ident (self);
  else if (c == '#' && (is_name_byte (peek (self, 1)) || starts_escape (self, 1)))
    {
      self->position++;
      self->token.kind = MAILER_MIME_CSS_HASH;
      read_name (self, self->token.value);
    }
  else if (c == '@' && starts_ident (self, 1))
    {
      self->position++;
      self->token.kind = MAILER_MIME_CSS_AT;
      read_name (self, self->token.value);
    }
  else
    {
      self->position++;
      self->token.kind = MAILER_MIME_CSS_DELIM;
      self->token.delim = c;
    }
}

gboolean
mailer_mime_css_token_is (const MailerMimeCssToken *token,
                          char                      delim)
{
  return token->kind == MAILER_MIME_CSS_DELIM && token->delim == delim;
}

static void
append_escape (GString *css,
               guchar   c)
{
  g_string_append_printf (css, "\\%x ", c);
}

void
mailer_mime_css_append_ident (GString    *css,
                              const char *name)
{
  for (const char *p = name; *p != '\0'; p++)
    {
      gboolean is_first_digit = g_ascii_isdigit (*p) && (p == name || (p == name + 1 && name[0] == '-'));

      if (is_name_byte (*p) && !is_first_digit && !(name[0] == '-' && name[1] == '\0'))
        g_string_append_c (css, *p);
      else
        append_escape (css, (guchar)*p);
    }
}

void
mailer_mime_css_append_string (GString    *css,
                               const char *text)
{
  g_string_append_c (css, '"');
  for (const char *p = text; *p != '\0'; p++)
    {
      guchar c = (guchar)*p;

      /* "<" could end a style element, the rest a string. */
      if (c < ' ' || c == 0x7f || strchr ("\"\\<>&", c) != NULL)
        append_escape (css, c);
      else
        g_string_append_c (css, *p);
    }
  g_string_append_c (css, '"');
}
