/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "mailer-account-error.h"

G_BEGIN_DECLS

/** MAILER_ACCOUNT_DAMAGED_MARK: between the name of a file that was put aside and the time of that. */
#define MAILER_ACCOUNT_DAMAGED_MARK ".damaged-"

/* What all files of settings have in common. Everything blocks on the disk. */

/**
 * mailer_account_key_file_read:
 * @code: of the error when the file makes no sense
 * @file: (out) (transfer full) (nullable): %NULL when there is no such file, and with an error
 *
 * Reads a key file of reasonable size. One that cannot be read is not damaged: the disk or its rights may be right
 * again at the next start.
 *
 * Thread: any worker. Blocks: on the disk. Errors: @code, or %MAILER_ACCOUNT_ERROR_DISK.
 */
gboolean mailer_account_key_file_read (const char        *path,
                                       MailerAccountError code,
                                       GKeyFile         **file,
                                       GError           **error);

/**
 * mailer_account_key_file_write:
 *
 * Puts @file in the place of what is at @path, whole or not at all, and makes the folder when there is none. Only the
 * user may read either.
 *
 * Thread: any worker. Blocks: until it is on the disk. Errors: DISK_FULL, DISK.
 */
gboolean mailer_account_key_file_write (const char *path,
                                        GKeyFile   *file,
                                        GError    **error);

/**
 * mailer_account_key_file_set_damaged:
 *
 * Sets the error @code for a file that is there and makes no sense. Thread: any.
 */
void mailer_account_key_file_set_damaged (const char        *path,
                                          MailerAccountError code,
                                          GError           **error);

/**
 * mailer_account_key_file_tell:
 * @error: (transfer full): why @path could not be used
 * @problems: (element-type GError): where to tell it
 *
 * Tells what is wrong, and puts the file aside when it is damaged, so that nothing overwrites it.
 *
 * Thread: any worker. Blocks: on the disk.
 */
void mailer_account_key_file_tell (const char *path,
                                   GError     *error,
                                   GPtrArray  *problems);

G_END_DECLS
