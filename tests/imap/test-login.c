/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* How a session begins: each script that must not lead to one, and what may not be believed on the way. */

#include "config.h"

#include <string.h>

#include "session-fixture.h"

typedef struct
{
  const char      *name;
  MailerSecurity   security;
  const char      *script;
  int              code; /* of MAILER_IMAP_ERROR, or -1 - code of MAILER_NET_ERROR */
  MailerErrorScope scope;
} OpenRow;

#define NET(code) (-1 - MAILER_NET_ERROR_##code)
#define IMAP(code) MAILER_IMAP_ERROR_##code

#define SCRAM "TLS\nS: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=LOGIN AUTH=PLAIN AUTH=SCRAM-SHA-256] hello\nC* A1 AUTHENTICATE SCRAM-SHA-256 *\n"
#define THEN_PLAIN "S: A1 NO [AUTHENTICATIONFAILED] no\nC: A2 AUTHENTICATE PLAIN AGFkYQBzZWNyZXQ=\n"

static const OpenRow open_rows[] = {
  { "greeting-bye", MAILER_SECURITY_TLS, "TLS\nS: * BYE too busy\nEOF\n", IMAP (BYE), MAILER_ERROR_SCOPE_CONNECTION },
  { "greeting-pop3", MAILER_SECURITY_TLS, "TLS\nS: +OK POP3 ready\nEOF\n", IMAP (PROTOCOL), MAILER_ERROR_SCOPE_CONNECTION },
  { "greeting-http", MAILER_SECURITY_TLS, "TLS\nS: HTTP/1.1 400 Bad Request\nEOF\n", IMAP (PROTOCOL), MAILER_ERROR_SCOPE_CONNECTION },
  { "greeting-smtp", MAILER_SECURITY_TLS, "TLS\nS: 220 mail.example.org ESMTP\nEOF\n", IMAP (PROTOCOL), MAILER_ERROR_SCOPE_CONNECTION },
  { "greeting-tagged", MAILER_SECURITY_TLS, "TLS\nS: A1 OK hello\nEOF\n", IMAP (PROTOCOL), MAILER_ERROR_SCOPE_CONNECTION },
  { "greeting-no", MAILER_SECURITY_TLS, "TLS\nS: * NO hello\nEOF\n", IMAP (PROTOCOL), MAILER_ERROR_SCOPE_CONNECTION },
  { "greeting-closed", MAILER_SECURITY_TLS, "TLS\nCLOSE\n", NET (CLOSED), MAILER_ERROR_SCOPE_CONNECTION },
  { "greeting-literal", MAILER_SECURITY_TLS, "TLS\nS: * LIST () NIL {2147483647}\nEOF\n", IMAP (LIMIT), MAILER_ERROR_SCOPE_CONNECTION },
  { "logindisabled-no-mechanism", MAILER_SECURITY_TLS, "TLS\nS: * OK [CAPABILITY IMAP4rev1 LOGINDISABLED AUTH=GSSAPI] hello\nEOF\n", IMAP (NO_MECHANISM), MAILER_ERROR_SCOPE_ACCOUNT },
  { "wrong-password", MAILER_SECURITY_TLS, GREETING ("") "C: A1 AUTHENTICATE PLAIN AGFkYQBzZWNyZXQ=\nS: A1 NO [AUTHENTICATIONFAILED] no\nEOF\n", IMAP (AUTHENTICATION), MAILER_ERROR_SCOPE_ACCOUNT },
  { "wrong-password-plain-no", MAILER_SECURITY_TLS, GREETING ("") "C: A1 AUTHENTICATE PLAIN AGFkYQBzZWNyZXQ=\nS: A1 NO Login failed.\nEOF\n", IMAP (AUTHENTICATION), MAILER_ERROR_SCOPE_ACCOUNT },
  { "server-trouble-code", MAILER_SECURITY_TLS, GREETING ("") "C: A1 AUTHENTICATE PLAIN AGFkYQBzZWNyZXQ=\nS: A1 NO [UNAVAILABLE] down\nEOF\n", IMAP (UNAVAILABLE), MAILER_ERROR_SCOPE_MESSAGE },
  { "server-trouble-limit", MAILER_SECURITY_TLS, GREETING ("") "C: A1 AUTHENTICATE PLAIN AGFkYQBzZWNyZXQ=\nS: A1 NO [LIMIT] rate\nEOF\n", IMAP (UNAVAILABLE), MAILER_ERROR_SCOPE_MESSAGE },
  { "server-trouble-words", MAILER_SECURITY_TLS, GREETING ("") "C: A1 AUTHENTICATE PLAIN AGFkYQBzZWNyZXQ=\nS: A1 NO [ALERT] Too many simultaneous connections. (Failure)\nEOF\n", IMAP (UNAVAILABLE), MAILER_ERROR_SCOPE_MESSAGE },
  { "dropped-in-sign-in", MAILER_SECURITY_TLS, GREETING ("") "C: A1 AUTHENTICATE PLAIN AGFkYQBzZWNyZXQ=\nRESET\n", NET (CLOSED), MAILER_ERROR_SCOPE_CONNECTION },
  { "bye-in-sign-in", MAILER_SECURITY_TLS, GREETING ("") "C: A1 AUTHENTICATE PLAIN AGFkYQBzZWNyZXQ=\nS: * BYE shutting down\nCLOSE\n", IMAP (BYE), MAILER_ERROR_SCOPE_CONNECTION },
  { "asks-more-than-there-is", MAILER_SECURITY_TLS, GREETING ("") "C: A1 AUTHENTICATE PLAIN AGFkYQBzZWNyZXQ=\nS: + \nC: *\nEOF\n", NET (SIGN_IN), MAILER_ERROR_SCOPE_CONNECTION },
  { "scram-yes-without-proof", MAILER_SECURITY_TLS, SCRAM "S: A1 OK welcome\nEOF\n", NET (UNPROVEN), MAILER_ERROR_SCOPE_ACCOUNT },
  { "scram-nonsense", MAILER_SECURITY_TLS, SCRAM "S: + bm9uc2Vuc2U=\nC: *\nEOF\n", NET (SIGN_IN), MAILER_ERROR_SCOPE_CONNECTION },
  { "scram-and-plain-refused", MAILER_SECURITY_TLS, SCRAM THEN_PLAIN "S: A2 NO [AUTHENTICATIONFAILED] no\nEOF\n", IMAP (AUTHENTICATION), MAILER_ERROR_SCOPE_ACCOUNT },
  { "scram-refused-and-hung-up", MAILER_SECURITY_TLS, SCRAM THEN_PLAIN "CLOSE\n", IMAP (AUTHENTICATION), MAILER_ERROR_SCOPE_ACCOUNT },
  { "scram-refused-and-bye", MAILER_SECURITY_TLS, SCRAM THEN_PLAIN "S: * BYE enough\nCLOSE\n", IMAP (AUTHENTICATION), MAILER_ERROR_SCOPE_ACCOUNT },
  { "scram-refused-and-busy", MAILER_SECURITY_TLS, SCRAM THEN_PLAIN "S: A2 NO [UNAVAILABLE] later\nEOF\n", IMAP (AUTHENTICATION), MAILER_ERROR_SCOPE_ACCOUNT },
  { "scram-server-in-trouble", MAILER_SECURITY_TLS, SCRAM "S: A1 NO [UNAVAILABLE] down\nEOF\n", IMAP (UNAVAILABLE), MAILER_ERROR_SCOPE_MESSAGE },
  { "scram-unproven-after-refusal", MAILER_SECURITY_TLS, "TLS\nS: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=SCRAM-SHA-1 AUTH=SCRAM-SHA-256] hello\nC* A1 AUTHENTICATE SCRAM-SHA-256 *\nS: A1 NO no\nC* A2 AUTHENTICATE SCRAM-SHA-1 *\nS: A2 OK welcome\nEOF\n", NET (UNPROVEN), MAILER_ERROR_SCOPE_ACCOUNT },
  { "referral-is-not-followed", MAILER_SECURITY_TLS, GREETING ("") "C: A1 AUTHENTICATE PLAIN AGFkYQBzZWNyZXQ=\nS: A1 NO [REFERRAL imap://evil.example/] elsewhere\nEOF\n", IMAP (AUTHENTICATION), MAILER_ERROR_SCOPE_ACCOUNT },
};

