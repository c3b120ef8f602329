/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include <glib/gstdio.h>

#include "engine-fixture.h"

static gboolean
has_state (EngineFixture *fixture,
           gpointer       data)
{
  return mailer_account_get_state (fixture->account) == (MailerAccountState)GPOINTER_TO_INT (data);
}

static void
wait_for_state (EngineFixture     *fixture,
                MailerAccountState state)
{
  engine_fixture_wait_for (has_state, fixture, GINT_TO_POINTER (state));
}

static void
update (EngineFixture               *fixture,
        const MailerAccountSettings *settings,
        const char                  *password)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mailer_engine_update_account_async (fixture->engine, settings, password, NULL, engine_fixture_done_cb, &result);
  mailer_engine_update_account_finish (fixture->engine, engine_fixture_await (&result), &error);
  g_assert_no_error (error);
}

static void
check (EngineFixture              *fixture,
       const MailerServerSettings *server,
       MailerCheckTarget           target,
       const char                 *password,
       GError                    **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mailer_engine_check_server_async (fixture->engine, server, target, password, NULL, engine_fixture_done_cb, &result);
  mailer_engine_check_server_finish (fixture->engine, engine_fixture_await (&result), error);
}

static void
test_an_account_survives_a_restart (void)
{
  g_autoptr (EngineFixture) fixture = engine_fixture_new (NULL);

  wait_for_state (fixture, MAILER_ACCOUNT_STATE_ONLINE);
  engine_fixture_reopen (fixture);
  wait_for_state (fixture, MAILER_ACCOUNT_STATE_ONLINE);
  g_assert_cmpstr (mailer_account_get_label (fixture->account), ==, "ada@example.test");
}

static void
test_a_wrong_password_asks_once_and_waits (void)
{
  g_autoptr (EngineFixture) fixture = engine_fixture_new (NULL);
  g_autoptr (MailerAccountSettings) settings = mailer_account_settings_copy (mailer_account_get_settings (fixture->account));

  update (fixture, settings, "wrong");
  wait_for_state (fixture, MAILER_ACCOUNT_STATE_NEEDS_HELP);
  g_assert_error (mailer_account_get_error (fixture->account), MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_PASSWORD);
  update (fixture, settings, "ada-secret");
  wait_for_state (fixture, MAILER_ACCOUNT_STATE_ONLINE);
}

static guint
count_watches (void)
{
  g_autoptr (GDir) threads = g_dir_open ("/proc/self/task", 0, NULL);
  const char *name;
  guint       n = 0;

  while ((name = g_dir_read_name (threads)) != NULL)
    {
      g_autofree char *path = g_build_filename ("/proc/self/task", name, "comm", NULL);
      g_autofree char *comm = NULL;

      if (g_file_get_contents (path, &comm, NULL, NULL))
        n += g_str_equal (comm, "watch\n");
    }

  return n;
}

static gboolean
is_online_with_one_watch (EngineFixture *fixture,
                          gpointer       data)
{
  g_assert_cmpuint (count_watches (), <=, 1);

  return has_state (fixture, GINT_TO_POINTER (MAILER_ACCOUNT_STATE_ONLINE));
}

/* The last word counts, and two watches never replay the same journal. */
static void
test_changes_in_quick_succession (void)
{
  static const char *const passwords[] = { "wrong", "wrong, too", "ada-secret" };
  g_autoptr (EngineFixture) fixture = engine_fixture_new (NULL);
  g_autoptr (MailerAccountSettings) settings = mailer_account_settings_copy (mailer_account_get_settings (fixture->account));
  g_autoptr (GPtrArray) results = g_ptr_array_new_full (G_N_ELEMENTS (passwords), g_object_unref);

  wait_for_state (fixture, MAILER_ACCOUNT_STATE_ONLINE);
  g_ptr_array_set_size (results, G_N_ELEMENTS (passwords));
  for (guint i = 0; i < G_N_ELEMENTS (passwords); i++)
    mailer_engine_update_account_async (fixture->engine, settings, passwords[i], NULL, engine_fixture_done_cb, (GAsyncResult **)&results->pdata[i]);
  for (guint i = 0; i < G_N_ELEMENTS (passwords); i++)
    {
      engine_fixture_await ((GAsyncResult **)&results->pdata[i]);
      g_assert_cmpuint (count_watches (), <=, 1);
    }
  engine_fixture_wait_for (is_online_with_one_watch, fixture, NULL);
}

