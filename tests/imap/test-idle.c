/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Listening: what ends it, and what it costs the server. */

#include "config.h"

#include "session-fixture.h"

static void
test_idle (SessionFixture *self,
           gconstpointer   data)
{
  session_fixture_open (self,
                        OPEN ("IDLE") SELECT
                        "C: A3 IDLE\nS: * OK Still here\nS: + idling\nS: * OK Still here\nC: DONE\nS: A3 OK done\n"
                        "C: A4 IDLE\nS: + idling\nS: * 6 EXISTS\nC: DONE\nS: * 7 EXISTS\nS: A4 OK done\n"
                        "C: A5 IDLE\nS: * 8 EXISTS\nS: + idling\nC: DONE\nS: A5 OK done\n"
                        "C: A6 IDLE\nS: + idling\nS: * BYE idle for too long\nCLOSE\n");
  session_fixture_select_inbox (self);
  g_assert_cmpint (mailer_imap_session_idle (self->session, NULL, NULL, session_fixture_soon (), &self->error), ==, MAILER_IMAP_IDLE_NEWS);
  session_fixture_assert_told (self, "exists:6 exists:7 ");
  g_assert_cmpint (mailer_imap_session_idle (self->session, NULL, NULL, session_fixture_soon (), &self->error), ==, MAILER_IMAP_IDLE_NEWS);
  session_fixture_assert_told (self, "exists:8 ");
  g_assert_cmpint (mailer_imap_session_idle (self->session, NULL, NULL, session_fixture_soon (), &self->error), ==, MAILER_IMAP_IDLE_FAILED);
  g_assert_error (self->error, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_BYE);
  g_clear_error (&self->error);
  g_assert_false (mailer_imap_session_noop (self->session, NULL, session_fixture_soon (), &self->error));
}

static void
test_idle_without_idle (SessionFixture *self,
                        gconstpointer   data)
{
  session_fixture_open (self,
                        OPEN ("IDLE") SELECT
                        "C: A3 IDLE\nS: A3 BAD what\n"
                        "C: A4 NOOP\nS: A4 OK done\nC: A5 NOOP\nS: * 6 EXISTS\nS: A5 OK done\nEOF\n");
  session_fixture_select_inbox (self);
  g_assert_cmpint (mailer_imap_session_idle (self->session, NULL, NULL, session_fixture_soon (), &self->error), ==, MAILER_IMAP_IDLE_NEWS);
  session_fixture_assert_told (self, "exists:6 ");
}

/* The server may end it: nothing is to be said then, and it is asked for anew. */
static void
test_idle_ended_by_the_server (SessionFixture *self,
                               gconstpointer   data)
{
  self->poll_ms = 1;
  self->idle_refresh_ms = 20000;
  session_fixture_open (self,
                        OPEN ("IDLE") SELECT
                        "DRIP 2\n"
                        "C: A3 IDLE\nS: + idling\nS: A3 OK enough\n"
                        "C: A4 IDLE\nS: + idling\nS: * 6 EXISTS\nC: DONE\nS: A4 OK done\nEOF\n");
  session_fixture_select_inbox (self);
  g_assert_cmpint (mailer_imap_session_idle (self->session, NULL, NULL, session_fixture_soon (), &self->error), ==, MAILER_IMAP_IDLE_NEWS);
  session_fixture_assert_told (self, "exists:6 ");
}

