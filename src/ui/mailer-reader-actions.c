/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-reader-private.h"

#include "mailer-attachment-actions.h"
#include "mailer-reader-data.h"
#include "mailer-source-window.h"
#include "mailer-widget.h"

/* What can be done with the message that the user is at. */

MailerMessage *
mailer_reader_get_message (MailerReader *self)
{
  MailerMessage *current;

  g_return_val_if_fail (MAILER_IS_READER (self), NULL);

  if (self->messages == NULL)
    return NULL;
  current = mailer_reader_find_message (self, self->current_id);
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
  return body != NULL && body->n_remote_images > 0
         && !mailer_web_view_get_images_allowed (self->web_view, body->message_id);
}

void
mailer_reader_show_images (MailerReader *self)
{
  MailerMessage *message;

  g_return_if_fail (MAILER_IS_READER (self));

  message = mailer_reader_get_message (self);
  if (message != NULL)
    mailer_reader_allow_images (self, message);
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
    mailer_source_window_present (self->engine, message, mailer_reader_get_window (self));
}

void
mailer_reader_save_attachments (MailerReader *self)
{
  MailerMessageBody *body;

  g_return_if_fail (MAILER_IS_READER (self));

  body = find_current_body (self);
  if (body != NULL && body->attachments->len > 0)
    mailer_attachment_save_all (mailer_reader_get_window (self), self->engine, body->message_id, body->attachments);
}

GdkRectangle
mailer_reader_get_move_area (MailerReader *self)
{
  GtkWidget *anchor;

  g_return_val_if_fail (MAILER_IS_READER (self), (GdkRectangle){ 0 });

  anchor = gtk_widget_get_visible (self->move_button) ? self->move_button : GTK_WIDGET (self->menu_button);
  return mailer_widget_get_area (anchor, self);
}

void
mailer_reader_open_menu (MailerReader *self)
{
  g_return_if_fail (MAILER_IS_READER (self));

  gtk_menu_button_popup (self->menu_button);
}
