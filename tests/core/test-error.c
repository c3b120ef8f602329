/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-error.h"

GQuark mailer_test_error_quark (void);

MAILER_DEFINE_ERROR (mailer_test_error)

static void
test_details_travel_with_copies (void)
{
  g_autoptr (GError) error = g_error_new (mailer_test_error_quark (), 1, "broken");
  g_autoptr (GError) copy = NULL;
  MailerErrorDetails *details = mailer_error_edit_details (error);

  details->scope = MAILER_ERROR_SCOPE_ACCOUNT;
  details->host = g_strdup ("imap.example.org");
  details->certificate_problems = MAILER_CERTIFICATE_PROBLEM_EXPIRED | MAILER_CERTIFICATE_PROBLEM_WRONG_NAME;
  copy = g_error_copy (error);

  g_assert_cmpint (mailer_error_get_details (copy)->scope, ==, MAILER_ERROR_SCOPE_ACCOUNT);
  g_assert_cmpint (mailer_error_get_details (copy)->retry, ==, MAILER_ERROR_RETRY_LATER);
  g_assert_cmpstr (mailer_error_get_details (copy)->host, ==, "imap.example.org");
  g_assert_cmpint (mailer_error_get_details (copy)->certificate_problems, ==, details->certificate_problems);
  g_assert_null (mailer_error_get_details (copy)->server_text);
}

static void
test_foreign_errors_have_none (void)
{
  g_autoptr (GError) error = g_error_new (G_FILE_ERROR, G_FILE_ERROR_NOENT, "gone");

  g_assert_null (mailer_error_get_details (error));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/error/details-travel-with-copies", test_details_travel_with_copies);
  g_test_add_func ("/core/error/foreign-errors-have-none", test_foreign_errors_have_none);

  return g_test_run ();
}
