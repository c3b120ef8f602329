/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The way to a server: two families of addresses side by side (RFC 8305), the desktop's proxies, and at
 * each step an end by deadline and by cancelling. */

#include "config.h"

#include "connection-fixture.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

#include "mailer-net-connect-private.h"

#include "fake-desktop.h"
#include "test-certificates.h"
#include "test-server.h"

#define HOST "imap.example.org"

/* --- Two families ------------------------------------------------------------------------------ */

typedef enum
{
  ABSENT, /* nothing listens: refused at once */
  DEAF,
  LIVE,
} Host;

typedef struct
{
  const char *name;
  FakeAnswer  names[2]; /* IPv6, IPv4 */
  Host        hosts[2];
  int         winner; /* index, or -1 - code of MAILER_NET_ERROR */
} FamilyRow;

#define NET(code) (-1 - MAILER_NET_ERROR_##code)

static const FamilyRow family_rows[] = {
  { "both-live", { FAKE_ANSWER_LOOP, FAKE_ANSWER_LOOP }, { LIVE, LIVE }, 0 },
  { "ipv6-dead", { FAKE_ANSWER_LOOP, FAKE_ANSWER_LOOP }, { DEAF, LIVE }, 1 },
  { "ipv6-refuses", { FAKE_ANSWER_LOOP, FAKE_ANSWER_LOOP }, { ABSENT, LIVE }, 1 },
  { "ipv4-dead", { FAKE_ANSWER_LOOP, FAKE_ANSWER_LOOP }, { LIVE, DEAF }, 0 },
  { "only-ipv4", { FAKE_ANSWER_NONE, FAKE_ANSWER_LOOP }, { ABSENT, LIVE }, 1 },
  { "only-ipv6", { FAKE_ANSWER_LOOP, FAKE_ANSWER_NONE }, { LIVE, ABSENT }, 0 },
  { "ipv6-names-never-come", { FAKE_ANSWER_NEVER, FAKE_ANSWER_LOOP }, { LIVE, LIVE }, 1 },
  { "ipv6-names-come-late", { FAKE_ANSWER_LATE, FAKE_ANSWER_LOOP }, { LIVE, LIVE }, 1 },
  { "ipv4-names-come-late", { FAKE_ANSWER_LOOP, FAKE_ANSWER_LATE }, { LIVE, LIVE }, 0 },
  { "ipv4-names-come-late-and-ipv6-is-dead", { FAKE_ANSWER_LOOP, FAKE_ANSWER_LATE }, { DEAF, LIVE }, 1 },
  { "both-dead", { FAKE_ANSWER_LOOP, FAKE_ANSWER_LOOP }, { DEAF, DEAF }, NET (TIMED_OUT) },
  { "both-refuse", { FAKE_ANSWER_LOOP, FAKE_ANSWER_LOOP }, { ABSENT, ABSENT }, NET (REFUSED) },
  { "no-such-name", { FAKE_ANSWER_NONE, FAKE_ANSWER_NONE }, { LIVE, LIVE }, NET (NOT_FOUND) },
  { "no-name-service", { FAKE_ANSWER_NEVER, FAKE_ANSWER_NEVER }, { LIVE, LIVE }, NET (TIMED_OUT) },
};

static FakeListener *
make_host (Host          host,
           GSocketFamily family,
           guint16       port)
{
  return host == ABSENT ? NULL : fake_listener_new (family, port, host == DEAF);
}

static gboolean
has_ipv6 (void)
{
  g_autoptr (FakeListener) listener = fake_listener_new (G_SOCKET_FAMILY_IPV6, 0, FALSE);

  return listener != NULL;
}

