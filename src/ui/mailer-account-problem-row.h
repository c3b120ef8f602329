/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define MAILER_TYPE_ACCOUNT_PROBLEM_ROW (mailer_account_problem_row_get_type ())
G_DECLARE_FINAL_TYPE (MailerAccountProblemRow, mailer_account_problem_row, MAILER, ACCOUNT_PROBLEM_ROW, AdwActionRow)

/**
 * MailerAccountProblemRow:
 *
 * What is wrong with the field above it. Hidden until there is something to say, and again as soon as
 * the field is changed.
 */

/**
 * mailer_account_problem_row_show:
 * @field: an editable row or a combo row: marked, and described by this row
 * @title: plain text, one sentence
 * @body: (nullable): plain text, what to do
 *
 * Shows what is wrong with @field until that is changed. Thread: main.
 */
void mailer_account_problem_row_show (MailerAccountProblemRow *self,
                                      GtkWidget               *field,
                                      const char              *title,
                                      const char              *body);

/** mailer_account_problem_row_clear: hides the row, and takes the mark off its field. Thread: main. */
void mailer_account_problem_row_clear (MailerAccountProblemRow *self);

G_END_DECLS
