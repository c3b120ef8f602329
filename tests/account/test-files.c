/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "mailer-account-files.h"
#include "mailer-account-trust.h"

#define FINGERPRINT "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/* Of the test that runs. */
static char *config_dir;

static MailerAccountSettings *
make_settings (const char *id)
{
  MailerAccountSettings *settings = mailer_account_settings_new ();

  settings->id = g_strdup (id);
  settings->label = g_strdup ("Zu Hause [1]; \"x\"\nä");
  settings->full_name = g_strdup ("Ada Lovelace");
  settings->address = g_strdup ("ada@example.org");
  settings->saves_sent_itself = TRUE;
  mailer_server_settings_set (&settings->imap, "imap.example.org", 993, MAILER_SECURITY_TLS, "ada", MAILER_SIGN_IN_PASSWORD);
  mailer_server_settings_set (&settings->smtp, "smtp.example.org", 587, MAILER_SECURITY_STARTTLS, "ada@example.org", MAILER_SIGN_IN_APP_PASSWORD);

  return settings;
}

static GPtrArray *
problems_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)g_error_free);
}

static void
assert_problems (GPtrArray         *problems,
                 guint              n,
                 MailerAccountError code)
{
  g_assert_cmpuint (problems->len, ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_true (g_error_matches (g_ptr_array_index (problems, i), MAILER_ACCOUNT_ERROR, code));
}

static GPtrArray *
load_with (guint              n_problems,
           MailerAccountError code)
{
  g_autoptr (GPtrArray) problems = problems_new ();
  g_autoptr (GError) error = NULL;
  GPtrArray *accounts = mailer_account_files_load (config_dir, problems, &error);

  g_assert_no_error (error);
  assert_problems (problems, n_problems, code);

  return accounts;
}

static GPtrArray *
load (guint n_damaged)
{
  return load_with (n_damaged, MAILER_ACCOUNT_ERROR_DAMAGED);
}

static char *
path_of (const char *name)
{
  return g_build_filename (config_dir, "accounts", name, NULL);
}

static void
test_what_is_saved_comes_back (void)
{
  g_autofree char *first_id = mailer_account_files_make_id (config_dir);
  g_autoptr (MailerAccountSettings) first = make_settings (first_id);
  g_autoptr (MailerAccountSettings) second = NULL;
  g_autofree char *second_id = NULL;
  g_autofree char *file_name = g_strconcat (first_id, ".ini", NULL);
  g_autofree char *path = path_of (file_name);
  g_autoptr (GPtrArray) accounts = NULL;
  const MailerAccountSettings *loaded;
  GStatBuf                     status;

  g_assert_true (mailer_account_files_save (config_dir, first, NULL));
  second_id = mailer_account_files_make_id (config_dir);
  second = make_settings (second_id);
  g_assert_true (mailer_account_files_save (config_dir, second, NULL));

  accounts = load (0);
  g_assert_cmpuint (accounts->len, ==, 2);
  loaded = g_ptr_array_index (accounts, 0);
  g_assert_cmpstr (loaded->id, ==, first_id);
  g_assert_cmpstr (loaded->label, ==, first->label);
  g_assert_cmpstr (loaded->full_name, ==, "Ada Lovelace");
  g_assert_cmpstr (loaded->address, ==, "ada@example.org");
  g_assert_true (loaded->saves_sent_itself);
  g_assert_true (mailer_server_settings_equal (&loaded->imap, &first->imap));
  g_assert_true (mailer_server_settings_equal (&loaded->smtp, &first->smtp));

  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
}

static char *
dup_signed_in_by (gboolean is_outgoing)
{
  g_autoptr (GPtrArray) accounts = load (0);
  const MailerAccountSettings *settings = g_ptr_array_index (accounts, 0);

  return g_strdup (is_outgoing ? settings->smtp.signed_in_by : settings->imap.signed_in_by);
}

/* A sign-in that ends late says nothing about a server or user that is not that of the account any more. */
static void
test_a_sign_in_is_remembered (void)
{
  g_autoptr (MailerAccountSettings) settings = make_settings ("account-1");
  g_autoptr (MailerAccountSettings) changed = make_settings ("account-1");
  g_autofree char *before = NULL;
  g_autofree char *incoming = NULL;
  g_autofree char *outgoing = NULL;

  g_assert_true (mailer_account_files_save (config_dir, settings, NULL));
  before = dup_signed_in_by (FALSE);
  g_assert_null (before);

  mailer_server_settings_set_signed_in_by (&settings->imap, "PLAIN !SHA-256");
  g_assert_true (mailer_account_files_remember_sign_in (config_dir, "account-1", FALSE, &settings->imap, NULL));
  incoming = dup_signed_in_by (FALSE);
  g_assert_cmpstr (incoming, ==, "PLAIN !SHA-256");
  outgoing = dup_signed_in_by (TRUE);
  g_assert_null (outgoing);

  g_free (changed->imap.user_name);
  changed->imap.user_name = g_strdup ("somebody else");
  g_assert_true (mailer_account_files_save (config_dir, changed, NULL));
  g_assert_true (mailer_account_files_remember_sign_in (config_dir, "account-1", FALSE, &settings->imap, NULL));
  g_free (incoming);
  incoming = dup_signed_in_by (FALSE);
  g_assert_null (incoming);

  g_assert_true (mailer_account_files_begin_removal (config_dir, "account-1", NULL));
  g_assert_true (mailer_account_files_remember_sign_in (config_dir, "account-1", FALSE, &settings->imap, NULL));
}

static void
assert_removals (const char *expected)
{
  g_auto (GStrv) ids = mailer_account_files_list_removals (config_dir);
  g_autofree char *joined = g_strjoinv (" ", ids);

  g_assert_cmpstr (joined, ==, expected);
}

static void
test_a_removed_account_is_gone (void)
{
  g_autoptr (MailerAccountSettings) settings = make_settings ("account-1");
  g_autoptr (GPtrArray) accounts = NULL;

  g_assert_true (mailer_account_files_save (config_dir, settings, NULL));
  g_assert_true (mailer_account_files_begin_removal (config_dir, "account-1", NULL));
  g_assert_true (mailer_account_files_begin_removal (config_dir, "account-1", NULL));
  accounts = load (0);
  g_assert_cmpuint (accounts->len, ==, 0);
  assert_removals ("account-1");
  g_assert_false (mailer_account_files_is_free (config_dir, "account-1"));

  g_assert_true (mailer_account_files_cancel_removal (config_dir, "account-1", NULL));
  assert_removals ("");
  g_ptr_array_unref (accounts);
  accounts = load (0);
  g_assert_cmpuint (accounts->len, ==, 1);

  g_assert_true (mailer_account_files_begin_removal (config_dir, "account-1", NULL));
  g_assert_true (mailer_account_files_end_removal (config_dir, "account-1", NULL));
  g_assert_true (mailer_account_files_end_removal (config_dir, "account-1", NULL));
  assert_removals ("");
  g_assert_true (mailer_account_files_is_free (config_dir, "account-1"));
}

static void
test_a_damaged_file_costs_only_itself (void)
{
  static const char *const damaged_files[] = {
    "",
    "\x00\xff garbage",
    "[account]\naddress=ada@example.org\n",
    "[account]\naddress=ada\n[imap]\nhost=h\nport=993\nsecurity=tls\nuser-name=u\nsign-in=password\n"
    "[smtp]\nhost=h\nport=465\nsecurity=tls\nuser-name=u\nsign-in=password\n",
    "[account]\naddress=ada@example.org\n[imap]\nhost=h\nport=99993\nsecurity=tls\nuser-name=u\nsign-in=password\n"
    "[smtp]\nhost=h\nport=465\nsecurity=none\nuser-name=u\nsign-in=password\n",
  };
  g_autoptr (MailerAccountSettings) settings = make_settings ("account-1");
  g_autofree char *path = path_of ("account-2.ini");

  g_assert_true (mailer_account_files_save (config_dir, settings, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (damaged_files); i++)
    {
      g_autoptr (GPtrArray) accounts = NULL;

      g_assert_true (g_file_set_contents (path, damaged_files[i], -1, NULL));
      accounts = load (1);
      g_assert_cmpuint (accounts->len, ==, 1);
      g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
    }

  g_ptr_array_unref (load (0));
}

/* A file that cannot be read now may be read at the next start: it is said, and stays as it is. Root may read
 * everything, so that only the folder in the place of a file is tried then. */
static void
test_a_file_that_cannot_be_read_stays (void)
{
  g_autoptr (MailerAccountSettings) settings = make_settings ("account-1");
  g_autoptr (MailerAccountSettings) other = make_settings ("account-2");
  g_autofree char *folder = path_of ("account-3.ini");
  g_autofree char *path = path_of ("account-2.ini");
  g_autoptr (GPtrArray) accounts = NULL;
  g_autoptr (GPtrArray) later = NULL;
  guint n_unreadable = 1;

  g_assert_true (mailer_account_files_save (config_dir, settings, NULL));
  g_assert_true (mailer_account_files_save (config_dir, other, NULL));
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_assert_cmpint (g_chmod (path, 0), ==, 0);
  if (g_access (path, R_OK) != 0)
    n_unreadable++;
  accounts = load_with (n_unreadable, MAILER_ACCOUNT_ERROR_DISK);
  g_assert_cmpuint (accounts->len, ==, 3 - n_unreadable);

  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_assert_cmpint (g_chmod (path, 0600), ==, 0);
  later = load (0);
  g_assert_cmpuint (later->len, ==, 2);
}

static void
test_a_file_that_cannot_be_written_is_said (void)
{
  g_autoptr (MailerAccountSettings) settings = make_settings ("account-1");
  g_autofree char *file = g_build_filename (config_dir, "no-folder", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (config_dir, 0700), ==, 0);
  g_assert_true (g_file_set_contents (file, "", -1, NULL));
  g_assert_false (mailer_account_files_save (file, settings, &error));
  g_assert_error (error, MAILER_ACCOUNT_ERROR, MAILER_ACCOUNT_ERROR_DISK);
}

static MailerAccountTrust *
load_trust (guint              n_problems,
            MailerAccountError code)
{
  g_autoptr (GPtrArray) problems = problems_new ();
  MailerAccountTrust *trust = mailer_account_trust_load (config_dir, problems);

  assert_problems (problems, n_problems, code);

  return trust;
}

static void
test_trust_is_for_one_host_and_port (void)
{
  g_autoptr (MailerAccountTrust) empty = load_trust (0, 0);
  g_autoptr (MailerAccountTrust) trust = mailer_account_trust_add (empty, "Mail.Example.org", 993, FINGERPRINT);
  g_autoptr (MailerAccountTrust) both = mailer_account_trust_add (trust, "::1", 143, FINGERPRINT);
  g_autoptr (MailerAccountTrust) loaded = NULL;

  g_assert_null (mailer_account_trust_get_fingerprint (empty, "mail.example.org", 993));
  g_assert_true (mailer_account_trust_save (both, config_dir, NULL));
  loaded = load_trust (0, 0);
  g_assert_cmpstr (mailer_account_trust_get_fingerprint (loaded, "mail.example.org", 993), ==, FINGERPRINT);
  g_assert_cmpstr (mailer_account_trust_get_fingerprint (loaded, "::1", 143), ==, FINGERPRINT);
  g_assert_null (mailer_account_trust_get_fingerprint (loaded, "mail.example.org", 143));
  g_assert_null (mailer_account_trust_get_fingerprint (loaded, "example.org", 993));
}

static void
test_damaged_trust_trusts_nobody (void)
{
  static const char *const damaged_files[] = {
    "",
    "[exceptions]\nexample.org:993=" FINGERPRINT "\nexample.net:993\n",
    "[exceptions]\nexample.org:993=" FINGERPRINT "\nexample.net:993=*\n",
    "[other]\nexample.org:993=" FINGERPRINT "\n",
  };
  g_autofree char *path = g_build_filename (config_dir, "certificates.ini", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (damaged_files); i++)
    {
      g_autoptr (MailerAccountTrust) trust = NULL;

      g_assert_true (g_file_set_contents (path, damaged_files[i], -1, NULL));
      trust = load_trust (1, MAILER_ACCOUNT_ERROR_TRUST_DAMAGED);
      g_assert_null (mailer_account_trust_get_fingerprint (trust, "example.org", 993));
      /* Put aside, so that what is trusted next does not overwrite it. */
      g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
    }
}

static void
test_unreadable_trust_stays (void)
{
  g_autofree char *path = g_build_filename (config_dir, "certificates.ini", NULL);
  g_autoptr (MailerAccountTrust) trust = NULL;

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  trust = load_trust (1, MAILER_ACCOUNT_ERROR_DISK);
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_DIR));
}

