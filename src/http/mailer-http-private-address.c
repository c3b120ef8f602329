/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-http-private-address-private.h"

/* The registries of special-purpose addresses (RFC 6890), without what is globally reachable. */
static const char *const private_v4[] = {
  "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
  "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
  "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"
};

/* Only 2000::/3 is given out as global unicast; of it these are not, or carry an IPv4 address. */
static const char *const public_v6 = "2000::/3";
static const char *const private_v6[] = { "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20" };

/* The last four bytes are an IPv4 address: mapped, and translated by NAT64 (RFC 6052). */
static const char *const embedding_v6[] = { "::ffff:0:0/96", "64:ff9b::/96" };

static gboolean
is_in (GInetAddress *address,
       const char   *range)
{
  g_autoptr (GInetAddressMask) mask = g_inet_address_mask_new_from_string (range, NULL);

  return g_inet_address_mask_matches (mask, address);
}

static gboolean
is_in_any (GInetAddress      *address,
           const char *const *ranges,
           gsize              n_ranges)
{
  for (gsize i = 0; i < n_ranges; i++)
    if (is_in (address, ranges[i]))
      return TRUE;

  return FALSE;
}

gboolean
mailer_http_is_private_address (GInetAddress *address)
{
  if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV4)
    return is_in_any (address, private_v4, G_N_ELEMENTS (private_v4));
  if (is_in_any (address, embedding_v6, G_N_ELEMENTS (embedding_v6)))
    {
      g_autoptr (GInetAddress) inner = g_inet_address_new_from_bytes (
          g_inet_address_to_bytes (address) + 12, G_SOCKET_FAMILY_IPV4);

      return mailer_http_is_private_address (inner);
    }

  return !is_in (address, public_v6) || is_in_any (address, private_v6, G_N_ELEMENTS (private_v6));
}
