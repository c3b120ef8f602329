/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The one place where errors get the words that people read. Every function takes an error of any
 * domain; one that is not of the engine gets the words for "something went wrong". Thread: main. */

/**
 * mailer_error_text_dup_title:
 *
 * Returns: (transfer full): what is wrong, one short sentence without a full stop, such as "The password
 *   is not right"; names the server where that helps. Thread: main.
 */
char *mailer_error_text_dup_title (const GError *error);

/**
 * mailer_error_text_dup_body:
 *
 * Returns: (transfer full): what it means and what to do next, one or two sentences. Thread: main.
 */
char *mailer_error_text_dup_body (const GError *error);

/**
 * mailer_error_text_dup_button:
 *
 * Returns: (transfer full) (nullable): label with a mnemonic for the button that remedies it ("_Try
 *   Again", "_Enter Password"), or %NULL when nothing the user can press helps. Thread: main.
 */
char *mailer_error_text_dup_button (const GError *error);

/**
 * mailer_error_text_dup_answer:
 *
 * Thread: main.
 * Returns: (transfer full) (nullable): the server's own words, marked as such and short enough for a label;
 *   of refused recipients each address with what was said of it. %NULL when the server said nothing.
 */
char *mailer_error_text_dup_answer (const GError *error);

/**
 * mailer_error_text_dup_details:
 *
 * Returns: (transfer full): for the eyes of those who want to know, ready to copy: the server's own words,
 *   its name and code, and what the program tried. No secrets. Thread: main.
 */
char *mailer_error_text_dup_details (const GError *error);

G_END_DECLS
