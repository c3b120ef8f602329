/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-account-settings.h"
#include "mailer-engine-error.h"

G_BEGIN_DECLS

/**
 * mailer_engine_error_translate:
 * @error: (transfer full): of any layer
 *
 * Returns: (transfer full): the %MAILER_ENGINE_ERROR that the interface has words for, with the same
 *   message and details; %G_IO_ERROR_CANCELLED and errors of the engine stay what they are. Thread: any.
 */
GError *mailer_engine_error_translate (GError *error);

/**
 * mailer_engine_error_name_server:
 * @error: (inout) (optional): of any layer, set
 *
 * Adds where @server was to be reached to an error that names its host. Thread: any.
 */
void mailer_engine_error_name_server (GError                    **error,
                                      const MailerServerSettings *server);

/**
 * mailer_engine_error_needs_help:
 *
 * Whether only the user can do something about it: password, certificate. Thread: any.
 */
gboolean mailer_engine_error_needs_help (const GError *error);

G_END_DECLS
