/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-watch-private.h"

#include "mailer-engine-error-record.h"
#include "mailer-local-folder.h"
#include "mailer-store-operation.h"

/* The tree of mailboxes: from LIST into the store, and what their STATUS says about the need to look
 * into them. */

/* --- Into the store ------------------------------------------------------------------------------- */

static gboolean
has_role (GPtrArray       *listed,
          MailerFolderRole role)
{
  for (guint i = 0; i < listed->len; i++)
    if (((MailerImapMailbox *)g_ptr_array_index (listed, i))->role == role)
      return TRUE;

  return FALSE;
}

/* Servers that do not say what a mailbox is for are read by name, and only what the server left open:
 * each role once, nearest to the top first. */
static void
guess_roles (GPtrArray *listed)
{
  for (guint depth = 1; depth <= 2; depth++)
    for (guint i = 0; i < listed->len; i++)
      {
        MailerImapMailbox *mailbox = g_ptr_array_index (listed, i);
        MailerFolderRole   role;

        if (mailbox->role != MAILER_FOLDER_ROLE_NONE || !mailbox->is_selectable
            || g_strv_length (mailbox->path) != depth)
          continue;
        role = mailer_folder_role_from_name (mailbox->path[depth - 1]);
        if (role != MAILER_FOLDER_ROLE_NONE && role != MAILER_FOLDER_ROLE_INBOX && !has_role (listed, role))
          mailbox->role = role;
      }
}

static GPtrArray *
convert_tree (GPtrArray *listed)
{
  GPtrArray *mailboxes = g_ptr_array_new_with_free_func ((GDestroyNotify)mailer_store_mailbox_unref);

  for (guint i = 0; i < listed->len; i++)
    {
      const MailerImapMailbox *source = g_ptr_array_index (listed, i);
      MailerStoreMailbox      *mailbox = mailer_store_mailbox_new ();

      mailbox->raw_name = g_strdup (source->name);
      mailbox->path = g_strdupv (source->path);
      mailbox->delimiter = source->delimiter;
      mailbox->role = source->role;
      mailbox->is_selectable = source->is_selectable;
      mailbox->is_subscribed = source->is_subscribed;
      g_ptr_array_add (mailboxes, mailbox);
    }

  return mailboxes;
}

typedef struct
{
  const char *account_id;
  GPtrArray  *listed;    /* of MailerImapMailbox */
  GHashTable *by_name;   /* the same by name */
  GHashTable *tried;     /* ids of those that are only here and were to be made on the server */
  GPtrArray  *mailboxes; /* of MailerStoreMailbox: out */
} TreeUpdate;

static GHashTable *
index_by_name (GPtrArray *listed)
{
  GHashTable *by_name = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < listed->len; i++)
    {
      MailerImapMailbox *mailbox = g_ptr_array_index (listed, i);

      g_hash_table_insert (by_name, mailbox->name, mailbox);
    }

  return by_name;
}

