/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The operations journal: what the user did and the server does not know yet.
 *
 * Format: a row of "operation" is one action of the user; its rows of "operation_message" are the messages it
 * acts on. A row that is pending has not reached the server for all we know. One that is done is kept, with what
 * the operation changed, so that it can be undone; one that failed, so that it can be tried again.
 *   flags: add_flags and remove_flags are the bits that the action changed on that message, no others.
 *   moves: source and source_uid are where the server has the message when the operation's turn comes; target
 *          is where it goes.
 *
 * Invariants:
 *  1. An operation and its local change are one commit, synchronised with the disk before the call returns.
 *  2. Operations of an account run in the order of their ids; the first one that is waiting or running is next.
 *  3. An operation that is waiting was never sent. One that is running may have been carried out, also after a
 *     crash; it never waits again.
 *  4. message.flags is message.server_flags with the pending rows laid over it in the order of their operations.
 *     So a report of the server is written to server_flags only, a confirmed operation is laid over server_flags
 *     for good, a refused one is dropped, and in each case flags is computed again.
 *  5. A message with pending moves is in the target of the last one, with uid NULL or a UID the server reported
 *     there while the move was running. Where the server has it is the source of the first one. The source of
 *     each later one is the target of the one before; its source_uid is NULL until that one is confirmed.
 *  6. A move that is taken back hands its source on to the next pending move of the message, and only without
 *     one the message itself goes back. */

#include "config.h"

#include "mailer-store-private.h"

typedef struct
{
  gint64   operation;
  gint64   message;
  gboolean is_move;
  gint64   source;
  gint64   source_uid;
} Pending;

static gboolean
fold_flags (MailerStore *self,
            gint64       message,
            gint64      *flags,
            GError     **error)
{
  g_autoptr (MailerStoreStatement) rows = NULL;
  MailerStoreStep step;

  rows = mailer_store_db_query (self->db, error,
                                "SELECT add_flags, remove_flags FROM operation_message WHERE message = ? AND is_pending ORDER BY operation", "i", message);
  if (rows == NULL)
    return FALSE;

  while ((step = mailer_store_statement_step (rows, error)) == MAILER_STORE_STEP_ROW)
    *flags = (*flags | mailer_store_statement_get_int (rows, 0)) & ~mailer_store_statement_get_int (rows, 1);

  return step == MAILER_STORE_STEP_DONE;
}

gboolean
mailer_store_update_flags (MailerStore *self,
                           gint64       message,
                           GError     **error)
{
  gint64 flags = 0;

  return mailer_store_db_read_int (self->db, &flags, error,
                                   "SELECT server_flags FROM message WHERE id = ?", "i", message)
         && fold_flags (self, message, &flags, error)
         && mailer_store_db_run (self->db, error,
                                 "UPDATE message SET flags = ? WHERE id = ? AND flags != ?1", "ii",
                                 flags, message)
         && mailer_store_tracker_touch_message (self->tracker, self->db, message, error);
}

gboolean
mailer_store_absorb_copy (MailerStore *self,
                          gint64       mailbox,
                          guint32      uid,
                          gint64       keep,
                          GError     **error)
{
  gint64 copy = 0;

  if (!mailer_store_db_read_int (self->db, &copy, error,
                                 "SELECT id FROM message WHERE mailbox = ? AND uid = ? AND id != ?",
                                 "iii", mailbox, (gint64)uid, keep))
    return FALSE;
  if (copy == 0)
    return TRUE;

  return mailer_store_tracker_touch_message (self->tracker, self->db, copy, error)
         && mailer_store_db_run (
             self->db, error,
             "UPDATE OR IGNORE operation_message SET message = ? WHERE message = ?", "ii", keep,
             copy)
         && mailer_store_db_run (
             self->db, error,
             "UPDATE message SET server_flags = other.server_flags, keywords = other.keywords"
             " FROM (SELECT server_flags, keywords FROM message WHERE id = ?2) AS other WHERE id = ?1",
             "ii", keep, copy)
         && mailer_store_db_run (self->db, error,
                                 "UPDATE outbox SET answered = ? WHERE answered = ?", "ii", keep,
                                 copy)
         && mailer_store_db_run (self->db, error, "DELETE FROM message WHERE id = ?", "i", copy)
         && mailer_store_update_flags (self, keep, error);
}

