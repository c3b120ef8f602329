/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* COMPRESS=DEFLATE (RFC 4978): when it is asked for, what refuses it, and what a server does with it. */

#include "config.h"

#include <string.h>

#include "session-fixture.h"

#define COMPRESS(answer) OPEN ("COMPRESS=DEFLATE") "C: A2 COMPRESS DEFLATE\n" answer

static void
assert_compressed (SessionFixture *self,
                   gboolean        is_wanted)
{
  g_autofree char *text = mailer_net_log_dup_text (self->log);

  g_assert_cmpint (strstr (text, "-- The connection is compressed\n") != NULL, ==, is_wanted);
}

static void
test_everything_is_compressed (SessionFixture *self,
                               gconstpointer   data)
{
  self->compresses = TRUE;
  session_fixture_open (self,
                        COMPRESS ("S: A2 OK go\nDEFLATE\n") "C: A3 SELECT \"INBOX\"\nS: * 5 EXISTS\nS: * OK [UIDVALIDITY 7] v\nS: * OK [UIDNEXT 60] n\nS: A3 OK [READ-WRITE] done\n"
                                                            "C: A4 UID SEARCH ALL\nS: * SEARCH 10 20 30 40 50\nS: A4 OK done\n" FETCH_HEADERS ("A5", "20") "S: * 2 FETCH (UID 20 RFC822.SIZE 5 FLAGS ())\nS: A5 OK done\nEOF\n");
  assert_compressed (self, TRUE);
  session_fixture_select_inbox (self);
  session_fixture_search_all (self, "10,20,30,40,50");
  session_fixture_fetch_headers (self, "20", "20:9 ");
}

static void
test_byte_by_byte (SessionFixture *self,
                   gconstpointer   data)
{
  self->compresses = TRUE;
  session_fixture_open (self, COMPRESS ("S: A2 OK go\nDEFLATE\nDRIP 0\n") "C: A3 NOOP\nS: * OK [ALERT] Going down at noon\nS: A3 OK done\nEOF\n");
  session_fixture_noop (self);
  session_fixture_assert_told (self, "alert:Going down at noon ");
}

/* After ENABLE, whose answers come in clear. */
static void
test_comes_last (SessionFixture *self,
                 gconstpointer   data)
{
  self->compresses = TRUE;
  session_fixture_open (self,
                        OPEN ("ENABLE CONDSTORE COMPRESS=DEFLATE") "C: A2 ENABLE CONDSTORE\nS: * ENABLED CONDSTORE\nS: A2 OK done\n"
                                                                   "C: A3 COMPRESS DEFLATE\nS: * OK [ALERT] in clear\nS: A3 OK go\nDEFLATE\nC: A4 NOOP\nS: A4 OK done\nEOF\n");
  assert_compressed (self, TRUE);
  session_fixture_noop (self);
}

static void
test_idle (SessionFixture *self,
           gconstpointer   data)
{
  self->compresses = TRUE;
  session_fixture_open (self,
                        OPEN ("IDLE COMPRESS=DEFLATE") "C: A2 COMPRESS DEFLATE\nS: A2 OK go\nDEFLATE\n"
                                                       "C: A3 SELECT \"INBOX\"\nS: * 5 EXISTS\nS: * OK [UIDVALIDITY 7] v\nS: A3 OK done\n"
                                                       "C: A4 IDLE\nS+ + idling\\r\\n* 6 EXISTS\\r\\n\nC: DONE\nS: A4 OK done\nEOF\n");
  session_fixture_select_inbox (self);
  g_assert_cmpint (mailer_imap_session_idle (self->session, NULL, NULL, session_fixture_soon (), &self->error), ==, MAILER_IMAP_IDLE_NEWS);
  session_fixture_assert_told (self, "exists:6 ");
}

/* --- Not compressed ---------------------------------------------------------------------------- */

