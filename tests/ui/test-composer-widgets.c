/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "ui-test.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "mailer-composer-attachments.h"
#include "mailer-composer-chip.h"
#include "mailer-composer-text.h"
#include "mailer-recipient-row.h"

static void
count_cb (guint *n)
{
  (*n)++;
}

static void
test_recipient_row (void)
{
  MailerRecipientRow *row = g_object_new (MAILER_TYPE_RECIPIENT_ROW, "title", "To", NULL);
  GtkLabel           *problem = ui_test_get_child (row, "problem_label");
  guint               n = 0;

  g_signal_connect_swapped (row, "edited", G_CALLBACK (count_cb), &n);
  mailer_recipient_row_set_text (row, "Ada <ada@example.org>, \"Turing, Alan\" <alan@example.org>");
  g_assert_cmpuint (n, >, 0);
  g_assert_true (mailer_recipient_row_check (row, &n));
  g_assert_cmpuint (n, ==, 2);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (problem)));

  mailer_recipient_row_set_text (row, "ada@example.org, nobody");
  g_assert_false (mailer_recipient_row_check (row, &n));
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (problem)));
  g_assert_nonnull (strstr (gtk_label_get_label (problem), "nobody"));

  /* It is not said any more while it is put right. */
  mailer_recipient_row_set_text (row, "ada@example.org, nobody@example.org");
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (problem)));

  /* A list that was pasted, one address a line. */
  mailer_recipient_row_set_text (row, "ada@example.org\r\n\n bob@example.org \ncarol@example.org\n");
  g_assert_cmpstr (mailer_recipient_row_get_text (row), ==, "ada@example.org, bob@example.org, carol@example.org");
  g_assert_true (mailer_recipient_row_check (row, &n));
  g_assert_cmpuint (n, ==, 3);

  mailer_recipient_row_set_text (row, "");
  g_assert_true (mailer_recipient_row_check (row, &n));
  g_assert_cmpuint (n, ==, 0);
  ui_test_finalize (row);
}

static gboolean
line_has_tag (MailerComposerText *text,
              int                 line)
{
  GtkTextIter iter;
  g_autoptr (GSList) tags = NULL;

  gtk_text_buffer_get_iter_at_line (gtk_text_view_get_buffer (GTK_TEXT_VIEW (text)), &iter, line);
  tags = gtk_text_iter_get_tags (&iter);
  return tags != NULL;
}

static void
test_text (void)
{
  MailerComposerText *text = g_object_new (MAILER_TYPE_COMPOSER_TEXT, NULL);
  GtkTextBuffer      *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (text));
  g_autofree char    *result = NULL;
  GtkTextIter         iter;
  guint               n = 0;

  g_signal_connect_swapped (text, "edited", G_CALLBACK (count_cb), &n);
  mailer_composer_text_set_text (text, "\n\nAda wrote:\n> one\n>> two\nthree > four");
  g_assert_cmpuint (n, >, 0);
  g_assert_false (gtk_text_buffer_get_can_undo (buffer));
  gtk_text_buffer_get_iter_at_mark (buffer, &iter, gtk_text_buffer_get_insert (buffer));
  g_assert_cmpint (gtk_text_iter_get_offset (&iter), ==, 0);

  g_assert_false (line_has_tag (text, 2));
  g_assert_true (line_has_tag (text, 3));
  g_assert_true (line_has_tag (text, 4));
  g_assert_false (line_has_tag (text, 5));

  /* The colour goes with the mark, and comes with it. */
  gtk_text_buffer_get_iter_at_line (buffer, &iter, 5);
  gtk_text_buffer_insert (buffer, &iter, "> ", -1);
  g_assert_true (line_has_tag (text, 5));
  gtk_text_buffer_undo (buffer);
  g_assert_false (line_has_tag (text, 5));

  result = mailer_composer_text_dup_text (text);
  g_assert_cmpstr (result, ==, "\n\nAda wrote:\n> one\n>> two\nthree > four");
  ui_test_finalize (text);
}

/**
 * Attaching:
 *
 * What came of files that were given to a list of attachments.
 */
typedef struct
{
  guint n_edits;
  guint n_problems;
} Attaching;

static void
edited_cb (Attaching *attaching)
{
  attaching->n_edits++;
}

static void
problem_cb (Attaching  *attaching,
            const char *text)
{
  g_assert_nonnull (strstr (text, "cannot be attached"));
  attaching->n_problems++;
}

