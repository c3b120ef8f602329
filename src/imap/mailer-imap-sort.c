/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-imap-session-private.h"

#include <string.h>

/* Of one Message-ID, and of those of a mailbox. */
#define MAX_ID_BYTES 1000
#define MAX_IDS_BYTES (512 * 1024 * 1024)

/* What is found in an order, and what belongs together: SORT and THREAD of RFC 5256, or by hand. */
typedef struct
{
  GArray *found;  /* of guint32, or of MailerImapThreadNode */
  guint64 n_left; /* of them, that are still taken */
} Sorting;

static gboolean
take_sorted_cb (MailerImapSession      *self,
                MailerWireImapResponse *response,
                gpointer                data)
{
  Sorting            *sorting = data;
  MailerWireImapSort *sort = mailer_wire_imap_response_get_sort (response);

  if (sort == NULL)
    return FALSE;
  if (mailer_imap_spend (self, &sorting->n_left, sort->found->len))
    g_array_append_vals (sorting->found, sort->found->data, sort->found->len);

  return TRUE;
}

/* "UID SORT (...)" or "UID THREAD ...", which always name a charset. */
static gboolean
run_ordered (MailerImapSession        *self,
             const char               *verb,
             const MailerImapCriteria *criteria,
             MailerImapResponseFunc    func,
             gpointer                  data,
             const MailerImapCall     *call,
             GError                  **error)
{
  MailerWireImapCommand *command = mailer_imap_command_new (self, verb);
  g_autoptr (MailerWireImapResponse) done = NULL;

  mailer_wire_imap_command_add_text (command, "UTF-8");
  if (!mailer_imap_criteria_add (criteria, self, command))
    {
      mailer_wire_imap_command_free (command);
      mailer_imap_set_error (self, error, MAILER_IMAP_ERROR_BAD, NULL,
                             "What is searched for cannot be said to a server");
      return FALSE;
    }
  done = mailer_imap_run (self, command, "Cannot search", func, data, call, error);

  return done != NULL;
}

typedef struct
{
  guint32 uid;
  gint64  key;
} Keyed;

typedef struct
{
  MailerImapSortKey key;
  GArray           *keyed;
} Keying;

static void
take_key_cb (MailerImapMessage *message,
             gpointer           data)
{
  Keying *keying = data;
  Keyed   keyed = { message->uid, keying->key == MAILER_IMAP_SORT_SIZE ? (gint64)message->size_bytes : message->internal_date };

  g_array_append_val (keying->keyed, keyed);
  mailer_imap_message_free (message);
}

static int
compare_keyed_cb (gconstpointer a,
                  gconstpointer b)
{
  const Keyed *one = a;
  const Keyed *other = b;

  if (one->key != other->key)
    return one->key < other->key ? -1 : 1;

  return one->uid < other->uid ? -1 : one->uid > other->uid;
}

static gboolean
sort_by_hand (MailerImapSession        *self,
              const MailerImapCriteria *criteria,
              MailerImapSortKey         key,
              GArray                   *found,
              const MailerImapCall     *call,
              GError                  **error)
{
  g_autoptr (MailerUidSet) uids = mailer_imap_session_search (self, criteria, 0, NULL,
                                                              call->cancellable, call->deadline_us,
                                                              error);
  g_autoptr (GArray) keyed = g_array_new (FALSE, FALSE, sizeof (Keyed));
  Keying keying = { key, keyed };

  if (uids == NULL
      || !mailer_imap_fetch_items (
          self, uids, key == MAILER_IMAP_SORT_SIZE ? "(UID RFC822.SIZE)" : "(UID INTERNALDATE)",
          MAILER_WIRE_IMAP_FETCH_SIZE | MAILER_WIRE_IMAP_FETCH_INTERNAL_DATE, take_key_cb, &keying,
          call, error))
    return FALSE;
  g_array_sort (keyed, compare_keyed_cb);
  for (guint i = 0; i < keyed->len; i++)
    g_array_append_val (found, g_array_index (keyed, Keyed, i).uid);

  return TRUE;
}

