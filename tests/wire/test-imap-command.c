/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-wire-imap-command.h"

#include <string.h>

#include "mailer-wire-imap-date.h"
#include "mailer-wire-mailbox-name.h"

/* The bytes of a command; "|" stands where the server must say "+". */
static char *
write_command (MailerWireImapCommand *command)
{
  GString *text;

  if (!mailer_wire_imap_command_end (command))
    return NULL;
  text = g_string_new (NULL);
  for (guint i = 0; i < mailer_wire_imap_command_get_n_chunks (command); i++)
    {
      gboolean waits;
      GBytes  *chunk = mailer_wire_imap_command_get_chunk (command, i, &waits);

      if (waits)
        g_string_append_c (text, '|');
      g_string_append_len (text, g_bytes_get_data (chunk, NULL), g_bytes_get_size (chunk));
    }

  return g_string_free (text, FALSE);
}

static void
test_strings (void)
{
  const struct
  {
    const char            *value;
    MailerWireImapLiterals literals;
    const char            *expected;
  } rows[] = {
    { "INBOX", MAILER_WIRE_IMAP_LITERALS_SYNC, "A1 SELECT \"INBOX\"\r\n" },
    { "", MAILER_WIRE_IMAP_LITERALS_SYNC, "A1 SELECT \"\"\r\n" },
    { "a \"b\" \\c", MAILER_WIRE_IMAP_LITERALS_SYNC, "A1 SELECT \"a \\\"b\\\" \\\\c\"\r\n" },
    { "x\r\nA2 DELETE INBOX", MAILER_WIRE_IMAP_LITERALS_SYNC, "A1 SELECT {18}\r\n|x\r\nA2 DELETE INBOX\r\n" },
    { "x\n", MAILER_WIRE_IMAP_LITERALS_PLUS, "A1 SELECT {2+}\r\nx\n\r\n" },
    { "x\r", MAILER_WIRE_IMAP_LITERALS_MINUS, "A1 SELECT {2+}\r\nx\r\r\n" },
    { "\xc3\xbc", MAILER_WIRE_IMAP_LITERALS_PLUS, "A1 SELECT {2+}\r\n\xc3\xbc\r\n" },
    { "\x7f", MAILER_WIRE_IMAP_LITERALS_PLUS, "A1 SELECT {1+}\r\n\x7f\r\n" },
    { "a)", MAILER_WIRE_IMAP_LITERALS_SYNC, "A1 SELECT \"a)\"\r\n" },
    { "{5}", MAILER_WIRE_IMAP_LITERALS_SYNC, "A1 SELECT \"{5}\"\r\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MailerWireImapCommand) command = mailer_wire_imap_command_new ("A1", "SELECT", rows[i].literals);
      g_autofree char *text = NULL;

      mailer_wire_imap_command_add_string (command, rows[i].value);
      text = write_command (command);
      g_assert_cmpstr (text, ==, rows[i].expected);
    }
}

static void
test_what_cannot_be_said (void)
{
  g_autoptr (GBytes) with_nul = g_bytes_new_static ("a\0b", 3);
  g_autoptr (MailerUidSet) none = mailer_uid_set_new ();

  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (MailerWireImapCommand) command = mailer_wire_imap_command_new ("A1", "X", MAILER_WIRE_IMAP_LITERALS_PLUS);

      if (i == 0)
        mailer_wire_imap_command_add_literal (command, with_nul);
      else if (i == 1)
        mailer_wire_imap_command_add_text (command, "a\r\nb");
      else if (i == 2)
        mailer_wire_imap_command_add_uid_set (command, none);
      else
        mailer_wire_imap_command_add_date (command, G_MAXINT64);
      g_assert_null (write_command (command));
    }
}

static void
test_values (void)
{
  const char *const keywords[] = { "Work", "with blank", "a)", "", "$Later", NULL };
  g_autoptr (MailerUidSet) uids = mailer_uid_set_parse ("1:3,9", -1, 10);
  g_autoptr (GBytes) message = g_bytes_new_static ("Hi\r\n", 4);
  g_autoptr (MailerWireImapCommand) command = mailer_wire_imap_command_new ("A7", "X", MAILER_WIRE_IMAP_LITERALS_SYNC);
  g_autofree char *text = NULL;

  mailer_uid_set_add_range (uids, 20, G_MAXUINT32);
  mailer_wire_imap_command_add_uid_set (command, uids);
  mailer_wire_imap_command_add_flags (command, MAILER_FLAG_SEEN | MAILER_FLAG_JUNK, keywords);
  mailer_wire_imap_command_add_date (command, 1709294399);
  mailer_wire_imap_command_add_literal (command, message);
  text = write_command (command);
  g_assert_cmpstr (text, ==, "A7 X 1:3,9,20:* (\\Seen $Junk Work $Later) \"01-Mar-2024 11:59:59 +0000\" {4}\r\n|Hi\r\n\r\n");
  g_assert_cmpstr (mailer_wire_imap_command_get_tag (command), ==, "A7");
}

