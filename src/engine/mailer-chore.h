/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "mailer-worker.h"

G_BEGIN_DECLS

/**
 * MailerChoreFunc:
 * @cancellable: (nullable): of the task
 *
 * The work, on the worker. What comes out of it goes into @data.
 */
typedef gboolean (*MailerChoreFunc) (gpointer      data,
                                     GCancellable *cancellable,
                                     GError      **error);

/** MailerChoreReturnFunc: on the main thread, after success: hands the result in @data to @task. */
typedef void (*MailerChoreReturnFunc) (GTask   *task,
                                       gpointer data);

/**
 * mailer_chore_push:
 * @task: (transfer full): of a pair of _async and _finish
 * @return_func: (nullable): %NULL returns %TRUE
 * @data: copies of everything the work needs; borrowed by the functions, freed by @destroy on the main thread
 *
 * Runs @func on @worker and returns through @task on the main thread, with any error translated to
 * %MAILER_ENGINE_ERROR. A task cancelled before its turn does not run.
 *
 * Thread: main. Blocks: no.
 */
void mailer_chore_push (MailerWorker         *worker,
                        GTask                *task,
                        MailerChoreFunc       func,
                        MailerChoreReturnFunc return_func,
                        gpointer              data,
                        GDestroyNotify        destroy);

G_END_DECLS
