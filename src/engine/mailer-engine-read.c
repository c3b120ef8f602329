/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-engine-private.h"

#include "mailer-message-private.h"
#include "mailer-mime-render.h"
#include "mailer-mime-text.h"
#include "mailer-parts.h"
#include "mailer-store-conversation.h"
#include "mailer-store-search.h"

/* Conversations and their texts. */

/* Dates before this are mistakes. */
#define OLDEST_DATE_S 315532800 /* 1980 */

/* --- Conversations -------------------------------------------------------------------------------- */

typedef struct
{
  gint64     conversation_id;
  gint64     mailbox_id;
  GPtrArray *messages;
} ConversationReading;

static void
conversation_reading_free (gpointer data)
{
  ConversationReading *reading = data;

  g_clear_pointer (&reading->messages, g_ptr_array_unref);
  g_free (reading);
}

/* The Date header is what people remember, unless it cannot be true. */
static gint64
choose_date (const MailerStoreMessage *message)
{
  const gint64 sent = message->sent_us / G_USEC_PER_SEC;
  const gint64 received = message->received_us / G_USEC_PER_SEC;

  if (received == 0)
    return sent;

  return sent < OLDEST_DATE_S || sent > received + 24 * 3600 ? received : sent;
}

static void
replace_list (GPtrArray **target,
              GPtrArray  *source)
{
  g_ptr_array_unref (*target);
  *target = mailer_address_list_copy (source);
}

static MailerMessage *
convert_message (const MailerStoreMessage *source,
                 const MailerStoreMailbox *mailbox)
{
  MailerMessage *message = mailer_message_new ();

  message->id = source->id;
  message->folder_id = source->mailbox_id;
  message->folder_role = mailbox->role;
  message->account_id = g_strdup (mailbox->account_id);
  message->flags = source->flags;
  message->subject = g_strdup (source->subject != NULL ? source->subject : "");
  replace_list (&message->from, source->from);
  replace_list (&message->to, source->to);
  replace_list (&message->cc, source->cc);
  replace_list (&message->bcc, source->bcc);
  replace_list (&message->reply_to, source->reply_to);
  message->sender_differs = source->sender != NULL ? mailer_address_copy (source->sender) : NULL;
  message->date = choose_date (source);
  message->size_bytes = (gint64)source->size_bytes;
  message->message_id = g_strdup (source->message_id);
  message->list_id = g_strdup (source->list_id);
  message->has_attachments = source->has_attachments;
  message->preview = g_strdup (source->preview != NULL ? source->preview : "");

  return message;
}

static MailerStoreMailbox *
find_mailbox (MailerStore *store,
              GHashTable  *mailboxes,
              gint64       mailbox_id,
              GError     **error)
{
  MailerStoreMailbox *mailbox = g_hash_table_lookup (mailboxes, &mailbox_id);

  if (mailbox != NULL)
    return mailbox;
  mailbox = mailer_store_read_mailbox (store, mailbox_id, error);
  if (mailbox != NULL)
    g_hash_table_insert (mailboxes, &mailbox->id, mailbox);

  return mailbox;
}

static gboolean
read_conversation (MailerStore *store,
                   gpointer     data,
                   GError     **error)
{
  ConversationReading *reading = data;
  g_autoptr (GHashTable) mailboxes = g_hash_table_new_full (
      g_int64_hash, g_int64_equal, NULL, (GDestroyNotify)mailer_store_mailbox_unref);
  g_autoptr (GPtrArray) rows = mailer_store_read_conversation (store, reading->conversation_id,
                                                               reading->mailbox_id, error);

  if (rows == NULL)
    return FALSE;

  reading->messages = g_ptr_array_new_with_free_func ((GDestroyNotify)mailer_message_unref);
  for (guint i = 0; i < rows->len; i++)
    {
      const MailerStoreMessage *row = g_ptr_array_index (rows, i);
      const MailerStoreMailbox *mailbox = find_mailbox (store, mailboxes, row->mailbox_id, error);

      if (mailbox == NULL)
        return FALSE;
      g_ptr_array_add (reading->messages, convert_message (row, mailbox));
    }

  return TRUE;
}

static void
return_conversation (GTask   *task,
                     gpointer data)
{
  ConversationReading *reading = data;

  g_task_return_pointer (task, g_steal_pointer (&reading->messages), (GDestroyNotify)g_ptr_array_unref);
}

void
mailer_engine_load_conversation_async (MailerEngine       *self,
                                       MailerFolder       *folder,
                                       gint64              conversation_id,
                                       GCancellable       *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data)
{
  ConversationReading *reading;
  GTask               *task;

  g_return_if_fail (MAILER_IS_ENGINE (self) && MAILER_IS_FOLDER (folder));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mailer_engine_load_conversation_async);
  reading = g_new0 (ConversationReading, 1);
  reading->conversation_id = conversation_id;
  reading->mailbox_id = mailer_folder_get_id (folder);
  mailer_engine_run (self, MAILER_HUB_READER, task, read_conversation, return_conversation, reading,
                     conversation_reading_free);
}

