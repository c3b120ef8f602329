/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-engine-error-private.h"

#include <gio/gio.h>

#include "mailer-account-error.h"
#include "mailer-http-fetcher.h"
#include "mailer-imap-error.h"
#include "mailer-mime-draft.h"
#include "mailer-net-connection.h"
#include "mailer-smtp-session.h"
#include "mailer-store.h"

MAILER_DEFINE_ERROR (mailer_engine_error)

/* One table per layer below, indexed by its codes. What is not named is 0 and must not be: the first code
 * has its own place in each table. */
static const MailerEngineError net_codes[] = {
  [MAILER_NET_ERROR_NOT_FOUND] = MAILER_ENGINE_ERROR_HOST_NOT_FOUND,
  [MAILER_NET_ERROR_RESOLVE] = MAILER_ENGINE_ERROR_OFFLINE,
  [MAILER_NET_ERROR_REFUSED] = MAILER_ENGINE_ERROR_REFUSED,
  [MAILER_NET_ERROR_UNREACHABLE] = MAILER_ENGINE_ERROR_OFFLINE,
  [MAILER_NET_ERROR_TIMED_OUT] = MAILER_ENGINE_ERROR_TIMED_OUT,
  [MAILER_NET_ERROR_CLOSED] = MAILER_ENGINE_ERROR_CLOSED,
  [MAILER_NET_ERROR_TLS] = MAILER_ENGINE_ERROR_ENCRYPTION,
  [MAILER_NET_ERROR_CERTIFICATE] = MAILER_ENGINE_ERROR_CERTIFICATE,
  [MAILER_NET_ERROR_INJECTION] = MAILER_ENGINE_ERROR_ENCRYPTION,
  [MAILER_NET_ERROR_LIMIT] = MAILER_ENGINE_ERROR_PROTOCOL,
  [MAILER_NET_ERROR_FAILED] = MAILER_ENGINE_ERROR_FAILED,
  [MAILER_NET_ERROR_SIGN_IN] = MAILER_ENGINE_ERROR_PROTOCOL,
  [MAILER_NET_ERROR_SIGN_IN_WEAKER] = MAILER_ENGINE_ERROR_SIGN_IN_WEAKER,
  [MAILER_NET_ERROR_UNPROVEN] = MAILER_ENGINE_ERROR_UNPROVEN,
  [MAILER_NET_ERROR_TOKEN] = MAILER_ENGINE_ERROR_PASSWORD,
};

static const MailerEngineError imap_codes[] = {
  [MAILER_IMAP_ERROR_AUTHENTICATION] = MAILER_ENGINE_ERROR_PASSWORD,
  [MAILER_IMAP_ERROR_NO_MECHANISM] = MAILER_ENGINE_ERROR_SERVER,
  [MAILER_IMAP_ERROR_STARTTLS_MISSING] = MAILER_ENGINE_ERROR_ENCRYPTION,
  [MAILER_IMAP_ERROR_UNAVAILABLE] = MAILER_ENGINE_ERROR_SERVER_BUSY,
  [MAILER_IMAP_ERROR_BYE] = MAILER_ENGINE_ERROR_CLOSED,
  [MAILER_IMAP_ERROR_PROTOCOL] = MAILER_ENGINE_ERROR_PROTOCOL,
  [MAILER_IMAP_ERROR_LIMIT] = MAILER_ENGINE_ERROR_PROTOCOL,
  [MAILER_IMAP_ERROR_NO] = MAILER_ENGINE_ERROR_SERVER,
  [MAILER_IMAP_ERROR_BAD] = MAILER_ENGINE_ERROR_SERVER,
  [MAILER_IMAP_ERROR_NOT_FOUND] = MAILER_ENGINE_ERROR_GONE,
  [MAILER_IMAP_ERROR_OVER_QUOTA] = MAILER_ENGINE_ERROR_OVER_QUOTA,
  [MAILER_IMAP_ERROR_NO_PERMISSION] = MAILER_ENGINE_ERROR_SERVER,
  [MAILER_IMAP_ERROR_GONE] = MAILER_ENGINE_ERROR_GONE,
  [MAILER_IMAP_ERROR_TOO_LARGE] = MAILER_ENGINE_ERROR_TOO_LARGE,
};

