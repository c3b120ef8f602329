/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "mailer-engine.h"

G_BEGIN_DECLS

#define MAILER_TYPE_ASSISTANT (mailer_assistant_get_type ())
G_DECLARE_FINAL_TYPE (MailerAssistant, mailer_assistant, MAILER, ASSISTANT, AdwBin)

/**
 * MailerAssistant:
 *
 * Sets one account up: who are you, what was found, signing in for real, done. It brings its own header
 * bar and fills the window that it is in.
 *
 * Signals:
 * - "finished" (const char *account_id): the account works and the user has read so.
 */

/** mailer_assistant_new: Returns: (transfer floating): the assistant; @engine is opened. Thread: main. */
GtkWidget *mailer_assistant_new (MailerEngine *engine);

/**
 * mailer_assistant_window_present:
 * @parent: (nullable): the window that it belongs to
 *
 * Opens the assistant in a window of its own, to add one more account; it closes itself when finished.
 *
 * Thread: main.
 */
void mailer_assistant_window_present (MailerEngine *engine,
                                      GtkWindow    *parent);

G_END_DECLS
