/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "connection-fixture.h"

#include <string.h>

#include "test-certificates.h"
#include "test-server.h"

typedef struct
{
  TestAuthority   *authority;
  GTlsCertificate *certificate;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->authority = test_authority_new ();
  fixture->certificate = test_authority_issue (fixture->authority, &(TestCertificate){ .ip_address = "127.0.0.1" });
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_clear_object (&fixture->certificate);
  test_authority_free (fixture->authority);
}

static MailerNetConnection *
connect_to (Fixture       *fixture,
            TestServer    *server,
            MailerSecurity security)
{
  return connection_open (test_server_get_port (server), security, test_authority_get_file (fixture->authority));
}

static const char *const conversations[] = {
  "S: one\nC: two\nS+ three\\nfour\\r\\n\\r\\n\nC: five\nCLOSE",
  "TLS\nS: one\nC: two\nS+ three\\nfour\\r\\n\\r\\n\nC: five\nCLOSE",
  "DRIP 0\nS: one\nC: two\nS+ three\\nfour\\r\\n\\r\\n\nC: five\nCLOSE",
  "DRIP 1\nTLS\nS: one\nC: two\nS+ three\\nfour\\r\\n\\r\\n\nC: five\nCLOSE",
};

static void
test_lines (Fixture      *fixture,
            gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (conversations); i++)
    {
      TestServer    *server = test_server_new (conversations[i], fixture->certificate);
      MailerSecurity security = strstr (conversations[i], "TLS") != NULL ? MAILER_SECURITY_TLS : MAILER_SECURITY_STARTTLS;
      g_autoptr (MailerNetConnection) connection = connect_to (fixture, server, security);
      char             rest[2] = { 0 };
      g_autofree char *log = NULL;

      connection_assert_line (connection, "one");
      connection_say (connection, "two\r\n");
      connection_assert_line (connection, "three");
      connection_assert_line (connection, "four");
      g_assert_cmpint (mailer_net_connection_read_some (connection, rest, 1, NULL, connection_soon (), NULL), ==, 1);
      g_assert_cmpint (rest[0], ==, '\r');
      connection_assert_line (connection, "");
      g_assert_true (mailer_net_connection_write_hidden (connection, "[hidden]", "five\r\n", 6, NULL, connection_soon (), NULL));
      connection_assert_read_fails (connection, NULL, connection_soon (), MAILER_NET_ERROR, MAILER_NET_ERROR_CLOSED);
      test_server_finish (server);

      log = mailer_net_log_dup_text (mailer_net_connection_get_log (connection));
      g_assert_nonnull (strstr (log, "C: two\n"));
      g_assert_nonnull (strstr (log, "C: [hidden]\n"));
      g_assert_null (strstr (log, "five"));
    }
}

static const struct
{
  const char    *script;
  MailerNetError code;
} upgrades[] = {
  { "S: go\nTLS\nS: hello\nSTALL", -1 },
  { "S+ go\\r\\n* OK injected\\r\\n\nSTALL", MAILER_NET_ERROR_INJECTION },
  { "S+ go\\r\\n\\x16\nSTALL", MAILER_NET_ERROR_INJECTION },
  { "S: go\nCLOSE", MAILER_NET_ERROR_CLOSED },
  { "S: go\nSTALL", MAILER_NET_ERROR_TIMED_OUT },
};

/* The second reading: what arrives while we make up our mind is still in the socket. */
static void
wait_for_more (MailerNetConnection *connection,
               MailerNetError       code)
{
  if (code == MAILER_NET_ERROR_CLOSED)
    g_assert_cmpint (mailer_net_connection_wait (connection, NULL, NULL, connection_soon (), NULL), ==, MAILER_NET_WAIT_READABLE);
}

