/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-net-log.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

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

/* A conversation: each part is said at once or in pieces, by whom its first letter says. */
static const struct
{
  const char *name;
  const char *said[8];
  const char *logged;
} rows[] = {
  { "plain", { "S* OK ready\r\n", "Ca NOOP\r\nb NOOP\r\n" }, "S: * OK ready\nC: a NOOP\nC: b NOOP\n" },
  { "controls", { "Sa\x01\x1b[31mb\xff\tc\n" }, "S: a..[31mb\xef\xbf\xbd.c\n" },

  /* Mail */
  { "fetch-literal", { "S* 1 FETCH (BODY[] {6}\r\nabc\r\n. UID 7)\r\na OK\r\n" }, "S: * 1 FETCH (BODY[] {6}\nS: [6 bytes]\nS:  UID 7)\nS: a OK\n" },
  { "fetch-literal8", { "S* 1 FETCH (BINARY[1] ~{6}\r\nab\r\nc. UID 7)\r\na OK\r\n" }, "S: * 1 FETCH (BINARY[1] ~{6}\nS: [6 bytes]\nS:  UID 7)\nS: a OK\n" },
  { "fetch-envelope", { "S* 1 FETCH (ENVELOPE (\"date\" \"Sub\\\"ject\") UID 7)\r\n" }, "S: * 1 FETCH (ENVELOPE (\"....\" \".........\") UID 7)\n" },
  { "fetch-envelope-lower-case", { "S* 1 fetch (envelope (\"date\" \"Subject\") uid 7)\r\n" }, "S: * 1 fetch (envelope (\"....\" \".......\") uid 7)\n" },
  { "fetch-without-blank", { "S* 1 FETCH(PREVIEW \"Hello\")\r\n" }, "S: * 1 FETCH(PREVIEW \".....\")\n" },
  { "fetch-two-blanks", { "S*  1  FETCH  (PREVIEW \"Hello\")\r\n" }, "S: *  1  FETCH  (PREVIEW \".....\")\n" },
  { "uidfetch", { "S* 1 UIDFETCH (PREVIEW \"Hello\")\r\n" }, "S: * 1 UIDFETCH (PREVIEW \".....\")\n" },
  { "fetch-envelope-with-literals", { "S* 1 FETCH (ENVELOPE ({2}\r\nab \"Subject\" {3}\r\nabc \"Name\"))\r\n* 2 EXISTS \"x\"\r\n" }, "S: * 1 FETCH (ENVELOPE ({2}\nS: [2 bytes]\nS:  \".......\" {3}\nS: [3 bytes]\nS:  \"....\"))\nS: * 2 EXISTS \"x\"\n" },
  { "fetch-beside-what-we-say", { "S* 1 FETCH (ENVELOPE ({2}\r\n", "CDONE\r\n", "Sab \"Subject\"))\r\n" }, "S: * 1 FETCH (ENVELOPE ({2}\nS: [2 bytes]\nC: DONE\nS:  \".......\"))\n" },
  { "metadata", { "S* METADATA \"INBOX\" (/private/comment \"mine\")\r\n", "Ca SETMETADATA \"INBOX\" (/private/comment \"mine\")\r\n" }, "S: * METADATA \".....\" (/private/comment \"....\")\nC: a SETMETADATA \".....\" (/private/comment \"....\")\n" },
  { "search", { "Ca UID SEARCH TEXT \"secret plan\"\r\nb SEARCH SUBJECT \"x y\"\r\n" }, "C: a UID SEARCH TEXT \"...........\"\nC: b SEARCH SUBJECT \"...\"\n" },
  { "search-by-others", { "Ca UID SORT (ARRIVAL) UTF-8 TEXT \"plan\"\r\nb UID THREAD REFERENCES UTF-8 TEXT \"plan\"\r\nc ESEARCH IN (personal) TEXT \"plan\"\r\n" }, "C: a UID SORT (ARRIVAL) UTF-8 TEXT \"....\"\nC: b UID THREAD REFERENCES UTF-8 TEXT \"....\"\nC: c ESEARCH IN (personal) TEXT \"....\"\n" },
  { "search-literal", { "Ca UID SEARCH TEXT {6+}\r\nsecret SUBJECT \"plan\"\r\nb NOOP \"x\"\r\n" }, "C: a UID SEARCH TEXT {6+}\nC: [6 bytes]\nC:  SUBJECT \"....\"\nC: b NOOP \"x\"\n" },
  { "append", { "Ca APPEND x {4+}\r\nmail\r\nb NOOP\r\n" }, "C: a APPEND x {4+}\nC: [4 bytes]\nC: \nC: b NOOP\n" },
  { "append-waits", { "Ca APPEND x (\\Seen) {4}\r\n", "S+ go\r\n", "Cmail {5}\r\n", "Chello\r\n" }, "C: a APPEND x (\\Seen) {4}\nC: [4 bytes]\nS: + \nC:  {5}\nC: [5 bytes]\nC: \n" },
  { "no-literals", { "S250 a {x}\r\n250 {}\r\n250 }\r\nmore\r\n" }, "S: 250 a {x}\nS: 250 {}\nS: 250 }\nS: more\n" },

  /* Labels */
  { "gmail-labels", { "S* 1 FETCH (X-GM-LABELS (\\Inbox Divorce \"zu tun\" {4}\r\nM\xc3\xbcl Cancer) UID 7)\r\n" }, "S: * 1 FETCH (X-GM-LABELS (\\Inbox ....... \"......\" {4}\nS: [4 bytes]\nS:  ......) UID 7)\n" },
  { "keywords", { "S* 1 FETCH (FLAGS (\\Seen $Forwarded Divorce) MODSEQ (9) BODY[1.TEXT]<0> \"x\")\r\n* FLAGS (\\Seen Divorce)\r\n* OK [PERMANENTFLAGS (\\Seen Divorce \\*)] ok\r\n" }, "S: * 1 FETCH (FLAGS (\\Seen $Forwarded .......) MODSEQ (9) BODY[1.TEXT]<0> \".\")\nS: * FLAGS (\\Seen .......)\nS: * OK [PERMANENTFLAGS (\\Seen ....... \\*)] ok\n" },
  { "store-labels", { "Ca UID STORE 1:9 +X-GM-LABELS.SILENT (\"zu tun\" Divorce)\r\nb UID STORE 9 -FLAGS.SILENT (\\Seen Divorce)\r\n" }, "C: a UID STORE 1:9 +X-GM-LABELS.SILENT (\"......\" .......)\nC: b UID STORE 9 -FLAGS.SILENT (\\Seen .......)\n" },
  { "append-keywords", { "Ca APPEND \"Sent\" (\\Seen Divorce) {4+}\r\nmail\r\n" }, "C: a APPEND \"Sent\" (\\Seen .......) {4+}\nC: [4 bytes]\nC: \n" },
  { "search-keyword", { "Ca UID SEARCH (OR KEYWORD Divorce (NOT UNKEYWORD $Junk)) SINCE 1-Jan-2026\r\n" }, "C: a UID SEARCH (OR KEYWORD ....... (NOT UNKEYWORD $Junk)) SINCE 1-Jan-2026\n" },
  /* QQ: a quote that does not end turns inside out what follows. */
  { "fetch-unescaped", { "S* 1 FETCH (ENVELOPE (\"date\" NIL ((\"A\" NIL \"b\" \"c\\\")) NIL \"Divorce papers\"))\r\n" }, "S: * 1 FETCH (ENVELOPE (\"....\" NIL ((\".\" NIL \".\" \"..........\"....... ......\"..\n" },

  /* Scripts */
  { "put-script", { "CPUTSCRIPT \"main\" \"if header Divorce\"\r\n", "SNO \"line 1: Divorce?\"\r\n", "CNOOP \"x\"\r\n", "SOK \"y\"\r\n" }, "C: PUTSCRIPT \"....\" \".................\"\nS: NO \"................\"\nC: NOOP \"x\"\nS: OK \"y\"\n" },
  { "put-script-hidden", { "CPUTSCRIPT [script]\n", "SNO {7}\r\nDivorce\r\n" }, "C: PUTSCRIPT [script]\nS: NO {7}\nS: [7 bytes]\nS: \n" },
  { "get-script", { "CGETSCRIPT \"main\"\r\n", "S\"if header Divorce\"\r\nOK \"done\"\r\n", "CLISTSCRIPTS\r\n", "S\"main\" ACTIVE\r\n" }, "C: GETSCRIPT \"....\"\nS: \".................\"\nS: OK \"....\"\nC: LISTSCRIPTS\nS: \"main\" ACTIVE\n" },

  /* Credentials, even when nobody hid them */
  { "imap-initial-response", { "Ca AUTHENTICATE PLAIN AGFkYQBzZWNyZXQ=\r\n", "Sa OK in\r\n", "Cb NOOP\r\n" }, "C: a AUTHENTICATE PLAIN [hidden]\nS: a OK in\nC: b NOOP\n" },
  { "imap-lower-case", { "Ca authenticate plain AGFkYQBzZWNyZXQ=\r\n", "Sa OK in\r\n" }, "C: a authenticate plain [hidden]\nS: a OK in\n" },
  { "imap-continuation", { "Ca AUTHENTICATE SCRAM-SHA-256\r\n", "S+ \r\n", "Cbiws\r\n", "S+ cj1zYWx0\r\n* OK still here\r\n", "Cbj1tZQ==\r\n", "Sa NO [AUTHENTICATIONFAILED] no\r\n", "Cb NOOP\r\n" }, "C: a AUTHENTICATE SCRAM-SHA-256\nS: + \nC: [hidden]\nS: + \nS: * OK still here\nC: [hidden]\nS: a NO [AUTHENTICATIONFAILED] no\nC: b NOOP\n" },
  { "imap-login", { "Ca LOGIN \"ada\" \"secret\"\r\n", "Sa OK in\r\n", "Cb LIST \"\" \"*\"\r\n" }, "C: a LOGIN [hidden]\nS: a OK in\nC: b LIST \"\" \"*\"\n" },
  { "imap-login-with-literals", { "Ca LOGIN {3}\r\n", "S+ go\r\n", "Cada {6}\r\n", "S+ go\r\n", "Csecret\r\n", "Sa OK in\r\n", "Cb NOOP\r\n" }, "C: a LOGIN [hidden]\nS: + \nC: [hidden]\nS: + \nC: [hidden]\nS: a OK in\nC: b NOOP\n" },
  { "imap-login-with-literals-at-once", { "Ca LOGIN {3+}\r\nada {6+}\r\nsecret\r\n", "Sa NO no\r\n", "Cb NOOP\r\n" }, "C: a LOGIN [hidden]\nC: [hidden]\nC: [hidden]\nS: a NO no\nC: b NOOP\n" },
  { "imap-hidden-before", { "Ca AUTHENTICATE PLAIN [hidden]\n", "S+ \r\n", "C[hidden]\n", "Sa OK in\r\n" }, "C: a AUTHENTICATE PLAIN [hidden]\nS: + \nC: [hidden]\nS: a OK in\n" },
  { "oauth-error", { "Ca AUTHENTICATE XOAUTH2 dXNlcj1hZGE=\r\n", "S+ eyJzdGF0dXMiOiI0MDAifQ==\r\n", "C\r\n", "Sa NO no\r\n" }, "C: a AUTHENTICATE XOAUTH2 [hidden]\nS: + \nC: [hidden]\nS: a NO no\n" },
  { "smtp-auth", { "CAUTH PLAIN AGFkYQBzZWNyZXQ=\r\n", "S235 in\r\n", "CMAIL FROM:<a@b>\r\n" }, "C: AUTH PLAIN [hidden]\nS: 235 in\nC: MAIL FROM:<a@b>\n" },
  { "smtp-login", { "CAUTH LOGIN\r\n", "S334 VXNlcm5hbWU6\r\n", "CYWRh\r\n", "S334 UGFzc3dvcmQ6\r\n", "CZ2VoZWlt\r\n", "S535-5.7.8 no\r\n535 5.7.8 no\r\n", "CQUIT\r\n" }, "C: AUTH LOGIN\nS: 334 \nC: [hidden]\nS: 334 \nC: [hidden]\nS: 535-5.7.8 no\nS: 535 5.7.8 no\nC: QUIT\n" },
  { "sieve-initial-response", { "CAUTHENTICATE \"PLAIN\" \"AGFkYQBzZWNyZXQ=\"\r\n", "SOK (SASL \"dj1zaWc=\") \"in\"\r\n", "CLISTSCRIPTS\r\n", "S\"one\" ACTIVE\r\n" }, "C: AUTHENTICATE \"PLAIN\" [hidden]\nS: OK (SASL [hidden]\nC: LISTSCRIPTS\nS: \"one\" ACTIVE\n" },
  { "sieve-challenge", { "CAUTHENTICATE \"SCRAM-SHA-1\" {4+}\r\nbiws\r\n", "S\"cj1zYWx0\"\r\n", "C\"bj1tZQ==\"\r\n", "S{8}\r\ndj1zaWc=\r\n", "C\"\"\r\n", "SNO \"wrong\"\r\n", "CLOGOUT\r\n" }, "C: AUTHENTICATE \"SCRAM-SHA-1\" [hidden]\nC: [hidden]\nS: [hidden]\nC: [hidden]\nS: {8}\nS: [8 bytes]\nS: \nC: [hidden]\nS: NO \"wrong\"\nC: LOGOUT\n" },
};

