/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-net-connection.h"

G_BEGIN_DECLS

/**
 * MailerNetPeer:
 * @host: (nullable): whom the connection is with, borrowed
 * @exporter: (nullable): the channel binding tls-exporter (RFC 9266)
 * @end_point: (nullable): the channel binding tls-server-end-point (RFC 5929, section 4)
 *
 * What a connection knows about its other end that a sign-in needs. Immutable.
 */
typedef struct
{
  const char *host;
  guint16     port;
  gboolean    is_encrypted;
  GBytes     *exporter;
  GBytes     *end_point;
} MailerNetPeer;

/**
 * mailer_net_peer_init:
 * @self: to be filled; end its use with mailer_net_peer_clear()
 * @connection: outlives @self
 *
 * Looks up what a sign-in needs to know of the other end.
 *
 * Thread: the connection's worker. Blocks: no.
 */
void mailer_net_peer_init (MailerNetPeer       *self,
                           MailerNetConnection *connection);

/** mailer_net_peer_clear: frees what @self holds, but not @self. Thread: the connection's worker. */
void mailer_net_peer_clear (MailerNetPeer *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MailerNetPeer, mailer_net_peer_clear)

G_END_DECLS
