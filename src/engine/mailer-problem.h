/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define MAILER_TYPE_PROBLEM (mailer_problem_get_type ())
G_DECLARE_FINAL_TYPE (MailerProblem, mailer_problem, MAILER, PROBLEM, GObject)

/**
 * MailerProblem:
 *
 * Something that went wrong without anybody waiting for its result, and that the user has to read once: an item
 * of mailer_engine_get_problems(). It never changes. Thread: main.
 */

/** mailer_problem_get_error: Returns: (transfer none): %MAILER_ENGINE_ERROR, with its details. Thread: main. */
const GError *mailer_problem_get_error (MailerProblem *self);

G_END_DECLS
