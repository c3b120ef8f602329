/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "sync-fixture.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>

#include "mailer-store-body.h"

/* Reading: texts, pictures, attachments, the source, answers, the search, and large mailboxes. */

#define PNG "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

static const char newsletter[] = "From: News <news@example.org>\r\n"
                                 "To: Ada Byron <ada@example.test>, Bob <bob@example.test>\r\n"
                                 "Subject: Newsletter\r\n"
                                 "Date: Sat, 21 Nov 2026 10:00:00 +0000\r\n"
                                 "Message-ID: <news@example.org>\r\n"
                                 "MIME-Version: 1.0\r\n"
                                 "Content-Type: multipart/mixed; boundary=outer\r\n"
                                 "\r\n"
                                 "--outer\r\n"
                                 "Content-Type: multipart/related; boundary=inner\r\n"
                                 "\r\n"
                                 "--inner\r\n"
                                 "Content-Type: text/html; charset=utf-8\r\n"
                                 "\r\n"
                                 "<p>Hello <b>reader</b></p><img src=\"cid:logo@example.org\"><img src=\"https://pictures.example.org/1.png\" width=\"600\" height=\"400\">\r\n"
                                 "--inner\r\n"
                                 "Content-Type: image/png\r\n"
                                 "Content-ID: <logo@example.org>\r\n"
                                 "Content-Disposition: inline; filename=logo.png\r\n"
                                 "Content-Transfer-Encoding: base64\r\n"
                                 "\r\n" PNG "\r\n"
                                 "--inner--\r\n"
                                 "--outer\r\n"
                                 "Content-Type: text/csv\r\n"
                                 "Content-Disposition: attachment; filename=\"../../numbers.csv\"\r\n"
                                 "Content-Transfer-Encoding: base64\r\n"
                                 "\r\n"
                                 "MSwyLDMK\r\n"
                                 "--outer--\r\n";

static gint64
find_message (SyncFixture *fixture,
              const char  *subject)
{
  g_autoptr (GPtrArray) messages = sync_fixture_load_conversation (fixture, "INBOX", subject);

  g_assert_cmpuint (messages->len, ==, 1);

  return ((MailerMessage *)g_ptr_array_index (messages, 0))->id;
}

static SyncFixture *
start_with_newsletter (gint64 *id)
{
  SyncFixture *fixture = sync_fixture_new ((const char *const[]){ "--no-smtp", NULL });

  mailer_test_server_deliver (fixture->server, "ada", "INBOX", newsletter, -1);
  sync_fixture_start (fixture);
  sync_fixture_wait (sync_fixture_has_messages (fixture, "INBOX", 1));
  *id = find_message (fixture, "Newsletter");

  return fixture;
}

static void
test_html_body (void)
{
  gint64 id;
  g_autoptr (SyncFixture) fixture = start_with_newsletter (&id);
  g_autoptr (MailerMessageBody) body = NULL;
  g_autoptr (GError) error = NULL;
  const MailerAttachment *attachment;

  body = sync_fixture_load_body (fixture, id, MAILER_BODY_DEFAULT, &error);
  g_assert_no_error (error);
  g_assert_true (body->is_html);
  g_assert_cmpuint (body->n_remote_images, ==, 1);
  g_assert_null (strstr (body->document, "src=\"https://"));
  g_assert_nonnull (strstr (body->document, "mailer-cid:"));
  g_assert_cmpuint (body->attachments->len, ==, 1);
  attachment = g_ptr_array_index (body->attachments, 0);
  g_assert_cmpstr (attachment->content_type, ==, "text/csv");
  g_assert_null (strchr (attachment->name, '/'));

  g_clear_pointer (&body, mailer_message_body_unref);
  body = sync_fixture_load_body (fixture, id, MAILER_BODY_REMOTE_IMAGES, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (body->document, "mailer-remote:"));
}

