/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-smtp-session.h"

#include "test-certificates.h"
#include "test-server.h"

G_BEGIN_DECLS

/* The beginning of a script up to where mail can be sent, with all extensions or with none. */
#define SIGNED_IN_RICH                                                            \
  "TLS\nS: 220 mx.example.org ESMTP\nC: EHLO [127.0.0.1]\n"                       \
  "S: 250-mx.example.org\nS: 250-SIZE 1000\nS: 250-PIPELINING\nS: 250-8BITMIME\n" \
  "S: 250-SMTPUTF8\nS: 250 AUTH PLAIN LOGIN\nC: AUTH PLAIN AGFkYQBnZWhlaW0=\nS: 235 2.7.0 ok\n"
#define SIGNED_IN_POOR                                     \
  "TLS\nS: 220 hello\nC: EHLO [127.0.0.1]\nS: 250-hello\n" \
  "S: 250 AUTH PLAIN\nC: AUTH PLAIN AGFkYQBnZWhlaW0=\nS: 235 ok\n"

typedef struct
{
  TestAuthority   *authority;
  GTlsCertificate *certificate;
} SmtpFixture;

void smtp_fixture_set_up (SmtpFixture  *fixture,
                          gconstpointer data);
void smtp_fixture_tear_down (SmtpFixture  *fixture,
                             gconstpointer data);

/** smtp_fixture_open: opens a session as "ada" with "geheim". */
MailerSmtpSession *smtp_fixture_open (SmtpFixture   *fixture,
                                      TestServer    *server,
                                      MailerSecurity security,
                                      GError       **error);

/** smtp_fixture_play: opens, sends @mail, closes when that is possible, and checks the transcript. */
MailerSmtpResult *smtp_fixture_play (SmtpFixture          *fixture,
                                     const char           *script,
                                     const MailerSmtpMail *mail,
                                     GError              **error);

/** smtp_fixture_soon: a deadline that only a broken test reaches. */
gint64 smtp_fixture_soon (void);

G_END_DECLS
