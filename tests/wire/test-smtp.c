/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-wire-smtp.h"

#include <string.h>

/* Adds lines that end in "\n" each. */
static MailerWireSmtpReply *
parse (const char *text,
       GError    **error)
{
  g_autoptr (MailerWireSmtpReply) reply = mailer_wire_smtp_reply_new ();

  while (*text != '\0')
    {
      const char *end = strchr (text, '\n');

      if (!mailer_wire_smtp_reply_add_line (reply, text, end - text, error))
        return NULL;
      text = end + 1;
    }

  return g_steal_pointer (&reply);
}

static void
test_replies (void)
{
  const struct
  {
    const char *lines;
    guint       code;
    const char *enhanced;
    const char *text;
    gboolean    is_complete;
  } rows[] = {
    { "220 mail.example.org ESMTP\n", 220, NULL, "mail.example.org ESMTP", TRUE },
    { "250\n", 250, NULL, "", TRUE },
    { "250 \n", 250, NULL, "", TRUE },
    { "250-a\n", 250, NULL, "a", FALSE },
    { "250-a\n250 b\n", 250, NULL, "a b", TRUE },
    { "550-5.1.1 No such\n550 5.1.1 user\n", 550, "5.1.1", "No such user", TRUE },
    { "550 5.7.26 x\n", 550, "5.7.26", "x", TRUE },
    { "550 5.1.1\n", 550, "5.1.1", "", TRUE },
    { "550 4.1.1 class differs\n", 550, NULL, "4.1.1 class differs", TRUE },
    { "250 2.1 two\n", 250, NULL, "2.1 two", TRUE },
    { "250 2.1.5x\n", 250, NULL, "2.1.5x", TRUE },
    { "250 2.1000.5 x\n", 250, NULL, "2.1000.5 x", TRUE },
    { "550 caf\xe9\tx\n", 550, NULL, "caf\xef\xbf\xbd x", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MailerWireSmtpReply) reply = parse (rows[i].lines, &error);
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      text = mailer_wire_smtp_reply_dup_text (reply);
      g_assert_cmpuint (mailer_wire_smtp_reply_get_code (reply), ==, rows[i].code);
      g_assert_cmpstr (mailer_wire_smtp_reply_get_enhanced_code (reply), ==, rows[i].enhanced);
      g_assert_cmpstr (text, ==, rows[i].text);
      g_assert_cmpint (mailer_wire_smtp_reply_is_complete (reply), ==, rows[i].is_complete);
    }
}

static void
test_garbage (void)
{
  const char *const rows[] = { "\n", "25\n", "abc hello\n", "199 x\n", "600 x\n", "2500 x\n", "250_x\n", "HTTP/1.1 400 Bad Request\n", "250-a\n251 b\n", "250-a\n354 b\n" };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (parse (rows[i], &error));
      g_assert_error (error, MAILER_WIRE_ERROR, MAILER_WIRE_ERROR_SYNTAX);
    }
}

static void
test_limits (void)
{
  g_autoptr (MailerWireSmtpReply) reply = mailer_wire_smtp_reply_new ();
  g_autofree char *long_line = g_strnfill (MAILER_WIRE_SMTP_MAX_LINE_BYTES + 1, '2');
  g_autoptr (GError) error = NULL;

  memcpy (long_line, "250-", 4);
  g_assert_false (mailer_wire_smtp_reply_add_line (reply, long_line, strlen (long_line), &error));
  g_assert_error (error, MAILER_WIRE_ERROR, MAILER_WIRE_ERROR_LIMIT);
  g_clear_error (&error);
  for (guint i = 0; i < 500; i++)
    g_assert_true (mailer_wire_smtp_reply_add_line (reply, "250-x", 5, NULL));
  g_assert_false (mailer_wire_smtp_reply_add_line (reply, "250-x", 5, &error));
  g_assert_error (error, MAILER_WIRE_ERROR, MAILER_WIRE_ERROR_LIMIT);
}

static void
test_keywords (void)
{
  g_autoptr (MailerWireSmtpReply) reply = parse ("250-SIZE greets you\n250-size 35882577\n250-PIPELINING\n250-AUTH=LOGIN PLAIN\n250-8BITMIME\n250 STARTTLSX\n", NULL);

  g_assert_cmpstr (mailer_wire_smtp_reply_find_keyword (reply, "SIZE"), ==, "35882577");
  g_assert_cmpstr (mailer_wire_smtp_reply_find_keyword (reply, "pipelining"), ==, "");
  g_assert_cmpstr (mailer_wire_smtp_reply_find_keyword (reply, "AUTH"), ==, "LOGIN PLAIN");
  g_assert_null (mailer_wire_smtp_reply_find_keyword (reply, "STARTTLS"));
}

static void
assert_command (char       *command,
                const char *expected)
{
  g_autofree char *owned = command;

  g_assert_cmpstr (owned, ==, expected);
}

static void
test_commands (void)
{
  assert_command (mailer_wire_smtp_ehlo ("[127.0.0.1]"), "EHLO [127.0.0.1]\r\n");
  assert_command (mailer_wire_smtp_ehlo ("a b"), NULL);
  assert_command (mailer_wire_smtp_ehlo ("a\r\nRSET"), NULL);
  assert_command (mailer_wire_smtp_mail ("ada@example.org", 120, TRUE, FALSE), "MAIL FROM:<ada@example.org> SIZE=120 BODY=8BITMIME\r\n");
  assert_command (mailer_wire_smtp_mail ("", 0, FALSE, FALSE), "MAIL FROM:<>\r\n");
  assert_command (mailer_wire_smtp_mail ("ada@example.org> X=<", 0, FALSE, FALSE), NULL);
  assert_command (mailer_wire_smtp_mail ("jürgen@example.org", 0, FALSE, FALSE), NULL);
  assert_command (mailer_wire_smtp_mail ("jürgen@example.org", 0, FALSE, TRUE), "MAIL FROM:<jürgen@example.org> SMTPUTF8\r\n");
  assert_command (mailer_wire_smtp_rcpt ("bob@example.org", FALSE), "RCPT TO:<bob@example.org>\r\n");
  assert_command (mailer_wire_smtp_rcpt ("bob@example.org\r\nDATA", FALSE), NULL);
  assert_command (mailer_wire_smtp_rcpt ("", FALSE), NULL);
  assert_command (mailer_wire_smtp_auth ("PLAIN", "AGEAYg=="), "AUTH PLAIN AGEAYg==\r\n");
  assert_command (mailer_wire_smtp_auth ("PLAIN", NULL), "AUTH PLAIN\r\n");
  assert_command (mailer_wire_smtp_auth ("EXTERNAL", ""), "AUTH EXTERNAL =\r\n");
  assert_command (mailer_wire_smtp_auth ("PLAIN", "a\r\nb"), NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wire/smtp/replies", test_replies);
  g_test_add_func ("/wire/smtp/garbage", test_garbage);
  g_test_add_func ("/wire/smtp/limits", test_limits);
  g_test_add_func ("/wire/smtp/keywords", test_keywords);
  g_test_add_func ("/wire/smtp/commands", test_commands);

  return g_test_run ();
}
