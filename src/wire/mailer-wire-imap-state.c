/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-wire-imap-response-private.h"

#include <string.h>

/* Of a COPYUID: the n-th source became the n-th target. */
#define MAX_RANGES 100000
#define MAX_NAME_BYTES 100

/* What follows the name of a code. */
typedef enum
{
  VALUE_NONE,
  VALUE_NUMBER,
  VALUE_LONG_NUMBER,
  VALUE_NUMBERS,
  VALUE_WORDS,
  VALUE_WORD_LIST,
  VALUE_TEXT,
  VALUE_ID,
  VALUE_RANGES,
  VALUE_COPIED,
  VALUE_PROGRESS,
  VALUE_METADATA,
} Value;

static const struct
{
  const char        *name;
  MailerWireImapCode code;
  Value              value;
} codes[] = {
  { "ALERT", MAILER_WIRE_IMAP_CODE_ALERT, VALUE_NONE },
  { "ALREADYEXISTS", MAILER_WIRE_IMAP_CODE_ALREADYEXISTS, VALUE_NONE },
  { "APPENDUID", MAILER_WIRE_IMAP_CODE_APPENDUID, VALUE_COPIED },
  { "AUTHENTICATIONFAILED", MAILER_WIRE_IMAP_CODE_AUTHENTICATIONFAILED, VALUE_NONE },
  { "AUTHORIZATIONFAILED", MAILER_WIRE_IMAP_CODE_AUTHORIZATIONFAILED, VALUE_NONE },
  { "BADCHARSET", MAILER_WIRE_IMAP_CODE_BADCHARSET, VALUE_WORD_LIST },
  { "BADCOMPARATOR", MAILER_WIRE_IMAP_CODE_BADCOMPARATOR, VALUE_NONE },
  { "BADEVENT", MAILER_WIRE_IMAP_CODE_BADEVENT, VALUE_WORD_LIST },
  { "BADURL", MAILER_WIRE_IMAP_CODE_BADURL, VALUE_TEXT },
  { "CANNOT", MAILER_WIRE_IMAP_CODE_CANNOT, VALUE_NONE },
  { "CAPABILITY", MAILER_WIRE_IMAP_CODE_CAPABILITY, VALUE_WORDS },
  { "CLIENTBUG", MAILER_WIRE_IMAP_CODE_CLIENTBUG, VALUE_NONE },
  { "CLOSED", MAILER_WIRE_IMAP_CODE_CLOSED, VALUE_NONE },
  { "COMPRESSIONACTIVE", MAILER_WIRE_IMAP_CODE_COMPRESSIONACTIVE, VALUE_NONE },
  { "CONTACTADMIN", MAILER_WIRE_IMAP_CODE_CONTACTADMIN, VALUE_NONE },
  { "COPYUID", MAILER_WIRE_IMAP_CODE_COPYUID, VALUE_COPIED },
  { "CORRUPTION", MAILER_WIRE_IMAP_CODE_CORRUPTION, VALUE_NONE },
  { "EXPIRED", MAILER_WIRE_IMAP_CODE_EXPIRED, VALUE_NONE },
  { "EXPUNGEISSUED", MAILER_WIRE_IMAP_CODE_EXPUNGEISSUED, VALUE_NONE },
  { "HASCHILDREN", MAILER_WIRE_IMAP_CODE_HASCHILDREN, VALUE_NONE },
  { "HIGHESTMODSEQ", MAILER_WIRE_IMAP_CODE_HIGHESTMODSEQ, VALUE_LONG_NUMBER },
  { "INPROGRESS", MAILER_WIRE_IMAP_CODE_INPROGRESS, VALUE_PROGRESS },
  { "INUSE", MAILER_WIRE_IMAP_CODE_INUSE, VALUE_NONE },
  { "LIMIT", MAILER_WIRE_IMAP_CODE_LIMIT, VALUE_NONE },
  { "MAILBOXID", MAILER_WIRE_IMAP_CODE_MAILBOXID, VALUE_ID },
  { "MESSAGELIMIT", MAILER_WIRE_IMAP_CODE_MESSAGELIMIT, VALUE_NUMBERS },
  { "METADATA", MAILER_WIRE_IMAP_CODE_METADATA, VALUE_METADATA },
  { "MODIFIED", MAILER_WIRE_IMAP_CODE_MODIFIED, VALUE_RANGES },
  { "NOMODSEQ", MAILER_WIRE_IMAP_CODE_NOMODSEQ, VALUE_NONE },
  { "NONEXISTENT", MAILER_WIRE_IMAP_CODE_NONEXISTENT, VALUE_NONE },
  { "NOPERM", MAILER_WIRE_IMAP_CODE_NOPERM, VALUE_NONE },
  { "NOTIFICATIONOVERFLOW", MAILER_WIRE_IMAP_CODE_NOTIFICATIONOVERFLOW, VALUE_NONE },
  { "NOTSAVED", MAILER_WIRE_IMAP_CODE_NOTSAVED, VALUE_NONE },
  { "NOUPDATE", MAILER_WIRE_IMAP_CODE_NOUPDATE, VALUE_TEXT },
  { "OVERQUOTA", MAILER_WIRE_IMAP_CODE_OVERQUOTA, VALUE_NONE },
  { "PARSE", MAILER_WIRE_IMAP_CODE_PARSE, VALUE_NONE },
  { "PERMANENTFLAGS", MAILER_WIRE_IMAP_CODE_PERMANENTFLAGS, VALUE_WORD_LIST },
  { "PRIVACYREQUIRED", MAILER_WIRE_IMAP_CODE_PRIVACYREQUIRED, VALUE_NONE },
  { "READ-ONLY", MAILER_WIRE_IMAP_CODE_READ_ONLY, VALUE_NONE },
  { "READ-WRITE", MAILER_WIRE_IMAP_CODE_READ_WRITE, VALUE_NONE },
  { "REFERRAL", MAILER_WIRE_IMAP_CODE_REFERRAL, VALUE_TEXT },
  { "SERVERBUG", MAILER_WIRE_IMAP_CODE_SERVERBUG, VALUE_NONE },
  { "THROTTLED", MAILER_WIRE_IMAP_CODE_THROTTLED, VALUE_NONE },
  { "TOOBIG", MAILER_WIRE_IMAP_CODE_TOOBIG, VALUE_NONE },
  { "TRYCREATE", MAILER_WIRE_IMAP_CODE_TRYCREATE, VALUE_NONE },
  { "UIDNEXT", MAILER_WIRE_IMAP_CODE_UIDNEXT, VALUE_NUMBER },
  { "UIDNOTSTICKY", MAILER_WIRE_IMAP_CODE_UIDNOTSTICKY, VALUE_NONE },
  { "UIDREQUIRED", MAILER_WIRE_IMAP_CODE_UIDREQUIRED, VALUE_NONE },
  { "UIDVALIDITY", MAILER_WIRE_IMAP_CODE_UIDVALIDITY, VALUE_NUMBER },
  { "UNAVAILABLE", MAILER_WIRE_IMAP_CODE_UNAVAILABLE, VALUE_NONE },
  { "UNDEFINED-FILTER", MAILER_WIRE_IMAP_CODE_UNDEFINED_FILTER, VALUE_TEXT },
  { "UNKNOWN-CTE", MAILER_WIRE_IMAP_CODE_UNKNOWN_CTE, VALUE_NONE },
  { "UNSEEN", MAILER_WIRE_IMAP_CODE_UNSEEN, VALUE_NUMBER },
  { "USEATTR", MAILER_WIRE_IMAP_CODE_USEATTR, VALUE_NONE },
  { "WEBALERT", MAILER_WIRE_IMAP_CODE_WEBALERT, VALUE_TEXT },
};

