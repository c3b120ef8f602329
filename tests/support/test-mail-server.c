/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The fixture itself: a test that relies on it must be able to. */

#include "config.h"

#include "mailer-test-server.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define MESSAGE "From: carol@example.test\nSubject: Hello\n\nHello.\n"

static GSocketConnection *
try_connect (guint16  port,
             GError **error)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();

  return g_socket_client_connect_to_host (client, "127.0.0.1", port, NULL, error);
}

static void
test_state_can_be_asked (void)
{
  g_autoptr (MailerTestServer) server = mailer_test_server_new (NULL);
  g_autofree char *inbox = NULL;
  g_autofree char *archive = NULL;

  g_assert_true (g_file_test (mailer_test_server_get_ca_file (server), G_FILE_TEST_IS_REGULAR));
  mailer_test_server_deliver (server, "ada", "INBOX", MESSAGE, -1);
  mailer_test_server_deliver (server, "ada", "Archive", MESSAGE, -1);
  g_free (mailer_test_server_doveadm (server, "flags", "add", "-u", "ada", "\\Seen", "mailbox", "INBOX", "1", NULL));

  inbox = mailer_test_server_doveadm (server, "fetch", "-u", "ada", "flags", "mailbox", "INBOX", NULL);
  archive = mailer_test_server_doveadm (server, "fetch", "-u", "ada", "hdr.subject", "mailbox", "Archive", NULL);
  g_assert_nonnull (strstr (inbox, "\\Seen"));
  g_assert_nonnull (strstr (archive, "Hello"));
}

static void
test_servers_stop_and_start (void)
{
  g_autoptr (MailerTestServer) server = mailer_test_server_new (NULL);
  g_autoptr (GSocketConnection) before = NULL;
  g_autoptr (GSocketConnection) after = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *uids = NULL;
  guint16          port = mailer_test_server_get_port (server, "imap");

  before = try_connect (port, &error);
  g_assert_no_error (error);
  mailer_test_server_stop_imap (server);
  g_assert_null (try_connect (port, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
  g_clear_error (&error);

  mailer_test_server_deliver (server, "bob", "INBOX", MESSAGE, -1);
  mailer_test_server_start_imap (server);
  after = try_connect (port, &error);
  g_assert_no_error (error);
  uids = mailer_test_server_doveadm (server, "search", "-u", "bob", "mailbox", "INBOX", NULL);
  g_assert_cmpstr (uids, !=, "");

  mailer_test_server_kill_imap (server);
  mailer_test_server_start_imap (server);
  mailer_test_server_stop_smtp (server);
  mailer_test_server_start_smtp (server);
}

static void
test_capabilities_can_be_hidden (void)
{
  const char *const options[] = { "--without=IDLE", "--user=dora=x y", NULL };
  g_autoptr (MailerTestServer) server = mailer_test_server_new (options);
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GDataInputStream) lines = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *greeting = NULL;

  connection = try_connect (mailer_test_server_get_port (server, "imap"), &error);
  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  greeting = g_data_input_stream_read_line (lines, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (greeting, "* OK [CAPABILITY IMAP4rev1 "));
  g_assert_null (strstr (greeting, " IDLE "));
}

/* The worst that a test can do: it is killed while the servers run. */
static void
test_nothing_outlives_the_test (void)
{
  g_autoptr (GSubprocess) child = NULL;
  g_autoptr (GDataInputStream) lines = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = NULL;

  if (g_test_subprocess ())
    {
      MailerTestServer *server = mailer_test_server_new (NULL);

      g_print ("folder=%s\n", mailer_test_server_get_folder (server));
      raise (SIGKILL);
    }

  child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "/proc/self/exe", "-q", "--GTestSubprocess",
                            "-p", "/test-server/nothing-outlives-the-test", NULL);
  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (child));
  while (folder == NULL)
    {
      g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, &error);
      char            *start;

      g_assert_nonnull (line);
      start = strstr (line, "folder=");
      if (start != NULL)
        folder = g_strdup (start + strlen ("folder="));
    }
  g_subprocess_wait (child, NULL, &error);
  g_assert_no_error (error);

  for (guint i = 0; i < 2000 && g_file_test (folder, G_FILE_TEST_EXISTS); i++)
    g_usleep (10 * 1000);
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/test-server/state-can-be-asked", test_state_can_be_asked);
  g_test_add_func ("/test-server/servers-stop-and-start", test_servers_stop_and_start);
  g_test_add_func ("/test-server/capabilities-can-be-hidden", test_capabilities_can_be_hidden);
  g_test_add_func ("/test-server/nothing-outlives-the-test", test_nothing_outlives_the_test);
  return g_test_run ();
}