typedef struct
{
  const char *name;
  gboolean    is_wanted;
  const char *script;
} PlainRow;

static const PlainRow plain_rows[] = {
  { "not-offered", TRUE, OPEN ("") "C: A2 NOOP\nS: A2 OK done\nEOF\n" },
  { "other-method-offered", TRUE, OPEN ("COMPRESS=LZMA") "C: A2 NOOP\nS: A2 OK done\nEOF\n" },
  { "offered-by-this-machine", FALSE, OPEN ("COMPRESS=DEFLATE") "C: A2 NOOP\nS: A2 OK done\nEOF\n" },
  { "refused", TRUE, COMPRESS ("S: A2 NO [COMPRESSIONACTIVE] it is\nC: A3 NOOP\nS: A3 OK done\nEOF\n") },
  { "not-understood", TRUE, COMPRESS ("S: A2 BAD what\nC: A3 NOOP\nS: A3 OK done\nEOF\n") },
};

static void
test_plain (SessionFixture *self,
            gconstpointer   data)
{
  const PlainRow *row = data;

  self->compresses = row->is_wanted;
  session_fixture_open (self, row->script);
  assert_compressed (self, FALSE);
  session_fixture_noop (self);
}

/* --- Broken ------------------------------------------------------------------------------------ */

typedef struct
{
  const char *name;
  const char *answer;
  int         code; /* of MAILER_IMAP_ERROR, or -1 for one of MAILER_NET_ERROR */
} BrokenRow;

static const BrokenRow broken_rows[] = {
  { "more-behind-the-answer", "S+ A2 OK go\\r\\n* 1 EXISTS\\r\\n\nEOF\n", MAILER_IMAP_ERROR_PROTOCOL },
  { "unfinished-behind-the-answer", "S+ A2 OK go\\r\\n*\nEOF\n", MAILER_IMAP_ERROR_PROTOCOL },
  { "bye", "S: * BYE no\nCLOSE\n", MAILER_IMAP_ERROR_BYE },
  { "closed", "CLOSE\n", -1 },
};

static void
test_broken (SessionFixture *self,
             gconstpointer   data)
{
  const BrokenRow *row = data;
  g_autofree char *script = g_strconcat (COMPRESS (""), row->answer, NULL);

  self->compresses = TRUE;
  session_fixture_open_with (self, script, MAILER_SECURITY_TLS);
  g_assert_null (self->session);
  if (row->code >= 0)
    g_assert_error (self->error, MAILER_IMAP_ERROR, row->code);
  else
    g_assert_error (self->error, MAILER_NET_ERROR, MAILER_NET_ERROR_CLOSED);
}

/* What comes later is not compressed, or ends in the middle: the session is over, and says so. */
static void
test_later_trouble (SessionFixture *self,
                    gconstpointer   data)
{
  self->compresses = TRUE;
  session_fixture_open (self, COMPRESS ("S: A2 OK go\nC+ 10\nS: * 1 EXISTS\nCLOSE\n"));
  g_assert_false (mailer_imap_session_noop (self->session, NULL, session_fixture_soon (), &self->error));
  g_assert_true (self->error->domain == MAILER_NET_ERROR);
  g_clear_error (&self->error);
  g_assert_false (mailer_imap_session_noop (self->session, NULL, session_fixture_soon (), &self->error));
  g_assert_error (self->error, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_BYE);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  SESSION_TEST ("compress/everything-is-compressed", test_everything_is_compressed);
  SESSION_TEST ("compress/byte-by-byte", test_byte_by_byte);
  SESSION_TEST ("compress/comes-last", test_comes_last);
  SESSION_TEST ("compress/idle", test_idle);
  SESSION_TEST_ROWS ("compress/plain/", plain_rows, test_plain);
  SESSION_TEST_ROWS ("compress/broken/", broken_rows, test_broken);
  SESSION_TEST ("compress/later-trouble", test_later_trouble);

  return g_test_run ();
}
