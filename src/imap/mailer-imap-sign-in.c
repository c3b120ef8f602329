/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* AUTHENTICATE and LOGIN. By which mechanism, and what a challenge is answered with, is decided in net;
 * here is how IMAP carries it, and what its NO means. */

#include "config.h"

#include "mailer-imap-session-private.h"

#include <string.h>

#include "mailer-net-sasl.h"

/* Mechanisms of AUTH=, zero-terminated. */
static char **
dup_mechanisms (MailerImapSession *self)
{
  GPtrArray     *mechanisms = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer       capability;

  if (self->capabilities != NULL)
    {
      g_hash_table_iter_init (&iter, self->capabilities);
      while (g_hash_table_iter_next (&iter, &capability, NULL))
        if (g_str_has_prefix (capability, "AUTH="))
          g_ptr_array_add (mechanisms, g_strdup ((const char *)capability + strlen ("AUTH=")));
    }
  g_ptr_array_add (mechanisms, NULL);

  return (char **)g_ptr_array_free (mechanisms, FALSE);
}

static gboolean
send_line (MailerImapSession    *self,
           const char           *label,
           const char           *text,
           const MailerImapCall *call,
           GError              **error)
{
  char    *line = g_strconcat (text, "\r\n", NULL);
  gboolean is_sent = mailer_imap_write (self, call, label, line, strlen (line), error);

  mailer_net_sasl_free_text (line);

  return is_sent;
}

/* RFC 4959, section 3: "=" is an initial response that is empty. */
static gboolean
send_authenticate (MailerImapSession    *self,
                   MailerNetSasl        *sasl,
                   const char           *tag,
                   const MailerImapCall *call,
                   GError              **error)
{
  const char      *mechanism = mailer_net_sasl_get_mechanism (sasl);
  g_autofree char *label = g_strdup_printf ("%s AUTHENTICATE %s [hidden]", tag, mechanism);
  gboolean         has_initial = mailer_net_sasl_has_initial_response (sasl)
                         && mailer_imap_has (self, MAILER_IMAP_EXTENSION_SASL_IR);
  char    *initial = has_initial ? mailer_net_sasl_step (sasl, NULL, call->cancellable,
                                                         call->deadline_us, error)
                                 : NULL;
  char    *line;
  gboolean is_sent;

  if (has_initial && initial == NULL)
    return FALSE;
  line = g_strjoin (" ", tag, "AUTHENTICATE", mechanism, has_initial && *initial == '\0' ? "=" : initial, NULL);
  mailer_net_sasl_free_text (initial);
  is_sent = send_line (self, label, line, call, error);
  mailer_net_sasl_free_text (line);

  return is_sent;
}

/* What makes no sense ends the exchange and the connection; the server's answer to "*" changes nothing. */
static gboolean
answer_challenge (MailerImapSession            *self,
                  MailerNetSasl                *sasl,
                  const MailerWireImapResponse *challenge,
                  const MailerImapCall         *call,
                  GError                      **error)
{
  char    *answer = mailer_net_sasl_step (sasl, mailer_wire_imap_response_get_text (challenge),
                                          call->cancellable, call->deadline_us, error);
  gboolean is_sent;

  if (answer == NULL)
    {
      send_line (self, NULL, "*", call, NULL);
      self->is_broken = TRUE;
      return FALSE;
    }
  is_sent = send_line (self, "[hidden]", answer, call, error);
  mailer_net_sasl_free_text (answer);

  return is_sent;
}

static MailerWireImapResponse *
run_exchange (MailerImapSession    *self,
              MailerNetSasl        *sasl,
              const MailerImapCall *call,
              GError              **error)
{
  g_autofree char *tag = g_strdup_printf ("A%u", ++self->last_tag);

  if (!send_authenticate (self, sasl, tag, call, error))
    return NULL;
  for (;;)
    {
      g_autoptr (MailerWireImapResponse) response = mailer_imap_read_until (self, tag, TRUE, NULL, NULL, call, error);

      if (response == NULL || mailer_wire_imap_response_get_kind (response) == MAILER_WIRE_IMAP_STATE)
        return g_steal_pointer (&response);
      if (!answer_challenge (self, sasl, response, call, error))
        return NULL;
    }
}

static gboolean
is_hang_up (const GError *failure)
{
  return g_error_matches (failure, MAILER_NET_ERROR, MAILER_NET_ERROR_CLOSED)
         || g_error_matches (failure, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_BYE);
}

typedef struct
{
  MailerImapSession    *session;
  const MailerImapCall *call;
} SignIn;

