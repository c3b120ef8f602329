/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "mailer-flags.h"
#include "mailer-store.h"

G_BEGIN_DECLS

/** MailerStoreOperationKind: what the user wanted. The values are on disk and never change. */
typedef enum
{
  MAILER_STORE_OPERATION_FLAGS = 1,
  MAILER_STORE_OPERATION_MOVE = 2,
  MAILER_STORE_OPERATION_ARCHIVE = 3, /* a move, and so are the next two; the kind is for words and icons */
  MAILER_STORE_OPERATION_TRASH = 4,
  MAILER_STORE_OPERATION_JUNK = 5,
} MailerStoreOperationKind;

/** MailerStoreOperationState: the values are on disk and never change. */
typedef enum
{
  MAILER_STORE_OPERATION_WAITING = 0,
  MAILER_STORE_OPERATION_RUNNING = 1, /* the server may or may not have done it: also found after a crash */
  MAILER_STORE_OPERATION_FAILED = 2,  /* refused for good; local changes were taken back */
  MAILER_STORE_OPERATION_DONE = 3,    /* confirmed; kept for a while so that it can be undone */
} MailerStoreOperationState;

/**
 * MailerStoreOperation:
 * @target_mailbox_id: of a move; 0 for none, when it has vanished, or when the messages of an
 *   undone move go back to several mailboxes
 * @n_messages: messages it acts on
 * @undoes: the operation that this one takes back, or 0
 * @attempts: how often it was set running
 * @not_before_us: wait until then before the next attempt
 * @error_text: (nullable): a developer's sentence about the last attempt
 * @is_repeatable: it failed, and what it was to be done to is still here
 *
 * One row of the journal. Immutable, counted atomically.
 */
typedef struct
{
  gint64                    id;
  char                     *account_id;
  MailerStoreOperationKind  kind;
  MailerStoreOperationState state;
  gint64                    target_mailbox_id;
  guint                     n_messages;
  gint64                    undoes;
  guint                     attempts;
  gint64                    not_before_us;
  gint64                    created_us;
  char                     *error_text;
  gboolean                  is_repeatable;
} MailerStoreOperation;

/**
 * MailerStoreTarget:
 * @message_id: the row
 * @mailbox_id: where the server has the message when this operation's turn comes; 0 when that mailbox vanished
 * @uid: there; 0 when not known: look for @header_id, or take it as gone
 * @target_mailbox_id: where a move takes it; 0 for other kinds, or when that mailbox vanished
 * @add: flags to set; @remove: flags to clear: only those that the user's action really changed
 * @header_id: (nullable): its Message-ID, without angle brackets
 *
 * One message an operation still has to reach.
 */
typedef struct
{
  gint64      message_id;
  gint64      mailbox_id;
  guint32     uid;
  gint64      target_mailbox_id;
  MailerFlags add;
  MailerFlags remove;
  char       *header_id;
} MailerStoreTarget;

/**
 * MailerStoreResult:
 * @message_id: the row, as in #MailerStoreTarget
 * @new_uid: where a move put it (COPYUID); 0 when the server did not say
 *
 * One message the server has dealt with.
 */
typedef struct
{
  gint64  message_id;
  guint32 new_uid;
} MailerStoreResult;

/** mailer_store_operation_unref: @self: (not nullable) (transfer full). Thread: any. */
void mailer_store_operation_unref (MailerStoreOperation *self);

/**
 * mailer_store_apply_flags:
 * @message_ids: messages of one account; those that have gone are skipped
 * @add: flags to set
 * @remove: flags to clear; no bit of @add
 *
 * Changes the flags here and writes the operation to the journal, as one. Messages that have these flags
 * already are not part of it.
 *
 * Durable: yes.
 *
 * Thread: the store's. Blocks: on the disk. Errors: NOT_FOUND when no message is left.
 * Returns: the operation; 0 without error when nothing had to change; -1 with @error set.
 */
gint64 mailer_store_apply_flags (MailerStore  *self,
                                 const gint64 *message_ids,
                                 gsize         n_message_ids,
                                 MailerFlags   add,
                                 MailerFlags   remove,
                                 GError      **error);

