/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-address.h"
#include "mailer-envelope.h"

#include <glib.h>

G_BEGIN_DECLS

/* All functions: Thread: any. Blocks: no. */

/**
 * mailer_mime_parse_addresses:
 * @raw: (nullable): value of From, To, Cc, Reply-To ...
 *
 * Reads an address list (RFC 5322, section 3.4) with what real mailers make of it. A group gives its
 * members; a group without members gives one address with the group's name and "" as address. A name
 * that hides its address behind invisible characters loses them.
 *
 * Bounded before anything recursive sees it: @raw over 256 KiB is cut at an address, groups do not
 * nest, at most 2,000 addresses come out.
 *
 * Returns: (transfer full) (element-type MailerAddress): may be empty.
 */
GPtrArray *mailer_mime_parse_addresses (const char *raw);

/**
 * mailer_mime_addresses_from_envelope:
 * @raw: of an ENVELOPE
 *
 * The same from an IMAP ENVELOPE: names decoded, group markers resolved, at most 2,000 addresses.
 *
 * Returns: (transfer full) (element-type MailerAddress): may be empty.
 */
GPtrArray *mailer_mime_addresses_from_envelope (const MailerRawAddresses *raw);

/**
 * MailerMimeRecipientProblem:
 * @MAILER_MIME_RECIPIENT_OK: the address can be written to
 * @MAILER_MIME_RECIPIENT_NO_ADDRESS: there is a name but no "@"
 * @MAILER_MIME_RECIPIENT_BAD_ADDRESS: mailer_address_is_valid() says no
 * @MAILER_MIME_RECIPIENT_UNBALANCED: a quote, bracket or parenthesis is not closed
 */
typedef enum
{
  MAILER_MIME_RECIPIENT_OK,
  MAILER_MIME_RECIPIENT_NO_ADDRESS,
  MAILER_MIME_RECIPIENT_BAD_ADDRESS,
  MAILER_MIME_RECIPIENT_UNBALANCED,
} MailerMimeRecipientProblem;

/**
 * MailerMimeRecipient:
 * @start: byte offset of the piece in the text that was parsed
 * @length: bytes of the piece, without blanks around it
 * @text: the piece
 * @address: (nullable): set if and only if @problem is %MAILER_MIME_RECIPIENT_OK
 *
 * One piece of what somebody typed into a recipient field.
 */
typedef struct
{
  gsize                      start;
  gsize                      length;
  char                      *text;
  MailerAddress             *address;
  MailerMimeRecipientProblem problem;
} MailerMimeRecipient;

/** mailer_mime_recipient_free: @self: (nullable) (transfer full). */
void mailer_mime_recipient_free (MailerMimeRecipient *self);

/**
 * mailer_mime_parse_recipients:
 * @text: UTF-8 as typed or pasted: separated by commas, semicolons or line breaks; names may hold
 *   commas when quoted; "mailto:" in front of an address is taken off
 *
 * Returns: (transfer full) (element-type MailerMimeRecipient): every piece that is not blank, in order.
 */
GPtrArray *mailer_mime_parse_recipients (const char *text);

/**
 * mailer_mime_format_address:
 *
 * Returns: (transfer full): the address as one types it, `"Byron, Ada" <ada@example.org>`, UTF-8 and not
 *   encoded for a header; mailer_mime_parse_recipients() reads it back.
 */
char *mailer_mime_format_address (const MailerAddress *address);

/**
 * mailer_mime_format_addresses:
 * @list: (nullable) (element-type MailerAddress):
 *
 * Returns: (transfer full): the addresses joined by ", ".
 */
char *mailer_mime_format_addresses (GPtrArray *list);

/**
 * mailer_mime_address_name_is_deceptive:
 *
 * Whether the name of @address holds another mail address than @address itself, as in
 * `"bank@example.com" <thief@example.net>`: then both have to be shown.
 */
gboolean mailer_mime_address_name_is_deceptive (const MailerAddress *address);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerMimeRecipient, mailer_mime_recipient_free)

G_END_DECLS
