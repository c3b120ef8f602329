/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-watch-replay-private.h"

#include "mailer-engine-error-private.h"
#include "mailer-engine-error-record.h"
#include "mailer-local-folder.h"
#include "mailer-store-operation.h"

/* The journal goes to the server here, strictly in order. The rules that make it safe to be killed at any
 * moment:
 *
 * 1. An operation is set running, durably, before its first command. So "running" at the start of an
 *    attempt means: an earlier attempt may have reached the server.
 * 2. Flags are simply set again.
 * 3. A move asks first, on a second attempt, which of its messages are still in the source. One whose UID
 *    is gone has been moved. Where the server has no MOVE, a copy may have been made before the break:
 *    one whose Message-ID is in the target is not copied again, only taken out of the source. The same
 *    when a server says that it copied, but does not prove it.
 * 4. What the server has confirmed is written down in parts, as the answers come.
 * 5. An error that ends the session leaves the operation running; the next session begins with it.
 * 6. What the server refuses for good is taken back here and told; what it cannot do now is tried later,
 *    a few times. Before it is taken back the tree is read once more: another client may have renamed the
 *    mailbox a moment ago, and then the operation follows it. A refusal in one mailbox is about the messages
 *    there: those fail, and the operation goes on with the others. */

#define UIDS_PER_COMMAND 1000
#define MAX_ATTEMPTS 8
#define FIRST_POSTPONEMENT_US (15 * G_TIME_SPAN_SECOND)
#define LONGEST_POSTPONEMENT_US (10 * G_TIME_SPAN_MINUTE)

/* --- Calls to the store --------------------------------------------------------------------------- */

typedef struct
{
  const char              *account_id;
  gint64                   operation_id;
  gint64                   mailbox_id;
  MailerStoreOperation    *operation;
  MailerStoreMailbox      *mailbox;
  GArray                  *targets;
  const MailerStoreResult *results;
  gsize                    n_results;
  const char              *error_text;
  gint64                   not_before_us;
  MailerOutlet            *outlet;
  GError                  *told; /* steals it */
} Journal;

static gboolean
read_next (MailerStore *store,
           gpointer     data,
           GError     **error)
{
  Journal *journal = data;
  GError  *local_error = NULL;

  journal->operation = mailer_store_next_operation (store, journal->account_id, &local_error);
  if (local_error == NULL)
    return TRUE;

  g_propagate_error (error, local_error);

  return FALSE;
}

static gboolean
begin (MailerStore *store,
       gpointer     data,
       GError     **error)
{
  Journal *journal = data;

  if (!mailer_store_set_operation_running (store, journal->operation_id, error))
    return FALSE;
  journal->targets = mailer_store_list_targets (store, journal->operation_id, error);

  return journal->targets != NULL;
}

static gboolean
list_targets (MailerStore *store,
              gpointer     data,
              GError     **error)
{
  Journal *journal = data;

  journal->targets = mailer_store_list_targets (store, journal->operation_id, error);

  return journal->targets != NULL;
}

static gboolean
read_mailbox (MailerStore *store,
              gpointer     data,
              GError     **error)
{
  Journal *journal = data;

  journal->mailbox = mailer_store_read_mailbox (store, journal->mailbox_id, error);

  return journal->mailbox != NULL;
}

static gboolean
complete_targets (MailerStore *store,
                  gpointer     data,
                  GError     **error)
{
  Journal *journal = data;

  return mailer_store_complete_targets (store, journal->operation_id, journal->results, journal->n_results, error);
}

static gboolean
complete (MailerStore *store,
          gpointer     data,
          GError     **error)
{
  Journal *journal = data;

  return mailer_store_complete_operation (store, journal->operation_id, error);
}

/* What is told here comes to the main thread before the store's news of it. */
static gboolean
fail (MailerStore *store,
      gpointer     data,
      GError     **error)
{
  Journal *journal = data;
  gint64   failed_id = 0;

  if (journal->mailbox_id >= 0
      && !mailer_store_fail_operation_at (store, journal->operation_id, journal->mailbox_id,
                                          journal->error_text, &failed_id, error))
    return FALSE;
  if (failed_id == 0 && !mailer_store_fail_operation (store, journal->operation_id, journal->error_text, error))
    return FALSE;
  mailer_outlet_tell_failed (journal->outlet, failed_id != 0 ? failed_id : journal->operation_id,
                             g_steal_pointer (&journal->told));

  return TRUE;
}

static gboolean
postpone (MailerStore *store,
          gpointer     data,
          GError     **error)
{
  Journal *journal = data;

  if (!mailer_store_postpone_operation (store, journal->operation_id, journal->error_text,
                                        journal->not_before_us, error))
    return FALSE;
  mailer_outlet_tell_delayed (journal->outlet, journal->operation_id, g_steal_pointer (&journal->told));

  return TRUE;
}