static gboolean
move_row (MailerStore *self,
          gint64       message,
          gint64       mailbox,
          gint64       uid,
          GError     **error)
{
  if (uid != 0 && !mailer_store_absorb_copy (self, mailbox, uid, message, error))
    return FALSE;

  return mailer_store_tracker_touch_message (self->tracker, self->db, message, error)
         && mailer_store_db_run (self->db, error,
                                 "UPDATE message SET mailbox = ?, uid = ? WHERE id = ?", "ini",
                                 mailbox, uid, message)
         && mailer_store_tracker_touch_message (self->tracker, self->db, message, error);
}

/* The first pending move of @message after @operation, or 0. */
static gboolean
find_next_move (MailerStore *self,
                gint64       message,
                gint64       operation,
                gint64      *next,
                GError     **error)
{
  *next = 0;

  return mailer_store_db_read_int (self->db, next, error,
                                   "SELECT min(operation) FROM operation_message WHERE message = ? AND operation > ? AND is_pending AND is_move",
                                   "ii", message, operation);
}

static GArray *
list_pending (MailerStore *self,
              gint64       operation,
              GError     **error)
{
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (Pending));
  g_autoptr (MailerStoreStatement) rows = NULL;
  MailerStoreStep step;

  rows = mailer_store_db_query (self->db, error,
                                "SELECT operation, message, is_move, source, source_uid FROM operation_message WHERE operation = ? AND is_pending",
                                "i", operation);
  if (rows == NULL)
    return NULL;

  while ((step = mailer_store_statement_step (rows, error)) == MAILER_STORE_STEP_ROW)
    {
      Pending pending = {
        .operation = mailer_store_statement_get_int (rows, 0),
        .message = mailer_store_statement_get_int (rows, 1),
        .is_move = mailer_store_statement_get_int (rows, 2) != 0,
        .source = mailer_store_statement_get_int (rows, 3),
        .source_uid = mailer_store_statement_get_int (rows, 4),
      };

      g_array_append_val (list, pending);
    }

  return step == MAILER_STORE_STEP_DONE ? g_steal_pointer (&list) : NULL;
}

static gboolean
hand_source_on (MailerStore   *self,
                const Pending *pending,
                gint64         next,
                GError       **error)
{
  return mailer_store_db_run (
      self->db, error,
      "UPDATE operation_message SET source = ?, source_uid = ? WHERE operation = ? AND message = ?",
      "nnii", pending->source, pending->source_uid, next, pending->message);
}

/* A later move to where the message came from has nothing to do any more, when this one is taken back. */
static gboolean
put_back_move (MailerStore   *self,
               const Pending *pending,
               GError       **error)
{
  gint64 next = pending->operation;
  gint64 target;

  do
    {
      target = 0;
      if (!find_next_move (self, pending->message, next, &next, error))
        return FALSE;
      if (next == 0)
        break;
      if (!mailer_store_db_read_int (
              self->db, &target, error,
              "SELECT target FROM operation_message WHERE operation = ? AND message = ?", "ii",
              next, pending->message))
        return FALSE;
      if (target != pending->source || target == 0)
        return hand_source_on (self, pending, next, error);
      if (!mailer_store_db_run (self->db, error,
                                "DELETE FROM operation_message WHERE operation = ? AND message = ?",
                                "ii", next, pending->message))
        return FALSE;
    }
  while (next != 0);

  /* When the mailbox it came from has vanished, the server decides where it is: see settling. */
  return pending->source == 0 || move_row (self, pending->message, pending->source, pending->source_uid, error);
}

static gboolean
put_back_one (MailerStore   *self,
              const Pending *pending,
              GError       **error)
{
  if (!mailer_store_db_run (
          self->db, error,
          "UPDATE operation_message SET is_pending = 0, is_failed = 1 WHERE operation = ? AND message = ?",
          "ii", pending->operation, pending->message))
    return FALSE;

  return pending->is_move ? put_back_move (self, pending, error)
                          : mailer_store_update_flags (self, pending->message, error);
}

gboolean
mailer_store_put_back (MailerStore *self,
                       gint64       operation,
                       GError     **error)
{
  g_autoptr (GArray) list = list_pending (self, operation, error);

  for (guint i = 0; list != NULL && i < list->len; i++)
    if (!put_back_one (self, &g_array_index (list, Pending, i), error))
      return FALSE;

  return list != NULL;
}

