/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-composer-private.h"

#include <glib/gi18n.h>

#include "mailer-composer-line.h"
#include "mailer-error-text.h"

G_DEFINE_FINAL_TYPE (MailerComposer, mailer_composer, ADW_TYPE_WINDOW)

/* What stands in the window */

const char *
mailer_composer_get_subject (MailerComposer *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->subject_entry));
}

static void
replace (char **field,
         char  *value)
{
  g_free (*field);
  *field = value;
}

MailerDraft *
mailer_composer_collect_draft (gpointer user_data)
{
  MailerComposer *self = user_data;
  MailerDraft    *draft = mailer_draft_copy (self->draft);

  replace (&draft->account_id, g_strdup (mailer_composer_get_account_id (self)));
  replace (&draft->to, g_strdup (mailer_recipient_row_get_text (self->to_row)));
  replace (&draft->cc, g_strdup (mailer_recipient_row_get_text (self->cc_row)));
  replace (&draft->bcc, g_strdup (mailer_recipient_row_get_text (self->bcc_row)));
  replace (&draft->subject, g_strdup (mailer_composer_get_subject (self)));
  replace (&draft->text, mailer_composer_text_dup_text (self->text));
  g_ptr_array_set_size (draft->attachments, 0);
  mailer_composer_attachments_collect (self->attachments, draft);
  return draft;
}

gboolean
mailer_composer_is_blank (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    if (!g_unichar_isspace (g_utf8_get_char (text)))
      return FALSE;

  return TRUE;
}

gboolean
mailer_composer_is_empty (MailerComposer *self)
{
  g_autofree char *text = mailer_composer_text_dup_text (self->text);

  return mailer_composer_is_blank (text)
         && mailer_composer_is_blank (mailer_composer_get_subject (self))
         && mailer_composer_is_blank (mailer_recipient_row_get_text (self->to_row))
         && mailer_composer_is_blank (mailer_recipient_row_get_text (self->cc_row))
         && mailer_composer_is_blank (mailer_recipient_row_get_text (self->bcc_row))
         && mailer_composer_attachments_get_n (self->attachments) == 0;
}

static void
draft_saved (const MailerDraft *draft,
             gpointer           user_data)
{
  MailerComposer *self = user_data;

  mailer_composer_attachments_set_draft (self->attachments, self->engine, draft->id);
}

/* What the window says */

void
mailer_composer_show_problem (MailerComposer *self,
                              const char     *problem)
{
  self->shows_save_problem = FALSE;
  gtk_label_set_label (self->problem_label, problem);
  gtk_revealer_set_reveal_child (self->problem_revealer, TRUE);
}

void
mailer_composer_hide_problem (MailerComposer *self)
{
  gtk_revealer_set_reveal_child (self->problem_revealer, FALSE);
}

void
mailer_composer_show_error (MailerComposer *self,
                            const char     *what,
                            const GError   *error)
{
  g_autofree char *title = mailer_error_text_dup_title (error);
  g_autofree char *body = mailer_error_text_dup_body (error);
  g_autofree char *problem = g_strdup_printf ("%s %s. %s", what, title, body);

  mailer_composer_show_problem (self, problem);
}

static void
update_title (MailerComposer *self)
{
  const char *subject = mailer_composer_get_subject (self);
  const char *title = mailer_composer_is_blank (subject) ? _ ("New Message") : subject;

  gtk_window_set_title (GTK_WINDOW (self), title);
  adw_window_title_set_title (self->title, title);
}

static const char *
get_subtitle (MailerComposer *self)
{
  switch (mailer_composer_saver_get_state (self->saver))
    {
    case MAILER_COMPOSER_SAVER_CHANGED:
    case MAILER_COMPOSER_SAVER_SAVING:
      return _ ("Saving…");
    case MAILER_COMPOSER_SAVER_SAVED:
      return mailer_composer_attachments_is_complete (self->attachments) ? _ ("Saved") : _ ("Attaching…");
    case MAILER_COMPOSER_SAVER_FAILED:
      return _ ("Not saved");
    case MAILER_COMPOSER_SAVER_UNTOUCHED:
    default:
      return "";
    }
}

