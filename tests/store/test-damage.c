/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "damaged-index.h"
#include "store-fixture.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mailer-store-db-private.h"
#include "mailer-store-recovery-private.h"

#define N_ROUNDS 30

static char *
build_path (Fixture    *self,
            const char *name)
{
  return g_build_filename (self->directory, name, NULL);
}

static void
read_file (const char *path,
           char      **contents,
           gsize      *length)
{
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, contents, length, &error);
  g_assert_no_error (error);
}

static void
write_file (const char *path,
            const char *contents,
            gsize       length)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, contents, length, &error);
  g_assert_no_error (error);
}

/* What must survive: a draft with an attachment, a message to send, an operation. */
static void
fill (Fixture *self)
{
  g_autoptr (MailerStoreOutboxItem) item = mailer_store_outbox_item_new ();
  g_autofree char *large = g_strnfill (50000, 'q');
  g_autoptr (GBytes) bytes = g_bytes_new (large, 50000);
  gint64 message = fixture_deliver (self, self->mailboxes[INBOX], 1, "a", NULL);
  gint64 draft;

  for (guint i = 2; i < 300; i++)
    {
      g_autofree char *name = g_strdup_printf ("m%u", i);

      fixture_deliver (self, self->mailboxes[ARCHIVE], i, name, NULL);
    }
  draft = mailer_store_save_draft (self->store, 0, "ada", g_variant_new_string ("Dear Grace"), NULL);
  g_assert_cmpint (mailer_store_add_attachment (self->store, draft, "a", "b/c", bytes, NULL, NULL), >, 0);
  item->account_id = g_strdup ("ada");
  item->header_id = g_strdup ("x@test");
  item->sender = g_strdup ("ada@example.org");
  item->recipients = g_strsplit ("x@example.org", ",", -1);
  g_assert_cmpint (mailer_store_enqueue (self->store, item, bytes, NULL, NULL), >, 0);
  g_assert_cmpint (mailer_store_apply_flags (self->store, &message, 1, MAILER_FLAG_SEEN, 0, NULL), >, 0);
  g_assert_cmpint (mailer_store_apply_move (self->store, MAILER_STORE_OPERATION_ARCHIVE, &message, 1, self->mailboxes[ARCHIVE], NULL), >, 0);
}

static void
assert_all_there (Fixture *self)
{
  g_autoptr (GPtrArray) drafts = mailer_store_list_drafts (self->store, "ada", NULL);
  g_autoptr (GPtrArray) outbox = mailer_store_list_outbox (self->store, "ada", NULL);
  g_autoptr (GPtrArray) operations = mailer_store_list_operations (self->store, "ada", NULL);
  const MailerStoreDraft *draft;
  g_autoptr (GBytes) bytes = NULL;

  g_assert_cmpuint (drafts->len, ==, 1);
  g_assert_cmpuint (outbox->len, ==, 1);
  g_assert_cmpuint (operations->len, ==, 2);
  draft = drafts->pdata[0];
  g_assert_cmpstr (g_variant_get_string (draft->content, NULL), ==, "Dear Grace");
  bytes = mailer_store_read_attachment (self->store, ((MailerStoreAttachment *)draft->attachments->pdata[0])->id, NULL);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, 50000);
  fixture_find (self);
  for (guint i = 0; i < 2; i++)
    fixture_assert_target (self, ((MailerStoreOperation *)operations->pdata[i])->id, self->mailboxes[INBOX], 1);
}

static MailerStoreRecovery *
reopen (Fixture *self)
{
  MailerStoreRecovery *recovery = NULL;
  g_autoptr (GError) error = NULL;

  self->store = mailer_store_open (self->directory, MAILER_STORE_WRITER, &recovery, &error);
  g_assert_no_error (error);

  return recovery;
}

