/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The simple mechanisms: two messages at most, and nothing that the server proves. */

#include "config.h"

#include "mailer-net-sasl-private.h"

#include <string.h>

static GByteArray *
refuse_more (MailerNetSasl *self,
             GError       **error)
{
  mailer_net_sasl_set_error (self, error, MAILER_NET_ERROR_SIGN_IN, "the server asks for more than there is");

  return NULL;
}

/* RFC 4616, section 2: [authzid] NUL authcid NUL passwd. */
GByteArray *
mailer_net_sasl_answer_plain (MailerNetSasl *self,
                              const char    *challenge,
                              GError       **error)
{
  GByteArray *answer;

  if (self->n_steps > 0)
    return refuse_more (self, error);
  answer = mailer_net_sasl_answer_new (strlen (self->user_name) + strlen (self->secret) + 2);
  g_byte_array_append (answer, (const guint8 *)"", 1);
  mailer_net_sasl_answer_add (answer, self->user_name);
  g_byte_array_append (answer, (const guint8 *)"", 1);
  mailer_net_sasl_answer_add (answer, self->secret);

  return answer;
}

/* draft-murchison-sasl-login: the words of the two prompts differ between servers, their order does not. */
GByteArray *
mailer_net_sasl_answer_login (MailerNetSasl *self,
                              const char    *challenge,
                              GError       **error)
{
  const char *text = self->n_steps == 0 ? self->user_name : self->secret;
  GByteArray *answer;

  if (self->n_steps > 1)
    return refuse_more (self, error);
  answer = mailer_net_sasl_answer_new (strlen (text));
  mailer_net_sasl_answer_add (answer, text);

  return answer;
}

/* RFC 2195, section 2: the user, a blank, and the keyed digest of the challenge in hexadecimal digits. */
GByteArray *
mailer_net_sasl_answer_cram_md5 (MailerNetSasl *self,
                                 const char    *challenge,
                                 GError       **error)
{
  gsize              size = 0;
  g_autofree guint8 *decoded = mailer_net_sasl_decode (challenge, &size);
  guint8             digest[16];
  GByteArray        *answer;

  if (self->n_steps > 0)
    return refuse_more (self, error);
  if (decoded == NULL
      || gnutls_hmac_fast (GNUTLS_MAC_MD5, self->secret, strlen (self->secret), decoded, size,
                           digest)
             < 0)
    {
      mailer_net_sasl_set_error (self, error, MAILER_NET_ERROR_SIGN_IN, "the server's challenge makes no sense");
      return NULL;
    }
  answer = mailer_net_sasl_answer_new (strlen (self->user_name) + 1 + 2 * sizeof digest);
  mailer_net_sasl_answer_add (answer, self->user_name);
  mailer_net_sasl_answer_add (answer, " ");
  for (gsize i = 0; i < sizeof digest; i++)
    {
      char digits[3];

      g_snprintf (digits, sizeof digits, "%02x", digest[i]);
      mailer_net_sasl_answer_add (answer, digits);
    }

  return answer;
}

/* RFC 4422, appendix A: whom to act as. The certificate says who we are; the name is what a server that
 * knows several users behind one certificate, or none by itself, goes by. */
GByteArray *
mailer_net_sasl_answer_external (MailerNetSasl *self,
                                 const char    *challenge,
                                 GError       **error)
{
  GByteArray *answer;

  if (self->n_steps > 0)
    return refuse_more (self, error);
  answer = mailer_net_sasl_answer_new (strlen (self->user_name));
  mailer_net_sasl_answer_add (answer, self->user_name);

  return answer;
}
