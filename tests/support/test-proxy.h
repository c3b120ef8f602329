/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TestProxy:
 *
 * A bad line: listens on a free port of 127.0.0.1 and forwards to another port, with the faults that
 * were set. A fault holds for what is forwarded from then on, and for connections to come.
 *
 * Thread: the functions may be called from any; the forwarding has threads of its own.
 */
typedef struct _TestProxy TestProxy;

/** TestProxyFault: what the line does once so many bytes have passed. */
typedef enum
{
  TEST_PROXY_NONE,
  TEST_PROXY_END,   /* both sides see an orderly end */
  TEST_PROXY_RESET, /* both sides see a reset */
  TEST_PROXY_STALL, /* nothing passes any more; nobody is told */
} TestProxyFault;

TestProxy *test_proxy_new (guint16 to_port);

guint16 test_proxy_get_port (TestProxy *self);

/**
 * test_proxy_set_fault:
 * @n_to_server: bytes from the client that still pass, counted over all connections from now on; -1 for
 *   any number
 * @n_to_client: the same for the other way
 */
void test_proxy_set_fault (TestProxy     *self,
                           TestProxyFault fault,
                           gint64         n_to_server,
                           gint64         n_to_client);

/** test_proxy_set_chunk: forwards at most @n_bytes at a time; 0 for any number. */
void test_proxy_set_chunk (TestProxy *self,
                           guint      n_bytes);

/**
 * test_proxy_set_delay:
 *
 * Makes the line longer: what comes in from now on goes out so many milliseconds later, each way in the
 * order it came, and as much of it at a time as before; 25 and 25 is a round trip of 50.
 */
void test_proxy_set_delay (TestProxy *self,
                           guint      to_server_ms,
                           guint      to_client_ms);

/** test_proxy_cut: ends (or resets) all connections there are, now. New ones are made as before. */
void test_proxy_cut (TestProxy *self,
                     gboolean   is_reset);

/** test_proxy_get_n_connections: connections accepted so far. */
guint test_proxy_get_n_connections (TestProxy *self);

/** test_proxy_get_n_bytes: bytes forwarded so far. */
guint64 test_proxy_get_n_bytes (TestProxy *self,
                                gboolean   is_to_server);

void test_proxy_free (TestProxy *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestProxy, test_proxy_free)

G_END_DECLS
