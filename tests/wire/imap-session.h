/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-wire-imap-parser.h"

/* What comes of the bytes, fed in pieces of @step, as text; an error ends it. */
char *imap_session_dump (const char                 *data,
                         gsize                       size,
                         gsize                       step,
                         const MailerWireImapLimits *limits);

/* Ends the program when a response is another one after it was written and parsed again. */
void imap_session_check_round_trip (const char                 *data,
                                    gsize                       size,
                                    const MailerWireImapLimits *limits);

/* For fuzz targets: whole, in pieces, and round trip. @prefix and @suffix make a response of @data. */
void imap_session_fuzz (const char   *prefix,
                        const guint8 *data,
                        gsize         size,
                        const char   *suffix);
