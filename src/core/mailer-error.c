/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-error.h"

/* Every domain of ours has the same private data, so one set of callbacks serves them all instead of
 * one per G_DEFINE_EXTENDED_ERROR(). The address is computed as that macro does it. A domain of ours
 * is known by the prefix of its name. */
#define DOMAIN_PREFIX "mailer-error-"

static MailerErrorDetails *
details_of (const GError *error)
{
  const gsize alignment = 2 * sizeof (gsize);
  const gsize size = (sizeof (MailerErrorDetails) + (alignment - 1)) & -alignment;

  return (MailerErrorDetails *)(((guint8 *)error) - size);
}

static gboolean
has_details (const GError *error)
{
  return g_str_has_prefix (g_quark_to_string (error->domain), DOMAIN_PREFIX);
}

static void
details_init_cb (GError *error)
{
  *details_of (error) = (MailerErrorDetails){ .retry = MAILER_ERROR_RETRY_LATER };
}

static void
details_copy_cb (const GError *source,
                 GError       *target)
{
  const MailerErrorDetails *from = details_of (source);

  *details_of (target) = (MailerErrorDetails){
    .scope = from->scope,
    .retry = from->retry,
    .response_code = g_strdup (from->response_code),
    .server_text = g_strdup (from->server_text),
    .host = g_strdup (from->host),
    .port = from->port,
    .certificate_pem = g_strdup (from->certificate_pem),
    .certificate_problems = from->certificate_problems,
  };
}

static void
details_clear_cb (GError *error)
{
  MailerErrorDetails *details = details_of (error);

  g_clear_pointer (&details->response_code, g_free);
  g_clear_pointer (&details->server_text, g_free);
  g_clear_pointer (&details->host, g_free);
  g_clear_pointer (&details->certificate_pem, g_free);
}

GQuark
mailer_error_domain_register (const char *name)
{
  g_autofree char *full_name = g_strconcat (DOMAIN_PREFIX, name, NULL);

  return g_error_domain_register (full_name, sizeof (MailerErrorDetails), details_init_cb,
                                  details_copy_cb, details_clear_cb);
}

const MailerErrorDetails *
mailer_error_get_details (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  return has_details (error) ? details_of (error) : NULL;
}

MailerErrorDetails *
mailer_error_edit_details (GError *error)
{
  g_return_val_if_fail (error != NULL && has_details (error), NULL);

  return details_of (error);
}
