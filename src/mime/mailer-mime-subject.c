/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-mime-header.h"

#include <string.h>

#define MAX_TAG_BYTES 80

/* What mailers of the world put in front of ":" in answers and forwards, case folded. */
static const char *const prefixes[] = {
  "re", "aw", "antw", "antwort", "betreff", "sv", "vs", "vá", "odp", "ynt", "yan", "ref", "res", "rif", "r", "rv", "tr", "enc",
  "wg", "fw", "fwd", "wtr", "doorst", "vl", "vb", "vb", "vid", "i", "fs", "bls", "trs", "pd", "ilt", "далее", "отв", "пер",
  "απ", "σχετ", "πρθ", "回复", "答复", "转发", "回覆", "轉寄", "返信", "転送", "답장", "전달", "השב", "הועבר", "رد", "إعادة توجيه", "پاسخ", "فوروارد", "ตอบ", "ส่งต่อ"
};

static const char *
skip_blanks (const char *p)
{
  while (*p != '\0' && (g_unichar_isspace (g_utf8_get_char (p)) || g_utf8_get_char (p) == 0x200b))
    p = g_utf8_next_char (p);

  return p;
}

/* Re[2]: Re(3): Re^4: RE*: */
static const char *
skip_counter (const char *p)
{
  const char *q = p;

  if (*q == '[' || *q == '(')
    {
      q += 1 + strspn (q + 1, "0123456789");
      if (q > p + 1 && (*q == ']' || *q == ')'))
        return q + 1;
      return p;
    }
  if (*q == '^' || *q == '*')
    return q + 1 + strspn (q + 1, "0123456789");

  return p;
}

static const char *
skip_colon (const char *p)
{
  p = skip_blanks (p);
  if (*p == ':')
    return p + 1;
  if (g_str_has_prefix (p, "：")) /* the wide colon of East Asia */
    return p + strlen ("：");

  return NULL;
}

static gboolean
is_prefix (const char *word,
           gsize       length)
{
  g_autofree char *folded = g_utf8_casefold (word, length);

  for (gsize i = 0; i < G_N_ELEMENTS (prefixes); i++)
    {
      g_autofree char *prefix = g_utf8_casefold (prefixes[i], -1);

      if (g_str_equal (folded, prefix))
        return TRUE;
    }

  return FALSE;
}

/* Returns what follows one prefix, or NULL when @p does not start with one. */
static const char *
skip_prefix (const char *p)
{
  const char *end = p;
  const char *colon;

  for (guint n = 0; n < 16 && *end != '\0' && strchr (":[(^*", *end) == NULL && !g_str_has_prefix (end, "："); n++)
    end = g_utf8_next_char (end);
  colon = skip_colon (skip_counter (end));
  while (end > p && end[-1] == ' ')
    end--;

  return colon != NULL && end > p && is_prefix (p, end - p) ? colon : NULL;
}

static const char *
skip_prefixes (const char *p)
{
  const char *next;

  p = skip_blanks (p);
  while ((next = skip_prefix (p)) != NULL)
    p = skip_blanks (next);

  return p;
}

char *
mailer_mime_strip_subject (const char *subject)
{
  g_autofree char *valid = NULL;

  g_return_val_if_fail (subject != NULL, NULL);

  valid = g_utf8_make_valid (subject, -1);

  return g_strchomp (g_strdup (skip_prefixes (valid)));
}

/* "[list-name] Subject": a bracket of a few words, with something behind it. */
static const char *
skip_list_tag (const char *p)
{
  const char *close;

  if (*p != '[')
    return NULL;

  close = strchr (p, ']');
  if (close == NULL || close - p > MAX_TAG_BYTES || *skip_blanks (close + 1) == '\0')
    return NULL;

  return skip_blanks (close + 1);
}

static char *
collapse_blanks (const char *text)
{
  GString *collapsed = g_string_new (NULL);
  gboolean is_after_blank = TRUE;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gboolean is_blank = g_unichar_isspace (g_utf8_get_char (p));

      if (!is_blank)
        g_string_append_len (collapsed, p, g_utf8_next_char (p) - p);
      else if (!is_after_blank)
        g_string_append_c (collapsed, ' ');
      is_after_blank = is_blank;
    }

  return g_strchomp (g_string_free (collapsed, FALSE));
}

char *
mailer_mime_normalize_subject (const char *subject)
{
  g_autofree char *valid = NULL;
  g_autofree char *collapsed = NULL;
  g_autofree char *normal = NULL;
  const char      *p;
  const char      *next;

  g_return_val_if_fail (subject != NULL, NULL);

  valid = g_utf8_make_valid (subject, -1);
  p = skip_prefixes (valid);
  while ((next = skip_list_tag (p)) != NULL)
    p = skip_prefixes (next);

  collapsed = collapse_blanks (p);
  while (g_str_has_suffix (collapsed, "(fwd)"))
    {
      collapsed[strlen (collapsed) - strlen ("(fwd)")] = '\0';
      g_strchomp (collapsed);
    }
  normal = g_utf8_normalize (collapsed, -1, G_NORMALIZE_ALL_COMPOSE);

  return g_utf8_casefold (normal != NULL ? normal : collapsed, -1);
}
