/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-net-connection.h"

G_BEGIN_DECLS

/**
 * mailer_net_authorities_new:
 * @ca_file: (nullable): PEM file of authorities trusted beside the system's
 *
 * Whom the program trusts to vouch for a server, whatever is spoken with it: the system's authorities,
 * which the process reads once, and those of the user's file. When only the file knows the authority, its
 * answer counts, so a company's expired certificate is expired and not unknown. A chain of more than ten
 * certificates is not looked at: %G_TLS_CERTIFICATE_GENERIC_ERROR.
 *
 * Thread: any, several at once. Blocks: on the disk.
 * Errors: %MAILER_NET_ERROR_FAILED when the file cannot be read.
 * Returns: (transfer full)
 */
GTlsDatabase *mailer_net_authorities_new (const char *ca_file,
                                          GError    **error);

G_END_DECLS
