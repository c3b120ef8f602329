/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-net-connection.h"

G_BEGIN_DECLS

/** connection_in_ms: a deadline that many milliseconds from now. */
gint64 connection_in_ms (gint64 milliseconds);

/** connection_soon: a deadline that only a hanging test meets. */
gint64 connection_soon (void);

/* Each of these must succeed. */

/** connection_open: @ca_file: (nullable): of the server on @port of 127.0.0.1. */
MailerNetConnection *connection_open (guint16        port,
                                      MailerSecurity security,
                                      const char    *ca_file);

/** connection_assert_line: the next line is @wanted. */
void connection_assert_line (MailerNetConnection *connection,
                             const char          *wanted);

void connection_say (MailerNetConnection *connection,
                     const char          *text);

/** connection_assert_read_fails: what is read next ends in that error. */
void connection_assert_read_fails (MailerNetConnection *connection,
                                   GCancellable        *cancellable,
                                   gint64               deadline_us,
                                   GQuark               domain,
                                   gint                 code);

G_END_DECLS
