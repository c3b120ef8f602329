/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What widgets of several kinds need, and GTK 4.8 does not have. */

/**
 * mailer_widget_add_signal:
 * @klass: of any object.
 *
 * Returns: the id of a new signal that carries nothing. Thread: main.
 */
guint mailer_widget_add_signal (gpointer    klass,
                                const char *name);

/** mailer_widget_set_class: gives the widget the style class @name, or takes it. Thread: main. */
void mailer_widget_set_class (gpointer    widget,
                              const char *name,
                              gboolean    is_set);

/** mailer_widget_set_label: what a screen reader calls the widget. Thread: main. */
void mailer_widget_set_label (gpointer    widget,
                              const char *label);

/**
 * mailer_widget_set_row_label:
 * @row: child of an item of a list
 *
 * What a screen reader calls the whole row: the list's own item around @row has the focus. Thread: main.
 */
void mailer_widget_set_row_label (gpointer    row,
                                  const char *label);

/**
 * mailer_widget_set_row:
 *
 * gtk_list_item_set_child(), for rows that mailer_widget_focus_row() shall find. Thread: main.
 */
void mailer_widget_set_row (GtkListItem *item,
                            GtkWidget   *row);

/**
 * mailer_widget_get_font_scale:
 *
 * Returns: 1 for text of 11 points or less in the interface, 2 for 22. Thread: main.
 */
double mailer_widget_get_font_scale (gpointer widget);

/** mailer_widget_get_area: Returns: where @widget is inside of @ancestor; nothing while that is not known. Thread: main. */
GdkRectangle mailer_widget_get_area (gpointer widget,
                                     gpointer ancestor);

/**
 * mailer_widget_find_row:
 * @position: of one of the items of @view
 *
 * Scrolls to a row.
 *
 * Returns: (transfer none) (nullable): the widget around it, which can have the focus. Thread: main.
 */
GtkWidget *mailer_widget_find_row (GtkListView *view,
                                   guint        position);

/**
 * mailer_widget_focus_row:
 * @position: of one of the items of @view
 *
 * Scrolls to a row and gives it the focus, without selecting it.
 *
 * Returns: %FALSE when there is no such row. Thread: main.
 */
gboolean mailer_widget_focus_row (GtkListView *view,
                                  guint        position);

/** mailer_widget_dup_trimmed: Returns: (transfer full): the text of a #GtkEditable without blanks around it. Thread: main. */
char *mailer_widget_dup_trimmed (gpointer editable);

/** mailer_widget_let_tab_leave: the tab key leaves @view at once, not after its last row. Thread: main. */
void mailer_widget_let_tab_leave (GtkListView *view);

G_END_DECLS
