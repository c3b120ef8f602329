/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The frame of an exchange: base64, the order of calls, and what its end means. The mechanisms answer one
 * challenge at a time; which is tried is in mailer-net-sasl-choice.c. */

#include "config.h"

#include "mailer-net-sasl-private.h"

#include <string.h>

#include "mailer-net-error-private.h"

void
mailer_net_sasl_free (MailerNetSasl *self)
{
  if (self == NULL)
    return;
  mailer_net_sasl_free_text (self->secret);
  g_clear_pointer (&self->scram, mailer_net_scram_free);
  g_clear_pointer (&self->exporter, g_bytes_unref);
  g_clear_pointer (&self->end_point, g_bytes_unref);
  g_clear_error (&self->problem);
  g_array_unref (self->attempts);
  g_free (self->user_name);
  g_free (self->nonce);
  g_free (self->host);
  g_free (self);
}

const char *
mailer_net_sasl_get_mechanism (MailerNetSasl *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return mailer_net_sasl_get_attempt (self)->mechanism->name;
}

gboolean
mailer_net_sasl_has_initial_response (MailerNetSasl *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return mailer_net_sasl_get_attempt (self)->mechanism->is_client_first;
}

void
mailer_net_sasl_set_error (MailerNetSasl *self,
                           GError       **error,
                           gint           code,
                           const char    *format,
                           ...)
{
  g_autofree char *message = NULL;
  va_list          arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  mailer_net_error_set (error, code, self->host, "Cannot sign in by %s: %s",
                        mailer_net_sasl_get_mechanism (self), message);
}

/* g_base64_decode() skips what is no base64; nobody may hide anything in what we skip. */
static gboolean
is_strict_base64 (const char *text,
                  gsize       size)
{
  gsize n_digits = strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
  gsize n_padding = strspn (text + n_digits, "=");

  return size > 0 && size % 4 == 0 && n_padding <= 2 && n_digits + n_padding == size;
}

guint8 *
mailer_net_sasl_decode (const char *text,
                        gsize      *size)
{
  gsize   length = strnlen (text, MAILER_NET_SASL_MAX_CHALLENGE_BYTES + 1);
  guint8 *data;
  gint    state = 0;
  guint   save = 0;

  if (length > MAILER_NET_SASL_MAX_CHALLENGE_BYTES || !is_strict_base64 (text, length))
    return NULL;
  data = g_malloc (length / 4 * 3 + 4);
  *size = g_base64_decode_step (text, length, data, &state, &save);
  data[*size] = '\0';

  return data;
}

char *
mailer_net_sasl_decode_text (const char *text)
{
  gsize            size;
  g_autofree char *decoded = (char *)mailer_net_sasl_decode (text, &size);

  /* g_utf8_validate() with a length stops at a NUL. */
  return decoded != NULL && g_utf8_validate (decoded, size, NULL) ? g_steal_pointer (&decoded) : NULL;
}

GByteArray *
mailer_net_sasl_answer_new (gsize size)
{
  return g_byte_array_sized_new (MAX (size, 1));
}

void
mailer_net_sasl_answer_add (GByteArray *answer,
                            const char *text)
{
  g_byte_array_append (answer, (const guint8 *)text, strlen (text));
}

void
mailer_net_sasl_answer_free (GByteArray *answer)
{
  if (answer->len > 0)
    explicit_bzero (answer->data, answer->len);
  g_byte_array_unref (answer);
}

char *
mailer_net_sasl_step (MailerNetSasl *self,
                      const char    *challenge,
                      GCancellable  *cancellable,
                      gint64         deadline_us,
                      GError       **error)
{
  GByteArray *answer;
  char       *text;

  g_return_val_if_fail (self != NULL, NULL);

  self->cancellable = cancellable;
  self->deadline_us = deadline_us;
  answer = mailer_net_sasl_get_attempt (self)->mechanism->answer (self, challenge != NULL ? challenge : "", error);
  self->cancellable = NULL;
  if (answer == NULL)
    return NULL;
  self->n_steps++;
  text = g_base64_encode (answer->data, answer->len);
  mailer_net_sasl_answer_free (answer);

  return text;
}

