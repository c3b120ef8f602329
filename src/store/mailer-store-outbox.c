/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-store-outbox.h"

#include "mailer-folder-role.h"
#include "mailer-store-private.h"

#define MAX_MESSAGE_BYTES (512 * 1024 * 1024)

#define READ_ITEM                                                                                    \
  "SELECT o.id, a.name, o.state, o.header_id, o.subject, o.sender, o.recipients, o.size, o.draft,"   \
  " o.answered, o.answered_flag, o.attempts, o.not_before_us, o.created_us, o.error, o.server_text," \
  " o.sent_mailbox, o.sent_uid_validity, o.sent_uid_next"                                            \
  " FROM outbox o JOIN account a ON a.id = o.account "

static void
item_clear_cb (gpointer data)
{
  MailerStoreOutboxItem *self = data;

  g_free (self->account_id);
  g_free (self->header_id);
  g_free (self->subject);
  g_free (self->sender);
  g_strfreev (self->recipients);
  g_free (self->error_text);
  g_free (self->server_text);
}

MailerStoreOutboxItem *
mailer_store_outbox_item_new (void)
{
  return g_atomic_rc_box_new0 (MailerStoreOutboxItem);
}

MailerStoreOutboxItem *
mailer_store_outbox_item_ref (MailerStoreOutboxItem *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
mailer_store_outbox_item_unref (MailerStoreOutboxItem *self)
{
  g_atomic_rc_box_release_full (self, item_clear_cb);
}

static void
unref_item_cb (gpointer item)
{
  mailer_store_outbox_item_unref (item);
}

static gboolean
is_allowed (MailerStoreOutboxState from,
            MailerStoreOutboxState to)
{
  static const struct
  {
    MailerStoreOutboxState from;
    MailerStoreOutboxState to;
  } steps[] = {
    { MAILER_STORE_OUTBOX_WAITING, MAILER_STORE_OUTBOX_WAITING },
    { MAILER_STORE_OUTBOX_WAITING, MAILER_STORE_OUTBOX_SENDING },
    { MAILER_STORE_OUTBOX_SENDING, MAILER_STORE_OUTBOX_WAITING },
    { MAILER_STORE_OUTBOX_SENDING, MAILER_STORE_OUTBOX_SENT },
    { MAILER_STORE_OUTBOX_SENDING, MAILER_STORE_OUTBOX_UNKNOWN },
    { MAILER_STORE_OUTBOX_SENDING, MAILER_STORE_OUTBOX_FAILED },
    { MAILER_STORE_OUTBOX_SENT, MAILER_STORE_OUTBOX_SENT },
    { MAILER_STORE_OUTBOX_UNKNOWN, MAILER_STORE_OUTBOX_SENT },
    { MAILER_STORE_OUTBOX_UNKNOWN, MAILER_STORE_OUTBOX_WAITING },
    { MAILER_STORE_OUTBOX_FAILED, MAILER_STORE_OUTBOX_WAITING },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    if (steps[i].from == from && steps[i].to == to)
      return TRUE;

  return FALSE;
}

static const char missing_item[] = "The message is not in the outbox any more";

static gboolean
read_state (MailerStore            *self,
            gint64                  id,
            MailerStoreOutboxState *state,
            GError                **error)
{
  gint64 value = -1;

  if (!mailer_store_db_read_int (self->db, &value, error, "SELECT state FROM outbox WHERE id = ?", "i", id))
    return FALSE;
  if (value < MAILER_STORE_OUTBOX_WAITING || value > MAILER_STORE_OUTBOX_FAILED)
    {
      mailer_store_set_error (error, MAILER_STORE_ERROR_NOT_FOUND, missing_item);
      return FALSE;
    }
  *state = value;
  mailer_store_tracker_set_outbox (self->tracker);

  return TRUE;
}

static gboolean
set_state_error (GError **error)
{
  mailer_store_set_error (error, MAILER_STORE_ERROR_STATE, "The message in the outbox is in another state");

  return FALSE;
}

/* Only once: what was sent is not sent again, so a second word of it is a mistake. */
static gboolean
require_sendable (MailerStore *self,
                  gint64       id,
                  GError     **error)
{
  MailerStoreOutboxState from;

  if (!read_state (self, id, &from, error))
    return FALSE;

  return (from != MAILER_STORE_OUTBOX_SENT && is_allowed (from, MAILER_STORE_OUTBOX_SENT)) || set_state_error (error);
}

static gboolean
enqueue (MailerStore                 *self,
         const MailerStoreOutboxItem *item,
         GBytes                      *bytes,
         GBytes                      *copy,
         gint64                      *id,
         GError                     **error)
{
  g_autoptr (GVariant) recipients = g_variant_ref_sink (g_variant_new_strv ((const char *const *)item->recipients, -1));
  gint64 account;
  gint64 answered = 0;

  /* The answered message may have gone meanwhile; that is no reason not to send. */
  if (!mailer_store_find_account (self, item->account_id, &account, error)
      || !mailer_store_db_read_int (self->db, &answered, error,
                                    "SELECT id FROM message WHERE id = ?", "i",
                                    item->answered_message_id)
      || !mailer_store_db_run (
          self->db, error,
          "INSERT INTO outbox (account, header_id, subject, sender, recipients, size, draft, answered, answered_flag, not_before_us, created_us, data, copy)"
          " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          "isssvinndiibb", account, item->header_id, item->subject, item->sender, recipients,
          (gint64)g_bytes_get_size (bytes), item->draft_id, answered, (int)item->answered_flag,
          item->not_before_us, g_get_real_time (), bytes, copy))
    return FALSE;

  *id = mailer_store_db_get_last_id (self->db);
  mailer_store_tracker_set_outbox (self->tracker);
  mailer_store_tracker_set_drafts (self->tracker);

  return TRUE;
}

gint64
mailer_store_enqueue (MailerStore                 *self,
                      const MailerStoreOutboxItem *item,
                      GBytes                      *bytes,
                      GBytes                      *copy,
                      GError                     **error)
{
  gint64 id = -1;

  g_return_val_if_fail (self != NULL && item != NULL && bytes != NULL, -1);
  g_return_val_if_fail (item->account_id != NULL && item->header_id != NULL && item->sender != NULL
                            && item->recipients != NULL,
                        -1);

  if (g_bytes_get_size (bytes) > MAX_MESSAGE_BYTES || (copy != NULL && g_bytes_get_size (copy) > MAX_MESSAGE_BYTES))
    {
      mailer_store_set_error (error, MAILER_STORE_ERROR_TOO_BIG, "The message is too large");
      return -1;
    }

  if (!mailer_store_begin (self, MAILER_STORE_SYNC_FULL, error)
      || !mailer_store_end (self, enqueue (self, item, bytes, copy, &id, error), error))
    return -1;

  return id;
}

static MailerStoreOutboxItem *
read_row (MailerStoreStatement *row)
{
  MailerStoreOutboxItem *item = mailer_store_outbox_item_new ();
  g_autoptr (GVariant) recipients = mailer_store_statement_dup_variant (row, 6, G_VARIANT_TYPE_STRING_ARRAY);

  item->id = mailer_store_statement_get_int (row, 0);
  item->account_id = mailer_store_statement_dup_text (row, 1);
  item->state = mailer_store_statement_get_int (row, 2);
  item->header_id = mailer_store_statement_dup_text (row, 3);
  item->subject = mailer_store_statement_dup_text (row, 4);
  item->sender = mailer_store_statement_dup_text (row, 5);
  item->recipients = recipients != NULL ? g_variant_dup_strv (recipients, NULL) : g_new0 (char *, 1);
  item->size_bytes = mailer_store_statement_get_int (row, 7);
  item->draft_id = mailer_store_statement_get_int (row, 8);
  item->answered_message_id = mailer_store_statement_get_int (row, 9);
  item->answered_flag = mailer_store_statement_get_int (row, 10);
  item->attempts = mailer_store_statement_get_int (row, 11);
  item->not_before_us = mailer_store_statement_get_int (row, 12);
  item->created_us = mailer_store_statement_get_int (row, 13);
  item->error_text = mailer_store_statement_dup_text (row, 14);
  item->server_text = mailer_store_statement_dup_text (row, 15);
  item->sent_mailbox_id = mailer_store_statement_get_int (row, 16);
  item->sent_uid_validity = mailer_store_statement_get_int (row, 17);
  item->sent_uid_next = mailer_store_statement_get_int (row, 18);

  return item;
}

GPtrArray *
mailer_store_list_outbox (MailerStore *self,
                          const char  *account_id,
                          GError     **error)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (unref_item_cb);
  g_autoptr (MailerStoreStatement) rows = NULL;
  MailerStoreStep step;

  g_return_val_if_fail (self != NULL, NULL);

  rows = mailer_store_db_query (self->db, error,
                                READ_ITEM "WHERE ?1 IS NULL OR a.name = ?1 ORDER BY o.id", "s",
                                account_id);
  if (rows == NULL)
    return NULL;

  while ((step = mailer_store_statement_step (rows, error)) == MAILER_STORE_STEP_ROW)
    g_ptr_array_add (items, read_row (rows));

  return step == MAILER_STORE_STEP_DONE ? g_steal_pointer (&items) : NULL;
}

MailerStoreOutboxItem *
mailer_store_read_outbox_item (MailerStore *self,
                               gint64       outbox_id,
                               GError     **error)
{
  g_autoptr (MailerStoreStatement) row = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  row = mailer_store_db_read_row (self->db, missing_item, error, READ_ITEM "WHERE o.id = ?", "i", outbox_id);

  return row != NULL ? read_row (row) : NULL;
}

GBytes *
mailer_store_read_outbox_bytes (MailerStore *self,
                                gint64       outbox_id,
                                gboolean     is_copy,
                                GError     **error)
{
  g_autoptr (MailerStoreStatement) row = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  row = mailer_store_db_read_row (
      self->db, missing_item, error,
      "SELECT iif(?2, coalesce(copy, data), data) FROM outbox WHERE id = ?1", "id", outbox_id,
      is_copy);

  return row != NULL ? mailer_store_statement_dup_bytes (row, 0) : NULL;
}

gboolean
mailer_store_resume_outbox (MailerStore *self,
                            GError     **error)
{
  gboolean is_success;

  g_return_val_if_fail (self != NULL, FALSE);

  if (!mailer_store_begin (self, MAILER_STORE_SYNC_FULL, error))
    return FALSE;
  is_success = mailer_store_db_run (
      self->db, error,
      "UPDATE outbox SET state = 3, error = 'Mailer ended while the message was being sent' WHERE state = 1",
      "");
  if (is_success && mailer_store_db_get_n_changed (self->db) > 0)
    mailer_store_tracker_set_outbox (self->tracker);

  return mailer_store_end (self, is_success, error);
}

/* Only before it leaves for the first time: later a copy may be there already. */
static gboolean
note_sent_mailbox (MailerStore *self,
                   gint64       id,
                   GError     **error)
{
  return mailer_store_db_run (self->db, error,
                              "UPDATE outbox SET sent_mailbox = b.id, sent_uid_validity = b.uid_validity, sent_uid_next = b.uid_next FROM mailbox b"
                              " WHERE outbox.id = ?1 AND outbox.attempts = 0 AND b.uid_validity > 0 AND b.uid_next > 0"
                              " AND b.id = (SELECT min(id) FROM mailbox WHERE account = outbox.account AND role = ?2)",
                              "id", id, (int)MAILER_FOLDER_ROLE_SENT);
}

static gboolean
set_state (MailerStore           *self,
           gint64                 id,
           MailerStoreOutboxState state,
           const char            *error_text,
           const char            *server_text,
           gint64                 not_before_us,
           GError               **error)
{
  MailerStoreOutboxState from;

  if (!read_state (self, id, &from, error))
    return FALSE;
  if (!is_allowed (from, state) || (state == MAILER_STORE_OUTBOX_SENT && from != state))
    return set_state_error (error);
  if (state == MAILER_STORE_OUTBOX_SENDING && !note_sent_mailbox (self, id, error))
    return FALSE;

  return mailer_store_db_run (
      self->db, error,
      "UPDATE outbox SET state = ?2, error = ?3, server_text = ?4, not_before_us = ?5, attempts = attempts + (?2 = 1) WHERE id = ?1",
      "idssi", id, (int)state, error_text, server_text, not_before_us);
}

gboolean
mailer_store_set_outbox_state (MailerStore           *self,
                               gint64                 outbox_id,
                               MailerStoreOutboxState state,
                               const char            *error_text,
                               const char            *server_text,
                               gint64                 not_before_us,
                               GError               **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return mailer_store_begin (self, MAILER_STORE_SYNC_FULL, error)
         && mailer_store_end (self,
                              set_state (self, outbox_id, state, error_text, server_text,
                                         not_before_us, error),
                              error);
}

static gboolean
mark_answered (MailerStore *self,
               gint64       id,
               gint64      *operation,
               GError     **error)
{
  gint64 message = 0;
  gint64 flag = 0;

  if (!mailer_store_db_read_int (self->db, &message, error,
                                 "SELECT answered FROM outbox WHERE id = ?", "i", id)
      || !mailer_store_db_read_int (self->db, &flag, error,
                                    "SELECT answered_flag FROM outbox WHERE id = ?", "i", id))
    return FALSE;
  if (message == 0 || flag == 0)
    return TRUE;

  *operation = mailer_store_do_apply_flags (self, &message, 1, flag, 0, error);

  return *operation >= 0;
}

static gboolean
set_sent (MailerStore *self,
          gint64       id,
          gint64      *operation,
          GError     **error)
{
  mailer_store_tracker_set_drafts (self->tracker);

  return require_sendable (self, id, error) && mark_answered (self, id, operation, error)
         && mailer_store_db_run (
             self->db, error,
             "UPDATE outbox SET state = 2, error = NULL, server_text = NULL, not_before_us = 0 WHERE id = ?",
             "i", id)
         && mailer_store_db_run (
             self->db, error,
             "DELETE FROM draft WHERE id = (SELECT draft FROM outbox WHERE id = ?)", "i", id);
}

gboolean
mailer_store_set_outbox_sent (MailerStore *self,
                              gint64       outbox_id,
                              gint64      *operation_id,
                              GError     **error)
{
  gint64 operation = 0;

  g_return_val_if_fail (self != NULL, FALSE);

  if (!mailer_store_begin (self, MAILER_STORE_SYNC_FULL, error)
      || !mailer_store_end (self, set_sent (self, outbox_id, &operation, error), error))
    return FALSE;

  if (operation_id != NULL)
    *operation_id = operation;

  return TRUE;
}

static gboolean
remove_item (MailerStore *self,
             gint64       id,
             gboolean     is_sent,
             GError     **error)
{
  MailerStoreOutboxState state;

  if (!read_state (self, id, &state, error))
    return FALSE;
  if ((state == MAILER_STORE_OUTBOX_SENT) != is_sent || state == MAILER_STORE_OUTBOX_SENDING)
    return set_state_error (error);
  mailer_store_tracker_set_drafts (self->tracker);

  return mailer_store_db_run (self->db, error, "DELETE FROM outbox WHERE id = ?", "i", id);
}

gboolean
mailer_store_set_outbox_filed (MailerStore *self,
                               gint64       outbox_id,
                               GError     **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return mailer_store_begin (self, MAILER_STORE_SYNC_FULL, error)
         && mailer_store_end (self, remove_item (self, outbox_id, TRUE, error), error);
}

gboolean
mailer_store_cancel_outbox (MailerStore *self,
                            gint64       outbox_id,
                            GError     **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return mailer_store_begin (self, MAILER_STORE_SYNC_FULL, error)
         && mailer_store_end (self, remove_item (self, outbox_id, FALSE, error), error);
}
