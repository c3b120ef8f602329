/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-wire-error.h"

G_BEGIN_DECLS

/**
 * MailerWireSieveStatus: how a response line of RFC 5804 begins.
 */
typedef enum
{
  MAILER_WIRE_SIEVE_DATA, /* a capability, a script name, a script, a challenge */
  MAILER_WIRE_SIEVE_OK,
  MAILER_WIRE_SIEVE_NO,
  MAILER_WIRE_SIEVE_BYE,
} MailerWireSieveStatus;

/**
 * MailerWireSieveResponse:
 *
 * One line of a ManageSieve server (RFC 5804), its literals included. Immutable.
 */
typedef struct _MailerWireSieveResponse MailerWireSieveResponse;

/** mailer_wire_sieve_response_free: @self: (nullable) (transfer full). Thread: any. */
void mailer_wire_sieve_response_free (MailerWireSieveResponse *self);

/**
 * mailer_wire_sieve_response_get_status:
 *
 * How the line begins; %MAILER_WIRE_SIEVE_DATA for one without a status. Thread: any.
 */
MailerWireSieveStatus mailer_wire_sieve_response_get_status (const MailerWireSieveResponse *self);

/**
 * mailer_wire_sieve_response_get_code:
 *
 * Returns: (transfer none) (nullable): response code of a status line, such as "QUOTA/MAXSIZE" or
 *   "NONEXISTENT", in upper case. Thread: any.
 */
const char *mailer_wire_sieve_response_get_code (const MailerWireSieveResponse *self);

/**
 * mailer_wire_sieve_response_get_code_argument:
 *
 * Thread: any.
 * Returns: (transfer none) (nullable): first string of the response code, such as the data of SASL.
 */
const char *mailer_wire_sieve_response_get_code_argument (const MailerWireSieveResponse *self);

/**
 * mailer_wire_sieve_response_get_text:
 *
 * Thread: any.
 * Returns: (transfer none) (nullable): human text of a status line, valid UTF-8; may have line ends.
 */
const char *mailer_wire_sieve_response_get_text (const MailerWireSieveResponse *self);

/**
 * mailer_wire_sieve_response_get_string:
 * @index: from 0; a data line `"name" ACTIVE` has two
 *
 * Strings and atoms of a data line in order.
 *
 * Returns: (transfer none) (nullable): the bytes; %NULL when there are not so many. Thread: any.
 */
GBytes *mailer_wire_sieve_response_get_string (const MailerWireSieveResponse *self,
                                               guint                          index);

/**
 * mailer_wire_sieve_response_dup_text:
 *
 * Thread: any.
 * Returns: (transfer full) (nullable): the string at @index as text: up to a NUL, made valid UTF-8.
 */
char *mailer_wire_sieve_response_dup_text (const MailerWireSieveResponse *self,
                                           guint                          index);

/**
 * MailerWireSieveParser:
 *
 * Turns the bytes of a ManageSieve server, cut anywhere, into responses. Not thread-safe.
 */
typedef struct _MailerWireSieveParser MailerWireSieveParser;

/**
 * mailer_wire_sieve_parser_new:
 * @max_response_bytes: a response longer than this ends in %MAILER_WIRE_ERROR_LIMIT
 *
 * Returns: (transfer full): a parser without input. Thread: any.
 */
MailerWireSieveParser *mailer_wire_sieve_parser_new (gsize max_response_bytes);
/** mailer_wire_sieve_parser_free: @self: (nullable) (transfer full). Thread: any. */
void mailer_wire_sieve_parser_free (MailerWireSieveParser *self);

/** mailer_wire_sieve_parser_push: adds what was read. Thread: any. */
void mailer_wire_sieve_parser_push (MailerWireSieveParser *self,
                                    const void            *data,
                                    gsize                  size);

/**
 * mailer_wire_sieve_parser_pop:
 * @response: (out) (transfer full) (nullable): the next response; %NULL when it is not there yet
 *
 * Takes a response out of what was pushed.
 *
 * Thread: any. Errors: MAILER_WIRE_ERROR; the parser keeps failing then.
 */
gboolean mailer_wire_sieve_parser_pop (MailerWireSieveParser    *self,
                                       MailerWireSieveResponse **response,
                                       GError                  **error);

/**
 * mailer_wire_sieve_parser_has_input:
 *
 * Whether bytes wait that were not popped. Before STARTTLS is acted on there must be none. Thread: any.
 */
gboolean mailer_wire_sieve_parser_has_input (const MailerWireSieveParser *self);

/**
 * MailerWireSieveCommand:
 *
 * Builds one command; strings of any content are quoted or sent as non-synchronizing literals, so
 * none can break out.
 */
typedef struct _MailerWireSieveCommand MailerWireSieveCommand;

/**
 * mailer_wire_sieve_command_new:
 * @verb: (nullable): such as "PUTSCRIPT"; %NULL for a line that continues AUTHENTICATE
 *
 * Returns: (transfer full): the beginning of a command. Thread: any.
 */
MailerWireSieveCommand *mailer_wire_sieve_command_new (const char *verb);
/** mailer_wire_sieve_command_free: @self: (nullable) (transfer full); its text is overwritten. Thread: any. */
void mailer_wire_sieve_command_free (MailerWireSieveCommand *self);

/** mailer_wire_sieve_command_add_string: adds bytes as a string; @length may be -1. Thread: any. */
void mailer_wire_sieve_command_add_string (MailerWireSieveCommand *self,
                                           const char             *text,
                                           gssize                  length);
/** mailer_wire_sieve_command_add_number: adds a number in decimal digits. Thread: any. */
void mailer_wire_sieve_command_add_number (MailerWireSieveCommand *self,
                                           guint32                 number);

/**
 * mailer_wire_sieve_command_end:
 *
 * Thread: any.
 * Returns: (transfer full): the bytes to send, overwritten when they are freed; @self is used up.
 */
GBytes *mailer_wire_sieve_command_end (MailerWireSieveCommand *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerWireSieveResponse, mailer_wire_sieve_response_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerWireSieveParser, mailer_wire_sieve_parser_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerWireSieveCommand, mailer_wire_sieve_command_free)

G_END_DECLS
