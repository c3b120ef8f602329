/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "mailer-error.h"
#include "mailer-net-connection.h"
#include "mailer-net-credentials.h"

G_BEGIN_DECLS

#define MAILER_SMTP_ERROR (mailer_smtp_error_quark ())
/** mailer_smtp_error_quark: the domain %MAILER_SMTP_ERROR. Thread: any. */
GQuark mailer_smtp_error_quark (void);

/**
 * MailerSmtpError:
 * @MAILER_SMTP_ERROR_AUTHENTICATION: user name or password is wrong; only a real refusal of the
 *   credentials ends in this
 * @MAILER_SMTP_ERROR_NO_MECHANISM: the server offers no way to sign in that the program speaks
 * @MAILER_SMTP_ERROR_STARTTLS_MISSING: the connection cannot be encrypted; nothing secret was sent
 * @MAILER_SMTP_ERROR_UNAVAILABLE: the server says that it cannot right now, or will not serve us at all
 * @MAILER_SMTP_ERROR_PROTOCOL: what the server said is not SMTP, or has no meaning at this place
 * @MAILER_SMTP_ERROR_SENDER: the server does not take mail from this sender
 * @MAILER_SMTP_ERROR_RECIPIENTS: some or all recipients were refused; the result names them
 * @MAILER_SMTP_ERROR_TOO_LARGE: the mail is larger than the server takes
 * @MAILER_SMTP_ERROR_NO_SMTPUTF8: an address is not ASCII, and the server cannot carry such addresses
 * @MAILER_SMTP_ERROR_NO_8BITMIME: the mail has bytes over 127, and the server cannot carry them
 * @MAILER_SMTP_ERROR_REFUSED: the server refused the mail itself
 * @MAILER_SMTP_ERROR_UNKNOWN: the connection was lost between the end of the mail and the answer: it may
 *   have been sent
 *
 * The details carry scope, retry and host, and the server's code and text when they came encrypted:
 * response_code is the enhanced status code (RFC 3463) or else the three digits. With
 * %MAILER_ERROR_SCOPE_MESSAGE the session can go on; otherwise, and after an error of another domain,
 * it can only be freed.
 */
typedef enum
{
  MAILER_SMTP_ERROR_AUTHENTICATION,
  MAILER_SMTP_ERROR_NO_MECHANISM,
  MAILER_SMTP_ERROR_STARTTLS_MISSING,
  MAILER_SMTP_ERROR_UNAVAILABLE,
  MAILER_SMTP_ERROR_PROTOCOL,
  MAILER_SMTP_ERROR_SENDER,
  MAILER_SMTP_ERROR_RECIPIENTS,
  MAILER_SMTP_ERROR_TOO_LARGE,
  MAILER_SMTP_ERROR_NO_SMTPUTF8,
  MAILER_SMTP_ERROR_NO_8BITMIME,
  MAILER_SMTP_ERROR_REFUSED,
  MAILER_SMTP_ERROR_UNKNOWN,
} MailerSmtpError;

/**
 * MailerSmtpSession:
 *
 * One connection to a submission server (RFC 6409), encrypted and signed in. Call in this order: open,
 * send any number of times, close or free.
 *
 * Thread: one worker. Blocks: every function but free; each step ends with @deadline_us (monotonic, -1
 * for none) or when the server is silent for longer than RFC 5321, section 4.5.3.2, lets it.
 */
typedef struct _MailerSmtpSession MailerSmtpSession;

/**
 * mailer_smtp_session_open:
 * @credentials: (nullable): %NULL for a server that asks for no sign-in
 *
 * Connects, encrypts, asks what the server can do, and signs in. The server is told no name of this
 * machine.
 *
 * Thread: the worker that will use it. Blocks: until @deadline_us.
 * Errors: MAILER_SMTP_ERROR, MAILER_NET_ERROR, %G_IO_ERROR_CANCELLED.
 * Returns: (transfer full): the session.
 */
MailerSmtpSession *mailer_smtp_session_open (const MailerNetEndpoint    *endpoint,
                                             const MailerNetCredentials *credentials,
                                             GCancellable               *cancellable,
                                             gint64                      deadline_us,
                                             GError                    **error);

/**
 * mailer_smtp_session_free:
 *
 * Hangs up without a word; see mailer_smtp_session_close().
 *
 * Thread: the session's worker. Blocks: no.
 */
void mailer_smtp_session_free (MailerSmtpSession *self);

/**
 * mailer_smtp_session_close:
 *
 * Says QUIT, waits a second at most for the answer, and frees @self. Nobody needs to know whether that
 * worked: what was accepted is accepted.
 *
 * Thread: the session's worker. Blocks: about a second at most.
 */
void mailer_smtp_session_close (MailerSmtpSession *self);