static void
test_files_are_private (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  g_autoptr (GDir) dir = g_dir_open (self->directory, 0, NULL);
  struct stat info;
  const char *name;
  guint       n_files = 0;

  fixture_deliver (self, self->mailboxes[INBOX], 1, "a", NULL);
  g_assert_cmpint (g_stat (self->directory, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0700);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = build_path (self, name);

      g_assert_cmpint (g_stat (path, &info), ==, 0);
      g_assert_cmpint (info.st_mode & 0777, ==, 0600);
      n_files++;
    }
  g_assert_cmpuint (n_files, >=, 4);
}

static void
test_newer_file_is_not_touched (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  g_autofree char *path = build_path (self, "mailer.db");
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize            length_before;
  gsize            length_after;
  g_autoptr (GError) error = NULL;
  g_autofree char *ignored = NULL;

  fill (self);
  mailer_store_close (self->store);
  ignored = fixture_query (self->directory, "mailer.db", "PRAGMA user_version = 99");
  read_file (path, &before, &length_before);
  g_assert_null (mailer_store_open (self->directory, MAILER_STORE_WRITER, NULL, &error));
  g_assert_error (error, MAILER_STORE_ERROR, MAILER_STORE_ERROR_NEWER);
  g_clear_error (&error);
  g_assert_null (mailer_store_open (self->directory, MAILER_STORE_READER, NULL, &error));
  g_assert_error (error, MAILER_STORE_ERROR, MAILER_STORE_ERROR_NEWER);
  read_file (path, &after, &length_after);
  g_assert_cmpmem (before, length_before, after, length_after);

  g_free (ignored);
  ignored = fixture_query (self->directory, "mailer.db", "PRAGMA user_version = 4");
  g_assert_null (reopen (self));
  assert_all_there (self);
}

static void
test_foreign_file_is_set_aside (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  g_autofree char *path = build_path (self, "mailer.db");
  g_autofree char *contents = NULL;
  g_autoptr (MailerStoreRecovery) recovery = NULL;

  mailer_store_close (self->store);
  write_file (path, "This is not a database, but a letter to nobody in particular.", 61);
  recovery = reopen (self);
  g_assert_nonnull (recovery);
  g_assert_false (recovery->is_complete);
  read_file (recovery->set_aside_path, &contents, NULL);
  g_assert_true (g_str_has_prefix (contents, "This is not"));
}

/* Damage to pages of the cache must cost nothing that exists only here. */
static void
test_damaged_index_costs_nothing (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  g_autoptr (MailerStoreRecovery) recovery = NULL;

  fill (self);
  mailer_store_close (self->store);
  damage_index (self->directory, "message_by_key");

  recovery = reopen (self);
  g_assert_nonnull (recovery);
  g_assert_cmpuint (recovery->n_operations, ==, 2);
  g_assert_cmpuint (recovery->n_drafts, ==, 1);
  g_assert_cmpuint (recovery->n_outbox, ==, 1);
  g_assert_cmpuint (recovery->n_operations_lost, ==, 0);
  g_assert_true (g_file_test (recovery->set_aside_path, G_FILE_TEST_EXISTS));
  assert_all_there (self);

  /* The mail itself is asked for again. */
  fixture_assert_counts (self, self->mailboxes[ARCHIVE], 1, 0);
  fixture_deliver (self, self->mailboxes[ARCHIVE], 2, "m2", NULL);
}

static void
test_damaged_header_is_replaced (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  g_autofree char *path = build_path (self, "mailer.db");
  g_autofree char *contents = NULL;
  gsize            length;
  g_autoptr (MailerStoreRecovery) recovery = NULL;

  fill (self);
  mailer_store_close (self->store);
  read_file (path, &contents, &length);
  memset (contents, 0, 100);
  write_file (path, contents, length);
  recovery = reopen (self);
  g_assert_nonnull (recovery);
  assert_all_there (self);
}

