/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define MAILER_TYPE_NET_STREAM (mailer_net_stream_get_type ())
G_DECLARE_FINAL_TYPE (MailerNetStream, mailer_net_stream, MAILER, NET_STREAM, GIOStream)

/**
 * MailerNetStream:
 *
 * The lowest stream of a connection: the socket, with a deadline for every blocking call. Whatever is
 * stacked on it (TLS) blocks in it and so inherits the deadline, however slowly the bytes drip in.
 * Its two halves must not outlive it.
 */

/**
 * mailer_net_stream_new:
 * @base: a connected socket or what a proxy made of one; its streams must be pollable
 *
 * Returns: (transfer full): a stream without a deadline. Thread: the connection's worker.
 */
MailerNetStream *mailer_net_stream_new (GSocketConnection *base);

/**
 * mailer_net_stream_set_deadline:
 * @deadline_us: monotonic microseconds, -1 for none
 *
 * For the calls that begin afterwards. A deadline in the past ends each read; a write still takes
 * what the socket takes at once.
 *
 * Thread: the one that starts the calls, while none runs.
 */
void mailer_net_stream_set_deadline (MailerNetStream *self,
                                     gint64           deadline_us);

/**
 * mailer_net_stream_check_deadline:
 *
 * %FALSE once the deadline has passed.
 *
 * Thread: the connection's worker. Errors: %G_IO_ERROR_TIMED_OUT.
 */
gboolean mailer_net_stream_check_deadline (MailerNetStream *self,
                                           GError         **error);

/**
 * mailer_net_stream_set_allowance:
 * @n_bytes: what may be received from now on, -1 for any number
 *
 * Behind the last byte a read fails with %G_IO_ERROR_MESSAGE_TOO_LARGE.
 *
 * Thread: the one that starts the calls, while none runs.
 */
void mailer_net_stream_set_allowance (MailerNetStream *self,
                                      gint64           n_bytes);

/**
 * mailer_net_stream_is_used_up:
 *
 * Whether all that was allowed has been received. Thread: the connection's worker.
 */
gboolean mailer_net_stream_is_used_up (MailerNetStream *self);

/**
 * mailer_net_stream_is_ended:
 *
 * Whether a call found the connection ended or broken by the other side. TLS hides it behind errors of
 * its own.
 *
 * Thread: the one that starts the calls, while none runs.
 */
gboolean mailer_net_stream_is_ended (MailerNetStream *self);

/**
 * mailer_net_stream_poll:
 * @events: G_IO_IN or G_IO_OUT
 * @other_fd: a second descriptor to wait for reading, or -1
 * @is_other_ready: (out) (optional): whether @other_fd ended the wait
 *
 * Waits until the socket, not what lies in buffers above it, is ready.
 *
 * Thread: the connection's worker. Blocks: until the deadline.
 * Errors: %G_IO_ERROR_TIMED_OUT, %G_IO_ERROR_CANCELLED.
 */
gboolean mailer_net_stream_poll (MailerNetStream *self,
                                 GIOCondition     events,
                                 int              other_fd,
                                 gboolean        *is_other_ready,
                                 GCancellable    *cancellable,
                                 GError         **error);

G_END_DECLS