static void
test_families (gconstpointer data)
{
  const FamilyRow *row = data;
  /* The port is one that was free a moment ago for the first family, and is taken for the second. */
  g_autoptr (FakeListener) place = fake_listener_new (G_SOCKET_FAMILY_IPV4, 0, FALSE);
  MailerNetEndpoint endpoint = { .host = HOST, .port = fake_listener_get_port (place), .security = MAILER_SECURITY_STARTTLS };
  FakeListener     *hosts[2];
  gint64            deadline_us = row->winner == NET (TIMED_OUT) ? connection_in_ms (500) : connection_soon ();
  g_autoptr (MailerNetConnection) connection = NULL;
  g_autoptr (GError) error = NULL;

  if (!has_ipv6 ())
    {
      g_test_skip ("This machine has no IPv6");
      return;
    }
  g_clear_pointer (&place, fake_listener_free);
  hosts[0] = make_host (row->hosts[0], G_SOCKET_FAMILY_IPV6, endpoint.port);
  hosts[1] = make_host (row->hosts[1], G_SOCKET_FAMILY_IPV4, endpoint.port);
  fake_desktop_set_names (row->names[0], row->names[1]);
  connection = mailer_net_connection_open (&endpoint, NULL, deadline_us, &error);
  if (row->winner >= 0)
    {
      g_assert_no_error (error);
      g_assert_true (fake_listener_has_visitor (hosts[row->winner]));
    }
  else
    {
      g_assert_error (error, MAILER_NET_ERROR, -1 - row->winner);
      g_assert_cmpstr (mailer_error_get_details (error)->host, ==, HOST);
    }
  fake_listener_free (hosts[0]);
  fake_listener_free (hosts[1]);
}

/* --- The end of each step ---------------------------------------------------------------------- */

typedef struct
{
  const char    *name;
  FakeAnswer     names;
  const char    *proxy;
  const char    *script; /* of the server or the proxy; %NULL for a deaf one */
  MailerSecurity security;
} StageRow;

#define SOCKS_HELLO "C= \\x05\\x01\\0\nS+ \\x05\\0\n"
#define SOCKS_WISH "C= \\x05\\x01\\0\\x03\\x10" HOST "\\x03\\xe1\n"

static const StageRow stage_rows[] = {
  { "name-service", FAKE_ANSWER_NEVER, NULL, NULL, MAILER_SECURITY_TLS },
  { "name-service-that-heeds-nobody", FAKE_ANSWER_LATE, NULL, NULL, MAILER_SECURITY_TLS },
  { "connect", FAKE_ANSWER_LOOP, NULL, NULL, MAILER_SECURITY_TLS },
  { "handshake", FAKE_ANSWER_LOOP, NULL, "STALL", MAILER_SECURITY_TLS },
  { "connect-to-proxy", FAKE_ANSWER_LOOP, "socks5", NULL, MAILER_SECURITY_TLS },
  { "socks-hello", FAKE_ANSWER_LOOP, "socks5", "STALL", MAILER_SECURITY_TLS },
  { "socks-connect", FAKE_ANSWER_LOOP, "socks5", SOCKS_HELLO SOCKS_WISH "STALL", MAILER_SECURITY_TLS },
  { "socks-connect-cut", FAKE_ANSWER_LOOP, "socks5", SOCKS_HELLO SOCKS_WISH "S+ \\x05\nSTALL", MAILER_SECURITY_TLS },
  { "http-connect", FAKE_ANSWER_LOOP, "http", "STALL", MAILER_SECURITY_TLS },
  { "http-connect-drips", FAKE_ANSWER_LOOP, "http", "DRIP 10\nS: HTTP/1.0 200 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\nSTALL", MAILER_SECURITY_TLS },
  { "handshake-through-proxy", FAKE_ANSWER_LOOP, "socks5", SOCKS_HELLO SOCKS_WISH "S+ \\x05\\0\\0\\x01\\0\\0\\0\\0\\0\\0\nSTALL", MAILER_SECURITY_TLS },
};

static void
dawdle_cb (GCancellable *cancellable,
           gpointer      data)
{
  g_usleep (50 * 1000);
}

/* It is still telling others when the connection has long been given up. */
static gpointer
cancel_soon (gpointer data)
{
  g_usleep (100 * 1000);
  g_signal_connect (data, "cancelled", G_CALLBACK (dawdle_cb), NULL);
  g_cancellable_cancel (data);

  return NULL;
}