static void
add_in_pieces (MailerNetLog *log,
               const char   *said,
               gsize         n_piece)
{
  MailerNetDirection direction = *said == 'C' ? MAILER_NET_DIRECTION_OUT : MAILER_NET_DIRECTION_IN;
  gsize              size = strlen (said);

  for (gsize at = 1; at < size; at += n_piece)
    mailer_net_log_add (log, direction, said + at, MIN (n_piece, size - at));
}

static void
test_rows (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    for (gsize n_piece = 1; n_piece <= 1000; n_piece *= 10)
      {
        g_autoptr (MailerNetLog) log = mailer_net_log_new ();
        g_autofree char *plain = NULL;

        g_test_message ("%s", rows[i].name);
        for (guint n = 0; n < G_N_ELEMENTS (rows[i].said) && rows[i].said[n] != NULL; n++)
          add_in_pieces (log, rows[i].said[n], n_piece);
        plain = dup_plain (log);
        g_assert_cmpstr (plain, ==, rows[i].logged);
      }
}

/* A literal of ours is as long as it was announced, whatever stands for it and in however many pieces. */
static void
test_hidden_literal (void)
{
  g_autoptr (MailerNetLog) log = mailer_net_log_new ();
  g_autofree char *plain = NULL;

  add_in_pieces (log, "Ca APPEND x {1000000+}\r\n", 1000);
  for (guint i = 0; i < 16; i++)
    mailer_net_log_hide (log, "[literal]", 62500);
  add_in_pieces (log, "C {4+}\r\n", 1000);
  mailer_net_log_hide (log, "[literal]", 4);
  add_in_pieces (log, "C\r\n", 1000);
  add_in_pieces (log, "Cb NOOP\r\n", 1000);
  mailer_net_log_hide (log, "c AUTHENTICATE PLAIN [hidden]", 20);
  plain = dup_plain (log);
  g_assert_cmpstr (plain, ==, "C: a APPEND x {1000000+}\nC: [1000000 bytes]\nC:  {4+}\nC: [4 bytes]\nC: \nC: b NOOP\nC: c AUTHENTICATE PLAIN [hidden]\n");
}

