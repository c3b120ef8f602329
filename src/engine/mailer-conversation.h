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

/** mailer_conversation_get_id: of the store; stays the same while the row is listed. Thread: main. */
gint64 mailer_conversation_get_id (MailerConversation *self);
/** mailer_conversation_get_is_loaded: whether the row has been read from the store yet. Thread: main. */
gboolean mailer_conversation_get_is_loaded (MailerConversation *self);
/**
 * mailer_conversation_get_subject:
 *
 * Returns: (transfer none): of its newest message in the folder; "" before it is loaded. Thread: main.
 */
const char *mailer_conversation_get_subject (MailerConversation *self);

/**
 * mailer_conversation_get_senders:
 *
 * Returns: (transfer none) (element-type MailerAddress): distinct writers, oldest first, at most five;
 *   in a Sent or Drafts folder the recipients. Thread: main.
 */
GPtrArray *mailer_conversation_get_senders (MailerConversation *self);
/**
 * mailer_conversation_get_preview:
 *
 * Returns: (transfer none): the first words of its newest message in the folder, or "". Thread: main.
 */
const char *mailer_conversation_get_preview (MailerConversation *self);
/** mailer_conversation_get_date: of the newest message, in Unix seconds. Thread: main. */
gint64 mailer_conversation_get_date (MailerConversation *self);

/**
 * mailer_conversation_get_n_messages:
 *
 * Thread: main.
 * Returns: as many as the reader shows: with those in other folders but Trash and Junk, such as the user's answers
 */
guint mailer_conversation_get_n_messages (MailerConversation *self);
/** mailer_conversation_get_is_unread: whether a message of it was not read. Thread: main. */
gboolean mailer_conversation_get_is_unread (MailerConversation *self);
/** mailer_conversation_get_is_flagged: whether a message of it has a star. Thread: main. */
gboolean mailer_conversation_get_is_flagged (MailerConversation *self);
/** mailer_conversation_get_is_answered: whether a message of it was answered. Thread: main. */
gboolean mailer_conversation_get_is_answered (MailerConversation *self);
/** mailer_conversation_get_has_attachments: whether a message of it has an attachment. Thread: main. */
gboolean mailer_conversation_get_has_attachments (MailerConversation *self);

G_END_DECLS
