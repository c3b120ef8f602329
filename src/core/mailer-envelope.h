/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-arena.h"

G_BEGIN_DECLS

/**
 * MailerRawAddress:
 *
 * One address of an ENVELOPE. @host %NULL marks the start (@mailbox set) or the end (@mailbox %NULL)
 * of a group.
 */
typedef struct
{
  const char *name;
  const char *route;
  const char *mailbox;
  const char *host;
} MailerRawAddress;

/** MailerRawAddresses: @length of them at @addresses; none when NIL. */
typedef struct
{
  const MailerRawAddress *addresses;
  guint                   length;
} MailerRawAddresses;

/**
 * MailerEnvelope:
 * @arena: holds the envelope and all that it points to
 *
 * ENVELOPE of RFC 9051, section 7.5.2, as the server sent it: header values still carry their encoded
 * words (RFC 2047) and may be any bytes but NUL; `mime` turns them into text. %NULL stands for NIL.
 */
typedef struct
{
  MailerArena       *arena;
  const char        *date;
  const char        *subject;
  MailerRawAddresses from;
  MailerRawAddresses sender;
  MailerRawAddresses reply_to;
  MailerRawAddresses to;
  MailerRawAddresses cc;
  MailerRawAddresses bcc;
  const char        *in_reply_to;
  const char        *message_id;
} MailerEnvelope;

/**
 * mailer_envelope_new:
 *
 * Thread: any one at a time of those that share the arena.
 * Returns: (transfer full): all NIL, in @arena, with a reference to it.
 */
MailerEnvelope *mailer_envelope_new (MailerArena *arena);
/**
 * mailer_envelope_free:
 * @self: (nullable) (transfer full); gives back its reference to the arena.
 *
 * Thread: any.
 */
void mailer_envelope_free (MailerEnvelope *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerEnvelope, mailer_envelope_free)

G_END_DECLS
