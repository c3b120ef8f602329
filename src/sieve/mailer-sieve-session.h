/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "mailer-error.h"
#include "mailer-net-connection.h"
#include "mailer-net-credentials.h"

G_BEGIN_DECLS

#define MAILER_SIEVE_ERROR (mailer_sieve_error_quark ())
/** mailer_sieve_error_quark: the domain %MAILER_SIEVE_ERROR. Thread: any. */
GQuark mailer_sieve_error_quark (void);

/**
 * MailerSieveError:
 * @MAILER_SIEVE_ERROR_AUTHENTICATION: user name or password is wrong; only a real refusal of the
 *   credentials ends in this
 * @MAILER_SIEVE_ERROR_NO_MECHANISM: the server offers no way to sign in that the program speaks
 * @MAILER_SIEVE_ERROR_STARTTLS_MISSING: the connection cannot be encrypted; nothing secret was sent
 * @MAILER_SIEVE_ERROR_UNAVAILABLE: the server says that it cannot right now, or says good-bye
 * @MAILER_SIEVE_ERROR_PROTOCOL: what the server said is not ManageSieve, or more than we take
 * @MAILER_SIEVE_ERROR_NOT_FOUND: there is no such script
 * @MAILER_SIEVE_ERROR_QUOTA: the script is too large, or there are too many
 * @MAILER_SIEVE_ERROR_NO: the server refused the command; for a script its text says why and where
 * @MAILER_SIEVE_ERROR_NOT_OURS: rules cannot be read because somebody changed their text
 *
 * The details carry scope, retry and host, and the server's response code and text when they came
 * encrypted. With %MAILER_ERROR_SCOPE_MESSAGE the session can go on; otherwise, and after an error of
 * another domain, it can only be freed.
 */
typedef enum
{
  MAILER_SIEVE_ERROR_AUTHENTICATION,
  MAILER_SIEVE_ERROR_NO_MECHANISM,
  MAILER_SIEVE_ERROR_STARTTLS_MISSING,
  MAILER_SIEVE_ERROR_UNAVAILABLE,
  MAILER_SIEVE_ERROR_PROTOCOL,
  MAILER_SIEVE_ERROR_NOT_FOUND,
  MAILER_SIEVE_ERROR_QUOTA,
  MAILER_SIEVE_ERROR_NO,
  MAILER_SIEVE_ERROR_NOT_OURS,
} MailerSieveError;

/**
 * MailerSieveSession:
 *
 * One connection to a ManageSieve server (RFC 5804), encrypted and signed in.
 *
 * Thread: one worker. Blocks: every function with a deadline (monotonic microseconds, -1 for none), and
 * logout for a second at most.
 */
typedef struct _MailerSieveSession MailerSieveSession;

/**
 * mailer_sieve_session_open:
 *
 * Connects, encrypts, signs in and learns what the server can do.
 *
 * Thread: the worker that will use it. Blocks: until @deadline_us.
 * Errors: MAILER_SIEVE_ERROR, MAILER_NET_ERROR, %G_IO_ERROR_CANCELLED.
 * Returns: (transfer full): the session.
 */
MailerSieveSession *mailer_sieve_session_open (const MailerNetEndpoint    *endpoint,
                                               const MailerNetCredentials *credentials,
                                               GCancellable               *cancellable,
                                               gint64                      deadline_us,
                                               GError                    **error);

/**
 * mailer_sieve_session_get_remembered:
 *
 * Returns: (transfer none): what to keep and to hand in as #MailerNetCredentials.remembered the next time
 *   this user signs in at this server. Thread: the session's worker.
 */
const char *mailer_sieve_session_get_remembered (MailerSieveSession *self);

/** mailer_sieve_session_free: drops the connection without a word. Thread: the session's worker. Blocks: no. */
void mailer_sieve_session_free (MailerSieveSession *self);

/**
 * mailer_sieve_session_logout:
 *
 * Says good-bye and frees @self.
 *
 * Thread: the session's worker. Blocks: a second at most.
 */
