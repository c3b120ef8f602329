/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-imap-session-private.h"

#include <string.h>

/* The most that the server takes (RFC 7889); 0 when it does not tell. */
static guint64
find_append_limit (MailerImapSession *self)
{
  GHashTableIter iter;
  gpointer       capability;

  if (!mailer_imap_has (self, MAILER_IMAP_EXTENSION_APPENDLIMIT))
    return 0;
  g_hash_table_iter_init (&iter, self->capabilities);
  while (g_hash_table_iter_next (&iter, &capability, NULL))
    if (g_str_has_prefix (capability, "APPENDLIMIT="))
      return g_ascii_strtoull ((const char *)capability + strlen ("APPENDLIMIT="), NULL, 10);

  return 0;
}

static MailerWireImapCommand *
build_append (MailerImapSession      *self,
              const MailerImapAppend *what)
{
  MailerWireImapCommand *command = mailer_imap_command_new (self, "APPEND");

  mailer_wire_imap_command_add_string (command, what->mailbox);
  if (what->flags != 0)
    mailer_wire_imap_command_add_flags (command, what->flags, NULL);
  if (what->internal_date >= 0)
    mailer_wire_imap_command_add_date (command, what->internal_date);
  mailer_wire_imap_command_add_literal (command, what->message);

  return command;
}

gboolean
mailer_imap_session_append (MailerImapSession      *self,
                            const MailerImapAppend *what,
                            guint32                *uid_validity,
                            guint32                *uid,
                            GCancellable           *cancellable,
                            gint64                  deadline_us,
                            GError                **error)
{
  MailerImapCall call = { cancellable, deadline_us };
  guint64        limit;
  gboolean       is_told;
  g_autoptr (MailerWireImapResponse) done = NULL;
  const MailerWireImapState *state;

  g_return_val_if_fail (self != NULL && what != NULL && what->mailbox != NULL && what->message != NULL, FALSE);

  limit = find_append_limit (self);
  if (limit > 0 && g_bytes_get_size (what->message) > limit)
    {
      mailer_imap_set_error (self, error, MAILER_IMAP_ERROR_TOO_LARGE, NULL, "The server takes no message above %" G_GUINT64_FORMAT " bytes", limit);
      return FALSE;
    }
  done = mailer_imap_send (self, build_append (self, what), NULL, NULL, NULL, what->progress, what->progress_data, &call, error);
  if (done == NULL)
    return FALSE;
  mailer_imap_tell_news (self);
  state = mailer_wire_imap_response_get_state (done);
  if (state->condition != MAILER_WIRE_IMAP_OK)
    {
      mailer_imap_set_refusal (self, error, state, "Cannot add a message");
      return FALSE;
    }

  is_told = state->code == MAILER_WIRE_IMAP_CODE_APPENDUID && state->targets != NULL && state->targets->len == 1;
  if (uid_validity != NULL)
    *uid_validity = is_told ? (guint32)state->number : 0;
  if (uid != NULL)
    *uid = is_told ? g_array_index (state->targets, MailerWireImapRange, 0).first : 0;

  return TRUE;
}
