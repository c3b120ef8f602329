/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-engine-private.h"

#include "mailer-activity-private.h"
#include "mailer-engine-error-private.h"
#include "mailer-engine-error-record.h"
#include "mailer-store-message.h"
#include "mailer-store-operation.h"
#include "mailer-store-outbox.h"

/* What waits for the servers, as a list: the journal's operations and the outbox, oldest first. */

/* More than a person looks through; the count of what waits is exact all the same. */
#define MAX_OPERATIONS 200

typedef struct
{
  MailerEngine *engine;
  GPtrArray    *operations;
  GPtrArray    *subjects; /* of the operations: char *, may be NULL */
  GPtrArray    *outbox;
} ActivityReading;

static void
activity_reading_free (gpointer data)
{
  ActivityReading *reading = data;

  g_object_unref (reading->engine);
  g_clear_pointer (&reading->operations, g_ptr_array_unref);
  g_clear_pointer (&reading->outbox, g_ptr_array_unref);
  g_ptr_array_unref (reading->subjects);
  g_free (reading);
}

static char *
read_subject (MailerStore *store,
              gint64       operation_id)
{
  g_autoptr (GArray) targets = mailer_store_list_targets (store, operation_id, NULL);
  g_autoptr (MailerStoreMessage) message = NULL;

  if (targets == NULL || targets->len == 0)
    return NULL;
  message = mailer_store_read_message (store, g_array_index (targets, MailerStoreTarget, 0).message_id, NULL);

  return message != NULL ? g_strdup (message->subject) : NULL;
}

static gboolean
read_activities (MailerStore *store,
                 gpointer     data,
                 GError     **error)
{
  ActivityReading *reading = data;

  reading->operations = mailer_store_list_operations (store, NULL, error);
  if (reading->operations == NULL)
    return FALSE;
  for (guint i = 0; i < MIN (reading->operations->len, MAX_OPERATIONS); i++)
    {
      const MailerStoreOperation *operation = g_ptr_array_index (reading->operations, i);

      g_ptr_array_add (reading->subjects, read_subject (store, operation->id));
    }
  reading->outbox = mailer_store_list_outbox (store, NULL, error);

  return reading->outbox != NULL;
}

/* --- Showing -------------------------------------------------------------------------------------- */

static MailerActivityKind
get_operation_kind (MailerStoreOperationKind kind)
{
  switch (kind)
    {
    case MAILER_STORE_OPERATION_MOVE:
    case MAILER_STORE_OPERATION_JUNK:
      return MAILER_ACTIVITY_MOVE;
    case MAILER_STORE_OPERATION_ARCHIVE:
      return MAILER_ACTIVITY_ARCHIVE;
    case MAILER_STORE_OPERATION_TRASH:
      return MAILER_ACTIVITY_TRASH;
    case MAILER_STORE_OPERATION_FLAGS:
    default:
      return MAILER_ACTIVITY_FLAGS;
    }
}

/* What was learned from the server in this run is better than the sentence in the store. */
static GError *
dup_error (MailerEngine *self,
           gint64        activity_id,
           const char   *record,
           const char   *server_text)
{
  const GError *known = g_hash_table_lookup (self->activity_errors, &activity_id);

  return known != NULL ? g_error_copy (known) : mailer_engine_error_recall (record, server_text);
}

static gboolean
is_online (MailerEngine *self,
           const char   *account_id)
{
  MailerAccount *account = mailer_engine_find_account (self, account_id);

  return account != NULL && mailer_account_get_state (account) == MAILER_ACCOUNT_STATE_ONLINE;
}

static MailerActivity *
find_activity (MailerEngine *self,
               gint64        id)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->activities));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (MailerActivity) activity = g_list_model_get_item (G_LIST_MODEL (self->activities), i);

      /* The list keeps it. */
      if (mailer_activity_get_id (activity) == id)
        return activity;
    }

  return NULL;
}

