/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* From the greeting to the sign-in, and the commands. The server lists its capabilities by itself at
 * the beginning and again behind STARTTLS; nothing of the first list outlives the encryption. */

#include "config.h"

#include "mailer-sieve-exchange-private.h"

static void
forget_capabilities (MailerSieveSession *self)
{
  g_clear_pointer (&self->mechanisms, g_free);
  g_clear_pointer (&self->extensions, g_free);
  self->has_starttls = FALSE;
}

static void
learn_capability (MailerSieveSession            *self,
                  const MailerWireSieveResponse *line)
{
  g_autofree char *name = mailer_wire_sieve_response_dup_text (line, 0);

  if (name == NULL)
    return;
  if (g_ascii_strcasecmp (name, "STARTTLS") == 0)
    self->has_starttls = TRUE;
  else if (g_ascii_strcasecmp (name, "SASL") == 0)
    {
      g_free (self->mechanisms);
      self->mechanisms = mailer_wire_sieve_response_dup_text (line, 1);
    }
  else if (g_ascii_strcasecmp (name, "SIEVE") == 0)
    {
      g_free (self->extensions);
      self->extensions = mailer_wire_sieve_response_dup_text (line, 1);
    }
}

static gboolean
hear_capabilities (MailerSieveSession *self,
                   GError            **error)
{
  g_autoptr (GPtrArray) lines = NULL;

  forget_capabilities (self);
  if (!mailer_sieve_hear_all (self, &lines, "Greeting", error))
    return FALSE;
  for (guint i = 0; i < lines->len; i++)
    learn_capability (self, g_ptr_array_index (lines, i));

  return TRUE;
}

static gboolean
set_starttls_missing (MailerSieveSession *self,
                      GError            **error)
{
  mailer_sieve_set_error (self, error, MAILER_SIEVE_ERROR_STARTTLS_MISSING,
                          MAILER_ERROR_SCOPE_ACCOUNT, "%s does not offer STARTTLS",
                          mailer_net_connection_get_host (self->connection));

  return FALSE;
}

/* The connection looks for bytes behind the OK in its own buffer and the socket; what we have read
 * already is in the parser. */
static gboolean
check_nothing_waits (MailerSieveSession *self,
                     GError            **error)
{
  GError *made;

  if (!mailer_wire_sieve_parser_has_input (self->parser))
    return TRUE;
  made = g_error_new (MAILER_NET_ERROR, MAILER_NET_ERROR_INJECTION,
                      "%s sent something in clear behind the start of the encryption",
                      mailer_net_connection_get_host (self->connection));
  mailer_error_edit_details (made)->scope = MAILER_ERROR_SCOPE_CONNECTION;
  mailer_error_edit_details (made)->host = g_strdup (mailer_net_connection_get_host (self->connection));
  g_propagate_error (error, made);

  return FALSE;
}

static gboolean
start_tls (MailerSieveSession *self,
           GError            **error)
{
  g_autoptr (MailerWireSieveResponse) response = NULL;

  if (!self->has_starttls)
    return set_starttls_missing (self, error);
  if (!mailer_sieve_say (self, NULL, mailer_wire_sieve_command_new ("STARTTLS"), error))
    return FALSE;
  response = mailer_sieve_hear (self, error);
  if (response == NULL)
    return FALSE;
  if (mailer_wire_sieve_response_get_status (response) != MAILER_WIRE_SIEVE_OK)
    return set_starttls_missing (self, error);
  if (!check_nothing_waits (self, error))
    return FALSE;
  mailer_sieve_reset_parser (self);

  return mailer_net_connection_start_tls (self->connection, self->cancellable,
                                          mailer_sieve_get_deadline (self), error)
         && hear_capabilities (self, error);
}

static gboolean
set_up (MailerSieveSession         *self,
        const MailerNetEndpoint    *endpoint,
        const MailerNetCredentials *credentials,
        GError                    **error)
{
  if (!hear_capabilities (self, error))
    return FALSE;
  if (endpoint->security == MAILER_SECURITY_STARTTLS && !start_tls (self, error))
    return FALSE;
  g_assert (mailer_net_connection_is_encrypted (self->connection));

  return mailer_sieve_sign_in (self, credentials, error);
}

