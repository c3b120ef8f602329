/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * What may happen to a session before it is encrypted, and what may not come of it: no secret leaves, no
 * word of it is shown, nothing of it is remembered, and no other host is talked to. Each script ends in
 * an error unless it says otherwise. The numbers are those of a list of attacks:
 *
 *   1 STARTTLS is not offered            6 news before TLS
 *   2 it is refused                      7 words for the user before TLS
 *   3 the server hides what it can do    8 capabilities before TLS
 *   4 PREAUTH                            9 referrals
 *   5 more behind, or before, its OK    12 no IMAP at all
 *  10 the certificate                   13 the end in the middle
 *
 * Most variants of 4 to 9 were collected for "Why TLS is better without STARTTLS" (USENIX Security 2021).
 */

#include "config.h"

#include <string.h>

#include "session-fixture.h"

#define HELLO "S: * OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] hello\n"
#define CLEAR(text) HELLO "C: A1 STARTTLS\n" text
/* The certificate is good, so whatever goes wrong later is not its fault. */
#define UPGRADE CLEAR ("S: A1 OK go\nTLS\n")

/* Sorts of outcome. Where two messages race, the second may be seen before the handshake or in it. */
enum
{
  OF_NET = -1,
  RACE = -100,
};

#define NET(code) (OF_NET - MAILER_NET_ERROR_##code)
#define IMAP(code) MAILER_IMAP_ERROR_##code

typedef struct
{
  const char *name;
  const char *script;
  int         code;
} Row;

