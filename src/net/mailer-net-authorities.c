/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-net-authorities.h"
#include "mailer-net-error-private.h"

/* Who shows more than this many certificates wants to keep us busy; real chains have up to four. */
#define MAX_CHAIN 10

#define MAILER_TYPE_NET_AUTHORITIES (mailer_net_authorities_get_type ())
G_DECLARE_FINAL_TYPE (MailerNetAuthorities, mailer_net_authorities, MAILER, NET_AUTHORITIES, GTlsDatabase)

struct _MailerNetAuthorities
{
  GTlsDatabase  parent_instance;
  GTlsDatabase *extra; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (MailerNetAuthorities, mailer_net_authorities, G_TYPE_TLS_DATABASE)

static gboolean
is_too_long (GTlsCertificate *certificate)
{
  guint n_certificates = 0;

  for (; certificate != NULL && n_certificates <= MAX_CHAIN; certificate = g_tls_certificate_get_issuer (certificate))
    n_certificates++;

  return n_certificates > MAX_CHAIN;
}

/* Both answers are about the same certificate: the one that knows the authority says what is really
 * wrong with it. */
static GTlsCertificateFlags
verify_chain (GTlsDatabase           *database,
              GTlsCertificate        *chain,
              const char             *purpose,
              GSocketConnectable     *identity,
              GTlsInteraction        *interaction,
              GTlsDatabaseVerifyFlags flags,
              GCancellable           *cancellable,
              GError                **error)
{
  MailerNetAuthorities *self = MAILER_NET_AUTHORITIES (database);
  g_autoptr (GTlsDatabase) system = g_tls_backend_get_default_database (g_tls_backend_get_default ());
  g_autoptr (GError) cause = NULL;
  GTlsCertificateFlags by_system;
  GTlsCertificateFlags by_file;

  if (is_too_long (chain))
    return G_TLS_CERTIFICATE_GENERIC_ERROR;
  by_system = g_tls_database_verify_chain (system, chain, purpose, identity, interaction, flags, cancellable, &cause);
  if (cause != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return by_system | G_TLS_CERTIFICATE_GENERIC_ERROR;
    }
  if (self->extra == NULL || !(by_system & G_TLS_CERTIFICATE_UNKNOWN_CA))
    return by_system;
  by_file = g_tls_database_verify_chain (self->extra, chain, purpose, identity, interaction, flags,
                                         cancellable, &cause);
  if (cause == NULL)
    return by_file & G_TLS_CERTIFICATE_UNKNOWN_CA ? by_system : by_file;
  g_propagate_error (error, g_steal_pointer (&cause));

  return by_file | G_TLS_CERTIFICATE_GENERIC_ERROR;
}

static void
mailer_net_authorities_finalize (GObject *object)
{
  g_clear_object (&MAILER_NET_AUTHORITIES (object)->extra);

  G_OBJECT_CLASS (mailer_net_authorities_parent_class)->finalize (object);
}

static void
mailer_net_authorities_class_init (MailerNetAuthoritiesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mailer_net_authorities_finalize;
  G_TLS_DATABASE_CLASS (klass)->verify_chain = verify_chain;
}

static void
mailer_net_authorities_init (MailerNetAuthorities *self)
{
}

GTlsDatabase *
mailer_net_authorities_new (const char *ca_file,
                            GError    **error)
{
  g_autoptr (MailerNetAuthorities) self = g_object_new (MAILER_TYPE_NET_AUTHORITIES, NULL);
  g_autoptr (GError) cause = NULL;

  if (ca_file == NULL)
    return G_TLS_DATABASE (g_steal_pointer (&self));
  self->extra = g_tls_file_database_new (ca_file, &cause);
  if (self->extra != NULL)
    return G_TLS_DATABASE (g_steal_pointer (&self));
  mailer_net_error_set (error, MAILER_NET_ERROR_FAILED, NULL,
                        "Cannot read the authorities in %s: %s", ca_file, cause->message);

  return NULL;
}
