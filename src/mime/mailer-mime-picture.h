/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * mailer_mime_picture_is_shown:
 * @content_type: (nullable): lower case, without parameters
 *
 * Whether a picture of that type is drawn: one that runs nothing, as SVG may, and whose size
 * mailer_mime_picture_is_too_large() can tell before, unlike that of AVIF or an icon.
 *
 * Thread: any.
 */
gboolean mailer_mime_picture_is_shown (const char *content_type);

/** mailer_mime_picture_get_accept: those types as an Accept header has them. Thread: any. */
const char *mailer_mime_picture_get_accept (void);

/**
 * mailer_mime_picture_is_too_large:
 * @data: a picture as a file has it
 *
 * Whether @data says that it has more pixels than anything a mail has use for: some kilobytes can hold
 * gigabytes. Knows PNG, GIF, BMP, JPEG and WebP; what it cannot read is not too large.
 *
 * Thread: any.
 */
gboolean mailer_mime_picture_is_too_large (const guint8 *data,
                                           gsize         size);

G_END_DECLS
