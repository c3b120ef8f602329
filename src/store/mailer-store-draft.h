/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "mailer-store.h"

G_BEGIN_DECLS

/**
 * MailerStoreAttachment:
 * @id: of the attachment
 * @name: file name, UTF-8
 * @content_type: media type
 * @size_bytes: of its bytes
 * @payload: (nullable): what the engine added, such as a Content-ID
 */
typedef struct
{
  gint64    id;
  char     *name;
  char     *content_type;
  guint64   size_bytes;
  GVariant *payload;
} MailerStoreAttachment;

/**
 * MailerStoreDraft:
 * @content: what the engine gave, of the type it gave
 * @attachments: (element-type MailerStoreAttachment): in the order they were added
 * @is_queued: it is in the outbox: not to be edited unless that is cancelled
 *
 * A message being written. Immutable, counted atomically.
 */
typedef struct
{
  gint64     id;
  char      *account_id;
  GVariant  *content;
  GPtrArray *attachments;
  gint64     updated_us;
  gboolean   is_queued;
} MailerStoreDraft;

/** mailer_store_draft_unref: @self: (not nullable) (transfer full). Thread: any. */
void mailer_store_draft_unref (MailerStoreDraft *self);

/**
 * mailer_store_save_draft:
 * @draft_id: 0 for a new one
 * @account_id: the account it is to be sent from; may change
 * @content: everything but attachments; a floating reference is taken
 *
 * Durable: yes.
 *
 * Thread: the store's. Blocks: on the disk.
 * Errors: NOT_FOUND when the draft or the account has gone; STATE when it is in the outbox.
 * Returns: its id, -1 with @error set.
 */
gint64 mailer_store_save_draft (MailerStore *self,
                                gint64       draft_id,
                                const char  *account_id,
                                GVariant    *content,
                                GError     **error);

/**
 * mailer_store_read_draft:
 *
 * Thread: the store's. Blocks: on the disk. Errors: NOT_FOUND.
 * Returns: (transfer full) (nullable): the draft as it was saved last.
 */
MailerStoreDraft *mailer_store_read_draft (MailerStore *self,
                                           gint64       draft_id,
                                           GError     **error);

/**
 * mailer_store_list_drafts:
 * @account_id: (nullable): %NULL for all accounts
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 * Returns: (transfer full) (nullable) (element-type MailerStoreDraft): the latest first, without those queued.
 */
GPtrArray *mailer_store_list_drafts (MailerStore *self,
                                     const char  *account_id,
                                     GError     **error);

/**
 * mailer_store_remove_draft:
 *
 * With its attachments. Durable: yes.
 *
 * Thread: the store's. Blocks: on the disk.
 * Errors: STATE when it is in the outbox. One that has gone is no error.
 */
gboolean mailer_store_remove_draft (MailerStore *self,
                                    gint64       draft_id,
                                    GError     **error);

/**
 * mailer_store_add_attachment:
 * @bytes: copied now, whatever happens to the file later
 * @payload: (nullable): as in #MailerStoreAttachment
 *
 * Durable: yes.
 *
 * Thread: the store's. Blocks: on the disk. Errors: NOT_FOUND; STATE; TOO_BIG.
 * Returns: its id, -1 with @error set.
 */
gint64 mailer_store_add_attachment (MailerStore *self,
                                    gint64       draft_id,
                                    const char  *name,
                                    const char  *content_type,
                                    GBytes      *bytes,
                                    GVariant    *payload,
                                    GError     **error);

/**
 * mailer_store_read_attachment:
 *
 * Thread: the store's. Blocks: on the disk. Errors: NOT_FOUND.
 * Returns: (transfer full) (nullable): its bytes.
 */
GBytes *mailer_store_read_attachment (MailerStore *self,
                                      gint64       attachment_id,
                                      GError     **error);

/**
 * mailer_store_remove_attachment:
 *
 * Durable: yes.
 *
 * Thread: the store's. Blocks: on the disk. Errors: STATE when the draft is in the outbox.
 */
gboolean mailer_store_remove_attachment (MailerStore *self,
                                         gint64       attachment_id,
                                         GError     **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerStoreDraft, mailer_store_draft_unref)

G_END_DECLS
