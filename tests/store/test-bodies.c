/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "store-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#define PART_BYTES 10000

/* Bytes that do not get smaller by compressing. */
static GBytes *
make_noise (guint32 seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  guint8 *bytes = g_malloc (PART_BYTES);

  for (gsize i = 0; i < PART_BYTES; i++)
    bytes[i] = g_rand_int (random);

  return g_bytes_new_take (bytes, PART_BYTES);
}

static void
put (Fixture    *self,
     gint64      message,
     const char *section,
     GBytes     *bytes)
{
  g_autoptr (GError) error = NULL;

  mailer_store_put_body (self->store, message, section, bytes, &error);
  g_assert_no_error (error);
}

static gboolean
has (Fixture    *self,
     gint64      message,
     const char *section,
     GBytes     *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = mailer_store_get_body (self->store, message, section, &error);

  g_assert_no_error (error);
  if (bytes != NULL)
    g_assert_true (g_bytes_equal (bytes, expected));

  return bytes != NULL;
}

static guint64
get_size (Fixture *self)
{
  g_autofree char *text = fixture_query (self->directory, "bodies.db", "SELECT coalesce(sum(stored), 0) FROM body");

  return g_ascii_strtoull (text, NULL, 10);
}

static void
test_round_trip (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);
  g_autoptr (GBytes) noise = make_noise (1);
  g_autofree char *long_text = g_strnfill (100000, 'a');
  g_autoptr (GBytes) text = g_bytes_new (long_text, 100000);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) sections = NULL;
  gint64 message = fixture_deliver (self, self->mailboxes[INBOX], 1, "a", NULL);

  g_assert_false (has (self, message, "", empty));
  put (self, message, "", noise);
  put (self, message, "1", empty);
  put (self, message, "1.2", text);
  put (self, message, "1.2", text);
  g_assert_cmpuint (get_size (self), <, PART_BYTES + 2000);
  fixture_reopen (self);
  g_assert_true (has (self, message, "", noise));
  g_assert_true (has (self, message, "1", empty));
  g_assert_true (has (self, message, "1.2", text));
  sections = mailer_store_list_body_sections (self->store, message, &error);
  g_assert_cmpuint (g_strv_length (sections), ==, 3);
  g_assert_false (mailer_store_put_body (self->store, 4711, "", noise, &error));
  g_assert_error (error, MAILER_STORE_ERROR, MAILER_STORE_ERROR_NOT_FOUND);
}

static void
test_reader_reads (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  g_autoptr (GError) error = NULL;
  g_autoptr (MailerStore) reader = mailer_store_open (self->directory, MAILER_STORE_READER, NULL, &error);
  g_autoptr (GBytes) noise = make_noise (1);
  g_autoptr (GBytes) bytes = NULL;
  gint64 message = fixture_deliver (self, self->mailboxes[INBOX], 1, "a", NULL);

  put (self, message, "", noise);
  bytes = mailer_store_get_body (reader, message, "", &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (bytes, noise));
  g_assert_false (mailer_store_put_body (reader, message, "", noise, &error));
  g_assert_error (error, MAILER_STORE_ERROR, MAILER_STORE_ERROR_READ_ONLY);
}

static void
set_use (Fixture *self,
         gint64   message,
         gint64   used_us)
{
  g_autofree char *query = g_strdup_printf ("SELECT body_key FROM message WHERE id = %" G_GINT64_FORMAT, message);
  g_autofree char *key = fixture_query (self->directory, "mailer.db", query);
  g_autofree char *update = g_strdup_printf ("UPDATE body SET used_us = %" G_GINT64_FORMAT " WHERE key = %s", used_us, key);

  g_assert_null (fixture_query (self->directory, "bodies.db", update));
}

static void
evict (Fixture *self,
       guint64  budget)
{
  g_autoptr (GError) error = NULL;
  gboolean is_done = FALSE;

  while (!is_done)
    {
      mailer_store_evict_bodies (self->store, "ada", budget, &is_done, &error);
      g_assert_no_error (error);
    }
}

