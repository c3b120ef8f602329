/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-watch-private.h"

#include <string.h>

#include "mailer-local-folder.h"
#include "mailer-store-operation.h"

/* Mailboxes that another client renamed. LIST shows one as gone and one as new; taking that at its word would
 * throw the messages away, and with them what waits to be done to them. So a mailbox that is lost (its name is
 * gone, or now belongs to a mailbox with another UIDVALIDITY) is looked for among the new ones. The proofs, the
 * cheap ones first:
 *
 * 1. The mailbox above it, or beside it, was found, and at the same place below the new name there is one with
 *    its UIDVALIDITY.
 * 2. Same UIDVALIDITY, and messages that are known by UID have the same Message-IDs. UIDVALIDITY alone proves
 *    nothing: there are servers with one value for all mailboxes.
 * 3. Same UIDVALIDITY, which no other mailbox of the account has or had, where no message is left to compare.
 * 4. Another UIDVALIDITY, but half of the sample is there by Message-ID: the server gives new UIDs to what is
 *    renamed, or a client copied and deleted. This costs searches, so it is asked only when something waits.
 *
 * What is found keeps its row under the new name: messages, texts and operations stay. */

#define SAMPLE_SIZE 8
/* So that a server that renames ten thousand mailboxes at once is not asked about every pair of them. */
#define MAX_PROBES 64
/* How many envelopes of one mailbox are compared where the server cannot search for a Message-ID. */
#define MAX_COMPARED 5000

typedef struct
{
  char *old_name;
  char *new_name;
} Prefix;

typedef struct
{
  MailerStoreMailbox      *mailbox; /* borrowed */
  const MailerImapMailbox *place;   /* borrowed: where it was found, or NULL */
} Lost;

typedef struct
{
  MailerWatch *watch;
  GPtrArray   *listed;        /* of MailerImapMailbox: borrowed */
  GHashTable  *by_name;       /* the same by name: borrowed */
  GPtrArray   *known;         /* of MailerStoreMailbox */
  GHashTable  *known_by_name; /* the same by name */
  GArray      *lost;          /* of Lost, those nearest to the top first */
  GHashTable  *taken;         /* MailerImapMailbox that were found to be one of the lost */
  GArray      *prefixes;      /* of Prefix: what the proofs say about mailboxes above */
  guint        n_probes;
} Search;

static void
clear_prefix (gpointer data)
{
  Prefix *prefix = data;

  g_free (prefix->old_name);
  g_free (prefix->new_name);
}

static void
clear_search (Search *search)
{
  g_clear_pointer (&search->known_by_name, g_hash_table_unref);
  g_clear_pointer (&search->known, g_ptr_array_unref);
  g_clear_pointer (&search->lost, g_array_unref);
  g_clear_pointer (&search->taken, g_hash_table_unref);
  g_clear_pointer (&search->prefixes, g_array_unref);
}

/* --- Lost and new --------------------------------------------------------------------------------- */

static gboolean
is_lost (Search                   *search,
         const MailerStoreMailbox *mailbox)
{
  const MailerImapMailbox *place = g_hash_table_lookup (search->by_name, mailbox->raw_name);

  if (place == NULL)
    return !mailer_local_folder_is_local (mailbox);

  return place->has_status && place->status.uid_validity != 0 && mailbox->uid_validity != 0
         && place->status.uid_validity != mailbox->uid_validity;
}

/* Whether nothing the store has is there. */
static gboolean
is_new (Search                  *search,
        const MailerImapMailbox *place)
{
  const MailerStoreMailbox *known = g_hash_table_lookup (search->known_by_name, place->name);

  return !g_hash_table_contains (search->taken, place) && (known == NULL || is_lost (search, known));
}

static int
compare_depth (gconstpointer a,
               gconstpointer b)
{
  const Lost *first = a;
  const Lost *second = b;

  return (int)g_strv_length (first->mailbox->path) - (int)g_strv_length (second->mailbox->path);
}

static void
find_lost (Search *search)
{
  for (guint i = 0; i < search->known->len; i++)
    {
      MailerStoreMailbox *mailbox = g_ptr_array_index (search->known, i);

      g_hash_table_insert (search->known_by_name, mailbox->raw_name, mailbox);
    }
  for (guint i = 0; i < search->known->len; i++)
    {
      const Lost lost = { g_ptr_array_index (search->known, i), NULL };

      if (is_lost (search, lost.mailbox))
        g_array_append_val (search->lost, lost);
    }
  g_array_sort (search->lost, compare_depth);
}

/* --- Proof by the place in the tree --------------------------------------------------------------- */

