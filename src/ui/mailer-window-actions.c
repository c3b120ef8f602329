/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-window-private.h"

#include <glib/gi18n.h>

#include "mailer-composer.h"
#include "mailer-error-text.h"

/* What the user does with conversations and messages. A verb is carried out by the engine; its result
 * comes back here as a toast with Undo, or with the reason why it did not work. */

/**
 * Deed:
 * @label: (nullable): for the toast, with "%u" for how many; %NULL for no toast
 */
typedef struct
{
  MailerWindow *window;
  char         *label;
} Deed;

static Deed *
deed_new (MailerWindow *self,
          char         *label)
{
  Deed *deed = g_new0 (Deed, 1);

  deed->window = g_object_ref (self);
  deed->label = label;
  return deed;
}

static void
deed_free (Deed *deed)
{
  g_object_unref (deed->window);
  g_free (deed->label);
  g_free (deed);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Deed, deed_free)

static void
show_failure (MailerWindow *self,
              const GError *error)
{
  g_autofree char *title = NULL;
  g_autofree char *markup = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  title = mailer_error_text_dup_title (error);
  markup = g_markup_escape_text (title, -1);
  mailer_window_add_toast (self, adw_toast_new (markup));
}

/* Offers only what was done last: toasts of several deeds would queue up, each showing when its deed is long past. */
static void
dismiss_undo_toast (MailerWindow *self)
{
  g_autoptr (AdwToast) toast = self->undo_toast != NULL ? g_object_ref (self->undo_toast) : NULL;

  g_clear_weak_pointer (&self->undo_toast);
  if (toast != NULL)
    adw_toast_dismiss (toast);
}

static void
act_cb (GObject      *source,
        GAsyncResult *result,
        gpointer      data)
{
  g_autoptr (Deed) deed = data;
  g_autoptr (GError) error = NULL;
  const gint64 operation = mailer_engine_act_finish (MAILER_ENGINE (source), result, &error);
  AdwToast    *toast;

  if (operation < 0)
    {
      show_failure (deed->window, error);
      return;
    }
  if (operation == 0)
    return;
  deed->window->last_operation = operation;
  mailer_window_update_actions (deed->window);
  dismiss_undo_toast (deed->window);
  if (deed->label == NULL)
    return;
  toast = adw_toast_new (deed->label);
  adw_toast_set_button_label (toast, _ ("_Undo"));
  adw_toast_set_action_name (toast, "win.undo-operation");
  adw_toast_set_action_target (toast, "x", operation);
  g_set_weak_pointer (&deed->window->undo_toast, toast);
  mailer_window_add_toast (deed->window, toast);
}

static void
act (MailerWindow *self,
     MailerVerb    verb,
     MailerFolder *target,
     char         *label)
{
  MailerFolder *folder = mailer_sidebar_get_folder (self->sidebar);
  g_autoptr (GArray) ids = mailer_list_pane_dup_selected_ids (self->list_pane);
  Deed *deed = deed_new (self, label);

  if (folder == NULL || ids->len == 0)
    {
      deed_free (deed);
      return;
    }
  if (verb >= MAILER_VERB_ARCHIVE)
    mailer_list_pane_prepare_removal (self->list_pane);
  mailer_engine_act_async (self->engine, verb, folder, (const gint64 *)(gpointer)ids->data, ids->len, target, NULL, act_cb, deed);
}

static void
archive_cb (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       data)
{
  MailerWindow *self = data;
  const guint   n = mailer_list_pane_count_selected (self->list_pane);

  act (self, MAILER_VERB_ARCHIVE, NULL, g_strdup_printf (ngettext ("Conversation archived", "%u conversations archived", n), n));
}

static void
trash_cb (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       data)
{
  MailerWindow *self = data;
  const guint   n = mailer_list_pane_count_selected (self->list_pane);

  act (self, MAILER_VERB_TRASH, NULL, g_strdup_printf (ngettext ("Conversation moved to the trash", "%u conversations moved to the trash", n), n));
}

