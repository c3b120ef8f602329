/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-list-pane.h"

#include <glib/gi18n.h>

#include "mailer-account-help-window.h"
#include "mailer-conversation-row.h"
#include "mailer-error-text.h"
#include "mailer-folder-text.h"
#include "mailer-notice.h"

struct _MailerListPane
{
  AdwBin parent_instance;

  /* Template Widgets */
  AdwHeaderBar   *header_bar;
  AdwWindowTitle *title;
  GtkWidget      *back_button;
  MailerNotice   *problem_notice;
  MailerNotice   *account_notice;
  GtkSearchBar   *search_bar;
  GtkSearchEntry *search_entry;
  GtkStack       *stack;
  AdwStatusPage  *empty_page;
  GtkListView    *list_view;
  GtkPopover     *row_popover;

  /* Owned References */
  MailerEngine           *engine;
  MailerFolder           *folder;
  MailerAccount          *account;
  MailerConversationList *list;
  GtkMultiSelection      *selection;
  GSignalGroup           *folder_signals;
  GSignalGroup           *account_signals;
  GPtrArray              *rows; /* (element-type MailerConversationRow): borrowed, all that exist */

  /* What was selected when the signal was last emitted. */
  guint  n_selected;
  gint64 selected_id;

  gint64 removed_at; /* where selected rows are about to go, or -1 */
  guint  midnight_source;
};

G_DEFINE_FINAL_TYPE (MailerListPane, mailer_list_pane, ADW_TYPE_BIN)

enum
{
  SIGNAL_SELECTION_CHANGED,
  SIGNAL_CONVERSATION_ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
is_searching (MailerListPane *self)
{
  const char *words = self->list != NULL ? mailer_conversation_list_get_search (self->list) : NULL;

  return words != NULL && words[0] != '\0';
}

/* What is shown */

static void
update_title (MailerListPane *self)
{
  g_autofree char *subtitle = NULL;
  guint            n_unread;

  if (self->folder == NULL)
    {
      adw_window_title_set_title (self->title, "");
      adw_window_title_set_subtitle (self->title, "");
      return;
    }
  n_unread = mailer_folder_get_n_unread (self->folder);
  if (n_unread > 0)
    subtitle = g_strdup_printf (ngettext ("%u unread", "%u unread", n_unread), n_unread);
  adw_window_title_set_title (self->title, mailer_folder_text_get_name (self->folder));
  adw_window_title_set_subtitle (self->title, subtitle != NULL ? subtitle : "");
}

static void
update_stack (MailerListPane *self)
{
  const char *name = "list";

  if (self->list == NULL)
    name = "loading";
  else if (g_list_model_get_n_items (G_LIST_MODEL (self->list)) > 0)
    name = "list";
  else if (mailer_conversation_list_get_is_loading (self->list))
    name = "loading";
  else if (is_searching (self))
    name = "nothing-found";
  else if (mailer_folder_get_sync_fraction (self->folder) < 1)
    name = "syncing";
  else
    name = "empty";
  gtk_stack_set_visible_child_name (self->stack, name);
}

static void
update_empty_page (MailerListPane *self)
{
  const char *title;

  switch (mailer_folder_get_role (self->folder))
    {
    case MAILER_FOLDER_ROLE_INBOX:
      title = _ ("No New Mail");
      break;
    case MAILER_FOLDER_ROLE_TRASH:
      title = _ ("The Trash Is Empty");
      break;
    case MAILER_FOLDER_ROLE_JUNK:
      title = _ ("No Junk");
      break;
    case MAILER_FOLDER_ROLE_DRAFTS:
      title = _ ("No Drafts");
      break;
    case MAILER_FOLDER_ROLE_NONE:
    case MAILER_FOLDER_ROLE_SENT:
    case MAILER_FOLDER_ROLE_ARCHIVE:
    case MAILER_FOLDER_ROLE_ALL:
    case MAILER_FOLDER_ROLE_FLAGGED:
    case MAILER_FOLDER_ROLE_IMPORTANT:
    default:
      title = _ ("The Folder Is Empty");
    }
  adw_status_page_set_title (self->empty_page, title);
  adw_status_page_set_icon_name (self->empty_page, mailer_folder_text_get_icon_name (self->folder));
}

static void
folder_changed_cb (MailerListPane *self)
{
  update_title (self);
  update_stack (self);
}

static void
update_account_notice (MailerListPane *self)
{
  const MailerAccountState state = self->account != NULL ? mailer_account_get_state (self->account) : MAILER_ACCOUNT_STATE_ONLINE;
  const GError            *error = self->account != NULL ? mailer_account_get_error (self->account) : NULL;
  g_autofree char         *button = NULL;

  mailer_notice_set_is_busy (self->account_notice, state == MAILER_ACCOUNT_STATE_CONNECTING);
  switch (state)
    {
    case MAILER_ACCOUNT_STATE_CONNECTING:
      /* Whether the trouble is over is not known yet. */
      if (error == NULL)
        mailer_notice_set_error (self->account_notice, NULL, NULL, NULL);
      break;
    case MAILER_ACCOUNT_STATE_OFFLINE:
      mailer_notice_set_error (self->account_notice, NULL, error, _ ("_Try Again"));
      break;
    case MAILER_ACCOUNT_STATE_NEEDS_HELP:
      button = error != NULL ? mailer_error_text_dup_button (error) : NULL;
      mailer_notice_set_error (self->account_notice, NULL, error, button != NULL ? button : _ ("_Account Settings"));
      break;
    case MAILER_ACCOUNT_STATE_ONLINE:
    default:
      mailer_notice_set_error (self->account_notice, NULL, NULL, NULL);
    }
}

static void
account_action_cb (MailerListPane *self)
{
  if (self->account == NULL)
    return;
  if (mailer_account_get_state (self->account) == MAILER_ACCOUNT_STATE_NEEDS_HELP)
    mailer_account_help_window_present (self->engine, self->account, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))));
  else
    mailer_engine_retry (self->engine, mailer_account_get_id (self->account));
}

