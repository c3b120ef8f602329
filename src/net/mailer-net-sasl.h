/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-net-credentials.h"
#include "mailer-net-peer.h"

G_BEGIN_DECLS

/**
 * MailerNetSasl:
 *
 * One sign-in (RFC 4422), shared by IMAP, SMTP and ManageSieve: it decides by which mechanism, consumes
 * challenges and makes responses. It does no input or output; the protocols carry the base64 text. Which
 * mechanisms there are, and when which is refused, is in README.md. Not thread-safe.
 *
 *     choose ──► step… ──► finish ──► DONE: signed in, and the server has proved itself where it can
 *                 ▲           ├─────► REFUSED, FAILED: the end
 *                 └── AGAIN ──┘       begin the next exchange, by another mechanism
 */
typedef struct _MailerNetSasl MailerNetSasl;

/**
 * mailer_net_sasl_choose:
 * @offered: (array zero-terminated=1): mechanism names of the server, any case; asked for behind the
 *   encryption
 * @sasl: (out) (transfer full) (nullable): the sign-in; %NULL when we speak none of @offered
 *
 * Chooses the strongest mechanism that both sides speak, and nothing weaker than what was remembered. In
 * clear there is none.
 *
 * Thread: the connection's worker.
 * Errors: %MAILER_NET_ERROR_SIGN_IN_WEAKER: all that is offered, perhaps nothing, is weaker than what was
 * used before.
 */
gboolean mailer_net_sasl_choose (const MailerNetPeer        *peer,
                                 const char *const          *offered,
                                 const MailerNetCredentials *credentials,
                                 MailerNetSasl             **sasl,
                                 GError                    **error);

/**
 * mailer_net_sasl_free:
 * @self: (nullable) (transfer full); the secret is overwritten.
 *
 * Thread: the connection's worker.
 */
void mailer_net_sasl_free (MailerNetSasl *self);

/**
 * mailer_net_sasl_get_mechanism:
 *
 * Returns: (transfer none): in upper case; another one after each AGAIN. Thread: the connection's worker.
 */
const char *mailer_net_sasl_get_mechanism (MailerNetSasl *self);

/**
 * mailer_net_sasl_has_initial_response:
 *
 * Whether the client speaks first. Then, where the protocol lets it, the exchange begins with the answer
 * to %NULL; otherwise that answer is the one to the server's first challenge, whatever that is.
 *
 * Thread: the connection's worker.
 */
gboolean mailer_net_sasl_has_initial_response (MailerNetSasl *self);

/**
 * mailer_net_sasl_step:
 * @challenge: (nullable): base64 of the server, %NULL for the initial response
 * @deadline_us: monotonic, -1 for none; SCRAM computes for as long as the server wants, up to some seconds
 *
 * Thread: the connection's worker.
 * Errors: %MAILER_NET_ERROR_SIGN_IN, %MAILER_NET_ERROR_UNPROVEN, %MAILER_NET_ERROR_TIMED_OUT,
 * %G_IO_ERROR_CANCELLED.
 * Returns: (transfer full) (nullable): base64 to send, free it with mailer_net_sasl_free_text(); or
 *   %NULL: cancel the exchange with "*" and end the connection.
 */
char *mailer_net_sasl_step (MailerNetSasl *self,
                            const char    *challenge,
                            GCancellable  *cancellable,
                            gint64         deadline_us,
                            GError       **error);

/** MailerNetSaslAnswer: what the protocol says at the end of an exchange. */
typedef enum
{
  MAILER_NET_SASL_ANSWER_OK,
  MAILER_NET_SASL_ANSWER_REFUSED, /* the credentials, or this way of proving them */
  MAILER_NET_SASL_ANSWER_TROUBLE, /* anything else, such as a server that is busy */
} MailerNetSaslAnswer;

/**
 * MailerNetSaslExchange:
 * @answer: (out): what the final reply means
 * @refusal: (out): when that is no OK, what the protocol makes of the server's words
 * @is_hang_up: (out): with @error: the server closed the line instead of answering
 *
 * Carries one exchange in the words of a protocol: the mechanism, then each challenge to mailer_net_sasl_step() and
 * its answer back, up to the final reply.
 *
 * Returns: whether there was a final reply
 */
typedef gboolean (*MailerNetSaslExchange) (MailerNetSasl       *sasl,
                                           gpointer             data,
                                           MailerNetSaslAnswer *answer,
                                           GError             **refusal,
                                           gboolean            *is_hang_up,
                                           GError             **error);

/**
 * mailer_net_sasl_run:
 * @remembered: (out): as of mailer_net_sasl_dup_remembered()
 *
 * Runs exchanges until one succeeds or no other makes sense. After a failure the connection can only be ended. A
 * server that refuses, and then has enough of us and hangs up, has refused.
 *
 * Thread: owner worker of the connection. Blocks: as @exchange does.
 * Errors: those of @exchange and of mailer_net_sasl_finish().
 */
gboolean mailer_net_sasl_run (MailerNetSasl        *self,
                              MailerNetSaslExchange exchange,
                              gpointer              data,
                              char                **remembered,
                              GError              **error);

/** MailerNetSaslOutcome: what comes of it. */
typedef enum
{
  MAILER_NET_SASL_DONE,
  MAILER_NET_SASL_AGAIN,   /* on the same connection, from the beginning */
  MAILER_NET_SASL_REFUSED, /* the protocol makes the error: it has the server's words */
  MAILER_NET_SASL_FAILED,  /* the error is set; the connection can only be ended */
} MailerNetSaslOutcome;

/**
 * mailer_net_sasl_finish:
 *
 * Judges the end of an exchange, by what the protocol says and what was said in the exchange.
 *
 * Thread: the connection's worker.
 * Errors: %MAILER_NET_ERROR_UNPROVEN: the server says yes without having proved that it knows the
 * password. %MAILER_NET_ERROR_TOKEN, %MAILER_NET_ERROR_SIGN_IN_WEAKER, %MAILER_NET_ERROR_SIGN_IN: the
 * server said in the exchange why it refuses.
 */
MailerNetSaslOutcome mailer_net_sasl_finish (MailerNetSasl      *self,
                                             MailerNetSaslAnswer answer,
                                             GError            **error);

/**
 * mailer_net_sasl_dup_remembered:
 *
 * After DONE: what to hand in as #MailerNetCredentials.remembered next time, so that the server is held to
 * what it can do. One line of ASCII, not secret.
 *
 * Returns: (transfer full). Thread: the connection's worker.
 */
char *mailer_net_sasl_dup_remembered (MailerNetSasl *self);

/** mailer_net_sasl_free_text: frees @text after overwriting it. Thread: any. */
void mailer_net_sasl_free_text (char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerNetSasl, mailer_net_sasl_free)

G_END_DECLS
