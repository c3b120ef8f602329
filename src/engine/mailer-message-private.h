/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-message.h"

G_BEGIN_DECLS

/**
 * mailer_message_new:
 *
 * Returns: (transfer full): a message with empty lists, to be filled in by its maker before anybody
 *   else sees it. Thread: any.
 */
MailerMessage *mailer_message_new (void);

/** mailer_message_body_new: Returns: (transfer full): as mailer_message_new(). Thread: any. */
MailerMessageBody *mailer_message_body_new (gint64 message_id);

/** mailer_attachment_new: Returns: (transfer full): an attachment; the texts are copied. Thread: any. */
MailerAttachment *mailer_attachment_new (const char *section,
                                         const char *name,
                                         const char *content_type,
                                         guint64     size_bytes,
                                         gboolean    is_cached);
/** mailer_attachment_free: @self: (nullable) (transfer full). Thread: any. */
void mailer_attachment_free (MailerAttachment *self);

G_END_DECLS
