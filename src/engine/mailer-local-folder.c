/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-local-folder.h"

#include "mailer-store.h"

static const char *
get_title (MailerFolderRole role)
{
  if (role == MAILER_FOLDER_ROLE_TRASH)
    return "Trash";
  if (role == MAILER_FOLDER_ROLE_JUNK)
    return "Junk";
  if (role == MAILER_FOLDER_ROLE_SENT)
    return "Sent";
  if (role == MAILER_FOLDER_ROLE_DRAFTS)
    return "Drafts";

  return "Archive";
}

static gint64
find_id (MailerStore     *store,
         const char      *account_id,
         MailerFolderRole role,
         GError         **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (MailerStoreMailbox) mailbox = mailer_store_find_mailbox_by_role (store, account_id, role, &local_error);

  if (mailbox != NULL)
    return mailbox->id;
  if (g_error_matches (local_error, MAILER_STORE_ERROR, MAILER_STORE_ERROR_NOT_FOUND))
    return 0;

  g_propagate_error (error, g_steal_pointer (&local_error));

  return -1;
}

/* The tree is set as a whole: what is there, and the new one behind it. */
static gboolean
add_mailbox (MailerStore     *store,
             const char      *account_id,
             MailerFolderRole role,
             GError         **error)
{
  const char *path[] = { get_title (role), NULL };
  g_autoptr (GPtrArray) mailboxes = mailer_store_list_mailboxes (store, account_id, error);
  MailerStoreMailbox *mailbox;

  if (mailboxes == NULL)
    return FALSE;

  for (guint i = 0; i < mailboxes->len; i++)
    {
      MailerStoreMailbox *other = g_ptr_array_index (mailboxes, i);

      if (g_str_equal (other->raw_name, path[0]))
        {
          /* Somebody calls it so already without saying what it is for: that is the one. */
          other->role = role;
          return mailer_store_set_mailboxes (store, account_id, mailboxes, error);
        }
    }

  mailbox = mailer_store_mailbox_new ();
  mailbox->raw_name = g_strdup (path[0]);
  mailbox->path = g_strdupv ((char **)path);
  mailbox->role = role;
  mailbox->is_selectable = TRUE;
  mailbox->is_subscribed = TRUE;
  g_ptr_array_add (mailboxes, mailbox);

  return mailer_store_set_mailboxes (store, account_id, mailboxes, error);
}

gint64
mailer_local_folder_ensure (MailerStore     *store,
                            const char      *account_id,
                            MailerFolderRole role,
                            GError         **error)
{
  gint64 id = find_id (store, account_id, role, error);

  if (id == 0 && role == MAILER_FOLDER_ROLE_ARCHIVE)
    id = find_id (store, account_id, MAILER_FOLDER_ROLE_ALL, error);
  if (id != 0)
    return id;
  if (!add_mailbox (store, account_id, role, error))
    return -1;

  return find_id (store, account_id, role, error);
}

/* What the server listed has its delimiter; where a server has no hierarchy, making a mailbox once more
 * than needed does no harm. */
gboolean
mailer_local_folder_is_local (const MailerStoreMailbox *mailbox)
{
  return mailbox->uid_validity == 0 && mailbox->delimiter == '\0'
         && mailbox->role != MAILER_FOLDER_ROLE_NONE && mailbox->role != MAILER_FOLDER_ROLE_INBOX;
}

gboolean
mailer_local_folder_is_pending (const MailerStoreMailbox *mailbox)
{
  return mailer_local_folder_is_local (mailbox) && mailbox->n_total > 0;
}
