/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-wire-mailbox-name.h"

#include <string.h>

#include "mailer-wire-imap-cursor-private.h"

/* Modified UTF-7: base64 of UTF-16BE between "&" and "-", "," for "/", and "&-" for "&". */
static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

static int
digit_value (char c)
{
  const char *p = c != '\0' ? strchr (alphabet, c) : NULL;

  return p != NULL ? (int)(p - alphabet) : -1;
}

/* Adds one UTF-16 unit; @high holds the first half of a pair meanwhile. */
static gboolean
append_unit (GString *text,
             guint    unit,
             guint   *high)
{
  if (*high != 0)
    {
      if (unit < 0xdc00 || unit > 0xdfff)
        return FALSE;
      g_string_append_unichar (text, 0x10000 + ((*high - 0xd800) << 10) + (unit - 0xdc00));
      *high = 0;
    }
  else if (unit >= 0xd800 && unit <= 0xdbff)
    *high = unit;
  else if (unit == 0 || (unit >= 0xdc00 && unit <= 0xdfff))
    return FALSE;
  else
    g_string_append_unichar (text, unit);

  return TRUE;
}

/* @p is behind "&". Returns the place behind "-", or NULL when it is not modified UTF-7. */
static const char *
decode_shifted (const char *p,
                const char *end,
                GString    *text)
{
  guint32 bits = 0;
  guint   n_bits = 0;
  guint   high = 0;

  for (; p < end && *p != '-'; p++)
    {
      int value = digit_value (*p);

      if (value < 0)
        return NULL;
      bits = (bits << 6 | (guint)value) & 0x3fffff;
      n_bits += 6;
      if (n_bits >= 16)
        {
          n_bits -= 16;
          if (!append_unit (text, bits >> n_bits & 0xffff, &high))
            return NULL;
        }
    }
  if (p == end || high != 0 || n_bits >= 6 || (bits & ((1u << n_bits) - 1)) != 0)
    return NULL;

  return p + 1;
}

static char *
decode_utf7 (const char *name,
             gsize       length)
{
  const char *p = name;
  const char *end = name + length;
  GString    *text = g_string_sized_new (length);

  while (p != NULL && p < end)
    {
      if ((guchar)*p >= 0x80)
        p = NULL;
      else if (*p != '&')
        g_string_append_c (text, *p++);
      else if (end - p > 1 && p[1] == '-')
        {
          g_string_append_c (text, '&');
          p += 2;
        }
      else
        p = decode_shifted (p + 1, end, text);
    }

  return g_string_free (text, p == NULL);
}

char *
mailer_wire_mailbox_name_decode (const char *name,
                                 gsize       length)
{
  g_autofree char *decoded = NULL;

  g_return_val_if_fail (name != NULL, NULL);

  decoded = decode_utf7 (name, length);
  if (decoded == NULL)
    return mailer_wire_text_clean (name, length);

  return mailer_wire_text_clean (decoded, strlen (decoded));
}

static void
append_base64 (GString      *name,
               const guint8 *bytes,
               gsize         size)
{
  guint32 bits = 0;
  guint   n_bits = 0;

  g_string_append_c (name, '&');
  for (gsize i = 0; i < size; i++)
    {
      bits = (bits << 8 | bytes[i]) & 0x3fff;
      n_bits += 8;
      while (n_bits >= 6)
        {
          n_bits -= 6;
          g_string_append_c (name, alphabet[bits >> n_bits & 0x3f]);
        }
    }
  if (n_bits > 0)
    g_string_append_c (name, alphabet[bits << (6 - n_bits) & 0x3f]);
  g_string_append_c (name, '-');
}

static void
append_utf16 (GByteArray *units,
              gunichar    c)
{
  guint  first = c < 0x10000 ? c : 0xd800 + ((c - 0x10000) >> 10);
  guint  second = 0xdc00 + ((c - 0x10000) & 0x3ff);
  guint8 bytes[] = { first >> 8, first & 0xff, second >> 8, second & 0xff };

  g_byte_array_append (units, bytes, c < 0x10000 ? 2 : 4);
}

char *
mailer_wire_mailbox_name_encode (const char *text)
{
  GString *name;
  g_autoptr (GByteArray) units = g_byte_array_new ();

  g_return_val_if_fail (text != NULL && g_utf8_validate (text, -1, NULL), NULL);

  name = g_string_new (NULL);
  for (const char *p = text;; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c >= 0x80 || (c != 0 && c < ' ') || c == 0x7f)
        {
          append_utf16 (units, c);
          continue;
        }
      if (units->len > 0)
        {
          append_base64 (name, units->data, units->len);
          g_byte_array_set_size (units, 0);
        }
      if (c == 0)
        break;
      g_string_append_c (name, (char)c);
      if (c == '&')
        g_string_append_c (name, '-');
    }

  return g_string_free (name, FALSE);
}
