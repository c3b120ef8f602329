/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "mailer-engine.h"

G_BEGIN_DECLS

#define MAILER_TYPE_WEB_VIEW (mailer_web_view_get_type ())
G_DECLARE_FINAL_TYPE (MailerWebView, mailer_web_view, MAILER, WEB_VIEW, AdwBin)

/**
 * MailerWebView:
 *
 * A web view that shows our reader page and nothing else. It has no network. The walls, any of which
 * would do: a content filter that blocks everything but our own two schemes and is there before anything
 * is loaded; a network session without storage whose proxy is dead; a Content-Security-Policy; no scripts
 * but ours, which runs in a world of its own; a navigation policy that refuses everything. The mails stand
 * in sandboxed frames of the page, cleaned up before (see mailer-mime-sanitizer.h).
 *
 * Signals:
 * - "ready": the page is there: mailer_web_view_call() reaches it. After a crash it comes again.
 * - "unavailable": the filter cannot be had: nothing will ever be shown here
 * - "crashed": the process that draws the page died; a new page is on its way
 * - "message" (const char *name, gint64 message_id, int index): a control of our page was used
 * - "link-activated" (const char *uri, GStrv texts): a link of a mail, and all texts it stands under
 * - "link-hovered" (const char *uri, nullable)
 */

/** mailer_web_view_new: Returns: (transfer floating): a view whose page is not there yet. Thread: main. */
GtkWidget *mailer_web_view_new (void);

/** mailer_web_view_set_engine: where its pictures come from. Thread: main. */
void mailer_web_view_set_engine (MailerWebView *self,
                                 MailerEngine  *engine);

/** mailer_web_view_get_is_ready: whether the page is there. Thread: main. */
gboolean mailer_web_view_get_is_ready (MailerWebView *self);

/**
 * mailer_web_view_call:
 * @function: name of a function of our page
 * @argument: (nullable): floating, made of dictionaries, arrays, strings, booleans and numbers
 *
 * Calls a function of mailer-reader-page.js. Before "ready" it is dropped. Thread: main.
 */
void mailer_web_view_call (MailerWebView *self,
                           const char    *function,
                           GVariant      *argument);

/**
 * mailer_web_view_set_images_allowed:
 *
 * Only messages that the user said so for get their pictures from the network, through the engine.
 *
 * Thread: main.
 */
void mailer_web_view_set_images_allowed (MailerWebView *self,
                                         gint64         message_id,
                                         gboolean       is_allowed);

/** mailer_web_view_get_images_allowed: whether the user said so for the message. Thread: main. */
gboolean mailer_web_view_get_images_allowed (MailerWebView *self,
                                             gint64         message_id);

/** mailer_web_view_forbid_images: takes back what was allowed of every message. Thread: main. */
void mailer_web_view_forbid_images (MailerWebView *self);

G_END_DECLS
