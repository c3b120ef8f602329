/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MailerFolderRole:
 *
 * What a mailbox is for, from its special-use attribute (RFC 6154, RFC 8457) or, where the server
 * has none, from its usual name. The values are stored on disk and never change.
 */
typedef enum
{
  MAILER_FOLDER_ROLE_NONE = 0,
  MAILER_FOLDER_ROLE_INBOX = 1,
  MAILER_FOLDER_ROLE_DRAFTS = 2,
  MAILER_FOLDER_ROLE_SENT = 3,
  MAILER_FOLDER_ROLE_ARCHIVE = 4,
  MAILER_FOLDER_ROLE_JUNK = 5,
  MAILER_FOLDER_ROLE_TRASH = 6,
  MAILER_FOLDER_ROLE_ALL = 7,
  MAILER_FOLDER_ROLE_FLAGGED = 8,
  MAILER_FOLDER_ROLE_IMPORTANT = 9,
} MailerFolderRole;

/**
 * mailer_folder_role_from_attribute:
 * @attribute: a LIST attribute such as "\\Sent", any case
 *
 * Returns: the role, or %MAILER_FOLDER_ROLE_NONE. Thread: any.
 */
MailerFolderRole mailer_folder_role_from_attribute (const char *attribute);

/**
 * mailer_folder_role_from_name:
 * @name: last component of a mailbox name, UTF-8
 *
 * Guesses the role from the names that servers and clients use in many languages.
 *
 * Returns: the role, or %MAILER_FOLDER_ROLE_NONE. Thread: any.
 */
MailerFolderRole mailer_folder_role_from_name (const char *name);

G_END_DECLS
