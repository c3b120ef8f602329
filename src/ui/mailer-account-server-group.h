/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "mailer-engine.h"

G_BEGIN_DECLS

#define MAILER_TYPE_ACCOUNT_SERVER_GROUP (mailer_account_server_group_get_type ())
G_DECLARE_FINAL_TYPE (MailerAccountServerGroup, mailer_account_server_group, MAILER, ACCOUNT_SERVER_GROUP, AdwPreferencesGroup)

/**
 * MailerAccountServerGroup:
 *
 * Every setting of one server, to be edited, and what is wrong with it at the field it belongs to. The
 * port follows the encryption for as long as it is the usual one.
 *
 * Signals:
 * - "activated": Enter was pressed in a field
 * - "trusted": an exception was made for the certificate
 */

/** mailer_account_server_group_set_target: which server; to be called once, first. Thread: main. */
void mailer_account_server_group_set_target (MailerAccountServerGroup *self,
                                             MailerCheckTarget         target);

/**
 * mailer_account_server_group_set_settings:
 *
 * Shows @settings; host names in letters, and the usual port for 0. Thread: main.
 */
void mailer_account_server_group_set_settings (MailerAccountServerGroup   *self,
                                               const MailerServerSettings *settings);

/**
 * mailer_account_server_group_read:
 * @settings: (inout): replaced when every field makes sense
 *
 * Thread: main.
 * Returns: whether every field makes sense; the first that does not is marked and has the focus.
 */
gboolean mailer_account_server_group_read (MailerAccountServerGroup *self,
                                           MailerServerSettings     *settings);

/**
 * mailer_account_server_group_show_error:
 * @settings: what was tried
 * @error: why it failed, not about the password
 *
 * Shows @error at the field that it is about. Thread: main.
 */
void mailer_account_server_group_show_error (MailerAccountServerGroup   *self,
                                             MailerEngine               *engine,
                                             const MailerServerSettings *settings,
                                             const GError               *error);

/** mailer_account_server_group_clear_error: takes every error of the group away that is shown. Thread: main. */
void mailer_account_server_group_clear_error (MailerAccountServerGroup *self);

G_END_DECLS
