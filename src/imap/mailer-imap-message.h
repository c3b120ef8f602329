/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-body-part.h"
#include "mailer-envelope.h"
#include "mailer-flags.h"

G_BEGIN_DECLS

/** MailerImapItem: what is known of a message. */
typedef enum
{
  MAILER_IMAP_ITEM_FLAGS = 1 << 0,
  MAILER_IMAP_ITEM_MODSEQ = 1 << 1,
  MAILER_IMAP_ITEM_INTERNAL_DATE = 1 << 2,
  MAILER_IMAP_ITEM_SIZE = 1 << 3,
  MAILER_IMAP_ITEM_ENVELOPE = 1 << 4,
  MAILER_IMAP_ITEM_BODY = 1 << 5,
  MAILER_IMAP_ITEM_HEADER = 1 << 6,
  MAILER_IMAP_ITEM_EMAIL_ID = 1 << 7,
  MAILER_IMAP_ITEM_THREAD_ID = 1 << 8,
  MAILER_IMAP_ITEM_LABELS = 1 << 9,
  MAILER_IMAP_ITEM_SAVE_DATE = 1 << 10,
  MAILER_IMAP_ITEM_PREVIEW = 1 << 11,
  MAILER_IMAP_ITEM_BEGINNING = 1 << 12,
} MailerImapItem;

/**
 * MailerImapMessage:
 * @uid: never 0
 * @items: which of the following the server sent in a usable form. A broken ENVELOPE or BODYSTRUCTURE
 *   is left out, the message is still reported
 * @flags: the flags the program knows
 * @arena: holds what the answer of the server said, the keywords among it
 * @keywords: (nullable): the other flags, as the server spells them
 * @modseq: RFC 7162
 * @internal_date: when the server got it, Unix time in seconds
 * @size_bytes: of the whole message, as the server claims; a hint only
 * @envelope: (nullable)
 * @body: (nullable): BODYSTRUCTURE
 * @header: (nullable): the header fields that MAILER_IMAP_HEADER_FIELDS names, raw, CRLF between
 * @email_id: (nullable): the same for all copies of a message in the account, whatever the mailbox: of
 *   OBJECTID (RFC 8474) or Gmail
 * @thread_id: (nullable): likewise, the same for all messages of a conversation
 * @labels: (nullable): of Gmail, as it spells them: mailbox names in modified UTF-7 and "\\Inbox" and its
 *   like. Elsewhere labels are keywords
 * @save_date: when it came into this mailbox, Unix time in seconds (RFC 8514)
 * @preview: (nullable): the beginning of its text in words, UTF-8, as the server made it (RFC 8970)
 * @beginning: (nullable): a few header fields, a blank line and the first bytes of the body, raw: the
 *   start of a message that `mime` can make a preview of
 *
 * What one FETCH told about a message.
 */
typedef struct
{
  guint32            uid;
  MailerImapItem     items;
  MailerFlags        flags;
  MailerArena       *arena;
  const char *const *keywords;
  guint64            modseq;
  gint64             internal_date;
  guint64            size_bytes;
  MailerEnvelope    *envelope;
  MailerBodyPart    *body;
  GBytes            *header;
  const char        *email_id;
  const char        *thread_id;
  const char *const *labels;
  gint64             save_date;
  const char        *preview;
  GBytes            *beginning;
} MailerImapMessage;

/** MAILER_IMAP_HEADER_FIELDS: what is read of the header beside the ENVELOPE. */
#define MAILER_IMAP_HEADER_FIELDS "REFERENCES LIST-ID LIST-UNSUBSCRIBE AUTO-SUBMITTED"

/**
 * MailerImapMessageFunc:
 * @message: (transfer full)
 *
 * Called for each message as it arrives.
 */
typedef void (*MailerImapMessageFunc) (MailerImapMessage *message,
                                       gpointer           data);

/** mailer_imap_message_free: @self: (nullable) (transfer full). Thread: any. */
void mailer_imap_message_free (MailerImapMessage *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerImapMessage, mailer_imap_message_free)

G_END_DECLS