static void
test_start_tls (Fixture      *fixture,
                gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (upgrades); i++)
    {
      TestServer *server = test_server_new (upgrades[i].script, fixture->certificate);
      g_autoptr (MailerNetConnection) connection = connect_to (fixture, server, MAILER_SECURITY_STARTTLS);
      g_autoptr (GError) error = NULL;
      gboolean is_stall = upgrades[i].code == MAILER_NET_ERROR_TIMED_OUT;

      g_assert_false (mailer_net_connection_is_encrypted (connection));
      connection_assert_line (connection, "go");
      wait_for_more (connection, upgrades[i].code);
      if (mailer_net_connection_start_tls (connection, NULL, is_stall ? connection_in_ms (200) : connection_soon (), &error))
        connection_assert_line (connection, "hello");
      else
        g_assert_error (error, MAILER_NET_ERROR, (gint)upgrades[i].code);
      g_assert_cmpint (mailer_net_connection_is_encrypted (connection), ==, upgrades[i].code == (MailerNetError)-1);
      g_clear_pointer (&connection, mailer_net_connection_free);
      test_server_finish (server);
    }
}

static const struct
{
  const char    *script;
  gint64         patience_ms;
  MailerNetError code;
} endings[] = {
  { "C: go\nS+ half a line\nCLOSE", 15000, MAILER_NET_ERROR_CLOSED },
  { "C: go\nS+ half\nRESET", 15000, MAILER_NET_ERROR_CLOSED },
  { "TLS\nC: go\nS+ half a line\nCLOSE", 15000, MAILER_NET_ERROR_CLOSED },
  { "TLS\nC: go\nS+ half\nRESET", 15000, MAILER_NET_ERROR_CLOSED },
  { "C: go\nSTALL", 200, MAILER_NET_ERROR_TIMED_OUT },
  { "TLS\nC: go\nSTALL", 300, MAILER_NET_ERROR_TIMED_OUT },
  { "C: go\nDRIP 20\nS+ aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 200, MAILER_NET_ERROR_TIMED_OUT },
  { "TLS\nC: go\nDRIP 20\nS+ aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 200, MAILER_NET_ERROR_TIMED_OUT },
};

static void
test_reads_end (Fixture      *fixture,
                gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      TestServer    *server = test_server_new (endings[i].script, fixture->certificate);
      MailerSecurity security = g_str_has_prefix (endings[i].script, "TLS") ? MAILER_SECURITY_TLS : MAILER_SECURITY_STARTTLS;
      g_autoptr (MailerNetConnection) connection = connect_to (fixture, server, security);

      /* A reset that comes too early is one of the connect. */
      connection_say (connection, "go\r\n");
      connection_assert_read_fails (connection, NULL, connection_in_ms (endings[i].patience_ms), MAILER_NET_ERROR, endings[i].code);
      g_clear_pointer (&connection, mailer_net_connection_free);
      test_server_finish (server);
    }
}

static void
test_line_limit (Fixture      *fixture,
                 gconstpointer data)
{
  TestServer *server = test_server_new ("S: 12345678\nS: 123456789\nSTALL", NULL);
  g_autoptr (MailerNetConnection) connection = connect_to (fixture, server, MAILER_SECURITY_STARTTLS);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) fits = mailer_net_connection_read_line (connection, 10, NULL, connection_soon (), &error);

  g_assert_no_error (error);
  g_assert_cmpint (g_bytes_get_size (fits), ==, 8);
  g_assert_null (mailer_net_connection_read_line (connection, 10, NULL, connection_soon (), &error));
  g_assert_error (error, MAILER_NET_ERROR, MAILER_NET_ERROR_LIMIT);
  g_clear_pointer (&connection, mailer_net_connection_free);
  test_server_finish (server);
}

static void
test_endless_line (Fixture      *fixture,
                   gconstpointer data)
{
  g_autofree char *noise = g_strnfill (2 * 1024 * 1024, 'x');
  g_autofree char *script = g_strconcat ("S+ ", noise, "\nSTALL", NULL);
  TestServer      *server = test_server_new (script, NULL);
  g_autoptr (MailerNetConnection) connection = connect_to (fixture, server, MAILER_SECURITY_STARTTLS);
  g_autoptr (GError) error = NULL;

  g_assert_null (mailer_net_connection_read_line (connection, 64 * 1024, NULL, connection_soon (), &error));
  g_assert_error (error, MAILER_NET_ERROR, MAILER_NET_ERROR_LIMIT);
  g_clear_pointer (&connection, mailer_net_connection_free);
  test_server_finish (server);
}