static void
problem_dismissed_cb (MailerListPane *self)
{
  mailer_notice_set_error (self->problem_notice, NULL, NULL, NULL);
}

/* Selection */

static void
select_position (MailerListPane *self,
                 guint           position)
{
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), position, TRUE);
  gtk_widget_activate_action (GTK_WIDGET (self->list_view), "list.scroll-to-item", "u", position);
}

static void
emit_if_changed (MailerListPane *self)
{
  g_autoptr (MailerConversation) conversation = mailer_list_pane_dup_selected (self);
  const guint  n = mailer_list_pane_count_selected (self);
  const gint64 id = conversation != NULL ? mailer_conversation_get_id (conversation) : 0;

  if (n == self->n_selected && (n != 1 || id == self->selected_id))
    return;
  self->n_selected = n;
  self->selected_id = id;
  g_signal_emit (self, signals[SIGNAL_SELECTION_CHANGED], 0);
}

static void
selection_changed_cb (MailerListPane *self)
{
  emit_if_changed (self);
}

/* The view holds on to the row of the focus; who is at the top wants to see what comes there. */
static void
stay_at_top (MailerListPane *self)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->list_view));

  if (gtk_adjustment_get_value (adjustment) < 1.0)
    gtk_widget_activate_action (GTK_WIDGET (self->list_view), "list.scroll-to-item", "u", 0);
}

static void
items_changed_cb (MailerListPane *self,
                  guint           position,
                  guint           n_removed,
                  guint           n_added)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));

  update_stack (self);
  if (position == 0 && n_added > n_removed)
    stay_at_top (self);
  if (self->removed_at >= 0 && n > 0 && mailer_list_pane_count_selected (self) == 0)
    {
      select_position (self, MIN ((guint)self->removed_at, n - 1));
      self->removed_at = -1;
    }
  emit_if_changed (self);
}

