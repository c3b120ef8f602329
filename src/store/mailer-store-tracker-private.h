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

MailerStoreTracker *mailer_store_tracker_new (void);
void                mailer_store_tracker_free (MailerStoreTracker *self);

/** mailer_store_tracker_touch: a message of @conversation in @mailbox was added, changed or removed. */
void mailer_store_tracker_touch (MailerStoreTracker *self,
                                 gint64              mailbox,
                                 gint64              conversation);

/** mailer_store_tracker_touch_message: the same for where @message is now. */
gboolean mailer_store_tracker_touch_message (MailerStoreTracker *self,
                                             MailerStoreDb      *db,
                                             gint64              message,
                                             GError            **error);

/** mailer_store_tracker_touch_conversation: everywhere it has messages. */
gboolean mailer_store_tracker_touch_conversation (MailerStoreTracker *self,
                                                  MailerStoreDb      *db,
                                                  gint64              conversation,
                                                  GError            **error);

/** mailer_store_tracker_touch_mailbox: everything in @mailbox. */
gboolean mailer_store_tracker_touch_mailbox (MailerStoreTracker *self,
                                             MailerStoreDb      *db,
                                             gint64              mailbox,
                                             GError            **error);

/** mailer_store_tracker_count: attributes of @mailbox changed. */
void mailer_store_tracker_count (MailerStoreTracker *self,
                                 gint64              mailbox);

void mailer_store_tracker_set_tree (MailerStoreTracker *self);
void mailer_store_tracker_set_operations (MailerStoreTracker *self);
void mailer_store_tracker_set_outbox (MailerStoreTracker *self);
void mailer_store_tracker_set_drafts (MailerStoreTracker *self);

/** mailer_store_tracker_flush: before the commit: brings aggregates up to date, removes empty conversations. */
gboolean mailer_store_tracker_flush (MailerStoreTracker *self,
                                     MailerStoreDb      *db,
                                     GError            **error);

/** mailer_store_tracker_reset: after a roll-back. */
void mailer_store_tracker_reset (MailerStoreTracker *self);

/**
 * mailer_store_tracker_take:
 * @before: (transfer full) (nullable): what was committed before and not taken
 *
 * After the commit. Returns: (transfer full) (nullable): both together, %NULL when nothing changed.
 */
MailerStoreChanges *mailer_store_tracker_take (MailerStoreTracker *self,
                                               MailerStoreChanges *before);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerStoreTracker, mailer_store_tracker_free)

G_END_DECLS
