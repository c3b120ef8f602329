/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * SCRAM (RFC 5802, RFC 7677). Both sides prove that they know the password, and neither tells it:
 *
 *     client-first   p=tls-exporter,,n=user,r=OURS
 *     server-first   r=OURS+THEIRS,s=salt,i=iterations
 *     client-final   c=base64 (p=tls-exporter,, and the binding),r=OURS+THEIRS,p=our proof
 *     server-final   v=its signature, or e=why not
 *     (empty)
 *
 * The header before the user name says how the connection is bound: "p" by which value, "y" that we could
 * but the server does not offer it, "n" that we cannot. It is part of what both sign, so a server that can,
 * and gets a "y", knows that somebody took its offer away.
 */

#include "config.h"

#include "mailer-net-sasl-private.h"

#include <string.h>

enum
{
  MAX_DIGEST_BYTES = 32,
  MAX_ATTRIBUTES = 16,
  NONCE_BYTES = 24,
  CHECK_EVERY = 1024, /* iterations: a millisecond */
};

struct _MailerNetScram
{
  gnutls_mac_algorithm_t    mac;
  gnutls_digest_algorithm_t hash;
  gsize                     size; /* of digests, in bytes */
  char                     *header;
  char                     *nonce;
  char                     *first_bare;
  guint8                    server_signature[MAX_DIGEST_BYTES];
};

/* Of a message; the values are in the text of the message, which is cut at the commas. */
typedef struct
{
  char  names[MAX_ATTRIBUTES];
  char *values[MAX_ATTRIBUTES];
  guint n;
} Attributes;

void
mailer_net_scram_free (MailerNetScram *self)
{
  if (self == NULL)
    return;
  explicit_bzero (self->server_signature, sizeof self->server_signature);
  g_free (self->header);
  g_free (self->nonce);
  g_free (self->first_bare);
  g_free (self);
}

static gboolean
fail (MailerNetSasl *self,
      GError       **error,
      const char    *why)
{
  mailer_net_sasl_set_error (self, error, MAILER_NET_ERROR_SIGN_IN, "%s", why);

  return FALSE;
}

char *
mailer_net_sasl_escape_name (const char *name)
{
  GString *text = g_string_new (name);

  g_string_replace (text, "=", "=3D", 0);
  g_string_replace (text, ",", "=2C", 0);

  return g_string_free (text, FALSE);
}

/* A server that prepares what it stores has stored nothing that cannot be prepared; one that does not has
 * stored it as it is. */
static char *
prepare (const char *text)
{
  char *prepared = mailer_net_saslprep (text);

  return prepared != NULL ? prepared : g_strdup (text);
}

/* --- The first message ------------------------------------------------------------------------------ */

static char *
make_nonce (MailerNetSasl *self,
            GError       **error)
{
  guint8 bytes[NONCE_BYTES];

  if (self->nonce != NULL)
    return g_strdup (self->nonce);
  if (gnutls_rnd (GNUTLS_RND_KEY, bytes, sizeof bytes) == 0)
    return g_base64_encode (bytes, sizeof bytes);
  fail (self, error, "there is no randomness");

  return NULL;
}

static char *
make_header (MailerNetSasl *self)
{
  const MailerNetAttempt *attempt = mailer_net_sasl_get_attempt (self);

  if (attempt->mechanism->is_bound)
    return g_strdup_printf ("p=%s,,", attempt->binding_name);
  if (!self->is_bound_offered && (self->exporter != NULL || self->end_point != NULL))
    return g_strdup ("y,,");

  return g_strdup ("n,,");
}

static GByteArray *
answer_begin (MailerNetSasl *self,
              GError       **error)
{
  gboolean is_sha_256 = mailer_net_sasl_get_attempt (self)->mechanism->family == MAILER_NET_FAMILY_SHA_256;
  g_autoptr (MailerNetScram) scram = g_new0 (MailerNetScram, 1);
  g_autofree char *user_name = prepare (self->user_name);
  g_autofree char *name = mailer_net_sasl_escape_name (user_name);
  GByteArray      *answer;

  scram->mac = is_sha_256 ? GNUTLS_MAC_SHA256 : GNUTLS_MAC_SHA1;
  scram->hash = is_sha_256 ? GNUTLS_DIG_SHA256 : GNUTLS_DIG_SHA1;
  scram->size = gnutls_hmac_get_len (scram->mac);
  scram->header = make_header (self);
  scram->nonce = make_nonce (self, error);
  if (scram->nonce == NULL)
    return NULL;
  scram->first_bare = g_strdup_printf ("n=%s,r=%s", name, scram->nonce);
  answer = mailer_net_sasl_answer_new (0);
  mailer_net_sasl_answer_add (answer, scram->header);
  mailer_net_sasl_answer_add (answer, scram->first_bare);
  self->scram = g_steal_pointer (&scram);

  return answer;
}

