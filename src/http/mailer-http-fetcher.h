/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "mailer-error.h"

G_BEGIN_DECLS

#define MAILER_HTTP_ERROR (mailer_http_error_quark ())
/** mailer_http_error_quark: the domain %MAILER_HTTP_ERROR. Thread: any. */
GQuark mailer_http_error_quark (void);

/**
 * MailerHttpError:
 * @MAILER_HTTP_ERROR_ADDRESS: not an address that may be fetched: another scheme, no host, a password in it
 * @MAILER_HTTP_ERROR_PRIVATE: it leads into the user's own network, or to this machine
 * @MAILER_HTTP_ERROR_REDIRECT: it leads on too often, or from https to http
 * @MAILER_HTTP_ERROR_NOT_FOUND: the host name does not exist, or the name service does not answer
 * @MAILER_HTTP_ERROR_CONNECTION: there is no way to the host, or the connection broke
 * @MAILER_HTTP_ERROR_CERTIFICATE: the certificate was refused, or the encryption is too old
 * @MAILER_HTTP_ERROR_TIMED_OUT: the deadline passed
 * @MAILER_HTTP_ERROR_STATUS: the server answered, but not with what was asked for; the details'
 *   response_code is the status
 * @MAILER_HTTP_ERROR_TOO_LARGE: more than the options allow
 */
typedef enum
{
  MAILER_HTTP_ERROR_ADDRESS,
  MAILER_HTTP_ERROR_PRIVATE,
  MAILER_HTTP_ERROR_REDIRECT,
  MAILER_HTTP_ERROR_NOT_FOUND,
  MAILER_HTTP_ERROR_CONNECTION,
  MAILER_HTTP_ERROR_CERTIFICATE,
  MAILER_HTTP_ERROR_TIMED_OUT,
  MAILER_HTTP_ERROR_STATUS,
  MAILER_HTTP_ERROR_TOO_LARGE,
} MailerHttpError;

/**
 * MailerHttpFetcher:
 *
 * Fetches what is public, and tells as little as possible in return: no cookies, no referrer, no sign-in,
 * no cache that a server could recognise, nothing about this machine. Every host is resolved first, and
 * addresses of private networks are not even connected to, also behind a redirect.
 *
 * Thread: one worker. Blocks: get does.
 */
typedef struct _MailerHttpFetcher MailerHttpFetcher;

/**
 * mailer_http_fetcher_new:
 *
 * Thread: the worker that will use it.
 * Returns: (transfer full): a fetcher that trusts @authorities to vouch for a server.
 */
MailerHttpFetcher *mailer_http_fetcher_new (GTlsDatabase *authorities);
/**
 * mailer_http_fetcher_free:
 * @self: (nullable) (transfer full); its connections are closed.
 *
 * Thread: one worker.
 */
void mailer_http_fetcher_free (MailerHttpFetcher *self);

/**
 * MailerHttpOptions:
 * @max_bytes: largest body taken, after decompression; 0 for 1 MiB
 * @accept: (nullable): the Accept header, such as "image/png"
 * @is_plain_allowed: http is fetched too: only for what anybody may see and change on its way
 * @is_private_allowed: addresses of private networks are fetched too, for a host the user typed
 */
typedef struct
{
  gsize       max_bytes;
  const char *accept;
  gboolean    is_plain_allowed;
  gboolean    is_private_allowed;
} MailerHttpOptions;

/**
 * MailerHttpResponse:
 * @content_type: (nullable): lower case, without parameters, such as "image/png"
 * @charset: (nullable): parameter of the content type
 * @address: where it was in the end, after redirects
 */
typedef struct
{
  GBytes *body;
  char   *content_type;
  char   *charset;
  char   *address;
} MailerHttpResponse;

/** mailer_http_response_free: @self: (nullable) (transfer full). Thread: any. */
void mailer_http_response_free (MailerHttpResponse *self);

/**
 * mailer_http_fetcher_get:
 * @address: "https://…", absolute
 * @options: (nullable): %NULL for the defaults
 * @deadline_us: monotonic microseconds, or -1 for none; for everything together
 *
 * Fetches one resource with GET. At most five redirects are followed; only status 200 is a success.
 *
 * Thread: one worker. Blocks: until the deadline. Errors: MAILER_HTTP_ERROR, %G_IO_ERROR_CANCELLED.
 * Returns: (transfer full): the whole answer.
 */
MailerHttpResponse *mailer_http_fetcher_get (MailerHttpFetcher       *self,
                                             const char              *address,
                                             const MailerHttpOptions *options,
                                             GCancellable            *cancellable,
                                             gint64                   deadline_us,
                                             GError                 **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerHttpFetcher, mailer_http_fetcher_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerHttpResponse, mailer_http_response_free)

G_END_DECLS