gboolean
mailer_replay_confirm (MailerReplay *replay,
                       GArray       *results,
                       GError      **error)
{
  Journal journal = {
    .operation_id = replay->operation->id,
    .results = (const MailerStoreResult *)(gpointer)results->data,
    .n_results = results->len,
  };

  if (results->len == 0)
    return TRUE;

  /* What was told before the server said OK is older than what it has confirmed: it must not come after. */
  return mailer_watch_flush_flags (replay->watch, error)
         && mailer_watch_write (replay->watch, complete_targets, &journal, error);
}

MailerStoreMailbox *
mailer_replay_load_mailbox (MailerWatch *self,
                            gint64       mailbox_id,
                            GError     **error)
{
  Journal journal = { .mailbox_id = mailbox_id };

  return mailer_watch_write (self, read_mailbox, &journal, error) ? journal.mailbox : NULL;
}

/* --- One operation -------------------------------------------------------------------------------- */

static gboolean
is_move (MailerStoreOperationKind kind)
{
  return kind == MAILER_STORE_OPERATION_MOVE || kind == MAILER_STORE_OPERATION_ARCHIVE
         || kind == MAILER_STORE_OPERATION_TRASH || kind == MAILER_STORE_OPERATION_JUNK;
}

static gboolean
prepare_target (MailerReplay *replay,
                GError      **error)
{
  MailerWatch *self = replay->watch;
  const gint64 id = replay->operation->target_mailbox_id;

  if (!is_move (replay->operation->kind))
    return TRUE;
  if (id == 0)
    {
      g_set_error_literal (error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_GONE,
                           "The folder to move to is not there any more");
      return FALSE;
    }

  replay->target = mailer_replay_load_mailbox (self, id, error);
  if (replay->target == NULL || !mailer_local_folder_is_local (replay->target))
    return replay->target != NULL;
  /* The user needed it since the tree was read. */
  if (!mailer_remote_create_folder (self->remote, self->session, replay->target,
                                    mailer_watch_get_cancellable (self), error))
    return FALSE;

  g_clear_pointer (&replay->target, mailer_store_mailbox_unref);
  self->listed_us = 0;
  replay->target = mailer_replay_load_mailbox (self, id, error);

  return replay->target != NULL;
}

/* A new UIDVALIDITY makes the UIDs of the targets void: the store has noticed, so they are read anew. */
static gboolean
select_source (MailerReplay *replay,
               gint64        mailbox_id,
               gboolean     *has_changed,
               GError      **error)
{
  MailerWatch *self = replay->watch;
  g_autoptr (MailerStoreMailbox) mailbox = mailer_replay_load_mailbox (self, mailbox_id, error);
  Journal journal = { .operation_id = replay->operation->id };

  *has_changed = FALSE;
  if (mailbox == NULL || !mailer_watch_select (self, mailbox, error))
    return FALSE;
  if (mailbox->uid_validity == self->plan.mailbox->uid_validity)
    return TRUE;

  *has_changed = TRUE;
  if (!mailer_watch_write (self, list_targets, &journal, error))
    return FALSE;
  g_array_unref (replay->targets);
  replay->targets = journal.targets;

  return TRUE;
}

/* Targets come sorted by mailbox: the end of the run that begins at @start, at most one command long. */
static guint
find_group_end (GArray *targets,
                guint   start)
{
  const MailerStoreTarget *first = &g_array_index (targets, MailerStoreTarget, start);
  guint                    end = start + 1;

  while (end < targets->len && end - start < UIDS_PER_COMMAND)
    {
      const MailerStoreTarget *target = &g_array_index (targets, MailerStoreTarget, end);

      if (target->mailbox_id != first->mailbox_id || target->add != first->add || target->remove != first->remove)
        break;
      end++;
    }

  return end;
}

static gboolean
replay_groups (MailerReplay *replay,
               GError      **error)
{
  guint start = 0;

  while (start < replay->targets->len)
    {
      const MailerStoreTarget *first = &g_array_index (replay->targets, MailerStoreTarget, start);
      const guint              end = find_group_end (replay->targets, start);
      gboolean                 has_changed = FALSE;

      replay->place = first->mailbox_id;
      if (first->mailbox_id == 0)
        {
          g_set_error_literal (error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_GONE,
                               "The folder of the message is not there any more");
          return FALSE;
        }
      if (!select_source (replay, first->mailbox_id, &has_changed, error))
        return FALSE;
      if (has_changed)
        {
          start = 0;
          continue;
        }
      if (is_move (replay->operation->kind) ? !mailer_replay_move (replay, start, end, error)
                                            : !mailer_replay_flags (replay, start, end, error))
        return FALSE;
      start = end;
    }
  replay->place = -1;

  return TRUE;
}

