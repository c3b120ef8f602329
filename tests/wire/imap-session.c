/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "imap-session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "imap-dump.h"
#include "imap-write.h"

#define MAX_INPUT_BYTES 65536

typedef void (*ResponseFunc) (MailerWireImapResponse *response,
                              gpointer                data);

/* FALSE at an error, whose message is added to @text then. */
static gboolean
pop_all (MailerWireImapParser *parser,
         ResponseFunc          func,
         gpointer              data,
         GString              *text)
{
  while (TRUE)
    {
      g_autoptr (MailerWireImapResponse) response = NULL;
      g_autoptr (GError) error = NULL;

      if (!mailer_wire_imap_parser_pop (parser, &response, &error))
        {
          g_string_append (text, error->message);
          return FALSE;
        }
      if (response == NULL)
        return TRUE;
      func (response, data);
    }
}

static void
dump_cb (MailerWireImapResponse *response,
         gpointer                data)
{
  imap_dump_response (data, response);
}

char *
imap_session_dump (const char                 *data,
                   gsize                       size,
                   gsize                       step,
                   const MailerWireImapLimits *limits)
{
  g_autoptr (MailerWireImapParser) parser = mailer_wire_imap_parser_new (limits);
  GString *text = g_string_new (NULL);

  for (gsize done = 0; done < size; done += step)
    {
      mailer_wire_imap_parser_push (parser, data + done, MIN (step, size - done));
      if (!pop_all (parser, dump_cb, text, text))
        break;
    }

  return g_string_free (text, FALSE);
}

static void
check_response_cb (MailerWireImapResponse *response,
                   gpointer                data)
{
  /* Written with every string as a literal, it may be longer than it came. */
  static const MailerWireImapLimits wide = { 1 << 24, 1 << 24, 1 << 24, 1 << 26 };
  g_autoptr (GString) written = g_string_new (NULL);
  g_autoptr (GString) before = g_string_new (NULL);
  g_autofree char *after = NULL;

  if (!imap_write_response (written, response))
    return;
  imap_dump_response (before, response);
  after = imap_session_dump (written->str, written->len, written->len, &wide);
  if (strcmp (before->str, after) == 0)
    return;
  fprintf (stderr, "written: %s\nbefore: %s\nafter:  %s\n", written->str, before->str, after);
  abort ();
}

void
imap_session_check_round_trip (const char                 *data,
                               gsize                       size,
                               const MailerWireImapLimits *limits)
{
  g_autoptr (MailerWireImapParser) parser = mailer_wire_imap_parser_new (limits);
  g_autoptr (GString) ignored = g_string_new (NULL);

  mailer_wire_imap_parser_push (parser, data, size);
  pop_all (parser, check_response_cb, NULL, ignored);
}

void
imap_session_fuzz (const char   *prefix,
                   const guint8 *data,
                   gsize         size,
                   const char   *suffix)
{
  static const MailerWireImapLimits limits = { 65536, 16384, 32768, 131072 };
  g_autoptr (GString) input = g_string_new (prefix);
  g_autofree char *whole = NULL;
  g_autofree char *split = NULL;

  if (size == 0 || size > MAX_INPUT_BYTES)
    return;
  g_string_append_len (input, (const char *)data, (gssize)size);
  g_string_append (input, suffix);

  whole = imap_session_dump (input->str, input->len, input->len, &limits);
  split = imap_session_dump (input->str, input->len, 1 + data[0] % 7, &limits);
  if (strcmp (whole, split) != 0)
    abort ();
  imap_session_check_round_trip (input->str, input->len, &limits);
}