static void
activate_cb (MailerListPane *self,
             guint           position)
{
  if (!gtk_selection_model_is_selected (GTK_SELECTION_MODEL (self->selection), position))
    select_position (self, position);
  g_signal_emit (self, signals[SIGNAL_CONVERSATION_ACTIVATED], 0);
}

/* Rows */

static void
popup_menu (MailerListPane     *self,
            GtkWidget          *widget,
            const GdkRectangle *area)
{
  double       x, y;
  GdkRectangle pointing_to;

  gtk_widget_translate_coordinates (widget, GTK_WIDGET (self), area->x, area->y, &x, &y);
  pointing_to = (GdkRectangle){ (int)x, (int)y, area->width, area->height };
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
  GtkWidget         *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));
  MailerListPane    *self = MAILER_LIST_PANE (gtk_widget_get_ancestor (row, MAILER_TYPE_LIST_PANE));
  const GdkRectangle area = { (int)x, (int)y, 1, 1 };

  if (!gtk_list_item_get_selected (item))
    gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), gtk_list_item_get_position (item), TRUE);
  popup_menu (self, row, &area);
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

/* A click on the one selected row goes on to the reader where that is another page. */
static void
left_released_cb (GtkGestureClick *gesture,
                  int              n_press,
                  double           x,
                  double           y,
                  GtkListItem     *item)
{
  GtkWidget            *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));
  const GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));

  if ((state & (GDK_SHIFT_MASK | GDK_CONTROL_MASK)) == 0 && gtk_widget_contains (row, x, y))
    g_signal_emit (gtk_widget_get_ancestor (row, MAILER_TYPE_LIST_PANE), signals[SIGNAL_CONVERSATION_ACTIVATED], 0);
}

static gboolean
popup_menu_cb (GtkWidget *widget,
               GVariant  *arguments,
               gpointer   data)
{
  MailerListPane *self = MAILER_LIST_PANE (widget);
  GtkWidget      *focus = gtk_widget_get_focus_child (GTK_WIDGET (self->list_view));
  GdkRectangle    area;

  if (focus == NULL || mailer_list_pane_count_selected (self) == 0)
    return FALSE;
  area = (GdkRectangle){ gtk_widget_get_width (focus) / 2, gtk_widget_get_height (focus) / 2, 1, 1 };
  popup_menu (self, focus, &area);
  return TRUE;
}

static void
setup_cb (GtkSignalListItemFactory *factory,
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
  gtk_list_item_set_child (item, row);
  g_ptr_array_add (self->rows, row);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         MailerListPane           *self)
{
  MailerConversationRow *row = MAILER_CONVERSATION_ROW (gtk_list_item_get_child (item));

  mailer_conversation_row_set_own_address (row, self->account != NULL ? mailer_account_get_settings (self->account)->address : NULL);
  mailer_conversation_row_set_conversation (row, gtk_list_item_get_item (item));
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *item,
           MailerListPane           *self)
{
  mailer_conversation_row_set_conversation (MAILER_CONVERSATION_ROW (gtk_list_item_get_child (item)), NULL);
}

static void
teardown_cb (GtkSignalListItemFactory *factory,
             GtkListItem              *item,
             MailerListPane           *self)
{
  if (self->rows != NULL)
    g_ptr_array_remove_fast (self->rows, gtk_list_item_get_child (item));
}

/* "Today" becomes "Yesterday" while the window is open. */

static void queue_midnight (MailerListPane *self);

static gboolean
midnight_cb (gpointer data)
{
  MailerListPane *self = data;

  self->midnight_source = 0;
  for (guint i = 0; i < self->rows->len; i++)
    mailer_conversation_row_update_date (self->rows->pdata[i]);
  queue_midnight (self);
  return G_SOURCE_REMOVE;
}

