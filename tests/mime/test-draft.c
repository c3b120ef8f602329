/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-mime-draft.h"
#include "mailer-mime-header.h"
#include "mailer-mime-reply.h"
#include "mailer-mime-structure.h"

#include <glib/gstdio.h>
#include <string.h>

static MailerMimeDraft *
make_draft (void)
{
  MailerMimeDraft *draft = mailer_mime_draft_new ();

  draft->from = mailer_address_new ("Jörg Ä", "joerg@exämple.org");
  g_ptr_array_add (draft->to, mailer_address_new ("Byron, Ada", "ada@example.org"));
  g_ptr_array_add (draft->cc, mailer_address_new (NULL, "carl@example.org"));
  g_ptr_array_add (draft->bcc, mailer_address_new ("Secret", "bcc@example.org"));
  g_free (draft->subject);
  draft->subject = g_strdup ("Grüße aus Köln 🎉");
  g_free (draft->text);
  draft->text = g_strdup ("Hallo Welt,\n\ndies ist ein ziemlich langer Absatz, der mehr als zweiundsiebzig Zeichen hat und deshalb umgebrochen wird.\n"
                          "> ein Zitat\n>> ein tieferes Zitat, das auch länger als zweiundsiebzig Zeichen ist, damit es umgebrochen wird\n"
                          "From hier\n eingerückt\n.\n-- \nJörg\n");
  draft->date_s = 880127706;
  draft->date_offset_min = -360;
  draft->message_id = g_strdup ("id@example.org");
  draft->in_reply_to = g_strdup ("parent@example.org");
  g_strfreev (draft->references);
  draft->references = g_strsplit ("root@example.org parent@example.org", " ", -1);

  return draft;
}

static char *
build (const MailerMimeDraft *draft,
       MailerMimeBuildMode    mode)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = mailer_mime_draft_build (draft, mode, &error);

  g_assert_no_error (error);

  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* RFC 5322, section 2.1: CRLF only, ASCII only, no long lines. */
static void
assert_canonical (const char *message)
{
  gsize length = 0;

  for (const char *p = message; *p != '\0'; p++, length++)
    {
      g_assert_cmpuint ((guchar)*p, <, 0x80);
      g_assert_true (*p != '\n' || (p > message && p[-1] == '\r'));
      g_assert_true (*p != '\r' || p[1] == '\n');
      if (*p == '\n')
        length = 0;
      g_assert_cmpuint (length, <=, 998);
    }
}

static void
test_message (void)
{
  g_autoptr (MailerMimeDraft) draft = make_draft ();
  g_autofree char *message = build (draft, MAILER_MIME_BUILD_FOR_SENDING);

  assert_canonical (message);
  g_assert_nonnull (strstr (message, "Date: Fri, 21 Nov 1997 09:55:06 -0600\r\n"));
  g_assert_nonnull (strstr (message, "To: \"Byron, Ada\" <ada@example.org>\r\n"));
  g_assert_nonnull (strstr (message, "<joerg@xn--exmple-cua.org>\r\n"));
  g_assert_nonnull (strstr (message, "<id@example.org>\r\n"));
  g_assert_nonnull (strstr (message, "In-Reply-To: <parent@example.org>\r\n"));
  g_assert_nonnull (strstr (message, "References: <root@example.org> <parent@example.org>\r\n"));
  g_assert_nonnull (strstr (message, "Content-Type: text/plain; charset=utf-8; format=flowed\r\n"));
  g_assert_nonnull (strstr (message, "\r\n From hier"));
  g_assert_nonnull (strstr (message, "\r\n\r\nHallo Welt,\r\n"));
  g_assert_null (strstr (message, "bcc@example.org"));
  g_assert_null (strstr (message, "Bcc:"));
  g_assert_null (strstr (message, "User-Agent"));
}

