/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "mailer-engine.h"

G_BEGIN_DECLS

#define MAILER_TYPE_ACCOUNT_CHECK_GROUP (mailer_account_check_group_get_type ())
G_DECLARE_FINAL_TYPE (MailerAccountCheckGroup, mailer_account_check_group, MAILER, ACCOUNT_CHECK_GROUP, AdwPreferencesGroup)

/**
 * MailerAccountCheckGroup:
 *
 * Signs in to both servers of an account for real, one after the other, and shows how far it is.
 *
 * Signals:
 * - "done": both were tried; mailer_account_check_group_get_error() tells what came out. Not emitted
 *   after mailer_account_check_group_cancel().
 */

/**
 * mailer_account_check_group_start:
 * @password: copied, and wiped after use
 *
 * Begins, ending what was going on before. A refused password is not tried at the second server: too
 * many wrong ones lock people out. Thread: main.
 */
void mailer_account_check_group_start (MailerAccountCheckGroup     *self,
                                       MailerEngine                *engine,
                                       const MailerAccountSettings *settings,
                                       const char                  *password);

/** mailer_account_check_group_cancel: ends what is going on, and wipes the password. Thread: main. */
void mailer_account_check_group_cancel (MailerAccountCheckGroup *self);

/**
 * mailer_account_check_group_get_error:
 *
 * Returns: (transfer none) (nullable): why @target failed. Thread: main.
 */
const GError *mailer_account_check_group_get_error (MailerAccountCheckGroup *self,
                                                    MailerCheckTarget        target);

/** mailer_account_check_group_has_failed: Returns: whether one of both failed. Thread: main. */
gboolean mailer_account_check_group_has_failed (MailerAccountCheckGroup *self);

G_END_DECLS
