/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-remote-private.h"

#include "mailer-account-secrets.h"
#include "mailer-engine-error-private.h"
#include "mailer-store-mailbox.h"

/* Of what a server wants to be read, in characters. */
#define MAX_ALERT_LENGTH 500
/* Signing in, from the name look-up to the last answer. */
#define OPEN_TIMEOUT_US (60 * G_USEC_PER_SEC)
/* A connection that nobody needs is given back to the server. */
#define IDLE_TIMEOUT_S 120
/* After a longer rest it is asked whether it is alive, and how long that answer may take. */
#define TRUSTED_REST_US (20 * G_USEC_PER_SEC)
#define CHECK_TIMEOUT_US (5 * G_USEC_PER_SEC)

/* --- Sessions ------------------------------------------------------------------------------------- */

MailerImapSession *
mailer_remote_open_session (MailerRemote           *self,
                            const MailerImapEvents *events,
                            gpointer                events_data,
                            GCancellable           *cancellable,
                            GError                **error)
{
  MailerImapSession     *session;
  const MailerImapConfig config = {
    .endpoint = mailer_remote_get_endpoint (self, &self->settings->imap),
    .credentials = mailer_remote_get_credentials (self, FALSE),
    .client_name = "Mailer",
    .client_version = PACKAGE_VERSION,
    .events = events,
    .events_data = events_data,
  };

  session = mailer_imap_session_open (&config, cancellable, g_get_monotonic_time () + OPEN_TIMEOUT_US, error);

  if (session != NULL)
    mailer_remote_note_sign_in (self, FALSE, mailer_imap_session_get_remembered (session));
  else
    mailer_engine_error_name_server (error, &self->settings->imap);

  return session;
}

MailerNetCredentials
mailer_remote_get_credentials (MailerRemote *self,
                               gboolean      is_outgoing)
{
  const MailerServerSettings *server = is_outgoing ? &self->settings->smtp : &self->settings->imap;

  return (MailerNetCredentials){
    .user_name = server->user_name,
    .secret = self->password,
    .kind = server->sign_in == MAILER_SIGN_IN_OAUTH2 ? MAILER_NET_SECRET_TOKEN : MAILER_NET_SECRET_PASSWORD,
    .remembered = g_atomic_pointer_get (&self->signed_in_by[is_outgoing]),
  };
}

/* There are few such texts, so they may stay for ever, and be told apart by their place. */
void
mailer_remote_note_sign_in (MailerRemote *self,
                            gboolean      is_outgoing,
                            const char   *signed_in_by)
{
  const char *interned = g_intern_string (signed_in_by);

  if (interned == NULL || interned == g_atomic_pointer_get (&self->signed_in_by[is_outgoing]))
    return;
  g_atomic_pointer_set (&self->signed_in_by[is_outgoing], interned);
  mailer_outlet_tell_signed_in (self->outlet, is_outgoing, interned);
}

