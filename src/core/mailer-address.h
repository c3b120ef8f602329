/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MailerAddress:
 * @name: (nullable): display name, decoded, valid UTF-8 without control characters; %NULL when there is none
 * @address: addr-spec such as "ada@example.org", valid UTF-8; "" for a group's name alone
 *
 * One mailbox of RFC 5322, section 3.4, as people see it. Immutable after it was made.
 */
typedef struct
{
  char *name;
  char *address;
} MailerAddress;

/**
 * mailer_address_new:
 * @name: (nullable): display name; invalid UTF-8 is replaced, control characters become blanks
 * @address: addr-spec, treated the same way
 *
 * Returns: (transfer full): a new address. Thread: any.
 */
MailerAddress *mailer_address_new (const char *name,
                                   const char *address);

/** mailer_address_copy: Returns: (transfer full): the same name and address. Thread: any. */
MailerAddress *mailer_address_copy (const MailerAddress *self);
/** mailer_address_free: @self: (nullable) (transfer full). Thread: any. */
void mailer_address_free (MailerAddress *self);

/**
 * mailer_address_dup_display:
 *
 * Returns: (transfer full): what a narrow column shows: the name, or the address when there is none. A
 *   name that is itself another address would pass for the real one, and is not shown. Thread: any.
 */
char *mailer_address_dup_display (const MailerAddress *self);

/**
 * mailer_address_is_valid:
 * @address: candidate for an addr-spec
 *
 * Says whether @address can be written to a header and to RCPT TO as it is: one "@", a dot-atom or
 * quoted local part of at most 64 bytes, a domain of dot-separated labels or an address literal, no
 * controls, no blanks, at most 254 bytes (RFC 5321, section 4.1.2). UTF-8 is allowed (RFC 6532).
 * A domain without a dot is valid: companies have them.
 *
 * Thread: any.
 */
gboolean mailer_address_is_valid (const char *address);

/**
 * mailer_address_get_domain:
 *
 * Returns: (transfer none) (nullable): what follows the last "@" of @address, or %NULL. Thread: any.
 */
const char *mailer_address_get_domain (const char *address);

/**
 * mailer_address_list_new:
 *
 * Thread: any.
 * Returns: (transfer full) (element-type MailerAddress): an empty array that owns its elements.
 */
GPtrArray *mailer_address_list_new (void);
/**
 * mailer_address_list_copy:
 *
 * Returns: (transfer full) (element-type MailerAddress): copies of all in @list (nullable). Thread: any.
 */
GPtrArray *mailer_address_list_copy (GPtrArray *list);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerAddress, mailer_address_free)

G_END_DECLS
