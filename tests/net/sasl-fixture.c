/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "sasl-fixture.h"

#include <string.h>

static GBytes *
new_binding (guint8 first)
{
  guint8 bytes[32];

  for (gsize i = 0; i < sizeof bytes; i++)
    bytes[i] = first + i;

  return g_bytes_new (bytes, sizeof bytes);
}

MailerNetSasl *
sasl_fixture_new (const SaslRow *row,
                  GError       **error)
{
  g_auto (GStrv) offered = g_strsplit (row->offered, " ", -1);
  g_auto (MailerNetPeer) peer = { .host = "mail.example.org", .port = 993, .is_encrypted = TRUE };
  MailerNetCredentials credentials = {
    .user_name = row->user_name != NULL ? row->user_name : "user",
    .secret = row->secret != NULL ? row->secret : "pencil",
    .kind = row->kind,
    .remembered = row->remembered,
  };
  MailerNetSasl *sasl = NULL;

  if (row->is_bound)
    {
      peer.exporter = new_binding (0);
      peer.end_point = new_binding (32);
    }
  if (!mailer_net_sasl_choose (&peer, (const char *const *)offered, &credentials, &sasl, error))
    {
      g_assert_null (sasl);
      return NULL;
    }
  if (sasl != NULL)
    sasl->nonce = g_strdup (row->nonce);

  return sasl;
}

char *
sasl_fixture_step (MailerNetSasl *sasl,
                   const char    *challenge,
                   GError       **error)
{
  g_autofree char *encoded = NULL;
  g_autoptr (GByteArray) text = NULL;
  char   *answer;
  guchar *decoded;
  gsize   size;

  if (challenge != NULL)
    encoded = challenge[0] == '=' ? g_strdup (challenge + 1) : g_base64_encode ((const guchar *)challenge, strlen (challenge));
  answer = mailer_net_sasl_step (sasl, encoded, NULL, -1, error);
  if (answer == NULL)
    return NULL;
  decoded = g_base64_decode (answer, &size);
  text = g_byte_array_new_take (decoded, size);
  mailer_net_sasl_free_text (answer);
  /* What parts the fields of PLAIN is easier to write as a bar. */
  for (gsize i = 0; i < size; i++)
    text->data[i] = text->data[i] == '\0' ? '|' : text->data[i];
  g_byte_array_append (text, (const guint8 *)"", 1);

  return g_strdup ((const char *)text->data);
}

gboolean
sasl_fixture_play (MailerNetSasl     *sasl,
                   const char *const *lines,
                   GError           **error)
{
  const char *challenge = NULL;

  for (gsize i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *answer = NULL;
      gboolean         is_last = lines[i + 1] == NULL;

      if (lines[i][0] == 'S')
        challenge = lines[i] + 3;
      if (lines[i][0] == 'S' && !is_last)
        continue;
      answer = sasl_fixture_step (sasl, challenge, error);
      if (answer == NULL)
        {
          g_assert_true (lines[i][0] == 'S' && is_last);
          return FALSE;
        }
      g_assert_cmpint (lines[i][0], ==, 'C');
      g_assert_cmpstr (answer, ==, lines[i] + 3);
      challenge = NULL;
    }

  return TRUE;
}
