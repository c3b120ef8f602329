/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-error.h"

G_BEGIN_DECLS

#define MAILER_ENGINE_ERROR (mailer_engine_error_quark ())
/** mailer_engine_error_quark: the domain %MAILER_ENGINE_ERROR. Thread: any. */
GQuark mailer_engine_error_quark (void);

/**
 * MailerEngineError:
 *
 * Every problem the interface has words for. The engine translates the errors of the layers below into
 * these, keeps their message as the technical detail, and carries their #MailerErrorDetails over.
 *
 * @MAILER_ENGINE_ERROR_HOST_NOT_FOUND: no such server name
 * @MAILER_ENGINE_ERROR_OFFLINE: no network, or no way to the server
 * @MAILER_ENGINE_ERROR_REFUSED: the server exists, but nothing answers at that port
 * @MAILER_ENGINE_ERROR_TIMED_OUT: the server does not answer in time
 * @MAILER_ENGINE_ERROR_CLOSED: the server ended the connection
 * @MAILER_ENGINE_ERROR_CERTIFICATE: the certificate is not to be trusted; details carry it
 * @MAILER_ENGINE_ERROR_ENCRYPTION: encryption is missing, broken or was tampered with
 * @MAILER_ENGINE_ERROR_PASSWORD: user name or password is wrong, or an app password is needed
 * @MAILER_ENGINE_ERROR_SIGN_IN_WEAKER: the server offers only weaker ways to sign in than it did before
 * @MAILER_ENGINE_ERROR_UNPROVEN: the server could not prove that it is the one that knows the password
 * @MAILER_ENGINE_ERROR_NO_PASSWORD: the Secret Service has no password for the account
 * @MAILER_ENGINE_ERROR_KEYRING: the Secret Service is missing, locked or failed
 * @MAILER_ENGINE_ERROR_SERVER: the server said no; details carry its words
 * @MAILER_ENGINE_ERROR_SERVER_BUSY: too many connections, or temporarily out of service
 * @MAILER_ENGINE_ERROR_PROTOCOL: the server sent something that makes no sense
 * @MAILER_ENGINE_ERROR_OVER_QUOTA: the mailbox is full
 * @MAILER_ENGINE_ERROR_GONE: the message or folder is not there any more
 * @MAILER_ENGINE_ERROR_TOO_LATE: it is being done or was done, and cannot be taken back any more
 * @MAILER_ENGINE_ERROR_NO_FOLDER: the account has no folder for this (archive, trash)
 * @MAILER_ENGINE_ERROR_RECIPIENT: recipients were refused; details carry the server's words
 * @MAILER_ENGINE_ERROR_TOO_LARGE: larger than the server takes
 * @MAILER_ENGINE_ERROR_MESSAGE_REFUSED: the server refused to take the message
 * @MAILER_ENGINE_ERROR_SEND_UNKNOWN: the line broke before the server confirmed; it may have been sent
 * @MAILER_ENGINE_ERROR_SENT_NOT_NOTED: the server took the message, but the store could not be told
 * @MAILER_ENGINE_ERROR_DISK_FULL: no space for the cache
 * @MAILER_ENGINE_ERROR_DISK: reading or writing the disk failed
 * @MAILER_ENGINE_ERROR_STORE_DAMAGED: the cache was damaged, set aside and is being rebuilt
 * @MAILER_ENGINE_ERROR_STORE_BROKEN: the cache is damaged and can only be set aside at the next start
 * @MAILER_ENGINE_ERROR_STORE_NEWER: the cache was written by a newer version
 * @MAILER_ENGINE_ERROR_SETTINGS_DAMAGED: an account's settings file was damaged and set aside
 * @MAILER_ENGINE_ERROR_TRUST_DAMAGED: the file of certificates trusted by hand was damaged and set aside
 * @MAILER_ENGINE_ERROR_NOT_CACHED: the text is not here and there is no line to fetch it
 * @MAILER_ENGINE_ERROR_UNREADABLE: the message cannot be shown
 * @MAILER_ENGINE_ERROR_ALERT: nothing went wrong, but the server wants the details' words to be read
 * @MAILER_ENGINE_ERROR_FAILED: anything else
 */
typedef enum
{
  MAILER_ENGINE_ERROR_HOST_NOT_FOUND,
  MAILER_ENGINE_ERROR_OFFLINE,
  MAILER_ENGINE_ERROR_REFUSED,
  MAILER_ENGINE_ERROR_TIMED_OUT,
  MAILER_ENGINE_ERROR_CLOSED,
  MAILER_ENGINE_ERROR_CERTIFICATE,
  MAILER_ENGINE_ERROR_ENCRYPTION,
  MAILER_ENGINE_ERROR_PASSWORD,
  MAILER_ENGINE_ERROR_SIGN_IN_WEAKER,
  MAILER_ENGINE_ERROR_UNPROVEN,
  MAILER_ENGINE_ERROR_NO_PASSWORD,
  MAILER_ENGINE_ERROR_KEYRING,
  MAILER_ENGINE_ERROR_SERVER,
  MAILER_ENGINE_ERROR_SERVER_BUSY,
  MAILER_ENGINE_ERROR_PROTOCOL,
  MAILER_ENGINE_ERROR_OVER_QUOTA,
  MAILER_ENGINE_ERROR_GONE,
  MAILER_ENGINE_ERROR_TOO_LATE,
  MAILER_ENGINE_ERROR_NO_FOLDER,
  MAILER_ENGINE_ERROR_RECIPIENT,
  MAILER_ENGINE_ERROR_TOO_LARGE,
  MAILER_ENGINE_ERROR_MESSAGE_REFUSED,
  MAILER_ENGINE_ERROR_SEND_UNKNOWN,
  MAILER_ENGINE_ERROR_SENT_NOT_NOTED,
  MAILER_ENGINE_ERROR_DISK_FULL,
  MAILER_ENGINE_ERROR_DISK,
  MAILER_ENGINE_ERROR_STORE_DAMAGED,
  MAILER_ENGINE_ERROR_STORE_BROKEN,
  MAILER_ENGINE_ERROR_STORE_NEWER,
  MAILER_ENGINE_ERROR_SETTINGS_DAMAGED,
  MAILER_ENGINE_ERROR_TRUST_DAMAGED,
  MAILER_ENGINE_ERROR_NOT_CACHED,
  MAILER_ENGINE_ERROR_UNREADABLE,
  MAILER_ENGINE_ERROR_ALERT,
  MAILER_ENGINE_ERROR_FAILED,
} MailerEngineError;

G_END_DECLS
