/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-store-tracker-private.h"

typedef enum
{
  FATE_NONE, /* touched, but neither listed before nor after */
  FATE_ADDED,
  FATE_CHANGED,
  FATE_REMOVED,
} Fate;

typedef struct
{
  gint64 mailbox;
  gint64 conversation;
  Fate   fate;
} Pair;

struct _MailerStoreTracker
{
  GHashTable *pairs;         /* of Pair, as a set */
  GHashTable *conversations; /* of gint64, as a set */
  GHashTable *counted;       /* of gint64, as a set */
  gboolean    has_tree;
  gboolean    has_operations;
  gboolean    has_outbox;
  gboolean    has_drafts;
};

static guint
hash_pair_cb (gconstpointer data)
{
  const Pair *pair = data;

  return g_int64_hash (&pair->mailbox) * 31 + g_int64_hash (&pair->conversation);
}

static gboolean
equal_pair_cb (gconstpointer a,
               gconstpointer b)
{
  const Pair *first = a;
  const Pair *second = b;

  return first->mailbox == second->mailbox && first->conversation == second->conversation;
}

static void
add_id (GHashTable *ids,
        gint64      id)
{
  if (!g_hash_table_contains (ids, &id))
    g_hash_table_add (ids, g_memdup2 (&id, sizeof id));
}

static Pair *
add_pair (GHashTable *pairs,
          gint64      mailbox,
          gint64      conversation)
{
  Pair  key = { mailbox, conversation, FATE_NONE };
  Pair *pair = g_hash_table_lookup (pairs, &key);

  if (pair == NULL)
    {
      pair = g_memdup2 (&key, sizeof key);
      g_hash_table_add (pairs, pair);
    }

  return pair;
}

MailerStoreTracker *
mailer_store_tracker_new (void)
{
  MailerStoreTracker *self = g_new0 (MailerStoreTracker, 1);

  self->pairs = g_hash_table_new_full (hash_pair_cb, equal_pair_cb, g_free, NULL);
  self->conversations = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->counted = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  return self;
}

void
mailer_store_tracker_free (MailerStoreTracker *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->pairs);
  g_hash_table_unref (self->conversations);
  g_hash_table_unref (self->counted);
  g_free (self);
}

void
mailer_store_tracker_touch (MailerStoreTracker *self,
                            gint64              mailbox,
                            gint64              conversation)
{
  add_pair (self->pairs, mailbox, conversation);
  add_id (self->conversations, conversation);
  add_id (self->counted, mailbox);
}

static gboolean
touch_rows (MailerStoreTracker   *self,
            MailerStoreStatement *rows,
            GError              **error)
{
  MailerStoreStep step;

  while ((step = mailer_store_statement_step (rows, error)) == MAILER_STORE_STEP_ROW)
    mailer_store_tracker_touch (self, mailer_store_statement_get_int (rows, 0),
                                mailer_store_statement_get_int (rows, 1));

  return step == MAILER_STORE_STEP_DONE;
}

gboolean
mailer_store_tracker_touch_message (MailerStoreTracker *self,
                                    MailerStoreDb      *db,
                                    gint64              message,
                                    GError            **error)
{
  g_autoptr (MailerStoreStatement) rows = NULL;

  rows = mailer_store_db_query (db, error, "SELECT mailbox, conversation FROM message WHERE id = ?", "i", message);

  return rows != NULL && touch_rows (self, rows, error);
}

gboolean
mailer_store_tracker_touch_conversation (MailerStoreTracker *self,
                                         MailerStoreDb      *db,
                                         gint64              conversation,
                                         GError            **error)
{
  g_autoptr (MailerStoreStatement) rows = NULL;

  add_id (self->conversations, conversation);
  rows = mailer_store_db_query (
      db, error, "SELECT mailbox, conversation FROM mailbox_conversation WHERE conversation = ?",
      "i", conversation);

  return rows != NULL && touch_rows (self, rows, error);
}

gboolean
mailer_store_tracker_touch_mailbox (MailerStoreTracker *self,
                                    MailerStoreDb      *db,
                                    gint64              mailbox,
                                    GError            **error)
{
  g_autoptr (MailerStoreStatement) rows = NULL;

  add_id (self->counted, mailbox);
  rows = mailer_store_db_query (
      db, error, "SELECT DISTINCT mailbox, conversation FROM message WHERE mailbox = ?", "i",
      mailbox);

  return rows != NULL && touch_rows (self, rows, error);
}

void
mailer_store_tracker_count (MailerStoreTracker *self,
                            gint64              mailbox)
{
  add_id (self->counted, mailbox);
}

void
mailer_store_tracker_set_tree (MailerStoreTracker *self)
{
  self->has_tree = TRUE;
}

void
mailer_store_tracker_set_operations (MailerStoreTracker *self)
{
  self->has_operations = TRUE;
}

void
mailer_store_tracker_set_outbox (MailerStoreTracker *self)
{
  self->has_outbox = TRUE;
}

void
mailer_store_tracker_set_drafts (MailerStoreTracker *self)
{
  self->has_drafts = TRUE;
}

