/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** MailerActivityKind: what waits or has failed. */
typedef enum
{
  MAILER_ACTIVITY_FLAGS,
  MAILER_ACTIVITY_MOVE,
  MAILER_ACTIVITY_ARCHIVE,
  MAILER_ACTIVITY_TRASH,
  MAILER_ACTIVITY_FILE_SENT, /* put the copy of a sent message into Sent */
  MAILER_ACTIVITY_SEND,
} MailerActivityKind;

#define MAILER_TYPE_ACTIVITY (mailer_activity_get_type ())
G_DECLARE_FINAL_TYPE (MailerActivity, mailer_activity, MAILER, ACTIVITY, GObject)

/**
 * MailerActivity:
 *
 * One operation or outgoing message that the server does not have yet. Main thread only. Properties,
 * notified: "is-running", "error" (boxed GError, nullable: why it waits or was refused), "is-failed"
 * (waits for the user), "can-retry", "can-discard" (whether that would do anything now).
 */

gint64             mailer_activity_get_id (MailerActivity *self);
MailerActivityKind mailer_activity_get_kind (MailerActivity *self);
const char        *mailer_activity_get_account_id (MailerActivity *self);
const char        *mailer_activity_get_subject (MailerActivity *self); /* of the message, or "" */
guint              mailer_activity_get_n_messages (MailerActivity *self);
gint64             mailer_activity_get_since (MailerActivity *self); /* Unix seconds */
gboolean           mailer_activity_get_is_running (MailerActivity *self);
gboolean           mailer_activity_get_is_failed (MailerActivity *self);
gboolean           mailer_activity_get_can_retry (MailerActivity *self);
gboolean           mailer_activity_get_can_discard (MailerActivity *self);
const GError      *mailer_activity_get_error (MailerActivity *self);

G_END_DECLS
