/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-imap-session-private.h"

#include <string.h>

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
  if (state == NULL || state->tag != NULL || state->condition == MAILER_WIRE_IMAP_NO
      || state->condition == MAILER_WIRE_IMAP_BAD)
    {
      mailer_imap_set_error (self, error, MAILER_IMAP_ERROR_PROTOCOL, NULL,
                             "The server does not greet as an IMAP server");
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
      mailer_imap_set_error (
          self, error, MAILER_IMAP_ERROR_STARTTLS_MISSING, NULL,
          "The server takes us for signed in, so the connection cannot be encrypted any more");
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
  done = mailer_imap_run (self, mailer_imap_command_new (self, "CAPABILITY"),
                          "Cannot ask for the capabilities", NULL, NULL, call, error);

  return done != NULL;
}

static gboolean
fail_starttls (MailerImapSession *self,
               GError           **error,
               const char        *why)
{
  mailer_imap_set_error (self, error, MAILER_IMAP_ERROR_STARTTLS_MISSING, NULL,
                         "Cannot encrypt the connection: %s", why);
  self->is_broken = TRUE;

  return FALSE;
}

static gboolean
fail_injection (MailerImapSession *self,
                GError           **error)
{
  GError             *failure = g_error_new (MAILER_NET_ERROR, MAILER_NET_ERROR_INJECTION,
                                             "The server sent more behind its reply to STARTTLS");
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
      if (g_error_matches (failure, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_NO)
          || g_error_matches (failure, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_BAD))
        return fail_starttls (self, error, "the server does not tell its capabilities");
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (!mailer_imap_session_has_capability (self, "STARTTLS"))
    return fail_starttls (self, error, "the server does not offer STARTTLS");

  done = mailer_imap_send (self, mailer_imap_command_new (self, "STARTTLS"), NULL, NULL, NULL, NULL,
                           NULL, call, &failure);
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

gboolean
mailer_imap_login (MailerImapSession      *self,
                   const MailerImapConfig *config,
                   const MailerImapCall   *call,
                   GError                **error)
{
  gboolean is_authenticated = FALSE;

  if (!read_greeting (self, config, call, &is_authenticated, error))
    return FALSE;
  if (config->endpoint.security == MAILER_SECURITY_STARTTLS
      && !mailer_net_connection_is_encrypted (self->connection) && !start_tls (self, call, error))
    return FALSE;
  /* The last look before a secret leaves: whatever was configured, never in clear. */
  if (!mailer_net_connection_is_encrypted (self->connection))
    return fail_starttls (self, error, "it is in clear");

  if (!ensure_capabilities (self, call, error))
    return FALSE;
  if (!mailer_imap_sign_in (self, &config->credentials, is_authenticated, call, error))
    return FALSE;
  self->is_signed_in = TRUE;
  mailer_wire_imap_parser_set_limits (self->parser, &limits);

  return ensure_capabilities (self, call, error) && mailer_imap_agree (self, config, call, error);
}
