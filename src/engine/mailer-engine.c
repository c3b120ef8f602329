/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-engine-private.h"

#include "mailer-conversation-list-private.h"

/* The engine's object: its start and end. See README.md for the threads. It lives on the main thread; the
 * other mailer-engine-*.c files hold its verbs, one idea each. */

/* A few years of what somebody reads; see MailerEngineConfig. */
#define DEFAULT_BODY_BUDGET_BYTES ((guint64)1024 * 1024 * 1024)

typedef enum
{
  PROP_N_WAITING = 1,
  PROP_N_UNDECIDED,
} EngineProperty;

typedef enum
{
  SIGNAL_OPERATION_FAILED,
  SIGNAL_MESSAGE_SENT,
  N_SIGNALS,
} EngineSignal;

static GParamSpec *properties[PROP_N_UNDECIDED + 1];
static guint       signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MailerEngine, mailer_engine, G_TYPE_OBJECT)

/* --- Jobs for the store ---------------------------------------------------------------------------- */

void
mailer_engine_run (MailerEngine       *self,
                   MailerHubSide       side,
                   GTask              *task,
                   MailerHubFunc       func,
                   MailerHubReturnFunc return_func,
                   gpointer            data,
                   GDestroyNotify      destroy)
{
  if (self->hub != NULL)
    {
      mailer_hub_push_task (self->hub, side, task, func, return_func, data, destroy);
      return;
    }

  g_task_return_new_error (task, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_FAILED, "The engine is not open");
  g_object_unref (task);
  if (destroy != NULL)
    destroy (data);
}

void
mailer_engine_run_chore (MailerEngine         *self,
                         GTask                *task,
                         MailerChoreFunc       func,
                         MailerChoreReturnFunc return_func,
                         gpointer              data,
                         GDestroyNotify        destroy)
{
  if (self->hub != NULL && !self->is_closed)
    {
      mailer_chore_push (self->clerk, task, func, return_func, data, destroy);
      return;
    }

  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The engine is closed");
  g_object_unref (task);
  destroy (data);
}

/* --- Opening -------------------------------------------------------------------------------------- */

typedef struct
{
  GTask               *task;
  char                *data_dir;
  MailerHub           *hub;
  MailerStoreRecovery *recovery;
  GError              *error;
} Opening;

static void
opening_free (gpointer data)
{
  Opening *opening = data;

  g_clear_object (&opening->task);
  g_free (opening->data_dir);
  g_clear_pointer (&opening->recovery, mailer_store_recovery_free);
  g_clear_error (&opening->error);
  g_free (opening);
}

static void
close_hub_job (gpointer data)
{
  mailer_hub_close (data);
}

