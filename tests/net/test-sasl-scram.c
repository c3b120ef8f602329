/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* SCRAM against the vectors of its RFCs, and against servers that do not keep to them. */

#include "config.h"

#include "sasl-fixture.h"

#include <string.h>

#define SHA_1 "SCRAM-SHA-1"
#define SHA_256 "SCRAM-SHA-256"
#define FIRST "C: n,,n=user,r=OURS"
#define SALT "s=QSXCR+Q6sek8bf92"
/* With user, pencil, OURS, SALT, i=4096, no binding; computed with Python's hashlib. */
#define SERVER_FIRST "S: r=OURSTHEIRS," SALT ",i=4096"

/* --- Good servers ----------------------------------------------------------------------------------- */

static const struct
{
  SaslRow     row;
  const char *lines[8];
} good[] = {
  /* RFC 5802, section 5. */
  { { "rfc-5802", SHA_1, .nonce = "fyko+d2lbbFgONRv9qkxdawL" },
    { "C: n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL",
      "S: r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
      "C: c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
      "S: v=rmF9pqV8S7suAoZWja4dJRkFsKQ=",
      "C: " } },
  /* RFC 7677, section 3. */
  { { "rfc-7677", SHA_256, .nonce = "rOprNGfwEbeRWgbNEkqO" },
    { "S: ",
      "C: n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
      "S: r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
      "C: c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
      "S: v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
      "C: " } },
  { { "exporter", SHA_256 "-PLUS " SHA_256, .is_bound = TRUE, .nonce = "OURS" },
    { "C: p=tls-exporter,,n=user,r=OURS",
      SERVER_FIRST,
      "C: c=cD10bHMtZXhwb3J0ZXIsLAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f,r=OURSTHEIRS,p=tlmFZCCZ4BuS7YbmirgDFp55x1U9aXbUUZN3bAE/ygc=",
      "S: v=SlfxrgKheqZas3WC0T94mGAkyydYbbw/t9i27dnxZ1I=",
      "C: " } },
  { { "exporter-sha-1", SHA_1 "-PLUS", .is_bound = TRUE, .nonce = "OURS" },
    { "C: p=tls-exporter,,n=user,r=OURS",
      SERVER_FIRST,
      "C: c=cD10bHMtZXhwb3J0ZXIsLAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f,r=OURSTHEIRS,p=440/BayxAkvfpiLdxi2q5FaVgjs=",
      "S: v=SXesHsVdX9QcNbbha7chic8Bdf0=",
      "C: " } },
  /* We could bind it, and the server does not offer that: it hears so. */
  { { "could-be-bound", SHA_1, .is_bound = TRUE, .nonce = "OURS" },
    { "C: y,,n=user,r=OURS",
      SERVER_FIRST,
      "C: c=eSws,r=OURSTHEIRS,p=GwM+Zf6Su1FNXQV2AqMfXXS8MtE=",
      "S: v=x0N3GkoHKFJu4BQeCvB3YVXH7aw=",
      "C: " } },
  /* Prepared and escaped; extensions that may be ignored. */
  { { "prepared", SHA_256, .user_name = "=,I\u00adX", .secret = "\u2168\u00a0x", .nonce = "OURS" },
    { "C: n,,n==3D=2CIX,r=OURS",
      SERVER_FIRST ",x=ignored,z=",
      "C: c=biws,r=OURSTHEIRS,p=dyrYyObHBF6GXGaeeqCnL03DBFRIM2wTdEorM3FnAHc=",
      "S: v=15dpkynsV/EvdHUSFZhYsJbNIlH30Wd28hGYS6kRaMM=,x=ignored",
      "C: " } },
};

static void
test_good_servers (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MailerNetSasl) sasl = sasl_fixture_new (&good[i].row, NULL);

      g_test_message ("%s", good[i].row.name);
      g_assert_true (sasl_fixture_play (sasl, good[i].lines, &error));
      g_assert_no_error (error);
      g_assert_cmpint (mailer_net_sasl_finish (sasl, MAILER_NET_SASL_ANSWER_OK, &error), ==, MAILER_NET_SASL_DONE);
    }
}

