/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MailerWorker:
 *
 * One named thread and one queue of jobs, run one after the other in the order they were pushed.
 * State that is used only by jobs of one worker needs no locks. The job functions may block.
 */
typedef struct _MailerWorker MailerWorker;

typedef void (*MailerWorkerFunc) (gpointer data);

/**
 * mailer_worker_new:
 * @name: shown by debuggers; the kernel keeps 15 bytes
 *
 * Starts the thread. Returns: (transfer full). Thread: any.
 */
MailerWorker *mailer_worker_new (const char *name);

/**
 * mailer_worker_push:
 * @func: runs on the worker
 * @data: handed to @func, which owns it
 *
 * Adds a job to the end of the queue and wakes a job that waits on mailer_worker_get_wake_fd().
 * Thread: any. Blocks: no.
 */
void mailer_worker_push (MailerWorker    *self,
                         MailerWorkerFunc func,
                         gpointer         data);

/**
 * mailer_worker_has_work:
 *
 * Says whether jobs wait behind the one that runs. Thread: any.
 */
gboolean mailer_worker_has_work (MailerWorker *self);

/**
 * mailer_worker_get_wake_fd:
 *
 * Returns: a file descriptor that polls readable as soon as a job was pushed or
 *   mailer_worker_wake() was called, until mailer_worker_clear_wake(). Owned by @self. Thread: any.
 */
int mailer_worker_get_wake_fd (MailerWorker *self);

/** mailer_worker_wake: ends a wait on the wake descriptor without adding a job. Thread: any. */
void mailer_worker_wake (MailerWorker *self);

/** mailer_worker_clear_wake: makes the wake descriptor unreadable again. Thread: the worker. */
void mailer_worker_clear_wake (MailerWorker *self);

/** mailer_worker_is_current: whether the calling thread is @self's. Thread: any. */
gboolean mailer_worker_is_current (MailerWorker *self);

/**
 * mailer_worker_stop:
 *
 * Runs the jobs that are in the queue, then ends the thread and frees @self. Cancel what the jobs wait
 * for first. Nothing may be pushed afterwards.
 *
 * Thread: any but the worker. Blocks: until the last job has returned.
 */
void mailer_worker_stop (MailerWorker *self);

/**
 * mailer_main_post:
 * @func: runs once on the main context's thread
 * @data: handed to @func
 * @destroy: (nullable): frees @data on the main thread after @func, or when the context ends first
 *
 * Always goes through the main context's queue, even from the main thread, so the order of posts is
 * the order of calls. Thread: any. Blocks: no.
 */
void mailer_main_post (MailerWorkerFunc func,
                       gpointer         data,
                       GDestroyNotify   destroy);

/** mailer_is_main_thread: whether the calling thread owns or may own the main context. Thread: any. */
gboolean mailer_is_main_thread (void);

G_END_DECLS
