/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "mailer-account.h"
#include "mailer-account-trust.h"
#include "mailer-hub.h"
#include "mailer-imap.h"

G_BEGIN_DECLS

/**
 * MailerRemote:
 *
 * The connections of one account at work, from the moment its password is known until it is retired:
 * the watch worker (syncs, replays the journal, listens) and the request worker (what the user waits
 * for, on a connection of its own that is opened when it is needed). Nothing in it changes but by its
 * workers; new settings, password or trust mean a new remote.
 */
typedef struct _MailerRemote MailerRemote;

/**
 * MailerRemoteState:
 * @account_state: for the interface
 * @error: (nullable): %MAILER_ENGINE_ERROR: why it is not online
 *
 * How the account stands, told by the watch worker.
 */
typedef struct
{
  MailerAccountState account_state;
  GError            *error;
} MailerRemoteState;

/**
 * MailerRemoteEvents:
 * @state_changed: how the account stands now
 * @operation_failed: the server refused operation @operation_id for good; its local change is taken back
 * @operation_delayed: the server cannot do @operation_id now; it will be tried again
 * @operation_progress: the server says that @fraction of @operation_id, 0 to 1, is done; it only grows
 * @alert: the server wants the words in @error, %MAILER_ENGINE_ERROR_ALERT, to be read; comes again with each session
 * @signed_in: a server, that for sending or the other one, was signed in to in another way than before
 *
 * What a remote tells. Called on the main thread; never after mailer_remote_retire().
 */
typedef struct
{
  void (*state_changed) (const char              *account_id,
                         const MailerRemoteState *state,
                         gpointer                 data);
  void (*operation_failed) (const char   *account_id,
                            gint64        operation_id,
                            const GError *error,
                            gpointer      data);
  void (*operation_delayed) (const char   *account_id,
                             gint64        operation_id,
                             const GError *error,
                             gpointer      data);
  void (*operation_progress) (const char *account_id,
                              gint64      operation_id,
                              double      fraction,
                              gpointer    data);
  void (*alert) (const char   *account_id,
                 const GError *error,
                 gpointer      data);
  void (*signed_in) (const char *account_id,
                     gboolean    is_outgoing,
                     const char *signed_in_by,
                     gpointer    data);
} MailerRemoteEvents;

/**
 * MailerRemoteConfig:
 * @hub: outlives the remote
 * @settings: with id
 * @ca_file: (nullable): @trust: certificates accepted by hand
 * @body_budget_bytes: as of #MailerEngineConfig, but never 0
 * @events_data: outlives the remote, or mailer_remote_retire() is called before it goes
 *
 * What a remote is started with; everything is copied.
 */
typedef struct
{
  MailerHub                   *hub;
  const MailerAccountSettings *settings;
  const char                  *password;
  const char                  *ca_file;
  guint64                      body_budget_bytes;
  MailerAccountTrust          *trust;
  const MailerRemoteEvents    *events;
  gpointer                     events_data;
} MailerRemoteConfig;

/**
 * mailer_remote_start:
 *
 * Starts the workers of an account; what @config holds is copied.
 *
 * Thread: main. Blocks: no.
 * Returns: (transfer full): to be retired.
 */
MailerRemote *mailer_remote_start (const MailerRemoteConfig *config);

/**
 * mailer_remote_retire:
 * @self: (transfer full):
 * @done: (nullable): runs on the main thread when the workers have ended
 *
 * Cancels what the connections do, tells nothing any more, and lets @reaper wait for the end of the
 * workers. Thread: main. Blocks: no.
 */
void mailer_remote_retire (MailerRemote    *self,
                           MailerWorker    *reaper,
                           MailerWorkerFunc done,
                           gpointer         done_data);

/** mailer_remote_retry: connects now instead of after the back-off. Thread: any. */
void mailer_remote_retry (MailerRemote *self);

/** mailer_remote_note_operations: the journal has got something to do. Thread: any. */
void mailer_remote_note_operations (MailerRemote *self);

/** mailer_remote_look_at: @mailbox_id is what the user looks at: it is synced first and listened to. Thread: any. */
void mailer_remote_look_at (MailerRemote *self,
                            gint64        mailbox_id);

/** mailer_remote_note_mailbox: something new is in @mailbox_id, such as a copy in Sent: look soon. Thread: any. */
void mailer_remote_note_mailbox (MailerRemote *self,
                                 gint64        mailbox_id);

