/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-mime-address.h"

#include <pthread.h>
#include <string.h>

#include "mailer-envelope.h"

/* "name|address" joined by "; ", "-" for no name. */
static char *
describe (GPtrArray *list)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < list->len; i++)
    {
      const MailerAddress *address = g_ptr_array_index (list, i);

      g_string_append_printf (text, "%s%s|%s", i > 0 ? "; " : "", address->name != NULL ? address->name : "-", address->address);
    }

  return g_string_free (text, FALSE);
}

static void
test_header (void)
{
  static const struct
  {
    const char *raw;
    const char *expected;
  } rows[] = {
    { NULL, "" },
    { "", "" },
    { "ada@example.org", "-|ada@example.org" },
    { "Ada <ada@example.org>", "Ada|ada@example.org" },
    { "\"Byron, Ada\" <a@b.test>, d@e.test (Comment)", "Byron, Ada|a@b.test; Comment|d@e.test" },
    { "Ada <a@b.test>,\r\n Bob <b@c.test>", "Ada|a@b.test; Bob|b@c.test" },
    { "G: a@b.test, d@e.test; x@y.test", "-|a@b.test; -|d@e.test; -|x@y.test" },
    { "undisclosed-recipients:;", "undisclosed-recipients|" },
    { "a:b:c:d@e.test;;;", "-|b; -|c; -|d@e.test" },
    { "=?utf-8?q?J=C3=B6rg?= <j@x.test>", "Jörg|j@x.test" },
    { "\"=?utf-8?q?J=C3=B6rg?=\" <j@x.test>", "Jörg|j@x.test" },
    { "=?utf-8?B?w4Q=?= =?utf-8?B?w5Y=?= <j@x.test>", "ÄÖ|j@x.test" },
    { "J\xc3\xb6rg <j@x.test>", "Jörg|j@x.test" },
    { "J\xf6rg <j@x.test>", "Jörg|j@x.test" },
    { "<@route.test:a@b.test>", "-|a@b.test" },
    { "a@b.test, , c@d.test", "-|a@b.test; -|c@d.test" },
    { "ada@example.org <ada@example.org>", "-|ada@example.org" },
    { "=?utf-8?q?Bank=00_<a@bank.test>?= <thief@x.test>", "Bank <a@bank.test>|thief@x.test" },
    { "=?utf-8?B?4qCA4qCA4qCA?= <thief@x.test>", "-|thief@x.test" },
    { "=?utf-8?q?a=E2=80=AEb?= <thief@x.test>", "ab|thief@x.test" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) list = mailer_mime_parse_addresses (rows[i].raw);
      g_autofree char *description = describe (list);

      g_assert_cmpstr (description, ==, rows[i].expected);
    }
}

/* GMime alone overflows its stack here, most of all the small one of a thread. */
static gpointer
parse_nested_groups_cb (gpointer data)
{
  static const char *const units[] = { "a:", "\"a:", "\"a\":", "(a:", "<a:", "a:\"\":", "\\\":", "[a:", "a;:", "(", "\"", "<", "=?utf-8?q?a:?=", "a:(\")\"" };
  static const gsize       sizes[] = { 12 * 1024, 90 * 1024, 5 * 1024 * 1024 };

  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    for (gsize n = 0; n < G_N_ELEMENTS (sizes); n++)
      {
        g_autoptr (GString) raw = g_string_new (NULL);
        g_autoptr (GPtrArray) list = NULL;

        while (raw->len < sizes[n])
          g_string_append (raw, units[i]);
        list = mailer_mime_parse_addresses (raw->str);
        g_assert_cmpuint (list->len, <=, 2000);
      }

  return NULL;
}

static void
test_nested_groups (void)
{
  pthread_attr_t attributes;
  pthread_t      thread;

  g_assert_cmpint (pthread_attr_init (&attributes), ==, 0);
  g_assert_cmpint (pthread_attr_setstacksize (&attributes, 1024 * 1024), ==, 0);
  g_assert_cmpint (pthread_create (&thread, &attributes, parse_nested_groups_cb, NULL), ==, 0);
  g_assert_cmpint (pthread_join (thread, NULL), ==, 0);
  pthread_attr_destroy (&attributes);
}

static void
test_many_addresses (void)
{
  g_autoptr (GString) raw = g_string_new (NULL);
  g_autoptr (GPtrArray) list = NULL;

  for (guint i = 0; i < 100000; i++)
    g_string_append_printf (raw, "u%u@example.org, ", i);
  list = mailer_mime_parse_addresses (raw->str);
  g_assert_cmpuint (list->len, ==, 2000);
}

static void
test_envelope (void)
{
  const MailerRawAddress elements[] = {
    { "=?utf-8?q?J=C3=B6rg?=", NULL, "j", "x.test" },
    { NULL, NULL, "friends", NULL },
    { "M\xfcller", NULL, "m", "x.test" },
    { NULL, NULL, NULL, NULL },
    { NULL, NULL, "undisclosed-recipients", NULL },
    { NULL, NULL, NULL, NULL },
    { "broken", NULL, "root", "MISSING_DOMAIN" },
    { NULL, NULL, NULL, NULL },
  };
  const MailerRawAddresses raw = { elements, G_N_ELEMENTS (elements) };
  const MailerRawAddresses nil = { NULL, 0 };
  g_autoptr (GPtrArray) list = mailer_mime_addresses_from_envelope (&raw);
  g_autoptr (GPtrArray) none = mailer_mime_addresses_from_envelope (&nil);
  g_autofree char *description = describe (list);

  g_assert_cmpstr (description, ==, "Jörg|j@x.test; Müller|m@x.test; undisclosed-recipients|; broken|root");
  g_assert_cmpuint (none->len, ==, 0);
}

