/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

/**
 * damage_index:
 * @directory: of a store, which may be open
 * @index: a table or an index of mailer.db
 *
 * Overwrites the first page of @index behind everybody's back. Who has the file open reads it anew afterwards.
 */
void damage_index (const char *directory,
                   const char *index);
