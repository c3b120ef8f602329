/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Servers that misbehave after the sign-in: the number of a test is that of the case in the list of
 * what the world does to a mail client. */

#include "config.h"

#include "session-fixture.h"

#include <string.h>

/* --- One FETCH of headers, answered in bad ways ------------------------------------------------- */

typedef struct
{
  const char *name;
  const char *answer; /* to FETCH 20,30 as A4, whole */
  const char *got;    /* NULL: an error of the connection */
  const char *told;
} FetchRow;

#define END "S: A4 OK done\nEOF\n"

static const FetchRow fetch_rows[] = {
  { "14-literal-of-2-gib", "S: * 2 FETCH (UID 20 ENVELOPE (NIL {2147483647}\nEOF\n", NULL, "" },
  { "14-literal-of-20-digits", "S: * 2 FETCH (UID 20 ENVELOPE (NIL {99999999999999999999}\nEOF\n", NULL, "" },
  { "14-negative-literal", "S: * 2 FETCH (UID 20 RFC822.SIZE 5 ENVELOPE (NIL {-1}\n" END, "20:8 ", "" },
  { "14-literal-longer-than-sent", "S: * 2 FETCH (UID 20 RFC822.SIZE 5 ENVELOPE (NIL {500}\nS: x)\nS: A4 OK done\nCLOSE\n", NULL, "" },
  { "14-literal-cut-off", "S: * 2 FETCH (UID 20 ENVELOPE (NIL {10}\nS+ abc\nRESET\n", NULL, "" },
  { "15-broken-envelope", "S: * 2 FETCH (UID 20 RFC822.SIZE 5 ENVELOPE (NIL NIL (x) y))\nS: * 3 FETCH (UID 30 RFC822.SIZE 6)\n" END, "20:8 30:8 ", "" },
  { "15-broken-bodystructure", "S: * 2 FETCH (UID 20 RFC822.SIZE 5 BODYSTRUCTURE (\"text\" ((NIL 7))\nS: * 3 FETCH (UID 30 RFC822.SIZE 6)\n" END, "20:8 30:8 ", "" },
  { "17-uid-zero", "S: * 2 FETCH (UID 0 RFC822.SIZE 5)\nS: * 3 FETCH (UID 30 RFC822.SIZE 6)\n" END, "20:8 30:8 ", "" },
  { "18-flags-of-unseen-numbers", "S: * 9 FETCH (FLAGS (\\\\Seen))\nS: * 3 FETCH (UID 30 RFC822.SIZE 6)\n" END, "30:8 ", "resync " },
  { "18-expunge-during-fetch", "S: * 2 FETCH (UID 20 RFC822.SIZE 5)\nS: * 2 EXPUNGE\nS: * 2 FETCH (UID 30 RFC822.SIZE 6)\n" END, "20:8 30:8 ", "expunged:20 " },
  { "18-expunge-of-unknown", "S: * 9 EXPUNGE\nS: * 3 FETCH (UID 30 RFC822.SIZE 6)\n" END, "30:8 ", "resync " },
  { "18-exists-drops", "S: * 1 EXISTS\nS: * 3 FETCH (UID 30 RFC822.SIZE 6)\n" END, "30:8 ", "resync " },
  { "19-not-asked", "S: * 1 FETCH (UID 10 RFC822.SIZE 5)\nS: * 4 FETCH (UID 40 RFC822.SIZE 5)\nS: * 3 FETCH (UID 30 RFC822.SIZE 6)\n" END, "30:8 ", "" },
  { "19-uid-of-another-number", "S: * 1 FETCH (UID 25 RFC822.SIZE 5)\nS: * 3 FETCH (UID 30 RFC822.SIZE 6)\n" END, "30:8 ", "resync " },
  { "uids-out-of-order", "S: * 3 FETCH (UID 30 RFC822.SIZE 6)\nS: * 2 FETCH (UID 20 RFC822.SIZE 5)\n" END, "30:8 20:8 ", "" },
  { "uid-twice", "S: * 2 FETCH (UID 20 RFC822.SIZE 5)\nS: * 2 FETCH (UID 20 RFC822.SIZE 5)\n" END, "20:8 20:8 ", "" },
  { "uid-above-2-31", "S: * 6 FETCH (UID 4294967294 FLAGS ())\nS: * 3 FETCH (UID 30 RFC822.SIZE 6)\n" END, "30:8 ", "flags:4294967294=0 " },
  { "uid-above-2-32", "S: * 6 FETCH (UID 4294967296 RFC822.SIZE 5)\nS: * 3 FETCH (UID 30 RFC822.SIZE 6)\nS: A4 OK done\nC: A5 UID FETCH 20 (UID FLAGS INTERNALDATE RFC822.SIZE)\nS: A5 OK done\nEOF\n", "30:8 ", "" },
  { "answers-of-other-commands", "S: * SEARCH 1 2 3\nS: * LIST () \"/\" x\nS: * ESEARCH (TAG \"A3\") UID ALL 1\nS: * SORT 3 2\nS: * THREAD (1)\nS: * QUOTA \"\" (STORAGE 1 2)\nS: * MYRIGHTS x l\nS: * METADATA x (/a \"b\")\nS: * NAMESPACE NIL NIL NIL\nS: * ID NIL\nS: * STATUS x (MESSAGES 1)\nS: * ENABLED QRESYNC\nS: * FLAGS ()\nS: * VANISHED (EARLIER) 20:30\nS: * 3 FETCH (UID 30 RFC822.SIZE 6)\n" END, "30:8 ", "" },
  { "tagged-answers-nobody-asked-for", "S: A3 OK done\nS: A9 NO [NONEXISTENT] x\nS: B1 BAD x\nS: * 3 FETCH (UID 30 RFC822.SIZE 6)\n" END, "30:8 ", "" },
  { "continuation-nobody-asked-for", "S: + go on\nS: +\nS: * 3 FETCH (UID 30 RFC822.SIZE 6)\n" END, "30:8 ", "" },
  { "bye-in-between", "S: * 2 FETCH (UID 20 RFC822.SIZE 5)\nS: * BYE bored\nCLOSE\n", NULL, "" },
  { "reset-in-between", "S: * 2 FETCH (UID 20 RFC822.SIZE 5)\nRESET\n", NULL, "" },
  { "mailbox-referral-is-not-followed", "S: A4 NO [REFERRAL imap://evil.example/INBOX] elsewhere\nC: A5 UID FETCH 20,30 (UID FLAGS INTERNALDATE RFC822.SIZE)\nS: * 2 FETCH (UID 20 RFC822.SIZE 5)\nS: A5 OK done\nEOF\n", "20:8 ", "" },
};