static const MailerEngineError smtp_codes[] = {
  [MAILER_SMTP_ERROR_AUTHENTICATION] = MAILER_ENGINE_ERROR_PASSWORD,
  [MAILER_SMTP_ERROR_NO_MECHANISM] = MAILER_ENGINE_ERROR_SERVER,
  [MAILER_SMTP_ERROR_STARTTLS_MISSING] = MAILER_ENGINE_ERROR_ENCRYPTION,
  [MAILER_SMTP_ERROR_UNAVAILABLE] = MAILER_ENGINE_ERROR_SERVER_BUSY,
  [MAILER_SMTP_ERROR_PROTOCOL] = MAILER_ENGINE_ERROR_PROTOCOL,
  [MAILER_SMTP_ERROR_SENDER] = MAILER_ENGINE_ERROR_MESSAGE_REFUSED,
  [MAILER_SMTP_ERROR_RECIPIENTS] = MAILER_ENGINE_ERROR_RECIPIENT,
  [MAILER_SMTP_ERROR_TOO_LARGE] = MAILER_ENGINE_ERROR_TOO_LARGE,
  [MAILER_SMTP_ERROR_NO_SMTPUTF8] = MAILER_ENGINE_ERROR_MESSAGE_REFUSED,
  [MAILER_SMTP_ERROR_NO_8BITMIME] = MAILER_ENGINE_ERROR_MESSAGE_REFUSED,
  [MAILER_SMTP_ERROR_REFUSED] = MAILER_ENGINE_ERROR_MESSAGE_REFUSED,
  [MAILER_SMTP_ERROR_UNKNOWN] = MAILER_ENGINE_ERROR_SEND_UNKNOWN,
};

static const MailerEngineError store_codes[] = {
  [MAILER_STORE_ERROR_CORRUPT] = MAILER_ENGINE_ERROR_STORE_DAMAGED,
  [MAILER_STORE_ERROR_NEWER] = MAILER_ENGINE_ERROR_STORE_NEWER,
  [MAILER_STORE_ERROR_FULL] = MAILER_ENGINE_ERROR_DISK_FULL,
  [MAILER_STORE_ERROR_READ_ONLY] = MAILER_ENGINE_ERROR_DISK,
  [MAILER_STORE_ERROR_IO] = MAILER_ENGINE_ERROR_DISK,
  [MAILER_STORE_ERROR_BUSY] = MAILER_ENGINE_ERROR_DISK,
  [MAILER_STORE_ERROR_NOT_FOUND] = MAILER_ENGINE_ERROR_GONE,
  [MAILER_STORE_ERROR_STATE] = MAILER_ENGINE_ERROR_FAILED,
  [MAILER_STORE_ERROR_TOO_BIG] = MAILER_ENGINE_ERROR_TOO_LARGE,
  [MAILER_STORE_ERROR_PROGRAM] = MAILER_ENGINE_ERROR_FAILED,
};

static const MailerEngineError account_codes[] = {
  [MAILER_ACCOUNT_ERROR_DISK_FULL] = MAILER_ENGINE_ERROR_DISK_FULL,
  [MAILER_ACCOUNT_ERROR_DISK] = MAILER_ENGINE_ERROR_DISK,
  [MAILER_ACCOUNT_ERROR_DAMAGED] = MAILER_ENGINE_ERROR_SETTINGS_DAMAGED,
  [MAILER_ACCOUNT_ERROR_TRUST_DAMAGED] = MAILER_ENGINE_ERROR_TRUST_DAMAGED,
  [MAILER_ACCOUNT_ERROR_KEYRING_MISSING] = MAILER_ENGINE_ERROR_KEYRING,
  [MAILER_ACCOUNT_ERROR_KEYRING_LOCKED] = MAILER_ENGINE_ERROR_KEYRING,
  [MAILER_ACCOUNT_ERROR_KEYRING] = MAILER_ENGINE_ERROR_KEYRING,
};

static const MailerEngineError http_codes[] = {
  [MAILER_HTTP_ERROR_ADDRESS] = MAILER_ENGINE_ERROR_UNREADABLE,
  [MAILER_HTTP_ERROR_PRIVATE] = MAILER_ENGINE_ERROR_UNREADABLE,
  [MAILER_HTTP_ERROR_REDIRECT] = MAILER_ENGINE_ERROR_UNREADABLE,
  [MAILER_HTTP_ERROR_NOT_FOUND] = MAILER_ENGINE_ERROR_HOST_NOT_FOUND,
  [MAILER_HTTP_ERROR_CONNECTION] = MAILER_ENGINE_ERROR_OFFLINE,
  [MAILER_HTTP_ERROR_CERTIFICATE] = MAILER_ENGINE_ERROR_CERTIFICATE,
  [MAILER_HTTP_ERROR_TIMED_OUT] = MAILER_ENGINE_ERROR_TIMED_OUT,
  [MAILER_HTTP_ERROR_STATUS] = MAILER_ENGINE_ERROR_GONE,
  [MAILER_HTTP_ERROR_TOO_LARGE] = MAILER_ENGINE_ERROR_TOO_LARGE,
};