static MailerNetSaslOutcome
finish_ok (MailerNetSasl *self,
           GError       **error)
{
  if (!mailer_net_sasl_get_attempt (self)->mechanism->proves_server || self->is_server_proven)
    return MAILER_NET_SASL_DONE;
  mailer_net_sasl_set_error (self, error, MAILER_NET_ERROR_UNPROVEN,
                             "the server accepts it without proving that it knows the password");

  return MAILER_NET_SASL_FAILED;
}

/* A server that has seen no proof cannot have found it wrong. Some say in this way that they do not know the kind
 * of channel binding; the password must not be told because of that. */
static gboolean
is_about_binding (MailerNetSasl *self)
{
  return self->trouble == MAILER_NET_TROUBLE_BINDING_UNKNOWN
         || (mailer_net_sasl_get_attempt (self)->mechanism->is_bound && self->n_steps <= 1);
}

static MailerNetSaslOutcome
finish_refused (MailerNetSasl *self,
                GError       **error)
{
  if (self->trouble == MAILER_NET_TROUBLE_OTHER || self->trouble == MAILER_NET_TROUBLE_VAGUE)
    {
      g_propagate_error (error, g_steal_pointer (&self->problem));
      return MAILER_NET_SASL_FAILED;
    }
  if (is_about_binding (self))
    mailer_net_sasl_note_unknown_binding (self);
  else
    mailer_net_sasl_note_refusal (self);
  if (!mailer_net_sasl_go_on (self))
    return MAILER_NET_SASL_REFUSED;
  g_clear_pointer (&self->scram, mailer_net_scram_free);
  self->trouble = MAILER_NET_TROUBLE_NONE;
  self->is_server_proven = FALSE;
  self->n_steps = 0;

  return MAILER_NET_SASL_AGAIN;
}

MailerNetSaslOutcome
mailer_net_sasl_finish (MailerNetSasl      *self,
                        MailerNetSaslAnswer answer,
                        GError            **error)
{
  g_return_val_if_fail (self != NULL, MAILER_NET_SASL_REFUSED);

  switch (answer)
    {
    case MAILER_NET_SASL_ANSWER_OK:
      return finish_ok (self, error);
    case MAILER_NET_SASL_ANSWER_REFUSED:
      return finish_refused (self, error);
    case MAILER_NET_SASL_ANSWER_TROUBLE:
    default:
      /* Why it refuses has been told already, whatever it calls the refusal. */
      return self->trouble == MAILER_NET_TROUBLE_NONE || self->trouble == MAILER_NET_TROUBLE_VAGUE
                 ? MAILER_NET_SASL_REFUSED
                 : finish_refused (self, error);
    }
}

static void
keep_refusal (GError            **refusal,
              GError             *said,
              MailerNetSaslAnswer answer)
{
  if (*refusal != NULL && answer != MAILER_NET_SASL_ANSWER_REFUSED)
    {
      g_error_free (said);
      return;
    }
  g_clear_error (refusal);
  *refusal = said;
}

gboolean
mailer_net_sasl_run (MailerNetSasl        *self,
                     MailerNetSaslExchange exchange,
                     gpointer              data,
                     char                **remembered,
                     GError              **error)
{
  g_autoptr (GError) refusal = NULL;

  g_return_val_if_fail (self != NULL && exchange != NULL && remembered != NULL, FALSE);

  for (;;)
    {
      MailerNetSaslAnswer answer = MAILER_NET_SASL_ANSWER_OK;
      gboolean            is_hang_up = FALSE;
      GError             *said = NULL;
      g_autoptr (GError) failure = NULL;

      if (!exchange (self, data, &answer, &said, &is_hang_up, &failure))
        {
          g_propagate_error (error, refusal != NULL && is_hang_up ? g_steal_pointer (&refusal)
                                                                  : g_steal_pointer (&failure));
          return FALSE;
        }
      if (said != NULL)
        keep_refusal (&refusal, said, answer);
      switch (mailer_net_sasl_finish (self, answer, error))
        {
        case MAILER_NET_SASL_DONE:
          *remembered = mailer_net_sasl_dup_remembered (self);
          return TRUE;
        case MAILER_NET_SASL_AGAIN:
          break;
        case MAILER_NET_SASL_REFUSED:
          g_propagate_error (error, g_steal_pointer (&refusal));
          return FALSE;
        case MAILER_NET_SASL_FAILED:
        default:
          return FALSE;
        }
    }
}

void
mailer_net_sasl_free_text (char *text)
{
  if (text == NULL)
    return;
  explicit_bzero (text, strlen (text));
  g_free (text);
}
