/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Header values in, text out. "Raw" means: as it stands in a message or in an ENVELOPE, any bytes but
 * NUL, possibly folded, possibly with encoded words. Everything that comes out is valid UTF-8 on one
 * line without control characters. All functions: Thread: any. Blocks: no. No errors: bad input
 * gives the best text there is. */

/**
 * mailer_mime_decode_text:
 * @raw: (nullable): unstructured header value, such as a Subject
 *
 * Decodes encoded words (RFC 2047, with the mistakes of real mailers: words split in the middle of a
 * character, no blank between words, blanks inside of words, words inside of quotes) and guesses the
 * charset of raw 8-bit text. At most 64 KiB of @raw are looked at.
 *
 * Returns: (transfer full): "" for %NULL.
 */
char *mailer_mime_decode_text (const char *raw);

/**
 * mailer_mime_decode_parameter:
 * @raw: (nullable): value of a MIME parameter, such as a file name
 *
 * As mailer_mime_decode_text(); also decodes the extended form charset'language'%41%42 of RFC 2231,
 * section 4.
 *
 * Returns: (transfer full): "" for %NULL. It may still be a path: see mailer_mime_sanitize_filename().
 */
char *mailer_mime_decode_parameter (const char *raw);

/**
 * mailer_mime_parse_date:
 * @raw: (nullable): Date header, or an IMAP INTERNALDATE
 * @out_unix_s: (out): seconds since 1970 UTC
 * @out_offset_min: (out) (optional): the sender's distance from UTC in minutes, east positive
 *
 * RFC 5322, section 3.3, its obsolete forms, asctime() and ISO 8601.
 *
 * Returns: %FALSE when there is no date in @raw; the out values are then untouched.
 */
gboolean mailer_mime_parse_date (const char *raw,
                                 gint64     *out_unix_s,
                                 int        *out_offset_min);

/**
 * mailer_mime_format_date:
 *
 * Returns: (transfer full): a date of RFC 5322 in English, whatever the locale.
 */
char *mailer_mime_format_date (gint64 unix_s,
                               int    offset_min);

/**
 * mailer_mime_parse_message_ids:
 * @raw: (nullable): Message-ID, In-Reply-To or References
 *
 * Finds the msg-ids (RFC 5322, section 3.6.4) between whatever else there is; duplicates are dropped.
 * When there are more than 200, the first and the last 199 are kept: the root and the parents matter
 * to a thread. Ids over 998 bytes are no ids.
 *
 * Returns: (transfer full) (array zero-terminated=1): without angle brackets, oldest first; may be empty.
 */
char **mailer_mime_parse_message_ids (const char *raw);

/**
 * mailer_mime_parse_message_id:
 *
 * Returns: (transfer full) (nullable): the first msg-id in @raw without angle brackets, or %NULL.
 */
char *mailer_mime_parse_message_id (const char *raw);

/**
 * mailer_mime_strip_subject:
 * @subject: decoded
 *
 * Takes reply and forward prefixes of many languages (Re:, AW:, SV:, Re[2]:, Fwd:, WG: ...) off the
 * start, however many there are.
 *
 * Returns: (transfer full): may be "".
 */
char *mailer_mime_strip_subject (const char *subject);

/**
 * mailer_mime_normalize_subject:
 * @subject: decoded
 *
 * Returns: (transfer full): what messages of one conversation have in common: without prefixes,
 *   mailing list tags and "(fwd)", blanks collapsed, case folded. May be "". Not for display.
 */
char *mailer_mime_normalize_subject (const char *subject);

/**
 * mailer_mime_sanitize_filename:
 * @name: (nullable): decoded name from a message
 *
 * Makes a name that is safe to show and to save under in any folder: no path, no control or
 * bidirectional override characters, no leading dot, no trailing dots and blanks, no device names of
 * other systems, at most 200 bytes with the extension kept.
 *
 * Returns: (transfer full) (nullable): %NULL when nothing is left of @name.
 */
char *mailer_mime_sanitize_filename (const char *name);

/**
 * mailer_mime_is_risky_filename:
 * @name: sanitised
 *
 * Whether opening a file of that name may run a program: executables, scripts, installers, shortcuts
 * and desktop files of any system, and office documents with macros.
 */
gboolean mailer_mime_is_risky_filename (const char *name);

/**
 * MailerMimeHeaders:
 *
 * The header fields of a message or part, in their order. Immutable.
 */
typedef struct _MailerMimeHeaders MailerMimeHeaders;

/**
 * mailer_mime_headers_parse:
 * @bytes: a whole message, its header, or what BODY[HEADER.FIELDS (...)] gave
 *
 * Reads fields up to the first empty line. Lines that are no fields are skipped. Stops after 10,000
 * fields or 4 MiB.
 *
 * Returns: (transfer full): may have no field.
 */
MailerMimeHeaders *mailer_mime_headers_parse (GBytes *bytes);
/** mailer_mime_headers_free: @self: (nullable) (transfer full). */
void mailer_mime_headers_free (MailerMimeHeaders *self);

/** mailer_mime_headers_get_size: how many fields there are; several of one name count each. */
guint mailer_mime_headers_get_size (const MailerMimeHeaders *self);

/**
 * mailer_mime_headers_get_name:
 *
 * Returns: (transfer none): the name of field number @index as it was written.
 */
const char *mailer_mime_headers_get_name (const MailerMimeHeaders *self,
                                          guint                    index);

/** mailer_mime_headers_get_value: Returns: (transfer none): the raw value of field number @index, unfolded. */
const char *mailer_mime_headers_get_value (const MailerMimeHeaders *self,
                                           guint                    index);

/**
 * mailer_mime_headers_lookup:
 * @name: any case
 *
 * Returns: (transfer none) (nullable): the raw value of the first field called @name, unfolded.
 */
const char *mailer_mime_headers_lookup (const MailerMimeHeaders *self,
                                        const char              *name);

/** mailer_mime_headers_count: how many fields are called @name; two From fields are suspicious. */
guint mailer_mime_headers_count (const MailerMimeHeaders *self,
                                 const char              *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerMimeHeaders, mailer_mime_headers_free)

G_END_DECLS
