/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What both sides agree on: extensions, the spelling of names, and what servers do otherwise. */

#include "config.h"

#include "mailer-imap-quirks.h"

#include "session-fixture.h"

#include <string.h>

/* --- Names ------------------------------------------------------------------------------------- */

static void
list (SessionFixture *self,
      const char     *expected)
{
  g_autoptr (GPtrArray) mailboxes = mailer_imap_session_list (self->session, NULL, session_fixture_soon (), &self->error);
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_no_error (self->error);
  for (guint i = 0; i < mailboxes->len; i++)
    {
      const MailerImapMailbox *mailbox = g_ptr_array_index (mailboxes, i);
      g_autofree char         *path = g_strjoinv ("|", mailbox->path);

      g_string_append_printf (text, "%s=%s/%d%d%s%s ", mailbox->name, path, mailbox->owner, mailbox->has_children, mailbox->id != NULL ? "#" : "", mailbox->id != NULL ? mailbox->id : "");
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
select_draft (SessionFixture *self)
{
  MailerImapSelected selected;

  mailer_imap_session_select (self->session, "Entw&APw-rfe/a &- b", FALSE, &selected, NULL, session_fixture_soon (), &self->error);
  g_assert_no_error (self->error);
}

#define NAMES "Entw&APw-rfe=Entwürfe/01 Entw&APw-rfe/a &- b=Entwürfe|a & b/00 "

/* The same names, whichever way they go over the line: one spelling for ever. */
static void
test_names_in_utf7 (SessionFixture *self,
                    gconstpointer   data)
{
  session_fixture_open (self,
                        OPEN ("LIST-EXTENDED LIST-STATUS") "C* A2 LIST *\nS: * LIST () \"/\" \"Entw&APw-rfe\"\nS: * LIST () \"/\" \"Entw&APw-rfe/a &- b\"\nS: A2 OK done\n"
                                                           "C: A3 SELECT \"Entw&APw-rfe/a &- b\"\nS: A3 OK done\nEOF\n");
  list (self, NAMES);
  select_draft (self);
}

static void
test_names_in_utf8 (SessionFixture *self,
                    gconstpointer   data)
{
  session_fixture_open (self,
                        OPEN ("ENABLE UTF8=ACCEPT LIST-EXTENDED LIST-STATUS") "C: A2 ENABLE UTF8=ACCEPT\nS: * ENABLED UTF8=ACCEPT\nS: A2 OK done\n"
                                                                              "C* A3 LIST *\nS: * LIST () \"/\" \"Entwürfe\"\nS: * LIST () \"/\" \"Entwürfe/a & b\"\nS: A3 OK done\n"
                                                                              "C: A4 SELECT \"Entwürfe/a & b\"\nS: A4 OK done\nEOF\n");
  list (self, NAMES);
  select_draft (self);
}

static void
test_names_in_rev2 (SessionFixture *self,
                    gconstpointer   data)
{
  session_fixture_open (self,
                        OPEN ("IMAP4rev2 ENABLE") "C: A2 ENABLE IMAP4rev2\nC: A3 NAMESPACE\nS: * ENABLED IMAP4rev2\nS: A2 OK done\n"
                                                  "S: * NAMESPACE ((\"\" \"/\")) NIL NIL\nS: A3 OK done\n"
                                                  "C* A4 LIST \"\" \"?\" RETURN (SUBSCRIBED CHILDREN SPECIAL-USE STATUS*\nS: * LIST () \"/\" \"Entwürfe\"\nS: * LIST () \"/\" \"Entwürfe/a & b\"\nS: A4 OK done\n"
                                                  "C: A5 SELECT \"Entwürfe/a & b\"\nS: A5 OK done\nEOF\n");
  list (self, NAMES);
  select_draft (self);
}

/* A server that has not enabled it speaks as before. */
static void
test_utf8_refused (SessionFixture *self,
                   gconstpointer   data)
{
  session_fixture_open (self, OPEN ("ENABLE UTF8=ACCEPT") "C: A2 ENABLE UTF8=ACCEPT\nS: A2 NO no\nC: A3 SELECT \"Entw&APw-rfe/a &- b\"\nS: A3 OK done\nEOF\n");
  select_draft (self);
}

static void
test_message_in_utf8 (SessionFixture *self,
                      gconstpointer   data)
{
  static const char text[] = "Subject: ü\r\n\r\nx";
  g_autoptr (GBytes) message = g_bytes_new_static (text, strlen (text));
  const MailerImapAppend what = { .mailbox = "Sent", .message = message, .internal_date = -1 };

  session_fixture_open (self,
                        OPEN ("ENABLE UTF8=ACCEPT LITERAL+") "C: A2 ENABLE UTF8=ACCEPT\nS: * ENABLED UTF8=ACCEPT\nS: A2 OK done\n"
                                                             "C: A3 APPEND \"Sent\" UTF8 (~{16+}\nC: Subject: ü\nC: \nC: x)\nS: A3 OK done\nEOF\n");
  mailer_imap_session_append (self->session, &what, NULL, NULL, NULL, session_fixture_soon (), &self->error);
  g_assert_no_error (self->error);
}

/* --- Namespaces -------------------------------------------------------------------------------- */

static void
test_namespace (SessionFixture *self,
                gconstpointer   data)
{
  g_autofree char *name = NULL;

  session_fixture_open (self,
                        OPEN ("NAMESPACE LIST-EXTENDED LIST-STATUS OBJECTID CHILDREN") "C: A2 NAMESPACE\nS: * NAMESPACE ((\"INBOX.\" \".\")) ((\"user.\" \".\")) ((\"shared.\" \".\"))\nS: A2 OK done\n"
                                                                                       "C: A3 LIST \"\" \"*\" RETURN (SUBSCRIBED CHILDREN STATUS (MESSAGES UNSEEN UIDNEXT UIDVALIDITY MAILBOXID))\nC* A4 LIST \"\" \"user.?\" RETURN*\nC* A5 LIST \"\" \"shared.?\" RETURN*\n"
                                                                                       "S: * LIST (\\\\HasChildren) \".\" INBOX\nS: * STATUS INBOX (MESSAGES 1 UNSEEN 0 MAILBOXID (F1))\nS: * LIST () \".\" INBOX.Sent\nS: A3 OK done\n"
                                                                                       "S: * LIST () \".\" user.bob\nS: A4 OK done\nS: * LIST () \".\" shared.all\nS: * LIST () \".\" INBOX.Sent\nS: A5 NO no\n"
                                                                                       "C: A6 CREATE \"INBOX.New\"\nS: A6 OK done\nC: A7 SUBSCRIBE \"INBOX.New\"\nS: A7 OK done\nEOF\n");
  list (self, "INBOX=INBOX/01#F1 INBOX.Sent=INBOX|Sent/00 user.bob=user|bob/10 shared.all=shared|all/20 ");
  mailer_imap_session_create_mailbox (self->session, NULL, "New", MAILER_FOLDER_ROLE_NONE, &name, NULL, session_fixture_soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_cmpstr (name, ==, "INBOX.New");
}

static void
test_status_size (SessionFixture *self,
                  gconstpointer   data)
{
  MailerImapStatus status;

  session_fixture_open (self, OPEN ("STATUS=SIZE") "C: A2 STATUS \"Sent\" (MESSAGES UNSEEN UIDNEXT UIDVALIDITY SIZE)\nS: * STATUS Sent (MESSAGES 3 SIZE 4294967300)\nS: A2 OK done\nEOF\n");
  mailer_imap_session_status (self->session, "Sent", &status, NULL, session_fixture_soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_cmpuint (status.size_bytes, ==, G_GUINT64_CONSTANT (4294967300));
  g_assert_true ((status.items & MAILER_IMAP_STATUS_SIZE) != 0);
  g_assert_false ((status.items & MAILER_IMAP_STATUS_N_UNSEEN) != 0);
}

static void
test_without_status_size (SessionFixture *self,
                          gconstpointer   data)
{
  MailerImapStatus status;

  session_fixture_open (self, OPEN ("") "C: A2 STATUS \"Sent\" (MESSAGES UNSEEN UIDNEXT UIDVALIDITY)\nS: * STATUS Sent (MESSAGES 3)\nS: A2 OK done\nEOF\n");
  mailer_imap_session_status (self->session, "Sent", &status, NULL, session_fixture_soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_false ((status.items & MAILER_IMAP_STATUS_SIZE) != 0);
}

/* --- UIDs only --------------------------------------------------------------------------------- */

static void
test_uid_only (SessionFixture *self,
               gconstpointer   data)
{
  session_fixture_open (self,
                        OPEN ("ENABLE UIDONLY PARTIAL") "C: A2 ENABLE UIDONLY\nS: * ENABLED UIDONLY\nS: A2 OK done\n"
                                                        "C: A3 SELECT \"INBOX\"\nS: * 5 EXISTS\nS: * OK [UIDVALIDITY 7] v\nS: A3 OK done\n"
                                                        "C: A4 NOOP\nS: * 20 UIDFETCH (FLAGS (\\\\Seen))\nS: * VANISHED 10,30\nS: * 6 EXISTS\nS: A4 OK done\n" FETCH_HEADERS ("A5", "20") "S: * 20 UIDFETCH (RFC822.SIZE 5)\nS: A5 OK done\nEOF\n");
  session_fixture_select_inbox (self);
  session_fixture_noop (self);
  session_fixture_assert_told (self, "flags:20=1 expunged:10,30 exists:6 ");
  session_fixture_fetch_headers (self, "20", "20:8 ");
}

static void
test_uid_only_without_partial (SessionFixture *self,
                               gconstpointer   data)
{
  session_fixture_open (self, OPEN ("ENABLE UIDONLY") SELECT "EOF\n");
  session_fixture_select_inbox (self);
}

/* --- Quirks ------------------------------------------------------------------------------------ */

typedef struct
{
  const char *greeting;
  const char *server_name;
  const char *capabilities;
  const char *name;
} QuirksRow;

/* What the services say, from what their users have published. */
static const QuirksRow quirks_rows[] = {
  { "Gimap ready for requests from 192.0.2.1 a1mb1234", "GImap Google, Inc. ", "IMAP4REV1 X-GM-EXT-1 IDLE", "Gmail" },
  { "The Microsoft Exchange IMAP4 service is ready. [TABPADEAUAAyADYANQBDA]", NULL, "IMAP4REV1", "Exchange" },
  { "IMAP4rev1 Hello", NULL, "IMAP4REV1 XYMHIGHESTMODSEQ XAPPLEPUSHSERVICE", "Yahoo" },
  { "(2626B23-7c5f) st43p00im-iscream007.me.example.com", NULL, "XAPPLEPUSHSERVICE IMAP4REV1", "iCloud" },
  { "IMAP server ready H mieu011", "GMX IMAP ", "IMAP4REV1", "GMX" },
  { "IMAP server ready", "WEB.DE IMAP ", "IMAP4REV1", "WEB.DE" },
  { "imap.t-online.de ready", NULL, "IMAP4REV1", "T-Online" },
  { "Yandex IMAP4rev1 at sas1.mail.yandex.net:993 ready to talk", NULL, "IMAP4REV1", "Yandex" },
  { "QQMail IMAP4Server ready", NULL, "IMAP4REV1 XAPPLEPUSHSERVICE", "QQ" },
  { "Coremail System IMap Server Ready(163com)", NULL, "IMAP4REV1 ID", "NetEase" },
  { "Courier-IMAP ready. Copyright 1998-2018 Double Precision, Inc.", NULL, "IMAP4REV1", "Courier" },
  { "mail.example.org Cyrus IMAP 3.2.6 server ready", NULL, "IMAP4REV1", "Cyrus" },
  { "IMAPrev1", "hMailServer ", "IMAP4REV1", "hMailServer" },
  { "mail.example.org Zimbra IMAP4rev1 server ready", NULL, "IMAP4REV1", "Zimbra" },
  { "mail.example.org IMAP4rev1 MDaemon 21.0.2 ready", NULL, "IMAP4REV1", "MDaemon" },
  { "Proton Mail Bridge 03.04.02 - gluon session ID 1", NULL, "IMAP4REV1", "Proton Bridge" },
  { "IMAP4rev1 DavMail 6.3.0-3627 server ready", NULL, "IMAP4REV1", "DavMail" },
  { "Dovecot (Debian) ready.", "Dovecot ", "IMAP4REV1", "Dovecot" },
  /* Only by ID, as behind STARTTLS. */
  { NULL, "Microsoft.Exchange.Imap4.Imap4Server Microsoft ", "IMAP4REV1", "Exchange" },
  { NULL, "Courier-IMAP Double Precision, Inc. ", "IMAP4REV1", "Courier" },
  { NULL, "Cyrus IMAPD Project Cyrus ", "IMAP4REV1", "Cyrus" },
  { NULL, "Zimbra Zimbra, Inc. ", "IMAP4REV1", "Zimbra" },
  { "ready", NULL, "IMAP4REV1", "" },
};

static void
test_quirks (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (quirks_rows); i++)
    {
      const QuirksRow *row = &quirks_rows[i];
      g_auto (GStrv) words = g_strsplit (row->capabilities, " ", -1);
      g_autoptr (GHashTable) capabilities = g_hash_table_new (g_str_hash, g_str_equal);

      for (guint n = 0; words[n] != NULL; n++)
        g_hash_table_add (capabilities, words[n]);
      g_assert_cmpstr (mailer_imap_quirks_find (row->greeting, row->server_name, capabilities)->name, ==, row->name);
    }
  g_assert_cmpstr (mailer_imap_quirks_find (NULL, NULL, NULL)->name, ==, "");
}

/* iCloud's QRESYNC has made mail look deleted. */
static void
test_broken_extension_is_not_used (SessionFixture *self,
                                   gconstpointer   data)
{
  session_fixture_open (self,
                        "TLS\nS: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] (2626B23) st43p00im-iscream007.me.example.com\n" SIGN_IN ("ENABLE QRESYNC CONDSTORE ESEARCH") "C: A2 ENABLE CONDSTORE\nS: A2 OK done\nEOF\n");
  g_assert_false (mailer_imap_session_has_capability (self->session, "ESEARCH"));
  g_assert_true (mailer_imap_session_has_capability (self->session, "CONDSTORE"));
}

/* NetEase opens no mailbox for a client that has not said who it is. */
static void
test_id_where_it_is_needed (SessionFixture *self,
                            gconstpointer   data)
{
  session_fixture_open (self,
                        "TLS\nS: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] Coremail System IMap Server Ready(163com)\n" SIGN_IN ("ID") "C: A2 ID (\"name\" \"Mailer\" \"version\" \"0\")\nS: * ID (\"name\" \"Coremail\" \"vendor\" NIL)\nS: A2 OK done\nEOF\n");
}

/* Behind Exchange's budget few commands are on their way. */
static void
test_one_command_at_a_time (SessionFixture *self,
                            gconstpointer   data)
{
  const MailerImapFlagChange change = { .add = MAILER_FLAG_SEEN, .remove = MAILER_FLAG_FLAGGED };
  g_autoptr (MailerUidSet) uids = mailer_uid_set_parse ("10", -1, 1);

  session_fixture_open (self,
                        "TLS\nS: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] IMAP4rev1 DavMail 6.3.0-3627 server ready\n" SIGN_IN ("") SELECT "C: A3 UID STORE 10 +FLAGS.SILENT (\\\\Seen)\nS: A3 OK done\nC: A4 UID STORE 10 -FLAGS.SILENT (\\\\Flagged)\nS: A4 OK done\nEOF\n");
  session_fixture_select_inbox (self);
  mailer_imap_session_store_flags (self->session, uids, &change, NULL, session_fixture_soon (), &self->error);
  g_assert_no_error (self->error);
}

#define STARTTLS_AND_ID(name, capabilities)                                                                                             \
  "S: * OK [CAPABILITY IMAP4rev1 STARTTLS] hello\nC: A1 STARTTLS\nS: A1 OK go\nTLS\nC: A2 CAPABILITY\n"                                 \
  "S: * CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN\nS: A2 OK done\nC: A3 AUTHENTICATE PLAIN AGFkYQBzZWNyZXQ=\n"                            \
  "S: A3 OK [CAPABILITY IMAP4rev1 ID " capabilities "] in\nC: A4 ID (\"name\" \"Mailer\" \"version\" \"0\")\nS: * ID (\"name\" \"" name \
  "\")\nS: A4 OK done\n"

/* The greeting in clear is forgotten, so who it is comes with ID, and before anything is switched on. */
static void
test_broken_extension_behind_starttls (SessionFixture *self,
                                       gconstpointer   data)
{
  self->client_name = "Mailer";
  session_fixture_open_with (self, STARTTLS_AND_ID ("st43p00im-iscream007.me.example.com", "ENABLE QRESYNC CONDSTORE") "C: A5 ENABLE CONDSTORE\nS: A5 OK done\nEOF\n", MAILER_SECURITY_STARTTLS);
  g_assert_no_error (self->error);
}

static guint
find_in_log (const char *log,
             const char *line)
{
  const char *found = strstr (log, line);

  g_assert_nonnull (found);

  return (guint)(found - log);
}

static void
test_few_commands_behind_starttls (SessionFixture *self,
                                   gconstpointer   data)
{
  const MailerImapFlagChange change = { .add = MAILER_FLAG_SEEN };
  g_autoptr (MailerUidSet) uids = mailer_uid_set_parse ("10", -1, 1);
  MailerImapFlagJob jobs[25];
  g_autoptr (GString) script = g_string_new (STARTTLS_AND_ID ("Microsoft.Exchange.Imap4.Imap4Server", ""));
  g_autofree char *log = NULL;

  g_string_append (script, "C: A5 SELECT \"INBOX\"\nS: * 5 EXISTS\nS: * OK [UIDVALIDITY 7] v\nS: A5 OK done\n");
  for (guint i = 0; i < G_N_ELEMENTS (jobs); i++)
    {
      jobs[i] = (MailerImapFlagJob){ uids, &change };
      g_string_append_printf (script, "C: A%u UID STORE 10 +FLAGS.SILENT (\\\\Seen)\nS: A%u OK done\n", 6 + i, 6 + i);
    }
  g_string_append (script, "EOF\n");
  self->client_name = "Mailer";
  session_fixture_open_with (self, script->str, MAILER_SECURITY_STARTTLS);
  g_assert_no_error (self->error);
  session_fixture_select_inbox (self);
  mailer_imap_session_store_many (self->session, jobs, G_N_ELEMENTS (jobs), NULL, NULL, NULL, session_fixture_soon (), &self->error);
  g_assert_no_error (self->error);
  log = mailer_net_log_dup_text (self->log);
  g_assert_cmpuint (find_in_log (log, "C: A25 "), <, find_in_log (log, "S: A6 OK"));
  g_assert_cmpuint (find_in_log (log, "C: A26 "), >, find_in_log (log, "S: A6 OK"));
}

static void
test_in_progress (SessionFixture *self,
                  gconstpointer   data)
{
  session_fixture_open (self, OPEN ("INPROGRESS") "C: A2 NOOP\nS: * OK [INPROGRESS (\"A2\" 454 1000)] working\nS: * OK [INPROGRESS] still\nS: A2 OK done\nEOF\n");
  session_fixture_noop (self);
  session_fixture_assert_told (self, "progress:454/1000 progress:0/0 ");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  SESSION_TEST ("names/utf7", test_names_in_utf7);
  SESSION_TEST ("names/utf8", test_names_in_utf8);
  SESSION_TEST ("names/rev2", test_names_in_rev2);
  SESSION_TEST ("names/utf8-refused", test_utf8_refused);
  SESSION_TEST ("names/message-in-utf8", test_message_in_utf8);
  SESSION_TEST ("agree/namespace", test_namespace);
  SESSION_TEST ("agree/status-size", test_status_size);
  SESSION_TEST ("agree/without-status-size", test_without_status_size);
  SESSION_TEST ("agree/uid-only", test_uid_only);
  SESSION_TEST ("agree/uid-only-without-partial", test_uid_only_without_partial);
  g_test_add_func ("/imap/quirks/by-what-they-say", test_quirks);
  SESSION_TEST ("quirks/broken-extension-is-not-used", test_broken_extension_is_not_used);
  SESSION_TEST ("quirks/id-where-it-is-needed", test_id_where_it_is_needed);
  SESSION_TEST ("quirks/one-command-at-a-time", test_one_command_at_a_time);
  SESSION_TEST ("quirks/broken-extension-behind-starttls", test_broken_extension_behind_starttls);
  SESSION_TEST ("quirks/few-commands-behind-starttls", test_few_commands_behind_starttls);
  SESSION_TEST ("agree/in-progress", test_in_progress);

  return g_test_run ();
}
