/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "sync-fixture.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mailer-account-private.h"
#include "mailer-engine-private.h"
#include "mailer-remote.h"
#include "mailer-store-operation.h"
#include "mailer-store.h"

/* What the user does is here at once, and on the server as soon as there is a line: once, whatever breaks. */

static SyncFixture *
start_with_messages (const char *const *server_options)
{
  SyncFixture *fixture = sync_fixture_new (server_options);

  sync_fixture_deliver (fixture, "INBOX", "1", "First", NULL);
  sync_fixture_deliver (fixture, "INBOX", "2", "Second", NULL);
  sync_fixture_deliver (fixture, "INBOX", "3", "Third", NULL);
  sync_fixture_start (fixture);
  sync_fixture_wait (sync_fixture_has_messages (fixture, "INBOX", 3));

  return fixture;
}

static gboolean
has_nothing_waiting (SyncFixture *fixture)
{
  guint n_waiting;

  g_object_get (fixture->engine, "n-waiting", &n_waiting, NULL);

  return n_waiting == 0;
}

static gboolean
has_flag (SyncFixture *fixture,
          const char  *mailbox,
          const char  *id,
          const char  *flag)
{
  g_autofree char *text = NULL;

  text = mailer_test_server_doveadm (fixture->server, "-f", "flow", "fetch", "-u", "ada", "flags", "mailbox", mailbox, "header", "message-id", id, NULL);

  return strstr (text, flag) != NULL;
}

static void
test_flags (void)
{
  g_autoptr (SyncFixture) fixture = start_with_messages (NULL);
  g_autoptr (MailerConversationList) list = sync_fixture_list (fixture, "INBOX");
  g_autoptr (MailerConversation) row = sync_fixture_find_row (list, "First");

  sync_fixture_act (fixture, MAILER_VERB_STAR, "INBOX", "First", NULL);
  g_assert_true (mailer_conversation_get_is_flagged (row));
  sync_fixture_act (fixture, MAILER_VERB_MARK_READ, "INBOX", "First", NULL);
  g_assert_false (mailer_conversation_get_is_unread (row));
  g_assert_cmpuint (sync_fixture_get_n_unread (fixture, "INBOX"), ==, 2);
  sync_fixture_wait (has_nothing_waiting (fixture));
  g_assert_true (has_flag (fixture, "INBOX", "1@", "\\Flagged"));
  g_assert_true (has_flag (fixture, "INBOX", "1@", "\\Seen"));

  sync_fixture_act (fixture, MAILER_VERB_UNSTAR, "INBOX", "First", NULL);
  sync_fixture_act (fixture, MAILER_VERB_MARK_UNREAD, "INBOX", "First", NULL);
  sync_fixture_wait (has_nothing_waiting (fixture));
  g_assert_false (has_flag (fixture, "INBOX", "1@", "\\Flagged"));
  g_assert_false (has_flag (fixture, "INBOX", "1@", "\\Seen"));
  g_assert_true (mailer_conversation_get_is_unread (row));
}

static void
test_archive_and_undo (void)
{
  g_autoptr (SyncFixture) fixture = start_with_messages (NULL);
  g_autoptr (MailerConversationList) list = sync_fixture_list (fixture, "INBOX");
  gint64 id;

  id = sync_fixture_act (fixture, MAILER_VERB_ARCHIVE, "INBOX", "Second", NULL);
  g_assert_cmpint (id, >, 0);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 2);
  sync_fixture_wait (has_nothing_waiting (fixture));
  sync_fixture_wait (sync_fixture_has_messages (fixture, "Archive", 1));
  g_assert_cmpuint (sync_fixture_count_on_server (fixture, "Archive", "subject", "Second"), ==, 1);
  g_assert_cmpuint (sync_fixture_count_on_server (fixture, "INBOX", "subject", "Second"), ==, 0);

  g_assert_true (sync_fixture_undo (fixture, id));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 3);
  sync_fixture_wait (has_nothing_waiting (fixture));
  g_assert_cmpuint (sync_fixture_count_on_server (fixture, "Archive", "subject", "Second"), ==, 0);
  g_assert_cmpuint (sync_fixture_count_on_server (fixture, "INBOX", "subject", "Second"), ==, 1);
  sync_fixture_wait (sync_fixture_has_messages (fixture, "INBOX", 3));
}

