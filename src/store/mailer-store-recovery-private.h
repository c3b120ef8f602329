/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-store-db-private.h"
#include "mailer-store.h"

G_BEGIN_DECLS

/**
 * mailer_store_migrate:
 *
 * Brings a mailer.db to the version this program knows.
 *
 * Thread: the store's. Blocks: on the disk. Errors: NEWER; those of the file.
 */
gboolean mailer_store_migrate (MailerStoreDb *db,
                               GError       **error);

/**
 * mailer_store_check_version:
 *
 * For a reader: whether the file has exactly that version.
 *
 * Thread: the store's. Blocks: on the disk. Errors: NEWER; NOT_FOUND when it is older; those of the file.
 */
gboolean mailer_store_check_version (MailerStoreDb *db,
                                     GError       **error);

/**
 * mailer_store_migrate_bodies:
 *
 * The same for a bodies.db.
 *
 * Thread: the store's. Blocks: on the disk. Errors: NEWER; those of the file.
 */
gboolean mailer_store_migrate_bodies (MailerStoreDb *db,
                                      GError       **error);

/**
 * mailer_store_prepare_file:
 *
 * Makes an empty file, private to the user, when it is not there.
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 */
gboolean mailer_store_prepare_file (const char *path,
                                    GError    **error);

/**
 * mailer_store_recover:
 *
 * Replaces a damaged mailer.db by a new one with what could be read of operations, drafts and outbox, and of
 * the mailboxes and messages they are about. The damaged file is kept under another name.
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 */
gboolean mailer_store_recover (const char           *directory,
                               MailerStoreRecovery **recovery,
                               GError              **error);

/**
 * mailer_store_salvage:
 * @db: the new file, empty but for its tables, without foreign keys
 * @damaged: path of the file to read from
 * @fresh: path of @db's file, whose log is empty
 * @recovery: (inout): counts what was carried over
 *
 * Carries over what can be read.
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the new file.
 */
gboolean mailer_store_salvage (MailerStoreDb       *db,
                               const char          *damaged,
                               const char          *fresh,
                               MailerStoreRecovery *recovery,
                               GError             **error);

/**
 * mailer_store_limit_set_aside:
 * @n_kept: how many stay, the newest ones
 *
 * Deletes damaged files that were kept.
 *
 * Thread: the store's. Blocks: on the disk.
 */
void mailer_store_limit_set_aside (const char *directory,
                                   guint       n_kept);

/**
 * mailer_store_finish_recovery:
 *
 * Ends one that was interrupted.
 *
 * Thread: the store's. Blocks: on the disk. Errors: those of the file.
 */
gboolean mailer_store_finish_recovery (const char *directory,
                                       GError    **error);

G_END_DECLS