static void
reverse (GArray *found)
{
  for (guint i = 0; i < found->len / 2; i++)
    {
      guint32 *one = &g_array_index (found, guint32, i);
      guint32 *other = &g_array_index (found, guint32, found->len - 1 - i);
      guint32  kept = *one;

      *one = *other;
      *other = kept;
    }
}

GArray *
mailer_imap_session_sort (MailerImapSession        *self,
                          const MailerImapCriteria *criteria,
                          MailerImapSortKey         key,
                          gboolean                  is_descending,
                          GCancellable             *cancellable,
                          gint64                    deadline_us,
                          GError                  **error)
{
  static const char *const verbs[] = { "UID SORT (ARRIVAL)", "UID SORT (DATE)", "UID SORT (SIZE)" };
  MailerImapCall           call = { cancellable, deadline_us };
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint32));
  Sorting  sorting = { found, MAILER_IMAP_MAX_NUMBERS };
  gboolean is_done;

  g_return_val_if_fail (self != NULL && criteria != NULL, NULL);

  if (mailer_imap_has (self, MAILER_IMAP_EXTENSION_SORT) && mailer_imap_may_touch_all (self))
    is_done = run_ordered (self, verbs[key], criteria, take_sorted_cb, &sorting, &call, error);
  else
    is_done = sort_by_hand (self, criteria, key, found, &call, error);
  if (!is_done)
    return NULL;
  if (is_descending)
    reverse (found);

  return g_steal_pointer (&found);
}

/* --- Threads ----------------------------------------------------------------------------------- */

static gboolean
take_threads_cb (MailerImapSession      *self,
                 MailerWireImapResponse *response,
                 gpointer                data)
{
  Sorting              *sorting = data;
  MailerWireImapThread *thread = mailer_wire_imap_response_get_thread (response);

  if (thread == NULL)
    return FALSE;
  if (!mailer_imap_spend (self, &sorting->n_left, thread->nodes->len))
    return TRUE;
  for (guint i = 0; i < thread->nodes->len; i++)
    {
      const MailerWireImapThreadNode *node = &g_array_index (thread->nodes, MailerWireImapThreadNode, i);
      MailerImapThreadNode            told = { node->number, node->depth };

      g_array_append_val (sorting->found, told);
    }

  return TRUE;
}

typedef struct
{
  guint32 uid;
  char   *message_id;
  char   *parent_id;
  guint   parent; /* index + 1 */
} Linked;

static gsize
count_bytes (const char *id)
{
  return id != NULL ? strlen (id) : 0;
}

static void
clear_linked_cb (gpointer data)
{
  Linked *linked = data;

  g_free (linked->message_id);
  g_free (linked->parent_id);
}

typedef struct
{
  MailerImapSession *session;
  GArray            *links;   /* of Linked */
  guint64            n_bytes; /* of their ids, that are still taken */
} Linking;

static void
take_link_cb (MailerImapMessage *message,
              gpointer           data)
{
  Linking              *linking = data;
  const MailerEnvelope *envelope = message->envelope;
  Linked                linked = { message->uid, NULL, NULL, 0 };

  if (envelope != NULL && envelope->message_id != NULL && strlen (envelope->message_id) <= MAX_ID_BYTES)
    linked.message_id = g_strdup (envelope->message_id);

  /* In-Reply-To may name several: the first is the one. Nobody's id is as long as a message. */
  if (envelope != NULL && envelope->in_reply_to != NULL)
    {
      const char *start = strchr (envelope->in_reply_to, '<');
      const char *end = start != NULL ? strchr (start, '>') : NULL;

      linked.parent_id = end != NULL && end - start < MAX_ID_BYTES ? g_strndup (start, end + 1 - start) : NULL;
    }
  if (mailer_imap_spend (linking->session, &linking->n_bytes,
                         count_bytes (linked.message_id) + count_bytes (linked.parent_id)))
    g_array_append_val (linking->links, linked);
  else
    clear_linked_cb (&linked);
  mailer_imap_message_free (message);
}

static int
compare_linked_cb (gconstpointer a,
                   gconstpointer b)
{
  guint32 one = ((const Linked *)a)->uid;
  guint32 other = ((const Linked *)b)->uid;

  return one < other ? -1 : one > other;
}

