/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "sync-fixture.h"

#include <string.h>

#include <glib/gstdio.h>

#include "mailer-engine-private.h"
#include "mailer-store-outbox.h"
#include "mailer-watch-private.h"
#include "test-certificates.h"
#include "test-server.h"

/* Servers that are broken or mean us harm: the account says what is wrong and tries again later; nothing
 * hangs, grows or is lost. */

typedef struct
{
  const char       *name;
  const char       *script; /* after the handshake */
  MailerEngineError code;
} Fault;

static const Fault faults[] = {
  { "not-imap", "TLS\nS: HTTP/1.1 400 Bad Request\nSTALL\n", MAILER_ENGINE_ERROR_PROTOCOL },
  { "good-bye-at-once", "TLS\nS: * BYE Too many connections\nCLOSE\n", MAILER_ENGINE_ERROR_CLOSED },
  { "closed-before-greeting", "TLS\nCLOSE\n", MAILER_ENGINE_ERROR_CLOSED },
  { "reset-in-greeting", "TLS\nS+ * OK [CAPA\nRESET\n", MAILER_ENGINE_ERROR_CLOSED },
  { "literal-of-4-gib", "TLS\nS: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] Hello\nC* *\nS: * LIST () NIL {4294967295}\nSTALL\n", MAILER_ENGINE_ERROR_PROTOCOL },
};

/* An engine whose account has a scripted server. */
typedef struct
{
  TestAuthority   *authority;
  GTlsCertificate *certificate;
  TestServer      *server;
  SyncFixture     *fixture;
} Scripted;

static void
scripted_start (Scripted   *self,
                const char *script)
{
  const TestCertificate wanted = { .ip_address = "127.0.0.1" };
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("mailer-fault-XXXXXX", &error);

  g_assert_no_error (error);
  self->authority = test_authority_new ();
  self->certificate = test_authority_issue (self->authority, &wanted);
  self->server = test_server_new (script, self->certificate);
  self->fixture = sync_fixture_new_in (folder);
  self->fixture->is_owner = TRUE;
  sync_fixture_open (self->fixture);
  sync_fixture_connect (self->fixture, test_server_get_port (self->server), test_authority_get_file (self->authority), "secret");
}

static void
scripted_end (Scripted *self)
{
  sync_fixture_free (self->fixture);
  g_free (test_server_finish_with_text (self->server));
  g_object_unref (self->certificate);
  test_authority_free (self->authority);
}

static void
test_fault (gconstpointer data)
{
  const Fault *fault = data;
  Scripted     scripted;

  scripted_start (&scripted, fault->script);
  sync_fixture_wait (mailer_account_get_state (scripted.fixture->account) == MAILER_ACCOUNT_STATE_OFFLINE);
  g_assert_error (mailer_account_get_error (scripted.fixture->account), MAILER_ENGINE_ERROR, (int)fault->code);
  scripted_end (&scripted);
}

/* How long a server may take to sign one in, instead of a minute; 0 for the minute. */
static int patience_ms;

MailerImapSession *__real_mailer_imap_session_open (const MailerImapConfig *config, GCancellable *cancellable, gint64 deadline_us, GError **error);
MailerImapSession *__wrap_mailer_imap_session_open (const MailerImapConfig *config, GCancellable *cancellable, gint64 deadline_us, GError **error);

MailerImapSession *
__wrap_mailer_imap_session_open (const MailerImapConfig *config,
                                 GCancellable           *cancellable,
                                 gint64                  deadline_us,
                                 GError                **error)
{
  const gint64 patience_us = g_atomic_int_get (&patience_ms) * (gint64)1000;

  return __real_mailer_imap_session_open (config, cancellable, patience_us > 0 ? g_get_monotonic_time () + patience_us : deadline_us, error);
}

/* A server that takes the connection and says nothing must not keep the engine from closing. */
static void
test_silence (void)
{
  Scripted scripted;

  scripted_start (&scripted, "TLS\nSTALL\n");
  g_assert_cmpint (mailer_account_get_state (scripted.fixture->account), ==, MAILER_ACCOUNT_STATE_CONNECTING);
  scripted_end (&scripted);
}

