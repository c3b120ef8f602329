/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-imap-session-private.h"

#include <string.h>

#include "mailer-net-sasl.h"

/*
 * From the greeting to a signed-in session:
 *
 *   greeting --OK--> [STARTTLS] --> capabilities --> sign in --> capabilities --> ID, ENABLE
 *        |              |
 *        BYE, PREAUTH   not offered, NO, BAD, "+", bytes behind the OK: the end, before any secret
 *
 * Nothing that was said in clear outlives the handshake: parser and capabilities start anew.
 */

/* A signed-in server may send a SEARCH of some million numbers, and messages. */
static const MailerWireImapLimits limits = {
  .max_line_bytes = 32 * 1024 * 1024,
  .max_literal_bytes = 1024 * 1024,
  .max_body_bytes = 128 * 1024 * 1024,
  .max_response_bytes = 160 * 1024 * 1024,
};

static gboolean
read_greeting (MailerImapSession      *self,
               const MailerImapConfig *config,
               const MailerImapCall   *call,
               gboolean               *is_authenticated,
               GError                **error)
{
  g_autoptr (MailerWireImapResponse) greeting = mailer_imap_next (self, call, error);
  const MailerWireImapState *state;

  if (greeting == NULL)
    return FALSE;
  state = mailer_wire_imap_response_get_state (greeting);
  if (state == NULL || state->tag != NULL || state->condition == MAILER_WIRE_IMAP_NO || state->condition == MAILER_WIRE_IMAP_BAD)
    {
      mailer_imap_set_error (self, error, MAILER_IMAP_ERROR_PROTOCOL, NULL, "The server does not greet as an IMAP server");
      return FALSE;
    }
  if (state->condition == MAILER_WIRE_IMAP_BYE)
    {
      mailer_imap_set_error (self, error, MAILER_IMAP_ERROR_BYE, state, "The server turned the connection down");
      return FALSE;
    }
  self->greeting = g_strdup (state->text);
  mailer_imap_learn_quirks (self);
  *is_authenticated = state->condition == MAILER_WIRE_IMAP_PREAUTH;
  if (*is_authenticated && config->endpoint.security == MAILER_SECURITY_STARTTLS)
    {
      mailer_imap_set_error (self, error, MAILER_IMAP_ERROR_STARTTLS_MISSING, NULL, "The server takes us for signed in, so the connection cannot be encrypted any more");
      return FALSE;
    }
  mailer_imap_take_unasked (self, greeting);

  return TRUE;
}

static gboolean
ensure_capabilities (MailerImapSession    *self,
                     const MailerImapCall *call,
                     GError              **error)
{
  g_autoptr (MailerWireImapResponse) done = NULL;

  if (self->capabilities != NULL)
    return TRUE;
  done = mailer_imap_run (self, mailer_imap_command_new (self, "CAPABILITY"), "Cannot ask for the capabilities", NULL, NULL, call, error);

  return done != NULL;
}

static gboolean
fail_starttls (MailerImapSession *self,
               GError           **error,
               const char        *why)
{
  mailer_imap_set_error (self, error, MAILER_IMAP_ERROR_STARTTLS_MISSING, NULL, "Cannot encrypt the connection: %s", why);
  self->is_broken = TRUE;

  return FALSE;
}

static gboolean
fail_injection (MailerImapSession *self,
                GError           **error)
{
  GError             *failure = g_error_new (MAILER_NET_ERROR, MAILER_NET_ERROR_INJECTION, "The server sent more behind its reply to STARTTLS");
  MailerErrorDetails *details = mailer_error_edit_details (failure);

  details->scope = MAILER_ERROR_SCOPE_CONNECTION;
  details->host = g_strdup (mailer_net_connection_get_host (self->connection));
  g_propagate_error (error, failure);

  return FALSE;
}

