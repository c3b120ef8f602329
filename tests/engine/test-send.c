/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include <sys/resource.h>

#include <glib/gstdio.h>

#include "engine-fixture.h"
#include "server-record.h"
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
#define REFUSED           \
  "TLS\n"                 \
  "S: 220 hello\n"        \
  "C: EHLO [127.0.0.1]\n" \
  "S: 250-hello\n"        \
  "S: 250 AUTH PLAIN\n"   \
  "C* AUTH PLAIN *\n"     \
  "S: 535 5.7.8 not with this password\n"
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
                     const char *script,
                     const char *signed_in_by)
{
  const TestCertificate wanted = { .dns_name = "localhost" };
  g_autoptr (GTlsCertificate) certificate = test_authority_issue (setup->authority, &wanted);
  g_autoptr (MailerAccountSettings) settings = mailer_account_settings_copy (mailer_account_get_settings (setup->fixture->account));
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  setup->smtp = test_server_new (script, certificate);
  mailer_server_settings_set (&settings->smtp, "localhost", test_server_get_port (setup->smtp), MAILER_SECURITY_TLS, "ada", MAILER_SIGN_IN_PASSWORD);
  mailer_server_settings_set_signed_in_by (&settings->smtp, signed_in_by);
  mailer_engine_update_account_async (setup->fixture->engine, settings, NULL, NULL, engine_fixture_done_cb, &result);
  mailer_engine_update_account_finish (setup->fixture->engine, engine_fixture_await (&result), &error);
  g_assert_no_error (error);
}

static void
note_activity_cb (GListModel *activities,
                  guint       position,
                  guint       n_removed,
                  guint       n_added,
                  gpointer    data)
{
  gboolean *has_come = data;

  *has_come |= n_added > 0;
}

static gboolean
has_come (EngineFixture *fixture,
          gpointer       data)
{
  return *(gboolean *)data;
}

