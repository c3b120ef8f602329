/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-account-secrets.h"

static char *
look_up (const char *account_id)
{
  g_autoptr (GError) error = NULL;
  char *password = mailer_account_secrets_lookup (account_id, NULL, &error);

  g_assert_no_error (error);

  return password;
}

static void
store (const char *account_id,
       const char *password)
{
  g_autoptr (GError) error = NULL;
  gboolean is_stored = mailer_account_secrets_store (account_id, "ada@example.org", password, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (is_stored);
}

static void
test_each_account_has_its_own (void)
{
  char *first;
  char *second;

  store ("account-1", "old");
  store ("account-1", "gehéim \"1\"");
  store ("account-2", "other");
  first = look_up ("account-1");
  second = look_up ("account-2");
  g_assert_cmpstr (first, ==, "gehéim \"1\"");
  g_assert_cmpstr (second, ==, "other");
  g_assert_null (look_up ("account-3"));
  mailer_account_secrets_free (first);
  mailer_account_secrets_free (second);
}

static void
test_removing_twice_is_fine (void)
{
  g_autoptr (GError) error = NULL;

  store ("account-1", "secret");
  g_assert_true (mailer_account_secrets_remove ("account-1", NULL, &error));
  g_assert_true (mailer_account_secrets_remove ("account-1", NULL, &error));
  g_assert_no_error (error);
  g_assert_null (look_up ("account-1"));
}

static void
test_cancelling_is_no_keyring_error (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (mailer_account_secrets_lookup ("account-1", cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_no_service_is_said (void)
{
  if (g_test_subprocess ())
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (mailer_account_secrets_lookup ("account-1", NULL, &error));
      g_assert_error (error, MAILER_ACCOUNT_ERROR, MAILER_ACCOUNT_ERROR_KEYRING_MISSING);
      return;
    }

  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", TRUE);
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/account/secrets/own", test_each_account_has_its_own);
  g_test_add_func ("/account/secrets/remove", test_removing_twice_is_fine);
  g_test_add_func ("/account/secrets/cancel", test_cancelling_is_no_keyring_error);
  g_test_add_func ("/account/secrets/no-service", test_no_service_is_said);

  return g_test_run ();
}
