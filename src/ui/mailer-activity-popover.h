/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "mailer-engine.h"

G_BEGIN_DECLS

#define MAILER_TYPE_ACTIVITY_POPOVER (mailer_activity_popover_get_type ())
G_DECLARE_FINAL_TYPE (MailerActivityPopover, mailer_activity_popover, MAILER, ACTIVITY_POPOVER, GtkPopover)

/** MailerActivityPopover: what the server does not have yet, why, and what can be done about it. */

/** mailer_activity_popover_set_engine: whose activities are listed. To be called once. Thread: main. */
void mailer_activity_popover_set_engine (MailerActivityPopover *self,
                                         MailerEngine          *engine);

G_END_DECLS
