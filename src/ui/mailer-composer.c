/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-composer.h"

#include <glib/gi18n.h>

#include "mailer-composer-attachments.h"
#include "mailer-composer-checks.h"
#include "mailer-composer-line.h"
#include "mailer-composer-private.h"
#include "mailer-composer-saver.h"
#include "mailer-composer-text.h"
#include "mailer-error-text.h"
#include "mailer-recipient-row.h"

struct _MailerComposer
{
  AdwWindow parent_instance;

  /* Template Widgets */
  AdwWindowTitle            *title;
  GtkButton                 *send_button;
  GtkStack                  *send_stack;
  GtkWidget                 *content;
  GtkRevealer               *problem_revealer;
  GtkLabel                  *problem_label;
  GtkWidget                 *from_line;
  GtkDropDown               *from_drop_down;
  MailerRecipientRow        *to_row;
  MailerRecipientRow        *cc_row;
  MailerRecipientRow        *bcc_row;
  GtkWidget                 *copies_button;
  GtkEntry                  *subject_entry;
  MailerComposerText        *text;
  MailerComposerAttachments *attachments;

  /* Owned References */
  MailerEngine         *engine;
  MailerDraft          *draft;
  MailerComposerSaver  *saver;
  GPtrArray            *account_ids;
  GtkFileChooserNative *chooser;

  gboolean is_loading;
  gboolean shows_save_problem;
  gboolean is_prepared;
  gboolean is_busy;
  gboolean may_lack_subject;
  gboolean may_lack_attachment;
};

G_DEFINE_FINAL_TYPE (MailerComposer, mailer_composer, ADW_TYPE_WINDOW)

static void send_message (MailerComposer *self);

/* What stands in the window */

static const char *
get_subject (MailerComposer *self)
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

static const char *
get_account_id (MailerComposer *self)
{
  guint selected = gtk_drop_down_get_selected (self->from_drop_down);

  return selected < self->account_ids->len ? g_ptr_array_index (self->account_ids, selected) : self->draft->account_id;
}

static MailerDraft *
collect_draft (gpointer user_data)
{
  MailerComposer *self = user_data;
  MailerDraft    *draft = mailer_draft_copy (self->draft);

  replace (&draft->account_id, g_strdup (get_account_id (self)));
  replace (&draft->to, g_strdup (mailer_recipient_row_get_text (self->to_row)));
  replace (&draft->cc, g_strdup (mailer_recipient_row_get_text (self->cc_row)));
  replace (&draft->bcc, g_strdup (mailer_recipient_row_get_text (self->bcc_row)));
  replace (&draft->subject, g_strdup (get_subject (self)));
  replace (&draft->text, mailer_composer_text_dup_text (self->text));
  g_ptr_array_set_size (draft->attachments, 0);
  mailer_composer_attachments_collect (self->attachments, draft->attachments);
  return draft;
}

static gboolean
is_blank (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    if (!g_unichar_isspace (g_utf8_get_char (text)))
      return FALSE;

  return TRUE;
}

static gboolean
is_empty (MailerComposer *self)
{
  g_autofree char *text = mailer_composer_text_dup_text (self->text);

  return is_blank (text) && is_blank (get_subject (self)) && is_blank (mailer_recipient_row_get_text (self->to_row)) && is_blank (mailer_recipient_row_get_text (self->cc_row)) && is_blank (mailer_recipient_row_get_text (self->bcc_row)) && mailer_composer_attachments_get_n (self->attachments) == 0;
}

static void
draft_saved (const MailerDraft *draft,
             gpointer           user_data)
{
  MailerComposer *self = user_data;

  mailer_composer_attachments_set_stored (self->attachments, draft->attachments);
}

/* What the window says */

static void
show_problem (MailerComposer *self,
              const char     *problem)
{
  self->shows_save_problem = FALSE;
  gtk_label_set_label (self->problem_label, problem);
  gtk_revealer_set_reveal_child (self->problem_revealer, TRUE);
}

static void
hide_problem (MailerComposer *self)
{
  gtk_revealer_set_reveal_child (self->problem_revealer, FALSE);
}

