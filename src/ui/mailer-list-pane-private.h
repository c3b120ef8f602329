/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-list-pane.h"

#include "mailer-notice.h"
#include "mailer-problem-notice.h"

G_BEGIN_DECLS

struct _MailerListPane
{
  AdwBin parent_instance;

  /* Template Widgets */
  AdwHeaderBar        *header_bar;
  AdwWindowTitle      *title;
  GtkWidget           *back_button;
  MailerProblemNotice *problem_notice;
  MailerNotice        *account_notice;
  GtkSearchBar        *search_bar;
  GtkSearchEntry      *search_entry;
  GtkStack            *stack;
  GtkWidget           *loading_spinner;
  AdwStatusPage       *empty_page;
  GtkListView         *list_view;
  GtkPopover          *row_popover;

  /* Owned References */
  MailerEngine           *engine;
  MailerFolder           *folder;
  MailerAccount          *account;
  MailerConversationList *list;
  GtkMultiSelection      *selection;
  GSignalGroup           *folder_signals;
  GSignalGroup           *account_signals;
  GPtrArray              *rows; /* (element-type MailerConversationRow): borrowed, all that exist */

  /* What was selected when the signal was last emitted. */
  guint  n_selected;
  gint64 selected_id;

  gint64 removed_at; /* where selected rows are about to go, or -1 */
  guint  midnight_source;
};

/**
 * mailer_list_pane_setup_row_cb:
 *
 * Makes a row, and notes it in @self. Named in the template of the list. Thread: main.
 */
void mailer_list_pane_setup_row_cb (GtkSignalListItemFactory *factory, GtkListItem *item, MailerListPane *self);
/** mailer_list_pane_bind_row_cb: lets a row show the conversation of @item. Thread: main. */
void mailer_list_pane_bind_row_cb (GtkSignalListItemFactory *factory, GtkListItem *item, MailerListPane *self);
/** mailer_list_pane_unbind_row_cb: lets a row show nothing. Thread: main. */
void mailer_list_pane_unbind_row_cb (GtkSignalListItemFactory *factory, GtkListItem *item, MailerListPane *self);
/** mailer_list_pane_teardown_row_cb: forgets a row. Thread: main. */
void mailer_list_pane_teardown_row_cb (GtkSignalListItemFactory *factory, GtkListItem *item, MailerListPane *self);

/** mailer_list_pane_popup_menu_cb: opens the menu of the row with the focus, by key. Thread: main. */
gboolean mailer_list_pane_popup_menu_cb (GtkWidget *widget, GVariant *arguments, gpointer data);

/** mailer_list_pane_queue_midnight: keeps the dates of the rows true from now on. Thread: main. */
void mailer_list_pane_queue_midnight (MailerListPane *self);

/** mailer_list_pane_select: selects the conversation at @position alone, and shows its row. Thread: main. */
void mailer_list_pane_select (MailerListPane *self, guint position);

/** mailer_list_pane_focus_selected: Returns: %FALSE when the list is empty. Thread: main. */
gboolean mailer_list_pane_focus_selected (MailerListPane *self);

/** mailer_list_pane_note_selection: tells that other conversations are selected, if they are. Thread: main. */
void mailer_list_pane_note_selection (MailerListPane *self);

G_END_DECLS
