/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _MailerRemote MailerRemote;

/**
 * MailerWatch:
 *
 * What the watch worker of an account does: signs in, brings folders and headers here, takes the journal
 * to the server, listens, and begins anew when the line breaks. One function from the first to the last
 * moment; what others want of it is left in atomics, and a wake.
 */
typedef struct _MailerWatch MailerWatch;

/**
 * mailer_watch_new:
 *
 * Thread: main.
 * Returns: (transfer full): a watch that has not begun; @remote (transfer none) outlives it.
 */
MailerWatch *mailer_watch_new (MailerRemote *remote);
/**
 * mailer_watch_get_delay_us:
 * @n_failures: how many attempts to connect have failed in a row before the last one
 * @chance: from 0 to 1
 *
 * Thread: any.
 * Returns: microseconds until the next attempt, twice as many after each failure, up to five minutes.
 */
gint64 mailer_watch_get_delay_us (guint  n_failures,
                                  double chance);

/** mailer_watch_free: @self: (not nullable) (transfer full). Thread: any, once the worker has ended. */
void mailer_watch_free (MailerWatch *self);

/**
 * mailer_watch_run:
 *
 * The worker's only job: ends when the remote's cancellable is triggered. Thread: the watch worker.
 */
void mailer_watch_run (gpointer watch);

/** mailer_watch_request_retry: try now what waits. Thread: any; wake the worker afterwards. */
void mailer_watch_request_retry (MailerWatch *self);
/**
 * mailer_watch_look_at:
 *
 * Listen to this mailbox, before any other; 0 for none. Thread: any; wake the worker afterwards.
 */
void mailer_watch_look_at (MailerWatch *self,
                           gint64       mailbox_id);
/** mailer_watch_note_mailbox: look into this mailbox. Thread: any; wake the worker afterwards. */
void mailer_watch_note_mailbox (MailerWatch *self,
                                gint64       mailbox_id);

G_END_DECLS
