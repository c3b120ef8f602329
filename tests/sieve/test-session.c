/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-sieve-session.h"

#include <string.h>

#include "test-certificates.h"
#include "test-server.h"

#define NO_ERROR -1
#define NET(code) (-2 - MAILER_NET_ERROR_##code)

#define CLEAR "S: \"IMPLEMENTATION\" \"x\"\nS: \"SASL\" \"PLAIN\"\nS: \"STARTTLS\"\nS: OK\n"
#define UPGRADE CLEAR "C: STARTTLS\nS: OK \"go\"\nTLS\n"
#define OFFER "S: \"SIEVE\" \"fileinto imap4flags\"\nS: \"SASL\" \"LOGIN PLAIN\"\nS: OK \"hello\"\n"
#define PLAIN "C: AUTHENTICATE \"PLAIN\" \"AGFkYQBnZWhlaW0=\"\n"
#define SCRAM "TLS\nS: \"SASL\" \"LOGIN PLAIN SCRAM-SHA-256\"\nS: OK\nC* AUTHENTICATE \"SCRAM-SHA-256\" \"*\"\n"
#define SIGNED_IN UPGRADE OFFER PLAIN "S: OK\n"
#define LOGOUT "C: LOGOUT\nS: OK\nEOF"

typedef struct
{
  TestAuthority   *authority;
  GTlsCertificate *certificate;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->authority = test_authority_new ();
  fixture->certificate = test_authority_issue (fixture->authority, &(TestCertificate){ .ip_address = "127.0.0.1" });
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_clear_object (&fixture->certificate);
  test_authority_free (fixture->authority);
}

static gint64
soon (void)
{
  return g_get_monotonic_time () + 15 * G_USEC_PER_SEC;
}

static MailerSieveSession *
open_session (Fixture    *fixture,
              TestServer *server,
              gboolean    is_tls,
              GError    **error)
{
  const MailerNetEndpoint endpoint = {
    .host = "127.0.0.1",
    .port = test_server_get_port (server),
    .security = is_tls ? MAILER_SECURITY_TLS : MAILER_SECURITY_STARTTLS,
    .ca_file = test_authority_get_file (fixture->authority),
  };

  return mailer_sieve_session_open (&endpoint, &(const MailerNetCredentials){ .user_name = "ada", .secret = "geheim" }, NULL, soon (), error);
}

