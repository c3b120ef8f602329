/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "mailer-draft.h"

G_BEGIN_DECLS

#define MAILER_TYPE_COMPOSER_ATTACHMENTS (mailer_composer_attachments_get_type ())
G_DECLARE_FINAL_TYPE (MailerComposerAttachments, mailer_composer_attachments, MAILER, COMPOSER_ATTACHMENTS, GtkWidget)

/**
 * MailerComposerAttachments:
 *
 * What is attached to the message that is written; hidden when there is nothing. Signals:
 * - "edited": something was attached or taken off
 * - "problem" (const char *text): a file cannot be attached, and why
 */

/**
 * mailer_composer_attachments_add_files:
 *
 * Attaches @files (element-type GFile) as soon as they were looked at. Thread: main.
 */
void mailer_composer_attachments_add_files (MailerComposerAttachments *self,
                                            GSList                    *files);

/** mailer_composer_attachments_add: shows @attachment, which the draft has already. Thread: main. */
void mailer_composer_attachments_add (MailerComposerAttachments   *self,
                                      const MailerDraftAttachment *attachment);

/** mailer_composer_attachments_get_n: how many attachments are shown. Thread: main. */
guint mailer_composer_attachments_get_n (MailerComposerAttachments *self);

/**
 * mailer_composer_attachments_collect:
 * @attachments: (element-type MailerDraftAttachment): copies are appended
 *
 * Remembers what it appended for mailer_composer_attachments_set_stored(). Thread: main.
 */
void mailer_composer_attachments_collect (MailerComposerAttachments *self,
                                          GPtrArray                 *attachments);

/**
 * mailer_composer_attachments_set_stored:
 * @attachments: (element-type MailerDraftAttachment): what became of those collected last, in their order
 *
 * Thread: main.
 */
void mailer_composer_attachments_set_stored (MailerComposerAttachments *self,
                                             GPtrArray                 *attachments);

G_END_DECLS
