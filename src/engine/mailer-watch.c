/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-watch-private.h"

#include "mailer-engine-error-private.h"
#include "mailer-store-body.h"
#include "mailer-store-operation.h"

/* The loop of the watch worker; README.md draws it. A line that breaks, whatever the reason, ends serve()
 * with an error; the loop waits and begins anew. All state that matters is in the store, so there is
 * nothing to clean up but the session. */

#define FIRST_DELAY_US (1 * G_TIME_SPAN_SECOND)
#define LONGEST_DELAY_US (5 * G_TIME_SPAN_MINUTE)
/* How often the other mailboxes are asked for, and the Inbox while another one is listened to. */
#define ROUND_US (60 * G_TIME_SPAN_SECOND)
#define INBOX_ROUND_US (20 * G_TIME_SPAN_SECOND)
/* A server that is there answers a NOOP within this. */
#define CHECK_TIMEOUT_US (15 * G_TIME_SPAN_SECOND)
/* How long an operation that is done can be undone. */
#define UNDO_SPAN_US (30 * G_TIME_SPAN_DAY)

typedef struct
{
  MailerWatch  *watch;
  MailerHubFunc func;
  gpointer      data;
} Write;

/* The state of the server's mailbox beside an empty one of a new store would tell that nothing is missing. */
static gboolean
write_to_known_store (MailerStore *store,
                      gpointer     data,
                      GError     **error)
{
  Write *write = data;

  if (mailer_hub_is_healed (write->watch->hub) == write->watch->is_of_healed)
    return write->func (store, write->data, error);
  g_set_error_literal (error, MAILER_STORE_ERROR, MAILER_STORE_ERROR_BUSY,
                       "The store was replaced since the session began");

  return FALSE;
}

gboolean
mailer_watch_write (MailerWatch  *self,
                    MailerHubFunc func,
                    gpointer      data,
                    GError      **error)
{
  Write write = { self, func, data };

  return mailer_hub_call (self->hub, MAILER_HUB_WRITER, write_to_known_store, &write, error);
}

GCancellable *
mailer_watch_get_cancellable (MailerWatch *self)
{
  return self->remote->cancellable;
}

void
mailer_watch_mark_dirty (MailerWatch *self,
                         gint64       mailbox_id)
{
  g_hash_table_add (self->dirty, g_memdup2 (&mailbox_id, sizeof mailbox_id));
}

/* --- Listening ------------------------------------------------------------------------------------ */

static gboolean
is_stopped (MailerWatch *self)
{
  return g_cancellable_is_cancelled (self->remote->cancellable);
}

/* Returns whether somebody thinks that the line may be dead. */
static gboolean
take_requests (MailerWatch *self)
{
  gint64 *mailbox_id;

  mailer_worker_clear_wake (self->remote->watch_worker);
  while ((mailbox_id = g_async_queue_try_pop (self->noted)) != NULL)
    {
      /* One that was just made is not known before the next listing. */
      if (mailer_watch_find_mailbox (self, *mailbox_id) == NULL)
        self->listed_us = 0;
      g_hash_table_add (self->dirty, mailbox_id);
    }

  return g_atomic_int_compare_and_exchange (&self->wants_retry, TRUE, FALSE);
}

static gboolean
can_be_opened (MailerWatch              *self,
               const MailerStoreMailbox *mailbox)
{
  return mailbox != NULL && mailbox->is_selectable && !g_hash_table_contains (self->refused, &mailbox->id);
}

/* What the user looks at, or else the Inbox. */
static MailerStoreMailbox *
find_looked_at (MailerWatch *self)
{
  MailerStoreMailbox *mailbox = mailer_watch_find_mailbox (self, self->looked_at);
  MailerStoreMailbox *inbox = mailer_watch_find_inbox (self);

  if (can_be_opened (self, mailbox))
    return mailbox;

  return can_be_opened (self, inbox) ? inbox : NULL;
}

