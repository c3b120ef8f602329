/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <webkit/webkit.h>

G_BEGIN_DECLS

/* What stands between a mail and the network, in one place; see #MailerWebView for all of it. */

/** MAILER_WEB_VIEW_WALLS_POLICY: the Content-Security-Policy of everything that is shown. */
#define MAILER_WEB_VIEW_WALLS_POLICY "default-src 'none'; style-src 'unsafe-inline'; img-src data: mailer-cid: mailer-remote:; frame-src http: https: mailto:"

/**
 * mailer_web_view_walls_create_filter:
 *
 * Thread: main.
 * Returns: (transfer full): the content filter, to be compiled: nothing passes but our own schemes.
 */
GBytes *mailer_web_view_walls_create_filter (void);

/**
 * mailer_web_view_walls_create_session:
 *
 * Returns: (transfer full): a network session that keeps nothing and reaches nothing. Thread: main.
 */
WebKitNetworkSession *mailer_web_view_walls_create_session (void);

/**
 * mailer_web_view_walls_create_settings:
 *
 * Returns: (transfer full): settings with everything off that a mail does not need. Thread: main.
 */
WebKitSettings *mailer_web_view_walls_create_settings (void);

G_END_DECLS
