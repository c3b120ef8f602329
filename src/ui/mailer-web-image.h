/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <webkit/webkit.h>

#include "mailer-engine.h"

G_BEGIN_DECLS

/* Answers what the reader page asks of our own schemes: pictures, and nothing but pictures. */

/**
 * mailer_web_image_load_inline:
 *
 * Answers @request with a picture that is a part of the message. Thread: main.
 */
void mailer_web_image_load_inline (MailerEngine           *engine,
                                   gint64                  message_id,
                                   const char             *content_id,
                                   WebKitURISchemeRequest *request);

/**
 * mailer_web_image_load_remote:
 *
 * Answers @request with a picture that the engine fetches from the network. Thread: main.
 */
void mailer_web_image_load_remote (MailerEngine           *engine,
                                   gint64                  message_id,
                                   const char             *uri,
                                   WebKitURISchemeRequest *request);

/** mailer_web_image_refuse: answers @request with nothing. Thread: main. */
void mailer_web_image_refuse (WebKitURISchemeRequest *request);

G_END_DECLS
