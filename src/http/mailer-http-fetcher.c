/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* libsoup's synchronous calls know no deadline, so its asynchronous ones run here in a main context
 * that belongs to the fetcher alone. A get is a chain of hops; each hop is checked before anything of
 * it leaves the machine, and redirects are followed by us, not by libsoup. */

#include "config.h"

#include "mailer-http-fetcher.h"
#include "mailer-cancel-source.h"
#include "mailer-http-private-address-private.h"

#include <libsoup/soup.h>
#include <string.h>

enum
{
  DEFAULT_MAX_BYTES = 1024 * 1024,
  MAX_REDIRECTS = 5,
  MAX_ADDRESS_BYTES = 16 * 1024,
  BLOCK_BYTES = 32 * 1024,
};

struct _MailerHttpFetcher
{
  GMainContext *context;
  SoupSession  *session;
};

/* One call of get. */
typedef struct
{
  MailerHttpFetcher       *fetcher;
  const MailerHttpOptions *options;
  GUri                    *uri; /* of the present hop */
  SoupMessage             *message;
  GInputStream            *stream;
  GByteArray              *body;
  GCancellable            *inner;
  GError                  *error;
  gboolean                 is_done; /* the asynchronous call that runs */
  gboolean                 is_private;
  gboolean                 is_old_tls;
  gboolean                 is_timed_out;
} Fetch;

MAILER_DEFINE_ERROR (mailer_http_error)

static void
set_error (GError        **error,
           MailerHttpError code,
           GUri           *uri,
           const char     *format,
           ...) G_GNUC_PRINTF (4, 5);

static void
set_error (GError        **error,
           MailerHttpError code,
           GUri           *uri,
           const char     *format,
           ...)
{
  MailerErrorDetails *details;
  GError             *made;
  va_list             arguments;

  va_start (arguments, format);
  made = g_error_new_valist (MAILER_HTTP_ERROR, code, format, arguments);
  va_end (arguments);
  details = mailer_error_edit_details (made);
  details->scope = MAILER_ERROR_SCOPE_MESSAGE;
  details->retry = code == MAILER_HTTP_ERROR_NOT_FOUND || code == MAILER_HTTP_ERROR_CONNECTION
                           || code == MAILER_HTTP_ERROR_TIMED_OUT
                       ? MAILER_ERROR_RETRY_LATER
                       : MAILER_ERROR_RETRY_NEVER;
  details->host = uri == NULL ? NULL : g_strdup (g_uri_get_host (uri));
  g_propagate_error (error, made);
}

MailerHttpFetcher *
mailer_http_fetcher_new (GTlsDatabase *authorities)
{
  MailerHttpFetcher *self = g_new0 (MailerHttpFetcher, 1);
  g_autoptr (GMainContextPusher) pusher = NULL;

  self->context = g_main_context_new ();
  pusher = g_main_context_pusher_new (self->context);
  /* Some servers refuse a request without a user agent; this one says nothing. */
  self->session = soup_session_new_with_options ("user-agent", "Mozilla/5.0", "timeout", 60,
                                                 "tls-database", authorities, NULL);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_AUTH_MANAGER);

  return self;
}

static void
run_what_is_left (GMainContext *context)
{
  while (g_main_context_iteration (context, FALSE))
    ;
}

void
mailer_http_fetcher_free (MailerHttpFetcher *self)
{
  if (self == NULL)
    return;
  g_main_context_push_thread_default (self->context);
  soup_session_abort (self->session);
  g_object_unref (self->session);
  run_what_is_left (self->context);
  g_main_context_pop_thread_default (self->context);
  g_main_context_unref (self->context);
  g_free (self);
}

void
mailer_http_response_free (MailerHttpResponse *self)
{
  if (self == NULL)
    return;
  g_bytes_unref (self->body);
  g_free (self->content_type);
  g_free (self->charset);
  g_free (self->address);
  g_free (self);
}

