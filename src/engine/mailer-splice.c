/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-splice.h"

/* What is between the equal beginnings and ends of the two lists. */
typedef struct
{
  const gint64 *before;
  const gint64 *after;
  guint         n_before;
  guint         n_after;
  guint         offset;
} Difference;

static Difference
trim_equal_ends (GArray *before,
                 GArray *after)
{
  Difference difference = { (gint64 *)(gpointer)before->data, (gint64 *)(gpointer)after->data, before->len, after->len, 0 };

  while (difference.n_before > 0 && difference.n_after > 0 && difference.before[0] == difference.after[0])
    {
      difference.before++;
      difference.after++;
      difference.n_before--;
      difference.n_after--;
      difference.offset++;
    }
  while (difference.n_before > 0 && difference.n_after > 0
         && difference.before[difference.n_before - 1] == difference.after[difference.n_after - 1])
    {
      difference.n_before--;
      difference.n_after--;
    }

  return difference;
}

/* For each id of the new list its place in the old one, or -1. */
static gint *
find_old_places (const Difference *difference)
{
  g_autoptr (GHashTable) places = g_hash_table_new (g_int64_hash, g_int64_equal);
  gint *result = g_new (gint, difference->n_after);

  for (guint i = 0; i < difference->n_before; i++)
    g_hash_table_insert (places, (gpointer)&difference->before[i], GUINT_TO_POINTER (i + 1));
  for (guint i = 0; i < difference->n_after; i++)
    result[i] = (gint)GPOINTER_TO_UINT (g_hash_table_lookup (places, &difference->after[i])) - 1;

  return result;
}

/* Index in @tails of the first run whose last place is behind @place. */
static guint
find_run (GArray     *tails,
          const gint *places,
          gint        place)
{
  guint low = 0;
  guint high = tails->len;

  while (low < high)
    {
      const guint middle = (low + high) / 2;

      if (places[g_array_index (tails, guint, middle)] < place)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

/* Keeps the longest ascending run of @places and sets the others to -1: what keeps its order stays. */
static void
keep_longest_run (gint *places,
                  guint n)
{
  g_autoptr (GArray) tails = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree gint *previous = g_new (gint, n);
  gint             at;

  for (guint i = 0; i < n; i++)
    {
      guint run;

      if (places[i] < 0)
        continue;
      run = find_run (tails, places, places[i]);
      previous[i] = run > 0 ? (gint)g_array_index (tails, guint, run - 1) : -1;
      if (run == tails->len)
        g_array_append_val (tails, i);
      else
        g_array_index (tails, guint, run) = i;
    }

  at = tails->len > 0 ? (gint)g_array_index (tails, guint, tails->len - 1) : -1;
  for (gint i = (gint)n - 1; i >= 0; i--)
    {
      if (i == at)
        at = previous[i];
      else
        places[i] = -1;
    }
}

static void
add_splice (GArray *splices,
            guint   position,
            guint   n_removed,
            guint   n_added)
{
  const MailerSplice splice = { position, n_removed, n_added };

  if (n_removed > 0 || n_added > 0)
    g_array_append_val (splices, splice);
}

GArray *
mailer_splice_compare (GArray *before,
                       GArray *after)
{
  g_autoptr (GArray) splices = g_array_new (FALSE, FALSE, sizeof (MailerSplice));
  const Difference difference = trim_equal_ends (before, after);
  g_autofree gint *places = find_old_places (&difference);
  guint            done_before = 0;
  guint            done_after = 0;

  keep_longest_run (places, difference.n_after);
  for (guint i = 0; i < difference.n_after; i++)
    {
      if (places[i] < 0)
        continue;
      add_splice (splices, difference.offset + done_after, (guint)places[i] - done_before, i - done_after);
      done_before = (guint)places[i] + 1;
      done_after = i + 1;
    }
  add_splice (splices, difference.offset + done_after, difference.n_before - done_before,
              difference.n_after - done_after);

  if (splices->len > MAILER_SPLICE_MAX)
    {
      g_array_set_size (splices, 0);
      add_splice (splices, difference.offset, difference.n_before, difference.n_after);
    }

  return g_steal_pointer (&splices);
}