static void
queue_midnight (MailerListPane *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) later = g_date_time_add_days (now, 1);
  g_autoptr (GDateTime) midnight = g_date_time_new_local (g_date_time_get_year (later), g_date_time_get_month (later), g_date_time_get_day_of_month (later), 0, 0, 1);
  const GTimeSpan wait = midnight != NULL ? g_date_time_difference (midnight, now) : G_TIME_SPAN_DAY;

  self->midnight_source = g_timeout_add_seconds (CLAMP (wait / G_TIME_SPAN_SECOND, 1, 90000), midnight_cb, self);
}

/* Search */

static void
search_changed_cb (MailerListPane *self)
{
  if (self->list == NULL)
    return;
  self->removed_at = -1;
  mailer_conversation_list_set_search (self->list, gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
  update_stack (self);
}

static void
search_activate_cb (MailerListPane *self)
{
  if (self->selection == NULL || g_list_model_get_n_items (G_LIST_MODEL (self->selection)) == 0)
    return;
  if (mailer_list_pane_count_selected (self) == 0)
    select_position (self, 0);
  mailer_list_pane_grab_focus (self);
}

static void
search_mode_cb (MailerListPane *self)
{
  if (!gtk_search_bar_get_search_mode (self->search_bar))
    gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
}

static void
clear_list (MailerListPane *self)
{
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  if (self->list != NULL)
    g_signal_handlers_disconnect_by_data (self->list, self);
  gtk_list_view_set_model (self->list_view, NULL);
  g_clear_object (&self->selection);
  g_clear_object (&self->list);
}

static void
mailer_list_pane_dispose (GObject *object)
{
  MailerListPane *self = MAILER_LIST_PANE (object);

  g_clear_handle_id (&self->midnight_source, g_source_remove);
  if (self->list_view != NULL)
    clear_list (self);
  self->list_view = NULL;
  if (self->row_popover != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->row_popover));
  self->row_popover = NULL;
  g_clear_object (&self->folder_signals);
  g_clear_object (&self->account_signals);
  g_clear_object (&self->account);
  g_clear_object (&self->folder);
  g_clear_object (&self->engine);
  G_OBJECT_CLASS (mailer_list_pane_parent_class)->dispose (object);
}

static void
mailer_list_pane_finalize (GObject *object)
{
  g_ptr_array_unref (MAILER_LIST_PANE (object)->rows);
  G_OBJECT_CLASS (mailer_list_pane_parent_class)->finalize (object);
}

static void
mailer_list_pane_class_init (MailerListPaneClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mailer_list_pane_dispose;
  object_class->finalize = mailer_list_pane_finalize;
  signals[SIGNAL_SELECTION_CHANGED] = g_signal_new ("selection-changed", MAILER_TYPE_LIST_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_CONVERSATION_ACTIVATED] = g_signal_new ("conversation-activated", MAILER_TYPE_LIST_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (MAILER_TYPE_NOTICE);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/example/Mailer/ui/mailer-list-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, MailerListPane, header_bar);
  gtk_widget_class_bind_template_child (widget_class, MailerListPane, title);
  gtk_widget_class_bind_template_child (widget_class, MailerListPane, back_button);
  gtk_widget_class_bind_template_child (widget_class, MailerListPane, problem_notice);
  gtk_widget_class_bind_template_child (widget_class, MailerListPane, account_notice);
  gtk_widget_class_bind_template_child (widget_class, MailerListPane, search_bar);
  gtk_widget_class_bind_template_child (widget_class, MailerListPane, search_entry);
  gtk_widget_class_bind_template_child (widget_class, MailerListPane, stack);
  gtk_widget_class_bind_template_child (widget_class, MailerListPane, empty_page);
  gtk_widget_class_bind_template_child (widget_class, MailerListPane, list_view);
  gtk_widget_class_bind_template_child (widget_class, MailerListPane, row_popover);
  gtk_widget_class_bind_template_callback (widget_class, problem_dismissed_cb);
  gtk_widget_class_bind_template_callback (widget_class, account_action_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_mode_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
  gtk_widget_class_bind_template_callback (widget_class, teardown_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, popup_menu_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, popup_menu_cb, NULL);
}

static void
mailer_list_pane_init (MailerListPane *self)
{
  self->rows = g_ptr_array_new ();
  self->removed_at = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->row_popover), GTK_WIDGET (self));
  mailer_notice_set_is_closable (self->problem_notice, TRUE);
  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->search_entry));

  self->folder_signals = g_signal_group_new (MAILER_TYPE_FOLDER);
  g_signal_group_connect_swapped (self->folder_signals, "notify::n-unread", G_CALLBACK (folder_changed_cb), self);
  g_signal_group_connect_swapped (self->folder_signals, "notify::sync-fraction", G_CALLBACK (folder_changed_cb), self);
  g_signal_group_connect_swapped (self->folder_signals, "notify::name", G_CALLBACK (folder_changed_cb), self);
  self->account_signals = g_signal_group_new (MAILER_TYPE_ACCOUNT);
  g_signal_group_connect_swapped (self->account_signals, "notify::state", G_CALLBACK (update_account_notice), self);
  g_signal_group_connect_swapped (self->account_signals, "notify::error", G_CALLBACK (update_account_notice), self);
  queue_midnight (self);
}

