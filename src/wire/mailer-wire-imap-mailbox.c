/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-wire-imap-response-private.h"

#include <string.h>

#define MAX_NAME_BYTES 4096
#define MAX_SET_RANGES 4000000

char **
mailer_wire_imap_take_words (MailerWireImapCursor *cursor,
                             char                  closing)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);

  while (TRUE)
    {
      MailerWireImapString word;

      mailer_wire_imap_cursor_skip_blanks (cursor);
      if (closing != '\0' ? mailer_wire_imap_cursor_take_byte (cursor, closing) : cursor->p == cursor->end)
        break;
      if (words->len == MAILER_WIRE_IMAP_MAX_ELEMENTS)
        return NULL;
      if (!mailer_wire_imap_cursor_take_astring (cursor, &word))
        return NULL;
      g_ptr_array_add (words, mailer_wire_imap_string_dup (&word));
    }
  g_ptr_array_add (words, NULL);

  return (char **)g_ptr_array_free (g_steal_pointer (&words), FALSE);
}

static char *
take_mailbox (MailerWireImapCursor *cursor)
{
  MailerWireImapString name;

  if (!mailer_wire_imap_cursor_take_astring (cursor, &name))
    return NULL;
  /* A name with NUL could not be said again, so it would become another mailbox. */
  if (name.size == 0 || name.size > MAX_NAME_BYTES || memchr (name.data, '\0', name.size) != NULL)
    return NULL;

  return mailer_wire_imap_string_is (&name, "INBOX") ? g_strdup ("INBOX") : mailer_wire_imap_string_dup (&name);
}

static gboolean
take_delimiter (MailerWireImapCursor *cursor,
                char                 *delimiter)
{
  MailerWireImapString text;
  g_autofree char     *copy = NULL;

  if (!mailer_wire_imap_cursor_take_nstring (cursor, &text))
    return FALSE;
  copy = mailer_wire_imap_string_dup (&text);
  *delimiter = copy != NULL ? copy[0] : '\0';

  return TRUE;
}

gboolean
mailer_wire_imap_parse_list (MailerWireImapCursor *cursor,
                             MailerWireImapList   *list)
{
  if (!mailer_wire_imap_cursor_take_byte (cursor, '('))
    return FALSE;
  list->attributes = mailer_wire_imap_take_words (cursor, ')');
  if (list->attributes == NULL)
    return FALSE;
  mailer_wire_imap_cursor_skip_blanks (cursor);
  if (!take_delimiter (cursor, &list->delimiter))
    return FALSE;
  mailer_wire_imap_cursor_skip_blanks (cursor);
  list->name = take_mailbox (cursor);

  return list->name != NULL;
}