/* --- Bad servers ------------------------------------------------------------------------------------ */

/* Answers to our first message, "r=OURS". Every one of them is refused before the password is used. */
static const struct
{
  const char *name;
  const char *text;
} bad_first[] = {
  { "empty", "" },
  { "no-base64", "=r=OURSTHEIRS" },
  { "unpadded-base64", "=cj1PVVJTVEhFSVJT*" },
  { "nonce-is-ours", "r=OURS," SALT ",i=4096" },
  { "nonce-does-not-begin-with-ours", "r=THEIRSOURS," SALT ",i=4096" },
  { "nonce-shorter", "r=OUR," SALT ",i=4096" },
  { "nonce-missing", SALT ",i=4096" },
  { "salt-missing", "r=OURSTHEIRS,i=4096" },
  { "salt-empty", "r=OURSTHEIRS,s=,i=4096" },
  { "salt-no-base64", "r=OURSTHEIRS,s=!!!!,i=4096" },
  { "count-missing", "r=OURSTHEIRS," SALT },
  { "count-empty", "r=OURSTHEIRS," SALT ",i=" },
  { "count-0", "r=OURSTHEIRS," SALT ",i=0" },
  { "count-1", "r=OURSTHEIRS," SALT ",i=1" },
  { "count-4095", "r=OURSTHEIRS," SALT ",i=4095" },
  { "count-too-large", "r=OURSTHEIRS," SALT ",i=1000001" },
  { "count-32-bit", "r=OURSTHEIRS," SALT ",i=4294967295" },
  { "count-wraps-to-4096", "r=OURSTHEIRS," SALT ",i=4294971392" },
  { "count-wraps-64", "r=OURSTHEIRS," SALT ",i=18446744073709555712" },
  { "count-negative", "r=OURSTHEIRS," SALT ",i=-4096" },
  { "count-leading-zero", "r=OURSTHEIRS," SALT ",i=04096" },
  { "count-and-more", "r=OURSTHEIRS," SALT ",i=4096 " },
  { "count-hexadecimal", "r=OURSTHEIRS," SALT ",i=0x1000" },
  { "order", "r=OURSTHEIRS,i=4096," SALT },
  { "twice-nonce", "r=OURSTHEIRS,r=OURSOTHER," SALT ",i=4096" },
  { "twice-count", "r=OURSTHEIRS," SALT ",i=4096,i=1" },
  { "twice-extension", "r=OURSTHEIRS," SALT ",i=4096,x=1,x=2" },
  { "mandatory-extension-first", "m=must,r=OURSTHEIRS," SALT ",i=4096" },
  { "mandatory-extension-last", "r=OURSTHEIRS," SALT ",i=4096,m=must" },
  { "not-an-attribute", "r=OURSTHEIRS," SALT ",i=4096,x" },
  { "empty-attribute", "r=OURSTHEIRS," SALT ",i=4096," },
  { "number-as-name", "r=OURSTHEIRS," SALT ",i=4096,1=x" },
  { "too-many", "r=OURSTHEIRS," SALT ",i=4096,a=,b=,d=,e=,f=,g=,h=,j=,k=,l=,n=,o=,p=,q=" },
  { "not-utf-8", "r=OURS\xff," SALT ",i=4096" },
  { "signature-at-once", "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=" },
};

static void
assert_refused_first (const char *text)
{
  const SaslRow row = { "", SHA_1, .nonce = "OURS" };
  g_autoptr (MailerNetSasl) sasl = sasl_fixture_new (&row, NULL);
  g_autoptr (GError) error = NULL;

  g_free (sasl_fixture_step (sasl, NULL, NULL));
  g_assert_null (sasl_fixture_step (sasl, text, &error));
  g_assert_error (error, MAILER_NET_ERROR, MAILER_NET_ERROR_SIGN_IN);
  g_assert_null (strstr (error->message, "pencil"));
}

static void
test_bad_first_messages (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad_first); i++)
    {
      g_test_message ("%s", bad_first[i].name);
      assert_refused_first (bad_first[i].text);
    }
}

