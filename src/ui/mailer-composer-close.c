/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-composer-private.h"

#include <glib/gi18n.h>

/* The end of a composer that sends nothing: the message is kept as a draft, or discarded. */

static void
forgotten_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  if (!mailer_engine_discard_draft_finish (MAILER_ENGINE (source), result, &error)
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    mailer_engine_tell_problem (MAILER_ENGINE (source), error);
}

/* The window does not wait for it: what goes wrong is told elsewhere. */
static void
forget_draft (MailerComposer *self)
{
  gint64 id = mailer_composer_saver_get_draft_id (self->saver);

  if (id != 0)
    mailer_engine_discard_draft_async (self->engine, id, NULL, forgotten_cb, NULL);
}

static void
settled_for_close_cb (GObject      *source,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr (MailerComposer) self = user_data;

  if (!mailer_composer_saver_settle_finish (MAILER_COMPOSER_SAVER (source), result, NULL))
    {
      mailer_composer_saver_resume (self->saver);
      mailer_composer_set_busy (self, FALSE);
      gtk_window_present (GTK_WINDOW (self));
      return;
    }

  if (mailer_composer_is_empty (self))
    forget_draft (self);
  else
    mailer_composer_tell_application (self, "app.draft-kept", mailer_composer_saver_get_draft_id (self->saver));
  gtk_window_destroy (GTK_WINDOW (self));
}

/* The window is out of sight at once; it comes back when what stands in it cannot be saved. */
gboolean
mailer_composer_close_request (GtkWindow *window)
{
  MailerComposer *self = MAILER_COMPOSER (window);

  if (self->is_busy)
    return GDK_EVENT_STOP;

  if (mailer_composer_saver_get_state (self->saver) == MAILER_COMPOSER_SAVER_UNTOUCHED)
    {
      if (self->is_prepared)
        forget_draft (self);
      return GDK_EVENT_PROPAGATE;
    }

  if (mailer_composer_wait_for_files (self, MAILER_COMPOSER_WISH_CLOSE))
    return GDK_EVENT_STOP;

  mailer_composer_set_busy (self, TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  mailer_composer_saver_settle_async (self->saver, TRUE, settled_for_close_cb, g_object_ref (self));
  return GDK_EVENT_STOP;
}

static void
settled_for_discard_cb (GObject      *source,
                        GAsyncResult *result,
                        gpointer      user_data)
{
  g_autoptr (MailerComposer) self = user_data;

  mailer_composer_saver_settle_finish (MAILER_COMPOSER_SAVER (source), result, NULL);
  forget_draft (self);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
discard (MailerComposer *self)
{
  mailer_composer_set_busy (self, TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  mailer_composer_saver_settle_async (self->saver, FALSE, settled_for_discard_cb, g_object_ref (self));
}

static void
discard_response_cb (MailerComposer *self,
                     const char     *response)
{
  if (g_strcmp0 (response, "discard") == 0)
    discard (self);
}

void
mailer_composer_discard_action_cb (GtkWidget  *widget,
                                   const char *name,
                                   GVariant   *parameter)
{
  MailerComposer *self = MAILER_COMPOSER (widget);
  GtkWidget      *dialog;

  if (self->is_busy)
    return;

  if (mailer_composer_is_empty (self)
      || (self->is_prepared
          && mailer_composer_saver_get_state (self->saver) == MAILER_COMPOSER_SAVER_UNTOUCHED))
    {
      discard (self);
      return;
    }

  dialog = mailer_composer_ask (
      self, _ ("Discard this message?"),
      _ ("What you have written is lost. If you only close the window, it is kept as a draft."),
      "discard", _ ("_Discard"), G_CALLBACK (discard_response_cb));
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "discard", ADW_RESPONSE_DESTRUCTIVE);
}