static const Row rows[] = {
  { "01-not-offered", "S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hello\nEOF\n", IMAP (STARTTLS_MISSING) },
  { "01-not-offered-when-asked", "S: * OK hello\nC: A1 CAPABILITY\nS: * CAPABILITY IMAP4rev1 AUTH=PLAIN\nS: A1 OK done\nEOF\n", IMAP (STARTTLS_MISSING) },
  { "01-offered-as-part-of-a-word", "S: * OK [CAPABILITY IMAP4rev1 XSTARTTLS STARTTLSX AUTH=STARTTLS] hello\nEOF\n", IMAP (STARTTLS_MISSING) },
  { "01-taken-back", "S+ * OK [CAPABILITY IMAP4rev1 STARTTLS] hello\\r\\n* CAPABILITY IMAP4rev1\\r\\n\nC: A1 STARTTLS\nS: A1 BAD what\nEOF\n", IMAP (STARTTLS_MISSING) },

  { "02-no", CLEAR ("S: A1 NO not today\nEOF\n"), IMAP (STARTTLS_MISSING) },
  { "02-bad", CLEAR ("S: A1 BAD what\nEOF\n"), IMAP (STARTTLS_MISSING) },
  { "02-continuation", CLEAR ("S: + go on\nEOF\n"), IMAP (STARTTLS_MISSING) },
  { "02-continuation-empty", CLEAR ("S: +\nEOF\n"), IMAP (STARTTLS_MISSING) },
  { "02-bye", CLEAR ("S: * BYE enough\nCLOSE\n"), IMAP (BYE) },
  { "02-preauth", CLEAR ("S: A1 PREAUTH welcome\nS: A1 NO no\nEOF\n"), IMAP (STARTTLS_MISSING) },
  { "02-answer-to-another", CLEAR ("S: A2 OK go\nS: A1 NO no\nEOF\n"), IMAP (STARTTLS_MISSING) },
  { "02-untagged-ok", CLEAR ("S: * OK go\nS: A1 NO no\nEOF\n"), IMAP (STARTTLS_MISSING) },

  { "03-capability-refused", "S: * OK hello\nC: A1 CAPABILITY\nS: A1 BAD what\nEOF\n", IMAP (STARTTLS_MISSING) },
  { "03-capability-empty", "S: * OK IMAP4\nC: A1 CAPABILITY\nS: A1 OK what\nEOF\n", IMAP (STARTTLS_MISSING) },
  { "03-capability-continuation", "S: * OK IMAP4\nC: A1 CAPABILITY\nS: + go on\nEOF\n", IMAP (PROTOCOL) },
  { "03-capability-cut", "S: * OK IMAP4\nC: A1 CAPABILITY\nS+ * CAPABIL\nCLOSE\n", NET (CLOSED) },

  { "04-preauth", "S: * PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] welcome\nEOF\n", IMAP (STARTTLS_MISSING) },
  { "04-preauth-alone", "S: * PREAUTH welcome\nEOF\n", IMAP (STARTTLS_MISSING) },
  { "04-preauth-lower-case", "S: * preauth [capability imap4rev1 starttls] welcome\nEOF\n", IMAP (STARTTLS_MISSING) },
  { "04-preauth-and-the-mailbox", "S+ * PREAUTH welcome\\r\\n* 3 EXISTS\\r\\nA1 OK done\\r\\nA2 OK [READ-WRITE] selected\\r\\n\nEOF\n", IMAP (STARTTLS_MISSING) },

  { "05-untagged-in-the-same-packet", CLEAR ("S+ A1 OK go\\r\\n* OK [CAPABILITY AUTH=PLAIN] x\\r\\n\nEOF\n"), NET (INJECTION) },
  { "05-tagged-in-the-same-packet", CLEAR ("S+ A1 OK go\\r\\nA2 OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] x\\r\\n\nEOF\n"), NET (INJECTION) },
  { "05-preauth-in-the-same-packet", CLEAR ("S+ A1 OK go\\r\\n* PREAUTH x\\r\\n\nEOF\n"), NET (INJECTION) },
  { "05-half-a-line-in-the-same-packet", CLEAR ("S+ A1 OK go\\r\\n* OK\nEOF\n"), NET (INJECTION) },
  { "05-one-byte-in-the-same-packet", CLEAR ("S+ A1 OK go\\r\\n*\nEOF\n"), NET (INJECTION) },
  { "05-empty-line-in-the-same-packet", CLEAR ("S+ A1 OK go\\r\\n\\r\\n\nEOF\n"), NET (INJECTION) },
  { "05-literal-over-the-handshake", CLEAR ("S+ A1 OK go\\r\\n* LIST () NIL {4000}\\r\\n\nEOF\n"), NET (INJECTION) },
  { "05-tls-in-the-same-packet", CLEAR ("S+ A1 OK go\\r\\n\\x16\\x03\\x03\nEOF\n"), NET (INJECTION) },
  { "05-in-a-packet-of-its-own", CLEAR ("S: A1 OK go\nS: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] x\nSTALL\n"), RACE },
  { "05-tagged-in-a-packet-of-its-own", CLEAR ("S: A1 OK go\nS: A2 OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] x\nSTALL\n"), RACE },
  { "05-ok-before-the-command", "S+ * OK [CAPABILITY IMAP4rev1 STARTTLS] hello\\r\\nA1 OK go\\r\\n\nC: A1 STARTTLS\nS: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] x\nSTALL\n", RACE },
  { "05-all-answers-before-the-command", "S+ * OK [CAPABILITY IMAP4rev1 STARTTLS] hello\\r\\nA1 OK go\\r\\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\\r\\nA2 OK done\\r\\nA3 OK in\\r\\n\nC: A1 STARTTLS\nSTALL\n", NET (INJECTION) },

  { "09-greeting-referral", "S: * BYE [REFERRAL imap://%s/] elsewhere\nCLOSE\n", IMAP (BYE) },
  { "09-starttls-referral", CLEAR ("S: A1 NO [REFERRAL imap://%s/] elsewhere\nEOF\n"), IMAP (STARTTLS_MISSING) },
  { "09-login-referral", UPGRADE "C: A2 CAPABILITY\nS: * CAPABILITY IMAP4rev1\nS: A2 OK done\nC: A3 LOGIN \"ada\" \"secret\"\nS: A3 NO [REFERRAL imap://%s/] elsewhere\nEOF\n", IMAP (AUTHENTICATION) },

  { "12-pop3", "S: +OK POP3 ready\nEOF\n", IMAP (PROTOCOL) },
  { "12-http", "S: HTTP/1.1 400 Bad Request\nEOF\n", IMAP (PROTOCOL) },
  { "12-smtp", "S: 220 mail.example.org ESMTP\nEOF\n", IMAP (PROTOCOL) },
  { "12-empty-line", "S:\nEOF\n", IMAP (PROTOCOL) },
  { "12-binary", "S: \\0\\x01\\xff\\xfe\nEOF\n", IMAP (PROTOCOL) },
  { "12-tagged", "S: A1 OK hello\nEOF\n", IMAP (PROTOCOL) },
  { "12-literal-of-2-gib", "S: * LIST () NIL {2147483647}\nEOF\n", IMAP (LIMIT) },
  { "12-line-that-is-cut", "S+ * OK hel\nCLOSE\n", NET (CLOSED) },

  { "13-closed-before-the-answer", CLEAR ("CLOSE\n"), NET (CLOSED) },
  { "13-reset-before-the-answer", CLEAR ("RESET\n"), NET (CLOSED) },
  { "13-closed-in-the-handshake", CLEAR ("S: A1 OK go\nCLOSE\n"), NET (CLOSED) },
  { "13-closed-behind-the-handshake", UPGRADE "CLOSE\n", NET (CLOSED) },
  { "13-reset-in-the-sign-in", UPGRADE "C: A2 CAPABILITY\nS: * CAPABILITY IMAP4rev1\nS: A2 OK done\nC: A3 LOGIN \"ada\" \"secret\"\nRESET\n", NET (CLOSED) },
  { "13-bye-in-the-sign-in", UPGRADE "C: A2 CAPABILITY\nS: * CAPABILITY IMAP4rev1\nS: A2 OK done\nC: A3 LOGIN \"ada\" \"secret\"\nS: * BYE bye\nCLOSE\n", IMAP (BYE) },
};