static void
use_store_cb (gpointer data)
{
  Opening      *opening = data;
  MailerEngine *self = g_task_get_source_object (opening->task);

  if (self->is_closed && opening->hub != NULL)
    {
      mailer_hub_shut (opening->hub);
      mailer_worker_push (self->clerk, close_hub_job, opening->hub);
      g_task_return_new_error (opening->task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The engine was closed");
      return;
    }

  if (opening->error != NULL)
    {
      g_task_return_error (opening->task, mailer_engine_error_translate (g_steal_pointer (&opening->error)));
      return;
    }

  self->hub = opening->hub;
  mailer_hub_set_news_func (self->hub, mailer_engine_handle_news_cb, self);
  if (opening->recovery != NULL)
    mailer_engine_tell_recovery (self, opening->recovery);
  mailer_engine_load_accounts (self, g_steal_pointer (&opening->task));
}

static void
open_store_job (gpointer data)
{
  Opening *opening = data;

  mailer_engine_drop_forwarded_files (opening->data_dir, NULL);
  opening->hub = mailer_hub_open (opening->data_dir, &opening->recovery, &opening->error);
  mailer_main_post (use_store_cb, opening, opening_free);
}

static void
return_open_cb (gpointer data)
{
  g_autoptr (GTask) task = data;

  g_task_return_boolean (task, TRUE);
}

void
mailer_engine_return_open (MailerEngine *self,
                           GTask        *task)
{
  mailer_engine_refresh_activities (self);
  mailer_engine_settle (self, return_open_cb, task);
}

void
mailer_engine_open_async (MailerEngine       *self,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  Opening *opening;

  g_return_if_fail (MAILER_IS_ENGINE (self));
  g_return_if_fail (self->clerk == NULL);

  self->clerk = mailer_worker_new ("clerk");
  self->render = mailer_worker_new ("render");
  self->scribe = mailer_worker_new ("scribe");
  self->porter = mailer_worker_new ("porter");
  opening = g_new0 (Opening, 1);
  opening->task = g_task_new (self, cancellable, callback, user_data);
  opening->data_dir = g_strdup (self->data_dir);
  g_task_set_source_tag (opening->task, mailer_engine_open_async);
  mailer_worker_push (self->clerk, open_store_job, opening);
}

gboolean
mailer_engine_open_finish (MailerEngine *self,
                           GAsyncResult *result,
                           GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- Closing -------------------------------------------------------------------------------------- */

typedef struct
{
  GTask        *task;
  MailerHub    *hub;
  MailerWorker *render;
  MailerWorker *scribe;
  MailerWorker *porter;

  MailerImageWorker *image_workers[MAILER_N_IMAGE_WORKERS];
} Closing;

static void
finish_closing_cb (gpointer data)
{
  Closing      *closing = data;
  MailerEngine *self = g_task_get_source_object (closing->task);

  g_clear_pointer (&self->clerk, mailer_worker_stop);
  g_task_return_boolean (closing->task, TRUE);
  g_object_unref (closing->task);
  g_free (closing);
}

/* The accounts' workers have ended: they were retired to this worker before. */
static void
close_store_job (gpointer data)
{
  Closing *closing = data;

  for (guint i = 0; i < MAILER_N_IMAGE_WORKERS; i++)
    g_clear_pointer (&closing->image_workers[i], mailer_engine_stop_image_worker);
  g_clear_pointer (&closing->render, mailer_worker_stop);
  g_clear_pointer (&closing->scribe, mailer_worker_stop);
  g_clear_pointer (&closing->porter, mailer_worker_stop);
  g_clear_pointer (&closing->hub, mailer_hub_close);
  mailer_main_post (finish_closing_cb, closing, NULL);
}

void
mailer_engine_close_async (MailerEngine       *self,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  Closing *closing;

  g_return_if_fail (MAILER_IS_ENGINE (self));
  g_return_if_fail (self->clerk != NULL && !self->is_closed);

  self->is_closed = TRUE;
  g_cancellable_cancel (self->closing);
  mailer_engine_retire_all (self);
  closing = g_new0 (Closing, 1);
  closing->task = g_task_new (self, NULL, callback, user_data);
  closing->render = g_steal_pointer (&self->render);
  closing->scribe = g_steal_pointer (&self->scribe);
  closing->porter = g_steal_pointer (&self->porter);
  for (guint i = 0; i < MAILER_N_IMAGE_WORKERS; i++)
    closing->image_workers[i] = g_steal_pointer (&self->image_workers[i]);
  g_task_set_source_tag (closing->task, mailer_engine_close_async);
  if (self->hub != NULL)
    {
      mailer_hub_shut (self->hub);
      closing->hub = mailer_hub_ref (self->hub);
    }
  mailer_worker_push (self->clerk, close_store_job, closing);
}

void
mailer_engine_close_finish (MailerEngine *self,
                            GAsyncResult *result)
{
  g_return_if_fail (g_task_is_valid (result, self));

  g_task_propagate_boolean (G_TASK (result), NULL);
}

/* --- Object --------------------------------------------------------------------------------------- */

/* Another network does not make a refused password right: those wait for the user. */
static void
network_changed_cb (GNetworkMonitor *monitor,
                    gboolean         is_available,
                    gpointer         data)
{
  MailerEngine *self = data;
  const guint   n = g_list_model_get_n_items (G_LIST_MODEL (self->accounts));

  for (guint i = 0; is_available && i < n; i++)
    {
      g_autoptr (MailerAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      if (mailer_account_get_state (account) != MAILER_ACCOUNT_STATE_NEEDS_HELP)
        mailer_engine_retry (self, mailer_account_get_id (account));
    }
}

static void
forget_list_cb (gpointer data,
                GObject *list)
{
  MailerEngine *self = data;

  g_ptr_array_remove_fast (self->lists, list);
}

static void
mailer_engine_finalize (GObject *object)
{
  MailerEngine *self = MAILER_ENGINE (object);

  g_assert (self->clerk == NULL);
  for (guint i = 0; i < self->lists->len; i++)
    g_object_weak_unref (g_ptr_array_index (self->lists, i), forget_list_cb, self);
  g_ptr_array_unref (self->lists);
  g_clear_pointer (&self->hub, mailer_hub_unref);
  g_clear_pointer (&self->trust, mailer_account_trust_unref);
  g_signal_handlers_disconnect_by_data (self->monitor, self);
  g_clear_object (&self->monitor);
  g_object_unref (self->accounts);
  g_object_unref (self->activities);
  g_object_unref (self->problems);
  g_hash_table_unref (self->picture_senders);
  g_hash_table_unref (self->alerts);
  g_hash_table_unref (self->activity_errors);
  g_array_unref (self->failed);
  g_object_unref (self->closing);
  g_free (self->data_dir);
  g_free (self->config_dir);
  g_free (self->ca_file);

  G_OBJECT_CLASS (mailer_engine_parent_class)->finalize (object);
}

static void
mailer_engine_get_property (GObject    *object,
                            guint       property_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  MailerEngine *self = MAILER_ENGINE (object);

  switch ((EngineProperty)property_id)
    {
    case PROP_N_WAITING:
      g_value_set_uint (value, self->n_waiting);
      break;
    case PROP_N_UNDECIDED:
      g_value_set_uint (value, self->n_undecided);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static guint
add_signal (const char *name,
            guint       n_arguments,
            GType       first,
            GType       second)
{
  return g_signal_new (name, MAILER_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                       G_TYPE_NONE, n_arguments, first, second);
}

static void
mailer_engine_class_init (MailerEngineClass *klass)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  GObjectClass     *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = mailer_engine_finalize;
  object_class->get_property = mailer_engine_get_property;

  properties[PROP_N_WAITING] = g_param_spec_uint ("n-waiting", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_N_UNDECIDED] = g_param_spec_uint ("n-undecided", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  signals[SIGNAL_OPERATION_FAILED] = add_signal ("operation-failed", 1, MAILER_TYPE_ACTIVITY, G_TYPE_NONE);
  signals[SIGNAL_MESSAGE_SENT] = add_signal ("message-sent", 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
mailer_engine_init (MailerEngine *self)
{
  self->closing = g_cancellable_new ();
  self->accounts = g_list_store_new (MAILER_TYPE_ACCOUNT);
  self->activities = g_list_store_new (MAILER_TYPE_ACTIVITY);
  self->problems = g_list_store_new (MAILER_TYPE_PROBLEM);
  self->picture_senders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->alerts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->activity_errors = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify)g_error_free);
  self->failed = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->lists = g_ptr_array_new ();
  self->monitor = g_object_ref (g_network_monitor_get_default ());
  g_signal_connect (self->monitor, "network-changed", G_CALLBACK (network_changed_cb), self);
}

MailerEngine *
mailer_engine_new (const MailerEngineConfig *config)
{
  MailerEngine *self;

  g_return_val_if_fail (config != NULL && config->data_dir != NULL && config->config_dir != NULL, NULL);

  self = g_object_new (MAILER_TYPE_ENGINE, NULL);
  self->data_dir = g_strdup (config->data_dir);
  self->config_dir = g_strdup (config->config_dir);
  self->ca_file = g_strdup (config->ca_file);
  self->body_budget_bytes = config->body_budget_bytes > 0 ? config->body_budget_bytes : DEFAULT_BODY_BUDGET_BYTES;

  return self;
}

void
mailer_engine_set_ca_file (MailerEngine *self,
                           const char   *ca_file)
{
  g_return_if_fail (MAILER_IS_ENGINE (self));

  if (g_strcmp0 (self->ca_file, ca_file) == 0)
    return;

  g_free (self->ca_file);
  self->ca_file = g_strdup (ca_file);
  mailer_engine_restart_accounts (self);
}

void
mailer_engine_set_n_waiting (MailerEngine *self,
                             guint         n_waiting)
{
  if (self->n_waiting == n_waiting)
    return;

  self->n_waiting = n_waiting;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_WAITING]);
}

void
mailer_engine_set_n_undecided (MailerEngine *self,
                               guint         n_undecided)
{
  if (self->n_undecided == n_undecided)
    return;

  self->n_undecided = n_undecided;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_UNDECIDED]);
}

void
mailer_engine_emit_operation_failed (MailerEngine   *self,
                                     MailerActivity *activity)
{
  g_signal_emit (self, signals[SIGNAL_OPERATION_FAILED], 0, activity);
}

void
mailer_engine_emit_message_sent (MailerEngine *self,
                                 const char   *subject,
                                 const char   *account_id)
{
  g_signal_emit (self, signals[SIGNAL_MESSAGE_SENT], 0, subject, account_id);
}

GListModel *
mailer_engine_get_accounts (MailerEngine *self)
{
  g_return_val_if_fail (MAILER_IS_ENGINE (self), NULL);

  return G_LIST_MODEL (self->accounts);
}

MailerAccount *
mailer_engine_find_account (MailerEngine *self,
                            const char   *account_id)
{
  guint n;

  g_return_val_if_fail (MAILER_IS_ENGINE (self), NULL);

  n = g_list_model_get_n_items (G_LIST_MODEL (self->accounts));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (MailerAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      /* The list keeps it. */
      if (g_strcmp0 (mailer_account_get_id (account), account_id) == 0)
        return account;
    }

  return NULL;
}

MailerFolder *
mailer_engine_find_folder (MailerEngine *self,
                           gint64        folder_id)
{
  guint n;

  g_return_val_if_fail (MAILER_IS_ENGINE (self), NULL);

  n = g_list_model_get_n_items (G_LIST_MODEL (self->accounts));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (MailerAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);
      MailerFolder *folder = mailer_account_find_folder_by_id (account, folder_id);

      if (folder != NULL)
        return folder;
    }

  return NULL;
}

MailerConversationList *
mailer_engine_list_conversations (MailerEngine *self,
                                  MailerFolder *folder)
{
  MailerConversationList *list;
  MailerAccount          *account;

  g_return_val_if_fail (MAILER_IS_ENGINE (self) && self->hub != NULL, NULL);
  g_return_val_if_fail (MAILER_IS_FOLDER (folder), NULL);

  list = mailer_conversation_list_new (self->hub, folder);
  g_object_weak_ref (G_OBJECT (list), forget_list_cb, self);
  g_ptr_array_add (self->lists, list);

  self->looked_at = mailer_folder_get_id (folder);
  account = mailer_engine_find_account (self, mailer_folder_get_account_id (folder));
  if (account != NULL && mailer_account_get_remote (account) != NULL)
    mailer_remote_look_at (mailer_account_get_remote (account), self->looked_at);

  return list;
}
