/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-chore.h"

#include "mailer-engine-error-private.h"

typedef struct
{
  GTask                *task;
  MailerChoreFunc       func;
  MailerChoreReturnFunc return_func;
  gpointer              data;
  GDestroyNotify        destroy;
  GError               *error;
} Chore;

static void
return_chore_cb (gpointer data)
{
  Chore *chore = data;

  if (chore->error != NULL)
    g_task_return_error (chore->task, mailer_engine_error_translate (g_steal_pointer (&chore->error)));
  else if (chore->return_func != NULL)
    chore->return_func (chore->task, chore->data);
  else
    g_task_return_boolean (chore->task, TRUE);
}

static void
free_chore_cb (gpointer data)
{
  Chore *chore = data;

  g_object_unref (chore->task);
  g_clear_error (&chore->error);
  chore->destroy (chore->data);
  g_free (chore);
}

static void
run_chore_cb (gpointer data)
{
  Chore        *chore = data;
  GCancellable *cancellable = g_task_get_cancellable (chore->task);

  if (!g_cancellable_set_error_if_cancelled (cancellable, &chore->error))
    chore->func (chore->data, cancellable, &chore->error);
  mailer_main_post (return_chore_cb, chore, free_chore_cb);
}

void
mailer_chore_push (MailerWorker         *worker,
                   GTask                *task,
                   MailerChoreFunc       func,
                   MailerChoreReturnFunc return_func,
                   gpointer              data,
                   GDestroyNotify        destroy)
{
  Chore *chore;

  g_return_if_fail (worker != NULL && G_IS_TASK (task) && func != NULL && destroy != NULL);

  chore = g_new0 (Chore, 1);
  chore->task = task;
  chore->func = func;
  chore->return_func = return_func;
  chore->data = data;
  chore->destroy = destroy;
  /* What was done is said even when the caller has cancelled meanwhile: a stored draft is stored. */
  g_task_set_check_cancellable (task, FALSE);
  mailer_worker_push (worker, run_chore_cb, chore);
}
