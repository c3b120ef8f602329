/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define MAILER_TYPE_NOTICE (mailer_notice_get_type ())
G_DECLARE_FINAL_TYPE (MailerNotice, mailer_notice, MAILER, NOTICE, AdwBin)

/**
 * MailerNotice:
 *
 * A strip across the top of a pane that says what is wrong and offers what helps. It slides in when it
 * gets an error and out when it gets %NULL.
 *
 * Signals:
 * - "action": the button was pressed
 * - "dismissed": the user closed it; only when it can be closed
 */

/** mailer_notice_new: Returns: (transfer floating): a notice that shows nothing. Thread: main. */
GtkWidget *mailer_notice_new (void);

/**
 * mailer_notice_set_error:
 * @context: (nullable): what it is about, such as the account's name, when that is not clear
 * @error: (nullable): %NULL takes the notice away
 * @button: (nullable): label of the button; %NULL for none
 *
 * Says what @error means and what to do. Thread: main.
 */
void mailer_notice_set_error (MailerNotice *self,
                              const char   *context,
                              const GError *error,
                              const char   *button);

/** mailer_notice_set_is_closable: whether it has a button to close it. Thread: main. */
void mailer_notice_set_is_closable (MailerNotice *self,
                                    gboolean      is_closable);

/** mailer_notice_set_is_busy: the button was pressed and something goes on. Thread: main. */
void mailer_notice_set_is_busy (MailerNotice *self,
                                gboolean      is_busy);

G_END_DECLS