static const MailerEngineError mime_codes[] = {
  [MAILER_MIME_ERROR_ATTACHMENT] = MAILER_ENGINE_ERROR_DISK,
  [MAILER_MIME_ERROR_ADDRESS] = MAILER_ENGINE_ERROR_RECIPIENT,
};

static MailerEngineError
look_up (const MailerEngineError *codes,
         gsize                    n_codes,
         int                      code)
{
  return code >= 0 && (gsize)code < n_codes ? codes[code] : MAILER_ENGINE_ERROR_FAILED;
}

static MailerEngineError
translate_io (int code)
{
  switch (code)
    {
    case G_IO_ERROR_NO_SPACE:
      return MAILER_ENGINE_ERROR_DISK_FULL;
    case G_IO_ERROR_TIMED_OUT:
      return MAILER_ENGINE_ERROR_TIMED_OUT;
    case G_IO_ERROR_NETWORK_UNREACHABLE:
    case G_IO_ERROR_HOST_UNREACHABLE:
      return MAILER_ENGINE_ERROR_OFFLINE;
    default:
      return MAILER_ENGINE_ERROR_DISK;
    }
}

static MailerEngineError
find_code (const GError *error)
{
  if (error->domain == MAILER_NET_ERROR)
    return look_up (net_codes, G_N_ELEMENTS (net_codes), error->code);
  if (error->domain == MAILER_IMAP_ERROR)
    return look_up (imap_codes, G_N_ELEMENTS (imap_codes), error->code);
  if (error->domain == MAILER_SMTP_ERROR)
    return look_up (smtp_codes, G_N_ELEMENTS (smtp_codes), error->code);
  if (error->domain == MAILER_STORE_ERROR)
    return look_up (store_codes, G_N_ELEMENTS (store_codes), error->code);
  if (error->domain == MAILER_ACCOUNT_ERROR)
    return look_up (account_codes, G_N_ELEMENTS (account_codes), error->code);
  if (error->domain == MAILER_HTTP_ERROR)
    return look_up (http_codes, G_N_ELEMENTS (http_codes), error->code);
  if (error->domain == MAILER_MIME_ERROR)
    return look_up (mime_codes, G_N_ELEMENTS (mime_codes), error->code);
  if (error->domain == G_IO_ERROR)
    return translate_io (error->code);

  return MAILER_ENGINE_ERROR_FAILED;
}

static void
carry_details (const GError *from,
               GError       *to)
{
  const MailerErrorDetails *source = mailer_error_get_details (from);
  MailerErrorDetails       *target = mailer_error_edit_details (to);

  if (source == NULL)
    return;

  target->scope = source->scope;
  target->retry = source->retry;
  target->response_code = g_strdup (source->response_code);
  target->server_text = g_strdup (source->server_text);
  target->host = g_strdup (source->host);
  target->port = source->port;
  target->certificate_pem = g_strdup (source->certificate_pem);
  target->certificate_problems = source->certificate_problems;
}

GError *
mailer_engine_error_translate (GError *error)
{
  GError *translation;

  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain == MAILER_ENGINE_ERROR || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return error;

  translation = g_error_new_literal (MAILER_ENGINE_ERROR, find_code (error), error->message);
  carry_details (error, translation);
  g_error_free (error);

  return translation;
}

void
mailer_engine_error_name_server (GError                    **error,
                                 const MailerServerSettings *server)
{
  const MailerErrorDetails *details = error != NULL && *error != NULL ? mailer_error_get_details (*error) : NULL;

  if (details != NULL && details->host != NULL)
    mailer_error_edit_details (*error)->port = server->port;
}

gboolean
mailer_engine_error_needs_help (const GError *error)
{
  static const MailerEngineError codes[] = {
    MAILER_ENGINE_ERROR_PASSWORD,
    MAILER_ENGINE_ERROR_SIGN_IN_WEAKER,
    MAILER_ENGINE_ERROR_UNPROVEN,
    MAILER_ENGINE_ERROR_NO_PASSWORD,
    MAILER_ENGINE_ERROR_KEYRING,
    MAILER_ENGINE_ERROR_CERTIFICATE,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, MAILER_ENGINE_ERROR, codes[i]))
      return TRUE;

  return FALSE;
}
