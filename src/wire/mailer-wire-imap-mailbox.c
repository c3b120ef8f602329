/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-wire-imap-response-private.h"

#define MAX_NAME_BYTES 4096

char **
mailer_wire_imap_take_words (MailerWireImapCursor *cursor,
                             char                  closing)
{
  char **words = NULL;
  guint  length = 0;

  while (TRUE)
    {
      MailerWireImapString word;

      mailer_wire_imap_cursor_skip_blanks (cursor);
      words = mailer_arena_grow (cursor->arena, words, length, sizeof *words);
      if (closing != '\0' ? mailer_wire_imap_cursor_take_byte (cursor, closing) : cursor->p == cursor->end)
        break;
      if (length == MAILER_WIRE_IMAP_MAX_ELEMENTS || !mailer_wire_imap_cursor_take_astring (cursor, &word))
        return NULL;
      words[length++] = mailer_wire_imap_string_copy (&word, cursor->arena);
    }
  words[length] = NULL;

  return words;
}

char **
mailer_wire_imap_take_word_list (MailerWireImapCursor *cursor)
{
  return mailer_wire_imap_cursor_take_byte (cursor, '(') ? mailer_wire_imap_take_words (cursor, ')') : NULL;
}

const char *
mailer_wire_imap_take_mailbox (MailerWireImapCursor *cursor)
{
  MailerWireImapString name;

  if (!mailer_wire_imap_cursor_take_astring (cursor, &name))
    return NULL;
  /* A name with NUL could not be said again, so it would become another mailbox. */
  if (name.size == 0 || name.size > MAX_NAME_BYTES || memchr (name.data, '\0', name.size) != NULL)
    return NULL;

  return mailer_wire_imap_string_is (&name, "INBOX") ? "INBOX" : mailer_wire_imap_string_copy (&name, cursor->arena);
}

static gboolean
take_delimiter (MailerWireImapCursor *cursor,
                char                 *delimiter)
{
  const char *text;

  if (!mailer_wire_imap_cursor_take_text (cursor, &text))
    return FALSE;
  *delimiter = text != NULL ? text[0] : '\0';

  return TRUE;
}

/* "("CHILDINFO" ("SUBSCRIBED") "OLDNAME" ("Old"))" behind the name. */
static gboolean
take_extended (MailerWireImapCursor *cursor,
               MailerWireImapList   *list)
{
  MailerWireImapString name;

  if (!mailer_wire_imap_cursor_take_byte (cursor, '('))
    return FALSE;
  while (mailer_wire_imap_cursor_skip_blanks (cursor), !mailer_wire_imap_cursor_take_byte (cursor, ')'))
    {
      if (!mailer_wire_imap_cursor_take_astring (cursor, &name))
        return FALSE;
      mailer_wire_imap_cursor_skip_blanks (cursor);
      if (mailer_wire_imap_string_is (&name, "CHILDINFO"))
        {
          list->child_info = mailer_wire_imap_take_word_list (cursor);
          if (list->child_info == NULL)
            return FALSE;
        }
      else if (mailer_wire_imap_string_is (&name, "OLDNAME"))
        {
          if (!mailer_wire_imap_cursor_take_byte (cursor, '('))
            return FALSE;
          list->old_name = mailer_wire_imap_take_mailbox (cursor);
          if (list->old_name == NULL || !mailer_wire_imap_cursor_take_byte (cursor, ')'))
            return FALSE;
        }
      else if (!mailer_wire_imap_cursor_skip_value (cursor))
        return FALSE;
    }

  return TRUE;
}

/*
 * Exchange sends names with tabs, and other servers names with blanks, without quotes. So a name that is
 * not in quotes and has something behind it that cannot be there goes up to the end of the line.
 */
static gboolean
take_list_name (MailerWireImapCursor *cursor,
                MailerWireImapList   *list)
{
  MailerWireImapCursor ahead = *cursor;
  MailerWireImapString rest = { cursor->p, cursor->end - cursor->p, FALSE, FALSE };
  gboolean             is_bare = mailer_wire_imap_cursor_peek (cursor) != '"'
                     && memchr (rest.data, '\n', rest.size) == NULL;

  list->name = mailer_wire_imap_take_mailbox (&ahead);
  if (list->name == NULL)
    return FALSE;
  mailer_wire_imap_cursor_skip_blanks (&ahead);
  if (ahead.p == ahead.end || take_extended (&ahead, list))
    return TRUE;

  list->child_info = NULL;
  list->old_name = NULL;
  if (is_bare && rest.size <= MAX_NAME_BYTES && memchr (rest.data, '\0', rest.size) == NULL)
    list->name = mailer_wire_imap_string_copy (&rest, cursor->arena);

  return TRUE;
}

gboolean
mailer_wire_imap_parse_list (MailerWireImapCursor *cursor,
                             MailerWireImapList   *list)
{
  list->attributes = mailer_wire_imap_take_word_list (cursor);
  if (list->attributes == NULL || !take_delimiter (cursor, &list->delimiter))
    return FALSE;
  mailer_wire_imap_cursor_skip_blanks (cursor);

  return take_list_name (cursor, list);
}

