/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A session with a real Dovecot, with everything it offers and with less and less of it. */

#include "config.h"

#include "mailer-imap.h"

#include <string.h>

#include "mailer-test-server.h"

#define MESSAGE(id, subject)                                         \
  "From: Carol <carol@example.test>\r\n"                             \
  "To: ada@example.test\r\n"                                         \
  "Subject: " subject "\r\n"                                         \
  "Message-ID: <" id "@example.test>\r\n"                            \
  "References: <root@example.test>\r\n"                              \
  "Date: Mon, 02 Mar 2026 10:00:00 +0000\r\n"                        \
  "Content-Type: multipart/mixed; boundary=b\r\n"                    \
  "\r\n"                                                             \
  "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHello.\r\n" \
  "--b\r\nContent-Type: image/png; name=a.png\r\nContent-Disposition: attachment\r\n\r\nxx\r\n--b--\r\n"

typedef struct
{
  const char *name;
  const char *options[8];
  gboolean    compresses;
} Variant;

static const Variant variants[] = {
  { "everything", { NULL } },
  { "compressed", { NULL }, TRUE },
  { "no-compress", { "--without=COMPRESS=DEFLATE", NULL }, TRUE },
  { "no-qresync", { "--without=QRESYNC", NULL } },
  { "no-condstore", { "--without=QRESYNC", "--without=CONDSTORE", NULL } },
  { "no-move", { "--without=MOVE", NULL } },
  { "no-move-no-uidplus", { "--without=MOVE", "--without=UIDPLUS", NULL } },
  { "old", { "--without=QRESYNC", "--without=CONDSTORE", "--without=MOVE", "--without=ESEARCH", "--without=LIST-EXTENDED", "--without=LITERAL+", "--without=SASL-IR" } },
};

/* What the events have told. */
typedef struct
{
  MailerUidSet *expunged;
  guint         n_flags_changed;
  guint32       changed_uid;
  MailerFlags   changed_flags;
  guint32       n_messages;
  guint         n_resyncs;
} Events;

static void
exists_cb (guint32  n_messages,
           gpointer data)
{
  ((Events *)data)->n_messages = n_messages;
}

static void
expunged_cb (const MailerUidSet *uids,
             gpointer            data)
{
  mailer_uid_set_add_set (((Events *)data)->expunged, uids);
}

static void
flags_changed_cb (guint32            uid,
                  MailerFlags        flags,
                  const char *const *keywords,
                  guint64            modseq,
                  gpointer           data)
{
  Events *events = data;

  events->n_flags_changed++;
  events->changed_uid = uid;
  events->changed_flags = flags;
}

static void
need_resync_cb (gpointer data)
{
  ((Events *)data)->n_resyncs++;
}

static const MailerImapEvents callbacks = {
  .exists = exists_cb,
  .expunged = expunged_cb,
  .flags_changed = flags_changed_cb,
  .need_resync = need_resync_cb,
};

static gint64
soon (void)
{
  return g_get_monotonic_time () + 30 * G_USEC_PER_SEC;
}

static MailerImapConfig
config_for (MailerTestServer *server,
            Events           *events,
            MailerSecurity    security)
{
  MailerImapConfig config = {
    .endpoint = { .host = "127.0.0.1", .security = security },
    .credentials = { .user_name = "ada", .secret = "ada-secret" },
    .client_name = "Mailer",
    .events = &callbacks,
    .events_data = events,
  };

  config.endpoint.port = mailer_test_server_get_port (server, security == MAILER_SECURITY_TLS ? "imaps" : "imap");
  config.endpoint.ca_file = mailer_test_server_get_ca_file (server);

  return config;
}

static MailerImapSession *
open_session (MailerTestServer *server,
              Events           *events,
              gboolean          compresses)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MailerNetLog) log = mailer_net_log_new ();
  g_autofree char   *text = NULL;
  MailerImapConfig   config = config_for (server, events, MAILER_SECURITY_TLS);
  MailerImapSession *session;

  config.compresses_locally = compresses;
  config.endpoint.log = log;
  session = mailer_imap_session_open (&config, NULL, soon (), &error);
  g_assert_no_error (error);
  text = mailer_net_log_dup_text (log);
  g_assert_cmpint (strstr (text, "The connection is compressed") != NULL, ==, compresses && mailer_imap_session_has_capability (session, "COMPRESS=DEFLATE"));

  return session;
}

