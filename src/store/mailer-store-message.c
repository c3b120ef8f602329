/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The message record, and reading it. Storing is in mailer-store-put.c. */

#include "config.h"

#include "mailer-store-message.h"

#include "mailer-store-conversation.h"
#include "mailer-store-private.h"

#define PEOPLE_TYPE "(a(mss)a(mss)a(mss)a(mss)a(mss))"

static void
message_clear_cb (gpointer data)
{
  MailerStoreMessage *self = data;

  g_strfreev (self->keywords);
  g_free (self->subject);
  g_ptr_array_unref (self->from);
  g_ptr_array_unref (self->to);
  g_ptr_array_unref (self->cc);
  g_ptr_array_unref (self->bcc);
  g_ptr_array_unref (self->reply_to);
  g_clear_pointer (&self->sender, mailer_address_free);
  g_free (self->message_id);
  g_free (self->in_reply_to);
  g_free (self->references);
  g_free (self->list_id);
  g_free (self->preview);
  g_clear_pointer (&self->parts, mailer_body_part_free);
}

MailerStoreMessage *
mailer_store_message_new (void)
{
  MailerStoreMessage *self = g_atomic_rc_box_new0 (MailerStoreMessage);

  self->from = mailer_address_list_new ();
  self->to = mailer_address_list_new ();
  self->cc = mailer_address_list_new ();
  self->bcc = mailer_address_list_new ();
  self->reply_to = mailer_address_list_new ();

  return self;
}

void
mailer_store_message_unref (MailerStoreMessage *self)
{
  g_atomic_rc_box_release_full (self, message_clear_cb);
}

gint64
mailer_store_message_get_sort_us (const MailerStoreMessage *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->received_us != 0 ? self->received_us : self->sent_us;
}

static GVariant *
serialize_list (GPtrArray *list)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(mss)"));
  for (guint i = 0; i < list->len; i++)
    {
      const MailerAddress *address = g_ptr_array_index (list, i);

      g_variant_builder_add (&builder, "(mss)", address->name, address->address);
    }

  return g_variant_builder_end (&builder);
}

GVariant *
mailer_store_people_serialize (const MailerStoreMessage *message)
{
  GVariant *lists[] = {
    serialize_list (message->from),
    serialize_list (message->to),
    serialize_list (message->cc),
    serialize_list (message->bcc),
    serialize_list (message->reply_to),
  };

  return g_variant_ref_sink (g_variant_new_tuple (lists, G_N_ELEMENTS (lists)));
}

void
mailer_store_people_read (GVariant  *people,
                          gsize      index,
                          gsize      max,
                          GPtrArray *list)
{
  g_autoptr (GVariant) entries = g_variant_get_child_value (people, index);
  gsize n_entries = MIN (g_variant_n_children (entries), max);

  for (gsize i = 0; i < n_entries; i++)
    {
      g_autofree char *name = NULL;
      g_autofree char *address = NULL;

      g_variant_get_child (entries, i, "(mss)", &name, &address);
      g_ptr_array_add (list, mailer_address_new (name, address));
    }
}

static void
read_details (MailerStoreMessage   *message,
              MailerStoreStatement *row)
{
  g_autoptr (GVariant) people = mailer_store_statement_dup_variant (row, 15, G_VARIANT_TYPE (PEOPLE_TYPE));
  g_autoptr (GVariant) parts = mailer_store_statement_dup_variant (row, 19, G_VARIANT_TYPE_VARIANT);
  g_autofree char *sender_name = mailer_store_statement_dup_text (row, 20);
  g_autofree char *sender_address = mailer_store_statement_dup_text (row, 21);
  GPtrArray       *lists[] = { message->from, message->to, message->cc, message->bcc, message->reply_to };

  for (gsize i = 0; people != NULL && i < G_N_ELEMENTS (lists); i++)
    mailer_store_people_read (people, i, G_MAXSIZE, lists[i]);

  if (sender_address != NULL)
    message->sender = mailer_address_new (sender_name, sender_address);
  message->in_reply_to = mailer_store_statement_dup_text (row, 16);
  message->references = mailer_store_statement_dup_text (row, 17);
  message->list_id = mailer_store_statement_dup_text (row, 18);
  if (parts != NULL)
    message->parts = mailer_body_part_deserialize (parts);
}

/* The order of the columns is that of READ_MESSAGE. */
static MailerStoreMessage *
read_row (MailerStoreStatement *row)
{
  MailerStoreMessage *message = mailer_store_message_new ();
  g_autofree char    *keywords = mailer_store_statement_dup_text (row, 5);

  message->id = mailer_store_statement_get_int (row, 0);
  message->mailbox_id = mailer_store_statement_get_int (row, 1);
  message->conversation_id = mailer_store_statement_get_int (row, 2);
  message->uid = mailer_store_statement_get_int (row, 3);
  message->flags = mailer_store_statement_get_int (row, 4);
  message->keywords = keywords != NULL ? g_strsplit (keywords, " ", -1) : NULL;
  message->received_us = mailer_store_statement_get_int (row, 6);
  message->sent_us = mailer_store_statement_get_int (row, 7);
  message->size_bytes = mailer_store_statement_get_int (row, 8);
  message->subject = mailer_store_statement_dup_text (row, 9);
  message->message_id = mailer_store_statement_dup_text (row, 10);
  message->has_attachments = mailer_store_statement_get_int (row, 11) != 0;
  message->preview = mailer_store_statement_dup_text (row, 12);
  read_details (message, row);

  return message;
}

