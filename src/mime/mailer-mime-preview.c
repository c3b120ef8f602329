/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-mime-text.h"

#include <string.h>

#include "mailer-mime-private.h"
#include "mailer-mime-text-private.h"

#define MAX_CHARACTERS 200
#define MAX_LOOKED_AT_BYTES (32 * 1024)

/* "----- Original Message -----", "________" and the like: what follows was written by somebody else. */
static gboolean
starts_original (const char *line)
{
  gsize n = strspn (line, "-_ ");

  if (strncmp (line, "--", 2) != 0 && strncmp (line, "__", 2) != 0)
    return FALSE;

  return strncmp (line, "__________", 10) == 0 || (n >= 2 && line[n] != '\0' && g_str_has_suffix (line, "--"));
}

static gboolean
has_letters (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_isalnum (g_utf8_get_char (p)) || g_utf8_get_char (p) >= 0x2190)
      return TRUE;

  return FALSE;
}

/* "On Monday Ada wrote:", right above a quote. */
static gboolean
is_attribution (GPtrArray *lines,
                guint      index)
{
  const MailerMimeLine *line = g_ptr_array_index (lines, index);
  guint                 next = index + 1;

  if (!g_str_has_suffix (g_strchomp (line->text), ":"))
    return FALSE;
  while (next < lines->len && *((MailerMimeLine *)g_ptr_array_index (lines, next))->text == '\0')
    next++;

  return next < lines->len && ((MailerMimeLine *)g_ptr_array_index (lines, next))->depth > 0;
}

/* Says how much of @p is left out: addresses say little, and newsletters begin with them. */
static gsize
skip_noise (const char *p,
            gboolean    keeps_urls)
{
  gsize url_length = keeps_urls ? 0 : mailer_mime_measure_url (p);

  if (url_length > 0)
    return url_length;
  /* What html_to_text and others write for pictures. */
  if (g_str_has_prefix (p, "[cid:") || g_str_has_prefix (p, "[image:"))
    {
      const char *close = strchr (p, ']');

      return close != NULL ? (gsize)(close - p) + 1 : 0;
    }

  return 0;
}

static void
append_line (GString    *preview,
             const char *text,
             gboolean    keeps_urls)
{
  if (preview->len > 0 && preview->str[preview->len - 1] != ' ')
    g_string_append_c (preview, ' ');
  for (const char *p = text; *p != '\0';)
    {
      gunichar c = g_utf8_get_char (p);
      gsize    noise = skip_noise (p, keeps_urls);

      if (noise > 0)
        {
          p += noise;
          continue;
        }
      if (g_unichar_isspace (c) || c == 0x00a0 || g_unichar_iscntrl (c))
        {
          if (preview->len > 0 && preview->str[preview->len - 1] != ' ')
            g_string_append_c (preview, ' ');
        }
      else if (!mailer_mime_is_invisible (c) && !(c == 0x200c && (p[3] == ' ' || p[3] == '\0')))
        g_string_append_unichar (preview, c);
      p = g_utf8_next_char (p);
    }
}

/* Cuts at a blank when there is one near. */
static char *
cut (const char *text)
{
  const char      *end = NULL;
  g_autofree char *head = NULL;
  char            *blank = NULL;

  if (g_utf8_strlen (text, -1) <= MAX_CHARACTERS)
    return g_strchomp (g_strdup (text));

  end = g_utf8_offset_to_pointer (text, MAX_CHARACTERS);
  head = g_strndup (text, end - text);
  blank = strrchr (head, ' ');
  if (blank != NULL && blank > head + strlen (head) / 2)
    *blank = '\0';

  return g_strconcat (g_strchomp (head), "…", NULL);
}

static GString *
collect_lines (GPtrArray *lines,
               gboolean   keeps_urls)
{
  GString *preview = g_string_new (NULL);
  guint    signature = mailer_mime_find_signature (lines);

  for (guint i = 0; i < signature && preview->len < 4 * MAX_CHARACTERS; i++)
    {
      MailerMimeLine *line = g_ptr_array_index (lines, i);

      if (preview->len > 0 && starts_original (line->text))
        break;
      if (line->depth == 0 && has_letters (line->text) && !is_attribution (lines, i))
        append_line (preview, line->text, keeps_urls);
    }

  return preview;
}

char *
mailer_mime_make_preview (const char *text)
{
  g_autofree char *head = NULL;
  g_autofree char *valid = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (GString) preview = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  head = g_strndup (text, MAX_LOOKED_AT_BYTES);
  valid = g_utf8_make_valid (head, -1);
  lines = mailer_mime_split_lines (valid, MAILER_MIME_TEXT_NONE);
  preview = collect_lines (lines, FALSE);
  if (!has_letters (preview->str))
    {
      g_string_free (preview, TRUE);
      preview = collect_lines (lines, TRUE);
    }

  return cut (preview->str);
}
