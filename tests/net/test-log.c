/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-net-log.h"

#include <string.h>

enum
{
  STAMP_BYTES = 13, /* "12:34:56.789 " */
};

static void
add (MailerNetLog      *log,
     MailerNetDirection direction,
     const char        *text)
{
  mailer_net_log_add (log, direction, text, strlen (text));
}

/* The text without its time stamps. */
static char *
dup_plain (MailerNetLog *log)
{
  g_autofree char *text = mailer_net_log_dup_text (log);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (GString) plain = g_string_new (NULL);

  for (gsize i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      gboolean has_stamp = g_ascii_isdigit (lines[i][0]);

      g_string_append_printf (plain, "%s\n", lines[i] + (has_stamp ? STAMP_BYTES : 0));
    }

  return g_string_free (g_steal_pointer (&plain), FALSE);
}

static const struct
{
  MailerNetDirection direction;
  const char        *said;
  const char        *logged;
} rows[] = {
  { MAILER_NET_DIRECTION_IN, "* OK ready\r\n", "S: * OK ready\n" },
  { MAILER_NET_DIRECTION_OUT, "a NOOP\r\nb NOOP\r\n", "C: a NOOP\nC: b NOOP\n" },
  { MAILER_NET_DIRECTION_IN, "* 1 FETCH (BODY[] {6}\r\nabc\r\n. UID 7)\r\na OK\r\n", "S: * 1 FETCH (BODY[] {6}\nS: [6 bytes]\nS:  UID 7)\nS: a OK\n" },
  { MAILER_NET_DIRECTION_IN, "* 1 FETCH (ENVELOPE (\"date\" \"Sub\\\"ject\") UID 7)\r\n", "S: * 1 FETCH (ENVELOPE (\"....\" \".........\") UID 7)\n" },
  { MAILER_NET_DIRECTION_IN, "* 1 FETCH (ENVELOPE ({2}\r\nab \"Subject\"))\r\n* 2 EXISTS \"x\"\r\n", "S: * 1 FETCH (ENVELOPE ({2}\nS: [2 bytes]\nS:  \".......\"))\nS: * 2 EXISTS \"x\"\n" },
  { MAILER_NET_DIRECTION_OUT, "a UID SEARCH TEXT \"secret plan\"\r\n", "C: a UID SEARCH TEXT \"...........\"\n" },
  { MAILER_NET_DIRECTION_OUT, "a APPEND x {4+}\r\nmail\r\nb NOOP\r\n", "C: a APPEND x {4+}\nC: [4 bytes]\nC: \nC: b NOOP\n" },
  { MAILER_NET_DIRECTION_IN, "+ cj1zYWx0\r\n334 cj1zYWx0\r\n", "S: + \nS: 334 \n" },
  { MAILER_NET_DIRECTION_IN, "250 a {x}\r\n250 {}\r\n250 }\r\nmore\r\n", "S: 250 a {x}\nS: 250 {}\nS: 250 }\nS: more\n" },
  { MAILER_NET_DIRECTION_IN, "a\x01\x1b[31mb\xff\tc\n", "S: a..[31mb\xef\xbf\xbd.c\n" },
};

static void
test_lines (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    for (gsize n_chunk = 1; n_chunk <= 64; n_chunk += 63)
      {
        g_autoptr (MailerNetLog) log = mailer_net_log_new ();
        g_autofree char *plain = NULL;
        gsize            size = strlen (rows[i].said);

        for (gsize at = 0; at < size; at += n_chunk)
          mailer_net_log_add (log, rows[i].direction, rows[i].said + at, MIN (n_chunk, size - at));
        plain = dup_plain (log);
        g_assert_cmpstr (plain, ==, rows[i].logged);
      }
}

static void
test_unfinished_line (void)
{
  g_autoptr (MailerNetLog) log = mailer_net_log_new ();
  g_autofree char *plain = NULL;

  mailer_net_log_remark (log, "connected");
  add (log, MAILER_NET_DIRECTION_IN, "* 1 FETCH (PREVIEW \"dear");
  plain = dup_plain (log);

  g_assert_cmpstr (plain, ==, "-- connected\nS: * 1 FETCH (PREVIEW \"....\n");
}

static void
test_long_lines_are_cut (void)
{
  g_autoptr (MailerNetLog) log = mailer_net_log_new ();
  g_autofree char *long_line = g_strnfill (1000000, 'x');
  g_autofree char *plain = NULL;

  add (log, MAILER_NET_DIRECTION_IN, long_line);
  add (log, MAILER_NET_DIRECTION_IN, " {3}\r\nabc)\r\n");
  plain = dup_plain (log);

  g_assert_cmpint (strlen (plain), <, 400);
  g_assert_nonnull (strstr (plain, "S: [3 bytes]\nS: )\n"));
}

static void
test_the_oldest_is_forgotten (void)
{
  g_autoptr (MailerNetLog) log = mailer_net_log_new ();
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint n_lines;

  for (guint i = 0; i < 20000; i++)
    {
      g_autofree char *line = g_strdup_printf ("line %u\r\n", i);

      add (log, MAILER_NET_DIRECTION_IN, line);
    }
  add (log, MAILER_NET_DIRECTION_IN, "with a \0 NUL\r\n");
  text = dup_plain (log);
  lines = g_strsplit (text, "\n", -1);
  n_lines = g_strv_length (lines);

  g_assert_cmpint (strlen (text), <, 64 * 1024);
  g_assert_cmpint (n_lines, >, 1000);
  g_assert_cmpint (n_lines, <, 10000);
  for (guint i = 0; i + 2 < n_lines; i++)
    g_assert_true (g_str_has_prefix (lines[i], "S: line "));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/net/log/lines", test_lines);
  g_test_add_func ("/net/log/unfinished-line", test_unfinished_line);
  g_test_add_func ("/net/log/long-lines-are-cut", test_long_lines_are_cut);
  g_test_add_func ("/net/log/oldest-is-forgotten", test_the_oldest_is_forgotten);

  return g_test_run ();
}
