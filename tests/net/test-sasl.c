/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Which mechanism is chosen, and the mechanisms in which the server proves nothing. */

#include "config.h"

#include "sasl-fixture.h"

#include <string.h>

#define ALL "CRAM-MD5 LOGIN plain SCRAM-SHA-1 scram-sha-256 SCRAM-SHA-1-PLUS SCRAM-SHA-256-PLUS XOAUTH2 OAUTHBEARER EXTERNAL GSSAPI"
#define PASSWORD MAILER_NET_SECRET_PASSWORD
#define TOKEN MAILER_NET_SECRET_TOKEN

/* --- Choice ----------------------------------------------------------------------------------------- */

static const struct
{
  SaslRow     row;
  const char *mechanism; /* NULL: none; "!": refused as weaker */
} choices[] = {
  { { "strongest", ALL, PASSWORD, TRUE }, "SCRAM-SHA-256-PLUS" },
  { { "cannot-be-bound", ALL, PASSWORD, FALSE }, "SCRAM-SHA-256" },
  { { "bound-before-better-digest", "PLAIN SCRAM-SHA-256 SCRAM-SHA-1-PLUS", PASSWORD, TRUE }, "SCRAM-SHA-1-PLUS" },
  { { "sha-1", "SCRAM-SHA-1 PLAIN", PASSWORD, TRUE }, "SCRAM-SHA-1" },
  { { "plain-before-login", "CRAM-MD5 LOGIN plain", PASSWORD, TRUE }, "PLAIN" },
  { { "login-before-cram-md5", "CRAM-MD5 LOGIN", PASSWORD, TRUE }, "LOGIN" },
  { { "cram-md5-last", "CRAM-MD5 DIGEST-MD5", PASSWORD, TRUE }, "CRAM-MD5" },
  { { "nothing-in-common", "GSSAPI PLAIN-CLIENTTOKEN XLOGIN", PASSWORD, TRUE }, NULL },
  { { "nothing", "", PASSWORD, TRUE }, NULL },
  { { "bearer", ALL, TOKEN, TRUE }, "OAUTHBEARER" },
  { { "xoauth2", "PLAIN XOAUTH2", TOKEN, TRUE }, "XOAUTH2" },
  { { "no-token-as-password", "PLAIN LOGIN", TOKEN, TRUE }, NULL },
  { { "no-password-as-token", "XOAUTH2", PASSWORD, TRUE }, NULL },
  { { "external", ALL, MAILER_NET_SECRET_CERTIFICATE, TRUE }, "EXTERNAL" },

  { { "remembered-and-offered", "SCRAM-SHA-256 PLAIN", PASSWORD, FALSE, "SCRAM-SHA-256" }, "SCRAM-SHA-256" },
  { { "better-than-remembered", ALL, PASSWORD, TRUE, "SCRAM-SHA-1" }, "SCRAM-SHA-256-PLUS" },
  { { "scram-hidden", "PLAIN LOGIN CRAM-MD5", PASSWORD, TRUE, "SCRAM-SHA-1" }, "!" },
  { { "everything-hidden", "", PASSWORD, TRUE, "SCRAM-SHA-256" }, "!" },
  { { "other-words", "GSSAPI", PASSWORD, TRUE, "SCRAM-SHA-256" }, "!" },
  { { "sha-256-hidden", "SCRAM-SHA-1 PLAIN", PASSWORD, TRUE, "SCRAM-SHA-256" }, "!" },
  { { "bound-hidden", "SCRAM-SHA-256 SCRAM-SHA-1", PASSWORD, TRUE, "SCRAM-SHA-1-PLUS" }, "!" },
  { { "bound-not-possible", ALL, PASSWORD, FALSE, "SCRAM-SHA-256-PLUS" }, "!" },
  { { "told-is-told", "CRAM-MD5", PASSWORD, TRUE, "PLAIN" }, "CRAM-MD5" },
  { { "plain-hidden", "", PASSWORD, TRUE, "PLAIN" }, NULL },
  { { "refused-before", ALL, PASSWORD, TRUE, "PLAIN !SHA-256 !SHA-1" }, "PLAIN" },
  { { "one-refused-before", ALL, PASSWORD, TRUE, "SCRAM-SHA-1 !SHA-256" }, "SCRAM-SHA-1-PLUS" },
  { { "refused-before-is-all", "SCRAM-SHA-256", PASSWORD, TRUE, "PLAIN !SHA-256 !SHA-1" }, "SCRAM-SHA-256" },
  { { "remembered-for-another-secret", "XOAUTH2", TOKEN, TRUE, "SCRAM-SHA-256" }, "XOAUTH2" },
  { { "remembered-nonsense", "PLAIN", PASSWORD, TRUE, "ROT-13 !SHA-256 \n" }, "PLAIN" },
  { { "remembered-empty", "PLAIN", PASSWORD, TRUE, "" }, "PLAIN" },
};

