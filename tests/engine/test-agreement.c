/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "sync-fixture.h"

#include <string.h>

/* Two clients at once: ours, and another one on the server's side, do whatever comes to their minds, with the
 * server crashing now and then. After quiet both sides must agree about every message. */

#define N_STEPS 120

static const char *const folders[] = { "INBOX", "Archive", "Trash" };

/* --- What a folder looks like: "folder subject flags" of each row, and how many messages it has ------- */

/* Two that move the same message at once may both make a copy. Copies are one row: read when all of them
 * are, with a star when one of them has it. */
typedef struct
{
  GHashTable *rows; /* "folder subject" to RowFlags */
  GPtrArray  *counts;
} View;

typedef enum
{
  ROW_IS_UNSEEN = 1 << 0,
  ROW_IS_FLAGGED = 1 << 1,
} RowFlags;

static void
view_init (View *self)
{
  self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->counts = g_ptr_array_new_with_free_func (g_free);
}

static void
view_add (View       *self,
          const char *folder,
          const char *subject,
          gboolean    is_seen,
          gboolean    is_flagged)
{
  char *row = g_strdup_printf ("%s %s", folder, subject);
  guint flags = GPOINTER_TO_UINT (g_hash_table_lookup (self->rows, row));

  if (!is_seen)
    flags |= ROW_IS_UNSEEN;
  if (is_flagged)
    flags |= ROW_IS_FLAGGED;
  g_hash_table_replace (self->rows, row, GUINT_TO_POINTER (flags));
}

static void
view_count (View       *self,
            const char *folder,
            guint       n_messages)
{
  g_ptr_array_add (self->counts, g_strdup_printf ("%s: %u", folder, n_messages));
}

static int
compare_lines (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(char *const *)a, *(char *const *)b);
}

static char *
view_end (View *self)
{
  g_autoptr (GPtrArray) lines = g_steal_pointer (&self->counts);
  g_autoptr (GHashTable) rows = g_steal_pointer (&self->rows);
  GHashTableIter iter;
  gpointer       row, flags;

  g_hash_table_iter_init (&iter, rows);
  while (g_hash_table_iter_next (&iter, &row, &flags))
    {
      const guint bits = GPOINTER_TO_UINT (flags);

      g_ptr_array_add (lines, g_strconcat (row, bits & ROW_IS_UNSEEN ? "" : " seen", bits & ROW_IS_FLAGGED ? " flagged" : "", NULL));
    }
  g_ptr_array_sort (lines, compare_lines);
  g_ptr_array_add (lines, NULL);

  return g_strjoinv ("\n", (char **)lines->pdata);
}

static void
add_folder_of_server (View        *view,
                      SyncFixture *fixture,
                      const char  *folder)
{
  g_autofree char *text = mailer_test_server_doveadm (fixture->server, "-f", "tab", "fetch", "-u", "ada", "hdr.subject flags", "mailbox", folder, "all", NULL);
  g_auto (GStrv) messages = g_strsplit (text, "\n", -1);
  guint n_messages = 0;

  /* The first line names the columns. */
  for (guint i = 1; messages[0] != NULL && messages[i] != NULL; i++)
    {
      g_auto (GStrv) columns = g_strsplit (messages[i], "\t", 2);

      if (columns[0] == NULL || columns[1] == NULL || strstr (columns[1], "\\Deleted") != NULL)
        continue;
      view_add (view, folder, columns[0], strstr (columns[1], "\\Seen") != NULL, strstr (columns[1], "\\Flagged") != NULL);
      n_messages++;
    }
  view_count (view, folder, n_messages);
}

static char *
describe_server (SyncFixture *fixture)
{
  View view;

  view_init (&view);
  for (guint f = 0; f < G_N_ELEMENTS (folders); f++)
    add_folder_of_server (&view, fixture, folders[f]);

  return view_end (&view);
}

static void
add_folder_of_engine (View        *view,
                      SyncFixture *fixture,
                      const char  *folder)
{
  g_autoptr (MailerConversationList) list = sync_fixture_list (fixture, folder);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    g_ptr_array_add (rows, g_list_model_get_item (G_LIST_MODEL (list), i));
  for (guint i = 0; i < rows->len; i++)
    {
      MailerConversation *row = g_ptr_array_index (rows, i);
      const gint64        until_us = g_get_monotonic_time () + G_USEC_PER_SEC;

      /* One that goes while it is read never fills itself. */
      while (!mailer_conversation_get_is_loaded (row) && g_get_monotonic_time () < until_us)
        sync_fixture_iterate ();
      view_add (view, folder, mailer_conversation_get_subject (row), !mailer_conversation_get_is_unread (row), mailer_conversation_get_is_flagged (row));
    }
  view_count (view, folder, (guint)mailer_folder_get_n_total (sync_fixture_find_folder (fixture, folder)));
}

static char *
describe_engine (SyncFixture *fixture)
{
  View view;

  view_init (&view);
  for (guint f = 0; f < G_N_ELEMENTS (folders); f++)
    add_folder_of_engine (&view, fixture, folders[f]);

  return view_end (&view);
}

/* --- What the two do ------------------------------------------------------------------------------ */

static const char *
pick_folder (void)
{
  return folders[g_test_rand_int_range (0, G_N_ELEMENTS (folders))];
}

