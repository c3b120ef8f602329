/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * How much one command may ask for: its line has a length, and a server with MESSAGELIMIT (RFC 9738) works
 * on so many messages at a time. It goes from the newest to the oldest and says with its OK at which UID it
 * has stopped: what lies below was not touched, and must not be taken for what is not there.
 */

#include "config.h"

#include "mailer-imap-session-private.h"

#include <string.h>

/* More UIDs in a row than this many times what a command may touch are not all there, unless it is known
 * that they are: the server says where it has stopped. */
#define MAX_SPLITS 100

static void
free_set_cb (gpointer set)
{
  mailer_uid_set_free (set);
}

guint32
mailer_imap_find_limit (MailerImapSession *self,
                        const char        *capability)
{
  g_autofree char *prefix = g_strconcat (capability, "=", NULL);
  GHashTableIter   iter;
  gpointer         word;

  if (self->capabilities == NULL)
    return 0;
  g_hash_table_iter_init (&iter, self->capabilities);
  while (g_hash_table_iter_next (&iter, &word, NULL))
    if (g_str_has_prefix (word, prefix))
      return (guint32)MIN (g_ascii_strtoull ((const char *)word + strlen (prefix), NULL, 10), G_MAXUINT32);

  return 0;
}

guint32
mailer_imap_find_message_limit (MailerImapSession *self)
{
  return mailer_imap_has (self, MAILER_IMAP_EXTENSION_MESSAGELIMIT) ? mailer_imap_find_limit (self, "MESSAGELIMIT") : 0;
}

gboolean
mailer_imap_may_touch_all (MailerImapSession *self)
{
  guint32 limit = mailer_imap_find_message_limit (self);

  return limit == 0 || self->view.n_messages <= limit;
}

GPtrArray *
mailer_imap_split (MailerImapSession  *self,
                   const MailerUidSet *uids,
                   gboolean            are_there)
{
  GPtrArray *pieces = g_ptr_array_new_with_free_func (free_set_cb);
  guint32    limit = mailer_imap_find_message_limit (self);
  guint64    size = 0;

  for (guint i = 0; i < mailer_uid_set_get_n_ranges (uids); i++)
    {
      guint32  first;
      guint32  last;
      gboolean is_whole;

      mailer_uid_set_get_range (uids, i, &first, &last);
      is_whole = limit == 0 || (!are_there && ((guint64)last - first) / limit > MAX_SPLITS);
      for (guint64 next = first; next <= last;)
        {
          MailerUidSet *piece = pieces->len > 0 ? g_ptr_array_index (pieces, pieces->len - 1) : NULL;
          guint64       end;

          if (piece == NULL || mailer_uid_set_get_n_ranges (piece) == MAILER_IMAP_MAX_RANGES
              || (limit > 0 && size >= limit))
            {
              piece = mailer_uid_set_new ();
              g_ptr_array_add (pieces, piece);
              size = 0;
            }
          end = is_whole ? last : MIN (last, next + limit - size - 1);
          mailer_uid_set_add_range (piece, (guint32)next, (guint32)end);
          size += end - next + 1;
          next = end + 1;
        }
    }

  return pieces;
}

MailerUidSet *
mailer_imap_find_rest (const MailerUidSet        *piece,
                       const MailerWireImapState *state)
{
  g_autoptr (MailerUidSet) rest = NULL;

  if (state->condition != MAILER_WIRE_IMAP_OK || state->code != MAILER_WIRE_IMAP_CODE_MESSAGELIMIT
      || state->second_number <= 1 || state->second_number > G_MAXUINT32)
    return NULL;
  rest = mailer_uid_set_copy (piece);
  mailer_uid_set_remove_range (rest, (guint32)state->second_number, G_MAXUINT32);
  /* A server that names a UID behind what was asked gets nowhere. */
  if (mailer_uid_set_is_empty (rest) || mailer_uid_set_get_size (rest) == mailer_uid_set_get_size (piece))
    return NULL;

  return g_steal_pointer (&rest);
}

gboolean
mailer_imap_find_search_rest (MailerImapSession         *self,
                              const MailerWireImapState *state,
                              guint32                   *below,
                              GError                   **error)
{
  guint32 last = *below;

  *below = 0;
  if (state->code != MAILER_WIRE_IMAP_CODE_MESSAGELIMIT || state->second_number == 1)
    return TRUE;
  if (state->second_number == 0 || state->second_number > G_MAXUINT32 || (last > 0 && state->second_number >= last))
    {
      mailer_imap_set_error (self, error, MAILER_IMAP_ERROR_NO, NULL,
                             "Cannot search: the server stops and does not go on");
      return FALSE;
    }
  *below = (guint32)state->second_number;

  return TRUE;
}
