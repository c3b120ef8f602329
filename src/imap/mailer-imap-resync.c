/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-imap-session-private.h"

/*
 * A mailbox that was known earlier, brought up to date. What the server can decides how; what is told is
 * the same:
 *
 *   QRESYNC    SELECT ... (QRESYNC (...))       the changes come before its answer; refused: as below
 *   CONDSTORE  SELECT, then both at once:       UID FETCH ... CHANGEDSINCE, UID SEARCH of all;
 *                                               neither when UIDNEXT, MODSEQ and EXISTS are the old ones
 *   neither    SELECT, then both at once:       UID FETCH of all flags, UID SEARCH of all
 */
typedef struct
{
  const MailerImapKnown    *known;
  const MailerImapSelected *selected;
  MailerImapMessageFunc     func;
  gpointer                  data;
  MailerUidSet             *vanished;
  guint64                   n_ranges; /* of it, that are still taken */
  MailerImapEverything      everything;
  gboolean
      is_early; /* changes were told before UIDVALIDITY or without a UID, so they were not taken */

  /* One round of questions; a server with a limit wants several. */
  gboolean      searches; /* the first question is what is there, the others are of pieces */
  guint32       below;    /* of the search */
  GPtrArray    *pieces;   /* of what is known */
  MailerUidSet *rest;     /* of them, what the server has left out */
  GError       *failure;  /* the first */
} Resync;

/* What another client changes meanwhile is told by number. Whose the number is may not be known. */
static gboolean
take_flags (MailerImapSession      *self,
            Resync                 *resync,
            MailerWireImapResponse *response)
{
  const MailerWireImapFetch *fetch = mailer_wire_imap_response_get_fetch (response);
  guint32                    uid;

  if (fetch == NULL || (fetch->items & MAILER_WIRE_IMAP_FETCH_FLAGS) == 0)
    return FALSE;
  uid = fetch->uid != 0 ? fetch->uid : mailer_imap_view_find_uid (&self->view, fetch->sequence);
  if (uid == 0)
    return FALSE;
  if (mailer_uid_set_contains (resync->known->uids, uid))
    resync->func (mailer_imap_message_new_from_fetch (response, uid), resync->data);

  return TRUE;
}

static gboolean
take_change_cb (MailerImapSession      *self,
                MailerWireImapResponse *response,
                gpointer                data)
{
  Resync                       *resync = data;
  const MailerWireImapVanished *vanished = mailer_wire_imap_response_get_vanished (response);
  const MailerWireImapFetch    *fetch = mailer_wire_imap_response_get_fetch (response);

  if (fetch == NULL && (vanished == NULL || !vanished->is_earlier))
    return FALSE;
  /* RFC 7162, section 3.2.5.1: each change comes with its UID; what does not is not lost by asking. */
  if (resync->selected->uid_validity != resync->known->uid_validity || (fetch != NULL && fetch->uid == 0))
    {
      resync->is_early = TRUE;
      return TRUE;
    }
  if (vanished != NULL && mailer_imap_spend (self, &resync->n_ranges, mailer_uid_set_get_n_ranges (vanished->uids)))
    mailer_uid_set_add_set (resync->vanished, vanished->uids);

  return vanished != NULL || take_flags (self, resync, response);
}

/* A set that is too long for a line is left out: then the server tells of others as well. */
static MailerWireImapCommand *
build_select (MailerImapSession     *self,
              const char            *mailbox,
              const MailerImapKnown *known)
{
  MailerWireImapCommand *command = mailer_imap_command_new (self, "SELECT");
  guint                  n_ranges = mailer_uid_set_get_n_ranges (known->uids);

  mailer_imap_add_mailbox (self, command, mailbox);
  mailer_wire_imap_command_add_open (command);
  mailer_wire_imap_command_add_text (command, "QRESYNC");
  mailer_wire_imap_command_add_open (command);
  mailer_wire_imap_command_add_number (command, known->uid_validity);
  mailer_wire_imap_command_add_number (command, known->highest_modseq);
  if (n_ranges > 0 && n_ranges <= MAILER_IMAP_MAX_RANGES)
    mailer_wire_imap_command_add_uid_set (command, known->uids);
  mailer_wire_imap_command_add_close (command);
  mailer_wire_imap_command_add_close (command);

  return command;
}