static void
test_inline_part (void)
{
  gint64 id;
  g_autoptr (SyncFixture) fixture = start_with_newsletter (&id);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *content_type = NULL;

  mailer_engine_load_inline_part_async (fixture->engine, id, "logo@example.org", NULL, sync_fixture_take_result_cb, &result);
  sync_fixture_wait (result != NULL);
  bytes = mailer_engine_load_inline_part_finish (fixture->engine, result, &content_type, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (content_type, ==, "image/png");
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), 4, "\211PNG", 4);

  g_clear_object (&result);
  g_clear_pointer (&bytes, g_bytes_unref);
  g_clear_pointer (&content_type, g_free);
  mailer_engine_load_inline_part_async (fixture->engine, id, "other@example.org", NULL, sync_fixture_take_result_cb, &result);
  sync_fixture_wait (result != NULL);
  bytes = mailer_engine_load_inline_part_finish (fixture->engine, result, &content_type, &error);
  g_assert_error (error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_GONE);
  g_assert_null (content_type);
}

static void
test_attachment (void)
{
  gint64 id;
  g_autoptr (SyncFixture) fixture = start_with_newsletter (&id);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "numbers.csv", NULL);
  g_autofree char *content = NULL;
  g_autoptr (GFile) target = g_file_new_for_path (path);

  g_file_set_contents (path, "something else", -1, &error);
  g_assert_no_error (error);
  mailer_engine_save_attachment_async (fixture->engine, id, "2", target, NULL, NULL, NULL, NULL, sync_fixture_take_result_cb, &result);
  sync_fixture_wait (result != NULL);
  g_assert_true (mailer_engine_save_attachment_finish (fixture->engine, result, &error));
  g_assert_no_error (error);
  g_file_get_contents (path, &content, NULL, &error);
  g_assert_cmpstr (content, ==, "1,2,3\n");

  /* One that is not there leaves the file alone. */
  g_clear_object (&result);
  g_clear_pointer (&content, g_free);
  mailer_engine_save_attachment_async (fixture->engine, id, "9", target, NULL, NULL, NULL, NULL, sync_fixture_take_result_cb, &result);
  sync_fixture_wait (result != NULL);
  g_assert_false (mailer_engine_save_attachment_finish (fixture->engine, result, &error));
  g_assert_error (error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_GONE);
  g_file_get_contents (path, &content, NULL, NULL);
  g_assert_cmpstr (content, ==, "1,2,3\n");

  /* One that cannot be written leaves nothing behind. */
  g_clear_object (&result);
  g_clear_error (&error);
  g_clear_object (&target);
  target = g_file_new_build_filename (path, "below-a-file", NULL);
  mailer_engine_save_attachment_async (fixture->engine, id, "2", target, NULL, NULL, NULL, NULL, sync_fixture_take_result_cb, &result);
  sync_fixture_wait (result != NULL);
  g_assert_false (mailer_engine_save_attachment_finish (fixture->engine, result, &error));
  g_assert_error (error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_DISK);
}

static void
assert_file (const char *folder,
             const char *name,
             const char *expected)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *content = NULL;

  g_file_get_contents (path, &content, NULL, NULL);
  g_assert_cmpstr (content, ==, expected);
}

/* In a folder nothing that is there is touched. */
static void
test_new_names (void)
{
  gint64 id;
  g_autoptr (SyncFixture) fixture = start_with_newsletter (&id);
  g_autofree char *folder = g_build_filename (fixture->folder, "saved", NULL);
  g_autofree char *taken = g_build_filename (folder, "numbers.csv", NULL);
  g_autoptr (GFile) target = g_file_new_for_path (folder);

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (taken, "mine", -1, NULL));
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;

      mailer_engine_save_attachment_async (fixture->engine, id, "2", target, "numbers.csv", NULL, NULL, NULL, sync_fixture_take_result_cb, &result);
      sync_fixture_wait (result != NULL);
      g_assert_true (mailer_engine_save_attachment_finish (fixture->engine, result, &error));
      g_assert_no_error (error);
    }
  assert_file (folder, "numbers.csv", "mine");
  assert_file (folder, "numbers (2).csv", "1,2,3\n");
  assert_file (folder, "numbers (3).csv", "1,2,3\n");
}