/* A log that is looked at in the middle of a line tells no more than later. */
static void
test_cut_anywhere (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MailerNetLog) log = mailer_net_log_new ();

      for (guint n = 0; n < G_N_ELEMENTS (rows[i].said) && rows[i].said[n] != NULL; n++)
        for (const char *p = rows[i].said[n] + 1; *p != '\0'; p++)
          {
            static const char *const secrets[] = { "secret", "Subject", "AGFkYQ", "c2VjcmV0", "Z2VoZWlt", "biws", "plan", "mail\n", "cj1z", "Divorce", "Cancer", "zu tun" };
            g_autofree char         *text = NULL;

            mailer_net_log_add (log, *rows[i].said[n] == 'C' ? MAILER_NET_DIRECTION_OUT : MAILER_NET_DIRECTION_IN, p, 1);
            text = mailer_net_log_dup_text (log);
            for (gsize k = 0; k < G_N_ELEMENTS (secrets); k++)
              g_assert_null (strstr (text, secrets[k]));
          }
    }
}

/* --- In a file --------------------------------------------------------------------------------- */

static void
test_file (void)
{
  g_autofree char *folder = g_dir_make_tmp ("mailer-log-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "one.log", NULL);
  g_autofree char *written = NULL;
  g_autoptr (MailerNetLog) log = mailer_net_log_new ();
  g_autoptr (GError) error = NULL;
  GStatBuf status;

  g_assert_true (mailer_net_log_write_to (log, path, 10000, &error));
  g_assert_no_error (error);
  mailer_net_log_remark (log, "connected");
  add (log, MAILER_NET_DIRECTION_OUT, "a LOGIN ada secret\r\n");
  add (log, MAILER_NET_DIRECTION_IN, "a OK \xff\x01in\r\n* 1 FETCH (PREVIEW \"Hello");
  g_clear_pointer (&log, mailer_net_log_unref);

  g_assert_true (g_file_get_contents (path, &written, NULL, NULL));
  g_assert_true (g_pattern_match_simple ("??:??:??.??? -- connected\n??:??:??.??? C: a LOGIN [hidden]\n*", written));
  g_assert_nonnull (strstr (written, "S: a OK \xef\xbf\xbd.in\n"));
  g_assert_nonnull (strstr (written, "S: * 1 FETCH (PREVIEW \".....\n"));
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmphex (status.st_mode & 0777, ==, 0600);
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_file_is_bounded (void)
{
  g_autofree char *folder = g_dir_make_tmp ("mailer-log-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "one.log", NULL);
  g_autofree char *older = g_strconcat (path, ".1", NULL);
  g_autofree char *newest = NULL;
  g_autofree char *before = NULL;
  g_autoptr (MailerNetLog) log = mailer_net_log_new ();
  GStatBuf status;

  g_assert_true (mailer_net_log_write_to (log, path, 10000, NULL));
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *line = g_strdup_printf ("line %u\r\n", i);

      add (log, MAILER_NET_DIRECTION_IN, line);
    }
  g_clear_pointer (&log, mailer_net_log_unref);
  g_assert_true (g_file_get_contents (path, &newest, NULL, NULL));
  g_assert_true (g_file_get_contents (older, &before, NULL, NULL));
  g_assert_cmpint (strlen (newest), <=, 5000);
  g_assert_cmpint (strlen (before), <=, 5000);
  g_assert_cmpint (strlen (newest) + strlen (before), >, 5000);
  g_assert_true (g_str_has_suffix (newest, "S: line 999\n"));
  g_assert_cmpint (g_stat (older, &status), ==, 0);
  g_assert_cmphex (status.st_mode & 0777, ==, 0600);
  g_unlink (path);
  g_unlink (older);
  g_rmdir (folder);
}

/* What is there already may be readable for others, or lead elsewhere. */
static void
test_file_is_new (void)
{
  g_autofree char *folder = g_dir_make_tmp ("mailer-log-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "one.log", NULL);
  g_autofree char *link = g_build_filename (folder, "link.log", NULL);
  g_autofree char *nowhere = g_build_filename (folder, "no", "such", "folder", NULL);
  g_autoptr (MailerNetLog) log = mailer_net_log_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, "mine", -1, NULL));
  g_assert_false (mailer_net_log_write_to (log, path, 10000, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_EXIST);
  g_clear_error (&error);
  g_assert_cmpint (symlink (nowhere, link), ==, 0);
  g_assert_false (mailer_net_log_write_to (log, link, 10000, NULL));
  g_assert_false (mailer_net_log_write_to (log, nowhere, 10000, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_unlink (path);
  g_unlink (link);
  g_rmdir (folder);
}

/* Asked for by the environment, each connection in a file of its own, whatever the host is called. */
static void
test_folder (void)
{
  g_autofree char *folder = g_dir_make_tmp ("mailer-log-XXXXXX", NULL);
  g_autoptr (GDir) entries = NULL;
  const char *name;
  guint       n_files = 0;

  g_setenv ("MAILER_TRAFFIC_LOG", folder, TRUE);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (MailerNetLog) log = mailer_net_log_new_for ("../x/\n", 993);

      mailer_net_log_remark (log, "connected");
    }
  g_unsetenv ("MAILER_TRAFFIC_LOG");
  entries = g_dir_open (folder, 0, NULL);
  while ((name = g_dir_read_name (entries)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *text = NULL;

      n_files++;
      g_assert_true (g_str_has_prefix (name, ".._x__-993-"));
      g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
      g_assert_true (g_str_has_suffix (text, " -- connected\n"));
      g_unlink (path);
    }
  g_assert_cmpuint (n_files, ==, 2);
  g_rmdir (folder);
}

/* A log may outlive its connection: the next one does not begin in the middle of a sign-in. */
static void
test_begins_anew (void)
{
  g_autoptr (MailerNetLog) log = mailer_net_log_new ();
  g_autofree char *plain = NULL;

  add (log, MAILER_NET_DIRECTION_OUT, "a AUTHENTICATE PLAIN x\r\n");
  add (log, MAILER_NET_DIRECTION_IN, "* 1 FETCH (BODY[] {100}\r\nab");
  mailer_net_log_begin (log, "again");
  add (log, MAILER_NET_DIRECTION_OUT, "a NOOP\r\n");
  add (log, MAILER_NET_DIRECTION_IN, "a OK \"done\"\r\n");
  plain = dup_plain (log);
  g_assert_true (g_str_has_suffix (plain, "-- again\nC: a NOOP\nS: a OK \"done\"\n"));
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
  g_test_add_func ("/net/log/rows", test_rows);
  g_test_add_func ("/net/log/hidden-literal", test_hidden_literal);
  g_test_add_func ("/net/log/cut-anywhere", test_cut_anywhere);
  g_test_add_func ("/net/log/file", test_file);
  g_test_add_func ("/net/log/file-is-bounded", test_file_is_bounded);
  g_test_add_func ("/net/log/file-is-new", test_file_is_new);
  g_test_add_func ("/net/log/folder", test_folder);
  g_test_add_func ("/net/log/begins-anew", test_begins_anew);
  g_test_add_func ("/net/log/unfinished-line", test_unfinished_line);
  g_test_add_func ("/net/log/long-lines-are-cut", test_long_lines_are_cut);
  g_test_add_func ("/net/log/oldest-is-forgotten", test_the_oldest_is_forgotten);

  return g_test_run ();
}
