/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What goes beyond the base protocol with a real Dovecot, and the same result without it. */

#include "config.h"

#include "mailer-imap-session.h"

#include <string.h>

#include "mailer-test-server.h"

#define MESSAGE(id, subject)                  \
  "From: Carol <carol@example.test>\r\n"      \
  "To: ada@example.test\r\n"                  \
  "Subject: " subject "\r\n"                  \
  "Message-ID: <" id "@example.test>\r\n"     \
  "Date: Mon, 02 Mar 2026 10:00:00 +0000\r\n" \
  "\r\n"                                      \
  "Hello " subject ".\r\n"

typedef struct
{
  MailerTestServer  *server;
  MailerImapSession *session;
  GString           *told;
  GError            *error;
} Fixture;

static void
status_cb (const char             *mailbox,
           const MailerImapStatus *status,
           gpointer                data)
{
  g_string_append_printf (data, "%s=%u ", mailbox, status->n_messages);
}

static void
mailboxes_changed_cb (gpointer data)
{
  g_string_append (data, "mailboxes ");
}

static gint64
soon (void)
{
  return g_get_monotonic_time () + 30 * G_USEC_PER_SEC;
}

static MailerImapSession *
open_session (Fixture *self)
{
  static const MailerImapEvents events = { .status = status_cb, .mailboxes_changed = mailboxes_changed_cb };
  MailerImapConfig              config = {
                 .endpoint = { .host = "127.0.0.1", .security = MAILER_SECURITY_TLS },
                 .credentials = { .user_name = "ada", .secret = "ada-secret" },
                 .client_name = "Mailer",
                 .events = &events,
                 .events_data = self->told,
  };
  MailerImapSession *session;

  config.endpoint.port = mailer_test_server_get_port (self->server, "imaps");
  config.endpoint.ca_file = mailer_test_server_get_ca_file (self->server);
  session = mailer_imap_session_open (&config, NULL, soon (), &self->error);
  g_assert_no_error (self->error);

  return session;
}

/* @data: the options of the server, ended by NULL. */
static void
set_up (Fixture      *self,
        gconstpointer data)
{
  self->server = mailer_test_server_new (data);
  self->told = g_string_new (NULL);
  for (guint i = 1; i <= 4; i++)
    {
      g_autofree char *message = g_strdup_printf (MESSAGE ("m%u", "number %u"), i, i, i);

      mailer_test_server_deliver (self->server, "ada", "INBOX", message, -1);
    }
  self->session = open_session (self);
}

static void
tear_down (Fixture      *self,
           gconstpointer data)
{
  mailer_imap_session_free (self->session);
  mailer_test_server_free (self->server);
  g_string_free (self->told, TRUE);
  g_clear_error (&self->error);
}

static MailerImapSelected
select_mailbox (Fixture    *self,
                const char *name)
{
  MailerImapSelected selected;

  mailer_imap_session_select (self->session, name, FALSE, &selected, NULL, soon (), &self->error);
  g_assert_no_error (self->error);

  return selected;
}

static void
idle_until_told (Fixture    *self,
                 const char *wanted)
{
  while (strstr (self->told->str, wanted) == NULL)
    {
      g_assert_cmpint (mailer_imap_session_idle (self->session, NULL, NULL, soon (), &self->error), ==, MAILER_IMAP_IDLE_NEWS);
      g_assert_no_error (self->error);
    }
}

/* Another client's changes to mailboxes that are not selected. */
static void
test_watch (Fixture      *self,
            gconstpointer data)
{
  select_mailbox (self, "INBOX");
  mailer_imap_session_watch (self->session, NULL, soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_true (mailer_imap_session_is_watching (self->session));
  g_assert_nonnull (strstr (self->told->str, "Archive=0 "));
  mailer_test_server_deliver (self->server, "ada", "Archive", MESSAGE ("a1", "archived"), -1);
  idle_until_told (self, "Archive=1 ");
  g_free (mailer_test_server_doveadm (self->server, "mailbox", "create", "-u", "ada", "New one", NULL));
  idle_until_told (self, "mailboxes ");
}

static void
test_no_watch (Fixture      *self,
               gconstpointer data)
{
  mailer_imap_session_watch (self->session, NULL, soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_false (mailer_imap_session_is_watching (self->session));
}

static void
gather_cb (MailerImapMessage *message,
           gpointer           data)
{
  g_string_append_printf (data, "%u=%x ", message->uid, message->flags);
  mailer_imap_message_free (message);
}

/* What another client has done in between is told the same way, whatever the server can. */
static void
test_resync (Fixture      *self,
             gconstpointer data)
{
  g_autoptr (MailerUidSet) uids = mailer_uid_set_parse ("1:4", -1, 9);
  g_autoptr (MailerUidSet) vanished = NULL;
  g_autoptr (GString) changed = g_string_new (NULL);
  g_autofree char   *text = NULL;
  MailerImapSelected selected = select_mailbox (self, "INBOX");
  MailerImapKnown    known = { selected.uid_validity, selected.highest_modseq, selected.uid_next, uids };

  select_mailbox (self, "Sent");
  g_free (mailer_test_server_doveadm (self->server, "expunge", "-u", "ada", "mailbox", "INBOX", "uid", "2", NULL));
  g_free (mailer_test_server_doveadm (self->server, "flags", "add", "-u", "ada", "\\Flagged", "mailbox", "INBOX", "uid", "3", NULL));
  mailer_test_server_deliver (self->server, "ada", "INBOX", MESSAGE ("m5", "five"), -1);
  mailer_imap_session_select_known (self->session, "INBOX", &known, &selected, gather_cb, changed, &vanished, NULL, soon (), &self->error);
  g_assert_no_error (self->error);
  text = mailer_uid_set_to_string (vanished);
  g_assert_cmpstr (text, ==, "2");
  g_assert_nonnull (strstr (changed->str, "3=4 "));
  g_assert_null (strstr (changed->str, "5="));
  g_assert_cmpuint (selected.uid_next, ==, 6);
  g_assert_cmpuint (selected.n_messages, ==, 4);
}

#define ADD(path, options, func) g_test_add ("/imap/dovecot/" path, Fixture, options, set_up, func, tear_down)

static const char *const everything[] = { "--no-smtp", NULL };
static const char *const without_notify[] = { "--no-smtp", "--without=NOTIFY", NULL };
static const char *const without_qresync[] = { "--no-smtp", "--without=QRESYNC", NULL };
static const char *const without_condstore[] = { "--no-smtp", "--without=QRESYNC", "--without=CONDSTORE", "--without=ESEARCH", NULL };

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("watch", everything, test_watch);
  ADD ("no-watch", without_notify, test_no_watch);
  ADD ("resync/qresync", everything, test_resync);
  ADD ("resync/condstore", without_qresync, test_resync);
  ADD ("resync/neither", without_condstore, test_resync);

  return g_test_run ();
}
