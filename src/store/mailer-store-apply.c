/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the user does: the local change and its row in the journal, as one; and taking it back. */

#include "config.h"

#include "mailer-store-private.h"

typedef struct
{
  gint64 message;
  gint64 account;
  gint64 mailbox;
  gint64 uid;
  gint64 flags;
  gint64 target; /* of a move */
  gint64 add;
  gint64 remove;
} Action;

static gboolean
is_move (MailerStoreOperationKind kind)
{
  return kind >= MAILER_STORE_OPERATION_MOVE && kind <= MAILER_STORE_OPERATION_JUNK;
}

static gboolean
insert_operation (MailerStore             *self,
                  gint64                   account,
                  MailerStoreOperationKind kind,
                  gint64                   target,
                  gint64                   undoes,
                  gint64                  *id,
                  GError                 **error)
{
  if (!mailer_store_db_run (self->db, error,
                            "INSERT INTO operation (account, kind, target, undoes, created_us) VALUES (?, ?, ?, ?, ?)",
                            "idnii", account, (int)kind, target, undoes, g_get_real_time ()))
    return FALSE;

  *id = mailer_store_db_get_last_id (self->db);
  mailer_store_tracker_set_operations (self->tracker);

  return TRUE;
}

static gboolean
read_actions (MailerStore  *self,
              const gint64 *message_ids,
              gsize         n_message_ids,
              GArray       *actions,
              GError      **error)
{
  for (gsize i = 0; i < n_message_ids; i++)
    {
      g_autoptr (MailerStoreStatement) row = NULL;
      Action          action = { .message = message_ids[i] };
      MailerStoreStep step;

      row = mailer_store_db_query (
          self->db, error,
          "SELECT b.account, m.mailbox, m.uid, m.flags FROM message m JOIN mailbox b ON b.id = m.mailbox WHERE m.id = ?",
          "i", message_ids[i]);
      if (row == NULL || (step = mailer_store_statement_step (row, error)) == MAILER_STORE_STEP_ERROR)
        return FALSE;
      if (step == MAILER_STORE_STEP_DONE)
        continue;

      action.account = mailer_store_statement_get_int (row, 0);
      action.mailbox = mailer_store_statement_get_int (row, 1);
      action.uid = mailer_store_statement_get_int (row, 2);
      action.flags = mailer_store_statement_get_int (row, 3);
      g_array_append_val (actions, action);
    }

  if (actions->len > 0)
    return TRUE;

  mailer_store_set_error (error, MAILER_STORE_ERROR_NOT_FOUND, "None of the messages is in the store any more");

  return FALSE;
}

static gboolean
do_action (MailerStore  *self,
           gint64        operation,
           gboolean      is_a_move,
           const Action *action,
           GError      **error)
{
  if (!is_a_move)
    return mailer_store_db_run (self->db, error,
                                "INSERT OR IGNORE INTO operation_message (operation, message, is_move, add_flags, remove_flags) VALUES (?, ?, 0, ?, ?)", "iiii",
                                operation, action->message, action->add, action->remove)
           && mailer_store_update_flags (self, action->message, error);

  return mailer_store_db_run (
             self->db, error,
             "INSERT OR IGNORE INTO operation_message (operation, message, is_move, source, source_uid, target) VALUES (?, ?, 1, ?, ?, ?)",
             "iiini", operation, action->message, action->mailbox, action->uid, action->target)
         && mailer_store_tracker_touch_message (self->tracker, self->db, action->message, error)
         && mailer_store_db_run (self->db, error,
                                 "UPDATE message SET mailbox = ?, uid = NULL WHERE id = ?", "ii",
                                 action->target, action->message)
         && mailer_store_tracker_touch_message (self->tracker, self->db, action->message, error);
}