static void
add_activity (MailerEngine              *self,
              GPtrArray                 *activities,
              const MailerActivityFacts *facts)
{
  MailerActivity *activity = find_activity (self, facts->id);

  /* A message that was sent has another thing left to be done: its copy. */
  if (activity == NULL || mailer_activity_get_kind (activity) != facts->kind)
    {
      g_ptr_array_add (activities, mailer_activity_new (facts));
      return;
    }

  mailer_activity_update (activity, facts);
  g_ptr_array_add (activities, g_object_ref (activity));
}

/* Failed since we last looked. What was found failed at the start was told in its own time. */
static void
note_failure (MailerEngine               *self,
              const MailerStoreOperation *operation)
{
  MailerActivity *activity = find_activity (self, operation->id);
  const gboolean  was_failed = activity != NULL && mailer_activity_get_is_failed (activity);

  if (operation->state == MAILER_STORE_OPERATION_FAILED && !was_failed && self->knows_activities)
    g_array_append_val (self->failed, operation->id);
}

static void
add_operation (MailerEngine               *self,
               GPtrArray                  *activities,
               const MailerStoreOperation *operation,
               const char                 *subject)
{
  g_autoptr (GError) error = dup_error (self, operation->id, operation->error_text, NULL);
  const gboolean is_failed = operation->state == MAILER_STORE_OPERATION_FAILED;
  const gboolean is_running = operation->state == MAILER_STORE_OPERATION_RUNNING && error == NULL
                              && is_online (self, operation->account_id);

  note_failure (self, operation);
  add_activity (self,
                activities,
                &(MailerActivityFacts){
                    .id = operation->id,
                    .kind = get_operation_kind (operation->kind),
                    .account_id = operation->account_id,
                    .subject = subject != NULL ? subject : "",
                    .n_messages = operation->n_messages,
                    .is_running = is_running,
                    .is_failed = is_failed,
                    .can_retry = is_failed ? operation->is_repeatable : error != NULL,
                    .can_discard = !is_running,
                    .error = error,
                });
}

/* The store knows by now, and the sender that told otherwise may have ended without a word. */
static void
forget_not_noted (MailerEngine                *self,
                  gint64                       activity_id,
                  const MailerStoreOutboxItem *item)
{
  const GError *known = g_hash_table_lookup (self->activity_errors, &activity_id);

  if (item->state != MAILER_STORE_OUTBOX_SENDING
      && g_error_matches (known, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_SENT_NOT_NOTED))
    g_hash_table_remove (self->activity_errors, &activity_id);
}

static void
add_outbox_item (MailerEngine                *self,
                 GPtrArray                   *activities,
                 const MailerStoreOutboxItem *item)
{
  const gint64   id = MAILER_ACTIVITY_OUTBOX_BASE + item->id;
  const gboolean is_unknown = item->state == MAILER_STORE_OUTBOX_UNKNOWN;
  g_autoptr (GError) error = NULL;

  forget_not_noted (self, id, item);
  error = dup_error (self, id, item->error_text, item->server_text);
  /* Killed in the middle: what there is to say is the store's own sentence. */
  if (error != NULL && is_unknown)
    error->code = MAILER_ENGINE_ERROR_SEND_UNKNOWN;
  else if (is_unknown)
    error = g_error_new_literal (MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_SEND_UNKNOWN, "Sending was interrupted");

  add_activity (self,
                activities,
                &(MailerActivityFacts){
                    .id = id,
                    .kind = item->state == MAILER_STORE_OUTBOX_SENT ? MAILER_ACTIVITY_FILE_SENT : MAILER_ACTIVITY_SEND,
                    .account_id = item->account_id,
                    .subject = item->subject != NULL ? item->subject : "",
                    .n_messages = 1,
                    .is_running = item->state == MAILER_STORE_OUTBOX_SENDING && error == NULL,
                    .is_failed = is_unknown || item->state == MAILER_STORE_OUTBOX_FAILED,
                    .can_retry = error != NULL,
                    .can_discard = item->state != MAILER_STORE_OUTBOX_SENDING,
                    .error = error,
                });
}

