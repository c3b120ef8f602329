/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-engine-private.h"

#include "mailer-chore.h"
#include "mailer-draft-store.h"
#include "mailer-mime-address.h"

/* Drafts and sending. Words run on one worker, the scribe, in the order it was asked for, so that an older
 * text of a draft never replaces a newer one. Files run on another, the porter: no word waits for one. */

typedef struct
{
  MailerHub             *hub;
  MailerDraft           *draft;
  MailerDraftAttachment *attachment;
  MailerAccountSettings *settings;
  gint64                 id;
  GPtrArray             *drafts;
} Job;

static Job *
new_job (MailerEngine      *self,
         const MailerDraft *draft)
{
  Job *job = g_new0 (Job, 1);

  job->hub = mailer_hub_ref (self->hub);
  job->draft = draft != NULL ? mailer_draft_copy (draft) : NULL;

  return job;
}

static void
free_job_cb (gpointer data)
{
  Job *job = data;

  mailer_hub_unref (job->hub);
  mailer_draft_free (job->draft);
  mailer_draft_attachment_free (job->attachment);
  mailer_account_settings_free (job->settings);
  g_clear_pointer (&job->drafts, g_ptr_array_unref);
  g_free (job);
}

/* Returns: (transfer full) (nullable): the task to go on with; %NULL when the engine is not open. */
static GTask *
new_task (MailerEngine       *self,
          GCancellable       *cancellable,
          GAsyncReadyCallback callback,
          gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (self->hub != NULL && !self->is_closed)
    return g_steal_pointer (&task);

  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The engine is closed");

  return NULL;
}

/* Saving */

static gboolean
save (gpointer      data,
      GCancellable *cancellable,
      GError      **error)
{
  Job *job = data;

  return mailer_draft_store_save (job->hub, job->draft, error);
}

static void
return_draft (GTask   *task,
              gpointer data)
{
  Job *job = data;

  g_task_return_pointer (task, g_steal_pointer (&job->draft), (GDestroyNotify)mailer_draft_free);
}

void
mailer_engine_save_draft_async (MailerEngine       *self,
                                const MailerDraft  *draft,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (MAILER_IS_ENGINE (self));
  g_return_if_fail (draft != NULL && draft->account_id != NULL);

  task = new_task (self, cancellable, callback, user_data);
  if (task != NULL)
    mailer_chore_push (self->scribe, task, save, return_draft, new_job (self, draft), free_job_cb);
}

