/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "sync-fixture.h"

#include <string.h>

/* Folders that another client renames or removes while something waits to be done with their mail: it is done
 * under the new name, or the user is told; it is never lost without a word. */

static void
run (SyncFixture *fixture,
     const char  *verb,
     const char  *mailbox,
     const char  *new_name)
{
  g_autofree char *text = NULL;

  text = mailer_test_server_doveadm (fixture->server, "mailbox", verb, "-u", "ada", mailbox, new_name, NULL);
}

static void
set_uid_validity (SyncFixture *fixture,
                  const char  *mailbox,
                  const char  *value)
{
  g_autofree char *text = NULL;

  text = mailer_test_server_doveadm (fixture->server, "mailbox", "update", "-u", "ada", "--uid-validity", value, mailbox, NULL);
}

/* Projects with Alpha below it, which has Deep below it, and Other: two messages in each, one in Deep. */
static SyncFixture *
start_with (const char *option)
{
  SyncFixture *fixture = sync_fixture_new ((const char *const[]){ "--no-smtp", option, NULL });

  run (fixture, "create", "Projects", NULL);
  run (fixture, "create", "Projects/Alpha", NULL);
  run (fixture, "create", "Projects/Alpha/Deep", NULL);
  run (fixture, "create", "Other", NULL);
  sync_fixture_deliver (fixture, "INBOX", "i1", "In one", NULL);
  sync_fixture_deliver (fixture, "Projects", "p1", "Project one", NULL);
  sync_fixture_deliver (fixture, "Projects", "p2", "Project two", NULL);
  sync_fixture_deliver (fixture, "Projects/Alpha", "a1", "Alpha one", NULL);
  sync_fixture_deliver (fixture, "Projects/Alpha", "a2", "Alpha two", NULL);
  sync_fixture_deliver (fixture, "Projects/Alpha/Deep", "d1", "Deep one", NULL);
  sync_fixture_deliver (fixture, "Other", "o1", "Other one", NULL);
  sync_fixture_deliver (fixture, "Other", "o2", "Other two", NULL);

  return fixture;
}

static SyncFixture *
start (void)
{
  return start_with (NULL);
}

static void
wait_for_all (SyncFixture *fixture)
{
  sync_fixture_wait (sync_fixture_has_messages (fixture, "INBOX", 1));
  sync_fixture_wait (sync_fixture_has_messages (fixture, "Projects", 2));
  sync_fixture_wait (sync_fixture_has_messages (fixture, "Alpha", 2));
  sync_fixture_wait (sync_fixture_has_messages (fixture, "Deep", 1));
  sync_fixture_wait (sync_fixture_has_messages (fixture, "Other", 2));
}

/* Everything is here; the line is not. */
static void
go_offline (SyncFixture *fixture)
{
  sync_fixture_start (fixture);
  wait_for_all (fixture);
  sync_fixture_close (fixture);
  sync_fixture_open (fixture);
  sync_fixture_connect (fixture, 0, NULL, NULL);
  wait_for_all (fixture);
}

static void
count_failure_cb (MailerEngine   *engine,
                  MailerActivity *activity,
                  gpointer        data)
{
  guint *n = data;

  g_assert_true (g_error_matches (mailer_activity_get_error (activity), MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_GONE));
  (*n)++;
}

static gboolean
has_nothing_waiting (SyncFixture *fixture)
{
  guint n_waiting;

  g_object_get (fixture->engine, "n-waiting", &n_waiting, NULL);

  return n_waiting == 0;
}

static guint
get_n_activities (SyncFixture *fixture)
{
  return g_list_model_get_n_items (mailer_engine_get_activities (fixture->engine));
}

static void
assert_on_server (SyncFixture *fixture,
                  const char  *mailbox,
                  const char  *subject,
                  guint        n)
{
  g_assert_cmpuint (sync_fixture_count_on_server (fixture, mailbox, "subject", subject), ==, n);
}

static gboolean
is_starred (SyncFixture *fixture,
            const char  *mailbox,
            const char  *id)
{
  g_autofree char *text = NULL;

  text = mailer_test_server_doveadm (fixture->server, "-f", "flow", "fetch", "-u", "ada", "flags", "mailbox", mailbox, "header", "message-id", id, NULL);

  return strstr (text, "\\Flagged") != NULL;
}

