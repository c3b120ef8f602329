/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-folder-tree.h"

/* The order in which people look for them. */
static const MailerFolderRole role_order[] = {
  MAILER_FOLDER_ROLE_INBOX,
  MAILER_FOLDER_ROLE_FLAGGED,
  MAILER_FOLDER_ROLE_IMPORTANT,
  MAILER_FOLDER_ROLE_DRAFTS,
  MAILER_FOLDER_ROLE_SENT,
  MAILER_FOLDER_ROLE_ARCHIVE,
  MAILER_FOLDER_ROLE_ALL,
  MAILER_FOLDER_ROLE_JUNK,
  MAILER_FOLDER_ROLE_TRASH,
};

static guint
get_rank (const MailerStoreMailbox *mailbox)
{
  for (guint i = 0; i < G_N_ELEMENTS (role_order); i++)
    if (role_order[i] == mailbox->role)
      return i;

  return G_N_ELEMENTS (role_order);
}

static int
compare_paths (char **a,
               char **b)
{
  guint i;

  for (i = 0; a[i] != NULL && b[i] != NULL; i++)
    {
      int order = g_utf8_collate (a[i], b[i]);

      if (order == 0)
        order = g_strcmp0 (a[i], b[i]);
      if (order != 0)
        return order;
    }

  return (a[i] != NULL) - (b[i] != NULL);
}

static int
compare_mailboxes (gconstpointer a,
                   gconstpointer b)
{
  const MailerStoreMailbox *left = *(MailerStoreMailbox *const *)a;
  const MailerStoreMailbox *right = *(MailerStoreMailbox *const *)b;
  const guint               left_rank = get_rank (left);
  const guint               right_rank = get_rank (right);

  return left_rank != right_rank ? (left_rank < right_rank ? -1 : 1) : compare_paths (left->path, right->path);
}

static gboolean
is_ancestor (const MailerStoreMailbox *mailbox,
             const MailerStoreMailbox *candidate)
{
  guint i;

  for (i = 0; candidate->path[i] != NULL; i++)
    if (g_strcmp0 (candidate->path[i], mailbox->path[i]) != 0)
      return FALSE;

  return mailbox->path[i] != NULL;
}

GArray *
mailer_folder_tree_arrange (GPtrArray *mailboxes)
{
  GArray *places = g_array_sized_new (FALSE, FALSE, sizeof (MailerFolderPlace), mailboxes->len);
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
  g_autoptr (GPtrArray) ancestors = g_ptr_array_new ();

  for (guint i = 0; i < mailboxes->len; i++)
    g_ptr_array_add (sorted, g_ptr_array_index (mailboxes, i));
  g_ptr_array_sort (sorted, compare_mailboxes);

  /* Special folders stand apart from the tree, so only what is listed above counts as a parent. */
  for (guint i = 0; i < sorted->len; i++)
    {
      MailerFolderPlace place = { .mailbox = g_ptr_array_index (sorted, i) };

      if (get_rank (place.mailbox) == G_N_ELEMENTS (role_order))
        {
          while (ancestors->len > 0 && !is_ancestor (place.mailbox, g_ptr_array_index (ancestors, ancestors->len - 1)))
            g_ptr_array_set_size (ancestors, (int)ancestors->len - 1);
          place.depth = ancestors->len;
          g_ptr_array_add (ancestors, place.mailbox);
        }
      g_array_append_val (places, place);
    }

  return places;
}

double
mailer_folder_tree_measure (const MailerStoreMailbox *mailbox)
{
  guint32 first;
  guint32 last;

  if (!mailbox->is_selectable)
    return 1;
  if (mailbox->uid_validity == 0)
    return mailbox->server_total == 0 ? 1 : 0;
  if (mailbox->uid_next <= 1 || mailbox->server_total == 0)
    return 1;

  if (mailer_uid_set_get_n_ranges (mailbox->synced) == 1)
    {
      mailer_uid_set_get_range (mailbox->synced, 0, &first, &last);
      if (first == 1 && last >= mailbox->uid_next - 1)
        return 1;
    }

  /* What is marked for deletion is on the server but not in the count: it never makes it quite full. */
  return MIN (0.99, (double)mailbox->n_total / mailbox->server_total);
}
