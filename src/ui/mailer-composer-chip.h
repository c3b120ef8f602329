/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "mailer-draft.h"

G_BEGIN_DECLS

#define MAILER_TYPE_COMPOSER_CHIP (mailer_composer_chip_get_type ())
G_DECLARE_FINAL_TYPE (MailerComposerChip, mailer_composer_chip, MAILER, COMPOSER_CHIP, GtkFlowBoxChild)

/** MailerComposerChipState: how far the content is on its way into the draft. */
typedef enum
{
  MAILER_COMPOSER_CHIP_CHOSEN, /* its file is being looked at */
  MAILER_COMPOSER_CHIP_READY,  /* its file can be copied */
  MAILER_COMPOSER_CHIP_COPYING,
  MAILER_COMPOSER_CHIP_STORED,
} MailerComposerChipState;

/**
 * MailerComposerChip:
 *
 * One attachment of the message that is written: its kind, name and size, and a way to take it off. While
 * something waits for its file it shows that. Signals:
 * - "remove": the user wants it off
 */

/** mailer_composer_chip_new: @attachment: (transfer full): stored when it has an id, else its file can be copied. Thread: main. */
GtkWidget *mailer_composer_chip_new (MailerDraftAttachment *attachment);

/** mailer_composer_chip_new_for_file: of @file nothing is known yet but its name. Thread: main. */
GtkWidget *mailer_composer_chip_new_for_file (GFile *file);

/** mailer_composer_chip_get_attachment: Returns: (transfer none): never %NULL. Thread: main. */
const MailerDraftAttachment *mailer_composer_chip_get_attachment (MailerComposerChip *self);

/** mailer_composer_chip_take_attachment: @attachment: (transfer full): what is known now; see mailer_composer_chip_new(). Thread: main. */
void mailer_composer_chip_take_attachment (MailerComposerChip    *self,
                                           MailerDraftAttachment *attachment);

/** mailer_composer_chip_get_state: how far its content is on the way into the draft. Thread: main. */
MailerComposerChipState mailer_composer_chip_get_state (MailerComposerChip *self);

/** mailer_composer_chip_set_state: shows how far its content is. Thread: main. */
void mailer_composer_chip_set_state (MailerComposerChip     *self,
                                     MailerComposerChipState state);

/** mailer_composer_chip_get_cancellable: Returns: (transfer none): of what is done with its file; see mailer_composer_chip_cancel(). Thread: main. */
GCancellable *mailer_composer_chip_get_cancellable (MailerComposerChip *self);

/** mailer_composer_chip_cancel: nobody wants its file any more. Thread: main. */
void mailer_composer_chip_cancel (MailerComposerChip *self);

G_END_DECLS
