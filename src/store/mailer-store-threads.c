/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Which messages belong together.
 *
 * Every Message-ID that a message has or names is a key that leads to one conversation of the account. A new
 * message goes where any of its keys leads; where they lead to several, these become one; where they lead
 * nowhere a new one begins. So it does not matter in which order messages come, nothing is recursive, and loops
 * are nothing special. Subjects do not count. */

#include "config.h"

#include "mailer-store-private.h"

#include <string.h>

/* The first names are the thread's root, the last ones the nearest parents: enough to meet the others. */
#define MAX_FIRST_REFERENCES 10
#define MAX_LAST_REFERENCES 90

gint64
mailer_store_hash_message_id (const char *message_id)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize  length = sizeof digest;
  gint64 key;

  g_checksum_update (checksum, (const guchar *)message_id, -1);
  g_checksum_get_digest (checksum, digest, &length);
  memcpy (&key, digest, sizeof key);

  return GINT64_FROM_BE (key);
}

char *
mailer_store_normalize_message_id (const char *header)
{
  const char      *start = header != NULL ? strchr (header, '<') : NULL;
  const char      *end = start != NULL ? strchr (start, '>') : NULL;
  g_autofree char *id = end != NULL ? g_strndup (start + 1, end - start - 1) : g_strdup (header != NULL ? header : "");

  g_strstrip (id);

  return *id != '\0' ? g_steal_pointer (&id) : NULL;
}

static void
add_key (GArray     *keys,
         const char *id,
         gsize       length)
{
  g_autofree char *text = g_strndup (id, length);
  gint64           key;

  g_strstrip (text);
  if (*text == '\0')
    return;

  key = mailer_store_hash_message_id (text);
  g_array_append_val (keys, key);
}

/* The next name in a header, or NULL: what stands between angle brackets, so that comments and the prose of old
 * In-Reply-To headers do not count; without any brackets, words that look like one. */
static const char *
find_next_name (const char  *header,
                gboolean     has_brackets,
                const char **end)
{
  const char *start = has_brackets ? strchr (header, '<') : header + strspn (header, " \t\r\n,");

  if (start == NULL || *start == '\0')
    return NULL;

  *end = has_brackets ? strchr (start, '>') : start + strcspn (start, " \t\r\n,");
  if (*end == NULL)
    return NULL;

  return has_brackets ? start + 1 : start;
}

static void
add_keys_of_header (GArray     *keys,
                    const char *header)
{
  gboolean    has_brackets = header != NULL && strchr (header, '<') != NULL;
  const char *start = header;
  const char *end;

  while (start != NULL && (start = find_next_name (start, has_brackets, &end)) != NULL)
    {
      if (has_brackets || memchr (start, '@', end - start) != NULL)
        add_key (keys, start, end - start);
      start = *end == '>' ? end + 1 : end;

      /* A header of a megabyte costs no more than this many keys. */
      if (keys->len > MAX_FIRST_REFERENCES + MAX_LAST_REFERENCES)
        g_array_remove_index (keys, MAX_FIRST_REFERENCES);
    }
}

static GArray *
list_keys (const MailerStoreMessage *message)
{
  GArray          *keys = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree char *own = mailer_store_normalize_message_id (message->message_id);

  add_keys_of_header (keys, message->references);
  add_keys_of_header (keys, message->in_reply_to);
  if (own != NULL)
    add_key (keys, own, strlen (own));

  return keys;
}

/* @unknown: gets the keys that lead nowhere yet. */
static gboolean
find_conversations (MailerStore *self,
                    gint64       account,
                    GArray      *keys,
                    GArray      *found,
                    GArray      *unknown,
                    GError     **error)
{
  for (guint i = 0; i < keys->len; i++)
    {
      gint64   conversation = 0;
      gboolean is_new = TRUE;

      if (!mailer_store_db_read_int (self->db, &conversation, error,
                                     "SELECT conversation FROM reference WHERE account = ? AND key = ?",
                                     "ii", account, g_array_index (keys, gint64, i)))
        return FALSE;

      for (guint j = 0; j < found->len && is_new; j++)
        is_new = g_array_index (found, gint64, j) != conversation;
      if (conversation == 0)
        g_array_append_val (unknown, g_array_index (keys, gint64, i));
      else if (is_new)
        g_array_append_val (found, conversation);
    }

  return TRUE;
}

