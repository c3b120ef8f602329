/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* However the bytes are cut, the same responses come of them, in memory that follows the input. */

#include "config.h"

#include "mailer-wire-imap-parser.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "imap-dump.h"
#include "mailer-wire-mailbox-name.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

/* Everything that came, or up to the error. */
static char *
parse (const uint8_t *data,
       gsize          size,
       gsize          step)
{
  static const MailerWireImapLimits limits = { 65536, 16384, 32768, 131072 };
  g_autoptr (MailerWireImapParser) parser = mailer_wire_imap_parser_new (&limits);
  GString *text = g_string_new (NULL);

  for (gsize done = 0; done < size; done += step)
    {
      MailerWireImapResponse *response;

      mailer_wire_imap_parser_push (parser, data + done, MIN (step, size - done));
      do
        {
          g_autoptr (GError) error = NULL;

          if (!mailer_wire_imap_parser_pop (parser, &response, &error))
            {
              g_string_append (text, error->message);
              return g_string_free (text, FALSE);
            }
          if (response != NULL)
            imap_dump_response (text, response);
          mailer_wire_imap_response_free (response);
        }
      while (response != NULL);
    }

  return g_string_free (text, FALSE);
}

/* A name that can be decoded can be encoded again and means the same then. */
static void
check_mailbox_name (const uint8_t *data,
                    gsize          size)
{
  g_autofree char *decoded = mailer_wire_mailbox_name_decode ((const char *)data, size);
  g_autofree char *encoded = mailer_wire_mailbox_name_encode (decoded);
  g_autofree char *again = mailer_wire_mailbox_name_decode (encoded, strlen (encoded));

  if (strcmp (decoded, again) != 0)
    abort ();
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *whole = NULL;
  g_autofree char *split = NULL;

  if (size == 0 || size > 65536)
    return 0;
  whole = parse (data, size, size);
  split = parse (data, size, 1 + data[0] % 7);
  if (strcmp (whole, split) != 0)
    abort ();
  check_mailbox_name (data, MIN (size, 300));

  return 0;
}
