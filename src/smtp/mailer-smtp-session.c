/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* From the greeting to the sign-in. Nothing is taken over from before the encryption: what the server
 * can do is asked anew, and a server that does not offer the encryption that the account wants never
 * sees a credential. A session never goes on after a code that does not say that it may. */

#include "config.h"

#include "mailer-smtp-session-private.h"

#include <string.h>

/* RFC 5321, section 4.1.3, lets a client without a name give an address literal. The machine's real
 * name and address would go into the Received header of every mail. */
#define CLIENT_NAME "[127.0.0.1]"

static void
forget_offers (MailerSmtpSession *self)
{
  g_clear_pointer (&self->mechanisms, g_free);
  self->max_bytes = 0;
  self->has_starttls = self->has_size = self->has_pipelining = self->has_8bitmime = self->has_smtputf8 = FALSE;
}

static void
learn_offers (MailerSmtpSession         *self,
              const MailerWireSmtpReply *reply)
{
  const char *size = mailer_wire_smtp_reply_find_keyword (reply, "SIZE");

  forget_offers (self);
  self->has_size = size != NULL;
  self->max_bytes = size == NULL ? 0 : g_ascii_strtoull (size, NULL, 10);
  self->mechanisms = g_strdup (mailer_wire_smtp_reply_find_keyword (reply, "AUTH"));
  self->has_starttls = mailer_wire_smtp_reply_find_keyword (reply, "STARTTLS") != NULL;
  self->has_pipelining = mailer_wire_smtp_reply_find_keyword (reply, "PIPELINING") != NULL;
  self->has_8bitmime = mailer_wire_smtp_reply_find_keyword (reply, "8BITMIME") != NULL;
  self->has_smtputf8 = mailer_wire_smtp_reply_find_keyword (reply, "SMTPUTF8") != NULL;
}

static gboolean
hear_greeting (MailerSmtpSession *self,
               GError           **error)
{
  g_autoptr (MailerWireSmtpReply) reply = mailer_smtp_hear (self, MAILER_SMTP_PATIENCE_COMMAND_S, error);

  if (reply == NULL)
    return FALSE;
  if (mailer_wire_smtp_reply_get_code (reply) == 220)
    return TRUE;

  return mailer_smtp_fail (self, reply, MAILER_SMTP_ERROR_UNAVAILABLE,
                           MAILER_SMTP_ERROR_UNAVAILABLE, MAILER_ERROR_SCOPE_CONNECTION, "Greeting",
                           error);
}

/* There is no way back to HELO: without EHLO there is neither encryption nor a sign-in. */
static gboolean
say_hello (MailerSmtpSession *self,
           GError           **error)
{
  g_autofree char *command = mailer_wire_smtp_ehlo (CLIENT_NAME);
  g_autoptr (MailerWireSmtpReply) reply = mailer_smtp_ask (self, command, MAILER_SMTP_PATIENCE_COMMAND_S, error);
  MailerSmtpError permanent = mailer_net_connection_is_encrypted (self->connection)
                                  ? MAILER_SMTP_ERROR_PROTOCOL
                                  : MAILER_SMTP_ERROR_STARTTLS_MISSING;

  if (reply == NULL)
    return FALSE;
  if (mailer_wire_smtp_reply_get_code (reply) != 250)
    return mailer_smtp_fail (self, reply, MAILER_SMTP_ERROR_UNAVAILABLE, permanent,
                             MAILER_ERROR_SCOPE_CONNECTION, "EHLO", error);
  learn_offers (self, reply);

  return TRUE;
}

