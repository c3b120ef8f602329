/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "mailer-engine.h"

G_BEGIN_DECLS

#define MAILER_TYPE_COMPOSER_DRAFTS (mailer_composer_drafts_get_type ())
G_DECLARE_FINAL_TYPE (MailerComposerDrafts, mailer_composer_drafts, MAILER, COMPOSER_DRAFTS, AdwWindow)

/**
 * mailer_composer_drafts_new:
 *
 * Thread: main.
 * Returns: (transfer none): a window with the drafts that are kept here, to go on with or to discard.
 */
GtkWindow *mailer_composer_drafts_new (MailerEngine *engine);

G_END_DECLS