/* What the user looks at comes first, then the Inbox, then the selected one, then the rest in the server's order. */
static MailerStoreMailbox *
pick_dirty (MailerWatch *self)
{
  MailerStoreMailbox *favourites[] = { find_looked_at (self), mailer_watch_find_inbox (self), self->plan.mailbox };

  for (guint i = 0; i < G_N_ELEMENTS (favourites); i++)
    if (favourites[i] != NULL && g_hash_table_contains (self->dirty, &favourites[i]->id))
      return favourites[i];

  for (guint i = 0; i < self->mailboxes->len; i++)
    {
      MailerStoreMailbox *mailbox = g_ptr_array_index (self->mailboxes, i);

      if (mailbox->is_selectable && g_hash_table_contains (self->dirty, &mailbox->id))
        return mailbox;
    }

  return NULL;
}

/* A mailbox that cannot be read is left alone until the next round tells something about it. */
static gboolean
skip_mailbox (MailerWatch *self,
              gint64       mailbox_id,
              GError     **error)
{
  if (*error == NULL || mailer_remote_breaks_session (*error) || (*error)->domain != MAILER_IMAP_ERROR)
    return FALSE;

  g_clear_error (error);
  g_hash_table_remove (self->dirty, &mailbox_id);
  g_hash_table_add (self->refused, g_memdup2 (&mailbox_id, sizeof mailbox_id));
  mailer_watch_unselect (self);

  return TRUE;
}

static gboolean
sync_mailbox (MailerWatch        *self,
              MailerStoreMailbox *mailbox,
              GError            **error)
{
  g_autoptr (MailerStoreMailbox) held = mailer_store_mailbox_ref (mailbox);
  gboolean is_done = FALSE;

  if (!mailer_watch_select (self, held, error))
    return FALSE;
  if (self->plan.missing == NULL && !mailer_watch_make_plan (self, error))
    return FALSE;
  if (!mailer_watch_flush_events (self, error) || !mailer_watch_step (self, &is_done, error))
    return FALSE;
  if (is_done)
    g_hash_table_remove (self->dirty, &held->id);

  return TRUE;
}

static gint64
get_deadline (MailerWatch *self)
{
  const MailerStoreMailbox *inbox = mailer_watch_find_inbox (self);
  const gboolean            is_inbox = inbox != NULL && self->plan.mailbox != NULL
                            && inbox->id == self->plan.mailbox->id;
  gint64 deadline_us = self->listed_us + (is_inbox ? ROUND_US : INBOX_ROUND_US);

  if (self->replay_at_us > 0)
    deadline_us = MIN (deadline_us, g_get_monotonic_time () + self->replay_at_us - g_get_real_time ());

  return deadline_us;
}

typedef struct
{
  MailerWatch *watch;
  gboolean     is_done;
} Tidying;

static gboolean
evict_bodies (MailerStore *store,
              gpointer     data,
              GError     **error)
{
  Tidying *tidying = data;

  return mailer_store_evict_bodies (store, tidying->watch->account_id,
                                    tidying->watch->remote->body_budget_bytes, &tidying->is_done,
                                    error);
}

/* One step towards the account's budget for bodies. Once a round, when nothing else is to do. A file of bodies that
 * takes nothing is not worth the session. */
static void
tidy (MailerWatch *self)
{
  Tidying tidying = { self, TRUE };

  if (!mailer_watch_write (self, evict_bodies, &tidying, NULL) || tidying.is_done)
    self->tidied_us = g_get_monotonic_time ();
}

/* Selecting what to listen to makes a plan, and carrying that out comes first. */
static gboolean
listen_to (MailerWatch        *self,
           MailerStoreMailbox *mailbox,
           GError            **error)
{
  if (self->plan.mailbox == NULL || self->plan.mailbox->id != mailbox->id || self->plan.missing == NULL)
    {
      mailer_watch_mark_dirty (self, mailbox->id);
      return TRUE;
    }

  if (!self->plan.is_prefetched)
    return mailer_watch_prefetch (self, error);
  if (g_get_monotonic_time () >= self->tidied_us + ROUND_US)
    {
      tidy (self);
      return TRUE;
    }

  switch (mailer_imap_session_idle (self->session, self->remote->watch_worker,
                                    self->remote->cancellable, get_deadline (self), error))
    {
    case MAILER_IMAP_IDLE_NEWS:
    case MAILER_IMAP_IDLE_WOKEN:
    case MAILER_IMAP_IDLE_DEADLINE:
      return TRUE;
    case MAILER_IMAP_IDLE_FAILED:
    default:
      return FALSE;
    }
}

