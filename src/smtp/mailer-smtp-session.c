/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* From the greeting to the sign-in. Nothing is taken over from before the encryption: what the server
 * can do is asked anew, and a server that does not offer the encryption that the account wants never
 * sees a credential. A session never goes on after a code that does not say that it may. */

#include "config.h"

#include "mailer-net-sasl.h"
#include "mailer-smtp-session-private.h"

#include <string.h>

/* RFC 5321, section 4.1.3, lets a client without a name give an address literal. The machine's real
 * name and address would go into the Received header of every mail. */
#define CLIENT_NAME "[127.0.0.1]"

enum
{
  MAX_CHALLENGES = 8,
};

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

  return mailer_smtp_fail (self, reply, MAILER_SMTP_ERROR_UNAVAILABLE, MAILER_SMTP_ERROR_UNAVAILABLE, MAILER_ERROR_SCOPE_CONNECTION, "Greeting", error);
}

/* There is no way back to HELO: without EHLO there is neither encryption nor a sign-in. */
static gboolean
say_hello (MailerSmtpSession *self,
           GError           **error)
{
  g_autofree char *command = mailer_wire_smtp_ehlo (CLIENT_NAME);
  g_autoptr (MailerWireSmtpReply) reply = mailer_smtp_ask (self, command, MAILER_SMTP_PATIENCE_COMMAND_S, error);
  MailerSmtpError permanent = mailer_net_connection_is_encrypted (self->connection) ? MAILER_SMTP_ERROR_PROTOCOL : MAILER_SMTP_ERROR_STARTTLS_MISSING;

  if (reply == NULL)
    return FALSE;
  if (mailer_wire_smtp_reply_get_code (reply) != 250)
    return mailer_smtp_fail (self, reply, MAILER_SMTP_ERROR_UNAVAILABLE, permanent, MAILER_ERROR_SCOPE_CONNECTION, "EHLO", error);
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
      mailer_smtp_set_error (self, error, MAILER_SMTP_ERROR_STARTTLS_MISSING, MAILER_ERROR_SCOPE_ACCOUNT, "%s does not offer STARTTLS", mailer_net_connection_get_host (self->connection));
      return FALSE;
    }
  reply = mailer_smtp_ask (self, "STARTTLS\r\n", MAILER_SMTP_PATIENCE_COMMAND_S, error);
  if (reply == NULL)
    return FALSE;
  if (mailer_wire_smtp_reply_get_code (reply) != 220)
    return mailer_smtp_fail (self, reply, MAILER_SMTP_ERROR_STARTTLS_MISSING, MAILER_SMTP_ERROR_STARTTLS_MISSING, MAILER_ERROR_SCOPE_CONNECTION, "STARTTLS", error);
  forget_offers (self);

  return mailer_net_connection_start_tls (self->connection, self->cancellable, mailer_smtp_get_deadline (self, MAILER_SMTP_PATIENCE_COMMAND_S), error) && say_hello (self, error);
}

static MailerWireSmtpReply *
ask_secretly (MailerSmtpSession *self,
              const char        *label,
              const char        *command,
              GError           **error)
{
  if (!mailer_net_connection_write_hidden (self->connection, label, command, strlen (command), self->cancellable, mailer_smtp_get_deadline (self, MAILER_SMTP_PATIENCE_COMMAND_S), error))
    return NULL;

  return mailer_smtp_hear (self, MAILER_SMTP_PATIENCE_COMMAND_S, error);
}

static MailerWireSmtpReply *
begin_auth (MailerSmtpSession *self,
            MailerNetSasl     *sasl,
            GError           **error)
{
  const char          *mechanism = mailer_net_sasl_get_mechanism (sasl);
  char                *initial = mailer_net_sasl_has_initial_response (sasl) ? mailer_net_sasl_step (sasl, NULL) : NULL;
  char                *command = mailer_wire_smtp_auth (mechanism, initial);
  g_autofree char     *label = g_strdup_printf ("AUTH %s [hidden]", mechanism);
  MailerWireSmtpReply *reply = ask_secretly (self, label, command, error);

  mailer_net_sasl_free_text (initial);
  mailer_net_sasl_free_text (command);

  return reply;
}

static MailerWireSmtpReply *
answer_challenge (MailerSmtpSession         *self,
                  MailerNetSasl             *sasl,
                  const MailerWireSmtpReply *challenge,
                  GError                   **error)
{
  const char          *text = mailer_wire_smtp_reply_get_n_lines (challenge) > 0 ? mailer_wire_smtp_reply_get_line (challenge, 0) : "";
  char                *answer = mailer_net_sasl_step (sasl, text);
  char                *line = g_strconcat (answer != NULL ? answer : "*", "\r\n", NULL);
  MailerWireSmtpReply *reply = ask_secretly (self, "[hidden]", line, error);

  mailer_net_sasl_free_text (answer);
  mailer_net_sasl_free_text (line);

  return reply;
}

/* RFC 4954, section 6: 535 says that the credentials are wrong, 534 that they are too weak, which Gmail
 * says when it wants an app password. Other servers say 550 5.7.1 or 554 5.7.8. The rest of the 500s is
 * about the command, and a 400 about the server: the password may be right. */