static void
assert_outcome (SessionFixture *self,
                int             code)
{
  g_assert_null (self->session);
  g_assert_nonnull (self->error);
  if (code >= 0)
    g_assert_error (self->error, MAILER_IMAP_ERROR, code);
  else if (code == RACE)
    g_assert_true (g_error_matches (self->error, MAILER_NET_ERROR, MAILER_NET_ERROR_INJECTION) || g_error_matches (self->error, MAILER_NET_ERROR, MAILER_NET_ERROR_TLS));
  else
    g_assert_error (self->error, MAILER_NET_ERROR, OF_NET - code);
  g_assert_cmpint (mailer_error_get_details (self->error)->scope, >=, MAILER_ERROR_SCOPE_CONNECTION);
  g_assert_cmpstr (mailer_error_get_details (self->error)->host, ==, "127.0.0.1");
  g_assert_null (strstr (self->error->message, "secret"));
}

/* Where a referral leads to: nobody comes. */
static GSocket *
listen_elsewhere (char **address)
{
  GSocket *listener = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) bound = NULL;

  g_assert_true (g_socket_bind (listener, wanted, TRUE, NULL) && g_socket_listen (listener, NULL));
  g_socket_set_blocking (listener, FALSE);
  bound = g_socket_get_local_address (listener, NULL);
  *address = g_strdup_printf ("127.0.0.1:%u", g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));

  return listener;
}

static void
assert_nobody_came (GSocket *listener)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocket) visitor = g_socket_accept (listener, NULL, &error);

  g_assert_null (visitor);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
}

static void
test_row (SessionFixture *self,
          gconstpointer   data)
{
  const Row       *row = data;
  g_autofree char *elsewhere = NULL;
  g_autoptr (GSocket) listener = listen_elsewhere (&elsewhere);
  g_auto (GStrv) parts = g_strsplit (row->script, "%s", 2);
  g_autofree char *script = g_strjoinv (elsewhere, parts);

  session_fixture_open_with (self, script, MAILER_SECURITY_STARTTLS);
  assert_outcome (self, row->code);
  /* Words said in clear are nobody's. */
  if (strstr (script, "\nTLS\n") == NULL)
    g_assert_null (mailer_error_get_details (self->error)->server_text);
  session_fixture_assert_told (self, "");
  assert_nobody_came (listener);
}

/* --- What is forgotten ------------------------------------------------------------------------- */