static void
test_eviction (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  gint64 inbox = self->mailboxes[INBOX];
  gint64 messages[6];
  g_autoptr (GBytes) noise = make_noise (1);

  messages[0] = fixture_deliver (self, inbox, 1, "oldest", NULL);
  messages[1] = fixture_deliver (self, inbox, 2, "old", NULL);
  messages[2] = fixture_deliver (self, self->mailboxes[DRAFTS], 3, "old-draft", NULL);
  messages[3] = fixture_put (self, inbox, message_make (4, "old-flagged-draft", NULL, MAILER_FLAG_DRAFT));
  messages[4] = fixture_deliver (self, inbox, 5, "read-again", NULL);
  messages[5] = fixture_deliver (self, inbox, 6, "gone", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (messages); i++)
    {
      put (self, messages[i], "", noise);
      set_use (self, messages[i], 1000 + i);
    }
  g_assert_true (mailer_store_touch_body (self->store, messages[4], NULL));
  fixture_expunge (self, inbox, 6);

  evict (self, 4 * (PART_BYTES + 100));
  g_assert_false (has (self, messages[0], "", noise));
  for (guint i = 1; i < 5; i++)
    g_assert_true (has (self, messages[i], "", noise));
  g_assert_cmpuint (get_size (self), <, 4 * (PART_BYTES + 100));

  evict (self, 0);
  g_assert_false (has (self, messages[1], "", noise));
  g_assert_false (has (self, messages[4], "", noise));
  for (guint i = 2; i < 4; i++)
    g_assert_true (has (self, messages[i], "", noise));
}

static void
put_many (Fixture *self,
          gint64   mailbox,
          guint    first,
          guint    n)
{
  for (guint i = first; i < first + n; i++)
    {
      g_autofree char *name = g_strdup_printf ("m%u", i);
      g_autoptr (GBytes) noise = make_noise (i);
      gint64 message = fixture_deliver (self, mailbox, i, name, NULL);

      put (self, message, "", noise);
      set_use (self, message, 1000 + i);
    }
}

/* One call is one bounded step, and messages that keep theirs are not in the way of the others for long. */
static void
test_eviction_in_steps (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  g_autoptr (GError) error = NULL;
  gboolean is_done = TRUE;
  guint64  before;
  guint    n_steps = 0;

  put_many (self, self->mailboxes[DRAFTS], 1, 250);
  put_many (self, self->mailboxes[INBOX], 1001, 450);
  before = get_size (self);

  /* Nothing but drafts is found in the first step; asking again and again for what cannot be is no use. */
  g_assert_true (mailer_store_evict_bodies (self->store, "ada", 0, &is_done, &error));
  g_assert_true (is_done);
  g_assert_cmpuint (get_size (self), ==, before);
  do
    {
      n_steps++;
      g_assert_true (mailer_store_evict_bodies (self->store, "ada", 0, &is_done, &error));
    }
  while (!is_done);
  g_assert_cmpuint (n_steps, >=, 3);
  g_assert_cmpuint (get_size (self), >=, 250 * PART_BYTES);
  g_assert_cmpuint (get_size (self), <, 250 * (PART_BYTES + 100));
}

/* What belongs to no message goes although there is room for it. */
static void
test_gone_messages_leave_nothing (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  g_autoptr (GBytes) noise = make_noise (1);
  gint64 stays = fixture_deliver (self, self->mailboxes[INBOX], 1, "stays", NULL);
  gint64 goes = fixture_deliver (self, self->mailboxes[INBOX], 2, "goes", NULL);

  put (self, stays, "", noise);
  put (self, goes, "", noise);
  evict (self, G_MAXUINT64);
  g_assert_cmpuint (get_size (self), >, 2 * PART_BYTES);
  fixture_expunge (self, self->mailboxes[INBOX], 2);
  evict (self, G_MAXUINT64);
  g_assert_cmpuint (get_size (self), <, 2 * PART_BYTES);
  g_assert_true (has (self, stays, "", noise));
}

static void
test_body_follows_its_message (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  g_autoptr (GBytes) noise = make_noise (1);
  gint64 message = fixture_deliver (self, self->mailboxes[INBOX], 1, "a", NULL);

  put (self, message, "2", noise);
  g_assert_cmpint (mailer_store_apply_move (self->store, MAILER_STORE_OPERATION_ARCHIVE, &message, 1, self->mailboxes[ARCHIVE], NULL), >, 0);
  g_assert_true (has (self, message, "2", noise));
}

/* Whatever happens to the file of bodies, it costs no more than a download. */
static void
test_damage_is_healed (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  g_autofree char *path = g_build_filename (self->directory, "bodies.db", NULL);
  g_autoptr (GBytes) noise = make_noise (1);
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  gint64 message = fixture_deliver (self, self->mailboxes[INBOX], 1, "a", NULL);

  for (guint round = 0; round < 60; round++)
    {
      g_autofree char *contents = NULL;
      gsize            length;

      put (self, message, "", noise);
      mailer_store_close (self->store);
      g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
      if (round % 3 == 0)
        length = g_rand_int_range (random, 0, length);
      for (guint i = 0; i < round && length > 0; i++)
        contents[g_rand_int_range (random, 0, length)] ^= 1 << g_rand_int_range (random, 0, 8);
      g_assert_true (g_file_set_contents (path, contents, length, NULL));

      self->store = mailer_store_open (self->directory, MAILER_STORE_WRITER, NULL, NULL);
      g_assert_nonnull (self->store);
      has (self, message, "", noise);
      put (self, message, "", noise);
      g_assert_true (has (self, message, "", noise));
      evict (self, G_MAXUINT64);
    }
}