static void
fetch_badly (SessionFixture *self,
             const FetchRow *row,
             const char     *drip)
{
  g_autofree char *script = g_strconcat (OPEN ("") SELECT SEARCH FETCH_HEADERS ("A4", "20,30"), drip, row->answer, NULL);
  g_autoptr (MailerUidSet) set = mailer_uid_set_parse ("20,30", -1, 2);

  session_fixture_open (self, script);
  session_fixture_select_inbox (self);
  session_fixture_search_all (self, "10,20,30,40,50");
  if (row->got != NULL)
    session_fixture_fetch_headers (self, "20,30", row->got);
  else
    {
      g_autoptr (GString) got = g_string_new (NULL);

      session_fixture_fetch_headers_badly (self, set, got);
      g_assert_nonnull (self->error);
      g_assert_cmpint (mailer_error_get_details (self->error)->scope, >=, MAILER_ERROR_SCOPE_CONNECTION);
      g_assert_false (mailer_imap_session_noop (self->session, NULL, session_fixture_soon (), NULL));
    }
  session_fixture_assert_told (self, row->told);
}

static void
test_fetch (SessionFixture *self,
            gconstpointer   data)
{
  fetch_badly (self, data, "");
}

/* Each answer cut at every byte. */
static void
test_fetch_in_drops (SessionFixture *self,
                     gconstpointer   data)
{
  fetch_badly (self, data, "DRIP 0\n");
}

