/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-wire-error.h"

MAILER_DEFINE_ERROR (mailer_wire_error)
