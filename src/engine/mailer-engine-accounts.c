/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-engine-private.h"

#include "mailer-account-files.h"
#include "mailer-account-pictures.h"
#include "mailer-account-secrets.h"
#include "mailer-store-outbox.h"

/* Accounts in settings files, keyring and store. An account exists when its settings file does: it is
 * written last; mailer-engine-removal.c tells how an account goes. */

typedef struct
{
  char                  *config_dir;
  MailerHub             *hub;
  MailerAccountSettings *settings;
  char                  *account_id;
  char                  *password;
  gboolean               is_outgoing;

  /* Out */
  MailerAccountTrust *trust;
  char              **picture_senders;
  GPtrArray          *accounts;
  GPtrArray          *problems;
} Job;

static Job *
new_job (MailerEngine                *self,
         const MailerAccountSettings *settings,
         const char                  *account_id,
         const char                  *password)
{
  Job *job = g_new0 (Job, 1);

  job->config_dir = g_strdup (self->config_dir);
  job->hub = self->hub != NULL ? mailer_hub_ref (self->hub) : NULL;
  job->settings = settings != NULL ? mailer_account_settings_copy (settings) : NULL;
  job->account_id = g_strdup (account_id);
  job->password = g_strdup (password);

  return job;
}

static void
free_job_cb (gpointer data)
{
  Job *job = data;

  g_free (job->config_dir);
  g_clear_pointer (&job->hub, mailer_hub_unref);
  mailer_account_settings_free (job->settings);
  g_free (job->account_id);
  mailer_account_secrets_free (job->password);
  g_clear_pointer (&job->trust, mailer_account_trust_unref);
  g_strfreev (job->picture_senders);
  g_clear_pointer (&job->accounts, g_ptr_array_unref);
  g_clear_pointer (&job->problems, g_ptr_array_unref);
  g_free (job);
}

static void
run_job (MailerEngine         *self,
         GTask                *task,
         MailerChoreFunc       func,
         MailerChoreReturnFunc return_func,
         Job                  *job)
{
  mailer_engine_run_chore (self, task, func, return_func, job, free_job_cb);
}

/* Loading */

static gboolean
look_password_up (gpointer      data,
                  GCancellable *cancellable,
                  GError      **error)
{
  Job *job = data;

  job->password = mailer_account_secrets_lookup (job->account_id, cancellable, error);
  if (job->password == NULL && (error == NULL || *error == NULL))
    g_set_error_literal (error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_NO_PASSWORD,
                         "The keyring has no password for the account");

  return job->password != NULL;
}

static void
return_password (GTask   *task,
                 gpointer data)
{
  Job *job = data;

  g_task_return_pointer (task, g_steal_pointer (&job->password), (GDestroyNotify)mailer_account_secrets_free);
}

static void
start_with_password_cb (GObject      *object,
                        GAsyncResult *result,
                        gpointer      user_data)
{
  MailerEngine  *self = MAILER_ENGINE (object);
  MailerAccount *account = user_data;
  g_autoptr (MailerAccount) owned_account = account;
  g_autoptr (GError) error = NULL;
  char *password = g_task_propagate_pointer (G_TASK (result), &error);

  /* It may have been removed, or the engine closed, while the keyring was asked. */
  if (!self->is_closed && mailer_engine_find_account (self, mailer_account_get_id (account)) == account)
    {
      if (password != NULL)
        mailer_engine_start_account (self, account, password);
      else
        mailer_account_set_state (account, MAILER_ACCOUNT_STATE_NEEDS_HELP, error);
    }

  mailer_account_secrets_free (password);
}

static void
start_with_stored_password (MailerEngine  *self,
                            MailerAccount *account)
{
  GTask *task = g_task_new (self, self->closing, start_with_password_cb, g_object_ref (account));

  run_job (self, task, look_password_up, return_password, new_job (self, NULL, mailer_account_get_id (account), NULL));
}

static gboolean
resume_outbox_cb (MailerStore *store,
                  gpointer     data,
                  GError     **error)
{
  return mailer_store_resume_outbox (store, error);
}

