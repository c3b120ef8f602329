/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-imap-session-private.h"

#include <string.h>

#include "mailer-wire-mailbox-name.h"

/*
 * A mailbox has one spelling for ever: that of IMAP4rev1, in modified UTF-7 (RFC 3501, section 5.1.3).
 * So it stands in the store, and so every public function takes it and tells it, whether the server
 * speaks UTF-8 on this connection (UTF8=ACCEPT, IMAP4rev2) or not: what can change from one connection
 * to the next must not make a mailbox look like another one. Here it is turned into what goes over the
 * line; mailer_imap_pop() turns what comes back.
 *
 * Both ways lead back to where they began: what is no modified UTF-7 as we would write it goes out as it
 * is, and what is no UTF-8 came in as it is.
 */
char *
mailer_imap_name_to_utf8 (const char *name)
{
  g_autofree char *decoded = mailer_wire_mailbox_name_decode (name, strlen (name));
  g_autofree char *again = mailer_wire_mailbox_name_encode (decoded);

  return strcmp (again, name) == 0 ? g_steal_pointer (&decoded) : g_strdup (name);
}

void
mailer_imap_add_mailbox (MailerImapSession     *self,
                         MailerWireImapCommand *command,
                         const char            *name)
{
  g_autofree char *utf8 = self->is_utf8 ? mailer_imap_name_to_utf8 (name) : NULL;

  mailer_wire_imap_command_add_string (command, utf8 != NULL ? utf8 : name);
}
