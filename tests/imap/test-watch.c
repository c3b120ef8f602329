/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* All mailboxes on one connection: NOTIFY, and what is done without it. */

#include "config.h"

#include "session-fixture.h"

#define NOTIFY(tag, events) "C: " tag " NOTIFY SET STATUS (selected-delayed (MessageNew MessageExpunge FlagChange)) (personal (" events "))\n"

static void
watch (SessionFixture *self,
       gboolean        is_watching)
{
  mailer_imap_session_watch (self->session, NULL, session_fixture_soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_cmpint (mailer_imap_session_is_watching (self->session), ==, is_watching);
}

static void
idle (SessionFixture *self)
{
  g_assert_cmpint (mailer_imap_session_idle (self->session, NULL, NULL, session_fixture_soon (), &self->error), ==, MAILER_IMAP_IDLE_NEWS);
}

static void
test_notify (SessionFixture *self,
             gconstpointer   data)
{
  session_fixture_open (self,
                        OPEN ("NOTIFY IDLE") SELECT
                            NOTIFY ("A3", "MessageNew MessageExpunge FlagChange MailboxName SubscriptionChange") "S: * STATUS INBOX (MESSAGES 5 UIDNEXT 60)\n"
                                                                                                                 "S: * STATUS Sent (MESSAGES 3 UNSEEN 1)\nS: A3 OK done\n"
                                                                                                                 "C: A4 IDLE\nS: + idling\nS: * STATUS Sent (MESSAGES 4 UNSEEN 2)\nC: DONE\nS: A4 OK done\n"
                                                                                                                 "C: A5 IDLE\nS: + idling\nS: * LIST (\\\\NonExistent) \"/\" Old\nS+ * LIST () \"/\" New\\r\\n\n"
                                                                                                                 "C: DONE\nS: A5 OK done\n"
                                                                                                                 "C: A6 IDLE\nS: + idling\nS: * 2 EXPUNGE\nC: DONE\nS: A6 OK done\nEOF\n");
  session_fixture_select_inbox (self);
  watch (self, TRUE);
  session_fixture_assert_told (self, "status:Sent=3/1 ");
  idle (self);
  session_fixture_assert_told (self, "status:Sent=4/2 ");
  idle (self);
  g_assert_true (g_str_has_prefix (self->told->str, "mailboxes "));
  g_string_truncate (self->told, 0);
  idle (self);
  session_fixture_assert_told (self, "resync ");
}

/* News of other mailboxes comes whatever is asked at the time, and so do parts of what was asked for. */
static void
test_news_among_answers (SessionFixture *self,
                         gconstpointer   data)
{
  MailerImapStatus status;
  g_autoptr (GPtrArray) mailboxes = NULL;

  session_fixture_open (self,
                        OPEN ("NOTIFY LIST-EXTENDED LIST-STATUS")
                            NOTIFY ("A2", "MessageNew MessageExpunge FlagChange MailboxName SubscriptionChange") "S: A2 OK done\n"
                                                                                                                 "C: A3 STATUS \"Drafts\" (MESSAGES UNSEEN UIDNEXT UIDVALIDITY)\nS: * STATUS Sent (MESSAGES 4 UNSEEN 2)\nS: * STATUS Drafts (UNSEEN 0)\nS: * STATUS Drafts (MESSAGES 1 UNSEEN 1)\nS: A3 OK done\n"
                                                                                                                 "C* A4 LIST *\nS: * LIST () \"/\" Sent\nS: * STATUS Sent (UNSEEN 3)\nS: * STATUS Sent (MESSAGES 4 UNSEEN 3)\nS: A4 OK done\nEOF\n");
  watch (self, TRUE);
  mailer_imap_session_status (self->session, "Drafts", &status, NULL, session_fixture_soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_cmpuint (status.n_messages, ==, 1);
  session_fixture_assert_told (self, "status:Sent=4/2 status:Drafts=0/0 ");
  mailboxes = mailer_imap_session_list (self->session, NULL, session_fixture_soon (), &self->error);
  g_assert_no_error (self->error);
  g_assert_cmpuint (mailboxes->len, ==, 1);
  session_fixture_assert_told (self, "status:Sent=0/3 ");
}

static void
test_notify_with_fewer_events (SessionFixture *self,
                               gconstpointer   data)
{
  session_fixture_open (self,
                        OPEN ("NOTIFY")
                            NOTIFY ("A2", "MessageNew MessageExpunge FlagChange MailboxName SubscriptionChange") "S: A2 NO [BADEVENT (MessageNew MessageExpunge)] no\n" NOTIFY ("A3", "MessageNew MessageExpunge MailboxName") "S: A3 NO [BADEVENT (MessageNew MessageExpunge)] no\n" NOTIFY ("A4", "MessageNew MessageExpunge") "S: A4 OK done\nEOF\n");
  watch (self, TRUE);
}

static void
test_notify_refused (SessionFixture *self,
                     gconstpointer   data)
{
  session_fixture_open (self, OPEN ("NOTIFY") "C* A2 NOTIFY*\nS: A2 BAD what\nC* A3 NOTIFY*\nS: A3 BAD what\nC* A4 NOTIFY*\nS: A4 BAD what\nEOF\n");
  watch (self, FALSE);
}

static void
test_without_notify (SessionFixture *self,
                     gconstpointer   data)
{
  session_fixture_open (self, OPEN ("IDLE") "C: A2 NOOP\nS: * STATUS Sent (MESSAGES 3 UNSEEN 1)\nS: * LIST () \"/\" New\nS: A2 OK done\nEOF\n");
  watch (self, FALSE);
  session_fixture_noop (self);
  session_fixture_assert_told (self, "");
}

/* The server has too much to tell: the owner looks at everything itself again. */
static void
test_overflow (SessionFixture *self,
               gconstpointer   data)
{
  session_fixture_open (self, OPEN ("NOTIFY") "C* A2 NOTIFY*\nS: A2 OK done\nC: A3 NOOP\nS: * OK [NOTIFICATIONOVERFLOW] too much\nS: * STATUS Sent (MESSAGES 3 UNSEEN 1)\nS: A3 OK done\nEOF\n");
  watch (self, TRUE);
  session_fixture_noop (self);
  session_fixture_assert_told (self, "mailboxes ");
  g_assert_false (mailer_imap_session_is_watching (self->session));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  SESSION_TEST ("watch/news-among-answers", test_news_among_answers);
  SESSION_TEST ("watch/notify", test_notify);
  SESSION_TEST ("watch/notify-with-fewer-events", test_notify_with_fewer_events);
  SESSION_TEST ("watch/notify-refused", test_notify_refused);
  SESSION_TEST ("watch/without-notify", test_without_notify);
  SESSION_TEST ("watch/overflow", test_overflow);

  return g_test_run ();
}
