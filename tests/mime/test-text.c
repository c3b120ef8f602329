/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-mime-text.h"

#include <string.h>

static void
test_html (void)
{
  static const struct
  {
    const char         *text;
    MailerMimeTextFlags flags;
    const char         *html;
  } rows[] = {
    { "", 0, "" },
    { "a <b> & \"c\" 'd'", 0, "<div class=\"line\">a &lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;</div>" },
    { "a\n\nb\n", 0, "<div class=\"line\">a</div><div class=\"line\"><br></div><div class=\"line\">b</div>" },
    { "a\r\nb", 0, "<div class=\"line\">a</div><div class=\"line\">b</div>" },
    { "> q\n>> r\n> > s\nt", 0, "<blockquote class=\"quote quote-1\"><div class=\"line\">q</div><blockquote class=\"quote quote-2\"><div class=\"line\">r</div><div class=\"line\">s</div></blockquote></blockquote><div class=\"line\">t</div>" },
    { "a\n-- \nAda", 0, "<div class=\"line\">a</div><div class=\"signature\"><div class=\"line\">-- </div><div class=\"line\">Ada</div></div>" },
    { "> -- \n> x", 0, "<blockquote class=\"quote quote-1\"><div class=\"line\">-- </div><div class=\"line\">x</div></blockquote>" },
    { "one \ntwo\nthree", MAILER_MIME_TEXT_FLOWED, "<div class=\"line\">one two</div><div class=\"line\">three</div>" },
    { "one \ntwo", 0, "<div class=\"line\">one </div><div class=\"line\">two</div>" },
    { "one \ntwo", MAILER_MIME_TEXT_FLOWED | MAILER_MIME_TEXT_DELSP, "<div class=\"line\">onetwo</div>" },
    { "> one \n> two\nthree", MAILER_MIME_TEXT_FLOWED, "<blockquote class=\"quote quote-1\"><div class=\"line\">one two</div></blockquote><div class=\"line\">three</div>" },
    { "> one \nthree", MAILER_MIME_TEXT_FLOWED, "<blockquote class=\"quote quote-1\"><div class=\"line\">one </div></blockquote><div class=\"line\">three</div>" },
    { " From\n  x", MAILER_MIME_TEXT_FLOWED, "<div class=\"line\">From</div><div class=\"line\"> x</div>" },
    { "a \n-- \nAda", MAILER_MIME_TEXT_FLOWED, "<div class=\"line\">a </div><div class=\"signature\"><div class=\"line\">-- </div><div class=\"line\">Ada</div></div>" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *html = mailer_mime_text_to_html (rows[i].text, rows[i].flags);

      g_assert_cmpstr (html, ==, rows[i].html);
    }
}

static void
test_links (void)
{
  static const struct
  {
    const char *text;
    const char *href; /* NULL: no link */
    const char *shown;
  } rows[] = {
    { "see https://a.test/x.", "https://a.test/x", "https://a.test/x" },
    { "(http://a.test/x)", "http://a.test/x", "http://a.test/x" },
    { "http://a.test/x_(y)", "http://a.test/x_(y)", "http://a.test/x_(y)" },
    { "<https://a.test/?a=1&b=2>", "https://a.test/?a=1&amp;b=2", "https://a.test/?a=1&amp;b=2" },
    { "www.a.test, or", "https://www.a.test", "www.a.test" },
    { "HTTPS://A.TEST/", "HTTPS://A.TEST/", "HTTPS://A.TEST/" },
    { "write to a.b+c@d.test!", "mailto:a.b+c@d.test", "a.b+c@d.test" },
    { "mailto:a@b.test", "mailto:a@b.test", "mailto:a@b.test" },
    { "„https://a.test/ä“", "https://a.test/ä", "https://a.test/ä" },
    { "見てhttps://a.test/。", "https://a.test/", "https://a.test/" },
    { "https://a.test/\"onclick=\"x", "https://a.test/", "https://a.test/" },
    { "http://", NULL, NULL },
    { "javascript:alert(1)", NULL, NULL },
    { "a@b", NULL, NULL },
    { "a @ b.test", NULL, NULL },
    { "wwwx.test", NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *html = mailer_mime_text_to_html (rows[i].text, MAILER_MIME_TEXT_NONE);
      g_autofree char *link = rows[i].href != NULL ? g_strdup_printf ("<a href=\"%s\" rel=\"noopener noreferrer\">%s</a>", rows[i].href, rows[i].shown) : NULL;

      g_test_message ("%s", html);
      if (link != NULL)
        g_assert_nonnull (strstr (html, link));
      else
        g_assert_null (strstr (html, "<a "));
    }
}

static void
test_quotes (void)
{
  g_autoptr (GString) deep = g_string_new (NULL);
  g_autoptr (GString) tall = g_string_new (NULL);
  g_autofree char *deep_html = NULL;
  g_autofree char *tall_html = NULL;

  for (guint i = 0; i < 100000; i++)
    g_string_append_c (deep, '>');
  for (guint i = 0; i < 13; i++)
    g_string_append (tall, "> x\n");
  deep_html = mailer_mime_text_to_html (deep->str, MAILER_MIME_TEXT_NONE);
  tall_html = mailer_mime_text_to_html (tall->str, MAILER_MIME_TEXT_NONE);

  g_assert_cmpuint (strlen (deep_html), <, 5000);
  g_assert_nonnull (strstr (deep_html, "quote-5\"><blockquote class=\"quote quote-1\""));
  g_assert_true (g_str_has_prefix (tall_html, "<blockquote class=\"quote quote-1 long\">"));
}

static void
test_html_to_text (void)
{
  static const struct
  {
    const char *html;
    const char *text;
  } rows[] = {
    { "", "" },
    { "plain", "plain\n" },
    { "<p>one</p><p>two<br>three</p>", "one\n\ntwo\nthree\n" },
    { "<div>a</div><div>b</div>", "a\nb\n" },
    { "a  \n  b<b>c</b>", "a bc\n" },
    { "<ul><li>a<li>b</ul><ol><li>c<li>d</ol>", "• a\n• b\n\n1. c\n2. d\n" },
    { "<p>x</p><blockquote>q<blockquote>r</blockquote></blockquote><p>y", "x\n\n> q\n>> r\n\ny\n" },
    { "<a href=https://a.test/>here</a>", "here <https://a.test/>\n" },
    { "<a href=https://a.test/>https://a.test</a>", "https://a.test\n" },
    { "<a href=mailto:a@b.test>a@b.test</a>", "a@b.test\n" },
    { "<a href=javascript:x>here</a>", "here\n" },
    { "a<span style='display:none'>hidden<span>x</span></span>b", "ab\n" },
    { "a<div style='d\\69splay:none'>hidden</div>b", "ab\n" },
    { "<style>p{}</style><script>x</script><title>t</title>a", "a\n" },
    { "<pre>a\n  b\n</pre>c", "a\n  b\nc\n" },
    { "<table><tr><td>a<td>b<tr><td>c</table>", "a b\nc\n" },
    { "&lt;b&gt; &amp; &nbsp;x&uuml;", "<b> & xü\n" },
    { "<img src=x alt='a cat'>", "a cat\n" },
    { "a&#8203;&#847;b", "ab\n" },
    { "<p style='display:none'>never closed", "never closed\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = mailer_mime_html_to_text (rows[i].html);

      g_test_message ("%s", rows[i].html);
      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

static void
test_html_to_text_is_bounded (void)
{
  static const char *const units[] = { "<blockquote>x", "<ul><li>", "<a href=http://a.test/>", "<pre>\n", "<div style='display:none'>", "<br>", "&#10;", "<td>" };

  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    {
      g_autoptr (GString) html = g_string_new (NULL);
      g_autofree char *text = NULL;

      while (html->len < 3 * 1024 * 1024)
        g_string_append (html, units[i]);
      text = mailer_mime_html_to_text (html->str);
      g_assert_cmpuint (strlen (text), <, 3 * 1024 * 1024);
    }
}

/* Hidden elements with a name each, none of which ends: the rest is not searched for every one. */
static void
test_many_hidden_elements (void)
{
  GString         *html = g_string_new (NULL);
  g_autofree char *text = NULL;

  for (guint i = 0; i < 90000; i++)
    g_string_append_printf (html, "<x%u hidden><b><i><u>", i);
  g_string_append (html, "<p>end");
  text = mailer_mime_html_to_text (html->str);
  g_assert_cmpuint (strlen (text), <, 10);
  g_string_free (html, TRUE);
}

static void
test_preview (void)
{
  static const struct
  {
    const char *text;
    const char *preview;
  } rows[] = {
    { "", "" },
    { "Hello\n\nworld", "Hello world" },
    { "On Monday Ada wrote:\n> quoted\n\nMy answer\n-- \nBob", "My answer" },
    { "> only\n> quotes\n", "" },
    { "=====\n* * *\nText", "Text" },
    { "Answer\n-----Original Message-----\nFrom: x", "Answer" },
    { "Antwort\n________________________________\nVon: x", "Antwort" },
    { "see https://a.test/ now", "see now" },
    { "Weekly news https://a.test/view\nSoup weather", "Weekly news Soup weather" },
    { "https://a.test/ \n", "https://a.test/" },
    { "a\u200b\u034f b", "a b" },
    { "[cid:image001.png@01] Hello", "Hello" },
    { "日本語のテキスト", "日本語のテキスト" },
  };
  g_autofree char *words = g_strnfill (1000, 'x');
  g_autofree char *preview = mailer_mime_make_preview (words);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = mailer_mime_make_preview (rows[i].text);

      g_assert_cmpstr (text, ==, rows[i].preview);
    }
  g_assert_cmpuint (g_utf8_strlen (preview, -1), ==, 201);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mime/text/html", test_html);
  g_test_add_func ("/mime/text/links", test_links);
  g_test_add_func ("/mime/text/quotes", test_quotes);
  g_test_add_func ("/mime/text/html-to-text", test_html_to_text);
  g_test_add_func ("/mime/text/html-to-text-is-bounded", test_html_to_text_is_bounded);
  g_test_add_func ("/mime/text/many-hidden-elements", test_many_hidden_elements);
  g_test_add_func ("/mime/text/preview", test_preview);

  return g_test_run ();
}
