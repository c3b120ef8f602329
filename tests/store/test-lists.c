/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "store-fixture.h"

#include <string.h>

#include "mailer-address.h"

#define BIG 20000

static gint64
get_conversation (Fixture *self,
                  gint64   message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MailerStoreMessage) record = mailer_store_read_message (self->store, message, &error);

  g_assert_no_error (error);

  return record->conversation_id;
}

static MailerStoreConversation *
read_row (Fixture *self,
          gint64   mailbox,
          gint64   conversation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = mailer_store_read_conversation_rows (self->store, mailbox, &conversation, 1, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 1);

  return g_steal_pointer (&rows->pdata[0]);
}

static guint
count_messages (Fixture *self,
                gint64   conversation,
                gint64   mailbox)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) messages = mailer_store_read_conversation (self->store, conversation, mailbox, &error);

  g_assert_no_error (error);
  for (guint i = 1; i < messages->len; i++)
    g_assert_cmpint (mailer_store_message_get_sort_us (messages->pdata[i - 1]), <=, mailer_store_message_get_sort_us (messages->pdata[i]));

  return messages->len;
}

static void
test_own_reply_joins (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  gint64 question = fixture_deliver (self, self->mailboxes[INBOX], 1, "question", NULL);
  gint64 reply = fixture_deliver (self, self->mailboxes[SENT], 2, "reply", "question");
  gint64 thanks = fixture_deliver (self, self->mailboxes[INBOX], 3, "thanks", "question reply");
  gint64 conversation = get_conversation (self, question);
  g_autoptr (MailerStoreConversation) row = NULL;

  g_assert_cmpint (get_conversation (self, reply), ==, conversation);
  g_assert_cmpint (get_conversation (self, thanks), ==, conversation);
  g_assert_cmpuint (count_messages (self, conversation, self->mailboxes[INBOX]), ==, 3);
  row = read_row (self, self->mailboxes[INBOX], conversation);
  g_assert_cmpuint (row->n_messages, ==, 2);
  g_assert_cmpuint (row->n_messages_overall, ==, 3);
  g_assert_cmpuint (row->n_unread, ==, 2);
  g_assert_cmpint (row->newest_message_id, ==, thanks);
  g_assert_cmpstr (row->subject, ==, "About thanks");
}

static void
test_late_parent_joins (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  gint64           inbox = self->mailboxes[INBOX];
  gint64           first = fixture_deliver (self, inbox, 3, "first-child", "parent");
  gint64           other = fixture_deliver (self, inbox, 4, "lonely", NULL);
  gint64           second = fixture_deliver (self, inbox, 5, "second-child", "other-parent");
  g_autofree char *before = NULL;
  g_auto (GStrv) split = NULL;
  g_autoptr (MailerStoreChanges) changes = NULL;
  const MailerStoreMailboxChanges *in_inbox;
  gint64                           parent;

  before = fixture_list (self, inbox);
  split = g_strsplit (before, ",", -1);
  g_assert_cmpuint (g_strv_length (split), ==, 3);
  mailer_store_changes_unref (mailer_store_take_changes (self->store));

  parent = fixture_deliver (self, inbox, 6, "parent", "other-parent");
  g_assert_cmpint (get_conversation (self, first), ==, get_conversation (self, parent));
  g_assert_cmpint (get_conversation (self, second), ==, get_conversation (self, parent));
  g_assert_cmpint (get_conversation (self, other), !=, get_conversation (self, parent));

  changes = mailer_store_take_changes (self->store);
  in_inbox = mailer_store_changes_find (changes, inbox);
  g_assert_cmpuint (in_inbox->added->len, ==, 0);
  g_assert_cmpuint (in_inbox->changed->len, ==, 1);
  g_assert_cmpuint (in_inbox->removed->len, ==, 1);
  g_assert_cmpint (g_array_index (in_inbox->changed, gint64, 0), ==, get_conversation (self, parent));
}

