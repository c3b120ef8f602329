/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "test-proxy.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

enum
{
  BLOCK_BYTES = 64 * 1024,
  MAX_UNDERWAY_BYTES = 16 * 1024 * 1024, /* what a long, fat line holds */
};

/* What is under way from one side to the other, and when it arrives. */
typedef struct
{
  GBytes *bytes; /* %NULL for the end */
  gint64  due_us;
} Piece;

/* One direction of a line: a thread that takes in, and one that hands out in the same order. */
typedef struct
{
  TestProxy *proxy;
  GSocket   *from;
  GSocket   *to;
  gboolean   is_to_server;
  GThread   *threads[2];

  GMutex   mutex; /* guards what follows */
  GCond    changed;
  GQueue   pieces;
  gsize    n_underway;
  gboolean is_over; /* nothing is handed out any more */
} Way;

/* One connection through the proxy. Kept until the proxy is freed. */
typedef struct
{
  GSocket *client;
  GSocket *server;
  Way      ways[2];
} Line;

struct _TestProxy
{
  GMutex         mutex; /* guards what follows, except what is set once */
  GPtrArray     *lines;
  TestProxyFault fault;
  gint64         n_left[2]; /* to the client, to the server; -1 for any number */
  guint64        n_bytes[2];
  guint          chunk;
  guint          delay_ms[2];
  guint          n_connections;

  GSocket      *listener;
  GCancellable *stop;
  GThread      *thread;
  guint16       port;
  guint16       to_port;
};

/* The descriptors stay open until the end, because the other thread may be waiting on them: taking a
 * socket back to AF_UNSPEC resets the connection on Linux. */
static void
break_line (GSocket *one,
            GSocket *other,
            gboolean is_reset)
{
  const struct sockaddr nowhere = { .sa_family = AF_UNSPEC };
  GSocket              *sockets[] = { one, other };

  for (gsize i = 0; i < G_N_ELEMENTS (sockets); i++)
    {
      int fd = g_socket_get_fd (sockets[i]);

      if (!is_reset)
        shutdown (fd, SHUT_RDWR);
      else if (connect (fd, &nowhere, sizeof nowhere) < 0)
        g_warning ("Cannot reset a connection");
    }
}

/* How much of @n_ready may pass now; what happens when that is nothing. */
static gsize
take_allowance (TestProxy      *self,
                gboolean        is_to_server,
                gsize           n_ready,
                TestProxyFault *fault)
{
  gsize n_allowed = n_ready;

  g_mutex_lock (&self->mutex);
  *fault = TEST_PROXY_NONE;
  if (self->fault != TEST_PROXY_NONE && self->n_left[is_to_server] >= 0)
    {
      n_allowed = MIN (n_ready, (gsize)self->n_left[is_to_server]);
      self->n_left[is_to_server] -= n_allowed;
      if (n_allowed < n_ready)
        *fault = self->fault;
    }
  self->n_bytes[is_to_server] += n_allowed;
  g_mutex_unlock (&self->mutex);

  return n_allowed;
}

static gboolean
forward (Way        *way,
         const char *bytes,
         gsize       size)
{
  TestProxy     *self = way->proxy;
  TestProxyFault fault;
  gsize          n_allowed = take_allowance (self, way->is_to_server, size, &fault);

  while (n_allowed > 0)
    {
      guint  chunk = g_atomic_int_get (&self->chunk);
      gssize n_sent = g_socket_send (way->to, bytes, chunk > 0 ? MIN (chunk, n_allowed) : n_allowed, self->stop, NULL);

      if (n_sent <= 0)
        return FALSE;
      bytes += n_sent;
      n_allowed -= n_sent;
    }
  /* A stalled line swallows what comes. */
  if (fault == TEST_PROXY_END || fault == TEST_PROXY_RESET)
    break_line (way->from, way->to, fault == TEST_PROXY_RESET);

  return fault == TEST_PROXY_NONE || fault == TEST_PROXY_STALL;
}

