/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A server that says no more, in each state: the user ends the wait, and gets that for an answer. */

#include "config.h"

#include "session-fixture.h"

#include <string.h>

#define PAUSE_US (20 * 1000)
/* More than fits into the buffers between us. */
#define UPLOAD_BYTES (64 * 1024 * 1024)

typedef void (*WorkFunc) (SessionFixture *self);

typedef struct
{
  const char *name;
  const char *script;
  WorkFunc    work; /* NULL: opening is what waits */
} Row;

static void
noop (SessionFixture *self)
{
  mailer_imap_session_noop (self->session, self->cancellable, session_fixture_soon (), &self->error);
}

static void
append (SessionFixture *self)
{
  g_autoptr (GBytes) message = g_bytes_new_take (memset (g_malloc (UPLOAD_BYTES), 'x', UPLOAD_BYTES), UPLOAD_BYTES);
  const MailerImapAppend what = { .mailbox = "Sent", .message = message, .internal_date = -1 };

  mailer_imap_session_append (self->session, &what, NULL, NULL, self->cancellable, session_fixture_soon (), &self->error);
}

static void
store (SessionFixture *self)
{
  const MailerImapFlagChange change = { .add = MAILER_FLAG_SEEN, .remove = MAILER_FLAG_FLAGGED };
  g_autoptr (MailerUidSet) uids = mailer_uid_set_parse ("10", -1, 1);

  mailer_imap_session_store_flags (self->session, uids, &change, self->cancellable, session_fixture_soon (), &self->error);
}

static void
fetch (SessionFixture *self)
{
  const MailerImapFetchSection what = { .uid = 10, .section = "1", .max_bytes = 1000 };
  g_autoptr (GBytes) bytes = mailer_imap_session_fetch_section (self->session, &what, self->cancellable, session_fixture_soon (), &self->error);

  g_assert_null (bytes);
}

static void
list (SessionFixture *self)
{
  g_assert_null (mailer_imap_session_list (self->session, self->cancellable, session_fixture_soon (), &self->error));
}

static void
idle (SessionFixture *self)
{
  g_assert_cmpint (mailer_imap_session_idle (self->session, NULL, self->cancellable, session_fixture_soon (), &self->error), ==, MAILER_IMAP_IDLE_FAILED);
}

static void
logout (SessionFixture *self)
{
  mailer_imap_session_logout (self->session, self->cancellable, session_fixture_soon (), &self->error);
}

static const Row rows[] = {
  { "handshake", "STALL\n", NULL },
  { "greeting", "TLS\nSTALL\n", NULL },
  { "half-a-greeting", "TLS\nS+ * OK hel\nSTALL\n", NULL },
  { "capabilities", "TLS\nS: * OK hello\nC: A1 CAPABILITY\nSTALL\n", NULL },
  { "sign-in", GREETING ("") "C* *\nSTALL\n", NULL },
  { "agreeing", OPEN ("NAMESPACE") "C: A2 NAMESPACE\nSTALL\n", NULL },
  { "compress", OPEN ("COMPRESS=DEFLATE") "C: A2 COMPRESS DEFLATE\nSTALL\n", NULL },
  { "answer", OPEN ("") "C: A2 NOOP\nSTALL\n", noop },
  { "half-an-answer", OPEN ("") "C: A2 NOOP\nS+ A2 O\nSTALL\n", noop },
  { "continuation", OPEN ("") "C* A2 APPEND*\nSTALL\n", append },
  { "upload", OPEN ("LITERAL+") "C* A2 APPEND*\nC+ 1000\nSTALL\n", append },
  { "window", OPEN ("") SELECT "C* A3 *\nC* A4 *\nS: A4 OK done\nSTALL\n", store },
  { "literal", OPEN ("") SELECT "C* A3 *\nS+ * 1 FETCH (UID 10 BODY[1]<0> {100}\\r\\nabc\nSTALL\n", fetch },
  { "list", OPEN ("") "C* A2 *\nS: * LIST () \"/\" INBOX\nSTALL\n", list },
  { "idle-before-continuation", OPEN ("IDLE") "C: A2 IDLE\nSTALL\n", idle },
  { "idle", OPEN ("IDLE") "C: A2 IDLE\nS: + idling\nSTALL\n", idle },
  { "logout", OPEN ("") "C: A2 LOGOUT\nSTALL\n", logout },
};

/* When the server has heard all that it wants to hear. A moment later the client most likely waits, too. */
static gpointer
cancel_cb (gpointer data)
{
  SessionFixture *self = data;
  TestServer     *server;

  do
    {
      g_usleep (PAUSE_US);
      server = g_atomic_pointer_get (&self->server);
    }
  while (server == NULL || !test_server_is_stalled (server));
  g_usleep (PAUSE_US);
  g_cancellable_cancel (self->cancellable);

  return NULL;
}

/* Whether it is cancelled before or in the wait comes to the same; a deadline would be another error. */
static void
test_cancel (SessionFixture *self,
             gconstpointer   data)
{
  const Row *row = data;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GThread *thread;

  self->idle_refresh_ms = 60 * 1000;
  self->compresses = TRUE;
  self->silence_ms = 60 * 1000;
  if (row->work != NULL)
    session_fixture_open (self, row->script);
  if (row->work != NULL && strstr (row->script, "SELECT") != NULL)
    session_fixture_select_inbox (self);
  self->cancellable = cancellable;
  thread = g_thread_new ("cancel", cancel_cb, self);
  if (row->work != NULL)
    row->work (self);
  else
    session_fixture_open_with (self, row->script, MAILER_SECURITY_TLS);
  g_thread_join (thread);
  g_assert_error (self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  /* The rest of the session is gone with it. */
  g_clear_error (&self->error);
  if (self->session != NULL)
    g_assert_false (mailer_imap_session_noop (self->session, NULL, session_fixture_soon (), &self->error));
}

/* Behind DONE, which nobody can see the server read: its answer is what stops. */
static void
test_cancel_after_done (SessionFixture *self,
                        gconstpointer   data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GThread *thread;

  self->idle_refresh_ms = 1;
  self->silence_ms = 60 * 1000;
  session_fixture_open (self, OPEN ("IDLE") "C: A2 IDLE\nS: + idling\nC: DONE\nSTALL\n");
  self->cancellable = cancellable;
  thread = g_thread_new ("cancel", cancel_cb, self);
  idle (self);
  g_thread_join (thread);
  g_assert_error (self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  SESSION_TEST_ROWS ("cancel/", rows, test_cancel);
  SESSION_TEST ("cancel/after-done", test_cancel_after_done);

  return g_test_run ();
}
