/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-folder.h"

G_BEGIN_DECLS

/**
 * mailer_folder_text_get_name:
 *
 * Returns: (transfer none): what people call @folder: special ones in their language, others by their own
 *   name. Thread: main.
 */
const char *mailer_folder_text_get_name (MailerFolder *folder);

/** mailer_folder_text_get_icon_name: Returns: static: a symbolic icon for what @folder is for. Thread: main. */
const char *mailer_folder_text_get_icon_name (MailerFolder *folder);

/**
 * mailer_folder_role_text_get_name:
 *
 * Returns: (transfer none) (nullable): in the user's language; %NULL for a role without a name of its
 *   own. Thread: main.
 */
const char *mailer_folder_role_text_get_name (MailerFolderRole role);

G_END_DECLS
