/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-engine-private.h"

#include "mailer-local-folder.h"
#include "mailer-store-conversation.h"
#include "mailer-store-operation.h"

/* What the user does to mail: each verb is one durable transaction of the store that changes the local
 * state and writes the journal; the account's watch worker takes it to the server. */

typedef struct
{
  MailerEngine *engine; /* borrowed from the task */

  MailerVerb verb;
  char      *account_id;
  gint64     mailbox_id;
  gint64     target_id;
  GArray    *conversation_ids;

  GArray     *message_ids;
  MailerFlags add;
  MailerFlags remove;

  gint64 undo_id;

  gint64 operation_id;
} Action;

static Action *
action_new (MailerEngine *engine)
{
  Action *action = g_new0 (Action, 1);

  action->engine = engine;
  action->conversation_ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  action->message_ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  return action;
}

static void
action_free (gpointer data)
{
  Action *action = data;

  g_free (action->account_id);
  g_array_unref (action->conversation_ids);
  g_clear_pointer (&action->message_ids, g_array_unref);
  g_free (action);
}

static gint64 *
get_ids (GArray *ids)
{
  return (gint64 *)(gpointer)ids->data;
}

/* --- On the writer -------------------------------------------------------------------------------- */

static gboolean
find_all_messages (MailerStore *store,
                   Action      *action,
                   GError     **error)
{
  g_array_unref (action->message_ids);
  action->message_ids = mailer_store_list_conversation_messages (store, action->mailbox_id,
                                                                 get_ids (action->conversation_ids),
                                                                 action->conversation_ids->len,
                                                                 error);

  return action->message_ids != NULL;
}

static gboolean
find_newest_messages (MailerStore *store,
                      Action      *action,
                      GError     **error)
{
  g_autoptr (GPtrArray) rows = NULL;

  rows = mailer_store_read_conversation_rows (store, action->mailbox_id,
                                              get_ids (action->conversation_ids),
                                              action->conversation_ids->len, error);
  if (rows == NULL)
    return FALSE;

  for (guint i = 0; i < rows->len; i++)
    {
      const MailerStoreConversation *row = g_ptr_array_index (rows, i);

      if (row != NULL)
        g_array_append_val (action->message_ids, row->newest_message_id);
    }

  return TRUE;
}

static gboolean
apply_flags (MailerStore *store,
             gpointer     data,
             GError     **error)
{
  Action *action = data;

  if (action->message_ids->len == 0)
    return TRUE;

  action->operation_id = mailer_store_apply_flags (store, get_ids (action->message_ids),
                                                   action->message_ids->len, action->add,
                                                   action->remove, error);

  return action->operation_id >= 0;
}

static gboolean
mark_conversations (MailerStore *store,
                    Action      *action,
                    GError     **error)
{
  const gboolean is_newest = action->verb == MAILER_VERB_MARK_UNREAD || action->verb == MAILER_VERB_STAR;

  if (is_newest ? !find_newest_messages (store, action, error) : !find_all_messages (store, action, error))
    return FALSE;

  return apply_flags (store, action, error);
}

static MailerStoreOperationKind
get_move_kind (MailerVerb verb)
{
  if (verb == MAILER_VERB_ARCHIVE)
    return MAILER_STORE_OPERATION_ARCHIVE;
  if (verb == MAILER_VERB_TRASH)
    return MAILER_STORE_OPERATION_TRASH;
  if (verb == MAILER_VERB_JUNK)
    return MAILER_STORE_OPERATION_JUNK;

  return MAILER_STORE_OPERATION_MOVE;
}

static gboolean
find_target (MailerStore *store,
             Action      *action,
             GError     **error)
{
  MailerFolderRole role = MAILER_FOLDER_ROLE_ARCHIVE;

  if (action->verb == MAILER_VERB_MOVE)
    return TRUE;

  if (action->verb == MAILER_VERB_TRASH)
    role = MAILER_FOLDER_ROLE_TRASH;
  else if (action->verb == MAILER_VERB_JUNK)
    role = MAILER_FOLDER_ROLE_JUNK;
  action->target_id = mailer_local_folder_ensure (store, action->account_id, role, error);
  if (action->target_id < 0)
    return FALSE;
  if (action->target_id != action->mailbox_id)
    return TRUE;

  g_set_error_literal (error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_NO_FOLDER, "The messages are there already");

  return FALSE;
}

static gboolean
move_conversations (MailerStore *store,
                    Action      *action,
                    GError     **error)
{
  if (!find_target (store, action, error) || !find_all_messages (store, action, error))
    return FALSE;
  if (action->message_ids->len == 0)
    return TRUE;

  action->operation_id = mailer_store_apply_move (store, get_move_kind (action->verb),
                                                  get_ids (action->message_ids),
                                                  action->message_ids->len, action->target_id,
                                                  error);

  return action->operation_id >= 0;
}