static const struct
{
  const char *name;
  const char *script;
  gint        code;
} openings[] = {
  { "starttls", SIGNED_IN LOGOUT, NO_ERROR },
  { "tls", "TLS\n" OFFER PLAIN "S: OK\n" LOGOUT, NO_ERROR },
  { "literals", "TLS\nS: \"SASL\" {5}\nS: PLAIN\nS: OK {2}\nS: hi\n" PLAIN "S: OK (SASL \"\") \"done\"\n" LOGOUT, NO_ERROR },
  { "login", "TLS\nS: \"SASL\" \"LOGIN\"\nS: OK\nC: AUTHENTICATE \"LOGIN\"\nS: \"VXNlcm5hbWU6\"\nC: \"YWRh\"\nS: {12}\nS: UGFzc3dvcmQ6\nC: \"Z2VoZWlt\"\nS: OK\n" LOGOUT, NO_ERROR },
  { "logout-unanswered", SIGNED_IN "C: LOGOUT\nCLOSE", NO_ERROR },

  /* The numbers are those in tests/imap/test-starttls.c. */
  { "01-starttls-not-offered", "S: \"SASL\" \"PLAIN\"\nS: OK\nEOF", MAILER_SIEVE_ERROR_STARTTLS_MISSING },
  { "01-starttls-as-a-value", "S: \"SASL\" \"STARTTLS\"\nS: \"SIEVE\" \"STARTTLS\"\nS: OK\nEOF", MAILER_SIEVE_ERROR_STARTTLS_MISSING },
  { "02-starttls-no", CLEAR "C: STARTTLS\nS: NO \"call this number\"\nEOF", MAILER_SIEVE_ERROR_STARTTLS_MISSING },
  { "02-starttls-data", CLEAR "C: STARTTLS\nS: \"x\"\nEOF", MAILER_SIEVE_ERROR_STARTTLS_MISSING },
  { "02-starttls-bye", CLEAR "C: STARTTLS\nS: BYE \"call this number\"\nEOF", MAILER_SIEVE_ERROR_STARTTLS_MISSING },
  { "03-no-capabilities", "S: OK\nEOF", MAILER_SIEVE_ERROR_STARTTLS_MISSING },
  { "08-auth-only-before-tls", UPGRADE "S: \"SIEVE\" \"\"\nS: OK\nEOF", MAILER_SIEVE_ERROR_NO_MECHANISM },
  { "09-referral-in-clear", "S: BYE (REFERRAL \"sieve://evil.example.org\") \"call this number\"\nEOF", MAILER_SIEVE_ERROR_UNAVAILABLE },
  { "12-binary", "S: \\0\\x01\\xff\nEOF", MAILER_SIEVE_ERROR_PROTOCOL },
  { "wrong-password", UPGRADE OFFER PLAIN "S: NO \"wrong\"\nEOF", MAILER_SIEVE_ERROR_AUTHENTICATION },
  { "try-later", UPGRADE OFFER PLAIN "S: NO (TRYLATER) \"later\"\nEOF", MAILER_SIEVE_ERROR_UNAVAILABLE },
  { "too-weak", UPGRADE OFFER PLAIN "S: NO (AUTH-TOO-WEAK) \"no\"\nEOF", MAILER_SIEVE_ERROR_NO_MECHANISM },
  { "bye", UPGRADE OFFER PLAIN "S: BYE \"too often\"\nEOF", MAILER_SIEVE_ERROR_UNAVAILABLE },
  { "09-referral", UPGRADE OFFER PLAIN "S: BYE (REFERRAL \"sieve://evil.example.org\") \"go there\"\nEOF", MAILER_SIEVE_ERROR_UNAVAILABLE },
  { "asks-more-than-there-is", "TLS\n" OFFER PLAIN "S: \"\"\nC: \"*\"\nEOF", NET (SIGN_IN) },
  { "scram-yes-without-proof", SCRAM "S: OK\nEOF", NET (UNPROVEN) },
  { "scram-yes-with-nonsense", SCRAM "S: OK (SASL \"dj0=\") \"welcome\"\nEOF", NET (SIGN_IN) },
  { "scram-nonsense", SCRAM "S: \"bm9uc2Vuc2U=\"\nC: \"*\"\nEOF", NET (SIGN_IN) },
  { "scram-not-for-this-user", SCRAM "S: NO \"no\"\n" PLAIN "S: OK\n" LOGOUT, NO_ERROR },
  { "scram-and-plain-refused", SCRAM "S: NO \"no\"\n" PLAIN "S: NO \"no\"\nEOF", MAILER_SIEVE_ERROR_AUTHENTICATION },
  { "scram-refused-and-hung-up", SCRAM "S: NO \"no\"\n" PLAIN "CLOSE", MAILER_SIEVE_ERROR_AUTHENTICATION },
  { "scram-refused-and-enough", SCRAM "S: NO \"no\"\n" PLAIN "S: BYE \"too often\"\nEOF", MAILER_SIEVE_ERROR_AUTHENTICATION },
  { "greeting-bye", "TLS\nS: BYE \"full\"\nEOF", MAILER_SIEVE_ERROR_UNAVAILABLE },
  { "greeting-no", "TLS\nS: NO \"no\"\nEOF", MAILER_SIEVE_ERROR_NO },
  { "huge-literal", "TLS\nS: \"SASL\" {4294967295}\nEOF", MAILER_SIEVE_ERROR_PROTOCOL },
};

