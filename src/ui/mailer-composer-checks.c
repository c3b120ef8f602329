/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-composer-checks.h"

#include <string.h>

static const char *const known_words[] = {
  "attached", "attachment", "attachments", "enclosed",
  "anbei", "angehängt", "angehängte", "angehängten", "anhang", "anhänge", "anhängen",
  "beigefügt", "beigefügte", "beigefügten", "anlage", "anlagen", NULL
};

static gboolean
is_attachment_word (const char        *word,
                    const char *const *more_words)
{
  for (const char *const *known = known_words; *known != NULL; known++)
    {
      g_autofree char *folded = g_utf8_casefold (*known, -1);

      if (strcmp (folded, word) == 0)
        return TRUE;
    }

  for (const char *const *known = more_words; known != NULL && *known != NULL; known++)
    {
      g_autofree char *folded = g_utf8_casefold (*known, -1);

      if (strcmp (folded, word) == 0)
        return TRUE;
    }

  return FALSE;
}

static gboolean
line_mentions_attachment (const char        *line,
                          const char *const *more_words)
{
  const char *p = line;

  while (*p != '\0')
    {
      const char *start;

      while (*p != '\0' && !g_unichar_isalpha (g_utf8_get_char (p)))
        p = g_utf8_next_char (p);
      start = p;
      while (*p != '\0' && (g_unichar_isalpha (g_utf8_get_char (p)) || g_unichar_ismark (g_utf8_get_char (p))))
        p = g_utf8_next_char (p);

      if (p > start)
        {
          g_autofree char *composed = g_utf8_normalize (start, p - start, G_NORMALIZE_DEFAULT_COMPOSE);
          g_autofree char *folded = g_utf8_casefold (composed, -1);

          if (is_attachment_word (folded, more_words))
            return TRUE;
        }
    }

  return FALSE;
}

gboolean
mailer_composer_checks_mention_attachment (const char *text,
                                           const char *words)
{
  g_auto (GStrv) lines = NULL;
  g_auto (GStrv) more_words = NULL;

  g_return_val_if_fail (text != NULL, FALSE);

  lines = g_strsplit (text, "\n", -1);
  if (words != NULL)
    more_words = g_strsplit (words, ";", -1);

  for (char **line = lines; *line != NULL; line++)
    {
      /* The forwarded message and the signature are not what was written just now. */
      if (g_str_has_prefix (*line, "-----") || strcmp (*line, "-- ") == 0)
        return FALSE;
      if (**line != '>' && line_mentions_attachment (*line, (const char *const *)more_words))
        return TRUE;
    }

  return FALSE;
}
