/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define MAILER_TYPE_COMPOSER_TEXT (mailer_composer_text_get_type ())
G_DECLARE_FINAL_TYPE (MailerComposerText, mailer_composer_text, MAILER, COMPOSER_TEXT, GtkTextView)

/**
 * MailerComposerText:
 *
 * The text of a message. Quoted lines have the colour of their depth. Signals:
 * - "edited": the text is another one than before
 * - "files-pasted" (GdkFileList): the clipboard has files instead of text
 */

/** mailer_composer_text_set_text: with the cursor at the top; cannot be undone. Thread: main. */
void mailer_composer_text_set_text (MailerComposerText *self,
                                    const char         *text);

/** mailer_composer_text_dup_text: Returns: (transfer full): UTF-8, lines end with LF. Thread: main. */
char *mailer_composer_text_dup_text (MailerComposerText *self);

G_END_DECLS