static gboolean
start_tls (MailerImapSession    *self,
           const MailerImapCall *call,
           GError              **error)
{
  g_autoptr (MailerWireImapResponse) done = NULL;
  g_autoptr (GError) failure = NULL;

  if (!ensure_capabilities (self, call, &failure))
    {
      /* A server that does not even tell its capabilities cannot have STARTTLS. */
      if (g_error_matches (failure, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_NO) || g_error_matches (failure, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_BAD))
        return fail_starttls (self, error, "the server does not tell its capabilities");
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (!mailer_imap_session_has_capability (self, "STARTTLS"))
    return fail_starttls (self, error, "the server does not offer STARTTLS");

  done = mailer_imap_send (self, mailer_imap_command_new (self, "STARTTLS"), NULL, NULL, NULL, NULL, NULL, call, &failure);
  if (done == NULL)
    {
      if (g_error_matches (failure, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_PROTOCOL))
        return fail_starttls (self, error, "the server does not answer STARTTLS");
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (mailer_wire_imap_response_get_state (done)->condition != MAILER_WIRE_IMAP_OK)
    return fail_starttls (self, error, "the server refused STARTTLS");
  if (mailer_wire_imap_parser_has_input (self->parser))
    return fail_injection (self, error);

  mailer_wire_imap_parser_free (self->parser);
  self->parser = mailer_wire_imap_parser_new (&mailer_imap_stranger_limits);
  g_clear_pointer (&self->greeting, g_free);
  mailer_imap_learn_capabilities (self, NULL);
  g_clear_pointer (&self->bye_text, g_free);

  return mailer_net_connection_start_tls (self->connection, call->cancellable, call->deadline_us, error);
}

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
send_sasl_line (MailerImapSession    *self,
                const char           *text,
                const MailerImapCall *call,
                GError              **error)
{
  g_autofree char *line = g_strconcat (text, "\r\n", NULL);
  gboolean         is_sent = mailer_imap_write (self, call, "[hidden]", line, strlen (line), error);

  explicit_bzero (line, strlen (line));

  return is_sent;
}

static gboolean
send_authenticate (MailerImapSession    *self,
                   MailerNetSasl        *sasl,
                   const char           *tag,
                   gboolean             *is_initial_sent,
                   const MailerImapCall *call,
                   GError              **error)
{
  const char      *mechanism = mailer_net_sasl_get_mechanism (sasl);
  g_autofree char *label = g_strdup_printf ("%s AUTHENTICATE %s [hidden]", tag, mechanism);
  g_autofree char *line = NULL;
  gboolean         is_sent;

  *is_initial_sent = mailer_net_sasl_has_initial_response (sasl) && mailer_imap_has (self, MAILER_IMAP_EXTENSION_SASL_IR);
  if (*is_initial_sent)
    {
      char *initial = mailer_net_sasl_step (sasl, NULL);

      line = g_strdup_printf ("%s AUTHENTICATE %s %s\r\n", tag, mechanism, initial == NULL || *initial == '\0' ? "=" : initial);
      g_clear_pointer (&initial, mailer_net_sasl_free_text);
    }
  else
    line = g_strdup_printf ("%s AUTHENTICATE %s\r\n", tag, mechanism);
  is_sent = mailer_imap_write (self, call, label, line, strlen (line), error);
  explicit_bzero (line, strlen (line));

  return is_sent;
}

/* Answers one challenge. */
static gboolean
answer_challenge (MailerImapSession      *self,
                  MailerNetSasl          *sasl,
                  MailerWireImapResponse *challenge,
                  gboolean                is_first,
                  const MailerImapCall   *call,
                  GError                **error)
{
  gboolean is_empty = is_first && mailer_net_sasl_has_initial_response (sasl);
  char    *answer = mailer_net_sasl_step (sasl, is_empty ? NULL : mailer_wire_imap_response_get_text (challenge));
  gboolean is_sent = send_sasl_line (self, answer != NULL ? answer : "*", call, error);

  g_clear_pointer (&answer, mailer_net_sasl_free_text);

  return is_sent;
}

static MailerWireImapResponse *
authenticate (MailerImapSession    *self,
              MailerNetSasl        *sasl,
              const MailerImapCall *call,
              GError              **error)
{
  g_autofree char *tag = g_strdup_printf ("A%u", ++self->last_tag);
  gboolean         is_initial_sent;

  if (!send_authenticate (self, sasl, tag, &is_initial_sent, call, error))
    return NULL;

  for (gboolean is_first = !is_initial_sent;; is_first = FALSE)
    {
      g_autoptr (MailerWireImapResponse) response = mailer_imap_read_until (self, tag, TRUE, NULL, NULL, call, error);

      if (response == NULL || mailer_wire_imap_response_get_kind (response) == MAILER_WIRE_IMAP_STATE)
        return g_steal_pointer (&response);
      if (!answer_challenge (self, sasl, response, is_first, call, error))
        return NULL;
    }
}

static MailerWireImapResponse *
log_in (MailerImapSession      *self,
        const MailerImapConfig *config,
        const MailerImapCall   *call,
        GError                **error)
{
  MailerWireImapCommand *command = mailer_imap_command_new (self, "LOGIN");
  g_autofree char       *label = g_strdup_printf ("%s LOGIN [hidden]", mailer_wire_imap_command_get_tag (command));

  mailer_wire_imap_command_add_string (command, config->user_name);
  mailer_wire_imap_command_add_string (command, config->password);

  return mailer_imap_send (self, command, label, NULL, NULL, NULL, NULL, call, error);
}

static gboolean
sign_in (MailerImapSession      *self,
         const MailerImapConfig *config,
         const MailerImapCall   *call,
         GError                **error)
{
  g_auto (GStrv) mechanisms = dup_mechanisms (self);
  g_autoptr (MailerNetSasl) sasl = mailer_net_sasl_new ((const char *const *)mechanisms, config->user_name, config->password);
  g_autoptr (MailerWireImapResponse) done = NULL;
  g_autoptr (GHashTable) before = NULL;
  const MailerWireImapState *state;

  if (sasl == NULL && mailer_imap_session_has_capability (self, "LOGINDISABLED"))
    {
      mailer_imap_set_error (self, error, MAILER_IMAP_ERROR_NO_MECHANISM, NULL, "The server offers no way to sign in that we speak");
      return FALSE;
    }
  /* What is offered changes with who asks: only capabilities that come with the answer are kept. */
  before = self->capabilities != NULL ? g_hash_table_ref (self->capabilities) : NULL;
  done = sasl != NULL ? authenticate (self, sasl, call, error) : log_in (self, config, call, error);
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

  return TRUE;
}

gboolean
mailer_imap_login (MailerImapSession      *self,
                   const MailerImapConfig *config,
                   const MailerImapCall   *call,
                   GError                **error)
{
  gboolean is_authenticated = FALSE;

  if (!read_greeting (self, config, call, &is_authenticated, error))
    return FALSE;
  if (config->endpoint.security == MAILER_SECURITY_STARTTLS && !mailer_net_connection_is_encrypted (self->connection) && !start_tls (self, call, error))
    return FALSE;
  /* The last look before a secret leaves: whatever was configured, never in clear. */
  if (!mailer_net_connection_is_encrypted (self->connection))
    return fail_starttls (self, error, "it is in clear");

  if (!ensure_capabilities (self, call, error))
    return FALSE;
  if (!is_authenticated && !sign_in (self, config, call, error))
    return FALSE;
  self->is_signed_in = TRUE;
  mailer_wire_imap_parser_set_limits (self->parser, &limits);

  return ensure_capabilities (self, call, error) && mailer_imap_agree (self, config, call, error);
}
