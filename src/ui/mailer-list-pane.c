/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-list-pane-private.h"

#include <glib/gi18n.h>

#include "mailer-account-help-window.h"
#include "mailer-error-text.h"
#include "mailer-folder-text.h"
#include "mailer-widget.h"

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

/* The folders of a new account come with its first connection. */
static const char *
get_page_without_folder (MailerListPane *self)
{
  if (self->account == NULL)
    return "loading";
  switch (mailer_account_get_state (self->account))
    {
    case MAILER_ACCOUNT_STATE_OFFLINE:
    case MAILER_ACCOUNT_STATE_NEEDS_HELP:
      return "no-folders";
    case MAILER_ACCOUNT_STATE_CONNECTING:
    case MAILER_ACCOUNT_STATE_ONLINE:
    default:
      return "syncing";
    }
}

static void
update_stack (MailerListPane *self)
{
  const char *name = "list";

  if (self->list == NULL)
    name = get_page_without_folder (self);
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
  mailer_widget_set_class (self->loading_spinner, "late", g_str_equal (name, "loading"));
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

/* What only the user can mend, of the whole account or of sending. */
static void
show_account_problem (MailerListPane *self,
                      const char     *context,
                      const GError   *error)
{
  g_autofree char *button = error != NULL ? mailer_error_text_dup_button (error) : NULL;

  mailer_notice_set_error (self->account_notice, context, error, button != NULL ? button : _ ("_Account Settings"));
}

static void
update_account_notice (MailerListPane *self)
{
  const MailerAccountState state = self->account != NULL ? mailer_account_get_state (self->account)
                                                         : MAILER_ACCOUNT_STATE_ONLINE;
  const GError            *error = self->account != NULL ? mailer_account_get_error (self->account) : NULL;

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
      show_account_problem (self, NULL, error);
      break;
    case MAILER_ACCOUNT_STATE_ONLINE:
    default:
      show_account_problem (self,
                            _ ("Messages cannot be sent"),
                            self->account != NULL ? mailer_account_get_sending_error (self->account) : NULL);
    }
}

static void
account_changed_cb (MailerListPane *self)
{
  update_account_notice (self);
  update_stack (self);
}

/* While there is no folder, what the first account has to say stands in its place. */
static void
update_account (MailerListPane *self)
{
  g_autoptr (MailerAccount) first = g_list_model_get_item (mailer_engine_get_accounts (self->engine), 0);
  MailerAccount *account = self->folder != NULL ? mailer_engine_find_account (
                               self->engine, mailer_folder_get_account_id (self->folder))
                                                : first;

  g_set_object (&self->account, account);
  g_signal_group_set_target (self->account_signals, account);
  account_changed_cb (self);
}

static void
account_action_cb (MailerListPane *self)
{
  if (self->account == NULL)
    return;
  if (mailer_account_get_state (self->account) != MAILER_ACCOUNT_STATE_OFFLINE)
    mailer_account_help_window_present (self->engine, self->account,
                                        GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))));
  else
    mailer_engine_retry (self->engine, mailer_account_get_id (self->account));
}

/* Selection */

static void
selection_changed_cb (MailerListPane *self)
{
  mailer_list_pane_note_selection (self);
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
  /* What was to have the focus is here. */
  if (gtk_widget_is_focus (GTK_WIDGET (self->list_view)))
    mailer_list_pane_focus_selected (self);
  if (position == 0 && n_added > n_removed)
    stay_at_top (self);
  if (self->removed_at >= 0 && n > 0 && mailer_list_pane_count_selected (self) == 0)
    {
      mailer_list_pane_select (self, MIN ((guint)self->removed_at, n - 1));
      self->removed_at = -1;
    }
  mailer_list_pane_note_selection (self);
}

