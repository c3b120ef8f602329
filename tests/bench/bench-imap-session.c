/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A session with a real Dovecot over TLS: the FETCH of a first synchronization beside a reader that
 * throws the same bytes away, what is sent in windows over a line with 50 ms there and back, and a mailbox with
 * many gaps.
 *
 * MAILER_BENCH_MESSAGES sets the number of messages, 100,000 if it is not there. */

#include "config.h"

#include "mailer-imap.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mailer-test-server.h"
#include "test-proxy.h"

#define DEFAULT_MESSAGES 100000
#define N_ROUNDS 3
#define N_FLAG_CHANGES 10000
#define N_BODIES 1000
#define ROUND_TRIP_MS 50
#define READ_BYTES (64 * 1024)
/* A tagged answer is no longer, with all capabilities in it. */
#define LAST_BYTES 4096
#define FETCH_ITEMS "(UID FLAGS MODSEQ INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE BODY.PEEK[HEADER.FIELDS (" MAILER_IMAP_HEADER_FIELDS ")])"

static void
check (const GError *error)
{
  if (error != NULL)
    g_error ("%s", error->message);
}

/* With the flags in their names, as Dovecot keeps them. */
static void
write_message (const char *folder,
               guint       i)
{
  g_autofree char *path = g_strdup_printf ("%s/cur/%u.bench:2,%s", folder, 1000000 + i, i % 3 == 0 ? "" : "S");
  g_autofree char *text = g_strdup_printf ("From: Kwame Mensah <kwame.mensah@harbourtrust.example>\n"
                                           "To: Ada Lindqvist <ada@example.test>\n"
                                           "Subject: Harbour Park: trees along the quay, part %u\n"
                                           "Message-ID: <%08x@harbourtrust.example>\n"
                                           "References: <%08x@harbourtrust.example>\n"
                                           "Date: Mon, 02 Nov 2026 10:%02u:00 +0000\n"
                                           "MIME-Version: 1.0\n"
                                           "Content-Type: multipart/alternative; boundary=\"=_quay\"\n\n"
                                           "--=_quay\nContent-Type: text/plain; charset=utf-8\n\nTrees, %u of them.\n"
                                           "--=_quay\nContent-Type: text/html; charset=utf-8\n\n<p>Trees, %u of them.</p>\n--=_quay--\n",
                                           i, i, i / 10, i % 60, i, i);

  /* Not g_file_set_contents(), which waits for the disk. */
  FILE *file = g_fopen (path, "w");

  if (file == NULL || fputs (text, file) < 0 || fclose (file) != 0)
    g_error ("Cannot write %s", path);
}

static char *
make_maildir (guint n_messages)
{
  char *folder = g_dir_make_tmp ("bench-imap-XXXXXX", NULL);

  for (guint i = 0; i < 3; i++)
    {
      static const char *const names[] = { "cur", "new", "tmp" };
      g_autofree char         *path = g_build_filename (folder, names[i], NULL);

      g_mkdir (path, 0700);
    }
  for (guint i = 0; i < n_messages; i++)
    write_message (folder, i);

  return folder;
}

