/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Signing in to real servers, with each mechanism in each protocol: Dovecot, Pigeonhole, and Postfix, which
 * asks Dovecot. */

#include "config.h"

#include <string.h>

#include "mailer-imap-session.h"
#include "mailer-sieve-session.h"
#include "mailer-smtp-session.h"

#include "mailer-test-server.h"
#include "test-certificates.h"

/* Postfix keeps its line to Dovecot; a Dovecot that was started anew needs a new one. */
#define FRESH_SMTP "--postfix-config=max_use = 1"

typedef char *(*SignInFunc) (MailerTestServer           *server,
                             const MailerNetCredentials *credentials,
                             GError                    **error);

static gint64
soon (void)
{
  return g_get_monotonic_time () + 60 * G_USEC_PER_SEC;
}

static MailerNetEndpoint
endpoint_for (MailerTestServer *server,
              const char       *service)
{
  return (MailerNetEndpoint){
    .host = "localhost",
    .port = mailer_test_server_get_port (server, service),
    .security = MAILER_SECURITY_STARTTLS,
    .ca_file = mailer_test_server_get_ca_file (server),
  };
}

static char *
sign_in_to_imap (MailerTestServer           *server,
                 const MailerNetCredentials *credentials,
                 GError                    **error)
{
  const MailerImapConfig config = { .endpoint = endpoint_for (server, "imap"), .credentials = *credentials };
  g_autoptr (MailerImapSession) session = mailer_imap_session_open (&config, NULL, soon (), error);

  return session != NULL ? g_strdup (mailer_imap_session_get_remembered (session)) : NULL;
}

static char *
sign_in_to_smtp (MailerTestServer           *server,
                 const MailerNetCredentials *credentials,
                 GError                    **error)
{
  const MailerNetEndpoint endpoint = endpoint_for (server, "submission");
  g_autoptr (MailerSmtpSession) session = mailer_smtp_session_open (&endpoint, credentials, NULL, soon (), error);

  return session != NULL ? g_strdup (mailer_smtp_session_get_remembered (session)) : NULL;
}

static char *
sign_in_to_sieve (MailerTestServer           *server,
                  const MailerNetCredentials *credentials,
                  GError                    **error)
{
  const MailerNetEndpoint endpoint = endpoint_for (server, "sieve");
  g_autoptr (MailerSieveSession) session = mailer_sieve_session_open (&endpoint, credentials, NULL, soon (), error);

  return session != NULL ? g_strdup (mailer_sieve_session_get_remembered (session)) : NULL;
}

static const SignInFunc protocols[] = { sign_in_to_imap, sign_in_to_smtp, sign_in_to_sieve };

