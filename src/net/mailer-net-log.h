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
 * credentials are not in it: a literal ("{12}" at the end of a line) is replaced by its size, and so
 * are quoted strings in FETCH responses, the text of SASL challenges, and whatever was written with
 * mailer_net_connection_write_hidden(). Lines are cut at 300 bytes, FETCH and SEARCH at 120.
 *
 * Thread: one at a time. The reference count is atomic.
 */
typedef struct _MailerNetLog MailerNetLog;

MailerNetLog *mailer_net_log_new (void);
MailerNetLog *mailer_net_log_ref (MailerNetLog *self);
void          mailer_net_log_unref (MailerNetLog *self);

/** MailerNetDirection: who says it. */
typedef enum
{
  MAILER_NET_DIRECTION_OUT,
  MAILER_NET_DIRECTION_IN,
} MailerNetDirection;

/** mailer_net_log_add: adds bytes of the stream as they come; lines may be split anywhere. */
void mailer_net_log_add (MailerNetLog      *self,
                         MailerNetDirection direction,
                         const void        *data,
                         gsize              size);

/** mailer_net_log_remark: adds a line of our own, such as what encryption was agreed on. */
void mailer_net_log_remark (MailerNetLog *self,
                            const char   *text);

/**
 * mailer_net_log_dup_text:
 *
 * Returns: (transfer full): valid UTF-8 without control characters but LF; oldest line first.
 */
char *mailer_net_log_dup_text (MailerNetLog *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerNetLog, mailer_net_log_unref)

G_END_DECLS
