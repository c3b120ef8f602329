/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-wire-imap-response-private.h"

#include <string.h>

/* The bytes of a list of addresses, and what they became. */
typedef struct
{
  const char         *data;
  gsize               size;
  MailerRawAddresses *addresses;
} Sample;

static gboolean
take_address (MailerWireImapCursor *cursor,
              MailerRawAddress     *address)
{
  if (!mailer_wire_imap_cursor_take_byte (cursor, '('))
    return FALSE;
  if (!mailer_wire_imap_cursor_take_text (cursor, &address->name)
      || !mailer_wire_imap_cursor_take_text (cursor, &address->route))
    return FALSE;
  if (!mailer_wire_imap_cursor_take_text (cursor, &address->mailbox)
      || !mailer_wire_imap_cursor_take_text (cursor, &address->host))
    return FALSE;
  mailer_wire_imap_cursor_skip_blanks (cursor);

  return mailer_wire_imap_cursor_take_byte (cursor, ')');
}

static gboolean
take_addresses (MailerWireImapCursor *cursor,
                MailerRawAddresses   *list)
{
  MailerRawAddress    *addresses = NULL;
  guint                length = 0;
  MailerWireImapString nil;

  mailer_wire_imap_cursor_skip_blanks (cursor);
  /* NIL, and "" of servers that mean it. */
  if (mailer_wire_imap_cursor_peek (cursor) != '(')
    return mailer_wire_imap_cursor_take_nstring (cursor, &nil) && (nil.data == NULL || nil.size == 0);

  cursor->p++;
  while (mailer_wire_imap_cursor_skip_blanks (cursor), !mailer_wire_imap_cursor_take_byte (cursor, ')'))
    {
      if (length == MAILER_WIRE_IMAP_MAX_ELEMENTS)
        return FALSE;
      /* "(NIL (...))" of a header that the server gave up on. */
      if (mailer_wire_imap_cursor_peek (cursor) != '(')
        {
          if (!mailer_wire_imap_cursor_take_nstring (cursor, &nil) || nil.data != NULL)
            return FALSE;
          continue;
        }
      addresses = mailer_arena_grow (cursor->arena, addresses, length, sizeof *addresses);
      if (!take_address (cursor, &addresses[length]))
        return FALSE;
      length++;
    }
  *list = (MailerRawAddresses){ addresses, length };

  return TRUE;
}

/* Sender and Reply-To are nearly always those of From, byte for byte. */
static gboolean
take_addresses_like (MailerWireImapCursor *cursor,
                     const Sample         *sample,
                     MailerRawAddresses   *list)
{
  mailer_wire_imap_cursor_skip_blanks (cursor);
  if (sample->addresses->length == 0 || (gsize)(cursor->end - cursor->p) < sample->size
      || memcmp (cursor->p, sample->data, sample->size) != 0)
    return take_addresses (cursor, list);
  *list = *sample->addresses;
  cursor->p += sample->size;

  return TRUE;
}

gboolean
mailer_wire_imap_take_envelope (MailerWireImapCursor *cursor,
                                MailerEnvelope       *envelope)
{
  Sample from = { NULL, 0, &envelope->from };

  if (!mailer_wire_imap_cursor_take_byte (cursor, '('))
    return FALSE;
  if (!mailer_wire_imap_cursor_take_text (cursor, &envelope->date)
      || !mailer_wire_imap_cursor_take_text (cursor, &envelope->subject))
    return FALSE;
  mailer_wire_imap_cursor_skip_blanks (cursor);
  from.data = cursor->p;
  if (!take_addresses (cursor, &envelope->from))
    return FALSE;
  from.size = cursor->p - from.data;
  if (!take_addresses_like (cursor, &from, &envelope->sender)
      || !take_addresses_like (cursor, &from, &envelope->reply_to))
    return FALSE;
  if (!take_addresses (cursor, &envelope->to) || !take_addresses (cursor, &envelope->cc)
      || !take_addresses (cursor, &envelope->bcc))
    return FALSE;
  if (!mailer_wire_imap_cursor_take_text (cursor, &envelope->in_reply_to)
      || !mailer_wire_imap_cursor_take_text (cursor, &envelope->message_id))
    return FALSE;
  mailer_wire_imap_cursor_skip_blanks (cursor);

  return mailer_wire_imap_cursor_take_byte (cursor, ')');
}
