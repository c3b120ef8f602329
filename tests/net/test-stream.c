/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-net-connect-private.h"
#include "mailer-net-stream-private.h"

#include "test-server.h"

/* What a handshake may receive: GnuTLS has limits of its own that are met before this one. */
static void
test_allowance (void)
{
  TestServer             *server = test_server_new ("S+ 0123456789\nSTALL", NULL);
  const MailerNetEndpoint endpoint = { .host = "127.0.0.1", .port = test_server_get_port (server) };
  gint64                  soon_us = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;
  g_autoptr (GSocketConnection) base = mailer_net_connect (&endpoint, NULL, soon_us, NULL);
  g_autoptr (MailerNetStream) stream = mailer_net_stream_new (base);
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (stream));
  g_autoptr (GError) error = NULL;
  char  bytes[100];
  gsize n_read = 0;

  mailer_net_stream_set_deadline (stream, soon_us);
  mailer_net_stream_set_allowance (stream, 6);
  g_assert_false (g_input_stream_read_all (input, bytes, sizeof bytes, &n_read, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE);
  g_assert_cmpmem (bytes, n_read, "012345", 6);
  g_assert_true (mailer_net_stream_is_used_up (stream));
  g_clear_error (&error);
  g_assert_cmpint (g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (input), bytes, sizeof bytes, NULL, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE);

  mailer_net_stream_set_allowance (stream, -1);
  g_assert_true (g_input_stream_read_all (input, bytes, 4, &n_read, NULL, NULL));
  g_assert_cmpmem (bytes, n_read, "6789", 4);
  g_assert_false (mailer_net_stream_is_used_up (stream));
  g_io_stream_close (G_IO_STREAM (stream), NULL, NULL);
  test_server_finish (server);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/stream/allowance", test_allowance);

  return g_test_run ();
}
