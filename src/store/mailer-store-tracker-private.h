/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-store-changes.h"
#include "mailer-store-db-private.h"

G_BEGIN_DECLS

/**
 * MailerStoreTracker:
 *
 * What an open transaction has touched. Before the commit it brings the tables that are derived up to date,
 * and so learns what to tell the lists.
 */
typedef struct _MailerStoreTracker MailerStoreTracker;

/**
 * mailer_store_tracker_new:
 *
 * Returns: (transfer full): a tracker of a transaction that has touched nothing. Thread: any.
 */
MailerStoreTracker *mailer_store_tracker_new (void);
/** mailer_store_tracker_free: @self: (nullable) (transfer full). Thread: the store's. */
void mailer_store_tracker_free (MailerStoreTracker *self);

/**
 * mailer_store_tracker_touch:
 *
 * A message of @conversation in @mailbox was added, changed or removed. Thread: the store's.
 */
void mailer_store_tracker_touch (MailerStoreTracker *self,
                                 gint64              mailbox,
                                 gint64              conversation);

/**
 * mailer_store_tracker_touch_message:
 *
 * The same for where @message is now.
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 */
gboolean mailer_store_tracker_touch_message (MailerStoreTracker *self,
                                             MailerStoreDb      *db,
                                             gint64              message,
                                             GError            **error);

/**
 * mailer_store_tracker_touch_conversation:
 *
 * Everywhere it has messages.
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 */
gboolean mailer_store_tracker_touch_conversation (MailerStoreTracker *self,
                                                  MailerStoreDb      *db,
                                                  gint64              conversation,
                                                  GError            **error);

/**
 * mailer_store_tracker_touch_mailbox:
 *
 * Everything in @mailbox.
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 */
gboolean mailer_store_tracker_touch_mailbox (MailerStoreTracker *self,
                                             MailerStoreDb      *db,
                                             gint64              mailbox,
                                             GError            **error);

/** mailer_store_tracker_count: attributes of @mailbox changed. Thread: the store's. */
void mailer_store_tracker_count (MailerStoreTracker *self,
                                 gint64              mailbox);

/** mailer_store_tracker_set_tree: accounts or mailboxes were added, renamed or removed. Thread: the store's. */
void mailer_store_tracker_set_tree (MailerStoreTracker *self);
/** mailer_store_tracker_set_operations: the journal changed. Thread: the store's. */
void mailer_store_tracker_set_operations (MailerStoreTracker *self);
/** mailer_store_tracker_set_outbox: the outbox changed. Thread: the store's. */
void mailer_store_tracker_set_outbox (MailerStoreTracker *self);
/** mailer_store_tracker_set_drafts: the drafts changed. Thread: the store's. */
void mailer_store_tracker_set_drafts (MailerStoreTracker *self);

/**
 * mailer_store_tracker_flush:
 *
 * Before the commit: brings aggregates up to date, removes empty conversations.
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 */
gboolean mailer_store_tracker_flush (MailerStoreTracker *self,
                                     MailerStoreDb      *db,
                                     GError            **error);

/** mailer_store_tracker_reset: after a roll-back. Thread: the store's. */
void mailer_store_tracker_reset (MailerStoreTracker *self);

/**
 * mailer_store_tracker_take:
 * @before: (transfer full) (nullable): what was committed before and not taken
 *
 * After the commit. Returns: (transfer full) (nullable): both together, %NULL when nothing changed.
 *
 * Thread: the store's.
 */
MailerStoreChanges *mailer_store_tracker_take (MailerStoreTracker *self,
                                               MailerStoreChanges *before);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerStoreTracker, mailer_store_tracker_free)

G_END_DECLS