static void
assert_signed_in (MailerTestServer           *server,
                  const MailerNetCredentials *credentials,
                  const char                 *remembered)
{
  for (gsize i = 0; i < G_N_ELEMENTS (protocols); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *told = protocols[i](server, credentials, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (told, ==, remembered);
    }
}

static const struct
{
  const char *config;
  const char *remembered;
} mechanisms[] = {
  { "auth_mechanisms = plain login cram-md5 scram-sha-1 scram-sha-256", "SCRAM-SHA-256" },
  { "auth_mechanisms = plain login cram-md5 scram-sha-1", "SCRAM-SHA-1" },
  { "auth_mechanisms = plain login cram-md5", "PLAIN" },
  { "auth_mechanisms = login cram-md5", "LOGIN" },
  { "auth_mechanisms = cram-md5", "CRAM-MD5" },
};

static void
test_each_mechanism_in_each_protocol (void)
{
  static const char *const options[] = { FRESH_SMTP, "--user=ada=b,c=gehéim, 100 %", NULL };
  g_autoptr (MailerTestServer) server = mailer_test_server_new (options);
  const MailerNetCredentials credentials = { .user_name = "ada", .secret = "b,c=gehéim, 100 %" };

  for (gsize i = 0; i < G_N_ELEMENTS (mechanisms); i++)
    {
      g_test_message ("%s", mechanisms[i].config);
      mailer_test_server_configure_imap (server, mechanisms[i].config);
      assert_signed_in (server, &credentials, mechanisms[i].remembered);
    }
}

/* Only a digest of the password is kept: SCRAM is offered, and cannot work. */
static void
test_scram_is_not_for_every_user (void)
{
  static const char *const options[] = { FRESH_SMTP, "--dovecot-config=auth_mechanisms = plain scram-sha-1 scram-sha-256", NULL };
  g_autoptr (MailerTestServer) server = mailer_test_server_new (options);
  g_autofree char           *path = g_build_filename (mailer_test_server_get_folder (server), "users", NULL);
  const MailerNetCredentials first = { .user_name = "ada", .secret = "ada-secret" };
  const MailerNetCredentials again = { .user_name = "ada", .secret = "ada-secret", .remembered = "PLAIN !SHA-1 !SHA-256" };

  g_assert_true (g_file_set_contents_full (path, "ada:{SHA256}yzrE+fS6LabwY6lN67YAnsLuKrzyj5DNl/25L9xE1zY=\n", -1, G_FILE_SET_CONTENTS_NONE, 0644, NULL));
  assert_signed_in (server, &first, "PLAIN !SHA-1 !SHA-256");
  assert_signed_in (server, &again, "PLAIN !SHA-1 !SHA-256");
}

static void
test_wrong_passwords_and_hidden_mechanisms (void)
{
  static const char *const options[] = { FRESH_SMTP, "--dovecot-config=auth_mechanisms = plain scram-sha-1 scram-sha-256", NULL };
  g_autoptr (MailerTestServer) server = mailer_test_server_new (options);
  const MailerNetCredentials wrong = { .user_name = "ada", .secret = "wrong" };
  const MailerNetCredentials held = { .user_name = "ada", .secret = "ada-secret", .remembered = "SCRAM-SHA-256" };
  const int                  refusals[] = { MAILER_IMAP_ERROR_AUTHENTICATION, MAILER_SMTP_ERROR_AUTHENTICATION, MAILER_SIEVE_ERROR_AUTHENTICATION };

  for (gsize i = 0; i < G_N_ELEMENTS (protocols); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (protocols[i](server, &wrong, &error));
      g_assert_true (error->domain == MAILER_IMAP_ERROR || error->domain == MAILER_SMTP_ERROR || error->domain == MAILER_SIEVE_ERROR);
      g_assert_cmpint (error->code, ==, refusals[i]);
    }
  mailer_test_server_configure_imap (server, "auth_mechanisms = plain");
  for (gsize i = 0; i < G_N_ELEMENTS (protocols); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (protocols[i](server, &held, &error));
      g_assert_error (error, MAILER_NET_ERROR, MAILER_NET_ERROR_SIGN_IN_WEAKER);
    }
}

/* --- By token ----------------------------------------------------------------------------------- */

static void
assert_token_refused (MailerTestServer *server,
                      SignInFunc        sign_in)
{
  const MailerNetCredentials credentials = { .user_name = "ada", .secret = "an-old-token", .kind = MAILER_NET_SECRET_TOKEN };
  g_autoptr (GError) error = NULL;

  g_assert_null (sign_in (server, &credentials, &error));
  g_assert_error (error, MAILER_NET_ERROR, MAILER_NET_ERROR_TOKEN);
  g_assert_nonnull (mailer_error_get_details (error)->response_code);
  g_assert_null (strstr (error->message, "an-old-token"));
}

/* A Dovecot that asks another server whose a token is (RFC 7662). */
static void
test_by_token (void)
{
  static const char *const options[] = { FRESH_SMTP, "--token=ada=ya29.a-token", "--dovecot-config=auth_mechanisms = plain oauthbearer xoauth2", NULL };
  g_autoptr (MailerTestServer) server = mailer_test_server_new (options);
  const MailerNetCredentials credentials = { .user_name = "ada", .secret = "ya29.a-token", .kind = MAILER_NET_SECRET_TOKEN };
  const MailerNetCredentials of_another = { .user_name = "bob", .secret = "ya29.a-token", .kind = MAILER_NET_SECRET_TOKEN };
  g_autoptr (GError) error = NULL;

  assert_signed_in (server, &credentials, "OAUTHBEARER");
  mailer_test_server_configure_imap (server, "auth_mechanisms = plain xoauth2");
  assert_signed_in (server, &credentials, "XOAUTH2");
  for (gsize i = 0; i < G_N_ELEMENTS (protocols); i++)
    assert_token_refused (server, protocols[i]);
  mailer_test_server_configure_imap (server, "auth_mechanisms = plain oauthbearer");
  for (gsize i = 0; i < G_N_ELEMENTS (protocols); i++)
    assert_token_refused (server, protocols[i]);
  g_assert_null (sign_in_to_imap (server, &of_another, &error));
  g_assert_nonnull (error);
}

/* --- By certificate ------------------------------------------------------------------------------- */

/* A PEM file in @folder; with its key unless @is_without_key. */
static char *
write_certificate (const char      *folder,
                   const char      *name,
                   GTlsCertificate *certificate,
                   gboolean         is_without_key)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *pem = NULL;
  g_autofree char *key = NULL;
  g_autofree char *both = NULL;

  g_object_get (certificate, "certificate-pem", &pem, "private-key-pem", &key, NULL);
  both = g_strconcat (pem, is_without_key ? "" : key, NULL);
  g_assert_true (g_file_set_contents_full (path, both, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));

  return g_steal_pointer (&path);
}

