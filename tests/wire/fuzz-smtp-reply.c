/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-wire-smtp.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

static void
check_reply (const MailerWireSmtpReply *reply)
{
  g_autofree char *text = mailer_wire_smtp_reply_dup_text (reply);
  guint            code = mailer_wire_smtp_reply_get_code (reply);

  if (code < 200 || code > 599 || !g_utf8_validate (text, -1, NULL) || strpbrk (text, "\r\n") != NULL)
    abort ();
  mailer_wire_smtp_reply_find_keyword (reply, "SIZE");
  mailer_wire_smtp_reply_get_enhanced_code (reply);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (MailerWireSmtpReply) reply = mailer_wire_smtp_reply_new ();
  const char *line = (const char *)data;
  const char *end = line + size;

  while (line < end)
    {
      const char *line_end = memchr (line, '\n', end - line);
      gsize       length = (line_end != NULL ? line_end : end) - line;

      if (!mailer_wire_smtp_reply_add_line (reply, line, length > 0 && line[length - 1] == '\r' ? length - 1 : length, NULL))
        break;
      check_reply (reply);
      if (mailer_wire_smtp_reply_is_complete (reply))
        {
          mailer_wire_smtp_reply_free (reply);
          reply = mailer_wire_smtp_reply_new ();
        }
      line += length + 1;
    }

  return 0;
}
