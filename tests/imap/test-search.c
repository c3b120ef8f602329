/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Searching on the server, with each extension and without it. */

#include "config.h"

#include "session-fixture.h"

#include <string.h>

#define DAY_S (24 * 60 * 60)

typedef struct
{
  const char *name;
  const char *capabilities;
  const char *script; /* from the third command on */
  const char *found;
  guint64     n_found;
  guint32     max_newest;
} SearchRow;

static const SearchRow search_rows[] = {
  { "partial", "PARTIAL ESEARCH", "C: A3 UID SEARCH RETURN (PARTIAL -1:-2 COUNT) UNSEEN\nS: * ESEARCH (TAG \"A3\") UID COUNT 4 PARTIAL (-1:-2 40,50)\nS: A3 OK done\n", "40,50", 4, 2 },
  { "partial-of-more-than-asked", "PARTIAL ESEARCH", "C: A3 UID SEARCH RETURN (PARTIAL -1:-2 COUNT) UNSEEN\nS: * ESEARCH (TAG \"A3\") UID COUNT 3 PARTIAL (-1:-2 30,40,50)\nS: A3 OK done\n", "40,50", 3, 2 },
  { "esearch", "ESEARCH", "C: A3 UID SEARCH RETURN (ALL) UNSEEN\nS: * ESEARCH (TAG \"A3\") UID ALL 10:20,40,50\nS: A3 OK done\n", "40,50", 13, 2 },
  { "esearch-finds-none", "ESEARCH", "C: A3 UID SEARCH RETURN (ALL) UNSEEN\nS: * ESEARCH (TAG \"A3\") UID\nS: A3 OK done\n", "", 0, 0 },
  { "neither", "", "C: A3 UID SEARCH UNSEEN\nS: * SEARCH 10 40 50\nS: A3 OK done\n", "40,50", 3, 2 },
  { "search-all", "", "C: A3 UID SEARCH UNSEEN\nS: * SEARCH 10 40\nS: * SEARCH 50\nS: A3 OK done\n", "10,40,50", 3, 0 },
  { "message-limit", "MESSAGELIMIT=2", "C: A3 UID SEARCH UNSEEN\nS: * SEARCH 50\nS: A3 OK [MESSAGELIMIT 2 40] partial\nC: A4 UID SEARCH UID 1:39 UNSEEN\nS: * SEARCH 30\nS: A4 OK [MESSAGELIMIT 2 20] partial\nC: A5 UID SEARCH UID 1:19 UNSEEN\nS: * SEARCH\nS: A5 OK done\n", "30,50", 2, 0 },
  { "message-limit-partial", "PARTIAL MESSAGELIMIT=2", "C: A3 UID SEARCH RETURN (PARTIAL -1:-2 COUNT) UNSEEN\nS: * ESEARCH (TAG \"A3\") UID COUNT 1 PARTIAL (-1:-2 50)\nS: A3 OK [MESSAGELIMIT 2 40] partial\nC: A4 UID SEARCH RETURN (PARTIAL -1:-2 COUNT) UID 1:39 UNSEEN\nS: * ESEARCH (TAG \"A4\") UID COUNT 2 PARTIAL (-1:-2 20,30)\nS: A4 OK done\n", "30,50", 3, 2 },
};

static void
open_inbox (SessionFixture *self,
            const char     *capabilities,
            const char     *script)
{
  g_autofree char *whole = g_strconcat (SELECT, script, NULL);

  session_fixture_open_offering (self, capabilities, whole);
  session_fixture_select_inbox (self);
}

static void
test_search (SessionFixture *self,
             gconstpointer   data)
{
  const SearchRow *row = data;
  g_autoptr (MailerImapCriteria) criteria = mailer_imap_criteria_new_flag (MAILER_FLAG_SEEN, FALSE);
  g_autoptr (MailerUidSet) found = NULL;
  g_autofree char *text = NULL;
  guint64          n_found;

  open_inbox (self, row->capabilities, row->script);
  found = mailer_imap_session_search (self->session, criteria, row->max_newest, &n_found, NULL, session_fixture_soon (), &self->error);
  g_assert_no_error (self->error);
  text = mailer_uid_set_to_string (found);
  g_assert_cmpstr (text, ==, row->found);
  g_assert_cmpuint (n_found, ==, row->n_found);
}

