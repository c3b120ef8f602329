/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-wire-parameter-private.h"

#include <string.h>

#define MAX_SECTIONS 100

/* The value of "name" followed by @suffix, or NULL. */
static const char *
find_exact (const MailerBodyParameter *parameters,
            guint                      n,
            const char                *name,
            const char                *suffix)
{
  gsize length = strlen (name);

  for (guint i = 0; i < n; i++)
    if (strncmp (parameters[i].name, name, length) == 0 && strcmp (parameters[i].name + length, suffix) == 0)
      return parameters[i].value;

  return NULL;
}

static void
append_percent_decoded (GString    *text,
                        const char *value)
{
  for (const char *p = value; *p != '\0'; p++)
    {
      if (p[0] == '%' && g_ascii_isxdigit (p[1]) && g_ascii_isxdigit (p[2]))
        {
          char byte = (char)(g_ascii_xdigit_value (p[1]) << 4 | g_ascii_xdigit_value (p[2]));

          g_string_append_c (text, byte != '\0' ? byte : ' ');
          p += 2;
        }
      else
        g_string_append_c (text, *p);
    }
}

/* Splits "charset'language'value" (RFC 2231, section 4); without it @charset stays NULL. */
static const char *
split_charset (const char *value,
               char      **charset)
{
  const char *first = strchr (value, '\'');
  const char *second = first != NULL ? strchr (first + 1, '\'') : NULL;

  if (second == NULL)
    return value;
  *charset = g_strndup (value, first - value);

  return second + 1;
}

static char *
to_utf8 (GString    *text,
         const char *charset)
{
  char *converted = NULL;

  if (charset != NULL && *charset != '\0' && !g_utf8_validate (text->str, text->len, NULL))
    converted = g_convert (text->str, text->len, "UTF-8", charset, NULL, NULL, NULL);
  if (converted == NULL)
    return g_string_free (text, FALSE);
  g_string_free (text, TRUE);

  return converted;
}

static char *
find_extended (const MailerBodyParameter *parameters,
               guint                      n,
               const char                *name)
{
  const char      *value = find_exact (parameters, n, name, "*");
  g_autofree char *charset = NULL;
  GString         *text;

  if (value == NULL)
    return NULL;
  text = g_string_new (NULL);
  append_percent_decoded (text, split_charset (value, &charset));

  return to_utf8 (text, charset);
}

static char *
find_continued (const MailerBodyParameter *parameters,
                guint                      n,
                const char                *name)
{
  g_autofree char *charset = NULL;
  GString         *text = NULL;

  for (guint i = 0; i < MAX_SECTIONS; i++)
    {
      g_autofree char *plain_suffix = g_strdup_printf ("*%u", i);
      g_autofree char *extended_suffix = g_strdup_printf ("*%u*", i);
      const char      *plain = find_exact (parameters, n, name, plain_suffix);
      const char      *extended = find_exact (parameters, n, name, extended_suffix);

      if (plain == NULL && extended == NULL)
        break;
      if (text == NULL)
        text = g_string_new (NULL);
      if (extended != NULL)
        append_percent_decoded (text, i == 0 ? split_charset (extended, &charset) : extended);
      else
        g_string_append (text, plain);
    }

  return text != NULL ? to_utf8 (text, charset) : NULL;
}

static gboolean
has_extended (const MailerBodyParameter *parameters,
              guint                      n)
{
  for (guint i = 0; i < n; i++)
    if (strchr (parameters[i].name, '*') != NULL)
      return TRUE;

  return FALSE;
}

const char *
mailer_wire_parameter_find (const MailerBodyParameter *parameters,
                            guint                      n,
                            const char                *name,
                            MailerArena               *arena)
{
  g_autofree char *found = NULL;

  if (has_extended (parameters, n))
    {
      found = find_extended (parameters, n, name);
      if (found == NULL)
        found = find_continued (parameters, n, name);
    }

  return found != NULL ? mailer_arena_strdup (arena, found) : find_exact (parameters, n, name, "");
}
