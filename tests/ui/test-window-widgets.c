/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The parts of the main window by themselves: how the panes fold, what a notice says, and that each part
 * ends without leaving something behind. */

#include "config.h"

#include "mailer-activity-popover.h"
#include "mailer-conversation-row.h"
#include "mailer-engine-error.h"
#include "mailer-list-pane.h"
#include "mailer-move-popover.h"
#include "mailer-notice.h"
#include "mailer-panes.h"
#include "mailer-reader.h"
#include "mailer-sidebar-row.h"
#include "mailer-sidebar.h"
#include "mailer-widget.h"
#include "ui-test.h"

static GtkWidget *
create_panes (void)
{
  return g_object_new (MAILER_TYPE_PANES,
                       "sidebar", gtk_label_new ("folders"),
                       "list", gtk_label_new ("list"),
                       "reader", gtk_label_new ("reader"),
                       NULL);
}

static void
assert_shown (MailerPanes *panes,
              int          width,
              MailerPane   current,
              gboolean     sidebar,
              gboolean     list,
              gboolean     reader)
{
  const GtkAllocation allocation = { 0, 0, width, 600 };
  int                 minimum;

  mailer_panes_set_current (panes, current);
  /* The first measure of a new width may be of the panes before it. */
  gtk_widget_measure (GTK_WIDGET (panes), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, ==, 360);
  gtk_widget_size_allocate (GTK_WIDGET (panes), &allocation, -1);
  g_assert_cmpint (mailer_panes_is_shown (panes, MAILER_PANE_SIDEBAR), ==, sidebar);
  g_assert_cmpint (mailer_panes_is_shown (panes, MAILER_PANE_LIST), ==, list);
  g_assert_cmpint (mailer_panes_is_shown (panes, MAILER_PANE_READER), ==, reader);
  g_assert_cmpuint (mailer_panes_get_n_shown (panes), ==, (guint)(sidebar + list + reader));
}

static void
panes_fold (void)
{
  MailerPanes *panes = MAILER_PANES (g_object_ref_sink (create_panes ()));

  for (MailerPane pane = MAILER_PANE_SIDEBAR; pane <= MAILER_PANE_READER; pane++)
    {
      assert_shown (panes, 1600, pane, TRUE, TRUE, TRUE);
      assert_shown (panes, 950, pane, TRUE, TRUE, TRUE);
      assert_shown (panes, 360, pane, pane == MAILER_PANE_SIDEBAR, pane == MAILER_PANE_LIST, pane == MAILER_PANE_READER);
    }
  assert_shown (panes, 800, MAILER_PANE_SIDEBAR, TRUE, TRUE, FALSE);
  assert_shown (panes, 800, MAILER_PANE_LIST, FALSE, TRUE, TRUE);
  assert_shown (panes, 800, MAILER_PANE_READER, FALSE, TRUE, TRUE);
  g_object_unref (panes);
}

static void
wide_panes_give_way (void)
{
  MailerPanes *panes = MAILER_PANES (g_object_ref_sink (create_panes ()));
  GtkWidget   *children[3];
  int          sum = 0;

  g_object_get (panes, "sidebar", &children[0], "list", &children[1], "reader", &children[2], NULL);
  g_object_set (panes, "sidebar-width", 2000, "list-width", 2000, NULL);
  assert_shown (panes, 1000, MAILER_PANE_LIST, TRUE, TRUE, TRUE);
  for (int i = 0; i < 3; i++)
    {
      g_assert_cmpint (gtk_widget_get_width (children[i]), >=, 190);
      sum += gtk_widget_get_width (children[i]);
      g_object_unref (children[i]);
    }
  /* All of it is used, but for the two borders. */
  g_assert_cmpint (sum, ==, 998);
  g_object_unref (panes);
}

/* Who leads to another pane gives it the focus in the same breath, before anything is laid out again. */

static gboolean
has_settled (gpointer data)
{
  return ++*(guint *)data > 10;
}

