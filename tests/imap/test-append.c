/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Adding messages: several at once, from parts, in the place of another; with and without help. */

#include "config.h"

#include "session-fixture.h"

#include <string.h>

static GBytes *
bytes (const char *text)
{
  return g_bytes_new_static (text, strlen (text));
}

/* --- Several ----------------------------------------------------------------------------------- */

typedef struct
{
  const char *name;
  const char *script;
  guint       n_added;
  guint32     uids[3];
} ManyRow;

static const ManyRow many_rows[] = {
  { "multiappend", OPEN ("MULTIAPPEND LITERAL+ UIDPLUS") "C: A2 APPEND \"Sent\" (\\\\Seen) {3+}\nC: one (\\\\Seen) {3+}\nC: two (\\\\Seen) {5+}\nC: three\nS: A2 OK [APPENDUID 7 4,8:9] done\nEOF\n", 3, { 4, 8, 9 } },
  { "multiappend-wrong-count", OPEN ("MULTIAPPEND LITERAL+ UIDPLUS") "C: A2 APPEND \"Sent\" (\\\\Seen) {3+}\nC: one (\\\\Seen) {3+}\nC: two (\\\\Seen) {5+}\nC: three\nS: A2 OK [APPENDUID 7 4] done\nEOF\n", 3, { 0, 0, 0 } },
  { "multiappend-refused", OPEN ("MULTIAPPEND LITERAL+ UIDPLUS") "C: A2 APPEND \"Sent\" (\\\\Seen) {3+}\nC: one (\\\\Seen) {3+}\nC: two (\\\\Seen) {5+}\nC: three\nS: A2 NO [OVERQUOTA] full\nEOF\n", 0, { 0, 0, 0 } },
  { "multiappend-with-a-limit", OPEN ("MULTIAPPEND LITERAL+ MESSAGELIMIT=2") "C: A2 APPEND \"Sent\" (\\\\Seen) {3+}\nC: one (\\\\Seen) {3+}\nC: two\nS: A2 OK [APPENDUID 7 4:5] done\nC: A3 APPEND \"Sent\" (\\\\Seen) {5+}\nC: three\nS: A3 OK [APPENDUID 7 6] done\nEOF\n", 3, { 4, 5, 6 } },
  { "one-by-one", OPEN ("LITERAL+") "C: A2 APPEND \"Sent\" (\\\\Seen) {3+}\nC: one\nS: A2 OK [APPENDUID 7 4] done\nC: A3 APPEND \"Sent\" (\\\\Seen) {3+}\nC: two\nS: A3 OK done\nC: A4 APPEND \"Sent\" (\\\\Seen) {5+}\nC: three\nS: A4 NO [OVERQUOTA] full\nEOF\n", 2, { 4, 0, 0 } },
};

static void
test_many (SessionFixture *self,
           gconstpointer   data)
{
  const ManyRow *row = data;
  g_autoptr (GBytes) one = bytes ("one");
  g_autoptr (GBytes) two = bytes ("two");
  g_autoptr (GBytes) three = bytes ("three");
  const MailerImapAppend what[] = {
    { .mailbox = "Sent", .message = one, .flags = MAILER_FLAG_SEEN, .internal_date = -1 },
    { .mailbox = "Sent", .message = two, .flags = MAILER_FLAG_SEEN, .internal_date = -1 },
    { .mailbox = "Sent", .message = three, .flags = MAILER_FLAG_SEEN, .internal_date = -1 },
  };
  guint32 uids[3];
  guint32 uid_validity;
  guint   n_added;

  session_fixture_open (self, row->script);
  g_assert_cmpint (mailer_imap_session_append_many (self->session, what, 3, &uid_validity, uids, &n_added, NULL, session_fixture_soon (), &self->error), ==, row->n_added == 3);
  g_assert_cmpuint (n_added, ==, row->n_added);
  g_assert_cmpmem (uids, sizeof uids, row->uids, sizeof row->uids);
  if (row->n_added < 3)
    g_assert_error (self->error, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_OVER_QUOTA);
}

