/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* How fast the answers to FETCH are parsed, beside a pass over the same bytes that only finds the ends
 * of the lines: what any client has to do at least. */

#include "config.h"

#include "mailer-wire-imap-parser.h"
#include "mailer-wire-imap-response.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N_MESSAGES 20000
#define N_ROUNDS 5
#define CHUNK_BYTES 16384

static const MailerWireImapLimits limits = { 1 << 20, 1 << 20, 1 << 26, 1 << 26 };

static GString *
generate_stream (void)
{
  GString *stream = g_string_sized_new (N_MESSAGES * 600);
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (guint32 i = 1; i <= N_MESSAGES; i++)
    g_string_append_printf (stream,
                            "* %u FETCH (UID %u FLAGS (\\Seen%s) INTERNALDATE \"%02d-Nov-2026 10:%02d:00 +0000\" RFC822.SIZE %u "
                            "ENVELOPE (\"Mon, 02 Nov 2026 10:00:00 +0000\" \"Harbour Park: trees along the quay, part %u\" "
                            "((\"Kwame Mensah\" NIL \"kwame.mensah\" \"harbourtrust.example\")) "
                            "((\"Kwame Mensah\" NIL \"kwame.mensah\" \"harbourtrust.example\")) "
                            "((\"Kwame Mensah\" NIL \"kwame.mensah\" \"harbourtrust.example\")) "
                            "((\"Ada Lindqvist\" NIL \"ada\" \"kranich.example\")) NIL NIL \"<%08x@kranich.example>\" "
                            "\"<%08x@harbourtrust.example>\") "
                            "BODYSTRUCTURE ((\"text\" \"plain\" (\"charset\" \"utf-8\") NIL NIL \"quoted-printable\" %u 40 NIL NIL NIL NIL)"
                            "(\"application\" \"pdf\" (\"name\" \"plan.pdf\") NIL NIL \"base64\" 91234 NIL (\"attachment\" (\"filename\" \"plan.pdf\")) NIL NIL)"
                            " \"mixed\" (\"boundary\" \"=_x\") NIL NIL NIL))\r\n",
                            i, i * 3, i % 5 == 0 ? " \\Flagged" : "", 1 + (int)(i % 28), (int)(i % 60),
                            g_rand_int_range (random, 800, 90000), i, g_rand_int (random), g_rand_int (random),
                            g_rand_int_range (random, 200, 4000));
  return stream;
}

static gsize
scan_lines (const GString *stream)
{
  gsize       n_lines = 0;
  const char *end = stream->str + stream->len;

  for (const char *at = stream->str; (at = memchr (at, '\n', end - at)) != NULL; at++)
    n_lines++;
  return n_lines;
}

static gsize
parse (const GString *stream)
{
  g_autoptr (MailerWireImapParser) parser = mailer_wire_imap_parser_new (&limits);
  gsize n_responses = 0;

  for (gsize at = 0; at < stream->len; at += CHUNK_BYTES)
    {
      mailer_wire_imap_parser_push (parser, stream->str + at, MIN (CHUNK_BYTES, stream->len - at));
      while (TRUE)
        {
          g_autoptr (MailerWireImapResponse) response = NULL;
          g_autoptr (GError) error = NULL;

          if (!mailer_wire_imap_parser_pop (parser, &response, &error))
            exit (EXIT_FAILURE);
          if (response == NULL)
            break;
          n_responses++;
        }
    }
  return n_responses;
}

/* The best of some rounds: what else the machine does only makes it slower. */
static double
measure (gsize (*work) (const GString *stream),
         const GString *stream)
{
  gint64 best = G_MAXINT64;

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      const gint64 start = g_get_monotonic_time ();

      if (work (stream) != N_MESSAGES)
        exit (EXIT_FAILURE);
      best = MIN (best, g_get_monotonic_time () - start);
    }
  return (double)stream->len / (double)MAX (best, 1);
}

int
main (void)
{
  GString     *stream = generate_stream ();
  const double parsed = measure (parse, stream);
  const double scanned = measure (scan_lines, stream);

  printf ("{\"bench\": \"wire\", \"metric\": \"FETCH answers parsed, %d messages\", \"value\": %.1f, \"unit\": \"MB/s\", "
          "\"baseline\": %.1f, \"ratio\": %.5f, \"goal\": null}\n",
          N_MESSAGES, parsed, scanned, parsed / scanned);
  printf ("{\"bench\": \"wire\", \"metric\": \"time to parse 100,000 messages\", \"value\": %.3f, \"unit\": \"s\", "
          "\"baseline\": null, \"ratio\": null, \"goal\": null}\n",
          (double)stream->len / parsed / 1e6 * (100000.0 / N_MESSAGES));
  g_string_free (stream, TRUE);
  return EXIT_SUCCESS;
}
