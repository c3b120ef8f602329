/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-imap-session-private.h"

#include <string.h>

#define READ_BYTES (64 * 1024)
#define WRITE_BYTES (64 * 1024)
#define MAX_ALERTS 20
/* More lines that mean nothing than this in one command: the server speaks something else. */
#define MAX_ODD 1000
/* Answers that are taken whatever was asked, and so many times what was. */
#define MIN_ANSWERS 10000
#define MAX_TIMES_EXPECTED 4
/* What a server has said before it ended the connection is here by then. */
#define LAST_WORDS_US (2 * G_USEC_PER_SEC)

gboolean
mailer_imap_check_usable (MailerImapSession *self,
                          GError           **error)
{
  if (!self->is_broken)
    return TRUE;
  mailer_imap_set_error (self, error, MAILER_IMAP_ERROR_BYE, NULL, "The connection has ended before");

  return FALSE;
}

MailerWireImapCommand *
mailer_imap_command_new (MailerImapSession *self,
                         const char        *verb)
{
  g_autofree char       *tag = g_strdup_printf ("A%u", ++self->last_tag);
  MailerWireImapLiterals literals = MAILER_WIRE_IMAP_LITERALS_SYNC;
  MailerWireImapCommand *command;

  if (mailer_imap_has (self, MAILER_IMAP_EXTENSION_LITERAL_PLUS))
    literals = MAILER_WIRE_IMAP_LITERALS_PLUS;
  else if (mailer_imap_has (self, MAILER_IMAP_EXTENSION_LITERAL_MINUS))
    literals = MAILER_WIRE_IMAP_LITERALS_MINUS;

  command = mailer_wire_imap_command_new (tag, verb, literals);
  mailer_wire_imap_command_set_utf8 (command, self->is_utf8);

  return command;
}

/* The server may take as long as it wants as long as it goes on talking. */
static gint64
next_deadline (MailerImapSession    *self,
               const MailerImapCall *call)
{
  gint64 silence_us = g_get_monotonic_time () + (gint64)self->silence_ms * 1000;

  return call->deadline_us >= 0 ? MIN (call->deadline_us, silence_us) : silence_us;
}

gboolean
mailer_imap_write (MailerImapSession    *self,
                   const MailerImapCall *call,
                   const char           *label,
                   gconstpointer         data,
                   gsize                 size,
                   GError              **error)
{
  gint64   deadline_us = next_deadline (self, call);
  gboolean is_written;

  if (label != NULL)
    is_written = mailer_net_connection_write_hidden (self->connection, label, data, size,
                                                     call->cancellable, deadline_us, error);
  else
    is_written = mailer_net_connection_write (self->connection, data, size, call->cancellable, deadline_us, error);
  if (!is_written)
    self->is_broken = TRUE;

  return is_written;
}

static void
set_wire_error (MailerImapSession *self,
                GError           **error,
                const GError      *failure)
{
  gboolean is_limit = g_error_matches (failure, MAILER_WIRE_ERROR, MAILER_WIRE_ERROR_LIMIT);

  mailer_imap_set_error (self, error,
                         is_limit ? MAILER_IMAP_ERROR_LIMIT : MAILER_IMAP_ERROR_PROTOCOL, NULL,
                         "Cannot understand the server: %s", failure->message);
}

void
mailer_imap_set_bye (MailerImapSession *self,
                     GError           **error)
{
  GError *failure = NULL;

  mailer_imap_set_error (self, &failure, MAILER_IMAP_ERROR_BYE, NULL, "The server ended the connection");
  if (mailer_net_connection_is_encrypted (self->connection))
    mailer_error_edit_details (failure)->server_text = g_strdup (self->bye_text);
  g_propagate_error (error, failure);
}

/* A server that says BYE and ends the connection has told why. */
static void
fail_read (MailerImapSession *self,
           GError           **error,
           GError            *failure)
{
  self->is_broken = TRUE;
  if (self->bye_text == NULL || failure->domain != MAILER_NET_ERROR)
    {
      g_propagate_error (error, failure);
      return;
    }
  g_error_free (failure);
  mailer_imap_set_bye (self, error);
}

