/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "server-record.h"
#include "sync-fixture.h"

#include <string.h>

/* What the server has comes here, and what changes there changes here. */

static void
test_first_sync (void)
{
  g_autoptr (SyncFixture) fixture = sync_fixture_new ((const char *const[]){ "--folder=Projects/2026", NULL });
  g_autoptr (MailerConversationList) list = NULL;
  g_autoptr (MailerConversation) row = NULL;
  MailerFolder *folder;

  sync_fixture_deliver (fixture, "INBOX", "1", "First", NULL);
  sync_fixture_deliver (fixture, "INBOX", "2", "Second", NULL);
  sync_fixture_deliver (fixture, "Projects/2026", "3", "Plan", NULL);
  sync_fixture_start (fixture);
  sync_fixture_wait (sync_fixture_has_messages (fixture, "INBOX", 2));
  sync_fixture_wait (sync_fixture_has_messages (fixture, "2026", 1));
  g_assert_cmpint (mailer_account_get_state (fixture->account), ==, MAILER_ACCOUNT_STATE_ONLINE);
  sync_fixture_wait (mailer_account_get_sync_fraction (fixture->account) >= 1);

  folder = sync_fixture_find_folder (fixture, "INBOX");
  g_assert_cmpint (mailer_folder_get_role (folder), ==, MAILER_FOLDER_ROLE_INBOX);
  g_assert_cmpuint (mailer_folder_get_n_unread (folder), ==, 2);
  folder = sync_fixture_find_folder (fixture, "2026");
  g_assert_cmpstr (mailer_folder_get_path (folder), ==, "Projects / 2026");
  g_assert_nonnull (mailer_account_find_folder (fixture->account, MAILER_FOLDER_ROLE_SENT));

  list = sync_fixture_list (fixture, "INBOX");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 2);
  row = sync_fixture_find_row (list, "Second");
  g_assert_nonnull (row);
  g_assert_true (mailer_conversation_get_is_unread (row));
  g_assert_cmpuint (mailer_conversation_get_senders (row)->len, ==, 1);
}

static void
test_restart_offline (void)
{
  g_autoptr (SyncFixture) fixture = sync_fixture_new (NULL);
  g_autoptr (MailerConversationList) list = NULL;

  sync_fixture_deliver (fixture, "INBOX", "1", "First", NULL);
  sync_fixture_start (fixture);
  sync_fixture_wait (sync_fixture_has_messages (fixture, "INBOX", 1));
  sync_fixture_close (fixture);

  sync_fixture_open (fixture);
  sync_fixture_connect (fixture, 0, NULL, NULL);
  list = sync_fixture_list (fixture, "INBOX");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 1);
  g_clear_object (&list);
}

static void
test_new_mail (void)
{
  g_autoptr (SyncFixture) fixture = sync_fixture_new (NULL);
  g_autoptr (MailerConversationList) list = NULL;

  sync_fixture_start (fixture);
  list = sync_fixture_list (fixture, "INBOX");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 0);
  sync_fixture_deliver (fixture, "INBOX", "1", "First", NULL);
  sync_fixture_wait (g_list_model_get_n_items (G_LIST_MODEL (list)) == 1);
  sync_fixture_deliver (fixture, "INBOX", "2", "Second", NULL);
  sync_fixture_wait (g_list_model_get_n_items (G_LIST_MODEL (list)) == 2);
  sync_fixture_wait (sync_fixture_get_n_unread (fixture, "INBOX") == 2);
}

static void
test_changes_there (void)
{
  g_autoptr (SyncFixture) fixture = sync_fixture_new (NULL);
  g_autoptr (MailerConversationList) list = NULL;
  g_autoptr (MailerConversation) row = NULL;
  g_autofree char *text = NULL;

  sync_fixture_deliver (fixture, "INBOX", "1", "First", NULL);
  sync_fixture_deliver (fixture, "INBOX", "2", "Second", NULL);
  sync_fixture_start (fixture);
  sync_fixture_wait (sync_fixture_has_messages (fixture, "INBOX", 2));
  list = sync_fixture_list (fixture, "INBOX");
  row = sync_fixture_find_row (list, "First");
  g_assert_false (mailer_conversation_get_is_flagged (row));

  text = mailer_test_server_doveadm (fixture->server, "flags", "add", "-u", "ada", "\\Seen \\Flagged", "mailbox", "INBOX", "uid", "1", NULL);
  sync_fixture_wait (mailer_conversation_get_is_flagged (row) && !mailer_conversation_get_is_unread (row));
  sync_fixture_wait (sync_fixture_get_n_unread (fixture, "INBOX") == 1);

  g_free (text);
  text = mailer_test_server_doveadm (fixture->server, "expunge", "-u", "ada", "mailbox", "INBOX", "uid", "1", NULL);
  sync_fixture_wait (g_list_model_get_n_items (G_LIST_MODEL (list)) == 1);
  sync_fixture_wait (sync_fixture_has_messages (fixture, "INBOX", 1));
}

