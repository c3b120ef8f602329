/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-worker.h"

#include <errno.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

typedef struct
{
  MailerWorkerFunc func;
  gpointer         data;
} Job;

struct _MailerWorker
{
  GThread     *thread;
  GAsyncQueue *jobs;
  int          wake_fd;
};

typedef struct
{
  MailerWorkerFunc func;
  gpointer         data;
  GDestroyNotify   destroy;
} Post;

static gpointer
run_worker (gpointer data)
{
  MailerWorker *self = data;

  for (;;)
    {
      g_autofree Job *job = g_async_queue_pop (self->jobs);

      if (job->func == NULL)
        return NULL;
      job->func (job->data);
    }
}

static void
push_job (MailerWorker    *self,
          MailerWorkerFunc func,
          gpointer         data)
{
  Job *job = g_new (Job, 1);

  job->func = func;
  job->data = data;
  g_async_queue_push (self->jobs, job);
  mailer_worker_wake (self);
}

MailerWorker *
mailer_worker_new (const char *name)
{
  MailerWorker *self;

  g_return_val_if_fail (name != NULL, NULL);

  self = g_new0 (MailerWorker, 1);
  self->jobs = g_async_queue_new_full (g_free);
  self->wake_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (self->wake_fd < 0)
    g_error ("No eventfd for worker %s: %s", name, g_strerror (errno));
  self->thread = g_thread_new (name, run_worker, self);

  return self;
}

void
mailer_worker_push (MailerWorker    *self,
                    MailerWorkerFunc func,
                    gpointer         data)
{
  g_return_if_fail (self != NULL && func != NULL);

  push_job (self, func, data);
}

gboolean
mailer_worker_has_work (MailerWorker *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return g_async_queue_length (self->jobs) > 0;
}

int
mailer_worker_get_wake_fd (MailerWorker *self)
{
  g_return_val_if_fail (self != NULL, -1);

  return self->wake_fd;
}

void
mailer_worker_wake (MailerWorker *self)
{
  const uint64_t one = 1;

  g_return_if_fail (self != NULL);

  /* The only way to fail is a full counter, which is readable already. */
  if (write (self->wake_fd, &one, sizeof one) < 0 && errno != EAGAIN)
    g_warning ("Cannot wake a worker: %s", g_strerror (errno));
}

void
mailer_worker_clear_wake (MailerWorker *self)
{
  uint64_t count;

  g_return_if_fail (mailer_worker_is_current (self));

  while (read (self->wake_fd, &count, sizeof count) < 0 && errno == EINTR)
    ;
}

gboolean
mailer_worker_is_current (MailerWorker *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return g_thread_self () == self->thread;
}

void
mailer_worker_stop (MailerWorker *self)
{
  g_return_if_fail (self != NULL && !mailer_worker_is_current (self));

  push_job (self, NULL, NULL);
  g_thread_join (self->thread);
  g_async_queue_unref (self->jobs);
  close (self->wake_fd);
  g_free (self);
}

static gboolean
run_post_cb (gpointer data)
{
  Post *post = data;

  post->func (post->data);

  return G_SOURCE_REMOVE;
}

static void
free_post_cb (gpointer data)
{
  Post *post = data;

  if (post->destroy != NULL)
    post->destroy (post->data);
  g_free (post);
}

void
mailer_main_post (MailerWorkerFunc func,
                  gpointer         data,
                  GDestroyNotify   destroy)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  Post *post = g_new (Post, 1);

  post->func = func;
  post->data = data;
  post->destroy = destroy;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, run_post_cb, post, free_post_cb);
  g_source_attach (source, NULL);
}

gboolean
mailer_is_main_thread (void)
{
  return g_main_context_is_owner (g_main_context_default ());
}