static void
test_openings (Fixture      *fixture,
               gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (openings); i++)
    {
      TestServer *server = test_server_new (openings[i].script, fixture->certificate);
      g_autoptr (GError) error = NULL;
      MailerSieveSession *session;

      g_test_message ("%s", openings[i].name);
      session = open_session (fixture, server, g_str_has_prefix (openings[i].script, "TLS"), &error);
      if (openings[i].code == NO_ERROR)
        {
          g_assert_no_error (error);
          mailer_sieve_session_logout (session);
        }
      else
        {
          if (openings[i].code < NO_ERROR)
            g_assert_error (error, MAILER_NET_ERROR, -2 - openings[i].code);
          else
            g_assert_error (error, MAILER_SIEVE_ERROR, openings[i].code);
          g_assert_cmpint (mailer_error_get_details (error)->scope, >=, MAILER_ERROR_SCOPE_CONNECTION);
          g_assert_cmpstr (mailer_error_get_details (error)->server_text, !=, "call this number");
        }
      test_server_finish (server);
    }
}

/* Cases 5, 12 and 13: more than the response, something else, or less. What races with the handshake may be seen in it. */
static const struct
{
  const char    *name;
  const char    *script;
  MailerNetError codes[2];
} upgrades[] = {
  { "05-response-in-the-same-packet", CLEAR "C: STARTTLS\nS+ OK\\r\\n\"SASL\" \"PLAIN\"\\r\\n\nEOF", { MAILER_NET_ERROR_INJECTION, MAILER_NET_ERROR_INJECTION } },
  { "05-half-a-line-in-the-same-packet", CLEAR "C: STARTTLS\nS+ OK\\r\\n\"SA\nEOF", { MAILER_NET_ERROR_INJECTION, MAILER_NET_ERROR_INJECTION } },
  { "05-one-byte-in-the-same-packet", CLEAR "C: STARTTLS\nS+ OK\\r\\n\"\nEOF", { MAILER_NET_ERROR_INJECTION, MAILER_NET_ERROR_INJECTION } },
  { "05-literal-over-the-handshake", CLEAR "C: STARTTLS\nS+ OK\\r\\n{4000}\\r\\n\nEOF", { MAILER_NET_ERROR_INJECTION, MAILER_NET_ERROR_INJECTION } },
  { "05-in-a-packet-of-its-own", CLEAR "C: STARTTLS\nS: OK\nS: \"SASL\" \"PLAIN\"\nSTALL", { MAILER_NET_ERROR_INJECTION, MAILER_NET_ERROR_TLS } },
  { "05-response-before-the-command", CLEAR "S: OK\nC: STARTTLS\nS: OK \"go ahead\"\nSTALL", { MAILER_NET_ERROR_INJECTION, MAILER_NET_ERROR_TLS } },
  { "12-imap", "S: * OK IMAP4rev1\nCLOSE", { MAILER_NET_ERROR_CLOSED, MAILER_NET_ERROR_CLOSED } },
  { "12-http", "S: HTTP/1.1 400 Bad Request\nCLOSE", { MAILER_NET_ERROR_CLOSED, MAILER_NET_ERROR_CLOSED } },
  { "13-closed-before-the-response", CLEAR "C: STARTTLS\nCLOSE", { MAILER_NET_ERROR_CLOSED, MAILER_NET_ERROR_CLOSED } },
  { "13-closed-in-the-handshake", CLEAR "C: STARTTLS\nS: OK\nCLOSE", { MAILER_NET_ERROR_CLOSED, MAILER_NET_ERROR_CLOSED } },
  { "13-closed-behind-the-handshake", UPGRADE "CLOSE", { MAILER_NET_ERROR_CLOSED, MAILER_NET_ERROR_CLOSED } },
  { "13-reset-in-the-sign-in", UPGRADE OFFER PLAIN "RESET", { MAILER_NET_ERROR_CLOSED, MAILER_NET_ERROR_CLOSED } },
};

