/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "mailer-store.h"

G_BEGIN_DECLS

/**
 * MailerHub:
 *
 * The way to the store from every thread: one worker with the only writing connection, one with a
 * reading one. What the writer's jobs have changed is told to the main thread, joined together, with at
 * most one telling under way however much happens.
 *
 * A store that turns out to be damaged is replaced while the hub is open, between two jobs: operations, drafts
 * and outbox are carried over with their ids, and the news tell. That happens once; after a second time every
 * job that finds damage ends in %MAILER_ENGINE_ERROR_STORE_BROKEN.
 */
typedef struct _MailerHub MailerHub;

typedef enum
{
  MAILER_HUB_READER,
  MAILER_HUB_WRITER,
} MailerHubSide;

/**
 * MailerHubNews:
 * @listed: (element-type gint64): set of mailboxes whose conversations changed
 * @has_tree: mailboxes came, went or were renamed
 * @has_counts: counts or attributes of mailboxes changed
 * @recovery: (nullable): the store was damaged and replaced: everything changed, and the mail has to come again
 * @problem: (nullable): the store was damaged and could not be replaced: nothing works any more
 *
 * What changed since the last telling.
 */
typedef struct
{
  GHashTable *listed;
  gboolean    has_tree;
  gboolean    has_counts;
  gboolean    has_operations;
  gboolean    has_outbox;

  MailerStoreRecovery *recovery;
  GError              *problem;
} MailerHubNews;

/** MailerHubNewsFunc: on the main thread. */
typedef void (*MailerHubNewsFunc) (const MailerHubNews *news,
                                   gpointer             data);

/** MailerHubFunc: on the worker of one side; short, never waits for anything but the disk. */
typedef gboolean (*MailerHubFunc) (MailerStore *store,
                                   gpointer     data,
                                   GError     **error);

/** MailerHubReturnFunc: on the main thread after success: hands the result that @data holds to @task. */
typedef void (*MailerHubReturnFunc) (GTask   *task,
                                     gpointer data);

/** MailerHubDoneFunc: on the main thread. @error: (nullable): %MAILER_ENGINE_ERROR or cancelled. */
typedef void (*MailerHubDoneFunc) (gpointer      data,
                                   const GError *error);

/**
 * mailer_hub_open:
 * @directory: of the store
 * @recovery: (out) (nullable) (transfer full): as of mailer_store_open()
 *
 * Opens the store and starts the workers.
 *
 * Thread: any worker. Blocks: on the disk. Errors: MAILER_STORE_ERROR.
 */
MailerHub *mailer_hub_open (const char           *directory,
                            MailerStoreRecovery **recovery,
                            GError              **error);

/**
 * mailer_hub_ref:
 *
 * Returns: (transfer full): the value, not the store: after mailer_hub_shut() every push ends as
 *   cancelled. Thread: any.
 */
MailerHub *mailer_hub_ref (MailerHub *self);
/** mailer_hub_unref: @self: (not nullable) (transfer full). Thread: any. */
void mailer_hub_unref (MailerHub *self);

/**
 * mailer_hub_set_news_func:
 *
 * @func is told what the writer's jobs have changed, on the main thread.
 *
 * Thread: main, before any job.
 */
void mailer_hub_set_news_func (MailerHub        *self,
                               MailerHubNewsFunc func,
                               gpointer          data);

/**
 * mailer_hub_shut:
 *
 * From now on nothing is told, what is pushed ends as cancelled, and so do reading jobs that have not
 * begun. Thread: main.
 */
void mailer_hub_shut (MailerHub *self);

/**
 * mailer_hub_is_healed:
 *
 * Whether a damaged store was replaced, or that was tried. It changes between two jobs of the writer, so a job of the
 * writer knows by it whether what was read before still holds. Thread: any.
 */
gboolean mailer_hub_is_healed (MailerHub *self);

/**
 * mailer_hub_close:
 *
 * Lets the waiting jobs end, closes the store and drops @self, which has been shut.
 * Thread: any but main and the hub's; nobody may use @self any more. Blocks: on the disk.
 */
void mailer_hub_close (MailerHub *self);

/**
 * mailer_hub_call:
 *
 * Runs @func and waits for it.
 *
 * Thread: any worker but the hub's own; never main. Blocks: on the disk. Errors: those of @func.
 */
gboolean mailer_hub_call (MailerHub    *self,
                          MailerHubSide side,
                          MailerHubFunc func,
                          gpointer      data,
                          GError      **error);

/**
 * mailer_hub_push:
 * @done: (nullable): called once, unless the main context ends first
 * @data: owned by the job
 * @destroy: (nullable): frees @data on the main thread, after @done
 *
 * Lets @func run on the worker of @side, behind what was pushed before.
 *
 * Thread: main. Blocks: no.
 */
void mailer_hub_push (MailerHub        *self,
                      MailerHubSide     side,
                      MailerHubFunc     func,
                      MailerHubDoneFunc done,
                      gpointer          data,
                      GDestroyNotify    destroy);

/**
 * mailer_hub_push_task:
 * @task: (transfer full):
 *
 * The same for a pair of _async and _finish: @task returns what @return_func gives it, or the error,
 * translated to %MAILER_ENGINE_ERROR. A task that is cancelled while it waits does not run.
 *
 * Thread: main. Blocks: no.
 */
void mailer_hub_push_task (MailerHub          *self,
                           MailerHubSide       side,
                           GTask              *task,
                           MailerHubFunc       func,
                           MailerHubReturnFunc return_func,
                           gpointer            data,
                           GDestroyNotify      destroy);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerHub, mailer_hub_unref)

G_END_DECLS
