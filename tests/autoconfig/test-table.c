/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include <glib/gstdio.h>

#include "mailer-autoconfig-table.h"
#include "mailer-autoconfig.h"

#define ENTRY(lines) "[Example]\ndomains=example.org;example.net\nimap=imap.example.org 993 tls\nsmtp=smtp.example.org 587 starttls\n" lines

static const char *const invalid_tables[] = {
  "no group",
  "[Example]\n",
  "[Example]\ndomains=example.org\nimap=imap.example.org 993 tls\n",
  "[Example]\ndomains=\nimap=imap.example.org 993 tls\nsmtp=smtp.example.org 587 starttls\n",
  "[Example]\ndomains=Example.org\nimap=imap.example.org 993 tls\nsmtp=smtp.example.org 587 starttls\n",
  "[Example]\ndomains=example.org\nimap=imap.example.org 143 plain\nsmtp=smtp.example.org 587 starttls\n",
  "[Example]\ndomains=example.org\nimap=imap.example.org 0 tls\nsmtp=smtp.example.org 587 starttls\n",
  "[Example]\ndomains=example.org\nimap=imap.example.org 65536 tls\nsmtp=smtp.example.org 587 starttls\n",
  "[Example]\ndomains=example.org\nimap=imap..example.org 993 tls\nsmtp=smtp.example.org 587 starttls\n",
  "[Example]\ndomains=example.org\nimap=imap.example.org 993 tls extra\nsmtp=smtp.example.org 587 starttls\n",
  ENTRY ("user=%s\n"),
  ENTRY ("smtp-user=\n"),
  ENTRY ("sign-in=kerberos\n"),
  ENTRY ("help=http://example.org/\n"),
  ENTRY ("help=javascript:alert(1)\n"),
};

static void
test_invalid_tables_are_refused (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (invalid_tables); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) table = mailer_autoconfig_table_parse (invalid_tables[i], strlen (invalid_tables[i]), &error);

      g_assert_error (error, MAILER_AUTOCONFIG_ERROR, MAILER_AUTOCONFIG_ERROR_INVALID);
      g_assert_null (table);
    }
}

static void
test_a_zero_byte_is_refused (void)
{
  const char text[] = ENTRY ("\0[Hidden]\n");
  g_autoptr (GError) error = NULL;

  g_assert_null (mailer_autoconfig_table_parse (text, sizeof text - 1, &error));
  g_assert_error (error, MAILER_AUTOCONFIG_ERROR, MAILER_AUTOCONFIG_ERROR_INVALID);
}

static void
test_entries_are_found_by_whole_domain (void)
{
  const char *text = ENTRY ("user=local-part\nsmtp-user=address\nsign-in=app-password\nsaves-sent=true\n");
  g_autoptr (GPtrArray) table = mailer_autoconfig_table_parse (text, strlen (text), NULL);
  const MailerAutoconfigProvider *provider = mailer_autoconfig_table_find (table, "example.net");

  g_assert_nonnull (provider);
  g_assert_cmpstr (provider->name, ==, "Example");
  g_assert_cmpstr (provider->imap.host, ==, "imap.example.org");
  g_assert_cmpint (provider->imap.port, ==, 993);
  g_assert_cmpint (provider->imap.security, ==, MAILER_SECURITY_TLS);
  g_assert_cmpint (provider->smtp.security, ==, MAILER_SECURITY_STARTTLS);
  g_assert_cmpint (provider->smtp.sign_in, ==, MAILER_SIGN_IN_APP_PASSWORD);
  g_assert_cmpstr (provider->imap.user_name, ==, "local-part");
  g_assert_cmpstr (provider->smtp.user_name, ==, "address");
  g_assert_true (provider->saves_sent_itself);
  g_assert_null (mailer_autoconfig_table_find (table, "mail.example.net"));
}

