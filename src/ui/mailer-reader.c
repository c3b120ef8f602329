/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-reader.h"

#include <glib/gi18n.h>

#include "mailer-attachment-actions.h"
#include "mailer-error-text.h"
#include "mailer-link.h"
#include "mailer-move-popover.h"
#include "mailer-reader-data.h"
#include "mailer-source-window.h"
#include "mailer-web-view.h"

/* A conversation that is only passed by with the arrow keys stays unread. */
#define READ_DELAY_MS 400
/* Changes of a conversation come in bunches. */
#define REFRESH_DELAY_MS 80

/* The page asks for the bodies of the messages that stand open in it; the reader asks the engine, and what
 * comes back for another conversation than the shown one was cancelled. */
struct _MailerReader
{
  AdwBin parent_instance;

  /* Template Widgets */
  AdwHeaderBar      *header_bar;
  GtkWidget         *back_button;
  GtkWidget         *forward_button;
  GtkWidget         *reply_all_button;
  GtkWidget         *move_button;
  MailerMovePopover *move_popover;
  GtkMenuButton     *menu_button;
  GtkStack          *stack;
  AdwStatusPage     *none_page;
  AdwStatusPage     *failed_page;
  GtkTextView       *text_view;
  MailerWebView     *web_view;
  GtkRevealer       *link_revealer;
  GtkLabel          *link_label;

  /* Owned References */
  MailerEngine       *engine;
  MailerFolder       *folder;
  MailerConversation *conversation;
  GSignalGroup       *conversation_signals;
  GPtrArray          *messages; /* (nullable) (element-type MailerMessage) */
  GHashTable         *bodies;   /* (element-type gint64 MailerMessageBody) */
  GArray             *unread;   /* (element-type gint64): shown, but not marked yet */
  GCancellable       *cancellable;

  gint64   current_id;
  guint    read_source;
  guint    refresh_source;
  gboolean is_plain_text;
  gboolean has_no_page; /* the web view is not to be had: everything is plain text */
};

G_DEFINE_FINAL_TYPE (MailerReader, mailer_reader, ADW_TYPE_BIN)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void load_body (MailerReader *self, gint64 message_id);

static MailerMessage *
find_message (MailerReader *self,
              gint64        id)
{
  for (guint i = 0; self->messages != NULL && i < self->messages->len; i++)
    if (((MailerMessage *)self->messages->pdata[i])->id == id)
      return self->messages->pdata[i];
  return NULL;
}

static GtkWindow *
get_window (MailerReader *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

static const char *
get_own_address (MailerReader *self)
{
  MailerAccount *account = self->folder != NULL ? mailer_engine_find_account (self->engine, mailer_folder_get_account_id (self->folder)) : NULL;

  return account != NULL ? mailer_account_get_settings (account)->address : NULL;
}

/* Marking as read */

static gboolean
mark_read_cb (gpointer data)
{
  MailerReader *self = data;

  self->read_source = 0;
  if (self->unread->len > 0)
    mailer_engine_mark_messages_async (self->engine, (const gint64 *)(gpointer)self->unread->data, self->unread->len, MAILER_FLAG_SEEN, 0, NULL, NULL, NULL);
  g_array_set_size (self->unread, 0);
  return G_SOURCE_REMOVE;
}

/* Nobody reads in a window that is not the active one. */
static void
queue_mark_read (MailerReader *self)
{
  GtkWindow *window = get_window (self);

  if (self->unread->len > 0 && self->read_source == 0 && window != NULL && gtk_window_is_active (window))
    self->read_source = g_timeout_add (READ_DELAY_MS, mark_read_cb, self);
}

static void
note_shown (MailerReader *self,
            gint64        id)
{
  MailerMessage *message = find_message (self, id);

  if (message == NULL || (message->flags & MAILER_FLAG_SEEN) != 0)
    return;
  for (guint i = 0; i < self->unread->len; i++)
    if (g_array_index (self->unread, gint64, i) == id)
      return;
  g_array_append_val (self->unread, id);
  queue_mark_read (self);
}

/* Showing */

static void
show_as_text (MailerReader *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->messages->len; i++)
    {
      MailerMessage     *message = self->messages->pdata[i];
      MailerMessageBody *body = g_hash_table_lookup (self->bodies, &message->id);
      g_autofree char   *part = body != NULL ? mailer_reader_data_dup_text (message, body) : NULL;

      if (part == NULL)
        load_body (self, message->id);
      else
        g_string_append_printf (text, "%s%s", text->len > 0 ? "\n────────\n\n" : "", part);
    }
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text_view), text->str, (int)text->len);
  gtk_stack_set_visible_child_name (self->stack, "text");
}

