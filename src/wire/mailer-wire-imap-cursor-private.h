/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Lists inside a response: deeper or longer ones make the item they are in unusable. */
#define MAILER_WIRE_IMAP_MAX_DEPTH 64
#define MAILER_WIRE_IMAP_MAX_ELEMENTS 10000

/*
 * A place in one complete response. The functions named take_ move it past what they return and
 * leave it anywhere when they fail; none reads behind the end. Strings are pieces of the response
 * itself until somebody needs a copy.
 */
typedef struct
{
  const char *p;
  const char *end;
} MailerWireImapCursor;

/*
 * A string value: bytes of the response, with backslashes when it was quoted with some. @data is NULL
 * for NIL.
 */
typedef struct
{
  const char *data;
  gsize       size;
  gboolean    has_escapes;
} MailerWireImapString;

int      mailer_wire_imap_cursor_peek (const MailerWireImapCursor *self);
gboolean mailer_wire_imap_cursor_take_byte (MailerWireImapCursor *self,
                                            char                  byte);
void     mailer_wire_imap_cursor_skip_blanks (MailerWireImapCursor *self);

/* Bytes up to a blank, parenthesis, quote or control; at least one. */
gboolean mailer_wire_imap_cursor_take_atom (MailerWireImapCursor *self,
                                            MailerWireImapString *atom);
gboolean mailer_wire_imap_cursor_take_number (MailerWireImapCursor *self,
                                              guint64               max,
                                              guint64              *number);
/* A literal's "{12}" and line end; @self is at the bytes then. */
gboolean mailer_wire_imap_cursor_take_literal_head (MailerWireImapCursor *self,
                                                    guint64              *size);
/* Quoted, literal or literal8. */
gboolean mailer_wire_imap_cursor_take_string (MailerWireImapCursor *self,
                                              MailerWireImapString *string);
/* The same, or an atom. */
gboolean mailer_wire_imap_cursor_take_astring (MailerWireImapCursor *self,
                                               MailerWireImapString *string);
/* The same, or NIL. Servers forget quotes, so any atom will do. */
gboolean mailer_wire_imap_cursor_take_nstring (MailerWireImapCursor *self,
                                               MailerWireImapString *string);
/* Any value: a list with all that is in it, a string, an atom with its brackets. Does not recurse. */
gboolean mailer_wire_imap_cursor_skip_value (MailerWireImapCursor *self);

gboolean mailer_wire_imap_string_is (const MailerWireImapString *self,
                                     const char                 *ascii);
/* Without escapes; NUL becomes a blank. NULL for NIL. */
char *mailer_wire_imap_string_dup (const MailerWireImapString *self);
char *mailer_wire_imap_string_dup_lower (const MailerWireImapString *self);
/* Valid UTF-8 on one line, whatever comes in. */
char *mailer_wire_text_clean (const char *data,
                              gsize       size);

G_END_DECLS
