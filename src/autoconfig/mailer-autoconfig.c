/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-autoconfig.h"

#include <string.h>

#include "mailer-address.h"
#include "mailer-autoconfig-resources.h"
#include "mailer-autoconfig-table.h"

#define TABLE_RESOURCE "/org/example/Mailer/autoconfig/providers.ini"
#define MAX_TABLE_BYTES (4 * 1024 * 1024)
#define IMAPS_PORT 993
#define SUBMISSIONS_PORT 465

void
mailer_autoconfig_result_free (MailerAutoconfigResult *self)
{
  if (self == NULL)
    return;

  mailer_account_settings_free (self->settings);
  g_free (self->provider_name);
  g_free (self->help_uri);
  g_free (self);
}

static char *
make_user_name (const char *keyword,
                const char *address)
{
  return strcmp (keyword, "local-part") == 0 ? g_strndup (address, strrchr (address, '@') - address)
                                             : g_strdup (address);
}

static void
apply_server (const MailerServerSettings *template,
              const char           *address,
              MailerServerSettings *server)
{
  g_autofree char *user_name = make_user_name (template->user_name, address);

  mailer_server_settings_set (server, template->host, template->port, template->security, user_name, template->sign_in);
}

static void
apply_provider (const MailerAutoconfigProvider *provider,
                MailerAutoconfigResult         *result)
{
  MailerAccountSettings *settings = result->settings;

  apply_server (&provider->imap, settings->address, &settings->imap);
  apply_server (&provider->smtp, settings->address, &settings->smtp);
  settings->saves_sent_itself = provider->saves_sent_itself;
  result->is_known = TRUE;
  result->provider_name = g_strdup (provider->name);
  result->help_uri = g_strdup (provider->help_uri);
  result->needs_app_password = provider->imap.sign_in == MAILER_SIGN_IN_APP_PASSWORD;
  result->needs_enabling = provider->needs_enabling;
}

/* RFC 8314, section 3: TLS from the first byte is what servers should offer today. */
static void
apply_guess (const char             *domain,
             MailerAutoconfigResult *result)
{
  MailerAccountSettings *settings = result->settings;
  g_autofree char       *imap_host = g_strconcat ("imap.", domain, NULL);
  g_autofree char       *smtp_host = g_strconcat ("smtp.", domain, NULL);

  mailer_server_settings_set (&settings->imap, imap_host, IMAPS_PORT, MAILER_SECURITY_TLS,
                              settings->address, MAILER_SIGN_IN_PASSWORD);
  mailer_server_settings_set (&settings->smtp, smtp_host, SUBMISSIONS_PORT, MAILER_SECURITY_TLS,
                              settings->address, MAILER_SIGN_IN_PASSWORD);
}

static gboolean
apply_table (const char             *text,
             gsize                   length,
             const char             *source,
             const char             *domain,
             MailerAutoconfigResult *result)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) table = mailer_autoconfig_table_parse (text, length, &error);
  const MailerAutoconfigProvider *provider;

  if (table == NULL)
    {
      /* Somebody's own file: the other tables still serve, and the log says what is wrong. */
      g_message ("%s: %s", source, error->message);
      return FALSE;
    }

  provider = mailer_autoconfig_table_find (table, domain);
  if (provider != NULL)
    apply_provider (provider, result);

  return provider != NULL;
}

static gboolean
apply_file (const char             *path,
            const char             *domain,
            MailerAutoconfigResult *result)
{
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);

  /* An empty file maps to NULL. */
  if (file == NULL || g_mapped_file_get_contents (file) == NULL || g_mapped_file_get_length (file) > MAX_TABLE_BYTES)
    return FALSE;

  return apply_table (g_mapped_file_get_contents (file), g_mapped_file_get_length (file), path, domain, result);
}

static gboolean
apply_folder (const char             *data_dir,
              const char             *domain,
              MailerAutoconfigResult *result)
{
  g_autofree char *path = g_build_filename (data_dir, "mailer", "providers", NULL);
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *file_path = g_build_filename (path, name, NULL);

      if (g_str_has_suffix (name, ".ini") && apply_file (file_path, domain, result))
        return TRUE;
    }

  return FALSE;
}

static gboolean
apply_own_table (const char             *domain,
                 MailerAutoconfigResult *result)
{
  g_autoptr (GBytes) bytes = g_resource_lookup_data (mailer_autoconfig_get_resource (),
                                                     TABLE_RESOURCE, G_RESOURCE_LOOKUP_FLAGS_NONE,
                                                     NULL);
  gsize       length;
  const char *text;

  g_assert (bytes != NULL);
  text = g_bytes_get_data (bytes, &length);

  return apply_table (text, length, TABLE_RESOURCE, domain, result);
}

static gboolean
apply_tables (const char             *domain,
              MailerAutoconfigResult *result)
{
  if (apply_folder (g_get_user_data_dir (), domain, result))
    return TRUE;

  for (const char *const *data_dir = g_get_system_data_dirs (); *data_dir != NULL; data_dir++)
    if (apply_folder (*data_dir, domain, result))
      return TRUE;

  return apply_own_table (domain, result);
}

static char *
normalize_domain (const char *address)
{
  const char      *domain = mailer_address_get_domain (address);
  g_autofree char *ascii = domain != NULL ? g_hostname_to_ascii (domain) : NULL;

  return g_ascii_strdown (ascii != NULL ? ascii : "", -1);
}

MailerAutoconfigResult *
mailer_autoconfig_lookup (const char *full_name,
                          const char *address)
{
  MailerAutoconfigResult *result;
  g_autofree char        *domain = NULL;

  g_return_val_if_fail (full_name != NULL, NULL);
  g_return_val_if_fail (address != NULL && strchr (address, '@') != NULL, NULL);

  domain = normalize_domain (address);
  result = g_new0 (MailerAutoconfigResult, 1);
  result->settings = mailer_account_settings_new ();
  result->settings->full_name = g_strdup (full_name);
  result->settings->address = g_strdup (address);
  if (!apply_tables (domain, result))
    apply_guess (domain, result);

  return result;
}
