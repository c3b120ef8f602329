/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-account-settings.h"
#include "mailer-draft.h"
#include "mailer-hub.h"

G_BEGIN_DECLS

/* Drafts between the interface's value and the store. Thread: a worker that may block on the disk, not the
 * store's own. */

/**
 * mailer_draft_store_save:
 * @draft: gets its id and the ids of its attachments, whose files have then been copied
 *
 * Makes @draft durable: text and recipients first, then what is attached.
 *
 * Thread: a worker, not the store's own. Blocks: on the disk.
 * Errors: MAILER_STORE_ERROR; MAILER_ENGINE_ERROR_TOO_LARGE for an attachment over 100 MiB;
 * MAILER_ENGINE_ERROR_UNREADABLE for a file that cannot be read, its name as server text: then the text
 * is durable all the same.
 */
gboolean mailer_draft_store_save (MailerHub    *hub,
                                  MailerDraft  *draft,
                                  GCancellable *cancellable,
                                  GError      **error);

/**
 * mailer_draft_store_list:
 *
 * Thread: a worker, not the store's own. Blocks: on the disk. Errors: MAILER_STORE_ERROR.
 * Returns: (transfer full) (element-type MailerDraft): newest first.
 */
GPtrArray *mailer_draft_store_list (MailerHub *hub,
                                    GError   **error);

/**
 * mailer_draft_store_remove:
 *
 * Forgets a draft with its attachments; one that is not there is no error.
 *
 * Thread: a worker, not the store's own. Blocks: on the disk.
 * Errors: MAILER_STORE_ERROR, with STATE when it is in the outbox.
 */
gboolean mailer_draft_store_remove (MailerHub *hub,
                                    gint64     draft_id,
                                    GError   **error);

/**
 * mailer_draft_store_send:
 * @draft: saved already
 * @settings: of the account it leaves from
 *
 * Builds the message and puts it into the outbox.
 *
 * Thread: a worker, not the store's own. Blocks: on the disk.
 * Errors: MAILER_STORE_ERROR, MAILER_MIME_ERROR, MAILER_ENGINE_ERROR_RECIPIENT.
 * Returns: the id in the outbox, or -1.
 */
gint64 mailer_draft_store_send (MailerHub                   *hub,
                                const MailerDraft           *draft,
                                const MailerAccountSettings *settings,
                                GError                     **error);

G_END_DECLS