static void
test_move (void)
{
  g_autoptr (SyncFixture) fixture = start_with_messages ((const char *const[]){ "--folder=Projects", NULL });

  sync_fixture_wait (sync_fixture_find_folder (fixture, "Projects") != NULL);
  sync_fixture_act (fixture, MAILER_VERB_MOVE, "INBOX", "Third", "Projects");
  sync_fixture_wait (has_nothing_waiting (fixture));
  g_assert_cmpuint (sync_fixture_count_on_server (fixture, "Projects", "subject", "Third"), ==, 1);
  sync_fixture_wait (sync_fixture_has_messages (fixture, "Projects", 1));
  sync_fixture_wait (sync_fixture_has_messages (fixture, "INBOX", 2));
}

/* A server without MOVE and without UIDPLUS tells no new UIDs. */
static void
test_move_without_extensions (void)
{
  g_autoptr (SyncFixture) fixture = start_with_messages ((const char *const[]){ "--without=MOVE", "--without=UIDPLUS", "--without=QRESYNC", "--without=CONDSTORE", NULL });

  sync_fixture_act (fixture, MAILER_VERB_TRASH, "INBOX", "First", NULL);
  sync_fixture_wait (has_nothing_waiting (fixture));
  g_assert_cmpuint (sync_fixture_count_on_server (fixture, "Trash", "subject", "First"), ==, 1);
  sync_fixture_wait (sync_fixture_has_messages (fixture, "Trash", 1));
  sync_fixture_wait (sync_fixture_has_messages (fixture, "INBOX", 2));
}

/* The server knows no Trash: one is made. */
static void
test_trash_is_made (void)
{
  g_autoptr (SyncFixture) fixture = start_with_messages ((const char *const[]){ "--no-special-use", NULL });

  sync_fixture_act (fixture, MAILER_VERB_TRASH, "INBOX", "First", NULL);
  sync_fixture_wait (has_nothing_waiting (fixture));
  sync_fixture_wait (mailer_account_find_folder (fixture->account, MAILER_FOLDER_ROLE_TRASH) != NULL);
  g_assert_cmpuint (sync_fixture_count_on_server (fixture, "Trash", "subject", "First"), ==, 1);
  sync_fixture_wait (sync_fixture_has_messages (fixture, "Trash", 1));
}

static void
test_offline_then_online (void)
{
  g_autoptr (SyncFixture) fixture = start_with_messages (NULL);

  mailer_test_server_stop_imap (fixture->server);
  sync_fixture_act (fixture, MAILER_VERB_STAR, "INBOX", "First", NULL);
  sync_fixture_act (fixture, MAILER_VERB_ARCHIVE, "INBOX", "Second", NULL);
  sync_fixture_act (fixture, MAILER_VERB_TRASH, "INBOX", "Third", NULL);
  sync_fixture_act (fixture, MAILER_VERB_MARK_READ, "Trash", "Third", NULL);
  g_assert_false (has_nothing_waiting (fixture));
  g_assert_cmpuint (g_list_model_get_n_items (mailer_engine_get_activities (fixture->engine)), ==, 4);
  g_assert_cmpuint (mailer_account_get_n_waiting (fixture->account), ==, 4);

  mailer_test_server_start_imap (fixture->server);
  mailer_engine_retry (fixture->engine, NULL);
  sync_fixture_wait (has_nothing_waiting (fixture));
  g_assert_true (has_flag (fixture, "INBOX", "1@", "\\Flagged"));
  g_assert_cmpuint (sync_fixture_count_on_server (fixture, "Archive", "subject", "Second"), ==, 1);
  g_assert_cmpuint (sync_fixture_count_on_server (fixture, "Trash", "subject", "Third"), ==, 1);
  g_assert_true (has_flag (fixture, "Trash", "3@", "\\Seen"));
  g_assert_cmpuint (sync_fixture_count_on_server (fixture, "INBOX", "subject", "First"), ==, 1);
}

