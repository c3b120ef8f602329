/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-window-private.h"

#include <glib/gi18n.h>

#include "mailer-activity-row.h"
#include "mailer-assistant.h"
#include "mailer-error-text.h"
#include "mailer-widget.h"

/* The usual five seconds are over before a window that has just opened was looked at. */
#define DRAFTS_TIMEOUT_S 10

G_DEFINE_FINAL_TYPE (MailerWindow, mailer_window, ADW_TYPE_APPLICATION_WINDOW)

enum
{
  SIGNAL_SET_UP,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* Which pane has which buttons follows from which panes there is room for. */
static void
layout_changed_cb (MailerWindow *self)
{
  const guint    n = mailer_panes_get_n_shown (self->panes);
  const gboolean has_sidebar = mailer_panes_is_shown (self->panes, MAILER_PANE_SIDEBAR);
  const gboolean has_list = mailer_panes_is_shown (self->panes, MAILER_PANE_LIST);
  const gboolean has_reader = mailer_panes_is_shown (self->panes, MAILER_PANE_READER);

  mailer_sidebar_set_shows_buttons (self->sidebar, TRUE, !has_list && !has_reader);
  mailer_list_pane_set_shows (self->list_pane, !has_sidebar, !has_sidebar, !has_reader);
  mailer_reader_set_shows (self->reader, n == 1, !has_list, TRUE);
  mailer_window_update_actions (self);
}

static void
selection_changed_cb (MailerWindow *self)
{
  g_autoptr (MailerConversation) conversation = mailer_list_pane_dup_selected (self->list_pane);
  const guint n = mailer_list_pane_count_selected (self->list_pane);

  if (conversation != NULL)
    mailer_reader_show (self->reader, mailer_sidebar_get_folder (self->sidebar), conversation);
  else
    mailer_reader_show_none (self->reader, n);
  /* Nothing is left to read. */
  if (n == 0 && mailer_panes_get_n_shown (self->panes) == 1
      && mailer_panes_get_current (self->panes) == MAILER_PANE_READER)
    {
      mailer_panes_set_current (self->panes, MAILER_PANE_LIST);
      mailer_list_pane_grab_focus (self->list_pane);
    }
  mailer_window_update_actions (self);
}

static void
conversation_activated_cb (MailerWindow *self)
{
  const gboolean was_shown = mailer_panes_is_shown (self->panes, MAILER_PANE_READER);

  mailer_panes_set_current (self->panes, MAILER_PANE_READER);
  if (!was_shown)
    mailer_reader_grab_focus (self->reader);
}

static void
folder_selected_cb (MailerWindow *self,
                    MailerFolder *folder)
{
  mailer_list_pane_set_folder (self->list_pane, folder);
  mailer_move_popover_set_folder (self->move_popover,
                                  folder != NULL ? mailer_engine_find_account (
                                      self->engine, mailer_folder_get_account_id (folder))
                                                 : NULL,
                                  folder);
  mailer_window_update_actions (self);
}

static void
folder_activated_cb (MailerWindow *self,
                     MailerFolder *folder)
{
  if (mailer_panes_get_n_shown (self->panes) < 3)
    mailer_panes_set_current (self->panes, MAILER_PANE_LIST);
  mailer_list_pane_grab_focus (self->list_pane);
}

/* Where the focus goes when a popover is closed would depend on what the popover stands beside. What had it may be
 * gone by then, such as the button of a toast. */
static void
popover_closed_cb (MailerWindow *self,
                   GtkPopover   *popover)
{
  if (popover != self->focus_popover)
    return;
  g_clear_weak_pointer (&self->focus_popover);
  if (self->focus == NULL || !gtk_widget_get_mapped (self->focus) || !gtk_widget_grab_focus (self->focus))
    mailer_window_focus_pane (self, mailer_panes_get_current (self->panes));
}

static void
focus_changed_cb (MailerWindow *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  GtkWidget *popover = focus != NULL ? gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER) : NULL;

  if (popover == NULL && self->focus_popover == NULL)
    g_set_weak_pointer (&self->focus, focus);
  if (popover == NULL || self->focus_popover != NULL)
    return;
  g_set_weak_pointer (&self->focus_popover, GTK_POPOVER (popover));
  g_signal_handlers_disconnect_by_func (popover, popover_closed_cb, self);
  g_signal_connect_object (popover, "closed", G_CALLBACK (popover_closed_cb), self, G_CONNECT_SWAPPED);
}

static void
assistant_finished_cb (MailerWindow *self)
{
  gtk_stack_set_visible_child_name (self->stack, "mail");
  adw_bin_set_child (self->assistant_bin, NULL);
  mailer_sidebar_select (self->sidebar, NULL);
  g_signal_emit (self, signals[SIGNAL_SET_UP], 0);
}

/* The assistant has the window while there is no account; it leaves when it says so, not when the first
 * account appears. */