gboolean
mailer_imap_pop (MailerImapSession       *self,
                 MailerWireImapResponse **response,
                 GError                 **error)
{
  g_autoptr (GError) failure = NULL;

  if (!mailer_wire_imap_parser_pop (self->parser, response, &failure))
    {
      set_wire_error (self, error, failure);
      return FALSE;
    }
  if (*response != NULL && self->is_utf8)
    mailer_wire_imap_response_encode_names (*response);

  return TRUE;
}

MailerWireImapResponse *
mailer_imap_next (MailerImapSession    *self,
                  const MailerImapCall *call,
                  GError              **error)
{
  while (TRUE)
    {
      MailerWireImapResponse *response;
      g_autoptr (GError) failure = NULL;
      gssize n_read;
      char  *room;

      /* Much may have come at once, and each of it may be costly. */
      if (g_cancellable_set_error_if_cancelled (call->cancellable, error))
        {
          self->is_broken = TRUE;
          return NULL;
        }
      if (!mailer_imap_pop (self, &response, error))
        return NULL;
      if (response != NULL)
        return response;

      room = mailer_wire_imap_parser_reserve (self->parser, READ_BYTES);
      n_read = mailer_net_connection_read_some (self->connection, room, READ_BYTES,
                                                call->cancellable, next_deadline (self, call),
                                                &failure);
      if (n_read < 0)
        {
          fail_read (self, error, g_steal_pointer (&failure));
          return NULL;
        }
      mailer_wire_imap_parser_commit (self->parser, n_read);
    }
}

void
mailer_imap_update_extensions (MailerImapSession *self)
{
  GHashTableIter iter;
  gpointer       capability;

  self->extensions = 0;
  if (self->capabilities == NULL)
    return;
  g_hash_table_iter_init (&iter, self->capabilities);
  while (g_hash_table_iter_next (&iter, &capability, NULL))
    {
      MailerImapExtension extension = mailer_imap_extension_from_capability (capability);

      if (extension < MAILER_IMAP_N_EXTENSIONS)
        self->extensions |= G_GUINT64_CONSTANT (1) << extension;
    }
  if (self->is_rev2 || !g_hash_table_contains (self->capabilities, "IMAP4REV1"))
    self->extensions |= g_hash_table_contains (self->capabilities, "IMAP4REV2") ? mailer_imap_extensions_of_rev2 () : 0;
  /* RFC 7162, section 3.2: whoever has QRESYNC has CONDSTORE. */
  if (mailer_imap_has (self, MAILER_IMAP_EXTENSION_QRESYNC))
    self->extensions |= MAILER_IMAP_EXTENSION_BIT (CONDSTORE);
  self->extensions &= ~self->quirks->broken;
}

gboolean
mailer_imap_has (MailerImapSession  *self,
                 MailerImapExtension extension)
{
  return (self->extensions >> extension & 1) != 0;
}

gboolean
mailer_imap_uses_qresync (MailerImapSession *self)
{
  return self->has_qresync && mailer_imap_has (self, MAILER_IMAP_EXTENSION_QRESYNC);
}

void
mailer_imap_learn_capabilities (MailerImapSession *self,
                                char             **words)
{
  g_clear_pointer (&self->capabilities, g_hash_table_unref);
  if (words != NULL)
    {
      self->capabilities = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      for (guint i = 0; words[i] != NULL; i++)
        g_hash_table_add (self->capabilities, g_ascii_strup (words[i], -1));
    }
  mailer_imap_learn_quirks (self);
  mailer_imap_update_extensions (self);
}

