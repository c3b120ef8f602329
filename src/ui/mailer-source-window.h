/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "mailer-engine.h"

G_BEGIN_DECLS

#define MAILER_TYPE_SOURCE_WINDOW (mailer_source_window_get_type ())
G_DECLARE_FINAL_TYPE (MailerSourceWindow, mailer_source_window, MAILER, SOURCE_WINDOW, AdwWindow)

/** mailer_source_window_present: shows @message as it came, headers and all. Thread: main. */
void mailer_source_window_present (MailerEngine  *engine,
                                   MailerMessage *message,
                                   GtkWindow     *parent);

G_END_DECLS
