/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-envelope.h"

MailerEnvelope *
mailer_envelope_new (void)
{
  return g_new0 (MailerEnvelope, 1);
}

void
mailer_envelope_free (MailerEnvelope *self)
{
  if (self == NULL)
    return;

  g_free (self->date);
  g_free (self->subject);
  g_clear_pointer (&self->from, g_ptr_array_unref);
  g_clear_pointer (&self->sender, g_ptr_array_unref);
  g_clear_pointer (&self->reply_to, g_ptr_array_unref);
  g_clear_pointer (&self->to, g_ptr_array_unref);
  g_clear_pointer (&self->cc, g_ptr_array_unref);
  g_clear_pointer (&self->bcc, g_ptr_array_unref);
  g_free (self->in_reply_to);
  g_free (self->message_id);
  g_free (self);
}

MailerRawAddress *
mailer_raw_address_new (const char *name,
                        const char *mailbox,
                        const char *host)
{
  MailerRawAddress *self = g_new0 (MailerRawAddress, 1);

  self->name = g_strdup (name);
  self->mailbox = g_strdup (mailbox);
  self->host = g_strdup (host);

  return self;
}

void
mailer_raw_address_free (MailerRawAddress *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self->mailbox);
  g_free (self->host);
  g_free (self);
}
