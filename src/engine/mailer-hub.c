/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-hub.h"

#include "mailer-engine-error-private.h"
#include "mailer-worker.h"

/* News travel like this: the writer's worker joins what its jobs changed in `pending`, which only it
 * touches. When none is under way it posts them to the main thread and begins anew; the main thread, when
 * it has told them, lets the writer know by a job. So there is never more than one post, and what
 * happens in the meantime is told at once after it. */
struct _MailerHub
{
  MailerWorker *workers[2];
  MailerStore  *stores[2]; /* NULL when the store was damaged and could not be opened again */
  GCancellable *closing;
  char         *directory;
  int           is_healed; /* the store was replaced, or that was tried */

  /* Writer's worker */
  MailerHubNews *pending;
  gboolean       is_telling;

  /* Main thread */
  MailerHubNewsFunc news_func;
  gpointer          news_data;
  gboolean          is_shut;
};

typedef struct
{
  MailerHub    *hub;
  MailerHubSide side;
  MailerHubFunc func;
  gpointer      data;
  GError       *error;

  /* Of a call: where the caller waits */
  GAsyncQueue *answer;

  /* Of a push */
  MailerHubDoneFunc   done;
  MailerHubReturnFunc return_func;
  GTask              *task;
  GCancellable       *cancellable;
  GDestroyNotify      destroy;
} Job;

/* A post outlives the hub when the hub is closed before the main thread comes to it. */
typedef struct
{
  MailerHub     *hub;
  MailerHubNews *news;
} Telling;

static MailerHubNews *
news_new (void)
{
  MailerHubNews *news = g_new0 (MailerHubNews, 1);

  news->listed = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  return news;
}

static void
news_free (MailerHubNews *news)
{
  if (news == NULL)
    return;

  g_hash_table_unref (news->listed);
  g_clear_pointer (&news->recovery, mailer_store_recovery_free);
  g_clear_error (&news->problem);
  g_free (news);
}

static void
add_changes (MailerHubNews            *news,
             const MailerStoreChanges *changes)
{
  for (guint i = 0; i < changes->mailboxes->len; i++)
    {
      const MailerStoreMailboxChanges *mailbox = g_ptr_array_index (changes->mailboxes, i);

      g_hash_table_add (news->listed, g_memdup2 (&mailbox->mailbox_id, sizeof mailbox->mailbox_id));
    }
  news->has_tree |= changes->has_tree;
  news->has_counts |= changes->counted->len > 0;
  news->has_operations |= changes->has_operations;
  news->has_outbox |= changes->has_outbox;
}

static void tell_pending (MailerHub *self);

static void
note_told_job (gpointer data)
{
  MailerHub *self = data;

  self->is_telling = FALSE;
  tell_pending (self);
}

static void
tell_cb (gpointer data)
{
  Telling   *telling = data;
  MailerHub *self = telling->hub;

  if (self->is_shut)
    return;
  if (self->news_func != NULL)
    self->news_func (telling->news, self->news_data);
  if (!self->is_shut)
    mailer_worker_push (self->workers[MAILER_HUB_WRITER], note_told_job, self);
}

static void
free_telling (gpointer data)
{
  Telling *telling = data;

  mailer_hub_unref (telling->hub);
  news_free (telling->news);
  g_free (telling);
}

static void
tell_pending (MailerHub *self)
{
  Telling *telling;

  if (self->is_telling || self->pending == NULL)
    return;

  telling = g_new (Telling, 1);
  telling->hub = mailer_hub_ref (self);
  telling->news = g_steal_pointer (&self->pending);
  self->is_telling = TRUE;
  mailer_main_post (tell_cb, telling, free_telling);
}

static MailerHubNews *
ensure_pending (MailerHub *self)
{
  if (self->pending == NULL)
    self->pending = news_new ();

  return self->pending;
}

static void
collect_changes (MailerHub *self)
{
  g_autoptr (MailerStoreChanges) changes = mailer_store_take_changes (self->stores[MAILER_HUB_WRITER]);

  if (changes == NULL)
    return;

  add_changes (ensure_pending (self), changes);
  tell_pending (self);
}

static void
free_job (gpointer data)
{
  Job *job = data;

  if (job->destroy != NULL)
    job->destroy (job->data);
  g_clear_object (&job->task);
  g_clear_object (&job->cancellable);
  g_clear_error (&job->error);
  g_free (job);
}

static void
finish_job_cb (gpointer data)
{
  Job *job = data;

  if (job->done != NULL)
    job->done (job->data, job->error);
  if (job->task == NULL)
    return;

  if (job->error != NULL)
    g_task_return_error (job->task, g_steal_pointer (&job->error));
  else
    job->return_func (job->task, job->data);
}

/* What nobody waits for any more need not be read; what is to be written is kept: somebody did it. */
static gboolean
is_wanted (Job     *job,
           GError **error)
{
  if (g_cancellable_set_error_if_cancelled (job->cancellable, error))
    return FALSE;

  return job->side == MAILER_HUB_WRITER || job->answer != NULL
         || !g_cancellable_set_error_if_cancelled (job->hub->closing, error);
}

