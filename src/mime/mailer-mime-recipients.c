/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-mime-address.h"

#include <string.h>

#define ATEXT_SPECIALS "!#$%&'*+-/=?^_`{|}~"

void
mailer_mime_recipient_free (MailerMimeRecipient *self)
{
  if (self == NULL)
    return;

  g_free (self->text);
  g_clear_pointer (&self->address, mailer_address_free);
  g_free (self);
}

static void
free_recipient_cb (gpointer recipient)
{
  mailer_mime_recipient_free (recipient);
}

/* Finds the end of the piece that starts at @text: the next separator outside of quotes, brackets and
 * comments. When one of them never closes, the piece ends at the line end at the latest, so that one
 * forgotten quote does not swallow every recipient behind it. */
static gsize
measure_piece (const char *text,
               gboolean   *out_is_balanced)
{
  gboolean is_quoted = FALSE;
  guint    comment_depth = 0;
  guint    angle_depth = 0;
  gsize    i;

  for (i = 0; text[i] != '\0' && text[i] != '\n' && text[i] != '\r'; i++)
    {
      char c = text[i];

      if (c == '\\' && text[i + 1] != '\0' && text[i + 1] != '\n' && (is_quoted || comment_depth > 0))
        i++;
      else if (c == '"' && comment_depth == 0)
        is_quoted = !is_quoted;
      else if (is_quoted)
        continue;
      else if (c == '(')
        comment_depth++;
      else if (c == ')' && comment_depth > 0)
        comment_depth--;
      else if (comment_depth > 0)
        continue;
      else if (c == '<')
        angle_depth++;
      else if (c == '>' && angle_depth > 0)
        angle_depth--;
      else if ((c == ',' || c == ';') && angle_depth == 0)
        break;
    }
  *out_is_balanced = !is_quoted && comment_depth == 0 && angle_depth == 0;

  return i;
}

/* For a piece that does not balance: up to the next plain comma or semicolon. */
static gsize
measure_broken_piece (const char *text)
{
  return strcspn (text, ",;\r\n");
}

static char *
unquote_name (const char *text,
              gsize       length)
{
  g_autofree char *trimmed = g_strstrip (g_strndup (text, length));
  GString         *name = NULL;
  gsize            n = strlen (trimmed);

  if (n < 2 || trimmed[0] != '"' || trimmed[n - 1] != '"')
    return g_steal_pointer (&trimmed);

  name = g_string_new (NULL);
  for (gsize i = 1; i < n - 1; i++)
    {
      if (trimmed[i] == '\\' && i + 1 < n - 1)
        i++;
      g_string_append_c (name, trimmed[i]);
    }

  return g_string_free (name, FALSE);
}

/* Name <address> or address, perhaps (Name). */
static void
split_piece (const char *piece,
             char      **out_name,
             char      **out_spec)
{
  const char *open = strrchr (piece, '<');
  const char *close = open != NULL ? strchr (open, '>') : NULL;
  const char *comment = strchr (piece, '(');
  const char *comment_end = comment != NULL ? strrchr (comment, ')') : NULL;

  if (close != NULL)
    {
      *out_name = unquote_name (piece, open - piece);
      *out_spec = g_strstrip (g_strndup (open + 1, close - open - 1));
    }
  else if (comment != NULL && comment_end != NULL && piece[0] != '"')
    {
      *out_name = g_strstrip (g_strndup (comment + 1, comment_end - comment - 1));
      *out_spec = g_strstrip (g_strndup (piece, comment - piece));
    }
  else
    {
      *out_name = NULL;
      *out_spec = g_strdup (piece);
    }
}

/* Two addresses without a comma between them are not one with a name: the first would get nothing. */
static gboolean
holds_other_address (const char *text,
                     gsize       length,
                     const char *spec)
{
  g_autofree char *before = g_strndup (text, length);
  g_auto (GStrv) words = g_strsplit_set (before, " \t<>", -1);

  for (guint i = 0; words[i] != NULL; i++)
    if (g_ascii_strcasecmp (words[i], spec) != 0 && mailer_address_is_valid (words[i]))
      return TRUE;

  return FALSE;
}