static void
show_error (MailerComposer *self,
            const char     *what,
            const GError   *error)
{
  g_autofree char *title = mailer_error_text_dup_title (error);
  g_autofree char *body = mailer_error_text_dup_body (error);
  g_autofree char *problem = g_strdup_printf ("%s %s. %s", what, title, body);

  show_problem (self, problem);
}

static void
update_title (MailerComposer *self)
{
  const char *subject = get_subject (self);
  const char *title = is_blank (subject) ? _ ("New Message") : subject;

  gtk_window_set_title (GTK_WINDOW (self), title);
  adw_window_title_set_title (self->title, title);
}

static void
saver_changed_cb (MailerComposer *self)
{
  const char *subtitle = "";

  switch (mailer_composer_saver_get_state (self->saver))
    {
    case MAILER_COMPOSER_SAVER_UNTOUCHED:
      break;
    case MAILER_COMPOSER_SAVER_CHANGED:
    case MAILER_COMPOSER_SAVER_SAVING:
      subtitle = _ ("Saving…");
      break;
    case MAILER_COMPOSER_SAVER_SAVED:
      subtitle = _ ("Saved");
      if (self->shows_save_problem)
        hide_problem (self);
      break;
    case MAILER_COMPOSER_SAVER_FAILED:
      subtitle = _ ("Not saved");
      show_error (self, _ ("The message cannot be saved."), mailer_composer_saver_get_error (self->saver));
      self->shows_save_problem = TRUE;
      break;
    default:
      g_assert_not_reached ();
    }

  adw_window_title_set_subtitle (self->title, subtitle);
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
                          !gtk_widget_get_visible (GTK_WIDGET (self->cc_row)) || !gtk_widget_get_visible (GTK_WIDGET (self->bcc_row)));
}

/* While something is under way the window shows it, and nothing can be changed any more. The focus
 * leaves the texts first, or they would keep the cursor. */
static void
set_busy (MailerComposer *self,
          gboolean        is_busy)
{
  self->is_busy = is_busy;
  if (is_busy)
    gtk_widget_grab_focus (GTK_WIDGET (self->send_button));
  gtk_widget_set_sensitive (self->content, !is_busy);
  gtk_stack_set_visible_child_name (self->send_stack, is_busy ? "busy" : "ready");
}

/* Closing */

static void
forget_draft (MailerComposer *self)
{
  gint64 id = mailer_composer_saver_get_draft_id (self->saver);

  if (id != 0)
    mailer_engine_discard_draft_async (self->engine, id, NULL, NULL, NULL);
}

static void
tell_application (MailerComposer *self,
                  const char     *action,
                  gint64          id)
{
  gtk_widget_activate_action (GTK_WIDGET (self), action, "x", id);
}

static void
settled_for_close_cb (GObject      *source,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr (MailerComposer) self = user_data;

  if (!mailer_composer_saver_settle_finish (MAILER_COMPOSER_SAVER (source), result, NULL))
    {
      mailer_composer_saver_resume (self->saver);
      set_busy (self, FALSE);
      gtk_window_present (GTK_WINDOW (self));
      return;
    }

  if (is_empty (self))
    forget_draft (self);
  else
    tell_application (self, "app.draft-kept", mailer_composer_saver_get_draft_id (self->saver));
  gtk_window_destroy (GTK_WINDOW (self));
}

