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

/** mailer_wire_imap_block_unref: @self: (nullable) (transfer full). Thread: any. */
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

/** mailer_wire_imap_cursor_peek: the byte at the place, 0 to 255; -1 at the end. Thread: any. */
static inline int
mailer_wire_imap_cursor_peek (const MailerWireImapCursor *self)
{
  return self->p < self->end ? (guchar)*self->p : -1;
}

/** mailer_wire_imap_cursor_take_byte: whether @byte is next; only then it is taken. Thread: any. */
static inline gboolean
mailer_wire_imap_cursor_take_byte (MailerWireImapCursor *self,
                                   char                  byte)
{
  if (self->p == self->end || *self->p != byte)
    return FALSE;
  self->p++;

  return TRUE;
}

/** mailer_wire_imap_cursor_skip_blanks: moves past any number of blanks, also none. Thread: any. */
static inline void
mailer_wire_imap_cursor_skip_blanks (MailerWireImapCursor *self)
{
  while (self->p < self->end && *self->p == ' ')
    self->p++;
}

/**
 * mailer_wire_imap_cursor_take_atom:
 *
 * Takes bytes up to a blank, parenthesis, quote or control; at least one. Thread: any.
 */
gboolean mailer_wire_imap_cursor_take_atom (MailerWireImapCursor *self,
                                            MailerWireImapString *atom);
/**
 * mailer_wire_imap_cursor_take_number:
 *
 * Takes decimal digits; %FALSE when none are next or they say more than @max. Thread: any.
 */
gboolean mailer_wire_imap_cursor_take_number (MailerWireImapCursor *self,
                                              guint64               max,
                                              guint64              *number);
/**
 * mailer_wire_imap_cursor_take_literal_head:
 *
 * Takes a literal's "{12}" and line end; @self is at its @size (out) bytes then. Thread: any.
 */
gboolean mailer_wire_imap_cursor_take_literal_head (MailerWireImapCursor *self,
                                                    guint64              *size);
/** mailer_wire_imap_cursor_take_string: takes a quoted string, a literal or a literal8. Thread: any. */
gboolean mailer_wire_imap_cursor_take_string (MailerWireImapCursor *self,
                                              MailerWireImapString *string);
/** mailer_wire_imap_cursor_take_astring: takes a string, or an atom. Thread: any. */
gboolean mailer_wire_imap_cursor_take_astring (MailerWireImapCursor *self,
                                               MailerWireImapString *string);
/**
 * mailer_wire_imap_cursor_take_nstring:
 *
 * Takes a string, or NIL. Servers forget quotes, so any atom will do. Thread: any.
 */
gboolean mailer_wire_imap_cursor_take_nstring (MailerWireImapCursor *self,
                                               MailerWireImapString *string);
/**
 * mailer_wire_imap_cursor_take_text:
 * @text: (out) (nullable): an nstring, copied to the arena
 *
 * Takes the blanks before it too. Thread: any.
 */
gboolean mailer_wire_imap_cursor_take_text (MailerWireImapCursor *self,
                                            const char          **text);
/**
 * mailer_wire_imap_cursor_skip_value:
 *
 * Moves past any value: a list with all that is in it, a string, an atom with its brackets. Does not
 * recurse. Thread: any.
 */
gboolean mailer_wire_imap_cursor_skip_value (MailerWireImapCursor *self);

/**
 * mailer_wire_imap_bytes_are:
 * @data: @size bytes
 * @upper: @size bytes in upper case, at least one
 *
 * Whether both are the same in any case. Thread: any.
 */
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

/**
 * mailer_wire_imap_string_is:
 *
 * Whether it is @upper, a constant in upper case, in any case; NIL is nothing. Thread: any.
 */
static inline gboolean
mailer_wire_imap_string_is (const MailerWireImapString *self,
                            const char                 *upper)
{
  return self->data != NULL && self->size == strlen (upper) && mailer_wire_imap_bytes_are (self->data, upper, self->size);
}

/**
 * mailer_wire_imap_string_copy:
 *
 * Thread: any.
 * Returns: (transfer none) (nullable): in @arena, without escapes; NUL becomes a blank; %NULL for NIL.
 */
char *mailer_wire_imap_string_copy (const MailerWireImapString *self,
                                    MailerArena                *arena);
/** mailer_wire_imap_string_copy_upper: as mailer_wire_imap_string_copy(), a to z in upper case. Thread: any. */
char *mailer_wire_imap_string_copy_upper (const MailerWireImapString *self,
                                          MailerArena                *arena);
/** mailer_wire_imap_string_copy_lower: as mailer_wire_imap_string_copy(), A to Z in lower case. Thread: any. */
char *mailer_wire_imap_string_copy_lower (const MailerWireImapString *self,
                                          MailerArena                *arena);
/**
 * mailer_wire_imap_string_dup:
 *
 * Thread: any.
 * Returns: (transfer full) (nullable): as mailer_wire_imap_string_copy(), in memory of its own.
 */
char *mailer_wire_imap_string_dup (const MailerWireImapString *self);
/**
 * mailer_wire_text_clean:
 *
 * Returns: (transfer full): valid UTF-8 on one line without controls, whatever comes in. Thread: any.
 */
char *mailer_wire_text_clean (const char *data,
                              gsize       size);

G_END_DECLS