static void
accounts_changed_cb (MailerWindow *self)
{
  const gboolean has_account = g_list_model_get_n_items (mailer_engine_get_accounts (self->engine)) > 0;
  GtkWidget     *assistant;

  if (has_account || adw_bin_get_child (self->assistant_bin) != NULL)
    return;
  assistant = mailer_assistant_new (self->engine);
  g_signal_connect_swapped (assistant, "finished", G_CALLBACK (assistant_finished_cb), self);
  adw_bin_set_child (self->assistant_bin, assistant);
  gtk_stack_set_visible_child_name (self->stack, "assistant");
}

static gboolean
has_item (GListModel *model,
          gpointer    item)
{
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GObject) other = g_list_model_get_item (model, i);

      if (other == item)
        return TRUE;
    }
  return FALSE;
}

/* What was tried again or taken back has not failed any more. */
static void
activities_changed_cb (GListModel *activities,
                       guint       position,
                       guint       n_removed,
                       guint       n_added,
                       AdwToast   *toast)
{
  if (!has_item (activities, g_object_get_data (G_OBJECT (toast), "activity")))
    adw_toast_dismiss (toast);
}

static void
operation_failed_cb (MailerWindow   *self,
                     MailerActivity *activity)
{
  g_autofree char *what = mailer_activity_text_dup (activity);
  g_autofree char *why = mailer_error_text_dup_title (mailer_activity_get_error (activity));
  /* Translators: what failed, and why, such as: Send “Hello”: A recipient was refused. */
  g_autofree char *title = g_markup_printf_escaped (_ ("%s: %s"), what, why);
  AdwToast        *toast = adw_toast_new (title);

  adw_toast_set_button_label (toast, _ ("_Details"));
  adw_toast_set_action_name (toast, "win.activity");
  adw_toast_set_timeout (toast, 0);
  g_object_set_data_full (G_OBJECT (toast), "activity", g_object_ref (activity), g_object_unref);
  g_signal_connect_object (mailer_engine_get_activities (self->engine), "items-changed",
                           G_CALLBACK (activities_changed_cb), toast, 0);
  g_signal_connect_object (activity, "notify::is-failed", G_CALLBACK (adw_toast_dismiss), toast, G_CONNECT_SWAPPED);
  mailer_window_add_toast (self, toast);
}

static void
message_sent_cb (MailerWindow *self,
                 const char   *subject,
                 const char   *account_id)
{
  mailer_window_add_toast (self, adw_toast_new (_ ("Message sent")));
}

static void
drafts_listed_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      data)
{
  g_autoptr (MailerWindow) self = data;
  g_autoptr (GPtrArray) drafts = mailer_engine_list_drafts_finish (MAILER_ENGINE (source), result, NULL);
  g_autofree char *title = NULL;
  AdwToast        *toast;

  /* Where they cannot be read, the window of the drafts says why. */
  if (drafts == NULL || drafts->len == 0)
    return;
  if (drafts->len == 1)
    title = g_strdup (_ ("A message you were writing was kept"));
  else
    title = g_strdup_printf (ngettext ("%u message you were writing was kept",
                                       "%u messages you were writing were kept", drafts->len),
                             drafts->len);
  toast = adw_toast_new (title);
  adw_toast_set_timeout (toast, DRAFTS_TIMEOUT_S);
  if (drafts->len == 1)
    {
      adw_toast_set_button_label (toast, _ ("_Continue"));
      adw_toast_set_action_name (toast, "app.continue-draft");
      adw_toast_set_action_target (toast, "x", ((const MailerDraft *)g_ptr_array_index (drafts, 0))->id);
    }
  else
    {
      adw_toast_set_button_label (toast, _ ("_Show"));
      adw_toast_set_action_name (toast, "app.drafts");
    }
  mailer_window_add_toast (self, toast);
}

static void
save_geometry (MailerWindow *self)
{
  int width, height, sidebar_width, list_width;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_object_get (self->panes, "sidebar-width", &sidebar_width, "list-width", &list_width, NULL);
  g_settings_set_boolean (self->settings, "window-maximized", gtk_window_is_maximized (GTK_WINDOW (self)));
  g_settings_set_int (self->settings, "window-width", MAX (width, 360));
  g_settings_set_int (self->settings, "window-height", MAX (height, 294));
  g_settings_set_int (self->settings, "sidebar-width", CLAMP (sidebar_width, 180, 600));
  g_settings_set_int (self->settings, "list-width", CLAMP (list_width, 280, 1200));
}

