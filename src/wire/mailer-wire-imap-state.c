/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-wire-imap-response-private.h"

#include <string.h>

/* Copies of sequence sets are made in order, so their number is bounded here. */
#define MAX_RANGES 100000

static const struct
{
  const char        *name;
  MailerWireImapCode code;
} codes[] = {
  { "ALERT", MAILER_WIRE_IMAP_CODE_ALERT },
  { "ALREADYEXISTS", MAILER_WIRE_IMAP_CODE_ALREADYEXISTS },
  { "APPENDUID", MAILER_WIRE_IMAP_CODE_APPENDUID },
  { "AUTHENTICATIONFAILED", MAILER_WIRE_IMAP_CODE_AUTHENTICATIONFAILED },
  { "AUTHORIZATIONFAILED", MAILER_WIRE_IMAP_CODE_AUTHORIZATIONFAILED },
  { "CAPABILITY", MAILER_WIRE_IMAP_CODE_CAPABILITY },
  { "CLOSED", MAILER_WIRE_IMAP_CODE_CLOSED },
  { "CONTACTADMIN", MAILER_WIRE_IMAP_CODE_CONTACTADMIN },
  { "COPYUID", MAILER_WIRE_IMAP_CODE_COPYUID },
  { "EXPIRED", MAILER_WIRE_IMAP_CODE_EXPIRED },
  { "EXPUNGEISSUED", MAILER_WIRE_IMAP_CODE_EXPUNGEISSUED },
  { "HIGHESTMODSEQ", MAILER_WIRE_IMAP_CODE_HIGHESTMODSEQ },
  { "INUSE", MAILER_WIRE_IMAP_CODE_INUSE },
  { "LIMIT", MAILER_WIRE_IMAP_CODE_LIMIT },
  { "NOMODSEQ", MAILER_WIRE_IMAP_CODE_NOMODSEQ },
  { "NONEXISTENT", MAILER_WIRE_IMAP_CODE_NONEXISTENT },
  { "NOPERM", MAILER_WIRE_IMAP_CODE_NOPERM },
  { "OVERQUOTA", MAILER_WIRE_IMAP_CODE_OVERQUOTA },
  { "PERMANENTFLAGS", MAILER_WIRE_IMAP_CODE_PERMANENTFLAGS },
  { "PRIVACYREQUIRED", MAILER_WIRE_IMAP_CODE_PRIVACYREQUIRED },
  { "READ-ONLY", MAILER_WIRE_IMAP_CODE_READ_ONLY },
  { "READ-WRITE", MAILER_WIRE_IMAP_CODE_READ_WRITE },
  { "SERVERBUG", MAILER_WIRE_IMAP_CODE_SERVERBUG },
  { "TRYCREATE", MAILER_WIRE_IMAP_CODE_TRYCREATE },
  { "UIDNEXT", MAILER_WIRE_IMAP_CODE_UIDNEXT },
  { "UIDNOTSTICKY", MAILER_WIRE_IMAP_CODE_UIDNOTSTICKY },
  { "UIDVALIDITY", MAILER_WIRE_IMAP_CODE_UIDVALIDITY },
  { "UNAVAILABLE", MAILER_WIRE_IMAP_CODE_UNAVAILABLE },
  { "UNSEEN", MAILER_WIRE_IMAP_CODE_UNSEEN },
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

/* Ranges in the server's order: the n-th source became the n-th target. */
static GArray *
take_ranges (MailerWireImapCursor *cursor)
{
  g_autoptr (GArray) ranges = g_array_new (FALSE, FALSE, sizeof (MailerWireImapRange));

  do
    {
      guint64             first;
      guint64             last;
      MailerWireImapRange range;

      if (ranges->len == MAX_RANGES || !mailer_wire_imap_cursor_take_number (cursor, G_MAXUINT32, &first))
        return NULL;
      last = first;
      if (mailer_wire_imap_cursor_take_byte (cursor, ':') && !mailer_wire_imap_cursor_take_number (cursor, G_MAXUINT32, &last))
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
      state->sources = take_ranges (cursor);
      if (state->sources == NULL)
        return FALSE;
      mailer_wire_imap_cursor_skip_blanks (cursor);
    }
  state->targets = take_ranges (cursor);

  return state->targets != NULL;
}

static gboolean
take_code_value (MailerWireImapCursor *cursor,
                 MailerWireImapState  *state)
{
  mailer_wire_imap_cursor_skip_blanks (cursor);
  switch ((int)state->code)
    {
    case MAILER_WIRE_IMAP_CODE_APPENDUID:
    case MAILER_WIRE_IMAP_CODE_COPYUID:
      return take_copied (cursor, state);
    case MAILER_WIRE_IMAP_CODE_UIDNEXT:
    case MAILER_WIRE_IMAP_CODE_UIDVALIDITY:
    case MAILER_WIRE_IMAP_CODE_UNSEEN:
      return mailer_wire_imap_cursor_take_number (cursor, G_MAXUINT32, &state->number);
    case MAILER_WIRE_IMAP_CODE_HIGHESTMODSEQ:
      return mailer_wire_imap_cursor_take_number (cursor, G_MAXINT64, &state->number);
    case MAILER_WIRE_IMAP_CODE_PERMANENTFLAGS:
      return mailer_wire_imap_cursor_take_byte (cursor, '(') && (state->words = mailer_wire_imap_take_words (cursor, ')')) != NULL;
    case MAILER_WIRE_IMAP_CODE_CAPABILITY:
      state->words = mailer_wire_imap_take_words (cursor, '\0');
      return state->words != NULL;
    default:
      return TRUE;
    }
}

static MailerWireImapCode
find_code (const MailerWireImapString *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (mailer_wire_imap_string_is (name, codes[i].name))
      return codes[i].code;

  return MAILER_WIRE_IMAP_CODE_OTHER;
}

static void
parse_code (MailerWireImapCursor code,
            MailerWireImapState *state)
{
  MailerWireImapString name;

  if (!mailer_wire_imap_cursor_take_atom (&code, &name))
    return;
  state->code = find_code (&name);
  state->code_name = g_ascii_strup (name.data, MIN (name.size, 100));
  if (!g_str_is_ascii (state->code_name))
    g_clear_pointer (&state->code_name, g_free);
  /* A value that is not one makes the code worthless, never the response. */
  if (!take_code_value (&code, state))
    state->code = MAILER_WIRE_IMAP_CODE_OTHER;
}

void
mailer_wire_imap_parse_state (MailerWireImapCursor *cursor,
                              MailerWireImapState  *state)
{
  mailer_wire_imap_cursor_skip_blanks (cursor);
  if (mailer_wire_imap_cursor_peek (cursor) == '[')
    {
      const char *closing = memchr (cursor->p, ']', cursor->end - cursor->p);

      /* Keywords may hold brackets: "[PERMANENTFLAGS (a] \*)] Limited". */
      if (closing != NULL && g_ascii_strncasecmp (cursor->p, "[PERMANENTFLAGS (", MIN (17, cursor->end - cursor->p)) == 0)
        {
          const char *list_end = g_strstr_len (cursor->p, cursor->end - cursor->p, ")]");

          closing = list_end != NULL ? list_end + 1 : closing;
        }
      if (closing != NULL)
        {
          parse_code ((MailerWireImapCursor){ cursor->p + 1, closing }, state);
          cursor->p = closing + 1;
        }
    }
  mailer_wire_imap_cursor_skip_blanks (cursor);
  state->text = mailer_wire_text_clean (cursor->p, cursor->end - cursor->p);
}