static void
junk_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       data)
{
  MailerWindow *self = data;
  const guint   n = mailer_list_pane_count_selected (self->list_pane);

  act (self, MAILER_VERB_JUNK, NULL, g_strdup_printf (ngettext ("Conversation moved to junk", "%u conversations moved to junk", n), n));
}

static void
move_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       data)
{
  MailerWindow *self = data;

  GtkWidget   *pane = GTK_WIDGET (self->reader);
  GdkRectangle area;

  if (mailer_panes_is_shown (self->panes, MAILER_PANE_READER))
    area = mailer_reader_get_move_area (self->reader);
  else
    {
      mailer_panes_set_current (self->panes, MAILER_PANE_LIST);
      pane = GTK_WIDGET (self->list_pane);
      area = mailer_list_pane_get_selected_area (self->list_pane);
    }
  mailer_move_popover_open (self->move_popover, pane, &area);
}

static void
move_to_cb (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       data)
{
  MailerWindow *self = data;
  MailerFolder *target = mailer_engine_find_folder (self->engine, g_variant_get_int64 (parameter));
  const guint   n = mailer_list_pane_count_selected (self->list_pane);

  if (target == NULL)
    return;
  act (self, MAILER_VERB_MOVE, target, g_strdup_printf (ngettext ("Conversation moved", "%u conversations moved", n), n));
  /* The button of the popover is insensitive for a moment, and would pass the focus to the toast. */
  if (mailer_panes_is_shown (self->panes, MAILER_PANE_LIST))
    mailer_list_pane_grab_focus (self->list_pane);
  else
    mailer_reader_grab_focus (self->reader);
}

static void
mark_read_cb (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       data)
{
  act (data, MAILER_VERB_MARK_READ, NULL, NULL);
}

static void
mark_unread_cb (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       data)
{
  act (data, MAILER_VERB_MARK_UNREAD, NULL, NULL);
}

static void
star_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       data)
{
  MailerWindow *self = data;

  act (self, mailer_list_pane_any_selected_is (self->list_pane, "is-flagged") ? MAILER_VERB_UNSTAR : MAILER_VERB_STAR, NULL, NULL);
}

/* The star of one row, selected or not. */
static void
toggle_star_cb (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       data)
{
  MailerWindow *self = data;
  MailerFolder *folder = mailer_sidebar_get_folder (self->sidebar);
  const gint64  id = g_variant_get_int64 (parameter);

  if (folder != NULL)
    mailer_engine_act_async (self->engine, mailer_list_pane_is_flagged (self->list_pane, id) ? MAILER_VERB_UNSTAR : MAILER_VERB_STAR, folder, &id, 1, NULL, NULL, act_cb, deed_new (self, NULL));
}

static void
undo_done_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr (Deed) deed = data;
  g_autoptr (GError) error = NULL;

  if (!mailer_engine_undo_finish (MAILER_ENGINE (source), result, &error))
    show_failure (deed->window, error);
}

static void
undo_operation (MailerWindow *self,
                gint64        operation)
{
  if (operation == 0)
    return;
  if (operation == self->last_operation)
    self->last_operation = 0;
  mailer_window_update_actions (self);
  dismiss_undo_toast (self);
  mailer_engine_undo_async (self->engine, operation, NULL, undo_done_cb, deed_new (self, NULL));
}

static void
undo_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       data)
{
  MailerWindow *self = data;

  undo_operation (self, self->last_operation);
}

static void
undo_operation_cb (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       data)
{
  undo_operation (data, g_variant_get_int64 (parameter));
}

static void
compose (MailerWindow   *self,
         MailerDraftKind kind)
{
  MailerMessage *message = mailer_reader_get_message (self->reader);

  if (message != NULL)
    mailer_composer_start (self->engine, kind, message->account_id, message, GTK_WINDOW (self));
}

static void
reply_cb (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       data)
{
  compose (data, MAILER_DRAFT_REPLY);
}

static void
reply_all_cb (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       data)
{
  compose (data, MAILER_DRAFT_REPLY_ALL);
}

static void
forward_cb (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       data)
{
  compose (data, MAILER_DRAFT_FORWARD);
}

