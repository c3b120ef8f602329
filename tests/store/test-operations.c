/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "store-fixture.h"

#define SEEN MAILER_FLAG_SEEN
#define FLAGGED MAILER_FLAG_FLAGGED

static gint64
apply_flags (Fixture    *self,
             gint64      message,
             MailerFlags add,
             MailerFlags remove)
{
  g_autoptr (GError) error = NULL;
  gint64 operation = mailer_store_apply_flags (self->store, &message, 1, add, remove, &error);

  g_assert_no_error (error);

  return operation;
}

static gint64
apply_move (Fixture *self,
            gint64   message,
            gint64   target)
{
  g_autoptr (GError) error = NULL;
  gint64 operation = mailer_store_apply_move (self->store, MAILER_STORE_OPERATION_MOVE, &message, 1, target, &error);

  g_assert_no_error (error);

  return operation;
}

static void
run (Fixture *self,
     gint64   operation)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (mailer_store_set_operation_running (self->store, operation, &error));
  g_assert_no_error (error);
}

static void
complete (Fixture *self,
          gint64   operation)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (mailer_store_complete_operation (self->store, operation, &error));
  g_assert_no_error (error);
}

static void
complete_move (Fixture *self,
               gint64   operation,
               gint64   message,
               guint32  new_uid)
{
  g_autoptr (GError) error = NULL;
  MailerStoreResult result = { message, new_uid };

  run (self, operation);
  g_assert_true (mailer_store_complete_targets (self->store, operation, &result, 1, &error));
  g_assert_no_error (error);
  complete (self, operation);
}

static void
fail (Fixture *self,
      gint64   operation)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (mailer_store_fail_operation (self->store, operation, "Over quota", &error));
  g_assert_no_error (error);
}

static gint64
undo (Fixture *self,
      gint64   operation)
{
  g_autoptr (GError) error = NULL;
  gint64 inverse = -1;

  g_assert_true (mailer_store_undo_operation (self->store, operation, &inverse, &error));
  g_assert_no_error (error);

  return inverse;
}

static gint64
next_operation (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MailerStoreOperation) operation = mailer_store_next_operation (self->store, "ada", &error);

  g_assert_no_error (error);

  return operation != NULL ? operation->id : 0;
}

static void
test_flags_survive_reports (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  gint64 inbox = self->mailboxes[INBOX];
  gint64 message = fixture_deliver (self, inbox, 7, "a", NULL);
  gint64 operation = apply_flags (self, message, SEEN, 0);

  fixture_assert_counts (self, inbox, 1, 0);
  fixture_assert_target (self, operation, inbox, 7);

  /* The server does not know yet, but tells something else. */
  fixture_report (self, inbox, 7, FLAGGED);
  g_assert_cmpint (fixture_get_flags (self, message), ==, SEEN | FLAGGED);
  fixture_put (self, inbox, message_make (7, "a", NULL, FLAGGED));
  g_assert_cmpint (fixture_get_flags (self, message), ==, SEEN | FLAGGED);

  fixture_reopen (self);
  run (self, operation);
  complete (self, operation);
  g_assert_cmpint (fixture_get_flags (self, message), ==, SEEN | FLAGGED);
  g_assert_cmpint (next_operation (self), ==, 0);

  /* Confirmed: from now on the server's word counts again. */
  fixture_report (self, inbox, 7, 0);
  g_assert_cmpint (fixture_get_flags (self, message), ==, 0);
  fixture_assert_counts (self, inbox, 1, 1);
}

static void
test_flags_fold_in_order (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  gint64 message = fixture_deliver (self, self->mailboxes[INBOX], 7, "a", NULL);
  gint64 star = apply_flags (self, message, FLAGGED, 0);
  gint64 unstar = apply_flags (self, message, 0, FLAGGED);
  gint64 again = apply_flags (self, message, FLAGGED, 0);

  run (self, star);
  complete (self, star);
  g_assert_cmpint (fixture_get_flags (self, message), ==, FLAGGED);
  run (self, unstar);
  fail (self, unstar);
  g_assert_cmpint (fixture_get_flags (self, message), ==, FLAGGED);
  g_assert_cmpint (next_operation (self), ==, again);
  g_assert_cmpint (undo (self, again), ==, 0);
  g_assert_cmpint (fixture_get_flags (self, message), ==, FLAGGED);
  g_assert_cmpint (next_operation (self), ==, 0);
}

