/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MailerFlags:
 *
 * The message flags the program acts on: the system flags of RFC 9051, section 2.3.2, and the
 * registered keywords it knows. Other keywords travel as strings. The values are stored on disk and
 * never change.
 */
typedef enum
{
  MAILER_FLAG_SEEN = 1 << 0,
  MAILER_FLAG_ANSWERED = 1 << 1,
  MAILER_FLAG_FLAGGED = 1 << 2,
  MAILER_FLAG_DELETED = 1 << 3,
  MAILER_FLAG_DRAFT = 1 << 4,
  MAILER_FLAG_FORWARDED = 1 << 5, /* $Forwarded */
  MAILER_FLAG_MDN_SENT = 1 << 6,  /* $MDNSent */
  MAILER_FLAG_JUNK = 1 << 7,      /* $Junk */
  MAILER_FLAG_NOT_JUNK = 1 << 8,  /* $NotJunk */
  MAILER_FLAG_PHISHING = 1 << 9,  /* $Phishing */
} MailerFlags;

/**
 * mailer_flag_from_name:
 * @name: an IMAP flag such as "\\Seen" or "$Junk", any case
 *
 * Returns: its bit, or 0 when it is a keyword the program does not know. Thread: any.
 */
MailerFlags mailer_flag_from_name (const char *name);
/** mailer_flag_from_bytes: the same for a name of @length bytes without an end. Thread: any. */
MailerFlags mailer_flag_from_bytes (const char *name,
                                    gsize       length);

/**
 * mailer_flag_get_name:
 * @flag: exactly one bit
 *
 * Returns: (transfer none): the IMAP name. Thread: any.
 */
const char *mailer_flag_get_name (MailerFlags flag);

G_END_DECLS