static GPtrArray *
load_own_table (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "data", "providers.ini", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gsize      length;
  GPtrArray *table;

  g_assert_true (g_file_get_contents (path, &text, &length, &error));
  table = mailer_autoconfig_table_parse (text, length, &error);
  g_assert_no_error (error);

  return table;
}

static void
test_own_table_names_no_domain_twice (void)
{
  g_autoptr (GPtrArray) table = load_own_table ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < table->len; i++)
    {
      const MailerAutoconfigProvider *provider = g_ptr_array_index (table, i);

      g_assert_true (g_hash_table_add (names, provider->name));
      for (guint j = 0; provider->domains[j] != NULL; j++)
        if (!g_hash_table_add (seen, provider->domains[j]))
          g_error ("%s is there twice", provider->domains[j]);
    }
}

static void
test_own_table_knows_the_world (void)
{
  static const char *const domains[] = {
    "gmx.de", "gmx.net", "web.de", "t-online.de", "freenet.de", "1und1.de", "online.de", "arcor.de",
    "vodafone.de", "posteo.de", "mailbox.org", "gmail.com", "googlemail.com", "outlook.com", "hotmail.com",
    "live.de", "icloud.com", "me.com", "yahoo.com", "yahoo.de", "aol.com", "fastmail.com", "zoho.com",
    "yandex.ru", "mail.ru", "qq.com", "163.com", "orange.fr", "laposte.net", "free.fr", "libero.it",
    "bluewin.ch", "comcast.net", "att.net", "seznam.cz", "wp.pl", "o2.pl", "naver.com"
  };
  g_autoptr (GPtrArray) table = load_own_table ();

  g_assert_cmpuint (table->len, >=, 160);
  for (gsize i = 0; i < G_N_ELEMENTS (domains); i++)
    if (mailer_autoconfig_table_find (table, domains[i]) == NULL)
      g_error ("%s is missing", domains[i]);
}

typedef struct
{
  const char  *domain;
  const char  *imap_user;
  const char  *smtp_user;
  MailerSignIn sign_in;
  gboolean     needs_enabling;
  gboolean     saves_sent_itself;
} KnownFacts;

static const KnownFacts known_facts[] = {
  { "gmail.com", "address", "address", MAILER_SIGN_IN_APP_PASSWORD, FALSE, TRUE },
  { "outlook.com", "address", "address", MAILER_SIGN_IN_OAUTH2, FALSE, TRUE },
  { "onmicrosoft.com", "address", "address", MAILER_SIGN_IN_OAUTH2, FALSE, TRUE },
  { "icloud.com", "local-part", "address", MAILER_SIGN_IN_APP_PASSWORD, FALSE, FALSE },
  { "yahoo.com", "address", "address", MAILER_SIGN_IN_APP_PASSWORD, FALSE, FALSE },
  { "t-online.de", "address", "address", MAILER_SIGN_IN_APP_PASSWORD, FALSE, FALSE },
  { "web.de", "local-part", "local-part", MAILER_SIGN_IN_PASSWORD, TRUE, FALSE },
  { "gmx.net", "address", "address", MAILER_SIGN_IN_PASSWORD, TRUE, FALSE },
  { "freenet.de", "address", "address", MAILER_SIGN_IN_PASSWORD, TRUE, FALSE },
  { "posteo.de", "address", "address", MAILER_SIGN_IN_PASSWORD, FALSE, FALSE },
};

/* What a person setting up one of the largest providers would stumble over. */
static void
test_own_table_knows_how_to_sign_in (void)
{
  g_autoptr (GPtrArray) table = load_own_table ();

  for (gsize i = 0; i < G_N_ELEMENTS (known_facts); i++)
    {
      const KnownFacts               *facts = &known_facts[i];
      const MailerAutoconfigProvider *provider = mailer_autoconfig_table_find (table, facts->domain);

      g_test_message ("%s", facts->domain);
      g_assert_nonnull (provider);
      g_assert_cmpstr (provider->imap.user_name, ==, facts->imap_user);
      g_assert_cmpstr (provider->smtp.user_name, ==, facts->smtp_user);
      g_assert_cmpint (provider->imap.sign_in, ==, facts->sign_in);
      g_assert_cmpint (provider->smtp.sign_in, ==, facts->sign_in);
      g_assert_cmpint (provider->needs_enabling, ==, facts->needs_enabling);
      g_assert_cmpint (provider->saves_sent_itself, ==, facts->saves_sent_itself);
    }
}