/* The window is out of sight at once; it comes back when what stands in it cannot be saved. */
static gboolean
mailer_composer_close_request (GtkWindow *window)
{
  MailerComposer *self = MAILER_COMPOSER (window);

  if (self->is_busy)
    return GDK_EVENT_STOP;

  if (mailer_composer_saver_get_state (self->saver) == MAILER_COMPOSER_SAVER_UNTOUCHED)
    {
      if (self->is_prepared)
        forget_draft (self);
      return GDK_EVENT_PROPAGATE;
    }

  set_busy (self, TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  mailer_composer_saver_settle_async (self->saver, TRUE, settled_for_close_cb, g_object_ref (self));
  return GDK_EVENT_STOP;
}

static void
settled_for_discard_cb (GObject      *source,
                        GAsyncResult *result,
                        gpointer      user_data)
{
  g_autoptr (MailerComposer) self = user_data;

  mailer_composer_saver_settle_finish (MAILER_COMPOSER_SAVER (source), result, NULL);
  forget_draft (self);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
discard (MailerComposer *self)
{
  set_busy (self, TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  mailer_composer_saver_settle_async (self->saver, FALSE, settled_for_discard_cb, g_object_ref (self));
}

static void
discard_response_cb (MailerComposer *self,
                     const char     *response)
{
  if (g_strcmp0 (response, "discard") == 0)
    discard (self);
}

static GtkWidget *
ask (MailerComposer *self,
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

static void
discard_action_cb (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  MailerComposer *self = MAILER_COMPOSER (widget);
  GtkWidget      *dialog;

  if (self->is_busy)
    return;

  if (is_empty (self) || (self->is_prepared && mailer_composer_saver_get_state (self->saver) == MAILER_COMPOSER_SAVER_UNTOUCHED))
    {
      discard (self);
      return;
    }

  dialog = ask (self,
                _ ("Discard this message?"),
                _ ("What you have written is lost. If you only close the window, it is kept as a draft."),
                "discard",
                _ ("_Discard"),
                G_CALLBACK (discard_response_cb));
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "discard", ADW_RESPONSE_DESTRUCTIVE);
}

/* Sending */

static void
sent_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (MailerComposer) self = user_data;
  g_autoptr (GError) error = NULL;
  gint64 activity_id = mailer_engine_send_finish (MAILER_ENGINE (source), result, &error);

  if (activity_id < 0)
    {
      set_busy (self, FALSE);
      mailer_composer_saver_resume (self->saver);
      show_error (self, _ ("The message cannot be sent."), error);
      return;
    }

  tell_application (self, "app.message-queued", activity_id);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
settled_for_send_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr (MailerComposer) self = user_data;
  g_autoptr (MailerDraft) draft = NULL;

  if (!mailer_composer_saver_settle_finish (MAILER_COMPOSER_SAVER (source), result, NULL))
    {
      mailer_composer_saver_resume (self->saver);
      set_busy (self, FALSE);
      return;
    }

  draft = collect_draft (self);
  draft->id = mailer_composer_saver_get_draft_id (self->saver);
  mailer_engine_send_async (self->engine, draft, NULL, sent_cb, g_object_ref (self));
}

static gboolean
are_recipients_fine (MailerComposer *self)
{
  MailerRecipientRow *rows[] = { self->to_row, self->cc_row, self->bcc_row };
  guint               n_all = 0;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      guint n = 0;

      if (!mailer_recipient_row_check (rows[i], &n))
        {
          gtk_widget_grab_focus (GTK_WIDGET (rows[i]));
          return FALSE;
        }
      n_all += n;
    }

  if (n_all == 0)
    {
      mailer_recipient_row_show_problem (self->to_row, _ ("Who should get the message? Enter at least one address."));
      gtk_widget_grab_focus (GTK_WIDGET (self->to_row));
    }
  return n_all > 0;
}

static void
subject_response_cb (MailerComposer *self,
                     const char     *response)
{
  if (g_strcmp0 (response, "send") == 0)
    {
      self->may_lack_subject = TRUE;
      send_message (self);
    }
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->subject_entry));
}

static void
attachment_response_cb (MailerComposer *self,
                        const char     *response)
{
  if (g_strcmp0 (response, "send") == 0)
    {
      self->may_lack_attachment = TRUE;
      send_message (self);
    }
}

static gboolean
lacks_attachment (MailerComposer *self)
{
  g_autofree char *text = NULL;

  if (mailer_composer_attachments_get_n (self->attachments) > 0)
    return FALSE;

  text = mailer_composer_text_dup_text (self->text);
  /* Translators: words, separated by semicolons, that tell that something should be attached; English
   * and German ones are known already */
  return mailer_composer_checks_mention_attachment (text, C_ ("words", "attached;attachment"));
}

