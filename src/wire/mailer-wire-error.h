/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-error.h"

G_BEGIN_DECLS

#define MAILER_WIRE_ERROR (mailer_wire_error_quark ())
/** mailer_wire_error_quark: the domain %MAILER_WIRE_ERROR. Thread: any. */
GQuark mailer_wire_error_quark (void);

/**
 * MailerWireError:
 * @MAILER_WIRE_ERROR_SYNTAX: the bytes are not of the protocol; there is no way to tell where the next
 *   response starts
 * @MAILER_WIRE_ERROR_LIMIT: well-formed so far, but more than we are willing to take
 *
 * Both leave the parser useless and mean that the connection is to be dropped.
 */
typedef enum
{
  MAILER_WIRE_ERROR_SYNTAX,
  MAILER_WIRE_ERROR_LIMIT,
} MailerWireError;

G_END_DECLS