/* A part of an answer is no answer: who looks for a message in it would take it for gone. */
static void
test_limit_that_stands_still (SessionFixture *self,
                              gconstpointer   data)
{
  g_autoptr (MailerImapCriteria) criteria = mailer_imap_criteria_new_flag (MAILER_FLAG_SEEN, FALSE);

  open_inbox (self, "MESSAGELIMIT=2", "C: A3 UID SEARCH UNSEEN\nS: * SEARCH 50\nS: A3 OK [MESSAGELIMIT 2 40] partial\nC: A4 UID SEARCH UID 1:39 UNSEEN\nS: A4 OK [MESSAGELIMIT 2 40] partial\n");
  g_assert_null (mailer_imap_session_search (self->session, criteria, 0, NULL, NULL, session_fixture_soon (), &self->error));
  g_assert_error (self->error, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_NO);
}

/* Only when all have been told is it known which number is whose. */
static void
test_numbers_of_a_part (SessionFixture *self,
                        gconstpointer   data)
{
  open_inbox (self, "MESSAGELIMIT=3",
              "C: A3 UID SEARCH ALL\nS: * SEARCH 30 40 50\nS: * 1 FETCH (FLAGS (\\\\Seen))\nS: A3 OK [MESSAGELIMIT 3 30] partial\n"
              "C: A4 UID SEARCH UID 1:29 ALL\nS: * SEARCH 10 20\nS: * 1 FETCH (FLAGS (\\\\Flagged))\nS: A4 OK done\n");
  session_fixture_search_all (self, "10,20,30,40,50");
  session_fixture_assert_told (self, "resync flags:10=4 ");
}

/* --- Criteria ---------------------------------------------------------------------------------- */

typedef struct
{
  const char *name;
  const char *capabilities;
  MailerImapCriteria *(*make) (void);
  const char *said;
} CriteriaRow;

static MailerImapCriteria *
make_flags (void)
{
  return mailer_imap_criteria_new_or (mailer_imap_criteria_new_and (mailer_imap_criteria_new_flag (MAILER_FLAG_FLAGGED, TRUE), mailer_imap_criteria_new_flag (MAILER_FLAG_DRAFT, FALSE)),
                                      mailer_imap_criteria_new_not (mailer_imap_criteria_new_flag (MAILER_FLAG_FORWARDED, TRUE)));
}

static MailerImapCriteria *
make_text (void)
{
  return mailer_imap_criteria_new_text (MAILER_IMAP_FIELD_SUBJECT, "say \"hi\"");
}

static MailerImapCriteria *
make_utf8 (void)
{
  return mailer_imap_criteria_new_text (MAILER_IMAP_FIELD_FROM, "Müller");
}

static MailerImapCriteria *
make_sizes (void)
{
  return mailer_imap_criteria_new_and (mailer_imap_criteria_new_size (1000, TRUE), mailer_imap_criteria_new_size (2000, FALSE));
}

static MailerImapCriteria *
make_dates (void)
{
  return mailer_imap_criteria_new_and (mailer_imap_criteria_new_since (MAILER_IMAP_DATE_SENT, 1767225600), mailer_imap_criteria_new_before (MAILER_IMAP_DATE_ARRIVED, 1769904000));
}

static MailerImapCriteria *
make_saved (void)
{
  return mailer_imap_criteria_new_before (MAILER_IMAP_DATE_SAVED, 1767225600);
}

static MailerImapCriteria *
make_younger (void)
{
  return mailer_imap_criteria_new_age (DAY_S, TRUE);
}

static MailerImapCriteria *
make_older (void)
{
  return mailer_imap_criteria_new_age (30 * DAY_S, FALSE);
}

static MailerImapCriteria *
make_label (void)
{
  return mailer_imap_criteria_new_label ("Work");
}

static MailerImapCriteria *
make_odd_label (void)
{
  return mailer_imap_criteria_new_label ("zu erledigen & prüfen");
}

static MailerImapCriteria *
make_thread (void)
{
  return mailer_imap_criteria_new_thread ("T123");
}

static MailerImapCriteria *
make_gmail_thread (void)
{
  return mailer_imap_criteria_new_thread ("1278455344230334865");
}

