/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-draft.h"

MailerDraft *
mailer_draft_new (void)
{
  MailerDraft *self = g_new0 (MailerDraft, 1);

  self->to = g_strdup ("");
  self->cc = g_strdup ("");
  self->bcc = g_strdup ("");
  self->subject = g_strdup ("");
  self->text = g_strdup ("");
  self->attachments = g_ptr_array_new_with_free_func ((GDestroyNotify)mailer_draft_attachment_free);
  self->removed = g_array_new (FALSE, FALSE, sizeof (gint64));

  return self;
}

MailerDraft *
mailer_draft_copy (const MailerDraft *self)
{
  MailerDraft *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new0 (MailerDraft, 1);
  copy->id = self->id;
  copy->kind = self->kind;
  copy->account_id = g_strdup (self->account_id);
  copy->to = g_strdup (self->to);
  copy->cc = g_strdup (self->cc);
  copy->bcc = g_strdup (self->bcc);
  copy->subject = g_strdup (self->subject);
  copy->text = g_strdup (self->text);
  copy->original_id = self->original_id;
  copy->in_reply_to = g_strdup (self->in_reply_to);
  copy->references = g_strdup (self->references);
  copy->attachments = g_ptr_array_new_full (self->attachments->len, (GDestroyNotify)mailer_draft_attachment_free);
  for (guint i = 0; i < self->attachments->len; i++)
    g_ptr_array_add (copy->attachments, mailer_draft_attachment_copy (g_ptr_array_index (self->attachments, i)));
  copy->removed = g_array_copy (self->removed);

  return copy;
}

void
mailer_draft_free (MailerDraft *self)
{
  if (self == NULL)
    return;

  g_free (self->account_id);
  g_free (self->to);
  g_free (self->cc);
  g_free (self->bcc);
  g_free (self->subject);
  g_free (self->text);
  g_free (self->in_reply_to);
  g_free (self->references);
  g_ptr_array_unref (self->attachments);
  g_array_unref (self->removed);
  g_free (self);
}

gboolean
mailer_draft_is_complete (const MailerDraft *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  for (guint i = 0; i < self->attachments->len; i++)
    if (((const MailerDraftAttachment *)g_ptr_array_index (self->attachments, i))->id == 0)
      return FALSE;

  return TRUE;
}

MailerDraftAttachment *
mailer_draft_attachment_new (GFile      *file,
                             const char *name,
                             const char *content_type,
                             guint64     size_bytes)
{
  MailerDraftAttachment *self = g_new0 (MailerDraftAttachment, 1);

  self->name = g_strdup (name);
  self->content_type = g_strdup (content_type);
  self->size_bytes = size_bytes;
  self->file = file != NULL ? g_object_ref (file) : NULL;

  return self;
}

MailerDraftAttachment *
mailer_draft_attachment_copy (const MailerDraftAttachment *self)
{
  MailerDraftAttachment *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = mailer_draft_attachment_new (self->file, self->name, self->content_type, self->size_bytes);
  copy->id = self->id;

  return copy;
}

void
mailer_draft_attachment_free (MailerDraftAttachment *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self->content_type);
  g_clear_object (&self->file);
  g_free (self);
}
