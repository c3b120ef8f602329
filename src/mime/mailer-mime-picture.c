/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-mime-picture.h"

#include <string.h>

/* More than today's cameras take. */
#define MAX_PIXELS (64 * 1000 * 1000)

/* The names that are registered, which a server is asked for, and what else programs call the same. */
#define ACCEPT "image/webp,image/png,image/jpeg,image/gif,image/bmp"
static const char *const shown_types[] = {
  "image/webp",
  "image/png",
  "image/jpeg",
  "image/gif",
  "image/bmp",
  "image/jpg",
  "image/pjpeg",
  "image/x-png",
  "image/x-ms-bmp",
  NULL,
};

gboolean
mailer_mime_picture_is_shown (const char *content_type)
{
  return content_type != NULL && g_strv_contains (shown_types, content_type);
}

const char *
mailer_mime_picture_get_accept (void)
{
  return ACCEPT;
}

static guint64
read_big (const guint8 *p,
          guint         n)
{
  guint64 value = 0;

  for (guint i = 0; i < n; i++)
    value = value << 8 | p[i];

  return value;
}

static guint64
read_little (const guint8 *p,
             guint         n)
{
  guint64 value = 0;

  for (guint i = n; i > 0; i--)
    value = value << 8 | p[i - 1];

  return value;
}

/* ITU-T T.81, section B.2.2: the size stands in the frame header, behind segments of any length. */
static guint64
count_jpeg (const guint8 *data,
            gsize         size)
{
  for (gsize i = 2; i + 9 < size && data[i] == 0xff;)
    {
      guint8 marker = data[i + 1];

      if (marker == 0xff)
        {
          i++;
          continue;
        }
      if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc)
        return read_big (data + i + 5, 2) * read_big (data + i + 7, 2);
      i += 2 + read_big (data + i + 2, 2);
    }

  return 0;
}

/* RFC 9649, section 2. */
static guint64
count_webp (const guint8 *data)
{
  if (memcmp (data + 12, "VP8 ", 4) == 0)
    return (read_little (data + 26, 2) & 0x3fff) * (read_little (data + 28, 2) & 0x3fff);
  if (memcmp (data + 12, "VP8L", 4) == 0)
    return ((read_little (data + 21, 4) & 0x3fff) + 1) * ((read_little (data + 21, 4) >> 14 & 0x3fff) + 1);
  if (memcmp (data + 12, "VP8X", 4) == 0)
    return (read_little (data + 24, 3) + 1) * (read_little (data + 27, 3) + 1);

  return 0;
}

gboolean
mailer_mime_picture_is_too_large (const guint8 *data,
                                  gsize         size)
{
  guint64 n = 0;

  if (size < 30)
    return FALSE;
  if (memcmp (data, "\211PNG\r\n\032\n", 8) == 0)
    n = read_big (data + 16, 4) * read_big (data + 20, 4);
  else if (memcmp (data, "GIF8", 4) == 0)
    n = read_little (data + 6, 2) * read_little (data + 8, 2);
  else if (memcmp (data, "BM", 2) == 0)
    n = ABS ((gint64)(gint32)read_little (data + 18, 4)) * ABS ((gint64)(gint32)read_little (data + 22, 4));
  else if (memcmp (data, "\377\330", 2) == 0)
    n = count_jpeg (data, size);
  else if (memcmp (data, "RIFF", 4) == 0 && memcmp (data + 8, "WEBP", 4) == 0)
    n = count_webp (data);

  return n > MAX_PIXELS;
}
