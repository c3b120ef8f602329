/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-smtp-data-private.h"

static void
append (GByteArray *out,
        const char *text,
        guint       size)
{
  g_byte_array_append (out, (const guint8 *)text, size);
}

static gsize
count_until_line_end (const guint8 *data,
                      gsize         size)
{
  gsize n = 0;

  while (n < size && data[n] != '\r' && data[n] != '\n')
    n++;

  return n;
}

static void
end_line (MailerSmtpData *self,
          GByteArray     *out)
{
  append (out, "\r\n", 2);
  self->is_in_line = FALSE;
}

void
mailer_smtp_data_add (MailerSmtpData *self,
                      const guint8   *data,
                      gsize           size,
                      GByteArray     *out)
{
  while (size > 0)
    {
      gsize n_run = count_until_line_end (data, size);

      if (n_run > 0)
        {
          if (!self->is_in_line && *data == '.')
            append (out, ".", 1);
          g_byte_array_append (out, data, n_run);
          self->is_in_line = TRUE;
          self->has_cr = FALSE;
        }
      data += n_run;
      size -= n_run;
      if (size == 0)
        break;

      /* The CR has ended the line already; its LF is the same line end. */
      if (*data == '\r' || !self->has_cr)
        end_line (self, out);
      self->has_cr = *data == '\r';
      data++;
      size--;
    }
}

void
mailer_smtp_data_end (MailerSmtpData *self,
                      GByteArray     *out)
{
  if (self->is_in_line)
    end_line (self, out);
}
