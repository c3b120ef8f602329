/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* AUTH (RFC 4954). By which mechanism, and what a challenge is answered with, is decided in net; here is how
 * SMTP carries it, and what its codes mean. */

#include "config.h"

#include "mailer-smtp-session-private.h"

#include <string.h>

#include "mailer-net-sasl.h"

enum
{
  /* RFC 4954, section 4: what would make the command longer waits for the server's first challenge. */
  MAX_COMMAND_BYTES = 512,
};

static gboolean
say_secretly (MailerSmtpSession *self,
              const char        *label,
              const char        *command,
              GError           **error)
{
  return mailer_net_connection_write_hidden (
      self->connection, label, command, strlen (command), self->cancellable,
      mailer_smtp_get_deadline (self, MAILER_SMTP_PATIENCE_COMMAND_S), error);
}

static MailerWireSmtpReply *
ask_secretly (MailerSmtpSession *self,
              const char        *text,
              GError           **error)
{
  char    *line = g_strconcat (text, "\r\n", NULL);
  gboolean is_said = say_secretly (self, "[hidden]", line, error);

  mailer_net_sasl_free_text (line);

  return is_said ? mailer_smtp_hear (self, MAILER_SMTP_PATIENCE_COMMAND_S, error) : NULL;
}

static gboolean
say_auth (MailerSmtpSession *self,
          const char        *mechanism,
          const char        *initial,
          GError           **error)
{
  g_autofree char *label = g_strdup_printf ("AUTH %s [hidden]", mechanism);
  char            *command = mailer_wire_smtp_auth (mechanism, initial);
  gboolean         is_said = say_secretly (self, label, command, error);

  mailer_net_sasl_free_text (command);

  return is_said;
}

static MailerWireSmtpReply *
begin_auth (MailerSmtpSession *self,
            MailerNetSasl     *sasl,
            GError           **error)
{
  const char *mechanism = mailer_net_sasl_get_mechanism (sasl);
  gboolean    has_initial = mailer_net_sasl_has_initial_response (sasl);
  char       *initial = has_initial ? mailer_net_sasl_step (sasl, NULL, self->cancellable,
                                                            self->deadline_us, error)
                                    : NULL;
  gboolean    is_short = has_initial && initial != NULL
                      && strlen ("AUTH  \r\n") + strlen (mechanism) + strlen (initial)
                             <= MAX_COMMAND_BYTES;
  g_autoptr (MailerWireSmtpReply) reply = NULL;

  if (has_initial && initial == NULL)
    return NULL;
  if (say_auth (self, mechanism, is_short ? initial : NULL, error))
    reply = mailer_smtp_hear (self, MAILER_SMTP_PATIENCE_COMMAND_S, error);
  if (has_initial && !is_short && reply != NULL && mailer_wire_smtp_reply_get_code (reply) == 334)
    {
      mailer_wire_smtp_reply_free (reply);
      reply = ask_secretly (self, initial, error);
    }
  mailer_net_sasl_free_text (initial);

  return g_steal_pointer (&reply);
}

static MailerWireSmtpReply *
answer_challenge (MailerSmtpSession         *self,
                  MailerNetSasl             *sasl,
                  const MailerWireSmtpReply *challenge,
                  GError                   **error)
{
  const char          *text = mailer_wire_smtp_reply_get_n_lines (challenge) > 0
                                  ? mailer_wire_smtp_reply_get_line (challenge, 0)
                                  : "";
  char                *answer = mailer_net_sasl_step (sasl, text, self->cancellable, self->deadline_us, error);
  MailerWireSmtpReply *reply;

  if (answer == NULL)
    {
      mailer_smtp_say (self, "*\r\n", NULL);
      return NULL;
    }
  reply = ask_secretly (self, answer, error);
  mailer_net_sasl_free_text (answer);

  return reply;
}

