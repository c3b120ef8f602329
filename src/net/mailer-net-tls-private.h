/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-net-connection.h"
#include "mailer-net-stream-private.h"

G_BEGIN_DECLS

/**
 * mailer_net_tls_handshake:
 * @base: what to encrypt; its deadline holds
 * @endpoint: whom it must be, and whom to trust
 *
 * Finishes a handshake as the client, TLS 1.2 or newer. Whether the certificate is good enough is
 * decided here only; the table is in README.md.
 *
 * Thread: the connection's worker. Blocks: until the deadline of @base.
 * Errors: those of MAILER_NET_ERROR; %MAILER_NET_ERROR_CERTIFICATE carries PEM and problems.
 * Returns: (transfer full): the encrypted stream.
 */
GIOStream *mailer_net_tls_handshake (MailerNetStream         *base,
                                     const MailerNetEndpoint *endpoint,
                                     GCancellable            *cancellable,
                                     GError                 **error);

G_END_DECLS
