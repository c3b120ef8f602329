/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-mime-draft.h"

#include <string.h>

#include "mailer-mime-address.h"
#include "mailer-mime-header.h"
#include "mailer-mime-render.h"
#include "mailer-mime-structure.h"

static void
read_list (const MailerMimeHeaders *headers,
           const char              *name,
           GPtrArray              **list)
{
  g_ptr_array_unref (*list);
  *list = mailer_mime_parse_addresses (mailer_mime_headers_lookup (headers, name));
}

static void
read_headers (MailerMimeDraft         *draft,
              const MailerMimeHeaders *headers)
{
  g_autoptr (GPtrArray) from = mailer_mime_parse_addresses (mailer_mime_headers_lookup (headers, "From"));

  if (from->len > 0)
    draft->from = mailer_address_copy (g_ptr_array_index (from, 0));
  read_list (headers, "To", &draft->to);
  read_list (headers, "Cc", &draft->cc);
  read_list (headers, "Bcc", &draft->bcc);
  read_list (headers, "Reply-To", &draft->reply_to);
  g_free (draft->subject);
  draft->subject = mailer_mime_decode_text (mailer_mime_headers_lookup (headers, "Subject"));
  draft->message_id = mailer_mime_parse_message_id (mailer_mime_headers_lookup (headers, "Message-ID"));
  draft->in_reply_to = mailer_mime_parse_message_id (mailer_mime_headers_lookup (headers, "In-Reply-To"));
  g_strfreev (draft->references);
  draft->references = mailer_mime_parse_message_ids (mailer_mime_headers_lookup (headers, "References"));
  mailer_mime_parse_date (mailer_mime_headers_lookup (headers, "Date"), &draft->date_s, &draft->date_offset_min);
}

static void
read_text (MailerMimeDraft      *draft,
           GBytes               *message,
           const MailerBodyPart *tree,
           const MailerMimePlan *plan)
{
  g_auto (GStrv) sections = mailer_mime_plan_dup_sections (plan, FALSE);
  g_autoptr (GHashTable) bodies = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_bytes_unref);

  for (guint i = 0; sections[i] != NULL; i++)
    {
      GBytes *body = mailer_mime_get_part (message, sections[i]);

      if (body != NULL)
        g_hash_table_insert (bodies, sections[i], body);
    }
  g_free (draft->text);
  draft->text = mailer_mime_render_text (tree, plan, bodies);
}

static void
read_attachments (MailerMimeDraft      *draft,
                  GBytes               *message,
                  const MailerBodyPart *tree,
                  const MailerMimePlan *plan)
{
  for (guint i = 0; i < plan->attachments->len; i++)
    {
      const MailerMimeAttachment *attachment = g_ptr_array_index (plan->attachments, i);
      const MailerBodyPart       *part = mailer_body_part_find (tree, attachment->section);
      g_autoptr (GBytes) encoded = mailer_mime_get_part (message, attachment->section);
      g_autoptr (GBytes) decoded = part != NULL && encoded != NULL ? mailer_mime_decode_bytes (part, encoded) : NULL;

      if (decoded != NULL)
        mailer_mime_draft_add_attachment (draft, attachment->name, attachment->type, decoded, NULL);
    }
}

MailerMimeDraft *
mailer_mime_draft_parse (GBytes *message)
{
  MailerMimeDraft *draft;
  g_autoptr (MailerMimeHeaders) headers = NULL;
  g_autoptr (MailerBodyPart) tree = NULL;
  g_autoptr (MailerMimePlan) plan = NULL;

  g_return_val_if_fail (message != NULL, NULL);

  draft = mailer_mime_draft_new ();
  headers = mailer_mime_headers_parse (message);
  tree = mailer_mime_parse_structure (message);
  plan = mailer_mime_plan_new (tree);
  read_headers (draft, headers);
  read_text (draft, message, tree, plan);
  read_attachments (draft, message, tree, plan);

  return draft;
}
