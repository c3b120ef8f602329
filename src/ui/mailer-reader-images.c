/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-reader-private.h"

#include "mailer-reader-data.h"

/* Pictures from the network: held back, shown because the user wants to see those of this message, or those of its
 * sender. The first is over when another conversation is shown; the second is kept by the engine and holds for messages
 * whose provider says that they come from the sender, since anybody can write any name. The bar above the message says
 * which it is, and has the way back. */

/* Whose pictures may be shown for good: one author, who sent the message himself. */
static const char *
get_sender (const MailerMessage *message)
{
  const MailerAddress *from = message->from->len == 1 ? message->from->pdata[0] : NULL;

  return from != NULL && from->address[0] != '\0' && message->sender_differs == NULL ? from->address : NULL;
}

static gboolean
is_remembered (MailerReader        *self,
               const MailerMessage *message)
{
  const char *sender = get_sender (message);

  return sender != NULL && mailer_engine_get_shows_pictures_of (self->engine, sender);
}

static void
update_bar (MailerReader        *self,
            const MailerMessage *message)
{
  const MailerMessageBody *body = g_hash_table_lookup (self->bodies, &message->id);
  const char              *sender = g_hash_table_contains (self->verified, &message->id) ? get_sender (message) : NULL;
  MailerReaderImages       images = MAILER_READER_IMAGES_HELD;

  if (body == NULL)
    return;
  if (mailer_web_view_get_images_allowed (self->web_view, message->id))
    images = sender != NULL && is_remembered (self, message) ? MAILER_READER_IMAGES_OF_SENDER
                                                             : MAILER_READER_IMAGES_SHOWN;
  mailer_web_view_call (self->web_view, "setImages", mailer_reader_data_new_images (body, images, sender));
}

static void
set_allowed (MailerReader        *self,
             const MailerMessage *message,
             gboolean             is_allowed)
{
  if (mailer_web_view_get_images_allowed (self->web_view, message->id) == is_allowed)
    return;
  mailer_web_view_set_images_allowed (self->web_view, message->id, is_allowed);
  mailer_reader_load_body (self, message->id);
}

/**
 * Question: whether one message comes from whom it says.
 */
typedef struct
{
  MailerReader  *reader;
  GCancellable  *cancellable;
  MailerMessage *message;
} Question;

static void
question_free (Question *question)
{
  g_object_unref (question->reader);
  g_object_unref (question->cancellable);
  mailer_message_unref (question->message);
  g_free (question);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

/* What cannot be found out is not so. */
static void
verified_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (Question) question = data;
  MailerReader  *self = question->reader;
  const gboolean is_verified = mailer_engine_verify_sender_finish (MAILER_ENGINE (source), result, NULL);

  if (!is_verified || g_cancellable_is_cancelled (question->cancellable))
    return;
  g_hash_table_add (self->verified, g_memdup2 (&question->message->id, sizeof (gint64)));
  if (is_remembered (self, question->message))
    set_allowed (self, question->message, TRUE);
  update_bar (self, question->message);
}

static void
verify (MailerReader  *self,
        MailerMessage *message)
{
  Question *question;

  if (get_sender (message) == NULL || g_hash_table_contains (self->verified, &message->id))
    return;
  question = g_new0 (Question, 1);
  question->reader = g_object_ref (self);
  question->cancellable = g_object_ref (self->cancellable);
  question->message = mailer_message_ref (message);
  mailer_engine_verify_sender_async (self->engine, message, self->cancellable, verified_cb, question);
}

void
mailer_reader_take_images (MailerReader  *self,
                           MailerMessage *message)
{
  const MailerMessageBody *body = g_hash_table_lookup (self->bodies, &message->id);

  if (body == NULL)
    return;
  update_bar (self, message);
  if (body->n_remote_images > 0 && is_remembered (self, message))
    verify (self, message);
}

void
mailer_reader_allow_images (MailerReader  *self,
                            MailerMessage *message)
{
  set_allowed (self, message, TRUE);
  verify (self, message);
}

void
mailer_reader_hide_images (MailerReader  *self,
                           MailerMessage *message)
{
  set_allowed (self, message, FALSE);
}

void
mailer_reader_set_shows_images_of_sender (MailerReader  *self,
                                          MailerMessage *message,
                                          gboolean       is_shown)
{
  const char *sender = get_sender (message);

  if (sender == NULL || !g_hash_table_contains (self->verified, &message->id))
    return;
  mailer_engine_set_shows_pictures_of (self->engine, sender, is_shown);
  for (guint i = 0; i < self->messages->len; i++)
    {
      MailerMessage *other = self->messages->pdata[i];

      if (g_strcmp0 (get_sender (other), sender) != 0)
        continue;
      if (!is_shown)
        set_allowed (self, other, FALSE);
      mailer_reader_take_images (self, other);
    }
}
