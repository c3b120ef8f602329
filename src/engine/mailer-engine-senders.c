/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-engine-private.h"

/* The send workers: they come and go with the accounts' connections. */

static void
message_sent_cb (const char *account_id,
                 gint64      outbox_id,
                 const char *subject,
                 gpointer    data)
{
  mailer_engine_set_activity_error (data, MAILER_ACTIVITY_OUTBOX_BASE + outbox_id, NULL);
  mailer_engine_emit_message_sent (data, subject, account_id);
}

typedef struct
{
  MailerEngine *engine;
  gint64        activity_id;
} Failure;

static void
tell_failure_cb (gpointer data)
{
  g_autofree Failure *failure = data;
  g_autoptr (MailerEngine) self = failure->engine;
  GListModel *activities = mailer_engine_get_activities (self);

  for (guint i = 0; i < g_list_model_get_n_items (activities); i++)
    {
      g_autoptr (MailerActivity) activity = g_list_model_get_item (activities, i);

      if (mailer_activity_get_id (activity) == failure->activity_id)
        mailer_engine_emit_operation_failed (self, activity);
    }
}

static void
message_delayed_cb (const char   *account_id,
                    gint64        outbox_id,
                    const GError *error,
                    gpointer      data)
{
  mailer_engine_set_activity_error (data, MAILER_ACTIVITY_OUTBOX_BASE + outbox_id, error);
}

static void
message_failed_cb (const char   *account_id,
                   gint64        outbox_id,
                   const GError *error,
                   gpointer      data)
{
  MailerEngine *self = data;
  Failure      *failure = g_new (Failure, 1);

  failure->engine = g_object_ref (self);
  failure->activity_id = MAILER_ACTIVITY_OUTBOX_BASE + outbox_id;
  mailer_engine_set_activity_error (self, failure->activity_id, error);
  mailer_engine_settle (self, tell_failure_cb, failure);
}

static void
trouble_changed_cb (const char   *account_id,
                    const GError *error,
                    gpointer      data)
{
  MailerAccount *account = mailer_engine_find_account (data, account_id);

  if (account != NULL)
    mailer_account_set_sending_error (account, error);
}

void
mailer_engine_start_sender (MailerEngine  *self,
                            MailerAccount *account)
{
  static const MailerSenderEvents events = { message_sent_cb, message_delayed_cb, message_failed_cb, trouble_changed_cb };

  mailer_account_set_sender (account, mailer_sender_start (&(MailerSenderConfig){
                                          .hub = self->hub,
                                          .remote = mailer_account_get_remote (account),
                                          .settings = mailer_account_get_settings (account),
                                          .ledger = mailer_account_get_ledger (account),
                                          .events = &events,
                                          .events_data = self,
                                      }));
  mailer_account_set_sending_error (account, NULL);
}

void
mailer_engine_retire_sender (MailerEngine  *self,
                             MailerAccount *account)
{
  MailerSender *sender = mailer_account_steal_sender (account);

  if (sender != NULL)
    mailer_sender_retire (sender, self->clerk);
}

static void
for_each_sender (MailerEngine *self,
                 const char   *account_id,
                 void (*func) (MailerSender *sender))
{
  GListModel *accounts = mailer_engine_get_accounts (self);

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++)
    {
      g_autoptr (MailerAccount) account = g_list_model_get_item (accounts, i);
      MailerSender *sender = mailer_account_get_sender (account);

      if (sender != NULL && (account_id == NULL || g_str_equal (mailer_account_get_id (account), account_id)))
        func (sender);
    }
}

void
mailer_engine_retry_senders (MailerEngine *self,
                             const char   *account_id)
{
  for_each_sender (self, account_id, mailer_sender_retry);
}

void
mailer_engine_note_line (MailerEngine *self,
                         const char   *account_id)
{
  for_each_sender (self, account_id, mailer_sender_note_line);
}

void
mailer_engine_note_outbox (MailerEngine *self)
{
  for_each_sender (self, NULL, mailer_sender_note_outbox);
}