static gboolean
fail_auth (MailerSmtpSession         *self,
           const MailerWireSmtpReply *reply,
           GError                   **error)
{
  guint       code = mailer_wire_smtp_reply_get_code (reply);
  const char *enhanced = mailer_wire_smtp_reply_get_enhanced_code (reply);
  gboolean    is_refused = code == 535 || code == 534 || (code >= 500 && enhanced != NULL && g_str_has_prefix (enhanced, "5.7."));

  if (is_refused && code != 538)
    return mailer_smtp_fail (self, reply, MAILER_SMTP_ERROR_AUTHENTICATION, MAILER_SMTP_ERROR_AUTHENTICATION, MAILER_ERROR_SCOPE_ACCOUNT, "AUTH", error);
  if (code == 504 || code == 538)
    return mailer_smtp_fail (self, reply, MAILER_SMTP_ERROR_UNAVAILABLE, MAILER_SMTP_ERROR_NO_MECHANISM, MAILER_ERROR_SCOPE_ACCOUNT, "AUTH", error);

  return mailer_smtp_fail (self, reply, MAILER_SMTP_ERROR_UNAVAILABLE, MAILER_SMTP_ERROR_PROTOCOL, MAILER_ERROR_SCOPE_CONNECTION, "AUTH", error);
}

static gboolean
sign_in (MailerSmtpSession *self,
         const char        *user_name,
         const char        *password,
         GError           **error)
{
  g_auto (GStrv) offered = g_strsplit (self->mechanisms != NULL ? self->mechanisms : "", " ", -1);
  g_autoptr (MailerNetSasl) sasl = mailer_net_sasl_new ((const char *const *)offered, user_name, password);
  g_autoptr (MailerWireSmtpReply) reply = NULL;

  if (sasl == NULL)
    {
      mailer_smtp_set_error (self, error, MAILER_SMTP_ERROR_NO_MECHANISM, MAILER_ERROR_SCOPE_ACCOUNT, "%s offers no way to sign in with a password: %s", mailer_net_connection_get_host (self->connection), self->mechanisms != NULL ? self->mechanisms : "none at all");
      return FALSE;
    }
  reply = begin_auth (self, sasl, error);
  for (guint i = 0; i < MAX_CHALLENGES && reply != NULL && mailer_wire_smtp_reply_get_code (reply) == 334; i++)
    {
      g_autoptr (MailerWireSmtpReply) challenge = g_steal_pointer (&reply);

      reply = answer_challenge (self, sasl, challenge, error);
    }
  if (reply == NULL)
    return FALSE;

  return mailer_wire_smtp_reply_get_code (reply) == 235 || fail_auth (self, reply, error);
}

static gboolean
set_up (MailerSmtpSession       *self,
        const MailerNetEndpoint *endpoint,
        const char              *user_name,
        const char              *password,
        GError                 **error)
{
  if (!hear_greeting (self, error) || !say_hello (self, error))
    return FALSE;
  if (endpoint->security == MAILER_SECURITY_STARTTLS && !start_tls (self, error))
    return FALSE;
  g_assert (mailer_net_connection_is_encrypted (self->connection));

  return user_name == NULL || sign_in (self, user_name, password, error);
}

MailerSmtpSession *
mailer_smtp_session_open (const MailerNetEndpoint *endpoint,
                          const char              *user_name,
                          const char              *password,
                          GCancellable            *cancellable,
                          gint64                   deadline_us,
                          GError                 **error)
{
  g_autoptr (MailerSmtpSession) self = NULL;
  MailerNetConnection *connection;

  g_return_val_if_fail (endpoint != NULL && (user_name == NULL) == (password == NULL), NULL);

  connection = mailer_net_connection_open (endpoint, cancellable, deadline_us, error);
  if (connection == NULL)
    return NULL;
  self = g_new0 (MailerSmtpSession, 1);
  self->connection = connection;
  self->cancellable = cancellable;
  self->deadline_us = deadline_us;
  if (!set_up (self, endpoint, user_name, password, error))
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
mailer_smtp_session_check (const MailerNetEndpoint *endpoint,
                           const char              *user_name,
                           const char              *password,
                           GCancellable            *cancellable,
                           gint64                   deadline_us,
                           GError                 **error)
{
  g_autoptr (MailerSmtpSession) self = mailer_smtp_session_open (endpoint, user_name, password, cancellable, deadline_us, error);
  g_autoptr (MailerWireSmtpReply) reply = NULL;

  if (self == NULL)
    return FALSE;
  reply = mailer_smtp_ask (self, "NOOP\r\n", MAILER_SMTP_PATIENCE_COMMAND_S, error);
  if (reply == NULL)
    return FALSE;
  if (mailer_wire_smtp_reply_get_code (reply) != 250)
    return mailer_smtp_fail (self, reply, MAILER_SMTP_ERROR_UNAVAILABLE, MAILER_SMTP_ERROR_UNAVAILABLE, MAILER_ERROR_SCOPE_CONNECTION, "NOOP", error);
  mailer_smtp_session_close (g_steal_pointer (&self));

  return TRUE;
}

guint64
mailer_smtp_session_get_max_bytes (MailerSmtpSession *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->max_bytes;
}
