/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "test-server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

enum
{
  PATIENCE_S = 20,
};

struct _TestServer
{
  char              *script;
  GTlsCertificate   *certificate;
  GSocket           *listener;
  GCancellable      *stop;
  GThread           *thread;
  GSocketConnection *connection;
  GIOStream         *stream;  /* what is said and heard */
  GIOStream         *carrier; /* the same without compression */
  int                drip_ms;
  gint               is_stalled;    /* atomic */
  gint               n_connections; /* atomic */
  guint16            port;
  char              *deviation;
};

static void
deviate (TestServer *self,
         const char *step,
         const char *saw)
{
  g_autofree char *printable = g_strescape (saw, NULL);

  if (self->deviation == NULL)
    self->deviation = g_strdup_printf ("script: %s / client: %s", step, printable);
}

static GString *
unescape (const char *text)
{
  GString *bytes = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p != '\\')
        g_string_append_c (bytes, *p);
      else if (*++p == 'x')
        {
          g_string_append_c (bytes, (char)(g_ascii_xdigit_value (p[1]) * 16 + g_ascii_xdigit_value (p[2])));
          p += 2;
        }
      else
        g_string_append_c (bytes, *p == 'r' ? '\r' : *p == 'n' ? '\n'
                                                 : *p == '0'   ? '\0'
                                                               : *p);
    }

  return bytes;
}

static void
say (TestServer *self,
     const char *text,
     const char *end)
{
  GOutputStream *output = g_io_stream_get_output_stream (self->stream);
  g_autoptr (GString) bytes = unescape (text);
  gsize n_chunk;

  g_string_append (bytes, end);
  n_chunk = self->drip_ms < 0 ? MAX (bytes->len, 1) : 1;
  for (gsize i = 0; i < bytes->len; i += n_chunk)
    {
      if (!g_output_stream_write_all (output, bytes->str + i, n_chunk, NULL, self->stop, NULL) || !g_output_stream_flush (output, self->stop, NULL))
        return;
      if (self->drip_ms > 0)
        g_usleep (self->drip_ms * 1000);
    }
}

/* One byte at a time, so that nothing behind a line is swallowed before a handshake. */
static gboolean
hear_line (TestServer *self,
           GString    *line)
{
  GInputStream *input = g_io_stream_get_input_stream (self->stream);
  char          byte;

  while (g_input_stream_read (input, &byte, 1, self->stop, NULL) == 1)
    {
      g_string_append_c (line, byte);
      if (byte == '\n')
        break;
    }

  return g_str_has_suffix (line->str, "\r\n") && strlen (line->str) == line->len;
}

static void
expect_line (TestServer *self,
             const char *step,
             const char *wanted,
             gboolean    is_pattern)
{
  g_autoptr (GString) line = g_string_new (NULL);
  g_autoptr (GString) bytes = unescape (wanted);
  gboolean is_line = hear_line (self, line);

  if (is_line)
    g_string_truncate (line, line->len - 2);
  if (!is_line || !(is_pattern ? g_pattern_match_simple (wanted, line->str) : g_str_equal (bytes->str, line->str)))
    deviate (self, step, line->len > 0 ? line->str : "(nothing)");
}

static void
expect_bytes (TestServer *self,
              const char *step,
              gsize       n_wanted,
              const char *wanted)
{
  g_autofree char *bytes = g_malloc0 (n_wanted + 1);
  gsize            n_read = 0;

  g_input_stream_read_all (g_io_stream_get_input_stream (self->stream), bytes, n_wanted, &n_read, self->stop, NULL);
  if (n_read != n_wanted)
    deviate (self, step, "(fewer bytes)");
  else if (wanted != NULL && memcmp (bytes, wanted, n_wanted) != 0)
    deviate (self, step, bytes);
}

static void
expect_exactly (TestServer *self,
                const char *step)
{
  g_autoptr (GString) wanted = unescape (step + 3);

  expect_bytes (self, step, wanted->len, wanted->str);
}

static void
start_tls (TestServer *self)
{
  GType type = g_tls_backend_get_server_connection_type (g_tls_backend_get_default ());
  /* Without a database it does not read the system's authorities each time. */
  g_autoptr (GIOStream) encrypted = g_initable_new (type, NULL, NULL, "base-io-stream", self->stream, "certificate", self->certificate, "database", NULL, NULL);

  /* A client that refuses the certificate ends the handshake; the next step shows what it does then. */
  g_tls_connection_handshake (G_TLS_CONNECTION (encrypted), self->stop, NULL);
  g_set_object (&self->stream, encrypted);
  g_set_object (&self->carrier, encrypted);
}

static void
start_deflate (TestServer *self)
{
  g_autoptr (GZlibDecompressor) expander = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_RAW);
  g_autoptr (GZlibCompressor) shrinker = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_RAW, -1);
  g_autoptr (GInputStream) input = g_converter_input_stream_new (g_io_stream_get_input_stream (self->stream), G_CONVERTER (expander));
  g_autoptr (GOutputStream) output = g_converter_output_stream_new (g_io_stream_get_output_stream (self->stream), G_CONVERTER (shrinker));
  g_autoptr (GIOStream) compressed = g_simple_io_stream_new (input, output);

  /* The carrier ends by itself, without a last block, as servers do. */
  g_filter_output_stream_set_close_base_stream (G_FILTER_OUTPUT_STREAM (output), FALSE);
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (input), FALSE);
  g_set_object (&self->stream, compressed);
}

