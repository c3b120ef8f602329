/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-account-private.h"
#include "mailer-account-trust.h"
#include "mailer-chore.h"
#include "mailer-engine.h"
#include "mailer-engine-error-private.h"
#include "mailer-hub.h"
#include "mailer-worker.h"

G_BEGIN_DECLS

/* What the files of the engine share. Everything here belongs to the main thread unless it says otherwise. */

/**
 * MAILER_ACTIVITY_OUTBOX_BASE:
 *
 * Operations and outgoing messages are numbered apart in the store and together in the list of
 * activities: the id of an outgoing message there is this plus its id in the outbox.
 */
#define MAILER_ACTIVITY_OUTBOX_BASE (G_GINT64_CONSTANT (1) << 48)

/** MAILER_N_IMAGE_WORKERS: how many pictures are fetched from the network at a time. */
#define MAILER_N_IMAGE_WORKERS 3

typedef struct _MailerImageWorker MailerImageWorker;

struct _MailerEngine
{
  GObject parent_instance;

  char   *data_dir;
  char   *config_dir;
  char   *ca_file;
  guint64 body_budget_bytes;

  /* From open to close */
  MailerHub    *hub;    /* NULL before it is open */
  MailerWorker *clerk;  /* waits: for the end of other workers, for files, for the keyring */
  MailerWorker *render; /* turns bodies into documents */
  MailerWorker *scribe; /* keeps drafts and makes messages of them, in the order it is asked to */
  MailerWorker *porter; /* brings files in and out: waits for file systems, which may be slow or far away */
  GCancellable *closing;
  gboolean      is_closed;

  GListStore         *accounts;
  MailerAccountTrust *trust;           /* (nullable): certificates accepted by hand; mailer-engine-accounts.c keeps it */
  GHashTable         *picture_senders; /* (element-type utf8): in lower case; mailer-engine-pictures.c keeps it */

  GPtrArray *lists; /* of conversations, borrowed: each tells when it goes */
  gint64     looked_at;
  gboolean   is_reading_folders;
  gboolean   is_stale_folders;

  GListStore *problems; /* of MailerProblem */
  GHashTable *alerts;   /* what servers wanted to be read and was told: account and words, as strings */

  GListStore *activities;
  GHashTable *activity_errors; /* activity id -> GError, what the store cannot keep */
  GArray     *failed;          /* operations to tell "operation-failed" about */
  gboolean    knows_activities;
  gboolean    is_reading_activities;
  gboolean    is_stale_activities;
  guint       n_waiting;
  guint       n_undecided;

  MailerImageWorker *image_workers[MAILER_N_IMAGE_WORKERS]; /* each NULL until it is needed */
  guint              next_image_worker;

  GNetworkMonitor *monitor;
};

/* --- mailer-engine.c ------------------------------------------------------------------------------ */

/**
 * mailer_engine_run:
 * @task: (transfer full): its source object is @self
 *
 * As mailer_hub_push_task(); before the store is open and after it was closed @task ends in an error.
 *
 * Thread: main.
 */
void mailer_engine_run (MailerEngine       *self,
                        MailerHubSide       side,
                        GTask              *task,
                        MailerHubFunc       func,
                        MailerHubReturnFunc return_func,
                        gpointer            data,
                        GDestroyNotify      destroy);

/**
 * mailer_engine_run_chore:
 * @task: (transfer full): its source object is @self
 *
 * As mailer_chore_push() on the clerk; before the engine is open and after it was closed @task ends as cancelled.
 *
 * Thread: main.
 */
void mailer_engine_run_chore (MailerEngine         *self,
                              GTask                *task,
                              MailerChoreFunc       func,
                              MailerChoreReturnFunc return_func,
                              gpointer              data,
                              GDestroyNotify        destroy);

/** mailer_engine_set_n_waiting: sets the property, and notifies it when it changes. Thread: main. */
void mailer_engine_set_n_waiting (MailerEngine *self,
                                  guint         n_waiting);
/** mailer_engine_set_n_undecided: sets the property, and notifies it when it changes. Thread: main. */
void mailer_engine_set_n_undecided (MailerEngine *self,
                                    guint         n_undecided);

/** mailer_engine_emit_operation_failed: emits "operation-failed". Thread: main. */
void mailer_engine_emit_operation_failed (MailerEngine   *self,
                                          MailerActivity *activity);
