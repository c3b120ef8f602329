/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What goes beyond the base protocol with a real Dovecot, and the same result without it. */

#include "config.h"

#include "mailer-imap.h"

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

/* --- Searching: the same is found in the same order, whatever the server can. -------------------- */

static void
assert_found (Fixture            *self,
              MailerImapCriteria *criteria,
              const char         *expected)
{
  g_autoptr (MailerImapCriteria) owned = criteria;
  g_autoptr (MailerUidSet) found = mailer_imap_session_search (self->session, criteria, 2, NULL, NULL, soon (), &self->error);
  g_autofree char *text = NULL;

  g_assert_no_error (self->error);
  text = mailer_uid_set_to_string (found);
  g_assert_cmpstr (text, ==, expected);
}

static void
found_cb (const char         *mailbox,
          guint32             uid_validity,
          const MailerUidSet *found,
          gpointer            data)
{
  g_string_append_printf (data, "%s:%u ", mailbox, mailer_uid_set_get_last (found));
}

static void
check_order (Fixture *self)
{
  g_autoptr (MailerImapCriteria) all = mailer_imap_criteria_new_all ();
  g_autoptr (GArray) sorted = NULL;
  g_autoptr (GArray) nodes = NULL;

  sorted = mailer_imap_session_sort (self->session, all, MAILER_IMAP_SORT_ARRIVAL, TRUE, NULL, soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_cmpuint (sorted->len, ==, 4);
  nodes = mailer_imap_session_thread (self->session, all, NULL, soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_cmpuint (nodes->len, ==, 4);
}

static void
test_search (Fixture      *self,
             gconstpointer data)
{
  static const char *const   mailboxes[] = { "INBOX", "Sent", NULL };
  const MailerImapFlagChange change = { .add = MAILER_FLAG_FLAGGED };
  g_autoptr (MailerImapCriteria) three = mailer_imap_criteria_new_text (MAILER_IMAP_FIELD_SUBJECT, "number 3");

  select_mailbox (self, "INBOX");
  assert_found (self, mailer_imap_criteria_new_all (), "3:4");
  assert_found (self, mailer_imap_criteria_new_text (MAILER_IMAP_FIELD_BODY, "Müller"), "");
  assert_found (self, mailer_imap_criteria_new_header ("Message-ID", "<m1@example.test>"), "1");
  assert_found (self, mailer_imap_criteria_new_age (3600, TRUE), "3:4");
  assert_found (self, mailer_imap_criteria_new_not (mailer_imap_criteria_new_size (1, TRUE)), "");
  check_order (self);
  mailer_imap_session_store_found (self->session, three, &change, NULL, soon (), &self->error);
  g_assert_no_error (self->error);
  assert_found (self, mailer_imap_criteria_new_flag (MAILER_FLAG_FLAGGED, TRUE), "3");
  mailer_imap_session_search_mailboxes (self->session, mailboxes, three, found_cb, self->told, NULL, soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_cmpstr (self->told->str, ==, "INBOX:3 ");
}

/* --- Adding ------------------------------------------------------------------------------------ */

static void
test_append (Fixture      *self,
             gconstpointer data)
{
  static const char text[] = MESSAGE ("new", "new");
  g_autoptr (GBytes) message = g_bytes_new_static (text, strlen (text));
  const MailerImapPiece  pieces[] = { { .uid = 2, .section = "HEADER" }, { .uid = 3, .section = "TEXT" }, { .text = message } };
  const MailerImapAppend many[] = { { .mailbox = "Drafts", .message = message, .internal_date = -1 }, { .mailbox = "Drafts", .message = message, .flags = MAILER_FLAG_SEEN, .internal_date = -1 } };
  const MailerImapAppend pieced = { .mailbox = "Drafts", .pieces = pieces, .n_pieces = 3, .internal_date = -1 };
  guint32                uids[2];
  guint32                uid_validity;
  guint32                uid;
  guint                  n_added;
  gboolean               is_removed;

  select_mailbox (self, "INBOX");
  mailer_imap_session_append_many (self->session, many, 2, &uid_validity, uids, &n_added, NULL, soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_cmpuint (n_added, ==, 2);
  g_assert_cmpuint (uids[1], ==, 2);
  mailer_imap_session_append (self->session, &pieced, NULL, &uid, NULL, soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_cmpuint (uid, ==, 3);

  select_mailbox (self, "Drafts");
  mailer_imap_session_replace (self->session, 1, &many[0], &uid_validity, &uid, &is_removed, NULL, soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_cmpuint (uid, ==, 4);
  g_assert_true (is_removed);
  assert_found (self, mailer_imap_criteria_new_text (MAILER_IMAP_FIELD_BODY, "number 3"), "3");
  assert_found (self, mailer_imap_criteria_new_all (), "3:4");
}

/* --- What comes with messages and mailboxes ---------------------------------------------------- */

static void
note_message_cb (MailerImapMessage *message,
                 gpointer           data)
{
  g_string_append_printf (data, "%u:%d%d ", message->uid, message->preview != NULL, message->beginning != NULL);
  mailer_imap_message_free (message);
}

static void
test_messages (Fixture      *self,
               gconstpointer data)
{
  g_autoptr (MailerUidSet) uids = mailer_uid_set_parse ("3:4", -1, 1);
  const MailerImapFetchSection what = { .uid = 2, .section = "1", .max_bytes = 1000 };
  gboolean                     has_preview = mailer_imap_session_has_capability (self->session, "PREVIEW");
  g_autoptr (GBytes) body = NULL;
  gboolean is_decoded;

  select_mailbox (self, "INBOX");
  mailer_imap_session_fetch_newest (self->session, 2, note_message_cb, self->told, NULL, soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_cmpstr (self->told->str, ==, "3:00 4:00 ");
  g_string_truncate (self->told, 0);
  mailer_imap_session_fetch_previews (self->session, uids, note_message_cb, self->told, NULL, soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_cmpstr (self->told->str, ==, has_preview ? "3:10 4:10 " : "3:01 4:01 ");
  body = mailer_imap_session_fetch_decoded_section (self->session, &what, &is_decoded, NULL, soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_cmpint (is_decoded, ==, mailer_imap_session_has_capability (self->session, "BINARY"));
  g_assert_cmpmem (g_bytes_get_data (body, NULL), g_bytes_get_size (body), "Hello number 2.\r\n", 17);
  mailer_imap_session_unselect (self->session, NULL, soon (), &self->error);
  g_assert_no_error (self->error);
}

static void
test_plugins (Fixture      *self,
              gconstpointer data)
{
  g_autoptr (GPtrArray) quotas = NULL;
  const MailerImapQuota *quota;
  MailerImapRights       rights;
  MailerImapStatus       status;
  gboolean               is_kept;

  quotas = mailer_imap_session_get_quota (self->session, "INBOX", NULL, soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_cmpuint (quotas->len, ==, 1);
  quota = g_ptr_array_index (quotas, 0);
  g_assert_cmpstr (quota->resource, ==, "STORAGE");
  g_assert_cmpuint (quota->limit, ==, 1024 * 1024);
  mailer_imap_session_get_rights (self->session, "INBOX", &rights, NULL, soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_cmpuint (rights, ==, MAILER_IMAP_RIGHTS_ALL);
  mailer_imap_session_set_role (self->session, "Archive", MAILER_FOLDER_ROLE_ARCHIVE, &is_kept, NULL, soon (), &self->error);
  g_assert_no_error (self->error);
  mailer_imap_session_status (self->session, "INBOX", &status, NULL, soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_cmpuint (status.size_bytes, >, 100);
}

#define ADD(path, options, func) g_test_add ("/imap/dovecot/" path, Fixture, options, set_up, func, tear_down)

static const char *const everything[] = { "--no-smtp", NULL };
static const char *const without_notify[] = { "--no-smtp", "--without=NOTIFY", NULL };
static const char *const without_qresync[] = { "--no-smtp", "--without=QRESYNC", NULL };
static const char *const without_condstore[] = { "--no-smtp", "--without=QRESYNC", "--without=CONDSTORE", "--without=ESEARCH", NULL };

static const char *const with_plugins[] = { "--no-smtp", "--plugins", NULL };
/* Only what RFC 3501 itself has. */
static const char *const bare[] = { "--no-smtp", "--dovecot-config=imap_capability = IMAP4rev1", NULL };
static const char *const without_searching[] = { "--no-smtp", "--without=ESEARCH", "--without=SEARCHRES", "--without=SORT", "--without=THREAD=REFERENCES", "--without=WITHIN", NULL };
static const char *const without_appending[] = { "--no-smtp", "--without=MULTIAPPEND", "--without=CATENATE", "--without=LITERAL+", NULL };
static const char *const without_fetching[] = { "--no-smtp", "--without=PREVIEW", "--without=BINARY", "--without=SAVEDATE", "--without=UNSELECT", NULL };

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
  ADD ("search/everything", everything, test_search);
  ADD ("search/less", without_searching, test_search);
  ADD ("search/bare", bare, test_search);
  ADD ("append/everything", everything, test_append);
  ADD ("append/less", without_appending, test_append);
  ADD ("messages/everything", everything, test_messages);
  ADD ("messages/less", without_fetching, test_messages);
  ADD ("messages/bare", bare, test_messages);
  ADD ("resync/bare", bare, test_resync);
  ADD ("plugins", with_plugins, test_plugins);

  return g_test_run ();
}