/* What was being sent when the program was killed is settled before anybody can send. */
static gboolean
load_files (gpointer      data,
            GCancellable *cancellable,
            GError      **error)
{
  Job *job = data;

  if (!mailer_hub_call (job->hub, MAILER_HUB_WRITER, resume_outbox_cb, NULL, error))
    return FALSE;

  job->problems = g_ptr_array_new_with_free_func ((GDestroyNotify)g_error_free);
  job->trust = mailer_account_trust_load (job->config_dir, job->problems);
  job->picture_senders = mailer_account_pictures_load (job->config_dir);
  job->accounts = mailer_account_files_load (job->config_dir, job->problems, error);

  return job->accounts != NULL;
}

static void
tell_problems (MailerEngine *self,
               GPtrArray    *problems)
{
  for (guint i = 0; i < problems->len; i++)
    {
      g_autoptr (GError) error = mailer_engine_error_translate (g_error_copy (g_ptr_array_index (problems, i)));

      mailer_engine_tell_problem (self, error);
    }
}

static void
return_loaded (GTask   *task,
               gpointer data)
{
  Job          *job = data;
  MailerEngine *self = g_task_get_source_object (task);

  g_clear_pointer (&self->trust, mailer_account_trust_unref);
  self->trust = g_steal_pointer (&job->trust);
  mailer_engine_use_picture_senders (self, (const char *const *)job->picture_senders);
  for (guint i = 0; i < job->accounts->len; i++)
    mailer_engine_attach_account (self, g_ptr_array_index (job->accounts, i));
  tell_problems (self, job->problems);

  g_task_return_boolean (task, TRUE);
}

static void
start_loaded_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  MailerEngine *self = MAILER_ENGINE (object);
  g_autoptr (GTask) open_task = user_data;
  g_autoptr (GError) error = NULL;
  guint n_accounts;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (open_task, g_steal_pointer (&error));
      return;
    }

  n_accounts = g_list_model_get_n_items (G_LIST_MODEL (self->accounts));
  for (guint i = 0; i < n_accounts; i++)
    {
      g_autoptr (MailerAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      start_with_stored_password (self, account);
    }
  mailer_engine_finish_removals (self);
  mailer_engine_return_open (self, g_steal_pointer (&open_task));
}

void
mailer_engine_load_accounts (MailerEngine *self,
                             GTask        *task)
{
  GTask *load_task = g_task_new (self, self->closing, start_loaded_cb, task);

  run_job (self, load_task, load_files, return_loaded, new_job (self, NULL, NULL, NULL));
}

/* Adding, changing, removing */

typedef struct
{
  char  *identity;
  char **account_ids; /* out */
} Search;

static gboolean
find_accounts_cb (MailerStore *store,
                  gpointer     data,
                  GError     **error)
{
  Search *search = data;

  search->account_ids = mailer_store_find_accounts (store, search->identity, error);

  return search->account_ids != NULL;
}

/* An account whose settings were lost left here what waits to be sent and to be done. Whoever sets it up again gets
 * its id, and all that goes on. */
static gboolean
choose_id (Job     *job,
           GError **error)
{
  g_autofree char *identity = mailer_engine_dup_identity (job->settings);
  Search           search = { identity, NULL };
  gboolean         is_found = mailer_hub_call (job->hub, MAILER_HUB_WRITER, find_accounts_cb, &search, error);
  g_auto (GStrv) account_ids = search.account_ids;

  if (!is_found)
    return FALSE;

  g_clear_pointer (&job->settings->id, g_free);
  for (guint i = 0; account_ids[i] != NULL && job->settings->id == NULL; i++)
    if (mailer_account_files_is_free (job->config_dir, account_ids[i]))
      job->settings->id = g_strdup (account_ids[i]);
  if (job->settings->id == NULL)
    job->settings->id = mailer_account_files_make_id (job->config_dir);

  return TRUE;
}

static gboolean
store_new_account (gpointer      data,
                   GCancellable *cancellable,
                   GError      **error)
{
  Job *job = data;

  if (!choose_id (job, error))
    return FALSE;
  if (!mailer_account_secrets_store (job->settings->id, job->settings->address, job->password, cancellable, error))
    return FALSE;

  if (mailer_account_files_save (job->config_dir, job->settings, error))
    return TRUE;

  /* Nothing is left behind; the first problem is the one to tell. */
  mailer_account_secrets_remove (job->settings->id, NULL, NULL);

  return FALSE;
}

