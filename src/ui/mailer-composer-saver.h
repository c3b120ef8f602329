/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "mailer-engine.h"

G_BEGIN_DECLS

#define MAILER_TYPE_COMPOSER_SAVER (mailer_composer_saver_get_type ())
G_DECLARE_FINAL_TYPE (MailerComposerSaver, mailer_composer_saver, MAILER, COMPOSER_SAVER, GObject)

/** MailerComposerSaverState: how the draft on disk stands to what is on screen. */
typedef enum
{
  MAILER_COMPOSER_SAVER_UNTOUCHED, /* nothing was changed since the window opened */
  MAILER_COMPOSER_SAVER_CHANGED,   /* will be saved in a moment */
  MAILER_COMPOSER_SAVER_SAVING,
  MAILER_COMPOSER_SAVER_SAVED,
  MAILER_COMPOSER_SAVER_FAILED, /* tries again with the next change, and by itself after a while */
} MailerComposerSaverState;

/**
 * MailerComposerSaver:
 *
 * Keeps the draft on disk up to date: within a second of the last change, changes taken together, never
 * two savings at once and never an older state after a newer one. Main thread only. Signals:
 * - "changed": the state is another one
 */

/**
 * MailerComposerSaverDraftFunc:
 *
 * Returns: (transfer full): what stands in the window now; the saver sets its id.
 */
typedef MailerDraft *(*MailerComposerSaverDraftFunc) (gpointer user_data);

/**
 * MailerComposerSaverSavedFunc:
 * @draft: as the store knows it now
 *
 * Called after a saving, before the next collects the draft.
 */
typedef void (*MailerComposerSaverSavedFunc) (const MailerDraft *draft,
                                              gpointer           user_data);

/**
 * mailer_composer_saver_new:
 * @draft_id: of the draft that is continued, or 0
 * @user_data: for both functions; outlives the saver, or mailer_composer_saver_stop() is called before
 *
 * Returns: (transfer full): a saver that nothing was changed for yet. Thread: main.
 */
MailerComposerSaver *mailer_composer_saver_new (MailerEngine                *engine,
                                                gint64                       draft_id,
                                                MailerComposerSaverDraftFunc collect,
                                                MailerComposerSaverSavedFunc saved,
                                                gpointer                     user_data);

/** mailer_composer_saver_get_state: how far what is in the window is from what is on disk. Thread: main. */
MailerComposerSaverState mailer_composer_saver_get_state (MailerComposerSaver *self);
/** mailer_composer_saver_get_draft_id: id of the draft in the store; 0 before it was saved. Thread: main. */
gint64 mailer_composer_saver_get_draft_id (MailerComposerSaver *self);

/**
 * mailer_composer_saver_get_error:
 *
 * Returns: (transfer none) (nullable): why the last saving failed. Thread: main.
 */
const GError *mailer_composer_saver_get_error (MailerComposerSaver *self);

/** mailer_composer_saver_touch: something was changed. Thread: main. */
void mailer_composer_saver_touch (MailerComposerSaver *self);

/** mailer_composer_saver_save_now: does not wait for more changes, when there are any. Thread: main. */
void mailer_composer_saver_save_now (MailerComposerSaver *self);

/**
 * mailer_composer_saver_settle_async:
 * @save: save what was changed; else only end the saving that is under way, and begin none any more
 *
 * Finishes when nothing is under way, with the error of the last saving. Thread: main.
 */
void mailer_composer_saver_settle_async (MailerComposerSaver *self,
                                         gboolean             save,
                                         GAsyncReadyCallback  callback,
                                         gpointer             user_data);
/**
 * mailer_composer_saver_settle_finish:
 *
 * Whether what was to be saved has been.
 *
 * Thread: main. Errors: MAILER_ENGINE_ERROR.
 */
gboolean mailer_composer_saver_settle_finish (MailerComposerSaver *self,
                                              GAsyncResult        *result,
                                              GError             **error);

/**
 * mailer_composer_saver_resume:
 *
 * Goes on after a settling that ended without closing the window. Thread: main.
 */
void mailer_composer_saver_resume (MailerComposerSaver *self);

/** mailer_composer_saver_stop: the functions given at the start are not called any more. Thread: main. */
void mailer_composer_saver_stop (MailerComposerSaver *self);

G_END_DECLS
