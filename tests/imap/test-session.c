/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Sessions with a server that plays a script: what the client says is compared to the byte. */

#include "config.h"

#include "mailer-imap-session.h"

#include <string.h>

#include "test-certificates.h"
#include "test-server.h"

#define GREETING(capabilities) "TLS\nS: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN " capabilities "] hello\n"
/* ada, secret */
#define SIGN_IN(capabilities) "C: A1 AUTHENTICATE PLAIN AGFkYQBzZWNyZXQ=\nS: A1 OK [CAPABILITY IMAP4rev1 " capabilities "] in\n"
#define OPEN(capabilities) GREETING ("") SIGN_IN (capabilities)
/* The second command is the first after OPEN when there is no ENABLE. */
#define SELECT               \
  "C: A2 SELECT \"INBOX\"\n" \
  "S: * 5 EXISTS\nS: * OK [UIDVALIDITY 7] v\nS: * OK [UIDNEXT 60] n\nS: * FLAGS (\\\\Seen)\nS: A2 OK [READ-WRITE] done\n"
#define SEARCH             \
  "C: A3 UID SEARCH ALL\n" \
  "S: * SEARCH 10 20 30 40 50\nS: A3 OK done\n"

typedef struct
{
  GString *told; /* one word for each event */
} Events;

typedef struct
{
  TestAuthority     *authority;
  GTlsCertificate   *certificate;
  TestServer        *server;
  MailerNetLog      *log;
  MailerImapSession *session;
  Events             events;
  GError            *error;
} Fixture;

static void
exists_cb (guint32  n_messages,
           gpointer data)
{
  g_string_append_printf (((Events *)data)->told, "exists:%u ", n_messages);
}

static void
expunged_cb (const MailerUidSet *uids,
             gpointer            data)
{
  g_autofree char *text = mailer_uid_set_to_string (uids);

  g_string_append_printf (((Events *)data)->told, "expunged:%s ", text);
}

static void
flags_changed_cb (guint32            uid,
                  MailerFlags        flags,
                  const char *const *keywords,
                  guint64            modseq,
                  gpointer           data)
{
  g_string_append_printf (((Events *)data)->told, "flags:%u=%x ", uid, flags);
}

static void
need_resync_cb (gpointer data)
{
  g_string_append (((Events *)data)->told, "resync ");
}

static void
alert_cb (const char *text,
          gpointer    data)
{
  g_string_append_printf (((Events *)data)->told, "alert:%s ", text);
}

static const MailerImapEvents callbacks = { exists_cb, expunged_cb, flags_changed_cb, need_resync_cb, alert_cb };

static gint64
soon (void)
{
  return g_get_monotonic_time () + 20 * G_USEC_PER_SEC;
}

static void
set_up (Fixture      *self,
        gconstpointer data)
{
  const TestCertificate wanted = { .ip_address = "127.0.0.1" };

  self->authority = test_authority_new ();
  self->certificate = test_authority_issue (self->authority, &wanted);
  self->events.told = g_string_new (NULL);
  self->log = mailer_net_log_new ();
}

/* Whatever way the sign-in went. */
static void
assert_no_secret_in_log (MailerNetLog *log)
{
  g_autofree char *text = mailer_net_log_dup_text (log);

  g_assert_null (strstr (text, "secret"));
  g_assert_null (strstr (text, "AGFkYQBzZWNyZXQ="));
}

static void
tear_down (Fixture      *self,
           gconstpointer data)
{
  g_clear_pointer (&self->session, mailer_imap_session_free);
  assert_no_secret_in_log (self->log);
  mailer_net_log_unref (self->log);
  if (self->server != NULL)
    test_server_finish (self->server);
  g_clear_error (&self->error);
  g_object_unref (self->certificate);
  test_authority_free (self->authority);
  g_string_free (self->events.told, TRUE);
}

static void
open_with (Fixture       *self,
           const char    *script,
           MailerSecurity security)
{
  MailerImapConfig config = {
    .endpoint = { .host = "127.0.0.1", .security = security, .log = self->log },
    .user_name = "ada",
    .password = "secret",
    .events = &callbacks,
    .events_data = &self->events,
    .silence_ms = 5000,
    .idle_refresh_ms = 30,
    .poll_ms = 10,
  };

  self->server = test_server_new (script, self->certificate);
  config.endpoint.port = test_server_get_port (self->server);
  config.endpoint.ca_file = test_authority_get_file (self->authority);
  self->session = mailer_imap_session_open (&config, NULL, soon (), &self->error);
}

static void
open_session (Fixture    *self,
              const char *script)
{
  open_with (self, script, MAILER_SECURITY_TLS);
  g_assert_no_error (self->error);
}

static MailerImapSelected
select_inbox (Fixture *self)
{
  MailerImapSelected selected;

  mailer_imap_session_select (self->session, "INBOX", FALSE, &selected, NULL, soon (), &self->error);
  g_assert_no_error (self->error);

  return selected;
}

static void
search_all (Fixture    *self,
            const char *expected)
{
  g_autoptr (MailerUidSet) uids = mailer_imap_session_search_uids (self->session, 1, G_MAXUINT32, NULL, soon (), &self->error);
  g_autofree char *text = NULL;

  g_assert_no_error (self->error);
  text = mailer_uid_set_to_string (uids);
  g_assert_cmpstr (text, ==, expected);
}

static void
noop (Fixture *self)
{
  mailer_imap_session_noop (self->session, NULL, soon (), &self->error);
  g_assert_no_error (self->error);
}

static void
assert_told (Fixture    *self,
             const char *expected)
{
  g_assert_cmpstr (self->events.told->str, ==, expected);
  g_string_truncate (self->events.told, 0);
}