static void
keep_known (MailerUidSet       *vanished,
            const MailerUidSet *known)
{
  g_autoptr (MailerUidSet) others = mailer_uid_set_copy (vanished);

  mailer_uid_set_remove_set (others, known);
  mailer_uid_set_remove_set (vanished, others);
}

static gboolean
resync_by_select (MailerImapSession    *self,
                  Resync               *resync,
                  const char           *mailbox,
                  MailerImapSelected   *selected,
                  const MailerImapCall *call,
                  GError              **error)
{
  mailer_imap_expect (self, mailer_uid_set_get_size (resync->known->uids));
  if (!mailer_imap_run_select (self, build_select (self, mailbox, resync->known), mailbox, selected,
                               take_change_cb, resync, call, error))
    return FALSE;
  keep_known (resync->vanished, resync->known->uids);

  return TRUE;
}

/* NO and BAD that may be meant for the parameter and not for the mailbox. */
static gboolean
may_be_for_qresync (const GError *failure)
{
  return g_error_matches (failure, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_BAD)
         || g_error_matches (failure, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_NO);
}

static gboolean
is_unchanged (const MailerImapKnown    *known,
              const MailerImapSelected *selected)
{
  return selected->highest_modseq > 0 && selected->highest_modseq == known->highest_modseq
         && selected->uid_next > 0 && selected->uid_next == known->uid_next
         && selected->n_messages == mailer_uid_set_get_size (known->uids);
}

static MailerWireImapCommand *
build_search (MailerImapSession *self,
              Resync            *resync)
{
  MailerWireImapCommand *command = mailer_imap_command_new (
      self, mailer_imap_has (self, MAILER_IMAP_EXTENSION_ESEARCH) ? "UID SEARCH RETURN (ALL)"
                                                                  : "UID SEARCH");

  g_free (resync->everything.tag);
  resync->everything.tag = g_strdup (mailer_wire_imap_command_get_tag (command));
  mailer_imap_add_below (command, resync->below);
  mailer_wire_imap_command_add_text (command, "ALL");

  return command;
}

/* The search first, so that it tells the numbers of the messages before flags come by number. */
static MailerWireImapCommand *
build_question (MailerImapSession *self,
                guint              index,
                gpointer           data)
{
  Resync                *resync = data;
  g_autofree char       *items = NULL;
  MailerWireImapCommand *command;

  if (resync->searches && index == 0)
    return build_search (self, resync);
  if (self->view.has_modseq && resync->known->highest_modseq > 0)
    items = g_strdup_printf ("(UID FLAGS MODSEQ) (CHANGEDSINCE %" G_GUINT64_FORMAT ")", resync->known->highest_modseq);
  command = mailer_imap_command_new (self, "UID FETCH");
  mailer_wire_imap_command_add_uid_set (command, g_ptr_array_index (resync->pieces, index - resync->searches));
  mailer_wire_imap_command_add_text (command, items != NULL ? items : "(UID FLAGS)");

  return command;
}

static gboolean
take_asked_cb (MailerImapSession      *self,
               MailerWireImapResponse *response,
               gpointer                data)
{
  Resync *resync = data;

  return mailer_imap_take_everything (self, response, &resync->everything) || take_flags (self, resync, response);
}

static void
done_question_cb (MailerImapSession         *self,
                  guint                      index,
                  const MailerWireImapState *state,
                  gpointer                   data)
{
  Resync  *resync = data;
  GError **failure = resync->failure == NULL ? &resync->failure : NULL;
  g_autoptr (MailerUidSet) rest = NULL;

  if (state->condition != MAILER_WIRE_IMAP_OK)
    {
      mailer_imap_set_error (self, failure, MAILER_IMAP_ERROR_NO, NULL, "Cannot ask what has changed in the mailbox");
      return;
    }
  if (resync->searches && index == 0)
    {
      mailer_imap_find_search_rest (self, state, &resync->below, failure);
      return;
    }
  rest = mailer_imap_find_rest (g_ptr_array_index (resync->pieces, index - resync->searches), state);
  if (rest != NULL)
    mailer_uid_set_add_set (resync->rest, rest);
}

