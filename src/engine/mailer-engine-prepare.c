/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-engine-private.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "mailer-mime-address.h"
#include "mailer-mime-header.h"
#include "mailer-mime-render.h"
#include "mailer-mime-reply.h"
#include "mailer-parts.h"

/* New messages, answers and forwards, filled in as far as they can be. What a forward takes along is
 * written to private files in a folder of the account, from which saving the draft copies it; opening the engine
 * empties these folders, removing the account its own. */

typedef struct
{
  MailerDraftKind kind;
  char           *attribution;
  char           *forward_dir;
  GPtrArray      *own;         /* of MailerAddress: of all accounts */
  GPtrArray      *account_ids; /* of the same, in the same order */
  MailerDraft    *draft;
} Preparing;

static void
preparing_free (gpointer data)
{
  Preparing *preparing = data;

  g_free (preparing->attribution);
  g_free (preparing->forward_dir);
  g_ptr_array_unref (preparing->own);
  g_ptr_array_unref (preparing->account_ids);
  g_clear_pointer (&preparing->draft, mailer_draft_free);
  g_free (preparing);
}

/* --- On the render worker ------------------------------------------------------------------------- */

static void
choose_original (const MailerParts *parts,
                 GPtrArray         *sections,
                 gpointer           data)
{
  const Preparing *preparing = data;
  g_autoptr (MailerMimePlan) plan = mailer_mime_plan_new (parts->tree);
  g_auto (GStrv) wanted = mailer_mime_plan_dup_sections (plan, FALSE);

  for (guint i = 0; wanted[i] != NULL; i++)
    g_ptr_array_add (sections, g_strdup (wanted[i]));
  for (guint i = 0; preparing->kind == MAILER_DRAFT_FORWARD && i < plan->attachments->len; i++)
    {
      const MailerMimeAttachment *attachment = g_ptr_array_index (plan->attachments, i);

      if (!g_strv_contains ((const char *const *)wanted, attachment->section))
        g_ptr_array_add (sections, g_strdup (attachment->section));
    }
}

/* The account that the message came to writes by default. */
static GPtrArray *
sort_own (const Preparing *preparing,
          const char      *account_id)
{
  GPtrArray *sorted = g_ptr_array_new ();

  for (guint i = 0; i < preparing->own->len; i++)
    {
      const gboolean is_first = g_str_equal (g_ptr_array_index (preparing->account_ids, i), account_id);

      g_ptr_array_insert (sorted, is_first ? 0 : -1, g_ptr_array_index (preparing->own, i));
    }

  return sorted;
}

static MailerMimeReplyKind
get_reply_kind (MailerDraftKind kind)
{
  if (kind == MAILER_DRAFT_FORWARD)
    return MAILER_MIME_REPLY_FORWARD;

  return kind == MAILER_DRAFT_REPLY_ALL ? MAILER_MIME_REPLY_ALL : MAILER_MIME_REPLY_SENDER;
}

static void
take_string (char **target,
             char  *source)
{
  g_free (*target);
  *target = source;
}

static const char *
find_writer (const Preparing       *preparing,
             const MailerMimeDraft *reply,
             const char            *account_id)
{
  for (guint i = 0; reply->from != NULL && i < preparing->own->len; i++)
    {
      const MailerAddress *own = g_ptr_array_index (preparing->own, i);

      if (g_ascii_strcasecmp (own->address, reply->from->address) == 0)
        return g_ptr_array_index (preparing->account_ids, i);
    }

  return account_id;
}

static MailerDraft *
convert_reply (const Preparing       *preparing,
               const MailerParts     *parts,
               const MailerMimeDraft *reply)
{
  MailerDraft *draft = mailer_draft_new ();

  draft->kind = preparing->kind;
  draft->account_id = g_strdup (find_writer (preparing, reply, parts->mailbox->account_id));
  draft->original_id = parts->message->id;
  take_string (&draft->to, mailer_mime_format_addresses (reply->to));
  take_string (&draft->cc, mailer_mime_format_addresses (reply->cc));
  take_string (&draft->subject, g_strdup (reply->subject));
  take_string (&draft->text, g_strdup (reply->text));
  draft->in_reply_to = g_strdup (reply->in_reply_to);
  draft->references = g_strjoinv (" ", reply->references);

  return draft;
}

static GFile *
write_private_file (const char *folder,
                    GBytes     *content,
                    GError    **error)
{
  g_autofree char *path = g_build_filename (folder, "part-XXXXXX", NULL);
  gsize            size;
  const char      *data = g_bytes_get_data (content, &size);
  int              fd;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_DISK, "Cannot make a folder for what is forwarded");
      return NULL;
    }
  fd = g_mkstemp (path);
  if (fd < 0)
    {
      g_set_error (error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_DISK, "Cannot make a file for what is forwarded");
      return NULL;
    }
  close (fd);
  if (!g_file_set_contents_full (path, data != NULL ? data : "", (gssize)size, G_FILE_SET_CONTENTS_NONE, 0600, error))
    return NULL;

  return g_file_new_for_path (path);
}