static gboolean
start_tls (MailerSmtpSession *self,
           GError           **error)
{
  g_autoptr (MailerWireSmtpReply) reply = NULL;

  if (!self->has_starttls)
    {
      mailer_smtp_set_error (self, error, MAILER_SMTP_ERROR_STARTTLS_MISSING,
                             MAILER_ERROR_SCOPE_ACCOUNT, "%s does not offer STARTTLS",
                             mailer_net_connection_get_host (self->connection));
      return FALSE;
    }
  reply = mailer_smtp_ask (self, "STARTTLS\r\n", MAILER_SMTP_PATIENCE_COMMAND_S, error);
  if (reply == NULL)
    return FALSE;
  if (mailer_wire_smtp_reply_get_code (reply) != 220)
    return mailer_smtp_fail (self, reply, MAILER_SMTP_ERROR_STARTTLS_MISSING,
                             MAILER_SMTP_ERROR_STARTTLS_MISSING, MAILER_ERROR_SCOPE_CONNECTION,
                             "STARTTLS", error);
  forget_offers (self);

  return mailer_net_connection_start_tls (self->connection, self->cancellable,
                                          mailer_smtp_get_deadline (self,
                                                                    MAILER_SMTP_PATIENCE_COMMAND_S),
                                          error)
         && say_hello (self, error);
}

static gboolean
set_up (MailerSmtpSession          *self,
        const MailerNetEndpoint    *endpoint,
        const MailerNetCredentials *credentials,
        GError                    **error)
{
  if (!hear_greeting (self, error) || !say_hello (self, error))
    return FALSE;
  if (endpoint->security == MAILER_SECURITY_STARTTLS && !start_tls (self, error))
    return FALSE;
  g_assert (mailer_net_connection_is_encrypted (self->connection));

  return credentials == NULL || mailer_smtp_sign_in (self, credentials, error);
}

MailerSmtpSession *
mailer_smtp_session_open (const MailerNetEndpoint    *endpoint,
                          const MailerNetCredentials *credentials,
                          GCancellable               *cancellable,
                          gint64                      deadline_us,
                          GError                    **error)
{
  g_autoptr (MailerSmtpSession) self = NULL;
  MailerNetConnection *connection;

  g_return_val_if_fail (endpoint != NULL, NULL);

  connection = mailer_net_connection_open (endpoint, cancellable, deadline_us, error);
  if (connection == NULL)
    return NULL;
  self = g_new0 (MailerSmtpSession, 1);
  self->connection = connection;
  self->cancellable = cancellable;
  self->deadline_us = deadline_us;
  if (!set_up (self, endpoint, credentials, error))
    return NULL;

  return g_steal_pointer (&self);
}

void
mailer_smtp_session_free (MailerSmtpSession *self)
{
  if (self == NULL)
    return;
  mailer_net_connection_free (self->connection);
  g_free (self->mechanisms);
  g_free (self->remembered);
  g_free (self);
}

void
mailer_smtp_session_close (MailerSmtpSession *self)
{
  g_autoptr (MailerWireSmtpReply) reply = NULL;

  g_return_if_fail (self != NULL);

  self->cancellable = NULL;
  self->deadline_us = g_get_monotonic_time () + G_USEC_PER_SEC;
  reply = mailer_smtp_ask (self, "QUIT\r\n", MAILER_SMTP_PATIENCE_COMMAND_S, NULL);
  mailer_smtp_session_free (self);
}

gboolean
mailer_smtp_session_check (const MailerNetEndpoint    *endpoint,
                           const MailerNetCredentials *credentials,
                           GCancellable               *cancellable,
                           gint64                      deadline_us,
                           GError                    **error)
{
  g_autoptr (MailerSmtpSession) self = mailer_smtp_session_open (endpoint, credentials, cancellable,
                                                                 deadline_us, error);
  g_autoptr (MailerWireSmtpReply) reply = NULL;

  if (self == NULL)
    return FALSE;
  reply = mailer_smtp_ask (self, "NOOP\r\n", MAILER_SMTP_PATIENCE_COMMAND_S, error);
  if (reply == NULL)
    return FALSE;
  if (mailer_wire_smtp_reply_get_code (reply) != 250)
    return mailer_smtp_fail (self, reply, MAILER_SMTP_ERROR_UNAVAILABLE,
                             MAILER_SMTP_ERROR_UNAVAILABLE, MAILER_ERROR_SCOPE_CONNECTION, "NOOP",
                             error);
  mailer_smtp_session_close (g_steal_pointer (&self));

  return TRUE;
}

guint64
mailer_smtp_session_get_max_bytes (MailerSmtpSession *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->max_bytes;
}

const char *
mailer_smtp_session_get_remembered (MailerSmtpSession *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->remembered;
}
