/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Mailboxes by name, however odd the names are. */

#include "config.h"

#include "session-fixture.h"

static void
test_list_with_odd_names (SessionFixture *self,
                          gconstpointer   data)
{
  g_autoptr (GPtrArray) mailboxes = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  session_fixture_open (self,
                        OPEN ("LIST-EXTENDED LIST-STATUS SPECIAL-USE") "C: A2 LIST \"\" \"*\" RETURN (SUBSCRIBED SPECIAL-USE STATUS (MESSAGES UNSEEN UIDNEXT UIDVALIDITY))\n"
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
  mailboxes = mailer_imap_session_list (self->session, NULL, session_fixture_soon (), &self->error);
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
test_status_of_each_mailbox (SessionFixture *self,
                             gconstpointer   data)
{
  g_autoptr (GPtrArray) mailboxes = NULL;
  const MailerImapMailbox *mailbox;

  session_fixture_open (self,
                        OPEN ("") "C: A2 LIST \"\" \"*\"\n"
                                  "S: * LIST () \".\" INBOX\nS: * LIST (\\\\Noselect) \".\" dir\nS: * LIST () \".\" dir.a\nS: * LIST () \".\" dir.b\nS: A2 OK done\n"
                                  "C: A3 STATUS \"INBOX\" (MESSAGES UNSEEN UIDNEXT UIDVALIDITY)\n"
                                  "C: A4 STATUS \"dir.a\" (MESSAGES UNSEEN UIDNEXT UIDVALIDITY)\n"
                                  "C: A5 STATUS \"dir.b\" (MESSAGES UNSEEN UIDNEXT UIDVALIDITY)\n"
                                  "S: * STATUS INBOX (MESSAGES 3 UNSEEN 1 UIDNEXT 9 UIDVALIDITY 7)\nS: A3 OK done\n"
                                  "S: A4 NO broken\n"
                                  "S: * STATUS dir.b (MESSAGES 0 UNSEEN 0 UIDNEXT 1 UIDVALIDITY 8)\nS: A5 OK done\nEOF\n");
  mailboxes = mailer_imap_session_list (self->session, NULL, session_fixture_soon (), &self->error);
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
test_many_mailboxes (SessionFixture *self,
                     gconstpointer   data)
{
  g_autoptr (GString) script = g_string_new (OPEN ("LIST-EXTENDED LIST-STATUS") "C* A2 LIST*\n");
  g_autoptr (GPtrArray) mailboxes = NULL;

  add_mailboxes (script, 10000);
  g_string_append (script, "S: A2 OK done\nC* A3 LIST*\n");
  add_mailboxes (script, 20001);
  g_string_append (script, "S: A3 OK done\nEOF\n");
  session_fixture_open (self, script->str);
  mailboxes = mailer_imap_session_list (self->session, NULL, session_fixture_soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_cmpuint (mailboxes->len, ==, 10000);
  g_assert_null (mailer_imap_session_list (self->session, NULL, session_fixture_soon (), &self->error));
  g_assert_error (self->error, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_LIMIT);
}

static void
test_mailbox_name_cannot_inject (SessionFixture *self,
                                 gconstpointer   data)
{
  MailerImapStatus status;

  session_fixture_open (self, OPEN ("") "C: A2 STATUS {18}\nS: + go\nC: x\nC: A3 DELETE INBOX (MESSAGES UNSEEN UIDNEXT UIDVALIDITY)\nS: A2 NO no\nEOF\n");
  g_assert_false (mailer_imap_session_status (self->session, "x\r\nA3 DELETE INBOX", &status, NULL, session_fixture_soon (), &self->error));
  g_assert_error (self->error, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_NO);
  g_clear_error (&self->error);
  g_assert_false (mailer_imap_session_create_mailbox (self->session, NULL, "a\r\nb", MAILER_FOLDER_ROLE_NONE, NULL, NULL, session_fixture_soon (), &self->error));
  g_assert_error (self->error, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_BAD);
}

typedef struct
{
  const char *name;
  const char *capabilities;
  const char *script;
} CreateRow;

#define SUBSCRIBE(tag) "C: " tag " SUBSCRIBE \"Archive\"\nS: " tag " OK done\n"

static const CreateRow create_rows[] = {
  { "create-special-use", "CREATE-SPECIAL-USE", "C: A2 CREATE \"Archive\" (USE (\\\\Archive))\nS: A2 OK done\n" SUBSCRIBE ("A3") },
  { "without-create-special-use", "", "C: A2 CREATE \"Archive\"\nS: A2 OK done\n" SUBSCRIBE ("A3") },
  { "use-refused", "CREATE-SPECIAL-USE", "C: A2 CREATE \"Archive\" (USE (\\\\Archive))\nS: A2 NO [USEATTR] no\nC: A3 CREATE \"Archive\"\nS: A3 OK done\n" SUBSCRIBE ("A4") },
  { "use-refused-with-metadata", "CREATE-SPECIAL-USE METADATA",
    "C: A2 CREATE \"Archive\" (USE (\\\\Archive))\nS: A2 NO [USEATTR] no\nC: A3 CREATE \"Archive\"\nS: A3 OK done\n"
    "C: A4 SETMETADATA \"Archive\" (/private/specialuse \"\\\\\\\\Archive\")\nS: A4 NO no\n" SUBSCRIBE ("A5") },
  { "use-there-already", "CREATE-SPECIAL-USE", "C: A2 CREATE \"Archive\" (USE (\\\\Archive))\nS: A2 NO [ALREADYEXISTS] there\n" SUBSCRIBE ("A3") },
};

static void
test_create (SessionFixture *self,
             gconstpointer   data)
{
  const CreateRow *row = data;
  g_autofree char *name = NULL;

  session_fixture_open_offering (self, row->capabilities, row->script);
  mailer_imap_session_create_mailbox (self->session, NULL, "Archive", MAILER_FOLDER_ROLE_ARCHIVE, &name, NULL, session_fixture_soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_cmpstr (name, ==, "Archive");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  SESSION_TEST_ROWS ("list/", create_rows, test_create);
  SESSION_TEST ("list/with-odd-names", test_list_with_odd_names);
  SESSION_TEST ("list/status-of-each-mailbox", test_status_of_each_mailbox);
  SESSION_TEST ("list/many-mailboxes", test_many_mailboxes);
  SESSION_TEST ("list/mailbox-name-cannot-inject", test_mailbox_name_cannot_inject);

  return g_test_run ();
}