static void
test_subject_alone_does_not_join (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  MailerStoreMessage *first = message_make (1, "a", NULL, 0);
  MailerStoreMessage *second = message_make (2, "b", NULL, 0);
  gint64              a;
  gint64              b;

  g_free (second->subject);
  second->subject = g_strdup (first->subject);
  a = fixture_put (self, self->mailboxes[INBOX], first);
  b = fixture_put (self, self->mailboxes[INBOX], second);
  g_assert_cmpint (get_conversation (self, a), !=, get_conversation (self, b));
}

static void
test_hostile_references (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  gint64              inbox = self->mailboxes[INBOX];
  gint64              myself = fixture_deliver (self, inbox, 1, "self", "self");
  gint64              one = fixture_deliver (self, inbox, 2, "one", "two");
  gint64              two = fixture_deliver (self, inbox, 3, "two", "three");
  gint64              three = fixture_deliver (self, inbox, 4, "three", "one");
  MailerStoreMessage *huge = message_make (5, "huge", NULL, 0);
  MailerStoreMessage *odd = message_make (6, "odd", NULL, 0);
  MailerStoreMessage *bare = message_make (7, "bare", NULL, 0);
  g_autoptr (GString) references = g_string_new (NULL);
  gint64 id;

  g_assert_cmpint (get_conversation (self, one), ==, get_conversation (self, two));
  g_assert_cmpint (get_conversation (self, one), ==, get_conversation (self, three));
  g_assert_cmpint (get_conversation (self, one), !=, get_conversation (self, myself));

  for (guint i = 0; i < 100000; i++)
    g_string_append_printf (references, "<%u@huge> ", i);
  g_string_append (references, "<one@test>");
  g_free (huge->references);
  huge->references = g_string_free (g_steal_pointer (&references), FALSE);
  id = fixture_put (self, inbox, huge);
  g_assert_cmpint (get_conversation (self, id), ==, get_conversation (self, one));

  g_free (odd->message_id);
  g_free (odd->references);
  odd->message_id = g_strdup ("< >");
  odd->references = g_strdup ("<<<> >< your mail of <Tuesday");
  odd->in_reply_to = g_strdup ("");
  fixture_put (self, inbox, odd);

  g_free (bare->references);
  bare->references = g_strdup ("one@test");
  id = fixture_put (self, inbox, bare);
  g_assert_cmpint (get_conversation (self, id), ==, get_conversation (self, one));
}

static void
unref_message_cb (gpointer message)
{
  mailer_store_message_unref (message);
}

/* Every message names its parent only, and they come in the worst order: each one joins two threads. */
static void
test_thread_of_thousands (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  g_autoptr (GError) error = NULL;
  g_autofree char *list = NULL;

  for (guint i = 0; i < BIG; i += MAILER_STORE_MAX_BATCH)
    {
      g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (unref_message_cb);

      for (guint j = i; j < i + MAILER_STORE_MAX_BATCH; j++)
        {
          guint            number = j < BIG / 2 ? j * 2 : (j - BIG / 2) * 2 + 1;
          g_autofree char *own = g_strdup_printf ("m%u", number);
          g_autofree char *parent = g_strdup_printf ("m%u", number + 1);

          g_ptr_array_add (messages, message_make (number + 1, own, parent, 0));
        }
      mailer_store_put_messages (self->store, self->mailboxes[INBOX], messages, NULL, &error);
      g_assert_no_error (error);
    }

  list = fixture_list (self, self->mailboxes[INBOX]);
  g_assert_null (strchr (list, ','));
  g_assert_cmpuint (count_messages (self, g_ascii_strtoll (list, NULL, 10), 0), ==, BIG);
  fixture_assert_counts (self, self->mailboxes[INBOX], BIG, BIG);
}

static void
test_copies_are_one (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  gint64 inbox_copy = fixture_deliver (self, self->mailboxes[INBOX], 1, "a", NULL);
  gint64 archive_copy = fixture_deliver (self, self->mailboxes[ARCHIVE], 2, "a", NULL);
  gint64 conversation = get_conversation (self, inbox_copy);
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (MailerStoreConversation) row = NULL;

  fixture_deliver (self, self->mailboxes[TRASH], 3, "thrown-away", "a");
  messages = mailer_store_read_conversation (self->store, conversation, self->mailboxes[ARCHIVE], NULL);
  g_assert_cmpuint (messages->len, ==, 1);
  g_assert_cmpint (((MailerStoreMessage *)messages->pdata[0])->id, ==, archive_copy);
  g_assert_cmpuint (count_messages (self, conversation, self->mailboxes[TRASH]), ==, 2);
  row = read_row (self, self->mailboxes[INBOX], conversation);
  g_assert_cmpuint (row->n_messages_overall, ==, 1);
}

