/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* GIO verifies a chain against authorities and the name against the certificate. What it leaves open is
 * closed here: a certificate without subjectAltName does not match by its common name (RFC 9525,
 * section 6.3), and one that was not made for a server does not do for one. */

#include "config.h"

#include "mailer-net-authorities.h"
#include "mailer-net-error-private.h"
#include "mailer-net-tls-private.h"

#include <gnutls/x509.h>
#include <string.h>

/* A handshake takes some 5 KiB, with many certificates 20; what takes more wants something else. */
#define MAX_HANDSHAKE_BYTES (256 * 1024)

/* One handshake. */
typedef struct
{
  const MailerNetEndpoint *endpoint;
  MailerNetStream         *base;
  GSocketConnectable      *identity;
  GTlsDatabase            *authorities;
  GTlsCertificate         *refused; /* (nullable) */
  MailerCertificateProblem problems;
} Check;

static const struct
{
  GTlsCertificateFlags     flag;
  MailerCertificateProblem problem;
} problem_rows[] = {
  { G_TLS_CERTIFICATE_UNKNOWN_CA, MAILER_CERTIFICATE_PROBLEM_UNKNOWN_AUTHORITY },
  { G_TLS_CERTIFICATE_BAD_IDENTITY, MAILER_CERTIFICATE_PROBLEM_WRONG_NAME },
  { G_TLS_CERTIFICATE_NOT_ACTIVATED, MAILER_CERTIFICATE_PROBLEM_NOT_YET_VALID },
  { G_TLS_CERTIFICATE_EXPIRED, MAILER_CERTIFICATE_PROBLEM_EXPIRED },
  { G_TLS_CERTIFICATE_REVOKED, MAILER_CERTIFICATE_PROBLEM_REVOKED },
  { G_TLS_CERTIFICATE_INSECURE, MAILER_CERTIFICATE_PROBLEM_INSECURE },
  { G_TLS_CERTIFICATE_GENERIC_ERROR, MAILER_CERTIFICATE_PROBLEM_OTHER },
};

static const struct
{
  MailerCertificateProblem problem;
  const char              *words;
} problem_words[] = {
  { MAILER_CERTIFICATE_PROBLEM_SELF_SIGNED, "signed by itself" },
  { MAILER_CERTIFICATE_PROBLEM_UNKNOWN_AUTHORITY, "unknown authority" },
  { MAILER_CERTIFICATE_PROBLEM_WRONG_NAME, "other host name" },
  { MAILER_CERTIFICATE_PROBLEM_EXPIRED, "expired" },
  { MAILER_CERTIFICATE_PROBLEM_NOT_YET_VALID, "not yet valid" },
  { MAILER_CERTIFICATE_PROBLEM_REVOKED, "revoked" },
  { MAILER_CERTIFICATE_PROBLEM_WRONG_PURPOSE, "not for servers" },
  { MAILER_CERTIFICATE_PROBLEM_INSECURE, "insecure algorithm" },
  { MAILER_CERTIFICATE_PROBLEM_OTHER, "does not verify" },
};

static void
deinit_certificate (gnutls_x509_crt_t *certificate)
{
  if (*certificate != NULL)
    gnutls_x509_crt_deinit (*certificate);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (gnutls_x509_crt_t, deinit_certificate)

static gnutls_x509_crt_t
parse_certificate (GTlsCertificate *certificate)
{
  g_autoptr (GByteArray) der = NULL;
  g_auto (gnutls_x509_crt_t) parsed = NULL;
  gnutls_datum_t data;

  g_object_get (certificate, "certificate", &der, NULL);
  if (der == NULL || gnutls_x509_crt_init (&parsed) < 0)
    return NULL;
  data = (gnutls_datum_t){ .data = der->data, .size = der->len };
  if (gnutls_x509_crt_import (parsed, &data, GNUTLS_X509_FMT_DER) < 0)
    return NULL;

  return g_steal_pointer (&parsed);
}

static gboolean
has_server_name (gnutls_x509_crt_t certificate)
{
  for (guint i = 0;; i++)
    {
      size_t size = 0;
      int    type = gnutls_x509_crt_get_subject_alt_name (certificate, i, NULL, &size, NULL);

      if (type == GNUTLS_E_SHORT_MEMORY_BUFFER)
        {
          g_autofree char *name = g_malloc (size);

          type = gnutls_x509_crt_get_subject_alt_name (certificate, i, name, &size, NULL);
        }
      if (type == GNUTLS_SAN_DNSNAME || type == GNUTLS_SAN_IPADDRESS)
        return TRUE;
      if (type < 0)
        return FALSE;
    }
}

/* What GIO does not look at. */
static MailerCertificateProblem
find_further_problems (GTlsCertificate *certificate)
{
  g_auto (gnutls_x509_crt_t) parsed = parse_certificate (certificate);
  MailerCertificateProblem problems = 0;

  if (parsed == NULL)
    return MAILER_CERTIFICATE_PROBLEM_OTHER;
  if (!has_server_name (parsed))
    problems |= MAILER_CERTIFICATE_PROBLEM_WRONG_NAME;
  if (!gnutls_x509_crt_check_key_purpose (parsed, GNUTLS_KP_TLS_WWW_SERVER, 0))
    problems |= MAILER_CERTIFICATE_PROBLEM_WRONG_PURPOSE;

  return problems;
}

static gboolean
is_self_signed (GTlsCertificate *certificate)
{
  g_auto (gnutls_x509_crt_t) parsed = parse_certificate (certificate);

  return parsed != NULL && gnutls_x509_crt_check_issuer (parsed, parsed);
}

static MailerCertificateProblem
problems_for_flags (GTlsCertificateFlags flags,
                    GTlsCertificate     *certificate)
{
  MailerCertificateProblem problems = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (problem_rows); i++)
    if (flags & problem_rows[i].flag)
      problems |= problem_rows[i].problem;
  if (flags != 0 && problems == 0)
    problems = MAILER_CERTIFICATE_PROBLEM_OTHER;
  if ((flags & G_TLS_CERTIFICATE_UNKNOWN_CA) && is_self_signed (certificate))
    problems |= MAILER_CERTIFICATE_PROBLEM_SELF_SIGNED;

  return problems;
}

