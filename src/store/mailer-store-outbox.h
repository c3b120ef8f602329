/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "mailer-flags.h"
#include "mailer-store.h"

G_BEGIN_DECLS

/**
 * MailerStoreOutboxState: how far a message to be sent has come. The values are on disk and never change.
 *
 * |[
 * WAITING -> SENDING -> SENT -> (filed: gone)
 *    ^          | |-> UNKNOWN -> SENT, or WAITING by the user's word
 *    |          |---> FAILED  -> WAITING by the user's word
 *    |----------|
 * ]|
 *
 * WAITING and SENT may be set again, to note why nothing came of an attempt and when to try next.
 *
 * Every other step is refused with MAILER_STORE_ERROR_STATE.
 */
typedef enum
{
  MAILER_STORE_OUTBOX_WAITING = 0, /* nothing of it has left */
  MAILER_STORE_OUTBOX_SENDING = 1, /* DATA may have been accepted; set it before the first command */
  MAILER_STORE_OUTBOX_SENT = 2,    /* accepted; only the copy in Sent is to be filed */
  MAILER_STORE_OUTBOX_UNKNOWN = 3, /* the final reply was never read: never sent again by itself */
  MAILER_STORE_OUTBOX_FAILED = 4,  /* refused; the user decides */
} MailerStoreOutboxState;

/**
 * MailerStoreOutboxItem:
 * @header_id: Message-ID without angle brackets: the same in every attempt, and in Sent
 * @subject: (nullable): for the list
 * @sender: envelope sender
 * @recipients: envelope recipients, with those of Bcc
 * @draft_id: the draft it was made from, or 0
 * @answered_message_id: the message that it answers or forwards, or 0
 * @answered_flag: what that message gets when it is sent: ANSWERED, FORWARDED or none
 * @error_text: (nullable): a developer's sentence; @server_text: (nullable): the server's own words
 * @sent_mailbox_id: the mailbox with the role SENT when it was to leave for the first time, or 0 when that was not
 *   known. There, as long as UIDVALIDITY is @sent_uid_validity, its copy has no UID below @sent_uid_next.
 *
 * A message on its way out, without its bytes. Immutable, counted atomically.
 */
typedef struct
{
  gint64                 id;
  char                  *account_id;
  MailerStoreOutboxState state;
  char                  *header_id;
  char                  *subject;
  char                  *sender;
  char                 **recipients;
  guint64                size_bytes;
  gint64                 draft_id;
  gint64                 answered_message_id;
  MailerFlags            answered_flag;
  guint                  attempts;
  gint64                 not_before_us;
  gint64                 created_us;
  char                  *error_text;
  char                  *server_text;
  gint64                 sent_mailbox_id;
  guint32                sent_uid_validity;
  guint32                sent_uid_next;
} MailerStoreOutboxItem;

/**
 * mailer_store_outbox_item_new:
 *
 * Returns: (transfer full): an item with nothing in it, to be filled in. Thread: any.
 */
MailerStoreOutboxItem *mailer_store_outbox_item_new (void);
/** mailer_store_outbox_item_ref: Returns: (transfer full): @self with one more reference. Thread: any. */
MailerStoreOutboxItem *mailer_store_outbox_item_ref (MailerStoreOutboxItem *self);
/** mailer_store_outbox_item_unref: @self: (not nullable) (transfer full). Thread: any. */
void mailer_store_outbox_item_unref (MailerStoreOutboxItem *self);

/**
 * mailer_store_enqueue:
 * @item: account_id, header_id, subject, sender, recipients, draft_id, answered_message_id, answered_flag and
 *   not_before_us count (an "undo send" holds it back); the rest is ignored
 * @bytes: what goes over the wire, without Bcc
 * @copy: (nullable): what is to be filed in Sent when that differs, with Bcc
 *
 * Puts a message into the outbox, waiting. Its draft cannot be changed until it is sent, and then goes;
 * when it is cancelled, the draft is back. Durable: yes.
 *
 * Thread: the store's. Blocks: on the disk.
 * Errors: NOT_FOUND; STATE when the draft is queued already; TOO_BIG.
 * Returns: its id, -1 with @error set.
 */