static void
folded_panes_take_the_focus (void)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *list = gtk_entry_new ();
  GtkWidget *reader = gtk_entry_new ();
  GtkWidget *panes = g_object_new (MAILER_TYPE_PANES, "sidebar", gtk_entry_new (), "list", list, "reader", reader, NULL);
  GtkWidget *wanted[] = { reader, list };
  MailerPane pane[] = { MAILER_PANE_READER, MAILER_PANE_LIST };

  gtk_window_set_default_size (GTK_WINDOW (window), 360, 400);
  gtk_window_set_child (GTK_WINDOW (window), panes);
  gtk_window_present (GTK_WINDOW (window));
  ui_test_wait_for ((gboolean (*) (gpointer))gtk_widget_get_mapped, list);
  gtk_widget_grab_focus (list);
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      guint n_rounds = 0;

      mailer_panes_set_current (MAILER_PANES (panes), pane[i]);
      gtk_widget_grab_focus (wanted[i]);
      ui_test_wait_for (has_settled, &n_rounds);
      g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (window)), wanted[i]));
      g_assert_true (gtk_widget_get_mapped (wanted[i]));
    }
  ui_test_destroy_window (window);
}

static void
count_cb (guint *count)
{
  (*count)++;
}

/* The list is current when the window becomes narrow, but it is the reader that has the focus. */
static void
the_reader_stays_with_the_focus (void)
{
  static const int widths[] = { 360, 800 };

  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      const GtkAllocation wide = { 0, 0, 1200, 400 };
      const GtkAllocation narrow = { 0, 0, widths[i], 400 };
      GtkWidget          *window = gtk_window_new ();
      GtkWidget          *reader = gtk_entry_new ();
      GtkWidget          *panes = g_object_new (MAILER_TYPE_PANES, "sidebar", gtk_entry_new (), "list", gtk_entry_new (), "reader", reader, NULL);
      const MailerPane    current = widths[i] == 360 ? MAILER_PANE_LIST : MAILER_PANE_SIDEBAR;
      guint               n_told = 0;
      int                 minimum;

      gtk_window_set_default_size (GTK_WINDOW (window), 1200, 400);
      gtk_window_set_child (GTK_WINDOW (window), panes);
      gtk_widget_measure (panes, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
      gtk_widget_size_allocate (panes, &wide, -1);
      mailer_panes_set_current (MAILER_PANES (panes), current);
      gtk_widget_grab_focus (reader);
      g_signal_connect_swapped (panes, "notify::current", G_CALLBACK (count_cb), &n_told);
      gtk_widget_measure (panes, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
      gtk_widget_size_allocate (panes, &narrow, -1);
      g_assert_true (mailer_panes_is_shown (MAILER_PANES (panes), MAILER_PANE_READER));
      while (n_told == 0)
        g_main_context_iteration (NULL, TRUE);
      g_assert_cmpuint (mailer_panes_get_current (MAILER_PANES (panes)), ==, MAILER_PANE_READER);
      ui_test_destroy_window (window);
    }
}

static void
setup_label_cb (GtkSignalListItemFactory *factory,
                GtkListItem              *item)
{
  mailer_widget_set_row (item, gtk_label_new ("row"));
}

/* Does what the tab key does on @view, without a keyboard. */
static void
press_tab (GtkWidget *view)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (view);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);
      g_autoptr (GtkShortcut) shortcut = GTK_IS_SHORTCUT_CONTROLLER (controller) ? g_list_model_get_item (G_LIST_MODEL (controller), 0) : NULL;

      if (shortcut != NULL && gtk_shortcut_get_arguments (shortcut) != NULL && gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0, view, gtk_shortcut_get_arguments (shortcut)))
        return;
    }
  g_assert_not_reached ();
}

/* A row far below the visible ones is scrolled to; the way of the tab key goes past the rest. */
static void
rows_take_the_focus (void)
{
  const char         *strings[301];
  GtkWidget          *window = gtk_window_new ();
  GtkWidget          *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget          *scrolled = gtk_scrolled_window_new ();
  GtkWidget          *after = gtk_button_new_with_label ("after");
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget          *view, *row;

  for (guint i = 0; i < 300; i++)
    strings[i] = "row";
  strings[300] = NULL;
  g_signal_connect (factory, "setup", G_CALLBACK (setup_label_cb), NULL);
  view = gtk_list_view_new (GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (gtk_string_list_new (strings)))), factory);
  mailer_widget_let_tab_leave (GTK_LIST_VIEW (view));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (box), scrolled);
  gtk_box_append (GTK_BOX (box), after);
  gtk_window_set_default_size (GTK_WINDOW (window), 200, 200);
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_window_present (GTK_WINDOW (window));
  ui_test_wait_for ((gboolean (*) (gpointer))gtk_widget_get_mapped, view);

  g_assert_false (mailer_widget_focus_row (GTK_LIST_VIEW (view), 300));
  g_assert_true (mailer_widget_focus_row (GTK_LIST_VIEW (view), 250));
  row = gtk_window_get_focus (GTK_WINDOW (window));
  g_assert_true (gtk_widget_get_parent (row) == view);
  g_assert_true (row == mailer_widget_find_row (GTK_LIST_VIEW (view), 250));
  press_tab (view);
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (window)) == after);
  ui_test_destroy_window (window);
}

