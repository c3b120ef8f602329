/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A load that uses everything durable is interrupted at steps spread over its whole length. Whatever a call had
 * promised before is there afterwards, and the file is sound. */

#include "config.h"

#include "store-fixture.h"

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>

#include "faulty-vfs.h"

#define N_ROUNDS 6

static const char *program;

typedef struct
{
  Fixture fixture;
  FILE   *promises; /* a statement a line, each of which must give 1 ever after */
  guint   n_errors;
} Load;

static void G_GNUC_PRINTF (2, 3)
    promise (Load       *self,
             const char *format,
             ...)
{
  va_list arguments;

  va_start (arguments, format);
  vfprintf (self->promises, format, arguments);
  va_end (arguments);
  fputc ('\n', self->promises);
  fflush (self->promises);
}

/* With a fault that is an error and not a death, every call may fail, but only with a word for it. */
static gboolean
succeeded (Load    *self,
           gboolean is_success,
           GError **error)
{
  g_assert_cmpint (is_success, ==, *error == NULL);
  if (is_success)
    return TRUE;

  g_assert_true (g_error_matches (*error, MAILER_STORE_ERROR, MAILER_STORE_ERROR_FULL) || g_error_matches (*error, MAILER_STORE_ERROR, MAILER_STORE_ERROR_IO));
  g_clear_error (error);
  self->n_errors++;

  return FALSE;
}

static gint64
deliver (Load   *self,
         guint32 uid)
{
  g_autoptr (GPtrArray) messages = g_ptr_array_new ();
  g_autofree char *name = g_strdup_printf ("m%u", uid);
  g_autoptr (MailerStoreMessage) message = message_make (uid, name, "m1", 0);
  g_autoptr (GArray) ids = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (messages, message);
  if (!succeeded (self, mailer_store_put_messages (self->fixture.store, self->fixture.mailboxes[INBOX], messages, &ids, &error), &error))
    return 0;

  return g_array_index (ids, gint64, 0);
}

static void
write_draft (Load *self,
             guint round)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *noise = g_strnfill (20000, 'a' + round % 26);
  g_autoptr (GBytes) bytes = g_bytes_new (noise, 20000);
  gint64 draft = mailer_store_save_draft (self->fixture.store, 0, "ada", g_variant_new_string ("text"), &error);
  gint64 file;

  if (!succeeded (self, draft > 0, &error))
    return;
  promise (self, "SELECT count(*) FROM draft WHERE id = %" G_GINT64_FORMAT, draft);
  file = mailer_store_add_attachment (self->fixture.store, draft, "a", "b/c", bytes, NULL, &error);
  if (succeeded (self, file > 0, &error))
    promise (self, "SELECT count(*) FROM attachment WHERE id = %" G_GINT64_FORMAT " AND length(data) = 20000", file);
}

static void
send_message (Load  *self,
              gint64 answered)
{
  g_autoptr (MailerStoreOutboxItem) item = mailer_store_outbox_item_new ();
  g_autoptr (GBytes) bytes = g_bytes_new_static ("Hello", 5);
  g_autoptr (GError) error = NULL;
  gint64 id;

  item->account_id = g_strdup ("ada");
  item->header_id = g_strdup ("x@test");
  item->sender = g_strdup ("ada@example.org");
  item->recipients = g_strsplit ("x@example.org", ",", -1);
  item->answered_message_id = answered;
  item->answered_flag = MAILER_FLAG_ANSWERED;
  id = mailer_store_enqueue (self->fixture.store, item, bytes, NULL, &error);
  if (!succeeded (self, id > 0, &error))
    return;
  promise (self, "SELECT count(*) FROM outbox WHERE id = %" G_GINT64_FORMAT, id);
  if (!succeeded (self, mailer_store_set_outbox_state (self->fixture.store, id, MAILER_STORE_OUTBOX_SENDING, NULL, NULL, 0, &error), &error))
    return;
  promise (self, "SELECT state > 0 FROM outbox WHERE id = %" G_GINT64_FORMAT, id);
  if (succeeded (self, mailer_store_set_outbox_sent (self->fixture.store, id, NULL, &error), &error))
    promise (self, "SELECT state = 2 FROM outbox WHERE id = %" G_GINT64_FORMAT, id);
}

