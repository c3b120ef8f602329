/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "mailer-engine.h"

G_BEGIN_DECLS

#define MAILER_TYPE_ACCOUNT_FORM (mailer_account_form_get_type ())
G_DECLARE_FINAL_TYPE (MailerAccountForm, mailer_account_form, MAILER, ACCOUNT_FORM, GtkBox)

/**
 * MailerAccountForm:
 *
 * How to sign in to an account: the password and every setting of both servers, edited by hand. It
 * keeps what was typed until it is told otherwise.
 *
 * Signals:
 * - "activated": Enter was pressed in a field: go on
 * - "trusted": an exception was made for a certificate: try again
 */

/** mailer_account_form_set_settings: shows both servers of @settings. Thread: main. */
void mailer_account_form_set_settings (MailerAccountForm           *self,
                                       const MailerAccountSettings *settings);

/**
 * mailer_account_form_read:
 * @settings: (inout): its servers are replaced
 *
 * Thread: main.
 * Returns: whether every field makes sense; the first that does not is marked and has the focus.
 */
gboolean mailer_account_form_read (MailerAccountForm     *self,
                                   MailerAccountSettings *settings);

/**
 * mailer_account_form_set_keeps_password:
 *
 * An empty password means the one that is stored already. Thread: main.
 */
void mailer_account_form_set_keeps_password (MailerAccountForm *self,
                                             gboolean           keeps_password);

/** mailer_account_form_get_password: Returns: (transfer none): as typed. Thread: main. */
const char *mailer_account_form_get_password (MailerAccountForm *self);
/** mailer_account_form_set_password: puts @password into the row as if it had been typed. Thread: main. */
void mailer_account_form_set_password (MailerAccountForm *self,
                                       const char        *password);

/**
 * mailer_account_form_show_error:
 * @settings: what was tried
 * @target: the server that was asked
 * @error: why it failed
 *
 * Shows @error at the field that it is about. Thread: main.
 */
void mailer_account_form_show_error (MailerAccountForm           *self,
                                     MailerEngine                *engine,
                                     const MailerAccountSettings *settings,
                                     MailerCheckTarget            target,
                                     const GError                *error);

/**
 * mailer_account_form_clear_errors:
 *
 * Takes every error away that is shown, at both servers and the password. Thread: main.
 */
void mailer_account_form_clear_errors (MailerAccountForm *self);

/**
 * mailer_account_error_is_about_password:
 *
 * Whether another password may help. @error: (nullable). Thread: main.
 */
gboolean mailer_account_error_is_about_password (const GError *error);

G_END_DECLS
