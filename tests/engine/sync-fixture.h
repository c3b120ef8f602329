/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-engine.h"
#include "mailer-test-server.h"

G_BEGIN_DECLS

/**
 * SyncFixture:
 *
 * An engine with one account, ada's, on a private mail server, in a folder of its own.
 */
typedef struct
{
  MailerTestServer *server;
  char             *folder;
  MailerEngine     *engine;
  MailerAccount    *account;  /* borrowed */
  gboolean          is_owner; /* of the folder */
  guint64           body_budget_bytes;
} SyncFixture;

/* Servers and an empty folder; no engine yet. */
SyncFixture *sync_fixture_new (const char *const *server_options);
/* The same folder seen by another process. */
SyncFixture *sync_fixture_new_in (const char *folder);
void         sync_fixture_free (SyncFixture *self);

/* Opens the engine; the account connects when @port is not 0. */
void sync_fixture_open (SyncFixture *self);
void sync_fixture_connect (SyncFixture *self,
                           guint16      port,
                           const char  *ca_file,
                           const char  *password);
/* For an account that was attached with port 0. */
void sync_fixture_go_online (SyncFixture *self);
/* Open and connect, with the fixture's server. */
void sync_fixture_start (SyncFixture *self);
/* Closes the engine and checks that everything of it ends. */
void sync_fixture_close (SyncFixture *self);
/* The same while a call is under way, whose result must come. */
void sync_fixture_close_with (SyncFixture   *self,
                              GAsyncResult **result);

/* Runs the main loop until @condition holds; a test that waits for minutes has failed. */
#define sync_fixture_wait(condition)                           \
  G_STMT_START                                                 \
  {                                                            \
    const gint64 _until = g_get_monotonic_time () + 240000000; \
    while (!(condition))                                       \
      {                                                        \
        if (g_get_monotonic_time () > _until)                  \
          g_error ("Waited in vain for %s", #condition);       \
        sync_fixture_iterate ();                               \
      }                                                        \
  }                                                            \
  G_STMT_END
void sync_fixture_iterate (void);

/* A small message; @headers: (nullable): more header lines, each with its CRLF. */
void sync_fixture_deliver (SyncFixture *self,
                           const char  *mailbox,
                           const char  *id,
                           const char  *subject,
                           const char  *headers);

MailerFolder *sync_fixture_find_folder (SyncFixture *self,
                                        const char  *name);
guint         sync_fixture_get_n_unread (SyncFixture *self,
                                         const char  *name);
/* Whether the folder is there with that many messages, all of them known. */
gboolean sync_fixture_has_messages (SyncFixture *self,
                                    const char  *name,
                                    guint        n);
/* What the server says: "UID FLAGS" of all messages, as doveadm prints it. */
char *sync_fixture_dup_server_flags (SyncFixture *self,
                                     const char  *mailbox);
guint sync_fixture_count_on_server (SyncFixture *self,
                                    const char  *mailbox,
                                    const char  *query_key,
                                    const char  *query_value);

/* Conversations */
MailerConversationList *sync_fixture_list (SyncFixture *self,
                                           const char  *name);
/* (transfer none) (nullable): the loaded row with that subject. */
MailerConversation *sync_fixture_find_row (MailerConversationList *list,
                                           const char             *subject);
gint64              sync_fixture_act (SyncFixture *self,
                                      MailerVerb   verb,
                                      const char  *folder,
                                      const char  *subject,
                                      const char  *target);
gboolean            sync_fixture_undo (SyncFixture *self,
                                       gint64       operation_id);
GPtrArray          *sync_fixture_load_conversation (SyncFixture *self,
                                                    const char  *folder,
                                                    const char  *subject);
MailerMessageBody  *sync_fixture_load_body (SyncFixture      *self,
                                            gint64            message_id,
                                            MailerBodyOptions options,
                                            GError          **error);

/* For callbacks: keeps the result. */
void sync_fixture_take_result_cb (GObject      *source,
                                  GAsyncResult *result,
                                  gpointer      data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SyncFixture, sync_fixture_free)

G_END_DECLS