static void
return_new_account (GTask   *task,
                    gpointer data)
{
  Job           *job = data;
  MailerEngine  *self = g_task_get_source_object (task);
  MailerAccount *account;

  if (self->is_closed)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The engine was closed");
      return;
    }

  account = mailer_engine_attach_account (self, job->settings);
  mailer_engine_start_account (self, account, job->password);
  g_task_return_pointer (task, g_object_ref (account), g_object_unref);
}

void
mailer_engine_add_account_async (MailerEngine                *self,
                                 const MailerAccountSettings *settings,
                                 const char                  *password,
                                 GCancellable                *cancellable,
                                 GAsyncReadyCallback          callback,
                                 gpointer                     user_data)
{
  g_return_if_fail (MAILER_IS_ENGINE (self));
  g_return_if_fail (settings != NULL && password != NULL);

  run_job (self, g_task_new (self, cancellable, callback, user_data), store_new_account,
           return_new_account, new_job (self, settings, NULL, password));
}

MailerAccount *
mailer_engine_add_account_finish (MailerEngine *self,
                                  GAsyncResult *result,
                                  GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
store_changed_account (gpointer      data,
                       GCancellable *cancellable,
                       GError      **error)
{
  Job *job = data;

  if (job->password != NULL
      && !mailer_account_secrets_store (job->settings->id, job->settings->address, job->password, cancellable, error))
    return FALSE;

  return mailer_account_files_save (job->config_dir, job->settings, error);
}

static void
return_changed_account (GTask   *task,
                        gpointer data)
{
  Job           *job = data;
  MailerEngine  *self = g_task_get_source_object (task);
  MailerAccount *account = self->is_closed ? NULL : mailer_engine_find_account (self, job->settings->id);

  if (account != NULL)
    {
      mailer_account_set_settings (account, job->settings);
      mailer_engine_introduce_account (self, job->settings);
      if (job->password != NULL)
        mailer_engine_start_account (self, account, job->password);
      else
        start_with_stored_password (self, account);
    }
  g_task_return_boolean (task, TRUE);
}

void
mailer_engine_update_account_async (MailerEngine                *self,
                                    const MailerAccountSettings *settings,
                                    const char                  *password,
                                    GCancellable                *cancellable,
                                    GAsyncReadyCallback          callback,
                                    gpointer                     user_data)
{
  g_return_if_fail (MAILER_IS_ENGINE (self));
  g_return_if_fail (settings != NULL && settings->id != NULL);

  run_job (self, g_task_new (self, cancellable, callback, user_data), store_changed_account,
           return_changed_account, new_job (self, settings, NULL, password));
}

gboolean
mailer_engine_update_account_finish (MailerEngine *self,
                                     GAsyncResult *result,
                                     GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* The file may have been changed by what stands before this in the clerk's queue: only what is new is put
 * into it. */
static gboolean
store_sign_in (gpointer      data,
               GCancellable *cancellable,
               GError      **error)
{
  Job *job = data;

  return mailer_account_files_remember_sign_in (job->config_dir, job->settings->id,
                                                job->is_outgoing,
                                                job->is_outgoing ? &job->settings->smtp
                                                                 : &job->settings->imap,
                                                error);
}

void
mailer_engine_remember_sign_in (MailerEngine  *self,
                                MailerAccount *account,
                                gboolean       is_outgoing)
{
  Job *job;

  if (self->is_closed)
    return;
  job = new_job (self, mailer_account_get_settings (account), NULL, NULL);
  job->is_outgoing = is_outgoing;
  mailer_chore_push (self->clerk, g_task_new (self, NULL, mailer_engine_tell_failure_cb, NULL),
                     store_sign_in, NULL, job, free_job_cb);
}

/* Passwords */

void
mailer_engine_load_password_async (MailerEngine       *self,
                                   const char         *account_id,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  g_return_if_fail (MAILER_IS_ENGINE (self));
  g_return_if_fail (account_id != NULL);

  run_job (self, g_task_new (self, cancellable, callback, user_data), look_password_up,
           return_password, new_job (self, NULL, account_id, NULL));
}

char *
mailer_engine_load_password_finish (MailerEngine *self,
                                    GAsyncResult *result,
                                    GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
mailer_engine_free_password (char *password)
{
  mailer_account_secrets_free (password);
}
