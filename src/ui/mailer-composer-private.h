/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-composer.h"

G_BEGIN_DECLS

/**
 * mailer_composer_set_is_prepared:
 *
 * Says that the engine made the draft just now: nothing of it stays when the window is closed untouched.
 */
void mailer_composer_set_is_prepared (MailerComposer *self);

/** mailer_composer_get_draft_id: Returns: 0 when it was not saved yet. */
gint64 mailer_composer_get_draft_id (MailerComposer *self);

G_END_DECLS