/* It is given up, said, and tried again by itself. */
static void
test_silence_is_told (void)
{
  Scripted      scripted;
  const GError *error;

  g_atomic_int_set (&patience_ms, 1500);
  scripted_start (&scripted, "TLS\nSTALL\nACCEPT\nTLS\nS: * BYE Not today\nCLOSE\n");
  sync_fixture_wait (mailer_account_get_state (scripted.fixture->account) == MAILER_ACCOUNT_STATE_OFFLINE);
  error = mailer_account_get_error (scripted.fixture->account);
  g_assert_error (error, MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_TIMED_OUT);
  g_assert_cmpuint (mailer_error_get_details (error)->port, ==, test_server_get_port (scripted.server));

  g_atomic_int_set (&patience_ms, 0);
  sync_fixture_wait (g_error_matches (mailer_account_get_error (scripted.fixture->account), MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_CLOSED));
  g_assert_cmpstr (mailer_error_get_details (mailer_account_get_error (scripted.fixture->account))->server_text, ==, "Not today");
  scripted_end (&scripted);
}

/* What a server wants to be read */

#define ALERTING                                                         \
  "TLS\nS: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] Hello\nC* *\n" \
  "S: * OK [ALERT] Going <b>down</b> at noon\nS: * OK [ALERT] Going <b>down</b> at noon\n"

static const char *
get_alert (SyncFixture *fixture,
           guint        position)
{
  g_autoptr (MailerProblem) problem = g_list_model_get_item (mailer_engine_get_problems (fixture->engine), position);

  /* The list keeps it. */
  g_assert_error (mailer_problem_get_error (problem), MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_ALERT);
  g_assert_cmpstr (mailer_error_get_details (mailer_problem_get_error (problem))->host, ==, "127.0.0.1");

  return mailer_error_get_details (mailer_problem_get_error (problem))->server_text;
}

static void
test_alerts_are_told_once (void)
{
  g_autofree char *many = g_strnfill (5000, 'x');
  g_autofree char *script = g_strconcat (ALERTING "S: * BYE enough\nCLOSE\n"
                                                  "ACCEPT\n" ALERTING "S: * OK [ALERT] ",
                                         many, "\nS: * BYE enough\nCLOSE\n", NULL);
  g_autoptr (MailerProblem) problem = NULL;
  GListModel *problems;
  Scripted    scripted;

  scripted_start (&scripted, script);
  problems = mailer_engine_get_problems (scripted.fixture->engine);
  sync_fixture_wait (g_list_model_get_n_items (problems) == 1);
  g_assert_cmpstr (get_alert (scripted.fixture, 0), ==, "Going <b>down</b> at noon");
  problem = g_list_model_get_item (problems, 0);
  mailer_engine_dismiss_problem (scripted.fixture->engine, problem);

  /* The next session says the same again, and more than anybody reads. */
  sync_fixture_wait (g_list_model_get_n_items (problems) == 1);
  g_assert_cmpuint (strlen (get_alert (scripted.fixture, 0)), ==, 500);
  scripted_end (&scripted);
}

/* Closing while everything is at work: no thread is left, every callback comes. */
static void
test_close_in_the_middle (void)
{
  g_autoptr (SyncFixture) fixture = sync_fixture_new ((const char *const[]){ "--no-smtp", NULL });

  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i);

      sync_fixture_deliver (fixture, "INBOX", id, "Mail", NULL);
    }
  for (guint i = 0; i < 10; i++)
    {
      g_autoptr (GAsyncResult) result = NULL;

      sync_fixture_start (fixture);
      for (guint round = 0; round < i * 10; round++)
        sync_fixture_iterate ();
      mailer_engine_load_body_async (fixture->engine, 1, MAILER_BODY_DEFAULT, NULL, sync_fixture_take_result_cb, &result);
      sync_fixture_close_with (fixture, &result);
    }
}

/* The store's own fault, once. */
static int n_refusals;

GPtrArray *__real_mailer_sender_store_list (MailerHub *hub, const char *account_id, GError **error);
GPtrArray *__wrap_mailer_sender_store_list (MailerHub *hub, const char *account_id, GError **error);

GPtrArray *
__wrap_mailer_sender_store_list (MailerHub  *hub,
                                 const char *account_id,
                                 GError    **error)
{
  if (g_atomic_int_get (&n_refusals) == 0)
    return __real_mailer_sender_store_list (hub, account_id, error);

  g_atomic_int_add (&n_refusals, -1);
  g_set_error_literal (error, MAILER_STORE_ERROR, MAILER_STORE_ERROR_IO, "The disk failed");

  return NULL;
}

static gboolean
begin_to_send (MailerStore *store,
               gpointer     data,
               GError     **error)
{
  g_autoptr (MailerStoreOutboxItem) item = mailer_store_outbox_item_new ();
  g_autoptr (GBytes) bytes = g_bytes_new_static ("x", 1);
  const char *recipients[] = { "bob@example.test", NULL };
  gint64      id;

  item->account_id = g_strdup ("ada");
  item->header_id = g_strdup ("1@example.test");
  item->sender = g_strdup ("ada@example.test");
  item->recipients = g_strdupv ((char **)recipients);
  id = mailer_store_enqueue (store, item, bytes, NULL, error);

  return id > 0 && mailer_store_set_outbox_state (store, id, MAILER_STORE_OUTBOX_SENDING, NULL, NULL, 0, error);
}