/* One that ends it at once is not asked all the time. */
static void
test_idle_ended_at_once (SessionFixture *self,
                         gconstpointer   data)
{
  self->poll_ms = 20000;
  self->idle_refresh_ms = 20000;
  session_fixture_open (self,
                        OPEN ("IDLE") SELECT
                        "C: A3 IDLE\nS: + idling\nS: A3 OK enough\n"
                        "C: A4 NOOP\nS: * 6 EXISTS\nS: A4 OK done\n"
                        "C: A5 IDLE\nS: + idling\nS: * 7 EXISTS\\r\\nA5 OK enough\nEOF\n");
  session_fixture_select_inbox (self);
  g_assert_cmpint (mailer_imap_session_idle (self->session, NULL, NULL, session_fixture_soon (), &self->error), ==, MAILER_IMAP_IDLE_NEWS);
  g_assert_cmpint (mailer_imap_session_idle (self->session, NULL, NULL, session_fixture_soon (), &self->error), ==, MAILER_IMAP_IDLE_NEWS);
  session_fixture_assert_told (self, "exists:6 exists:7 ");
}

static void
test_idle_refused_later (SessionFixture *self,
                         gconstpointer   data)
{
  self->idle_refresh_ms = 20000;
  session_fixture_open (self,
                        OPEN ("IDLE") SELECT
                        "C: A3 IDLE\nS: + idling\nS: A3 NO not here\n"
                        "C: A4 NOOP\nS: A4 OK done\nC: A5 NOOP\nS: * 6 EXISTS\nS: A5 OK done\nEOF\n");
  session_fixture_select_inbox (self);
  g_assert_cmpint (mailer_imap_session_idle (self->session, NULL, NULL, session_fixture_soon (), &self->error), ==, MAILER_IMAP_IDLE_NEWS);
  session_fixture_assert_told (self, "exists:6 ");
}

static void
test_idle_on_a_dead_line (SessionFixture *self,
                          gconstpointer   data)
{
  gint64 deadline_us = g_get_monotonic_time () + 200 * 1000;

  session_fixture_open (self, OPEN ("") SELECT "C: A3 NOOP\nSTALL\n");
  session_fixture_select_inbox (self);
  g_assert_false (mailer_imap_session_noop (self->session, NULL, deadline_us, &self->error));
  g_assert_error (self->error, MAILER_NET_ERROR, MAILER_NET_ERROR_TIMED_OUT);
}

typedef struct
{
  SessionFixture *fixture;
  MailerWorker   *worker;
  MailerImapIdle  ends[2];
} Listening;

/* A wake that is there already costs the server nothing. */
static void
listen_cb (gpointer data)
{
  Listening         *listening = data;
  MailerImapSession *session = listening->fixture->session;

  mailer_worker_wake (listening->worker);
  listening->ends[0] = mailer_imap_session_idle (session, listening->worker, NULL, session_fixture_soon (), NULL);
  mailer_worker_wake (listening->worker);
  listening->ends[1] = mailer_imap_session_idle (session, listening->worker, NULL, session_fixture_soon (), NULL);
}

static void
test_idle_ends_for_work (SessionFixture *self,
                         gconstpointer   data)
{
  Listening listening = { self, mailer_worker_new ("test") };

  session_fixture_open (self, OPEN ("IDLE") SELECT "C: A3 NOOP\nS: A3 OK done\nEOF\n");
  session_fixture_select_inbox (self);
  mailer_worker_push (listening.worker, listen_cb, &listening);
  mailer_worker_stop (listening.worker);
  g_assert_cmpint (listening.ends[0], ==, MAILER_IMAP_IDLE_WOKEN);
  g_assert_cmpint (listening.ends[1], ==, MAILER_IMAP_IDLE_WOKEN);
  session_fixture_noop (self);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  SESSION_TEST ("idle/news-end-it", test_idle);
  SESSION_TEST ("idle/without-idle", test_idle_without_idle);
  SESSION_TEST ("idle/ended-by-the-server", test_idle_ended_by_the_server);
  SESSION_TEST ("idle/ended-at-once", test_idle_ended_at_once);
  SESSION_TEST ("idle/refused-later", test_idle_refused_later);
  SESSION_TEST ("idle/on-a-dead-line", test_idle_on_a_dead_line);
  SESSION_TEST ("idle/ends-for-work", test_idle_ends_for_work);

  return g_test_run ();
}
