/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-wire-imap-response-private.h"

#define MAX_SET_RANGES 4000000
#define MAX_NUMBERS 4000000
#define MAX_ORDERED_RANGES 4000000
/* Parentheses of a THREAD. Each branch of a conversation opens one, so real ones are some dozens deep. */
#define MAX_THREAD_NESTING 1000

gboolean
mailer_wire_imap_take_set (MailerWireImapCursor *cursor,
                           MailerUidSet        **set)
{
  MailerWireImapString text;

  if (!mailer_wire_imap_cursor_take_atom (cursor, &text))
    return FALSE;
  g_clear_pointer (set, mailer_uid_set_free);
  *set = mailer_uid_set_parse (text.data, text.size, MAX_SET_RANGES);

  return *set != NULL;
}

/* "(MODSEQ 12)" behind the numbers of a SEARCH (RFC 7162, section 3.1.5). */
static gboolean
take_modseq (MailerWireImapCursor *cursor,
             guint64              *modseq)
{
  MailerWireImapString word;

  if (!mailer_wire_imap_cursor_take_byte (cursor, '(')
      || !mailer_wire_imap_cursor_take_atom (cursor, &word)
      || !mailer_wire_imap_string_is (&word, "MODSEQ"))
    return FALSE;
  mailer_wire_imap_cursor_skip_blanks (cursor);

  return mailer_wire_imap_cursor_take_number (cursor, G_MAXINT64, modseq);
}

/* Numbers with blanks between, up to @cursor's end or a parenthesis, which is a MODSEQ's. */
static GArray *
take_numbers (MailerWireImapCursor *cursor,
              guint64              *modseq)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (guint32));

  while (mailer_wire_imap_cursor_skip_blanks (cursor), cursor->p < cursor->end && *cursor->p != '(')
    {
      guint64 number;
      guint32 narrow;

      if (numbers->len == MAX_NUMBERS
          || !mailer_wire_imap_cursor_take_number (cursor, G_MAXUINT32, &number) || number == 0)
        return NULL;
      narrow = (guint32)number;
      g_array_append_val (numbers, narrow);
    }
  if (cursor->p < cursor->end && !take_modseq (cursor, modseq))
    *modseq = 0;

  return g_steal_pointer (&numbers);
}

static int
compare_numbers_cb (gconstpointer a,
                    gconstpointer b)
{
  guint32 first = *(const guint32 *)a;
  guint32 second = *(const guint32 *)b;

  return first < second ? -1 : first > second;
}

gboolean
mailer_wire_imap_parse_search (MailerWireImapCursor *cursor,
                               MailerWireImapSearch *search)
{
  g_autoptr (GArray) numbers = take_numbers (cursor, &search->modseq);
  const guint32 *data;
  gboolean       is_sorted = TRUE;

  if (numbers == NULL)
    return FALSE;
  data = (const guint32 *)numbers->data;
  for (guint i = 1; i < numbers->len && is_sorted; i++)
    is_sorted = data[i - 1] <= data[i];
  /* Adding to the end of a set is cheap, adding to its front is not. */
  if (!is_sorted)
    g_array_sort (numbers, compare_numbers_cb);

  search->items = MAILER_WIRE_IMAP_SEARCH_ALL | (search->modseq != 0 ? MAILER_WIRE_IMAP_SEARCH_MODSEQ : 0);
  search->found = mailer_uid_set_new ();
  for (guint i = 0; i < numbers->len; i++)
    mailer_uid_set_add (search->found, data[i]);

  return TRUE;
}

gboolean
mailer_wire_imap_parse_sort (MailerWireImapCursor *cursor,
                             MailerWireImapSort   *sort)
{
  sort->found = take_numbers (cursor, &sort->modseq);

  return sort->found != NULL;
}

/* "(TAG "a1" MAILBOX "Lists" UIDVALIDITY 5)" */
static gboolean
take_correlator (MailerWireImapCursor *cursor,
                 MailerWireImapSearch *search)
{
  MailerWireImapString name;
  guint64              number;

  if (!mailer_wire_imap_cursor_take_byte (cursor, '('))
    return TRUE;
  while (mailer_wire_imap_cursor_skip_blanks (cursor), !mailer_wire_imap_cursor_take_byte (cursor, ')'))
    {
      if (!mailer_wire_imap_cursor_take_atom (cursor, &name))
        return FALSE;
      mailer_wire_imap_cursor_skip_blanks (cursor);
      if (mailer_wire_imap_string_is (&name, "TAG"))
        {
          if (!mailer_wire_imap_cursor_take_text (cursor, &search->tag))
            return FALSE;
        }
      else if (mailer_wire_imap_string_is (&name, "MAILBOX"))
        {
          search->mailbox = mailer_wire_imap_take_mailbox (cursor);
          if (search->mailbox == NULL)
            return FALSE;
        }
      else if (mailer_wire_imap_string_is (&name, "UIDVALIDITY"))
        {
          if (!mailer_wire_imap_cursor_take_number (cursor, G_MAXUINT32, &number))
            return FALSE;
          search->uid_validity = (guint32)number;
        }
      else if (!mailer_wire_imap_cursor_skip_value (cursor))
        return FALSE;
    }

  return TRUE;
}

static gboolean
take_narrow (MailerWireImapCursor *cursor,
             guint32              *narrow)
{
  guint64 number;

  if (!mailer_wire_imap_cursor_take_number (cursor, G_MAXUINT32, &number))
    return FALSE;
  *narrow = (guint32)number;

  return TRUE;
}

