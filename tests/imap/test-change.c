/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Moving and appending: nothing is done twice, nothing is lost. */

#include "config.h"

#include <string.h>

#include "session-fixture.h"

typedef struct
{
  const char *name;
  const char *capabilities;
  const char *answers;
  gboolean    is_done;
  gboolean    is_removed;
  guint32     target_uid;
  const char *told;
} MoveRow;

#define COPY "C: A4 UID COPY 20,40 \"Archive\"\n"

static const MoveRow move_rows[] = {
  { "move", "MOVE", "C: A4 UID MOVE 20,40 \"Archive\"\nS: * OK [COPYUID 3 20,40 7:8] done\nS: * 2 EXPUNGE\nS: * 3 EXPUNGE\nS: A4 OK done\n", TRUE, TRUE, 7, "expunged:20,40 " },
  { "move-in-parts", "MOVE MESSAGELIMIT=9", "C: A4 UID MOVE 20,40 \"Archive\"\nS: * OK [COPYUID 3 40 8] done\nS: * 4 EXPUNGE\nS: A4 OK [MESSAGELIMIT 9 40] partial\nC: A5 UID MOVE 20 \"Archive\"\nS: * OK [COPYUID 3 20 7] done\nS: * 2 EXPUNGE\nS: A5 OK done\n", TRUE, TRUE, 7, "expunged:40 expunged:20 " },
  { "move-refused", "MOVE UIDPLUS", "C: A4 UID MOVE 20,40 \"Archive\"\nS: A4 NO [OVERQUOTA] full\n", FALSE, FALSE, 0, "" },
  { "copy-expunge", "UIDPLUS", COPY "S: A4 OK [COPYUID 3 20,40 8,7] done\nC: A5 UID STORE 20,40 +FLAGS.SILENT (\\\\Deleted)\nS: A5 OK done\nC: A6 UID EXPUNGE 20,40\nS: * 2 EXPUNGE\nS: * 3 EXPUNGE\nS: A6 OK done\n", TRUE, TRUE, 7, "expunged:20,40 " },
  { "copy-refused", "UIDPLUS", COPY "S: A4 NO [TRYCREATE] no\n", FALSE, FALSE, 0, "" },
  { "copy-not-proven", "UIDPLUS", COPY "S: A4 OK done\n", TRUE, FALSE, 0, "" },
  { "copy-proven-in-part", "UIDPLUS", COPY "S: A4 OK [COPYUID 3 40 7] done\nC: A5 UID STORE 40 +FLAGS.SILENT (\\\\Deleted)\nS: A5 OK done\nC: A6 UID EXPUNGE 40\nS: * 4 EXPUNGE\nS: A6 OK done\n", TRUE, FALSE, 0, "expunged:40 " },
  { "copyuid-lists-differ", "UIDPLUS", COPY "S: A4 OK [COPYUID 3 20,40 7] done\n", TRUE, FALSE, 0, "" },
  { "no-uidplus", "", COPY "S: A4 OK done\nC: A5 UID STORE 20,40 +FLAGS.SILENT (\\\\Deleted)\nS: A5 OK done\n", TRUE, FALSE, 0, "" },
  { "lost-after-copy", "UIDPLUS", COPY "RESET\n", FALSE, FALSE, 0, "" },
};

static void
test_move (SessionFixture *self,
           gconstpointer   data)
{
  const MoveRow   *row = data;
  g_autofree char *script = g_strconcat (SELECT SEARCH, row->answers, NULL);
  g_autoptr (MailerUidSet) uids = mailer_uid_set_parse ("20,40", -1, 2);
  g_autoptr (MailerImapUidMap) map = NULL;
  gboolean is_removed = FALSE;
  gboolean is_done;

  session_fixture_open_offering (self, row->capabilities, script);
  session_fixture_select_inbox (self);
  session_fixture_search_all (self, "10,20,30,40,50");
  is_done = mailer_imap_session_move (self->session, uids, "Archive", &map, &is_removed, NULL, session_fixture_soon (), &self->error);
  g_assert_cmpint (is_done, ==, row->is_done);
  if (is_done)
    g_assert_cmpint (is_removed, ==, row->is_removed);
  if (row->target_uid != 0)
    g_assert_cmpuint (mailer_imap_uid_map_lookup (map, g_str_has_prefix (row->name, "move") ? 20 : 40), ==, row->target_uid);
  session_fixture_assert_told (self, row->told);
}

/* All that is told to be moved is there, so a long range is cut at the limit too: COPY would be refused. */
static void
test_copy_within_the_limit (SessionFixture *self,
                            gconstpointer   data)
{
  g_autoptr (MailerUidSet) uids = mailer_uid_set_parse ("1:102", -1, 1);
  g_autoptr (GString) script = g_string_new (SELECT);

  for (guint i = 0; i < 102; i++)
    g_string_append_printf (script, "C: A%u UID COPY %u \"Archive\"\nS: A%u OK done\n", i + 3, i + 1, i + 3);
  session_fixture_open_offering (self, "MESSAGELIMIT=1", script->str);
  session_fixture_select_inbox (self);
  mailer_imap_session_copy (self->session, uids, "Archive", NULL, NULL, session_fixture_soon (), &self->error);
  g_assert_no_error (self->error);
}

static void
test_append_waits_for_the_server (SessionFixture *self,
                                  gconstpointer   data)
{
  g_autoptr (GBytes) message = g_bytes_new_static ("Hi\r\n", 4);
  MailerImapAppend what = { .mailbox = "Sent", .message = message, .flags = MAILER_FLAG_SEEN, .internal_date = 0 };
  guint32          uid_validity;
  guint32          uid;

  session_fixture_open (self,
                        OPEN ("UIDPLUS APPENDLIMIT=100") "C: A2 APPEND \"Sent\" (\\\\Seen) \"01-Jan-1970 00:00:00 +0000\" {4}\nS: + go\nC: Hi\nC: \nS: A2 OK [APPENDUID 38505 3955] done\n"
                                                         "C: A3 APPEND \"Sent\" (\\\\Seen) \"01-Jan-1970 00:00:00 +0000\" {4}\nS: A3 NO [TRYCREATE] none\n"
                                                         "C: A4 NOOP\nS: A4 OK done\nEOF\n");
  mailer_imap_session_append (self->session, &what, &uid_validity, &uid, NULL, session_fixture_soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_cmpuint (uid_validity, ==, 38505);
  g_assert_cmpuint (uid, ==, 3955);
  g_assert_false (mailer_imap_session_append (self->session, &what, NULL, NULL, NULL, session_fixture_soon (), &self->error));
  g_assert_error (self->error, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_NOT_FOUND);
  g_clear_error (&self->error);
  session_fixture_noop (self);

  g_clear_pointer (&what.message, g_bytes_unref);
  message = what.message = g_bytes_new_take (g_malloc0 (101), 101);
  g_assert_false (mailer_imap_session_append (self->session, &what, NULL, NULL, NULL, session_fixture_soon (), &self->error));
  g_assert_error (self->error, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_TOO_LARGE);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  SESSION_TEST_ROWS ("change/move/", move_rows, test_move);
  SESSION_TEST ("change/copy-within-the-limit", test_copy_within_the_limit);
  SESSION_TEST ("change/append-waits-for-the-server", test_append_waits_for_the_server);

  return g_test_run ();
}
