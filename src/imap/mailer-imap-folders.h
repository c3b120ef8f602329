/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The mailboxes of an account: which there are, and looking into one. See mailer-imap-session.h for what holds for all functions. */

#pragma once

#include "mailer-imap-message.h"
#include "mailer-imap-session.h"

G_BEGIN_DECLS

/**
 * mailer_imap_session_list:
 *
 * Lists all mailboxes with their roles and, for selectable ones, their status, in as few round trips
 * as the server allows (RFC 5258, 5819, 6154). Names with NUL are skipped. At most 20,000 are listed;
 * more end in %MAILER_IMAP_ERROR_LIMIT.
 *
 * Thread: the session's worker. Blocks: until @deadline_us. Errors: the common ones.
 * Returns: (transfer full) (element-type MailerImapMailbox): in the server's order.
 */
GPtrArray *mailer_imap_session_list (MailerImapSession *self,
                                     GCancellable      *cancellable,
                                     gint64             deadline_us,
                                     GError           **error);

/**
 * mailer_imap_session_create_mailbox:
 * @parent: (nullable): mailbox to create it in; %NULL for the top
 * @title: name for people, UTF-8, not empty; control characters are refused
 * @role: what it is for; told to servers that can keep it (RFC 6154)
 * @name: (out) (transfer full) (optional): the new mailbox's name
 *
 * Creates and subscribes a mailbox. One that is there already is no error.
 *
 * Thread: the session's worker. Blocks: until @deadline_us. Errors: the common ones.
 */
gboolean mailer_imap_session_create_mailbox (MailerImapSession       *self,
                                             const MailerImapMailbox *parent,
                                             const char              *title,
                                             MailerFolderRole         role,
                                             char                   **name,
                                             GCancellable            *cancellable,
                                             gint64                   deadline_us,
                                             GError                 **error);

/**
 * mailer_imap_session_status:
 * @status: (out): counts and the like
 *
 * Asks for the status of @mailbox, which should not be the selected one.
 *
 * Thread: the session's worker. Blocks: until @deadline_us. Errors: the common ones.
 */
gboolean mailer_imap_session_status (MailerImapSession *self,
                                     const char        *mailbox,
                                     MailerImapStatus  *status,
                                     GCancellable      *cancellable,
                                     gint64             deadline_us,
                                     GError           **error);

/**
 * mailer_imap_session_select:
 * @read_only: look only (EXAMINE): nothing changes by looking
 *
 * Selects @mailbox. When it fails, no mailbox is selected.
 *
 * Thread: the session's worker. Blocks: until @deadline_us. Errors: the common ones.
 */
gboolean mailer_imap_session_select (MailerImapSession  *self,
                                     const char         *mailbox,
                                     gboolean            read_only,
                                     MailerImapSelected *selected,
                                     GCancellable       *cancellable,
                                     gint64              deadline_us,
                                     GError            **error);

/**
 * MailerImapKnown:
 * @uid_validity: of the time when the rest was true
 * @highest_modseq: likewise; 0 when the mailbox had none
 * @uid_next: likewise; 0 when not known
 * @uids: the messages that are known
 *
 * What the caller knows of a mailbox from an earlier time.
 */
typedef struct
{
  guint32             uid_validity;
  guint64             highest_modseq;
  guint32             uid_next;
  const MailerUidSet *uids;
} MailerImapKnown;

/**
 * mailer_imap_session_select_known:
 * @known: what is known; with another UIDVALIDITY than the server's it is worthless, and nothing is told
 * @func: called for each message of @known whose flags may have changed, with its flags
 * @vanished: (out) (transfer full) (nullable): which of @known are gone; %NULL when @known is worthless
 *
 * Selects @mailbox and tells what has changed in it since @known: with QRESYNC (RFC 7162) in the answer
 * to SELECT itself; with CONDSTORE by one more round trip, and by none when nothing has changed; else by
 * a search and all the flags. New messages have UIDs above those known; fetch their headers.
 *
 * Thread: the session's worker. Blocks: until @deadline_us. Errors: the common ones.
 */
gboolean mailer_imap_session_select_known (MailerImapSession     *self,
                                           const char            *mailbox,
                                           const MailerImapKnown *known,
                                           MailerImapSelected    *selected,
                                           MailerImapMessageFunc  func,
                                           gpointer               func_data,
                                           MailerUidSet         **vanished,
                                           GCancellable          *cancellable,
                                           gint64                 deadline_us,
                                           GError               **error);

/**
 * mailer_imap_session_unselect:
 *
 * No mailbox is selected afterwards, and nothing was removed from the one that was.
 *
 * Thread: the session's worker. Blocks: until @deadline_us. Errors: the common ones.
 */
gboolean mailer_imap_session_unselect (MailerImapSession *self,
                                       GCancellable      *cancellable,
                                       gint64             deadline_us,
                                       GError           **error);

G_END_DECLS