static void
append_nul (SessionFixture *self,
            const char     *capabilities,
            const char     *script)
{
  g_autoptr (GBytes) message = g_bytes_new_static ("a\0b", 3);
  const MailerImapAppend what = { .mailbox = "Sent", .message = message, .internal_date = -1 };

  session_fixture_open_offering (self, capabilities, script);
  mailer_imap_session_append (self->session, &what, NULL, NULL, NULL, session_fixture_soon (), &self->error);
}

static void
test_nul_with_binary (SessionFixture *self,
                      gconstpointer   data)
{
  append_nul (self, "BINARY LITERAL+", "C: A2 APPEND \"Sent\" ~{3+}\nC= a\\0b\\r\\n\nS: A2 OK done\n");
  g_assert_no_error (self->error);
}

static void
test_nul_without_binary (SessionFixture *self,
                         gconstpointer   data)
{
  append_nul (self, "LITERAL+", "");
  g_assert_error (self->error, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_BAD);
}

/* A mailbox that could not be opened has no parts. */
static void
test_pieces_of_no_mailbox (SessionFixture *self,
                           gconstpointer   data)
{
  const MailerImapPiece  piece = { .uid = 20, .section = "2" };
  const MailerImapAppend what = { .mailbox = "Drafts", .pieces = &piece, .n_pieces = 1, .internal_date = -1 };

  session_fixture_open (self, OPEN ("CATENATE") "EOF\n");
  g_assert_false (mailer_imap_session_append (self->session, &what, NULL, NULL, NULL, session_fixture_soon (), &self->error));
  g_assert_error (self->error, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_NOT_FOUND);
}

typedef struct
{
  const char     *name;
  const char     *last_words;
  MailerImapError code;
} UploadRow;

static const UploadRow upload_rows[] = {
  { "too-big", "S: A2 NO [TOOBIG] too much\nCLOSE\n", MAILER_IMAP_ERROR_TOO_LARGE },
  { "over-quota", "S: A2 NO [OVERQUOTA] full\nRESET\n", MAILER_IMAP_ERROR_OVER_QUOTA },
  { "bye", "S: * BYE enough\nCLOSE\n", MAILER_IMAP_ERROR_BYE },
  { "bye-and-reset", "S: * BYE enough\nRESET\n", MAILER_IMAP_ERROR_BYE },
};

/* More than fits into the buffers between us: it fails while it is being sent, and the reason is there. */
static void
test_end_of_an_upload (SessionFixture *self,
                       gconstpointer   data)
{
  const UploadRow *row = data;
  const gsize      size = 64 * 1024 * 1024;
  g_autoptr (GBytes) message = g_bytes_new_take (memset (g_malloc (size), 'x', size), size);
  const MailerImapAppend what = { .mailbox = "Sent", .message = message, .internal_date = -1 };
  g_autofree char       *script = g_strconcat (OPEN ("LITERAL+"), "C* A2 APPEND*\nC+ 1000\n", row->last_words, NULL);

  session_fixture_open (self, script);
  g_assert_false (mailer_imap_session_append (self->session, &what, NULL, NULL, NULL, session_fixture_soon (), &self->error));
  g_assert_error (self->error, MAILER_IMAP_ERROR, (gint)row->code);
}

/* What follows a message is in the log, and the message is not. */
static void
test_log_behind_a_message (SessionFixture *self,
                           gconstpointer   data)
{
  g_autoptr (GBytes) message = bytes ("Subject: x\r\n\r\nLorem ipsum");
  const MailerImapAppend what = { .mailbox = "Sent", .message = message, .internal_date = -1 };
  g_autofree char       *log = NULL;

  session_fixture_open (self, OPEN ("LITERAL+") "C: A2 APPEND \"Sent\" {25+}\nC: Subject: x\nC: \nC: Lorem ipsum\nS: A2 OK done\nC: A3 NOOP\nS: A3 OK done\nEOF\n");
  mailer_imap_session_append (self->session, &what, NULL, NULL, NULL, session_fixture_soon (), &self->error);
  g_assert_no_error (self->error);
  session_fixture_noop (self);
  log = mailer_net_log_dup_text (self->log);
  g_assert_nonnull (strstr (log, "C: [25 bytes]\n"));
  g_assert_nonnull (strstr (log, "C: A3 NOOP\n"));
  g_assert_null (strstr (log, "ipsum"));
}