static void
clear_fetch (Fetch *fetch)
{
  g_clear_pointer (&fetch->uri, g_uri_unref);
  g_clear_object (&fetch->message);
  g_clear_object (&fetch->stream);
  g_clear_pointer (&fetch->body, g_byte_array_unref);
  g_clear_object (&fetch->inner);
  g_clear_error (&fetch->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fetch, clear_fetch)

/* GUri takes almost anything for a host. An international name is left to the resolver. */
static gboolean
is_host (const char *host)
{
  if (host == NULL || *host == '\0')
    return FALSE;
  for (const char *p = host; *p != '\0'; p++)
    if (g_ascii_isprint (*p) ? !g_ascii_isalnum (*p) && strchr ("-._:", *p) == NULL : !(*p & 0x80))
      return FALSE;

  return TRUE;
}

static gboolean
check_uri (Fetch   *fetch,
           GUri    *uri,
           GError **error)
{
  const char *scheme = g_uri_get_scheme (uri);
  gboolean    is_good_scheme = g_str_equal (scheme, "https")
                            || (g_str_equal (scheme, "http") && fetch->options->is_plain_allowed);

  if (is_good_scheme && is_host (g_uri_get_host (uri)) && g_uri_get_userinfo (uri) == NULL)
    return TRUE;
  set_error (error, MAILER_HTTP_ERROR_ADDRESS, uri, "Addresses such as this one (%s) are not fetched", scheme);

  return FALSE;
}

static GUri *
parse_address (Fetch      *fetch,
               GUri       *base,
               const char *address,
               GError    **error)
{
  g_autoptr (GUri) uri = NULL;

  if (strlen (address) <= MAX_ADDRESS_BYTES)
    uri = g_uri_parse_relative (base, address, SOUP_HTTP_URI_FLAGS & ~G_URI_FLAGS_HAS_PASSWORD, NULL);
  if (uri == NULL)
    {
      set_error (error, MAILER_HTTP_ERROR_ADDRESS, base, "Not an address");
      return NULL;
    }

  return check_uri (fetch, uri, error) ? g_steal_pointer (&uri) : NULL;
}

/* Whom the connection is about to be made with; through a proxy, whom it is to make it with. */
static GInetAddress *
get_target (GSocketConnection *connection)
{
  g_autoptr (GSocketAddress) remote = g_socket_connection_get_remote_address (connection, NULL);

  if (G_IS_PROXY_ADDRESS (remote))
    return g_inet_address_new_from_string (g_proxy_address_get_destination_hostname (G_PROXY_ADDRESS (remote)));
  if (G_IS_INET_SOCKET_ADDRESS (remote))
    return g_object_ref (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (remote)));

  return NULL;
}

/* GIO speaks TLS 1.1 to servers that know nothing newer; nothing is asked of them. */
static void
check_protocol (Fetch          *fetch,
                GTlsConnection *connection)
{
  if (g_tls_connection_get_protocol_version (connection) >= G_TLS_PROTOCOL_VERSION_TLS_1_2)
    return;
  fetch->is_old_tls = TRUE;
  g_cancellable_cancel (fetch->inner);
}

/* GSocketClient says this with the resolved address and before it connects; a closed socket cannot.
 * There is no second look-up between this check and the connection that could answer otherwise. */
static void
network_event_cb (SoupMessage       *message,
                  GSocketClientEvent event,
                  GIOStream         *connection,
                  gpointer           data)
{
  Fetch *fetch = data;
  g_autoptr (GInetAddress) target = NULL;

  if (event == G_SOCKET_CLIENT_TLS_HANDSHAKED && G_IS_TLS_CONNECTION (connection))
    check_protocol (fetch, G_TLS_CONNECTION (connection));
  if (event != G_SOCKET_CLIENT_CONNECTING || fetch->options->is_private_allowed || !G_IS_SOCKET_CONNECTION (connection))
    return;
  target = get_target (G_SOCKET_CONNECTION (connection));
  if (target == NULL || !mailer_http_is_private_address (target))
    return;
  fetch->is_private = TRUE;
  g_socket_close (g_socket_connection_get_socket (G_SOCKET_CONNECTION (connection)), NULL);
}

static void
sent_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  Fetch *fetch = data;

  fetch->stream = soup_session_send_finish (SOUP_SESSION (source), result, &fetch->error);
  fetch->is_done = TRUE;
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  Fetch *fetch = data;
  g_autoptr (GBytes) block = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &fetch->error);

  fetch->is_done = block == NULL || g_bytes_get_size (block) == 0;
  if (fetch->is_done)
    return;
  g_byte_array_append (fetch->body, g_bytes_get_data (block, NULL), g_bytes_get_size (block));
  if (fetch->body->len > fetch->options->max_bytes)
    fetch->is_done = TRUE;
  else
    g_input_stream_read_bytes_async (fetch->stream, BLOCK_BYTES, G_PRIORITY_DEFAULT, fetch->inner, read_cb, fetch);
}

static void
run_until_done (Fetch *fetch)
{
  while (!fetch->is_done)
    g_main_context_iteration (fetch->fetcher->context, TRUE);
  fetch->is_done = FALSE;
}

