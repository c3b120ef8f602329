/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-draft-store.h"

#include <string.h>

#include "mailer-engine-error.h"
#include "mailer-mime-address.h"
#include "mailer-mime-draft.h"
#include "mailer-store-draft.h"
#include "mailer-store-outbox.h"

#define READ_BLOCK_BYTES (256 * 1024)

/* A draft's words as they rest in the store: a dictionary, so that later versions can add to it. */

static GVariant *
pack_content (const MailerDraft *draft)
{
  GVariantDict dict;
  const struct
  {
    const char *key;
    const char *value;
  } texts[] = {
    { "to", draft->to },
    { "cc", draft->cc },
    { "bcc", draft->bcc },
    { "subject", draft->subject },
    { "text", draft->text },
    { "in-reply-to", draft->in_reply_to },
    { "references", draft->references },
  };

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "kind", "u", draft->kind);
  g_variant_dict_insert (&dict, "original-id", "x", draft->original_id);
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (texts[i].value != NULL)
      g_variant_dict_insert (&dict, texts[i].key, "s", texts[i].value);

  return g_variant_dict_end (&dict);
}

static MailerDraftKind
unpack_kind (GVariantDict *dict)
{
  guint32 kind;

  if (!g_variant_dict_lookup (dict, "kind", "u", &kind) || kind > MAILER_DRAFT_FORWARD)
    return MAILER_DRAFT_NEW;

  return kind;
}

static MailerDraftAttachment *
unpack_attachment (const MailerStoreAttachment *stored)
{
  MailerDraftAttachment *attachment = mailer_draft_attachment_new (NULL, stored->name,
                                                                   stored->content_type,
                                                                   stored->size_bytes);

  attachment->id = stored->id;

  return attachment;
}

/* Keeps what @field has when the content lacks @key. */
static void
unpack_text (GVariantDict *dict,
             const char   *key,
             char        **field)
{
  char *text = NULL;

  if (!g_variant_dict_lookup (dict, key, "s", &text))
    return;

  g_free (*field);
  *field = text;
}

static MailerDraft *
unpack_draft (const MailerStoreDraft *stored)
{
  MailerDraft *draft = mailer_draft_new ();
  GVariantDict dict;

  g_variant_dict_init (&dict, g_variant_is_of_type (stored->content, G_VARIANT_TYPE_VARDICT) ? stored->content : NULL);
  draft->id = stored->id;
  draft->account_id = g_strdup (stored->account_id);
  draft->kind = unpack_kind (&dict);
  g_variant_dict_lookup (&dict, "original-id", "x", &draft->original_id);
  unpack_text (&dict, "to", &draft->to);
  unpack_text (&dict, "cc", &draft->cc);
  unpack_text (&dict, "bcc", &draft->bcc);
  unpack_text (&dict, "subject", &draft->subject);
  unpack_text (&dict, "text", &draft->text);
  unpack_text (&dict, "in-reply-to", &draft->in_reply_to);
  unpack_text (&dict, "references", &draft->references);
  for (guint i = 0; i < stored->attachments->len; i++)
    g_ptr_array_add (draft->attachments, unpack_attachment (g_ptr_array_index (stored->attachments, i)));
  g_variant_dict_clear (&dict);

  return draft;
}

/* Saving */

