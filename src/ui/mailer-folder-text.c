/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-folder-text.h"

#include <glib/gi18n.h>

static const struct
{
  const char *name;
  const char *icon_name;
} texts[] = {
  [MAILER_FOLDER_ROLE_NONE] = { NULL, "folder-symbolic" },
  [MAILER_FOLDER_ROLE_INBOX] = { NC_ ("folder", "Inbox"), "mailer-inbox-symbolic" },
  [MAILER_FOLDER_ROLE_DRAFTS] = { NC_ ("folder", "Drafts"), "document-edit-symbolic" },
  [MAILER_FOLDER_ROLE_SENT] = { NC_ ("folder", "Sent"), "mail-send-symbolic" },
  [MAILER_FOLDER_ROLE_ARCHIVE] = { NC_ ("folder", "Archive"), "mailer-archive-symbolic" },
  [MAILER_FOLDER_ROLE_JUNK] = { NC_ ("folder", "Junk"), "mail-mark-junk-symbolic" },
  [MAILER_FOLDER_ROLE_TRASH] = { NC_ ("folder", "Trash"), "user-trash-symbolic" },
  [MAILER_FOLDER_ROLE_ALL] = { NC_ ("folder", "All Mail"), "mailer-archive-symbolic" },
  [MAILER_FOLDER_ROLE_FLAGGED] = { NC_ ("folder", "Starred"), "starred-symbolic" },
  [MAILER_FOLDER_ROLE_IMPORTANT] = { NC_ ("folder", "Important"), "mail-mark-important-symbolic" },
};

const char *
mailer_folder_role_text_get_name (MailerFolderRole role)
{
  if ((gsize)role >= G_N_ELEMENTS (texts) || texts[role].name == NULL)
    return NULL;
  return g_dpgettext2 (NULL, "folder", texts[role].name);
}

const char *
mailer_folder_text_get_name (MailerFolder *folder)
{
  const char *name = mailer_folder_role_text_get_name (mailer_folder_get_role (folder));

  return name != NULL ? name : mailer_folder_get_name (folder);
}

const char *
mailer_folder_text_get_icon_name (MailerFolder *folder)
{
  const MailerFolderRole role = mailer_folder_get_role (folder);

  return texts[(gsize)role < G_N_ELEMENTS (texts) ? role : MAILER_FOLDER_ROLE_NONE].icon_name;
}