static void
end_stage (const StageRow *row,
           gboolean        is_cancelled)
{
  g_autoptr (FakeListener) deaf = row->script == NULL ? fake_listener_new (G_SOCKET_FAMILY_IPV4, 0, TRUE) : NULL;
  TestServer      *server = row->script == NULL ? NULL : test_server_new (row->script, NULL);
  guint16          port = server != NULL ? test_server_get_port (server) : fake_listener_get_port (deaf);
  g_autofree char *proxy = row->proxy == NULL ? g_strdup ("direct://") : g_strdup_printf ("%s://127.0.0.1:%u", row->proxy, port);
  /* Through a proxy the port is one that the script knows: 993. */
  const MailerNetEndpoint endpoint = { .host = HOST, .port = row->proxy == NULL ? port : 993, .security = row->security };
  GCancellable           *cancellable = g_cancellable_new ();
  g_autoptr (GThread) canceller = is_cancelled ? g_thread_new ("cancel", cancel_soon, cancellable) : NULL;
  g_autoptr (GError) error = NULL;

  fake_desktop_set_names (FAKE_ANSWER_NONE, row->names);
  if (row->names == FAKE_ANSWER_NEVER)
    fake_desktop_set_names (FAKE_ANSWER_NEVER, FAKE_ANSWER_NEVER);
  fake_desktop_set_proxy (proxy);
  g_assert_null (mailer_net_connection_open (&endpoint, cancellable, is_cancelled ? -1 : connection_in_ms (150), &error));
  if (is_cancelled)
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  else
    g_assert_error (error, MAILER_NET_ERROR, MAILER_NET_ERROR_TIMED_OUT);
  if (canceller != NULL)
    g_thread_join (g_steal_pointer (&canceller));
  fake_desktop_set_proxy ("direct://");
  if (server != NULL)
    g_free (test_server_finish_with_text (server));
}

static void
test_stage_is_cancelled (gconstpointer data)
{
  end_stage (data, TRUE);
}

static void
test_stage_has_deadline (gconstpointer data)
{
  end_stage (data, FALSE);
}

/* --- Proxies ----------------------------------------------------------------------------------- */

typedef struct
{
  const char *name;
  const char *proxy;
  const char *script;
  int         code; /* of MAILER_NET_ERROR, or -1 when the server is reached */
} ProxyRow;

#define HTTP_WISH "C: CONNECT " HOST ":993 HTTP/1.0\nC: Host: " HOST ":993\nC* Proxy-Connection: *\nC* User-Agent: *\n"

static const ProxyRow proxy_rows[] = {
  { "socks5", "socks5://127.0.0.1", SOCKS_HELLO SOCKS_WISH "S+ \\x05\\0\\0\\x01\\x7f\\0\\0\\x01\\x03\\xe1\nTLS\nS: hello\nSTALL", -1 },
  { "socks5-answers-with-a-name", "socks5://127.0.0.1", SOCKS_HELLO SOCKS_WISH "S+ \\x05\\0\\0\\x03\\x03abc\\x03\\xe1\nTLS\nS: hello\nSTALL", -1 },
  { "socks5-with-a-password", "socks5://ada:key@127.0.0.1", "C= \\x05\\x02\\0\\x02\nS+ \\x05\\x02\nC= \\x01\\x03ada\\x03key\nS+ \\x01\\0\n" SOCKS_WISH "S+ \\x05\\0\\0\\x01\\x7f\\0\\0\\x01\\x03\\xe1\nTLS\nS: hello\nSTALL", -1 },
  { "socks5-wants-a-password", "socks5://127.0.0.1", "C= \\x05\\x01\\0\nS+ \\x05\\xff\nEOF", MAILER_NET_ERROR_UNREACHABLE },
  { "socks5-cannot", "socks5://127.0.0.1", SOCKS_HELLO SOCKS_WISH "S+ \\x05\\x01\\0\\x01\\0\\0\\0\\0\\0\\0\nEOF", MAILER_NET_ERROR_UNREACHABLE },
  { "socks5-may-not", "socks5://127.0.0.1", SOCKS_HELLO SOCKS_WISH "S+ \\x05\\x02\\0\\x01\\0\\0\\0\\0\\0\\0\nEOF", MAILER_NET_ERROR_UNREACHABLE },
  { "socks5-host-unreachable", "socks5://127.0.0.1", SOCKS_HELLO SOCKS_WISH "S+ \\x05\\x04\\0\\x01\\0\\0\\0\\0\\0\\0\nEOF", MAILER_NET_ERROR_UNREACHABLE },
  { "socks5-refused", "socks5://127.0.0.1", SOCKS_HELLO SOCKS_WISH "S+ \\x05\\x05\\0\\x01\\0\\0\\0\\0\\0\\0\nEOF", MAILER_NET_ERROR_REFUSED },
  { "socks5-is-none", "socks5://127.0.0.1", "S: * OK IMAP4 here\nC+ 3\nEOF", MAILER_NET_ERROR_UNREACHABLE },
  { "http", "http://127.0.0.1", HTTP_WISH "C: \nS: HTTP/1.0 200 go\nS: \nTLS\nS: hello\nSTALL", -1 },
  { "http-wants-a-password", "http://127.0.0.1", HTTP_WISH "C: \nS: HTTP/1.0 407 who are you\nS: \nEOF", MAILER_NET_ERROR_UNREACHABLE },
  { "http-may-not", "http://127.0.0.1", HTTP_WISH "C: \nS: HTTP/1.0 403 no\nS: \nEOF", MAILER_NET_ERROR_UNREACHABLE },
  { "http-is-none", "http://127.0.0.1", HTTP_WISH "C: \nS: * OK IMAP4 here\nS: \nEOF", MAILER_NET_ERROR_UNREACHABLE },
};

