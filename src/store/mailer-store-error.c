/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-store-db-private.h"

#include <errno.h>

MAILER_DEFINE_ERROR (mailer_store_error)

static MailerErrorRetry
retry_of (MailerStoreError code)
{
  switch (code)
    {
    case MAILER_STORE_ERROR_BUSY:
    case MAILER_STORE_ERROR_FULL:
    case MAILER_STORE_ERROR_IO:
      return MAILER_ERROR_RETRY_LATER;
    case MAILER_STORE_ERROR_CORRUPT:
    case MAILER_STORE_ERROR_NEWER:
    case MAILER_STORE_ERROR_READ_ONLY:
    case MAILER_STORE_ERROR_NOT_FOUND:
    case MAILER_STORE_ERROR_STATE:
    case MAILER_STORE_ERROR_TOO_BIG:
    case MAILER_STORE_ERROR_PROGRAM:
    default:
      return MAILER_ERROR_RETRY_NEVER;
    }
}

void
mailer_store_set_error (GError         **error,
                        MailerStoreError code,
                        const char      *message)
{
  g_autoptr (GError) made = g_error_new_literal (MAILER_STORE_ERROR, code, message);
  gboolean is_about_one = code == MAILER_STORE_ERROR_NOT_FOUND || code == MAILER_STORE_ERROR_STATE
                          || code == MAILER_STORE_ERROR_TOO_BIG;

  mailer_error_edit_details (made)->scope = is_about_one ? MAILER_ERROR_SCOPE_MESSAGE : MAILER_ERROR_SCOPE_ACCOUNT;
  mailer_error_edit_details (made)->retry = retry_of (code);
  g_propagate_error (error, g_steal_pointer (&made));
}

MailerStoreError
mailer_store_error_from_system (int system_error)
{
  switch (system_error)
    {
    case ENOSPC:
    case EDQUOT:
      return MAILER_STORE_ERROR_FULL;
    case EROFS:
    case EACCES:
    case EPERM:
      return MAILER_STORE_ERROR_READ_ONLY;
    default:
      return MAILER_STORE_ERROR_IO;
    }
}

gboolean
mailer_store_set_system_error (GError    **error,
                               const char *what)
{
  int              system_error = errno;
  g_autofree char *message = g_strdup_printf ("%s: %s", what, g_strerror (system_error));

  mailer_store_set_error (error, mailer_store_error_from_system (system_error), message);

  return FALSE;
}