static const CriteriaRow criteria_rows[] = {
  { "flags", "", make_flags, "C: A3 UID SEARCH (OR (FLAGGED UNDRAFT) (NOT KEYWORD $Forwarded))\n" },
  { "text", "", make_text, "C: A3 UID SEARCH SUBJECT \"say \\\\\"hi\\\\\"\"\n" },
  { "utf8", "", make_utf8, "C: A3 UID SEARCH CHARSET UTF-8 FROM {7}\nS: + go\nC: M\xc3\xbcller\n" },
  { "sizes", "", make_sizes, "C: A3 UID SEARCH LARGER 1000 SMALLER 2000\n" },
  { "dates", "", make_dates, "C: A3 UID SEARCH SENTSINCE 01-Jan-2026 BEFORE 01-Feb-2026\n" },
  { "savedate", "SAVEDATE", make_saved, "C: A3 UID SEARCH SAVEDBEFORE 01-Jan-2026\n" },
  { "no-savedate", "", make_saved, "C: A3 UID SEARCH BEFORE 01-Jan-2026\n" },
  { "within-younger", "WITHIN", make_younger, "C: A3 UID SEARCH YOUNGER 86400\n" },
  { "within-older", "WITHIN", make_older, "C: A3 UID SEARCH OLDER 2592000\n" },
  { "no-within-younger", "", make_younger, "C* A3 UID SEARCH SINCE *-*-*\n" },
  { "no-within-older", "", make_older, "C* A3 UID SEARCH BEFORE *-*-*\n" },
  { "gmail-label", "X-GM-EXT-1", make_odd_label, "C: A3 UID SEARCH CHARSET UTF-8 X-GM-LABELS \"zu erledigen &- pr&APw-fen\"\n" },
  { "label-is-keyword", "", make_label, "C: A3 UID SEARCH KEYWORD Work\n" },
  { "label-that-cannot-be", "", make_odd_label, "C: A3 UID SEARCH CHARSET UTF-8 NOT ALL\n" },
  { "objectid-thread", "OBJECTID", make_thread, "C: A3 UID SEARCH THREADID T123\n" },
  { "gmail-thread", "X-GM-EXT-1", make_gmail_thread, "C: A3 UID SEARCH X-GM-THRID 1278455344230334865\n" },
};

