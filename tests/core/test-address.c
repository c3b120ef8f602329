/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-address.h"

static const struct
{
  const char *address;
  gboolean    is_valid;
} rows[] = {
  { "ada@example.org", TRUE },
  { "a.b+tag@sub.example.org", TRUE },
  { "root@localhost", TRUE },
  { "\"a b\"@example.org", TRUE },
  { "\"a\\\"b\"@example.org", TRUE },
  { "müller@exämple.org", TRUE },
  { "x@[192.0.2.1]", TRUE },
  { "x@[IPv6:2001:db8::1]", TRUE },
  { "", FALSE },
  { "@", FALSE },
  { "ada", FALSE },
  { "ada@", FALSE },
  { "@example.org", FALSE },
  { "a..b@example.org", FALSE },
  { ".a@example.org", FALSE },
  { "a.@example.org", FALSE },
  { "a b@example.org", FALSE },
  { "a@b@example.org", FALSE },
  { "a@example..org", FALSE },
  { "a@-example.org", FALSE },
  { "a@example-.org", FALSE },
  { "a@example.org.", FALSE },
  { "a@exam ple.org", FALSE },
  { "a\r\nRCPT TO:<b>@example.org", FALSE },
  { "\"a\r\n\"@example.org", FALSE },
  { "\"a\\\"@example.org", FALSE },
  { "a@[1]<x>]", FALSE },
  { "a\xff@example.org", FALSE },
};

static void
test_validity (void)
{
  g_autofree char *long_local = g_strnfill (65, 'a');
  g_autofree char *long_address = g_strconcat (long_local, "@example.org", NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *printable = g_strescape (rows[i].address, NULL);

      g_test_message ("%s", printable);
      g_assert_cmpint (mailer_address_is_valid (rows[i].address), ==, rows[i].is_valid);
    }

  g_assert_false (mailer_address_is_valid (long_address));
}

static void
test_text_is_cleaned (void)
{
  g_autoptr (MailerAddress) address = mailer_address_new (" Ada\r\nBcc: x\x01 ", "ada@example.org\n");
  g_autoptr (MailerAddress) nameless = mailer_address_new (" \t", "a\xff@b");
  g_autofree char *display = mailer_address_dup_display (nameless);

  g_assert_cmpstr (address->name, ==, "Ada  Bcc: x");
  g_assert_cmpstr (address->address, ==, "ada@example.org");
  g_assert_null (nameless->name);
  g_assert_cmpstr (display, ==, "a\xef\xbf\xbd@b");
}

/* A name that is another address may not stand for the sender. */
static void
test_display (void)
{
  static const struct
  {
    const char *name;
    const char *address;
    const char *display;
  } displays[] = {
    { NULL, "ada@example.org", "ada@example.org" },
    { "Ada", "ada@example.org", "Ada" },
    { "ada@Example.org", "ada@example.org", "ada@Example.org" },
    { "service@bank.example", "thief@x.test", "thief@x.test" },
    { "Bank <service@bank.example>", "thief@x.test", "thief@x.test" },
    { "service＠bank．example", "thief@x.test", "thief@x.test" },
    { "Ada (@ada) via Forum @ Work", "forum@example.org", "Ada (@ada) via Forum @ Work" },
    { "undisclosed", "", "undisclosed" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (displays); i++)
    {
      g_autoptr (MailerAddress) address = mailer_address_new (displays[i].name, displays[i].address);
      g_autofree char *display = mailer_address_dup_display (address);

      g_assert_cmpstr (display, ==, displays[i].display);
    }
}

static void
test_domain (void)
{
  g_assert_cmpstr (mailer_address_get_domain ("\"a@b\"@example.org"), ==, "example.org");
  g_assert_null (mailer_address_get_domain ("ada@"));
  g_assert_null (mailer_address_get_domain ("ada"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/address/validity", test_validity);
  g_test_add_func ("/core/address/text-is-cleaned", test_text_is_cleaned);
  g_test_add_func ("/core/address/display", test_display);
  g_test_add_func ("/core/address/domain", test_domain);

  return g_test_run ();
}