void mailer_sieve_session_logout (MailerSieveSession *self);

/**
 * mailer_sieve_session_has_extension:
 * @name: of the Sieve language, such as "fileinto", any case
 *
 * Whether the server runs scripts that use it. Thread: the session's worker.
 */
gboolean mailer_sieve_session_has_extension (MailerSieveSession *self,
                                             const char         *name);

/** MailerSieveScript: one entry of the server's list; at most one is active. */
typedef struct
{
  char    *name;
  gboolean is_active;
} MailerSieveScript;

/**
 * mailer_sieve_session_list_scripts:
 *
 * Thread: the session's worker. Blocks: until @deadline_us. Errors: as mailer_sieve_session_open().
 * Returns: (transfer full) (element-type MailerSieveScript): may be empty.
 */
GPtrArray *mailer_sieve_session_list_scripts (MailerSieveSession *self,
                                              GCancellable       *cancellable,
                                              gint64              deadline_us,
                                              GError            **error);

/**
 * mailer_sieve_session_get_script:
 *
 * Thread: the session's worker. Blocks: until @deadline_us.
 * Errors: %MAILER_SIEVE_ERROR_NOT_FOUND; as mailer_sieve_session_open().
 * Returns: (transfer full): the script, byte for byte.
 */
GBytes *mailer_sieve_session_get_script (MailerSieveSession *self,
                                         const char         *name,
                                         GCancellable       *cancellable,
                                         gint64              deadline_us,
                                         GError            **error);

/**
 * mailer_sieve_session_put_script:
 *
 * Stores @script under @name, in place of what is there, if the server can compile it. Whether the
 * script is active does not change.
 *
 * Thread: the session's worker. Blocks: until @deadline_us.
 * Errors: %MAILER_SIEVE_ERROR_NO when it does not compile, %MAILER_SIEVE_ERROR_QUOTA; as
 * mailer_sieve_session_open().
 */
gboolean mailer_sieve_session_put_script (MailerSieveSession *self,
                                          const char         *name,
                                          GBytes             *script,
                                          GCancellable       *cancellable,
                                          gint64              deadline_us,
                                          GError            **error);

/**
 * mailer_sieve_session_check_script:
 *
 * Lets the server compile @script and stores nothing. Servers before RFC 5804 do not know it and end
 * in %MAILER_SIEVE_ERROR_NO.
 *
 * Thread: the session's worker. Blocks: until @deadline_us. Errors: as mailer_sieve_session_put_script().
 */
gboolean mailer_sieve_session_check_script (MailerSieveSession *self,
                                            GBytes             *script,
                                            GCancellable       *cancellable,
                                            gint64              deadline_us,
                                            GError            **error);

/**
 * mailer_sieve_session_set_active:
 * @name: the script that runs from now on; "" for none
 *
 * Makes one script of the server the one that is run.
 *
 * Thread: the session's worker. Blocks: until @deadline_us.
 * Errors: %MAILER_SIEVE_ERROR_NOT_FOUND; as mailer_sieve_session_open().
 */
gboolean mailer_sieve_session_set_active (MailerSieveSession *self,
                                          const char         *name,
                                          GCancellable       *cancellable,
                                          gint64              deadline_us,
                                          GError            **error);

/**
 * mailer_sieve_session_delete_script:
 *
 * Removes a script; the active one cannot be deleted.
 *
 * Thread: the session's worker. Blocks: until @deadline_us.
 * Errors: %MAILER_SIEVE_ERROR_NOT_FOUND, %MAILER_SIEVE_ERROR_NO; as mailer_sieve_session_open().
 */
gboolean mailer_sieve_session_delete_script (MailerSieveSession *self,
                                             const char         *name,
                                             GCancellable       *cancellable,
                                             gint64              deadline_us,
                                             GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerSieveSession, mailer_sieve_session_free)

G_END_DECLS
