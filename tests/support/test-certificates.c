/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "test-certificates.h"

#include <glib/gstdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct _TestAuthority
{
  gnutls_x509_crt_t certificate;
  char             *file;
};

static gnutls_x509_privkey_t
get_key (void)
{
  static gnutls_x509_privkey_t key;

  if (g_once_init_enter (&key))
    {
      gnutls_x509_privkey_t made;

      g_assert_cmpint (gnutls_x509_privkey_init (&made), ==, 0);
      g_assert_cmpint (gnutls_x509_privkey_generate (made, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0), ==, 0);
      g_once_init_leave (&key, made);
    }

  return key;
}

static gnutls_x509_crt_t
begin_certificate (const char *common_name,
                   int         starts_in_s,
                   int         ends_in_s)
{
  static int        n_made;
  const guint64     serial = GUINT64_TO_BE (time (NULL) * G_GUINT64_CONSTANT (1000000) + getpid () % 1000 * 1000 + ++n_made);
  gnutls_x509_crt_t certificate;

  g_assert_cmpint (gnutls_x509_crt_init (&certificate), ==, 0);
  gnutls_x509_crt_set_version (certificate, 3);
  gnutls_x509_crt_set_serial (certificate, &serial, sizeof serial);
  gnutls_x509_crt_set_key (certificate, get_key ());
  gnutls_x509_crt_set_activation_time (certificate, time (NULL) + starts_in_s - 1);
  gnutls_x509_crt_set_expiration_time (certificate, time (NULL) + ends_in_s);
  if (common_name != NULL)
    gnutls_x509_crt_set_dn_by_oid (certificate, GNUTLS_OID_X520_COMMON_NAME, 0, common_name, strlen (common_name));

  return certificate;
}

static char *
dup_pem (gnutls_x509_crt_t certificate)
{
  gnutls_datum_t pem;
  char          *copy;

  g_assert_cmpint (gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_PEM, &pem), ==, 0);
  copy = g_strndup ((const char *)pem.data, pem.size);
  gnutls_free (pem.data);

  return copy;
}

TestAuthority *
test_authority_new (void)
{
  TestAuthority   *self = g_new0 (TestAuthority, 1);
  g_autofree char *pem = NULL;
  g_autofree char *name = g_strdup_printf ("Test authority %s", g_get_prgname ());
  int              fd = g_file_open_tmp ("mailer-authority-XXXXXX.pem", &self->file, NULL);

  g_assert_cmpint (fd, >=, 0);
  close (fd);
  self->certificate = begin_certificate (name, -3 * 86400, 86400);
  gnutls_x509_crt_set_basic_constraints (self->certificate, 1, -1);
  gnutls_x509_crt_set_key_usage (self->certificate, GNUTLS_KEY_KEY_CERT_SIGN);
  g_assert_cmpint (gnutls_x509_crt_sign2 (self->certificate, self->certificate, get_key (), GNUTLS_DIG_SHA256, 0), ==, 0);
  pem = dup_pem (self->certificate);
  g_assert_true (g_file_set_contents (self->file, pem, -1, NULL));

  return self;
}

void
test_authority_free (TestAuthority *self)
{
  g_unlink (self->file);
  g_free (self->file);
  gnutls_x509_crt_deinit (self->certificate);
  g_free (self);
}

const char *
test_authority_get_file (TestAuthority *self)
{
  return self->file;
}

static void
add_names (gnutls_x509_crt_t      certificate,
           const TestCertificate *wanted)
{
  if (wanted->dns_name != NULL)
    gnutls_x509_crt_set_subject_alt_name (certificate, GNUTLS_SAN_DNSNAME, wanted->dns_name, strlen (wanted->dns_name), GNUTLS_FSAN_APPEND);
  if (wanted->ip_address != NULL)
    {
      g_autoptr (GInetAddress) address = g_inet_address_new_from_string (wanted->ip_address);

      gnutls_x509_crt_set_subject_alt_name (certificate, GNUTLS_SAN_IPADDRESS, g_inet_address_to_bytes (address), g_inet_address_get_native_size (address), GNUTLS_FSAN_APPEND);
    }
}

