/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-mime-sanitizer.h"
#include "mailer-mime-url.h"

#include <string.h>

#include "html-checker.h"
#include "mailer-mime-render.h"

static const MailerMimeSanitizeOptions blocked = { .remote = MAILER_MIME_REMOTE_BLOCKED };
static const MailerMimeSanitizeOptions allowed = { .remote = MAILER_MIME_REMOTE_ALLOWED };

static MailerMimeSanitized *
sanitize (const char *html)
{
  return mailer_mime_sanitize_html (html, &blocked);
}

static void
assert_inert (const char *name,
              const char *html)
{
  const MailerMimeSanitizeOptions *const modes[] = { &blocked, &allowed };

  for (gsize i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      g_autoptr (MailerMimeSanitized) result = mailer_mime_sanitize_html (html, modes[i]);
      MailerMimeDocumentOptions options = { 0 };
      g_autofree char          *document = mailer_mime_build_document (result->html, &options);
      g_autofree char          *problem = check_html_is_inert (result->html);
      g_autofree char          *document_problem = check_html_is_inert (document);

      if (problem != NULL || document_problem != NULL)
        g_error ("%s: %s", name, problem != NULL ? problem : document_problem);
      if (i == 0 && strstr (result->html, "mailer-remote:") != NULL)
        g_error ("%s: a remote picture is let through in %s", name, result->html);
    }
}

static char *
read_fixture (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", "mime", name, NULL);
  char            *text = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);

  return text;
}

/* Each known way to reach the network, alone, cut off everywhere, and all in one page. */
static void
test_vectors (void)
{
  g_autofree char *fixture = read_fixture ("vectors.txt");
  g_auto (GStrv) vectors = g_strsplit (fixture, "== ", -1);
  g_autoptr (GString) page = g_string_new ("<html><body><p>start");

  g_assert_cmpuint (g_strv_length (vectors), >, 250);
  for (guint i = 1; vectors[i] != NULL; i++)
    {
      char *html = strchr (vectors[i], '\n');

      g_assert_nonnull (html);
      *html++ = '\0';
      assert_inert (vectors[i], html);
      g_string_append (page, html);
      for (gsize n = strlen (html); n > 0; n--)
        {
          g_autofree char *cut = g_strndup (html, n);
          g_autoptr (MailerMimeSanitized) result = mailer_mime_sanitize_html (cut, &allowed);
          g_autofree char *problem = check_html_is_inert (result->html);

          g_assert_cmpstr (problem, ==, NULL);
        }
    }
  assert_inert ("all", page->str);
}

/* What people must be told: pictures from the network, in every place where they are allowed. */
static void
test_pictures_are_counted (void)
{
  static const struct
  {
    const char *html;
    guint       n_remote_images;
    guint       n_remote_others;
    guint       n_tracking_pixels;
  } rows[] = {
    { "<p>nothing", 0, 0, 0 },
    { "<img src=http://a.test/1.png><img src=https://a.test/1.png>", 1, 0, 0 },
    { "<img src=http://a.test/1.png><img src=http://a.test/2.png>", 2, 0, 0 },
    { "<img srcset='http://a.test/1.png 1x, http://a.test/2.png 2x'>", 1, 0, 0 },
    { "<image src=//a.test/1.png>", 1, 0, 0 },
    { "<table background=http://a.test/1.png>", 1, 0, 0 },
    { "<body background=http://a.test/1.png>", 1, 0, 0 },
    { "<p style='background:url(http://a.test/1.png)'>", 1, 0, 0 },
    { "<style>p{background-image:\\75rl(http://a.test/1.png)}</style>", 1, 0, 0 },
    { "<style>@media screen{li{list-style:url('http://a.test/1.png')}}</style>", 1, 0, 0 },
    { "<style>@import 'http://a.test/1.css';</style>", 0, 1, 0 },
    { "<style>@font-face{src:url(http://a.test/1.woff)}</style>", 0, 1, 0 },
    { "<link rel=stylesheet href=http://a.test/1.css>", 0, 1, 0 },
    { "<video src=http://a.test/1.mp4 poster=http://a.test/1.png></video>", 0, 2, 0 },
    { "<iframe src=http://a.test/></iframe>", 0, 1, 0 },
    { "<svg><image href=http://a.test/1.svg /></svg>", 0, 1, 0 },
    { "<p style='cursor:url(http://a.test/1.cur)'>", 0, 1, 0 },
    { "<img src=ftp://a.test/1.png>", 0, 1, 0 },
    { "<img src=http://a.test/1.gif width=1 height=1>", 0, 0, 1 },
    { "<img src=http://a.test/1.gif width='1px' height=0>", 0, 0, 1 },
    { "<img src=http://a.test/1.gif style='width:1px;height:1px'>", 0, 0, 1 },
    { "<img src=http://a.test/1.gif style='display:none'>", 0, 0, 1 },
    { "<img src=http://a.test/1.gif style='d\\69splay:n\\6fne'>", 0, 0, 1 },
    { "<img src=http://a.test/1.gif hidden>", 0, 0, 1 },
    { "<img src=http://a.test/1.gif width=600 height=1>", 1, 0, 0 },
    { "<img src=http://a.test/1.gif width='1%' height='1%'>", 1, 0, 0 },
    { "<img src=cid:a@b><img src=data:image/png;base64,AAAA>", 0, 0, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MailerMimeSanitized) result = sanitize (rows[i].html);

      g_test_message ("%s", rows[i].html);
      g_assert_cmpuint (result->n_remote_images, ==, rows[i].n_remote_images);
      g_assert_cmpuint (result->n_remote_others, ==, rows[i].n_remote_others);
      g_assert_cmpuint (result->n_tracking_pixels, ==, rows[i].n_tracking_pixels);
      g_assert_null (strstr (result->html, "src=\"http"));
    }
}

