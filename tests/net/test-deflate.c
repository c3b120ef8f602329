/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A compressed connection behaves as one that is not: reads, waits, deadlines, the log. What the other
 * side may do to it: cut it anywhere, send what is not compressed, and expand without end. */

#include "config.h"

#include "connection-fixture.h"

#include <string.h>

#include "mailer-net-deflate-private.h"

#include "test-certificates.h"
#include "test-proxy.h"
#include "test-server.h"

static GByteArray *
shrink (const char *text,
        gsize       size)
{
  g_autoptr (MailerNetDeflate) deflate = mailer_net_deflate_new ("host", 0, 1);

  return mailer_net_deflate_shrink (deflate, text, size);
}

/* A script that says these bytes after "go", and no more. */
static char *
make_script (const guint8 *bytes,
             gsize         size,
             const char   *end)
{
  GString *script = g_string_new ("S: go\nC+ 1\nS+ ");

  for (gsize i = 0; i < size; i++)
    g_string_append_printf (script, "\\x%02x", bytes[i]);
  g_string_append_printf (script, "\n%s\n", end);

  return g_string_free (script, FALSE);
}

static void
start_deflate (MailerNetConnection *connection)
{
  g_autoptr (GError) error = NULL;

  mailer_net_connection_start_deflate (connection, &error);
  g_assert_no_error (error);
}

/* A connection to a server that sends @bytes as what it calls compressed; the byte that asks for them
 * goes out in clear. */
static MailerNetConnection *
open_compressed (TestServer *server)
{
  MailerNetConnection *connection = connection_open (test_server_get_port (server), MAILER_SECURITY_STARTTLS, NULL);

  connection_assert_line (connection, "go");
  connection_say (connection, "x");
  start_deflate (connection);

  return connection;
}

/* --- A conversation ---------------------------------------------------------------------------- */

typedef struct
{
  const char *name;
  gboolean    is_encrypted;
  guint       chunk; /* bytes in a packet, 0 for any number */
} Way;

static const Way ways[] = {
  { "in-clear", FALSE, 0 },
  { "over-tls", TRUE, 0 },
  { "each-byte-a-packet", FALSE, 1 },
  { "each-byte-of-tls-a-packet", TRUE, 1 },
};

static void
hold_conversation (MailerNetConnection *connection)
{
  g_autofree char *log = NULL;

  connection_assert_line (connection, "go");
  connection_say (connection, "compress\r\n");
  connection_assert_line (connection, "done");
  start_deflate (connection);
  connection_say (connection, "two\r\n");
  connection_assert_line (connection, "three");
  connection_assert_line (connection, "four");
  g_assert_true (mailer_net_connection_write_hidden (connection, "[hidden]", "five\r\n", 6, NULL, connection_soon (), NULL));
  connection_say (connection, "");
  connection_say (connection, "six\r\n");
  connection_assert_read_fails (connection, NULL, connection_soon (), MAILER_NET_ERROR, MAILER_NET_ERROR_CLOSED);

  /* In the log there is what was said, and no credentials. */
  log = mailer_net_log_dup_text (mailer_net_connection_get_log (connection));
  g_assert_nonnull (strstr (log, "-- The connection is compressed\n"));
  g_assert_nonnull (strstr (log, "C: two\n"));
  g_assert_nonnull (strstr (log, "S: three\n"));
  g_assert_nonnull (strstr (log, "S: four\n"));
  g_assert_nonnull (strstr (log, "C: [hidden]\n"));
  g_assert_null (strstr (log, "five"));
}

static void
test_conversation (gconstpointer data)
{
  const Way *way = data;
  g_autoptr (TestAuthority) authority = test_authority_new ();
  g_autoptr (GTlsCertificate) certificate = test_authority_issue (authority, &(TestCertificate){ .ip_address = "127.0.0.1" });
  g_autofree char *script = g_strconcat (way->is_encrypted ? "TLS\n" : "", "S: go\nC: compress\nS: done\nDEFLATE\nC: two\nS+ three\\r\\nfour\\r\\n\nC: five\nC: six\nCLOSE", NULL);
  TestServer      *server = test_server_new (script, certificate);
  g_autoptr (TestProxy) proxy = test_proxy_new (test_server_get_port (server));
  const MailerNetEndpoint endpoint = {
    .host = "127.0.0.1",
    .port = test_proxy_get_port (proxy),
    .security = way->is_encrypted ? MAILER_SECURITY_TLS : MAILER_SECURITY_STARTTLS,
    .ca_file = test_authority_get_file (authority),
  };
  g_autoptr (MailerNetConnection) connection = NULL;
  g_autoptr (GError) error = NULL;

  test_proxy_set_chunk (proxy, way->chunk);
  connection = mailer_net_connection_open (&endpoint, NULL, connection_soon (), &error);
  g_assert_no_error (error);
  hold_conversation (connection);
  g_clear_pointer (&connection, mailer_net_connection_free);
  test_server_finish (server);
}