/* What is offered changes with who asks: only capabilities that come with the answer are kept. */
static gboolean
exchange_cb (MailerNetSasl       *sasl,
             gpointer             data,
             MailerNetSaslAnswer *answer,
             GError             **refusal,
             gboolean            *is_hung_up,
             GError             **error)
{
  const SignIn      *sign_in = data;
  MailerImapSession *self = sign_in->session;
  g_autoptr (GHashTable) before = self->capabilities != NULL ? g_hash_table_ref (self->capabilities) : NULL;
  g_autoptr (GError) failure = NULL;
  g_autoptr (GError) said = NULL;
  g_autoptr (MailerWireImapResponse) done = run_exchange (self, sasl, sign_in->call, &failure);
  const MailerWireImapState *state;

  if (done == NULL)
    {
      *is_hung_up = is_hang_up (failure);
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  state = mailer_wire_imap_response_get_state (done);
  if (state->condition == MAILER_WIRE_IMAP_OK)
    {
      if (self->capabilities == before)
        mailer_imap_learn_capabilities (self, NULL);
      return TRUE;
    }
  mailer_imap_set_sign_in_refusal (self, &said, state);
  /* Another exchange may follow. */
  self->is_broken = FALSE;
  *answer = g_error_matches (said, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_AUTHENTICATION) ? MAILER_NET_SASL_ANSWER_REFUSED : MAILER_NET_SASL_ANSWER_TROUBLE;
  g_propagate_error (refusal, g_steal_pointer (&said));

  return TRUE;
}

static gboolean
authenticate (MailerImapSession    *self,
              MailerNetSasl        *sasl,
              const MailerImapCall *call,
              GError              **error)
{
  SignIn sign_in = { self, call };

  if (mailer_net_sasl_run (sasl, exchange_cb, &sign_in, &self->remembered, error))
    return TRUE;
  self->is_broken = TRUE;

  return FALSE;
}

/* RFC 9051, section 6.2.3: for servers that know nothing else. It tells the password as PLAIN does. */
static gboolean
log_in (MailerImapSession          *self,
        const MailerNetCredentials *credentials,
        const MailerImapCall       *call,
        GError                    **error)
{
  MailerWireImapCommand *command = mailer_imap_command_new (self, "LOGIN");
  g_autofree char       *label = g_strdup_printf ("%s LOGIN [hidden]", mailer_wire_imap_command_get_tag (command));
  g_autoptr (GHashTable) before = self->capabilities != NULL ? g_hash_table_ref (self->capabilities) : NULL;
  g_autoptr (MailerWireImapResponse) done = NULL;
  const MailerWireImapState *state;

  mailer_wire_imap_command_add_string (command, credentials->user_name);
  mailer_wire_imap_command_add_string (command, credentials->secret);
  done = mailer_imap_send (self, command, label, NULL, NULL, NULL, NULL, call, error);
  if (done == NULL)
    return FALSE;
  state = mailer_wire_imap_response_get_state (done);
  if (state->condition != MAILER_WIRE_IMAP_OK)
    {
      mailer_imap_set_sign_in_refusal (self, error, state);
      return FALSE;
    }
  if (self->capabilities == before)
    mailer_imap_learn_capabilities (self, NULL);
  self->remembered = g_strdup ("LOGIN");

  return TRUE;
}

gboolean
mailer_imap_sign_in (MailerImapSession          *self,
                     const MailerNetCredentials *credentials,
                     gboolean                    is_preauthenticated,
                     const MailerImapCall       *call,
                     GError                    **error)
{
  static const char *const none[] = { NULL };
  g_auto (GStrv) mechanisms = dup_mechanisms (self);
  g_auto (MailerNetPeer) peer = { 0 };
  g_autoptr (MailerNetSasl) sasl = NULL;

  mailer_net_peer_init (&peer, self->connection);
  /* Whoever takes us for signed in has proved nothing, and may not be who once did. */
  if (!mailer_net_sasl_choose (&peer, is_preauthenticated ? none : (const char *const *)mechanisms,
                               credentials, &sasl, error))
    return FALSE;
  if (is_preauthenticated)
    return TRUE;
  if (sasl != NULL)
    return authenticate (self, sasl, call, error);
  if (credentials->kind == MAILER_NET_SECRET_PASSWORD && !mailer_imap_session_has_capability (self, "LOGINDISABLED"))
    return log_in (self, credentials, call, error);
  mailer_imap_set_error (self, error, MAILER_IMAP_ERROR_NO_MECHANISM, NULL,
                         "The server offers no way to sign in that we speak");

  return FALSE;
}
