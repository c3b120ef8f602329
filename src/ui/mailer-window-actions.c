/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-window-private.h"

#include "mailer-composer.h"

/* Writing, getting around, and what is asked of the reader and the sidebar; what is done to mail is in
 * mailer-window-verbs.c. */

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

void
mailer_window_focus_pane (MailerWindow *self,
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
  mailer_window_focus_pane (self, pane);
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

  mailer_window_add_verbs (self);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  g_action_map_add_action (G_ACTION_MAP (self), plain_text);
  g_signal_connect_object (self->settings, "changed::plain-text",
                           G_CALLBACK (plain_text_changed_cb), self, G_CONNECT_SWAPPED);
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