static void
count_failure_cb (MailerEngine   *engine,
                  MailerActivity *activity,
                  gpointer        data)
{
  guint *n = data;

  g_assert_true (mailer_activity_get_is_failed (activity));
  g_assert_nonnull (mailer_activity_get_error (activity));
  (*n)++;
}

/* The target vanishes while we are away: the message is where it was, and the user is told. */
static void
test_refusal_takes_back (void)
{
  g_autoptr (SyncFixture) fixture = start_with_messages (NULL);
  g_autoptr (MailerActivity) activity = NULL;
  g_autofree char *created = NULL;
  g_autofree char *deleted = NULL;
  guint            n_failures = 0;

  sync_fixture_close (fixture);
  created = mailer_test_server_doveadm (fixture->server, "mailbox", "create", "-u", "ada", "Projects", NULL);
  sync_fixture_start (fixture);
  sync_fixture_wait (sync_fixture_find_folder (fixture, "Projects") != NULL);
  sync_fixture_wait (sync_fixture_has_messages (fixture, "Projects", 0));
  sync_fixture_close (fixture);
  sync_fixture_open (fixture);
  sync_fixture_connect (fixture, 0, NULL, NULL);
  sync_fixture_wait (sync_fixture_has_messages (fixture, "INBOX", 3));
  g_signal_connect (fixture->engine, "operation-failed", G_CALLBACK (count_failure_cb), &n_failures);
  sync_fixture_act (fixture, MAILER_VERB_MOVE, "INBOX", "Third", "Projects");
  g_assert_true (sync_fixture_has_messages (fixture, "INBOX", 2));
  deleted = mailer_test_server_doveadm (fixture->server, "mailbox", "delete", "-u", "ada", "Projects", NULL);
  sync_fixture_go_online (fixture);
  sync_fixture_wait (n_failures == 1);
  sync_fixture_wait (sync_fixture_has_messages (fixture, "INBOX", 3));
  g_assert_cmpuint (sync_fixture_count_on_server (fixture, "INBOX", "subject", "Third"), ==, 1);

  activity = g_list_model_get_item (mailer_engine_get_activities (fixture->engine), 0);
  mailer_engine_discard_activity (fixture->engine, activity);
  sync_fixture_wait (g_list_model_get_n_items (mailer_engine_get_activities (fixture->engine)) == 0);
}

static gboolean
postpone_all (MailerStore *store,
              gpointer     data,
              GError     **error)
{
  const gint64 *not_before_us = data;
  g_autoptr (GPtrArray) operations = mailer_store_list_operations (store, NULL, error);

  for (guint i = 0; operations != NULL && i < operations->len; i++)
    if (!mailer_store_postpone_operation (store, ((MailerStoreOperation *)operations->pdata[i])->id, NULL, *not_before_us, error))
      return FALSE;

  return operations != NULL;
}

static void
note_done_cb (gpointer      data,
              const GError *error)
{
  g_assert_no_error (error);
}

/* Nothing waiting goes to the server before @not_before_us. */
static void
postpone (SyncFixture *fixture,
          gint64       not_before_us)
{
  mailer_hub_push (fixture->engine->hub, MAILER_HUB_WRITER, postpone_all, note_done_cb, g_memdup2 (&not_before_us, sizeof not_before_us), g_free);
}

/* What was done here waits, and the server tells of flags that are older than that, together with new ones of another
 * client: what was done here stays until it is carried out, bit by bit. */
