/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-store-body.h"
#include "mailer-store-conversation.h"
#include "mailer-store-draft.h"
#include "mailer-store-mailbox.h"
#include "mailer-store-message.h"
#include "mailer-store-operation.h"
#include "mailer-store-outbox.h"
#include "mailer-store-search.h"
#include "mailer-store.h"

/* Mailboxes of the account "ada" in the order fixture_open() makes them. */
enum
{
  INBOX,
  ARCHIVE,
  TRASH,
  SENT,
  DRAFTS,
  N_MAILBOXES,
};

/**
 * Fixture:
 *
 * A store in a temporary folder, with one account and its mailboxes.
 */
typedef struct
{
  char        *directory;
  MailerStore *store;
  gint64       mailboxes[N_MAILBOXES];
} Fixture;

Fixture *fixture_open (void);
void     fixture_close (Fixture *self);

/** fixture_reopen: closes the store and opens it again. */
void fixture_reopen (Fixture *self);

/** fixture_set_mailboxes: makes the first @n_mailboxes of the tree the whole tree. */
void fixture_set_mailboxes (Fixture *self,
                            guint    n_mailboxes);

/** fixture_try_set_mailboxes: the same for the whole tree, when it may fail. */
void fixture_try_set_mailboxes (Fixture *self,
                                GError **error);

/** fixture_find: reads the ids of the mailboxes. */
void fixture_find (Fixture *self);

/**
 * message_make:
 * @name: its Message-ID is <name@test>
 * @references: (nullable): names, separated by blanks
 */
MailerStoreMessage *message_make (guint32     uid,
                                  const char *name,
                                  const char *references,
                                  MailerFlags flags);

/** fixture_put: stores one message. Returns: its id. */
gint64 fixture_put (Fixture            *self,
                    gint64              mailbox,
                    MailerStoreMessage *message);

/** fixture_deliver: the same for message_make() without flags. */
gint64 fixture_deliver (Fixture    *self,
                        gint64      mailbox,
                        guint32     uid,
                        const char *name,
                        const char *references);

/** fixture_report: FLAGS of one message from the server. */
void fixture_report (Fixture    *self,
                     gint64      mailbox,
                     guint32     uid,
                     MailerFlags flags);

/** fixture_expunge: the server has @uid no more. */
void fixture_expunge (Fixture *self,
                      gint64   mailbox,
                      guint32  uid);

MailerFlags fixture_get_flags (Fixture *self,
                               gint64   message);

/** fixture_assert_place: where the store shows @message. */
void fixture_assert_place (Fixture *self,
                           gint64   message,
                           gint64   mailbox,
                           guint32  uid);

/** fixture_assert_targets: @uid in @mailbox is what the operation's only target is. */
void fixture_assert_target (Fixture *self,
                            gint64   operation,
                            gint64   mailbox,
                            guint32  uid);

void fixture_assert_counts (Fixture *self,
                            gint64   mailbox,
                            guint    n_total,
                            guint    n_unread);

/** fixture_list: the conversations of @mailbox, joined by commas: what a list shows. */
char *fixture_list (Fixture *self,
                    gint64   mailbox);

/** fixture_query: runs SQL of the test's own on the file. Returns: the first column of the first row. */
char *fixture_query (const char *directory,
                     const char *file,
                     const char *sql);

/** fixture_assert_all_true: each statement gives 1; a NULL or an empty one ends the list. */
void fixture_assert_all_true (const char        *directory,
                              const char *const *statements);

/** fixture_query_plan: how SQLite goes about a statement, one line for each step. */
char *fixture_query_plan (const char *directory,
                          const char *sql);

/** fixture_assert_sound: the file passes SQLite's checks, and what is derived fits what it is derived from. */
void fixture_assert_sound (const char *directory);

void directory_remove (const char *directory);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_close)
