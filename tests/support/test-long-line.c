/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The proxy that the benchmarks measure round trips with: late, but whole, in order, and not slower. */

#include "config.h"

#include "test-proxy.h"

enum
{
  DELAY_MS = 100,
  N_PIECES = 500, /* one after the other they would take 50 seconds, which is more than the test may */
};

static GSocket *
listen_anywhere (guint16 *port)
{
  GSocket *listener = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;

  g_assert_true (g_socket_bind (listener, wanted, TRUE, NULL) && g_socket_listen (listener, NULL));
  bound = g_socket_get_local_address (listener, NULL);
  *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));

  return listener;
}

static GSocket *
connect_to (guint16 port)
{
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, port);

  g_assert_true (g_socket_connect (socket, address, NULL, NULL));

  return socket;
}

static gpointer
send_numbers (gpointer to)
{
  for (guint32 i = 0; i < N_PIECES; i++)
    {
      g_assert_cmpint (g_socket_send (to, (const char *)&i, sizeof i, NULL, NULL), ==, sizeof i);
      g_usleep (1000);
    }
  g_socket_shutdown (to, FALSE, TRUE, NULL);

  return NULL;
}

static void
expect_numbers (GSocket *from)
{
  char   last;
  gssize n_read;

  for (guint32 i = 0; i < N_PIECES; i++)
    {
      guint32 number = 0;

      for (gsize n = 0; n < sizeof number; n += n_read)
        {
          n_read = g_socket_receive (from, (char *)&number + n, sizeof number - n, NULL, NULL);
          g_assert_cmpint (n_read, >, 0);
        }
      g_assert_cmpuint (number, ==, i);
    }
  g_assert_cmpint (g_socket_receive (from, &last, 1, NULL, NULL), ==, 0);
}

static void
check_way (GSocket *from,
           GSocket *to,
           guint    delay_ms)
{
  gint64 began_us = g_get_monotonic_time ();
  g_autoptr (GThread) sender = g_thread_new ("sender", send_numbers, from);

  expect_numbers (to);
  g_assert_cmpint (g_get_monotonic_time () - began_us, >=, delay_ms * 1000);
  g_thread_join (g_steal_pointer (&sender));
}

static void
test_long_line (void)
{
  guint16 port;
  g_autoptr (GSocket) listener = listen_anywhere (&port);
  TestProxy *proxy = test_proxy_new (port);
  g_autoptr (GSocket) client = NULL;
  g_autoptr (GSocket) server = NULL;

  test_proxy_set_delay (proxy, DELAY_MS, DELAY_MS / 2);
  client = connect_to (test_proxy_get_port (proxy));
  server = g_socket_accept (listener, NULL, NULL);
  check_way (client, server, DELAY_MS);
  check_way (server, client, DELAY_MS / 2);
  g_assert_cmpuint (test_proxy_get_n_bytes (proxy, TRUE), ==, 4 * N_PIECES);
  test_proxy_free (proxy);
}

/* What is under way when the proxy goes is not waited for for ever. */
static void
test_free_with_bytes_underway (void)
{
  guint16 port;
  g_autoptr (GSocket) listener = listen_anywhere (&port);
  TestProxy *proxy = test_proxy_new (port);
  g_autoptr (GSocket) client = NULL;
  g_autoptr (GSocket) server = NULL;

  test_proxy_set_delay (proxy, 300, 300);
  client = connect_to (test_proxy_get_port (proxy));
  server = g_socket_accept (listener, NULL, NULL);
  for (guint i = 0; i < 100; i++)
    g_assert_cmpint (g_socket_send (client, "x", 1, NULL, NULL), ==, 1);
  test_proxy_free (proxy);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/support/proxy/long-line", test_long_line);
  g_test_add_func ("/support/proxy/free-with-bytes-underway", test_free_with_bytes_underway);

  return g_test_run ();
}