static void
put (Way    *way,
     GBytes *bytes)
{
  Piece *piece = g_new (Piece, 1);

  *piece = (Piece){ bytes, g_get_monotonic_time () + (gint64)g_atomic_int_get (&way->proxy->delay_ms[way->is_to_server]) * 1000 };
  g_mutex_lock (&way->mutex);
  while (way->n_underway > MAX_UNDERWAY_BYTES && !way->is_over)
    g_cond_wait (&way->changed, &way->mutex);
  way->n_underway += bytes == NULL ? 0 : g_bytes_get_size (bytes);
  g_queue_push_tail (&way->pieces, piece);
  g_cond_broadcast (&way->changed);
  g_mutex_unlock (&way->mutex);
}

static gpointer
take_in (gpointer data)
{
  Way             *way = data;
  g_autofree char *block = g_malloc (BLOCK_BYTES);
  gssize           n_read;

  while ((n_read = g_socket_receive (way->from, block, BLOCK_BYTES, way->proxy->stop, NULL)) > 0)
    put (way, g_bytes_new (block, n_read));
  put (way, NULL);

  return NULL;
}

/* The next piece, once it is due; its bytes. */
static GBytes *
get (Way *way)
{
  Piece  *piece;
  GBytes *bytes;
  gint64  left_us;

  g_mutex_lock (&way->mutex);
  while ((piece = g_queue_pop_head (&way->pieces)) == NULL)
    g_cond_wait (&way->changed, &way->mutex);
  bytes = piece->bytes;
  way->n_underway -= bytes == NULL ? 0 : g_bytes_get_size (bytes);
  g_cond_broadcast (&way->changed);
  g_mutex_unlock (&way->mutex);
  left_us = piece->due_us - g_get_monotonic_time ();
  if (left_us > 0 && !g_cancellable_is_cancelled (way->proxy->stop))
    g_usleep (left_us);
  g_free (piece);

  return bytes;
}

static gpointer
hand_out (gpointer data)
{
  Way     *way = data;
  gboolean is_good = TRUE;

  while (is_good)
    {
      g_autoptr (GBytes) bytes = get (way);

      if (bytes == NULL)
        break;
      is_good = forward (way, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    }
  if (is_good)
    g_socket_shutdown (way->to, FALSE, TRUE, NULL);
  g_mutex_lock (&way->mutex);
  way->is_over = TRUE;
  g_cond_broadcast (&way->changed);
  g_mutex_unlock (&way->mutex);

  return NULL;
}

static GSocket *
connect_on (TestProxy *self)
{
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, self->to_port);

  if (!g_socket_connect (socket, address, self->stop, NULL))
    g_clear_object (&socket);

  return socket;
}

static void
start_way (Way       *way,
           TestProxy *self,
           GSocket   *from,
           GSocket   *to,
           gboolean   is_to_server)
{
  way->proxy = self;
  way->from = from;
  way->to = to;
  way->is_to_server = is_to_server;
  g_mutex_init (&way->mutex);
  g_cond_init (&way->changed);
  g_queue_init (&way->pieces);
  way->threads[0] = g_thread_new ("test-proxy-in", take_in, way);
  way->threads[1] = g_thread_new ("test-proxy-out", hand_out, way);
}

static void
end_way (Way *way)
{
  Piece *piece;

  g_thread_join (way->threads[0]);
  g_thread_join (way->threads[1]);
  while ((piece = g_queue_pop_head (&way->pieces)) != NULL)
    {
      g_clear_pointer (&piece->bytes, g_bytes_unref);
      g_free (piece);
    }
  g_cond_clear (&way->changed);
  g_mutex_clear (&way->mutex);
}