static gboolean
is_same (GListStore *store,
         GPtrArray  *activities)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (store));

  if (n != activities->len)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (MailerActivity) activity = g_list_model_get_item (G_LIST_MODEL (store), i);

      if (activity != g_ptr_array_index (activities, i))
        return FALSE;
    }

  return TRUE;
}

/* What of the two nobody but the user brings to an end. */

static gboolean
is_operation_undecided (const MailerStoreOperation *operation)
{
  return operation->state == MAILER_STORE_OPERATION_FAILED;
}

/* What waits for a password or a word about a certificate does not go on by itself either. */
static gboolean
is_item_undecided (MailerEngine                *self,
                   const MailerStoreOutboxItem *item)
{
  g_autoptr (GError) error = NULL;

  if (item->state == MAILER_STORE_OUTBOX_FAILED || item->state == MAILER_STORE_OUTBOX_UNKNOWN)
    return TRUE;
  if (item->state == MAILER_STORE_OUTBOX_SENDING)
    return FALSE;

  error = dup_error (self, MAILER_ACTIVITY_OUTBOX_BASE + item->id, item->error_text, item->server_text);

  return error != NULL && mailer_engine_error_needs_help (error);
}

static void
count_undecided (MailerEngine    *self,
                 ActivityReading *reading)
{
  guint n = 0;

  for (guint i = 0; i < reading->operations->len; i++)
    n += is_operation_undecided (g_ptr_array_index (reading->operations, i));
  for (guint i = 0; i < reading->outbox->len; i++)
    n += is_item_undecided (self, g_ptr_array_index (reading->outbox, i));
  mailer_engine_set_n_undecided (self, n);
}

static void
count_waiting (MailerEngine    *self,
               ActivityReading *reading)
{
  const guint n_accounts = g_list_model_get_n_items (G_LIST_MODEL (self->accounts));
  guint       n_all = 0;

  for (guint a = 0; a < n_accounts; a++)
    {
      g_autoptr (MailerAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), a);
      const char *id = mailer_account_get_id (account);
      guint       n = 0;

      for (guint i = 0; i < reading->operations->len; i++)
        {
          const MailerStoreOperation *operation = g_ptr_array_index (reading->operations, i);

          n += !is_operation_undecided (operation) && g_str_equal (operation->account_id, id);
        }
      for (guint i = 0; i < reading->outbox->len; i++)
        {
          const MailerStoreOutboxItem *item = g_ptr_array_index (reading->outbox, i);

          n += !is_item_undecided (self, item) && g_str_equal (item->account_id, id);
        }
      mailer_account_set_n_waiting (account, n);
      n_all += n;
    }
  mailer_engine_set_n_waiting (self, n_all);
}

static gboolean
has_same_reason (gconstpointer a,
                 gconstpointer b)
{
  MailerActivity *activity = (gpointer)a;
  MailerActivity *other = (gpointer)b;
  const GError   *error = mailer_activity_get_error (activity);
  const GError   *other_error = mailer_activity_get_error (other);

  if (error == NULL || other_error == NULL || !g_error_matches (error, other_error->domain, other_error->code))
    return FALSE;

  return g_str_equal (error->message, other_error->message)
         && g_str_equal (mailer_activity_get_account_id (activity),
                         mailer_activity_get_account_id (other));
}

/* A folder that vanishes takes along all that waits there: what failed at once for one reason is told once,
 * and the list has the rest. */
static void
tell_failures (MailerEngine *self)
{
  g_autoptr (GArray) failed = g_steal_pointer (&self->failed);
  g_autoptr (GPtrArray) told = g_ptr_array_new_with_free_func (g_object_unref);

  self->failed = g_array_new (FALSE, FALSE, sizeof (gint64));
  for (guint i = 0; i < failed->len; i++)
    {
      MailerActivity *activity = find_activity (self, g_array_index (failed, gint64, i));

      if (activity == NULL || g_ptr_array_find_with_equal_func (told, activity, has_same_reason, NULL))
        continue;
      g_ptr_array_add (told, g_object_ref (activity));
      mailer_engine_emit_operation_failed (self, activity);
    }
}

