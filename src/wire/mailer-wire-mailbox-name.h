/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * mailer_wire_mailbox_name_decode:
 * @name: (array length=length): part of a mailbox name as servers spell it
 *
 * For people only: modified UTF-7 (RFC 3501, section 5.1.3) or UTF-8 becomes clean UTF-8 on one line. A
 * name that is neither is shown as it is spelt, with what is not UTF-8 replaced; so the result
 * does not always lead back to @name.
 *
 * Returns: (transfer full): valid UTF-8. Thread: any.
 */
char *mailer_wire_mailbox_name_decode (const char *name,
                                       gsize       length);

/**
 * mailer_wire_mailbox_name_encode:
 * @text: valid UTF-8
 *
 * Returns: (transfer full): @text in modified UTF-7. Thread: any.
 */
char *mailer_wire_mailbox_name_encode (const char *text);

G_END_DECLS
