/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-imap-extension.h"

G_BEGIN_DECLS

/**
 * MailerImapQuirks:
 * @name: of the server or service, for the log
 * @broken: extensions that it offers and that do not work as their RFC says; not used there
 * @max_in_flight: commands it takes at the same time; 0 for no limit of its own
 * @has_wrong_sizes: RFC822.SIZE and the sizes of BODYSTRUCTURE are estimates: they prove nothing
 * @cannot_search_headers: SEARCH HEADER does not find what is there: envelopes are compared instead
 * @needs_id: turns down what follows when the client does not say ID
 *
 * All that is done otherwise for a server because of what it is, in one place. Immutable.
 */
typedef struct
{
  const char          *name;
  MailerImapExtensions broken;
  guint                max_in_flight;
  gboolean             has_wrong_sizes;
  gboolean             cannot_search_headers;
  gboolean             needs_id;
} MailerImapQuirks;

/**
 * mailer_imap_quirks_find:
 * @greeting: (nullable): text of the greeting
 * @server_name: (nullable): "name" and "vendor" of the server's answer to ID (RFC 2971)
 * @capabilities: (nullable) (element-type utf8 utf8): a set of upper case words
 *
 * What server this is, from what it has told so far. Never from its host name: many services run the
 * same server, and a company's name may point anywhere.
 *
 * Returns: (transfer none): never %NULL; all zero for a server without a quirk. Thread: any.
 */
const MailerImapQuirks *mailer_imap_quirks_find (const char *greeting,
                                                 const char *server_name,
                                                 GHashTable *capabilities);

G_END_DECLS
