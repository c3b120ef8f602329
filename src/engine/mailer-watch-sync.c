/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-watch-private.h"

#include "mailer-engine-error.h"

/* One mailbox brought into agreement: a plan from comparing UIDs, then bounded steps. A step that ended is
 * in the store for good, so an interrupted sync goes on where it was; nothing here is ever taken for a
 * deletion by the user. */

/* The first screen, then what one answer and one transaction should carry. */
#define FIRST_WINDOW 60
#define HEADER_WINDOW 500
#define FLAG_WINDOW 5000

/* --- Sets ----------------------------------------------------------------------------------------- */

/* Moves the highest UIDs of @set, at most @max_size of them, to a set of their own. */
static MailerUidSet *
take_newest (MailerUidSet *set,
             guint         max_size)
{
  MailerUidSet *newest = mailer_uid_set_new ();
  guint         left = max_size;

  while (left > 0 && !mailer_uid_set_is_empty (set))
    {
      guint32 first;
      guint32 last;

      mailer_uid_set_get_range (set, mailer_uid_set_get_n_ranges (set) - 1, &first, &last);
      if (last - first >= left)
        first = last - left + 1;
      mailer_uid_set_add_range (newest, first, last);
      mailer_uid_set_remove_range (set, first, last);
      left -= MIN (left, last - first + 1);
    }

  return newest;
}

static guint32
get_lowest (const MailerUidSet *set)
{
  guint32 first = 1;
  guint32 last;

  if (!mailer_uid_set_is_empty (set))
    mailer_uid_set_get_range (set, 0, &first, &last);

  return first;
}

/* --- Planning ------------------------------------------------------------------------------------- */

void
mailer_watch_clear_plan (MailerWatch *self)
{
  MailerWatchPlan *plan = &self->plan;

  g_clear_pointer (&plan->mailbox, mailer_store_mailbox_unref);
  g_clear_pointer (&plan->missing, mailer_uid_set_free);
  g_clear_pointer (&plan->unchecked, mailer_uid_set_free);
  g_clear_pointer (&plan->synced, mailer_uid_set_free);
  *plan = (MailerWatchPlan){ 0 };
}

typedef struct
{
  MailerWatchPlan    *plan;
  const MailerUidSet *there;
  MailerUidSet       *here;
} Comparison;

/* What the server does not have any more goes; what it has sets the measure for progress. */
static gboolean
compare (MailerStore *store,
         gpointer     data,
         GError     **error)
{
  Comparison      *comparison = data;
  MailerWatchPlan *plan = comparison->plan;
  const gint64     id = plan->mailbox->id;
  g_autoptr (MailerUidSet) gone = NULL;

  comparison->here = mailer_store_read_uids (store, id, error);
  if (comparison->here == NULL)
    return FALSE;

  gone = mailer_uid_set_copy (comparison->here);
  mailer_uid_set_remove_set (gone, comparison->there);
  if (!mailer_uid_set_is_empty (gone) && !mailer_store_remove_messages (store, id, gone, error))
    return FALSE;

  return mailer_store_set_sync_state (store, id, plan->uid_next, 0, NULL, plan->n_messages, error);
}

static void
note_highest (MailerWatchPlan    *plan,
              const MailerUidSet *there)
{
  const guint32 last = mailer_uid_set_get_last (there);

  if (last >= plan->uid_next)
    plan->uid_next = last < G_MAXUINT32 ? last + 1 : last;
}

/* Whether all flags in the store are those of a modification sequence that the server still counts from. */
static void
plan_flags (MailerWatchPlan *plan,
            MailerUidSet    *common)
{
  const guint64 known = plan->mailbox->highest_modseq;

  plan->unchecked = common;
  plan->changed_since = 0;
  if (plan->modseq == 0 || known == 0)
    return;
  if (known == plan->modseq)
    mailer_uid_set_remove_range (plan->unchecked, 1, G_MAXUINT32);
  else if (known < plan->modseq)
    plan->changed_since = known;
}

gboolean
mailer_watch_make_plan (MailerWatch *self,
                        GError     **error)
{
  MailerWatchPlan *plan = &self->plan;
  g_autoptr (MailerUidSet) there = NULL;
  g_autoptr (MailerUidSet) here = NULL;
  Comparison comparison = { .plan = plan };

  there = mailer_imap_session_search_uids (self->session, 1, G_MAXUINT32, self->remote->cancellable, -1, error);
  if (there == NULL)
    return FALSE;

  note_highest (plan, there);
  comparison.there = there;
  if (!mailer_watch_write (self, compare, &comparison, error))
    {
      g_clear_pointer (&comparison.here, mailer_uid_set_free);
      return FALSE;
    }

  here = comparison.here;
  g_clear_pointer (&plan->missing, mailer_uid_set_free);
  g_clear_pointer (&plan->unchecked, mailer_uid_set_free);
  g_clear_pointer (&plan->synced, mailer_uid_set_free);
  plan->missing = mailer_uid_set_copy (there);
  mailer_uid_set_remove_set (plan->missing, here);
  mailer_uid_set_remove_set (there, plan->missing);
  plan->synced = mailer_uid_set_copy (plan->mailbox->synced);
  plan->is_settled = FALSE;
  plan_flags (plan, g_steal_pointer (&there));

  return TRUE;
}

/* --- Headers -------------------------------------------------------------------------------------- */

