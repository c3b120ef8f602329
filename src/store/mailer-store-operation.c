/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading the journal; its format and invariants are in mailer-store-journal.c. */

#include "config.h"

#include "mailer-store-operation.h"

#include "mailer-store-private.h"

#define READ_OPERATION                                                                                                      \
  "SELECT p.id, a.name, p.kind, p.state, p.target, p.n_messages, p.undoes, p.attempts,"                                     \
  " p.not_before_us, p.created_us, p.error, CASE WHEN p.state != 2 THEN 0"                                                  \
  " ELSE EXISTS (SELECT 1 FROM operation_message WHERE operation = p.id AND is_failed AND (target > 0 OR NOT is_move)) END" \
  " FROM operation p JOIN account a ON a.id = p.account "

static void
operation_clear_cb (gpointer data)
{
  MailerStoreOperation *self = data;

  g_free (self->account_id);
  g_free (self->error_text);
}

void
mailer_store_operation_unref (MailerStoreOperation *self)
{
  g_atomic_rc_box_release_full (self, operation_clear_cb);
}

static void
unref_operation_cb (gpointer operation)
{
  mailer_store_operation_unref (operation);
}

static MailerStoreOperation *
read_row (MailerStoreStatement *row)
{
  MailerStoreOperation *operation = g_atomic_rc_box_new0 (MailerStoreOperation);

  operation->id = mailer_store_statement_get_int (row, 0);
  operation->account_id = mailer_store_statement_dup_text (row, 1);
  operation->kind = mailer_store_statement_get_int (row, 2);
  operation->state = mailer_store_statement_get_int (row, 3);
  operation->target_mailbox_id = mailer_store_statement_get_int (row, 4);
  operation->n_messages = mailer_store_statement_get_int (row, 5);
  operation->undoes = mailer_store_statement_get_int (row, 6);
  operation->attempts = mailer_store_statement_get_int (row, 7);
  operation->not_before_us = mailer_store_statement_get_int (row, 8);
  operation->created_us = mailer_store_statement_get_int (row, 9);
  operation->error_text = mailer_store_statement_dup_text (row, 10);
  operation->is_repeatable = mailer_store_statement_get_int (row, 11) != 0;

  return operation;
}

MailerStoreOperation *
mailer_store_next_operation (MailerStore *self,
                             const char  *account_id,
                             GError     **error)
{
  g_autoptr (MailerStoreStatement) row = NULL;
  gint64 account;

  g_return_val_if_fail (self != NULL && account_id != NULL, NULL);

  if (!mailer_store_find_account (self, account_id, &account, error))
    return NULL;
  row = mailer_store_db_query (self->db, error,
                               READ_OPERATION
                               "WHERE p.account = ? AND p.state < 2 ORDER BY p.id LIMIT 1",
                               "i", account);

  return row != NULL && mailer_store_statement_step (row, error) == MAILER_STORE_STEP_ROW ? read_row (row) : NULL;
}

MailerStoreOperation *
mailer_store_read_operation (MailerStore *self,
                             gint64       operation_id,
                             GError     **error)
{
  g_autoptr (MailerStoreStatement) row = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  row = mailer_store_db_read_row (self->db, "The operation is not in the journal any more", error,
                                  READ_OPERATION "WHERE p.id = ?", "i", operation_id);

  return row != NULL ? read_row (row) : NULL;
}

GPtrArray *
mailer_store_list_operations (MailerStore *self,
                              const char  *account_id,
                              GError     **error)
{
  g_autoptr (GPtrArray) operations = g_ptr_array_new_with_free_func (unref_operation_cb);
  g_autoptr (MailerStoreStatement) rows = NULL;
  MailerStoreStep step;

  g_return_val_if_fail (self != NULL, NULL);

  rows = mailer_store_db_query (self->db, error,
                                READ_OPERATION
                                "WHERE (?1 IS NULL OR a.name = ?1) AND p.state < 3 ORDER BY p.id",
                                "s", account_id);
  if (rows == NULL)
    return NULL;

  while ((step = mailer_store_statement_step (rows, error)) == MAILER_STORE_STEP_ROW)
    g_ptr_array_add (operations, read_row (rows));

  return step == MAILER_STORE_STEP_DONE ? g_steal_pointer (&operations) : NULL;
}

static void
clear_target_cb (gpointer data)
{
  MailerStoreTarget *target = data;

  g_clear_pointer (&target->header_id, g_free);
}

static void
append_target (GArray               *targets,
               MailerStoreStatement *row)
{
  MailerStoreTarget target = {
    .message_id = mailer_store_statement_get_int (row, 0),
    .mailbox_id = mailer_store_statement_get_int (row, 1),
    .uid = mailer_store_statement_get_int (row, 2),
    .target_mailbox_id = mailer_store_statement_get_int (row, 3),
    .add = mailer_store_statement_get_int (row, 4),
    .remove = mailer_store_statement_get_int (row, 5),
    .header_id = mailer_store_statement_dup_text (row, 6),
  };

  g_array_append_val (targets, target);
}