/* Whether the status, where there is one, allows that @place is @mailbox: UIDs never go back. */
static gboolean
can_be (const MailerStoreMailbox *mailbox,
        const MailerImapMailbox  *place)
{
  if (place->is_selectable != mailbox->is_selectable)
    return FALSE;
  if (!place->has_status || mailbox->uid_validity == 0)
    return TRUE;

  return place->status.uid_validity == mailbox->uid_validity
         && (place->status.uid_next == 0 || place->status.uid_next >= mailbox->uid_next);
}

static const MailerImapMailbox *
find_by_prefix (Search                   *search,
                const MailerStoreMailbox *mailbox)
{
  for (guint i = 0; i < search->prefixes->len; i++)
    {
      const Prefix            *prefix = &g_array_index (search->prefixes, Prefix, i);
      const gsize              length = strlen (prefix->old_name);
      g_autofree char         *name = NULL;
      const MailerImapMailbox *place;

      if (strncmp (mailbox->raw_name, prefix->old_name, length) != 0
          || (mailbox->raw_name[length] != '\0' && mailbox->raw_name[length] != mailbox->delimiter))
        continue;
      name = g_strconcat (prefix->new_name, mailbox->raw_name + length, NULL);
      place = g_hash_table_lookup (search->by_name, name);
      if (place != NULL && is_new (search, place) && can_be (mailbox, place))
        return place;
    }

  return NULL;
}

/* "a/x" that is "b/x" now says that "a" is "b" now. */
static void
add_prefixes (Search                   *search,
              const MailerStoreMailbox *mailbox,
              const MailerImapMailbox  *place)
{
  g_autofree char *old_name = g_strdup (mailbox->raw_name);
  g_autofree char *new_name = g_strdup (place->name);
  char            *old_end;
  char            *new_end;

  do
    {
      const Prefix prefix = { g_strdup (old_name), g_strdup (new_name) };

      g_array_append_val (search->prefixes, prefix);
      old_end = mailbox->delimiter != '\0' ? strrchr (old_name, mailbox->delimiter) : NULL;
      new_end = place->delimiter != '\0' ? strrchr (new_name, place->delimiter) : NULL;
      if (old_end == NULL || new_end == NULL || strcmp (old_end, new_end) != 0)
        return;
      *old_end = '\0';
      *new_end = '\0';
    }
  while (strcmp (old_name, new_name) != 0);
}

static void
settle_place (Search                  *search,
              Lost                    *lost,
              const MailerImapMailbox *place)
{
  lost->place = place;
  g_hash_table_add (search->taken, (gpointer)place);
  add_prefixes (search, lost->mailbox, place);
}

/* --- Proof by the messages ------------------------------------------------------------------------ */

typedef struct
{
  gint64  mailbox_id;
  GArray *sample;     /* of MailerStoreTarget */
  GArray *operations; /* ids: what waits */
} Memory;

static gboolean
read_memory (MailerStore *store,
             gpointer     data,
             GError     **error)
{
  Memory *memory = data;

  memory->sample = mailer_store_sample_mailbox (store, memory->mailbox_id, SAMPLE_SIZE, error);
  memory->operations = memory->sample != NULL
                           ? mailer_store_list_operations_at (store, memory->mailbox_id, error)
                           : NULL;

  return memory->operations != NULL;
}

static void
clear_memory (Memory *memory)
{
  g_clear_pointer (&memory->sample, g_array_unref);
  g_clear_pointer (&memory->operations, g_array_unref);
}

typedef struct
{
  const Memory *memory;
  guint         n_same;
  guint         n_other;
} Comparison;

static void
compare_cb (MailerImapMessage *message,
            gpointer           data)
{
  Comparison *comparison = data;
  g_autoptr (MailerImapMessage) owned = message;
  g_autoptr (MailerStoreMessage) read = mailer_header_reader_read (message);

  for (guint i = 0; i < comparison->memory->sample->len; i++)
    {
      const MailerStoreTarget *target = &g_array_index (comparison->memory->sample, MailerStoreTarget, i);

      if (target->uid != read->uid)
        continue;
      if (g_strcmp0 (target->header_id, read->message_id) == 0)
        comparison->n_same++;
      else
        comparison->n_other++;
    }
}

static gboolean
compare_uids (Search     *search,
              Comparison *comparison,
              GError    **error)
{
  MailerWatch *self = search->watch;
  g_autoptr (MailerUidSet) uids = mailer_uid_set_new ();

  for (guint i = 0; i < comparison->memory->sample->len; i++)
    mailer_uid_set_add (uids, g_array_index (comparison->memory->sample, MailerStoreTarget, i).uid);

  return mailer_uid_set_is_empty (uids)
         || mailer_imap_session_fetch_headers (self->session, uids, 0, compare_cb, comparison,
                                               mailer_watch_get_cancellable (self), -1, error);
}