static gboolean
has_signed_in_by (EngineFixture *fixture,
                  gpointer       mechanism)
{
  return g_strcmp0 (mailer_account_get_settings (fixture->account)->imap.signed_in_by, mechanism) == 0;
}

/* The server has proved once that it knows the password; after that nobody gets it who only asks for it. */
static void
test_a_server_that_hides_what_it_can_gets_no_password (void)
{
  g_autoptr (EngineFixture) fixture = engine_fixture_new ((const char *const[]){ "--dovecot-config=auth_mechanisms = plain scram-sha-1 scram-sha-256", NULL });
  g_autoptr (MailerAccountSettings) settings = NULL;
  g_autoptr (GError) error = NULL;

  engine_fixture_wait_for (has_signed_in_by, fixture, (gpointer) "SCRAM-SHA-256");
  /* Waits for what the clerk has to write, and reads it again. */
  engine_fixture_reopen (fixture);
  g_assert_true (has_signed_in_by (fixture, (gpointer) "SCRAM-SHA-256"));
  wait_for_state (fixture, MAILER_ACCOUNT_STATE_ONLINE);

  mailer_test_server_configure_imap (fixture->server, "auth_mechanisms = plain");
  wait_for_state (fixture, MAILER_ACCOUNT_STATE_NEEDS_HELP);
  g_assert_error (mailer_account_get_error (fixture->account), MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_SIGN_IN_WEAKER);
  settings = mailer_account_settings_copy (mailer_account_get_settings (fixture->account));
  check (fixture, &settings->imap, MAILER_CHECK_IMAP, "ada-secret", &error);
  g_assert_error (error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_SIGN_IN_WEAKER);

  /* Signing in anew. */
  mailer_server_settings_set_signed_in_by (&settings->imap, NULL);
  update (fixture, settings, "ada-secret");
  wait_for_state (fixture, MAILER_ACCOUNT_STATE_ONLINE);
  engine_fixture_wait_for (has_signed_in_by, fixture, (gpointer) "PLAIN");
}

static void
test_each_problem_has_its_code (void)
{
  g_autoptr (EngineFixture) fixture = engine_fixture_new (NULL);
  g_autoptr (MailerAccountSettings) settings = engine_fixture_make_settings (fixture, "bob");
  g_autoptr (MailerAccountSettings) refused = engine_fixture_make_settings (fixture, "bob");
  g_autoptr (MailerAccountSettings) nowhere = engine_fixture_make_settings (fixture, "bob");
  g_autoptr (GError) error = NULL;

  check (fixture, &settings->imap, MAILER_CHECK_IMAP, "bob-secret", &error);
  g_assert_no_error (error);
  check (fixture, &settings->smtp, MAILER_CHECK_SMTP, "bob-secret", &error);
  g_assert_no_error (error);

  check (fixture, &settings->imap, MAILER_CHECK_IMAP, "wrong", &error);
  g_assert_error (error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_PASSWORD);
  g_clear_error (&error);
  check (fixture, &settings->smtp, MAILER_CHECK_SMTP, "wrong", &error);
  g_assert_error (error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_PASSWORD);
  g_clear_error (&error);

  refused->imap.port = 1;
  check (fixture, &refused->imap, MAILER_CHECK_IMAP, "bob-secret", &error);
  g_assert_error (error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_REFUSED);
  g_clear_error (&error);

  mailer_server_settings_set (&nowhere->imap, "no-such-host.invalid", 993, MAILER_SECURITY_TLS, "bob", MAILER_SIGN_IN_PASSWORD);
  check (fixture, &nowhere->imap, MAILER_CHECK_IMAP, "bob-secret", &error);
  g_assert_nonnull (error);
  g_assert_true (error->code == MAILER_ENGINE_ERROR_HOST_NOT_FOUND || error->code == MAILER_ENGINE_ERROR_OFFLINE);
}

