/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-imap-session-private.h"

#include <string.h>

#define DEFAULT_SILENCE_MS (60 * 1000)
#define DEFAULT_IDLE_REFRESH_MS (20 * 60 * 1000)
#define DEFAULT_POLL_MS (60 * 1000)
/* More news than this in one command: it will never end. */
#define DEFAULT_MAX_UNASKED 5000000

/*
 * A session belongs to one worker; see README.md. Everything goes one way: a command is built
 * (wire), sent and answered (mailer-imap-talk.c), its answers are picked up by a function of the
 * caller, and what is left over changes the view of the selected mailbox (mailer-imap-view.c), whose
 * news are told before the public function returns.
 */

/* Before anybody has signed in a server needs few words. */
const MailerWireImapLimits mailer_imap_stranger_limits = {
  .max_line_bytes = 64 * 1024,
  .max_literal_bytes = 4 * 1024,
  .max_body_bytes = 4 * 1024,
  .max_response_bytes = 128 * 1024,
};

MailerImapSession *
mailer_imap_session_create (MailerNetConnection    *connection,
                            const MailerImapConfig *config)
{
  MailerImapSession *self = g_new0 (MailerImapSession, 1);

  self->connection = connection;
  self->parser = mailer_wire_imap_parser_new (&mailer_imap_stranger_limits);
  if (config->events != NULL)
    self->events = *config->events;
  self->events_data = config->events_data;
  self->silence_ms = config->silence_ms > 0 ? config->silence_ms : DEFAULT_SILENCE_MS;
  self->idle_refresh_ms = config->idle_refresh_ms > 0 ? config->idle_refresh_ms : DEFAULT_IDLE_REFRESH_MS;
  self->poll_ms = config->poll_ms > 0 ? config->poll_ms : DEFAULT_POLL_MS;
  self->max_unasked = config->max_unasked > 0 ? config->max_unasked : DEFAULT_MAX_UNASKED;
  mailer_imap_learn_quirks (self);

  return self;
}

MailerImapSession *
mailer_imap_session_open (const MailerImapConfig *config,
                          GCancellable           *cancellable,
                          gint64                  deadline_us,
                          GError                **error)
{
  MailerNetConnection *connection;

  g_return_val_if_fail (config != NULL, NULL);

  connection = mailer_net_connection_open (&config->endpoint, cancellable, deadline_us, error);
  if (connection == NULL)
    return NULL;

  return mailer_imap_session_open_on (connection, config, cancellable, deadline_us, error);
}

MailerImapSession *
mailer_imap_session_open_on (MailerNetConnection    *connection,
                             const MailerImapConfig *config,
                             GCancellable           *cancellable,
                             gint64                  deadline_us,
                             GError                **error)
{
  g_autoptr (MailerImapSession) self = NULL;
  MailerImapCall call = { cancellable, deadline_us };

  g_return_val_if_fail (connection != NULL && config != NULL, NULL);
  g_return_val_if_fail (config->credentials.user_name != NULL, NULL);

  self = mailer_imap_session_create (connection, config);
  if (!mailer_imap_login (self, config, &call, error))
    return NULL;

  return g_steal_pointer (&self);
}

void
mailer_imap_session_free (MailerImapSession *self)
{
  if (self == NULL)
    return;

  mailer_net_connection_free (self->connection);
  mailer_wire_imap_parser_free (self->parser);
  g_clear_pointer (&self->capabilities, g_hash_table_unref);
  g_free (self->greeting);
  g_free (self->server_name);
  g_clear_pointer (&self->namespaces, g_ptr_array_unref);
  g_free (self->bye_text);
  g_free (self->remembered);
  mailer_imap_view_clear (&self->view);
  g_free (self);
}

gboolean
mailer_imap_session_logout (MailerImapSession *self,
                            GCancellable      *cancellable,
                            gint64             deadline_us,
                            GError           **error)
{
  MailerImapCall call = { cancellable, deadline_us };
  g_autoptr (MailerWireImapResponse) done = NULL;
  g_autoptr (GError) failure = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  if (!mailer_imap_check_usable (self, error))
    return FALSE;
  mailer_imap_view_clear (&self->view);
  done = mailer_imap_send (self, mailer_imap_command_new (self, "LOGOUT"), NULL, NULL, NULL, NULL,
                           NULL, &call, &failure);
  self->is_broken = TRUE;
  /* Many servers close right behind their BYE. */
  if (done == NULL && self->bye_text == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }

  return TRUE;
}

gboolean
mailer_imap_session_has_capability (MailerImapSession *self,
                                    const char        *name)
{
  g_autofree char    *upper = NULL;
  MailerImapExtension extension;

  g_return_val_if_fail (self != NULL && name != NULL, FALSE);

  upper = g_ascii_strup (name, -1);
  extension = mailer_imap_extension_from_capability (upper);
  if (extension < MAILER_IMAP_N_EXTENSIONS)
    return mailer_imap_has (self, extension);

  return self->capabilities != NULL && g_hash_table_contains (self->capabilities, upper);
}

const char *
mailer_imap_session_get_remembered (MailerImapSession *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->remembered;
}

const char *
mailer_imap_session_get_selected (MailerImapSession *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->view.name;
}

gboolean
mailer_imap_session_noop (MailerImapSession *self,
                          GCancellable      *cancellable,
                          gint64             deadline_us,
                          GError           **error)
{
  MailerImapCall call = { cancellable, deadline_us };
  g_autoptr (MailerWireImapResponse) done = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  done = mailer_imap_run (self, mailer_imap_command_new (self, "NOOP"), "Cannot ask for news", NULL,
                          NULL, &call, error);

  return done != NULL;
}