gboolean
mailer_wire_imap_take_condition (MailerWireImapCursor    *cursor,
                                 MailerWireImapCondition *condition)
{
  static const char *const names[] = { "OK", "NO", "BAD", "BYE", "PREAUTH" };
  MailerWireImapCursor     ahead = *cursor;
  MailerWireImapString     word;

  if (!mailer_wire_imap_cursor_take_atom (&ahead, &word))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (mailer_wire_imap_string_is (&word, names[i]))
      {
        *condition = i;
        *cursor = ahead;
        return TRUE;
      }

  return FALSE;
}

GArray *
mailer_wire_imap_take_ranges (MailerWireImapCursor *cursor,
                              guint                 max)
{
  g_autoptr (GArray) ranges = g_array_new (FALSE, FALSE, sizeof (MailerWireImapRange));

  do
    {
      guint64             first;
      guint64             last;
      MailerWireImapRange range;

      if (ranges->len == max || !mailer_wire_imap_cursor_take_number (cursor, G_MAXUINT32, &first))
        return NULL;
      last = first;
      if (mailer_wire_imap_cursor_take_byte (cursor, ':')
          && !mailer_wire_imap_cursor_take_number (cursor, G_MAXUINT32, &last))
        return NULL;
      if (first == 0 || last == 0)
        return NULL;
      /* RFC 9051, section 9: "2:4" and "4:2" are the same, in ascending order. */
      range = (MailerWireImapRange){ (guint32)MIN (first, last), (guint32)MAX (first, last) };
      g_array_append_val (ranges, range);
    }
  while (mailer_wire_imap_cursor_take_byte (cursor, ','));

  return g_steal_pointer (&ranges);
}

