/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "smtp-fixture.h"

void
smtp_fixture_set_up (SmtpFixture  *fixture,
                     gconstpointer data)
{
  fixture->authority = test_authority_new ();
  fixture->certificate = test_authority_issue (fixture->authority, &(TestCertificate){ .ip_address = "127.0.0.1" });
}

void
smtp_fixture_tear_down (SmtpFixture  *fixture,
                        gconstpointer data)
{
  g_clear_object (&fixture->certificate);
  g_clear_pointer (&fixture->authority, test_authority_free);
}

gint64
smtp_fixture_soon (void)
{
  return g_get_monotonic_time () + 15 * G_USEC_PER_SEC;
}

MailerSmtpSession *
smtp_fixture_open (SmtpFixture   *fixture,
                   TestServer    *server,
                   MailerSecurity security,
                   GError       **error)
{
  const MailerNetEndpoint endpoint = {
    .host = "127.0.0.1",
    .port = test_server_get_port (server),
    .security = security,
    .ca_file = test_authority_get_file (fixture->authority),
  };

  return mailer_smtp_session_open (&endpoint, &(const MailerNetCredentials){ .user_name = "ada", .secret = "geheim" }, NULL, smtp_fixture_soon (), error);
}

static gboolean
can_go_on (const GError *error)
{
  return error == NULL || (error->domain == MAILER_SMTP_ERROR && mailer_error_get_details (error)->scope == MAILER_ERROR_SCOPE_MESSAGE);
}

MailerSmtpResult *
smtp_fixture_play (SmtpFixture          *fixture,
                   const char           *script,
                   const MailerSmtpMail *mail,
                   GError              **error)
{
  TestServer        *server = test_server_new (script, fixture->certificate);
  MailerSmtpSession *session = smtp_fixture_open (fixture, server, MAILER_SECURITY_TLS, error);
  MailerSmtpResult  *result = NULL;
  g_autoptr (GError) local_error = NULL;
  gboolean is_sent;

  g_assert_nonnull (session);
  is_sent = mailer_smtp_session_send (session, mail, NULL, smtp_fixture_soon (), &result, &local_error);
  g_assert_cmpint (is_sent, ==, local_error == NULL);
  g_assert_cmpint (is_sent, ==, result->outcome == MAILER_SMTP_OUTCOME_ACCEPTED);
  if (can_go_on (local_error))
    mailer_smtp_session_close (session);
  else
    mailer_smtp_session_free (session);
  test_server_finish (server);
  if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));

  return result;
}
