/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-composer-drafts.h"

#include <glib/gi18n.h>

#include "mailer-composer.h"
#include "mailer-error-text.h"
#include "mailer-widget.h"

struct _MailerComposerDrafts
{
  AdwWindow parent_instance;

  /* Template Widgets */
  GtkStack      *pages;
  GtkListBox    *list;
  AdwStatusPage *failed_page;

  /* Owned References */
  MailerEngine *engine;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (MailerComposerDrafts, mailer_composer_drafts, ADW_TYPE_WINDOW)

/**
 * RowTarget:
 * @self: (nullable): weak
 *
 * Which draft a button of a row is about.
 */
typedef struct
{
  MailerComposerDrafts *self;
  AdwActionRow         *row;
  gint64                draft_id;
} RowTarget;

static RowTarget *
row_target_new (MailerComposerDrafts *self,
                AdwActionRow         *row,
                gint64                draft_id)
{
  RowTarget *target = g_new0 (RowTarget, 1);

  g_set_weak_pointer (&target->self, self);
  g_set_weak_pointer (&target->row, row);
  target->draft_id = draft_id;
  return target;
}

static void
row_target_free (RowTarget *target)
{
  g_clear_weak_pointer (&target->self);
  g_clear_weak_pointer (&target->row);
  g_free (target);
}

static void
row_target_free_notify (gpointer  target,
                        GClosure *closure)
{
  row_target_free (target);
}

/* Every page takes the focus: without one a keyboard is not heard, and a screen reader has nothing to say. */
static void
show_page (MailerComposerDrafts *self,
           const char           *name)
{
  GtkWidget *page;

  gtk_stack_set_visible_child_name (self->pages, name);
  page = gtk_stack_get_visible_child (self->pages);
  if (gtk_widget_get_focusable (page))
    gtk_window_set_focus (GTK_WINDOW (self), page);
  else
    gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD);
}

static void
show_suitable_page (MailerComposerDrafts *self)
{
  show_page (self, gtk_list_box_get_row_at_index (self->list, 0) != NULL ? "list" : "empty");
}

static void
open_cb (AdwActionRow *row,
         RowTarget    *target)
{
  MailerComposerDrafts *self = target->self;
  GtkWindow            *parent = gtk_window_get_transient_for (GTK_WINDOW (self));

  mailer_composer_open_draft (self->engine, target->draft_id, parent);
  gtk_window_close (GTK_WINDOW (self));
}

static void
discarded_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  RowTarget *target = user_data;
  g_autoptr (GError) error = NULL;

  if (!mailer_engine_discard_draft_finish (MAILER_ENGINE (source), result, &error))
    {
      if (target->row != NULL)
        {
          g_autofree char *title = mailer_error_text_dup_title (error);

          adw_action_row_set_subtitle (target->row, title);
          gtk_widget_set_sensitive (GTK_WIDGET (target->row), TRUE);
        }
    }
  else if (target->self != NULL && target->row != NULL)
    {
      gtk_list_box_remove (target->self->list, GTK_WIDGET (target->row));
      show_suitable_page (target->self);
    }

  row_target_free (target);
}

static void
discard_response_cb (AdwMessageDialog *dialog,
                     const char       *response,
                     RowTarget        *target)
{
  if (g_strcmp0 (response, "discard") != 0 || target->self == NULL || target->row == NULL)
    return;

  gtk_widget_set_sensitive (GTK_WIDGET (target->row), FALSE);
  mailer_engine_discard_draft_async (target->self->engine,
                                     target->draft_id,
                                     target->self->cancellable,
                                     discarded_cb,
                                     row_target_new (target->self, target->row, target->draft_id));
}

static void
discard_cb (GtkButton *button,
            RowTarget *target)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (target->self),
                                              _ ("Discard this draft?"),
                                              _ ("What you have written is lost."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "discard",
                                    _ ("_Discard"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "discard", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_data (dialog,
                         "response",
                         G_CALLBACK (discard_response_cb),
                         row_target_new (target->self, target->row, target->draft_id),
                         row_target_free_notify,
                         0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static GtkWidget *
make_discard_button (MailerComposerDrafts *self,
                     AdwActionRow         *row,
                     gint64                draft_id)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("Discard Draft"));
  mailer_widget_set_label (button, _ ("Discard Draft"));
  g_signal_connect_data (button,
                         "clicked",
                         G_CALLBACK (discard_cb),
                         row_target_new (self, row, draft_id),
                         row_target_free_notify,
                         0);
  return button;
}

static void
append_draft (MailerComposerDrafts *self,
              const MailerDraft    *draft)
{
  AdwActionRow *row = ADW_ACTION_ROW (adw_action_row_new ());
  gboolean      has_subject = draft->subject != NULL && *draft->subject != '\0';
  gboolean      has_people = draft->to != NULL && *draft->to != '\0';

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), has_subject ? draft->subject : _ ("No subject"));
  adw_action_row_set_subtitle (row, has_people ? draft->to : _ ("To nobody yet"));
  adw_action_row_set_title_lines (row, 1);
  adw_action_row_set_subtitle_lines (row, 1);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  adw_action_row_add_suffix (row, make_discard_button (self, row, draft->id));
  g_signal_connect_data (row,
                         "activated",
                         G_CALLBACK (open_cb),
                         row_target_new (self, row, draft->id),
                         row_target_free_notify,
                         0);
  gtk_list_box_append (self->list, GTK_WIDGET (row));
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (MailerComposerDrafts) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) drafts = mailer_engine_list_drafts_finish (MAILER_ENGINE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (drafts == NULL)
    {
      g_autofree char *title = mailer_error_text_dup_title (error);
      g_autofree char *body = mailer_error_text_dup_body (error);

      adw_status_page_set_title (self->failed_page, title);
      adw_status_page_set_description (self->failed_page, body);
      show_page (self, "failed");
      return;
    }

  for (guint i = 0; i < drafts->len; i++)
    append_draft (self, g_ptr_array_index (drafts, i));
  show_suitable_page (self);
}

static void
mailer_composer_drafts_dispose (GObject *object)
{
  MailerComposerDrafts *self = MAILER_COMPOSER_DRAFTS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (mailer_composer_drafts_parent_class)->dispose (object);
}

static void
mailer_composer_drafts_finalize (GObject *object)
{
  MailerComposerDrafts *self = MAILER_COMPOSER_DRAFTS (object);

  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (mailer_composer_drafts_parent_class)->finalize (object);
}

static void
mailer_composer_drafts_class_init (MailerComposerDraftsClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mailer_composer_drafts_dispose;
  object_class->finalize = mailer_composer_drafts_finalize;

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/example/Mailer/ui/mailer-composer-drafts.ui");
  gtk_widget_class_bind_template_child (widget_class, MailerComposerDrafts, pages);
  gtk_widget_class_bind_template_child (widget_class, MailerComposerDrafts, list);
  gtk_widget_class_bind_template_child (widget_class, MailerComposerDrafts, failed_page);
}

static void
mailer_composer_drafts_init (MailerComposerDrafts *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

GtkWindow *
mailer_composer_drafts_new (MailerEngine *engine)
{
  MailerComposerDrafts *self;

  g_return_val_if_fail (MAILER_IS_ENGINE (engine), NULL);

  self = g_object_new (MAILER_TYPE_COMPOSER_DRAFTS, NULL);
  self->engine = g_object_ref (engine);
  mailer_engine_list_drafts_async (engine, self->cancellable, listed_cb, g_object_ref (self));
  return GTK_WINDOW (self);
}