static void
test_flags_that_are_there_need_nothing (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  g_autoptr (GError) error = NULL;
  gint64 message = fixture_put (self, self->mailboxes[INBOX], message_make (7, "a", NULL, SEEN));
  gint64 gone = 4711;

  g_assert_cmpint (apply_flags (self, message, SEEN, 0), ==, 0);
  g_assert_cmpint (next_operation (self), ==, 0);
  g_assert_cmpint (mailer_store_apply_flags (self->store, &gone, 1, SEEN, 0, &error), ==, -1);
  g_assert_error (error, MAILER_STORE_ERROR, MAILER_STORE_ERROR_NOT_FOUND);
}

static void
test_move_is_seen_at_once (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  gint64 inbox = self->mailboxes[INBOX];
  gint64 archive = self->mailboxes[ARCHIVE];
  gint64 message = fixture_deliver (self, inbox, 7, "a", NULL);
  gint64 operation = apply_move (self, message, archive);
  g_autoptr (MailerUidSet) uids = NULL;
  g_autofree char *known = NULL;

  fixture_assert_place (self, message, archive, 0);
  fixture_assert_target (self, operation, inbox, 7);
  fixture_assert_counts (self, inbox, 0, 0);
  fixture_assert_counts (self, archive, 1, 1);

  /* The server still lists it where it was: nothing comes back, and nothing has to be fetched. */
  g_assert_cmpint (fixture_deliver (self, inbox, 7, "a", NULL), ==, 0);
  fixture_report (self, inbox, 7, SEEN);
  uids = mailer_store_read_uids (self->store, inbox, NULL);
  known = mailer_uid_set_to_string (uids);
  g_assert_cmpstr (known, ==, "7");
  fixture_assert_counts (self, inbox, 0, 0);
  fixture_assert_counts (self, archive, 1, 0);

  /* The server tells of the expunge before the tagged OK. */
  run (self, operation);
  fixture_expunge (self, inbox, 7);
  fixture_assert_place (self, message, archive, 0);
  complete_move (self, operation, message, 21);
  fixture_assert_place (self, message, archive, 21);
  g_assert_cmpint (fixture_deliver (self, archive, 21, "a", NULL), ==, message);
  fixture_assert_counts (self, archive, 1, 1);
}

static void
test_move_arrives_before_it_is_confirmed (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  gint64 archive = self->mailboxes[ARCHIVE];
  gint64 message = fixture_deliver (self, self->mailboxes[INBOX], 7, "a", NULL);
  gint64 operation = apply_move (self, message, archive);

  run (self, operation);
  g_assert_cmpint (fixture_deliver (self, archive, 21, "a", NULL), ==, message);
  fixture_assert_place (self, message, archive, 21);
  complete_move (self, operation, message, 21);
  fixture_assert_place (self, message, archive, 21);
  fixture_assert_counts (self, archive, 1, 1);
}

/* Without Message-ID and with another size it cannot be recognised; COPYUID says later that it is the same. */
static void
test_move_absorbs_the_copy_that_came (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  gint64              archive = self->mailboxes[ARCHIVE];
  gint64              message = fixture_deliver (self, self->mailboxes[INBOX], 7, "a", NULL);
  gint64              operation = apply_move (self, message, archive);
  MailerStoreMessage *changed = message_make (21, "a", NULL, SEEN);
  gint64              copy;
  gint64              star;

  changed->size_bytes = 1001;
  run (self, operation);
  copy = fixture_put (self, archive, changed);
  g_assert_cmpint (copy, !=, message);
  star = apply_flags (self, copy, FLAGGED, 0);
  complete_move (self, operation, message, 21);
  fixture_assert_place (self, message, archive, 21);
  fixture_assert_counts (self, archive, 1, 0);
  g_assert_cmpint (fixture_get_flags (self, message), ==, SEEN | FLAGGED);
  fixture_assert_target (self, star, archive, 21);
}

