/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define MAILER_TYPE_CONVERSATION (mailer_conversation_get_type ())
G_DECLARE_FINAL_TYPE (MailerConversation, mailer_conversation, MAILER, CONVERSATION, GObject)

/**
 * MailerConversation:
 *
 * One row of a #MailerConversationList. Main thread only. A row that is not read from the store yet has
 * "is-loaded" %FALSE and empty texts; it fills itself within a few milliseconds. Properties, all
 * notified: "is-loaded", "subject", "senders" (who wrote, newest last, the own address as "me" left to
 * the interface: see mailer_conversation_get_senders()), "preview", "date" (Unix seconds), "n-messages",
 * "is-unread", "is-flagged", "is-answered", "has-attachments".
 */

gint64      mailer_conversation_get_id (MailerConversation *self);
gboolean    mailer_conversation_get_is_loaded (MailerConversation *self);
const char *mailer_conversation_get_subject (MailerConversation *self);

/**
 * mailer_conversation_get_senders:
 *
 * Returns: (transfer none) (element-type MailerAddress): distinct writers, oldest first, at most five;
 *   in a Sent or Drafts folder the recipients.
 */
GPtrArray  *mailer_conversation_get_senders (MailerConversation *self);
const char *mailer_conversation_get_preview (MailerConversation *self);
gint64      mailer_conversation_get_date (MailerConversation *self);

/**
 * mailer_conversation_get_n_messages:
 *
 * Returns: as many as the reader shows: with those in other folders but Trash and Junk, such as the user's answers
 */
guint    mailer_conversation_get_n_messages (MailerConversation *self);
gboolean mailer_conversation_get_is_unread (MailerConversation *self);
gboolean mailer_conversation_get_is_flagged (MailerConversation *self);
gboolean mailer_conversation_get_is_answered (MailerConversation *self);
gboolean mailer_conversation_get_has_attachments (MailerConversation *self);

G_END_DECLS
