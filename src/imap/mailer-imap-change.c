/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-imap-session-private.h"

/* A function that works on one piece of a UID set. */
typedef gboolean (*PieceFunc) (MailerImapSession    *self,
                               const MailerUidSet   *piece,
                               gpointer              data,
                               const MailerImapCall *call,
                               GError              **error);

static gboolean
for_each_piece (MailerImapSession    *self,
                const MailerUidSet   *uids,
                PieceFunc             func,
                gpointer              data,
                const MailerImapCall *call,
                GError              **error)
{
  g_autoptr (GPtrArray) pieces = mailer_imap_split (self, uids, TRUE);

  for (guint i = 0; i < pieces->len; i++)
    if (!func (self, g_ptr_array_index (pieces, i), data, call, error))
      return FALSE;

  return TRUE;
}

/* Work: "UID COPY", "UID MOVE" or "UID EXPUNGE", which has no target and no map. */
typedef struct
{
  const char        *verb;
  const char        *action;
  const char        *target;
  MailerImapUidMap **map;
  guint64            n_ranges; /* of the map, that are still taken */
} Work;

static void
take_copied (MailerImapSession         *self,
             Work                      *work,
             const MailerWireImapState *state)
{
  if (work->map != NULL && state->sources != NULL && state->targets != NULL
      && mailer_imap_spend (self, &work->n_ranges,
                            (guint64)state->sources->len + state->targets->len))
    mailer_imap_uid_map_add (work->map, state);
}

/* MOVE tells COPYUID in an untagged OK before the EXPUNGEs (RFC 6851, section 4.3). */
static gboolean
take_copied_cb (MailerImapSession      *self,
                MailerWireImapResponse *response,
                gpointer                data)
{
  Work                      *work = data;
  const MailerWireImapState *state = mailer_wire_imap_response_get_state (response);

  if (state != NULL)
    take_copied (self, work, state);

  return FALSE;
}

static gboolean
run_once (MailerImapSession    *self,
          MailerUidSet        **uids,
          Work                 *work,
          const MailerImapCall *call,
          GError              **error)
{
  MailerWireImapCommand     *command = mailer_imap_command_new (self, work->verb);
  const MailerWireImapState *state;
  MailerUidSet              *rest;
  g_autoptr (MailerWireImapResponse) done = NULL;

  mailer_wire_imap_command_add_uid_set (command, *uids);
  if (work->target != NULL)
    mailer_imap_add_mailbox (self, command, work->target);
  done = mailer_imap_run (self, command, work->action, take_copied_cb, work, call, error);
  if (done == NULL)
    return FALSE;
  state = mailer_wire_imap_response_get_state (done);
  take_copied (self, work, state);
  rest = mailer_imap_find_rest (*uids, state);
  mailer_uid_set_free (*uids);
  *uids = rest;

  return TRUE;
}

static gboolean
work_on_piece (MailerImapSession    *self,
               const MailerUidSet   *piece,
               gpointer              data,
               const MailerImapCall *call,
               GError              **error)
{
  g_autoptr (MailerUidSet) left = mailer_uid_set_copy (piece);

  while (left != NULL)
    if (!run_once (self, &left, data, call, error))
      return FALSE;

  return TRUE;
}

gboolean
mailer_imap_session_copy (MailerImapSession  *self,
                          const MailerUidSet *uids,
                          const char         *target,
                          MailerImapUidMap  **map,
                          GCancellable       *cancellable,
                          gint64              deadline_us,
                          GError            **error)
{
  MailerImapCall call = { cancellable, deadline_us };
  g_autoptr (MailerImapUidMap) gathered = NULL;
  Work work = { "UID COPY", "Cannot copy", target, &gathered, MAILER_IMAP_MAX_NUMBERS };

  g_return_val_if_fail (self != NULL && uids != NULL && target != NULL, FALSE);

  if (!for_each_piece (self, uids, work_on_piece, &work, &call, error))
    return FALSE;
  if (map != NULL)
    *map = g_steal_pointer (&gathered);

  return TRUE;
}

static gboolean
mark_deleted (MailerImapSession    *self,
              const MailerUidSet   *piece,
              const MailerImapCall *call,
              GError              **error)
{
  const MailerImapFlagChange change = { .add = MAILER_FLAG_DELETED };

  return mailer_imap_session_store_flags (self, piece, &change, call->cancellable, call->deadline_us, error);
}

