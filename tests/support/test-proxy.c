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
};

/* One connection through the proxy; a thread for each way. Kept until the proxy is freed. */
typedef struct
{
  TestProxy *proxy;
  GSocket   *client;
  GSocket   *server;
  GThread   *threads[2];
} Line;

typedef struct
{
  Line    *line;
  gboolean is_to_server;
} Way;

struct _TestProxy
{
  GMutex         mutex; /* guards what follows, except what is set once */
  GPtrArray     *lines;
  TestProxyFault fault;
  gint64         n_left[2]; /* to the client, to the server; -1 for any number */
  guint64        n_bytes[2];
  guint          chunk;
  guint          delay_ms;
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
break_line (Line    *line,
            gboolean is_reset)
{
  const struct sockaddr nowhere = { .sa_family = AF_UNSPEC };
  GSocket              *sockets[] = { line->client, line->server };

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
  TestProxy     *self = way->line->proxy;
  GSocket       *to = way->is_to_server ? way->line->server : way->line->client;
  TestProxyFault fault;
  gsize          n_allowed = take_allowance (self, way->is_to_server, size, &fault);

  while (n_allowed > 0)
    {
      guint  chunk = g_atomic_int_get (&self->chunk);
      guint  delay_ms = g_atomic_int_get (&self->delay_ms);
      gssize n_sent;

      if (delay_ms > 0)
        g_usleep (delay_ms * 1000);
      n_sent = g_socket_send (to, bytes, chunk > 0 ? MIN (chunk, n_allowed) : n_allowed, self->stop, NULL);
      if (n_sent <= 0)
        return FALSE;
      bytes += n_sent;
      n_allowed -= n_sent;
    }
  /* A stalled line swallows what comes. */
  if (fault == TEST_PROXY_END || fault == TEST_PROXY_RESET)
    break_line (way->line, fault == TEST_PROXY_RESET);

  return fault == TEST_PROXY_NONE || fault == TEST_PROXY_STALL;
}

static gpointer
run_way (gpointer data)
{
  g_autofree Way  *way = data;
  TestProxy       *self = way->line->proxy;
  GSocket         *from = way->is_to_server ? way->line->client : way->line->server;
  GSocket         *to = way->is_to_server ? way->line->server : way->line->client;
  g_autofree char *bytes = g_malloc (BLOCK_BYTES);
  gssize           n_read;

  while ((n_read = g_socket_receive (from, bytes, BLOCK_BYTES, self->stop, NULL)) > 0)
    if (!forward (way, bytes, n_read))
      return NULL;
  if (n_read == 0)
    g_socket_shutdown (to, FALSE, TRUE, NULL);

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
  *line = (Line){ .proxy = self, .client = client, .server = server };
  for (guint i = 0; i < 2; i++)
    {
      Way *way = g_new0 (Way, 1);

      *way = (Way){ .line = line, .is_to_server = i == 1 };
      line->threads[i] = g_thread_new ("test-proxy-way", run_way, way);
    }
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
                      guint      milliseconds)
{
  g_atomic_int_set (&self->delay_ms, milliseconds);
}

void
test_proxy_cut (TestProxy *self,
                gboolean   is_reset)
{
  g_mutex_lock (&self->mutex);
  for (guint i = 0; i < self->lines->len; i++)
    break_line (g_ptr_array_index (self->lines, i), is_reset);
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

      g_thread_join (line->threads[0]);
      g_thread_join (line->threads[1]);
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
