/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* From the greeting to the sign-in, as exact transcripts. */

#include "config.h"

#include "smtp-fixture.h"

#include <string.h>

#define NO_ERROR -1
#define NET(code) (-2 - MAILER_NET_ERROR_##code)

/* What is in front of the row's own part. */
#define GREET "S: 220 hello\nC: EHLO [127.0.0.1]\n"
#define OFFER GREET "S: 250-hello\nS: 250-AUTH LOGIN PLAIN\nS: 250 STARTTLS\nC: STARTTLS\n"
#define AGAIN OFFER "S: 220 go\nTLS\nC: EHLO [127.0.0.1]\n"
#define SIGN_IN "TLS\n" GREET "S: 250-hello\nS: 250 AUTH PLAIN\nC: AUTH PLAIN AGFkYQBnZWhlaW0=\n"
#define LOGIN "TLS\n" GREET "S: 250-hello\nS: 250 AUTH LOGIN GSSAPI\nC: AUTH LOGIN\n"
#define SCRAM "TLS\n" GREET "S: 250-hello\nS: 250 AUTH LOGIN PLAIN SCRAM-SHA-256\nC* AUTH SCRAM-SHA-256 *\n"
#define QUIT "C: QUIT\nS: 221 bye\nEOF"

static const struct
{
  const char *name;
  const char *script;
  gint        code;
} rows[] = {
  { "tls", SIGN_IN "S: 235 ok\n" QUIT, NO_ERROR },
  { "starttls", AGAIN "S: 250-hello\nS: 250 AUTH PLAIN\nC: AUTH PLAIN AGFkYQBnZWhlaW0=\nS: 235 ok\n" QUIT, NO_ERROR },
  { "many-lines", "TLS\nS: 220-hello\nS: 220-and welcome\nS: 220 here\nC: EHLO [127.0.0.1]\nS: 250-hello\nS: 250 AUTH PLAIN\nC: AUTH PLAIN AGFkYQBnZWhlaW0=\nS: 235-2.7.0 very\nS: 235 2.7.0 ok\n" QUIT, NO_ERROR },
  { "login", LOGIN "S: 334 VXNlcm5hbWU6\nC: YWRh\nS: 334 UGFzc3dvcmQ6\nC: Z2VoZWlt\nS: 235 ok\n" QUIT, NO_ERROR },
  { "old-auth-equals", "TLS\n" GREET "S: 250-hello\nS: 250 AUTH=LOGIN\nC: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: YWRh\nS: 334 UGFzc3dvcmQ6\nC: Z2VoZWlt\nS: 235 ok\n" QUIT, NO_ERROR },
  { "quit-is-not-answered", SIGN_IN "S: 235 ok\nC: QUIT\nCLOSE", NO_ERROR },

  /* The numbers are those in tests/imap/test-starttls.c. */
  { "01-starttls-not-offered", GREET "S: 250-hello\nS: 250 AUTH PLAIN\nEOF", MAILER_SMTP_ERROR_STARTTLS_MISSING },
  { "01-starttls-as-part-of-a-word", GREET "S: 250-hello\nS: 250-XSTARTTLS\nS: 250-STARTTLSX\nS: 250 AUTH STARTTLS\nEOF", MAILER_SMTP_ERROR_STARTTLS_MISSING },
  { "01-starttls-for-a-name", GREET "S: 250 STARTTLS\nEOF", MAILER_SMTP_ERROR_STARTTLS_MISSING },
  { "02-starttls-454", OFFER "S: 454 not now\nEOF", MAILER_SMTP_ERROR_STARTTLS_MISSING },
  { "02-starttls-502", OFFER "S: 502 what\nEOF", MAILER_SMTP_ERROR_STARTTLS_MISSING },
  { "02-starttls-421", OFFER "S: 421 gone\nEOF", MAILER_SMTP_ERROR_UNAVAILABLE },
  { "02-starttls-354", OFFER "S: 354 go on\nEOF", MAILER_SMTP_ERROR_PROTOCOL },
  { "02-starttls-334", OFFER "S: 334 go on\nEOF", MAILER_SMTP_ERROR_PROTOCOL },
  { "02-starttls-250", OFFER "S: 250 fine\nEOF", MAILER_SMTP_ERROR_PROTOCOL },
  { "02-starttls-235", OFFER "S: 235 you are in\nEOF", MAILER_SMTP_ERROR_PROTOCOL },
  { "02-starttls-changes-its-code", OFFER "S: 220-go\nS: 454 no\nEOF", MAILER_SMTP_ERROR_PROTOCOL },
  { "03-only-helo", GREET "S: 502 what\nEOF", MAILER_SMTP_ERROR_STARTTLS_MISSING },
  { "03-helo-in-disguise", GREET "S: 250 hello\nEOF", MAILER_SMTP_ERROR_STARTTLS_MISSING },
  { "04-signed-in-already", "S: 235 welcome\nEOF", MAILER_SMTP_ERROR_PROTOCOL },
  /* The password must not go to what was offered before the encryption. */
  { "08-auth-only-before-tls", AGAIN "S: 250 hello\nEOF", MAILER_SMTP_ERROR_NO_MECHANISM },
  { "09-referral", "S: 554 see smtp://evil.example.org\nEOF", MAILER_SMTP_ERROR_UNAVAILABLE },
  { "09-referral-551", SIGN_IN "S: 551 try evil.example.org\nEOF", MAILER_SMTP_ERROR_PROTOCOL },
  { "12-imap", "S: * OK IMAP4rev1\nEOF", MAILER_SMTP_ERROR_PROTOCOL },
  { "12-http", "S: HTTP/1.1 400 Bad Request\nEOF", MAILER_SMTP_ERROR_PROTOCOL },
  { "12-binary", "S: \\0\\x01\\xff\nEOF", MAILER_SMTP_ERROR_PROTOCOL },

  { "wrong-password", SIGN_IN "S: 535 5.7.8 no\nEOF", MAILER_SMTP_ERROR_AUTHENTICATION },
  { "wrong-password-postfix-535", SIGN_IN "S: 535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6\nEOF", MAILER_SMTP_ERROR_AUTHENTICATION },
  { "app-password", SIGN_IN "S: 534-5.7.9 Application-specific password required\nS: 534 5.7.9 see here\nEOF", MAILER_SMTP_ERROR_AUTHENTICATION },
  { "wrong-password-554", SIGN_IN "S: 554 5.7.8 no\nEOF", MAILER_SMTP_ERROR_AUTHENTICATION },
  { "wrong-password-login", LOGIN "S: 334 VXNlcm5hbWU6\nC: YWRh\nS: 334 UGFzc3dvcmQ6\nC: Z2VoZWlt\nS: 535 no\nEOF", MAILER_SMTP_ERROR_AUTHENTICATION },
  { "temporary", SIGN_IN "S: 454 4.7.0 later\nEOF", MAILER_SMTP_ERROR_UNAVAILABLE },
  { "shutting-down", SIGN_IN "S: 421 4.3.0 going down\nEOF", MAILER_SMTP_ERROR_UNAVAILABLE },
  { "mechanism-not-known", SIGN_IN "S: 504 5.5.4 what\nEOF", MAILER_SMTP_ERROR_NO_MECHANISM },
  { "wants-encryption", SIGN_IN "S: 538 5.7.11 encrypt\nEOF", MAILER_SMTP_ERROR_NO_MECHANISM },
  { "command-not-known", SIGN_IN "S: 500 what\nEOF", MAILER_SMTP_ERROR_PROTOCOL },
  { "250-is-not-235", SIGN_IN "S: 250 ok\nEOF", MAILER_SMTP_ERROR_PROTOCOL },
  { "asks-more-than-there-is", SIGN_IN "S: 334 \nC: *\nEOF", NET (SIGN_IN) },
  { "asks-more-than-there-is-login", LOGIN "S: 334 a\nC: YWRh\nS: 334 a\nC: Z2VoZWlt\nS: 334 a\nC: *\nEOF", NET (SIGN_IN) },
  { "scram-yes-without-proof", SCRAM "S: 235 welcome\nEOF", NET (UNPROVEN) },
  { "scram-nonsense", SCRAM "S: 334 bm9uc2Vuc2U=\nC: *\nEOF", NET (SIGN_IN) },
  { "scram-not-for-this-user", SCRAM "S: 535 5.7.8 no\nC: AUTH PLAIN AGFkYQBnZWhlaW0=\nS: 235 ok\n" QUIT, NO_ERROR },
  { "scram-and-plain-refused", SCRAM "S: 535 5.7.8 no\nC: AUTH PLAIN AGFkYQBnZWhlaW0=\nS: 535 5.7.8 no\nEOF", MAILER_SMTP_ERROR_AUTHENTICATION },
  { "scram-refused-and-hung-up", SCRAM "S: 535 5.7.8 no\nC: AUTH PLAIN AGFkYQBnZWhlaW0=\nCLOSE", MAILER_SMTP_ERROR_AUTHENTICATION },
  { "scram-refused-and-enough", SCRAM "S: 535 5.7.8 no\nC: AUTH PLAIN AGFkYQBnZWhlaW0=\nS: 421 4.7.0 too many errors\nEOF", MAILER_SMTP_ERROR_AUTHENTICATION },
  { "scram-server-in-trouble", SCRAM "S: 454 4.7.0 later\nEOF", MAILER_SMTP_ERROR_UNAVAILABLE },
  { "no-auth", "TLS\n" GREET "S: 250 hello\nEOF", MAILER_SMTP_ERROR_NO_MECHANISM },
  { "no-mechanism-of-ours", "TLS\n" GREET "S: 250-hello\nS: 250 AUTH GSSAPI NTLM\nEOF", MAILER_SMTP_ERROR_NO_MECHANISM },

  { "greeting-554", "TLS\nS: 554 go away\nEOF", MAILER_SMTP_ERROR_UNAVAILABLE },
  { "greeting-421", "TLS\nS: 421 too many\nEOF", MAILER_SMTP_ERROR_UNAVAILABLE },
  { "greeting-250", "TLS\nS: 250 hello\nEOF", MAILER_SMTP_ERROR_PROTOCOL },
  { "greeting-imap", "TLS\nS: * OK IMAP4rev1\nEOF", MAILER_SMTP_ERROR_PROTOCOL },
  { "greeting-http", "TLS\nS: HTTP/1.1 400 Bad Request\nEOF", MAILER_SMTP_ERROR_PROTOCOL },
  { "greeting-changes-its-code", "TLS\nS: 220-hello\nS: 250 hello\nEOF", MAILER_SMTP_ERROR_PROTOCOL },
  { "greeting-empty-line", "TLS\nS:\nEOF", MAILER_SMTP_ERROR_PROTOCOL },
};