/* --- Limits ------------------------------------------------------------------------------------ */

static void
fail_noop (SessionFixture *self,
           const char     *said)
{
  g_autofree char *script = g_strconcat (OPEN ("") SELECT "C: A3 NOOP\n", said, "EOF\n", NULL);

  session_fixture_open (self, script);
  session_fixture_select_inbox (self);
  mailer_imap_session_noop (self->session, NULL, session_fixture_soon (), &self->error);
}

static void
append_many (GString    *text,
             const char *piece,
             guint       n_times)
{
  g_string_append (text, "S+ ");
  for (guint i = 0; i < n_times; i++)
    g_string_append (text, piece);
  g_string_append_c (text, '\n');
}

/* 100,000 levels deep: the item is left out, the session goes on. */
static void
test_deep (SessionFixture *self,
           gconstpointer   data)
{
  g_autoptr (GString) said = g_string_new ("S+ * 2 FETCH (UID 20 FLAGS (\\\\Seen) BODYSTRUCTURE \n");

  append_many (said, "(", 100000);
  append_many (said, ")", 100000);
  g_string_append (said, "S: )\nS: A3 OK done\n");
  fail_noop (self, said->str);
  g_assert_no_error (self->error);
  session_fixture_assert_told (self, "flags:20=1 ");
}

/* A million times: what is kept is a number. */
static void
test_exists_flood (SessionFixture *self,
                   gconstpointer   data)
{
  g_autoptr (GString) said = g_string_new (NULL);

  append_many (said, "* 7 EXISTS\\r\\n", 1000000);
  g_string_append (said, "S: A3 OK done\n");
  fail_noop (self, said->str);
  g_assert_no_error (self->error);
  session_fixture_assert_told (self, "exists:7 ");
}

/* What never ends is ended: at five million, here at a hundred. */
static void
test_endless_news (SessionFixture *self,
                   gconstpointer   data)
{
  g_autoptr (GString) said = g_string_new (NULL);

  self->max_unasked = 100;
  append_many (said, "* 7 EXISTS\\r\\n", 100);
  g_string_append (said, "S: A3 OK done\nC: A4 NOOP\n");
  append_many (said, "* 7 EXISTS\\r\\n", 101);
  fail_noop (self, said->str);
  g_assert_no_error (self->error);
  g_assert_false (mailer_imap_session_noop (self->session, NULL, session_fixture_soon (), &self->error));
  g_assert_error (self->error, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_LIMIT);
}

/* A mailbox that claims as many messages as there are UIDs costs what it takes to say so. */
static void
test_largest_mailbox (SessionFixture *self,
                      gconstpointer   data)
{
  session_fixture_open_offering (self, "ESEARCH",
                                 "C: A2 SELECT \"INBOX\"\nS: * 4294967295 EXISTS\nS: A2 OK done\n"
                                 "C: A3 UID SEARCH RETURN (ALL) ALL\nS: * ESEARCH (TAG \"A3\") UID ALL 1:4294967295\nS: A3 OK done\n"
                                 "C: A4 NOOP\nS: * 4294967295 EXPUNGE\nS: * 2147483648 FETCH (FLAGS (\\\\Seen))\nS: * 1 EXPUNGE\nS: * VANISHED 9:4294967290\nS: * 4294967295 EXISTS\nS: A4 OK done\n");
  session_fixture_select_inbox (self);
  session_fixture_search_all (self, "1:4294967295");
  session_fixture_noop (self);
  session_fixture_assert_told (self, "flags:2147483648=1 expunged:1,9:4294967290,4294967295 exists:4294967295 ");
}

