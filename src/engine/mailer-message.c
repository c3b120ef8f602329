/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-message-private.h"

G_DEFINE_BOXED_TYPE (MailerMessage, mailer_message, mailer_message_ref, mailer_message_unref)
G_DEFINE_BOXED_TYPE (MailerMessageBody, mailer_message_body, mailer_message_body_ref, mailer_message_body_unref)

static void
clear_message (gpointer data)
{
  MailerMessage *self = data;

  g_free (self->account_id);
  g_free (self->subject);
  g_clear_pointer (&self->from, g_ptr_array_unref);
  g_clear_pointer (&self->to, g_ptr_array_unref);
  g_clear_pointer (&self->cc, g_ptr_array_unref);
  g_clear_pointer (&self->bcc, g_ptr_array_unref);
  g_clear_pointer (&self->reply_to, g_ptr_array_unref);
  g_clear_pointer (&self->sender_differs, mailer_address_free);
  g_free (self->message_id);
  g_free (self->list_id);
  g_free (self->preview);
}

static void
clear_body (gpointer data)
{
  MailerMessageBody *self = data;

  g_free (self->document);
  g_free (self->plain_text);
  g_ptr_array_unref (self->attachments);
}

MailerMessage *
mailer_message_new (void)
{
  MailerMessage *self = g_atomic_rc_box_new0 (MailerMessage);

  self->from = mailer_address_list_new ();
  self->to = mailer_address_list_new ();
  self->cc = mailer_address_list_new ();
  self->bcc = mailer_address_list_new ();
  self->reply_to = mailer_address_list_new ();

  return self;
}

MailerMessage *
mailer_message_ref (MailerMessage *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

void
mailer_message_unref (MailerMessage *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, clear_message);
}

MailerMessageBody *
mailer_message_body_new (gint64 message_id)
{
  MailerMessageBody *self = g_atomic_rc_box_new0 (MailerMessageBody);

  self->message_id = message_id;
  self->attachments = g_ptr_array_new_with_free_func ((GDestroyNotify)mailer_attachment_free);

  return self;
}

MailerMessageBody *
mailer_message_body_ref (MailerMessageBody *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

void
mailer_message_body_unref (MailerMessageBody *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, clear_body);
}

MailerAttachment *
mailer_attachment_new (const char *section,
                       const char *name,
                       const char *content_type,
                       guint64     size_bytes,
                       gboolean    is_cached)
{
  MailerAttachment *self = g_new0 (MailerAttachment, 1);

  self->section = g_strdup (section);
  self->name = g_strdup (name);
  self->content_type = g_strdup (content_type);
  self->size_bytes = size_bytes;
  self->is_cached = is_cached;

  return self;
}

void
mailer_attachment_free (MailerAttachment *self)
{
  if (self == NULL)
    return;

  g_free (self->section);
  g_free (self->name);
  g_free (self->content_type);
  g_free (self);
}
