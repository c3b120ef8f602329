/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-mime-html-tokenizer.h"

G_BEGIN_DECLS

/**
 * mailer_mime_is_tracking_pixel:
 * @token: the start tag of a picture
 * @style: its filtered style, or ""
 *
 * Whether the picture is too small to be seen, so that it can only be there to tell that it was loaded.
 *
 * Thread: any.
 */
gboolean mailer_mime_is_tracking_pixel (const MailerMimeHtmlToken *token,
                                        const char                *style);

G_END_DECLS