static gboolean
take_signed (MailerWireImapCursor *cursor,
             gint64               *value)
{
  gboolean is_negative = mailer_wire_imap_cursor_take_byte (cursor, '-');
  guint64  number;

  if (!mailer_wire_imap_cursor_take_number (cursor, G_MAXUINT32, &number) || number == 0)
    return FALSE;
  *value = is_negative ? -(gint64)number : (gint64)number;

  return TRUE;
}

/* A set whose order means something when it answers a SORT (RFC 5267, section 3.2). */
static gboolean
take_ordered_set (MailerWireImapCursor *cursor,
                  MailerWireImapSearch *search)
{
  MailerWireImapCursor again = *cursor;

  if (!mailer_wire_imap_take_set (cursor, &search->found))
    return FALSE;
  g_clear_pointer (&search->ordered, g_array_unref);
  search->ordered = mailer_wire_imap_take_ranges (&again, MAX_ORDERED_RANGES);

  return search->ordered != NULL;
}

/* "(-1:-100 NIL)" (RFC 9394, section 3.1) */
static gboolean
take_partial (MailerWireImapCursor *cursor,
              MailerWireImapSearch *search)
{
  MailerWireImapString nil;

  if (!mailer_wire_imap_cursor_take_byte (cursor, '(') || !take_signed (cursor, &search->partial_first))
    return FALSE;
  if (!mailer_wire_imap_cursor_take_byte (cursor, ':') || !take_signed (cursor, &search->partial_last))
    return FALSE;
  mailer_wire_imap_cursor_skip_blanks (cursor);
  if (g_ascii_isdigit (mailer_wire_imap_cursor_peek (cursor)))
    {
      if (!take_ordered_set (cursor, search))
        return FALSE;
    }
  else if (!mailer_wire_imap_cursor_take_nstring (cursor, &nil) || nil.data != NULL)
    return FALSE;

  return mailer_wire_imap_cursor_take_byte (cursor, ')');
}

static gboolean
take_search_item (MailerWireImapCursor *cursor,
                  MailerWireImapSearch *search)
{
  MailerWireImapString name;

  if (!mailer_wire_imap_cursor_take_atom (cursor, &name))
    return FALSE;
  mailer_wire_imap_cursor_skip_blanks (cursor);

#define IS(item) (mailer_wire_imap_string_is (&name, #item) && (search->items |= MAILER_WIRE_IMAP_SEARCH_##item, TRUE))
  if (mailer_wire_imap_string_is (&name, "UID"))
    {
      search->is_uid = TRUE;
      return TRUE;
    }
  if (IS (ALL))
    return take_ordered_set (cursor, search);
  if (IS (MIN))
    return take_narrow (cursor, &search->min);
  if (IS (MAX))
    return take_narrow (cursor, &search->max);
  if (IS (COUNT))
    return take_narrow (cursor, &search->count);
  if (IS (MODSEQ))
    return mailer_wire_imap_cursor_take_number (cursor, G_MAXINT64, &search->modseq);
  if (IS (PARTIAL))
    return take_partial (cursor, search);
#undef IS

  return mailer_wire_imap_cursor_skip_value (cursor);
}

gboolean
mailer_wire_imap_parse_esearch (MailerWireImapCursor *cursor,
                                MailerWireImapSearch *search)
{
  if (!take_correlator (cursor, search))
    return FALSE;
  while (mailer_wire_imap_cursor_skip_blanks (cursor), cursor->p < cursor->end)
    if (!take_search_item (cursor, search))
      return FALSE;
  /* RFC 4731, section 3.1: nothing found, no ALL. */
  if (search->found == NULL)
    search->found = mailer_uid_set_new ();

  return TRUE;
}

/*
 * A THREAD is a list of threads. In each, numbers follow each other as children, and a parenthesis opens
 * a branch below the number before it; one that opens where no number was has a parent that is not there.
 * The stack holds the depth that the next number has in each open parenthesis.
 */
static gboolean
take_threads (MailerWireImapCursor *cursor,
              GArray               *nodes)
{
  guint32 depths[MAX_THREAD_NESTING];
  guint   nesting = 0;

  while (mailer_wire_imap_cursor_skip_blanks (cursor), cursor->p < cursor->end)
    {
      MailerWireImapThreadNode node = { 0, nesting > 0 ? depths[nesting - 1] : 0 };
      guint64                  number;

      if (nodes->len == MAX_NUMBERS)
        return FALSE;
      if (mailer_wire_imap_cursor_take_byte (cursor, ')'))
        {
          if (nesting-- == 0)
            return FALSE;
          continue;
        }
      if (mailer_wire_imap_cursor_take_byte (cursor, '('))
        {
          if (nesting == MAX_THREAD_NESTING)
            return FALSE;
          /* "((3)(5))": the two have lost their parent. */
          if (cursor->p < cursor->end && *cursor->p == '(')
            {
              g_array_append_val (nodes, node);
              node.depth++;
            }
          depths[nesting++] = node.depth;
          continue;
        }
      if (nesting == 0 || !mailer_wire_imap_cursor_take_number (cursor, G_MAXUINT32, &number) || number == 0)
        return FALSE;
      node.number = (guint32)number;
      g_array_append_val (nodes, node);
      depths[nesting - 1]++;
    }

  return nesting == 0;
}

gboolean
mailer_wire_imap_parse_thread (MailerWireImapCursor *cursor,
                               MailerWireImapThread *thread)
{
  thread->nodes = g_array_new (FALSE, FALSE, sizeof (MailerWireImapThreadNode));

  return take_threads (cursor, thread->nodes);
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

  return mailer_wire_imap_take_set (cursor, &vanished->uids);
}
