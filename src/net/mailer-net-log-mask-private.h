/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-net-log.h"

G_BEGIN_DECLS

/* The longest line that is kept. */
#define MAILER_NET_LOG_LINE_BYTES 300

/** MailerNetLogContent: what of a line is of the mail or of the user. */
typedef enum
{
  MAILER_NET_LOG_STRINGS = 1 << 0, /* what stands in quotes */
  MAILER_NET_LOG_WORDS = 1 << 1,   /* words in parentheses that are not of the protocol, such as labels */
} MailerNetLogContent;

/**
 * MailerNetLogMask:
 * @is_signing_in: from our AUTHENTICATE, AUTH or LOGIN to the server's last word on it, whatever goes to
 *   and fro is nobody's business
 * @is_about_script: from our GETSCRIPT, PUTSCRIPT or CHECKSCRIPT to the server's last word on it, which may
 *   repeat what it does not understand
 * @content: of the line in this direction, which goes on behind a literal
 *
 * What has to be known of a conversation to tell what may be written down. All zero at the beginning.
 */
typedef struct
{
  gboolean            is_signing_in;
  gboolean            is_about_script;
  MailerNetLogContent content[2];
} MailerNetLogMask;

/**
 * mailer_net_log_mask_line:
 * @text: a line without its end, or the beginning of one that is too long; there is room for
 *   %MAILER_NET_LOG_LINE_BYTES
 * @has_literal: whether a literal follows, and the line goes on behind it
 *
 * Overwrites credentials and mail.
 *
 * Returns: the size of @text now. Thread: one at a time.
 */
gsize mailer_net_log_mask_line (MailerNetLogMask  *self,
                                MailerNetDirection direction,
                                char              *text,
                                gsize              size,
                                gboolean           has_literal);

G_END_DECLS
