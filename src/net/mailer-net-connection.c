/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One connection: a socket with a deadline (MailerNetStream), TLS on it or not yet, compression on that
 * or not, and one read buffer on top. The buffer is filled by a read from below only, so what it holds
 * was received in the state of encryption and compression that the connection is in: start_tls() and
 * start_deflate() refuse to go on with anything in it.
 * Owned by one worker; no function is called while another one runs. */

#include "config.h"

#include "mailer-net-connect-private.h"
#include "mailer-net-connection-private.h"
#include "mailer-net-deflate-private.h"
#include "mailer-net-error-private.h"
#include "mailer-net-sasl.h"
#include "mailer-net-stream-private.h"
#include "mailer-net-tls-private.h"

#include <string.h>

enum
{
  BUFFER_BYTES = 32 * 1024,
};

struct _MailerNetConnection
{
  MailerNetStream  *base;
  GIOStream        *stream;  /* what is read and written: @base or TLS on it */
  MailerNetDeflate *deflate; /* (nullable): what goes through @stream is compressed */
  MailerNetLog     *log;
  char             *host;
  char             *ca_file;
  char             *pinned_fingerprint;
  char             *client_certificate;
  char             *client_certificate_password;
  guint16           port;
  gboolean          is_local; /* the other side is this machine */
  gboolean          is_encrypted;
  GError           *read_error; /* seen by a wait, for the next read */
  gsize             start;      /* what is buffered: [start, end) */
  gsize             end;
  guint8            buffer[BUFFER_BYTES];
};

/* Behind a proxy of this machine is the rest of the world. */
static gboolean
is_loopback (GSocketConnection *base)
{
  g_autoptr (GSocketAddress) remote = g_socket_connection_get_remote_address (base, NULL);

  return G_IS_INET_SOCKET_ADDRESS (remote) && !G_IS_PROXY_ADDRESS (remote)
         && g_inet_address_get_is_loopback (
             g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (remote)));
}

MailerNetConnection *
mailer_net_connection_new_for_socket (GSocketConnection       *base,
                                      const MailerNetEndpoint *endpoint)
{
  MailerNetConnection *self;
  g_autofree char     *remark = NULL;

  g_return_val_if_fail (G_IS_SOCKET_CONNECTION (base) && endpoint != NULL && endpoint->host != NULL, NULL);

  self = g_new0 (MailerNetConnection, 1);
  self->base = mailer_net_stream_new (base);
  self->stream = g_object_ref (G_IO_STREAM (self->base));
  self->log = endpoint->log != NULL ? mailer_net_log_ref (endpoint->log)
                                    : mailer_net_log_new_for (endpoint->host, endpoint->port);
  self->host = g_strdup (endpoint->host);
  self->ca_file = g_strdup (endpoint->ca_file);
  self->pinned_fingerprint = g_strdup (endpoint->pinned_fingerprint);
  self->client_certificate = g_strdup (endpoint->client_certificate);
  self->client_certificate_password = g_strdup (endpoint->client_certificate_password);
  self->port = endpoint->port;
  self->is_local = is_loopback (base);
  remark = g_strdup_printf ("Connected to %s, port %u", endpoint->host, endpoint->port);
  mailer_net_log_begin (self->log, remark);

  return self;
}

static gboolean
encrypt (MailerNetConnection *self,
         GCancellable        *cancellable,
         gint64               deadline_us,
         GError             **error)
{
  const MailerNetEndpoint endpoint = {
    .host = self->host,
    .port = self->port,
    .ca_file = self->ca_file,
    .pinned_fingerprint = self->pinned_fingerprint,
    .client_certificate = self->client_certificate,
    .client_certificate_password = self->client_certificate_password,
  };
  GIOStream *encrypted;

  mailer_net_stream_set_deadline (self->base, deadline_us);
  encrypted = mailer_net_tls_handshake (self->base, &endpoint, cancellable, error);
  if (encrypted == NULL)
    return FALSE;
  g_object_unref (self->stream);
  self->stream = encrypted;
  self->is_encrypted = TRUE;
  mailer_net_log_remark (self->log, "The connection is encrypted");

  return TRUE;
}

