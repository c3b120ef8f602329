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

/** mailer_sieve_sign_in: by what the server has offered behind the encryption (mailer-sieve-sign-in.c). */
gboolean mailer_sieve_sign_in (MailerSieveSession         *self,
                               const MailerNetCredentials *credentials,
                               GError                    **error);

/** mailer_sieve_get_deadline: that of the call, or a minute from now, whichever is first. */
gint64 mailer_sieve_get_deadline (MailerSieveSession *self);

/** mailer_sieve_reset_parser: forgets everything that was received. */
void mailer_sieve_reset_parser (MailerSieveSession *self);

/**
 * mailer_sieve_say:
 * @label: (nullable): what the log shows instead; for secrets and scripts
 * @command: (transfer full)
 */
gboolean mailer_sieve_say (MailerSieveSession     *self,
                           const char             *label,
                           MailerWireSieveCommand *command,
                           GError                **error);

/** mailer_sieve_hear: (transfer full): the next response of any kind. */
MailerWireSieveResponse *mailer_sieve_hear (MailerSieveSession *self,
                                            GError            **error);

/**
 * mailer_sieve_hear_all:
 * @data: (out) (optional) (transfer full) (element-type MailerWireSieveResponse): the data lines
 *
 * Hears up to a status line, which must be OK.
 */
gboolean mailer_sieve_hear_all (MailerSieveSession *self,
                                GPtrArray         **data,
                                const char         *action,
                                GError            **error);

/** mailer_sieve_fail: makes the error of a NO or a BYE. Returns: %FALSE */
gboolean mailer_sieve_fail (MailerSieveSession            *self,
                            const MailerWireSieveResponse *response,
                            MailerSieveError               refused,
                            MailerErrorScope               scope,
                            const char                    *action,
                            GError                       **error);

/** mailer_sieve_set_error: an error that is not about a response. */
void mailer_sieve_set_error (MailerSieveSession *self,
                             GError            **error,
                             MailerSieveError    code,
                             MailerErrorScope    scope,
                             const char         *format,
                             ...) G_GNUC_PRINTF (5, 6);

G_END_DECLS