/* How many messages a conversation has is shown in every mailbox that lists it, so a change of it touches
 * rows of mailboxes where nothing else happened. */
static gboolean
flush_conversation (MailerStoreTracker *self,
                    MailerStoreDb      *db,
                    gint64              conversation,
                    GError            **error)
{
  gint64 n_copies = 0;

  if (!mailer_store_db_read_int (db, &n_copies, error,
                                 "SELECT 1 FROM message WHERE conversation = ? LIMIT 1", "i",
                                 conversation))
    return FALSE;
  if (n_copies == 0)
    return mailer_store_tracker_touch_conversation (self, db, conversation, error);

  if (!mailer_store_db_run (db, error,
                            "UPDATE conversation SET n_overall = fresh.n FROM (SELECT count(DISTINCT m.key) AS n FROM message m JOIN mailbox b ON b.id = m.mailbox"
                            "   WHERE m.conversation = ?1 AND b.role NOT IN (5, 6) AND m.flags & 8 = 0) AS fresh"
                            " WHERE id = ?1 AND n_overall != fresh.n",
                            "i", conversation))
    return FALSE;

  return mailer_store_db_get_n_changed (db) == 0
         || mailer_store_tracker_touch_conversation (self, db, conversation, error);
}

static gboolean
flush_pair (MailerStoreDb *db,
            Pair          *pair,
            GError       **error)
{
  gint64   was_listed = 0;
  gboolean is_listed;

  if (!mailer_store_db_read_int (
          db, &was_listed, error,
          "SELECT 1 FROM mailbox_conversation WHERE mailbox = ? AND conversation = ?", "ii",
          pair->mailbox, pair->conversation))
    return FALSE;

  /* With one max() the columns beside it come from the row that has it. */
  if (!mailer_store_db_run (db, error,
                            "INSERT OR REPLACE INTO mailbox_conversation"
                            " SELECT mailbox, conversation, max(sort_us), id, count(*), sum((flags & 1) = 0),"
                            "   (sum(flags & 2) > 0) * 2 + (sum(flags & 4) > 0) * 4 + (sum(flags & 32) > 0) * 32, sum(has_attachments) > 0"
                            " FROM message WHERE conversation = ?2 AND mailbox = ?1 AND flags & 8 = 0 HAVING count(*) > 0",
                            "ii", pair->mailbox, pair->conversation))
    return FALSE;

  is_listed = mailer_store_db_get_n_changed (db) > 0;
  pair->fate = is_listed ? (was_listed ? FATE_CHANGED : FATE_ADDED) : (was_listed ? FATE_REMOVED : FATE_NONE);

  return is_listed
         || mailer_store_db_run (
             db, error, "DELETE FROM mailbox_conversation WHERE mailbox = ? AND conversation = ?",
             "ii", pair->mailbox, pair->conversation);
}

static gboolean
remove_if_empty (MailerStoreDb *db,
                 gint64         conversation,
                 GError       **error)
{
  return mailer_store_db_run (db, error,
                              "DELETE FROM conversation WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM message WHERE conversation = ?1)",
                              "i", conversation);
}

gboolean
mailer_store_tracker_flush (MailerStoreTracker *self,
                            MailerStoreDb      *db,
                            GError            **error)
{
  GHashTableIter iter;
  gpointer       key;

  g_hash_table_iter_init (&iter, self->conversations);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (!flush_conversation (self, db, *(gint64 *)key, error))
      return FALSE;

  g_hash_table_iter_init (&iter, self->pairs);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (!flush_pair (db, key, error))
      return FALSE;

  /* Last, because it takes the rows of the lists along. */
  g_hash_table_iter_init (&iter, self->conversations);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (!remove_if_empty (db, *(gint64 *)key, error))
      return FALSE;

  return TRUE;
}

void
mailer_store_tracker_reset (MailerStoreTracker *self)
{
  g_hash_table_remove_all (self->pairs);
  g_hash_table_remove_all (self->conversations);
  g_hash_table_remove_all (self->counted);
  self->has_tree = FALSE;
  self->has_operations = FALSE;
  self->has_outbox = FALSE;
  self->has_drafts = FALSE;
}

static Fate
compose_fates (Fate earlier,
               Fate later)
{
  if (later == FATE_NONE)
    return earlier;

  switch (earlier)
    {
    case FATE_ADDED:
      return later == FATE_REMOVED ? FATE_NONE : FATE_ADDED;
    case FATE_REMOVED:
      return later == FATE_REMOVED ? FATE_REMOVED : FATE_CHANGED;
    case FATE_NONE:
    case FATE_CHANGED:
    default:
      return later;
    }
}

static void
merge_fates (MailerStoreTracker *self,
             gint64              mailbox,
             GArray             *conversations,
             Fate                earlier)
{
  for (guint i = 0; i < conversations->len; i++)
    {
      Pair *pair = add_pair (self->pairs, mailbox, g_array_index (conversations, gint64, i));

      pair->fate = compose_fates (earlier, pair->fate);
    }
}

