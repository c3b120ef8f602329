/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MailerSplice:
 * @position: where, counted after all splices before this one were made
 *
 * One step from an old list to a new one: at @position take @n_removed away and put in @n_added, which
 * are those that the new list has from @position on.
 */
typedef struct
{
  guint position;
  guint n_removed;
  guint n_added;
} MailerSplice;

/** MAILER_SPLICE_MAX: lists that differ more than in so many places are one splice. */
#define MAILER_SPLICE_MAX 64

/**
 * mailer_splice_compare:
 * @before: (element-type gint64): distinct ids; @after: the same
 *
 * Finds the smallest number of ids to take out and put in: one that moved is one of each, and the rest
 * stays untouched.
 *
 * Returns: (transfer full) (element-type MailerSplice): from the front to the back; empty when nothing
 *   is different. Thread: any. Blocks: no; costs n log n of what is between the first and last difference.
 */
GArray *mailer_splice_compare (GArray *before,
                               GArray *after);

G_END_DECLS
