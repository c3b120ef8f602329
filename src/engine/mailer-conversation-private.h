/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-conversation.h"

G_BEGIN_DECLS

/**
 * MailerConversationFacts:
 * @senders: (element-type MailerAddress): taken over by reference
 *
 * What a row shows now. Everything is borrowed by the calls that take it, @senders gets a reference.
 */
typedef struct
{
  const char *subject;
  GPtrArray  *senders;
  const char *preview;
  gint64      date;
  guint       n_messages;
  gboolean    is_unread;
  gboolean    is_flagged;
  gboolean    is_answered;
  gboolean    has_attachments;
} MailerConversationFacts;

/** MailerConversationGoneFunc: nobody holds the row with @id any more. */
typedef void (*MailerConversationGoneFunc) (gint64   id,
                                            gpointer data);

/** mailer_conversation_new: Returns: (transfer full): a row that is not loaded yet. Thread: main. */
MailerConversation *mailer_conversation_new (gint64                     id,
                                             MailerConversationGoneFunc gone,
                                             gpointer                   gone_data);

/** mailer_conversation_disown: its end is nobody's business any more. Thread: main. */
void mailer_conversation_disown (MailerConversation *self);

/**
 * mailer_conversation_update:
 *
 * Takes new facts over, notifies what is different; the row is then loaded. Thread: main.
 */
void mailer_conversation_update (MailerConversation            *self,
                                 const MailerConversationFacts *facts);

G_END_DECLS
