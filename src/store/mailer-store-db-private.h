/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "mailer-store.h"

G_BEGIN_DECLS

/**
 * MailerStoreDb:
 *
 * One connection to one SQLite file, with its prepared statements. Used by one thread.
 */
typedef struct _MailerStoreDb MailerStoreDb;

/**
 * MailerStoreStatement:
 *
 * A prepared statement in use. Freeing it puts it back for the next use of the same SQL.
 */
typedef struct _MailerStoreStatement MailerStoreStatement;

typedef enum
{
  MAILER_STORE_STEP_ROW,
  MAILER_STORE_STEP_DONE,
  MAILER_STORE_STEP_ERROR,
} MailerStoreStep;

/** MailerStoreSync: what survives a loss of power once a commit has returned. */
typedef enum
{
  MAILER_STORE_SYNC_NORMAL, /* the file stays whole, the last commits may be missing */
  MAILER_STORE_SYNC_FULL,   /* everything */
} MailerStoreSync;

/**
 * mailer_store_db_open:
 * @path: of the file, which must exist; it may be empty
 * @is_writer: a reader's statements that write fail
 *
 * Opens the file without changing anything in it.
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 * Returns: (transfer full): the connection.
 */
MailerStoreDb *mailer_store_db_open (const char *path,
                                     gboolean    is_writer,
                                     GError    **error);
/**
 * mailer_store_db_close:
 *
 * Ends the connection, and frees @self (nullable) (transfer full). Thread: the store's.
 */
void mailer_store_db_close (MailerStoreDb *self);

/**
 * mailer_store_db_migrate:
 * @application_id: what the file says it is; another one is CORRUPT
 * @schemas: resource paths of the SQL files, the first for version 1
 *
 * Brings the file to version @n_schemas, in one transaction. A file of a later version is not changed.
 *
 * Thread: the store's. Blocks: on the disk. Errors: NEWER; those of the file.
 */
gboolean mailer_store_db_migrate (MailerStoreDb     *self,
                                  gint32             application_id,
                                  const char *const *schemas,
                                  guint              n_schemas,
                                  GError           **error);

/** mailer_store_db_check: reads the whole file. Thread: the store's. Blocks: on the disk. Errors: CORRUPT. */
gboolean mailer_store_db_check (MailerStoreDb *self,
                                GError       **error);

/** mailer_store_db_is_damaged: whether any statement found the file damaged. Thread: the store's. */
gboolean mailer_store_db_is_damaged (MailerStoreDb *self);

/**
 * mailer_store_db_begin:
 *
 * Starts a transaction that may write. The synchronous mode cannot change inside of one, so it is set here.
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 */
gboolean mailer_store_db_begin (MailerStoreDb  *self,
                                MailerStoreSync sync,
                                GError        **error);
/**
 * mailer_store_db_commit:
 *
 * Ends the transaction; when that fails it is rolled back.
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 */
gboolean mailer_store_db_commit (MailerStoreDb *self,
                                 GError       **error);
/**
 * mailer_store_db_roll_back:
 *
 * Ends the transaction, if there is one, as if nothing had been done. Thread: the store's.
 */
void mailer_store_db_roll_back (MailerStoreDb *self);

/**
 * mailer_store_db_exec:
 *
 * Runs one or more statements without parameters and rows.
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 */
gboolean mailer_store_db_exec (MailerStoreDb *self,
                               const char    *sql,
                               GError       **error);

/**
 * mailer_store_db_query:
 * @types: one letter for each parameter: i gint64, d int or anything promoted to it, s nullable string,
 *   b nullable GBytes, v nullable GVariant, n gint64 that is NULL when 0
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 * Returns: (transfer full) (nullable): to be stepped through.
 */
MailerStoreStatement *mailer_store_db_query (MailerStoreDb *self,
                                             GError       **error,
                                             const char    *sql,
                                             const char    *types,
                                             ...);

/**
 * mailer_store_db_read_row:
 * @missing: of the error when there is no row
 *
 * The same for what has one row.
 *
 * Thread: the store's. Blocks: on the disk. Errors: NOT_FOUND.
 * Returns: (transfer full) (nullable): stands on that row.
 */
