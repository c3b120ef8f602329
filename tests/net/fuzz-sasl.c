/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * What a server may say in a sign-in. The first line is what it offers, the second what is remembered of
 * it, each further one a challenge: behind "=" as it goes over the line, otherwise before its base64. A line
 * of "!" is a refusal, so that the next exchange begins.
 */

#include "config.h"

#include "mailer-net-sasl-private.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

enum
{
  MAX_EXCHANGES = 8,
  MAX_STEPS = 3,
};

static MailerNetSasl *
choose (const char         *offered,
        const char         *remembered,
        MailerNetSecretKind kind)
{
  static const guint8 bytes[32];
  g_auto (MailerNetPeer) peer = { .host = "mail.example.org", .port = 993, .is_encrypted = TRUE };
  g_auto (GStrv) names = g_strsplit (offered, " ", 100);
  const MailerNetCredentials credentials = { "ada", "secret", kind, remembered };
  g_autoptr (GError) error = NULL;
  MailerNetSasl *sasl;

  peer.exporter = g_bytes_new_static (bytes, sizeof bytes);
  peer.end_point = g_bytes_new_static (bytes, sizeof bytes);
  if (mailer_net_sasl_choose (&peer, (const char *const *)names, &credentials, &sasl, &error) != (error == NULL))
    abort ();
  if (sasl == NULL)
    return NULL;
  sasl->nonce = g_strdup ("OURS");
  sasl->min_iterations = 1;
  sasl->max_iterations = 50;

  return sasl;
}

/* Returns: whether the exchange goes on. */
static gboolean
step (MailerNetSasl *sasl,
      const char    *challenge)
{
  g_autofree char *encoded = NULL;
  g_autoptr (GError) error = NULL;
  char *answer;

  if (challenge != NULL)
    encoded = challenge[0] == '=' ? g_strdup (challenge + 1) : g_base64_encode ((const guchar *)challenge, strlen (challenge));
  answer = mailer_net_sasl_step (sasl, encoded, NULL, -1, &error);
  if ((answer == NULL) != (error != NULL) || sasl->n_steps > MAX_STEPS)
    abort ();
  if (error != NULL && (strstr (error->message, "secret") != NULL || !g_utf8_validate (error->message, -1, NULL)))
    abort ();
  if (answer != NULL && strspn (answer, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=") != strlen (answer))
    abort ();
  mailer_net_sasl_free_text (answer);

  return error == NULL;
}

static gboolean
refuse (MailerNetSasl *sasl)
{
  g_autoptr (GError) error = NULL;
  MailerNetSaslOutcome outcome = mailer_net_sasl_finish (sasl, MAILER_NET_SASL_ANSWER_REFUSED, &error);

  if ((outcome == MAILER_NET_SASL_FAILED) != (error != NULL) || outcome == MAILER_NET_SASL_DONE)
    abort ();

  return outcome == MAILER_NET_SASL_AGAIN;
}

/* A yes counts only from who has proved it, where that can be. */
static void
accept (MailerNetSasl *sasl)
{
  gboolean proves = mailer_net_sasl_get_attempt (sasl)->mechanism->proves_server;
  g_autoptr (GError) error = NULL;
  MailerNetSaslOutcome outcome = mailer_net_sasl_finish (sasl, MAILER_NET_SASL_ANSWER_OK, &error);
  g_autofree char     *remembered = mailer_net_sasl_dup_remembered (sasl);

  if ((outcome == MAILER_NET_SASL_DONE) != (!proves || sasl->is_server_proven) || strpbrk (remembered, "\r\n") != NULL)
    abort ();
}

static void
play (char              **lines,
      MailerNetSecretKind kind)
{
  const char *remembered = lines[0] != NULL && lines[1] != NULL ? lines[1] : NULL;
  g_autoptr (MailerNetSasl) sasl = lines[0] != NULL ? choose (lines[0], remembered, kind) : NULL;
  gboolean may_go_on = sasl != NULL;
  guint    n_exchanges = 0;

  if (may_go_on && mailer_net_sasl_has_initial_response (sasl))
    may_go_on = step (sasl, NULL);
  for (gsize i = 2; may_go_on && remembered != NULL && lines[i] != NULL; i++)
    {
      if (!g_str_equal (lines[i], "!"))
        {
          may_go_on = step (sasl, lines[i]);
          continue;
        }
      may_go_on = refuse (sasl);
      if (++n_exchanges > MAX_EXCHANGES)
        abort ();
      if (may_go_on && mailer_net_sasl_has_initial_response (sasl))
        may_go_on = step (sasl, NULL);
    }
  if (may_go_on)
    accept (sasl);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *text = g_strndup (size > 0 ? (const char *)data : "", size);
  g_auto (GStrv) lines = g_strsplit (text, "\n", 40);

  play (lines, MAILER_NET_SECRET_PASSWORD);
  play (lines, MAILER_NET_SECRET_TOKEN);
  play (lines, MAILER_NET_SECRET_CERTIFICATE);

  return 0;
}
