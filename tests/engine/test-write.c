/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine-fixture.h"

static MailerDraft *
make_draft (EngineFixture *fixture,
            const char    *to,
            const char    *subject)
{
  MailerDraft *draft = mailer_draft_new ();

  draft->account_id = g_strdup (mailer_account_get_id (fixture->account));
  engine_fixture_set_text (&draft->to, to);
  engine_fixture_set_text (&draft->subject, subject);
  engine_fixture_set_text (&draft->text, "Grüße\n\n.\nAda");

  return draft;
}

static MailerDraft *
save (EngineFixture     *fixture,
      const MailerDraft *draft)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  MailerDraft *saved;

  mailer_engine_save_draft_async (fixture->engine, draft, NULL, engine_fixture_done_cb, &result);
  saved = mailer_engine_save_draft_finish (fixture->engine, engine_fixture_await (&result), &error);
  g_assert_no_error (error);

  return saved;
}

static gint64
try_to_send (EngineFixture     *fixture,
             const MailerDraft *draft,
             GError           **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mailer_engine_send_async (fixture->engine, draft, NULL, engine_fixture_done_cb, &result);

  return mailer_engine_send_finish (fixture->engine, engine_fixture_await (&result), error);
}

static void
send (EngineFixture     *fixture,
      const MailerDraft *draft)
{
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (try_to_send (fixture, draft, &error), >, 0);
  g_assert_no_error (error);
}

static GPtrArray *
list_drafts (EngineFixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *drafts;

  mailer_engine_list_drafts_async (fixture->engine, NULL, engine_fixture_done_cb, &result);
  drafts = mailer_engine_list_drafts_finish (fixture->engine, engine_fixture_await (&result), &error);
  g_assert_no_error (error);

  return drafts;
}

static gboolean
is_outbox_empty (EngineFixture *fixture,
                 gpointer       data)
{
  return g_list_model_get_n_items (mailer_engine_get_activities (fixture->engine)) == 0;
}

static gboolean
has_failed_activity (EngineFixture *fixture,
                     gpointer       data)
{
  g_autoptr (MailerActivity) activity = g_list_model_get_item (mailer_engine_get_activities (fixture->engine), 0);

  return activity != NULL && mailer_activity_get_is_failed (activity) && mailer_activity_get_error (activity) != NULL;
}

static gboolean
has_waiting_error (EngineFixture *fixture,
                   gpointer       data)
{
  g_autoptr (MailerActivity) activity = g_list_model_get_item (mailer_engine_get_activities (fixture->engine), 0);

  return activity != NULL && mailer_activity_get_error (activity) != NULL;
}

static void
test_a_message_is_sent_and_filed_once (void)
{
  g_autoptr (EngineFixture) fixture = engine_fixture_new (NULL);
  g_autoptr (MailerDraft) draft = make_draft (fixture, "Bob <bob@example.test>", "Mittagessen");

  engine_fixture_set_text (&draft->bcc, "ada@example.test");
  send (fixture, draft);
  engine_fixture_wait_for (is_outbox_empty, fixture, NULL);

  engine_fixture_wait_for_count (fixture, "bob", "INBOX", "subject Mittagessen", 1);
  g_assert_cmpuint (engine_fixture_count (fixture, "bob", "INBOX", "header Bcc ada"), ==, 0);
  engine_fixture_wait_for_count (fixture, "ada", "INBOX", "subject Mittagessen", 1);
  g_assert_cmpuint (engine_fixture_count (fixture, "ada", "Sent", "subject Mittagessen"), ==, 1);
  g_assert_cmpuint (engine_fixture_count (fixture, "ada", "Sent", "header Bcc ada"), ==, 1);
  g_assert_cmpuint (engine_fixture_count (fixture, "ada", "Sent", "seen"), ==, 1);
}

