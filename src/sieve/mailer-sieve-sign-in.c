/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* AUTHENTICATE (RFC 5804, section 2.1). By which mechanism, and what a challenge is answered with, is decided
 * in net; here is how ManageSieve carries it: in strings, and the server's last word may come with its OK. */

#include "config.h"

#include "mailer-sieve-exchange-private.h"

#include "mailer-net-sasl.h"

static gboolean
say_authenticate (MailerSieveSession *self,
                  MailerNetSasl      *sasl,
                  GError            **error)
{
  const char             *mechanism = mailer_net_sasl_get_mechanism (sasl);
  gboolean                has_initial = mailer_net_sasl_has_initial_response (sasl);
  char                   *initial = has_initial ? mailer_net_sasl_step (sasl, NULL, self->cancellable,
                                                                        self->deadline_us, error)
                                                : NULL;
  g_autofree char        *label = g_strdup_printf ("AUTHENTICATE \"%s\" [hidden]", mechanism);
  MailerWireSieveCommand *command;

  if (has_initial && initial == NULL)
    return FALSE;
  command = mailer_wire_sieve_command_new ("AUTHENTICATE");
  mailer_wire_sieve_command_add_string (command, mechanism, -1);
  if (initial != NULL)
    mailer_wire_sieve_command_add_string (command, initial, -1);
  mailer_net_sasl_free_text (initial);

  return mailer_sieve_say (self, label, command, error);
}

static gboolean
say_answer (MailerSieveSession *self,
            const char         *label,
            const char         *answer,
            GError            **error)
{
  MailerWireSieveCommand *command = mailer_wire_sieve_command_new (NULL);

  mailer_wire_sieve_command_add_string (command, answer, -1);

  return mailer_sieve_say (self, label, command, error);
}

static gboolean
answer_challenge (MailerSieveSession            *self,
                  MailerNetSasl                 *sasl,
                  const MailerWireSieveResponse *challenge,
                  GError                       **error)
{
  g_autofree char *text = mailer_wire_sieve_response_dup_text (challenge, 0);
  char            *answer = mailer_net_sasl_step (sasl, text, self->cancellable, self->deadline_us, error);
  gboolean         is_said;

  if (answer == NULL)
    {
      say_answer (self, NULL, "*", NULL);
      return FALSE;
    }
  is_said = say_answer (self, "[hidden]", answer, error);
  mailer_net_sasl_free_text (answer);

  return is_said;
}

static MailerWireSieveResponse *
run_exchange (MailerSieveSession *self,
              MailerNetSasl      *sasl,
              GError            **error)
{
  if (!say_authenticate (self, sasl, error))
    return NULL;
  for (;;)
    {
      g_autoptr (MailerWireSieveResponse) response = mailer_sieve_hear (self, error);

      if (response == NULL || mailer_wire_sieve_response_get_status (response) != MAILER_WIRE_SIEVE_DATA)
        return g_steal_pointer (&response);
      if (!answer_challenge (self, sasl, response, error))
        return NULL;
    }
}

static MailerNetSaslAnswer
fail_auth (MailerSieveSession            *self,
           const MailerWireSieveResponse *response,
           GError                       **error)
{
  const char *code = mailer_wire_sieve_response_get_code (response);
  gboolean    is_about_mechanism = g_strcmp0 (code, "AUTH-TOO-WEAK") == 0
                                || g_strcmp0 (code, "ENCRYPT-NEEDED") == 0
                                || g_strcmp0 (code, "TRANSITION-NEEDED") == 0;
  g_autoptr (GError) made = NULL;
  gboolean is_refused;

  mailer_sieve_fail (self, response,
                     is_about_mechanism ? MAILER_SIEVE_ERROR_NO_MECHANISM
                                        : MAILER_SIEVE_ERROR_AUTHENTICATION,
                     MAILER_ERROR_SCOPE_ACCOUNT, "AUTHENTICATE", &made);
  is_refused = g_error_matches (made, MAILER_SIEVE_ERROR, MAILER_SIEVE_ERROR_AUTHENTICATION);
  g_propagate_error (error, g_steal_pointer (&made));

  return is_refused ? MAILER_NET_SASL_ANSWER_REFUSED : MAILER_NET_SASL_ANSWER_TROUBLE;
}

/* OK (SASL "..."): the server's last challenge, which needs no answer. */
static gboolean
take_last_word (MailerSieveSession            *self,
                MailerNetSasl                 *sasl,
                const MailerWireSieveResponse *response,
                GError                       **error)
{
  const char *word = g_strcmp0 (mailer_wire_sieve_response_get_code (response), "SASL") == 0
                         ? mailer_wire_sieve_response_get_code_argument (response)
                         : NULL;
  gboolean    has_word = word != NULL && *word != '\0';
  char       *answer = has_word ? mailer_net_sasl_step (sasl, word, self->cancellable, self->deadline_us, error) : NULL;
  gboolean    is_good = !has_word || answer != NULL;

  mailer_net_sasl_free_text (answer);

  return is_good;
}

static gboolean
exchange_cb (MailerNetSasl       *sasl,
             gpointer             data,
             MailerNetSaslAnswer *answer,
             GError             **refusal,
             gboolean            *is_hang_up,
             GError             **error)
{
  MailerSieveSession *self = data;
  g_autoptr (GError) failure = NULL;
  g_autoptr (MailerWireSieveResponse) response = run_exchange (self, sasl, &failure);

  if (response == NULL)
    {
      *is_hang_up = g_error_matches (failure, MAILER_NET_ERROR, MAILER_NET_ERROR_CLOSED);
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (mailer_wire_sieve_response_get_status (response) == MAILER_WIRE_SIEVE_OK)
    return take_last_word (self, sasl, response, error);
  *answer = fail_auth (self, response, refusal);

  return TRUE;
}

gboolean
mailer_sieve_sign_in (MailerSieveSession         *self,
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
  mailer_sieve_set_error (self, error, MAILER_SIEVE_ERROR_NO_MECHANISM, MAILER_ERROR_SCOPE_ACCOUNT,
                          "%s offers no way to sign in that we speak: %s",
                          mailer_net_connection_get_host (self->connection),
                          self->mechanisms != NULL ? self->mechanisms : "none at all");

  return FALSE;
}
