/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-engine.h"
#include "mailer-test-server.h"

G_BEGIN_DECLS

/**
 * EngineFixture:
 *
 * An engine in folders of its own, and ada's account on a private mail server. Run the test under
 * run-with-keyring: the password is in a real keyring.
 */
typedef struct
{
  MailerTestServer *server;
  MailerEngine     *engine;
  MailerAccount    *account; /* borrowed */
  char             *folder;
} EngineFixture;

/** engine_fixture_new: with the account added and on its way to be online. */
EngineFixture *engine_fixture_new (const char *const *server_options);

/** engine_fixture_free: closes the engine, which must then finalize, and removes everything. */
void engine_fixture_free (EngineFixture *self);

/* The two halves of engine_fixture_reopen(). */
void engine_fixture_close (EngineFixture *self);
void engine_fixture_open (EngineFixture *self);

/** engine_fixture_reopen: closes the engine and opens another one on the same folders; the account is %NULL if it is gone. */
void engine_fixture_reopen (EngineFixture *self);

/** engine_fixture_make_settings: what an account of @user on the server looks like, without id. */
MailerAccountSettings *engine_fixture_make_settings (EngineFixture *self,
                                                     const char    *user);

/* A pair of _async and _finish as one step: give engine_fixture_done_cb and &result, then await it. */
void          engine_fixture_done_cb (GObject      *object,
                                      GAsyncResult *result,
                                      gpointer      user_data);
GAsyncResult *engine_fixture_await (GAsyncResult **result);

/** engine_fixture_wait_for: runs the main loop until @is_true; minutes without it end the test. */
void engine_fixture_wait_for (gboolean (*is_true) (EngineFixture *self, gpointer data),
                              EngineFixture *self,
                              gpointer       data);

/** engine_fixture_find_folder: waits for the folder with @role. */
MailerFolder *engine_fixture_find_folder (EngineFixture   *self,
                                          MailerFolderRole role);

/** engine_fixture_count: how many messages of @user's @mailbox match the doveadm @query. */
guint engine_fixture_count (EngineFixture *self,
                            const char    *user,
                            const char    *mailbox,
                            const char    *query);

/** engine_fixture_wait_for_count: what the submission server has taken arrives a moment later. */
void engine_fixture_wait_for_count (EngineFixture *self,
                                    const char    *user,
                                    const char    *mailbox,
                                    const char    *query,
                                    guint          count);

/** engine_fixture_set_text: replaces a field of a draft. */
void engine_fixture_set_text (char      **field,
                              const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EngineFixture, engine_fixture_free)

G_END_DECLS
