/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * mailer_link_open:
 * @texts: (array zero-terminated=1): what the link says, in every place where it stands
 *
 * Opens @uri outside, if it is one of https, http and mailto; one whose text deceives only after the user
 * has read where it leads. A mailto address goes to "win.mailto" of @parent. Thread: main.
 */
void mailer_link_open (GtkWindow         *parent,
                       const char        *uri,
                       const char *const *texts);

G_END_DECLS
