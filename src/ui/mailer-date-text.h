/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * mailer_date_text_dup_short:
 * @unix_s: when it was
 * @now_s: what time it is; a parameter for tests
 *
 * Returns: (transfer full): as people say it in a list: the time of today, "Yesterday", the day of the last
 *   week, day and month of the same year, else the date, in the locale's way. Thread: main.
 */
char *mailer_date_text_dup_short (gint64 unix_s,
                                  gint64 now_s);

/** mailer_date_text_dup_long: Returns: (transfer full): date and time, written out. Thread: main. */
char *mailer_date_text_dup_long (gint64 unix_s);

G_END_DECLS
