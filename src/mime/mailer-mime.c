/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-mime-private.h"

#include <errno.h>
#include <string.h>

/* GMime keeps process-wide tables: they are filled once, by whichever thread comes first, and only
 * read afterwards. The parser options are shared the same way. */

static gpointer
create_options_cb (gpointer data)
{
  static const char  *fallback_charsets[] = { "utf-8", "windows-1252", NULL };
  GMimeParserOptions *options = NULL;

  g_mime_init ();
  options = g_mime_parser_options_new ();
  g_mime_parser_options_set_fallback_charsets (options, fallback_charsets);

  return options;
}

GMimeParserOptions *
mailer_mime_get_parser_options (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, create_options_cb, NULL);
}

void
mailer_mime_init (void)
{
  mailer_mime_get_parser_options ();
}

const char *
mailer_mime_get_data (GBytes *bytes,
                      gsize  *out_size)
{
  const char *data = g_bytes_get_data (bytes, out_size);

  return data != NULL ? data : "";
}

char *
mailer_mime_clean_line (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString         *clean = g_string_sized_new (strlen (valid));

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_iscntrl (c) || c == 0x2028 || c == 0x2029)
        c = ' ';
      g_string_append_unichar (clean, c);
    }

  return g_strstrip (g_string_free (clean, FALSE));
}

gboolean
mailer_mime_is_invisible (gunichar c)
{
  switch (c)
    {
    case 0x00ad: /* soft hyphen */
    case 0x034f: /* combining grapheme joiner */
    case 0x061c: /* Arabic letter mark */
    case 0x115f: /* Hangul fillers */
    case 0x1160:
    case 0x3164:
    case 0xffa0:
    case 0x17b4: /* Khmer inherent vowels */
    case 0x17b5:
    case 0x180e: /* Mongolian vowel separator */
    case 0x200b: /* zero width space */
    case 0x200e: /* direction marks */
    case 0x200f:
    case 0x2800: /* Braille blank */
    case 0xfeff: /* byte order mark */
      return TRUE;
    default:
      return (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f)
             || (c >= 0xfff0 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe007f);
    }
}

typedef enum
{
  CHARSET_GUESS, /* none, one of no use, or one that is easily checked: look at the bytes */
  CHARSET_UTF16,
  CHARSET_OTHER,
} CharsetKind;

static CharsetKind
classify_charset (const char *charset)
{
  static const char *const guessed[] = { "", "utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "iso8859-1", "latin1", "windows-1252", "cp1252", "unknown-8bit", "x-unknown", "unknown", "binary", "8bit", "default" };
  g_autofree char         *lower = NULL;

  if (charset == NULL || strlen (charset) > 64)
    return CHARSET_GUESS;

  lower = g_strstrip (g_ascii_strdown (charset, -1));
  for (gsize i = 0; i < G_N_ELEMENTS (guessed); i++)
    if (g_str_equal (lower, guessed[i]))
      return CHARSET_GUESS;
  /* UTF-7 hides markup in harmless letters; nobody who is honest sends it. */
  if (strstr (lower, "utf-7") != NULL || strstr (lower, "utf7") != NULL)
    return CHARSET_GUESS;
  if (g_str_equal (lower, "utf-16") || g_str_equal (lower, "utf16"))
    return CHARSET_UTF16;

  return CHARSET_OTHER;
}

/* One bad byte must not turn a page of ISO-2022-JP into windows-1252: converts what converts, marks
 * and steps over what does not. */
static char *
convert (const char *data,
         gsize       size,
         const char *charset)
{
  const char *iconv_name = g_mime_charset_iconv_name (charset);
  iconv_t     cd = g_mime_iconv_open ("UTF-8", iconv_name != NULL ? iconv_name : charset);
  GString    *text = NULL;
  char       *in = (char *)data;
  gsize       in_left = size;
  char        buffer[4096];

  if (cd == (iconv_t)-1)
    return NULL;

  text = g_string_sized_new (size);
  while (in_left > 0)
    {
      char *out = buffer;
      gsize out_left = sizeof buffer;
      gsize n_irreversible = iconv (cd, &in, &in_left, &out, &out_left);
      int   error_code = errno;

      for (const char *p = buffer; p < out; p++)
        g_string_append_c (text, *p != '\0' ? *p : ' ');
      if (n_irreversible == (gsize)-1 && error_code != E2BIG && in_left > 0)
        {
          g_string_append (text, "\xef\xbf\xbd");
          in++;
          in_left--;
        }
    }
  g_mime_iconv_close (cd);

  return g_string_free (text, FALSE);
}

/* RFC 2781, section 4.3 says big endian when nothing says otherwise; Windows never read it. */
static const char *
guess_utf16 (const char *data,
             gsize       size)
{
  gsize n_zeros[2] = { 0, 0 };

  for (gsize i = 0; i < MIN (size, 4096); i++)
    if (data[i] == '\0')
      n_zeros[i % 2]++;

  return n_zeros[1] > n_zeros[0] ? "UTF-16LE" : "UTF-16BE";
}

static const char *
find_byte_order_mark (const char *data,
                      gsize       size,
                      gsize      *out_length)
{
  if (size >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0)
    {
      *out_length = 3;
      return "UTF-8";
    }
  if (size >= 2 && (memcmp (data, "\xff\xfe", 2) == 0 || memcmp (data, "\xfe\xff", 2) == 0))
    {
      *out_length = 2;
      return data[0] == '\xff' ? "UTF-16LE" : "UTF-16BE";
    }

  return NULL;
}

static gboolean
has_utf8_sequence (const char *data,
                   gsize       size)
{
  for (gsize i = 0; i + 1 < size; i++)
    if ((guchar)data[i] >= 0xc2)
      {
        gunichar c = g_utf8_get_char_validated (data + i, size - i);

        if (c != (gunichar)-1 && c != (gunichar)-2)
          return TRUE;
      }

  return FALSE;
}

static char *
guess_bytes (const char *data,
             gsize       size)
{
  g_autofree char *copy = g_malloc (size + 1);

  for (gsize i = 0; i < size; i++)
    copy[i] = data[i] != '\0' ? data[i] : ' ';
  copy[size] = '\0';

  /* Damaged UTF-8 stays UTF-8; without one good sequence it never was. */
  if (g_utf8_validate_len (copy, size, NULL) || has_utf8_sequence (copy, size))
    return g_utf8_make_valid (copy, size);

  return convert (copy, size, "windows-1252");
}

char *
mailer_mime_bytes_to_utf8 (const char *data,
                           gsize       size,
                           const char *charset)
{
  CharsetKind      kind = classify_charset (charset);
  g_autofree char *text = NULL;
  gsize            bom_length = 0;
  const char      *bom_charset = find_byte_order_mark (data, size, &bom_length);

  mailer_mime_init ();

  if (bom_charset != NULL)
    {
      charset = bom_charset;
      kind = bom_length == 3 ? CHARSET_GUESS : CHARSET_OTHER;
      data += bom_length;
      size -= bom_length;
    }
  if (kind == CHARSET_UTF16)
    charset = guess_utf16 (data, size);
  if (kind == CHARSET_UTF16 || kind == CHARSET_OTHER)
    text = convert (data, size, charset);
  if (text == NULL)
    text = guess_bytes (data, size);

  return text != NULL ? g_utf8_make_valid (text, -1) : g_strdup ("");
}
