/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "mailer-engine.h"

G_BEGIN_DECLS

#define MAILER_TYPE_ACCOUNT_ROW (mailer_account_row_get_type ())
G_DECLARE_FINAL_TYPE (MailerAccountRow, mailer_account_row, MAILER, ACCOUNT_ROW, AdwActionRow)

/**
 * mailer_account_row_new:
 *
 * Returns: (transfer floating): an account in a list: what it is called and how it stands, kept up to
 *   date. Thread: main.
 */
GtkWidget *mailer_account_row_new (MailerAccount *account);

/** mailer_account_row_get_account: Returns: (transfer none): never %NULL. Thread: main. */
MailerAccount *mailer_account_row_get_account (MailerAccountRow *self);

G_END_DECLS
