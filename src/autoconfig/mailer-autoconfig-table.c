/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-autoconfig-table.h"

#include <string.h>

#include "mailer-error.h"

MAILER_DEFINE_ERROR (mailer_autoconfig_error)

void
mailer_autoconfig_provider_free (MailerAutoconfigProvider *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_strfreev (self->domains);
  mailer_server_settings_clear (&self->imap);
  mailer_server_settings_clear (&self->smtp);
  g_free (self->help_uri);
  g_free (self);
}

static gboolean
is_host_name (const char *host)
{
  if (*host == '\0' || *host == '.' || *host == '-' || strlen (host) > 253)
    return FALSE;

  for (const char *p = host; *p != '\0'; p++)
    if (!g_ascii_islower (*p) && !g_ascii_isdigit (*p) && *p != '.' && *p != '-')
      return FALSE;

  return strstr (host, "..") == NULL && !g_str_has_suffix (host, ".");
}

static gboolean
parse_security (const char     *text,
                MailerSecurity *security)
{
  if (strcmp (text, "tls") == 0)
    *security = MAILER_SECURITY_TLS;
  else if (strcmp (text, "starttls") == 0)
    *security = MAILER_SECURITY_STARTTLS;
  else
    return FALSE;

  return TRUE;
}

static gboolean
parse_sign_in (const char   *text,
               MailerSignIn *sign_in)
{
  if (text == NULL || strcmp (text, "password") == 0)
    *sign_in = MAILER_SIGN_IN_PASSWORD;
  else if (strcmp (text, "app-password") == 0)
    *sign_in = MAILER_SIGN_IN_APP_PASSWORD;
  else if (strcmp (text, "oauth2") == 0)
    *sign_in = MAILER_SIGN_IN_OAUTH2;
  else
    return FALSE;

  return TRUE;
}

static gboolean
is_user_keyword (const char *text)
{
  return strcmp (text, "address") == 0 || strcmp (text, "local-part") == 0;
}

/* Reads "host port security" into @server. */
static gboolean
parse_server (GKeyFile             *file,
              const char           *group,
              const char           *key,
              const char           *user,
              MailerSignIn          sign_in,
              MailerServerSettings *server)
{
  g_autofree char *value = g_key_file_get_string (file, group, key, NULL);
  g_auto (GStrv) words = NULL;
  guint64        port;
  MailerSecurity security;

  if (value == NULL)
    return FALSE;

  words = g_strsplit (g_strstrip (value), " ", 4);
  if (g_strv_length (words) != 3
      || !is_host_name (words[0])
      || !g_ascii_string_to_unsigned (words[1], 10, 1, G_MAXUINT16, &port, NULL)
      || !parse_security (words[2], &security))
    return FALSE;

  mailer_server_settings_set (server, words[0], port, security, user, sign_in);

  return TRUE;
}

static gboolean
parse_servers (MailerAutoconfigProvider *provider,
               GKeyFile                 *file)
{
  g_autofree char *user = g_key_file_get_string (file, provider->name, "user", NULL);
  g_autofree char *smtp_user = g_key_file_get_string (file, provider->name, "smtp-user", NULL);
  g_autofree char *sign_in_name = g_key_file_get_string (file, provider->name, "sign-in", NULL);
  MailerSignIn     sign_in;

  if (user == NULL)
    user = g_strdup ("address");
  if (smtp_user == NULL)
    smtp_user = g_strdup (user);

  return is_user_keyword (user)
         && is_user_keyword (smtp_user)
         && parse_sign_in (sign_in_name, &sign_in)
         && parse_server (file, provider->name, "imap", user, sign_in, &provider->imap)
         && parse_server (file, provider->name, "smtp", smtp_user, sign_in, &provider->smtp);
}

static gboolean
parse_domains (MailerAutoconfigProvider *provider,
               GKeyFile                 *file)
{
  provider->domains = g_key_file_get_string_list (file, provider->name, "domains", NULL, NULL);
  if (provider->domains == NULL || provider->domains[0] == NULL)
    return FALSE;

  for (guint i = 0; provider->domains[i] != NULL; i++)
    if (!is_host_name (provider->domains[i]))
      return FALSE;

  return TRUE;
}

static MailerAutoconfigProvider *
parse_provider (GKeyFile   *file,
                const char *group)
{
  g_autoptr (MailerAutoconfigProvider) provider = g_new0 (MailerAutoconfigProvider, 1);

  provider->name = g_strdup (group);
  provider->help_uri = g_key_file_get_string (file, group, "help", NULL);
  provider->needs_enabling = g_key_file_get_boolean (file, group, "enable-first", NULL);
  provider->saves_sent_itself = g_key_file_get_boolean (file, group, "saves-sent", NULL);
  if (!parse_domains (provider, file)
      || !parse_servers (provider, file)
      || (provider->help_uri != NULL && !g_str_has_prefix (provider->help_uri, "https://")))
    return NULL;

  return g_steal_pointer (&provider);
}

static void
free_provider_cb (gpointer provider)
{
  mailer_autoconfig_provider_free (provider);
}

GPtrArray *
mailer_autoconfig_table_parse (const char *text,
                               gsize       length,
                               GError    **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GPtrArray) table = g_ptr_array_new_with_free_func (free_provider_cb);
  g_autoptr (GError) key_file_error = NULL;
  g_auto (GStrv) groups = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  /* A key file with a NUL byte would be read up to there only. */
  if (memchr (text, '\0', length) != NULL
      || !g_key_file_load_from_data (file, text, length, G_KEY_FILE_NONE, &key_file_error))
    {
      g_set_error (error, MAILER_AUTOCONFIG_ERROR, MAILER_AUTOCONFIG_ERROR_INVALID,
                   "Not a provider table: %s", key_file_error != NULL ? key_file_error->message : "a zero byte in it");
      return NULL;
    }

  groups = g_key_file_get_groups (file, NULL);
  for (guint i = 0; groups[i] != NULL; i++)
    {
      MailerAutoconfigProvider *provider = parse_provider (file, groups[i]);

      if (provider == NULL)
        {
          g_set_error (error, MAILER_AUTOCONFIG_ERROR, MAILER_AUTOCONFIG_ERROR_INVALID,
                       "The entry “%s” of the provider table is incomplete or wrong", groups[i]);
          return NULL;
        }
      g_ptr_array_add (table, provider);
    }

  return g_steal_pointer (&table);
}

const MailerAutoconfigProvider *
mailer_autoconfig_table_find (GPtrArray  *table,
                              const char *domain)
{
  g_return_val_if_fail (table != NULL && domain != NULL, NULL);

  for (guint i = 0; i < table->len; i++)
    {
      const MailerAutoconfigProvider *provider = g_ptr_array_index (table, i);

      if (g_strv_contains ((const char *const *)provider->domains, domain))
        return provider;
    }

  return NULL;
}