static void
test_choices (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MailerNetSasl) sasl = sasl_fixture_new (&choices[i].row, &error);

      g_test_message ("%s", choices[i].row.name);
      if (g_strcmp0 (choices[i].mechanism, "!") == 0)
        {
          g_assert_error (error, MAILER_NET_ERROR, MAILER_NET_ERROR_SIGN_IN_WEAKER);
          g_assert_cmpint (mailer_error_get_details (error)->scope, ==, MAILER_ERROR_SCOPE_ACCOUNT);
          g_assert_cmpint (mailer_error_get_details (error)->retry, ==, MAILER_ERROR_RETRY_NEVER);
          g_assert_cmpstr (mailer_error_get_details (error)->host, ==, "mail.example.org");
          g_assert_null (strstr (error->message, "pencil"));
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpstr (sasl != NULL ? mailer_net_sasl_get_mechanism (sasl) : NULL, ==, choices[i].mechanism);
    }
}

static void
test_nothing_in_clear (void)
{
  static const char *const   offered[] = { "SCRAM-SHA-256", "PLAIN", "CRAM-MD5", NULL };
  const MailerNetPeer        peer = { .host = "mail.example.org", .port = 143 };
  const MailerNetCredentials credentials = { .user_name = "user", .secret = "pencil" };
  MailerNetSasl             *sasl;

  g_assert_true (mailer_net_sasl_choose (&peer, offered, &credentials, &sasl, NULL));
  g_assert_null (sasl);
}

/* A server that has seen no proof cannot mean the password, only the binding: each kind is offered once. A refusal
 * leads to what works with anything that a server may keep, and what worked in the end is remembered with what did not. */
static void
test_refusals_lead_down_once (void)
{
  const SaslRow row = { "", ALL, PASSWORD, TRUE };
  g_autoptr (MailerNetSasl) sasl = sasl_fixture_new (&row, NULL);
  g_autofree char *remembered = NULL;
  g_autofree char *answer = NULL;

  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpstr (mailer_net_sasl_get_mechanism (sasl), ==, "SCRAM-SHA-256-PLUS");
      g_free (sasl_fixture_step (sasl, NULL, NULL));
      g_assert_cmpint (mailer_net_sasl_finish (sasl, MAILER_NET_SASL_ANSWER_REFUSED, NULL), ==, MAILER_NET_SASL_AGAIN);
    }
  g_assert_cmpstr (mailer_net_sasl_get_mechanism (sasl), ==, "SCRAM-SHA-256");
  g_free (sasl_fixture_step (sasl, NULL, NULL));
  g_assert_cmpint (mailer_net_sasl_finish (sasl, MAILER_NET_SASL_ANSWER_REFUSED, NULL), ==, MAILER_NET_SASL_AGAIN);
  g_assert_cmpstr (mailer_net_sasl_get_mechanism (sasl), ==, "PLAIN");
  answer = sasl_fixture_step (sasl, NULL, NULL);
  g_assert_cmpstr (answer, ==, "|user|pencil");
  g_assert_cmpint (mailer_net_sasl_finish (sasl, MAILER_NET_SASL_ANSWER_OK, NULL), ==, MAILER_NET_SASL_DONE);
  remembered = mailer_net_sasl_dup_remembered (sasl);
  g_assert_cmpstr (remembered, ==, "PLAIN !SHA-1 !SHA-256");
}

static void
test_refusals_do_not_lead_below_what_was_remembered (void)
{
  const SaslRow row = { "", "SCRAM-SHA-256 SCRAM-SHA-1 PLAIN", PASSWORD, TRUE, "SCRAM-SHA-1" };
  g_autoptr (MailerNetSasl) sasl = sasl_fixture_new (&row, NULL);

  g_assert_cmpint (mailer_net_sasl_finish (sasl, MAILER_NET_SASL_ANSWER_REFUSED, NULL), ==, MAILER_NET_SASL_AGAIN);
  g_assert_cmpstr (mailer_net_sasl_get_mechanism (sasl), ==, "SCRAM-SHA-1");
  g_assert_cmpint (mailer_net_sasl_finish (sasl, MAILER_NET_SASL_ANSWER_REFUSED, NULL), ==, MAILER_NET_SASL_REFUSED);
}

static void
test_trouble_does_not_lead_down (void)
{
  const SaslRow row = { "", ALL, PASSWORD, TRUE };
  g_autoptr (MailerNetSasl) sasl = sasl_fixture_new (&row, NULL);

  g_assert_cmpint (mailer_net_sasl_finish (sasl, MAILER_NET_SASL_ANSWER_TROUBLE, NULL), ==, MAILER_NET_SASL_REFUSED);
}

