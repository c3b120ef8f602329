/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the server reports about messages.
 *
 * A report names a mailbox and a UID. What it is about is found in this order:
 *  1. the row that has this UID there;
 *  2. the row that a pending move took away from there: only the server's flags are noted;
 *  3. the row in this mailbox that waits for a UID, with the same Message-ID and size: it came by a move, or
 *     UIDVALIDITY changed. A move that was not tried yet cannot have brought it, so its row does not match;
 *  4. the same for a row that a pending move took away from there and whose UID was lost;
 *  5. else it is new. */

#include "config.h"

#include "mailer-address.h"
#include "mailer-store-private.h"

#include <string.h>

static gint64
hash_headers (const MailerStoreMessage *message)
{
  g_autofree char     *id = mailer_store_normalize_message_id (message->message_id);
  g_autofree char     *headers = NULL;
  const MailerAddress *from = message->from->len > 0 ? g_ptr_array_index (message->from, 0) : NULL;

  if (id != NULL)
    return mailer_store_hash_message_id (id);

  /* The first byte cannot begin a Message-ID, which was stripped. */
  headers = g_strdup_printf ("\n%" G_GINT64_FORMAT " %" G_GUINT64_FORMAT " %s %s", message->sent_us,
                             message->size_bytes, from != NULL ? from->address : "",
                             message->subject != NULL ? message->subject : "");

  return mailer_store_hash_message_id (headers);
}

static char *
join_keywords (char **keywords)
{
  return keywords != NULL && keywords[0] != NULL ? g_strjoinv (" ", keywords) : NULL;
}

static gboolean
note_flags (MailerStore *self,
            gint64       id,
            MailerFlags  flags,
            char       **keywords,
            GError     **error)
{
  g_autofree char *text = join_keywords (keywords);

  if (!mailer_store_db_run (
          self->db, error,
          "UPDATE message SET server_flags = ?, keywords = ? WHERE id = ? AND (server_flags != ?1 OR keywords IS NOT ?2)",
          "isi", (gint64)flags, text, id))
    return FALSE;

  return mailer_store_db_get_n_changed (self->db) == 0 || mailer_store_update_flags (self, id, error);
}

static gboolean
set_details (MailerStore          *self,
             gint64                id,
             const MailerBodyPart *parts,
             const char           *preview,
             GError              **error)
{
  g_autoptr (GVariant) serialized = parts != NULL ? mailer_body_part_serialize (parts) : NULL;

  if (serialized != NULL
      && !mailer_store_db_run (
          self->db, error,
          "INSERT INTO message_detail (message, parts) VALUES (?1, ?2) ON CONFLICT (message) DO UPDATE SET parts = ?2",
          "iv", id, serialized))
    return FALSE;
  if (preview == NULL)
    return TRUE;

  return mailer_store_db_run (self->db, error,
                              "UPDATE message SET preview = ? WHERE id = ? AND preview IS NOT ?1",
                              "si", preview, id)
         && (mailer_store_db_get_n_changed (self->db) == 0
             || mailer_store_tracker_touch_message (self->tracker, self->db, id, error));
}

static gboolean
find_by_uid (MailerStore *self,
             gint64       mailbox,
             guint32      uid,
             gint64      *here,
             gint64      *away,
             GError     **error)
{
  *here = 0;
  *away = 0;

  return mailer_store_db_read_int (self->db, here, error,
                                   "SELECT id FROM message WHERE mailbox = ? AND uid = ?", "ii",
                                   mailbox, (gint64)uid)
         && (*here != 0
             || mailer_store_db_read_int (
                 self->db, away, error,
                 "SELECT message FROM operation_message WHERE source = ? AND source_uid = ? AND is_pending",
                 "ii", mailbox, (gint64)uid));
}

static gboolean
adopt_here (MailerStore              *self,
            gint64                    mailbox,
            const MailerStoreMessage *message,
            gint64                    key,
            gint64                   *id,
            GError                  **error)
{
  if (!mailer_store_db_read_int (self->db, id, error,
                                 "SELECT m.id FROM message m WHERE m.key = ?1 AND m.mailbox = ?2 AND m.uid IS NULL AND (m.size = ?3 OR m.size = 0 OR ?3 = 0)"
                                 " AND NOT EXISTS (SELECT 1 FROM operation_message o JOIN operation p ON p.id = o.operation"
                                 "   WHERE o.message = m.id AND o.is_pending AND o.is_move AND p.state = 0)"
                                 " ORDER BY m.received_us = ?4 DESC, m.id LIMIT 1",
                                 "iiii", key, mailbox, (gint64)message->size_bytes, message->received_us))
    return FALSE;

  return *id == 0
         || (mailer_store_db_run (self->db, error, "UPDATE message SET uid = ? WHERE id = ?", "ii",
                                  (gint64)message->uid, *id)
             && mailer_store_tracker_touch_message (self->tracker, self->db, *id, error));
}

