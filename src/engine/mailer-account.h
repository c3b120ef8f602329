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
 * One account at work. Main thread only. Properties, all notified: "label", "state", "error" and
 * "sending-error" (boxed GError, nullable), "sync-fraction" (of the whole account, 1 when nothing is
 * missing), "n-waiting" (operations and outgoing messages that wait for the server).
 */

/** mailer_account_get_id: Returns: (transfer none): of the settings; stays the same. Thread: main. */
const char *mailer_account_get_id (MailerAccount *self);
/**
 * mailer_account_get_label:
 *
 * Returns: (transfer none): what to call it, see mailer_account_settings_get_label(). Thread: main.
 */
const char *mailer_account_get_label (MailerAccount *self);
/**
 * mailer_account_get_settings:
 *
 * Returns: (transfer none): as they are now, valid until they change. Thread: main.
 */
const MailerAccountSettings *mailer_account_get_settings (MailerAccount *self);
/** mailer_account_get_state: how it stands with its servers. Thread: main. */
MailerAccountState mailer_account_get_state (MailerAccount *self);
/**
 * mailer_account_get_error:
 *
 * Thread: main.
 * Returns: (transfer none) (nullable): why it is offline or needs help; %MAILER_ENGINE_ERROR.
 */
const GError *mailer_account_get_error (MailerAccount *self);
/**
 * mailer_account_get_sending_error:
 *
 * Thread: main.
 * Returns: (transfer none) (nullable): why messages cannot be sent before the user has done something about it: what
 *   the server for sending says of the password, or how its certificate is. The other server may be fine.
 */
const GError *mailer_account_get_sending_error (MailerAccount *self);
/**
 * mailer_account_get_problem:
 *
 * Thread: main.
 * Returns: (transfer none) (nullable): the one that the user is told of now: why the account is offline or waits for
 *   help, or else the error of sending.
 */
const GError *mailer_account_get_problem (MailerAccount *self);
/**
 * mailer_account_get_sync_fraction:
 *
 * 0 to 1 while headers come in for the first time, 1 when nothing is missing. Thread: main.
 */
double mailer_account_get_sync_fraction (MailerAccount *self);
/** mailer_account_get_n_waiting: operations and outgoing messages that wait for the server. Thread: main. */
guint mailer_account_get_n_waiting (MailerAccount *self);

/**
 * mailer_account_get_folders:
 *
 * Returns: (transfer none): a #GListModel of #MailerFolder: special folders first in the usual order,
 *   then the others as a flattened tree in alphabetical order. Thread: main.
 */
GListModel *mailer_account_get_folders (MailerAccount *self);

/**
 * mailer_account_find_folder:
 *
 * Returns: (transfer none) (nullable): the folder with @role. Thread: main.
 */
MailerFolder *mailer_account_find_folder (MailerAccount   *self,
                                          MailerFolderRole role);

G_END_DECLS
