/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-account-pictures.h"

#include "mailer-account-key-file-private.h"

#define FILE_NAME "pictures.ini"
#define GROUP "pictures"
#define KEY "senders"

char **
mailer_account_pictures_load (const char *config_dir)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *path = NULL;
  char           **addresses = NULL;

  g_return_val_if_fail (config_dir != NULL, NULL);

  path = g_build_filename (config_dir, FILE_NAME, NULL);
  if (g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL))
    addresses = g_key_file_get_string_list (file, GROUP, KEY, NULL, NULL);

  return addresses != NULL ? addresses : g_new0 (char *, 1);
}

gboolean
mailer_account_pictures_save (const char        *config_dir,
                              const char *const *addresses,
                              GError           **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *path = NULL;

  g_return_val_if_fail (config_dir != NULL && addresses != NULL, FALSE);

  g_key_file_set_string_list (file, GROUP, KEY, addresses, g_strv_length ((char **)addresses));
  path = g_build_filename (config_dir, FILE_NAME, NULL);

  return mailer_account_key_file_write (path, file, error);
}