static void
test_stale_flags (void)
{
  g_autoptr (SyncFixture) fixture = start_with_messages ((const char *const[]){ "--no-smtp", NULL });
  g_autoptr (MailerConversationList) list = NULL;
  g_autoptr (MailerConversation) first = NULL;
  g_autoptr (MailerConversation) second = NULL;

  sync_fixture_act (fixture, MAILER_VERB_STAR, "INBOX", "Second", NULL);
  sync_fixture_wait (has_nothing_waiting (fixture));
  sync_fixture_close (fixture);
  sync_fixture_open (fixture);
  sync_fixture_connect (fixture, 0, NULL, NULL);
  list = sync_fixture_list (fixture, "INBOX");
  first = sync_fixture_find_row (list, "First");
  second = sync_fixture_find_row (list, "Second");
  sync_fixture_act (fixture, MAILER_VERB_STAR, "INBOX", "First", NULL);
  sync_fixture_act (fixture, MAILER_VERB_UNSTAR, "INBOX", "Second", NULL);
  postpone (fixture, g_get_real_time () + G_TIME_SPAN_HOUR);
  g_free (mailer_test_server_doveadm (fixture->server, "flags", "add", "-u", "ada", "\\Seen", "mailbox", "INBOX", "all", NULL));

  sync_fixture_go_online (fixture);
  sync_fixture_wait (!mailer_conversation_get_is_unread (first) && !mailer_conversation_get_is_unread (second));
  g_assert_true (mailer_conversation_get_is_flagged (first));
  g_assert_false (mailer_conversation_get_is_flagged (second));
  g_assert_false (has_flag (fixture, "INBOX", "1@", "\\Flagged"));
  g_assert_true (has_flag (fixture, "INBOX", "2@", "\\Flagged"));

  postpone (fixture, 0);
  while (!has_nothing_waiting (fixture))
    {
      mailer_engine_retry (fixture->engine, NULL);
      sync_fixture_iterate ();
      g_assert_true (mailer_conversation_get_is_flagged (first));
      g_assert_false (mailer_conversation_get_is_flagged (second));
    }
  g_assert_true (has_flag (fixture, "INBOX", "1@", "\\Flagged"));
  g_assert_true (has_flag (fixture, "INBOX", "1@", "\\Seen"));
  g_assert_false (has_flag (fixture, "INBOX", "2@", "\\Flagged"));
  g_assert_true (has_flag (fixture, "INBOX", "2@", "\\Seen"));
  g_assert_true (mailer_conversation_get_is_flagged (first));
  g_assert_false (mailer_conversation_get_is_flagged (second));
}

/* --- Killed at any moment ------------------------------------------------------------------------- */

/* The child acts without a line, says so, and is killed; the parent, which comes after it, finishes. */
static void
act_and_wait_for_the_end (const char *folder)
{
  g_autoptr (SyncFixture) fixture = sync_fixture_new_in (folder);

  sync_fixture_open (fixture);
  sync_fixture_connect (fixture, 0, NULL, NULL);
  sync_fixture_act (fixture, MAILER_VERB_ARCHIVE, "INBOX", "First", NULL);
  sync_fixture_act (fixture, MAILER_VERB_STAR, "INBOX", "Second", NULL);
  if (write (STDOUT_FILENO, "done\n", 5) == 5)
    pause ();
}

/* The child works on a live server until the parent kills it, whenever that is. */
static void
act_on_and_on (const char *folder,
               guint16     port,
               const char *ca_file)
{
  static const char *const subjects[] = { "First", "Second", "Third" };
  g_autoptr (SyncFixture) fixture = sync_fixture_new_in (folder);

  sync_fixture_open (fixture);
  sync_fixture_connect (fixture, port, ca_file, "ada-secret");
  for (guint i = 0; i < G_N_ELEMENTS (subjects); i++)
    sync_fixture_act (fixture, MAILER_VERB_ARCHIVE, "INBOX", subjects[i], NULL);
  if (write (STDOUT_FILENO, "done\n", 5) == 5)
    pause ();
}

