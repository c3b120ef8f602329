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
 * @draft: gets its id, which is another one when the draft had gone, with all that was attached
 *
 * Makes text and recipients durable and forgets what was taken off. What is attached has its own way.
 *
 * Thread: a worker, not the store's own. Blocks: on the disk. Errors: MAILER_STORE_ERROR.
 */
gboolean mailer_draft_store_save (MailerHub   *hub,
                                  MailerDraft *draft,
                                  GError     **error);

/**
 * mailer_draft_store_attach:
 * @attachment: with its file; gets its id and its true size
 *
 * Copies a file into a draft, durably.
 *
 * Thread: a worker, not the store's own. Blocks: as long as the file's system takes, until @cancellable.
 * Errors: MAILER_STORE_ERROR; MAILER_ENGINE_ERROR_TOO_LARGE for one over %MAILER_DRAFT_MAX_ATTACHMENT_BYTES,
 * MAILER_ENGINE_ERROR_UNREADABLE for one that cannot be read, its name as server text.
 */
gboolean mailer_draft_store_attach (MailerHub             *hub,
                                    gint64                 draft_id,
                                    MailerDraftAttachment *attachment,
                                    GCancellable          *cancellable,
                                    GError               **error);

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
 * Errors: MAILER_STORE_ERROR, MAILER_MIME_ERROR, MAILER_ENGINE_ERROR_RECIPIENT; MAILER_ENGINE_ERROR_UNREADABLE
 * when something was not attached yet.
 * Returns: the id in the outbox, or -1.
 */
gint64 mailer_draft_store_send (MailerHub                   *hub,
                                const MailerDraft           *draft,
                                const MailerAccountSettings *settings,
                                GError                     **error);

G_END_DECLS
