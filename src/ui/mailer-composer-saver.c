/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-composer-saver.h"

#include "mailer-widget.h"

/* A change starts the clock when it does not run already, so that somebody who never stops typing is
 * saved, too; with the time that the disk takes this stays within a second of the last key. */
#define DELAY_MS 600
#define RETRY_DELAY_MS 5000

struct _MailerComposerSaver
{
  GObject parent_instance;

  /* Borrowed References */
  MailerComposerSaverDraftFunc collect;
  MailerComposerSaverSavedFunc saved;
  gpointer                     user_data;

  /* Owned References */
  MailerEngine *engine;
  GTask        *settling;
  GError       *error;

  MailerComposerSaverState state;
  gint64                   draft_id;
  guint                    timeout_id;
  gboolean                 is_saving;
  gboolean                 is_dirty;
  gboolean                 is_held;
};

G_DEFINE_FINAL_TYPE (MailerComposerSaver, mailer_composer_saver, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
set_state (MailerComposerSaver     *self,
           MailerComposerSaverState state)
{
  if (self->state == state)
    return;

  self->state = state;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
finish_settling (MailerComposerSaver *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->settling);

  if (task == NULL)
    return;

  if (self->error != NULL)
    g_task_return_error (task, g_error_copy (self->error));
  else
    g_task_return_boolean (task, TRUE);
}

static void saved_cb (GObject      *source,
                      GAsyncResult *result,
                      gpointer      user_data);

static void
save (MailerComposerSaver *self)
{
  g_autoptr (MailerDraft) draft = NULL;

  g_clear_handle_id (&self->timeout_id, g_source_remove);
  if (self->collect == NULL || self->is_saving)
    return;

  draft = self->collect (self->user_data);
  draft->id = self->draft_id;
  self->is_dirty = FALSE;
  self->is_saving = TRUE;
  set_state (self, MAILER_COMPOSER_SAVER_SAVING);
  mailer_engine_save_draft_async (self->engine, draft, NULL, saved_cb, g_object_ref (self));
}

static gboolean
timeout_cb (gpointer user_data)
{
  MailerComposerSaver *self = user_data;

  self->timeout_id = 0;
  save (self);
  return G_SOURCE_REMOVE;
}

static void
start_clock (MailerComposerSaver *self,
             guint                delay_ms)
{
  if (self->timeout_id == 0 && !self->is_held)
    self->timeout_id = g_timeout_add (delay_ms, timeout_cb, self);
}

static void
take_result (MailerComposerSaver *self,
             const MailerDraft   *draft,
             GError              *error)
{
  g_clear_error (&self->error);
  if (draft == NULL)
    {
      self->error = error;
      self->is_dirty = TRUE;
      set_state (self, MAILER_COMPOSER_SAVER_FAILED);
      return;
    }

  self->draft_id = draft->id;
  if (self->saved != NULL)
    self->saved (draft, self->user_data);
  set_state (self, self->is_dirty ? MAILER_COMPOSER_SAVER_CHANGED : MAILER_COMPOSER_SAVER_SAVED);
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (MailerComposerSaver) self = user_data;
  GError *error = NULL;
  g_autoptr (MailerDraft) draft = mailer_engine_save_draft_finish (MAILER_ENGINE (source), result, &error);

  self->is_saving = FALSE;
  take_result (self, draft, error);

  if (self->settling != NULL)
    {
      if (self->is_dirty && draft != NULL && !self->is_held)
        save (self);
      else
        finish_settling (self);
    }
  else if (self->is_dirty)
    start_clock (self, draft != NULL ? DELAY_MS / 2 : RETRY_DELAY_MS);
}

static void
mailer_composer_saver_dispose (GObject *object)
{
  MailerComposerSaver *self = MAILER_COMPOSER_SAVER (object);

  mailer_composer_saver_stop (self);
  g_clear_object (&self->engine);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (mailer_composer_saver_parent_class)->dispose (object);
}

static void
mailer_composer_saver_class_init (MailerComposerSaverClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mailer_composer_saver_dispose;

  signals[SIGNAL_CHANGED] = mailer_widget_add_signal (klass, "changed");
}

static void
mailer_composer_saver_init (MailerComposerSaver *self)
{
}

MailerComposerSaver *
mailer_composer_saver_new (MailerEngine                *engine,
                           gint64                       draft_id,
                           MailerComposerSaverDraftFunc collect,
                           MailerComposerSaverSavedFunc saved,
                           gpointer                     user_data)
{
  MailerComposerSaver *self;

  g_return_val_if_fail (MAILER_IS_ENGINE (engine), NULL);
  g_return_val_if_fail (collect != NULL && saved != NULL, NULL);

  self = g_object_new (MAILER_TYPE_COMPOSER_SAVER, NULL);
  self->engine = g_object_ref (engine);
  self->draft_id = draft_id;
  self->collect = collect;
  self->saved = saved;
  self->user_data = user_data;
  return self;
}

MailerComposerSaverState
mailer_composer_saver_get_state (MailerComposerSaver *self)
{
  g_return_val_if_fail (MAILER_IS_COMPOSER_SAVER (self), MAILER_COMPOSER_SAVER_UNTOUCHED);

  return self->state;
}

gint64
mailer_composer_saver_get_draft_id (MailerComposerSaver *self)
{
  g_return_val_if_fail (MAILER_IS_COMPOSER_SAVER (self), 0);

  return self->draft_id;
}

const GError *
mailer_composer_saver_get_error (MailerComposerSaver *self)
{
  g_return_val_if_fail (MAILER_IS_COMPOSER_SAVER (self), NULL);

  return self->error;
}

void
mailer_composer_saver_touch (MailerComposerSaver *self)
{
  g_return_if_fail (MAILER_IS_COMPOSER_SAVER (self));

  self->is_dirty = TRUE;
  if (self->is_saving)
    return;

  if (self->state == MAILER_COMPOSER_SAVER_FAILED)
    g_clear_handle_id (&self->timeout_id, g_source_remove);
  else
    set_state (self, MAILER_COMPOSER_SAVER_CHANGED);
  start_clock (self, DELAY_MS);
}

void
mailer_composer_saver_save_now (MailerComposerSaver *self)
{
  g_return_if_fail (MAILER_IS_COMPOSER_SAVER (self));

  if (self->is_dirty && !self->is_held)
    save (self);
}

void
mailer_composer_saver_settle_async (MailerComposerSaver *self,
                                    gboolean             save_changes,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  g_return_if_fail (MAILER_IS_COMPOSER_SAVER (self));
  g_return_if_fail (self->settling == NULL);

  self->settling = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->settling, mailer_composer_saver_settle_async);
  self->is_held = !save_changes;
  g_clear_handle_id (&self->timeout_id, g_source_remove);

  if (self->is_saving)
    return;
  if (self->is_dirty && save_changes)
    save (self);
  else
    finish_settling (self);
}

gboolean
mailer_composer_saver_settle_finish (MailerComposerSaver *self,
                                     GAsyncResult        *result,
                                     GError             **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
mailer_composer_saver_resume (MailerComposerSaver *self)
{
  g_return_if_fail (MAILER_IS_COMPOSER_SAVER (self));

  self->is_held = FALSE;
  if (self->is_dirty && !self->is_saving)
    start_clock (self, DELAY_MS);
}

void
mailer_composer_saver_stop (MailerComposerSaver *self)
{
  g_return_if_fail (MAILER_IS_COMPOSER_SAVER (self));

  g_clear_handle_id (&self->timeout_id, g_source_remove);
  self->collect = NULL;
  self->saved = NULL;
  self->user_data = NULL;
}