MailerNetConnection *
mailer_net_connection_open (const MailerNetEndpoint *endpoint,
                            GCancellable            *cancellable,
                            gint64                   deadline_us,
                            GError                 **error)
{
  g_autoptr (GSocketConnection) base = NULL;
  g_autoptr (MailerNetConnection) self = NULL;

  g_return_val_if_fail (endpoint != NULL && endpoint->host != NULL && endpoint->port != 0, NULL);

  base = mailer_net_connect (endpoint, cancellable, deadline_us, error);
  if (base == NULL)
    return NULL;
  self = mailer_net_connection_new_for_socket (base, endpoint);
  if (endpoint->security == MAILER_SECURITY_TLS && !encrypt (self, cancellable, deadline_us, error))
    return NULL;

  return g_steal_pointer (&self);
}

void
mailer_net_connection_free (MailerNetConnection *self)
{
  if (self == NULL)
    return;
  mailer_net_stream_set_deadline (self->base, 0);
  g_io_stream_close (self->stream, NULL, NULL);
  g_object_unref (self->stream);
  g_object_unref (self->base);
  mailer_net_deflate_free (self->deflate);
  mailer_net_log_unref (self->log);
  g_clear_error (&self->read_error);
  g_free (self->host);
  g_free (self->ca_file);
  g_free (self->pinned_fingerprint);
  g_free (self->client_certificate);
  mailer_net_sasl_free_text (self->client_certificate_password);
  g_free (self);
}

gboolean
mailer_net_connection_is_encrypted (MailerNetConnection *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->is_encrypted;
}

gboolean
mailer_net_connection_is_local (MailerNetConnection *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->is_local;
}

const char *
mailer_net_connection_get_host (MailerNetConnection *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->host;
}

guint16
mailer_net_connection_get_port (MailerNetConnection *self)
{
  return self->port;
}

GTlsConnection *
mailer_net_connection_get_tls (MailerNetConnection *self)
{
  return self->is_encrypted ? G_TLS_CONNECTION (self->stream) : NULL;
}

MailerNetLog *
mailer_net_connection_get_log (MailerNetConnection *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->log;
}

/* What came of a read: the end is an error, and everything received is logged. */
static gssize
receive (MailerNetConnection *self,
         const void          *data,
         gssize               n_read,
         GError              *cause,
         GError             **error)
{
  if (n_read > 0)
    mailer_net_log_add (self->log, MAILER_NET_DIRECTION_IN, data, n_read);
  if (n_read > 0)
    return n_read;
  if (n_read == 0)
    mailer_net_error_set (error, MAILER_NET_ERROR_CLOSED, self->host, "%s closed the connection", self->host);
  else if (cause->domain == MAILER_NET_ERROR)
    g_propagate_error (error, cause);
  else
    mailer_net_error_take (error, cause, self->host, "Cannot read from");

  return -1;
}

static gssize
read_compressed (MailerNetConnection *self,
                 void                *buffer,
                 gsize                size,
                 gboolean             is_blocking,
                 GCancellable        *cancellable,
                 GError             **error)
{
  GInputStream *input = g_io_stream_get_input_stream (self->stream);

  if (is_blocking)
    return g_input_stream_read (input, buffer, size, cancellable, error);

  return g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (input), buffer, size, cancellable, error);
}

/* Bytes that expand to nothing do not keep a call from ending: each round looks at the clock. */
static gssize
read_plain (MailerNetConnection *self,
            void                *buffer,
            gsize                size,
            gboolean             is_blocking,
            GCancellable        *cancellable,
            GError             **error)
{
  if (self->deflate == NULL)
    return read_compressed (self, buffer, size, is_blocking, cancellable, error);

  for (gboolean is_first = TRUE;; is_first = FALSE)
    {
      gssize  n_expanded = mailer_net_deflate_expand (self->deflate, buffer, size, error);
      guint8 *room;
      gsize   n_room;
      gssize  n_read;

      if (n_expanded != 0)
        return n_expanded;
      if (!is_first && !mailer_net_stream_check_deadline (self->base, error))
        return -1;
      room = mailer_net_deflate_get_room (self->deflate, &n_room);
      n_read = read_compressed (self, room, n_room, is_blocking, cancellable, error);
      if (n_read <= 0)
        return n_read;
      mailer_net_deflate_add (self->deflate, n_read);
    }
}

