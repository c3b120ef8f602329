/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gstdio.h>

#include "mailer-notice.h"
#include "mailer-problem-notice.h"
#include "mailer-window-private.h"
#include "ui-test.h"

/* What is found wrong before there is a window is read in the window, one after another. */

/**
 * Visit:
 * @folder: of the engine's files
 */
typedef struct
{
  char         *folder;
  MailerEngine *engine;
  MailerWindow *window;
  gboolean      is_done;
} Visit;

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  Visit *visit = data;

  visit->is_done = TRUE;
  g_assert_true (g_task_propagate_boolean (G_TASK (result), NULL));
}

static gboolean
is_done (gpointer data)
{
  return ((Visit *)data)->is_done;
}

static void
begin (Visit             *visit,
       const char *const *damaged)
{
  g_autofree char *data_dir = NULL;
  g_autofree char *config_dir = NULL;
  g_autofree char *accounts_dir = NULL;

  visit->folder = g_dir_make_tmp ("mailer-problems-XXXXXX", NULL);
  data_dir = g_build_filename (visit->folder, "data", NULL);
  config_dir = g_build_filename (visit->folder, "config", NULL);
  accounts_dir = g_build_filename (config_dir, "accounts", NULL);
  g_assert_cmpint (g_mkdir_with_parents (accounts_dir, 0700), ==, 0);
  for (guint i = 0; damaged[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (accounts_dir, damaged[i], NULL);

      g_assert_true (g_file_set_contents (path, "nonsense", -1, NULL));
    }
  visit->engine = mailer_engine_new (&(MailerEngineConfig){ .data_dir = data_dir, .config_dir = config_dir });
  mailer_engine_open_async (visit->engine, NULL, done_cb, visit);
  ui_test_wait_for (is_done, visit);
  visit->window = MAILER_WINDOW (mailer_window_new (NULL, visit->engine));
  gtk_window_present (GTK_WINDOW (visit->window));
  mailer_window_set_opened (visit->window);
}

static void
end (Visit *visit)
{
  g_autoptr (GError) error = NULL;

  ui_test_destroy_window (visit->window);
  visit->is_done = FALSE;
  mailer_engine_close_async (visit->engine, done_cb, visit);
  ui_test_wait_for (is_done, visit);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (visit->engine);
  g_spawn_sync (NULL, (char *[]){ "rm", "-rf", visit->folder, NULL }, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_free (visit->folder);
}

static MailerNotice *
get_notice (gpointer parent)
{
  return MAILER_NOTICE (adw_bin_get_child (ui_test_get_child (parent, "problem_notice")));
}

static gboolean
is_revealed (MailerNotice *notice)
{
  return gtk_revealer_get_reveal_child (ui_test_get_child (notice, "revealer"));
}

static const char *
get_details (MailerNotice *notice)
{
  return gtk_label_get_label (ui_test_get_child (notice, "details"));
}

static void
dismiss (MailerNotice *notice)
{
  g_signal_emit_by_name (ui_test_get_child (notice, "close_button"), "clicked");
}

/* Without any account left the assistant has the window, as if Mailer was new: it says what became of the account. */
static void
test_told_on_the_assistant (void)
{
  Visit         visit = { NULL };
  MailerNotice *in_assistant;
  MailerNotice *in_list;

  begin (&visit, (const char *const[]){ "account-1.ini", "account-2.ini", NULL });
  in_assistant = get_notice (adw_bin_get_child (visit.window->assistant_bin));
  in_list = get_notice (visit.window->list_pane);

  g_assert_cmpstr (gtk_stack_get_visible_child_name (visit.window->stack), ==, "assistant");
  g_assert_true (is_revealed (in_assistant));
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (in_assistant)));
  g_assert_cmpstr (get_details (in_assistant), ==, get_details (in_list));

  /* One after the other, and what was read here is not told there again. */
  {
    g_autofree char *first = g_strdup (get_details (in_assistant));

    dismiss (in_assistant);
    g_assert_true (is_revealed (in_assistant));
    g_assert_cmpstr (get_details (in_assistant), !=, first);
  }
  dismiss (in_assistant);
  g_assert_false (is_revealed (in_assistant));
  g_assert_false (is_revealed (in_list));
  end (&visit);
}

/* What comes while another is read waits; the same again is not told twice. */
static void
test_second_waits (void)
{
  Visit         visit = { NULL };
  MailerNotice *notice;
  g_autoptr (GError) full = g_error_new_literal (MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_DISK_FULL, "first");
  g_autoptr (GError) broken = g_error_new_literal (MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_DISK, "second");

  begin (&visit, (const char *const[]){ NULL });
  notice = get_notice (visit.window->list_pane);
  g_assert_false (is_revealed (notice));
  mailer_engine_tell_problem (visit.engine, full);
  mailer_engine_tell_problem (visit.engine, broken);
  mailer_engine_tell_problem (visit.engine, full);
  g_assert_nonnull (g_strstr_len (get_details (notice), -1, "first"));
  dismiss (notice);
  g_assert_nonnull (g_strstr_len (get_details (notice), -1, "second"));
  dismiss (notice);
  g_assert_false (is_revealed (notice));
  end (&visit);
}

int
main (int   argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/ui/problems/assistant", test_told_on_the_assistant);
  g_test_add_func ("/ui/problems/second-waits", test_second_waits);

  return g_test_run ();
}
