/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "mailer-account-settings.h"
#include "mailer-error.h"
#include "mailer-net-log.h"
#include "mailer-worker.h"

G_BEGIN_DECLS

#define MAILER_NET_ERROR (mailer_net_error_quark ())
/** mailer_net_error_quark: the domain %MAILER_NET_ERROR. Thread: any. */
GQuark mailer_net_error_quark (void);

/**
 * MailerNetError:
 * @MAILER_NET_ERROR_NOT_FOUND: the host name does not exist
 * @MAILER_NET_ERROR_RESOLVE: the name service does not answer
 * @MAILER_NET_ERROR_REFUSED: nothing listens there
 * @MAILER_NET_ERROR_UNREACHABLE: there is no way to the host, or no network at all
 * @MAILER_NET_ERROR_TIMED_OUT: the deadline passed
 * @MAILER_NET_ERROR_CLOSED: the other side ended the connection
 * @MAILER_NET_ERROR_TLS: the handshake failed for another reason than the certificate
 * @MAILER_NET_ERROR_CERTIFICATE: the certificate was refused; details carry it
 * @MAILER_NET_ERROR_INJECTION: bytes were waiting when the encryption or the compression began
 * @MAILER_NET_ERROR_LIMIT: a line, a handshake or what compressed bytes expand to is longer than allowed
 * @MAILER_NET_ERROR_FAILED: anything else
 * @MAILER_NET_ERROR_SIGN_IN: the server breaks the rules of the sign-in
 * @MAILER_NET_ERROR_SIGN_IN_WEAKER: the server offers only weaker ways to sign in than before
 * @MAILER_NET_ERROR_UNPROVEN: the server cannot prove that it is the one that knows the password
 * @MAILER_NET_ERROR_TOKEN: the server refuses the access token; response_code is its status, server_text
 *   the scope that it wants
 *
 * After each of them the connection can only be freed. A cancelled call ends in %G_IO_ERROR_CANCELLED.
 * The details name the host; a refused certificate comes with its PEM and its problems.
 */
typedef enum
{
  MAILER_NET_ERROR_NOT_FOUND,
  MAILER_NET_ERROR_RESOLVE,
  MAILER_NET_ERROR_REFUSED,
  MAILER_NET_ERROR_UNREACHABLE,
  MAILER_NET_ERROR_TIMED_OUT,
  MAILER_NET_ERROR_CLOSED,
  MAILER_NET_ERROR_TLS,
  MAILER_NET_ERROR_CERTIFICATE,
  MAILER_NET_ERROR_INJECTION,
  MAILER_NET_ERROR_LIMIT,
  MAILER_NET_ERROR_FAILED,
  MAILER_NET_ERROR_SIGN_IN,
  MAILER_NET_ERROR_SIGN_IN_WEAKER,
  MAILER_NET_ERROR_UNPROVEN,
  MAILER_NET_ERROR_TOKEN,
} MailerNetError;

/**
 * MailerNetEndpoint:
 * @ca_file: (nullable): PEM file of authorities trusted beside the system's
 * @pinned_fingerprint: (nullable): SHA-256 of the one certificate accepted although it does not
 *   verify, 64 lower-case hexadecimal digits
 * @client_certificate: (nullable): file with the certificate by which the server knows the user, and its key: PEM, or
 *   PKCS#12 when its name ends in ".p12" or ".pfx"
 * @client_certificate_password: (nullable): of a PKCS#12 file
 * @log: (nullable): where the traffic is written down, so that it outlives the connection; with %NULL
 *   each connection has a log of its own
 *
 * Where to connect to, whom to trust there, and as whom to come. Everything is borrowed by the call.
 */
typedef struct
{
  const char    *host;
  guint16        port;
  MailerSecurity security;
  const char    *ca_file;
  const char    *pinned_fingerprint;
  const char    *client_certificate;
  const char    *client_certificate_password;
  MailerNetLog  *log;
} MailerNetEndpoint;

