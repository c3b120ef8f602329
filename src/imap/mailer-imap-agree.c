/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-imap-session-private.h"

#include <string.h>

/*
 * What both sides can do, agreed on in one round trip: ID tells who is there, ENABLE switches on what
 * changes the server's answers, NAMESPACE tells where mailboxes live. They are answered in their order, and
 * what is refused is done without. Where there was a STARTTLS nobody may be known by the greeting, which came in
 * clear: then ID goes first, so that nothing is switched on that does not work there.
 */
typedef struct
{
  const MailerImapConfig *config;
  gboolean                has_said_id;
} Agreeing;

void
mailer_imap_learn_quirks (MailerImapSession *self)
{
  self->quirks = mailer_imap_quirks_find (self->greeting, self->server_name, self->capabilities);
}

static void
take_enabled (MailerImapSession *self,
              char             **words)
{
  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    {
      g_autofree char *word = g_ascii_strup (words[i], -1);

      self->has_qresync = self->has_qresync || strcmp (word, "QRESYNC") == 0;
      self->has_condstore = self->has_condstore || self->has_qresync || strcmp (word, "CONDSTORE") == 0;
      self->is_rev2 = self->is_rev2 || strcmp (word, "IMAP4REV2") == 0;
      self->is_utf8 = self->is_utf8 || self->is_rev2 || strcmp (word, "UTF8=ACCEPT") == 0;
    }
  mailer_imap_update_extensions (self);
}

/* "Dovecot", and whoever makes it. */
static void
take_id (MailerImapSession         *self,
         const MailerWireImapPairs *pairs)
{
  g_autoptr (GString) name = g_string_new (NULL);

  for (guint i = 0; i < pairs->n_pairs; i++)
    if (pairs->pairs[i].value != NULL
        && (g_ascii_strcasecmp (pairs->pairs[i].name, "name") == 0
            || g_ascii_strcasecmp (pairs->pairs[i].name, "vendor") == 0))
      g_string_append_printf (name, "%s ", pairs->pairs[i].value);
  g_free (self->server_name);
  self->server_name = g_string_free (g_steal_pointer (&name), FALSE);
  mailer_imap_learn_quirks (self);
  mailer_imap_update_extensions (self);
}

static gboolean
take_agreed_cb (MailerImapSession      *self,
                MailerWireImapResponse *response,
                gpointer                data)
{
  switch ((int)mailer_wire_imap_response_get_kind (response))
    {
    case MAILER_WIRE_IMAP_ENABLED:
      take_enabled (self, mailer_wire_imap_response_get_words (response));
      return TRUE;
    case MAILER_WIRE_IMAP_ID:
      take_id (self, mailer_wire_imap_response_get_pairs (response));
      return TRUE;
    case MAILER_WIRE_IMAP_NAMESPACE:
      mailer_imap_learn_namespaces (self, mailer_wire_imap_response_get_namespaces (response));
      return TRUE;
    default:
      return FALSE;
    }
}

static MailerWireImapCommand *
build_id (MailerImapSession      *self,
          const MailerImapConfig *config)
{
  MailerWireImapCommand *command;

  if (!mailer_imap_has (self, MAILER_IMAP_EXTENSION_ID) || (config->client_name == NULL && !self->quirks->needs_id))
    return NULL;
  command = mailer_imap_command_new (self, "ID");
  mailer_wire_imap_command_add_open (command);
  mailer_wire_imap_command_add_text (command, "\"name\"");
  mailer_wire_imap_command_add_string (command, config->client_name != NULL ? config->client_name : "Mailer");
  mailer_wire_imap_command_add_text (command, "\"version\"");
  mailer_wire_imap_command_add_string (command, config->client_version != NULL ? config->client_version : "0");
  mailer_wire_imap_command_add_close (command);

  return command;
}

