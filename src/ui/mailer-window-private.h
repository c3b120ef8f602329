/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-window.h"

#include "mailer-list-pane.h"
#include "mailer-move-popover.h"
#include "mailer-panes.h"
#include "mailer-reader.h"
#include "mailer-sidebar.h"

G_BEGIN_DECLS

struct _MailerWindow
{
  AdwApplicationWindow parent_instance;

  /* Template Widgets */
  AdwToastOverlay *toast_overlay;
  GtkStack        *stack;
  AdwStatusPage   *failed_page;
  AdwBin          *assistant_bin;
  MailerPanes     *panes;
  MailerSidebar   *sidebar;
  MailerListPane  *list_pane;
  MailerReader    *reader;

  /* Owned References */
  MailerEngine      *engine;
  GSettings         *settings;
  MailerMovePopover *move_popover;
  gint64             last_operation; /* for undo, 0 for none */
  GtkWidget         *focus;          /* weak: what has the focus, or had it before a popover got it */
  GtkPopover        *focus_popover;  /* weak: what has it meanwhile */
  AdwToast          *undo_toast;     /* weak: shows the way to undo an operation */
};

/** mailer_window_add_verbs: for mailer-window-actions.c: installs what is done to mail. Thread: main. */
void mailer_window_add_verbs (MailerWindow *self);

/** mailer_window_add_actions: for mailer-window.c: installs everything "win.". Thread: main. */
void mailer_window_add_actions (MailerWindow *self);

/** mailer_window_focus_pane: gives the focus to what @pane is for. It has to be shown. Thread: main. */
void mailer_window_focus_pane (MailerWindow *self,
                               MailerPane    pane);

/** mailer_window_update_actions: which actions make sense with what is selected and shown. Thread: main. */
void mailer_window_update_actions (MailerWindow *self);

G_END_DECLS
