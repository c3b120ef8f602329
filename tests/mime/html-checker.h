/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

/**
 * check_html_is_inert:
 * @html: what the sanitizer or the document builder gave
 *
 * Reads @html with another parser than ours and looks at everything that can make a browser fetch or
 * run something.
 *
 * Returns: (transfer full) (nullable): what is wrong with it, or %NULL.
 */
char *check_html_is_inert (const char *html);
