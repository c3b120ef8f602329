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

gint64           mailer_folder_get_id (MailerFolder *self);
const char      *mailer_folder_get_account_id (MailerFolder *self);
const char      *mailer_folder_get_name (MailerFolder *self);
const char      *mailer_folder_get_path (MailerFolder *self); /* all components with " / " between */
MailerFolderRole mailer_folder_get_role (MailerFolder *self);
guint            mailer_folder_get_depth (MailerFolder *self);
guint            mailer_folder_get_n_unread (MailerFolder *self);
guint            mailer_folder_get_n_total (MailerFolder *self);
gboolean         mailer_folder_get_is_selectable (MailerFolder *self);
double           mailer_folder_get_sync_fraction (MailerFolder *self);

G_END_DECLS