static gboolean
is_open (SmtpFixture *fixture,
         gsize        row,
         GError     **error)
{
  TestServer        *server = test_server_new (rows[row].script, fixture->certificate);
  gboolean           is_tls = g_str_has_prefix (rows[row].script, "TLS");
  MailerSmtpSession *session = smtp_fixture_open (fixture, server, is_tls ? MAILER_SECURITY_TLS : MAILER_SECURITY_STARTTLS, error);

  if (session != NULL)
    mailer_smtp_session_close (session);
  test_server_finish (server);

  return session != NULL;
}

static void
test_transcripts (SmtpFixture  *fixture,
                  gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", rows[i].name);
      g_assert_cmpint (is_open (fixture, i, &error), ==, rows[i].code == NO_ERROR);
      if (rows[i].code == NO_ERROR)
        continue;
      if (rows[i].code < NO_ERROR)
        g_assert_error (error, MAILER_NET_ERROR, -2 - rows[i].code);
      else
        g_assert_error (error, MAILER_SMTP_ERROR, rows[i].code);
      g_assert_cmpstr (mailer_error_get_details (error)->host, ==, "127.0.0.1");
      g_assert_cmpint (mailer_error_get_details (error)->scope, >=, MAILER_ERROR_SCOPE_CONNECTION);
    }
}