static void
take_state (MailerImapSession      *self,
            MailerWireImapResponse *response)
{
  const MailerWireImapState *state = mailer_wire_imap_response_get_state (response);

  if (state->code == MAILER_WIRE_IMAP_CODE_CAPABILITY)
    mailer_imap_learn_capabilities (self, state->words);
  else if (state->code == MAILER_WIRE_IMAP_CODE_ALERT
           && mailer_net_connection_is_encrypted (self->connection) && self->events.alert != NULL
           && self->n_alerts++ < MAX_ALERTS)
    self->events.alert (state->text, self->events_data);

  if (state->code == MAILER_WIRE_IMAP_CODE_INPROGRESS && self->events.progress != NULL)
    self->events.progress (state->number, state->second_number, self->events_data);
  /* Under the same name another mailbox: no UID means what it did. */
  if (state->code == MAILER_WIRE_IMAP_CODE_UIDVALIDITY && self->view.name != NULL
      && state->number != self->view.uid_validity)
    self->is_replaced = TRUE;
  /* RFC 5465, section 5.8: there was too much to tell, and all notifications are off. */
  if (self->is_watching && state->code == MAILER_WIRE_IMAP_CODE_NOTIFICATIONOVERFLOW)
    {
      self->is_watching = FALSE;
      self->is_tree_changed = TRUE;
    }
  if (state->condition == MAILER_WIRE_IMAP_BYE)
    {
      g_free (self->bye_text);
      self->bye_text = g_strdup (state->text);
    }
}

static void
take_fetch (MailerImapSession      *self,
            MailerWireImapResponse *response)
{
  const MailerWireImapFetch *fetch = mailer_wire_imap_response_get_fetch (response);
  guint32                    uid = fetch->uid != 0 ? fetch->uid
                                                   : mailer_imap_view_find_uid (&self->view, fetch->sequence);

  if (self->view.name == NULL || (fetch->items & MAILER_WIRE_IMAP_FETCH_FLAGS) == 0)
    return;
  if (uid == 0)
    {
      self->view.is_in_doubt = TRUE;
      return;
    }
  self->n_news++;
  if (self->events.flags_changed != NULL)
    self->events.flags_changed (uid, fetch->flags, (const char *const *)fetch->keywords,
                                fetch->modseq, self->events_data);
}

/* What NOTIFY tells of a mailbox that is not selected. */
static void
take_status (MailerImapSession      *self,
             MailerWireImapResponse *response)
{
  const MailerWireImapStatus *status = mailer_wire_imap_response_get_status (response);
  MailerImapStatus            translated = mailer_imap_status_from_wire (status);

  if (!self->is_watching || g_strcmp0 (self->view.name, status->name) == 0)
    return;
  self->n_news++;
  if (self->events.status != NULL)
    self->events.status (status->name, &translated, self->events_data);
}

static void
take_capability (MailerImapSession      *self,
                 MailerWireImapResponse *response)
{
  mailer_imap_learn_capabilities (self, mailer_wire_imap_response_get_words (response));
}

static void
take_exists (MailerImapSession      *self,
             MailerWireImapResponse *response)
{
  guint32 number;

  if (mailer_wire_imap_response_get_number (response, &number))
    mailer_imap_view_exists (&self->view, number);
}

static void
take_expunge (MailerImapSession      *self,
              MailerWireImapResponse *response)
{
  guint32 number;

  if (mailer_wire_imap_response_get_number (response, &number))
    mailer_imap_view_expunge (&self->view, number);
}

static void
take_vanished (MailerImapSession      *self,
               MailerWireImapResponse *response)
{
  const MailerWireImapVanished *vanished = mailer_wire_imap_response_get_vanished (response);

  if (!vanished->is_earlier)
    mailer_imap_view_vanished (&self->view, vanished->uids);
}

static void
take_list (MailerImapSession      *self,
           MailerWireImapResponse *response)
{
  self->is_tree_changed = self->is_tree_changed || self->is_watching;
}

typedef void (*TakeFunc) (MailerImapSession      *self,
                          MailerWireImapResponse *response);

