/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <sqlite3.h>

#include "mailer-store-db-private.h"

G_BEGIN_DECLS

/* SQLite's own types: only for the files that make up a MailerStoreDb. */

struct _MailerStoreDb
{
  sqlite3        *handle;
  GHashTable     *idle; /* SQL (owned by the statement) -> sqlite3_stmt that nobody uses */
  MailerStoreSync sync;
  gboolean        is_damaged;
};

/** mailer_store_db_set_error: what SQLite says of the last call. Thread: the store's. */
void mailer_store_db_set_error (MailerStoreDb *self,
                                GError       **error);

/**
 * mailer_store_db_fits_schema:
 *
 * Whether the file has the tables that its version says it has; a statement that does not fit them then is our mistake.
 * Thread: the store's. Blocks: on the disk.
 */
gboolean mailer_store_db_fits_schema (MailerStoreDb *self);

G_END_DECLS
