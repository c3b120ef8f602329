/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-mime-reply.h"

#include <string.h>

#include "mailer-mime-address.h"

typedef struct
{
  const char *from;
  const char *reply_to;
  const char *to;
  const char *cc;
  const char *list_post;
} Headers;

/* The user is me@example.org, also me@work.test. */
static GPtrArray *
make_own (void)
{
  GPtrArray *own = mailer_address_list_new ();

  g_ptr_array_add (own, mailer_address_new ("Me", "me@example.org"));
  g_ptr_array_add (own, mailer_address_new ("Me at work", "me@work.test"));

  return own;
}

static void
test_recipients (void)
{
  static const struct
  {
    Headers             headers;
    MailerMimeReplyKind kind;
    const char         *from;
    const char         *to;
    const char         *cc;
  } rows[] = {
    { { "a@x.test", NULL, "me@example.org, b@x.test", "c@x.test", NULL }, MAILER_MIME_REPLY_SENDER, "me@example.org", "a@x.test", "" },
    { { "a@x.test", NULL, "me@example.org, b@x.test", "c@x.test", NULL }, MAILER_MIME_REPLY_ALL, "me@example.org", "a@x.test, b@x.test", "c@x.test" },
    { { "a@x.test", "r@x.test", "me@example.org, b@x.test", NULL, NULL }, MAILER_MIME_REPLY_SENDER, "me@example.org", "r@x.test", "" },
    { { "a@x.test", "r@x.test", "me@example.org, b@x.test", NULL, NULL }, MAILER_MIME_REPLY_ALL, "me@example.org", "r@x.test, b@x.test", "" },
    { { "a@x.test", "nobody:;", "me@example.org", NULL, NULL }, MAILER_MIME_REPLY_SENDER, "me@example.org", "a@x.test", "" },
    { { "a@x.test", NULL, "ME@WORK.TEST", NULL, NULL }, MAILER_MIME_REPLY_SENDER, "me@work.test", "a@x.test", "" },
    { { "a@x.test", NULL, "a@x.test, A@x.test, b@x.test", "b@x.test, me@work.test", NULL }, MAILER_MIME_REPLY_ALL, "me@work.test", "a@x.test, b@x.test", "" },
    /* One's own mail */
    { { "me@work.test", NULL, "b@x.test", "c@x.test", NULL }, MAILER_MIME_REPLY_SENDER, "me@work.test", "b@x.test", "" },
    { { "me@work.test", NULL, "b@x.test", "c@x.test", NULL }, MAILER_MIME_REPLY_ALL, "me@work.test", "b@x.test", "c@x.test" },
    { { "me@example.org", NULL, "me@example.org", NULL, NULL }, MAILER_MIME_REPLY_ALL, "me@example.org", "me@example.org", "" },
    /* Lists */
    { { "a@x.test", NULL, "list@l.test", NULL, "<mailto:list@l.test?subject=x>" }, MAILER_MIME_REPLY_LIST, "me@example.org", "list@l.test", "" },
    { { "a@x.test", NULL, "list@l.test", NULL, "NO (closed)" }, MAILER_MIME_REPLY_LIST, "me@example.org", "a@x.test, list@l.test", "" },
    { { "a@x.test", NULL, "list@l.test", NULL, "<mailto:evil%0D%0ABcc:x@y>" }, MAILER_MIME_REPLY_LIST, "me@example.org", "a@x.test, list@l.test", "" },
    { { "a@x.test", NULL, "me@example.org", NULL, NULL }, MAILER_MIME_REPLY_FORWARD, "me@example.org", "", "" },
    { { NULL, NULL, NULL, NULL, NULL }, MAILER_MIME_REPLY_ALL, "me@example.org", "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) own = make_own ();
      g_autoptr (GPtrArray) from = mailer_mime_parse_addresses (rows[i].headers.from);
      g_autoptr (GPtrArray) reply_to = mailer_mime_parse_addresses (rows[i].headers.reply_to);
      g_autoptr (GPtrArray) to = mailer_mime_parse_addresses (rows[i].headers.to);
      g_autoptr (GPtrArray) cc = mailer_mime_parse_addresses (rows[i].headers.cc);
      MailerMimeOriginal original = { .from = from, .reply_to = reply_to, .to = to, .cc = cc, .list_post = rows[i].headers.list_post };
      g_autoptr (MailerMimeDraft) draft = mailer_mime_draft_new_reply (&original, rows[i].kind, own, NULL);
      g_autofree char *draft_to = mailer_mime_format_addresses (draft->to);
      g_autofree char *draft_cc = mailer_mime_format_addresses (draft->cc);

      g_test_message ("row %" G_GSIZE_FORMAT, i);
      g_assert_cmpstr (draft->from->address, ==, rows[i].from);
      g_assert_cmpstr (draft_to, ==, rows[i].to);
      g_assert_cmpstr (draft_cc, ==, rows[i].cc);
    }
}

static void
test_subjects (void)
{
  static const struct
  {
    const char *subject;
    const char *reply;
    const char *forward;
  } rows[] = {
    { NULL, "Re: ", "Fwd: " },
    { "Hello", "Re: Hello", "Fwd: Hello" },
    { "Re: Hello", "Re: Hello", "Fwd: Hello" },
    { "AW: RE: Antwort: Hello", "Re: Hello", "Fwd: Hello" },
    { "WG: Fwd: Hello", "Re: Hello", "Fwd: Hello" },
  };
  g_autoptr (GPtrArray) own = make_own ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      MailerMimeOriginal original = { .subject = rows[i].subject };
      g_autoptr (MailerMimeDraft) reply = mailer_mime_draft_new_reply (&original, MAILER_MIME_REPLY_SENDER, own, NULL);
      g_autoptr (MailerMimeDraft) forward = mailer_mime_draft_new_reply (&original, MAILER_MIME_REPLY_FORWARD, own, NULL);

      g_assert_cmpstr (reply->subject, ==, rows[i].reply);
      g_assert_cmpstr (forward->subject, ==, rows[i].forward);
    }
}

