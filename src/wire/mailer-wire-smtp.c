/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-wire-smtp.h"

#include <string.h>

#include "mailer-address.h"
#include "mailer-wire-imap-cursor-private.h"

#define MAX_LINES 500
#define MAX_ENHANCED_CODE_BYTES 11

struct _MailerWireSmtpReply
{
  guint      code;
  char      *enhanced_code;
  GPtrArray *lines;
  gboolean   is_complete;
};

MailerWireSmtpReply *
mailer_wire_smtp_reply_new (void)
{
  MailerWireSmtpReply *self = g_new0 (MailerWireSmtpReply, 1);

  self->lines = g_ptr_array_new_with_free_func (g_free);

  return self;
}

void
mailer_wire_smtp_reply_free (MailerWireSmtpReply *self)
{
  if (self == NULL)
    return;

  g_free (self->enhanced_code);
  g_ptr_array_unref (self->lines);
  g_free (self);
}

static gboolean
fail (GError        **error,
      MailerWireError code,
      const char     *what)
{
  g_autoptr (GError) failure = g_error_new (MAILER_WIRE_ERROR, code, "SMTP reply: %s", what);

  mailer_error_edit_details (failure)->scope = MAILER_ERROR_SCOPE_CONNECTION;
  g_propagate_error (error, g_steal_pointer (&failure));

  return FALSE;
}

/* The code of a line, or 0 when it does not begin with one. */
static guint
parse_code (const char *line,
            gsize       length)
{
  if (length < 3 || line[0] < '2' || line[0] > '5' || !g_ascii_isdigit (line[1]) || !g_ascii_isdigit (line[2]))
    return 0;

  return (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
}

static gsize
count_digits (const char *text,
              gsize       length)
{
  gsize n = 0;

  while (n < length && n < 4 && g_ascii_isdigit (text[n]))
    n++;

  return n <= 3 ? n : 0;
}

/* Length of "5.7.1" at the start of @text when its class is that of @code; otherwise 0. */
static gsize
measure_enhanced_code (const char *text,
                       gsize       length,
                       guint       code)
{
  gsize subject;
  gsize detail;

  if (length < 5 || text[0] != (char)('0' + code / 100) || text[1] != '.')
    return 0;
  subject = count_digits (text + 2, length - 2);
  if (subject == 0 || 2 + subject >= length || text[2 + subject] != '.')
    return 0;
  detail = count_digits (text + 3 + subject, length - 3 - subject);
  if (detail == 0 || (3 + subject + detail < length && text[3 + subject + detail] != ' '))
    return 0;

  return 3 + subject + detail;
}

static void
add_text (MailerWireSmtpReply *self,
          const char          *text,
          gsize                length)
{
  gsize enhanced = measure_enhanced_code (text, length, self->code);

  if (enhanced > 0 && (self->lines->len == 0 || self->enhanced_code != NULL))
    {
      if (self->enhanced_code == NULL)
        self->enhanced_code = g_strndup (text, MIN (enhanced, MAX_ENHANCED_CODE_BYTES));
      text += enhanced;
      length -= enhanced;
      while (length > 0 && *text == ' ')
        {
          text++;
          length--;
        }
    }
  g_ptr_array_add (self->lines, mailer_wire_text_clean (text, length));
}

gboolean
mailer_wire_smtp_reply_add_line (MailerWireSmtpReply *self,
                                 const char          *line,
                                 gsize                length,
                                 GError             **error)
{
  guint code;

  g_return_val_if_fail (self != NULL && !self->is_complete && line != NULL, FALSE);

  code = parse_code (line, length);
  if (code == 0 || (length > 3 && line[3] != ' ' && line[3] != '-'))
    return fail (error, MAILER_WIRE_ERROR_SYNTAX, "it does not begin with a code");
  if (self->code != 0 && self->code != code)
    return fail (error, MAILER_WIRE_ERROR_SYNTAX, "its lines have different codes");
  if (length > MAILER_WIRE_SMTP_MAX_LINE_BYTES || self->lines->len == MAX_LINES)
    return fail (error, MAILER_WIRE_ERROR_LIMIT, "it is too long");

  self->code = code;
  self->is_complete = length == 3 || line[3] == ' ';
  add_text (self, line + MIN (4, length), length - MIN (4, length));

  return TRUE;
}

gboolean
mailer_wire_smtp_reply_is_complete (const MailerWireSmtpReply *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->is_complete;
}

guint
mailer_wire_smtp_reply_get_code (const MailerWireSmtpReply *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->code;
}

const char *
mailer_wire_smtp_reply_get_enhanced_code (const MailerWireSmtpReply *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->enhanced_code;
}

guint
mailer_wire_smtp_reply_get_n_lines (const MailerWireSmtpReply *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->lines->len;
}

const char *
mailer_wire_smtp_reply_get_line (const MailerWireSmtpReply *self,
                                 guint                      index)
{
  g_return_val_if_fail (self != NULL && index < self->lines->len, "");

  return g_ptr_array_index (self->lines, index);
}

char *
mailer_wire_smtp_reply_dup_text (const MailerWireSmtpReply *self)
{
  GString *text;

  g_return_val_if_fail (self != NULL, NULL);

  text = g_string_new (NULL);
  for (guint i = 0; i < self->lines->len; i++)
    {
      const char *line = g_ptr_array_index (self->lines, i);

      if (text->len > 0 && *line != '\0')
        g_string_append_c (text, ' ');
      g_string_append (text, line);
    }

  return g_string_free (text, FALSE);
}

const char *
mailer_wire_smtp_reply_find_keyword (const MailerWireSmtpReply *self,
                                     const char                *keyword)
{
  gsize length;

  g_return_val_if_fail (self != NULL && keyword != NULL, NULL);

  length = strlen (keyword);
  /* The first line greets. */
  for (guint i = 1; i < self->lines->len; i++)
    {
      const char *line = g_ptr_array_index (self->lines, i);

      if (g_ascii_strncasecmp (line, keyword, length) != 0
          || (line[length] != '\0' && line[length] != ' ' && line[length] != '='))
        continue;
      line += length;
      while (*line == ' ' || *line == '=')
        line++;
      return line;
    }

  return NULL;
}

static gboolean
is_printable_word (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isgraph (*p))
      return FALSE;

  return *text != '\0';
}