static gboolean
expunge_piece (MailerImapSession    *self,
               const MailerUidSet   *piece,
               gpointer              data,
               const MailerImapCall *call,
               GError              **error)
{
  Work work = { "UID EXPUNGE", "Cannot remove messages" };

  if (!mark_deleted (self, piece, call, error))
    return FALSE;

  return !mailer_imap_has (self, MAILER_IMAP_EXTENSION_UIDPLUS) || work_on_piece (self, piece, &work, call, error);
}

gboolean
mailer_imap_session_expunge (MailerImapSession  *self,
                             const MailerUidSet *uids,
                             gboolean           *is_removed,
                             GCancellable       *cancellable,
                             gint64              deadline_us,
                             GError            **error)
{
  MailerImapCall call = { cancellable, deadline_us };

  g_return_val_if_fail (self != NULL && uids != NULL, FALSE);

  if (is_removed != NULL)
    *is_removed = mailer_imap_has (self, MAILER_IMAP_EXTENSION_UIDPLUS);

  return for_each_piece (self, uids, expunge_piece, NULL, &call, error);
}

/* What the server said it has copied, of @uids. */
static MailerUidSet *
find_proven (const MailerUidSet     *uids,
             const MailerImapUidMap *map)
{
  MailerUidSet *proven = mailer_uid_set_new ();

  for (guint i = 0; map != NULL && i < mailer_uid_set_get_n_ranges (uids); i++)
    {
      guint32 first;
      guint32 last;

      mailer_uid_set_get_range (uids, i, &first, &last);
      for (guint64 uid = first; uid <= last; uid++)
        if (mailer_imap_uid_map_lookup (map, (guint32)uid) != 0)
          mailer_uid_set_add (proven, (guint32)uid);
    }

  return proven;
}

/*
 * Without MOVE the copy comes first, and the source goes only as far as the copy is proven: by
 * COPYUID, message for message. A server that has UIDPLUS and tells none has proven nothing, so
 * nothing is touched. One without UIDPLUS cannot prove more than its OK; there the source is only
 * marked, which can be taken back.
 */
static gboolean
move_by_copy (MailerImapSession    *self,
              const MailerUidSet   *uids,
              Work                 *work,
              gboolean             *is_removed,
              const MailerImapCall *call,
              GError              **error)
{
  g_autoptr (MailerUidSet) proven = NULL;

  *is_removed = FALSE;
  if (!for_each_piece (self, uids, work_on_piece, work, call, error))
    return FALSE;
  if (!mailer_imap_has (self, MAILER_IMAP_EXTENSION_UIDPLUS))
    return for_each_piece (self, uids, expunge_piece, NULL, call, error);

  proven = find_proven (uids, *work->map);
  if (!for_each_piece (self, proven, expunge_piece, NULL, call, error))
    return FALSE;
  *is_removed = mailer_uid_set_get_size (proven) == mailer_uid_set_get_size (uids);

  return TRUE;
}

gboolean
mailer_imap_session_move (MailerImapSession  *self,
                          const MailerUidSet *uids,
                          const char         *target,
                          MailerImapUidMap  **map,
                          gboolean           *is_removed,
                          GCancellable       *cancellable,
                          gint64              deadline_us,
                          GError            **error)
{
  MailerImapCall call = { cancellable, deadline_us };
  g_autoptr (MailerImapUidMap) gathered = NULL;
  gboolean has_move;
  Work     work = { NULL, "Cannot move", target, &gathered, MAILER_IMAP_MAX_NUMBERS };
  gboolean is_gone = TRUE;

  g_return_val_if_fail (self != NULL && uids != NULL && target != NULL, FALSE);

  has_move = mailer_imap_has (self, MAILER_IMAP_EXTENSION_MOVE);
  work.verb = has_move ? "UID MOVE" : "UID COPY";
  if (!(has_move ? for_each_piece (self, uids, work_on_piece, &work, &call, error)
                 : move_by_copy (self, uids, &work, &is_gone, &call, error)))
    return FALSE;
  if (map != NULL)
    *map = g_steal_pointer (&gathered);
  if (is_removed != NULL)
    *is_removed = is_gone;

  return TRUE;
}
