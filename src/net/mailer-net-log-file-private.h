/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MailerNetLogFile:
 *
 * A text file that nobody else can read and that does not grow without end: when it holds half of what
 * it may, it is put aside as PATH.1, in place of the one before, and begun anew.
 */
typedef struct _MailerNetLogFile MailerNetLogFile;

/**
 * mailer_net_log_file_new:
 *
 * Begins the file @path, which must not be there; with the older half it takes @max_bytes.
 *
 * Thread: one at a time. Blocks: on the disk. Errors: %G_FILE_ERROR.
 * Returns: (transfer full): the file.
 */
MailerNetLogFile *mailer_net_log_file_new (const char *path,
                                           gsize       max_bytes,
                                           GError    **error);

/** mailer_net_log_file_free: @self: (nullable) (transfer full); closes the file. Thread: one at a time. */
void mailer_net_log_file_free (MailerNetLogFile *self);

/**
 * mailer_net_log_file_append:
 *
 * FALSE when it cannot be written any more.
 *
 * Thread: one at a time. Blocks: on the disk.
 */
gboolean mailer_net_log_file_append (MailerNetLogFile *self,
                                     const char       *text,
                                     gsize             size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerNetLogFile, mailer_net_log_file_free)

G_END_DECLS