static void
wait_for_end (TestServer *self,
              const char *step,
              gboolean    is_silence_wanted)
{
  GInputStream *input = g_io_stream_get_input_stream (self->stream);
  char          bytes[256] = { 0 };
  gssize        n_read;

  while ((n_read = g_input_stream_read (input, bytes, sizeof bytes - 1, self->stop, NULL)) > 0)
    if (is_silence_wanted)
      deviate (self, step, bytes);
}

static void
end_connection (TestServer *self,
                gboolean    is_reset)
{
  if (self->stream == NULL)
    return;
  if (is_reset)
    {
      const struct linger hard = { .l_onoff = 1 };
      int                 fd = g_socket_get_fd (g_socket_connection_get_socket (self->connection));

      g_assert_cmpint (setsockopt (fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard), ==, 0);
      g_socket_close (g_socket_connection_get_socket (self->connection), NULL);
    }
  g_io_stream_close (self->carrier, NULL, NULL);
  g_clear_object (&self->stream);
  g_clear_object (&self->carrier);
  g_clear_object (&self->connection);
}

static gboolean
accept_next (TestServer *self)
{
  g_autoptr (GSocket) socket = NULL;

  end_connection (self, FALSE);
  self->drip_ms = -1;
  socket = g_socket_accept (self->listener, self->stop, NULL);
  if (socket == NULL)
    return FALSE;
  g_atomic_int_inc (&self->n_connections);
  g_socket_set_timeout (socket, PATIENCE_S);
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
  self->connection = g_socket_connection_factory_create_connection (socket);
  self->stream = g_object_ref (G_IO_STREAM (self->connection));
  self->carrier = g_object_ref (self->stream);

  return TRUE;
}

static gboolean
play (TestServer *self,
      const char *step)
{
  if (*step == '\0' || *step == '#')
    return TRUE;
  if (g_str_has_prefix (step, "S:"))
    say (self, step[2] == ' ' ? step + 3 : step + 2, "\r\n");
  else if (g_str_has_prefix (step, "S+ "))
    say (self, step + 3, "");
  else if (g_str_has_prefix (step, "C:"))
    expect_line (self, step, step[2] == ' ' ? step + 3 : step + 2, FALSE);
  else if (g_str_has_prefix (step, "C* "))
    expect_line (self, step, step + 3, TRUE);
  else if (g_str_has_prefix (step, "C+ "))
    expect_bytes (self, step, g_ascii_strtoull (step + 3, NULL, 10), NULL);
  else if (g_str_has_prefix (step, "C= "))
    expect_exactly (self, step);
  else if (g_str_has_prefix (step, "DRIP "))
    self->drip_ms = atoi (step + 5);
  else if (g_str_equal (step, "TLS"))
    start_tls (self);
  else if (g_str_equal (step, "DEFLATE"))
    start_deflate (self);
  else if (g_str_equal (step, "EOF") || g_str_equal (step, "STALL"))
    {
      g_atomic_int_set (&self->is_stalled, *step == 'S');
      wait_for_end (self, step, *step == 'E');
    }
  else if (g_str_equal (step, "CLOSE") || g_str_equal (step, "RESET"))
    end_connection (self, *step == 'R');
  else if (g_str_equal (step, "ACCEPT"))
    return accept_next (self);
  else
    g_error ("Unknown step: %s", step);

  return self->deviation == NULL;
}

static gpointer
run_script (gpointer data)
{
  TestServer *self = data;
  g_auto (GStrv) steps = g_strsplit (self->script, "\n", -1);

  if (accept_next (self))
    for (gsize i = 0; steps[i] != NULL; i++)
      if (!play (self, g_strchug (steps[i])))
        break;
  end_connection (self, FALSE);

  return NULL;
}

TestServer *
test_server_new (const char      *script,
                 GTlsCertificate *certificate)
{
  TestServer *self = g_new0 (TestServer, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GError) error = NULL;

  self->script = g_strdup (script);
  self->certificate = certificate == NULL ? NULL : g_object_ref (certificate);
  self->stop = g_cancellable_new ();
  self->listener = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);
  g_assert_no_error (error);
  g_assert_true (g_socket_bind (self->listener, wanted, TRUE, &error) && g_socket_listen (self->listener, &error));
  g_socket_set_timeout (self->listener, PATIENCE_S);
  bound = g_socket_get_local_address (self->listener, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  self->thread = g_thread_new ("test-server", run_script, self);

  return self;
}

gboolean
test_server_is_stalled (TestServer *self)
{
  return g_atomic_int_get (&self->is_stalled) != 0;
}

guint
test_server_get_n_connections (TestServer *self)
{
  return (guint)g_atomic_int_get (&self->n_connections);
}

guint16
test_server_get_port (TestServer *self)
{
  return self->port;
}

char *
test_server_finish_with_text (TestServer *self)
{
  char *deviation;

  g_thread_join (self->thread);
  deviation = g_steal_pointer (&self->deviation);
  g_clear_object (&self->listener);
  g_clear_object (&self->certificate);
  g_clear_object (&self->stop);
  g_free (self->script);
  g_free (self);

  return deviation;
}

void
test_server_finish (TestServer *self)
{
  g_autofree char *deviation = test_server_finish_with_text (self);

  g_assert_cmpstr (deviation, ==, NULL);
}
