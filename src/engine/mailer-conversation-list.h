/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "mailer-conversation.h"
#include "mailer-folder.h"

G_BEGIN_DECLS

#define MAILER_TYPE_CONVERSATION_LIST (mailer_conversation_list_get_type ())
G_DECLARE_FINAL_TYPE (MailerConversationList, mailer_conversation_list, MAILER, CONVERSATION_LIST, GObject)

/**
 * MailerConversationList:
 *
 * The conversations of one folder, newest first, as a #GListModel of #MailerConversation. It knows the
 * ids of all rows and reads pages of them when they are asked for. A change is a splice of exactly what
 * changed: the same conversation keeps the same object as long as somebody holds it. Main thread only.
 * Properties, notified: "is-loading" (the ids are being read for the first time).
 */

/**
 * mailer_conversation_list_get_folder:
 *
 * Returns: (transfer none): whose conversations it lists. Thread: main.
 */
MailerFolder *mailer_conversation_list_get_folder (MailerConversationList *self);
/** mailer_conversation_list_get_is_loading: whether the ids are being read for the first time. Thread: main. */
gboolean mailer_conversation_list_get_is_loading (MailerConversationList *self);

/**
 * mailer_conversation_list_get_search:
 *
 * Thread: main.
 * Returns: (transfer none) (nullable): the words it is narrowed to; %NULL for the whole folder.
 */
const char *mailer_conversation_list_get_search (MailerConversationList *self);
/**
 * mailer_conversation_list_set_search:
 * @words: (nullable): %NULL or "" for the whole folder
 *
 * Narrows the list to what has the words (prefix of the last one) in subject, people or text.
 *
 * Thread: main.
 */
void mailer_conversation_list_set_search (MailerConversationList *self,
                                          const char             *words);

/**
 * mailer_conversation_list_find:
 * @position: (out): where it is
 *
 * Returns: whether the list has a conversation with @id. Thread: main.
 */
gboolean mailer_conversation_list_find (MailerConversationList *self,
                                        gint64                  id,
                                        guint                  *position);

G_END_DECLS