static void
test_a_certificate_is_trusted_by_hand_only (void)
{
  g_autoptr (EngineFixture) fixture = engine_fixture_new (NULL);
  g_autoptr (MailerAccountSettings) settings = engine_fixture_make_settings (fixture, "bob");
  g_autoptr (MailerCertificate) certificate = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) smtp_error = NULL;
  const char *pem;

  mailer_engine_set_ca_file (fixture->engine, NULL);
  check (fixture, &settings->imap, MAILER_CHECK_IMAP, "bob-secret", &error);
  g_assert_error (error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_CERTIFICATE);
  pem = mailer_error_get_details (error)->certificate_pem;
  g_assert_nonnull (pem);

  certificate = mailer_engine_describe_certificate (pem);
  g_assert_cmpuint (strlen (certificate->fingerprint), ==, 32 * 3 - 1);
  g_assert_true (g_strv_contains ((const char *const *)certificate->host_names, "localhost"));
  g_assert_cmpint (certificate->not_before, <, certificate->not_after);

  mailer_engine_trust_certificate (fixture->engine, settings->imap.host, settings->imap.port, pem);
  g_clear_error (&error);
  check (fixture, &settings->imap, MAILER_CHECK_IMAP, "bob-secret", &error);
  g_assert_no_error (error);
  /* The same certificate at another port is another question. */
  check (fixture, &settings->smtp, MAILER_CHECK_SMTP, "bob-secret", &smtp_error);
  g_assert_error (smtp_error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_CERTIFICATE);
}

static gboolean
has_no_settings (EngineFixture *fixture,
                 gpointer       data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "config", "accounts", NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);

  return g_dir_read_name (dir) == NULL;
}

static char *
dup_settings_path (EngineFixture *fixture,
                   const char    *account_id,
                   const char    *suffix)
{
  g_autofree char *name = g_strconcat (account_id, suffix, NULL);

  return g_build_filename (fixture->folder, "config", "accounts", name, NULL);
}

static void
assert_no_password (EngineFixture *fixture,
                    const char    *account_id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mailer_engine_load_password_async (fixture->engine, account_id, NULL, engine_fixture_done_cb, &result);
  g_assert_null (mailer_engine_load_password_finish (fixture->engine, engine_fixture_await (&result), &error));
  g_assert_error (error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_NO_PASSWORD);
}

/* All of it is gone, but for a moment's work of the clerk. */
static void
assert_removed (EngineFixture *fixture,
                const char    *account_id)
{
  fixture->account = NULL;
  g_assert_cmpuint (g_list_model_get_n_items (mailer_engine_get_accounts (fixture->engine)), ==, 0);
  engine_fixture_wait_for (has_no_settings, fixture, NULL);
  assert_no_password (fixture, account_id);
}