/* Every piece of news of a watched account is told; of the tree only that it has changed. */
static void
test_notify_flood (SessionFixture *self,
                   gconstpointer   data)
{
  g_autoptr (GString) said = g_string_new ("C* A2 NOTIFY*\nS: A2 OK done\nC: A3 NOOP\n");

  append_many (said, "* LIST () \"/\" New\\r\\n* STATUS Sent (MESSAGES 3 UNSEEN 1)\\r\\n", 100000);
  g_string_append (said, "S: A3 OK done\n");
  session_fixture_open_offering (self, "NOTIFY", said->str);
  g_assert_true (mailer_imap_session_watch (self->session, NULL, session_fixture_soon (), &self->error));
  session_fixture_noop (self);
  g_assert_cmpuint (self->told->len, ==, 100000 * strlen ("status:Sent=3/1 ") + strlen ("mailboxes "));
  g_assert_true (g_str_has_suffix (self->told->str, " mailboxes "));
  g_assert_true (mailer_imap_session_is_watching (self->session));
}

/* And when it does not end, that is the end. */
static void
test_endless_notify (SessionFixture *self,
                     gconstpointer   data)
{
  g_autoptr (GString) said = g_string_new ("C* A2 NOTIFY*\nS: A2 OK done\nC: A3 IDLE\nS: + idling\nS: * STATUS Sent (MESSAGES 3 UNSEEN 1)\nC: DONE\n");

  self->max_unasked = 1000;
  append_many (said, "* STATUS Sent (MESSAGES 3 UNSEEN 1)\\r\\n", 1001);
  session_fixture_open_offering (self, "NOTIFY IDLE", said->str);
  g_assert_true (mailer_imap_session_watch (self->session, NULL, session_fixture_soon (), &self->error));
  g_assert_cmpint (mailer_imap_session_idle (self->session, NULL, NULL, session_fixture_soon (), &self->error), ==, MAILER_IMAP_IDLE_FAILED);
  g_assert_error (self->error, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_LIMIT);
}

static void
test_alert_flood (SessionFixture *self,
                  gconstpointer   data)
{
  g_autoptr (GString) said = g_string_new (NULL);

  append_many (said, "* OK [ALERT] x\\r\\n", 1000);
  g_string_append (said, "S: A3 OK done\n");
  fail_noop (self, said->str);
  g_assert_no_error (self->error);
  g_assert_cmpuint (self->told->len, ==, 20 * strlen ("alert:x "));
}

/* --- Changes under way ------------------------------------------------------------------------- */

/* The server says that all is done before it was told what. */
static void
test_ok_before_the_continuation (SessionFixture *self,
                                 gconstpointer   data)
{
  g_autoptr (GBytes) message = g_bytes_new_static ("Hi\r\n", 4);
  const MailerImapAppend what = { .mailbox = "Sent", .message = message, .internal_date = -1 };
  guint32                uid;

  session_fixture_open (self, OPEN ("") "C: A2 APPEND \"Sent\" {4}\nS: A2 OK done\nEOF\n");
  mailer_imap_session_append (self->session, &what, NULL, &uid, NULL, session_fixture_soon (), &self->error);
  g_assert_error (self->error, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_PROTOCOL);
}

static void
test_uid_validity_changes (SessionFixture *self,
                           gconstpointer   data)
{
  fail_noop (self, "S: * OK [UIDVALIDITY 9] other\nS: A3 OK done\n");
  g_assert_error (self->error, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_PROTOCOL);
}

typedef struct
{
  const char     *name;
  const char     *answer;
  MailerImapError code;
} RefusalRow;

static const RefusalRow refusal_rows[] = {
  { "24-over-quota", "NO [OVERQUOTA] full", MAILER_IMAP_ERROR_OVER_QUOTA },
  { "24-read-only", "NO [READ-ONLY] look only", MAILER_IMAP_ERROR_NO_PERMISSION },
  { "24-no-permission", "NO [NOPERM] no", MAILER_IMAP_ERROR_NO_PERMISSION },
  { "24-vanished", "NO [NONEXISTENT] gone", MAILER_IMAP_ERROR_NOT_FOUND },
  { "24-vanished-in-words", "NO Mailbox doesn't exist: Archive", MAILER_IMAP_ERROR_NOT_FOUND },
  { "24-in-use", "NO [INUSE] later", MAILER_IMAP_ERROR_UNAVAILABLE },
};