static gboolean
has_unknown (SyncFixture *fixture)
{
  g_autoptr (MailerActivity) activity = g_list_model_get_item (mailer_engine_get_activities (fixture->engine), 0);

  return activity != NULL && mailer_activity_get_is_failed (activity);
}

/* What was interrupted is found also when the first look into the outbox comes to nothing. */
static void
test_outbox_unreadable_at_first (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("mailer-fault-XXXXXX", &error);
  g_autoptr (SyncFixture) fixture = sync_fixture_new_in (folder);

  g_assert_no_error (error);
  fixture->is_owner = TRUE;
  sync_fixture_open (fixture);
  sync_fixture_connect (fixture, 0, NULL, NULL);
  mailer_hub_push (fixture->engine->hub, MAILER_HUB_WRITER, begin_to_send, NULL, NULL, NULL);
  sync_fixture_wait (g_list_model_get_n_items (mailer_engine_get_activities (fixture->engine)) == 1);
  g_atomic_int_set (&n_refusals, 1);
  mailer_engine_start_account (fixture->engine, fixture->account, "ada-secret");
  sync_fixture_wait (g_atomic_int_get (&n_refusals) == 0);
  /* Instead of waiting until it looks again by itself. */
  mailer_engine_retry (fixture->engine, NULL);
  sync_fixture_wait (has_unknown (fixture));
}

static void
test_pauses_grow (void)
{
  gint64 before_us = 0;

  for (guint n_failures = 0; n_failures < 100; n_failures++)
    {
      const gint64 least_us = mailer_watch_get_delay_us (n_failures, 0);
      const gint64 most_us = mailer_watch_get_delay_us (n_failures, 1);

      g_assert_cmpint (least_us, >, 0);
      g_assert_cmpint (most_us, ==, 2 * least_us);
      g_assert_cmpint (most_us, ==, before_us == 0 ? G_USEC_PER_SEC : MIN (2 * before_us, 5 * 60 * G_USEC_PER_SEC));
      before_us = most_us;
    }
}

static gboolean
keep_connection_cb (GSocketService     *service,
                    GSocketConnection  *connection,
                    GObject            *source,
                    GSocketConnection **kept)
{
  g_set_object (kept, connection);

  return TRUE;
}

/* Lets an attempt fail that is under way. */
static void
hang_up (SyncFixture        *fixture,
         GSocketConnection **kept)
{
  sync_fixture_wait (*kept != NULL && mailer_account_get_state (fixture->account) == MAILER_ACCOUNT_STATE_CONNECTING);
  g_io_stream_close (G_IO_STREAM (*kept), NULL, NULL);
  g_clear_object (kept);
  sync_fixture_wait (*kept != NULL || mailer_account_get_state (fixture->account) == MAILER_ACCOUNT_STATE_OFFLINE);
}

/* After so many failures the pause is longer than this test may take. */
#define MANY_FAILURES 9

static void
test_network_returns (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("mailer-fault-XXXXXX", &error);
  g_autoptr (SyncFixture) fixture = sync_fixture_new_in (folder);
  g_autoptr (GSocketService) service = g_socket_service_new ();
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) got = NULL;
  g_autoptr (GSocketConnection) kept = NULL;

  g_assert_no_error (error);
  g_socket_listener_add_address (G_SOCKET_LISTENER (service), wanted, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &got, &error);
  g_assert_no_error (error);
  g_signal_connect (service, "incoming", G_CALLBACK (keep_connection_cb), &kept);
  fixture->is_owner = TRUE;
  sync_fixture_open (fixture);
  sync_fixture_connect (fixture, g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (got)), NULL, "secret");
  for (guint i = 0; i < MANY_FAILURES; i++)
    {
      hang_up (fixture, &kept);
      if (kept == NULL)
        mailer_engine_retry (fixture->engine, NULL);
    }
  hang_up (fixture, &kept);
  g_assert_null (kept);

  g_signal_emit_by_name (g_network_monitor_get_default (), "network-changed", FALSE);
  g_signal_emit_by_name (g_network_monitor_get_default (), "network-changed", TRUE);
  sync_fixture_wait (kept != NULL);
  g_io_stream_close (G_IO_STREAM (kept), NULL, NULL);
}

/* A server that says how far it is (RFC 9585) */

