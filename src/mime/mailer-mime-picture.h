/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

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
