/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One command, one reply, and what a reply is as an error. */

#include "config.h"

#include "mailer-smtp-session-private.h"

#include <string.h>

MAILER_DEFINE_ERROR (mailer_smtp_error)

gint64
mailer_smtp_get_deadline (MailerSmtpSession *self,
                          guint              patience_s)
{
  gint64 patience_us = g_get_monotonic_time () + patience_s * G_USEC_PER_SEC;

  return self->deadline_us < 0 ? patience_us : MIN (patience_us, self->deadline_us);
}

gboolean
mailer_smtp_say (MailerSmtpSession *self,
                 const char        *command,
                 GError           **error)
{
  return mailer_net_connection_write (
      self->connection, command, strlen (command), self->cancellable,
      mailer_smtp_get_deadline (self, MAILER_SMTP_PATIENCE_COMMAND_S), error);
}

static MailerErrorDetails *
make_error (MailerSmtpSession *self,
            GError           **error,
            MailerSmtpError    code,
            const char        *message)
{
  MailerErrorDetails *details;

  *error = g_error_new_literal (MAILER_SMTP_ERROR, code, message);
  details = mailer_error_edit_details (*error);
  details->host = g_strdup (mailer_net_connection_get_host (self->connection));

  return details;
}

static void
set_syntax_error (MailerSmtpSession *self,
                  const GError      *cause,
                  GError           **error)
{
  g_autoptr (GError) made = NULL;
  g_autofree char *message = g_strdup_printf ("%s does not speak SMTP: %s",
                                              mailer_net_connection_get_host (self->connection),
                                              cause->message);

  make_error (self, &made, MAILER_SMTP_ERROR_PROTOCOL, message)->scope = MAILER_ERROR_SCOPE_CONNECTION;
  g_propagate_error (error, g_steal_pointer (&made));
}

MailerWireSmtpReply *
mailer_smtp_hear (MailerSmtpSession *self,
                  guint              patience_s,
                  GError           **error)
{
  g_autoptr (MailerWireSmtpReply) reply = mailer_wire_smtp_reply_new ();
  gint64 deadline_us = mailer_smtp_get_deadline (self, patience_s);

  while (!mailer_wire_smtp_reply_is_complete (reply))
    {
      g_autoptr (GError) cause = NULL;
      g_autoptr (GBytes) line = mailer_net_connection_read_line (self->connection,
                                                                 MAILER_WIRE_SMTP_MAX_LINE_BYTES,
                                                                 self->cancellable, deadline_us,
                                                                 error);

      if (line == NULL)
        return NULL;
      if (!mailer_wire_smtp_reply_add_line (reply, g_bytes_get_data (line, NULL), g_bytes_get_size (line), &cause))
        {
          set_syntax_error (self, cause, error);
          return NULL;
        }
    }

  return g_steal_pointer (&reply);
}

MailerWireSmtpReply *
mailer_smtp_ask (MailerSmtpSession *self,
                 const char        *command,
                 guint              patience_s,
                 GError           **error)
{
  return mailer_smtp_say (self, command, error) ? mailer_smtp_hear (self, patience_s, error) : NULL;
}

char *
mailer_smtp_dup_code (const MailerWireSmtpReply *reply)
{
  const char *enhanced = mailer_wire_smtp_reply_get_enhanced_code (reply);

  return enhanced != NULL ? g_strdup (enhanced) : g_strdup_printf ("%u", mailer_wire_smtp_reply_get_code (reply));
}

/* What was said in clear may be anybody's words: it is not shown (CVE-2020-12397 and the like). */
static void
add_reply (MailerSmtpSession         *self,
           const MailerWireSmtpReply *reply,
           MailerErrorDetails        *details)
{
  details->response_code = mailer_smtp_dup_code (reply);
  if (mailer_net_connection_is_encrypted (self->connection))
    details->server_text = mailer_wire_smtp_reply_dup_text (reply);
}

gboolean
mailer_smtp_fail (MailerSmtpSession         *self,
                  const MailerWireSmtpReply *reply,
                  MailerSmtpError            temporary,
                  MailerSmtpError            permanent,
                  MailerErrorScope           scope,
                  const char                *action,
                  GError                   **error)
{
  guint            code = mailer_wire_smtp_reply_get_code (reply);
  g_autofree char *message = g_strdup_printf ("%s: %s answered %u", action,
                                              mailer_net_connection_get_host (self->connection),
                                              code);
  g_autoptr (GError) made = NULL;
  MailerErrorDetails *details;

  if (code == 421)
    details = make_error (self, &made, MAILER_SMTP_ERROR_UNAVAILABLE, message);
  else if (code < 400)
    details = make_error (self, &made, MAILER_SMTP_ERROR_PROTOCOL, message);
  else
    details = make_error (self, &made, code < 500 ? temporary : permanent, message);
  details->scope = code == 421 || code < 400 ? MAX (scope, MAILER_ERROR_SCOPE_CONNECTION) : scope;
  details->retry = code >= 500 ? MAILER_ERROR_RETRY_NEVER : MAILER_ERROR_RETRY_LATER;
  add_reply (self, reply, details);
  g_propagate_error (error, g_steal_pointer (&made));

  return FALSE;
}

void
mailer_smtp_set_error (MailerSmtpSession *self,
                       GError           **error,
                       MailerSmtpError    code,
                       MailerErrorScope   scope,
                       const char        *format,
                       ...)
{
  g_autofree char *message = NULL;
  g_autoptr (GError) made = NULL;
  MailerErrorDetails *details;
  va_list             arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  details = make_error (self, &made, code, message);
  details->scope = scope;
  details->retry = MAILER_ERROR_RETRY_NEVER;
  g_propagate_error (error, g_steal_pointer (&made));
}
