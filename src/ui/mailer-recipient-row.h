/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define MAILER_TYPE_RECIPIENT_ROW (mailer_recipient_row_get_type ())
G_DECLARE_FINAL_TYPE (MailerRecipientRow, mailer_recipient_row, MAILER, RECIPIENT_ROW, GtkBox)

/**
 * MailerRecipientRow:
 *
 * A row of addresses to type, separated by commas. What is no address is said when the row is left,
 * and no longer as soon as it is edited. Properties: "title" (construct only by the template).
 * Signals:
 * - "edited": the text is another one than before
 */

/** mailer_recipient_row_get_text: Returns: (transfer none): as typed. Thread: main. */
const char *mailer_recipient_row_get_text (MailerRecipientRow *self);
/** mailer_recipient_row_set_text: puts @text into the row as if it had been typed. Thread: main. */
void mailer_recipient_row_set_text (MailerRecipientRow *self,
                                    const char         *text);

/**
 * mailer_recipient_row_check:
 * @n_valid: (out) (optional): how many addresses are fine
 *
 * Returns: whether all are fine; else the row says which is not. Thread: main.
 */
gboolean mailer_recipient_row_check (MailerRecipientRow *self,
                                     guint              *n_valid);

/** mailer_recipient_row_show_problem: says what is wrong until the row is edited. Thread: main. */
void mailer_recipient_row_show_problem (MailerRecipientRow *self,
                                        const char         *problem);

/** mailer_recipient_row_add_suffix: puts @widget behind the text. Thread: main. */
void mailer_recipient_row_add_suffix (MailerRecipientRow *self,
                                      GtkWidget          *widget);

G_END_DECLS
