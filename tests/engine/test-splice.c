/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-splice.h"

static GArray *
make_list (const char *letters)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (; *letters != '\0'; letters++)
    {
      const gint64 id = *letters;

      g_array_append_val (list, id);
    }

  return list;
}

static void
apply (GArray       *list,
       const GArray *splices,
       const GArray *after)
{
  for (guint i = 0; i < splices->len; i++)
    {
      const MailerSplice *splice = &g_array_index (splices, MailerSplice, i);

      if (splice->n_removed > 0)
        g_array_remove_range (list, splice->position, splice->n_removed);
      if (splice->n_added > 0)
        g_array_insert_vals (list, splice->position, &g_array_index (after, gint64, splice->position), splice->n_added);
    }
}

static void
check_result (GArray *before,
              GArray *after,
              guint   n_touched)
{
  g_autoptr (GArray) splices = mailer_splice_compare (before, after);
  g_autoptr (GArray) list = g_array_copy (before);
  guint n = 0;

  for (guint i = 0; i < splices->len; i++)
    n += g_array_index (splices, MailerSplice, i).n_removed + g_array_index (splices, MailerSplice, i).n_added;
  g_assert_cmpuint (n, <=, n_touched);

  apply (list, splices, after);
  g_assert_cmpuint (list->len, ==, after->len);
  for (guint i = 0; i < list->len; i++)
    g_assert_cmpint (g_array_index (list, gint64, i), ==, g_array_index (after, gint64, i));
}

static void
test_table (void)
{
  static const struct
  {
    const char *before;
    const char *after;
    guint       n_touched;
  } rows[] = {
    { "", "", 0 },
    { "", "abc", 3 },
    { "abc", "", 3 },
    { "abc", "abc", 0 },
    { "abc", "xabc", 1 },
    { "abc", "abcx", 1 },
    { "abc", "axbc", 1 },
    { "abcde", "eabcd", 2 }, /* one moved to the front */
    { "abcde", "bcdea", 2 },
    { "abcde", "ace", 2 },
    { "abcde", "axcye", 4 },
    { "abc", "xyz", 6 },
    { "abcdef", "fedcba", 10 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GArray) before = make_list (rows[i].before);
      g_autoptr (GArray) after = make_list (rows[i].after);

      check_result (before, after, rows[i].n_touched);
    }
}

/* Any two lists: the steps lead from one to the other, however many they are. */
static void
test_random (void)
{
  for (guint round = 0; round < 2000; round++)
    {
      g_autoptr (GArray) before = g_array_new (FALSE, FALSE, sizeof (gint64));
      g_autoptr (GArray) after = g_array_new (FALSE, FALSE, sizeof (gint64));
      const gint64 n = g_test_rand_int_range (0, 300);

      for (gint64 id = 0; id < n; id++)
        {
          if (g_test_rand_int_range (0, 3) > 0)
            g_array_append_val (before, id);
          if (g_test_rand_int_range (0, 3) > 0)
            g_array_insert_val (after, (guint)g_test_rand_int_range (0, (gint32)after->len + 1), id);
        }
      check_result (before, after, G_MAXUINT);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine/splice/table", test_table);
  g_test_add_func ("/engine/splice/random", test_random);

  return g_test_run ();
}