static gssize
read_stream (MailerNetConnection *self,
             void                *buffer,
             gsize                size,
             GCancellable        *cancellable,
             gint64               deadline_us,
             GError             **error)
{
  GError *cause = NULL;
  gssize  n_read;

  if (self->read_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&self->read_error));
      return -1;
    }
  mailer_net_stream_set_deadline (self->base, deadline_us);
  n_read = read_plain (self, buffer, size, TRUE, cancellable, &cause);

  return receive (self, buffer, n_read, cause, error);
}

gssize
mailer_net_connection_read_some (MailerNetConnection *self,
                                 void                *buffer,
                                 gsize                size,
                                 GCancellable        *cancellable,
                                 gint64               deadline_us,
                                 GError             **error)
{
  gsize n_taken;

  g_return_val_if_fail (self != NULL && buffer != NULL && size > 0, -1);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return -1;
  if (self->start == self->end)
    return read_stream (self, buffer, size, cancellable, deadline_us, error);
  n_taken = MIN (size, self->end - self->start);
  memcpy (buffer, self->buffer + self->start, n_taken);
  self->start += n_taken;

  return n_taken;
}

static gboolean
fill_buffer (MailerNetConnection *self,
             GCancellable        *cancellable,
             gint64               deadline_us,
             GError             **error)
{
  gssize n_read = read_stream (self, self->buffer, sizeof self->buffer, cancellable, deadline_us, error);

  self->start = 0;
  self->end = MAX (n_read, 0);

  return n_read > 0;
}

static GBytes *
take_line (GByteArray *line)
{
  gsize size = line->len;

  if (size > 0 && line->data[size - 1] == '\r')
    g_byte_array_set_size (line, size - 1);

  return g_byte_array_free_to_bytes (line);
}

GBytes *
mailer_net_connection_read_line (MailerNetConnection *self,
                                 gsize                max_bytes,
                                 GCancellable        *cancellable,
                                 gint64               deadline_us,
                                 GError             **error)
{
  g_autoptr (GByteArray) line = g_byte_array_new ();

  g_return_val_if_fail (self != NULL && max_bytes > 0, NULL);

  for (;;)
    {
      const guint8 *found;
      gsize         n_line;

      if (self->start == self->end && !fill_buffer (self, cancellable, deadline_us, error))
        return NULL;
      found = memchr (self->buffer + self->start, '\n', self->end - self->start);
      n_line = found == NULL ? self->end - self->start : (gsize)(found - self->buffer) - self->start;
      if (n_line + (found != NULL) > max_bytes - line->len)
        {
          mailer_net_error_set (error, MAILER_NET_ERROR_LIMIT, self->host,
                                "%s sent a line of more than %" G_GSIZE_FORMAT " bytes", self->host,
                                max_bytes);
          return NULL;
        }
      g_byte_array_append (line, self->buffer + self->start, n_line);
      self->start += n_line + (found != NULL);
      if (found != NULL)
        return take_line (g_steal_pointer (&line));
    }
}

static gboolean
write_stream (MailerNetConnection *self,
              const void          *data,
              gsize                size,
              GCancellable        *cancellable,
              gint64               deadline_us,
              GError             **error)
{
  GOutputStream *output = g_io_stream_get_output_stream (self->stream);
  g_autoptr (GByteArray) shrunk = NULL;
  GError *cause = NULL;

  if (self->deflate != NULL)
    {
      shrunk = mailer_net_deflate_shrink (self->deflate, data, size);
      data = shrunk->data;
      size = shrunk->len;
    }
  mailer_net_stream_set_deadline (self->base, deadline_us);
  if (g_output_stream_write_all (output, data, size, NULL, cancellable, &cause)
      && g_output_stream_flush (output, cancellable, &cause))
    return TRUE;
  mailer_net_error_take (error, cause, self->host, "Cannot write to");

  return FALSE;
}

gboolean
mailer_net_connection_write (MailerNetConnection *self,
                             const void          *data,
                             gsize                size,
                             GCancellable        *cancellable,
                             gint64               deadline_us,
                             GError             **error)
{
  g_return_val_if_fail (self != NULL && (data != NULL || size == 0), FALSE);

  mailer_net_log_add (self->log, MAILER_NET_DIRECTION_OUT, data, size);

  return write_stream (self, data, size, cancellable, deadline_us, error);
}

