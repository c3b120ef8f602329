/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TestOldServer:
 *
 * Speaks TLS 1.1 and nothing newer, to one client on 127.0.0.1. GIO's own server would not.
 */
typedef struct _TestOldServer TestOldServer;

TestOldServer *test_old_server_new (GTlsCertificate *certificate);

guint16 test_old_server_get_port (TestOldServer *self);

/** test_old_server_finish: waits for the client's end and frees @self. Returns: whether it sent anything. */
gboolean test_old_server_finish (TestOldServer *self);

G_END_DECLS