/* --- What the server says --------------------------------------------------------------------------- */

/* Every attribute is a letter, "=", and a value without a comma; none comes twice. */
static gboolean
split (char       *message,
       Attributes *attributes)
{
  attributes->n = 0;
  for (char *next = message; next != NULL;)
    {
      char *comma = strchr (next, ',');

      if (attributes->n == MAX_ATTRIBUTES || !g_ascii_isalpha (next[0]) || next[1] != '='
          || memchr (attributes->names, next[0], attributes->n) != NULL)
        return FALSE;
      if (comma != NULL)
        *comma = '\0';
      attributes->names[attributes->n] = next[0];
      attributes->values[attributes->n++] = next + 2;
      next = comma != NULL ? comma + 1 : NULL;
    }

  return TRUE;
}

static gboolean
has_names (const Attributes *attributes,
           const char       *names)
{
  return attributes->n >= strlen (names) && memcmp (attributes->names, names, strlen (names)) == 0;
}

/* Digits only, no zero in front: 0 for anything else, and for what is too large to be right. */
static guint
parse_count (const char *text)
{
  gsize n_digits = strspn (text, "0123456789");

  if (n_digits == 0 || n_digits > 9 || text[n_digits] != '\0' || text[0] == '0')
    return 0;

  return g_ascii_strtoull (text, NULL, 10);
}

/* The nonce must be ours and more: otherwise it is an answer to somebody else, or an old one. */
static gboolean
is_extended (const char *nonce,
             const char *ours)
{
  return g_str_has_prefix (nonce, ours) && strlen (nonce) > strlen (ours);
}

static gboolean
check_first (MailerNetSasl    *self,
             const Attributes *attributes,
             GError          **error)
{
  guint iterations;

  if (attributes->n > 0 && attributes->names[0] == 'm')
    return fail (self, error, "the server wants an extension that is not known");
  if (!has_names (attributes, "rsi"))
    return fail (self, error, "the server's first message makes no sense");
  if (memchr (attributes->names, 'm', attributes->n) != NULL)
    return fail (self, error, "the server wants an extension that is not known");
  if (!is_extended (attributes->values[0], self->scram->nonce))
    return fail (self, error, "the server answers to somebody else's question");
  iterations = parse_count (attributes->values[2]);
  if (iterations < self->min_iterations)
    return fail (self, error, "the server wants the password to be protected too weakly");
  if (iterations > self->max_iterations)
    return fail (self, error, "the server wants too much to be computed");

  return TRUE;
}

/* --- Computing -------------------------------------------------------------------------------------- */

static gboolean
may_compute (MailerNetSasl *self,
             GError       **error)
{
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  if (self->deadline_us < 0 || g_get_monotonic_time () < self->deadline_us)
    return TRUE;
  mailer_net_sasl_set_error (self, error, MAILER_NET_ERROR_TIMED_OUT, "the time is over");

  return FALSE;
}

static gboolean
fail_digest (MailerNetSasl *self,
             GError       **error)
{
  return fail (self, error, "the digest cannot be computed");
}

/* Hi () of RFC 5802, section 2.2: PBKDF2 for one block. GnuTLS has it too, but cannot be interrupted. */
static gboolean
iterate (MailerNetSasl   *self,
         gnutls_hmac_hd_t hmac,
         guint            iterations,
         guint8          *salted,
         GError         **error)
{
  guint8   round[MAX_DIGEST_BYTES];
  gsize    size = self->scram->size;
  gboolean may_go_on = TRUE;

  gnutls_hmac_output (hmac, round);
  memcpy (salted, round, size);
  for (guint i = 1; i < iterations && may_go_on; i++)
    {
      may_go_on = gnutls_hmac (hmac, round, size) == 0
                      ? i % CHECK_EVERY != 0 || may_compute (self, error)
                      : fail_digest (self, error);
      gnutls_hmac_output (hmac, round);
      for (gsize j = 0; j < size; j++)
        salted[j] ^= round[j];
    }
  explicit_bzero (round, sizeof round);

  return may_go_on;
}