/* Somebody doubts that the line is alive, or that what is shown is up to date: both are looked into. */
static gboolean
check_line (MailerWatch *self,
            GError     **error)
{
  self->listed_us = 0;

  return mailer_imap_session_noop (self->session, self->remote->cancellable,
                                   g_get_monotonic_time () + CHECK_TIMEOUT_US, error);
}

static gboolean
work_or_listen (MailerWatch *self,
                GError     **error)
{
  MailerStoreMailbox *mailbox;
  g_autoptr (GError) local_error = NULL;

  if (take_requests (self) && !check_line (self, error))
    return FALSE;
  if (!mailer_watch_replay (self, error))
    return FALSE;
  if (g_get_monotonic_time () >= get_deadline (self) && !mailer_watch_read_tree (self, error))
    return FALSE;

  /* Whatever was done last, the server may have told something meanwhile. */
  if (!mailer_watch_flush_events (self, error))
    return FALSE;

  mailbox = pick_dirty (self);
  if (mailbox == NULL)
    {
      mailbox = find_looked_at (self);
      if (mailbox != NULL)
        return listen_to (self, mailbox, error);

      g_set_error_literal (error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_SERVER,
                           "The server shows no mailbox that can be opened");
      return FALSE;
    }

  if (sync_mailbox (self, mailbox, &local_error) || skip_mailbox (self, mailbox->id, &local_error))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}

static gboolean
forget_done (MailerStore *store,
             gpointer     data,
             GError     **error)
{
  return mailer_store_forget_done_operations (store, g_get_real_time () - UNDO_SPAN_US, error);
}

static gboolean
serve (MailerWatch *self,
       GError     **error)
{
  self->is_of_healed = mailer_hub_is_healed (self->hub);
  self->session = mailer_remote_open_session (self->remote, &mailer_watch_imap_events, self,
                                              self->remote->cancellable, error);
  if (self->session == NULL)
    return FALSE;
  if (!mailer_watch_write (self, forget_done, NULL, error) || !mailer_watch_read_tree (self, error))
    return FALSE;

  self->n_failures = 0;
  mailer_outlet_tell_state (self->remote->outlet, MAILER_ACCOUNT_STATE_ONLINE, NULL);
  while (!is_stopped (self))
    if (!work_or_listen (self, error))
      return FALSE;

  return TRUE;
}

/* --- Waiting -------------------------------------------------------------------------------------- */

gint64
mailer_watch_get_delay_us (guint  n_failures,
                           double chance)
{
  const gint64 delay_us = MIN (FIRST_DELAY_US << MIN (n_failures, 16), LONGEST_DELAY_US);

  /* Half of it is left to chance, so that the clients of a server that comes back do not come all at once. */
  return delay_us / 2 + (gint64)(chance * (double)delay_us / 2);
}

/* Waits for the moment, for a request to try now, or for the end. @until_us: monotonic, or -1. Returns
 * whether somebody asked. */
static gboolean
wait_for_retry (MailerWatch *self,
                gint64       until_us)
{
  GPollFD  fds[2] = { { .fd = mailer_worker_get_wake_fd (self->remote->watch_worker), .events = G_IO_IN } };
  gboolean is_asked;

  /* Out of file descriptors: others need time to give some back. */
  if (!g_cancellable_make_pollfd (self->remote->cancellable, &fds[1]))
    {
      g_usleep (FIRST_DELAY_US);
      return FALSE;
    }

  is_asked = g_atomic_int_compare_and_exchange (&self->wants_retry, TRUE, FALSE);
  while (!is_stopped (self) && !is_asked)
    {
      const gint64 left_us = until_us - g_get_monotonic_time ();

      if (until_us >= 0 && left_us <= 0)
        break;
      g_poll (fds, G_N_ELEMENTS (fds), until_us >= 0 ? (int)(left_us / 1000) + 1 : -1);
      mailer_worker_clear_wake (self->remote->watch_worker);
      is_asked = g_atomic_int_compare_and_exchange (&self->wants_retry, TRUE, FALSE);
    }
  g_cancellable_release_fd (self->remote->cancellable);

  return is_asked;
}

