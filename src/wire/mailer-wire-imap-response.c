/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-wire-imap-response-private.h"

#include <string.h>

/* What stands in a response that nobody acts on is kept for the log only. */
#define MAX_OTHER_TEXT_BYTES 200

/* Room for a response: most of what is copied out of it is shorter there than on the wire. */
#define ROOM_FOR(size) (sizeof (MailerWireImapResponse) + MIN (2 * (size) + 64, 8192))

static void
clear_state (MailerWireImapState *state)
{
  g_clear_pointer (&state->sources, g_array_unref);
  g_clear_pointer (&state->targets, g_array_unref);
}

/* What is not in the arena. */
static void
clear_content (MailerWireImapResponse *self)
{
  switch (self->kind)
    {
    case MAILER_WIRE_IMAP_STATE:
      clear_state (&self->state);
      break;
    case MAILER_WIRE_IMAP_SEARCH:
    case MAILER_WIRE_IMAP_ESEARCH:
      g_clear_pointer (&self->search.found, mailer_uid_set_free);
      g_clear_pointer (&self->search.ordered, g_array_unref);
      break;
    case MAILER_WIRE_IMAP_SORT:
      g_clear_pointer (&self->sort.found, g_array_unref);
      break;
    case MAILER_WIRE_IMAP_THREAD:
      g_clear_pointer (&self->thread.nodes, g_array_unref);
      break;
    case MAILER_WIRE_IMAP_VANISHED:
      g_clear_pointer (&self->vanished.uids, mailer_uid_set_free);
      break;
    case MAILER_WIRE_IMAP_FETCH:
    case MAILER_WIRE_IMAP_UIDFETCH:
      mailer_wire_imap_fetch_clear (&self->fetch);
      break;
    case MAILER_WIRE_IMAP_CONTINUATION:
    case MAILER_WIRE_IMAP_CAPABILITY:
    case MAILER_WIRE_IMAP_ENABLED:
    case MAILER_WIRE_IMAP_FLAGS:
    case MAILER_WIRE_IMAP_ID:
    case MAILER_WIRE_IMAP_NAMESPACE:
    case MAILER_WIRE_IMAP_LIST:
    case MAILER_WIRE_IMAP_LSUB:
    case MAILER_WIRE_IMAP_STATUS:
    case MAILER_WIRE_IMAP_EXISTS:
    case MAILER_WIRE_IMAP_RECENT:
    case MAILER_WIRE_IMAP_EXPUNGE:
    case MAILER_WIRE_IMAP_QUOTA:
    case MAILER_WIRE_IMAP_QUOTAROOT:
    case MAILER_WIRE_IMAP_ACL:
    case MAILER_WIRE_IMAP_MYRIGHTS:
    case MAILER_WIRE_IMAP_LISTRIGHTS:
    case MAILER_WIRE_IMAP_METADATA:
    case MAILER_WIRE_IMAP_OTHER:
      break;
    }
}

void
mailer_wire_imap_response_free (MailerWireImapResponse *self)
{
  if (self == NULL)
    return;

  clear_content (self);
  mailer_arena_unref (self->arena);
}

MailerWireImapKind
mailer_wire_imap_response_get_kind (const MailerWireImapResponse *self)
{
  g_return_val_if_fail (self != NULL, MAILER_WIRE_IMAP_OTHER);

  return self->kind;
}

MailerArena *
mailer_wire_imap_response_get_arena (MailerWireImapResponse *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->arena;
}

/* The getter of a content that responses of one or two kinds have. */
#define GETTER(Type, name, first_kind, second_kind)                                                                  \
  Type *mailer_wire_imap_response_get_##name (MailerWireImapResponse *self)                                          \
  {                                                                                                                  \
    return self->kind == MAILER_WIRE_IMAP_##first_kind || self->kind == MAILER_WIRE_IMAP_##second_kind ? &self->name \
                                                                                                       : NULL;       \
  }

GETTER (MailerWireImapState, state, STATE, STATE)
GETTER (const MailerWireImapNamespaces, namespaces, NAMESPACE, NAMESPACE)
GETTER (const MailerWireImapList, list, LIST, LSUB)
GETTER (const MailerWireImapStatus, status, STATUS, STATUS)
GETTER (MailerWireImapSearch, search, SEARCH, ESEARCH)
GETTER (MailerWireImapSort, sort, SORT, SORT)
GETTER (MailerWireImapThread, thread, THREAD, THREAD)
GETTER (MailerWireImapVanished, vanished, VANISHED, VANISHED)
GETTER (MailerWireImapFetch, fetch, FETCH, UIDFETCH)
GETTER (const MailerWireImapQuota, quota, QUOTA, QUOTA)
GETTER (const MailerWireImapQuotaRoots, quota_roots, QUOTAROOT, QUOTAROOT)
GETTER (const MailerWireImapRights, rights, MYRIGHTS, LISTRIGHTS)
#undef GETTER

char **
mailer_wire_imap_response_get_words (MailerWireImapResponse *self)
{
  gboolean has_words = self->kind == MAILER_WIRE_IMAP_CAPABILITY
                       || self->kind == MAILER_WIRE_IMAP_ENABLED
                       || self->kind == MAILER_WIRE_IMAP_FLAGS;

  return has_words ? self->words : NULL;
}

const MailerWireImapPairs *
mailer_wire_imap_response_get_pairs (MailerWireImapResponse *self)
{
  gboolean has_pairs = self->kind == MAILER_WIRE_IMAP_ID || self->kind == MAILER_WIRE_IMAP_ACL
                       || self->kind == MAILER_WIRE_IMAP_METADATA;

  return has_pairs ? &self->pairs : NULL;
}

