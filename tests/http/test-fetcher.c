/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-http-fetcher.h"

#include <libsoup/soup.h>
#include <string.h>

#include "mailer-net-authorities.h"
#include "test-certificates.h"
#include "test-tls-server.h"

/* A server for https and one for http, on a thread of their own. */
typedef struct
{
  TestAuthority   *authority;
  GTlsCertificate *certificate;
  GMainContext    *context;
  GMainLoop       *loop;
  GThread         *thread;
  SoupServer      *secure;
  SoupServer      *plain;
  char            *secure_root; /* "https://127.0.0.1:1234" */
  char            *plain_root;
  gint             n_requests; /* atomic */
} Fixture;

static gboolean
has_told_nothing (SoupMessageHeaders *headers)
{
  static const char *const silent[] = { "Cookie", "Referer", "Authorization", "From", "Accept-Language" };

  for (gsize i = 0; i < G_N_ELEMENTS (silent); i++)
    if (soup_message_headers_get_one (headers, silent[i]) != NULL)
      return FALSE;

  return TRUE;
}

static void
redirect (SoupServerMessage *message,
          const char        *location)
{
  soup_server_message_set_status (message, SOUP_STATUS_FOUND, NULL);
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Location", location);
}

static void
answer_redirect (Fixture           *fixture,
                 SoupServerMessage *message,
                 const char        *path)
{
  g_autofree char *to_plain = g_strconcat (fixture->plain_root, "/hello", NULL);
  g_autofree char *to_secure = g_strconcat (fixture->secure_root, "/hello", NULL);

  if (g_str_equal (path, "/redirect/relative"))
    redirect (message, "../hello");
  else if (g_str_equal (path, "/redirect/secure"))
    redirect (message, to_secure);
  else if (g_str_equal (path, "/redirect/plain"))
    redirect (message, to_plain);
  else if (g_str_equal (path, "/redirect/file"))
    redirect (message, "file:///etc/passwd");
  else if (g_str_equal (path, "/redirect/password"))
    redirect (message, "https://ada:geheim@127.0.0.1/");
  else if (g_str_equal (path, "/redirect/nowhere"))
    soup_server_message_set_status (message, SOUP_STATUS_FOUND, NULL);
  else
    redirect (message, path);
}

static void
answer_cb (SoupServer        *server,
           SoupServerMessage *message,
           const char        *path,
           GHashTable        *query,
           gpointer           data)
{
  Fixture            *fixture = data;
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  g_atomic_int_inc (&fixture->n_requests);
  if (!has_told_nothing (soup_server_message_get_request_headers (message)))
    soup_server_message_set_status (message, SOUP_STATUS_EXPECTATION_FAILED, NULL);
  else if (g_str_has_prefix (path, "/redirect/"))
    answer_redirect (fixture, message, path);
  else if (g_str_equal (path, "/hello"))
    {
      soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
      soup_message_headers_append (headers, "Set-Cookie", "id=1234");
      soup_server_message_set_response (message, "Text/Plain; charset=UTF-8", SOUP_MEMORY_STATIC, "hello", 5);
    }
  else if (g_str_has_prefix (path, "/large"))
    {
      g_autofree char *bytes = g_strnfill (100000, 'x');

      soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
      if (g_str_equal (path, "/large/chunked"))
        soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
      soup_server_message_set_response (message, "image/png", SOUP_MEMORY_COPY, bytes, 100000);
      soup_message_body_complete (soup_server_message_get_response_body (message));
    }
  else if (g_str_equal (path, "/stall"))
    soup_server_message_pause (message);
  else if (g_str_equal (path, "/sign-in"))
    {
      soup_server_message_set_status (message, SOUP_STATUS_UNAUTHORIZED, NULL);
      soup_message_headers_append (headers, "WWW-Authenticate", "Basic realm=\"x\"");
    }
  else
    soup_server_message_set_status (message, SOUP_STATUS_NOT_FOUND, NULL);
}

static SoupServer *
listen_on_loopback (Fixture         *fixture,
                    GTlsCertificate *certificate,
                    char           **root)
{
  SoupServer *server = soup_server_new ("tls-certificate", certificate, NULL);
  g_autoptr (GError) error = NULL;
  GSList *uris;

  soup_server_add_handler (server, NULL, answer_cb, fixture, NULL);
  soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY | (certificate != NULL ? SOUP_SERVER_LISTEN_HTTPS : 0), &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (server);
  *root = g_strdup_printf ("%s://127.0.0.1:%d", certificate != NULL ? "https" : "http", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);

  return server;
}

