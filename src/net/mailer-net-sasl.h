/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MailerNetSasl:
 *
 * One SASL exchange (RFC 4422), shared by IMAP, SMTP and ManageSieve. The protocols carry the base64
 * text; this decides what is in it. Not thread-safe.
 */
typedef struct _MailerNetSasl MailerNetSasl;

/**
 * mailer_net_sasl_new:
 * @offered: (array zero-terminated=1): mechanism names of the server, any case
 * @user_name: UTF-8
 * @password: UTF-8; wiped from memory with the exchange
 *
 * Chooses the strongest mechanism that the program speaks: PLAIN, and LOGIN as the last way.
 *
 * Returns: (transfer full) (nullable): the exchange, or %NULL when none of @offered is spoken.
 */
MailerNetSasl *mailer_net_sasl_new (const char *const *offered,
                                    const char        *user_name,
                                    const char        *password);

void mailer_net_sasl_free (MailerNetSasl *self);

const char *mailer_net_sasl_get_mechanism (MailerNetSasl *self);

/**
 * mailer_net_sasl_has_initial_response:
 *
 * Whether the client speaks first. Then the first call of mailer_net_sasl_step() takes %NULL.
 */
gboolean mailer_net_sasl_has_initial_response (MailerNetSasl *self);

/**
 * mailer_net_sasl_step:
 * @challenge: (nullable): base64 of the server, %NULL for the initial response
 *
 * Returns: (transfer full) (nullable): base64 to send, free it with mailer_net_sasl_free_text(); or
 *   %NULL when the exchange has to be cancelled with "*".
 */
char *mailer_net_sasl_step (MailerNetSasl *self,
                            const char    *challenge);

/** mailer_net_sasl_free_text: frees @text after overwriting it. */
void mailer_net_sasl_free_text (char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerNetSasl, mailer_net_sasl_free)

G_END_DECLS