/* Takes all pending moves of a message back, the last one first. */
static gboolean
rescue_message (MailerStore *self,
                gint64       message,
                GError     **error)
{
  g_autoptr (GArray) operations = NULL;
  g_autoptr (MailerStoreStatement) rows = NULL;

  rows = mailer_store_db_query (
      self->db, error,
      "SELECT operation FROM operation_message WHERE message = ? AND is_pending AND is_move ORDER BY operation DESC",
      "i", message);
  operations = rows != NULL ? mailer_store_statement_read_ints (rows, error) : NULL;
  for (guint i = 0; operations != NULL && i < operations->len; i++)
    {
      Pending pending = { g_array_index (operations, gint64, i), message, TRUE, 0, 0 };

      if (!mailer_store_db_read_int (
              self->db, &pending.source, error,
              "SELECT source FROM operation_message WHERE operation = ? AND message = ?", "ii",
              pending.operation, message)
          || !mailer_store_db_read_int (
              self->db, &pending.source_uid, error,
              "SELECT source_uid FROM operation_message WHERE operation = ? AND message = ?", "ii",
              pending.operation, message)
          || !put_back_one (self, &pending, error))
        return FALSE;
    }

  return operations != NULL;
}

gboolean
mailer_store_rescue_moved (MailerStore *self,
                           gint64       mailbox,
                           GError     **error)
{
  g_autoptr (GArray) messages = NULL;
  g_autoptr (MailerStoreStatement) rows = NULL;

  rows = mailer_store_db_query (self->db, error,
                                "SELECT DISTINCT m.id FROM message m JOIN operation_message o ON o.message = m.id WHERE m.mailbox = ? AND o.is_pending AND o.is_move",
                                "i", mailbox);
  messages = rows != NULL ? mailer_store_statement_read_ints (rows, error) : NULL;
  for (guint i = 0; messages != NULL && i < messages->len; i++)
    if (!rescue_message (self, g_array_index (messages, gint64, i), error))
      return FALSE;

  return messages != NULL;
}

static gboolean
read_state (MailerStore               *self,
            gint64                     operation,
            MailerStoreOperationState *state,
            GError                   **error)
{
  gint64 value = -1;

  if (!mailer_store_db_read_int (self->db, &value, error, "SELECT state FROM operation WHERE id = ?", "i", operation))
    return FALSE;
  if (value < 0)
    {
      mailer_store_set_error (error, MAILER_STORE_ERROR_NOT_FOUND, "The operation is not in the journal any more");
      return FALSE;
    }
  *state = value;

  return TRUE;
}

static gboolean
require_unfinished (MailerStore *self,
                    gint64       operation,
                    GError     **error)
{
  MailerStoreOperationState state;

  if (!read_state (self, operation, &state, error))
    return FALSE;
  if (state == MAILER_STORE_OPERATION_WAITING || state == MAILER_STORE_OPERATION_RUNNING)
    {
      mailer_store_tracker_set_operations (self->tracker);
      return TRUE;
    }

  mailer_store_set_error (error, MAILER_STORE_ERROR_STATE, "The operation is over");

  return FALSE;
}

gboolean
mailer_store_set_operation_running (MailerStore *self,
                                    gint64       operation_id,
                                    GError     **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return mailer_store_begin (self, MAILER_STORE_SYNC_FULL, error)
         && mailer_store_end (
             self,
             require_unfinished (self, operation_id, error)
                 && mailer_store_db_run (
                     self->db, error,
                     "UPDATE operation SET state = 1, attempts = attempts + 1, error = NULL WHERE id = ?",
                     "i", operation_id),
             error);
}

gboolean
mailer_store_postpone_operation (MailerStore *self,
                                 gint64       operation_id,
                                 const char  *error_text,
                                 gint64       not_before_us,
                                 GError     **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return mailer_store_begin (self, MAILER_STORE_SYNC_FULL, error)
         && mailer_store_end (
             self,
             require_unfinished (self, operation_id, error)
                 && mailer_store_db_run (
                     self->db, error,
                     "UPDATE operation SET error = ?, not_before_us = ? WHERE id = ?", "sii",
                     error_text, not_before_us, operation_id),
             error);
}

/* A copy that arrived in the target by itself and this row are the same message from now on. */
static gboolean
complete_move (MailerStore   *self,
               const Pending *pending,
               guint32        new_uid,
               GError       **error)
{
  gint64 target = 0;
  gint64 next;
  gint64 known_uid = 0;

  if (new_uid == 0)
    return TRUE;
  if (!mailer_store_db_read_int (
          self->db, &target, error,
          "SELECT target FROM operation_message WHERE operation = ? AND message = ?", "ii",
          pending->operation, pending->message)
      || !find_next_move (self, pending->message, pending->operation, &next, error))
    return FALSE;
  if (target == 0)
    return TRUE;

  if (next != 0)
    return mailer_store_absorb_copy (self, target, new_uid, pending->message, error)
           && mailer_store_db_run (
               self->db, error,
               "UPDATE operation_message SET source_uid = ? WHERE operation = ? AND message = ?",
               "iii", (gint64)new_uid, next, pending->message);

  if (!mailer_store_db_read_int (self->db, &known_uid, error,
                                 "SELECT uid FROM message WHERE id = ?", "i", pending->message))
    return FALSE;

  /* With another UID it was taken for another copy that is there too; the one of the move will be reported. */
  return known_uid != 0 || move_row (self, pending->message, target, new_uid, error);
}

