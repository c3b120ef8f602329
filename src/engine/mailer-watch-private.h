/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "mailer-remote-private.h"
#include "mailer-store-mailbox.h"
#include "mailer-store-message.h"
#include "mailer-watch.h"

G_BEGIN_DECLS

/* What the files of the watch share. README.md draws the state machine. Everything below belongs to the
 * watch worker, but for the group of requests, which any thread writes. */

/**
 * MailerWatchPlan:
 * @mailbox: (nullable): the selected mailbox as it was in the store when it was selected
 * @missing: what the server has and the store does not: fetched newest first
 * @unchecked: what both have, but whose flags are not compared yet
 * @changed_since: where the store's knowledge of flags ends; 0 to ask for all
 * @modseq: how far it reaches when the plan is carried out
 * @uid_next: the smallest UID the server has not given yet, as far as is known
 * @is_settled: the store knows that nothing is left
 * @is_prefetched: the texts of the newest messages are here
 *
 * What is left to do so that the store agrees with the server about the selected mailbox. It ends with
 * the selection: selecting makes a new one.
 */
typedef struct
{
  MailerStoreMailbox *mailbox;
  MailerUidSet       *missing;
  MailerUidSet       *unchecked;
  MailerUidSet       *synced;
  guint64             changed_since;
  guint64             modseq;
  guint32             uid_next;
  guint32             n_messages;
  gboolean            is_settled;
  gboolean            is_prefetched;
} MailerWatchPlan;

/**
 * MailerWatchEvents:
 *
 * What the server told unasked about the selected mailbox and the store does not know yet.
 */
typedef struct
{
  gboolean      has_new;
  gboolean      needs_resync;
  MailerUidSet *expunged;
  GArray       *flags; /* of MailerStoreFlagReport, fewer than MAILER_STORE_MAX_BATCH */
  GError       *error; /* of storing them */
} MailerWatchEvents;

/**
 * MailerWatchUnseen:
 * @there: messages without \Seen, as the server told when the mailbox was to be looked into because of it
 * @here: unread messages when that was done
 *
 * The server also counts those marked \Deleted, so there may be a difference that looking does not end.
 */
typedef struct
{
  guint    there;
  guint    here;
  gboolean is_done;
} MailerWatchUnseen;

struct _MailerWatch
{
  MailerRemote *remote; /* borrowed: outlives it */
  MailerHub    *hub;    /* borrowed from the remote */
  const char   *account_id;

  /* Requests of other threads */
  int            wants_retry;
  _Atomic gint64 looked_at;
  GAsyncQueue   *noted; /* of gint64 *: mailboxes to look into */

  MailerImapSession *session;
  gboolean           is_of_healed; /* whether the session began after a damaged store was replaced */
  guint              n_failures;
  gint64             listed_us;     /* when the tree was read, monotonic */
  gint64             tidied_us;     /* when bodies were last brought within their budget, monotonic */
  gint64             replay_at_us;  /* when a postponed operation is due, real time; 0 for none */
  gint64             looked_for;    /* the operation whose refusal made the tree be read last */
  gint64             running_id;    /* the operation whose commands are under way; 0 for none */
  double             told_fraction; /* of it */
  GPtrArray         *mailboxes;     /* of MailerStoreMailbox, as of the last listing */
  GHashTable        *dirty;         /* ids of mailboxes that may differ from the server */
  GHashTable        *unseen;        /* id of a mailbox -> MailerWatchUnseen */
  GHashTable        *refused;       /* ids of mailboxes that could not be opened since the last listing */
  GHashTable        *prefetched;    /* ids of messages whose texts were asked for in this session */
  MailerWatchPlan    plan;
  MailerWatchEvents  events;
};

/* --- mailer-watch.c: calls to the store ------------------------------------------------------------ */

/**
 * mailer_watch_write:
 *
 * Runs @func on the store's writer and waits. When the store was replaced since the session began it fails instead: what
 * was compared was the old one.
 *
 * Thread: the watch worker. Blocks: on the disk. Errors: MAILER_STORE_ERROR.
 */
gboolean mailer_watch_write (MailerWatch  *self,
                             MailerHubFunc func,
                             gpointer      data,
                             GError      **error);

/**
 * mailer_watch_get_cancellable:
 *
 * Returns: (transfer none): the remote's, which ends all of it. Thread: the watch worker.
 */
GCancellable *mailer_watch_get_cancellable (MailerWatch *self);

/** mailer_watch_mark_dirty: notes that @mailbox_id is to be looked into. Thread: the watch worker. */
void mailer_watch_mark_dirty (MailerWatch *self,
                              gint64       mailbox_id);

/* --- mailer-watch-tree.c --------------------------------------------------------------------------- */

/**
 * mailer_watch_read_tree:
 *
 * Lists the server's mailboxes, makes those that so far are only here, brings the tree into the store
 * and marks as dirty what differs.
 *
 * Thread: the watch worker. Blocks: until the server has answered.
 * Errors: those of the session, MAILER_STORE_ERROR.
 */
gboolean mailer_watch_read_tree (MailerWatch *self,
                                 GError     **error);

/**
 * mailer_watch_note_unread:
 *
 * Notes that @mailbox_id has been brought into agreement, with @n_unread unread messages here.
 *
 * Thread: the watch worker.
 */