static void
free_message_cb (gpointer message)
{
  mailer_imap_message_free (message);
}

static void
gather_cb (MailerImapMessage *message,
           gpointer           data)
{
  g_ptr_array_add (data, message);
}

static GPtrArray *
fetch_headers (MailerImapSession *session,
               guint32            first,
               guint32            last)
{
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (free_message_cb);
  g_autoptr (MailerUidSet) uids = mailer_uid_set_new ();
  g_autoptr (GError) error = NULL;

  mailer_uid_set_add_range (uids, first, last);
  mailer_imap_session_fetch_headers (session, uids, 0, gather_cb, messages, NULL, soon (), &error);
  g_assert_no_error (error);

  return g_steal_pointer (&messages);
}

static MailerImapSelected
select_mailbox (MailerImapSession *session,
                const char        *name)
{
  g_autoptr (GError) error = NULL;
  MailerImapSelected selected;

  mailer_imap_session_select (session, name, FALSE, &selected, NULL, soon (), &error);
  g_assert_no_error (error);

  return selected;
}

static void
assert_uids (MailerImapSession *session,
             const char        *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MailerUidSet) uids = mailer_imap_session_search_uids (session, 1, G_MAXUINT32, NULL, soon (), &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = mailer_uid_set_to_string (uids);
  g_assert_cmpstr (text, ==, expected);
}

static MailerImapMailbox *
find_mailbox (GPtrArray       *mailboxes,
              MailerFolderRole role,
              const char      *title)
{
  for (guint i = 0; i < mailboxes->len; i++)
    {
      MailerImapMailbox *mailbox = g_ptr_array_index (mailboxes, i);

      if (title != NULL ? strcmp (mailbox->path[g_strv_length (mailbox->path) - 1], title) == 0 : mailbox->role == role)
        return mailbox;
    }

  return NULL;
}

static void
check_mailboxes (MailerImapSession *session)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) mailboxes = NULL;
  g_autofree char         *name = NULL;
  const MailerImapMailbox *mailbox;
  MailerImapStatus         status;

  mailer_imap_session_create_mailbox (session, NULL, "Entwürfe & 日本", MAILER_FOLDER_ROLE_NONE, &name, NULL, soon (), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (name, ==, "Entw&APw-rfe &- &ZeVnLA-");
  mailer_imap_session_create_mailbox (session, NULL, "Entwürfe & 日本", MAILER_FOLDER_ROLE_NONE, NULL, NULL, soon (), &error);
  g_assert_no_error (error);

  mailboxes = mailer_imap_session_list (session, NULL, soon (), &error);
  g_assert_no_error (error);
  mailbox = find_mailbox (mailboxes, MAILER_FOLDER_ROLE_INBOX, NULL);
  g_assert_true (mailbox->is_selectable);
  g_assert_true (mailbox->has_status);
  g_assert_cmpuint (mailbox->status.n_messages, ==, 3);
  g_assert_cmpuint (mailbox->status.n_unseen, ==, 3);
  g_assert_cmpuint (mailbox->status.uid_next, ==, 4);
  g_assert_nonnull (find_mailbox (mailboxes, MAILER_FOLDER_ROLE_SENT, NULL));
  mailbox = find_mailbox (mailboxes, 0, "Entwürfe & 日本");
  g_assert_cmpstr (mailbox->name, ==, name);

  mailer_imap_session_status (session, name, &status, NULL, soon (), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (status.n_messages, ==, 0);
  g_assert_false (mailer_imap_session_status (session, "Nowhere", &status, NULL, soon (), &error));
  g_assert_error (error, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_NOT_FOUND);
}

static void
check_reading (MailerImapSession *session)
{
  MailerImapSelected selected = select_mailbox (session, "INBOX");
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) part = NULL;
  g_autoptr (GBytes) whole = NULL;
  const MailerImapMessage *message;
  MailerImapFetchSection   what = { .uid = 2, .section = "1", .max_bytes = 1000000 };

  g_assert_cmpuint (selected.n_messages, ==, 3);
  g_assert_cmpuint (selected.uid_next, ==, 4);
  g_assert_cmpuint (selected.uid_validity, >, 0);
  g_assert_false (selected.is_read_only);
  g_assert_true (selected.can_create_keywords);
  assert_uids (session, "1:3");

  messages = fetch_headers (session, 2, G_MAXUINT32);
  g_assert_cmpuint (messages->len, ==, 2);
  message = g_ptr_array_index (messages, 0);
  g_assert_cmpuint (message->uid, ==, 2);
  g_assert_cmpstr (message->envelope->subject, ==, "two");
  g_assert_true (mailer_body_part_is (message->body, "multipart", "mixed"));
  g_assert_cmpstr (mailer_body_part_find (message->body, "2")->filename, ==, "a.png");
  g_assert_nonnull (g_strstr_len (g_bytes_get_data (message->header, NULL), g_bytes_get_size (message->header), "<root@example.test>"));
  g_assert_cmpint (message->internal_date, >, 1700000000);
  g_assert_cmpuint (message->flags, ==, 0);

  part = mailer_imap_session_fetch_section (session, &what, NULL, soon (), &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (part, NULL), g_bytes_get_size (part), "Hello.", 6);
  what.section = "";
  what.expected_bytes = 100000;
  whole = mailer_imap_session_fetch_section (session, &what, NULL, soon (), &error);
  g_assert_no_error (error);
  g_assert_nonnull (g_strstr_len (g_bytes_get_data (whole, NULL), g_bytes_get_size (whole), "--b--"));
  what.max_bytes = 10;
  g_assert_null (mailer_imap_session_fetch_section (session, &what, NULL, soon (), &error));
  g_assert_error (error, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_TOO_LARGE);
  g_clear_error (&error);
  what.uid = 99;
  g_assert_null (mailer_imap_session_fetch_section (session, &what, NULL, soon (), &error));
  g_assert_error (error, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_GONE);
}