static void
test_upgrades (Fixture      *fixture,
               gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (upgrades); i++)
    {
      TestServer *server = test_server_new (upgrades[i].script, fixture->certificate);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", upgrades[i].name);
      g_assert_null (open_session (fixture, server, FALSE, &error));
      g_assert_true (g_error_matches (error, MAILER_NET_ERROR, (gint)upgrades[i].codes[0]) || g_error_matches (error, MAILER_NET_ERROR, (gint)upgrades[i].codes[1]));
      g_assert_cmpstr (mailer_error_get_details (error)->host, ==, "127.0.0.1");
      g_assert_null (mailer_error_get_details (error)->server_text);
      test_server_finish (server);
    }
}

/* Case 10: the certificate is for another host. */
static void
test_certificate (Fixture      *fixture,
                  gconstpointer data)
{
  g_autoptr (GTlsCertificate) other = test_authority_issue (fixture->authority, &(TestCertificate){ .dns_name = "sieve.example.org" });
  TestServer *server = test_server_new (CLEAR "C: STARTTLS\nS: OK\nTLS\nEOF", other);
  g_autoptr (GError) error = NULL;

  g_assert_null (open_session (fixture, server, FALSE, &error));
  g_assert_error (error, MAILER_NET_ERROR, MAILER_NET_ERROR_CERTIFICATE);
  test_server_finish (server);
}

