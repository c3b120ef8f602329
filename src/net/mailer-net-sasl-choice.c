/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Which mechanisms are tried, and in which order. The rules:
 *
 * - The strongest of what is offered comes first. Where the connection can be bound, bound mechanisms come
 *   before others: a server in between cannot pass them on.
 * - Nothing weaker than what was remembered is tried, however the server answers. What it offered is read
 *   once; a refusal cannot take anything away from it.
 * - A refusal of the credentials goes on to another family, once: a server may keep what PLAIN needs, and
 *   announce SCRAM for those users of whom it keeps more. It goes on to what works with whatever is kept,
 *   if the server offers that: mostly it is the password that is wrong, and servers answer the slower the
 *   more often they had to refuse. What was refused is remembered too, so that the next sign-in does not
 *   begin with a failure that counts against the user.
 *
 * What is remembered is the name of the mechanism that worked, and a "!" with the name of each family that
 * was refused on the way: "PLAIN !SHA-256 !SHA-1".
 */

#include "config.h"

#include "mailer-net-sasl-private.h"

#include <string.h>

#include "mailer-net-error-private.h"

/* Strengths. What is told to the server, in whichever way, is equal. */
enum
{
  STRENGTH_TOLD = 1,
  STRENGTH_SCRAM_SHA_1,
  STRENGTH_SCRAM_SHA_256,
  STRENGTH_SCRAM_SHA_1_PLUS,
  STRENGTH_SCRAM_SHA_256_PLUS,
};

const MailerNetMechanism mailer_net_mechanisms[] = {
  { "SCRAM-SHA-256-PLUS", MAILER_NET_SECRET_PASSWORD, MAILER_NET_FAMILY_SHA_256, STRENGTH_SCRAM_SHA_256_PLUS, TRUE, TRUE, TRUE, mailer_net_sasl_answer_scram },
  { "SCRAM-SHA-1-PLUS", MAILER_NET_SECRET_PASSWORD, MAILER_NET_FAMILY_SHA_1, STRENGTH_SCRAM_SHA_1_PLUS, TRUE, TRUE, TRUE, mailer_net_sasl_answer_scram },
  { "SCRAM-SHA-256", MAILER_NET_SECRET_PASSWORD, MAILER_NET_FAMILY_SHA_256, STRENGTH_SCRAM_SHA_256, TRUE, FALSE, TRUE, mailer_net_sasl_answer_scram },
  { "SCRAM-SHA-1", MAILER_NET_SECRET_PASSWORD, MAILER_NET_FAMILY_SHA_1, STRENGTH_SCRAM_SHA_1, TRUE, FALSE, TRUE, mailer_net_sasl_answer_scram },
  { "PLAIN", MAILER_NET_SECRET_PASSWORD, MAILER_NET_FAMILY_TOLD, STRENGTH_TOLD, TRUE, FALSE, FALSE, mailer_net_sasl_answer_plain },
  { "LOGIN", MAILER_NET_SECRET_PASSWORD, MAILER_NET_FAMILY_TOLD, STRENGTH_TOLD, FALSE, FALSE, FALSE, mailer_net_sasl_answer_login },
  { "CRAM-MD5", MAILER_NET_SECRET_PASSWORD, MAILER_NET_FAMILY_TOLD, STRENGTH_TOLD, FALSE, FALSE, FALSE, mailer_net_sasl_answer_cram_md5 },
  { "OAUTHBEARER", MAILER_NET_SECRET_TOKEN, MAILER_NET_FAMILY_TOLD, STRENGTH_TOLD, TRUE, FALSE, FALSE, mailer_net_sasl_answer_oauthbearer },
  { "XOAUTH2", MAILER_NET_SECRET_TOKEN, MAILER_NET_FAMILY_TOLD, STRENGTH_TOLD, TRUE, FALSE, FALSE, mailer_net_sasl_answer_xoauth2 },
  { "EXTERNAL", MAILER_NET_SECRET_CERTIFICATE, MAILER_NET_FAMILY_TOLD, STRENGTH_TOLD, TRUE, FALSE, FALSE, mailer_net_sasl_answer_external },
};
const gsize mailer_net_n_mechanisms = G_N_ELEMENTS (mailer_net_mechanisms);