/* What waits in all of them: flags, moves out, in, and between. */
static void
act_everywhere (SyncFixture *fixture)
{
  sync_fixture_act (fixture, MAILER_VERB_STAR, "Projects", "Project one", NULL);
  sync_fixture_act (fixture, MAILER_VERB_ARCHIVE, "Projects", "Project two", NULL);
  sync_fixture_act (fixture, MAILER_VERB_MOVE, "Alpha", "Alpha one", "Projects");
  sync_fixture_act (fixture, MAILER_VERB_TRASH, "Alpha", "Alpha two", NULL);
  sync_fixture_act (fixture, MAILER_VERB_STAR, "Deep", "Deep one", NULL);
  sync_fixture_act (fixture, MAILER_VERB_MOVE, "INBOX", "In one", "Deep");
  g_assert_cmpuint (get_n_activities (fixture), ==, 6);
}

/* @top: the server's name of Projects now; @title: its last component. */
static void
check_everywhere (SyncFixture *fixture,
                  const char  *top,
                  const char  *title)
{
  g_autofree char *alpha = g_strconcat (top, "/Alpha", NULL);
  g_autofree char *deep = g_strconcat (alpha, "/Deep", NULL);

  sync_fixture_wait (sync_fixture_find_folder (fixture, title) != NULL);
  sync_fixture_wait (has_nothing_waiting (fixture));
  g_assert_cmpuint (get_n_activities (fixture), ==, 0);
  g_assert_true (is_starred (fixture, top, "p1@"));
  assert_on_server (fixture, top, "Project two", 0);
  assert_on_server (fixture, "Archive", "Project two", 1);
  assert_on_server (fixture, top, "Alpha one", 1);
  assert_on_server (fixture, alpha, "Alpha", 0);
  assert_on_server (fixture, "Trash", "Alpha two", 1);
  g_assert_true (is_starred (fixture, deep, "d1@"));
  assert_on_server (fixture, deep, "In one", 1);
  assert_on_server (fixture, "INBOX", "In one", 0);
  sync_fixture_wait (sync_fixture_has_messages (fixture, title, 2));
  sync_fixture_wait (sync_fixture_has_messages (fixture, "Alpha", 0));
  sync_fixture_wait (sync_fixture_has_messages (fixture, "Deep", 2));
}

static void
test_renamed (void)
{
  g_autoptr (SyncFixture) fixture = start ();
  gint64 ids[3];
  guint  n_failures = 0;

  go_offline (fixture);
  ids[0] = mailer_folder_get_id (sync_fixture_find_folder (fixture, "Projects"));
  ids[1] = mailer_folder_get_id (sync_fixture_find_folder (fixture, "Alpha"));
  ids[2] = mailer_folder_get_id (sync_fixture_find_folder (fixture, "Deep"));
  g_signal_connect (fixture->engine, "operation-failed", G_CALLBACK (count_failure_cb), &n_failures);
  act_everywhere (fixture);
  run (fixture, "rename", "Projects", "Work");
  sync_fixture_go_online (fixture);
  check_everywhere (fixture, "Work", "Work");
  g_assert_cmpuint (n_failures, ==, 0);
  g_assert_null (sync_fixture_find_folder (fixture, "Projects"));
  g_assert_cmpint (mailer_folder_get_id (sync_fixture_find_folder (fixture, "Work")), ==, ids[0]);
  g_assert_cmpint (mailer_folder_get_id (sync_fixture_find_folder (fixture, "Alpha")), ==, ids[1]);
  g_assert_cmpint (mailer_folder_get_id (sync_fixture_find_folder (fixture, "Deep")), ==, ids[2]);
}

/* The old name is in use again, by another folder that has no mail yet. */
static void
test_rotated (void)
{
  g_autoptr (SyncFixture) fixture = start ();

  go_offline (fixture);
  act_everywhere (fixture);
  run (fixture, "rename", "Projects", "Before");
  run (fixture, "create", "Projects", NULL);
  sync_fixture_go_online (fixture);
  check_everywhere (fixture, "Before", "Before");
  sync_fixture_wait (sync_fixture_has_messages (fixture, "Projects", 0));
}

static void
test_swapped (void)
{
  g_autoptr (SyncFixture) fixture = start ();
  gint64 id;

  go_offline (fixture);
  id = mailer_folder_get_id (sync_fixture_find_folder (fixture, "Other"));
  act_everywhere (fixture);
  sync_fixture_act (fixture, MAILER_VERB_STAR, "Other", "Other one", NULL);
  run (fixture, "rename", "Projects", "Between");
  run (fixture, "rename", "Other", "Projects");
  run (fixture, "rename", "Between", "Other");
  sync_fixture_go_online (fixture);
  check_everywhere (fixture, "Other", "Other");
  g_assert_cmpint (mailer_folder_get_id (sync_fixture_find_folder (fixture, "Projects")), ==, id);
  g_assert_true (is_starred (fixture, "Projects", "o1@"));
}