static gboolean
salt_password (MailerNetSasl    *self,
               const Attributes *attributes,
               guint8           *salted,
               GError          **error)
{
  static const guint8 first_block[] = { 0, 0, 0, 1 };
  gsize               salt_size;
  g_autofree guint8  *salt = mailer_net_sasl_decode (attributes->values[1], &salt_size);
  char               *password;
  gnutls_hmac_hd_t    hmac;
  gboolean            is_done;
  int                 result;

  if (salt == NULL)
    return fail (self, error, "the server's salt makes no sense");
  password = prepare (self->secret);
  result = gnutls_hmac_init (&hmac, self->scram->mac, password, strlen (password));
  mailer_net_sasl_free_text (password);
  if (result < 0)
    return fail_digest (self, error);
  if (gnutls_hmac (hmac, salt, salt_size) < 0 || gnutls_hmac (hmac, first_block, sizeof first_block) < 0)
    is_done = fail_digest (self, error);
  else
    is_done = iterate (self, hmac, parse_count (attributes->values[2]), salted, error);
  gnutls_hmac_deinit (hmac, NULL);

  return is_done;
}

static gboolean
sign (MailerNetScram *scram,
      const guint8   *key,
      const char     *text,
      guint8         *signature)
{
  return gnutls_hmac_fast (scram->mac, key, scram->size, text, strlen (text), signature) == 0;
}

/* RFC 5802, section 3. */
static gboolean
prove (MailerNetScram *scram,
       const guint8   *salted,
       const char     *auth_message,
       guint8         *proof)
{
  guint8   client_key[MAX_DIGEST_BYTES];
  guint8   stored_key[MAX_DIGEST_BYTES];
  guint8   server_key[MAX_DIGEST_BYTES];
  gboolean is_done = sign (scram, salted, "Client Key", client_key)
                     && gnutls_hash_fast (scram->hash, client_key, scram->size, stored_key) == 0
                     && sign (scram, stored_key, auth_message, proof)
                     && sign (scram, salted, "Server Key", server_key)
                     && sign (scram, server_key, auth_message, scram->server_signature);

  for (gsize i = 0; is_done && i < scram->size; i++)
    proof[i] ^= client_key[i];
  explicit_bzero (client_key, sizeof client_key);
  explicit_bzero (stored_key, sizeof stored_key);
  explicit_bzero (server_key, sizeof server_key);

  return is_done;
}

/* In base64. */
static char *
make_proof (MailerNetSasl    *self,
            const Attributes *attributes,
            const char       *auth_message,
            GError          **error)
{
  guint8   salted[MAX_DIGEST_BYTES];
  guint8   proof[MAX_DIGEST_BYTES];
  char    *encoded = NULL;
  gboolean is_done = salt_password (self, attributes, salted, error);

  if (is_done && prove (self->scram, salted, auth_message, proof))
    encoded = g_base64_encode (proof, self->scram->size);
  else if (is_done)
    fail_digest (self, error);
  explicit_bzero (salted, sizeof salted);
  explicit_bzero (proof, sizeof proof);

  return encoded;
}

static char *
encode_binding (MailerNetSasl *self)
{
  const MailerNetAttempt *attempt = mailer_net_sasl_get_attempt (self);
  g_autoptr (GByteArray) input = g_byte_array_new ();

  mailer_net_sasl_answer_add (input, self->scram->header);
  if (attempt->mechanism->is_bound)
    g_byte_array_append (input, g_bytes_get_data (attempt->binding, NULL), g_bytes_get_size (attempt->binding));

  return g_base64_encode (input->data, input->len);
}

static gboolean
read_first (MailerNetSasl *self,
            char          *message,
            Attributes    *attributes,
            GError       **error)
{
  if (message == NULL || !split (message, attributes))
    return fail (self, error, "the server's first message makes no sense");

  return check_first (self, attributes, error);
}

static GByteArray *
answer_first (MailerNetSasl *self,
              const char    *challenge,
              GError       **error)
{
  g_autofree char *message = mailer_net_sasl_decode_text (challenge);
  g_autofree char *whole = g_strdup (message);
  g_autofree char *binding = encode_binding (self);
  g_autofree char *without_proof = NULL;
  g_autofree char *auth_message = NULL;
  char            *proof;
  Attributes       attributes;
  GByteArray      *answer;

  if (!read_first (self, message, &attributes, error))
    return NULL;
  without_proof = g_strdup_printf ("c=%s,r=%s", binding, attributes.values[0]);
  auth_message = g_strdup_printf ("%s,%s,%s", self->scram->first_bare, whole, without_proof);
  proof = make_proof (self, &attributes, auth_message, error);
  if (proof == NULL)
    return NULL;
  answer = mailer_net_sasl_answer_new (strlen (without_proof) + strlen (proof) + 3);
  mailer_net_sasl_answer_add (answer, without_proof);
  mailer_net_sasl_answer_add (answer, ",p=");
  mailer_net_sasl_answer_add (answer, proof);
  mailer_net_sasl_free_text (proof);

  return answer;
}

