/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-net-sasl.h"

#include <gnutls/crypto.h>

G_BEGIN_DECLS

/* What says more about a sign-in than whether it is right; nothing of it is long. */
#define MAILER_NET_SASL_MAX_CHALLENGE_BYTES 8192

/* What a mechanism proves by is its family: when a server refuses the credentials for one of it, it
 * refuses them for all. */
typedef enum
{
  MAILER_NET_FAMILY_TOLD, /* the secret itself goes over the line, or what can be guessed from at leisure */
  MAILER_NET_FAMILY_SHA_1,
  MAILER_NET_FAMILY_SHA_256,
} MailerNetFamily;

/* MailerNetMechanism: @strength counts within one kind of secret, and is what must not go down. @answer
 * returns the bytes of the response (transfer full), or NULL with an error. */
typedef struct
{
  const char         *name;
  MailerNetSecretKind kind;
  MailerNetFamily     family;
  guint               strength;
  gboolean            is_client_first;
  gboolean            is_bound;
  gboolean            proves_server; /* sets is_server_proven */
  GByteArray *(*answer) (MailerNetSasl *self,
                         const char    *challenge,
                         GError       **error);
} MailerNetMechanism;

/* One exchange to be tried: with a bound mechanism also by which binding. */
typedef struct
{
  const MailerNetMechanism *mechanism;
  const char               *binding_name; /* (nullable) */
  GBytes                   *binding;      /* (nullable), owned by the sign-in */
} MailerNetAttempt;

typedef struct _MailerNetScram MailerNetScram;

/* MailerNetTrouble: what the server told within the exchange about why it will refuse. */
typedef enum
{
  MAILER_NET_TROUBLE_NONE,
  MAILER_NET_TROUBLE_CREDENTIALS,     /* they are wrong */
  MAILER_NET_TROUBLE_BINDING_UNKNOWN, /* it does not know this kind of channel binding */
  MAILER_NET_TROUBLE_VAGUE,           /* as in @problem, but what the protocol says may tell more */
  MAILER_NET_TROUBLE_OTHER,           /* as in @problem */
} MailerNetTrouble;

struct _MailerNetSasl
{
  char   *host;
  guint16 port;
  GBytes *exporter;
  GBytes *end_point;
  char   *user_name;
  char   *secret;

  /* The plan (mailer-net-sasl-choice.c) */
  GArray  *attempts; /* of MailerNetAttempt, the strongest first */
  guint    current;
  guint    refused;          /* 1 << MailerNetFamily */
  gboolean is_bound_offered; /* by the server, whether or not we could */

  /* The exchange */
  guint            n_steps;
  MailerNetScram  *scram; /* (nullable) */
  gboolean         is_server_proven;
  MailerNetTrouble trouble;
  GError          *problem; /* (nullable) */

  /* Of the step that runs */
  GCancellable *cancellable;
  gint64        deadline_us;

  /* Other values are for tests only. */
  char *nonce; /* (nullable): random when NULL */
  guint min_iterations;
  guint max_iterations;
};

/* The order of preference (mailer-net-sasl-choice.c). */
extern const MailerNetMechanism mailer_net_mechanisms[];
extern const gsize              mailer_net_n_mechanisms;

/**
 * mailer_net_sasl_get_attempt:
 *
 * Returns: (transfer none): the attempt that is made now. Thread: the connection's worker.
 */
const MailerNetAttempt *mailer_net_sasl_get_attempt (MailerNetSasl *self);
/**
 * mailer_net_sasl_note_refusal:
 *
 * The server refuses the credentials by the family of this attempt. Thread: the connection's worker.
 */
void mailer_net_sasl_note_refusal (MailerNetSasl *self);
/**
 * mailer_net_sasl_note_unknown_binding:
 *
 * The server does not know the channel binding of this attempt: no other attempt needs to offer it.
 *
 * Thread: the connection's worker.
 */
void mailer_net_sasl_note_unknown_binding (MailerNetSasl *self);
/**
 * mailer_net_sasl_go_on:
 *
 * Goes on to the next attempt that makes sense; %FALSE when there is none.
 *
 * Thread: the connection's worker.
 */
gboolean mailer_net_sasl_go_on (MailerNetSasl *self);

/**
 * mailer_net_sasl_set_error:
 *
 * Makes an error of MAILER_NET_ERROR that names the host. Thread: the connection's worker.
 */
void mailer_net_sasl_set_error (MailerNetSasl *self,
                                GError       **error,
                                gint           code,
                                const char    *format,
                                ...) G_GNUC_PRINTF (4, 5);
/**
 * mailer_net_sasl_decode:
 *
 * Returns: (transfer full) (nullable): the bytes of strict base64, at least one, with a NUL behind them;
 *   %NULL for anything else. Thread: any.
 */
guint8 *mailer_net_sasl_decode (const char *text,
                                gsize      *size);
/**
 * mailer_net_sasl_decode_text:
 *
 * Returns: (transfer full) (nullable): as mailer_net_sasl_decode(), but text: %NULL when there is a NUL
 *   in it or it is not UTF-8. Thread: any.
 */
