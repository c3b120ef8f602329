/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "mailer-address.h"
#include "mailer-store.h"
#include "mailer-store-message.h"

G_BEGIN_DECLS

/** MAILER_STORE_MAX_PARTICIPANTS: more people than a row has room for are left out. */
#define MAILER_STORE_MAX_PARTICIPANTS 5

/**
 * MailerStoreParticipant:
 * @address: who wrote
 * @has_unread: whether a message of theirs is unread
 *
 * Whether it is the user is for the reader to say, by the address.
 */
typedef struct
{
  MailerAddress *address;
  gboolean       has_unread;
} MailerStoreParticipant;

/**
 * MailerStoreConversation:
 * @id: of the conversation
 * @mailbox_id: the mailbox it is listed in; counts and marks are those of this mailbox, unless stated
 * @subject: (nullable): of its newest message there
 * @participants: (element-type MailerStoreParticipant): authors, oldest first, at most
 *   %MAILER_STORE_MAX_PARTICIPANTS: the first one and the latest ones
 * @recipients: (element-type MailerAddress): To of the newest message, at most as many; for Sent and Drafts
 * @newest_us: sort time of its newest message there, microseconds since 1970 in UTC
 * @newest_message_id: that message's id in the store
 * @n_messages: copies in this mailbox
 * @n_messages_overall: messages in all mailboxes but Trash and Junk, copies counted once
 * @preview: (nullable): the first words of the newest message
 *
 * One row of the list. Immutable, counted atomically.
 */
typedef struct
{
  gint64     id;
  gint64     mailbox_id;
  char      *subject;
  GPtrArray *participants;
  GPtrArray *recipients;
  gint64     newest_us;
  gint64     newest_message_id;
  guint      n_messages;
  guint      n_messages_overall;
  guint      n_unread;
  gboolean   is_flagged;
  gboolean   is_answered;
  gboolean   is_forwarded;
  gboolean   has_attachments;
  char      *preview;
} MailerStoreConversation;

/** mailer_store_conversation_new: an empty row with empty lists. Returns: (transfer full). Thread: any. */
MailerStoreConversation *mailer_store_conversation_new (void);
/** mailer_store_conversation_unref: @self: (not nullable) (transfer full). Thread: any. */
void mailer_store_conversation_unref (MailerStoreConversation *self);

/**
 * mailer_store_participant_new:
 *
 * Thread: any.
 * Returns: (transfer full): somebody with this name and address, treated as mailer_address_new() does.
 */
MailerStoreParticipant *mailer_store_participant_new (const char *name,
                                                      const char *address,
                                                      gboolean    has_unread);
/** mailer_store_participant_free: @self: (nullable) (transfer full). Thread: any. */
void mailer_store_participant_free (MailerStoreParticipant *self);

/**
 * mailer_store_list_conversations:
 *
 * The whole list of a mailbox, newest first, as ids. Index-only: 100,000 cost tens of milliseconds.
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 * Returns: (transfer full) (nullable) (element-type gint64)
 */
GArray *mailer_store_list_conversations (MailerStore *self,
                                         gint64       mailbox_id,
                                         GError     **error);

/**
 * mailer_store_read_conversation_rows:
 * @ids: conversations, a page of them
 *
 * Costs about as much for a page of a large list as of a small one.
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 * Returns: (transfer full) (nullable) (element-type MailerStoreConversation): @n_ids rows in the order of @ids;
 *   %NULL in place of one that is not listed in the mailbox any more.
 */
GPtrArray *mailer_store_read_conversation_rows (MailerStore  *self,
                                                gint64        mailbox_id,
                                                const gint64 *ids,
                                                gsize         n_ids,
                                                GError      **error);

/**
 * mailer_store_read_conversation:
 * @mailbox_id: the mailbox it is being looked at in, or 0
 *
 * All its messages in all mailboxes of the account, oldest first. Copies of one message (by Message-ID) are
 * one, that in @mailbox_id before any other. Copies in Trash and Junk are left out, unless that is
 * @mailbox_id; so are those marked \Deleted.
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 * Returns: (transfer full) (nullable) (element-type MailerStoreMessage): empty when it has gone.
 */
GPtrArray *mailer_store_read_conversation (MailerStore *self,
                                           gint64       conversation_id,
                                           gint64       mailbox_id,
                                           GError     **error);

/**
 * mailer_store_list_conversation_messages:
 *
 * What an action on rows of a list acts on: the copies in that mailbox.
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 * Returns: (transfer full) (nullable) (element-type gint64): ids of messages of the conversations @ids in
 *   @mailbox_id, without those marked \Deleted.
 */
GArray *mailer_store_list_conversation_messages (MailerStore  *self,
                                                 gint64        mailbox_id,
                                                 const gint64 *ids,
                                                 gsize         n_ids,
                                                 GError      **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerStoreConversation, mailer_store_conversation_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerStoreParticipant, mailer_store_participant_free)

G_END_DECLS
