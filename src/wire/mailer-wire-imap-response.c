/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-wire-imap-response-private.h"

#include <string.h>

/* What stands in a response that nobody acts on is kept for the log only. */
#define MAX_OTHER_TEXT_BYTES 200

static void
clear_state (MailerWireImapState *state)
{
  g_free (state->tag);
  g_free (state->code_name);
  g_strfreev (state->words);
  g_clear_pointer (&state->sources, g_array_unref);
  g_clear_pointer (&state->targets, g_array_unref);
  g_free (state->text);
}

void
mailer_wire_imap_response_free (MailerWireImapResponse *self)
{
  if (self == NULL)
    return;

  switch (self->kind)
    {
    case MAILER_WIRE_IMAP_CONTINUATION:
    case MAILER_WIRE_IMAP_OTHER:
      g_free (self->text);
      break;
    case MAILER_WIRE_IMAP_STATE:
      clear_state (&self->state);
      break;
    case MAILER_WIRE_IMAP_CAPABILITY:
    case MAILER_WIRE_IMAP_ENABLED:
    case MAILER_WIRE_IMAP_FLAGS:
      g_strfreev (self->words);
      break;
    case MAILER_WIRE_IMAP_LIST:
      g_strfreev (self->list.attributes);
      g_free (self->list.name);
      break;
    case MAILER_WIRE_IMAP_STATUS:
      g_free (self->status.name);
      break;
    case MAILER_WIRE_IMAP_SEARCH:
    case MAILER_WIRE_IMAP_ESEARCH:
      g_free (self->search.tag);
      g_clear_pointer (&self->search.found, mailer_uid_set_free);
      break;
    case MAILER_WIRE_IMAP_VANISHED:
      g_clear_pointer (&self->vanished.uids, mailer_uid_set_free);
      break;
    case MAILER_WIRE_IMAP_FETCH:
      mailer_wire_imap_fetch_clear (&self->fetch);
      break;
    case MAILER_WIRE_IMAP_EXISTS:
    case MAILER_WIRE_IMAP_EXPUNGE:
      break;
    }
  g_free (self);
}

MailerWireImapKind
mailer_wire_imap_response_get_kind (const MailerWireImapResponse *self)
{
  g_return_val_if_fail (self != NULL, MAILER_WIRE_IMAP_OTHER);

  return self->kind;
}

MailerWireImapState *
mailer_wire_imap_response_get_state (MailerWireImapResponse *self)
{
  return self->kind == MAILER_WIRE_IMAP_STATE ? &self->state : NULL;
}

char **
mailer_wire_imap_response_get_words (MailerWireImapResponse *self)
{
  gboolean has_words = self->kind == MAILER_WIRE_IMAP_CAPABILITY || self->kind == MAILER_WIRE_IMAP_ENABLED || self->kind == MAILER_WIRE_IMAP_FLAGS;

  return has_words ? self->words : NULL;
}

MailerWireImapList *
mailer_wire_imap_response_get_list (MailerWireImapResponse *self)
{
  return self->kind == MAILER_WIRE_IMAP_LIST ? &self->list : NULL;
}

MailerWireImapStatus *
mailer_wire_imap_response_get_status (MailerWireImapResponse *self)
{
  return self->kind == MAILER_WIRE_IMAP_STATUS ? &self->status : NULL;
}

MailerWireImapSearch *
mailer_wire_imap_response_get_search (MailerWireImapResponse *self)
{
  return self->kind == MAILER_WIRE_IMAP_SEARCH || self->kind == MAILER_WIRE_IMAP_ESEARCH ? &self->search : NULL;
}

MailerWireImapVanished *
mailer_wire_imap_response_get_vanished (MailerWireImapResponse *self)
{
  return self->kind == MAILER_WIRE_IMAP_VANISHED ? &self->vanished : NULL;
}

MailerWireImapFetch *
mailer_wire_imap_response_get_fetch (MailerWireImapResponse *self)
{
  return self->kind == MAILER_WIRE_IMAP_FETCH ? &self->fetch : NULL;
}

gboolean
mailer_wire_imap_response_get_number (const MailerWireImapResponse *self,
                                      guint32                      *number)
{
  if (self->kind != MAILER_WIRE_IMAP_EXISTS && self->kind != MAILER_WIRE_IMAP_EXPUNGE)
    return FALSE;
  *number = self->number;

  return TRUE;
}

const char *
mailer_wire_imap_response_get_text (const MailerWireImapResponse *self)
{
  return self->kind == MAILER_WIRE_IMAP_CONTINUATION || self->kind == MAILER_WIRE_IMAP_OTHER ? self->text : NULL;
}

static MailerWireImapResponse *
new_text (MailerWireImapKind kind,
          const char        *data,
          gsize              size)
{
  MailerWireImapResponse *self = g_new0 (MailerWireImapResponse, 1);

  self->kind = kind;
  self->text = mailer_wire_text_clean (data, size);

  return self;
}

static gboolean
is_tag (const MailerWireImapString *tag)
{
  for (gsize i = 0; i < tag->size; i++)
    if (!g_ascii_isgraph (tag->data[i]) || strchr ("+*%\\{", tag->data[i]) != NULL)
      return FALSE;

  return TRUE;
}

