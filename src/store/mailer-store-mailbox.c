/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-store-mailbox.h"

#include <string.h>

#include "mailer-store-private.h"

#define PATH_SEPARATOR "\x1f"
#define MAX_SYNCED_RANGES 100000

#define READ_MAILBOX                                                                                \
  "SELECT b.id, a.name, b.raw_name, b.path, b.delimiter, b.role, b.is_selectable, b.is_subscribed," \
  " b.uid_validity, b.uid_next, b.highest_modseq, b.synced, b.server_total, b.n_total, b.n_unread"  \
  " FROM mailbox b JOIN account a ON a.id = b.account "

static void
mailbox_clear_cb (gpointer data)
{
  MailerStoreMailbox *self = data;

  g_free (self->account_id);
  g_free (self->raw_name);
  g_strfreev (self->path);
  g_clear_pointer (&self->synced, mailer_uid_set_free);
}

MailerStoreMailbox *
mailer_store_mailbox_new (void)
{
  MailerStoreMailbox *self = g_atomic_rc_box_new0 (MailerStoreMailbox);

  self->synced = mailer_uid_set_new ();

  return self;
}

MailerStoreMailbox *
mailer_store_mailbox_ref (MailerStoreMailbox *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
mailer_store_mailbox_unref (MailerStoreMailbox *self)
{
  g_atomic_rc_box_release_full (self, mailbox_clear_cb);
}

static char *
join_path (const char *const *path)
{
  GString *joined = g_string_new (NULL);

  for (gsize i = 0; path[i] != NULL; i++)
    {
      g_autofree char *component = g_utf8_make_valid (path[i], -1);

      g_strdelimit (component, PATH_SEPARATOR, ' ');
      g_string_append_printf (joined, "%s%s", i > 0 ? PATH_SEPARATOR : "", component);
    }

  return g_string_free (joined, FALSE);
}

static MailerStoreMailbox *
read_row (MailerStoreStatement *row)
{
  MailerStoreMailbox *mailbox = mailer_store_mailbox_new ();
  g_autofree char    *path = mailer_store_statement_dup_text (row, 3);
  g_autofree char    *synced = mailer_store_statement_dup_text (row, 11);
  MailerUidSet       *uids = synced != NULL ? mailer_uid_set_parse (synced, -1, MAX_SYNCED_RANGES) : NULL;

  mailbox->id = mailer_store_statement_get_int (row, 0);
  mailbox->account_id = mailer_store_statement_dup_text (row, 1);
  mailbox->raw_name = mailer_store_statement_dup_raw (row, 2);
  mailbox->path = g_strsplit (path != NULL && *path != '\0' ? path : "?", PATH_SEPARATOR, -1);
  mailbox->delimiter = mailer_store_statement_get_int (row, 4);
  mailbox->role = mailer_store_statement_get_int (row, 5);
  mailbox->is_selectable = mailer_store_statement_get_int (row, 6) != 0;
  mailbox->is_subscribed = mailer_store_statement_get_int (row, 7) != 0;
  mailbox->uid_validity = mailer_store_statement_get_int (row, 8);
  mailbox->uid_next = mailer_store_statement_get_int (row, 9);
  mailbox->highest_modseq = mailer_store_statement_get_int (row, 10);
  mailbox->server_total = mailer_store_statement_get_int (row, 12);
  mailbox->n_total = mailer_store_statement_get_int (row, 13);
  mailbox->n_unread = mailer_store_statement_get_int (row, 14);
  if (uids != NULL)
    {
      mailer_uid_set_free (mailbox->synced);
      mailbox->synced = uids;
    }

  return mailbox;
}

static void
unref_mailbox_cb (gpointer mailbox)
{
  mailer_store_mailbox_unref (mailbox);
}

GPtrArray *
mailer_store_list_mailboxes (MailerStore *self,
                             const char  *account_id,
                             GError     **error)
{
  g_autoptr (GPtrArray) mailboxes = NULL;
  g_autoptr (MailerStoreStatement) rows = NULL;
  MailerStoreStep step;

  g_return_val_if_fail (self != NULL, NULL);

  rows = mailer_store_db_query (self->db, error,
                                READ_MAILBOX "WHERE ?1 IS NULL OR a.name = ?1 ORDER BY b.id", "s",
                                account_id);
  if (rows == NULL)
    return NULL;

  mailboxes = g_ptr_array_new_with_free_func (unref_mailbox_cb);
  while ((step = mailer_store_statement_step (rows, error)) == MAILER_STORE_STEP_ROW)
    g_ptr_array_add (mailboxes, read_row (rows));

  return step == MAILER_STORE_STEP_DONE ? g_steal_pointer (&mailboxes) : NULL;
}

static const char missing_mailbox[] = "The mailbox is not in the store any more";

MailerStoreMailbox *
mailer_store_read_mailbox (MailerStore *self,
                           gint64       mailbox_id,
                           GError     **error)
{
  g_autoptr (MailerStoreStatement) row = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  row = mailer_store_db_read_row (self->db, missing_mailbox, error, READ_MAILBOX "WHERE b.id = ?", "i", mailbox_id);

  return row != NULL ? read_row (row) : NULL;
}

MailerStoreMailbox *
mailer_store_find_mailbox_by_role (MailerStore     *self,
                                   const char      *account_id,
                                   MailerFolderRole role,
                                   GError         **error)
{
  g_autoptr (MailerStoreStatement) row = NULL;

  g_return_val_if_fail (self != NULL && account_id != NULL, NULL);

  row = mailer_store_db_read_row (self->db, "The account has no such mailbox", error,
                                  READ_MAILBOX
                                  "WHERE a.name = ? AND b.role = ? ORDER BY b.id LIMIT 1",
                                  "sd", account_id, (int)role);

  return row != NULL ? read_row (row) : NULL;
}

/* A mailbox that became Trash or stopped being it changes what its conversations count. */
static gboolean
touch_when_role_changes (MailerStore *self,
                         gint64       id,
                         int          role,
                         GError     **error)
{
  gint64 old_role = role;

  return mailer_store_db_read_int (self->db, &old_role, error,
                                   "SELECT role FROM mailbox WHERE id = ?", "i", id)
         && (old_role == role
             || mailer_store_tracker_touch_mailbox (self->tracker, self->db, id, error));
}

static gboolean
update_mailbox (MailerStore              *self,
                gint64                    id,
                const MailerStoreMailbox *mailbox,
                const char               *path,
                GError                  **error)
{
  if (!touch_when_role_changes (self, id, mailbox->role, error)
      || !mailer_store_db_run (
          self->db, error,
          "UPDATE mailbox SET path = ?2, delimiter = ?3, role = ?4, is_selectable = ?5, is_subscribed = ?6 WHERE id = ?1"
          " AND (path, delimiter, role, is_selectable, is_subscribed) IS NOT (?2, ?3, ?4, ?5, ?6)",
          "isdddd", id, path, (int)mailbox->delimiter, (int)mailbox->role, mailbox->is_selectable,
          mailbox->is_subscribed))
    return FALSE;

  if (mailer_store_db_get_n_changed (self->db) > 0)
    mailer_store_tracker_set_tree (self->tracker);

  return TRUE;
}

static gboolean
set_mailbox (MailerStore              *self,
             gint64                    account,
             const MailerStoreMailbox *mailbox,
             gint64                   *id,
             GError                  **error)
{
  g_autofree char *path = join_path ((const char *const *)mailbox->path);
  g_autoptr (GBytes) raw_name = g_bytes_new_static (mailbox->raw_name, strlen (mailbox->raw_name));

  *id = 0;
  if (!mailer_store_db_read_int (self->db, id, error,
                                 "SELECT id FROM mailbox WHERE account = ? AND raw_name = ?", "ib",
                                 account, raw_name))
    return FALSE;
  if (*id != 0)
    return update_mailbox (self, *id, mailbox, path, error);

  if (!mailer_store_db_run (self->db, error,
                            "INSERT INTO mailbox (account, raw_name, path, delimiter, role, is_selectable, is_subscribed) VALUES (?, ?, ?, ?, ?, ?, ?)",
                            "ibsdddd", account, raw_name, path, (int)mailbox->delimiter, (int)mailbox->role, mailbox->is_selectable, mailbox->is_subscribed))
    return FALSE;
  *id = mailer_store_db_get_last_id (self->db);
  mailer_store_tracker_set_tree (self->tracker);

  return TRUE;
}

static gboolean
remove_mailbox (MailerStore *self,
                gint64       id,
                GError     **error)
{
  mailer_store_tracker_set_tree (self->tracker);

  return mailer_store_rescue_moved (self, id, error)
         && mailer_store_tracker_touch_mailbox (self->tracker, self->db, id, error)
         && mailer_store_db_run (self->db, error, "DELETE FROM mailbox WHERE id = ?", "i", id);
}

static gboolean
remove_others (MailerStore *self,
               gint64       account,
               GHashTable  *kept,
               GError     **error)
{
  g_autoptr (GArray) ids = NULL;
  g_autoptr (MailerStoreStatement) rows = NULL;

  rows = mailer_store_db_query (self->db, error, "SELECT id FROM mailbox WHERE account = ?", "i", account);
  ids = rows != NULL ? mailer_store_statement_read_ints (rows, error) : NULL;
  for (guint i = 0; ids != NULL && i < ids->len; i++)
    {
      gint64 *id = &g_array_index (ids, gint64, i);

      if (!g_hash_table_contains (kept, id) && !remove_mailbox (self, *id, error))
        return FALSE;
    }

  return ids != NULL;
}

static gboolean
set_all (MailerStore *self,
         const char  *account_id,
         GPtrArray   *mailboxes,
         GError     **error)
{
  g_autoptr (GHashTable) kept = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  gint64 account;

  if (!mailer_store_find_account (self, account_id, &account, error))
    return FALSE;

  for (guint i = 0; i < mailboxes->len; i++)
    {
      gint64 id;

      if (!set_mailbox (self, account, g_ptr_array_index (mailboxes, i), &id, error))
        return FALSE;
      g_hash_table_add (kept, g_memdup2 (&id, sizeof id));
    }

  return remove_others (self, account, kept, error);
}

gboolean
mailer_store_set_mailboxes (MailerStore *self,
                            const char  *account_id,
                            GPtrArray   *mailboxes,
                            GError     **error)
{
  g_return_val_if_fail (self != NULL && account_id != NULL && mailboxes != NULL, FALSE);

  return mailer_store_begin (self, MAILER_STORE_SYNC_NORMAL, error)
         && mailer_store_end (self, set_all (self, account_id, mailboxes, error), error);
}

/* For updates of one row: an id that is not there any more is an error. */
static gboolean
require_changed (MailerStore *self,
                 gboolean     is_success,
                 GError     **error)
{
  if (!is_success)
    return FALSE;
  if (mailer_store_db_get_n_changed (self->db) > 0)
    return TRUE;

  mailer_store_set_error (error, MAILER_STORE_ERROR_NOT_FOUND, missing_mailbox);

  return FALSE;
}

gboolean
mailer_store_rename_mailbox (MailerStore       *self,
                             gint64             mailbox_id,
                             const char        *raw_name,
                             const char *const *path,
                             GError           **error)
{
  g_autoptr (GBytes) name = NULL;
  g_autofree char *joined = NULL;

  g_return_val_if_fail (self != NULL && raw_name != NULL && path != NULL, FALSE);

  name = g_bytes_new_static (raw_name, strlen (raw_name));
  joined = join_path (path);
  if (!mailer_store_begin (self, MAILER_STORE_SYNC_NORMAL, error))
    return FALSE;
  mailer_store_tracker_set_tree (self->tracker);

  return mailer_store_end (
      self,
      require_changed (
          self,
          mailer_store_db_run (self->db, error,
                               "UPDATE mailbox SET raw_name = ?, path = ? WHERE id = ?", "bsi",
                               name, joined, mailbox_id),
          error),
      error);
}

static gboolean
forget_uids (MailerStore *self,
             gint64       mailbox,
             guint32      uid_validity,
             GError     **error)
{
  return mailer_store_db_run (self->db, error, "UPDATE message SET uid = NULL WHERE mailbox = ?",
                              "i", mailbox)
         && mailer_store_db_run (self->db, error,
                                 "UPDATE operation_message SET source_uid = NULL WHERE source = ?",
                                 "i", mailbox)
         && mailer_store_db_run (
             self->db, error,
             "UPDATE mailbox SET uid_validity = ?, uid_next = 0, highest_modseq = 0, synced = '' WHERE id = ?",
             "ii", (gint64)uid_validity, mailbox);
}

static gboolean
set_uid_validity (MailerStore *self,
                  gint64       mailbox,
                  guint32      uid_validity,
                  gboolean    *has_changed,
                  GError     **error)
{
  gint64 known = -1;

  if (!mailer_store_db_read_int (self->db, &known, error,
                                 "SELECT uid_validity FROM mailbox WHERE id = ?", "i", mailbox))
    return FALSE;
  if (known < 0)
    {
      mailer_store_set_error (error, MAILER_STORE_ERROR_NOT_FOUND, missing_mailbox);
      return FALSE;
    }
  *has_changed = known != uid_validity;

  return !*has_changed || forget_uids (self, mailbox, uid_validity, error);
}

gboolean
mailer_store_set_uid_validity (MailerStore *self,
                               gint64       mailbox_id,
                               guint32      uid_validity,
                               gboolean    *has_changed,
                               GError     **error)
{
  gboolean changed = FALSE;

  g_return_val_if_fail (self != NULL, FALSE);

  if (!mailer_store_begin (self, MAILER_STORE_SYNC_NORMAL, error)
      || !mailer_store_end (self,
                            set_uid_validity (self, mailbox_id, uid_validity, &changed, error),
                            error))
    return FALSE;

  if (has_changed != NULL)
    *has_changed = changed;

  return TRUE;
}

gboolean
mailer_store_set_sync_state (MailerStore        *self,
                             gint64              mailbox_id,
                             guint32             uid_next,
                             guint64             highest_modseq,
                             const MailerUidSet *synced,
                             guint32             server_total,
                             GError            **error)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  text = synced != NULL ? mailer_uid_set_to_string (synced) : NULL;
  if (!mailer_store_begin (self, MAILER_STORE_SYNC_NORMAL, error))
    return FALSE;
  mailer_store_tracker_count (self->tracker, mailbox_id);

  return mailer_store_end (self,
                           require_changed (self,
                                            mailer_store_db_run (self->db, error,
                                                                 "UPDATE mailbox SET uid_next = iif(?2 > 0, ?2, uid_next), highest_modseq = iif(?3 > 0, ?3, highest_modseq),"
                                                                 " synced = coalesce(?4, synced), server_total = ?5 WHERE id = ?1",
                                                                 "iiisi", mailbox_id, (gint64)uid_next, (gint64)highest_modseq, text, (gint64)server_total),
                                            error),
                           error);
}

static gboolean
settle (MailerStore *self,
        gint64       mailbox,
        GError     **error)
{
  g_autoptr (GArray) messages = NULL;
  g_autoptr (MailerStoreStatement) rows = NULL;

  rows = mailer_store_db_query (self->db, error,
                                "SELECT id FROM message m WHERE mailbox = ? AND uid IS NULL"
                                " AND NOT EXISTS (SELECT 1 FROM operation_message WHERE message = m.id AND is_pending AND is_move)",
                                "i", mailbox);
  messages = rows != NULL ? mailer_store_statement_read_ints (rows, error) : NULL;
  for (guint i = 0; messages != NULL && i < messages->len; i++)
    {
      gint64 id = g_array_index (messages, gint64, i);

      if (!mailer_store_tracker_touch_message (self->tracker, self->db, id, error)
          || !mailer_store_db_run (self->db, error, "DELETE FROM message WHERE id = ?", "i", id))
        return FALSE;
    }

  return messages != NULL;
}

gboolean
mailer_store_settle_mailbox (MailerStore *self,
                             gint64       mailbox_id,
                             GError     **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return mailer_store_begin (self, MAILER_STORE_SYNC_NORMAL, error)
         && mailer_store_end (self, settle (self, mailbox_id, error), error);
}
