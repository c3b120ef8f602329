/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One mail, as exact transcripts: what each answer at each place leads to. */

#include "config.h"

#include "smtp-fixture.h"

#include <string.h>

#define NO_ERROR -1

#define MAIL "C: MAIL FROM:<ada@example.org>\n"
#define RCPT "C: RCPT TO:<bob@example.org>\n"
#define DATA "C: DATA\n"
#define BODY "C: Subject: hi\nC: \nC: ..\nC: end\nC: .\n"
#define QUIT "C: QUIT\nS: 221 bye\nEOF"
#define RSET "C: RSET\nS: 250 ok\n"
#define UP_TO_RCPT SIGNED_IN_POOR MAIL "S: 250 ok\n" RCPT
#define UP_TO_DATA UP_TO_RCPT "S: 250 ok\n" DATA
#define UP_TO_END UP_TO_DATA "S: 354 go\n" BODY

#define NOT_SENT MAILER_SMTP_OUTCOME_NOT_SENT
#define ACCEPTED MAILER_SMTP_OUTCOME_ACCEPTED
#define REFUSED MAILER_SMTP_OUTCOME_REFUSED
#define UNKNOWN MAILER_SMTP_OUTCOME_UNKNOWN

#define MESSAGE_TEXT "Subject: hi\n\n.\nend"

static const char *const bob_only[] = { "bob@example.org", NULL };
static const char *const three[] = { "bob@example.org", "carla@example.org", "dirk@example.org", NULL };

typedef struct
{
  const char       *name;
  const char       *script;
  gint              code;
  MailerSmtpOutcome outcome;
  guint             n_refusals;
} Row;

