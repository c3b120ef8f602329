/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-imap-session-private.h"

#include <string.h>

/* What one stretch of IDLE, or one pause between two NOOPs, ended in. */
typedef enum
{
  STRETCH_NEWS,
  STRETCH_WOKEN,
  STRETCH_OVER, /* its own time has passed */
  STRETCH_FAILED,
} Stretch;

/* What is listened to. @tag: of the IDLE, which the server may end by itself. */
typedef struct
{
  const char *tag; /* NULL: no command is on its way */
  gboolean    is_ended;
  gboolean    is_refused; /* by NO or BAD */
} Listening;

static void
look_for_end (Listening              *listening,
              MailerWireImapResponse *response)
{
  const MailerWireImapState *state = mailer_wire_imap_response_get_state (response);

  if (listening->tag == NULL || state == NULL || g_strcmp0 (state->tag, listening->tag) != 0)
    return;
  listening->is_ended = TRUE;
  listening->is_refused = state->condition != MAILER_WIRE_IMAP_OK;
}

/* Treats what has arrived already. FALSE with an error when the connection is broken. */
static gboolean
drain (MailerImapSession *self,
       Listening         *listening,
       GError           **error)
{
  while (TRUE)
    {
      MailerWireImapResponse *response;
      g_autoptr (MailerWireImapResponse) owned = NULL;
      const MailerWireImapFetch *fetch;

      if (!mailer_imap_pop (self, &response, error))
        return FALSE;
      if (response == NULL)
        return TRUE;
      owned = response;
      look_for_end (listening, response);
      fetch = mailer_wire_imap_response_get_fetch (response);
      if (fetch != NULL && fetch->sequence != 0)
        mailer_imap_view_fetched (&self->view, fetch->sequence, fetch->uid);
      self->n_unasked++;
      mailer_imap_take_unasked (self, response);
      if (!mailer_imap_check_sane (self, error))
        return FALSE;
    }
}

/* Waits until there is news, work, the end of the command, or @until_us; reads what comes. */
static Stretch
listen (MailerImapSession    *self,
        MailerWorker         *worker,
        Listening            *listening,
        const MailerImapCall *call,
        gint64                until_us,
        GError              **error)
{
  guint n_news = self->n_news;

  while (TRUE)
    {
      char   buffer[4096];
      gssize n_read;

      if (!drain (self, listening, error) || !mailer_imap_check_sane (self, error))
        return STRETCH_FAILED;
      mailer_imap_tell_news (self);
      if (self->bye_text != NULL)
        {
          mailer_imap_set_bye (self, error);
          return STRETCH_FAILED;
        }
      if (self->n_news != n_news)
        return STRETCH_NEWS;
      if (listening->is_ended)
        return STRETCH_OVER;

      switch (mailer_net_connection_wait (self->connection, worker, call->cancellable, until_us, error))
        {
        case MAILER_NET_WAIT_WOKEN:
          return STRETCH_WOKEN;
        case MAILER_NET_WAIT_DEADLINE:
          return STRETCH_OVER;
        case MAILER_NET_WAIT_READABLE:
          break;
        case MAILER_NET_WAIT_FAILED:
        default:
          self->is_broken = TRUE;
          return STRETCH_FAILED;
        }
      n_read = mailer_net_connection_read_some (self->connection, buffer, sizeof buffer,
                                                call->cancellable, until_us, error);
      if (n_read < 0)
        {
          self->is_broken = TRUE;
          return STRETCH_FAILED;
        }
      mailer_wire_imap_parser_push (self->parser, buffer, n_read);
    }
}

static gint64
earlier (gint64 deadline_us,
         guint  from_now_ms)
{
  gint64 other_us = g_get_monotonic_time () + (gint64)from_now_ms * 1000;

  return deadline_us >= 0 ? MIN (deadline_us, other_us) : other_us;
}

