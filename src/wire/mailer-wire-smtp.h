/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-wire-error.h"

G_BEGIN_DECLS

/* Longest line of a reply: RFC 5321 asks for 512, RFC 4954 for 12288 in an AUTH exchange. */
#define MAILER_WIRE_SMTP_MAX_LINE_BYTES 12290

/**
 * MailerWireSmtpReply:
 *
 * A reply of an SMTP server (RFC 5321, section 4.2), gathered line by line. At most 500 lines.
 * Not thread-safe.
 */
typedef struct _MailerWireSmtpReply MailerWireSmtpReply;

/** mailer_wire_smtp_reply_new: Returns: (transfer full): a reply without a line. Thread: any. */
MailerWireSmtpReply *mailer_wire_smtp_reply_new (void);
/** mailer_wire_smtp_reply_free: @self: (nullable) (transfer full). Thread: any. */
void mailer_wire_smtp_reply_free (MailerWireSmtpReply *self);

/**
 * mailer_wire_smtp_reply_add_line:
 * @line: (array length=length): one line without its end; any bytes
 *
 * All lines must have the same code, 200 to 599.
 *
 * Thread: any. Errors: MAILER_WIRE_ERROR.
 */
gboolean mailer_wire_smtp_reply_add_line (MailerWireSmtpReply *self,
                                          const char          *line,
                                          gsize                length,
                                          GError             **error);

/** mailer_wire_smtp_reply_is_complete: whether the last line was there. Thread: any. */
gboolean mailer_wire_smtp_reply_is_complete (const MailerWireSmtpReply *self);

/** mailer_wire_smtp_reply_get_code: 200 to 599; 0 before the first line. Thread: any. */
guint mailer_wire_smtp_reply_get_code (const MailerWireSmtpReply *self);

/**
 * mailer_wire_smtp_reply_get_enhanced_code:
 *
 * Returns: (transfer none) (nullable): RFC 3463, such as "5.7.1", when the first line has one whose
 *   class is that of the code. Thread: any.
 */
const char *mailer_wire_smtp_reply_get_enhanced_code (const MailerWireSmtpReply *self);

/** mailer_wire_smtp_reply_get_n_lines: how many lines were added. Thread: any. */
guint mailer_wire_smtp_reply_get_n_lines (const MailerWireSmtpReply *self);

/**
 * mailer_wire_smtp_reply_get_line:
 *
 * Returns: (transfer none): what follows the code and the enhanced code; valid UTF-8 without control
 *   characters, whatever the server sent. Thread: any.
 */
const char *mailer_wire_smtp_reply_get_line (const MailerWireSmtpReply *self,
                                             guint                      index);

/**
 * mailer_wire_smtp_reply_dup_text:
 *
 * Returns: (transfer full): all lines, a blank between, for people. Thread: any.
 */
char *mailer_wire_smtp_reply_dup_text (const MailerWireSmtpReply *self);

/**
 * mailer_wire_smtp_reply_find_keyword:
 * @keyword: of the reply to EHLO, such as "SIZE", any case
 *
 * "AUTH=" of old servers is found as "AUTH".
 *
 * Thread: any.
 * Returns: (transfer none) (nullable): its parameters, "" without any; %NULL when it is not offered.
 */
const char *mailer_wire_smtp_reply_find_keyword (const MailerWireSmtpReply *self,
                                                 const char                *keyword);

/* --- Commands: text with its CRLF, or %NULL when the value cannot be said without breaking out of
 * the command. All return (transfer full). ------------------------------------------------------ */

/**
 * mailer_wire_smtp_ehlo:
 *
 * Returns: (transfer full) (nullable): EHLO; @name is a host name or an address literal. Thread: any.
 */
char *mailer_wire_smtp_ehlo (const char *name);

/**
 * mailer_wire_smtp_mail:
 * @address: as mailer_address_is_valid() wants it; "" for the null reverse-path
 * @size_bytes: for SIZE=; 0 where the server does not offer it
 * @is_8bit: adds BODY=8BITMIME
 * @is_utf8: adds SMTPUTF8. Without it a UTF-8 @address is refused
 *
 * Returns: (transfer full) (nullable): MAIL FROM (RFC 5321, section 4.1.1.2). Thread: any.
 */
char *mailer_wire_smtp_mail (const char *address,
                             guint64     size_bytes,
                             gboolean    is_8bit,
                             gboolean    is_utf8);

/**
 * mailer_wire_smtp_rcpt:
 *
 * Returns: (transfer full) (nullable): RCPT TO; see mailer_wire_smtp_mail(). Thread: any.
 */
char *mailer_wire_smtp_rcpt (const char *address,
                             gboolean    is_utf8);

/**
 * mailer_wire_smtp_auth:
 * @initial_response: (nullable): base64; "" is said as "="
 *
 * Thread: any.
 * Returns: (transfer full) (nullable): AUTH (RFC 4954); wipe it with mailer_net_sasl_free_text().
 */
char *mailer_wire_smtp_auth (const char *mechanism,
                             const char *initial_response);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerWireSmtpReply, mailer_wire_smtp_reply_free)

G_END_DECLS