static void
notice_speaks (void)
{
  GtkWidget *notice = g_object_ref_sink (mailer_notice_new ());
  g_autoptr (GError) error = g_error_new (MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_TIMED_OUT, "connect: timed out");
  guint n_actions = 0;

  g_signal_connect_swapped (notice, "action", G_CALLBACK (count_cb), &n_actions);
  mailer_notice_set_error (MAILER_NOTICE (notice), NULL, error, "_Try Again");
  g_assert_true (gtk_revealer_get_reveal_child (ui_test_get_child (notice, "revealer")));
  g_assert_cmpstr (gtk_label_get_label (ui_test_get_child (notice, "title")), ==, "The server does not answer");
  g_signal_emit_by_name (ui_test_get_child (notice, "button"), "clicked");
  g_assert_cmpuint (n_actions, ==, 1);
  mailer_notice_set_is_busy (MAILER_NOTICE (notice), TRUE);
  g_assert_false (gtk_widget_get_sensitive (ui_test_get_child (notice, "button")));
  mailer_notice_set_error (MAILER_NOTICE (notice), NULL, NULL, NULL);
  g_assert_false (gtk_revealer_get_reveal_child (ui_test_get_child (notice, "revealer")));
  g_assert_finalize_object (notice);
}

static void
list_pane_without_folder (void)
{
  MailerListPane *pane = g_object_ref_sink (g_object_new (MAILER_TYPE_LIST_PANE, NULL));
  g_autoptr (GArray) ids = mailer_list_pane_dup_selected_ids (pane);

  g_assert_cmpuint (ids->len, ==, 0);
  g_assert_cmpuint (mailer_list_pane_count_selected (pane), ==, 0);
  g_assert_null (mailer_list_pane_dup_selected (pane));
  mailer_list_pane_move_selection (pane, 1);
  mailer_list_pane_prepare_removal (pane);
  mailer_list_pane_start_search (pane);
  gtk_editable_set_text (GTK_EDITABLE (ui_test_get_child (pane, "search_entry")), "words");
  g_assert_true (mailer_list_pane_stop_search (pane));
  g_assert_false (mailer_list_pane_stop_search (pane));
  g_assert_finalize_object (pane);
}

static void
reader_without_conversation (void)
{
  MailerReader *reader = g_object_new (MAILER_TYPE_READER, NULL);

  g_assert_null (mailer_reader_get_message (reader));
  g_assert_false (mailer_reader_get_has_attachments (reader));
  g_assert_false (mailer_reader_get_has_held_images (reader));
  mailer_reader_show_none (reader, 3);
  g_assert_cmpstr (adw_status_page_get_title (ui_test_get_child (reader, "none_page")), ==, "3 Conversations Selected");
  mailer_reader_show_images (reader);
  mailer_reader_toggle_details (reader);
  mailer_reader_view_source (reader);
  mailer_reader_save_attachments (reader);
  ui_test_finalize (reader);
}

static void
parts_end (void)
{
  ui_test_finalize (mailer_conversation_row_new ());
  ui_test_finalize (mailer_sidebar_row_new ());
  ui_test_finalize (g_object_new (MAILER_TYPE_SIDEBAR, NULL));
  ui_test_finalize (g_object_new (MAILER_TYPE_MOVE_POPOVER, NULL));
  ui_test_finalize (g_object_new (MAILER_TYPE_ACTIVITY_POPOVER, NULL));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/ui/window-widgets/panes-fold", panes_fold);
  g_test_add_func ("/ui/window-widgets/wide-panes-give-way", wide_panes_give_way);
  g_test_add_func ("/ui/window-widgets/folded-panes-take-the-focus", folded_panes_take_the_focus);
  g_test_add_func ("/ui/window-widgets/the-reader-stays-with-the-focus", the_reader_stays_with_the_focus);
  g_test_add_func ("/ui/window-widgets/rows-take-the-focus", rows_take_the_focus);
  g_test_add_func ("/ui/window-widgets/notice-speaks", notice_speaks);
  g_test_add_func ("/ui/window-widgets/list-pane-without-folder", list_pane_without_folder);
  g_test_add_func ("/ui/window-widgets/reader-without-conversation", reader_without_conversation);
  g_test_add_func ("/ui/window-widgets/parts-end", parts_end);
  return g_test_run ();
}
