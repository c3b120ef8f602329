/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-account-pictures.h"

#include <errno.h>

#include <glib/gstdio.h>

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
  g_autoptr (GError) file_error = NULL;
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  gsize            length;

  g_return_val_if_fail (config_dir != NULL && addresses != NULL, FALSE);

  g_key_file_set_string_list (file, GROUP, KEY, addresses, g_strv_length ((char **)addresses));
  text = g_key_file_to_data (file, &length, NULL);

  path = g_build_filename (config_dir, FILE_NAME, NULL);
  if (g_mkdir_with_parents (config_dir, 0700) == 0
      && g_file_set_contents_full (path, text, length, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &file_error))
    return TRUE;

  g_set_error (error, MAILER_ACCOUNT_ERROR, MAILER_ACCOUNT_ERROR_DISK, "%s: %s",
               path, file_error != NULL ? file_error->message : g_strerror (errno));

  return FALSE;
}
