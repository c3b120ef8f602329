/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-net-connection.h"

#include <string.h>

#include "test-certificates.h"
#include "test-server.h"
#include "test-tls-server.h"

enum
{
  DAY_S = 24 * 60 * 60,
};

#define ACCEPTED 0

static const struct
{
  const char              *name;
  const char              *host;
  TestCertificate          certificate;
  gboolean                 is_authority_unknown;
  MailerCertificateProblem problems;
} rows[] = {
  { "good-name", "localhost", { .dns_name = "localhost" }, FALSE, ACCEPTED },
  { "good-address", "127.0.0.1", { .ip_address = "127.0.0.1" }, FALSE, ACCEPTED },
  { "unknown-root", "localhost", { .dns_name = "localhost" }, TRUE, MAILER_CERTIFICATE_PROBLEM_UNKNOWN_AUTHORITY },
  { "self-signed", "localhost", { .dns_name = "localhost", .common_name = "localhost", .is_self_signed = TRUE }, FALSE, MAILER_CERTIFICATE_PROBLEM_UNKNOWN_AUTHORITY | MAILER_CERTIFICATE_PROBLEM_SELF_SIGNED },
  { "other-name", "localhost", { .dns_name = "imap.example.org" }, FALSE, MAILER_CERTIFICATE_PROBLEM_WRONG_NAME },
  { "other-name-common-name-fits", "localhost", { .dns_name = "imap.example.org", .common_name = "localhost" }, FALSE, MAILER_CERTIFICATE_PROBLEM_WRONG_NAME },
  { "no-subject-alt-name", "localhost", { .common_name = "localhost" }, FALSE, MAILER_CERTIFICATE_PROBLEM_WRONG_NAME },
  { "address-wanted-name-shown", "127.0.0.1", { .dns_name = "localhost" }, FALSE, MAILER_CERTIFICATE_PROBLEM_WRONG_NAME },
  { "other-address", "127.0.0.1", { .ip_address = "127.0.0.2" }, FALSE, MAILER_CERTIFICATE_PROBLEM_WRONG_NAME },
  { "expired", "localhost", { .dns_name = "localhost", .starts_in_s = -2 * DAY_S, .ends_in_s = -DAY_S }, FALSE, MAILER_CERTIFICATE_PROBLEM_EXPIRED },
  { "expired-and-other-name", "localhost", { .dns_name = "x.example.org", .starts_in_s = -2 * DAY_S, .ends_in_s = -DAY_S }, FALSE, MAILER_CERTIFICATE_PROBLEM_EXPIRED | MAILER_CERTIFICATE_PROBLEM_WRONG_NAME },
  { "not-yet-valid", "localhost", { .dns_name = "localhost", .starts_in_s = DAY_S, .ends_in_s = 2 * DAY_S }, FALSE, MAILER_CERTIFICATE_PROBLEM_NOT_YET_VALID },
  { "for-clients", "localhost", { .dns_name = "localhost", .purpose = GNUTLS_KP_TLS_WWW_CLIENT }, FALSE, MAILER_CERTIFICATE_PROBLEM_WRONG_PURPOSE },
};

static gint64
soon (void)
{
  return g_get_monotonic_time () + 15 * G_USEC_PER_SEC;
}

static MailerNetEndpoint
endpoint_for (TestServer *server,
              const char *host)
{
  return (MailerNetEndpoint){ .host = host, .port = test_server_get_port (server), .security = MAILER_SECURITY_TLS };
}

static void
assert_greeted (MailerNetConnection *connection)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) line = mailer_net_connection_read_line (connection, 100, NULL, soon (), &error);

  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (line, NULL), g_bytes_get_size (line), "hello", 5);
  g_assert_true (mailer_net_connection_is_encrypted (connection));
}

static void
assert_refused (const GError            *error,
                const char              *host,
                MailerCertificateProblem problems,
                GTlsCertificate         *certificate)
{
  const MailerErrorDetails *details;
  g_autofree char          *pem = NULL;

  g_assert_error (error, MAILER_NET_ERROR, MAILER_NET_ERROR_CERTIFICATE);
  details = mailer_error_get_details (error);
  g_object_get (certificate, "certificate-pem", &pem, NULL);
  g_assert_cmphex (details->certificate_problems, ==, problems);
  g_assert_cmpstr (details->certificate_pem, ==, pem);
  g_assert_cmpstr (details->host, ==, host);
  g_assert_cmpint (details->scope, ==, MAILER_ERROR_SCOPE_ACCOUNT);
}