static void
assert_details (SmtpFixture     *fixture,
                const char      *script,
                MailerSecurity   security,
                MailerErrorScope scope,
                MailerErrorRetry retry,
                const char      *response_code,
                const char      *server_text)
{
  TestServer *server = test_server_new (script, fixture->certificate);
  g_autoptr (GError) error = NULL;
  const MailerErrorDetails *details;

  g_assert_null (smtp_fixture_open (fixture, server, security, &error));
  test_server_finish (server);
  details = mailer_error_get_details (error);
  g_assert_nonnull (details);
  g_assert_cmpint (details->scope, ==, scope);
  g_assert_cmpint (details->retry, ==, retry);
  g_assert_cmpstr (details->response_code, ==, response_code);
  g_assert_cmpstr (details->server_text, ==, server_text);
  g_assert_null (strstr (error->message, "geheim"));
  g_assert_null (strstr (error->message, "AGFkYQBnZWhlaW0="));
}

static void
test_details (SmtpFixture  *fixture,
              gconstpointer data)
{
  assert_details (fixture, SIGN_IN "S: 534-5.7.9 Application password\nS: 534 5.7.9 required\nEOF", MAILER_SECURITY_TLS, MAILER_ERROR_SCOPE_ACCOUNT, MAILER_ERROR_RETRY_NEVER, "5.7.9", "Application password required");
  assert_details (fixture, SIGN_IN "S: 454 later\nEOF", MAILER_SECURITY_TLS, MAILER_ERROR_SCOPE_CONNECTION, MAILER_ERROR_RETRY_LATER, "454", "later");
  /* Anybody on the way could have said this. */
  assert_details (fixture, OFFER "S: 454 call this number\nEOF", MAILER_SECURITY_STARTTLS, MAILER_ERROR_SCOPE_CONNECTION, MAILER_ERROR_RETRY_LATER, "454", NULL);
  assert_details (fixture, "S: 554 call this number\nEOF", MAILER_SECURITY_STARTTLS, MAILER_ERROR_SCOPE_CONNECTION, MAILER_ERROR_RETRY_NEVER, "554", NULL);
}

