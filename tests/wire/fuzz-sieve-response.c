/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What is read of a data line can be said again, and means the same then. */

#include "config.h"

#include "mailer-wire-sieve.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

static MailerWireSieveResponse *
parse_one (GBytes *bytes)
{
  g_autoptr (MailerWireSieveParser) parser = mailer_wire_sieve_parser_new (1 << 20);
  MailerWireSieveResponse *response;

  mailer_wire_sieve_parser_push (parser, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  if (!mailer_wire_sieve_parser_pop (parser, &response, NULL) || response == NULL || mailer_wire_sieve_parser_has_input (parser))
    abort ();

  return response;
}

static void
check_again (const MailerWireSieveResponse *response)
{
  MailerWireSieveCommand *command = mailer_wire_sieve_command_new (NULL);
  g_autoptr (GBytes) line = NULL;
  g_autoptr (MailerWireSieveResponse) again = NULL;
  GBytes *string;
  guint   i;

  for (i = 0; (string = mailer_wire_sieve_response_get_string (response, i)) != NULL; i++)
    mailer_wire_sieve_command_add_string (command, g_bytes_get_size (string) > 0 ? g_bytes_get_data (string, NULL) : "", g_bytes_get_size (string));
  line = mailer_wire_sieve_command_end (command);
  again = parse_one (line);
  for (i = 0; (string = mailer_wire_sieve_response_get_string (response, i)) != NULL; i++)
    if (!g_bytes_equal (string, mailer_wire_sieve_response_get_string (again, i)))
      abort ();
  if (mailer_wire_sieve_response_get_string (again, i) != NULL)
    abort ();
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (MailerWireSieveParser) parser = mailer_wire_sieve_parser_new (4096);

  if (size == 0)
    return 0;
  for (size_t done = 0, step = 1 + data[0] % 50; done < size; done += step)
    {
      mailer_wire_sieve_parser_push (parser, data + done, MIN (step, size - done));
      while (TRUE)
        {
          MailerWireSieveResponse *response;

          if (!mailer_wire_sieve_parser_pop (parser, &response, NULL))
            return 0;
          if (response == NULL)
            break;
          if (mailer_wire_sieve_response_get_status (response) == MAILER_WIRE_SIEVE_DATA)
            check_again (response);
          mailer_wire_sieve_response_free (response);
        }
    }

  return 0;
}
