/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-store-search.h"

#include <string.h>

#include "mailer-address.h"
#include "mailer-store-private.h"

#define MAX_TEXT_BYTES (256 * 1024)
#define MAX_PEOPLE_BYTES (64 * 1024)
#define MAX_WORDS 32

static void
append_person (GString             *text,
               const MailerAddress *address)
{
  g_string_append_printf (text, "%s %s\n", address->name != NULL ? address->name : "", address->address);
}

static void
append_people (GString   *text,
               GPtrArray *people)
{
  for (guint i = 0; i < people->len && text->len < MAX_PEOPLE_BYTES; i++)
    append_person (text, g_ptr_array_index (people, i));
}

gboolean
mailer_store_index_headers (MailerStore              *self,
                            gint64                    id,
                            const MailerStoreMessage *message,
                            GError                  **error)
{
  g_autoptr (GString) people = g_string_new (NULL);

  append_people (people, message->from);
  if (message->sender != NULL)
    append_person (people, message->sender);
  append_people (people, message->to);
  append_people (people, message->cc);
  append_people (people, message->bcc);

  return mailer_store_db_run (
      self->db, error, "INSERT INTO search (rowid, subject, people, body) VALUES (?, ?, ?, '')",
      "iss", id, message->subject != NULL ? message->subject : "", people->str);
}

static char *
cut_text (const char *text)
{
  gsize       length = strlen (text);
  const char *end;

  if (length <= MAX_TEXT_BYTES)
    return g_strdup (text);

  g_utf8_validate_len (text, MAX_TEXT_BYTES, &end);

  return g_strndup (text, end - text);
}

gboolean
mailer_store_set_search_text (MailerStore *self,
                              gint64       message_id,
                              const char  *text,
                              GError     **error)
{
  g_autofree char *cut = NULL;

  g_return_val_if_fail (self != NULL && text != NULL, FALSE);

  cut = cut_text (text);

  return mailer_store_begin (self, MAILER_STORE_SYNC_NORMAL, error)
         && mailer_store_end (self,
                              mailer_store_db_run (self->db, error,
                                                   "UPDATE search SET body = ? WHERE rowid = ?",
                                                   "si", cut, message_id),
                              error);
}

/* Every word becomes a string of FTS5's syntax, so that nothing the user types is an operator. Bytes that are no
 * letters or digits separate words, as they do in the index. */
static char *
build_match (const char *query)
{
  g_autofree char *valid = g_utf8_make_valid (query, -1);
  g_autoptr (GString) match = g_string_new (NULL);
  guint    n_words = 0;
  gboolean is_in_word = FALSE;

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      gboolean belongs = g_unichar_isalnum (c) || g_unichar_ismark (c) || g_unichar_type (c) == G_UNICODE_PRIVATE_USE;

      if (belongs && !is_in_word && n_words++ == MAX_WORDS)
        break;
      if (belongs != is_in_word)
        g_string_append (match, belongs ? "\"" : "\" ");
      if (belongs)
        g_string_append_unichar (match, c);
      is_in_word = belongs;
    }

  if (n_words == 0)
    return NULL;
  if (is_in_word)
    g_string_append (match, "\"*");

  return g_string_free (g_steal_pointer (&match), FALSE);
}

GArray *
mailer_store_search (MailerStore *self,
                     const char  *account_id,
                     gint64       mailbox_id,
                     const char  *query,
                     guint        limit,
                     GError     **error)
{
  g_autofree char *match = NULL;
  g_autoptr (MailerStoreStatement) rows = NULL;

  g_return_val_if_fail (self != NULL && query != NULL, NULL);

  match = build_match (query);
  if (match == NULL)
    return g_array_new (FALSE, FALSE, sizeof (gint64));

  rows = mailer_store_db_query (self->db, error,
                                "SELECT m.conversation FROM search s JOIN message m ON m.id = s.rowid JOIN mailbox b ON b.id = m.mailbox JOIN account a ON a.id = b.account"
                                " WHERE search MATCH ?1 AND m.flags & 8 = 0"
                                " AND CASE WHEN ?3 > 0 THEN m.mailbox = ?3 ELSE b.role NOT IN (5, 6) AND (?2 IS NULL OR a.name = ?2) END"
                                " GROUP BY m.conversation ORDER BY max(m.sort_us) DESC, m.conversation DESC LIMIT ?4",
                                "ssii", match, account_id, mailbox_id, (gint64)limit);

  return rows != NULL ? mailer_store_statement_read_ints (rows, error) : NULL;
}
