/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A session with a real Postfix and its real queue behind it. */

#include "config.h"

#include "mailer-smtp-session.h"

#include "mailer-test-server.h"

#include <string.h>

static gint64
soon (void)
{
  return g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
}

static MailerNetEndpoint
endpoint_of (MailerTestServer *server,
             MailerSecurity    security)
{
  return (MailerNetEndpoint){
    .host = "localhost",
    .port = mailer_test_server_get_port (server, security == MAILER_SECURITY_TLS ? "smtps" : "submission"),
    .security = security,
    .ca_file = mailer_test_server_get_ca_file (server),
  };
}

static MailerSmtpSession *
open_as_ada (MailerTestServer *server,
             MailerSecurity    security)
{
  const MailerNetEndpoint endpoint = endpoint_of (server, security);
  g_autoptr (GError) error = NULL;
  MailerSmtpSession *session = mailer_smtp_session_open (&endpoint, &(const MailerNetCredentials){ .user_name = "ada", .secret = "ada-secret" }, NULL, soon (), &error);

  g_assert_no_error (error);

  return session;
}

/* The one message of @user's inbox as soon as it is there, with LF only. */
static char *
wait_for_mail (MailerTestServer *server,
               const char       *user)
{
  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *text = mailer_test_server_doveadm (server, "fetch", "-u", user, "text", "mailbox", "INBOX", NULL);

      if (*text != '\0')
        {
          g_auto (GStrv) lines = g_strsplit (text, "\r", -1);

          return g_strjoinv (NULL, lines);
        }
      g_usleep (100 * 1000);
    }
  g_assert_not_reached ();
}

static MailerSmtpResult *
send_text (MailerSmtpSession *session,
           const char *const *recipients,
           const char        *text,
           GError           **error)
{
  g_autoptr (GInputStream) message = g_memory_input_stream_new_from_data (text, strlen (text), NULL);
  const MailerSmtpMail mail = { .sender = "ada@example.test", .recipients = recipients, .message = message, .size_bytes = strlen (text), .has_8bit = TRUE };
  MailerSmtpResult    *result;

  mailer_smtp_session_send (session, &mail, NULL, soon (), &result, error);

  return result;
}

#define HEADER "From: ada@example.test\r\nTo: bob@example.test\r\nSubject: Punkte\r\nMessage-ID: <1@example.test>\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"

/* Dots, lone line ends and bytes over 127 arrive as they were meant, as one mail. */
static void
test_arrives (gconstpointer data)
{
  static const char *const bob[] = { "bob@example.test", NULL };
  g_autoptr (MailerTestServer) server = mailer_test_server_new (NULL);
  MailerSmtpSession *session = open_as_ada (server, GPOINTER_TO_INT (data));
  g_autoptr (GError) error = NULL;
  g_autoptr (MailerSmtpResult) result = NULL;
  g_autofree char *arrived = NULL;
  g_autofree char *count = NULL;

  g_assert_cmpint (mailer_smtp_session_get_max_bytes (session), >, 0);
  result = send_text (session, bob, HEADER ".first\r\n..second\r\n.\r\nQUIT\r\n\n.\nMAIL FROM:<x@example.test>\r\nGr\xc3\xbc\xc3\x9f"
                                           "e",
                      &error);
  g_assert_no_error (error);
  g_assert_cmpint (result->outcome, ==, MAILER_SMTP_OUTCOME_ACCEPTED);
  mailer_smtp_session_close (session);

  arrived = wait_for_mail (server, "bob");
  g_assert_nonnull (strstr (arrived, "\n.first\n..second\n.\nQUIT\n\n.\nMAIL FROM:<x@example.test>\nGr\xc3\xbc\xc3\x9f"
                                     "e\n"));
  g_assert_nonnull (strstr (arrived, "ESMTPSA"));
  /* Not the name or the address of this machine. */
  g_assert_null (strstr (arrived, g_get_host_name ()));
  count = mailer_test_server_doveadm (server, "search", "-u", "bob", "mailbox", "INBOX", NULL);
  g_assert_cmpint (strchr (count, '\n') - count + 1, ==, (gssize)strlen (count));
}