MailerStoreStatement *mailer_store_db_read_row (MailerStoreDb *self,
                                                const char    *missing,
                                                GError       **error,
                                                const char    *sql,
                                                const char    *types,
                                                ...);

/**
 * mailer_store_db_run:
 *
 * The same for a statement without rows.
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 */
gboolean mailer_store_db_run (MailerStoreDb *self,
                              GError       **error,
                              const char    *sql,
                              const char    *types,
                              ...);

/**
 * mailer_store_db_read_int:
 * @value: (inout): the first column of the first row; untouched when there is no row or it is NULL
 *
 * Runs a statement for one number; see mailer_store_db_query().
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 */
gboolean mailer_store_db_read_int (MailerStoreDb *self,
                                   gint64        *value,
                                   GError       **error,
                                   const char    *sql,
                                   const char    *types,
                                   ...);

/** mailer_store_db_get_last_id: the id of the row that was inserted last. Thread: the store's. */
gint64 mailer_store_db_get_last_id (MailerStoreDb *self);
/**
 * mailer_store_db_get_n_changed:
 *
 * How many rows the last statement that changes something has changed itself. Thread: the store's.
 */
gint64 mailer_store_db_get_n_changed (MailerStoreDb *self);

/**
 * mailer_store_db_get_n_changes_so_far:
 *
 * Rows this connection has changed since it was opened. Thread: the store's.
 */
gint64 mailer_store_db_get_n_changes_so_far (MailerStoreDb *self);

/**
 * mailer_store_statement_step:
 *
 * Goes on to the next row.
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 */
MailerStoreStep mailer_store_statement_step (MailerStoreStatement *self,
                                             GError              **error);
/**
 * mailer_store_statement_free:
 * @self: (nullable) (transfer full); what was prepared is kept for the next query with the same text.
 *
 * Thread: the store's.
 */
void mailer_store_statement_free (MailerStoreStatement *self);

/** mailer_store_statement_get_int: the column, from 0, of the row; 0 for NULL. Thread: the store's. */
gint64 mailer_store_statement_get_int (MailerStoreStatement *self,
                                       int                   column);
/**
 * mailer_store_statement_dup_text:
 *
 * Returns: (transfer full) (nullable): the column as valid UTF-8; %NULL for NULL. Thread: the store's.
 */
char *mailer_store_statement_dup_text (MailerStoreStatement *self,
                                       int                   column);
/**
 * mailer_store_statement_dup_bytes:
 *
 * Returns: (transfer full) (nullable): the column as it is stored; %NULL for NULL. Thread: the store's.
 */
GBytes *mailer_store_statement_dup_bytes (MailerStoreStatement *self,
                                          int                   column);

/**
 * mailer_store_statement_dup_raw:
 *
 * Returns: (transfer full) (nullable): a blob as a string, cut at its first NUL. Thread: the store's.
 */
char *mailer_store_statement_dup_raw (MailerStoreStatement *self,
                                      int                   column);

/**
 * mailer_store_statement_dup_variant:
 *
 * Returns: (transfer full) (nullable): the column as a value of @type, which may be indefinite only as "v".
 *   What is on disk is not trusted. Thread: the store's.
 */
GVariant *mailer_store_statement_dup_variant (MailerStoreStatement *self,
                                              int                   column,
                                              const GVariantType   *type);

/**
 * mailer_store_statement_read_ints:
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 * Returns: (transfer full) (nullable) (element-type gint64): all rows' first columns.
 */
GArray *mailer_store_statement_read_ints (MailerStoreStatement *self,
                                          GError              **error);

/** mailer_store_set_error: for errors that do not come from SQLite. Thread: any. */
void mailer_store_set_error (GError         **error,
                             MailerStoreError code,
                             const char      *message);

/** mailer_store_error_from_system: what @system_error, an errno, means for the store. Thread: any. */
MailerStoreError mailer_store_error_from_system (int system_error);

/** mailer_store_set_system_error: from errno. @what: what was tried. Returns: %FALSE. Thread: any. */
gboolean mailer_store_set_system_error (GError    **error,
                                        const char *what);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerStoreDb, mailer_store_db_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerStoreStatement, mailer_store_statement_free)

G_END_DECLS
