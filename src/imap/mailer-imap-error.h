/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-error.h"

G_BEGIN_DECLS

#define MAILER_IMAP_ERROR (mailer_imap_error_quark ())
/** mailer_imap_error_quark: the domain %MAILER_IMAP_ERROR. Thread: any. */
GQuark mailer_imap_error_quark (void);

/**
 * MailerImapError:
 * @MAILER_IMAP_ERROR_AUTHENTICATION: user name or password is wrong; only a real refusal of the
 *   credentials ends in this
 * @MAILER_IMAP_ERROR_NO_MECHANISM: the server offers no way to sign in that the program speaks
 * @MAILER_IMAP_ERROR_STARTTLS_MISSING: the connection cannot be encrypted; nothing secret was sent
 * @MAILER_IMAP_ERROR_UNAVAILABLE: the server says that it cannot right now (too many connections,
 *   maintenance, [UNAVAILABLE], [INUSE], [LIMIT] of RFC 5530)
 * @MAILER_IMAP_ERROR_BYE: the server ended the connection in words
 * @MAILER_IMAP_ERROR_PROTOCOL: what the server sent is not IMAP
 * @MAILER_IMAP_ERROR_LIMIT: what the server sent is larger than allowed
 * @MAILER_IMAP_ERROR_NO: the server refused the command
 * @MAILER_IMAP_ERROR_BAD: the server does not understand the command
 * @MAILER_IMAP_ERROR_NOT_FOUND: there is no such mailbox
 * @MAILER_IMAP_ERROR_OVER_QUOTA: there is no room for more
 * @MAILER_IMAP_ERROR_NO_PERMISSION: the mailbox may be read only
 * @MAILER_IMAP_ERROR_GONE: the message is not in the mailbox any more
 * @MAILER_IMAP_ERROR_TOO_LARGE: what is to be fetched is larger than the caller allows, or what is to be
 *   added than the server
 *
 * The details always carry scope, retry and host, and where the server gave them its response code
 * and text. With %MAILER_ERROR_SCOPE_CONNECTION or wider the session can only be freed. A session's
 * functions also end in the errors of MAILER_NET_ERROR and in %G_IO_ERROR_CANCELLED; then, too, it
 * can only be freed.
 */
typedef enum
{
  MAILER_IMAP_ERROR_AUTHENTICATION,
  MAILER_IMAP_ERROR_NO_MECHANISM,
  MAILER_IMAP_ERROR_STARTTLS_MISSING,
  MAILER_IMAP_ERROR_UNAVAILABLE,
  MAILER_IMAP_ERROR_BYE,
  MAILER_IMAP_ERROR_PROTOCOL,
  MAILER_IMAP_ERROR_LIMIT,
  MAILER_IMAP_ERROR_NO,
  MAILER_IMAP_ERROR_BAD,
  MAILER_IMAP_ERROR_NOT_FOUND,
  MAILER_IMAP_ERROR_OVER_QUOTA,
  MAILER_IMAP_ERROR_NO_PERMISSION,
  MAILER_IMAP_ERROR_GONE,
  MAILER_IMAP_ERROR_TOO_LARGE,
} MailerImapError;

G_END_DECLS