static gboolean
take_attachments (const Preparing   *preparing,
                  const MailerParts *parts,
                  MailerDraft       *draft,
                  GError           **error)
{
  g_autoptr (MailerMimePlan) plan = mailer_mime_plan_new (parts->tree);
  g_autofree char *folder = g_build_filename (preparing->forward_dir, parts->mailbox->account_id, NULL);

  for (guint i = 0; i < plan->attachments->len; i++)
    {
      const MailerMimeAttachment *attachment = g_ptr_array_index (plan->attachments, i);
      g_autoptr (GBytes) content = mailer_parts_decode (parts, attachment->section);
      g_autoptr (GFile) file = NULL;

      if (content == NULL)
        continue;
      file = write_private_file (folder, content, error);
      if (file == NULL)
        return FALSE;
      g_ptr_array_add (draft->attachments,
                       mailer_draft_attachment_new (file, attachment->name, attachment->type,
                                                    g_bytes_get_size (content)));
    }

  return TRUE;
}

static gboolean
prepare_reply (MailerParts *parts,
               gpointer     data,
               GError     **error)
{
  Preparing                *preparing = data;
  const MailerStoreMessage *message = parts->message;
  g_autoptr (MailerMimePlan) plan = mailer_mime_plan_new (parts->tree);
  g_autofree char *text = mailer_mime_render_text (parts->tree, plan, parts->bodies);
  g_auto (GStrv) references = mailer_mime_parse_message_ids (message->references);
  g_autofree char *in_reply_to = mailer_mime_parse_message_id (message->in_reply_to);
  g_autoptr (GPtrArray) own = sort_own (preparing, parts->mailbox->account_id);
  g_autoptr (MailerMimeDraft) reply = NULL;
  const MailerMimeOriginal original = {
    .from = message->from,
    .reply_to = message->reply_to,
    .to = message->to,
    .cc = message->cc,
    .subject = message->subject,
    .message_id = message->message_id,
    .in_reply_to = in_reply_to,
    .references = (const char *const *)references,
    .text = text,
  };

  reply = mailer_mime_draft_new_reply (&original, get_reply_kind (preparing->kind), own, preparing->attribution);
  preparing->draft = convert_reply (preparing, parts, reply);

  return preparing->kind != MAILER_DRAFT_FORWARD || take_attachments (preparing, parts, preparing->draft, error);
}

/* --- On the main thread --------------------------------------------------------------------------- */

static void
return_draft (GTask   *task,
              gpointer data)
{
  Preparing *preparing = data;

  g_task_return_pointer (task, g_steal_pointer (&preparing->draft), (GDestroyNotify)mailer_draft_free);
}

static char *
make_forward_dir (const char *data_dir)
{
  return g_build_filename (data_dir, "forwarded", NULL);
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      g_unlink (file);
    }
  g_remove (path);
}

void
mailer_engine_drop_forwarded_files (const char *data_dir,
                                    const char *account_id)
{
  g_autofree char *path = make_forward_dir (data_dir);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *folder = g_build_filename (path, name, NULL);

      if (account_id == NULL || g_str_equal (name, account_id))
        remove_folder (folder);
    }
}

static Preparing *
preparing_new (MailerEngine   *self,
               MailerDraftKind kind,
               const char     *attribution)
{
  Preparing  *preparing = g_new0 (Preparing, 1);
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->accounts));

  preparing->kind = kind;
  preparing->attribution = g_strdup (attribution);
  preparing->forward_dir = make_forward_dir (self->data_dir);
  preparing->own = mailer_address_list_new ();
  preparing->account_ids = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (MailerAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);
      const MailerAccountSettings *settings = mailer_account_get_settings (account);

      g_ptr_array_add (preparing->own, mailer_address_new (settings->full_name, settings->address));
      g_ptr_array_add (preparing->account_ids, g_strdup (settings->id));
    }

  return preparing;
}

static void
return_new_draft (MailerEngine   *self,
                  GTask          *task,
                  MailerDraftKind kind,
                  const char     *account_id)
{
  g_autoptr (MailerAccount) first = g_list_model_get_item (G_LIST_MODEL (self->accounts), 0);
  MailerDraft *draft = mailer_draft_new ();

  draft->kind = kind;
  draft->account_id = g_strdup (account_id);
  if (account_id == NULL && first != NULL)
    draft->account_id = g_strdup (mailer_account_get_id (first));
  g_task_return_pointer (task, draft, (GDestroyNotify)mailer_draft_free);
  g_object_unref (task);
}

void
mailer_engine_prepare_draft_async (MailerEngine       *self,
                                   MailerDraftKind     kind,
                                   const char         *account_id,
                                   gint64              original_id,
                                   const char         *attribution,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (MAILER_IS_ENGINE (self));
  g_return_if_fail ((kind == MAILER_DRAFT_NEW) == (original_id == 0));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, mailer_engine_prepare_draft_async);
  if (kind == MAILER_DRAFT_NEW)
    {
      return_new_draft (self, task, kind, account_id);
      return;
    }

  mailer_parts_load (self,
                     task,
                     &(MailerPartsRequest){
                         .message_id = original_id,
                         .choose = choose_original,
                         .finish = prepare_reply,
                         .return_func = return_draft,
                         .data = preparing_new (self, kind, attribution),
                         .destroy = preparing_free,
                         .may_interrupt = kind == MAILER_DRAFT_FORWARD,
                     });
}

MailerDraft *
mailer_engine_prepare_draft_finish (MailerEngine *self,
                                    GAsyncResult *result,
                                    GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