/* Every doubt is asked about once. */
static gboolean
has_doubts (MailerComposer *self)
{
  if (!self->may_lack_subject && is_blank (get_subject (self)))
    {
      ask (self,
           _ ("Send without a subject?"),
           _ ("A subject helps those who get the message to find it again."),
           "send",
           _ ("_Send"),
           G_CALLBACK (subject_response_cb));
      return TRUE;
    }

  if (!self->may_lack_attachment && lacks_attachment (self))
    {
      ask (self,
           _ ("Send without an attachment?"),
           _ ("The message speaks of something attached, but nothing is attached."),
           "send",
           _ ("_Send"),
           G_CALLBACK (attachment_response_cb));
      return TRUE;
    }

  return FALSE;
}

/* Saved as it stands first: whatever happens next, it is on disk. */
static void
send_message (MailerComposer *self)
{
  if (self->is_busy || !are_recipients_fine (self) || has_doubts (self))
    return;

  hide_problem (self);
  set_busy (self, TRUE);
  mailer_composer_saver_touch (self->saver);
  mailer_composer_saver_settle_async (self->saver, TRUE, settled_for_send_cb, g_object_ref (self));
}

static void
send_action_cb (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  send_message (MAILER_COMPOSER (widget));
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

  GtkWidget *first = gtk_widget_get_visible (GTK_WIDGET (self->cc_row)) ? GTK_WIDGET (self->bcc_row) : GTK_WIDGET (self->cc_row);

  show_copies (self, TRUE, TRUE);
  gtk_widget_grab_focus (first);
}

static void
subject_activated_cb (MailerComposer *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->text));
}

/* Setting up */

static char *
format_sender (const MailerAccountSettings *settings)
{
  if (settings->full_name == NULL || *settings->full_name == '\0')
    return g_strdup (settings->address);

  return g_strdup_printf ("%s <%s>", settings->full_name, settings->address);
}

static void
fill_senders (MailerComposer *self)
{
  GListModel *accounts = mailer_engine_get_accounts (self->engine);
  g_autoptr (GtkStringList) senders = gtk_string_list_new (NULL);
  guint n = g_list_model_get_n_items (accounts);
  guint selected = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (MailerAccount) account = g_list_model_get_item (accounts, i);
      const char *id = mailer_account_get_id (account);

      gtk_string_list_take (senders, format_sender (mailer_account_get_settings (account)));
      g_ptr_array_add (self->account_ids, g_strdup (id));
      if (g_strcmp0 (id, self->draft->account_id) == 0)
        selected = i;
    }

  gtk_drop_down_set_model (self->from_drop_down, G_LIST_MODEL (senders));
  gtk_drop_down_set_selected (self->from_drop_down, selected);
  gtk_widget_set_visible (self->from_line, n > 1);
}

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
               !is_blank (mailer_recipient_row_get_text (self->cc_row)),
               !is_blank (mailer_recipient_row_get_text (self->bcc_row)));
}

/* One begins where something is missing; an answer has its recipients and its subject already. */
static void
focus_first_field (MailerComposer *self)
{
  if (is_blank (mailer_recipient_row_get_text (self->to_row)))
    gtk_widget_grab_focus (GTK_WIDGET (self->to_row));
  else if (is_blank (get_subject (self)))
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
  gtk_widget_class_bind_template_callback (widget_class, hide_problem);
  gtk_widget_class_bind_template_callback (widget_class, show_problem);
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

  gtk_widget_class_install_action (widget_class, "composer.send", NULL, send_action_cb);
  gtk_widget_class_install_action (widget_class, "composer.attach", NULL, attach_action_cb);
  gtk_widget_class_install_action (widget_class, "composer.discard", NULL, discard_action_cb);
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
  fill_senders (self);
  fill_fields (self);
  update_title (self);
  focus_first_field (self);

  self->saver = mailer_composer_saver_new (engine, draft->id, collect_draft, draft_saved, self);
  g_signal_connect_object (self->saver, "changed", G_CALLBACK (saver_changed_cb), self, G_CONNECT_SWAPPED);
  self->is_loading = FALSE;
  return GTK_WINDOW (self);
}
