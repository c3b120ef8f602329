/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "engine-fixture.h"
#include "test-certificates.h"
#include "test-server.h"

/* The program is killed while it sends. What the submission server then hears from the next run decides
 * whether somebody gets a mail twice, or never. */

#define SIGN_IN           \
  "TLS\n"                 \
  "S: 220 hello\n"        \
  "C: EHLO [127.0.0.1]\n" \
  "S: 250-hello\n"        \
  "S: 250 AUTH PLAIN\n"   \
  "C* AUTH PLAIN *\n"     \
  "S: 235 ok\n"
#define MAIL                          \
  "C: MAIL FROM:<ada@example.test>\n" \
  "S: 250 ok\n"                       \
  "C: RCPT TO:<bob@example.test>\n"   \
  "S: 250 ok\n"                       \
  "C: DATA\n"                         \
  "S: 354 go\n"
/* Nine header lines, a blank one, one of text. */
#define MESSAGE                       \
  "C* *\nC* *\nC* *\nC* *\nC* *\n"    \
  "C* *\nC* *\nC* *\nC: \nC: Hello\n" \
  "C: .\n"

typedef struct
{
  EngineFixture *fixture;
  TestAuthority *authority;
  TestServer    *smtp;
} Setup;

/* Trusts the private mail server and the scripted one. */
static void
join_authorities (Setup *setup)
{
  g_autofree char *path = g_build_filename (setup->fixture->folder, "authorities.pem", NULL);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *both = NULL;

  g_assert_true (g_file_get_contents (mailer_test_server_get_ca_file (setup->fixture->server), &first, NULL, NULL));
  g_assert_true (g_file_get_contents (test_authority_get_file (setup->authority), &second, NULL, NULL));
  both = g_strconcat (first, "\n", second, NULL);
  g_assert_true (g_file_set_contents (path, both, -1, NULL));
  mailer_engine_set_ca_file (setup->fixture->engine, path);
}

static void
use_scripted_server (Setup      *setup,
                     const char *script)
{
  const TestCertificate wanted = { .dns_name = "localhost" };
  g_autoptr (GTlsCertificate) certificate = test_authority_issue (setup->authority, &wanted);
  g_autoptr (MailerAccountSettings) settings = mailer_account_settings_copy (mailer_account_get_settings (setup->fixture->account));
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  setup->smtp = test_server_new (script, certificate);
  mailer_server_settings_set (&settings->smtp, "localhost", test_server_get_port (setup->smtp), MAILER_SECURITY_TLS, "ada", MAILER_SIGN_IN_PASSWORD);
  mailer_engine_update_account_async (setup->fixture->engine, settings, NULL, NULL, engine_fixture_done_cb, &result);
  mailer_engine_update_account_finish (setup->fixture->engine, engine_fixture_await (&result), &error);
  g_assert_no_error (error);
}

static void
queue (Setup *setup)
{
  g_autoptr (MailerDraft) draft = mailer_draft_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  draft->account_id = g_strdup (mailer_account_get_id (setup->fixture->account));
  engine_fixture_set_text (&draft->to, "bob@example.test");
  engine_fixture_set_text (&draft->subject, "Once");
  engine_fixture_set_text (&draft->text, "Hello");
  mailer_engine_send_async (setup->fixture->engine, draft, NULL, engine_fixture_done_cb, &result);
  g_assert_cmpint (mailer_engine_send_finish (setup->fixture->engine, engine_fixture_await (&result), &error), >, 0);
  g_assert_no_error (error);
}

static gboolean
is_unknown (EngineFixture *fixture,
            gpointer       data)
{
  g_autoptr (MailerActivity) activity = g_list_model_get_item (mailer_engine_get_activities (fixture->engine), 0);

  return activity != NULL && mailer_activity_get_is_failed (activity)
         && g_error_matches (mailer_activity_get_error (activity), MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_SEND_UNKNOWN);
}

static gboolean
is_outbox_empty (EngineFixture *fixture,
                 gpointer       data)
{
  return g_list_model_get_n_items (mailer_engine_get_activities (fixture->engine)) == 0;
}

static gboolean
is_filing (EngineFixture *fixture,
           gpointer       data)
{
  g_autoptr (MailerActivity) activity = g_list_model_get_item (mailer_engine_get_activities (fixture->engine), 0);

  return activity != NULL && mailer_activity_get_kind (activity) == MAILER_ACTIVITY_FILE_SENT;
}

static void
set_up (Setup      *setup,
        const char *script)
{
  setup->fixture = engine_fixture_new (NULL);
  setup->authority = test_authority_new ();
  join_authorities (setup);
  engine_fixture_find_folder (setup->fixture, MAILER_FOLDER_ROLE_SENT);
  use_scripted_server (setup, script);
}

static void
tear_down (Setup *setup)
{
  test_server_finish (setup->smtp);
  engine_fixture_free (setup->fixture);
  test_authority_free (setup->authority);
}