static void
test_certificates (void)
{
  g_autoptr (TestAuthority) authority = test_authority_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GTlsCertificate) certificate = test_authority_issue (authority, &rows[i].certificate);
      g_autoptr (MailerNetConnection) connection = NULL;
      g_autoptr (GError) error = NULL;
      gboolean          is_accepted = rows[i].problems == ACCEPTED;
      TestServer       *server = test_server_new (is_accepted ? "TLS\nS: hello\nSTALL" : "TLS\nEOF", certificate);
      MailerNetEndpoint endpoint = endpoint_for (server, rows[i].host);

      g_test_message ("%s", rows[i].name);
      endpoint.ca_file = rows[i].is_authority_unknown ? NULL : test_authority_get_file (authority);
      connection = mailer_net_connection_open (&endpoint, NULL, soon (), &error);
      if (is_accepted)
        {
          g_assert_no_error (error);
          assert_greeted (connection);
        }
      else
        assert_refused (error, rows[i].host, rows[i].problems, certificate);
      g_clear_pointer (&connection, mailer_net_connection_free);
      test_server_finish (server);
    }
}

/* The pin is for exactly one certificate, and it must not open the door for a second one of the same
 * name and key. */
static void
test_pin (void)
{
  g_autoptr (TestAuthority) authority = test_authority_new ();
  const TestCertificate wanted = { .dns_name = "other.example.org", .common_name = "x", .starts_in_s = -2 * DAY_S, .ends_in_s = -DAY_S, .is_self_signed = TRUE };
  g_autoptr (GTlsCertificate) known = test_authority_issue (authority, &wanted);
  g_autoptr (GTlsCertificate) changed = test_authority_issue (authority, &wanted);
  g_autofree char *pem = NULL;
  g_autofree char *fingerprint = NULL;

  g_object_get (known, "certificate-pem", &pem, NULL);
  fingerprint = mailer_net_certificate_dup_fingerprint (pem);
  g_assert_cmpint (strlen (fingerprint), ==, 64);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MailerNetConnection) connection = NULL;
      g_autoptr (GError) error = NULL;
      TestServer       *server = test_server_new (i == 0 ? "TLS\nS: hello\nSTALL" : "TLS\nEOF", i == 0 ? known : changed);
      MailerNetEndpoint endpoint = endpoint_for (server, "localhost");

      endpoint.pinned_fingerprint = fingerprint;
      connection = mailer_net_connection_open (&endpoint, NULL, soon (), &error);
      if (i == 0)
        assert_greeted (connection);
      else
        g_assert_error (error, MAILER_NET_ERROR, MAILER_NET_ERROR_CERTIFICATE);
      g_clear_pointer (&connection, mailer_net_connection_free);
      test_server_finish (server);
    }
}