/**
 * mailer_store_apply_move:
 * @kind: MOVE, ARCHIVE, TRASH or JUNK
 * @target_mailbox_id: of the same account
 *
 * Moves the messages here at once, with their bodies, and writes the operation to the journal, as one.
 * Until the server tells their new UIDs they have uid 0. Messages that are there already are not part of it.
 *
 * Durable: yes.
 *
 * Thread: the store's. Blocks: on the disk. Errors: NOT_FOUND.
 * Returns: as mailer_store_apply_flags().
 */
gint64 mailer_store_apply_move (MailerStore             *self,
                                MailerStoreOperationKind kind,
                                const gint64            *message_ids,
                                gsize                    n_message_ids,
                                gint64                   target_mailbox_id,
                                GError                 **error);

/**
 * mailer_store_next_operation:
 *
 * The first one of the account that is waiting or running: the journal is worked off strictly in order.
 *
 * Thread: the store's. Blocks: on the disk. Errors: NOT_FOUND when there is no such account.
 * Returns: (transfer full) (nullable): %NULL without error when there is none.
 */
MailerStoreOperation *mailer_store_next_operation (MailerStore *self,
                                                   const char  *account_id,
                                                   GError     **error);

/**
 * mailer_store_read_operation:
 *
 * Thread: the store's. Blocks: on the disk. Errors: NOT_FOUND.
 * Returns: (transfer full) (nullable): the operation as it is now.
 */
MailerStoreOperation *mailer_store_read_operation (MailerStore *self,
                                                   gint64       operation_id,
                                                   GError     **error);

/**
 * mailer_store_list_operations:
 * @account_id: (nullable): %NULL for all accounts
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 * Returns: (transfer full) (nullable) (element-type MailerStoreOperation): oldest first, without those done.
 */
GPtrArray *mailer_store_list_operations (MailerStore *self,
                                         const char  *account_id,
                                         GError     **error);

/**
 * mailer_store_list_targets:
 *
 * What the operation still has to reach, in the order of mailbox and UID. Empty when nothing is left:
 * then it is complete.
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 * Returns: (transfer full) (nullable) (element-type MailerStoreTarget)
 */
GArray *mailer_store_list_targets (MailerStore *self,
                                   gint64       operation_id,
                                   GError     **error);

/**
 * mailer_store_list_operations_at:
 *
 * The unfinished operations that cannot be carried out without the mailbox: those on a message that the server
 * has there, and moves that go there.
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 * Returns: (transfer full) (nullable) (element-type gint64): their ids, newest first.
 */
GArray *mailer_store_list_operations_at (MailerStore *self,
                                         gint64       mailbox_id,
                                         GError     **error);

/**
 * mailer_store_sample_mailbox:
 * @n_max: at most so many
 *
 * Messages by which the mailbox can be known again under another name: with UID and Message-ID as the server has
 * them there. First those that unfinished operations act on, then the newest.
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 * Returns: (transfer full) (nullable) (element-type MailerStoreTarget): without flags and targets
 */
GArray *mailer_store_sample_mailbox (MailerStore *self,
                                     gint64       mailbox_id,
                                     guint        n_max,
                                     GError     **error);

/**
 * mailer_store_set_operation_running:
 *
 * To be called before the first command is sent. Also for one that is found running: its earlier attempt
 * may have reached the server. Durable: yes.
 *
 * Thread: the store's. Blocks: on the disk. Errors: NOT_FOUND; STATE unless waiting or running.
 */
gboolean mailer_store_set_operation_running (MailerStore *self,
                                             gint64       operation_id,
                                             GError     **error);

/**
 * mailer_store_postpone_operation:
 * @error_text: why
 * @not_before_us: when to try again
 *
 * After an attempt that failed for now. It stays running in the journal, as it may have reached the server,
 * and stays first in its account. Durable: yes.
 *
 * Thread: the store's. Blocks: on the disk. Errors: NOT_FOUND; STATE when it is over.
 */
