/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-hub.h"
#include "mailer-store-outbox.h"

G_BEGIN_DECLS

/* The steps of an outgoing message as calls onto the store's workers: what mailer-sender.c does between
 * two words with a server. Thread: the send worker. Blocks: on the disk. Errors: MAILER_STORE_ERROR. */

/** mailer_sender_store_list: Returns: (transfer full) (element-type MailerStoreOutboxItem): oldest first. */
GPtrArray *mailer_sender_store_list (MailerHub  *hub,
                                     const char *account_id,
                                     GError    **error);

/** mailer_sender_store_begin: Sets SENDING, durably. Returns: (transfer full): what goes over the wire. */
GBytes *mailer_sender_store_begin (MailerHub *hub,
                                   gint64     outbox_id,
                                   GError   **error);

/** mailer_sender_store_read_copy: Returns: (transfer full): what belongs into Sent. */
GBytes *mailer_sender_store_read_copy (MailerHub *hub,
                                       gint64     outbox_id,
                                       GError   **error);

/**
 * mailer_sender_store_set_state:
 * @state: WAITING, UNKNOWN or FAILED; SENT again, to say why the copy is not filed yet
 * @problem: (nullable): why, %MAILER_ENGINE_ERROR
 */
gboolean mailer_sender_store_set_state (MailerHub             *hub,
                                        gint64                 outbox_id,
                                        MailerStoreOutboxState state,
                                        const GError          *problem,
                                        gint64                 not_before_us,
                                        GError               **error);

gboolean mailer_sender_store_set_sent (MailerHub *hub,
                                       gint64     outbox_id,
                                       GError   **error);
gboolean mailer_sender_store_set_filed (MailerHub *hub,
                                        gint64     outbox_id,
                                        GError   **error);

G_END_DECLS
