/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "mailer-engine.h"

G_BEGIN_DECLS

#define MAILER_TYPE_PREFERENCES_WINDOW (mailer_preferences_window_get_type ())
G_DECLARE_FINAL_TYPE (MailerPreferencesWindow, mailer_preferences_window, MAILER, PREFERENCES_WINDOW, AdwPreferencesWindow)

/**
 * mailer_preferences_window_new:
 * @engine: opened
 *
 * Accounts to edit, add and remove, and the file of additional authorities. Modal for nothing; the caller
 * sets what it is transient for and presents it.
 *
 * Returns: (transfer none): the window. Thread: main.
 */
GtkWindow *mailer_preferences_window_new (MailerEngine *engine);

G_END_DECLS