/* "Ada Byron ada@example.org": pasted without brackets, and clear enough. */
static void
split_bare_name (char **name,
                 char **spec)
{
  char *blank = strrchr (*spec, ' ');

  if (*name != NULL || blank == NULL || (*spec)[0] == '"' || !mailer_address_is_valid (blank + 1))
    return;
  if (holds_other_address (*spec, blank - *spec, blank + 1))
    return;

  *name = g_strstrip (g_strndup (*spec, blank - *spec));
  memmove (*spec, blank + 1, strlen (blank + 1) + 1);
}

static void
judge_piece (MailerMimeRecipient *recipient,
             gboolean             is_balanced)
{
  const char      *text = recipient->text;
  const char      *open = text[0] != '"' ? strrchr (text, '<') : NULL;
  g_autofree char *name = NULL;
  g_autofree char *spec = NULL;

  if (!is_balanced)
    {
      recipient->problem = MAILER_MIME_RECIPIENT_UNBALANCED;
      return;
    }

  split_piece (text, &name, &spec);
  if (g_ascii_strncasecmp (spec, "mailto:", 7) == 0)
    memmove (spec, spec + 7, strlen (spec + 7) + 1);
  split_bare_name (&name, &spec);
  if (strchr (spec, '@') == NULL)
    recipient->problem = MAILER_MIME_RECIPIENT_NO_ADDRESS;
  else if (!mailer_address_is_valid (spec) || (open != NULL && holds_other_address (text, open - text, spec)))
    recipient->problem = MAILER_MIME_RECIPIENT_BAD_ADDRESS;
  else
    recipient->address = mailer_address_new (name, spec);
}

static void
add_piece (GPtrArray  *recipients,
           const char *text,
           gsize       start,
           gsize       length,
           gboolean    is_balanced)
{
  MailerMimeRecipient *recipient;

  while (length > 0 && g_ascii_isspace (text[start]))
    {
      start++;
      length--;
    }
  while (length > 0 && g_ascii_isspace (text[start + length - 1]))
    length--;
  if (length == 0)
    return;

  recipient = g_new0 (MailerMimeRecipient, 1);
  recipient->start = start;
  recipient->length = length;
  recipient->text = g_strndup (text + start, length);
  judge_piece (recipient, is_balanced);
  g_ptr_array_add (recipients, recipient);
}

GPtrArray *
mailer_mime_parse_recipients (const char *text)
{
  GPtrArray *recipients = g_ptr_array_new_with_free_func (free_recipient_cb);
  gsize      position = 0;

  g_return_val_if_fail (text != NULL, recipients);

  while (text[position] != '\0')
    {
      gboolean is_balanced;
      gsize    length = measure_piece (text + position, &is_balanced);

      if (!is_balanced)
        length = measure_broken_piece (text + position);
      add_piece (recipients, text, position, length, is_balanced);
      position += length;
      if (text[position] != '\0')
        position++;
    }

  return recipients;
}

static gboolean
needs_quotes (const char *name)
{
  for (const char *p = name; *p != '\0'; p++)
    if ((guchar)*p < 0x80 && !g_ascii_isalnum (*p) && *p != ' ' && strchr (ATEXT_SPECIALS, *p) == NULL)
      return TRUE;

  return FALSE;
}

char *
mailer_mime_format_address (const MailerAddress *address)
{
  GString *text;

  g_return_val_if_fail (address != NULL, NULL);

  if (address->name == NULL)
    return g_strdup (address->address);
  if (!needs_quotes (address->name))
    return g_strdup_printf ("%s <%s>", address->name, address->address);

  text = g_string_new ("\"");
  for (const char *p = address->name; *p != '\0'; p++)
    {
      if (*p == '"' || *p == '\\')
        g_string_append_c (text, '\\');
      g_string_append_c (text, *p);
    }
  g_string_append_printf (text, "\" <%s>", address->address);

  return g_string_free (text, FALSE);
}

char *
mailer_mime_format_addresses (GPtrArray *list)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      g_autofree char *address = mailer_mime_format_address (g_ptr_array_index (list, i));

      if (i > 0)
        g_string_append (text, ", ");
      g_string_append (text, address);
    }

  return g_string_free (text, FALSE);
}