/* Lists have no blanks inside their parentheses, and what is open must be closed. */
static void
test_lists (void)
{
  g_autoptr (GDate) day = g_date_new_dmy (1, G_DATE_FEBRUARY, 2026);
  g_autoptr (MailerWireImapCommand) command = mailer_wire_imap_command_new ("A7", "LIST", MAILER_WIRE_IMAP_LITERALS_SYNC);
  g_autoptr (MailerWireImapCommand) unclosed = mailer_wire_imap_command_new ("A8", "LIST", MAILER_WIRE_IMAP_LITERALS_SYNC);
  g_autofree char *text = NULL;
  g_autofree char *nothing = NULL;

  mailer_wire_imap_command_add_open (command);
  mailer_wire_imap_command_add_open (command);
  mailer_wire_imap_command_add_close (command);
  mailer_wire_imap_command_add_text (command, "SUBSCRIBED");
  mailer_wire_imap_command_add_string (command, "%*");
  mailer_wire_imap_command_add_nstring (command, NULL);
  mailer_wire_imap_command_add_close (command);
  mailer_wire_imap_command_add_number (command, G_MAXUINT64);
  mailer_wire_imap_command_add_day (command, day);
  text = write_command (command);
  g_assert_cmpstr (text, ==, "A7 LIST (() SUBSCRIBED \"%*\" NIL) 18446744073709551615 1-Feb-2026\r\n");

  mailer_wire_imap_command_add_open (unclosed);
  nothing = write_command (unclosed);
  g_assert_null (nothing);
}