static MailerWatch *slow_watch; /* atomic; not NULL: its server takes its time to move messages */
static int          is_running; /* atomic: whether the interface knows of it */

gboolean __real_mailer_imap_session_move (MailerImapSession *self, const MailerUidSet *uids, const char *target, MailerImapUidMap **map, gboolean *is_removed, GCancellable *cancellable, gint64 deadline_us, GError **error);
gboolean __wrap_mailer_imap_session_move (MailerImapSession *self, const MailerUidSet *uids, const char *target, MailerImapUidMap **map, gboolean *is_removed, GCancellable *cancellable, gint64 deadline_us, GError **error);

gboolean
__wrap_mailer_imap_session_move (MailerImapSession  *self,
                                 const MailerUidSet *uids,
                                 const char         *target,
                                 MailerImapUidMap  **map,
                                 gboolean           *is_removed,
                                 GCancellable       *cancellable,
                                 gint64              deadline_us,
                                 GError            **error)
{
  static const guint64 done[] = { 25, 25, 20, 75, 1000, 3 };
  MailerWatch         *watch = g_atomic_pointer_get (&slow_watch);

  while (watch != NULL && !g_atomic_int_get (&is_running))
    g_usleep (1000);
  for (guint i = 0; watch != NULL && i < G_N_ELEMENTS (done); i++)
    mailer_watch_imap_events.progress (done[i], 100, watch);
  /* It may not know how much there is to do. */
  if (watch != NULL)
    mailer_watch_imap_events.progress (50, 0, watch);

  return __real_mailer_imap_session_move (self, uids, target, map, is_removed, cancellable, deadline_us, error);
}

static MailerActivity *
dup_activity (SyncFixture *fixture)
{
  return g_list_model_get_item (mailer_engine_get_activities (fixture->engine), 0);
}

static gboolean
is_activity_running (SyncFixture *fixture)
{
  g_autoptr (MailerActivity) activity = dup_activity (fixture);

  return activity != NULL && mailer_activity_get_is_running (activity);
}

static void
note_fraction_cb (MailerActivity *activity,
                  GParamSpec     *pspec,
                  GString        *seen)
{
  g_string_append_printf (seen, "%.0f ", mailer_activity_get_fraction (activity) * 100);
}

static void
test_progress (void)
{
  g_autoptr (SyncFixture) fixture = sync_fixture_new ((const char *const[]){ "--no-smtp", NULL });
  g_autoptr (MailerActivity) activity = NULL;
  g_autoptr (MailerConversationList) list = NULL;
  g_autoptr (GString) seen = g_string_new (NULL);

  sync_fixture_deliver (fixture, "INBOX", "1", "Mail", NULL);
  sync_fixture_start (fixture);
  sync_fixture_wait (sync_fixture_has_messages (fixture, "INBOX", 1));
  list = sync_fixture_list (fixture, "INBOX");
  sync_fixture_wait (sync_fixture_find_row (list, "Mail") != NULL);

  g_atomic_pointer_set (&slow_watch, mailer_account_get_remote (fixture->account)->watch);
  sync_fixture_act (fixture, MAILER_VERB_TRASH, "INBOX", "Mail", NULL);
  sync_fixture_wait (is_activity_running (fixture));
  activity = dup_activity (fixture);
  g_signal_connect (activity, "notify::fraction", G_CALLBACK (note_fraction_cb), seen);
  g_atomic_int_set (&is_running, TRUE);
  sync_fixture_wait (g_list_model_get_n_items (mailer_engine_get_activities (fixture->engine)) == 0);
  g_atomic_pointer_set (&slow_watch, NULL);
  g_signal_handlers_disconnect_by_data (activity, seen);
  g_assert_cmpstr (seen->str, ==, "25 75 100 ");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autofree char *path = g_strconcat ("/engine/faults/", faults[i].name, NULL);

      g_test_add_data_func (path, &faults[i], test_fault);
    }
  g_test_add_func ("/engine/faults/silence", test_silence);
  g_test_add_func ("/engine/faults/silence-is-told", test_silence_is_told);
  g_test_add_func ("/engine/faults/progress", test_progress);
  g_test_add_func ("/engine/faults/alerts", test_alerts_are_told_once);
  g_test_add_func ("/engine/faults/outbox-unreadable-at-first", test_outbox_unreadable_at_first);
  g_test_add_func ("/engine/faults/pauses-grow", test_pauses_grow);
  g_test_add_func ("/engine/faults/network-returns", test_network_returns);
  g_test_add_func ("/engine/faults/close-in-the-middle", test_close_in_the_middle);

  return g_test_run ();
}