static gboolean
touch_both (MailerStore *self,
            gint64       from,
            gint64       into,
            GError     **error)
{
  g_autoptr (MailerStoreStatement) rows = NULL;
  MailerStoreStep step;

  rows = mailer_store_db_query (self->db, error,
                                "SELECT DISTINCT mailbox FROM message WHERE conversation = ?", "i",
                                from);
  if (rows == NULL)
    return FALSE;

  while ((step = mailer_store_statement_step (rows, error)) == MAILER_STORE_STEP_ROW)
    {
      mailer_store_tracker_touch (self->tracker, mailer_store_statement_get_int (rows, 0), from);
      mailer_store_tracker_touch (self->tracker, mailer_store_statement_get_int (rows, 0), into);
    }

  return step == MAILER_STORE_STEP_DONE;
}

static gboolean
merge_conversation (MailerStore *self,
                    gint64       from,
                    gint64       into,
                    GError     **error)
{
  return mailer_store_tracker_touch_conversation (self->tracker, self->db, from, error)
         && touch_both (self, from, into, error)
         && mailer_store_db_run (self->db, error,
                                 "UPDATE message SET conversation = ? WHERE conversation = ?", "ii",
                                 into, from)
         && mailer_store_db_run (self->db, error,
                                 "UPDATE reference SET conversation = ? WHERE conversation = ?",
                                 "ii", into, from);
}

/* The largest one stays, so that a reply that joins a thread of thousands moves few rows. Its size is that of the
 * last commit, which is near enough. */
static gboolean
choose_largest (MailerStore *self,
                GArray      *found,
                gint64      *largest,
                GError     **error)
{
  gint64 most = -1;

  for (guint i = 0; i < found->len; i++)
    {
      gint64 conversation = g_array_index (found, gint64, i);
      gint64 n_messages = 0;

      if (!mailer_store_db_read_int (self->db, &n_messages, error,
                                     "SELECT n_overall FROM conversation WHERE id = ?", "i",
                                     conversation))
        return FALSE;
      if (n_messages > most || (n_messages == most && conversation < *largest))
        {
          most = n_messages;
          *largest = conversation;
        }
    }

  return TRUE;
}

static gboolean
merge_conversations (MailerStore *self,
                     GArray      *found,
                     gint64      *conversation,
                     GError     **error)
{
  *conversation = g_array_index (found, gint64, 0);
  if (found->len == 1)
    return TRUE;

  if (!choose_largest (self, found, conversation, error))
    return FALSE;
  for (guint i = 0; i < found->len; i++)
    {
      gint64 other = g_array_index (found, gint64, i);

      if (other != *conversation && !merge_conversation (self, other, *conversation, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
begin_conversation (MailerStore *self,
                    gint64       account,
                    gint64      *conversation,
                    GError     **error)
{
  if (!mailer_store_db_run (self->db, error, "INSERT INTO conversation (account) VALUES (?)", "i", account))
    return FALSE;
  *conversation = mailer_store_db_get_last_id (self->db);

  return TRUE;
}

gboolean
mailer_store_join_thread (MailerStore              *self,
                          gint64                    account,
                          const MailerStoreMessage *message,
                          gint64                   *conversation,
                          GError                  **error)
{
  g_autoptr (GArray) keys = list_keys (message);
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) unknown = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (!find_conversations (self, account, keys, found, unknown, error))
    return FALSE;
  if (!(found->len == 0 ? begin_conversation (self, account, conversation, error)
                        : merge_conversations (self, found, conversation, error)))
    return FALSE;

  for (guint i = 0; i < unknown->len; i++)
    if (!mailer_store_db_run (
            self->db, error,
            "INSERT OR IGNORE INTO reference (account, key, conversation) VALUES (?, ?, ?)", "iii",
            account, g_array_index (unknown, gint64, i), *conversation))
      return FALSE;

  return TRUE;
}