/* After UTF8=ACCEPT names go as they are, unless they are no UTF-8 or would end the line. */
static void
test_utf8 (void)
{
  const struct
  {
    const char *value;
    const char *expected;
  } rows[] = {
    { "Entw\xc3\xbcrfe", "A1 SELECT \"Entw\xc3\xbcrfe\"\r\n" },
    { "\xf0\x9f\x98\x80 \"&%*", "A1 SELECT \"\xf0\x9f\x98\x80 \\\"&%*\"\r\n" },
    { "caf\xe9", "A1 SELECT {4+}\r\ncaf\xe9\r\n" },
    { "\xc3\xbc\n", "A1 SELECT {3+}\r\n\xc3\xbc\n\r\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MailerWireImapCommand) command = mailer_wire_imap_command_new ("A1", "SELECT", MAILER_WIRE_IMAP_LITERALS_PLUS);
      g_autofree char *text = NULL;

      mailer_wire_imap_command_set_utf8 (command, TRUE);
      mailer_wire_imap_command_add_string (command, rows[i].value);
      text = write_command (command);
      g_assert_cmpstr (text, ==, rows[i].expected);
    }
}

/* Binary content may hold any byte, and so may a message in UTF-8. */
static void
test_literal8 (void)
{
  g_autoptr (GBytes) data = g_bytes_new_static ("a\0b", 3);
  g_autoptr (GBytes) message = g_bytes_new_static ("S: \xc3\xbc", 5);
  g_autoptr (MailerWireImapCommand) command = mailer_wire_imap_command_new ("A1", "APPEND", MAILER_WIRE_IMAP_LITERALS_MINUS);
  gboolean waits;

  mailer_wire_imap_command_add_literal8 (command, data);
  mailer_wire_imap_command_add_utf8_literal (command, message);
  g_assert_true (mailer_wire_imap_command_end (command));
  g_assert_cmpuint (mailer_wire_imap_command_get_n_chunks (command), ==, 5);
  g_assert_cmpmem (g_bytes_get_data (mailer_wire_imap_command_get_chunk (command, 0, &waits), NULL), 16, "A1 APPEND ~{3+}\r\n", 16);
  g_assert_true (g_bytes_equal (mailer_wire_imap_command_get_chunk (command, 1, &waits), data));
  g_assert_cmpmem (g_bytes_get_data (mailer_wire_imap_command_get_chunk (command, 2, &waits), NULL), 14, " UTF8 (~{5+}\r\n", 14);
  g_assert_cmpmem (g_bytes_get_data (mailer_wire_imap_command_get_chunk (command, 4, &waits), NULL), 3, ")\r\n", 3);
  g_assert_false (waits);
}

static void
test_literal_minus_waits_for_long_ones (void)
{
  for (gsize size = 4096; size <= 4097; size++)
    {
      g_autofree char *content = g_strnfill (size, 'x');
      g_autoptr (GBytes) data = g_bytes_new (content, size);
      g_autoptr (MailerWireImapCommand) command = mailer_wire_imap_command_new ("A1", "X", MAILER_WIRE_IMAP_LITERALS_MINUS);
      g_autofree char *text = NULL;

      mailer_wire_imap_command_add_literal (command, data);
      text = write_command (command);
      g_assert_cmpint (strchr (text, '|') != NULL, ==, size > 4096);
    }
}

static void
test_mailbox_names (void)
{
  const struct
  {
    const char *name;
    const char *decoded;
    gboolean    is_canonical;
  } rows[] = {
    { "INBOX", "INBOX", TRUE },
    { "Entw&APw-rfe", "Entwürfe", TRUE },
    { "&ZeVnLIqe-", "日本語", TRUE },
    { "&U,BTFw-", "台北", TRUE },
    { "Tom &- Jerry", "Tom & Jerry", TRUE },
    { "&2D3eAA-", "😀", TRUE },
    { "a&b", "a&b", FALSE },
    { "&broken", "&broken", FALSE },
    { "&ZeVnLIqe", "&ZeVnLIqe", FALSE },
    { "&Ze-", "&Ze-", FALSE },
    { "&2D0-", "&2D0-", FALSE },
    { "&3gA-", "&3gA-", FALSE },
    { "&AAA-", "&AAA-", FALSE },
    { "&ACE-", "!", FALSE },
    { "Entwürfe", "Entwürfe", FALSE },
    { "caf\xe9", "caf\xef\xbf\xbd", FALSE },
    { "&AAo-", " ", FALSE },
    { "../../x", "../../x", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *decoded = mailer_wire_mailbox_name_decode (rows[i].name, strlen (rows[i].name));
      g_autofree char *encoded = mailer_wire_mailbox_name_encode (decoded);

      g_assert_cmpstr (decoded, ==, rows[i].decoded);
      if (rows[i].is_canonical)
        g_assert_cmpstr (encoded, ==, rows[i].name);
    }
}

static void
test_dates (void)
{
  const struct
  {
    const char *text;
    gint64      seconds;
  } rows[] = {
    { "01-Jan-1970 00:00:00 +0000", 0 },
    { " 1-Jan-1970 00:00:00 +0000", 0 },
    { "1-Jan-1970 00:00:00 +0000", 0 },
    { "31-Dec-1969 23:59:59 +0000", -1 },
    { "17-Jul-1996 02:44:25 -0700", 837596665 },
    { "29-Feb-2000 12:00:00 +0000", 951825600 },
    { "01-mar-2000 00:00:00 +1400", 951818400 },
    { "31-Dec-9999 23:59:59 +0000", 253402300799 },
    { "01-Jan-2026 00:00:00", 1767225600 },
    { "Thu, 01 Jan 1970 00:00:00 +0000", 0 },
    { "1 Mar 2000 00:00:00 +0000", 951868800 },
    { "Thu, ", G_MININT64 },
    { "00-Jan-0000 00:00:00 +0000", G_MININT64 },
    { "31-Feb-2026 00:00:00 +0000", G_MININT64 },
    { "29-Feb-2100 00:00:00 +0000", G_MININT64 },
    { "00-Jan-2026 00:00:00 +0000", G_MININT64 },
    { "01-Foo-2026 00:00:00 +0000", G_MININT64 },
    { "01-Jan-0000 00:00:00 +0000", G_MININT64 },
    { "01-Jan-2026 24:00:00 +0000", G_MININT64 },
    { "01-Jan-2026 00:00:00 UTC", G_MININT64 },
    { "01-Jan-2026 00:00:00 +0000x", G_MININT64 },
    { "01-Jan-2026", G_MININT64 },
    { "", G_MININT64 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gint64 seconds = G_MININT64;

      if (!mailer_wire_imap_date_parse (rows[i].text, strlen (rows[i].text), &seconds))
        seconds = G_MININT64;
      g_assert_cmpint (seconds, ==, rows[i].seconds);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wire/imap-command/strings", test_strings);
  g_test_add_func ("/wire/imap-command/what-cannot-be-said", test_what_cannot_be_said);
  g_test_add_func ("/wire/imap-command/values", test_values);
  g_test_add_func ("/wire/imap-command/lists", test_lists);
  g_test_add_func ("/wire/imap-command/utf8", test_utf8);
  g_test_add_func ("/wire/imap-command/literal8", test_literal8);
  g_test_add_func ("/wire/imap-command/literal-minus-waits-for-long-ones", test_literal_minus_waits_for_long_ones);
  g_test_add_func ("/wire/imap-command/mailbox-names", test_mailbox_names);
  g_test_add_func ("/wire/imap-command/dates", test_dates);

  return g_test_run ();
}
