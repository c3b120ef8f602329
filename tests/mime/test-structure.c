/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-mime-render.h"
#include "mailer-mime-text.h"

#include <string.h>

#include "html-checker.h"

/* Messages as mailers make them, and as no mailer should. */
typedef struct
{
  const char *fixture;
  const char *tree;        /* section:type, children in brackets */
  const char *blocks;      /* what the body is made of */
  const char *attachments; /* section:name, "~" for one that only the body shows, "!" for a risky one */
  const char *text;        /* a part of the body as text */
  const char *html;        /* a part of the body as HTML */
} Row;

static const Row rows[] = {
  { "alternative.eml",
    ":multipart/alternative[1:text/plain 2:text/html]",
    "plain:1|html:2",
    "",
    "plain text",
    "<p>rich <b>text</b></p>" },
  { "apple-alternative.eml",
    ":multipart/alternative[1:text/plain 2:multipart/mixed[2.1:text/html 2.2:application/pdf 2.3:text/html]]",
    "html:2.1 html:2.3",
    "2.2:x.pdf +clip",
    "one\n\ntwo",
    "<p>one</p></div><hr class=\"between-parts\"><div class=\"mail-body\"><p>two</p>" },
  { "apple-mail.eml",
    ":multipart/mixed[1:text/plain 2:image/png 3:text/plain]",
    "plain:1 image:2 plain:3",
    "2:photo.png +clip",
    "before\n\nafter",
    "<img src=\"mailer-cid:section-2\">" },
  { "arabic.eml",
    "1:text/plain",
    "plain:1",
    "",
    "مرحبا بالعالم",
    "" },
  { "bad-base64.eml",
    "1:text/plain",
    "plain:1",
    "",
    "Hello world!",
    "Hello world!" },
  { "bad-qp.eml",
    "1:text/plain",
    "plain:1",
    "",
    "Grüße =ZZ 100= % softbreak =3",
    "" },
  { "bounce.eml",
    ":multipart/report[1:text/plain 2:message/delivery-status 3:text/rfc822-headers]",
    "plain:1",
    "2:message-2.txt, 3:attachment-3.txt +clip",
    "could not be delivered",
    "" },
  { "broken-header.eml",
    "1:text/plain",
    "plain:1",
    "",
    "body with ä",
    "" },
  { "calendar-only.eml",
    "1:text/calendar",
    "",
    "1:invite-1.ics +clip +calendar",
    "",
    "" },
  { "charset-lie-utf8.eml",
    "1:text/plain",
    "plain:1",
    "",
    "Schöne Grüße",
    "" },
  { "charset-none-1252.eml",
    "1:text/plain",
    "plain:1",
    "",
    "„Schöne“ Grüße – 5 €",
    "" },
  { "charset-unknown.eml",
    "1:text/plain",
    "plain:1",
    "",
    "Schöne Grüße",
    "" },
  { "content-location.eml",
    ":multipart/related[1:image/png 2:text/html]",
    "html:2",
    "~1:image-1.png",
    "root",
    "<img><img data-remote=\"https://t.test/a.png\"><img src=\"mailer-cid:img%40x\"><img>root" },
  { "digest.eml",
    ":multipart/digest[1:message/rfc822[1.1:text/plain] 2:message/rfc822[2.1:text/plain]]",
    "",
    "1:message-1.eml, 2:message-2.eml +clip",
    "",
    "" },
  { "emoji.eml",
    "1:text/plain",
    "plain:1",
    "",
    "Los geht’s 🎉👩‍👩‍👧",
    "" },
  { "empty.eml",
    "1:text/plain",
    "plain:1",
    "",
    "",
    "" },
  { "external-body.eml",
    ":multipart/mixed[1:text/plain 2:message/external-body]",
    "plain:1",
    "2:message-2.txt +clip",
    "text",
    "" },
  { "fake-base64.eml",
    "1:text/plain",
    "plain:1",
    "",
    "was never encoded",
    "" },
  { "filenames.eml",
    ":multipart/mixed[1:application/octet-stream 2:application/octet-stream 3:application/octet-stream 4:application/octet-stream 5:application/octet-stream 6:application/octet-stream 7:application/octet-stream 8:application/octet-stream 9:application/octet-stream]",
    "",
    "1:bashrc, 2:Übersicht.pdf, 3:Ein sehr langer Name.txt, 4:alt.doc, !5:invoice.pdf.exe, !6:agnp.exe, 7:attachment-7.bin, 8:_CON.txt, 9:unquoted name.pdf +clip",
    "",
    "" },
  { "flowed.eml",
    "1:text/plain",
    "plain:1",
    "",
    "that was broken by the sender.\n>> a deep quote goes on\n> a quote\nFrom here\n-- \nAda",
    "<blockquote class=\"quote quote-1\"><blockquote class=\"quote quote-2\"><div class=\"line\">a deep quote goes on</div></blockquote><div class=\"line\">a quote</div></blockquote>" },
  { "forwarded.eml",
    ":multipart/mixed[1:text/plain 2:message/rfc822[2.TEXT:multipart/alternative[2.1:text/plain 2.2:text/html]] 3:message/rfc822[3.1:text/plain]]",
    "plain:1",
    "2:message-2.eml, 3:second one.eml +clip",
    "see below",
    "<div class=\"line\">see below</div>" },
  { "header-only.eml",
    "1:text/plain",
    "plain:1",
    "",
    "",
    "" },
  { "html-charset-meta.eml",
    "1:text/html",
    "html:1",
    "",
    "Привет",
    "" },
  { "invitation.eml",
    ":multipart/mixed[1:multipart/alternative[1.1:text/plain 1.2:text/html 1.3:text/calendar] 2:application/ics]",
    "plain:1.1|html:1.2",
    "1.3:invite-1.3.ics, 2:invite.ics +clip +calendar",
    "You are invited",
    "<b>invited</b>" },
  { "iso-2022-jp.eml",
    "1:text/plain",
    "plain:1",
    "",
    "こんにちは、世界。",
    "" },
  { "latin1.eml",
    "1:text/plain",
    "plain:1",
    "",
    "Schöne Grüße aus Köln",
    "" },
  { "mbox-line.eml",
    "1:text/plain",
    "plain:1",
    "",
    "body of mbox",
    "" },
  { "newsletter.eml",
    ":multipart/mixed[1:multipart/related[1.1:multipart/alternative[1.1.1:text/plain 1.1.2:text/html] 1.2:image/png] 2:application/pdf]",
    "plain:1.1.1|html:1.1.2",
    "~1.2:logo.png, 2:Rechnung März.pdf +clip",
    "News in text",
    "<img src=\"mailer-cid:logo%40x\"><img data-remote=\"https://t.test/1.png\"><p>News</p>" },
  { "no-boundary.eml",
    "1:text/plain",
    "plain:1",
    "",
    "still readable",
    "" },
  { "no-header-binary.eml",
    "1:text/plain",
    "plain:1",
    "",
    "",
    "" },
  { "no-header.eml",
    "1:text/plain",
    "plain:1",
    "",
    "This is just text\nwithout any header.",
    "" },
  { "outlook-tnef.eml",
    ":multipart/mixed[1:text/plain 2:application/ms-tnef]",
    "plain:1",
    "2:winmail.dat +clip",
    "see attachment",
    "" },
  { "patch.eml",
    ":multipart/mixed[1:text/plain 2:text/x-patch 3:text/plain]",
    "plain:1",
    "2:fix.patch, 3:notes.txt +clip",
    "please apply",
    "" },
  { "pgp-encrypted.eml",
    ":multipart/encrypted[1:application/pgp-encrypted 2:application/octet-stream]",
    "",
    "2:encrypted.asc +clip +encrypted",
    "",
    "" },
  { "pgp-signed.eml",
    ":multipart/signed[1:text/plain 2:application/pgp-signature]",
    "plain:1",
    "+signed",
    "signed text",
    "" },
  { "plain.eml",
    "1:text/plain",
    "plain:1",
    "",
    "> quoted",
    "<a href=\"mailto:ada@example.org\" rel=\"noopener noreferrer\">" },
  { "prefix-boundary.eml",
    ":multipart/mixed[1:multipart/alternative[1.1:text/plain 1.2:text/html] 2:application/x-thing]",
    "plain:1.1|html:1.2",
    "2:attachment-2.bin +clip",
    "plain",
    "" },
  { "shift-jis.eml",
    "1:text/plain",
    "plain:1",
    "",
    "こんにちは、世界。",
    "" },
  { "smime.eml",
    "1:application/pkcs7-mime",
    "",
    "1:smime.p7m +clip +encrypted",
    "",
    "" },
  { "unclosed.eml",
    ":multipart/mixed[1:multipart/alternative[1.1:text/html] 2:application/zip]",
    "html:1.1",
    "2:evil.zip +clip",
    "still readable",
    "<p>still readable</p>" },
  { "utf16-no-bom.eml",
    "1:text/plain",
    "plain:1",
    "",
    "Grüße in UTF-16",
    "" },
  { "utf7.eml",
    "1:text/html",
    "html:1",
    "",
    "visible",
    "+ADw-script+AD4-" },
  { "uuencode.eml",
    "1:text/plain",
    "plain:1",
    "",
    "begin 644 test.txt",
    "" },
  { "vcard.eml",
    ":multipart/mixed[1:text/x-vcard 2:text/plain]",
    "plain:2",
    "1:ada.vcf +clip",
    "after the card",
    "" },
  { "wrong-boundary.eml",
    "1:text/plain",
    "plain:1",
    "",
    "still readable",
    "" },
};