static void
show_activities_cb (gpointer      data,
                    const GError *error)
{
  ActivityReading *reading = data;
  MailerEngine    *self = reading->engine;
  g_autoptr (GPtrArray) activities = g_ptr_array_new_with_free_func (g_object_unref);

  self->is_reading_activities = FALSE;
  if (error == NULL)
    {
      for (guint i = 0; i < reading->subjects->len; i++)
        add_operation (self, activities, g_ptr_array_index (reading->operations, i),
                       g_ptr_array_index (reading->subjects, i));
      for (guint i = 0; i < reading->outbox->len; i++)
        add_outbox_item (self, activities, g_ptr_array_index (reading->outbox, i));
      if (!is_same (self->activities, activities))
        g_list_store_splice (self->activities, 0,
                             g_list_model_get_n_items (G_LIST_MODEL (self->activities)),
                             activities->pdata, activities->len);
      count_waiting (self, reading);
      count_undecided (self, reading);
      tell_failures (self);
      self->knows_activities = TRUE;
    }
  if (self->is_stale_activities)
    mailer_engine_refresh_activities (self);
}

void
mailer_engine_refresh_activities (MailerEngine *self)
{
  ActivityReading *reading;

  self->is_stale_activities = self->is_reading_activities;
  if (self->is_reading_activities)
    return;

  self->is_reading_activities = TRUE;
  reading = g_new0 (ActivityReading, 1);
  reading->engine = g_object_ref (self);
  reading->subjects = g_ptr_array_new_with_free_func (g_free);
  mailer_hub_push (self->hub, MAILER_HUB_READER, read_activities, show_activities_cb, reading, activity_reading_free);
}

void
mailer_engine_set_activity_error (MailerEngine *self,
                                  gint64        activity_id,
                                  const GError *error)
{
  if (error != NULL)
    g_hash_table_replace (self->activity_errors, g_memdup2 (&activity_id, sizeof activity_id), g_error_copy (error));
  else
    g_hash_table_remove (self->activity_errors, &activity_id);
  mailer_engine_refresh_activities (self);
}

void
mailer_engine_set_activity_fraction (MailerEngine *self,
                                     gint64        activity_id,
                                     double        fraction)
{
  MailerActivity *activity = find_activity (self, activity_id);

  if (activity != NULL)
    mailer_activity_set_fraction (activity, fraction);
}

GListModel *
mailer_engine_get_activities (MailerEngine *self)
{
  g_return_val_if_fail (MAILER_IS_ENGINE (self), NULL);

  return G_LIST_MODEL (self->activities);
}

/* --- Retry and discard ---------------------------------------------------------------------------- */

typedef struct
{
  MailerEngine *engine;
  gint64        id;
  char         *account_id;
  gboolean      is_retry;
} Decision;

static void
decision_free (gpointer data)
{
  Decision *decision = data;

  g_object_unref (decision->engine);
  g_free (decision->account_id);
  g_free (decision);
}

/* What was done meanwhile needs no decision any more. Takes @error. */
static gboolean
is_done_meanwhile (GError  *error,
                   GError **target)
{
  if (g_error_matches (error, MAILER_STORE_ERROR, MAILER_STORE_ERROR_NOT_FOUND))
    {
      g_error_free (error);
      return TRUE;
    }
  g_propagate_error (target, error);

  return FALSE;
}

/* What was sent only lacks its copy in Sent: that is what is tried again, or given up. One that is being sent has
 * nothing to be decided in the store; its worker is told to try whatever it is stuck at. */
