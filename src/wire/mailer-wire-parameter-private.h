/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Finds one MIME parameter by name among @names and @values, whatever way RFC 2231 has of spreading
 * it: "filename", "filename*", "filename*0", "filename*1*". An extended one wins and becomes UTF-8 (or
 * stays as it is when its charset is unknown); a plain one stays raw, encoded words and all.
 */
char *mailer_wire_parameter_find (GPtrArray  *names,
                                  GPtrArray  *values,
                                  const char *name);

G_END_DECLS
