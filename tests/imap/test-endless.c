/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Servers whose answers fit and never end: no call goes on for ever, and none keeps all of it. */

#include "config.h"

#include "session-fixture.h"

/* More than five messages are worth, and fewer than a test has time for. */
#define N_ANSWERS 12000

typedef gboolean (*WorkFunc) (SessionFixture *self);

typedef struct
{
  const char *name;
  const char *capabilities;
  WorkFunc    work;
  const char *command;
  const char *answer; /* as it is sent, without its end */
} Row;

static void
ignore_message_cb (MailerImapMessage *message,
                   gpointer           data)
{
  mailer_imap_message_free (message);
}

static gboolean
ask_status (SessionFixture *self)
{
  MailerImapStatus status;

  return mailer_imap_session_status (self->session, "Sent", &status, NULL, session_fixture_soon (), &self->error);
}

static gboolean
search (SessionFixture *self)
{
  g_autoptr (MailerUidSet) found = mailer_imap_session_search_uids (self->session, 1, G_MAXUINT32, NULL, session_fixture_soon (), &self->error);

  return found != NULL;
}

static gboolean
sort (SessionFixture *self)
{
  g_autoptr (MailerImapCriteria) criteria = mailer_imap_criteria_new_all ();
  g_autoptr (GArray) found = mailer_imap_session_sort (self->session, criteria, MAILER_IMAP_SORT_SIZE, FALSE, NULL, session_fixture_soon (), &self->error);

  return found != NULL;
}

static gboolean
thread (SessionFixture *self)
{
  g_autoptr (MailerImapCriteria) criteria = mailer_imap_criteria_new_all ();
  g_autoptr (GArray) found = mailer_imap_session_thread (self->session, criteria, NULL, session_fixture_soon (), &self->error);

  return found != NULL;
}

static gboolean
fetch_headers (SessionFixture *self)
{
  g_autoptr (MailerUidSet) uids = mailer_uid_set_parse ("10:50", -1, 9);

  return mailer_imap_session_fetch_headers (self->session, uids, 0, ignore_message_cb, NULL, NULL, session_fixture_soon (), &self->error);
}

static gboolean
fetch_newest (SessionFixture *self)
{
  return mailer_imap_session_fetch_newest (self->session, 5, ignore_message_cb, NULL, NULL, session_fixture_soon (), &self->error);
}

static void
take_part_cb (guint         index,
              GBytes       *bytes,
              const GError *failure,
              gpointer      data)
{
  g_clear_pointer (&bytes, g_bytes_unref);
}

static gboolean
fetch_sections (SessionFixture *self)
{
  const MailerImapFetchSection what = { .uid = 10, .section = "1", .max_bytes = 1000 };

  return mailer_imap_session_fetch_sections (self->session, &what, 1, take_part_cb, NULL, NULL, session_fixture_soon (), &self->error);
}

static void
ignore_found_cb (const char         *mailbox,
                 guint32             uid_validity,
                 const MailerUidSet *found,
                 gpointer            data)
{
}

static gboolean
search_mailboxes (SessionFixture *self)
{
  static const char *const mailboxes[] = { "Sent", NULL };
  g_autoptr (MailerImapCriteria) criteria = mailer_imap_criteria_new_all ();

  return mailer_imap_session_search_mailboxes (self->session, mailboxes, criteria, ignore_found_cb, NULL, NULL, session_fixture_soon (), &self->error);
}

static const Row rows[] = {
  { "status", "", ask_status, "STATUS*", "* STATUS Sent (MESSAGES 3)" },
  { "search", "", search, "UID SEARCH ALL", "* SEARCH 10" },
  { "esearch", "ESEARCH", search, "UID SEARCH*", "* ESEARCH (TAG \"A3\") UID ALL 10" },
  { "sort", "SORT", sort, "UID SORT*", "* SORT 10" },
  { "thread", "THREAD=REFERENCES", thread, "UID THREAD*", "* THREAD (10)" },
  { "fetch", "", fetch_headers, "UID FETCH*", "* 1 FETCH (UID 10 RFC822.SIZE 5)" },
  { "newest", "PARTIAL", fetch_newest, "UID FETCH*", "* 1 FETCH (UID 10 RFC822.SIZE 5)" },
  { "part", "", fetch_sections, "UID FETCH*", "* 1 FETCH (UID 10 BODY[1]<0> \"x\")" },
  { "multisearch", "MULTISEARCH", search_mailboxes, "ESEARCH*", "* ESEARCH (TAG \"A3\" MAILBOX Sent UIDVALIDITY 7) UID ALL 10" },
};

static void
test_endless (SessionFixture *self,
              gconstpointer   data)
{
  const Row *row = data;
  g_autoptr (GString) script = g_string_new (SELECT);

  g_string_append_printf (script, "C* A3 %s\nS+ ", row->command);
  for (guint i = 0; i < N_ANSWERS; i++)
    g_string_append_printf (script, "%s\\r\\n", row->answer);
  g_string_append (script, "\nS: A3 OK done\n");
  session_fixture_open_offering (self, row->capabilities, script->str);
  session_fixture_select_inbox (self);
  g_assert_false (row->work (self));
  g_assert_error (self->error, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_LIMIT);
}

/* Behind the most mailboxes that are taken nothing more is waited for. */
static void
test_mailboxes (SessionFixture *self,
                gconstpointer   data)
{
  g_autoptr (GString) script = g_string_new (SELECT "C: A3 LIST \"\" \"*\"\nS+ ");

  for (guint i = 0; i < 20001; i++)
    g_string_append_printf (script, "* LIST () \"/\" m%u\\r\\n", i);
  g_string_append (script, "\nSTALL\n");
  session_fixture_open_offering (self, "", script->str);
  session_fixture_select_inbox (self);
  g_assert_null (mailer_imap_session_list (self->session, NULL, session_fixture_soon (), &self->error));
  g_assert_error (self->error, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_LIMIT);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  SESSION_TEST_ROWS ("endless/", rows, test_endless);
  SESSION_TEST ("endless/mailboxes", test_mailboxes);

  return g_test_run ();
}