/**
 * MailerRequestFunc:
 * @session: signed in; which mailbox is selected, if any, is unknown
 * @cancellable: to be used for every call: ends with the account, or when the one who waits gives up
 */
typedef gboolean (*MailerRequestFunc) (MailerImapSession *session,
                                       gpointer           data,
                                       GCancellable      *cancellable,
                                       GError           **error);

/**
 * mailer_remote_request:
 * @cancellable: (nullable): gives up; the connection is lost by it when the request is under way
 *
 * Runs @func on the request worker with its connection, which is opened when needed. When a connection
 * that had been used before turns out to be dead, @func runs once more on a new one.
 *
 * Thread: any worker but the remote's own; never main. Blocks: until it has run.
 * Errors: MAILER_NET_ERROR, MAILER_IMAP_ERROR, those of @func, cancelled.
 */
gboolean mailer_remote_request (MailerRemote     *self,
                                MailerRequestFunc func,
                                gpointer          data,
                                GCancellable     *cancellable,
                                GError          **error);

/**
 * mailer_remote_request_async:
 * @func: as above
 * @done: runs on the main thread, unless the main context ends first
 *
 * Lets @func run on the request worker, behind what was asked before.
 *
 * Thread: main. Blocks: no.
 */
void mailer_remote_request_async (MailerRemote     *self,
                                  MailerRequestFunc func,
                                  MailerHubDoneFunc done,
                                  gpointer          data,
                                  GDestroyNotify    destroy,
                                  GCancellable     *cancellable);

/**
 * mailer_remote_ensure_folder:
 *
 * Finds the folder with @role, and makes it on the server (with its special use where that is offered)
 * and in the store when there is none.
 *
 * Thread: any worker but the remote's own (the send worker). Blocks: until the server has answered.
 * Errors: as mailer_remote_request(), and MAILER_STORE_ERROR. Returns: its id in the store, -1 with @error set.
 */
gint64 mailer_remote_ensure_folder (MailerRemote    *self,
                                    MailerFolderRole role,
                                    GCancellable    *cancellable,
                                    GError         **error);

/**
 * MailerRemoteCopy:
 * @message_id: its Message-ID
 * @known_mailbox_id: where an earlier attempt cannot have put it below @known_uid_next as long as UIDVALIDITY is
 *   @known_uid_validity; 0 when nothing is known, and in any other mailbox all of it is searched
 *
 * A message to be put into a mailbox once. Borrowed.
 */
typedef struct
{
  GBytes     *message;
  const char *message_id;
  MailerFlags flags;
  gint64      known_mailbox_id;
  guint32     known_uid_validity;
  guint32     known_uid_next;
} MailerRemoteCopy;

/**
 * mailer_remote_append:
 * @mailbox_id: in the store
 *
 * Appends @copy unless a message with its Message-ID is there already: so doing it again after a crash is safe. The
 * watch worker is told to look.
 *
 * Thread: any worker but the remote's own (the send worker). Blocks: until the server has answered.
 * Errors: as mailer_remote_request().
 */
gboolean mailer_remote_append (MailerRemote           *self,
                               gint64                  mailbox_id,
                               const MailerRemoteCopy *copy,
                               GCancellable           *cancellable,
                               GError                **error);

/** mailer_remote_dup_password: Returns: (transfer full): to be freed with mailer_account_secrets_free(). Thread: main. */
char *mailer_remote_dup_password (MailerRemote *self);

/**
 * mailer_remote_get_credentials:
 * @is_outgoing: for the server for sending
 *
 * Returns: borrowed from @self. Thread: any.
 */
MailerNetCredentials mailer_remote_get_credentials (MailerRemote *self,
                                                    gboolean      is_outgoing);

/**
 * mailer_remote_note_sign_in:
 * @signed_in_by: (nullable): what the session handed back; %NULL says nothing new
 *
 * Holds the server to it from the next connection on, and tells it. Thread: any.
 */
void mailer_remote_note_sign_in (MailerRemote *self,
                                 gboolean      is_outgoing,
                                 const char   *signed_in_by);

/**
 * mailer_remote_get_endpoint:
 * @server: one of the settings' servers
 *
 * Returns: where to connect to and whom to trust; borrowed from @self and @server. Thread: any.
 */
MailerNetEndpoint mailer_remote_get_endpoint (MailerRemote               *self,
                                              const MailerServerSettings *server);

G_END_DECLS