static gboolean
do_actions (MailerStore             *self,
            MailerStoreOperationKind kind,
            GArray                  *actions,
            gint64                   undoes,
            gint64                  *operation,
            GError                 **error)
{
  const Action *first;
  gint64        target;

  *operation = 0;
  if (actions->len == 0)
    return TRUE;

  first = &g_array_index (actions, Action, 0);
  target = first->target;
  for (guint i = 0; i < actions->len; i++)
    {
      if (g_array_index (actions, Action, i).account != first->account)
        {
          mailer_store_set_error (error, MAILER_STORE_ERROR_STATE, "The messages do not belong to one account");
          return FALSE;
        }
      if (g_array_index (actions, Action, i).target != target)
        target = 0;
    }

  if (!insert_operation (self, first->account, kind, target, undoes, operation, error))
    return FALSE;
  for (guint i = 0; i < actions->len; i++)
    if (!do_action (self, *operation, is_move (kind), &g_array_index (actions, Action, i), error))
      return FALSE;

  return mailer_store_db_run (self->db, error,
                              "UPDATE operation SET n_messages = (SELECT count(*) FROM operation_message WHERE operation = ?1) WHERE id = ?1",
                              "i", *operation);
}

static void
keep_flag_changes (GArray     *actions,
                   MailerFlags add,
                   MailerFlags remove)
{
  for (guint i = actions->len; i > 0; i--)
    {
      Action *action = &g_array_index (actions, Action, i - 1);

      action->add = add & ~action->flags;
      action->remove = remove & action->flags;
      if (action->add == 0 && action->remove == 0)
        g_array_remove_index (actions, i - 1);
    }
}

gint64
mailer_store_do_apply_flags (MailerStore  *self,
                             const gint64 *message_ids,
                             gsize         n_message_ids,
                             MailerFlags   add,
                             MailerFlags   remove,
                             GError      **error)
{
  g_autoptr (GArray) actions = g_array_new (FALSE, FALSE, sizeof (Action));
  gint64 operation;

  if (!read_actions (self, message_ids, n_message_ids, actions, error))
    return -1;
  keep_flag_changes (actions, add, remove);

  return do_actions (self, MAILER_STORE_OPERATION_FLAGS, actions, 0, &operation, error) ? operation : -1;
}

gint64
mailer_store_apply_flags (MailerStore  *self,
                          const gint64 *message_ids,
                          gsize         n_message_ids,
                          MailerFlags   add,
                          MailerFlags   remove,
                          GError      **error)
{
  gint64 operation;

  g_return_val_if_fail (self != NULL && message_ids != NULL && (add & remove) == 0, -1);

  if (!mailer_store_begin (self, MAILER_STORE_SYNC_FULL, error))
    return -1;
  operation = mailer_store_do_apply_flags (self, message_ids, n_message_ids, add, remove, error);

  return mailer_store_end (self, operation >= 0, error) ? operation : -1;
}

static gboolean
keep_moves (MailerStore *self,
            GArray      *actions,
            gint64       target,
            GError     **error)
{
  gint64 account = 0;

  if (!mailer_store_db_read_int (self->db, &account, error, "SELECT account FROM mailbox WHERE id = ?", "i", target))
    return FALSE;
  if (account == 0)
    {
      mailer_store_set_error (error, MAILER_STORE_ERROR_NOT_FOUND, "The mailbox is not in the store any more");
      return FALSE;
    }

  for (guint i = actions->len; i > 0; i--)
    {
      Action *action = &g_array_index (actions, Action, i - 1);

      if (action->account != account)
        {
          mailer_store_set_error (error, MAILER_STORE_ERROR_STATE, "The mailbox belongs to another account");
          return FALSE;
        }
      action->target = target;
      if (action->mailbox == target)
        g_array_remove_index (actions, i - 1);
    }

  return TRUE;
}

static gint64
do_apply_move (MailerStore             *self,
               MailerStoreOperationKind kind,
               const gint64            *message_ids,
               gsize                    n_message_ids,
               gint64                   target,
               GError                 **error)
{
  g_autoptr (GArray) actions = g_array_new (FALSE, FALSE, sizeof (Action));
  gint64 operation;

  if (!read_actions (self, message_ids, n_message_ids, actions, error) || !keep_moves (self, actions, target, error))
    return -1;

  return do_actions (self, kind, actions, 0, &operation, error) ? operation : -1;
}

