/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-imap-session-private.h"

#define MAX_EXPUNGED_RANGES (1024 * 1024)

/*
 * Sequence numbers end here: everything the session tells is in UIDs. Rules (RFC 9051, section 7.5):
 * EXPUNGE n takes the n-th and moves those behind it up; EXISTS only grows; VANISHED tells UIDs.
 * Whatever contradicts that puts the view in doubt, and the owner compares all anew.
 */

void
mailer_imap_view_clear (MailerImapView *self)
{
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->uids, mailer_uid_set_free);
  g_clear_pointer (&self->expunged, mailer_uid_set_free);
  *self = (MailerImapView){ NULL };
}

static void
know (MailerImapView *self,
      MailerUidSet   *uids)
{
  g_clear_pointer (&self->uids, mailer_uid_set_free);
  self->uids = uids;
  self->n_known = uids != NULL ? mailer_uid_set_get_size (uids) : 0;
  self->place = (MailerUidSetPlace){ 0, 0 };
}

static void
doubt (MailerImapView *self)
{
  know (self, NULL);
  self->is_in_doubt = TRUE;
}

void
mailer_imap_view_set_uids (MailerImapView     *self,
                           const MailerUidSet *uids)
{
  know (self, mailer_uid_set_copy (uids));
}

void
mailer_imap_view_exists (MailerImapView *self,
                         guint32         n_messages)
{
  if (self->name == NULL)
    return;
  if (n_messages < self->n_messages)
    {
      doubt (self);
      self->n_removals++;
    }
  self->is_grown = self->is_grown || n_messages > self->n_messages;
  self->n_messages = n_messages;
}

/* More than anybody can want to hear one by one is a mailbox to be compared anew. */
static void
note_expunged (MailerImapView *self)
{
  if (self->expunged == NULL)
    self->expunged = mailer_uid_set_new ();
  if (mailer_uid_set_get_n_ranges (self->expunged) < MAX_EXPUNGED_RANGES)
    return;
  mailer_uid_set_remove_range (self->expunged, 1, G_MAXUINT32);
  self->is_in_doubt = TRUE;
}

void
mailer_imap_view_expunge (MailerImapView *self,
                          guint32         sequence)
{
  guint32 uid;

  if (self->name == NULL)
    return;
  if (sequence > self->n_messages)
    {
      doubt (self);
      return;
    }
  self->n_messages--;
  self->n_removals++;
  uid = mailer_imap_view_find_uid (self, sequence);
  if (uid == 0)
    {
      /* One of which we were never told the UID. What is known stands before it and stays. */
      self->is_in_doubt = TRUE;
      return;
    }
  mailer_uid_set_remove_range (self->uids, uid, uid);
  self->n_known--;
  note_expunged (self);
  mailer_uid_set_add (self->expunged, uid);
}

/* How many messages @uids are. Ranges may span UIDs that are long gone, so where they are known only
 * those count that were there, and those that came later. */
static guint64
take_vanished (MailerImapView     *self,
               const MailerUidSet *uids)
{
  g_autoptr (MailerUidSet) later = NULL;
  guint64 n_known = self->n_known;
  guint32 last = self->uids != NULL ? mailer_uid_set_get_last (self->uids) : 0;

  if (last == 0)
    return mailer_uid_set_get_size (uids);
  later = mailer_uid_set_copy (uids);
  mailer_uid_set_remove_range (later, 1, last);
  mailer_uid_set_remove_set (self->uids, uids);
  know (self, g_steal_pointer (&self->uids));

  return n_known - self->n_known + mailer_uid_set_get_size (later);
}

void
mailer_imap_view_vanished (MailerImapView     *self,
                           const MailerUidSet *uids)
{
  guint64 n_gone;

  if (self->name == NULL)
    return;
  n_gone = take_vanished (self, uids);
  if (n_gone > self->n_messages)
    doubt (self);
  self->n_messages -= MIN (n_gone, self->n_messages);
  self->n_removals++;
  note_expunged (self);
  mailer_uid_set_add_set (self->expunged, uids);
}

void
mailer_imap_view_fetched (MailerImapView *self,
                          guint32         sequence,
                          guint32         uid)
{
  if (self->name == NULL || self->uids == NULL || uid == 0)
    return;
  if (sequence <= self->n_known && !mailer_uid_set_contains (self->uids, uid))
    doubt (self);
  else if (sequence == self->n_known + 1 && uid > mailer_uid_set_get_last (self->uids))
    {
      mailer_uid_set_add (self->uids, uid);
      self->n_known++;
    }
}

guint32
mailer_imap_view_find_uid (MailerImapView *self,
                           guint32         sequence)
{
  return self->uids != NULL && sequence > 0 ? mailer_uid_set_get_nth_near (self->uids, sequence - 1, &self->place) : 0;
}

gboolean
mailer_imap_tell_news (MailerImapSession *self)
{
  MailerImapView *view = &self->view;
  g_autoptr (MailerUidSet) expunged = g_steal_pointer (&view->expunged);
  gboolean is_in_doubt = view->is_in_doubt;
  gboolean is_grown = view->is_grown;
  gboolean is_tree_changed = self->is_tree_changed;
  gboolean has_news = is_in_doubt || is_grown || is_tree_changed || expunged != NULL;

  view->is_in_doubt = FALSE;
  view->is_grown = FALSE;
  self->is_tree_changed = FALSE;
  if (has_news)
    self->n_news++;
  if (expunged != NULL && self->events.expunged != NULL)
    self->events.expunged (expunged, self->events_data);
  if (is_in_doubt && self->events.need_resync != NULL)
    self->events.need_resync (self->events_data);
  if (is_grown && self->events.exists != NULL)
    self->events.exists (view->n_messages, self->events_data);
  if (is_tree_changed && self->events.mailboxes_changed != NULL)
    self->events.mailboxes_changed (self->events_data);

  return has_news;
}
