/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-account-text.h"

#include <glib/gi18n.h>

#include "mailer-error-text.h"

char *
mailer_account_text_dup_problem (MailerAccount *account)
{
  const GError    *error = mailer_account_get_problem (account);
  g_autofree char *title = NULL;

  if (error == NULL)
    return NULL;
  title = mailer_error_text_dup_title (error);
  if (error != mailer_account_get_sending_error (account))
    return g_steal_pointer (&title);

  return g_strdup_printf ("%s: %s", _ ("Messages cannot be sent"), title);
}