char *
mailer_wire_smtp_ehlo (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  return is_printable_word (name) ? g_strdup_printf ("EHLO %s\r\n", name) : NULL;
}

static gboolean
can_be_path (const char *address,
             gboolean    is_utf8)
{
  return mailer_address_is_valid (address) && (is_utf8 || g_str_is_ascii (address));
}

char *
mailer_wire_smtp_mail (const char *address,
                       guint64     size_bytes,
                       gboolean    is_8bit,
                       gboolean    is_utf8)
{
  GString *line;

  g_return_val_if_fail (address != NULL, NULL);

  if (*address != '\0' && !can_be_path (address, is_utf8))
    return NULL;

  line = g_string_new (NULL);
  g_string_append_printf (line, "MAIL FROM:<%s>", address);
  if (size_bytes > 0)
    g_string_append_printf (line, " SIZE=%" G_GUINT64_FORMAT, size_bytes);
  if (is_8bit)
    g_string_append (line, " BODY=8BITMIME");
  if (is_utf8)
    g_string_append (line, " SMTPUTF8");
  g_string_append (line, "\r\n");

  return g_string_free (line, FALSE);
}

char *
mailer_wire_smtp_rcpt (const char *address,
                       gboolean    is_utf8)
{
  g_return_val_if_fail (address != NULL, NULL);

  return can_be_path (address, is_utf8) ? g_strdup_printf ("RCPT TO:<%s>\r\n", address) : NULL;
}

char *
mailer_wire_smtp_auth (const char *mechanism,
                       const char *initial_response)
{
  g_return_val_if_fail (mechanism != NULL, NULL);

  if (!is_printable_word (mechanism))
    return NULL;
  if (initial_response == NULL)
    return g_strdup_printf ("AUTH %s\r\n", mechanism);
  if (*initial_response == '\0')
    return g_strdup_printf ("AUTH %s =\r\n", mechanism);

  return is_printable_word (initial_response) ? g_strdup_printf ("AUTH %s %s\r\n", mechanism, initial_response) : NULL;
}