char *mailer_net_sasl_decode_text (const char *text);
/**
 * mailer_net_sasl_answer_new:
 *
 * Returns: (transfer full): room for @size bytes, so that no reallocation leaves a copy of a secret
 *   behind. Thread: any.
 */
GByteArray *mailer_net_sasl_answer_new (gsize size);
/** mailer_net_sasl_answer_add: adds the bytes of @text without its NUL. Thread: any. */
void mailer_net_sasl_answer_add (GByteArray *answer,
                                 const char *text);
/**
 * mailer_net_sasl_answer_free:
 *
 * Overwrites, then frees. @answer: (not nullable) (transfer full). Thread: any.
 */
void mailer_net_sasl_answer_free (GByteArray *answer);

/**
 * mailer_net_sasl_answer_plain:
 *
 * Answers for PLAIN (RFC 4616; mailer-net-sasl-told.c).
 *
 * Thread: the connection's worker. Errors: %MAILER_NET_ERROR_SIGN_IN.
 * Returns: (transfer full): to be freed with mailer_net_sasl_answer_free().
 */
GByteArray *mailer_net_sasl_answer_plain (MailerNetSasl *self,
                                          const char    *challenge,
                                          GError       **error);
/**
 * mailer_net_sasl_answer_login:
 *
 * Answers for LOGIN (draft-murchison-sasl-login).
 *
 * Thread: the connection's worker. Errors: %MAILER_NET_ERROR_SIGN_IN.
 * Returns: (transfer full): as mailer_net_sasl_answer_plain().
 */
GByteArray *mailer_net_sasl_answer_login (MailerNetSasl *self,
                                          const char    *challenge,
                                          GError       **error);
/**
 * mailer_net_sasl_answer_cram_md5:
 *
 * Answers for CRAM-MD5 (RFC 2195).
 *
 * Thread: the connection's worker. Errors: %MAILER_NET_ERROR_SIGN_IN.
 * Returns: (transfer full): as mailer_net_sasl_answer_plain().
 */
GByteArray *mailer_net_sasl_answer_cram_md5 (MailerNetSasl *self,
                                             const char    *challenge,
                                             GError       **error);
/**
 * mailer_net_sasl_answer_external:
 *
 * Answers for EXTERNAL (RFC 4422, appendix A).
 *
 * Thread: the connection's worker. Errors: %MAILER_NET_ERROR_SIGN_IN.
 * Returns: (transfer full): as mailer_net_sasl_answer_plain().
 */
GByteArray *mailer_net_sasl_answer_external (MailerNetSasl *self,
                                             const char    *challenge,
                                             GError       **error);
/**
 * mailer_net_sasl_answer_xoauth2:
 *
 * Answers for XOAUTH2 of Google (mailer-net-sasl-bearer.c); a later challenge is a refusal with its
 * reason.
 *
 * Thread: the connection's worker. Errors: %MAILER_NET_ERROR_SIGN_IN.
 * Returns: (transfer full): as mailer_net_sasl_answer_plain().
 */
GByteArray *mailer_net_sasl_answer_xoauth2 (MailerNetSasl *self,
                                            const char    *challenge,
                                            GError       **error);
/**
 * mailer_net_sasl_answer_oauthbearer:
 *
 * Answers for OAUTHBEARER (RFC 7628); a later challenge is a refusal with its reason.
 *
 * Thread: the connection's worker. Errors: %MAILER_NET_ERROR_SIGN_IN.
 * Returns: (transfer full): as mailer_net_sasl_answer_plain().
 */
GByteArray *mailer_net_sasl_answer_oauthbearer (MailerNetSasl *self,
                                                const char    *challenge,
                                                GError       **error);
/**
 * mailer_net_sasl_answer_scram:
 *
 * Answers for SCRAM of either digest, with and without channel binding (RFC 5802, RFC 7677;
 * mailer-net-sasl-scram.c).
 *
 * Thread: the connection's worker. Blocks: computes for as long as the server wants, up to some seconds.
 * Errors: %MAILER_NET_ERROR_SIGN_IN, %MAILER_NET_ERROR_UNPROVEN, %MAILER_NET_ERROR_TIMED_OUT,
 * %G_IO_ERROR_CANCELLED.
 * Returns: (transfer full): as mailer_net_sasl_answer_plain().
 */
GByteArray *mailer_net_sasl_answer_scram (MailerNetSasl *self,
                                          const char    *challenge,
                                          GError       **error);
/**
 * mailer_net_scram_free:
 * @self: (nullable) (transfer full); what proves the server is overwritten.
 *
 * Thread: the connection's worker.
 */
void mailer_net_scram_free (MailerNetScram *self);

/**
 * mailer_net_saslprep:
 *
 * Prepares a user name or a password as RFC 4013 says (mailer-net-saslprep.c).
 *
 * Returns: (transfer full) (nullable): %NULL when the rules forbid it. Wipe a password with
 *   mailer_net_sasl_free_text(). Thread: any.
 */
char *mailer_net_saslprep (const char *text);

/**
 * mailer_net_sasl_escape_name:
 *
 * Returns: (transfer full): a saslname of RFC 5802, section 5.1: with "=" and "," escaped. Thread: any.
 */
char *mailer_net_sasl_escape_name (const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerNetScram, mailer_net_scram_free)

G_END_DECLS
