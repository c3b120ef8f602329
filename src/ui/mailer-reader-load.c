/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-reader-private.h"

#include "mailer-error-text.h"
#include "mailer-reader-data.h"

/* What is shown: the messages of a conversation and their bodies, from the engine to the page. */

/* A conversation that is only passed by with the arrow keys stays unread. */
#define READ_DELAY_MS 400
/* Changes of a conversation come in bunches. */
#define REFRESH_DELAY_MS 80

MailerMessage *
mailer_reader_find_message (MailerReader *self,
                            gint64        id)
{
  for (guint i = 0; self->messages != NULL && i < self->messages->len; i++)
    if (((MailerMessage *)self->messages->pdata[i])->id == id)
      return self->messages->pdata[i];
  return NULL;
}

static const char *
get_own_address (MailerReader *self)
{
  MailerAccount *account = self->folder != NULL ? mailer_engine_find_account (
                               self->engine, mailer_folder_get_account_id (self->folder))
                                                : NULL;

  return account != NULL ? mailer_account_get_settings (account)->address : NULL;
}

/* Marking as read */

void
mailer_reader_marked_cb (GObject      *source,
                         GAsyncResult *result,
                         gpointer      data)
{
  g_autoptr (GError) error = NULL;

  if (mailer_engine_mark_messages_finish (MAILER_ENGINE (source), result, &error) < 0
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    mailer_engine_tell_problem (MAILER_ENGINE (source), error);
}

static gboolean
mark_read_cb (gpointer data)
{
  MailerReader *self = data;

  self->read_source = 0;
  if (self->unread->len > 0)
    mailer_engine_mark_messages_async (self->engine, (const gint64 *)(gpointer)self->unread->data,
                                       self->unread->len, MAILER_FLAG_SEEN, 0, NULL,
                                       mailer_reader_marked_cb, NULL);
  g_array_set_size (self->unread, 0);
  return G_SOURCE_REMOVE;
}

/* Nobody reads in a window that is not the active one. */
void
mailer_reader_queue_mark_read (MailerReader *self)
{
  GtkWindow *window = mailer_reader_get_window (self);

  if (self->unread->len > 0 && self->read_source == 0 && window != NULL && gtk_window_is_active (window))
    self->read_source = g_timeout_add (READ_DELAY_MS, mark_read_cb, self);
}

void
mailer_reader_note_shown (MailerReader *self,
                          gint64        id)
{
  MailerMessage *message = mailer_reader_find_message (self, id);

  if (message == NULL || (message->flags & MAILER_FLAG_SEEN) != 0)
    return;
  for (guint i = 0; i < self->unread->len; i++)
    if (g_array_index (self->unread, gint64, i) == id)
      return;
  g_array_append_val (self->unread, id);
  mailer_reader_queue_mark_read (self);
}

/* The page */

/* What there is to read of @message, NULL while it is not known. */
static char *
dup_part (MailerReader        *self,
          const MailerMessage *message)
{
  const MailerMessageBody *body = g_hash_table_lookup (self->bodies, &message->id);
  const GError            *failure = g_hash_table_lookup (self->failures, &message->id);

  if (body != NULL)
    return mailer_reader_data_dup_text (message, body);
  return failure != NULL ? mailer_reader_data_dup_failure_text (message, failure) : NULL;
}

static void
update_text (MailerReader *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->messages->len; i++)
    {
      g_autofree char *part = dup_part (self, self->messages->pdata[i]);

      if (part != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? "\n────────\n\n" : "", part);
    }
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text_view), text->str, (int)text->len);
  gtk_stack_set_visible_child_name (self->stack, "text");
}

/* There is no button in a text: what failed is tried again whenever the conversation is shown or changes. */
static void
show_as_text (MailerReader *self)
{
  update_text (self);
  for (guint i = 0; i < self->messages->len; i++)
    {
      const MailerMessage *message = self->messages->pdata[i];

      if (!g_hash_table_contains (self->bodies, &message->id))
        mailer_reader_load_body (self, message->id);
    }
}

