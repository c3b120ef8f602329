/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-engine-error-record.h"

#include <string.h>

/* The names, not the numbers, so that a new code never changes the meaning of what is on disk. */
static const char *const code_names[] = {
  [MAILER_ENGINE_ERROR_HOST_NOT_FOUND] = "host-not-found",
  [MAILER_ENGINE_ERROR_OFFLINE] = "offline",
  [MAILER_ENGINE_ERROR_REFUSED] = "refused",
  [MAILER_ENGINE_ERROR_TIMED_OUT] = "timed-out",
  [MAILER_ENGINE_ERROR_CLOSED] = "closed",
  [MAILER_ENGINE_ERROR_CERTIFICATE] = "certificate",
  [MAILER_ENGINE_ERROR_ENCRYPTION] = "encryption",
  [MAILER_ENGINE_ERROR_PASSWORD] = "password",
  [MAILER_ENGINE_ERROR_SIGN_IN_WEAKER] = "sign-in-weaker",
  [MAILER_ENGINE_ERROR_UNPROVEN] = "unproven",
  [MAILER_ENGINE_ERROR_NO_PASSWORD] = "no-password",
  [MAILER_ENGINE_ERROR_KEYRING] = "keyring",
  [MAILER_ENGINE_ERROR_SERVER] = "server",
  [MAILER_ENGINE_ERROR_SERVER_BUSY] = "server-busy",
  [MAILER_ENGINE_ERROR_PROTOCOL] = "protocol",
  [MAILER_ENGINE_ERROR_OVER_QUOTA] = "over-quota",
  [MAILER_ENGINE_ERROR_GONE] = "gone",
  [MAILER_ENGINE_ERROR_TOO_LATE] = "too-late",
  [MAILER_ENGINE_ERROR_NO_FOLDER] = "no-folder",
  [MAILER_ENGINE_ERROR_RECIPIENT] = "recipient",
  [MAILER_ENGINE_ERROR_TOO_LARGE] = "too-large",
  [MAILER_ENGINE_ERROR_MESSAGE_REFUSED] = "message-refused",
  [MAILER_ENGINE_ERROR_SEND_UNKNOWN] = "send-unknown",
  [MAILER_ENGINE_ERROR_SENT_NOT_NOTED] = "sent-not-noted",
  [MAILER_ENGINE_ERROR_DISK_FULL] = "disk-full",
  [MAILER_ENGINE_ERROR_DISK] = "disk",
  [MAILER_ENGINE_ERROR_STORE_DAMAGED] = "store-damaged",
  [MAILER_ENGINE_ERROR_STORE_BROKEN] = "store-broken",
  [MAILER_ENGINE_ERROR_STORE_NEWER] = "store-newer",
  [MAILER_ENGINE_ERROR_SETTINGS_DAMAGED] = "settings-damaged",
  [MAILER_ENGINE_ERROR_TRUST_DAMAGED] = "trust-damaged",
  [MAILER_ENGINE_ERROR_NOT_CACHED] = "not-cached",
  [MAILER_ENGINE_ERROR_UNREADABLE] = "unreadable",
  [MAILER_ENGINE_ERROR_ALERT] = "alert",
  [MAILER_ENGINE_ERROR_FAILED] = "failed",
};

G_STATIC_ASSERT (G_N_ELEMENTS (code_names) == MAILER_ENGINE_ERROR_FAILED + 1);

char *
mailer_engine_error_record (const GError *error)
{
  g_return_val_if_fail (error != NULL && error->domain == MAILER_ENGINE_ERROR, NULL);

  return g_strdup_printf ("%s: %s", code_names[error->code], error->message);
}

static gboolean
skip_code (const char **record,
           int         *code)
{
  for (guint i = 0; i < G_N_ELEMENTS (code_names); i++)
    {
      g_autofree char *prefix = g_strconcat (code_names[i], ": ", NULL);

      if (g_str_has_prefix (*record, prefix))
        {
          *record += strlen (prefix);
          *code = i;
          return TRUE;
        }
    }

  return FALSE;
}

GError *
mailer_engine_error_recall (const char *record,
                            const char *server_text)
{
  GError *error;
  int     code;

  if (record == NULL)
    return NULL;

  if (!skip_code (&record, &code))
    code = MAILER_ENGINE_ERROR_FAILED;
  error = g_error_new_literal (MAILER_ENGINE_ERROR, code, record);
  mailer_error_edit_details (error)->server_text = g_strdup (server_text);

  return error;
}
