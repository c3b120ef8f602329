/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-mime-tracking-pixel.h"

#include <string.h>

/* A length of at most two pixels, by attribute or style. */
static gboolean
is_tiny (const char *length)
{
  char   *end = NULL;
  gdouble pixels = length != NULL ? g_ascii_strtod (length, &end) : 0;

  return length != NULL && end != length && pixels <= 2 && *end != '%'
         && strncmp (end, "em", 2) != 0 && strncmp (end, "rem", 3) != 0;
}

static const char *
find_style_length (const char *style,
                   const char *property)
{
  gsize length = strlen (property);

  for (const char *p = style; p != NULL && (p = strstr (p, property)) != NULL; p += length)
    if (p[length] == ':' && (p == style || p[-1] == ';'))
      return p + length + 1;

  return NULL;
}

gboolean
mailer_mime_is_tracking_pixel (const MailerMimeHtmlToken *token,
                               const char                *style)
{
  const char *style_width = find_style_length (style, "width");
  const char *style_height = find_style_length (style, "height");
  const char *width = style_width != NULL ? style_width : mailer_mime_html_token_get (token, "width");
  const char *height = style_height != NULL ? style_height : mailer_mime_html_token_get (token, "height");

  return (is_tiny (width) && is_tiny (height)) || is_tiny (find_style_length (style, "max-width"))
         || is_tiny (find_style_length (style, "max-height"));
}
