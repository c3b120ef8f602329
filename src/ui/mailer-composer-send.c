/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-composer-private.h"

#include <glib/gi18n.h>

#include "mailer-composer-checks.h"

/* The way to the outbox: what is asked before, and what is saved first. */

static void
sent_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (MailerComposer) self = user_data;
  g_autoptr (GError) error = NULL;
  gint64 activity_id = mailer_engine_send_finish (MAILER_ENGINE (source), result, &error);

  if (activity_id < 0)
    {
      mailer_composer_set_busy (self, FALSE);
      mailer_composer_saver_resume (self->saver);
      mailer_composer_show_error (self, _ ("The message cannot be sent."), error);
      return;
    }

  mailer_composer_tell_application (self, "app.message-queued", activity_id);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
settled_for_send_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr (MailerComposer) self = user_data;
  g_autoptr (MailerDraft) draft = NULL;

  if (!mailer_composer_saver_settle_finish (MAILER_COMPOSER_SAVER (source), result, NULL))
    {
      mailer_composer_saver_resume (self->saver);
      mailer_composer_set_busy (self, FALSE);
      return;
    }

  draft = mailer_composer_collect_draft (self);
  draft->id = mailer_composer_saver_get_draft_id (self->saver);
  mailer_engine_send_async (self->engine, draft, NULL, sent_cb, g_object_ref (self));
}

static gboolean
are_recipients_fine (MailerComposer *self)
{
  MailerRecipientRow *rows[] = { self->to_row, self->cc_row, self->bcc_row };
  guint               n_all = 0;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      guint n = 0;

      if (!mailer_recipient_row_check (rows[i], &n))
        {
          gtk_widget_grab_focus (GTK_WIDGET (rows[i]));
          return FALSE;
        }
      n_all += n;
    }

  if (n_all == 0)
    {
      mailer_recipient_row_show_problem (self->to_row, _ ("Who should get the message? Enter at least one address."));
      gtk_widget_grab_focus (GTK_WIDGET (self->to_row));
    }
  return n_all > 0;
}

static void
subject_response_cb (MailerComposer *self,
                     const char     *response)
{
  if (g_strcmp0 (response, "send") == 0)
    {
      self->may_lack_subject = TRUE;
      mailer_composer_send (self);
    }
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->subject_entry));
}

static void
attachment_response_cb (MailerComposer *self,
                        const char     *response)
{
  if (g_strcmp0 (response, "send") == 0)
    {
      self->may_lack_attachment = TRUE;
      mailer_composer_send (self);
    }
}

static gboolean
lacks_attachment (MailerComposer *self)
{
  g_autofree char *text = NULL;

  if (mailer_composer_attachments_get_n (self->attachments) > 0)
    return FALSE;

  text = mailer_composer_text_dup_text (self->text);
  /* Translators: words, separated by semicolons, that tell that something should be attached; English
   * and German ones are known already */
  return mailer_composer_checks_mention_attachment (text, C_ ("words", "attached;attachment"));
}

/* Every doubt is asked about once. */
static gboolean
has_doubts (MailerComposer *self)
{
  if (!self->may_lack_subject && mailer_composer_is_blank (mailer_composer_get_subject (self)))
    {
      mailer_composer_ask (self,
                           _ ("Send without a subject?"),
                           _ ("A subject helps those who get the message to find it again."),
                           "send",
                           _ ("_Send"),
                           G_CALLBACK (subject_response_cb));
      return TRUE;
    }

  if (!self->may_lack_attachment && lacks_attachment (self))
    {
      mailer_composer_ask (self,
                           _ ("Send without an attachment?"),
                           _ ("The message speaks of something attached, but nothing is attached."),
                           "send",
                           _ ("_Send"),
                           G_CALLBACK (attachment_response_cb));
      return TRUE;
    }

  return FALSE;
}

/* Saved as it stands first: whatever happens next, it is on disk. */
void
mailer_composer_send (MailerComposer *self)
{
  if (self->is_busy || !are_recipients_fine (self) || has_doubts (self)
      || mailer_composer_wait_for_files (self, MAILER_COMPOSER_WISH_SEND))
    return;

  mailer_composer_hide_problem (self);
  mailer_composer_set_busy (self, TRUE);
  mailer_composer_saver_touch (self->saver);
  mailer_composer_saver_settle_async (self->saver, TRUE, settled_for_send_cb, g_object_ref (self));
}

void
mailer_composer_send_action_cb (GtkWidget  *widget,
                                const char *name,
                                GVariant   *parameter)
{
  mailer_composer_send (MAILER_COMPOSER (widget));
}