static void
test_nul_in_first_message (void)
{
  static const guchar text[] = "r=OURSTHEIRS," SALT ",i=4096\0,x=y";
  g_autofree char    *encoded = g_base64_encode (text, sizeof text - 1);
  g_autofree char    *raw = g_strconcat ("=", encoded, NULL);

  assert_refused_first (raw);
}

static void
test_huge_first_message (void)
{
  g_autofree char *filler = g_strnfill (16 * 1024 * 1024, 'A');
  g_autofree char *raw = g_strconcat ("=", filler, NULL);

  assert_refused_first (raw);
}

static void
test_first_message_cut_anywhere (void)
{
  const char *whole = &SERVER_FIRST[strlen ("S: ")];

  for (gsize length = 0; length < strlen (whole); length++)
    {
      g_autofree char *cut = g_strndup (whole, length);

      assert_refused_first (cut);
    }
}

#define PROOF "C: c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts="

/* A sign-in by SCRAM-SHA-1 that waits for the server's signature. */
static MailerNetSasl *
new_before_signature (const char *offered)
{
  const SaslRow     row = { "", offered, .nonce = "fyko+d2lbbFgONRv9qkxdawL" };
  const char *const lines[] = { "C: n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL", "S: r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096", PROOF, NULL };
  MailerNetSasl    *sasl = sasl_fixture_new (&row, NULL);

  g_assert_true (sasl_fixture_play (sasl, lines, NULL));

  return sasl;
}

static const char *const bad_signatures[] = {
  "",
  "=*",
  "v=",
  "v=AAAAAAAAAAAAAAAAAAAAAAAAAAA=",
  "v=smF9pqV8S7suAoZWja4dJRkFsKQ=",
  "v=rmF9pqV8S7suAoZWja4dJRkFsKU=",
  "v=rmF9pqV8S7suAoZWja4dJRkFsA==",
  "v=rmF9pqV8S7suAoZWja4dJRkFsKQAAA==",
  "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=,v=rmF9pqV8S7suAoZWja4dJRkFsKQ=",
  "x=y,v=rmF9pqV8S7suAoZWja4dJRkFsKQ=",
  "V=rmF9pqV8S7suAoZWja4dJRkFsKQ=",
  "welcome",
};

static void
assert_unproven (const char *text)
{
  g_autoptr (MailerNetSasl) sasl = new_before_signature (SHA_1);
  g_autoptr (GError) error = NULL;

  g_assert_null (sasl_fixture_step (sasl, text, &error));
  g_assert_error (error, MAILER_NET_ERROR, MAILER_NET_ERROR_UNPROVEN);
  g_assert_cmpint (mailer_error_get_details (error)->retry, ==, MAILER_ERROR_RETRY_NEVER);
}

static void
test_bad_signatures (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad_signatures); i++)
    assert_unproven (bad_signatures[i]);
}

static void
test_signature_cut_anywhere (void)
{
  const char *whole = "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=";

  for (gsize length = 0; length < strlen (whole); length++)
    {
      g_autofree char *cut = g_strndup (whole, length);

      assert_unproven (cut);
    }
}

/* The server says OK at whatever point of the exchange without its signature. */
static void
test_yes_without_proof (void)
{
  const SaslRow row = { "", SHA_1, .nonce = "OURS" };

  for (guint n_steps = 0; n_steps < 2; n_steps++)
    {
      g_autoptr (MailerNetSasl) sasl = n_steps == 0 ? sasl_fixture_new (&row, NULL) : new_before_signature (SHA_1);
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (mailer_net_sasl_finish (sasl, MAILER_NET_SASL_ANSWER_OK, &error), ==, MAILER_NET_SASL_FAILED);
      g_assert_error (error, MAILER_NET_ERROR, MAILER_NET_ERROR_UNPROVEN);
    }
}

