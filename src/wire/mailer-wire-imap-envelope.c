/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-wire-imap-response-private.h"

#include <string.h>

static gboolean
take_text (MailerWireImapCursor *cursor,
           char                **text)
{
  MailerWireImapString string;

  mailer_wire_imap_cursor_skip_blanks (cursor);
  if (!mailer_wire_imap_cursor_take_nstring (cursor, &string))
    return FALSE;
  *text = mailer_wire_imap_string_dup (&string);

  return TRUE;
}

static gboolean
take_address (MailerWireImapCursor *cursor,
              MailerRawAddress    **address)
{
  g_autofree char *name = NULL;
  g_autofree char *route = NULL;
  g_autofree char *mailbox = NULL;
  g_autofree char *host = NULL;

  if (!mailer_wire_imap_cursor_take_byte (cursor, '('))
    return FALSE;
  if (!take_text (cursor, &name) || !take_text (cursor, &route) || !take_text (cursor, &mailbox) || !take_text (cursor, &host))
    return FALSE;
  mailer_wire_imap_cursor_skip_blanks (cursor);
  if (!mailer_wire_imap_cursor_take_byte (cursor, ')'))
    return FALSE;
  *address = mailer_raw_address_new (name, mailbox, host);

  return TRUE;
}

static void
free_address_cb (gpointer address)
{
  mailer_raw_address_free (address);
}

static gboolean
take_addresses (MailerWireImapCursor *cursor,
                GPtrArray           **addresses)
{
  g_autoptr (GPtrArray) list = NULL;
  MailerWireImapString nil;

  mailer_wire_imap_cursor_skip_blanks (cursor);
  /* NIL, and "" of servers that mean it. */
  if (mailer_wire_imap_cursor_peek (cursor) != '(')
    return mailer_wire_imap_cursor_take_nstring (cursor, &nil) && (nil.data == NULL || nil.size == 0);

  cursor->p++;
  list = g_ptr_array_new_with_free_func (free_address_cb);
  while (mailer_wire_imap_cursor_skip_blanks (cursor), !mailer_wire_imap_cursor_take_byte (cursor, ')'))
    {
      MailerRawAddress *address;

      if (list->len == MAILER_WIRE_IMAP_MAX_ELEMENTS || !take_address (cursor, &address))
        return FALSE;
      g_ptr_array_add (list, address);
    }
  *addresses = list->len > 0 ? g_steal_pointer (&list) : NULL;

  return TRUE;
}

MailerEnvelope *
mailer_wire_imap_take_envelope (MailerWireImapCursor *cursor)
{
  g_autoptr (MailerEnvelope) envelope = mailer_envelope_new ();

  if (!mailer_wire_imap_cursor_take_byte (cursor, '('))
    return NULL;
  if (!take_text (cursor, &envelope->date) || !take_text (cursor, &envelope->subject))
    return NULL;
  if (!take_addresses (cursor, &envelope->from) || !take_addresses (cursor, &envelope->sender) || !take_addresses (cursor, &envelope->reply_to))
    return NULL;
  if (!take_addresses (cursor, &envelope->to) || !take_addresses (cursor, &envelope->cc) || !take_addresses (cursor, &envelope->bcc))
    return NULL;
  if (!take_text (cursor, &envelope->in_reply_to) || !take_text (cursor, &envelope->message_id))
    return NULL;
  mailer_wire_imap_cursor_skip_blanks (cursor);
  if (!mailer_wire_imap_cursor_take_byte (cursor, ')'))
    return NULL;

  return g_steal_pointer (&envelope);
}
