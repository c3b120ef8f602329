/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-watch-private.h"

/* Which mailbox is selected, and what the server tells about it unasked. Events come in the middle of
 * other calls of the session, so they are gathered and brought to the store between the calls; only when
 * a server floods us with flags they go there at once, so that nothing grows. */

/* --- Events --------------------------------------------------------------------------------------- */

typedef struct
{
  gint64        mailbox_id;
  GArray       *flags;
  MailerUidSet *uids;
} EventUpdate;

static gboolean
store_flags (MailerStore *store,
             gpointer     data,
             GError     **error)
{
  const EventUpdate *update = data;

  return mailer_store_set_server_flags (store, update->mailbox_id, update->flags, error);
}

static gboolean
remove_expunged (MailerStore *store,
                 gpointer     data,
                 GError     **error)
{
  const EventUpdate *update = data;

  return mailer_store_remove_messages (store, update->mailbox_id, update->uids, error);
}

gboolean
mailer_watch_flush_flags (MailerWatch *self,
                          GError     **error)
{
  EventUpdate update = { .flags = self->events.flags };
  gboolean    is_done = TRUE;

  if (self->events.flags->len == 0)
    return TRUE;

  if (self->plan.mailbox != NULL)
    {
      update.mailbox_id = self->plan.mailbox->id;
      is_done = mailer_watch_write (self, store_flags, &update, error);
    }
  g_array_set_size (self->events.flags, 0);

  return is_done;
}

static void
exists_cb (guint32  n_messages,
           gpointer data)
{
  MailerWatch *self = data;

  self->events.has_new = TRUE;
  self->plan.n_messages = n_messages;
}

static void
expunged_cb (const MailerUidSet *uids,
             gpointer            data)
{
  MailerWatch *self = data;

  mailer_uid_set_add_set (self->events.expunged, uids);
}

static void
flags_changed_cb (guint32            uid,
                  MailerFlags        flags,
                  const char *const *keywords,
                  guint64            modseq,
                  gpointer           data)
{
  MailerWatch                *self = data;
  const MailerStoreFlagReport report = { uid, flags, g_strdupv ((char **)keywords) };

  g_array_append_val (self->events.flags, report);
  if (self->events.flags->len >= MAILER_STORE_MAX_BATCH && self->events.error == NULL)
    mailer_watch_flush_flags (self, &self->events.error);
  else if (self->events.flags->len >= MAILER_STORE_MAX_BATCH)
    g_array_set_size (self->events.flags, 0);
}

static void
need_resync_cb (gpointer data)
{
  MailerWatch *self = data;

  self->events.needs_resync = TRUE;
}

static void
alert_cb (const char *text,
          gpointer    data)
{
  MailerWatch *self = data;

  mailer_remote_tell_alert (self->remote, text);
}

/* RFC 9585. However often a server says how far it is, it is told a hundred times at the most. */
static void
progress_cb (guint64  done,
             guint64  total,
             gpointer data)
{
  MailerWatch *self = data;
  const double fraction = total > 0 ? MIN ((double)done / (double)total, 1) : 0;

  if (self->running_id == 0 || fraction < self->told_fraction + 0.01)
    return;

  self->told_fraction = fraction;
  mailer_outlet_tell_progress (self->remote->outlet, self->running_id, fraction);
}

const MailerImapEvents mailer_watch_imap_events = {
  .exists = exists_cb,
  .expunged = expunged_cb,
  .flags_changed = flags_changed_cb,
  .need_resync = need_resync_cb,
  .alert = alert_cb,
  .progress = progress_cb,
};

static void
clear_events (MailerWatch *self)
{
  self->events.has_new = FALSE;
  self->events.needs_resync = FALSE;
  mailer_uid_set_remove_range (self->events.expunged, 1, G_MAXUINT32);
  g_array_set_size (self->events.flags, 0);
  g_clear_error (&self->events.error);
}

/* --- New messages --------------------------------------------------------------------------------- */

static void
add_missing (MailerWatchPlan    *plan,
             const MailerUidSet *uids)
{
  const guint32 last = mailer_uid_set_get_last (uids);

  mailer_uid_set_add_set (plan->missing, uids);
  if (last >= plan->uid_next)
    plan->uid_next = last < G_MAXUINT32 ? last + 1 : last;
  plan->is_settled = FALSE;
}