void
mailer_reader_show_messages (MailerReader *self)
{
  if (self->messages == NULL)
    return;
  if (self->has_no_page)
    show_as_text (self);
  else
    {
      gtk_stack_set_visible_child_name (self->stack, "page");
      mailer_web_view_call (self->web_view, "show",
                            mailer_reader_data_new_conversation (self->messages,
                                                                 get_own_address (self)));
    }
  if (self->wants_focus)
    mailer_reader_grab_focus (self);
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
show_body (MailerReader            *self,
           const MailerMessageBody *body)
{
  MailerMessage *message = mailer_reader_find_message (self, body->message_id);

  mailer_web_view_call (self->web_view, "setBody", mailer_reader_data_new_body (body));
  if (message != NULL)
    mailer_reader_take_images (self, message);
}

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
  if (body != NULL)
    g_hash_table_insert (self->bodies, g_memdup2 (&load->message_id, sizeof (gint64)), mailer_message_body_ref (body));
  else if (self->has_no_page)
    g_hash_table_insert (self->failures, g_memdup2 (&load->message_id, sizeof (gint64)), g_error_copy (error));
  if (self->has_no_page)
    update_text (self);
  else if (body != NULL)
    show_body (self, body);
  else
    mailer_web_view_call (self->web_view, "setFailed", mailer_reader_data_new_failure (load->message_id, error));
  if (self->has_no_page && body != NULL)
    mailer_reader_note_shown (self, load->message_id);
  g_signal_emit_by_name (self, "changed");
}

void
mailer_reader_load_body (MailerReader *self,
                         gint64        message_id)
{
  MailerBodyOptions options = MAILER_BODY_DEFAULT;
  BodyLoad         *load;

  if (mailer_reader_find_message (self, message_id) == NULL)
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

/* Conversations */

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
      /* The button to try again can be pressed twice. */
      g_clear_pointer (&self->messages, g_ptr_array_unref);
      self->messages = g_steal_pointer (&messages);
      mailer_reader_show_messages (self);
      g_signal_emit_by_name (self, "changed");
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
    mailer_web_view_call (self->web_view, "refresh",
                          mailer_reader_data_new_conversation (self->messages,
                                                               get_own_address (self)));
  g_signal_emit_by_name (self, "changed");
}

static gboolean
refresh_cb (gpointer data)
{
  MailerReader *self = data;

  self->refresh_source = 0;
  if (self->conversation != NULL && self->messages != NULL)
    mailer_engine_load_conversation_async (self->engine, self->folder,
                                           mailer_conversation_get_id (self->conversation),
                                           self->cancellable, refreshed_cb, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

void
mailer_reader_queue_refresh (MailerReader *self)
{
  if (self->refresh_source == 0)
    self->refresh_source = g_timeout_add (REFRESH_DELAY_MS, refresh_cb, self);
}

void
mailer_reader_forget (MailerReader *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  g_clear_handle_id (&self->read_source, g_source_remove);
  g_clear_handle_id (&self->refresh_source, g_source_remove);
  g_array_set_size (self->unread, 0);
  g_hash_table_remove_all (self->bodies);
  g_hash_table_remove_all (self->failures);
  g_hash_table_remove_all (self->verified);
  mailer_web_view_forbid_images (self->web_view);
  g_clear_pointer (&self->messages, g_ptr_array_unref);
  g_signal_group_set_target (self->conversation_signals, NULL);
  g_clear_object (&self->conversation);
  self->current_id = 0;
  self->wants_focus = FALSE;
  gtk_revealer_set_reveal_child (self->link_revealer, FALSE);
}

void
mailer_reader_load (MailerReader *self)
{
  mailer_engine_load_conversation_async (self->engine, self->folder,
                                         mailer_conversation_get_id (self->conversation),
                                         self->cancellable, loaded_cb, g_object_ref (self));
}
