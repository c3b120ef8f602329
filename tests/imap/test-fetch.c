/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Headers, searches and bodies: only what was asked is taken. */

#include "config.h"

#include <string.h>

#include "session-fixture.h"

static void
test_only_what_was_asked_is_taken (SessionFixture *self,
                                   gconstpointer   data)
{
  session_fixture_open (self,
                        OPEN ("") SELECT SEARCH FETCH_HEADERS ("A4", "20,30") "S: * 1 FETCH (UID 10 RFC822.SIZE 5)\n"
                                                                              "S: * 2 FETCH (UID 20 RFC822.SIZE 5 FLAGS ())\n"
                                                                              "S: * 4 FETCH (UID 40 FLAGS (\\\\Seen))\n"
                                                                              "S: * 3 FETCH (UID 30 FLAGS (\\\\Seen))\n"
                                                                              "S: * 3 FETCH (UID 30 ENVELOPE (broken RFC822.SIZE 7)\n"
                                                                              "S: A4 OK done\nEOF\n");
  session_fixture_select_inbox (self);
  session_fixture_search_all (self, "10,20,30,40,50");
  session_fixture_fetch_headers (self, "20,30", "20:9 30:0 ");
  session_fixture_assert_told (self, "flags:40=1 flags:30=1 ");
}

/* One message that the server cannot describe does not keep the others away. */
static void
test_message_that_cannot_be_described (SessionFixture *self,
                                       gconstpointer   data)
{
  session_fixture_open (self,
                        OPEN ("") SELECT FETCH_HEADERS ("A3", "20,30") "S: * 2 FETCH (UID 20 RFC822.SIZE 5)\n"
                                                                       "S: A3 NO Some messages could not be FETCHed (Failure)\n"
                                                                       "C: A4 UID FETCH 30 (UID FLAGS INTERNALDATE RFC822.SIZE)\n"
                                                                       "S: * 3 FETCH (UID 30 RFC822.SIZE 6)\nS: A4 OK done\n" FETCH_HEADERS ("A5", "20,30") "S: * 2 FETCH (UID 20 RFC822.SIZE 5)\n"
                                                                                                                                                            "S: * 3 FETCH (ENVELOPE (((\"\n"
                                                                                                                                                            "S: A5 OK done\n"
                                                                                                                                                            "C: A6 UID FETCH 30 (UID FLAGS INTERNALDATE RFC822.SIZE)\n"
                                                                                                                                                            "S: A6 NO no\nEOF\n");
  session_fixture_select_inbox (self);
  session_fixture_fetch_headers (self, "20,30", "20:8 30:8 ");
  session_fixture_fetch_headers (self, "20,30", "20:8 ");
}

static void
test_mailbox_that_is_replaced (SessionFixture *self,
                               gconstpointer   data)
{
  session_fixture_open (self, OPEN ("") SELECT "C: A3 NOOP\nS: * OK [UIDVALIDITY 7] same\nS: A3 OK done\nC: A4 NOOP\nS: * OK [UIDVALIDITY 8] other\nS: A4 OK done\nEOF\n");
  session_fixture_select_inbox (self);
  session_fixture_noop (self);
  g_assert_false (mailer_imap_session_noop (self->session, NULL, session_fixture_soon (), &self->error));
  g_assert_error (self->error, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_PROTOCOL);
  g_assert_cmpint (mailer_error_get_details (self->error)->retry, ==, MAILER_ERROR_RETRY_LATER);
}

static void
test_new_mail_by_open_range (SessionFixture *self,
                             gconstpointer   data)
{
  session_fixture_open (self, OPEN ("") SELECT SEARCH FETCH_HEADERS ("A4", "60:*") "S: * 5 FETCH (UID 50 RFC822.SIZE 5)\nS: A4 OK done\nEOF\n");
  session_fixture_select_inbox (self);
  session_fixture_search_all (self, "10,20,30,40,50");
  session_fixture_fetch_headers (self, "60:4294967295", "");
}