/* Case 12. */
static void
test_endless_line (Fixture      *fixture,
                   gconstpointer data)
{
  g_autofree char *noise = g_strnfill (10 * 1024 * 1024, 'x');
  g_autofree char *script = g_strconcat ("S+ \"", noise, "\nSTALL", NULL);
  TestServer      *server = test_server_new (script, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (open_session (fixture, server, FALSE, &error));
  g_assert_error (error, MAILER_SIEVE_ERROR, MAILER_SIEVE_ERROR_PROTOCOL);
  test_server_finish (server);
}

static void
assert_script (GPtrArray  *scripts,
               guint       index,
               const char *name,
               gboolean    is_active)
{
  const MailerSieveScript *script = g_ptr_array_index (scripts, index);

  g_assert_cmpstr (script->name, ==, name);
  g_assert_cmpint (script->is_active, ==, is_active);
}

static void
test_lists (Fixture      *fixture,
            gconstpointer data)
{
  TestServer         *server = test_server_new ("DRIP 0\n" SIGNED_IN "C: LISTSCRIPTS\nS: \"eins\"\nS: {3}\nS: a\"b active\nS: OK\nC: LISTSCRIPTS\nS: OK \"none\"\nC: LISTSCRIPTS\nS: NO (TRYLATER) \"busy\"\n" LOGOUT, fixture->certificate);
  MailerSieveSession *session = open_session (fixture, server, FALSE, NULL);
  g_autoptr (GPtrArray) scripts = mailer_sieve_session_list_scripts (session, NULL, soon (), NULL);
  g_autoptr (GPtrArray) none = mailer_sieve_session_list_scripts (session, NULL, soon (), NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (mailer_sieve_session_has_extension (session, "FileInto"));
  g_assert_false (mailer_sieve_session_has_extension (session, "file"));
  g_assert_cmpint (scripts->len, ==, 2);
  assert_script (scripts, 0, "eins", FALSE);
  assert_script (scripts, 1, "a\"b", TRUE);
  g_assert_cmpint (none->len, ==, 0);
  g_assert_null (mailer_sieve_session_list_scripts (session, NULL, soon (), &error));
  g_assert_error (error, MAILER_SIEVE_ERROR, MAILER_SIEVE_ERROR_UNAVAILABLE);
  g_assert_cmpint (mailer_error_get_details (error)->retry, ==, MAILER_ERROR_RETRY_LATER);
  mailer_sieve_session_logout (session);
  test_server_finish (server);
}

static void
test_scripts (Fixture      *fixture,
              gconstpointer data)
{
  TestServer         *server = test_server_new (SIGNED_IN "C: GETSCRIPT \"eins\"\nS: {7}\nS+ keep;\\r\\n\nS: \nS: OK\nC: GETSCRIPT \"zwei \\\\\\\"\"\nS: NO (NONEXISTENT) \"no such\"\nC: SETACTIVE \"\"\nS: OK\nC: DELETESCRIPT \"eins\"\nS: NO (ACTIVE) \"it runs\"\n" LOGOUT, fixture->certificate);
  MailerSieveSession *session = open_session (fixture, server, FALSE, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) script = mailer_sieve_session_get_script (session, "eins", NULL, soon (), &error);

  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (script, NULL), g_bytes_get_size (script), "keep;\r\n", 7);
  g_assert_null (mailer_sieve_session_get_script (session, "zwei \"", NULL, soon (), &error));
  g_assert_error (error, MAILER_SIEVE_ERROR, MAILER_SIEVE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (mailer_sieve_session_set_active (session, "", NULL, soon (), NULL));
  g_assert_false (mailer_sieve_session_delete_script (session, "eins", NULL, soon (), &error));
  g_assert_error (error, MAILER_SIEVE_ERROR, MAILER_SIEVE_ERROR_NO);
  g_assert_cmpstr (mailer_error_get_details (error)->response_code, ==, "ACTIVE");
  g_assert_cmpstr (mailer_error_get_details (error)->server_text, ==, "it runs");
  g_assert_cmpint (mailer_error_get_details (error)->scope, ==, MAILER_ERROR_SCOPE_MESSAGE);
  mailer_sieve_session_logout (session);
  test_server_finish (server);
}

static void
test_puts (Fixture      *fixture,
           gconstpointer data)
{
  TestServer         *server = test_server_new (SIGNED_IN "C: PUTSCRIPT \"a\" {7+}\nC: keep;\nC: \nS: NO {13}\nS: line 1: wrong\nC: PUTSCRIPT \"a\" {7+}\nC: keep;\nC: \nS: NO (QUOTA/MAXSIZE) \"big\"\nC: PUTSCRIPT \"a\" \"\"\nS: OK (WARNINGS) \"hm\"\nC: CHECKSCRIPT {7+}\nC: keep;\nC: \nS: OK\nC: CHECKSCRIPT {7+}\nC: keep;\nC: \nCLOSE", fixture->certificate);
  MailerSieveSession *session = open_session (fixture, server, FALSE, NULL);
  g_autoptr (GBytes) script = g_bytes_new_static ("keep;\r\n", 7);
  g_autoptr (GBytes) empty = g_bytes_new (NULL, 0);
  g_autoptr (GError) wrong = NULL;
  g_autoptr (GError) large = NULL;
  g_autoptr (GError) lost = NULL;

  g_assert_false (mailer_sieve_session_put_script (session, "a", script, NULL, soon (), &wrong));
  g_assert_error (wrong, MAILER_SIEVE_ERROR, MAILER_SIEVE_ERROR_NO);
  g_assert_cmpstr (mailer_error_get_details (wrong)->server_text, ==, "line 1: wrong");
  g_assert_false (mailer_sieve_session_put_script (session, "a", script, NULL, soon (), &large));
  g_assert_error (large, MAILER_SIEVE_ERROR, MAILER_SIEVE_ERROR_QUOTA);
  g_assert_true (mailer_sieve_session_put_script (session, "a", empty, NULL, soon (), NULL));
  g_assert_true (mailer_sieve_session_check_script (session, script, NULL, soon (), NULL));
  g_assert_false (mailer_sieve_session_check_script (session, script, NULL, soon (), &lost));
  g_assert_error (lost, MAILER_NET_ERROR, MAILER_NET_ERROR_CLOSED);
  mailer_sieve_session_free (session);
  test_server_finish (server);
}

#define ADD(path, func) g_test_add ("/sieve/session/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("openings", test_openings);
  ADD ("upgrades", test_upgrades);
  ADD ("certificate", test_certificate);
  ADD ("endless-line", test_endless_line);
  ADD ("lists", test_lists);
  ADD ("scripts", test_scripts);
  ADD ("puts", test_puts);

  return g_test_run ();
}
