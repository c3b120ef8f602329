/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * mailer_image_type_is_raster:
 * @content_type: (nullable): lower case
 *
 * Whether it is a picture that a web view shows without running anything: SVG is not. Thread: any.
 */
gboolean mailer_image_type_is_raster (const char *content_type);

G_END_DECLS