static gboolean
is_looked_at (gpointer attachments)
{
  gpointer chip = gtk_widget_get_first_child (ui_test_get_child (attachments, "chips"));

  return mailer_composer_attachments_get_n (attachments) == 1 && mailer_composer_chip_get_state (chip) == MAILER_COMPOSER_CHIP_READY;
}

static void
test_attachments (void)
{
  MailerComposerAttachments *attachments = g_object_new (MAILER_TYPE_COMPOSER_ATTACHMENTS, NULL);
  g_autofree char           *folder = g_dir_make_tmp ("mailer-test-XXXXXX", NULL);
  g_autofree char           *path = g_build_filename (folder, "plan <1>.txt", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFile) missing = g_file_new_build_filename (folder, "missing", NULL);
  g_autoptr (GFile) directory = g_file_new_for_path (folder);
  g_autoptr (MailerDraft) draft = mailer_draft_new ();
  g_autofree char *large_path = g_build_filename (folder, "large", NULL);
  g_autoptr (GFile) large = g_file_new_for_path (large_path);
  g_autoptr (GSList) files = NULL;
  Attaching                    attaching = { 0 };
  const MailerDraftAttachment *attachment;
  GtkWidget                   *chip;
  int                          chip_height, height;

  g_assert_true (g_file_set_contents (path, "12345", 5, NULL));
  g_assert_true (g_file_set_contents (large_path, "", 0, NULL));
  g_assert_cmpint (truncate (large_path, MAILER_DRAFT_MAX_ATTACHMENT_BYTES + 1), ==, 0);
  for (guint i = 0; i < 4; i++)
    files = g_slist_append (files, ((GFile *[]){ file, missing, directory, large })[i]);
  g_signal_connect_swapped (attachments, "edited", G_CALLBACK (edited_cb), &attaching);
  g_signal_connect_swapped (attachments, "problem", G_CALLBACK (problem_cb), &attaching);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (attachments)));

  mailer_composer_attachments_add_files (attachments, files);
  g_assert_cmpuint (mailer_composer_attachments_get_n (attachments), ==, 4);
  ui_test_wait_for (is_looked_at, attachments);
  g_assert_cmpuint (attaching.n_problems, ==, 3);
  g_assert_cmpuint (attaching.n_edits, >, 0);
  g_assert_cmpuint (mailer_composer_attachments_get_n (attachments), ==, 1);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (attachments)));

  /* It is not in the draft before it was copied there. */
  g_assert_false (mailer_composer_attachments_is_complete (attachments));
  mailer_composer_attachments_collect (attachments, draft);
  attachment = g_ptr_array_index (draft->attachments, 0);
  g_assert_cmpstr (attachment->name, ==, "plan <1>.txt");
  g_assert_cmpstr (attachment->content_type, ==, "text/plain");
  g_assert_cmpuint (attachment->size_bytes, ==, 5);
  g_assert_true (g_file_equal (attachment->file, file));
  g_assert_false (mailer_draft_is_complete (draft));

  /* Chips that have room beside each other take no more height than one. */
  chip = gtk_widget_get_first_child (ui_test_get_child (attachments, "chips"));
  for (guint i = 0; i < 3; i++)
    mailer_composer_attachments_add (attachments, attachment);
  gtk_widget_measure (chip, GTK_ORIENTATION_VERTICAL, -1, NULL, &chip_height, NULL, NULL);
  gtk_widget_measure (GTK_WIDGET (attachments), GTK_ORIENTATION_VERTICAL, 1600, NULL, &height, NULL, NULL);
  g_assert_cmpint (height, <, 2 * chip_height);
  gtk_widget_measure (GTK_WIDGET (attachments), GTK_ORIENTATION_VERTICAL, 200, NULL, &height, NULL, NULL);
  g_assert_cmpint (height, >, 2 * chip_height);
  for (guint i = 0; i < 3; i++)
    g_signal_emit_by_name (gtk_widget_get_next_sibling (chip), "remove");

  g_signal_emit_by_name (chip, "remove");
  g_assert_cmpuint (mailer_composer_attachments_get_n (attachments), ==, 0);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (attachments)));

  g_unlink (path);
  g_unlink (large_path);
  g_rmdir (folder);
  ui_test_finalize (attachments);
}

int
main (int   argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/ui/composer/recipient-row", test_recipient_row);
  g_test_add_func ("/ui/composer/text", test_text);
  g_test_add_func ("/ui/composer/attachments", test_attachments);
  return g_test_run ();
}
