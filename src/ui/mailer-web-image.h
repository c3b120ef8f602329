/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <webkit/webkit.h>

#include "mailer-engine.h"

G_BEGIN_DECLS

/* Answers what the reader page asks of our own schemes: pictures, and nothing but pictures. */

void mailer_web_image_load_inline (MailerEngine           *engine,
                                   gint64                  message_id,
                                   const char             *content_id,
                                   WebKitURISchemeRequest *request);

void mailer_web_image_load_remote (MailerEngine           *engine,
                                   gint64                  message_id,
                                   const char             *uri,
                                   WebKitURISchemeRequest *request);

void mailer_web_image_refuse (WebKitURISchemeRequest *request);

G_END_DECLS
