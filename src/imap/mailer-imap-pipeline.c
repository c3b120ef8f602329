/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-imap-session-private.h"

#include <string.h>

/*
 * Commands on their way at the same time (RFC 9051, section 5.5). The window slides: when half of what
 * is on its way has been answered, more is sent in one write. It is so small that what is on its way
 * always fits into the buffers between us and the server: two sides that both wait until the other one
 * reads would wait for ever. A literal that has to wait for "+" travels alone.
 */
#define MAX_IN_FLIGHT 500
#define MAX_IN_FLIGHT_BYTES (16 * 1024)

typedef struct
{
  char *tag;
  guint index;
  gsize size;
} InFlight;

typedef struct
{
  guint                  n_commands;
  guint                  next;
  MailerImapBuildFunc    build;
  MailerImapResponseFunc func;
  MailerImapDoneFunc     done;
  gpointer               data;
  GArray                *in_flight; /* of InFlight, oldest first */
  gsize                  n_bytes;   /* of them */
  MailerWireImapCommand *alone;     /* the next one to be sent, when nothing else is on its way */
} Pipeline;

static void
clear_in_flight_cb (gpointer data)
{
  g_free (((InFlight *)data)->tag);
}

/* Whether all of it can be sent at once. */
static gboolean
is_free_of_waits (const MailerWireImapCommand *command)
{
  for (guint i = 0; i < mailer_wire_imap_command_get_n_chunks (command); i++)
    {
      gboolean waits;

      mailer_wire_imap_command_get_chunk (command, i, &waits);
      if (waits)
        return FALSE;
    }

  return TRUE;
}

static void
add_in_flight (Pipeline                    *self,
               const MailerWireImapCommand *command,
               GByteArray                  *bytes)
{
  InFlight entry = { g_strdup (mailer_wire_imap_command_get_tag (command)), self->next, 0 };

  for (guint i = 0; i < mailer_wire_imap_command_get_n_chunks (command); i++)
    {
      gboolean waits;
      GBytes  *chunk = mailer_wire_imap_command_get_chunk (command, i, &waits);

      g_byte_array_append (bytes, g_bytes_get_data (chunk, NULL), g_bytes_get_size (chunk));
      entry.size += g_bytes_get_size (chunk);
    }
  self->n_bytes += entry.size;
  g_array_append_val (self->in_flight, entry);
}

static guint
max_in_flight (MailerImapSession *session)
{
  return session->quirks->max_in_flight > 0 ? session->quirks->max_in_flight : MAX_IN_FLIGHT;
}

/* Adds to @bytes what there is room for. */
static void
gather (Pipeline          *self,
        MailerImapSession *session,
        GByteArray        *bytes)
{
  while (self->next < self->n_commands && self->alone == NULL
         && self->in_flight->len < max_in_flight (session) && self->n_bytes < MAX_IN_FLIGHT_BYTES)
    {
      g_autoptr (MailerWireImapCommand) command = self->build (session, self->next, self->data);

      if (command != NULL && mailer_wire_imap_command_end (command))
        {
          if (!is_free_of_waits (command))
            {
              self->alone = g_steal_pointer (&command);
              return;
            }
          add_in_flight (self, command, bytes);
        }
      self->next++;
    }
}

static gboolean
send_more (Pipeline             *self,
           MailerImapSession    *session,
           const MailerImapCall *call,
           GError              **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  gather (self, session, bytes);

  return bytes->len == 0 || mailer_imap_write (session, call, NULL, bytes->data, bytes->len, error);
}

static gboolean
send_alone (Pipeline             *self,
            MailerImapSession    *session,
            const MailerImapCall *call,
            GError              **error)
{
  const guint64 n_left = session->n_left;
  g_autoptr (MailerWireImapResponse) answer = mailer_imap_send_ended (
      session, g_steal_pointer (&self->alone), NULL, self->func, self->data, NULL, NULL, call,
      error);

  session->n_left = n_left;
  if (answer == NULL)
    return FALSE;
  self->done (session, self->next++, mailer_wire_imap_response_get_state (answer), self->data);

  return TRUE;
}

/* Reads one response; a tagged one ends its command, whichever it is. */
static gboolean
receive (Pipeline             *self,
         MailerImapSession    *session,
         const MailerImapCall *call,
         GError              **error)
{
  g_autoptr (MailerWireImapResponse) answer = NULL;
  const MailerWireImapState *state;

  if (!mailer_imap_read_one (session, self->func, self->data, &answer, call, error))
    return FALSE;
  if (answer == NULL)
    return TRUE;
  state = mailer_wire_imap_response_get_state (answer);
  for (guint i = 0; state != NULL && i < self->in_flight->len; i++)
    {
      const InFlight *entry = &g_array_index (self->in_flight, InFlight, i);

      if (strcmp (entry->tag, state->tag) == 0)
        {
          guint index = entry->index;

          self->n_bytes -= entry->size;
          g_array_remove_index (self->in_flight, i);
          mailer_imap_take_unasked (session, answer);
          self->done (session, index, state, self->data);
          session->n_odd = 0;
          session->n_unasked = 0;
          return TRUE;
        }
    }

  return mailer_imap_ignore_answer (session, answer, error);
}

static gboolean
has_room (const Pipeline    *self,
          MailerImapSession *session)
{
  return self->next < self->n_commands && self->alone == NULL
         && self->in_flight->len <= max_in_flight (session) / 2
         && self->n_bytes <= MAX_IN_FLIGHT_BYTES / 2;
}

static gboolean
run (Pipeline             *self,
     MailerImapSession    *session,
     const MailerImapCall *call,
     GError              **error)
{
  while (self->next < self->n_commands || self->in_flight->len > 0)
    {
      if (has_room (self, session) && !send_more (self, session, call, error))
        return FALSE;
      if (self->in_flight->len > 0)
        {
          if (!receive (self, session, call, error))
            return FALSE;
        }
      else if (self->alone != NULL && !send_alone (self, session, call, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
mailer_imap_run_many (MailerImapSession     *self,
                      guint                  n_commands,
                      MailerImapBuildFunc    build,
                      MailerImapResponseFunc func,
                      MailerImapDoneFunc     done,
                      gpointer               data,
                      const MailerImapCall  *call,
                      GError               **error)
{
  g_autoptr (GArray) in_flight = g_array_new (FALSE, FALSE, sizeof (InFlight));
  Pipeline pipeline = { n_commands, 0, build, func, done, data, in_flight };
  gboolean is_done;

  if (!mailer_imap_check_usable (self, error))
    return FALSE;
  g_array_set_clear_func (in_flight, clear_in_flight_cb);
  mailer_imap_expect (self, MAX (self->n_expected, n_commands));
  mailer_imap_begin (self);
  is_done = run (&pipeline, self, call, error);
  g_clear_pointer (&pipeline.alone, mailer_wire_imap_command_free);
  if (is_done)
    mailer_imap_tell_news (self);

  return is_done;
}
