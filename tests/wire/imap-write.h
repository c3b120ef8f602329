/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-wire-imap-response.h"

/* Writes a response as a server would, so that parsing it again must give the same. FALSE for one
 * that was not understood, or whose date no calendar has. */
gboolean imap_write_response (GString                *text,
                              MailerWireImapResponse *response);

/* For the files of the writer: a string in quotes or as a literal, NIL, a list of strings. */
void     imap_write_string (GString    *text,
                            const char *value);
void     imap_write_words (GString *text,
                           char   **words);
gboolean imap_write_fetch (GString                   *text,
                           const MailerWireImapFetch *fetch);
