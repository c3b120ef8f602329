/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "sync-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "mailer-engine-private.h"

SyncFixture *
sync_fixture_new_in (const char *folder)
{
  SyncFixture *self = g_new0 (SyncFixture, 1);

  self->folder = g_strdup (folder);

  return self;
}

SyncFixture *
sync_fixture_new (const char *const *server_options)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("mailer-engine-XXXXXX", &error);
  SyncFixture     *self = sync_fixture_new_in (folder);

  g_assert_no_error (error);
  self->server = mailer_test_server_new (server_options);
  self->is_owner = TRUE;

  return self;
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_folder (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

void
sync_fixture_free (SyncFixture *self)
{
  if (self->engine != NULL)
    sync_fixture_close (self);
  if (self->is_owner)
    remove_folder (self->folder);
  g_clear_pointer (&self->server, mailer_test_server_free);
  g_free (self->folder);
  g_free (self);
}

void
sync_fixture_iterate (void)
{
  if (!g_main_context_iteration (NULL, FALSE))
    g_usleep (1000);
}

void
sync_fixture_take_result_cb (GObject      *source,
                             GAsyncResult *result,
                             gpointer      data)
{
  GAsyncResult **slot = data;

  *slot = g_object_ref (result);
}

void
sync_fixture_open (SyncFixture *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *data_dir = g_build_filename (self->folder, "data", NULL);
  g_autofree char *config_dir = g_build_filename (self->folder, "config", NULL);

  self->engine = mailer_engine_new (&(MailerEngineConfig){ .data_dir = data_dir, .config_dir = config_dir, .body_budget_bytes = self->body_budget_bytes });
  mailer_engine_open_async (self->engine, NULL, sync_fixture_take_result_cb, &result);
  sync_fixture_wait (result != NULL);
  mailer_engine_open_finish (self->engine, result, &error);
  g_assert_no_error (error);
}

static MailerAccountSettings *
make_settings (guint16 port)
{
  MailerAccountSettings *settings = mailer_account_settings_new ();

  settings->id = g_strdup ("ada");
  settings->full_name = g_strdup ("Ada Byron");
  settings->address = g_strdup ("ada@example.test");
  mailer_server_settings_set (&settings->imap, "127.0.0.1", port, MAILER_SECURITY_TLS, "ada", MAILER_SIGN_IN_PASSWORD);
  mailer_server_settings_set (&settings->smtp, "127.0.0.1", 1, MAILER_SECURITY_TLS, "ada", MAILER_SIGN_IN_PASSWORD);

  return settings;
}

void
sync_fixture_connect (SyncFixture *self,
                      guint16      port,
                      const char  *ca_file,
                      const char  *password)
{
  g_autoptr (MailerAccountSettings) settings = make_settings (port != 0 ? port : 1);

  mailer_engine_set_ca_file (self->engine, ca_file);
  self->account = mailer_engine_attach_account (self->engine, settings);
  if (port != 0)
    mailer_engine_start_account (self->engine, self->account, password);
}

void
sync_fixture_go_online (SyncFixture *self)
{
  g_autoptr (MailerAccountSettings) settings = make_settings (mailer_test_server_get_port (self->server, "imaps"));

  mailer_engine_set_ca_file (self->engine, mailer_test_server_get_ca_file (self->server));
  mailer_account_set_settings (self->account, settings);
  mailer_engine_start_account (self->engine, self->account, "ada-secret");
}

void
sync_fixture_start (SyncFixture *self)
{
  sync_fixture_open (self);
  sync_fixture_connect (self,
                        mailer_test_server_get_port (self->server, "imaps"),
                        mailer_test_server_get_ca_file (self->server),
                        "ada-secret");
}

void
sync_fixture_close_with (SyncFixture   *self,
                         GAsyncResult **result)
{
  g_autoptr (GAsyncResult) closed = NULL;

  mailer_engine_close_async (self->engine, sync_fixture_take_result_cb, &closed);
  sync_fixture_wait (closed != NULL);
  mailer_engine_close_finish (self->engine, closed);
  g_clear_object (&closed);
  if (result != NULL)
    {
      sync_fixture_wait (*result != NULL);
      g_clear_object (result);
    }
  /* What is still on its way to the main thread holds the engine for a moment. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  self->account = NULL;
  g_assert_finalize_object (self->engine);
  self->engine = NULL;
}

void
sync_fixture_close (SyncFixture *self)
{
  sync_fixture_close_with (self, NULL);
}

void
sync_fixture_deliver (SyncFixture *self,
                      const char  *mailbox,
                      const char  *id,
                      const char  *subject,
                      const char  *headers)
{
  g_autofree char *message = g_strdup_printf ("From: Bob <bob@example.test>\r\n"
                                              "To: Ada Byron <ada@example.test>\r\n"
                                              "Subject: %s\r\n"
                                              "Date: Sat, 21 Nov 2026 10:00:00 +0000\r\n"
                                              "Message-ID: <%s@example.test>\r\n"
                                              "%s"
                                              "Content-Type: text/plain; charset=utf-8\r\n"
                                              "\r\n"
                                              "The text of %s.\r\n",
                                              subject,
                                              id,
                                              headers != NULL ? headers : "",
                                              subject);

  mailer_test_server_deliver (self->server, "ada", mailbox, message, -1);
}

MailerFolder *
sync_fixture_find_folder (SyncFixture *self,
                          const char  *name)
{
  GListModel *folders = mailer_account_get_folders (self->account);

  for (guint i = 0; i < g_list_model_get_n_items (folders); i++)
    {
      g_autoptr (MailerFolder) folder = g_list_model_get_item (folders, i);

      if (g_str_equal (mailer_folder_get_name (folder), name))
        return folder;
    }

  return NULL;
}

guint
sync_fixture_get_n_unread (SyncFixture *self,
                           const char  *name)
{
  MailerFolder *folder = sync_fixture_find_folder (self, name);

  return folder != NULL ? mailer_folder_get_n_unread (folder) : 0;
}

gboolean
sync_fixture_has_messages (SyncFixture *self,
                           const char  *name,
                           guint        n)
{
  MailerFolder *folder = sync_fixture_find_folder (self, name);

  return folder != NULL && mailer_folder_get_n_total (folder) == n && mailer_folder_get_sync_fraction (folder) >= 1;
}

char *
sync_fixture_dup_server_flags (SyncFixture *self,
                               const char  *mailbox)
{
  return mailer_test_server_doveadm (self->server, "-f", "flow", "fetch", "-u", "ada", "uid flags", "mailbox", mailbox, "all", NULL);
}

guint
sync_fixture_count_on_server (SyncFixture *self,
                              const char  *mailbox,
                              const char  *query_key,
                              const char  *query_value)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint n = 0;

  text = mailer_test_server_doveadm (self->server, "search", "-u", "ada", "mailbox", mailbox, query_key, query_value, NULL);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    n += *lines[i] != '\0';

  return n;
}

MailerConversationList *
sync_fixture_list (SyncFixture *self,
                   const char  *name)
{
  MailerConversationList *list;

  sync_fixture_wait (sync_fixture_find_folder (self, name) != NULL);
  list = mailer_engine_list_conversations (self->engine, sync_fixture_find_folder (self, name));
  sync_fixture_wait (!mailer_conversation_list_get_is_loading (list));

  return list;
}

MailerConversation *
sync_fixture_find_row (MailerConversationList *list,
                       const char             *subject)
{
  GListModel *model = G_LIST_MODEL (list);
  g_autoptr (GPtrArray) held = g_ptr_array_new_with_free_func (g_object_unref);
  const guint n = g_list_model_get_n_items (model);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (held, g_list_model_get_item (model, i));
  for (guint i = 0; i < n; i++)
    sync_fixture_wait (mailer_conversation_get_is_loaded (g_ptr_array_index (held, i)));
  for (guint i = 0; i < n; i++)
    if (g_str_equal (mailer_conversation_get_subject (g_ptr_array_index (held, i)), subject))
      return g_object_ref (g_ptr_array_index (held, i));

  return NULL;
}

static gint64
find_id (SyncFixture *self,
         const char  *folder,
         const char  *subject)
{
  g_autoptr (MailerConversationList) list = sync_fixture_list (self, folder);
  g_autoptr (MailerConversation) row = sync_fixture_find_row (list, subject);

  g_assert_nonnull (row);

  return mailer_conversation_get_id (row);
}

gint64
sync_fixture_act (SyncFixture *self,
                  MailerVerb   verb,
                  const char  *folder,
                  const char  *subject,
                  const char  *target)
{
  const gint64 id = find_id (self, folder, subject);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 operation_id;

  mailer_engine_act_async (self->engine,
                           verb,
                           sync_fixture_find_folder (self, folder),
                           &id,
                           1,
                           target != NULL ? sync_fixture_find_folder (self, target) : NULL,
                           NULL,
                           sync_fixture_take_result_cb,
                           &result);
  sync_fixture_wait (result != NULL);
  operation_id = mailer_engine_act_finish (self->engine, result, &error);
  g_assert_no_error (error);

  return operation_id;
}

gboolean
sync_fixture_undo (SyncFixture *self,
                   gint64       operation_id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_undone;

  mailer_engine_undo_async (self->engine, operation_id, NULL, sync_fixture_take_result_cb, &result);
  sync_fixture_wait (result != NULL);
  is_undone = mailer_engine_undo_finish (self->engine, result, &error);
  g_assert_no_error (error);

  return is_undone;
}

GPtrArray *
sync_fixture_load_conversation (SyncFixture *self,
                                const char  *folder,
                                const char  *subject)
{
  const gint64 id = find_id (self, folder, subject);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *messages;

  mailer_engine_load_conversation_async (self->engine, sync_fixture_find_folder (self, folder), id, NULL, sync_fixture_take_result_cb, &result);
  sync_fixture_wait (result != NULL);
  messages = mailer_engine_load_conversation_finish (self->engine, result, &error);
  g_assert_no_error (error);

  return messages;
}

MailerMessageBody *
sync_fixture_load_body (SyncFixture      *self,
                        gint64            message_id,
                        MailerBodyOptions options,
                        GError          **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  mailer_engine_load_body_async (self->engine, message_id, options, NULL, sync_fixture_take_result_cb, &result);
  sync_fixture_wait (result != NULL);

  return mailer_engine_load_body_finish (self->engine, result, error);
}