/** mailer_engine_emit_message_sent: emits "message-sent". Thread: main. */
void mailer_engine_emit_message_sent (MailerEngine *self,
                                      const char   *subject,
                                      const char   *account_id);

/* --- mailer-engine-problems.c ---------------------------------------------------------------------- */

/**
 * mailer_engine_tell_alert:
 * @error: %MAILER_ENGINE_ERROR_ALERT
 *
 * Makes a problem of it, once: servers say the same again at each sign-in. Thread: main.
 */
void mailer_engine_tell_alert (MailerEngine *self,
                               const char   *account_id,
                               const GError *error);

/** mailer_engine_tell_recovery: the store was damaged: says what became of it. Thread: main. */
void mailer_engine_tell_recovery (MailerEngine              *self,
                                  const MailerStoreRecovery *recovery);

/** mailer_engine_tell_failure_cb: for a boolean #GTask of the engine that nobody else waits for. Thread: main. */
void mailer_engine_tell_failure_cb (GObject      *object,
                                    GAsyncResult *result,
                                    gpointer      data);

/* --- mailer-engine-removal.c ----------------------------------------------------------------------- */

/** mailer_engine_finish_removals: of accounts whose removal was interrupted by the end of an earlier run. Thread: main. Blocks: no. */
void mailer_engine_finish_removals (MailerEngine *self);

/* --- mailer-engine-news.c -------------------------------------------------------------------------- */

/** mailer_engine_handle_news_cb: what the hub tells; @data is the engine. Thread: main. */
void mailer_engine_handle_news_cb (const MailerHubNews *news,
                                   gpointer             data);

/**
 * mailer_engine_settle:
 *
 * Runs @func when lists, folders and activities show what the store has now. Thread: main.
 */
void mailer_engine_settle (MailerEngine    *self,
                           MailerWorkerFunc func,
                           gpointer         data);

/** mailer_engine_refresh_folders: reads all folders anew; also for a new account. Thread: main. */
void mailer_engine_refresh_folders (MailerEngine *self);

/* --- mailer-engine-remotes.c ---------------------------------------------------------------------- */

/**
 * mailer_engine_attach_account:
 *
 * Lists an account, which is known to the store from now on, with the folders the store has of it. It
 * does not connect before mailer_engine_start_account().
 *
 * Returns: (transfer none): Thread: main.
 */
MailerAccount *mailer_engine_attach_account (MailerEngine                *self,
                                             const MailerAccountSettings *settings);

/**
 * mailer_engine_detach_account:
 * @done: (nullable): runs on the main thread when the account's workers have ended: now the store may
 *   forget it
 *
 * Takes an account off the list and ends its work. Thread: main.
 */
void mailer_engine_detach_account (MailerEngine    *self,
                                   MailerAccount   *account,
                                   MailerWorkerFunc done,
                                   gpointer         done_data);

/**
 * mailer_engine_start_account:
 *
 * Lets @account connect with its settings, @password, and the engine's trust and ca_file as they are
 * now; one that is at work starts anew. Thread: main.
 */
void mailer_engine_start_account (MailerEngine  *self,
                                  MailerAccount *account,
                                  const char    *password);

/** mailer_engine_dup_identity: Returns: (transfer full): what tells @settings from those of another account. Thread: any. */
char *mailer_engine_dup_identity (const MailerAccountSettings *settings);

/** mailer_engine_introduce_account: makes an account, or its new settings, known to the store. Thread: main. */
void mailer_engine_introduce_account (MailerEngine                *self,
                                      const MailerAccountSettings *settings);

/** mailer_engine_introduce_accounts: makes all of them known to a store that was replaced. Thread: main. */
void mailer_engine_introduce_accounts (MailerEngine *self);

/**
 * mailer_engine_restart_accounts:
 *
 * The same with the password it has, for all that are at work: trust or ca_file is new. Thread: main.
 */
void mailer_engine_restart_accounts (MailerEngine *self);

/** mailer_engine_retire_all: part of closing. Thread: main. */
void mailer_engine_retire_all (MailerEngine *self);

/** mailer_engine_note_operations: lets all accounts look into the journal. Thread: main. */
void mailer_engine_note_operations (MailerEngine *self);

/* --- mailer-engine-prepare.c ----------------------------------------------------------------------- */

