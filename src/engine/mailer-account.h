/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "mailer-account-settings.h"
#include "mailer-folder.h"

G_BEGIN_DECLS

/** MailerAccountState: how an account stands with its servers. */
typedef enum
{
  MAILER_ACCOUNT_STATE_CONNECTING,
  MAILER_ACCOUNT_STATE_ONLINE,
  MAILER_ACCOUNT_STATE_OFFLINE,    /* trying again by itself; the error says why */
  MAILER_ACCOUNT_STATE_NEEDS_HELP, /* password or certificate: waits for the user; the error says what */
} MailerAccountState;

#define MAILER_TYPE_ACCOUNT (mailer_account_get_type ())
G_DECLARE_FINAL_TYPE (MailerAccount, mailer_account, MAILER, ACCOUNT, GObject)

/**
 * MailerAccount:
 *
 * One account at work. Main thread only. Properties, all notified: "label", "state", "error" (boxed
 * GError, nullable), "sync-fraction" (of the whole account, 1 when nothing is missing), "n-waiting"
 * (operations and outgoing messages that wait for the server).
 */

const char                  *mailer_account_get_id (MailerAccount *self);
const char                  *mailer_account_get_label (MailerAccount *self);
const MailerAccountSettings *mailer_account_get_settings (MailerAccount *self);
MailerAccountState           mailer_account_get_state (MailerAccount *self);
const GError                *mailer_account_get_error (MailerAccount *self);
double                       mailer_account_get_sync_fraction (MailerAccount *self);
guint                        mailer_account_get_n_waiting (MailerAccount *self);

/**
 * mailer_account_get_folders:
 *
 * Returns: (transfer none): a #GListModel of #MailerFolder: special folders first in the usual order,
 *   then the others as a flattened tree in alphabetical order.
 */
GListModel *mailer_account_get_folders (MailerAccount *self);

/**
 * mailer_account_find_folder:
 *
 * Returns: (transfer none) (nullable): the folder with @role.
 */
MailerFolder *mailer_account_find_folder (MailerAccount   *self,
                                          MailerFolderRole role);

G_END_DECLS
