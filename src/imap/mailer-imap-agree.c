/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-imap-session-private.h"

#include <string.h>

/*
 * What both sides can do, agreed on in one round trip: ID tells who is there, ENABLE switches on what
 * changes the server's answers. Neither depends on the other. COMPRESS changes the line itself and so
 * comes alone, as the last of all. What is refused is done without.
 */
typedef struct
{
  const MailerImapConfig *config;
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
      self->has_qresync = self->has_qresync || g_ascii_strcasecmp (words[i], "QRESYNC") == 0;
      self->has_condstore = self->has_condstore || self->has_qresync || g_ascii_strcasecmp (words[i], "CONDSTORE") == 0;
    }
}

static gboolean
take_agreed_cb (MailerImapSession      *self,
                MailerWireImapResponse *response,
                gpointer                data)
{
  if (mailer_wire_imap_response_get_kind (response) != MAILER_WIRE_IMAP_ENABLED)
    return FALSE;
  take_enabled (self, mailer_wire_imap_response_get_words (response));

  return TRUE;
}

static MailerWireImapCommand *
build_id (MailerImapSession      *self,
          const MailerImapConfig *config)
{
  MailerWireImapCommand *command;

  if (!mailer_imap_has (self, MAILER_IMAP_EXTENSION_ID) || (config->client_name == NULL && !self->quirks->needs_id))
    return NULL;
  command = mailer_imap_command_new (self, "ID (\"name\"");
  mailer_wire_imap_command_add_string (command, config->client_name != NULL ? config->client_name : "Mailer");
  mailer_wire_imap_command_add_text (command, "\"version\"");
  mailer_wire_imap_command_add_string (command, config->client_version != NULL ? config->client_version : "0");
  mailer_wire_imap_command_add_text (command, ")");

  return command;
}

static MailerWireImapCommand *
build_enable (MailerImapSession *self)
{
  g_autoptr (GString) verb = g_string_new ("ENABLE");

  if (mailer_imap_has (self, MAILER_IMAP_EXTENSION_QRESYNC))
    g_string_append (verb, " QRESYNC");
  else if (mailer_imap_has (self, MAILER_IMAP_EXTENSION_CONDSTORE))
    g_string_append (verb, " CONDSTORE");
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

  return index == 0 ? build_id (self, agreeing->config) : build_enable (self);
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

  if (!mailer_imap_has (self, MAILER_IMAP_EXTENSION_COMPRESS_DEFLATE) || (mailer_net_connection_is_local (self->connection) && !config->compresses_locally))
    return TRUE;
  done = mailer_imap_send (self, mailer_imap_command_new (self, "COMPRESS DEFLATE"), NULL, NULL, NULL, NULL, NULL, call, error);
  if (done == NULL)
    return FALSE;
  if (mailer_wire_imap_response_get_state (done)->condition != MAILER_WIRE_IMAP_OK)
    return TRUE;
  if (!mailer_wire_imap_parser_has_input (self->parser))
    return mailer_net_connection_start_deflate (self->connection, error);
  mailer_imap_set_error (self, error, MAILER_IMAP_ERROR_PROTOCOL, NULL, "The server sent more behind its answer to COMPRESS");

  return FALSE;
}

gboolean
mailer_imap_agree (MailerImapSession      *self,
                   const MailerImapConfig *config,
                   const MailerImapCall   *call,
                   GError                **error)
{
  Agreeing agreeing = { config };

  return mailer_imap_run_many (self, 2, build_agreed, take_agreed_cb, done_agreed_cb, &agreeing, call, error) && compress (self, config, call, error);
}
