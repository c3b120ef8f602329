/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MailerArena:
 *
 * Memory for the many small pieces of one value, such as the strings and nodes of one answer of a
 * server. Pieces are never freed one by one: all go with the last reference. The counting is
 * atomic, making pieces is not thread-safe.
 */
typedef struct _MailerArena MailerArena;

/**
 * mailer_arena_new:
 * @size_hint: bytes that are probably needed; more are got in growing steps
 *
 * Returns: (transfer full): an empty arena. Thread: any.
 */
MailerArena *mailer_arena_new (gsize size_hint);
/** mailer_arena_ref: Returns: (transfer full): @self with one more reference. Thread: any. */
MailerArena *mailer_arena_ref (MailerArena *self);
/**
 * mailer_arena_unref:
 * @self: (nullable) (transfer full); with the last reference all its memory goes.
 *
 * Thread: any.
 */
void mailer_arena_unref (MailerArena *self);

/**
 * mailer_arena_alloc:
 *
 * Thread: any one at a time.
 * Returns: (transfer none): @size bytes with any content, aligned for any type.
 */
gpointer mailer_arena_alloc (MailerArena *self,
                             gsize        size) G_GNUC_MALLOC;
/** mailer_arena_alloc0: the same, all zero. Thread: any one at a time. */
gpointer mailer_arena_alloc0 (MailerArena *self,
                              gsize        size) G_GNUC_MALLOC;

/**
 * mailer_arena_alloc_text:
 *
 * Returns: (transfer none): @size bytes without alignment. Thread: any one at a time.
 */
char *mailer_arena_alloc_text (MailerArena *self,
                               gsize        size) G_GNUC_MALLOC;
/** mailer_arena_strndup: Returns: (transfer none): @length bytes and a NUL. Thread: any one at a time. */
char *mailer_arena_strndup (MailerArena *self,
                            const char  *text,
                            gsize        length);
/** mailer_arena_strdup: Returns: (transfer none) (nullable): %NULL for %NULL. Thread: any one at a time. */
char *mailer_arena_strdup (MailerArena *self,
                           const char  *text);

/**
 * mailer_arena_grow:
 * @array: (nullable): of @length elements, made by this function
 *
 * Makes room for one more element behind the last. What the array outgrew stays in the arena, which
 * at most doubles what it takes.
 *
 * Returns: (transfer none): the array, perhaps at another place. Thread: any one at a time.
 */
gpointer mailer_arena_grow (MailerArena *self,
                            gpointer     array,
                            gsize        length,
                            gsize        element_size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerArena, mailer_arena_unref)

G_END_DECLS
