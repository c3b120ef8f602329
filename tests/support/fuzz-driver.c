/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Runs a fuzz target without libFuzzer, as a TAP test: first the corpus as it is, every prefix of it
 * up to a bound, then a fixed number of seeded mutations. So each build, whatever its compiler, has
 * the target in its suite, and a failure can be had again: the seed is in the output of GTest.
 *
 * Arguments: folders with a corpus. MAILER_FUZZ_ROUNDS sets the number of mutations,
 * MAILER_FUZZ_PREFIXES how many prefixes of each input are run at most.
 */

#include "config.h"

#include <glib.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_ROUNDS 20000
#define DEFAULT_PREFIXES 3000
#define MAX_INPUT_BYTES (64 * 1024)

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

static GPtrArray *corpus;

/* In a block of exactly its size, so that a read behind the end is seen by the sanitizer. */
static void
run_target (const guint8 *data,
            gsize         size)
{
  g_autofree guint8 *exact = g_memdup2 (data, size);

  LLVMFuzzerTestOneInput (exact, size);
}

static guint64
get_number (const char *variable,
            guint64     fallback)
{
  const char *wanted = g_getenv (variable);

  return wanted != NULL ? g_ascii_strtoull (wanted, NULL, 10) : fallback;
}

static void
test_corpus (void)
{
  const guint64 n_prefixes = get_number ("MAILER_FUZZ_PREFIXES", DEFAULT_PREFIXES);

  g_assert_cmpuint (corpus->len, >, 0);
  for (guint i = 0; i < corpus->len; i++)
    {
      gsize         size;
      const guint8 *data = g_bytes_get_data (g_ptr_array_index (corpus, i), &size);

      run_target (data, size);
      for (gsize length = 0; length < MIN (size, n_prefixes); length++)
        run_target (data, length);
    }
}

static gsize
pick (gsize size)
{
  return size > 0 ? (gsize)g_test_rand_int_range (0, (gint32)MIN (size, G_MAXINT32)) : 0;
}

static void
insert_interesting (GByteArray *input)
{
  static const char *const pieces[] = { "(", ")", "\"", "\\", "{", "}", "\r\n", "\n", "\r", " ", "*", "+", "-", "<", ">", "[", "]", "=", "?", "&", ";", ":", ",", "0", "4294967295", "18446744073709551615", "{2147483647}\r\n", "{0}\r\n", "NIL", "\xff", "\xc3", "%", "''" };
  const char              *piece = pieces[pick (G_N_ELEMENTS (pieces))];
  gsize                    place = pick (input->len + 1);
  g_autoptr (GByteArray) tail = g_byte_array_new ();

  g_byte_array_append (tail, input->data + place, input->len - place);
  g_byte_array_set_size (input, place);
  g_byte_array_append (input, (const guint8 *)piece, strlen (piece));
  g_byte_array_append (input, tail->data, tail->len);
}

static void
mutate (GByteArray *input)
{
  GBytes       *other = g_ptr_array_index (corpus, pick (corpus->len));
  gsize         other_size;
  const guint8 *other_data = g_bytes_get_data (other, &other_size);
  gsize         place = pick (input->len);
  gsize         length = pick (MIN (input->len - place, 64) + 1);

  switch (g_test_rand_int_range (0, 6))
    {
    case 0:
      if (input->len > 0)
        input->data[place] ^= 1u << g_test_rand_int_range (0, 8);
      break;
    case 1:
      if (input->len > 0)
        input->data[place] = g_test_rand_int_range (0, 256);
      break;
    case 2:
      if (length > 0)
        g_byte_array_remove_range (input, place, length);
      break;
    case 3:
      if (length > 0)
        {
          g_autofree guint8 *copy = g_memdup2 (input->data + place, length);

          g_byte_array_append (input, copy, length);
        }
      break;
    case 4:
      g_byte_array_set_size (input, place);
      place = pick (other_size);
      g_byte_array_append (input, other_data + place, other_size - place);
      break;
    default:
      insert_interesting (input);
      break;
    }
  if (input->len > MAX_INPUT_BYTES)
    g_byte_array_set_size (input, MAX_INPUT_BYTES);
}

static void
test_mutations (void)
{
  const guint64 n_rounds = get_number ("MAILER_FUZZ_ROUNDS", DEFAULT_ROUNDS);

  for (guint64 round = 0; round < n_rounds; round++)
    {
      GBytes *seed = g_ptr_array_index (corpus, pick (corpus->len));
      g_autoptr (GByteArray) input = g_byte_array_new ();
      gint32 n_mutations = g_test_rand_int_range (1, 8);

      g_byte_array_append (input, g_bytes_get_data (seed, NULL), g_bytes_get_size (seed));
      for (gint32 i = 0; i < n_mutations; i++)
        mutate (input);
      run_target (input->data, input->len);
    }
}

static void
load_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      char            *content;
      gsize            size;

      if (g_file_get_contents (file, &content, &size, NULL))
        g_ptr_array_add (corpus, g_bytes_new_take (content, size));
    }
}

/* The order of a folder is not the same everywhere, and the seed is to mean the same. */
static int
compare_bytes_cb (gconstpointer a,
                  gconstpointer b)
{
  return g_bytes_compare (*(GBytes *const *)a, *(GBytes *const *)b);
}

static void
unref_bytes_cb (gpointer bytes)
{
  g_bytes_unref (bytes);
}

int
main (int   argc,
      char *argv[])
{
  int result;

  g_test_init (&argc, &argv, NULL);
  corpus = g_ptr_array_new_with_free_func (unref_bytes_cb);
  for (int i = 1; i < argc; i++)
    load_folder (argv[i]);
  g_ptr_array_sort (corpus, compare_bytes_cb);
  g_test_add_func ("/fuzz/corpus", test_corpus);
  g_test_add_func ("/fuzz/mutations", test_mutations);
  result = g_test_run ();
  g_ptr_array_unref (corpus);

  return result;
}