static void
test_search_that_finds_none (SessionFixture *self,
                             gconstpointer   data)
{
  session_fixture_open (self, OPEN ("") SELECT "C: A3 UID SEARCH ALL\nS: A3 OK done\nC: A4 NOOP\nS: A4 OK done\nC: A5 UID SEARCH ALL\nS: A5 OK done\nEOF\n");
  session_fixture_select_inbox (self);
  g_assert_null (mailer_imap_session_search_uids (self->session, 1, G_MAXUINT32, NULL, session_fixture_soon (), &self->error));
  g_assert_error (self->error, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_PROTOCOL);
}

static void
test_search_of_a_range (SessionFixture *self,
                        gconstpointer   data)
{
  g_autoptr (MailerUidSet) found = NULL;
  g_autofree char *text = NULL;

  session_fixture_open (self, OPEN ("ESEARCH") SELECT "C: A3 UID SEARCH RETURN (ALL) UID 45:*\nS: * ESEARCH (TAG \"A1\") UID ALL 1\nS: * ESEARCH (TAG \"A3\") UID ALL 50\nS: A3 OK done\nC: A4 UID SEARCH RETURN (ALL) UID 60:* HEADER Message-ID \"<a@b>\"\nS: * ESEARCH (TAG \"A4\") UID ALL 50,61\nS: A4 OK done\nEOF\n");
  session_fixture_select_inbox (self);
  found = mailer_imap_session_search_uids (self->session, 45, G_MAXUINT32, NULL, session_fixture_soon (), &self->error);
  text = mailer_uid_set_to_string (found);
  g_assert_cmpstr (text, ==, "50");
  mailer_uid_set_free (found);
  g_free (text);
  found = mailer_imap_session_search_message_id (self->session, "a@b", 60, NULL, session_fixture_soon (), &self->error);
  text = mailer_uid_set_to_string (found);
  g_assert_cmpstr (text, ==, "61");
}

typedef struct
{
  const char *name;
  const char *answers; /* to fetches of 262144 or fewer bytes */
  guint64     expected_bytes;
  const char *body;
  int         code;
} BodyRow;

#define ASK(tag, origin) "C: " tag " UID FETCH 20 (UID BODY.PEEK[1]<" origin ".100>)\n"