/* A statement that stumbles over damage is enough: the next writer replaces the file. */
static void
test_damage_found_on_the_way (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  g_autoptr (GError) error = NULL;
  g_autofree char *clean = build_path (self, "mailer.clean");
  g_autofree char *path = build_path (self, "mailer.db");
  g_autofree char *mark = NULL;
  struct stat      info;
  g_autoptr (MailerStoreRecovery) recovery = NULL;

  fill (self);
  mailer_store_close (self->store);
  damage_index (self->directory, "mailbox_conversation_by_time");

  /* The damage happens unseen: size and time are those of the good file. */
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  mark = g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT ".%09ld\n", (gint64)info.st_size, (gint64)info.st_mtim.tv_sec, info.st_mtim.tv_nsec);
  write_file (clean, mark, strlen (mark));
  g_assert_null (reopen (self));
  fixture_find (self);
  g_assert_null (mailer_store_list_conversations (self->store, self->mailboxes[ARCHIVE], &error));
  g_assert_error (error, MAILER_STORE_ERROR, MAILER_STORE_ERROR_CORRUPT);
  mailer_store_close (self->store);
  recovery = reopen (self);
  g_assert_nonnull (recovery);
  assert_all_there (self);
}

/* The same while it is open: each connection that stumbles over it knows, and the next writer replaces the file. */
static void
test_damaged_while_open (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  g_autoptr (GError) error = NULL;
  g_autoptr (MailerStore) reader = mailer_store_open (self->directory, MAILER_STORE_READER, NULL, &error);
  g_autoptr (MailerStoreRecovery) recovery = NULL;

  g_assert_no_error (error);
  fill (self);
  damage_index (self->directory, "mailbox_conversation_by_time");
  g_assert_false (mailer_store_is_damaged (reader));
  g_assert_null (mailer_store_list_conversations (reader, self->mailboxes[ARCHIVE], &error));
  g_assert_error (error, MAILER_STORE_ERROR, MAILER_STORE_ERROR_CORRUPT);
  g_assert_true (mailer_store_is_damaged (reader));
  g_assert_false (mailer_store_is_damaged (self->store));

  /* An error that nobody looks at counts as well. */
  g_assert_null (mailer_store_list_conversations (self->store, self->mailboxes[ARCHIVE], NULL));
  g_assert_true (mailer_store_is_damaged (self->store));

  g_clear_pointer (&reader, mailer_store_close);
  mailer_store_close (self->store);
  recovery = reopen (self);
  g_assert_nonnull (recovery);
  assert_all_there (self);
}

/* Anything may have happened to the file: it opens, says so when something was replaced, and works. */
static void
test_random_damage (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (g_test_rand_int ());
  guint n_all_there = 0;

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      g_autoptr (Fixture) self = fixture_open ();
      g_autofree char *path = build_path (self, "mailer.db");
      g_autofree char *contents = NULL;
      gsize            length;
      g_autoptr (MailerStoreRecovery) recovery = NULL;
      g_autoptr (GError) error = NULL;

      fill (self);
      mailer_store_close (self->store);
      read_file (path, &contents, &length);
      if (round % 3 == 0)
        length = g_rand_int_range (random, 0, length);
      for (guint i = 0; length > 0 && i < 1u << (round % 8); i++)
        contents[g_rand_int_range (random, 0, length)] ^= 1 << g_rand_int_range (random, 0, 8);
      write_file (path, contents, length);

      recovery = reopen (self);
      if (round % 3 != 0 && (recovery == NULL || (recovery->n_drafts == 1 && recovery->n_outbox == 1)))
        n_all_there++;
      mailer_store_add_account (self->store, "ada", &error);
      if (error == NULL)
        fixture_try_set_mailboxes (self, &error);
      if (error != NULL)
        {
          /* Damage that the check did not see: the next start does. */
          g_assert_error (error, MAILER_STORE_ERROR, MAILER_STORE_ERROR_CORRUPT);
          mailer_store_close (self->store);
          g_clear_pointer (&recovery, mailer_store_recovery_free);
          recovery = reopen (self);
          g_assert_nonnull (recovery);
        }

      /* What a flipped bit in a value does, nobody sees; the rest of the checks do not ask for more. */
      mailer_store_close (self->store);
      directory_remove (self->directory);
      g_mkdir (self->directory, 0700);
      g_assert_null (reopen (self));
    }

  /* Of files that were not cut off nearly all give back what they had. */
  g_test_message ("%u of %u times drafts and outbox were all there", n_all_there, N_ROUNDS * 2 / 3);
  g_assert_cmpuint (n_all_there, >=, N_ROUNDS / 2);
}