static void
next_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       data)
{
  mailer_list_pane_move_selection (MAILER_WINDOW (data)->list_pane, 1);
}

static void
previous_cb (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       data)
{
  mailer_list_pane_move_selection (MAILER_WINDOW (data)->list_pane, -1);
}

static void
mailto_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       data)
{
  MailerWindow *self = data;

  mailer_composer_start_mailto (self->engine, g_variant_get_string (parameter, NULL), GTK_WINDOW (self));
}

static void
search_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       data)
{
  MailerWindow *self = data;

  if (!mailer_panes_is_shown (self->panes, MAILER_PANE_LIST))
    mailer_panes_set_current (self->panes, MAILER_PANE_LIST);
  mailer_list_pane_start_search (self->list_pane);
}

/* One page back: from the reader to the list, from the list to the folders. */
static gboolean
go_back (MailerWindow *self)
{
  const guint      n = mailer_panes_get_n_shown (self->panes);
  const MailerPane current = mailer_panes_get_current (self->panes);

  if (n == 1 && current == MAILER_PANE_READER)
    {
      mailer_panes_set_current (self->panes, MAILER_PANE_LIST);
      mailer_list_pane_grab_focus (self->list_pane);
      return TRUE;
    }
  if (n < 3 && !mailer_panes_is_shown (self->panes, MAILER_PANE_SIDEBAR))
    {
      mailer_panes_set_current (self->panes, MAILER_PANE_SIDEBAR);
      mailer_sidebar_grab_focus (self->sidebar);
      return TRUE;
    }
  return FALSE;
}

static gboolean
has_focus (MailerWindow *self,
           MailerPane    pane)
{
  GtkWidget *const panes[] = { GTK_WIDGET (self->sidebar), GTK_WIDGET (self->list_pane), GTK_WIDGET (self->reader) };
  GtkWidget       *focus = gtk_window_get_focus (GTK_WINDOW (self));

  return focus != NULL && gtk_widget_is_ancestor (focus, panes[pane]);
}

static void
focus_pane (MailerWindow *self,
            MailerPane    pane)
{
  switch (pane)
    {
    case MAILER_PANE_SIDEBAR:
      mailer_sidebar_grab_focus (self->sidebar);
      break;
    case MAILER_PANE_LIST:
      mailer_list_pane_grab_focus (self->list_pane);
      break;
    case MAILER_PANE_READER:
    default:
      mailer_reader_grab_focus (self->reader);
    }
}

/* @step: 1 or 2 of three panes on, round and round */
static void
focus_other_pane (MailerWindow *self,
                  guint         step)
{
  guint pane = MAILER_PANE_SIDEBAR;

  while (pane < MAILER_PANE_READER && !has_focus (self, pane))
    pane++;
  do
    pane = (pane + step) % 3;
  while (!mailer_panes_is_shown (self->panes, pane));
  focus_pane (self, pane);
}

static void
next_pane_cb (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       data)
{
  focus_other_pane (data, 1);
}

static void
previous_pane_cb (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       data)
{
  focus_other_pane (data, 2);
}

static void
back_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       data)
{
  go_back (data);
}

static void
escape_cb (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       data)
{
  MailerWindow *self = data;

  if (!mailer_list_pane_stop_search (self->list_pane))
    go_back (self);
}

static void
retry_cb (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       data)
{
  mailer_engine_retry (MAILER_WINDOW (data)->engine, NULL);
}

static void
activity_cb (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       data)
{
  MailerWindow *self = data;

  if (!mailer_panes_is_shown (self->panes, MAILER_PANE_SIDEBAR))
    {
      mailer_panes_set_current (self->panes, MAILER_PANE_SIDEBAR);
      mailer_sidebar_grab_focus (self->sidebar);
    }
  mailer_sidebar_open_activity (self->sidebar);
}

static void
menu_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       data)
{
  MailerWindow *self = data;

  if (mailer_panes_is_shown (self->panes, MAILER_PANE_SIDEBAR))
    mailer_sidebar_open_menu (self->sidebar);
  else
    mailer_reader_open_menu (self->reader);
}

