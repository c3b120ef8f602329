/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-uid-set.h"

static void
assert_set (const MailerUidSet *set,
            const char         *expected)
{
  g_autofree char *text = mailer_uid_set_to_string (set);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_parse (void)
{
  const struct
  {
    const char *text;
    const char *expected;
  } rows[] = {
    { "1", "1" },
    { "1:3,7", "1:3,7" },
    { "7,1:3", "1:3,7" },
    { "3:1", "1:3" },
    { "1,2,3", "1:3" },
    { "5,4,3,2,1", "1:5" },
    { "1:10,3:4", "1:10" },
    { "4294967295", "4294967295" },
    { "4294967294:4294967295,1", "1,4294967294:4294967295" },
    { "1:4294967295,5", "1:4294967295" },
    { "", NULL },
    { "0", NULL },
    { "1,", NULL },
    { ",1", NULL },
    { "1:", NULL },
    { "1:2:3", NULL },
    { "1:*", NULL },
    { "-1", NULL },
    { " 1", NULL },
    { "4294967296", NULL },
    { "99999999999999999999999", NULL },
    { "1,2,3,4,5,6,7,8,9", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MailerUidSet) set = mailer_uid_set_parse (rows[i].text, -1, 8);

      if (rows[i].expected == NULL)
        g_assert_null (set);
      else
        assert_set (set, rows[i].expected);
    }
}

static void
test_parse_takes_a_length (void)
{
  g_autoptr (MailerUidSet) set = mailer_uid_set_parse ("12:34", 4, 1);

  assert_set (set, "3:12");
}

static void
test_descending_million (void)
{
  g_autoptr (GString) text = g_string_new ("2000001");
  g_autoptr (MailerUidSet) set = NULL;

  for (guint i = 1999999; i > 1; i -= 2)
    g_string_append_printf (text, ",%u", i);
  set = mailer_uid_set_parse (text->str, text->len, 1000000);

  g_assert_cmpuint (mailer_uid_set_get_n_ranges (set), ==, 1000000);
  g_assert_cmpuint (mailer_uid_set_get_size (set), ==, 1000000);
}

/* Every operation against a plain array of booleans. */
static void
test_against_model (void)
{
  gboolean model[66] = { FALSE };
  g_autoptr (MailerUidSet) set = mailer_uid_set_new ();

  for (guint round = 0; round < 5000; round++)
    {
      guint    first = g_test_rand_int_range (1, 57);
      guint    last = first + g_test_rand_int_range (0, 9);
      gboolean is_added = g_test_rand_bit ();
      guint    size = 0;

      if (is_added)
        mailer_uid_set_add_range (set, first, last);
      else
        mailer_uid_set_remove_range (set, first, last);
      for (guint uid = first; uid <= last; uid++)
        model[uid] = is_added;

      for (guint uid = 1; uid <= 65; uid++)
        {
          g_assert_cmpint (mailer_uid_set_contains (set, uid), ==, model[uid]);
          if (model[uid])
            g_assert_cmpuint (mailer_uid_set_get_nth (set, size++), ==, uid);
        }
      g_assert_cmpuint (mailer_uid_set_get_size (set), ==, size);
      g_assert_cmpuint (mailer_uid_set_get_nth (set, size), ==, 0);

      for (guint i = 1; i < mailer_uid_set_get_n_ranges (set); i++)
        {
          guint32 ignored, before, after;

          mailer_uid_set_get_range (set, i - 1, &ignored, &before);
          mailer_uid_set_get_range (set, i, &after, &ignored);
          g_assert_cmpuint (after, >, before + 1);
        }
    }
}

static void
test_sum_and_difference (void)
{
  const struct
  {
    const char *left;
    const char *right;
    const char *sum;
    const char *difference;
  } rows[] = {
    { "1:10", "5", "1:10", "1:4,6:10" },
    { "1:10", "1:10", "1:10", "" },
    { "1,3,5", "2,4", "1:5", "1,3,5" },
    { "1:5,10:20", "4:11,20:30", "1:30", "1:3,12:19" },
    { "1:100", "1,50,100", "1:100", "2:49,51:99" },
    { "4294967290:4294967295", "1,4294967293:4294967295", "1,4294967290:4294967295", "4294967290:4294967292" },
    { "2:3,6:7", "1:8", "1:8", "" },
    { "1:4,6:9", "3:7", "1:9", "1:2,8:9" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MailerUidSet) left = mailer_uid_set_parse (rows[i].left, -1, 100);
      g_autoptr (MailerUidSet) right = mailer_uid_set_parse (rows[i].right, -1, 100);
      g_autoptr (MailerUidSet) sum = mailer_uid_set_copy (left);

      mailer_uid_set_add_set (sum, right);
      assert_set (sum, rows[i].sum);
      mailer_uid_set_remove_set (left, right);
      assert_set (left, rows[i].difference);
    }
}

static void
test_ends_of_the_range (void)
{
  g_autoptr (MailerUidSet) set = mailer_uid_set_new ();

  mailer_uid_set_add_range (set, 1, G_MAXUINT32);
  g_assert_cmpuint (mailer_uid_set_get_size (set), ==, G_MAXUINT32);
  mailer_uid_set_add (set, G_MAXUINT32);
  mailer_uid_set_remove_range (set, G_MAXUINT32, G_MAXUINT32);
  mailer_uid_set_remove_range (set, 1, 1);
  assert_set (set, "2:4294967294");
  g_assert_cmpuint (mailer_uid_set_get_last (set), ==, G_MAXUINT32 - 1);
  mailer_uid_set_remove_range (set, 1, G_MAXUINT32);
  g_assert_true (mailer_uid_set_is_empty (set));
  g_assert_cmpuint (mailer_uid_set_get_last (set), ==, 0);
}

/* From wherever the last one was found, the same is found as from the beginning; also when that one is
 * removed and others come behind the last. */
static void
test_expunge_by_number (void)
{
  static const guint numbers[] = { 0, 8, 3, 3, 7, 4, 5, 0, 0, 1, 0, 3, 9 };
  g_autoptr (MailerUidSet) set = mailer_uid_set_parse ("10:12,20,30:32,40,50", -1, 10);
  MailerUidSetPlace place = { 0, 0 };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      guint32 uid = mailer_uid_set_get_nth_near (set, numbers[i], &place);

      g_assert_cmpuint (uid, ==, mailer_uid_set_get_nth (set, numbers[i]));
      if (uid != 0)
        mailer_uid_set_remove_range (set, uid, uid);
      if (i % 3 == 0)
        mailer_uid_set_add (set, 100 + 2 * i);
    }
  assert_set (set, "50,112,118,124");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/uid-set/parse", test_parse);
  g_test_add_func ("/core/uid-set/parse-takes-a-length", test_parse_takes_a_length);
  g_test_add_func ("/core/uid-set/descending-million", test_descending_million);
  g_test_add_func ("/core/uid-set/against-model", test_against_model);
  g_test_add_func ("/core/uid-set/sum-and-difference", test_sum_and_difference);
  g_test_add_func ("/core/uid-set/ends-of-the-range", test_ends_of_the_range);
  g_test_add_func ("/core/uid-set/expunge-by-number", test_expunge_by_number);

  return g_test_run ();
}
