/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

typedef enum
{
  FAULT_NONE,
  FAULT_KILL, /* SIGKILL instead of the step */
  FAULT_FULL, /* no space left, from this step on */
  FAULT_IO,   /* this step and the next few fail with EIO */
} Fault;

/**
 * faulty_vfs_install:
 *
 * Puts a layer between SQLite and the files of this process, which counts the steps that change files: writes,
 * truncations and synchronisations. It also keeps, beside each file, under the ending ".durable", what a loss of
 * power would leave of it: its content at its last synchronisation.
 */
void faulty_vfs_install (void);

/** faulty_vfs_arm: @fault happens at the step @at, counted from now; 1 is the next one. */
void faulty_vfs_arm (Fault fault,
                     guint at);

guint faulty_vfs_get_n_steps (void);

/** faulty_vfs_get_n_syncs: how often a file whose name ends in @ending was synchronised. */
guint faulty_vfs_get_n_syncs (const char *ending);

/** faulty_vfs_lose_power: leaves in @directory what a loss of power would. */
void faulty_vfs_lose_power (const char *directory);