/* Through a proxy the host is a name for the proxy: to ask the name service here would tell everybody on
 * the way who is talked to. The certificate is the server's, not the proxy's. */
static void
test_proxy (gconstpointer data)
{
  const ProxyRow *row = data;
  g_autoptr (TestAuthority) authority = test_authority_new ();
  g_autoptr (GTlsCertificate) certificate = test_authority_issue (authority, &(TestCertificate){ .dns_name = HOST });
  TestServer             *server = test_server_new (row->script, certificate);
  g_autofree char        *proxy = g_strdup_printf ("%s:%u", row->proxy, test_server_get_port (server));
  const MailerNetEndpoint endpoint = { .host = HOST, .port = 993, .security = MAILER_SECURITY_TLS, .ca_file = test_authority_get_file (authority) };
  g_autoptr (MailerNetConnection) connection = NULL;
  g_autoptr (GError) error = NULL;

  fake_desktop_set_names (FAKE_ANSWER_LOOP, FAKE_ANSWER_LOOP);
  fake_desktop_set_proxy (proxy);
  connection = mailer_net_connection_open (&endpoint, NULL, connection_soon (), &error);
  fake_desktop_set_proxy ("direct://");
  g_assert_cmpuint (fake_desktop_get_n_lookups (), ==, 0);
  if (row->code < 0)
    {
      g_autoptr (GBytes) line = NULL;

      g_assert_no_error (error);
      line = mailer_net_connection_read_line (connection, 100, NULL, connection_soon (), &error);
      g_assert_no_error (error);
      g_assert_cmpmem (g_bytes_get_data (line, NULL), g_bytes_get_size (line), "hello", 5);
      g_assert_false (mailer_net_connection_is_local (connection));
    }
  else
    {
      g_assert_error (error, MAILER_NET_ERROR, row->code);
      g_assert_cmpstr (mailer_error_get_details (error)->host, ==, HOST);
      g_assert_null (strstr (error->message, "key"));
    }
  g_clear_pointer (&connection, mailer_net_connection_free);
  test_server_finish (server);
}

/* --- Names ------------------------------------------------------------------------------------- */

/* Case 10 of the list in tests/imap/test-starttls.c: which names a certificate is for (RFC 9525, section 6). */
static const struct
{
  const char *host;
  const char *certificate;
  gboolean    is_accepted;
} name_rows[] = {
  { "imap.example.org", "imap.example.org", TRUE },
  { "IMAP.Example.ORG", "imap.example.org", TRUE },
  { "imap.example.org", "*.example.org", TRUE },
  { "example.org", "*.example.org", FALSE },
  { "a.imap.example.org", "*.example.org", FALSE },
  { "imap.example.org", "*.org", FALSE },
  { "imap.example.org", "*", FALSE },
  { "imap.example.org", "imap.*.org", FALSE },
  { "imap.example.org", "imap.example.org.evil.example", FALSE },
  { "imap.example.org", "127.0.0.1", FALSE },
  { "b\xc3\xbc"
    "cher.example",
    "xn--bcher-kva.example", TRUE },
  { "xn--bcher-kva.example", "xn--bcher-kva.example", TRUE },
  { "b\xc3\xbc"
    "cher.example",
    "bucher.example", FALSE },
  { "ex\xd0\xb0mple.org", "example.org", FALSE }, /* Cyrillic a */
};

