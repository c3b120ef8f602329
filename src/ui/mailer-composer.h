/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "mailer-engine.h"

G_BEGIN_DECLS

#define MAILER_TYPE_COMPOSER (mailer_composer_get_type ())
G_DECLARE_FINAL_TYPE (MailerComposer, mailer_composer, MAILER, COMPOSER, AdwWindow)

/**
 * MailerComposer:
 *
 * The window in which one message is written. What is written is on disk within a second of the last
 * key; closing the window keeps it as a draft.
 *
 * It tells the application what became of the message by activating these actions, each with the type
 * it is given here, when they exist:
 * - "app.draft-kept" (x: id of the draft): the window was closed with something in it
 * - "app.message-queued" (x: id of the activity): the message is in the outbox
 */

/**
 * mailer_composer_new:
 * @engine: opened
 * @draft: what to start with: prepared, saved earlier, or empty with the account to write from
 *
 * Returns: (transfer none): a window of the default application, not presented yet. Thread: main.
 */
GtkWindow *mailer_composer_new (MailerEngine      *engine,
                                const MailerDraft *draft);

/**
 * mailer_composer_start:
 * @account_id: (nullable): account to write from, for a new message; %NULL for the first
 * @original: (nullable): message to answer or forward
 * @parent: (nullable): where to say that it failed
 *
 * Prepares a message of @kind with its attribution line and opens a composer on it. Thread: main.
 */
void mailer_composer_start (MailerEngine   *engine,
                            MailerDraftKind kind,
                            const char     *account_id,
                            MailerMessage  *original,
                            GtkWindow      *parent);

/**
 * mailer_composer_start_mailto:
 * @uri: "mailto:" address (RFC 6068); of its headers only to, cc, bcc, subject and body are used
 *
 * Opens a composer on a new message to what @uri names.
 *
 * Returns: %FALSE when @uri is no "mailto:" address. Thread: main.
 */
gboolean mailer_composer_start_mailto (MailerEngine *engine,
                                       const char   *uri,
                                       GtkWindow    *parent);

/**
 * mailer_composer_open_draft:
 * @draft_id: id that "app.draft-kept" carried
 *
 * Goes on writing a draft that is kept here: raises its window, or opens one. Thread: main.
 */
void mailer_composer_open_draft (MailerEngine *engine,
                                 gint64        draft_id,
                                 GtkWindow    *parent);

/**
 * mailer_composer_open_saved_drafts:
 *
 * Shows the drafts that are kept here, to go on with one or to discard it. Thread: main.
 */
void mailer_composer_open_saved_drafts (MailerEngine *engine,
                                        GtkWindow    *parent);

G_END_DECLS