typedef struct
{
  MailerWatchPlan *plan;
  GPtrArray       *messages; /* of MailerStoreMessage */
  guint32          lowest;
} HeaderWindow;

static void
take_header_cb (MailerImapMessage *message,
                gpointer           data)
{
  HeaderWindow *window = data;
  g_autoptr (MailerImapMessage) owned = message;

  /* Without its flags a message would look unread for good: it is asked for again next time. */
  if ((message->items & MAILER_IMAP_ITEM_FLAGS) == 0 || window->messages->len >= HEADER_WINDOW)
    return;

  g_ptr_array_add (window->messages, mailer_header_reader_read (message));
}

static gboolean
store_headers (MailerStore *store,
               gpointer     data,
               GError     **error)
{
  HeaderWindow    *window = data;
  MailerWatchPlan *plan = window->plan;
  const gint64     id = plan->mailbox->id;

  if (window->messages->len > 0 && !mailer_store_put_messages (store, id, window->messages, NULL, error))
    return FALSE;
  if (window->lowest < plan->uid_next)
    mailer_uid_set_add_range (plan->synced, window->lowest, plan->uid_next - 1);

  return mailer_store_set_sync_state (store, id, plan->uid_next, 0, plan->synced, plan->n_messages, error);
}

static gboolean
fetch_headers (MailerWatch *self,
               GError     **error)
{
  MailerWatchPlan *plan = &self->plan;
  const guint      size = mailer_uid_set_is_empty (plan->synced) ? FIRST_WINDOW : HEADER_WINDOW;
  g_autoptr (MailerUidSet) uids = take_newest (plan->missing, size);
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func ((GDestroyNotify)mailer_store_message_unref);
  HeaderWindow window = { plan, messages, get_lowest (uids) };

  if (!mailer_imap_session_fetch_headers (self->session, uids, 0, take_header_cb, &window,
                                          self->remote->cancellable, -1, error))
    return FALSE;

  /* Below the oldest one that is missing everything is here. */
  if (mailer_uid_set_is_empty (plan->missing))
    window.lowest = 1;
  if (!mailer_watch_write (self, store_headers, &window, error))
    return FALSE;
  plan->is_prefetched = FALSE;

  return TRUE;
}

/* --- Flags ---------------------------------------------------------------------------------------- */

static void
take_flags_cb (MailerImapMessage *message,
               gpointer           data)
{
  MailerWatch *self = data;
  g_autoptr (MailerImapMessage) owned = message;

  if ((message->items & MAILER_IMAP_ITEM_FLAGS) != 0)
    mailer_watch_imap_events.flags_changed (message->uid, message->flags, message->keywords, message->modseq, self);
}

static gboolean
fetch_flags (MailerWatch *self,
             GError     **error)
{
  MailerWatchPlan *plan = &self->plan;
  const guint      size = plan->changed_since > 0 ? G_MAXUINT : FLAG_WINDOW;
  g_autoptr (MailerUidSet) uids = take_newest (plan->unchecked, size);

  return mailer_imap_session_fetch_flags (self->session, uids, plan->changed_since, take_flags_cb,
                                          self, NULL, self->remote->cancellable, -1, error)
         && mailer_watch_flush_events (self, error);
}

/* --- Steps ---------------------------------------------------------------------------------------- */

typedef struct
{
  MailerWatchPlan *plan;
  guint            n_unread;
} Settlement;

static gboolean
settle (MailerStore *store,
        gpointer     data,
        GError     **error)
{
  Settlement      *settlement = data;
  MailerWatchPlan *plan = settlement->plan;
  const gint64     id = plan->mailbox->id;
  g_autoptr (MailerStoreMailbox) settled = NULL;

  if (plan->uid_next > 1)
    mailer_uid_set_add_range (plan->synced, 1, plan->uid_next - 1);
  if (!mailer_store_set_sync_state (store, id, plan->uid_next, plan->modseq, plan->synced,
                                    plan->n_messages, error)
      || !mailer_store_settle_mailbox (store, id, error))
    return FALSE;

  settled = mailer_store_read_mailbox (store, id, error);
  settlement->n_unread = settled != NULL ? settled->n_unread : 0;

  return settled != NULL;
}

static gboolean
settle_plan (MailerWatch *self,
             GError     **error)
{
  Settlement settlement = { &self->plan, 0 };

  if (self->plan.is_settled)
    return TRUE;
  if (!mailer_watch_write (self, settle, &settlement, error))
    return FALSE;

  self->plan.is_settled = TRUE;
  mailer_watch_note_unread (self, self->plan.mailbox->id, settlement.n_unread);

  return TRUE;
}

gboolean
mailer_watch_step (MailerWatch *self,
                   gboolean    *is_done,
                   GError     **error)
{
  MailerWatchPlan *plan = &self->plan;

  *is_done = FALSE;
  if (!mailer_uid_set_is_empty (plan->missing))
    {
      if (!fetch_headers (self, error))
        return FALSE;
    }
  else if (!mailer_uid_set_is_empty (plan->unchecked))
    {
      if (!fetch_flags (self, error))
        return FALSE;
    }

  if (!mailer_watch_flush_events (self, error))
    return FALSE;
  if (plan->missing == NULL || !mailer_uid_set_is_empty (plan->missing) || !mailer_uid_set_is_empty (plan->unchecked))
    return TRUE;
  if (!settle_plan (self, error))
    return FALSE;

  *is_done = TRUE;

  return TRUE;
}
