/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "mailer-engine.h"

G_BEGIN_DECLS

#define MAILER_TYPE_PROBLEM_NOTICE (mailer_problem_notice_get_type ())
G_DECLARE_FINAL_TYPE (MailerProblemNotice, mailer_problem_notice, MAILER, PROBLEM_NOTICE, AdwBin)

/**
 * MailerProblemNotice:
 *
 * Shows the engine's problems, the oldest first, each until the user dismisses it; nothing while there are none.
 */

/** mailer_problem_notice_set_engine: whose problems are shown. To be called once. Thread: main. */
void mailer_problem_notice_set_engine (MailerProblemNotice *self,
                                       MailerEngine        *engine);

G_END_DECLS