static gboolean
decide_on_message (MailerStore *store,
                   gint64       id,
                   gboolean     is_retry,
                   GError     **error)
{
  GError *local_error = NULL;
  g_autoptr (MailerStoreOutboxItem) item = mailer_store_read_outbox_item (store, id, &local_error);

  if (item == NULL)
    return is_done_meanwhile (local_error, error);
  if (is_retry && item->state == MAILER_STORE_OUTBOX_SENDING)
    return TRUE;
  if (is_retry)
    return mailer_store_set_outbox_state (store, id,
                                          item->state == MAILER_STORE_OUTBOX_SENT
                                              ? item->state
                                              : MAILER_STORE_OUTBOX_WAITING,
                                          NULL, NULL, 0, error);
  if (item->state == MAILER_STORE_OUTBOX_SENT)
    return mailer_store_set_outbox_filed (store, id, error);

  return mailer_store_cancel_outbox (store, id, error);
}

/* A refused operation was taken back when it was refused: what is left is to forget it. One that only
 * waits is tried at once, or taken back now. */
static gboolean
decide_on_operation (MailerStore *store,
                     gint64       id,
                     gboolean     is_retry,
                     GError     **error)
{
  GError *local_error = NULL;
  g_autoptr (MailerStoreOperation) operation = mailer_store_read_operation (store, id, &local_error);

  if (operation == NULL)
    return is_done_meanwhile (local_error, error);
  if (is_retry && operation->state == MAILER_STORE_OPERATION_FAILED)
    return mailer_store_retry_operation (store, id, error);
  if (is_retry)
    return operation->state != MAILER_STORE_OPERATION_RUNNING
           || mailer_store_postpone_operation (store, id, NULL, 0, error);
  if (operation->state == MAILER_STORE_OPERATION_FAILED)
    return mailer_store_discard_operation (store, id, error);

  return mailer_store_undo_operation (store, id, NULL, error);
}

static gboolean
decide (MailerStore *store,
        gpointer     data,
        GError     **error)
{
  const Decision *decision = data;
  const gint64    id = decision->id;
  g_autoptr (GError) local_error = NULL;

  if (id > MAILER_ACTIVITY_OUTBOX_BASE
          ? decide_on_message (store, id - MAILER_ACTIVITY_OUTBOX_BASE, decision->is_retry,
                               &local_error)
          : decide_on_operation (store, id, decision->is_retry, &local_error))
    return TRUE;

  if (g_error_matches (local_error, MAILER_STORE_ERROR, MAILER_STORE_ERROR_STATE))
    g_set_error_literal (error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_TOO_LATE, local_error->message);
  else
    g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}

static void
decided_cb (gpointer      data,
            const GError *error)
{
  Decision     *decision = data;
  MailerEngine *self = decision->engine;

  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    mailer_engine_tell_problem (self, error);
  mailer_engine_note_operations (self);
  if (decision->is_retry)
    mailer_engine_retry_senders (self, decision->account_id);
  else
    mailer_engine_note_outbox (self);
}

static void
push_decision (MailerEngine   *self,
               MailerActivity *activity,
               gboolean        is_retry)
{
  Decision *decision = g_new (Decision, 1);

  decision->engine = g_object_ref (self);
  decision->id = mailer_activity_get_id (activity);
  decision->account_id = g_strdup (mailer_activity_get_account_id (activity));
  decision->is_retry = is_retry;
  mailer_engine_set_activity_error (self, decision->id, NULL);
  mailer_hub_push (self->hub, MAILER_HUB_WRITER, decide, decided_cb, decision, decision_free);
}

void
mailer_engine_retry_activity (MailerEngine   *self,
                              MailerActivity *activity)
{
  g_return_if_fail (MAILER_IS_ENGINE (self) && MAILER_IS_ACTIVITY (activity));

  push_decision (self, activity, TRUE);
}

void
mailer_engine_discard_activity (MailerEngine   *self,
                                MailerActivity *activity)
{
  g_return_if_fail (MAILER_IS_ENGINE (self) && MAILER_IS_ACTIVITY (activity));

  push_decision (self, activity, FALSE);
}