/* --- From parts -------------------------------------------------------------------------------- */

static void
append_pieces (SessionFixture *self,
               const char     *script)
{
  g_autoptr (GBytes) head = bytes ("Subject: x\r\n\r\n");
  const MailerImapPiece  pieces[] = { { .text = head }, { .uid = 20, .section = "2.MIME" }, { .uid = 20, .section = "2" } };
  const MailerImapAppend what = { .mailbox = "Drafts", .pieces = pieces, .n_pieces = 3, .internal_date = -1 };
  guint32                uid;

  session_fixture_open (self, script);
  session_fixture_select_inbox (self);
  mailer_imap_session_append (self->session, &what, NULL, &uid, NULL, session_fixture_soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_cmpuint (uid, ==, 5);
}

static void
test_catenate (SessionFixture *self,
               gconstpointer   data)
{
  append_pieces (self,
                 OPEN ("CATENATE LITERAL+") SELECT "C: A3 APPEND \"Drafts\" CATENATE (TEXT {14+}\nC: Subject: x\nC: \n"
                                                   "C:  URL \"/INBOX;UIDVALIDITY=7/;UID=20/;SECTION=2.MIME\" URL \"/INBOX;UIDVALIDITY=7/;UID=20/;SECTION=2\")\nS: A3 OK [APPENDUID 7 5] done\nEOF\n");
}

static void
test_without_catenate (SessionFixture *self,
                       gconstpointer   data)
{
  append_pieces (self,
                 OPEN ("LITERAL+") SELECT "C: A3 UID FETCH 20 (UID BODY.PEEK[2.MIME]<0.262144>)\nS: * 2 FETCH (UID 20 BODY[2.MIME]<0> \"M\")\nS: A3 OK done\n"
                                          "C: A4 UID FETCH 20 (UID BODY.PEEK[2]<0.262144>)\nS: * 2 FETCH (UID 20 BODY[2]<0> \"body\")\nS: A4 OK done\n"
                                          "C: A5 APPEND \"Drafts\" {19+}\nC: Subject: x\nC: \nC: Mbody\nS: A5 OK [APPENDUID 7 5] done\nEOF\n");
}

/* --- In the place of another ------------------------------------------------------------------- */

typedef struct
{
  const char *name;
  const char *script;
  gboolean    is_done;
  guint32     uid;
  gboolean    is_removed;
  const char *told;
} ReplaceRow;

#define APPEND_NEW "C: A4 APPEND \"Drafts\" (\\\\Draft) {3+}\nC: new\n"

static const ReplaceRow replace_rows[] = {
  { "replace", OPEN ("REPLACE LITERAL+") SELECT SEARCH "C: A4 UID REPLACE 20 \"Drafts\" (\\\\Draft) {3+}\nC: new\nS: * OK [APPENDUID 7 60] there\nS: * 6 EXISTS\nS: * 2 EXPUNGE\nS: A4 OK done\nEOF\n", TRUE, 60, TRUE, "expunged:20 exists:5 " },
  { "replace-refused", OPEN ("REPLACE LITERAL+") SELECT SEARCH "C: A4 UID REPLACE 20 \"Drafts\" (\\\\Draft) {3+}\nC: new\nS: A4 NO [OVERQUOTA] full\nEOF\n", FALSE, 0, TRUE, "" },
  { "append-expunge", OPEN ("UIDPLUS LITERAL+") SELECT SEARCH APPEND_NEW "S: A4 OK [APPENDUID 7 60] done\nC: A5 UID STORE 20 +FLAGS.SILENT (\\\\Deleted)\nS: A5 OK done\nC: A6 UID EXPUNGE 20\nS: * 2 EXPUNGE\nS: A6 OK done\nEOF\n", TRUE, 60, TRUE, "expunged:20 " },
  { "append-no-uidplus", OPEN ("LITERAL+") SELECT SEARCH APPEND_NEW "S: A4 OK done\nC: A5 UID STORE 20 +FLAGS.SILENT (\\\\Deleted)\nS: A5 OK done\nEOF\n", TRUE, 0, FALSE, "" },
  /* The new one first: there never is none. */
  { "append-refused", OPEN ("UIDPLUS LITERAL+") SELECT SEARCH APPEND_NEW "S: A4 NO [OVERQUOTA] full\nEOF\n", FALSE, 0, FALSE, "" },
};

static void
test_replace (SessionFixture *self,
              gconstpointer   data)
{
  const ReplaceRow *row = data;
  g_autoptr (GBytes) message = bytes ("new");
  const MailerImapAppend what = { .mailbox = "Drafts", .message = message, .flags = MAILER_FLAG_DRAFT, .internal_date = -1 };
  guint32                uid_validity;
  guint32                uid;
  gboolean               is_removed;

  session_fixture_open (self, row->script);
  session_fixture_select_inbox (self);
  session_fixture_search_all (self, "10,20,30,40,50");
  g_assert_cmpint (mailer_imap_session_replace (self->session, 20, &what, &uid_validity, &uid, &is_removed, NULL, session_fixture_soon (), &self->error), ==, row->is_done);
  g_assert_cmpuint (uid, ==, row->uid);
  if (row->is_done)
    g_assert_cmpint (is_removed, ==, row->is_removed);
  session_fixture_assert_told (self, row->told);
}

/* --- Limits ------------------------------------------------------------------------------------ */

static void
test_limit_of_the_mailbox (SessionFixture *self,
                           gconstpointer   data)
{
  g_autofree char *text = g_strnfill (1024 * 1024, 'x');
  g_autoptr (GBytes) message = bytes (text);
  const MailerImapAppend what = { .mailbox = "Sent", .message = message, .internal_date = -1 };

  session_fixture_open (self, OPEN ("APPENDLIMIT LITERAL+") "C: A2 STATUS \"Sent\" (APPENDLIMIT)\nS: * STATUS Sent (APPENDLIMIT 1000)\nS: A2 OK done\nEOF\n");
  g_assert_false (mailer_imap_session_append (self->session, &what, NULL, NULL, NULL, session_fixture_soon (), &self->error));
  g_assert_error (self->error, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_TOO_LARGE);
}

/* --- Many changes of flags, many parts --------------------------------------------------------- */

typedef struct
{
  guint n_done;
  guint n_failed;
} Results;

static void
result_cb (guint         index,
           const GError *failure,
           gpointer      data)
{
  Results *results = data;

  results->n_done++;
  results->n_failed += failure != NULL;
  if (failure != NULL)
    g_assert_cmpuint (index, ==, 1);
}

/* All are on their way before the first is answered; one that is refused keeps nothing from the others. */
static void
test_store_many (SessionFixture *self,
                 gconstpointer   data)
{
  static const char *const   labels[] = { "Work", NULL };
  const MailerImapFlagChange seen = { .add = MAILER_FLAG_SEEN };
  const MailerImapFlagChange labelled = { .remove = MAILER_FLAG_FLAGGED, .add_labels = labels };
  const MailerImapFlagChange nothing = { 0 };
  g_autoptr (MailerUidSet) one = mailer_uid_set_parse ("10", -1, 1);
  g_autoptr (MailerUidSet) other = mailer_uid_set_parse ("20:30", -1, 1);
  const MailerImapFlagJob jobs[] = { { one, &seen }, { other, &labelled }, { one, &nothing } };
  Results                 results = { 0 };

  session_fixture_open (self,
                        OPEN ("") SELECT "C: A3 UID STORE 10 +FLAGS.SILENT (\\\\Seen)\nC: A4 UID STORE 20:30 -FLAGS.SILENT (\\\\Flagged)\nC: A5 UID STORE 20:30 +FLAGS.SILENT (Work)\n"
                                         "S: A4 OK done\nS: A5 NO no keywords here\nS: A3 OK done\nEOF\n");
  session_fixture_select_inbox (self);
  mailer_imap_session_store_many (self->session, jobs, 3, result_cb, &results, NULL, session_fixture_soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_cmpuint (results.n_done, ==, 3);
  g_assert_cmpuint (results.n_failed, ==, 1);
}

/* What the server has left undone is done with the next command, and only then the job is. */
static void
test_store_in_parts (SessionFixture *self,
                     gconstpointer   data)
{
  const MailerImapFlagChange seen = { .add = MAILER_FLAG_SEEN };
  g_autoptr (MailerUidSet) uids = mailer_uid_set_parse ("10:50", -1, 1);
  const MailerImapFlagJob job = { uids, &seen };
  Results                 results = { 0 };

  session_fixture_open_offering (self, "MESSAGELIMIT=100", SELECT "C: A3 UID STORE 10:50 +FLAGS.SILENT (\\\\Seen)\nS: A3 OK [MESSAGELIMIT 2 40] partial\n"
                                                                  "C: A4 UID STORE 10:39 +FLAGS.SILENT (\\\\Seen)\nS: A4 OK [MESSAGELIMIT 2 20] partial\n"
                                                                  "C: A5 UID STORE 10:19 +FLAGS.SILENT (\\\\Seen)\nS: A5 OK done\n");
  session_fixture_select_inbox (self);
  mailer_imap_session_store_many (self->session, &job, 1, result_cb, &results, NULL, session_fixture_soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_cmpuint (results.n_done, ==, 1);
}

static void
test_store_labels_of_gmail (SessionFixture *self,
                            gconstpointer   data)
{
  static const char *const   added[] = { "zu tun", "\\Important", NULL };
  static const char *const   removed[] = { "Müll", NULL };
  const MailerImapFlagChange change = { .add_labels = added, .remove_labels = removed };
  g_autoptr (MailerUidSet) uids = mailer_uid_set_parse ("10", -1, 1);

  session_fixture_open (self,
                        OPEN ("X-GM-EXT-1") SELECT "C: A3 UID STORE 10 +X-GM-LABELS.SILENT (\"zu tun\" \"\\\\\\\\Important\")\nC: A4 UID STORE 10 -X-GM-LABELS.SILENT (\"M&APw-ll\")\nS: A3 OK done\nS: A4 OK done\nEOF\n");
  session_fixture_select_inbox (self);
  mailer_imap_session_store_flags (self->session, uids, &change, NULL, session_fixture_soon (), &self->error);
  g_assert_no_error (self->error);
}

static void
section_cb (guint         index,
            GBytes       *content,
            const GError *failure,
            gpointer      data)
{
  g_autoptr (GBytes) owned = content;

  if (content != NULL)
    g_string_append_printf (data, "%u=%.*s ", index, (int)g_bytes_get_size (content), (const char *)g_bytes_get_data (content, NULL));
  else
    g_string_append_printf (data, "%u:%d ", index, failure->code);
}

static void
test_fetch_sections (SessionFixture *self,
                     gconstpointer   data)
{
  const MailerImapFetchSection what[] = {
    { .uid = 10, .section = "1", .max_bytes = 99 },
    { .uid = 20, .section = "1.2", .max_bytes = 99 },
    { .uid = 30, .section = "1", .max_bytes = 3 },
    { .uid = 40, .section = "1) BODY[2", .max_bytes = 99 },
    { .uid = 50, .section = "1", .max_bytes = 99 },
  };
  g_autoptr (GString) got = g_string_new (NULL);

  session_fixture_open (self,
                        OPEN ("") SELECT "C: A3 UID FETCH 10 (UID BODY.PEEK[1]<0.100>)\nC: A4 UID FETCH 20 (UID BODY.PEEK[1.2]<0.100>)\nC: A5 UID FETCH 30 (UID BODY.PEEK[1]<0.4>)\nC: A6 UID FETCH 50 (UID BODY.PEEK[1]<0.100>)\n"
                                         "S: * 2 FETCH (UID 20 BODY[1.2]<0> \"two\")\nS: * 1 FETCH (UID 10 BODY[1]<0> \"one\")\nS: A4 OK done\nS: A3 OK done\n"
                                         "S: * 3 FETCH (UID 30 BODY[1]<0> \"long\")\nS: A5 OK done\nS: A6 OK done\n"
                                         "C: A7 UID FETCH 30 (UID BODY.PEEK[1]<0.4>)\nS: * 3 FETCH (UID 30 BODY[1]<0> \"long\")\nS: A7 OK done\nEOF\n");
  session_fixture_select_inbox (self);
  mailer_imap_session_fetch_sections (self->session, what, G_N_ELEMENTS (what), section_cb, got, NULL, session_fixture_soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_nonnull (strstr (got->str, "0=one "));
  g_assert_nonnull (strstr (got->str, "1=two "));
  g_assert_nonnull (strstr (got->str, "2:13 "));
  g_assert_nonnull (strstr (got->str, "3:12 "));
  g_assert_nonnull (strstr (got->str, "4:12 "));
}

/* The others go on. */
static void
note_failure_cb (guint         index,
                 const GError *failure,
                 gpointer      data)
{
  g_string_append_printf (data, "%u:%s ", index, failure == NULL ? "ok" : g_error_matches (failure, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_BAD) ? "bad"
                                                                                                                                              : "other");
}

static void
test_keyword_that_cannot_be (SessionFixture *self,
                             gconstpointer   data)
{
  static const char *const   odd[] = { "zu erledigen", NULL };
  static const char *const   good[] = { "Work", NULL };
  const MailerImapFlagChange changes[] = { { .add_keywords = odd }, { .add_labels = odd }, { .add_keywords = good } };
  g_autoptr (MailerUidSet) uids = mailer_uid_set_parse ("10", -1, 1);
  const MailerImapFlagJob jobs[] = { { uids, &changes[0] }, { uids, &changes[1] }, { uids, &changes[2] } };
  g_autoptr (GString) told = g_string_new (NULL);

  session_fixture_open (self, OPEN ("") SELECT "C: A3 UID STORE 10 +FLAGS.SILENT (Work)\nS: A3 OK done\nEOF\n");
  session_fixture_select_inbox (self);
  mailer_imap_session_store_many (self->session, jobs, G_N_ELEMENTS (jobs), note_failure_cb, told, NULL, session_fixture_soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_cmpstr (told->str, ==, "0:bad 1:bad 2:ok ");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  G_STATIC_ASSERT (MAILER_IMAP_ERROR_GONE == 12 && MAILER_IMAP_ERROR_TOO_LARGE == 13);
  SESSION_TEST ("append/nul-with-binary", test_nul_with_binary);
  SESSION_TEST ("append/nul-without-binary", test_nul_without_binary);
  SESSION_TEST ("store/keyword-that-cannot-be", test_keyword_that_cannot_be);
  SESSION_TEST ("append/pieces-of-no-mailbox", test_pieces_of_no_mailbox);
  SESSION_TEST_ROWS ("append/end-of-an-upload/", upload_rows, test_end_of_an_upload);
  SESSION_TEST ("append/log-behind-a-message", test_log_behind_a_message);
  SESSION_TEST_ROWS ("append/many/", many_rows, test_many);
  SESSION_TEST ("append/catenate", test_catenate);
  SESSION_TEST ("append/without-catenate", test_without_catenate);
  SESSION_TEST_ROWS ("replace/", replace_rows, test_replace);
  SESSION_TEST ("append/limit-of-the-mailbox", test_limit_of_the_mailbox);
  SESSION_TEST ("store/many", test_store_many);
  SESSION_TEST ("store/in-parts", test_store_in_parts);
  SESSION_TEST ("store/labels-of-gmail", test_store_labels_of_gmail);
  SESSION_TEST ("fetch/sections", test_fetch_sections);

  return g_test_run ();
}
