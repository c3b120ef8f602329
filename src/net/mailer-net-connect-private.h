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
 * Blocks: until @deadline_us. Returns: (transfer full).
 */
GSocketConnection *mailer_net_connect (const MailerNetEndpoint *endpoint,
                                       GCancellable            *cancellable,
                                       gint64                   deadline_us,
                                       GError                 **error);

G_END_DECLS
