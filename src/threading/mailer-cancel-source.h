/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * mailer_cancel_source_new:
 * @cancellable: may be cancelled by any thread
 *
 * Calls its #GSourceFunc once @cancellable is cancelled, on the thread that runs the source's context. In place of
 * g_cancellable_source_new(), which leaks when it is destroyed here while another thread is still telling of the
 * cancellation.
 *
 * Returns: (transfer full). Thread: any.
 */
GSource *mailer_cancel_source_new (GCancellable *cancellable);

G_END_DECLS
