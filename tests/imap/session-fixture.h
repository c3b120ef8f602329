/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-imap.h"

#include "test-certificates.h"
#include "test-server.h"

G_BEGIN_DECLS

/* Pieces of a script: a server over TLS that signs ada in with her password, secret. */
#define GREETING(capabilities) "TLS\nS: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN " capabilities "] hello\n"
#define SIGN_IN(capabilities) "C: A1 AUTHENTICATE PLAIN AGFkYQBzZWNyZXQ=\nS: A1 OK [CAPABILITY IMAP4rev1 " capabilities "] in\n"
#define OPEN(capabilities) GREETING ("") SIGN_IN (capabilities)
/* The second command is the first after OPEN when there is no ENABLE. */
#define SELECT               \
  "C: A2 SELECT \"INBOX\"\n" \
  "S: * 5 EXISTS\nS: * OK [UIDVALIDITY 7] v\nS: * OK [UIDNEXT 60] n\nS: * FLAGS (\\\\Seen)\nS: A2 OK [READ-WRITE] done\n"
#define SEARCH             \
  "C: A3 UID SEARCH ALL\n" \
  "S: * SEARCH 10 20 30 40 50\nS: A3 OK done\n"
#define FETCH_HEADERS(tag, uids) "C: " tag " UID FETCH " uids " (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE BODY.PEEK[HEADER.FIELDS (REFERENCES LIST-ID LIST-UNSUBSCRIBE AUTO-SUBMITTED)])\n"

/**
 * SessionFixture:
 * @told: one word for each event of the session, such as "exists:6 "
 * @compresses: whether the session is to use COMPRESS; set it before it is opened
 * @silence_ms: how long the server may be silent; 5 seconds unless it is set before
 * @max_unasked: as MailerImapConfig.max_unasked; set it before
 * @patience_ms: how long opening may take; 20 seconds unless it is set before
 * @poll_ms: pause between two NOOPs; 10 unless it is set before
 * @idle_refresh_ms: how long one IDLE lasts; 30 unless it is set before
 * @client_name: who we say we are; nobody unless it is set before
 * @cancellable: (nullable): of the opening
 * @error: of the last call that took it; free to be cleared
 *
 * A session with a server that plays a script: what the client says is compared to the byte. At the
 * end the log is searched for the password.
 */
typedef struct
{
  TestAuthority     *authority;
  GTlsCertificate   *certificate;
  TestServer        *server;
  MailerNetLog      *log;
  MailerImapSession *session;
  GString           *told;
  gboolean           compresses;
  guint              silence_ms;
  guint              max_unasked;
  guint              patience_ms;
  guint              poll_ms;
  guint              idle_refresh_ms;
  const char        *client_name;
  GCancellable      *cancellable;
  GError            *error;
} SessionFixture;

void session_fixture_set_up (SessionFixture *self,
                             gconstpointer   data);

void session_fixture_tear_down (SessionFixture *self,
                                gconstpointer   data);

/** session_fixture_soon: a deadline that only a hanging test meets. */
gint64 session_fixture_soon (void);

/** session_fixture_open_with: the session, or the error that the script leads to. */
void session_fixture_open_with (SessionFixture *self,
                                const char     *script,
                                MailerSecurity  security);

/** session_fixture_open: over TLS, and without an error. */
void session_fixture_open (SessionFixture *self,
                           const char     *script);

/**
 * session_fixture_open_offering:
 * @capabilities: of the server, beyond IMAP4rev1
 * @script: from the second command on; the connection ends behind it
 *
 * As session_fixture_open(), for tables of servers that differ in what they offer.
 */
void session_fixture_open_offering (SessionFixture *self,
                                    const char     *capabilities,
                                    const char     *script);

/* Each of these must succeed. */
MailerImapSelected session_fixture_select_inbox (SessionFixture *self);

void session_fixture_search_all (SessionFixture *self,
                                 const char     *expected);

void session_fixture_noop (SessionFixture *self);

/** session_fixture_fetch_headers: what arrives is "uid:items " for each message. */
void session_fixture_fetch_headers (SessionFixture *self,
                                    const char     *uids,
                                    const char     *expected);

/** session_fixture_fetch_headers_badly: the same, whatever comes of it; self->error has the error. */
void session_fixture_fetch_headers_badly (SessionFixture     *self,
                                          const MailerUidSet *uids,
                                          GString            *got);

/** session_fixture_assert_told: compares the events and forgets them. */
void session_fixture_assert_told (SessionFixture *self,
                                  const char     *expected);

/* A test, and one for each row of a table; the rows have a name. */
#define SESSION_TEST(path, func) g_test_add ("/imap/" path, SessionFixture, NULL, session_fixture_set_up, func, session_fixture_tear_down)

#define SESSION_TEST_ROWS(path, rows, func)                                                                 \
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)                                                           \
    {                                                                                                       \
      g_autofree char *name = g_strconcat ("/imap/" path, rows[i].name, NULL);                              \
      g_test_add (name, SessionFixture, &rows[i], session_fixture_set_up, func, session_fixture_tear_down); \
    }

G_END_DECLS
