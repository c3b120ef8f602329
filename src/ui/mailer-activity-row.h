/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "mailer-engine.h"

G_BEGIN_DECLS

#define MAILER_TYPE_ACTIVITY_ROW (mailer_activity_row_get_type ())
G_DECLARE_FINAL_TYPE (MailerActivityRow, mailer_activity_row, MAILER, ACTIVITY_ROW, GtkListBoxRow)

/** MailerActivityRow: one change or outgoing message that waits, with its reason and what can be done. */

/**
 * mailer_activity_row_new:
 *
 * Returns: (transfer floating): a row that shows @activity and is kept up to date. Thread: main.
 */
GtkWidget *mailer_activity_row_new (MailerEngine   *engine,
                                    MailerActivity *activity);

/** mailer_activity_text_dup: Returns: (transfer full): what @activity does, in words. Thread: main. */
char *mailer_activity_text_dup (MailerActivity *activity);

G_END_DECLS
