/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "sync-fixture.h"

#include <string.h>

#include "damaged-index.h"

/* The store's file is damaged while Mailer runs: it says so, replaces the file and goes on. */

static guint
count_problems (SyncFixture      *fixture,
                MailerEngineError code)
{
  GListModel *problems = mailer_engine_get_problems (fixture->engine);
  guint       n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr (MailerProblem) problem = g_list_model_get_item (problems, i);

      n += g_error_matches (mailer_problem_get_error (problem), MAILER_ENGINE_ERROR, code);
    }

  return n;
}

static SyncFixture *
start (void)
{
  SyncFixture *fixture = sync_fixture_new ((const char *const[]){ "--no-smtp", NULL });

  sync_fixture_deliver (fixture, "INBOX", "1", "First", NULL);
  sync_fixture_deliver (fixture, "INBOX", "2", "Second", NULL);
  sync_fixture_start (fixture);
  sync_fixture_wait (sync_fixture_has_messages (fixture, "INBOX", 2));

  return fixture;
}

static void
damage (SyncFixture *fixture,
        const char  *index)
{
  g_autofree char *directory = g_build_filename (fixture->folder, "data", NULL);

  damage_index (directory, index);
}

static void
save_draft (SyncFixture *fixture,
            const char  *subject)
{
  g_autoptr (MailerDraft) draft = NULL;
  g_autoptr (MailerDraft) saved = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mailer_engine_prepare_draft_async (fixture->engine, MAILER_DRAFT_NEW, NULL, 0, NULL, NULL, sync_fixture_take_result_cb, &result);
  sync_fixture_wait (result != NULL);
  draft = mailer_engine_prepare_draft_finish (fixture->engine, result, &error);
  g_assert_no_error (error);
  g_clear_object (&result);
  g_free (draft->subject);
  draft->subject = g_strdup (subject);
  mailer_engine_save_draft_async (fixture->engine, draft, NULL, sync_fixture_take_result_cb, &result);
  sync_fixture_wait (result != NULL);
  saved = mailer_engine_save_draft_finish (fixture->engine, result, &error);
  g_assert_no_error (error);
}

static void
assert_draft (SyncFixture *fixture,
              const char  *subject)
{
  g_autoptr (GPtrArray) drafts = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mailer_engine_list_drafts_async (fixture->engine, NULL, sync_fixture_take_result_cb, &result);
  sync_fixture_wait (result != NULL);
  drafts = mailer_engine_list_drafts_finish (fixture->engine, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (drafts->len, ==, 1);
  g_assert_cmpstr (((MailerDraft *)g_ptr_array_index (drafts, 0))->subject, ==, subject);
}

/* The reader finds it. What waits to be sent to the server waits on; the mail comes again. */
static void
test_found_while_reading (void)
{
  g_autoptr (SyncFixture) fixture = start ();
  g_autoptr (MailerConversationList) list = sync_fixture_list (fixture, "INBOX");

  mailer_test_server_kill_imap (fixture->server);
  sync_fixture_wait (mailer_account_get_state (fixture->account) == MAILER_ACCOUNT_STATE_OFFLINE);
  g_assert_cmpint (sync_fixture_act (fixture, MAILER_VERB_STAR, "INBOX", "Second", NULL), >, 0);
  save_draft (fixture, "Half a letter");

  damage (fixture, "mailbox_conversation_by_time");
  g_clear_object (&list);
  list = sync_fixture_list (fixture, "INBOX");
  sync_fixture_wait (count_problems (fixture, MAILER_ENGINE_ERROR_STORE_DAMAGED) > 0);
  assert_draft (fixture, "Half a letter");

  mailer_test_server_start_imap (fixture->server);
  mailer_engine_retry (fixture->engine, NULL);
  sync_fixture_wait (sync_fixture_has_messages (fixture, "INBOX", 2));
  sync_fixture_wait (sync_fixture_find_row (list, "First") != NULL && sync_fixture_find_row (list, "Second") != NULL);
  sync_fixture_wait (sync_fixture_count_on_server (fixture, "INBOX", "flagged", NULL) == 1);
  g_assert_cmpuint (count_problems (fixture, MAILER_ENGINE_ERROR_STORE_DAMAGED), ==, 1);
  g_assert_cmpuint (count_problems (fixture, MAILER_ENGINE_ERROR_STORE_BROKEN), ==, 0);
}

/* The writer finds it when mail arrives. A second time is told, and does not begin a third. */
static void
test_found_while_writing (void)
{
  g_autoptr (SyncFixture) fixture = start ();
  g_autoptr (GAsyncResult) result = NULL;

  damage (fixture, "message_by_uid");
  sync_fixture_deliver (fixture, "INBOX", "3", "Third", NULL);
  sync_fixture_wait (count_problems (fixture, MAILER_ENGINE_ERROR_STORE_DAMAGED) > 0);
  sync_fixture_wait (sync_fixture_has_messages (fixture, "INBOX", 3));

  damage (fixture, "message_by_uid");
  sync_fixture_deliver (fixture, "INBOX", "4", "Fourth", NULL);
  sync_fixture_wait (g_error_matches (mailer_account_get_error (fixture->account), MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_STORE_BROKEN));
  g_assert_cmpuint (count_problems (fixture, MAILER_ENGINE_ERROR_STORE_DAMAGED), ==, 1);

  /* The next start replaces the file again, and whoever looks after it can still see that. */
  sync_fixture_close (fixture);
  sync_fixture_start (fixture);
  g_assert_cmpuint (count_problems (fixture, MAILER_ENGINE_ERROR_STORE_DAMAGED), ==, 1);
  sync_fixture_wait (sync_fixture_has_messages (fixture, "INBOX", 4));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/damage/found-while-reading", test_found_while_reading);
  g_test_add_func ("/engine/damage/found-while-writing", test_found_while_writing);

  return g_test_run ();
}
