/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-wire-sieve.h"

#include <string.h>

#define SESSION                                   \
  "\"IMPLEMENTATION\" \"Dovecot Pigeonhole\"\r\n" \
  "\"STARTTLS\"\r\n"                              \
  "\"SASL\" \"\"\r\n"                             \
  "OK \"Dovecot ready.\"\r\n"                     \
  "\"main \\\"x\\\"\" ACTIVE\r\n"                 \
  "{6}\r\na\r\nb\r\n\r\n"                         \
  "NO (QUOTA/MAXSIZE) {9}\r\ntoo\r\nlong\r\n"     \
  "OK (SASL \"cnNw\")\r\n"                        \
  "no plain words\r\n"                            \
  "BYE (REFERRAL \"sieve://x\") \"Go\"\r\n"       \
  "OK\r\n"

static void
dump (GString                       *text,
      const MailerWireSieveResponse *response)
{
  char *string;

  g_string_append_printf (text, "%d", mailer_wire_sieve_response_get_status (response));
  if (mailer_wire_sieve_response_get_code (response) != NULL)
    g_string_append_printf (text, " (%s)", mailer_wire_sieve_response_get_code (response));
  if (mailer_wire_sieve_response_get_code_argument (response) != NULL)
    g_string_append_printf (text, "=%s", mailer_wire_sieve_response_get_code_argument (response));
  if (mailer_wire_sieve_response_get_text (response) != NULL)
    g_string_append_printf (text, " %s", mailer_wire_sieve_response_get_text (response));
  for (guint i = 0; (string = mailer_wire_sieve_response_dup_text (response, i)) != NULL; i++)
    {
      g_string_append_printf (text, " <%s>", string);
      g_free (string);
    }
  g_string_append_c (text, '\n');
}

static char *
parse (const char *data,
       gsize       size,
       gsize       step)
{
  g_autoptr (MailerWireSieveParser) parser = mailer_wire_sieve_parser_new (100);
  GString *text = g_string_new (NULL);

  for (gsize done = 0; done < size; done += step)
    {
      MailerWireSieveResponse *response;

      mailer_wire_sieve_parser_push (parser, data + done, MIN (step, size - done));
      do
        {
          g_assert_true (mailer_wire_sieve_parser_pop (parser, &response, NULL));
          if (response != NULL)
            dump (text, response);
          mailer_wire_sieve_response_free (response);
        }
      while (response != NULL);
    }

  return g_string_free (text, FALSE);
}

static void
test_session (void)
{
  g_autofree char *whole = parse (SESSION, strlen (SESSION), strlen (SESSION));

  g_assert_cmpstr (whole, ==,
                   "0 <IMPLEMENTATION> <Dovecot Pigeonhole>\n"
                   "0 <STARTTLS>\n"
                   "0 <SASL> <>\n"
                   "1 Dovecot ready.\n"
                   "0 <main \"x\"> <ACTIVE>\n"
                   "0 <a\r\nb\r\n>\n"
                   "2 (QUOTA/MAXSIZE) too\r\nlong\n"
                   "1 (SASL)=cnNw\n"
                   "2 plain words\n"
                   "3 (REFERRAL)=sieve://x Go\n"
                   "1\n");
  for (gsize step = 1; step < 8; step++)
    {
      g_autofree char *split = parse (SESSION, strlen (SESSION), step);

      g_assert_cmpstr (split, ==, whole);
    }
  for (gsize length = 0; length < strlen (SESSION); length++)
    {
      g_autofree char *cut = parse (SESSION, length, length);

      g_assert_true (g_str_has_prefix (whole, cut));
    }
}

static void
test_refused (void)
{
  const struct
  {
    const char     *text;
    MailerWireError code;
  } rows[] = {
    { "\"unfinished\r\n", MAILER_WIRE_ERROR_SYNTAX },
    { "(\r\n", MAILER_WIRE_ERROR_SYNTAX },
    { "OK (\r\n", MAILER_WIRE_ERROR_SYNTAX },
    { "{2147483647}\r\n", MAILER_WIRE_ERROR_LIMIT },
    { "{91}\r\n", MAILER_WIRE_ERROR_LIMIT },
    { "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789x", MAILER_WIRE_ERROR_LIMIT },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MailerWireSieveParser) parser = mailer_wire_sieve_parser_new (96);
      MailerWireSieveResponse *response;
      g_autoptr (GError) error = NULL;

      mailer_wire_sieve_parser_push (parser, rows[i].text, strlen (rows[i].text));
      g_assert_false (mailer_wire_sieve_parser_pop (parser, &response, &error));
      g_assert_error (error, MAILER_WIRE_ERROR, (int)rows[i].code);
      g_assert_false (mailer_wire_sieve_parser_pop (parser, &response, NULL));
    }
}

static void
test_commands (void)
{
  MailerWireSieveCommand *command = mailer_wire_sieve_command_new ("PUTSCRIPT");
  g_autoptr (GBytes) bytes = NULL;
  const char expected[] = "PUTSCRIPT \"a \\\"b\\\" \\\\\" {7+}\r\nx\r\n\"y\"\0 42\r\n";

  mailer_wire_sieve_command_add_string (command, "a \"b\" \\", -1);
  mailer_wire_sieve_command_add_string (command, "x\r\n\"y\"", 7);
  mailer_wire_sieve_command_add_number (command, 42);
  bytes = mailer_wire_sieve_command_end (command);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), expected, sizeof expected - 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wire/sieve/session", test_session);
  g_test_add_func ("/wire/sieve/refused", test_refused);
  g_test_add_func ("/wire/sieve/commands", test_commands);

  return g_test_run ();
}
