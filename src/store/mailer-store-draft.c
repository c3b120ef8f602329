/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-store-draft.h"

#include "mailer-store-private.h"

#define MAX_ATTACHMENT_BYTES (512 * 1024 * 1024)

#define READ_DRAFT                                                                                 \
  "SELECT d.id, a.name, d.content, d.updated_us, EXISTS (SELECT 1 FROM outbox WHERE draft = d.id)" \
  " FROM draft d JOIN account a ON a.id = d.account "

static void
attachment_free_cb (gpointer data)
{
  MailerStoreAttachment *self = data;

  g_free (self->name);
  g_free (self->content_type);
  g_clear_pointer (&self->payload, g_variant_unref);
  g_free (self);
}

static void
draft_clear_cb (gpointer data)
{
  MailerStoreDraft *self = data;

  g_free (self->account_id);
  g_clear_pointer (&self->content, g_variant_unref);
  g_ptr_array_unref (self->attachments);
}

void
mailer_store_draft_unref (MailerStoreDraft *self)
{
  g_atomic_rc_box_release_full (self, draft_clear_cb);
}

static void
unref_draft_cb (gpointer draft)
{
  mailer_store_draft_unref (draft);
}

/* What belongs to a draft that is in the outbox must stay as it is. */
static gboolean
require_editable (MailerStore *self,
                  gint64       draft,
                  GError     **error)
{
  gint64 is_queued = -1;

  if (!mailer_store_db_read_int (
          self->db, &is_queued, error,
          "SELECT EXISTS (SELECT 1 FROM outbox WHERE draft = d.id) FROM draft d WHERE d.id = ?",
          "i", draft))
    return FALSE;

  if (is_queued < 0)
    mailer_store_set_error (error, MAILER_STORE_ERROR_NOT_FOUND, "The draft is not in the store any more");
  else if (is_queued > 0)
    mailer_store_set_error (error, MAILER_STORE_ERROR_STATE, "The draft is in the outbox");
  else
    mailer_store_tracker_set_drafts (self->tracker);

  return is_queued == 0;
}

static gboolean
save (MailerStore *self,
      gint64      *draft,
      const char  *account_id,
      GVariant    *content,
      GError     **error)
{
  gint64 account;

  if (!mailer_store_find_account (self, account_id, &account, error))
    return FALSE;

  if (*draft != 0)
    return require_editable (self, *draft, error)
           && mailer_store_db_run (
               self->db, error,
               "UPDATE draft SET account = ?, updated_us = ?, content = ? WHERE id = ?", "iivi",
               account, g_get_real_time (), content, *draft);

  if (!mailer_store_db_run (self->db, error,
                            "INSERT INTO draft (account, updated_us, content) VALUES (?, ?, ?)",
                            "iiv", account, g_get_real_time (), content))
    return FALSE;
  *draft = mailer_store_db_get_last_id (self->db);
  mailer_store_tracker_set_drafts (self->tracker);

  return TRUE;
}

gint64
mailer_store_save_draft (MailerStore *self,
                         gint64       draft_id,
                         const char  *account_id,
                         GVariant    *content,
                         GError     **error)
{
  g_autoptr (GVariant) boxed = NULL;

  g_return_val_if_fail (self != NULL && account_id != NULL && content != NULL, -1);

  boxed = g_variant_ref_sink (g_variant_new_variant (content));
  if (!mailer_store_begin (self, MAILER_STORE_SYNC_FULL, error)
      || !mailer_store_end (self, save (self, &draft_id, account_id, boxed, error), error))
    return -1;

  return draft_id;
}

static void
append_attachment (GPtrArray            *attachments,
                   MailerStoreStatement *row)
{
  MailerStoreAttachment *attachment = g_new0 (MailerStoreAttachment, 1);
  g_autoptr (GVariant) boxed = mailer_store_statement_dup_variant (row, 4, G_VARIANT_TYPE_VARIANT);

  attachment->id = mailer_store_statement_get_int (row, 0);
  attachment->name = mailer_store_statement_dup_text (row, 1);
  attachment->content_type = mailer_store_statement_dup_text (row, 2);
  attachment->size_bytes = mailer_store_statement_get_int (row, 3);
  attachment->payload = boxed != NULL ? g_variant_get_variant (boxed) : NULL;
  g_ptr_array_add (attachments, attachment);
}

static gboolean
read_attachments (MailerStore      *self,
                  MailerStoreDraft *draft,
                  GError          **error)
{
  g_autoptr (MailerStoreStatement) rows = NULL;
  MailerStoreStep step;

  rows = mailer_store_db_query (
      self->db, error,
      "SELECT id, name, content_type, size, payload FROM attachment WHERE draft = ? ORDER BY id",
      "i", draft->id);
  if (rows == NULL)
    return FALSE;

  while ((step = mailer_store_statement_step (rows, error)) == MAILER_STORE_STEP_ROW)
    append_attachment (draft->attachments, rows);

  return step == MAILER_STORE_STEP_DONE;
}

