/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * MailerTestServer:
 *
 * A private Dovecot and Postfix for one test (see mail_server.py). Users `ada` and `bob` have the
 * passwords `ada-secret` and `bob-secret` unless the options say otherwise. What goes wrong in it
 * ends the test, so no function returns an error.
 *
 * Thread: one at a time. Blocks: every function does.
 */
typedef struct _MailerTestServer MailerTestServer;

/**
 * mailer_test_server_new:
 * @options: (nullable) (array zero-terminated=1): command line words for mail_server.py, for
 *   example { "--without=IDLE", "--certificate=expired", NULL }
 *
 * Starts the servers and waits until they answer.
 *
 * Returns: (transfer full): to be freed; the servers end with the test at the latest
 */
MailerTestServer *mailer_test_server_new (const char *const *options);

/**
 * mailer_test_server_free:
 *
 * Ends the servers and removes their folder.
 */
void mailer_test_server_free (MailerTestServer *self);

/**
 * mailer_test_server_get_port:
 * @service: `imap` and `submission` (STARTTLS), `imaps` and `smtps` (TLS), `sieve`, or `smtp`
 *   (relay without authentication, as between servers)
 *
 * Returns: the port on 127.0.0.1; it stays the same while servers are stopped and started
 */
guint16 mailer_test_server_get_port (const MailerTestServer *self,
                                     const char             *service);

/** mailer_test_server_get_ca_file: the authority of the server's certificate, a PEM file. */
const char *mailer_test_server_get_ca_file (const MailerTestServer *self);

/** mailer_test_server_get_folder: where everything of these servers lies. */
const char *mailer_test_server_get_folder (const MailerTestServer *self);

/**
 * mailer_test_server_deliver:
 * @mailbox: `INBOX` (by LMTP, as from outside) or the name of another mailbox
 * @message: (array length=length): a whole message
 * @length: bytes, or -1 if @message ends with a NUL
 *
 * Makes a message arrive. While the IMAP server is stopped only the inbox can be given.
 */
void mailer_test_server_deliver (MailerTestServer *self,
                                 const char       *user,
                                 const char       *mailbox,
                                 const char       *message,
                                 gssize            length);

/**
 * mailer_test_server_doveadm:
 * @...: the words of a doveadm command, ended by %NULL, for example
 *   "fetch", "-u", "ada", "uid flags", "mailbox", "INBOX", "all", NULL
 *
 * Asks Dovecot itself, past IMAP.
 *
 * Returns: (transfer full): what doveadm printed
 */
char *mailer_test_server_doveadm (MailerTestServer *self,
                                  ...) G_GNUC_NULL_TERMINATED;

/** mailer_test_server_stop_imap: ends Dovecot; its connections are cut, its port refuses. */
void mailer_test_server_stop_imap (MailerTestServer *self);

/** mailer_test_server_kill_imap: the same with SIGKILL, as a crash. */
void mailer_test_server_kill_imap (MailerTestServer *self);

/** mailer_test_server_start_imap: starts Dovecot again, on the same ports with the same mail. */
void mailer_test_server_start_imap (MailerTestServer *self);

/**
 * mailer_test_server_configure_imap:
 * @line: of dovecot.conf; what is set there already is set anew
 *
 * Starts Dovecot again with another configuration.
 */
void mailer_test_server_configure_imap (MailerTestServer *self,
                                        const char       *line);

/** mailer_test_server_stop_smtp: ends Postfix. */
void mailer_test_server_stop_smtp (MailerTestServer *self);

/** mailer_test_server_start_smtp: starts Postfix again, on the same ports. */
void mailer_test_server_start_smtp (MailerTestServer *self);

/**
 * mailer_test_server_dup_log:
 * @service: `imap` or `smtp`
 *
 * Returns: (transfer full): what Dovecot or Postfix logged
 */
char *mailer_test_server_dup_log (MailerTestServer *self,
                                  const char       *service);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerTestServer, mailer_test_server_free)

G_END_DECLS
