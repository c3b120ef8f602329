/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "test-tls-server.h"

#include <gnutls/gnutls.h>
#include <string.h>

enum
{
  PATIENCE_S = 20,
};

struct _TestTlsServer
{
  TestTlsServerOptions options;
  char                *priority;
  GSocket             *listener;
  GThread             *thread;
  guint16              port;
};

/* GSocket keeps every descriptor non-blocking. */
static gboolean
is_to_go_on (GSocket *socket,
             gssize   result)
{
  if (result >= 0 || gnutls_error_is_fatal ((int)result))
    return FALSE;

  return result != GNUTLS_E_AGAIN || g_socket_condition_timed_wait (socket, G_IO_IN, PATIENCE_S * G_USEC_PER_SEC, NULL, NULL);
}

static int
shake_hands (gnutls_session_t session,
             GSocket         *socket)
{
  int result;

  do
    result = gnutls_handshake (session);
  while (is_to_go_on (socket, result));

  return result;
}

static char *
make_word (const TestTlsServerOptions *options,
           gnutls_session_t            session)
{
  static const char label[] = "EXPORTER-Channel-Binding";
  guchar            binding[32];
  GString          *word;

  if (!options->tells_binding)
    return g_strdup ("hello\r\n");
  g_assert_cmpint (gnutls_prf_rfc5705 (session, strlen (label), label, 0, "", sizeof binding, (char *)binding), ==, 0);
  word = g_string_new (NULL);
  for (gsize i = 0; i < sizeof binding; i++)
    g_string_append_printf (word, "%02x", binding[i]);
  g_string_append (word, "\r\n");

  return g_string_free (word, FALSE);
}

/* A client may answer the wish for a second handshake in any way but in clear. */
static gboolean
converse (const TestTlsServerOptions *options,
          gnutls_session_t            session,
          GSocket                    *socket)
{
  g_autofree char *word = make_word (options, session);
  char             bytes[16];
  gssize           n_heard;

  if (gnutls_record_send (session, word, strlen (word)) < 0)
    return FALSE;
  if (options->begins_anew && gnutls_rehandshake (session) == 0)
    shake_hands (session, socket);
  do
    n_heard = gnutls_record_recv (session, bytes, sizeof bytes);
  while (is_to_go_on (socket, n_heard));

  return n_heard > 0;
}

static gpointer
serve (gpointer data)
{
  TestTlsServer *self = data;
  g_autoptr (GSocket) socket = g_socket_accept (self->listener, NULL, NULL);
  gnutls_certificate_credentials_t credentials;
  gnutls_session_t                 session;
  gboolean                         has_heard = FALSE;

  if (socket == NULL)
    return NULL;
  gnutls_certificate_allocate_credentials (&credentials);
  g_assert_cmpint (gnutls_certificate_set_x509_key (credentials, self->options.chain->certificates, self->options.chain->n_certificates, self->options.chain->key), >=, 0);
  gnutls_init (&session, GNUTLS_SERVER);
  g_assert_cmpint (gnutls_priority_set_direct (session, self->priority, NULL), ==, 0);
  gnutls_credentials_set (session, GNUTLS_CRD_CERTIFICATE, credentials);
  gnutls_transport_set_int (session, g_socket_get_fd (socket));
  if (shake_hands (session, socket) == 0)
    has_heard = converse (&self->options, session, socket);
  gnutls_deinit (session);
  gnutls_certificate_free_credentials (credentials);

  return GINT_TO_POINTER (has_heard);
}

TestTlsServer *
test_tls_server_new (const TestTlsServerOptions *options)
{
  TestTlsServer *self = g_new0 (TestTlsServer, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;

  self->options = *options;
  self->priority = g_strdup (options->priority != NULL ? options->priority : "NORMAL");
  self->listener = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_assert_true (g_socket_bind (self->listener, wanted, TRUE, NULL) && g_socket_listen (self->listener, NULL));
  g_socket_set_timeout (self->listener, PATIENCE_S);
  bound = g_socket_get_local_address (self->listener, NULL);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  self->thread = g_thread_new ("test-tls-server", serve, self);

  return self;
}

guint16
test_tls_server_get_port (TestTlsServer *self)
{
  return self->port;
}

gboolean
test_tls_server_finish (TestTlsServer *self)
{
  gboolean has_heard = GPOINTER_TO_INT (g_thread_join (self->thread));

  g_object_unref (self->listener);
  g_free (self->priority);
  g_free (self);

  return has_heard;
}