static GTlsCertificateFlags
ask_authorities (Check           *check,
                 GTlsCertificate *certificate)
{
  g_autoptr (GError) error = NULL;
  GTlsCertificateFlags flags = g_tls_database_verify_chain (
      check->authorities, certificate, G_TLS_DATABASE_PURPOSE_AUTHENTICATE_SERVER, check->identity,
      NULL, G_TLS_DATABASE_VERIFY_NONE, NULL, &error);

  return error == NULL ? flags : flags | G_TLS_CERTIFICATE_GENERIC_ERROR;
}

static char *
dup_fingerprint (GTlsCertificate *certificate)
{
  g_autoptr (GByteArray) der = NULL;

  g_object_get (certificate, "certificate", &der, NULL);

  return der == NULL ? NULL : g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);
}

static gboolean
is_pinned (Check           *check,
           GTlsCertificate *certificate)
{
  g_autofree char *fingerprint = dup_fingerprint (certificate);

  return check->endpoint->pinned_fingerprint != NULL && fingerprint != NULL
         && g_ascii_strcasecmp (fingerprint, check->endpoint->pinned_fingerprint) == 0;
}

static gboolean
decide (Check           *check,
        GTlsCertificate *certificate)
{
  GTlsCertificateFlags     flags = ask_authorities (check, certificate);
  MailerCertificateProblem problems = problems_for_flags (flags, certificate) | find_further_problems (certificate);

  if (problems == 0 || is_pinned (check, certificate))
    return TRUE;
  g_set_object (&check->refused, certificate);
  check->problems = problems;

  return FALSE;
}

static gboolean
accept_certificate_cb (GTlsConnection      *connection,
                       GTlsCertificate     *certificate,
                       GTlsCertificateFlags flags,
                       gpointer             data)
{
  return decide (data, certificate);
}

static void
set_certificate_error (const Check *check,
                       GError     **error)
{
  g_autoptr (GError) made = NULL;
  g_autoptr (GString) words = g_string_new (NULL);
  MailerErrorDetails *details;

  for (gsize i = 0; i < G_N_ELEMENTS (problem_words); i++)
    if (check->problems & problem_words[i].problem)
      g_string_append_printf (words, "%s%s", words->len > 0 ? ", " : "", problem_words[i].words);
  mailer_net_error_set (&made, MAILER_NET_ERROR_CERTIFICATE, check->endpoint->host,
                        "The certificate of %s was refused: %s", check->endpoint->host, words->str);
  details = mailer_error_edit_details (made);
  g_object_get (check->refused, "certificate-pem", &details->certificate_pem, NULL);
  details->certificate_problems = check->problems;
  g_propagate_error (error, g_steal_pointer (&made));
}

static gboolean
check_protocol (GTlsConnection          *connection,
                const MailerNetEndpoint *endpoint,
                GError                 **error)
{
  GTlsProtocolVersion version = g_tls_connection_get_protocol_version (connection);

  if (version >= G_TLS_PROTOCOL_VERSION_TLS_1_2 && version < G_TLS_PROTOCOL_VERSION_DTLS_1_0)
    return TRUE;
  mailer_net_error_set (error, MAILER_NET_ERROR_TLS, endpoint->host,
                        "%s speaks only TLS older than 1.2", endpoint->host);

  return FALSE;
}

/* Whether GIO asks the handler is GIO's matter; no connection leaves here without this look. */
static gboolean
check_accepted (Check          *check,
                GTlsConnection *connection,
                GError        **error)
{
  GTlsCertificate *certificate = g_tls_connection_get_peer_certificate (connection);

  if (certificate != NULL && decide (check, certificate))
    return TRUE;
  if (certificate != NULL)
    set_certificate_error (check, error);
  else
    mailer_net_error_set (error, MAILER_NET_ERROR_TLS, check->endpoint->host,
                          "%s showed no certificate", check->endpoint->host);

  return FALSE;
}

