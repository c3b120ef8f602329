/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <webkit/webkit.h>

#include "engine-fixture.h"
#include "mailer-window-private.h"

G_BEGIN_DECLS

/**
 * Visit:
 * @fixture: to be set before visit_open()
 * @subject: of the row that is waited for
 * @script: what the page has to answer with "true"
 *
 * The main window on a real engine.
 */
typedef struct
{
  EngineFixture *fixture;
  MailerWindow  *window;
  const char    *subject;
  const char    *script;
  gboolean       is_asking;
  gboolean       is_true;
} Visit;

void visit_open (Visit *visit);

/** visit_close: when what is under way for the window has come to its end; frees the fixture. */
void visit_close (Visit *visit);

void visit_deliver (Visit      *visit,
                    const char *message);

/** visit_show: selects the row with @subject as soon as it is there. */
void visit_show (Visit      *visit,
                 const char *subject);

/** visit_get_page: Returns: (transfer none) (nullable): the view that shows mails. */
WebKitWebView *visit_get_page (Visit *visit);

/**
 * visit_wait_for_page:
 * @script: sees the `frame` of the first mail, `mail`, its document, and the `heading`
 *
 * Waits until the page of our own says so.
 */
void visit_wait_for_page (Visit      *visit,
                          const char *script);

/** visit_press: presses a button of one of the page's bars as soon as it is there. */
void visit_press (Visit      *visit,
                  const char *label);

void visit_wait_for_label (Visit      *visit,
                           const char *text);

G_END_DECLS