static void
remove_folder (const char *folder)
{
  const char *const arguments[] = { "rm", "-rf", folder, NULL };

  g_spawn_sync (NULL, (char **)arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
}

static MailerImapSession *
open_session (MailerTestServer *server,
              guint16           port)
{
  g_autoptr (GError) error = NULL;
  MailerImapSelected selected = { 0 };
  MailerImapConfig   config = {
      .endpoint = { .host = "127.0.0.1", .port = port, .security = MAILER_SECURITY_TLS, .ca_file = mailer_test_server_get_ca_file (server) },
      .credentials = { .user_name = "ada", .secret = "ada-secret" },
      .silence_ms = 600 * 1000,
  };
  MailerImapSession *session = mailer_imap_session_open (&config, NULL, -1, &error);

  check (error);
  mailer_imap_session_select (session, "INBOX", FALSE, &selected, NULL, -1, &error);
  check (error);

  return session;
}

/* --- The first FETCH ---------------------------------------------------------------------------- */

typedef struct
{
  guint   n;
  guint64 n_bytes;
} Counter;

static void
count_cb (MailerImapMessage *message,
          gpointer           data)
{
  Counter *counter = data;

  counter->n += message->envelope != NULL && message->body != NULL && message->header != NULL;
  mailer_imap_message_free (message);
}

static void
fetch (MailerTestServer *server,
       guint             n_messages)
{
  g_autoptr (MailerImapSession) session = open_session (server, mailer_test_server_get_port (server, "imaps"));
  g_autoptr (MailerUidSet) uids = mailer_uid_set_new ();
  g_autoptr (GError) error = NULL;
  Counter counter = { 0 };

  mailer_uid_set_add_range (uids, 1, n_messages);
  mailer_imap_session_fetch_headers (session, uids, 0, count_cb, &counter, NULL, -1, &error);
  check (error);
  if (counter.n != n_messages)
    g_error ("%u messages came, not %u", counter.n, n_messages);
}

static gboolean
accept_any_cb (GTlsConnection      *connection,
               GTlsCertificate     *certificate,
               GTlsCertificateFlags errors,
               gpointer             data)
{
  return TRUE;
}

static void
prepare_client_cb (GSocketClient      *client,
                   GSocketClientEvent  event,
                   GSocketConnectable *connectable,
                   GIOStream          *connection,
                   gpointer            data)
{
  if (event == G_SOCKET_CLIENT_TLS_HANDSHAKING)
    g_signal_connect (connection, "accept-certificate", G_CALLBACK (accept_any_cb), NULL);
}

/* Sends a command and reads until its answer, looking at no more than the last bytes of what came. */
static guint64
exchange (GIOStream  *stream,
          const char *command,
          const char *answer)
{
  static char buffer[READ_BYTES + 64];
  gsize       n_kept = 0;
  guint64     n_bytes = 0;
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (g_io_stream_get_output_stream (stream), command, strlen (command), NULL, NULL, &error);
  check (error);
  while (TRUE)
    {
      gssize n = g_input_stream_read (g_io_stream_get_input_stream (stream), buffer + n_kept, READ_BYTES, NULL, &error);
      gsize  n_there;
      gsize  n_tail;

      check (error);
      if (n == 0)
        g_error ("The server ended the connection");
      n_bytes += (guint64)n;
      n_there = n_kept + (gsize)n;
      n_tail = MIN (n_there, LAST_BYTES);
      if (g_strstr_len (buffer + n_there - n_tail, (gssize)n_tail, answer) != NULL)
        return n_bytes;
      n_kept = MIN (n_there, 32);
      memmove (buffer, buffer + n_there - n_kept, n_kept);
    }
}

/* The least that any client does: TLS, and the bytes. */
static guint64
throw_away (MailerTestServer *server,
            guint             n_messages)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *command = g_strdup_printf ("a3 UID FETCH 1:%u " FETCH_ITEMS "\r\n", n_messages);

  g_socket_client_set_tls (client, TRUE);
  g_signal_connect (client, "event", G_CALLBACK (prepare_client_cb), NULL);
  connection = g_socket_client_connect_to_host (client, "127.0.0.1", mailer_test_server_get_port (server, "imaps"), NULL, &error);
  check (error);
  exchange (G_IO_STREAM (connection), "a1 LOGIN ada ada-secret\r\n", "a1 OK");
  exchange (G_IO_STREAM (connection), "a2 SELECT INBOX (CONDSTORE)\r\n", "a2 OK");

  return exchange (G_IO_STREAM (connection), command, "a3 OK");
}

static double
get_peak_mib (void)
{
  g_autofree char *status = NULL;
  const char      *line;

  g_file_get_contents ("/proc/self/status", &status, NULL, NULL);
  line = status != NULL ? strstr (status, "VmHWM:") : NULL;

  return line != NULL ? g_ascii_strtod (line + strlen ("VmHWM:"), NULL) / 1024 : 0;
}

