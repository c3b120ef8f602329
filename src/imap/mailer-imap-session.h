/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-imap-error.h"
#include "mailer-imap-mailbox.h"
#include "mailer-net-connection.h"
#include "mailer-net-credentials.h"
#include "mailer-uid-set.h"

G_BEGIN_DECLS

/**
 * MailerImapSession:
 *
 * One signed-in IMAP connection (RFC 9051 and RFC 3501). Every function sends its commands, waits for
 * their answers and returns; what the server tells unasked in the meantime goes to MailerImapEvents
 * before the function returns. One worker owns the session and is the only one to call it.
 *
 * Functions that are given to it are called on the worker, from within its own, and must not use the session.
 * What can be done with one is in the headers beside this; mailer-imap.h has them all.
 *
 * Common parameters: @cancellable may be triggered from any thread; @deadline_us is monotonic time
 * (g_get_monotonic_time()) for the whole call, or -1 to be bounded by the server's silence only: see
 * MailerImapConfig.silence_ms. Common errors: see MailerImapError. Mailbox names are those of
 * MailerImapMailbox.name. Functions that speak of messages need a selected mailbox.
 */
typedef struct _MailerImapSession MailerImapSession;

/**
 * MailerImapEvents:
 * @exists: the selected mailbox now holds @n_messages: there is new mail from the last known UID on
 * @expunged: these messages are gone from the selected mailbox
 * @flags_changed: the flags of a message are now these; @modseq is 0 when not told
 * @need_resync: something happened to the selected mailbox that cannot be expressed in UIDs: compare
 *   all UIDs and flags anew, starting with mailer_imap_session_search_uids() of everything
 * @alert: the server wants the user to read @text: valid UTF-8, one line, nothing to be trusted. To be
 *   shown as what the server says, never as the program's own words
 * @status: the state of a mailbox that is not selected, as far as @status tells
 * @progress: the server is at work on the command that is running: @done of @total, 0 when it does not
 *   know (RFC 9585); nobody's bytes
 * @mailboxes_changed: there are other mailboxes, other names or other subscriptions: list them anew
 *
 * What the server tells unasked. Each may be %NULL.
 */
typedef struct
{
  void (*exists) (guint32  n_messages,
                  gpointer data);
  void (*expunged) (const MailerUidSet *uids,
                    gpointer            data);
  void (*flags_changed) (guint32            uid,
                         MailerFlags        flags,
                         const char *const *keywords,
                         guint64            modseq,
                         gpointer           data);
  void (*need_resync) (gpointer data);
  void (*alert) (const char *text,
                 gpointer    data);
  void (*status) (const char             *mailbox,
                  const MailerImapStatus *status,
                  gpointer                data);
  void (*mailboxes_changed) (gpointer data);
  void (*progress) (guint64  done,
                    guint64  total,
                    gpointer data);
} MailerImapEvents;

/**
 * MailerImapConfig:
 * @endpoint: the server
 * @credentials: not kept
 * @client_name: (nullable): told to servers that ask (RFC 2971); nothing is told when %NULL
 * @client_version: (nullable)
 * @events: (nullable): copied
 * @events_data: for @events
 * @silence_ms: how long the server may be silent while an answer is due; 0 means a minute
 * @idle_refresh_ms: how often IDLE starts anew; 0 means 20 minutes (RFC 2177 asks for less than 29)
 * @poll_ms: pause between two NOOPs where there is no IDLE; 0 means a minute
 * @max_unasked: responses that nobody asked for in one command; after more of them the connection is given up. 0
 *   means 5,000,000
 * @compresses_locally: use COMPRESS=DEFLATE even with a server on this machine, where it gains nothing
 *
 * What a session is opened with. Borrowed by the call.
 */
typedef struct
{
  MailerNetEndpoint       endpoint;
  MailerNetCredentials    credentials;
  const char             *client_name;
  const char             *client_version;
  const MailerImapEvents *events;
  gpointer                events_data;
  guint                   silence_ms;
  guint                   idle_refresh_ms;
  guint                   poll_ms;
  guint                   max_unasked;
  gboolean                compresses_locally;
} MailerImapConfig;

/**
 * mailer_imap_session_open:
 *
 * Connects, encrypts, signs in and agrees on extensions. Before the connection is encrypted nothing
 * secret is sent, and nothing the server said is kept.
 *
 * Thread: the worker that will use it. Blocks: until @deadline_us.
 * Errors: besides the common ones %MAILER_IMAP_ERROR_AUTHENTICATION, %MAILER_IMAP_ERROR_NO_MECHANISM,
 * %MAILER_IMAP_ERROR_STARTTLS_MISSING.
 * Returns: (transfer full): a session in which no mailbox is selected.
 */
MailerImapSession *mailer_imap_session_open (const MailerImapConfig *config,
                                             GCancellable           *cancellable,
                                             gint64                  deadline_us,
                                             GError                **error);

/**
 * mailer_imap_session_open_on:
 * @connection: (transfer full): connected; encrypted already unless the endpoint says STARTTLS
 *
 * The same on a connection that exists.
 *
 * Thread: the worker that will use it. Blocks: until @deadline_us. Errors: as mailer_imap_session_open().
 */
MailerImapSession *mailer_imap_session_open_on (MailerNetConnection    *connection,
                                                const MailerImapConfig *config,
                                                GCancellable           *cancellable,
                                                gint64                  deadline_us,
                                                GError                **error);

/** mailer_imap_session_free: drops the connection without a word. Thread: the session's worker. Blocks: no. */
void mailer_imap_session_free (MailerImapSession *self);

/**
 * mailer_imap_session_logout:
 *
 * Says good-bye. The session can only be freed afterwards, whatever comes back.
 *
 * Thread: the session's worker. Blocks: until @deadline_us. Errors: the common ones.
 */
gboolean mailer_imap_session_logout (MailerImapSession *self,
                                     GCancellable      *cancellable,
                                     gint64             deadline_us,
                                     GError           **error);

/**
 * mailer_imap_session_has_capability:
 * @name: such as "IDLE", any case
 *
 * Whether the server has it and it works there; what IMAP4rev2 includes counts as said.
 *
 * Thread: the session's worker.
 */
gboolean mailer_imap_session_has_capability (MailerImapSession *self,
                                             const char        *name);

/**
 * mailer_imap_session_get_remembered:
 *
 * Returns: (transfer none) (nullable): what to keep and to hand in as #MailerNetCredentials.remembered the
 *   next time this user signs in at this server; %NULL when the server wanted no sign-in: what was kept
 *   stays good. Thread: the session's worker.
 */
const char *mailer_imap_session_get_remembered (MailerImapSession *self);

/**
 * mailer_imap_session_get_selected:
 *
 * Returns: (transfer none) (nullable): the name of the selected mailbox. Thread: the session's worker.
 */
const char *mailer_imap_session_get_selected (MailerImapSession *self);

/** MailerImapProgressFunc: @done bytes of about @total have arrived; @total is 0 when unknown. */
typedef void (*MailerImapProgressFunc) (guint64  done,
                                        guint64  total,
                                        gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerImapSession, mailer_imap_session_free)

G_END_DECLS
