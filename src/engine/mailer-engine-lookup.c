/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-engine-private.h"

#include "mailer-address.h"
#include "mailer-autoconfig.h"

/* Where an address has its servers, for the assistant. */

void
mailer_lookup_free (MailerLookup *self)
{
  if (self == NULL)
    return;

  mailer_account_settings_free (self->settings);
  g_free (self->provider_name);
  g_free (self->help_uri);
  g_free (self);
}

typedef struct
{
  char         *full_name;
  char         *address;
  MailerLookup *lookup;
} LookupJob;

static void
free_lookup_job_cb (gpointer data)
{
  LookupJob *job = data;

  g_free (job->full_name);
  g_free (job->address);
  mailer_lookup_free (job->lookup);
  g_free (job);
}

static gboolean
look_up (gpointer      data,
         GCancellable *cancellable,
         GError      **error)
{
  LookupJob *job = data;
  g_autoptr (MailerAutoconfigResult) result = mailer_autoconfig_lookup (job->full_name, job->address);

  job->lookup = g_new0 (MailerLookup, 1);
  job->lookup->settings = g_steal_pointer (&result->settings);
  job->lookup->is_known = result->is_known;
  job->lookup->provider_name = g_steal_pointer (&result->provider_name);
  job->lookup->help_uri = g_steal_pointer (&result->help_uri);
  job->lookup->needs_app_password = result->needs_app_password;
  job->lookup->needs_enabling = result->needs_enabling;

  return TRUE;
}

static void
return_lookup (GTask   *task,
               gpointer data)
{
  LookupJob *job = data;

  g_task_return_pointer (task, g_steal_pointer (&job->lookup), (GDestroyNotify)mailer_lookup_free);
}

void
mailer_engine_lookup_async (MailerEngine       *self,
                            const char         *full_name,
                            const char         *address,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  LookupJob *job;

  g_return_if_fail (MAILER_IS_ENGINE (self));
  g_return_if_fail (full_name != NULL && address != NULL && mailer_address_is_valid (address));

  job = g_new0 (LookupJob, 1);
  job->full_name = g_strdup (full_name);
  job->address = g_strdup (address);
  mailer_engine_run_chore (self, g_task_new (self, cancellable, callback, user_data), look_up,
                           return_lookup, job, free_lookup_job_cb);
}

MailerLookup *
mailer_engine_lookup_finish (MailerEngine *self,
                             GAsyncResult *result,
                             GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
