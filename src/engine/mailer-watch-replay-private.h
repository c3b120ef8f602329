/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-store-operation.h"
#include "mailer-watch-private.h"

G_BEGIN_DECLS

/**
 * MailerReplay:
 * @target: (nullable): of a move
 * @targets: (element-type MailerStoreTarget): sorted by mailbox and UID
 * @place: the mailbox whose messages are being dealt with, 0 for one that has vanished; -1 for none of them
 * @is_again: an earlier attempt may have reached the server
 *
 * One operation on its way to the server. See mailer-watch-replay.c for the rules.
 */
typedef struct
{
  MailerWatch          *watch;
  MailerStoreOperation *operation;
  MailerStoreMailbox   *target; /* of a move */
  GArray               *targets;
  gint64                place;
  gboolean              is_again;
} MailerReplay;

/**
 * mailer_replay_load_mailbox:
 *
 * Thread: the watch worker. Blocks: on the disk. Errors: MAILER_STORE_ERROR.
 * Returns: (transfer full) (nullable): as it is in the store now.
 */
MailerStoreMailbox *mailer_replay_load_mailbox (MailerWatch *self,
                                                gint64       mailbox_id,
                                                GError     **error);

/**
 * mailer_replay_confirm:
 * @results: (element-type MailerStoreResult): the server has dealt with these
 *
 * Takes them off the operation, durably.
 *
 * Thread: the watch worker. Blocks: on the disk. Errors: MAILER_STORE_ERROR.
 */
gboolean mailer_replay_confirm (MailerReplay *replay,
                                GArray       *results,
                                GError      **error);

/**
 * mailer_replay_flags:
 *
 * Takes the targets from @start to before @end, which are in the selected mailbox and want the same
 * flags, to the server, and confirms them.
 *
 * Thread: the watch worker. Blocks: until the server has answered.
 * Errors: those of the session, MAILER_STORE_ERROR.
 */
gboolean mailer_replay_flags (MailerReplay *replay,
                              guint         start,
                              guint         end,
                              GError      **error);
/**
 * mailer_replay_move:
 *
 * Moves the targets from @start to before @end, which are in the selected mailbox, on the server, and
 * confirms them.
 *
 * Thread: the watch worker. Blocks: until the server has answered.
 * Errors: those of the session, MAILER_STORE_ERROR.
 */
gboolean mailer_replay_move (MailerReplay *replay,
                             guint         start,
                             guint         end,
                             GError      **error);

G_END_DECLS
