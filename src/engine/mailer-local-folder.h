/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-folder-role.h"
#include "mailer-store-mailbox.h"

G_BEGIN_DECLS

/* Folders that the user needs but the server does not have yet: the store has them from the moment they
 * are needed, so that moving there works offline; the watch worker makes them on the server. */

/**
 * mailer_local_folder_ensure:
 * @role: ARCHIVE, TRASH, JUNK, SENT or DRAFTS
 *
 * Finds the mailbox of the account for @role, for ARCHIVE also one that holds all mail, and makes one
 * that is only here when there is none.
 *
 * Thread: the hub's writer. Blocks: on the disk. Errors: MAILER_STORE_ERROR.
 * Returns: its id, or -1 with @error set.
 */
gint64 mailer_local_folder_ensure (MailerStore     *store,
                                   const char      *account_id,
                                   MailerFolderRole role,
                                   GError         **error);

/** mailer_local_folder_is_local: whether the server never showed @mailbox. Thread: any. */
gboolean mailer_local_folder_is_local (const MailerStoreMailbox *mailbox);

/** mailer_local_folder_is_pending: whether it holds messages, too, so that the server has to get it. Thread: any. */
gboolean mailer_local_folder_is_pending (const MailerStoreMailbox *mailbox);

G_END_DECLS
