/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the server tells by itself. See mailer-imap-session.h for what holds for all functions. */

#pragma once

#include "mailer-imap-session.h"

G_BEGIN_DECLS

/**
 * mailer_imap_session_watch:
 *
 * Asks to be told of changes in all mailboxes of the user on this one connection, by NOTIFY (RFC 5465).
 * The state of each mailbox comes at once, and what changes later whenever the session listens: both by
 * the status event; the tree's changes by mailboxes_changed. Nothing is asked of a server that cannot:
 * then only the selected mailbox is listened to, and the others want an occasional
 * mailer_imap_session_list().
 *
 * Thread: the session's worker. Blocks: until @deadline_us. Errors: the common ones.
 * Returns: FALSE for an error of the connection only; see mailer_imap_session_is_watching().
 */
gboolean mailer_imap_session_watch (MailerImapSession *self,
                                    GCancellable      *cancellable,
                                    gint64             deadline_us,
                                    GError           **error);

/**
 * mailer_imap_session_is_watching:
 *
 * Whether the server tells of all mailboxes. A server that has too much to tell may give up any time.
 *
 * Thread: the session's worker.
 */
gboolean mailer_imap_session_is_watching (MailerImapSession *self);

/**
 * mailer_imap_session_noop:
 *
 * Asks for news; they come as events.
 *
 * Thread: the session's worker. Blocks: until @deadline_us. Errors: the common ones.
 */
gboolean mailer_imap_session_noop (MailerImapSession *self,
                                   GCancellable      *cancellable,
                                   gint64             deadline_us,
                                   GError           **error);

/** MailerImapIdle: why listening ended. */
typedef enum
{
  MAILER_IMAP_IDLE_NEWS,  /* events were told */
  MAILER_IMAP_IDLE_WOKEN, /* the worker has work */
  MAILER_IMAP_IDLE_DEADLINE,
  MAILER_IMAP_IDLE_FAILED, /* the error is set */
} MailerImapIdle;

/**
 * mailer_imap_session_idle:
 * @worker: (nullable): a job pushed to it, or a wake, ends the wait
 *
 * Listens to the selected mailbox until there is news, work, or the deadline, by IDLE (RFC 2177), or
 * by a NOOP now and then. When it returns without an error, the session is ready for other calls.
 *
 * Thread: the session's worker. Blocks: until @deadline_us. Errors: the common ones.
 */
MailerImapIdle mailer_imap_session_idle (MailerImapSession *self,
                                         MailerWorker      *worker,
                                         GCancellable      *cancellable,
                                         gint64             deadline_us,
                                         GError           **error);

G_END_DECLS