/* Every mailbox has the same UIDVALIDITY, and the same UIDs: only the messages tell which is which. */
static void
test_one_uid_validity (void)
{
  static const char *const names[] = { "INBOX", "Projects", "Projects/Alpha", "Projects/Alpha/Deep", "Other" };
  g_autoptr (SyncFixture) fixture = start ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    set_uid_validity (fixture, names[i], "1");
  go_offline (fixture);
  act_everywhere (fixture);
  sync_fixture_act (fixture, MAILER_VERB_STAR, "Other", "Other one", NULL);
  run (fixture, "rename", "Other", "A");
  run (fixture, "rename", "Projects", "B");
  sync_fixture_go_online (fixture);
  check_everywhere (fixture, "B", "B");
  g_assert_true (is_starred (fixture, "A", "o1@"));
  g_assert_false (is_starred (fixture, "A", "o2@"));
}

/* The server gives all UIDs anew when it renames. */
static void
test_new_uid_validity (void)
{
  g_autoptr (SyncFixture) fixture = start ();

  go_offline (fixture);
  act_everywhere (fixture);
  run (fixture, "rename", "Projects", "Work");
  set_uid_validity (fixture, "Work", "4711");
  set_uid_validity (fixture, "Work/Alpha", "4712");
  set_uid_validity (fixture, "Work/Alpha/Deep", "4713");
  sync_fixture_go_online (fixture);
  check_everywhere (fixture, "Work", "Work");
}

/* No mail to know it by, and something on its way into it. */
static void
test_empty_renamed (void)
{
  g_autoptr (SyncFixture) fixture = start ();

  run (fixture, "create", "Empty", NULL);
  go_offline (fixture);
  sync_fixture_act (fixture, MAILER_VERB_MOVE, "INBOX", "In one", "Empty");
  run (fixture, "rename", "Empty", "Filled");
  sync_fixture_go_online (fixture);
  sync_fixture_wait (sync_fixture_find_folder (fixture, "Filled") != NULL);
  sync_fixture_wait (has_nothing_waiting (fixture));
  assert_on_server (fixture, "Filled", "In one", 1);
  assert_on_server (fixture, "INBOX", "In one", 0);
}

/* While it is looked at, and listened to: the line says nothing of it. */
static void
test_renamed_while_looked_at (void)
{
  g_autoptr (SyncFixture) fixture = start ();
  g_autoptr (MailerConversationList) list = NULL;
  g_autoptr (MailerConversation) row = NULL;
  gint64 id;

  sync_fixture_start (fixture);
  wait_for_all (fixture);
  list = sync_fixture_list (fixture, "Projects");
  id = mailer_folder_get_id (sync_fixture_find_folder (fixture, "Projects"));
  row = sync_fixture_find_row (list, "Project one");
  run (fixture, "rename", "Projects", "Work");
  sync_fixture_act (fixture, MAILER_VERB_MOVE, "INBOX", "In one", "Projects");
  sync_fixture_act (fixture, MAILER_VERB_STAR, "Projects", "Project one", NULL);
  sync_fixture_wait (has_nothing_waiting (fixture));
  g_assert_cmpuint (get_n_activities (fixture), ==, 0);
  g_assert_true (is_starred (fixture, "Work", "p1@"));
  assert_on_server (fixture, "Work", "In one", 1);
  mailer_engine_retry (fixture->engine, NULL);
  sync_fixture_wait (sync_fixture_find_folder (fixture, "Work") != NULL);
  g_assert_cmpint (mailer_folder_get_id (sync_fixture_find_folder (fixture, "Work")), ==, id);
  sync_fixture_wait (g_list_model_get_n_items (G_LIST_MODEL (list)) == 3);
  g_assert_true (mailer_conversation_get_is_flagged (row));
  sync_fixture_deliver (fixture, "Work", "p3", "Project three", NULL);
  sync_fixture_wait (g_list_model_get_n_items (G_LIST_MODEL (list)) == 4);
}

static void
discard_all (SyncFixture *fixture)
{
  while (get_n_activities (fixture) > 0)
    {
      g_autoptr (MailerActivity) activity = g_list_model_get_item (mailer_engine_get_activities (fixture->engine), 0);
      const guint n = get_n_activities (fixture);

      g_assert_true (mailer_activity_get_is_failed (activity));
      g_assert_false (mailer_activity_get_can_retry (activity));
      mailer_engine_discard_activity (fixture->engine, activity);
      sync_fixture_wait (get_n_activities (fixture) == n - 1);
    }
}