static void
act_there (SyncFixture *fixture,
           guint        n_subjects)
{
  g_autofree char *subject = g_strdup_printf ("m%dx", g_test_rand_int_range (0, (gint32)n_subjects));
  const char      *folder = pick_folder ();
  g_autofree char *text = NULL;

  switch (g_test_rand_int_range (0, 4))
    {
    case 0:
      text = mailer_test_server_doveadm (fixture->server, "flags", "add", "-u", "ada", "\\Seen", "mailbox", folder, "subject", subject, NULL);
      break;
    case 1:
      text = mailer_test_server_doveadm (fixture->server, "flags", "remove", "-u", "ada", "\\Seen \\Flagged", "mailbox", folder, "subject", subject, NULL);
      break;
    case 2:
      text = mailer_test_server_doveadm (fixture->server, "move", "-u", "ada", pick_folder (), "mailbox", folder, "subject", subject, NULL);
      break;
    default:
      text = mailer_test_server_doveadm (fixture->server, "expunge", "-u", "ada", "mailbox", folder, "subject", subject, NULL);
    }
}

static void
act_here (SyncFixture *fixture)
{
  static const MailerVerb verbs[] = { MAILER_VERB_MARK_READ, MAILER_VERB_MARK_UNREAD, MAILER_VERB_STAR,
                                      MAILER_VERB_UNSTAR, MAILER_VERB_ARCHIVE, MAILER_VERB_TRASH, MAILER_VERB_MOVE };
  const char             *folder = pick_folder ();
  const MailerVerb        verb = verbs[g_test_rand_int_range (0, G_N_ELEMENTS (verbs))];
  g_autoptr (MailerConversationList) list = sync_fixture_list (fixture, folder);
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (list));
  g_autoptr (MailerConversation) row = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 operation_id;
  gint64 id;

  if (n == 0)
    return;

  row = g_list_model_get_item (G_LIST_MODEL (list), (guint)g_test_rand_int_range (0, (gint32)n));
  id = mailer_conversation_get_id (row);
  mailer_engine_act_async (fixture->engine,
                           verb,
                           mailer_conversation_list_get_folder (list),
                           &id,
                           1,
                           verb == MAILER_VERB_MOVE ? sync_fixture_find_folder (fixture, pick_folder ()) : NULL,
                           NULL,
                           sync_fixture_take_result_cb,
                           &result);
  sync_fixture_wait (result != NULL);
  operation_id = mailer_engine_act_finish (fixture->engine, result, &error);
  /* The other one may have been faster, or the folder is the target. */
  if (error != NULL && !g_error_matches (error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_NO_FOLDER))
    g_assert_error (error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_GONE);
  if (operation_id > 0 && g_test_rand_int_range (0, 5) == 0)
    {
      g_clear_object (&result);
      mailer_engine_undo_async (fixture->engine, operation_id, NULL, sync_fixture_take_result_cb, &result);
      sync_fixture_wait (result != NULL);
      mailer_engine_undo_finish (fixture->engine, result, NULL);
    }
}

static void
crash_server (SyncFixture *fixture)
{
  mailer_test_server_kill_imap (fixture->server);
  act_here (fixture);
  act_here (fixture);
  mailer_test_server_start_imap (fixture->server);
  mailer_engine_retry (fixture->engine, NULL);
}

static void
deliver (SyncFixture *fixture,
         guint       *n_subjects)
{
  g_autofree char *subject = g_strdup_printf ("m%ux", *n_subjects);

  sync_fixture_deliver (fixture, "INBOX", subject, subject, NULL);
  (*n_subjects)++;
}

static gboolean
agrees (SyncFixture *fixture)
{
  g_autofree char *there = describe_server (fixture);
  g_autofree char *here = describe_engine (fixture);

  return g_str_equal (there, here);
}

static void
wait_for_agreement (SyncFixture *fixture)
{
  g_autofree char *there = NULL;
  g_autofree char *here = NULL;

  for (guint attempt = 0; attempt < 60; attempt++)
    {
      const gint64 until_us = g_get_monotonic_time () + G_USEC_PER_SEC;

      if (mailer_account_get_n_waiting (fixture->account) == 0 && agrees (fixture))
        return;
      mailer_engine_retry (fixture->engine, NULL);
      while (g_get_monotonic_time () < until_us)
        sync_fixture_iterate ();
    }

  there = describe_server (fixture);
  here = describe_engine (fixture);
  g_assert_cmpstr (here, ==, there);
}

static void
test_agreement (gconstpointer options)
{
  g_autoptr (SyncFixture) fixture = sync_fixture_new (options);
  guint n_subjects = 0;

  for (guint i = 0; i < 15; i++)
    deliver (fixture, &n_subjects);
  sync_fixture_start (fixture);
  sync_fixture_wait (sync_fixture_has_messages (fixture, "INBOX", 15));
  sync_fixture_wait (sync_fixture_has_messages (fixture, "Archive", 0));
  sync_fixture_wait (sync_fixture_has_messages (fixture, "Trash", 0));
  for (guint step = 0; step < N_STEPS; step++)
    {
      const int dice = g_test_rand_int_range (0, 40);

      if (dice == 0)
        crash_server (fixture);
      else if (dice < 8)
        deliver (fixture, &n_subjects);
      else if (dice < 20)
        act_there (fixture, n_subjects);
      else
        act_here (fixture);
    }
  wait_for_agreement (fixture);

  /* And a program that starts anew sees the same. */
  sync_fixture_close (fixture);
  sync_fixture_start (fixture);
  wait_for_agreement (fixture);
}

int
main (int   argc,
      char *argv[])
{
  static const char *const all[] = { "--no-smtp", NULL };
  static const char *const few[] = { "--no-smtp", "--without=MOVE", "--without=UIDPLUS", "--without=QRESYNC", "--without=CONDSTORE", NULL };

  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/engine/agreement/all-extensions", all, test_agreement);
  g_test_add_data_func ("/engine/agreement/few-extensions", few, test_agreement);

  return g_test_run ();
}