static void
test_round_trip (void)
{
  g_autoptr (MailerMimeDraft) draft = make_draft ();
  g_autoptr (GBytes) content = g_bytes_new_static ("\x00\xff\r\n.\r\n", 7);
  g_autoptr (GBytes) message = NULL;
  g_autoptr (MailerMimeDraft) back = NULL;
  g_autoptr (MailerMimeDraft) copy = NULL;
  g_autofree char                 *references = NULL;
  const MailerMimeDraftAttachment *attachment;

  mailer_mime_draft_add_attachment (draft, "Übersicht \"2024\".pdf", "application/pdf", content, NULL);
  copy = mailer_mime_draft_copy (draft);
  message = mailer_mime_draft_build (copy, MAILER_MIME_BUILD_DRAFT, NULL);
  back = mailer_mime_draft_parse (message);
  references = g_strjoinv (" ", back->references);
  attachment = g_ptr_array_index (back->attachments, 0);

  g_assert_cmpstr (back->from->name, ==, "Jörg Ä");
  g_assert_cmpstr (((MailerAddress *)g_ptr_array_index (back->to, 0))->name, ==, "Byron, Ada");
  g_assert_cmpstr (((MailerAddress *)g_ptr_array_index (back->bcc, 0))->address, ==, "bcc@example.org");
  g_assert_cmpstr (back->subject, ==, draft->subject);
  g_assert_cmpstr (back->text, ==, draft->text);
  g_assert_cmpstr (back->message_id, ==, draft->message_id);
  g_assert_cmpstr (back->in_reply_to, ==, draft->in_reply_to);
  g_assert_cmpstr (references, ==, "root@example.org parent@example.org");
  g_assert_cmpint (back->date_s, ==, draft->date_s);
  g_assert_cmpint (back->date_offset_min, ==, draft->date_offset_min);
  g_assert_cmpuint (back->attachments->len, ==, 1);
  g_assert_cmpstr (attachment->name, ==, "Übersicht _2024_.pdf");
  g_assert_cmpstr (attachment->type, ==, "application/pdf");
  g_assert_true (g_bytes_equal (attachment->bytes, content));
}

/* Case 32 of the plan: nothing that a field holds starts a header line. */
static void
test_injection (void)
{
  static const char *const evils[] = { "x\r\nBcc: evil@example.org", "x\nEvil: y", "x\rEvil: y", "x\r\n\r\nbody", "=?utf-8?q?=0D=0AEvil:_y?=", "x\xe2\x80\xa8"
                                                                                                                                               "Evil: y",
                                       "\r\n .\r\nEvil: y" };

  for (gsize i = 0; i < G_N_ELEMENTS (evils); i++)
    {
      g_autoptr (MailerMimeDraft) draft = make_draft ();
      g_autoptr (GBytes) content = g_bytes_new_static ("x", 1);
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (MailerMimeHeaders) headers = NULL;
      g_autofree char *type = g_strconcat ("text/", evils[i], NULL);
      g_autofree char *message = NULL;
      MailerAddress   *address = mailer_address_new (NULL, "a@example.org");

      g_free (draft->subject);
      draft->subject = g_strdup (evils[i]);
      g_free (draft->message_id);
      draft->message_id = g_strdup (evils[i]);
      g_free (draft->in_reply_to);
      draft->in_reply_to = g_strdup (evils[i]);
      g_strfreev (draft->references);
      draft->references = g_strdupv ((char *[]){ (char *)evils[i], NULL });
      address->name = g_strdup (evils[i]);
      g_ptr_array_add (draft->to, address);
      mailer_mime_draft_add_attachment (draft, evils[i], type, content, NULL);

      message = build (draft, MAILER_MIME_BUILD_FOR_SENDING);
      assert_canonical (message);
      bytes = g_bytes_new (message, strlen (message));
      headers = mailer_mime_headers_parse (bytes);
      g_assert_null (mailer_mime_headers_lookup (headers, "Evil"));
      g_assert_null (mailer_mime_headers_lookup (headers, "Bcc"));
      g_assert_cmpuint (mailer_mime_headers_count (headers, "Subject"), ==, 1);
      g_assert_null (strstr (message, "\nEvil:"));
    }
}

static void
test_bad_addresses (void)
{
  static const char *const bad[] = { "", "ada", "a b@example.org", "a@example.org>\r\nEvil: y", "ä@example.org", "a@b@c" };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (MailerMimeDraft) draft = make_draft ();
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) refused = NULL;
      g_autofree char *kept = NULL;
      MailerAddress   *address = mailer_address_new ("Ada", "x");

      g_free (address->address);
      address->address = g_strdup (bad[i]);
      g_ptr_array_add (draft->to, address);
      refused = mailer_mime_draft_build (draft, MAILER_MIME_BUILD_FOR_SENDING, &error);
      g_assert_null (refused);
      g_assert_error (error, MAILER_MIME_ERROR, MAILER_MIME_ERROR_ADDRESS);
      g_assert_cmpstr (mailer_error_get_details (error)->server_text, ==, bad[i]);

      kept = build (draft, MAILER_MIME_BUILD_DRAFT);
      g_assert_null (strstr (kept, "\nEvil:"));
    }
}

static void
test_attachment_files (void)
{
  g_autoptr (MailerMimeDraft) draft = make_draft ();
  g_autofree char *path = NULL;
  g_autofree char *message = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) refused = NULL;
  int fd = g_file_open_tmp ("mailer-test-XXXXXX", &path, &error);

  g_assert_no_error (error);
  g_close (fd, NULL);
  g_file_set_contents (path, "hello", 5, &error);
  g_assert_no_error (error);
  mailer_mime_draft_add_attachment (draft, "a.txt", "text/plain", NULL, path);
  message = build (draft, MAILER_MIME_BUILD_FOR_SENDING);
  g_assert_nonnull (strstr (message, "aGVsbG8="));

  g_unlink (path);
  refused = mailer_mime_draft_build (draft, MAILER_MIME_BUILD_FOR_SENDING, &error);
  g_assert_null (refused);
  g_assert_error (error, MAILER_MIME_ERROR, MAILER_MIME_ERROR_ATTACHMENT);
  g_assert_cmpstr (mailer_error_get_details (error)->server_text, ==, "a.txt");
}

