/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "store-fixture.h"

#include <string.h>

static gint64
save_draft (Fixture    *self,
            gint64      draft,
            const char *text)
{
  g_autoptr (GError) error = NULL;
  gint64 id = mailer_store_save_draft (self->store, draft, "ada", g_variant_new ("(ss)", "subject", text), &error);

  g_assert_no_error (error);

  return id;
}

static gint64
enqueue (Fixture    *self,
         const char *header_id,
         gint64      draft,
         gint64      answered)
{
  g_autoptr (MailerStoreOutboxItem) item = mailer_store_outbox_item_new ();
  g_autoptr (GBytes) bytes = g_bytes_new_static ("To: x\r\n\r\nHello", 14);
  g_autoptr (GBytes) copy = g_bytes_new_static ("To: x\r\nBcc: y\r\n\r\nHello", 22);
  g_autoptr (GError) error = NULL;
  const char *recipients[] = { "x@example.org", "y@example.org", NULL };
  gint64      id;

  item->account_id = g_strdup ("ada");
  item->header_id = g_strdup (header_id);
  item->sender = g_strdup ("ada@example.org");
  item->recipients = g_strdupv ((char **)recipients);
  item->draft_id = draft;
  item->answered_message_id = answered;
  item->answered_flag = MAILER_FLAG_ANSWERED;
  id = mailer_store_enqueue (self->store, item, bytes, copy, &error);
  g_assert_no_error (error);

  return id;
}

static gboolean
set_state (Fixture               *self,
           gint64                 item,
           MailerStoreOutboxState state)
{
  g_autoptr (GError) error = NULL;

  if (mailer_store_set_outbox_state (self->store, item, state, "Why", "421 Later", 5, &error))
    return TRUE;
  g_assert_error (error, MAILER_STORE_ERROR, MAILER_STORE_ERROR_STATE);

  return FALSE;
}

static void
test_draft_keeps_attachments (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new_static ("a\0b", 3);
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);
  g_autoptr (GBytes) read = NULL;
  g_autoptr (MailerStoreDraft) draft = NULL;
  g_autoptr (GPtrArray) list = NULL;
  const MailerStoreAttachment *attachment;
  const char                  *text;
  gint64                       id = save_draft (self, 0, "one");
  gint64                       file = mailer_store_add_attachment (self->store, id, "../Übersicht.pdf", "application/pdf", bytes, g_variant_new_string ("cid"), &error);

  g_assert_no_error (error);
  g_assert_cmpint (mailer_store_add_attachment (self->store, id, "empty", "text/plain", empty, NULL, &error), >, file);
  g_assert_cmpint (save_draft (self, id, "two"), ==, id);
  fixture_reopen (self);

  draft = mailer_store_read_draft (self->store, id, &error);
  g_variant_get_child (draft->content, 1, "&s", &text);
  g_assert_cmpstr (text, ==, "two");
  g_assert_cmpstr (draft->account_id, ==, "ada");
  g_assert_cmpuint (draft->attachments->len, ==, 2);
  attachment = draft->attachments->pdata[0];
  g_assert_cmpstr (attachment->name, ==, "../Übersicht.pdf");
  g_assert_cmpuint (attachment->size_bytes, ==, 3);
  g_assert_cmpstr (g_variant_get_string (attachment->payload, NULL), ==, "cid");
  read = mailer_store_read_attachment (self->store, file, &error);
  g_assert_true (g_bytes_equal (read, bytes));

  g_assert_true (mailer_store_remove_attachment (self->store, file, &error));
  g_assert_null (mailer_store_read_attachment (self->store, file, &error));
  g_assert_error (error, MAILER_STORE_ERROR, MAILER_STORE_ERROR_NOT_FOUND);
  g_assert_true (mailer_store_remove_draft (self->store, id, NULL));
  g_assert_true (mailer_store_remove_draft (self->store, id, NULL));
  list = mailer_store_list_drafts (self->store, NULL, NULL);
  g_assert_cmpuint (list->len, ==, 0);
}

