/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-http-private-address-private.h"

static const struct
{
  const char *address;
  gboolean    is_private;
} rows[] = {
  { "93.184.216.34", FALSE },
  { "8.8.8.8", FALSE },
  { "172.15.255.255", FALSE },
  { "172.32.0.0", FALSE },
  { "100.63.255.255", FALSE },
  { "223.255.255.255", FALSE },
  { "2606:2800:220:1::1", FALSE },
  { "2a00:1450::1", FALSE },
  { "::ffff:8.8.8.8", FALSE },
  { "64:ff9b::8.8.8.8", FALSE },

  { "0.0.0.0", TRUE },
  { "10.1.2.3", TRUE },
  { "100.64.0.1", TRUE },
  { "127.0.0.1", TRUE },
  { "127.255.255.254", TRUE },
  { "169.254.169.254", TRUE },
  { "172.16.0.1", TRUE },
  { "172.31.255.255", TRUE },
  { "192.168.0.1", TRUE },
  { "198.19.0.1", TRUE },
  { "224.0.0.1", TRUE },
  { "255.255.255.255", TRUE },
  { "::", TRUE },
  { "::1", TRUE },
  { "::127.0.0.1", TRUE },
  { "::ffff:127.0.0.1", TRUE },
  { "::ffff:10.0.0.1", TRUE },
  { "64:ff9b::192.168.0.1", TRUE },
  { "64:ff9b:1::1", TRUE },
  { "fe80::1", TRUE },
  { "fc00::1", TRUE },
  { "fd12:3456::1", TRUE },
  { "fec0::1", TRUE },
  { "ff02::1", TRUE },
  { "2001:db8::1", TRUE },
  { "2001::1", TRUE },
  { "2002:7f00:1::1", TRUE },
};

static void
test_rows (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GInetAddress) address = g_inet_address_new_from_string (rows[i].address);

      g_test_message ("%s", rows[i].address);
      g_assert_cmpint (mailer_http_is_private_address (address), ==, rows[i].is_private);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http/private-address/rows", test_rows);

  return g_test_run ();
}
