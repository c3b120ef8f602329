/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "mailer-account-error.h"

G_BEGIN_DECLS

/* The senders whose pictures from the network the user wants to see, in `pictures.ini` of the configuration folder. */

/**
 * mailer_account_pictures_load:
 *
 * Reads the list; a missing or damaged file is an empty list: then pictures are held back.
 *
 * Returns: (transfer full): addresses. Thread: any worker. Blocks: reads a file.
 */
char **mailer_account_pictures_load (const char *config_dir);

/**
 * mailer_account_pictures_save:
 *
 * Writes the whole list of @addresses.
 *
 * Thread: any worker. Blocks: writes and flushes a file. Errors: %MAILER_ACCOUNT_ERROR_DISK.
 */
gboolean mailer_account_pictures_save (const char        *config_dir,
                                       const char *const *addresses,
                                       GError           **error);

G_END_DECLS