static GSubprocess *
start_child (SyncFixture *fixture,
             const char  *role)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *port = g_strdup_printf ("%u", mailer_test_server_get_port (fixture->server, "imaps"));
  GSubprocess     *child;

  child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                            &error,
                            program,
                            role,
                            fixture->folder,
                            port,
                            mailer_test_server_get_ca_file (fixture->server),
                            NULL);
  g_assert_no_error (error);

  return child;
}

static void
kill_child (GSubprocess *child)
{
  g_subprocess_send_signal (child, SIGKILL);
  g_subprocess_wait (child, NULL, NULL);
}

static void
wait_for_child (GSubprocess *child)
{
  char  buffer[5];
  gsize n = 0;

  g_input_stream_read_all (g_subprocess_get_stdout_pipe (child), buffer, sizeof buffer, &n, NULL, NULL);
  g_assert_cmpuint (n, ==, sizeof buffer);
}

static void
test_killed_before_replay (void)
{
  g_autoptr (SyncFixture) fixture = start_with_messages (NULL);
  g_autoptr (GSubprocess) child = NULL;

  sync_fixture_close (fixture);
  child = start_child (fixture, "--offline");
  wait_for_child (child);
  kill_child (child);
  g_assert_cmpuint (sync_fixture_count_on_server (fixture, "INBOX", "subject", "First"), ==, 1);

  sync_fixture_start (fixture);
  sync_fixture_wait (mailer_account_get_state (fixture->account) == MAILER_ACCOUNT_STATE_ONLINE);
  sync_fixture_wait (has_nothing_waiting (fixture));
  g_assert_cmpuint (sync_fixture_count_on_server (fixture, "INBOX", "subject", "First"), ==, 0);
  g_assert_cmpuint (sync_fixture_count_on_server (fixture, "Archive", "subject", "First"), ==, 1);
  g_assert_true (has_flag (fixture, "INBOX", "2@", "\\Flagged"));
  sync_fixture_wait (sync_fixture_has_messages (fixture, "INBOX", 2));
  sync_fixture_wait (sync_fixture_has_messages (fixture, "Archive", 1));
}

/* Whatever had happened at the moment of the kill: every message is in exactly one place, here and there. */
static void
check_agreement (SyncFixture *fixture)
{
  static const char *const subjects[] = { "First", "Second", "Third" };
  guint                    n_inbox = 0;

  sync_fixture_start (fixture);
  sync_fixture_wait (mailer_account_get_state (fixture->account) == MAILER_ACCOUNT_STATE_ONLINE);
  sync_fixture_wait (has_nothing_waiting (fixture));
  for (guint i = 0; i < G_N_ELEMENTS (subjects); i++)
    {
      const guint n = sync_fixture_count_on_server (fixture, "INBOX", "subject", subjects[i]);

      g_assert_cmpuint (n + sync_fixture_count_on_server (fixture, "Archive", "subject", subjects[i]), ==, 1);
      n_inbox += n;
    }
  sync_fixture_wait (sync_fixture_has_messages (fixture, "INBOX", n_inbox));
  sync_fixture_wait (sync_fixture_has_messages (fixture, "Archive", G_N_ELEMENTS (subjects) - n_inbox));
}

static void
test_killed_at_any_moment (gconstpointer data)
{
  const guint n_rounds = 8;

  for (guint round = 0; round < n_rounds; round++)
    {
      g_autoptr (SyncFixture) fixture = start_with_messages (data);
      g_autoptr (GSubprocess) child = NULL;

      sync_fixture_close (fixture);
      child = start_child (fixture, "--online");
      /* From before the first action until after the last answer. */
      g_usleep (round * 90000);
      kill_child (child);
      check_agreement (fixture);
    }
}

