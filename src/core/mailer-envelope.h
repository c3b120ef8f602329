/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MailerEnvelope:
 *
 * ENVELOPE of RFC 9051, section 7.5.2, as the server sent it: header values still carry their encoded
 * words (RFC 2047) and may be any bytes but NUL; `mime` turns them into text. %NULL stands for NIL.
 * Address lists hold #MailerRawAddress and are %NULL when NIL.
 */
typedef struct
{
  char      *date;
  char      *subject;
  GPtrArray *from;
  GPtrArray *sender;
  GPtrArray *reply_to;
  GPtrArray *to;
  GPtrArray *cc;
  GPtrArray *bcc;
  char      *in_reply_to;
  char      *message_id;
} MailerEnvelope;

/**
 * MailerRawAddress:
 *
 * One address of an ENVELOPE. @host %NULL marks the start (@mailbox set) or the end (@mailbox %NULL)
 * of a group.
 */
typedef struct
{
  char *name;
  char *mailbox;
  char *host;
} MailerRawAddress;

MailerEnvelope *mailer_envelope_new (void);
void            mailer_envelope_free (MailerEnvelope *self);

MailerRawAddress *mailer_raw_address_new (const char *name,
                                          const char *mailbox,
                                          const char *host);
void              mailer_raw_address_free (MailerRawAddress *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerEnvelope, mailer_envelope_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerRawAddress, mailer_raw_address_free)

G_END_DECLS