/* --- Opening: each script ends in this error, and nothing was told. ----------------------------- */

typedef struct
{
  const char      *name;
  MailerSecurity   security;
  const char      *script;
  int              code; /* of MAILER_IMAP_ERROR, or -1 - code of MAILER_NET_ERROR */
  MailerErrorScope scope;
} OpenRow;

#define NET(code) (-1 - MAILER_NET_ERROR_##code)
#define IMAP(code) MAILER_IMAP_ERROR_##code
#define CLEAR(text) "S: * OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] hello\nC: A1 STARTTLS\n" text

static const OpenRow open_rows[] = {
  { "starttls-not-offered", MAILER_SECURITY_STARTTLS, "S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hello\nEOF\n", IMAP (STARTTLS_MISSING), MAILER_ERROR_SCOPE_ACCOUNT },
  { "starttls-not-offered-when-asked", MAILER_SECURITY_STARTTLS, "S: * OK hello\nC: A1 CAPABILITY\nS: * CAPABILITY IMAP4rev1 AUTH=PLAIN\nS: A1 OK done\nEOF\n", IMAP (STARTTLS_MISSING), MAILER_ERROR_SCOPE_ACCOUNT },
  { "capability-refused", MAILER_SECURITY_STARTTLS, "S: * OK hello\nC: A1 CAPABILITY\nS: A1 BAD what\nEOF\n", IMAP (STARTTLS_MISSING), MAILER_ERROR_SCOPE_ACCOUNT },
  { "capability-empty", MAILER_SECURITY_STARTTLS, "S: * OK IMAP4\nC: A1 CAPABILITY\nS: A1 OK what\nEOF\n", IMAP (STARTTLS_MISSING), MAILER_ERROR_SCOPE_ACCOUNT },
  { "starttls-no", MAILER_SECURITY_STARTTLS, CLEAR ("S: A1 NO not today\nEOF\n"), IMAP (STARTTLS_MISSING), MAILER_ERROR_SCOPE_ACCOUNT },
  { "starttls-bad", MAILER_SECURITY_STARTTLS, CLEAR ("S: A1 BAD what\nEOF\n"), IMAP (STARTTLS_MISSING), MAILER_ERROR_SCOPE_ACCOUNT },
  { "starttls-continuation", MAILER_SECURITY_STARTTLS, CLEAR ("S: + go on\nEOF\n"), IMAP (STARTTLS_MISSING), MAILER_ERROR_SCOPE_ACCOUNT },
  { "starttls-injection", MAILER_SECURITY_STARTTLS, CLEAR ("S+ A1 OK go\\r\\n* OK [CAPABILITY AUTH=PLAIN] x\\r\\n\nEOF\n"), NET (INJECTION), MAILER_ERROR_SCOPE_CONNECTION },
  { "starttls-preauth", MAILER_SECURITY_STARTTLS, "S: * PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] welcome\nEOF\n", IMAP (STARTTLS_MISSING), MAILER_ERROR_SCOPE_ACCOUNT },
  { "starttls-preauth-alone", MAILER_SECURITY_STARTTLS, "S: * PREAUTH welcome\nEOF\n", IMAP (STARTTLS_MISSING), MAILER_ERROR_SCOPE_ACCOUNT },
  { "clear-greeting-bye", MAILER_SECURITY_STARTTLS, "S: * BYE [ALERT] visit http://evil.example\nEOF\n", IMAP (BYE), MAILER_ERROR_SCOPE_CONNECTION },
  { "greeting-bye", MAILER_SECURITY_TLS, "TLS\nS: * BYE too busy\nEOF\n", IMAP (BYE), MAILER_ERROR_SCOPE_CONNECTION },
  { "greeting-pop3", MAILER_SECURITY_TLS, "TLS\nS: +OK POP3 ready\nEOF\n", IMAP (PROTOCOL), MAILER_ERROR_SCOPE_CONNECTION },
  { "greeting-http", MAILER_SECURITY_TLS, "TLS\nS: HTTP/1.1 400 Bad Request\nEOF\n", IMAP (PROTOCOL), MAILER_ERROR_SCOPE_CONNECTION },
  { "greeting-smtp", MAILER_SECURITY_TLS, "TLS\nS: 220 mail.example.org ESMTP\nEOF\n", IMAP (PROTOCOL), MAILER_ERROR_SCOPE_CONNECTION },
  { "greeting-tagged", MAILER_SECURITY_TLS, "TLS\nS: A1 OK hello\nEOF\n", IMAP (PROTOCOL), MAILER_ERROR_SCOPE_CONNECTION },
  { "greeting-no", MAILER_SECURITY_TLS, "TLS\nS: * NO hello\nEOF\n", IMAP (PROTOCOL), MAILER_ERROR_SCOPE_CONNECTION },
  { "greeting-closed", MAILER_SECURITY_TLS, "TLS\nCLOSE\n", NET (CLOSED), MAILER_ERROR_SCOPE_CONNECTION },
  { "greeting-literal", MAILER_SECURITY_TLS, "TLS\nS: * LIST () NIL {2147483647}\nEOF\n", IMAP (LIMIT), MAILER_ERROR_SCOPE_CONNECTION },
  { "logindisabled-no-mechanism", MAILER_SECURITY_TLS, "TLS\nS: * OK [CAPABILITY IMAP4rev1 LOGINDISABLED AUTH=GSSAPI] hello\nEOF\n", IMAP (NO_MECHANISM), MAILER_ERROR_SCOPE_ACCOUNT },
  { "wrong-password", MAILER_SECURITY_TLS, GREETING ("") "C: A1 AUTHENTICATE PLAIN AGFkYQBzZWNyZXQ=\nS: A1 NO [AUTHENTICATIONFAILED] no\nEOF\n", IMAP (AUTHENTICATION), MAILER_ERROR_SCOPE_ACCOUNT },
  { "wrong-password-plain-no", MAILER_SECURITY_TLS, GREETING ("") "C: A1 AUTHENTICATE PLAIN AGFkYQBzZWNyZXQ=\nS: A1 NO Login failed.\nEOF\n", IMAP (AUTHENTICATION), MAILER_ERROR_SCOPE_ACCOUNT },
  { "server-trouble-code", MAILER_SECURITY_TLS, GREETING ("") "C: A1 AUTHENTICATE PLAIN AGFkYQBzZWNyZXQ=\nS: A1 NO [UNAVAILABLE] down\nEOF\n", IMAP (UNAVAILABLE), MAILER_ERROR_SCOPE_MESSAGE },
  { "server-trouble-limit", MAILER_SECURITY_TLS, GREETING ("") "C: A1 AUTHENTICATE PLAIN AGFkYQBzZWNyZXQ=\nS: A1 NO [LIMIT] rate\nEOF\n", IMAP (UNAVAILABLE), MAILER_ERROR_SCOPE_MESSAGE },
  { "server-trouble-words", MAILER_SECURITY_TLS, GREETING ("") "C: A1 AUTHENTICATE PLAIN AGFkYQBzZWNyZXQ=\nS: A1 NO [ALERT] Too many simultaneous connections. (Failure)\nEOF\n", IMAP (UNAVAILABLE), MAILER_ERROR_SCOPE_MESSAGE },
  { "dropped-in-sign-in", MAILER_SECURITY_TLS, GREETING ("") "C: A1 AUTHENTICATE PLAIN AGFkYQBzZWNyZXQ=\nRESET\n", NET (CLOSED), MAILER_ERROR_SCOPE_CONNECTION },
  { "bye-in-sign-in", MAILER_SECURITY_TLS, GREETING ("") "C: A1 AUTHENTICATE PLAIN AGFkYQBzZWNyZXQ=\nS: * BYE shutting down\nCLOSE\n", IMAP (BYE), MAILER_ERROR_SCOPE_CONNECTION },
  { "referral-is-not-followed", MAILER_SECURITY_TLS, GREETING ("") "C: A1 AUTHENTICATE PLAIN AGFkYQBzZWNyZXQ=\nS: A1 NO [REFERRAL imap://evil.example/] elsewhere\nEOF\n", IMAP (AUTHENTICATION), MAILER_ERROR_SCOPE_ACCOUNT },
};

