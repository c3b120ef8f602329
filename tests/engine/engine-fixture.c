/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine-fixture.h"

#include <string.h>

/* Only for what never comes: a loaded machine may need a minute for what takes a second. */
#define WATCHDOG_S 240

void
engine_fixture_done_cb (GObject      *object,
                        GAsyncResult *result,
                        gpointer      user_data)
{
  GAsyncResult **target = user_data;

  *target = g_object_ref (result);
}

static gboolean
bark_cb (gpointer data)
{
  g_error ("The test waits for something that does not come");

  return G_SOURCE_REMOVE;
}

GAsyncResult *
engine_fixture_await (GAsyncResult **result)
{
  guint watchdog = g_timeout_add_seconds (WATCHDOG_S, bark_cb, NULL);

  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (watchdog);

  return *result;
}

static gboolean
tick_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

void
engine_fixture_wait_for (gboolean (*is_true) (EngineFixture *self, gpointer data),
                         EngineFixture *self,
                         gpointer       data)
{
  guint watchdog = g_timeout_add_seconds (WATCHDOG_S, bark_cb, NULL);
  /* What is waited for may be on the server, where nothing wakes us. */
  guint ticker = g_timeout_add (50, tick_cb, NULL);

  while (!is_true (self, data))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (ticker);
  g_source_remove (watchdog);
}

static void
open_engine (EngineFixture *self)
{
  g_autofree char   *data_dir = g_build_filename (self->folder, "data", NULL);
  g_autofree char   *config_dir = g_build_filename (self->folder, "config", NULL);
  MailerEngineConfig config = { data_dir, config_dir, mailer_test_server_get_ca_file (self->server) };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  self->engine = mailer_engine_new (&config);
  mailer_engine_open_async (self->engine, NULL, engine_fixture_done_cb, &result);
  mailer_engine_open_finish (self->engine, engine_fixture_await (&result), &error);
  g_assert_no_error (error);
}

void
engine_fixture_close (EngineFixture *self)
{
  g_autoptr (GAsyncResult) result = NULL;

  mailer_engine_close_async (self->engine, engine_fixture_done_cb, &result);
  mailer_engine_close_finish (self->engine, engine_fixture_await (&result));
  g_clear_object (&result);
  /* What was posted to this thread before the end holds references. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (self->engine);
  self->engine = NULL;
  self->account = NULL;
}

MailerAccountSettings *
engine_fixture_make_settings (EngineFixture *self,
                              const char    *user)
{
  MailerAccountSettings *settings = mailer_account_settings_new ();

  settings->full_name = g_strdup ("Ada Lovelace");
  settings->address = g_strdup_printf ("%s@example.test", user);
  mailer_server_settings_set (&settings->imap, "localhost", mailer_test_server_get_port (self->server, "imaps"),
                              MAILER_SECURITY_TLS, user, MAILER_SIGN_IN_PASSWORD);
  mailer_server_settings_set (&settings->smtp, "localhost", mailer_test_server_get_port (self->server, "submission"),
                              MAILER_SECURITY_STARTTLS, user, MAILER_SIGN_IN_PASSWORD);

  return settings;
}

static void
add_account (EngineFixture *self)
{
  g_autoptr (MailerAccountSettings) settings = engine_fixture_make_settings (self, "ada");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (MailerAccount) account = NULL;
  g_autoptr (GError) error = NULL;

  mailer_engine_add_account_async (self->engine, settings, "ada-secret", NULL, engine_fixture_done_cb, &result);
  account = mailer_engine_add_account_finish (self->engine, engine_fixture_await (&result), &error);
  g_assert_no_error (error);
  self->account = account;
}

EngineFixture *
engine_fixture_new (const char *const *server_options)
{
  EngineFixture *self = g_new0 (EngineFixture, 1);

  self->folder = g_dir_make_tmp ("mailer-engine-XXXXXX", NULL);
  self->server = mailer_test_server_new (server_options);
  open_engine (self);
  add_account (self);

  return self;
}

void
engine_fixture_open (EngineFixture *self)
{
  open_engine (self);
  self->account = g_list_model_get_item (mailer_engine_get_accounts (self->engine), 0);
  /* The list keeps it. */
  if (self->account != NULL)
    g_object_unref (self->account);
}

void
engine_fixture_reopen (EngineFixture *self)
{
  engine_fixture_close (self);
  engine_fixture_open (self);
}

void
engine_fixture_free (EngineFixture *self)
{
  g_autoptr (GError) error = NULL;

  engine_fixture_close (self);
  mailer_test_server_free (self->server);
  g_spawn_sync (NULL, (char *[]){ "rm", "-rf", self->folder, NULL }, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_free (self->folder);
  g_free (self);
}

static gboolean
has_folder (EngineFixture *self,
            gpointer       data)
{
  return mailer_account_find_folder (self->account, GPOINTER_TO_INT (data)) != NULL;
}

MailerFolder *
engine_fixture_find_folder (EngineFixture   *self,
                            MailerFolderRole role)
{
  engine_fixture_wait_for (has_folder, self, GINT_TO_POINTER (role));

  return mailer_account_find_folder (self->account, role);
}

guint
engine_fixture_count (EngineFixture *self,
                      const char    *user,
                      const char    *mailbox,
                      const char    *query)
{
  g_autofree char *output = NULL;
  g_auto (GStrv) words = g_strsplit (query, " ", -1);
  guint n_lines = 0;

  g_assert_cmpuint (g_strv_length (words), <=, 3);
  output = mailer_test_server_doveadm (self->server, "search", "-u", user, "mailbox", mailbox,
                                       words[0], words[0] != NULL ? words[1] : NULL,
                                       words[0] != NULL && words[1] != NULL ? words[2] : NULL, NULL);
  for (const char *p = output; *p != '\0'; p++)
    n_lines += *p == '\n';

  return n_lines;
}

typedef struct
{
  const char *user;
  const char *mailbox;
  const char *query;
  guint       count;
} Wanted;

static gboolean
has_count (EngineFixture *self,
           gpointer       data)
{
  const Wanted *wanted = data;

  return engine_fixture_count (self, wanted->user, wanted->mailbox, wanted->query) == wanted->count;
}

void
engine_fixture_wait_for_count (EngineFixture *self,
                               const char    *user,
                               const char    *mailbox,
                               const char    *query,
                               guint          count)
{
  Wanted wanted = { user, mailbox, query, count };

  engine_fixture_wait_for (has_count, self, &wanted);
}

void
engine_fixture_set_text (char      **field,
                         const char *text)
{
  g_free (*field);
  *field = g_strdup (text);
}