static gboolean
act (MailerStore *store,
     gpointer     data,
     GError     **error)
{
  Action *action = data;

  switch (action->verb)
    {
    case MAILER_VERB_MARK_READ:
      action->add = MAILER_FLAG_SEEN;
      return mark_conversations (store, action, error);
    case MAILER_VERB_MARK_UNREAD:
      action->remove = MAILER_FLAG_SEEN;
      return mark_conversations (store, action, error);
    case MAILER_VERB_STAR:
      action->add = MAILER_FLAG_FLAGGED;
      return mark_conversations (store, action, error);
    case MAILER_VERB_UNSTAR:
      action->remove = MAILER_FLAG_FLAGGED;
      return mark_conversations (store, action, error);
    case MAILER_VERB_ARCHIVE:
    case MAILER_VERB_TRASH:
    case MAILER_VERB_JUNK:
    case MAILER_VERB_MOVE:
      return move_conversations (store, action, error);
    default:
      g_assert_not_reached ();
    }
}

static gboolean
undo (MailerStore *store,
      gpointer     data,
      GError     **error)
{
  Action *action = data;

  return mailer_store_undo_operation (store, action->undo_id, &action->operation_id, error);
}

/* --- Returning ------------------------------------------------------------------------------------ */

typedef struct
{
  GTask *task;
  gint64 operation_id;
} Outcome;

static void
return_outcome_cb (gpointer data)
{
  Outcome *outcome = data;

  g_task_return_int (outcome->task, outcome->operation_id);
  g_object_unref (outcome->task);
  g_free (outcome);
}

/* The caller may rely on lists and folders having changed. */
static void
return_action (GTask   *task,
               gpointer data)
{
  const Action *action = data;
  Outcome      *outcome = g_new (Outcome, 1);

  outcome->task = g_object_ref (task);
  outcome->operation_id = action->operation_id;
  mailer_engine_note_operations (action->engine);
  mailer_engine_settle (action->engine, return_outcome_cb, outcome);
}

/* Once it is done it counts, so a late cancellation must not make it look undone. */
static GTask *
action_task_new (MailerEngine       *self,
                 GCancellable       *cancellable,
                 GAsyncReadyCallback callback,
                 gpointer            user_data,
                 gpointer            source_tag)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, source_tag);
  g_task_set_check_cancellable (task, FALSE);

  return task;
}

void
mailer_engine_act_async (MailerEngine       *self,
                         MailerVerb          verb,
                         MailerFolder       *folder,
                         const gint64       *conversation_ids,
                         guint               n_ids,
                         MailerFolder       *target,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  Action *action;

  g_return_if_fail (MAILER_IS_ENGINE (self) && MAILER_IS_FOLDER (folder));
  g_return_if_fail ((verb == MAILER_VERB_MOVE) == (target != NULL));

  action = action_new (self);
  action->verb = verb;
  action->account_id = g_strdup (mailer_folder_get_account_id (folder));
  action->mailbox_id = mailer_folder_get_id (folder);
  action->target_id = target != NULL ? mailer_folder_get_id (target) : 0;
  g_array_append_vals (action->conversation_ids, conversation_ids, n_ids);
  mailer_engine_run (self,
                     MAILER_HUB_WRITER,
                     action_task_new (self, cancellable, callback, user_data, mailer_engine_act_async),
                     act,
                     return_action,
                     action,
                     action_free);
}

gint64
mailer_engine_act_finish (MailerEngine *self,
                          GAsyncResult *result,
                          GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), -1);

  return g_task_propagate_int (G_TASK (result), error);
}

void
mailer_engine_mark_messages_async (MailerEngine       *self,
                                   const gint64       *message_ids,
                                   guint               n_ids,
                                   MailerFlags         add,
                                   MailerFlags         remove,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  Action *action;

  g_return_if_fail (MAILER_IS_ENGINE (self) && (add & remove) == 0);

  action = action_new (self);
  action->add = add;
  action->remove = remove;
  g_array_append_vals (action->message_ids, message_ids, n_ids);
  mailer_engine_run (self,
                     MAILER_HUB_WRITER,
                     action_task_new (self, cancellable, callback, user_data, mailer_engine_mark_messages_async),
                     apply_flags,
                     return_action,
                     action,
                     action_free);
}

gint64
mailer_engine_mark_messages_finish (MailerEngine *self,
                                    GAsyncResult *result,
                                    GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), -1);

  return g_task_propagate_int (G_TASK (result), error);
}

void
mailer_engine_undo_async (MailerEngine       *self,
                          gint64              operation_id,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  Action *action;

  g_return_if_fail (MAILER_IS_ENGINE (self));

  action = action_new (self);
  action->undo_id = operation_id;
  mailer_engine_run (self,
                     MAILER_HUB_WRITER,
                     action_task_new (self, cancellable, callback, user_data, mailer_engine_undo_async),
                     undo,
                     return_action,
                     action,
                     action_free);
}

gboolean
mailer_engine_undo_finish (MailerEngine *self,
                           GAsyncResult *result,
                           GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_int (G_TASK (result), error) >= 0;
}