static void
test_open_fails (Fixture      *self,
                 gconstpointer data)
{
  const OpenRow *row = data;

  open_with (self, row->script, row->security);
  g_assert_null (self->session);
  if (row->code >= 0)
    g_assert_error (self->error, MAILER_IMAP_ERROR, row->code);
  else if (row->code == NET (CLOSED))
    g_assert_true (self->error->domain == MAILER_NET_ERROR);
  else
    g_assert_error (self->error, MAILER_NET_ERROR, -1 - row->code);
  g_assert_cmpint (mailer_error_get_details (self->error)->scope, ==, row->scope);
  g_assert_cmpstr (mailer_error_get_details (self->error)->host, ==, "127.0.0.1");
  g_assert_null (strstr (self->error->message, "secret"));
  /* Words said in clear are nobody's. */
  if (row->security == MAILER_SECURITY_STARTTLS)
    {
      g_assert_null (mailer_error_get_details (self->error)->server_text);
      assert_told (self, "");
    }
}

static void
test_starttls_forgets_what_was_said_in_clear (Fixture      *self,
                                              gconstpointer data)
{
  open_with (self,
             "S: * OK [CAPABILITY IMAP4rev1 STARTTLS SASL-IR AUTH=PLAIN MOVE] hello\n"
             "C: A1 STARTTLS\n"
             "S: * OK [ALERT] Read this\nS: * 7 EXISTS\nS: * 1 EXPUNGE\nS: * 1 FETCH (UID 1 FLAGS (\\\\Deleted))\nS: * LIST () \"/\" evil\n"
             "S: A1 OK go\n"
             "TLS\n"
             "C: A2 CAPABILITY\nS: * CAPABILITY IMAP4rev1\nS: A2 OK done\n"
             "C: A3 LOGIN \"ada\" \"secret\"\nS: A3 OK in\n"
             "C: A4 CAPABILITY\nS: * CAPABILITY IMAP4rev1 IDLE\nS: A4 OK done\n"
             "C: A5 LOGOUT\nS: * BYE bye\nS: A5 OK done\nEOF\n",
             MAILER_SECURITY_STARTTLS);
  g_assert_no_error (self->error);
  assert_told (self, "");
  g_assert_true (mailer_imap_session_has_capability (self->session, "idle"));
  g_assert_false (mailer_imap_session_has_capability (self->session, "MOVE"));
  g_assert_true (mailer_imap_session_logout (self->session, NULL, soon (), NULL));
}

static void
test_sasl_without_initial_response (Fixture      *self,
                                    gconstpointer data)
{
  open_session (self,
                "TLS\nS: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hello\n"
                "C: A1 AUTHENTICATE PLAIN\nS: +\n"
                "C: AGFkYQBzZWNyZXQ=\nS: * CAPABILITY IMAP4rev1 ENABLE CONDSTORE\nS: A1 OK in\n"
                "C: A2 ENABLE CONDSTORE\nS: A2 BAD no\nEOF\n");
}

static void
test_preauth_over_tls (Fixture      *self,
                       gconstpointer data)
{
  open_session (self, "TLS\nS: * PREAUTH [CAPABILITY IMAP4rev1] welcome\nEOF\n");
}

