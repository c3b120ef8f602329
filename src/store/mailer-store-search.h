/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "mailer-store.h"

G_BEGIN_DECLS

/**
 * mailer_store_set_search_text:
 * @text: the words of the body, UTF-8; what is over 256 KiB is left out
 *
 * Adds the body to the index. Subject, names and addresses are in it from the start.
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 */
gboolean mailer_store_set_search_text (MailerStore *self,
                                       gint64       message_id,
                                       const char  *text,
                                       GError     **error);

/**
 * mailer_store_search:
 * @account_id: (nullable): %NULL for all accounts; ignored when @mailbox_id is set
 * @mailbox_id: one mailbox, or 0
 * @query: what the user typed; words are looked for all together, the last one as the start of a word,
 *   without regard to case and diacritics; nothing in it is an error
 * @limit: the most conversations to return
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 * Returns: (transfer full) (nullable) (element-type gint64): conversations, newest hit first. Over a whole
 *   account hits in Trash and Junk do not count.
 */
GArray *mailer_store_search (MailerStore *self,
                             const char  *account_id,
                             gint64       mailbox_id,
                             const char  *query,
                             guint        limit,
                             GError     **error);

G_END_DECLS