static gboolean
find_new (MailerWatch *self,
          GError     **error)
{
  g_autoptr (MailerUidSet) found = NULL;

  found = mailer_imap_session_search_uids (self->session, MAX (self->plan.uid_next, 1), G_MAXUINT32,
                                           self->remote->cancellable, -1, error);
  if (found == NULL)
    return FALSE;

  add_missing (&self->plan, found);
  mailer_watch_mark_dirty (self, self->plan.mailbox->id);

  return TRUE;
}

static gboolean
flush_expunged (MailerWatch *self,
                GError     **error)
{
  EventUpdate update = { self->plan.mailbox->id, NULL, self->events.expunged };

  if (mailer_uid_set_is_empty (self->events.expunged))
    return TRUE;
  if (!mailer_watch_write (self, remove_expunged, &update, error))
    return FALSE;

  if (self->plan.missing != NULL)
    {
      mailer_uid_set_remove_set (self->plan.missing, self->events.expunged);
      mailer_uid_set_remove_set (self->plan.unchecked, self->events.expunged);
    }
  self->plan.n_messages -= (guint32)MIN (mailer_uid_set_get_size (self->events.expunged), self->plan.n_messages);
  mailer_uid_set_remove_range (self->events.expunged, 1, G_MAXUINT32);
  self->plan.is_settled = FALSE;
  mailer_watch_mark_dirty (self, self->plan.mailbox->id);

  return TRUE;
}

gboolean
mailer_watch_flush_events (MailerWatch *self,
                           GError     **error)
{
  if (self->plan.mailbox == NULL)
    {
      clear_events (self);
      return TRUE;
    }
  if (self->events.error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&self->events.error));
      return FALSE;
    }
  if (!mailer_watch_flush_flags (self, error) || !flush_expunged (self, error))
    return FALSE;

  /* Before there is a plan nothing is known that could be out of date. */
  if (self->plan.missing == NULL)
    {
      clear_events (self);
      return TRUE;
    }
  if (self->events.needs_resync)
    {
      clear_events (self);
      mailer_watch_mark_dirty (self, self->plan.mailbox->id);
      return mailer_watch_make_plan (self, error);
    }
  if (!self->events.has_new)
    return TRUE;

  self->events.has_new = FALSE;

  return find_new (self, error);
}

/* --- Selecting ------------------------------------------------------------------------------------ */

typedef struct
{
  gint64              mailbox_id;
  guint32             uid_validity;
  MailerStoreMailbox *mailbox;
} Selection;

static gboolean
note_selection (MailerStore *store,
                gpointer     data,
                GError     **error)
{
  Selection *selection = data;

  if (!mailer_store_set_uid_validity (store, selection->mailbox_id, selection->uid_validity, NULL, error))
    return FALSE;
  selection->mailbox = mailer_store_read_mailbox (store, selection->mailbox_id, error);

  return selection->mailbox != NULL;
}

void
mailer_watch_unselect (MailerWatch *self)
{
  mailer_watch_clear_plan (self);
  clear_events (self);
}

gboolean
mailer_watch_select (MailerWatch        *self,
                     MailerStoreMailbox *mailbox,
                     GError            **error)
{
  Selection          selection = { .mailbox_id = mailbox->id };
  MailerImapSelected selected;

  if (self->plan.mailbox != NULL && self->plan.mailbox->id == mailbox->id)
    return TRUE;
  /* What was told about the last one is not lost with its selection. */
  if (!mailer_watch_flush_events (self, error))
    return FALSE;

  mailer_watch_unselect (self);
  if (!mailer_imap_session_select (self->session, mailbox->raw_name, FALSE, &selected,
                                   self->remote->cancellable, -1, error))
    return FALSE;

  /* A server without lasting UIDs has new ones each time. */
  selection.uid_validity = selected.uid_validity != 0 ? selected.uid_validity
                                                      : (guint32)g_random_int_range (1, G_MAXINT32);
  if (!mailer_watch_write (self, note_selection, &selection, error))
    return FALSE;

  self->plan.mailbox = selection.mailbox;
  self->plan.modseq = selected.highest_modseq;
  self->plan.uid_next = selected.uid_next;
  self->plan.n_messages = selected.n_messages;

  return TRUE;
}
