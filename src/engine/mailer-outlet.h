/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-remote.h"

G_BEGIN_DECLS

/**
 * MailerOutlet:
 *
 * The way from an account's workers to the main thread. It is counted, because posts may still be under
 * way when the remote is gone; they find it retired then and say nothing.
 */
typedef struct _MailerOutlet MailerOutlet;

MailerOutlet *mailer_outlet_new (const char               *account_id,
                                 const MailerRemoteEvents *events,
                                 gpointer                  data);
MailerOutlet *mailer_outlet_ref (MailerOutlet *self);
void          mailer_outlet_unref (MailerOutlet *self);

/* From now on nothing is told. Thread: main. */
void     mailer_outlet_retire (MailerOutlet *self);
gboolean mailer_outlet_is_retired (MailerOutlet *self);

/* Thread: any. @error is (nullable) (transfer full) and of MAILER_ENGINE_ERROR. */
void mailer_outlet_tell_state (MailerOutlet      *self,
                               MailerAccountState state,
                               GError            *error);
void mailer_outlet_tell_failed (MailerOutlet *self,
                                gint64        operation_id,
                                GError       *error);
void mailer_outlet_tell_delayed (MailerOutlet *self,
                                 gint64        operation_id,
                                 GError       *error);
void mailer_outlet_tell_new_mail (MailerOutlet *self,
                                  gint64        mailbox_id,
                                  guint         n);
/* @signed_in_by: interned. */
void mailer_outlet_tell_signed_in (MailerOutlet *self,
                                   gboolean      is_outgoing,
                                   const char   *signed_in_by);

G_END_DECLS