static void
test_what_is_sent_offline_goes_later (void)
{
  g_autoptr (EngineFixture) fixture = engine_fixture_new (NULL);
  g_autoptr (MailerDraft) draft = make_draft (fixture, "bob@example.test", "Later");

  mailer_test_server_stop_smtp (fixture->server);
  send (fixture, draft);
  engine_fixture_wait_for (has_waiting_error, fixture, NULL);
  engine_fixture_reopen (fixture);
  mailer_test_server_start_smtp (fixture->server);
  mailer_engine_retry (fixture->engine, NULL);
  engine_fixture_wait_for (is_outbox_empty, fixture, NULL);

  engine_fixture_wait_for_count (fixture, "bob", "INBOX", "subject Later", 1);
  g_assert_cmpuint (engine_fixture_count (fixture, "ada", "Sent", "subject Later"), ==, 1);
}

static void
assert_counts (EngineFixture *fixture,
               guint          n_waiting,
               guint          n_undecided)
{
  guint got_waiting, got_undecided;

  g_object_get (fixture->engine, "n-waiting", &got_waiting, "n-undecided", &got_undecided, NULL);
  g_assert_cmpuint (got_waiting, ==, n_waiting);
  g_assert_cmpuint (got_undecided, ==, n_undecided);
}

static void
test_a_refused_recipient_sends_to_nobody (void)
{
  g_autoptr (EngineFixture) fixture = engine_fixture_new (NULL);
  g_autoptr (MailerDraft) draft = make_draft (fixture, "bob@example.test, nobody-here@example.test", "Refused");
  g_autoptr (MailerActivity) activity = NULL;
  g_autoptr (GPtrArray) drafts = NULL;

  send (fixture, draft);
  engine_fixture_wait_for (has_failed_activity, fixture, NULL);
  activity = g_list_model_get_item (mailer_engine_get_activities (fixture->engine), 0);
  g_assert_error (mailer_activity_get_error (activity), MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_RECIPIENT);
  g_assert_nonnull (strstr (mailer_error_get_details (mailer_activity_get_error (activity))->server_text, "nobody-here@example.test"));
  g_assert_cmpuint (engine_fixture_count (fixture, "bob", "INBOX", "subject Refused"), ==, 0);
  assert_counts (fixture, 0, 1);

  /* Discarded, it is a draft again: nothing that was written is lost. */
  mailer_engine_discard_activity (fixture->engine, activity);
  engine_fixture_wait_for (is_outbox_empty, fixture, NULL);
  assert_counts (fixture, 0, 0);
  drafts = list_drafts (fixture);
  g_assert_cmpuint (drafts->len, ==, 1);
  g_assert_cmpstr (((const MailerDraft *)g_ptr_array_index (drafts, 0))->subject, ==, "Refused");
}

static void
test_wrong_addresses_are_refused_here (void)
{
  g_autoptr (EngineFixture) fixture = engine_fixture_new (NULL);
  g_autoptr (MailerDraft) wrong = make_draft (fixture, "bob@example.test, nonsense", "Wrong");
  g_autoptr (MailerDraft) nobody = make_draft (fixture, " ", "Nobody");
  g_autoptr (GError) wrong_error = NULL;
  g_autoptr (GError) nobody_error = NULL;
  g_autoptr (GPtrArray) drafts = NULL;

  g_assert_cmpint (try_to_send (fixture, wrong, &wrong_error), ==, -1);
  g_assert_error (wrong_error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_RECIPIENT);
  g_assert_cmpstr (mailer_error_get_details (wrong_error)->server_text, ==, "nonsense");
  g_assert_cmpint (try_to_send (fixture, nobody, &nobody_error), ==, -1);
  g_assert_error (nobody_error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_RECIPIENT);

  /* What was written is kept all the same. */
  drafts = list_drafts (fixture);
  g_assert_cmpuint (drafts->len, ==, 2);
}

static void
begin_to_attach (EngineFixture *fixture,
                 gint64         draft_id,
                 const char    *path,
                 GAsyncResult **result)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *name = g_file_get_basename (file);
  g_autoptr (MailerDraftAttachment) attachment = mailer_draft_attachment_new (file, name, "text/plain", 1);

  mailer_engine_attach_async (fixture->engine, draft_id, attachment, NULL, engine_fixture_done_cb, result);
}

