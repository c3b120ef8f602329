/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "mailer-draft.h"

G_BEGIN_DECLS

#define MAILER_TYPE_COMPOSER_CHIP (mailer_composer_chip_get_type ())
G_DECLARE_FINAL_TYPE (MailerComposerChip, mailer_composer_chip, MAILER, COMPOSER_CHIP, GtkFlowBoxChild)

/**
 * MailerComposerChip:
 *
 * One attachment of the message that is written: its kind, name and size, and a way to take it off.
 * Signals:
 * - "remove": the user wants it off
 */

/** mailer_composer_chip_new: @attachment: (transfer full). Thread: main. */
GtkWidget *mailer_composer_chip_new (MailerDraftAttachment *attachment);

/** mailer_composer_chip_get_attachment: Returns: (transfer none): never %NULL. Thread: main. */
const MailerDraftAttachment *mailer_composer_chip_get_attachment (MailerComposerChip *self);

/**
 * mailer_composer_chip_set_stored:
 *
 * The store has the content under @id; the file is not needed any more. Thread: main.
 */
void mailer_composer_chip_set_stored (MailerComposerChip *self,
                                      gint64              id);

G_END_DECLS
