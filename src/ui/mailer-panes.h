/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define MAILER_TYPE_PANES (mailer_panes_get_type ())
G_DECLARE_FINAL_TYPE (MailerPanes, mailer_panes, MAILER, PANES, GtkWidget)

/** MailerPane: which of the three, from the start of the line to its end. */
typedef enum
{
  MAILER_PANE_SIDEBAR,
  MAILER_PANE_LIST,
  MAILER_PANE_READER,
} MailerPane;

/**
 * MailerPanes:
 *
 * Three panes side by side with borders that can be dragged, or moved with the arrow keys. In less room
 * it shows two of them, then one: always the current pane, and beside it the one it belongs to.
 *
 * Properties: "sidebar", "list", "reader" (the children), "sidebar-width" and "list-width" (what the user
 * wants, in pixels; they get less when there is less), "current" (#MailerPane), "n-shown" (1 to 3, read
 * only; notified from an idle source, never during the layout).
 */

/** mailer_panes_new: Returns: (transfer floating): three panes without children. Thread: main. */
GtkWidget *mailer_panes_new (void);

/** mailer_panes_get_current: the pane that is shown however little room there is. Thread: main. */
MailerPane mailer_panes_get_current (MailerPanes *self);
/**
 * mailer_panes_set_current:
 *
 * Makes @pane the current one and shows it at once, so that it can have the focus. Thread: main.
 */
void mailer_panes_set_current (MailerPanes *self,
                               MailerPane   pane);
/** mailer_panes_get_n_shown: how many panes there was room for: 1 to 3. Thread: main. */
guint mailer_panes_get_n_shown (MailerPanes *self);

/** mailer_panes_is_shown: whether there was room for @pane. Thread: main. */
gboolean mailer_panes_is_shown (MailerPanes *self,
                                MailerPane   pane);

G_END_DECLS
