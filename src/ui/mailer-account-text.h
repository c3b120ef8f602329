/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-account.h"

G_BEGIN_DECLS

/**
 * mailer_account_text_dup_problem:
 *
 * Returns: (transfer full) (nullable): what hinders @account now, in one sentence without a full stop; %NULL when
 *   nothing is known to. Thread: main.
 */
char *mailer_account_text_dup_problem (MailerAccount *account);

G_END_DECLS
