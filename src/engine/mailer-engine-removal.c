/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-engine-private.h"

#include "mailer-account-files.h"
#include "mailer-account-secrets.h"

/* Removing an account. The intention is written down first: from then on it is no account any more, and whatever
 * ends the program, or whoever closes a window, the rest is done now or at the next start. In order: the settings file
 * is renamed, the password goes, the account's workers end, its mail goes, the settings file is deleted. */

typedef struct
{
  char      *config_dir;
  char      *data_dir;
  MailerHub *hub;
  char      *account_id; /* (nullable): %NULL for all whose removal began earlier */
} Removal;

static Removal *
removal_new (MailerEngine *self,
             const char   *account_id)
{
  Removal *removal = g_new0 (Removal, 1);

  removal->config_dir = g_strdup (self->config_dir);
  removal->data_dir = g_strdup (self->data_dir);
  removal->hub = self->hub != NULL ? mailer_hub_ref (self->hub) : NULL;
  removal->account_id = g_strdup (account_id);

  return removal;
}

static void
removal_free (gpointer data)
{
  Removal *removal = data;

  g_free (removal->config_dir);
  g_free (removal->data_dir);
  g_clear_pointer (&removal->hub, mailer_hub_unref);
  g_free (removal->account_id);
  g_free (removal);
}

/* --- On the clerk --------------------------------------------------------------------------------- */

/* When the keyring refuses, or the user does not unlock it, the account is as it was. */
static gboolean
begin_removal (gpointer      data,
               GCancellable *cancellable,
               GError      **error)
{
  Removal *removal = data;

  if (!mailer_account_files_begin_removal (removal->config_dir, removal->account_id, error))
    return FALSE;
  if (mailer_account_secrets_remove (removal->account_id, cancellable, error))
    return TRUE;

  /* The first problem is the one to tell. */
  mailer_account_files_cancel_removal (removal->config_dir, removal->account_id, NULL);

  return FALSE;
}

static gboolean
remove_from_store (MailerStore *store,
                   gpointer     data,
                   GError     **error)
{
  return mailer_store_remove_account (store, data, error);
}

static gboolean
remove_mail_and_settings (const Removal *removal,
                          char          *account_id,
                          GError       **error)
{
  mailer_engine_drop_forwarded_files (removal->data_dir, account_id);

  return mailer_hub_call (removal->hub, MAILER_HUB_WRITER, remove_from_store, account_id, error)
         && mailer_account_files_end_removal (removal->config_dir, account_id, error);
}

static gboolean
end_removal (gpointer      data,
             GCancellable *cancellable,
             GError      **error)
{
  Removal *removal = data;

  return remove_mail_and_settings (removal, removal->account_id, error);
}

/* One that cannot be finished does not stop the others; the first problem is told. */
static gboolean
end_earlier_removals (gpointer      data,
                      GCancellable *cancellable,
                      GError      **error)
{
  Removal *removal = data;
  g_auto (GStrv) account_ids = mailer_account_files_list_removals (removal->config_dir);
  g_autoptr (GError) first = NULL;

  for (guint i = 0; account_ids[i] != NULL; i++)
    {
      GError **slot = first == NULL ? &first : NULL;

      if (mailer_account_secrets_remove (account_ids[i], cancellable, slot))
        remove_mail_and_settings (removal, account_ids[i], slot);
    }
  if (first == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&first));

  return FALSE;
}

/* --- On the main thread --------------------------------------------------------------------------- */

typedef struct
{
  GTask *task;
  char  *account_id;
} Detachment;

static void
drafts_settled_cb (gpointer data)
{
  g_autofree Detachment *detachment = data;
  g_autofree char       *account_id = detachment->account_id;
  MailerEngine          *self = g_task_get_source_object (detachment->task);

  mailer_engine_run_chore (self, detachment->task, end_removal, NULL, removal_new (self, account_id), removal_free);
}

/* The account's workers have ended: nobody writes its mail any more. Its drafts go with it, but not one that is just
 * being written: that one is saved for another account first. */
static void
detached_cb (gpointer data)
{
  Detachment *detachment = data;

  mailer_engine_settle_drafts (g_task_get_source_object (detachment->task), drafts_settled_cb, detachment);
}

static void
removal_begun_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  MailerEngine *self = MAILER_ENGINE (object);
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  MailerAccount *account = mailer_engine_find_account (self, g_task_get_task_data (task));
  Detachment    *detachment;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  detachment = g_new (Detachment, 1);
  detachment->account_id = g_strdup (g_task_get_task_data (task));
  detachment->task = g_steal_pointer (&task);
  if (account != NULL)
    mailer_engine_detach_account (self, account, detached_cb, detachment);
  else
    detached_cb (detachment);
}

void
mailer_engine_remove_account_async (MailerEngine       *self,
                                    const char         *account_id,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (MAILER_IS_ENGINE (self));
  g_return_if_fail (account_id != NULL);

  /* What has begun is not cancelled: only the first step asks @cancellable. */
  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_task_data (task, g_strdup (account_id), g_free);
  mailer_engine_run_chore (self, g_task_new (self, cancellable, removal_begun_cb, task),
                           begin_removal, NULL, removal_new (self, account_id), removal_free);
}

gboolean
mailer_engine_remove_account_finish (MailerEngine *self,
                                     GAsyncResult *result,
                                     GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
mailer_engine_finish_removals (MailerEngine *self)
{
  mailer_engine_run_chore (self,
                           g_task_new (self, self->closing, mailer_engine_tell_failure_cb, NULL),
                           end_earlier_removals, NULL, removal_new (self, NULL), removal_free);
}