static void
test_reader_follows_a_new_file (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  g_autofree char *path = g_build_filename (self->directory, "bodies.db", NULL);
  g_autoptr (MailerStore) reader = mailer_store_open (self->directory, MAILER_STORE_READER, NULL, NULL);
  g_autoptr (GBytes) noise = make_noise (1);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  gint64 message = fixture_deliver (self, self->mailboxes[INBOX], 1, "a", NULL);

  put (self, message, "", noise);
  mailer_store_close (self->store);
  g_assert_true (g_file_set_contents (path, "garbage", 7, NULL));
  self->store = mailer_store_open (self->directory, MAILER_STORE_WRITER, NULL, NULL);
  put (self, message, "", noise);
  bytes = mailer_store_get_body (reader, message, "", &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (bytes, noise));
}

static void
index_text (Fixture    *self,
            gint64      message,
            const char *text)
{
  g_autoptr (GError) error = NULL;

  mailer_store_set_search_text (self->store, message, text, &error);
  g_assert_no_error (error);
}

static guint
count_hits (Fixture    *self,
            gint64      mailbox,
            const char *query)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) hits = mailer_store_search (self->store, "ada", mailbox, query, 100, &error);

  g_assert_no_error (error);

  return hits->len;
}

static void
test_search (void)
{
  static const struct
  {
    const char *query;
    guint       n_hits;
  } rows[] = {
    { "grace", 3 },
    { "GRACE@example.org", 3 },
    { "muller", 1 },
    { "Müller", 1 },
    { "about müll", 1 },
    { "mull grace", 0 },
    { "kreuz", 1 },
    { "kreuz quer", 1 },
    { "querk", 0 },
    { "", 0 },
    { " \t\"' * ( ) -:^ ", 0 },
    { "\"grace", 3 },
    { "grace OR nothing", 0 },
    { "subject:grace", 0 },
    { "NEAR(grace)", 0 },
    { "grace*", 3 },
    { "\xff\xfe grace", 3 },
    { "a b c d e f g h i j k l m n o p q r s t u v w x y z 1 2 3 4 5 6 7 8 9 10", 0 },
  };
  g_autoptr (Fixture) self = fixture_open ();
  g_autoptr (GArray) hits = NULL;
  g_autoptr (MailerStoreMessage) newest = NULL;
  g_autofree char *long_text = g_strnfill (1000000, 'x');
  gint64           first = fixture_deliver (self, self->mailboxes[INBOX], 1, "Müller", NULL);
  gint64           second = fixture_deliver (self, self->mailboxes[INBOX], 9, "b", NULL);
  gint64           third = fixture_deliver (self, self->mailboxes[ARCHIVE], 3, "c", NULL);

  fixture_deliver (self, self->mailboxes[TRASH], 4, "thrown-away", NULL);
  index_text (self, second, "Kreuz und quer durch die Stadt");
  index_text (self, third, long_text);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *readable = g_strescape (rows[i].query, NULL);

      g_test_message ("%s", readable);
      g_assert_cmpuint (count_hits (self, 0, rows[i].query), ==, rows[i].n_hits);
    }

  g_assert_cmpuint (count_hits (self, self->mailboxes[TRASH], "grace"), ==, 1);
  g_assert_cmpuint (count_hits (self, self->mailboxes[ARCHIVE], "grace"), ==, 1);
  hits = mailer_store_search (self->store, NULL, 0, "grace", 1, NULL);
  newest = mailer_store_read_message (self->store, second, NULL);
  g_assert_cmpuint (hits->len, ==, 1);
  g_assert_cmpint (g_array_index (hits, gint64, 0), ==, newest->conversation_id);

  fixture_expunge (self, self->mailboxes[INBOX], 1);
  g_assert_cmpint (first, >, 0);
  g_assert_cmpuint (count_hits (self, 0, "Müller"), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/bodies/round-trip", test_round_trip);
  g_test_add_func ("/store/bodies/reader-reads", test_reader_reads);
  g_test_add_func ("/store/bodies/eviction", test_eviction);
  g_test_add_func ("/store/bodies/eviction-in-steps", test_eviction_in_steps);
  g_test_add_func ("/store/bodies/gone-messages", test_gone_messages_leave_nothing);
  g_test_add_func ("/store/bodies/follow-the-message", test_body_follows_its_message);
  g_test_add_func ("/store/bodies/damage-is-healed", test_damage_is_healed);
  g_test_add_func ("/store/bodies/reader-follows-a-new-file", test_reader_follows_a_new_file);
  g_test_add_func ("/store/search", test_search);

  return g_test_run ();
}
