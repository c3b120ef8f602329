/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-watch-replay-private.h"

#include "mailer-engine-error.h"

/* The commands of an operation for one group of messages. The rules are in mailer-watch-replay.c. */

/* --- Groups of targets ---------------------------------------------------------------------------- */

static void
add_result (GArray                  *results,
            const MailerStoreTarget *target,
            guint32                  new_uid)
{
  const MailerStoreResult result = { target->message_id, new_uid };

  g_array_append_val (results, result);
}

/* The UID of a message in the selected mailbox that is known by its Message-ID only; 0 for none. */
static gboolean
find_uid (MailerWatch *self,
          const char  *header_id,
          guint32      first,
          guint32     *uid,
          GError     **error)
{
  g_autoptr (MailerUidSet) found = NULL;

  *uid = 0;
  if (header_id == NULL)
    return TRUE;
  found = mailer_imap_session_search_message_id (self->session, header_id, MAX (first, 1),
                                                 mailer_watch_get_cancellable (self), -1, error);
  if (found == NULL)
    return FALSE;

  *uid = mailer_uid_set_get_last (found);

  return TRUE;
}

/* A group as UIDs of the selected mailbox. Those that are not there any more are done: their place in
 * @uids stays 0. */
static gboolean
resolve_uids (MailerReplay *replay,
              guint         start,
              guint         end,
              guint32      *uids,
              GError      **error)
{
  for (guint i = start; i < end; i++)
    {
      const MailerStoreTarget *target = &g_array_index (replay->targets, MailerStoreTarget, i);

      uids[i - start] = target->uid;
      if (target->uid == 0 && !find_uid (replay->watch, target->header_id, 1, &uids[i - start], error))
        return FALSE;
    }

  return TRUE;
}

static MailerUidSet *
make_set (const guint32 *uids,
          guint          n)
{
  MailerUidSet *set = mailer_uid_set_new ();

  for (guint i = 0; i < n; i++)
    if (uids[i] != 0)
      mailer_uid_set_add (set, uids[i]);

  return set;
}

/* --- Flags ---------------------------------------------------------------------------------------- */

gboolean
mailer_replay_flags (MailerReplay *replay,
                     guint         start,
                     guint         end,
                     GError      **error)
{
  MailerWatch               *self = replay->watch;
  const MailerStoreTarget   *first = &g_array_index (replay->targets, MailerStoreTarget, start);
  const MailerImapFlagChange change = { .add = first->add, .remove = first->remove };
  g_autofree guint32        *uids = g_new0 (guint32, end - start);
  g_autoptr (GArray) results = g_array_new (FALSE, FALSE, sizeof (MailerStoreResult));
  g_autoptr (MailerUidSet) set = NULL;

  if (!resolve_uids (replay, start, end, uids, error))
    return FALSE;

  set = make_set (uids, end - start);
  if (!mailer_uid_set_is_empty (set)
      && !mailer_imap_session_store_flags (self->session, set, &change,
                                           mailer_watch_get_cancellable (self), -1, error))
    return FALSE;

  for (guint i = start; i < end; i++)
    add_result (results, &g_array_index (replay->targets, MailerStoreTarget, i), 0);

  return mailer_replay_confirm (replay, results, error);
}

/* --- Moves ---------------------------------------------------------------------------------------- */

/* Rule 3, in the source: what is not there any more has been moved. */
static gboolean
drop_moved (MailerReplay *replay,
            guint32      *uids,
            guint         n,
            GError      **error)
{
  g_autoptr (MailerUidSet) there = NULL;

  there = mailer_imap_session_search_uids (replay->watch->session, 1, G_MAXUINT32,
                                           mailer_watch_get_cancellable (replay->watch), -1, error);
  if (there == NULL)
    return FALSE;

  for (guint i = 0; i < n; i++)
    if (uids[i] != 0 && !mailer_uid_set_contains (there, uids[i]))
      uids[i] = 0;

  return TRUE;
}

/* Where copies of an earlier attempt begin. UIDNEXT counts only as it was before the first attempt, and while
 * the UIDs are still those it was learned with: else every message may be one. */
static guint32
get_first_copy (MailerReplay *replay)
{
  const MailerStoreMailbox *known = replay->target;

  if (known->uid_validity != replay->watch->plan.mailbox->uid_validity
      || replay->operation->attempts > 1 || replay->operation->error_text != NULL)
    return 1;

  return known->uid_next;
}

/* Rule 3, in the target: where those are that have been moved, or at least copied. */
static gboolean
find_copies (MailerReplay *replay,
             guint         start,
             guint         end,
             guint32      *new_uids,
             GError      **error)
{
  guint32 first;

  if (!mailer_watch_select (replay->watch, replay->target, error))
    return FALSE;

  first = get_first_copy (replay);
  for (guint i = start; i < end; i++)
    {
      const MailerStoreTarget *target = &g_array_index (replay->targets, MailerStoreTarget, i);

      if (!find_uid (replay->watch, target->header_id, first, &new_uids[i - start], error))
        return FALSE;
    }

  return TRUE;
}