static const char *const family_names[] = {
  [MAILER_NET_FAMILY_TOLD] = "TOLD",
  [MAILER_NET_FAMILY_SHA_1] = "SHA-1",
  [MAILER_NET_FAMILY_SHA_256] = "SHA-256",
};

/* RFC 5802, section 7, lets a client come down to 4096 iterations, no further. At the upper bound the
 * computation takes a second or two. */
enum
{
  MIN_ITERATIONS = 4096,
  MAX_ITERATIONS = 1000000,
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

static guint
find_strength (const char         *name,
               MailerNetSecretKind kind)
{
  for (gsize i = 0; i < mailer_net_n_mechanisms; i++)
    if (mailer_net_mechanisms[i].kind == kind && g_str_equal (mailer_net_mechanisms[i].name, name))
      return mailer_net_mechanisms[i].strength;

  return 0;
}

/* What makes no sense, such as the name of a mechanism for another kind of secret, means nothing. */
static void
recall (const MailerNetCredentials *credentials,
        guint                      *floor,
        guint                      *refused)
{
  g_auto (GStrv) words = g_strsplit (credentials->remembered != NULL ? credentials->remembered : "", " ", 8);

  *floor = words[0] != NULL ? find_strength (words[0], credentials->kind) : 0;
  *refused = 0;
  for (guint i = 0; *floor > 0 && words[i] != NULL; i++)
    for (guint family = 0; family < G_N_ELEMENTS (family_names); family++)
      if (words[i][0] == '!' && g_str_equal (words[i] + 1, family_names[family]))
        *refused |= 1u << family;
}

static void
add_attempt (MailerNetSasl            *self,
             const MailerNetMechanism *mechanism,
             const char               *binding_name,
             GBytes                   *binding)
{
  MailerNetAttempt attempt = { mechanism, binding_name, binding };

  if (!mechanism->is_bound || binding != NULL)
    g_array_append_val (self->attempts, attempt);
}

static void
plan (MailerNetSasl      *self,
      const char *const  *offered,
      MailerNetSecretKind kind,
      guint               floor,
      guint               refused)
{
  gboolean is_told = FALSE;

  for (gsize i = 0; i < mailer_net_n_mechanisms; i++)
    {
      const MailerNetMechanism *mechanism = &mailer_net_mechanisms[i];

      if (mechanism->kind != kind || !is_offered (offered, mechanism->name))
        continue;
      self->is_bound_offered |= mechanism->is_bound;
      /* What is told once need not be told in another way. */
      if (mechanism->strength < floor || (refused & (1u << mechanism->family))
          || (is_told && mechanism->family == MAILER_NET_FAMILY_TOLD))
        continue;
      is_told |= mechanism->family == MAILER_NET_FAMILY_TOLD;
      add_attempt (self, mechanism, "tls-exporter", self->exporter);
      if (mechanism->is_bound)
        add_attempt (self, mechanism, "tls-server-end-point", self->end_point);
    }
}

static gboolean
refuse_weaker (const MailerNetPeer        *peer,
               const MailerNetCredentials *credentials,
               const char *const          *offered,
               GError                    **error)
{
  g_autofree char *names = g_strjoinv (" ", (char **)offered);
  g_autofree char *valid = g_utf8_make_valid (names, MIN (strlen (names), 200));

  mailer_net_error_set (error, MAILER_NET_ERROR_SIGN_IN_WEAKER, peer->host,
                        "%s offers only weaker ways to sign in than %s, which was used before: %s",
                        peer->host, credentials->remembered,
                        *valid != '\0' ? valid : "none at all");

  return FALSE;
}

static MailerNetSasl *
new_for (const MailerNetPeer        *peer,
         const MailerNetCredentials *credentials)
{
  MailerNetSasl *self = g_new0 (MailerNetSasl, 1);

  self->host = g_strdup (peer->host);
  self->port = peer->port;
  self->exporter = peer->exporter != NULL ? g_bytes_ref (peer->exporter) : NULL;
  self->end_point = peer->end_point != NULL ? g_bytes_ref (peer->end_point) : NULL;
  self->user_name = g_strdup (credentials->user_name);
  self->secret = g_strdup (credentials->secret != NULL ? credentials->secret : "");
  self->attempts = g_array_new (FALSE, FALSE, sizeof (MailerNetAttempt));
  self->min_iterations = MIN_ITERATIONS;
  self->max_iterations = MAX_ITERATIONS;

  return self;
}

gboolean
mailer_net_sasl_choose (const MailerNetPeer        *peer,
                        const char *const          *offered,
                        const MailerNetCredentials *credentials,
                        MailerNetSasl             **sasl,
                        GError                    **error)
{
  g_autoptr (MailerNetSasl) self = NULL;
  guint floor;
  guint refused;

  g_return_val_if_fail (peer != NULL && offered != NULL && credentials != NULL && sasl != NULL, FALSE);
  g_return_val_if_fail (credentials->user_name != NULL, FALSE);
  g_return_val_if_fail (credentials->secret != NULL || credentials->kind == MAILER_NET_SECRET_CERTIFICATE, FALSE);

  *sasl = NULL;
  recall (credentials, &floor, &refused);
  self = new_for (peer, credentials);
  if (peer->is_encrypted)
    plan (self, offered, credentials->kind, floor, refused);
  /* What was refused once is still better than nothing. */
  if (peer->is_encrypted && self->attempts->len == 0)
    plan (self, offered, credentials->kind, floor, 0);
  else
    self->refused = refused;
  if (self->attempts->len > 0)
    *sasl = g_steal_pointer (&self);
  else if (floor > STRENGTH_TOLD)
    return refuse_weaker (peer, credentials, offered, error);

  return TRUE;
}

const MailerNetAttempt *
mailer_net_sasl_get_attempt (MailerNetSasl *self)
{
  return &g_array_index (self->attempts, MailerNetAttempt, self->current);
}

static gboolean
can_tell (MailerNetSasl *self)
{
  const MailerNetAttempt *last = &g_array_index (self->attempts, MailerNetAttempt, self->attempts->len - 1);

  return last->mechanism->family == MAILER_NET_FAMILY_TOLD;
}

void
mailer_net_sasl_note_refusal (MailerNetSasl *self)
{
  self->refused |= 1u << mailer_net_sasl_get_attempt (self)->mechanism->family;
  if (can_tell (self))
    self->refused |= 1u << MAILER_NET_FAMILY_SHA_1 | 1u << MAILER_NET_FAMILY_SHA_256;
}

void
mailer_net_sasl_note_unknown_binding (MailerNetSasl *self)
{
  const char *name = mailer_net_sasl_get_attempt (self)->binding_name;

  for (guint i = self->attempts->len - 1; i > self->current; i--)
    {
      const MailerNetAttempt *attempt = &g_array_index (self->attempts, MailerNetAttempt, i);

      if (attempt->mechanism->is_bound && g_strcmp0 (attempt->binding_name, name) == 0)
        g_array_remove_index (self->attempts, i);
    }
}

gboolean
mailer_net_sasl_go_on (MailerNetSasl *self)
{
  for (guint i = self->current + 1; i < self->attempts->len; i++)
    {
      const MailerNetAttempt *attempt = &g_array_index (self->attempts, MailerNetAttempt, i);

      if (self->refused & (1u << attempt->mechanism->family))
        continue;
      self->current = i;
      return TRUE;
    }

  return FALSE;
}

char *
mailer_net_sasl_dup_remembered (MailerNetSasl *self)
{
  GString *text;

  g_return_val_if_fail (self != NULL, NULL);

  text = g_string_new (mailer_net_sasl_get_mechanism (self));
  for (guint family = 0; family < G_N_ELEMENTS (family_names); family++)
    if (self->refused & (1u << family))
      g_string_append_printf (text, " !%s", family_names[family]);

  return g_string_free (text, FALSE);
}