void
mailer_list_pane_set_folder (MailerListPane *self,
                             MailerEngine   *engine,
                             MailerFolder   *folder)
{
  MailerAccount *account;

  g_return_if_fail (MAILER_IS_LIST_PANE (self));

  if (self->folder == folder)
    return;
  clear_list (self);
  self->removed_at = -1;
  g_set_object (&self->engine, engine);
  g_set_object (&self->folder, folder);
  account = folder != NULL ? mailer_engine_find_account (engine, mailer_folder_get_account_id (folder)) : NULL;
  g_set_object (&self->account, account);
  g_signal_group_set_target (self->folder_signals, folder);
  g_signal_group_set_target (self->account_signals, self->account);
  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  if (folder != NULL)
    {
      self->list = mailer_engine_list_conversations (engine, folder);
      self->selection = gtk_multi_selection_new (g_object_ref (G_LIST_MODEL (self->list)));
      g_signal_connect_swapped (self->list, "notify::is-loading", G_CALLBACK (update_stack), self);
      g_signal_connect_swapped (self->selection, "selection-changed", G_CALLBACK (selection_changed_cb), self);
      gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (self->selection));
      g_signal_connect_data (self->selection, "items-changed", G_CALLBACK (items_changed_cb), self, NULL, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
      update_empty_page (self);
    }
  update_title (self);
  update_stack (self);
  update_account_notice (self);
  emit_if_changed (self);
}

GArray *
mailer_list_pane_dup_selected_ids (MailerListPane *self)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GtkBitset) bitset = NULL;
  GtkBitsetIter iter;
  guint         position;

  g_return_val_if_fail (MAILER_IS_LIST_PANE (self), ids);

  if (self->selection == NULL)
    return ids;
  bitset = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  for (gboolean is_valid = gtk_bitset_iter_init_first (&iter, bitset, &position); is_valid; is_valid = gtk_bitset_iter_next (&iter, &position))
    {
      g_autoptr (MailerConversation) conversation = g_list_model_get_item (G_LIST_MODEL (self->list), position);
      const gint64 id = conversation != NULL ? mailer_conversation_get_id (conversation) : 0;

      if (conversation != NULL)
        g_array_append_val (ids, id);
    }
  return ids;
}

guint
mailer_list_pane_count_selected (MailerListPane *self)
{
  g_autoptr (GtkBitset) bitset = NULL;

  g_return_val_if_fail (MAILER_IS_LIST_PANE (self), 0);

  if (self->selection == NULL)
    return 0;
  bitset = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  return gtk_bitset_get_size (bitset);
}

MailerConversation *
mailer_list_pane_dup_selected (MailerListPane *self)
{
  g_autoptr (GtkBitset) bitset = NULL;

  g_return_val_if_fail (MAILER_IS_LIST_PANE (self), NULL);

  if (self->selection == NULL)
    return NULL;
  bitset = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  if (gtk_bitset_get_size (bitset) != 1)
    return NULL;
  return g_list_model_get_item (G_LIST_MODEL (self->list), gtk_bitset_get_minimum (bitset));
}

