/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "mailer-folder-role.h"

G_BEGIN_DECLS

#define MAILER_TYPE_FOLDER (mailer_folder_get_type ())
G_DECLARE_FINAL_TYPE (MailerFolder, mailer_folder, MAILER, FOLDER, GObject)

/**
 * MailerFolder:
 *
 * One folder of an account, kept up to date by the engine. Main thread only. Properties, all readable
 * and notified: "name" (last component, as the server has it), "role", "n-unread", "n-total",
 * "is-selectable", "depth" (0 at the top), "sync-fraction" (0 to 1 while headers come in for the first
 * time, else 1).
 */

/** mailer_folder_get_id: of the store; stays the same, also over a renaming. Thread: main. */
gint64 mailer_folder_get_id (MailerFolder *self);
/** mailer_folder_get_account_id: Returns: (transfer none): the account it belongs to. Thread: main. */
const char *mailer_folder_get_account_id (MailerFolder *self);
/** mailer_folder_get_name: Returns: (transfer none): the last component, as the server has it. Thread: main. */
const char *mailer_folder_get_name (MailerFolder *self);
/** mailer_folder_get_path: Returns: (transfer none): all components with " / " between. Thread: main. */
const char *mailer_folder_get_path (MailerFolder *self);
/** mailer_folder_get_role: what it is for. Thread: main. */
MailerFolderRole mailer_folder_get_role (MailerFolder *self);
/** mailer_folder_get_depth: how many folders it is in; 0 at the top. Thread: main. */
guint mailer_folder_get_depth (MailerFolder *self);
/** mailer_folder_get_n_unread: messages in it that were not read. Thread: main. */
guint mailer_folder_get_n_unread (MailerFolder *self);
/** mailer_folder_get_n_total: messages in it. Thread: main. */
guint mailer_folder_get_n_total (MailerFolder *self);
/**
 * mailer_folder_get_is_selectable:
 *
 * Whether it can hold messages; others are only there for what is below them. Thread: main.
 */
gboolean mailer_folder_get_is_selectable (MailerFolder *self);
/** mailer_folder_get_sync_fraction: 0 to 1 while headers come in for the first time, else 1. Thread: main. */
double mailer_folder_get_sync_fraction (MailerFolder *self);

G_END_DECLS