static void
move_message (Load  *self,
              gint64 message,
              guint  round)
{
  g_autoptr (GError) error = NULL;
  gint64            archive = self->fixture.mailboxes[ARCHIVE];
  gint64            move = mailer_store_apply_move (self->fixture.store, MAILER_STORE_OPERATION_MOVE, &message, 1, archive, &error);
  MailerStoreResult result = { message, 1000 + message };

  if (!succeeded (self, move >= 0, &error) || move == 0)
    return;
  promise (self, "SELECT mailbox = %" G_GINT64_FORMAT " FROM message WHERE id = %" G_GINT64_FORMAT, archive, message);
  promise (self, "SELECT count(*) FROM operation WHERE id = %" G_GINT64_FORMAT, move);
  if (round % 3 != 0 || !succeeded (self, mailer_store_set_operation_running (self->fixture.store, move, &error), &error))
    return;
  promise (self, "SELECT state > 0 FROM operation WHERE id = %" G_GINT64_FORMAT, move);
  if (succeeded (self, mailer_store_complete_targets (self->fixture.store, move, &result, 1, &error), &error))
    promise (self, "SELECT uid = %u FROM message WHERE id = %" G_GINT64_FORMAT, result.new_uid, message);
  if (succeeded (self, mailer_store_complete_operation (self->fixture.store, move, &error), &error))
    promise (self, "SELECT state = 3 FROM operation WHERE id = %" G_GINT64_FORMAT, move);
}

static void
run_round (Load *self,
           guint round)
{
  g_autofree char *noise = g_strnfill (30000, 'x');
  g_autoptr (GBytes) body = g_bytes_new (noise, 30000);
  g_autoptr (GError) error = NULL;
  gint64 message = deliver (self, round);
  gint64 flags;

  if (message == 0)
    return;
  succeeded (self, mailer_store_put_body (self->fixture.store, message, "", body, &error), &error);
  flags = mailer_store_apply_flags (self->fixture.store, &message, 1, MAILER_FLAG_SEEN, 0, &error);
  if (succeeded (self, flags >= 0, &error) && flags > 0)
    {
      promise (self, "SELECT flags & 1 FROM message WHERE id = %" G_GINT64_FORMAT, message);
      promise (self, "SELECT count(*) FROM operation WHERE id = %" G_GINT64_FORMAT, flags);
    }
  write_draft (self, round);
  move_message (self, message, round);
  send_message (self, message);
}

static gboolean
run_load (const char *directory,
          guint       n_rounds,
          guint      *n_errors)
{
  g_autofree char *path = g_build_filename (directory, "promises", NULL);
  g_autoptr (GError) error = NULL;
  Load     load = { .promises = fopen (path, "a") };
  gboolean is_ready;

  g_assert_nonnull (load.promises);
  load.fixture.directory = (char *)directory;
  load.fixture.store = mailer_store_open (directory, MAILER_STORE_WRITER, NULL, &error);
  is_ready = succeeded (&load, load.fixture.store != NULL, &error) && succeeded (&load, mailer_store_add_account (load.fixture.store, "ada", &error), &error);
  if (is_ready)
    {
      fixture_try_set_mailboxes (&load.fixture, &error);
      is_ready = succeeded (&load, error == NULL, &error);
    }
  if (is_ready)
    fixture_find (&load.fixture);
  for (guint round = 1; is_ready && round <= n_rounds; round++)
    run_round (&load, round);

  mailer_store_close (load.fixture.store);
  fclose (load.promises);
  *n_errors = load.n_errors;

  return is_ready;
}

