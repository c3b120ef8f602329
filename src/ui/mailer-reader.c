/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-reader-private.h"

#include <glib/gi18n.h>

#include "mailer-attachment-actions.h"
#include "mailer-link.h"
#include "mailer-reader-data.h"
#include "mailer-source-window.h"
#include "mailer-widget.h"

G_DEFINE_FINAL_TYPE (MailerReader, mailer_reader, ADW_TYPE_BIN)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

GtkWindow *
mailer_reader_get_window (MailerReader *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

static void
reload_cb (MailerReader *self)
{
  if (self->conversation != NULL)
    mailer_reader_load (self);
}

/* What the page says */

static void
toggle_star (MailerReader *self,
             gint64        message_id)
{
  MailerMessage *message = mailer_reader_find_message (self, message_id);
  const gboolean is_starred = message != NULL && (message->flags & MAILER_FLAG_FLAGGED) != 0;

  if (message != NULL)
    mailer_engine_mark_messages_async (self->engine, &message_id, 1,
                                       is_starred ? 0 : MAILER_FLAG_FLAGGED,
                                       is_starred ? MAILER_FLAG_FLAGGED : 0, NULL,
                                       mailer_reader_marked_cb, NULL);
}

static const MailerAttachment *
find_attachment (MailerReader *self,
                 gint64        message_id,
                 int           index)
{
  MailerMessageBody *body = g_hash_table_lookup (self->bodies, &message_id);

  if (body == NULL || index < 0 || (guint)index >= body->attachments->len)
    return NULL;
  return body->attachments->pdata[index];
}

static void
set_current (MailerReader *self,
             gint64        message_id)
{
  if (self->current_id == message_id)
    return;
  self->current_id = message_id;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
message_cb (MailerReader *self,
            const char   *name,
            gint64        message_id,
            int           index)
{
  const MailerAttachment *attachment = find_attachment (self, message_id, index);
  MailerMessage          *message = mailer_reader_find_message (self, message_id);

  if (message == NULL)
    return;
  if (g_str_equal (name, "load"))
    mailer_reader_load_body (self, message_id);
  else if (g_str_equal (name, "shown"))
    mailer_reader_note_shown (self, message_id);
  else if (g_str_equal (name, "current"))
    set_current (self, message_id);
  else if (g_str_equal (name, "star"))
    toggle_star (self, message_id);
  else if (g_str_equal (name, "show-images"))
    mailer_reader_allow_images (self, message);
  else if (g_str_equal (name, "hide-images"))
    mailer_reader_hide_images (self, message);
  else if (g_str_equal (name, "show-images-of-sender") || g_str_equal (name, "hide-images-of-sender"))
    mailer_reader_set_shows_images_of_sender (self, message, name[0] == 's');
  else if (g_str_equal (name, "open-attachment") && attachment != NULL)
    mailer_attachment_open (mailer_reader_get_window (self), self->engine, message_id, attachment);
  else if (g_str_equal (name, "save-attachment") && attachment != NULL)
    mailer_attachment_save (mailer_reader_get_window (self), self->engine, message_id, attachment);
  else if (g_str_equal (name, "view-source"))
    mailer_source_window_present (self->engine, message, mailer_reader_get_window (self));
  else if (g_str_equal (name, "reply"))
    {
      set_current (self, message_id);
      gtk_widget_activate_action (GTK_WIDGET (self), "win.reply", NULL);
    }
}

static void
update_style (MailerReader *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  mailer_web_view_call (self->web_view, "setStyle",
                        mailer_reader_data_new_style (adw_style_manager_get_dark (manager),
                                                      adw_style_manager_get_high_contrast (manager),
                                                      gtk_widget_get_direction (GTK_WIDGET (self))
                                                          == GTK_TEXT_DIR_RTL));
}

static void
style_changed_cb (MailerReader *self)
{
  update_style (self);
  mailer_web_view_call (self->web_view, "reload", NULL);
}

static void
ready_cb (MailerReader *self)
{
  update_style (self);
  if (self->messages != NULL)
    mailer_reader_show_messages (self);
}

static void
unavailable_cb (MailerReader *self)
{
  self->has_no_page = TRUE;
  if (self->messages != NULL)
    mailer_reader_show_messages (self);
}

/* A message that crashes the process would do it again at once: the user decides. */
static void
crashed_cb (MailerReader *self)
{
  if (self->messages == NULL)
    return;
  g_clear_pointer (&self->messages, g_ptr_array_unref);
  adw_status_page_set_title (self->failed_page, _ ("The Message Could Not Be Drawn"));
  adw_status_page_set_description (
      self->failed_page, _ ("It may be too large or damaged. Showing it as plain text may work."));
  gtk_stack_set_visible_child_name (self->stack, "failed");
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
link_activated_cb (MailerReader      *self,
                   const char        *uri,
                   const char *const *texts)
{
  mailer_link_open (mailer_reader_get_window (self), uri, texts);
}

static void
link_hovered_cb (MailerReader *self,
                 const char   *uri)
{
  gtk_revealer_set_reveal_child (self->link_revealer, uri != NULL);
  if (uri != NULL)
    gtk_label_set_label (self->link_label, uri);
}

static void
mailer_reader_root (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (mailer_reader_parent_class)->root (widget);
  g_signal_connect_object (gtk_widget_get_root (widget), "notify::is-active",
                           G_CALLBACK (mailer_reader_queue_mark_read), widget, G_CONNECT_SWAPPED);
}

static void
mailer_reader_unroot (GtkWidget *widget)
{
  g_signal_handlers_disconnect_by_func (gtk_widget_get_root (widget), mailer_reader_queue_mark_read, widget);
  GTK_WIDGET_CLASS (mailer_reader_parent_class)->unroot (widget);
}

static void
mailer_reader_dispose (GObject *object)
{
  MailerReader *self = MAILER_READER (object);

  if (self->engine != NULL)
    mailer_reader_forget (self);
  g_clear_handle_id (&self->read_source, g_source_remove);
  g_clear_handle_id (&self->refresh_source, g_source_remove);
  g_clear_object (&self->conversation_signals);
  g_clear_object (&self->folder);
  g_clear_object (&self->engine);
  G_OBJECT_CLASS (mailer_reader_parent_class)->dispose (object);
}

static void
mailer_reader_finalize (GObject *object)
{
  MailerReader *self = MAILER_READER (object);

  g_array_unref (self->unread);
  g_hash_table_unref (self->bodies);
  g_hash_table_unref (self->failures);
  g_hash_table_unref (self->verified);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (mailer_reader_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/org/example/Mailer/ui/mailer-reader.ui");
  gtk_widget_class_bind_template_child (widget_class, MailerReader, header_bar);
  gtk_widget_class_bind_template_child (widget_class, MailerReader, back_button);
  gtk_widget_class_bind_template_child (widget_class, MailerReader, forward_button);
  gtk_widget_class_bind_template_child (widget_class, MailerReader, reply_all_button);
  gtk_widget_class_bind_template_child (widget_class, MailerReader, move_button);
  gtk_widget_class_bind_template_child (widget_class, MailerReader, menu_button);
  gtk_widget_class_bind_template_child (widget_class, MailerReader, stack);
  gtk_widget_class_bind_template_child (widget_class, MailerReader, none_page);
  gtk_widget_class_bind_template_child (widget_class, MailerReader, failed_page);
  gtk_widget_class_bind_template_child (widget_class, MailerReader, text_view);
  gtk_widget_class_bind_template_child (widget_class, MailerReader, web_view);
  gtk_widget_class_bind_template_child (widget_class, MailerReader, link_revealer);
  gtk_widget_class_bind_template_child (widget_class, MailerReader, link_label);
  gtk_widget_class_bind_template_callback (widget_class, reload_cb);
  gtk_widget_class_bind_template_callback (widget_class, ready_cb);
  gtk_widget_class_bind_template_callback (widget_class, unavailable_cb);
  gtk_widget_class_bind_template_callback (widget_class, crashed_cb);
  gtk_widget_class_bind_template_callback (widget_class, message_cb);
  gtk_widget_class_bind_template_callback (widget_class, link_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, link_hovered_cb);
}

static void
mailer_reader_class_init (MailerReaderClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = mailer_reader_dispose;
  object_class->finalize = mailer_reader_finalize;
  widget_class->root = mailer_reader_root;
  widget_class->unroot = mailer_reader_unroot;
  signals[SIGNAL_CHANGED] = mailer_widget_add_signal (klass, "changed");
  g_type_ensure (MAILER_TYPE_WEB_VIEW);
  bind_template (widget_class);
}

static void
mailer_reader_init (MailerReader *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  self->bodies = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify)mailer_message_body_unref);
  self->failures = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify)g_error_free);
  self->verified = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->unread = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  self->conversation_signals = g_signal_group_new (MAILER_TYPE_CONVERSATION);
  g_signal_group_connect_swapped (self->conversation_signals, "notify", G_CALLBACK (mailer_reader_queue_refresh), self);
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (style_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (style_changed_cb), self, G_CONNECT_SWAPPED);
  mailer_reader_show_none (self, 0);
}