static void
test_a_removed_account_leaves_nothing (void)
{
  g_autoptr (EngineFixture) fixture = engine_fixture_new (NULL);
  g_autofree char *id = g_strdup (mailer_account_get_id (fixture->account));
  g_autofree char *damaged = dup_settings_path (fixture, id, ".ini.damaged-1");
  g_autofree char *forward_dir = g_build_filename (fixture->folder, "data", "forwarded", id, NULL);
  g_autofree char *forwarded = g_build_filename (forward_dir, "part-1", NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  wait_for_state (fixture, MAILER_ACCOUNT_STATE_ONLINE);
  g_assert_cmpint (g_mkdir_with_parents (forward_dir, 0700), ==, 0);
  g_assert_true (g_file_set_contents (forwarded, "mail", -1, NULL));
  g_assert_true (g_file_set_contents (damaged, "settings", -1, NULL));
  mailer_engine_remove_account_async (fixture->engine, id, NULL, engine_fixture_done_cb, &result);
  mailer_engine_remove_account_finish (fixture->engine, engine_fixture_await (&result), &error);
  g_assert_no_error (error);
  g_assert_true (has_no_settings (fixture, NULL));
  g_assert_false (g_file_test (forward_dir, G_FILE_TEST_EXISTS));
  assert_removed (fixture, id);
}

static void
detached_cb (GCancellable *cancellable)
{
  g_cancellable_cancel (cancellable);
}

/* Whoever asked is gone, as with a window that was closed. */
static void
test_a_removal_goes_on_when_nobody_waits (void)
{
  g_autoptr (EngineFixture) fixture = engine_fixture_new (NULL);
  g_autofree char *id = g_strdup (mailer_account_get_id (fixture->account));
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  wait_for_state (fixture, MAILER_ACCOUNT_STATE_ONLINE);
  g_signal_connect_swapped (mailer_engine_get_accounts (fixture->engine), "items-changed", G_CALLBACK (detached_cb), cancellable);
  mailer_engine_remove_account_async (fixture->engine, id, cancellable, engine_fixture_done_cb, &result);
  mailer_engine_remove_account_finish (fixture->engine, engine_fixture_await (&result), &error);
  g_assert_true (g_cancellable_is_cancelled (cancellable));
  g_assert_no_error (error);
  assert_removed (fixture, id);
}

static gboolean
is_detached (EngineFixture *fixture,
             gpointer       data)
{
  return g_list_model_get_n_items (mailer_engine_get_accounts (fixture->engine)) == 0;
}

/* The program ends between two steps, or is killed after the first one. */
static void
test_a_removal_is_finished_at_the_next_start (void)
{
  for (guint is_killed = 0; is_killed < 2; is_killed++)
    {
      g_autoptr (EngineFixture) fixture = engine_fixture_new (NULL);
      g_autofree char *id = g_strdup (mailer_account_get_id (fixture->account));
      g_autofree char *settings = dup_settings_path (fixture, id, ".ini");
      g_autofree char *removed = dup_settings_path (fixture, id, ".removed");

      wait_for_state (fixture, MAILER_ACCOUNT_STATE_ONLINE);
      if (is_killed)
        g_assert_cmpint (g_rename (settings, removed), ==, 0);
      else
        {
          mailer_engine_remove_account_async (fixture->engine, id, NULL, NULL, NULL);
          engine_fixture_wait_for (is_detached, fixture, NULL);
        }
      engine_fixture_reopen (fixture);
      assert_removed (fixture, id);
    }
}

static void
send_a_mail (EngineFixture *fixture)
{
  g_autoptr (MailerDraft) draft = mailer_draft_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  draft->account_id = g_strdup (mailer_account_get_id (fixture->account));
  engine_fixture_set_text (&draft->to, "bob@example.test");
  engine_fixture_set_text (&draft->subject, "Kept");
  engine_fixture_set_text (&draft->text, "Hello");
  mailer_engine_send_async (fixture->engine, draft, NULL, engine_fixture_done_cb, &result);
  g_assert_cmpint (mailer_engine_send_finish (fixture->engine, engine_fixture_await (&result), &error), >, 0);
  g_assert_no_error (error);
}

static void
add (EngineFixture               *fixture,
     const MailerAccountSettings *settings,
     const char                  *password)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MailerAccount) account = NULL;
  g_autoptr (GError) error = NULL;

  mailer_engine_add_account_async (fixture->engine, settings, password, NULL, engine_fixture_done_cb, &result);
  account = mailer_engine_add_account_finish (fixture->engine, engine_fixture_await (&result), &error);
  g_assert_no_error (error);
  /* The list keeps it. */
  fixture->account = account;
}

