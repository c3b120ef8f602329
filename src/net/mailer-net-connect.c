/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Only GIO's asynchronous connect tries IPv6 and IPv4 side by side (RFC 8305), and only it can be
 * given one deadline for the name service, the proxy and the connection together. It runs here in a
 * main context of its own that nobody else can see, so nothing of the program re-enters. */

#include "config.h"

#include "mailer-net-connect-private.h"
#include "mailer-cancel-source.h"
#include "mailer-net-error-private.h"

#include <netinet/in.h>
#include <netinet/tcp.h>

/* A dead line is noticed within a minute, also when nothing else asks for an answer and when the machine has slept:
 * after 30 s of silence and three probes of 10 s, or after 45 s with something unacknowledged. */
enum
{
  KEEPALIVE_IDLE_S = 30,
  KEEPALIVE_INTERVAL_S = 10,
  KEEPALIVE_PROBES = 3,
  UNACKNOWLEDGED_MS = 45 * 1000,
};

typedef struct
{
  GSocketConnection *connection;
  GError            *error;
  gboolean           is_done;
  gboolean           is_timed_out;
  GCancellable      *inner;
} Attempt;

static void
connected_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  Attempt *attempt = data;

  attempt->connection = g_socket_client_connect_finish (G_SOCKET_CLIENT (source), result, &attempt->error);
  attempt->is_done = TRUE;
}

static gboolean
deadline_cb (gpointer data)
{
  Attempt *attempt = data;

  attempt->is_timed_out = TRUE;
  g_cancellable_cancel (attempt->inner);

  return G_SOURCE_REMOVE;
}

/* On this thread: what GIO made for the inner one is destroyed here. */
static gboolean
cancelled_cb (gpointer data)
{
  Attempt *attempt = data;

  g_cancellable_cancel (attempt->inner);

  return G_SOURCE_REMOVE;
}

static GSource *
attach_deadline (GMainContext *context,
                 Attempt      *attempt,
                 gint64        deadline_us)
{
  gint64   left_us = MAX (deadline_us - g_get_monotonic_time (), 0);
  GSource *source = g_timeout_source_new ((guint)MIN ((left_us + 999) / 1000, G_MAXUINT));

  g_source_set_callback (source, deadline_cb, attempt, NULL);
  g_source_attach (source, context);

  return source;
}

static GSource *
attach_cancellable (GMainContext *context,
                    Attempt      *attempt,
                    GCancellable *cancellable)
{
  GSource *source = mailer_cancel_source_new (cancellable);

  g_source_set_callback (source, cancelled_cb, attempt, NULL);
  g_source_attach (source, context);

  return source;
}

static void
remove_source (GSource *source)
{
  if (source == NULL)
    return;
  g_source_destroy (source);
  g_source_unref (source);
}

static void
run_attempt (Attempt                 *attempt,
             const MailerNetEndpoint *endpoint,
             GCancellable            *cancellable,
             gint64                   deadline_us)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GMainContextPusher) pusher = g_main_context_pusher_new (context);
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnectable) address = g_network_address_new (endpoint->host, endpoint->port);
  GSource *deadline = deadline_us < 0 ? NULL : attach_deadline (context, attempt, deadline_us);
  GSource *cancel = cancellable == NULL ? NULL : attach_cancellable (context, attempt, cancellable);

  g_socket_client_connect_async (client, address, attempt->inner, connected_cb, attempt);
  while (!attempt->is_done)
    g_main_context_iteration (context, TRUE);
  remove_source (deadline);
  remove_source (cancel);

  /* The attempts that lost the race report here too; unheard, they would keep the context alive. */
  while (g_main_context_iteration (context, FALSE))
    ;
}

static void
set_socket_options (GSocket *socket)
{
  g_socket_set_keepalive (socket, TRUE);
  if (g_socket_get_protocol (socket) != G_SOCKET_PROTOCOL_TCP
      && g_socket_get_protocol (socket) != G_SOCKET_PROTOCOL_DEFAULT)
    return;
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_KEEPIDLE, KEEPALIVE_IDLE_S, NULL);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_KEEPINTVL, KEEPALIVE_INTERVAL_S, NULL);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_KEEPCNT, KEEPALIVE_PROBES, NULL);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_USER_TIMEOUT, UNACKNOWLEDGED_MS, NULL);
}

GSocketConnection *
mailer_net_connect (const MailerNetEndpoint *endpoint,
                    GCancellable            *cancellable,
                    gint64                   deadline_us,
                    GError                 **error)
{
  g_autoptr (GCancellable) inner = g_cancellable_new ();
  Attempt attempt = { .inner = inner };

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  run_attempt (&attempt, endpoint, cancellable, deadline_us);
  if (attempt.connection != NULL)
    {
      set_socket_options (g_socket_connection_get_socket (attempt.connection));
      return attempt.connection;
    }
  if (attempt.is_timed_out)
    {
      g_clear_error (&attempt.error);
      mailer_net_error_set (error, MAILER_NET_ERROR_TIMED_OUT, endpoint->host,
                            "Cannot connect to %s: no answer in time", endpoint->host);
    }
  else
    mailer_net_error_take (error, attempt.error, endpoint->host, "Cannot connect to");

  return NULL;
}
