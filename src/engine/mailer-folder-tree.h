/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-folder-private.h"
#include "mailer-store-mailbox.h"

G_BEGIN_DECLS

/**
 * MailerFolderPlace:
 * @mailbox: what the store knows
 * @depth: how far it is indented
 *
 * One line of the list of folders.
 */
typedef struct
{
  MailerStoreMailbox *mailbox;
  guint               depth;
} MailerFolderPlace;

/**
 * mailer_folder_tree_arrange:
 * @mailboxes: (element-type MailerStoreMailbox): of one account; must outlive the result
 *
 * Returns: (transfer full) (element-type MailerFolderPlace): special folders first in the usual order, then
 *   the others as a flattened tree in alphabetical order. Thread: any.
 */
GArray *mailer_folder_tree_arrange (GPtrArray *mailboxes);

/** mailer_folder_tree_measure: how much of @mailbox is here: 0 to 1; 1 once a first sync is complete. Thread: any. */
double mailer_folder_tree_measure (const MailerStoreMailbox *mailbox);

G_END_DECLS