static void
test_challenge_after_the_end (void)
{
  g_autoptr (MailerNetSasl) sasl = new_before_signature (SHA_1);
  g_autoptr (GError) error = NULL;

  g_free (sasl_fixture_step (sasl, "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=", NULL));
  g_assert_null (sasl_fixture_step (sasl, "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=", &error));
  g_assert_error (error, MAILER_NET_ERROR, MAILER_NET_ERROR_SIGN_IN);
}

/* What the server says instead of its signature, and what comes of the refusal behind it. */
static const struct
{
  const char          *text;
  MailerNetSaslOutcome outcome;
  int                  code;
  MailerNetSaslOutcome outcome_of_trouble; /* behind a BAD, say, and not a NO */
} server_errors[] = {
  { "e=invalid-proof", MAILER_NET_SASL_AGAIN, 0, MAILER_NET_SASL_AGAIN },
  { "e=unknown-user", MAILER_NET_SASL_AGAIN, 0, MAILER_NET_SASL_AGAIN },
  { "e=channel-bindings-dont-match", MAILER_NET_SASL_FAILED, MAILER_NET_ERROR_UNPROVEN, MAILER_NET_SASL_FAILED },
  { "e=server-does-support-channel-binding", MAILER_NET_SASL_FAILED, MAILER_NET_ERROR_SIGN_IN_WEAKER, MAILER_NET_SASL_FAILED },
  { "e=extensions-not-supported", MAILER_NET_SASL_FAILED, MAILER_NET_ERROR_SIGN_IN, MAILER_NET_SASL_FAILED },
  { "e=no-resources", MAILER_NET_SASL_FAILED, MAILER_NET_ERROR_SIGN_IN, MAILER_NET_SASL_REFUSED },
  { "e=other-error", MAILER_NET_SASL_FAILED, MAILER_NET_ERROR_SIGN_IN, MAILER_NET_SASL_REFUSED },
  { "e=other-error\x1b[2J", MAILER_NET_SASL_FAILED, MAILER_NET_ERROR_SIGN_IN, MAILER_NET_SASL_FAILED },
  { "e=", MAILER_NET_SASL_FAILED, MAILER_NET_ERROR_SIGN_IN, MAILER_NET_SASL_FAILED },
};

static void
assert_server_error (const char          *text,
                     MailerNetSaslAnswer  answer,
                     MailerNetSaslOutcome outcome,
                     int                  code)
{
  g_autoptr (MailerNetSasl) sasl = new_before_signature (SHA_1 " PLAIN");
  g_autoptr (GError) error = NULL;
  g_autofree char *said = sasl_fixture_step (sasl, text, NULL);

  g_assert_cmpstr (said, ==, "");
  g_assert_cmpint (mailer_net_sasl_finish (sasl, answer, &error), ==, outcome);
  if (outcome == MAILER_NET_SASL_AGAIN)
    g_assert_cmpstr (mailer_net_sasl_get_mechanism (sasl), ==, "PLAIN");
  if (outcome == MAILER_NET_SASL_FAILED)
    g_assert_error (error, MAILER_NET_ERROR, code);
  else
    g_assert_no_error (error);
  g_assert_true (error == NULL || strchr (error->message, '\x1b') == NULL);
}

static void
test_server_errors (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (server_errors); i++)
    {
      assert_server_error (server_errors[i].text, MAILER_NET_SASL_ANSWER_REFUSED, server_errors[i].outcome, server_errors[i].code);
      assert_server_error (server_errors[i].text, MAILER_NET_SASL_ANSWER_TROUBLE, server_errors[i].outcome_of_trouble, server_errors[i].code);
    }
}

/* An error and then a yes is no yes. */
static void
test_error_and_then_yes (void)
{
  g_autoptr (MailerNetSasl) sasl = new_before_signature (SHA_1);
  g_autoptr (GError) error = NULL;

  g_free (sasl_fixture_step (sasl, "e=invalid-proof", NULL));
  g_assert_cmpint (mailer_net_sasl_finish (sasl, MAILER_NET_SASL_ANSWER_OK, &error), ==, MAILER_NET_SASL_FAILED);
  g_assert_error (error, MAILER_NET_ERROR, MAILER_NET_ERROR_UNPROVEN);
}