/* Somebody copied the message there before we even tried: that copy is not ours. */
static void
test_waiting_move_adopts_nothing (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  gint64 archive = self->mailboxes[ARCHIVE];
  gint64 message = fixture_deliver (self, self->mailboxes[INBOX], 7, "a", NULL);
  gint64 operation = apply_move (self, message, archive);

  g_assert_cmpint (fixture_deliver (self, archive, 20, "a", NULL), !=, message);
  complete_move (self, operation, message, 21);
  fixture_assert_place (self, message, archive, 21);
  fixture_assert_counts (self, archive, 2, 2);
}

static void
test_move_confirmed_without_uid (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  gint64 archive = self->mailboxes[ARCHIVE];
  gint64 message = fixture_deliver (self, self->mailboxes[INBOX], 7, "a", NULL);
  gint64 lost = fixture_deliver (self, self->mailboxes[INBOX], 8, "b", NULL);
  gint64 first = apply_move (self, message, archive);
  gint64 second = apply_move (self, lost, archive);

  run (self, first);
  complete (self, first);
  g_assert_cmpint (fixture_deliver (self, archive, 21, "a", NULL), ==, message);
  fixture_assert_place (self, message, archive, 21);

  /* Not while its move may still be carried out. */
  run (self, second);
  g_assert_true (mailer_store_settle_mailbox (self->store, archive, NULL));
  fixture_assert_counts (self, archive, 2, 2);
  complete (self, second);
  g_assert_true (mailer_store_settle_mailbox (self->store, archive, NULL));
  fixture_assert_counts (self, archive, 1, 1);
}

static void
test_chain_of_moves (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  gint64 inbox = self->mailboxes[INBOX];
  gint64 archive = self->mailboxes[ARCHIVE];
  gint64 trash = self->mailboxes[TRASH];
  gint64 message = fixture_deliver (self, inbox, 7, "a", NULL);
  gint64 read = apply_flags (self, message, SEEN, 0);
  gint64 first = apply_move (self, message, archive);
  gint64 star = apply_flags (self, message, FLAGGED, 0);
  gint64 second = apply_move (self, message, trash);

  fixture_assert_target (self, read, inbox, 7);
  fixture_assert_target (self, first, inbox, 7);
  fixture_assert_target (self, star, archive, 0);
  fixture_assert_target (self, second, archive, 0);

  run (self, read);
  complete (self, read);
  complete_move (self, first, message, 21);
  fixture_assert_target (self, star, archive, 21);
  fixture_assert_target (self, second, archive, 21);
  g_assert_cmpint (fixture_deliver (self, archive, 21, "a", NULL), ==, 0);
  run (self, star);
  complete (self, star);
  complete_move (self, second, message, 33);
  fixture_assert_place (self, message, trash, 33);
  fixture_assert_counts (self, archive, 0, 0);
}

static void
test_failed_move_goes_back (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  g_autoptr (GError) error = NULL;
  g_autoptr (MailerStoreOperation) failed = NULL;
  gint64 inbox = self->mailboxes[INBOX];
  gint64 message = fixture_deliver (self, inbox, 7, "a", NULL);
  gint64 operation = apply_move (self, message, self->mailboxes[ARCHIVE]);

  run (self, operation);
  fail (self, operation);
  fixture_assert_place (self, message, inbox, 7);
  fixture_assert_counts (self, inbox, 1, 1);
  g_assert_cmpint (next_operation (self), ==, 0);

  failed = mailer_store_read_operation (self->store, operation, &error);
  g_assert_cmpint (failed->state, ==, MAILER_STORE_OPERATION_FAILED);
  g_assert_cmpstr (failed->error_text, ==, "Over quota");
  g_assert_cmpuint (failed->n_messages, ==, 1);
  g_assert_false (mailer_store_complete_operation (self->store, operation, &error));
  g_assert_error (error, MAILER_STORE_ERROR, MAILER_STORE_ERROR_STATE);
  g_assert_true (mailer_store_discard_operation (self->store, operation, NULL));
}

