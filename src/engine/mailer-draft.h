/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "mailer-address.h"

G_BEGIN_DECLS

/** MAILER_DRAFT_MAX_ATTACHMENT_BYTES: of one file; hardly any server takes a message of that size. */
#define MAILER_DRAFT_MAX_ATTACHMENT_BYTES (100 * 1000 * 1000)

/** MailerDraftKind: what a draft was made as. */
typedef enum
{
  MAILER_DRAFT_NEW,
  MAILER_DRAFT_REPLY,
  MAILER_DRAFT_REPLY_ALL,
  MAILER_DRAFT_FORWARD,
} MailerDraftKind;

/**
 * MailerDraftAttachment:
 * @id: 0 until the store has copied the content, then how the store knows it
 * @file: (nullable): where to copy the content from, when it was not copied yet
 */
typedef struct
{
  gint64  id;
  char   *name;
  char   *content_type;
  guint64 size_bytes;
  GFile  *file;
} MailerDraftAttachment;

/**
 * MailerDraft:
 * @id: 0 until it was saved for the first time
 * @to: what stands in the To row, as typed: unfinished addresses survive
 * @original_id: message that is answered or forwarded, 0 for none
 * @attachments: (element-type MailerDraftAttachment): never %NULL
 * @removed: (element-type gint64): ids of attachments that were taken off, to be forgotten; never %NULL
 *
 * A message being written. A plain value of the main thread; the engine copies it.
 */
typedef struct
{
  gint64          id;
  MailerDraftKind kind;
  char           *account_id;
  char           *to;
  char           *cc;
  char           *bcc;
  char           *subject;
  char           *text;
  gint64          original_id;
  char           *in_reply_to;
  char           *references;
  GPtrArray      *attachments;
  GArray         *removed;
} MailerDraft;

/** mailer_draft_new: Returns: (transfer full): an empty draft without an id. Thread: any. */
MailerDraft *mailer_draft_new (void);
/**
 * mailer_draft_copy:
 *
 * Returns: (transfer full): a draft of its own with the same content; files are shared. Thread: any.
 */
MailerDraft *mailer_draft_copy (const MailerDraft *self);
/** mailer_draft_free: @self: (nullable) (transfer full). Thread: any. */
void mailer_draft_free (MailerDraft *self);

/** mailer_draft_is_complete: whether the store has the content of everything that is attached. Thread: any. */
gboolean mailer_draft_is_complete (const MailerDraft *self);

/**
 * mailer_draft_attachment_new:
 *
 * Returns: (transfer full): with an empty id, for @file chosen by the user. Thread: any.
 */
MailerDraftAttachment *mailer_draft_attachment_new (GFile      *file,
                                                    const char *name,
                                                    const char *content_type,
                                                    guint64     size_bytes);
/** mailer_draft_attachment_copy: Returns: (transfer full): the file is shared. Thread: any. */
MailerDraftAttachment *mailer_draft_attachment_copy (const MailerDraftAttachment *self);
/** mailer_draft_attachment_free: @self: (nullable) (transfer full). Thread: any. */
void mailer_draft_attachment_free (MailerDraftAttachment *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerDraft, mailer_draft_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerDraftAttachment, mailer_draft_attachment_free)

G_END_DECLS
