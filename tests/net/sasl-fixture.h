/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-net-sasl-private.h"

G_BEGIN_DECLS

/**
 * SaslRow:
 * @offered: between blanks
 * @is_bound: the connection has both channel bindings: tls-exporter is the bytes 0 to 31,
 *   tls-server-end-point 32 to 63
 * @nonce: (nullable): ours; %NULL for a random one
 *
 * How a sign-in begins. The user is "user", the secret "pencil", unless the row says otherwise.
 */
typedef struct
{
  const char         *name;
  const char         *offered;
  MailerNetSecretKind kind;
  gboolean            is_bound;
  const char         *remembered;
  const char         *user_name;
  const char         *secret;
  const char         *nonce;
} SaslRow;

/** sasl_fixture_new: (nullable): the sign-in of a row; nothing may be wrong with it but that there is none. */
MailerNetSasl *sasl_fixture_new (const SaslRow *row,
                                 GError       **error);

/**
 * sasl_fixture_play:
 * @lines: (array zero-terminated=1): "S: text" and "C: text" in turn, without base64; a "C: " that is not
 *   there is a step that has to fail
 *
 * Plays an exchange. Text of the server that begins with "=" is sent as it is, behind it.
 *
 * Returns: whether the client took part to the end
 */
gboolean sasl_fixture_play (MailerNetSasl     *sasl,
                            const char *const *lines,
                            GError           **error);

/** sasl_fixture_step: Returns: (transfer full) (nullable): the answer, without base64. */
char *sasl_fixture_step (MailerNetSasl *sasl,
                         const char    *challenge,
                         GError       **error);

G_END_DECLS