void
mailer_reader_set_engine (MailerReader *self,
                          MailerEngine *engine)
{
  g_return_if_fail (MAILER_IS_READER (self));

  g_set_object (&self->engine, engine);
  mailer_web_view_set_engine (self->web_view, engine);
}

void
mailer_reader_show (MailerReader       *self,
                    MailerFolder       *folder,
                    MailerConversation *conversation)
{
  g_autoptr (MailerConversation) held = NULL;

  g_return_if_fail (MAILER_IS_READER (self));

  if (self->conversation == conversation && self->folder == folder)
    return;
  held = g_object_ref (conversation);
  mailer_reader_forget (self);
  g_set_object (&self->folder, folder);
  self->conversation = g_steal_pointer (&held);
  g_signal_group_set_target (self->conversation_signals, conversation);
  mailer_reader_load (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
mailer_reader_show_none (MailerReader *self,
                         guint         n_selected)
{
  g_autofree char *title = NULL;

  g_return_if_fail (MAILER_IS_READER (self));

  mailer_reader_forget (self);
  mailer_web_view_call (self->web_view, "clear", NULL);
  if (n_selected > 1)
    title = g_strdup_printf (ngettext ("%u Conversation Selected", "%u Conversations Selected",
                                       n_selected),
                             n_selected);
  adw_status_page_set_title (self->none_page, title != NULL ? title : _ ("No Conversation Selected"));
  gtk_stack_set_visible_child_name (self->stack, "none");
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
mailer_reader_set_is_plain_text (MailerReader *self,
                                 gboolean      is_plain_text)
{
  g_return_if_fail (MAILER_IS_READER (self));

  if (self->is_plain_text == is_plain_text)
    return;
  self->is_plain_text = is_plain_text;
  mailer_web_view_call (self->web_view, "reload", NULL);
}

void
mailer_reader_grab_focus (MailerReader *self)
{
  g_return_if_fail (MAILER_IS_READER (self));

  self->wants_focus = !gtk_widget_child_focus (gtk_stack_get_visible_child (self->stack), GTK_DIR_TAB_FORWARD);
}

void
mailer_reader_set_shows (MailerReader *self,
                         gboolean      back,
                         gboolean      start,
                         gboolean      end)
{
  g_return_if_fail (MAILER_IS_READER (self));

  gtk_widget_set_visible (self->back_button, back);
  /* On its own the page is narrow: what is in the menu too makes room. */
  gtk_widget_set_visible (self->reply_all_button, !back);
  gtk_widget_set_visible (self->forward_button, !back);
  gtk_widget_set_visible (self->move_button, !back);
  adw_header_bar_set_show_start_title_buttons (self->header_bar, start);
  adw_header_bar_set_show_end_title_buttons (self->header_bar, end);
}
