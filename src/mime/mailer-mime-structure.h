/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-body-part.h"

#include <glib.h>

G_BEGIN_DECLS

/* From bytes to parts and from parts to what is worth fetching. All functions: Thread: any one at a
 * time, not the main thread for messages from outside. No errors: there is always something to show. */

/**
 * mailer_mime_parse_structure:
 * @message: a whole message; header-less text is taken as one text/plain part
 *
 * Makes the tree that a server's BODYSTRUCTURE would give, with the same section numbers (RFC 9051,
 * section 6.4.5.1). Stops at 64 levels and 10,000 parts; what is deeper stays the content of its parent.
 *
 * Returns: (transfer full): never %NULL.
 */
MailerBodyPart *mailer_mime_parse_structure (GBytes *message);

/**
 * mailer_mime_get_part:
 * @message: a whole message
 * @section: of its mailer_mime_parse_structure(); "" is the body of the whole message
 *
 * Returns: (transfer full) (nullable): what FETCH BODY[@section] would give: the part's body, still
 *   transfer-encoded; or %NULL when there is no such part.
 */
GBytes *mailer_mime_get_part (GBytes     *message,
                              const char *section);

/**
 * mailer_mime_decode_bytes:
 * @encoded: body of @part as fetched
 *
 * Undoes the transfer encoding. What is wrong in base64 and quoted-printable is left out or kept as it
 * is; a lie about the encoding (text marked as base64) is detected. UU-encoded text stays text.
 *
 * Returns: (transfer full).
 */
GBytes *mailer_mime_decode_bytes (const MailerBodyPart *part,
                                  GBytes               *encoded);

/** MailerMimeWriteFunc: takes the next piece. Returns: whether to go on; else @error is set. */
typedef gboolean (*MailerMimeWriteFunc) (const char *data,
                                         gsize       size,
                                         gpointer    user_data,
                                         GError    **error);

/**
 * mailer_mime_decode_in_pieces:
 * @encoded: body of @part as fetched
 * @write: called with each piece in turn, of some ten thousand bytes
 *
 * As mailer_mime_decode_bytes(), for what is too large to be in memory twice.
 *
 * Errors: those of @write.
 */
gboolean mailer_mime_decode_in_pieces (const MailerBodyPart *part,
                                       GBytes               *encoded,
                                       MailerMimeWriteFunc   write,
                                       gpointer              user_data,
                                       GError              **error);

/**
 * mailer_mime_decode_string:
 * @part: of type text
 * @encoded: body of @part as fetched
 *
 * Undoes transfer encoding and charset. A byte order mark, the charset parameter, a charset in the
 * HTML, UTF-8 and windows-1252 are tried in this order; UTF-7 is never decoded. Line ends become "\n".
 * At most 8 MiB of text come out.
 *
 * Returns: (transfer full): valid UTF-8 without NUL.
 */
char *mailer_mime_decode_string (const MailerBodyPart *part,
                                 GBytes               *encoded);

/**
 * MailerMimeAttachment:
 * @section: to fetch it with
 * @name: (not nullable): sanitised, with an extension; made from the type when the message gives none
 * @type: (not nullable): media type such as "image/png", lower case
 * @size_bytes: decoded, estimated from the encoded size
 * @content_id: (nullable): without angle brackets
 * @is_inline: only the body refers to it, by cid:, so that it is no file for people. A picture that stands
 *   on its own in the body is both: shown and listed.
 * @is_risky: see mailer_mime_is_risky_filename()
 */
typedef struct
{
  char    *section;
  char    *name;
  char    *type;
  guint64  size_bytes;
  char    *content_id;
  gboolean is_inline;
  gboolean is_risky;
} MailerMimeAttachment;

/**
 * MailerMimeBodyBlock:
 * @plain_section: (nullable): text/plain; left out when it is over 256 KiB and HTML is there
 * @html_section: (nullable): text/html, the alternative of @plain_section when both are set
 * @image_section: (nullable): a picture that stands on its own between texts
 *
 * One piece of the body, shown below the one before.
 */
typedef struct
{
  char *plain_section;
  char *html_section;
  char *image_section;
} MailerMimeBodyBlock;

/**
 * MailerMimePlan:
 * @blocks: (element-type MailerMimeBodyBlock): the body from top to bottom; may be empty
 * @attachments: (element-type MailerMimeAttachment): all of them, inline ones included
 * @has_attachments: one of @attachments is not inline: what the list shows a paper clip for
 * @has_calendar: one of @attachments is text/calendar
 * @is_encrypted: multipart/encrypted or S/MIME enveloped data: there may be nothing to show
 * @is_signed: multipart/signed or S/MIME signed data
 *
 * What to fetch to show a message, made from its part tree alone.
 */
typedef struct
{
  GPtrArray *blocks;
  GPtrArray *attachments;
  gboolean   has_attachments;
  gboolean   has_calendar;
  gboolean   is_encrypted;
  gboolean   is_signed;
} MailerMimePlan;

/**
 * mailer_mime_plan_new:
 * @tree: from a BODYSTRUCTURE or mailer_mime_parse_structure()
 *
 * Returns: (transfer full). Bounded to 200 blocks and 2,000 attachments.
 */
MailerMimePlan *mailer_mime_plan_new (const MailerBodyPart *tree);
/** mailer_mime_plan_free: @self: (nullable) (transfer full). */
void mailer_mime_plan_free (MailerMimePlan *self);

/**
 * mailer_mime_plan_dup_sections:
 * @with_images: also the pictures that the body may show
 *
 * Returns: (transfer full) (array zero-terminated=1): sections to fetch to show the body, no
 *   duplicates, both alternatives of each block.
 */
char **mailer_mime_plan_dup_sections (const MailerMimePlan *self,
                                      gboolean              with_images);

/**
 * mailer_mime_plan_find_content_id:
 * @content_id: without angle brackets, unescaped
 *
 * Returns: (transfer none) (nullable): the attachment that `cid:` + @content_id means; "section-" + section
 *   means the one with that section.
 */
const MailerMimeAttachment *mailer_mime_plan_find_content_id (const MailerMimePlan *self,
                                                              const char           *content_id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerMimePlan, mailer_mime_plan_free)

G_END_DECLS