#define READ_MESSAGE                                                                                      \
  "SELECT m.id, m.mailbox, m.conversation, m.uid, m.flags, m.keywords, m.received_us, m.sent_us, m.size," \
  " m.subject, m.message_id, m.has_attachments, m.preview, m.key, b.role,"                                \
  " d.people, d.in_reply_to, d.references_text, d.list_id, d.parts, d.sender_name, d.sender_address"      \
  " FROM message m JOIN mailbox b ON b.id = m.mailbox LEFT JOIN message_detail d ON d.message = m.id "

MailerStoreMessage *
mailer_store_read_message (MailerStore *self,
                           gint64       message_id,
                           GError     **error)
{
  g_autoptr (MailerStoreStatement) row = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  row = mailer_store_db_read_row (self->db, "The message is not in the store any more", error,
                                  READ_MESSAGE "WHERE m.id = ?", "i", message_id);

  return row != NULL ? read_row (row) : NULL;
}

/* Copies come one after the other, the best one last: it replaces the others. */
static gboolean
add_best_copies (MailerStoreStatement *rows,
                 GPtrArray            *messages,
                 GError              **error)
{
  g_autoptr (GHashTable) places = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  MailerStoreStep step;

  while ((step = mailer_store_statement_step (rows, error)) == MAILER_STORE_STEP_ROW)
    {
      gint64   key = mailer_store_statement_get_int (rows, 13);
      gpointer place;

      if (g_hash_table_lookup_extended (places, &key, NULL, &place))
        {
          mailer_store_message_unref (g_ptr_array_index (messages, GPOINTER_TO_UINT (place)));
          g_ptr_array_index (messages, GPOINTER_TO_UINT (place)) = read_row (rows);
          continue;
        }
      g_hash_table_insert (places, g_memdup2 (&key, sizeof key), GUINT_TO_POINTER (messages->len));
      g_ptr_array_add (messages, read_row (rows));
    }

  return step == MAILER_STORE_STEP_DONE;
}

static int
compare_times_cb (gconstpointer a,
                  gconstpointer b)
{
  const MailerStoreMessage *first = *(const MailerStoreMessage *const *)a;
  const MailerStoreMessage *second = *(const MailerStoreMessage *const *)b;
  gint64                    first_us = mailer_store_message_get_sort_us (first);
  gint64                    second_us = mailer_store_message_get_sort_us (second);

  if (first_us != second_us)
    return first_us < second_us ? -1 : 1;

  return (first->id > second->id) - (first->id < second->id);
}

static void
unref_message_cb (gpointer message)
{
  mailer_store_message_unref (message);
}

GPtrArray *
mailer_store_read_conversation (MailerStore *self,
                                gint64       conversation_id,
                                gint64       mailbox_id,
                                GError     **error)
{
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (MailerStoreStatement) rows = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  rows = mailer_store_db_query (
      self->db, error,
      READ_MESSAGE
      "WHERE m.conversation = ?1 AND m.flags & 8 = 0 AND (m.mailbox = ?2 OR b.role NOT IN (5, 6))"
      " ORDER BY m.mailbox = ?2, m.id DESC",
      "ii", conversation_id, mailbox_id);
  if (rows == NULL)
    return NULL;

  messages = g_ptr_array_new_with_free_func (unref_message_cb);
  if (!add_best_copies (rows, messages, error))
    return NULL;
  g_ptr_array_sort (messages, compare_times_cb);

  return g_steal_pointer (&messages);
}

MailerUidSet *
mailer_store_read_uids (MailerStore *self,
                        gint64       mailbox_id,
                        GError     **error)
{
  g_autoptr (MailerUidSet) uids = mailer_uid_set_new ();
  g_autoptr (MailerStoreStatement) rows = NULL;
  MailerStoreStep step;

  g_return_val_if_fail (self != NULL, NULL);

  rows = mailer_store_db_query (self->db, error,
                                "SELECT uid FROM message WHERE mailbox = ?1 AND uid > 0"
                                " UNION SELECT source_uid FROM operation_message WHERE source = ?1 AND source_uid > 0 AND is_pending ORDER BY 1",
                                "i", mailbox_id);
  if (rows == NULL)
    return NULL;

  while ((step = mailer_store_statement_step (rows, error)) == MAILER_STORE_STEP_ROW)
    mailer_uid_set_add (uids, mailer_store_statement_get_int (rows, 0));

  return step == MAILER_STORE_STEP_DONE ? g_steal_pointer (&uids) : NULL;
}
