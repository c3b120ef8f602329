/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-wire-error.h"
#include "mailer-wire-imap-response.h"

G_BEGIN_DECLS

/**
 * MailerWireImapLimits:
 * @max_line_bytes: a response without its literals
 * @max_literal_bytes: a literal that is a name, a header field or the like
 * @max_body_bytes: a literal that is a part of a message
 * @max_response_bytes: all of a response
 *
 * Past one of them parsing ends in %MAILER_WIRE_ERROR_LIMIT. What a response may hold inside is
 * bounded by constants: lists deeper than 64 or longer than 10,000 make the item they are in unusable,
 * not the response.
 */
typedef struct
{
  gsize max_line_bytes;
  gsize max_literal_bytes;
  gsize max_body_bytes;
  gsize max_response_bytes;
} MailerWireImapLimits;

/**
 * MailerWireImapParser:
 *
 * Turns the bytes of an IMAP server, cut anywhere, into responses. It holds what was pushed and not yet
 * popped, and never reserves memory because of what the server announces. Long content of a message is
 * not copied again: the response keeps the memory it was read into, and the parser takes new memory.
 * Not thread-safe.
 */
typedef struct _MailerWireImapParser MailerWireImapParser;

/**
 * mailer_wire_imap_parser_new:
 *
 * Returns: (transfer full): a parser without input; @limits are copied. Thread: any.
 */
MailerWireImapParser *mailer_wire_imap_parser_new (const MailerWireImapLimits *limits);
/**
 * mailer_wire_imap_parser_free:
 * @self: (nullable) (transfer full); responses that were popped live on.
 *
 * Thread: any.
 */
void mailer_wire_imap_parser_free (MailerWireImapParser *self);

/** mailer_wire_imap_parser_set_limits: from the next byte on. Thread: any. */
void mailer_wire_imap_parser_set_limits (MailerWireImapParser       *self,
                                         const MailerWireImapLimits *limits);

/**
 * mailer_wire_imap_parser_reserve:
 *
 * Room for @size bytes to read into; valid until the next call. What was read must be committed.
 *
 * Returns: (transfer none): not %NULL. Thread: any.
 */
char *mailer_wire_imap_parser_reserve (MailerWireImapParser *self,
                                       gsize                 size);
/** mailer_wire_imap_parser_commit: says that @size bytes of the reserved room were filled in. Thread: any. */
void mailer_wire_imap_parser_commit (MailerWireImapParser *self,
                                     gsize                 size);

/** mailer_wire_imap_parser_push: adds what was read elsewhere. Thread: any. */
void mailer_wire_imap_parser_push (MailerWireImapParser *self,
                                   const void           *data,
                                   gsize                 size);

/**
 * mailer_wire_imap_parser_pop:
 * @response: (out) (transfer full) (nullable): the next response; %NULL when it is not there yet
 *
 * A line that is not understood is a response of kind %MAILER_WIRE_IMAP_OTHER.
 *
 * Thread: any. Errors: MAILER_WIRE_ERROR; the parser keeps failing then.
 */
gboolean mailer_wire_imap_parser_pop (MailerWireImapParser    *self,
                                      MailerWireImapResponse **response,
                                      GError                 **error);

/**
 * mailer_wire_imap_parser_has_input:
 *
 * Whether bytes wait that were not popped. Before STARTTLS is acted on there must be none. Thread: any.
 */
gboolean mailer_wire_imap_parser_has_input (const MailerWireImapParser *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerWireImapParser, mailer_wire_imap_parser_free)

G_END_DECLS
