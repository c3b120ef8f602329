/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-account-secrets.h"

#include <libsecret/secret.h>

static const SecretSchema password_schema = {
  APPLICATION_ID ".Password",
  SECRET_SCHEMA_NONE,
  { { "account-id", SECRET_SCHEMA_ATTRIBUTE_STRING } },
};

static gboolean
is_service_missing (const GError *error)
{
  return g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SPAWN_SERVICE_NOT_FOUND)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_FILE_NOT_FOUND)
         || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

/* The words of libsecret never hold the secret, so they may go into ours. */
static void
propagate_secret_error (GError    **error,
                        GError     *secret_error,
                        const char *action)
{
  MailerAccountError code = MAILER_ACCOUNT_ERROR_KEYRING;

  if (g_error_matches (secret_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, secret_error);
      return;
    }

  if (is_service_missing (secret_error))
    code = MAILER_ACCOUNT_ERROR_KEYRING_MISSING;
  else if (g_error_matches (secret_error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    code = MAILER_ACCOUNT_ERROR_KEYRING_LOCKED;
  g_set_error (error, MAILER_ACCOUNT_ERROR, code, "%s: %s", action, secret_error->message);
  g_error_free (secret_error);
}

gboolean
mailer_account_secrets_store (const char   *account_id,
                              const char   *label,
                              const char   *password,
                              GCancellable *cancellable,
                              GError      **error)
{
  GError *secret_error = NULL;

  g_return_val_if_fail (account_id != NULL && label != NULL && password != NULL, FALSE);

  if (secret_password_store_sync (&password_schema, SECRET_COLLECTION_DEFAULT, label, password,
                                  cancellable, &secret_error, "account-id", account_id, NULL))
    return TRUE;

  propagate_secret_error (error, secret_error, "Cannot store the password");

  return FALSE;
}

char *
mailer_account_secrets_lookup (const char   *account_id,
                               GCancellable *cancellable,
                               GError      **error)
{
  GError *secret_error = NULL;
  char   *password;

  g_return_val_if_fail (account_id != NULL, NULL);

  password = secret_password_lookup_sync (&password_schema, cancellable, &secret_error, "account-id", account_id, NULL);
  if (secret_error != NULL)
    propagate_secret_error (error, secret_error, "Cannot read the password");

  return password;
}

gboolean
mailer_account_secrets_remove (const char   *account_id,
                               GCancellable *cancellable,
                               GError      **error)
{
  GError *secret_error = NULL;

  g_return_val_if_fail (account_id != NULL, FALSE);

  /* FALSE without an error means that there was none. */
  secret_password_clear_sync (&password_schema, cancellable, &secret_error, "account-id", account_id, NULL);
  if (secret_error == NULL)
    return TRUE;

  propagate_secret_error (error, secret_error, "Cannot remove the password");

  return FALSE;
}

void
mailer_account_secrets_free (char *password)
{
  secret_password_free (password);
}