GPtrArray *
mailer_engine_load_conversation_finish (MailerEngine *self,
                                        GAsyncResult *result,
                                        GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- Bodies --------------------------------------------------------------------------------------- */

typedef struct
{
  MailerHub         *hub;
  gint64             message_id;
  MailerBodyOptions  options;
  MailerMessageBody *body;
  char              *preview;
} BodyLoading;

static void
body_loading_free (gpointer data)
{
  BodyLoading *loading = data;

  mailer_hub_unref (loading->hub);
  g_clear_pointer (&loading->body, mailer_message_body_unref);
  g_free (loading->preview);
  g_free (loading);
}

static void
choose_body (const MailerParts *parts,
             GPtrArray         *sections,
             gpointer           data)
{
  g_autoptr (MailerMimePlan) plan = mailer_mime_plan_new (parts->tree);
  g_auto (GStrv) wanted = mailer_mime_plan_dup_sections (plan, FALSE);

  for (guint i = 0; wanted[i] != NULL; i++)
    g_ptr_array_add (sections, g_strdup (wanted[i]));
}

static gboolean
is_shown (const MailerMimeAttachment *attachment,
          const MailerMimeRendering  *rendering)
{
  return attachment->is_inline && attachment->content_id != NULL && rendering->content_ids != NULL
         && g_strv_contains ((const char *const *)rendering->content_ids, attachment->content_id);
}

/* What the text shows by itself is no attachment to a person; the rest is, whatever the sender meant. */
static void
add_attachments (const MailerParts         *parts,
                 const MailerMimePlan      *plan,
                 const MailerMimeRendering *rendering,
                 MailerMessageBody         *body)
{
  const gboolean has_source = mailer_parts_get (parts, "") != NULL || g_hash_table_contains (parts->cached, "");

  for (guint i = 0; i < plan->attachments->len; i++)
    {
      const MailerMimeAttachment *attachment = g_ptr_array_index (plan->attachments, i);
      const gboolean              is_cached = has_source || g_hash_table_contains (parts->cached, attachment->section);

      if (!is_shown (attachment, rendering))
        g_ptr_array_add (body->attachments,
                         mailer_attachment_new (attachment->section, attachment->name,
                                                attachment->type, attachment->size_bytes,
                                                is_cached));
    }
}

static gboolean
keep_text (MailerStore *store,
           gpointer     data,
           GError     **error)
{
  const BodyLoading *loading = data;

  return mailer_store_set_message_details (store, loading->message_id, NULL, loading->preview,
                                           error)
         && mailer_store_set_search_text (store, loading->message_id, loading->body->plain_text,
                                          error);
}

/* The list shows the first words and the search finds all of them from now on. Neither is worth failing for. */
static void
remember_text (const MailerParts *parts,
               BodyLoading       *loading)
{
  if (!parts->is_fresh && parts->message->preview != NULL)
    return;

  loading->preview = mailer_mime_make_preview (loading->body->plain_text);
  mailer_hub_call (loading->hub, MAILER_HUB_WRITER, keep_text, loading, NULL);
}

static gboolean
render_body (MailerParts *parts,
             gpointer     data,
             GError     **error)
{
  BodyLoading     *loading = data;
  const gboolean   has_remote = (loading->options & MAILER_BODY_REMOTE_IMAGES) != 0;
  g_autofree char *prefix = g_strdup_printf ("%" G_GINT64_FORMAT "/", loading->message_id);
  g_autoptr (MailerMimePlan) plan = mailer_mime_plan_new (parts->tree);
  g_autoptr (MailerMimeRendering) rendering = NULL;
  MailerMessageBody *body = mailer_message_body_new (loading->message_id);

  rendering = mailer_mime_render (parts->tree,
                                  plan,
                                  parts->bodies,
                                  &(MailerMimeRenderOptions){
                                      .remote = has_remote ? MAILER_MIME_REMOTE_ALLOWED : MAILER_MIME_REMOTE_BLOCKED,
                                      .cid_prefix = prefix,
                                      .prefer_plain = (loading->options & MAILER_BODY_PLAIN_TEXT) != 0,
                                  });
  body->document = mailer_mime_build_document (rendering->html, &(MailerMimeDocumentOptions){ .is_plain = rendering->is_plain, .is_dark = (loading->options & MAILER_BODY_DARK) != 0 });
  body->plain_text = g_strdup (rendering->text);
  body->n_remote_images = rendering->n_remote_images;
  body->is_html = !rendering->is_plain;
  body->is_damaged = rendering->limits != MAILER_MIME_LIMIT_NONE;
  add_attachments (parts, plan, rendering, body);
  loading->body = body;
  remember_text (parts, loading);

  return TRUE;
}

static void
return_body (GTask   *task,
             gpointer data)
{
  BodyLoading *loading = data;

  g_task_return_pointer (task, g_steal_pointer (&loading->body), (GDestroyNotify)mailer_message_body_unref);
}

void
mailer_engine_load_body_async (MailerEngine       *self,
                               gint64              message_id,
                               MailerBodyOptions   options,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  BodyLoading *loading;
  GTask       *task;

  g_return_if_fail (MAILER_IS_ENGINE (self) && self->hub != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mailer_engine_load_body_async);
  loading = g_new0 (BodyLoading, 1);
  loading->hub = mailer_hub_ref (self->hub);
  loading->message_id = message_id;
  loading->options = options;
  mailer_parts_load (self,
                     task,
                     &(MailerPartsRequest){
                         .message_id = message_id,
                         .choose = choose_body,
                         .finish = render_body,
                         .return_func = return_body,
                         .data = loading,
                         .destroy = body_loading_free,
                     });
}

MailerMessageBody *
mailer_engine_load_body_finish (MailerEngine *self,
                                GAsyncResult *result,
                                GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