static void
show_messages (MailerReader *self)
{
  if (self->messages == NULL)
    return;
  if (self->has_no_page)
    {
      show_as_text (self);
      return;
    }
  gtk_stack_set_visible_child_name (self->stack, "page");
  mailer_web_view_call (self->web_view, "show", mailer_reader_data_new_conversation (self->messages, get_own_address (self)));
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (MailerReader) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) messages = mailer_engine_load_conversation_finish (MAILER_ENGINE (source), result, &error);
  g_autofree char *title = NULL;
  g_autofree char *body = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->conversation == NULL)
    return;
  if (messages != NULL && messages->len > 0)
    {
      self->messages = g_steal_pointer (&messages);
      show_messages (self);
      g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
      return;
    }
  title = mailer_error_text_dup_title (error);
  body = mailer_error_text_dup_body (error);
  adw_status_page_set_title (self->failed_page, title);
  adw_status_page_set_description (self->failed_page, body);
  gtk_stack_set_visible_child_name (self->stack, "failed");
}

static void
refreshed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr (MailerReader) self = data;
  g_autoptr (GPtrArray) messages = mailer_engine_load_conversation_finish (MAILER_ENGINE (source), result, NULL);

  /* It goes from the list when it is empty: nothing to do here. */
  if (messages == NULL || messages->len == 0 || self->conversation == NULL || self->messages == NULL)
    return;
  g_ptr_array_unref (self->messages);
  self->messages = g_steal_pointer (&messages);
  if (self->has_no_page)
    show_as_text (self);
  else
    mailer_web_view_call (self->web_view, "refresh", mailer_reader_data_new_conversation (self->messages, get_own_address (self)));
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static gboolean
refresh_cb (gpointer data)
{
  MailerReader *self = data;

  self->refresh_source = 0;
  if (self->conversation != NULL && self->messages != NULL)
    mailer_engine_load_conversation_async (self->engine, self->folder, mailer_conversation_get_id (self->conversation), self->cancellable, refreshed_cb, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
conversation_changed_cb (MailerReader *self)
{
  if (self->refresh_source == 0)
    self->refresh_source = g_timeout_add (REFRESH_DELAY_MS, refresh_cb, self);
}

/* Forgets the shown conversation and everything that is under way for it. */
static void
forget (MailerReader *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  g_clear_handle_id (&self->read_source, g_source_remove);
  g_clear_handle_id (&self->refresh_source, g_source_remove);
  g_array_set_size (self->unread, 0);
  g_hash_table_remove_all (self->bodies);
  g_clear_pointer (&self->messages, g_ptr_array_unref);
  g_signal_group_set_target (self->conversation_signals, NULL);
  g_clear_object (&self->conversation);
  self->current_id = 0;
  gtk_revealer_set_reveal_child (self->link_revealer, FALSE);
}

static void
load (MailerReader *self)
{
  mailer_engine_load_conversation_async (self->engine, self->folder, mailer_conversation_get_id (self->conversation), self->cancellable, loaded_cb, g_object_ref (self));
}

static void
reload_cb (MailerReader *self)
{
  if (self->conversation != NULL)
    load (self);
}

/* Bodies */

/**
 * BodyLoad: one body on its way.
 */
typedef struct
{
  MailerReader *reader;
  GCancellable *cancellable;
  gint64        message_id;
} BodyLoad;

static void
body_load_free (BodyLoad *load)
{
  g_object_unref (load->reader);
  g_object_unref (load->cancellable);
  g_free (load);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BodyLoad, body_load_free)

static void
body_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr (BodyLoad) load = data;
  MailerReader *self = load->reader;
  g_autoptr (GError) error = NULL;
  g_autoptr (MailerMessageBody) body = mailer_engine_load_body_finish (MAILER_ENGINE (source), result, &error);

  if (g_cancellable_is_cancelled (load->cancellable))
    return;
  if (body == NULL)
    mailer_web_view_call (self->web_view, "setFailed", mailer_reader_data_new_failure (load->message_id, error));
  else
    {
      g_hash_table_insert (self->bodies, g_memdup2 (&load->message_id, sizeof (gint64)), mailer_message_body_ref (body));
      if (self->has_no_page)
        {
          show_as_text (self);
          note_shown (self, load->message_id);
        }
      else
        mailer_web_view_call (self->web_view, "setBody", mailer_reader_data_new_body (body));
    }
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
load_body (MailerReader *self,
           gint64        message_id)
{
  MailerBodyOptions options = MAILER_BODY_DEFAULT;
  BodyLoad         *load;

  if (find_message (self, message_id) == NULL)
    return;
  if (self->is_plain_text)
    options |= MAILER_BODY_PLAIN_TEXT;
  if (mailer_web_view_get_images_allowed (self->web_view, message_id))
    options |= MAILER_BODY_REMOTE_IMAGES;
  if (adw_style_manager_get_dark (adw_style_manager_get_default ()))
    options |= MAILER_BODY_DARK;
  load = g_new0 (BodyLoad, 1);
  load->reader = g_object_ref (self);
  load->cancellable = g_object_ref (self->cancellable);
  load->message_id = message_id;
  mailer_engine_load_body_async (self->engine, message_id, options, self->cancellable, body_cb, load);
}

/* What the page says */

static void
show_images (MailerReader *self,
             gint64        message_id)
{
  mailer_web_view_set_images_allowed (self->web_view, message_id);
  load_body (self, message_id);
}

static void
toggle_star (MailerReader *self,
             gint64        message_id)
{
  MailerMessage *message = find_message (self, message_id);
  const gboolean is_starred = message != NULL && (message->flags & MAILER_FLAG_FLAGGED) != 0;

  if (message != NULL)
    mailer_engine_mark_messages_async (self->engine, &message_id, 1, is_starred ? 0 : MAILER_FLAG_FLAGGED, is_starred ? MAILER_FLAG_FLAGGED : 0, NULL, NULL, NULL);
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

  if (find_message (self, message_id) == NULL)
    return;
  if (g_str_equal (name, "load"))
    load_body (self, message_id);
  else if (g_str_equal (name, "shown"))
    note_shown (self, message_id);
  else if (g_str_equal (name, "current"))
    set_current (self, message_id);
  else if (g_str_equal (name, "star"))
    toggle_star (self, message_id);
  else if (g_str_equal (name, "show-images"))
    show_images (self, message_id);
  else if (g_str_equal (name, "open-attachment") && attachment != NULL)
    mailer_attachment_open (get_window (self), self->engine, message_id, attachment);
  else if (g_str_equal (name, "save-attachment") && attachment != NULL)
    mailer_attachment_save (get_window (self), self->engine, message_id, attachment);
  else if (g_str_equal (name, "view-source"))
    mailer_source_window_present (self->engine, find_message (self, message_id), get_window (self));
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

  mailer_web_view_call (self->web_view, "setStyle", mailer_reader_data_new_style (adw_style_manager_get_dark (manager), adw_style_manager_get_high_contrast (manager), gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL));
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
    show_messages (self);
}

static void
unavailable_cb (MailerReader *self)
{
  self->has_no_page = TRUE;
  if (self->messages != NULL)
    show_messages (self);
}

/* A message that crashes the process would do it again at once: the user decides. */
static void
crashed_cb (MailerReader *self)
{
  if (self->messages == NULL)
    return;
  g_clear_pointer (&self->messages, g_ptr_array_unref);
  adw_status_page_set_title (self->failed_page, _ ("The Message Could Not Be Drawn"));
  adw_status_page_set_description (self->failed_page, _ ("It may be too large or damaged. Showing it as plain text may work."));
  gtk_stack_set_visible_child_name (self->stack, "failed");
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
link_activated_cb (MailerReader      *self,
                   const char        *uri,
                   const char *const *texts)
{
  mailer_link_open (get_window (self), uri, texts);
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
  g_signal_connect_object (gtk_widget_get_root (widget), "notify::is-active", G_CALLBACK (queue_mark_read), widget, G_CONNECT_SWAPPED);
}

static void
mailer_reader_unroot (GtkWidget *widget)
{
  g_signal_handlers_disconnect_by_func (gtk_widget_get_root (widget), queue_mark_read, widget);
  GTK_WIDGET_CLASS (mailer_reader_parent_class)->unroot (widget);
}

static void
mailer_reader_dispose (GObject *object)
{
  MailerReader *self = MAILER_READER (object);

  if (self->engine != NULL)
    forget (self);
  g_clear_handle_id (&self->read_source, g_source_remove);
  g_clear_handle_id (&self->refresh_source, g_source_remove);
  if (self->move_popover != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->move_popover));
  self->move_popover = NULL;
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
  gtk_widget_class_bind_template_child (widget_class, MailerReader, move_popover);
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
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", MAILER_TYPE_READER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (MAILER_TYPE_WEB_VIEW);
  g_type_ensure (MAILER_TYPE_MOVE_POPOVER);
  bind_template (widget_class);
}

static void
mailer_reader_init (MailerReader *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  self->bodies = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify)mailer_message_body_unref);
  self->unread = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->move_popover), GTK_WIDGET (self));
  self->conversation_signals = g_signal_group_new (MAILER_TYPE_CONVERSATION);
  g_signal_group_connect_swapped (self->conversation_signals, "notify", G_CALLBACK (conversation_changed_cb), self);
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
  forget (self);
  g_set_object (&self->folder, folder);
  self->conversation = g_steal_pointer (&held);
  g_signal_group_set_target (self->conversation_signals, conversation);
  load (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
mailer_reader_show_none (MailerReader *self,
                         guint         n_selected)
{
  g_autofree char *title = NULL;

  g_return_if_fail (MAILER_IS_READER (self));

  forget (self);
  mailer_web_view_call (self->web_view, "clear", NULL);
  if (n_selected > 1)
    title = g_strdup_printf (ngettext ("%u Conversation Selected", "%u Conversations Selected", n_selected), n_selected);
  adw_status_page_set_title (self->none_page, title != NULL ? title : _ ("No Conversation Selected"));
  gtk_stack_set_visible_child_name (self->stack, "none");
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

MailerMessage *
mailer_reader_get_message (MailerReader *self)
{
  MailerMessage *current;

  g_return_val_if_fail (MAILER_IS_READER (self), NULL);

  if (self->messages == NULL)
    return NULL;
  current = find_message (self, self->current_id);
  return current != NULL ? current : self->messages->pdata[self->messages->len - 1];
}

static MailerMessageBody *
find_current_body (MailerReader *self)
{
  MailerMessage *message = mailer_reader_get_message (self);

  return message != NULL ? g_hash_table_lookup (self->bodies, &message->id) : NULL;
}

gboolean
mailer_reader_get_has_attachments (MailerReader *self)
{
  MailerMessageBody *body;

  g_return_val_if_fail (MAILER_IS_READER (self), FALSE);

  body = find_current_body (self);
  return body != NULL && body->attachments->len > 0;
}

gboolean
mailer_reader_get_has_held_images (MailerReader *self)
{
  MailerMessageBody *body;

  g_return_val_if_fail (MAILER_IS_READER (self), FALSE);

  body = find_current_body (self);
  return body != NULL && body->n_remote_images > 0;
}

void
mailer_reader_show_images (MailerReader *self)
{
  MailerMessage *message;

  g_return_if_fail (MAILER_IS_READER (self));

  message = mailer_reader_get_message (self);
  if (message != NULL)
    show_images (self, message->id);
}

void
mailer_reader_toggle_details (MailerReader *self)
{
  MailerMessage *message;

  g_return_if_fail (MAILER_IS_READER (self));

  message = mailer_reader_get_message (self);
  if (message != NULL)
    mailer_web_view_call (self->web_view, "toggleDetails", mailer_reader_data_new_id (message->id));
}

void
mailer_reader_view_source (MailerReader *self)
{
  MailerMessage *message;

  g_return_if_fail (MAILER_IS_READER (self));

  message = mailer_reader_get_message (self);
  if (message != NULL)
    mailer_source_window_present (self->engine, message, get_window (self));
}

void
mailer_reader_save_attachments (MailerReader *self)
{
  MailerMessageBody *body;

  g_return_if_fail (MAILER_IS_READER (self));

  body = find_current_body (self);
  if (body != NULL && body->attachments->len > 0)
    mailer_attachment_save_all (get_window (self), self->engine, body->message_id, body->attachments);
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
mailer_reader_set_move_source (MailerReader *self,
                               MailerFolder *from)
{
  g_return_if_fail (MAILER_IS_READER (self));

  mailer_move_popover_set_folder (self->move_popover, from != NULL ? mailer_engine_find_account (self->engine, mailer_folder_get_account_id (from)) : NULL, from);
}

void
mailer_reader_open_move (MailerReader *self)
{
  GtkWidget      *anchor;
  graphene_rect_t bounds;
  GdkRectangle    area;

  g_return_if_fail (MAILER_IS_READER (self));

  anchor = gtk_widget_get_visible (self->move_button) ? self->move_button : GTK_WIDGET (self->menu_button);
  if (!gtk_widget_compute_bounds (anchor, GTK_WIDGET (self), &bounds))
    return;
  area = (GdkRectangle){ (int)bounds.origin.x, (int)bounds.origin.y, (int)bounds.size.width, (int)bounds.size.height };
  gtk_popover_set_pointing_to (GTK_POPOVER (self->move_popover), &area);
  gtk_popover_popup (GTK_POPOVER (self->move_popover));
}

void
mailer_reader_open_menu (MailerReader *self)
{
  g_return_if_fail (MAILER_IS_READER (self));

  gtk_menu_button_popup (self->menu_button);
}

void
mailer_reader_grab_focus (MailerReader *self)
{
  g_return_if_fail (MAILER_IS_READER (self));

  gtk_widget_child_focus (gtk_stack_get_visible_child (self->stack), GTK_DIR_TAB_FORWARD);
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