/* The password was told: telling it again in other words would only count as one more attempt. */
static void
test_told_is_told_once (void)
{
  const SaslRow row = { "", "PLAIN LOGIN CRAM-MD5", PASSWORD, TRUE };
  g_autoptr (MailerNetSasl) sasl = sasl_fixture_new (&row, NULL);

  g_assert_cmpint (mailer_net_sasl_finish (sasl, MAILER_NET_SASL_ANSWER_REFUSED, NULL), ==, MAILER_NET_SASL_REFUSED);
}

/* --- Exchanges -------------------------------------------------------------------------------------- */

static const struct
{
  SaslRow     row;
  const char *lines[8];
  int         code; /* of the step that fails; -1: it goes to its end */
} exchanges[] = {
  { { "plain", "PLAIN" }, { "C: |user|pencil" }, -1 },
  { { "plain-challenge-first", "PLAIN" }, { "S: ", "C: |user|pencil" }, -1 },
  { { "plain-utf-8", "PLAIN", .user_name = "adä", .secret = "gehéim" }, { "C: |adä|gehéim" }, -1 },
  { { "plain-asked-again", "PLAIN" }, { "C: |user|pencil", "S: " }, MAILER_NET_ERROR_SIGN_IN },
  { { "login", "LOGIN" }, { "S: Username:", "C: user", "S: Password:", "C: pencil" }, -1 },
  { { "login-odd-words", "LOGIN" }, { "S: =not base64 at all!", "C: user", "S: ", "C: pencil" }, -1 },
  { { "login-empty-password", "LOGIN", .secret = "" }, { "S: ", "C: user", "S: ", "C: " }, -1 },
  { { "login-asks-more", "LOGIN" }, { "S: ", "C: user", "S: ", "C: pencil", "S: Really?" }, MAILER_NET_ERROR_SIGN_IN },
  /* RFC 2195, section 2. */
  { { "cram-md5", "CRAM-MD5", .user_name = "tim", .secret = "tanstaaftanstaaf" }, { "S: <1896.697170952@postoffice.reston.mci.net>", "C: tim b913a602c7eda7a495b4e6e7334d3890" }, -1 },
  { { "cram-md5-nonsense", "CRAM-MD5" }, { "S: =<1896>" }, MAILER_NET_ERROR_SIGN_IN },
  { { "cram-md5-empty", "CRAM-MD5" }, { "S: " }, MAILER_NET_ERROR_SIGN_IN },
  { { "external", "EXTERNAL", MAILER_NET_SECRET_CERTIFICATE }, { "C: user" }, -1 },
  { { "external-nobody", "EXTERNAL", MAILER_NET_SECRET_CERTIFICATE, .user_name = "" }, { "C: " }, -1 },
  { { "xoauth2", "XOAUTH2", TOKEN }, { "C: user=user\001auth=Bearer pencil\001\001" }, -1 },
  { { "bearer", "OAUTHBEARER", TOKEN, .user_name = "a=b,c@x" }, { "C: n,a=a=3Db=2Cc@x,\001host=mail.example.org\001port=993\001auth=Bearer pencil\001\001" }, -1 },
  { { "xoauth2-refused-on-and-on", "XOAUTH2", TOKEN }, { "C: user=user\001auth=Bearer pencil\001\001", "S: {}", "C: ", "S: {}" }, MAILER_NET_ERROR_SIGN_IN },
};

static void
test_exchanges (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (exchanges); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MailerNetSasl) sasl = sasl_fixture_new (&exchanges[i].row, NULL);

      g_test_message ("%s", exchanges[i].row.name);
      g_assert_cmpint (sasl_fixture_play (sasl, exchanges[i].lines, &error), ==, exchanges[i].code < 0);
      if (exchanges[i].code >= 0)
        {
          g_assert_error (error, MAILER_NET_ERROR, exchanges[i].code);
          g_assert_null (strstr (error->message, "pencil"));
        }
    }
}

/* What a server says about a token it refuses: Google's way, Dovecot's, Microsoft's, and nonsense. */
static const struct
{
  const char *text;
  const char *status;
  const char *scope;
} refusals[] = {
  { "{\"status\":\"400\",\"schemes\":\"Bearer\",\"scope\":\"https://mail.google.com/\"}", "400", "https://mail.google.com/" },
  { " { \"status\" : \"invalid_token\" , \"schemes\" : \"bearer\", \"scope\":\"mail\", \"openid-configuration\":\"https://x/\" } ", "invalid_token", "mail" },
  { "{\"status\":401}", "401", NULL },
  { "{\"scope\":\"a\\\"b\\u00e9\\n\\ud800\\u0000\",\"status\":\"first\",\"status\":\"second\"}", "first", "a\"bé \xef\xbf\xbd\xef\xbf\xbd" },
  { "{\"status\":\"a\\u000ab\\u001bc\\u202ed\"}", "a\357\277\275b\357\277\275c\357\277\275d", NULL },
  { "{\"nested\":{\"status\":\"1\"},\"status\":\"2\"}", NULL, NULL },
  { "{\"status\":\"cut", NULL, NULL },
  { "{\"status\"", NULL, NULL },
  { "{\"status\":\"\\", NULL, NULL },
  { "{\"status\":\"\\u12", NULL, NULL },
  { "{}", NULL, NULL },
  { "[1]", NULL, NULL },
  { "invalid_token", NULL, NULL },
  { "=*no base64*", NULL, NULL },
  { "", NULL, NULL },
};