/* APPENDLIMIT may be NIL (RFC 7889), MAILBOXID is an id in parentheses (RFC 8474). FALSE: neither. */
static gboolean
take_special_item (MailerWireImapCursor       *cursor,
                   const MailerWireImapString *name,
                   MailerWireImapStatus       *status)
{
  MailerWireImapCursor ahead = *cursor;
  MailerWireImapString value;

  if (mailer_wire_imap_string_is (name, "MAILBOXID"))
    {
      if (!mailer_wire_imap_cursor_take_byte (&ahead, '(')
          || !mailer_wire_imap_cursor_take_atom (&ahead, &value)
          || !mailer_wire_imap_cursor_take_byte (&ahead, ')'))
        return FALSE;
      status->mailbox_id = mailer_wire_imap_string_copy (&value, cursor->arena);
      status->items |= MAILER_WIRE_IMAP_STATUS_MAILBOXID;
    }
  else if (mailer_wire_imap_string_is (name, "APPENDLIMIT"))
    {
      if (!mailer_wire_imap_cursor_take_nstring (&ahead, &value) || value.data != NULL)
        return FALSE;
      status->append_limit_bytes = G_MAXUINT64;
      status->items |= MAILER_WIRE_IMAP_STATUS_APPENDLIMIT;
    }
  else
    return FALSE;
  *cursor = ahead;

  return TRUE;
}

static gboolean
take_status_item (MailerWireImapCursor *cursor,
                  MailerWireImapStatus *status)
{
  MailerWireImapString name;
  MailerWireImapCursor ahead;
  guint64              value;

  if (!mailer_wire_imap_cursor_take_atom (cursor, &name))
    return FALSE;
  mailer_wire_imap_cursor_skip_blanks (cursor);
  ahead = *cursor;
  if (!mailer_wire_imap_cursor_take_number (&ahead, G_MAXINT64, &value))
    return take_special_item (cursor, &name, status) || mailer_wire_imap_cursor_skip_value (cursor);
  *cursor = ahead;

#define ITEM(text, item, field)                                                                 \
  if (mailer_wire_imap_string_is (&name, text) && value <= (guint64)(typeof (status->field))-1) \
    {                                                                                           \
      status->items |= MAILER_WIRE_IMAP_STATUS_##item;                                          \
      status->field = value;                                                                    \
    }
  ITEM ("MESSAGES", MESSAGES, messages)
  ITEM ("RECENT", RECENT, recent)
  ITEM ("UNSEEN", UNSEEN, unseen)
  ITEM ("DELETED", DELETED, deleted)
  ITEM ("UIDNEXT", UIDNEXT, uid_next)
  ITEM ("UIDVALIDITY", UIDVALIDITY, uid_validity)
  ITEM ("HIGHESTMODSEQ", HIGHESTMODSEQ, highest_modseq)
  ITEM ("SIZE", SIZE, size_bytes)
  ITEM ("DELETED-STORAGE", DELETED_STORAGE, deleted_storage_bytes)
  ITEM ("APPENDLIMIT", APPENDLIMIT, append_limit_bytes)
#undef ITEM

  return TRUE;
}

gboolean
mailer_wire_imap_parse_status (MailerWireImapCursor *cursor,
                               MailerWireImapStatus *status)
{
  status->name = mailer_wire_imap_take_mailbox (cursor);
  if (status->name == NULL)
    return FALSE;
  mailer_wire_imap_cursor_skip_blanks (cursor);
  if (!mailer_wire_imap_cursor_take_byte (cursor, '('))
    return FALSE;

  while (mailer_wire_imap_cursor_skip_blanks (cursor), !mailer_wire_imap_cursor_take_byte (cursor, ')'))
    if (!take_status_item (cursor, status))
      return FALSE;

  return TRUE;
}

/* One of the three lists of a NAMESPACE: NIL, or ("prefix" "delimiter" extensions). */
static gboolean
take_namespaces (MailerWireImapCursor     *cursor,
                 MailerWireImapNamespace **namespaces,
                 guint                    *length)
{
  MailerWireImapString nil;

  mailer_wire_imap_cursor_skip_blanks (cursor);
  if (!mailer_wire_imap_cursor_take_byte (cursor, '('))
    return mailer_wire_imap_cursor_take_nstring (cursor, &nil) && nil.data == NULL;

  while (mailer_wire_imap_cursor_skip_blanks (cursor), !mailer_wire_imap_cursor_take_byte (cursor, ')'))
    {
      MailerWireImapNamespace entry = { NULL, '\0' };

      if (*length == MAILER_WIRE_IMAP_MAX_ELEMENTS || !mailer_wire_imap_cursor_take_byte (cursor, '('))
        return FALSE;
      if (!mailer_wire_imap_cursor_take_text (cursor, &entry.prefix) || !take_delimiter (cursor, &entry.delimiter))
        return FALSE;
      while (mailer_wire_imap_cursor_skip_blanks (cursor), !mailer_wire_imap_cursor_take_byte (cursor, ')'))
        if (!mailer_wire_imap_cursor_skip_value (cursor))
          return FALSE;
      if (entry.prefix == NULL)
        entry.prefix = "";
      *namespaces = mailer_arena_grow (cursor->arena, *namespaces, *length, sizeof entry);
      (*namespaces)[(*length)++] = entry;
    }

  return TRUE;
}

gboolean
mailer_wire_imap_parse_namespaces (MailerWireImapCursor     *cursor,
                                   MailerWireImapNamespaces *namespaces)
{
  return take_namespaces (cursor, &namespaces->personal, &namespaces->n_personal)
         && take_namespaces (cursor, &namespaces->others, &namespaces->n_others)
         && take_namespaces (cursor, &namespaces->shared, &namespaces->n_shared);
}
