/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-store-conversation.h"

#include "mailer-folder-role.h"
#include "mailer-store-private.h"

/* In a thread of thousands the last writers are enough for a row. */
#define MAX_AUTHORS_READ 32

#define PEOPLE_TYPE "(a(mss)a(mss)a(mss)a(mss)a(mss))"

static void
free_participant_cb (gpointer participant)
{
  mailer_store_participant_free (participant);
}

static void
conversation_clear_cb (gpointer data)
{
  MailerStoreConversation *self = data;

  g_free (self->subject);
  g_free (self->preview);
  g_ptr_array_unref (self->participants);
  g_ptr_array_unref (self->recipients);
}

MailerStoreConversation *
mailer_store_conversation_new (void)
{
  MailerStoreConversation *self = g_atomic_rc_box_new0 (MailerStoreConversation);

  self->participants = g_ptr_array_new_with_free_func (free_participant_cb);
  self->recipients = mailer_address_list_new ();

  return self;
}

void
mailer_store_conversation_unref (MailerStoreConversation *self)
{
  g_atomic_rc_box_release_full (self, conversation_clear_cb);
}

MailerStoreParticipant *
mailer_store_participant_new (const char *name,
                              const char *address,
                              gboolean    has_unread)
{
  MailerStoreParticipant *self = g_new0 (MailerStoreParticipant, 1);

  self->address = mailer_address_new (name, address);
  self->has_unread = has_unread;

  return self;
}

void
mailer_store_participant_free (MailerStoreParticipant *self)
{
  if (self == NULL)
    return;

  mailer_address_free (self->address);
  g_free (self);
}

GArray *
mailer_store_list_conversations (MailerStore *self,
                                 gint64       mailbox_id,
                                 GError     **error)
{
  g_autoptr (MailerStoreStatement) rows = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  rows = mailer_store_db_query (self->db, error,
                                "SELECT conversation FROM mailbox_conversation WHERE mailbox = ? ORDER BY newest_us DESC, conversation DESC",
                                "i", mailbox_id);

  return rows != NULL ? mailer_store_statement_read_ints (rows, error) : NULL;
}

static void
note_author (GPtrArray            *participants,
             MailerStoreStatement *row,
             gboolean              is_first)
{
  g_autofree char *name = mailer_store_statement_dup_text (row, 0);
  g_autofree char *address = mailer_store_statement_dup_text (row, 1);
  gboolean         is_unread = (mailer_store_statement_get_int (row, 2) & MAILER_FLAG_SEEN) == 0;

  if (address == NULL)
    return;

  for (guint i = 0; i < participants->len; i++)
    {
      MailerStoreParticipant *known = g_ptr_array_index (participants, i);

      if (g_ascii_strcasecmp (known->address->address, address) == 0)
        {
          known->has_unread |= is_unread;
          return;
        }
    }

  /* The one who began comes last from the query, and stays even when others must give way. */
  if (participants->len == MAILER_STORE_MAX_PARTICIPANTS && is_first)
    g_ptr_array_remove_index (participants, 0);
  if (participants->len < MAILER_STORE_MAX_PARTICIPANTS)
    g_ptr_array_insert (participants, 0, mailer_store_participant_new (name, address, is_unread));
}

static gboolean
read_authors (MailerStore             *self,
              MailerStoreConversation *row,
              const char              *sql,
              int                      limit,
              GError                 **error)
{
  g_autoptr (MailerStoreStatement) authors = NULL;
  MailerStoreStep step;

  authors = mailer_store_db_query (self->db, error, sql, "iid", row->id, row->mailbox_id, limit);
  if (authors == NULL)
    return FALSE;

  while ((step = mailer_store_statement_step (authors, error)) == MAILER_STORE_STEP_ROW)
    note_author (row->participants, authors, limit == 1);

  return step == MAILER_STORE_STEP_DONE;
}

#define READ_AUTHORS                                                                              \
  "SELECT m.from_name, m.from_address, m.flags FROM message m JOIN mailbox b ON b.id = m.mailbox" \
  " WHERE m.conversation = ?1 AND m.flags & 8 = 0 AND (m.mailbox = ?2 OR b.role NOT IN (5, 6))"   \
  " ORDER BY m.sort_us "

static gboolean
read_participants (MailerStore             *self,
                   MailerStoreConversation *row,
                   GError                 **error)
{
  return read_authors (self, row, READ_AUTHORS "DESC LIMIT ?3", MAX_AUTHORS_READ, error)
         && read_authors (self, row, READ_AUTHORS "ASC LIMIT ?3", 1, error);
}

static gboolean
read_recipients (MailerStore             *self,
                 MailerStoreConversation *row,
                 GError                 **error)
{
  g_autoptr (MailerStoreStatement) details = NULL;
  g_autoptr (GVariant) people = NULL;
  MailerStoreStep step;

  details = mailer_store_db_query (self->db, error,
                                   "SELECT people FROM message_detail WHERE message = ?", "i",
                                   row->newest_message_id);
  if (details == NULL || (step = mailer_store_statement_step (details, error)) == MAILER_STORE_STEP_ERROR)
    return FALSE;

  if (step == MAILER_STORE_STEP_ROW)
    people = mailer_store_statement_dup_variant (details, 0, G_VARIANT_TYPE (PEOPLE_TYPE));
  if (people != NULL)
    mailer_store_people_read (people, 1, MAILER_STORE_MAX_PARTICIPANTS, row->recipients);

  return TRUE;
}

