/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-flags.h"
#include "mailer-uid-set.h"

G_BEGIN_DECLS

/** MailerWireImapLiterals: which literals need not wait for the server (RFC 7888). */
typedef enum
{
  MAILER_WIRE_IMAP_LITERALS_SYNC,
  MAILER_WIRE_IMAP_LITERALS_MINUS, /* those up to 4096 bytes */
  MAILER_WIRE_IMAP_LITERALS_PLUS,
} MailerWireImapLiterals;

/**
 * MailerWireImapCommand:
 *
 * Builds one IMAP command out of values. No value can end its argument or the line: what cannot be
 * said makes the command invalid. The command is sent chunk by chunk.
 */
typedef struct _MailerWireImapCommand MailerWireImapCommand;

/**
 * mailer_wire_imap_command_new:
 * @tag: of letters and digits
 * @verb: such as "UID FETCH"
 *
 * Begins a command with its tag and verb.
 *
 * Returns: (transfer full): the command. Thread: any.
 */
MailerWireImapCommand *mailer_wire_imap_command_new (const char            *tag,
                                                     const char            *verb,
                                                     MailerWireImapLiterals literals);
/**
 * mailer_wire_imap_command_free:
 * @self: (nullable) (transfer full); what it holds is overwritten, but for literals.
 *
 * Thread: any.
 */
void mailer_wire_imap_command_free (MailerWireImapCommand *self);

/**
 * mailer_wire_imap_command_set_utf8:
 *
 * From here on valid UTF-8 goes in quotes as it is: what a server understands after UTF8=ACCEPT was
 * enabled (RFC 9755) or IMAP4rev2. Else such strings go as literals. Thread: any.
 */
void mailer_wire_imap_command_set_utf8 (MailerWireImapCommand *self,
                                        gboolean               is_utf8);

/* What follows adds one value each, with a blank before it, except behind an opening parenthesis. */

/** mailer_wire_imap_command_add_text: adds syntax of ours, printable ASCII, as it is. Thread: any. */
void mailer_wire_imap_command_add_text (MailerWireImapCommand *self,
                                        const char            *text);
/**
 * mailer_wire_imap_command_add_open:
 *
 * "(" of a list, which mailer_wire_imap_command_add_close() ends. Thread: any.
 */
void mailer_wire_imap_command_add_open (MailerWireImapCommand *self);
/** mailer_wire_imap_command_add_close: ")" of the list that was opened last. Thread: any. */
void mailer_wire_imap_command_add_close (MailerWireImapCommand *self);
/** mailer_wire_imap_command_add_number: adds a number in decimal digits. Thread: any. */
void mailer_wire_imap_command_add_number (MailerWireImapCommand *self,
                                          guint64                number);
/**
 * mailer_wire_imap_command_add_string:
 *
 * Adds any bytes but NUL, as astring. So go the names of mailboxes, in the server's spelling.
 *
 * Thread: any.
 */
void mailer_wire_imap_command_add_string (MailerWireImapCommand *self,
                                          const char            *text);
/** mailer_wire_imap_command_add_nstring: adds any bytes but NUL as astring; NIL for %NULL. Thread: any. */
void mailer_wire_imap_command_add_nstring (MailerWireImapCommand *self,
                                           const char            *text);
/** mailer_wire_imap_command_add_uid_set: not empty; %G_MAXUINT32 as the end of a range is "*". Thread: any. */
void mailer_wire_imap_command_add_uid_set (MailerWireImapCommand *self,
                                           const MailerUidSet    *uids);
/**
 * mailer_wire_imap_command_add_flags:
 * @keywords: (nullable): those that are no flags are left out
 *
 * Adds a list in parentheses, which may be empty. Thread: any.
 */
void mailer_wire_imap_command_add_flags (MailerWireImapCommand *self,
                                         MailerFlags            flags,
                                         const char *const     *keywords);
/** mailer_wire_imap_command_add_date: Unix time in seconds, as date-time. Thread: any. */
void mailer_wire_imap_command_add_date (MailerWireImapCommand *self,
                                        gint64                 seconds);
/**
 * mailer_wire_imap_command_add_day:
 * @date: valid
 *
 * Adds a date without time, as SEARCH has it: 1-Feb-2026. Thread: any.
 */
void mailer_wire_imap_command_add_day (MailerWireImapCommand *self,
                                       const GDate           *date);
/** mailer_wire_imap_command_add_literal: any bytes but NUL; @data is not copied. Thread: any. */
void mailer_wire_imap_command_add_literal (MailerWireImapCommand *self,
                                           GBytes                *data);
/**
 * mailer_wire_imap_command_add_literal8:
 *
 * Adds any bytes as literal8, which a server with BINARY, UTF8=ACCEPT or IMAP4rev2 understands.
 *
 * Thread: any.
 */
void mailer_wire_imap_command_add_literal8 (MailerWireImapCommand *self,
                                            GBytes                *data);
/**
 * mailer_wire_imap_command_add_utf8_literal:
 *
 * Adds a message whose header is UTF-8, for APPEND: UTF8 (~{12}...) (RFC 9755, section 4). Thread: any.
 */
void mailer_wire_imap_command_add_utf8_literal (MailerWireImapCommand *self,
                                                GBytes                *message);

/**
 * mailer_wire_imap_command_end:
 *
 * Ends the line. Nothing may be added afterwards.
 *
 * Returns: FALSE when a value could not be said; the command must not be sent then. Thread: any.
 */
gboolean mailer_wire_imap_command_end (MailerWireImapCommand *self) G_GNUC_WARN_UNUSED_RESULT;

/**
 * mailer_wire_imap_command_get_tag:
 *
 * Returns: (transfer none): the tag, which the answer will have. Thread: any.
 */
const char *mailer_wire_imap_command_get_tag (const MailerWireImapCommand *self);
/**
 * mailer_wire_imap_command_get_n_chunks:
 *
 * How many pieces are to be sent one after the other, once it has ended. Thread: any.
 */
guint mailer_wire_imap_command_get_n_chunks (const MailerWireImapCommand *self);

/**
 * mailer_wire_imap_command_get_chunk:
 * @waits: (out): whether the server must say "+" before it is sent
 *
 * Returns: (transfer none): bytes to send. Thread: any.
 */
GBytes *mailer_wire_imap_command_get_chunk (const MailerWireImapCommand *self,
                                            guint                        index,
                                            gboolean                    *waits);

/** mailer_wire_imap_is_keyword: whether @text can be a flag keyword (RFC 9051, flag-keyword). Thread: any. */
gboolean mailer_wire_imap_is_keyword (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerWireImapCommand, mailer_wire_imap_command_free)

G_END_DECLS
