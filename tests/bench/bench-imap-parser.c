/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* How fast the answers to the FETCH of a first synchronization are parsed from memory, beside a copy
 * of the same bytes, and how many instructions of the processor each byte takes. The answers are made
 * to the likeness of what Dovecot sends for usual mail: a text, an alternative, an attachment. */

#include "config.h"

#include "mailer-wire-imap-parser.h"
#include "mailer-wire-imap-response.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define N_MESSAGES 20000
#define N_COUNTED 2000
#define N_ROUNDS 7
#define CHUNK_BYTES (64 * 1024)
#define GOAL_MB_PER_S 300.0

static const MailerWireImapLimits limits = { 1 << 20, 1 << 20, 1 << 26, 1 << 26 };

static const char *const subjects[] = {
  "Harbour Park: trees along the quay, part",
  "Re: [quay] minutes of the meeting",
  "=?UTF-8?Q?Gr=C3=BC=C3=9Fe_aus_L=C3=BCbeck?=",
  "Invoice",
};

static const char *const bodies[] = {
  "(\"text\" \"plain\" (\"charset\" \"utf-8\") NIL NIL \"quoted-printable\" 2874 40 NIL NIL NIL NIL)",
  "((\"text\" \"plain\" (\"charset\" \"UTF-8\") NIL NIL \"7bit\" 1911 60 NIL NIL NIL NIL)"
  "(\"text\" \"html\" (\"charset\" \"UTF-8\") NIL NIL \"quoted-printable\" 9120 190 NIL NIL NIL NIL)"
  " \"alternative\" (\"boundary\" \"000000000000c5a4f9060c1f5c0e\") NIL NIL NIL)",
  "((\"text\" \"plain\" (\"charset\" \"utf-8\" \"format\" \"flowed\") NIL NIL \"8bit\" 604 12 NIL NIL NIL NIL)"
  "(\"application\" \"pdf\" (\"name\" \"plan.pdf\") NIL NIL \"base64\" 91234 NIL (\"attachment\" (\"filename\" \"plan.pdf\")) NIL NIL)"
  " \"mixed\" (\"boundary\" \"=_quay_7c1f5c0e\") NIL NIL NIL)",
};

static void
append_message (GString *stream,
                GRand   *random,
                guint32  i)
{
  g_autofree char *header = g_strdup_printf ("References: <%08x@harbourtrust.example>\r\n <%08x@kranich.example>\r\nList-Id: <quay.harbourtrust.example>\r\n\r\n", g_rand_int (random), g_rand_int (random));

  g_string_append_printf (stream,
                          "* %u FETCH (UID %u FLAGS (\\Seen%s) MODSEQ (%u) INTERNALDATE \"%02d-Nov-2026 10:%02d:00 +0000\" RFC822.SIZE %u "
                          "ENVELOPE (\"Mon, 02 Nov 2026 10:00:00 +0000\" \"%s\" "
                          "((\"Kwame Mensah\" NIL \"kwame.mensah\" \"harbourtrust.example\")) "
                          "((\"Kwame Mensah\" NIL \"kwame.mensah\" \"harbourtrust.example\")) "
                          "((\"Kwame Mensah\" NIL \"kwame.mensah\" \"harbourtrust.example\")) "
                          "((\"Ada Lindqvist\" NIL \"ada\" \"kranich.example\")) NIL NIL \"<%08x@kranich.example>\" "
                          "\"<%08x@harbourtrust.example>\") BODYSTRUCTURE %s "
                          "BODY[HEADER.FIELDS (REFERENCES LIST-ID LIST-UNSUBSCRIBE AUTO-SUBMITTED)] {%" G_GSIZE_FORMAT "}\r\n%s)\r\n",
                          i, i * 3, i % 5 == 0 ? " \\Flagged" : "", 1000 + i, 1 + (int)(i % 28), (int)(i % 60),
                          g_rand_int_range (random, 800, 90000), subjects[i % G_N_ELEMENTS (subjects)], g_rand_int (random), g_rand_int (random),
                          bodies[i % G_N_ELEMENTS (bodies)], strlen (header), header);
}

static GString *
generate_stream (guint n_messages)
{
  GString *stream = g_string_sized_new (n_messages * 1200);
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (guint32 i = 1; i <= n_messages; i++)
    append_message (stream, random, i);

  return stream;
}

/* So that no compiler takes the copying for useless. */
static volatile char keep_byte;

static void
copy (const GString *stream)
{
  static char target[CHUNK_BYTES];

  for (gsize at = 0; at < stream->len; at += CHUNK_BYTES)
    {
      memcpy (target, stream->str + at, MIN (CHUNK_BYTES, stream->len - at));
      keep_byte = target[0];
    }
}

