/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "mailer-address.h"
#include "mailer-body-part.h"
#include "mailer-flags.h"
#include "mailer-store.h"
#include "mailer-uid-set.h"

G_BEGIN_DECLS

/**
 * MailerStoreMessage:
 * @id: of the copy in the store, never used again for another; 0 before it was stored
 * @mailbox_id: of the mailbox that holds this copy
 * @conversation_id: which conversation it belongs to
 * @uid: 0 when the server has not told it yet, as after a move made offline
 * @flags: what the user sees: the server's flags with what waits to be sent laid over them
 * @keywords: (nullable): other IMAP keywords, as the server wrote them
 * @received_us: INTERNALDATE, microseconds since 1970 in UTC; 0 when unknown
 * @sent_us: the Date header, the same way; 0 when missing or malformed
 * @size_bytes: RFC822.SIZE; a hint, servers are wrong about it
 * @subject: (nullable): decoded, one line
 * @from: (element-type MailerAddress): this and the other lists are never %NULL; decoded
 * @sender: (nullable): who sent it, when that is nobody in @from
 * @message_id: (nullable): without angle brackets
 * @in_reply_to: (nullable): the header's value, raw
 * @references: (nullable): the header's value, raw
 * @list_id: (nullable): the identifier inside the angle brackets of List-Id
 * @preview: (nullable): the first words of the text
 * @parts: (nullable): the part tree, once it is known
 *
 * One copy of a message in one mailbox, as it travels between the store and the engine. Its maker
 * fills it in; after it was handed to anybody else it is immutable. Counted atomically.
 */
typedef struct
{
  gint64          id;
  gint64          mailbox_id;
  gint64          conversation_id;
  guint32         uid;
  MailerFlags     flags;
  char          **keywords;
  gint64          received_us;
  gint64          sent_us;
  guint64         size_bytes;
  char           *subject;
  GPtrArray      *from;
  GPtrArray      *to;
  GPtrArray      *cc;
  GPtrArray      *bcc;
  GPtrArray      *reply_to;
  MailerAddress  *sender;
  char           *message_id;
  char           *in_reply_to;
  char           *references;
  char           *list_id;
  gboolean        has_attachments;
  char           *preview;
  MailerBodyPart *parts;
} MailerStoreMessage;

/** mailer_store_message_new: an empty message. Returns: (transfer full). Thread: any. */
MailerStoreMessage *mailer_store_message_new (void);
/** mailer_store_message_unref: @self: (not nullable) (transfer full). Thread: any. */
void mailer_store_message_unref (MailerStoreMessage *self);

/**
 * mailer_store_message_get_sort_us:
 *
 * Thread: the store's.
 * Returns: what orders messages by time: when it was received, else when it claims to have been sent.
 */
gint64 mailer_store_message_get_sort_us (const MailerStoreMessage *self);

/** MAILER_STORE_MAX_BATCH: the most messages or flag reports one call takes. */
#define MAILER_STORE_MAX_BATCH 1000

/**
 * MailerStoreFlagReport:
 * @uid: as the server told it
 * @flags: its flags; @keywords: (nullable): its other keywords
 *
 * FLAGS of one message from the server.
 */
typedef struct
{
  guint32     uid;
  MailerFlags flags;
  char      **keywords;
} MailerStoreFlagReport;

/**
 * mailer_store_put_messages:
 * @messages: (element-type MailerStoreMessage): from the server, each with uid, its flags there and its headers;
 *   ids are ignored; at most %MAILER_STORE_MAX_BATCH
 * @ids: (out) (optional) (transfer full) (element-type gint64): the message id for each, in the same order;
 *   0 for one that a waiting operation took out of this mailbox
 *
 * Stores what FETCH told, in one transaction, and joins it to conversations. Putting a message again only
 * updates its flags, and part tree and preview where they are given. The server's flags do not show through
 * bits that an unfinished operation changed. A message that an unfinished move took out of this mailbox
 * stays out. One that such a move, or one that was confirmed without a UID, brought in is recognised by its
 * Message-ID, gets its UID, and does not appear twice.
 *
 * Thread: the store's. Blocks: on the disk. Errors: NOT_FOUND when the mailbox has gone.
 */
gboolean mailer_store_put_messages (MailerStore *self,
                                    gint64       mailbox_id,
                                    GPtrArray   *messages,
                                    GArray     **ids,
                                    GError     **error);

/**
 * mailer_store_set_server_flags:
 * @reports: (element-type MailerStoreFlagReport): at most %MAILER_STORE_MAX_BATCH; unknown UIDs are skipped
 *
 * What the server says about flags. Bits that an unfinished operation changed keep the user's value.
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 */
gboolean mailer_store_set_server_flags (MailerStore *self,
                                        gint64       mailbox_id,
                                        GArray      *reports,
                                        GError     **error);

/**
 * mailer_store_remove_messages:
 * @uids: the server has these no more (EXPUNGE, VANISHED, or missing from a full list)
 *
 * Removes their rows. A message that an unfinished operation moved out is left where it moved to: the
 * server may be telling about that very move.
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 */
gboolean mailer_store_remove_messages (MailerStore        *self,
                                       gint64              mailbox_id,
                                       const MailerUidSet *uids,
                                       GError            **error);

/**
 * mailer_store_set_message_details:
 * @parts: (nullable): %NULL leaves it
 * @preview: (nullable): %NULL leaves it
 *
 * For what is learned after the headers.
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 */
gboolean mailer_store_set_message_details (MailerStore          *self,
                                           gint64                message_id,
                                           const MailerBodyPart *parts,
                                           const char           *preview,
                                           GError              **error);

/**
 * mailer_store_read_message:
 *
 * Thread: the store's. Blocks: on the disk. Errors: NOT_FOUND.
 * Returns: (transfer full) (nullable): the message as it is now.
 */
MailerStoreMessage *mailer_store_read_message (MailerStore *self,
                                               gint64       message_id,
                                               GError     **error);

/**
 * mailer_store_read_uids:
 *
 * The UIDs the store accounts for in the mailbox, with those of messages that an unfinished operation moved
 * away: they are still on the server, and need not be asked for.
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 * Returns: (transfer full) (nullable)
 */
MailerUidSet *mailer_store_read_uids (MailerStore *self,
                                      gint64       mailbox_id,
                                      GError     **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerStoreMessage, mailer_store_message_unref)

G_END_DECLS
