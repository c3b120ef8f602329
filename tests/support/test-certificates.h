/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>
#include <gnutls/x509.h>

G_BEGIN_DECLS

/**
 * TestAuthority:
 *
 * A certificate authority made for one test. Its certificate is also in a file, which is removed with
 * it. Keys are shared by everything made in one process.
 */
typedef struct _TestAuthority TestAuthority;

TestAuthority *test_authority_new (void);
void           test_authority_free (TestAuthority *self);

/** test_authority_get_file: path of the PEM file. */
const char *test_authority_get_file (TestAuthority *self);

/**
 * TestCertificate:
 * @dns_name: (nullable): a subjectAltName of that type; with neither name there is none at all
 * @ip_address: (nullable): a subjectAltName of that type
 * @common_name: (nullable): in the subject
 * @starts_in_s: seconds from now
 * @ends_in_s: seconds from now; 0 for a day
 * @purpose: (nullable): the OID of extendedKeyUsage instead of a server's
 * @is_self_signed: not by the authority
 */
typedef struct
{
  const char *dns_name;
  const char *ip_address;
  const char *common_name;
  int         starts_in_s;
  int         ends_in_s;
  const char *purpose;
  gboolean    is_self_signed;
} TestCertificate;

/** test_authority_issue: (transfer full): a certificate with its private key. */
GTlsCertificate *test_authority_issue (TestAuthority         *self,
                                       const TestCertificate *wanted);

/** TestChainShape: the ways in which a server's certificate may hang together with others. */
typedef enum
{
  TEST_CHAIN_GOOD,     /* signed by the authority */
  TEST_CHAIN_LONG,     /* a hundred others are between it and the authority */
  TEST_CHAIN_CIRCULAR, /* the second is signed by the third, which is signed by the second */
  TEST_CHAIN_OWN_TAIL, /* the one that signed it says that it was signed by it */
} TestChainShape;

/** TestChain: a server's certificate for 127.0.0.1, the ones behind it, and its key. */
typedef struct
{
  gnutls_x509_crt_t    *certificates;
  int                   n_certificates;
  gnutls_x509_privkey_t key; /* borrowed */
} TestChain;

TestChain *test_authority_issue_chain (TestAuthority *self,
                                       TestChainShape shape);

void test_chain_free (TestChain *chain);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestChain, test_chain_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestAuthority, test_authority_free)

G_END_DECLS