static void
merge_ids (GHashTable *ids,
           GArray     *earlier)
{
  for (guint i = 0; i < earlier->len; i++)
    add_id (ids, g_array_index (earlier, gint64, i));
}

static void
merge_changes (MailerStoreTracker       *self,
               const MailerStoreChanges *before)
{
  for (guint i = 0; i < before->mailboxes->len; i++)
    {
      const MailerStoreMailboxChanges *changes = g_ptr_array_index (before->mailboxes, i);

      merge_fates (self, changes->mailbox_id, changes->added, FATE_ADDED);
      merge_fates (self, changes->mailbox_id, changes->changed, FATE_CHANGED);
      merge_fates (self, changes->mailbox_id, changes->removed, FATE_REMOVED);
    }

  merge_ids (self->conversations, before->conversations);
  merge_ids (self->counted, before->counted);
  self->has_tree |= before->has_tree;
  self->has_operations |= before->has_operations;
  self->has_outbox |= before->has_outbox;
  self->has_drafts |= before->has_drafts;
}

static int
compare_ids_cb (gconstpointer a,
                gconstpointer b)
{
  gint64 first = *(const gint64 *)a;
  gint64 second = *(const gint64 *)b;

  return (first > second) - (first < second);
}

static GArray *
list_ids (GHashTable *ids)
{
  GArray        *list = g_array_sized_new (FALSE, FALSE, sizeof (gint64), g_hash_table_size (ids));
  GHashTableIter iter;
  gpointer       id;

  g_hash_table_iter_init (&iter, ids);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_array_append_vals (list, id, 1);
  g_array_sort (list, compare_ids_cb);

  return list;
}

static void
mailbox_changes_free_cb (gpointer data)
{
  MailerStoreMailboxChanges *self = data;

  g_array_unref (self->added);
  g_array_unref (self->changed);
  g_array_unref (self->removed);
  g_free (self);
}

static MailerStoreMailboxChanges *
mailbox_changes_new (gint64 mailbox)
{
  MailerStoreMailboxChanges *self = g_new0 (MailerStoreMailboxChanges, 1);

  self->mailbox_id = mailbox;
  self->added = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->changed = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->removed = g_array_new (FALSE, FALSE, sizeof (gint64));

  return self;
}

static int
compare_pairs_cb (gconstpointer a,
                  gconstpointer b)
{
  const Pair *first = *(const Pair *const *)a;
  const Pair *second = *(const Pair *const *)b;

  if (first->mailbox != second->mailbox)
    return first->mailbox < second->mailbox ? -1 : 1;

  return compare_ids_cb (&first->conversation, &second->conversation);
}

static void
append_fate (GPtrArray  *mailboxes,
             const Pair *pair)
{
  MailerStoreMailboxChanges *last = mailboxes->len > 0 ? g_ptr_array_index (mailboxes, mailboxes->len - 1) : NULL;

  if (pair->fate == FATE_NONE)
    return;

  if (last == NULL || last->mailbox_id != pair->mailbox)
    {
      last = mailbox_changes_new (pair->mailbox);
      g_ptr_array_add (mailboxes, last);
    }

  g_array_append_val (pair->fate == FATE_ADDED
                          ? last->added
                          : (pair->fate == FATE_REMOVED ? last->removed : last->changed),
                      pair->conversation);
}

static GPtrArray *
list_mailboxes (GHashTable *pairs)
{
  GPtrArray *mailboxes = g_ptr_array_new_with_free_func (mailbox_changes_free_cb);
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer       pair;

  g_hash_table_iter_init (&iter, pairs);
  while (g_hash_table_iter_next (&iter, &pair, NULL))
    g_ptr_array_add (sorted, pair);
  g_ptr_array_sort (sorted, compare_pairs_cb);

  for (guint i = 0; i < sorted->len; i++)
    append_fate (mailboxes, g_ptr_array_index (sorted, i));

  return mailboxes;
}

static gboolean
is_empty (const MailerStoreTracker *self)
{
  return g_hash_table_size (self->pairs) == 0 && g_hash_table_size (self->conversations) == 0
         && g_hash_table_size (self->counted) == 0 && !self->has_tree && !self->has_operations
         && !self->has_outbox && !self->has_drafts;
}

MailerStoreChanges *
mailer_store_tracker_take (MailerStoreTracker *self,
                           MailerStoreChanges *before)
{
  MailerStoreChanges *changes;

  if (is_empty (self))
    return before;

  if (before != NULL)
    {
      merge_changes (self, before);
      mailer_store_changes_unref (before);
    }

  changes = g_atomic_rc_box_new0 (MailerStoreChanges);
  changes->mailboxes = list_mailboxes (self->pairs);
  changes->conversations = list_ids (self->conversations);
  changes->counted = list_ids (self->counted);
  changes->has_tree = self->has_tree;
  changes->has_operations = self->has_operations;
  changes->has_outbox = self->has_outbox;
  changes->has_drafts = self->has_drafts;
  mailer_store_tracker_reset (self);

  return changes;
}
