/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "mailer-engine.h"

G_BEGIN_DECLS

#define MAILER_TYPE_ACCOUNT_HELP_WINDOW (mailer_account_help_window_get_type ())
G_DECLARE_FINAL_TYPE (MailerAccountHelpWindow, mailer_account_help_window, MAILER, ACCOUNT_HELP_WINDOW, AdwWindow)

/**
 * mailer_account_help_window_present:
 * @account: one that needs help, cannot send, or is offline for a reason that its settings may remedy
 * @parent: (nullable): the window that it belongs to
 *
 * Asks for what @account waits for: the password again, or a decision about a certificate; its settings
 * are one click away. Thread: main.
 */
void mailer_account_help_window_present (MailerEngine  *engine,
                                         MailerAccount *account,
                                         GtkWindow     *parent);

G_END_DECLS