static void
test_refusal (SessionFixture *self,
              gconstpointer   data)
{
  const RefusalRow *row = data;
  g_autofree char  *script = g_strconcat (OPEN ("MOVE") SELECT "C: A3 UID MOVE 20 \"Archive\"\nS: A3 ", row->answer, "\nC: A4 NOOP\nS: A4 OK done\nEOF\n", NULL);
  g_autoptr (MailerUidSet) uids = mailer_uid_set_parse ("20", -1, 1);

  session_fixture_open (self, script);
  session_fixture_select_inbox (self);
  g_assert_false (mailer_imap_session_move (self->session, uids, "Archive", NULL, NULL, NULL, session_fixture_soon (), &self->error));
  g_assert_error (self->error, MAILER_IMAP_ERROR, (int)row->code);
  g_assert_nonnull (mailer_error_get_details (self->error)->server_text);
  g_clear_error (&self->error);
  session_fixture_noop (self);
}

/* --- Silence in every state -------------------------------------------------------------------- */

typedef struct
{
  const char *name;
  const char *script;
} StallRow;

static const StallRow stall_rows[] = {
  { "greeting", "TLS\nSTALL\n" },
  { "in-the-greeting", "TLS\nS+ * OK hel\nSTALL\n" },
  { "sign-in", GREETING ("") "C* A1 AUTHENTICATE*\nSTALL\n" },
  { "agreement", GREETING ("") "C* A1 AUTHENTICATE*\nS: A1 OK [CAPABILITY IMAP4rev1 ENABLE QRESYNC] in\nC* A2 ENABLE*\nSTALL\n" },
  { "select", OPEN ("") "C* A2 SELECT*\nS: * 5 EXISTS\nSTALL\n" },
  { "search", OPEN ("") SELECT "C* A3 UID SEARCH*\nS+ * SEARCH 10 20\nSTALL\n" },
  { "in-a-literal", OPEN ("") SELECT "C* A3 UID SEARCH*\nS: * LIST () \"/\" {100}\nSTALL\n" },
};

static void
test_stall (SessionFixture *self,
            gconstpointer   data)
{
  const StallRow    *row = data;
  MailerImapSelected selected;

  self->silence_ms = 100;
  session_fixture_open_with (self, row->script, MAILER_SECURITY_TLS);
  if (self->session != NULL && mailer_imap_session_select (self->session, "INBOX", FALSE, &selected, NULL, session_fixture_soon (), &self->error))
    g_assert_null (mailer_imap_session_search_uids (self->session, 1, G_MAXUINT32, NULL, session_fixture_soon (), &self->error));
  g_assert_error (self->error, MAILER_NET_ERROR, MAILER_NET_ERROR_TIMED_OUT);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  SESSION_TEST_ROWS ("hostile/fetch/", fetch_rows, test_fetch);
  SESSION_TEST_ROWS ("hostile/fetch-in-drops/", fetch_rows, test_fetch_in_drops);
  SESSION_TEST ("hostile/16-deep", test_deep);
  SESSION_TEST ("hostile/17-uid-validity-changes", test_uid_validity_changes);
  SESSION_TEST ("hostile/27-exists-flood", test_exists_flood);
  SESSION_TEST ("hostile/27-endless-news", test_endless_news);
  SESSION_TEST ("hostile/27-largest-mailbox", test_largest_mailbox);
  SESSION_TEST ("hostile/27-notify-flood", test_notify_flood);
  SESSION_TEST ("hostile/27-endless-notify", test_endless_notify);
  SESSION_TEST ("hostile/27-alert-flood", test_alert_flood);
  SESSION_TEST ("hostile/ok-before-the-continuation", test_ok_before_the_continuation);
  SESSION_TEST_ROWS ("hostile/", refusal_rows, test_refusal);
  SESSION_TEST_ROWS ("hostile/stall/", stall_rows, test_stall);

  return g_test_run ();
}
