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
  g_autoptr (GPtrArray) pieces = mailer_imap_split (self, uids);

  for (guint i = 0; i < pieces->len; i++)
    if (!func (self, g_ptr_array_index (pieces, i), data, call, error))
      return FALSE;

  return TRUE;
}

typedef struct
{
  const char        *verb;
  const char        *action;
  const char        *target;
  MailerImapUidMap **map;
} Copying;

/* MOVE tells COPYUID in an untagged OK before the EXPUNGEs (RFC 6851, section 4.3). */
static gboolean
take_copied_cb (MailerImapSession      *self,
                MailerWireImapResponse *response,
                gpointer                data)
{
  const Copying             *copying = data;
  const MailerWireImapState *state = mailer_wire_imap_response_get_state (response);

  if (state != NULL)
    mailer_imap_uid_map_add (copying->map, state);

  return FALSE;
}

static gboolean
copy_piece (MailerImapSession    *self,
            const MailerUidSet   *piece,
            gpointer              data,
            const MailerImapCall *call,
            GError              **error)
{
  const Copying         *copying = data;
  MailerWireImapCommand *command = mailer_imap_command_new (self, copying->verb);
  g_autoptr (MailerWireImapResponse) done = NULL;

  mailer_wire_imap_command_add_uid_set (command, piece);
  mailer_imap_add_mailbox (self, command, copying->target);
  done = mailer_imap_run (self, command, copying->action, take_copied_cb, data, call, error);
  if (done != NULL)
    mailer_imap_uid_map_add (copying->map, mailer_wire_imap_response_get_state (done));

  return done != NULL;
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
  Copying copying = { "UID COPY", "Cannot copy", target, &gathered };

  g_return_val_if_fail (self != NULL && uids != NULL && target != NULL, FALSE);

  if (!for_each_piece (self, uids, copy_piece, &copying, &call, error))
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
  MailerWireImapCommand *command;
  g_autoptr (MailerWireImapResponse) done = NULL;

  if (!mark_deleted (self, piece, call, error))
    return FALSE;
  if (!mailer_imap_has (self, MAILER_IMAP_EXTENSION_UIDPLUS))
    return TRUE;
  command = mailer_imap_command_new (self, "UID EXPUNGE");
  mailer_wire_imap_command_add_uid_set (command, piece);
  done = mailer_imap_run (self, command, "Cannot remove messages", NULL, NULL, call, error);

  return done != NULL;
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
              Copying              *copying,
              gboolean             *is_removed,
              const MailerImapCall *call,
              GError              **error)
{
  g_autoptr (MailerUidSet) proven = NULL;

  *is_removed = FALSE;
  if (!for_each_piece (self, uids, copy_piece, copying, call, error))
    return FALSE;
  if (!mailer_imap_has (self, MAILER_IMAP_EXTENSION_UIDPLUS))
    return for_each_piece (self, uids, expunge_piece, NULL, call, error);

  proven = find_proven (uids, *copying->map);
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
  Copying  copying = { NULL, "Cannot move", target, &gathered };
  gboolean is_gone = TRUE;

  g_return_val_if_fail (self != NULL && uids != NULL && target != NULL, FALSE);

  has_move = mailer_imap_has (self, MAILER_IMAP_EXTENSION_MOVE);
  copying.verb = has_move ? "UID MOVE" : "UID COPY";
  if (!(has_move ? for_each_piece (self, uids, copy_piece, &copying, &call, error) : move_by_copy (self, uids, &copying, &is_gone, &call, error)))
    return FALSE;
  if (map != NULL)
    *map = g_steal_pointer (&gathered);
  if (is_removed != NULL)
    *is_removed = is_gone;

  return TRUE;
}