static MailerWireImapCommand *
build_enable (MailerImapSession *self)
{
  g_autoptr (GString) verb = g_string_new ("ENABLE");

  if (mailer_imap_session_has_capability (self, "IMAP4REV2"))
    g_string_append (verb, " IMAP4rev2");
  if (mailer_imap_has (self, MAILER_IMAP_EXTENSION_QRESYNC))
    g_string_append (verb, " QRESYNC");
  else if (mailer_imap_has (self, MAILER_IMAP_EXTENSION_CONDSTORE))
    g_string_append (verb, " CONDSTORE");
  if (mailer_imap_has (self, MAILER_IMAP_EXTENSION_UTF8_ACCEPT))
    g_string_append (verb, " UTF8=ACCEPT");
  /* Without PARTIAL there would be no way to the newest messages but a search for all. */
  if (mailer_imap_has (self, MAILER_IMAP_EXTENSION_UIDONLY) && mailer_imap_has (self, MAILER_IMAP_EXTENSION_PARTIAL))
    g_string_append (verb, " UIDONLY");
  if (!mailer_imap_has (self, MAILER_IMAP_EXTENSION_ENABLE) || strcmp (verb->str, "ENABLE") == 0)
    return NULL;

  return mailer_imap_command_new (self, verb->str);
}

static MailerWireImapCommand *
build_agreed (MailerImapSession *self,
              guint              index,
              gpointer           data)
{
  const Agreeing *agreeing = data;

  switch (index)
    {
    case 0:
      return agreeing->has_said_id ? NULL : build_id (self, agreeing->config);
    case 1:
      return build_enable (self);
    default:
      return mailer_imap_has (self, MAILER_IMAP_EXTENSION_NAMESPACE)
                     || mailer_imap_session_has_capability (self, "IMAP4REV2")
                 ? mailer_imap_command_new (self, "NAMESPACE")
                 : NULL;
    }
}

/* What is refused is one more thing to do without. */
static void
done_agreed_cb (MailerImapSession         *self,
                guint                      index,
                const MailerWireImapState *state,
                gpointer                   data)
{
}

/* RFC 4978: what the server says behind its answer is compressed, and so is what we say from then on.
 * So nothing may be under way, and nothing may have come with the answer. */
static gboolean
compress (MailerImapSession      *self,
          const MailerImapConfig *config,
          const MailerImapCall   *call,
          GError                **error)
{
  g_autoptr (MailerWireImapResponse) done = NULL;

  if (!mailer_imap_has (self, MAILER_IMAP_EXTENSION_COMPRESS_DEFLATE)
      || (mailer_net_connection_is_local (self->connection) && !config->compresses_locally))
    return TRUE;
  done = mailer_imap_send (self, mailer_imap_command_new (self, "COMPRESS DEFLATE"), NULL, NULL,
                           NULL, NULL, NULL, call, error);
  if (done == NULL)
    return FALSE;
  if (mailer_wire_imap_response_get_state (done)->condition != MAILER_WIRE_IMAP_OK)
    return TRUE;
  if (!mailer_wire_imap_parser_has_input (self->parser))
    return mailer_net_connection_start_deflate (self->connection, error);
  mailer_imap_set_error (self, error, MAILER_IMAP_ERROR_PROTOCOL, NULL,
                         "The server sent more behind its answer to COMPRESS");

  return FALSE;
}

gboolean
mailer_imap_agree (MailerImapSession      *self,
                   const MailerImapConfig *config,
                   const MailerImapCall   *call,
                   GError                **error)
{
  Agreeing agreeing = { config, FALSE };

  /* A server of the second revision alone speaks UTF-8 from the start. */
  self->is_rev2 = self->is_utf8 = mailer_imap_session_has_capability (self, "IMAP4REV2")
                                  && !mailer_imap_session_has_capability (self, "IMAP4REV1");
  if (self->greeting == NULL
      && !mailer_imap_run_many (self, 1, build_agreed, take_agreed_cb, done_agreed_cb, &agreeing,
                                call, error))
    return FALSE;
  agreeing.has_said_id = self->greeting == NULL;

  return mailer_imap_run_many (self, 3, build_agreed, take_agreed_cb, done_agreed_cb, &agreeing,
                               call, error)
         && compress (self, config, call, error);
}