static void
restore_geometry (MailerWindow *self)
{
  gtk_window_set_default_size (GTK_WINDOW (self),
                               g_settings_get_int (self->settings, "window-width"),
                               g_settings_get_int (self->settings, "window-height"));
  g_object_set (self->panes,
                "sidebar-width", g_settings_get_int (self->settings, "sidebar-width"),
                "list-width", g_settings_get_int (self->settings, "list-width"),
                NULL);
  if (g_settings_get_boolean (self->settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
}

static gboolean
mailer_window_close_request (GtkWindow *window)
{
  save_geometry (MAILER_WINDOW (window));
  return GTK_WINDOW_CLASS (mailer_window_parent_class)->close_request (window);
}

static void
mailer_window_dispose (GObject *object)
{
  MailerWindow *self = MAILER_WINDOW (object);

  /* The focus moves once more while the parent's dispose takes the window apart. */
  g_signal_handlers_disconnect_by_func (self, focus_changed_cb, NULL);
  g_clear_weak_pointer (&self->undo_toast);
  g_clear_weak_pointer (&self->focus);
  g_clear_weak_pointer (&self->focus_popover);
  if (self->move_popover != NULL && gtk_widget_get_parent (GTK_WIDGET (self->move_popover)) != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->move_popover));
  g_clear_object (&self->move_popover);
  g_clear_object (&self->engine);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (mailer_window_parent_class)->dispose (object);
}

static void
mailer_window_class_init (MailerWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mailer_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = mailer_window_close_request;
  signals[SIGNAL_SET_UP] = mailer_widget_add_signal (klass, "set-up");
  g_type_ensure (MAILER_TYPE_PANES);
  g_type_ensure (MAILER_TYPE_SIDEBAR);
  g_type_ensure (MAILER_TYPE_LIST_PANE);
  g_type_ensure (MAILER_TYPE_READER);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/example/Mailer/ui/mailer-window.ui");
  gtk_widget_class_bind_template_child (widget_class, MailerWindow, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, MailerWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, MailerWindow, failed_page);
  gtk_widget_class_bind_template_child (widget_class, MailerWindow, assistant_bin);
  gtk_widget_class_bind_template_child (widget_class, MailerWindow, panes);
  gtk_widget_class_bind_template_child (widget_class, MailerWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, MailerWindow, list_pane);
  gtk_widget_class_bind_template_child (widget_class, MailerWindow, reader);
  gtk_widget_class_bind_template_callback (widget_class, folder_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, folder_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, selection_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, conversation_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, layout_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, mailer_window_update_actions);
}

static void
mailer_window_init (MailerWindow *self)
{
  self->settings = g_settings_new (APPLICATION_ID);
  self->move_popover = g_object_ref_sink (g_object_new (MAILER_TYPE_MOVE_POPOVER, NULL));
  gtk_widget_init_template (GTK_WIDGET (self));
  mailer_window_add_actions (self);
  g_signal_connect (self, "notify::focus-widget", G_CALLBACK (focus_changed_cb), NULL);
  restore_geometry (self);
  layout_changed_cb (self);
}

GtkWindow *
mailer_window_new (GtkApplication *application,
                   MailerEngine   *engine)
{
  MailerWindow *self = g_object_new (MAILER_TYPE_WINDOW, "application", application, NULL);

  self->engine = g_object_ref (engine);
  return GTK_WINDOW (self);
}

void
mailer_window_set_opened (MailerWindow *self)
{
  g_return_if_fail (MAILER_IS_WINDOW (self));

  mailer_reader_set_engine (self->reader, self->engine);
  mailer_list_pane_set_engine (self->list_pane, self->engine);
  mailer_sidebar_set_engine (self->sidebar, self->engine);
  g_signal_connect_object (self->engine, "operation-failed", G_CALLBACK (operation_failed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->engine, "message-sent", G_CALLBACK (message_sent_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (mailer_engine_get_accounts (self->engine), "items-changed",
                           G_CALLBACK (accounts_changed_cb), self, G_CONNECT_SWAPPED);
  gtk_stack_set_visible_child_name (self->stack, "mail");
  mailer_list_pane_grab_focus (self->list_pane);
  accounts_changed_cb (self);
}

void
mailer_window_mention_drafts (MailerWindow *self)
{
  g_return_if_fail (MAILER_IS_WINDOW (self));

  mailer_engine_list_drafts_async (self->engine, NULL, drafts_listed_cb, g_object_ref (self));
}

void
mailer_window_set_failed (MailerWindow *self,
                          const GError *error)
{
  g_autofree char *title = mailer_error_text_dup_title (error);
  g_autofree char *body = mailer_error_text_dup_body (error);
  g_autofree char *details = mailer_error_text_dup_details (error);
  g_autofree char *text = g_strdup_printf ("%s\n\n%s", body, details);
  g_autofree char *markup = g_markup_escape_text (text, -1);

  g_return_if_fail (MAILER_IS_WINDOW (self));

  adw_status_page_set_title (self->failed_page, title);
  adw_status_page_set_description (self->failed_page, markup);
  gtk_stack_set_visible_child_name (self->stack, "failed");
}

void
mailer_window_add_toast (MailerWindow *self,
                         AdwToast     *toast)
{
  g_return_if_fail (MAILER_IS_WINDOW (self));

  adw_toast_overlay_add_toast (self->toast_overlay, toast);
}

void
mailer_window_show_folder (MailerWindow *self,
                           MailerFolder *folder)
{
  g_return_if_fail (MAILER_IS_WINDOW (self));

  mailer_sidebar_select (self->sidebar, folder);
}
