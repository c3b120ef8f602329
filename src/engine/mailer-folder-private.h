/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-folder.h"

G_BEGIN_DECLS

/**
 * MailerFolderFacts:
 *
 * What a folder looks like now. Strings are borrowed by the calls that take it.
 */
typedef struct
{
  const char      *name;
  const char      *path;
  MailerFolderRole role;
  guint            depth;
  guint            n_unread;
  guint            n_total;
  gboolean         is_selectable;
  double           sync_fraction;
} MailerFolderFacts;

/** mailer_folder_new: Returns: (transfer full): a folder that shows @facts. Thread: main. */
MailerFolder *mailer_folder_new (gint64                   id,
                                 const char              *account_id,
                                 const MailerFolderFacts *facts);

/** mailer_folder_update: takes new facts over and notifies what is different. Thread: main. */
void mailer_folder_update (MailerFolder            *self,
                           const MailerFolderFacts *facts);

G_END_DECLS
