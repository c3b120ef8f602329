/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A library that cannot compute a digest: no proof is made of what stood in the memory instead. */

#include "config.h"

#include "sasl-fixture.h"

/* Of the calls below, which are the library's ones with --wrap; the first is 1, and 0 fails none. */
static guint call_that_fails;
static guint n_calls;

static gboolean
is_failing (void)
{
  return ++n_calls == call_that_fails;
}

int __real_gnutls_hmac (gnutls_hmac_hd_t handle,
                        const void      *text,
                        size_t           size);
int __wrap_gnutls_hmac (gnutls_hmac_hd_t handle,
                        const void      *text,
                        size_t           size);
int __real_gnutls_hmac_fast (gnutls_mac_algorithm_t algorithm,
                             const void            *key,
                             size_t                 key_size,
                             const void            *text,
                             size_t                 size,
                             void                  *digest);
int __wrap_gnutls_hmac_fast (gnutls_mac_algorithm_t algorithm,
                             const void            *key,
                             size_t                 key_size,
                             const void            *text,
                             size_t                 size,
                             void                  *digest);
int __real_gnutls_hash_fast (gnutls_digest_algorithm_t algorithm,
                             const void               *text,
                             size_t                    size,
                             void                     *digest);
int __wrap_gnutls_hash_fast (gnutls_digest_algorithm_t algorithm,
                             const void               *text,
                             size_t                    size,
                             void                     *digest);

int
__wrap_gnutls_hmac (gnutls_hmac_hd_t handle,
                    const void      *text,
                    size_t           size)
{
  return is_failing () ? GNUTLS_E_INTERNAL_ERROR : __real_gnutls_hmac (handle, text, size);
}

int
__wrap_gnutls_hmac_fast (gnutls_mac_algorithm_t algorithm,
                         const void            *key,
                         size_t                 key_size,
                         const void            *text,
                         size_t                 size,
                         void                  *digest)
{
  return is_failing () ? GNUTLS_E_INTERNAL_ERROR : __real_gnutls_hmac_fast (algorithm, key, key_size, text, size, digest);
}

int
__wrap_gnutls_hash_fast (gnutls_digest_algorithm_t algorithm,
                         const void               *text,
                         size_t                    size,
                         void                     *digest)
{
  return is_failing () ? GNUTLS_E_INTERNAL_ERROR : __real_gnutls_hash_fast (algorithm, text, size, digest);
}

static char *
prove (GError **error)
{
  const SaslRow row = { "", "SCRAM-SHA-256", .nonce = "OURS" };
  g_autoptr (MailerNetSasl) sasl = sasl_fixture_new (&row, NULL);

  g_free (sasl_fixture_step (sasl, NULL, NULL));
  n_calls = 0;

  return sasl_fixture_step (sasl, "r=OURSTHEIRS,s=QSXCR+Q6sek8bf92,i=4096", error);
}

/* The salt, the block's number and the iterations; then four signatures and a hash. */
static void
test_every_digest_counts (void)
{
  const guint n_all = 1 + 4096 + 5;

  for (guint call = 1; call <= n_all; call += call == 5 ? n_all - 10 : 1)
    {
      g_autoptr (GError) error = NULL;

      call_that_fails = call;
      g_assert_null (prove (&error));
      g_assert_error (error, MAILER_NET_ERROR, MAILER_NET_ERROR_SIGN_IN);
    }
}

static void
test_none_fails (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *proof = NULL;

  call_that_fails = 0;
  proof = prove (&error);
  g_assert_no_error (error);
  g_assert_nonnull (proof);
  g_assert_cmpuint (n_calls, ==, 1 + 4096 + 5);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/sasl/every-digest-counts", test_every_digest_counts);
  g_test_add_func ("/net/sasl/no-digest-fails", test_none_fails);

  return g_test_run ();
}