static void
test_missing_log (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  g_autofree char *path = build_path (self, "mailer.db");
  g_autofree char *contents = NULL;
  gsize            length;
  g_autoptr (MailerStoreRecovery) recovery = NULL;

  fill (self);
  read_file (path, &contents, &length);
  mailer_store_close (self->store);
  write_file (path, contents, length);
  recovery = reopen (self);
}

static void
test_interrupted_recovery (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  g_autofree char *path = build_path (self, "mailer.db");
  g_autofree char *log_path = build_path (self, "mailer.db-wal");
  g_autofree char *rebuilt = build_path (self, "mailer.rebuilt");

  /* Before the damaged file was set aside: what was written so far does not count. */
  fill (self);
  mailer_store_close (self->store);
  write_file (rebuilt, "half", 4);
  g_assert_null (reopen (self));
  assert_all_there (self);
  g_assert_false (g_file_test (rebuilt, G_FILE_TEST_EXISTS));

  /* Between the two renames: the new file is complete, and the log is the old one's. */
  mailer_store_close (self->store);
  g_assert_cmpint (g_rename (path, rebuilt), ==, 0);
  write_file (log_path, "stale", 5);
  g_assert_null (reopen (self));
  assert_all_there (self);
}

static void
test_set_aside_files_are_few (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  g_autofree char *path = build_path (self, "mailer.db");
  g_autoptr (GDir) dir = NULL;
  const char *name;
  guint       n_kept = 0;

  for (guint i = 0; i < 5; i++)
    {
      mailer_store_close (self->store);
      write_file (path, "garbage garbage garbage", 23);
      mailer_store_recovery_free (reopen (self));
    }
  dir = g_dir_open (self->directory, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    n_kept += g_str_has_prefix (name, "mailer-damaged-");
  g_assert_cmpuint (n_kept, ==, 2);
}

static void
test_reader_before_writer (void)
{
  g_autofree char *directory = g_dir_make_tmp ("mailer-store-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (directory, "mailer.db", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (mailer_store_open (directory, MAILER_STORE_READER, NULL, &error));
  g_assert_error (error, MAILER_STORE_ERROR, MAILER_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  write_file (path, "", 0);
  g_assert_null (mailer_store_open (directory, MAILER_STORE_READER, NULL, &error));
  g_assert_error (error, MAILER_STORE_ERROR, MAILER_STORE_ERROR_NOT_FOUND);
  directory_remove (directory);
}

static void
test_impossible_places (void)
{
  g_autofree char *directory = g_dir_make_tmp ("mailer-store-XXXXXX", NULL);
  g_autofree char *file = g_build_filename (directory, "file", NULL);
  g_autofree char *below = g_build_filename (file, "store", NULL);
  g_autofree char *link = g_build_filename (directory, "mailer.db", NULL);
  g_autoptr (GError) error = NULL;

  write_file (file, "", 0);
  g_assert_null (mailer_store_open (below, MAILER_STORE_WRITER, NULL, &error));
  g_assert_cmpint (error->domain, ==, MAILER_STORE_ERROR);
  g_clear_error (&error);

  /* A link somebody laid there is not followed. */
  g_assert_cmpint (symlink (file, link), ==, 0);
  g_assert_null (mailer_store_open (directory, MAILER_STORE_WRITER, NULL, &error));
  g_assert_cmpint (error->domain, ==, MAILER_STORE_ERROR);
  directory_remove (directory);
}

/* As version 1 has them; later versions only add to it. */
static const char old_rows[] = "INSERT INTO account (name) VALUES ('ada');"
                               "INSERT INTO draft (account, updated_us, content) VALUES (1, 2, x'00');"
                               "INSERT INTO mailbox (account, raw_name, path) VALUES (1, 'INBOX', 'INBOX');"
                               "INSERT INTO conversation (account, n_overall) VALUES (1, 1);"
                               "INSERT INTO message (mailbox, uid, conversation, key, flags, server_flags, received_us, sent_us, sort_us, size, has_attachments, body_key, subject)"
                               "  VALUES (1, 7, 1, 5, 0, 0, 3, 3, 3, 100, 0, 9, 'Old news');"
                               "INSERT INTO message_detail (message, list_id) VALUES (1, 'list.example.org');"
                               "INSERT INTO mailbox_conversation (mailbox, conversation, newest_us, newest_message, n_messages, n_unread, flags, has_attachments)"
                               "  VALUES (1, 1, 3, 1, 1, 1, 0, 0);"
                               "INSERT INTO search (rowid, subject, people, body) VALUES (1, 'Old news', '', '');"
                               "INSERT INTO outbox (account, state, header_id, sender, recipients, size, attempts, created_us, data)"
                               "  VALUES (1, 2, 'old@test', 'ada@example.test', x'00', 1, 1, 4, x'00')";

/* What was there is there, and what came later can be stored beside it. */
static void
assert_old_rows (MailerStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MailerStoreMessage) old = mailer_store_read_message (store, 1, &error);
  g_autoptr (MailerStoreMessage) message = message_make (8, "new", NULL, 0);
  g_autoptr (MailerStoreMessage) stored = NULL;
  g_autoptr (GPtrArray) messages = g_ptr_array_new ();
  g_autoptr (GArray) ids = NULL;
  g_autoptr (MailerStoreOutboxItem) sent = mailer_store_read_outbox_item (store, 1, NULL);

  g_assert_no_error (error);
  g_assert_cmpstr (sent->header_id, ==, "old@test");
  g_assert_cmpint (sent->sent_mailbox_id, ==, 0);
  g_assert_cmpstr (old->subject, ==, "Old news");
  g_assert_cmpstr (old->list_id, ==, "list.example.org");
  g_assert_null (old->sender);

  message->sender = mailer_address_new ("Gräfin", "sender@example.net");
  g_ptr_array_add (messages, message);
  mailer_store_put_messages (store, 1, messages, &ids, &error);
  g_assert_no_error (error);
  stored = mailer_store_read_message (store, g_array_index (ids, gint64, 0), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (stored->sender->name, ==, "Gräfin");
  g_assert_cmpstr (stored->sender->address, ==, "sender@example.net");
}

/* Every released schema stays what it was: the file of version 1 is made by its own statements. */
static void
test_migration_from_every_version (void)
{
  const char *const schemas[] = {
    "/org/example/Mailer/store/schema/mailer-1.sql",
    "/org/example/Mailer/store/schema/mailer-2.sql",
    "/org/example/Mailer/store/schema/mailer-3.sql",
    "/org/example/Mailer/store/schema/mailer-4.sql",
  };

  for (guint version = 1; version <= G_N_ELEMENTS (schemas); version++)
    {
      g_autofree char *directory = g_dir_make_tmp ("mailer-store-XXXXXX", NULL);
      g_autofree char *path = g_build_filename (directory, "mailer.db", NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (MailerStoreDb) db = NULL;
      g_autoptr (MailerStore) store = NULL;

      g_assert_true (mailer_store_prepare_file (path, &error));
      db = mailer_store_db_open (path, TRUE, &error);
      g_assert_true (mailer_store_db_migrate (db, 0x4d6c7253, schemas, version, &error));
      mailer_store_db_exec (db, old_rows, &error);
      g_assert_no_error (error);
      g_clear_pointer (&db, mailer_store_db_close);

      store = mailer_store_open (directory, MAILER_STORE_WRITER, NULL, &error);
      g_assert_no_error (error);
      assert_old_rows (store);
      fixture_assert_sound (directory);
      directory_remove (directory);
    }
}

/* A migration that fails in the middle leaves the file as it was. */
static void
test_failed_migration (void)
{
  g_autofree char  *directory = g_dir_make_tmp ("mailer-store-XXXXXX", NULL);
  g_autofree char  *path = g_build_filename (directory, "mailer.db", NULL);
  const char *const schemas[] = { "/org/example/Mailer/store/schema/mailer-1.sql", "/org/example/Mailer/store/schema/bodies-1.sql", "/org/example/Mailer/store/schema/bodies-1.sql" };
  g_autofree char  *version = NULL;
  g_autofree char  *n_tables = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (MailerStoreDb) db = NULL;

  g_assert_true (mailer_store_prepare_file (path, &error));
  db = mailer_store_db_open (path, TRUE, &error);
  g_assert_true (mailer_store_db_migrate (db, 0x4d6c7253, schemas, 1, &error));
  g_assert_false (mailer_store_db_migrate (db, 0x4d6c7253, schemas, 3, &error));
  g_assert_nonnull (error);
  version = fixture_query (directory, "mailer.db", "PRAGMA user_version");
  n_tables = fixture_query (directory, "mailer.db", "SELECT count(*) FROM sqlite_schema WHERE name = 'body'");
  g_assert_cmpstr (version, ==, "1");
  g_assert_cmpstr (n_tables, ==, "0");
  g_clear_error (&error);
  g_assert_true (mailer_store_db_migrate (db, 0x4d6c7253, schemas, 2, &error));
  g_clear_pointer (&db, mailer_store_db_close);
  directory_remove (directory);
}

static void
ask (const char      *path,
     const char      *sql,
     MailerStoreError expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MailerStoreDb) db = mailer_store_db_open (path, FALSE, &error);

  g_assert_no_error (error);
  g_assert_null (mailer_store_db_query (db, &error, sql, ""));
  g_assert_error (error, MAILER_STORE_ERROR, (int)expected);
  g_assert_cmpint (mailer_store_db_is_damaged (db), ==, expected == MAILER_STORE_ERROR_CORRUPT);
}

/* Only what fits the tables as they should be blames them. */
static void
test_wrong_statement_is_no_damage (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  g_autofree char *path = build_path (self, "mailer.db");
  g_autofree char *bodies = build_path (self, "bodies.db");
  g_autofree char *nothing = NULL;

  fill (self);
  ask (path, "SELECT nothing FROM message", MAILER_STORE_ERROR_PROGRAM);
  ask (path, "SELEKT", MAILER_STORE_ERROR_PROGRAM);
  ask (bodies, "SELECT nothing FROM body", MAILER_STORE_ERROR_PROGRAM);
  nothing = fixture_query (self->directory, "mailer.db", "DROP INDEX outbox_by_account; ");
  ask (path, "SELECT * FROM outbox INDEXED BY outbox_by_account", MAILER_STORE_ERROR_CORRUPT);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/damage/files-are-private", test_files_are_private);
  g_test_add_func ("/store/damage/newer-file", test_newer_file_is_not_touched);
  g_test_add_func ("/store/damage/foreign-file", test_foreign_file_is_set_aside);
  g_test_add_func ("/store/damage/index", test_damaged_index_costs_nothing);
  g_test_add_func ("/store/damage/header", test_damaged_header_is_replaced);
  g_test_add_func ("/store/damage/found-on-the-way", test_damage_found_on_the_way);
  g_test_add_func ("/store/damage/while-open", test_damaged_while_open);
  g_test_add_func ("/store/damage/random", test_random_damage);
  g_test_add_func ("/store/damage/missing-log", test_missing_log);
  g_test_add_func ("/store/damage/interrupted-recovery", test_interrupted_recovery);
  g_test_add_func ("/store/damage/set-aside-files-are-few", test_set_aside_files_are_few);
  g_test_add_func ("/store/damage/reader-before-writer", test_reader_before_writer);
  g_test_add_func ("/store/damage/impossible-places", test_impossible_places);
  g_test_add_func ("/store/damage/wrong-statement", test_wrong_statement_is_no_damage);
  g_test_add_func ("/store/damage/migration", test_migration_from_every_version);
  g_test_add_func ("/store/damage/failed-migration", test_failed_migration);

  return g_test_run ();
}