gboolean mailer_store_postpone_operation (MailerStore *self,
                                          gint64       operation_id,
                                          const char  *error_text,
                                          gint64       not_before_us,
                                          GError     **error);

/**
 * mailer_store_complete_targets:
 * @results: what the server has dealt with; unknown messages are skipped
 *
 * For a part of a large operation. The messages get their new UIDs, what is left of the operation gets
 * smaller. A copy that was put while the move was under way becomes one with it. Durable: yes.
 *
 * Thread: the store's. Blocks: on the disk. Errors: NOT_FOUND; STATE when it is over.
 */
gboolean mailer_store_complete_targets (MailerStore             *self,
                                        gint64                   operation_id,
                                        const MailerStoreResult *results,
                                        gsize                    n_results,
                                        GError                 **error);

/**
 * mailer_store_complete_operation:
 *
 * Everything of it is on the server. What is left of its messages is completed without new UIDs. Durable:
 * yes.
 *
 * Thread: the store's. Blocks: on the disk. Errors: NOT_FOUND; STATE when it has failed or is done.
 */
gboolean mailer_store_complete_operation (MailerStore *self,
                                          gint64       operation_id,
                                          GError     **error);

/**
 * mailer_store_fail_operation:
 * @error_text: why the server will never do it
 *
 * Takes back what was changed here for the messages that were not completed, and keeps the operation as
 * failed, for the user to see. Later operations on the same messages stay. Durable: yes.
 *
 * Thread: the store's. Blocks: on the disk. Errors: NOT_FOUND; STATE when it is over.
 */
gboolean mailer_store_fail_operation (MailerStore *self,
                                      gint64       operation_id,
                                      const char  *error_text,
                                      GError     **error);

/**
 * mailer_store_fail_operation_at:
 * @mailbox_id: 0 for one that has vanished
 * @error_text: why the server will never do it there
 * @failed_id: (out) (optional): the operation that has failed, or 0 when it has no such message
 *
 * The same only for the messages that the server has in @mailbox_id, or that were to go there. When it has others
 * too, those that failed become an operation of their own, and the rest stays what it is. Durable: yes.
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 */
gboolean mailer_store_fail_operation_at (MailerStore *self,
                                         gint64       operation_id,
                                         gint64       mailbox_id,
                                         const char  *error_text,
                                         gint64      *failed_id,
                                         GError     **error);

/**
 * mailer_store_retry_operation:
 *
 * By the user's word: does once more what failed. It goes to the end of the journal under a new id, and the
 * failed one is forgotten. What would have no effect any more is left out.
 *
 * Durable: yes.
 *
 * Thread: the store's. Blocks: on the disk.
 * Errors: NOT_FOUND, also when none of its messages is here any more; STATE unless it failed.
 */
gboolean mailer_store_retry_operation (MailerStore *self,
                                       gint64       operation_id,
                                       GError     **error);

/**
 * mailer_store_discard_operation:
 *
 * Forgets one that failed. Durable: yes.
 *
 * Thread: the store's. Blocks: on the disk. Errors: NOT_FOUND; STATE unless it failed.
 */
gboolean mailer_store_discard_operation (MailerStore *self,
                                         gint64       operation_id,
                                         GError     **error);

/**
 * mailer_store_undo_operation:
 * @inverse_id: (out) (optional): the operation that takes it back, or 0 when @operation_id could be removed
 *   as if it never was. Undoing the inverse does it again.
 *
 * Durable: yes.
 *
 * Thread: the store's. Blocks: on the disk.
 * Errors: NOT_FOUND; STATE for one that failed, is undone already, or cannot be undone.
 */
gboolean mailer_store_undo_operation (MailerStore *self,
                                      gint64       operation_id,
                                      gint64      *inverse_id,
                                      GError     **error);

/**
 * mailer_store_forget_done_operations:
 * @before_us: those created before
 *
 * Ends the time in which operations that are done can be undone.
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 */
gboolean mailer_store_forget_done_operations (MailerStore *self,
                                              gint64       before_us,
                                              GError     **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerStoreOperation, mailer_store_operation_unref)

G_END_DECLS
