/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-account-files.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "mailer-account-key-file-private.h"
#include "mailer-address.h"

#define SUFFIX ".ini"
#define SUFFIX_REMOVED ".removed"
#define GROUP_ACCOUNT "account"
#define GROUP_IMAP "imap"
#define GROUP_SMTP "smtp"

MAILER_DEFINE_ERROR (mailer_account_error)

static const char *const security_names[] = { [MAILER_SECURITY_TLS] = "tls", [MAILER_SECURITY_STARTTLS] = "starttls" };

static const char *const sign_in_names[] = {
  [MAILER_SIGN_IN_PASSWORD] = "password",
  [MAILER_SIGN_IN_APP_PASSWORD] = "app-password",
  [MAILER_SIGN_IN_OAUTH2] = "oauth2",
};

static char *
build_folder_path (const char *config_dir)
{
  return g_build_filename (config_dir, "accounts", NULL);
}

static char *
build_path_with (const char *config_dir,
                 const char *account_id,
                 const char *suffix)
{
  g_autofree char *name = g_strconcat (account_id, suffix, NULL);

  return g_build_filename (config_dir, "accounts", name, NULL);
}

static char *
build_path (const char *config_dir,
            const char *account_id)
{
  return build_path_with (config_dir, account_id, SUFFIX);
}