/* What is not here means nothing when nobody asked for it. */
static const TakeFunc take_funcs[] = {
  [MAILER_WIRE_IMAP_STATE] = take_state,
  [MAILER_WIRE_IMAP_CAPABILITY] = take_capability,
  [MAILER_WIRE_IMAP_EXISTS] = take_exists,
  [MAILER_WIRE_IMAP_EXPUNGE] = take_expunge,
  [MAILER_WIRE_IMAP_VANISHED] = take_vanished,
  [MAILER_WIRE_IMAP_FETCH] = take_fetch,
  [MAILER_WIRE_IMAP_UIDFETCH] = take_fetch,
  [MAILER_WIRE_IMAP_STATUS] = take_status,
  [MAILER_WIRE_IMAP_LIST] = take_list,
};

void
mailer_imap_take_unasked (MailerImapSession      *self,
                          MailerWireImapResponse *response)
{
  MailerWireImapKind kind = mailer_wire_imap_response_get_kind (response);

  if (kind < G_N_ELEMENTS (take_funcs) && take_funcs[kind] != NULL)
    take_funcs[kind](self, response);
}

/* Sequence numbers are looked at in the order they come, whoever the response is for. */
static void
note_sequence (MailerImapSession      *self,
               MailerWireImapResponse *response)
{
  const MailerWireImapFetch *fetch = mailer_wire_imap_response_get_fetch (response);

  if (fetch != NULL && fetch->sequence != 0)
    mailer_imap_view_fetched (&self->view, fetch->sequence, fetch->uid);
}

gboolean
mailer_imap_check_sane (MailerImapSession *self,
                        GError           **error)
{
  if (self->n_odd > MAX_ODD)
    mailer_imap_set_error (self, error, MAILER_IMAP_ERROR_PROTOCOL, NULL, "The server sends what is not IMAP");
  else if (self->n_unasked > self->max_unasked)
    mailer_imap_set_error (self, error, MAILER_IMAP_ERROR_LIMIT, NULL, "The server does not stop telling news");
  else if (self->is_too_much)
    mailer_imap_set_error (self, error, MAILER_IMAP_ERROR_LIMIT, NULL, "The server does not stop answering");
  else if (self->is_replaced)
    mailer_imap_set_error (self, error, MAILER_IMAP_ERROR_PROTOCOL, NULL, "The mailbox was replaced by another one");
  else
    return TRUE;

  return FALSE;
}

static gboolean
is_tagged (MailerWireImapResponse *response)
{
  const MailerWireImapState *state = mailer_wire_imap_response_get_state (response);

  return state != NULL && state->tag != NULL;
}

gboolean
mailer_imap_read_one (MailerImapSession       *self,
                      MailerImapResponseFunc   func,
                      gpointer                 data,
                      MailerWireImapResponse **answer,
                      const MailerImapCall    *call,
                      GError                 **error)
{
  g_autoptr (MailerWireImapResponse) response = mailer_imap_next (self, call, error);
  MailerWireImapKind kind;

  *answer = NULL;
  if (response == NULL)
    return FALSE;
  kind = mailer_wire_imap_response_get_kind (response);
  if (kind == MAILER_WIRE_IMAP_CONTINUATION || is_tagged (response))
    {
      *answer = g_steal_pointer (&response);
      return TRUE;
    }
  if (kind == MAILER_WIRE_IMAP_OTHER)
    self->n_odd++;
  note_sequence (self, response);
  if (func == NULL || !func (self, response, data))
    {
      self->n_unasked++;
      mailer_imap_take_unasked (self, response);
    }
  else
    mailer_imap_spend (self, &self->n_left, 1);

  return mailer_imap_check_sane (self, error);
}

gboolean
mailer_imap_ignore_answer (MailerImapSession      *self,
                           MailerWireImapResponse *answer,
                           GError                **error)
{
  /* Before we are signed in, an answer that does not fit is no server to go on with. */
  if (!self->is_signed_in && mailer_wire_imap_response_get_kind (answer) == MAILER_WIRE_IMAP_CONTINUATION)
    {
      mailer_imap_set_error (self, error, MAILER_IMAP_ERROR_PROTOCOL, NULL,
                             "The server asks to go on where nothing is to follow");
      return FALSE;
    }
  self->n_odd++;

  return mailer_imap_check_sane (self, error);
}