static GBytes *
read_fixture (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", "mime", name, NULL);
  char            *data = NULL;
  gsize            size = 0;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &data, &size, &error);
  g_assert_no_error (error);

  return g_bytes_new_take (data, size);
}

static void
describe_tree (const MailerBodyPart *part,
               GString              *text)
{
  g_string_append_printf (text, "%s%s:%s/%s", text->len > 0 && text->str[text->len - 1] != '[' ? " " : "", part->section, part->type, part->subtype);
  if (part->n_children == 0)
    return;

  g_string_append_c (text, '[');
  for (guint i = 0; i < part->n_children; i++)
    describe_tree (part->children[i], text);
  g_string_append_c (text, ']');
}

static char *
describe_blocks (const MailerMimePlan *plan)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < plan->blocks->len; i++)
    {
      const MailerMimeBodyBlock *block = g_ptr_array_index (plan->blocks, i);

      g_string_append (text, i > 0 ? " " : "");
      if (block->plain_section != NULL)
        g_string_append_printf (text, "plain:%s", block->plain_section);
      if (block->html_section != NULL)
        g_string_append_printf (text, "%shtml:%s", block->plain_section != NULL ? "|" : "", block->html_section);
      if (block->image_section != NULL)
        g_string_append_printf (text, "image:%s", block->image_section);
    }

  return g_string_free (text, FALSE);
}

