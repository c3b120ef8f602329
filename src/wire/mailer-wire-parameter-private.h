/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-body-part.h"

G_BEGIN_DECLS

/**
 * mailer_wire_parameter_find:
 *
 * Finds one MIME parameter by name, whatever way RFC 2231 has of spreading it: "filename", "filename*",
 * "filename*0", "filename*1*". An extended one wins and becomes UTF-8 (or stays as it is when its charset
 * is unknown); a plain one stays raw, encoded words and all.
 *
 * Returns: (transfer none) (nullable): in @arena or borrowed from @parameters; %NULL when it is not
 *   there. Thread: any.
 */
const char *mailer_wire_parameter_find (const MailerBodyParameter *parameters,
                                        guint                      n,
                                        const char                *name,
                                        MailerArena               *arena);

G_END_DECLS