gboolean
mailer_list_pane_any_selected_is (MailerListPane *self,
                                  const char     *property)
{
  g_autoptr (GtkBitset) bitset = NULL;
  GtkBitsetIter iter;
  guint         position;

  g_return_val_if_fail (MAILER_IS_LIST_PANE (self), FALSE);

  if (self->selection == NULL)
    return FALSE;
  bitset = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  for (gboolean is_valid = gtk_bitset_iter_init_first (&iter, bitset, &position); is_valid; is_valid = gtk_bitset_iter_next (&iter, &position))
    {
      g_autoptr (MailerConversation) conversation = g_list_model_get_item (G_LIST_MODEL (self->list), position);
      gboolean value = FALSE;

      if (conversation != NULL)
        g_object_get (conversation, property, &value, NULL);
      if (value)
        return TRUE;
    }
  return FALSE;
}

gboolean
mailer_list_pane_is_flagged (MailerListPane *self,
                             gint64          id)
{
  g_autoptr (MailerConversation) conversation = NULL;
  guint position;

  g_return_val_if_fail (MAILER_IS_LIST_PANE (self), FALSE);

  if (self->list == NULL || !mailer_conversation_list_find (self->list, id, &position))
    return FALSE;
  conversation = g_list_model_get_item (G_LIST_MODEL (self->list), position);
  return conversation != NULL && mailer_conversation_get_is_flagged (conversation);
}

void
mailer_list_pane_move_selection (MailerListPane *self,
                                 int             step)
{
  g_autoptr (GtkBitset) bitset = NULL;
  guint  n;
  gint64 position;

  g_return_if_fail (MAILER_IS_LIST_PANE (self));

  if (self->selection == NULL || (n = g_list_model_get_n_items (G_LIST_MODEL (self->selection))) == 0)
    return;
  bitset = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  if (gtk_bitset_is_empty (bitset))
    position = 0;
  else
    position = (gint64)(step > 0 ? gtk_bitset_get_maximum (bitset) : gtk_bitset_get_minimum (bitset)) + step;
  if (position >= 0 && position < n)
    select_position (self, (guint)position);
}

void
mailer_list_pane_prepare_removal (MailerListPane *self)
{
  g_autoptr (GtkBitset) bitset = NULL;

  g_return_if_fail (MAILER_IS_LIST_PANE (self));

  if (self->selection == NULL)
    return;
  bitset = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  self->removed_at = gtk_bitset_is_empty (bitset) ? -1 : (gint64)gtk_bitset_get_minimum (bitset);
}

void
mailer_list_pane_start_search (MailerListPane *self)
{
  g_return_if_fail (MAILER_IS_LIST_PANE (self));

  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

gboolean
mailer_list_pane_stop_search (MailerListPane *self)
{
  g_return_val_if_fail (MAILER_IS_LIST_PANE (self), FALSE);

  if (!gtk_search_bar_get_search_mode (self->search_bar))
    return FALSE;
  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  mailer_list_pane_grab_focus (self);
  return TRUE;
}

void
mailer_list_pane_grab_focus (MailerListPane *self)
{
  g_return_if_fail (MAILER_IS_LIST_PANE (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->list_view));
}

void
mailer_list_pane_set_problem (MailerListPane *self,
                              const GError   *error)
{
  g_return_if_fail (MAILER_IS_LIST_PANE (self));

  mailer_notice_set_error (self->problem_notice, NULL, error, NULL);
}

void
mailer_list_pane_set_shows (MailerListPane *self,
                            gboolean        back,
                            gboolean        start,
                            gboolean        end)
{
  g_return_if_fail (MAILER_IS_LIST_PANE (self));

  gtk_widget_set_visible (self->back_button, back);
  adw_header_bar_set_show_start_title_buttons (self->header_bar, start);
  adw_header_bar_set_show_end_title_buttons (self->header_bar, end);
}