static void
activate_cb (MailerListPane *self,
             guint           position)
{
  if (!gtk_selection_model_is_selected (GTK_SELECTION_MODEL (self->selection), position))
    mailer_list_pane_select (self, position);
  g_signal_emit (self, signals[SIGNAL_CONVERSATION_ACTIVATED], 0);
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
    mailer_list_pane_select (self, 0);
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
  signals[SIGNAL_SELECTION_CHANGED] = mailer_widget_add_signal (klass, "selection-changed");
  signals[SIGNAL_CONVERSATION_ACTIVATED] = mailer_widget_add_signal (klass, "conversation-activated");
  g_type_ensure (MAILER_TYPE_NOTICE);
  g_type_ensure (MAILER_TYPE_PROBLEM_NOTICE);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/example/Mailer/ui/mailer-list-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, MailerListPane, header_bar);
  gtk_widget_class_bind_template_child (widget_class, MailerListPane, title);
  gtk_widget_class_bind_template_child (widget_class, MailerListPane, back_button);
  gtk_widget_class_bind_template_child (widget_class, MailerListPane, problem_notice);
  gtk_widget_class_bind_template_child (widget_class, MailerListPane, account_notice);
  gtk_widget_class_bind_template_child (widget_class, MailerListPane, search_bar);
  gtk_widget_class_bind_template_child (widget_class, MailerListPane, search_entry);
  gtk_widget_class_bind_template_child (widget_class, MailerListPane, stack);
  gtk_widget_class_bind_template_child (widget_class, MailerListPane, loading_spinner);
  gtk_widget_class_bind_template_child (widget_class, MailerListPane, empty_page);
  gtk_widget_class_bind_template_child (widget_class, MailerListPane, list_view);
  gtk_widget_class_bind_template_child (widget_class, MailerListPane, row_popover);
  gtk_widget_class_bind_template_callback (widget_class, account_action_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_mode_cb);
  gtk_widget_class_bind_template_callback (widget_class, mailer_list_pane_setup_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, mailer_list_pane_bind_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, mailer_list_pane_unbind_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, mailer_list_pane_teardown_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, mailer_list_pane_popup_menu_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, mailer_list_pane_popup_menu_cb, NULL);
}

static void
mailer_list_pane_init (MailerListPane *self)
{
  self->rows = g_ptr_array_new ();
  self->removed_at = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->row_popover), GTK_WIDGET (self));
  mailer_widget_let_tab_leave (self->list_view);
  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->search_entry));

  self->folder_signals = g_signal_group_new (MAILER_TYPE_FOLDER);
  g_signal_group_connect_swapped (self->folder_signals, "notify::n-unread", G_CALLBACK (folder_changed_cb), self);
  g_signal_group_connect_swapped (self->folder_signals, "notify::sync-fraction", G_CALLBACK (folder_changed_cb), self);
  g_signal_group_connect_swapped (self->folder_signals, "notify::name", G_CALLBACK (folder_changed_cb), self);
  self->account_signals = g_signal_group_new (MAILER_TYPE_ACCOUNT);
  g_signal_group_connect_swapped (self->account_signals, "notify::state", G_CALLBACK (account_changed_cb), self);
  g_signal_group_connect_swapped (self->account_signals, "notify::error", G_CALLBACK (update_account_notice), self);
  g_signal_group_connect_swapped (self->account_signals, "notify::sending-error",
                                  G_CALLBACK (update_account_notice), self);
  mailer_list_pane_queue_midnight (self);
}

void
mailer_list_pane_set_folder (MailerListPane *self,
                             MailerFolder   *folder)
{
  g_return_if_fail (MAILER_IS_LIST_PANE (self));

  if (self->folder == folder)
    return;
  clear_list (self);
  self->removed_at = -1;
  g_set_object (&self->folder, folder);
  g_signal_group_set_target (self->folder_signals, folder);
  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  if (folder != NULL)
    {
      self->list = mailer_engine_list_conversations (self->engine, folder);
      self->selection = gtk_multi_selection_new (g_object_ref (G_LIST_MODEL (self->list)));
      g_signal_connect_swapped (self->list, "notify::is-loading", G_CALLBACK (update_stack), self);
      g_signal_connect_swapped (self->selection, "selection-changed", G_CALLBACK (selection_changed_cb), self);
      gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (self->selection));
      g_signal_connect_data (self->selection, "items-changed", G_CALLBACK (items_changed_cb), self,
                             NULL, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
      update_empty_page (self);
    }
  update_title (self);
  update_account (self);
  mailer_list_pane_note_selection (self);
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

  if (gtk_widget_get_root (GTK_WIDGET (self)) == NULL || mailer_list_pane_focus_selected (self))
    return;
  if (!gtk_widget_grab_focus (GTK_WIDGET (self->list_view)))
    gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

void
mailer_list_pane_set_engine (MailerListPane *self,
                             MailerEngine   *engine)
{
  g_return_if_fail (MAILER_IS_LIST_PANE (self));
  g_return_if_fail (self->engine == NULL);

  self->engine = g_object_ref (engine);
  g_signal_connect_object (mailer_engine_get_accounts (engine), "items-changed",
                           G_CALLBACK (update_account), self, G_CONNECT_SWAPPED);
  update_account (self);
  mailer_problem_notice_set_engine (self->problem_notice, engine);
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