static void
test_pictures_are_rewritten (void)
{
  const char *const         ids[] = { "logo@mail", NULL };
  MailerMimeSanitizeOptions options = { .remote = MAILER_MIME_REMOTE_ALLOWED, .cid_prefix = "7/", .content_ids = ids };
  g_autoptr (MailerMimeSanitized) result = NULL;

  result = mailer_mime_sanitize_html ("<img src='http://a.test/x?y=1&amp;z=\"'><img src='CID:logo%40mail'><img src='cid:other@mail'>"
                                      "<p style='background:url(http://a.test/b.png)'><img src=http://a.test/t.gif width=1 height=1>",
                                      &options);
  g_assert_nonnull (strstr (result->html, "<img src=\"mailer-remote:7/https%3A%2F%2Fa.test%2Fx%3Fy%3D1%26z%3D%22\">"));
  g_assert_nonnull (strstr (result->html, "<img src=\"mailer-cid:7/logo%40mail\"><img>"));
  g_assert_nonnull (strstr (result->html, "url(&quot;mailer-remote:7/https%3A%2F%2Fa.test%2Fb.png&quot;)"));
  g_assert_null (strstr (result->html, "t.gif"));
  g_assert_cmpstr (result->content_ids[0], ==, "logo@mail");
  g_assert_null (result->content_ids[1]);
}

