/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-net-connection.h"

G_BEGIN_DECLS

/**
 * mailer_net_connect:
 *
 * Resolves and connects, without encryption.
 *
 * Thread: any worker. Blocks: until @deadline_us. Returns: (transfer full).
 * Errors: MAILER_NET_ERROR, %G_IO_ERROR_CANCELLED.
 */
GSocketConnection *mailer_net_connect (const MailerNetEndpoint *endpoint,
                                       GCancellable            *cancellable,
                                       gint64                   deadline_us,
                                       GError                 **error);

G_END_DECLS