/* A pipe that nobody writes to holds up the porter, and what is saved behind it, but no mail. */
static void
test_slow_folder (void)
{
  gint64 id;
  g_autoptr (SyncFixture) fixture = start_with_newsletter (&id);
  g_autofree char *slow = g_build_filename (fixture->folder, "slow", NULL);
  g_autofree char *path = g_build_filename (fixture->folder, "numbers.csv", NULL);
  g_autoptr (GFile) slow_file = g_file_new_for_path (slow);
  g_autoptr (GFile) target = g_file_new_for_path (path);
  g_autoptr (MailerDraftAttachment) attachment = mailer_draft_attachment_new (slow_file, "slow", "text/plain", 1);
  g_autoptr (GAsyncResult) attached = NULL;
  g_autoptr (GAsyncResult) saved = NULL;
  g_autoptr (MailerMessageBody) body = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (mkfifo (slow, 0600), ==, 0);
  mailer_engine_attach_async (fixture->engine, 1, attachment, NULL, sync_fixture_take_result_cb, &attached);
  mailer_engine_save_attachment_async (fixture->engine, id, "2", target, NULL, NULL, NULL, NULL, sync_fixture_take_result_cb, &saved);
  body = sync_fixture_load_body (fixture, id, MAILER_BODY_DEFAULT, &error);
  g_assert_no_error (error);
  g_clear_pointer (&body, mailer_message_body_unref);
  body = sync_fixture_load_body (fixture, id, MAILER_BODY_REMOTE_IMAGES, &error);
  g_assert_no_error (error);
  g_assert_null (saved);

  close (open (slow, O_WRONLY));
  sync_fixture_wait (saved != NULL && attached != NULL);
  g_assert_true (mailer_engine_save_attachment_finish (fixture->engine, saved, &error));
  g_assert_null (mailer_engine_attach_finish (fixture->engine, attached, NULL));
  assert_file (fixture->folder, "numbers.csv", "1,2,3\n");
}

/* hostile.md, case 40: whoever sent it is told, whatever From claims. */
static void
test_who_sent_it (void)
{
  static const struct
  {
    const char *subject;
    const char *headers;
    const char *from;   /* addresses, blanks between them */
    const char *sender; /* NULL: From's author */
  } rows[] = {
    { "no Sender", "From: Ada <ada@example.org>\r\n", "ada@example.org", NULL },
    { "the same", "From: Ada <ada@example.org>\r\nSender: A <ADA@example.org>\r\n", "ada@example.org", NULL },
    { "another", "From: Ada <ada@example.org>\r\nSender: =?utf-8?q?Gr=C3=A4fin?= <bob@example.net>\r\n", "ada@example.org", "bob@example.net" },
    { "two headers", "From: Bank <service@bank.example>\r\nFrom: thief@example.net\r\n", "service@bank.example thief@example.net", NULL },
    { "two headers and a Sender", "From: a@example.org\r\nFrom: b@example.org\r\nSender: c@example.org\r\n", "a@example.org b@example.org", "c@example.org" },
    { "one of two", "From: a@example.org, b@example.org\r\nSender: b@example.org\r\n", "a@example.org b@example.org", NULL },
    { "a group", "From: Friends: a@example.org, b@example.org;\r\nSender: c@example.org\r\n", "a@example.org b@example.org", "c@example.org" },
    { "a group of nobody", "From: Nobody:;\r\nSender: c@example.org\r\n", "", "c@example.org" },
    { "an address for a name", "From: \"bank@bank.example\" <thief@example.net>\r\n", "thief@example.net", NULL },
    { "no From", "Sender: c@example.org\r\n", NULL, "c@example.org" },
  };
  g_autoptr (SyncFixture) fixture = sync_fixture_new ((const char *const[]){ "--no-smtp", NULL });

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *raw = g_strdup_printf ("%sSubject: %s\r\nMessage-ID: <%zu@example.org>\r\n\r\nHello\r\n", rows[i].headers, rows[i].subject, i);

      mailer_test_server_deliver (fixture->server, "ada", "INBOX", raw, -1);
    }
  sync_fixture_start (fixture);
  sync_fixture_wait (sync_fixture_has_messages (fixture, "INBOX", G_N_ELEMENTS (rows)));

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) messages = sync_fixture_load_conversation (fixture, "INBOX", rows[i].subject);
      const MailerMessage *message = g_ptr_array_index (messages, 0);
      g_auto (GStrv) expected = rows[i].from != NULL ? g_strsplit (rows[i].from, " ", -1) : g_new0 (char *, 1);

      g_test_message ("%s", rows[i].subject);
      g_assert_cmpuint (message->from->len, ==, MAX (g_strv_length (expected), rows[i].from != NULL));
      for (guint j = 0; expected[j] != NULL; j++)
        g_assert_cmpstr (((MailerAddress *)g_ptr_array_index (message->from, j))->address, ==, expected[j]);
      g_assert_cmpstr (message->sender_differs != NULL ? message->sender_differs->address : NULL, ==, rows[i].sender);
    }
}

