/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "session-fixture.h"

#include <string.h>

static void
exists_cb (guint32  n_messages,
           gpointer data)
{
  g_string_append_printf (data, "exists:%u ", n_messages);
}

static void
expunged_cb (const MailerUidSet *uids,
             gpointer            data)
{
  g_autofree char *text = mailer_uid_set_to_string (uids);

  g_string_append_printf (data, "expunged:%s ", text);
}

static void
flags_changed_cb (guint32            uid,
                  MailerFlags        flags,
                  const char *const *keywords,
                  guint64            modseq,
                  gpointer           data)
{
  g_string_append_printf (data, "flags:%u=%x ", uid, flags);
}

static void
need_resync_cb (gpointer data)
{
  g_string_append (data, "resync ");
}

static void
alert_cb (const char *text,
          gpointer    data)
{
  g_string_append_printf (data, "alert:%s ", text);
}

static void
status_cb (const char             *mailbox,
           const MailerImapStatus *status,
           gpointer                data)
{
  g_string_append_printf (data, "status:%s=%u/%u ", mailbox, status->n_messages, status->n_unseen);
}

static void
mailboxes_changed_cb (gpointer data)
{
  g_string_append (data, "mailboxes ");
}

static void
progress_cb (guint64  done,
             guint64  total,
             gpointer data)
{
  g_string_append_printf (data, "progress:%" G_GUINT64_FORMAT "/%" G_GUINT64_FORMAT " ", done, total);
}

static const MailerImapEvents callbacks = { exists_cb, expunged_cb, flags_changed_cb, need_resync_cb, alert_cb, status_cb, mailboxes_changed_cb, progress_cb };

gint64
session_fixture_soon (void)
{
  return g_get_monotonic_time () + 20 * G_USEC_PER_SEC;
}

void
session_fixture_set_up (SessionFixture *self,
                        gconstpointer   data)
{
  const TestCertificate wanted = { .ip_address = "127.0.0.1" };

  self->authority = test_authority_new ();
  self->certificate = test_authority_issue (self->authority, &wanted);
  self->told = g_string_new (NULL);
  self->log = mailer_net_log_new ();
}

/* Whatever way the sign-in went. */
static void
assert_no_secret_in_log (MailerNetLog *log)
{
  g_autofree char *text = mailer_net_log_dup_text (log);

  g_assert_null (strstr (text, "secret"));
  g_assert_null (strstr (text, "AGFkYQBzZWNyZXQ="));
}

void
session_fixture_tear_down (SessionFixture *self,
                           gconstpointer   data)
{
  g_clear_pointer (&self->session, mailer_imap_session_free);
  assert_no_secret_in_log (self->log);
  mailer_net_log_unref (self->log);
  if (self->server != NULL)
    test_server_finish (self->server);
  g_clear_error (&self->error);
  g_object_unref (self->certificate);
  test_authority_free (self->authority);
  g_string_free (self->told, TRUE);
}

void
session_fixture_open_with (SessionFixture *self,
                           const char     *script,
                           MailerSecurity  security)
{
  gint64           deadline_us = session_fixture_soon ();
  MailerImapConfig config = {
    .endpoint = { .host = "127.0.0.1", .security = security, .log = self->log },
    .credentials = { .user_name = "ada", .secret = "secret" },
    .client_name = self->client_name,
    .events = &callbacks,
    .events_data = self->told,
    .silence_ms = self->silence_ms > 0 ? self->silence_ms : 5000,
    .idle_refresh_ms = self->idle_refresh_ms > 0 ? self->idle_refresh_ms : 30,
    .poll_ms = self->poll_ms > 0 ? self->poll_ms : 10,
    .max_unasked = self->max_unasked,
    .compresses_locally = self->compresses,
  };

  if (self->patience_ms > 0)
    deadline_us = g_get_monotonic_time () + (gint64)self->patience_ms * 1000;
  self->server = test_server_new (script, self->certificate);
  config.endpoint.port = test_server_get_port (self->server);
  config.endpoint.ca_file = test_authority_get_file (self->authority);
  self->session = mailer_imap_session_open (&config, self->cancellable, deadline_us, &self->error);
}

void
session_fixture_open (SessionFixture *self,
                      const char     *script)
{
  session_fixture_open_with (self, script, MAILER_SECURITY_TLS);
  g_assert_no_error (self->error);
}

void
session_fixture_open_offering (SessionFixture *self,
                               const char     *capabilities,
                               const char     *script)
{
  g_autofree char *sign_in = g_strdup_printf (GREETING ("") SIGN_IN ("%s"), capabilities);
  g_autofree char *whole = g_strconcat (sign_in, script, g_str_has_suffix (script, "RESET\n") ? "" : "EOF\n", NULL);

  session_fixture_open (self, whole);
}

MailerImapSelected
session_fixture_select_inbox (SessionFixture *self)
{
  MailerImapSelected selected;

  mailer_imap_session_select (self->session, "INBOX", FALSE, &selected, NULL, session_fixture_soon (), &self->error);
  g_assert_no_error (self->error);

  return selected;
}

void
session_fixture_search_all (SessionFixture *self,
                            const char     *expected)
{
  g_autoptr (MailerUidSet) uids = mailer_imap_session_search_uids (self->session, 1, G_MAXUINT32, NULL, session_fixture_soon (), &self->error);
  g_autofree char *text = NULL;

  g_assert_no_error (self->error);
  text = mailer_uid_set_to_string (uids);
  g_assert_cmpstr (text, ==, expected);
}

void
session_fixture_noop (SessionFixture *self)
{
  mailer_imap_session_noop (self->session, NULL, session_fixture_soon (), &self->error);
  g_assert_no_error (self->error);
}

void
session_fixture_assert_told (SessionFixture *self,
                             const char     *expected)
{
  g_assert_cmpstr (self->told->str, ==, expected);
  g_string_truncate (self->told, 0);
}

static void
gather_cb (MailerImapMessage *message,
           gpointer           data)
{
  g_string_append_printf (data, "%u:%x ", message->uid, message->items);
  mailer_imap_message_free (message);
}

void
session_fixture_fetch_headers_badly (SessionFixture     *self,
                                     const MailerUidSet *uids,
                                     GString            *got)
{
  mailer_imap_session_fetch_headers (self->session, uids, 0, gather_cb, got, NULL, session_fixture_soon (), &self->error);
}

void
session_fixture_fetch_headers (SessionFixture *self,
                               const char     *uids,
                               const char     *expected)
{
  g_autoptr (MailerUidSet) set = mailer_uid_set_parse (uids, -1, 100);
  g_autoptr (GString) got = g_string_new (NULL);

  mailer_imap_session_fetch_headers (self->session, set, 0, gather_cb, got, NULL, session_fixture_soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_cmpstr (got->str, ==, expected);
}