static const BodyRow body_rows[] = {
  { "whole", ASK ("A3", "0") "S: * 2 FETCH (UID 20 BODY[1]<0> {5}\nS: Hello)\nS: A3 OK done\n", 5, "Hello", 0 },
  { "quoted", ASK ("A3", "0") "S: * 2 FETCH (BODY[1]<0> \"Hello\" UID 20)\nS: A3 OK done\n", 5, "Hello", 0 },
  { "size-claims-less", ASK ("A3", "0") "S: * 2 FETCH (UID 20 BODY[1]<0> {5}\nS: Hello)\nS: A3 OK done\n", 2, "Hello", 0 },
  { "size-claims-more", ASK ("A3", "0") "S: * 2 FETCH (UID 20 BODY[1]<0> {5}\nS: Hello)\nS: A3 OK done\nC: A4 UID FETCH 20 (UID BODY.PEEK[1]<5.95>)\nS: * 2 FETCH (UID 20 BODY[1]<5> \"\")\nS: A4 OK done\n", 900, "Hello", 0 },
  { "short-chunk-goes-on", ASK ("A3", "0") "S: * 2 FETCH (UID 20 BODY[1]<0> {2}\nS: He)\nS: A3 OK done\nC: A4 UID FETCH 20 (UID BODY.PEEK[1]<2.98>)\nS: * 2 FETCH (UID 20 BODY[1]<2> {3}\nS: llo)\nS: A4 OK done\n", 5, "Hello", 0 },
  { "other-message-first", ASK ("A3", "0") "S: * 1 FETCH (UID 10 BODY[1]<0> {5}\nS: Wrong)\nS: * 2 FETCH (UID 20 BODY[1]<0> {5}\nS: Hello)\nS: A3 OK done\n", 5, "Hello", 0 },
  { "only-other-message", ASK ("A3", "0") "S: * 2 FETCH (UID 10 BODY[1]<0> {5}\nS: Wrong)\nS: A3 OK done\n", 5, NULL, MAILER_IMAP_ERROR_GONE },
  { "without-uid", ASK ("A3", "0") "S: * 2 FETCH (BODY[1]<0> {5}\nS: Wrong)\nS: A3 OK done\n", 5, NULL, MAILER_IMAP_ERROR_GONE },
  { "empty-without-a-value", ASK ("A3", "0") "S: * 2 FETCH (UID 20 BODY[1]<0> )\nS: A3 OK done\n", 0, "", 0 },
  { "other-section", ASK ("A3", "0") "S: * 2 FETCH (UID 20 BODY[2]<0> {5}\nS: Wrong)\nS: A3 OK done\n", 5, NULL, MAILER_IMAP_ERROR_GONE },
  { "other-origin", ASK ("A3", "0") "S: * 2 FETCH (UID 20 BODY[1]<7> {5}\nS: Wrong)\nS: A3 OK done\n", 5, NULL, MAILER_IMAP_ERROR_GONE },
  { "nil", ASK ("A3", "0") "S: * 2 FETCH (UID 20 BODY[1]<0> NIL)\nS: A3 OK done\n", 5, NULL, MAILER_IMAP_ERROR_GONE },
  { "empty", ASK ("A3", "0") "S: * 2 FETCH (UID 20 BODY[1]<0> \"\")\nS: A3 OK done\n", 0, "", 0 },
  { "no-answer", ASK ("A3", "0") "S: A3 OK done\n", 5, NULL, MAILER_IMAP_ERROR_GONE },
  { "refused", ASK ("A3", "0") "S: A3 NO some of it is gone\n", 5, NULL, MAILER_IMAP_ERROR_NO },
  { "no-partial-fetch", ASK ("A3", "0") "S: * 2 FETCH (UID 20 BODY[1] {5}\nS: Hello)\nS: A3 OK done\n", 900, "Hello", 0 },
  { "no-partial-fetch-too-large", ASK ("A3", "0") "S: * 2 FETCH (UID 20 BODY[1] {110}\nS: 12345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890)\nS: A3 OK done\n", 0, NULL, MAILER_IMAP_ERROR_TOO_LARGE },
  { "more-than-asked", ASK ("A3", "0") "S: * 2 FETCH (UID 20 BODY[1]<0> {110}\nS: 12345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890)\nS: A3 OK done\n", 0, NULL, MAILER_IMAP_ERROR_PROTOCOL },
  { "too-large", ASK ("A3", "0") "S: * 2 FETCH (UID 20 BODY[1]<0> {100}\nS: 1234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890)\nS: A3 OK done\n", 0, NULL, MAILER_IMAP_ERROR_TOO_LARGE },
  { "literal-longer-than-sent", ASK ("A3", "0") "S: * 2 FETCH (UID 20 BODY[1]<0> {50}\nS: Hello)\nS: A3 OK done\nCLOSE\n", 5, NULL, -1 },
  { "cut-in-the-middle", ASK ("A3", "0") "S: * 2 FETCH (UID 20 BODY[1]<0> {5}\nS+ Hel\nRESET\n", 5, NULL, -1 },
  { "literal-of-2-gib", ASK ("A3", "0") "S: * 2 FETCH (UID 20 BODY[1]<0> {2147483647}\n", 5, NULL, MAILER_IMAP_ERROR_LIMIT },
};

static void
test_body (SessionFixture *self,
           gconstpointer   data)
{
  const BodyRow         *row = data;
  MailerImapFetchSection what = { .uid = 20, .section = "1", .expected_bytes = row->expected_bytes, .max_bytes = 99 };
  gboolean               has_end = strstr (row->answers, "CLOSE") != NULL || strstr (row->answers, "RESET") != NULL;
  g_autofree char       *script = g_strconcat (OPEN ("") SELECT, row->answers, has_end ? "" : "EOF\n", NULL);
  g_autoptr (GBytes) body = NULL;

  session_fixture_open (self, script);
  session_fixture_select_inbox (self);
  body = mailer_imap_session_fetch_section (self->session, &what, NULL, session_fixture_soon (), &self->error);
  if (row->body != NULL)
    {
      g_assert_no_error (self->error);
      g_assert_cmpmem (g_bytes_get_data (body, NULL), g_bytes_get_size (body), row->body, strlen (row->body));
    }
  else if (row->code >= 0)
    g_assert_error (self->error, MAILER_IMAP_ERROR, row->code);
  else
    g_assert_true (self->error->domain == MAILER_NET_ERROR);
}

