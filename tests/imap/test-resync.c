/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A mailbox that was known earlier: whatever the server can, the same comes out. */

#include "config.h"

#include "session-fixture.h"

#include <string.h>

/* Known: 10, 20, 30, 40 of UIDVALIDITY 7. On the server: 10 and 30, whose flags may differ, and 50. */
#define SELECTED(modseq) "S: * 3 EXISTS\nS: * OK [UIDVALIDITY 7] v\nS: * OK [UIDNEXT 51] n\n" modseq
#define MODSEQ "S: * OK [HIGHESTMODSEQ 90] m\n"
#define ENABLED(extension) "C: A2 ENABLE " extension "\nS: * ENABLED " extension "\nS: A2 OK done\n"
#define QRESYNC "C: A3 SELECT \"INBOX\" (QRESYNC (7 80 10,20,30,40))\n"

typedef struct
{
  const char *name;
  const char *capabilities;
  const char *script;
  guint64     highest_modseq;
  guint32     uid_next;
  const char *changed;
  const char *vanished; /* NULL: what was known is worthless */
  const char *told;     /* NULL: nothing */
} Row;

static const Row rows[] = {
  { "qresync", "ENABLE QRESYNC",
    ENABLED ("QRESYNC") QRESYNC SELECTED (MODSEQ) "S: * VANISHED (EARLIER) 1:9,20,40:49\nS: * 2 FETCH (UID 30 FLAGS (\\\\Seen) MODSEQ (85))\nS: * 3 FETCH (UID 50 FLAGS () MODSEQ (86))\nS: A3 OK done\n",
    80, 41, "30=1 ", "20,40" },
  { "qresync-unchanged", "ENABLE QRESYNC", ENABLED ("QRESYNC") QRESYNC SELECTED (MODSEQ) "S: A3 OK done\n", 80, 41, "", "" },
  { "qresync-other-uidvalidity", "ENABLE QRESYNC",
    ENABLED ("QRESYNC") QRESYNC "S: * 3 EXISTS\nS: * OK [UIDVALIDITY 8] v\nS: * VANISHED (EARLIER) 10:40\nS: * 1 FETCH (UID 10 FLAGS (\\\\Seen))\nS: A3 OK done\n",
    80, 41, "", NULL },
  { "qresync-no-modseq", "ENABLE QRESYNC",
    ENABLED ("QRESYNC") QRESYNC SELECTED ("S: * OK [NOMODSEQ] none\n") "S: A3 OK done\n"
                                                                       "C: A4 UID SEARCH ALL\nC: A5 UID FETCH 10,20,30,40 (UID FLAGS)\n"
                                                                       "S: * SEARCH 10 30 50\nS: A4 OK done\nS: * 1 FETCH (UID 10 FLAGS ())\nS: * 2 FETCH (UID 30 FLAGS (\\\\Seen))\nS: A5 OK done\n",
    80, 41, "10=0 30=1 ", "20,40" },
  /* Told before the UIDVALIDITY it belongs to: asked for again. */
  { "qresync-in-wrong-order", "ENABLE QRESYNC",
    ENABLED ("QRESYNC") QRESYNC "S: * VANISHED (EARLIER) 1:100\n" SELECTED (MODSEQ) "S: A3 OK done\n"
                                                                                    "C: A4 UID SEARCH ALL\nC: A5 UID FETCH 10,20,30,40 (UID FLAGS MODSEQ) (CHANGEDSINCE 80)\n"
                                                                                    "S: * SEARCH 10 30 50\nS: A4 OK done\nS: * 2 FETCH (UID 30 FLAGS (\\\\Seen))\nS: A5 OK done\n",
    80, 41, "30=1 ", "20,40" },
  /* What is refused may have been told of in part. */
  { "qresync-refused", "ENABLE QRESYNC",
    ENABLED ("QRESYNC") QRESYNC SELECTED (MODSEQ) "S: * VANISHED (EARLIER) 10\nS: A3 BAD Invalid parameter list\nC: A4 SELECT \"INBOX\"\n" SELECTED (MODSEQ) "S: A4 OK done\n"
                                                                                                                                                             "C: A5 UID SEARCH ALL\nC: A6 UID FETCH 10,20,30,40 (UID FLAGS MODSEQ) (CHANGEDSINCE 80)\n"
                                                                                                                                                             "S: * SEARCH 10 30 50\nS: A5 OK done\nS: * 2 FETCH (UID 30 FLAGS (\\\\Seen))\nS: A6 OK done\n",
    80, 41, "30=1 ", "20,40" },
  { "condstore", "ENABLE CONDSTORE ESEARCH",
    ENABLED ("CONDSTORE") "C: A3 SELECT \"INBOX\"\n" SELECTED (MODSEQ) "S: A3 OK done\n"
                                                                       "C: A4 UID SEARCH RETURN (ALL) ALL\nC: A5 UID FETCH 10,20,30,40 (UID FLAGS MODSEQ) (CHANGEDSINCE 80)\n"
                                                                       "S: * ESEARCH (TAG \"A4\") UID ALL 10,30,50\nS: A4 OK done\nS: * 2 FETCH (UID 30 FLAGS (\\\\Seen) MODSEQ (85))\nS: A5 OK done\n",
    80, 41, "30=1 ", "20,40" },
  { "condstore-by-select", "CONDSTORE",
    "C: A2 SELECT \"INBOX\" (CONDSTORE)\n" SELECTED (MODSEQ) "S: A2 OK done\n"
                                                             "C: A3 UID SEARCH ALL\nC: A4 UID FETCH 10,20,30,40 (UID FLAGS MODSEQ) (CHANGEDSINCE 80)\n"
                                                             "S: * SEARCH 10 30 50\nS: A3 OK done\nS: A4 OK done\n",
    80, 41, "", "20,40" },
  { "condstore-unchanged", "ENABLE CONDSTORE",
    ENABLED ("CONDSTORE") "C: A3 SELECT \"INBOX\"\nS: * 4 EXISTS\nS: * OK [UIDVALIDITY 7] v\nS: * OK [UIDNEXT 41] n\nS: * OK [HIGHESTMODSEQ 80] m\nS: A3 OK done\n",
    80, 41, "", "" },
  { "neither", "",
    "C: A2 SELECT \"INBOX\"\n" SELECTED ("") "S: A2 OK done\n"
                                             "C: A3 UID SEARCH ALL\nC: A4 UID FETCH 10,20,30,40 (UID FLAGS)\n"
                                             "S: * SEARCH 10 30 50\nS: * 1 FETCH (UID 10 FLAGS ())\nS: * 2 FETCH (UID 30 FLAGS (\\\\Seen))\nS: A4 OK done\nS: A3 OK done\n",
    0, 41, "10=0 30=1 ", "20,40" },
  /* A part of the answer is not all that is there: 10 and 20 were not looked at yet, so they are not gone. */
  { "message-limit", "ENABLE CONDSTORE MESSAGELIMIT=4",
    ENABLED ("CONDSTORE") "C: A3 SELECT \"INBOX\"\n" SELECTED (MODSEQ) "S: A3 OK done\n"
                                                                       "C: A4 UID SEARCH ALL\nC: A5 UID FETCH 10,20,30,40 (UID FLAGS MODSEQ) (CHANGEDSINCE 80)\n"
                                                                       "S: * SEARCH 30 50\nS: A4 OK [MESSAGELIMIT 4 30] partial\nS: A5 OK [MESSAGELIMIT 4 30] partial\n"
                                                                       "C: A6 UID SEARCH UID 1:29 ALL\nC: A7 UID FETCH 10,20 (UID FLAGS MODSEQ) (CHANGEDSINCE 80)\n"
                                                                       "S: * SEARCH\nS: * 1 FETCH (UID 10 FLAGS (\\\\Seen) MODSEQ (85))\nS: A6 OK [MESSAGELIMIT 4 20] partial\nS: A7 OK done\n"
                                                                       "C: A8 UID SEARCH UID 1:19 ALL\nS: * SEARCH 10\nS: A8 OK done\n",
    80, 41, "10=1 ", "20,40" },
  /* What is left out is not gone: asked for once more, without what may have left it out. */
  { "too-short", "",
    "C: A2 SELECT \"INBOX\"\n" SELECTED ("") "S: A2 OK done\nC: A3 UID SEARCH ALL\nC: A4 UID FETCH 10,20,30,40 (UID FLAGS)\nS: * SEARCH 10\nS: A3 OK done\nS: A4 OK done\n"
                                             "C: A5 NOOP\nS: A5 OK done\nC: A6 UID SEARCH ALL\nS: * SEARCH 10 30 50\nS: A6 OK done\n",
    0, 41, "", "20,40" },
  { "esearch-too-short", "ESEARCH",
    "C: A2 SELECT \"INBOX\"\n" SELECTED ("") "S: A2 OK done\nC: A3 UID SEARCH RETURN (ALL) ALL\nC: A4 UID FETCH 10,20,30,40 (UID FLAGS)\nS: * ESEARCH (TAG \"A3\") UID ALL 10,50\nS: A3 OK done\nS: A4 OK done\n"
                                             "C: A5 NOOP\nS: A5 OK done\nC: A6 UID SEARCH ALL\nS: * SEARCH 10 30 50\nS: A6 OK done\n",
    0, 41, "", "20,40" },
  /* It finds one that the mailbox does not count yet. */
  { "too-long", "",
    "C: A2 SELECT \"INBOX\"\n" SELECTED ("") "S: A2 OK done\nC: A3 UID SEARCH ALL\nC: A4 UID FETCH 10,20,30,40 (UID FLAGS)\nS: * SEARCH 10 30 50 51\nS: A3 OK done\nS: A4 OK done\n"
                                             "C: A5 NOOP\nS: * 4 EXISTS\nS: A5 OK done\nC: A6 UID SEARCH ALL\nS: * SEARCH 10 30 50 51\nS: A6 OK done\n",
    0, 41, "", "20,40", "exists:4 " },
  /* More than there are twice: nothing is hidden by it. */
  { "too-long-for-ever", "",
    "C: A2 SELECT \"INBOX\"\n" SELECTED ("") "S: A2 OK done\nC: A3 UID SEARCH ALL\nC: A4 UID FETCH 10,20,30,40 (UID FLAGS)\nS: * SEARCH 10 30 40 50\nS: A3 OK done\nS: A4 OK done\n"
                                             "C: A5 NOOP\nS: A5 OK done\nC: A6 UID SEARCH ALL\nS: * SEARCH 10 30 40 50\nS: A6 OK done\n",
    0, 41, "", "20" },
  /* One goes and one comes while the answer is on its way: both are told, and it is whole all the same. */
  { "expunge-behind-the-answer", "",
    "C: A2 SELECT \"INBOX\"\n" SELECTED ("") "S: A2 OK done\nC: A3 UID SEARCH ALL\nC: A4 UID FETCH 10,20,30,40 (UID FLAGS)\nS: * SEARCH 10 30 50\nS: * 2 EXPUNGE\nS: * 3 EXISTS\nS: A3 OK done\nS: A4 OK done\n",
    0, 41, "", "20,40", "expunged:30 exists:3 " },
  /* As many as there are, but not the same: one went between the two parts. */
  { "expunge-within-the-answer", "",
    "C: A2 SELECT \"INBOX\"\n" SELECTED ("") "S: A2 OK done\nC: A3 UID SEARCH ALL\nC: A4 UID FETCH 10,20,30,40 (UID FLAGS)\nS: * SEARCH 10\nS: * 1 EXPUNGE\nS: * SEARCH 30\nS: A3 OK done\nS: A4 OK done\n"
                                             "C: A5 NOOP\nS: A5 OK done\nC: A6 UID SEARCH ALL\nS: * SEARCH 30 50\nS: A6 OK done\n",
    0, 41, "", "10,20,40", "resync " },
  /* By number, from another client: after the search it is known whose, before it is not. */
  { "changed-meanwhile", "",
    "C: A2 SELECT \"INBOX\"\n" SELECTED ("") "S: A2 OK done\nC: A3 UID SEARCH ALL\nC: A4 UID FETCH 10,20,30,40 (UID FLAGS)\n"
                                             "S: * 1 FETCH (FLAGS (\\\\Seen))\nS: * SEARCH 10 30 50\nS: A3 OK done\nS: * 2 FETCH (FLAGS (\\\\Flagged))\nS: A4 OK done\n",
    0, 41, "30=4 ", "20,40", "resync " },
  { "qresync-without-uid", "ENABLE QRESYNC",
    ENABLED ("QRESYNC") QRESYNC SELECTED (MODSEQ) "S: * VANISHED (EARLIER) 20,40\nS: * 1 FETCH (FLAGS (\\\\Seen) MODSEQ (85))\nS: A3 OK done\n"
                                                  "C: A4 UID SEARCH ALL\nC: A5 UID FETCH 10,20,30,40 (UID FLAGS MODSEQ) (CHANGEDSINCE 80)\n"
                                                  "S: * SEARCH 10 30 50\nS: A4 OK done\nS: * 1 FETCH (UID 10 FLAGS (\\\\Seen) MODSEQ (85))\nS: A5 OK done\n",
    80, 41, "10=1 ", "20,40" },
  { "neither-other-uidvalidity", "", "C: A2 SELECT \"INBOX\"\nS: * 3 EXISTS\nS: * OK [UIDVALIDITY 8] v\nS: A2 OK done\n", 0, 41, "", NULL },
};

