/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "mailer-engine.h"

G_BEGIN_DECLS

#define MAILER_TYPE_ACCOUNT_EDIT_WINDOW (mailer_account_edit_window_get_type ())
G_DECLARE_FINAL_TYPE (MailerAccountEditWindow, mailer_account_edit_window, MAILER, ACCOUNT_EDIT_WINDOW, AdwWindow)

/**
 * mailer_account_edit_window_present:
 * @parent: (nullable): the window that it belongs to
 *
 * Everything about @account to edit, to test again, and to save; and its removal. Thread: main.
 */
void mailer_account_edit_window_present (MailerEngine  *engine,
                                         MailerAccount *account,
                                         GtkWindow     *parent);

G_END_DECLS
