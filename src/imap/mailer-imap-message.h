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
} MailerImapMessage;

/** MAILER_IMAP_HEADER_FIELDS: what is read of the header beside the ENVELOPE. */
#define MAILER_IMAP_HEADER_FIELDS "REFERENCES LIST-ID LIST-UNSUBSCRIBE AUTO-SUBMITTED"

/**
 * MailerImapMessageFunc:
 * @message: (transfer full)
 *
 * Called on the session's worker for each message as it arrives; must not use the session.
 */
typedef void (*MailerImapMessageFunc) (MailerImapMessage *message,
                                       gpointer           data);

void mailer_imap_message_free (MailerImapMessage *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerImapMessage, mailer_imap_message_free)

G_END_DECLS