/* --- What comes unasked ------------------------------------------------------------------------ */

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
test_news (Fixture      *self,
           gconstpointer data)
{
  const NewsRow   *row = data;
  g_autofree char *script = g_strconcat (OPEN ("") SELECT SEARCH "C: A4 NOOP\n", row->said, "S: A4 OK done\nEOF\n", NULL);

  open_session (self, script);
  select_inbox (self);
  search_all (self, "10,20,30,40,50");
  noop (self);
  assert_told (self, row->told);
}

static void
test_expunge_before_anybody_asked (Fixture      *self,
                                   gconstpointer data)
{
  open_session (self, OPEN ("") SELECT "C: A3 NOOP\nS: * 2 EXPUNGE\nS: A3 OK done\nEOF\n");
  select_inbox (self);
  noop (self);
  assert_told (self, "resync ");
}

static void
test_no_news_between_mailboxes (Fixture      *self,
                                gconstpointer data)
{
  MailerImapSelected selected;

  open_session (self,
                OPEN ("") SELECT
                "C: A3 SELECT \"INBOX\"\n"
                "S: * 9 EXISTS\nS: * 1 EXPUNGE\nS: * OK [UIDVALIDITY 1] old\nS: * OK [CLOSED] old is closed\n"
                "S: * 2 EXISTS\nS: * OK [UIDVALIDITY 8] new\nS: A3 OK [READ-ONLY] done\n"
                "C: A4 SELECT \"INBOX\"\nS: A4 NO [NONEXISTENT] gone\nEOF\n");
  select_inbox (self);
  selected = select_inbox (self);
  g_assert_cmpuint (selected.n_messages, ==, 2);
  g_assert_cmpuint (selected.uid_validity, ==, 8);
  g_assert_cmpuint (selected.uid_next, ==, 0);
  g_assert_true (selected.is_read_only);
  g_assert_false (mailer_imap_session_select (self->session, "INBOX", FALSE, &selected, NULL, soon (), &self->error));
  g_assert_error (self->error, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_NOT_FOUND);
  g_assert_null (mailer_imap_session_get_selected (self->session));
  assert_told (self, "");
}

/* --- Answers that are not what was asked ------------------------------------------------------- */

static void
gather_cb (MailerImapMessage *message,
           gpointer           data)
{
  g_string_append_printf (data, "%u:%x ", message->uid, message->items);
  mailer_imap_message_free (message);
}