/**
 * mailer_smtp_session_check:
 *
 * Opens a session, asks for a sign of life and closes it: the assistant's test of the settings.
 * Parameters and errors are those of mailer_smtp_session_open().
 *
 * Thread: any worker. Blocks: until @deadline_us. Errors: as mailer_smtp_session_open().
 */
gboolean mailer_smtp_session_check (const MailerNetEndpoint    *endpoint,
                                    const MailerNetCredentials *credentials,
                                    GCancellable               *cancellable,
                                    gint64                      deadline_us,
                                    GError                    **error);

/**
 * mailer_smtp_session_get_max_bytes:
 *
 * Thread: the session's worker.
 * Returns: the largest mail that the server takes, in bytes (RFC 1870); 0 when it does not say.
 */
guint64 mailer_smtp_session_get_max_bytes (MailerSmtpSession *self);

/**
 * mailer_smtp_session_get_remembered:
 *
 * Returns: (transfer none) (nullable): what to keep and to hand in as #MailerNetCredentials.remembered the
 *   next time this user signs in at this server; %NULL without a sign-in. Thread: the session's worker.
 */
const char *mailer_smtp_session_get_remembered (MailerSmtpSession *self);

/**
 * MailerSmtpProgressFunc:
 * @n_bytes: of the mail, handed to the connection so far
 *
 * Thread: the worker.
 */
typedef void (*MailerSmtpProgressFunc) (guint64  n_bytes,
                                        gpointer data);

/**
 * MailerSmtpMail:
 * @sender: addr-spec for MAIL FROM; "" for none
 * @recipients: (array zero-terminated=1): addr-specs for RCPT TO; at least one
 * @message: read from where it stands to its end; line ends of any kind go out as CRLF
 * @size_bytes: of @message, as far as known; 0 otherwise
 * @has_8bit: whether @message may have bytes over 127
 * @is_partial_allowed: send even when some recipients are refused. Otherwise nothing is sent then, so
 *   that the user can correct the address and send to everybody
 * @progress: (nullable): told after each block
 */
typedef struct
{
  const char            *sender;
  const char *const     *recipients;
  GInputStream          *message;
  guint64                size_bytes;
  gboolean               has_8bit;
  gboolean               is_partial_allowed;
  MailerSmtpProgressFunc progress;
  gpointer               progress_data;
} MailerSmtpMail;

/** MailerSmtpOutcome: what the server has of the mail. */
typedef enum
{
  MAILER_SMTP_OUTCOME_NOT_SENT, /* nothing: refused or broken off before its end; may be tried again */
  MAILER_SMTP_OUTCOME_ACCEPTED, /* everything; the server answers for it from now on */
  MAILER_SMTP_OUTCOME_REFUSED,  /* nothing: it saw the whole mail and said no */
  MAILER_SMTP_OUTCOME_UNKNOWN,  /* perhaps everything: never send it again without asking */
} MailerSmtpOutcome;

/**
 * MailerSmtpRefusal:
 * @address: as in the recipients
 * @is_permanent: a code of 500 and over
 * @code: enhanced status code, or the three digits
 * @text: the server's words, valid UTF-8
 */
typedef struct
{
  char    *address;
  gboolean is_permanent;
  char    *code;
  char    *text;
} MailerSmtpRefusal;

/**
 * MailerSmtpResult:
 * @outcome: set whether or not there was an error
 * @refusals: (element-type MailerSmtpRefusal): recipients that the server did not take
 * @server_text: (nullable): how the server accepted it, often with the name in its queue
 */
typedef struct
{
  MailerSmtpOutcome outcome;
  GPtrArray        *refusals;
  char             *server_text;
} MailerSmtpResult;

/** mailer_smtp_result_free: @self: (nullable) (transfer full). Thread: any. */
void mailer_smtp_result_free (MailerSmtpResult *self);

/**
 * mailer_smtp_session_send:
 * @result: (out) (transfer full): what became of it, always set
 *
 * Hands one mail over. %TRUE says that the server has it, for all recipients but the refused ones.
 * %FALSE with %MAILER_SMTP_OUTCOME_UNKNOWN says that nobody knows; the error is then
 * %MAILER_SMTP_ERROR_UNKNOWN or a cancellation.
 *
 * Thread: the session's worker. Blocks: until @deadline_us.
 * Errors: MAILER_SMTP_ERROR, MAILER_NET_ERROR, %G_IO_ERROR_CANCELLED, errors of @mail's message.
 */
gboolean mailer_smtp_session_send (MailerSmtpSession    *self,
                                   const MailerSmtpMail *mail,
                                   GCancellable         *cancellable,
                                   gint64                deadline_us,
                                   MailerSmtpResult    **result,
                                   GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerSmtpSession, mailer_smtp_session_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerSmtpResult, mailer_smtp_result_free)

G_END_DECLS
