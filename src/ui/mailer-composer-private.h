/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-composer.h"

#include "mailer-composer-attachments.h"
#include "mailer-composer-saver.h"
#include "mailer-composer-text.h"
#include "mailer-recipient-row.h"

G_BEGIN_DECLS

/** MailerComposerWish: what the user wants done as soon as everything is attached. */
typedef enum
{
  MAILER_COMPOSER_WISH_NONE,
  MAILER_COMPOSER_WISH_SEND,
  MAILER_COMPOSER_WISH_CLOSE,
} MailerComposerWish;

struct _MailerComposer
{
  AdwWindow parent_instance;

  /* Template Widgets */
  AdwWindowTitle            *title;
  GtkButton                 *send_button;
  GtkStack                  *send_stack;
  GtkWidget                 *content;
  GtkRevealer               *problem_revealer;
  GtkLabel                  *problem_label;
  GtkRevealer               *waiting_revealer;
  GtkLabel                  *waiting_label;
  GtkWidget                 *from_line;
  GtkDropDown               *from_drop_down;
  MailerRecipientRow        *to_row;
  MailerRecipientRow        *cc_row;
  MailerRecipientRow        *bcc_row;
  GtkWidget                 *copies_button;
  GtkEntry                  *subject_entry;
  MailerComposerText        *text;
  MailerComposerAttachments *attachments;

  /* Owned References */
  MailerEngine         *engine;
  MailerDraft          *draft;
  MailerComposerSaver  *saver;
  GPtrArray            *account_ids;
  GtkFileChooserNative *chooser;

  MailerComposerWish wish;

  gboolean is_loading;
  gboolean shows_save_problem;
  gboolean is_prepared;
  gboolean is_busy;
  gboolean may_lack_subject;
  gboolean may_lack_attachment;
};

/**
 * mailer_composer_set_is_prepared:
 *
 * Says that the engine made the draft just now: nothing of it stays when the window is closed untouched.
 *
 * Thread: main.
 */
void mailer_composer_set_is_prepared (MailerComposer *self);

/** mailer_composer_get_draft_id: Returns: 0 when it was not saved yet. Thread: main. */
gint64 mailer_composer_get_draft_id (MailerComposer *self);

/** mailer_composer_get_account_id: Returns: of whom the message is from; "" when there is no account. Thread: main. */
const char *mailer_composer_get_account_id (MailerComposer *self);

/** mailer_composer_follow_accounts: offers all accounts as senders, from now on also those that come, and none that went. Thread: main. */
void mailer_composer_follow_accounts (MailerComposer *self);

/**
 * mailer_composer_collect_draft:
 * @user_data: the composer.
 *
 * Returns: (transfer full): what stands in it now. Thread: main.
 */
MailerDraft *mailer_composer_collect_draft (gpointer user_data);

/** mailer_composer_get_subject: Returns: (transfer none): as typed. Thread: main. */
const char *mailer_composer_get_subject (MailerComposer *self);

/** mailer_composer_is_blank: whether @text is white space alone. Thread: main. */
gboolean mailer_composer_is_blank (const char *text);

/** mailer_composer_is_empty: whether nothing is there that one could lose. Thread: main. */
gboolean mailer_composer_is_empty (MailerComposer *self);

/** mailer_composer_show_problem: tells @problem above the message, until something else is told. Thread: main. */
void mailer_composer_show_problem (MailerComposer *self, const char *problem);

/**
 * mailer_composer_show_error:
 *
 * Says above the message that @what, a sentence, cannot be done because of @error. Thread: main.
 */
void mailer_composer_show_error (MailerComposer *self, const char *what, const GError *error);

/** mailer_composer_hide_problem: takes away what mailer_composer_show_error() shows. Thread: main. */
void mailer_composer_hide_problem (MailerComposer *self);

/**
 * mailer_composer_set_busy:
 *
 * While something is under way the window shows it, and nothing can be changed any more. Thread: main.
 */
void mailer_composer_set_busy (MailerComposer *self, gboolean is_busy);

/**
 * mailer_composer_tell_application:
 *
 * Activates @action of the application with @id; see #MailerComposer. Thread: main.
 */
void mailer_composer_tell_application (MailerComposer *self, const char *action, gint64 id);

/**
 * mailer_composer_ask:
 * @response: what @callback gets when the user does not keep writing
 * @label: of the button for it
 *
 * Asks, over the window, whether to go on with something.
 *
 * Returns: (transfer none): the #AdwMessageDialog that asks. Thread: main.
 */
GtkWidget *mailer_composer_ask (MailerComposer *self, const char *heading, const char *body, const char *response, const char *label, GCallback callback);

/**
 * mailer_composer_close_request:
 *
 * The window's close_request(): saves what was changed before it closes. Thread: main.
 */
gboolean mailer_composer_close_request (GtkWindow *window);

/** mailer_composer_send: sends, after what has to be asked before and what has to be waited for. Thread: main. */
void mailer_composer_send (MailerComposer *self);

/**
 * mailer_composer_wait_for_files:
 *
 * Has @wish done when all files are attached, and says so; with another problem, or by the user, it is given up.
 *
 * Returns: %FALSE when there is nothing to wait for: @self can go on at once.
 *
 * Thread: main.
 */
gboolean mailer_composer_wait_for_files (MailerComposer *self, MailerComposerWish wish);

/** mailer_composer_go_on: all files are attached: does what was wished for. Thread: main. */
void mailer_composer_go_on (MailerComposer *self);

/** mailer_composer_stop_waiting: nothing is wished for any more. Thread: main. */
void mailer_composer_stop_waiting (MailerComposer *self);

/**
 * mailer_composer_discard_action_cb:
 *
 * The action that discards the message, after asking when something could be lost. Thread: main.
 */
void mailer_composer_discard_action_cb (GtkWidget *widget, const char *name, GVariant *parameter);
/** mailer_composer_send_action_cb: the action that sends the message. Thread: main. */
void mailer_composer_send_action_cb (GtkWidget *widget, const char *name, GVariant *parameter);

G_END_DECLS
