/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "mailer-engine.h"

G_BEGIN_DECLS

#define MAILER_TYPE_ASSISTANT_FOUND_PAGE (mailer_assistant_found_page_get_type ())
G_DECLARE_FINAL_TYPE (MailerAssistantFoundPage, mailer_assistant_found_page, MAILER, ASSISTANT_FOUND_PAGE, AdwBin)

/**
 * MailerAssistantFoundPage:
 *
 * The servers of a known provider, in words and in detail, what has to be done at the provider first,
 * and the password. Signals:
 * - "sign-in": the user has seen the servers and wants to sign in; there is a password
 * - "edit": the user wants to edit them by hand
 */

/**
 * mailer_assistant_found_page_set_lookup:
 *
 * Shows @lookup, of a known provider, which is copied as far as it is needed. Thread: main.
 */
void mailer_assistant_found_page_set_lookup (MailerAssistantFoundPage *self,
                                             const MailerLookup       *lookup);

/** mailer_assistant_found_page_get_password: Returns: (transfer none): as typed. Thread: main. */
const char *mailer_assistant_found_page_get_password (MailerAssistantFoundPage *self);
/**
 * mailer_assistant_found_page_set_password:
 *
 * Puts @password into the row as if it had been typed. Thread: main.
 */
void mailer_assistant_found_page_set_password (MailerAssistantFoundPage *self,
                                               const char               *password);

/** mailer_assistant_found_page_show_password_error: says why @error happened at the password. Thread: main. */
void mailer_assistant_found_page_show_password_error (MailerAssistantFoundPage *self,
                                                      const GError             *error);

G_END_DECLS
