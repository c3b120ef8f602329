/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  MAILER_MIME_ELEMENT_FLATTEN = 0,    /* unknown: its tags go, its content stays */
  MAILER_MIME_ELEMENT_KEEP = 1 << 0,  /* on the allow-list */
  MAILER_MIME_ELEMENT_VOID = 1 << 1,  /* has no content and no end tag */
  MAILER_MIME_ELEMENT_DROP = 1 << 2,  /* goes with its content */
  MAILER_MIME_ELEMENT_BLOCK = 1 << 3, /* ends an open paragraph */
} MailerMimeElementFlags;

/** mailer_mime_element_get_flags: what is done with the element @name, in lower case. Thread: any. */
MailerMimeElementFlags mailer_mime_element_get_flags (const char *name);

/**
 * mailer_mime_element_ends_scope:
 *
 * Whether an end tag of @name leaves @open and all outside of it alone, as cells do for what they hold
 * (HTML Living Standard, section 13.2.4.2). Thread: any.
 */
gboolean mailer_mime_element_ends_scope (const char *open,
                                         const char *name);

/**
 * mailer_mime_element_is_ended_by:
 *
 * Whether the start of @name ends @open without an end tag, as `<li>` does with `<li>`. Thread: any.
 */
gboolean mailer_mime_element_is_ended_by (const char *open,
                                          const char *name);

/**
 * mailer_mime_attribute_is_kept:
 *
 * Whether @name holds nothing but a plain value, in any element. Thread: any.
 */
gboolean mailer_mime_attribute_is_kept (const char *name);

/** mailer_mime_attribute_is_address: whether @name holds an address that a browser might fetch. Thread: any. */
gboolean mailer_mime_attribute_is_address (const char *name);

G_END_DECLS