/* Cases 5 and 13: more than the reply, or less. What races with the handshake may be seen in it. */
static const struct
{
  const char    *name;
  const char    *script;
  MailerNetError codes[2];
} upgrades[] = {
  { "05-reply-in-the-same-packet", OFFER "S+ 220 go\\r\\n250 AUTH PLAIN\\r\\n\nEOF", { MAILER_NET_ERROR_INJECTION, MAILER_NET_ERROR_INJECTION } },
  { "05-multi-line-reply-in-the-same-packet", OFFER "S+ 220-go\\r\\n220 on\\r\\n250-x\\r\\n\nEOF", { MAILER_NET_ERROR_INJECTION, MAILER_NET_ERROR_INJECTION } },
  { "05-half-a-line-in-the-same-packet", OFFER "S+ 220 go\\r\\n250\nEOF", { MAILER_NET_ERROR_INJECTION, MAILER_NET_ERROR_INJECTION } },
  { "05-one-byte-in-the-same-packet", OFFER "S+ 220 go\\r\\n2\nEOF", { MAILER_NET_ERROR_INJECTION, MAILER_NET_ERROR_INJECTION } },
  { "05-tls-in-the-same-packet", OFFER "S+ 220 go\\r\\n\\x16\\x03\nEOF", { MAILER_NET_ERROR_INJECTION, MAILER_NET_ERROR_INJECTION } },
  { "05-in-a-packet-of-its-own", OFFER "S: 220 go\nS: 250 AUTH PLAIN\nSTALL", { MAILER_NET_ERROR_INJECTION, MAILER_NET_ERROR_TLS } },
  { "05-reply-before-the-command", GREET "S+ 250-hello\\r\\n250 STARTTLS\\r\\n220 go\\r\\n\nC: STARTTLS\nS: 220 go\nSTALL", { MAILER_NET_ERROR_INJECTION, MAILER_NET_ERROR_TLS } },
  { "05-all-replies-before-the-command", GREET "S+ 250-hello\\r\\n250 STARTTLS\\r\\n220 go\\r\\n250 AUTH PLAIN\\r\\n235 ok\\r\\n\nC: STARTTLS\nSTALL", { MAILER_NET_ERROR_INJECTION, MAILER_NET_ERROR_INJECTION } },
  { "13-closed-before-the-reply", OFFER "CLOSE", { MAILER_NET_ERROR_CLOSED, MAILER_NET_ERROR_CLOSED } },
  { "13-reset-before-the-reply", OFFER "RESET", { MAILER_NET_ERROR_CLOSED, MAILER_NET_ERROR_CLOSED } },
  { "13-closed-in-the-handshake", OFFER "S: 220 go\nCLOSE", { MAILER_NET_ERROR_CLOSED, MAILER_NET_ERROR_CLOSED } },
  { "13-closed-behind-the-handshake", AGAIN "CLOSE", { MAILER_NET_ERROR_CLOSED, MAILER_NET_ERROR_CLOSED } },
  { "13-reset-in-the-sign-in", AGAIN "S: 250-hello\nS: 250 AUTH PLAIN\nC: AUTH PLAIN AGFkYQBnZWhlaW0=\nRESET", { MAILER_NET_ERROR_CLOSED, MAILER_NET_ERROR_CLOSED } },
};

static void
test_upgrades (SmtpFixture  *fixture,
               gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (upgrades); i++)
    {
      TestServer *server = test_server_new (upgrades[i].script, fixture->certificate);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", upgrades[i].name);
      g_assert_null (smtp_fixture_open (fixture, server, MAILER_SECURITY_STARTTLS, &error));
      g_assert_true (g_error_matches (error, MAILER_NET_ERROR, (gint)upgrades[i].codes[0]) || g_error_matches (error, MAILER_NET_ERROR, (gint)upgrades[i].codes[1]));
      g_assert_null (mailer_error_get_details (error)->server_text);
      test_server_finish (server);
    }
}