static void
test_wrong_password (void)
{
  g_autoptr (MailerTestServer) server = mailer_test_server_new (NULL);
  const MailerNetEndpoint endpoint = endpoint_of (server, MAILER_SECURITY_STARTTLS);
  g_autoptr (GError) error = NULL;

  g_assert_false (mailer_smtp_session_check (&endpoint, &(const MailerNetCredentials){ .user_name = "ada", .secret = "wrong" }, NULL, soon (), &error));
  g_assert_error (error, MAILER_SMTP_ERROR, MAILER_SMTP_ERROR_AUTHENTICATION);
  g_assert_nonnull (mailer_error_get_details (error)->server_text);
  g_clear_error (&error);
  g_assert_true (mailer_smtp_session_check (&endpoint, &(const MailerNetCredentials){ .user_name = "ada", .secret = "ada-secret" }, NULL, soon (), &error));
  g_assert_no_error (error);
}

static void
test_refused_recipient (void)
{
  static const char *const recipients[] = { "bob@example.test", "nobody@example.test", NULL };
  static const char *const bob[] = { "bob@example.test", NULL };
  g_autoptr (MailerTestServer) server = mailer_test_server_new (NULL);
  MailerSmtpSession *session = open_as_ada (server, MAILER_SECURITY_STARTTLS);
  g_autoptr (GError) error = NULL;
  g_autoptr (MailerSmtpResult) refused = send_text (session, recipients, HEADER "x", &error);
  g_autoptr (MailerSmtpResult) sent = NULL;
  const MailerSmtpRefusal *refusal;
  g_autofree char         *arrived = NULL;

  g_assert_error (error, MAILER_SMTP_ERROR, MAILER_SMTP_ERROR_RECIPIENTS);
  g_assert_cmpint (refused->outcome, ==, MAILER_SMTP_OUTCOME_NOT_SENT);
  g_assert_cmpint (refused->refusals->len, ==, 1);
  refusal = g_ptr_array_index (refused->refusals, 0);
  g_assert_cmpstr (refusal->address, ==, "nobody@example.test");
  g_assert_true (refusal->is_permanent);

  g_clear_error (&error);
  sent = send_text (session, bob, HEADER "second try", &error);
  g_assert_no_error (error);
  mailer_smtp_session_close (session);
  arrived = wait_for_mail (server, "bob");
  g_assert_nonnull (strstr (arrived, "second try"));
}

static void
test_too_large (void)
{
  static const char *const bob[] = { "bob@example.test", NULL };
  const char *const        options[] = { "--message-size-limit=20000", NULL };
  g_autoptr (MailerTestServer) server = mailer_test_server_new (options);
  MailerSmtpSession *session = open_as_ada (server, MAILER_SECURITY_TLS);
  g_autofree char   *body = g_strnfill (30000, 'x');
  g_autofree char   *text = g_strconcat (HEADER, body, NULL);
  g_autoptr (GInputStream) message = g_memory_input_stream_new_from_data (text, strlen (text), NULL);
  MailerSmtpMail mail = { .sender = "ada@example.test", .recipients = bob, .message = message, .size_bytes = strlen (text) };

  g_assert_cmpint (mailer_smtp_session_get_max_bytes (session), ==, 20000);
  /* Once by what the server announced; once, with the size not told, by what it found. */
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MailerSmtpResult) result = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_false (mailer_smtp_session_send (session, &mail, NULL, soon (), &result, &error));
      g_assert_error (error, MAILER_SMTP_ERROR, MAILER_SMTP_ERROR_TOO_LARGE);
      g_assert_cmpint (result->outcome, ==, i == 0 ? MAILER_SMTP_OUTCOME_NOT_SENT : MAILER_SMTP_OUTCOME_REFUSED);
      mail.size_bytes = 0;
    }
  mailer_smtp_session_close (session);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/smtp/postfix/arrives-tls", GINT_TO_POINTER (MAILER_SECURITY_TLS), test_arrives);
  g_test_add_data_func ("/smtp/postfix/arrives-starttls", GINT_TO_POINTER (MAILER_SECURITY_STARTTLS), test_arrives);
  g_test_add_func ("/smtp/postfix/wrong-password", test_wrong_password);
  g_test_add_func ("/smtp/postfix/refused-recipient", test_refused_recipient);
  g_test_add_func ("/smtp/postfix/too-large", test_too_large);

  return g_test_run ();
}