static void
test_lost_after_the_dot (void)
{
  Setup setup = { NULL };

  /* The script ends there: another connection would be a deviation. */
  set_up (&setup, SIGN_IN MAIL MESSAGE "RESET\n");
  queue (&setup);
  engine_fixture_wait_for (is_unknown, setup.fixture, NULL);
  engine_fixture_reopen (setup.fixture);
  mailer_engine_retry (setup.fixture->engine, NULL);
  engine_fixture_wait_for (is_unknown, setup.fixture, NULL);
  g_assert_cmpuint (engine_fixture_count (setup.fixture, "ada", "Sent", "all"), ==, 0);
  tear_down (&setup);
}

static void
test_the_user_sends_it_again (void)
{
  Setup setup = { NULL };
  g_autoptr (MailerActivity) activity = NULL;

  set_up (&setup, SIGN_IN MAIL MESSAGE "RESET\nACCEPT\n" SIGN_IN MAIL MESSAGE "S: 250 ok\nC: QUIT\nS: 221 bye\nEOF\n");
  queue (&setup);
  engine_fixture_wait_for (is_unknown, setup.fixture, NULL);
  activity = g_list_model_get_item (mailer_engine_get_activities (setup.fixture->engine), 0);
  mailer_engine_retry_activity (setup.fixture->engine, activity);
  engine_fixture_wait_for (is_outbox_empty, setup.fixture, NULL);
  g_assert_cmpuint (engine_fixture_count (setup.fixture, "ada", "Sent", "subject Once"), ==, 1);
  tear_down (&setup);
}

static void
test_lost_before_the_dot (void)
{
  Setup setup = { NULL };

  set_up (&setup, SIGN_IN "C: MAIL FROM:<ada@example.test>\nRESET\nACCEPT\n" SIGN_IN MAIL MESSAGE "S: 250 ok\nC: QUIT\nS: 221 bye\nEOF\n");
  queue (&setup);
  while (!is_outbox_empty (setup.fixture, NULL))
    {
      /* Instead of waiting until it tries again by itself. */
      mailer_engine_retry (setup.fixture->engine, NULL);
      g_main_context_iteration (NULL, TRUE);
    }
  g_assert_cmpuint (engine_fixture_count (setup.fixture, "ada", "Sent", "subject Once"), ==, 1);
  tear_down (&setup);
}

static void
test_sent_but_not_filed (void)
{
  Setup setup = { NULL };

  set_up (&setup, SIGN_IN MAIL MESSAGE "S: 250 ok\nC: QUIT\nS: 221 bye\nEOF\n");
  mailer_test_server_stop_imap (setup.fixture->server);
  queue (&setup);
  engine_fixture_wait_for (is_filing, setup.fixture, NULL);
  engine_fixture_reopen (setup.fixture);
  mailer_test_server_start_imap (setup.fixture->server);
  mailer_engine_retry (setup.fixture->engine, NULL);
  engine_fixture_wait_for (is_outbox_empty, setup.fixture, NULL);
  g_assert_cmpuint (engine_fixture_count (setup.fixture, "ada", "Sent", "subject Once"), ==, 1);
  tear_down (&setup);
}

static gboolean
is_queued (EngineFixture *fixture,
           gpointer       data)
{
  return g_list_model_get_n_items (mailer_engine_get_activities (fixture->engine)) == 1;
}

/* What is taken back while the server still greets is not sent, and the next one is. */
static void
test_taken_back_on_the_way (void)
{
  Setup setup = { NULL };
  g_autoptr (MailerActivity) activity = NULL;

  set_up (&setup, SIGN_IN MAIL MESSAGE "S: 250 ok\nC: QUIT\nS: 221 bye\nEOF\nACCEPT\n"
                                       "TLS\nDRIP 50\nS: 220 a server that takes three seconds to say who it is, more or less\n"
                                       "DRIP 0\nC: EHLO [127.0.0.1]\nS: 250-hello\nS: 250 AUTH PLAIN\nC* AUTH PLAIN *\nS: 235 ok\n"
                                       "C: QUIT\nS: 221 bye\nEOF\nACCEPT\n" SIGN_IN MAIL MESSAGE "S: 250 ok\nC: QUIT\nS: 221 bye\nEOF\n");
  /* Coming online hurries the sender: let that pass. */
  queue (&setup);
  engine_fixture_wait_for (is_outbox_empty, setup.fixture, NULL);
  queue (&setup);
  engine_fixture_wait_for (is_queued, setup.fixture, NULL);
  activity = g_list_model_get_item (mailer_engine_get_activities (setup.fixture->engine), 0);
  mailer_engine_discard_activity (setup.fixture->engine, activity);
  engine_fixture_wait_for (is_outbox_empty, setup.fixture, NULL);
  queue (&setup);
  engine_fixture_wait_for (is_queued, setup.fixture, NULL);
  engine_fixture_wait_for (is_outbox_empty, setup.fixture, NULL);
  g_assert_cmpuint (engine_fixture_count (setup.fixture, "ada", "Sent", "subject Once"), ==, 2);
  tear_down (&setup);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/send/lost-after-the-dot", test_lost_after_the_dot);
  g_test_add_func ("/engine/send/user-sends-again", test_the_user_sends_it_again);
  g_test_add_func ("/engine/send/lost-before-the-dot", test_lost_before_the_dot);
  g_test_add_func ("/engine/send/sent-but-not-filed", test_sent_but_not_filed);

  g_test_add_func ("/engine/send/taken-back-on-the-way", test_taken_back_on_the_way);

  return g_test_run ();
}