static gboolean
look_for_ids (Search     *search,
              Comparison *comparison,
              GError    **error)
{
  MailerWatch  *self = search->watch;
  const GArray *sample = comparison->memory->sample;
  const char   *ids[SAMPLE_SIZE + 1] = { NULL };

  for (guint i = 0; i < sample->len; i++)
    ids[i] = g_array_index (sample, MailerStoreTarget, i).header_id;

  return mailer_imap_session_count_message_ids (self->session, ids, MAX_COMPARED,
                                                &comparison->n_same,
                                                mailer_watch_get_cancellable (self), -1, error);
}

/* Whether no other mailbox has the UIDVALIDITY of @mailbox, neither there nor here. */
static gboolean
is_only_one (Search                   *search,
             const MailerStoreMailbox *mailbox)
{
  guint n_there = 0;
  guint n_here = 0;

  for (guint i = 0; i < search->listed->len; i++)
    {
      const MailerImapMailbox *place = g_ptr_array_index (search->listed, i);

      if (place->is_selectable && !place->has_status)
        return FALSE;
      n_there += place->has_status && place->status.uid_validity == mailbox->uid_validity;
    }
  for (guint i = 0; i < search->known->len; i++)
    n_here += ((MailerStoreMailbox *)g_ptr_array_index (search->known, i))->uid_validity == mailbox->uid_validity;

  return n_there == 1 && n_here == 1;
}

/* One mailbox that may be the lost one is opened, to look only. */
static gboolean
probe (Search                   *search,
       const MailerStoreMailbox *mailbox,
       const MailerImapMailbox  *place,
       const Memory             *memory,
       gboolean                 *is_same,
       GError                  **error)
{
  MailerWatch       *self = search->watch;
  Comparison         comparison = { .memory = memory };
  MailerImapSelected selected;

  *is_same = FALSE;
  search->n_probes++;
  if (!mailer_imap_session_select (self->session, place->name, TRUE, &selected,
                                   mailer_watch_get_cancellable (self), -1, error))
    return FALSE;

  if (selected.uid_validity == mailbox->uid_validity)
    {
      if (!compare_uids (search, &comparison, error))
        return FALSE;
      *is_same = comparison.n_other == 0 && (comparison.n_same > 0 || is_only_one (search, mailbox));
      return TRUE;
    }
  if (memory->operations->len == 0 || memory->sample->len == 0)
    return TRUE;
  if (!look_for_ids (search, &comparison, error))
    return FALSE;

  *is_same = comparison.n_same * 2 >= memory->sample->len;

  return TRUE;
}

/* Another UIDVALIDITY is only worth a look when the name is gone, too, and something waits. */
static gboolean
is_worth_probing (Search                   *search,
                  const MailerStoreMailbox *mailbox,
                  const MailerImapMailbox  *place,
                  const Memory             *memory)
{
  if (!place->is_selectable || !is_new (search, place))
    return FALSE;

  return can_be (mailbox, place)
         || (memory->operations->len > 0
             && !g_hash_table_contains (search->by_name, mailbox->raw_name));
}

/* Looking at others ends the selection; what was told about it is not lost with it. */
static gboolean
leave_selection (MailerWatch *self,
                 GError     **error)
{
  if (!mailer_watch_flush_events (self, error))
    return FALSE;
  mailer_watch_unselect (self);

  return TRUE;
}

/* @is_likely: first those whose UIDNEXT is the one that is known. */
static gboolean
probe_all (Search       *search,
           Lost         *lost,
           const Memory *memory,
           gboolean      is_likely,
           GError      **error)
{
  const MailerStoreMailbox *mailbox = lost->mailbox;

  for (guint i = 0; i < search->listed->len && search->n_probes < MAX_PROBES && lost->place == NULL; i++)
    {
      const MailerImapMailbox *place = g_ptr_array_index (search->listed, i);
      const gboolean           looks_same = place->has_status && can_be (mailbox, place)
                                  && place->status.uid_next == mailbox->uid_next;
      gboolean is_same = FALSE;
      g_autoptr (GError) local_error = NULL;

      if (looks_same != is_likely || !is_worth_probing (search, mailbox, place, memory))
        continue;
      if (!leave_selection (search->watch, error))
        return FALSE;
      if (!probe (search, mailbox, place, memory, &is_same, &local_error)
          && (local_error->domain != MAILER_IMAP_ERROR
              || mailer_remote_breaks_session (local_error)))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      if (is_same)
        settle_place (search, lost, place);
    }

  return TRUE;
}

