/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-mime-text-private.h"

#include <string.h>

#define MAX_URL_BYTES 4096

void
mailer_mime_append_escaped (GString    *html,
                            const char *text,
                            gsize       length)
{
  for (gsize i = 0; i < length; i++)
    switch (text[i])
      {
      case '&':
        g_string_append (html, "&amp;");
        break;
      case '<':
        g_string_append (html, "&lt;");
        break;
      case '>':
        g_string_append (html, "&gt;");
        break;
      case '"':
        g_string_append (html, "&quot;");
        break;
      case '\'':
        g_string_append (html, "&#39;");
        break;
      default:
        g_string_append_c (html, text[i]);
      }
}

static gboolean
ends_url (gunichar c)
{
  if (c <= ' ' || c == '<' || c == '>' || c == '"' || c == '`' || c == 0x7f)
    return TRUE;

  return g_unichar_isspace (c) || (c >= 0x3000 && c <= 0x303f) || (c >= 0xff00 && c <= 0xff0f)
         || c == 0xff1a || c == 0xff1b || c == 0x201d || c == 0x201c || c == 0x201e || c == 0xbb
         || c == 0xab;
}

/* Punctuation at the end belongs to the sentence, and so does a closing bracket without its partner. */
static gsize
trim_url (const char *url,
          gsize       length)
{
  gint n_open = 0;

  for (gsize i = 0; i < length; i++)
    n_open += (url[i] == '(') - (url[i] == ')');

  while (length > 0 && strchr (".,;:!?'*_)]}", url[length - 1]) != NULL)
    {
      if (url[length - 1] == ')' && n_open >= 0)
        break;
      if (url[length - 1] == '_')
        break;
      n_open += url[length - 1] == ')';
      length--;
    }

  return length;
}

static gsize
get_scheme_length (const char *text)
{
  static const char *const schemes[] = { "https://", "http://", "www.", "mailto:" };

  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_ascii_strncasecmp (text, schemes[i], strlen (schemes[i])) == 0)
      return strlen (schemes[i]);

  return 0;
}

gsize
mailer_mime_measure_url (const char *text)
{
  gsize       scheme_length = get_scheme_length (text);
  const char *end = text;
  gsize       length;

  if (scheme_length == 0)
    return 0;

  while (*end != '\0' && end - text < MAX_URL_BYTES && !ends_url (g_utf8_get_char (end)))
    end = g_utf8_next_char (end);
  length = trim_url (text, end - text);

  return length > scheme_length
                 && (g_ascii_isalnum (text[scheme_length]) || (guchar)text[scheme_length] >= 0x80
                     || text[scheme_length] == '[')
             ? length
             : 0;
}

static gboolean
is_local_part_byte (char c)
{
  return g_ascii_isalnum (c) || (c != '\0' && strchr ("._%+-", c) != NULL);
}

/* An address in running text: common characters only, and a domain with a dot.
 * @out_run: how far the first part goes, so that nobody looks at it again. */
static gsize
measure_address (const char *text,
                 gsize      *out_run)
{
  gsize n = 0;
  gsize domain;
  gsize last_dot = 0;

  while (is_local_part_byte (text[n]))
    n++;
  *out_run = n;
  if (n == 0 || n > 64 || text[n] != '@' || text[0] == '.')
    return 0;

  domain = ++n;
  while (g_ascii_isalnum (text[n]) || text[n] == '-' || (text[n] == '.' && g_ascii_isalnum (text[n + 1])))
    {
      if (text[n] == '.')
        last_dot = n;
      n++;
    }

  return last_dot > domain && g_ascii_isalpha (text[last_dot + 1]) && n - domain < 254 ? n : 0;
}

static void
append_link (GString    *html,
             const char *prefix,
             const char *text,
             gsize       length)
{
  g_string_append (html, "<a href=\"");
  g_string_append (html, prefix);
  mailer_mime_append_escaped (html, text, length);
  g_string_append (html, "\" rel=\"noopener noreferrer\">");
  mailer_mime_append_escaped (html, text, length);
  g_string_append (html, "</a>");
}

void
mailer_mime_append_linked (GString    *html,
                           const char *text)
{
  const char *p = text;

  while (*p != '\0')
    {
      gsize run = 0;
      gsize url_length = mailer_mime_measure_url (p);
      gsize address_length = url_length == 0 ? measure_address (p, &run) : 0;

      if (url_length > 0)
        append_link (html, g_ascii_tolower (*p) == 'w' ? "https://" : "", p, url_length);
      else if (address_length > 0)
        append_link (html, "mailto:", p, address_length);
      else
        {
          /* The rest of a word cannot start a link; a scheme after a bracket can. */
          run = MAX (run, 1);
          mailer_mime_append_escaped (html, p, run);
        }
      p += url_length + address_length + (url_length + address_length == 0 ? run : 0);
    }
}