static void
test_byte_by_byte (SessionFixture *self,
                   gconstpointer   data)
{
  session_fixture_open (self, "TLS\nDRIP 0\nS: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] hello\n" SIGN_IN ("") SELECT SEARCH FETCH_HEADERS ("A4", "10") "S: * 1 FETCH (UID 10 FLAGS () RFC822.SIZE 5 ENVELOPE (NIL {5}\nS: Hello NIL NIL NIL NIL NIL NIL NIL NIL))\nS: A4 OK done\nEOF\n");
  session_fixture_select_inbox (self);
  session_fixture_search_all (self, "10,20,30,40,50");
  session_fixture_fetch_headers (self, "10", "10:19 ");
}

/* --- Decoded by the server --------------------------------------------------------------------- */

typedef struct
{
  const char *name;
  const char *script;
  const char *body;
  gboolean    is_decoded;
} DecodedRow;

#define DECODED(tag) "C: " tag " UID FETCH 20 (UID BINARY.PEEK[1]<0.100>)\n"
#define ENCODED(tag) "C: " tag " UID FETCH 20 (UID BODY.PEEK[1]<0.100>)\nS: * 2 FETCH (UID 20 BODY[1]<0> \"SGk=\")\nS: " tag " OK done\nEOF\n"

static const DecodedRow decoded_rows[] = {
  { "binary", OPEN ("BINARY") SELECT DECODED ("A3") "S: * 2 FETCH (UID 20 BINARY[1]<0> ~{3}\nS+ H\\0i)\\r\\n\nS: A3 OK done\nEOF\n", "H\0i", TRUE },
  { "binary-refused", OPEN ("BINARY") SELECT DECODED ("A3") "S: A3 NO [UNKNOWN-CTE] what\n" ENCODED ("A4"), "SGk=", FALSE },
  { "binary-answers-nothing", OPEN ("BINARY") SELECT DECODED ("A3") "S: A3 OK done\n" ENCODED ("A4"), "SGk=", FALSE },
  { "no-binary", OPEN ("") SELECT ENCODED ("A3"), "SGk=", FALSE },
};

static void
test_decoded (SessionFixture *self,
              gconstpointer   data)
{
  const DecodedRow      *row = data;
  MailerImapFetchSection what = { .uid = 20, .section = "1", .expected_bytes = 4, .max_bytes = 99 };
  g_autoptr (GBytes) body = NULL;
  gboolean is_decoded;

  session_fixture_open (self, row->script);
  session_fixture_select_inbox (self);
  body = mailer_imap_session_fetch_decoded_section (self->session, &what, &is_decoded, NULL, session_fixture_soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_cmpint (is_decoded, ==, row->is_decoded);
  g_assert_cmpmem (g_bytes_get_data (body, NULL), g_bytes_get_size (body), row->body, row->is_decoded ? 3 : strlen (row->body));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  SESSION_TEST ("fetch/only-what-was-asked-is-taken", test_only_what_was_asked_is_taken);
  SESSION_TEST ("fetch/message-that-cannot-be-described", test_message_that_cannot_be_described);
  SESSION_TEST ("fetch/mailbox-that-is-replaced", test_mailbox_that_is_replaced);
  SESSION_TEST ("fetch/new-mail-by-open-range", test_new_mail_by_open_range);
  SESSION_TEST ("fetch/search-that-finds-none", test_search_that_finds_none);
  SESSION_TEST ("fetch/search-of-a-range", test_search_of_a_range);
  SESSION_TEST_ROWS ("fetch/body/", body_rows, test_body);
  SESSION_TEST ("fetch/byte-by-byte", test_byte_by_byte);

  SESSION_TEST_ROWS ("fetch/decoded/", decoded_rows, test_decoded);

  return g_test_run ();
}