gboolean
mailer_wire_imap_is_text_line (const char *data,
                               gsize       size)
{
  MailerWireImapCursor    cursor = { data, data + size };
  MailerWireImapString    tag;
  MailerWireImapCondition condition;

  if (mailer_wire_imap_cursor_peek (&cursor) == '+')
    return TRUE;

  return mailer_wire_imap_cursor_take_atom (&cursor, &tag) && mailer_wire_imap_cursor_take_byte (&cursor, ' ') && mailer_wire_imap_take_condition (&cursor, &condition);
}

/* Responses that begin with a number: "* 12 FETCH (...)". */
static gboolean
parse_numbered (MailerWireImapCursor   *cursor,
                MailerWireImapResponse *self)
{
  MailerWireImapString word;
  guint64              number;

  if (!mailer_wire_imap_cursor_take_number (cursor, G_MAXUINT32, &number))
    return FALSE;
  mailer_wire_imap_cursor_skip_blanks (cursor);
  if (!mailer_wire_imap_cursor_take_atom (cursor, &word))
    return FALSE;

  if (mailer_wire_imap_string_is (&word, "FETCH") && number > 0)
    {
      self->kind = MAILER_WIRE_IMAP_FETCH;
      self->fetch.sequence = (guint32)number;
      mailer_wire_imap_cursor_skip_blanks (cursor);
      mailer_wire_imap_parse_fetch (cursor, &self->fetch);
      return TRUE;
    }
  if (mailer_wire_imap_string_is (&word, "EXISTS"))
    self->kind = MAILER_WIRE_IMAP_EXISTS;
  else if (mailer_wire_imap_string_is (&word, "EXPUNGE") && number > 0)
    self->kind = MAILER_WIRE_IMAP_EXPUNGE;
  else
    return FALSE;
  self->number = (guint32)number;

  return TRUE;
}

static gboolean
parse_flags (MailerWireImapCursor *cursor,
             char               ***words)
{
  return mailer_wire_imap_cursor_take_byte (cursor, '(') && (*words = mailer_wire_imap_take_words (cursor, ')')) != NULL;
}

static gboolean
parse_named (MailerWireImapCursor   *cursor,
             MailerWireImapResponse *self)
{
  MailerWireImapString word;

  if (!mailer_wire_imap_cursor_take_atom (cursor, &word))
    return FALSE;
  mailer_wire_imap_cursor_skip_blanks (cursor);

#define IS(name) (mailer_wire_imap_string_is (&word, #name) && (self->kind = MAILER_WIRE_IMAP_##name, TRUE))
  if (IS (CAPABILITY) || IS (ENABLED))
    return (self->words = mailer_wire_imap_take_words (cursor, '\0')) != NULL;
  if (IS (FLAGS))
    return parse_flags (cursor, &self->words);
  if (IS (LIST))
    return mailer_wire_imap_parse_list (cursor, &self->list);
  if (IS (STATUS))
    return mailer_wire_imap_parse_status (cursor, &self->status);
  if (IS (SEARCH))
    return mailer_wire_imap_parse_search (cursor, &self->search);
  if (IS (ESEARCH))
    return mailer_wire_imap_parse_esearch (cursor, &self->search);
  if (IS (VANISHED))
    return mailer_wire_imap_parse_vanished (cursor, &self->vanished);
#undef IS

  return FALSE;
}

static gboolean
parse_untagged (MailerWireImapCursor   *cursor,
                MailerWireImapResponse *self)
{
  MailerWireImapCondition condition;

  mailer_wire_imap_cursor_skip_blanks (cursor);
  if (mailer_wire_imap_take_condition (cursor, &condition))
    {
      self->kind = MAILER_WIRE_IMAP_STATE;
      self->state.condition = condition;
      mailer_wire_imap_parse_state (cursor, &self->state);
      return TRUE;
    }
  if (g_ascii_isdigit (mailer_wire_imap_cursor_peek (cursor)))
    return parse_numbered (cursor, self);

  return parse_named (cursor, self);
}

static gboolean
parse_tagged (MailerWireImapCursor   *cursor,
              MailerWireImapResponse *self)
{
  MailerWireImapString    tag;
  MailerWireImapCondition condition;

  if (!mailer_wire_imap_cursor_take_atom (cursor, &tag) || !is_tag (&tag))
    return FALSE;
  mailer_wire_imap_cursor_skip_blanks (cursor);
  if (!mailer_wire_imap_take_condition (cursor, &condition) || condition > MAILER_WIRE_IMAP_BAD)
    return FALSE;
  self->kind = MAILER_WIRE_IMAP_STATE;
  self->state.condition = condition;
  self->state.tag = mailer_wire_imap_string_dup (&tag);
  mailer_wire_imap_parse_state (cursor, &self->state);

  return TRUE;
}

MailerWireImapResponse *
mailer_wire_imap_response_parse (const char *data,
                                 gsize       size)
{
  MailerWireImapCursor    cursor = { data, data + size };
  MailerWireImapResponse *self;

  if (mailer_wire_imap_cursor_take_byte (&cursor, '+'))
    {
      mailer_wire_imap_cursor_take_byte (&cursor, ' ');
      return new_text (MAILER_WIRE_IMAP_CONTINUATION, cursor.p, cursor.end - cursor.p);
    }

  self = g_new0 (MailerWireImapResponse, 1);
  if (size > 1 && data[0] == '*' && data[1] == ' ')
    {
      cursor.p += 2;
      if (parse_untagged (&cursor, self))
        return self;
    }
  else if (parse_tagged (&cursor, self))
    return self;
  mailer_wire_imap_response_free (self);

  return new_text (MAILER_WIRE_IMAP_OTHER, data, MIN (size, MAX_OTHER_TEXT_BYTES));
}