static void
test_deleted_are_hidden (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  gint64 inbox = self->mailboxes[INBOX];
  gint64 message = fixture_deliver (self, inbox, 1, "a", NULL);
  gint64 conversation = get_conversation (self, message);
  g_autoptr (MailerStoreChanges) changes = NULL;
  g_autoptr (MailerUidSet) uids = NULL;

  mailer_store_changes_unref (mailer_store_take_changes (self->store));
  fixture_report (self, inbox, 1, MAILER_FLAG_DELETED);
  changes = mailer_store_take_changes (self->store);
  g_assert_cmpuint (mailer_store_changes_find (changes, inbox)->removed->len, ==, 1);
  fixture_assert_counts (self, inbox, 0, 0);
  g_assert_null (read_row (self, inbox, conversation));
  g_assert_cmpuint (count_messages (self, conversation, inbox), ==, 0);
  uids = mailer_store_read_uids (self->store, inbox, NULL);
  g_assert_true (mailer_uid_set_contains (uids, 1));
  fixture_report (self, inbox, 1, 0);
  fixture_assert_counts (self, inbox, 1, 1);
}

static void
test_participants (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  gint64 inbox = self->mailboxes[INBOX];
  gint64 conversation = 0;
  g_autoptr (MailerStoreConversation) row = NULL;
  const MailerStoreParticipant *participant;

  for (guint i = 1; i <= 8; i++)
    {
      g_autofree char    *name = g_strdup_printf ("m%u", i);
      g_autofree char    *address = g_strdup_printf ("writer%u@example.org", i);
      MailerStoreMessage *message = message_make (i, name, i > 1 ? "m1" : NULL, i < 8 ? MAILER_FLAG_SEEN : 0);

      g_ptr_array_set_size (message->from, 0);
      g_ptr_array_add (message->from, mailer_address_new (i == 2 ? NULL : "Writer", address));
      conversation = get_conversation (self, fixture_put (self, inbox, message));
    }

  row = read_row (self, inbox, conversation);
  g_assert_cmpuint (row->participants->len, ==, MAILER_STORE_MAX_PARTICIPANTS);
  participant = row->participants->pdata[0];
  g_assert_cmpstr (participant->address->address, ==, "writer1@example.org");
  g_assert_false (participant->has_unread);
  participant = row->participants->pdata[4];
  g_assert_cmpstr (participant->address->address, ==, "writer8@example.org");
  g_assert_true (participant->has_unread);
}

