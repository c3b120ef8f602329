/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define MAILER_TYPE_ASSISTANT_IDENTITY_PAGE (mailer_assistant_identity_page_get_type ())
G_DECLARE_FINAL_TYPE (MailerAssistantIdentityPage, mailer_assistant_identity_page, MAILER, ASSISTANT_IDENTITY_PAGE, AdwBin)

/**
 * MailerAssistantIdentityPage:
 *
 * Who are you: full name, address, password. Signals:
 * - "continue": name and address make sense
 */

/**
 * mailer_assistant_identity_page_dup_full_name:
 *
 * Returns: (transfer full): without blanks around it. Thread: main.
 */
char *mailer_assistant_identity_page_dup_full_name (MailerAssistantIdentityPage *self);
/**
 * mailer_assistant_identity_page_dup_address:
 *
 * Returns: (transfer full): as typed, without blanks around it. Thread: main.
 */
char *mailer_assistant_identity_page_dup_address (MailerAssistantIdentityPage *self);

/** mailer_assistant_identity_page_get_password: Returns: (transfer none): as typed. Thread: main. */
const char *mailer_assistant_identity_page_get_password (MailerAssistantIdentityPage *self);
/**
 * mailer_assistant_identity_page_set_password:
 *
 * Puts @password into the row as if it had been typed. Thread: main.
 */
void mailer_assistant_identity_page_set_password (MailerAssistantIdentityPage *self,
                                                  const char                  *password);

/** mailer_assistant_identity_page_set_is_first: welcomes, instead of adding one more account. Thread: main. */
void mailer_assistant_identity_page_set_is_first (MailerAssistantIdentityPage *self,
                                                  gboolean                     is_first);

G_END_DECLS