static gboolean
take_status_item (MailerWireImapCursor *cursor,
                  MailerWireImapStatus *status)
{
  MailerWireImapString name;
  guint64              value;

  if (!mailer_wire_imap_cursor_take_atom (cursor, &name))
    return FALSE;
  mailer_wire_imap_cursor_skip_blanks (cursor);
  if (!mailer_wire_imap_cursor_take_number (cursor, G_MAXINT64, &value))
    return mailer_wire_imap_cursor_skip_value (cursor);

#define ITEM(item, field)                                                                        \
  if (mailer_wire_imap_string_is (&name, #item) && value <= (guint64)(typeof (status->field))-1) \
    {                                                                                            \
      status->items |= MAILER_WIRE_IMAP_STATUS_##item;                                           \
      status->field = value;                                                                     \
    }
  ITEM (MESSAGES, messages)
  ITEM (UNSEEN, unseen)
  ITEM (UIDNEXT, uid_next)
  ITEM (UIDVALIDITY, uid_validity)
  ITEM (HIGHESTMODSEQ, highest_modseq)
#undef ITEM

  return TRUE;
}

gboolean
mailer_wire_imap_parse_status (MailerWireImapCursor *cursor,
                               MailerWireImapStatus *status)
{
  status->name = take_mailbox (cursor);
  if (status->name == NULL)
    return FALSE;
  mailer_wire_imap_cursor_skip_blanks (cursor);
  if (!mailer_wire_imap_cursor_take_byte (cursor, '('))
    return FALSE;

  while (TRUE)
    {
      mailer_wire_imap_cursor_skip_blanks (cursor);
      if (mailer_wire_imap_cursor_take_byte (cursor, ')'))
        return TRUE;
      if (!take_status_item (cursor, status))
        return FALSE;
    }
}

/* "(MODSEQ 12)" behind the numbers of a SEARCH (RFC 7162, section 3.1.5). */
static void
take_modseq (MailerWireImapCursor *cursor,
             guint64              *modseq)
{
  MailerWireImapString word;

  if (mailer_wire_imap_cursor_take_byte (cursor, '(') && mailer_wire_imap_cursor_take_atom (cursor, &word) && mailer_wire_imap_string_is (&word, "MODSEQ"))
    {
      mailer_wire_imap_cursor_skip_blanks (cursor);
      if (!mailer_wire_imap_cursor_take_number (cursor, G_MAXINT64, modseq))
        *modseq = 0;
    }
}

gboolean
mailer_wire_imap_parse_search (MailerWireImapCursor *cursor,
                               MailerWireImapSearch *search)
{
  const char      *start = cursor->p;
  const char      *end = memchr (start, '(', cursor->end - start);
  g_autofree char *set = NULL;

  cursor->p = end != NULL ? end : cursor->end;
  take_modseq (cursor, &search->modseq);
  end = end != NULL ? end : cursor->end;
  while (end > start && end[-1] == ' ')
    end--;
  if (end == start)
    {
      search->found = mailer_uid_set_new ();
      return TRUE;
    }

  /* With commas for blanks it is a sequence set. */
  set = g_strndup (start, end - start);
  search->found = mailer_uid_set_parse (g_strdelimit (set, " ", ','), end - start, MAX_SET_RANGES);

  return search->found != NULL;
}

static gboolean
take_set (MailerWireImapCursor *cursor,
          MailerUidSet        **set)
{
  MailerWireImapString text;

  if (!mailer_wire_imap_cursor_take_atom (cursor, &text))
    return FALSE;
  g_clear_pointer (set, mailer_uid_set_free);
  *set = mailer_uid_set_parse (text.data, text.size, MAX_SET_RANGES);

  return *set != NULL;
}

/* "(TAG "a1")" */
static gboolean
take_correlator (MailerWireImapCursor *cursor,
                 char                **tag)
{
  g_auto (GStrv) words = NULL;

  if (!mailer_wire_imap_cursor_take_byte (cursor, '('))
    return TRUE;
  words = mailer_wire_imap_take_words (cursor, ')');
  if (words == NULL)
    return FALSE;
  if (words[0] != NULL && g_ascii_strcasecmp (words[0], "TAG") == 0)
    *tag = g_strdup (words[1]);

  return TRUE;
}

gboolean
mailer_wire_imap_parse_esearch (MailerWireImapCursor *cursor,
                                MailerWireImapSearch *search)
{
  if (!take_correlator (cursor, &search->tag))
    return FALSE;

  while (mailer_wire_imap_cursor_skip_blanks (cursor), cursor->p < cursor->end)
    {
      MailerWireImapString name;

      if (!mailer_wire_imap_cursor_take_atom (cursor, &name))
        return FALSE;
      mailer_wire_imap_cursor_skip_blanks (cursor);
      if (mailer_wire_imap_string_is (&name, "UID"))
        search->is_uid = TRUE;
      else if (mailer_wire_imap_string_is (&name, "ALL"))
        {
          if (!take_set (cursor, &search->found))
            return FALSE;
        }
      else if (mailer_wire_imap_string_is (&name, "MODSEQ"))
        {
          if (!mailer_wire_imap_cursor_take_number (cursor, G_MAXINT64, &search->modseq))
            return FALSE;
        }
      else if (!mailer_wire_imap_cursor_skip_value (cursor))
        return FALSE;
    }
  /* RFC 4731, section 3.1: nothing found, no ALL. */
  if (search->found == NULL)
    search->found = mailer_uid_set_new ();

  return TRUE;
}

gboolean
mailer_wire_imap_parse_vanished (MailerWireImapCursor   *cursor,
                                 MailerWireImapVanished *vanished)
{
  if (mailer_wire_imap_cursor_take_byte (cursor, '('))
    {
      MailerWireImapString word;

      if (!mailer_wire_imap_cursor_take_atom (cursor, &word) || !mailer_wire_imap_cursor_take_byte (cursor, ')'))
        return FALSE;
      vanished->is_earlier = mailer_wire_imap_string_is (&word, "EARLIER");
      mailer_wire_imap_cursor_skip_blanks (cursor);
    }

  return take_set (cursor, &vanished->uids);
}
