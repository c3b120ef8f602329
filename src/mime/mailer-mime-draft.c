/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-mime-draft.h"

#include <string.h>

MAILER_DEFINE_ERROR (mailer_mime_error)

static void
free_attachment_cb (gpointer data)
{
  MailerMimeDraftAttachment *attachment = data;

  g_free (attachment->name);
  g_free (attachment->type);
  g_clear_pointer (&attachment->bytes, g_bytes_unref);
  g_free (attachment->path);
  g_free (attachment);
}

MailerMimeDraft *
mailer_mime_draft_new (void)
{
  MailerMimeDraft *self = g_new0 (MailerMimeDraft, 1);

  self->to = mailer_address_list_new ();
  self->cc = mailer_address_list_new ();
  self->bcc = mailer_address_list_new ();
  self->reply_to = mailer_address_list_new ();
  self->subject = g_strdup ("");
  self->text = g_strdup ("");
  self->references = g_new0 (char *, 1);
  self->attachments = g_ptr_array_new_with_free_func (free_attachment_cb);

  return self;
}

static void
replace_list (GPtrArray **target,
              GPtrArray  *source)
{
  g_ptr_array_unref (*target);
  *target = mailer_address_list_copy (source);
}

static void
replace_text (char      **target,
              const char *source)
{
  g_free (*target);
  *target = g_strdup (source);
}

MailerMimeDraft *
mailer_mime_draft_copy (const MailerMimeDraft *self)
{
  MailerMimeDraft *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = mailer_mime_draft_new ();
  copy->from = self->from != NULL ? mailer_address_copy (self->from) : NULL;
  replace_list (&copy->to, self->to);
  replace_list (&copy->cc, self->cc);
  replace_list (&copy->bcc, self->bcc);
  replace_list (&copy->reply_to, self->reply_to);
  replace_text (&copy->subject, self->subject);
  replace_text (&copy->text, self->text);
  replace_text (&copy->in_reply_to, self->in_reply_to);
  replace_text (&copy->message_id, self->message_id);
  g_strfreev (copy->references);
  copy->references = g_strdupv (self->references);
  copy->date_s = self->date_s;
  copy->date_offset_min = self->date_offset_min;
  for (guint i = 0; i < self->attachments->len; i++)
    {
      const MailerMimeDraftAttachment *attachment = g_ptr_array_index (self->attachments, i);

      mailer_mime_draft_add_attachment (copy, attachment->name, attachment->type, attachment->bytes, attachment->path);
    }

  return copy;
}

void
mailer_mime_draft_free (MailerMimeDraft *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->from, mailer_address_free);
  g_ptr_array_unref (self->to);
  g_ptr_array_unref (self->cc);
  g_ptr_array_unref (self->bcc);
  g_ptr_array_unref (self->reply_to);
  g_free (self->subject);
  g_free (self->text);
  g_free (self->in_reply_to);
  g_strfreev (self->references);
  g_ptr_array_unref (self->attachments);
  g_free (self->message_id);
  g_free (self);
}

void
mailer_mime_draft_add_attachment (MailerMimeDraft *self,
                                  const char      *name,
                                  const char      *type,
                                  GBytes          *bytes,
                                  const char      *path)
{
  MailerMimeDraftAttachment *attachment;

  g_return_if_fail (self != NULL && name != NULL && type != NULL);
  g_return_if_fail ((bytes != NULL) != (path != NULL));

  attachment = g_new0 (MailerMimeDraftAttachment, 1);
  attachment->name = g_strdup (name);
  attachment->type = g_strdup (type);
  attachment->bytes = bytes != NULL ? g_bytes_ref (bytes) : NULL;
  attachment->path = g_strdup (path);
  g_ptr_array_add (self->attachments, attachment);
}

/* RFC 5321, section 4.1.2: the domain is ASCII on the wire. Gives NULL when that is not possible:
 * then only SMTPUTF8 could carry the address. */
static char *
dup_wire_address (const char *address)
{
  const char      *domain = mailer_address_get_domain (address);
  g_autofree char *ascii = domain != NULL ? g_hostname_to_ascii (domain) : NULL;
  g_autofree char *local = NULL;

  if (ascii == NULL)
    return NULL;

  local = g_strndup (address, domain - address);

  return g_str_is_ascii (local) ? g_strconcat (local, ascii, NULL) : NULL;
}

static void
add_recipients (GPtrArray  *recipients,
                GHashTable *known,
                GPtrArray  *list)
{
  for (guint i = 0; i < list->len; i++)
    {
      const MailerAddress *address = g_ptr_array_index (list, i);
      g_autofree char     *wire = dup_wire_address (address->address);
      g_autofree char     *shown = g_strdup (wire != NULL ? wire : address->address);
      const char          *domain = mailer_address_get_domain (shown);
      g_autofree char     *lower = domain != NULL ? g_ascii_strdown (domain, -1) : NULL;
      g_autofree char     *key = domain != NULL
                                     ? g_strdup_printf ("%.*s%s", (int)(domain - shown), shown, lower)
                                     : g_strdup (shown);

      if (*shown != '\0' && g_hash_table_add (known, g_steal_pointer (&key)))
        g_ptr_array_add (recipients, g_steal_pointer (&shown));
    }
}

char **
mailer_mime_draft_dup_recipients (const MailerMimeDraft *self)
{
  GPtrArray *recipients = g_ptr_array_new ();
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_return_val_if_fail (self != NULL, NULL);

  add_recipients (recipients, known, self->to);
  add_recipients (recipients, known, self->cc);
  add_recipients (recipients, known, self->bcc);
  g_ptr_array_add (recipients, NULL);

  return (char **)g_ptr_array_free (recipients, FALSE);
}

char *
mailer_mime_generate_message_id (const char *from_address)
{
  g_autofree char *random = g_uuid_string_random ();
  const char      *domain = from_address != NULL ? mailer_address_get_domain (from_address) : NULL;
  g_autofree char *ascii = domain != NULL && mailer_address_is_valid (from_address)
                               ? g_hostname_to_ascii (domain)
                               : NULL;

  return g_strconcat (random, "@", ascii != NULL ? ascii : "localhost.invalid", NULL);
}