/* Everything gets new UIDs: the list is the same, and texts that were read are still here. */
static void
test_new_uid_validity (void)
{
  g_autoptr (SyncFixture) fixture = sync_fixture_new (NULL);
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (MailerMessageBody) body = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char     *text = NULL;
  const MailerMessage *message;

  sync_fixture_deliver (fixture, "INBOX", "1", "First", NULL);
  sync_fixture_deliver (fixture, "INBOX", "2", "Second", NULL);
  sync_fixture_start (fixture);
  sync_fixture_wait (sync_fixture_has_messages (fixture, "INBOX", 2));
  messages = sync_fixture_load_conversation (fixture, "INBOX", "First");
  message = g_ptr_array_index (messages, 0);
  body = sync_fixture_load_body (fixture, message->id, MAILER_BODY_DEFAULT, &error);
  g_assert_no_error (error);
  sync_fixture_close (fixture);

  text = mailer_test_server_doveadm (fixture->server, "mailbox", "update", "-u", "ada", "--uid-validity", "4711", "INBOX", NULL);
  sync_fixture_deliver (fixture, "INBOX", "3", "Third", NULL);
  sync_fixture_start (fixture);
  sync_fixture_wait (sync_fixture_has_messages (fixture, "INBOX", 3));

  sync_fixture_close (fixture);
  mailer_test_server_stop_imap (fixture->server);
  sync_fixture_start (fixture);
  g_clear_pointer (&messages, g_ptr_array_unref);
  g_clear_pointer (&body, mailer_message_body_unref);
  messages = sync_fixture_load_conversation (fixture, "INBOX", "First");
  message = g_ptr_array_index (messages, 0);
  body = sync_fixture_load_body (fixture, message->id, MAILER_BODY_DEFAULT, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (body->plain_text, "The text of First."));
}

static void
test_server_comes_back (void)
{
  g_autoptr (SyncFixture) fixture = sync_fixture_new (NULL);

  sync_fixture_deliver (fixture, "INBOX", "1", "First", NULL);
  sync_fixture_start (fixture);
  sync_fixture_wait (sync_fixture_has_messages (fixture, "INBOX", 1));

  mailer_test_server_kill_imap (fixture->server);
  sync_fixture_wait (mailer_account_get_state (fixture->account) == MAILER_ACCOUNT_STATE_OFFLINE);
  g_assert_nonnull (mailer_account_get_error (fixture->account));
  sync_fixture_deliver (fixture, "INBOX", "2", "Second", NULL);
  mailer_test_server_start_imap (fixture->server);
  mailer_engine_retry (fixture->engine, NULL);
  sync_fixture_wait (mailer_account_get_state (fixture->account) == MAILER_ACCOUNT_STATE_ONLINE);
  sync_fixture_wait (sync_fixture_has_messages (fixture, "INBOX", 2));
}

/* A wrong password is not tried again and again: providers lock accounts for that. */
static void
test_wrong_password (void)
{
  g_autoptr (SyncFixture) fixture = sync_fixture_new (NULL);

  sync_fixture_open (fixture);
  sync_fixture_connect (fixture,
                        mailer_test_server_get_port (fixture->server, "imaps"),
                        mailer_test_server_get_ca_file (fixture->server),
                        "wrong");
  sync_fixture_wait (mailer_account_get_state (fixture->account) == MAILER_ACCOUNT_STATE_NEEDS_HELP);
  g_assert_error (mailer_account_get_error (fixture->account), MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_PASSWORD);
}

static void
test_untrusted_certificate (void)
{
  g_autoptr (SyncFixture) fixture = sync_fixture_new (NULL);

  sync_fixture_open (fixture);
  sync_fixture_connect (fixture, mailer_test_server_get_port (fixture->server, "imaps"), NULL, "ada-secret");
  sync_fixture_wait (mailer_account_get_state (fixture->account) == MAILER_ACCOUNT_STATE_NEEDS_HELP);
  g_assert_error (mailer_account_get_error (fixture->account), MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_CERTIFICATE);
  g_assert_nonnull (mailer_error_get_details (mailer_account_get_error (fixture->account))->certificate_pem);
}

static void
test_thread_across_folders (void)
{
  g_autoptr (SyncFixture) fixture = sync_fixture_new (NULL);
  g_autoptr (GPtrArray) messages = NULL;

  sync_fixture_deliver (fixture, "INBOX", "1", "Question", NULL);
  sync_fixture_deliver (fixture, "Sent", "2", "Re: Question", "In-Reply-To: <1@example.test>\r\nReferences: <1@example.test>\r\n");
  sync_fixture_start (fixture);
  sync_fixture_wait (sync_fixture_has_messages (fixture, "INBOX", 1));
  sync_fixture_wait (sync_fixture_has_messages (fixture, "Sent", 1));
  messages = sync_fixture_load_conversation (fixture, "INBOX", "Question");
  g_assert_cmpuint (messages->len, ==, 2);
  g_assert_cmpint (((MailerMessage *)g_ptr_array_index (messages, 1))->folder_role, ==, MAILER_FOLDER_ROLE_SENT);
}