static void
test_source (void)
{
  gint64 id;
  g_autoptr (SyncFixture) fixture = start_with_newsletter (&id);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  mailer_engine_load_source_async (fixture->engine, id, NULL, sync_fixture_take_result_cb, &result);
  sync_fixture_wait (result != NULL);
  bytes = mailer_engine_load_source_finish (fixture->engine, result, &error);
  g_assert_no_error (error);
  g_assert_nonnull (g_strstr_len (g_bytes_get_data (bytes, NULL), (gssize)g_bytes_get_size (bytes), "Message-ID: <news@example.org>"));
}

/* A text that compresses badly and is too long to come before somebody reads it. */
static void
deliver_long (SyncFixture *fixture,
              const char  *subject)
{
  g_autoptr (GString) raw = g_string_new (NULL);
  g_autoptr (GRand) random = g_rand_new_with_seed (g_str_hash (subject));

  g_string_append_printf (raw, "From: bob@example.test\r\nSubject: %s\r\nMessage-ID: <%s@example.test>\r\n\r\n", subject, subject);
  while (raw->len < 300 * 1024)
    g_string_append_printf (raw, "%08x%08x%08x%08x%08x\r\n", g_rand_int (random), g_rand_int (random), g_rand_int (random), g_rand_int (random), g_rand_int (random));
  mailer_test_server_deliver (fixture->server, "ada", "INBOX", raw->str, -1);
}

static void
read_text (SyncFixture *fixture,
           gint64       id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MailerMessageBody) body = sync_fixture_load_body (fixture, id, MAILER_BODY_DEFAULT, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (strlen (body->plain_text), >, 100 * 1024);
}

