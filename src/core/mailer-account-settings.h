/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** MailerSecurity: how a connection is encrypted. There is no unencrypted way. */
typedef enum
{
  MAILER_SECURITY_TLS,      /* from the first byte (RFC 8314, section 3) */
  MAILER_SECURITY_STARTTLS, /* upgraded before anything else; never without */
} MailerSecurity;

/** MailerSignIn: how the user proves who they are. */
typedef enum
{
  MAILER_SIGN_IN_PASSWORD,     /* the strongest of what the server offers */
  MAILER_SIGN_IN_APP_PASSWORD, /* as before, but the provider wants a password made for the program */
  MAILER_SIGN_IN_OAUTH2,
} MailerSignIn;

/**
 * MailerServerSettings:
 * @host: host name in ASCII (A-labels for international names) or an address literal
 * @port: 1 to 65535
 * @user_name: what the server wants as user name
 * @signed_in_by: (nullable): what the last sign-in handed back, so that the server is held to it; %NULL
 *   before the first one, and to forget it
 */
typedef struct
{
  char          *host;
  guint16        port;
  MailerSecurity security;
  char          *user_name;
  MailerSignIn   sign_in;
  char          *signed_in_by;
} MailerServerSettings;

/**
 * MailerAccountSettings:
 * @id: stable, unique, made of [a-z0-9-]; %NULL before the account is stored
 * @label: (nullable): what the user calls the account; the address when %NULL
 * @full_name: for From
 * @address: addr-spec for From
 * @saves_sent_itself: the provider puts a copy of sent mail in Sent by itself (Gmail, Outlook)
 *
 * Everything about an account but its password, which lives in the Secret Service only.
 */
typedef struct
{
  char                *id;
  char                *label;
  char                *full_name;
  char                *address;
  MailerServerSettings imap;
  MailerServerSettings smtp;
  gboolean             saves_sent_itself;
} MailerAccountSettings;

/**
 * mailer_server_settings_set:
 *
 * Replaces everything in @self; nobody has signed in there yet then. The texts are copied, and may be
 * those of @self. Thread: any.
 */
void mailer_server_settings_set (MailerServerSettings *self,
                                 const char           *host,
                                 guint16               port,
                                 MailerSecurity        security,
                                 const char           *user_name,
                                 MailerSignIn          sign_in);
/**
 * mailer_server_settings_copy:
 *
 * Makes the contents of @target those of @source; what @target held is freed. Thread: any.
 */
void mailer_server_settings_copy (const MailerServerSettings *source,
                                  MailerServerSettings       *target);
/** mailer_server_settings_clear: frees the texts in @self, but not @self. Thread: any. */
void mailer_server_settings_clear (MailerServerSettings *self);
/**
 * mailer_server_settings_equal:
 *
 * Whether they lead to the same place; @signed_in_by does not count. Thread: any.
 */
gboolean mailer_server_settings_equal (const MailerServerSettings *a,
                                       const MailerServerSettings *b);

/**
 * mailer_server_settings_set_signed_in_by:
 *
 * Keeps a copy of @signed_in_by (nullable) in place of the one before. Thread: any.
 */
void mailer_server_settings_set_signed_in_by (MailerServerSettings *self,
                                              const char           *signed_in_by);

/**
 * mailer_server_settings_keep_signed_in_by:
 *
 * Takes over from @earlier how its user signed in, when host, user and kind of sign-in are still the same.
 *
 * Thread: any.
 */
void mailer_server_settings_keep_signed_in_by (MailerServerSettings       *self,
                                               const MailerServerSettings *earlier);

/**
 * mailer_account_settings_new:
 *
 * Returns: (transfer full): settings with nothing in them; their maker fills them in. Thread: any.
 */
MailerAccountSettings *mailer_account_settings_new (void);
/**
 * mailer_account_settings_copy:
 *
 * Returns: (transfer full): a copy that shares nothing with @self. Thread: any.
 */
MailerAccountSettings *mailer_account_settings_copy (const MailerAccountSettings *self);
/** mailer_account_settings_free: @self: (nullable) (transfer full). Thread: any. */
void mailer_account_settings_free (MailerAccountSettings *self);

/**
 * mailer_account_settings_get_label:
 *
 * Returns: (transfer none): what to call the account in the interface. Thread: any.
 */
const char *mailer_account_settings_get_label (const MailerAccountSettings *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerAccountSettings, mailer_account_settings_free)

G_END_DECLS
