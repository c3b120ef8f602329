/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-net-sasl.h"

#include <string.h>

/* A mechanism answers the challenge of step @n_steps with bytes that are then written as base64, or
 * with NULL when the server asks for more than the mechanism has. */
typedef struct
{
  const char *name;
  gboolean    has_initial_response;
  GByteArray *(*answer) (MailerNetSasl *self,
                         GBytes        *challenge);
} Mechanism;

struct _MailerNetSasl
{
  const Mechanism *mechanism;
  char            *user_name;
  char            *password;
  guint            n_steps;
};

static void
append_text (GByteArray *bytes,
             const char *text)
{
  g_byte_array_append (bytes, (const guint8 *)text, strlen (text));
}

/* RFC 4616, section 2: [authzid] NUL authcid NUL passwd. Reserved before it is filled, so that no
 * reallocation leaves a copy of the password behind. */
static GByteArray *
answer_plain (MailerNetSasl *self,
              GBytes        *challenge)
{
  GByteArray *answer;

  if (self->n_steps > 0)
    return NULL;
  answer = g_byte_array_sized_new (strlen (self->user_name) + strlen (self->password) + 2);
  g_byte_array_append (answer, (const guint8 *)"", 1);
  append_text (answer, self->user_name);
  g_byte_array_append (answer, (const guint8 *)"", 1);
  append_text (answer, self->password);

  return answer;
}

/* draft-murchison-sasl-login: the words of the two prompts differ between servers, their order does not. */
static GByteArray *
answer_login (MailerNetSasl *self,
              GBytes        *challenge)
{
  const char *text = self->n_steps == 0 ? self->user_name : self->password;
  GByteArray *answer;

  if (self->n_steps > 1)
    return NULL;
  answer = g_byte_array_sized_new (strlen (text) + 1);
  append_text (answer, text);

  return answer;
}

/* The strongest first. */
static const Mechanism mechanisms[] = {
  { "PLAIN", TRUE, answer_plain },
  { "LOGIN", FALSE, answer_login },
};

static gboolean
is_offered (const char *const *offered,
            const char        *name)
{
  for (gsize i = 0; offered[i] != NULL; i++)
    if (g_ascii_strcasecmp (offered[i], name) == 0)
      return TRUE;

  return FALSE;
}

MailerNetSasl *
mailer_net_sasl_new (const char *const *offered,
                     const char        *user_name,
                     const char        *password)
{
  g_return_val_if_fail (offered != NULL && user_name != NULL && password != NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (mechanisms); i++)
    if (is_offered (offered, mechanisms[i].name))
      {
        MailerNetSasl *self = g_new0 (MailerNetSasl, 1);

        self->mechanism = &mechanisms[i];
        self->user_name = g_strdup (user_name);
        self->password = g_strdup (password);
        return self;
      }

  return NULL;
}

void
mailer_net_sasl_free (MailerNetSasl *self)
{
  if (self == NULL)
    return;
  mailer_net_sasl_free_text (self->password);
  g_free (self->user_name);
  g_free (self);
}

const char *
mailer_net_sasl_get_mechanism (MailerNetSasl *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->mechanism->name;
}

gboolean
mailer_net_sasl_has_initial_response (MailerNetSasl *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->mechanism->has_initial_response;
}

static GBytes *
decode_challenge (const char *challenge)
{
  guchar *data;
  gsize   size;

  if (challenge == NULL || *challenge == '\0')
    return g_bytes_new (NULL, 0);
  data = g_base64_decode (challenge, &size);

  return g_bytes_new_take (data, size);
}

char *
mailer_net_sasl_step (MailerNetSasl *self,
                      const char    *challenge)
{
  g_autoptr (GBytes) decoded = NULL;
  g_autoptr (GByteArray) answer = NULL;
  char *text;

  g_return_val_if_fail (self != NULL, NULL);

  decoded = decode_challenge (challenge);
  answer = self->mechanism->answer (self, decoded);
  if (answer == NULL)
    return NULL;
  self->n_steps++;
  text = g_base64_encode (answer->data, answer->len);
  explicit_bzero (answer->data, answer->len);

  return text;
}

void
mailer_net_sasl_free_text (char *text)
{
  if (text == NULL)
    return;
  explicit_bzero (text, strlen (text));
  g_free (text);
}