gboolean
mailer_wire_imap_response_get_number (const MailerWireImapResponse *self,
                                      guint32                      *number)
{
  if (self->kind != MAILER_WIRE_IMAP_EXISTS && self->kind != MAILER_WIRE_IMAP_RECENT
      && self->kind != MAILER_WIRE_IMAP_EXPUNGE)
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
new_response (gsize size)
{
  MailerArena            *arena = mailer_arena_new (ROOM_FOR (size));
  MailerWireImapResponse *self = mailer_arena_alloc0 (arena, sizeof *self);

  self->arena = arena;
  self->kind = MAILER_WIRE_IMAP_OTHER;

  return self;
}

static MailerWireImapResponse *
new_text (MailerWireImapKind kind,
          const char        *data,
          gsize              size)
{
  MailerWireImapResponse *self = new_response (size);
  g_autofree char        *clean = mailer_wire_text_clean (data, size);

  self->kind = kind;
  self->text = mailer_arena_strdup (self->arena, clean);

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
  MailerWireImapCursor    cursor = { data, data + size, NULL, NULL };
  MailerWireImapString    tag;
  MailerWireImapCondition condition;

  if (mailer_wire_imap_cursor_peek (&cursor) == '+')
    return TRUE;
  /* Nearly all: "* 12 FETCH ...". */
  if (size > 2 && data[0] == '*' && g_ascii_isdigit (data[2]))
    return FALSE;

  return mailer_wire_imap_cursor_take_atom (&cursor, &tag)
         && mailer_wire_imap_cursor_take_byte (&cursor, ' ')
         && mailer_wire_imap_take_condition (&cursor, &condition);
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
  mailer_wire_imap_cursor_skip_blanks (cursor);

#define IS(name) (mailer_wire_imap_string_is (&word, #name) && (self->kind = MAILER_WIRE_IMAP_##name, TRUE))
  if (number > 0 && IS (FETCH))
    {
      self->fetch.sequence = (guint32)number;
      mailer_wire_imap_parse_fetch (cursor, &self->fetch);
      return TRUE;
    }
  if (number > 0 && IS (UIDFETCH))
    {
      mailer_wire_imap_parse_fetch (cursor, &self->fetch);
      self->fetch.uid = (guint32)number;
      self->fetch.items |= MAILER_WIRE_IMAP_FETCH_UID;
      return TRUE;
    }
  self->number = (guint32)number;

  return IS (EXISTS) || IS (RECENT) || (number > 0 && IS (EXPUNGE));
#undef IS
}

static gboolean
parse_words (MailerWireImapCursor *cursor,
             char               ***words)
{
  *words = mailer_wire_imap_take_words (cursor, '\0');

  return *words != NULL;
}

static gboolean
parse_flags (MailerWireImapCursor *cursor,
             char               ***words)
{
  *words = mailer_wire_imap_take_word_list (cursor);

  return *words != NULL;
}

static gboolean
parse_named (MailerWireImapCursor   *cursor,
             MailerWireImapResponse *self)
{
  MailerWireImapString word;

  if (!mailer_wire_imap_cursor_take_atom (cursor, &word))
    return FALSE;
  mailer_wire_imap_cursor_skip_blanks (cursor);

#define PARSE(name, parse, field)                \
  if (mailer_wire_imap_string_is (&word, #name)) \
    {                                            \
      self->kind = MAILER_WIRE_IMAP_##name;      \
      return parse (cursor, &self->field);       \
    }
  PARSE (LIST, mailer_wire_imap_parse_list, list)
  PARSE (LSUB, mailer_wire_imap_parse_list, list)
  PARSE (STATUS, mailer_wire_imap_parse_status, status)
  PARSE (SEARCH, mailer_wire_imap_parse_search, search)
  PARSE (ESEARCH, mailer_wire_imap_parse_esearch, search)
  PARSE (SORT, mailer_wire_imap_parse_sort, sort)
  PARSE (THREAD, mailer_wire_imap_parse_thread, thread)
  PARSE (VANISHED, mailer_wire_imap_parse_vanished, vanished)
  PARSE (FLAGS, parse_flags, words)
  PARSE (CAPABILITY, parse_words, words)
  PARSE (ENABLED, parse_words, words)
  PARSE (ID, mailer_wire_imap_parse_id, pairs)
  PARSE (NAMESPACE, mailer_wire_imap_parse_namespaces, namespaces)
  PARSE (QUOTA, mailer_wire_imap_parse_quota, quota)
  PARSE (QUOTAROOT, mailer_wire_imap_parse_quota_roots, quota_roots)
  PARSE (ACL, mailer_wire_imap_parse_acl, pairs)
  PARSE (MYRIGHTS, mailer_wire_imap_parse_my_rights, rights)
  PARSE (LISTRIGHTS, mailer_wire_imap_parse_list_rights, rights)
  PARSE (METADATA, mailer_wire_imap_parse_metadata, pairs)
#undef PARSE

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
  self->state.tag = mailer_wire_imap_string_copy (&tag, cursor->arena);
  mailer_wire_imap_parse_state (cursor, &self->state);

  return TRUE;
}

MailerWireImapResponse *
mailer_wire_imap_response_parse (const char          *data,
                                 gsize                size,
                                 MailerWireImapBlock *block)
{
  MailerWireImapCursor    cursor = { data, data + size, NULL, block };
  MailerWireImapResponse *self;

  if (mailer_wire_imap_cursor_take_byte (&cursor, '+'))
    {
      mailer_wire_imap_cursor_take_byte (&cursor, ' ');
      return new_text (MAILER_WIRE_IMAP_CONTINUATION, cursor.p, cursor.end - cursor.p);
    }

  self = new_response (size);
  cursor.arena = self->arena;
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