void
mailer_imap_begin (MailerImapSession *self)
{
  self->n_odd = 0;
  self->n_unasked = 0;
  self->n_left = MIN_ANSWERS + MAX_TIMES_EXPECTED * self->n_expected;
  self->n_expected = 0;
}

void
mailer_imap_expect (MailerImapSession *self,
                    guint64            n_answers)
{
  self->n_expected = MIN (n_answers, MAILER_IMAP_MAX_NUMBERS);
}

guint64
mailer_imap_count_there (MailerImapSession  *self,
                         const MailerUidSet *uids)
{
  guint64 n_there = MIN (self->view.n_messages, MAILER_IMAP_MAX_NUMBERS);

  return uids != NULL ? MIN (n_there, mailer_uid_set_get_size (uids)) : n_there;
}

gboolean
mailer_imap_spend (MailerImapSession *self,
                   guint64           *budget,
                   guint64            amount)
{
  if (amount > *budget)
    {
      self->is_too_much = TRUE;
      return FALSE;
    }
  *budget -= amount;

  return TRUE;
}

MailerWireImapResponse *
mailer_imap_read_until (MailerImapSession     *self,
                        const char            *tag,
                        gboolean               stops_at_continuation,
                        MailerImapResponseFunc func,
                        gpointer               data,
                        const MailerImapCall  *call,
                        GError               **error)
{
  while (TRUE)
    {
      g_autoptr (MailerWireImapResponse) answer = NULL;
      const MailerWireImapState *state;

      if (!mailer_imap_read_one (self, func, data, &answer, call, error))
        return NULL;
      if (answer == NULL)
        continue;
      state = mailer_wire_imap_response_get_state (answer);
      if (state != NULL && strcmp (state->tag, tag) == 0)
        {
          mailer_imap_take_unasked (self, answer);
          return g_steal_pointer (&answer);
        }
      if (state == NULL && stops_at_continuation)
        return g_steal_pointer (&answer);
      if (!mailer_imap_ignore_answer (self, answer, error))
        return NULL;
    }
}

/*
 * A server that has had enough of a message says so, BYE or NO [TOOBIG], and ends the connection while it is
 * still being sent to. @failure (transfer full) is the end of the sending; what was said before it counts more.
 */
static MailerWireImapResponse *
read_last_words (MailerImapSession     *self,
                 const char            *tag,
                 MailerImapResponseFunc func,
                 gpointer               data,
                 const MailerImapCall  *call,
                 GError                *failure,
                 GError               **error)
{
  const MailerImapCall last = { call->cancellable, g_get_monotonic_time () + LAST_WORDS_US };
  g_autoptr (GError) owned = failure;
  g_autoptr (GError) end = NULL;
  g_autoptr (MailerWireImapResponse) answer = NULL;

  if (g_error_matches (failure, MAILER_NET_ERROR, MAILER_NET_ERROR_CLOSED))
    answer = mailer_imap_read_until (self, tag, FALSE, func, data, &last, &end);
  if (answer != NULL && mailer_wire_imap_response_get_state (answer)->condition != MAILER_WIRE_IMAP_OK)
    return g_steal_pointer (&answer);
  g_propagate_error (error, g_error_matches (end, MAILER_IMAP_ERROR, MAILER_IMAP_ERROR_BYE)
                                ? g_steal_pointer (&end)
                                : g_steal_pointer (&owned));

  return NULL;
}

