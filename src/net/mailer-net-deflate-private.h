/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * MailerNetDeflate:
 *
 * Compression of both directions of a connection (RFC 4978, RFC 1951): bytes in, bytes out; it never
 * reads or writes by itself, so nothing here blocks. What it holds is fixed, however much the other
 * side's bytes expand to: one block of input and zlib's two windows.
 *
 * Expansion is taken in the pieces that are asked for, and it has an end: more than @allowance bytes
 * beyond @max_ratio times what was received is an attack and no mail.
 */
typedef struct _MailerNetDeflate MailerNetDeflate;

/* One mail of zeros of the largest size that is fetched passes; a connection's honest traffic earns
 * itself more than it ever needs. */
#define MAILER_NET_DEFLATE_ALLOWANCE (G_GUINT64_CONSTANT (256) * 1024 * 1024)
#define MAILER_NET_DEFLATE_MAX_RATIO 64

/**
 * mailer_net_deflate_new:
 * @host: whom the connection is with, for errors
 * @allowance: bytes of expansion that are always taken
 * @max_ratio: to how much of what was received they may come beyond that
 *
 * Returns: (transfer full): both directions at their beginning. Thread: the connection's worker.
 */
MailerNetDeflate *mailer_net_deflate_new (const char *host,
                                          guint64     allowance,
                                          guint       max_ratio);

/** mailer_net_deflate_free: @self: (nullable) (transfer full). Thread: the connection's worker. */
void mailer_net_deflate_free (MailerNetDeflate *self);

/**
 * mailer_net_deflate_expand:
 *
 * Thread: the connection's worker.
 * Errors: %MAILER_NET_ERROR_LIMIT, %MAILER_NET_ERROR_CLOSED, %MAILER_NET_ERROR_FAILED.
 * Returns: bytes put into @buffer; 0 when nothing more can be had from what was received; -1 with
 *   %MAILER_NET_ERROR_LIMIT, with %MAILER_NET_ERROR_CLOSED behind the last block of a stream that has
 *   one, or with %MAILER_NET_ERROR_FAILED for what is not compressed data.
 */
gssize mailer_net_deflate_expand (MailerNetDeflate *self,
                                  void             *buffer,
                                  gsize             size,
                                  GError          **error);

/**
 * mailer_net_deflate_get_room:
 * @size: (out): how many bytes there is room for
 *
 * Where received bytes go, once mailer_net_deflate_expand() has returned 0; tell with
 * mailer_net_deflate_add() how many came.
 *
 * Returns: (transfer none): the room. Thread: the connection's worker.
 */
guint8 *mailer_net_deflate_get_room (MailerNetDeflate *self,
                                     gsize            *size);

/**
 * mailer_net_deflate_add:
 *
 * Says how many bytes came to where mailer_net_deflate_get_room() had pointed.
 *
 * Thread: the connection's worker.
 */
void mailer_net_deflate_add (MailerNetDeflate *self,
                             gsize             n_received);

/**
 * mailer_net_deflate_shrink:
 *
 * Returns: (transfer full): @data compressed, and a flush behind it, so that the other side can read
 *   all of it. Thread: the connection's worker.
 */
GByteArray *mailer_net_deflate_shrink (MailerNetDeflate *self,
                                       const void       *data,
                                       gsize             size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerNetDeflate, mailer_net_deflate_free)

G_END_DECLS