static MailerStoreDraft *
read_row (MailerStore          *self,
          MailerStoreStatement *row,
          GError              **error)
{
  g_autoptr (MailerStoreDraft) draft = g_atomic_rc_box_new0 (MailerStoreDraft);
  g_autoptr (GVariant) boxed = mailer_store_statement_dup_variant (row, 2, G_VARIANT_TYPE_VARIANT);

  draft->id = mailer_store_statement_get_int (row, 0);
  draft->account_id = mailer_store_statement_dup_text (row, 1);
  draft->content = boxed != NULL ? g_variant_get_variant (boxed) : NULL;
  draft->updated_us = mailer_store_statement_get_int (row, 3);
  draft->is_queued = mailer_store_statement_get_int (row, 4) != 0;
  draft->attachments = g_ptr_array_new_with_free_func (attachment_free_cb);

  return read_attachments (self, draft, error) ? g_steal_pointer (&draft) : NULL;
}

MailerStoreDraft *
mailer_store_read_draft (MailerStore *self,
                         gint64       draft_id,
                         GError     **error)
{
  g_autoptr (MailerStoreStatement) row = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  row = mailer_store_db_read_row (self->db, "The draft is not in the store any more", error,
                                  READ_DRAFT "WHERE d.id = ?", "i", draft_id);

  return row != NULL ? read_row (self, row, error) : NULL;
}

GPtrArray *
mailer_store_list_drafts (MailerStore *self,
                          const char  *account_id,
                          GError     **error)
{
  g_autoptr (GPtrArray) drafts = g_ptr_array_new_with_free_func (unref_draft_cb);
  g_autoptr (MailerStoreStatement) rows = NULL;
  MailerStoreStep step;

  g_return_val_if_fail (self != NULL, NULL);

  rows = mailer_store_db_query (
      self->db, error,
      READ_DRAFT
      "WHERE (?1 IS NULL OR a.name = ?1) AND NOT EXISTS (SELECT 1 FROM outbox WHERE draft = d.id)"
      " ORDER BY d.updated_us DESC, d.id DESC",
      "s", account_id);
  if (rows == NULL)
    return NULL;

  while ((step = mailer_store_statement_step (rows, error)) == MAILER_STORE_STEP_ROW)
    {
      MailerStoreDraft *draft = read_row (self, rows, error);

      if (draft == NULL)
        return NULL;
      g_ptr_array_add (drafts, draft);
    }

  return step == MAILER_STORE_STEP_DONE ? g_steal_pointer (&drafts) : NULL;
}

static gboolean
remove_draft (MailerStore *self,
              gint64       draft,
              GError     **error)
{
  gint64 is_there = 0;

  if (!mailer_store_db_read_int (self->db, &is_there, error, "SELECT 1 FROM draft WHERE id = ?", "i", draft))
    return FALSE;

  return is_there == 0
         || (require_editable (self, draft, error)
             && mailer_store_db_run (self->db, error, "DELETE FROM draft WHERE id = ?", "i",
                                     draft));
}

gboolean
mailer_store_remove_draft (MailerStore *self,
                           gint64       draft_id,
                           GError     **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return mailer_store_begin (self, MAILER_STORE_SYNC_FULL, error)
         && mailer_store_end (self, remove_draft (self, draft_id, error), error);
}

gint64
mailer_store_add_attachment (MailerStore *self,
                             gint64       draft_id,
                             const char  *name,
                             const char  *content_type,
                             GBytes      *bytes,
                             GVariant    *payload,
                             GError     **error)
{
  g_autoptr (GVariant) boxed = payload != NULL ? g_variant_ref_sink (g_variant_new_variant (payload)) : NULL;
  gboolean is_success;
  gint64   id;

  g_return_val_if_fail (self != NULL && name != NULL && content_type != NULL && bytes != NULL, -1);

  if (g_bytes_get_size (bytes) > MAX_ATTACHMENT_BYTES)
    {
      mailer_store_set_error (error, MAILER_STORE_ERROR_TOO_BIG, "The attachment is too large");
      return -1;
    }

  if (!mailer_store_begin (self, MAILER_STORE_SYNC_FULL, error))
    return -1;
  is_success
      = require_editable (self, draft_id, error)
        && mailer_store_db_run (
            self->db, error,
            "INSERT INTO attachment (draft, name, content_type, size, payload, data) VALUES (?, ?, ?, ?, ?, ?)",
            "issivb", draft_id, name, content_type, (gint64)g_bytes_get_size (bytes), boxed, bytes);
  id = mailer_store_db_get_last_id (self->db);

  return mailer_store_end (self, is_success, error) ? id : -1;
}

GBytes *
mailer_store_read_attachment (MailerStore *self,
                              gint64       attachment_id,
                              GError     **error)
{
  g_autoptr (MailerStoreStatement) row = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  row = mailer_store_db_read_row (self->db, "The attachment is not in the store any more", error,
                                  "SELECT data FROM attachment WHERE id = ?", "i", attachment_id);

  return row != NULL ? mailer_store_statement_dup_bytes (row, 0) : NULL;
}

static gboolean
remove_attachment (MailerStore *self,
                   gint64       attachment,
                   GError     **error)
{
  gint64 draft = 0;

  if (!mailer_store_db_read_int (self->db, &draft, error, "SELECT draft FROM attachment WHERE id = ?", "i", attachment))
    return FALSE;

  return draft == 0
         || (require_editable (self, draft, error)
             && mailer_store_db_run (self->db, error, "DELETE FROM attachment WHERE id = ?", "i",
                                     attachment));
}

gboolean
mailer_store_remove_attachment (MailerStore *self,
                                gint64       attachment_id,
                                GError     **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return mailer_store_begin (self, MAILER_STORE_SYNC_FULL, error)
         && mailer_store_end (self, remove_attachment (self, attachment_id, error), error);
}