/* Through a folder that is only here, and empty again when the server first hears of it. */
static void
test_move_through_new_folder (void)
{
  g_autoptr (SyncFixture) fixture = start_with_messages ((const char *const[]){ "--no-special-use", "--folder=Projects", NULL });
  guint n_failures = 0;

  sync_fixture_wait (sync_fixture_find_folder (fixture, "Projects") != NULL);
  mailer_test_server_stop_imap (fixture->server);
  g_signal_connect (fixture->engine, "operation-failed", G_CALLBACK (count_failure_cb), &n_failures);
  sync_fixture_act (fixture, MAILER_VERB_TRASH, "INBOX", "First", NULL);
  sync_fixture_act (fixture, MAILER_VERB_MOVE, "Trash", "First", "Projects");
  mailer_test_server_start_imap (fixture->server);
  mailer_engine_retry (fixture->engine, NULL);
  sync_fixture_wait (has_nothing_waiting (fixture));
  g_assert_cmpuint (n_failures, ==, 0);
  g_assert_cmpuint (sync_fixture_count_on_server (fixture, "Projects", "subject", "First"), ==, 1);
  g_assert_cmpuint (sync_fixture_count_on_server (fixture, "INBOX", "subject", "First"), ==, 0);
}

/* Without UIDPLUS a message that was moved away and back is twice in its mailbox: once as a leftover. */
static void
test_undo_without_extensions (void)
{
  g_autoptr (SyncFixture) fixture = start_with_messages ((const char *const[]){ "--without=MOVE", "--without=UIDPLUS", "--without=QRESYNC", "--without=CONDSTORE", NULL });
  g_autoptr (MailerConversationList) list = sync_fixture_list (fixture, "INBOX");

  for (guint i = 0; i < 3; i++)
    {
      const gint64 id = sync_fixture_act (fixture, MAILER_VERB_ARCHIVE, "INBOX", "Second", NULL);

      if (i > 0)
        sync_fixture_wait (has_nothing_waiting (fixture));
      if (i > 1)
        sync_fixture_wait (sync_fixture_has_messages (fixture, "Archive", 1));
      g_assert_true (sync_fixture_undo (fixture, id));
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 3);
      sync_fixture_wait (has_nothing_waiting (fixture));
      sync_fixture_wait (sync_fixture_has_messages (fixture, "INBOX", 3));
      sync_fixture_wait (sync_fixture_find_row (list, "Second") != NULL);
    }
}

/* What a process leaves behind that is killed when the server has copied, but not removed, a message. */
static void
copy_and_die (SyncFixture *fixture)
{
  g_autofree char *directory = g_build_filename (fixture->folder, "data", NULL);
  g_autofree char *created = mailer_test_server_doveadm (fixture->server, "mailbox", "create", "-u", "ada", "Archive", NULL);
  g_autofree char *copied = mailer_test_server_doveadm (fixture->server, "copy", "-u", "ada", "Archive", "mailbox", "INBOX", "subject", "First", NULL);
  g_autoptr (GError) error = NULL;
  MailerStore *store = mailer_store_open (directory, MAILER_STORE_WRITER, NULL, &error);
  g_autoptr (MailerStoreOperation) operation = NULL;

  g_assert_no_error (error);
  operation = mailer_store_next_operation (store, mailer_account_get_id (fixture->account), &error);
  g_assert_nonnull (operation);
  g_assert_true (mailer_store_set_operation_running (store, operation->id, &error));
  mailer_store_close (store);
}

/* The target was never looked into, so the store knows no UID of it. */
static void
test_killed_after_first_copy (void)
{
  g_autoptr (SyncFixture) fixture = start_with_messages ((const char *const[]){ "--without=MOVE", "--no-special-use", NULL });
  g_autoptr (MailerAccount) account = NULL;

  sync_fixture_close (fixture);
  sync_fixture_open (fixture);
  sync_fixture_connect (fixture, 0, NULL, NULL);
  sync_fixture_wait (sync_fixture_has_messages (fixture, "INBOX", 3));
  sync_fixture_act (fixture, MAILER_VERB_ARCHIVE, "INBOX", "First", NULL);
  account = g_object_ref (fixture->account);
  sync_fixture_close (fixture);
  fixture->account = account;
  copy_and_die (fixture);
  sync_fixture_start (fixture);
  sync_fixture_wait (!has_nothing_waiting (fixture));
  sync_fixture_wait (has_nothing_waiting (fixture));
  g_assert_cmpuint (sync_fixture_count_on_server (fixture, "Archive", "subject", "First"), ==, 1);
  g_assert_cmpuint (sync_fixture_count_on_server (fixture, "INBOX", "subject", "First"), ==, 0);
}