static void
assert_binding_refused (MailerNetSasl *sasl,
                        const char    *mechanism,
                        const char    *next_first)
{
  g_autofree char *answer = sasl_fixture_step (sasl, &SERVER_FIRST[strlen ("S: ")], NULL);
  g_autofree char *next = NULL;

  g_assert_nonnull (answer);
  g_free (sasl_fixture_step (sasl, "e=unsupported-channel-binding-type", NULL));
  g_assert_cmpint (mailer_net_sasl_finish (sasl, MAILER_NET_SASL_ANSWER_REFUSED, NULL), ==, MAILER_NET_SASL_AGAIN);
  g_assert_cmpstr (mailer_net_sasl_get_mechanism (sasl), ==, mechanism);
  next = sasl_fixture_step (sasl, NULL, NULL);
  g_assert_cmpstr (next, ==, next_first);
}

/* A server may know the one binding and not the other; without any it is as with a server that offers
 * none, and says so: it must not look as if its offer had been hidden. */
static void
test_binding_by_what_the_server_knows (void)
{
  const SaslRow row = { "", SHA_256 "-PLUS " SHA_256, .is_bound = TRUE, .nonce = "OURS" };
  g_autoptr (MailerNetSasl) sasl = sasl_fixture_new (&row, NULL);

  g_free (sasl_fixture_step (sasl, NULL, NULL));
  assert_binding_refused (sasl, SHA_256 "-PLUS", "p=tls-server-end-point,,n=user,r=OURS");
  assert_binding_refused (sasl, SHA_256, "n,,n=user,r=OURS");
}

/* Some say so before they have seen a proof. */
static void
test_binding_refused_at_once (void)
{
  const SaslRow row = { "", SHA_256 "-PLUS " SHA_256, .is_bound = TRUE, .nonce = "OURS" };
  g_autoptr (MailerNetSasl) sasl = sasl_fixture_new (&row, NULL);
  g_autofree char *answer = NULL;
  g_autofree char *next = NULL;

  g_free (sasl_fixture_step (sasl, NULL, NULL));
  answer = sasl_fixture_step (sasl, "e=unsupported-channel-binding-type", NULL);
  g_assert_cmpstr (answer, ==, "");
  g_assert_cmpint (mailer_net_sasl_finish (sasl, MAILER_NET_SASL_ANSWER_REFUSED, NULL), ==, MAILER_NET_SASL_AGAIN);
  next = sasl_fixture_step (sasl, NULL, NULL);
  g_assert_cmpstr (next, ==, "p=tls-server-end-point,,n=user,r=OURS");
}

/* Behind an error that came too early for a signature, no signature is right. */
static void
test_no_signature_behind_early_error (void)
{
  const SaslRow row = { "", SHA_256, .nonce = "OURS" };
  g_autoptr (MailerNetSasl) sasl = sasl_fixture_new (&row, NULL);
  g_autoptr (GError) error = NULL;

  g_free (sasl_fixture_step (sasl, NULL, NULL));
  g_free (sasl_fixture_step (sasl, "e=other-error", NULL));
  g_assert_null (sasl_fixture_step (sasl, "v=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", &error));
  g_assert_error (error, MAILER_NET_ERROR, MAILER_NET_ERROR_SIGN_IN);
  g_clear_error (&error);
  g_assert_cmpint (mailer_net_sasl_finish (sasl, MAILER_NET_SASL_ANSWER_OK, &error), ==, MAILER_NET_SASL_FAILED);
  g_assert_error (error, MAILER_NET_ERROR, MAILER_NET_ERROR_UNPROVEN);
}

static void
test_binding_is_not_given_up (void)
{
  const SaslRow row = { "", SHA_256 "-PLUS " SHA_256 " PLAIN", .is_bound = TRUE, .remembered = SHA_256 "-PLUS", .nonce = "OURS" };
  g_autoptr (MailerNetSasl) sasl = sasl_fixture_new (&row, NULL);

  g_free (sasl_fixture_step (sasl, NULL, NULL));
  assert_binding_refused (sasl, SHA_256 "-PLUS", "p=tls-server-end-point,,n=user,r=OURS");
  g_free (sasl_fixture_step (sasl, &SERVER_FIRST[strlen ("S: ")], NULL));
  g_free (sasl_fixture_step (sasl, "e=unsupported-channel-binding-type", NULL));
  g_assert_cmpint (mailer_net_sasl_finish (sasl, MAILER_NET_SASL_ANSWER_REFUSED, NULL), ==, MAILER_NET_SASL_REFUSED);
}