static void
measure_fetch (MailerTestServer *server,
               guint             n_messages)
{
  gint64  best_fetch = G_MAXINT64;
  gint64  best_throw = G_MAXINT64;
  guint64 n_bytes = 0;
  double  peak_of_tenth;

  /* Dovecot reads all messages once, for its cache. */
  throw_away (server, n_messages);
  fetch (server, n_messages / 10);
  peak_of_tenth = get_peak_mib ();
  for (guint round = 0; round < N_ROUNDS; round++)
    {
      gint64 start = g_get_monotonic_time ();

      n_bytes = throw_away (server, n_messages);
      best_throw = MIN (best_throw, g_get_monotonic_time () - start);
      start = g_get_monotonic_time ();
      fetch (server, n_messages);
      best_fetch = MIN (best_fetch, g_get_monotonic_time () - start);
    }

  printf ("{\"bench\": \"imap\", \"metric\": \"FETCH of %u messages over TLS, %.0f MB, to reading and throwing away\", \"value\": %.3f, \"unit\": \"s\", "
          "\"baseline\": %.3f, \"ratio\": %.3f, \"goal\": 1.1}\n",
          n_messages, (double)n_bytes / 1e6, (double)best_fetch / 1e6, (double)best_throw / 1e6, (double)best_fetch / (double)best_throw);
  printf ("{\"bench\": \"imap\", \"metric\": \"peak memory of that FETCH, to that of a tenth\", \"value\": %.1f, \"unit\": \"MiB\", "
          "\"baseline\": %.1f, \"ratio\": %.3f, \"goal\": 1.05}\n",
          get_peak_mib (), peak_of_tenth, get_peak_mib () / peak_of_tenth);
}

/* --- With gaps ----------------------------------------------------------------------------------- */

static void
count_any_cb (MailerImapMessage *message,
              gpointer           data)
{
  ++*(guint *)data;
  mailer_imap_message_free (message);
}

/* Every third message is gone for good, so that the UIDs are as many ranges as there are thirds. */
static void
make_gaps (MailerTestServer *server,
           guint             n_messages)
{
  g_autoptr (MailerImapSession) session = open_session (server, mailer_test_server_get_port (server, "imaps"));
  g_autoptr (MailerUidSet) gone = mailer_uid_set_new ();
  g_autoptr (GError) error = NULL;

  for (guint uid = 3; uid <= n_messages; uid += 3)
    mailer_uid_set_add (gone, uid);
  mailer_imap_session_expunge (session, gone, NULL, NULL, -1, &error);
  check (error);
}

static gint64
fetch_flags (MailerTestServer *server,
             guint             n_messages,
             gboolean          knows_numbers)
{
  g_autoptr (MailerImapSession) session = open_session (server, mailer_test_server_get_port (server, "imaps"));
  g_autoptr (MailerUidSet) all = mailer_uid_set_new ();
  g_autoptr (MailerUidSet) there = NULL;
  g_autoptr (GError) error = NULL;
  gint64 start;
  guint  n_told = 0;

  if (knows_numbers)
    there = mailer_imap_session_search_uids (session, 1, G_MAXUINT32, NULL, -1, &error);
  check (error);
  mailer_uid_set_add_range (all, 1, n_messages);
  start = g_get_monotonic_time ();
  mailer_imap_session_fetch_flags (session, all, 0, count_any_cb, &n_told, NULL, NULL, -1, &error);
  check (error);
  if (n_told != n_messages - n_messages / 3)
    g_error ("The flags of %u messages came", n_told);

  return g_get_monotonic_time () - start;
}

/* What it costs to keep the numbers of the messages in order with each answer. */
static void
measure_gaps (MailerTestServer *server,
              guint             n_messages)
{
  gint64 best_known = G_MAXINT64;
  gint64 best_unknown = G_MAXINT64;

  make_gaps (server, n_messages);
  for (guint round = 0; round < N_ROUNDS; round++)
    {
      best_unknown = MIN (best_unknown, fetch_flags (server, n_messages, FALSE));
      best_known = MIN (best_known, fetch_flags (server, n_messages, TRUE));
    }
  printf ("{\"bench\": \"imap\", \"metric\": \"flags of %u messages, every third UID gone, whose numbers are known, to not known\", \"value\": %.3f, \"unit\": \"s\", "
          "\"baseline\": %.3f, \"ratio\": %.3f, \"goal\": 1.2}\n",
          n_messages - n_messages / 3, (double)best_known / 1e6, (double)best_unknown / 1e6, (double)best_known / (double)best_unknown);
}

/* --- In windows, over a long line ---------------------------------------------------------------- */

static void
take_body_cb (guint         index,
              GBytes       *bytes,
              const GError *failure,
              gpointer      data)
{
  check (failure);
  ++*(guint *)data;
  g_bytes_unref (bytes);
}