static gboolean
take_copied (MailerWireImapCursor *cursor,
             MailerWireImapState  *state)
{
  if (!mailer_wire_imap_cursor_take_number (cursor, G_MAXUINT32, &state->number))
    return FALSE;
  mailer_wire_imap_cursor_skip_blanks (cursor);
  if (state->code == MAILER_WIRE_IMAP_CODE_COPYUID)
    {
      state->sources = mailer_wire_imap_take_ranges (cursor, MAX_RANGES);
      if (state->sources == NULL)
        return FALSE;
      mailer_wire_imap_cursor_skip_blanks (cursor);
    }
  state->targets = mailer_wire_imap_take_ranges (cursor, MAX_RANGES);

  return state->targets != NULL;
}

/* "(WITH "quotes" OR WITHOUT)"; BADCHARSET may have none. */
static gboolean
take_code_words (MailerWireImapCursor *cursor,
                 MailerWireImapState  *state)
{
  if (state->code == MAILER_WIRE_IMAP_CODE_BADCHARSET && cursor->p == cursor->end)
    return TRUE;
  state->words = mailer_wire_imap_take_word_list (cursor);

  return state->words != NULL;
}

/* A number, or NIL for one that is not known. */
static gboolean
take_nil_number (MailerWireImapCursor *cursor,
                 guint64              *number)
{
  MailerWireImapString nil;

  mailer_wire_imap_cursor_skip_blanks (cursor);
  if (g_ascii_isdigit (mailer_wire_imap_cursor_peek (cursor)))
    return mailer_wire_imap_cursor_take_number (cursor, G_MAXINT64, number);

  return mailer_wire_imap_cursor_take_nstring (cursor, &nil) && nil.data == NULL;
}

/* "("A142" 53 100)", or nothing: still at work (RFC 9585). */
static gboolean
take_progress (MailerWireImapCursor *cursor,
               MailerWireImapState  *state)
{
  if (cursor->p == cursor->end)
    return TRUE;
  if (!mailer_wire_imap_cursor_take_byte (cursor, '(') || !mailer_wire_imap_cursor_take_text (cursor, &state->value))
    return FALSE;

  return take_nil_number (cursor, &state->number) && take_nil_number (cursor, &state->second_number)
         && mailer_wire_imap_cursor_take_byte (cursor, ')');
}

static gboolean
take_id (MailerWireImapCursor *cursor,
         MailerWireImapState  *state)
{
  return mailer_wire_imap_cursor_take_byte (cursor, '(')
         && mailer_wire_imap_cursor_take_text (cursor, &state->value) && state->value != NULL
         && mailer_wire_imap_cursor_take_byte (cursor, ')');
}

/* The whole rest, as it stands or in quotes: what a URL may hold is not ours to say. */
static gboolean
take_rest (MailerWireImapCursor *cursor,
           MailerWireImapState  *state)
{
  g_autofree char *clean = NULL;

  if (mailer_wire_imap_cursor_peek (cursor) == '"')
    return mailer_wire_imap_cursor_take_text (cursor, &state->value);
  clean = mailer_wire_text_clean (cursor->p, cursor->end - cursor->p);
  state->value = mailer_arena_strdup (cursor->arena, clean);

  return *clean != '\0';
}

/* "MAXSIZE 1024", "TOOMANY" (RFC 5464, section 4.3) */
static gboolean
take_metadata (MailerWireImapCursor *cursor,
               MailerWireImapState  *state)
{
  MailerWireImapString word;

  if (!mailer_wire_imap_cursor_take_atom (cursor, &word))
    return FALSE;
  state->value = mailer_wire_imap_string_copy_upper (&word, cursor->arena);
  mailer_wire_imap_cursor_skip_blanks (cursor);

  return cursor->p == cursor->end || mailer_wire_imap_cursor_take_number (cursor, G_MAXINT64, &state->number);
}

static gboolean
take_numbers (MailerWireImapCursor *cursor,
              MailerWireImapState  *state)
{
  if (!mailer_wire_imap_cursor_take_number (cursor, G_MAXUINT32, &state->number))
    return FALSE;
  mailer_wire_imap_cursor_skip_blanks (cursor);

  return cursor->p == cursor->end || mailer_wire_imap_cursor_take_number (cursor, G_MAXUINT32, &state->second_number);
}

