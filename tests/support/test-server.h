/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * TestServer:
 *
 * Listens on a free port of 127.0.0.1 and plays a script, one connection after the other, on a thread
 * of its own. The script is text, one step per line; what the client says must match to the byte:
 *
 *     S: text        says the line and CRLF; \r \n \0 \xHH \\ are bytes
 *     S+ text        says it without CRLF
 *     C: text        the client says exactly this line, ended by CRLF
 *     C* pattern     the client says a line that matches the glob pattern
 *     C+ 123         the client says that many bytes, whatever they are
 *     C= bytes       the client says exactly these bytes
 *     TLS            the handshake, as the server
 *     DEFLATE        from here both directions are compressed, as RFC 4978 has it
 *     DRIP 20        from here each byte goes out by itself, that many milliseconds apart (0 is fine)
 *     EOF            the client ends the connection; nothing may come before that
 *     CLOSE          ends the connection, with TLS's farewell
 *     RESET          ends it with a TCP reset
 *     STALL          says nothing until the client ends the connection
 *     ACCEPT         waits for the next connection; comes by itself at the beginning
 *
 * Blank lines and lines that begin with "#" mean nothing. At its end the script ends the connection.
 * A deviation of the client is kept for test_server_finish() and ends the script.
 */
typedef struct _TestServer TestServer;

/**
 * test_server_new:
 * @script: as above
 * @certificate: (nullable): for TLS
 */
TestServer *test_server_new (const char      *script,
                             GTlsCertificate *certificate);

guint16 test_server_get_port (TestServer *self);

/** test_server_is_stalled: whether the script has come to a STALL. From any thread. */
gboolean test_server_is_stalled (TestServer *self);

/** test_server_get_n_connections: how many have begun. From any thread. */
guint test_server_get_n_connections (TestServer *self);

/** test_server_finish: joins the thread, fails the test when the client deviated, and frees @self. */
void test_server_finish (TestServer *self);

/**
 * test_server_finish_with_text:
 *
 * Returns: (transfer full) (nullable): the deviation, or %NULL when the script was played to its end.
 */
char *test_server_finish_with_text (TestServer *self);

G_END_DECLS
