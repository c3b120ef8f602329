/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-text.h"

#include <string.h>

#define MAX_LABEL_LENGTH 500
#define MAX_LINE_LENGTH 4000

char *
mailer_text_dup_shortened (const char *text)
{
  const char *end = text;

  for (gsize i = 0; i < MAX_LABEL_LENGTH && *end != '\0'; i++)
    end = g_utf8_next_char (end);
  if (*end == '\0')
    return g_strdup (text);
  return g_strdup_printf ("%.*s…", (int)(end - text), text);
}

char *
mailer_text_dup_with_short_lines (const char *text)
{
  g_autoptr (GString) lines = g_string_sized_new (strlen (text));
  gsize length = 0;

  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    {
      const gunichar character = g_utf8_get_char (c);

      if (character == '\r')
        continue;
      length = character == '\n' ? 0 : length + 1;
      g_string_append_unichar (lines, character);
      if (length == MAX_LINE_LENGTH)
        {
          g_string_append_c (lines, '\n');
          length = 0;
        }
    }
  return g_string_free (g_steal_pointer (&lines), FALSE);
}