/* Without a file of its own an endpoint trusts what the system trusts. */
static void
test_system_authorities (void)
{
  g_autoptr (TestAuthority) authority = test_authority_new ();
  g_autoptr (GTlsCertificate) certificate = test_authority_issue (authority, &(TestCertificate){ .dns_name = "localhost" });
  g_autoptr (GTlsDatabase) system = g_tls_file_database_new (test_authority_get_file (authority), NULL);
  g_autoptr (MailerNetConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  TestServer       *server = test_server_new ("TLS\nS: hello\nACCEPT\nTLS\nEOF", certificate);
  MailerNetEndpoint endpoint = endpoint_for (server, "localhost");

  g_tls_backend_set_default_database (g_tls_backend_get_default (), system);
  connection = mailer_net_connection_open (&endpoint, NULL, soon (), &error);
  g_assert_no_error (error);
  assert_greeted (connection);
  g_tls_backend_set_default_database (g_tls_backend_get_default (), NULL);
  g_assert_null (mailer_net_connection_open (&endpoint, NULL, soon (), &error));
  g_assert_error (error, MAILER_NET_ERROR, MAILER_NET_ERROR_CERTIFICATE);
  test_server_finish (server);
}

static void
test_fingerprint (void)
{
  g_assert_null (mailer_net_certificate_dup_fingerprint (""));
  g_assert_null (mailer_net_certificate_dup_fingerprint ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"));
}

static void
test_authorities_must_be_readable (void)
{
  g_autoptr (TestAuthority) authority = test_authority_new ();
  g_autoptr (GTlsCertificate) certificate = test_authority_issue (authority, &(TestCertificate){ .dns_name = "localhost" });
  g_autoptr (GError) error = NULL;
  TestServer       *server = test_server_new ("TLS\nEOF", certificate);
  MailerNetEndpoint endpoint = endpoint_for (server, "localhost");

  endpoint.ca_file = "/nonexistent/authorities.pem";
  g_assert_null (mailer_net_connection_open (&endpoint, NULL, soon (), &error));
  g_assert_error (error, MAILER_NET_ERROR, MAILER_NET_ERROR_FAILED);
  test_server_finish (server);
}

static const struct
{
  const char    *name;
  const char    *script;
  MailerNetError code;
} handshakes[] = {
  { "closes", "CLOSE", MAILER_NET_ERROR_CLOSED },
  { "resets", "RESET", MAILER_NET_ERROR_CLOSED },
  { "speaks-in-clear", "S: * OK hello, this is not TLS\nSTALL", MAILER_NET_ERROR_TLS },
  { "stalls", "STALL", MAILER_NET_ERROR_TIMED_OUT },
  { "drips-for-ever", "DRIP 50\nS+ \\x16\\x03\\x03\\x3f\\xff\\x02\\0\\x3f\\xfb\\x03\\x03aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", MAILER_NET_ERROR_TIMED_OUT },
};

static void
test_broken_handshakes (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (handshakes); i++)
    {
      g_autoptr (GError) error = NULL;
      TestServer       *server = test_server_new (handshakes[i].script, NULL);
      MailerNetEndpoint endpoint = endpoint_for (server, "127.0.0.1");
      gint64            patience_us = handshakes[i].code == MAILER_NET_ERROR_TIMED_OUT ? G_USEC_PER_SEC / 2 : 15 * G_USEC_PER_SEC;

      g_test_message ("%s", handshakes[i].name);
      g_assert_null (mailer_net_connection_open (&endpoint, NULL, g_get_monotonic_time () + patience_us, &error));
      g_assert_error (error, MAILER_NET_ERROR, (gint)handshakes[i].code);
      g_assert_cmpstr (mailer_error_get_details (error)->host, ==, "127.0.0.1");
      test_server_finish (server);
    }
}

/* --- What GIO's own server would not do -------------------------------------------------------- */

#define OLD(version) "NORMAL:-VERS-ALL:+VERS-" version ":+SIGN-ALL:%VERIFY_ALLOW_SIGN_WITH_SHA1"

/* Cases 11 and 13 of the list in tests/imap/test-starttls.c. */
static const struct
{
  const char    *name;
  TestChainShape shape;
  const char    *priority;
  int            code; /* of MAILER_NET_ERROR, or -1 when it is greeted */
} odd_rows[] = {
  { "good", TEST_CHAIN_GOOD, NULL, -1 },
  { "tls-1.2", TEST_CHAIN_GOOD, "NORMAL:-VERS-ALL:+VERS-TLS1.2", -1 },
  { "tls-1.3", TEST_CHAIN_GOOD, "NORMAL:-VERS-ALL:+VERS-TLS1.3", -1 },
  { "11-chain-of-a-hundred", TEST_CHAIN_LONG, NULL, MAILER_NET_ERROR_CERTIFICATE },
  { "11-circular-chain", TEST_CHAIN_CIRCULAR, NULL, MAILER_NET_ERROR_CERTIFICATE },
  { "11-chain-that-ends-in-its-beginning", TEST_CHAIN_OWN_TAIL, NULL, MAILER_NET_ERROR_CERTIFICATE },
  /* GIO alone would speak to the first of them. */
  { "13-tls-1.1", TEST_CHAIN_GOOD, OLD ("TLS1.1"), MAILER_NET_ERROR_TLS },
  { "13-tls-1.0", TEST_CHAIN_GOOD, OLD ("TLS1.0"), MAILER_NET_ERROR_TLS },
};

static void
test_odd_servers (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (odd_rows); i++)
    {
      g_autoptr (TestAuthority) authority = test_authority_new ();
      g_autoptr (TestChain) chain = test_authority_issue_chain (authority, odd_rows[i].shape);
      TestTlsServer          *server = test_tls_server_new (&(TestTlsServerOptions){ .chain = chain, .priority = odd_rows[i].priority });
      const MailerNetEndpoint endpoint = { .host = "127.0.0.1", .port = test_tls_server_get_port (server), .ca_file = test_authority_get_file (authority) };
      g_autoptr (GError) error = NULL;
      g_autoptr (MailerNetConnection) connection = NULL;

      g_test_message ("%s", odd_rows[i].name);
      connection = mailer_net_connection_open (&endpoint, NULL, soon (), &error);
      if (odd_rows[i].code < 0)
        {
          g_assert_no_error (error);
          assert_greeted (connection);
        }
      else
        g_assert_error (error, MAILER_NET_ERROR, odd_rows[i].code);
      g_clear_pointer (&connection, mailer_net_connection_free);
      g_assert_false (test_tls_server_finish (server));
    }
}

