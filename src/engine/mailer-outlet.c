/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-outlet.h"

#include "mailer-worker.h"

struct _MailerOutlet
{
  MailerRemoteEvents events;
  gpointer           data;
  char              *account_id;
  gboolean           is_retired; /* main thread */
};

typedef enum
{
  TOLD_STATE,
  TOLD_FAILED,
  TOLD_DELAYED,
  TOLD_PROGRESS,
  TOLD_ALERT,
  TOLD_SIGNED_IN,
} ToldKind;

typedef struct
{
  MailerOutlet      *outlet;
  ToldKind           kind;
  MailerAccountState state;
  gint64             id;
  double             fraction;
  gboolean           is_outgoing;
  const char        *signed_in_by; /* interned */
  GError            *error;
} Told;

static void
told_free (gpointer data)
{
  Told *told = data;

  mailer_outlet_unref (told->outlet);
  g_clear_error (&told->error);
  g_free (told);
}

static void
tell_cb (gpointer data)
{
  Told         *told = data;
  MailerOutlet *self = told->outlet;

  if (self->is_retired)
    return;

  switch (told->kind)
    {
    case TOLD_STATE:
      self->events.state_changed (self->account_id, &(MailerRemoteState){ told->state, told->error }, self->data);
      break;
    case TOLD_FAILED:
      self->events.operation_failed (self->account_id, told->id, told->error, self->data);
      break;
    case TOLD_DELAYED:
      self->events.operation_delayed (self->account_id, told->id, told->error, self->data);
      break;
    case TOLD_PROGRESS:
      self->events.operation_progress (self->account_id, told->id, told->fraction, self->data);
      break;
    case TOLD_ALERT:
      self->events.alert (self->account_id, told->error, self->data);
      break;
    case TOLD_SIGNED_IN:
      self->events.signed_in (self->account_id, told->is_outgoing, told->signed_in_by, self->data);
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
tell (MailerOutlet *self,
      Told          values)
{
  Told *told = g_memdup2 (&values, sizeof values);

  told->outlet = mailer_outlet_ref (self);
  mailer_main_post (tell_cb, told, told_free);
}

static void
clear_outlet (gpointer data)
{
  MailerOutlet *self = data;

  g_free (self->account_id);
}

MailerOutlet *
mailer_outlet_new (const char               *account_id,
                   const MailerRemoteEvents *events,
                   gpointer                  data)
{
  MailerOutlet *self = g_atomic_rc_box_new0 (MailerOutlet);

  self->account_id = g_strdup (account_id);
  self->events = *events;
  self->data = data;

  return self;
}

MailerOutlet *
mailer_outlet_ref (MailerOutlet *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
mailer_outlet_unref (MailerOutlet *self)
{
  g_atomic_rc_box_release_full (self, clear_outlet);
}

void
mailer_outlet_retire (MailerOutlet *self)
{
  self->is_retired = TRUE;
}

gboolean
mailer_outlet_is_retired (MailerOutlet *self)
{
  return self->is_retired;
}

void
mailer_outlet_tell_state (MailerOutlet      *self,
                          MailerAccountState state,
                          GError            *error)
{
  tell (self, (Told){ .kind = TOLD_STATE, .state = state, .error = error });
}

void
mailer_outlet_tell_failed (MailerOutlet *self,
                           gint64        operation_id,
                           GError       *error)
{
  tell (self, (Told){ .kind = TOLD_FAILED, .id = operation_id, .error = error });
}

void
mailer_outlet_tell_delayed (MailerOutlet *self,
                            gint64        operation_id,
                            GError       *error)
{
  tell (self, (Told){ .kind = TOLD_DELAYED, .id = operation_id, .error = error });
}

void
mailer_outlet_tell_progress (MailerOutlet *self,
                             gint64        operation_id,
                             double        fraction)
{
  tell (self, (Told){ .kind = TOLD_PROGRESS, .id = operation_id, .fraction = fraction });
}

void
mailer_outlet_tell_alert (MailerOutlet *self,
                          GError       *error)
{
  tell (self, (Told){ .kind = TOLD_ALERT, .error = error });
}

void
mailer_outlet_tell_signed_in (MailerOutlet *self,
                              gboolean      is_outgoing,
                              const char   *signed_in_by)
{
  tell (self, (Told){ .kind = TOLD_SIGNED_IN, .is_outgoing = is_outgoing, .signed_in_by = signed_in_by });
}