#define AFTER                                                                                         \
  "S: A1 OK go\nTLS\nC: A2 CAPABILITY\nS: * CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN\nS: A2 OK done\n" \
  "C: A3 AUTHENTICATE PLAIN AGFkYQBzZWNyZXQ=\nS: * CAPABILITY IMAP4rev1 IDLE\nS: A3 OK in\n"          \
  "C: A4 SELECT \"INBOX\"\nS: * 5 EXISTS\nS: * OK [UIDVALIDITY 7] v\nS: * OK [UIDNEXT 60] n\nS: A4 OK done\nEOF\n"

/* Each is said in clear, between the command and its answer or in the greeting's packet. */
static const Row forgotten_rows[] = {
  { "06-exists", CLEAR ("S: * 9 EXISTS\nS: * 3 RECENT\n" AFTER), 0 },
  { "06-expunge", CLEAR ("S: * 1 EXPUNGE\nS: * VANISHED 1:9\n" AFTER), 0 },
  { "06-fetch", CLEAR ("S: * 1 FETCH (UID 1 FLAGS (\\\\Deleted) BODY[] {5}\nS: Hello)\n" AFTER), 0 },
  { "06-list", CLEAR ("S: * LIST () \"/\" evil\nS: * LSUB () \"/\" evil\nS: * STATUS evil (MESSAGES 9)\n" AFTER), 0 },
  { "06-search", CLEAR ("S: * SEARCH 1 2 3\nS: * ESEARCH (TAG \"A5\") UID ALL 1:9\n" AFTER), 0 },
  { "06-flags", CLEAR ("S: * FLAGS (evil)\nS: * OK [PERMANENTFLAGS (evil)] x\nS: * OK [UIDVALIDITY 666] x\nS: * ENABLED QRESYNC UTF8=ACCEPT\n" AFTER), 0 },
  { "06-with-the-greeting", "S+ * OK [CAPABILITY IMAP4rev1 STARTTLS] hello\\r\\n* 9 EXISTS\\r\\n* 1 EXPUNGE\\r\\n\nC: A1 STARTTLS\n" AFTER, 0 },
  { "07-alert-in-the-greeting", "S: * OK [ALERT] visit http://evil.example\nC: A1 CAPABILITY\nS: * CAPABILITY STARTTLS IMAP4rev1\nS: A1 OK [ALERT] read\nC: A2 STARTTLS\nS: A2 OK [ALERT] this\nTLS\n"
                                "C: A3 CAPABILITY\nS: * CAPABILITY IMAP4rev1\nS: A3 OK done\nC: A4 LOGIN \"ada\" \"secret\"\nS: * CAPABILITY IMAP4rev1 IDLE\nS: A4 OK in\n"
                                "C: A5 SELECT \"INBOX\"\nS: * 5 EXISTS\nS: * OK [UIDVALIDITY 7] v\nS: * OK [UIDNEXT 60] n\nS: A5 OK done\nEOF\n",
    0 },
  { "07-alert-before-the-answer", CLEAR ("S: * OK [ALERT] visit http://evil.example\nS: * NO [ALERT] now\nS: * BAD [ALERT] now\n" AFTER), 0 },
  { "08-capabilities", "S: * OK [CAPABILITY IMAP4rev1 STARTTLS SASL-IR AUTH=PLAIN AUTH=LOGIN MOVE ENABLE CONDSTORE ID COMPRESS=DEFLATE] hello\nC: A1 STARTTLS\n" AFTER, 0 },
  { "08-capabilities-with-the-answer", CLEAR ("S: A1 OK [CAPABILITY IMAP4rev1 MOVE AUTH=XEVIL] go\nTLS\nC: A2 CAPABILITY\nS: * CAPABILITY IMAP4rev1 LOGINDISABLED SASL-IR AUTH=PLAIN\nS: A2 OK done\n"
                                              "C: A3 AUTHENTICATE PLAIN AGFkYQBzZWNyZXQ=\nS: A3 OK in\nC: A4 CAPABILITY\nS: * CAPABILITY IMAP4rev1 IDLE\nS: A4 OK done\n"
                                              "C: A5 SELECT \"INBOX\"\nS: * 5 EXISTS\nS: * OK [UIDVALIDITY 7] v\nS: * OK [UIDNEXT 60] n\nS: A5 OK done\nEOF\n"),
    0 },
  { "09-referral-in-clear", CLEAR ("S: * OK [REFERRAL imap://127.0.0.1:1/] elsewhere\n" AFTER), 0 },
};

