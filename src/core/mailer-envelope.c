/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-envelope.h"

MailerEnvelope *
mailer_envelope_new (MailerArena *arena)
{
  MailerEnvelope *self;

  g_return_val_if_fail (arena != NULL, NULL);

  self = mailer_arena_alloc0 (arena, sizeof *self);
  self->arena = mailer_arena_ref (arena);

  return self;
}

void
mailer_envelope_free (MailerEnvelope *self)
{
  if (self != NULL)
    mailer_arena_unref (self->arena);
}
