/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "mailer-account-error.h"
#include "mailer-account-settings.h"

G_BEGIN_DECLS

/* The settings of the accounts as key files `accounts/ID.ini` in the configuration folder, mode 0600,
 * each written as a whole and flushed to the disk before it replaces the old one. All functions block
 * on the disk and belong on one worker. */

/**
 * mailer_account_files_load:
 * @config_dir: the program's configuration folder; it need not exist
 * @problems: (element-type GError): gets an error for each file that is not an account
 *
 * Reads all accounts, in the order in which they were made. A bad file never costs the other accounts: one that makes
 * no sense is renamed and told as %MAILER_ACCOUNT_ERROR_DAMAGED, one that cannot be read stays where it is and is told
 * as %MAILER_ACCOUNT_ERROR_DISK.
 *
 * Thread: one worker. Blocks: on the disk. Errors: %MAILER_ACCOUNT_ERROR_DISK.
 * Returns: (transfer full) (element-type MailerAccountSettings) (nullable): %NULL when the folder
 *   cannot be read.
 */
GPtrArray *mailer_account_files_load (const char *config_dir,
                                      GPtrArray  *problems,
                                      GError    **error);

/**
 * mailer_account_files_save:
 * @settings: with its id set, from mailer_account_files_make_id() for a new one
 *
 * Writes the file of one account, and the folder when it is not there.
 *
 * Thread: one worker. Blocks: writes and flushes a file.
 * Errors: %MAILER_ACCOUNT_ERROR_DISK_FULL, %MAILER_ACCOUNT_ERROR_DISK.
 */
gboolean mailer_account_files_save (const char                  *config_dir,
                                    const MailerAccountSettings *settings,
                                    GError                     **error);

/**
 * mailer_account_files_remember_sign_in:
 * @is_outgoing: whether @server is that for sending
 * @server: signed_in_by of it is written down, when the account still signs in there as that user
 *
 * Changes nothing else of the file, whatever was written to it in the meantime. An account that is gone is
 * no error.
 *
 * Thread: one worker. Blocks: on the disk. Errors: as mailer_account_files_save().
 */
gboolean mailer_account_files_remember_sign_in (const char                 *config_dir,
                                                const char                 *account_id,
                                                gboolean                    is_outgoing,
                                                const MailerServerSettings *server,
                                                GError                    **error);

/**
 * mailer_account_files_begin_removal:
 *
 * Writes down that the account is to be removed: whatever happens from now on, it is no account any more but one of
 * mailer_account_files_list_removals(). A file that is not there is no error.
 *
 * Thread: one worker. Blocks: on the disk. Errors: %MAILER_ACCOUNT_ERROR_DISK.
 */
gboolean mailer_account_files_begin_removal (const char *config_dir,
                                             const char *account_id,
                                             GError    **error);

/**
 * mailer_account_files_cancel_removal:
 *
 * Takes the removal back: it is an account again.
 *
 * Thread: one worker. Blocks: on the disk. Errors: as mailer_account_files_begin_removal().
 */
gboolean mailer_account_files_cancel_removal (const char *config_dir,
                                              const char *account_id,
                                              GError    **error);

/**
 * mailer_account_files_end_removal:
 *
 * The last step: deletes the settings, also those of the account that were put aside.
 *
 * Thread: one worker. Blocks: on the disk. Errors: %MAILER_ACCOUNT_ERROR_DISK.
 */
gboolean mailer_account_files_end_removal (const char *config_dir,
                                           const char *account_id,
                                           GError    **error);

/**
 * mailer_account_files_list_removals:
 *
 * Thread: one worker. Blocks: on the disk.
 * Returns: (transfer full): ids of the accounts whose removal began and did not end.
 */
char **mailer_account_files_list_removals (const char *config_dir);

/**
 * mailer_account_files_is_free:
 * @account_id: from anywhere
 *
 * Thread: one worker. Blocks: on the disk.
 * Returns: whether @account_id can be that of a new account.
 */
gboolean mailer_account_files_is_free (const char *config_dir,
                                       const char *account_id);

/**
 * mailer_account_files_make_id:
 *
 * Thread: one worker. Blocks: on the disk.
 * Returns: (transfer full): a new id. It sorts behind all that were made before it.
 */
char *mailer_account_files_make_id (const char *config_dir);

G_END_DECLS
