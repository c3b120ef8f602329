/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a server says unasked, true or not. */

#include "config.h"

#include "session-fixture.h"

typedef struct
{
  const char *name;
  const char *said; /* before the answer to NOOP */
  const char *told;
} NewsRow;

static const NewsRow news_rows[] = {
  { "nothing", "", "" },
  { "new-mail", "S: * 6 EXISTS\nS: * 1 RECENT\n", "exists:6 " },
  { "new-mail-flood", "S: * 6 EXISTS\nS: * 7 EXISTS\nS: * 8 EXISTS\n", "exists:8 " },
  { "expunge", "S: * 2 EXPUNGE\nS: * 2 EXPUNGE\nS: * 3 EXISTS\n", "expunged:20,30 " },
  { "expunge-all", "S: * 1 EXPUNGE\nS: * 1 EXPUNGE\nS: * 1 EXPUNGE\nS: * 1 EXPUNGE\nS: * 1 EXPUNGE\n", "expunged:10,20,30,40,50 " },
  { "expunge-unknown", "S: * 6 EXPUNGE\n", "resync " },
  { "expunge-zero", "S: * 0 EXPUNGE\n", "" },
  { "expunge-of-untold", "S: * 6 EXISTS\nS: * 6 EXPUNGE\nS: * 2 EXPUNGE\n", "expunged:20 resync exists:4 " },
  { "exists-drops", "S: * 2 EXISTS\n", "resync " },
  { "vanished", "S: * VANISHED 10,40:50\n", "expunged:10,40:50 " },
  { "vanished-more-than-there-is", "S: * VANISHED 1:100\n", "expunged:1:100 resync " },
  { "flags-with-uid", "S: * 2 FETCH (UID 20 FLAGS (\\\\Seen))\n", "flags:20=1 " },
  { "flags-by-number", "S: * 3 FETCH (FLAGS (\\\\Flagged))\n", "flags:30=4 " },
  { "flags-after-expunge", "S: * 1 EXPUNGE\nS: * 1 FETCH (FLAGS (\\\\Seen))\n", "flags:20=1 expunged:10 " },
  { "flags-of-unseen", "S: * 9 FETCH (FLAGS (\\\\Seen))\n", "resync " },
  { "number-and-uid-disagree", "S: * 2 FETCH (UID 25 FLAGS (\\\\Seen))\n", "flags:25=1 resync " },
  { "alert", "S: * OK [ALERT] Going down at noon\n", "alert:Going down at noon " },
  { "unknown", "S: * FUZZ (BUZZ)\nS: garbage\nS: + x\nS: * LIST () \"/\" x\nS: * SEARCH 1 2\nS: * STATUS x (MESSAGES 1)\nS: Z9 OK done\n", "" },
  { "uid-zero", "S: * 2 FETCH (UID 0 FLAGS (\\\\Seen))\n", "flags:20=1 " },
};

static void
test_news (SessionFixture *self,
           gconstpointer   data)
{
  const NewsRow   *row = data;
  g_autofree char *script = g_strconcat (OPEN ("") SELECT SEARCH "C: A4 NOOP\n", row->said, "S: A4 OK done\nEOF\n", NULL);

  session_fixture_open (self, script);
  session_fixture_select_inbox (self);
  session_fixture_search_all (self, "10,20,30,40,50");
  session_fixture_noop (self);
  session_fixture_assert_told (self, row->told);
}

static void
test_expunge_before_anybody_asked (SessionFixture *self,
                                   gconstpointer   data)
{
  session_fixture_open (self, OPEN ("") SELECT "C: A3 NOOP\nS: * 2 EXPUNGE\nS: A3 OK done\nEOF\n");
  session_fixture_select_inbox (self);
  session_fixture_noop (self);
  session_fixture_assert_told (self, "resync ");
}

static void
test_no_news_between_mailboxes (SessionFixture *self,
                                gconstpointer   data)
{
  MailerImapSelected selected;

  session_fixture_open (self,
                        OPEN ("") SELECT
                        "C: A3 SELECT \"INBOX\"\n"
                        "S: * 9 EXISTS\nS: * 1 EXPUNGE\nS: * OK [UIDVALIDITY 1] old\nS: * OK [CLOSED] old is closed\n"
                        "S: * 2 EXISTS\nS: * OK [UIDVALIDITY 8] new\nS: A3 OK [READ-ONLY] done\n"
                        "C: A4 SELECT \"INBOX\"\nS: A4 NO [NONEXISTENT] gone\nEOF\n");
  session_fixture_select_inbox (self);
  selected = session_fixture_select_inbox (self);
  g_assert_cmpuint (selected.n_messages, ==, 2);
  g_assert_cmpuint (selected.uid_validity, ==, 8);
  g_assert_cmpuint (selected.uid_next, ==, 0);
  g_assert_true (selected.is_read_only);
  g_assert_false (mailer_imap_session_select (self->session, "INBOX", FALSE, &selected, NULL, session_fixture_soon (), &self->error));
  g_assert_error (self->error, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_NOT_FOUND);
  g_assert_null (mailer_imap_session_get_selected (self->session));
  session_fixture_assert_told (self, "");
}

static void
test_endless_garbage (SessionFixture *self,
                      gconstpointer   data)
{
  g_autoptr (GString) script = g_string_new (OPEN ("") "C: A2 NOOP\nS+ ");

  for (guint i = 0; i < 1001; i++)
    g_string_append (script, "garbage\\r\\n");
  g_string_append (script, "\nEOF\n");
  session_fixture_open (self, script->str);
  g_assert_false (mailer_imap_session_noop (self->session, NULL, session_fixture_soon (), &self->error));
  g_assert_error (self->error, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_PROTOCOL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  SESSION_TEST_ROWS ("news/rows/", news_rows, test_news);
  SESSION_TEST ("news/expunge-before-anybody-asked", test_expunge_before_anybody_asked);
  SESSION_TEST ("news/no-news-between-mailboxes", test_no_news_between_mailboxes);
  SESSION_TEST ("news/endless-garbage", test_endless_garbage);

  return g_test_run ();
}
