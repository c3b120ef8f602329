/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-mime-draft.h"

#include <glib.h>

G_BEGIN_DECLS

/**
 * MailerMimeOriginal:
 * @from: (nullable) (element-type MailerAddress): as are @reply_to, @to and @cc
 * @list_post: (nullable): raw List-Post header
 * @subject: (nullable): decoded
 * @message_id: (nullable): without angle brackets
 * @in_reply_to: (nullable): without angle brackets, used when there are no @references
 * @references: (nullable) (array zero-terminated=1): of the message itself, without angle brackets
 * @text: (nullable): plain text of the body
 *
 * The message that is answered or forwarded. All fields borrowed.
 */
typedef struct
{
  GPtrArray         *from;
  GPtrArray         *reply_to;
  GPtrArray         *to;
  GPtrArray         *cc;
  const char        *list_post;
  const char        *subject;
  const char        *message_id;
  const char        *in_reply_to;
  const char *const *references;
  const char        *text;
} MailerMimeOriginal;

typedef enum
{
  MAILER_MIME_REPLY_SENDER,  /* to Reply-To or From */
  MAILER_MIME_REPLY_ALL,     /* also to everybody in To and Cc */
  MAILER_MIME_REPLY_LIST,    /* to List-Post; to all when there is none */
  MAILER_MIME_REPLY_FORWARD, /* to nobody yet */
} MailerMimeReplyKind;

/**
 * mailer_mime_draft_new_reply:
 * @original: what is answered
 * @own: (element-type MailerAddress): the user's addresses, the first is the default sender
 * @intro: (nullable): the line above the quoted text, or the header summary of a forward; already
 *   translated, UTF-8, may have several lines
 *
 * Prefills an answer: sender (the own address that the original was sent to), recipients without own
 * addresses and duplicates (an answer to one's own mail goes to its recipients), "Re: " or "Fwd: "
 * once, quoted text, In-Reply-To and References (RFC 5322, section 3.6.4, at most 50 ids, the first
 * kept). A forward quotes nothing: @intro, then the text as it is. Attachments are the caller's.
 *
 * Returns: (transfer full). Thread: any.
 */
MailerMimeDraft *mailer_mime_draft_new_reply (const MailerMimeOriginal *original,
                                              MailerMimeReplyKind       kind,
                                              GPtrArray                *own,
                                              const char               *intro);

/**
 * mailer_mime_quote_text:
 *
 * Thread: any.
 * Returns: (transfer full): @text with "> " before each line (">" before a quote), without its signature.
 */
char *mailer_mime_quote_text (const char *text);

G_END_DECLS
