/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "mailer-engine.h"

G_BEGIN_DECLS

#define MAILER_TYPE_LIST_PANE (mailer_list_pane_get_type ())
G_DECLARE_FINAL_TYPE (MailerListPane, mailer_list_pane, MAILER, LIST_PANE, AdwBin)

/**
 * MailerListPane:
 *
 * The conversations of the folder that is looked at, with what is wrong with its account above them.
 *
 * Signals:
 * - "selection-changed": other conversations are selected, or none
 * - "conversation-activated": the user wants to go on to the reader
 */

/**
 * mailer_list_pane_set_folder:
 *
 * Lists the conversations of @folder (nullable). Thread: main.
 */
void mailer_list_pane_set_folder (MailerListPane *self,
                                  MailerFolder   *folder);

/**
 * mailer_list_pane_dup_selected_ids:
 *
 * Thread: main.
 * Returns: (transfer full) (element-type gint64): ids of the selected conversations, in their order.
 */
GArray *mailer_list_pane_dup_selected_ids (MailerListPane *self);

/**
 * mailer_list_pane_dup_selected:
 *
 * Returns: (transfer full) (nullable): the conversation when exactly one is selected. Thread: main.
 */
MailerConversation *mailer_list_pane_dup_selected (MailerListPane *self);

/** mailer_list_pane_count_selected: how many conversations are selected. Thread: main. */
guint mailer_list_pane_count_selected (MailerListPane *self);

/**
 * mailer_list_pane_any_selected_is:
 *
 * Whether one of the selected conversations has %TRUE in @property. Thread: main.
 */
gboolean mailer_list_pane_any_selected_is (MailerListPane *self,
                                           const char     *property);

/**
 * mailer_list_pane_is_flagged:
 *
 * Whether the conversation with @id is in the list and has a star. Thread: main.
 */
gboolean mailer_list_pane_is_flagged (MailerListPane *self,
                                      gint64          id);

/**
 * mailer_list_pane_move_selection:
 *
 * Selects the next (1) or previous (-1) conversation and shows it. Thread: main.
 */
void mailer_list_pane_move_selection (MailerListPane *self,
                                      int             step);

/**
 * mailer_list_pane_prepare_removal:
 *
 * The selected conversations are about to leave the folder: when they are gone, the next one is selected.
 *
 * Thread: main.
 */
void mailer_list_pane_prepare_removal (MailerListPane *self);

/**
 * mailer_list_pane_get_selected_area:
 *
 * Returns: where in @self the first selected conversation is. Thread: main.
 */
GdkRectangle mailer_list_pane_get_selected_area (MailerListPane *self);

/** mailer_list_pane_start_search: opens the search bar, with the focus in it. Thread: main. */
void mailer_list_pane_start_search (MailerListPane *self);

/** mailer_list_pane_stop_search: Returns: whether there was a search to end. Thread: main. */
gboolean mailer_list_pane_stop_search (MailerListPane *self);

/**
 * mailer_list_pane_grab_focus:
 *
 * Gives the focus to the selected row; without one to the list, or what is in its place. Thread: main.
 */
void mailer_list_pane_grab_focus (MailerListPane *self);

/**
 * mailer_list_pane_set_engine:
 *
 * What folders are of. Its problems are told above the list, and while there is no folder, those of its first account.
 * To be called once, before there is a folder. Thread: main.
 */
void mailer_list_pane_set_engine (MailerListPane *self,
                                  MailerEngine   *engine);

/**
 * mailer_list_pane_set_shows:
 * @back: whether there is a way back to the folders to offer
 * @start: whether the header bar is the first in the window
 * @end: whether it is the last
 *
 * Says which buttons the header bar has. Thread: main.
 */
void mailer_list_pane_set_shows (MailerListPane *self,
                                 gboolean        back,
                                 gboolean        start,
                                 gboolean        end);

G_END_DECLS
