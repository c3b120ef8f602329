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

/** mailer_smtp_sign_in: by what the server has offered behind the encryption (mailer-smtp-sign-in.c). */
gboolean mailer_smtp_sign_in (MailerSmtpSession          *self,
                              const MailerNetCredentials *credentials,
                              GError                    **error);

/** mailer_smtp_say: sends a command, or several. @command has its CRLF. */
gboolean mailer_smtp_say (MailerSmtpSession *self,
                          const char        *command,
                          GError           **error);

/** mailer_smtp_hear: (transfer full): the next reply, whatever its code. */
MailerWireSmtpReply *mailer_smtp_hear (MailerSmtpSession *self,
                                       guint              patience_s,
                                       GError           **error);

/** mailer_smtp_ask: (transfer full): says a command and hears its reply. */
MailerWireSmtpReply *mailer_smtp_ask (MailerSmtpSession *self,
                                      const char        *command,
                                      guint              patience_s,
                                      GError           **error);

/** mailer_smtp_get_deadline: that of the call, or @patience_s from now, whichever is first. */
gint64 mailer_smtp_get_deadline (MailerSmtpSession *self,
                                 guint              patience_s);

/**
 * mailer_smtp_fail:
 * @reply: one that does not let us go on
 * @temporary: error code for 400 to 499
 * @permanent: error code for 500 to 599
 * @action: what was tried
 *
 * 421 is always the end of the connection, and a code that means something else entirely is the end of
 * our trust in it.
 *
 * Returns: %FALSE
 */
gboolean mailer_smtp_fail (MailerSmtpSession         *self,
                           const MailerWireSmtpReply *reply,
                           MailerSmtpError            temporary,
                           MailerSmtpError            permanent,
                           MailerErrorScope           scope,
                           const char                *action,
                           GError                   **error);

/** mailer_smtp_set_error: an error that is not about a reply; it will be the same next time. */
void mailer_smtp_set_error (MailerSmtpSession *self,
                            GError           **error,
                            MailerSmtpError    code,
                            MailerErrorScope   scope,
                            const char        *format,
                            ...) G_GNUC_PRINTF (5, 6);

/** mailer_smtp_dup_code: (transfer full): enhanced status code, or the three digits. */
char *mailer_smtp_dup_code (const MailerWireSmtpReply *reply);

G_END_DECLS
