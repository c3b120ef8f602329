/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-image-type.h"

gboolean
mailer_image_type_is_raster (const char *content_type)
{
  static const char *const types[] = {
    "image/avif",
    "image/bmp",
    "image/gif",
    "image/jpeg",
    "image/jpg",
    "image/png",
    "image/vnd.microsoft.icon",
    "image/webp",
    "image/x-icon",
    NULL,
  };

  return content_type != NULL && g_strv_contains (types, content_type);
}
