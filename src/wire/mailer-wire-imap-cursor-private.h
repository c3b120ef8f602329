/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-arena.h"

#include <string.h>

G_BEGIN_DECLS

/* Lists inside a response: longer ones make the item they are in unusable. */
#define MAILER_WIRE_IMAP_MAX_ELEMENTS 10000

/*
 * What was read, of which responses are pieces. Long content is not copied out of it: it keeps the block
 * alive, and the parser goes on in a new one.
 */
typedef struct
{
  gatomicrefcount ref_count;
  gsize           capacity;
  char            data[];
} MailerWireImapBlock;

void mailer_wire_imap_block_unref (MailerWireImapBlock *self);

/*
 * A place in one complete response. The functions named take_ move it past what they return and
 * leave it anywhere when they fail; none reads behind the end. Strings are pieces of the response
 * itself until somebody needs them for longer: then they are copied to @arena, once. @block is NULL
 * when the bytes are in none.
 */
typedef struct
{
  const char          *p;
  const char          *end;
  MailerArena         *arena;
  MailerWireImapBlock *block;
} MailerWireImapCursor;

/*
 * A string value: bytes of the response, in need of care when backslashes or NULs are among them. @data
 * is NULL for NIL.
 */
typedef struct
{
  const char *data;
  gsize       size;
  gboolean    has_escapes;
  gboolean    is_literal;
} MailerWireImapString;

static inline int
mailer_wire_imap_cursor_peek (const MailerWireImapCursor *self)
{
  return self->p < self->end ? (guchar)*self->p : -1;
}

static inline gboolean
mailer_wire_imap_cursor_take_byte (MailerWireImapCursor *self,
                                   char                  byte)
{
  if (self->p == self->end || *self->p != byte)
    return FALSE;
  self->p++;

  return TRUE;
}

static inline void
mailer_wire_imap_cursor_skip_blanks (MailerWireImapCursor *self)
{
  while (self->p < self->end && *self->p == ' ')
    self->p++;
}

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
/* Blanks and an nstring, copied. */
gboolean mailer_wire_imap_cursor_take_text (MailerWireImapCursor *self,
                                            const char          **text);
/* Any value: a list with all that is in it, a string, an atom with its brackets. Does not recurse. */
gboolean mailer_wire_imap_cursor_skip_value (MailerWireImapCursor *self);

/* Whether the bytes are @upper, of @size bytes in upper case and at least one, in any case. */
static inline gboolean
mailer_wire_imap_bytes_are (const char *data,
                            const char *upper,
                            gsize       size)
{
  /* Servers write upper case, and most words that are not these differ in the first letter. */
  if (((data[0] ^ upper[0]) & ~0x20) != 0)
    return FALSE;

  return memcmp (data, upper, size) == 0 || g_ascii_strncasecmp (data, upper, size) == 0;
}

/* @upper: a constant in upper case. */
static inline gboolean
mailer_wire_imap_string_is (const MailerWireImapString *self,
                            const char                 *upper)
{
  return self->data != NULL && self->size == strlen (upper) && mailer_wire_imap_bytes_are (self->data, upper, self->size);
}

/* In @arena, without escapes; NUL becomes a blank. NULL for NIL. */
char *mailer_wire_imap_string_copy (const MailerWireImapString *self,
                                    MailerArena                *arena);
char *mailer_wire_imap_string_copy_upper (const MailerWireImapString *self,
                                          MailerArena                *arena);
char *mailer_wire_imap_string_copy_lower (const MailerWireImapString *self,
                                          MailerArena                *arena);
/* The same in memory of its own. */
char *mailer_wire_imap_string_dup (const MailerWireImapString *self);
/* Valid UTF-8 on one line, whatever comes in. */
char *mailer_wire_text_clean (const char *data,
                              gsize       size);

G_END_DECLS
