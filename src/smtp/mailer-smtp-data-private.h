/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MailerSmtpData:
 *
 * What a mail looks like behind DATA (RFC 5321, sections 2.3.8 and 4.5.2): every line end, CRLF or a
 * lone CR or LF, becomes CRLF, and a line that begins with a dot gets one more. So nothing in a mail,
 * however it is cut into pieces, reads as its end. Start with {0}.
 */
typedef struct
{
  gboolean is_in_line; /* the last byte was not a line end */
  gboolean has_cr;     /* the last byte was a CR, whose LF may follow */
} MailerSmtpData;

/** mailer_smtp_data_add: appends what @data goes out as to @out. Thread: any one at a time. */
void mailer_smtp_data_add (MailerSmtpData *self,
                           const guint8   *data,
                           gsize           size,
                           GByteArray     *out);

/** mailer_smtp_data_end: ends the last line; the final dot is not in it. Thread: any one at a time. */
void mailer_smtp_data_end (MailerSmtpData *self,
                           GByteArray     *out);

G_END_DECLS
