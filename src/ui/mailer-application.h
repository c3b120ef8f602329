/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "mailer-engine.h"

G_BEGIN_DECLS

#define MAILER_TYPE_APPLICATION (mailer_application_get_type ())
G_DECLARE_FINAL_TYPE (MailerApplication, mailer_application, MAILER, APPLICATION, AdwApplication)

/**
 * MailerApplication:
 *
 * One process per session: it opens the engine when it starts, keeps it open while a window is there,
 * and closes it in order after the last one. "mailto:" addresses open the composer. Its actions are what
 * the desktop file, the menus and the keys use.
 */

/**
 * mailer_application_new:
 *
 * Returns: (transfer full): the application; its engine opens when it starts up. Thread: main.
 */
GApplication *mailer_application_new (void);

G_END_DECLS
