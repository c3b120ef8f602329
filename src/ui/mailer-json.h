/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * mailer_json_from_variant:
 * @value: made of "a{sv}", arrays, strings and booleans
 *
 * Returns: (transfer full): the same as JSON (RFC 8259), for a function of our reader page: WebKit takes
 *   plain values only. Thread: main.
 */
char *mailer_json_from_variant (GVariant *value);

G_END_DECLS