static gboolean
replay_operation (MailerReplay *replay,
                  GError      **error)
{
  Journal journal = { .operation_id = replay->operation->id };

  if (!mailer_watch_write (replay->watch, begin, &journal, error))
    return FALSE;
  replay->targets = journal.targets;
  if (!prepare_target (replay, error) || !replay_groups (replay, error))
    return FALSE;

  return mailer_watch_write (replay->watch, complete, &journal, error);
}

/* --- Refusals ------------------------------------------------------------------------------------- */

static gint64
next_attempt (const MailerStoreOperation *operation)
{
  return g_get_real_time () + MIN (FIRST_POSTPONEMENT_US << MIN (operation->attempts, 10), LONGEST_POSTPONEMENT_US);
}

static gboolean
is_worth_retrying (const MailerStoreOperation *operation,
                   const GError               *error)
{
  const MailerErrorDetails *details = mailer_error_get_details (error);

  return operation->attempts < MAX_ATTEMPTS && details != NULL
         && details->retry != MAILER_ERROR_RETRY_NEVER && error->domain == MAILER_IMAP_ERROR;
}

/* A mailbox that the operation needs was removed from the store meanwhile. */
static gboolean
is_gone (const GError *error)
{
  return g_error_matches (error, MAILER_STORE_ERROR, MAILER_STORE_ERROR_NOT_FOUND)
         || g_error_matches (error, MAILER_STORE_ERROR, MAILER_STORE_ERROR_STATE);
}

static gboolean
may_be_renamed (MailerReplay *replay,
                const GError *cause)
{
  return replay->watch->looked_for != replay->operation->id
         && (g_error_matches (cause, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_NOT_FOUND)
             || g_error_matches (cause, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_NO));
}

/* Rules 5 and 6. Returns whether the session can go on. */
static gboolean
deal_with_error (MailerReplay *replay,
                 GError       *cause,
                 GError      **error)
{
  MailerWatch   *self = replay->watch;
  const gint64   id = replay->operation->id;
  const gboolean is_broken = g_error_matches (cause, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_STORE_BROKEN);
  const gboolean is_refusal = (cause->domain == MAILER_IMAP_ERROR
                               && !mailer_remote_breaks_session (cause))
                              || (cause->domain == MAILER_ENGINE_ERROR && !is_broken)
                              || is_gone (cause);
  Journal          journal = { .operation_id = id, .mailbox_id = replay->place, .outlet = self->remote->outlet };
  g_autofree char *text = NULL;
  g_autoptr (GError) local_error = NULL;
  gboolean is_later;

  if (!is_refusal)
    {
      g_propagate_error (error, cause);
      return FALSE;
    }

  mailer_watch_unselect (self);
  if (may_be_renamed (replay, cause))
    {
      self->looked_for = id;
      g_error_free (cause);
      return mailer_watch_read_tree (self, error);
    }

  is_later = is_worth_retrying (replay->operation, cause);
  journal.told = mailer_engine_error_translate (cause);
  text = mailer_engine_error_record (journal.told);
  journal.error_text = text;
  journal.not_before_us = next_attempt (replay->operation);
  if (mailer_watch_write (self, is_later ? postpone : fail, &journal, &local_error))
    return TRUE;
  g_clear_error (&journal.told);
  /* The user took it back while it ran. */
  if (is_gone (local_error))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}

static void
replay_clear (MailerReplay *replay)
{
  g_clear_pointer (&replay->operation, mailer_store_operation_unref);
  g_clear_pointer (&replay->target, mailer_store_mailbox_unref);
  g_clear_pointer (&replay->targets, g_array_unref);
}

/* @is_idle: nothing is to be done now. */
static gboolean
replay_next (MailerWatch *self,
             gboolean    *is_idle,
             GError     **error)
{
  Journal      journal = { .account_id = self->account_id };
  MailerReplay replay = { .watch = self, .place = -1 };
  GError      *local_error = NULL;
  gboolean     is_done = TRUE;

  *is_idle = TRUE;
  self->replay_at_us = 0;
  if (!mailer_watch_write (self, read_next, &journal, error))
    return FALSE;
  if (journal.operation == NULL)
    return TRUE;

  replay.operation = journal.operation;
  replay.is_again = journal.operation->state == MAILER_STORE_OPERATION_RUNNING;
  if (journal.operation->not_before_us > g_get_real_time ())
    self->replay_at_us = journal.operation->not_before_us;
  else
    {
      *is_idle = FALSE;
      self->running_id = replay.operation->id;
      self->told_fraction = 0;
      is_done = replay_operation (&replay, &local_error) || deal_with_error (&replay, local_error, error);
    }
  self->running_id = 0;
  replay_clear (&replay);

  return is_done;
}

gboolean
mailer_watch_replay (MailerWatch *self,
                     GError     **error)
{
  gboolean is_idle = FALSE;

  while (!is_idle)
    if (g_cancellable_set_error_if_cancelled (mailer_watch_get_cancellable (self), error)
        || !replay_next (self, &is_idle, error))
      return FALSE;

  return TRUE;
}