static void
test_draft_waits_for_its_message (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) hidden = NULL;
  g_autoptr (GPtrArray) back = NULL;
  gint64 draft = save_draft (self, 0, "text");
  gint64 item = enqueue (self, "1@test", draft, 0);

  hidden = mailer_store_list_drafts (self->store, "ada", NULL);
  g_assert_cmpuint (hidden->len, ==, 0);
  g_assert_cmpint (mailer_store_save_draft (self->store, draft, "ada", g_variant_new_string ("changed"), &error), ==, -1);
  g_assert_error (error, MAILER_STORE_ERROR, MAILER_STORE_ERROR_STATE);
  g_assert_false (mailer_store_remove_draft (self->store, draft, NULL));

  g_assert_true (mailer_store_cancel_outbox (self->store, item, NULL));
  back = mailer_store_list_drafts (self->store, "ada", NULL);
  g_assert_cmpuint (back->len, ==, 1);
  save_draft (self, draft, "changed");
}

static void
test_one_message_goes_out (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  g_autoptr (GError) error = NULL;
  g_autoptr (MailerStoreOutboxItem) record = NULL;
  g_autoptr (GBytes) wire = NULL;
  g_autoptr (GBytes) copy = NULL;
  gint64 answered = fixture_deliver (self, self->mailboxes[INBOX], 1, "question", NULL);
  gint64 draft = save_draft (self, 0, "text");
  gint64 item = enqueue (self, "1@test", draft, answered);
  gint64 operation = 0;

  g_assert_true (set_state (self, item, MAILER_STORE_OUTBOX_SENDING));
  fixture_reopen (self);
  record = mailer_store_read_outbox_item (self->store, item, &error);
  g_assert_cmpint (record->state, ==, MAILER_STORE_OUTBOX_SENDING);
  g_assert_cmpuint (record->attempts, ==, 1);
  g_assert_cmpstr (record->recipients[1], ==, "y@example.org");
  g_assert_cmpint (record->draft_id, ==, draft);
  wire = mailer_store_read_outbox_bytes (self->store, item, FALSE, &error);
  copy = mailer_store_read_outbox_bytes (self->store, item, TRUE, &error);
  g_assert_cmpuint (g_bytes_get_size (wire), ==, 14);
  g_assert_cmpuint (g_bytes_get_size (copy), ==, 22);

  mailer_store_set_outbox_sent (self->store, item, &operation, &error);
  g_assert_no_error (error);
  g_assert_cmpint (operation, >, 0);
  g_assert_cmpint (fixture_get_flags (self, answered), ==, MAILER_FLAG_ANSWERED);
  fixture_assert_target (self, operation, self->mailboxes[INBOX], 1);
  g_assert_null (mailer_store_read_draft (self->store, draft, NULL));

  /* From here on nothing may lead to a second sending. */
  g_assert_false (set_state (self, item, MAILER_STORE_OUTBOX_WAITING));
  g_assert_false (set_state (self, item, MAILER_STORE_OUTBOX_SENDING));
  g_assert_false (mailer_store_set_outbox_sent (self->store, item, NULL, NULL));
  g_assert_false (mailer_store_cancel_outbox (self->store, item, NULL));
  g_assert_true (set_state (self, item, MAILER_STORE_OUTBOX_SENT));
  g_assert_true (mailer_store_set_outbox_filed (self->store, item, NULL));
  g_assert_null (mailer_store_read_outbox_item (self->store, item, &error));
  g_assert_error (error, MAILER_STORE_ERROR, MAILER_STORE_ERROR_NOT_FOUND);
}

static void
test_interrupted_sending_is_unknown (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  g_autoptr (MailerStoreOutboxItem) interrupted = NULL;
  g_autoptr (MailerStoreOutboxItem) untouched = NULL;
  gint64 sending = enqueue (self, "1@test", 0, 4711);
  gint64 waiting = enqueue (self, "2@test", 0, 0);

  g_assert_true (set_state (self, sending, MAILER_STORE_OUTBOX_SENDING));
  fixture_reopen (self);
  g_assert_true (mailer_store_resume_outbox (self->store, NULL));
  interrupted = mailer_store_read_outbox_item (self->store, sending, NULL);
  untouched = mailer_store_read_outbox_item (self->store, waiting, NULL);
  g_assert_cmpint (interrupted->state, ==, MAILER_STORE_OUTBOX_UNKNOWN);
  g_assert_cmpint (untouched->state, ==, MAILER_STORE_OUTBOX_WAITING);
  g_assert_false (set_state (self, sending, MAILER_STORE_OUTBOX_SENDING));
  g_assert_true (set_state (self, sending, MAILER_STORE_OUTBOX_WAITING));
}

