/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A whole session over a line that breaks after each so many bytes. What we say became of the mail must
 * be what became of it. */

#include "config.h"

#include "smtp-fixture.h"

#include <string.h>

#include "test-proxy.h"

enum
{
  STEP_BYTES = 41,
};

#define SCRIPT                                                                           \
  SIGNED_IN_RICH                                                                         \
  "C: MAIL FROM:<ada@example.org>\nC: RCPT TO:<bob@example.org>\nS: 250 ok\nS: 250 ok\n" \
  "C: DATA\nS: 354 go\nC: Subject: hi\nC: \nC: hello\nC: .\nS: 250 ok\nSTALL"

typedef struct
{
  gboolean          has_error;
  MailerSmtpOutcome outcome;
  gboolean          has_arrived; /* the server has seen the final dot */
} Story;

static Story
send_through (SmtpFixture *fixture,
              TestServer  *server,
              TestProxy   *proxy,
              gint64       patience_us)
{
  static const char *const bob[] = { "bob@example.org", NULL };
  const MailerNetEndpoint  endpoint = { .host = "127.0.0.1", .port = test_proxy_get_port (proxy), .ca_file = test_authority_get_file (fixture->authority) };
  gint64                   deadline_us = g_get_monotonic_time () + patience_us;
  g_autoptr (MailerSmtpSession) session = mailer_smtp_session_open (&endpoint, &(const MailerNetCredentials){ .user_name = "ada", .secret = "geheim" }, NULL, deadline_us, NULL);
  g_autoptr (GInputStream) message = g_memory_input_stream_new_from_data ("Subject: hi\n\nhello", -1, NULL);
  const MailerSmtpMail mail = { .sender = "ada@example.org", .recipients = bob, .message = message };
  g_autoptr (MailerSmtpResult) result = NULL;
  g_autofree char *deviation = NULL;
  Story            story = { .has_error = TRUE, .outcome = MAILER_SMTP_OUTCOME_NOT_SENT };

  if (session != NULL)
    {
      story.has_error = !mailer_smtp_session_send (session, &mail, NULL, deadline_us, &result, NULL);
      story.outcome = result->outcome;
      g_clear_pointer (&session, mailer_smtp_session_free);
    }
  test_proxy_cut (proxy, FALSE);
  deviation = test_server_finish_with_text (server);
  story.has_arrived = deviation == NULL;

  return story;
}

static Story
send_over_bad_line (SmtpFixture   *fixture,
                    TestProxyFault fault,
                    gint64         n_to_server,
                    gint64         n_to_client,
                    gint64         patience_us,
                    guint64       *n_total)
{
  TestServer *server = test_server_new (SCRIPT, fixture->certificate);
  g_autoptr (TestProxy) proxy = test_proxy_new (test_server_get_port (server));
  Story story;

  test_proxy_set_fault (proxy, fault, n_to_server, n_to_client);
  story = send_through (fixture, server, proxy, patience_us);
  if (n_total != NULL)
    *n_total = test_proxy_get_n_bytes (proxy, n_to_server >= 0);

  return story;
}

static void
assert_true_story (const Story *story)
{
  g_assert_cmpint (story->has_error, ==, story->outcome != MAILER_SMTP_OUTCOME_ACCEPTED);
  if (story->outcome == MAILER_SMTP_OUTCOME_ACCEPTED)
    g_assert_true (story->has_arrived);
  else if (story->outcome == MAILER_SMTP_OUTCOME_NOT_SENT)
    g_assert_false (story->has_arrived);
  else
    g_assert_cmpint (story->outcome, ==, MAILER_SMTP_OUTCOME_UNKNOWN);
}

static void
break_everywhere (SmtpFixture   *fixture,
                  TestProxyFault fault,
                  gboolean       is_to_server,
                  guint          step_bytes,
                  gint64         patience_us)
{
  guint64 n_total = 0;
  Story   whole = send_over_bad_line (fixture, TEST_PROXY_NONE, is_to_server ? 0 : -1, is_to_server ? -1 : 0, 15 * G_USEC_PER_SEC, &n_total);

  g_assert_cmpint (whole.outcome, ==, MAILER_SMTP_OUTCOME_ACCEPTED);
  g_assert_true (whole.has_arrived);
  for (guint64 n = 0; n < n_total; n += step_bytes)
    {
      Story story = send_over_bad_line (fixture, fault, is_to_server ? (gint64)n : -1, is_to_server ? -1 : (gint64)n, patience_us, NULL);

      assert_true_story (&story);
    }
}

static void
test_breaks (SmtpFixture  *fixture,
             gconstpointer data)
{
  for (gint is_to_server = FALSE; is_to_server <= TRUE; is_to_server++)
    {
      break_everywhere (fixture, TEST_PROXY_END, is_to_server, STEP_BYTES, 15 * G_USEC_PER_SEC);
      break_everywhere (fixture, TEST_PROXY_RESET, is_to_server, STEP_BYTES, 15 * G_USEC_PER_SEC);
    }
}

static void
test_stalls (SmtpFixture  *fixture,
             gconstpointer data)
{
  for (gint is_to_server = FALSE; is_to_server <= TRUE; is_to_server++)
    break_everywhere (fixture, TEST_PROXY_STALL, is_to_server, 307, G_USEC_PER_SEC / 5);
}

static void
test_slow_line (SmtpFixture  *fixture,
                gconstpointer data)
{
  TestServer *server = test_server_new (SCRIPT, fixture->certificate);
  g_autoptr (TestProxy) proxy = test_proxy_new (test_server_get_port (server));
  Story story;

  test_proxy_set_chunk (proxy, 1);
  story = send_through (fixture, server, proxy, 60 * G_USEC_PER_SEC);
  g_assert_cmpint (story.outcome, ==, MAILER_SMTP_OUTCOME_ACCEPTED);
  g_assert_true (story.has_arrived);
}

#define ADD(path, func) g_test_add ("/smtp/faults/" path, SmtpFixture, NULL, smtp_fixture_set_up, func, smtp_fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("breaks", test_breaks);
  ADD ("stalls", test_stalls);
  ADD ("slow-line", test_slow_line);

  return g_test_run ();
}