/* So that the progress of a first sync knows how much there is. */
static gboolean
note_totals (MailerStore *store,
             TreeUpdate  *update,
             GError     **error)
{
  for (guint i = 0; i < update->mailboxes->len; i++)
    {
      const MailerStoreMailbox *mailbox = g_ptr_array_index (update->mailboxes, i);
      const MailerImapMailbox  *listed = mailbox->uid_validity == 0
                                             ? g_hash_table_lookup (update->by_name,
                                                                    mailbox->raw_name)
                                             : NULL;

      if (listed != NULL && listed->has_status && listed->status.n_messages != mailbox->server_total
          && !mailer_store_set_sync_state (store, mailbox->id, 0, 0, NULL,
                                           listed->status.n_messages, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
is_target (GPtrArray *operations,
           gint64     mailbox_id)
{
  for (guint i = 0; i < operations->len; i++)
    {
      const MailerStoreOperation *operation = g_ptr_array_index (operations, i);

      if (operation->state != MAILER_STORE_OPERATION_FAILED && operation->target_mailbox_id == mailbox_id)
        return TRUE;
    }

  return FALSE;
}

/* What is only here and was not taken back: mail is in it, or was on its way through it. */
static GPtrArray *
list_pending (MailerStore *store,
              const char  *account_id,
              GError     **error)
{
  g_autoptr (GPtrArray) mailboxes = mailer_store_list_mailboxes (store, account_id, error);
  g_autoptr (GPtrArray) operations = mailboxes != NULL ? mailer_store_list_operations (store, account_id, error) : NULL;

  if (operations == NULL)
    return NULL;

  for (guint i = mailboxes->len; i > 0; i--)
    {
      const MailerStoreMailbox *mailbox = g_ptr_array_index (mailboxes, i - 1);

      if (!mailer_local_folder_is_pending (mailbox)
          && !(mailer_local_folder_is_local (mailbox) && is_target (operations, mailbox->id)))
        g_ptr_array_remove_index (mailboxes, i - 1);
    }

  return g_steal_pointer (&mailboxes);
}

/* The user may have needed one after the server was asked: it waits for the next time. */
static gboolean
keep_untried (MailerStore *store,
              TreeUpdate  *update,
              GPtrArray   *mailboxes,
              GError     **error)
{
  g_autoptr (GPtrArray) pending = list_pending (store, update->account_id, error);

  for (guint i = 0; pending != NULL && i < pending->len; i++)
    {
      MailerStoreMailbox *mailbox = g_ptr_array_index (pending, i);

      if (!g_hash_table_contains (update->by_name, mailbox->raw_name)
          && !g_hash_table_contains (update->tried, &mailbox->id))
        g_ptr_array_add (mailboxes, mailer_store_mailbox_ref (mailbox));
    }

  return pending != NULL;
}

static gboolean
has_name (GPtrArray  *mailboxes,
          const char *raw_name)
{
  for (guint i = 0; i < mailboxes->len; i++)
    if (g_str_equal (((MailerStoreMailbox *)g_ptr_array_index (mailboxes, i))->raw_name, raw_name))
      return TRUE;

  return FALSE;
}

static gboolean
fail_operations_at (MailerStore *store,
                    gint64       mailbox_id,
                    GError     **error)
{
  g_autoptr (GError) reason = g_error_new_literal (MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_GONE,
                                                   "The server does not have the folder any more");
  g_autofree char *record = mailer_engine_error_record (reason);
  g_autoptr (GArray) operations = mailer_store_list_operations_at (store, mailbox_id, error);

  for (guint i = 0; operations != NULL && i < operations->len; i++)
    if (!mailer_store_fail_operation_at (store, g_array_index (operations, gint64, i), mailbox_id, record, NULL, error))
      return FALSE;

  return operations != NULL;
}

/* A mailbox that goes would take with it, without a word, what waits to be done there. @mailboxes: those that
 * stay. */
static gboolean
fail_stranded (MailerStore *store,
               TreeUpdate  *update,
               GPtrArray   *mailboxes,
               GError     **error)
{
  g_autoptr (GPtrArray) known = mailer_store_list_mailboxes (store, update->account_id, error);

  for (guint i = 0; known != NULL && i < known->len; i++)
    {
      const MailerStoreMailbox *mailbox = g_ptr_array_index (known, i);

      if (!g_hash_table_contains (update->by_name, mailbox->raw_name)
          && !has_name (mailboxes, mailbox->raw_name)
          && !fail_operations_at (store, mailbox->id, error))
        return FALSE;
    }

  return known != NULL;
}

static gboolean
update_tree (MailerStore *store,
             gpointer     data,
             GError     **error)
{
  TreeUpdate *update = data;
  g_autoptr (GPtrArray) mailboxes = convert_tree (update->listed);

  if (!keep_untried (store, update, mailboxes, error)
      || !fail_stranded (store, update, mailboxes, error)
      || !mailer_store_set_mailboxes (store, update->account_id, mailboxes, error))
    return FALSE;
  update->mailboxes = mailer_store_list_mailboxes (store, update->account_id, error);

  return update->mailboxes != NULL && note_totals (store, update, error);
}

/* --- Mailboxes that are only here ----------------------------------------------------------------- */

typedef struct
{
  const char *account_id;
  GPtrArray  *mailboxes;
} TreeReading;

static gboolean
read_pending (MailerStore *store,
              gpointer     data,
              GError     **error)
{
  TreeReading *reading = data;

  reading->mailboxes = list_pending (store, reading->account_id, error);

  return reading->mailboxes != NULL;
}

/* Makes on the server what only is here because the user needed it. One that the server refuses goes with
 * the next update of the tree, and the store takes back what was moved there. */
static gboolean
create_pending (MailerWatch *self,
                TreeUpdate  *update,
                gboolean    *has_created,
                GError     **error)
{
  TreeReading reading = { self->account_id, NULL };
  g_autoptr (GPtrArray) mailboxes = NULL;

  if (!mailer_watch_write (self, read_pending, &reading, error))
    return FALSE;

  mailboxes = reading.mailboxes;
  for (guint i = 0; i < mailboxes->len; i++)
    {
      MailerStoreMailbox *mailbox = g_ptr_array_index (mailboxes, i);
      g_autoptr (GError) local_error = NULL;

      if (g_hash_table_contains (update->by_name, mailbox->raw_name))
        continue;
      g_hash_table_add (update->tried, g_memdup2 (&mailbox->id, sizeof mailbox->id));
      if (mailer_remote_create_folder (self->remote, self->session, mailbox,
                                       mailer_watch_get_cancellable (self), &local_error))
        {
          *has_created = TRUE;
          continue;
        }
      if (local_error->domain == MAILER_IMAP_ERROR && !mailer_remote_breaks_session (local_error))
        continue;
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  return TRUE;
}

/* --- What to look into ---------------------------------------------------------------------------- */

static gboolean
is_complete (const MailerStoreMailbox *mailbox)
{
  guint32 first;
  guint32 last;

  if (mailbox->uid_next <= 1)
    return mailbox->uid_next == 1;
  if (mailer_uid_set_get_n_ranges (mailbox->synced) != 1)
    return FALSE;

  mailer_uid_set_get_range (mailbox->synced, 0, &first, &last);

  return first == 1 && last >= mailbox->uid_next - 1;
}

/* Whether looking into it may end the difference: not when it was done and ended in just these numbers. */
static gboolean
has_new_unseen (MailerWatch              *self,
                const MailerStoreMailbox *mailbox,
                const MailerImapStatus   *status)
{
  const MailerWatchUnseen *known = g_hash_table_lookup (self->unseen, &mailbox->id);
  const MailerWatchUnseen  now = { .there = status->n_unseen };

  if (status->n_unseen == mailbox->n_unread)
    return FALSE;
  if (known != NULL && known->is_done && known->there == status->n_unseen && known->here == mailbox->n_unread)
    return FALSE;

  g_hash_table_replace (self->unseen, g_memdup2 (&mailbox->id, sizeof mailbox->id), g_memdup2 (&now, sizeof now));

  return TRUE;
}

void
mailer_watch_note_unread (MailerWatch *self,
                          gint64       mailbox_id,
                          guint        n_unread)
{
  MailerWatchUnseen *known = g_hash_table_lookup (self->unseen, &mailbox_id);

  if (known == NULL)
    return;

  known->here = n_unread;
  known->is_done = TRUE;
}

/* Without modification sequences a changed flag shows only in the number of unread messages; the rest is
 * found when the mailbox is selected next. */
static gboolean
differs (MailerWatch              *self,
         const MailerStoreMailbox *mailbox,
         const MailerImapStatus   *status)
{
  if (!is_complete (mailbox)
      || (status->uid_validity != 0 && status->uid_validity != mailbox->uid_validity)
      || (status->uid_next != 0 && status->uid_next != mailbox->uid_next))
    return TRUE;
  if (status->n_messages != mailbox->server_total)
    return TRUE;
  if (status->highest_modseq != 0)
    return status->highest_modseq != mailbox->highest_modseq;

  return has_new_unseen (self, mailbox, status);
}

static void
mark_differences (MailerWatch *self,
                  GHashTable  *by_name)
{
  for (guint i = 0; i < self->mailboxes->len; i++)
    {
      const MailerStoreMailbox *mailbox = g_ptr_array_index (self->mailboxes, i);
      const MailerImapMailbox  *source = g_hash_table_lookup (by_name, mailbox->raw_name);
      const gboolean            is_selected = self->plan.mailbox != NULL && self->plan.mailbox->id == mailbox->id;

      if (!mailbox->is_selectable || source == NULL)
        continue;
      /* The selected one speaks for itself, unless its UIDs mean something else now. */
      if (is_selected && source->has_status && source->status.uid_validity != 0
          && source->status.uid_validity != mailbox->uid_validity)
        mailer_watch_unselect (self);
      else if (is_selected)
        continue;
      if (!source->has_status || differs (self, mailbox, &source->status))
        mailer_watch_mark_dirty (self, mailbox->id);
    }
}

static gboolean
list_all (MailerWatch *self,
          TreeUpdate  *update,
          GError     **error)
{
  g_clear_pointer (&update->by_name, g_hash_table_unref);
  g_clear_pointer (&update->listed, g_ptr_array_unref);
  update->listed = mailer_imap_session_list (self->session, mailer_watch_get_cancellable (self), -1, error);
  if (update->listed == NULL)
    return FALSE;

  update->by_name = index_by_name (update->listed);

  return TRUE;
}

static gboolean
list_and_create (MailerWatch *self,
                 TreeUpdate  *update,
                 GError     **error)
{
  gboolean has_created = FALSE;

  if (!list_all (self, update, error) || !create_pending (self, update, &has_created, error))
    return FALSE;

  return !has_created || list_all (self, update, error);
}

static void
take_tree (MailerWatch *self,
           TreeUpdate  *update)
{
  g_ptr_array_unref (self->mailboxes);
  self->mailboxes = g_steal_pointer (&update->mailboxes);
  self->listed_us = g_get_monotonic_time ();
  g_hash_table_remove_all (self->refused);
  mark_differences (self, update->by_name);
}

gboolean
mailer_watch_read_tree (MailerWatch *self,
                        GError     **error)
{
  g_autoptr (GHashTable) tried = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  TreeUpdate update = { .account_id = self->account_id, .tried = tried };
  gboolean   is_done = list_and_create (self, &update, error)
                     && mailer_watch_follow_renames (self, update.listed, update.by_name, error);

  if (is_done)
    {
      guess_roles (update.listed);
      is_done = mailer_watch_write (self, update_tree, &update, error);
    }
  if (is_done)
    take_tree (self, &update);
  g_clear_pointer (&update.mailboxes, g_ptr_array_unref);
  g_clear_pointer (&update.by_name, g_hash_table_unref);
  g_clear_pointer (&update.listed, g_ptr_array_unref);

  return is_done;
}

MailerStoreMailbox *
mailer_watch_find_mailbox (MailerWatch *self,
                           gint64       mailbox_id)
{
  for (guint i = 0; i < self->mailboxes->len; i++)
    {
      MailerStoreMailbox *mailbox = g_ptr_array_index (self->mailboxes, i);

      if (mailbox->id == mailbox_id)
        return mailbox;
    }

  return NULL;
}

MailerStoreMailbox *
mailer_watch_find_inbox (MailerWatch *self)
{
  for (guint i = 0; i < self->mailboxes->len; i++)
    {
      MailerStoreMailbox *mailbox = g_ptr_array_index (self->mailboxes, i);

      if (mailbox->role == MAILER_FOLDER_ROLE_INBOX)
        return mailbox;
    }

  return NULL;
}
