/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * mailer_composer_line_keep_single:
 * @editable: a row of the head of a message, which has one line only
 * @separator: (not nullable): static: what stands between lines that were pasted
 *
 * Makes one line of several that are pasted: a list of addresses becomes addresses separated by commas.
 *
 * Thread: main.
 */
void mailer_composer_line_keep_single (GtkEditable *editable,
                                       const char  *separator);

/**
 * mailer_composer_line_join:
 *
 * Returns: (transfer full): the lines of @text that are not empty, as one. Thread: main.
 */
char *mailer_composer_line_join (const char *text,
                                 gsize       length,
                                 const char *separator);

G_END_DECLS