static void
start_line (TestProxy *self,
            GSocket   *client)
{
  GSocket *server = connect_on (self);
  Line    *line;

  if (server == NULL)
    {
      g_object_unref (client);
      return;
    }
  g_socket_set_option (client, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
  g_socket_set_option (server, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
  line = g_new0 (Line, 1);
  line->client = client;
  line->server = server;
  start_way (&line->ways[0], self, server, client, FALSE);
  start_way (&line->ways[1], self, client, server, TRUE);
  g_mutex_lock (&self->mutex);
  g_ptr_array_add (self->lines, line);
  self->n_connections++;
  g_mutex_unlock (&self->mutex);
}

static gpointer
run_proxy (gpointer data)
{
  TestProxy *self = data;
  GSocket   *client;

  while ((client = g_socket_accept (self->listener, self->stop, NULL)) != NULL)
    start_line (self, client);

  return NULL;
}

TestProxy *
test_proxy_new (guint16 to_port)
{
  TestProxy *self = g_new0 (TestProxy, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;

  g_mutex_init (&self->mutex);
  self->lines = g_ptr_array_new ();
  self->n_left[0] = self->n_left[1] = -1;
  self->to_port = to_port;
  self->stop = g_cancellable_new ();
  self->listener = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_assert_true (g_socket_bind (self->listener, wanted, TRUE, NULL) && g_socket_listen (self->listener, NULL));
  bound = g_socket_get_local_address (self->listener, NULL);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  self->thread = g_thread_new ("test-proxy", run_proxy, self);

  return self;
}

guint16
test_proxy_get_port (TestProxy *self)
{
  return self->port;
}

void
test_proxy_set_fault (TestProxy     *self,
                      TestProxyFault fault,
                      gint64         n_to_server,
                      gint64         n_to_client)
{
  g_mutex_lock (&self->mutex);
  self->fault = fault;
  self->n_left[FALSE] = n_to_client;
  self->n_left[TRUE] = n_to_server;
  g_mutex_unlock (&self->mutex);
}

void
test_proxy_set_chunk (TestProxy *self,
                      guint      n_bytes)
{
  g_atomic_int_set (&self->chunk, n_bytes);
}

void
test_proxy_set_delay (TestProxy *self,
                      guint      to_server_ms,
                      guint      to_client_ms)
{
  g_atomic_int_set (&self->delay_ms[FALSE], to_client_ms);
  g_atomic_int_set (&self->delay_ms[TRUE], to_server_ms);
}

void
test_proxy_cut (TestProxy *self,
                gboolean   is_reset)
{
  g_mutex_lock (&self->mutex);
  for (guint i = 0; i < self->lines->len; i++)
    {
      Line *line = g_ptr_array_index (self->lines, i);

      break_line (line->client, line->server, is_reset);
    }
  g_mutex_unlock (&self->mutex);
}

guint
test_proxy_get_n_connections (TestProxy *self)
{
  guint n_connections;

  g_mutex_lock (&self->mutex);
  n_connections = self->n_connections;
  g_mutex_unlock (&self->mutex);

  return n_connections;
}

guint64
test_proxy_get_n_bytes (TestProxy *self,
                        gboolean   is_to_server)
{
  guint64 n_bytes;

  g_mutex_lock (&self->mutex);
  n_bytes = self->n_bytes[is_to_server];
  g_mutex_unlock (&self->mutex);

  return n_bytes;
}

void
test_proxy_free (TestProxy *self)
{
  g_cancellable_cancel (self->stop);
  g_thread_join (self->thread);
  for (guint i = 0; i < self->lines->len; i++)
    {
      Line *line = g_ptr_array_index (self->lines, i);

      end_way (&line->ways[0]);
      end_way (&line->ways[1]);
      g_object_unref (line->client);
      g_object_unref (line->server);
      g_free (line);
    }
  g_ptr_array_unref (self->lines);
  g_object_unref (self->listener);
  g_object_unref (self->stop);
  g_mutex_clear (&self->mutex);
  g_free (self);
}
