/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-imap-session-private.h"

#include <string.h>

/*
 * Expunges of the selected mailbox wait until they cannot confuse a command ("delayed"); IDLE lets them
 * through. A server that cannot tell of some event says so for the whole command (RFC 5465, section 5.7,
 * [BADEVENT]), so what is asked gets less.
 */
#define SELECTED "(selected-delayed (MessageNew MessageExpunge FlagChange))"

static const char *const wishes[] = {
  "(personal (MessageNew MessageExpunge FlagChange MailboxName SubscriptionChange))",
  "(personal (MessageNew MessageExpunge MailboxName))",
  "(personal (MessageNew MessageExpunge))",
};

static gboolean
ask (MailerImapSession    *self,
     const char           *wish,
     const MailerImapCall *call,
     GError              **error)
{
  MailerWireImapCommand *command = mailer_imap_command_new (self, "NOTIFY SET STATUS " SELECTED);
  g_autoptr (MailerWireImapResponse) done = NULL;

  mailer_wire_imap_command_add_text (command, wish);
  /* The state of each mailbox comes before the answer. */
  self->is_watching = TRUE;
  done = mailer_imap_send (self, command, NULL, NULL, NULL, NULL, NULL, call, error);
  self->is_watching = self->is_watching && done != NULL
                      && mailer_wire_imap_response_get_state (done)->condition
                             == MAILER_WIRE_IMAP_OK;

  return done != NULL;
}

gboolean
mailer_imap_session_watch (MailerImapSession *self,
                           GCancellable      *cancellable,
                           gint64             deadline_us,
                           GError           **error)
{
  MailerImapCall call = { cancellable, deadline_us };

  g_return_val_if_fail (self != NULL, FALSE);

  if (!mailer_imap_check_usable (self, error))
    return FALSE;
  if (!mailer_imap_has (self, MAILER_IMAP_EXTENSION_NOTIFY))
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (wishes) && !self->is_watching; i++)
    if (!ask (self, wishes[i], &call, error))
      return FALSE;
  mailer_imap_tell_news (self);

  return TRUE;
}

gboolean
mailer_imap_session_is_watching (MailerImapSession *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->is_watching;
}