/* --- The long computation --------------------------------------------------------------------------- */

static char *
step_at_the_limit (GCancellable *cancellable,
                   gint64        deadline_us,
                   GError      **error)
{
  const SaslRow row = { "", SHA_256, .nonce = "OURS" };
  g_autoptr (MailerNetSasl) sasl = sasl_fixture_new (&row, NULL);
  g_autofree char *challenge = g_base64_encode ((const guchar *)"r=OURSTHEIRS," SALT ",i=1000000", strlen ("r=OURSTHEIRS," SALT ",i=1000000"));

  mailer_net_sasl_free_text (mailer_net_sasl_step (sasl, NULL, NULL, -1, NULL));

  return mailer_net_sasl_step (sasl, challenge, cancellable, deadline_us, error);
}

static void
test_computation_can_be_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (step_at_the_limit (cancellable, -1, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_computation_has_a_deadline (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (step_at_the_limit (NULL, g_get_monotonic_time (), &error));
  g_assert_error (error, MAILER_NET_ERROR, MAILER_NET_ERROR_TIMED_OUT);
}

static void
test_most_iterations (void)
{
  char *answer = step_at_the_limit (NULL, -1, NULL);

  g_assert_nonnull (answer);
  mailer_net_sasl_free_text (answer);
}

/* --- Randomness ------------------------------------------------------------------------------------- */

static void
test_nonces_differ (void)
{
  const SaslRow row = { "", SHA_256 };
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 50; i++)
    {
      g_autoptr (MailerNetSasl) sasl = sasl_fixture_new (&row, NULL);
      char *first = sasl_fixture_step (sasl, NULL, NULL);

      g_assert_cmpuint (strlen (first), ==, strlen ("n,,n=user,r=") + 32);
      g_assert_true (g_hash_table_add (seen, first));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/scram/good-servers", test_good_servers);
  g_test_add_func ("/net/scram/bad-first-messages", test_bad_first_messages);
  g_test_add_func ("/net/scram/nul-in-first-message", test_nul_in_first_message);
  g_test_add_func ("/net/scram/huge-first-message", test_huge_first_message);
  g_test_add_func ("/net/scram/first-message-cut-anywhere", test_first_message_cut_anywhere);
  g_test_add_func ("/net/scram/bad-signatures", test_bad_signatures);
  g_test_add_func ("/net/scram/signature-cut-anywhere", test_signature_cut_anywhere);
  g_test_add_func ("/net/scram/yes-without-proof", test_yes_without_proof);
  g_test_add_func ("/net/scram/challenge-after-the-end", test_challenge_after_the_end);
  g_test_add_func ("/net/scram/server-errors", test_server_errors);
  g_test_add_func ("/net/scram/error-and-then-yes", test_error_and_then_yes);
  g_test_add_func ("/net/scram/binding-by-what-the-server-knows", test_binding_by_what_the_server_knows);
  g_test_add_func ("/net/scram/binding-refused-at-once", test_binding_refused_at_once);
  g_test_add_func ("/net/scram/no-signature-behind-early-error", test_no_signature_behind_early_error);
  g_test_add_func ("/net/scram/binding-is-not-given-up", test_binding_is_not_given_up);
  g_test_add_func ("/net/scram/computation-can-be-cancelled", test_computation_can_be_cancelled);
  g_test_add_func ("/net/scram/computation-has-a-deadline", test_computation_has_a_deadline);
  g_test_add_func ("/net/scram/most-iterations", test_most_iterations);
  g_test_add_func ("/net/scram/nonces-differ", test_nonces_differ);

  return g_test_run ();
}
