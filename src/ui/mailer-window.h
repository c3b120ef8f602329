/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "mailer-engine.h"

G_BEGIN_DECLS

#define MAILER_TYPE_WINDOW (mailer_window_get_type ())
G_DECLARE_FINAL_TYPE (MailerWindow, mailer_window, MAILER, WINDOW, AdwApplicationWindow)

/**
 * MailerWindow:
 *
 * The main window: folders, list and reader of all accounts, or the assistant while there is none.
 *
 * Signals:
 * - "set-up": the assistant has made the first account and gives way to the mail
 */

/**
 * mailer_window_new:
 *
 * Thread: main.
 * Returns: (transfer none): a window of @application, for an engine that may be opening still.
 */
GtkWindow *mailer_window_new (GtkApplication *application,
                              MailerEngine   *engine);

/** mailer_window_set_opened: the engine is open now: show what it has. Thread: main. */
void mailer_window_set_opened (MailerWindow *self);

/**
 * mailer_window_mention_drafts:
 *
 * Says that messages were kept that were being written when the program ended, if any were. Thread: main.
 */
void mailer_window_mention_drafts (MailerWindow *self);

/** mailer_window_set_failed: the engine could not be opened; @error says why. Thread: main. */
void mailer_window_set_failed (MailerWindow *self,
                               const GError *error);

/** mailer_window_add_toast: shows @toast (transfer full) over the panes. Thread: main. */
void mailer_window_add_toast (MailerWindow *self,
                              AdwToast     *toast);

/** mailer_window_show_folder: makes @folder the one that is looked at. Thread: main. */
void mailer_window_show_folder (MailerWindow *self,
                                MailerFolder *folder);

G_END_DECLS