typedef struct
{
  MailerHub            *hub;
  MailerHubSide         side;
  const char           *directory;
  MailerStoreRecovery **recovery;
  GError               *error;
  GAsyncQueue          *answer;
} Opening;

/* Each connection is opened, used and closed by its own thread. */
static void
open_store_job (gpointer data)
{
  Opening       *opening = data;
  const gboolean is_writer = opening->side == MAILER_HUB_WRITER;

  opening->hub->stores[opening->side] = mailer_store_open (opening->directory,
                                                           is_writer ? MAILER_STORE_WRITER : MAILER_STORE_READER,
                                                           is_writer ? opening->recovery : NULL,
                                                           &opening->error);
  g_async_queue_push (opening->answer, opening);
}

static gboolean
open_store (MailerHub            *self,
            MailerHubSide         side,
            const char           *directory,
            MailerStoreRecovery **recovery,
            GError              **error)
{
  g_autoptr (GAsyncQueue) answer = g_async_queue_new ();
  Opening opening = { self, side, directory, recovery, NULL, answer };

  mailer_worker_push (self->workers[side], open_store_job, &opening);
  g_async_queue_pop (answer);
  if (opening.error == NULL)
    return TRUE;

  g_propagate_error (error, opening.error);

  return FALSE;
}

static void
close_writer_job (gpointer data)
{
  MailerHub *self = data;

  g_clear_pointer (&self->stores[MAILER_HUB_WRITER], mailer_store_close);
}

static void
close_reader_job (gpointer data)
{
  MailerHub *self = data;

  g_clear_pointer (&self->stores[MAILER_HUB_READER], mailer_store_close);
}

typedef struct
{
  MailerHub       *hub;
  MailerWorkerFunc func;
  GAsyncQueue     *answer;
} Errand;

static void
run_errand_job (gpointer data)
{
  Errand *errand = data;

  errand->func (errand->hub);
  g_async_queue_push (errand->answer, errand);
}

static void
run_on (MailerHub       *self,
        MailerHubSide    side,
        MailerWorkerFunc func)
{
  g_autoptr (GAsyncQueue) answer = g_async_queue_new ();
  Errand errand = { self, func, answer };

  mailer_worker_push (self->workers[side], run_errand_job, &errand);
  g_async_queue_pop (answer);
}

static void
set_broken (GError    **error,
            const char *cause)
{
  g_set_error (error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_STORE_BROKEN,
               "The store is damaged and cannot be replaced now: %s", cause);
}

typedef struct
{
  MailerHub   *hub;
  GAsyncQueue *from_reader;
  GAsyncQueue *from_writer;
  GError      *error;
} Healing;

/* The reader's jobs wait behind this, and find the new file. */
static void
follow_healing_job (gpointer data)
{
  Healing   *healing = data;
  MailerHub *self = healing->hub;

  close_reader_job (self);
  g_async_queue_push (healing->from_reader, healing);
  g_async_queue_pop (healing->from_writer);
  if (healing->error == NULL)
    self->stores[MAILER_HUB_READER] = mailer_store_open (self->directory, MAILER_STORE_READER, NULL, &healing->error);
  g_async_queue_push (healing->from_reader, healing);
}

/* On the writer's worker. What a disk damages once it will damage again, so there is no second time. */
static void
heal_job (gpointer data)
{
  MailerHub           *self = data;
  MailerStoreRecovery *recovery = NULL;
  g_autoptr (GAsyncQueue) from_reader = g_async_queue_new ();
  g_autoptr (GAsyncQueue) from_writer = g_async_queue_new ();
  Healing healing = { self, from_reader, from_writer, NULL };

  if (g_cancellable_is_cancelled (self->closing) || !g_atomic_int_compare_and_exchange (&self->is_healed, FALSE, TRUE))
    return;

  mailer_worker_push (self->workers[MAILER_HUB_READER], follow_healing_job, &healing);
  g_async_queue_pop (from_reader);
  close_writer_job (self);
  self->stores[MAILER_HUB_WRITER] = mailer_store_open (self->directory, MAILER_STORE_WRITER, &recovery, &healing.error);
  g_async_queue_push (from_writer, &healing);
  g_async_queue_pop (from_reader);

  if (healing.error != NULL)
    set_broken (&ensure_pending (self)->problem, healing.error->message);
  g_clear_error (&healing.error);
  ensure_pending (self)->recovery = recovery;
  tell_pending (self);
}

static void
request_healing (MailerHub    *self,
                 MailerHubSide side)
{
  if (side == MAILER_HUB_WRITER)
    heal_job (self);
  else
    mailer_worker_push (self->workers[MAILER_HUB_WRITER], heal_job, self);
}

