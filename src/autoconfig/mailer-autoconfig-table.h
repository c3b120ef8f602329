/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "mailer-account-settings.h"

G_BEGIN_DECLS

#define MAILER_AUTOCONFIG_ERROR (mailer_autoconfig_error_quark ())
/** mailer_autoconfig_error_quark: the domain %MAILER_AUTOCONFIG_ERROR. Thread: any. */
GQuark mailer_autoconfig_error_quark (void);

/**
 * MailerAutoconfigError:
 * @MAILER_AUTOCONFIG_ERROR_INVALID: the file or an entry of it is not of the format
 */
typedef enum
{
  MAILER_AUTOCONFIG_ERROR_INVALID,
} MailerAutoconfigError;

/**
 * MailerAutoconfigProvider:
 * @domains: (array zero-terminated=1): mail domains, lower case, A-labels
 *
 * One entry of a provider table. The format is a key file, a group for each provider:
 *
 *     [Example Mail]
 *     domains=example.org;example.net
 *     imap=imap.example.org 993 tls
 *     smtp=smtp.example.org 587 starttls
 *     user=address
 *     sign-in=password
 *
 * `user` is `address` (the default) or `local-part` (what stands before the "@"); `sign-in` is
 * `password` (the default), `app-password` or `oauth2`. Optional: `smtp-user`, as `user`; `help`, an
 * https page; `enable-first=true`, IMAP has to be switched on at the provider; `saves-sent=true`, the
 * provider files sent mail by itself. There is no word for a connection without encryption.
 */
typedef struct
{
  char                *name;
  char               **domains;
  MailerServerSettings imap; /* user_name holds the keyword */
  MailerServerSettings smtp;
  char                *help_uri;
  gboolean             needs_enabling;
  gboolean             saves_sent_itself;
} MailerAutoconfigProvider;

/** mailer_autoconfig_provider_free: @self: (nullable) (transfer full). Thread: any. */
void mailer_autoconfig_provider_free (MailerAutoconfigProvider *self);

/**
 * mailer_autoconfig_table_parse:
 * @text: a key file
 *
 * Thread: any. Errors: %MAILER_AUTOCONFIG_ERROR_INVALID.
 * Returns: (transfer full) (element-type MailerAutoconfigProvider) (nullable): all entries, or %NULL
 *   when one is wrong: a table is right or it is not used.
 */
GPtrArray *mailer_autoconfig_table_parse (const char *text,
                                          gsize       length,
                                          GError    **error);

/**
 * mailer_autoconfig_table_find:
 * @domain: lower case, A-labels
 *
 * Returns: (transfer none) (nullable): the entry whose domains hold @domain. Thread: any.
 */
const MailerAutoconfigProvider *mailer_autoconfig_table_find (GPtrArray  *table,
                                                              const char *domain);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerAutoconfigProvider, mailer_autoconfig_provider_free)

G_END_DECLS