static gpointer
serve (gpointer data)
{
  Fixture *fixture = data;

  g_main_context_push_thread_default (fixture->context);
  g_main_loop_run (fixture->loop);
  soup_server_disconnect (fixture->secure);
  soup_server_disconnect (fixture->plain);
  g_clear_object (&fixture->secure);
  g_clear_object (&fixture->plain);
  g_main_context_pop_thread_default (fixture->context);

  return NULL;
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->authority = test_authority_new ();
  fixture->certificate = test_authority_issue (fixture->authority, &(TestCertificate){ .ip_address = "127.0.0.1" });
  fixture->context = g_main_context_new ();
  fixture->loop = g_main_loop_new (fixture->context, FALSE);
  g_main_context_push_thread_default (fixture->context);
  fixture->secure = listen_on_loopback (fixture, fixture->certificate, &fixture->secure_root);
  fixture->plain = listen_on_loopback (fixture, NULL, &fixture->plain_root);
  g_main_context_pop_thread_default (fixture->context);
  fixture->thread = g_thread_new ("http-server", serve, fixture);
}

static gboolean
quit_cb (gpointer data)
{
  g_main_loop_quit (data);

  return G_SOURCE_REMOVE;
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr (GSource) quit = g_idle_source_new ();

  /* From inside: a loop that does not run yet would not hear of it. */
  g_source_set_callback (quit, quit_cb, fixture->loop, NULL);
  g_source_attach (quit, fixture->context);
  g_thread_join (fixture->thread);
  g_main_loop_unref (fixture->loop);
  g_main_context_unref (fixture->context);
  g_clear_object (&fixture->certificate);
  test_authority_free (fixture->authority);
  g_free (fixture->secure_root);
  g_free (fixture->plain_root);
}

static MailerHttpFetcher *
new_fetcher (const char *ca_file)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsDatabase) authorities = mailer_net_authorities_new (ca_file, &error);

  g_assert_no_error (error);

  return mailer_http_fetcher_new (authorities);
}

static gint64
soon (void)
{
  return g_get_monotonic_time () + 15 * G_USEC_PER_SEC;
}

static MailerHttpResponse *
get (Fixture                 *fixture,
     const char              *root,
     const char              *path,
     const MailerHttpOptions *options,
     GError                 **error)
{
  g_autoptr (MailerHttpFetcher) fetcher = new_fetcher (test_authority_get_file (fixture->authority));
  g_autofree char *address = g_strconcat (root, path, NULL);

  return mailer_http_fetcher_get (fetcher, address, options, NULL, soon (), error);
}

static const MailerHttpOptions here = { .is_private_allowed = TRUE };
static const MailerHttpOptions here_plain = { .is_private_allowed = TRUE, .is_plain_allowed = TRUE };

static void
assert_hello (Fixture                 *fixture,
              const char              *root,
              const char              *path,
              const MailerHttpOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MailerHttpResponse) response = get (fixture, root, path, options, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (response->body, NULL), g_bytes_get_size (response->body), "hello", 5);
  g_assert_cmpstr (response->content_type, ==, "text/plain");
  g_assert_cmpstr (response->charset, ==, "UTF-8");
  g_assert_true (g_str_has_suffix (response->address, "/hello"));
}

static void
assert_fails (Fixture                 *fixture,
              const char              *root,
              const char              *path,
              const MailerHttpOptions *options,
              MailerHttpError          code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (get (fixture, root, path, options, &error));
  g_assert_error (error, MAILER_HTTP_ERROR, (gint)code);
}

static void
test_get (Fixture      *fixture,
          gconstpointer data)
{
  assert_hello (fixture, fixture->secure_root, "/hello", &here);
  assert_hello (fixture, fixture->plain_root, "/hello", &here_plain);
  assert_hello (fixture, fixture->secure_root, "/redirect/relative", &here);
  assert_hello (fixture, fixture->plain_root, "/redirect/secure", &here_plain);
}

/* The cookie of the first answer does not come back, on the same connection either. */
static void
test_nothing_is_remembered (Fixture      *fixture,
                            gconstpointer data)
{
  g_autoptr (MailerHttpFetcher) fetcher = new_fetcher (test_authority_get_file (fixture->authority));
  g_autofree char *address = g_strconcat (fixture->secure_root, "/hello", NULL);

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MailerHttpResponse) response = mailer_http_fetcher_get (fetcher, address, &here, NULL, soon (), &error);

      g_assert_no_error (error);
    }
  g_assert_cmpint (g_atomic_int_get (&fixture->n_requests), ==, 3);
}