/* An id becomes a file name, so it is never trusted to be one. */
static gboolean
is_id (const char *id)
{
  return *id != '\0' && strspn (id, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen (id);
}

static gboolean
set_disk_error (GError    **error,
                const char *path,
                int         error_number)
{
  gboolean is_full = error_number == ENOSPC || error_number == EDQUOT;

  g_set_error (error, MAILER_ACCOUNT_ERROR, is_full ? MAILER_ACCOUNT_ERROR_DISK_FULL : MAILER_ACCOUNT_ERROR_DISK,
               "%s: %s", path, g_strerror (error_number));

  return FALSE;
}

static gboolean
find_word (const char *const *words,
           guint              n_words,
           const char        *word,
           guint             *index)
{
  for (guint i = 0; word != NULL && i < n_words; i++)
    if (strcmp (words[i], word) == 0)
      {
        *index = i;
        return TRUE;
      }

  return FALSE;
}

static gboolean
read_server (GKeyFile             *file,
             const char           *group,
             MailerServerSettings *server)
{
  g_autofree char *host = g_key_file_get_string (file, group, "host", NULL);
  g_autofree char *security_name = g_key_file_get_string (file, group, "security", NULL);
  g_autofree char *user_name = g_key_file_get_string (file, group, "user-name", NULL);
  g_autofree char *sign_in_name = g_key_file_get_string (file, group, "sign-in", NULL);
  g_autofree char *signed_in_by = g_key_file_get_string (file, group, "signed-in-by", NULL);
  int              port = g_key_file_get_integer (file, group, "port", NULL);
  guint            security;
  guint            sign_in;

  if (host == NULL || *host == '\0' || user_name == NULL || port < 1 || port > G_MAXUINT16
      || !find_word (security_names, G_N_ELEMENTS (security_names), security_name, &security)
      || !find_word (sign_in_names, G_N_ELEMENTS (sign_in_names), sign_in_name, &sign_in))
    return FALSE;

  mailer_server_settings_set (server, host, port, security, user_name, sign_in);
  mailer_server_settings_set_signed_in_by (server, signed_in_by);

  return TRUE;
}

static MailerAccountSettings *
parse_settings (GKeyFile   *file,
                const char *id)
{
  g_autoptr (MailerAccountSettings) settings = mailer_account_settings_new ();

  settings->id = g_strdup (id);
  settings->label = g_key_file_get_string (file, GROUP_ACCOUNT, "label", NULL);
  settings->full_name = g_key_file_get_string (file, GROUP_ACCOUNT, "full-name", NULL);
  settings->address = g_key_file_get_string (file, GROUP_ACCOUNT, "address", NULL);
  settings->saves_sent_itself = g_key_file_get_boolean (file, GROUP_ACCOUNT, "saves-sent-itself", NULL);
  if (settings->address == NULL || !mailer_address_is_valid (settings->address)
      || !read_server (file, GROUP_IMAP, &settings->imap)
      || !read_server (file, GROUP_SMTP, &settings->smtp))
    return NULL;

  if (settings->full_name == NULL)
    settings->full_name = g_strdup ("");

  return g_steal_pointer (&settings);
}

/* @settings: (out) (nullable): %NULL without an error when there is no such file. */
static gboolean
read_settings (const char             *path,
               const char             *id,
               MailerAccountSettings **settings,
               GError                **error)
{
  g_autoptr (GKeyFile) file = NULL;

  *settings = NULL;
  if (!mailer_account_key_file_read (path, MAILER_ACCOUNT_ERROR_DAMAGED, &file, error))
    return FALSE;
  if (file == NULL)
    return TRUE;

  *settings = is_id (id) ? parse_settings (file, id) : NULL;
  if (*settings == NULL)
    mailer_account_key_file_set_damaged (path, MAILER_ACCOUNT_ERROR_DAMAGED, error);

  return *settings != NULL;
}

static int
compare_ids_cb (gconstpointer a,
                gconstpointer b)
{
  const MailerAccountSettings *const *left = a;
  const MailerAccountSettings *const *right = b;

  return strcmp ((*left)->id, (*right)->id);
}

static void
free_settings_cb (gpointer settings)
{
  mailer_account_settings_free (settings);
}

static void
load_file (const char *folder,
           const char *name,
           GPtrArray  *accounts,
           GPtrArray  *problems)
{
  g_autofree char       *path = g_build_filename (folder, name, NULL);
  g_autofree char       *id = g_strndup (name, strlen (name) - strlen (SUFFIX));
  MailerAccountSettings *settings;
  GError                *error = NULL;

  if (!read_settings (path, id, &settings, &error))
    mailer_account_key_file_tell (path, error, problems);
  else if (settings != NULL)
    g_ptr_array_add (accounts, settings);
}

GPtrArray *
mailer_account_files_load (const char *config_dir,
                           GPtrArray  *problems,
                           GError    **error)
{
  g_autofree char *folder = NULL;
  g_autoptr (GPtrArray) accounts = g_ptr_array_new_with_free_func (free_settings_cb);
  g_autoptr (GDir) dir = NULL;
  g_autoptr (GError) dir_error = NULL;
  const char *name;

  g_return_val_if_fail (config_dir != NULL && problems != NULL, NULL);

  folder = build_folder_path (config_dir);
  dir = g_dir_open (folder, 0, &dir_error);
  if (dir == NULL && !g_error_matches (dir_error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    {
      g_set_error (error, MAILER_ACCOUNT_ERROR, MAILER_ACCOUNT_ERROR_DISK, "%s", dir_error->message);
      return NULL;
    }

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, SUFFIX))
      load_file (folder, name, accounts, problems);

  g_ptr_array_sort (accounts, compare_ids_cb);

  return g_steal_pointer (&accounts);
}

static void
write_server (GKeyFile                   *file,
              const char                 *group,
              const MailerServerSettings *server)
{
  g_key_file_set_string (file, group, "host", server->host);
  g_key_file_set_integer (file, group, "port", server->port);
  g_key_file_set_string (file, group, "security", security_names[server->security]);
  g_key_file_set_string (file, group, "user-name", server->user_name);
  g_key_file_set_string (file, group, "sign-in", sign_in_names[server->sign_in]);
  if (server->signed_in_by != NULL)
    g_key_file_set_string (file, group, "signed-in-by", server->signed_in_by);
}

static GKeyFile *
format_settings (const MailerAccountSettings *settings)
{
  GKeyFile *file = g_key_file_new ();

  if (settings->label != NULL)
    g_key_file_set_string (file, GROUP_ACCOUNT, "label", settings->label);
  g_key_file_set_string (file, GROUP_ACCOUNT, "full-name", settings->full_name != NULL ? settings->full_name : "");
  g_key_file_set_string (file, GROUP_ACCOUNT, "address", settings->address);
  g_key_file_set_boolean (file, GROUP_ACCOUNT, "saves-sent-itself", settings->saves_sent_itself);
  write_server (file, GROUP_IMAP, &settings->imap);
  write_server (file, GROUP_SMTP, &settings->smtp);

  return file;
}

gboolean
mailer_account_files_save (const char                  *config_dir,
                           const MailerAccountSettings *settings,
                           GError                     **error)
{
  g_autofree char *path = NULL;
  g_autoptr (GKeyFile) file = NULL;

  g_return_val_if_fail (config_dir != NULL && settings != NULL, FALSE);
  g_return_val_if_fail (settings->id != NULL && is_id (settings->id), FALSE);

  path = build_path (config_dir, settings->id);
  file = format_settings (settings);

  return mailer_account_key_file_write (path, file, error);
}

gboolean
mailer_account_files_remember_sign_in (const char                 *config_dir,
                                       const char                 *account_id,
                                       gboolean                    is_outgoing,
                                       const MailerServerSettings *server,
                                       GError                    **error)
{
  g_autofree char *path = NULL;
  g_autoptr (MailerAccountSettings) settings = NULL;

  g_return_val_if_fail (config_dir != NULL && server != NULL, FALSE);
  g_return_val_if_fail (account_id != NULL && is_id (account_id), FALSE);

  path = build_path (config_dir, account_id);
  if (!read_settings (path, account_id, &settings, error))
    return FALSE;
  /* Removed in the meantime. */
  if (settings == NULL)
    return TRUE;
  mailer_server_settings_keep_signed_in_by (is_outgoing ? &settings->smtp : &settings->imap, server);

  return mailer_account_files_save (config_dir, settings, error);
}

/* A name that has changed is on the disk for sure when the folder is. */
static gboolean
flush_folder (const char *config_dir,
              GError    **error)
{
  g_autofree char *folder = build_folder_path (config_dir);
  int              fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  gboolean         is_flushed = fd >= 0 && fsync (fd) == 0;

  if (!is_flushed)
    set_disk_error (error, folder, errno);
  if (fd >= 0)
    close (fd);

  return is_flushed;
}

static gboolean
rename_settings (const char *config_dir,
                 const char *account_id,
                 const char *from,
                 const char *to,
                 GError    **error)
{
  g_autofree char *source = build_path_with (config_dir, account_id, from);
  g_autofree char *target = build_path_with (config_dir, account_id, to);

  if (g_rename (source, target) == 0)
    return flush_folder (config_dir, error);

  return errno == ENOENT || set_disk_error (error, source, errno);
}

gboolean
mailer_account_files_begin_removal (const char *config_dir,
                                    const char *account_id,
                                    GError    **error)
{
  g_return_val_if_fail (config_dir != NULL, FALSE);
  g_return_val_if_fail (account_id != NULL && is_id (account_id), FALSE);

  return rename_settings (config_dir, account_id, SUFFIX, SUFFIX_REMOVED, error);
}

gboolean
mailer_account_files_cancel_removal (const char *config_dir,
                                     const char *account_id,
                                     GError    **error)
{
  g_return_val_if_fail (config_dir != NULL, FALSE);
  g_return_val_if_fail (account_id != NULL && is_id (account_id), FALSE);

  return rename_settings (config_dir, account_id, SUFFIX_REMOVED, SUFFIX, error);
}

static gboolean
is_of_removed (const char *name,
               const char *account_id)
{
  g_autofree char *damaged = g_strconcat (account_id, SUFFIX MAILER_ACCOUNT_DAMAGED_MARK, NULL);

  return g_str_has_prefix (name, damaged);
}

gboolean
mailer_account_files_end_removal (const char *config_dir,
                                  const char *account_id,
                                  GError    **error)
{
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *name;

  g_return_val_if_fail (config_dir != NULL, FALSE);
  g_return_val_if_fail (account_id != NULL && is_id (account_id), FALSE);

  folder = build_folder_path (config_dir);
  dir = g_dir_open (folder, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *damaged = g_build_filename (folder, name, NULL);

      if (is_of_removed (name, account_id) && g_unlink (damaged) < 0 && errno != ENOENT)
        return set_disk_error (error, damaged, errno);
    }

  path = build_path_with (config_dir, account_id, SUFFIX_REMOVED);

  return g_unlink (path) == 0 || errno == ENOENT || set_disk_error (error, path, errno);
}

char **
mailer_account_files_list_removals (const char *config_dir)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *folder = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *name;

  g_return_val_if_fail (config_dir != NULL, NULL);

  folder = build_folder_path (config_dir);
  dir = g_dir_open (folder, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *id = g_strndup (name, MAX (strlen (name), strlen (SUFFIX_REMOVED)) - strlen (SUFFIX_REMOVED));

      if (g_str_has_suffix (name, SUFFIX_REMOVED) && is_id (id))
        g_strv_builder_add (builder, id);
    }

  return g_strv_builder_end (builder);
}

gboolean
mailer_account_files_is_free (const char *config_dir,
                              const char *account_id)
{
  g_autofree char *settings = NULL;
  g_autofree char *removed = NULL;

  g_return_val_if_fail (config_dir != NULL && account_id != NULL, FALSE);

  if (!is_id (account_id))
    return FALSE;
  settings = build_path (config_dir, account_id);
  removed = build_path_with (config_dir, account_id, SUFFIX_REMOVED);

  return !g_file_test (settings, G_FILE_TEST_EXISTS) && !g_file_test (removed, G_FILE_TEST_EXISTS);
}

char *
mailer_account_files_make_id (const char *config_dir)
{
  gint64 now = g_get_real_time ();

  g_return_val_if_fail (config_dir != NULL, NULL);

  /* Microseconds with leading zeros sort as text; a second account in the same one moves on by one. */
  for (;; now++)
    {
      g_autofree char *id = g_strdup_printf ("account-%016" G_GINT64_MODIFIER "x", now);

      if (mailer_account_files_is_free (config_dir, id))
        return g_steal_pointer (&id);
    }
}