/* RFC 2045, section 6.4: a message inside must not be base64. */
static void
test_attached_messages (void)
{
  g_autoptr (MailerMimeDraft) draft = make_draft ();
  g_autoptr (GBytes) ascii = g_bytes_new_static ("Subject: inner\r\n\r\nascii\r\n", 25);
  g_autoptr (GBytes) eight_bit = g_bytes_new_static ("Subject: inner\r\n\r\n\xc3\xa4\r\n", 22);
  g_autoptr (GBytes) message = NULL;
  g_autoptr (MailerBodyPart) tree = NULL;

  mailer_mime_draft_add_attachment (draft, "a.eml", "message/rfc822", ascii, NULL);
  mailer_mime_draft_add_attachment (draft, "b.eml", "message/rfc822", eight_bit, NULL);
  mailer_mime_draft_add_attachment (draft, "c", "nonsense", ascii, NULL);
  message = mailer_mime_draft_build (draft, MAILER_MIME_BUILD_FOR_SENDING, NULL);
  tree = mailer_mime_parse_structure (message);

  g_assert_true (mailer_body_part_is (mailer_body_part_find (tree, "2"), "message", "rfc822"));
  g_assert_cmpstr (mailer_body_part_find (tree, "2")->encoding, ==, "7bit");
  g_assert_nonnull (mailer_body_part_find (tree, "2.1"));
  g_assert_true (mailer_body_part_is (mailer_body_part_find (tree, "3"), "application", "octet-stream"));
  g_assert_true (mailer_body_part_is (mailer_body_part_find (tree, "4"), "application", "octet-stream"));
}

static void
test_long_texts (void)
{
  g_autoptr (MailerMimeDraft) draft = make_draft ();
  g_autofree char *word = g_strnfill (5000, 'x');
  g_autofree char *message = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (MailerMimeDraft) back = NULL;

  g_free (draft->text);
  draft->text = g_strconcat (word, "\nä ", word, " ", word, "\n\n \n", NULL);
  g_free (draft->subject);
  draft->subject = g_strdup (word);
  message = build (draft, MAILER_MIME_BUILD_FOR_SENDING);
  assert_canonical (message);
  bytes = g_bytes_new (message, strlen (message));
  back = mailer_mime_draft_parse (bytes);
  g_assert_true (g_str_has_prefix (back->text, word));
  g_assert_cmpuint (strlen (back->text), ==, strlen (draft->text) - 1);
}

static void
test_recipients (void)
{
  g_autoptr (MailerMimeDraft) draft = make_draft ();
  g_auto (GStrv) recipients = NULL;
  g_autofree char *joined = NULL;

  g_ptr_array_add (draft->cc, mailer_address_new (NULL, "ada@EXAMPLE.org"));
  g_ptr_array_add (draft->cc, mailer_address_new (NULL, "d@exämple.org"));
  recipients = mailer_mime_draft_dup_recipients (draft);
  joined = g_strjoinv (" ", recipients);
  g_assert_cmpstr (joined, ==, "ada@example.org carl@example.org d@xn--exmple-cua.org bcc@example.org");
}

static void
test_message_ids (void)
{
  g_autofree char *a = mailer_mime_generate_message_id ("ada@example.org");
  g_autofree char *b = mailer_mime_generate_message_id ("ada@example.org");
  g_autofree char *c = mailer_mime_generate_message_id (NULL);
  g_autofree char *d = mailer_mime_generate_message_id ("a@b>\r\nx");

  g_assert_true (g_str_has_suffix (a, "@example.org"));
  g_assert_cmpstr (a, !=, b);
  g_assert_true (g_str_has_suffix (c, "@localhost.invalid"));
  g_assert_true (g_str_has_suffix (d, "@localhost.invalid"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mime/draft/message", test_message);
  g_test_add_func ("/mime/draft/round-trip", test_round_trip);
  g_test_add_func ("/mime/draft/injection", test_injection);
  g_test_add_func ("/mime/draft/bad-addresses", test_bad_addresses);
  g_test_add_func ("/mime/draft/attachment-files", test_attachment_files);
  g_test_add_func ("/mime/draft/attached-messages", test_attached_messages);
  g_test_add_func ("/mime/draft/long-texts", test_long_texts);
  g_test_add_func ("/mime/draft/recipients", test_recipients);
  g_test_add_func ("/mime/draft/message-ids", test_message_ids);

  return g_test_run ();
}
