/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-imap-session-private.h"

#include <string.h>

/* METADATA of RFC 5464: what a mailbox is for, where it was not said when it was made (RFC 6154, section
 * 5.4), and whom to ask when something is wrong with the server. */

static gboolean
take_contact_cb (MailerImapSession      *self,
                 MailerWireImapResponse *response,
                 gpointer                data)
{
  char                     **contact = data;
  const MailerWireImapPairs *pairs = mailer_wire_imap_response_get_kind (response)
                                             == MAILER_WIRE_IMAP_METADATA
                                         ? mailer_wire_imap_response_get_pairs (response)
                                         : NULL;

  for (guint i = 0; pairs != NULL && i < pairs->n_pairs; i++)
    if (g_ascii_strcasecmp (pairs->pairs[i].name, "/shared/admin") == 0
        && pairs->pairs[i].value != NULL
        && g_uri_is_valid (pairs->pairs[i].value, G_URI_FLAGS_NONE, NULL))
      {
        g_free (*contact);
        *contact = g_strdup (pairs->pairs[i].value);
      }

  return pairs != NULL;
}

char *
mailer_imap_session_dup_admin_contact (MailerImapSession *self,
                                       GCancellable      *cancellable,
                                       gint64             deadline_us,
                                       GError           **error)
{
  MailerImapCall   call = { cancellable, deadline_us };
  g_autofree char *contact = NULL;
  g_autoptr (MailerWireImapResponse) done = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  if (!mailer_imap_check_usable (self, error))
    return NULL;
  if (!mailer_imap_has (self, MAILER_IMAP_EXTENSION_METADATA)
      && !mailer_imap_has (self, MAILER_IMAP_EXTENSION_METADATA_SERVER))
    return g_strdup ("");
  done = mailer_imap_run (self, mailer_imap_command_new (self, "GETMETADATA \"\" (/shared/admin)"),
                          "Cannot ask for the administrator", take_contact_cb, &contact, &call,
                          error);
  if (done == NULL)
    return NULL;

  return contact != NULL ? g_steal_pointer (&contact) : g_strdup ("");
}

gboolean
mailer_imap_session_set_role (MailerImapSession *self,
                              const char        *mailbox,
                              MailerFolderRole   role,
                              gboolean          *is_kept,
                              GCancellable      *cancellable,
                              gint64             deadline_us,
                              GError           **error)
{
  MailerImapCall         call = { cancellable, deadline_us };
  MailerWireImapCommand *command;
  g_autoptr (MailerWireImapResponse) done = NULL;

  g_return_val_if_fail (self != NULL && mailbox != NULL && is_kept != NULL, FALSE);

  *is_kept = FALSE;
  if (!mailer_imap_check_usable (self, error))
    return FALSE;
  if (!mailer_imap_has (self, MAILER_IMAP_EXTENSION_METADATA))
    return TRUE;
  command = mailer_imap_command_new (self, "SETMETADATA");
  mailer_imap_add_mailbox (self, command, mailbox);
  mailer_wire_imap_command_add_open (command);
  mailer_wire_imap_command_add_text (command, "/private/specialuse");
  mailer_wire_imap_command_add_nstring (command, mailer_imap_role_attribute (role));
  mailer_wire_imap_command_add_close (command);
  done = mailer_imap_send (self, command, NULL, NULL, NULL, NULL, NULL, &call, error);
  /* A server that does not want to keep it is as good as one that cannot. */
  *is_kept = done != NULL && mailer_wire_imap_response_get_state (done)->condition == MAILER_WIRE_IMAP_OK;

  return done != NULL;
}
