/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "mailer-engine.h"

G_BEGIN_DECLS

#define MAILER_TYPE_SIDEBAR (mailer_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (MailerSidebar, mailer_sidebar, MAILER, SIDEBAR, AdwBin)

/**
 * MailerSidebar:
 *
 * The accounts with their folders. At its foot stands what goes on: headers that come in for the first
 * time, and changes that wait for the server.
 *
 * Signals:
 * - "folder-selected" (MailerFolder): another folder was chosen, by hand or because the old one went
 * - "folder-activated" (MailerFolder): the user wants to go on to its list
 */

/**
 * mailer_sidebar_set_engine:
 *
 * Whose accounts and folders are listed; @engine is opened. To be called once. Thread: main.
 */
void mailer_sidebar_set_engine (MailerSidebar *self,
                                MailerEngine  *engine);

/** mailer_sidebar_get_folder: Returns: (transfer none) (nullable): the chosen one. Thread: main. */
MailerFolder *mailer_sidebar_get_folder (MailerSidebar *self);

/** mailer_sidebar_select: chooses @folder, or the first Inbox when it is %NULL. Thread: main. */
void mailer_sidebar_select (MailerSidebar *self,
                            MailerFolder  *folder);

/** mailer_sidebar_grab_focus: gives the focus to the chosen row, or to the first. Thread: main. */
void mailer_sidebar_grab_focus (MailerSidebar *self);

/**
 * mailer_sidebar_set_shows_buttons:
 *
 * Whether the header bar is the first and the last one in the window. Thread: main.
 */
void mailer_sidebar_set_shows_buttons (MailerSidebar *self,
                                       gboolean       start,
                                       gboolean       end);

/** mailer_sidebar_open_activity: opens the list of what waits. Thread: main. */
void mailer_sidebar_open_activity (MailerSidebar *self);

/** mailer_sidebar_open_menu: opens the main menu. Thread: main. */
void mailer_sidebar_open_menu (MailerSidebar *self);

G_END_DECLS
