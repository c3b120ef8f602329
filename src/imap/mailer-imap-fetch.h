/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What messages are and hold. Nothing here marks one as read. See mailer-imap-session.h for what holds for all functions. */

#pragma once

#include "mailer-imap-message.h"
#include "mailer-imap-session.h"

G_BEGIN_DECLS

/**
 * mailer_imap_session_fetch_headers:
 * @uids: which messages; a range up to %G_MAXUINT32 means to the end of the mailbox. Bound the set:
 *   all of it is asked for at once
 * @extras: what else is wanted where the server has it: %MAILER_IMAP_ITEM_EMAIL_ID,
 *   %MAILER_IMAP_ITEM_THREAD_ID, %MAILER_IMAP_ITEM_LABELS, %MAILER_IMAP_ITEM_SAVE_DATE
 * @func: called once for each message as it arrives, in the server's order
 *
 * Fetches what a list of messages needs, and @extras, without marking anything as read. Messages that are gone
 * are left out without an error; answers for others than @uids are ignored. Messages that the server
 * cannot describe come with fewer items, or not at all when it refuses even those.
 *
 * Thread: the session's worker. Blocks: until @deadline_us. Errors: the common ones.
 */
gboolean mailer_imap_session_fetch_headers (MailerImapSession    *self,
                                            const MailerUidSet   *uids,
                                            MailerImapItem        extras,
                                            MailerImapMessageFunc func,
                                            gpointer              func_data,
                                            GCancellable         *cancellable,
                                            gint64                deadline_us,
                                            GError              **error);

/**
 * mailer_imap_session_fetch_newest:
 *
 * As mailer_imap_session_fetch_headers(), of the @n_newest newest messages, whose UIDs need not be known:
 * the first page of a mailbox right behind its SELECT.
 *
 * Thread: the session's worker. Blocks: until @deadline_us. Errors: the common ones.
 */
gboolean mailer_imap_session_fetch_newest (MailerImapSession    *self,
                                           guint                 n_newest,
                                           MailerImapMessageFunc func,
                                           gpointer              func_data,
                                           GCancellable         *cancellable,
                                           gint64                deadline_us,
                                           GError              **error);

/**
 * mailer_imap_session_fetch_previews:
 * @func: called with MailerImapMessage.preview, or MailerImapMessage.beginning where the server has none
 *
 * Fetches what the first words of messages can be told from, in one round trip or two, without marking
 * anything as read. Messages that are gone are left out.
 *
 * Thread: the session's worker. Blocks: until @deadline_us. Errors: the common ones.
 */
gboolean mailer_imap_session_fetch_previews (MailerImapSession    *self,
                                             const MailerUidSet   *uids,
                                             MailerImapMessageFunc func,
                                             gpointer              func_data,
                                             GCancellable         *cancellable,
                                             gint64                deadline_us,
                                             GError              **error);

/**
 * mailer_imap_session_fetch_flags:
 * @changed_since: only messages changed after this modification sequence; 0 for all. Needs CONDSTORE
 *   and a selected mailbox with MailerImapSelected.highest_modseq; otherwise all of @uids are told
 * @vanished: (out) (transfer full) (nullable) (optional): which of @uids were expunged since
 *   @changed_since; %NULL when the server cannot tell (no QRESYNC, or @changed_since is 0): then
 *   compare with mailer_imap_session_search_uids()
 *
 * Fetches flags and, where there are any, modification sequences.
 *
 * Thread: the session's worker. Blocks: until @deadline_us. Errors: the common ones.
 */
gboolean mailer_imap_session_fetch_flags (MailerImapSession    *self,
                                          const MailerUidSet   *uids,
                                          guint64               changed_since,
                                          MailerImapMessageFunc func,
                                          gpointer              func_data,
                                          MailerUidSet        **vanished,
                                          GCancellable         *cancellable,
                                          gint64                deadline_us,
                                          GError              **error);

/**
 * MailerImapFetchSection:
 * @uid: of the message
 * @section: of BODY[...], such as "1.2", "1.MIME", "HEADER"; "" for the whole message
 * @expected_bytes: size as BODYSTRUCTURE or RFC822.SIZE told; 0 when unknown. When less comes, the
 *   rest is asked for once more before the body counts as complete; a claim that is simply wrong does
 *   no harm
 * @max_bytes: more than this ends in %MAILER_IMAP_ERROR_TOO_LARGE; the session stays usable
 * @progress: (nullable)
 */
typedef struct
{
  guint32                uid;
  const char            *section;
  guint64                expected_bytes;
  guint64                max_bytes;
  MailerImapProgressFunc progress;
  gpointer               progress_data;
} MailerImapFetchSection;

/**
 * mailer_imap_session_fetch_section:
 *
 * Fetches a part of a message, still in its transfer encoding, in pieces, without marking it as read.
 *
 * Thread: the session's worker. Blocks: until @deadline_us.
 * Errors: %MAILER_IMAP_ERROR_GONE when the message or the part is not there, and
 * %MAILER_IMAP_ERROR_TOO_LARGE; the session stays usable.
 * Returns: (transfer full): all of it, never less.
 */
GBytes *mailer_imap_session_fetch_section (MailerImapSession            *self,
                                           const MailerImapFetchSection *what,
                                           GCancellable                 *cancellable,
                                           gint64                        deadline_us,
                                           GError                      **error);

/**
 * mailer_imap_session_fetch_decoded_section:
 * @is_decoded: (out): whether the transfer encoding is off; otherwise it is the caller's to take off
 *
 * As mailer_imap_session_fetch_section(), but with the transfer encoding taken off by a server that can
 * (BINARY, RFC 3516): a quarter less comes over the line. For large attachments.
 *
 * Thread: the session's worker. Blocks: until @deadline_us. Errors: the common ones.
 */
GBytes *mailer_imap_session_fetch_decoded_section (MailerImapSession            *self,
                                                   const MailerImapFetchSection *what,
                                                   gboolean                     *is_decoded,
                                                   GCancellable                 *cancellable,
                                                   gint64                        deadline_us,
                                                   GError                      **error);

/**
 * MailerImapSectionFunc:
 * @index: of what was asked for
 * @bytes: (transfer full) (nullable): all of it, or %NULL with @failure
 */
typedef void (*MailerImapSectionFunc) (guint         index,
                                       GBytes       *bytes,
                                       const GError *failure,
                                       gpointer      data);

/**
 * mailer_imap_session_fetch_sections:
 * @func: called once for each of @what, in any order
 *
 * The same for many parts in few round trips. Made for small ones, such as the texts of a folder.
 *
 * Thread: the session's worker. Blocks: until @deadline_us. Errors: the common ones.
 * Returns: FALSE when the connection broke.
 */
gboolean mailer_imap_session_fetch_sections (MailerImapSession            *self,
                                             const MailerImapFetchSection *what,
                                             guint                         n_what,
                                             MailerImapSectionFunc         func,
                                             gpointer                      func_data,
                                             GCancellable                 *cancellable,
                                             gint64                        deadline_us,
                                             GError                      **error);

G_END_DECLS
