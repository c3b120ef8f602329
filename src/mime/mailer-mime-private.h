/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>
#include <gmime/gmime.h>

#include "mailer-body-part.h"

G_BEGIN_DECLS

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GMimeContentType, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GMimeMessage, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GMimeObject, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GMimeContentDisposition, g_object_unref)

/** mailer_mime_init: starts GMime once; call it before any other function of GMime. Thread: any. */
void mailer_mime_init (void);

/**
 * mailer_mime_get_parser_options:
 *
 * Returns: (transfer none): lenient parsing, UTF-8 then windows-1252 for unmarked bytes. Shared by all
 *   threads, never changed. Starts GMime. Thread: any.
 */
GMimeParserOptions *mailer_mime_get_parser_options (void);

/**
 * mailer_mime_get_data:
 *
 * Returns: (transfer none) (not nullable): the data of @bytes, also when there are none. Thread: any.
 */
const char *mailer_mime_get_data (GBytes *bytes,
                                  gsize  *out_size);

/**
 * mailer_mime_clean_line:
 * @text: any bytes
 *
 * Returns: (transfer full): valid UTF-8 on one line: invalid bytes replaced, control characters and
 *   line ends turned into blanks, blanks at the ends taken off. Thread: any.
 */
char *mailer_mime_clean_line (const char *text);

/**
 * mailer_mime_is_invisible:
 *
 * Whether @c takes no room or looks like a blank, or changes the direction of what follows: what
 * names are disguised with. Joiners are no part of it: scripts and emoji need them. Thread: any.
 */
gboolean mailer_mime_is_invisible (gunichar c);

/**
 * mailer_mime_bytes_to_utf8:
 * @charset: (nullable): as the message names it
 *
 * Decodes @data as @charset, or when that fails as UTF-8, or else as windows-1252. UTF-7 is refused.
 *
 * Returns: (transfer full): valid UTF-8; NUL bytes are gone. Thread: any.
 */
char *mailer_mime_bytes_to_utf8 (const char *data,
                                 gsize       size,
                                 const char *charset);

/**
 * mailer_mime_decode_words:
 * @text: any bytes but NUL
 *
 * Thread: any.
 * Returns: (transfer full): @text as UTF-8, with encoded words (RFC 2047) decoded; may hold control characters.
 */
char *mailer_mime_decode_words (const char *text);

/**
 * mailer_mime_rewrite_words:
 *
 * Returns: (transfer full): @text with each run of encoded words made one word of UTF-8 in base64, so that
 *   nothing in it looks like the structure of the field. Thread: any.
 */
char *mailer_mime_rewrite_words (const char *text);

/**
 * mailer_mime_is_field_line:
 *
 * Whether a line can start a header field (RFC 5322, section 2.2). Thread: any.
 */
gboolean mailer_mime_is_field_line (const char *line,
                                    gsize       length);

/**
 * mailer_mime_read_part_header:
 * @part: empty; section and size are the caller's
 * @header: the header of one part
 * @is_in_digest: the default type is then message/rfc822 (RFC 2046, section 5.1.5)
 *
 * Fills in everything that the header says of the part. Thread: any.
 */
void mailer_mime_read_part_header (MailerBodyPart *part,
                                   GBytes         *header,
                                   gboolean        is_in_digest);

G_END_DECLS