gboolean
mailer_net_connection_write_hidden (MailerNetConnection *self,
                                    const char          *label,
                                    const void          *data,
                                    gsize                size,
                                    GCancellable        *cancellable,
                                    gint64               deadline_us,
                                    GError             **error)
{
  g_return_val_if_fail (self != NULL && label != NULL && (data != NULL || size == 0), FALSE);

  mailer_net_log_hide (self->log, label, size);

  return write_stream (self, data, size, cancellable, deadline_us, error);
}

/* Reads into the empty buffer what is there. FALSE means that nothing is, not even the end. */
static gboolean
fill_buffer_at_once (MailerNetConnection *self)
{
  GError *cause = NULL;
  gssize  n_read;

  if (self->start < self->end || self->read_error != NULL)
    return TRUE;
  n_read = read_plain (self, self->buffer, sizeof self->buffer, FALSE, NULL, &cause);
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK)
      || g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    {
      g_error_free (cause);
      return FALSE;
    }
  self->start = 0;
  self->end = MAX (receive (self, self->buffer, n_read, cause, &self->read_error), 0);

  return TRUE;
}

gboolean
mailer_net_connection_start_tls (MailerNetConnection *self,
                                 GCancellable        *cancellable,
                                 gint64               deadline_us,
                                 GError             **error)
{
  g_return_val_if_fail (self != NULL && !self->is_encrypted && self->deflate == NULL, FALSE);

  /* RFC 3207, section 6, and CVE-2011-0411: what was sent in clear behind the reply would be read as
   * if it had come encrypted. A server never speaks first in TLS, so nothing may wait in the socket
   * either; what arrives after this look ends in the handshake as bytes that are not TLS. */
  if (fill_buffer_at_once (self) && self->read_error == NULL)
    {
      self->start = self->end = 0;
      mailer_net_error_set (error, MAILER_NET_ERROR_INJECTION, self->host,
                            "%s sent something in clear behind the start of the encryption",
                            self->host);
      return FALSE;
    }
  if (self->read_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&self->read_error));
      return FALSE;
    }

  return encrypt (self, cancellable, deadline_us, error);
}

gboolean
mailer_net_connection_start_deflate (MailerNetConnection *self,
                                     GError             **error)
{
  g_return_val_if_fail (self != NULL && self->deflate == NULL, FALSE);

  if (self->start < self->end)
    {
      self->start = self->end = 0;
      mailer_net_error_set (error, MAILER_NET_ERROR_INJECTION, self->host,
                            "%s sent something behind the start of the compression", self->host);
      return FALSE;
    }
  self->deflate = mailer_net_deflate_new (self->host, MAILER_NET_DEFLATE_ALLOWANCE, MAILER_NET_DEFLATE_MAX_RATIO);
  mailer_net_log_remark (self->log, "The connection is compressed");

  return TRUE;
}

static MailerNetWait
end_failed_wait (MailerNetConnection *self,
                 GError              *cause,
                 GError             **error)
{
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    {
      g_error_free (cause);
      return MAILER_NET_WAIT_DEADLINE;
    }
  mailer_net_error_take (error, cause, self->host, "Cannot wait for");

  return MAILER_NET_WAIT_FAILED;
}

MailerNetWait
mailer_net_connection_wait (MailerNetConnection *self,
                            MailerWorker        *worker,
                            GCancellable        *cancellable,
                            gint64               deadline_us,
                            GError             **error)
{
  int wake_fd = worker == NULL ? -1 : mailer_worker_get_wake_fd (worker);

  g_return_val_if_fail (self != NULL, MAILER_NET_WAIT_FAILED);

  mailer_net_stream_set_deadline (self->base, deadline_us);
  for (gboolean is_first = TRUE;; is_first = FALSE)
    {
      gboolean is_woken;
      GError  *cause = NULL;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return MAILER_NET_WAIT_FAILED;
      if (fill_buffer_at_once (self))
        return MAILER_NET_WAIT_READABLE;
      /* The socket may be readable for ever with nothing in it for us. */
      if (!is_first && !mailer_net_stream_check_deadline (self->base, NULL))
        return MAILER_NET_WAIT_DEADLINE;
      if (!mailer_net_stream_poll (self->base, G_IO_IN, wake_fd, &is_woken, cancellable, &cause))
        return end_failed_wait (self, cause, error);
      if (!is_woken)
        continue;
      mailer_worker_clear_wake (worker);
      return MAILER_NET_WAIT_WOKEN;
    }
}
