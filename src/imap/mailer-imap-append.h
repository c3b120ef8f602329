/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Messages that are added. See mailer-imap-session.h for what holds for all functions. */

#pragma once

#include "mailer-imap-session.h"

G_BEGIN_DECLS

/**
 * MailerImapPiece:
 * @text: (nullable): these bytes, or else a part of a message of the selected mailbox:
 * @uid: of the message
 * @section: as MailerImapFetchSection.section
 */
typedef struct
{
  GBytes     *text;
  guint32     uid;
  const char *section;
} MailerImapPiece;

/**
 * MailerImapAppend:
 * @mailbox: target
 * @message: (nullable): RFC 5322 message with CRLF line ends and without NUL
 * @pieces: (array length=n_pieces): what the message is put together from when @message is %NULL: with
 *   CATENATE (RFC 4469) what is on the server stays there, else it is fetched
 * @flags: known flags to set
 * @internal_date: Unix time in seconds; -1 for now
 * @progress: (nullable): bytes sent
 */
typedef struct
{
  const char            *mailbox;
  GBytes                *message;
  const MailerImapPiece *pieces;
  guint                  n_pieces;
  MailerFlags            flags;
  gint64                 internal_date;
  MailerImapProgressFunc progress;
  gpointer               progress_data;
} MailerImapAppend;

/**
 * mailer_imap_session_append:
 * @uid_validity: (out) (optional): of the target; 0 when not told
 * @uid: (out) (optional): of the new message; 0 when not told
 *
 * Adds a message to a mailbox.
 *
 * Thread: the session's worker. Blocks: until @deadline_us.
 * Errors: as mailer_imap_session_copy(). When the connection breaks, the message may be there: look with
 * mailer_imap_session_search_message_id() before trying again.
 */
gboolean mailer_imap_session_append (MailerImapSession      *self,
                                     const MailerImapAppend *what,
                                     guint32                *uid_validity,
                                     guint32                *uid,
                                     GCancellable           *cancellable,
                                     gint64                  deadline_us,
                                     GError                **error);

/**
 * mailer_imap_session_append_many:
 * @what: all for the same mailbox, none made of pieces
 * @uids: (out) (array length=n_what): of the new messages; 0 when not told
 * @n_added: (out): how many of them, from the first on, are there for certain
 *
 * Adds several messages: with MULTIAPPEND (RFC 3502) in few commands.
 *
 * Thread: the session's worker. Blocks: until @deadline_us. Errors: as mailer_imap_session_append().
 */
gboolean mailer_imap_session_append_many (MailerImapSession      *self,
                                          const MailerImapAppend *what,
                                          guint                   n_what,
                                          guint32                *uid_validity,
                                          guint32                *uids,
                                          guint                  *n_added,
                                          GCancellable           *cancellable,
                                          gint64                  deadline_us,
                                          GError                **error);

/**
 * mailer_imap_session_replace:
 * @old_uid: a message of the selected mailbox
 * @uid_validity: (out): of the target; 0 when not told
 * @uid: (out): of the new message; 0 when not told
 * @is_removed: (out): FALSE when the old message is still there, marked \Deleted
 *
 * Puts a message in the place of another one, such as a draft: with REPLACE (RFC 8508) in one step; else
 * the new one comes first, so that there never is none.
 *
 * Thread: the session's worker. Blocks: until @deadline_us.
 * Errors: as mailer_imap_session_append(); when the new one is there and the old one could not be
 * removed, @uid is not 0.
 */
gboolean mailer_imap_session_replace (MailerImapSession      *self,
                                      guint32                 old_uid,
                                      const MailerImapAppend *what,
                                      guint32                *uid_validity,
                                      guint32                *uid,
                                      gboolean               *is_removed,
                                      GCancellable           *cancellable,
                                      gint64                  deadline_us,
                                      GError                **error);

G_END_DECLS