/* A second handshake could change who is talked to. */
static void
test_renegotiation (void)
{
  g_autoptr (TestAuthority) authority = test_authority_new ();
  g_autoptr (TestChain) chain = test_authority_issue_chain (authority, TEST_CHAIN_GOOD);
  TestTlsServer          *server = test_tls_server_new (&(TestTlsServerOptions){ .chain = chain, .priority = "NORMAL:-VERS-ALL:+VERS-TLS1.2", .begins_anew = TRUE });
  const MailerNetEndpoint endpoint = { .host = "127.0.0.1", .port = test_tls_server_get_port (server), .ca_file = test_authority_get_file (authority) };
  g_autoptr (GError) error = NULL;
  g_autoptr (MailerNetConnection) connection = mailer_net_connection_open (&endpoint, NULL, soon (), &error);
  char byte;

  g_assert_no_error (error);
  assert_greeted (connection);
  g_assert_cmpint (mailer_net_connection_read_some (connection, &byte, 1, NULL, g_get_monotonic_time () + G_USEC_PER_SEC, &error), ==, -1);
  g_assert_error (error, MAILER_NET_ERROR, MAILER_NET_ERROR_TLS);
  g_clear_pointer (&connection, mailer_net_connection_free);
  g_assert_false (test_tls_server_finish (server));
}

/* Case 11: what does not fit into a name does not fit a name. */
static void
test_huge_name (void)
{
  g_autoptr (TestAuthority) authority = test_authority_new ();
  g_autofree char *huge = g_strnfill (16 * 1024, 'a');
  g_autoptr (GTlsCertificate) certificate = test_authority_issue (authority, &(TestCertificate){ .dns_name = huge, .common_name = "localhost" });
  TestServer       *server = test_server_new ("TLS\nEOF", certificate);
  MailerNetEndpoint endpoint = endpoint_for (server, "localhost");
  g_autoptr (GError) error = NULL;

  endpoint.ca_file = test_authority_get_file (authority);
  g_assert_null (mailer_net_connection_open (&endpoint, NULL, soon (), &error));
  assert_refused (error, "localhost", MAILER_CERTIFICATE_PROBLEM_WRONG_NAME, certificate);
  test_server_finish (server);
}

/* Records that mean nothing, for ever: somebody's limit ends the handshake, GnuTLS's or ours. */
static void
test_endless_handshakes (void)
{
  static const char *const records[] = {
    "\\x14\\x03\\x03\\0\\x01\\x01",                /* change cipher */
    "\\x15\\x03\\x03\\0\\x02\\x01\\x70",           /* a warning */
    "\\x16\\x03\\x03\\0\\0",                       /* of a handshake, empty */
    "\\x16\\x03\\x03\\0\\x04\\0\\0\\0\\0",         /* hello request */
    "\\x16\\x03\\x03\\0\\x04\\x02\\xff\\xff\\xff", /* a hello of 16 MB */
    "\\x17\\x03\\x03\\0\\0",                       /* data */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (records); i++)
    {
      g_autoptr (GString) script = g_string_new ("S+ ");
      TestServer       *server;
      MailerNetEndpoint endpoint;
      g_autoptr (GError) error = NULL;

      for (guint n = 0; n < 100000; n++)
        g_string_append (script, records[i]);
      g_string_append (script, "\nSTALL");
      server = test_server_new (script->str, NULL);
      endpoint = endpoint_for (server, "127.0.0.1");
      g_assert_null (mailer_net_connection_open (&endpoint, NULL, soon (), &error));
      g_assert_true (g_error_matches (error, MAILER_NET_ERROR, MAILER_NET_ERROR_TLS) || g_error_matches (error, MAILER_NET_ERROR, MAILER_NET_ERROR_LIMIT));
      test_server_finish (server);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/tls/certificates", test_certificates);
  g_test_add_func ("/net/tls/system-authorities", test_system_authorities);
  g_test_add_func ("/net/tls/pin", test_pin);
  g_test_add_func ("/net/tls/fingerprint", test_fingerprint);
  g_test_add_func ("/net/tls/authorities-must-be-readable", test_authorities_must_be_readable);
  g_test_add_func ("/net/tls/odd-servers", test_odd_servers);
  g_test_add_func ("/net/tls/renegotiation", test_renegotiation);
  g_test_add_func ("/net/tls/huge-name", test_huge_name);
  g_test_add_func ("/net/tls/endless-handshakes", test_endless_handshakes);
  g_test_add_func ("/net/tls/broken-handshakes", test_broken_handshakes);

  return g_test_run ();
}
