/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-error.h"

G_BEGIN_DECLS

#define MAILER_ACCOUNT_ERROR (mailer_account_error_quark ())
/** mailer_account_error_quark: the domain %MAILER_ACCOUNT_ERROR. Thread: any. */
GQuark mailer_account_error_quark (void);

/**
 * MailerAccountError:
 * @MAILER_ACCOUNT_ERROR_DISK_FULL: no space for the settings
 * @MAILER_ACCOUNT_ERROR_DISK: the settings cannot be read or written
 * @MAILER_ACCOUNT_ERROR_DAMAGED: an account's settings file makes no sense
 * @MAILER_ACCOUNT_ERROR_TRUST_DAMAGED: the file of trusted certificates makes no sense
 * @MAILER_ACCOUNT_ERROR_KEYRING_MISSING: there is no Secret Service
 * @MAILER_ACCOUNT_ERROR_KEYRING_LOCKED: the user did not unlock it
 * @MAILER_ACCOUNT_ERROR_KEYRING: the Secret Service failed
 */
typedef enum
{
  MAILER_ACCOUNT_ERROR_DISK_FULL,
  MAILER_ACCOUNT_ERROR_DISK,
  MAILER_ACCOUNT_ERROR_DAMAGED,
  MAILER_ACCOUNT_ERROR_TRUST_DAMAGED,
  MAILER_ACCOUNT_ERROR_KEYRING_MISSING,
  MAILER_ACCOUNT_ERROR_KEYRING_LOCKED,
  MAILER_ACCOUNT_ERROR_KEYRING,
} MailerAccountError;

G_END_DECLS
