/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-net-error-private.h"

MAILER_DEFINE_ERROR (mailer_net_error)

static const struct
{
  GIOErrorEnum   io;
  MailerNetError ours;
} io_codes[] = {
  { G_IO_ERROR_TIMED_OUT, MAILER_NET_ERROR_TIMED_OUT },
  { G_IO_ERROR_CONNECTION_REFUSED, MAILER_NET_ERROR_REFUSED },
  { G_IO_ERROR_HOST_NOT_FOUND, MAILER_NET_ERROR_NOT_FOUND },
  { G_IO_ERROR_HOST_UNREACHABLE, MAILER_NET_ERROR_UNREACHABLE },
  { G_IO_ERROR_NETWORK_UNREACHABLE, MAILER_NET_ERROR_UNREACHABLE },
  { G_IO_ERROR_CONNECTION_CLOSED, MAILER_NET_ERROR_CLOSED },
  { G_IO_ERROR_NOT_CONNECTED, MAILER_NET_ERROR_CLOSED },
  /* RFC 1928, section 6, and RFC 7231, section 4.3.6: the proxy could not reach the host or will not. */
  { G_IO_ERROR_PROXY_FAILED, MAILER_NET_ERROR_UNREACHABLE },
  { G_IO_ERROR_PROXY_AUTH_FAILED, MAILER_NET_ERROR_UNREACHABLE },
  { G_IO_ERROR_PROXY_NEED_AUTH, MAILER_NET_ERROR_UNREACHABLE },
  { G_IO_ERROR_PROXY_NOT_ALLOWED, MAILER_NET_ERROR_UNREACHABLE },
};

static MailerNetError
code_for_io_error (gint code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (io_codes); i++)
    if ((gint)io_codes[i].io == code)
      return io_codes[i].ours;

  return MAILER_NET_ERROR_FAILED;
}

static MailerNetError
code_for (const GError *cause)
{
  if (cause->domain == G_IO_ERROR)
    return code_for_io_error (cause->code);
  if (cause->domain == G_RESOLVER_ERROR)
    return cause->code == G_RESOLVER_ERROR_NOT_FOUND ? MAILER_NET_ERROR_NOT_FOUND : MAILER_NET_ERROR_RESOLVE;
  /* The other side went away without a word; RFC 8446, section 6.1, wants a close_notify. */
  if (g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_EOF))
    return MAILER_NET_ERROR_CLOSED;
  if (cause->domain == G_TLS_ERROR)
    return MAILER_NET_ERROR_TLS;

  return MAILER_NET_ERROR_FAILED;
}

/* Only the user can do something about it. */
static gboolean
needs_user (MailerNetError code)
{
  return code == MAILER_NET_ERROR_CERTIFICATE || code == MAILER_NET_ERROR_SIGN_IN_WEAKER
         || code == MAILER_NET_ERROR_UNPROVEN || code == MAILER_NET_ERROR_TOKEN;
}

static void
fill_details (GError        *error,
              MailerNetError code,
              const char    *host)
{
  MailerErrorDetails *details = mailer_error_edit_details (error);
  gboolean            is_final = needs_user (code);

  details->scope = is_final ? MAILER_ERROR_SCOPE_ACCOUNT : MAILER_ERROR_SCOPE_CONNECTION;
  details->retry = is_final ? MAILER_ERROR_RETRY_NEVER : MAILER_ERROR_RETRY_LATER;
  details->host = g_strdup (host);
}

void
mailer_net_error_take (GError    **error,
                       GError     *cause,
                       const char *host,
                       const char *action)
{
  g_autoptr (GError) owned = cause;

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&owned));
  else
    mailer_net_error_set (error, code_for (cause), host, "%s %s: %s", action, host, cause->message);
}

void
mailer_net_error_set (GError       **error,
                      MailerNetError code,
                      const char    *host,
                      const char    *format,
                      ...)
{
  GError *made;
  va_list arguments;

  va_start (arguments, format);
  made = g_error_new_valist (MAILER_NET_ERROR, code, format, arguments);
  va_end (arguments);
  fill_details (made, code, host);
  g_propagate_error (error, made);
}
