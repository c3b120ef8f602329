/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "mailer-engine.h"

G_BEGIN_DECLS

#define MAILER_TYPE_MOVE_POPOVER (mailer_move_popover_get_type ())
G_DECLARE_FINAL_TYPE (MailerMovePopover, mailer_move_popover, MAILER, MOVE_POPOVER, GtkPopover)

/** MailerMovePopover: asks for a folder, and activates "win.move-to" with its id. */

/** mailer_move_popover_set_folder: offers the folders of @account but @from. Thread: main. */
void mailer_move_popover_set_folder (MailerMovePopover *self,
                                     MailerAccount     *account,
                                     MailerFolder      *from);

/**
 * mailer_move_popover_open:
 * @parent: pane to stand in
 * @area: what to point to, in @parent
 *
 * Asks for a folder. Thread: main.
 */
void mailer_move_popover_open (MailerMovePopover  *self,
                               GtkWidget          *parent,
                               const GdkRectangle *area);

G_END_DECLS
