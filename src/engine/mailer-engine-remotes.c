/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-engine-private.h"

#include "mailer-account-secrets.h"

/* Accounts at work: their connections come and go here. */

/* A host has no spaces. Neither of the two tells upper from lower case where it matters. */
char *
mailer_engine_dup_identity (const MailerAccountSettings *settings)
{
  g_autofree char *text = g_strdup_printf ("%s %s", settings->imap.host, settings->address);

  return g_utf8_casefold (text, -1);
}

typedef struct
{
  MailerEngine *engine;
  char         *account_id;
  char         *identity;
} Introduction;

static void
introduction_free (gpointer data)
{
  Introduction *introduction = data;

  g_object_unref (introduction->engine);
  g_free (introduction->account_id);
  g_free (introduction->identity);
  g_free (introduction);
}

static gboolean
add_account (MailerStore *store,
             gpointer     data,
             GError     **error)
{
  Introduction *introduction = data;

  return mailer_store_add_account (store, introduction->account_id, error)
         && mailer_store_set_identity (store, introduction->account_id, introduction->identity, error);
}

static void
report_problem_cb (gpointer      data,
                   const GError *error)
{
  Introduction *introduction = data;

  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    mailer_engine_tell_problem (introduction->engine, error);
}

void
mailer_engine_introduce_account (MailerEngine                *self,
                                 const MailerAccountSettings *settings)
{
  Introduction *introduction = g_new (Introduction, 1);

  introduction->engine = g_object_ref (self);
  introduction->account_id = g_strdup (settings->id);
  introduction->identity = mailer_engine_dup_identity (settings);
  mailer_hub_push (self->hub, MAILER_HUB_WRITER, add_account, report_problem_cb, introduction, introduction_free);
}

void
mailer_engine_introduce_accounts (MailerEngine *self)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->accounts));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (MailerAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);

      mailer_engine_introduce_account (self, mailer_account_get_settings (account));
    }
}

MailerAccount *
mailer_engine_attach_account (MailerEngine                *self,
                              const MailerAccountSettings *settings)
{
  g_autoptr (MailerAccount) account = mailer_account_new (settings);

  mailer_engine_introduce_account (self, settings);
  g_list_store_append (self->accounts, account);
  mailer_engine_refresh_folders (self);

  /* The list keeps it. */
  return account;
}

/* --- What remotes tell ---------------------------------------------------------------------------- */

static void
state_changed_cb (const char              *account_id,
                  const MailerRemoteState *state,
                  gpointer                 data)
{
  MailerEngine  *self = data;
  MailerAccount *account = mailer_engine_find_account (self, account_id);

  if (account == NULL)
    return;

  /* The line is back: what waits to be sent or filed need not wait for its next turn. */
  if (state->account_state == MAILER_ACCOUNT_STATE_ONLINE
      && mailer_account_get_state (account) != MAILER_ACCOUNT_STATE_ONLINE)
    mailer_engine_note_line (self, account_id);
  mailer_account_set_state (account, state->account_state, state->error);
  mailer_engine_refresh_activities (self);
}

static void
operation_failed_cb (const char   *account_id,
                     gint64        operation_id,
                     const GError *error,
                     gpointer      data)
{
  mailer_engine_set_activity_error (data, operation_id, error);
}

static void
operation_delayed_cb (const char   *account_id,
                      gint64        operation_id,
                      const GError *error,
                      gpointer      data)
{
  mailer_engine_set_activity_error (data, operation_id, error);
}

static void
operation_progress_cb (const char *account_id,
                       gint64      operation_id,
                       double      fraction,
                       gpointer    data)
{
  mailer_engine_set_activity_fraction (data, operation_id, fraction);
}

static void
alert_cb (const char   *account_id,
          const GError *error,
          gpointer      data)
{
  mailer_engine_tell_alert (data, account_id, error);
}

static void
signed_in_cb (const char *account_id,
              gboolean    is_outgoing,
              const char *signed_in_by,
              gpointer    data)
{
  MailerEngine  *self = data;
  MailerAccount *account = mailer_engine_find_account (self, account_id);

  if (account == NULL)
    return;
  mailer_account_set_signed_in_by (account, is_outgoing, signed_in_by);
  mailer_engine_remember_sign_in (self, account, is_outgoing);
}

/* --- Starting and retiring ------------------------------------------------------------------------ */

