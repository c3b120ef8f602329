/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-smtp-data-private.h"

#include <string.h>

#define ROW(mail, wire)                          \
  {                                              \
    mail, sizeof mail - 1, wire, sizeof wire - 1 \
  }

static const struct
{
  const char *mail;
  gsize       mail_size;
  const char *wire;
  gsize       wire_size;
} rows[] = {
  ROW ("", ""),
  ROW ("a", "a\r\n"),
  ROW ("a\r\n", "a\r\n"),
  ROW ("a\nb\n", "a\r\nb\r\n"),
  ROW ("a\rb\r", "a\r\nb\r\n"),
  ROW ("a\r\rb", "a\r\n\r\nb\r\n"),
  ROW ("a\n\nb", "a\r\n\r\nb\r\n"),
  ROW ("a\r\n\r\nb", "a\r\n\r\nb\r\n"),
  ROW ("a\n\rb", "a\r\n\r\nb\r\n"),
  ROW (".", "..\r\n"),
  ROW ("..\r\n.a\r\na.\r\n", "...\r\n..a\r\na.\r\n"),
  ROW ("a\r\n.\r\nQUIT\r\n", "a\r\n..\r\nQUIT\r\n"),
  ROW ("a\n.\nMAIL FROM:<b@c>\n", "a\r\n..\r\nMAIL FROM:<b@c>\r\n"),
  ROW ("a\n.\r\nb", "a\r\n..\r\nb\r\n"),
  ROW ("a\r.\r\nb", "a\r\n..\r\nb\r\n"),
  ROW ("a\r\n.\rb", "a\r\n..\r\nb\r\n"),
  ROW ("a\r\n.\nb", "a\r\n..\r\nb\r\n"),
  ROW ("a\r\r\n.\r\nb", "a\r\n\r\n..\r\nb\r\n"),
  ROW ("a\0b\r\n", "a\0b\r\n"),
  ROW ("\xc3\xa4\xff", "\xc3\xa4\xff\r\n"),
};

static void
test_rows_in_pieces (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    for (gsize n_chunk = 1; n_chunk <= MAX (rows[i].mail_size, 1); n_chunk++)
      {
        MailerSmtpData data = { 0 };
        g_autoptr (GByteArray) out = g_byte_array_new ();

        for (gsize at = 0; at < rows[i].mail_size; at += n_chunk)
          mailer_smtp_data_add (&data, (const guint8 *)rows[i].mail + at, MIN (n_chunk, rows[i].mail_size - at), out);
        mailer_smtp_data_end (&data, out);
        g_assert_cmpmem (out->data, out->len, rows[i].wire, rows[i].wire_size);
      }
}

/* Whatever the bytes and the cuts: no lone line end, no line that is a dot alone. */
static void
test_nothing_reads_as_the_end (void)
{
  static const char alphabet[] = { '\r', '\n', '.', 'a' };

  for (guint round = 0; round < 20000; round++)
    {
      MailerSmtpData data = { 0 };
      g_autoptr (GByteArray) out = g_byte_array_new ();
      gint n_bytes = g_test_rand_int_range (1, 16);

      g_byte_array_append (out, (const guint8 *)"\r\n", 2);
      for (gint i = 0; i < n_bytes; i++)
        mailer_smtp_data_add (&data, (const guint8 *)&alphabet[g_test_rand_int_range (0, 4)], 1, out);
      mailer_smtp_data_end (&data, out);
      g_byte_array_append (out, (const guint8 *)"", 1);

      g_assert_null (strstr ((const char *)out->data, "\r\n.\r\n"));
      for (guint i = 1; i + 1 < out->len; i++)
        g_assert_cmpint (out->data[i - 1] == '\r', ==, out->data[i] == '\n');
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smtp/data/rows-in-pieces", test_rows_in_pieces);
  g_test_add_func ("/smtp/data/nothing-reads-as-the-end", test_nothing_reads_as_the_end);

  return g_test_run ();
}