static gboolean
ask (MailerImapSession    *self,
     Resync               *resync,
     const MailerImapCall *call,
     GError              **error)
{
  g_autoptr (MailerUidSet) wanted = mailer_uid_set_copy (resync->known->uids);
  gboolean is_done = TRUE;

  for (resync->searches = TRUE; is_done && resync->failure == NULL
                                && (resync->searches || !mailer_uid_set_is_empty (wanted));
       resync->searches = resync->below > 0)
    {
      g_autoptr (GPtrArray) pieces = mailer_imap_split (self, wanted, TRUE);
      g_autoptr (MailerUidSet) rest = mailer_uid_set_new ();

      resync->pieces = pieces;
      resync->rest = rest;
      mailer_imap_expect (self, mailer_uid_set_get_size (wanted));
      is_done = mailer_imap_run_many (self, resync->searches + pieces->len, build_question,
                                      take_asked_cb, done_question_cb, resync, call, error);
      mailer_uid_set_free (wanted);
      wanted = g_steal_pointer (&rest);
    }
  if (is_done && resync->failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&resync->failure));
      return FALSE;
    }
  g_clear_error (&resync->failure);

  return is_done;
}

static gboolean
resync_by_asking (MailerImapSession    *self,
                  Resync               *resync,
                  const MailerImapCall *call,
                  GError              **error)
{
  if (is_unchanged (resync->known, resync->selected))
    return TRUE;
  if (!ask (self, resync, call, error) || !mailer_imap_complete_everything (self, &resync->everything, call, error))
    return FALSE;
  mailer_uid_set_add_set (resync->vanished, resync->known->uids);
  if (resync->everything.there != NULL)
    mailer_uid_set_remove_set (resync->vanished, resync->everything.there);

  return TRUE;
}

/* @is_resynced: what has changed was told by SELECT itself. */
static gboolean
select_somehow (MailerImapSession    *self,
                Resync               *resync,
                const char           *mailbox,
                MailerImapSelected   *selected,
                gboolean             *is_resynced,
                const MailerImapCall *call,
                GError              **error)
{
  gboolean is_by_select = mailer_imap_uses_qresync (self) && !self->refuses_qresync
                          && resync->known->highest_modseq > 0 && resync->known->uid_validity > 0;
  g_autoptr (GError) failure = NULL;

  *is_resynced = FALSE;
  if (is_by_select && resync_by_select (self, resync, mailbox, selected, call, &failure))
    {
      /* A mailbox that has lost its modification sequences has told nothing of what changed. */
      *is_resynced = selected->highest_modseq > 0 && !resync->is_early;
      return TRUE;
    }
  if (failure != NULL && !may_be_for_qresync (failure))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  mailer_uid_set_remove_range (resync->vanished, 1, G_MAXUINT32);
  if (!mailer_imap_session_select (self, mailbox, FALSE, selected, call->cancellable, call->deadline_us, error))
    return FALSE;
  self->refuses_qresync = self->refuses_qresync || failure != NULL;

  return TRUE;
}

static gboolean
select_known (MailerImapSession    *self,
              Resync               *resync,
              const char           *mailbox,
              MailerImapSelected   *selected,
              const MailerImapCall *call,
              GError              **error)
{
  gboolean is_resynced;

  if (!select_somehow (self, resync, mailbox, selected, &is_resynced, call, error))
    return FALSE;
  if (selected->uid_validity == 0 || selected->uid_validity != resync->known->uid_validity)
    return TRUE;

  return is_resynced || resync_by_asking (self, resync, call, error);
}

gboolean
mailer_imap_session_select_known (MailerImapSession     *self,
                                  const char            *mailbox,
                                  const MailerImapKnown *known,
                                  MailerImapSelected    *selected,
                                  MailerImapMessageFunc  func,
                                  gpointer               func_data,
                                  MailerUidSet         **vanished,
                                  GCancellable          *cancellable,
                                  gint64                 deadline_us,
                                  GError               **error)
{
  MailerImapCall call = { cancellable, deadline_us };
  g_autoptr (MailerUidSet) gone = mailer_uid_set_new ();
  Resync   resync = { known, selected, func, func_data, gone, MAILER_IMAP_MAX_NUMBERS, MAILER_IMAP_EVERYTHING_INIT };
  gboolean is_done;

  g_return_val_if_fail (self != NULL && mailbox != NULL && known != NULL && known->uids != NULL, FALSE);
  g_return_val_if_fail (selected != NULL && func != NULL && vanished != NULL, FALSE);

  is_done = select_known (self, &resync, mailbox, selected, &call, error);
  *vanished = is_done && selected->uid_validity != 0 && selected->uid_validity == known->uid_validity ? g_steal_pointer (&gone) : NULL;
  mailer_imap_everything_clear (&resync.everything);

  return is_done;
}
