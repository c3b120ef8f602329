/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-net-connection.h"

G_BEGIN_DECLS

/** mailer_net_connection_get_port: that of the endpoint. Thread: the connection's worker. */
guint16 mailer_net_connection_get_port (MailerNetConnection *self);

/**
 * mailer_net_connection_get_tls:
 *
 * Returns: (transfer none) (nullable): %NULL while nothing is encrypted. Thread: the connection's worker.
 */
GTlsConnection *mailer_net_connection_get_tls (MailerNetConnection *self);

G_END_DECLS
