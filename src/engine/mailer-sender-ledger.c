/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-sender-ledger.h"

#include "mailer-sender-store.h"
#include "mailer-store.h"

/* --- Notes ---------------------------------------------------------------------------------------- */

MailerSenderNote *
mailer_sender_note_new (const MailerStoreOutboxItem *item,
                        MailerStoreOutboxState       state,
                        const GError                *problem,
                        gint64                       not_before_us)
{
  MailerSenderNote *self = g_new0 (MailerSenderNote, 1);

  self->item = mailer_store_outbox_item_ref ((MailerStoreOutboxItem *)item);
  self->state = state;
  self->problem = problem != NULL ? g_error_copy (problem) : NULL;
  self->not_before_us = not_before_us;

  return self;
}

void
mailer_sender_note_free (MailerSenderNote *self)
{
  if (self == NULL)
    return;

  mailer_store_outbox_item_unref (self->item);
  g_clear_error (&self->problem);
  g_free (self);
}

gboolean
mailer_sender_note_is_arrival (const MailerSenderNote *self)
{
  return self->state == MAILER_STORE_OUTBOX_SENT && self->item->state != MAILER_STORE_OUTBOX_SENT;
}

static gboolean
set_state (const MailerSenderNote *self,
           MailerHub              *hub,
           GError                **error)
{
  if (mailer_sender_note_is_arrival (self))
    return mailer_sender_store_set_sent (hub, self->item->id, error);

  return mailer_sender_store_set_state (hub, self->item->id, self->state, self->problem, self->not_before_us, error);
}

gboolean
mailer_sender_note_write (const MailerSenderNote *self,
                          MailerHub              *hub,
                          GError                **error)
{
  g_autoptr (GError) local_error = NULL;

  if (set_state (self, hub, &local_error)
      || g_error_matches (local_error, MAILER_STORE_ERROR, MAILER_STORE_ERROR_NOT_FOUND))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}

/* --- The ledger ----------------------------------------------------------------------------------- */

struct _MailerSenderLedger
{
  GPtrArray *notes;
};

static void
free_note_cb (gpointer note)
{
  mailer_sender_note_free (note);
}

static void
clear_ledger_cb (gpointer data)
{
  MailerSenderLedger *self = data;

  g_ptr_array_unref (self->notes);
}

MailerSenderLedger *
mailer_sender_ledger_new (void)
{
  MailerSenderLedger *self = g_atomic_rc_box_new0 (MailerSenderLedger);

  self->notes = g_ptr_array_new_with_free_func (free_note_cb);

  return self;
}

MailerSenderLedger *
mailer_sender_ledger_ref (MailerSenderLedger *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
mailer_sender_ledger_unref (MailerSenderLedger *self)
{
  g_atomic_rc_box_release_full (self, clear_ledger_cb);
}

void
mailer_sender_ledger_add (MailerSenderLedger *self,
                          MailerSenderNote   *note)
{
  g_ptr_array_add (self->notes, note);
}

const MailerSenderNote *
mailer_sender_ledger_get_first (MailerSenderLedger *self)
{
  return self->notes->len > 0 ? g_ptr_array_index (self->notes, 0) : NULL;
}

void
mailer_sender_ledger_remove_first (MailerSenderLedger *self)
{
  g_ptr_array_remove_index (self->notes, 0);
}

gboolean
mailer_sender_ledger_has (MailerSenderLedger *self,
                          gint64              outbox_id)
{
  for (guint i = 0; i < self->notes->len; i++)
    {
      const MailerSenderNote *note = g_ptr_array_index (self->notes, i);

      if (note->item->id == outbox_id)
        return TRUE;
    }

  return FALSE;
}
