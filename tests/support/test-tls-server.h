/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "test-certificates.h"

G_BEGIN_DECLS

/**
 * TestTlsServer:
 *
 * Does in TLS what GIO's own server would not, for one client on 127.0.0.1: old versions, chains that are
 * none, a second handshake. It says "hello" in its encryption and hears the client out.
 */
typedef struct _TestTlsServer TestTlsServer;

/**
 * TestTlsServerOptions:
 * @chain: what it shows
 * @priority: (nullable): of GnuTLS, for what is spoken
 * @begins_anew: asks for a second handshake behind its word
 * @tells_binding: its word is what tls-exporter (RFC 9266) is for it, in hexadecimal digits
 */
typedef struct
{
  const TestChain *chain;
  const char      *priority;
  gboolean         begins_anew;
  gboolean         tells_binding;
} TestTlsServerOptions;

/** test_tls_server_new: @options: borrowed, the chain until the server is finished. */
TestTlsServer *test_tls_server_new (const TestTlsServerOptions *options);

guint16 test_tls_server_get_port (TestTlsServer *self);

/** test_tls_server_finish: waits for the client's end and frees @self. Returns: whether it sent anything. */
gboolean test_tls_server_finish (TestTlsServer *self);

G_END_DECLS
