/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/** ui_test_get_child: (transfer none): the template child of @widget with that name; the test ends without. */
gpointer ui_test_get_child (gpointer    widget,
                            const char *name);

/** ui_test_wait_for: runs the main loop until @is_true; a minute without it ends the test. */
void ui_test_wait_for (gboolean (*is_true) (gpointer data),
                       gpointer data);

/** UiTestLabel: a text that is looked for inside of @widget. */
typedef struct
{
  GtkWidget  *widget;
  const char *text;
} UiTestLabel;

/* For ui_test_wait_for(): whether a label with that text is there, or is not. @data: a #UiTestLabel */
gboolean ui_test_has_label (gpointer data);
gboolean ui_test_lacks_label (gpointer data);

/** ui_test_finalize: ends a floating or unparented widget, which nothing may hold any more. */
void ui_test_finalize (gpointer widget);

/** ui_test_destroy_window: as before, for a window. */
void ui_test_destroy_window (gpointer window);

G_END_DECLS