/* Takes what was copied, but not removed by an earlier attempt, out of the source. */
static gboolean
remove_copied (MailerReplay  *replay,
               guint32       *uids,
               const guint32 *new_uids,
               guint          n,
               GError       **error)
{
  g_autoptr (MailerUidSet) set = mailer_uid_set_new ();

  for (guint i = 0; i < n; i++)
    if (uids[i] != 0 && new_uids[i] != 0)
      {
        mailer_uid_set_add (set, uids[i]);
        uids[i] = 0;
      }

  return mailer_uid_set_is_empty (set)
         || mailer_imap_session_expunge (replay->watch->session, set, NULL,
                                         mailer_watch_get_cancellable (replay->watch), -1, error);
}

/* @is_proven: the source is as it should be; otherwise the server did not prove that it made the copies. */
static gboolean
move_uids (MailerReplay  *replay,
           const guint32 *uids,
           guint32       *new_uids,
           guint          n,
           gboolean      *is_proven,
           GError       **error)
{
  MailerWatch *self = replay->watch;
  g_autoptr (MailerUidSet) set = make_set (uids, n);
  g_autoptr (MailerImapUidMap) map = NULL;
  gboolean is_removed = TRUE;

  *is_proven = TRUE;
  if (mailer_uid_set_is_empty (set))
    return TRUE;
  if (!mailer_imap_session_move (self->session, set, replay->target->raw_name, &map, &is_removed,
                                 mailer_watch_get_cancellable (self), -1, error))
    return FALSE;

  *is_proven = is_removed || !mailer_imap_session_has_capability (self->session, "UIDPLUS");
  /* UIDs of a target that was never looked into are learned together with its UIDVALIDITY. */
  if (map == NULL || mailer_imap_uid_map_get_uid_validity (map) != replay->target->uid_validity)
    return TRUE;

  for (guint i = 0; i < n; i++)
    if (uids[i] != 0)
      new_uids[i] = mailer_imap_uid_map_lookup (map, uids[i]);

  return TRUE;
}

static gboolean
select_by_id (MailerWatch *self,
              gint64       mailbox_id,
              GError     **error)
{
  g_autoptr (MailerStoreMailbox) mailbox = mailer_replay_load_mailbox (self, mailbox_id, error);

  return mailbox != NULL && mailer_watch_select (self, mailbox, error);
}

/* Without MOVE the same message may be in both mailboxes after a break; with it only the UIDs are of use. */
static gboolean
repeat_move (MailerReplay *replay,
             guint         start,
             guint         end,
             guint32      *uids,
             guint32      *new_uids,
             GError      **error)
{
  MailerWatch   *self = replay->watch;
  const gint64   source_id = g_array_index (replay->targets, MailerStoreTarget, start).mailbox_id;
  const gboolean has_move = mailer_imap_session_has_capability (self->session, "MOVE");

  if (!drop_moved (replay, uids, end - start, error))
    return FALSE;
  if (!find_copies (replay, start, end, new_uids, error))
    return FALSE;
  if (!select_by_id (self, source_id, error))
    return FALSE;

  for (guint i = 0; has_move && i < end - start; i++)
    if (uids[i] != 0)
      new_uids[i] = 0;

  return remove_copied (replay, uids, new_uids, end - start, error);
}

/* A copy that the server did not prove is looked for; only what is found is taken out of the source. */
static gboolean
prove_move (MailerReplay *replay,
            guint         start,
            guint         end,
            guint32      *uids,
            guint32      *new_uids,
            GError      **error)
{
  if (!repeat_move (replay, start, end, uids, new_uids, error))
    return FALSE;

  for (guint i = 0; i < end - start; i++)
    if (uids[i] != 0)
      {
        g_set_error_literal (error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_SERVER,
                             "The server said that it copied a message, but the copy is not there");
        return FALSE;
      }

  return TRUE;
}

gboolean
mailer_replay_move (MailerReplay *replay,
                    guint         start,
                    guint         end,
                    GError      **error)
{
  const guint         n = end - start;
  g_autofree guint32 *uids = g_new0 (guint32, n);
  g_autofree guint32 *new_uids = g_new0 (guint32, n);
  g_autoptr (GArray) results = g_array_new (FALSE, FALSE, sizeof (MailerStoreResult));
  gboolean is_proven;

  if (!resolve_uids (replay, start, end, uids, error))
    return FALSE;
  if (replay->is_again && !repeat_move (replay, start, end, uids, new_uids, error))
    return FALSE;
  if (!move_uids (replay, uids, new_uids, n, &is_proven, error))
    return FALSE;
  if (!is_proven && !prove_move (replay, start, end, uids, new_uids, error))
    return FALSE;

  for (guint i = 0; i < n; i++)
    add_result (results, &g_array_index (replay->targets, MailerStoreTarget, start + i), new_uids[i]);
  mailer_watch_mark_dirty (replay->watch, replay->target->id);

  return mailer_replay_confirm (replay, results, error);
}