static const Row one_recipient[] = {
  { "accepted", UP_TO_END "S: 250 2.0.0 queued as 1\n" QUIT, NO_ERROR, ACCEPTED, 0 },
  { "forwarded", UP_TO_RCPT "S: 251 will forward\n" DATA "S: 354 go\n" BODY "S: 250 ok\n" QUIT, NO_ERROR, ACCEPTED, 0 },

  { "sender-550", SIGNED_IN_POOR MAIL "S: 550 5.7.1 not yours\n" RSET QUIT, MAILER_SMTP_ERROR_SENDER, NOT_SENT, 0 },
  { "sender-552", SIGNED_IN_POOR MAIL "S: 552 too big\n" RSET QUIT, MAILER_SMTP_ERROR_TOO_LARGE, NOT_SENT, 0 },
  { "sender-451", SIGNED_IN_POOR MAIL "S: 451 later\n" RSET QUIT, MAILER_SMTP_ERROR_UNAVAILABLE, NOT_SENT, 0 },
  { "sender-421", SIGNED_IN_POOR MAIL "S: 421 bye\nEOF", MAILER_SMTP_ERROR_UNAVAILABLE, NOT_SENT, 0 },
  { "sender-354", SIGNED_IN_POOR MAIL "S: 354 go\nEOF", MAILER_SMTP_ERROR_PROTOCOL, NOT_SENT, 0 },
  { "sender-221", SIGNED_IN_POOR MAIL "S: 221 bye\nEOF", MAILER_SMTP_ERROR_PROTOCOL, NOT_SENT, 0 },
  { "sender-junk", SIGNED_IN_POOR MAIL "S: whatever\nEOF", MAILER_SMTP_ERROR_PROTOCOL, NOT_SENT, 0 },
  { "sender-reset-fails", SIGNED_IN_POOR MAIL "S: 550 no\nC: RSET\nS: 500 what\nEOF", MAILER_SMTP_ERROR_SENDER, NOT_SENT, 0 },
  { "sender-reset-lost", SIGNED_IN_POOR MAIL "S: 550 no\nC: RSET\nCLOSE", MAILER_SMTP_ERROR_SENDER, NOT_SENT, 0 },

  { "recipient-550", UP_TO_RCPT "S: 550 5.1.1 nobody\n" RSET QUIT, MAILER_SMTP_ERROR_RECIPIENTS, NOT_SENT, 1 },
  { "recipient-450", UP_TO_RCPT "S: 450 4.2.0 greylisted\n" RSET QUIT, MAILER_SMTP_ERROR_RECIPIENTS, NOT_SENT, 1 },
  { "recipient-354", UP_TO_RCPT "S: 354 go\nEOF", MAILER_SMTP_ERROR_PROTOCOL, NOT_SENT, 0 },
  { "recipient-421", UP_TO_RCPT "S: 421 bye\nEOF", MAILER_SMTP_ERROR_UNAVAILABLE, NOT_SENT, 0 },

  { "data-250", UP_TO_DATA "S: 250 ok\nEOF", MAILER_SMTP_ERROR_PROTOCOL, NOT_SENT, 0 },
  { "data-221", UP_TO_DATA "S: 221 bye\nEOF", MAILER_SMTP_ERROR_PROTOCOL, NOT_SENT, 0 },
  { "data-451", UP_TO_DATA "S: 451 later\n" RSET QUIT, MAILER_SMTP_ERROR_UNAVAILABLE, NOT_SENT, 0 },
  { "data-554", UP_TO_DATA "S: 554 no\n" RSET QUIT, MAILER_SMTP_ERROR_REFUSED, NOT_SENT, 0 },
  { "data-421", UP_TO_DATA "S: 421 bye\nEOF", MAILER_SMTP_ERROR_UNAVAILABLE, NOT_SENT, 0 },

  { "end-554", UP_TO_END "S: 554 5.7.1 spam\n" QUIT, MAILER_SMTP_ERROR_REFUSED, REFUSED, 0 },
  { "end-552", UP_TO_END "S: 552 5.3.4 too big\n" QUIT, MAILER_SMTP_ERROR_TOO_LARGE, REFUSED, 0 },
  { "end-451", UP_TO_END "S: 451 4.3.0 later\n" QUIT, MAILER_SMTP_ERROR_UNAVAILABLE, REFUSED, 0 },
  { "end-421", UP_TO_END "S: 421 4.3.0 down\nEOF", MAILER_SMTP_ERROR_UNAVAILABLE, REFUSED, 0 },
  { "end-354", UP_TO_END "S: 354 go on\nEOF", MAILER_SMTP_ERROR_UNKNOWN, UNKNOWN, 0 },
  { "end-221", UP_TO_END "S: 221 bye\nEOF", MAILER_SMTP_ERROR_UNKNOWN, UNKNOWN, 0 },
  { "end-junk", UP_TO_END "S: thanks\nEOF", MAILER_SMTP_ERROR_UNKNOWN, UNKNOWN, 0 },
  { "end-lost", UP_TO_END "CLOSE", MAILER_SMTP_ERROR_UNKNOWN, UNKNOWN, 0 },
  { "end-reset", UP_TO_END "RESET", MAILER_SMTP_ERROR_UNKNOWN, UNKNOWN, 0 },
  { "end-half-an-answer", UP_TO_END "S+ 250 o\nCLOSE", MAILER_SMTP_ERROR_UNKNOWN, UNKNOWN, 0 },
  { "end-unfinished-answer", UP_TO_END "S: 250-queued\nCLOSE", MAILER_SMTP_ERROR_UNKNOWN, UNKNOWN, 0 },
};

static MailerSmtpMail
mail_to (const char *const *recipients,
         GInputStream      *message)
{
  return (MailerSmtpMail){ .sender = "ada@example.org", .recipients = recipients, .message = message };
}

static GInputStream *
stream_of (const char *text)
{
  return g_memory_input_stream_new_from_data (text, strlen (text), NULL);
}

static void
assert_row (SmtpFixture          *fixture,
            const Row            *row,
            const MailerSmtpMail *mail)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MailerSmtpResult) result = NULL;

  g_test_message ("%s", row->name);
  result = smtp_fixture_play (fixture, row->script, mail, &error);
  if (row->code == NO_ERROR)
    g_assert_no_error (error);
  else
    g_assert_error (error, MAILER_SMTP_ERROR, row->code);
  g_assert_cmpint (result->outcome, ==, row->outcome);
  g_assert_cmpint (result->refusals->len, ==, row->n_refusals);
}

static void
test_one_recipient (SmtpFixture  *fixture,
                    gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (one_recipient); i++)
    {
      g_autoptr (GInputStream) message = stream_of (MESSAGE_TEXT);
      const MailerSmtpMail mail = mail_to (bob_only, message);

      assert_row (fixture, &one_recipient[i], &mail);
    }
}

#define THREE_RCPT "C: RCPT TO:<bob@example.org>\nC: RCPT TO:<carla@example.org>\nC: RCPT TO:<dirk@example.org>\n"
#define RICH SIGNED_IN_RICH "C: MAIL FROM:<ada@example.org> SIZE=18\n" THREE_RCPT