/* --- The end ---------------------------------------------------------------------------------------- */

/* RFC 5802, section 7: what the server says instead of its signature. */
static const struct
{
  const char      *word;
  MailerNetTrouble trouble;
  gint             code;
  const char      *why; /* NULL: no more than the word */
} server_errors[] = {
  { "invalid-proof", MAILER_NET_TROUBLE_CREDENTIALS },
  { "unknown-user", MAILER_NET_TROUBLE_CREDENTIALS },
  { "invalid-username-encoding", MAILER_NET_TROUBLE_CREDENTIALS },
  { "unsupported-channel-binding-type", MAILER_NET_TROUBLE_BINDING_UNKNOWN },
  { "channel-binding-not-supported", MAILER_NET_TROUBLE_BINDING_UNKNOWN },
  { "channel-bindings-dont-match", MAILER_NET_TROUBLE_OTHER, MAILER_NET_ERROR_UNPROVEN, "the server sees another encrypted connection than we do" },
  { "server-does-support-channel-binding", MAILER_NET_TROUBLE_OTHER, MAILER_NET_ERROR_SIGN_IN_WEAKER, "somebody hid from us that the server can bind it to the connection" },
  { "no-resources", MAILER_NET_TROUBLE_VAGUE, MAILER_NET_ERROR_SIGN_IN },
  { "other-error", MAILER_NET_TROUBLE_VAGUE, MAILER_NET_ERROR_SIGN_IN },
};

/* The answer is empty; then the server refuses in the words of the protocol. */
static void
note_error (MailerNetSasl *self,
            const char    *word)
{
  g_autofree char *shown = g_strndup (word, strnlen (word, 60));
  gint             code = MAILER_NET_ERROR_SIGN_IN;
  const char      *why = NULL;

  self->trouble = MAILER_NET_TROUBLE_OTHER;
  for (gsize i = 0; i < G_N_ELEMENTS (server_errors); i++)
    if (g_str_equal (word, server_errors[i].word))
      {
        self->trouble = server_errors[i].trouble;
        code = server_errors[i].code;
        why = server_errors[i].why;
      }
  if (self->trouble == MAILER_NET_TROUBLE_CREDENTIALS || self->trouble == MAILER_NET_TROUBLE_BINDING_UNKNOWN)
    return;
  g_strcanon (shown, "abcdefghijklmnopqrstuvwxyz-", '.');
  if (why != NULL)
    mailer_net_sasl_set_error (self, &self->problem, code, "%s", why);
  else
    mailer_net_sasl_set_error (self, &self->problem, code, "the server says \"%s\"", shown);
}

static gboolean
is_signature (MailerNetSasl *self,
              const char    *value)
{
  gsize              size;
  g_autofree guint8 *signature = mailer_net_sasl_decode (value, &size);

  return signature != NULL && size == self->scram->size
         && gnutls_memcmp (signature, self->scram->server_signature, size) == 0;
}

static GByteArray *
answer_final (MailerNetSasl *self,
              const char    *challenge,
              GError       **error)
{
  g_autofree char *message = mailer_net_sasl_decode_text (challenge);
  Attributes       attributes;

  if (message == NULL || !split (message, &attributes) || (attributes.names[0] != 'v' && attributes.names[0] != 'e'))
    {
      mailer_net_sasl_set_error (self, error, MAILER_NET_ERROR_UNPROVEN,
                                 "the server does not prove that it knows the password");
      return NULL;
    }
  if (attributes.names[0] == 'e')
    note_error (self, attributes.values[0]);
  else if (is_signature (self, attributes.values[0]))
    self->is_server_proven = TRUE;
  else
    {
      mailer_net_sasl_set_error (self, error, MAILER_NET_ERROR_UNPROVEN, "the server does not know the password");
      return NULL;
    }

  return mailer_net_sasl_answer_new (0);
}

static gboolean
is_error (const char *challenge)
{
  g_autofree char *message = mailer_net_sasl_decode_text (challenge);

  return message != NULL && g_str_has_prefix (message, "e=");
}

GByteArray *
mailer_net_sasl_answer_scram (MailerNetSasl *self,
                              const char    *challenge,
                              GError       **error)
{
  switch (self->n_steps)
    {
    case 0:
      return answer_begin (self, error);
    case 1:
      if (!is_error (challenge))
        return answer_first (self, challenge, error);
      /* A server that does not know the binding can say so at once. That was its last message: no
       * signature may follow, since there is none yet to compare it with. */
      self->n_steps++;
      return answer_final (self, challenge, error);
    case 2:
      return answer_final (self, challenge, error);
    default:
      fail (self, error, "the server asks for more than there is");
      return NULL;
    }
}