static void
run_func (Job *job)
{
  MailerHub *self = job->hub;
  const int  is_healed = g_atomic_int_get (&self->is_healed);

  if (self->stores[job->side] == NULL)
    {
      set_broken (&job->error, "it was closed");
      return;
    }

  if (!job->func (self->stores[job->side], job->data, &job->error))
    g_assert (job->error != NULL);
  if (is_healed && g_error_matches (job->error, MAILER_STORE_ERROR, MAILER_STORE_ERROR_CORRUPT))
    {
      g_autoptr (GError) cause = g_steal_pointer (&job->error);

      set_broken (&job->error, cause->message);
    }
  if (job->side == MAILER_HUB_WRITER)
    collect_changes (self);
  if (!is_healed && mailer_store_is_damaged (self->stores[job->side]))
    request_healing (self, job->side);
}

static void
run_job (gpointer data)
{
  Job *job = data;

  if (is_wanted (job, &job->error))
    run_func (job);

  if (job->answer != NULL)
    {
      g_async_queue_push (job->answer, job);
      return;
    }
  if (job->error != NULL)
    job->error = mailer_engine_error_translate (g_steal_pointer (&job->error));
  mailer_main_post (finish_job_cb, job, free_job);
}

static void
start_job (MailerHub *self,
           Job       *job)
{
  if (self->is_shut)
    {
      g_set_error_literal (&job->error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The engine is closed");
      mailer_main_post (finish_job_cb, job, free_job);
      return;
    }

  mailer_worker_push (self->workers[job->side], run_job, job);
}

static void
clear_hub (gpointer data)
{
  MailerHub *self = data;

  g_clear_pointer (&self->pending, news_free);
  g_clear_object (&self->closing);
  g_free (self->directory);
}

MailerHub *
mailer_hub_ref (MailerHub *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
mailer_hub_unref (MailerHub *self)
{
  g_atomic_rc_box_release_full (self, clear_hub);
}

MailerHub *
mailer_hub_open (const char           *directory,
                 MailerStoreRecovery **recovery,
                 GError              **error)
{
  MailerHub *self = g_atomic_rc_box_new0 (MailerHub);

  self->closing = g_cancellable_new ();
  self->directory = g_strdup (directory);
  self->workers[MAILER_HUB_WRITER] = mailer_worker_new ("store-writer");
  self->workers[MAILER_HUB_READER] = mailer_worker_new ("store-reader");
  if (open_store (self, MAILER_HUB_WRITER, directory, recovery, error)
      && open_store (self, MAILER_HUB_READER, directory, NULL, error))
    return self;

  mailer_hub_close (self);

  return NULL;
}

void
mailer_hub_set_news_func (MailerHub        *self,
                          MailerHubNewsFunc func,
                          gpointer          data)
{
  self->news_func = func;
  self->news_data = data;
}

void
mailer_hub_shut (MailerHub *self)
{
  self->is_shut = TRUE;
  g_cancellable_cancel (self->closing);
}

gboolean
mailer_hub_is_healed (MailerHub *self)
{
  return g_atomic_int_get (&self->is_healed);
}

static void
do_nothing_job (gpointer data)
{
}

void
mailer_hub_close (MailerHub *self)
{
  /* A healing that is under way needs the reader's worker; none begins after that. */
  g_cancellable_cancel (self->closing);
  run_on (self, MAILER_HUB_WRITER, do_nothing_job);
  mailer_worker_push (self->workers[MAILER_HUB_READER], close_reader_job, self);
  mailer_worker_stop (self->workers[MAILER_HUB_READER]);
  mailer_worker_push (self->workers[MAILER_HUB_WRITER], close_writer_job, self);
  mailer_worker_stop (self->workers[MAILER_HUB_WRITER]);
  mailer_hub_unref (self);
}

gboolean
mailer_hub_call (MailerHub    *self,
                 MailerHubSide side,
                 MailerHubFunc func,
                 gpointer      data,
                 GError      **error)
{
  g_autoptr (GAsyncQueue) answer = g_async_queue_new ();
  Job job = { .hub = self, .side = side, .func = func, .data = data, .answer = answer };

  g_return_val_if_fail (!mailer_is_main_thread (), FALSE);

  mailer_worker_push (self->workers[side], run_job, &job);
  g_async_queue_pop (answer);
  if (job.error == NULL)
    return TRUE;

  g_propagate_error (error, job.error);

  return FALSE;
}

void
mailer_hub_push (MailerHub        *self,
                 MailerHubSide     side,
                 MailerHubFunc     func,
                 MailerHubDoneFunc done,
                 gpointer          data,
                 GDestroyNotify    destroy)
{
  Job *job = g_new0 (Job, 1);

  job->hub = self;
  job->side = side;
  job->func = func;
  job->data = data;
  job->done = done;
  job->destroy = destroy;
  start_job (self, job);
}

void
mailer_hub_push_task (MailerHub          *self,
                      MailerHubSide       side,
                      GTask              *task,
                      MailerHubFunc       func,
                      MailerHubReturnFunc return_func,
                      gpointer            data,
                      GDestroyNotify      destroy)
{
  Job *job = g_new0 (Job, 1);

  job->hub = self;
  job->side = side;
  job->func = func;
  job->data = data;
  job->destroy = destroy;
  job->task = task;
  job->return_func = return_func;
  g_set_object (&job->cancellable, g_task_get_cancellable (task));
  start_job (self, job);
}