static gboolean
adopt_away (MailerStore              *self,
            gint64                    mailbox,
            const MailerStoreMessage *message,
            gint64                    key,
            gint64                   *id,
            GError                  **error)
{
  g_autoptr (MailerStoreStatement) row = NULL;
  MailerStoreStep step;

  row = mailer_store_db_query (self->db, error,
                               "SELECT o.message, o.operation FROM message m JOIN operation_message o ON o.message = m.id"
                               " WHERE m.key = ?1 AND o.source = ?2 AND o.source_uid IS NULL AND o.is_pending AND (m.size = ?3 OR m.size = 0 OR ?3 = 0)"
                               " AND NOT EXISTS (SELECT 1 FROM operation_message e JOIN operation p ON p.id = e.operation"
                               "   WHERE e.message = m.id AND e.is_pending AND e.is_move AND p.state = 0 AND e.operation < o.operation)"
                               " ORDER BY o.operation LIMIT 1",
                               "iii", key, mailbox, (gint64)message->size_bytes);
  if (row == NULL)
    return FALSE;

  step = mailer_store_statement_step (row, error);
  if (step != MAILER_STORE_STEP_ROW)
    return step == MAILER_STORE_STEP_DONE;
  *id = mailer_store_statement_get_int (row, 0);

  return mailer_store_db_run (
      self->db, error,
      "UPDATE operation_message SET source_uid = ? WHERE operation = ? AND message = ?", "iii",
      (gint64)message->uid, mailer_store_statement_get_int (row, 1), *id);
}

static gboolean
insert_details (MailerStore              *self,
                gint64                    id,
                const MailerStoreMessage *message,
                GError                  **error)
{
  g_autoptr (GVariant) people = mailer_store_people_serialize (message);
  g_autoptr (GVariant) parts = message->parts != NULL ? mailer_body_part_serialize (message->parts) : NULL;

  return mailer_store_db_run (
      self->db, error,
      "INSERT INTO message_detail (message, people, in_reply_to, references_text, list_id, parts, sender_name, sender_address)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      "ivsssvss", id, people, message->in_reply_to, message->references, message->list_id, parts,
      message->sender != NULL ? message->sender->name : NULL,
      message->sender != NULL ? message->sender->address : NULL);
}

static gboolean
insert_message (MailerStore              *self,
                gint64                    account,
                gint64                    mailbox,
                const MailerStoreMessage *message,
                gint64                    key,
                gint64                   *id,
                GError                  **error)
{
  g_autofree char     *message_id = mailer_store_normalize_message_id (message->message_id);
  g_autofree char     *keywords = join_keywords (message->keywords);
  const MailerAddress *from = message->from->len > 0 ? g_ptr_array_index (message->from, 0) : NULL;
  gint64               conversation;

  if (!mailer_store_join_thread (self, account, message, &conversation, error)
      || !mailer_store_db_run (
          self->db, error,
          "INSERT INTO message (mailbox, uid, conversation, key, flags, server_flags, keywords, received_us, sent_us, sort_us, size,"
          " has_attachments, body_key, message_id, from_name, from_address, subject, preview)"
          " VALUES (?, ?, ?, ?, ?5, ?5, ?, ?, ?, ?, ?, ?, random(), ?, ?, ?, ?, ?)",
          "iiiiisiiiidsssss", mailbox, (gint64)message->uid, conversation, key,
          (gint64)message->flags, keywords, message->received_us, message->sent_us,
          mailer_store_message_get_sort_us (message), (gint64)message->size_bytes,
          message->has_attachments, message_id, from != NULL ? from->name : NULL,
          from != NULL ? from->address : NULL, message->subject, message->preview))
    return FALSE;

  *id = mailer_store_db_get_last_id (self->db);
  mailer_store_tracker_touch (self->tracker, mailbox, conversation);

  return insert_details (self, *id, message, error);
}

static gboolean
put_message (MailerStore              *self,
             gint64                    account,
             gint64                    mailbox,
             const MailerStoreMessage *message,
             gint64                   *id,
             gboolean                 *is_new,
             GError                  **error)
{
  gint64 here;
  gint64 away;

  *is_new = FALSE;
  if (!find_by_uid (self, mailbox, message->uid, &here, &away, error))
    return FALSE;
  if (here == 0 && away == 0)
    {
      gint64 key = hash_headers (message);

      if (!adopt_here (self, mailbox, message, key, &here, error)
          || (here == 0 && !adopt_away (self, mailbox, message, key, &away, error)))
        return FALSE;
      if (here == 0 && away == 0)
        {
          *is_new = TRUE;
          return insert_message (self, account, mailbox, message, key, id, error);
        }
    }

  *id = here;

  return note_flags (self, here != 0 ? here : away, message->flags, message->keywords, error)
         && (here == 0 || set_details (self, here, message->parts, message->preview, error));
}

typedef struct
{
  gint64                    id;
  const MailerStoreMessage *message;
} NewMessage;

/* FTS5 writes what it has collected whenever a statement with triggers begins, as each insert into the table of
 * messages is one. Among them each row would become a segment of its own, four times as dear as all the rest. */