/* Whatever goes wrong before the session is open, there is nothing to go on with. */
static void
widen_scope (GError *error)
{
  MailerErrorDetails *details = error->domain == MAILER_SIEVE_ERROR ? mailer_error_edit_details (error) : NULL;

  if (details != NULL)
    details->scope = MAX (details->scope, MAILER_ERROR_SCOPE_CONNECTION);
}

MailerSieveSession *
mailer_sieve_session_open (const MailerNetEndpoint    *endpoint,
                           const MailerNetCredentials *credentials,
                           GCancellable               *cancellable,
                           gint64                      deadline_us,
                           GError                    **error)
{
  g_autoptr (MailerSieveSession) self = NULL;
  g_autoptr (GError) failure = NULL;
  MailerNetConnection *connection;

  g_return_val_if_fail (endpoint != NULL && credentials != NULL, NULL);

  connection = mailer_net_connection_open (endpoint, cancellable, deadline_us, error);
  if (connection == NULL)
    return NULL;
  self = g_new0 (MailerSieveSession, 1);
  self->connection = connection;
  self->cancellable = cancellable;
  self->deadline_us = deadline_us;
  mailer_sieve_reset_parser (self);
  if (set_up (self, endpoint, credentials, &failure))
    return g_steal_pointer (&self);
  widen_scope (failure);
  g_propagate_error (error, g_steal_pointer (&failure));

  return NULL;
}

void
mailer_sieve_session_free (MailerSieveSession *self)
{
  if (self == NULL)
    return;
  forget_capabilities (self);
  g_free (self->remembered);
  mailer_wire_sieve_parser_free (self->parser);
  mailer_net_connection_free (self->connection);
  g_free (self);
}

const char *
mailer_sieve_session_get_remembered (MailerSieveSession *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->remembered;
}

static gboolean
run (MailerSieveSession     *self,
     MailerWireSieveCommand *command,
     const char             *label,
     GPtrArray             **data,
     const char             *action,
     GError                **error)
{
  return mailer_sieve_say (self, label, command, error) && mailer_sieve_hear_all (self, data, action, error);
}

static void
begin_call (MailerSieveSession *self,
            GCancellable       *cancellable,
            gint64              deadline_us)
{
  self->cancellable = cancellable;
  self->deadline_us = deadline_us;
}

void
mailer_sieve_session_logout (MailerSieveSession *self)
{
  g_return_if_fail (self != NULL);

  begin_call (self, NULL, g_get_monotonic_time () + G_USEC_PER_SEC);
  run (self, mailer_wire_sieve_command_new ("LOGOUT"), NULL, NULL, "LOGOUT", NULL);
  mailer_sieve_session_free (self);
}

gboolean
mailer_sieve_session_has_extension (MailerSieveSession *self,
                                    const char         *name)
{
  g_auto (GStrv) extensions = NULL;

  g_return_val_if_fail (self != NULL && name != NULL, FALSE);

  extensions = g_strsplit (self->extensions != NULL ? self->extensions : "", " ", -1);
  for (gsize i = 0; extensions[i] != NULL; i++)
    if (g_ascii_strcasecmp (extensions[i], name) == 0)
      return TRUE;

  return FALSE;
}

static void
free_script (gpointer data)
{
  MailerSieveScript *script = data;

  g_free (script->name);
  g_free (script);
}

GPtrArray *
mailer_sieve_session_list_scripts (MailerSieveSession *self,
                                   GCancellable       *cancellable,
                                   gint64              deadline_us,
                                   GError            **error)
{
  g_autoptr (GPtrArray) scripts = g_ptr_array_new_with_free_func (free_script);
  g_autoptr (GPtrArray) lines = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  begin_call (self, cancellable, deadline_us);
  if (!run (self, mailer_wire_sieve_command_new ("LISTSCRIPTS"), NULL, &lines, "LISTSCRIPTS", error))
    return NULL;
  for (guint i = 0; i < lines->len; i++)
    {
      MailerSieveScript *script = g_new0 (MailerSieveScript, 1);
      g_autofree char   *mark = mailer_wire_sieve_response_dup_text (g_ptr_array_index (lines, i), 1);

      script->name = mailer_wire_sieve_response_dup_text (g_ptr_array_index (lines, i), 0);
      script->is_active = mark != NULL && g_ascii_strcasecmp (mark, "ACTIVE") == 0;
      if (script->name != NULL)
        g_ptr_array_add (scripts, script);
      else
        free_script (script);
    }

  return g_steal_pointer (&scripts);
}

