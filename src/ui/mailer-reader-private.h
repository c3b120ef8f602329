/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-reader.h"

#include "mailer-web-view.h"

G_BEGIN_DECLS

/* The page asks for the bodies of the messages that stand open in it; the reader asks the engine, and what
 * comes back for another conversation than the shown one was cancelled. */
struct _MailerReader
{
  AdwBin parent_instance;

  /* Template Widgets */
  AdwHeaderBar  *header_bar;
  GtkWidget     *back_button;
  GtkWidget     *forward_button;
  GtkWidget     *reply_all_button;
  GtkWidget     *move_button;
  GtkMenuButton *menu_button;
  GtkStack      *stack;
  AdwStatusPage *none_page;
  AdwStatusPage *failed_page;
  GtkTextView   *text_view;
  MailerWebView *web_view;
  GtkRevealer   *link_revealer;
  GtkLabel      *link_label;

  /* Owned References */
  MailerEngine       *engine;
  MailerFolder       *folder;
  MailerConversation *conversation;
  GSignalGroup       *conversation_signals;
  GPtrArray          *messages; /* (nullable) (element-type MailerMessage) */
  GHashTable         *bodies;   /* (element-type gint64 MailerMessageBody) */
  GHashTable         *verified; /* (element-type gint64): messages that come from whom they say */
  GHashTable         *failures; /* (element-type gint64 GError): without a page, why a body is not there */
  GArray             *unread;   /* (element-type gint64): shown, but not marked yet */
  GCancellable       *cancellable;

  gint64   current_id;
  guint    read_source;
  guint    refresh_source;
  gboolean is_plain_text;
  gboolean wants_focus; /* as soon as there is something to read */
  gboolean has_no_page; /* the web view is not to be had: everything is plain text */
};

/**
 * mailer_reader_get_window:
 *
 * Returns: (transfer none) (nullable): the window that the reader is in. Thread: main.
 */
GtkWindow *mailer_reader_get_window (MailerReader *self);

/**
 * mailer_reader_find_message:
 *
 * Returns: (transfer none) (nullable): the message with @id of the shown conversation. Thread: main.
 */
MailerMessage *mailer_reader_find_message (MailerReader *self, gint64 id);

/** mailer_reader_load: asks for the messages of the conversation, and shows them. Thread: main. */
void mailer_reader_load (MailerReader *self);

/** mailer_reader_queue_refresh: the conversation has changed. Thread: main. */
void mailer_reader_queue_refresh (MailerReader *self);

/**
 * mailer_reader_forget:
 *
 * Forgets the shown conversation and everything that is under way for it. Thread: main.
 */
void mailer_reader_forget (MailerReader *self);

/**
 * mailer_reader_show_messages:
 *
 * Gives the messages that were loaded to the page that is there now. Thread: main.
 */
void mailer_reader_show_messages (MailerReader *self);

/** mailer_reader_load_body: asks for the body of one of the messages, and shows it. Thread: main. */
void mailer_reader_load_body (MailerReader *self, gint64 message_id);

/** mailer_reader_note_shown: the user sees the text of the message: in a moment it is read. Thread: main. */
void mailer_reader_note_shown (MailerReader *self, gint64 message_id);

/** mailer_reader_queue_mark_read: the window may have become the active one. Thread: main. */
void mailer_reader_queue_mark_read (MailerReader *self);

/** mailer_reader_take_images: the body of @message is here: says what became of its pictures from the network. Thread: main. */
void mailer_reader_take_images (MailerReader *self, MailerMessage *message);

/**
 * mailer_reader_marked_cb:
 *
 * Ends mailer_engine_mark_messages_async(): what did not work is told where problems are. Thread: main.
 */
void mailer_reader_marked_cb (GObject      *source,
                              GAsyncResult *result,
                              gpointer      data);

/** mailer_reader_allow_images: shows @message again, with its pictures from the network. Thread: main. */
void mailer_reader_allow_images (MailerReader *self, MailerMessage *message);

/** mailer_reader_hide_images: shows @message again, without them. Thread: main. */
void mailer_reader_hide_images (MailerReader *self, MailerMessage *message);

/**
 * mailer_reader_set_shows_images_of_sender:
 *
 * From now on they are shown, or not, in all messages of the sender of @message. Thread: main.
 */
void mailer_reader_set_shows_images_of_sender (MailerReader *self, MailerMessage *message, gboolean is_shown);

G_END_DECLS
