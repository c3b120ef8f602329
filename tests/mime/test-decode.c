/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-mime-structure.h"

typedef struct
{
  GByteArray *bytes;
  gsize       limit;
  gsize       largest;
} Taken;

static gboolean
take_piece (const char *data,
            gsize       size,
            gpointer    user_data,
            GError    **error)
{
  Taken *taken = user_data;

  if (taken->bytes->len + size > taken->limit)
    {
      g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_NOSPC, "full");
      return FALSE;
    }
  g_byte_array_append (taken->bytes, (const guint8 *)data, size);
  taken->largest = MAX (taken->largest, size);

  return TRUE;
}

/* Wherever the pieces end, inside of a line, a quantum or an escape, together they are the whole. */
static void
test_decoding_in_pieces (void)
{
  static const struct
  {
    const char *encoding;
    const char *line; /* again and again */
  } encodings[] = {
    { "base64", "U29tZSBsaW5lIG9mIHRleHQgdGhhdCBpcyBsb25n\r\n" },
    { "base64", "T25l\r\n V\tH*dv\r\n" },
    { "quoted-printable", "Gr=C3=BC=C3=9Fe =\r\nvon=20=3D\r\n" },
    { "8bit", "plain \xff bytes\r\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (encodings); i++)
    for (gsize shift = 0; shift < 12; shift++)
      {
        g_autoptr (MailerBodyPart) part = mailer_body_part_new (NULL);
        g_autoptr (GString) text = g_string_new (NULL);
        g_autoptr (GBytes) encoded = NULL;
        g_autoptr (GBytes) whole = NULL;
        g_autoptr (GError) error = NULL;
        Taken taken = { g_byte_array_new (), G_MAXSIZE, 0 };

        part->type = "application";
        part->subtype = "octet-stream";
        part->encoding = encodings[i].encoding;
        while (text->len < 150000)
          g_string_append (text, encodings[i].line);
        g_string_erase (text, 0, shift);
        encoded = g_bytes_new (text->str, text->len);
        whole = mailer_mime_decode_bytes (part, encoded);
        g_assert_true (mailer_mime_decode_in_pieces (part, encoded, take_piece, &taken, &error));
        g_assert_no_error (error);
        g_assert_cmpmem (taken.bytes->data, taken.bytes->len, g_bytes_get_data (whole, NULL), g_bytes_get_size (whole));
        g_assert_cmpuint (taken.largest, <, 70000);

        g_byte_array_set_size (taken.bytes, 0);
        taken.limit = 30000;
        g_assert_false (mailer_mime_decode_in_pieces (part, encoded, take_piece, &taken, &error));
        g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOSPC);
        g_byte_array_unref (taken.bytes);
      }
}

/* What is told before anything is fetched, from the size of the base64 text: at most two bytes too much. */
static void
test_told_sizes (void)
{
  static const gsize sizes[] = { 1, 2, 3, 49, 56, 57, 58, 113, 114, 115, 999, 1000, 57000, 57001, 1234567 };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (guint has_last_end = 0; has_last_end < 2; has_last_end++)
      {
        const guint64 n_chars = (sizes[i] + 2) / 3 * 4;
        const guint64 n_lines = (n_chars + 75) / 76;
        g_autoptr (MailerBodyPart) part = mailer_body_part_new (NULL);
        g_autoptr (MailerMimePlan) plan = NULL;
        const MailerMimeAttachment *attachment;

        part->section = "1";
        part->type = "application";
        part->subtype = "pdf";
        part->encoding = "base64";
        part->disposition = "attachment";
        part->size_bytes = n_chars + 2 * (n_lines - 1 + has_last_end);
        plan = mailer_mime_plan_new (part);
        g_assert_cmpuint (plan->attachments->len, ==, 1);
        attachment = g_ptr_array_index (plan->attachments, 0);
        g_assert_cmpuint (attachment->size_bytes, >=, sizes[i]);
        g_assert_cmpuint (attachment->size_bytes, <=, sizes[i] + 2);
      }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mime/decode/told-sizes", test_told_sizes);
  g_test_add_func ("/mime/decode/in-pieces", test_decoding_in_pieces);

  return g_test_run ();
}