static void
test_recipients (void)
{
  static const struct
  {
    const char *text;
    const char *expected; /* OK: name|address, else the piece and a mark of the problem */
  } rows[] = {
    { "", "" },
    { " , ;\n", "" },
    { "c@d.test", "-|c@d.test" },
    { "\"Ada, B\" <a@b.test>, c@d.test; e@f.test", "Ada, B|a@b.test; -|c@d.test; -|e@f.test" },
    { "a@b.test\nc@d.test\r\n", "-|a@b.test; -|c@d.test" },
    { "Ada Byron <a@b.test>", "Ada Byron|a@b.test" },
    { "Ada Byron a@b.test", "Ada Byron|a@b.test" },
    { "a@b.test (Ada)", "Ada|a@b.test" },
    { "mailto:a@b.test", "-|a@b.test" },
    { "<a@b.test>", "-|a@b.test" },
    { "Jörg <j@exämple.test>", "Jörg|j@exämple.test" },
    { "\"a \\\"b\\\"\" <a@b.test>", "a \"b\"|a@b.test" },
    { "Ada", "[Ada]no" },
    { "Ada <>", "[Ada <>]no" },
    { "a@@b", "[a@@b]bad" },
    { "Ada <a b@c.test>", "[Ada <a b@c.test>]bad" },
    { "\"Ada <a@b.test>, c@d.test", "[\"Ada <a@b.test>]open; -|c@d.test" },
    { "Ada <a@b.test, c@d.test", "[Ada <a@b.test]open; -|c@d.test" },
    { "a@b.test\r\nBcc: c@d.test", "-|a@b.test; Bcc:|c@d.test" },
    /* No comma between two: none of them is a name. */
    { "a@b.test Bcc: c@d.test", "[a@b.test Bcc: c@d.test]bad" },
    { "a@b.test c@d.test", "[a@b.test c@d.test]bad" },
    { "mailto:a@b.test c@d.test", "[mailto:a@b.test c@d.test]bad" },
    { "a@b.test Bcc: <c@d.test>", "[a@b.test Bcc: <c@d.test>]bad" },
    { "<a@b.test> <c@d.test>", "[<a@b.test> <c@d.test>]bad" },
    { "a@b.test <a@b.test>", "a@b.test|a@b.test" },
    { "\"a@b.test\" <c@d.test>", "a@b.test|c@d.test" },
  };
  static const char *const marks[] = { "", "no", "bad", "open" };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) recipients = mailer_mime_parse_recipients (rows[i].text);
      g_autoptr (GString) description = g_string_new (NULL);

      for (guint n = 0; n < recipients->len; n++)
        {
          const MailerMimeRecipient *recipient = g_ptr_array_index (recipients, n);

          g_string_append (description, n > 0 ? "; " : "");
          g_assert_true (strncmp (rows[i].text + recipient->start, recipient->text, recipient->length) == 0);
          g_assert_cmpuint (strlen (recipient->text), ==, recipient->length);
          g_assert_cmpint (recipient->address != NULL, ==, recipient->problem == MAILER_MIME_RECIPIENT_OK);
          if (recipient->address != NULL)
            g_string_append_printf (description, "%s|%s", recipient->address->name != NULL ? recipient->address->name : "-", recipient->address->address);
          else
            g_string_append_printf (description, "[%s]%s", recipient->text, marks[recipient->problem]);
        }
      g_assert_cmpstr (description->str, ==, rows[i].expected);
    }
}

static void
test_typed_form_comes_back (void)
{
  static const char *const names[] = { "Ada", "Byron, Ada", "a \"quoted\" \\ name", "Jörg (x)", "a@b", "Dr. A", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (MailerAddress) address = mailer_address_new (names[i], "a@b.test");
      g_autofree char *text = mailer_mime_format_address (address);
      g_autoptr (GPtrArray) recipients = mailer_mime_parse_recipients (text);
      const MailerMimeRecipient *recipient = NULL;

      g_assert_cmpuint (recipients->len, ==, 1);
      recipient = g_ptr_array_index (recipients, 0);
      g_assert_cmpstr (recipient->address->name, ==, names[i]);
      g_assert_cmpstr (recipient->address->address, ==, "a@b.test");
    }
}

static void
test_names_that_deceive (void)
{
  static const struct
  {
    const char *name;
    gboolean    is_deceptive;
  } rows[] = {
    { "Ada", FALSE },
    { "a@x.test", FALSE },
    { "A@X.TEST", FALSE },
    { "bank@bank.test", TRUE },
    { "Bank <bank@bank.test>", TRUE },
    { "\"bank@bank.test\"", TRUE },
    { "Meet @ noon", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (MailerAddress) address = mailer_address_new (rows[i].name, "a@x.test");

      g_assert_cmpint (mailer_mime_address_name_is_deceptive (address), ==, rows[i].is_deceptive);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mime/address/header", test_header);
  g_test_add_func ("/mime/address/nested-groups", test_nested_groups);
  g_test_add_func ("/mime/address/many-addresses", test_many_addresses);
  g_test_add_func ("/mime/address/envelope", test_envelope);
  g_test_add_func ("/mime/address/recipients", test_recipients);
  g_test_add_func ("/mime/address/typed-form-comes-back", test_typed_form_comes_back);
  g_test_add_func ("/mime/address/names-that-deceive", test_names_that_deceive);

  return g_test_run ();
}
