/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MailerNetLog:
 *
 * The last 64 KiB of what was said on a connection, as text to read and to copy into a bug report:
 * one line of the protocol per line, "C:" from us, "S:" from the server, "--" a remark. Mail and
 * credentials are not in it:
 *
 *  - what was written with mailer_net_connection_write_hidden() is its label
 *  - from AUTHENTICATE, AUTH or LOGIN to the server's last word on it, what we say is "[hidden]", and so
 *    are challenges
 *  - a literal ("{12}" at the end of a line) is its size
 *  - quoted strings in answers that carry mail (FETCH), in searches, annotations and Sieve scripts are dots
 *  - so are labels: keywords that the user has made, and what Gmail calls so
 *
 * Lines are cut at 300 bytes, those with mail in them at 120.
 *
 * Thread: one at a time. The reference count is atomic.
 */
typedef struct _MailerNetLog MailerNetLog;

/** mailer_net_log_new: Returns: (transfer full): an empty log. Thread: any. */
MailerNetLog *mailer_net_log_new (void);

/**
 * mailer_net_log_new_for:
 *
 * As mailer_net_log_new(). When the environment variable MAILER_TRAFFIC_LOG names a folder, what is said
 * is also in a file of its own there, as by mailer_net_log_write_to(), of up to 16 MiB.
 *
 * Thread: any. Blocks: on the disk, when there is such a file.
 * Returns: (transfer full): an empty log.
 */
MailerNetLog *mailer_net_log_new_for (const char *host,
                                      guint16     port);

/** mailer_net_log_ref: Returns: (transfer full): @self with one more reference. Thread: any. */
MailerNetLog *mailer_net_log_ref (MailerNetLog *self);
/** mailer_net_log_unref: @self: (transfer full); the last reference closes the file too. Thread: any. */
void mailer_net_log_unref (MailerNetLog *self);

/** MailerNetDirection: who says it. */
typedef enum
{
  MAILER_NET_DIRECTION_OUT,
  MAILER_NET_DIRECTION_IN,
} MailerNetDirection;

/**
 * mailer_net_log_add:
 *
 * Adds bytes of the stream as they come; lines may be split anywhere. Thread: one at a time.
 */
void mailer_net_log_add (MailerNetLog      *self,
                         MailerNetDirection direction,
                         const void        *data,
                         gsize              size);

/**
 * mailer_net_log_hide:
 * @label: a line that stands for it
 * @size: bytes
 *
 * We say something that is not to be seen. When it belongs to a literal that was announced, the size is in
 * the log already, and the label is not. Thread: one at a time.
 */
void mailer_net_log_hide (MailerNetLog *self,
                          const char   *label,
                          gsize         size);

/**
 * mailer_net_log_begin:
 *
 * A new connection; what was unfinished on the one before is forgotten. Thread: one at a time.
 */
void mailer_net_log_begin (MailerNetLog *self,
                           const char   *text);

/**
 * mailer_net_log_remark:
 *
 * Adds a line of our own, such as what encryption was agreed on. Thread: one at a time.
 */
void mailer_net_log_remark (MailerNetLog *self,
                            const char   *text);

/**
 * mailer_net_log_dup_text:
 *
 * Thread: one at a time.
 * Returns: (transfer full): valid UTF-8 without control characters but LF; oldest line first.
 */
char *mailer_net_log_dup_text (MailerNetLog *self);

/**
 * mailer_net_log_write_to:
 * @path: a file that is not there yet; what is written later goes to it line by line
 * @max_bytes: of it and of @path with ".1" behind it, where the older half is
 *
 * Keeps the log in a file too, which only the user can read. When the disk is full the file ends.
 *
 * Thread: one at a time. Blocks: on the disk. Errors: %G_FILE_ERROR.
 */
gboolean mailer_net_log_write_to (MailerNetLog *self,
                                  const char   *path,
                                  gsize         max_bytes,
                                  GError      **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerNetLog, mailer_net_log_unref)

G_END_DECLS