/* Case 10: the certificate is for another host. */
static void
test_certificate (SmtpFixture  *fixture,
                  gconstpointer data)
{
  g_autoptr (GTlsCertificate) other = test_authority_issue (fixture->authority, &(TestCertificate){ .dns_name = "smtp.example.org" });
  TestServer *server = test_server_new (OFFER "S: 220 go\nTLS\nEOF", other);
  g_autoptr (GError) error = NULL;

  g_assert_null (smtp_fixture_open (fixture, server, MAILER_SECURITY_STARTTLS, &error));
  g_assert_error (error, MAILER_NET_ERROR, MAILER_NET_ERROR_CERTIFICATE);
  test_server_finish (server);
}

/* Case 12. */
static void
test_endless_line (SmtpFixture  *fixture,
                   gconstpointer data)
{
  g_autofree char *noise = g_strnfill (10 * 1024 * 1024, 'x');
  g_autofree char *script = g_strconcat ("S+ 220 ", noise, "\nSTALL", NULL);
  TestServer      *server = test_server_new (script, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (smtp_fixture_open (fixture, server, MAILER_SECURITY_STARTTLS, &error));
  g_assert_error (error, MAILER_NET_ERROR, MAILER_NET_ERROR_LIMIT);
  test_server_finish (server);
}

/* Cut after any byte of what the server says, or in pieces of one byte: an error, or it works. */
static void
test_cut_anywhere (SmtpFixture  *fixture,
                   gconstpointer data)
{
  static const char said[] = "220-hello\\r\\n220 there\\r\\n";

  for (gsize i = 0; i < strlen ("220-hello..220 there.."); i++)
    {
      g_autoptr (GString) script = g_string_new ("TLS\nS+ ");
      g_autoptr (GError) error = NULL;
      TestServer *server;
      gsize       n_taken = 0;

      for (gsize at = 0; n_taken < i; n_taken++)
        {
          gsize n_source = said[at] == '\\' ? 2 : 1;

          g_string_append_len (script, said + at, n_source);
          at += n_source;
        }
      g_string_append (script, "\nCLOSE");
      server = test_server_new (script->str, fixture->certificate);
      g_assert_null (smtp_fixture_open (fixture, server, MAILER_SECURITY_TLS, &error));
      g_assert_error (error, MAILER_NET_ERROR, MAILER_NET_ERROR_CLOSED);
      test_server_finish (server);
    }
}

static void
test_byte_by_byte (SmtpFixture  *fixture,
                   gconstpointer data)
{
  TestServer *server = test_server_new ("DRIP 0\n" AGAIN "S: 250-hello\nS: 250 AUTH PLAIN\nC: AUTH PLAIN AGFkYQBnZWhlaW0=\nS: 235 ok\n" QUIT, fixture->certificate);
  g_autoptr (GError) error = NULL;
  MailerSmtpSession *session = smtp_fixture_open (fixture, server, MAILER_SECURITY_STARTTLS, &error);

  g_assert_no_error (error);
  mailer_smtp_session_close (session);
  test_server_finish (server);
}

static void
test_endless_reply (SmtpFixture  *fixture,
                    gconstpointer data)
{
  g_autoptr (GString) script = g_string_new ("TLS\nS+ ");
  g_autoptr (GError) error = NULL;
  TestServer *server;

  for (guint i = 0; i < 5000; i++)
    g_string_append (script, "220-and more\\r\\n");
  g_string_append (script, "\nSTALL");
  server = test_server_new (script->str, fixture->certificate);
  g_assert_null (smtp_fixture_open (fixture, server, MAILER_SECURITY_TLS, &error));
  g_assert_error (error, MAILER_SMTP_ERROR, MAILER_SMTP_ERROR_PROTOCOL);
  test_server_finish (server);
}

static void
test_check (SmtpFixture  *fixture,
            gconstpointer data)
{
  static const char *const scripts[] = {
    SIGN_IN "S: 235 ok\nC: NOOP\nS: 250 ok\n" QUIT,
    SIGN_IN "S: 235 ok\nC: NOOP\nS: 421 gone\nEOF",
    SIGN_IN "S: 235 ok\nC: NOOP\nCLOSE",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      TestServer             *server = test_server_new (scripts[i], fixture->certificate);
      const MailerNetEndpoint endpoint = { .host = "127.0.0.1", .port = test_server_get_port (server), .ca_file = test_authority_get_file (fixture->authority) };
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (mailer_smtp_session_check (&endpoint, &(const MailerNetCredentials){ .user_name = "ada", .secret = "geheim" }, NULL, smtp_fixture_soon (), &error), ==, i == 0);
      g_assert_cmpint (error == NULL, ==, i == 0);
      test_server_finish (server);
    }
}

static void
test_log_has_no_secret (SmtpFixture  *fixture,
                        gconstpointer data)
{
  TestServer *server = test_server_new (LOGIN "S: 334 VXNlcm5hbWU6\nC: YWRh\nS: 334 UGFzc3dvcmQ6\nC: Z2VoZWlt\nS: 535 no\nEOF", fixture->certificate);
  g_autoptr (MailerNetLog) log = mailer_net_log_new ();
  const MailerNetEndpoint endpoint = { .host = "127.0.0.1", .port = test_server_get_port (server), .ca_file = test_authority_get_file (fixture->authority), .log = log };
  g_autofree char        *text = NULL;

  g_assert_null (mailer_smtp_session_open (&endpoint, &(const MailerNetCredentials){ .user_name = "ada", .secret = "geheim" }, NULL, smtp_fixture_soon (), NULL));
  test_server_finish (server);
  text = mailer_net_log_dup_text (log);
  g_assert_nonnull (strstr (text, "C: AUTH LOGIN [hidden]\n"));
  g_assert_nonnull (strstr (text, "S: 535 no\n"));
  g_assert_null (strstr (text, "YWRh"));
  g_assert_null (strstr (text, "Z2VoZWlt"));
}

#define ADD(path, func) g_test_add ("/smtp/session/" path, SmtpFixture, NULL, smtp_fixture_set_up, func, smtp_fixture_tear_down)

/* A token is longer than a command may be (RFC 4954, section 4), and a server that refuses it says why. */
static void
test_long_token (SmtpFixture  *fixture,
                 gconstpointer data)
{
  g_autofree char *token = g_strnfill (600, 't');
  g_autofree char *text = g_strdup_printf ("user=ada\001auth=Bearer %s\001\001", token);
  g_autofree char *encoded = g_base64_encode ((const guchar *)text, strlen (text));
  g_autofree char *script = g_strdup_printf ("TLS\n" GREET "S: 250-hello\nS: 250 AUTH PLAIN XOAUTH2\nC: AUTH XOAUTH2\nS: 334 \nC: %s\n"
                                             "S: 334 eyJzdGF0dXMiOiI0MDAiLCJzY29wZSI6Im1haWwifQ==\nC: \nS: 535 5.7.8 no\nEOF",
                                             encoded);
  TestServer      *server = test_server_new (script, fixture->certificate);
  g_autoptr (MailerNetLog) log = mailer_net_log_new ();
  const MailerNetEndpoint endpoint = {
    .host = "127.0.0.1",
    .port = test_server_get_port (server),
    .ca_file = test_authority_get_file (fixture->authority),
    .log = log,
  };
  const MailerNetCredentials credentials = { .user_name = "ada", .secret = token, .kind = MAILER_NET_SECRET_TOKEN };
  g_autoptr (GError) error = NULL;
  g_autofree char *logged = NULL;

  g_assert_null (mailer_smtp_session_open (&endpoint, &credentials, NULL, smtp_fixture_soon (), &error));
  test_server_finish (server);
  g_assert_error (error, MAILER_NET_ERROR, MAILER_NET_ERROR_TOKEN);
  g_assert_cmpstr (mailer_error_get_details (error)->response_code, ==, "400");
  g_assert_cmpstr (mailer_error_get_details (error)->server_text, ==, "mail");
  logged = mailer_net_log_dup_text (log);
  g_assert_null (strstr (logged, "dXNlcj1hZGEB"));
  g_assert_null (strstr (logged, "eyJzdGF0"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("long-token", test_long_token);
  ADD ("transcripts", test_transcripts);
  ADD ("details", test_details);
  ADD ("upgrades", test_upgrades);
  ADD ("certificate", test_certificate);
  ADD ("endless-line", test_endless_line);
  ADD ("cut-anywhere", test_cut_anywhere);
  ADD ("byte-by-byte", test_byte_by_byte);
  ADD ("endless-reply", test_endless_reply);
  ADD ("check", test_check);
  ADD ("log-has-no-secret", test_log_has_no_secret);

  return g_test_run ();
}