static void
test_refused_addresses (Fixture      *fixture,
                        gconstpointer data)
{
  static const char *const addresses[] = {
    "", "hello", "/hello", "https:", "https://", "ftp://example.org/", "file:///etc/passwd", "data:text/plain,x",
    "javascript:alert(1)", "https://ada@example.org/", "https://ada:geheim@example.org/", "http://example.org/",
    "https://exa mple.org/", "https://example.org:99999/"
  };

  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_test_message ("%s", addresses[i]);
      assert_fails (fixture, "", addresses[i], &here, MAILER_HTTP_ERROR_ADDRESS);
    }
}

static void
test_redirects (Fixture      *fixture,
                gconstpointer data)
{
  assert_fails (fixture, fixture->secure_root, "/redirect/plain", &here_plain, MAILER_HTTP_ERROR_REDIRECT);
  assert_fails (fixture, fixture->secure_root, "/redirect/plain", &here, MAILER_HTTP_ERROR_ADDRESS);
  assert_fails (fixture, fixture->secure_root, "/redirect/file", &here, MAILER_HTTP_ERROR_ADDRESS);
  assert_fails (fixture, fixture->secure_root, "/redirect/password", &here, MAILER_HTTP_ERROR_ADDRESS);
  assert_fails (fixture, fixture->secure_root, "/redirect/nowhere", &here, MAILER_HTTP_ERROR_REDIRECT);

  g_atomic_int_set (&fixture->n_requests, 0);
  assert_fails (fixture, fixture->secure_root, "/redirect/round", &here, MAILER_HTTP_ERROR_REDIRECT);
  g_assert_cmpint (g_atomic_int_get (&fixture->n_requests), ==, 6);
}

static void
test_limits (Fixture      *fixture,
             gconstpointer data)
{
  const MailerHttpOptions tight = { .is_private_allowed = TRUE, .max_bytes = 99999 };
  const MailerHttpOptions enough = { .is_private_allowed = TRUE, .max_bytes = 100000, .accept = "image/png" };
  g_autoptr (MailerHttpResponse) whole = NULL;
  g_autoptr (GError) error = NULL;

  assert_fails (fixture, fixture->secure_root, "/large", &tight, MAILER_HTTP_ERROR_TOO_LARGE);
  assert_fails (fixture, fixture->secure_root, "/large/chunked", &tight, MAILER_HTTP_ERROR_TOO_LARGE);
  whole = get (fixture, fixture->secure_root, "/large/chunked", &enough, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_bytes_get_size (whole->body), ==, 100000);
  g_assert_cmpstr (whole->content_type, ==, "image/png");
  g_assert_null (whole->charset);
}

static void
test_status (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (get (fixture, fixture->secure_root, "/missing", &here, &error));
  g_assert_error (error, MAILER_HTTP_ERROR, MAILER_HTTP_ERROR_STATUS);
  g_assert_cmpstr (mailer_error_get_details (error)->response_code, ==, "404");
  g_assert_cmpstr (mailer_error_get_details (error)->host, ==, "127.0.0.1");
  g_assert_cmpint (mailer_error_get_details (error)->retry, ==, MAILER_ERROR_RETRY_NEVER);
  assert_fails (fixture, fixture->secure_root, "/sign-in", &here, MAILER_HTTP_ERROR_STATUS);
}