/**
 * MailerNetConnection:
 *
 * One TCP connection with TLS, read through a buffer of its own. Owned by one worker; every function
 * blocks until it is done, @deadline_us (monotonic, -1 for none) has passed, or the cancellable is
 * triggered from any thread.
 */
typedef struct _MailerNetConnection MailerNetConnection;

/**
 * mailer_net_connection_open:
 *
 * Resolves, connects (IPv6 and IPv4 in turn, through the desktop's proxy) and, with
 * %MAILER_SECURITY_TLS, finishes the handshake with the certificate verified against the host name.
 *
 * Thread: the worker that will use it. Blocks: until @deadline_us.
 * Errors: MAILER_NET_ERROR, %G_IO_ERROR_CANCELLED.
 * Returns: (transfer full): the connection.
 */
MailerNetConnection *mailer_net_connection_open (const MailerNetEndpoint *endpoint,
                                                 GCancellable            *cancellable,
                                                 gint64                   deadline_us,
                                                 GError                 **error);

/**
 * mailer_net_connection_new_for_socket:
 * @base: a connected socket, such as one end of a socket pair in tests
 * @endpoint: host and trust settings that start_tls() works with
 *
 * Wraps a socket that is connected already; nothing is encrypted, whatever @endpoint wants.
 *
 * Returns: (transfer full): the connection. Thread: the worker that will use it.
 */
MailerNetConnection *mailer_net_connection_new_for_socket (GSocketConnection       *base,
                                                           const MailerNetEndpoint *endpoint);

/**
 * mailer_net_connection_free:
 *
 * Ends the connection, with TLS's close_notify when the socket takes it at once.
 *
 * Thread: the connection's worker. Blocks: no.
 */
void mailer_net_connection_free (MailerNetConnection *self);

/**
 * mailer_net_connection_start_tls:
 *
 * The upgrade of STARTTLS. Fails with %MAILER_NET_ERROR_INJECTION when anything was received behind
 * the reply that announced it; nothing received before is kept.
 *
 * Thread: the connection's worker. Blocks: until @deadline_us.
 * Errors: MAILER_NET_ERROR, %G_IO_ERROR_CANCELLED.
 */
gboolean mailer_net_connection_start_tls (MailerNetConnection *self,
                                          GCancellable        *cancellable,
                                          gint64               deadline_us,
                                          GError             **error);

/**
 * mailer_net_connection_start_deflate:
 *
 * From the next byte on, both directions are compressed (RFC 4978). Call it once signed in, as soon as
 * the reply that announces it has been read; fails with %MAILER_NET_ERROR_INJECTION when something
 * behind the reply was received with it. Reading, writing, waiting and the log go on with plain bytes.
 * More than 256 MiB beyond 64 times what was received is %MAILER_NET_ERROR_LIMIT.
 *
 * Thread: the connection's worker. Blocks: no. Errors: %MAILER_NET_ERROR_INJECTION.
 */
gboolean mailer_net_connection_start_deflate (MailerNetConnection *self,
                                              GError             **error);

/**
 * mailer_net_connection_is_encrypted:
 *
 * Whether TLS is between us and the server, from the first byte or since STARTTLS.
 *
 * Thread: the connection's worker.
 */
gboolean mailer_net_connection_is_encrypted (MailerNetConnection *self);

/**
 * mailer_net_connection_is_local:
 *
 * Whether the other side is this machine, so that the line costs nothing; what a proxy leads to is not.
 *
 * Thread: the connection's worker.
 */
gboolean mailer_net_connection_is_local (MailerNetConnection *self);

/**
 * mailer_net_connection_get_host:
 *
 * Thread: the connection's worker.
 * Returns: (transfer none): the host of the endpoint, for errors of the layers above.
 */
const char *mailer_net_connection_get_host (MailerNetConnection *self);

/**
 * mailer_net_connection_get_log:
 *
 * Thread: the connection's worker.
 * Returns: (transfer none): the log of the endpoint or the connection's own.
 */
