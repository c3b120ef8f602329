/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-flags.h"
#include "mailer-store-changes.h"
#include "mailer-store-db-private.h"
#include "mailer-store-message.h"
#include "mailer-store-operation.h"
#include "mailer-store-tracker-private.h"
#include "mailer-store.h"

G_BEGIN_DECLS

/* What the statements call by number; see MailerFlags and MailerFolderRole. */
G_STATIC_ASSERT (MAILER_FLAG_SEEN == 1 && MAILER_FLAG_DELETED == 8 && MAILER_FLAG_DRAFT == 16);

struct _MailerStore
{
  MailerStoreMode     mode;
  char               *directory;
  MailerStoreDb      *db;
  MailerStoreDb      *bodies;      /* NULL in a reader as long as there is no such file */
  guint64             bodies_file; /* a reader's: which file that is */
  gint64              swept_to;    /* the last body the sweep has looked at; 0 between two sweeps */
  gint64              swept_at;    /* changes of mailer.db when the last sweep began */
  MailerStoreTracker *tracker;     /* what the transaction that is open has touched */
  MailerStoreChanges *changes;     /* what was committed since it was last taken, or NULL */
};

/**
 * mailer_store_begin:
 *
 * Every call that changes something is framed by this and mailer_store_end().
 *
 * Thread: the store's. Blocks: on the disk. Errors: READ_ONLY on a reader; those of the file.
 */
gboolean mailer_store_begin (MailerStore    *self,
                             MailerStoreSync sync,
                             GError        **error);

/**
 * mailer_store_end:
 * @is_success: whether all statements since mailer_store_begin() succeeded; else @error is set
 *
 * Brings what is derived up to date and commits, or rolls back. Returns: whether it was committed.
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 */
gboolean mailer_store_end (MailerStore *self,
                           gboolean     is_success,
                           GError     **error);

/**
 * mailer_store_find_account:
 * @account: (out): the row of @account_id
 *
 * Finds an account.
 *
 * Thread: the store's. Blocks: on the disk. Errors: NOT_FOUND.
 */
gboolean mailer_store_find_account (MailerStore *self,
                                    const char  *account_id,
                                    gint64      *account,
                                    GError     **error);

/**
 * mailer_store_reset_bodies:
 *
 * Throws a damaged bodies.db away.
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 */
gboolean mailer_store_reset_bodies (MailerStore *self,
                                    GError     **error);

/**
 * mailer_store_follow_bodies:
 *
 * For a reader: opens bodies.db again when the writer has replaced it. Without bodies everything else works.
 *
 * Thread: the store's.
 */
void mailer_store_follow_bodies (MailerStore *self);

/**
 * mailer_store_heal_bodies:
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 * Returns: whether @problem was damage to bodies.db, which has now been replaced: the caller may try once more.
 */
gboolean mailer_store_heal_bodies (MailerStore  *self,
                                   const GError *problem,
                                   GError      **error);

/**
 * mailer_store_require_bodies:
 *
 * Whether bodies can be written here.
 *
 * Thread: the store's. Blocks: on the disk. Errors: READ_ONLY.
 */
gboolean mailer_store_require_bodies (MailerStore *self,
                                      GError     **error);

/**
 * mailer_store_clear_bodies:
 *
 * Removes every body of an account.
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 */
gboolean mailer_store_clear_bodies (MailerStore *self,
                                    gint64       account,
                                    GError     **error);

/* Threads (mailer-store-threads.c) */

/** mailer_store_hash_message_id: the key of a Message-ID without angle brackets. Thread: any. */
gint64 mailer_store_hash_message_id (const char *message_id);

/**
 * mailer_store_normalize_message_id:
 *
 * Thread: any.
 * Returns: (transfer full) (nullable): what is inside the angle brackets; %NULL when there is nothing.
 */
char *mailer_store_normalize_message_id (const char *header);

/**
 * mailer_store_join_thread:
 *
 * Finds or makes the conversation of a message that is about to be added.
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 */
gboolean mailer_store_join_thread (MailerStore              *self,
                                   gint64                    account,
                                   const MailerStoreMessage *message,
                                   gint64                   *conversation,
                                   GError                  **error);

/* The journal (mailer-store-journal.c) */

/**
 * mailer_store_update_flags:
 *
 * Lays what is pending over the server's flags of a message again.
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 */
gboolean mailer_store_update_flags (MailerStore *self,
                                    gint64       message,
                                    GError     **error);

/**
 * mailer_store_do_apply_flags:
 *
 * mailer_store_apply_flags() inside a transaction.
 *
 * Thread: the store's. Blocks: on the disk. Errors: as mailer_store_apply_flags().
 */
gint64 mailer_store_do_apply_flags (MailerStore  *self,
                                    const gint64 *message_ids,
                                    gsize         n_message_ids,
                                    MailerFlags   add,
                                    MailerFlags   remove,
                                    GError      **error);

/**
 * mailer_store_absorb_copy:
 * @keep: a message that is about to get @uid in @mailbox
 *
 * Removes another row that already has this UID; what is pending on it, and what the server said about its
 * flags, goes over to @keep.
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 */
gboolean mailer_store_absorb_copy (MailerStore *self,
                                   gint64       mailbox,
                                   guint32      uid,
                                   gint64       keep,
                                   GError     **error);

/**
 * mailer_store_list_messages_at:
 * @mailbox: 0 for one that has vanished
 *
 * The messages that @operation still has to reach and that the server has in @mailbox, or that are to go
 * there.
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 * Returns: (transfer full) (nullable) (element-type gint64): their ids.
 */
GArray *mailer_store_list_messages_at (MailerStore *self,
                                       gint64       operation,
                                       gint64       mailbox,
                                       GError     **error);

/**
 * mailer_store_put_back:
 *
 * Takes back, here only, what is pending of @operation, and marks it as failed.
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 */
gboolean mailer_store_put_back (MailerStore *self,
                                gint64       operation,
                                GError     **error);

/**
 * mailer_store_rescue_moved:
 *
 * Puts messages back that pending moves brought into a mailbox that goes.
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 */
gboolean mailer_store_rescue_moved (MailerStore *self,
                                    gint64       mailbox,
                                    GError     **error);

/* Search (mailer-store-search.c) */

/**
 * mailer_store_index_headers:
 *
 * Puts subject, names and addresses of a message into the search index, under its @id.
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 */
gboolean mailer_store_index_headers (MailerStore              *self,
                                     gint64                    id,
                                     const MailerStoreMessage *message,
                                     GError                  **error);

/* Address lists (mailer-store-message.c) */

/**
 * mailer_store_people_serialize:
 *
 * Returns: (transfer full): From, To, Cc, Bcc and Reply-To for the disk, not floating. Thread: any.
 */
GVariant *mailer_store_people_serialize (const MailerStoreMessage *message);

/** mailer_store_people_read: adds list @index of @people to @list, at most @max of it. Thread: any. */
void mailer_store_people_read (GVariant  *people,
                               gsize      index,
                               gsize      max,
                               GPtrArray *list);

G_END_DECLS