gint64
mailer_store_apply_move (MailerStore             *self,
                         MailerStoreOperationKind kind,
                         const gint64            *message_ids,
                         gsize                    n_message_ids,
                         gint64                   target_mailbox_id,
                         GError                 **error)
{
  gint64 operation;

  g_return_val_if_fail (self != NULL && message_ids != NULL && is_move (kind), -1);

  if (!mailer_store_begin (self, MAILER_STORE_SYNC_FULL, error))
    return -1;
  operation = do_apply_move (self, kind, message_ids, n_message_ids, target_mailbox_id, error);

  return mailer_store_end (self, operation >= 0, error) ? operation : -1;
}

/* Whether it never left, and nothing later builds on it. */
static gboolean
find_removable (MailerStore *self,
                gint64       operation,
                gboolean    *is_removable,
                GError     **error)
{
  gint64 n_fit = 0;
  gint64 n_later = 0;

  if (!mailer_store_db_read_int (
          self->db, &n_fit, error,
          "SELECT count(*) FROM operation WHERE id = ? AND state = 0 AND attempts = 0", "i",
          operation)
      || !mailer_store_db_read_int (
          self->db, &n_later, error,
          "SELECT 1 FROM operation_message o JOIN operation_message l ON l.message = o.message"
          " WHERE o.operation = ?1 AND l.operation > ?1 AND l.is_pending AND o.is_move = l.is_move"
          " AND (o.is_move OR (o.add_flags | o.remove_flags) & (l.add_flags | l.remove_flags)) LIMIT 1",
          "i", operation))
    return FALSE;
  *is_removable = n_fit > 0 && n_later == 0;

  return TRUE;
}

static GArray *
read_derived_actions (MailerStoreStatement *rows,
                      GError              **error)
{
  g_autoptr (GArray) actions = g_array_new (FALSE, FALSE, sizeof (Action));
  MailerStoreStep step;

  while ((step = mailer_store_statement_step (rows, error)) == MAILER_STORE_STEP_ROW)
    {
      Action action = {
        .message = mailer_store_statement_get_int (rows, 0),
        .account = mailer_store_statement_get_int (rows, 1),
        .mailbox = mailer_store_statement_get_int (rows, 2),
        .uid = mailer_store_statement_get_int (rows, 3),
        .target = mailer_store_statement_get_int (rows, 4),
        .add = mailer_store_statement_get_int (rows, 5),
        .remove = mailer_store_statement_get_int (rows, 6),
      };

      g_array_append_val (actions, action);
    }

  return step == MAILER_STORE_STEP_DONE ? g_steal_pointer (&actions) : NULL;
}

static GArray *
list_inverse (MailerStore *self,
              gint64       operation,
              GError     **error)
{
  g_autoptr (MailerStoreStatement) rows = NULL;

  rows = mailer_store_db_query (self->db, error,
                                "SELECT m.id, b.account, m.mailbox, m.uid, coalesce(o.source, 0), o.remove_flags & ~m.flags, o.add_flags & m.flags"
                                " FROM operation_message o JOIN message m ON m.id = o.message JOIN mailbox b ON b.id = m.mailbox"
                                " WHERE o.operation = ? AND ((o.is_move AND o.source > 0 AND o.source != m.mailbox)"
                                "   OR (NOT o.is_move AND (o.remove_flags & ~m.flags OR o.add_flags & m.flags)))",
                                "i", operation);

  return rows != NULL ? read_derived_actions (rows, error) : NULL;
}

static GArray *
list_failed (MailerStore *self,
             gint64       operation,
             GError     **error)
{
  g_autoptr (MailerStoreStatement) rows = NULL;

  rows = mailer_store_db_query (self->db, error,
                                "SELECT m.id, b.account, m.mailbox, m.uid, coalesce(o.target, 0), o.add_flags & ~m.flags, o.remove_flags & m.flags"
                                " FROM operation_message o JOIN message m ON m.id = o.message JOIN mailbox b ON b.id = m.mailbox"
                                " WHERE o.operation = ? AND o.is_failed AND ((o.is_move AND o.target > 0 AND o.target != m.mailbox)"
                                "   OR (NOT o.is_move AND (o.add_flags & ~m.flags OR o.remove_flags & m.flags)))",
                                "i", operation);

  return rows != NULL ? read_derived_actions (rows, error) : NULL;
}