static void
run_in_folder (gconstpointer data)
{
  void (*test) (void) = (void (*) (void))data;
  g_autoptr (GError) error = NULL;

  config_dir = g_dir_make_tmp ("mailer-account-XXXXXX", &error);
  g_assert_no_error (error);
  test ();
  g_spawn_sync (NULL, (char *[]){ "rm", "-rf", config_dir, NULL }, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_clear_pointer (&config_dir, g_free);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/account/files/round-trip", test_what_is_saved_comes_back, run_in_folder);
  g_test_add_data_func ("/account/files/sign-in", test_a_sign_in_is_remembered, run_in_folder);
  g_test_add_data_func ("/account/files/removed", test_a_removed_account_is_gone, run_in_folder);
  g_test_add_data_func ("/account/files/damaged", test_a_damaged_file_costs_only_itself, run_in_folder);
  g_test_add_data_func ("/account/files/unreadable", test_a_file_that_cannot_be_read_stays, run_in_folder);
  g_test_add_data_func ("/account/files/unwritable", test_a_file_that_cannot_be_written_is_said, run_in_folder);
  g_test_add_data_func ("/account/trust/one-host-and-port", test_trust_is_for_one_host_and_port, run_in_folder);
  g_test_add_data_func ("/account/trust/damaged", test_damaged_trust_trusts_nobody, run_in_folder);
  g_test_add_data_func ("/account/trust/unreadable", test_unreadable_trust_stays, run_in_folder);

  return g_test_run ();
}
