/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MailerStoreMailboxChanges:
 * @mailbox_id: of the mailbox whose list changed
 * @added: (element-type gint64): conversations that are listed now and were not before
 * @changed: (element-type gint64): conversations whose row, and perhaps place, changed
 * @removed: (element-type gint64): conversations that are not listed any more
 *
 * The three lists have no element in common. Each is ascending.
 */
typedef struct
{
  gint64  mailbox_id;
  GArray *added;
  GArray *changed;
  GArray *removed;
} MailerStoreMailboxChanges;

/**
 * MailerStoreChanges:
 * @mailboxes: (element-type MailerStoreMailboxChanges): whose lists changed, ascending by id
 * @counted: (element-type gint64): mailboxes whose counts or attributes changed, ascending
 * @conversations: (element-type gint64): conversations with a message that was added, changed or removed
 *   in any mailbox, ascending: what an open reader looks at
 * @has_tree: mailboxes or accounts were added, renamed or removed
 * @has_operations: the journal changed
 * @has_outbox: the outbox changed
 * @has_drafts: the local drafts changed
 *
 * What commits have changed, for the lists to be spliced. Immutable, counted atomically.
 */
typedef struct
{
  GPtrArray *mailboxes;
  GArray    *counted;
  GArray    *conversations;
  gboolean   has_tree;
  gboolean   has_operations;
  gboolean   has_outbox;
  gboolean   has_drafts;
} MailerStoreChanges;

/** mailer_store_changes_unref: @self: (not nullable) (transfer full). Thread: any. */
void mailer_store_changes_unref (MailerStoreChanges *self);

/**
 * mailer_store_changes_find:
 *
 * Returns: (transfer none) (nullable): what changed in the list of @mailbox_id. Thread: any.
 */
const MailerStoreMailboxChanges *mailer_store_changes_find (const MailerStoreChanges *self,
                                                            gint64                    mailbox_id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerStoreChanges, mailer_store_changes_unref)

G_END_DECLS