MailerNetLog *mailer_net_connection_get_log (MailerNetConnection *self);

/**
 * mailer_net_connection_read_some:
 * @buffer: (array length=size)
 *
 * Reads what is there, at least one byte. The end of the stream is %MAILER_NET_ERROR_CLOSED.
 *
 * Thread: the connection's worker. Blocks: until @deadline_us.
 * Errors: MAILER_NET_ERROR, %G_IO_ERROR_CANCELLED.
 * Returns: bytes read, or -1.
 */
gssize mailer_net_connection_read_some (MailerNetConnection *self,
                                        void                *buffer,
                                        gsize                size,
                                        GCancellable        *cancellable,
                                        gint64               deadline_us,
                                        GError             **error);

/**
 * mailer_net_connection_read_line:
 * @max_bytes: longest line, its end included
 *
 * Thread: the connection's worker. Blocks: until @deadline_us.
 * Errors: as mailer_net_connection_read_some(); %MAILER_NET_ERROR_LIMIT.
 * Returns: (transfer full): a line without its CRLF or LF; may hold any byte but LF. An unfinished line
 *   at the end of the stream is %MAILER_NET_ERROR_CLOSED.
 */
GBytes *mailer_net_connection_read_line (MailerNetConnection *self,
                                         gsize                max_bytes,
                                         GCancellable        *cancellable,
                                         gint64               deadline_us,
                                         GError             **error);

/**
 * mailer_net_connection_write:
 *
 * Writes everything and flushes.
 *
 * Thread: the connection's worker. Blocks: until @deadline_us.
 * Errors: as mailer_net_connection_read_some().
 */
gboolean mailer_net_connection_write (MailerNetConnection *self,
                                      const void          *data,
                                      gsize                size,
                                      GCancellable        *cancellable,
                                      gint64               deadline_us,
                                      GError             **error);

/**
 * mailer_net_connection_write_hidden:
 * @label: what the log shows in place of @data, such as "AUTH PLAIN [hidden]"
 *
 * As mailer_net_connection_write(), for credentials and mail.
 *
 * Thread: the connection's worker. Blocks: until @deadline_us. Errors: as mailer_net_connection_write().
 */
gboolean mailer_net_connection_write_hidden (MailerNetConnection *self,
                                             const char          *label,
                                             const void          *data,
                                             gsize                size,
                                             GCancellable        *cancellable,
                                             gint64               deadline_us,
                                             GError             **error);

/** MailerNetWait: why a wait ended. */
typedef enum
{
  MAILER_NET_WAIT_READABLE, /* bytes are there, or the other side has closed */
  MAILER_NET_WAIT_WOKEN,    /* the worker has new work */
  MAILER_NET_WAIT_DEADLINE,
  MAILER_NET_WAIT_FAILED, /* cancelled or broken; the error is set */
} MailerNetWait;

/**
 * mailer_net_connection_wait:
 * @worker: (nullable): whose wake descriptor ends the wait
 *
 * The one place where a worker listens to a silent server. READABLE means that a read returns at once;
 * a TLS record that carries nothing for us does not count. WOKEN takes the wake: the descriptor is
 * cleared. The push of the very job that waits may be the first wake, so look whether there is work.
 *
 * Thread: @worker's, if there is one. Blocks: until @deadline_us.
 * Errors: as mailer_net_connection_read_some().
 */
MailerNetWait mailer_net_connection_wait (MailerNetConnection *self,
                                          MailerWorker        *worker,
                                          GCancellable        *cancellable,
                                          gint64               deadline_us,
                                          GError             **error);

/**
 * mailer_net_certificate_dup_fingerprint:
 * @pem: one certificate
 *
 * Returns: (transfer full) (nullable): its SHA-256 as 64 lower-case hexadecimal digits. Thread: any.
 */
char *mailer_net_certificate_dup_fingerprint (const char *pem);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerNetConnection, mailer_net_connection_free)

G_END_DECLS