static gboolean
complete_one (MailerStore   *self,
              const Pending *pending,
              guint32        new_uid,
              GError       **error)
{
  if (!mailer_store_db_run (
          self->db, error,
          "UPDATE operation_message SET is_pending = 0 WHERE operation = ? AND message = ?", "ii",
          pending->operation, pending->message))
    return FALSE;
  if (pending->is_move)
    return complete_move (self, pending, new_uid, error);

  return mailer_store_db_run (self->db, error,
                              "UPDATE message SET server_flags = (server_flags | o.add_flags) & ~o.remove_flags"
                              " FROM operation_message o WHERE o.operation = ?1 AND o.message = ?2 AND message.id = ?2",
                              "ii", pending->operation, pending->message)
         && mailer_store_update_flags (self, pending->message, error);
}

static gboolean
complete_some (MailerStore             *self,
               gint64                   operation,
               const MailerStoreResult *results,
               gsize                    n_results,
               GError                 **error)
{
  g_autoptr (GArray) list = NULL;
  g_autoptr (GHashTable) uids = g_hash_table_new (g_int64_hash, g_int64_equal);

  if (!require_unfinished (self, operation, error))
    return FALSE;

  for (gsize i = 0; i < n_results; i++)
    g_hash_table_insert (uids, (gpointer)&results[i].message_id, GUINT_TO_POINTER (results[i].new_uid));

  list = list_pending (self, operation, error);
  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      Pending *pending = &g_array_index (list, Pending, i);
      gpointer uid;

      if (g_hash_table_lookup_extended (uids, &pending->message, NULL, &uid)
          && !complete_one (self, pending, GPOINTER_TO_UINT (uid), error))
        return FALSE;
    }

  return list != NULL;
}

gboolean
mailer_store_complete_targets (MailerStore             *self,
                               gint64                   operation_id,
                               const MailerStoreResult *results,
                               gsize                    n_results,
                               GError                 **error)
{
  g_return_val_if_fail (self != NULL && (results != NULL || n_results == 0), FALSE);

  return mailer_store_begin (self, MAILER_STORE_SYNC_FULL, error)
         && mailer_store_end (self, complete_some (self, operation_id, results, n_results, error),
                              error);
}

static gboolean
complete_all (MailerStore *self,
              gint64       operation,
              GError     **error)
{
  g_autoptr (GArray) list = NULL;

  if (!require_unfinished (self, operation, error))
    return FALSE;

  list = list_pending (self, operation, error);
  for (guint i = 0; list != NULL && i < list->len; i++)
    if (!complete_one (self, &g_array_index (list, Pending, i), 0, error))
      return FALSE;

  return list != NULL
         && mailer_store_db_run (self->db, error,
                                 "UPDATE operation SET state = 3, error = NULL WHERE id = ?", "i",
                                 operation);
}

gboolean
mailer_store_complete_operation (MailerStore *self,
                                 gint64       operation_id,
                                 GError     **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return mailer_store_begin (self, MAILER_STORE_SYNC_FULL, error)
         && mailer_store_end (self, complete_all (self, operation_id, error), error);
}

gboolean
mailer_store_fail_operation (MailerStore *self,
                             gint64       operation_id,
                             const char  *error_text,
                             GError     **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return mailer_store_begin (self, MAILER_STORE_SYNC_FULL, error)
         && mailer_store_end (
             self,
             require_unfinished (self, operation_id, error)
                 && mailer_store_put_back (self, operation_id, error)
                 && mailer_store_db_run (self->db, error,
                                         "UPDATE operation SET state = 2, error = ? WHERE id = ?",
                                         "si", error_text, operation_id),
             error);
}

static gboolean
put_back_some (MailerStore *self,
               gint64       operation,
               GArray      *messages,
               GError     **error)
{
  g_autoptr (GArray) list = list_pending (self, operation, error);
  g_autoptr (GHashTable) chosen = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < messages->len; i++)
    g_hash_table_add (chosen, &g_array_index (messages, gint64, i));
  for (guint i = 0; list != NULL && i < list->len; i++)
    {
      const Pending *pending = &g_array_index (list, Pending, i);

      if (g_hash_table_contains (chosen, &pending->message) && !put_back_one (self, pending, error))
        return FALSE;
    }

  return list != NULL;
}