static void
start_remote (MailerEngine  *self,
              MailerAccount *account,
              const char    *password)
{
  static const MailerRemoteEvents events = { state_changed_cb, operation_failed_cb, operation_delayed_cb, operation_progress_cb, alert_cb, signed_in_cb };
  MailerRemote                   *remote;

  remote = mailer_remote_start (&(MailerRemoteConfig){
      .hub = self->hub,
      .settings = mailer_account_get_settings (account),
      .password = password,
      .ca_file = self->ca_file,
      .body_budget_bytes = self->body_budget_bytes,
      .trust = self->trust,
      .events = &events,
      .events_data = self,
  });
  mailer_account_set_remote (account, remote);
  mailer_engine_start_sender (self, account);
  mailer_account_set_state (account, MAILER_ACCOUNT_STATE_CONNECTING, NULL);
  if (mailer_account_find_folder_by_id (account, self->looked_at) != NULL)
    mailer_remote_look_at (remote, self->looked_at);
}

typedef struct
{
  MailerEngine  *engine;
  MailerAccount *account;
} Restart;

static void
restart_cb (gpointer data)
{
  g_autofree Restart *restart = data;
  g_autoptr (MailerEngine) self = restart->engine;
  g_autoptr (MailerAccount) account = restart->account;
  char *password = mailer_account_steal_next_password (account);

  /* The account may have gone, or the engine may be closed. */
  if (!self->is_closed && mailer_engine_find_account (self, mailer_account_get_id (account)) == account)
    start_remote (self, account, password);
  mailer_account_secrets_free (password);
}

/* Two watches of one account would replay one journal: the next one starts when the last one has ended, with the
 * settings and the password of the last word. */
void
mailer_engine_start_account (MailerEngine  *self,
                             MailerAccount *account,
                             const char    *password)
{
  MailerRemote *old = mailer_account_steal_remote (account);
  Restart      *restart;

  mailer_engine_retire_sender (self, account);
  if (!self->is_closed && old == NULL && !mailer_account_has_next_password (account))
    start_remote (self, account, password);
  else
    mailer_account_set_next_password (account, password);
  if (old == NULL)
    return;

  restart = g_new (Restart, 1);
  restart->engine = g_object_ref (self);
  restart->account = g_object_ref (account);
  mailer_remote_retire (old, self->clerk, restart_cb, restart);
}

void
mailer_engine_restart_accounts (MailerEngine *self)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->accounts));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (MailerAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);
      MailerRemote    *remote = mailer_account_get_remote (account);
      g_autofree char *password = NULL;

      if (remote == NULL)
        continue;
      password = mailer_remote_dup_password (remote);
      mailer_engine_start_account (self, account, password);
      mailer_account_secrets_free (g_steal_pointer (&password));
    }
}

typedef struct
{
  MailerWorkerFunc done;
  gpointer         done_data;
} Ending;

static void
tell_ended_cb (gpointer data)
{
  Ending *ending = data;

  ending->done (ending->done_data);
}

/* The clerk does one thing after the other: an end that it was asked to wait for before has come. */
static void
note_ended_job (gpointer data)
{
  mailer_main_post (tell_ended_cb, data, g_free);
}

void
mailer_engine_detach_account (MailerEngine    *self,
                              MailerAccount   *account,
                              MailerWorkerFunc done,
                              gpointer         done_data)
{
  MailerRemote *remote = mailer_account_steal_remote (account);
  guint         position;

  mailer_engine_retire_sender (self, account);
  if (g_list_store_find (self->accounts, account, &position))
    g_list_store_remove (self->accounts, position);
  if (remote != NULL)
    mailer_remote_retire (remote, self->clerk, done, done_data);
  else if (done != NULL && self->is_closed)
    mailer_main_post (done, done_data, NULL);
  else if (done != NULL)
    mailer_worker_push (self->clerk, note_ended_job, g_memdup2 (&(Ending){ done, done_data }, sizeof (Ending)));
}

void
mailer_engine_retire_all (MailerEngine *self)
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->accounts));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (MailerAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);
      MailerRemote *remote = mailer_account_steal_remote (account);

      mailer_engine_retire_sender (self, account);
      if (remote != NULL)
        mailer_remote_retire (remote, self->clerk, NULL, NULL);
    }
}

static void
for_each_remote (MailerEngine *self,
                 const char   *account_id,
                 void (*func) (MailerRemote *remote))
{
  const guint n = g_list_model_get_n_items (G_LIST_MODEL (self->accounts));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (MailerAccount) account = g_list_model_get_item (G_LIST_MODEL (self->accounts), i);
      MailerRemote *remote = mailer_account_get_remote (account);

      if (remote != NULL && (account_id == NULL || g_str_equal (mailer_account_get_id (account), account_id)))
        func (remote);
    }
}

void
mailer_engine_note_operations (MailerEngine *self)
{
  for_each_remote (self, NULL, mailer_remote_note_operations);
}

void
mailer_engine_retry (MailerEngine *self,
                     const char   *account_id)
{
  g_return_if_fail (MAILER_IS_ENGINE (self));

  for_each_remote (self, account_id, mailer_remote_retry);
  mailer_engine_retry_senders (self, account_id);
}
