/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-window-private.h"

#include <glib/gi18n.h>

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
  mailer_engine_act_async (self->engine, verb, folder, (const gint64 *)(gpointer)ids->data,
                           ids->len, target, NULL, act_cb, deed);
}

static void
archive_cb (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       data)
{
  MailerWindow *self = data;
  const guint   n = mailer_list_pane_count_selected (self->list_pane);

  act (self, MAILER_VERB_ARCHIVE, NULL,
       g_strdup_printf (ngettext ("Conversation archived", "%u conversations archived", n), n));
}

static void
trash_cb (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       data)
{
  MailerWindow *self = data;
  const guint   n = mailer_list_pane_count_selected (self->list_pane);

  act (self, MAILER_VERB_TRASH, NULL,
       g_strdup_printf (ngettext ("Conversation moved to the trash",
                                  "%u conversations moved to the trash", n),
                        n));
}

static void
junk_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       data)
{
  MailerWindow *self = data;
  const guint   n = mailer_list_pane_count_selected (self->list_pane);

  act (self, MAILER_VERB_JUNK, NULL,
       g_strdup_printf (ngettext ("Conversation moved to junk", "%u conversations moved to junk",
                                  n),
                        n));
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
  act (self, MAILER_VERB_MOVE, target,
       g_strdup_printf (ngettext ("Conversation moved", "%u conversations moved", n), n));
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

  act (self,
       mailer_list_pane_any_selected_is (self->list_pane, "is-flagged") ? MAILER_VERB_UNSTAR
                                                                        : MAILER_VERB_STAR,
       NULL, NULL);
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
    mailer_engine_act_async (self->engine,
                             mailer_list_pane_is_flagged (self->list_pane, id) ? MAILER_VERB_UNSTAR
                                                                               : MAILER_VERB_STAR,
                             folder, &id, 1, NULL, NULL, act_cb, deed_new (self, NULL));
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

static const GActionEntry verbs[] = {
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
};

void
mailer_window_add_verbs (MailerWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), verbs, G_N_ELEMENTS (verbs), self);
}
