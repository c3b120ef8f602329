/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One mail. The order is the protocol's: envelope, DATA, mail, final dot, answer. DATA is never sent
 * together with the envelope (RFC 2920 would allow it), so that a refused recipient can still stop the
 * mail. From the final dot until its answer nobody can say whether the mail was sent, and this is the
 * only place that can tell that from every other failure. */

#include "config.h"

#include "mailer-address.h"
#include "mailer-smtp-data-private.h"
#include "mailer-smtp-session-private.h"

#include <string.h>

enum
{
  BLOCK_BYTES = 64 * 1024,
  /* Commands in one go with PIPELINING: their answers fit into the buffers between us, so neither
   * side waits for the other to read (RFC 2920, section 3.1). */
  BATCH_COMMANDS = 50,
};

/* One call of send. */
typedef struct
{
  MailerSmtpSession    *session;
  const MailerSmtpMail *mail;
  MailerSmtpResult     *result;
  char                 *sender;
  GStrv                 recipients; /* as they are said; in the order of the mail's */
  gboolean              needs_utf8;
  guint                 n_accepted;
  gboolean              is_any_temporary;
} Transaction;

static void
free_refusal (gpointer data)
{
  MailerSmtpRefusal *refusal = data;

  g_free (refusal->address);
  g_free (refusal->code);
  g_free (refusal->text);
  g_free (refusal);
}

static MailerSmtpResult *
new_result (void)
{
  MailerSmtpResult *self = g_new0 (MailerSmtpResult, 1);

  self->refusals = g_ptr_array_new_with_free_func (free_refusal);

  return self;
}

void
mailer_smtp_result_free (MailerSmtpResult *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->refusals);
  g_free (self->server_text);
  g_free (self);
}

/* A domain has an ASCII form (RFC 5890), so only the local part can need SMTPUTF8. */
static char *
dup_wire_address (const char *address)
{
  const char      *domain = mailer_address_get_domain (address);
  g_autofree char *ascii = NULL;

  if (domain == NULL || g_str_is_ascii (domain))
    return g_strdup (address);
  ascii = g_hostname_to_ascii (domain);

  return ascii == NULL ? g_strdup (address) : g_strdup_printf ("%.*s%s", (int)(domain - address), address, ascii);
}

static void
read_addresses (Transaction *self)
{
  g_autoptr (GPtrArray) recipients = g_ptr_array_new ();

  self->sender = dup_wire_address (self->mail->sender);
  self->needs_utf8 = !g_str_is_ascii (self->sender);
  for (gsize i = 0; self->mail->recipients[i] != NULL; i++)
    {
      char *address = dup_wire_address (self->mail->recipients[i]);

      self->needs_utf8 |= !g_str_is_ascii (address);
      g_ptr_array_add (recipients, address);
    }
  g_ptr_array_add (recipients, NULL);
  self->recipients = (GStrv)g_ptr_array_steal (recipients, NULL);
}

static void
clear_transaction (Transaction *self)
{
  g_free (self->sender);
  g_strfreev (self->recipients);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Transaction, clear_transaction)

/* What can be known before the first byte. */
static gboolean
check_offers (Transaction *self,
              GError     **error)
{
  MailerSmtpSession *session = self->session;
  const char        *host = mailer_net_connection_get_host (session->connection);

  if (session->max_bytes > 0 && self->mail->size_bytes > session->max_bytes)
    mailer_smtp_set_error (session, error, MAILER_SMTP_ERROR_TOO_LARGE, MAILER_ERROR_SCOPE_MESSAGE,
                           "%s takes %" G_GUINT64_FORMAT " bytes, not %" G_GUINT64_FORMAT, host,
                           session->max_bytes, self->mail->size_bytes);
  else if (self->needs_utf8 && !session->has_smtputf8)
    mailer_smtp_set_error (session, error, MAILER_SMTP_ERROR_NO_SMTPUTF8,
                           MAILER_ERROR_SCOPE_MESSAGE, "%s does not offer SMTPUTF8", host);
  else if (self->mail->has_8bit && !session->has_8bitmime)
    mailer_smtp_set_error (session, error, MAILER_SMTP_ERROR_NO_8BITMIME,
                           MAILER_ERROR_SCOPE_MESSAGE, "%s does not offer 8BITMIME", host);
  else
    return TRUE;

  return FALSE;
}

