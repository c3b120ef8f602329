/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-wire-imap-response.h"

G_BEGIN_DECLS

/* Writes a response as one line that a person can read and a test can compare. */
void imap_dump_response (GString                *text,
                         MailerWireImapResponse *response);

G_END_DECLS
