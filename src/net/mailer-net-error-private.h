/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-net-connection.h"

G_BEGIN_DECLS

/**
 * mailer_net_error_take:
 * @error: (out) (optional): where the caller wants the error
 * @cause: (transfer full): of GIO
 * @host: whom the connection is with
 * @action: what was tried, as in "Cannot connect to %s"
 *
 * Turns an error of GIO into one of ours. A cancellation stays what it is. Thread: any.
 */
void mailer_net_error_take (GError    **error,
                            GError     *cause,
                            const char *host,
                            const char *action);

/** mailer_net_error_set: makes an error of ours with its details. Thread: any. */
void mailer_net_error_set (GError       **error,
                           MailerNetError code,
                           const char    *host,
                           const char    *format,
                           ...) G_GNUC_PRINTF (4, 5);

G_END_DECLS
