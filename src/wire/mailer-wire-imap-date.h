/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * mailer_wire_imap_date_parse:
 * @text: date-time of RFC 9051, section 9: " 7-Feb-1994 21:52:25 -0800"
 * @seconds: (out): Unix time
 *
 * Returns: whether @text is one. Thread: any.
 */
gboolean mailer_wire_imap_date_parse (const char *text,
                                      gsize       length,
                                      gint64     *seconds);

/**
 * mailer_wire_imap_date_format:
 * @seconds: Unix time of the years 1 to 9999
 *
 * Returns: (transfer full) (nullable): date-time in UTC, without quotes; %NULL out of range. Thread: any.
 */
char *mailer_wire_imap_date_format (gint64 seconds);

/**
 * mailer_wire_imap_day_format:
 *
 * Returns: (transfer full): date of RFC 9051, section 9: "1-Feb-2026". Thread: any.
 */
char *mailer_wire_imap_day_format (const GDate *date);

G_END_DECLS