/* Whether @index hangs below itself when it gets @parent. */
static gboolean
makes_loop (const GArray *links,
            guint         index,
            guint         parent)
{
  for (guint next = parent + 1; next > 0; next = g_array_index (links, Linked, next - 1).parent)
    if (next == index + 1)
      return TRUE;

  return FALSE;
}

static void
link_parents (GArray *links)
{
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < links->len; i++)
    {
      const Linked *linked = &g_array_index (links, Linked, i);

      if (linked->message_id != NULL)
        g_hash_table_insert (by_id, linked->message_id, GUINT_TO_POINTER (i + 1));
    }
  for (guint i = 0; i < links->len; i++)
    {
      Linked *linked = &g_array_index (links, Linked, i);
      guint   parent = linked->parent_id != NULL
                           ? GPOINTER_TO_UINT (g_hash_table_lookup (by_id, linked->parent_id))
                           : 0;

      if (parent > 0 && !makes_loop (links, i, parent - 1))
        linked->parent = parent;
    }
}

/* Pre-order without recursion: children are found by their parent, oldest first. */
static void
add_trees (const GArray *links,
           GArray       *nodes)
{
  g_autofree guint *first_child = g_new0 (guint, links->len + 1);
  g_autofree guint *next_sibling = g_new0 (guint, links->len + 1);
  guint             depth = 0;
  guint             at;

  for (guint i = links->len; i > 0; i--)
    {
      guint parent = g_array_index (links, Linked, i - 1).parent;

      next_sibling[i] = first_child[parent];
      first_child[parent] = i;
    }
  for (at = first_child[0]; at > 0;)
    {
      MailerImapThreadNode node = { g_array_index (links, Linked, at - 1).uid, depth };

      g_array_append_val (nodes, node);
      if (first_child[at] > 0)
        {
          at = first_child[at];
          depth++;
          continue;
        }
      while (at > 0 && next_sibling[at] == 0)
        {
          at = g_array_index (links, Linked, at - 1).parent;
          depth -= at > 0;
        }
      at = at > 0 ? next_sibling[at] : 0;
    }
}

static gboolean
thread_by_hand (MailerImapSession        *self,
                const MailerImapCriteria *criteria,
                GArray                   *nodes,
                const MailerImapCall     *call,
                GError                  **error)
{
  g_autoptr (MailerUidSet) uids = mailer_imap_session_search (self, criteria, 0, NULL,
                                                              call->cancellable, call->deadline_us,
                                                              error);
  g_autoptr (GArray) links = g_array_new (FALSE, FALSE, sizeof (Linked));
  Linking linking = { self, links, MAX_IDS_BYTES };

  g_array_set_clear_func (links, clear_linked_cb);
  if (uids == NULL
      || !mailer_imap_fetch_items (self, uids, "(UID ENVELOPE)", MAILER_WIRE_IMAP_FETCH_ENVELOPE,
                                   take_link_cb, &linking, call, error))
    return FALSE;
  g_array_sort (links, compare_linked_cb);
  link_parents (links);
  add_trees (links, nodes);

  return TRUE;
}

GArray *
mailer_imap_session_thread (MailerImapSession        *self,
                            const MailerImapCriteria *criteria,
                            GCancellable             *cancellable,
                            gint64                    deadline_us,
                            GError                  **error)
{
  MailerImapCall call = { cancellable, deadline_us };
  g_autoptr (GArray) nodes = g_array_new (FALSE, FALSE, sizeof (MailerImapThreadNode));
  Sorting  sorting = { nodes, MAILER_IMAP_MAX_NUMBERS };
  gboolean is_done;

  g_return_val_if_fail (self != NULL && criteria != NULL, NULL);

  if (mailer_imap_has (self, MAILER_IMAP_EXTENSION_THREAD_REFERENCES) && mailer_imap_may_touch_all (self))
    is_done = run_ordered (self, "UID THREAD REFERENCES", criteria, take_threads_cb, &sorting, &call, error);
  else
    is_done = thread_by_hand (self, criteria, nodes, &call, error);

  return is_done ? g_steal_pointer (&nodes) : NULL;
}