/* --- Waiting ----------------------------------------------------------------------------------- */

/* One small packet expands to more than any buffer on the way: everything of it is readable without
 * another byte from the server, and then nothing is. */
static void
test_wait (void)
{
  enum
  {
    TEXT_BYTES = 300 * 1000,
  };
  g_autofree char *text = g_strnfill (TEXT_BYTES, 'x');
  g_autoptr (GByteArray) packet = shrink (text, TEXT_BYTES);
  g_autofree char *script = make_script (packet->data, packet->len, "STALL");
  TestServer      *server = test_server_new (script, NULL);
  g_autoptr (MailerNetConnection) connection = open_compressed (server);
  gsize n_read = 0;

  g_assert_cmpint (packet->len, <, 1000);
  while (n_read < TEXT_BYTES)
    {
      char   buffer[777];
      gssize n;

      g_assert_cmpint (mailer_net_connection_wait (connection, NULL, NULL, connection_soon (), NULL), ==, MAILER_NET_WAIT_READABLE);
      n = mailer_net_connection_read_some (connection, buffer, sizeof buffer, NULL, connection_soon (), NULL);
      g_assert_cmpint (n, >, 0);
      n_read += n;
    }
  g_assert_cmpint (n_read, ==, TEXT_BYTES);
  g_assert_cmpint (mailer_net_connection_wait (connection, NULL, NULL, connection_in_ms (30), NULL), ==, MAILER_NET_WAIT_DEADLINE);
  g_clear_pointer (&connection, mailer_net_connection_free);
  test_server_finish (server);
}

static void
wake_cb (gpointer data)
{
  MailerNetWait *ends = ((gpointer *)data)[1];
  MailerWorker  *worker = ((gpointer *)data)[2];

  mailer_worker_clear_wake (worker);
  mailer_worker_wake (worker);
  ends[0] = mailer_net_connection_wait (((gpointer *)data)[0], worker, NULL, connection_soon (), NULL);
}

static void
test_wait_is_woken (void)
{
  TestServer *server = test_server_new ("S: go\nC+ 1\nSTALL", NULL);
  g_autoptr (MailerNetConnection) connection = open_compressed (server);
  MailerNetWait end = MAILER_NET_WAIT_FAILED;
  MailerWorker *worker = mailer_worker_new ("waiter");
  gpointer      data[] = { connection, &end, worker };

  mailer_worker_push (worker, wake_cb, data);
  mailer_worker_stop (worker);
  g_assert_cmpint (end, ==, MAILER_NET_WAIT_WOKEN);
  g_clear_pointer (&connection, mailer_net_connection_free);
  test_server_finish (server);
}

/* --- Deadlines --------------------------------------------------------------------------------- */

/* Empty blocks without end: the socket is never silent, and never says anything. */
static char *
make_empty_blocks (void)
{
  GString *script = g_string_new ("S: go\nC+ 1\nDRIP 1\nS+ ");

  for (guint i = 0; i < 4000; i++)
    g_string_append (script, "\\0\\0\\0\\xff\\xff");

  return g_string_free (script, FALSE);
}

