/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "connection-fixture.h"

#include <string.h>

gint64
connection_in_ms (gint64 milliseconds)
{
  return g_get_monotonic_time () + milliseconds * 1000;
}

gint64
connection_soon (void)
{
  return connection_in_ms (20000);
}

MailerNetConnection *
connection_open (guint16        port,
                 MailerSecurity security,
                 const char    *ca_file)
{
  const MailerNetEndpoint endpoint = { .host = "127.0.0.1", .port = port, .security = security, .ca_file = ca_file };
  g_autoptr (GError) error = NULL;
  MailerNetConnection *connection = mailer_net_connection_open (&endpoint, NULL, connection_soon (), &error);

  g_assert_no_error (error);

  return connection;
}

void
connection_assert_line (MailerNetConnection *connection,
                        const char          *wanted)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) line = mailer_net_connection_read_line (connection, 1000, NULL, connection_soon (), &error);

  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (line, NULL), g_bytes_get_size (line), wanted, strlen (wanted));
}

void
connection_say (MailerNetConnection *connection,
                const char          *text)
{
  g_autoptr (GError) error = NULL;

  mailer_net_connection_write (connection, text, strlen (text), NULL, connection_soon (), &error);
  g_assert_no_error (error);
}

void
connection_assert_read_fails (MailerNetConnection *connection,
                              GCancellable        *cancellable,
                              gint64               deadline_us,
                              GQuark               domain,
                              gint                 code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (mailer_net_connection_read_line (connection, 1000, cancellable, deadline_us, &error));
  g_assert_error (error, domain, code);
}
