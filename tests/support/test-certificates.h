/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

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

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestAuthority, test_authority_free)

G_END_DECLS
