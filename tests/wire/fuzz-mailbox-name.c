/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A name that was decoded can be encoded and means the same then; what is encoded is plain ASCII. As the
 * argument of a command it is what a server reads there, whatever is in it. */

#include "config.h"

#include <glib.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mailer-wire-imap-command.h"
#include "mailer-wire-imap-parser.h"
#include "mailer-wire-mailbox-name.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

static void
check_spelling (const char *data,
                gsize       size)
{
  g_autofree char *decoded = mailer_wire_mailbox_name_decode (data, size);
  g_autofree char *encoded = mailer_wire_mailbox_name_encode (decoded);
  g_autofree char *again = mailer_wire_mailbox_name_decode (encoded, strlen (encoded));

  if (!g_utf8_validate (decoded, -1, NULL) || !g_str_is_ascii (encoded) || strcmp (decoded, again) != 0)
    abort ();
}

static void
append_chunks (GString               *text,
               MailerWireImapCommand *command)
{
  for (guint i = 0; i < mailer_wire_imap_command_get_n_chunks (command); i++)
    {
      gboolean waits;
      gsize    size;
      GBytes  *chunk = mailer_wire_imap_command_get_chunk (command, i, &waits);
      gpointer bytes = (gpointer)g_bytes_get_data (chunk, &size);

      g_string_append_len (text, bytes, (gssize)size);
    }
}

/* A LIST response has a mailbox where this command has it, so our own parser can stand for the server. */
static void
check_argument (const char *name,
                gboolean    is_utf8)
{
  static const MailerWireImapLimits limits = { 1 << 20, 1 << 20, 1 << 20, 1 << 20 };
  g_autoptr (MailerWireImapCommand) command = mailer_wire_imap_command_new ("*", "LIST () NIL", MAILER_WIRE_IMAP_LITERALS_PLUS);
  g_autoptr (MailerWireImapParser) parser = mailer_wire_imap_parser_new (&limits);
  g_autoptr (MailerWireImapResponse) response = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  const MailerWireImapList *list;

  mailer_wire_imap_command_set_utf8 (command, is_utf8);
  mailer_wire_imap_command_add_string (command, name);
  if (!mailer_wire_imap_command_end (command))
    abort ();
  append_chunks (text, command);
  mailer_wire_imap_parser_push (parser, text->str, text->len);
  if (!mailer_wire_imap_parser_pop (parser, &response, NULL) || response == NULL || mailer_wire_imap_parser_has_input (parser))
    abort ();
  list = mailer_wire_imap_response_get_list (response);
  if (list == NULL || (strcmp (list->name, name) != 0 && g_ascii_strcasecmp (name, "INBOX") != 0))
    abort ();
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *name = NULL;

  if (size == 0 || size > 1000)
    return 0;
  check_spelling ((const char *)data, size);
  name = g_strndup ((const char *)data, size);
  if (*name != '\0')
    {
      check_argument (name, FALSE);
      check_argument (name, TRUE);
    }

  return 0;
}