/* With PIPELINING all answers belong to their commands, whatever the first one says. */
static const Row pipelined[] = {
  { "all", RICH "S+ 250 ok\\r\\n250 ok\\r\\n250 ok\\r\\n250 ok\\r\\n\n" DATA "S: 354 go\n" BODY "S: 250 ok\n" QUIT, NO_ERROR, ACCEPTED, 0 },
  { "one-refused", RICH "S: 250 ok\nS: 250 ok\nS: 550 5.1.1 nobody\nS: 250 ok\n" RSET QUIT, MAILER_SMTP_ERROR_RECIPIENTS, NOT_SENT, 1 },
  { "all-refused", RICH "S: 250 ok\nS: 550 no\nS: 550 no\nS: 450 no\n" RSET QUIT, MAILER_SMTP_ERROR_RECIPIENTS, NOT_SENT, 3 },
  { "sender-refused", RICH "S: 550 5.7.1 not yours\nS: 503 no\nS: 503 no\nS: 503 no\n" RSET QUIT, MAILER_SMTP_ERROR_SENDER, NOT_SENT, 0 },
  { "sender-refused-421", RICH "S: 421 bye\nEOF", MAILER_SMTP_ERROR_UNAVAILABLE, NOT_SENT, 0 },
};

static const Row partial[] = {
  { "one-refused", RICH "S: 250 ok\nS: 250 ok\nS: 550-5.1.1 nobody\nS: 550 5.1.1 here\nS: 250 ok\n" DATA "S: 354 go\n" BODY "S: 250 ok\n" QUIT, NO_ERROR, ACCEPTED, 1 },
  { "all-refused", RICH "S: 250 ok\nS: 550 no\nS: 550 no\nS: 450 no\n" RSET QUIT, MAILER_SMTP_ERROR_RECIPIENTS, NOT_SENT, 3 },
  { "refused-at-the-end", RICH "S: 250 ok\nS: 250 ok\nS: 550 no\nS: 250 ok\n" DATA "S: 354 go\n" BODY "S: 554 no\n" QUIT, MAILER_SMTP_ERROR_REFUSED, REFUSED, 1 },
};

static void
test_pipelining (SmtpFixture  *fixture,
                 gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pipelined); i++)
    {
      g_autoptr (GInputStream) message = stream_of (MESSAGE_TEXT);
      MailerSmtpMail mail = mail_to (three, message);

      mail.size_bytes = strlen (MESSAGE_TEXT);
      assert_row (fixture, &pipelined[i], &mail);
    }
}

static void
test_partial (SmtpFixture  *fixture,
              gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (partial); i++)
    {
      g_autoptr (GInputStream) message = stream_of (MESSAGE_TEXT);
      MailerSmtpMail mail = mail_to (three, message);

      mail.size_bytes = strlen (MESSAGE_TEXT);
      mail.is_partial_allowed = TRUE;
      assert_row (fixture, &partial[i], &mail);
    }
}

static void
test_refusals_are_told (SmtpFixture  *fixture,
                        gconstpointer data)
{
  g_autoptr (GInputStream) message = stream_of (MESSAGE_TEXT);
  MailerSmtpMail mail = mail_to (three, message);
  g_autoptr (GError) error = NULL;
  g_autoptr (MailerSmtpResult) result = NULL;
  const MailerSmtpRefusal *first;
  const MailerSmtpRefusal *second;

  mail.size_bytes = 18;
  result = smtp_fixture_play (fixture, RICH "S: 250 ok\nS: 250 ok\nS: 550-5.1.1 No such\nS: 550 5.1.1 user\nS: 452 too many\n" RSET QUIT, &mail, &error);
  g_assert_cmpint (result->refusals->len, ==, 2);
  first = g_ptr_array_index (result->refusals, 0);
  second = g_ptr_array_index (result->refusals, 1);
  g_assert_cmpstr (first->address, ==, "carla@example.org");
  g_assert_true (first->is_permanent);
  g_assert_cmpstr (first->code, ==, "5.1.1");
  g_assert_cmpstr (first->text, ==, "No such user");
  g_assert_cmpstr (second->address, ==, "dirk@example.org");
  g_assert_false (second->is_permanent);
  g_assert_cmpstr (second->code, ==, "452");
  g_assert_cmpstr (mailer_error_get_details (error)->server_text, ==, "No such user");
  g_assert_cmpint (mailer_error_get_details (error)->retry, ==, MAILER_ERROR_RETRY_LATER);
}