/* The server does not read: what the kernel takes is finite, the deadline is not forgotten. */
static void
test_writes_end (Fixture      *fixture,
                 gconstpointer data)
{
  static const char *const scripts[] = { "S: hello\nDRIP 30\nS: 123456789012345678901234567890", "TLS\nS: hello\nDRIP 30\nS: 123456789012345678901234567890" };
  g_autofree char         *noise = g_malloc0 (32 * 1024 * 1024);

  for (gsize i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      TestServer *server = test_server_new (scripts[i], fixture->certificate);
      g_autoptr (MailerNetConnection) connection = connect_to (fixture, server, i == 0 ? MAILER_SECURITY_STARTTLS : MAILER_SECURITY_TLS);
      g_autoptr (GError) error = NULL;

      connection_assert_line (connection, "hello");
      g_assert_false (mailer_net_connection_write (connection, noise, 32 * 1024 * 1024, NULL, connection_in_ms (200), &error));
      g_assert_error (error, MAILER_NET_ERROR, MAILER_NET_ERROR_TIMED_OUT);
      g_clear_pointer (&connection, mailer_net_connection_free);
      test_server_finish (server);
    }
}

static gpointer
cancel_soon (gpointer data)
{
  g_usleep (100 * 1000);
  g_cancellable_cancel (data);

  return NULL;
}

static void
test_cancel_read_and_wait (Fixture      *fixture,
                           gconstpointer data)
{
  for (guint i = 0; i < 4; i++)
    {
      TestServer *server = test_server_new (i & 1 ? "TLS\nSTALL" : "STALL", fixture->certificate);
      g_autoptr (MailerNetConnection) connection = connect_to (fixture, server, i & 1 ? MAILER_SECURITY_TLS : MAILER_SECURITY_STARTTLS);
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GThread) thread = g_thread_new ("cancel", cancel_soon, cancellable);
      g_autoptr (GError) error = NULL;

      if (i < 2)
        connection_assert_read_fails (connection, cancellable, -1, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      else
        {
          g_assert_cmpint (mailer_net_connection_wait (connection, NULL, cancellable, -1, &error), ==, MAILER_NET_WAIT_FAILED);
          g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
        }
      g_thread_join (g_steal_pointer (&thread));
      g_clear_pointer (&connection, mailer_net_connection_free);
      test_server_finish (server);
    }
}