static MailerWireSmtpReply *
run_exchange (MailerSmtpSession *self,
              MailerNetSasl     *sasl,
              GError           **error)
{
  g_autoptr (MailerWireSmtpReply) reply = begin_auth (self, sasl, error);

  while (reply != NULL && mailer_wire_smtp_reply_get_code (reply) == 334)
    {
      g_autoptr (MailerWireSmtpReply) challenge = g_steal_pointer (&reply);

      reply = answer_challenge (self, sasl, challenge, error);
    }

  return g_steal_pointer (&reply);
}

/* RFC 4954, section 6: 535 says that the credentials are wrong, 534 that they are too weak, which Gmail
 * says when it wants an app password. Other servers say 550 5.7.1 or 554 5.7.8. The rest of the 500s is
 * about the command, and a 400 about the server: the password may be right. */
static MailerNetSaslAnswer
fail_auth (MailerSmtpSession         *self,
           const MailerWireSmtpReply *reply,
           GError                   **error)
{
  guint       code = mailer_wire_smtp_reply_get_code (reply);
  const char *enhanced = mailer_wire_smtp_reply_get_enhanced_code (reply);
  gboolean    is_refused = code == 535 || code == 534
                        || (code >= 500 && enhanced != NULL && g_str_has_prefix (enhanced, "5.7."));

  if (is_refused && code != 538)
    {
      mailer_smtp_fail (self, reply, MAILER_SMTP_ERROR_AUTHENTICATION,
                        MAILER_SMTP_ERROR_AUTHENTICATION, MAILER_ERROR_SCOPE_ACCOUNT, "AUTH",
                        error);
      return MAILER_NET_SASL_ANSWER_REFUSED;
    }
  if (code == 504 || code == 538)
    mailer_smtp_fail (self, reply, MAILER_SMTP_ERROR_UNAVAILABLE, MAILER_SMTP_ERROR_NO_MECHANISM,
                      MAILER_ERROR_SCOPE_ACCOUNT, "AUTH", error);
  else
    mailer_smtp_fail (self, reply, MAILER_SMTP_ERROR_UNAVAILABLE, MAILER_SMTP_ERROR_PROTOCOL,
                      MAILER_ERROR_SCOPE_CONNECTION, "AUTH", error);

  return MAILER_NET_SASL_ANSWER_TROUBLE;
}

static gboolean
exchange_cb (MailerNetSasl       *sasl,
             gpointer             data,
             MailerNetSaslAnswer *answer,
             GError             **refusal,
             gboolean            *is_hang_up,
             GError             **error)
{
  MailerSmtpSession *self = data;
  g_autoptr (GError) failure = NULL;
  g_autoptr (MailerWireSmtpReply) reply = run_exchange (self, sasl, &failure);

  if (reply == NULL)
    {
      *is_hang_up = g_error_matches (failure, MAILER_NET_ERROR, MAILER_NET_ERROR_CLOSED);
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (mailer_wire_smtp_reply_get_code (reply) != 235)
    *answer = fail_auth (self, reply, refusal);

  return TRUE;
}

gboolean
mailer_smtp_sign_in (MailerSmtpSession          *self,
                     const MailerNetCredentials *credentials,
                     GError                    **error)
{
  g_auto (GStrv) offered = g_strsplit (self->mechanisms != NULL ? self->mechanisms : "", " ", -1);
  g_auto (MailerNetPeer) peer = { 0 };
  g_autoptr (MailerNetSasl) sasl = NULL;

  mailer_net_peer_init (&peer, self->connection);
  if (!mailer_net_sasl_choose (&peer, (const char *const *)offered, credentials, &sasl, error))
    return FALSE;
  if (sasl != NULL)
    return mailer_net_sasl_run (sasl, exchange_cb, self, &self->remembered, error);
  mailer_smtp_set_error (self, error, MAILER_SMTP_ERROR_NO_MECHANISM, MAILER_ERROR_SCOPE_ACCOUNT,
                         "%s offers no way to sign in that we speak: %s",
                         mailer_net_connection_get_host (self->connection),
                         self->mechanisms != NULL ? self->mechanisms : "none at all");

  return FALSE;
}
