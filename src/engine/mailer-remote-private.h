/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-outlet.h"
#include "mailer-remote.h"
#include "mailer-watch.h"
#include "mailer-store-mailbox.h"
#include "mailer-worker.h"

G_BEGIN_DECLS

struct _MailerRemote
{
  MailerHub             *hub;
  MailerAccountSettings *settings;
  char                  *password;
  char                  *ca_file;
  guint64                body_budget_bytes;
  MailerAccountTrust    *trust;
  GCancellable          *cancellable;
  MailerOutlet          *outlet;

  /* Atomic, interned, (nullable): of the servers for receiving and for sending */
  const char *signed_in_by[2];

  MailerWorker *watch_worker;
  MailerWorker *request_worker;
  MailerWatch  *watch;

  /* Request worker */
  MailerImapSession *session;
  gint64             used_us; /* when it was used last, real time: that goes on while the machine sleeps */

  /* Main thread */
  guint idle_source;
};

/**
 * mailer_remote_open_session:
 * @events: (nullable): as of the session
 *
 * Signs in to the IMAP server.
 *
 * Thread: the remote's workers. Blocks: up to a minute. Errors: as mailer_imap_session_open().
 * Returns: (transfer full): the session.
 */
MailerImapSession *mailer_remote_open_session (MailerRemote           *self,
                                               const MailerImapEvents *events,
                                               gpointer                events_data,
                                               GCancellable           *cancellable,
                                               GError                **error);

/**
 * mailer_remote_create_folder:
 * @mailbox: so far only here
 *
 * Makes @mailbox on the server and gives the one here the name the server has given it.
 *
 * Thread: the remote's workers. Blocks: until the server has answered. Errors: as
 * mailer_imap_session_create_mailbox().
 */
gboolean mailer_remote_create_folder (MailerRemote       *self,
                                      MailerImapSession  *session,
                                      MailerStoreMailbox *mailbox,
                                      GCancellable       *cancellable,
                                      GError            **error);

/**
 * mailer_remote_tell_alert:
 * @text: what the server wants the user to read
 *
 * Tells it as the server's words, not more of them than a person reads. Thread: the remote's workers.
 */
void mailer_remote_tell_alert (MailerRemote *self,
                               const char   *text);

/** mailer_remote_breaks_session: whether the session that ended in @error can only be freed. Thread: any. */
gboolean mailer_remote_breaks_session (const GError *error);

G_END_DECLS