static void
test_deadlines_hold (void)
{
  g_autofree char  *empty_blocks = make_empty_blocks ();
  const char *const scripts[] = { "S: go\nC+ 1\nSTALL", empty_blocks };
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();

  g_cancellable_cancel (cancelled);
  for (gsize i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      TestServer *server = test_server_new (scripts[i], NULL);
      g_autoptr (MailerNetConnection) connection = open_compressed (server);

      g_assert_cmpint (mailer_net_connection_wait (connection, NULL, NULL, connection_in_ms (100), NULL), ==, MAILER_NET_WAIT_DEADLINE);
      connection_assert_read_fails (connection, NULL, connection_in_ms (100), MAILER_NET_ERROR, MAILER_NET_ERROR_TIMED_OUT);
      connection_assert_read_fails (connection, cancelled, connection_soon (), G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_clear_pointer (&connection, mailer_net_connection_free);
      test_server_finish (server);
    }
}

/* --- What is sent instead ---------------------------------------------------------------------- */

typedef struct
{
  const char    *name;
  const char    *bytes; /* as in a script */
  const char    *text;  /* what can be read first */
  MailerNetError code;
} BadRow;

static const BadRow bad_rows[] = {
  { "closed-at-once", "", "", MAILER_NET_ERROR_CLOSED },
  { "plain-text", "* 1 EXISTS\\r\\n", NULL, MAILER_NET_ERROR_FAILED },
  { "reserved-block-type", "\\xff\\xff\\xff\\xff", "", MAILER_NET_ERROR_FAILED },
  { "stored-length-wrong", "\\0\\x05\\0\\0\\0hello", "", MAILER_NET_ERROR_FAILED },
  { "zlib-header", "\\x78\\x9c\\xcb\\x48\\xcd\\xc9\\xc9\\x07\\0", NULL, MAILER_NET_ERROR_FAILED },
  { "stored-block", "\\0\\x02\\0\\xfd\\xffhi", "hi", MAILER_NET_ERROR_CLOSED },
  { "stored-block-cut", "\\0\\x05\\0\\xfa\\xffhi", "hi", MAILER_NET_ERROR_CLOSED },
  { "last-block", "\\x01\\x02\\0\\xfd\\xffhi", "hi", MAILER_NET_ERROR_CLOSED },
  { "more-behind-the-last-block", "\\x01\\x02\\0\\xfd\\xffhi\\0\\x02\\0\\xfd\\xffho", "hi", MAILER_NET_ERROR_CLOSED },
};

static void
test_bad (gconstpointer data)
{
  const BadRow    *row = data;
  g_autofree char *script = g_strconcat ("S: go\nC+ 1\nS+ ", row->bytes, "\nCLOSE", NULL);
  TestServer      *server = test_server_new (script, NULL);
  g_autoptr (MailerNetConnection) connection = open_compressed (server);
  g_autoptr (GError) error = NULL;
  GString *text = g_string_new (NULL);
  char     buffer[100];
  gssize   n_read;

  while ((n_read = mailer_net_connection_read_some (connection, buffer, sizeof buffer, NULL, connection_soon (), &error)) > 0)
    g_string_append_len (text, buffer, n_read);
  g_assert_error (error, MAILER_NET_ERROR, (gint)row->code);
  g_assert_cmpstr (mailer_error_get_details (error)->host, ==, "127.0.0.1");
  if (row->text != NULL)
    g_assert_cmpstr (text->str, ==, row->text);
  g_string_free (text, TRUE);
  g_clear_pointer (&connection, mailer_net_connection_free);
  test_server_finish (server);
}

/* Cut off at each length: what could be read is a beginning of what was sent. */
static void
test_cut_anywhere (void)
{
  static const char text[] = "* 1 FETCH (UID 1 FLAGS ())\r\n* 2 FETCH (UID 2 FLAGS ())\r\n* 3 FETCH (UID 3 FLAGS (\\Seen))\r\n";
  g_autoptr (GByteArray) packet = shrink (text, sizeof text - 1);
  gsize n_before = 0;

  for (gsize n_sent = 0; n_sent <= packet->len; n_sent++)
    {
      g_autofree char *script = make_script (packet->data, n_sent, "CLOSE");
      TestServer      *server = test_server_new (script, NULL);
      g_autoptr (MailerNetConnection) connection = open_compressed (server);
      g_autoptr (GError) error = NULL;
      char   buffer[sizeof text];
      gsize  n_got = 0;
      gssize n_read;

      while ((n_read = mailer_net_connection_read_some (connection, buffer + n_got, sizeof buffer - n_got, NULL, connection_soon (), &error)) > 0)
        n_got += n_read;
      g_assert_error (error, MAILER_NET_ERROR, MAILER_NET_ERROR_CLOSED);
      g_assert_cmpmem (buffer, n_got, text, n_got);
      g_assert_cmpint (n_got, >=, n_before);
      n_before = n_got;
      g_clear_pointer (&connection, mailer_net_connection_free);
      test_server_finish (server);
    }
  g_assert_cmpint (n_before, ==, sizeof text - 1);
}

/* What came behind the reply came before the compression began, on whatever side of it. */
static void
test_nothing_lies_between (void)
{
  TestServer *server = test_server_new ("S+ done\\r\\n* BYE\\r\\n\nSTALL", NULL);
  g_autoptr (MailerNetConnection) connection = connection_open (test_server_get_port (server), MAILER_SECURITY_STARTTLS, NULL);
  g_autoptr (GError) error = NULL;

  connection_assert_line (connection, "done");
  g_assert_false (mailer_net_connection_start_deflate (connection, &error));
  g_assert_error (error, MAILER_NET_ERROR, MAILER_NET_ERROR_INJECTION);
  g_clear_pointer (&connection, mailer_net_connection_free);
  test_server_finish (server);
}

/* --- Bombs ------------------------------------------------------------------------------------- */

/* Hostile case 27: 300 MB in 300 kB, of which no more than is allowed is ever seen, and none is kept. */
static void
test_bomb (void)
{
  enum
  {
    BOMB_BYTES = 300 * 1000 * 1000,
  };
  g_autofree char *zeros = g_malloc0 (BOMB_BYTES);
  g_autoptr (GByteArray) packet = shrink (zeros, BOMB_BYTES);
  g_autofree char *script = make_script (packet->data, packet->len, "STALL");
  TestServer      *server = test_server_new (script, NULL);
  g_autoptr (MailerNetConnection) connection = open_compressed (server);
  g_autoptr (GError) error = NULL;
  g_autofree char *buffer = g_malloc (64 * 1024);
  gssize           n_read;
  guint64          n_seen = 0;

  while ((n_read = mailer_net_connection_read_some (connection, buffer, 64 * 1024, NULL, connection_soon (), &error)) > 0)
    n_seen += n_read;
  g_assert_error (error, MAILER_NET_ERROR, MAILER_NET_ERROR_LIMIT);
  g_assert_cmpuint (n_seen, >=, MAILER_NET_DEFLATE_ALLOWANCE);
  g_assert_cmpuint (n_seen, <=, MAILER_NET_DEFLATE_ALLOWANCE + MAILER_NET_DEFLATE_MAX_RATIO * (guint64)packet->len);
  g_clear_pointer (&connection, mailer_net_connection_free);
  test_server_finish (server);
}

/* Feeds @packet and counts what comes out of it; -1 for one that is refused. */
static gint64
feed (MailerNetDeflate *deflate,
      const GByteArray *packet)
{
  gint64 n_total = 0;

  for (gsize at = 0; at < packet->len;)
    {
      gsize   n_room;
      guint8 *room = mailer_net_deflate_get_room (deflate, &n_room);
      gsize   n_fed = MIN (n_room, packet->len - at);
      char    buffer[1000];
      gssize  n_expanded;

      memcpy (room, packet->data + at, n_fed);
      mailer_net_deflate_add (deflate, n_fed);
      at += n_fed;
      while ((n_expanded = mailer_net_deflate_expand (deflate, buffer, sizeof buffer, NULL)) > 0)
        n_total += n_expanded;
      if (n_expanded < 0)
        return -1;
    }

  return n_total;
}

/* What is honest earns its keep: the ratio is of everything that was received, and the first bytes
 * are free. */
static void
test_ratio (void)
{
  enum
  {
    TEXT_BYTES = 100 * 1000,
  };
  g_autofree char *zeros = g_malloc0 (TEXT_BYTES);
  g_autofree char *noise = g_malloc (TEXT_BYTES);
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  g_autoptr (GByteArray) dense = shrink (zeros, TEXT_BYTES);
  g_autoptr (GByteArray) loose = NULL;
  g_autoptr (MailerNetDeflate) poor = mailer_net_deflate_new ("host", 1000, 10);
  g_autoptr (MailerNetDeflate) free_of_charge = mailer_net_deflate_new ("host", TEXT_BYTES, 10);
  g_autoptr (MailerNetDeflate) rich = mailer_net_deflate_new ("host", 0, 10);

  for (gsize i = 0; i < TEXT_BYTES; i++)
    noise[i] = (char)g_rand_int (random);
  loose = shrink (noise, TEXT_BYTES);

  g_assert_cmpint (feed (poor, dense), ==, -1);
  g_assert_cmpint (feed (free_of_charge, dense), ==, TEXT_BYTES);
  g_assert_cmpint (feed (rich, loose), ==, TEXT_BYTES);
  for (guint i = 0; i < 8; i++)
    g_assert_cmpint (feed (rich, dense), ==, TEXT_BYTES);
  g_assert_cmpint (feed (rich, dense), ==, TEXT_BYTES);
  g_assert_cmpint (feed (rich, dense), ==, -1);
}

#define ADD_ROWS(path, rows, func)                                                    \
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)                                     \
    {                                                                                 \
      g_autofree char *name = g_strconcat ("/net/deflate/" path, rows[i].name, NULL); \
      g_test_add_data_func (name, &rows[i], func);                                    \
    }

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD_ROWS ("conversation/", ways, test_conversation);
  g_test_add_func ("/net/deflate/wait", test_wait);
  g_test_add_func ("/net/deflate/wait-is-woken", test_wait_is_woken);
  g_test_add_func ("/net/deflate/deadlines-hold", test_deadlines_hold);
  ADD_ROWS ("bad/", bad_rows, test_bad);
  g_test_add_func ("/net/deflate/cut-anywhere", test_cut_anywhere);
  g_test_add_func ("/net/deflate/nothing-lies-between", test_nothing_lies_between);
  g_test_add_func ("/net/deflate/bomb", test_bomb);
  g_test_add_func ("/net/deflate/ratio", test_ratio);

  return g_test_run ();
}
