/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-error-text.h"

#include "mailer-engine-error.h"

static void
every_code_has_words (void)
{
  for (int code = 0; code <= MAILER_ENGINE_ERROR_FAILED; code++)
    {
      g_autoptr (GError) error = g_error_new (MAILER_ENGINE_ERROR, code, "tried it: no");
      g_autofree char *title = mailer_error_text_dup_title (error);
      g_autofree char *body = mailer_error_text_dup_body (error);
      g_autofree char *details = mailer_error_text_dup_details (error);

      g_assert_cmpstr (title, !=, "");
      g_assert_false (g_str_has_suffix (title, "."));
      g_assert_true (g_str_has_suffix (body, "."));
      g_assert_nonnull (strstr (details, "tried it: no"));
    }
}

static void
server_is_named (void)
{
  g_autoptr (GError) error = g_error_new (MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_REFUSED, "connect: refused");
  g_autofree char          *title = NULL;
  g_autofree char          *details = NULL;
  MailerErrorDetails *const edit = mailer_error_edit_details (error);

  edit->host = g_strdup ("imap.%s%n.example.org");
  edit->server_text = g_strdup ("go away");
  title = mailer_error_text_dup_title (error);
  details = mailer_error_text_dup_details (error);
  g_assert_cmpstr (title, ==, "“imap.%s%n.example.org” does not accept connections");
  g_assert_nonnull (strstr (details, "go away"));
}

static void
server_words_are_marked_and_bounded (void)
{
  g_autoptr (GError) error = g_error_new (MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_RECIPIENT, "no");
  g_autofree char *none = mailer_error_text_dup_answer (error);
  g_autofree char *said = NULL;
  g_autofree char *cut = NULL;

  g_assert_null (none);
  mailer_error_edit_details (error)->server_text = g_strdup ("nobody@example.org: 50 %s %n <b>");
  said = mailer_error_text_dup_answer (error);
  g_assert_cmpstr (said, ==, "The server says: nobody@example.org: 50 %s %n <b>");
  g_free (mailer_error_edit_details (error)->server_text);
  mailer_error_edit_details (error)->server_text = g_strnfill (100000, 'x');
  cut = mailer_error_text_dup_answer (error);
  g_assert_cmpuint (strlen (cut), <, 600);
}

static void
foreign_errors_have_words (void)
{
  g_autoptr (GError) error = g_error_new (G_FILE_ERROR, G_FILE_ERROR_NOSPC, "no space");
  g_autofree char *title = mailer_error_text_dup_title (error);
  g_autofree char *none = mailer_error_text_dup_details (NULL);

  g_assert_cmpstr (title, ==, "Something went wrong");
  g_assert_cmpstr (none, ==, "");
}

static void
alert_is_the_servers_word (void)
{
  g_autoptr (GError) error = g_error_new (MAILER_ENGINE_ERROR, MAILER_ENGINE_ERROR_ALERT, "x");
  g_autofree char *title = NULL;
  g_autofree char *body = NULL;

  mailer_error_edit_details (error)->host = g_strdup ("imap.example.org");
  mailer_error_edit_details (error)->server_text = g_strdup ("Your <b>mailbox</b> is nearly full");
  title = mailer_error_text_dup_title (error);
  body = mailer_error_text_dup_body (error);
  g_assert_cmpstr (title, ==, "“imap.example.org” has a message for you");
  g_assert_cmpstr (body, ==, "The server says: Your <b>mailbox</b> is nearly full");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ui/error-text/every-code-has-words", every_code_has_words);
  g_test_add_func ("/ui/error-text/server-is-named", server_is_named);
  g_test_add_func ("/ui/error-text/server-words-are-marked-and-bounded", server_words_are_marked_and_bounded);
  g_test_add_func ("/ui/error-text/alert-is-the-servers-word", alert_is_the_servers_word);
  g_test_add_func ("/ui/error-text/foreign-errors-have-words", foreign_errors_have_words);
  return g_test_run ();
}