static void
test_open_fails (SessionFixture *self,
                 gconstpointer   data)
{
  const OpenRow *row = data;

  session_fixture_open_with (self, row->script, row->security);
  g_assert_null (self->session);
  if (row->code >= 0)
    g_assert_error (self->error, MAILER_IMAP_ERROR, row->code);
  else if (row->code == NET (CLOSED))
    g_assert_true (self->error->domain == MAILER_NET_ERROR);
  else
    g_assert_error (self->error, MAILER_NET_ERROR, -1 - row->code);
  g_assert_cmpint (mailer_error_get_details (self->error)->scope, ==, row->scope);
  g_assert_cmpstr (mailer_error_get_details (self->error)->host, ==, "127.0.0.1");
  g_assert_null (strstr (self->error->message, "secret"));
}

static void
test_sasl_without_initial_response (SessionFixture *self,
                                    gconstpointer   data)
{
  session_fixture_open (self,
                        "TLS\nS: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hello\n"
                        "C: A1 AUTHENTICATE PLAIN\nS: +\n"
                        "C: AGFkYQBzZWNyZXQ=\nS: * CAPABILITY IMAP4rev1 ENABLE CONDSTORE\nS: A1 OK in\n"
                        "C: A2 ENABLE CONDSTORE\nS: A2 BAD no\nEOF\n");
}

static void
test_preauth_over_tls (SessionFixture *self,
                       gconstpointer   data)
{
  session_fixture_open (self, "TLS\nS: * PREAUTH [CAPABILITY IMAP4rev1] welcome\nEOF\n");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  SESSION_TEST_ROWS ("login/fails/", open_rows, test_open_fails);
  SESSION_TEST ("login/sasl-without-initial-response", test_sasl_without_initial_response);
  SESSION_TEST ("login/preauth-over-tls", test_preauth_over_tls);

  return g_test_run ();
}