/* Until the message is among what is going on, which is empty before as well as after. */
static void
queue (Setup *setup)
{
  GListModel *activities = mailer_engine_get_activities (setup->fixture->engine);
  gboolean    is_there = FALSE;
  gulong      handler = g_signal_connect (activities, "items-changed", G_CALLBACK (note_activity_cb), &is_there);
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
  engine_fixture_wait_for (has_come, setup->fixture, &is_there);
  g_signal_handler_disconnect (activities, handler);
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

/* @option: (nullable): of the mail server */
static void
set_up_with (Setup      *setup,
             const char *option,
             const char *script)
{
  const char *options[] = { option, NULL };

  setup->fixture = engine_fixture_new (options);
  setup->authority = test_authority_new ();
  join_authorities (setup);
  engine_fixture_find_folder (setup->fixture, MAILER_FOLDER_ROLE_SENT);
  use_scripted_server (setup, script, NULL);
}

static void
set_up (Setup      *setup,
        const char *script)
{
  set_up_with (setup, NULL, script);
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
has_connected_again (EngineFixture *fixture,
                     gpointer       data)
{
  return test_server_get_n_connections (data) == 2;
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
  engine_fixture_wait_for (has_connected_again, setup.fixture, setup.smtp);
  activity = g_list_model_get_item (mailer_engine_get_activities (setup.fixture->engine), 0);
  mailer_engine_discard_activity (setup.fixture->engine, activity);
  engine_fixture_wait_for (is_outbox_empty, setup.fixture, NULL);
  queue (&setup);
  engine_fixture_wait_for (is_outbox_empty, setup.fixture, NULL);
  g_assert_cmpuint (engine_fixture_count (setup.fixture, "ada", "Sent", "subject Once"), ==, 2);
  tear_down (&setup);
}

static MailerActivity *
dup_activity (Setup *setup)
{
  return g_list_model_get_item (mailer_engine_get_activities (setup->fixture->engine), 0);
}

static gboolean
has_error (EngineFixture *fixture,
           gpointer       data)
{
  g_autoptr (MailerActivity) activity = g_list_model_get_item (mailer_engine_get_activities (fixture->engine), 0);

  return activity != NULL && mailer_activity_get_error (activity) != NULL;
}

/* Puts something in the way of the server's Sent folder, or takes it away again: then the server makes a new one. */
static void
set_sent_broken (Setup   *setup,
                 gboolean is_broken)
{
  g_autofree char *home = g_build_filename (mailer_test_server_get_folder (setup->fixture->server), "mail", "ada", NULL);
  g_autofree char *sent = g_build_filename (home, "Maildir", "Sent", NULL);
  g_autofree char *aside = g_build_filename (home, "aside", NULL);

  if (!is_broken)
    {
      g_assert_cmpint (g_unlink (sent), ==, 0);
      return;
    }
  g_assert_cmpint (g_rename (sent, aside), ==, 0);
  g_assert_true (g_file_set_contents (sent, "x", 1, NULL));
}

/* The copy that was not filed: a word of the user tries again at once, instead of in five minutes. */
static void
test_filed_by_word (void)
{
  Setup setup = { NULL };
  g_autoptr (MailerActivity) activity = NULL;

  set_up (&setup, SIGN_IN MAIL MESSAGE "S: 250 ok\nC: QUIT\nS: 221 bye\nEOF\n");
  set_sent_broken (&setup, TRUE);
  queue (&setup);
  engine_fixture_wait_for (is_filing, setup.fixture, NULL);
  engine_fixture_wait_for (has_error, setup.fixture, NULL);
  activity = dup_activity (&setup);
  g_assert_true (mailer_activity_get_can_retry (activity));
  set_sent_broken (&setup, FALSE);
  mailer_engine_retry_activity (setup.fixture->engine, activity);
  engine_fixture_wait_for (is_outbox_empty, setup.fixture, NULL);
  g_assert_cmpuint (engine_fixture_count (setup.fixture, "ada", "Sent", "subject Once"), ==, 1);
  tear_down (&setup);
}

/* The copy can also be given up. */
static void
test_copy_given_up (void)
{
  Setup setup = { NULL };
  g_autoptr (MailerActivity) activity = NULL;

  set_up (&setup, SIGN_IN MAIL MESSAGE "S: 250 ok\nC: QUIT\nS: 221 bye\nEOF\n");
  mailer_test_server_stop_imap (setup.fixture->server);
  queue (&setup);
  engine_fixture_wait_for (is_filing, setup.fixture, NULL);
  activity = dup_activity (&setup);
  g_assert_true (mailer_activity_get_can_discard (activity));
  mailer_engine_discard_activity (setup.fixture->engine, activity);
  engine_fixture_wait_for (is_outbox_empty, setup.fixture, NULL);
  mailer_test_server_start_imap (setup.fixture->server);
  tear_down (&setup);
}

static gboolean
has_seen_sent (EngineFixture *fixture,
               gpointer       data)
{
  MailerFolder *folder = mailer_account_find_folder (fixture->account, MAILER_FOLDER_ROLE_SENT);

  return folder != NULL && mailer_folder_get_n_total (folder) == 2 && mailer_folder_get_sync_fraction (folder) >= 1;
}

/* Whether the copy is there already is asked only of what came after the message left. When Sent has other UIDs
 * than then, it is asked of all. */
static void
test_where_the_copy_is_looked_for (gconstpointer uid_validity)
{
  static const char old[] = "Subject: Old\r\nMessage-ID: <old@example.test>\r\n\r\nx\r\n";
  g_autoptr (ServerRecord) record = server_record_new ();
  Setup setup = { NULL };
  guint n_bounded;
  guint n_all;

  set_up_with (&setup, record->option, SIGN_IN MAIL MESSAGE "S: 250 ok\nC: QUIT\nS: 221 bye\nEOF\n");
  mailer_test_server_deliver (setup.fixture->server, "ada", "Sent", old, -1);
  mailer_test_server_deliver (setup.fixture->server, "ada", "Sent", old, -1);
  mailer_engine_retry (setup.fixture->engine, NULL);
  engine_fixture_wait_for (has_seen_sent, setup.fixture, NULL);
  mailer_test_server_stop_imap (setup.fixture->server);
  queue (&setup);
  engine_fixture_wait_for (is_filing, setup.fixture, NULL);
  mailer_test_server_start_imap (setup.fixture->server);
  if (uid_validity != NULL)
    g_free (mailer_test_server_doveadm (setup.fixture->server, "mailbox", "update", "-u", "ada", "--uid-validity", uid_validity, "Sent", NULL));
  mailer_engine_retry (setup.fixture->engine, NULL);
  engine_fixture_wait_for (is_outbox_empty, setup.fixture, NULL);
  g_assert_cmpuint (engine_fixture_count (setup.fixture, "ada", "Sent", "subject Once"), ==, 1);
  n_bounded = server_record_count (record, "UID SEARCH *UID 3:* HEADER *");
  n_all = server_record_count (record, "UID SEARCH *HEADER *") - n_bounded;
  g_assert_cmpuint (n_bounded > 0, ==, uid_validity == NULL);
  g_assert_cmpuint (n_all > 0, ==, uid_validity != NULL);
  tear_down (&setup);
}

static gboolean
is_being_sent (EngineFixture *fixture,
               gpointer       data)
{
  g_autoptr (MailerActivity) activity = g_list_model_get_item (mailer_engine_get_activities (fixture->engine), 0);

  return activity != NULL && mailer_activity_get_kind (activity) == MAILER_ACTIVITY_SEND && mailer_activity_get_is_running (activity);
}

/* The server has the text, and takes its time to say so. */
#define SLOW_ANSWER "DRIP 20\nS: 250 a server that takes seconds to say that it has the message, more or less\nDRIP 0\n"

static void
test_too_late_to_take_back (void)
{
  Setup setup = { NULL };
  g_autoptr (MailerActivity) activity = NULL;
  g_autoptr (MailerProblem) problem = NULL;

  set_up (&setup, SIGN_IN MAIL MESSAGE SLOW_ANSWER "C: QUIT\nS: 221 bye\nEOF\n");
  queue (&setup);
  engine_fixture_wait_for (is_being_sent, setup.fixture, NULL);
  activity = dup_activity (&setup);
  g_assert_false (mailer_activity_get_can_discard (activity));
  mailer_engine_discard_activity (setup.fixture->engine, activity);
  engine_fixture_wait_for (is_outbox_empty, setup.fixture, NULL);
  problem = g_list_model_get_item (mailer_engine_get_problems (setup.fixture->engine), 0);
  g_assert_error (mailer_problem_get_error (problem), MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_TOO_LATE);
  g_assert_cmpuint (engine_fixture_count (setup.fixture, "ada", "Sent", "subject Once"), ==, 1);
  tear_down (&setup);
}

/* From now on no file of this process can be written to, or can again. */
static void
set_disk_full (gboolean is_full)
{
  struct rlimit limit;

  signal (SIGXFSZ, SIG_IGN);
  getrlimit (RLIMIT_FSIZE, &limit);
  limit.rlim_cur = is_full ? 1 : limit.rlim_max;
  setrlimit (RLIMIT_FSIZE, &limit);
}

static void
count_failure_cb (MailerEngine   *engine,
                  MailerActivity *activity,
                  gpointer        data)
{
  guint *n = data;

  g_assert_error (mailer_activity_get_error (activity), MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_SENT_NOT_NOTED);
  g_assert_false (mailer_activity_get_is_running (activity));
  (*n)++;
}

static void
send_to_full_disk (Setup *setup)
{
  guint n_told = 0;

  /* One connection: another one would be a deviation. */
  set_up (setup, SIGN_IN MAIL MESSAGE SLOW_ANSWER "C: QUIT\nS: 221 bye\nEOF\n");
  g_signal_connect (setup->fixture->engine, "operation-failed", G_CALLBACK (count_failure_cb), &n_told);
  queue (setup);
  engine_fixture_wait_for (is_being_sent, setup->fixture, NULL);
  set_disk_full (TRUE);
  engine_fixture_wait_for (has_error, setup->fixture, NULL);
  while (n_told == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (n_told, ==, 1);
  g_signal_handlers_disconnect_by_data (setup->fixture->engine, &n_told);
}

static void
test_sent_to_a_full_disk (void)
{
  Setup setup = { NULL };
  g_autoptr (MailerActivity) activity = NULL;

  send_to_full_disk (&setup);
  mailer_engine_retry (setup.fixture->engine, NULL);
  set_disk_full (FALSE);
  activity = dup_activity (&setup);
  g_assert_true (mailer_activity_get_can_retry (activity));
  mailer_engine_retry_activity (setup.fixture->engine, activity);
  engine_fixture_wait_for (is_outbox_empty, setup.fixture, NULL);
  g_assert_cmpuint (engine_fixture_count (setup.fixture, "ada", "Sent", "subject Once"), ==, 1);
  tear_down (&setup);
}

/* The program ends before there is room: the next one knows that it may have been sent, and leaves it alone. */
static void
test_ended_with_a_full_disk (void)
{
  Setup setup = { NULL };

  send_to_full_disk (&setup);
  engine_fixture_close (setup.fixture);
  set_disk_full (FALSE);
  engine_fixture_open (setup.fixture);
  engine_fixture_wait_for (is_unknown, setup.fixture, NULL);
  mailer_engine_retry (setup.fixture->engine, NULL);
  engine_fixture_wait_for (is_unknown, setup.fixture, NULL);
  tear_down (&setup);
}

/* There is room again, and before anybody saw it the program ends: what it knew is written then. */
static void
test_room_at_the_end (void)
{
  Setup setup = { NULL };

  send_to_full_disk (&setup);
  set_disk_full (FALSE);
  engine_fixture_reopen (setup.fixture);
  engine_fixture_wait_for (is_outbox_empty, setup.fixture, NULL);
  g_assert_cmpuint (engine_fixture_count (setup.fixture, "ada", "Sent", "subject Once"), ==, 1);
  tear_down (&setup);
}

static gboolean
is_connecting (EngineFixture *fixture,
               gpointer       data)
{
  return mailer_account_get_state (fixture->account) == MAILER_ACCOUNT_STATE_CONNECTING;
}

/* The account starts anew meanwhile: what one sender knew the next one knows. */
static void
test_restarted_with_a_full_disk (void)
{
  Setup            setup = { NULL };
  g_autofree char *ca_file = NULL;

  send_to_full_disk (&setup);
  ca_file = g_build_filename (setup.fixture->folder, "authorities.pem", NULL);
  mailer_engine_set_ca_file (setup.fixture->engine, NULL);
  mailer_engine_set_ca_file (setup.fixture->engine, ca_file);
  engine_fixture_wait_for (is_connecting, setup.fixture, NULL);
  set_disk_full (FALSE);
  while (!is_outbox_empty (setup.fixture, NULL))
    {
      g_assert_false (is_unknown (setup.fixture, NULL));
      mailer_engine_retry (setup.fixture->engine, NULL);
      g_main_context_iteration (NULL, TRUE);
    }
  g_assert_cmpuint (engine_fixture_count (setup.fixture, "ada", "Sent", "subject Once"), ==, 1);
  tear_down (&setup);
}

/* What only the user can mend, before a message goes out. */

static gboolean
is_online (EngineFixture *fixture,
           gpointer       data)
{
  return mailer_account_get_state (fixture->account) == MAILER_ACCOUNT_STATE_ONLINE;
}

static gboolean
has_sending_error (EngineFixture *fixture,
                   gpointer       data)
{
  guint n_undecided, n_waiting;

  g_object_get (fixture->engine, "n-undecided", &n_undecided, "n-waiting", &n_waiting, NULL);

  return is_online (fixture, NULL)
         && mailer_account_get_sending_error (fixture->account) != NULL
         && n_undecided == 1 && n_waiting == 0;
}

static const GError *
wait_for_sending_error (Setup *setup)
{
  engine_fixture_wait_for (has_sending_error, setup->fixture, NULL);
  g_assert_true (mailer_account_get_problem (setup->fixture->account) == mailer_account_get_sending_error (setup->fixture->account));

  return mailer_account_get_sending_error (setup->fixture->account);
}

static void
assert_sent_once (Setup *setup)
{
  engine_fixture_wait_for (is_outbox_empty, setup->fixture, NULL);
  g_assert_null (mailer_account_get_sending_error (setup->fixture->account));
  g_assert_cmpuint (engine_fixture_count (setup->fixture, "ada", "Sent", "subject Once"), ==, 1);
}

static void
enter_password (Setup *setup)
{
  g_autoptr (MailerAccountSettings) settings = mailer_account_settings_copy (mailer_account_get_settings (setup->fixture->account));
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mailer_server_settings_set_signed_in_by (&settings->smtp, NULL);
  mailer_engine_update_account_async (setup->fixture->engine, settings, "ada-secret", NULL, engine_fixture_done_cb, &result);
  mailer_engine_update_account_finish (setup->fixture->engine, engine_fixture_await (&result), &error);
  g_assert_no_error (error);
}

/* Right for the one server, wrong for the other: the account says so, and nobody tries again by himself. */
static void
test_password_refused (void)
{
  Setup                     setup = { NULL };
  const GError             *error;
  const MailerErrorDetails *details;

  set_up (&setup, REFUSED "EOF\nACCEPT\n" SIGN_IN MAIL MESSAGE "S: 250 ok\nC: QUIT\nS: 221 bye\nEOF\n");
  queue (&setup);
  error = wait_for_sending_error (&setup);
  g_assert_error (error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_PASSWORD);
  details = mailer_error_get_details (error);
  g_assert_cmpstr (details->host, ==, "localhost");
  g_assert_cmpuint (details->port, ==, test_server_get_port (setup.smtp));
  g_assert_cmpstr (details->server_text, ==, "not with this password");

  enter_password (&setup);
  assert_sent_once (&setup);
  tear_down (&setup);
}

static void
test_certificate_refused (void)
{
  Setup                     setup = { NULL };
  const GError             *error;
  const MailerErrorDetails *details;

  setup.fixture = engine_fixture_new (NULL);
  setup.authority = test_authority_new ();
  engine_fixture_find_folder (setup.fixture, MAILER_FOLDER_ROLE_SENT);
  use_scripted_server (&setup, "TLS\nEOF\nACCEPT\n" SIGN_IN MAIL MESSAGE "S: 250 ok\nC: QUIT\nS: 221 bye\nEOF\n", NULL);
  queue (&setup);
  error = wait_for_sending_error (&setup);
  g_assert_error (error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_CERTIFICATE);
  details = mailer_error_get_details (error);
  g_assert_nonnull (details->certificate_pem);
  g_assert_cmpuint (details->port, ==, test_server_get_port (setup.smtp));

  mailer_engine_trust_certificate (setup.fixture->engine, details->host, details->port, details->certificate_pem);
  mailer_engine_retry (setup.fixture->engine, mailer_account_get_id (setup.fixture->account));
  assert_sent_once (&setup);
  tear_down (&setup);
}

static void
test_weaker_sign_in (void)
{
  Setup setup = { NULL };

  setup.fixture = engine_fixture_new (NULL);
  setup.authority = test_authority_new ();
  join_authorities (&setup);
  engine_fixture_find_folder (setup.fixture, MAILER_FOLDER_ROLE_SENT);
  use_scripted_server (&setup, "TLS\nS: 220 hello\nC: EHLO [127.0.0.1]\nS: 250-hello\nS: 250 AUTH PLAIN\nEOF\nACCEPT\n" SIGN_IN MAIL MESSAGE "S: 250 ok\nC: QUIT\nS: 221 bye\nEOF\n", "SCRAM-SHA-256");
  queue (&setup);
  g_assert_error (wait_for_sending_error (&setup), MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_SIGN_IN_WEAKER);

  enter_password (&setup);
  assert_sent_once (&setup);
  tear_down (&setup);
}

/* With the message goes what hindered it, as far as anybody can know. */
static void
test_trouble_ends_with_the_message (void)
{
  Setup setup = { NULL };
  g_autoptr (MailerActivity) activity = NULL;

  set_up (&setup, REFUSED "EOF\n");
  queue (&setup);
  wait_for_sending_error (&setup);
  activity = dup_activity (&setup);
  mailer_engine_discard_activity (setup.fixture->engine, activity);
  engine_fixture_wait_for (is_outbox_empty, setup.fixture, NULL);
  mailer_engine_retry (setup.fixture->engine, NULL);
  while (mailer_account_get_sending_error (setup.fixture->account) != NULL)
    g_main_context_iteration (NULL, TRUE);
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
  g_test_add_func ("/engine/send/filed-by-word", test_filed_by_word);
  g_test_add_data_func ("/engine/send/looked-for-above", NULL, test_where_the_copy_is_looked_for);
  g_test_add_data_func ("/engine/send/looked-for-everywhere", "4711", test_where_the_copy_is_looked_for);
  g_test_add_func ("/engine/send/copy-given-up", test_copy_given_up);
  g_test_add_func ("/engine/send/too-late-to-take-back", test_too_late_to_take_back);
  g_test_add_func ("/engine/send/full-disk", test_sent_to_a_full_disk);
  g_test_add_func ("/engine/send/full-disk-until-the-end", test_ended_with_a_full_disk);
  g_test_add_func ("/engine/send/room-at-the-end", test_room_at_the_end);
  g_test_add_func ("/engine/send/full-disk-between-two-starts", test_restarted_with_a_full_disk);
  g_test_add_func ("/engine/send/password-refused", test_password_refused);
  g_test_add_func ("/engine/send/certificate-refused", test_certificate_refused);
  g_test_add_func ("/engine/send/weaker-sign-in", test_weaker_sign_in);
  g_test_add_func ("/engine/send/trouble-ends", test_trouble_ends_with_the_message);

  return g_test_run ();
}
