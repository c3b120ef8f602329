/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * mailer_http_is_private_address:
 *
 * Whether @address is anything but a public unicast address: this machine, the local network, a
 * provider's inner network, documentation, multicast, or an IPv6 form with such an IPv4 address in it.
 *
 * Thread: any.
 */
gboolean mailer_http_is_private_address (GInetAddress *address);

G_END_DECLS
