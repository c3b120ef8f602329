/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What is found on the server, by RFC 9051, section 6.4.4, and its extensions. See mailer-imap-session.h for what holds for all functions. */

#pragma once

#include "mailer-imap-criteria.h"
#include "mailer-imap-session.h"

G_BEGIN_DECLS

/**
 * mailer_imap_session_search_uids:
 * @first: first UID of interest, at least 1
 * @last: last UID of interest; %G_MAXUINT32 for no end
 *
 * Which messages are there. From 1 to %G_MAXUINT32 it also teaches the session to tell later
 * expunges in UIDs, so start with that after a select unless the server has QRESYNC.
 *
 * Thread: the session's worker. Blocks: until @deadline_us. Errors: the common ones.
 * Returns: (transfer full): UIDs from @first to @last.
 */
MailerUidSet *mailer_imap_session_search_uids (MailerImapSession *self,
                                               guint32            first,
                                               guint32            last,
                                               GCancellable      *cancellable,
                                               gint64             deadline_us,
                                               GError           **error);

/**
 * mailer_imap_session_search_message_id:
 * @message_id: with or without angle brackets
 * @first: only look from this UID on, at least 1
 *
 * To find out whether an APPEND or COPY whose answer was lost has happened.
 *
 * Thread: the session's worker. Blocks: until @deadline_us. Errors: the common ones.
 */
MailerUidSet *mailer_imap_session_search_message_id (MailerImapSession *self,
                                                     const char        *message_id,
                                                     guint32            first,
                                                     GCancellable      *cancellable,
                                                     gint64             deadline_us,
                                                     GError           **error);

/**
 * mailer_imap_session_count_message_ids:
 * @message_ids: (array zero-terminated=1): with or without angle brackets
 * @max_compared: how many of the newest messages are looked at on a server that cannot search for them
 * @n_found: (out): how many of @message_ids are in the selected mailbox
 *
 * Counts which of a few messages are there.
 *
 * Thread: the session's worker. Blocks: until @deadline_us. Errors: the common ones.
 */
gboolean mailer_imap_session_count_message_ids (MailerImapSession *self,
                                                const char *const *message_ids,
                                                guint              max_compared,
                                                guint             *n_found,
                                                GCancellable      *cancellable,
                                                gint64             deadline_us,
                                                GError           **error);

/**
 * mailer_imap_session_search:
 * @max_newest: how many of the newest are wanted; 0 for all
 * @n_found: (out) (optional): how many there are
 *
 * Searches the selected mailbox on the server. With PARTIAL (RFC 9394) no more than what is wanted comes
 * over the line, with ESEARCH (RFC 4731) ranges instead of numbers.
 *
 * Thread: the session's worker. Blocks: until @deadline_us.
 * Errors: %MAILER_IMAP_ERROR_BAD when @criteria are too deep, or speak of what this server does not know.
 * Returns: (transfer full): UIDs.
 */
MailerUidSet *mailer_imap_session_search (MailerImapSession        *self,
                                          const MailerImapCriteria *criteria,
                                          guint32                   max_newest,
                                          guint64                  *n_found,
                                          GCancellable             *cancellable,
                                          gint64                    deadline_us,
                                          GError                  **error);

/** MailerImapSortKey: what an order is made by. */
typedef enum
{
  MAILER_IMAP_SORT_ARRIVAL,
  MAILER_IMAP_SORT_DATE, /* of the header; a server without SORT takes ARRIVAL for it */
  MAILER_IMAP_SORT_SIZE,
} MailerImapSortKey;

/**
 * mailer_imap_session_sort:
 *
 * As mailer_imap_session_search(), in an order: by SORT (RFC 5256), or here by what is asked of each
 * message that was found.
 *
 * Thread: the session's worker. Blocks: until @deadline_us. Errors: the common ones.
 * Returns: (transfer full) (element-type guint32): UIDs.
 */
GArray *mailer_imap_session_sort (MailerImapSession        *self,
                                  const MailerImapCriteria *criteria,
                                  MailerImapSortKey         key,
                                  gboolean                  is_descending,
                                  GCancellable             *cancellable,
                                  gint64                    deadline_us,
                                  GError                  **error);

/** MailerImapThreadNode: @uid 0 for a parent that was not found; @depth 0 begins a thread. */
typedef struct
{
  guint32 uid;
  guint   depth;
} MailerImapThreadNode;

/**
 * mailer_imap_session_thread:
 *
 * As mailer_imap_session_search(), with answers below what they answer: by THREAD (RFC 5256), or here
 * from the envelopes of the messages that were found.
 *
 * Thread: the session's worker. Blocks: until @deadline_us. Errors: the common ones.
 * Returns: (transfer full) (element-type MailerImapThreadNode): each before those below it.
 */
GArray *mailer_imap_session_thread (MailerImapSession        *self,
                                    const MailerImapCriteria *criteria,
                                    GCancellable             *cancellable,
                                    gint64                    deadline_us,
                                    GError                  **error);

/**
 * MailerImapFoundFunc:
 * @uid_validity: 0 when not told
 * @found: not empty
 *
 * Called for each mailbox with messages that were found.
 */
typedef void (*MailerImapFoundFunc) (const char         *mailbox,
                                     guint32             uid_validity,
                                     const MailerUidSet *found,
                                     gpointer            data);

/**
 * mailer_imap_session_search_mailboxes:
 * @mailboxes: (array zero-terminated=1): their names
 *
 * Searches several mailboxes, at once with MULTISEARCH (RFC 7377). Else each is opened for it, and none
 * is selected afterwards. Mailboxes that cannot be searched are left out.
 *
 * Thread: the session's worker. Blocks: until @deadline_us. Errors: the common ones.
 */
gboolean mailer_imap_session_search_mailboxes (MailerImapSession        *self,
                                               const char *const        *mailboxes,
                                               const MailerImapCriteria *criteria,
                                               MailerImapFoundFunc       func,
                                               gpointer                  func_data,
                                               GCancellable             *cancellable,
                                               gint64                    deadline_us,
                                               GError                  **error);

G_END_DECLS