static void
test_order_and_record (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  gint64              inbox = self->mailboxes[INBOX];
  MailerStoreMessage *full = message_make (5, "full", "x", MAILER_FLAG_ANSWERED);
  const char         *keywords[] = { "$Work", "later", NULL };
  g_autoptr (MailerStoreMessage) read = NULL;
  g_autoptr (MailerStoreConversation) row = NULL;
  g_autofree char *list = NULL;
  g_autofree char *expected = NULL;
  gint64           old;
  gint64           id;

  full->keywords = g_strdupv ((char **)keywords);
  full->in_reply_to = g_strdup ("<x@test>");
  full->list_id = g_strdup ("list.example.org");
  full->has_attachments = TRUE;
  full->sent_us = 77;
  full->parts = mailer_body_part_new (NULL);
  full->parts->section = "1";
  full->parts->type = "text";
  full->parts->subtype = "plain";
  full->parts->encoding = "7bit";
  g_ptr_array_add (full->cc, mailer_address_new (NULL, "cc@example.org"));
  id = fixture_put (self, inbox, full);
  old = fixture_deliver (self, inbox, 2, "old", NULL);

  read = mailer_store_read_message (self->store, id, NULL);
  g_assert_cmpstr (read->message_id, ==, "full@test");
  g_assert_cmpstr (read->in_reply_to, ==, "<x@test>");
  g_assert_cmpstr (read->list_id, ==, "list.example.org");
  g_assert_cmpstr (read->keywords[1], ==, "later");
  g_assert_cmpint (read->sent_us, ==, 77);
  g_assert_cmpint (read->received_us, ==, 5 * G_USEC_PER_SEC);
  g_assert_cmpuint (read->size_bytes, ==, 1000);
  g_assert_cmpstr (((MailerAddress *)read->cc->pdata[0])->address, ==, "cc@example.org");
  g_assert_cmpstr (((MailerAddress *)read->from->pdata[0])->name, ==, "Grace Hopper");
  g_assert_true (mailer_body_part_is (read->parts, "text", "plain"));

  row = read_row (self, inbox, read->conversation_id);
  g_assert_true (row->is_answered && row->has_attachments && !row->is_flagged);
  list = fixture_list (self, inbox);
  expected = g_strdup_printf ("%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT, read->conversation_id, get_conversation (self, old));
  g_assert_cmpstr (list, ==, expected);
}

static void
test_tree (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  g_autoptr (GError) error = NULL;
  const char *path[] = { "Altes", "Ärchiv\x1fX", NULL };
  g_autoptr (MailerStoreMailbox) renamed = NULL;
  g_autoptr (MailerUidSet) synced = mailer_uid_set_new ();
  g_autoptr (GPtrArray) all = NULL;
  gint64 archive = self->mailboxes[ARCHIVE];
  gint64 message = fixture_deliver (self, archive, 1, "a", NULL);

  mailer_uid_set_add_range (synced, 5, 900);
  mailer_store_set_sync_state (self->store, archive, 901, G_MAXINT64, synced, 4711, &error);
  g_assert_no_error (error);
  mailer_store_rename_mailbox (self->store, archive, "Altes/&AMQ-rchiv", path, &error);
  g_assert_no_error (error);
  g_assert_false (mailer_store_rename_mailbox (self->store, archive, "INBOX", path, &error));
  g_assert_error (error, MAILER_STORE_ERROR, MAILER_STORE_ERROR_STATE);
  g_clear_error (&error);

  fixture_reopen (self);
  renamed = mailer_store_read_mailbox (self->store, archive, &error);
  g_assert_cmpstr (renamed->raw_name, ==, "Altes/&AMQ-rchiv");
  g_assert_cmpstr (renamed->path[1], ==, "Ärchiv X");
  g_assert_cmpuint (renamed->uid_next, ==, 901);
  g_assert_cmpuint (renamed->highest_modseq, ==, G_MAXINT64);
  g_assert_cmpuint (renamed->server_total, ==, 4711);
  g_assert_cmpuint (mailer_uid_set_get_size (renamed->synced), ==, 896);
  fixture_assert_place (self, message, archive, 1);

  /* LIST does not have the new name: the mailbox goes, another one comes. */
  fixture_set_mailboxes (self, N_MAILBOXES);
  g_assert_null (mailer_store_read_mailbox (self->store, archive, &error));
  g_assert_error (error, MAILER_STORE_ERROR, MAILER_STORE_ERROR_NOT_FOUND);
  all = mailer_store_list_mailboxes (self->store, NULL, NULL);
  g_assert_cmpuint (all->len, ==, N_MAILBOXES);
}

static void
test_trash_counts_elsewhere (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  gint64 inbox = self->mailboxes[INBOX];
  gint64 message = fixture_deliver (self, inbox, 1, "a", NULL);
  gint64 second = fixture_deliver (self, inbox, 2, "b", "a");
  gint64 conversation = get_conversation (self, message);
  g_autoptr (MailerStoreConversation) row = NULL;
  g_autoptr (MailerStoreChanges) changes = NULL;

  g_assert_cmpint (mailer_store_apply_move (self->store, MAILER_STORE_OPERATION_TRASH, &second, 1, self->mailboxes[TRASH], NULL), >, 0);
  row = read_row (self, inbox, conversation);
  g_assert_cmpuint (row->n_messages_overall, ==, 1);
  changes = mailer_store_take_changes (self->store);
  g_assert_true (changes->has_operations);
  g_assert_cmpuint (mailer_store_changes_find (changes, self->mailboxes[TRASH])->added->len, ==, 1);
}

static void
test_changes_add_up (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  gint64 inbox = self->mailboxes[INBOX];
  g_autoptr (MailerStoreChanges) changes = NULL;

  fixture_deliver (self, inbox, 1, "comes-and-goes", NULL);
  fixture_expunge (self, inbox, 1);
  fixture_deliver (self, inbox, 2, "comes-and-changes", NULL);
  fixture_report (self, inbox, 2, MAILER_FLAG_SEEN);
  changes = mailer_store_take_changes (self->store);
  g_assert_cmpuint (mailer_store_changes_find (changes, inbox)->added->len, ==, 1);
  g_assert_cmpuint (mailer_store_changes_find (changes, inbox)->changed->len, ==, 0);
  g_assert_cmpuint (mailer_store_changes_find (changes, inbox)->removed->len, ==, 0);
  g_assert_cmpuint (changes->counted->len, ==, 1);
  g_assert_null (mailer_store_take_changes (self->store));

  /* The same again changes nothing. */
  fixture_report (self, inbox, 2, MAILER_FLAG_SEEN);
  fixture_put (self, inbox, message_make (2, "comes-and-changes", NULL, MAILER_FLAG_SEEN));
  g_assert_null (mailer_store_take_changes (self->store));
}

/* What makes a page of a million rows cost what it costs of a thousand. */
static void
test_list_needs_only_the_index (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  g_autofree char *plan = NULL;

  plan = fixture_query_plan (self->directory, "SELECT conversation FROM mailbox_conversation WHERE mailbox = 1 ORDER BY newest_us DESC, conversation DESC");
  g_assert_nonnull (strstr (plan, "USING COVERING INDEX mailbox_conversation_by_time (mailbox=?)"));
  g_assert_null (strstr (plan, "TEMP B-TREE"));
}

static void
test_reader_sees_commits (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  g_autoptr (GError) error = NULL;
  g_autoptr (MailerStore) reader = mailer_store_open (self->directory, MAILER_STORE_READER, NULL, &error);
  g_autoptr (GArray) ids = NULL;
  gint64 message;

  g_assert_no_error (error);
  message = fixture_deliver (self, self->mailboxes[INBOX], 1, "a", NULL);
  ids = mailer_store_list_conversations (reader, self->mailboxes[INBOX], &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ids->len, ==, 1);
  g_assert_cmpint (mailer_store_apply_flags (reader, &message, 1, MAILER_FLAG_SEEN, 0, &error), ==, -1);
  g_assert_error (error, MAILER_STORE_ERROR, MAILER_STORE_ERROR_READ_ONLY);
}

static gboolean
has_bytes (const char *contents,
           gsize       length,
           const char *bytes)
{
  gsize n_bytes = strlen (bytes);

  for (gsize i = 0; i + n_bytes <= length; i++)
    if (memcmp (contents + i, bytes, n_bytes) == 0)
      return TRUE;

  return FALSE;
}

typedef struct
{
  char  *directory;
  gint64 mailbox;
  gint   is_over; /* atomic */
  guint  n_seen;
} Watch;

/* What it sees is always one commit, and never less than before. */
static gpointer
watch_cb (gpointer data)
{
  Watch *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (MailerStore) reader = mailer_store_open (self->directory, MAILER_STORE_READER, NULL, &error);

  g_assert_no_error (error);
  while (!g_atomic_int_get (&self->is_over))
    {
      g_autoptr (GArray) ids = mailer_store_list_conversations (reader, self->mailbox, &error);
      g_autoptr (GPtrArray) rows = NULL;

      g_assert_no_error (error);
      g_assert_cmpuint (ids->len, >=, self->n_seen);
      g_assert_cmpuint (ids->len % 10, ==, 0);
      self->n_seen = ids->len;
      rows = mailer_store_read_conversation_rows (reader, self->mailbox, (gint64 *)(gpointer)ids->data, MIN (ids->len, 50), &error);
      g_assert_no_error (error);
      for (guint i = 0; i < rows->len; i++)
        g_assert_nonnull (rows->pdata[i]);
    }

  return NULL;
}

static void
test_reader_beside_writer (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  Watch    watch = { .directory = self->directory, .mailbox = self->mailboxes[INBOX] };
  GThread *thread = g_thread_new ("reader", watch_cb, &watch);
  g_autoptr (GArray) ids = NULL;

  for (guint batch = 0; batch < 50; batch++)
    {
      g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (unref_message_cb);
      g_autoptr (GError) error = NULL;

      for (guint i = 0; i < 10; i++)
        {
          g_autofree char *name = g_strdup_printf ("m%u-%u", batch, i);

          g_ptr_array_add (messages, message_make (batch * 10 + i + 1, name, NULL, 0));
        }
      mailer_store_put_messages (self->store, self->mailboxes[INBOX], messages, NULL, &error);
      g_assert_no_error (error);
    }
  g_atomic_int_set (&watch.is_over, TRUE);
  g_thread_join (thread);
  ids = mailer_store_list_conversations (self->store, self->mailboxes[INBOX], NULL);
  g_assert_cmpuint (ids->len, ==, 500);
}

static void
test_account_goes_with_everything (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = g_bytes_new_static ("Unmistakable", 12);
  g_autofree char *n_accounts = NULL;
  gint64           message = fixture_deliver (self, self->mailboxes[INBOX], 1, "Unmistakable", NULL);
  g_autofree char *set_aside = g_build_filename (self->directory, "mailer-damaged-20260101-120000-000001.db", NULL);

  g_assert_true (g_file_set_contents (set_aside, "Unmistakable", -1, NULL));
  g_assert_true (mailer_store_put_body (self->store, message, "", body, NULL));
  g_assert_true (mailer_store_set_search_text (self->store, message, "Unmistakable", NULL));
  g_assert_cmpint (mailer_store_apply_flags (self->store, &message, 1, MAILER_FLAG_SEEN, 0, NULL), >, 0);
  mailer_store_remove_account (self->store, "ada", &error);
  g_assert_no_error (error);
  n_accounts = fixture_query (self->directory, "mailer.db", "SELECT count(*) FROM account");
  g_assert_cmpstr (n_accounts, ==, "0");
  mailer_store_remove_account (self->store, "ada", &error);
  g_assert_no_error (error);
  g_assert_false (g_file_test (set_aside, G_FILE_TEST_EXISTS));

  mailer_store_close (self->store);
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *path = g_build_filename (self->directory, i == 0 ? "mailer.db" : "bodies.db", NULL);
      g_autofree char *contents = NULL;
      gsize            length;

      g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
      g_assert_false (has_bytes (contents, length, "Unmistakable"));
      g_assert_false (has_bytes (contents, length, "unmistakable"));
    }
  self->store = mailer_store_open (self->directory, MAILER_STORE_WRITER, NULL, &error);
  g_assert_no_error (error);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/lists/own-reply-joins", test_own_reply_joins);
  g_test_add_func ("/store/lists/late-parent-joins", test_late_parent_joins);
  g_test_add_func ("/store/lists/subject-alone-does-not-join", test_subject_alone_does_not_join);
  g_test_add_func ("/store/lists/hostile-references", test_hostile_references);
  g_test_add_func ("/store/lists/thread-of-thousands", test_thread_of_thousands);
  g_test_add_func ("/store/lists/copies-are-one", test_copies_are_one);
  g_test_add_func ("/store/lists/deleted-are-hidden", test_deleted_are_hidden);
  g_test_add_func ("/store/lists/participants", test_participants);
  g_test_add_func ("/store/lists/order-and-record", test_order_and_record);
  g_test_add_func ("/store/lists/tree", test_tree);
  g_test_add_func ("/store/lists/trash-counts-elsewhere", test_trash_counts_elsewhere);
  g_test_add_func ("/store/lists/changes-add-up", test_changes_add_up);
  g_test_add_func ("/store/lists/index-only", test_list_needs_only_the_index);
  g_test_add_func ("/store/lists/reader-sees-commits", test_reader_sees_commits);
  g_test_add_func ("/store/lists/reader-beside-writer", test_reader_beside_writer);
  g_test_add_func ("/store/lists/account-goes", test_account_goes_with_everything);

  return g_test_run ();
}