static MailerHttpError
code_for (const GError *cause)
{
  if (cause->domain == G_RESOLVER_ERROR)
    return MAILER_HTTP_ERROR_NOT_FOUND;
  if (g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE))
    return MAILER_HTTP_ERROR_CERTIFICATE;
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return MAILER_HTTP_ERROR_TIMED_OUT;
  if (g_error_matches (cause, SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_REDIRECT_BAD_URI))
    return MAILER_HTTP_ERROR_REDIRECT;

  return MAILER_HTTP_ERROR_CONNECTION;
}

static void
take_error (Fetch   *fetch,
            GError **error)
{
  const char *host = g_uri_get_host (fetch->uri);

  if (fetch->is_private)
    set_error (error, MAILER_HTTP_ERROR_PRIVATE, fetch->uri, "%s is in a private network", host);
  else if (fetch->is_old_tls)
    set_error (error, MAILER_HTTP_ERROR_CERTIFICATE, fetch->uri, "%s speaks only TLS older than 1.2", host);
  else if (fetch->is_timed_out)
    set_error (error, MAILER_HTTP_ERROR_TIMED_OUT, fetch->uri, "%s did not answer in time", host);
  else if (g_error_matches (fetch->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&fetch->error));
  else
    set_error (error, code_for (fetch->error), fetch->uri, "Cannot fetch from %s: %s", host, fetch->error->message);
}

static gboolean
send_hop (Fetch   *fetch,
          GError **error)
{
  g_clear_object (&fetch->stream);
  g_clear_object (&fetch->message);
  fetch->message = soup_message_new_from_uri (SOUP_METHOD_GET, fetch->uri);
  soup_message_add_flags (fetch->message, SOUP_MESSAGE_NO_REDIRECT);
  if (fetch->options->accept != NULL)
    soup_message_headers_replace (soup_message_get_request_headers (fetch->message), "Accept", fetch->options->accept);
  g_signal_connect (fetch->message, "network-event", G_CALLBACK (network_event_cb), fetch);
  soup_session_send_async (fetch->fetcher->session, fetch->message, G_PRIORITY_DEFAULT, fetch->inner, sent_cb, fetch);
  run_until_done (fetch);
  g_signal_handlers_disconnect_by_data (fetch->message, fetch);
  if (fetch->stream != NULL)
    {
      /* Of several addresses a public one answered. */
      fetch->is_private = FALSE;
      return TRUE;
    }
  take_error (fetch, error);

  return FALSE;
}

/* Moves on to where a redirect leads. */
static gboolean
follow (Fetch   *fetch,
        GError **error)
{
  const char *location = soup_message_headers_get_one (soup_message_get_response_headers (fetch->message), "Location");
  GUri       *next;

  if (location == NULL)
    {
      set_error (error, MAILER_HTTP_ERROR_REDIRECT, fetch->uri, "%s leads nowhere", g_uri_get_host (fetch->uri));
      return FALSE;
    }
  next = parse_address (fetch, fetch->uri, location, error);
  if (next == NULL)
    return FALSE;
  if (g_str_equal (g_uri_get_scheme (fetch->uri), "https") && !g_str_equal (g_uri_get_scheme (next), "https"))
    {
      set_error (error, MAILER_HTTP_ERROR_REDIRECT, fetch->uri, "%s leads from https to http",
                 g_uri_get_host (fetch->uri));
      g_uri_unref (next);
      return FALSE;
    }
  g_uri_unref (fetch->uri);
  fetch->uri = next;

  return TRUE;
}