/* The same in PKCS#12, which needs a password. */
static char *
write_pkcs12 (const char *folder,
              const char *pem,
              const char *password)
{
  char            *path = g_build_filename (folder, "ada.p12", NULL);
  g_autofree char *pass = g_strconcat ("pass:", password, NULL);
  const char      *words[] = { "openssl", "pkcs12", "-export", "-in", pem, "-out", path, "-passout", pass, NULL };
  int              status;

  g_assert_true (g_spawn_sync (NULL, (char **)words, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL, NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);

  return path;
}

static char *
sign_in_by_certificate (MailerTestServer *server,
                        const char       *user_name,
                        const char       *file,
                        const char       *password,
                        GError          **error)
{
  MailerImapConfig config = {
    .endpoint = endpoint_for (server, "imap"),
    .credentials = { .user_name = user_name, .kind = MAILER_NET_SECRET_CERTIFICATE },
  };
  g_autoptr (MailerImapSession) session = NULL;

  config.endpoint.client_certificate = file;
  config.endpoint.client_certificate_password = password;
  session = mailer_imap_session_open (&config, NULL, soon (), error);

  return session != NULL ? g_strdup (mailer_imap_session_get_remembered (session)) : NULL;
}

static void
assert_not_by_certificate (MailerTestServer *server,
                           const char       *user_name,
                           const char       *file,
                           const char       *password,
                           GQuark            domain,
                           int               code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (sign_in_by_certificate (server, user_name, file, password, &error));
  g_assert_error (error, domain, code);
}

/* EXTERNAL: a Dovecot that knows ada by the certificate of an authority that it trusts, and by nothing else. */
static void
test_by_certificate (void)
{
  const TestCertificate wanted = { .common_name = "ada", .purpose = GNUTLS_KP_TLS_WWW_CLIENT };
  const TestCertificate unknown = { .common_name = "ada", .purpose = GNUTLS_KP_TLS_WWW_CLIENT, .is_self_signed = TRUE };
  g_autoptr (TestAuthority) authority = test_authority_new ();
  g_autofree char  *trusted = g_strdup_printf ("--dovecot-config=ssl_ca = <%s", test_authority_get_file (authority));
  const char *const options[] = {
    trusted,
    "--dovecot-config=ssl_verify_client_cert = yes",
    "--dovecot-config=ssl_require_crl = no",
    "--dovecot-config=auth_ssl_require_client_cert = yes",
    "--dovecot-config=auth_ssl_username_from_cert = yes",
    "--dovecot-config=auth_mechanisms = external",
    "--dovecot-config=passdb {\n  driver = static\n  args = nopassword=y\n}",
    NULL,
  };
  g_autoptr (MailerTestServer) server = mailer_test_server_new (options);
  const char *folder = mailer_test_server_get_folder (server);
  g_autoptr (GTlsCertificate) ada = test_authority_issue (authority, &wanted);
  g_autoptr (GTlsCertificate) other = test_authority_issue (authority, &unknown);
  g_autofree char *pem = write_certificate (folder, "ada.pem", ada, FALSE);
  g_autofree char *keyless = write_certificate (folder, "keyless.pem", ada, TRUE);
  g_autofree char *forged = write_certificate (folder, "forged.pem", other, FALSE);
  g_autofree char *pkcs12 = write_pkcs12 (folder, pem, "opener");

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *told = sign_in_by_certificate (server, "ada", i == 0 ? pem : pkcs12, i == 0 ? NULL : "opener", &error);

      g_assert_no_error (error);
      g_assert_cmpstr (told, ==, "EXTERNAL");
    }
  assert_not_by_certificate (server, "ada", pkcs12, "wrong", MAILER_NET_ERROR, MAILER_NET_ERROR_TLS);
  assert_not_by_certificate (server, "ada", keyless, NULL, MAILER_NET_ERROR, MAILER_NET_ERROR_TLS);
  assert_not_by_certificate (server, "ada", "/does/not/exist.pem", NULL, MAILER_NET_ERROR, MAILER_NET_ERROR_TLS);
  assert_not_by_certificate (server, "ada", NULL, NULL, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_AUTHENTICATION);
  assert_not_by_certificate (server, "ada", forged, NULL, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_AUTHENTICATION);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/sasl-servers/each-mechanism-in-each-protocol", test_each_mechanism_in_each_protocol);
  g_test_add_func ("/net/sasl-servers/scram-is-not-for-every-user", test_scram_is_not_for_every_user);
  g_test_add_func ("/net/sasl-servers/wrong-passwords-and-hidden-mechanisms", test_wrong_passwords_and_hidden_mechanisms);
  g_test_add_func ("/net/sasl-servers/by-token", test_by_token);
  g_test_add_func ("/net/sasl-servers/by-certificate", test_by_certificate);

  return g_test_run ();
}
