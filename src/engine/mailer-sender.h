/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "mailer-hub.h"
#include "mailer-remote.h"
#include "mailer-sender-ledger.h"

G_BEGIN_DECLS

/**
 * MailerSender:
 *
 * The send worker of one account: takes the outbox of the store, oldest first, to the submission server,
 * and the copies to the Sent folder. It sleeps until something is put into the outbox, a moment to try
 * again has come, or somebody hurries it. Like a #MailerRemote it lives from the moment the password is
 * known until it is retired; new settings mean a new sender.
 *
 * What has happened is in the store before anything else is done (states of MailerStoreOutboxState), so a
 * kill at any moment never sends a message twice and never loses one:
 *
 * - Nothing was said to the server about a WAITING message: sending it is safe.
 * - SENDING is set before its first command. Found at start, nobody knows how far it came: UNKNOWN, and
 *   only the user sends it again.
 * - SENT is set as the first thing after the server's 250. Then only the copy is filed, and filing looks
 *   for its Message-ID first, from where Sent ended when the message left.
 * - When the store takes nothing (a full disk), what happened is kept in memory and told to the user, and
 *   nothing else is sent before it is written down: by this sender, at its end at the latest, or by the next one
 *   of the account. A kill in that time leaves SENDING behind.
 */
typedef struct _MailerSender MailerSender;

/**
 * MailerSenderEvents:
 * @message_sent: the server has taken the message with @subject, and the store knows
 * @message_delayed: it waits because the store takes nothing, nor the reason; @error: (nullable): %NULL when that is over
 * @message_failed: the user has to decide, or to know: the server refused it for good, nobody knows whether it was
 *   sent, or (%MAILER_ENGINE_ERROR_SENT_NOT_NOTED) it was sent and the store could not be told yet
 * @trouble_changed: nothing can be sent before the user has done something about @error, a password or a certificate;
 *   @error: (nullable): %NULL when that is over, as far as is known
 *
 * What a sender tells, on the main thread; never after mailer_sender_retire().
 */
typedef struct
{
  void (*message_sent) (const char *account_id,
                        gint64      outbox_id,
                        const char *subject,
                        gpointer    data);
  void (*message_delayed) (const char   *account_id,
                           gint64        outbox_id,
                           const GError *error,
                           gpointer      data);
  void (*message_failed) (const char   *account_id,
                          gint64        outbox_id,
                          const GError *error,
                          gpointer      data);
  void (*trouble_changed) (const char   *account_id,
                           const GError *error,
                           gpointer      data);
} MailerSenderEvents;

/**
 * MailerSenderConfig:
 * @hub: outlives the sender
 * @remote: of the same account; outlives the sender
 * @settings: with id; copied
 * @ledger: of the account: what its earlier senders could not tell the store
 * @events_data: outlives the sender, or mailer_sender_retire() is called before it goes
 */
typedef struct
{
  MailerHub                   *hub;
  MailerRemote                *remote;
  const MailerAccountSettings *settings;
  MailerSenderLedger          *ledger;
  const MailerSenderEvents    *events;
  gpointer                     events_data;
} MailerSenderConfig;

/**
 * mailer_sender_start:
 *
 * Starts the send worker of an account; what @config holds is copied, but for its remote.
 *
 * Thread: main. Blocks: no.
 * Returns: (transfer full): to be retired.
 */
MailerSender *mailer_sender_start (const MailerSenderConfig *config);

/**
 * mailer_sender_retire:
 * @self: (transfer full):
 *
 * Cancels what is under way, tells nothing any more, and lets @reaper wait for the end of the worker. Call it
 * before the remote is retired. Thread: main. Blocks: no.
 */
void mailer_sender_retire (MailerSender *self,
                           MailerWorker *reaper);

/** mailer_sender_note_outbox: something new is in the outbox. Thread: any. */
void mailer_sender_note_outbox (MailerSender *self);

/** mailer_sender_retry: tries now what waits for a better moment, or for the user. Thread: any. */
void mailer_sender_retry (MailerSender *self);

/** mailer_sender_note_line: there is a line: tries now what waits for a better moment. Thread: any. */
void mailer_sender_note_line (MailerSender *self);

G_END_DECLS