static void
add_refusal (Transaction *self,
             gsize        index,
             gboolean     is_permanent,
             char        *code,
             char        *text)
{
  MailerSmtpRefusal *refusal = g_new0 (MailerSmtpRefusal, 1);

  refusal->address = g_strdup (self->mail->recipients[index]);
  refusal->is_permanent = is_permanent;
  refusal->code = code;
  refusal->text = text;
  g_ptr_array_add (self->result->refusals, refusal);
  self->is_any_temporary |= !is_permanent;
}

/* (element-type utf8): MAIL, then one RCPT for each recipient; or an error when one cannot be said. */
static GPtrArray *
build_envelope (Transaction *self,
                GError     **error)
{
  MailerSmtpSession *session = self->session;
  g_autoptr (GPtrArray) commands = g_ptr_array_new_with_free_func (g_free);
  char *mail = mailer_wire_smtp_mail (self->sender, session->has_size ? self->mail->size_bytes : 0,
                                      self->mail->has_8bit, self->needs_utf8);

  if (mail == NULL)
    {
      mailer_smtp_set_error (session, error, MAILER_SMTP_ERROR_SENDER, MAILER_ERROR_SCOPE_MESSAGE,
                             "The sender is no address");
      return NULL;
    }
  g_ptr_array_add (commands, mail);
  for (gsize i = 0; self->recipients[i] != NULL; i++)
    {
      char *command = mailer_wire_smtp_rcpt (self->recipients[i], self->needs_utf8);

      if (command != NULL)
        g_ptr_array_add (commands, command);
      else
        add_refusal (self, i, TRUE, g_strdup ("5.1.3"), g_strdup (""));
    }
  if (self->result->refusals->len == 0)
    return g_steal_pointer (&commands);
  mailer_smtp_set_error (session, error, MAILER_SMTP_ERROR_RECIPIENTS, MAILER_ERROR_SCOPE_MESSAGE,
                         "%u recipients are no addresses", self->result->refusals->len);

  return NULL;
}

/* Ends the transaction, so that the session can begin another one. Without an answer it cannot. */
static void
reset (Transaction *self,
       GError      *failure)
{
  MailerErrorDetails *details = failure->domain == MAILER_SMTP_ERROR ? mailer_error_edit_details (failure) : NULL;
  g_autoptr (MailerWireSmtpReply) reply = NULL;

  if (details == NULL || details->scope >= MAILER_ERROR_SCOPE_CONNECTION)
    return;
  reply = mailer_smtp_ask (self->session, "RSET\r\n", MAILER_SMTP_PATIENCE_COMMAND_S, NULL);
  if (reply == NULL || mailer_wire_smtp_reply_get_code (reply) != 250)
    details->scope = MAILER_ERROR_SCOPE_CONNECTION;
}

static gboolean
take_sender_reply (Transaction               *self,
                   const MailerWireSmtpReply *reply,
                   GError                   **error)
{
  guint code = mailer_wire_smtp_reply_get_code (reply);

  if (code == 250)
    return TRUE;

  return mailer_smtp_fail (self->session, reply, MAILER_SMTP_ERROR_UNAVAILABLE,
                           code == 552 ? MAILER_SMTP_ERROR_TOO_LARGE : MAILER_SMTP_ERROR_SENDER,
                           MAILER_ERROR_SCOPE_MESSAGE, "MAIL", error);
}

static gboolean
take_recipient_reply (Transaction               *self,
                      gsize                      index,
                      const MailerWireSmtpReply *reply,
                      GError                   **error)
{
  guint code = mailer_wire_smtp_reply_get_code (reply);

  /* RFC 5321, section 4.3.2: 251 is accepted and will be forwarded. */
  if (code == 250 || code == 251)
    {
      self->n_accepted++;
      return TRUE;
    }
  if (code < 400 || code == 421)
    return mailer_smtp_fail (self->session, reply, MAILER_SMTP_ERROR_UNAVAILABLE,
                             MAILER_SMTP_ERROR_PROTOCOL, MAILER_ERROR_SCOPE_CONNECTION, "RCPT",
                             error);
  add_refusal (self, index, code >= 500, mailer_smtp_dup_code (reply), mailer_wire_smtp_reply_dup_text (reply));

  return TRUE;
}

