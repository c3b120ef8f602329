/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** MailerErrorScope: how much is unusable after the error. */
typedef enum
{
  MAILER_ERROR_SCOPE_MESSAGE,    /* this one message or command; the rest goes on */
  MAILER_ERROR_SCOPE_MAILBOX,    /* this mailbox */
  MAILER_ERROR_SCOPE_CONNECTION, /* this connection; a new one may work */
  MAILER_ERROR_SCOPE_ACCOUNT,    /* the account, until its user changes something */
} MailerErrorScope;

/** MailerErrorRetry: whether the same thing is worth trying again. */
typedef enum
{
  MAILER_ERROR_RETRY_NOW,
  MAILER_ERROR_RETRY_LATER,
  MAILER_ERROR_RETRY_NEVER,
} MailerErrorRetry;

/** MailerCertificateProblem: why a certificate was refused; several may hold at once. */
typedef enum
{
  MAILER_CERTIFICATE_PROBLEM_UNKNOWN_AUTHORITY = 1 << 0, /* signed by nobody we trust */
  MAILER_CERTIFICATE_PROBLEM_SELF_SIGNED = 1 << 1,       /* signed by itself; comes with the former */
  MAILER_CERTIFICATE_PROBLEM_WRONG_NAME = 1 << 2,        /* made for another host, or for none */
  MAILER_CERTIFICATE_PROBLEM_EXPIRED = 1 << 3,
  MAILER_CERTIFICATE_PROBLEM_NOT_YET_VALID = 1 << 4,
  MAILER_CERTIFICATE_PROBLEM_REVOKED = 1 << 5,
  MAILER_CERTIFICATE_PROBLEM_WRONG_PURPOSE = 1 << 6, /* not made for a server */
  MAILER_CERTIFICATE_PROBLEM_INSECURE = 1 << 7,      /* an algorithm or a key too weak */
  MAILER_CERTIFICATE_PROBLEM_OTHER = 1 << 8,
} MailerCertificateProblem;

/**
 * MailerErrorDetails:
 * @scope: what is unusable now
 * @retry: whether to try again
 * @response_code: (nullable): IMAP response code or SMTP enhanced status code
 * @server_text: (nullable): the server's own words, for people, never secrets
 * @host: (nullable): host name the error is about
 * @port: where it was to be reached, or 0
 * @certificate_pem: (nullable): the certificate that was refused
 * @certificate_problems: why; 0 when the error is not about a certificate
 *
 * What every extended error of Mailer carries beside its domain, code and developer's message.
 * Strings are owned by the error.
 */
typedef struct
{
  MailerErrorScope         scope;
  MailerErrorRetry         retry;
  char                    *response_code;
  char                    *server_text;
  char                    *host;
  guint16                  port;
  char                    *certificate_pem;
  MailerCertificateProblem certificate_problems;
} MailerErrorDetails;

/**
 * mailer_error_get_details:
 *
 * Returns: (transfer none) (nullable): the details of @error, or %NULL when its domain is none of
 *   Mailer's. Thread: any.
 */
const MailerErrorDetails *mailer_error_get_details (const GError *error);

/**
 * mailer_error_edit_details:
 *
 * For the layer that makes an error: its details, to be filled in right after g_set_error().
 *
 * Returns: (transfer none): @error must be of one of Mailer's domains. Thread: any.
 */
MailerErrorDetails *mailer_error_edit_details (GError *error);

/**
 * mailer_error_domain_register:
 * @name: what comes after the common prefix, such as "mailer_net_error"
 *
 * Registers an extended error domain that carries a #MailerErrorDetails. Call it through
 * MAILER_DEFINE_ERROR().
 *
 * Thread: any.
 */
GQuark mailer_error_domain_register (const char *name);

/**
 * MAILER_DEFINE_ERROR:
 *
 * Defines `error_name_quark ()` for a domain whose errors carry a #MailerErrorDetails. Each layer has
 * one, declared in its header as `#define MAILER_NET_ERROR (mailer_net_error_quark ())`.
 */
#define MAILER_DEFINE_ERROR(error_name)                                       \
  GQuark error_name##_quark (void)                                            \
  {                                                                           \
    static gsize quark;                                                       \
    if (g_once_init_enter (&quark))                                           \
      g_once_init_leave (&quark, mailer_error_domain_register (#error_name)); \
    return (GQuark)quark;                                                     \
  }

G_END_DECLS