/* A socket that listens on every address of this machine. */
static GSocket *
listen_everywhere (void)
{
  GSocket      *socket = g_socket_new (G_SOCKET_FAMILY_IPV6, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  GSocketFamily family = socket != NULL ? G_SOCKET_FAMILY_IPV6 : G_SOCKET_FAMILY_IPV4;
  g_autoptr (GInetAddress) any = g_inet_address_new_any (family);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (any, 0);

  if (socket == NULL)
    socket = g_socket_new (family, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_assert_true (g_socket_bind (socket, address, TRUE, NULL) && g_socket_listen (socket, NULL));

  return socket;
}

/* Not a byte goes there: no request, no handshake, no connection. */
static void
test_private_addresses (Fixture      *fixture,
                        gconstpointer data)
{
  static const char *const names[] = { "127.0.0.1", "localhost", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]", "127.1", "2130706433", "0x7f.1" };
  g_autoptr (GSocket) listener = listen_everywhere ();
  g_autoptr (GSocketAddress) bound = g_socket_get_local_address (listener, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *root = g_strdup_printf ("https://%s:%u", names[i], g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
      g_autoptr (GError) error = NULL;

      g_assert_null (get (fixture, root, "/", NULL, &error));
      g_test_message ("%s: %s", root, error->message);
      /* Short forms of an address are names to some resolvers. */
      g_assert_true (g_error_matches (error, MAILER_HTTP_ERROR, MAILER_HTTP_ERROR_PRIVATE) || (i > 4 && g_error_matches (error, MAILER_HTTP_ERROR, MAILER_HTTP_ERROR_NOT_FOUND)));
      g_assert_cmpint (g_socket_condition_check (listener, G_IO_IN), ==, 0);
    }
}

static void
test_certificate (Fixture      *fixture,
                  gconstpointer data)
{
  g_autoptr (MailerHttpFetcher) strict = new_fetcher (NULL);
  g_autofree char *address = g_strconcat (fixture->secure_root, "/hello", NULL);
  g_autofree char *other_name = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (mailer_http_fetcher_get (strict, address, &here, NULL, soon (), &error));
  g_assert_error (error, MAILER_HTTP_ERROR, MAILER_HTTP_ERROR_CERTIFICATE);
  other_name = g_strdup_printf ("https://localhost:%s", strrchr (fixture->secure_root, ':') + 1);
  assert_fails (fixture, other_name, "/hello", &here, MAILER_HTTP_ERROR_CERTIFICATE);
  g_assert_cmpint (g_atomic_int_get (&fixture->n_requests), ==, 0);
}

static void
test_old_tls (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr (TestChain) chain = test_authority_issue_chain (fixture->authority, TEST_CHAIN_GOOD);
  TestTlsServer   *server = test_tls_server_new (&(TestTlsServerOptions){ .chain = chain, .priority = "NORMAL:-VERS-ALL:+VERS-TLS1.1:+SIGN-ALL:%VERIFY_ALLOW_SIGN_WITH_SHA1" });
  g_autofree char *root = g_strdup_printf ("https://127.0.0.1:%u", test_tls_server_get_port (server));

  assert_fails (fixture, root, "/secret", &here, MAILER_HTTP_ERROR_CERTIFICATE);
  g_assert_false (test_tls_server_finish (server));
}

/* The same authorities as for mail say so. */
static void
test_long_chain (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr (TestChain) chain = test_authority_issue_chain (fixture->authority, TEST_CHAIN_LONG);
  TestTlsServer   *server = test_tls_server_new (&(TestTlsServerOptions){ .chain = chain });
  g_autofree char *root = g_strdup_printf ("https://127.0.0.1:%u", test_tls_server_get_port (server));

  assert_fails (fixture, root, "/secret", &here, MAILER_HTTP_ERROR_CERTIFICATE);
  g_assert_false (test_tls_server_finish (server));
}

static gpointer
cancel_soon (gpointer data)
{
  g_usleep (100 * 1000);
  g_cancellable_cancel (data);

  return NULL;
}

static void
test_patience (Fixture      *fixture,
               gconstpointer data)
{
  g_autoptr (MailerHttpFetcher) fetcher = new_fetcher (test_authority_get_file (fixture->authority));
  g_autofree char *address = g_strconcat (fixture->secure_root, "/stall", NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) late = NULL;
  g_autoptr (GError) cancelled = NULL;
  GThread *thread;

  g_assert_null (mailer_http_fetcher_get (fetcher, address, &here, NULL, g_get_monotonic_time () + G_USEC_PER_SEC / 5, &late));
  g_assert_error (late, MAILER_HTTP_ERROR, MAILER_HTTP_ERROR_TIMED_OUT);
  thread = g_thread_new ("cancel", cancel_soon, cancellable);
  g_assert_null (mailer_http_fetcher_get (fetcher, address, &here, cancellable, -1, &cancelled));
  g_assert_error (cancelled, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
  /* The fetcher is as good as new. */
  assert_hello (fixture, fixture->secure_root, "/hello", &here);
}

static void
test_no_server (Fixture      *fixture,
                gconstpointer data)
{
  assert_fails (fixture, "https://127.0.0.1:1", "/", &here, MAILER_HTTP_ERROR_CONNECTION);
  assert_fails (fixture, "https://www.invalid", "/", &here, MAILER_HTTP_ERROR_NOT_FOUND);
}

#define ADD(path, func) g_test_add ("/http/fetcher/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("get", test_get);
  ADD ("nothing-is-remembered", test_nothing_is_remembered);
  ADD ("refused-addresses", test_refused_addresses);
  ADD ("redirects", test_redirects);
  ADD ("limits", test_limits);
  ADD ("status", test_status);
  ADD ("private-addresses", test_private_addresses);
  ADD ("certificate", test_certificate);
  ADD ("old-tls", test_old_tls);
  ADD ("long-chain", test_long_chain);
  ADD ("patience", test_patience);
  ADD ("no-server", test_no_server);

  return g_test_run ();
}
