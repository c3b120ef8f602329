/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-net-sasl.h"

static MailerNetSasl *
new_for (const char *offered,
         const char *password)
{
  g_auto (GStrv) names = g_strsplit (offered, " ", -1);

  return mailer_net_sasl_new ((const char *const *)names, "ada", password);
}

static void
assert_step (MailerNetSasl *sasl,
             const char    *challenge,
             const char    *answer)
{
  char *text = mailer_net_sasl_step (sasl, challenge);

  g_assert_cmpstr (text, ==, answer);
  mailer_net_sasl_free_text (text);
}

static void
test_plain_is_preferred (void)
{
  g_autoptr (MailerNetSasl) sasl = new_for ("CRAM-MD5 LOGIN plain", "geheim");

  g_assert_cmpstr (mailer_net_sasl_get_mechanism (sasl), ==, "PLAIN");
  g_assert_true (mailer_net_sasl_has_initial_response (sasl));
  assert_step (sasl, NULL, "AGFkYQBnZWhlaW0=");
  assert_step (sasl, "", NULL);
}

static void
test_login_answers_in_order (void)
{
  g_autoptr (MailerNetSasl) sasl = new_for ("GSSAPI LOGIN", "gehéim");

  g_assert_cmpstr (mailer_net_sasl_get_mechanism (sasl), ==, "LOGIN");
  g_assert_false (mailer_net_sasl_has_initial_response (sasl));
  assert_step (sasl, "VXNlcm5hbWU6", "YWRh");
  assert_step (sasl, "not base64 at all!", "Z2Vow6lpbQ==");
  assert_step (sasl, "UGFzc3dvcmQ6", NULL);
}

static void
test_empty_password (void)
{
  g_autoptr (MailerNetSasl) sasl = new_for ("LOGIN", "");

  assert_step (sasl, "", "YWRh");
  assert_step (sasl, "", "");
}

static void
test_nothing_in_common (void)
{
  g_assert_null (new_for ("GSSAPI PLAIN-CLIENTTOKEN XLOGIN", "x"));
  g_assert_null (new_for ("", "x"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/sasl/plain", test_plain_is_preferred);
  g_test_add_func ("/net/sasl/login", test_login_answers_in_order);
  g_test_add_func ("/net/sasl/empty-password", test_empty_password);
  g_test_add_func ("/net/sasl/nothing-in-common", test_nothing_in_common);

  return g_test_run ();
}