static void
test_second_mail_on_one_session (SmtpFixture  *fixture,
                                 gconstpointer data)
{
  TestServer                    *server = test_server_new (SIGNED_IN_POOR MAIL "S: 550 no\n" RSET MAIL "S: 250 ok\n" RCPT "S: 250 ok\n" DATA "S: 354 go\n" BODY "S: 554 no\n" MAIL "S: 250 ok\n" RCPT "S: 250 ok\n" DATA "S: 354 go\n" BODY "S: 250 ok\n" QUIT, fixture->certificate);
  MailerSmtpSession             *session = smtp_fixture_open (fixture, server, MAILER_SECURITY_TLS, NULL);
  static const MailerSmtpOutcome outcomes[] = { NOT_SENT, REFUSED, ACCEPTED };

  for (gsize i = 0; i < G_N_ELEMENTS (outcomes); i++)
    {
      g_autoptr (GInputStream) message = stream_of (MESSAGE_TEXT);
      const MailerSmtpMail mail = mail_to (bob_only, message);
      g_autoptr (MailerSmtpResult) result = NULL;

      mailer_smtp_session_send (session, &mail, NULL, smtp_fixture_soon (), &result, NULL);
      g_assert_cmpint (result->outcome, ==, outcomes[i]);
    }
  mailer_smtp_session_close (session);
  test_server_finish (server);
}

/* What can be known before the first byte is said without one. */
static void
assert_refused_at_home (SmtpFixture          *fixture,
                        const char           *hello,
                        const MailerSmtpMail *mail,
                        gint                  code,
                        guint                 n_refusals)
{
  g_autofree char *script = g_strconcat (hello, QUIT, NULL);
  const Row        row = { "at-home", script, code, NOT_SENT, n_refusals };

  assert_row (fixture, &row, mail);
}

static void
test_refused_at_home (SmtpFixture  *fixture,
                      gconstpointer data)
{
  static const char *const umlaut[] = { "bob@example.org", "jürgen@example.org", NULL };
  static const char *const broken[] = { "bob@example.org", "x@y>\r\nRCPT TO:<z@example.org", "a b@c", NULL };
  g_autoptr (GInputStream) message = stream_of (MESSAGE_TEXT);
  MailerSmtpMail mail = mail_to (bob_only, message);

  mail.size_bytes = 1001;
  assert_refused_at_home (fixture, SIGNED_IN_RICH, &mail, MAILER_SMTP_ERROR_TOO_LARGE, 0);
  mail.size_bytes = 0;
  mail.has_8bit = TRUE;
  assert_refused_at_home (fixture, SIGNED_IN_POOR, &mail, MAILER_SMTP_ERROR_NO_8BITMIME, 0);
  mail.has_8bit = FALSE;
  mail.recipients = umlaut;
  assert_refused_at_home (fixture, SIGNED_IN_POOR, &mail, MAILER_SMTP_ERROR_NO_SMTPUTF8, 0);
  mail.recipients = broken;
  assert_refused_at_home (fixture, SIGNED_IN_RICH, &mail, MAILER_SMTP_ERROR_RECIPIENTS, 2);
  mail.recipients = bob_only;
  mail.sender = "ada\r\nQUIT@example.org";
  assert_refused_at_home (fixture, SIGNED_IN_RICH, &mail, MAILER_SMTP_ERROR_SENDER, 0);
}

