/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-remote.h"

G_BEGIN_DECLS

/**
 * MailerOutlet:
 *
 * The way from an account's workers to the main thread. It is counted, because posts may still be under
 * way when the remote is gone; they find it retired then and say nothing.
 */
typedef struct _MailerOutlet MailerOutlet;

/**
 * mailer_outlet_new:
 *
 * Thread: any.
 * Returns: (transfer full): a way to @events, which are called with @data on the main thread.
 */
MailerOutlet *mailer_outlet_new (const char               *account_id,
                                 const MailerRemoteEvents *events,
                                 gpointer                  data);
/** mailer_outlet_ref: Returns: (transfer full): @self with one more reference. Thread: any. */
MailerOutlet *mailer_outlet_ref (MailerOutlet *self);
/** mailer_outlet_unref: @self: (not nullable) (transfer full). Thread: any. */
void mailer_outlet_unref (MailerOutlet *self);

/** mailer_outlet_retire: from now on nothing is told. Thread: main. */
void mailer_outlet_retire (MailerOutlet *self);
/** mailer_outlet_is_retired: whether nothing is told any more. Thread: main. */
gboolean mailer_outlet_is_retired (MailerOutlet *self);

/**
 * mailer_outlet_tell_state:
 * @error: (nullable) (transfer full): %MAILER_ENGINE_ERROR
 *
 * How the account stands with its servers now. Thread: any.
 */
void mailer_outlet_tell_state (MailerOutlet      *self,
                               MailerAccountState state,
                               GError            *error);
/**
 * mailer_outlet_tell_failed:
 * @error: (transfer full): %MAILER_ENGINE_ERROR
 *
 * The server has refused an operation for good. Thread: any.
 */
void mailer_outlet_tell_failed (MailerOutlet *self,
                                gint64        operation_id,
                                GError       *error);
/**
 * mailer_outlet_tell_delayed:
 * @error: (transfer full): %MAILER_ENGINE_ERROR
 *
 * An operation has to wait. Thread: any.
 */
void mailer_outlet_tell_delayed (MailerOutlet *self,
                                 gint64        operation_id,
                                 GError       *error);
/** mailer_outlet_tell_progress: @fraction of an operation, 0 to 1, is done by the server. Thread: any. */
void mailer_outlet_tell_progress (MailerOutlet *self,
                                  gint64        operation_id,
                                  double        fraction);
/**
 * mailer_outlet_tell_alert:
 * @error: (transfer full): %MAILER_ENGINE_ERROR_ALERT
 *
 * The server wants something to be read. Thread: any.
 */
void mailer_outlet_tell_alert (MailerOutlet *self,
                               GError       *error);
/**
 * mailer_outlet_tell_signed_in:
 * @signed_in_by: interned
 *
 * How the server, that for sending or the other, was signed in to. Thread: any.
 */
void mailer_outlet_tell_signed_in (MailerOutlet *self,
                                   gboolean      is_outgoing,
                                   const char   *signed_in_by);

G_END_DECLS
