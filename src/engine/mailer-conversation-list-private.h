/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-conversation-list.h"
#include "mailer-hub.h"

G_BEGIN_DECLS

/**
 * mailer_conversation_list_new:
 *
 * Returns: (transfer full): a list that begins to read the ids of @folder at once. Thread: main.
 */
MailerConversationList *mailer_conversation_list_new (MailerHub    *hub,
                                                      MailerFolder *folder);

/** mailer_conversation_list_refresh: something in its folder changed: reads what is different. Thread: main. */
void mailer_conversation_list_refresh (MailerConversationList *self);

/**
 * mailer_conversation_list_is_reading:
 *
 * Whether it does not show yet what the store had at its last refresh. Thread: main.
 */
gboolean mailer_conversation_list_is_reading (MailerConversationList *self);

G_END_DECLS
