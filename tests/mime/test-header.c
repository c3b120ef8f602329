/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-mime-header.h"
#include "mailer-mime-origin.h"

#include <string.h>

static void
test_text (void)
{
  static const struct
  {
    const char *raw;
    const char *text;
  } rows[] = {
    { NULL, "" },
    { "", "" },
    { "plain", "plain" },
    { "  blanks \t", "blanks" },
    { "=?utf-8?q?Gr=C3=BC=C3=9Fe?=", "Grüße" },
    { "=?UTF-8?B?R3LDvMOfZQ==?=", "Grüße" },
    { "=?iso-8859-1?Q?Gr=FC=DFe?= =?utf-8?B?4oKs?=", "Grüße€" },
    { "=?utf-8*de?q?x?=", "x" },
    /* RFC 2047, section 8 */
    { "=?ISO-8859-1?Q?a?= b", "a b" },
    { "=?ISO-8859-1?Q?a?= \r\n =?ISO-8859-1?Q?b?=", "ab" },
    { "=?ISO-8859-1?Q?a_b?=", "a b" },
    /* A character split between two words, in both encodings. */
    { "=?utf-8?q?a=C3?= =?utf-8?q?=A4b?=", "aäb" },
    { "=?utf-8?B?w4Q=?= =?utf-8?B?w5Y=?=", "ÄÖ" },
    { "=?utf-8?B?4oI?= =?utf-8?B?rA?=", "€" },
    /* Padding that is missing, blanks inside, no blanks between, quotes around. */
    { "=?utf-8?B?w4T?=", "Ä" },
    { "=?utf-8?q?hello world?=", "hello world" },
    { "=?utf-8?q?a?==?utf-8?q?b?=", "ab" },
    { "x=?utf-8?q?=C3=A4?=y", "xäy" },
    { "\"=?utf-8?q?=C3=A4?=\"", "\"ä\"" },
    { "=?utf-8?q?what?? really?"
      "?=",
      "what?"
      "? really?" },
    { "=?utf-8?q?a=?=", "a=" },
    { "=?utf-8?q?=ZZ?=", "=ZZ" },
    { "=?utf-8?x?a?=", "=?utf-8?x?a?=" },
    { "=?utf-8?q?a", "=?utf-8?q?a" },
    { "=??q?a?=", "=??q?a?=" },
    { "=?", "=?" },
    { "=?made-up?q?=C3=A4?=", "ä" },
    { "=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "日本" },
    { "=?gb2312?B?xOO6ww==?=", "你好" },
    { "=?koi8-r?B?8NLJ18XU?=", "Привет" },
    { "=?windows-1256?Q?=E3=D1=CD=C8=C7?=", "مرحبا" },
    { "=?utf-8?Q?=F0=9F=8E=89?=", "🎉" },
    /* No charset at all */
    { "Gr\xfc\xdf"
      "e",
      "Grüße" },
    { "Gr\xc3\xbc\xc3\x9f"
      "e",
      "Grüße" },
    { "bad \xc3\x28 \xe2\x82\xac", "bad \ufffd( €" },
    /* Nothing that ends a line or a string survives, nor does UTF-7. */
    { "a\r\nBcc: b", "aBcc: b" },
    { "=?utf-8?q?a=0D=0ABcc:_b=00c?=", "a  Bcc: b c" },
    { "=?utf-7?q?+ADw-script+AD4-?=", "+ADw-script+AD4-" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = mailer_mime_decode_text (rows[i].raw);

      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

static void
test_parameters (void)
{
  static const struct
  {
    const char *raw;
    const char *text;
  } rows[] = {
    { "report.pdf", "report.pdf" },
    { "UTF-8''M%C3%A4rz.pdf", "März.pdf" },
    { "utf-8'de'M%C3%A4rz.pdf", "März.pdf" },
    { "iso-8859-1''M%E4rz.pdf", "März.pdf" },
    { "=?utf-8?q?M=C3=A4rz.pdf?=", "März.pdf" },
    { "it's 50'000 100%.pdf", "it's 50'000 100%.pdf" },
    { "''%41", "A" },
    { "M\xe4rz.pdf", "März.pdf" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = mailer_mime_decode_parameter (rows[i].raw);

      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

static void
test_dates (void)
{
  static const struct
  {
    const char *raw;
    gint64      unix_s;
    int         offset_min;
  } rows[] = {
    { "Fri, 21 Nov 1997 09:55:06 -0600", 880127706, -360 },
    { "21 Nov 1997 09:55:06 -0600", 880127706, -360 },
    { "Fri, 21 Nov 1997 09(comment):   55  :  06 -0600", 880127706, -360 },
    { "Fri, 21 Nov 1997 09:55:06 -0600 (CST (nested))", 880127706, -360 },
    { "Fri,\r\n 21 Nov 1997 09:55:06 -0600", 880127706, -360 },
    { "21 Nov 97 09:55:06 GMT", 880106106, 0 },
    { "Fri, 21 Nov 1997 15:55:06 +0000", 880127706, 0 },
    { "17-Jul-1996 02:44:25 -0700", 837596665, -420 },
    { " 7-Jul-1996 02:44:25 -0700", 836732665, -420 },
    { "Fri, 21-Nov-1997 09:55:06 -0600", 880127706, -360 },
    { "Thu Jul 17 02:44:25 1996", 837571465, 0 },
    { "2023-01-02T03:04:05Z", 1672628645, 0 },
    { "2023-01-02 03:04:05 +0100", 1672625045, 60 },
    { "Tue, 1 Jul 2003 10:52:37 +0200 (CEST)", 1057049557, 120 },
  };
  static const char *const bad[] = { "", "garbage", "Mon, 32 Foo 2020", "9999999999999999999", "::::", "-" };
  gint64                   unix_s = 7;
  int                      offset_min = 7;

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_test_message ("%s", rows[i].raw);
      g_assert_true (mailer_mime_parse_date (rows[i].raw, &unix_s, &offset_min));
      g_assert_cmpint (unix_s, ==, rows[i].unix_s);
      g_assert_cmpint (offset_min, ==, rows[i].offset_min);
    }

  unix_s = 7;
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (mailer_mime_parse_date (bad[i], &unix_s, NULL));
  g_assert_false (mailer_mime_parse_date (NULL, &unix_s, NULL));
  g_assert_cmpint (unix_s, ==, 7);
}

static void
test_dates_are_written (void)
{
  g_autofree char *west = mailer_mime_format_date (880127706, -360);
  g_autofree char *east = mailer_mime_format_date (1672625045, 330);
  g_autofree char *absurd = mailer_mime_format_date (G_MAXINT64, 100000);

  g_assert_cmpstr (west, ==, "Fri, 21 Nov 1997 09:55:06 -0600");
  g_assert_cmpstr (east, ==, "Mon, 2 Jan 2023 07:34:05 +0530");
  g_assert_nonnull (absurd);
}

static void
test_message_ids (void)
{
  static const struct
  {
    const char *raw;
    const char *ids; /* joined by blanks */
  } rows[] = {
    { NULL, "" },
    { "", "" },
    { "<a@b>", "a@b" },
    { "<a@b> <c@d>\r\n\t<e@f>", "a@b c@d e@f" },
    { "<a@b><c@d>", "a@b c@d" },
    { "Ada's message of Monday <a@b>", "a@b" },
    { "\"<quoted>\" <a@b>", "quoted a@b" },
    { "<a@b> <a@b> <c@d>", "a@b c@d" },
    { "<a @\r\n b>", "a@b" },
    { "<a@b", "a@b" },
    { "< > <> <<a@b>>", "a@b" },
    { "a@b c@d", "a@b c@d" },
    { "nothing here", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (GStrv) ids = mailer_mime_parse_message_ids (rows[i].raw);
      g_autofree char *joined = g_strjoinv (" ", ids);
      g_autofree char *first = mailer_mime_parse_message_id (rows[i].raw);

      g_assert_cmpstr (joined, ==, rows[i].ids);
      g_assert_cmpstr (first, ==, ids[0]);
    }
}

static void
test_a_million_references (void)
{
  g_autoptr (GString) raw = g_string_new (NULL);
  g_auto (GStrv) ids = NULL;

  for (guint i = 0; i < 1000000; i++)
    g_string_append_printf (raw, "<%u@x> ", i);
  ids = mailer_mime_parse_message_ids (raw->str);
  g_assert_cmpuint (g_strv_length (ids), ==, 200);
  g_assert_cmpstr (ids[0], ==, "0@x");
  g_assert_cmpstr (ids[199], ==, "999999@x");
}

static void
test_subjects (void)
{
  static const struct
  {
    const char *subject;
    const char *stripped;
    const char *normal;
  } rows[] = {
    { "", "", "" },
    { "Hello  World", "Hello  World", "hello world" },
    { "Re: Hello", "Hello", "hello" },
    { "RE: AW: Antwort: Hello", "Hello", "hello" },
    { "Re[2]: Re(3): Re^4: Hello", "Hello", "hello" },
    { "Fwd: FW: WG: Hello", "Hello", "hello" },
    { "RE : Hello", "Hello", "hello" },
    { "Re:Re:Re:", "", "" },
    { "回复：你好", "你好", "你好" },
    { "SV: VS: Hello", "Hello", "hello" },
    { "Re: [list] Re: Hello (fwd)", "[list] Re: Hello (fwd)", "hello" },
    { "[list]", "[list]", "[list]" },
    { "Regarding: Hello", "Regarding: Hello", "regarding: hello" },
    { "Meeting: 10:00", "Meeting: 10:00", "meeting: 10:00" },
    { "Straße", "Straße", "strasse" },
    { "\xff", "\ufffd", "\ufffd" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *stripped = mailer_mime_strip_subject (rows[i].subject);
      g_autofree char *normal = mailer_mime_normalize_subject (rows[i].subject);

      g_assert_cmpstr (stripped, ==, rows[i].stripped);
      g_assert_cmpstr (normal, ==, rows[i].normal);
    }
}

static void
test_file_names (void)
{
  static const struct
  {
    const char *name;
    const char *safe;
    gboolean    is_risky;
  } rows[] = {
    { "report.pdf", "report.pdf", FALSE },
    { "Übersicht 2024.pdf", "Übersicht 2024.pdf", FALSE },
    { "../../.bashrc", "bashrc", FALSE },
    { "/etc/passwd", "passwd", FALSE },
    { "C:\\Windows\\evil.exe", "evil.exe", TRUE },
    { ".hidden", "hidden", FALSE },
    { "..", NULL, FALSE },
    { "/", NULL, FALSE },
    { "", NULL, FALSE },
    { NULL, NULL, FALSE },
    { "a\nb\tc.txt", "abc.txt", FALSE },
    { "annex\u202egpj.exe", "annexgpj.exe", TRUE },
    { "a\u200bb\u2800.txt", "ab.txt", FALSE },
    { "invoice.pdf          .exe", "invoice.pdf.exe", TRUE },
    { "invoice.pdf.EXE", "invoice.pdf.EXE", TRUE },
    { "trailing. . .", "trailing", FALSE },
    { "CON", "_CON", FALSE },
    { "aux.txt", "_aux.txt", FALSE },
    { "a:b*c?.txt", "a_b_c_.txt", FALSE },
    { "x.desktop", "x.desktop", TRUE },
    { "page.html", "page.html", TRUE },
    { "\xff\xfe.txt", "txt", FALSE },
  };
  g_autofree char *stem = g_strnfill (4096, 'n');
  g_autofree char *name = g_strconcat (stem, ".pdf", NULL);
  g_autofree char *shortened = mailer_mime_sanitize_filename (name);
  g_autofree char *wide = mailer_mime_sanitize_filename ("日本日本日本日本日本日本日本日本日本日本日本日本日本日本日本日本日本日本日本日本日本日本日本日本日本日本日本日本日本日本日本日本日本日本日本日本.txt");

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *safe = mailer_mime_sanitize_filename (rows[i].name);

      g_assert_cmpstr (safe, ==, rows[i].safe);
      if (safe != NULL)
        g_assert_cmpint (mailer_mime_is_risky_filename (safe), ==, rows[i].is_risky);
    }
  g_assert_cmpuint (strlen (shortened), ==, 200);
  g_assert_true (g_str_has_suffix (shortened, "n.pdf"));
  g_assert_true (g_utf8_validate (wide, -1, NULL) && strlen (wide) <= 200 && g_str_has_suffix (wide, "日.txt"));
}

static void
test_header_fields (void)
{
  static const char text[] = "From: a\r\nSubject: one\r\n two\r\n\tthree\r\nno field\r\n folded away\r\nX-Empty:\r\nfrom : b\nLast: \xe4\n\nBody: no\n";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, sizeof text - 1);
  g_autoptr (MailerMimeHeaders) headers = mailer_mime_headers_parse (bytes);

  g_assert_cmpuint (mailer_mime_headers_get_size (headers), ==, 5);
  g_assert_cmpstr (mailer_mime_headers_lookup (headers, "SUBJECT"), ==, "one two\tthree");
  g_assert_cmpstr (mailer_mime_headers_lookup (headers, "From"), ==, "a");
  g_assert_cmpuint (mailer_mime_headers_count (headers, "From"), ==, 2);
  g_assert_cmpstr (mailer_mime_headers_lookup (headers, "X-Empty"), ==, "");
  g_assert_cmpstr (mailer_mime_headers_get_name (headers, 4), ==, "Last");
  g_assert_cmpstr (mailer_mime_headers_get_value (headers, 4), ==, "\xe4");
  g_assert_null (mailer_mime_headers_lookup (headers, "Body"));
}

static void
test_huge_headers (void)
{
  g_autofree char *letters = g_strnfill (2 * 1024 * 1024, 'x');
  g_autofree char *text = mailer_mime_decode_text (letters);
  GString         *fields = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (MailerMimeHeaders) headers = NULL;

  g_assert_cmpuint (strlen (text), <=, 64 * 1024);
  for (guint i = 0; i < 500000; i++)
    g_string_append (fields, "X-Field: x\n");
  bytes = g_string_free_to_bytes (fields);
  headers = mailer_mime_headers_parse (bytes);
  g_assert_cmpuint (mailer_mime_headers_get_size (headers), <=, 10001);
}

/* Whether the provider vouches for the sender: only its own topmost field counts, and only for the sender's domain. */
static void
test_origins (void)
{
  static const struct
  {
    const char *results; /* value of Authentication-Results, or more fields behind it; NULL for none */
    const char *address;
    const char *host;
    gboolean    is_verified;
  } rows[] = {
    { "example.org; dmarc=pass header.from=bank.test", "a@bank.test", "imap.example.org", TRUE },
    { "mx1.example.org 1; spf=fail; dmarc=pass (p=REJECT) header.from=Bank.test", "a@BANK.test", "imap.example.org", TRUE },
    { "example.org;\r\n dkim=pass (good) header.d=bank.test header.b=Ab=", "a@bank.test", "example.org", TRUE },
    { "example.org; dkim=pass header.d=bank.test", "a@news.bank.test", "imap.example.org", TRUE },
    { "mx.google.com; dkim=fail header.d=x.test; dkim=pass header.d=bank.test", "a@bank.test", "imap.gmail.com", TRUE },
    { "EXAMPLE.ORG; DMARC=PASS HEADER.FROM=bank.test", "a@bank.test", "IMAP.example.org", TRUE },
    { "localhost; dmarc=pass header.from=bank.test", "a@bank.test", "localhost", TRUE },
    { NULL, "a@bank.test", "imap.example.org", FALSE },
    { "", "a@bank.test", "imap.example.org", FALSE },
    { "example.org; none", "a@bank.test", "imap.example.org", FALSE },
    { "example.org; dmarc=fail header.from=bank.test", "a@bank.test", "imap.example.org", FALSE },
    { "example.org; spf=pass smtp.mailfrom=bank.test", "a@bank.test", "imap.example.org", FALSE },
    { "example.org; dmarc=pass", "a@bank.test", "imap.example.org", FALSE },
    /* Of another domain than the one that is shown, or of all at once. */
    { "example.org; dmarc=pass header.from=evil.test", "a@bank.test", "imap.example.org", FALSE },
    { "example.org; dkim=pass header.d=evil.test; dmarc=fail header.from=bank.test", "a@bank.test", "imap.example.org", FALSE },
    { "example.org; dkim=pass header.d=bank.test", "a@notbank.test", "imap.example.org", FALSE },
    { "example.org; dkim=pass header.d=news.bank.test", "a@bank.test", "imap.example.org", FALSE },
    { "example.org; dkim=pass header.d=test", "a@bank.test", "imap.example.org", FALSE },
    /* Of somebody else, who may be the sender. */
    { "evil.test; dmarc=pass header.from=bank.test", "a@bank.test", "imap.example.org", FALSE },
    { "notexample.org; dmarc=pass header.from=bank.test", "a@bank.test", "imap.example.org", FALSE },
    { "org; dmarc=pass header.from=bank.test", "a@bank.test", "imap.example.org", FALSE },
    { "example.org; dmarc=fail header.from=bank.test\r\nAuthentication-Results: example.org; dmarc=pass header.from=bank.test", "a@bank.test", "imap.example.org", FALSE },
    /* What is quoted or commented is what the sender said. */
    { "example.org; spf=pass smtp.mailfrom=\"x; dmarc=pass header.from=bank.test\"", "a@bank.test", "imap.example.org", FALSE },
    { "example.org; spf=pass (\\); dmarc=pass header.from=bank.test)", "a@bank.test", "imap.example.org", FALSE },
    { "example.org; (((; dmarc=pass header.from=bank.test", "a@bank.test", "imap.example.org", FALSE },
    { "example.org; dmarc=pass header.from=bank.test; x=\"", "a@bank.test", "imap.example.org", FALSE },
    { "example.org; dmarc=pass header.from=bank.test\r\nFrom: b@evil.test", "a@bank.test", "imap.example.org", FALSE },
    { "example.org; dmarc=pass header.from=bank.test", "nobody", "imap.example.org", FALSE },
    { "; ; ===;;", "a@bank.test", "imap.example.org", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strdup_printf ("Received: x\r\n%s%s%sFrom: A <%s>\r\nSubject: x\r\n\r\nText\r\n",
                                               rows[i].results != NULL ? "Authentication-Results: " : "", rows[i].results != NULL ? rows[i].results : "",
                                               rows[i].results != NULL ? "\r\n" : "", rows[i].address);

      g_test_message ("%s", rows[i].results);
      for (gsize length = 0; length <= strlen (text); length++)
        {
          g_autoptr (GBytes) header = g_bytes_new (text, length);
          const gboolean is_verified = mailer_mime_is_origin_verified (header, rows[i].address, rows[i].host);

          if (length == strlen (text))
            g_assert_cmpint (is_verified, ==, rows[i].is_verified);
        }
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mime/header/text", test_text);
  g_test_add_func ("/mime/header/parameters", test_parameters);
  g_test_add_func ("/mime/header/dates", test_dates);
  g_test_add_func ("/mime/header/dates-are-written", test_dates_are_written);
  g_test_add_func ("/mime/header/message-ids", test_message_ids);
  g_test_add_func ("/mime/header/a-million-references", test_a_million_references);
  g_test_add_func ("/mime/header/subjects", test_subjects);
  g_test_add_func ("/mime/header/file-names", test_file_names);
  g_test_add_func ("/mime/header/fields", test_header_fields);
  g_test_add_func ("/mime/header/huge", test_huge_headers);
  g_test_add_func ("/mime/header/origins", test_origins);

  return g_test_run ();
}