MailerDraft *
mailer_engine_save_draft_finish (MailerEngine *self,
                                 GAsyncResult *result,
                                 GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Settling */

/* One round ends the savings under way, and tells so; another those that were begun at that word. */
#define N_SETTLING_ROUNDS 2

typedef struct
{
  MailerEngine    *engine;
  guint            n_rounds;
  MailerWorkerFunc func;
  gpointer         data;
} Settling;

static void run_round (Settling *settling);

static void
round_ended_cb (gpointer data)
{
  run_round (data);
}

static void
end_round_job (gpointer data)
{
  mailer_main_post (round_ended_cb, data, NULL);
}

static void
run_round (Settling *settling)
{
  if (settling->n_rounds > 0 && settling->engine->scribe != NULL)
    {
      settling->n_rounds--;
      mailer_worker_push (settling->engine->scribe, end_round_job, settling);
      return;
    }

  settling->func (settling->data);
  g_object_unref (settling->engine);
  g_free (settling);
}

void
mailer_engine_settle_drafts (MailerEngine    *self,
                             MailerWorkerFunc func,
                             gpointer         data)
{
  Settling *settling = g_new (Settling, 1);

  settling->engine = g_object_ref (self);
  settling->n_rounds = N_SETTLING_ROUNDS;
  settling->func = func;
  settling->data = data;
  run_round (settling);
}

/* Attaching */

static gboolean
attach (gpointer      data,
        GCancellable *cancellable,
        GError      **error)
{
  Job *job = data;

  return mailer_draft_store_attach (job->hub, job->id, job->attachment, cancellable, error);
}

static void
return_attachment (GTask   *task,
                   gpointer data)
{
  Job *job = data;

  g_task_return_pointer (task, g_steal_pointer (&job->attachment), (GDestroyNotify)mailer_draft_attachment_free);
}

void
mailer_engine_attach_async (MailerEngine                *self,
                            gint64                       draft_id,
                            const MailerDraftAttachment *attachment,
                            GCancellable                *cancellable,
                            GAsyncReadyCallback          callback,
                            gpointer                     user_data)
{
  GTask *task;
  Job   *job;

  g_return_if_fail (MAILER_IS_ENGINE (self));
  g_return_if_fail (draft_id != 0 && attachment != NULL && attachment->file != NULL);

  task = new_task (self, cancellable, callback, user_data);
  if (task == NULL)
    return;

  job = new_job (self, NULL);
  job->id = draft_id;
  job->attachment = mailer_draft_attachment_copy (attachment);
  mailer_chore_push (self->porter, task, attach, return_attachment, job, free_job_cb);
}

MailerDraftAttachment *
mailer_engine_attach_finish (MailerEngine *self,
                             GAsyncResult *result,
                             GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Discarding and listing */

static gboolean
discard (gpointer      data,
         GCancellable *cancellable,
         GError      **error)
{
  Job *job = data;

  return mailer_draft_store_remove (job->hub, job->id, error);
}

void
mailer_engine_discard_draft_async (MailerEngine       *self,
                                   gint64              draft_id,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  GTask *task;
  Job   *job;

  g_return_if_fail (MAILER_IS_ENGINE (self));

  task = new_task (self, cancellable, callback, user_data);
  if (task == NULL)
    return;

  job = new_job (self, NULL);
  job->id = draft_id;
  mailer_chore_push (self->scribe, task, discard, NULL, job, free_job_cb);
}

gboolean
mailer_engine_discard_draft_finish (MailerEngine *self,
                                    GAsyncResult *result,
                                    GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
list (gpointer      data,
      GCancellable *cancellable,
      GError      **error)
{
  Job *job = data;

  job->drafts = mailer_draft_store_list (job->hub, error);

  return job->drafts != NULL;
}

static void
return_drafts (GTask   *task,
               gpointer data)
{
  Job *job = data;

  g_task_return_pointer (task, g_steal_pointer (&job->drafts), (GDestroyNotify)g_ptr_array_unref);
}

void
mailer_engine_list_drafts_async (MailerEngine       *self,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (MAILER_IS_ENGINE (self));

  task = new_task (self, cancellable, callback, user_data);
  if (task != NULL)
    mailer_chore_push (self->scribe, task, list, return_drafts, new_job (self, NULL), free_job_cb);
}

GPtrArray *
mailer_engine_list_drafts_finish (MailerEngine *self,
                                  GAsyncResult *result,
                                  GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Sending */

char *
mailer_engine_check_recipients (const char *text,
                                guint      *n_valid)
{
  g_autoptr (GPtrArray) recipients = NULL;
  char *problem = NULL;

  g_return_val_if_fail (text != NULL && n_valid != NULL, NULL);

  *n_valid = 0;
  recipients = mailer_mime_parse_recipients (text);
  for (guint i = 0; i < recipients->len; i++)
    {
      const MailerMimeRecipient *recipient = g_ptr_array_index (recipients, i);

      if (recipient->problem == MAILER_MIME_RECIPIENT_OK)
        *n_valid += 1;
      else if (problem == NULL)
        problem = g_strdup (recipient->text);
    }

  return problem;
}

/* The draft is saved first: whatever goes wrong then, what was written is there. */
static gboolean
save_and_send (gpointer      data,
               GCancellable *cancellable,
               GError      **error)
{
  Job *job = data;

  if (!mailer_draft_store_save (job->hub, job->draft, error))
    return FALSE;

  job->id = mailer_draft_store_send (job->hub, job->draft, job->settings, error);

  return job->id >= 0;
}

typedef struct
{
  GTask *task;
  gint64 activity_id;
} Queued;

static void
return_queued_cb (gpointer data)
{
  g_autofree Queued *queued = data;
  g_autoptr (GTask) task = queued->task;

  g_task_return_int (task, queued->activity_id);
}

/* Returns when the list of activities has it, as it is promised of every verb. */
static void
return_sent (GTask   *task,
             gpointer data)
{
  Job          *job = data;
  MailerEngine *self = g_task_get_source_object (task);
  Queued       *queued = g_new (Queued, 1);

  queued->task = g_object_ref (task);
  queued->activity_id = MAILER_ACTIVITY_OUTBOX_BASE + job->id;
  mailer_engine_note_outbox (self);
  mailer_engine_settle (self, return_queued_cb, queued);
}

void
mailer_engine_send_async (MailerEngine       *self,
                          const MailerDraft  *draft,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  MailerAccount *account;
  GTask         *task;
  Job           *job;

  g_return_if_fail (MAILER_IS_ENGINE (self));
  g_return_if_fail (draft != NULL && draft->account_id != NULL);

  task = new_task (self, cancellable, callback, user_data);
  if (task == NULL)
    return;

  account = mailer_engine_find_account (self, draft->account_id);
  if (account == NULL)
    {
      g_task_return_new_error (task, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_GONE,
                               "There is no account %s", draft->account_id);
      g_object_unref (task);
      return;
    }

  job = new_job (self, draft);
  job->settings = mailer_account_settings_copy (mailer_account_get_settings (account));
  mailer_chore_push (self->scribe, task, save_and_send, return_sent, job, free_job_cb);
}

gint64
mailer_engine_send_finish (MailerEngine *self,
                           GAsyncResult *result,
                           GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), -1);

  return g_task_propagate_int (G_TASK (result), error);
}