static void
check_refusal (const char *mechanism,
               const char *dummy,
               gsize       index)
{
  const SaslRow row = { "", mechanism, TOKEN, .secret = "ya29.pencil" };
  g_autoptr (MailerNetSasl) sasl = sasl_fixture_new (&row, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = NULL;

  g_free (sasl_fixture_step (sasl, NULL, NULL));
  answer = sasl_fixture_step (sasl, refusals[index].text, NULL);
  g_assert_cmpstr (answer, ==, dummy);
  g_assert_cmpint (mailer_net_sasl_finish (sasl, MAILER_NET_SASL_ANSWER_REFUSED, &error), ==, MAILER_NET_SASL_FAILED);
  g_assert_error (error, MAILER_NET_ERROR, MAILER_NET_ERROR_TOKEN);
  g_assert_cmpstr (mailer_error_get_details (error)->response_code, ==, refusals[index].status);
  g_assert_cmpstr (mailer_error_get_details (error)->server_text, ==, refusals[index].scope);
  g_assert_null (strstr (error->message, "pencil"));
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

static void
test_token_refusals (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      check_refusal ("XOAUTH2", "", i);
      check_refusal ("OAUTHBEARER", "\001", i);
    }
}

static void
test_long_refusal_is_cut (void)
{
  const SaslRow row = { "", "XOAUTH2", TOKEN };
  g_autoptr (MailerNetSasl) sasl = sasl_fixture_new (&row, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *long_word = g_strnfill (5000, 'x');
  g_autofree char *text = g_strdup_printf ("{\"scope\":\"%s\"}", long_word);

  g_free (sasl_fixture_step (sasl, NULL, NULL));
  g_free (sasl_fixture_step (sasl, text, NULL));
  mailer_net_sasl_finish (sasl, MAILER_NET_SASL_ANSWER_REFUSED, &error);
  g_assert_cmpuint (strlen (mailer_error_get_details (error)->server_text), ==, 200);
}

/* RFC 4013, section 3, and what else the profile does. */
static const struct
{
  const char *text;
  const char *prepared;
} preparations[] = {
  { "I\u00adX", "IX" },
  { "user", "user" },
  { "USER", "USER" },
  { "\u00aa", "a" },
  { "\u2168", "IX" },
  { "\a", NULL },
  { "\u06271", NULL },
  { "\u06271\u0628", "\u06271\u0628" },
  { "\u0627a\u0628", NULL },
  { "a\u00a0b\u3000c", "a b c" },
  { "e\u0301", "\u00e9" },
  { "\u200b\ufeff", "" },
  { "a\ue000", NULL },
  { "\u200e", NULL },
  { "\U000e0041", NULL },
  { "\U0001fffe", NULL },
  { "\U0001f511", "\U0001f511" },
  { "\xff", NULL },
};

static void
test_saslprep (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (preparations); i++)
    {
      char *prepared = mailer_net_saslprep (preparations[i].text);

      g_assert_cmpstr (prepared, ==, preparations[i].prepared);
      mailer_net_sasl_free_text (prepared);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/sasl/choices", test_choices);
  g_test_add_func ("/net/sasl/nothing-in-clear", test_nothing_in_clear);
  g_test_add_func ("/net/sasl/refusals-lead-down-once", test_refusals_lead_down_once);
  g_test_add_func ("/net/sasl/refusals-do-not-lead-below-what-was-remembered", test_refusals_do_not_lead_below_what_was_remembered);
  g_test_add_func ("/net/sasl/trouble-does-not-lead-down", test_trouble_does_not_lead_down);
  g_test_add_func ("/net/sasl/told-is-told-once", test_told_is_told_once);
  g_test_add_func ("/net/sasl/exchanges", test_exchanges);
  g_test_add_func ("/net/sasl/token-refusals", test_token_refusals);
  g_test_add_func ("/net/sasl/long-refusal-is-cut", test_long_refusal_is_cut);
  g_test_add_func ("/net/sasl/saslprep", test_saslprep);

  return g_test_run ();
}