void mailer_watch_note_unread (MailerWatch *self,
                               gint64       mailbox_id,
                               guint        n_unread);

/**
 * mailer_watch_find_mailbox:
 *
 * Returns: (transfer none) (nullable): as of the last listing. Thread: the watch worker.
 */
MailerStoreMailbox *mailer_watch_find_mailbox (MailerWatch *self,
                                               gint64       mailbox_id);

/**
 * mailer_watch_find_inbox:
 *
 * Returns: (transfer none) (nullable): the Inbox as of the last listing. Thread: the watch worker.
 */
MailerStoreMailbox *mailer_watch_find_inbox (MailerWatch *self);

/* --- mailer-watch-rename.c ------------------------------------------------------------------------- */

/**
 * mailer_watch_follow_renames:
 * @listed: (element-type MailerImapMailbox): all that the server has
 * @by_name: the same by name
 *
 * Gives mailboxes of the store that another client renamed their new names, so that the tree finds them
 * there with all they hold. Where messages have to be compared, the selection ends.
 *
 * Thread: the watch worker. Blocks: until the server has answered.
 * Errors: those of the session, MAILER_STORE_ERROR.
 */
gboolean mailer_watch_follow_renames (MailerWatch *self,
                                      GPtrArray   *listed,
                                      GHashTable  *by_name,
                                      GError     **error);

/* --- mailer-watch-select.c -------------------------------------------------------------------------- */

/** mailer_watch_events: what the sessions of the watch tell; their data is the watch. */
extern const MailerImapEvents mailer_watch_imap_events;

/**
 * mailer_watch_select:
 *
 * Selects @mailbox unless it is selected, and tells the store its UIDVALIDITY. There is no plan after a
 * new selection.
 *
 * Thread: the watch worker. Blocks: until the server has answered.
 * Errors: those of the session, MAILER_STORE_ERROR.
 */
gboolean mailer_watch_select (MailerWatch        *self,
                              MailerStoreMailbox *mailbox,
                              GError            **error);

/**
 * mailer_watch_unselect:
 *
 * Forgets the selection with its plan and events, as when the session ends. Thread: the watch worker.
 */
void mailer_watch_unselect (MailerWatch *self);

/**
 * mailer_watch_flush_flags:
 *
 * Brings what was told of flags into the store; says nothing to the server.
 *
 * Thread: the watch worker. Blocks: on the disk. Errors: MAILER_STORE_ERROR.
 */
gboolean mailer_watch_flush_flags (MailerWatch *self,
                                   GError     **error);

/**
 * mailer_watch_flush_events:
 *
 * Brings what was told unasked into store and plan.
 *
 * Thread: the watch worker. Blocks: until the server has answered.
 * Errors: those of the session, MAILER_STORE_ERROR.
 */
gboolean mailer_watch_flush_events (MailerWatch *self,
                                    GError     **error);

/* --- mailer-watch-sync.c ---------------------------------------------------------------------------- */

/**
 * mailer_watch_make_plan:
 *
 * Compares the UIDs of the selected mailbox with the store's, removes what is gone, and plans the rest.
 *
 * Thread: the watch worker. Blocks: until the server has answered.
 * Errors: those of the session, MAILER_STORE_ERROR.
 */
gboolean mailer_watch_make_plan (MailerWatch *self,
                                 GError     **error);

/**
 * mailer_watch_step:
 *
 * Carries out one bounded step of the plan of the selected mailbox: a window of new headers, else one of
 * flags.
 *
 * Thread: the watch worker. Blocks: until the server has answered.
 * Errors: those of the session, MAILER_STORE_ERROR.
 * Returns: whether it succeeded; @is_done tells whether nothing is left.
 */
gboolean mailer_watch_step (MailerWatch *self,
                            gboolean    *is_done,
                            GError     **error);

/** mailer_watch_clear_plan: forgets what was to be done for the selected mailbox. Thread: the watch worker. */
void mailer_watch_clear_plan (MailerWatch *self);

/* --- mailer-watch-prefetch.c ------------------------------------------------------------------------ */

/**
 * mailer_watch_prefetch:
 *
 * Gets a few of the newest texts of the selected mailbox that are not here yet.
 *
 * Thread: the watch worker. Blocks: until the server has answered.
 * Errors: those of the session, MAILER_STORE_ERROR.
 */
gboolean mailer_watch_prefetch (MailerWatch *self,
                                GError     **error);

/* --- mailer-watch-replay.c -------------------------------------------------------------------------- */

/**
 * mailer_watch_replay:
 *
 * Takes the journal to the server, in order, until nothing is left or the first operation has to wait.
 *
 * Thread: the watch worker. Blocks: until the server has answered.
 * Errors: only those that end the session; what the server refuses is dealt with.
 */
gboolean mailer_watch_replay (MailerWatch *self,
                              GError     **error);

/* --- mailer-header-reader.c ------------------------------------------------------------------------- */

/**
 * mailer_header_reader_read:
 * @message: its part tree is taken out
 *
 * Returns: (transfer full): what the store keeps of @message. Thread: any.
 */
MailerStoreMessage *mailer_header_reader_read (MailerImapMessage *message);

G_END_DECLS