static void
test_criteria (SessionFixture *self,
               gconstpointer   data)
{
  const CriteriaRow *row = data;
  g_autofree char   *all = g_strconcat (row->said, "S: * SEARCH 10\nS: A3 OK done\n", NULL);
  g_autoptr (MailerImapCriteria) criteria = row->make ();
  g_autoptr (MailerUidSet) found = NULL;

  open_inbox (self, row->capabilities, all);
  found = mailer_imap_session_search (self->session, criteria, 0, NULL, NULL, session_fixture_soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_cmpuint (mailer_uid_set_get_size (found), ==, 1);
}

static void
test_too_deep (SessionFixture *self,
               gconstpointer   data)
{
  g_autoptr (MailerImapCriteria) criteria = mailer_imap_criteria_new_all ();

  for (guint i = 0; i < 40; i++)
    criteria = mailer_imap_criteria_new_not (criteria);
  session_fixture_open (self, OPEN ("") SELECT "EOF\n");
  session_fixture_select_inbox (self);
  g_assert_null (mailer_imap_session_search (self->session, criteria, 0, NULL, NULL, session_fixture_soon (), &self->error));
  g_assert_error (self->error, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_BAD);
}

typedef struct
{
  const char *name;
  const char *capabilities;
  const char *thread_id;
} ThreadIdRow;

static const ThreadIdRow thread_id_rows[] = {
  { "neither", "", "T123" },
  { "not-of-gmail", "X-GM-EXT-1", "T123" },
  { "not-an-objectid", "OBJECTID", "T1 OR ALL" },
  { "empty", "OBJECTID", "" },
};

/* What the server cannot be asked for is not asked for as something else. */
static void
test_thread_that_cannot_be_said (SessionFixture *self,
                                 gconstpointer   data)
{
  const ThreadIdRow *row = data;
  g_autoptr (MailerImapCriteria) criteria = mailer_imap_criteria_new_thread (row->thread_id);

  open_inbox (self, row->capabilities, "");
  g_assert_null (mailer_imap_session_search (self->session, criteria, 0, NULL, NULL, session_fixture_soon (), &self->error));
  g_assert_error (self->error, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_BAD);
}

/* Yahoo answers SEARCH HEADER with an error of its own. */
static void
test_message_id_by_envelope (SessionFixture *self,
                             gconstpointer   data)
{
  g_autoptr (MailerUidSet) found = NULL;
  g_autofree char *text = NULL;

  session_fixture_open (self,
                        OPEN ("XYMHIGHESTMODSEQ") SELECT "C: A3 UID FETCH 20:* (UID ENVELOPE)\n"
                                                         "S: * 2 FETCH (UID 20 ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL NIL \"<x@y>\"))\n"
                                                         "S: * 3 FETCH (UID 30 ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL NIL \"<a@b>\"))\nS: A3 OK done\nEOF\n");
  session_fixture_select_inbox (self);
  found = mailer_imap_session_search_message_id (self->session, "a@b", 20, NULL, session_fixture_soon (), &self->error);
  g_assert_no_error (self->error);
  text = mailer_uid_set_to_string (found);
  g_assert_cmpstr (text, ==, "30");
}

static void
count_message_ids (SessionFixture *self,
                   const char     *capabilities,
                   const char     *script)
{
  static const char *const ids[] = { "a@b", "<gone@b>", NULL };
  guint                    n_found;

  open_inbox (self, capabilities, script);
  mailer_imap_session_count_message_ids (self->session, ids, 3, &n_found, NULL, session_fixture_soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_cmpuint (n_found, ==, 1);
}

static void
test_count_by_search (SessionFixture *self,
                      gconstpointer   data)
{
  count_message_ids (self, "",
                     "C: A3 UID SEARCH HEADER Message-ID \"<a@b>\"\nS: * SEARCH 30 40\nS: A3 OK done\n"
                     "C: A4 UID SEARCH HEADER Message-ID \"<gone@b>\"\nS: * SEARCH\nS: A4 OK done\n");
}

/* One look for all of them, at no more than was said. */
static void
test_count_by_envelope (SessionFixture *self,
                        gconstpointer   data)
{
  count_message_ids (self, "XYMHIGHESTMODSEQ",
                     "C: A3 FETCH 3:* (UID ENVELOPE)\nS: * 3 FETCH (UID 30 ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL NIL \"<a@b>\"))\n"
                     "S: * 4 FETCH (UID 40 ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL NIL \"<a@b>\"))\nS: A3 OK done\n");
}

/* --- Order ------------------------------------------------------------------------------------- */

typedef struct
{
  const char       *name;
  const char       *capabilities;
  const char       *script;
  MailerImapSortKey key;
  gboolean          is_descending;
  const char       *order;
} SortRow;

static const SortRow sort_rows[] = {
  { "sort", "SORT", "C: A3 UID SORT (SIZE) UTF-8 ALL\nS: * SORT 30 10 20\nS: A3 OK done\n", MAILER_IMAP_SORT_SIZE, FALSE, "30 10 20 " },
  { "sort-descending", "SORT", "C: A3 UID SORT (DATE) UTF-8 ALL\nS: * SORT 30 10 20\nS: A3 OK done\n", MAILER_IMAP_SORT_DATE, TRUE, "20 10 30 " },
  { "no-sort-size", "",
    "C: A3 UID SEARCH ALL\nS: * SEARCH 10 20 30\nS: A3 OK done\nC: A4 UID FETCH 10,20,30 (UID RFC822.SIZE)\n"
    "S: * 1 FETCH (UID 10 RFC822.SIZE 200)\nS: * 2 FETCH (UID 20 RFC822.SIZE 300)\nS: * 3 FETCH (UID 30 RFC822.SIZE 100)\nS: A4 OK done\n",
    MAILER_IMAP_SORT_SIZE, FALSE, "30 10 20 " },
  /* Five messages are too many to be sorted at once: two orders cannot be put together. */
  { "message-limit", "SORT MESSAGELIMIT=4",
    "C: A3 UID SEARCH ALL\nS: * SEARCH 20 30\nS: A3 OK [MESSAGELIMIT 4 20] partial\nC: A4 UID SEARCH UID 1:19 ALL\nS: * SEARCH 10\nS: A4 OK done\nC: A5 UID FETCH 10,20,30 (UID RFC822.SIZE)\n"
    "S: * 1 FETCH (UID 10 RFC822.SIZE 200)\nS: * 2 FETCH (UID 20 RFC822.SIZE 300)\nS: * 3 FETCH (UID 30 RFC822.SIZE 100)\nS: A5 OK done\n",
    MAILER_IMAP_SORT_SIZE, FALSE, "30 10 20 " },
  { "below-message-limit", "SORT MESSAGELIMIT=5", "C: A3 UID SORT (SIZE) UTF-8 ALL\nS: * SORT 30 10 20\nS: A3 OK done\n", MAILER_IMAP_SORT_SIZE, FALSE, "30 10 20 " },
  { "no-sort-arrival", "",
    "C: A3 UID SEARCH ALL\nS: * SEARCH 10 20\nS: A3 OK done\nC: A4 UID FETCH 10,20 (UID INTERNALDATE)\n"
    "S: * 1 FETCH (UID 10 INTERNALDATE \"02-Jan-2026 00:00:00 +0000\")\nS: * 2 FETCH (UID 20 INTERNALDATE \"01-Jan-2026 00:00:00 +0000\")\nS: A4 OK done\n",
    MAILER_IMAP_SORT_ARRIVAL, FALSE, "20 10 " },
};

static void
assert_sorted (SessionFixture   *self,
               MailerImapSortKey key,
               gboolean          is_descending,
               const char       *expected)
{
  g_autoptr (MailerImapCriteria) criteria = mailer_imap_criteria_new_all ();
  g_autoptr (GArray) found = mailer_imap_session_sort (self->session, criteria, key, is_descending, NULL, session_fixture_soon (), &self->error);
  g_autoptr (GString) order = g_string_new (NULL);

  g_assert_no_error (self->error);
  for (guint i = 0; i < found->len; i++)
    g_string_append_printf (order, "%u ", g_array_index (found, guint32, i));
  g_assert_cmpstr (order->str, ==, expected);
}

static void
test_sort (SessionFixture *self,
           gconstpointer   data)
{
  const SortRow *row = data;

  open_inbox (self, row->capabilities, row->script);
  assert_sorted (self, row->key, row->is_descending, row->order);
}

typedef struct
{
  const char *name;
  const char *capabilities;
  const char *script;
  const char *threads;
} ThreadRow;

#define LINK(number, uid, reply, id) "S: * " number " FETCH (UID " uid " ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL " reply " " id "))\n"

static const ThreadRow thread_rows[] = {
  { "thread", "THREAD=REFERENCES", "C: A3 UID THREAD REFERENCES UTF-8 ALL\nS: * THREAD (10 (20)(30 40))((50)(60))\nS: A3 OK done\n", "0:10 1:20 1:30 2:40 0:0 1:50 1:60 " },
  { "no-thread", "",
    "C: A3 UID SEARCH ALL\nS: * SEARCH 10 20 30 40 50\nS: A3 OK done\nC: A4 UID FETCH 10,20,30,40,50 (UID ENVELOPE)\n" LINK ("4", "40", "\"<c@x>\"", "\"<d@x>\"") LINK ("1", "10", "NIL", "\"<a@x>\"") LINK ("2", "20", "\"text <a@x> <z@x>\"", "\"<b@x>\"") LINK ("3", "30", "\"<a@x>\"", "\"<c@x>\"") LINK ("5", "50", "\"<gone@x>\"", "NIL") "S: A4 OK done\n",
    "0:10 1:20 1:30 2:40 0:50 " },
  /* Who answers himself, or each other, begins a thread all the same. */
  { "no-thread-loops", "",
    "C: A3 UID SEARCH ALL\nS: * SEARCH 10 20 30\nS: A3 OK done\nC: A4 UID FETCH 10,20,30 (UID ENVELOPE)\n" LINK ("1", "10", "\"<b@x>\"", "\"<a@x>\"") LINK ("2", "20", "\"<a@x>\"", "\"<b@x>\"") LINK ("3", "30", "\"<c@x>\"", "\"<c@x>\"") "S: A4 OK done\n",
    "0:20 1:10 0:30 " },
};

static void
assert_threads (SessionFixture *self,
                const char     *expected)
{
  g_autoptr (MailerImapCriteria) criteria = mailer_imap_criteria_new_all ();
  g_autoptr (GArray) nodes = mailer_imap_session_thread (self->session, criteria, NULL, session_fixture_soon (), &self->error);
  g_autoptr (GString) threads = g_string_new (NULL);

  g_assert_no_error (self->error);
  for (guint i = 0; i < nodes->len; i++)
    {
      const MailerImapThreadNode *node = &g_array_index (nodes, MailerImapThreadNode, i);

      g_string_append_printf (threads, "%u:%u ", node->depth, node->uid);
    }
  g_assert_cmpstr (threads->str, ==, expected);
}

static void
test_thread (SessionFixture *self,
             gconstpointer   data)
{
  const ThreadRow *row = data;

  open_inbox (self, row->capabilities, row->script);
  assert_threads (self, row->threads);
}

/* --- Without sequence numbers ------------------------------------------------------------------ */

#define UID_ONLY_SELECT                                         \
  "C: A2 ENABLE UIDONLY\nS: * ENABLED UIDONLY\nS: A2 OK done\n" \
  "C: A3 SELECT \"INBOX\"\nS: * 3 EXISTS\nS: * OK [UIDVALIDITY 7] v\nS: A3 OK done\n"

static void
test_uid_only_order (SessionFixture *self,
                     gconstpointer   data)
{
  session_fixture_open_offering (self, "ENABLE UIDONLY PARTIAL ESEARCH SORT THREAD=REFERENCES",
                                 UID_ONLY_SELECT "C: A4 UID SORT (SIZE) UTF-8 ALL\nS: * SORT 30 10 20\nS: A4 OK done\n"
                                                 "C: A5 UID THREAD REFERENCES UTF-8 ALL\nS: * THREAD (10 20)(30)\nS: A5 OK done\n"
                                                 "C: A6 NOOP\nS: * VANISHED 20\nS: A6 OK done\n");
  session_fixture_select_inbox (self);
  assert_sorted (self, MAILER_IMAP_SORT_SIZE, FALSE, "30 10 20 ");
  assert_threads (self, "0:10 1:20 0:30 ");
  session_fixture_noop (self);
  session_fixture_assert_told (self, "expunged:20 ");
}

/* By hand, from answers that know UIDs only. */
static void
test_uid_only_order_by_hand (SessionFixture *self,
                             gconstpointer   data)
{
  session_fixture_open_offering (self, "ENABLE UIDONLY PARTIAL ESEARCH",
                                 UID_ONLY_SELECT "C: A4 UID SEARCH RETURN (ALL) ALL\nS: * ESEARCH (TAG \"A4\") UID ALL 10,20,30\nS: A4 OK done\nC: A5 UID FETCH 10,20,30 (UID RFC822.SIZE)\n"
                                                 "S: * 10 UIDFETCH (RFC822.SIZE 200)\nS: * 20 UIDFETCH (RFC822.SIZE 300)\nS: * 30 UIDFETCH (RFC822.SIZE 100)\nS: A5 OK done\n"
                                                 "C: A6 UID SEARCH RETURN (ALL) ALL\nS: * ESEARCH (TAG \"A6\") UID ALL 10,20,30\nS: A6 OK done\nC: A7 UID FETCH 10,20,30 (UID ENVELOPE)\n"
                                                 "S: * 10 UIDFETCH (ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL NIL \"<a@x>\"))\n"
                                                 "S: * 20 UIDFETCH (ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL \"<a@x>\" \"<b@x>\"))\n"
                                                 "S: * 30 UIDFETCH (ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL NIL \"<c@x>\"))\nS: A7 OK done\n");
  session_fixture_select_inbox (self);
  assert_sorted (self, MAILER_IMAP_SORT_SIZE, FALSE, "30 10 20 ");
  assert_threads (self, "0:10 1:20 0:30 ");
}

/* The newest are asked for by their place in what is found, never by sequence number. */
static void
test_uid_only_newest (SessionFixture *self,
                      gconstpointer   data)
{
  static const char *const ids[] = { "a@b", NULL };
  g_autoptr (MailerImapCriteria) criteria = mailer_imap_criteria_new_flag (MAILER_FLAG_SEEN, FALSE);
  g_autoptr (MailerUidSet) found = NULL;
  g_autofree char *text = NULL;
  guint            n_found;

  session_fixture_open_offering (self, "ENABLE UIDONLY PARTIAL ESEARCH XYMHIGHESTMODSEQ",
                                 UID_ONLY_SELECT "C: A4 UID SEARCH RETURN (PARTIAL -1:-2 COUNT) UNSEEN\nS: * ESEARCH (TAG \"A4\") UID COUNT 3 PARTIAL (-1:-2 20,30)\nS: A4 OK done\n"
                                                 "C: A5 UID FETCH 1:* (UID ENVELOPE) (PARTIAL -1:-2)\nS: * 30 UIDFETCH (ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL NIL \"<a@b>\"))\nS: A5 OK done\n");
  session_fixture_select_inbox (self);
  found = mailer_imap_session_search (self->session, criteria, 2, NULL, NULL, session_fixture_soon (), &self->error);
  g_assert_no_error (self->error);
  text = mailer_uid_set_to_string (found);
  g_assert_cmpstr (text, ==, "20,30");
  mailer_imap_session_count_message_ids (self->session, ids, 2, &n_found, NULL, session_fixture_soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_cmpuint (n_found, ==, 1);
}

/* --- Several mailboxes ------------------------------------------------------------------------- */

static void
found_cb (const char         *mailbox,
          guint32             uid_validity,
          const MailerUidSet *found,
          gpointer            data)
{
  g_autofree char *text = mailer_uid_set_to_string (found);

  g_string_append_printf (data, "%s/%u:%s ", mailbox, uid_validity, text);
}

static void
search_mailboxes (SessionFixture *self,
                  const char     *script)
{
  static const char *const mailboxes[] = { "Sent", "Gone", "a \"b", NULL };
  g_autoptr (MailerImapCriteria) criteria = mailer_imap_criteria_new_flag (MAILER_FLAG_FLAGGED, TRUE);
  g_autoptr (GString) told = g_string_new (NULL);

  session_fixture_open (self, script);
  mailer_imap_session_search_mailboxes (self->session, mailboxes, criteria, found_cb, told, NULL, session_fixture_soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_cmpstr (told->str, ==, "Sent/7:1,5 a \"b/8:3 ");
}

static void
test_multisearch (SessionFixture *self,
                  gconstpointer   data)
{
  search_mailboxes (self,
                    OPEN ("MULTISEARCH") "C: A2 ESEARCH IN (mailboxes (\"Sent\" \"Gone\" \"a \\\\\"b\")) RETURN (ALL) FLAGGED\n"
                                         "S: * ESEARCH (TAG \"A2\" MAILBOX Sent UIDVALIDITY 7) UID ALL 1,5\n"
                                         "S: * ESEARCH (TAG \"A1\" MAILBOX Sent UIDVALIDITY 7) UID ALL 9\n"
                                         "S: * ESEARCH (TAG \"A2\" MAILBOX Gone UIDVALIDITY 7) UID\n"
                                         "S: * ESEARCH (TAG \"A2\" MAILBOX \"a \\\\\"b\" UIDVALIDITY 8) UID ALL 3\nS: A2 OK done\nEOF\n");
}

static void
test_without_multisearch (SessionFixture *self,
                          gconstpointer   data)
{
  search_mailboxes (self,
                    OPEN ("UNSELECT") "C: A2 EXAMINE \"Sent\"\nS: * 5 EXISTS\nS: * OK [UIDVALIDITY 7] v\nS: A2 OK done\nC: A3 UID SEARCH FLAGGED\nS: * SEARCH 1 5\nS: A3 OK done\n"
                                      "C: A4 EXAMINE \"Gone\"\nS: A4 NO [NONEXISTENT] gone\n"
                                      "C: A5 EXAMINE \"a \\\\\"b\"\nS: * 5 EXISTS\nS: * OK [UIDVALIDITY 8] v\nS: A5 OK done\nC: A6 UID SEARCH FLAGGED\nS: * SEARCH 3\nS: A6 OK done\n"
                                      "C: A7 UNSELECT\nS: A7 OK done\nEOF\n");
  g_assert_null (mailer_imap_session_get_selected (self->session));
}

static void
store_found (SessionFixture *self,
             const char     *script)
{
  const MailerImapFlagChange change = { .add = MAILER_FLAG_SEEN, .remove = MAILER_FLAG_FLAGGED };
  g_autoptr (MailerImapCriteria) criteria = mailer_imap_criteria_new_flag (MAILER_FLAG_SEEN, FALSE);

  session_fixture_open (self, script);
  session_fixture_select_inbox (self);
  mailer_imap_session_store_found (self->session, criteria, &change, NULL, session_fixture_soon (), &self->error);
}

static void
test_searchres (SessionFixture *self,
                gconstpointer   data)
{
  store_found (self,
               OPEN ("SEARCHRES ESEARCH") SELECT "C: A3 UID SEARCH RETURN (SAVE) UNSEEN\nS: A3 OK done\n"
                                                 "C: A4 UID STORE $ +FLAGS.SILENT (\\\\Seen)\nC: A5 UID STORE $ -FLAGS.SILENT (\\\\Flagged)\nS: A4 OK done\nS: A5 OK done\nEOF\n");
  g_assert_no_error (self->error);
}

/* After BAD "$" is what an earlier search has found (RFC 5182, section 2.1): nothing may be done to that. */
static void
test_searchres_refused (SessionFixture *self,
                        gconstpointer   data)
{
  const char      *refusal = data;
  g_autofree char *script = g_strdup_printf (OPEN ("SEARCHRES") SELECT "C: A3 UID SEARCH RETURN (SAVE) UNSEEN\nS: A3 %s\nC: A4 UID SEARCH UNSEEN\nS: * SEARCH 10 30\nS: A4 OK done\n"
                                                                       "C: A5 UID STORE 10,30 +FLAGS.SILENT (\\\\Seen)\nC: A6 UID STORE 10,30 -FLAGS.SILENT (\\\\Flagged)\nS: A5 OK done\nS: A6 OK done\nEOF\n",
                                             refusal);

  store_found (self, script);
  g_assert_no_error (self->error);
}

static void
test_without_searchres (SessionFixture *self,
                        gconstpointer   data)
{
  store_found (self,
               OPEN ("") SELECT "C: A3 UID SEARCH UNSEEN\nS: * SEARCH 10 30\nS: A3 OK done\n"
                                "C: A4 UID STORE 10,30 +FLAGS.SILENT (\\\\Seen)\nC: A5 UID STORE 10,30 -FLAGS.SILENT (\\\\Flagged)\nS: A4 OK done\nS: A5 OK done\nEOF\n");
  g_assert_no_error (self->error);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  SESSION_TEST_ROWS ("search/", search_rows, test_search);
  SESSION_TEST ("search/limit-that-stands-still", test_limit_that_stands_still);
  SESSION_TEST ("search/numbers-of-a-part", test_numbers_of_a_part);
  SESSION_TEST_ROWS ("criteria/", criteria_rows, test_criteria);
  SESSION_TEST ("criteria/too-deep", test_too_deep);
  SESSION_TEST_ROWS ("criteria/thread-that-cannot-be-said/", thread_id_rows, test_thread_that_cannot_be_said);
  SESSION_TEST ("search/message-id-by-envelope", test_message_id_by_envelope);
  SESSION_TEST ("search/count-by-search", test_count_by_search);
  SESSION_TEST ("search/count-by-envelope", test_count_by_envelope);
  SESSION_TEST_ROWS ("sort/", sort_rows, test_sort);
  SESSION_TEST_ROWS ("thread/", thread_rows, test_thread);
  SESSION_TEST ("uid-only/order", test_uid_only_order);
  SESSION_TEST ("uid-only/order-by-hand", test_uid_only_order_by_hand);
  SESSION_TEST ("uid-only/newest", test_uid_only_newest);
  SESSION_TEST ("search/multisearch", test_multisearch);
  SESSION_TEST ("search/without-multisearch", test_without_multisearch);
  SESSION_TEST ("search/searchres", test_searchres);
  g_test_add ("/imap/search/searchres-not-saved", SessionFixture, "NO [NOTSAVED] too many", session_fixture_set_up, test_searchres_refused, session_fixture_tear_down);
  g_test_add ("/imap/search/searchres-bad", SessionFixture, "BAD what", session_fixture_set_up, test_searchres_refused, session_fixture_tear_down);
  SESSION_TEST ("search/without-searchres", test_without_searchres);

  return g_test_run ();
}