static void
test_references (void)
{
  g_autoptr (GPtrArray) own = make_own ();
  g_autoptr (GPtrArray) many = g_ptr_array_new_with_free_func (g_free);
  const char *const  two[] = { "root@x", "parent@x", NULL };
  MailerMimeOriginal with_references = { .message_id = "self@x", .in_reply_to = "parent@x", .references = two };
  MailerMimeOriginal with_parent = { .message_id = "self@x", .in_reply_to = "parent@x" };
  MailerMimeOriginal with_many = { .message_id = "self@x" };
  g_autoptr (MailerMimeDraft) a = mailer_mime_draft_new_reply (&with_references, MAILER_MIME_REPLY_SENDER, own, NULL);
  g_autoptr (MailerMimeDraft) b = mailer_mime_draft_new_reply (&with_parent, MAILER_MIME_REPLY_SENDER, own, NULL);
  g_autoptr (MailerMimeDraft) c = NULL;
  g_autofree char *of_a = g_strjoinv (" ", a->references);
  g_autofree char *of_b = g_strjoinv (" ", b->references);

  for (guint i = 0; i < 1000; i++)
    g_ptr_array_add (many, g_strdup_printf ("%u@x", i));
  g_ptr_array_add (many, NULL);
  with_many.references = (const char *const *)many->pdata;
  c = mailer_mime_draft_new_reply (&with_many, MAILER_MIME_REPLY_SENDER, own, NULL);

  g_assert_cmpstr (a->in_reply_to, ==, "self@x");
  g_assert_cmpstr (of_a, ==, "root@x parent@x self@x");
  g_assert_cmpstr (of_b, ==, "parent@x self@x");
  g_assert_cmpuint (g_strv_length (c->references), ==, 50);
  g_assert_cmpstr (c->references[0], ==, "0@x");
  g_assert_cmpstr (c->references[49], ==, "self@x");
}

static void
test_texts (void)
{
  static const struct
  {
    const char *text;
    const char *quoted;
  } rows[] = {
    { "", "" },
    { "a", "> a\n" },
    { "a\n\nb\n\n\n", "> a\n>\n> b\n" },
    { "a\n> b\n>> c\n", "> a\n>> b\n>>> c\n" },
    { "a\n-- \nsignature", "> a\n" },
    { "> only\n> -- \n> x", ">> only\n>> -- \n>> x\n" },
  };
  g_autoptr (GPtrArray) own = make_own ();
  MailerMimeOriginal original = { .text = "a\nb\n-- \nx" };
  g_autoptr (MailerMimeDraft) reply = mailer_mime_draft_new_reply (&original, MAILER_MIME_REPLY_SENDER, own, "Ada wrote:");
  g_autoptr (MailerMimeDraft) forward = mailer_mime_draft_new_reply (&original, MAILER_MIME_REPLY_FORWARD, own, "From: Ada");

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *quoted = mailer_mime_quote_text (rows[i].text);

      g_assert_cmpstr (quoted, ==, rows[i].quoted);
    }
  g_assert_cmpstr (reply->text, ==, "\n\nAda wrote:\n> a\n> b\n");
  g_assert_cmpstr (forward->text, ==, "\n\nFrom: Ada\n\na\nb\n-- \nx");
}

/* Lines of megabytes would stop the window that they are written in. */
static void
test_long_lines (void)
{
  static const MailerMimeReplyKind kinds[] = { MAILER_MIME_REPLY_ALL, MAILER_MIME_REPLY_FORWARD };
  g_autofree char                 *solid = g_strnfill (100000, 'a');
  g_autofree char                 *words = g_strnfill (100000, 'b');
  g_autofree char                 *text = NULL;
  g_autoptr (GPtrArray) own = g_ptr_array_new ();

  for (gsize i = 0; i < 100000; i += 7)
    words[i] = ' ';
  text = g_strconcat (solid, words, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      MailerMimeOriginal original = { .text = text };
      g_autoptr (MailerMimeDraft) draft = mailer_mime_draft_new_reply (&original, kinds[i], own, NULL);
      g_auto (GStrv) lines = g_strsplit (draft->text, "\n", -1);

      g_assert_cmpuint (strlen (draft->text), >, 200000);
      for (guint n = 0; lines[n] != NULL; n++)
        g_assert_cmpuint (strlen (lines[n]), <, 4100);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mime/reply/recipients", test_recipients);
  g_test_add_func ("/mime/reply/subjects", test_subjects);
  g_test_add_func ("/mime/reply/references", test_references);
  g_test_add_func ("/mime/reply/texts", test_texts);
  g_test_add_func ("/mime/reply/long-lines", test_long_lines);

  return g_test_run ();
}