static void
test_failed_operation_is_tried_again (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  g_autoptr (GError) error = NULL;
  gint64 inbox = self->mailboxes[INBOX];
  gint64 message = fixture_deliver (self, inbox, 7, "a", NULL);
  gint64 star = apply_flags (self, message, FLAGGED, 0);
  gint64 move = apply_move (self, message, self->mailboxes[ARCHIVE]);

  g_assert_false (mailer_store_retry_operation (self->store, star, &error));
  g_assert_error (error, MAILER_STORE_ERROR, MAILER_STORE_ERROR_STATE);
  run (self, star);
  fail (self, star);
  run (self, move);
  fail (self, move);
  g_assert_cmpint (fixture_get_flags (self, message), ==, 0);

  g_assert_true (mailer_store_retry_operation (self->store, move, NULL));
  g_assert_true (mailer_store_retry_operation (self->store, star, NULL));
  fixture_assert_place (self, message, self->mailboxes[ARCHIVE], 0);
  g_assert_cmpint (fixture_get_flags (self, message), ==, FLAGGED);
  fixture_assert_target (self, next_operation (self), inbox, 7);
  g_assert_cmpint (next_operation (self), >, move);
}

/* When the first of two moves is refused the second one starts where the message still is. */
static void
test_failed_move_hands_its_source_on (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  gint64 inbox = self->mailboxes[INBOX];
  gint64 trash = self->mailboxes[TRASH];
  gint64 message = fixture_deliver (self, inbox, 7, "a", NULL);
  gint64 first = apply_move (self, message, self->mailboxes[ARCHIVE]);
  gint64 second = apply_move (self, message, trash);

  run (self, first);
  fail (self, first);
  fixture_assert_place (self, message, trash, 0);
  fixture_assert_target (self, second, inbox, 7);
}

static void
test_failed_move_that_was_undone (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  g_autoptr (GArray) targets = NULL;
  gint64 inbox = self->mailboxes[INBOX];
  gint64 message = fixture_deliver (self, inbox, 7, "a", NULL);
  gint64 first = apply_move (self, message, self->mailboxes[ARCHIVE]);
  gint64 inverse;

  run (self, first);
  inverse = undo (self, first);
  g_assert_cmpint (inverse, >, 0);
  fixture_assert_place (self, message, inbox, 0);
  fail (self, first);
  fixture_assert_place (self, message, inbox, 7);
  targets = mailer_store_list_targets (self->store, inverse, NULL);
  g_assert_cmpuint (targets->len, ==, 0);
}

static void
test_undo_of_what_waits (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  gint64 inbox = self->mailboxes[INBOX];
  gint64 message = fixture_deliver (self, inbox, 7, "a", NULL);
  gint64 operation = apply_move (self, message, self->mailboxes[TRASH]);

  g_assert_cmpint (undo (self, operation), ==, 0);
  fixture_assert_place (self, message, inbox, 7);
  g_assert_cmpint (next_operation (self), ==, 0);
}

static void
test_undo_of_what_is_done (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  g_autoptr (GError) error = NULL;
  gint64 inbox = self->mailboxes[INBOX];
  gint64 trash = self->mailboxes[TRASH];
  gint64 message = fixture_deliver (self, inbox, 7, "a", NULL);
  gint64 operation = apply_move (self, message, trash);
  gint64 inverse;
  gint64 redo;

  complete_move (self, operation, message, 33);
  fixture_reopen (self);
  inverse = undo (self, operation);
  fixture_assert_place (self, message, inbox, 0);
  fixture_assert_target (self, inverse, trash, 33);
  g_assert_false (mailer_store_undo_operation (self->store, operation, NULL, &error));
  g_assert_error (error, MAILER_STORE_ERROR, MAILER_STORE_ERROR_STATE);
  complete_move (self, inverse, message, 9);
  fixture_assert_place (self, message, inbox, 9);

  redo = undo (self, inverse);
  g_assert_cmpint (redo, >, 0);
  fixture_assert_place (self, message, trash, 0);
}

