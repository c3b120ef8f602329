/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Whole sessions as servers send them (tests/fixtures/imap), and what must come of each. With
 * MAILER_TEST_UPDATE set the expectations are written anew, to be read before they are kept. */

#include "config.h"

#include "mailer-wire-imap-parser.h"

#include <string.h>

#include "imap-dump.h"
#include "imap-session.h"

static const MailerWireImapLimits wide_limits = { 1 << 20, 1 << 20, 1 << 20, 1 << 22 };

static void
check_expected (const char *path,
                const char *actual)
{
  g_autofree char *expected_path = g_strconcat (path, ".expected", NULL);
  g_autofree char *expected = NULL;
  g_autoptr (GError) error = NULL;

  if (g_getenv ("MAILER_TEST_UPDATE") != NULL)
    g_file_set_contents (expected_path, actual, -1, NULL);
  g_file_get_contents (expected_path, &expected, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (actual, ==, expected);
}

static void
test_fixture (gconstpointer data)
{
  g_autofree char *content = NULL;
  g_autofree char *whole = NULL;
  gsize            size;

  g_assert_true (g_file_get_contents (data, &content, &size, NULL));
  whole = imap_session_dump (content, size, size, &wide_limits);
  check_expected (data, whole);
  imap_session_check_round_trip (content, size, &wide_limits);

  for (gsize step = 1; step <= 7; step++)
    {
      g_autofree char *split = imap_session_dump (content, size, step, &wide_limits);

      g_assert_cmpstr (split, ==, whole);
    }
  for (gsize length = 0; length < size; length++)
    {
      g_autofree char *cut = imap_session_dump (content, length, length, &wide_limits);

      g_assert_true (g_str_has_prefix (whole, cut));
    }
}

typedef struct
{
  const char *name;
  const char *text;
  gboolean    is_refused;
} LimitRow;

static const LimitRow limit_rows[] = {
  { "line", "* OK 34567890123456789012345678901234\r\n", TRUE },
  { "line-without-end", "* OK 3456789012345678901234567890123", TRUE },
  { "line-at-limit", "* OK 345678901234567890123456\r\n", FALSE },
  { "literal-2-gib", "* LIST () NIL {2147483647}\r\n", TRUE },
  { "literal-of-19-digits", "* X {9999999999999999999}\r\n", FALSE },
  { "literal-of-14-digits", "* X {99999999999999}\r\n", TRUE },
  { "literal-negative", "* LIST () NIL {-1}\r\n", FALSE },
  { "literal-at-limit", "* LIST () NIL {8}\r\n12345678\r\n", FALSE },
  { "literal-over-limit", "* LIST () NIL {9}\r\n", TRUE },
  { "body-literal-may-be-longer", "* 1 FETCH (BODY[] {16}\r\n1234567890123456)\r\n", FALSE },
  { "body-part-literal", "* 1 FETCH (BODY[1]<0> {16}\r\n", FALSE },
  { "body-literal-over-limit", "* 1 FETCH (BODY[] {17}\r\n", TRUE },
  { "rfc822-text-literal", "* 1 FETCH (RFC822.TEXT {16}\r\n", FALSE },
  { "response", "* X {8}\r\n12345678 {8}\r\n12345678 {8}\r\n12345678 {8}\r\n12345678\r\n", TRUE },
};

static void
test_limit (gconstpointer data)
{
  static const MailerWireImapLimits limits = { 32, 8, 16, 60 };
  const LimitRow                   *row = data;

  for (gsize step = 1; step <= strlen (row->text); step += strlen (row->text) - 1)
    {
      g_autoptr (MailerWireImapParser) parser = mailer_wire_imap_parser_new (&limits);
      g_autoptr (GError) error = NULL;

      for (gsize done = 0; done < strlen (row->text) && error == NULL; done += step)
        {
          MailerWireImapResponse *response = NULL;

          mailer_wire_imap_parser_push (parser, row->text + done, MIN (step, strlen (row->text) - done));
          mailer_wire_imap_parser_pop (parser, &response, &error);
          mailer_wire_imap_response_free (response);
        }
      if (row->is_refused)
        g_assert_error (error, MAILER_WIRE_ERROR, MAILER_WIRE_ERROR_LIMIT);
      else
        g_assert_no_error (error);
    }
}

/* What is announced costs nothing, and what was popped is given back. */
static void
test_parser_knows_what_waits (void)
{
  g_autoptr (MailerWireImapParser) parser = mailer_wire_imap_parser_new (&wide_limits);
  MailerWireImapResponse *response;

  mailer_wire_imap_parser_push (parser, "A1 OK go\r\n* 1 EX", 16);
  g_assert_true (mailer_wire_imap_parser_pop (parser, &response, NULL));
  g_assert_nonnull (mailer_wire_imap_response_get_state (response));
  g_assert_null (mailer_wire_imap_response_get_list (response));
  mailer_wire_imap_response_free (response);
  g_assert_true (mailer_wire_imap_parser_has_input (parser));
  g_assert_true (mailer_wire_imap_parser_pop (parser, &response, NULL));
  g_assert_null (response);
  mailer_wire_imap_parser_push (parser, "ISTS\r\n", 6);
  g_assert_true (mailer_wire_imap_parser_pop (parser, &response, NULL));
  g_assert_cmpint (mailer_wire_imap_response_get_kind (response), ==, MAILER_WIRE_IMAP_EXISTS);
  mailer_wire_imap_response_free (response);
  g_assert_false (mailer_wire_imap_parser_has_input (parser));
}

/* 100,000 parentheses and ten megabytes of structure leave the rest of the FETCH usable. */
static void
test_monster_structure (void)
{
  static const MailerWireImapLimits limits = { 32 << 20, 1 << 20, 1 << 20, 64 << 20 };
  const char *const                 inner[] = { "(", "(\"text\" \"plain\" NIL NIL NIL \"7bit\" 1 1)" };

  for (gsize i = 0; i < G_N_ELEMENTS (inner); i++)
    {
      g_autoptr (MailerWireImapParser) parser = mailer_wire_imap_parser_new (&limits);
      g_autoptr (GString) text = g_string_new ("* 1 FETCH (UID 7 BODYSTRUCTURE (");
      MailerWireImapResponse    *response;
      const MailerWireImapFetch *fetch;

      while (text->len < 10 * 1024 * 1024)
        g_string_append (text, inner[i]);
      for (gsize n = text->len - strlen ("* 1 FETCH (UID 7 BODYSTRUCTURE ("); i == 0 && n > 0; n--)
        g_string_append_c (text, ')');
      g_string_append (text, ") RFC822.SIZE 5)\r\n");
      mailer_wire_imap_parser_push (parser, text->str, text->len);
      g_assert_true (mailer_wire_imap_parser_pop (parser, &response, NULL));
      fetch = mailer_wire_imap_response_get_fetch (response);
      g_assert_cmpuint (fetch->uid, ==, 7);
      g_assert_cmpuint (fetch->size_bytes, ==, 5);
      g_assert_null (fetch->body);
      g_assert_true (fetch->is_broken);
      mailer_wire_imap_response_free (response);
    }
}

/* Long content is not copied: it outlives the parser, which goes on in other memory. */
static void
test_long_content (void)
{
  MailerWireImapParser *parser = mailer_wire_imap_parser_new (&wide_limits);
  g_autoptr (GPtrArray) contents = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  const gsize sizes[] = { 10, 4096, 4097, 300000, 5000, 100000 };

  for (guint round = 0; round < 2 * G_N_ELEMENTS (sizes); round++)
    {
      gsize                   size = sizes[round % G_N_ELEMENTS (sizes)];
      g_autofree char        *head = g_strdup_printf ("* 1 FETCH (BODY[] {%" G_GSIZE_FORMAT "}\r\n", size);
      g_autofree char        *body = g_strnfill (size, (char)('a' + round));
      MailerWireImapResponse *response;
      MailerWireImapSection  *section;

      mailer_wire_imap_parser_push (parser, head, strlen (head));
      for (gsize done = 0; done < size; done += 1000)
        mailer_wire_imap_parser_push (parser, body + done, MIN (1000, size - done));
      mailer_wire_imap_parser_push (parser, ")\r\n* 5 EXI", 10);
      g_assert_true (mailer_wire_imap_parser_pop (parser, &response, NULL));
      section = mailer_wire_imap_fetch_find_section (mailer_wire_imap_response_get_fetch (response), "");
      g_ptr_array_add (contents, g_steal_pointer (&section->data));
      mailer_wire_imap_response_free (response);
      mailer_wire_imap_parser_push (parser, "STS\r\n", 5);
      g_assert_true (mailer_wire_imap_parser_pop (parser, &response, NULL));
      g_assert_cmpint (mailer_wire_imap_response_get_kind (response), ==, MAILER_WIRE_IMAP_EXISTS);
      mailer_wire_imap_response_free (response);
    }
  mailer_wire_imap_parser_free (parser);

  for (guint i = 0; i < contents->len; i++)
    {
      g_autofree char *expected = g_strnfill (sizes[i % G_N_ELEMENTS (sizes)], (char)('a' + i));

      g_assert_cmpmem (g_bytes_get_data (g_ptr_array_index (contents, i), NULL), g_bytes_get_size (g_ptr_array_index (contents, i)), expected, strlen (expected));
    }
}

/* Parts of a response that are longer or deeper than anybody means: the response is ignored, or the
 * item is left out, and nothing else happens. */
static void
test_inner_limits (void)
{
  const struct
  {
    const char        *head;
    const char        *piece;
    guint              n;
    const char        *tail;
    MailerWireImapKind kind;
    gboolean           is_broken;
  } rows[] = {
    { "* CAPABILITY", " X", 10000, "", MAILER_WIRE_IMAP_CAPABILITY, FALSE },
    { "* CAPABILITY", " X", 10001, "", MAILER_WIRE_IMAP_OTHER, FALSE },
    { "* THREAD ", "(1", 1000, "", MAILER_WIRE_IMAP_OTHER, FALSE },
    { "* THREAD (1 ", "(2)(3 ", 998, NULL, MAILER_WIRE_IMAP_THREAD, FALSE },
    { "* THREAD (1 ", "(2)(3 ", 1000, NULL, MAILER_WIRE_IMAP_OTHER, FALSE },
    { "* QUOTA x (", "S 1 2 ", 10001, ")", MAILER_WIRE_IMAP_OTHER, FALSE },
    { "* ID (", "a b ", 10001, ")", MAILER_WIRE_IMAP_OTHER, FALSE },
    { "* 1 FETCH (FLAGS (", "\\Seen ", 10000, "))", MAILER_WIRE_IMAP_FETCH, FALSE },
    { "* 1 FETCH (FLAGS (", "\\Seen ", 10001, "))", MAILER_WIRE_IMAP_FETCH, TRUE },
    { "* 1 FETCH (BODYSTRUCTURE (a b (", "c d ", 1000, ")))", MAILER_WIRE_IMAP_FETCH, FALSE },
    { "* 1 FETCH (BODYSTRUCTURE (a b (", "c d ", 1001, ")))", MAILER_WIRE_IMAP_FETCH, TRUE },
    { "* 1 FETCH (ENVELOPE (NIL NIL (", "(NIL NIL a b)", 10001, ") NIL NIL NIL NIL NIL NIL NIL))", MAILER_WIRE_IMAP_FETCH, TRUE },
    { "* LIST () \"/\" \"", "x", 4096, "\"", MAILER_WIRE_IMAP_LIST, FALSE },
    { "* LIST () \"/\" \"", "x", 4097, "\"", MAILER_WIRE_IMAP_OTHER, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MailerWireImapParser) parser = mailer_wire_imap_parser_new (&wide_limits);
      g_autoptr (GString) text = g_string_new (rows[i].head);
      g_autoptr (MailerWireImapResponse) response = NULL;

      for (guint n = 0; n < rows[i].n; n++)
        g_string_append (text, rows[i].piece);
      /* As many as were opened. */
      for (guint n = 0; rows[i].tail == NULL && n <= rows[i].n; n++)
        g_string_append_c (text, ')');
      g_string_append_printf (text, "%s\r\n", rows[i].tail != NULL ? rows[i].tail : "");
      mailer_wire_imap_parser_push (parser, text->str, text->len);
      g_assert_true (mailer_wire_imap_parser_pop (parser, &response, NULL));
      g_assert_cmpint (mailer_wire_imap_response_get_kind (response), ==, rows[i].kind);
      if (rows[i].kind == MAILER_WIRE_IMAP_FETCH)
        g_assert_cmpint (mailer_wire_imap_response_get_fetch (response)->is_broken, ==, rows[i].is_broken);
    }
}

static void
add_fixtures (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "fixtures", "imap", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".txt"))
      {
        g_autofree char *test = g_strdup_printf ("/wire/imap-parser/%.*s", (int)(strlen (name) - 4), name);

        g_test_add_data_func_full (test, g_build_filename (folder, name, NULL), test_fixture, g_free);
      }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add_fixtures ();
  for (gsize i = 0; i < G_N_ELEMENTS (limit_rows); i++)
    {
      g_autofree char *test = g_strdup_printf ("/wire/imap-parser/limit/%s", limit_rows[i].name);

      g_test_add_data_func (test, &limit_rows[i], test_limit);
    }
  g_test_add_func ("/wire/imap-parser/knows-what-waits", test_parser_knows_what_waits);
  g_test_add_func ("/wire/imap-parser/long-content", test_long_content);
  g_test_add_func ("/wire/imap-parser/inner-limits", test_inner_limits);
  g_test_add_func ("/wire/imap-parser/monster-structure", test_monster_structure);

  return g_test_run ();
}