static gboolean
find_by_messages (Search  *search,
                  Lost    *lost,
                  GError **error)
{
  Memory   memory = { .mailbox_id = lost->mailbox->id };
  gboolean is_done;

  /* Never looked into: there is nothing to know it by. */
  if (lost->mailbox->uid_validity == 0 || search->n_probes >= MAX_PROBES)
    return TRUE;

  is_done = mailer_watch_write (search->watch, read_memory, &memory, error)
            && probe_all (search, lost, &memory, TRUE, error)
            && probe_all (search, lost, &memory, FALSE, error);
  clear_memory (&memory);

  return is_done;
}

static gboolean
find_places (Search  *search,
             GError **error)
{
  for (guint i = 0; i < search->lost->len; i++)
    {
      Lost                    *lost = &g_array_index (search->lost, Lost, i);
      const MailerImapMailbox *place = find_by_prefix (search, lost->mailbox);

      if (place != NULL)
        settle_place (search, lost, place);
      else if (!find_by_messages (search, lost, error))
        return FALSE;
    }

  /* What cannot be opened, or was not yet, is found by what is below and beside it. */
  for (guint i = 0; i < search->lost->len; i++)
    {
      Lost                    *lost = &g_array_index (search->lost, Lost, i);
      const MailerImapMailbox *place = lost->place == NULL ? find_by_prefix (search, lost->mailbox) : NULL;

      if (place != NULL)
        settle_place (search, lost, place);
    }

  return TRUE;
}

/* --- In the store --------------------------------------------------------------------------------- */

static gboolean
list_known (MailerStore *store,
            gpointer     data,
            GError     **error)
{
  Search *search = data;

  search->known = mailer_store_list_mailboxes (store, search->watch->account_id, error);

  return search->known != NULL;
}

/* A name that is still taken is taken by a mailbox that is lost itself. No server has the name it rests under
 * until its own turn, or until it is removed with the tree. */
static gboolean
make_room (MailerStore             *store,
           Search                  *search,
           const MailerImapMailbox *place,
           GError                 **error)
{
  const MailerStoreMailbox *holder = g_hash_table_lookup (search->known_by_name, place->name);
  g_autofree char          *name = NULL;

  if (holder == NULL)
    return TRUE;

  name = g_strdup_printf ("\001%" G_GINT64_FORMAT, holder->id);

  return mailer_store_rename_mailbox (store, holder->id, name, (const char *const *)holder->path, error);
}

/* Each step is a commit of its own: what a crash leaves under its old name, or resting, is lost and found again. */
static gboolean
rename_found (MailerStore *store,
              gpointer     data,
              GError     **error)
{
  Search *search = data;

  for (guint i = 0; i < search->lost->len; i++)
    {
      const MailerImapMailbox *place = g_array_index (search->lost, Lost, i).place;

      if (place != NULL && !make_room (store, search, place, error))
        return FALSE;
    }
  for (guint i = 0; i < search->lost->len; i++)
    {
      const Lost *lost = &g_array_index (search->lost, Lost, i);

      if (lost->place != NULL
          && !mailer_store_rename_mailbox (store, lost->mailbox->id, lost->place->name,
                                           (const char *const *)lost->place->path, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
follow (Search  *search,
        GError **error)
{
  MailerWatch *self = search->watch;

  if (!mailer_watch_write (self, list_known, search, error))
    return FALSE;

  find_lost (search);
  if (!find_places (search, error))
    return FALSE;
  if (search->n_probes > 0)
    mailer_watch_unselect (self);

  return g_hash_table_size (search->taken) == 0 || mailer_watch_write (self, rename_found, search, error);
}

gboolean
mailer_watch_follow_renames (MailerWatch *self,
                             GPtrArray   *listed,
                             GHashTable  *by_name,
                             GError     **error)
{
  Search   search = { .watch = self, .listed = listed, .by_name = by_name };
  gboolean is_done;

  search.known_by_name = g_hash_table_new (g_str_hash, g_str_equal);
  search.lost = g_array_new (FALSE, FALSE, sizeof (Lost));
  search.taken = g_hash_table_new (NULL, NULL);
  search.prefixes = g_array_new (FALSE, FALSE, sizeof (Prefix));
  g_array_set_clear_func (search.prefixes, clear_prefix);
  is_done = follow (&search, error);
  clear_search (&search);

  return is_done;
}
