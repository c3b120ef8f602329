/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * mailer_composer_checks_mention_attachment:
 * @text: of the message, UTF-8
 * @words: (nullable): more words to look for, separated by ";", of the language of the interface
 *
 * Says whether what was written, without what is quoted, speaks of something attached. English and German
 * words always count: people write both.
 *
 * Thread: any.
 */
gboolean mailer_composer_checks_mention_attachment (const char *text,
                                                    const char *words);

G_END_DECLS