/**
 * mailer_engine_drop_forwarded_files:
 * @account_id: (nullable): whose messages were forwarded; %NULL for all
 *
 * Deletes what is left of forwards that were not saved. Thread: the clerk. Blocks: on the disk.
 */
void mailer_engine_drop_forwarded_files (const char *data_dir,
                                         const char *account_id);

/* --- mailer-engine-write.c ------------------------------------------------------------------------- */

/**
 * mailer_engine_settle_drafts:
 *
 * Runs @func on the main thread when all savings that somebody has to make by now have ended, also of a draft that was
 * just being saved: whoever saves it has been told, and has saved what came after. Thread: main.
 */
void mailer_engine_settle_drafts (MailerEngine    *self,
                                  MailerWorkerFunc func,
                                  gpointer         data);

/* --- mailer-engine-images.c ------------------------------------------------------------------------ */

/**
 * mailer_engine_stop_image_worker:
 *
 * Ends a worker for pictures, and frees @self (transfer full).
 *
 * Thread: the clerk. Blocks: until it has ended.
 */
void mailer_engine_stop_image_worker (MailerImageWorker *self);

/* --- mailer-engine-pictures.c ---------------------------------------------------------------------- */

/** mailer_engine_use_picture_senders: what was read from the disk. Thread: main. */
void mailer_engine_use_picture_senders (MailerEngine      *self,
                                        const char *const *addresses);

/* --- mailer-engine-activities.c ------------------------------------------------------------------- */

/** mailer_engine_refresh_activities: the journal or the outbox changed. Thread: main. */
void mailer_engine_refresh_activities (MailerEngine *self);

/**
 * mailer_engine_set_activity_error:
 * @error: (nullable): copied; what to show of @activity_id instead of the text that the store keeps
 *
 * Notes why an activity waits or failed. Thread: main.
 */
void mailer_engine_set_activity_error (MailerEngine *self,
                                       gint64        activity_id,
                                       const GError *error);
/** mailer_engine_set_activity_fraction: how much of an operation the server says it has done. Thread: main. */
void mailer_engine_set_activity_fraction (MailerEngine *self,
                                          gint64        activity_id,
                                          double        fraction);

/* --- mailer-engine-accounts.c --------------------------------------------------------------------- */

/**
 * mailer_engine_remember_sign_in:
 *
 * Keeps in the settings file how @account signed in.
 *
 * Thread: main. Blocks: no.
 */
void mailer_engine_remember_sign_in (MailerEngine  *self,
                                     MailerAccount *account,
                                     gboolean       is_outgoing);

/**
 * mailer_engine_load_accounts:
 * @task: (transfer full): of mailer_engine_open_async(): to be handed to mailer_engine_return_open()
 *
 * Reads the accounts' settings, attaches and starts them. Thread: main.
 */
void mailer_engine_load_accounts (MailerEngine *self,
                                  GTask        *task);

/* --- mailer-engine-senders.c ---------------------------------------------------------------------- */

/** mailer_engine_start_sender: lets @account send; its remote has just been started. Thread: main. */
void mailer_engine_start_sender (MailerEngine  *self,
                                 MailerAccount *account);

/** mailer_engine_retire_sender: before the account's remote is retired. Thread: main. */
void mailer_engine_retire_sender (MailerEngine  *self,
                                  MailerAccount *account);

/**
 * mailer_engine_retry_senders:
 *
 * Tries to send now, by the user's word. @account_id: (nullable): %NULL for all. Thread: main.
 */
void mailer_engine_retry_senders (MailerEngine *self,
                                  const char   *account_id);

/**
 * mailer_engine_note_line:
 *
 * The account is online again: tries to send what only waits for a better moment. @account_id: (nullable): %NULL for
 * all. Thread: main.
 */
void mailer_engine_note_line (MailerEngine *self,
                              const char   *account_id);

/**
 * mailer_engine_note_outbox:
 *
 * The outbox has got something to do; the send workers look into it. Thread: main.
 */
void mailer_engine_note_outbox (MailerEngine *self);

/**
 * mailer_engine_return_open:
 *
 * [mailer-engine.c] ends @task (transfer full) when the attached accounts' folders are read.
 *
 * Thread: main.
 */
void mailer_engine_return_open (MailerEngine *self,
                                GTask        *task);

G_END_DECLS