static char *
describe_attachments (const MailerMimePlan *plan)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < plan->attachments->len; i++)
    {
      const MailerMimeAttachment *attachment = g_ptr_array_index (plan->attachments, i);

      g_string_append_printf (text, "%s%s%s%s:%s", i > 0 ? ", " : "", attachment->is_inline ? "~" : "", attachment->is_risky ? "!" : "", attachment->section, attachment->name);
    }
  if (plan->has_attachments)
    g_string_append (text, " +clip");
  if (plan->has_calendar)
    g_string_append (text, " +calendar");
  if (plan->is_signed)
    g_string_append (text, " +signed");
  if (plan->is_encrypted)
    g_string_append (text, " +encrypted");

  return g_strstrip (g_string_free (text, FALSE));
}

static MailerMimeRendering *
render (GBytes               *message,
        const MailerBodyPart *tree,
        const MailerMimePlan *plan)
{
  g_auto (GStrv) sections = mailer_mime_plan_dup_sections (plan, TRUE);
  g_autoptr (GHashTable) bodies = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_bytes_unref);
  MailerMimeRenderOptions options = { .remote = MAILER_MIME_REMOTE_BLOCKED };

  for (guint i = 0; sections[i] != NULL; i++)
    {
      GBytes *body = mailer_mime_get_part (message, sections[i]);

      g_assert_nonnull (body);
      g_hash_table_insert (bodies, sections[i], body);
    }

  return mailer_mime_render (tree, plan, bodies, &options);
}

