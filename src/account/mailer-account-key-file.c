/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-account-key-file-private.h"

#include <errno.h>
#include <string.h>

#include <glib/gstdio.h>

#define MAX_FILE_BYTES (256 * 1024)

void
mailer_account_key_file_set_damaged (const char        *path,
                                     MailerAccountError code,
                                     GError           **error)
{
  g_autofree char *display = g_filename_display_name (path);

  g_set_error (error, MAILER_ACCOUNT_ERROR, code, "%s makes no sense", display);
}

static gboolean
set_disk_error (const char *path,
                const char *reason,
                GError    **error)
{
  g_autofree char *display = g_filename_display_name (path);

  g_set_error (error, MAILER_ACCOUNT_ERROR, MAILER_ACCOUNT_ERROR_DISK, "%s cannot be read: %s", display, reason);

  return FALSE;
}

gboolean
mailer_account_key_file_read (const char        *path,
                              MailerAccountError code,
                              GKeyFile         **file,
                              GError           **error)
{
  g_autoptr (GKeyFile) parsed = g_key_file_new ();
  g_autoptr (GError) read_error = NULL;
  g_autofree char *text = NULL;
  gsize            length;
  GStatBuf         status;

  *file = NULL;
  if (g_stat (path, &status) != 0)
    return errno == ENOENT || set_disk_error (path, g_strerror (errno), error);
  if (!S_ISREG (status.st_mode))
    return set_disk_error (path, "it is not a file", error);
  if (status.st_size <= MAX_FILE_BYTES && !g_file_get_contents (path, &text, &length, &read_error))
    return set_disk_error (path, read_error->message, error);

  if (text == NULL || !g_key_file_load_from_data (parsed, text, length, G_KEY_FILE_NONE, NULL))
    {
      mailer_account_key_file_set_damaged (path, code, error);
      return FALSE;
    }
  *file = g_steal_pointer (&parsed);

  return TRUE;
}

gboolean
mailer_account_key_file_write (const char *path,
                               GKeyFile   *file,
                               GError    **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *text = NULL;
  g_autoptr (GError) file_error = NULL;
  gboolean is_full;
  gsize    length;

  text = g_key_file_to_data (file, &length, NULL);
  if (g_mkdir_with_parents (folder, 0700) < 0)
    {
      g_set_error (error, MAILER_ACCOUNT_ERROR, MAILER_ACCOUNT_ERROR_DISK, "%s: %s", folder, g_strerror (errno));
      return FALSE;
    }
  if (g_file_set_contents_full (path, text, length,
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                                &file_error))
    return TRUE;

  is_full = g_error_matches (file_error, G_FILE_ERROR, G_FILE_ERROR_NOSPC);
  g_set_error_literal (error, MAILER_ACCOUNT_ERROR, is_full ? MAILER_ACCOUNT_ERROR_DISK_FULL : MAILER_ACCOUNT_ERROR_DISK,
                       file_error->message);

  return FALSE;
}

/* The date in the name keeps an earlier damaged file from being overwritten by a later one. */
static void
set_aside (const char *path,
           GError     *error)
{
  g_autofree char *target = g_strdup_printf ("%s" MAILER_ACCOUNT_DAMAGED_MARK "%" G_GINT64_FORMAT, path, g_get_real_time ());
  g_autofree char *display = g_filename_display_name (target);
  g_autofree char *message = NULL;

  if (g_rename (path, target) == 0)
    message = g_strdup_printf ("%s and is now %s", error->message, display);
  else
    message = g_strdup_printf ("%s and cannot be put aside: %s", error->message, g_strerror (errno));
  g_free (error->message);
  error->message = g_steal_pointer (&message);
}

void
mailer_account_key_file_tell (const char *path,
                              GError     *error,
                              GPtrArray  *problems)
{
  if (!g_error_matches (error, MAILER_ACCOUNT_ERROR, MAILER_ACCOUNT_ERROR_DISK))
    set_aside (path, error);
  g_ptr_array_add (problems, error);
}
