/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-engine-error.h"

G_BEGIN_DECLS

/* How an error rests in the store beside an operation or an outgoing message, so that the interface has
 * the right words for it after a restart too: the code in front of the developer's sentence. */

/**
 * mailer_engine_error_record:
 * @error: of %MAILER_ENGINE_ERROR
 *
 * Returns: (transfer full): the text to store. Thread: any.
 */
char *mailer_engine_error_record (const GError *error);

/**
 * mailer_engine_error_recall:
 * @record: (nullable): from mailer_engine_error_record(); anything else is taken as a bare sentence
 * @server_text: (nullable): the server's own words
 *
 * Returns: (transfer full) (nullable): the error; %NULL when there is no @record. Thread: any.
 */
GError *mailer_engine_error_recall (const char *record,
                                    const char *server_text);

G_END_DECLS
