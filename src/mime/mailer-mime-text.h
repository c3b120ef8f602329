/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* All functions: Thread: any one at a time, not the main thread for messages from outside. */

/**
 * MailerMimeTextFlags:
 * @MAILER_MIME_TEXT_FLOWED: format=flowed of RFC 3676
 * @MAILER_MIME_TEXT_DELSP: with delsp=yes
 */
typedef enum
{
  MAILER_MIME_TEXT_NONE = 0,
  MAILER_MIME_TEXT_FLOWED = 1 << 0,
  MAILER_MIME_TEXT_DELSP = 1 << 1,
} MailerMimeTextFlags;

/**
 * mailer_mime_text_to_html:
 * @text: UTF-8, lines end with "\n"
 *
 * Escapes @text and marks it up: paragraphs of `<div class="line">`, quotes as nested
 * `<blockquote class="quote quote-N">` (N from 1 to 5, then again from 1; nested at most 20 deep),
 * quotes of over 12 lines with the class "long", the signature as `<div class="signature">`, web and
 * mail addresses as links.
 *
 * Returns: (transfer full): a fragment for mailer_mime_build_document().
 */
char *mailer_mime_text_to_html (const char         *text,
                                MailerMimeTextFlags flags);

/**
 * mailer_mime_unflow_text:
 *
 * Returns: (transfer full): @text with flowed lines joined to paragraphs, quote marks kept: for search,
 *   previews and quoting.
 */
char *mailer_mime_unflow_text (const char         *text,
                               MailerMimeTextFlags flags);

/**
 * mailer_mime_html_to_text:
 * @html: UTF-8
 *
 * What a person would read of @html, as plain text: paragraphs, lists, quotes with "> ", addresses of
 * links whose text says something else. Hidden text (display:none and the like), style and script are
 * left out. At most 2 MiB come out.
 *
 * Returns: (transfer full).
 */
char *mailer_mime_html_to_text (const char *html);

/**
 * mailer_mime_make_preview:
 * @text: plain text of the body
 *
 * Returns: (transfer full): the first 200 or so characters on one line that say something: without
 *   quotes, attribution lines, signature, separators and, if anything else is there, web addresses.
 *   "" when nothing is left.
 */
char *mailer_mime_make_preview (const char *text);

G_END_DECLS
