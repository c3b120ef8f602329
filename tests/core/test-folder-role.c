/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-flags.h"
#include "mailer-folder-role.h"

static void
test_roles (void)
{
  g_assert_cmpint (mailer_folder_role_from_attribute ("\\SENT"), ==, MAILER_FOLDER_ROLE_SENT);
  g_assert_cmpint (mailer_folder_role_from_attribute ("\\HasChildren"), ==, MAILER_FOLDER_ROLE_NONE);
  g_assert_cmpint (mailer_folder_role_from_name ("ENTWÜRFE"), ==, MAILER_FOLDER_ROLE_DRAFTS);
  g_assert_cmpint (mailer_folder_role_from_name ("Entwu\xcc\x88rfe"), ==, MAILER_FOLDER_ROLE_DRAFTS);
  g_assert_cmpint (mailer_folder_role_from_name ("Gelöschte Elemente"), ==, MAILER_FOLDER_ROLE_TRASH);
  g_assert_cmpint (mailer_folder_role_from_name ("Rechnungen"), ==, MAILER_FOLDER_ROLE_NONE);
  g_assert_cmpint (mailer_folder_role_from_name ("\xff"), ==, MAILER_FOLDER_ROLE_NONE);
}

static void
test_flags_have_one_name_each (void)
{
  for (guint bit = 0; bit <= 9; bit++)
    g_assert_cmpint (mailer_flag_from_name (mailer_flag_get_name (1 << bit)), ==, 1 << bit);

  g_assert_cmpint (mailer_flag_from_name ("\\seen"), ==, MAILER_FLAG_SEEN);
  g_assert_cmpint (mailer_flag_from_name ("Work"), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/folder-role/roles", test_roles);
  g_test_add_func ("/core/flags/one-name-each", test_flags_have_one_name_each);

  return g_test_run ();
}
