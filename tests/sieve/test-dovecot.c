/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Rules on a real server: it compiles them, stores them, and files mail by them. */

#include "config.h"

#include "mailer-sieve-rule.h"
#include "mailer-sieve-session.h"

#include "mailer-test-server.h"

#include <string.h>

static gint64
soon (void)
{
  return g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
}

static MailerSieveSession *
open_session (MailerTestServer *server,
              const char       *password,
              GError          **error)
{
  const MailerNetEndpoint endpoint = {
    .host = "localhost",
    .port = mailer_test_server_get_port (server, "sieve"),
    .security = MAILER_SECURITY_STARTTLS,
    .ca_file = mailer_test_server_get_ca_file (server),
  };

  return mailer_sieve_session_open (&endpoint, &(const MailerNetCredentials){ .user_name = "ada", .secret = password }, NULL, soon (), error);
}

static GBytes *
build_script (void)
{
  static const char *const flags[] = { "\\Flagged", NULL };
  g_autoptr (GPtrArray) rules = g_ptr_array_new_with_free_func ((GDestroyNotify)mailer_sieve_rule_free);
  MailerSieveRule *rule = mailer_sieve_rule_new ("Hostile: */ \" \\");
  char            *script;

  g_ptr_array_add (rules, rule);
  mailer_sieve_rule_add_condition (rule, MAILER_SIEVE_FIELD_SUBJECT, "say \"hi\" \\ back");
  rule->flags = g_strdupv ((GStrv)flags);
  rule->mailbox = g_strdup ("Archive");
  rule->is_last = TRUE;
  rule = mailer_sieve_rule_new ("Drop");
  g_ptr_array_add (rules, rule);
  mailer_sieve_rule_add_condition (rule, MAILER_SIEVE_FIELD_FROM, "spam@");
  rule->is_discarded = TRUE;
  script = mailer_sieve_rules_write ("require [\"envelope\"];\r\nif envelope :is \"from\" \"never@example.org\" { discard; }\r\n", rules);

  return g_bytes_new_take (script, strlen (script));
}

static void
test_wrong_password (void)
{
  g_autoptr (MailerTestServer) server = mailer_test_server_new (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (open_session (server, "wrong", &error));
  g_assert_error (error, MAILER_SIEVE_ERROR, MAILER_SIEVE_ERROR_AUTHENTICATION);
}

static void
test_scripts (void)
{
  g_autoptr (MailerTestServer) server = mailer_test_server_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) script = build_script ();
  g_autoptr (GBytes) broken = g_bytes_new_static ("fileinto \"x\";\r\n", 15);
  g_autoptr (GBytes) stored = NULL;
  g_autoptr (GPtrArray) scripts = NULL;
  MailerSieveSession *session = open_session (server, "ada-secret", &error);

  g_assert_no_error (error);
  g_assert_true (mailer_sieve_session_has_extension (session, "imap4flags"));
  g_assert_false (mailer_sieve_session_check_script (session, broken, NULL, soon (), &error));
  g_assert_error (error, MAILER_SIEVE_ERROR, MAILER_SIEVE_ERROR_NO);
  g_assert_nonnull (mailer_error_get_details (error)->server_text);
  g_clear_error (&error);

  mailer_sieve_session_check_script (session, script, NULL, soon (), &error);
  g_assert_no_error (error);
  mailer_sieve_session_put_script (session, "mailer \"ü\"", script, NULL, soon (), &error);
  g_assert_no_error (error);
  mailer_sieve_session_set_active (session, "mailer \"ü\"", NULL, soon (), &error);
  g_assert_no_error (error);
  scripts = mailer_sieve_session_list_scripts (session, NULL, soon (), &error);
  g_assert_cmpint (scripts->len, ==, 1);
  g_assert_cmpstr (((MailerSieveScript *)g_ptr_array_index (scripts, 0))->name, ==, "mailer \"ü\"");
  g_assert_true (((MailerSieveScript *)g_ptr_array_index (scripts, 0))->is_active);
  stored = mailer_sieve_session_get_script (session, "mailer \"ü\"", NULL, soon (), &error);
  g_assert_true (g_bytes_equal (stored, script));

  g_assert_false (mailer_sieve_session_delete_script (session, "mailer \"ü\"", NULL, soon (), &error));
  g_clear_error (&error);
  g_assert_false (mailer_sieve_session_delete_script (session, "other", NULL, soon (), &error));
  g_assert_error (error, MAILER_SIEVE_ERROR, MAILER_SIEVE_ERROR_NOT_FOUND);
  g_assert_true (mailer_sieve_session_set_active (session, "", NULL, soon (), NULL));
  g_assert_true (mailer_sieve_session_delete_script (session, "mailer \"ü\"", NULL, soon (), NULL));
  mailer_sieve_session_logout (session);
}

static void
test_rules_work (void)
{
  g_autoptr (MailerTestServer) server = mailer_test_server_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) script = build_script ();
  g_autofree char    *archive = NULL;
  g_autofree char    *inbox = NULL;
  MailerSieveSession *session = open_session (server, "ada-secret", &error);

  g_assert_no_error (error);
  g_assert_true (mailer_sieve_session_put_script (session, "mailer", script, NULL, soon (), NULL));
  g_assert_true (mailer_sieve_session_set_active (session, "mailer", NULL, soon (), NULL));
  mailer_sieve_session_logout (session);

  mailer_test_server_deliver (server, "ada", "INBOX", "From: bob@example.test\nSubject: I SAY \"hi\" \\ back\n\nx\n", -1);
  mailer_test_server_deliver (server, "ada", "INBOX", "From: spam@example.test\nSubject: lottery\n\nx\n", -1);
  mailer_test_server_deliver (server, "ada", "INBOX", "From: carol@example.test\nSubject: plain\n\nx\n", -1);
  archive = mailer_test_server_doveadm (server, "fetch", "-u", "ada", "flags hdr.subject", "mailbox", "Archive", NULL);
  inbox = mailer_test_server_doveadm (server, "fetch", "-u", "ada", "hdr.subject", "mailbox", "INBOX", NULL);
  g_assert_nonnull (strstr (archive, "I SAY"));
  g_assert_nonnull (strstr (archive, "\\Flagged"));
  g_assert_nonnull (strstr (inbox, "plain"));
  g_assert_null (strstr (inbox, "lottery"));
  g_assert_null (strstr (inbox, "I SAY"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sieve/dovecot/wrong-password", test_wrong_password);
  g_test_add_func ("/sieve/dovecot/scripts", test_scripts);
  g_test_add_func ("/sieve/dovecot/rules-work", test_rules_work);

  return g_test_run ();
}