static GArray *
read_targets (MailerStoreStatement *rows,
              GError              **error)
{
  g_autoptr (GArray) targets = g_array_new (FALSE, FALSE, sizeof (MailerStoreTarget));
  MailerStoreStep step;

  g_array_set_clear_func (targets, clear_target_cb);
  while ((step = mailer_store_statement_step (rows, error)) == MAILER_STORE_STEP_ROW)
    append_target (targets, rows);

  return step == MAILER_STORE_STEP_DONE ? g_steal_pointer (&targets) : NULL;
}

GArray *
mailer_store_list_targets (MailerStore *self,
                           gint64       operation_id,
                           GError     **error)
{
  g_autoptr (MailerStoreStatement) rows = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  /* Where the server has a message is the source of its first pending move, which is not before @operation_id:
   * the journal runs in order. Without one it is where the row says. */
  rows = mailer_store_db_query (self->db, error,
                                "SELECT o.message, CASE WHEN v.operation IS NULL THEN m.mailbox ELSE v.source END AS place,"
                                " CASE WHEN v.operation IS NULL THEN m.uid ELSE v.source_uid END AS place_uid,"
                                " o.target, o.add_flags, o.remove_flags, m.message_id"
                                " FROM operation_message o JOIN message m ON m.id = o.message"
                                " LEFT JOIN operation_message v ON v.message = o.message AND v.operation ="
                                "  (SELECT min(operation) FROM operation_message WHERE message = o.message AND operation >= o.operation AND is_pending AND is_move)"
                                " WHERE o.operation = ? AND o.is_pending ORDER BY place, place_uid, o.message",
                                "i", operation_id);

  return rows != NULL ? read_targets (rows, error) : NULL;
}

/* Where the server has a message now: what an earlier operation is still to bring somewhere is not there yet. */
#define FIRST_PLACE "CASE WHEN v.operation IS NULL THEN m.mailbox ELSE v.source END"
#define JOIN_FIRST_MOVE                                                                                          \
  " JOIN message m ON m.id = o.message LEFT JOIN operation_message v ON v.message = o.message AND v.operation =" \
  "  (SELECT min(operation) FROM operation_message WHERE message = o.message AND is_pending AND is_move)"

GArray *
mailer_store_list_operations_at (MailerStore *self,
                                 gint64       mailbox_id,
                                 GError     **error)
{
  g_autoptr (MailerStoreStatement) rows = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  rows = mailer_store_db_query (self->db, error,
                                "SELECT DISTINCT o.operation FROM operation_message o JOIN operation p ON p.id = o.operation" JOIN_FIRST_MOVE
                                " WHERE o.is_pending AND p.state < 2 AND (o.target = ?1 OR " FIRST_PLACE " = ?1)"
                                " ORDER BY o.operation DESC",
                                "i", mailbox_id);

  return rows != NULL ? mailer_store_statement_read_ints (rows, error) : NULL;
}

GArray *
mailer_store_list_messages_at (MailerStore *self,
                               gint64       operation,
                               gint64       mailbox,
                               GError     **error)
{
  g_autoptr (MailerStoreStatement) rows = NULL;

  rows = mailer_store_db_query (self->db, error,
                                "SELECT o.message FROM operation_message o" JOIN_FIRST_MOVE
                                " WHERE o.operation = ?1 AND o.is_pending AND (coalesce(" FIRST_PLACE ", 0) = ?2 OR (?2 > 0 AND o.target = ?2))",
                                "ii", operation, mailbox);

  return rows != NULL ? mailer_store_statement_read_ints (rows, error) : NULL;
}

GArray *
mailer_store_sample_mailbox (MailerStore *self,
                             gint64       mailbox_id,
                             guint        n_max,
                             GError     **error)
{
  g_autoptr (MailerStoreStatement) rows = NULL;

  g_return_val_if_fail (self != NULL && n_max > 0, NULL);

  rows = mailer_store_db_query (self->db, error,
                                "SELECT m.id, ?1, m.uid, NULL, 0, 0, m.message_id,"
                                " EXISTS (SELECT 1 FROM operation_message WHERE message = m.id AND is_pending)"
                                " FROM message m WHERE m.mailbox = ?1 AND m.uid > 0 AND m.message_id IS NOT NULL"
                                " UNION ALL SELECT m.id, ?1, o.source_uid, NULL, 0, 0, m.message_id, 1"
                                " FROM operation_message o JOIN message m ON m.id = o.message"
                                " WHERE o.source = ?1 AND o.source_uid > 0 AND o.is_pending AND m.message_id IS NOT NULL"
                                " ORDER BY 8 DESC, 3 DESC LIMIT ?2",
                                "id", mailbox_id, (int)MIN (n_max, G_MAXINT));

  return rows != NULL ? read_targets (rows, error) : NULL;
}
