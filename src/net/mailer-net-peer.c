/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-net-peer.h"

#include "mailer-net-connection-private.h"

static GBytes *
dup_binding (GTlsConnection        *tls,
             GTlsChannelBindingType type)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();

  if (!g_tls_connection_get_channel_binding_data (tls, type, data, NULL) || data->len == 0)
    return NULL;

  return g_byte_array_free_to_bytes (g_steal_pointer (&data));
}

void
mailer_net_peer_init (MailerNetPeer       *self,
                      MailerNetConnection *connection)
{
  GTlsConnection *tls;

  g_return_if_fail (self != NULL && connection != NULL);

  tls = mailer_net_connection_get_tls (connection);
  *self = (MailerNetPeer){
    .host = mailer_net_connection_get_host (connection),
    .port = mailer_net_connection_get_port (connection),
    .is_encrypted = tls != NULL,
  };
  if (tls == NULL)
    return;
  /* RFC 9266, section 4.2: before TLS 1.3 the exporter is bound to the connection only with the extended
   * master secret, of which GIO does not tell. */
  if (g_tls_connection_get_protocol_version (tls) == G_TLS_PROTOCOL_VERSION_TLS_1_3)
    self->exporter = dup_binding (tls, G_TLS_CHANNEL_BINDING_TLS_EXPORTER);
  self->end_point = dup_binding (tls, G_TLS_CHANNEL_BINDING_TLS_SERVER_END_POINT);
}

void
mailer_net_peer_clear (MailerNetPeer *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->exporter, g_bytes_unref);
  g_clear_pointer (&self->end_point, g_bytes_unref);
}