#define COPY "Message-ID: <copy@example.test>\r\nSubject: Copy\r\n\r\nOnce\r\n"

typedef struct
{
  MailerRemote *remote;
  gint64        mailbox_id;
} Filing;

static gpointer
file_copy (gpointer data)
{
  const Filing *filing = data;
  g_autoptr (GBytes) message = g_bytes_new_static (COPY, strlen (COPY));
  const MailerRemoteCopy copy = { .message = message, .message_id = "copy@example.test", .flags = MAILER_FLAG_SEEN };
  g_autoptr (GError) error = NULL;

  mailer_remote_append (filing->remote, filing->mailbox_id, &copy, NULL, &error);
  g_assert_no_error (error);

  return NULL;
}

/* Killed after the server took the copy: the next run has long seen it when it files again. */
static void
test_file_again (void)
{
  g_autoptr (SyncFixture) fixture = start_with_messages (NULL);
  Filing filing = { mailer_account_get_remote (fixture->account), 0 };

  sync_fixture_wait (sync_fixture_has_messages (fixture, "Sent", 0));
  filing.mailbox_id = mailer_folder_get_id (sync_fixture_find_folder (fixture, "Sent"));
  g_thread_join (g_thread_new ("file", file_copy, &filing));
  sync_fixture_wait (sync_fixture_has_messages (fixture, "Sent", 1));
  g_thread_join (g_thread_new ("file", file_copy, &filing));
  g_assert_cmpuint (sync_fixture_count_on_server (fixture, "Sent", "subject", "Copy"), ==, 1);
}

int
main (int   argc,
      char *argv[])
{
  static const char *const without_move[] = { "--without=MOVE", "--no-smtp", NULL };
  static const char *const with_move[] = { "--no-smtp", NULL };

  if (argc == 5 && g_str_equal (argv[1], "--offline"))
    {
      act_and_wait_for_the_end (argv[2]);
      return 0;
    }
  if (argc == 5 && g_str_equal (argv[1], "--online"))
    {
      act_on_and_on (argv[2], (guint16)g_ascii_strtoull (argv[3], NULL, 10), argv[4]);
      return 0;
    }

  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine/operations/flags", test_flags);
  g_test_add_func ("/engine/operations/archive-and-undo", test_archive_and_undo);
  g_test_add_func ("/engine/operations/move", test_move);
  g_test_add_func ("/engine/operations/move-without-extensions", test_move_without_extensions);
  g_test_add_func ("/engine/operations/trash-is-made", test_trash_is_made);
  g_test_add_func ("/engine/operations/offline-then-online", test_offline_then_online);
  g_test_add_func ("/engine/operations/refusal-takes-back", test_refusal_takes_back);
  g_test_add_func ("/engine/operations/stale-flags", test_stale_flags);
  g_test_add_func ("/engine/operations/file-again", test_file_again);
  g_test_add_func ("/engine/operations/move-through-new-folder", test_move_through_new_folder);
  g_test_add_func ("/engine/operations/undo-without-extensions", test_undo_without_extensions);
  g_test_add_func ("/engine/operations/killed-after-first-copy", test_killed_after_first_copy);
  g_test_add_func ("/engine/operations/killed-before-replay", test_killed_before_replay);
  g_test_add_data_func ("/engine/operations/killed-at-any-moment", with_move, test_killed_at_any_moment);
  g_test_add_data_func ("/engine/operations/killed-at-any-moment-without-move", without_move, test_killed_at_any_moment);

  return g_test_run ();
}