static guint
pop_all (MailerWireImapParser *parser)
{
  guint n_whole = 0;

  while (TRUE)
    {
      g_autoptr (MailerWireImapResponse) response = NULL;
      g_autoptr (GError) error = NULL;
      const MailerWireImapFetch *fetch;

      if (!mailer_wire_imap_parser_pop (parser, &response, &error))
        g_error ("%s", error->message);
      if (response == NULL)
        return n_whole;
      fetch = mailer_wire_imap_response_get_fetch (response);
      n_whole += fetch != NULL && fetch->envelope != NULL && fetch->body != NULL && fetch->n_sections == 1;
    }
}

static guint
parse (const GString *stream)
{
  g_autoptr (MailerWireImapParser) parser = mailer_wire_imap_parser_new (&limits);
  guint n_whole = 0;

  for (gsize at = 0; at < stream->len; at += CHUNK_BYTES)
    {
      mailer_wire_imap_parser_push (parser, stream->str + at, MIN (CHUNK_BYTES, stream->len - at));
      n_whole += pop_all (parser);
    }

  return n_whole;
}

static void
parse_all (const GString *stream)
{
  if (parse (stream) != N_MESSAGES)
    exit (EXIT_FAILURE);
}

static gint64
get_cpu_time_ns (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);

  return (gint64)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* MB for each second of one core, in the best of some rounds: what else the machine does only makes it
 * slower. */
static double
measure (void (*work) (const GString *stream),
         const GString *stream)
{
  gint64 best = G_MAXINT64;

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      const gint64 start = get_cpu_time_ns ();

      work (stream);
      best = MIN (best, get_cpu_time_ns () - start);
    }

  return (double)stream->len * 1e3 / (double)MAX (best, 1);
}

/* Instructions of one function and all it calls, as valgrind counts them in a run of this program. */
static double
count_instructions (const char *program)
{
  g_autofree char  *folder = g_dir_make_tmp ("bench-imap-XXXXXX", NULL);
  g_autofree char  *file = folder != NULL ? g_build_filename (folder, "counts", NULL) : NULL;
  g_autofree char  *option = g_strconcat ("--callgrind-out-file=", file, NULL);
  g_autofree char  *content = NULL;
  const char *const arguments[] = { "valgrind", "--tool=callgrind", "--toggle-collect=parse", option, program, "--count", NULL };
  const char       *totals;
  double            n = -1;

  if (folder == NULL || !g_spawn_sync (NULL, (char **)arguments, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL, NULL, NULL, NULL))
    return -1;
  if (g_file_get_contents (file, &content, NULL, NULL))
    {
      totals = strstr (content, "\ntotals: ");
      n = totals != NULL ? g_ascii_strtod (totals + strlen ("\ntotals: "), NULL) : -1;
    }
  g_remove (file);
  g_rmdir (folder);

  return n;
}

static void
report_instructions (const char *program)
{
  GString     *stream = generate_stream (N_COUNTED);
  const double n = count_instructions (program);

  if (n > 0)
    printf ("{\"bench\": \"imap\", \"metric\": \"instructions for each byte of FETCH answers\", \"value\": %.3f, \"unit\": \"instructions\", "
            "\"baseline\": null, \"ratio\": null, \"goal\": null}\n",
            n / (double)stream->len);
  g_string_free (stream, TRUE);
}

int
main (int   argc,
      char *argv[])
{
  gboolean is_counted = argc > 1 && strcmp (argv[1], "--count") == 0;
  GString *stream = generate_stream (is_counted ? N_COUNTED : N_MESSAGES);

  if (is_counted)
    {
      gboolean is_whole = parse (stream) == N_COUNTED;

      g_string_free (stream, TRUE);
      return is_whole ? EXIT_SUCCESS : EXIT_FAILURE;
    }

  printf ("{\"bench\": \"imap\", \"metric\": \"FETCH answers copied in memory\", \"value\": %.1f, \"unit\": \"MB/s\", "
          "\"baseline\": null, \"ratio\": null, \"goal\": null}\n",
          measure (copy, stream));
  {
    const double parsed = measure (parse_all, stream);

    printf ("{\"bench\": \"imap\", \"metric\": \"FETCH answers parsed, to %.0f MB/s\", \"value\": %.1f, \"unit\": \"MB/s\", "
            "\"baseline\": %.1f, \"ratio\": %.3f, \"goal\": 1.0}\n",
            GOAL_MB_PER_S, parsed, GOAL_MB_PER_S, parsed / GOAL_MB_PER_S);
    printf ("{\"bench\": \"imap\", \"metric\": \"bytes of a FETCH answer\", \"value\": %.0f, \"unit\": \"B\", "
            "\"baseline\": null, \"ratio\": null, \"goal\": null}\n",
            (double)stream->len / N_MESSAGES);
  }
  report_instructions (argv[0]);
  g_string_free (stream, TRUE);

  return EXIT_SUCCESS;
}
