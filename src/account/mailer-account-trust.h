/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "mailer-account-error.h"

G_BEGIN_DECLS

/**
 * MailerAccountTrust:
 *
 * The certificates that the user accepted by hand, each for one host and port: the whole list of them
 * as an immutable, atomically counted value, so that workers can look into it without asking anybody.
 * Kept in `certificates.ini` of the configuration folder.
 */
typedef struct _MailerAccountTrust MailerAccountTrust;

/**
 * mailer_account_trust_load:
 * @problems: (element-type GError): gets an error when there is a file that cannot be used
 *
 * Reads the list. Without a file, or with one that cannot be used, it is empty: then nothing is trusted by hand. A file
 * that makes no sense is put aside and told as %MAILER_ACCOUNT_ERROR_TRUST_DAMAGED, one that cannot be read stays where
 * it is and is told as %MAILER_ACCOUNT_ERROR_DISK.
 *
 * Returns: (transfer full). Thread: any worker. Blocks: reads a file.
 */
MailerAccountTrust *mailer_account_trust_load (const char *config_dir,
                                               GPtrArray  *problems);

/** mailer_account_trust_ref: Returns: (transfer full): @self with one more reference. Thread: any. */
MailerAccountTrust *mailer_account_trust_ref (MailerAccountTrust *self);
/** mailer_account_trust_unref: @self: (not nullable) (transfer full). Thread: any. */
void mailer_account_trust_unref (MailerAccountTrust *self);

/**
 * mailer_account_trust_get_fingerprint:
 *
 * Returns: (transfer none) (nullable): SHA-256, 64 lower-case hexadecimal digits, of the certificate
 *   accepted for @host at @port. Thread: any.
 */
const char *mailer_account_trust_get_fingerprint (MailerAccountTrust *self,
                                                  const char         *host,
                                                  guint16             port);

/**
 * mailer_account_trust_add:
 * @fingerprint: 64 lower-case hexadecimal digits; replaces an earlier one of that host and port
 *
 * Returns: (transfer full): a new list with the exception in it. Thread: any.
 */
MailerAccountTrust *mailer_account_trust_add (MailerAccountTrust *self,
                                              const char         *host,
                                              guint16             port,
                                              const char         *fingerprint);

/**
 * mailer_account_trust_save:
 *
 * Writes the whole list to the configuration folder, which is made when it is not there.
 *
 * Thread: any worker. Blocks: writes and flushes a file. Errors: %MAILER_ACCOUNT_ERROR_DISK.
 */
gboolean mailer_account_trust_save (MailerAccountTrust *self,
                                    const char         *config_dir,
                                    GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerAccountTrust, mailer_account_trust_unref)

G_END_DECLS