static void
test_extensions_are_used (SmtpFixture  *fixture,
                          gconstpointer data)
{
  static const char *const names[] = { "jürgen@exämple.org", "b@bücher.example", NULL };
  static const char *const domain_only[] = { "b@bücher.example", NULL };
  const Row                rich = { "rich", SIGNED_IN_RICH "C: MAIL FROM:<ada@example.org> SIZE=18 BODY=8BITMIME SMTPUTF8\nC: RCPT TO:<jürgen@xn--exmple-cua.org>\nC: RCPT TO:<b@xn--bcher-kva.example>\nS: 250 ok\nS: 250 ok\nS: 250 ok\n" DATA "S: 354 go\n" BODY "S: 250 ok\n" QUIT, NO_ERROR, ACCEPTED, 0 };
  const Row                poor = { "poor", SIGNED_IN_POOR MAIL "S: 250 ok\nC: RCPT TO:<b@xn--bcher-kva.example>\nS: 250 ok\n" DATA "S: 354 go\n" BODY "S: 250 ok\n" QUIT, NO_ERROR, ACCEPTED, 0 };
  g_autoptr (GInputStream) first = stream_of (MESSAGE_TEXT);
  g_autoptr (GInputStream) second = stream_of (MESSAGE_TEXT);
  MailerSmtpMail mail = mail_to (names, first);

  mail.has_8bit = TRUE;
  mail.size_bytes = strlen (MESSAGE_TEXT);
  assert_row (fixture, &rich, &mail);
  mail = mail_to (domain_only, second);
  assert_row (fixture, &poor, &mail);
}

static void
test_many_recipients_in_batches (SmtpFixture  *fixture,
                                 gconstpointer data)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) script = g_string_new (SIGNED_IN_RICH "C: MAIL FROM:<ada@example.org>\n");
  g_autoptr (GInputStream) message = stream_of (MESSAGE_TEXT);
  MailerSmtpMail mail;
  Row            row = { "many", NULL, NO_ERROR, ACCEPTED, 0 };
  guint          n_open = 1;

  for (guint i = 0; i < 120; i++)
    {
      g_ptr_array_add (names, g_strdup_printf ("r%u@example.org", i));
      g_string_append_printf (script, "C: RCPT TO:<r%u@example.org>\n", i);
      n_open++;
      for (gboolean is_full = n_open == 50 || i == 119; is_full && n_open > 0; n_open--)
        g_string_append (script, "S: 250 ok\n");
    }
  g_string_append (script, DATA "S: 354 go\n" BODY "S: 250 ok\n" QUIT);
  g_ptr_array_add (names, NULL);
  mail = mail_to ((const char *const *)names->pdata, message);
  row.script = script->str;
  assert_row (fixture, &row, &mail);
}

static void
progress_cb (guint64  n_bytes,
             gpointer data)
{
  guint64 *last = data;

  g_assert_cmpint (n_bytes, >, *last);
  *last = n_bytes;
}

static void
test_large_mail (SmtpFixture  *fixture,
                 gconstpointer data)
{
  const gsize n_lines = 50000;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *script = NULL;
  g_autoptr (GInputStream) message = NULL;
  Row            row = { "large", NULL, NO_ERROR, ACCEPTED, 0 };
  MailerSmtpMail mail;
  guint64        last = 0;

  for (gsize i = 0; i < n_lines; i++)
    g_string_append (text, ".234567890123456789\n");
  script = g_strdup_printf (UP_TO_DATA "S: 354 go\nC+ %" G_GSIZE_FORMAT "\nC: .\nS: 250 ok\n" QUIT, n_lines * 22);
  message = g_memory_input_stream_new_from_data (text->str, text->len, NULL);
  mail = mail_to (bob_only, message);
  mail.progress = progress_cb;
  mail.progress_data = &last;
  row.script = script;
  assert_row (fixture, &row, &mail);
  g_assert_cmpint (last, ==, text->len);
}

