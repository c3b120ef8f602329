/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** MailerNetSecretKind: by what the user proves who they are. */
typedef enum
{
  MAILER_NET_SECRET_PASSWORD,
  MAILER_NET_SECRET_TOKEN,       /* an access token of OAuth 2.0 */
  MAILER_NET_SECRET_CERTIFICATE, /* nothing more is said: MailerNetEndpoint.client_certificate has proved it */
} MailerNetSecretKind;

/**
 * MailerNetCredentials:
 * @user_name: UTF-8
 * @secret: (nullable): UTF-8; %NULL with %MAILER_NET_SECRET_CERTIFICATE only
 * @remembered: (nullable): what an earlier sign-in of this user at this server handed back, see
 *   mailer_net_sasl_dup_remembered(); %NULL for the first one
 *
 * What a sign-in starts with. Everything is borrowed by the call.
 */
typedef struct
{
  const char         *user_name;
  const char         *secret;
  MailerNetSecretKind kind;
  const char         *remembered;
} MailerNetCredentials;

G_END_DECLS