static void
fetch_bodies (MailerImapSession *session,
              guint              n_messages)
{
  const guint                        n = MIN (N_BODIES, n_messages);
  g_autofree MailerImapFetchSection *what = g_new0 (MailerImapFetchSection, n);
  g_autoptr (GError) error = NULL;
  guint n_taken = 0;

  for (guint i = 0; i < n; i++)
    what[i] = (MailerImapFetchSection){ .uid = i + 1, .section = "1", .max_bytes = 1 << 20 };
  mailer_imap_session_fetch_sections (session, what, n, take_body_cb, &n_taken, NULL, -1, &error);
  check (error);
  if (n_taken != n)
    g_error ("%u bodies came, not %u", n_taken, n);
}

static void
change_flags (MailerImapSession *session,
              guint              n_messages)
{
  static const MailerImapFlagChange changes[] = { { .add = MAILER_FLAG_FLAGGED }, { .remove = MAILER_FLAG_FLAGGED } };
  g_autofree MailerImapFlagJob     *jobs = g_new0 (MailerImapFlagJob, N_FLAG_CHANGES);
  g_autoptr (GPtrArray) sets = g_ptr_array_new_with_free_func ((GDestroyNotify)mailer_uid_set_free);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < N_FLAG_CHANGES; i++)
    {
      MailerUidSet *uids = mailer_uid_set_new ();

      mailer_uid_set_add (uids, 1 + i % n_messages);
      g_ptr_array_add (sets, uids);
      jobs[i] = (MailerImapFlagJob){ uids, &changes[i % 2] };
    }
  mailer_imap_session_store_many (session, jobs, N_FLAG_CHANGES, NULL, NULL, NULL, -1, &error);
  check (error);
}

/* What the line makes longer, counted in its round trips. */
static void
measure_windows (MailerTestServer *server,
                 guint             n_messages,
                 const char       *what,
                 guint             n,
                 void (*work) (MailerImapSession *session,
                               guint              n_messages))
{
  g_autoptr (TestProxy) proxy = test_proxy_new (mailer_test_server_get_port (server, "imaps"));
  g_autoptr (MailerImapSession) session = open_session (server, test_proxy_get_port (proxy));
  gint64 start;
  double near_s;
  double far_s;

  /* The first time Dovecot has more to do. */
  work (session, n_messages);
  start = g_get_monotonic_time ();
  work (session, n_messages);
  near_s = (double)(g_get_monotonic_time () - start) / 1e6;
  test_proxy_set_delay (proxy, ROUND_TRIP_MS / 2, ROUND_TRIP_MS / 2);
  start = g_get_monotonic_time ();
  work (session, n_messages);
  far_s = (double)(g_get_monotonic_time () - start) / 1e6;

  printf ("{\"bench\": \"imap\", \"metric\": \"%u %s with %d ms there and back, to without\", \"value\": %.3f, \"unit\": \"s\", "
          "\"baseline\": %.3f, \"ratio\": %.3f, \"goal\": null}\n",
          n, what, ROUND_TRIP_MS, far_s, near_s, far_s / near_s);
  printf ("{\"bench\": \"imap\", \"metric\": \"round trips that %u %s wait for\", \"value\": %.1f, \"unit\": \"round trips\", "
          "\"baseline\": %u, \"ratio\": %.5f, \"goal\": null}\n",
          n, what, (far_s - near_s) * 1000 / ROUND_TRIP_MS, n, (far_s - near_s) * 1000 / ROUND_TRIP_MS / n);
}

int
main (void)
{
  const char      *wanted = g_getenv ("MAILER_BENCH_MESSAGES");
  const guint      n_messages = wanted != NULL ? (guint)MAX (atoi (wanted), 100) : DEFAULT_MESSAGES;
  g_autofree char *folder = make_maildir (n_messages);
  g_autofree char *maildir = g_strconcat ("--maildir=ada=", folder, NULL);
  const char      *options[] = { maildir, "--no-smtp", NULL };
  g_autoptr (MailerTestServer) server = mailer_test_server_new (options);

  remove_folder (folder);
  setvbuf (stdout, NULL, _IOLBF, 0);
  measure_fetch (server, n_messages);
  measure_windows (server, n_messages, "changes of flags", N_FLAG_CHANGES, change_flags);
  measure_windows (server, n_messages, "bodies", MIN (N_BODIES, n_messages), fetch_bodies);
  measure_gaps (server, n_messages);

  return EXIT_SUCCESS;
}
