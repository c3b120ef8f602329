/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-engine-private.h"

void
mailer_engine_load_accounts (MailerEngine *self,
                             GTask        *task)
{
  mailer_engine_return_open (self, task);
}

void
mailer_engine_note_outbox (MailerEngine *self)
{
}