/* A draft may have gone while it was written: with its account, or discarded elsewhere. */
static gboolean
forget_lost_id (MailerStore *store,
                MailerDraft *draft,
                GError     **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (MailerStoreDraft) stored = NULL;

  if (draft->id == 0)
    return TRUE;

  stored = mailer_store_read_draft (store, draft->id, &local_error);
  if (stored == NULL && !g_error_matches (local_error, MAILER_STORE_ERROR, MAILER_STORE_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (stored == NULL)
    draft->id = 0;

  return TRUE;
}

/* What was taken off goes first: when that fails, no new id is lost. */
static gboolean
save_cb (MailerStore *store,
         gpointer     data,
         GError     **error)
{
  MailerDraft *draft = data;
  gint64       id;

  for (guint i = 0; i < draft->removed->len; i++)
    if (!mailer_store_remove_attachment (store, g_array_index (draft->removed, gint64, i), error))
      return FALSE;

  if (!forget_lost_id (store, draft, error))
    return FALSE;
  id = mailer_store_save_draft (store, draft->id, draft->account_id, pack_content (draft), error);
  if (id < 0)
    return FALSE;

  draft->id = id;
  g_array_set_size (draft->removed, 0);

  return TRUE;
}

gboolean
mailer_draft_store_save (MailerHub   *hub,
                         MailerDraft *draft,
                         GError     **error)
{
  return mailer_hub_call (hub, MAILER_HUB_WRITER, save_cb, draft, error);
}

/* Attaching */

typedef struct
{
  gint64                 draft_id;
  MailerDraftAttachment *attachment;
  GBytes                *bytes;
} AttachCall;

static gboolean
add_attachment_cb (MailerStore *store,
                   gpointer     data,
                   GError     **error)
{
  AttachCall            *call = data;
  MailerDraftAttachment *attachment = call->attachment;
  gint64                 id = mailer_store_add_attachment (store, call->draft_id, attachment->name,
                                                           attachment->content_type, call->bytes, NULL, error);

  if (id < 0)
    return FALSE;

  attachment->id = id;
  attachment->size_bytes = g_bytes_get_size (call->bytes);

  return TRUE;
}

static void
set_file_error (GError    **error,
                int         code,
                const char *name,
                const char *reason)
{
  g_autoptr (GError) file_error = g_error_new (MAILER_ENGINE_ERROR, code, "Cannot attach the file: %s", reason);

  mailer_error_edit_details (file_error)->server_text = g_strdup (name);
  g_propagate_error (error, g_steal_pointer (&file_error));
}

/* Reads by blocks and stops at the limit: the size a file system tells need not be true. */
static GBytes *
read_file (const MailerDraftAttachment *attachment,
           GCancellable                *cancellable,
           GError                     **error)
{
  g_autoptr (GError) file_error = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read (attachment->file, cancellable, &file_error);
  g_autoptr (GByteArray) content = g_byte_array_new ();
  g_autofree guint8 *block = g_malloc (READ_BLOCK_BYTES);
  gssize             n = stream != NULL ? 1 : -1;

  while (n > 0 && content->len <= MAILER_DRAFT_MAX_ATTACHMENT_BYTES)
    {
      n = g_input_stream_read (G_INPUT_STREAM (stream), block, READ_BLOCK_BYTES, cancellable, &file_error);
      if (n > 0)
        g_byte_array_append (content, block, n);
    }

  if (g_error_matches (file_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&file_error));
  else if (file_error != NULL)
    set_file_error (error, MAILER_ENGINE_ERROR_UNREADABLE, attachment->name, file_error->message);
  else if (content->len > MAILER_DRAFT_MAX_ATTACHMENT_BYTES)
    set_file_error (error, MAILER_ENGINE_ERROR_TOO_LARGE, attachment->name, "it is over the limit");
  else
    return g_byte_array_free_to_bytes (g_steal_pointer (&content));

  return NULL;
}

gboolean
mailer_draft_store_attach (MailerHub             *hub,
                           gint64                 draft_id,
                           MailerDraftAttachment *attachment,
                           GCancellable          *cancellable,
                           GError               **error)
{
  g_autoptr (GBytes) bytes = read_file (attachment, cancellable, error);
  AttachCall call = { draft_id, attachment, bytes };

  return bytes != NULL && mailer_hub_call (hub, MAILER_HUB_WRITER, add_attachment_cb, &call, error);
}

/* Listing and removing */

static void
free_draft_cb (gpointer draft)
{
  mailer_draft_free (draft);
}

static gboolean
list_cb (MailerStore *store,
         gpointer     data,
         GError     **error)
{
  GPtrArray **drafts = data;
  g_autoptr (GPtrArray) stored = mailer_store_list_drafts (store, NULL, error);

  if (stored == NULL)
    return FALSE;

  *drafts = g_ptr_array_new_with_free_func (free_draft_cb);
  for (guint i = 0; i < stored->len; i++)
    g_ptr_array_add (*drafts, unpack_draft (g_ptr_array_index (stored, i)));

  return TRUE;
}

GPtrArray *
mailer_draft_store_list (MailerHub *hub,
                         GError   **error)
{
  GPtrArray *drafts = NULL;

  return mailer_hub_call (hub, MAILER_HUB_WRITER, list_cb, &drafts, error) ? drafts : NULL;
}

static gboolean
remove_cb (MailerStore *store,
           gpointer     data,
           GError     **error)
{
  return mailer_store_remove_draft (store, *(gint64 *)data, error);
}

gboolean
mailer_draft_store_remove (MailerHub *hub,
                           gint64     draft_id,
                           GError   **error)
{
  return mailer_hub_call (hub, MAILER_HUB_WRITER, remove_cb, &draft_id, error);
}

/* Sending */

/* @message, @wire and @copy are made on the calling worker: the store's has no time to write messages. */
typedef struct
{
  const MailerDraft           *draft;
  const MailerAccountSettings *settings;
  MailerMimeDraft             *message;
  GBytes                      *wire;
  GBytes                      *copy;
  gint64                       outbox_id;
} SendCall;

static gboolean
add_recipients (GPtrArray  *list,
                const char *text,
                GError    **error)
{
  g_autoptr (GPtrArray) recipients = mailer_mime_parse_recipients (text != NULL ? text : "");

  for (guint i = 0; i < recipients->len; i++)
    {
      const MailerMimeRecipient *recipient = g_ptr_array_index (recipients, i);

      if (recipient->problem != MAILER_MIME_RECIPIENT_OK)
        {
          g_set_error_literal (error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_RECIPIENT,
                               "A recipient is no mail address");
          if (error != NULL)
            mailer_error_edit_details (*error)->server_text = g_strdup (recipient->text);
          return FALSE;
        }
      g_ptr_array_add (list, mailer_address_copy (recipient->address));
    }

  return TRUE;
}

static gboolean
add_all_recipients (MailerMimeDraft   *message,
                    const MailerDraft *draft,
                    GError           **error)
{
  if (!add_recipients (message->to, draft->to, error)
      || !add_recipients (message->cc, draft->cc, error)
      || !add_recipients (message->bcc, draft->bcc, error))
    return FALSE;

  if (message->to->len + message->cc->len + message->bcc->len > 0)
    return TRUE;

  g_set_error_literal (error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_RECIPIENT, "There is no recipient");

  return FALSE;
}

static gboolean
add_attachments_cb (MailerStore *store,
                    gpointer     data,
                    GError     **error)
{
  SendCall *call = data;

  for (guint i = 0; i < call->draft->attachments->len; i++)
    {
      const MailerDraftAttachment *attachment = g_ptr_array_index (call->draft->attachments, i);
      g_autoptr (GBytes) bytes = mailer_store_read_attachment (store, attachment->id, error);

      if (bytes == NULL)
        return FALSE;
      mailer_mime_draft_add_attachment (call->message, attachment->name, attachment->content_type, bytes, NULL);
    }

  return TRUE;
}

static MailerMimeDraft *
make_message (const SendCall *call,
              GError        **error)
{
  const MailerDraft *draft = call->draft;
  g_autoptr (MailerMimeDraft) message = mailer_mime_draft_new ();
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  if (!add_all_recipients (message, draft, error))
    return NULL;

  message->from = mailer_address_new (call->settings->full_name, call->settings->address);
  g_free (message->subject);
  message->subject = g_strdup (draft->subject != NULL ? draft->subject : "");
  g_free (message->text);
  message->text = g_strdup (draft->text != NULL ? draft->text : "");
  message->in_reply_to = g_strdup (draft->in_reply_to);
  if (draft->references != NULL && *draft->references != '\0')
    {
      g_strfreev (message->references);
      message->references = g_strsplit (draft->references, " ", -1);
    }
  message->message_id = mailer_mime_generate_message_id (call->settings->address);
  message->date_s = g_date_time_to_unix (now);
  message->date_offset_min = g_date_time_get_utc_offset (now) / G_TIME_SPAN_MINUTE;

  return g_steal_pointer (&message);
}

static MailerFlags
flag_for_original (const MailerDraft *draft)
{
  if (draft->original_id == 0)
    return 0;

  return draft->kind == MAILER_DRAFT_FORWARD ? MAILER_FLAG_FORWARDED : MAILER_FLAG_ANSWERED;
}

static gboolean
build (SendCall *call,
       GError  **error)
{
  call->wire = mailer_mime_draft_build (call->message, MAILER_MIME_BUILD_FOR_SENDING, error);
  if (call->wire == NULL)
    return FALSE;

  if (call->message->bcc->len > 0)
    call->copy = mailer_mime_draft_build (call->message, MAILER_MIME_BUILD_DRAFT, error);

  return call->message->bcc->len == 0 || call->copy != NULL;
}

static gboolean
enqueue_cb (MailerStore *store,
            gpointer     data,
            GError     **error)
{
  SendCall *call = data;
  g_autoptr (MailerStoreOutboxItem) item = mailer_store_outbox_item_new ();

  item->account_id = g_strdup (call->settings->id);
  item->header_id = g_strdup (call->message->message_id);
  item->subject = g_strdup (call->message->subject);
  item->sender = g_strdup (call->message->from->address);
  item->recipients = mailer_mime_draft_dup_recipients (call->message);
  item->draft_id = call->draft->id;
  item->answered_message_id = call->draft->original_id;
  item->answered_flag = flag_for_original (call->draft);
  call->outbox_id = mailer_store_enqueue (store, item, call->wire, call->copy, error);

  return call->outbox_id >= 0;
}

static void
clear_call (SendCall *call)
{
  mailer_mime_draft_free (call->message);
  g_clear_pointer (&call->wire, g_bytes_unref);
  g_clear_pointer (&call->copy, g_bytes_unref);
}

gint64
mailer_draft_store_send (MailerHub                   *hub,
                         const MailerDraft           *draft,
                         const MailerAccountSettings *settings,
                         GError                     **error)
{
  SendCall call = { .draft = draft, .settings = settings, .outbox_id = -1 };

  if (!mailer_draft_is_complete (draft))
    {
      g_set_error_literal (error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_UNREADABLE,
                           "An attachment was not copied yet");
      return -1;
    }

  call.message = make_message (&call, error);
  if (call.message == NULL)
    return -1;

  if (mailer_hub_call (hub, MAILER_HUB_READER, add_attachments_cb, &call, error) && build (&call, error))
    mailer_hub_call (hub, MAILER_HUB_WRITER, enqueue_cb, &call, error);
  clear_call (&call);

  return call.outbox_id;
}
