/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "mailer-mime-text.h"

G_BEGIN_DECLS

/**
 * MailerMimeLine:
 * @depth: how many quote marks were in front
 * @text: what follows them, flowed lines joined
 * @is_separator: "-- ": a signature starts below
 */
typedef struct
{
  guint    depth;
  char    *text;
  gboolean is_separator;
} MailerMimeLine;

/**
 * mailer_mime_split_lines:
 *
 * Returns: (transfer full) (element-type MailerMimeLine). Thread: any.
 */
GPtrArray *mailer_mime_split_lines (const char         *text,
                                    MailerMimeTextFlags flags);

/**
 * mailer_mime_find_signature:
 *
 * Returns: the index of the line after which the signature stands, or the number of lines. Thread: any.
 */
guint mailer_mime_find_signature (GPtrArray *lines);

/**
 * mailer_mime_append_escaped:
 *
 * Adds @length bytes of @text to @html so that they stand for themselves. Thread: any.
 */
void mailer_mime_append_escaped (GString    *html,
                                 const char *text,
                                 gsize       length);

/**
 * mailer_mime_append_linked:
 *
 * As mailer_mime_append_escaped(), with web and mail addresses made links. Thread: any.
 */
void mailer_mime_append_linked (GString    *html,
                                const char *text);

/**
 * mailer_mime_measure_url:
 *
 * Returns: the length of the web address that starts at @text, or 0 when none does. Thread: any.
 */
gsize mailer_mime_measure_url (const char *text);

G_END_DECLS
