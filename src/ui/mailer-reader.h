/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "mailer-engine.h"

G_BEGIN_DECLS

#define MAILER_TYPE_READER (mailer_reader_get_type ())
G_DECLARE_FINAL_TYPE (MailerReader, mailer_reader, MAILER, READER, AdwBin)

/**
 * MailerReader:
 *
 * The conversation that is read: its subject and what can be done with it in the header bar, below it all
 * its messages, in one web view without a network (see mailer-web-view.h).
 *
 * Signals:
 * - "changed": what mailer_reader_get_message() and the other getters say has changed
 */

/** mailer_reader_set_engine: where messages are read from; @engine is opened. Thread: main. */
void mailer_reader_set_engine (MailerReader *self,
                               MailerEngine *engine);

/** mailer_reader_show: shows @conversation, looked at from @folder. Thread: main. */
void mailer_reader_show (MailerReader       *self,
                         MailerFolder       *folder,
                         MailerConversation *conversation);

/**
 * mailer_reader_show_none:
 *
 * Shows no conversation, but that none, or @n_selected of them, are selected. Thread: main.
 */
void mailer_reader_show_none (MailerReader *self,
                              guint         n_selected);

/**
 * mailer_reader_get_message:
 *
 * Returns: (transfer none) (nullable): the message that answers, sources and details are about: the one the
 *   user is at, or the newest. Thread: main.
 */
MailerMessage *mailer_reader_get_message (MailerReader *self);

/** mailer_reader_get_has_attachments: whether that message has any. Thread: main. */
gboolean mailer_reader_get_has_attachments (MailerReader *self);

/** mailer_reader_get_has_held_images: whether pictures of that message were left out. Thread: main. */
gboolean mailer_reader_get_has_held_images (MailerReader *self);

/**
 * mailer_reader_show_images:
 *
 * Shows the message of mailer_reader_get_message() with its pictures from the network. Thread: main.
 */
void mailer_reader_show_images (MailerReader *self);
/**
 * mailer_reader_toggle_details:
 *
 * Shows or hides all of the header of the message of mailer_reader_get_message(). Thread: main.
 */
void mailer_reader_toggle_details (MailerReader *self);
/**
 * mailer_reader_view_source:
 *
 * Opens a window with the source of the message of mailer_reader_get_message(). Thread: main.
 */
void mailer_reader_view_source (MailerReader *self);
/**
 * mailer_reader_save_attachments:
 *
 * Asks for a folder and saves there what is attached to the message the user is at. Thread: main.
 */
void mailer_reader_save_attachments (MailerReader *self);
/**
 * mailer_reader_set_is_plain_text:
 *
 * Chooses the text that was written, not the HTML, of all messages. Thread: main.
 */
void mailer_reader_set_is_plain_text (MailerReader *self,
                                      gboolean      is_plain_text);

/** mailer_reader_get_move_area: Returns: where in @self one finds what moves a conversation. Thread: main. */
GdkRectangle mailer_reader_get_move_area (MailerReader *self);

/** mailer_reader_open_menu: opens the menu of the conversation. Thread: main. */
void mailer_reader_open_menu (MailerReader *self);

/**
 * mailer_reader_grab_focus:
 *
 * Gives the focus to what is shown, or, when nothing can have it yet, as soon as something can.
 *
 * Thread: main.
 */
void mailer_reader_grab_focus (MailerReader *self);

/** mailer_reader_set_shows: as mailer_list_pane_set_shows(). Thread: main. */
void mailer_reader_set_shows (MailerReader *self,
                              gboolean      back,
                              gboolean      start,
                              gboolean      end);

G_END_DECLS
