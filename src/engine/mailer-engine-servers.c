/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-engine-private.h"

#include "mailer-chore.h"
#include "mailer-imap-session.h"
#include "mailer-net-connection.h"
#include "mailer-smtp-session.h"

/* Servers before they are part of an account: whether one can sign in there, and whom to trust. */

#define CHECK_TIMEOUT_US (30 * G_TIME_SPAN_SECOND)

/* Checking */

typedef struct
{
  MailerServerSettings server;
  MailerCheckTarget    target;
  char                *password;
  char                *ca_file;
  char                *fingerprint;
  MailerWorker        *worker;
} Check;

static void
free_check_cb (gpointer data)
{
  Check *check = data;

  /* The job that ran on it has nothing left to do but to return. */
  mailer_worker_stop (check->worker);
  mailer_server_settings_clear (&check->server);
  mailer_engine_free_password (check->password);
  g_free (check->ca_file);
  g_free (check->fingerprint);
  g_free (check);
}

static gboolean
check_imap (const MailerNetEndpoint    *endpoint,
            const MailerNetCredentials *credentials,
            GCancellable               *cancellable,
            gint64                      deadline_us,
            GError                    **error)
{
  MailerImapConfig config = {
    .endpoint = *endpoint,
    .credentials = *credentials,
  };
  g_autoptr (MailerImapSession) session = mailer_imap_session_open (&config, cancellable, deadline_us, error);

  if (session == NULL)
    return FALSE;

  mailer_imap_session_logout (session, cancellable, deadline_us, NULL);

  return TRUE;
}

static gboolean
check_server (gpointer      data,
              GCancellable *cancellable,
              GError      **error)
{
  Check            *check = data;
  gint64            deadline_us = g_get_monotonic_time () + CHECK_TIMEOUT_US;
  MailerNetEndpoint endpoint = {
    .host = check->server.host,
    .port = check->server.port,
    .security = check->server.security,
    .ca_file = check->ca_file,
    .pinned_fingerprint = check->fingerprint,
  };
  const MailerNetCredentials credentials = {
    .user_name = check->server.user_name,
    .secret = check->password,
    .kind = check->server.sign_in == MAILER_SIGN_IN_OAUTH2 ? MAILER_NET_SECRET_TOKEN : MAILER_NET_SECRET_PASSWORD,
    .remembered = check->server.signed_in_by,
  };

  if (check->target == MAILER_CHECK_IMAP
          ? check_imap (&endpoint, &credentials, cancellable, deadline_us, error)
          : mailer_smtp_session_check (&endpoint, &credentials, cancellable, deadline_us, error))
    return TRUE;

  mailer_engine_error_name_server (error, &check->server);

  return FALSE;
}

void
mailer_engine_check_server_async (MailerEngine               *self,
                                  const MailerServerSettings *settings,
                                  MailerCheckTarget           target,
                                  const char                 *password,
                                  GCancellable               *cancellable,
                                  GAsyncReadyCallback         callback,
                                  gpointer                    user_data)
{
  Check *check;

  g_return_if_fail (MAILER_IS_ENGINE (self));
  g_return_if_fail (settings != NULL && settings->host != NULL && password != NULL);

  check = g_new0 (Check, 1);
  mailer_server_settings_copy (settings, &check->server);
  check->target = target;
  check->password = g_strdup (password);
  check->ca_file = g_strdup (self->ca_file);
  if (self->trust != NULL)
    check->fingerprint = g_strdup (mailer_account_trust_get_fingerprint (self->trust, settings->host, settings->port));
  /* Of its own, so that both servers are asked at once and nothing else waits for them. */
  check->worker = mailer_worker_new ("check");
  mailer_chore_push (check->worker, g_task_new (self, cancellable, callback, user_data),
                     check_server, NULL, check, free_check_cb);
}

