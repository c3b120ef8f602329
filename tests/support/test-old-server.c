/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "test-old-server.h"

#include <gnutls/gnutls.h>
#include <string.h>

struct _TestOldServer
{
  GSocket         *listener;
  GTlsCertificate *certificate;
  GThread         *thread;
  guint16          port;
};

static gnutls_certificate_credentials_t
load_credentials (GTlsCertificate *certificate)
{
  gnutls_certificate_credentials_t credentials;
  g_autofree char                 *certificate_pem = NULL;
  g_autofree char                 *key_pem = NULL;
  gnutls_datum_t                   certificate_data;
  gnutls_datum_t                   key_data;

  g_object_get (certificate, "certificate-pem", &certificate_pem, "private-key-pem", &key_pem, NULL);
  certificate_data = (gnutls_datum_t){ (guchar *)certificate_pem, strlen (certificate_pem) };
  key_data = (gnutls_datum_t){ (guchar *)key_pem, strlen (key_pem) };
  gnutls_certificate_allocate_credentials (&credentials);
  g_assert_cmpint (gnutls_certificate_set_x509_key_mem (credentials, &certificate_data, &key_data, GNUTLS_X509_FMT_PEM), >=, 0);

  return credentials;
}

static gpointer
serve (gpointer data)
{
  TestOldServer                   *self = data;
  gnutls_certificate_credentials_t credentials = load_credentials (self->certificate);
  g_autoptr (GSocket) socket = g_socket_accept (self->listener, NULL, NULL);
  gnutls_session_t session;
  char             bytes[16];
  int              result;
  gssize           n_heard = 0;

  gnutls_init (&session, GNUTLS_SERVER);
  gnutls_priority_set_direct (session, "NORMAL:-VERS-ALL:+VERS-TLS1.1:+SIGN-ALL:%VERIFY_ALLOW_SIGN_WITH_SHA1", NULL);
  gnutls_credentials_set (session, GNUTLS_CRD_CERTIFICATE, credentials);
  gnutls_transport_set_int (session, g_socket_get_fd (socket));
  /* GSocket keeps every descriptor non-blocking. */
  do
    {
      g_socket_condition_wait (socket, G_IO_IN, NULL, NULL);
      result = gnutls_handshake (session);
    }
  while (result < 0 && !gnutls_error_is_fatal (result));
  for (n_heard = result == 0 ? GNUTLS_E_AGAIN : 0; n_heard == GNUTLS_E_AGAIN;)
    {
      g_socket_condition_wait (socket, G_IO_IN, NULL, NULL);
      n_heard = gnutls_record_recv (session, bytes, sizeof bytes);
    }
  gnutls_deinit (session);
  gnutls_certificate_free_credentials (credentials);

  return GINT_TO_POINTER (n_heard > 0);
}

TestOldServer *
test_old_server_new (GTlsCertificate *certificate)
{
  TestOldServer *self = g_new0 (TestOldServer, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;

  self->certificate = g_object_ref (certificate);
  self->listener = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_assert_true (g_socket_bind (self->listener, wanted, TRUE, NULL) && g_socket_listen (self->listener, NULL));
  bound = g_socket_get_local_address (self->listener, NULL);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  self->thread = g_thread_new ("old-server", serve, self);

  return self;
}

guint16
test_old_server_get_port (TestOldServer *self)
{
  return self->port;
}

gboolean
test_old_server_finish (TestOldServer *self)
{
  gboolean has_heard = GPOINTER_TO_INT (g_thread_join (self->thread));

  g_object_unref (self->listener);
  g_object_unref (self->certificate);
  g_free (self);

  return has_heard;
}