static gboolean
is_text_here (SyncFixture *fixture,
              gint64       id)
{
  g_autofree char *directory = g_build_filename (fixture->folder, "data", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (MailerStore) store = mailer_store_open (directory, MAILER_STORE_READER, NULL, &error);
  g_auto (GStrv) sections = NULL;

  g_assert_no_error (error);
  sections = mailer_store_list_body_sections (store, id, &error);
  g_assert_no_error (error);

  return sections[0] != NULL;
}

/* What was read first makes room for what was read last, and comes again when it is wanted. */
static void
test_bodies_have_a_budget (void)
{
  static const char *const subjects[] = { "First", "Second", "Third" };
  g_autoptr (SyncFixture) fixture = sync_fixture_new ((const char *const[]){ "--no-smtp", NULL });
  gint64 ids[G_N_ELEMENTS (subjects)];

  for (guint i = 0; i < G_N_ELEMENTS (subjects); i++)
    deliver_long (fixture, subjects[i]);
  sync_fixture_start (fixture);
  sync_fixture_wait (sync_fixture_has_messages (fixture, "INBOX", G_N_ELEMENTS (subjects)));
  for (guint i = 0; i < G_N_ELEMENTS (subjects); i++)
    {
      ids[i] = find_message (fixture, subjects[i]);
      read_text (fixture, ids[i]);
      g_assert_true (is_text_here (fixture, ids[i]));
    }
  sync_fixture_close (fixture);

  fixture->body_budget_bytes = 400 * 1024;
  sync_fixture_start (fixture);
  sync_fixture_wait (!is_text_here (fixture, ids[0]));
  g_assert_true (is_text_here (fixture, ids[1]));
  g_assert_true (is_text_here (fixture, ids[2]));
  read_text (fixture, ids[0]);
}

static MailerDraft *
prepare (SyncFixture    *fixture,
         MailerDraftKind kind,
         gint64          id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  MailerDraft *draft;

  mailer_engine_prepare_draft_async (fixture->engine, kind, NULL, id, id != 0 ? "News wrote:" : NULL, NULL, sync_fixture_take_result_cb, &result);
  sync_fixture_wait (result != NULL);
  draft = mailer_engine_prepare_draft_finish (fixture->engine, result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (draft->account_id, ==, "ada");

  return draft;
}

static void
test_answers (void)
{
  gint64 id;
  g_autoptr (SyncFixture) fixture = start_with_newsletter (&id);
  g_autoptr (MailerDraft) fresh = prepare (fixture, MAILER_DRAFT_NEW, 0);
  g_autoptr (MailerDraft) reply = prepare (fixture, MAILER_DRAFT_REPLY, id);
  g_autoptr (MailerDraft) all = prepare (fixture, MAILER_DRAFT_REPLY_ALL, id);
  g_autoptr (MailerDraft) forward = prepare (fixture, MAILER_DRAFT_FORWARD, id);
  g_autofree char *everybody = NULL;

  g_assert_cmpstr (fresh->subject, ==, "");
  g_assert_cmpstr (reply->to, ==, "News <news@example.org>");
  g_assert_cmpstr (reply->subject, ==, "Re: Newsletter");
  g_assert_cmpstr (reply->in_reply_to, ==, "news@example.org");
  g_assert_cmpstr (reply->references, ==, "news@example.org");
  g_assert_nonnull (strstr (reply->text, "News wrote:"));
  g_assert_nonnull (strstr (reply->text, "> Hello"));
  g_assert_cmpint (reply->original_id, ==, id);
  everybody = g_strconcat (all->to, ", ", all->cc, NULL);
  g_assert_nonnull (strstr (everybody, "news@example.org"));
  g_assert_nonnull (strstr (everybody, "bob@example.test"));
  g_assert_null (strstr (everybody, "ada@example.test"));
  g_assert_cmpstr (forward->to, ==, "");
  g_assert_cmpuint (forward->attachments->len, ==, 2);
  for (guint i = 0; i < forward->attachments->len; i++)
    g_assert_nonnull (((MailerDraftAttachment *)g_ptr_array_index (forward->attachments, i))->file);
}

static void
test_search_and_previews (void)
{
  g_autoptr (SyncFixture) fixture = sync_fixture_new ((const char *const[]){ "--no-smtp", NULL });
  g_autoptr (MailerConversationList) list = NULL;
  g_autoptr (MailerConversation) row = NULL;

  sync_fixture_deliver (fixture, "INBOX", "1", "Apples", NULL);
  sync_fixture_deliver (fixture, "INBOX", "2", "Oranges", NULL);
  sync_fixture_start (fixture);
  sync_fixture_wait (sync_fixture_has_messages (fixture, "INBOX", 2));
  list = sync_fixture_list (fixture, "INBOX");

  /* Nobody opened it, and its first words are in the list. */
  row = sync_fixture_find_row (list, "Apples");
  sync_fixture_wait (g_str_has_prefix (mailer_conversation_get_preview (row), "The text of Apples."));

  mailer_conversation_list_set_search (list, "appl");
  sync_fixture_wait (g_list_model_get_n_items (G_LIST_MODEL (list)) == 1);
  g_clear_object (&row);
  row = sync_fixture_find_row (list, "Apples");
  g_assert_nonnull (row);
  mailer_conversation_list_set_search (list, "");
  g_assert_null (mailer_conversation_list_get_search (list));
  sync_fixture_wait (g_list_model_get_n_items (G_LIST_MODEL (list)) == 2);
}

/* --- A large mailbox ------------------------------------------------------------------------------ */

#define N_MANY 2500

static char *
write_maildir (guint n)
{
  g_autofree char *folder = g_dir_make_tmp ("mailer-many-XXXXXX", NULL);

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *child = g_build_filename (folder, ((const char *const[]){ "cur", "new", "tmp" })[i], NULL);

      g_assert_cmpint (g_mkdir (child, 0700), ==, 0);
    }
  for (guint i = 0; i < n; i++)
    {
      g_autofree char     *name = g_strdup_printf ("%s/cur/%u.M%u.host:2,S", folder, 1700000000 + i, i);
      g_autofree char     *text = g_strdup_printf ("From: Bob <bob@example.test>\nTo: ada@example.test\nSubject: Number %u\n"
                                                       "Date: Sat, 21 Nov 2026 10:00:00 +0000\nMessage-ID: <many-%u@example.test>\n\nText %u.\n",
                                                   i,
                                                   i,
                                                   i);
      const struct utimbuf times = { 1700000000 + i, 1700000000 + i };

      g_assert_true (g_file_set_contents (name, text, -1, NULL));
      g_assert_cmpint (g_utime (name, (struct utimbuf *)&times), ==, 0);
    }

  return g_steal_pointer (&folder);
}

static void
count_changes_cb (GListModel *model,
                  guint       position,
                  guint       n_removed,
                  guint       n_added,
                  gpointer    data)
{
  guint *n = data;

  *n += n_removed;
}

/* The newest are there long before the oldest, rows come only when somebody asks, and one more message is
 * one more row: nothing else moves. */
static void
test_many (void)
{
  g_autofree char *maildir = write_maildir (N_MANY);
  g_autofree char *option = g_strdup_printf ("--maildir=ada=%s", maildir);
  g_autoptr (SyncFixture) fixture = sync_fixture_new ((const char *const[]){ "--no-smtp", option, NULL });
  g_autoptr (MailerConversationList) list = NULL;
  g_autoptr (MailerConversation) first = NULL;
  g_autoptr (MailerConversation) again = NULL;
  guint n_removed = 0;

  sync_fixture_start (fixture);
  list = sync_fixture_list (fixture, "INBOX");
  sync_fixture_wait (g_list_model_get_n_items (G_LIST_MODEL (list)) > 0);
  first = g_list_model_get_item (G_LIST_MODEL (list), 0);
  sync_fixture_wait (mailer_conversation_get_is_loaded (first));
  g_assert_cmpstr (mailer_conversation_get_subject (first), ==, "Number 2499");

  sync_fixture_wait (sync_fixture_has_messages (fixture, "INBOX", N_MANY));
  sync_fixture_wait (g_list_model_get_n_items (G_LIST_MODEL (list)) == N_MANY);
  g_signal_connect (list, "items-changed", G_CALLBACK (count_changes_cb), &n_removed);
  sync_fixture_deliver (fixture, "INBOX", "new", "New", NULL);
  sync_fixture_wait (g_list_model_get_n_items (G_LIST_MODEL (list)) == N_MANY + 1);
  g_assert_cmpuint (n_removed, ==, 0);
  again = g_list_model_get_item (G_LIST_MODEL (list), 1);
  g_assert_true (again == first);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine/read/html-body", test_html_body);
  g_test_add_func ("/engine/read/inline-part", test_inline_part);
  g_test_add_func ("/engine/read/attachment", test_attachment);
  g_test_add_func ("/engine/read/new-names", test_new_names);
  g_test_add_func ("/engine/read/slow-folder", test_slow_folder);
  g_test_add_func ("/engine/read/who-sent-it", test_who_sent_it);
  g_test_add_func ("/engine/read/source", test_source);
  g_test_add_func ("/engine/read/bodies-have-a-budget", test_bodies_have_a_budget);
  g_test_add_func ("/engine/read/answers", test_answers);
  g_test_add_func ("/engine/read/search-and-previews", test_search_and_previews);
  g_test_add_func ("/engine/read/many", test_many);

  return g_test_run ();
}
