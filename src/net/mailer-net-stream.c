/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* GSocket knows a time-out per call only, so one byte a second would keep a TLS handshake alive for
 * ever. These streams try without blocking and wait in poll() against one absolute deadline. GIO runs
 * the handshake on a thread of its own pool; the deadline is set before it starts and not touched
 * while it runs. */

#include "config.h"

#include "mailer-net-stream-private.h"

#include <errno.h>

#define MAILER_TYPE_NET_INPUT (mailer_net_input_get_type ())
G_DECLARE_FINAL_TYPE (MailerNetInput, mailer_net_input, MAILER, NET_INPUT, GInputStream)

#define MAILER_TYPE_NET_OUTPUT (mailer_net_output_get_type ())
G_DECLARE_FINAL_TYPE (MailerNetOutput, mailer_net_output, MAILER, NET_OUTPUT, GOutputStream)

struct _MailerNetInput
{
  GInputStream     parent_instance;
  MailerNetStream *owner; /* borrowed */
};

struct _MailerNetOutput
{
  GOutputStream    parent_instance;
  MailerNetStream *owner; /* borrowed */
};

struct _MailerNetStream
{
  GIOStream          parent_instance;
  GSocketConnection *base;
  MailerNetInput    *input;
  MailerNetOutput   *output;
  gint64             deadline_us;
  gint64             n_allowed; /* bytes that may still be received; -1 for any number */
  gboolean           is_ended;
};

static void pollable_input_init (GPollableInputStreamInterface *iface);
static void pollable_output_init (GPollableOutputStreamInterface *iface);

G_DEFINE_FINAL_TYPE (MailerNetStream, mailer_net_stream, G_TYPE_IO_STREAM)
G_DEFINE_FINAL_TYPE_WITH_CODE (MailerNetInput,
                               mailer_net_input,
                               G_TYPE_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM,
                                                      pollable_input_init))
G_DEFINE_FINAL_TYPE_WITH_CODE (MailerNetOutput,
                               mailer_net_output,
                               G_TYPE_OUTPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_OUTPUT_STREAM,
                                                      pollable_output_init))

static GPollableInputStream *
base_input (gpointer input)
{
  MailerNetStream *owner = MAILER_NET_INPUT (input)->owner;

  return G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (G_IO_STREAM (owner->base)));
}

static GPollableOutputStream *
base_output (gpointer output)
{
  MailerNetStream *owner = MAILER_NET_OUTPUT (output)->owner;

  return G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (G_IO_STREAM (owner->base)));
}

gboolean
mailer_net_stream_check_deadline (MailerNetStream *self,
                                  GError         **error)
{
  if (self->deadline_us < 0 || g_get_monotonic_time () < self->deadline_us)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "The deadline passed");

  return FALSE;
}

/* How much of @size may be received. */
static gboolean
take_allowance (MailerNetStream *self,
                gsize           *size,
                GError         **error)
{
  if (self->n_allowed != 0)
    {
      *size = self->n_allowed < 0 ? *size : MIN (*size, (gsize)self->n_allowed);
      return TRUE;
    }
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_MESSAGE_TOO_LARGE, "More was received than may be");

  return FALSE;
}

static void
note_received (MailerNetStream *self,
               gssize           n_read)
{
  if (self->n_allowed > 0 && n_read > 0)
    self->n_allowed -= n_read;
}

static gint
milliseconds_left (MailerNetStream *self)
{
  gint64 left_us;

  if (self->deadline_us < 0)
    return -1;
  left_us = MAX (self->deadline_us - g_get_monotonic_time (), 0);

  return (gint)MIN ((left_us + 999) / 1000, G_MAXINT);
}

static gboolean
poll_until_ready (MailerNetStream *self,
                  GPollFD         *fds,
                  guint            n_fds,
                  GCancellable    *cancellable,
                  GError         **error)
{
  for (;;)
    {
      gint n_ready = g_poll (fds, n_fds, milliseconds_left (self));

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (n_ready > 0)
        return TRUE;
      if (n_ready < 0 && errno != EINTR)
        {
          g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
                       "Cannot wait for the socket: %s", g_strerror (errno));
          return FALSE;
        }
      if (!mailer_net_stream_check_deadline (self, error))
        return FALSE;
    }
}

