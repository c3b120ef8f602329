/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What is said about an account: room, rights, roles, and what a message carries beside its headers. */

#include "config.h"

#include "session-fixture.h"

#include <string.h>

static void
get_quota (SessionFixture *self,
           const char     *script,
           const char     *expected)
{
  g_autoptr (GPtrArray) quotas = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  session_fixture_open (self, script);
  quotas = mailer_imap_session_get_quota (self->session, "INBOX", NULL, session_fixture_soon (), &self->error);
  g_assert_no_error (self->error);
  for (guint i = 0; i < quotas->len; i++)
    {
      const MailerImapQuota *quota = g_ptr_array_index (quotas, i);

      g_string_append_printf (text, "%s/%s=%" G_GUINT64_FORMAT "/%" G_GUINT64_FORMAT " ", quota->root, quota->resource, quota->usage, quota->limit);
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_quota (SessionFixture *self,
            gconstpointer   data)
{
  get_quota (self, OPEN ("QUOTA QUOTA=RES-STORAGE") "C: A2 GETQUOTAROOT \"INBOX\"\nS: * QUOTAROOT INBOX \"User quota\"\nS: * QUOTA \"User quota\" (STORAGE 10 512 MESSAGE 20 100)\nS: A2 OK done\nEOF\n", "User quota/STORAGE=10240/524288 User quota/MESSAGE=20/100 ");
}

static void
test_without_quota (SessionFixture *self,
                    gconstpointer   data)
{
  get_quota (self, OPEN ("") "EOF\n", "");
}

static void
get_rights (SessionFixture  *self,
            const char      *script,
            MailerImapRights expected)
{
  MailerImapRights rights;

  session_fixture_open (self, script);
  mailer_imap_session_get_rights (self->session, "Shared/x", &rights, NULL, session_fixture_soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_cmpuint (rights, ==, expected);
}

static void
test_rights (SessionFixture *self,
             gconstpointer   data)
{
  get_rights (self, OPEN ("ACL") "C: A2 MYRIGHTS \"Shared/x\"\nS: * MYRIGHTS Shared/x lrs\nS: A2 OK done\nEOF\n", MAILER_IMAP_RIGHT_LOOK_UP | MAILER_IMAP_RIGHT_READ | MAILER_IMAP_RIGHT_SEEN);
}

/* RFC 2086: what "c" and "d" mean now. */
static void
test_old_rights (SessionFixture *self,
                 gconstpointer   data)
{
  get_rights (self, OPEN ("ACL") "C: A2 MYRIGHTS \"Shared/x\"\nS: * MYRIGHTS Shared/x lrswipcda\nS: A2 OK done\nEOF\n", MAILER_IMAP_RIGHTS_ALL);
}

static void
test_without_acl (SessionFixture *self,
                  gconstpointer   data)
{
  get_rights (self, OPEN ("") "EOF\n", MAILER_IMAP_RIGHTS_ALL);
}

static void
test_metadata (SessionFixture *self,
               gconstpointer   data)
{
  g_autofree char *contact = NULL;
  gboolean         is_kept;

  session_fixture_open (self,
                        OPEN ("METADATA") "C: A2 SETMETADATA \"Mine\" (/private/specialuse \"\\\\\\\\Sent\")\nS: A2 OK done\n"
                                          "C: A3 SETMETADATA \"Mine\" (/private/specialuse NIL)\nS: A3 NO [METADATA TOOMANY] no\n"
                                          "C: A4 GETMETADATA \"\" (/shared/admin)\nS: * METADATA \"\" (/shared/admin \"mailto:admin@example.org\")\nS: A4 OK done\nEOF\n");
  mailer_imap_session_set_role (self->session, "Mine", MAILER_FOLDER_ROLE_SENT, &is_kept, NULL, session_fixture_soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_true (is_kept);
  mailer_imap_session_set_role (self->session, "Mine", MAILER_FOLDER_ROLE_NONE, &is_kept, NULL, session_fixture_soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_false (is_kept);
  contact = mailer_imap_session_dup_admin_contact (self->session, NULL, session_fixture_soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_cmpstr (contact, ==, "mailto:admin@example.org");
}

static void
test_without_metadata (SessionFixture *self,
                       gconstpointer   data)
{
  g_autofree char *contact = NULL;
  gboolean         is_kept;

  session_fixture_open (self, OPEN ("") "EOF\n");
  mailer_imap_session_set_role (self->session, "Mine", MAILER_FOLDER_ROLE_SENT, &is_kept, NULL, session_fixture_soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_false (is_kept);
  contact = mailer_imap_session_dup_admin_contact (self->session, NULL, session_fixture_soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_cmpstr (contact, ==, "");
}

/* --- Messages ---------------------------------------------------------------------------------- */

static void
gather_cb (MailerImapMessage *message,
           gpointer           data)
{
  g_autofree char *labels = message->labels != NULL ? g_strjoinv ("|", (char **)message->labels) : NULL;

  g_string_append_printf (data, "%u email=%s thread=%s labels=%s saved=%" G_GINT64_FORMAT " preview=%s beginning=%.*s\n", message->uid, message->email_id, message->thread_id, labels, message->save_date, message->preview, message->beginning != NULL ? (int)g_bytes_get_size (message->beginning) : 0, message->beginning != NULL ? (const char *)g_bytes_get_data (message->beginning, NULL) : "");
  mailer_imap_message_free (message);
}

typedef struct
{
  const char    *name;
  const char    *capabilities;
  MailerImapItem extras;
  const char    *items;
  const char    *answer;
  const char    *told;
} MessageRow;

#define ALL_EXTRAS (MAILER_IMAP_ITEM_EMAIL_ID | MAILER_IMAP_ITEM_THREAD_ID | MAILER_IMAP_ITEM_LABELS | MAILER_IMAP_ITEM_SAVE_DATE)

#define TAIL "BODY.PEEK[HEADER.FIELDS (REFERENCES LIST-ID LIST-UNSUBSCRIBE AUTO-SUBMITTED)])\n"

static const MessageRow message_rows[] = {
  { "objectid", "OBJECTID SAVEDATE", ALL_EXTRAS, "EMAILID THREADID SAVEDATE " TAIL, "RFC822.SIZE 5 EMAILID (M1) THREADID (T1) SAVEDATE \"01-Jan-2026 00:00:00 +0000\"", "20 email=M1 thread=T1 labels=(null) saved=1767225600 preview=(null) beginning=\n" },
  { "objectid-nil", "OBJECTID SAVEDATE", ALL_EXTRAS, "EMAILID THREADID SAVEDATE " TAIL, "RFC822.SIZE 5 EMAILID (M1) THREADID NIL SAVEDATE NIL", "20 email=M1 thread=(null) labels=(null) saved=0 preview=(null) beginning=\n" },
  { "gmail", "X-GM-EXT-1 OBJECTID", ALL_EXTRAS, "X-GM-MSGID X-GM-THRID X-GM-LABELS " TAIL, "RFC822.SIZE 5 X-GM-MSGID 1278455344230334865 X-GM-THRID 1266894439832287888 X-GM-LABELS (\"\\\\\\\\Inbox\" Work \"M&APw-ll\")", "20 email=1278455344230334865 thread=1266894439832287888 labels=\\Inbox|Work|M&APw-ll saved=0 preview=(null) beginning=\n" },
  /* What nobody reads is not asked for. */
  { "thread-only", "X-GM-EXT-1 OBJECTID SAVEDATE", MAILER_IMAP_ITEM_THREAD_ID, "X-GM-THRID " TAIL, "RFC822.SIZE 5 X-GM-THRID 7", "20 email=(null) thread=7 labels=(null) saved=0 preview=(null) beginning=\n" },
  { "no-extras", "X-GM-EXT-1 OBJECTID SAVEDATE", 0, TAIL, "RFC822.SIZE 5", "20 email=(null) thread=(null) labels=(null) saved=0 preview=(null) beginning=\n" },
  { "neither", "", ALL_EXTRAS, TAIL, "RFC822.SIZE 5", "20 email=(null) thread=(null) labels=(null) saved=0 preview=(null) beginning=\n" },
};

static void
test_message (SessionFixture *self,
              gconstpointer   data)
{
  const MessageRow *row = data;
  g_autofree char  *script = g_strconcat (SELECT "C: A3 UID FETCH 20 (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE ", row->items, "S: * 2 FETCH (UID 20 ", row->answer, ")\nS: A3 OK done\n", NULL);
  g_autoptr (MailerUidSet) uids = mailer_uid_set_parse ("20", -1, 1);
  g_autoptr (GString) told = g_string_new (NULL);

  session_fixture_open_offering (self, row->capabilities, script);
  session_fixture_select_inbox (self);
  mailer_imap_session_fetch_headers (self->session, uids, row->extras, gather_cb, told, NULL, session_fixture_soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_cmpstr (told->str, ==, row->told);
}

static void
fetch_previews (SessionFixture *self,
                const char     *script)
{
  g_autoptr (MailerUidSet) uids = mailer_uid_set_parse ("20,30", -1, 2);
  g_autoptr (GString) told = g_string_new (NULL);

  session_fixture_open (self, script);
  session_fixture_select_inbox (self);
  mailer_imap_session_fetch_previews (self->session, uids, gather_cb, told, NULL, session_fixture_soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_nonnull (strstr (told->str, "30 email=(null) thread=(null) labels=(null) saved=0 preview=(null) beginning=MIME-Version: 1.0\r\n\r\nHi\n"));
  if (strstr (script, "UID PREVIEW") != NULL)
    g_assert_nonnull (strstr (told->str, "preview=Guten Tag "));
}

#define BEGINNING "BODY.PEEK[HEADER.FIELDS (MIME-VERSION CONTENT-TYPE CONTENT-TRANSFER-ENCODING)] BODY.PEEK[TEXT]<0.2048>"

static void
test_preview (SessionFixture *self,
              gconstpointer   data)
{
  fetch_previews (self,
                  OPEN ("PREVIEW") SELECT "C: A3 UID FETCH 20,30 (UID PREVIEW)\nS: * 2 FETCH (UID 20 PREVIEW \"Guten Tag\")\nS: * 3 FETCH (UID 30 PREVIEW NIL)\nS: A3 OK done\n"
                                          "C: A4 UID FETCH 30 (UID " BEGINNING ")\nS: * 3 FETCH (UID 30 BODY[HEADER.FIELDS (MIME-VERSION)] {21}\nS: MIME-Version: 1.0\nS+ \\r\\n BODY[TEXT]<0> \"Hi\")\\r\\n\nS: A4 OK done\nEOF\n");
}

static void
test_without_preview (SessionFixture *self,
                      gconstpointer   data)
{
  fetch_previews (self,
                  OPEN ("") SELECT "C: A3 UID FETCH 20,30 (UID " BEGINNING ")\nS: * 3 FETCH (UID 30 BODY[HEADER.FIELDS (MIME-VERSION)] {21}\nS: MIME-Version: 1.0\nS+ \\r\\n BODY[TEXT]<0> \"Hi\")\\r\\n\nS: A3 OK done\nEOF\n");
}

#define HEADERS "(UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE " TAIL

static void
fetch_newest (SessionFixture *self,
              const char     *script)
{
  g_autoptr (GString) told = g_string_new (NULL);

  session_fixture_open (self, script);
  session_fixture_select_inbox (self);
  mailer_imap_session_fetch_newest (self->session, 2, gather_cb, told, NULL, session_fixture_soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_true (g_str_has_prefix (told->str, "40 ") || strstr (told->str, "\n40 ") != NULL);
  g_assert_true (g_str_has_prefix (told->str, "50 ") || strstr (told->str, "\n50 ") != NULL);
}

static void
test_newest_by_partial (SessionFixture *self,
                        gconstpointer   data)
{
  fetch_newest (self,
                OPEN ("PARTIAL") SELECT "C: A3 UID FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE BODY.PEEK[HEADER.FIELDS (REFERENCES LIST-ID LIST-UNSUBSCRIBE AUTO-SUBMITTED)]) (PARTIAL -1:-2)\n"
                                        "S: * 4 FETCH (UID 40 RFC822.SIZE 5)\nS: * 5 FETCH (UID 50 RFC822.SIZE 5)\nS: A3 OK done\nEOF\n");
}

static void
test_newest_by_number (SessionFixture *self,
                       gconstpointer   data)
{
  fetch_newest (self, OPEN ("") SELECT "C: A3 FETCH 4:* " HEADERS "S: * 4 FETCH (UID 40 RFC822.SIZE 5)\nS: * 5 FETCH (UID 50 RFC822.SIZE 5)\nS: A3 OK done\nEOF\n");
}

static void
test_newest_within_the_limit (SessionFixture *self,
                              gconstpointer   data)
{
  fetch_newest (self, OPEN ("MESSAGELIMIT=1") SELECT "C: A3 FETCH 5:* " HEADERS "S: * 5 FETCH (UID 50 RFC822.SIZE 5)\nS: A3 OK done\nC: A4 FETCH 4:4 " HEADERS "S: * 4 FETCH (UID 40 RFC822.SIZE 5)\nS: A4 OK done\nEOF\n");
}

static void
test_newest_by_partial_within_the_limit (SessionFixture *self,
                                         gconstpointer   data)
{
  fetch_newest (self, OPEN ("PARTIAL MESSAGELIMIT=1") SELECT "C: A3 UID FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE BODY.PEEK[HEADER.FIELDS (REFERENCES LIST-ID LIST-UNSUBSCRIBE AUTO-SUBMITTED)]) (PARTIAL -1:-1)\n"
                                                             "S: * 5 FETCH (UID 50 RFC822.SIZE 5)\nS: A3 OK done\n"
                                                             "C: A4 UID FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE BODY.PEEK[HEADER.FIELDS (REFERENCES LIST-ID LIST-UNSUBSCRIBE AUTO-SUBMITTED)]) (PARTIAL -2:-2)\n"
                                                             "S: * 4 FETCH (UID 40 RFC822.SIZE 5)\nS: A4 OK done\nEOF\n");
}

/* No command touches more than the server allows; one with an open end is asked again below where it stopped. */
static void
test_message_limit (SessionFixture *self,
                    gconstpointer   data)
{
  session_fixture_open (self,
                        OPEN ("MESSAGELIMIT=2") SELECT FETCH_HEADERS ("A3", "10,20") FETCH_HEADERS ("A4", "30:31") FETCH_HEADERS ("A5", "32") "S: * 1 FETCH (UID 10 RFC822.SIZE 5)\nS: A3 OK done\nS: A4 OK done\nS: A5 OK done\n" FETCH_HEADERS ("A6", "10:*") "S: * 5 FETCH (UID 50 RFC822.SIZE 5)\nS: * 4 FETCH (UID 13 RFC822.SIZE 5)\nS: A6 OK [MESSAGELIMIT 2 13] partial\n" FETCH_HEADERS ("A7", "10:11") FETCH_HEADERS ("A8", "12") "S: * 1 FETCH (UID 10 RFC822.SIZE 5)\nS: A7 OK done\nS: A8 OK done\nEOF\n");
  session_fixture_select_inbox (self);
  session_fixture_fetch_headers (self, "10,20,30:32", "10:8 ");
  session_fixture_fetch_headers (self, "10:4294967295", "50:8 13:8 10:8 ");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  SESSION_TEST ("account/quota", test_quota);
  SESSION_TEST ("account/without-quota", test_without_quota);
  SESSION_TEST ("account/rights", test_rights);
  SESSION_TEST ("account/old-rights", test_old_rights);
  SESSION_TEST ("account/without-acl", test_without_acl);
  SESSION_TEST ("account/metadata", test_metadata);
  SESSION_TEST ("account/without-metadata", test_without_metadata);
  SESSION_TEST_ROWS ("message/", message_rows, test_message);
  SESSION_TEST ("message/preview", test_preview);
  SESSION_TEST ("message/without-preview", test_without_preview);
  SESSION_TEST ("message/newest-by-partial", test_newest_by_partial);
  SESSION_TEST ("message/newest-by-number", test_newest_by_number);
  SESSION_TEST ("message/newest-within-the-limit", test_newest_within_the_limit);
  SESSION_TEST ("message/newest-by-partial-within-the-limit", test_newest_by_partial_within_the_limit);
  SESSION_TEST ("message/message-limit", test_message_limit);

  return g_test_run ();
}