static void
saver_changed_cb (MailerComposer *self)
{
  const MailerComposerSaverState state = mailer_composer_saver_get_state (self->saver);

  adw_window_title_set_subtitle (self->title, get_subtitle (self));
  if (state == MAILER_COMPOSER_SAVER_FAILED)
    {
      mailer_composer_stop_waiting (self);
      if (self->account_ids->len == 0)
        mailer_composer_show_problem (
            self,
            _ ("The message cannot be saved. There is no account left; it is saved as soon as one is added."));
      else
        mailer_composer_show_error (self, _ ("The message cannot be saved."),
                                    mailer_composer_saver_get_error (self->saver));
      self->shows_save_problem = TRUE;
    }
  else if (state == MAILER_COMPOSER_SAVER_SAVED && self->shows_save_problem)
    mailer_composer_hide_problem (self);
}

static void
attached_cb (MailerComposer *self)
{
  adw_window_title_set_subtitle (self->title, get_subtitle (self));
  mailer_composer_go_on (self);
}

static void
attachment_problem_cb (MailerComposer *self,
                       const char     *problem)
{
  mailer_composer_stop_waiting (self);
  mailer_composer_show_problem (self, problem);
}

static void
edited_cb (MailerComposer *self)
{
  if (self->is_loading || self->saver == NULL)
    return;

  update_title (self);
  mailer_composer_saver_touch (self->saver);
}

static void
show_copies (MailerComposer *self,
             gboolean        cc,
             gboolean        bcc)
{
  if (cc)
    gtk_widget_set_visible (GTK_WIDGET (self->cc_row), TRUE);
  if (bcc)
    gtk_widget_set_visible (GTK_WIDGET (self->bcc_row), TRUE);
  gtk_widget_set_visible (self->copies_button,
                          !gtk_widget_get_visible (GTK_WIDGET (self->cc_row))
                              || !gtk_widget_get_visible (GTK_WIDGET (self->bcc_row)));
}

/* While something is under way the window shows it, and nothing can be changed any more. The focus
 * leaves the texts first, or they would keep the cursor. */
void
mailer_composer_set_busy (MailerComposer *self,
                          gboolean        is_busy)
{
  self->is_busy = is_busy;
  if (is_busy)
    gtk_widget_grab_focus (GTK_WIDGET (self->send_button));
  gtk_widget_set_sensitive (self->content, !is_busy);
  gtk_stack_set_visible_child_name (self->send_stack, is_busy ? "busy" : "ready");
}

void
mailer_composer_tell_application (MailerComposer *self,
                                  const char     *action,
                                  gint64          id)
{
  gtk_widget_activate_action (GTK_WIDGET (self), action, "x", id);
}

GtkWidget *
mailer_composer_ask (MailerComposer *self,
                     const char     *heading,
                     const char     *body,
                     const char     *response,
                     const char     *label,
                     GCallback       callback)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), heading, body);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Keep Writing"), response, label, NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", callback, self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
  return dialog;
}

/* Attaching */

static void
chooser_response_cb (MailerComposer *self,
                     int             response)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GListModel) model = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (self->chooser));
      GSList *files = NULL;

      for (guint i = g_list_model_get_n_items (model); i > 0; i--)
        files = g_slist_prepend (files, g_list_model_get_item (model, i - 1));
      mailer_composer_attachments_add_files (self->attachments, files);
      g_slist_free_full (files, g_object_unref);
    }

  g_clear_object (&self->chooser);
}