static void
assert_contains (const char *text,
                 const char *part)
{
  if (strstr (text, part) == NULL)
    g_error ("\"%s\" is not in \"%s\"", part, text);
}

static void
test_fixture (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (GBytes) message = read_fixture (row->fixture);
  g_autoptr (MailerBodyPart) tree = mailer_mime_parse_structure (message);
  g_autoptr (MailerMimePlan) plan = mailer_mime_plan_new (tree);
  g_autoptr (MailerMimeRendering) rendering = render (message, tree, plan);
  g_autoptr (GString) description = g_string_new (NULL);
  g_autofree char *blocks = describe_blocks (plan);
  g_autofree char *attachments = describe_attachments (plan);
  g_autofree char *problem = check_html_is_inert (rendering->html);

  describe_tree (tree, description);
  g_assert_cmpstr (description->str, ==, row->tree);
  g_assert_cmpstr (blocks, ==, row->blocks);
  g_assert_cmpstr (attachments, ==, row->attachments);
  assert_contains (rendering->text, row->text);
  assert_contains (rendering->html, row->html);
  g_assert_cmpstr (problem, ==, NULL);
}

/* Cut off anywhere, a message still gives a tree, a plan and harmless HTML. */
static void
test_truncated (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (GBytes) whole = read_fixture (row->fixture);

  for (gsize n = 0; n < g_bytes_get_size (whole); n++)
    {
      g_autoptr (GBytes) message = g_bytes_new_from_bytes (whole, 0, n);
      g_autoptr (MailerBodyPart) tree = mailer_mime_parse_structure (message);
      g_autoptr (MailerMimePlan) plan = mailer_mime_plan_new (tree);
      g_autoptr (MailerMimeRendering) rendering = render (message, tree, plan);
      g_autofree char *preview = mailer_mime_make_preview (rendering->text);
      g_autofree char *problem = n % 7 == 0 ? check_html_is_inert (rendering->html) : NULL;

      g_assert_cmpstr (problem, ==, NULL);
      g_assert_true (g_utf8_validate (rendering->html, -1, NULL));
      g_assert_true (g_utf8_validate (rendering->text, -1, NULL));
      g_assert_cmpuint (g_utf8_strlen (preview, -1), <=, 201);
    }
}

static GBytes *
make_message (const char *type,
              GString    *body)
{
  g_autofree char *header = g_strdup_printf ("MIME-Version: 1.0\r\nContent-Type: %s\r\n\r\n", type);

  g_string_prepend (body, header);

  return g_string_free_to_bytes (body);
}

static guint
count_parts (const MailerBodyPart *part)
{
  guint n = 1;

  for (guint i = 0; i < part->n_children; i++)
    n += count_parts (part->children[i]);

  return n;
}

static void
assert_handled (GBytes *message)
{
  g_autoptr (MailerBodyPart) tree = mailer_mime_parse_structure (message);
  g_autoptr (MailerMimePlan) plan = mailer_mime_plan_new (tree);
  g_autoptr (GHashTable) bodies = g_hash_table_new (g_str_hash, g_str_equal);
  MailerMimeRenderOptions options = { 0 };
  g_autoptr (MailerMimeRendering) rendering = mailer_mime_render (tree, plan, bodies, &options);

  g_assert_cmpuint (count_parts (tree), <=, 10001);
  g_assert_cmpuint (plan->blocks->len, <=, 200);
  g_assert_cmpuint (plan->attachments->len, <=, 2000);
  g_assert_nonnull (rendering->html);
}

