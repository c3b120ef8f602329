/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "mailer-conversation.h"

G_BEGIN_DECLS

#define MAILER_TYPE_CONVERSATION_ROW (mailer_conversation_row_get_type ())
G_DECLARE_FINAL_TYPE (MailerConversationRow, mailer_conversation_row, MAILER, CONVERSATION_ROW, GtkWidget)

/** MailerConversationRow: one conversation in the list. It follows the changes of what it shows. */

/** mailer_conversation_row_new: Returns: (transfer floating): a row without a conversation. Thread: main. */
GtkWidget *mailer_conversation_row_new (void);

/**
 * mailer_conversation_row_set_conversation:
 *
 * Shows @conversation (nullable) from now on, kept up to date. Thread: main.
 */
void mailer_conversation_row_set_conversation (MailerConversationRow *self,
                                               MailerConversation    *conversation);

/** mailer_conversation_row_set_own_address: (nullable): who is written as "me". Thread: main. */
void mailer_conversation_row_set_own_address (MailerConversationRow *self,
                                              const char            *address);

/** mailer_conversation_row_update_date: the day has changed. Thread: main. */
void mailer_conversation_row_update_date (MailerConversationRow *self);

G_END_DECLS