gint64 mailer_store_enqueue (MailerStore                 *self,
                             const MailerStoreOutboxItem *item,
                             GBytes                      *bytes,
                             GBytes                      *copy,
                             GError                     **error);

/**
 * mailer_store_list_outbox:
 * @account_id: (nullable): %NULL for all accounts
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 * Returns: (transfer full) (nullable) (element-type MailerStoreOutboxItem): oldest first.
 */
GPtrArray *mailer_store_list_outbox (MailerStore *self,
                                     const char  *account_id,
                                     GError     **error);

/**
 * mailer_store_read_outbox_item:
 *
 * Thread: the store's. Blocks: on the disk. Errors: NOT_FOUND.
 * Returns: (transfer full) (nullable): the item as it is now, without its bytes.
 */
MailerStoreOutboxItem *mailer_store_read_outbox_item (MailerStore *self,
                                                      gint64       outbox_id,
                                                      GError     **error);

/**
 * mailer_store_read_outbox_bytes:
 * @is_copy: %TRUE for what is to be filed in Sent, %FALSE for what goes over the wire
 *
 * Thread: the store's. Blocks: on the disk. Errors: NOT_FOUND.
 * Returns: (transfer full) (nullable)
 */
GBytes *mailer_store_read_outbox_bytes (MailerStore *self,
                                        gint64       outbox_id,
                                        gboolean     is_copy,
                                        GError     **error);

/**
 * mailer_store_resume_outbox:
 *
 * To be called once at start, before anything is sent: what is found SENDING was interrupted, nobody knows
 * where, and becomes UNKNOWN. Durable: yes.
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 */
gboolean mailer_store_resume_outbox (MailerStore *self,
                                     GError     **error);

/**
 * mailer_store_set_outbox_state:
 * @state: WAITING, SENDING, UNKNOWN or FAILED; SENT only when it is that already: the copy is not filed yet
 * @error_text: (nullable): why; @server_text: (nullable): the server's own words
 * @not_before_us: for WAITING and SENT: when to try again
 *
 * Durable: yes.
 *
 * Thread: the store's. Blocks: on the disk.
 * Errors: NOT_FOUND; STATE for a step that #MailerStoreOutboxState does not have.
 */
gboolean mailer_store_set_outbox_state (MailerStore           *self,
                                        gint64                 outbox_id,
                                        MailerStoreOutboxState state,
                                        const char            *error_text,
                                        const char            *server_text,
                                        gint64                 not_before_us,
                                        GError               **error);

/**
 * mailer_store_set_outbox_sent:
 * @operation_id: (out) (optional): the operation that marks the answered message, or 0
 *
 * The server has accepted it: call this before anything else is done with it. In one transaction it becomes
 * SENT, its draft goes, and the answered message gets its flag through the journal. Durable: yes.
 *
 * Thread: the store's. Blocks: on the disk. Errors: NOT_FOUND; STATE when it is no more to be sent.
 */
gboolean mailer_store_set_outbox_sent (MailerStore *self,
                                       gint64       outbox_id,
                                       gint64      *operation_id,
                                       GError     **error);

/**
 * mailer_store_set_outbox_filed:
 *
 * The copy is in Sent, or is not wanted: forgets the item. Durable: yes.
 *
 * Thread: the store's. Blocks: on the disk. Errors: NOT_FOUND; STATE unless SENT.
 */
gboolean mailer_store_set_outbox_filed (MailerStore *self,
                                        gint64       outbox_id,
                                        GError     **error);

/**
 * mailer_store_cancel_outbox:
 *
 * By the user's word: takes it out again; its draft can be edited once more. Durable: yes.
 *
 * Thread: the store's. Blocks: on the disk. Errors: NOT_FOUND; STATE when it is being sent or was sent.
 */
gboolean mailer_store_cancel_outbox (MailerStore *self,
                                     gint64       outbox_id,
                                     GError     **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerStoreOutboxItem, mailer_store_outbox_item_unref)

G_END_DECLS
