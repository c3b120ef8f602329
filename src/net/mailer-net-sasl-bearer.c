/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Access tokens of OAuth 2.0: OAUTHBEARER (RFC 7628) and XOAUTH2, which Google made before it and others
 * took over. Both servers say in a challenge, as JSON, why they refuse a token; the client answers with
 * nothing that means anything, and then comes the refusal itself. */

#include "config.h"

#include "mailer-net-sasl-private.h"

#include <string.h>

#include "mailer-net-error-private.h"

enum
{
  MAX_WORD_CHARS = 200,
};

/* A reader of JSON (RFC 8259) for one flat object; what is nested is not looked into but ends it. */
typedef struct
{
  const char *at;
} Json;

static void
skip_space (Json *json)
{
  json->at += strspn (json->at, " \t\r\n");
}

static gboolean
take_char (Json *json,
           char  wanted)
{
  skip_space (json);
  if (*json->at != wanted)
    return FALSE;
  json->at++;

  return TRUE;
}

static void
append_escape (Json    *json,
               GString *text)
{
  static const char letters[] = "nrtbf";
  char              escape = *json->at;

  if (escape == '\0')
    return;
  json->at++;
  if (escape == 'u')
    {
      gunichar c = 0;

      for (guint i = 0; i < 4 && g_ascii_isxdigit (*json->at); i++)
        c = c << 4 | g_ascii_xdigit_value (*json->at++);
      g_string_append_unichar (text, g_unichar_isprint (c) ? c : 0xfffd);
    }
  else
    g_string_append_c (text, strchr (letters, escape) != NULL ? ' ' : escape);
}

static char *
take_string (Json *json)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (!take_char (json, '"'))
    return NULL;
  while (*json->at != '"' && *json->at != '\0')
    {
      char c = *json->at++;

      if (c == '\\')
        append_escape (json, text);
      else
        g_string_append_c (text, g_ascii_iscntrl (c) ? ' ' : c);
    }

  return take_char (json, '"') ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

/* A string, or a bare word such as a number. */
static char *
take_scalar (Json *json)
{
  const char *begin;

  skip_space (json);
  if (*json->at == '"')
    return take_string (json);
  begin = json->at;
  json->at += strspn (json->at, "abcdefghijklmnopqrstuvwxyzE0123456789+-.");

  return json->at > begin ? g_strndup (begin, json->at - begin) : NULL;
}

/* What people are to see of it is short and of printable characters. */
static char *
tidy (char *word)
{
  g_autofree char *owned = word;
  const char      *end = owned;

  for (guint i = 0; i < MAX_WORD_CHARS && *end != '\0'; i++)
    end = g_utf8_next_char (end);

  return g_strndup (owned, end - owned);
}

static void
read_refusal (const char *text,
              char      **status,
              char      **scope)
{
  Json json = { text };

  if (!take_char (&json, '{'))
    return;
  do
    {
      g_autofree char *key = take_string (&json);
      g_autofree char *value = key != NULL && take_char (&json, ':') ? take_scalar (&json) : NULL;

      if (value == NULL)
        return;
      if (g_str_equal (key, "status") && *status == NULL)
        *status = tidy (g_steal_pointer (&value));
      else if (g_str_equal (key, "scope") && *scope == NULL)
        *scope = tidy (g_steal_pointer (&value));
    }
  while (take_char (&json, ','));
}

/* Google's status is that of HTTP, those of RFC 7628 are words: "invalid_token". */
static void
note_refusal (MailerNetSasl *self,
              const char    *challenge)
{
  g_autofree char *text = mailer_net_sasl_decode_text (challenge);
  g_autofree char *status = NULL;
  g_autofree char *scope = NULL;

  if (text != NULL)
    read_refusal (text, &status, &scope);
  mailer_net_sasl_set_error (self, &self->problem, MAILER_NET_ERROR_TOKEN,
                             "the server refuses the access token (status %s, scope %s)",
                             status != NULL ? status : "unknown",
                             scope != NULL ? scope : "unknown");
  mailer_error_edit_details (self->problem)->response_code = g_steal_pointer (&status);
  mailer_error_edit_details (self->problem)->server_text = g_steal_pointer (&scope);
  self->trouble = MAILER_NET_TROUBLE_OTHER;
}

static GByteArray *
answer_refusal (MailerNetSasl *self,
                const char    *challenge,
                const char    *dummy,
                GError       **error)
{
  GByteArray *answer;

  if (self->n_steps > 1)
    {
      mailer_net_sasl_set_error (self, error, MAILER_NET_ERROR_SIGN_IN, "the server asks for more than there is");
      return NULL;
    }
  note_refusal (self, challenge);
  answer = mailer_net_sasl_answer_new (strlen (dummy));
  mailer_net_sasl_answer_add (answer, dummy);

  return answer;
}

GByteArray *
mailer_net_sasl_answer_xoauth2 (MailerNetSasl *self,
                                const char    *challenge,
                                GError       **error)
{
  const char *const parts[] = { "user=", self->user_name, "\001auth=Bearer ", self->secret, "\001\001" };
  GByteArray       *answer;

  if (self->n_steps > 0)
    return answer_refusal (self, challenge, "", error);
  answer = mailer_net_sasl_answer_new (strlen (self->user_name) + strlen (self->secret) + 32);
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    mailer_net_sasl_answer_add (answer, parts[i]);

  return answer;
}

/* RFC 7628, sections 3.1 and 3.2.3. */
GByteArray *
mailer_net_sasl_answer_oauthbearer (MailerNetSasl *self,
                                    const char    *challenge,
                                    GError       **error)
{
  g_autofree char *name = NULL;
  g_autofree char *begin = NULL;
  GByteArray      *answer;

  if (self->n_steps > 0)
    return answer_refusal (self, challenge, "\001", error);
  name = mailer_net_sasl_escape_name (self->user_name);
  begin = g_strdup_printf ("n,a=%s,\001host=%s\001port=%u\001auth=Bearer ", name, self->host, self->port);
  answer = mailer_net_sasl_answer_new (strlen (begin) + strlen (self->secret) + 2);
  mailer_net_sasl_answer_add (answer, begin);
  mailer_net_sasl_answer_add (answer, self->secret);
  mailer_net_sasl_answer_add (answer, "\001\001");

  return answer;
}