GTlsCertificate *
test_authority_issue (TestAuthority         *self,
                      const TestCertificate *wanted)
{
  gnutls_x509_crt_t certificate = begin_certificate (wanted->common_name, wanted->starts_in_s, wanted->ends_in_s == 0 ? 86400 : wanted->ends_in_s);
  g_autofree char  *pem = NULL;
  g_autofree char  *both = NULL;
  g_autoptr (GError) error = NULL;
  GTlsCertificate *issued;
  gnutls_datum_t   key;

  add_names (certificate, wanted);
  gnutls_x509_crt_set_key_usage (certificate, GNUTLS_KEY_DIGITAL_SIGNATURE);
  gnutls_x509_crt_set_key_purpose_oid (certificate, wanted->purpose != NULL ? wanted->purpose : GNUTLS_KP_TLS_WWW_SERVER, 0);
  g_assert_cmpint (gnutls_x509_crt_sign2 (certificate, wanted->is_self_signed ? certificate : self->certificate, get_key (), GNUTLS_DIG_SHA256, 0), ==, 0);
  g_assert_cmpint (gnutls_x509_privkey_export2_pkcs8 (get_key (), GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, &key), ==, 0);
  pem = dup_pem (certificate);
  both = g_strdup_printf ("%s%.*s", pem, (int)key.size, key.data);
  gnutls_free (key.data);
  gnutls_x509_crt_deinit (certificate);
  issued = g_tls_certificate_new_from_pem (both, -1, &error);
  g_assert_no_error (error);

  return issued;
}

/* --- Chains ------------------------------------------------------------------------------------ */

/* All share one key, so a signature fits whoever is named as its maker. */
static void
add_signed (TestChain        *chain,
            gnutls_x509_crt_t certificate,
            gnutls_x509_crt_t issuer)
{
  g_assert_cmpint (gnutls_x509_crt_sign2 (certificate, issuer, get_key (), GNUTLS_DIG_SHA256, 0), ==, 0);
  chain->certificates = g_renew (gnutls_x509_crt_t, chain->certificates, chain->n_certificates + 1);
  chain->certificates[chain->n_certificates++] = certificate;
}

static gnutls_x509_crt_t
begin_link (const char *name)
{
  gnutls_x509_crt_t link = begin_certificate (name, -86400, 86400);

  gnutls_x509_crt_set_basic_constraints (link, 1, -1);
  gnutls_x509_crt_set_key_usage (link, GNUTLS_KEY_KEY_CERT_SIGN);

  return link;
}

static gnutls_x509_crt_t
begin_leaf (void)
{
  gnutls_x509_crt_t leaf = begin_certificate ("leaf", 0, 86400);

  add_names (leaf, &(TestCertificate){ .ip_address = "127.0.0.1" });
  gnutls_x509_crt_set_key_usage (leaf, GNUTLS_KEY_DIGITAL_SIGNATURE);
  gnutls_x509_crt_set_key_purpose_oid (leaf, GNUTLS_KP_TLS_WWW_SERVER, 0);

  return leaf;
}

/* Each link is begun before the one in front of it is signed in its name. */
static void
add_links (TestChain        *chain,
           guint             n_links,
           gnutls_x509_crt_t end)
{
  gnutls_x509_crt_t certificate = begin_leaf ();

  for (guint i = 0; i < n_links; i++)
    {
      g_autofree char  *name = g_strdup_printf ("Link %u", i);
      gnutls_x509_crt_t link = begin_link (name);

      add_signed (chain, certificate, link);
      certificate = link;
    }
  add_signed (chain, certificate, end != NULL ? end : chain->certificates[chain->n_certificates - 1]);
}

TestChain *
test_authority_issue_chain (TestAuthority *self,
                            TestChainShape shape)
{
  TestChain *chain = g_new0 (TestChain, 1);

  chain->key = get_key ();
  switch (shape)
    {
    case TEST_CHAIN_GOOD:
      add_links (chain, 0, self->certificate);
      break;
    case TEST_CHAIN_LONG:
      add_links (chain, 100, self->certificate);
      break;
    case TEST_CHAIN_CIRCULAR:
      add_links (chain, 2, NULL);
      break;
    case TEST_CHAIN_OWN_TAIL:
      add_links (chain, 1, NULL);
      break;
    default:
      g_assert_not_reached ();
    }

  return chain;
}

void
test_chain_free (TestChain *chain)
{
  if (chain == NULL)
    return;
  for (int i = 0; i < chain->n_certificates; i++)
    gnutls_x509_crt_deinit (chain->certificates[i]);
  g_free (chain->certificates);
  g_free (chain);
}