/* Small files, all of them: what is too large are the pictures in them. */
static void
test_bombs (void)
{
  static const struct
  {
    const char *url;
    gboolean    is_too_large;
  } rows[] = {
    { "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAWdgAAFnYAQAAAAAAAAAAAA==", TRUE },
    { "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAlgAAAJYAQAAAAAAAAAAAA==", FALSE },
    { "data:image/gif;base64,R0lGODlh2FnYWQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==", TRUE },
    { "data:image/gif;base64,R0lGODlhWAJYAgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==", FALSE },
    { "data:image/bmp;base64,Qk0AAAAAAAAAAAAAAAAAAAAA2FkAACim//8AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", TRUE },
    { "data:image/bmp;base64,Qk0AAAAAAAAAAAAAAAAAAAAAWAIAAKj9//8AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", FALSE },
    { "data:image/jpeg;base64,/9j/4AAQSkZJRgAAAAAAAAAAAAD//8IAEQhZ2FnYAAAAAAAAAAAAAAAA", TRUE },
    { "data:image/jpeg;base64,/9j/4AAQSkZJRgAAAAAAAAAAAAD//8IAEQgCWAJYAAAAAAAAAAAAAAAA", FALSE },
    { "data:image/webp;base64,UklGRgAAAABXRUJQVlA4WAoAAAAAAAAAfz4Afz4AAAAAAAAAAAA=", TRUE },
    { "data:image/webp;base64,UklGRgAAAABXRUJQVlA4WAoAAAAAAAAAVwIAVwIAAAAAAAAAAAA=", FALSE },
    { "data:image/webp;base64,UklGRgAAAABXRUJQVlA4TAoAAAAvf/6fDwAAAAAAAAAA", TRUE },
    { "data:image/webp;base64,UklGRgAAAABXRUJQVlA4TAoAAAAvV8KVAAAAAAAAAAAA", FALSE },
    { "data:image/webp;base64,UklGRgAAAABXRUJQVlA4IAoAAAAAAACdASqAPoA+AAAAAAAAAAA=", TRUE },
    { "data:image/webp;base64,UklGRgAAAABXRUJQVlA4IAoAAAAAAACdASpYAlgCAAAAAAAAAAA=", FALSE },
    { "data:image/png;base64,AAAA", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *html = g_strdup_printf ("<img src='%s'>", rows[i].url);
      g_autoptr (MailerMimeSanitized) result = sanitize (html);

      g_test_message ("%s", rows[i].url);
      g_assert_cmpint (strstr (result->html, "data:") == NULL, ==, rows[i].is_too_large);
    }
}

/* What a mail may look like, exactly. */
static void
test_markup_is_kept (void)
{
  static const struct
  {
    const char *html;
    const char *expected; /* inside of the wrapper */
  } rows[] = {
    { "a &lt;b&gt; &amp; &quot;c&quot; &copy; &#8364; &#128; &nbsp;d", "a &lt;b&gt; &amp; &quot;c&quot; © € € \u00a0d" },
    { "<p>one<p>two", "<p>one</p><p>two</p>" },
    { "<ul><li>a<li>b<ul><li>c</ul></ul>", "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>" },
    { "<table><tr><td>1<td>2<tr><td>3</table>", "<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>" },
    { "<table><tr><td></div></p>x</td></tr></table></div></div>", "<table><tr><td>x</td></tr></table>" },
    { "<b>a<i>b</b>c", "<b>a<i>b</i></b>c" },
    { "<font color=red face='A,B' size=2>x</font>", "<font color=\"red\" face=\"A,B\" size=\"2\">x</font>" },
    { "<p onclick=x data-x=y name=z target=w>x</p>", "<p>x</p>" },
    { "<p style='color:RED;background:URL(x);position:fixed;width:100vh'>x", "<p style=\"color:RED;background:none;\">x</p>" },
    { "<p style='position:absolute;top:1px;-moz-binding:url(x);font:12px/1.5 \"A B\",serif!important'>x", "<p style=\"position:absolute;top:1px;font:12px/1.5 &quot;A B&quot;,serif!important;\">x</p>" },
    { "<p style='color:rgb(1,2,3);width:calc(100% - 10px);margin:-1.5em auto'>x", "<p style=\"color:rgb(1,2,3);width:calc(100% - 10px);margin:-1.5em auto;\">x</p>" },
    { "<p id=x>x<script>alert('</p>')</script><object><b>fallback</b></object>", "<p id=\"m-x\">x<b>fallback</b></p>" },
    { "<form><input><button>go</button><textarea>t</textarea><select><option>o</select></form>", "go" },
    { "<o:p>x</o:p><custom-tag>y</custom-tag>", "xy" },
    { "<br/><hr/><img alt='a\"b'/>", "<br><hr><img alt=\"a&quot;b\">" },
    { "1 < 2 <3 <", "1 &lt; 2 &lt;3 &lt;" },
    { "<!-- c --><![if x]>a<![endif]><?pi?>b</>c", "abc" },
    { "<title>t</title>x", "x" },
    { "<title>never closed", "never closed" },
    { "<svg><text>never closed", "never closed" },
    { "<a href='https://a.test/'>x</a>", "<a href=\"https://a.test/\" rel=\"noopener noreferrer\">x</a>" },
    { "<a href='mailto:a@b'>x</a><a href='tel:1'>y</a><a href='#z'>z</a>", "<a href=\"mailto:a@b\" rel=\"noopener noreferrer\">x</a><a>y</a><a>z</a>" },
    { "<a href=http://a.test/>x<a href=http://b.test/>y", "<a href=\"http://a.test/\" rel=\"noopener noreferrer\">x</a><a href=\"http://b.test/\" rel=\"noopener noreferrer\">y</a>" },
    { "<a href=http://a.test/><table><tr><td><a href=http://b.test/>y</a></table>", "<a href=\"http://a.test/\" rel=\"noopener noreferrer\"><table><tr><td>y</td></tr></table></a>" },
    { "<bdo dir=rtl>moc.knab</bdo><b style='direction:rtl;unicode-bidi:bidi-override'>moc.knab</b>", "moc.knab<b style=\"direction:rtl;\">moc.knab</b>" },
    { "+ADw-script+AD4-alert(1)+ADw-/script+AD4-", "+ADw-script+AD4-alert(1)+ADw-/script+AD4-" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MailerMimeSanitized) result = sanitize (rows[i].html);
      g_autofree char *expected = g_strconcat ("<div class=\"mail-body\">", rows[i].expected, "</div>", NULL);

      g_assert_cmpstr (result->html, ==, expected);
    }
}

static void
test_sheets_are_filtered (void)
{
  static const struct
  {
    const char *css;
    const char *expected;
  } rows[] = {
    { "p{color:red}", "p{color:red;}\n" },
    { "#a > .b:hover, td[align=\"x\"]:not(.c){margin:0 auto}", "#m-a > .b:hover, td[align=\"x\"]:not(.c){margin:0 auto;}\n" },
    { "@media only screen and (max-width:600px){.a{width:100%!important}}", "@media only screen and (max-width:600px){.a{width:100%!important;}\n}\n" },
    { "<!-- p{color:red} -->", "p{color:red;}\n" },
    { "@import 'x'; p{color:red}", "p{color:red;}\n" },
    { "@font-face{src:url(x)} p{color:red}", "p{color:red;}\n" },
    { "p{color:red;} @keyframes k{from{color:red}} b{color:blue}", "p{color:red;}\nb{color:blue;}\n" },
    { "p{*zoom:1;color:red}", "p{color:red;}\n" },
    { "p{color:red;;b{x:y}color:blue}", "p{color:red;}\n" },
    { "p{color:red", "p{color:red;}\n" },
    { "p{content:\"</style><b>\"}", "p{content:\"\\3c /style\\3e \\3c b\\3e \";}\n" },
    { "p(]{color:red} b{color:red}", "b{color:red;}\n" },
    { ".m\\:x{color:red}", ".m\\3a x{color:red;}\n" },
    { "p{color:#12ab;color:#xyz}", "p{color:#12ab;}\n" },
    { "p{/* ; */color/**/:/**/red}", "p{color:red;}\n" },
    /* Two tokens that a comment parts may not become the start of one, or what was a string is read as rules. */
    { "p{color://**/*;}b{content:\"*/;}i{position:fixed}\"}", "p{color://**/*;}\nb{content:\"*/;}i{position:fixed}\";}\n" },
    { "p{position:fix/**/ed;height:1/**/vh}a/**/b{color:red}", "p{position:fix/**/ed;height:1/**/vh;}\na/**/b{color:red;}\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *html = g_strconcat ("<style>", rows[i].css, "</style>", NULL);
      g_autofree char *expected = g_strconcat ("<style>\n", rows[i].expected, "</style>\n<div class=\"mail-body\"></div>", NULL);
      g_autoptr (MailerMimeSanitized) result = NULL;

      /* An end tag inside a string ends the element: that is what browsers do. */
      if (strstr (rows[i].css, "</style>") != NULL)
        continue;
      result = sanitize (html);
      g_assert_cmpstr (result->html, ==, expected);
    }
}

static void
test_links_that_deceive (void)
{
  static const struct
  {
    const char *html;
    const char *target; /* NULL: nothing wrong */
  } rows[] = {
    { "<a href='https://evil.test/'>www.bank.com</a>", "evil.test" },
    { "<a href='https://evil.test/'>https://bank.com/login</a>", "evil.test" },
    { "<a href='https://evil.test/'><b>bank</b>.com</a>", "evil.test" },
    { "<a href='https://bank.com.evil.test/'>bank.com</a>", "bank.com.evil.test" },
    { "<a href='https://notbank.com/'>bank.com</a>", "notbank.com" },
    { "<a href='https://bank.com@evil.test/'>click</a>", "evil.test" },
    { "<a href='https://bank.com%40evil.test:80/'>bank.com</a>", "bank.com@evil.test" },
    { "<a href='https:\\\\evil.test\\@bank.com'>bank.com</a>", "evil.test" },
    { "<a href='https://b\u0430nk.com/'>click</a>", "xn--bnk-6cd.com" },
    { "<a href='https://evil.test/'>Go to\u00a0www.bank.com</a>", "evil.test" },
    { "<a href='https://evil.test/'>www.ba\u202ank.com</a>", "evil.test" },
    { "<a href='https://evil.test/'>\u202emoc.knab</a>", "evil.test" },
    { "<a href='https://evil.test/'>\u202dbank\u202c</a>", "evil.test" },
    { "<a href='https://evil.test/'>www.ba\u200dnk\u2800.com</a>", "evil.test" },
    { "<a href='https://evil.test/'>1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 bank.com</a>", "evil.test" },
    { "<a href='https://bank.com/'>bank.com</a>", NULL },
    { "<a href='https://www.bank.com/x'>bank.com</a>", NULL },
    { "<a href='https://bank.com/x'>www.bank.com</a>", NULL },
    { "<a href='https://mail.bank.com/x'>https://bank.com</a>", NULL },
    { "<a href='https://evil.test/'>click here</a>", NULL },
    { "<a href='https://evil.test/'>README.md and v1.0</a>", NULL },
    { "<a href='https://m\u00fcller.de/'>m\u00fcller.de</a>", NULL },
    { "<a href='https://evil.test/'>\u202b\u05d1\u05e0\u05e7\u202c</a>", NULL },
    { "<a href='mailto:a@evil.test'>b@bank.com</a>", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MailerMimeSanitized) result = sanitize (rows[i].html);
      g_autofree char *mark = rows[i].target != NULL ? g_strdup_printf ("class=\"deceptive\" data-target=\"%s\"", rows[i].target) : NULL;

      g_test_message ("%s -> %s", rows[i].html, result->html);
      g_assert_cmpuint (result->n_deceptive_links, ==, rows[i].target != NULL);
      if (mark != NULL)
        g_assert_nonnull (strstr (result->html, mark));
    }
}

static void
test_what_links_pretend (void)
{
  static const struct
  {
    const char *url;
    const char *text;
    const char *pretence; /* NULL: the link is honest */
  } rows[] = {
    { "https://bank.example/login", "https://bank.example/login", NULL },
    { "https://www.bank.example/", "bank.example", NULL },
    { "https://bank.example/", "www.bank.example", NULL },
    { "https://login.bank.example/", "https://bank.example", NULL },
    { "https://evil.example/", "Click here", NULL },
    { "https://evil.example/", "See you. Bye", NULL },
    { "https://evil.example/", "friend@bank.example", NULL },
    { "https://evil.example/", "3.14", NULL },
    { "https://evil.example/", "", NULL },
    /* Files are called like hosts. */
    { "https://files.example/", "Angebot.pdf", NULL },
    { "https://files.example/", "Angebot.pdf lesen", NULL },
    { "https://files.example/", "notes.md", NULL },
    { "https://evil.example/", "https://bank.example/login", "bank.example" },
    { "https://evil.example/", " (https://bank.example)", "bank.example" },
    { "https://evil.example/", "[bank.example]", "bank.example" },
    { "https://evil.example/", "bank.example!", "bank.example" },
    { "https://evil.example/", "www.bank.example", "www.bank.example" },
    { "https://evil.example/", "bank.example/login and more", "bank.example" },
    { "https://evil.example/", "Sign in at bank.com, please", "bank.com" },
    { "https://bank.example.evil.example/", "bank.example", "bank.example" },
    { "https://notbank.example/", "bank.example", "bank.example" },
    { "https://bank.example@evil.example/", "https://bank.example/", "bank.example" },
    { "https://bank.example@evil.example/", "Click here", "Click here" },
    { "https://xn--bnk-6cd.example/", "Click here", "Click here" },
    { "http://xn--bnk-qla.example/", "https://bank.example/", "bank.example" },
    { "https://EVIL.example/", "HTTPS://BANK.EXAMPLE/", "bank.example" },
    { "https://evil.example/", "https://b\303\244nk.example/", "xn--bnk-qla.example" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *pretence = mailer_mime_url_dup_pretence (rows[i].text, rows[i].url);

      g_test_message ("%s for %s", rows[i].text, rows[i].url);
      g_assert_cmpstr (pretence, ==, rows[i].pretence);
    }
}

static char *
repeat (const char *text,
        gsize       n)
{
  GString *all = g_string_sized_new (strlen (text) * n);

  for (gsize i = 0; i < n; i++)
    g_string_append (all, text);

  return g_string_free (all, FALSE);
}

static void
test_limits (void)
{
  static const struct
  {
    const char *unit;
    gsize       n;
    guint       limit;
  } rows[] = {
    { "<div>", 90000, MAILER_MIME_LIMIT_DEPTH },
    { "<b>", 1300000, MAILER_MIME_LIMIT_NODES },
    { "<br>", 200000, MAILER_MIME_LIMIT_NODES },
    { "<title>", 100001, MAILER_MIME_LIMIT_NODES },
    { "<svg>", 100001, MAILER_MIME_LIMIT_NODES },
    { "aaaaaaaaaaaaaaaa", 300000, MAILER_MIME_LIMIT_INPUT },
    { "\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"\"", 200000, MAILER_MIME_LIMIT_OUTPUT },
    { "<!--", 500000, 0 },
    { "&", 1000000, 0 },
    { "&aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 100000, 0 },
    { "<style>p{color:red}", 1, 0 },
  };
  g_autofree char *attributes = repeat ("a1 b=c ", 500000);
  g_autofree char *tag = g_strconcat ("<p ", attributes, ">x", NULL);
  g_autofree char *blocks = repeat ("@media all{", 40000);
  g_autofree char *sheet = g_strconcat ("<style>", blocks, "</style>", NULL);
  g_autofree char *parens = repeat ("calc(", 80000);
  g_autofree char *style = g_strconcat ("<p style='width:", parens, "'>x", NULL);
  g_autoptr (MailerMimeSanitized) of_tag = sanitize (tag);
  g_autoptr (MailerMimeSanitized) of_sheet = sanitize (sheet);
  g_autoptr (MailerMimeSanitized) of_style = sanitize (style);

  g_assert_cmpstr (of_tag->html, ==, "<div class=\"mail-body\"><p>x</p></div>");
  g_assert_cmpstr (of_sheet->html, ==, "<div class=\"mail-body\"></div>");
  g_assert_cmpstr (of_style->html, ==, "<div class=\"mail-body\"><p>x</p></div>");
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *html = repeat (rows[i].unit, rows[i].n);
      g_autoptr (MailerMimeSanitized) result = sanitize (html);

      g_test_message ("%s x %" G_GSIZE_FORMAT, rows[i].unit, rows[i].n);
      g_assert_cmpuint (result->limits & rows[i].limit, ==, rows[i].limit);
      g_assert_cmpuint (strlen (result->html), <, 9 * 1024 * 1024);
    }
}

static void
test_document (void)
{
  MailerMimeDocumentOptions dark_plain = { .is_plain = TRUE, .is_dark = TRUE, .text_css = "font:11pt Cantarell" };
  MailerMimeDocumentOptions dark_html = { .is_plain = FALSE, .is_dark = TRUE };
  g_autofree char          *plain = mailer_mime_build_document ("<p>x", &dark_plain);
  g_autofree char          *html = mailer_mime_build_document ("<p>x", &dark_html);

  g_assert_true (g_str_has_prefix (plain, "<!DOCTYPE html><html><head><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data: mailer-cid: mailer-remote:; style-src 'unsafe-inline'"));
  g_assert_nonnull (strstr (plain, "color-scheme:dark"));
  g_assert_nonnull (strstr (plain, "body{font:11pt Cantarell}"));
  g_assert_null (strstr (html, "color-scheme:dark"));
  g_assert_nonnull (strstr (html, "background:#fff"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mime/sanitizer/vectors", test_vectors);
  g_test_add_func ("/mime/sanitizer/pictures-are-counted", test_pictures_are_counted);
  g_test_add_func ("/mime/sanitizer/pictures-are-rewritten", test_pictures_are_rewritten);
  g_test_add_func ("/mime/sanitizer/bombs", test_bombs);
  g_test_add_func ("/mime/sanitizer/markup-is-kept", test_markup_is_kept);
  g_test_add_func ("/mime/sanitizer/sheets-are-filtered", test_sheets_are_filtered);
  g_test_add_func ("/mime/sanitizer/links-that-deceive", test_links_that_deceive);
  g_test_add_func ("/mime/sanitizer/what-links-pretend", test_what_links_pretend);
  g_test_add_func ("/mime/sanitizer/limits", test_limits);
  g_test_add_func ("/mime/sanitizer/document", test_document);

  return g_test_run ();
}
