/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-watch-private.h"

#include <string.h>

#include "mailer-mime-address.h"
#include "mailer-mime-header.h"
#include "mailer-mime-structure.h"

/* From what IMAP told about a message to what the store keeps of it. */

/* Servers repeat From where there is no Sender (RFC 9051, section 7.5.2), so only another address says something. */
static MailerAddress *
find_sender (GPtrArray                *from,
             const MailerRawAddresses *raw)
{
  g_autoptr (GPtrArray) senders = mailer_mime_addresses_from_envelope (raw);
  const MailerAddress *sender = senders->len > 0 ? g_ptr_array_index (senders, 0) : NULL;

  if (sender == NULL || *sender->address == '\0')
    return NULL;
  for (guint i = 0; i < from->len; i++)
    if (g_ascii_strcasecmp (((MailerAddress *)g_ptr_array_index (from, i))->address, sender->address) == 0)
      return NULL;

  return mailer_address_copy (sender);
}

static void
read_envelope (MailerStoreMessage   *target,
               const MailerEnvelope *envelope)
{
  gint64 sent_s;

  target->subject = mailer_mime_decode_text (envelope->subject);
  g_ptr_array_unref (target->from);
  target->from = mailer_mime_addresses_from_envelope (&envelope->from);
  target->sender = find_sender (target->from, &envelope->sender);
  g_ptr_array_unref (target->to);
  target->to = mailer_mime_addresses_from_envelope (&envelope->to);
  g_ptr_array_unref (target->cc);
  target->cc = mailer_mime_addresses_from_envelope (&envelope->cc);
  g_ptr_array_unref (target->bcc);
  target->bcc = mailer_mime_addresses_from_envelope (&envelope->bcc);
  g_ptr_array_unref (target->reply_to);
  target->reply_to = mailer_mime_addresses_from_envelope (&envelope->reply_to);
  target->message_id = mailer_mime_parse_message_id (envelope->message_id);
  target->in_reply_to = g_strdup (envelope->in_reply_to);
  if (mailer_mime_parse_date (envelope->date, &sent_s, NULL))
    target->sent_us = sent_s * G_USEC_PER_SEC;
}

/* List-Id: words <identifier>; RFC 2919, section 3. */
static char *
find_list_id (const char *raw)
{
  const char      *start = raw != NULL ? strrchr (raw, '<') : NULL;
  const char      *end = start != NULL ? strchr (start, '>') : NULL;
  g_autofree char *identifier = NULL;

  if (end == NULL || end == start + 1)
    return NULL;
  identifier = g_strndup (start + 1, (gsize)(end - start - 1));

  return mailer_mime_decode_text (identifier);
}

static void
read_header (MailerStoreMessage *target,
             GBytes             *header)
{
  g_autoptr (MailerMimeHeaders) fields = mailer_mime_headers_parse (header);

  target->references = g_strdup (mailer_mime_headers_lookup (fields, "References"));
  target->list_id = find_list_id (mailer_mime_headers_lookup (fields, "List-Id"));
}

static void
read_parts (MailerStoreMessage *target,
            MailerBodyPart     *body)
{
  g_autoptr (MailerMimePlan) plan = mailer_mime_plan_new (body);

  target->has_attachments = plan->has_attachments;
  target->parts = body;
}

MailerStoreMessage *
mailer_header_reader_read (MailerImapMessage *message)
{
  MailerStoreMessage *target = mailer_store_message_new ();

  target->uid = message->uid;
  target->flags = message->flags;
  target->keywords = g_strdupv ((char **)message->keywords);
  if ((message->items & MAILER_IMAP_ITEM_INTERNAL_DATE) != 0)
    target->received_us = message->internal_date * G_USEC_PER_SEC;
  target->size_bytes = message->size_bytes;
  if (message->envelope != NULL)
    read_envelope (target, message->envelope);
  if (message->header != NULL)
    read_header (target, message->header);
  if (message->body != NULL)
    read_parts (target, g_steal_pointer (&message->body));

  return target;
}