static gboolean
check_undoable (MailerStore *self,
                gint64       operation,
                gint64      *kind,
                GError     **error)
{
  gint64 state = -1;
  gint64 n_inverses = 0;

  if (!mailer_store_db_read_int (self->db, &state, error,
                                 "SELECT state FROM operation WHERE id = ?", "i", operation)
      || !mailer_store_db_read_int (self->db, kind, error,
                                    "SELECT kind FROM operation WHERE id = ?", "i", operation)
      || !mailer_store_db_read_int (
          self->db, &n_inverses, error,
          "SELECT count(*) FROM operation WHERE undoes = ? AND undoes > 0 AND state != 2", "i",
          operation))
    return FALSE;

  if (state < 0)
    mailer_store_set_error (error, MAILER_STORE_ERROR_NOT_FOUND, "The operation is not in the journal any more");
  else if (state == MAILER_STORE_OPERATION_FAILED || n_inverses > 0)
    mailer_store_set_error (error, MAILER_STORE_ERROR_STATE, "There is nothing to undo");
  else
    return TRUE;

  return FALSE;
}

static gboolean
undo (MailerStore *self,
      gint64       operation,
      gint64      *inverse,
      GError     **error)
{
  g_autoptr (GArray) actions = NULL;
  gboolean is_removable;
  gint64   kind = 0;

  if (!check_undoable (self, operation, &kind, error) || !find_removable (self, operation, &is_removable, error))
    return FALSE;
  mailer_store_tracker_set_operations (self->tracker);

  if (is_removable)
    return mailer_store_put_back (self, operation, error)
           && mailer_store_db_run (self->db, error, "DELETE FROM operation WHERE id = ?", "i",
                                   operation);

  actions = list_inverse (self, operation, error);

  return actions != NULL
         && do_actions (self,
                        kind == MAILER_STORE_OPERATION_FLAGS ? kind : MAILER_STORE_OPERATION_MOVE,
                        actions, operation, inverse, error);
}

gboolean
mailer_store_undo_operation (MailerStore *self,
                             gint64       operation_id,
                             gint64      *inverse_id,
                             GError     **error)
{
  gint64 inverse = 0;

  g_return_val_if_fail (self != NULL, FALSE);

  if (!mailer_store_begin (self, MAILER_STORE_SYNC_FULL, error)
      || !mailer_store_end (self, undo (self, operation_id, &inverse, error), error))
    return FALSE;

  if (inverse_id != NULL)
    *inverse_id = inverse;

  return TRUE;
}

static gboolean
require_repeatable (MailerStore *self,
                    gint64       operation,
                    GError     **error)
{
  g_autoptr (MailerStoreOperation) failed = mailer_store_read_operation (self, operation, error);

  if (failed == NULL)
    return FALSE;
  if (failed->is_repeatable)
    return TRUE;

  if (failed->state == MAILER_STORE_OPERATION_FAILED)
    mailer_store_set_error (error, MAILER_STORE_ERROR_NOT_FOUND, "None of the messages is in the store any more");
  else
    mailer_store_set_error (error, MAILER_STORE_ERROR_STATE, "The operation has not failed");

  return FALSE;
}

static gboolean
retry (MailerStore *self,
       gint64       operation,
       GError     **error)
{
  g_autoptr (GArray) actions = NULL;
  gint64 kind = 0;
  gint64 again;

  if (!require_repeatable (self, operation, error)
      || !mailer_store_db_read_int (self->db, &kind, error,
                                    "SELECT kind FROM operation WHERE id = ?", "i", operation))
    return FALSE;
  mailer_store_tracker_set_operations (self->tracker);

  actions = list_failed (self, operation, error);

  return actions != NULL && do_actions (self, kind, actions, 0, &again, error)
         && mailer_store_db_run (self->db, error, "DELETE FROM operation WHERE id = ?", "i",
                                 operation);
}

gboolean
mailer_store_retry_operation (MailerStore *self,
                              gint64       operation_id,
                              GError     **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return mailer_store_begin (self, MAILER_STORE_SYNC_FULL, error)
         && mailer_store_end (self, retry (self, operation_id, error), error);
}