gboolean
mailer_engine_check_server_finish (MailerEngine *self,
                                   GAsyncResult *result,
                                   GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Trusting */

typedef struct
{
  MailerAccountTrust *trust;
  char               *config_dir;
} TrustJob;

static void
free_trust_job_cb (gpointer data)
{
  TrustJob *job = data;

  mailer_account_trust_unref (job->trust);
  g_free (job->config_dir);
  g_free (job);
}

static gboolean
save_trust (gpointer      data,
            GCancellable *cancellable,
            GError      **error)
{
  TrustJob *job = data;

  return mailer_account_trust_save (job->trust, job->config_dir, error);
}

void
mailer_engine_trust_certificate (MailerEngine *self,
                                 const char   *host,
                                 guint16       port,
                                 const char   *certificate_pem)
{
  g_autofree char    *fingerprint = NULL;
  MailerAccountTrust *trust;
  TrustJob           *job;

  g_return_if_fail (MAILER_IS_ENGINE (self));
  g_return_if_fail (host != NULL && certificate_pem != NULL);

  fingerprint = mailer_net_certificate_dup_fingerprint (certificate_pem);
  if (fingerprint == NULL || self->trust == NULL || self->is_closed)
    return;

  trust = mailer_account_trust_add (self->trust, host, port, fingerprint);
  mailer_account_trust_unref (self->trust);
  self->trust = trust;

  job = g_new0 (TrustJob, 1);
  job->trust = mailer_account_trust_ref (trust);
  job->config_dir = g_strdup (self->config_dir);
  mailer_chore_push (self->clerk, g_task_new (self, NULL, mailer_engine_tell_failure_cb, NULL),
                     save_trust, NULL, job, free_trust_job_cb);
  mailer_engine_restart_accounts (self);
}

/* Describing */

void
mailer_certificate_free (MailerCertificate *self)
{
  if (self == NULL)
    return;

  g_free (self->fingerprint);
  g_free (self->subject);
  g_free (self->issuer);
  g_strfreev (self->host_names);
  g_free (self);
}

/* As other programs show it: "AB:CD:...". */
static char *
format_fingerprint (const char *digits)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; digits[i] != '\0'; i++)
    {
      if (i > 0 && i % 2 == 0)
        g_string_append_c (text, ':');
      g_string_append_c (text, g_ascii_toupper (digits[i]));
    }

  return g_string_free (text, FALSE);
}

static char *
dup_valid (char *text)
{
  g_autofree char *owned = text;

  return g_utf8_make_valid (owned != NULL ? owned : "", -1);
}

static void
append_dns_names (GTlsCertificate *certificate,
                  GPtrArray       *names)
{
  g_autoptr (GPtrArray) values = g_tls_certificate_get_dns_names (certificate);

  for (guint i = 0; values != NULL && i < values->len; i++)
    {
      gsize       size;
      const char *data = g_bytes_get_data (g_ptr_array_index (values, i), &size);

      g_ptr_array_add (names, g_utf8_make_valid (data != NULL ? data : "", size));
    }
}

static void
append_ip_addresses (GTlsCertificate *certificate,
                     GPtrArray       *names)
{
  g_autoptr (GPtrArray) values = g_tls_certificate_get_ip_addresses (certificate);

  for (guint i = 0; values != NULL && i < values->len; i++)
    g_ptr_array_add (names, g_inet_address_to_string (g_ptr_array_index (values, i)));
}

static gint64
to_unix (GDateTime *time)
{
  g_autoptr (GDateTime) owned = time;

  return owned != NULL ? g_date_time_to_unix (owned) : 0;
}

MailerCertificate *
mailer_engine_describe_certificate (const char *pem)
{
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autofree char   *digits = NULL;
  GPtrArray         *names;
  MailerCertificate *self;

  g_return_val_if_fail (pem != NULL, NULL);

  certificate = g_tls_certificate_new_from_pem (pem, -1, NULL);
  digits = mailer_net_certificate_dup_fingerprint (pem);
  if (certificate == NULL || digits == NULL)
    return NULL;

  names = g_ptr_array_new ();
  append_dns_names (certificate, names);
  append_ip_addresses (certificate, names);
  g_ptr_array_add (names, NULL);

  self = g_new0 (MailerCertificate, 1);
  self->fingerprint = format_fingerprint (digits);
  self->subject = dup_valid (g_tls_certificate_get_subject_name (certificate));
  self->issuer = dup_valid (g_tls_certificate_get_issuer_name (certificate));
  self->not_before = to_unix (g_tls_certificate_get_not_valid_before (certificate));
  self->not_after = to_unix (g_tls_certificate_get_not_valid_after (certificate));
  self->host_names = (char **)g_ptr_array_free (names, FALSE);

  return self;
}