/* Returns whether somebody asked for the next attempt. */
static gboolean
rest_after (MailerWatch *self,
            GError      *error)
{
  GError        *told = mailer_engine_error_translate (error);
  const gboolean needs_help = mailer_engine_error_needs_help (told);
  const gint64   delay_us = mailer_watch_get_delay_us (self->n_failures, g_random_double ());

  /* A request that came during an attempt asks for one more, but never for one with a password that was refused. */
  if (needs_help)
    g_atomic_int_set (&self->wants_retry, FALSE);
  mailer_outlet_tell_state (self->remote->outlet,
                            needs_help ? MAILER_ACCOUNT_STATE_NEEDS_HELP
                                       : MAILER_ACCOUNT_STATE_OFFLINE,
                            told);
  self->n_failures++;

  return wait_for_retry (self, needs_help ? -1 : g_get_monotonic_time () + delay_us);
}

void
mailer_watch_run (gpointer data)
{
  MailerWatch *self = data;
  gboolean     is_told = TRUE;

  while (!is_stopped (self))
    {
      GError *error = NULL;

      /* What comes by itself in the background leaves the reason on show until it has succeeded. */
      if (is_told)
        mailer_outlet_tell_state (self->remote->outlet, MAILER_ACCOUNT_STATE_CONNECTING, NULL);
      is_told = FALSE;
      serve (self, &error);
      mailer_watch_unselect (self);
      g_hash_table_remove_all (self->prefetched);
      g_hash_table_remove_all (self->unseen);
      g_clear_pointer (&self->session, mailer_imap_session_free);
      if (error != NULL && !is_stopped (self))
        is_told = rest_after (self, error);
      else
        g_clear_error (&error);
    }
}

/* --- Life and requests ---------------------------------------------------------------------------- */

static void
clear_report (gpointer data)
{
  MailerStoreFlagReport *report = data;

  g_strfreev (report->keywords);
}

MailerWatch *
mailer_watch_new (MailerRemote *remote)
{
  MailerWatch *self = g_new0 (MailerWatch, 1);

  self->remote = remote;
  self->hub = remote->hub;
  self->account_id = remote->settings->id;
  self->tidied_us = -ROUND_US;
  self->noted = g_async_queue_new_full (g_free);
  self->mailboxes = g_ptr_array_new_with_free_func ((GDestroyNotify)mailer_store_mailbox_unref);
  self->dirty = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->refused = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->unseen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->prefetched = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->events.expunged = mailer_uid_set_new ();
  self->events.flags = g_array_new (FALSE, FALSE, sizeof (MailerStoreFlagReport));
  g_array_set_clear_func (self->events.flags, clear_report);

  return self;
}

void
mailer_watch_free (MailerWatch *self)
{
  mailer_watch_unselect (self);
  mailer_uid_set_free (self->events.expunged);
  g_array_unref (self->events.flags);
  g_hash_table_unref (self->dirty);
  g_hash_table_unref (self->refused);
  g_hash_table_unref (self->unseen);
  g_hash_table_unref (self->prefetched);
  g_ptr_array_unref (self->mailboxes);
  g_async_queue_unref (self->noted);
  g_free (self);
}

void
mailer_watch_request_retry (MailerWatch *self)
{
  g_atomic_int_set (&self->wants_retry, TRUE);
}

void
mailer_watch_look_at (MailerWatch *self,
                      gint64       mailbox_id)
{
  self->looked_at = mailbox_id;
}

void
mailer_watch_note_mailbox (MailerWatch *self,
                           gint64       mailbox_id)
{
  g_async_queue_push (self->noted, g_memdup2 (&mailbox_id, sizeof mailbox_id));
}
