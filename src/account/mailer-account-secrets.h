/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "mailer-account-error.h"

G_BEGIN_DECLS

/* Passwords in the Secret Service, one for each account, and nowhere else. All functions block, perhaps
 * for as long as the user takes to unlock the keyring, and belong on a worker of their own. */

/**
 * mailer_account_secrets_store:
 * @label: what a keyring manager shows, such as the address
 *
 * Puts the password of an account into the default collection, in place of an earlier one.
 *
 * Thread: any worker. Blocks: until the keyring has answered, perhaps its user.
 * Errors: %MAILER_ACCOUNT_ERROR_KEYRING, _KEYRING_MISSING, _KEYRING_LOCKED, %G_IO_ERROR_CANCELLED.
 */
gboolean mailer_account_secrets_store (const char   *account_id,
                                       const char   *label,
                                       const char   *password,
                                       GCancellable *cancellable,
                                       GError      **error);

/**
 * mailer_account_secrets_lookup:
 *
 * Thread: any worker. Blocks: until the keyring has answered, perhaps its user.
 * Errors: as mailer_account_secrets_store().
 * Returns: (transfer full) (nullable): the password, to be freed with mailer_account_secrets_free();
 *   %NULL without an error when there is none.
 */
char *mailer_account_secrets_lookup (const char   *account_id,
                                     GCancellable *cancellable,
                                     GError      **error);

/**
 * mailer_account_secrets_remove:
 *
 * Forgets the password of an account; one that is not there is no error.
 *
 * Thread: any worker. Blocks: as mailer_account_secrets_store().
 * Errors: as mailer_account_secrets_store().
 */
gboolean mailer_account_secrets_remove (const char   *account_id,
                                        GCancellable *cancellable,
                                        GError      **error);

/** mailer_account_secrets_free: overwrites, then frees. @password: (nullable) (transfer full). Thread: any. */
void mailer_account_secrets_free (char *password);

G_END_DECLS
