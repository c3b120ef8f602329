/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-account.h"
#include "mailer-remote.h"
#include "mailer-sender.h"

G_BEGIN_DECLS

/**
 * mailer_account_new:
 *
 * Thread: main.
 * Returns: (transfer full): an account that is connecting, without folders; @settings are copied.
 */
MailerAccount *mailer_account_new (const MailerAccountSettings *settings);

/** mailer_account_set_settings: takes a copy of changed @settings with the same id. Thread: main. */
void mailer_account_set_settings (MailerAccount               *self,
                                  const MailerAccountSettings *settings);

/**
 * mailer_account_set_signed_in_by:
 *
 * Notes in the settings how the server, that for sending or the other, was signed in to. Thread: main.
 */
void mailer_account_set_signed_in_by (MailerAccount *self,
                                      gboolean       is_outgoing,
                                      const char    *signed_in_by);

/**
 * mailer_account_set_state:
 * @error: (nullable): why, copied
 *
 * Notifies "state" and "error". Thread: main.
 */
void mailer_account_set_state (MailerAccount     *self,
                               MailerAccountState state,
                               const GError      *error);

/**
 * mailer_account_set_sending_error:
 * @error: (nullable): copied
 *
 * Why messages cannot be sent; notifies the property. Thread: main.
 */
void mailer_account_set_sending_error (MailerAccount *self,
                                       const GError  *error);

/**
 * mailer_account_set_n_waiting:
 *
 * How many operations and outgoing messages wait for the server. Thread: main.
 */
void mailer_account_set_n_waiting (MailerAccount *self,
                                   guint          n_waiting);

/**
 * mailer_account_set_places:
 * @places: (element-type MailerFolderPlace): of the account, as mailer_folder_tree_arrange() made them
 *
 * Makes the folders what the store says: the same folder keeps its object. Thread: main.
 */
void mailer_account_set_places (MailerAccount *self,
                                GArray        *places);

/**
 * mailer_account_find_folder_by_id:
 *
 * Returns: (transfer none) (nullable): the folder of that id in the store. Thread: main.
 */
MailerFolder *mailer_account_find_folder_by_id (MailerAccount *self,
                                                gint64         folder_id);

/**
 * mailer_account_get_remote:
 *
 * Returns: (transfer none) (nullable): %NULL while there is no password. Thread: main.
 */
MailerRemote *mailer_account_get_remote (MailerAccount *self);

/**
 * mailer_account_get_sender:
 *
 * Returns: (transfer none) (nullable): there is one while there is a remote. Thread: main.
 */
MailerSender *mailer_account_get_sender (MailerAccount *self);

/** mailer_account_set_sender: hands @sender (transfer full) to the account, which has none. Thread: main. */
void mailer_account_set_sender (MailerAccount *self,
                                MailerSender  *sender);

/** mailer_account_get_ledger: Returns: (transfer none): what its senders hand on to each other. Thread: main. */
MailerSenderLedger *mailer_account_get_ledger (MailerAccount *self);

/**
 * mailer_account_steal_sender:
 *
 * Returns: (transfer full) (nullable): to be retired, before the remote is. Thread: main.
 */
MailerSender *mailer_account_steal_sender (MailerAccount *self);

/** mailer_account_set_remote: hands @remote (transfer full) to the account, which has none. Thread: main. */
void mailer_account_set_remote (MailerAccount *self,
                                MailerRemote  *remote);

/** mailer_account_steal_remote: Returns: (transfer full) (nullable): to be retired. Thread: main. */
MailerRemote *mailer_account_steal_remote (MailerAccount *self);

/**
 * mailer_account_set_next_password:
 * @password: copied
 *
 * What the next remote starts with. There is one from the moment a remote is retired to be replaced until its workers
 * have ended; of several the last one counts. Thread: main.
 */
void mailer_account_set_next_password (MailerAccount *self,
                                       const char    *password);
/**
 * mailer_account_has_next_password:
 *
 * Whether the account starts anew as soon as its old workers have ended. Thread: main.
 */
gboolean mailer_account_has_next_password (MailerAccount *self);

/**
 * mailer_account_steal_next_password:
 *
 * Returns: (transfer full): to be freed with mailer_account_secrets_free(). Thread: main.
 */
char *mailer_account_steal_next_password (MailerAccount *self);

G_END_DECLS
