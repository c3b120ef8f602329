/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "ui-test.h"

#define WATCHDOG_S 60

gpointer
ui_test_get_child (gpointer    widget,
                   const char *name)
{
  GObject *child = gtk_widget_get_template_child (widget, G_OBJECT_TYPE (widget), name);

  if (child == NULL)
    g_error ("%s has no child \"%s\"", G_OBJECT_TYPE_NAME (widget), name);
  return child;
}

static gboolean
bark_cb (gpointer data)
{
  g_error ("The test waits for something that does not come");

  return G_SOURCE_REMOVE;
}

static gboolean
tick_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

void
ui_test_wait_for (gboolean (*is_true) (gpointer data),
                  gpointer data)
{
  guint watchdog = g_timeout_add_seconds (WATCHDOG_S, bark_cb, NULL);
  guint ticker = g_timeout_add (20, tick_cb, NULL);

  while (!is_true (data))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (ticker);
  g_source_remove (watchdog);
}

static gboolean
find_label (GtkWidget  *widget,
            const char *text)
{
  if (GTK_IS_LABEL (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (find_label (child, text))
      return TRUE;
  return FALSE;
}

gboolean
ui_test_has_label (gpointer data)
{
  const UiTestLabel *label = data;

  return find_label (label->widget, label->text);
}

gboolean
ui_test_lacks_label (gpointer data)
{
  return !ui_test_has_label (data);
}

void
ui_test_finalize (gpointer widget)
{
  g_object_ref_sink (widget);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (widget);
}

void
ui_test_destroy_window (gpointer window)
{
  g_object_ref (window);
  gtk_window_destroy (window);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (window);
}