static void
test_names (void)
{
  g_autoptr (TestAuthority) authority = test_authority_new ();

  fake_desktop_set_names (FAKE_ANSWER_NONE, FAKE_ANSWER_LOOP);
  for (gsize i = 0; i < G_N_ELEMENTS (name_rows); i++)
    {
      g_autoptr (GTlsCertificate) certificate = test_authority_issue (authority, &(TestCertificate){ .dns_name = name_rows[i].certificate });
      TestServer             *server = test_server_new (name_rows[i].is_accepted ? "TLS\nS: hello\nSTALL" : "TLS\nEOF", certificate);
      const MailerNetEndpoint endpoint = { .host = name_rows[i].host, .port = test_server_get_port (server), .ca_file = test_authority_get_file (authority) };
      g_autoptr (GError) error = NULL;
      g_autoptr (MailerNetConnection) connection = NULL;

      g_test_message ("%s, %s", name_rows[i].host, name_rows[i].certificate);
      connection = mailer_net_connection_open (&endpoint, NULL, connection_soon (), &error);
      if (name_rows[i].is_accepted)
        g_assert_no_error (error);
      else
        {
          g_assert_error (error, MAILER_NET_ERROR, MAILER_NET_ERROR_CERTIFICATE);
          g_assert_cmphex (mailer_error_get_details (error)->certificate_problems, ==, MAILER_CERTIFICATE_PROBLEM_WRONG_NAME);
        }
      g_clear_pointer (&connection, mailer_net_connection_free);
      test_server_finish (server);
    }
}

/* --- Dead lines -------------------------------------------------------------------------------- */

/* What the kernel is asked to look for; that it does is its own affair. */
static void
test_dead_lines_are_noticed (void)
{
  g_autoptr (FakeListener) host = fake_listener_new (G_SOCKET_FAMILY_IPV4, 0, FALSE);
  const MailerNetEndpoint endpoint = { .host = "127.0.0.1", .port = fake_listener_get_port (host) };
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection = mailer_net_connect (&endpoint, NULL, connection_soon (), &error);
  GSocket *socket;
  int      idle_s;
  int      interval_s;
  int      n_probes;
  int      unacknowledged_ms;

  g_assert_no_error (error);
  socket = g_socket_connection_get_socket (connection);
  g_assert_true (g_socket_get_keepalive (socket));
  g_assert_true (g_socket_get_option (socket, IPPROTO_TCP, TCP_KEEPIDLE, &idle_s, NULL));
  g_assert_true (g_socket_get_option (socket, IPPROTO_TCP, TCP_KEEPINTVL, &interval_s, NULL));
  g_assert_true (g_socket_get_option (socket, IPPROTO_TCP, TCP_KEEPCNT, &n_probes, NULL));
  g_assert_true (g_socket_get_option (socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &unacknowledged_ms, NULL));
  /* A NAT that forgets after two minutes is reminded before, and a line that has died in a sleep lasts no longer
   * than a minute behind it. */
  g_assert_cmpint (idle_s + interval_s * n_probes, <=, 60);
  g_assert_cmpint (unacknowledged_ms, >, 0);
  g_assert_cmpint (unacknowledged_ms, <=, 60 * 1000);
}

#define ADD_ROWS(path, rows, func)                                                    \
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)                                     \
    {                                                                                 \
      g_autofree char *name = g_strconcat ("/net/connect/" path, rows[i].name, NULL); \
      g_test_add_data_func (name, &rows[i], func);                                    \
    }

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fake_desktop_install ();
  ADD_ROWS ("families/", family_rows, test_families);
  ADD_ROWS ("is-cancelled/", stage_rows, test_stage_is_cancelled);
  ADD_ROWS ("has-deadline/", stage_rows, test_stage_has_deadline);
  ADD_ROWS ("proxy/", proxy_rows, test_proxy);
  g_test_add_func ("/net/connect/names", test_names);
  g_test_add_func ("/net/connect/dead-lines-are-noticed", test_dead_lines_are_noticed);

  return g_test_run ();
}