static gboolean
take_code_value (MailerWireImapCursor *cursor,
                 MailerWireImapState  *state,
                 Value                 value)
{
  mailer_wire_imap_cursor_skip_blanks (cursor);
  switch (value)
    {
    case VALUE_NUMBER:
      return mailer_wire_imap_cursor_take_number (cursor, G_MAXUINT32, &state->number);
    case VALUE_LONG_NUMBER:
      return mailer_wire_imap_cursor_take_number (cursor, G_MAXINT64, &state->number);
    case VALUE_NUMBERS:
      return take_numbers (cursor, state);
    case VALUE_WORDS:
      state->words = mailer_wire_imap_take_words (cursor, '\0');
      return state->words != NULL;
    case VALUE_WORD_LIST:
      return take_code_words (cursor, state);
    case VALUE_TEXT:
      return take_rest (cursor, state);
    case VALUE_ID:
      return take_id (cursor, state);
    case VALUE_RANGES:
      state->targets = mailer_wire_imap_take_ranges (cursor, MAX_RANGES);
      return state->targets != NULL;
    case VALUE_COPIED:
      return take_copied (cursor, state);
    case VALUE_PROGRESS:
      return take_progress (cursor, state);
    case VALUE_METADATA:
      return take_metadata (cursor, state);
    case VALUE_NONE:
    default:
      return TRUE;
    }
}

/* A value that is not one makes the code worthless, never the response. */
static void
forget_code_value (MailerWireImapState *state)
{
  state->code = MAILER_WIRE_IMAP_CODE_OTHER;
  state->number = 0;
  state->second_number = 0;
  state->words = NULL;
  state->value = NULL;
  g_clear_pointer (&state->sources, g_array_unref);
  g_clear_pointer (&state->targets, g_array_unref);
}

static void
parse_code (MailerWireImapCursor code,
            MailerWireImapState *state)
{
  MailerWireImapString name;
  Value                value = VALUE_NONE;

  if (!mailer_wire_imap_cursor_take_atom (&code, &name))
    return;
  state->code = MAILER_WIRE_IMAP_CODE_OTHER;
  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (mailer_wire_imap_string_is (&name, codes[i].name))
      {
        state->code = codes[i].code;
        value = codes[i].value;
        break;
      }
  name.size = MIN (name.size, MAX_NAME_BYTES);
  state->code_name = mailer_wire_imap_string_copy_upper (&name, code.arena);
  if (!g_str_is_ascii (state->code_name))
    state->code_name = NULL;
  if (!take_code_value (&code, state, value))
    forget_code_value (state);
}

/*
 * The bracket that closes the code. Keywords and quoted values may hold one themselves, as in
 * "[PERMANENTFLAGS (a] \\*)]"; where quotes or parentheses do not close, the first bracket counts.
 */
static const char *
find_code_end (const MailerWireImapCursor *cursor)
{
  MailerWireImapCursor ahead = *cursor;
  MailerWireImapString ignored;
  guint                depth = 0;

  for (; ahead.p < ahead.end; ahead.p++)
    {
      if (*ahead.p == ']' && depth == 0)
        return ahead.p;
      if (*ahead.p == '(')
        depth++;
      else if (*ahead.p == ')' && depth > 0)
        depth--;
      else if (*ahead.p == '"')
        {
          if (!mailer_wire_imap_cursor_take_string (&ahead, &ignored))
            break;
          ahead.p--;
        }
    }

  return memchr (cursor->p, ']', cursor->end - cursor->p);
}

void
mailer_wire_imap_parse_state (MailerWireImapCursor *cursor,
                              MailerWireImapState  *state)
{
  g_autofree char *clean = NULL;

  mailer_wire_imap_cursor_skip_blanks (cursor);
  if (mailer_wire_imap_cursor_peek (cursor) == '[')
    {
      const char *closing = find_code_end (cursor);

      if (closing != NULL)
        {
          parse_code ((MailerWireImapCursor){ cursor->p + 1, closing, cursor->arena, NULL }, state);
          cursor->p = closing + 1;
        }
    }
  mailer_wire_imap_cursor_skip_blanks (cursor);
  clean = mailer_wire_text_clean (cursor->p, cursor->end - cursor->p);
  state->text = mailer_arena_strdup (cursor->arena, clean + strspn (clean, " "));
}
