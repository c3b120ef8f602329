/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "mailer-error.h"
#include "mailer-store-changes.h"

G_BEGIN_DECLS

#define MAILER_STORE_ERROR (mailer_store_error_quark ())

/**
 * MailerStoreError:
 * @MAILER_STORE_ERROR_CORRUPT: the file is damaged: close every connection, open the writer again
 * @MAILER_STORE_ERROR_NEWER: a newer Mailer wrote the file; it was not touched
 * @MAILER_STORE_ERROR_FULL: no space, or quota; nothing was changed, trying again later may work
 * @MAILER_STORE_ERROR_READ_ONLY: file system or files are read-only
 * @MAILER_STORE_ERROR_IO: the disk failed
 * @MAILER_STORE_ERROR_BUSY: another program holds the file
 * @MAILER_STORE_ERROR_NOT_FOUND: the id that was given is not there (any more)
 * @MAILER_STORE_ERROR_STATE: what was asked is not allowed in the state it is in; nothing was changed
 * @MAILER_STORE_ERROR_TOO_BIG: one value is larger than a file can hold
 * @MAILER_STORE_ERROR_PROGRAM: a mistake of ours: SQLite does not understand what it was asked; the file is sound
 *
 * Every error leaves the store as it was before the call.
 */
typedef enum
{
  MAILER_STORE_ERROR_CORRUPT,
  MAILER_STORE_ERROR_NEWER,
  MAILER_STORE_ERROR_FULL,
  MAILER_STORE_ERROR_READ_ONLY,
  MAILER_STORE_ERROR_IO,
  MAILER_STORE_ERROR_BUSY,
  MAILER_STORE_ERROR_NOT_FOUND,
  MAILER_STORE_ERROR_STATE,
  MAILER_STORE_ERROR_TOO_BIG,
  MAILER_STORE_ERROR_PROGRAM,
} MailerStoreError;

/** mailer_store_error_quark: the domain %MAILER_STORE_ERROR. Thread: any. */
GQuark mailer_store_error_quark (void);

/**
 * MailerStore:
 *
 * One connection to the store of a directory, used by one thread. All calls block and run on that
 * thread. Ids are gint64, greater than 0, and never used a second time, not even after a removal.
 * Accounts go by the id of their settings. Times are microseconds since 1970 in UTC.
 *
 * A call that changes something is one transaction. Calls that store what exists nowhere else
 * (operations, drafts, outbox) say "Durable: yes": when they return, a loss of power cannot take it back.
 * After a loss of power the rest may be a few seconds older, but is whole.
 *
 * Whatever has a @error may end in what became of the file: CORRUPT, FULL, READ_ONLY, IO, BUSY. These go
 * without saying where "Errors:" names others; otherwise they are "those of the file".
 */
typedef struct _MailerStore MailerStore;

typedef enum
{
  MAILER_STORE_READER, /* sees what the writer committed; every call that changes something fails */
  MAILER_STORE_WRITER, /* exactly one per directory; open it first, close it last */
} MailerStoreMode;

/**
 * MailerStoreRecovery:
 * @set_aside_path: (nullable): where the damaged file was put; %NULL when it could not be kept
 * @n_operations: operations carried over into the new file; @n_drafts and @n_outbox alike
 * @n_operations_lost: operations that were seen but could not be carried over
 * @is_complete: %FALSE when parts of the damaged file could not be read, so that more may be missing
 *
 * What the user has to be told after a damaged file was replaced. Mail itself comes from the server again.
 */
typedef struct
{
  char    *set_aside_path;
  guint    n_operations;
  guint    n_drafts;
  guint    n_outbox;
  guint    n_operations_lost;
  gboolean is_complete;
} MailerStoreRecovery;

/** mailer_store_recovery_free: @self: (nullable) (transfer full). Thread: any. */
void mailer_store_recovery_free (MailerStoreRecovery *self);

/**
 * mailer_store_open:
 * @directory: made with mode 0700 when it is not there; all files in it get 0600
 * @recovery: (out) (optional) (nullable) (transfer full): set when a damaged file was replaced
 *
 * Opens, and for the writer creates, migrates, checks and if need be repairs the store. The check of the
 * whole file runs only when the last writer did not close it or somebody else changed the file.
 *
 * Thread: the one that will use it. Blocks: yes; the check takes about a second per gigabyte.
 * Errors: any MAILER_STORE_ERROR. A reader gets NOT_FOUND before a writer was there.
 * Returns: (transfer full) (nullable)
 */
MailerStore *mailer_store_open (const char           *directory,
                                MailerStoreMode       mode,
                                MailerStoreRecovery **recovery,
                                GError              **error);

/**
 * mailer_store_is_damaged:
 *
 * Whether a call on this connection found the file damaged, even one whose error nobody looked at. What is read
 * after that may be anything: close every connection and open the writer again. Thread: the store's.
 */
gboolean mailer_store_is_damaged (MailerStore *self);

/** mailer_store_close: ends the connection and frees @self. Thread: the store's. */
void mailer_store_close (MailerStore *self);

/**
 * mailer_store_take_changes:
 *
 * What the calls on this connection have committed since the last time. A call that failed adds nothing.
 *
 * Returns: (transfer full) (nullable): %NULL when nothing changed. Thread: the store's.
 */
MailerStoreChanges *mailer_store_take_changes (MailerStore *self);

/**
 * mailer_store_add_account:
 *
 * Makes @account_id known; everything else needs that first. Adding it again changes nothing.
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 */
gboolean mailer_store_add_account (MailerStore *self,
                                   const char  *account_id,
                                   GError     **error);

/**
 * mailer_store_remove_account:
 *
 * Removes the account with everything it has: mail, bodies, search index, operations, drafts, outbox.
 * What was removed is overwritten, and damaged files that were kept are deleted: its mail is in them. Durable: yes. An account that is not there changes nothing.
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 */
gboolean mailer_store_remove_account (MailerStore *self,
                                      const char  *account_id,
                                      GError     **error);

/**
 * mailer_store_set_identity:
 * @identity: where the account has its mail, in the caller's words; not empty
 *
 * Durable: yes. An account that is not there, or has it already, changes nothing.
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 */
gboolean mailer_store_set_identity (MailerStore *self,
                                    const char  *account_id,
                                    const char  *identity,
                                    GError     **error);

/**
 * mailer_store_find_accounts:
 * @identity: not empty
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 * Returns: (transfer full) (nullable): ids of the accounts with @identity in the order they were added.
 */
char **mailer_store_find_accounts (MailerStore *self,
                                   const char  *identity,
                                   GError     **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerStore, mailer_store_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerStoreRecovery, mailer_store_recovery_free)

G_END_DECLS
