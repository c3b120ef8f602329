/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define MAILER_TYPE_SIDEBAR_ROW (mailer_sidebar_row_get_type ())
G_DECLARE_FINAL_TYPE (MailerSidebarRow, mailer_sidebar_row, MAILER, SIDEBAR_ROW, GtkWidget)

/** MailerSidebarRow: one line of the sidebar: an account, which folds, or one of its folders. */

/** mailer_sidebar_row_new: Returns: (transfer floating): a row that shows nothing. Thread: main. */
GtkWidget *mailer_sidebar_row_new (void);

/**
 * mailer_sidebar_row_set_row:
 *
 * Shows @row (nullable), of a #MailerAccount or a #MailerFolder, from now on, kept up to date.
 *
 * Thread: main.
 */
void mailer_sidebar_row_set_row (MailerSidebarRow *self,
                                 GtkTreeListRow   *row);

G_END_DECLS