static gboolean
is_redirect (guint status)
{
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

static gboolean
check_status (Fetch   *fetch,
              GError **error)
{
  guint status = soup_message_get_status (fetch->message);
  g_autoptr (GError) made = NULL;

  if (status == SOUP_STATUS_OK)
    return TRUE;
  set_error (&made, MAILER_HTTP_ERROR_STATUS, fetch->uri, "%s answered %u", g_uri_get_host (fetch->uri), status);
  mailer_error_edit_details (made)->response_code = g_strdup_printf ("%u", status);
  mailer_error_edit_details (made)->retry = status >= 500 || status == 429
                                                ? MAILER_ERROR_RETRY_LATER
                                                : MAILER_ERROR_RETRY_NEVER;
  g_propagate_error (error, g_steal_pointer (&made));

  return FALSE;
}

static gboolean
send_hops (Fetch   *fetch,
           GError **error)
{
  for (guint n_hops = 0; n_hops <= MAX_REDIRECTS; n_hops++)
    {
      if (!send_hop (fetch, error))
        return FALSE;
      if (!is_redirect (soup_message_get_status (fetch->message)))
        return check_status (fetch, error);
      if (!follow (fetch, error))
        return FALSE;
    }
  set_error (error, MAILER_HTTP_ERROR_REDIRECT, fetch->uri, "%s leads on and on", g_uri_get_host (fetch->uri));

  return FALSE;
}

static gboolean
read_body (Fetch   *fetch,
           GError **error)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (fetch->message);
  goffset             announced = soup_message_headers_get_content_length (headers);

  fetch->body = g_byte_array_new ();
  if (announced <= (goffset)fetch->options->max_bytes)
    {
      g_input_stream_read_bytes_async (fetch->stream, BLOCK_BYTES, G_PRIORITY_DEFAULT, fetch->inner, read_cb, fetch);
      run_until_done (fetch);
    }
  if (fetch->error != NULL)
    {
      take_error (fetch, error);
      return FALSE;
    }
  if (announced <= (goffset)fetch->options->max_bytes && fetch->body->len <= fetch->options->max_bytes)
    return TRUE;
  set_error (error, MAILER_HTTP_ERROR_TOO_LARGE, fetch->uri,
             "%s sends more than %" G_GSIZE_FORMAT " bytes", g_uri_get_host (fetch->uri),
             fetch->options->max_bytes);

  return FALSE;
}

static MailerHttpResponse *
make_response (Fetch *fetch)
{
  MailerHttpResponse *response = g_new0 (MailerHttpResponse, 1);
  g_autoptr (GHashTable) parameters = NULL;
  const char *type = soup_message_headers_get_content_type (soup_message_get_response_headers (
                                                                fetch->message),
                                                            &parameters);

  response->body = g_byte_array_free_to_bytes (g_steal_pointer (&fetch->body));
  response->content_type = type == NULL ? NULL : g_ascii_strdown (type, -1);
  response->charset = parameters == NULL ? NULL : g_strdup (g_hash_table_lookup (parameters, "charset"));
  response->address = g_uri_to_string (fetch->uri);

  return response;
}

static gboolean
deadline_cb (gpointer data)
{
  Fetch *fetch = data;

  fetch->is_timed_out = TRUE;
  g_cancellable_cancel (fetch->inner);

  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (gpointer data)
{
  Fetch *fetch = data;

  g_cancellable_cancel (fetch->inner);

  return G_SOURCE_REMOVE;
}

static GSource *
attach (Fetch      *fetch,
        GSource    *source,
        GSourceFunc callback)
{
  g_source_set_callback (source, callback, fetch, NULL);
  g_source_attach (source, fetch->fetcher->context);

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

static MailerHttpResponse *
run_fetch (Fetch        *fetch,
           const char   *address,
           GCancellable *cancellable,
           gint64        deadline_us,
           GError      **error)
{
  gint64   left_ms = (MAX (deadline_us - g_get_monotonic_time (), 0) + 999) / 1000;
  GSource *deadline = deadline_us < 0
                          ? NULL
                          : attach (fetch, g_timeout_source_new ((guint)MIN (left_ms, G_MAXUINT)),
                                    deadline_cb);
  GSource *cancel = cancellable == NULL ? NULL
                                        : attach (fetch, mailer_cancel_source_new (cancellable), cancelled_cb);
  gboolean is_good;

  fetch->uri = parse_address (fetch, NULL, address, error);
  is_good = fetch->uri != NULL && send_hops (fetch, error) && read_body (fetch, error);
  remove_source (deadline);
  remove_source (cancel);

  return is_good ? make_response (fetch) : NULL;
}

MailerHttpResponse *
mailer_http_fetcher_get (MailerHttpFetcher       *self,
                         const char              *address,
                         const MailerHttpOptions *options,
                         GCancellable            *cancellable,
                         gint64                   deadline_us,
                         GError                 **error)
{
  MailerHttpOptions used = options != NULL ? *options : (MailerHttpOptions){ 0 };
  g_auto (Fetch) fetch = { .fetcher = self, .options = &used, .inner = g_cancellable_new () };
  MailerHttpResponse *response;

  g_return_val_if_fail (self != NULL && address != NULL, NULL);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (used.max_bytes == 0)
    used.max_bytes = DEFAULT_MAX_BYTES;
  g_main_context_push_thread_default (self->context);
  response = run_fetch (&fetch, address, cancellable, deadline_us, error);
  clear_fetch (&fetch);
  run_what_is_left (self->context);
  g_main_context_pop_thread_default (self->context);

  return response;
}
