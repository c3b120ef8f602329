/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-arena.h"

#include <stdint.h>
#include <string.h>

/* Pieces of every size, nodes and texts in turn: none overlaps another. */
static void
test_pieces (void)
{
  g_autoptr (MailerArena) arena = mailer_arena_new (64);
  g_autoptr (GPtrArray) pieces = g_ptr_array_new ();
  g_autoptr (GArray) sizes = g_array_new (FALSE, FALSE, sizeof (gsize));

  for (guint i = 0; i < 3000; i++)
    {
      gsize    size = i % 50 == 0 ? (gsize)g_test_rand_int_range (0, 200000) : (gsize)g_test_rand_int_range (0, 100);
      gpointer piece = i % 2 == 0 ? mailer_arena_alloc (arena, size) : mailer_arena_alloc_text (arena, size);

      if (i % 2 == 0)
        g_assert_cmpuint ((uintptr_t)piece % sizeof (gpointer), ==, 0);
      memset (piece, (int)(i % 256), size);
      g_ptr_array_add (pieces, piece);
      g_array_append_val (sizes, size);
    }
  for (guint i = 0; i < pieces->len; i++)
    for (gsize place = 0; place < g_array_index (sizes, gsize, i); place++)
      g_assert_cmpuint (((guint8 *)g_ptr_array_index (pieces, i))[place], ==, i % 256);
}

static void
test_texts (void)
{
  g_autoptr (MailerArena) arena = mailer_arena_new (0);
  const char   *cut = mailer_arena_strndup (arena, "harbour", 4);
  const char   *copy = mailer_arena_strdup (arena, "quay");
  const guint8 *zeros = mailer_arena_alloc0 (arena, 100);

  g_assert_cmpstr (cut, ==, "harb");
  g_assert_cmpstr (copy, ==, "quay");
  g_assert_null (mailer_arena_strdup (arena, NULL));
  for (guint i = 0; i < 100; i++)
    g_assert_cmpuint (zeros[i], ==, 0);
}

static void
test_growing (void)
{
  g_autoptr (MailerArena) arena = mailer_arena_new (100);
  guint *numbers = NULL;

  for (guint i = 0; i < 1000; i++)
    {
      numbers = mailer_arena_grow (arena, numbers, i, sizeof *numbers);
      numbers[i] = i;
    }
  for (guint i = 0; i < 1000; i++)
    g_assert_cmpuint (numbers[i], ==, i);
}

static void
test_lives_with_the_last_reference (void)
{
  MailerArena *arena = mailer_arena_new (100);
  MailerArena *other = mailer_arena_ref (arena);
  const char  *text = mailer_arena_strdup (arena, "still here");

  mailer_arena_unref (arena);
  g_assert_cmpstr (text, ==, "still here");
  mailer_arena_unref (other);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/arena/pieces", test_pieces);
  g_test_add_func ("/core/arena/texts", test_texts);
  g_test_add_func ("/core/arena/growing", test_growing);
  g_test_add_func ("/core/arena/lives-with-the-last-reference", test_lives_with_the_last_reference);

  return g_test_run ();
}