/* As the composer does: words first, then the file. */
static MailerDraft *
save_with_file (EngineFixture     *fixture,
                const MailerDraft *draft,
                const char        *path,
                GError           **error)
{
  MailerDraft *saved = save (fixture, draft);
  g_autoptr (GAsyncResult) result = NULL;
  MailerDraftAttachment *stored;

  begin_to_attach (fixture, saved->id, path, &result);
  stored = mailer_engine_attach_finish (fixture->engine, engine_fixture_await (&result), error);
  if (stored != NULL)
    g_ptr_array_add (saved->attachments, stored);

  return saved;
}

static void
test_drafts_come_back_with_their_attachments (void)
{
  g_autoptr (EngineFixture) fixture = engine_fixture_new (NULL);
  g_autoptr (MailerDraft) draft = make_draft (fixture, "unfinished <bo", "Draft");
  g_autoptr (MailerDraft) saved = NULL;
  g_autoptr (MailerDraft) saved_again = NULL;
  g_autoptr (GPtrArray) drafts = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char   *path = g_build_filename (fixture->folder, "notes.txt", NULL);
  const MailerDraft *loaded;

  g_assert_true (g_file_set_contents (path, "notes", -1, NULL));
  saved = save_with_file (fixture, draft, path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (unlink (path), ==, 0);
  engine_fixture_set_text (&saved->text, "Second thoughts");
  saved_again = save (fixture, saved);
  g_assert_cmpint (saved_again->id, ==, saved->id);

  engine_fixture_reopen (fixture);
  drafts = list_drafts (fixture);
  g_assert_cmpuint (drafts->len, ==, 1);
  loaded = g_ptr_array_index (drafts, 0);
  g_assert_cmpstr (loaded->to, ==, "unfinished <bo");
  g_assert_cmpstr (loaded->text, ==, "Second thoughts");
  g_assert_cmpuint (loaded->attachments->len, ==, 1);
  g_assert_cmpstr (((const MailerDraftAttachment *)g_ptr_array_index (loaded->attachments, 0))->name, ==, "notes.txt");
  g_assert_cmpuint (((const MailerDraftAttachment *)g_ptr_array_index (loaded->attachments, 0))->size_bytes, ==, 5);
}

/* What is taken off goes; what the saving does not know of yet stays. */
static void
test_only_what_is_taken_off_goes (void)
{
  g_autoptr (EngineFixture) fixture = engine_fixture_new (NULL);
  g_autoptr (MailerDraft) draft = make_draft (fixture, "bob@example.test", "Two");
  g_autoptr (MailerDraft) first = NULL;
  g_autoptr (MailerDraft) second = NULL;
  g_autoptr (MailerDraft) last = NULL;
  g_autoptr (GPtrArray) drafts = NULL;
  g_autofree char             *path = g_build_filename (fixture->folder, "one.txt", NULL);
  const MailerDraft           *loaded;
  const MailerDraftAttachment *off;

  g_assert_true (g_file_set_contents (path, "one", -1, NULL));
  first = save_with_file (fixture, draft, path, NULL);
  second = save_with_file (fixture, first, path, NULL);
  g_assert_cmpint (second->id, ==, first->id);
  off = g_ptr_array_index (second->attachments, 0);
  g_array_append_val (first->removed, off->id);
  last = save (fixture, first);
  g_assert_cmpuint (last->removed->len, ==, 0);

  drafts = list_drafts (fixture);
  g_assert_cmpuint (drafts->len, ==, 1);
  loaded = g_ptr_array_index (drafts, 0);
  g_assert_cmpuint (loaded->attachments->len, ==, 1);
  g_assert_cmpint (((const MailerDraftAttachment *)g_ptr_array_index (loaded->attachments, 0))->id, !=, off->id);
}

static void
test_a_missing_file_costs_only_itself (void)
{
  g_autoptr (EngineFixture) fixture = engine_fixture_new (NULL);
  g_autoptr (MailerDraft) draft = make_draft (fixture, "bob@example.test", "Gone");
  g_autoptr (MailerDraft) saved = NULL;
  g_autoptr (MailerDraft) again = NULL;
  g_autoptr (GPtrArray) drafts = NULL;
  g_autoptr (GError) error = NULL;

  saved = save_with_file (fixture, draft, "/nonexistent/file.pdf", &error);
  g_assert_error (error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_UNREADABLE);
  g_assert_cmpstr (mailer_error_get_details (error)->server_text, ==, "file.pdf");
  again = save (fixture, saved);
  g_assert_cmpint (again->id, ==, saved->id);
  drafts = list_drafts (fixture);
  g_assert_cmpuint (drafts->len, ==, 1);
}

/* A pipe that nobody writes to is as slow as a file can be. */
static void
test_words_wait_for_no_file (void)
{
  g_autoptr (EngineFixture) fixture = engine_fixture_new (NULL);
  g_autoptr (MailerDraft) draft = make_draft (fixture, "bob@example.test", "Slow");
  g_autoptr (MailerDraft) saved = save (fixture, draft);
  g_autoptr (MailerDraft) again = NULL;
  g_autoptr (MailerDraftAttachment) stored = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "slow.txt", NULL);
  int              pipe;

  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  begin_to_attach (fixture, saved->id, path, &result);
  engine_fixture_set_text (&saved->text, "Typed meanwhile");
  again = save (fixture, saved);
  g_assert_cmpint (again->id, ==, saved->id);
  g_assert_null (result);

  /* Nor is it sent without what it was to bring. */
  g_ptr_array_add (again->attachments, mailer_draft_attachment_new (NULL, "slow.txt", "text/plain", 1));
  g_assert_cmpint (try_to_send (fixture, again, &error), ==, -1);
  g_assert_error (error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_UNREADABLE);
  g_clear_error (&error);

  pipe = open (path, O_WRONLY);
  g_assert_cmpint (write (pipe, "at last", 7), ==, 7);
  close (pipe);
  stored = mailer_engine_attach_finish (fixture->engine, engine_fixture_await (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (stored->size_bytes, ==, 7);
}

/* A draft that went while it was written, with its account or elsewhere, is made anew, once. */
static void
test_a_lost_draft_is_made_anew (void)
{
  g_autoptr (EngineFixture) fixture = engine_fixture_new (NULL);
  g_autoptr (MailerDraft) draft = make_draft (fixture, "bob@example.test", "Lost");
  g_autoptr (MailerDraft) saved = save (fixture, draft);
  g_autoptr (MailerDraft) again = NULL;
  g_autoptr (MailerDraft) once_more = NULL;
  g_autoptr (GPtrArray) drafts = NULL;
  g_autoptr (GAsyncResult) discarded = NULL;
  g_autoptr (GAsyncResult) attached = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "one.txt", NULL);

  mailer_engine_discard_draft_async (fixture->engine, saved->id, NULL, engine_fixture_done_cb, &discarded);
  g_assert_true (mailer_engine_discard_draft_finish (fixture->engine, engine_fixture_await (&discarded), NULL));
  g_assert_true (g_file_set_contents (path, "one", -1, NULL));
  begin_to_attach (fixture, saved->id, path, &attached);
  g_assert_null (mailer_engine_attach_finish (fixture->engine, engine_fixture_await (&attached), &error));
  g_assert_error (error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_GONE);

  again = save (fixture, saved);
  once_more = save (fixture, again);
  g_assert_cmpint (once_more->id, ==, again->id);
  drafts = list_drafts (fixture);
  g_assert_cmpuint (drafts->len, ==, 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/write/sent-and-filed-once", test_a_message_is_sent_and_filed_once);
  g_test_add_func ("/engine/write/offline", test_what_is_sent_offline_goes_later);
  g_test_add_func ("/engine/write/refused-recipient", test_a_refused_recipient_sends_to_nobody);
  g_test_add_func ("/engine/write/wrong-address", test_wrong_addresses_are_refused_here);
  g_test_add_func ("/engine/write/drafts", test_drafts_come_back_with_their_attachments);
  g_test_add_func ("/engine/write/taken-off", test_only_what_is_taken_off_goes);
  g_test_add_func ("/engine/write/missing-file", test_a_missing_file_costs_only_itself);
  g_test_add_func ("/engine/write/slow-file", test_words_wait_for_no_file);
  g_test_add_func ("/engine/write/lost-draft", test_a_lost_draft_is_made_anew);

  return g_test_run ();
}
