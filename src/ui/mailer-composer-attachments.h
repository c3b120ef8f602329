/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "mailer-engine.h"

G_BEGIN_DECLS

#define MAILER_TYPE_COMPOSER_ATTACHMENTS (mailer_composer_attachments_get_type ())
G_DECLARE_FINAL_TYPE (MailerComposerAttachments, mailer_composer_attachments, MAILER, COMPOSER_ATTACHMENTS, GtkWidget)

/**
 * MailerComposerAttachments:
 *
 * What is attached to the message that is written, and its way into the draft; hidden when there is nothing. Signals:
 * - "edited": something was attached, or is to be forgotten: the draft has to be saved
 * - "complete": the draft has the content of all that is attached
 * - "problem" (const char *text): a file cannot be attached, and why; it is taken off
 */

/** mailer_composer_attachments_add_files: attaches @files (element-type GFile). Thread: main. */
void mailer_composer_attachments_add_files (MailerComposerAttachments *self,
                                            GSList                    *files);

/** mailer_composer_attachments_add: shows @attachment, which the draft has, or whose file is copied with the next saving. Thread: main. */
void mailer_composer_attachments_add (MailerComposerAttachments   *self,
                                      const MailerDraftAttachment *attachment);

/** mailer_composer_attachments_get_n: how many attachments are shown. Thread: main. */
guint mailer_composer_attachments_get_n (MailerComposerAttachments *self);

/** mailer_composer_attachments_is_complete: whether the draft has the content of all that is attached. Thread: main. */
gboolean mailer_composer_attachments_is_complete (MailerComposerAttachments *self);

/**
 * mailer_composer_attachments_collect:
 * @draft: gets copies of what is stored, and what is to be forgotten
 *
 * Thread: main.
 */
void mailer_composer_attachments_collect (MailerComposerAttachments *self,
                                          MailerDraft               *draft);

/**
 * mailer_composer_attachments_set_draft:
 * @draft_id: of the draft that was collected last, as it was saved
 *
 * Files are copied there from now on. In another draft than before nothing is stored yet.
 *
 * Thread: main.
 */
void mailer_composer_attachments_set_draft (MailerComposerAttachments *self,
                                            MailerEngine              *engine,
                                            gint64                     draft_id);

G_END_DECLS