static void
gather_cb (MailerImapMessage *message,
           gpointer           data)
{
  g_string_append_printf (data, "%u=%x ", message->uid, message->flags);
  mailer_imap_message_free (message);
}

static void
test_resync (SessionFixture *self,
             gconstpointer   data)
{
  const Row *row = data;
  g_autoptr (MailerUidSet) uids = mailer_uid_set_parse ("10,20,30,40", -1, 9);
  g_autoptr (MailerUidSet) vanished = NULL;
  g_autoptr (GString) changed = g_string_new (NULL);
  g_autofree char      *text = NULL;
  const MailerImapKnown known = { 7, row->highest_modseq, row->uid_next, uids };
  MailerImapSelected    selected;

  session_fixture_open_offering (self, row->capabilities, row->script);
  mailer_imap_session_select_known (self->session, "INBOX", &known, &selected, gather_cb, changed, &vanished, NULL, session_fixture_soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_cmpstr (changed->str, ==, row->changed);
  text = vanished != NULL ? mailer_uid_set_to_string (vanished) : NULL;
  g_assert_cmpstr (text, ==, row->vanished);
  g_assert_cmpstr (mailer_imap_session_get_selected (self->session), ==, "INBOX");
  session_fixture_assert_told (self, row->told != NULL ? row->told : "");
}

/* What was not told is not gone. */
static void
assert_not_resynced (SessionFixture *self,
                     const char     *capabilities,
                     const char     *answers,
                     MailerImapError code)
{
  g_autofree char *script = g_strconcat ("C: A2 SELECT \"INBOX\"\n" SELECTED ("") "S: A2 OK done\nC: A3 UID SEARCH ALL\nC: A4 UID FETCH 10,20,30,40 (UID FLAGS)\n", answers, NULL);
  g_autoptr (MailerUidSet) uids = mailer_uid_set_parse ("10,20,30,40", -1, 9);
  g_autoptr (MailerUidSet) vanished = NULL;
  g_autoptr (GString) changed = g_string_new (NULL);
  const MailerImapKnown known = { 7, 0, 41, uids };
  MailerImapSelected    selected;

  session_fixture_open_offering (self, capabilities, script);
  g_assert_false (mailer_imap_session_select_known (self->session, "INBOX", &known, &selected, gather_cb, changed, &vanished, NULL, session_fixture_soon (), &self->error));
  g_assert_error (self->error, MAILER_IMAP_ERROR, (gint)code);
  g_assert_null (vanished);
}

/* An answer that has gone missing is no empty mailbox. */
static void
test_lost_answer (SessionFixture *self,
                  gconstpointer   data)
{
  assert_not_resynced (self, "", "S: A3 OK done\nS: A4 OK done\nC: A5 NOOP\nS: A5 OK done\nC: A6 UID SEARCH ALL\nS: A6 OK done\n", MAILER_IMAP_ERROR_PROTOCOL);
}

/* Nor is one that lacks some. */
static void
test_short_answer (SessionFixture *self,
                   gconstpointer   data)
{
  assert_not_resynced (self, "", "S: * SEARCH 10\nS: A3 OK done\nS: A4 OK done\nC: A5 NOOP\nS: A5 OK done\nC: A6 UID SEARCH ALL\nS: * SEARCH 10 30\nS: A6 OK done\n", MAILER_IMAP_ERROR_PROTOCOL);
}

/* One refusal is enough; and one that is for the mailbox is not taken for one of the parameter. */
static void
test_qresync_refused_once (SessionFixture *self,
                           gconstpointer   data)
{
  g_autoptr (MailerUidSet) uids = mailer_uid_set_parse ("10,20,30,40", -1, 9);
  g_autoptr (GString) changed = g_string_new (NULL);
  const MailerImapKnown known = { 7, 80, 41, uids };
  MailerImapSelected    selected;
  MailerUidSet         *vanished;

  session_fixture_open_offering (self, "ENABLE QRESYNC",
                                 ENABLED ("QRESYNC") QRESYNC "S: A3 NO [NONEXISTENT] gone\n"
                                                             "C: A4 SELECT \"INBOX\" (QRESYNC (7 80 10,20,30,40))\nS: A4 NO what\n"
                                                             "C: A5 SELECT \"INBOX\"\nS: * 3 EXISTS\nS: * OK [UIDVALIDITY 8] v\nS: A5 OK done\n"
                                                             "C: A6 SELECT \"INBOX\"\nS: * 3 EXISTS\nS: * OK [UIDVALIDITY 8] v\nS: A6 OK done\n");
  g_assert_false (mailer_imap_session_select_known (self->session, "INBOX", &known, &selected, gather_cb, changed, &vanished, NULL, session_fixture_soon (), &self->error));
  g_assert_error (self->error, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_NOT_FOUND);
  g_clear_error (&self->error);
  for (guint i = 0; i < 2; i++)
    {
      mailer_imap_session_select_known (self->session, "INBOX", &known, &selected, gather_cb, changed, &vanished, NULL, session_fixture_soon (), &self->error);
      g_assert_no_error (self->error);
      g_assert_null (vanished);
    }
}

static void
test_limit_without_end (SessionFixture *self,
                        gconstpointer   data)
{
  assert_not_resynced (self, "MESSAGELIMIT=4", "S: * SEARCH 50\nS: A3 OK [MESSAGELIMIT 4] partial\nS: A4 OK done\n", MAILER_IMAP_ERROR_NO);
}

static void
test_unselect (SessionFixture *self,
               gconstpointer   data)
{
  session_fixture_open (self, OPEN ("UNSELECT") SELECT "C: A3 UNSELECT\nS: A3 OK done\nEOF\n");
  session_fixture_select_inbox (self);
  mailer_imap_session_unselect (self->session, NULL, session_fixture_soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_null (mailer_imap_session_get_selected (self->session));
  mailer_imap_session_unselect (self->session, NULL, session_fixture_soon (), &self->error);
  g_assert_no_error (self->error);
}

/* CLOSE removes what is marked, but not from a mailbox that may only be looked at. */
static void
test_without_unselect (SessionFixture *self,
                       gconstpointer   data)
{
  session_fixture_open (self, OPEN ("") SELECT "C: A3 EXAMINE \"INBOX\"\nS: * 5 EXISTS\nS: A3 OK [READ-ONLY] done\nC: A4 CLOSE\nS: A4 OK done\nEOF\n");
  session_fixture_select_inbox (self);
  mailer_imap_session_unselect (self->session, NULL, session_fixture_soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_null (mailer_imap_session_get_selected (self->session));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  SESSION_TEST_ROWS ("resync/", rows, test_resync);
  SESSION_TEST ("resync/lost-answer", test_lost_answer);
  SESSION_TEST ("resync/short-answer", test_short_answer);
  SESSION_TEST ("resync/qresync-refused-once", test_qresync_refused_once);
  SESSION_TEST ("resync/limit-without-end", test_limit_without_end);
  SESSION_TEST ("unselect/with-unselect", test_unselect);
  SESSION_TEST ("unselect/without-unselect", test_without_unselect);

  return g_test_run ();
}
