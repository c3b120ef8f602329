/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-uid-set.h"

#include <string.h>

/* Invariant: ranges ascend, and between two of them at least one UID is missing. */
typedef struct
{
  guint32 first;
  guint32 last;
} Range;

struct _MailerUidSet
{
  GArray *ranges;
};

#define RANGE(self, i) (&g_array_index ((self)->ranges, Range, (i)))

MailerUidSet *
mailer_uid_set_new (void)
{
  MailerUidSet *self = g_new0 (MailerUidSet, 1);

  self->ranges = g_array_new (FALSE, FALSE, sizeof (Range));

  return self;
}

MailerUidSet *
mailer_uid_set_copy (const MailerUidSet *self)
{
  MailerUidSet *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = mailer_uid_set_new ();
  if (self->ranges->len > 0)
    g_array_append_vals (copy->ranges, self->ranges->data, self->ranges->len);

  return copy;
}

void
mailer_uid_set_free (MailerUidSet *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->ranges);
  g_free (self);
}

/* Index of the first range that ends at @uid or above; their number when there is none. */
static guint
find_range (const MailerUidSet *self,
            guint32             uid)
{
  guint low = 0;
  guint high = self->ranges->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (RANGE (self, middle)->last < uid)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

/* Adds a range that starts no lower than the last one. */
static void
append_range (GArray *ranges,
              Range   range)
{
  Range *last = ranges->len > 0 ? &g_array_index (ranges, Range, ranges->len - 1) : NULL;

  if (last == NULL || (range.first > last->last && range.first - last->last > 1))
    g_array_append_val (ranges, range);
  else
    last->last = MAX (last->last, range.last);
}

void
mailer_uid_set_add (MailerUidSet *self,
                    guint32       uid)
{
  mailer_uid_set_add_range (self, uid, uid);
}

void
mailer_uid_set_add_range (MailerUidSet *self,
                          guint32       first,
                          guint32       last)
{
  Range range = { first, last };
  guint begin;
  guint end;

  g_return_if_fail (self != NULL);
  g_return_if_fail (first >= 1 && first <= last);

  /* Most come in ascending order. */
  if (self->ranges->len == 0 || first >= RANGE (self, self->ranges->len - 1)->first)
    {
      append_range (self->ranges, range);
      return;
    }
  begin = find_range (self, first - 1);
  for (end = begin; end < self->ranges->len && (last == G_MAXUINT32 || RANGE (self, end)->first <= last + 1); end++)
    {
      range.first = MIN (range.first, RANGE (self, end)->first);
      range.last = MAX (range.last, RANGE (self, end)->last);
    }

  if (end == begin)
    {
      g_array_insert_val (self->ranges, begin, range);
      return;
    }
  *RANGE (self, begin) = range;
  if (end - begin > 1)
    g_array_remove_range (self->ranges, begin + 1, end - begin - 1);
}

void
mailer_uid_set_remove_range (MailerUidSet *self,
                             guint32       first,
                             guint32       last)
{
  guint begin;
  guint end;
  Range left;
  Range right;

  g_return_if_fail (self != NULL);
  g_return_if_fail (first >= 1 && first <= last);

  begin = find_range (self, first);
  for (end = begin; end < self->ranges->len && RANGE (self, end)->first <= last;)
    end++;
  if (begin == end)
    return;

  left = (Range){ RANGE (self, begin)->first, first - 1 };
  right = (Range){ last + 1, RANGE (self, end - 1)->last };
  g_array_remove_range (self->ranges, begin, end - begin);
  if (last < right.last)
    g_array_insert_val (self->ranges, begin, right);
  if (left.first < first)
    g_array_insert_val (self->ranges, begin, left);
}

void
mailer_uid_set_add_set (MailerUidSet       *self,
                        const MailerUidSet *other)
{
  GArray *sum;
  guint   i = 0;
  guint   j = 0;

  g_return_if_fail (self != NULL && other != NULL);

  sum = g_array_sized_new (FALSE, FALSE, sizeof (Range), self->ranges->len + other->ranges->len);
  while (i < self->ranges->len || j < other->ranges->len)
    if (j == other->ranges->len || (i < self->ranges->len && RANGE (self, i)->first <= RANGE (other, j)->first))
      append_range (sum, *RANGE (self, i++));
    else
      append_range (sum, *RANGE (other, j++));

  g_array_unref (self->ranges);
  self->ranges = sum;
}

void
mailer_uid_set_remove_set (MailerUidSet       *self,
                           const MailerUidSet *other)
{
  GArray *rest;
  guint   j = 0;

  g_return_if_fail (self != NULL && other != NULL);

  rest = g_array_sized_new (FALSE, FALSE, sizeof (Range), self->ranges->len);
  for (guint i = 0; i < self->ranges->len; i++)
    {
      guint64 first = RANGE (self, i)->first;
      guint64 last = RANGE (self, i)->last;

      while (j < other->ranges->len && RANGE (other, j)->last < first)
        j++;
      /* A range of the other may reach into our next one, so the walk inside ours keeps its own place. */
      for (guint k = j; first <= last; k++)
        {
          guint64 hole = k < other->ranges->len ? RANGE (other, k)->first : G_MAXUINT64;
          Range   piece = { first, MIN (last, hole - 1) };

          if (hole > first)
            g_array_append_val (rest, piece);
          if (hole > last)
            break;
          first = (guint64)RANGE (other, k)->last + 1;
        }
    }

  g_array_unref (self->ranges);
  self->ranges = rest;
}

gboolean
mailer_uid_set_contains (const MailerUidSet *self,
                         guint32             uid)
{
  guint i;

  g_return_val_if_fail (self != NULL, FALSE);

  i = find_range (self, uid);

  return i < self->ranges->len && RANGE (self, i)->first <= uid;
}

gboolean
mailer_uid_set_is_empty (const MailerUidSet *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->ranges->len == 0;
}

guint64
mailer_uid_set_get_size (const MailerUidSet *self)
{
  guint64 size = 0;

  g_return_val_if_fail (self != NULL, 0);

  for (guint i = 0; i < self->ranges->len; i++)
    size += (guint64)RANGE (self, i)->last - RANGE (self, i)->first + 1;

  return size;
}

guint
mailer_uid_set_get_n_ranges (const MailerUidSet *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->ranges->len;
}

void
mailer_uid_set_get_range (const MailerUidSet *self,
                          guint               index,
                          guint32            *first,
                          guint32            *last)
{
  g_return_if_fail (self != NULL && index < self->ranges->len);

  *first = RANGE (self, index)->first;
  *last = RANGE (self, index)->last;
}

guint32
mailer_uid_set_get_last (const MailerUidSet *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->ranges->len > 0 ? RANGE (self, self->ranges->len - 1)->last : 0;
}

static guint64
range_size (const Range *range)
{
  return (guint64)range->last - range->first + 1;
}

guint32
mailer_uid_set_get_nth_near (const MailerUidSet *self,
                             guint64             index,
                             MailerUidSetPlace  *place)
{
  g_return_val_if_fail (self != NULL && place != NULL, 0);

  if (place->range > self->ranges->len)
    *place = (MailerUidSetPlace){ 0, 0 };
  while (index < place->n_before)
    place->n_before -= range_size (RANGE (self, --place->range));
  while (place->range < self->ranges->len && index - place->n_before >= range_size (RANGE (self, place->range)))
    place->n_before += range_size (RANGE (self, place->range++));

  return place->range < self->ranges->len ? RANGE (self, place->range)->first + (guint32)(index - place->n_before) : 0;
}

guint32
mailer_uid_set_get_nth (const MailerUidSet *self,
                        guint64             index)
{
  MailerUidSetPlace place = { 0, 0 };

  return mailer_uid_set_get_nth_near (self, index, &place);
}

/* Reads an nz-number of at most 32 bits. */
static gboolean
take_uid (const char **cursor,
          const char  *end,
          guint32     *uid)
{
  guint64     value = 0;
  const char *p = *cursor;

  for (; p < end && g_ascii_isdigit (*p); p++)
    {
      value = value * 10 + (*p - '0');
      if (value > G_MAXUINT32)
        return FALSE;
    }
  if (p == *cursor || value == 0)
    return FALSE;

  *cursor = p;
  *uid = (guint32)value;

  return TRUE;
}

static gboolean
take_range (const char **cursor,
            const char  *end,
            Range       *range)
{
  if (!take_uid (cursor, end, &range->first))
    return FALSE;

  range->last = range->first;
  if (*cursor < end && **cursor == ':')
    {
      guint32 second;

      (*cursor)++;
      if (!take_uid (cursor, end, &second))
        return FALSE;
      range->last = MAX (range->first, second);
      range->first = MIN (range->first, second);
    }

  return TRUE;
}

static int
compare_ranges_cb (gconstpointer a,
                   gconstpointer b)
{
  const Range *left = a;
  const Range *right = b;

  return left->first < right->first ? -1 : left->first > right->first;
}

MailerUidSet *
mailer_uid_set_parse (const char *text,
                      gssize      length,
                      guint       max_ranges)
{
  const char *end;
  gboolean    is_sorted = TRUE;
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (Range));
  g_autoptr (MailerUidSet) self = mailer_uid_set_new ();

  g_return_val_if_fail (text != NULL, NULL);

  end = text + (length < 0 ? strlen (text) : (gsize)length);
  while (TRUE)
    {
      Range range;

      if (found->len == max_ranges || !take_range (&text, end, &range))
        return NULL;
      is_sorted = is_sorted && (found->len == 0 || g_array_index (found, Range, found->len - 1).first <= range.first);
      g_array_append_val (found, range);
      if (text == end)
        break;
      if (*text++ != ',')
        return NULL;
    }

  /* Sorting first keeps a list in descending order from moving the whole array for each range. */
  if (!is_sorted)
    g_array_sort (found, compare_ranges_cb);
  for (guint i = 0; i < found->len; i++)
    append_range (self->ranges, g_array_index (found, Range, i));

  return g_steal_pointer (&self);
}

char *
mailer_uid_set_to_string (const MailerUidSet *self)
{
  GString *text;

  g_return_val_if_fail (self != NULL, NULL);

  text = g_string_new (NULL);
  for (guint i = 0; i < self->ranges->len; i++)
    {
      const Range *range = RANGE (self, i);

      if (i > 0)
        g_string_append_c (text, ',');
      g_string_append_printf (text, "%u", range->first);
      if (range->last > range->first)
        g_string_append_printf (text, ":%u", range->last);
    }

  return g_string_free (text, FALSE);
}