gboolean
mailer_net_stream_poll (MailerNetStream *self,
                        GIOCondition     events,
                        int              other_fd,
                        gboolean        *is_other_ready,
                        GCancellable    *cancellable,
                        GError         **error)
{
  GPollFD  fds[3] = { { .fd = g_socket_get_fd (g_socket_connection_get_socket (self->base)), .events = events } };
  guint    n_fds = 1;
  guint    other = 0;
  gboolean has_cancel_fd;
  gboolean is_ready;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (other_fd >= 0)
    {
      other = n_fds++;
      fds[other] = (GPollFD){ .fd = other_fd, .events = G_IO_IN };
    }
  has_cancel_fd = g_cancellable_make_pollfd (cancellable, &fds[n_fds]);

  is_ready = poll_until_ready (self, fds, has_cancel_fd ? n_fds + 1 : n_fds, cancellable, error);
  if (has_cancel_fd)
    g_cancellable_release_fd (cancellable);
  if (is_other_ready != NULL)
    *is_other_ready = is_ready && other > 0 && fds[other].revents != 0;

  return is_ready;
}

static void
note_end (MailerNetStream *self,
          const GError    *error)
{
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    self->is_ended = TRUE;
}

static gssize
input_read (GInputStream *stream,
            void         *buffer,
            gsize         size,
            GCancellable *cancellable,
            GError      **error)
{
  MailerNetStream *owner = MAILER_NET_INPUT (stream)->owner;

  for (;;)
    {
      g_autoptr (GError) local_error = NULL;
      gssize n_read;

      if (!mailer_net_stream_check_deadline (owner, error) || !take_allowance (owner, &size, error))
        return -1;
      n_read = g_pollable_input_stream_read_nonblocking (base_input (stream), buffer, size, cancellable, &local_error);
      note_received (owner, n_read);
      if (n_read > 0)
        return n_read;
      if (n_read == 0 || !g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        {
          note_end (owner, local_error);
          if (n_read == 0)
            return 0;
          g_propagate_error (error, g_steal_pointer (&local_error));
          return -1;
        }
      if (!mailer_net_stream_poll (owner, G_IO_IN, -1, NULL, cancellable, error))
        return -1;
    }
}

static gssize
output_write (GOutputStream *stream,
              const void    *buffer,
              gsize          size,
              GCancellable  *cancellable,
              GError       **error)
{
  MailerNetStream *owner = MAILER_NET_OUTPUT (stream)->owner;

  for (;;)
    {
      g_autoptr (GError) local_error = NULL;
      gssize n_written = g_pollable_output_stream_write_nonblocking (base_output (stream), buffer,
                                                                     size, cancellable,
                                                                     &local_error);

      if (n_written >= 0)
        return n_written;
      if (!g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        {
          note_end (owner, local_error);
          g_propagate_error (error, g_steal_pointer (&local_error));
          return -1;
        }
      if (!mailer_net_stream_poll (owner, G_IO_OUT, -1, NULL, cancellable, error))
        return -1;
    }
}

static gboolean
input_is_readable (GPollableInputStream *stream)
{
  return g_pollable_input_stream_is_readable (base_input (stream));
}

static GSource *
input_create_source (GPollableInputStream *stream,
                     GCancellable         *cancellable)
{
  g_autoptr (GSource) child = g_pollable_input_stream_create_source (base_input (stream), cancellable);

  return g_pollable_source_new_full (stream, child, NULL);
}

static gssize
input_read_nonblocking (GPollableInputStream *stream,
                        void                 *buffer,
                        gsize                 size,
                        GError              **error)
{
  MailerNetStream *owner = MAILER_NET_INPUT (stream)->owner;
  gssize           n_read;

  if (!take_allowance (owner, &size, error))
    return -1;
  n_read = g_pollable_input_stream_read_nonblocking (base_input (stream), buffer, size, NULL, error);
  note_received (owner, n_read);

  return n_read;
}

static gboolean
output_is_writable (GPollableOutputStream *stream)
{
  return g_pollable_output_stream_is_writable (base_output (stream));
}

static GSource *
output_create_source (GPollableOutputStream *stream,
                      GCancellable          *cancellable)
{
  g_autoptr (GSource) child = g_pollable_output_stream_create_source (base_output (stream), cancellable);

  return g_pollable_source_new_full (stream, child, NULL);
}

static gssize
output_write_nonblocking (GPollableOutputStream *stream,
                          const void            *buffer,
                          gsize                  size,
                          GError               **error)
{
  return g_pollable_output_stream_write_nonblocking (base_output (stream), buffer, size, NULL, error);
}

static GInputStream *
stream_get_input (GIOStream *stream)
{
  return G_INPUT_STREAM (MAILER_NET_STREAM (stream)->input);
}

static GOutputStream *
stream_get_output (GIOStream *stream)
{
  return G_OUTPUT_STREAM (MAILER_NET_STREAM (stream)->output);
}

static gboolean
stream_close (GIOStream    *stream,
              GCancellable *cancellable,
              GError      **error)
{
  return g_io_stream_close (G_IO_STREAM (MAILER_NET_STREAM (stream)->base), cancellable, error);
}

static void
mailer_net_stream_finalize (GObject *object)
{
  MailerNetStream *self = MAILER_NET_STREAM (object);

  g_clear_object (&self->input);
  g_clear_object (&self->output);
  g_clear_object (&self->base);

  G_OBJECT_CLASS (mailer_net_stream_parent_class)->finalize (object);
}

static void
pollable_input_init (GPollableInputStreamInterface *iface)
{
  iface->is_readable = input_is_readable;
  iface->create_source = input_create_source;
  iface->read_nonblocking = input_read_nonblocking;
}

static void
pollable_output_init (GPollableOutputStreamInterface *iface)
{
  iface->is_writable = output_is_writable;
  iface->create_source = output_create_source;
  iface->write_nonblocking = output_write_nonblocking;
}

static void
mailer_net_input_class_init (MailerNetInputClass *klass)
{
  G_INPUT_STREAM_CLASS (klass)->read_fn = input_read;
}

static void
mailer_net_input_init (MailerNetInput *self)
{
}

static void
mailer_net_output_class_init (MailerNetOutputClass *klass)
{
  G_OUTPUT_STREAM_CLASS (klass)->write_fn = output_write;
}

static void
mailer_net_output_init (MailerNetOutput *self)
{
}

static void
mailer_net_stream_class_init (MailerNetStreamClass *klass)
{
  GIOStreamClass *stream_class = G_IO_STREAM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = mailer_net_stream_finalize;
  stream_class->get_input_stream = stream_get_input;
  stream_class->get_output_stream = stream_get_output;
  stream_class->close_fn = stream_close;
}

static void
mailer_net_stream_init (MailerNetStream *self)
{
  self->deadline_us = -1;
  self->n_allowed = -1;
  self->input = g_object_new (MAILER_TYPE_NET_INPUT, NULL);
  self->input->owner = self;
  self->output = g_object_new (MAILER_TYPE_NET_OUTPUT, NULL);
  self->output->owner = self;
}

MailerNetStream *
mailer_net_stream_new (GSocketConnection *base)
{
  MailerNetStream *self = g_object_new (MAILER_TYPE_NET_STREAM, NULL);

  self->base = g_object_ref (base);

  return self;
}

gboolean
mailer_net_stream_is_ended (MailerNetStream *self)
{
  return self->is_ended;
}

void
mailer_net_stream_set_deadline (MailerNetStream *self,
                                gint64           deadline_us)
{
  self->deadline_us = deadline_us;
}

void
mailer_net_stream_set_allowance (MailerNetStream *self,
                                 gint64           n_bytes)
{
  self->n_allowed = n_bytes;
}

gboolean
mailer_net_stream_is_used_up (MailerNetStream *self)
{
  return self->n_allowed == 0;
}