static void
test_body_offline (void)
{
  g_autoptr (SyncFixture) fixture = sync_fixture_new (NULL);
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (MailerMessageBody) body = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) unread = g_string_new (NULL);
  gint64 read_id;
  gint64 unread_id;

  sync_fixture_deliver (fixture, "INBOX", "1", "Read", NULL);
  g_string_append (unread, "From: bob@example.test\r\nSubject: Unread\r\nMessage-ID: <2@example.test>\r\n\r\n");
  while (unread->len < 300 * 1024)
    g_string_append (unread, "A text that is too long to be fetched before anybody wants to read it.\r\n");
  mailer_test_server_deliver (fixture->server, "ada", "INBOX", unread->str, -1);
  sync_fixture_start (fixture);
  sync_fixture_wait (sync_fixture_has_messages (fixture, "INBOX", 2));
  messages = sync_fixture_load_conversation (fixture, "INBOX", "Read");
  read_id = ((MailerMessage *)g_ptr_array_index (messages, 0))->id;
  g_clear_pointer (&messages, g_ptr_array_unref);
  messages = sync_fixture_load_conversation (fixture, "INBOX", "Unread");
  unread_id = ((MailerMessage *)g_ptr_array_index (messages, 0))->id;
  body = sync_fixture_load_body (fixture, read_id, MAILER_BODY_DEFAULT, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (body->plain_text, "The text of Read."));
  g_assert_nonnull (strstr (body->document, "Content-Security-Policy"));

  mailer_test_server_stop_imap (fixture->server);
  g_clear_pointer (&body, mailer_message_body_unref);
  body = sync_fixture_load_body (fixture, read_id, MAILER_BODY_DEFAULT, &error);
  g_assert_no_error (error);
  g_clear_pointer (&body, mailer_message_body_unref);
  body = sync_fixture_load_body (fixture, unread_id, MAILER_BODY_DEFAULT, &error);
  g_assert_error (error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_NOT_CACHED);
  g_assert_null (body);
}

/* When nothing happens, a round through all mailboxes is one command: none is looked into, also not one whose
 * numbers never agree because it has messages that are marked as deleted. */
static void
test_quiet_round (gconstpointer data)
{
  g_autoptr (ServerRecord) record = server_record_new ();
  const char *options[] = { "--no-smtp", "--folder=A", "--folder=B", record->option, data, data != NULL ? "--without=QRESYNC" : NULL, NULL };
  g_autoptr (SyncFixture) fixture = NULL;
  g_autoptr (MailerConversationList) list = NULL;
  guint n_selected = 0;
  guint n_asked = 0;

  fixture = sync_fixture_new (options);
  sync_fixture_deliver (fixture, "A", "a1", "One", NULL);
  sync_fixture_deliver (fixture, "B", "b1", "Two", NULL);
  g_free (mailer_test_server_doveadm (fixture->server, "flags", "add", "-u", "ada", "\\Deleted", "mailbox", "A", "all", NULL));
  sync_fixture_start (fixture);
  list = sync_fixture_list (fixture, "B");
  sync_fixture_wait (g_list_model_get_n_items (G_LIST_MODEL (list)) == 1);

  /* The first rounds still find what the first sync did not tell; the last one finds nothing. */
  for (guint i = 0; i < 4; i++)
    {
      const guint n_listed = server_record_count (record, "LIST *");
      const guint n_idled = server_record_count (record, "IDLE");

      n_selected = server_record_count (record, "SELECT *");
      n_asked = server_record_count (record, "STATUS *") + server_record_count (record, "UID *");
      mailer_engine_retry (fixture->engine, NULL);
      sync_fixture_wait (server_record_count (record, "LIST *") > n_listed && server_record_count (record, "IDLE") > n_idled);
    }
  g_assert_cmpuint (server_record_count (record, "SELECT *"), ==, n_selected);
  g_assert_cmpuint (server_record_count (record, "STATUS *") + server_record_count (record, "UID *"), ==, n_asked);
  g_clear_pointer (&fixture, sync_fixture_free);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine/sync/first-sync", test_first_sync);
  g_test_add_func ("/engine/sync/restart-offline", test_restart_offline);
  g_test_add_func ("/engine/sync/new-mail", test_new_mail);
  g_test_add_func ("/engine/sync/changes-there", test_changes_there);
  g_test_add_func ("/engine/sync/new-uid-validity", test_new_uid_validity);
  g_test_add_func ("/engine/sync/server-comes-back", test_server_comes_back);
  g_test_add_func ("/engine/sync/wrong-password", test_wrong_password);
  g_test_add_func ("/engine/sync/untrusted-certificate", test_untrusted_certificate);
  g_test_add_func ("/engine/sync/thread-across-folders", test_thread_across_folders);
  g_test_add_func ("/engine/sync/body-offline", test_body_offline);
  g_test_add_data_func ("/engine/sync/quiet-round", NULL, test_quiet_round);
  g_test_add_data_func ("/engine/sync/quiet-round-without-condstore", "--without=CONDSTORE", test_quiet_round);

  return g_test_run ();
}
