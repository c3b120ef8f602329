/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-smtp-session.h"
#include "mailer-wire-smtp.h"

G_BEGIN_DECLS

/* How long a server may be silent at which step: RFC 5321, section 4.5.3.2. */
enum
{
  MAILER_SMTP_PATIENCE_COMMAND_S = 5 * 60,
  MAILER_SMTP_PATIENCE_DATA_S = 2 * 60,
  MAILER_SMTP_PATIENCE_BLOCK_S = 3 * 60,
  MAILER_SMTP_PATIENCE_END_S = 10 * 60,
};

struct _MailerSmtpSession
{
  MailerNetConnection *connection;
  guint64              max_bytes;  /* of SIZE; 0 for not told */
  char                *mechanisms; /* (nullable): of AUTH, between blanks */
  char                *remembered; /* (nullable): of the sign-in */
  gboolean             has_starttls;
  gboolean             has_size;
  gboolean             has_pipelining;
  gboolean             has_8bitmime;
  gboolean             has_smtputf8;

  /* Of the public call that runs. */
  GCancellable *cancellable;
  gint64        deadline_us;
};

/**
 * mailer_smtp_sign_in:
 *
 * Signs in by what the server has offered behind the encryption (mailer-smtp-sign-in.c).
 *
 * Thread: the session's worker. Blocks: until the deadline of the call.
 * Errors: MAILER_SMTP_ERROR, MAILER_NET_ERROR, %G_IO_ERROR_CANCELLED.
 */
gboolean mailer_smtp_sign_in (MailerSmtpSession          *self,
                              const MailerNetCredentials *credentials,
                              GError                    **error);

/**
 * mailer_smtp_say:
 *
 * Sends a command, or several. @command has its CRLF.
 *
 * Thread: the session's worker. Blocks: until the deadline of the call.
 * Errors: MAILER_NET_ERROR, %G_IO_ERROR_CANCELLED.
 */
gboolean mailer_smtp_say (MailerSmtpSession *self,
                          const char        *command,
                          GError           **error);

/**
 * mailer_smtp_hear:
 *
 * Thread: the session's worker. Blocks: @patience_s at most.
 * Errors: as mailer_smtp_say(), and %MAILER_SMTP_ERROR_PROTOCOL.
 * Returns: (transfer full): the next reply, whatever its code.
 */
MailerWireSmtpReply *mailer_smtp_hear (MailerSmtpSession *self,
                                       guint              patience_s,
                                       GError           **error);

/**
 * mailer_smtp_ask:
 *
 * Says a command and hears its reply.
 *
 * Thread: the session's worker. Blocks: @patience_s at most for the reply. Errors: as mailer_smtp_hear().
 * Returns: (transfer full): the reply, whatever its code.
 */
MailerWireSmtpReply *mailer_smtp_ask (MailerSmtpSession *self,
                                      const char        *command,
                                      guint              patience_s,
                                      GError           **error);

/**
 * mailer_smtp_get_deadline:
 *
 * Monotonic microseconds: that of the call, or @patience_s from now, whichever is first.
 *
 * Thread: the session's worker.
 */
gint64 mailer_smtp_get_deadline (MailerSmtpSession *self,
                                 guint              patience_s);

/**
 * mailer_smtp_fail:
 * @reply: one that does not let us go on
 * @temporary: error code for 400 to 499
 * @permanent: error code for 500 to 599
 * @action: what was tried
 *
 * Makes an error out of @reply. 421 is always the end of the connection, and a code that means something
 * else entirely is the end of our trust in it.
 *
 * Returns: %FALSE. Thread: the session's worker.
 */
gboolean mailer_smtp_fail (MailerSmtpSession         *self,
                           const MailerWireSmtpReply *reply,
                           MailerSmtpError            temporary,
                           MailerSmtpError            permanent,
                           MailerErrorScope           scope,
                           const char                *action,
                           GError                   **error);

/**
 * mailer_smtp_set_error:
 *
 * Makes an error that is not about a reply; it will be the same next time. Thread: the session's worker.
 */
void mailer_smtp_set_error (MailerSmtpSession *self,
                            GError           **error,
                            MailerSmtpError    code,
                            MailerErrorScope   scope,
                            const char        *format,
                            ...) G_GNUC_PRINTF (5, 6);

/**
 * mailer_smtp_dup_code:
 *
 * Returns: (transfer full): enhanced status code, or the three digits. Thread: the session's worker.
 */
char *mailer_smtp_dup_code (const MailerWireSmtpReply *reply);

G_END_DECLS