static void
fetch_headers (Fixture    *self,
               const char *uids,
               const char *expected)
{
  g_autoptr (MailerUidSet) set = mailer_uid_set_parse (uids, -1, 100);
  g_autoptr (GString) got = g_string_new (NULL);

  mailer_imap_session_fetch_headers (self->session, set, gather_cb, got, NULL, soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_cmpstr (got->str, ==, expected);
}

#define FETCH_HEADERS(tag, uids) "C: " tag " UID FETCH " uids " (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE BODY.PEEK[HEADER.FIELDS (REFERENCES LIST-ID LIST-UNSUBSCRIBE AUTO-SUBMITTED)])\n"

static void
test_only_what_was_asked_is_taken (Fixture      *self,
                                   gconstpointer data)
{
  open_session (self,
                OPEN ("") SELECT SEARCH FETCH_HEADERS ("A4", "20,30") "S: * 1 FETCH (UID 10 RFC822.SIZE 5)\n"
                                                                      "S: * 2 FETCH (UID 20 RFC822.SIZE 5 FLAGS ())\n"
                                                                      "S: * 4 FETCH (UID 40 FLAGS (\\\\Seen))\n"
                                                                      "S: * 3 FETCH (UID 30 FLAGS (\\\\Seen))\n"
                                                                      "S: * 3 FETCH (UID 30 ENVELOPE (broken RFC822.SIZE 7)\n"
                                                                      "S: A4 OK done\nEOF\n");
  select_inbox (self);
  search_all (self, "10,20,30,40,50");
  fetch_headers (self, "20,30", "20:9 30:0 ");
  assert_told (self, "flags:40=1 flags:30=1 ");
}

/* One message that the server cannot describe does not keep the others away. */
static void
test_message_that_cannot_be_described (Fixture      *self,
                                       gconstpointer data)
{
  open_session (self,
                OPEN ("") SELECT FETCH_HEADERS ("A3", "20,30") "S: * 2 FETCH (UID 20 RFC822.SIZE 5)\n"
                                                               "S: A3 NO Some messages could not be FETCHed (Failure)\n"
                                                               "C: A4 UID FETCH 30 (UID FLAGS INTERNALDATE RFC822.SIZE)\n"
                                                               "S: * 3 FETCH (UID 30 RFC822.SIZE 6)\nS: A4 OK done\n" FETCH_HEADERS ("A5", "20,30") "S: * 2 FETCH (UID 20 RFC822.SIZE 5)\n"
                                                                                                                                                    "S: * 3 FETCH (ENVELOPE (((\"\n"
                                                                                                                                                    "S: A5 OK done\n"
                                                                                                                                                    "C: A6 UID FETCH 30 (UID FLAGS INTERNALDATE RFC822.SIZE)\n"
                                                                                                                                                    "S: A6 NO no\nEOF\n");
  select_inbox (self);
  fetch_headers (self, "20,30", "20:8 30:8 ");
  fetch_headers (self, "20,30", "20:8 ");
}

static void
test_mailbox_that_is_replaced (Fixture      *self,
                               gconstpointer data)
{
  open_session (self, OPEN ("") SELECT "C: A3 NOOP\nS: * OK [UIDVALIDITY 7] same\nS: A3 OK done\nC: A4 NOOP\nS: * OK [UIDVALIDITY 8] other\nS: A4 OK done\nEOF\n");
  select_inbox (self);
  noop (self);
  g_assert_false (mailer_imap_session_noop (self->session, NULL, soon (), &self->error));
  g_assert_error (self->error, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_PROTOCOL);
  g_assert_cmpint (mailer_error_get_details (self->error)->retry, ==, MAILER_ERROR_RETRY_LATER);
}

static void
test_new_mail_by_open_range (Fixture      *self,
                             gconstpointer data)
{
  open_session (self, OPEN ("") SELECT SEARCH FETCH_HEADERS ("A4", "60:*") "S: * 5 FETCH (UID 50 RFC822.SIZE 5)\nS: A4 OK done\nEOF\n");
  select_inbox (self);
  search_all (self, "10,20,30,40,50");
  fetch_headers (self, "60:4294967295", "");
}

static void
test_search_that_finds_none (Fixture      *self,
                             gconstpointer data)
{
  open_session (self, OPEN ("") SELECT "C: A3 UID SEARCH ALL\nS: A3 OK done\nEOF\n");
  select_inbox (self);
  g_assert_null (mailer_imap_session_search_uids (self->session, 1, G_MAXUINT32, NULL, soon (), &self->error));
  g_assert_error (self->error, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_PROTOCOL);
}

static void
test_search_of_a_range (Fixture      *self,
                        gconstpointer data)
{
  g_autoptr (MailerUidSet) found = NULL;
  g_autofree char *text = NULL;

  open_session (self, OPEN ("ESEARCH") SELECT "C: A3 UID SEARCH RETURN (ALL) UID 45:*\nS: * ESEARCH (TAG \"A1\") UID ALL 1\nS: * ESEARCH (TAG \"A3\") UID ALL 50\nS: A3 OK done\nC: A4 UID SEARCH RETURN (ALL) UID 60:* HEADER Message-ID \"<a@b>\"\nS: * ESEARCH (TAG \"A4\") UID ALL 50,61\nS: A4 OK done\nEOF\n");
  select_inbox (self);
  found = mailer_imap_session_search_uids (self->session, 45, G_MAXUINT32, NULL, soon (), &self->error);
  text = mailer_uid_set_to_string (found);
  g_assert_cmpstr (text, ==, "50");
  mailer_uid_set_free (found);
  g_free (text);
  found = mailer_imap_session_search_message_id (self->session, "a@b", 60, NULL, soon (), &self->error);
  text = mailer_uid_set_to_string (found);
  g_assert_cmpstr (text, ==, "61");
}

/* --- Bodies ------------------------------------------------------------------------------------ */

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
test_body (Fixture      *self,
           gconstpointer data)
{
  const BodyRow         *row = data;
  MailerImapFetchSection what = { .uid = 20, .section = "1", .expected_bytes = row->expected_bytes, .max_bytes = 99 };
  gboolean               has_end = strstr (row->answers, "CLOSE") != NULL || strstr (row->answers, "RESET") != NULL;
  g_autofree char       *script = g_strconcat (OPEN ("") SELECT, row->answers, has_end ? "" : "EOF\n", NULL);
  g_autoptr (GBytes) body = NULL;

  open_session (self, script);
  select_inbox (self);
  body = mailer_imap_session_fetch_section (self->session, &what, NULL, soon (), &self->error);
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

/* --- Changing ---------------------------------------------------------------------------------- */

typedef struct
{
  const char *name;
  const char *capabilities;
  const char *answers;
  gboolean    is_done;
  gboolean    is_removed;
  guint32     target_uid;
  const char *told;
} MoveRow;

#define COPY "C: A4 UID COPY 20,40 \"Archive\"\n"

static const MoveRow move_rows[] = {
  { "move", "MOVE", "C: A4 UID MOVE 20,40 \"Archive\"\nS: * OK [COPYUID 3 20,40 7:8] done\nS: * 2 EXPUNGE\nS: * 3 EXPUNGE\nS: A4 OK done\n", TRUE, TRUE, 7, "expunged:20,40 " },
  { "move-refused", "MOVE UIDPLUS", "C: A4 UID MOVE 20,40 \"Archive\"\nS: A4 NO [OVERQUOTA] full\n", FALSE, FALSE, 0, "" },
  { "copy-expunge", "UIDPLUS", COPY "S: A4 OK [COPYUID 3 20,40 8,7] done\nC: A5 UID STORE 20,40 +FLAGS.SILENT (\\\\Deleted)\nS: A5 OK done\nC: A6 UID EXPUNGE 20,40\nS: * 2 EXPUNGE\nS: * 3 EXPUNGE\nS: A6 OK done\n", TRUE, TRUE, 7, "expunged:20,40 " },
  { "copy-refused", "UIDPLUS", COPY "S: A4 NO [TRYCREATE] no\n", FALSE, FALSE, 0, "" },
  { "copy-not-proven", "UIDPLUS", COPY "S: A4 OK done\n", TRUE, FALSE, 0, "" },
  { "copy-proven-in-part", "UIDPLUS", COPY "S: A4 OK [COPYUID 3 40 7] done\nC: A5 UID STORE 40 +FLAGS.SILENT (\\\\Deleted)\nS: A5 OK done\nC: A6 UID EXPUNGE 40\nS: * 4 EXPUNGE\nS: A6 OK done\n", TRUE, FALSE, 0, "expunged:40 " },
  { "copyuid-lists-differ", "UIDPLUS", COPY "S: A4 OK [COPYUID 3 20,40 7] done\n", TRUE, FALSE, 0, "" },
  { "no-uidplus", "", COPY "S: A4 OK done\nC: A5 UID STORE 20,40 +FLAGS.SILENT (\\\\Deleted)\nS: A5 OK done\n", TRUE, FALSE, 0, "" },
  { "lost-after-copy", "UIDPLUS", COPY "RESET\n", FALSE, FALSE, 0, "" },
};

static void
test_move (Fixture      *self,
           gconstpointer data)
{
  const MoveRow   *row = data;
  g_autofree char *script = g_strconcat (GREETING (""), "C: A1 AUTHENTICATE PLAIN AGFkYQBzZWNyZXQ=\nS: A1 OK [CAPABILITY IMAP4rev1 ", row->capabilities, "] in\n" SELECT SEARCH, row->answers, strstr (row->answers, "RESET") != NULL ? "" : "EOF\n", NULL);
  g_autoptr (MailerUidSet) uids = mailer_uid_set_parse ("20,40", -1, 2);
  g_autoptr (MailerImapUidMap) map = NULL;
  gboolean is_removed = FALSE;
  gboolean is_done;

  open_session (self, script);
  select_inbox (self);
  search_all (self, "10,20,30,40,50");
  is_done = mailer_imap_session_move (self->session, uids, "Archive", &map, &is_removed, NULL, soon (), &self->error);
  g_assert_cmpint (is_done, ==, row->is_done);
  if (is_done)
    g_assert_cmpint (is_removed, ==, row->is_removed);
  if (row->target_uid != 0)
    g_assert_cmpuint (mailer_imap_uid_map_lookup (map, strcmp (row->name, "move") == 0 ? 20 : 40), ==, row->target_uid);
  assert_told (self, row->told);
}

static void
test_append_waits_for_the_server (Fixture      *self,
                                  gconstpointer data)
{
  g_autoptr (GBytes) message = g_bytes_new_static ("Hi\r\n", 4);
  MailerImapAppend what = { .mailbox = "Sent", .message = message, .flags = MAILER_FLAG_SEEN, .internal_date = 0 };
  guint32          uid_validity;
  guint32          uid;

  open_session (self,
                OPEN ("UIDPLUS APPENDLIMIT=100") "C: A2 APPEND \"Sent\" (\\\\Seen) \"01-Jan-1970 00:00:00 +0000\" {4}\nS: + go\nC: Hi\nC: \nS: A2 OK [APPENDUID 38505 3955] done\n"
                                                 "C: A3 APPEND \"Sent\" (\\\\Seen) \"01-Jan-1970 00:00:00 +0000\" {4}\nS: A3 NO [TRYCREATE] none\n"
                                                 "C: A4 NOOP\nS: A4 OK done\nEOF\n");
  mailer_imap_session_append (self->session, &what, &uid_validity, &uid, NULL, soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_cmpuint (uid_validity, ==, 38505);
  g_assert_cmpuint (uid, ==, 3955);
  g_assert_false (mailer_imap_session_append (self->session, &what, NULL, NULL, NULL, soon (), &self->error));
  g_assert_error (self->error, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_NOT_FOUND);
  g_clear_error (&self->error);
  noop (self);

  g_clear_pointer (&what.message, g_bytes_unref);
  message = what.message = g_bytes_new_take (g_malloc0 (101), 101);
  g_assert_false (mailer_imap_session_append (self->session, &what, NULL, NULL, NULL, soon (), &self->error));
  g_assert_error (self->error, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_TOO_LARGE);
}

/* --- Mailboxes --------------------------------------------------------------------------------- */

static void
test_list_with_odd_names (Fixture      *self,
                          gconstpointer data)
{
  g_autoptr (GPtrArray) mailboxes = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  open_session (self,
                OPEN ("LIST-EXTENDED LIST-STATUS SPECIAL-USE") "C: A2 LIST \"\" \"*\" RETURN (SUBSCRIBED SPECIAL-USE STATUS (MESSAGES UNSEEN UIDNEXT UIDVALIDITY) )\n"
                                                               "S: * LIST (\\\\Subscribed) \"/\" inbox\n"
                                                               "S: * LIST () \"/\" inbox\n"
                                                               "S: * LIST (\\\\Noselect) \"/\" ../../x\n"
                                                               "S: * LIST () \"/\" {3}\nS: a\\0b\n"
                                                               "S: * LIST () NIL &broken\n"
                                                               "S: * LIST (\\\\Sent) \".\" \"a..b.\"\n"
                                                               "S: * LIST () \"/\" \"caf\\xe9/&AAo-x\"\n"
                                                               "S: * STATUS INBOX (MESSAGES 3 UNSEEN 1)\n"
                                                               "S: * STATUS Elsewhere (MESSAGES 3 UNSEEN 1)\n"
                                                               "S: A2 OK done\nEOF\n");
  mailboxes = mailer_imap_session_list (self->session, NULL, soon (), &self->error);
  g_assert_no_error (self->error);
  for (guint i = 0; i < mailboxes->len; i++)
    {
      const MailerImapMailbox *mailbox = g_ptr_array_index (mailboxes, i);
      g_autofree char         *path = g_strjoinv ("|", mailbox->path);

      g_string_append_printf (text, "%s=%s %d%d%d %d\n", mailbox->name, path, mailbox->is_selectable, mailbox->is_subscribed, mailbox->has_status, mailbox->role);
    }
  g_assert_cmpstr (text->str, ==,
                   "INBOX=INBOX 111 1\n"
                   "../../x=..|..|x 000 0\n"
                   "&broken=&broken 100 0\n"
                   "a..b.=a|b 100 3\n"
                   "caf\xe9/&AAo-x=caf\xef\xbf\xbd| x 100 0\n");
}

static void
test_status_of_each_mailbox (Fixture      *self,
                             gconstpointer data)
{
  g_autoptr (GPtrArray) mailboxes = NULL;
  const MailerImapMailbox *mailbox;

  open_session (self,
                OPEN ("") "C: A2 LIST \"\" \"*\"\n"
                          "S: * LIST () \".\" INBOX\nS: * LIST (\\\\Noselect) \".\" dir\nS: * LIST () \".\" dir.a\nS: * LIST () \".\" dir.b\nS: A2 OK done\n"
                          "C: A3 STATUS \"INBOX\" (MESSAGES UNSEEN UIDNEXT UIDVALIDITY)\n"
                          "C: A4 STATUS \"dir.a\" (MESSAGES UNSEEN UIDNEXT UIDVALIDITY)\n"
                          "C: A5 STATUS \"dir.b\" (MESSAGES UNSEEN UIDNEXT UIDVALIDITY)\n"
                          "S: * STATUS INBOX (MESSAGES 3 UNSEEN 1 UIDNEXT 9 UIDVALIDITY 7)\nS: A3 OK done\n"
                          "S: A4 NO broken\n"
                          "S: * STATUS dir.b (MESSAGES 0 UNSEEN 0 UIDNEXT 1 UIDVALIDITY 8)\nS: A5 OK done\nEOF\n");
  mailboxes = mailer_imap_session_list (self->session, NULL, soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_cmpuint (mailboxes->len, ==, 4);
  mailbox = g_ptr_array_index (mailboxes, 0);
  g_assert_cmpuint (mailbox->status.n_messages, ==, 3);
  mailbox = g_ptr_array_index (mailboxes, 2);
  g_assert_false (mailbox->has_status);
  mailbox = g_ptr_array_index (mailboxes, 3);
  g_assert_true (mailbox->has_status);
}

/* In one step: a script of many is slow to split. */
static void
add_mailboxes (GString *script,
               guint    n_mailboxes)
{
  g_string_append (script, "S+ ");
  for (guint i = 0; i < n_mailboxes; i++)
    g_string_append_printf (script, "* LIST () \"/\" box%u\\r\\n", i);
  g_string_append_c (script, '\n');
}

static void
test_many_mailboxes (Fixture      *self,
                     gconstpointer data)
{
  g_autoptr (GString) script = g_string_new (OPEN ("LIST-EXTENDED LIST-STATUS") "C* A2 LIST*\n");
  g_autoptr (GPtrArray) mailboxes = NULL;

  add_mailboxes (script, 10000);
  g_string_append (script, "S: A2 OK done\nC* A3 LIST*\n");
  add_mailboxes (script, 20001);
  g_string_append (script, "S: A3 OK done\nEOF\n");
  open_session (self, script->str);
  mailboxes = mailer_imap_session_list (self->session, NULL, soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_cmpuint (mailboxes->len, ==, 10000);
  g_assert_null (mailer_imap_session_list (self->session, NULL, soon (), &self->error));
  g_assert_error (self->error, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_LIMIT);
}

static void
test_mailbox_name_cannot_inject (Fixture      *self,
                                 gconstpointer data)
{
  MailerImapStatus status;

  open_session (self, OPEN ("") "C: A2 STATUS {18}\nS: + go\nC: x\nC: A3 DELETE INBOX (MESSAGES UNSEEN UIDNEXT UIDVALIDITY)\nS: A2 NO no\nEOF\n");
  g_assert_false (mailer_imap_session_status (self->session, "x\r\nA3 DELETE INBOX", &status, NULL, soon (), &self->error));
  g_assert_error (self->error, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_NO);
  g_clear_error (&self->error);
  g_assert_false (mailer_imap_session_create_mailbox (self->session, NULL, "a\r\nb", MAILER_FOLDER_ROLE_NONE, NULL, NULL, soon (), &self->error));
  g_assert_error (self->error, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_BAD);
}

/* --- Listening --------------------------------------------------------------------------------- */

static void
test_idle (Fixture      *self,
           gconstpointer data)
{
  open_session (self,
                OPEN ("IDLE") SELECT
                "C: A3 IDLE\nS: * OK Still here\nS: + idling\nS: * OK Still here\nC: DONE\nS: A3 OK done\n"
                "C: A4 IDLE\nS: + idling\nS: * 6 EXISTS\nC: DONE\nS: * 7 EXISTS\nS: A4 OK done\n"
                "C: A5 IDLE\nS: * 8 EXISTS\nS: + idling\nC: DONE\nS: A5 OK done\n"
                "C: A6 IDLE\nS: + idling\nS: * BYE idle for too long\nCLOSE\n");
  select_inbox (self);
  g_assert_cmpint (mailer_imap_session_idle (self->session, NULL, NULL, soon (), &self->error), ==, MAILER_IMAP_IDLE_NEWS);
  assert_told (self, "exists:6 exists:7 ");
  g_assert_cmpint (mailer_imap_session_idle (self->session, NULL, NULL, soon (), &self->error), ==, MAILER_IMAP_IDLE_NEWS);
  assert_told (self, "exists:8 ");
  g_assert_cmpint (mailer_imap_session_idle (self->session, NULL, NULL, soon (), &self->error), ==, MAILER_IMAP_IDLE_FAILED);
  g_assert_error (self->error, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_BYE);
  g_clear_error (&self->error);
  g_assert_false (mailer_imap_session_noop (self->session, NULL, soon (), &self->error));
}

static void
test_idle_without_idle (Fixture      *self,
                        gconstpointer data)
{
  open_session (self,
                OPEN ("IDLE") SELECT
                "C: A3 IDLE\nS: A3 BAD what\n"
                "C: A4 NOOP\nS: A4 OK done\nC: A5 NOOP\nS: * 6 EXISTS\nS: A5 OK done\nEOF\n");
  select_inbox (self);
  g_assert_cmpint (mailer_imap_session_idle (self->session, NULL, NULL, soon (), &self->error), ==, MAILER_IMAP_IDLE_NEWS);
  assert_told (self, "exists:6 ");
}

static void
test_idle_on_a_dead_line (Fixture      *self,
                          gconstpointer data)
{
  gint64 deadline_us = g_get_monotonic_time () + 200 * 1000;

  open_session (self, OPEN ("") SELECT "C: A3 NOOP\nSTALL\n");
  select_inbox (self);
  g_assert_false (mailer_imap_session_noop (self->session, NULL, deadline_us, &self->error));
  g_assert_error (self->error, MAILER_NET_ERROR, MAILER_NET_ERROR_TIMED_OUT);
}

typedef struct
{
  Fixture       *fixture;
  MailerWorker  *worker;
  MailerImapIdle ends[2];
} Listening;

/* A wake that is there already costs the server nothing. */
static void
listen_cb (gpointer data)
{
  Listening         *listening = data;
  MailerImapSession *session = listening->fixture->session;

  mailer_worker_wake (listening->worker);
  listening->ends[0] = mailer_imap_session_idle (session, listening->worker, NULL, soon (), NULL);
  mailer_worker_wake (listening->worker);
  listening->ends[1] = mailer_imap_session_idle (session, listening->worker, NULL, soon (), NULL);
}

static void
test_idle_ends_for_work (Fixture      *self,
                         gconstpointer data)
{
  Listening listening = { self, mailer_worker_new ("test") };

  open_session (self, OPEN ("IDLE") SELECT "C: A3 NOOP\nS: A3 OK done\nEOF\n");
  select_inbox (self);
  mailer_worker_push (listening.worker, listen_cb, &listening);
  mailer_worker_stop (listening.worker);
  g_assert_cmpint (listening.ends[0], ==, MAILER_IMAP_IDLE_WOKEN);
  g_assert_cmpint (listening.ends[1], ==, MAILER_IMAP_IDLE_WOKEN);
  noop (self);
}

/* --- Garbage ----------------------------------------------------------------------------------- */

static void
test_endless_garbage (Fixture      *self,
                      gconstpointer data)
{
  g_autoptr (GString) script = g_string_new (OPEN ("") "C: A2 NOOP\nS+ ");

  for (guint i = 0; i < 1001; i++)
    g_string_append (script, "garbage\\r\\n");
  g_string_append (script, "\nEOF\n");
  open_session (self, script->str);
  g_assert_false (mailer_imap_session_noop (self->session, NULL, soon (), &self->error));
  g_assert_error (self->error, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_PROTOCOL);
}

static void
test_byte_by_byte (Fixture      *self,
                   gconstpointer data)
{
  open_session (self, "TLS\nDRIP 0\nS: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] hello\n" SIGN_IN ("") SELECT SEARCH FETCH_HEADERS ("A4", "10") "S: * 1 FETCH (UID 10 FLAGS () RFC822.SIZE 5 ENVELOPE (NIL {5}\nS: Hello NIL NIL NIL NIL NIL NIL NIL NIL))\nS: A4 OK done\nEOF\n");
  select_inbox (self);
  search_all (self, "10,20,30,40,50");
  fetch_headers (self, "10", "10:19 ");
}

#define ADD(path, func) g_test_add ("/imap/session/" path, Fixture, NULL, set_up, func, tear_down)

#define ADD_ROWS(path, rows, func)                                                     \
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)                                      \
    {                                                                                  \
      g_autofree char *name = g_strconcat ("/imap/session/" path, rows[i].name, NULL); \
      g_test_add (name, Fixture, &rows[i], set_up, func, tear_down);                   \
    }

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD_ROWS ("open/", open_rows, test_open_fails);
  ADD ("starttls-forgets-what-was-said-in-clear", test_starttls_forgets_what_was_said_in_clear);
  ADD ("sasl-without-initial-response", test_sasl_without_initial_response);
  ADD ("preauth-over-tls", test_preauth_over_tls);
  ADD_ROWS ("news/", news_rows, test_news);
  ADD ("expunge-before-anybody-asked", test_expunge_before_anybody_asked);
  ADD ("no-news-between-mailboxes", test_no_news_between_mailboxes);
  ADD ("only-what-was-asked-is-taken", test_only_what_was_asked_is_taken);
  ADD ("message-that-cannot-be-described", test_message_that_cannot_be_described);
  ADD ("mailbox-that-is-replaced", test_mailbox_that_is_replaced);
  ADD ("new-mail-by-open-range", test_new_mail_by_open_range);
  ADD ("search-that-finds-none", test_search_that_finds_none);
  ADD ("search-of-a-range", test_search_of_a_range);
  ADD_ROWS ("body/", body_rows, test_body);
  ADD_ROWS ("move/", move_rows, test_move);
  ADD ("append-waits-for-the-server", test_append_waits_for_the_server);
  ADD ("list-with-odd-names", test_list_with_odd_names);
  ADD ("status-of-each-mailbox", test_status_of_each_mailbox);
  ADD ("many-mailboxes", test_many_mailboxes);
  ADD ("mailbox-name-cannot-inject", test_mailbox_name_cannot_inject);
  ADD ("idle", test_idle);
  ADD ("idle-without-idle", test_idle_without_idle);
  ADD ("idle-on-a-dead-line", test_idle_on_a_dead_line);
  ADD ("idle-ends-for-work", test_idle_ends_for_work);
  ADD ("endless-garbage", test_endless_garbage);
  ADD ("byte-by-byte", test_byte_by_byte);

  return g_test_run ();
}