static void
test_undo_of_flags_restores_what_was_changed (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  g_autoptr (GError) error = NULL;
  gint64 inbox = self->mailboxes[INBOX];
  gint64 messages[] = { fixture_deliver (self, inbox, 7, "a", NULL), fixture_put (self, inbox, message_make (8, "b", NULL, SEEN)) };
  gint64 operation = mailer_store_apply_flags (self->store, messages, 2, SEEN, 0, &error);
  g_autoptr (GArray) targets = NULL;
  gint64 inverse;

  g_assert_no_error (error);
  run (self, operation);
  complete (self, operation);
  inverse = undo (self, operation);
  g_assert_cmpint (fixture_get_flags (self, messages[0]), ==, 0);
  g_assert_cmpint (fixture_get_flags (self, messages[1]), ==, SEEN);
  targets = mailer_store_list_targets (self->store, inverse, &error);
  g_assert_cmpuint (targets->len, ==, 1);
  g_assert_cmpint (g_array_index (targets, MailerStoreTarget, 0).remove, ==, SEEN);
}

static void
test_target_mailbox_vanishes (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  gint64 inbox = self->mailboxes[INBOX];
  gint64 message = fixture_deliver (self, inbox, 7, "a", NULL);
  gint64 operation = apply_move (self, message, self->mailboxes[DRAFTS]);
  g_autoptr (GArray) targets = NULL;

  fixture_set_mailboxes (self, DRAFTS);
  fixture_assert_place (self, message, inbox, 7);
  targets = mailer_store_list_targets (self->store, operation, NULL);
  g_assert_cmpuint (targets->len, ==, 0);
}

static void
test_uid_validity_keeps_operations (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  g_autoptr (GBytes) body = g_bytes_new_static ("Hello", 5);
  g_autoptr (GBytes) kept = NULL;
  gint64   inbox = self->mailboxes[INBOX];
  gint64   archive = self->mailboxes[ARCHIVE];
  gboolean has_changed;
  gint64   stays;
  gint64   leaves;
  gint64   gone;
  gint64   star;
  gint64   move;

  g_assert_true (mailer_store_set_uid_validity (self->store, inbox, 100, NULL, NULL));
  stays = fixture_deliver (self, inbox, 7, "a", NULL);
  leaves = fixture_deliver (self, inbox, 8, "b", NULL);
  gone = fixture_deliver (self, inbox, 9, "c", NULL);
  g_assert_true (mailer_store_put_body (self->store, stays, "1", body, NULL));
  star = apply_flags (self, stays, FLAGGED, 0);
  move = apply_move (self, leaves, archive);

  g_assert_true (mailer_store_set_uid_validity (self->store, inbox, 100, &has_changed, NULL));
  g_assert_false (has_changed);
  g_assert_true (mailer_store_set_uid_validity (self->store, inbox, 200, &has_changed, NULL));
  g_assert_true (has_changed);
  fixture_assert_counts (self, inbox, 2, 2);
  fixture_assert_target (self, star, inbox, 0);

  /* The old UID of one is the new UID of the other. */
  g_assert_cmpint (fixture_deliver (self, inbox, 8, "a", NULL), ==, stays);
  g_assert_cmpint (fixture_deliver (self, inbox, 7, "b", NULL), ==, 0);
  g_assert_true (mailer_store_settle_mailbox (self->store, inbox, NULL));
  fixture_assert_place (self, stays, inbox, 8);
  fixture_assert_target (self, star, inbox, 8);
  fixture_assert_target (self, move, inbox, 7);
  fixture_assert_place (self, leaves, archive, 0);
  g_assert_null (mailer_store_read_message (self->store, gone, NULL));
  g_assert_cmpint (fixture_get_flags (self, stays), ==, FLAGGED);
  kept = mailer_store_get_body (self->store, stays, "1", NULL);
  g_assert_true (g_bytes_equal (kept, body));
}

