/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-mime-html-tokenizer.h"

#include <libxml/HTMLparser.h>
#include <string.h>

#define MAX_NAME_BYTES 31
#define REPLACEMENT 0xfffd

/* Names that libxml2's table of HTML 4 does not have and that hide letters of an address. */
static const struct
{
  const char *name;
  gunichar    character;
} more_names[] = {
  { "Tab", '\t' },
  { "NewLine", '\n' },
  { "excl", '!' },
  { "num", '#' },
  { "dollar", '$' },
  { "percnt", '%' },
  { "apos", '\'' },
  { "lpar", '(' },
  { "rpar", ')' },
  { "ast", '*' },
  { "plus", '+' },
  { "comma", ',' },
  { "period", '.' },
  { "sol", '/' },
  { "colon", ':' },
  { "semi", ';' },
  { "equals", '=' },
  { "quest", '?' },
  { "commat", '@' },
  { "lbrack", '[' },
  { "lsqb", '[' },
  { "bsol", '\\' },
  { "rbrack", ']' },
  { "rsqb", ']' },
  { "lowbar", '_' },
  { "grave", '`' },
  { "lbrace", '{' },
  { "lcub", '{' },
  { "verbar", '|' },
  { "vert", '|' },
  { "rbrace", '}' },
  { "rcub", '}' },
  { "AMP", '&' },
  { "LT", '<' },
  { "GT", '>' },
  { "QUOT", '"' },
  { "NonBreakingSpace", 0xa0 },
  { "ZeroWidthSpace", 0x200b },
  { "check", 0x2713 },
  { "star", 0x2606 },
  { "starf", 0x2605 },
  { "phone", 0x260e },
};

/* What numbers from 128 to 159 mean: windows-1252. */
static const gunichar c1_characters[32] = {
  0x20ac, 0x81, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8d, 0x017d, 0x8f,
  0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d, 0x017e, 0x0178
};

static gunichar
clean_number (guint64 number)
{
  if (number >= 0x80 && number < 0xa0)
    return c1_characters[number - 0x80];
  if (number == 0 || number > 0x10ffff || (number >= 0xd800 && number < 0xe000))
    return REPLACEMENT;

  return (gunichar)number;
}

static gsize
append_number (GString    *decoded,
               const char *text,
               const char *end)
{
  const char *p = text + 2;
  gboolean    is_hex = p < end && (*p == 'x' || *p == 'X');
  const char *digits = is_hex ? ++p : p;
  guint64     number = 0;

  for (; p < end && (is_hex ? g_ascii_isxdigit (*p) : g_ascii_isdigit (*p)); p++)
    number = MIN (number * (is_hex ? 16 : 10) + g_ascii_xdigit_value (*p), 0x110000);
  if (p == digits)
    return 0;

  g_string_append_unichar (decoded, clean_number (number));

  return (p < end && *p == ';' ? p + 1 : p) - text;
}

static gunichar
look_up_name (const char *name)
{
  const htmlEntityDesc *entity = htmlEntityLookup ((const xmlChar *)name);

  if (entity != NULL)
    return entity->value;
  for (gsize i = 0; i < G_N_ELEMENTS (more_names); i++)
    if (strcmp (more_names[i].name, name) == 0)
      return more_names[i].character;

  return 0;
}

/* Old names work without the semicolon, even when letters follow, but not so in attributes: there
 * "?a=1&copy=2" is an address. */
static gsize
append_open_name (GString    *decoded,
                  const char *name,
                  gboolean    is_in_attribute,
                  char        next)
{
  g_autofree char *prefix = g_strdup (name);

  if (is_in_attribute && next == '=')
    return 0;
  /* None of them is longer than "frac12". */
  for (gsize length = MIN (strlen (prefix), 6); length >= 2; length--)
    {
      gunichar c;

      prefix[length] = '\0';
      c = look_up_name (prefix);
      if (c != 0 && c < 0x100 && (c >= 0xa0 || strchr ("&<>\"", (int)c) != NULL))
        {
          g_string_append_unichar (decoded, c);
          return length;
        }
      if (is_in_attribute)
        break;
    }

  return 0;
}

gsize
mailer_mime_html_append_character_reference (GString    *decoded,
                                             const char *text,
                                             const char *end,
                                             gboolean    is_in_attribute)
{
  char        name[MAX_NAME_BYTES + 1] = "";
  gsize       length = 0;
  gsize       used;
  const char *p = text + 1;
  gunichar    c;

  if (p < end && *p == '#')
    return append_number (decoded, text, end);

  while (p + length < end && length < MAX_NAME_BYTES && g_ascii_isalnum (p[length]))
    {
      name[length] = p[length];
      length++;
    }
  name[length] = '\0';
  if (length == 0)
    return 0;

  if (p + length < end && p[length] == ';')
    {
      c = look_up_name (name);
      if (c != 0)
        {
          g_string_append_unichar (decoded, c);
          return length + 2;
        }
    }
  used = append_open_name (decoded, name, is_in_attribute, p + length < end ? p[length] : '\0');

  return used > 0 ? used + 1 : 0;
}
