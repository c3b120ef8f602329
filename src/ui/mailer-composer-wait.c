/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-composer-private.h"

#include <glib/gi18n.h>

/* Files may be far away: what is sent or put aside waits for them, in sight, and can be changed meanwhile. */

static void
set_wish (MailerComposer    *self,
          MailerComposerWish wish)
{
  self->wish = wish;
  gtk_revealer_set_reveal_child (self->waiting_revealer, wish != MAILER_COMPOSER_WISH_NONE);
  if (wish == MAILER_COMPOSER_WISH_SEND)
    gtk_label_set_label (self->waiting_label, _ ("The message is sent as soon as its files are attached."));
  else if (wish == MAILER_COMPOSER_WISH_CLOSE)
    gtk_label_set_label (self->waiting_label, _ ("The window closes as soon as its files are attached."));
}

gboolean
mailer_composer_wait_for_files (MailerComposer    *self,
                                MailerComposerWish wish)
{
  if (mailer_composer_attachments_is_complete (self->attachments))
    return FALSE;

  mailer_composer_hide_problem (self);
  set_wish (self, wish);
  /* Files are copied into what was saved. */
  mailer_composer_saver_touch (self->saver);
  mailer_composer_saver_save_now (self->saver);
  return TRUE;
}

void
mailer_composer_stop_waiting (MailerComposer *self)
{
  set_wish (self, MAILER_COMPOSER_WISH_NONE);
}

void
mailer_composer_go_on (MailerComposer *self)
{
  const MailerComposerWish wish = self->wish;

  mailer_composer_stop_waiting (self);
  if (wish == MAILER_COMPOSER_WISH_SEND)
    mailer_composer_send (self);
  else if (wish == MAILER_COMPOSER_WISH_CLOSE)
    gtk_window_close (GTK_WINDOW (self));
}
