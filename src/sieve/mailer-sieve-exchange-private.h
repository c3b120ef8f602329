/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-sieve-session.h"
#include "mailer-wire-sieve.h"

G_BEGIN_DECLS

struct _MailerSieveSession
{
  MailerNetConnection   *connection;
  MailerWireSieveParser *parser;
  char                  *mechanisms; /* (nullable): of SASL, between blanks */
  char                  *remembered; /* (nullable): of the sign-in */
  char                  *extensions; /* (nullable): of SIEVE, between blanks */
  gboolean               has_starttls;

  /* Of the public call that runs. */
  GCancellable *cancellable;
  gint64        deadline_us;
};

/**
 * mailer_sieve_sign_in:
 *
 * Signs in by what the server has offered behind the encryption (mailer-sieve-sign-in.c).
 *
 * Thread: the session's worker. Blocks: until the deadline.
 * Errors: MAILER_SIEVE_ERROR, MAILER_NET_ERROR, %G_IO_ERROR_CANCELLED.
 */
gboolean mailer_sieve_sign_in (MailerSieveSession         *self,
                               const MailerNetCredentials *credentials,
                               GError                    **error);

/**
 * mailer_sieve_get_deadline:
 *
 * Monotonic microseconds: that of the call, or a minute from now, whichever is first.
 *
 * Thread: the session's worker.
 */
gint64 mailer_sieve_get_deadline (MailerSieveSession *self);

/** mailer_sieve_reset_parser: forgets everything that was received. Thread: the session's worker. */
void mailer_sieve_reset_parser (MailerSieveSession *self);

/**
 * mailer_sieve_say:
 * @label: (nullable): what the log shows instead; for secrets and scripts
 * @command: (transfer full)
 *
 * Sends a command.
 *
 * Thread: the session's worker. Blocks: until the deadline.
 * Errors: MAILER_NET_ERROR, %G_IO_ERROR_CANCELLED.
 */
gboolean mailer_sieve_say (MailerSieveSession     *self,
                           const char             *label,
                           MailerWireSieveCommand *command,
                           GError                **error);

/**
 * mailer_sieve_hear:
 *
 * Thread: the session's worker. Blocks: until the deadline.
 * Errors: %MAILER_SIEVE_ERROR_PROTOCOL, MAILER_NET_ERROR, %G_IO_ERROR_CANCELLED.
 * Returns: (transfer full): the next response of any kind.
 */
MailerWireSieveResponse *mailer_sieve_hear (MailerSieveSession *self,
                                            GError            **error);

/**
 * mailer_sieve_hear_all:
 * @data: (out) (optional) (transfer full) (element-type MailerWireSieveResponse): the data lines
 *
 * Hears up to a status line, which must be OK.
 *
 * Thread: the session's worker. Blocks: until the deadline.
 * Errors: MAILER_SIEVE_ERROR, MAILER_NET_ERROR, %G_IO_ERROR_CANCELLED.
 */
gboolean mailer_sieve_hear_all (MailerSieveSession *self,
                                GPtrArray         **data,
                                const char         *action,
                                GError            **error);

/** mailer_sieve_fail: makes the error of a NO or a BYE. Returns: %FALSE. Thread: the session's worker. */
gboolean mailer_sieve_fail (MailerSieveSession            *self,
                            const MailerWireSieveResponse *response,
                            MailerSieveError               refused,
                            MailerErrorScope               scope,
                            const char                    *action,
                            GError                       **error);

/** mailer_sieve_set_error: makes an error that is not about a response. Thread: the session's worker. */
void mailer_sieve_set_error (MailerSieveSession *self,
                             GError            **error,
                             MailerSieveError    code,
                             MailerErrorScope    scope,
                             const char         *format,
                             ...) G_GNUC_PRINTF (5, 6);

G_END_DECLS