static void
test_journal_survives_and_is_in_order (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) list = NULL;
  gint64 message = fixture_deliver (self, self->mailboxes[INBOX], 7, "a", NULL);
  gint64 first = apply_flags (self, message, SEEN, 0);
  gint64 second = apply_move (self, message, self->mailboxes[ARCHIVE]);

  run (self, first);
  g_assert_true (mailer_store_postpone_operation (self->store, first, "No line", 12345, &error));
  fixture_reopen (self);
  list = mailer_store_list_operations (self->store, NULL, &error);
  g_assert_cmpuint (list->len, ==, 2);
  g_assert_cmpint (next_operation (self), ==, first);
  g_assert_cmpint (((MailerStoreOperation *)g_ptr_array_index (list, 0))->state, ==, MAILER_STORE_OPERATION_RUNNING);
  g_assert_cmpint (((MailerStoreOperation *)g_ptr_array_index (list, 0))->not_before_us, ==, 12345);
  complete (self, first);
  g_assert_cmpint (next_operation (self), ==, second);
  g_assert_true (mailer_store_forget_done_operations (self->store, G_MAXINT64, &error));
}

static gint64
fail_at (Fixture *self,
         gint64   operation,
         gint64   mailbox)
{
  g_autoptr (GError) error = NULL;
  gint64 failed = -1;

  g_assert_true (mailer_store_fail_operation_at (self->store, operation, mailbox, "Gone", &failed, &error));
  g_assert_no_error (error);

  return failed;
}

static void
assert_operation (Fixture                  *self,
                  gint64                    operation,
                  MailerStoreOperationState state,
                  guint                     n_messages)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MailerStoreOperation) read = mailer_store_read_operation (self->store, operation, &error);

  g_assert_no_error (error);
  g_assert_cmpint (read->state, ==, state);
  g_assert_cmpuint (read->n_messages, ==, n_messages);
}

/* What cannot be done in one mailbox fails there only: the rest is done, and each of the two has its own fate. */
static void
test_part_fails (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  g_autoptr (GError) error = NULL;
  const gint64 messages[] = {
    fixture_deliver (self, self->mailboxes[INBOX], 1, "a", NULL),
    fixture_deliver (self, self->mailboxes[ARCHIVE], 2, "b", NULL),
    fixture_deliver (self, self->mailboxes[ARCHIVE], 3, "c", NULL),
  };
  gint64 operation = mailer_store_apply_flags (self->store, messages, 3, SEEN, 0, &error);
  gint64 failed;

  g_assert_no_error (error);
  run (self, operation);
  g_assert_cmpint (fail_at (self, operation, self->mailboxes[SENT]), ==, 0);
  failed = fail_at (self, operation, self->mailboxes[ARCHIVE]);
  g_assert_cmpint (failed, >, operation);
  assert_operation (self, failed, MAILER_STORE_OPERATION_FAILED, 2);
  assert_operation (self, operation, MAILER_STORE_OPERATION_RUNNING, 1);
  g_assert_cmpint (fixture_get_flags (self, messages[0]), ==, SEEN);
  g_assert_cmpint (fixture_get_flags (self, messages[1]), ==, 0);
  g_assert_cmpint (fixture_get_flags (self, messages[2]), ==, 0);
  fixture_assert_target (self, operation, self->mailboxes[INBOX], 1);
  fixture_reopen (self);
  complete (self, operation);
  assert_operation (self, operation, MAILER_STORE_OPERATION_DONE, 1);

  g_assert_true (mailer_store_retry_operation (self->store, failed, &error));
  g_assert_no_error (error);
  g_assert_cmpint (next_operation (self), >, failed);
  g_assert_cmpint (fixture_get_flags (self, messages[2]), ==, SEEN);
  g_assert_cmpint (undo (self, operation), >, 0);
  g_assert_cmpint (fixture_get_flags (self, messages[0]), ==, 0);
}

