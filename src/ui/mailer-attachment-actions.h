/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "mailer-engine.h"

G_BEGIN_DECLS

/* What is done with attachments. Success and failure are told as toasts of the window @parent, which is a
 * #MailerWindow. */

/** mailer_attachment_save: asks where to, then saves. Thread: main. */
void mailer_attachment_save (GtkWindow              *parent,
                             MailerEngine           *engine,
                             gint64                  message_id,
                             const MailerAttachment *attachment);

/**
 * mailer_attachment_save_all:
 * @attachments: (element-type MailerAttachment): at least one
 *
 * Asks for a folder, then saves all there; what is there already is not replaced. Thread: main.
 */
void mailer_attachment_save_all (GtkWindow    *parent,
                                 MailerEngine *engine,
                                 gint64        message_id,
                                 GPtrArray    *attachments);

/**
 * mailer_attachment_open:
 *
 * Opens a private copy with the program that the user has for it. Refuses what may run a program, and what
 * is something else than its name says: such files are only saved. Thread: main.
 */
void mailer_attachment_open (GtkWindow              *parent,
                             MailerEngine           *engine,
                             gint64                  message_id,
                             const MailerAttachment *attachment);

/**
 * mailer_attachment_is_as_named:
 *
 * Whether @data, the start of a file, is what a file called @name should be. Thread: main.
 */
gboolean mailer_attachment_is_as_named (const char *name,
                                        const char *data,
                                        gsize       size);

/**
 * mailer_attachment_remove_copies:
 *
 * Removes the private copies of what was opened.
 *
 * Thread: main. Blocks: a moment.
 */
void mailer_attachment_remove_copies (void);

G_END_DECLS
