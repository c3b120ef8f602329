/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-sender-store.h"

#include "mailer-engine-error-record.h"
#include "mailer-error.h"

typedef struct
{
  const char            *account_id;
  gint64                 outbox_id;
  MailerStoreOutboxState state;
  const GError          *problem;
  gint64                 not_before_us;
  gpointer               result;
} Call;

static gboolean
list_cb (MailerStore *store,
         gpointer     data,
         GError     **error)
{
  Call *call = data;

  call->result = mailer_store_list_outbox (store, call->account_id, error);

  return call->result != NULL;
}

GPtrArray *
mailer_sender_store_list (MailerHub  *hub,
                          const char *account_id,
                          GError    **error)
{
  Call call = { .account_id = account_id };

  /* The writer, because a reader may still see what was before the last commit. */
  return mailer_hub_call (hub, MAILER_HUB_WRITER, list_cb, &call, error) ? call.result : NULL;
}

static gboolean
begin_cb (MailerStore *store,
          gpointer     data,
          GError     **error)
{
  Call *call = data;
  g_autoptr (GBytes) bytes = mailer_store_read_outbox_bytes (store, call->outbox_id, FALSE, error);

  if (bytes == NULL
      || !mailer_store_set_outbox_state (store, call->outbox_id, MAILER_STORE_OUTBOX_SENDING, NULL, NULL, 0, error))
    return FALSE;

  call->result = g_steal_pointer (&bytes);

  return TRUE;
}

GBytes *
mailer_sender_store_begin (MailerHub *hub,
                           gint64     outbox_id,
                           GError   **error)
{
  Call call = { .outbox_id = outbox_id };

  return mailer_hub_call (hub, MAILER_HUB_WRITER, begin_cb, &call, error) ? call.result : NULL;
}

static gboolean
read_copy_cb (MailerStore *store,
              gpointer     data,
              GError     **error)
{
  Call *call = data;

  call->result = mailer_store_read_outbox_bytes (store, call->outbox_id, TRUE, error);

  return call->result != NULL;
}

GBytes *
mailer_sender_store_read_copy (MailerHub *hub,
                               gint64     outbox_id,
                               GError   **error)
{
  Call call = { .outbox_id = outbox_id };

  return mailer_hub_call (hub, MAILER_HUB_READER, read_copy_cb, &call, error) ? call.result : NULL;
}

static gboolean
set_state_cb (MailerStore *store,
              gpointer     data,
              GError     **error)
{
  Call                     *call = data;
  const MailerErrorDetails *details = call->problem != NULL ? mailer_error_get_details (call->problem) : NULL;
  g_autofree char          *record = call->problem != NULL ? mailer_engine_error_record (call->problem) : NULL;

  return mailer_store_set_outbox_state (store, call->outbox_id, call->state, record,
                                        details != NULL ? details->server_text : NULL, call->not_before_us, error);
}

gboolean
mailer_sender_store_set_state (MailerHub             *hub,
                               gint64                 outbox_id,
                               MailerStoreOutboxState state,
                               const GError          *problem,
                               gint64                 not_before_us,
                               GError               **error)
{
  Call call = { .outbox_id = outbox_id, .state = state, .problem = problem, .not_before_us = not_before_us };

  return mailer_hub_call (hub, MAILER_HUB_WRITER, set_state_cb, &call, error);
}

static gboolean
set_sent_cb (MailerStore *store,
             gpointer     data,
             GError     **error)
{
  Call *call = data;

  return mailer_store_set_outbox_sent (store, call->outbox_id, NULL, error);
}

gboolean
mailer_sender_store_set_sent (MailerHub *hub,
                              gint64     outbox_id,
                              GError   **error)
{
  Call call = { .outbox_id = outbox_id };

  return mailer_hub_call (hub, MAILER_HUB_WRITER, set_sent_cb, &call, error);
}

static gboolean
set_filed_cb (MailerStore *store,
              gpointer     data,
              GError     **error)
{
  Call *call = data;

  return mailer_store_set_outbox_filed (store, call->outbox_id, error);
}

gboolean
mailer_sender_store_set_filed (MailerHub *hub,
                               gint64     outbox_id,
                               GError   **error)
{
  Call call = { .outbox_id = outbox_id };

  return mailer_hub_call (hub, MAILER_HUB_WRITER, set_filed_cb, &call, error);
}