/* Its settings are lost while a message waits. Another account is none of its business. */
static void
test_an_account_set_up_again_goes_on (void)
{
  g_autoptr (EngineFixture) fixture = engine_fixture_new (NULL);
  g_autofree char *id = g_strdup (mailer_account_get_id (fixture->account));
  g_autofree char *path = dup_settings_path (fixture, id, ".ini");
  g_autoptr (MailerAccountSettings) unsent = mailer_account_settings_copy (mailer_account_get_settings (fixture->account));
  g_autoptr (MailerAccountSettings) again = engine_fixture_make_settings (fixture, "ada");
  g_autoptr (MailerAccountSettings) other = engine_fixture_make_settings (fixture, "bob");
  g_autoptr (MailerProblem) problem = NULL;

  wait_for_state (fixture, MAILER_ACCOUNT_STATE_ONLINE);
  unsent->smtp.port = 1;
  update (fixture, unsent, NULL);
  wait_for_state (fixture, MAILER_ACCOUNT_STATE_ONLINE);
  send_a_mail (fixture);
  g_assert_true (g_file_set_contents (path, "nonsense", -1, NULL));
  engine_fixture_reopen (fixture);
  g_assert_null (fixture->account);
  problem = g_list_model_get_item (mailer_engine_get_problems (fixture->engine), 0);
  g_assert_error (mailer_problem_get_error (problem), MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_SETTINGS_DAMAGED);

  add (fixture, other, "bob-secret");
  g_assert_cmpstr (mailer_account_get_id (fixture->account), !=, id);
  add (fixture, again, "ada-secret");
  g_assert_cmpstr (mailer_account_get_id (fixture->account), ==, id);
  engine_fixture_wait_for_count (fixture, "bob", "INBOX", "subject Kept", 1);

  /* Once more, it is another account: this one has its settings. */
  add (fixture, again, "ada-secret");
  g_assert_cmpstr (mailer_account_get_id (fixture->account), !=, id);
}

static void
test_lookup_says_what_is_known (void)
{
  g_autoptr (EngineFixture) fixture = engine_fixture_new (NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MailerLookup) lookup = NULL;
  g_autoptr (GError) error = NULL;

  mailer_engine_lookup_async (fixture->engine, "Ada", "ada@gmail.com", NULL, engine_fixture_done_cb, &result);
  lookup = mailer_engine_lookup_finish (fixture->engine, engine_fixture_await (&result), &error);
  g_assert_no_error (error);
  g_assert_true (lookup->is_known);
  g_assert_true (lookup->needs_app_password);
  g_assert_true (lookup->settings->saves_sent_itself);
  g_assert_cmpstr (lookup->provider_name, ==, "Gmail");
}

/* Whose pictures are shown without asking is remembered, and can be taken back. */
static void
test_picture_senders_are_remembered (void)
{
  g_autoptr (EngineFixture) fixture = engine_fixture_new (NULL);

  mailer_engine_set_shows_pictures_of (fixture->engine, "News@Example.test", TRUE);
  mailer_engine_set_shows_pictures_of (fixture->engine, "other; [x]=\n@example.test", TRUE);
  engine_fixture_reopen (fixture);
  g_assert_true (mailer_engine_get_shows_pictures_of (fixture->engine, "news@example.test"));
  g_assert_true (mailer_engine_get_shows_pictures_of (fixture->engine, "other; [x]=\n@example.test"));
  g_assert_false (mailer_engine_get_shows_pictures_of (fixture->engine, "example.test"));

  mailer_engine_set_shows_pictures_of (fixture->engine, "NEWS@example.test", FALSE);
  engine_fixture_reopen (fixture);
  g_assert_false (mailer_engine_get_shows_pictures_of (fixture->engine, "news@example.test"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/accounts/restart", test_an_account_survives_a_restart);
  g_test_add_func ("/engine/accounts/wrong-password", test_a_wrong_password_asks_once_and_waits);
  g_test_add_func ("/engine/accounts/quick-succession", test_changes_in_quick_succession);
  g_test_add_func ("/engine/accounts/hidden-mechanisms", test_a_server_that_hides_what_it_can_gets_no_password);
  g_test_add_func ("/engine/accounts/each-problem", test_each_problem_has_its_code);
  g_test_add_func ("/engine/accounts/certificate", test_a_certificate_is_trusted_by_hand_only);
  g_test_add_func ("/engine/accounts/removed", test_a_removed_account_leaves_nothing);
  g_test_add_func ("/engine/accounts/removed-alone", test_a_removal_goes_on_when_nobody_waits);
  g_test_add_func ("/engine/accounts/removed-later", test_a_removal_is_finished_at_the_next_start);
  g_test_add_func ("/engine/accounts/set-up-again", test_an_account_set_up_again_goes_on);
  g_test_add_func ("/engine/accounts/lookup", test_lookup_says_what_is_known);
  g_test_add_func ("/engine/accounts/picture-senders", test_picture_senders_are_remembered);

  return g_test_run ();
}