static void
test_many_parts (void)
{
  GString *body = g_string_new (NULL);
  g_autoptr (GBytes) message = NULL;

  for (guint i = 0; i < 100000; i++)
    g_string_append (body, "--b\r\nContent-Type: text/plain\r\n\r\nx\r\n");
  message = make_message ("multipart/mixed; boundary=b", body);
  assert_handled (message);
}

static void
test_deep_multiparts (void)
{
  GString *body = g_string_new (NULL);
  g_autoptr (GBytes) message = NULL;

  for (guint i = 0; i < 200000; i++)
    g_string_append_printf (body, "--b%u\r\nContent-Type: multipart/mixed; boundary=b%u\r\n\r\n", i, i + 1);
  message = make_message ("multipart/mixed; boundary=b0", body);
  assert_handled (message);
}

static void
test_deep_messages (void)
{
  GString *body = g_string_new (NULL);
  g_autoptr (GBytes) message = NULL;

  for (guint i = 0; i < 200000; i++)
    g_string_append (body, "Content-Type: message/rfc822\r\n\r\n");
  message = make_message ("message/rfc822", body);
  assert_handled (message);
}

static void
test_long_lines (void)
{
  GString *dashes = g_string_new (NULL);
  GString *header = g_string_new ("Subject: x\r\nContent-Type: text/plain");
  g_autoptr (GBytes) of_dashes = NULL;
  g_autoptr (GBytes) of_header = NULL;

  for (guint i = 0; i < 2000000; i++)
    g_string_append (dashes, i % 3 == 0 ? "--\n" : "--");
  of_dashes = make_message ("multipart/mixed; boundary=\"-\"", dashes);
  assert_handled (of_dashes);

  for (guint i = 0; i < 400000; i++)
    g_string_append_printf (header, "; a%u=b", i);
  g_string_append (header, "\r\n\r\ntext");
  of_header = g_string_free_to_bytes (header);
  assert_handled (of_header);
}

/* What the engine has at hand is a tree from the server: sections of it must lead somewhere in ours. */
static void
test_sections_agree (void)
{
  g_autoptr (GBytes) message = read_fixture ("forwarded.eml");
  g_autoptr (GBytes) inner = mailer_mime_get_part (message, "2.1");
  g_autoptr (GBytes) second = mailer_mime_get_part (message, "3.1");
  g_autoptr (GBytes) whole = mailer_mime_get_part (message, "2");
  g_autoptr (GBytes) missing = mailer_mime_get_part (message, "4");
  g_autoptr (GBytes) body = mailer_mime_get_part (message, "");

  g_assert_cmpmem (g_bytes_get_data (inner, NULL), g_bytes_get_size (inner), "inner plain", 11);
  g_assert_cmpmem (g_bytes_get_data (second, NULL), g_bytes_get_size (second), "only text", 9);
  g_assert_cmpmem (g_bytes_get_data (whole, NULL), 14, "Subject: inner", 14);
  g_assert_null (missing);
  g_assert_cmpmem (g_bytes_get_data (body, NULL), 3, "--m", 3);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *whole = g_strconcat ("/mime/structure/whole/", rows[i].fixture, NULL);
      g_autofree char *truncated = g_strconcat ("/mime/structure/truncated/", rows[i].fixture, NULL);

      g_test_add_data_func (whole, &rows[i], test_fixture);
      g_test_add_data_func (truncated, &rows[i], test_truncated);
    }
  g_test_add_func ("/mime/structure/many-parts", test_many_parts);
  g_test_add_func ("/mime/structure/deep-multiparts", test_deep_multiparts);
  g_test_add_func ("/mime/structure/deep-messages", test_deep_messages);
  g_test_add_func ("/mime/structure/long-lines", test_long_lines);
  g_test_add_func ("/mime/structure/sections-agree", test_sections_agree);

  return g_test_run ();
}