/* All that waits in it fails with the reason, once; what was to go there is where it was. */
static void
test_deleted (void)
{
  g_autoptr (SyncFixture) fixture = start ();
  guint n_failures = 0;

  go_offline (fixture);
  g_signal_connect (fixture->engine, "operation-failed", G_CALLBACK (count_failure_cb), &n_failures);
  act_everywhere (fixture);
  run (fixture, "delete", "Projects/Alpha/Deep", NULL);
  run (fixture, "delete", "Projects/Alpha", NULL);
  sync_fixture_go_online (fixture);
  sync_fixture_wait (sync_fixture_find_folder (fixture, "Alpha") == NULL);
  sync_fixture_wait (has_nothing_waiting (fixture));
  g_assert_cmpuint (get_n_activities (fixture), ==, 4);
  g_assert_cmpuint (n_failures, ==, 1);
  assert_on_server (fixture, "INBOX", "In one", 1);
  sync_fixture_wait (sync_fixture_has_messages (fixture, "INBOX", 1));
  g_assert_true (is_starred (fixture, "Projects", "p1@"));
  assert_on_server (fixture, "Archive", "Project two", 1);
  sync_fixture_wait (sync_fixture_has_messages (fixture, "Projects", 1));
  sync_fixture_wait (sync_fixture_has_messages (fixture, "Trash", 0));
  discard_all (fixture);
}

static gint64
find_message (SyncFixture *fixture,
              const char  *folder,
              const char  *subject)
{
  g_autoptr (GPtrArray) messages = sync_fixture_load_conversation (fixture, folder, subject);

  return ((MailerMessage *)g_ptr_array_index (messages, 0))->id;
}

static void
star_in_three_folders (SyncFixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  const gint64 ids[] = {
    find_message (fixture, "Projects", "Project one"),
    find_message (fixture, "Deep", "Deep one"),
    find_message (fixture, "Other", "Other one"),
  };

  mailer_engine_mark_messages_async (fixture->engine, ids, G_N_ELEMENTS (ids), MAILER_FLAG_FLAGGED, 0, NULL, sync_fixture_take_result_cb, &result);
  sync_fixture_wait (result != NULL);
}

/* It can be seen, not opened. */
static void
forbid (SyncFixture *fixture,
        const char  *mailbox)
{
  g_autofree char *path = g_build_filename (mailer_test_server_get_folder (fixture->server), "mail", "ada", "Maildir", mailbox, "dovecot-acl", NULL);

  g_assert_true (g_file_set_contents (path, "owner l\n", -1, NULL));
}

static void
note_failure_cb (MailerEngine   *engine,
                 MailerActivity *activity,
                 gpointer        data)
{
  g_ptr_array_add (data, g_object_ref (activity));
}

/* One action on mail in several folders, of which one goes, or may not be opened any more: the others have it done. */
static void
test_failed_in_part (gconstpointer data)
{
  const gboolean is_deleted = data == NULL;
  g_autoptr (SyncFixture) fixture = start_with (is_deleted ? NULL : "--plugins");
  g_autoptr (GPtrArray) failures = g_ptr_array_new_with_free_func (g_object_unref);

  go_offline (fixture);
  g_signal_connect (fixture->engine, "operation-failed", G_CALLBACK (note_failure_cb), failures);
  star_in_three_folders (fixture);
  if (is_deleted)
    run (fixture, "delete", "Projects/Alpha/Deep", NULL);
  else
    forbid (fixture, "Projects/Alpha/Deep");
  sync_fixture_go_online (fixture);
  sync_fixture_wait (failures->len > 0);
  sync_fixture_wait (has_nothing_waiting (fixture));
  g_assert_true (is_starred (fixture, "Projects", "p1@"));
  g_assert_true (is_starred (fixture, "Other", "o1@"));
  g_assert_cmpuint (failures->len, ==, 1);
  g_assert_cmpuint (mailer_activity_get_n_messages (failures->pdata[0]), ==, 1);
  g_assert_nonnull (mailer_activity_get_error (failures->pdata[0]));
  g_assert_cmpuint (get_n_activities (fixture), ==, 1);
  g_assert_true ((sync_fixture_find_folder (fixture, "Deep") == NULL) == is_deleted);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine/renames/renamed", test_renamed);
  g_test_add_func ("/engine/renames/rotated", test_rotated);
  g_test_add_func ("/engine/renames/swapped", test_swapped);
  g_test_add_func ("/engine/renames/one-uid-validity", test_one_uid_validity);
  g_test_add_func ("/engine/renames/new-uid-validity", test_new_uid_validity);
  g_test_add_func ("/engine/renames/empty-renamed", test_empty_renamed);
  g_test_add_func ("/engine/renames/renamed-while-looked-at", test_renamed_while_looked_at);
  g_test_add_func ("/engine/renames/deleted", test_deleted);
  g_test_add_data_func ("/engine/renames/deleted-in-part", NULL, test_failed_in_part);
  g_test_add_data_func ("/engine/renames/refused-in-part", "", test_failed_in_part);

  return g_test_run ();
}
