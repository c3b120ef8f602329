/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "mailer-store.h"

G_BEGIN_DECLS

/**
 * mailer_store_put_body:
 * @section: as for FETCH BODY[...], such as "1.2"; "" for the whole message
 * @bytes: as the server sent it, all of it
 *
 * Keeps a part for offline, compressed. Replaces what was there. A body follows its message when it
 * moves. Not durable: it can be fetched again.
 *
 * Thread: the store's. Blocks: on the disk. Errors: NOT_FOUND, FULL, TOO_BIG.
 */
gboolean mailer_store_put_body (MailerStore *self,
                                gint64       message_id,
                                const char  *section,
                                GBytes      *bytes,
                                GError     **error);

/**
 * mailer_store_get_body:
 *
 * On the writer this also counts as a use; on a reader call mailer_store_touch_body() on the writer.
 *
 * Thread: the store's. Blocks: on the disk. Errors: NOT_FOUND.
 * Returns: (transfer full) (nullable): the bytes; %NULL without error when they are not here, or what is
 *   here is damaged.
 */
GBytes *mailer_store_get_body (MailerStore *self,
                               gint64       message_id,
                               const char  *section,
                               GError     **error);

/**
 * mailer_store_list_body_sections:
 *
 * Thread: the store's. Blocks: on the disk. Errors: NOT_FOUND.
 * Returns: (transfer full) (nullable): the sections of @message_id whose bodies are here.
 */
char **mailer_store_list_body_sections (MailerStore *self,
                                        gint64       message_id,
                                        GError     **error);

/**
 * mailer_store_touch_body:
 *
 * Says that the bodies of @message_id were used now.
 *
 * Thread: the store's. Blocks: on the disk. Errors: NOT_FOUND.
 */
gboolean mailer_store_touch_body (MailerStore *self,
                                  gint64       message_id,
                                  GError     **error);

/**
 * mailer_store_evict_bodies:
 * @budget_bytes: how much of the account's may stay, as compressed
 * @is_done: (out): %FALSE when the account's bodies still take more, and another call will drop some of them
 *
 * One step, of a few hundred bodies, on the way to at most @budget_bytes: the least recently used go first.
 * Pinned messages, those in Drafts and those marked \Draft keep theirs. Local drafts and outbox are not bodies,
 * and are never dropped. Each call also looks at the next two thousand bodies, of whatever account, and drops
 * those whose message has gone: make one now and then even when nothing is too much.
 *
 * Thread: the store's. Blocks: on the disk. Errors: NOT_FOUND.
 */
gboolean mailer_store_evict_bodies (MailerStore *self,
                                    const char  *account_id,
                                    guint64      budget_bytes,
                                    gboolean    *is_done,
                                    GError     **error);

G_END_DECLS