/* The rest is done already, and cannot fail with what comes later. */
static void
test_last_part_fails (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  g_autoptr (GError) error = NULL;
  const gint64 messages[] = {
    fixture_deliver (self, self->mailboxes[INBOX], 1, "a", NULL),
    fixture_deliver (self, self->mailboxes[SENT], 2, "b", NULL),
  };
  const MailerStoreResult result = { messages[0], 9 };
  gint64                  operation = mailer_store_apply_move (self->store, MAILER_STORE_OPERATION_MOVE, messages, 2, self->mailboxes[ARCHIVE], &error);
  gint64                  failed;

  g_assert_no_error (error);
  run (self, operation);
  g_assert_true (mailer_store_complete_targets (self->store, operation, &result, 1, &error));
  /* SENT vanishes. */
  fixture_set_mailboxes (self, 3);
  failed = fail_at (self, operation, 0);
  g_assert_cmpint (failed, >, operation);
  assert_operation (self, operation, MAILER_STORE_OPERATION_DONE, 1);
  assert_operation (self, failed, MAILER_STORE_OPERATION_FAILED, 1);
  fixture_assert_place (self, messages[0], self->mailboxes[ARCHIVE], 9);
  g_assert_cmpint (next_operation (self), ==, 0);
}

static void
test_all_of_it_fails (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  gint64 message = fixture_deliver (self, self->mailboxes[INBOX], 1, "a", NULL);
  gint64 flags = apply_flags (self, message, SEEN, 0);
  gint64 move = apply_move (self, message, self->mailboxes[ARCHIVE]);

  /* The flags are set before it is there. */
  g_assert_cmpint (fail_at (self, flags, self->mailboxes[ARCHIVE]), ==, 0);
  g_assert_cmpint (fail_at (self, move, self->mailboxes[ARCHIVE]), ==, move);
  assert_operation (self, move, MAILER_STORE_OPERATION_FAILED, 1);
  fixture_assert_place (self, message, self->mailboxes[INBOX], 1);
  g_assert_cmpint (fail_at (self, flags, self->mailboxes[INBOX]), ==, flags);
  g_assert_cmpint (fixture_get_flags (self, message), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/operations/flags-survive-reports", test_flags_survive_reports);
  g_test_add_func ("/store/operations/flags-fold-in-order", test_flags_fold_in_order);
  g_test_add_func ("/store/operations/flags-that-are-there", test_flags_that_are_there_need_nothing);
  g_test_add_func ("/store/operations/move-is-seen-at-once", test_move_is_seen_at_once);
  g_test_add_func ("/store/operations/move-arrives-before-it-is-confirmed", test_move_arrives_before_it_is_confirmed);
  g_test_add_func ("/store/operations/move-absorbs-the-copy", test_move_absorbs_the_copy_that_came);
  g_test_add_func ("/store/operations/waiting-move-adopts-nothing", test_waiting_move_adopts_nothing);
  g_test_add_func ("/store/operations/move-confirmed-without-uid", test_move_confirmed_without_uid);
  g_test_add_func ("/store/operations/chain-of-moves", test_chain_of_moves);
  g_test_add_func ("/store/operations/failed-move-goes-back", test_failed_move_goes_back);
  g_test_add_func ("/store/operations/failed-operation-is-tried-again", test_failed_operation_is_tried_again);
  g_test_add_func ("/store/operations/failed-move-hands-its-source-on", test_failed_move_hands_its_source_on);
  g_test_add_func ("/store/operations/failed-move-that-was-undone", test_failed_move_that_was_undone);
  g_test_add_func ("/store/operations/undo-of-what-waits", test_undo_of_what_waits);
  g_test_add_func ("/store/operations/undo-of-what-is-done", test_undo_of_what_is_done);
  g_test_add_func ("/store/operations/undo-of-flags", test_undo_of_flags_restores_what_was_changed);
  g_test_add_func ("/store/operations/target-mailbox-vanishes", test_target_mailbox_vanishes);
  g_test_add_func ("/store/operations/uid-validity", test_uid_validity_keeps_operations);
  g_test_add_func ("/store/operations/journal-survives", test_journal_survives_and_is_in_order);
  g_test_add_func ("/store/operations/part-fails", test_part_fails);
  g_test_add_func ("/store/operations/last-part-fails", test_last_part_fails);
  g_test_add_func ("/store/operations/all-of-it-fails", test_all_of_it_fails);

  return g_test_run ();
}