static gboolean
run_handshake (Check          *check,
               GTlsConnection *connection,
               GCancellable   *cancellable,
               GError        **error)
{
  g_autoptr (GError) cause = NULL;
  gulong   handler = g_signal_connect (connection, "accept-certificate", G_CALLBACK (accept_certificate_cb), check);
  gboolean is_done;

  mailer_net_stream_set_allowance (check->base, MAX_HANDSHAKE_BYTES);
  is_done = g_tls_connection_handshake (connection, cancellable, &cause);
  g_signal_handler_disconnect (connection, handler);
  if (is_done)
    {
      mailer_net_stream_set_allowance (check->base, -1);
      return check_protocol (connection, check->endpoint, error) && check_accepted (check, connection, error);
    }
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&cause));
  else if (check->refused != NULL)
    set_certificate_error (check, error);
  else if (mailer_net_stream_is_used_up (check->base))
    mailer_net_error_set (error, MAILER_NET_ERROR_LIMIT, check->endpoint->host,
                          "%s does not come to the end of its handshake", check->endpoint->host);
  else if (mailer_net_stream_is_ended (check->base))
    mailer_net_error_set (error, MAILER_NET_ERROR_CLOSED, check->endpoint->host,
                          "%s ended the connection while it was to be encrypted",
                          check->endpoint->host);
  else
    mailer_net_error_take (error, g_steal_pointer (&cause), check->endpoint->host, "Cannot encrypt the connection to");

  return FALSE;
}

/* What cannot be proved by its key is no certificate to come with. */
static GTlsCertificate *
load_client_certificate (const MailerNetEndpoint *endpoint,
                         GError                 **error)
{
  const char *password = endpoint->client_certificate_password;
  g_autoptr (GError) cause = NULL;
  g_autoptr (GTlsCertificate) certificate
      = password != NULL
            ? g_tls_certificate_new_from_file_with_password (endpoint->client_certificate, password,
                                                             &cause)
            : g_tls_certificate_new_from_file (endpoint->client_certificate, &cause);
  g_autoptr (GByteArray) key = NULL;

  if (certificate != NULL)
    g_object_get (certificate, "private-key", &key, NULL);
  if (key != NULL)
    {
      explicit_bzero (key->data, key->len);
      return g_steal_pointer (&certificate);
    }
  mailer_net_error_set (error, MAILER_NET_ERROR_TLS, endpoint->host,
                        "Cannot show a certificate to %s: %s", endpoint->host,
                        cause != NULL ? cause->message : "there is no key with it");

  return NULL;
}

/* A connection that verifies by itself reads the system's whole bundle anew and keeps it. Without a
 * database it leaves the decision to us, who ask the one that all share. */
static GIOStream *
new_connection (Check   *check,
                GError **error)
{
  GType type = g_tls_backend_get_client_connection_type (g_tls_backend_get_default ());
  g_autoptr (GTlsCertificate) own = NULL;
  g_autoptr (GIOStream) stream = NULL;
  g_autoptr (GError) cause = NULL;

  if (check->endpoint->client_certificate != NULL)
    {
      own = load_client_certificate (check->endpoint, error);
      if (own == NULL)
        return NULL;
    }
  stream = g_initable_new (type, NULL, &cause, "base-io-stream", check->base, "server-identity",
                           check->identity, "database", NULL, NULL);
  if (stream == NULL)
    {
      mailer_net_error_take (error, g_steal_pointer (&cause), check->endpoint->host,
                             "Cannot encrypt the connection to");
      return NULL;
    }
  if (own != NULL)
    g_tls_connection_set_certificate (G_TLS_CONNECTION (stream), own);

  return g_steal_pointer (&stream);
}

GIOStream *
mailer_net_tls_handshake (MailerNetStream         *base,
                          const MailerNetEndpoint *endpoint,
                          GCancellable            *cancellable,
                          GError                 **error)
{
  g_autoptr (GSocketConnectable) identity = g_network_address_new (endpoint->host, endpoint->port);
  g_autoptr (GTlsDatabase) authorities = mailer_net_authorities_new (endpoint->ca_file, error);
  g_autoptr (GTlsCertificate) refused = NULL;
  g_autoptr (GIOStream) stream = NULL;
  Check    check = { .endpoint = endpoint, .base = base, .identity = identity, .authorities = authorities };
  gboolean is_good;

  if (authorities == NULL)
    return NULL;
  stream = new_connection (&check, error);
  if (stream == NULL)
    return NULL;
  is_good = run_handshake (&check, G_TLS_CONNECTION (stream), cancellable, error);
  refused = check.refused;

  return is_good ? g_steal_pointer (&stream) : NULL;
}

char *
mailer_net_certificate_dup_fingerprint (const char *pem)
{
  g_autoptr (GTlsCertificate) certificate = NULL;

  g_return_val_if_fail (pem != NULL, NULL);

  certificate = g_tls_certificate_new_from_pem (pem, -1, NULL);

  return certificate == NULL ? NULL : dup_fingerprint (certificate);
}