static void
assert_promises_kept (const char *directory)
{
  g_autofree char *path = g_build_filename (directory, "promises", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (MailerStore) store = NULL;
  g_autoptr (MailerStoreRecovery) recovery = NULL;
  g_autoptr (GError) error = NULL;

  store = mailer_store_open (directory, MAILER_STORE_WRITER, &recovery, &error);
  g_assert_no_error (error);
  g_assert_null (recovery);
  fixture_assert_sound (directory);

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  fixture_assert_all_true (directory, (const char *const *)lines);
}

/* Runs the load in a process of its own, which dies at step @at. Returns: whether it did. */
static gboolean
run_and_kill (const char *directory,
              guint       at)
{
  g_autofree char *step = g_strdup_printf ("%u", at);
  const char      *arguments[] = { program, "--load", directory, step, NULL };
  g_autoptr (GError) error = NULL;
  int status = 0;

  g_spawn_sync (NULL, (char **)arguments, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  if (WIFSIGNALED (status))
    g_assert_cmpint (WTERMSIG (status), ==, SIGKILL);
  else
    g_assert_cmpint (status, ==, 0);

  return WIFSIGNALED (status);
}

static guint
count_steps (void)
{
  g_autofree char *directory = g_dir_make_tmp ("mailer-crash-XXXXXX", NULL);
  guint            n_errors;
  guint            n_steps;

  faulty_vfs_install ();
  faulty_vfs_arm (FAULT_NONE, 0);
  g_assert_true (run_load (directory, N_ROUNDS, &n_errors));
  g_assert_cmpuint (n_errors, ==, 0);
  n_steps = faulty_vfs_get_n_steps ();
  assert_promises_kept (directory);
  directory_remove (directory);

  return n_steps;
}

static void
test_interruptions (gconstpointer data)
{
  gboolean is_power_lost = GPOINTER_TO_INT (data);
  guint    n_points = g_test_thorough () ? 500 : 12;
  guint    n_steps = count_steps ();

  g_test_message ("%u steps", n_steps);
  for (guint i = 0; i < n_points; i++)
    {
      g_autofree char *directory = g_dir_make_tmp ("mailer-crash-XXXXXX", NULL);
      guint            at = 1 + (i * n_steps + g_test_rand_int_range (0, n_steps)) / n_points;

      g_assert_true (run_and_kill (directory, MIN (at, n_steps)));
      if (is_power_lost)
        faulty_vfs_lose_power (directory);
      assert_promises_kept (directory);

      /* And the work goes on. */
      g_assert_false (run_and_kill (directory, 0));
      assert_promises_kept (directory);
      directory_remove (directory);
    }
}

static void
test_failing_disk (gconstpointer data)
{
  Fault fault = GPOINTER_TO_INT (data);
  guint n_points = g_test_thorough () ? 500 : 12;
  guint n_steps = count_steps ();

  for (guint i = 0; i < n_points; i++)
    {
      g_autofree char *directory = g_dir_make_tmp ("mailer-crash-XXXXXX", NULL);
      guint            n_errors;

      faulty_vfs_arm (fault, 1 + (i * n_steps + g_test_rand_int_range (0, n_steps)) / n_points);
      run_load (directory, N_ROUNDS, &n_errors);
      faulty_vfs_arm (FAULT_NONE, 0);
      assert_promises_kept (directory);
      g_assert_true (run_load (directory, 2, &n_errors));
      g_assert_cmpuint (n_errors, ==, 0);
      assert_promises_kept (directory);
      directory_remove (directory);
    }
}

/* What survives a loss of power is synchronised with the disk before the call returns; the cache is not. */
static void
test_only_what_must_be_is_synchronised (void)
{
  g_autoptr (Fixture) self = NULL;
  g_autoptr (GError) error = NULL;
  gint64 message;
  guint  n_before;

  faulty_vfs_install ();
  faulty_vfs_arm (FAULT_NONE, 0);
  self = fixture_open ();
  fixture_deliver (self, self->mailboxes[INBOX], 1, "a", NULL);
  n_before = faulty_vfs_get_n_syncs ("mailer.db-wal");
  message = fixture_deliver (self, self->mailboxes[INBOX], 2, "b", NULL);
  g_assert_cmpuint (faulty_vfs_get_n_syncs ("mailer.db-wal"), ==, n_before);
  g_assert_cmpint (mailer_store_apply_flags (self->store, &message, 1, MAILER_FLAG_SEEN, 0, &error), >, 0);
  g_assert_cmpuint (faulty_vfs_get_n_syncs ("mailer.db-wal"), ==, n_before + 1);
  fixture_deliver (self, self->mailboxes[INBOX], 3, "c", NULL);
  g_assert_cmpuint (faulty_vfs_get_n_syncs ("mailer.db-wal"), ==, n_before + 1);
}

static int
run_child (const char *directory,
           const char *step)
{
  guint at = g_ascii_strtoull (step, NULL, 10);
  guint n_errors;

  faulty_vfs_install ();
  faulty_vfs_arm (at > 0 ? FAULT_KILL : FAULT_NONE, at);

  return run_load (directory, N_ROUNDS, &n_errors) && n_errors == 0 ? 0 : 1;
}

int
main (int   argc,
      char *argv[])
{
  if (argc == 4 && g_str_equal (argv[1], "--load"))
    return run_child (argv[2], argv[3]);

  program = argv[0];
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/crash/synchronised", test_only_what_must_be_is_synchronised);
  g_test_add_data_func ("/store/crash/killed", GINT_TO_POINTER (FALSE), test_interruptions);
  g_test_add_data_func ("/store/crash/power-lost", GINT_TO_POINTER (TRUE), test_interruptions);
  g_test_add_data_func ("/store/crash/disk-full", GINT_TO_POINTER (FAULT_FULL), test_failing_disk);
  g_test_add_data_func ("/store/crash/disk-error", GINT_TO_POINTER (FAULT_IO), test_failing_disk);

  return g_test_run ();
}
