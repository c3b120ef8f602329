/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Keeps the texts of strangers within what a label or a text view can lay out at once. */

/**
 * mailer_text_dup_shortened:
 * @text: UTF-8
 *
 * Thread: main.
 * Returns: (transfer full): @text, or its first 500 characters with an ellipsis: for labels and headings.
 */
char *mailer_text_dup_shortened (const char *text);

/**
 * mailer_text_dup_with_short_lines:
 * @text: UTF-8
 *
 * Returns: (transfer full): @text without carriage returns, its lines broken after 4,000 characters: for
 *   text views. Thread: main.
 */
char *mailer_text_dup_with_short_lines (const char *text);

G_END_DECLS