static gboolean
index_all (MailerStore *self,
           GArray      *new_messages,
           GError     **error)
{
  for (guint i = 0; i < new_messages->len; i++)
    {
      const NewMessage *new_message = &g_array_index (new_messages, NewMessage, i);

      if (!mailer_store_index_headers (self, new_message->id, new_message->message, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
put_all (MailerStore *self,
         gint64       mailbox,
         GPtrArray   *messages,
         GArray      *ids,
         GError     **error)
{
  g_autoptr (GArray) new_messages = g_array_new (FALSE, FALSE, sizeof (NewMessage));
  gint64 account = 0;

  if (!mailer_store_db_read_int (self->db, &account, error, "SELECT account FROM mailbox WHERE id = ?", "i", mailbox))
    return FALSE;
  if (account == 0)
    {
      mailer_store_set_error (error, MAILER_STORE_ERROR_NOT_FOUND, "The mailbox is not in the store any more");
      return FALSE;
    }

  for (guint i = 0; i < messages->len; i++)
    {
      NewMessage new_message = { 0, g_ptr_array_index (messages, i) };
      gboolean   is_new;

      if (!put_message (self, account, mailbox, new_message.message, &new_message.id, &is_new, error))
        return FALSE;
      g_array_append_val (ids, new_message.id);
      if (is_new)
        g_array_append_val (new_messages, new_message);
    }

  return index_all (self, new_messages, error);
}

gboolean
mailer_store_put_messages (MailerStore *self,
                           gint64       mailbox_id,
                           GPtrArray   *messages,
                           GArray     **ids,
                           GError     **error)
{
  g_autoptr (GArray) put = g_array_new (FALSE, FALSE, sizeof (gint64));

  g_return_val_if_fail (self != NULL && messages != NULL && messages->len <= MAILER_STORE_MAX_BATCH, FALSE);

  if (!mailer_store_begin (self, MAILER_STORE_SYNC_NORMAL, error)
      || !mailer_store_end (self, put_all (self, mailbox_id, messages, put, error), error))
    return FALSE;

  if (ids != NULL)
    *ids = g_steal_pointer (&put);

  return TRUE;
}

static gboolean
note_reports (MailerStore *self,
              gint64       mailbox,
              GArray      *reports,
              GError     **error)
{
  for (guint i = 0; i < reports->len; i++)
    {
      const MailerStoreFlagReport *report = &g_array_index (reports, MailerStoreFlagReport, i);
      gint64                       here;
      gint64                       away;

      if (!find_by_uid (self, mailbox, report->uid, &here, &away, error))
        return FALSE;
      if ((here != 0 || away != 0)
          && !note_flags (self, here != 0 ? here : away, report->flags, report->keywords, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
mailer_store_set_server_flags (MailerStore *self,
                               gint64       mailbox_id,
                               GArray      *reports,
                               GError     **error)
{
  g_return_val_if_fail (self != NULL && reports != NULL && reports->len <= MAILER_STORE_MAX_BATCH, FALSE);

  return mailer_store_begin (self, MAILER_STORE_SYNC_NORMAL, error)
         && mailer_store_end (self, note_reports (self, mailbox_id, reports, error), error);
}

static gboolean
remove_range (MailerStore *self,
              gint64       mailbox,
              guint32      first,
              guint32      last,
              GError     **error)
{
  g_autoptr (MailerStoreStatement) rows = NULL;
  MailerStoreStep step;

  rows = mailer_store_db_query (
      self->db, error, "SELECT conversation FROM message WHERE mailbox = ? AND uid BETWEEN ? AND ?",
      "iii", mailbox, (gint64)first, (gint64)last);
  if (rows == NULL)
    return FALSE;

  while ((step = mailer_store_statement_step (rows, error)) == MAILER_STORE_STEP_ROW)
    mailer_store_tracker_touch (self->tracker, mailbox, mailer_store_statement_get_int (rows, 0));

  return step == MAILER_STORE_STEP_DONE
         && mailer_store_db_run (self->db, error,
                                 "DELETE FROM message WHERE mailbox = ? AND uid BETWEEN ? AND ?",
                                 "iii", mailbox, (gint64)first, (gint64)last);
}

static gboolean
remove_all (MailerStore        *self,
            gint64              mailbox,
            const MailerUidSet *uids,
            GError            **error)
{
  for (guint i = 0; i < mailer_uid_set_get_n_ranges (uids); i++)
    {
      guint32 first;
      guint32 last;

      mailer_uid_set_get_range (uids, i, &first, &last);
      if (!remove_range (self, mailbox, first, last, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
mailer_store_remove_messages (MailerStore        *self,
                              gint64              mailbox_id,
                              const MailerUidSet *uids,
                              GError            **error)
{
  g_return_val_if_fail (self != NULL && uids != NULL, FALSE);

  return mailer_store_begin (self, MAILER_STORE_SYNC_NORMAL, error)
         && mailer_store_end (self, remove_all (self, mailbox_id, uids, error), error);
}

gboolean
mailer_store_set_message_details (MailerStore          *self,
                                  gint64                message_id,
                                  const MailerBodyPart *parts,
                                  const char           *preview,
                                  GError              **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return mailer_store_begin (self, MAILER_STORE_SYNC_NORMAL, error)
         && mailer_store_end (self, set_details (self, message_id, parts, preview, error), error);
}
