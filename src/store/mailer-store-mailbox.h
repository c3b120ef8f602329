/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "mailer-folder-role.h"
#include "mailer-store.h"
#include "mailer-uid-set.h"

G_BEGIN_DECLS

/**
 * MailerStoreMailbox:
 * @id: stays the same through renames
 * @account_id: of the account it belongs to
 * @raw_name: the name's bytes as the server wrote them, NUL-terminated: its identity on the wire
 * @path: components of the name for people, UTF-8, at least one
 * @delimiter: ASCII hierarchy delimiter, or 0 for none
 * @is_selectable: not \Noselect and not \NonExistent
 * @uid_validity: 0 before it was synchronised
 * @uid_next: the server's UIDNEXT at the last synchronisation; 0 when unknown
 * @highest_modseq: HIGHESTMODSEQ up to which all changes are in the store; 0 when unknown
 * @synced: (not nullable): the UIDs that were asked for already, whether a message has them or not: what a
 *   first synchronisation that was interrupted need not ask for again
 * @server_total: messages on the server as it told last; for progress
 * @n_total: messages here that are not marked \Deleted
 * @n_unread: those of them that are unread
 *
 * A mailbox as the store knows it. Immutable, counted atomically.
 */
typedef struct
{
  gint64           id;
  char            *account_id;
  char            *raw_name;
  char           **path;
  char             delimiter;
  MailerFolderRole role;
  gboolean         is_selectable;
  gboolean         is_subscribed;
  guint32          uid_validity;
  guint32          uid_next;
  guint64          highest_modseq;
  MailerUidSet    *synced;
  guint32          server_total;
  guint            n_total;
  guint            n_unread;
} MailerStoreMailbox;

/**
 * mailer_store_mailbox_new:
 *
 * Returns: (transfer full): a mailbox with nothing in it, to be filled in. Thread: any.
 */
MailerStoreMailbox *mailer_store_mailbox_new (void);
/** mailer_store_mailbox_ref: Returns: (transfer full): @self with one more reference. Thread: any. */
MailerStoreMailbox *mailer_store_mailbox_ref (MailerStoreMailbox *self);
/** mailer_store_mailbox_unref: @self: (not nullable) (transfer full). Thread: any. */
void mailer_store_mailbox_unref (MailerStoreMailbox *self);

/**
 * mailer_store_list_mailboxes:
 * @account_id: (nullable): %NULL for those of all accounts
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 * Returns: (transfer full) (nullable) (element-type MailerStoreMailbox): in the order they were added.
 */
GPtrArray *mailer_store_list_mailboxes (MailerStore *self,
                                        const char  *account_id,
                                        GError     **error);

/**
 * mailer_store_read_mailbox:
 *
 * Thread: the store's. Blocks: on the disk. Errors: NOT_FOUND.
 * Returns: (transfer full) (nullable): the mailbox with its counts as they are now.
 */
MailerStoreMailbox *mailer_store_read_mailbox (MailerStore *self,
                                               gint64       mailbox_id,
                                               GError     **error);

/**
 * mailer_store_find_mailbox_by_role:
 *
 * Thread: the store's. Blocks: on the disk. Errors: NOT_FOUND when there is none.
 * Returns: (transfer full) (nullable): the first mailbox with @role.
 */
MailerStoreMailbox *mailer_store_find_mailbox_by_role (MailerStore     *self,
                                                       const char      *account_id,
                                                       MailerFolderRole role,
                                                       GError         **error);

/**
 * mailer_store_set_mailboxes:
 * @mailboxes: (element-type MailerStoreMailbox): what LIST told, all of it; only account_id is ignored, and
 *   id, counts, and what belongs to synchronisation
 *
 * Makes the tree of the account what the server says: adds new mailboxes, updates attributes, removes the
 * ones that vanished with their messages. Messages that a waiting operation moved into one that vanished
 * go back to where they came from, and the operation fails for them. A mailbox that vanished while another
 * with the same UIDVALIDITY appeared cannot be told from a new one: tell mailer_store_rename_mailbox()
 * before when the engine knows better. Operations on messages that vanish with their mailbox vanish too: fail
 * those of mailer_store_list_operations_at() before.
 *
 * Thread: the store's. Blocks: on the disk. Errors: NOT_FOUND when there is no such account.
 */
gboolean mailer_store_set_mailboxes (MailerStore *self,
                                     const char  *account_id,
                                     GPtrArray   *mailboxes,
                                     GError     **error);

/**
 * mailer_store_rename_mailbox:
 * @raw_name: new name, not in use
 * @path: new components
 *
 * Keeps everything in it. Operations follow.
 *
 * Thread: the store's. Blocks: on the disk. Errors: NOT_FOUND; STATE when the name is taken.
 */
gboolean mailer_store_rename_mailbox (MailerStore       *self,
                                      gint64             mailbox_id,
                                      const char        *raw_name,
                                      const char *const *path,
                                      GError           **error);

/**
 * mailer_store_set_uid_validity:
 *
 * To be called after every SELECT. When it is not the value in the store, everything the store knows by UID
 * in this mailbox is void: messages keep their bodies and wait, with uid 0, to be found again by
 * mailer_store_put_messages(); operations wait for the same; the UIDs asked for and the modification
 * sequence are forgotten. After the whole list came, mailer_store_settle_mailbox() drops what was not found.
 *
 * @has_changed: (out) (optional): whether everything has to be asked for again
 *
 * Thread: the store's. Blocks: on the disk. Errors: NOT_FOUND.
 */
gboolean mailer_store_set_uid_validity (MailerStore *self,
                                        gint64       mailbox_id,
                                        guint32      uid_validity,
                                        gboolean    *has_changed,
                                        GError     **error);

/**
 * mailer_store_set_sync_state:
 * @uid_next: 0 leaves it
 * @highest_modseq: 0 leaves it
 * @synced: (nullable): %NULL leaves it
 *
 * Says how far the store agrees with the server. Store the messages first: after a crash between the two
 * they are only asked for once more.
 *
 * Thread: the store's. Blocks: on the disk. Errors: NOT_FOUND.
 */
gboolean mailer_store_set_sync_state (MailerStore        *self,
                                      gint64              mailbox_id,
                                      guint32             uid_next,
                                      guint64             highest_modseq,
                                      const MailerUidSet *synced,
                                      guint32             server_total,
                                      GError            **error);

/**
 * mailer_store_settle_mailbox:
 *
 * To be called when every message of the mailbox on the server has been put: removes the rows without UID
 * that no unfinished operation holds. They were moved there or lost their UID by a new UIDVALIDITY, and the
 * server does not have them.
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 */
gboolean mailer_store_settle_mailbox (MailerStore *self,
                                      gint64       mailbox_id,
                                      GError     **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerStoreMailbox, mailer_store_mailbox_unref)

G_END_DECLS
