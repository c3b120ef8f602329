/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-net-deflate-private.h"
#include "mailer-net-error-private.h"

enum
{
  INPUT_BYTES = 16 * 1024,
  OUTPUT_BYTES = 16 * 1024,
};

struct _MailerNetDeflate
{
  GConverter *expander;
  GConverter *shrinker;
  char       *host;
  guint64     allowance;
  guint       max_ratio;
  guint64     n_received;
  guint64     n_expanded;
  gboolean    is_drained; /* the expander holds no output back */
  gboolean    is_ended;   /* the last block was seen */
  gsize       start;      /* what is received and not expanded: [start, end) */
  gsize       end;
  guint8      input[INPUT_BYTES];
};

MailerNetDeflate *
mailer_net_deflate_new (const char *host,
                        guint64     allowance,
                        guint       max_ratio)
{
  MailerNetDeflate *self = g_new0 (MailerNetDeflate, 1);

  self->expander = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_RAW));
  self->shrinker = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_RAW, -1));
  self->host = g_strdup (host);
  self->allowance = allowance;
  self->max_ratio = max_ratio;
  self->is_drained = TRUE;

  return self;
}

void
mailer_net_deflate_free (MailerNetDeflate *self)
{
  if (self == NULL)
    return;
  g_object_unref (self->expander);
  g_object_unref (self->shrinker);
  g_free (self->host);
  g_free (self);
}

static gboolean
check_amount (MailerNetDeflate *self,
              GError          **error)
{
  if (self->n_expanded <= self->allowance || (self->n_expanded - self->allowance) / self->max_ratio <= self->n_received)
    return TRUE;
  mailer_net_error_set (error, MAILER_NET_ERROR_LIMIT, self->host,
                        "%s sent %" G_GUINT64_FORMAT
                        " bytes that expand to more than %" G_GUINT64_FORMAT,
                        self->host, self->n_received, self->n_expanded);

  return FALSE;
}

/* One step. The expander may hold more output than fitted, so it is asked again, with no input if
 * need be, before anybody waits for the other side. */
static gssize
expand_some (MailerNetDeflate *self,
             void             *buffer,
             gsize             size,
             GError          **error)
{
  g_autoptr (GError) cause = NULL;
  gsize            n_read = 0;
  gsize            n_written = 0;
  GConverterResult result = g_converter_convert (self->expander, self->input + self->start,
                                                 self->end - self->start, buffer, size,
                                                 G_CONVERTER_NO_FLAGS, &n_read, &n_written, &cause);

  /* That it wants more is no error unless there is more. */
  if (result == G_CONVERTER_ERROR
      && !(self->start == self->end
           && g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT)))
    {
      mailer_net_error_set (error, MAILER_NET_ERROR_FAILED, self->host,
                            "%s sent what is not compressed: %s", self->host, cause->message);
      return -1;
    }
  self->is_ended = result == G_CONVERTER_FINISHED;
  self->is_drained = n_written < size;
  self->start += n_read;
  self->n_expanded += n_written;

  return check_amount (self, error) ? (gssize)n_written : -1;
}

gssize
mailer_net_deflate_expand (MailerNetDeflate *self,
                           void             *buffer,
                           gsize             size,
                           GError          **error)
{
  while (self->start < self->end || !self->is_drained)
    {
      gssize n_expanded;

      if (self->is_ended)
        break;
      n_expanded = expand_some (self, buffer, size, error);
      if (n_expanded != 0)
        return n_expanded;
    }
  if (!self->is_ended)
    return 0;
  mailer_net_error_set (error, MAILER_NET_ERROR_CLOSED, self->host, "%s ended the compression", self->host);

  return -1;
}

guint8 *
mailer_net_deflate_get_room (MailerNetDeflate *self,
                             gsize            *size)
{
  g_assert (self->start == self->end);

  self->start = self->end = 0;
  *size = sizeof self->input;

  return self->input;
}

void
mailer_net_deflate_add (MailerNetDeflate *self,
                        gsize             n_received)
{
  g_assert (n_received <= sizeof self->input - self->end);

  self->end += n_received;
  self->n_received += n_received;
}

/* With room for output, zlib cannot fail to compress; the flush is over when nothing comes any more. */
GByteArray *
mailer_net_deflate_shrink (MailerNetDeflate *self,
                           const void       *data,
                           gsize             size)
{
  GByteArray      *shrunk = g_byte_array_new ();
  const guint8    *next = data;
  GConverterResult result;

  do
    {
      guint8 buffer[OUTPUT_BYTES];
      gsize  n_read = 0;
      gsize  n_written = 0;

      result = g_converter_convert (self->shrinker, next, size, buffer, sizeof buffer,
                                    G_CONVERTER_FLUSH, &n_read, &n_written, NULL);
      next += n_read;
      size -= n_read;
      g_byte_array_append (shrunk, buffer, n_written);
    }
  while (result == G_CONVERTER_CONVERTED);
  g_assert (result == G_CONVERTER_FLUSHED && size == 0);

  return shrunk;
}
