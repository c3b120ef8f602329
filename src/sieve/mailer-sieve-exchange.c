/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One command, its responses, and what a refusal is as an error. */

#include "config.h"

#include "mailer-sieve-exchange-private.h"

MAILER_DEFINE_ERROR (mailer_sieve_error)

enum
{
  MAX_RESPONSE_BYTES = 4 * 1024 * 1024,
  MAX_DATA_LINES = 1000,
  PATIENCE_S = 60,
};

gint64
mailer_sieve_get_deadline (MailerSieveSession *self)
{
  gint64 patience_us = g_get_monotonic_time () + PATIENCE_S * G_USEC_PER_SEC;

  return self->deadline_us < 0 ? patience_us : MIN (patience_us, self->deadline_us);
}

void
mailer_sieve_reset_parser (MailerSieveSession *self)
{
  g_clear_pointer (&self->parser, mailer_wire_sieve_parser_free);
  self->parser = mailer_wire_sieve_parser_new (MAX_RESPONSE_BYTES);
}

void
mailer_sieve_set_error (MailerSieveSession *self,
                        GError            **error,
                        MailerSieveError    code,
                        MailerErrorScope    scope,
                        const char         *format,
                        ...)
{
  MailerErrorDetails *details;
  GError             *made;
  va_list             arguments;

  va_start (arguments, format);
  made = g_error_new_valist (MAILER_SIEVE_ERROR, code, format, arguments);
  va_end (arguments);
  details = mailer_error_edit_details (made);
  details->scope = scope;
  details->retry = MAILER_ERROR_RETRY_NEVER;
  details->host = g_strdup (mailer_net_connection_get_host (self->connection));
  g_propagate_error (error, made);
}

gboolean
mailer_sieve_say (MailerSieveSession     *self,
                  const char             *label,
                  MailerWireSieveCommand *command,
                  GError                **error)
{
  g_autoptr (GBytes) bytes = mailer_wire_sieve_command_end (command);
  gsize         size;
  gconstpointer data = g_bytes_get_data (bytes, &size);

  if (label != NULL)
    return mailer_net_connection_write_hidden (self->connection, label, data, size,
                                               self->cancellable, mailer_sieve_get_deadline (self),
                                               error);

  return mailer_net_connection_write (self->connection, data, size, self->cancellable,
                                      mailer_sieve_get_deadline (self), error);
}

static gboolean
pop (MailerSieveSession       *self,
     MailerWireSieveResponse **response,
     GError                  **error)
{
  g_autoptr (GError) cause = NULL;

  if (mailer_wire_sieve_parser_pop (self->parser, response, &cause))
    return TRUE;
  mailer_sieve_set_error (self, error, MAILER_SIEVE_ERROR_PROTOCOL, MAILER_ERROR_SCOPE_CONNECTION,
                          "%s does not speak ManageSieve: %s",
                          mailer_net_connection_get_host (self->connection), cause->message);

  return FALSE;
}

MailerWireSieveResponse *
mailer_sieve_hear (MailerSieveSession *self,
                   GError            **error)
{
  gint64 deadline_us = mailer_sieve_get_deadline (self);

  for (;;)
    {
      MailerWireSieveResponse *response = NULL;
      guint8                   bytes[8192];
      gssize                   n_read;

      if (!pop (self, &response, error))
        return NULL;
      if (response != NULL)
        return response;
      n_read = mailer_net_connection_read_some (self->connection, bytes, sizeof bytes,
                                                self->cancellable, deadline_us, error);
      if (n_read < 0)
        return NULL;
      mailer_wire_sieve_parser_push (self->parser, bytes, n_read);
    }
}

/* RFC 5804, section 1.3. */
static MailerSieveError
code_for (const MailerWireSieveResponse *response,
          MailerSieveError               refused)
{
  const char *code = mailer_wire_sieve_response_get_code (response);

  if (mailer_wire_sieve_response_get_status (response) == MAILER_WIRE_SIEVE_BYE || g_strcmp0 (code, "TRYLATER") == 0)
    return MAILER_SIEVE_ERROR_UNAVAILABLE;
  if (g_strcmp0 (code, "NONEXISTENT") == 0)
    return MAILER_SIEVE_ERROR_NOT_FOUND;
  if (code != NULL && g_str_has_prefix (code, "QUOTA"))
    return MAILER_SIEVE_ERROR_QUOTA;

  return refused;
}

gboolean
mailer_sieve_fail (MailerSieveSession            *self,
                   const MailerWireSieveResponse *response,
                   MailerSieveError               refused,
                   MailerErrorScope               scope,
                   const char                    *action,
                   GError                       **error)
{
  MailerSieveError code = code_for (response, refused);
  gboolean         is_bye = mailer_wire_sieve_response_get_status (response) == MAILER_WIRE_SIEVE_BYE;
  g_autoptr (GError) made = NULL;
  MailerErrorDetails *details;

  mailer_sieve_set_error (self, &made, code, is_bye ? MAILER_ERROR_SCOPE_CONNECTION : scope,
                          "%s: %s said %s", action,
                          mailer_net_connection_get_host (self->connection), is_bye ? "BYE" : "NO");
  details = mailer_error_edit_details (made);
  if (code == MAILER_SIEVE_ERROR_UNAVAILABLE)
    details->retry = MAILER_ERROR_RETRY_LATER;
  /* What was said in clear may be anybody's words. */
  if (mailer_net_connection_is_encrypted (self->connection))
    {
      details->response_code = g_strdup (mailer_wire_sieve_response_get_code (response));
      details->server_text = g_strdup (mailer_wire_sieve_response_get_text (response));
    }
  g_propagate_error (error, g_steal_pointer (&made));

  return FALSE;
}

gboolean
mailer_sieve_hear_all (MailerSieveSession *self,
                       GPtrArray         **data,
                       const char         *action,
                       GError            **error)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify)mailer_wire_sieve_response_free);

  while (lines->len <= MAX_DATA_LINES)
    {
      MailerWireSieveResponse *response = mailer_sieve_hear (self, error);
      MailerWireSieveStatus    status;

      if (response == NULL)
        return FALSE;
      g_ptr_array_add (lines, response);
      status = mailer_wire_sieve_response_get_status (response);
      if (status == MAILER_WIRE_SIEVE_DATA)
        continue;
      if (status != MAILER_WIRE_SIEVE_OK)
        return mailer_sieve_fail (self, response, MAILER_SIEVE_ERROR_NO, MAILER_ERROR_SCOPE_MESSAGE, action, error);
      g_ptr_array_set_size (lines, lines->len - 1);
      if (data != NULL)
        *data = g_steal_pointer (&lines);
      return TRUE;
    }
  mailer_sieve_set_error (self, error, MAILER_SIEVE_ERROR_PROTOCOL, MAILER_ERROR_SCOPE_CONNECTION,
                          "%s sends more than %d lines",
                          mailer_net_connection_get_host (self->connection), MAX_DATA_LINES);

  return FALSE;
}
