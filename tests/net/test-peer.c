/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a connection tells a sign-in about its other end: both ends must see the same. */

#include "config.h"

#include "mailer-net-peer.h"

#include <string.h>

#include "test-tls-server.h"

static char *
dup_digits (GBytes *bytes)
{
  GString      *text = g_string_new (NULL);
  gsize         size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  for (gsize i = 0; i < size; i++)
    g_string_append_printf (text, "%02x", data[i]);

  return g_string_free (text, FALSE);
}

/* RFC 5929, section 4.1: of the certificate as it is, by the digest of its signature. */
static char *
dup_certificate_digest (const TestChain *chain)
{
  gnutls_datum_t der;
  char          *digits;

  g_assert_cmpint (gnutls_x509_crt_export2 (chain->certificates[0], GNUTLS_X509_FMT_DER, &der), ==, 0);
  digits = g_compute_checksum_for_data (G_CHECKSUM_SHA256, der.data, der.size);
  gnutls_free (der.data);

  return digits;
}

static MailerNetConnection *
connect_to (TestTlsServer *server,
            TestAuthority *authority,
            char         **word)
{
  const MailerNetEndpoint endpoint = {
    .host = "127.0.0.1",
    .port = test_tls_server_get_port (server),
    .ca_file = test_authority_get_file (authority),
  };
  gint64 deadline_us = g_get_monotonic_time () + 15 * G_USEC_PER_SEC;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) line = NULL;
  MailerNetConnection *connection = mailer_net_connection_open (&endpoint, NULL, deadline_us, &error);

  g_assert_no_error (error);
  line = mailer_net_connection_read_line (connection, 100, NULL, deadline_us, &error);
  g_assert_no_error (error);
  *word = g_strndup (g_bytes_get_data (line, NULL), g_bytes_get_size (line));

  return connection;
}

static void
check_bindings (const char *priority,
                gboolean    has_exporter)
{
  g_autoptr (TestAuthority) authority = test_authority_new ();
  g_autoptr (TestChain) chain = test_authority_issue_chain (authority, TEST_CHAIN_GOOD);
  TestTlsServer   *server = test_tls_server_new (&(TestTlsServerOptions){ .chain = chain, .priority = priority, .tells_binding = TRUE });
  g_autofree char *word = NULL;
  g_autofree char *end_point = NULL;
  g_autofree char *digest = dup_certificate_digest (chain);
  g_autoptr (MailerNetConnection) connection = connect_to (server, authority, &word);
  g_auto (MailerNetPeer) peer = { 0 };

  mailer_net_peer_init (&peer, connection);
  g_assert_true (peer.is_encrypted);
  g_assert_cmpstr (peer.host, ==, "127.0.0.1");
  g_assert_cmpuint (peer.port, ==, test_tls_server_get_port (server));
  end_point = dup_digits (peer.end_point);
  g_assert_cmpstr (end_point, ==, digest);
  if (has_exporter)
    {
      g_autofree char *exporter = dup_digits (peer.exporter);

      g_assert_cmpstr (exporter, ==, word);
    }
  else
    g_assert_null (peer.exporter);

  g_clear_pointer (&connection, mailer_net_connection_free);
  test_tls_server_finish (server);
}

static void
test_tls_1_3 (void)
{
  check_bindings ("NORMAL:-VERS-ALL:+VERS-TLS1.3", TRUE);
}

static void
test_tls_1_2 (void)
{
  check_bindings ("NORMAL:-VERS-ALL:+VERS-TLS1.2", FALSE);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/peer/tls-1.3", test_tls_1_3);
  g_test_add_func ("/net/peer/tls-1.2", test_tls_1_2);

  return g_test_run ();
}