static void
test_forgotten (SessionFixture *self,
                gconstpointer   data)
{
  const Row         *row = data;
  MailerImapSelected selected;

  self->compresses = TRUE;
  session_fixture_open_with (self, row->script, MAILER_SECURITY_STARTTLS);
  g_assert_no_error (self->error);
  session_fixture_assert_told (self, "");
  g_assert_true (mailer_imap_session_has_capability (self->session, "IDLE"));
  g_assert_false (mailer_imap_session_has_capability (self->session, "MOVE"));
  selected = session_fixture_select_inbox (self);
  g_assert_cmpuint (selected.n_messages, ==, 5);
  g_assert_cmpuint (selected.uid_validity, ==, 7);
  session_fixture_assert_told (self, "");
}

/* --- The certificate --------------------------------------------------------------------------- */

static void
test_certificate (SessionFixture *self,
                  gconstpointer   data)
{
  const TestCertificate wanted = { .dns_name = "imap.example.org" };
  g_autoptr (GTlsCertificate) other = test_authority_issue (self->authority, &wanted);

  g_set_object (&self->certificate, other);
  session_fixture_open_with (self, UPGRADE "EOF\n", MAILER_SECURITY_STARTTLS);
  assert_outcome (self, NET (CERTIFICATE));
  g_assert_cmphex (mailer_error_get_details (self->error)->certificate_problems, ==, MAILER_CERTIFICATE_PROBLEM_WRONG_NAME);
}

/* --- Without end ------------------------------------------------------------------------------- */

static void
test_endless_line (SessionFixture *self,
                   gconstpointer   data)
{
  g_autofree char *noise = g_strnfill (10 * 1024 * 1024, 'x');
  g_autofree char *script = g_strconcat ("S+ * OK ", noise, "\nSTALL\n", NULL);

  session_fixture_open_with (self, script, MAILER_SECURITY_STARTTLS);
  assert_outcome (self, IMAP (LIMIT));
}

static void
test_endless_lines (SessionFixture *self,
                    gconstpointer   data)
{
  g_autoptr (GString) script = g_string_new (CLEAR ("S+ "));

  for (guint i = 0; i < 1001; i++)
    g_string_append (script, "garbage\\r\\n");
  g_string_append (script, "\nSTALL\n");
  session_fixture_open_with (self, script->str, MAILER_SECURITY_STARTTLS);
  assert_outcome (self, IMAP (STARTTLS_MISSING));
}

/* A server that says nothing, and one that never comes to the point; the first is given up for its
 * silence, however long one would wait, the second for the time it takes, however much it says. */
static void
test_silence (SessionFixture *self,
              gconstpointer   data)
{
  self->silence_ms = 100;
  session_fixture_open_with (self, "STALL\n", MAILER_SECURITY_STARTTLS);
  assert_outcome (self, NET (TIMED_OUT));
}

static void
test_slow_drip (SessionFixture *self,
                gconstpointer   data)
{
  g_autofree char *words = g_strnfill (200, 'x');
  g_autofree char *script = g_strconcat ("DRIP 10\nS: * OK ", words, "\nSTALL\n", NULL);

  self->patience_ms = 500;
  session_fixture_open_with (self, script, MAILER_SECURITY_STARTTLS);
  assert_outcome (self, NET (TIMED_OUT));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  SESSION_TEST_ROWS ("starttls/", rows, test_row);
  SESSION_TEST_ROWS ("starttls/forgets/", forgotten_rows, test_forgotten);
  SESSION_TEST ("starttls/10-certificate", test_certificate);
  SESSION_TEST ("starttls/12-endless-line", test_endless_line);
  SESSION_TEST ("starttls/12-endless-lines", test_endless_lines);
  SESSION_TEST ("starttls/12-silence", test_silence);
  SESSION_TEST ("starttls/12-slow-drip", test_slow_drip);

  return g_test_run ();
}