static void
test_lookup_fills_in_the_user (void)
{
  g_autoptr (MailerAutoconfigResult) result = mailer_autoconfig_lookup ("Ada", "Ada.L@GMX.de");

  g_assert_true (result->is_known);
  g_assert_true (result->needs_enabling);
  g_assert_cmpstr (result->provider_name, ==, "GMX");
  g_assert_cmpstr (result->settings->full_name, ==, "Ada");
  g_assert_cmpstr (result->settings->address, ==, "Ada.L@GMX.de");
  g_assert_cmpstr (result->settings->imap.host, ==, "imap.gmx.net");
  g_assert_cmpstr (result->settings->imap.user_name, ==, "Ada.L@GMX.de");
}

static void
test_unknown_domains_are_guessed (void)
{
  g_autoptr (MailerAutoconfigResult) result = mailer_autoconfig_lookup ("Ada", "ada@exämple.test");

  g_assert_false (result->is_known);
  g_assert_cmpstr (result->settings->imap.host, ==, "imap.xn--exmple-cua.test");
  g_assert_cmpstr (result->settings->smtp.host, ==, "smtp.xn--exmple-cua.test");
  g_assert_cmpint (result->settings->imap.port, ==, 993);
  g_assert_cmpint (result->settings->imap.security, ==, MAILER_SECURITY_TLS);
}

static void
test_own_files_come_first (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "mailer", "providers", NULL);
  g_autofree char *broken = g_build_filename (folder, "broken.ini", NULL);
  g_autofree char *path = g_build_filename (folder, "company.ini", NULL);
  const char      *text = "[Company]\ndomains=gmx.de\nimap=mail.company.test 993 tls\nsmtp=mail.company.test 465 tls\nuser=local-part\n";
  g_autoptr (MailerAutoconfigResult) result = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (broken, "[Broken]\n", -1, NULL));
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  result = mailer_autoconfig_lookup ("Ada", "ada@gmx.de");
  g_assert_cmpstr (result->provider_name, ==, "Company");
  g_assert_cmpstr (result->settings->imap.user_name, ==, "ada");
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_unlink (broken), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *folder = g_dir_make_tmp ("mailer-autoconfig-XXXXXX", NULL);
  int              status;

  /* Only what the test puts there: before GLib looks at them for the first time. */
  g_setenv ("XDG_DATA_HOME", folder, TRUE);
  g_setenv ("XDG_DATA_DIRS", folder, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/autoconfig/table/invalid", test_invalid_tables_are_refused);
  g_test_add_func ("/autoconfig/table/zero-byte", test_a_zero_byte_is_refused);
  g_test_add_func ("/autoconfig/table/whole-domain", test_entries_are_found_by_whole_domain);
  g_test_add_func ("/autoconfig/table/no-domain-twice", test_own_table_names_no_domain_twice);
  g_test_add_func ("/autoconfig/table/knows-the-world", test_own_table_knows_the_world);
  g_test_add_func ("/autoconfig/table/knows-how-to-sign-in", test_own_table_knows_how_to_sign_in);
  g_test_add_func ("/autoconfig/lookup/user", test_lookup_fills_in_the_user);
  g_test_add_func ("/autoconfig/lookup/guess", test_unknown_domains_are_guessed);
  g_test_add_func ("/autoconfig/lookup/own-files-first", test_own_files_come_first);

  status = g_test_run ();
  g_spawn_sync (NULL, (char *[]){ "rm", "-rf", folder, NULL }, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);

  return status;
}