static void
attach_action_cb (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  MailerComposer *self = MAILER_COMPOSER (widget);

  if (self->is_busy || self->chooser != NULL)
    return;

  self->chooser = gtk_file_chooser_native_new (_ ("Attach Files"),
                                               GTK_WINDOW (self),
                                               GTK_FILE_CHOOSER_ACTION_OPEN,
                                               _ ("_Attach"),
                                               _ ("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chooser_response_cb), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
add_file_list (MailerComposer *self,
               GdkFileList    *list)
{
  g_autoptr (GSList) files = gdk_file_list_get_files (list);

  mailer_composer_attachments_add_files (self->attachments, files);
}

static gboolean
dropped_cb (MailerComposer *self,
            const GValue   *value)
{
  if (self->is_busy)
    return FALSE;

  add_file_list (self, g_value_get_boxed (value));
  return TRUE;
}

static void
copies_action_cb (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  MailerComposer *self = MAILER_COMPOSER (widget);

  GtkWidget *first = gtk_widget_get_visible (GTK_WIDGET (self->cc_row)) ? GTK_WIDGET (self->bcc_row)
                                                                        : GTK_WIDGET (self->cc_row);

  show_copies (self, TRUE, TRUE);
  gtk_widget_grab_focus (first);
}

static void
subject_activated_cb (MailerComposer *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->text));
}

/* Setting up */

static void
fill_fields (MailerComposer *self)
{
  const MailerDraft *draft = self->draft;

  mailer_recipient_row_set_text (self->to_row, draft->to != NULL ? draft->to : "");
  mailer_recipient_row_set_text (self->cc_row, draft->cc != NULL ? draft->cc : "");
  mailer_recipient_row_set_text (self->bcc_row, draft->bcc != NULL ? draft->bcc : "");
  gtk_editable_set_text (GTK_EDITABLE (self->subject_entry), draft->subject != NULL ? draft->subject : "");
  mailer_composer_text_set_text (self->text, draft->text != NULL ? draft->text : "");

  for (guint i = 0; i < draft->attachments->len; i++)
    mailer_composer_attachments_add (self->attachments, g_ptr_array_index (draft->attachments, i));

  show_copies (self,
               !mailer_composer_is_blank (mailer_recipient_row_get_text (self->cc_row)),
               !mailer_composer_is_blank (mailer_recipient_row_get_text (self->bcc_row)));
}

/* One begins where something is missing; an answer has its recipients and its subject already. */
static void
focus_first_field (MailerComposer *self)
{
  if (mailer_composer_is_blank (mailer_recipient_row_get_text (self->to_row)))
    gtk_widget_grab_focus (GTK_WIDGET (self->to_row));
  else if (mailer_composer_is_blank (mailer_composer_get_subject (self)))
    gtk_widget_grab_focus (GTK_WIDGET (self->subject_entry));
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->text));
}

static void
add_drop_target (MailerComposer *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  /* Before the text takes the files' names. */
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (target), GTK_PHASE_CAPTURE);
  g_signal_connect_object (target, "drop", G_CALLBACK (dropped_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->content, GTK_EVENT_CONTROLLER (target));
}

static void
mailer_composer_dispose (GObject *object)
{
  MailerComposer *self = MAILER_COMPOSER (object);

  if (self->saver != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->saver, self);
      mailer_composer_saver_stop (self->saver);
    }
  g_clear_object (&self->saver);
  g_clear_object (&self->chooser);
  g_clear_object (&self->engine);
  g_clear_pointer (&self->draft, mailer_draft_free);

  G_OBJECT_CLASS (mailer_composer_parent_class)->dispose (object);
}

