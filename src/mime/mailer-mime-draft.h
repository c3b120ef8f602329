/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-address.h"
#include "mailer-error.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * MailerMimeError:
 * @MAILER_MIME_ERROR_ATTACHMENT: the copy of an attached file cannot be read; server_text holds its name
 * @MAILER_MIME_ERROR_ADDRESS: a recipient or the sender is no valid address; server_text holds it
 */
typedef enum
{
  MAILER_MIME_ERROR_ATTACHMENT,
  MAILER_MIME_ERROR_ADDRESS,
} MailerMimeError;

#define MAILER_MIME_ERROR (mailer_mime_error_quark ())
/** mailer_mime_error_quark: the domain %MAILER_MIME_ERROR. Thread: any. */
GQuark mailer_mime_error_quark (void);

/**
 * MailerMimeDraftAttachment:
 * @name: file name, UTF-8
 * @type: (not nullable): media type such as "application/pdf"
 * @bytes: (nullable): the content, or
 * @path: (nullable): a file with the content: our own copy, made when it was attached
 */
typedef struct
{
  char   *name;
  char   *type;
  GBytes *bytes;
  char   *path;
} MailerMimeDraftAttachment;

/**
 * MailerMimeDraft:
 * @from: (nullable): needed by mailer_mime_draft_build()
 * @to: (element-type MailerAddress): never %NULL, as are @cc, @bcc and @reply_to
 * @subject: (not nullable): UTF-8, one line
 * @text: (not nullable): UTF-8, lines end with "\n", one line a paragraph
 * @in_reply_to: (nullable): msg-id without angle brackets
 * @references: (array zero-terminated=1): msg-ids without angle brackets; never %NULL
 * @attachments: (element-type MailerMimeDraftAttachment): never %NULL
 * @message_id: (nullable): without angle brackets; see mailer_mime_generate_message_id()
 * @date_s: seconds since 1970 UTC
 * @date_offset_min: the writer's distance from UTC in minutes
 *
 * A message while it is written. Its owner may change the fields; strings by g_free() and g_strdup().
 */
typedef struct
{
  MailerAddress *from;
  GPtrArray     *to;
  GPtrArray     *cc;
  GPtrArray     *bcc;
  GPtrArray     *reply_to;
  char          *subject;
  char          *text;
  char          *in_reply_to;
  char         **references;
  GPtrArray     *attachments;
  char          *message_id;
  gint64         date_s;
  int            date_offset_min;
} MailerMimeDraft;

/** mailer_mime_draft_new: Returns: (transfer full): an empty draft. Thread: any. */
MailerMimeDraft *mailer_mime_draft_new (void);
/** mailer_mime_draft_copy: Returns: (transfer full): a draft of its own with the same content. Thread: any. */
MailerMimeDraft *mailer_mime_draft_copy (const MailerMimeDraft *self);
/** mailer_mime_draft_free: @self: (nullable) (transfer full). Thread: any. */
void mailer_mime_draft_free (MailerMimeDraft *self);

/**
 * mailer_mime_draft_add_attachment:
 * @bytes: (nullable) (transfer none): the content, or
 * @path: (nullable): the file that has it; exactly one of both is given
 *
 * Adds an attachment behind those that are there. Thread: any.
 */
void mailer_mime_draft_add_attachment (MailerMimeDraft *self,
                                       const char      *name,
                                       const char      *type,
                                       GBytes          *bytes,
                                       const char      *path);

/**
 * MailerMimeBuildMode:
 * @MAILER_MIME_BUILD_FOR_SENDING: without Bcc
 * @MAILER_MIME_BUILD_DRAFT: for the Drafts folder and the outbox: keeps Bcc, and bad or missing
 *   addresses are written as they are instead of refused
 */
typedef enum
{
  MAILER_MIME_BUILD_FOR_SENDING,
  MAILER_MIME_BUILD_DRAFT,
} MailerMimeBuildMode;

/**
 * mailer_mime_draft_build:
 *
 * Writes @self as a message of RFC 5322: ASCII only, CRLF line ends, no line over 998 bytes (76 where
 * there is a choice), text as format=flowed in quoted-printable where it needs it. No CR, LF or NUL of
 * a field can start a header line. The date is @self's; a missing Message-ID is generated.
 *
 * Thread: any one at a time. Blocks: reads the files of attachments.
 * Errors: MAILER_MIME_ERROR.
 * Returns: (transfer full).
 */
GBytes *mailer_mime_draft_build (const MailerMimeDraft *self,
                                 MailerMimeBuildMode    mode,
                                 GError               **error);

/**
 * mailer_mime_draft_parse:
 * @message: a message, most likely from the Drafts folder
 *
 * The way back. HTML is turned into text. Attachments hold their bytes.
 *
 * Thread: any one at a time, not main. Returns: (transfer full).
 */
MailerMimeDraft *mailer_mime_draft_parse (GBytes *message);

/**
 * mailer_mime_draft_dup_recipients:
 *
 * Returns: (transfer full) (array zero-terminated=1): the addresses for RCPT TO: To, Cc and Bcc without
 *   duplicates (domains compared without case). Thread: any.
 */
char **mailer_mime_draft_dup_recipients (const MailerMimeDraft *self);

/**
 * mailer_mime_generate_message_id:
 * @from_address: (nullable): its domain is used; "localhost.invalid" without one
 *
 * Thread: any.
 * Returns: (transfer full): random, says nothing about machine or time; without angle brackets.
 */
char *mailer_mime_generate_message_id (const char *from_address);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerMimeDraft, mailer_mime_draft_free)

G_END_DECLS
