/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "mailer-account-settings.h"

G_BEGIN_DECLS

/**
 * MailerAutoconfigResult:
 * @settings: (not nullable): what to try, with full name and address
 * @is_known: found in a provider table; otherwise guesses that nobody has confirmed
 * @provider_name: (nullable): such as "GMX"
 * @help_uri: (nullable): https page of the provider about app passwords or switching IMAP on
 * @needs_app_password: the provider refuses the usual password from programs
 * @needs_enabling: IMAP has to be switched on at the provider first
 */
typedef struct
{
  MailerAccountSettings *settings;
  gboolean               is_known;
  char                  *provider_name;
  char                  *help_uri;
  gboolean               needs_app_password;
  gboolean               needs_enabling;
} MailerAutoconfigResult;

/** mailer_autoconfig_result_free: @self: (nullable) (transfer full). Thread: any. */
void mailer_autoconfig_result_free (MailerAutoconfigResult *self);

/**
 * mailer_autoconfig_lookup:
 * @full_name: for the settings
 * @address: a valid addr-spec
 *
 * Looks the domain of @address up in the provider tables: files of the user
 * (`$XDG_DATA_HOME/mailer/providers/`), of the machine (`mailer/providers/` in the data folders), then
 * our own. A company can so deliver its settings. For an unknown domain the usual names are guessed.
 * No network.
 *
 * Thread: any worker. Blocks: reads local files.
 * Returns: (transfer full): never %NULL.
 */
MailerAutoconfigResult *mailer_autoconfig_lookup (const char *full_name,
                                                  const char *address);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerAutoconfigResult, mailer_autoconfig_result_free)

G_END_DECLS