/* What failed of @operation becomes a row of its own, so that both it and the rest can be told, tried again, or
 * undone. The rest may be done with that. */
static gboolean
split_failed (MailerStore *self,
              gint64       operation,
              GArray      *messages,
              const char  *error_text,
              gint64      *failed,
              GError     **error)
{
  if (!mailer_store_db_run (self->db, error,
                            "INSERT INTO operation (account, kind, state, target, n_messages, undoes, attempts, created_us, error)"
                            " SELECT account, kind, 2, target, ?2, undoes, attempts, created_us, ?3 FROM operation WHERE id = ?1",
                            "iis", operation, (gint64)messages->len, error_text))
    return FALSE;

  *failed = mailer_store_db_get_last_id (self->db);
  for (guint i = 0; i < messages->len; i++)
    if (!mailer_store_db_run (
            self->db, error,
            "UPDATE operation_message SET operation = ? WHERE operation = ? AND message = ?", "iii",
            *failed, operation, g_array_index (messages, gint64, i)))
      return FALSE;

  return mailer_store_db_run (self->db, error,
                              "UPDATE operation SET n_messages = n_messages - ?2, state = iif(EXISTS (SELECT 1 FROM operation_message WHERE operation = ?1 AND is_pending), state, 3) WHERE id = ?1",
                              "ii", operation, (gint64)messages->len);
}

static gboolean
fail_at (MailerStore *self,
         gint64       operation,
         gint64       mailbox,
         const char  *error_text,
         gint64      *failed,
         GError     **error)
{
  g_autoptr (GArray) messages = NULL;
  gint64 n_all = 0;

  if (!require_unfinished (self, operation, error)
      || !mailer_store_db_read_int (self->db, &n_all, error,
                                    "SELECT count(*) FROM operation_message WHERE operation = ?",
                                    "i", operation))
    return FALSE;
  messages = mailer_store_list_messages_at (self, operation, mailbox, error);
  if (messages == NULL || !put_back_some (self, operation, messages, error))
    return FALSE;
  if (messages->len == 0)
    return TRUE;
  if (messages->len < n_all)
    return split_failed (self, operation, messages, error_text, failed, error);

  *failed = operation;

  return mailer_store_db_run (self->db, error,
                              "UPDATE operation SET state = 2, error = ? WHERE id = ?", "si",
                              error_text, operation);
}

gboolean
mailer_store_fail_operation_at (MailerStore *self,
                                gint64       operation_id,
                                gint64       mailbox_id,
                                const char  *error_text,
                                gint64      *failed_id,
                                GError     **error)
{
  gint64 failed = 0;

  g_return_val_if_fail (self != NULL, FALSE);

  if (!mailer_store_begin (self, MAILER_STORE_SYNC_FULL, error)
      || !mailer_store_end (self,
                            fail_at (self, operation_id, mailbox_id, error_text, &failed, error),
                            error))
    return FALSE;

  if (failed_id != NULL)
    *failed_id = failed;

  return TRUE;
}

static gboolean
discard (MailerStore *self,
         gint64       operation,
         GError     **error)
{
  MailerStoreOperationState state;

  if (!read_state (self, operation, &state, error))
    return FALSE;
  if (state != MAILER_STORE_OPERATION_FAILED)
    {
      mailer_store_set_error (error, MAILER_STORE_ERROR_STATE, "Only an operation that failed can be discarded");
      return FALSE;
    }
  mailer_store_tracker_set_operations (self->tracker);

  return mailer_store_db_run (self->db, error, "DELETE FROM operation WHERE id = ?", "i", operation);
}

gboolean
mailer_store_discard_operation (MailerStore *self,
                                gint64       operation_id,
                                GError     **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return mailer_store_begin (self, MAILER_STORE_SYNC_FULL, error)
         && mailer_store_end (self, discard (self, operation_id, error), error);
}

gboolean
mailer_store_forget_done_operations (MailerStore *self,
                                     gint64       before_us,
                                     GError     **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return mailer_store_begin (self, MAILER_STORE_SYNC_NORMAL, error)
         && mailer_store_end (
             self,
             mailer_store_db_run (self->db, error,
                                  "DELETE FROM operation WHERE state = 3 AND created_us < ?", "i",
                                  before_us),
             error);
}