/* All answers of a batch are heard, also behind a refused sender, or they would be taken for those of
 * the next commands. */
static gboolean
hear_batch (Transaction *self,
            guint        first,
            guint        n_commands,
            GError     **error)
{
  g_autoptr (GError) sender_error = NULL;

  for (guint i = first; i < first + n_commands; i++)
    {
      g_autoptr (MailerWireSmtpReply) reply = mailer_smtp_hear (self->session, MAILER_SMTP_PATIENCE_COMMAND_S, error);

      if (reply == NULL)
        return FALSE;
      if (i == 0)
        take_sender_reply (self, reply, &sender_error);
      else if (sender_error == NULL && !take_recipient_reply (self, i - 1, reply, error))
        return FALSE;
      if (sender_error != NULL && mailer_error_get_details (sender_error)->scope >= MAILER_ERROR_SCOPE_CONNECTION)
        break;
    }
  if (sender_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&sender_error));

  return FALSE;
}

static gboolean
say_envelope (Transaction *self,
              GPtrArray   *commands,
              GError     **error)
{
  const guint n_batch = self->session->has_pipelining ? BATCH_COMMANDS : 1;

  for (guint i = 0; i < commands->len; i += n_batch)
    {
      g_autoptr (GString) batch = g_string_new (NULL);
      guint n_commands = MIN (n_batch, commands->len - i);

      for (guint j = i; j < i + n_commands; j++)
        g_string_append (batch, g_ptr_array_index (commands, j));
      if (!mailer_smtp_say (self->session, batch->str, error) || !hear_batch (self, i, n_commands, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
check_recipients (Transaction *self,
                  GError     **error)
{
  MailerSmtpRefusal *first;
  g_autoptr (GError) made = NULL;
  MailerErrorDetails *details;

  if (self->result->refusals->len == 0 || (self->mail->is_partial_allowed && self->n_accepted > 0))
    return TRUE;
  first = g_ptr_array_index (self->result->refusals, 0);
  mailer_smtp_set_error (self->session, &made, MAILER_SMTP_ERROR_RECIPIENTS,
                         MAILER_ERROR_SCOPE_MESSAGE, "%s refused %u of %u recipients",
                         mailer_net_connection_get_host (self->session->connection),
                         self->result->refusals->len, g_strv_length (self->recipients));
  details = mailer_error_edit_details (made);
  details->response_code = g_strdup (first->code);
  details->server_text = g_strdup (first->text);
  details->retry = self->is_any_temporary ? MAILER_ERROR_RETRY_LATER : MAILER_ERROR_RETRY_NEVER;
  g_propagate_error (error, g_steal_pointer (&made));

  return FALSE;
}

static gboolean
begin_data (Transaction *self,
            GError     **error)
{
  g_autoptr (MailerWireSmtpReply) reply = mailer_smtp_ask (self->session, "DATA\r\n",
                                                           MAILER_SMTP_PATIENCE_DATA_S, error);

  if (reply == NULL)
    return FALSE;
  if (mailer_wire_smtp_reply_get_code (reply) == 354)
    return TRUE;

  return mailer_smtp_fail (self->session, reply, MAILER_SMTP_ERROR_UNAVAILABLE,
                           MAILER_SMTP_ERROR_REFUSED, MAILER_ERROR_SCOPE_MESSAGE, "DATA", error);
}

static gboolean
write_block (Transaction *self,
             GByteArray  *block,
             GError     **error)
{
  MailerSmtpSession *session = self->session;
  g_autofree char   *label = g_strdup_printf ("[%u bytes of the mail]", block->len);

  return mailer_net_connection_write_hidden (
      session->connection, label, block->data, block->len, session->cancellable,
      mailer_smtp_get_deadline (session, MAILER_SMTP_PATIENCE_BLOCK_S), error);
}

/* Everything but the final dot. When the message cannot be read to its end, the connection is useless:
 * there is no way to end DATA without sending what is there. */
static gboolean
write_message (Transaction *self,
               GError     **error)
{
  MailerSmtpData     data = { 0 };
  g_autofree guint8 *raw = g_malloc (BLOCK_BYTES);
  g_autoptr (GByteArray) block = g_byte_array_sized_new (BLOCK_BYTES + BLOCK_BYTES / 16);
  guint64 n_sent = 0;

  for (;;)
    {
      gssize n_read = g_input_stream_read (self->mail->message, raw, BLOCK_BYTES, self->session->cancellable, error);

      if (n_read < 0)
        return FALSE;
      if (n_read > 0)
        mailer_smtp_data_add (&data, raw, n_read, block);
      else
        mailer_smtp_data_end (&data, block);
      if (block->len > 0 && !write_block (self, block, error))
        return FALSE;
      if (n_read == 0)
        return TRUE;
      g_byte_array_set_size (block, 0);
      n_sent += n_read;
      if (self->mail->progress != NULL)
        self->mail->progress (n_sent, self->mail->progress_data);
    }
}

/* The connection broke behind the dot. A cancellation stays one; the outcome says the rest. */
static gboolean
fail_unknown (Transaction *self,
              GError      *cause,
              GError     **error)
{
  g_autoptr (GError) owned = cause;
  g_autoptr (GError) made = NULL;

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&owned));
      return FALSE;
    }
  mailer_smtp_set_error (self->session, &made, MAILER_SMTP_ERROR_UNKNOWN,
                         MAILER_ERROR_SCOPE_CONNECTION, "The mail may have been sent: %s",
                         cause->message);
  g_propagate_error (error, g_steal_pointer (&made));

  return FALSE;
}

static gboolean
end_data (Transaction *self,
          GError     **error)
{
  MailerSmtpSession *session = self->session;
  g_autoptr (MailerWireSmtpReply) reply = NULL;
  GError *cause = NULL;
  guint   code;

  self->result->outcome = MAILER_SMTP_OUTCOME_UNKNOWN;
  reply = mailer_smtp_ask (session, ".\r\n", MAILER_SMTP_PATIENCE_END_S, &cause);
  if (reply == NULL)
    return fail_unknown (self, cause, error);

  code = mailer_wire_smtp_reply_get_code (reply);
  if (code == 250)
    {
      self->result->outcome = MAILER_SMTP_OUTCOME_ACCEPTED;
      self->result->server_text = mailer_wire_smtp_reply_dup_text (reply);
      return TRUE;
    }
  mailer_smtp_fail (session, reply, MAILER_SMTP_ERROR_UNAVAILABLE,
                    code == 552 ? MAILER_SMTP_ERROR_TOO_LARGE : MAILER_SMTP_ERROR_REFUSED,
                    MAILER_ERROR_SCOPE_MESSAGE, "The end of the mail", &cause);
  if (code < 400)
    return fail_unknown (self, cause, error);
  self->result->outcome = MAILER_SMTP_OUTCOME_REFUSED;
  g_propagate_error (error, cause);

  return FALSE;
}

static gboolean
run_transaction (Transaction *self,
                 GError     **error)
{
  g_autoptr (GPtrArray) commands = NULL;
  g_autoptr (GError) failure = NULL;

  read_addresses (self);
  if (!check_offers (self, error))
    return FALSE;
  commands = build_envelope (self, error);
  if (commands == NULL)
    return FALSE;
  if (say_envelope (self, commands, &failure) && check_recipients (self, &failure) && begin_data (self, &failure))
    return write_message (self, error) && end_data (self, error);
  reset (self, failure);
  g_propagate_error (error, g_steal_pointer (&failure));

  return FALSE;
}

gboolean
mailer_smtp_session_send (MailerSmtpSession    *self,
                          const MailerSmtpMail *mail,
                          GCancellable         *cancellable,
                          gint64                deadline_us,
                          MailerSmtpResult    **result,
                          GError              **error)
{
  g_auto (Transaction) transaction = { .session = self, .mail = mail };

  g_return_val_if_fail (self != NULL && mail != NULL && result != NULL, FALSE);
  g_return_val_if_fail (mail->sender != NULL && mail->recipients != NULL
                            && mail->recipients[0] != NULL && G_IS_INPUT_STREAM (mail->message),
                        FALSE);

  self->cancellable = cancellable;
  self->deadline_us = deadline_us;
  transaction.result = *result = new_result ();

  return run_transaction (&transaction, error);
}