gboolean
mailer_remote_breaks_session (const GError *error)
{
  const MailerErrorDetails *details = mailer_error_get_details (error);

  if (error->domain == MAILER_NET_ERROR || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return TRUE;

  return error->domain == MAILER_IMAP_ERROR && details->scope >= MAILER_ERROR_SCOPE_CONNECTION;
}

MailerNetEndpoint
mailer_remote_get_endpoint (MailerRemote               *self,
                            const MailerServerSettings *server)
{
  return (MailerNetEndpoint){
    .host = server->host,
    .port = server->port,
    .security = server->security,
    .ca_file = self->ca_file,
    .pinned_fingerprint = self->trust != NULL
                              ? mailer_account_trust_get_fingerprint (self->trust, server->host,
                                                                      server->port)
                              : NULL,
  };
}

/* --- Requests ------------------------------------------------------------------------------------- */

typedef struct
{
  MailerRemote     *remote;
  MailerRequestFunc func;
  gpointer          data;
  GCancellable     *cancellable;
  GError           *error;

  GAsyncQueue *answer; /* where a blocking caller waits */

  MailerHubDoneFunc done;
  GDestroyNotify    destroy;
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  if (request->destroy != NULL)
    request->destroy (request->data);
  g_clear_object (&request->cancellable);
  g_clear_error (&request->error);
  g_free (request);
}

static void
finish_request_cb (gpointer data)
{
  Request *request = data;

  if (request->done != NULL)
    request->done (request->data, request->error);
}

static void
cancel_cb (GCancellable *source,
           gpointer      target)
{
  g_cancellable_cancel (target);
}

/* A line may have died without a word while nobody used it, and a person who waits should not wait for the
 * long silence that an answer may take. */
static void
drop_dead_session (MailerRemote *self,
                   GCancellable *cancellable)
{
  const gint64 rest_us = g_get_real_time () - self->used_us;

  if (self->session == NULL || (rest_us >= 0 && rest_us < TRUSTED_REST_US))
    return;
  if (!mailer_imap_session_noop (self->session, cancellable, g_get_monotonic_time () + CHECK_TIMEOUT_US, NULL))
    g_clear_pointer (&self->session, mailer_imap_session_free);
}

void
mailer_remote_tell_alert (MailerRemote *self,
                          const char   *text)
{
  const gboolean      is_long = g_utf8_strlen (text, -1) > MAX_ALERT_LENGTH;
  g_autofree char    *words = is_long ? g_utf8_substring (text, 0, MAX_ALERT_LENGTH) : g_strdup (text);
  GError             *error = g_error_new (MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_ALERT,
                                           "The server wants this to be read: %s", words);
  MailerErrorDetails *details = mailer_error_edit_details (error);

  details->scope = MAILER_ERROR_SCOPE_MESSAGE;
  details->retry = MAILER_ERROR_RETRY_NEVER;
  details->host = g_strdup (self->settings->imap.host);
  details->server_text = g_steal_pointer (&words);
  mailer_outlet_tell_alert (self->outlet, error);
}

static void
alert_cb (const char *text,
          gpointer    data)
{
  mailer_remote_tell_alert (data, text);
}

static gboolean
try_request (Request      *request,
             GCancellable *cancellable)
{
  static const MailerImapEvents events = { .alert = alert_cb };
  MailerRemote                 *self = request->remote;

  if (self->session == NULL)
    self->session = mailer_remote_open_session (self, &events, self, cancellable, &request->error);
  if (self->session == NULL)
    return FALSE;
  if (request->func (self->session, request->data, cancellable, &request->error))
    return TRUE;

  if (mailer_remote_breaks_session (request->error))
    g_clear_pointer (&self->session, mailer_imap_session_free);

  return FALSE;
}

static void
perform_request (Request      *request,
                 GCancellable *cancellable)
{
  gboolean is_used;

  if (g_cancellable_set_error_if_cancelled (cancellable, &request->error))
    return;

  drop_dead_session (request->remote, cancellable);
  is_used = request->remote->session != NULL;
  if (try_request (request, cancellable) || !is_used || !mailer_remote_breaks_session (request->error))
    return;
  if (g_cancellable_is_cancelled (cancellable))
    return;

  /* The server may have closed the connection long ago: that says nothing about the request. */
  g_clear_error (&request->error);
  try_request (request, cancellable);
}

static void
close_session_job (gpointer data)
{
  MailerRemote *self = data;

  g_clear_pointer (&self->session, mailer_imap_session_free);
}

static gboolean
close_idle_cb (gpointer data)
{
  MailerRemote *self = data;

  self->idle_source = 0;
  mailer_worker_push (self->request_worker, close_session_job, self);

  return G_SOURCE_REMOVE;
}

typedef struct
{
  MailerOutlet *outlet;
  MailerRemote *remote;
} Rest;

static void
rest_cb (gpointer data)
{
  Rest         *rest = data;
  MailerRemote *self = rest->remote;

  if (mailer_outlet_is_retired (rest->outlet))
    return;

  if (self->idle_source != 0)
    g_source_remove (self->idle_source);
  self->idle_source = g_timeout_add_seconds (IDLE_TIMEOUT_S, close_idle_cb, self);
}

static void
rest_free (gpointer data)
{
  Rest *rest = data;

  mailer_outlet_unref (rest->outlet);
  g_free (rest);
}

static void
note_rest (MailerRemote *self)
{
  Rest *rest = g_new (Rest, 1);

  rest->outlet = mailer_outlet_ref (self->outlet);
  rest->remote = self;
  mailer_main_post (rest_cb, rest, rest_free);
}

static void
run_request_job (gpointer data)
{
  Request      *request = data;
  MailerRemote *self = request->remote;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  const gulong account_handler = g_cancellable_connect (self->cancellable, G_CALLBACK (cancel_cb), cancellable, NULL);
  gulong       caller_handler = 0;

  if (request->cancellable != NULL)
    caller_handler = g_cancellable_connect (request->cancellable, G_CALLBACK (cancel_cb), cancellable, NULL);
  perform_request (request, cancellable);
  g_cancellable_disconnect (self->cancellable, account_handler);
  g_cancellable_disconnect (request->cancellable, caller_handler);
  self->used_us = g_get_real_time ();
  note_rest (self);

  if (request->answer != NULL)
    {
      g_async_queue_push (request->answer, request);
      return;
    }
  if (request->error != NULL)
    request->error = mailer_engine_error_translate (g_steal_pointer (&request->error));
  mailer_main_post (finish_request_cb, request, request_free);
}

gboolean
mailer_remote_request (MailerRemote     *self,
                       MailerRequestFunc func,
                       gpointer          data,
                       GCancellable     *cancellable,
                       GError          **error)
{
  g_autoptr (GAsyncQueue) answer = g_async_queue_new ();
  Request request = { .remote = self, .func = func, .data = data, .cancellable = cancellable, .answer = answer };

  mailer_worker_push (self->request_worker, run_request_job, &request);
  g_async_queue_pop (answer);
  if (request.error == NULL)
    return TRUE;

  g_propagate_error (error, request.error);

  return FALSE;
}

void
mailer_remote_request_async (MailerRemote     *self,
                             MailerRequestFunc func,
                             MailerHubDoneFunc done,
                             gpointer          data,
                             GDestroyNotify    destroy,
                             GCancellable     *cancellable)
{
  Request *request = g_new0 (Request, 1);

  request->remote = self;
  request->func = func;
  request->data = data;
  request->done = done;
  request->destroy = destroy;
  g_set_object (&request->cancellable, cancellable);
  mailer_worker_push (self->request_worker, run_request_job, request);
}

/* --- Life ----------------------------------------------------------------------------------------- */

MailerRemote *
mailer_remote_start (const MailerRemoteConfig *config)
{
  MailerRemote *self = g_new0 (MailerRemote, 1);

  self->hub = mailer_hub_ref (config->hub);
  self->settings = mailer_account_settings_copy (config->settings);
  self->password = g_strdup (config->password);
  self->signed_in_by[FALSE] = g_intern_string (config->settings->imap.signed_in_by);
  self->signed_in_by[TRUE] = g_intern_string (config->settings->smtp.signed_in_by);
  self->ca_file = g_strdup (config->ca_file);
  self->body_budget_bytes = config->body_budget_bytes;
  self->trust = config->trust != NULL ? mailer_account_trust_ref (config->trust) : NULL;
  self->cancellable = g_cancellable_new ();
  self->outlet = mailer_outlet_new (config->settings->id, config->events, config->events_data);
  self->watch = mailer_watch_new (self);
  self->watch_worker = mailer_worker_new ("watch");
  self->request_worker = mailer_worker_new ("request");
  mailer_worker_push (self->watch_worker, mailer_watch_run, self->watch);

  return self;
}

typedef struct
{
  MailerRemote    *remote;
  MailerWorkerFunc done;
  gpointer         done_data;
} Retirement;

static void
finish_retirement_cb (gpointer data)
{
  Retirement *retirement = data;

  if (retirement->done != NULL)
    retirement->done (retirement->done_data);
}

static void
bury_job (gpointer data)
{
  Retirement   *retirement = data;
  MailerRemote *self = retirement->remote;

  mailer_worker_stop (self->watch_worker);
  mailer_worker_push (self->request_worker, close_session_job, self);
  mailer_worker_stop (self->request_worker);
  mailer_watch_free (self->watch);
  mailer_outlet_unref (self->outlet);
  g_clear_pointer (&self->trust, mailer_account_trust_unref);
  mailer_account_settings_free (self->settings);
  mailer_account_secrets_free (self->password);
  g_free (self->ca_file);
  g_object_unref (self->cancellable);
  mailer_hub_unref (self->hub);
  g_free (self);
  mailer_main_post (finish_retirement_cb, retirement, g_free);
}

void
mailer_remote_retire (MailerRemote    *self,
                      MailerWorker    *reaper,
                      MailerWorkerFunc done,
                      gpointer         done_data)
{
  Retirement *retirement = g_new (Retirement, 1);

  retirement->remote = self;
  retirement->done = done;
  retirement->done_data = done_data;
  mailer_outlet_retire (self->outlet);
  g_clear_handle_id (&self->idle_source, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  mailer_worker_push (reaper, bury_job, retirement);
}

void
mailer_remote_retry (MailerRemote *self)
{
  mailer_watch_request_retry (self->watch);
  mailer_worker_wake (self->watch_worker);
}

void
mailer_remote_note_operations (MailerRemote *self)
{
  mailer_worker_wake (self->watch_worker);
}

void
mailer_remote_look_at (MailerRemote *self,
                       gint64        mailbox_id)
{
  mailer_watch_look_at (self->watch, mailbox_id);
  mailer_worker_wake (self->watch_worker);
}

void
mailer_remote_note_mailbox (MailerRemote *self,
                            gint64        mailbox_id)
{
  mailer_watch_note_mailbox (self->watch, mailbox_id);
  mailer_worker_wake (self->watch_worker);
}

char *
mailer_remote_dup_password (MailerRemote *self)
{
  return g_strdup (self->password);
}
