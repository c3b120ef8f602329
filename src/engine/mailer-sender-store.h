/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-hub.h"
#include "mailer-store-outbox.h"

G_BEGIN_DECLS

/* The steps of an outgoing message as calls onto the store's workers: what mailer-sender.c does between
 * two words with a server. Thread: the send worker. Blocks: on the disk. Errors: MAILER_STORE_ERROR. */

/**
 * mailer_sender_store_list:
 *
 * Thread: the send worker. Blocks: on the disk. Errors: MAILER_STORE_ERROR.
 * Returns: (transfer full) (element-type MailerStoreOutboxItem): those of the account, oldest first.
 */
GPtrArray *mailer_sender_store_list (MailerHub  *hub,
                                     const char *account_id,
                                     GError    **error);

/**
 * mailer_sender_store_begin:
 *
 * Sets SENDING, durably.
 *
 * Thread: the send worker. Blocks: on the disk. Errors: MAILER_STORE_ERROR.
 * Returns: (transfer full): what goes over the wire.
 */
GBytes *mailer_sender_store_begin (MailerHub *hub,
                                   gint64     outbox_id,
                                   GError   **error);

/**
 * mailer_sender_store_read_copy:
 *
 * Thread: the send worker. Blocks: on the disk. Errors: MAILER_STORE_ERROR.
 * Returns: (transfer full): what belongs into Sent.
 */
GBytes *mailer_sender_store_read_copy (MailerHub *hub,
                                       gint64     outbox_id,
                                       GError   **error);

/**
 * mailer_sender_store_set_state:
 * @state: WAITING, UNKNOWN or FAILED; SENT again, to say why the copy is not filed yet
 * @problem: (nullable): why, %MAILER_ENGINE_ERROR
 * @not_before_us: when to try again, microseconds since 1970
 *
 * Notes how far it has come, durably.
 *
 * Thread: the send worker. Blocks: on the disk. Errors: MAILER_STORE_ERROR.
 */
gboolean mailer_sender_store_set_state (MailerHub             *hub,
                                        gint64                 outbox_id,
                                        MailerStoreOutboxState state,
                                        const GError          *problem,
                                        gint64                 not_before_us,
                                        GError               **error);

/**
 * mailer_sender_store_set_sent:
 *
 * The server has accepted it: see mailer_store_set_outbox_sent().
 *
 * Thread: the send worker. Blocks: on the disk. Errors: MAILER_STORE_ERROR.
 */
gboolean mailer_sender_store_set_sent (MailerHub *hub,
                                       gint64     outbox_id,
                                       GError   **error);
/**
 * mailer_sender_store_set_filed:
 *
 * The copy is in Sent, or is not wanted: forgets the item.
 *
 * Thread: the send worker. Blocks: on the disk. Errors: MAILER_STORE_ERROR.
 */
gboolean mailer_sender_store_set_filed (MailerHub *hub,
                                        gint64     outbox_id,
                                        GError   **error);

G_END_DECLS