/* Writes a chunk in pieces, so that a long one is bounded by silence and not as a whole. */
static gboolean
write_chunk (MailerImapSession     *self,
             GBytes                *chunk,
             const char            *label,
             MailerImapProgressFunc progress,
             gpointer               progress_data,
             const MailerImapCall  *call,
             GError               **error)
{
  gsize       size;
  const char *bytes = g_bytes_get_data (chunk, &size);

  for (gsize done = 0; done < size;)
    {
      gsize step = MIN (WRITE_BYTES, size - done);

      if (!mailer_imap_write (self, call, label, bytes + done, step, error))
        return FALSE;
      done += step;
      if (progress != NULL)
        progress (done, size, progress_data);
    }

  return TRUE;
}

MailerWireImapResponse *
mailer_imap_send_ended (MailerImapSession     *self,
                        MailerWireImapCommand *command,
                        const char            *hidden_label,
                        MailerImapResponseFunc func,
                        gpointer               data,
                        MailerImapProgressFunc progress,
                        gpointer               progress_data,
                        const MailerImapCall  *call,
                        GError               **error)
{
  g_autoptr (MailerWireImapCommand) owned = command;
  const char *tag = mailer_wire_imap_command_get_tag (command);

  mailer_imap_begin (self);
  if (!mailer_imap_check_usable (self, error))
    return NULL;

  for (guint i = 0; i < mailer_wire_imap_command_get_n_chunks (command); i++)
    {
      gboolean    waits;
      GBytes     *chunk = mailer_wire_imap_command_get_chunk (command, i, &waits);
      gboolean    is_literal = i % 2 == 1;
      const char *label = hidden_label != NULL ? hidden_label : is_literal ? "[literal]"
                                                                           : NULL;
      GError     *failure = NULL;
      g_autoptr (MailerWireImapResponse) answer = NULL;
      const MailerWireImapState *state;

      if (waits)
        {
          answer = mailer_imap_read_until (self, tag, TRUE, func, data, call, error);
          if (answer == NULL)
            return NULL;
          /* A tagged answer instead of "+" is the end of the command; but done it cannot be. */
          state = mailer_wire_imap_response_get_state (answer);
          if (state != NULL && state->condition == MAILER_WIRE_IMAP_OK)
            {
              mailer_imap_set_error (self, error, MAILER_IMAP_ERROR_PROTOCOL, NULL,
                                     "The server has done what it was not told yet");
              return NULL;
            }
          if (state != NULL)
            return g_steal_pointer (&answer);
        }
      if (!write_chunk (self, chunk, label, is_literal ? progress : NULL, progress_data, call, &failure))
        return read_last_words (self, tag, func, data, call, failure, error);
    }

  return mailer_imap_read_until (self, tag, FALSE, func, data, call, error);
}

MailerWireImapResponse *
mailer_imap_send (MailerImapSession     *self,
                  MailerWireImapCommand *command,
                  const char            *hidden_label,
                  MailerImapResponseFunc func,
                  gpointer               data,
                  MailerImapProgressFunc progress,
                  gpointer               progress_data,
                  const MailerImapCall  *call,
                  GError               **error)
{
  if (!mailer_wire_imap_command_end (command))
    {
      mailer_wire_imap_command_free (command);
      mailer_imap_set_error (self, error, MAILER_IMAP_ERROR_BAD, NULL, "The command holds a value that cannot be said");
      return NULL;
    }

  return mailer_imap_send_ended (self, command, hidden_label, func, data, progress, progress_data, call, error);
}

MailerWireImapResponse *
mailer_imap_run (MailerImapSession     *self,
                 MailerWireImapCommand *command,
                 const char            *action,
                 MailerImapResponseFunc func,
                 gpointer               data,
                 const MailerImapCall  *call,
                 GError               **error)
{
  g_autoptr (MailerWireImapResponse) done = mailer_imap_send (self, command, NULL, func, data, NULL, NULL, call, error);
  const MailerWireImapState *state;

  if (done == NULL)
    return NULL;
  mailer_imap_tell_news (self);
  state = mailer_wire_imap_response_get_state (done);
  if (state->condition != MAILER_WIRE_IMAP_OK)
    {
      mailer_imap_set_refusal (self, error, state, action);
      return NULL;
    }

  return g_steal_pointer (&done);
}
