/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-imap-session-private.h"

#include <string.h>

typedef struct
{
  const char      *mailbox;
  MailerImapRights rights;
  gboolean         is_there;
} Asking;

/* RFC 4314, section 2.1; "c" and "d" are those of RFC 2086, which old servers still tell. */
static MailerImapRights
parse_rights (const char *letters)
{
  static const struct
  {
    char             letter;
    MailerImapRights rights;
  } rows[] = {
    { 'l', MAILER_IMAP_RIGHT_LOOK_UP },
    { 'r', MAILER_IMAP_RIGHT_READ },
    { 's', MAILER_IMAP_RIGHT_SEEN },
    { 'w', MAILER_IMAP_RIGHT_FLAGS },
    { 'i', MAILER_IMAP_RIGHT_INSERT },
    { 'k', MAILER_IMAP_RIGHT_CREATE_MAILBOX },
    { 'x', MAILER_IMAP_RIGHT_DELETE_MAILBOX },
    { 't', MAILER_IMAP_RIGHT_DELETE },
    { 'e', MAILER_IMAP_RIGHT_EXPUNGE },
    { 'a', MAILER_IMAP_RIGHT_ADMINISTER },
    { 'c', MAILER_IMAP_RIGHT_CREATE_MAILBOX },
    { 'd', MAILER_IMAP_RIGHT_DELETE | MAILER_IMAP_RIGHT_EXPUNGE | MAILER_IMAP_RIGHT_DELETE_MAILBOX },
  };
  MailerImapRights rights = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (strchr (letters, rows[i].letter) != NULL)
      rights |= rows[i].rights;

  return rights;
}

static gboolean
take_rights_cb (MailerImapSession      *self,
                MailerWireImapResponse *response,
                gpointer                data)
{
  Asking                     *asking = data;
  const MailerWireImapRights *rights = mailer_wire_imap_response_get_kind (response)
                                               == MAILER_WIRE_IMAP_MYRIGHTS
                                           ? mailer_wire_imap_response_get_rights (response)
                                           : NULL;

  if (rights == NULL)
    return FALSE;
  if (strcmp (rights->mailbox, asking->mailbox) == 0)
    {
      asking->rights = parse_rights (rights->rights);
      asking->is_there = TRUE;
    }

  return TRUE;
}

gboolean
mailer_imap_session_get_rights (MailerImapSession *self,
                                const char        *mailbox,
                                MailerImapRights  *rights,
                                GCancellable      *cancellable,
                                gint64             deadline_us,
                                GError           **error)
{
  MailerImapCall         call = { cancellable, deadline_us };
  Asking                 asking = { mailbox, MAILER_IMAP_RIGHTS_ALL, FALSE };
  MailerWireImapCommand *command;
  g_autoptr (MailerWireImapResponse) done = NULL;

  g_return_val_if_fail (self != NULL && mailbox != NULL && rights != NULL, FALSE);

  *rights = MAILER_IMAP_RIGHTS_ALL;
  if (!mailer_imap_check_usable (self, error))
    return FALSE;
  if (!mailer_imap_has (self, MAILER_IMAP_EXTENSION_ACL))
    return TRUE;
  command = mailer_imap_command_new (self, "MYRIGHTS");
  mailer_imap_add_mailbox (self, command, mailbox);
  done = mailer_imap_run (self, command, "Cannot ask for the rights", take_rights_cb, &asking, &call, error);
  if (done != NULL && !asking.is_there)
    mailer_imap_set_error (self, error, MAILER_IMAP_ERROR_NO,
                           mailer_wire_imap_response_get_state (done),
                           "The server tells no rights of the mailbox");
  *rights = asking.rights;

  return done != NULL && asking.is_there;
}