GBytes *
mailer_sieve_session_get_script (MailerSieveSession *self,
                                 const char         *name,
                                 GCancellable       *cancellable,
                                 gint64              deadline_us,
                                 GError            **error)
{
  MailerWireSieveCommand *command;
  g_autoptr (GPtrArray) lines = NULL;
  GBytes *script;

  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  begin_call (self, cancellable, deadline_us);
  command = mailer_wire_sieve_command_new ("GETSCRIPT");
  mailer_wire_sieve_command_add_string (command, name, -1);
  if (!run (self, command, NULL, &lines, "GETSCRIPT", error))
    return NULL;
  script = lines->len == 1 ? mailer_wire_sieve_response_get_string (g_ptr_array_index (lines, 0), 0) : NULL;
  if (script != NULL)
    return g_bytes_ref (script);
  mailer_sieve_set_error (self, error, MAILER_SIEVE_ERROR_PROTOCOL, MAILER_ERROR_SCOPE_CONNECTION,
                          "%s sent no script", mailer_net_connection_get_host (self->connection));

  return NULL;
}

static void
add_script (MailerWireSieveCommand *command,
            GBytes                 *script)
{
  gsize       size;
  const char *text = g_bytes_get_data (script, &size);

  mailer_wire_sieve_command_add_string (command, size > 0 ? text : "", size);
}

gboolean
mailer_sieve_session_put_script (MailerSieveSession *self,
                                 const char         *name,
                                 GBytes             *script,
                                 GCancellable       *cancellable,
                                 gint64              deadline_us,
                                 GError            **error)
{
  MailerWireSieveCommand *command;

  g_return_val_if_fail (self != NULL && name != NULL && script != NULL, FALSE);

  begin_call (self, cancellable, deadline_us);
  command = mailer_wire_sieve_command_new ("PUTSCRIPT");
  mailer_wire_sieve_command_add_string (command, name, -1);
  add_script (command, script);

  return run (self, command, "PUTSCRIPT [script]", NULL, "PUTSCRIPT", error);
}

gboolean
mailer_sieve_session_check_script (MailerSieveSession *self,
                                   GBytes             *script,
                                   GCancellable       *cancellable,
                                   gint64              deadline_us,
                                   GError            **error)
{
  MailerWireSieveCommand *command;

  g_return_val_if_fail (self != NULL && script != NULL, FALSE);

  begin_call (self, cancellable, deadline_us);
  command = mailer_wire_sieve_command_new ("CHECKSCRIPT");
  add_script (command, script);

  return run (self, command, "CHECKSCRIPT [script]", NULL, "CHECKSCRIPT", error);
}

static gboolean
run_on_name (MailerSieveSession *self,
             const char         *verb,
             const char         *name,
             GError            **error)
{
  MailerWireSieveCommand *command = mailer_wire_sieve_command_new (verb);

  mailer_wire_sieve_command_add_string (command, name, -1);

  return run (self, command, NULL, NULL, verb, error);
}

gboolean
mailer_sieve_session_set_active (MailerSieveSession *self,
                                 const char         *name,
                                 GCancellable       *cancellable,
                                 gint64              deadline_us,
                                 GError            **error)
{
  g_return_val_if_fail (self != NULL && name != NULL, FALSE);

  begin_call (self, cancellable, deadline_us);

  return run_on_name (self, "SETACTIVE", name, error);
}

gboolean
mailer_sieve_session_delete_script (MailerSieveSession *self,
                                    const char         *name,
                                    GCancellable       *cancellable,
                                    gint64              deadline_us,
                                    GError            **error)
{
  g_return_val_if_fail (self != NULL && name != NULL, FALSE);

  begin_call (self, cancellable, deadline_us);

  return run_on_name (self, "DELETESCRIPT", name, error);
}