static void
test_every_step (void)
{
  /* From a state, to WAITING, SENDING, SENT, UNKNOWN, FAILED. */
  static const char *const allowed[] = { "ww", "ws", "sw", "sd", "su", "sf", "dd", "ud", "uw", "fw" };
  static const char        names[] = "wsduf";
  static const char *const ways[] = { "", "s", "sd", "su", "sf" };

  for (guint from = 0; from < 5; from++)
    for (guint to = 0; to < 5; to++)
      {
        g_autoptr (Fixture) self = fixture_open ();
        gint64   item = enqueue (self, "1@test", 0, 0);
        gboolean is_allowed = FALSE;
        gboolean is_done;

        for (const char *step = ways[from]; *step != '\0'; step++)
          g_assert_true (*step == 'd' ? mailer_store_set_outbox_sent (self->store, item, NULL, NULL) : set_state (self, item, strchr (names, *step) - names));
        for (gsize i = 0; i < G_N_ELEMENTS (allowed); i++)
          is_allowed |= allowed[i][0] == names[from] && allowed[i][1] == names[to];
        is_done = names[to] == 'd' && from != to ? mailer_store_set_outbox_sent (self->store, item, NULL, NULL) : set_state (self, item, to);
        g_assert_cmpint (is_done, ==, is_allowed);
      }
}

static void
grow_sent (Fixture *self,
           guint32  uid_next)
{
  g_autoptr (GError) error = NULL;

  mailer_store_set_uid_validity (self->store, self->mailboxes[SENT], 7, NULL, &error);
  g_assert_no_error (error);
  mailer_store_set_sync_state (self->store, self->mailboxes[SENT], uid_next, 0, NULL, uid_next - 1, &error);
  g_assert_no_error (error);
}

/* Where Sent ended before the first attempt: in each later one the copy may be there already. */
static void
test_where_copies_begin (void)
{
  g_autoptr (Fixture) self = fixture_open ();
  g_autoptr (MailerStoreOutboxItem) never_seen = NULL;
  g_autoptr (MailerStoreOutboxItem) seen = NULL;
  gint64 early = enqueue (self, "1@test", 0, 0);
  gint64 late = enqueue (self, "2@test", 0, 0);

  g_assert_true (set_state (self, early, MAILER_STORE_OUTBOX_SENDING));
  grow_sent (self, 41);
  g_assert_true (set_state (self, late, MAILER_STORE_OUTBOX_SENDING));
  g_assert_true (set_state (self, early, MAILER_STORE_OUTBOX_WAITING));
  g_assert_true (set_state (self, late, MAILER_STORE_OUTBOX_WAITING));
  grow_sent (self, 42);
  fixture_reopen (self);
  g_assert_true (set_state (self, early, MAILER_STORE_OUTBOX_SENDING));
  g_assert_true (set_state (self, late, MAILER_STORE_OUTBOX_SENDING));

  never_seen = mailer_store_read_outbox_item (self->store, early, NULL);
  g_assert_cmpint (never_seen->sent_mailbox_id, ==, 0);
  seen = mailer_store_read_outbox_item (self->store, late, NULL);
  g_assert_cmpint (seen->sent_mailbox_id, ==, self->mailboxes[SENT]);
  g_assert_cmpuint (seen->sent_uid_validity, ==, 7);
  g_assert_cmpuint (seen->sent_uid_next, ==, 41);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/outgoing/draft-keeps-attachments", test_draft_keeps_attachments);
  g_test_add_func ("/store/outgoing/draft-waits-for-its-message", test_draft_waits_for_its_message);
  g_test_add_func ("/store/outgoing/one-message-goes-out", test_one_message_goes_out);
  g_test_add_func ("/store/outgoing/interrupted-sending", test_interrupted_sending_is_unknown);
  g_test_add_func ("/store/outgoing/every-step", test_every_step);
  g_test_add_func ("/store/outgoing/where-copies-begin", test_where_copies_begin);

  return g_test_run ();
}