static void
mailer_composer_finalize (GObject *object)
{
  MailerComposer *self = MAILER_COMPOSER (object);

  g_clear_pointer (&self->account_ids, g_ptr_array_unref);

  G_OBJECT_CLASS (mailer_composer_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/org/example/Mailer/ui/mailer-composer.ui");
  gtk_widget_class_bind_template_child (widget_class, MailerComposer, title);
  gtk_widget_class_bind_template_child (widget_class, MailerComposer, send_button);
  gtk_widget_class_bind_template_child (widget_class, MailerComposer, send_stack);
  gtk_widget_class_bind_template_child (widget_class, MailerComposer, content);
  gtk_widget_class_bind_template_child (widget_class, MailerComposer, problem_revealer);
  gtk_widget_class_bind_template_child (widget_class, MailerComposer, problem_label);
  gtk_widget_class_bind_template_child (widget_class, MailerComposer, waiting_revealer);
  gtk_widget_class_bind_template_child (widget_class, MailerComposer, waiting_label);
  gtk_widget_class_bind_template_child (widget_class, MailerComposer, from_line);
  gtk_widget_class_bind_template_child (widget_class, MailerComposer, from_drop_down);
  gtk_widget_class_bind_template_child (widget_class, MailerComposer, to_row);
  gtk_widget_class_bind_template_child (widget_class, MailerComposer, cc_row);
  gtk_widget_class_bind_template_child (widget_class, MailerComposer, bcc_row);
  gtk_widget_class_bind_template_child (widget_class, MailerComposer, copies_button);
  gtk_widget_class_bind_template_child (widget_class, MailerComposer, subject_entry);
  gtk_widget_class_bind_template_child (widget_class, MailerComposer, text);
  gtk_widget_class_bind_template_child (widget_class, MailerComposer, attachments);
  gtk_widget_class_bind_template_callback (widget_class, edited_cb);
  gtk_widget_class_bind_template_callback (widget_class, mailer_composer_hide_problem);
  gtk_widget_class_bind_template_callback (widget_class, mailer_composer_stop_waiting);
  gtk_widget_class_bind_template_callback (widget_class, attached_cb);
  gtk_widget_class_bind_template_callback (widget_class, attachment_problem_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_file_list);
  gtk_widget_class_bind_template_callback (widget_class, subject_activated_cb);
}

static void
mailer_composer_class_init (MailerComposerClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mailer_composer_dispose;
  object_class->finalize = mailer_composer_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = mailer_composer_close_request;

  gtk_widget_class_install_action (widget_class, "composer.send", NULL, mailer_composer_send_action_cb);
  gtk_widget_class_install_action (widget_class, "composer.attach", NULL, attach_action_cb);
  gtk_widget_class_install_action (widget_class, "composer.discard", NULL, mailer_composer_discard_action_cb);
  gtk_widget_class_install_action (widget_class, "composer.show-copies", NULL, copies_action_cb);

  g_type_ensure (MAILER_TYPE_RECIPIENT_ROW);
  g_type_ensure (MAILER_TYPE_COMPOSER_TEXT);
  g_type_ensure (MAILER_TYPE_COMPOSER_ATTACHMENTS);
  bind_template (widget_class);
}

static void
mailer_composer_init (MailerComposer *self)
{
  self->is_loading = TRUE;
  self->account_ids = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  mailer_recipient_row_add_suffix (self->to_row, self->copies_button);
  mailer_composer_line_keep_single (GTK_EDITABLE (self->subject_entry), " ");
  add_drop_target (self);
}

void
mailer_composer_set_is_prepared (MailerComposer *self)
{
  g_return_if_fail (MAILER_IS_COMPOSER (self));

  self->is_prepared = TRUE;
}

gint64
mailer_composer_get_draft_id (MailerComposer *self)
{
  g_return_val_if_fail (MAILER_IS_COMPOSER (self), 0);

  return mailer_composer_saver_get_draft_id (self->saver);
}

GtkWindow *
mailer_composer_new (MailerEngine      *engine,
                     const MailerDraft *draft)
{
  MailerComposer *self;

  g_return_val_if_fail (MAILER_IS_ENGINE (engine), NULL);
  g_return_val_if_fail (draft != NULL, NULL);

  self = g_object_new (MAILER_TYPE_COMPOSER, "application", g_application_get_default (), NULL);
  self->engine = g_object_ref (engine);
  self->draft = mailer_draft_copy (draft);
  mailer_composer_follow_accounts (self);
  fill_fields (self);
  update_title (self);
  focus_first_field (self);
  if (draft->id != 0)
    mailer_composer_attachments_set_draft (self->attachments, engine, draft->id);

  self->saver = mailer_composer_saver_new (engine, draft->id, mailer_composer_collect_draft, draft_saved, self);
  g_signal_connect_object (self->saver, "changed", G_CALLBACK (saver_changed_cb), self, G_CONNECT_SWAPPED);
  self->is_loading = FALSE;
  return GTK_WINDOW (self);
}
