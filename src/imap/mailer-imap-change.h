/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Flags, copies and the end of messages. See mailer-imap-session.h for what holds for all functions. */

#pragma once

#include "mailer-imap-criteria.h"
#include "mailer-imap-session.h"
#include "mailer-imap-uid-map.h"

G_BEGIN_DECLS

/**
 * MailerImapFlagChange:
 * @add: known flags to set
 * @remove: known flags to clear
 * @add_keywords: (nullable): other flags to set
 * @remove_keywords: (nullable): other flags to clear
 * @add_labels: (nullable): UTF-8; labels of Gmail, keywords elsewhere
 * @remove_labels: (nullable): likewise
 *
 * A change that leaves every other flag as it is. Names that are no IMAP flags are left out.
 */
typedef struct
{
  MailerFlags        add;
  MailerFlags        remove;
  const char *const *add_keywords;
  const char *const *remove_keywords;
  const char *const *add_labels;
  const char *const *remove_labels;
} MailerImapFlagChange;

/**
 * mailer_imap_session_store_flags:
 *
 * Changes flags of all of @uids; messages that are gone are no error. The result is not told as an
 * event, except by servers that cannot be silent.
 *
 * Thread: the session's worker. Blocks: until @deadline_us. Errors: the common ones.
 */
gboolean mailer_imap_session_store_flags (MailerImapSession          *self,
                                          const MailerUidSet         *uids,
                                          const MailerImapFlagChange *change,
                                          GCancellable               *cancellable,
                                          gint64                      deadline_us,
                                          GError                    **error);

/** MailerImapFlagJob: one of many changes. */
typedef struct
{
  const MailerUidSet         *uids;
  const MailerImapFlagChange *change;
} MailerImapFlagJob;

/**
 * MailerImapResultFunc:
 * @index: of the job
 * @failure: (nullable): why the server has refused it
 *
 * Called for each job when its answer is there.
 */
typedef void (*MailerImapResultFunc) (guint         index,
                                      const GError *failure,
                                      gpointer      data);

/**
 * mailer_imap_session_store_many:
 * @func: (nullable): told of each job, in the order of the answers
 *
 * Many changes of flags in few round trips: they are all on their way before the first is answered. A
 * refused one does not keep the others from happening.
 *
 * Thread: the session's worker. Blocks: until @deadline_us. Errors: the common ones.
 * Returns: FALSE when the connection broke; jobs that @func was not called for may have happened or not.
 */
gboolean mailer_imap_session_store_many (MailerImapSession       *self,
                                         const MailerImapFlagJob *jobs,
                                         guint                    n_jobs,
                                         MailerImapResultFunc     func,
                                         gpointer                 func_data,
                                         GCancellable            *cancellable,
                                         gint64                   deadline_us,
                                         GError                 **error);

/**
 * mailer_imap_session_store_found:
 * @change: without labels
 *
 * Changes flags of all that @criteria find, such as everything unread in a mailbox: with SEARCHRES (RFC
 * 5182) in two round trips and without a UID on the line. What has changed is not told: look with
 * mailer_imap_session_fetch_flags().
 *
 * Thread: the session's worker. Blocks: until @deadline_us. Errors: the common ones.
 */
gboolean mailer_imap_session_store_found (MailerImapSession          *self,
                                          const MailerImapCriteria   *criteria,
                                          const MailerImapFlagChange *change,
                                          GCancellable               *cancellable,
                                          gint64                      deadline_us,
                                          GError                    **error);

/**
 * mailer_imap_session_copy:
 * @map: (out) (transfer full) (nullable) (optional): where the copies are; %NULL when not told
 *
 * Copies @uids to the mailbox @target.
 *
 * Thread: the session's worker. Blocks: until @deadline_us.
 * Errors: %MAILER_IMAP_ERROR_NOT_FOUND when there is no @target; %MAILER_IMAP_ERROR_OVER_QUOTA.
 */
gboolean mailer_imap_session_copy (MailerImapSession  *self,
                                   const MailerUidSet *uids,
                                   const char         *target,
                                   MailerImapUidMap  **map,
                                   GCancellable       *cancellable,
                                   gint64              deadline_us,
                                   GError            **error);

/**
 * mailer_imap_session_move:
 * @map: (out) (transfer full) (nullable) (optional): where the messages are; %NULL when not told
 * @is_removed: (out) (optional): FALSE when not all of @uids have left this mailbox: the server has no
 *   UIDPLUS (then they are marked \Deleted here), or it said OK to the copy and did not tell of every
 *   message where it is (then those are untouched: look for them in @target by their Message-ID, and
 *   only when they are there call mailer_imap_session_expunge())
 *
 * Moves @uids to @target: MOVE (RFC 6851), or COPY, \Deleted and UID EXPUNGE of just those whose copy
 * the server has proven with [COPYUID]. What is expunged by it is also told by the expunged event.
 *
 * Thread: the session's worker. Blocks: until @deadline_us. Errors: the common ones.
 */
gboolean mailer_imap_session_move (MailerImapSession  *self,
                                   const MailerUidSet *uids,
                                   const char         *target,
                                   MailerImapUidMap  **map,
                                   gboolean           *is_removed,
                                   GCancellable       *cancellable,
                                   gint64              deadline_us,
                                   GError            **error);

/**
 * mailer_imap_session_expunge:
 * @is_removed: (out) (optional): FALSE when they are still here, marked \Deleted, because the server
 *   has no UIDPLUS: a plain EXPUNGE would take what other clients have marked
 *
 * Marks @uids as \Deleted and removes exactly them.
 *
 * Thread: the session's worker. Blocks: until @deadline_us. Errors: the common ones.
 */
gboolean mailer_imap_session_expunge (MailerImapSession  *self,
                                      const MailerUidSet *uids,
                                      gboolean           *is_removed,
                                      GCancellable       *cancellable,
                                      gint64              deadline_us,
                                      GError            **error);

G_END_DECLS
