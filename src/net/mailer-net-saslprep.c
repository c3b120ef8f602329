/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* SASLprep (RFC 4013): the profile of stringprep (RFC 3454) by which both sides of SCRAM come to the same
 * bytes. What PRECIS (RFC 8265) has in its place keeps apart what SASLprep makes the same, so a password
 * that an old server has stored would be another one. */

#include "config.h"

#include "mailer-net-sasl-private.h"

#include <string.h>

typedef struct
{
  gunichar first;
  gunichar last;
} Range;

/* RFC 3454, B.1: mapped to nothing. */
static const Range nothing[] = {
  { 0x00ad, 0x00ad }, { 0x034f, 0x034f }, { 0x1806, 0x1806 }, { 0x180b, 0x180d }, { 0x200b, 0x200d }, { 0x2060, 0x2060 }, { 0xfe00, 0xfe0f }, { 0xfeff, 0xfeff }
};

/* C.1.2: spaces. */
static const Range spaces[] = {
  { 0x00a0, 0x00a0 }, { 0x1680, 0x1680 }, { 0x2000, 0x200b }, { 0x202f, 0x202f }, { 0x205f, 0x205f }, { 0x3000, 0x3000 }
};

/* C.2.1 to C.9, in order of their numbers; non-characters are asked for by themselves. */
static const Range prohibited[] = {
  { 0x0000, 0x001f }, { 0x007f, 0x009f }, { 0x0340, 0x0341 }, { 0x06dd, 0x06dd }, { 0x070f, 0x070f }, { 0x180e, 0x180e }, { 0x200c, 0x200f }, { 0x2028, 0x202e }, { 0x2060, 0x2063 }, { 0x206a, 0x206f }, { 0x2ff0, 0x2ffb }, { 0xd800, 0xf8ff }, { 0xfdd0, 0xfdef }, { 0xfeff, 0xfeff }, { 0xfff9, 0xffff }, { 0x1d173, 0x1d17a }, { 0xe0001, 0xe0001 }, { 0xe0020, 0xe007f }, { 0xf0000, 0x10ffff }
};

/* D.1: written from right to left. */
static const Range right_to_left[] = {
  { 0x05be, 0x05be }, { 0x05c0, 0x05c0 }, { 0x05c3, 0x05c3 }, { 0x05d0, 0x05ea }, { 0x05f0, 0x05f4 }, { 0x061b, 0x061b }, { 0x061f, 0x061f }, { 0x0621, 0x063a }, { 0x0640, 0x064a }, { 0x066d, 0x066f }, { 0x0671, 0x06d5 }, { 0x06dd, 0x06dd }, { 0x06e5, 0x06e6 }, { 0x06fa, 0x06fe }, { 0x0700, 0x070d }, { 0x0710, 0x0710 }, { 0x0712, 0x072c }, { 0x0780, 0x07a5 }, { 0x07b1, 0x07b1 }, { 0x200f, 0x200f }, { 0xfb1d, 0xfb1d }, { 0xfb1f, 0xfb28 }, { 0xfb2a, 0xfb36 }, { 0xfb38, 0xfb3c }, { 0xfb3e, 0xfb3e }, { 0xfb40, 0xfb41 }, { 0xfb43, 0xfb44 }, { 0xfb46, 0xfbb1 }, { 0xfbd3, 0xfd3d }, { 0xfd50, 0xfd8f }, { 0xfd92, 0xfdc7 }, { 0xfdf0, 0xfdfc }, { 0xfe70, 0xfe74 }, { 0xfe76, 0xfefc }
};

static gboolean
is_in (gunichar     c,
       const Range *ranges,
       gsize        n_ranges)
{
  for (gsize i = 0; i < n_ranges; i++)
    if (c >= ranges[i].first && c <= ranges[i].last)
      return TRUE;

  return FALSE;
}

/* Writes over the text in place: what it becomes is never longer. */
static char *
map (const char *text)
{
  gsize size = strlen (text) + 1;
  char *mapped = g_malloc (size);
  char *end = mapped;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);

      if (is_in (c, nothing, G_N_ELEMENTS (nothing)))
        continue;
      end += g_unichar_to_utf8 (is_in (c, spaces, G_N_ELEMENTS (spaces)) ? ' ' : c, end);
    }
  *end = '\0';

  return mapped;
}

/* RFC 3454, section 6: with anything written from right to left nothing is written from left to right, and
 * it begins and ends the text. That a letter which is not the one is the other is as near as GLib tells. */
static gboolean
is_directed (const char *text)
{
  gboolean has_right = FALSE;
  gboolean has_left = FALSE;
  gboolean is_right = FALSE;
  gboolean begins_right = FALSE;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      is_right = is_in (c, right_to_left, G_N_ELEMENTS (right_to_left));
      begins_right |= is_right && at == text;
      has_right |= is_right;
      has_left |= !is_right && g_unichar_isalpha (c);
    }

  return !has_right || (!has_left && begins_right && is_right);
}

static gboolean
is_allowed (const char *text)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (is_in (c, prohibited, G_N_ELEMENTS (prohibited))
          || is_in (c, spaces, G_N_ELEMENTS (spaces)) || (c & 0xfffe) == 0xfffe)
        return FALSE;
    }

  return is_directed (text);
}

char *
mailer_net_saslprep (const char *text)
{
  char *mapped;
  char *normalized;

  if (!g_utf8_validate (text, -1, NULL))
    return NULL;
  mapped = map (text);
  normalized = g_utf8_normalize (mapped, -1, G_NORMALIZE_NFKC);
  mailer_net_sasl_free_text (mapped);
  if (normalized != NULL && is_allowed (normalized))
    return normalized;
  mailer_net_sasl_free_text (normalized);

  return NULL;
}
