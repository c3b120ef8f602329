/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-store-changes.h"

static void
changes_clear_cb (gpointer data)
{
  MailerStoreChanges *self = data;

  g_ptr_array_unref (self->mailboxes);
  g_array_unref (self->counted);
  g_array_unref (self->conversations);
}

void
mailer_store_changes_unref (MailerStoreChanges *self)
{
  g_atomic_rc_box_release_full (self, changes_clear_cb);
}

const MailerStoreMailboxChanges *
mailer_store_changes_find (const MailerStoreChanges *self,
                           gint64                    mailbox_id)
{
  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < self->mailboxes->len; i++)
    {
      const MailerStoreMailboxChanges *changes = g_ptr_array_index (self->mailboxes, i);

      if (changes->mailbox_id == mailbox_id)
        return changes;
    }

  return NULL;
}