/* One IDLE command from its start to its tagged answer. */
static Stretch
idle_once (MailerImapSession    *self,
           MailerWorker         *worker,
           const MailerImapCall *call,
           GError              **error)
{
  const MailerImapCall reply_call = { call->cancellable, -1 };
  g_autofree char     *tag = g_strdup_printf ("A%u", ++self->last_tag);
  g_autofree char     *line = g_strdup_printf ("%s IDLE\r\n", tag);
  guint                n_news = self->n_news;
  gint64               start_us = g_get_monotonic_time ();
  Listening            listening = { tag };
  Stretch              end;
  g_autoptr (MailerWireImapResponse) answer = NULL;

  mailer_imap_begin (self);
  if (!mailer_imap_write (self, &reply_call, NULL, line, strlen (line), error))
    return STRETCH_FAILED;
  answer = mailer_imap_read_until (self, tag, TRUE, NULL, NULL, &reply_call, error);
  if (answer == NULL)
    return STRETCH_FAILED;
  if (mailer_wire_imap_response_get_kind (answer) != MAILER_WIRE_IMAP_CONTINUATION)
    {
      /* It offers IDLE and refuses it: ask from now on. */
      self->cannot_idle = TRUE;
      return STRETCH_OVER;
    }

  mailer_imap_tell_news (self);
  end = self->n_news != n_news ? STRETCH_NEWS
                               : listen (self, worker, &listening, call,
                                         earlier (call->deadline_us, self->idle_refresh_ms), error);
  if (end == STRETCH_FAILED)
    return STRETCH_FAILED;
  if (listening.is_ended)
    {
      /* Some end it after a while, and may; one that ends it at once would be asked without a pause. */
      self->cannot_idle = listening.is_refused;
      self->rests_from_idle = g_get_monotonic_time () - start_us < (gint64)self->poll_ms * 1000;
      return end;
    }

  /* Whatever has ended the wait, the answer to DONE is read, however late it is. */
  g_clear_pointer (&answer, mailer_wire_imap_response_free);
  if (!mailer_imap_write (self, &reply_call, NULL, "DONE\r\n", strlen ("DONE\r\n"), error))
    return STRETCH_FAILED;
  answer = mailer_imap_read_until (self, tag, FALSE, NULL, NULL, &reply_call, error);
  if (answer == NULL)
    return STRETCH_FAILED;

  return mailer_imap_tell_news (self) || self->n_news != n_news ? STRETCH_NEWS : end;
}

static Stretch
poll_once (MailerImapSession    *self,
           MailerWorker         *worker,
           const MailerImapCall *call,
           GError              **error)
{
  guint     n_news = self->n_news;
  Listening listening = { NULL };

  self->rests_from_idle = FALSE;
  if (!mailer_imap_session_noop (self, call->cancellable, -1, error))
    return STRETCH_FAILED;
  if (self->n_news != n_news)
    return STRETCH_NEWS;

  return listen (self, worker, &listening, call, earlier (call->deadline_us, self->poll_ms), error);
}

MailerImapIdle
mailer_imap_session_idle (MailerImapSession *self,
                          MailerWorker      *worker,
                          GCancellable      *cancellable,
                          gint64             deadline_us,
                          GError           **error)
{
  MailerImapCall call = { cancellable, deadline_us };
  Listening      listening = { NULL };

  g_return_val_if_fail (self != NULL, MAILER_IMAP_IDLE_FAILED);

  if (!mailer_imap_check_usable (self, error))
    return MAILER_IMAP_IDLE_FAILED;
  /* A wake that is there already saves the server a command for nothing. */
  if (worker != NULL)
    {
      switch (listen (self, worker, &listening, &call, g_get_monotonic_time (), error))
        {
        case STRETCH_NEWS:
          return MAILER_IMAP_IDLE_NEWS;
        case STRETCH_WOKEN:
          return MAILER_IMAP_IDLE_WOKEN;
        case STRETCH_FAILED:
          return MAILER_IMAP_IDLE_FAILED;
        case STRETCH_OVER:
        default:
          break;
        }
    }

  while (TRUE)
    {
      gboolean can_idle = !self->cannot_idle && !self->rests_from_idle
                          && mailer_imap_has (self, MAILER_IMAP_EXTENSION_IDLE);

      switch (can_idle ? idle_once (self, worker, &call, error) : poll_once (self, worker, &call, error))
        {
        case STRETCH_NEWS:
          return MAILER_IMAP_IDLE_NEWS;
        case STRETCH_WOKEN:
          return MAILER_IMAP_IDLE_WOKEN;
        case STRETCH_FAILED:
          return MAILER_IMAP_IDLE_FAILED;
        case STRETCH_OVER:
        default:
          if (deadline_us >= 0 && g_get_monotonic_time () >= deadline_us)
            return MAILER_IMAP_IDLE_DEADLINE;
          break;
        }
    }
}