/* The mail cannot be read to its end: the connection breaks, and never with the final dot. */
static void
test_message_breaks (SmtpFixture  *fixture,
                     gconstpointer data)
{
  TestServer        *server = test_server_new (UP_TO_DATA "S: 354 go\nEOF", fixture->certificate);
  MailerSmtpSession *session = smtp_fixture_open (fixture, server, MAILER_SECURITY_TLS, NULL);
  g_autoptr (GInputStream) message = stream_of (MESSAGE_TEXT);
  const MailerSmtpMail mail = mail_to (bob_only, message);
  g_autoptr (MailerSmtpResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_input_stream_close (message, NULL, NULL);
  g_assert_false (mailer_smtp_session_send (session, &mail, NULL, smtp_fixture_soon (), &result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
  g_assert_cmpint (result->outcome, ==, NOT_SENT);
  mailer_smtp_session_free (session);
  test_server_finish (server);
}

static void
cancel_cb (guint64  n_bytes,
           gpointer data)
{
  g_cancellable_cancel (data);
}

static gpointer
cancel_soon (gpointer data)
{
  g_usleep (100 * 1000);
  g_cancellable_cancel (data);

  return NULL;
}

static void
assert_cancelled (SmtpFixture      *fixture,
                  const char       *script,
                  gboolean          is_in_body,
                  MailerSmtpOutcome outcome)
{
  TestServer        *server = test_server_new (script, fixture->certificate);
  MailerSmtpSession *session = smtp_fixture_open (fixture, server, MAILER_SECURITY_TLS, NULL);
  g_autoptr (GInputStream) message = stream_of (MESSAGE_TEXT);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (MailerSmtpResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GThread) thread = is_in_body ? NULL : g_thread_new ("cancel", cancel_soon, cancellable);
  MailerSmtpMail mail = mail_to (bob_only, message);

  mail.progress = is_in_body ? cancel_cb : NULL;
  mail.progress_data = cancellable;
  g_assert_false (mailer_smtp_session_send (session, &mail, cancellable, -1, &result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (result->outcome, ==, outcome);
  if (thread != NULL)
    g_thread_join (g_steal_pointer (&thread));
  mailer_smtp_session_free (session);
  test_server_finish (server);
}

static void
test_cancel (SmtpFixture  *fixture,
             gconstpointer data)
{
  assert_cancelled (fixture, SIGNED_IN_POOR MAIL "STALL", FALSE, NOT_SENT);
  assert_cancelled (fixture, UP_TO_RCPT "STALL", FALSE, NOT_SENT);
  assert_cancelled (fixture, UP_TO_DATA "STALL", FALSE, NOT_SENT);
  assert_cancelled (fixture, UP_TO_DATA "S: 354 go\nC: Subject: hi\nC: \nC: ..\nC+ 3\nEOF", TRUE, NOT_SENT);
  assert_cancelled (fixture, UP_TO_END "STALL", FALSE, UNKNOWN);
}

/* The connection breaks at every place, from the sign-in to the answer. Only behind the dot is it not
 * known what became of the mail. */
static void
test_lost_at_every_step (SmtpFixture  *fixture,
                         gconstpointer data)
{
  g_auto (GStrv) steps = g_strsplit (UP_TO_END "S: 250 ok", "\n", -1);
  g_auto (GStrv) signed_in = g_strsplit (SIGNED_IN_POOR, "\n", -1);
  guint n_signed_in = g_strv_length (signed_in) - 1;

  for (guint n_steps = n_signed_in; n_steps < g_strv_length (steps); n_steps++)
    for (guint way = 0; way < 2; way++)
      {
        g_autoptr (GString) script = g_string_new (NULL);
        g_autoptr (GInputStream) message = stream_of (MESSAGE_TEXT);
        const MailerSmtpMail mail = mail_to (bob_only, message);
        g_autoptr (MailerSmtpResult) result = NULL;
        g_autoptr (GError) error = NULL;
        gboolean is_after_dot;

        for (guint i = 0; i < n_steps; i++)
          g_string_append_printf (script, "%s\n", steps[i]);
        g_string_append (script, way == 0 ? "CLOSE" : "RESET");
        result = smtp_fixture_play (fixture, script->str, &mail, &error);
        is_after_dot = strstr (script->str, "C: .\n") != NULL;
        g_assert_nonnull (error);
        if (is_after_dot)
          g_assert_cmpint (result->outcome, ==, UNKNOWN);
        else if (strstr (script->str, "S: 354") == NULL)
          g_assert_cmpint (result->outcome, ==, NOT_SENT);
        else
          /* The dot may have left us before the end was heard of. */
          g_assert_true (result->outcome == NOT_SENT || result->outcome == UNKNOWN);
      }
}

#define ADD(path, func) g_test_add ("/smtp/send/" path, SmtpFixture, NULL, smtp_fixture_set_up, func, smtp_fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("one-recipient", test_one_recipient);
  ADD ("pipelining", test_pipelining);
  ADD ("partial", test_partial);
  ADD ("refusals-are-told", test_refusals_are_told);
  ADD ("second-mail-on-one-session", test_second_mail_on_one_session);
  ADD ("refused-at-home", test_refused_at_home);
  ADD ("extensions-are-used", test_extensions_are_used);
  ADD ("many-recipients-in-batches", test_many_recipients_in_batches);
  ADD ("large-mail", test_large_mail);
  ADD ("message-breaks", test_message_breaks);
  ADD ("cancel", test_cancel);
  ADD ("lost-at-every-step", test_lost_at_every_step);

  return g_test_run ();
}