static void
check_flags (MailerImapSession        *session,
             const MailerImapSelected *selected)
{
  const char *const    odd[] = { "not a flag", NULL };
  const char *const    keywords[] = { "Work", NULL };
  MailerImapFlagChange change = { .add = MAILER_FLAG_SEEN | MAILER_FLAG_FORWARDED, .add_keywords = keywords };
  g_autoptr (MailerUidSet) uids = mailer_uid_set_parse ("1:2", -1, 10);
  g_autoptr (MailerUidSet) all = mailer_uid_set_parse ("1:3", -1, 10);
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (free_message_cb);
  g_autoptr (MailerUidSet) vanished = NULL;
  g_autoptr (GError) error = NULL;
  const MailerImapMessage *message;
  gboolean                 has_modseq = selected->highest_modseq > 0;

  mailer_imap_session_store_flags (session, uids, &change, NULL, soon (), &error);
  g_assert_no_error (error);
  change = (MailerImapFlagChange){ .add_keywords = odd };
  g_assert_false (mailer_imap_session_store_flags (session, uids, &change, NULL, soon (), &error));
  g_assert_error (error, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_BAD);
  g_clear_error (&error);
  change = (MailerImapFlagChange){ .remove = MAILER_FLAG_FORWARDED };
  mailer_imap_session_store_flags (session, uids, &change, NULL, soon (), &error);
  g_assert_no_error (error);

  mailer_imap_session_fetch_flags (session, all, selected->highest_modseq, gather_cb, messages, &vanished, NULL, soon (), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (messages->len, ==, has_modseq ? 2 : 3);
  message = g_ptr_array_index (messages, 0);
  g_assert_cmpuint (message->flags, ==, MAILER_FLAG_SEEN);
  g_assert_cmpstr (message->keywords[0], ==, "Work");
  g_assert_null (message->keywords[1]);
  g_assert_cmpint ((message->items & MAILER_IMAP_ITEM_MODSEQ) != 0, ==, has_modseq);
}

static guint32
check_append (MailerImapSession *session)
{
  static const char text[] = MESSAGE ("appended", "Appended");
  g_autoptr (GBytes) message = g_bytes_new_static (text, strlen (text));
  MailerImapAppend what = { .mailbox = "Sent", .message = message, .flags = MAILER_FLAG_SEEN, .internal_date = 1767225600 };
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (MailerUidSet) found = NULL;
  g_autoptr (GError) error = NULL;
  const MailerImapMessage *appended;
  guint32                  uid_validity;
  guint32                  uid;

  mailer_imap_session_append (session, &what, &uid_validity, &uid, NULL, soon (), &error);
  g_assert_no_error (error);
  select_mailbox (session, "Sent");
  found = mailer_imap_session_search_message_id (session, "appended@example.test", 1, NULL, soon (), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (mailer_uid_set_get_size (found), ==, 1);
  messages = fetch_headers (session, 1, G_MAXUINT32);
  appended = g_ptr_array_index (messages, 0);
  g_assert_cmpint (appended->internal_date, ==, 1767225600);
  g_assert_cmpuint (appended->flags, ==, MAILER_FLAG_SEEN);
  what.mailbox = "Nowhere";
  g_assert_false (mailer_imap_session_append (session, &what, NULL, NULL, NULL, soon (), &error));
  g_assert_error (error, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_NOT_FOUND);

  return uid;
}

static void
check_moving (MailerImapSession *session,
              Events            *events,
              gboolean           has_uidplus)
{
  g_autoptr (MailerUidSet) uids = mailer_uid_set_parse ("2", -1, 1);
  g_autoptr (MailerImapUidMap) map = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_removed;

  select_mailbox (session, "INBOX");
  assert_uids (session, "1:3");
  mailer_imap_session_copy (session, uids, "Archive", &map, NULL, soon (), &error);
  g_assert_no_error (error);
  if (has_uidplus)
    g_assert_cmpuint (mailer_imap_uid_map_lookup (map, 2), ==, 1);
  g_clear_pointer (&map, mailer_imap_uid_map_free);

  mailer_imap_session_move (session, uids, "Archive", &map, &is_removed, NULL, soon (), &error);
  g_assert_no_error (error);
  g_assert_cmpint (is_removed, ==, has_uidplus);
  g_assert_cmpint (mailer_uid_set_contains (events->expunged, 2), ==, is_removed);
  if (has_uidplus)
    g_assert_cmpuint (mailer_imap_uid_map_lookup (map, 2), ==, 2);
  assert_uids (session, has_uidplus ? "1,3" : "1:3");

  g_clear_pointer (&uids, mailer_uid_set_free);
  uids = mailer_uid_set_parse ("1", -1, 1);
  g_assert_false (mailer_imap_session_move (session, uids, "Nowhere", NULL, NULL, NULL, soon (), &error));
  g_assert_error (error, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_NOT_FOUND);
  assert_uids (session, has_uidplus ? "1,3" : "1:3");
}

static void
test_everything (gconstpointer data)
{
  const Variant *variant = data;
  g_autoptr (MailerTestServer) server = mailer_test_server_new (variant->options);
  Events             events = { .expunged = mailer_uid_set_new () };
  MailerImapSession *session;
  MailerImapSelected selected;
  gboolean           has_uidplus;
  g_autoptr (GError) error = NULL;

  mailer_test_server_deliver (server, "ada", "INBOX", MESSAGE ("one", "one"), -1);
  mailer_test_server_deliver (server, "ada", "INBOX", MESSAGE ("two", "two"), -1);
  mailer_test_server_deliver (server, "ada", "INBOX", MESSAGE ("three", "three"), -1);
  session = open_session (server, &events, variant->compresses);
  has_uidplus = mailer_imap_session_has_capability (session, "uidplus");

  check_mailboxes (session);
  selected = select_mailbox (session, "INBOX");
  check_reading (session);
  check_flags (session, &selected);
  check_append (session);
  check_moving (session, &events, has_uidplus);
  mailer_imap_session_logout (session, NULL, soon (), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (events.n_resyncs, ==, 0);

  mailer_imap_session_free (session);
  mailer_uid_set_free (events.expunged);
}

/* Another client deletes and flags, and new mail comes, while we listen. */
static void
check_push (const char *const *options)
{
  g_autoptr (MailerTestServer) server = mailer_test_server_new (options);
  Events             events = { .expunged = mailer_uid_set_new () };
  MailerImapSession *session;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 3; i++)
    mailer_test_server_deliver (server, "ada", "INBOX", MESSAGE ("x", "x"), -1);
  session = open_session (server, &events, FALSE);
  select_mailbox (session, "INBOX");
  assert_uids (session, "1:3");

  mailer_test_server_deliver (server, "ada", "INBOX", MESSAGE ("new", "new"), -1);
  g_assert_cmpint (mailer_imap_session_idle (session, NULL, NULL, soon (), &error), ==, MAILER_IMAP_IDLE_NEWS);
  g_assert_cmpuint (events.n_messages, ==, 4);

  g_free (mailer_test_server_doveadm (server, "flags", "add", "-u", "ada", "\\Flagged", "mailbox", "INBOX", "uid", "3", NULL));
  while (events.n_flags_changed == 0)
    g_assert_cmpint (mailer_imap_session_idle (session, NULL, NULL, soon (), &error), ==, MAILER_IMAP_IDLE_NEWS);
  g_assert_cmpuint (events.changed_uid, ==, 3);
  g_assert_cmpuint (events.changed_flags, ==, MAILER_FLAG_FLAGGED);

  g_free (mailer_test_server_doveadm (server, "expunge", "-u", "ada", "mailbox", "INBOX", "uid", "2", NULL));
  while (mailer_uid_set_is_empty (events.expunged))
    g_assert_cmpint (mailer_imap_session_idle (session, NULL, NULL, soon (), &error), ==, MAILER_IMAP_IDLE_NEWS);
  g_assert_true (mailer_uid_set_contains (events.expunged, 2));
  g_assert_cmpuint (mailer_uid_set_get_size (events.expunged), ==, 1);

  g_assert_cmpint (mailer_imap_session_idle (session, NULL, NULL, g_get_monotonic_time () + 1000, &error), ==, MAILER_IMAP_IDLE_DEADLINE);
  mailer_test_server_kill_imap (server);
  g_assert_cmpint (mailer_imap_session_idle (session, NULL, NULL, soon (), &error), ==, MAILER_IMAP_IDLE_FAILED);
  g_assert_nonnull (error);

  mailer_imap_session_free (session);
  mailer_uid_set_free (events.expunged);
}

static void
test_push (void)
{
  check_push (NULL);
}

static void
test_push_by_sequence_number (void)
{
  const char *const options[] = { "--without=QRESYNC", "--without=CONDSTORE", NULL };

  check_push (options);
}

static void
test_starttls_and_wrong_password (void)
{
  g_autoptr (MailerTestServer) server = mailer_test_server_new (NULL);
  Events           events = { .expunged = mailer_uid_set_new () };
  MailerImapConfig config = config_for (server, &events, MAILER_SECURITY_STARTTLS);
  g_autoptr (GError) error = NULL;
  MailerImapSession *session = mailer_imap_session_open (&config, NULL, soon (), &error);

  g_assert_no_error (error);
  mailer_imap_session_free (session);

  config.credentials.secret = "wrong";
  g_assert_null (mailer_imap_session_open (&config, NULL, soon (), &error));
  g_assert_error (error, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_AUTHENTICATION);
  g_assert_cmpint (mailer_error_get_details (error)->scope, ==, MAILER_ERROR_SCOPE_ACCOUNT);
  g_assert_cmpstr (mailer_error_get_details (error)->host, ==, "127.0.0.1");
  g_assert_null (strstr (error->message, "wrong"));
  mailer_uid_set_free (events.expunged);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (variants); i++)
    {
      g_autofree char *path = g_strdup_printf ("/imap/dovecot/%s", variants[i].name);

      g_test_add_data_func (path, &variants[i], test_everything);
    }
  g_test_add_func ("/imap/dovecot/push", test_push);
  g_test_add_func ("/imap/dovecot/push-by-sequence-number", test_push_by_sequence_number);
  g_test_add_func ("/imap/dovecot/starttls-and-wrong-password", test_starttls_and_wrong_password);

  return g_test_run ();
}