static void
test_cancel_open (Fixture      *fixture,
                  gconstpointer data)
{
  /* The handshake stalls; a host that never answers is beyond a test without a network. */
  TestServer             *server = test_server_new ("STALL", NULL);
  const MailerNetEndpoint endpoint = { .host = "127.0.0.1", .port = test_server_get_port (server), .security = MAILER_SECURITY_TLS };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GThread) thread = g_thread_new ("cancel", cancel_soon, cancellable);
  g_autoptr (GError) error = NULL;

  g_assert_null (mailer_net_connection_open (&endpoint, cancellable, -1, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (g_steal_pointer (&thread));
  test_server_finish (server);

  g_clear_error (&error);
  g_assert_null (mailer_net_connection_open (&endpoint, cancellable, -1, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_cannot_connect (Fixture      *fixture,
                     gconstpointer data)
{
  TestServer       *server = test_server_new ("STALL", NULL);
  MailerNetEndpoint endpoint = { .host = "127.0.0.1", .port = test_server_get_port (server), .security = MAILER_SECURITY_STARTTLS };
  g_autoptr (GError) refused = NULL;
  g_autoptr (GError) unknown = NULL;

  mailer_net_connection_free (mailer_net_connection_open (&endpoint, NULL, connection_soon (), NULL));
  test_server_finish (server);
  g_assert_null (mailer_net_connection_open (&endpoint, NULL, connection_soon (), &refused));
  g_assert_error (refused, MAILER_NET_ERROR, MAILER_NET_ERROR_REFUSED);
  g_assert_cmpstr (mailer_error_get_details (refused)->host, ==, "127.0.0.1");

  /* RFC 6761, section 6.4; without any name service it is the service that fails. */
  endpoint.host = "mail.invalid";
  g_assert_null (mailer_net_connection_open (&endpoint, NULL, connection_soon (), &unknown));
  g_assert_true (g_error_matches (unknown, MAILER_NET_ERROR, MAILER_NET_ERROR_NOT_FOUND) || g_error_matches (unknown, MAILER_NET_ERROR, MAILER_NET_ERROR_RESOLVE));
}

typedef struct
{
  MailerNetConnection *connection;
  MailerWorker        *worker;
  GAsyncQueue         *results;
} Waiter;

/* The push of the job that waits may wake it, however late that comes. */
static MailerNetWait
wait_for_other_than_wake (Waiter *waiter,
                          gint64  patience_us)
{
  MailerNetWait result;

  do
    result = mailer_net_connection_wait (waiter->connection, waiter->worker, NULL, patience_us < 0 ? -1 : g_get_monotonic_time () + patience_us, NULL);
  while (result == MAILER_NET_WAIT_WOKEN);

  return result;
}

static void
wait_cb (gpointer data)
{
  Waiter *waiter = data;

  g_async_queue_push (waiter->results, GINT_TO_POINTER (1 + wait_for_other_than_wake (waiter, 50 * 1000)));
  g_async_queue_push (waiter->results, GINT_TO_POINTER (1 + mailer_net_connection_wait (waiter->connection, waiter->worker, NULL, -1, NULL)));
  g_async_queue_push (waiter->results, GINT_TO_POINTER (1 + wait_for_other_than_wake (waiter, -1)));
}

static MailerNetWait
pop_result (Waiter *waiter)
{
  return GPOINTER_TO_INT (g_async_queue_pop (waiter->results)) - 1;
}

/* Over TLS the session tickets arrive behind the handshake: bytes for TLS, none for us. */
static void
test_wait (Fixture      *fixture,
           gconstpointer data)
{
  TestServer *server = test_server_new ("TLS\nC: go\nS: pushed\nS: again\nCLOSE", fixture->certificate);
  g_autoptr (MailerNetConnection) connection = connect_to (fixture, server, MAILER_SECURITY_TLS);
  Waiter waiter = { .connection = connection, .worker = mailer_worker_new ("waiter"), .results = g_async_queue_new () };

  mailer_worker_push (waiter.worker, wait_cb, &waiter);
  g_assert_cmpint (pop_result (&waiter), ==, MAILER_NET_WAIT_DEADLINE);
  mailer_worker_wake (waiter.worker);
  g_assert_cmpint (pop_result (&waiter), ==, MAILER_NET_WAIT_WOKEN);
  connection_say (connection, "go\r\n");
  g_assert_cmpint (pop_result (&waiter), ==, MAILER_NET_WAIT_READABLE);
  mailer_worker_stop (waiter.worker);
  g_async_queue_unref (waiter.results);

  /* Both lines may be in one record: the second is in no socket any more. */
  connection_assert_line (connection, "pushed");
  g_assert_cmpint (mailer_net_connection_wait (connection, NULL, NULL, connection_soon (), NULL), ==, MAILER_NET_WAIT_READABLE);
  connection_assert_line (connection, "again");
  g_assert_cmpint (mailer_net_connection_wait (connection, NULL, NULL, connection_soon (), NULL), ==, MAILER_NET_WAIT_READABLE);
  connection_assert_read_fails (connection, NULL, connection_soon (), MAILER_NET_ERROR, MAILER_NET_ERROR_CLOSED);
  test_server_finish (server);
}

#define ADD(path, func) g_test_add ("/net/connection/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("lines", test_lines);
  ADD ("start-tls", test_start_tls);
  ADD ("reads-end", test_reads_end);
  ADD ("line-limit", test_line_limit);
  ADD ("endless-line", test_endless_line);
  ADD ("writes-end", test_writes_end);
  ADD ("cancel-read-and-wait", test_cancel_read_and_wait);
  ADD ("cancel-open", test_cancel_open);
  ADD ("cannot-connect", test_cannot_connect);
  ADD ("wait", test_wait);

  return g_test_run ();
}
