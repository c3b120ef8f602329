/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-list-pane-private.h"

#include "mailer-conversation-row.h"
#include "mailer-widget.h"

/* The rows: the pointer and the menu of each, and the dates that turn at midnight. */

/* @x, @y: a place in @widget */
static void
popup_menu (MailerListPane *self,
            GtkWidget      *widget,
            double          x,
            double          y)
{
  GdkRectangle pointing_to = mailer_widget_get_area (widget, self);

  pointing_to = (GdkRectangle){ pointing_to.x + (int)x, pointing_to.y + (int)y, 1, 1 };
  gtk_popover_set_pointing_to (self->row_popover, &pointing_to);
  gtk_popover_popup (self->row_popover);
}

static void
right_pressed_cb (GtkGestureClick *gesture,
                  int              n_press,
                  double           x,
                  double           y,
                  GtkListItem     *item)
{
  GtkWidget      *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));
  MailerListPane *self = MAILER_LIST_PANE (gtk_widget_get_ancestor (row, MAILER_TYPE_LIST_PANE));

  if (!gtk_list_item_get_selected (item))
    gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), gtk_list_item_get_position (item), TRUE);
  popup_menu (self, row, x, y);
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

/* A click on the one selected row goes on to the reader where that is another page. The list may have changed between
 * press and release, and the row with it: what is gone on with is selected. */
static void
left_released_cb (GtkGestureClick *gesture,
                  int              n_press,
                  double           x,
                  double           y,
                  GtkListItem     *item)
{
  GtkWidget            *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));
  MailerListPane       *self = MAILER_LIST_PANE (gtk_widget_get_ancestor (row, MAILER_TYPE_LIST_PANE));
  const GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));

  if ((state & (GDK_SHIFT_MASK | GDK_CONTROL_MASK)) != 0 || !gtk_widget_contains (row, x, y))
    return;
  if (!gtk_list_item_get_selected (item))
    gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), gtk_list_item_get_position (item), TRUE);
  g_signal_emit_by_name (self, "conversation-activated");
}

gboolean
mailer_list_pane_popup_menu_cb (GtkWidget *widget,
                                GVariant  *arguments,
                                gpointer   data)
{
  MailerListPane *self = MAILER_LIST_PANE (widget);
  GtkWidget      *focus = gtk_widget_get_focus_child (GTK_WIDGET (self->list_view));

  if (focus == NULL || mailer_list_pane_count_selected (self) == 0)
    return FALSE;
  popup_menu (self, focus, gtk_widget_get_width (focus) / 2.0, gtk_widget_get_height (focus) / 2.0);
  return TRUE;
}

void
mailer_list_pane_setup_row_cb (GtkSignalListItemFactory *factory,
                               GtkListItem              *item,
                               MailerListPane           *self)
{
  GtkWidget  *row = mailer_conversation_row_new ();
  GtkGesture *right = gtk_gesture_click_new ();
  GtkGesture *left = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (right), GDK_BUTTON_SECONDARY);
  g_signal_connect (right, "pressed", G_CALLBACK (right_pressed_cb), item);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (right));
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (left), GDK_BUTTON_PRIMARY);
  g_signal_connect (left, "released", G_CALLBACK (left_released_cb), item);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (left));
  mailer_widget_set_row (item, row);
  g_ptr_array_add (self->rows, row);
}

void
mailer_list_pane_bind_row_cb (GtkSignalListItemFactory *factory,
                              GtkListItem              *item,
                              MailerListPane           *self)
{
  MailerConversationRow *row = MAILER_CONVERSATION_ROW (gtk_list_item_get_child (item));

  mailer_conversation_row_set_own_address (
      row, self->account != NULL ? mailer_account_get_settings (self->account)->address : NULL);
  mailer_conversation_row_set_conversation (row, gtk_list_item_get_item (item));
}

void
mailer_list_pane_unbind_row_cb (GtkSignalListItemFactory *factory,
                                GtkListItem              *item,
                                MailerListPane           *self)
{
  mailer_conversation_row_set_conversation (MAILER_CONVERSATION_ROW (gtk_list_item_get_child (item)), NULL);
}

void
mailer_list_pane_teardown_row_cb (GtkSignalListItemFactory *factory,
                                  GtkListItem              *item,
                                  MailerListPane           *self)
{
  if (self->rows != NULL)
    g_ptr_array_remove_fast (self->rows, gtk_list_item_get_child (item));
}

/* "Today" becomes "Yesterday" while the window is open. */
static gboolean
midnight_cb (gpointer data)
{
  MailerListPane *self = data;

  self->midnight_source = 0;
  for (guint i = 0; i < self->rows->len; i++)
    mailer_conversation_row_update_date (self->rows->pdata[i]);
  mailer_list_pane_queue_midnight (self);
  return G_SOURCE_REMOVE;
}

void
mailer_list_pane_queue_midnight (MailerListPane *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) later = g_date_time_add_days (now, 1);
  g_autoptr (GDateTime) midnight = g_date_time_new_local (g_date_time_get_year (later),
                                                          g_date_time_get_month (later),
                                                          g_date_time_get_day_of_month (later), 0,
                                                          0, 1);
  const GTimeSpan wait = midnight != NULL ? g_date_time_difference (midnight, now) : G_TIME_SPAN_DAY;

  self->midnight_source = g_timeout_add_seconds (CLAMP (wait / G_TIME_SPAN_SECOND, 1, 90000), midnight_cb, self);
}