static MailerStoreConversation *
read_columns (MailerStoreStatement *columns,
              gint64                mailbox,
              gint64                conversation)
{
  MailerStoreConversation *row = mailer_store_conversation_new ();
  gint64                   flags = mailer_store_statement_get_int (columns, 4);

  row->id = conversation;
  row->mailbox_id = mailbox;
  row->newest_us = mailer_store_statement_get_int (columns, 0);
  row->newest_message_id = mailer_store_statement_get_int (columns, 1);
  row->n_messages = mailer_store_statement_get_int (columns, 2);
  row->n_unread = mailer_store_statement_get_int (columns, 3);
  row->is_flagged = (flags & MAILER_FLAG_FLAGGED) != 0;
  row->is_answered = (flags & MAILER_FLAG_ANSWERED) != 0;
  row->is_forwarded = (flags & MAILER_FLAG_FORWARDED) != 0;
  row->has_attachments = mailer_store_statement_get_int (columns, 5) != 0;
  row->n_messages_overall = mailer_store_statement_get_int (columns, 6);
  row->subject = mailer_store_statement_dup_text (columns, 7);
  row->preview = mailer_store_statement_dup_text (columns, 8);

  return row;
}

static gboolean
read_conversation_row (MailerStore              *self,
                       gint64                    mailbox,
                       gint64                    conversation,
                       MailerStoreConversation **result,
                       GError                  **error)
{
  g_autoptr (MailerStoreConversation) row = NULL;
  g_autoptr (MailerStoreStatement) columns = NULL;
  gboolean        is_outgoing;
  MailerStoreStep step;

  *result = NULL;
  columns = mailer_store_db_query (self->db, error,
                                   "SELECT c.newest_us, c.newest_message, c.n_messages, c.n_unread, c.flags, c.has_attachments, v.n_overall,"
                                   " m.subject, m.preview, b.role FROM mailbox_conversation c JOIN conversation v ON v.id = c.conversation"
                                   " JOIN message m ON m.id = c.newest_message JOIN mailbox b ON b.id = c.mailbox"
                                   " WHERE c.mailbox = ? AND c.conversation = ?",
                                   "ii", mailbox, conversation);
  if (columns == NULL)
    return FALSE;

  step = mailer_store_statement_step (columns, error);
  if (step != MAILER_STORE_STEP_ROW)
    return step == MAILER_STORE_STEP_DONE;

  row = read_columns (columns, mailbox, conversation);
  is_outgoing = mailer_store_statement_get_int (columns, 9) == MAILER_FOLDER_ROLE_SENT
                || mailer_store_statement_get_int (columns, 9) == MAILER_FOLDER_ROLE_DRAFTS;
  if (!read_participants (self, row, error) || (is_outgoing && !read_recipients (self, row, error)))
    return FALSE;
  *result = g_steal_pointer (&row);

  return TRUE;
}

static void
unref_conversation_cb (gpointer conversation)
{
  if (conversation != NULL)
    mailer_store_conversation_unref (conversation);
}

GPtrArray *
mailer_store_read_conversation_rows (MailerStore  *self,
                                     gint64        mailbox_id,
                                     const gint64 *ids,
                                     gsize         n_ids,
                                     GError      **error)
{
  g_autoptr (GPtrArray) rows = NULL;

  g_return_val_if_fail (self != NULL && (ids != NULL || n_ids == 0), NULL);

  rows = g_ptr_array_new_full (n_ids, unref_conversation_cb);
  for (gsize i = 0; i < n_ids; i++)
    {
      MailerStoreConversation *row;

      if (!read_conversation_row (self, mailbox_id, ids[i], &row, error))
        return NULL;
      g_ptr_array_add (rows, row);
    }

  return g_steal_pointer (&rows);
}

GArray *
mailer_store_list_conversation_messages (MailerStore  *self,
                                         gint64        mailbox_id,
                                         const gint64 *ids,
                                         gsize         n_ids,
                                         GError      **error)
{
  g_autoptr (GArray) messages = g_array_new (FALSE, FALSE, sizeof (gint64));

  g_return_val_if_fail (self != NULL && (ids != NULL || n_ids == 0), NULL);

  for (gsize i = 0; i < n_ids; i++)
    {
      g_autoptr (MailerStoreStatement) rows = NULL;
      g_autoptr (GArray) found = NULL;

      rows = mailer_store_db_query (
          self->db, error,
          "SELECT id FROM message WHERE conversation = ? AND mailbox = ? AND flags & 8 = 0 ORDER BY sort_us",
          "ii", ids[i], mailbox_id);
      found = rows != NULL ? mailer_store_statement_read_ints (rows, error) : NULL;
      if (found == NULL)
        return NULL;
      g_array_append_vals (messages, found->data, found->len);
    }

  return g_steal_pointer (&messages);
}
