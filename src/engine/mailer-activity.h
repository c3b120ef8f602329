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
 * (waits for the user), "fraction", "can-retry", "can-discard" (whether that would do anything now).
 */

/**
 * mailer_activity_get_id:
 *
 * Of the operation or, numbered apart from these, of the outgoing message. Thread: main.
 */
gint64 mailer_activity_get_id (MailerActivity *self);
/** mailer_activity_get_kind: what waits or has failed. Thread: main. */
MailerActivityKind mailer_activity_get_kind (MailerActivity *self);
/** mailer_activity_get_account_id: Returns: (transfer none): the account it belongs to. Thread: main. */
const char *mailer_activity_get_account_id (MailerActivity *self);
/** mailer_activity_get_subject: Returns: (transfer none): of the message, or "". Thread: main. */
const char *mailer_activity_get_subject (MailerActivity *self);
/** mailer_activity_get_n_messages: how many messages it is about. Thread: main. */
guint mailer_activity_get_n_messages (MailerActivity *self);
/** mailer_activity_get_is_running: whether the server is being told right now. Thread: main. */
gboolean mailer_activity_get_is_running (MailerActivity *self);
/** mailer_activity_get_is_failed: whether it waits for the user. Thread: main. */
gboolean mailer_activity_get_is_failed (MailerActivity *self);
/**
 * mailer_activity_get_can_retry:
 *
 * Whether mailer_engine_retry_activity() would do anything now. Thread: main.
 */
gboolean mailer_activity_get_can_retry (MailerActivity *self);
/**
 * mailer_activity_get_can_discard:
 *
 * Whether mailer_engine_discard_activity() would do anything now. Thread: main.
 */
gboolean mailer_activity_get_can_discard (MailerActivity *self);
/**
 * mailer_activity_get_error:
 *
 * Returns: (transfer none) (nullable): why it waits or was refused. Thread: main.
 */
const GError *mailer_activity_get_error (MailerActivity *self);

/**
 * mailer_activity_get_fraction:
 *
 * How much of what is running the server says it has done: 0 to 1, and 0 while it says nothing. Thread: main.
 */
double mailer_activity_get_fraction (MailerActivity *self);

G_END_DECLS
