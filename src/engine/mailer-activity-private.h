/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-activity.h"

G_BEGIN_DECLS

/**
 * MailerActivityFacts:
 * @id: of the journal's row; outgoing messages have negative ones, so that the two never meet
 *
 * What an operation or an outgoing message looks like now; borrowed by the calls that take it.
 */
typedef struct
{
  gint64             id;
  MailerActivityKind kind;
  const char        *account_id;
  const char        *subject;
  guint              n_messages;
  gboolean           is_running;
  gboolean           is_failed;
  gboolean           can_retry;
  gboolean           can_discard;
  const GError      *error;
} MailerActivityFacts;

/** mailer_activity_new: Returns: (transfer full): an activity that shows @facts. Thread: main. */
MailerActivity *mailer_activity_new (const MailerActivityFacts *facts);

/** mailer_activity_update: takes over what can change and notifies it. Thread: main. */
void mailer_activity_update (MailerActivity            *self,
                             const MailerActivityFacts *facts);

/** mailer_activity_set_fraction: how much the server says it has done, 0 to 1. Thread: main. */
void mailer_activity_set_fraction (MailerActivity *self,
                                   double          fraction);

G_END_DECLS
