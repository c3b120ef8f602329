/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-hub.h"
#include "mailer-store-outbox.h"

G_BEGIN_DECLS

/**
 * MailerSenderNote:
 * @problem: (nullable): why it came no further, %MAILER_ENGINE_ERROR
 *
 * How far a message came, on its way into the store.
 */
typedef struct
{
  MailerStoreOutboxItem *item;
  MailerStoreOutboxState state;
  GError                *problem;
  gint64                 not_before_us;
} MailerSenderNote;

/** mailer_sender_note_new: everything is copied. Returns: (transfer full). Thread: any. */
MailerSenderNote *mailer_sender_note_new (const MailerStoreOutboxItem *item,
                                          MailerStoreOutboxState       state,
                                          const GError                *problem,
                                          gint64                       not_before_us);

/** mailer_sender_note_free: @self: (nullable) (transfer full). Thread: any. */
void mailer_sender_note_free (MailerSenderNote *self);

/**
 * mailer_sender_note_is_arrival:
 *
 * The server has just taken it. When only its copy is not filed yet it was sent before. Thread: any.
 */
gboolean mailer_sender_note_is_arrival (const MailerSenderNote *self);

/**
 * mailer_sender_note_write:
 *
 * Tells the store. What the user took back meanwhile needs no note any more. Thread: the send worker. Blocks: on the
 * disk. Errors: MAILER_STORE_ERROR.
 */
gboolean mailer_sender_note_write (const MailerSenderNote *self,
                                   MailerHub              *hub,
                                   GError                **error);

/**
 * MailerSenderLedger:
 *
 * What happened to messages of one account and the store could not be told yet. It outlives the sender that wrote
 * it: what the next one finds there, it knows. One sender at a time uses it, on its worker. Counted atomically.
 */
typedef struct _MailerSenderLedger MailerSenderLedger;

/** mailer_sender_ledger_new: an empty one. Returns: (transfer full). Thread: any. */
MailerSenderLedger *mailer_sender_ledger_new (void);

/** mailer_sender_ledger_ref: Returns: (transfer full): @self with one more reference. Thread: any. */
MailerSenderLedger *mailer_sender_ledger_ref (MailerSenderLedger *self);

/** mailer_sender_ledger_unref: @self: (not nullable) (transfer full). Thread: any. */
void mailer_sender_ledger_unref (MailerSenderLedger *self);

/**
 * mailer_sender_ledger_add:
 *
 * Puts @note (transfer full) behind those that are there. Thread: the send worker.
 */
void mailer_sender_ledger_add (MailerSenderLedger *self,
                               MailerSenderNote   *note);

/**
 * mailer_sender_ledger_get_first:
 *
 * Returns: (transfer none) (nullable): %NULL when the store knows everything. Thread: the send worker.
 */
const MailerSenderNote *mailer_sender_ledger_get_first (MailerSenderLedger *self);

/** mailer_sender_ledger_remove_first: drops the first note, which is written. Thread: the send worker. */
void mailer_sender_ledger_remove_first (MailerSenderLedger *self);

/** mailer_sender_ledger_has: whether there is a note about that message. Thread: the send worker. */
gboolean mailer_sender_ledger_has (MailerSenderLedger *self,
                                   gint64              outbox_id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerSenderNote, mailer_sender_note_free)

G_END_DECLS
