/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * mailer_mime_is_origin_verified:
 * @header: the whole header of a message as the server has it
 * @address: of its one author
 * @host: of the IMAP server that keeps the message
 *
 * Whether the provider found that the message comes from the domain of @address: the topmost Authentication-Results
 * field (RFC 8601) is the provider's own and says that DMARC passed for this domain, or a DKIM signature of it or of a
 * domain above it. Everything below the topmost field may be the sender's invention, and so is a field of anybody else;
 * when in doubt the answer is no.
 *
 * Thread: any. Blocks: no.
 */
gboolean mailer_mime_is_origin_verified (GBytes     *header,
                                         const char *address,
                                         const char *host);

G_END_DECLS