static void
details_cb (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       data)
{
  mailer_reader_toggle_details (MAILER_WINDOW (data)->reader);
}

static void
show_images_cb (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       data)
{
  mailer_reader_show_images (MAILER_WINDOW (data)->reader);
}

static void
view_source_cb (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       data)
{
  mailer_reader_view_source (MAILER_WINDOW (data)->reader);
}

static void
save_attachments_cb (GSimpleAction *action,
                     GVariant      *parameter,
                     gpointer       data)
{
  mailer_reader_save_attachments (MAILER_WINDOW (data)->reader);
}

static void
plain_text_changed_cb (MailerWindow *self)
{
  mailer_reader_set_is_plain_text (self->reader, g_settings_get_boolean (self->settings, "plain-text"));
}

static const GActionEntry actions[] = {
  { "archive", archive_cb },
  { "trash", trash_cb },
  { "junk", junk_cb },
  { "move", move_cb },
  { "move-to", move_to_cb, "x" },
  { "mark-read", mark_read_cb },
  { "mark-unread", mark_unread_cb },
  { "star", star_cb },
  { "toggle-star", toggle_star_cb, "x" },
  { "undo", undo_cb },
  { "undo-operation", undo_operation_cb, "x" },
  { "reply", reply_cb },
  { "reply-all", reply_all_cb },
  { "forward", forward_cb },
  { "mailto", mailto_cb, "s" },
  { "next", next_cb },
  { "previous", previous_cb },
  { "search", search_cb },
  { "back", back_cb },
  { "next-pane", next_pane_cb },
  { "previous-pane", previous_pane_cb },
  { "escape", escape_cb },
  { "retry", retry_cb },
  { "activity", activity_cb },
  { "menu", menu_cb },
  { "details", details_cb },
  { "show-images", show_images_cb },
  { "view-source", view_source_cb },
  { "save-attachments", save_attachments_cb },
};

void
mailer_window_add_actions (MailerWindow *self)
{
  g_autoptr (GAction) plain_text = g_settings_create_action (self->settings, "plain-text");

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  g_action_map_add_action (G_ACTION_MAP (self), plain_text);
  g_signal_connect_object (self->settings, "changed::plain-text", G_CALLBACK (plain_text_changed_cb), self, G_CONNECT_SWAPPED);
  plain_text_changed_cb (self);
}

static void
set_enabled (MailerWindow *self,
             const char   *name,
             gboolean      is_enabled)
{
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), name)), is_enabled);
}

void
mailer_window_update_actions (MailerWindow *self)
{
  MailerFolder            *folder = mailer_sidebar_get_folder (self->sidebar);
  const MailerFolderRole   role = folder != NULL ? mailer_folder_get_role (folder) : MAILER_FOLDER_ROLE_NONE;
  const gboolean           has_selection = folder != NULL && mailer_list_pane_count_selected (self->list_pane) > 0;
  const gboolean           has_message = mailer_reader_get_message (self->reader) != NULL;
  static const char *const for_selection[] = { "move", "move-to", "mark-read", "mark-unread", "star" };
  static const char *const for_message[] = { "reply", "reply-all", "forward", "details", "view-source" };

  for (gsize i = 0; i < G_N_ELEMENTS (for_selection); i++)
    set_enabled (self, for_selection[i], has_selection);
  for (gsize i = 0; i < G_N_ELEMENTS (for_message); i++)
    set_enabled (self, for_message[i], has_message);
  set_enabled (self, "archive", has_selection && role != MAILER_FOLDER_ROLE_ARCHIVE && role != MAILER_FOLDER_ROLE_ALL);
  set_enabled (self, "trash", has_selection && role != MAILER_FOLDER_ROLE_TRASH);
  set_enabled (self, "junk", has_selection && role != MAILER_FOLDER_ROLE_JUNK);
  set_enabled (self, "undo", self->last_operation != 0);
  set_enabled (self, "save-attachments", mailer_reader_get_has_attachments (self->reader));
  set_enabled (self, "show-images", mailer_reader_get_has_held_images (self->reader));
}
