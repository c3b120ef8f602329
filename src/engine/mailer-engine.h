/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "mailer-account.h"
#include "mailer-account-settings.h"
#include "mailer-activity.h"
#include "mailer-conversation-list.h"
#include "mailer-draft.h"
#include "mailer-engine-error.h"
#include "mailer-message.h"
#include "mailer-problem.h"

G_BEGIN_DECLS

#define MAILER_TYPE_ENGINE (mailer_engine_get_type ())
G_DECLARE_FINAL_TYPE (MailerEngine, mailer_engine, MAILER, ENGINE, GObject)

/**
 * MailerEngine:
 *
 * All accounts at work: the only door of the interface to mail. Main thread only; nothing here blocks.
 * The pairs of _async and _finish follow GIO: the callback runs on the main thread, once, and after a
 * cancelled call too. Errors are %MAILER_ENGINE_ERROR or %G_IO_ERROR_CANCELLED.
 *
 * What a verb does to the local state is durable when its callback runs without an error; the lists and
 * folders have changed by then. The server follows when there is a line.
 *
 * Properties, notified: "n-waiting" (guint, over all accounts: what goes on by itself) and "n-undecided" (guint, over
 * all accounts: what failed, may have failed or needs a password, and stays until the user does something about it).
 *
 * Signals:
 * - "operation-failed" (MailerActivity): the server refused for good what the user did; the local change
 *   was taken back, or, for a message to send, it is kept in the outbox.
 * - "message-sent" (const char *subject, char *account_id): a message left for good.
 */

/**
 * MailerEngineConfig:
 * @data_dir: for the store; made with mode 0700
 * @config_dir: for the accounts' key files
 * @ca_file: (nullable): PEM file of additional authorities
 * @body_budget_bytes: how much the texts and attachments that are kept may take on disk for each account; 0: 1 GiB
 */
typedef struct
{
  const char *data_dir;
  const char *config_dir;
  const char *ca_file;
  guint64     body_budget_bytes;
} MailerEngineConfig;

/**
 * mailer_engine_new:
 *
 * Returns: (transfer full): an engine that is not open yet; @config is copied. Thread: main.
 */
MailerEngine *mailer_engine_new (const MailerEngineConfig *config);

/** mailer_engine_set_ca_file: used by connections from now on. @ca_file: (nullable). Thread: main. */
void mailer_engine_set_ca_file (MailerEngine *self,
                                const char   *ca_file);

/**
 * mailer_engine_open_async:
 *
 * Opens the store, loads the accounts and starts their work. The lists can be read as soon as it is
 * finished, before any network. Thread: main.
 */
void mailer_engine_open_async (MailerEngine       *self,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data);
/**
 * mailer_engine_open_finish:
 *
 * Whether the store is open; the accounts are listed then.
 *
 * Thread: main. Errors: MAILER_ENGINE_ERROR, %G_IO_ERROR_CANCELLED.
 */
gboolean mailer_engine_open_finish (MailerEngine *self,
                                    GAsyncResult *result,
                                    GError      **error);

/**
 * mailer_engine_close_async:
 *
 * Ends the connections and closes the store; nothing waits for a server. Call it once, before the last
 * reference goes. Thread: main.
 */
void mailer_engine_close_async (MailerEngine       *self,
                                GAsyncReadyCallback callback,
                                gpointer            user_data);
/** mailer_engine_close_finish: ends mailer_engine_close_async(), which cannot fail. Thread: main. */
void mailer_engine_close_finish (MailerEngine *self,
                                 GAsyncResult *result);

/* Problems */

/**
 * mailer_engine_get_problems:
 *
 * What went wrong without anybody waiting for it: a damaged cache that is being rebuilt, settings set aside. From the
 * beginning of opening on; each stays until it is dismissed.
 *
 * Returns: (transfer none): a #GListModel of #MailerProblem, the oldest first. Thread: main.
 */
GListModel *mailer_engine_get_problems (MailerEngine *self);

/** mailer_engine_dismiss_problem: it was read. Thread: main. */
void mailer_engine_dismiss_problem (MailerEngine  *self,
                                    MailerProblem *problem);

/** mailer_engine_tell_problem: adds @error to the problems, unless the same is there. Thread: main. */
void mailer_engine_tell_problem (MailerEngine *self,
                                 const GError *error);

/* Accounts */

/** mailer_engine_get_accounts: Returns: (transfer none): a #GListModel of #MailerAccount. Thread: main. */
GListModel *mailer_engine_get_accounts (MailerEngine *self);
/** mailer_engine_find_account: Returns: (transfer none) (nullable): the account with this id. Thread: main. */
MailerAccount *mailer_engine_find_account (MailerEngine *self,
                                           const char   *account_id);
/**
 * mailer_engine_find_folder:
 *
 * Returns: (transfer none) (nullable): the folder with this id, of whatever account. Thread: main.
 */
MailerFolder *mailer_engine_find_folder (MailerEngine *self,
                                         gint64        folder_id);

/**
 * MailerLookup:
 * @settings: what to try: never %NULL; full name and address filled in
 * @is_known: found in the provider table; otherwise guesses for the user to check
 * @provider_name: (nullable): such as "GMX"
 * @help_uri: (nullable): https page of the provider on app passwords or on switching IMAP on
 * @needs_app_password: the usual password is refused by this provider
 * @needs_enabling: IMAP has to be switched on at the provider first
 */
typedef struct
{
  MailerAccountSettings *settings;
  gboolean               is_known;
  char                  *provider_name;
  char                  *help_uri;
  gboolean               needs_app_password;
  gboolean               needs_enabling;
} MailerLookup;

/** mailer_lookup_free: @self: (nullable) (transfer full). Thread: any. */
void mailer_lookup_free (MailerLookup *self);

/**
 * mailer_engine_lookup_async:
 * @address: a valid addr-spec
 *
 * Looks the servers of @address up in the provider tables, without any network. Thread: main.
 */
void mailer_engine_lookup_async (MailerEngine       *self,
                                 const char         *full_name,
                                 const char         *address,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data);
/**
 * mailer_engine_lookup_finish:
 *
 * Thread: main. Errors: MAILER_ENGINE_ERROR, %G_IO_ERROR_CANCELLED.
 * Returns: (transfer full): what to try; without an error never %NULL.
 */
MailerLookup *mailer_engine_lookup_finish (MailerEngine *self,
                                           GAsyncResult *result,
                                           GError      **error);

/** MailerCheckTarget: which of the two servers. */
typedef enum
{
  MAILER_CHECK_IMAP,
  MAILER_CHECK_SMTP,
} MailerCheckTarget;

/**
 * mailer_engine_check_server_async:
 * @settings: need not be of an existing account
 * @password: wiped after use
 *
 * Signs in to one server for real and out again. Fails with what the interface shows at the field it
 * belongs to; ends within 30 seconds. Thread: main.
 */
void mailer_engine_check_server_async (MailerEngine               *self,
                                       const MailerServerSettings *settings,
                                       MailerCheckTarget           target,
                                       const char                 *password,
                                       GCancellable               *cancellable,
                                       GAsyncReadyCallback         callback,
                                       gpointer                    user_data);
/**
 * mailer_engine_check_server_finish:
 *
 * Whether the server let the user in.
 *
 * Thread: main. Errors: MAILER_ENGINE_ERROR, %G_IO_ERROR_CANCELLED.
 */
gboolean mailer_engine_check_server_finish (MailerEngine *self,
                                            GAsyncResult *result,
                                            GError      **error);

/**
 * mailer_engine_add_account_async:
 *
 * Stores the password in the Secret Service, then the settings, then starts to work. On an error
 * nothing is left behind. Thread: main.
 */
void mailer_engine_add_account_async (MailerEngine                *self,
                                      const MailerAccountSettings *settings,
                                      const char                  *password,
                                      GCancellable                *cancellable,
                                      GAsyncReadyCallback          callback,
                                      gpointer                     user_data);
/**
 * mailer_engine_add_account_finish:
 *
 * Thread: main. Errors: MAILER_ENGINE_ERROR, %G_IO_ERROR_CANCELLED.
 * Returns: (transfer full): the account, which is connecting.
 */
MailerAccount *mailer_engine_add_account_finish (MailerEngine *self,
                                                 GAsyncResult *result,
                                                 GError      **error);

/**
 * mailer_engine_update_account_async:
 * @settings: with the id of an existing account
 * @password: (nullable): %NULL keeps the stored one
 *
 * Stores what has changed, and connects anew with it. Thread: main.
 */
void mailer_engine_update_account_async (MailerEngine                *self,
                                         const MailerAccountSettings *settings,
                                         const char                  *password,
                                         GCancellable                *cancellable,
                                         GAsyncReadyCallback          callback,
                                         gpointer                     user_data);
/**
 * mailer_engine_update_account_finish:
 *
 * Whether the settings, and the password, were stored.
 *
 * Thread: main. Errors: MAILER_ENGINE_ERROR, %G_IO_ERROR_CANCELLED.
 */
gboolean mailer_engine_update_account_finish (MailerEngine *self,
                                              GAsyncResult *result,
                                              GError      **error);

/**
 * mailer_engine_remove_account_async:
 * @cancellable: (nullable): only for as long as the keyring is asked; what has begun then is finished, if need be when
 *   the engine is opened the next time
 *
 * Settings, password, cached mail: everything here; nothing on the server. Thread: main.
 */
void mailer_engine_remove_account_async (MailerEngine       *self,
                                         const char         *account_id,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
/**
 * mailer_engine_remove_account_finish:
 *
 * Whether all of it is gone.
 *
 * Thread: main. Errors: MAILER_ENGINE_ERROR, %G_IO_ERROR_CANCELLED.
 */
gboolean mailer_engine_remove_account_finish (MailerEngine *self,
                                              GAsyncResult *result,
                                              GError      **error);

/**
 * mailer_engine_load_password_async:
 *
 * Asks the Secret Service, for testing changed settings again without typing. Thread: main.
 */
void mailer_engine_load_password_async (MailerEngine       *self,
                                        const char         *account_id,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
/**
 * mailer_engine_load_password_finish:
 *
 * Thread: main. Errors: MAILER_ENGINE_ERROR, %G_IO_ERROR_CANCELLED.
 * Returns: (transfer full): the password; free it with mailer_engine_free_password().
 */
char *mailer_engine_load_password_finish (MailerEngine *self,
                                          GAsyncResult *result,
                                          GError      **error);
/** mailer_engine_free_password: overwrites, then frees. @password: (nullable) (transfer full). Thread: any. */
void mailer_engine_free_password (char *password);

/**
 * mailer_engine_trust_certificate:
 * @host: the exception is for this host and @port only
 * @certificate_pem: exactly this certificate, as the refused connection's error carried it
 *
 * Remembers the exception; connections that wait for it try again at once. Thread: main.
 */
void mailer_engine_trust_certificate (MailerEngine *self,
                                      const char   *host,
                                      guint16       port,
                                      const char   *certificate_pem);

/** MailerCertificate: what to show of a certificate before it is trusted. */
typedef struct
{
  char  *fingerprint; /* SHA-256, upper-case pairs with colons */
  char  *subject;
  char  *issuer;
  gint64 not_before; /* Unix seconds */
  gint64 not_after;
  char **host_names;
} MailerCertificate;

/**
 * mailer_engine_describe_certificate:
 *
 * Returns: (transfer full) (nullable): %NULL when @pem is none. Thread: any.
 */
MailerCertificate *mailer_engine_describe_certificate (const char *pem);
/** mailer_certificate_free: @self: (nullable) (transfer full). Thread: any. */
void mailer_certificate_free (MailerCertificate *self);

/**
 * mailer_engine_retry:
 *
 * Connects now instead of after the back-off. @account_id: (nullable): %NULL for all. Thread: main.
 */
void mailer_engine_retry (MailerEngine *self,
                          const char   *account_id);

/* Reading */

/**
 * mailer_engine_list_conversations:
 *
 * Returns: (transfer full): a list that fills itself at once from the store. The folder of the newest
 *   list counts as the one that is looked at: it is listened to for changes. Thread: main.
 */
MailerConversationList *mailer_engine_list_conversations (MailerEngine *self,
                                                          MailerFolder *folder);

/**
 * mailer_engine_load_conversation_async:
 * @folder: where it is looked at from
 *
 * Reads all messages of a conversation, over all folders, from the store. Thread: main.
 */
void mailer_engine_load_conversation_async (MailerEngine       *self,
                                            MailerFolder       *folder,
                                            gint64              conversation_id,
                                            GCancellable       *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer            user_data);
/**
 * mailer_engine_load_conversation_finish:
 *
 * Thread: main. Errors: MAILER_ENGINE_ERROR, %G_IO_ERROR_CANCELLED.
 * Returns: (transfer full) (element-type MailerMessage): all its messages over all folders, oldest first.
 */
GPtrArray *mailer_engine_load_conversation_finish (MailerEngine *self,
                                                   GAsyncResult *result,
                                                   GError      **error);

/**
 * mailer_engine_load_body_async:
 *
 * The text to show, from the cache or from the server, never behind a sync. What was fetched stays for
 * offline. Thread: main.
 */
void mailer_engine_load_body_async (MailerEngine       *self,
                                    gint64              message_id,
                                    MailerBodyOptions   options,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
/**
 * mailer_engine_load_body_finish:
 *
 * Thread: main. Errors: MAILER_ENGINE_ERROR, %G_IO_ERROR_CANCELLED.
 * Returns: (transfer full): the text to show; %MAILER_ENGINE_ERROR_NOT_CACHED when there is no line.
 */
MailerMessageBody *mailer_engine_load_body_finish (MailerEngine *self,
                                                   GAsyncResult *result,
                                                   GError      **error);

/**
 * mailer_engine_load_inline_part_async:
 * @content_id: of a "mailer-cid:" reference, resolved inside @message_id only
 *
 * Gets a picture that is a part of the message, from the cache or from the server. Thread: main.
 */
void mailer_engine_load_inline_part_async (MailerEngine       *self,
                                           gint64              message_id,
                                           const char         *content_id,
                                           GCancellable       *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer            user_data);
/**
 * mailer_engine_load_inline_part_finish:
 * @content_type: (out) (optional) (transfer full) (nullable): such as "image/png"
 *
 * Thread: main. Errors: MAILER_ENGINE_ERROR, %G_IO_ERROR_CANCELLED.
 * Returns: (transfer full): the decoded picture; %MAILER_ENGINE_ERROR_GONE when there is none.
 */
GBytes *mailer_engine_load_inline_part_finish (MailerEngine *self,
                                               GAsyncResult *result,
                                               char        **content_type,
                                               GError      **error);

/**
 * mailer_engine_load_remote_image_async:
 * @uri: the https or http address behind a "mailer-remote:" reference of @message_id
 *
 * Fetches a picture without cookies or referrer, within limits; only raster pictures come back.
 *
 * Thread: main.
 */
void mailer_engine_load_remote_image_async (MailerEngine       *self,
                                            gint64              message_id,
                                            const char         *uri,
                                            GCancellable       *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer            user_data);
/**
 * mailer_engine_load_remote_image_finish:
 * @content_type: (out) (optional) (transfer full) (nullable): such as "image/png"
 *
 * Thread: main. Errors: MAILER_ENGINE_ERROR, %G_IO_ERROR_CANCELLED.
 * Returns: (transfer full): the picture; %MAILER_ENGINE_ERROR_UNREADABLE when what came is none.
 */
GBytes *mailer_engine_load_remote_image_finish (MailerEngine *self,
                                                GAsyncResult *result,
                                                char        **content_type,
                                                GError      **error);

/**
 * mailer_engine_get_shows_pictures_of:
 * @address: of a sender
 *
 * Whether the user wants to see pictures from the network in messages of @address without being asked. It holds for
 * messages of which mailer_engine_verify_sender_async() says that they are, and the caller has to ask. Thread: main.
 * Blocks: no.
 */
gboolean mailer_engine_get_shows_pictures_of (MailerEngine *self,
                                              const char   *address);

/** mailer_engine_set_shows_pictures_of: remembers it, also for the next start. Thread: main. Blocks: no. */
void mailer_engine_set_shows_pictures_of (MailerEngine *self,
                                          const char   *address,
                                          gboolean      is_shown);

/**
 * mailer_engine_verify_sender_async:
 *
 * Looks into the header of @message, fetching it if need be, whether the provider says that it comes from
 * the domain of its one author; see mailer_mime_is_origin_verified().
 *
 * Thread: main. Blocks: no.
 */
void mailer_engine_verify_sender_async (MailerEngine       *self,
                                        MailerMessage      *message,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
/**
 * mailer_engine_verify_sender_finish:
 *
 * Whether the provider says so; %FALSE without an error when it does not.
 *
 * Thread: main. Errors: MAILER_ENGINE_ERROR, %G_IO_ERROR_CANCELLED.
 */
gboolean mailer_engine_verify_sender_finish (MailerEngine *self,
                                             GAsyncResult *result,
                                             GError      **error);

/**
 * mailer_engine_save_attachment_async:
 * @target: chosen by the user: a file, which is replaced only as a whole, or a folder, with @new_name
 * @new_name: (nullable): of the new file in it; when it is taken, one like it
 * @progress: (nullable): bytes so far and expected, on the main thread
 *
 * Writes a part to a file, from the cache or from the server. Thread: main.
 */
void mailer_engine_save_attachment_async (MailerEngine         *self,
                                          gint64                message_id,
                                          const char           *section,
                                          GFile                *target,
                                          const char           *new_name,
                                          GCancellable         *cancellable,
                                          GFileProgressCallback progress,
                                          gpointer              progress_data,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
/**
 * mailer_engine_save_attachment_finish:
 *
 * Whether @target of mailer_engine_save_attachment_async() has been written.
 *
 * Thread: main. Errors: MAILER_ENGINE_ERROR, %G_IO_ERROR_CANCELLED.
 */
gboolean mailer_engine_save_attachment_finish (MailerEngine *self,
                                               GAsyncResult *result,
                                               GError      **error);

/** mailer_engine_load_source_async: gets the whole message, from the cache or from the server. Thread: main. */
void mailer_engine_load_source_async (MailerEngine       *self,
                                      gint64              message_id,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
/**
 * mailer_engine_load_source_finish:
 *
 * Thread: main. Errors: MAILER_ENGINE_ERROR, %G_IO_ERROR_CANCELLED.
 * Returns: (transfer full): the whole message as it came.
 */
GBytes *mailer_engine_load_source_finish (MailerEngine *self,
                                          GAsyncResult *result,
                                          GError      **error);

/* Organizing */

/** MailerVerb: what to do with conversations. */
typedef enum
{
  MAILER_VERB_MARK_READ,
  MAILER_VERB_MARK_UNREAD, /* the newest message there */
  MAILER_VERB_STAR,        /* the newest message there */
  MAILER_VERB_UNSTAR,      /* all messages there */
  MAILER_VERB_ARCHIVE,
  MAILER_VERB_TRASH, /* in Trash already: %MAILER_ENGINE_ERROR_NO_FOLDER */
  MAILER_VERB_JUNK,
  MAILER_VERB_MOVE,
} MailerVerb;

/**
 * mailer_engine_act_async:
 * @conversation_ids: (array length=n_ids): as seen in @folder
 * @target: (nullable): for %MAILER_VERB_MOVE, a selectable folder of the same account
 *
 * Does @verb with the messages that the conversations have in @folder. Thread: main.
 */
void mailer_engine_act_async (MailerEngine       *self,
                              MailerVerb          verb,
                              MailerFolder       *folder,
                              const gint64       *conversation_ids,
                              guint               n_ids,
                              MailerFolder       *target,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data);
/**
 * mailer_engine_act_finish:
 *
 * Thread: main. Errors: MAILER_ENGINE_ERROR, %G_IO_ERROR_CANCELLED.
 * Returns: the id of the operation for mailer_engine_undo_async(), 0 when nothing had to change, or -1
 *   with @error set.
 */
gint64 mailer_engine_act_finish (MailerEngine *self,
                                 GAsyncResult *result,
                                 GError      **error);

/**
 * mailer_engine_mark_messages_async:
 * @message_ids: (array length=n_ids): single messages
 *
 * Adds and removes flags. Thread: main.
 */
void mailer_engine_mark_messages_async (MailerEngine       *self,
                                        const gint64       *message_ids,
                                        guint               n_ids,
                                        MailerFlags         add,
                                        MailerFlags         remove,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
/**
 * mailer_engine_mark_messages_finish:
 *
 * Thread: main. Errors: MAILER_ENGINE_ERROR, %G_IO_ERROR_CANCELLED.
 * Returns: as mailer_engine_act_finish().
 */
gint64 mailer_engine_mark_messages_finish (MailerEngine *self,
                                           GAsyncResult *result,
                                           GError      **error);

/**
 * mailer_engine_undo_async:
 *
 * Takes back what an operation did, also when the server has it already. Thread: main.
 */
void mailer_engine_undo_async (MailerEngine       *self,
                               gint64              operation_id,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data);
/**
 * mailer_engine_undo_finish:
 *
 * Whether it was taken back.
 *
 * Thread: main. Errors: MAILER_ENGINE_ERROR, %G_IO_ERROR_CANCELLED.
 */
gboolean mailer_engine_undo_finish (MailerEngine *self,
                                    GAsyncResult *result,
                                    GError      **error);

/** mailer_engine_get_activities: Returns: (transfer none): a #GListModel of #MailerActivity. Thread: main. */
GListModel *mailer_engine_get_activities (MailerEngine *self);

/**
 * mailer_engine_retry_activity:
 *
 * Tries now what failed or waits, an unknown send only by this word of the user, of a sent message the copy that is
 * not filed. When that cannot be done, a problem says why. Thread: main.
 */
void mailer_engine_retry_activity (MailerEngine   *self,
                                   MailerActivity *activity);
/**
 * mailer_engine_discard_activity:
 *
 * A message to send goes back to the drafts, the copy of one that was sent is given up, an operation is undone. What
 * is just being sent cannot be taken back: then a problem tells %MAILER_ENGINE_ERROR_TOO_LATE.
 *
 * Thread: main.
 */
void mailer_engine_discard_activity (MailerEngine   *self,
                                     MailerActivity *activity);

/* Writing */

/**
 * mailer_engine_prepare_draft_async:
 * @original_id: message to answer or forward; 0 with %MAILER_DRAFT_NEW
 * @account_id: (nullable): for a new one; %NULL for the first account
 * @attribution: (nullable): the translated line above the quote, made by the interface
 *
 * Makes a draft to begin with. It is not stored yet. Thread: main.
 */
void mailer_engine_prepare_draft_async (MailerEngine       *self,
                                        MailerDraftKind     kind,
                                        const char         *account_id,
                                        gint64              original_id,
                                        const char         *attribution,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
/**
 * mailer_engine_prepare_draft_finish:
 *
 * Thread: main. Errors: MAILER_ENGINE_ERROR, %G_IO_ERROR_CANCELLED.
 * Returns: (transfer full): recipients, subject, quote, References and, when forwarding, the attachments
 *   filled in.
 */
MailerDraft *mailer_engine_prepare_draft_finish (MailerEngine *self,
                                                 GAsyncResult *result,
                                                 GError      **error);

/**
 * mailer_engine_save_draft_async:
 *
 * Makes the words of @draft, which is copied, durable here and forgets the attachments that were taken off, however
 * long a file may take that is just being attached. Thread: main.
 */
void mailer_engine_save_draft_async (MailerEngine       *self,
                                     const MailerDraft  *draft,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
/**
 * mailer_engine_save_draft_finish:
 *
 * Thread: main. Errors: MAILER_ENGINE_ERROR, %G_IO_ERROR_CANCELLED.
 * Returns: (transfer full): the draft with its id, to go on with: it is another one when the draft had gone meanwhile,
 *   which nothing is attached to yet.
 */
MailerDraft *mailer_engine_save_draft_finish (MailerEngine *self,
                                              GAsyncResult *result,
                                              GError      **error);

/**
 * mailer_engine_attach_async:
 * @draft_id: of a draft that was saved
 * @attachment: with the file to copy; copied itself
 *
 * Copies a file into a draft, durably. Nothing that is written waits for it. Thread: main.
 */
void mailer_engine_attach_async (MailerEngine                *self,
                                 gint64                       draft_id,
                                 const MailerDraftAttachment *attachment,
                                 GCancellable                *cancellable,
                                 GAsyncReadyCallback          callback,
                                 gpointer                     user_data);
/**
 * mailer_engine_attach_finish:
 *
 * Thread: main. Errors: MAILER_ENGINE_ERROR, %G_IO_ERROR_CANCELLED; %MAILER_ENGINE_ERROR_UNREADABLE;
 * %MAILER_ENGINE_ERROR_TOO_LARGE beyond %MAILER_DRAFT_MAX_ATTACHMENT_BYTES; %MAILER_ENGINE_ERROR_GONE when the draft
 * is not there any more.
 * Returns: (transfer full): the attachment with its id and its true size.
 */
MailerDraftAttachment *mailer_engine_attach_finish (MailerEngine *self,
                                                    GAsyncResult *result,
                                                    GError      **error);

/**
 * mailer_engine_discard_draft_async:
 *
 * Forgets a draft and its attachments, unless it is in the outbox; one that is not there is no error.
 *
 * Thread: main.
 */
void mailer_engine_discard_draft_async (MailerEngine       *self,
                                        gint64              draft_id,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
/**
 * mailer_engine_discard_draft_finish:
 *
 * Whether it is gone.
 *
 * Thread: main. Errors: MAILER_ENGINE_ERROR, %G_IO_ERROR_CANCELLED.
 */
gboolean mailer_engine_discard_draft_finish (MailerEngine *self,
                                             GAsyncResult *result,
                                             GError      **error);

/**
 * mailer_engine_list_drafts_async:
 *
 * Reads the drafts that are here, to go on writing after a restart. Thread: main.
 */
void mailer_engine_list_drafts_async (MailerEngine       *self,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
/**
 * mailer_engine_list_drafts_finish:
 *
 * Thread: main. Errors: MAILER_ENGINE_ERROR, %G_IO_ERROR_CANCELLED.
 * Returns: (transfer full) (element-type MailerDraft): newest first.
 */
GPtrArray *mailer_engine_list_drafts_finish (MailerEngine *self,
                                             GAsyncResult *result,
                                             GError      **error);

/**
 * mailer_engine_check_recipients:
 * @text: a row as typed
 * @n_valid: (out): how many addresses are fine
 *
 * Parses at once, on the main thread: rows are short.
 *
 * Thread: main.
 * Returns: (transfer full) (nullable): the first piece that is no address, or %NULL when all are fine.
 */
char *mailer_engine_check_recipients (const char *text,
                                      guint      *n_valid);

/**
 * mailer_engine_send_async:
 *
 * Moves @draft, which is copied, to the outbox, durably, when everything that belongs to it is attached;
 * sending goes on in the background, over a restart too. After that the composer may close. Thread: main.
 */
void mailer_engine_send_async (MailerEngine       *self,
                               const MailerDraft  *draft,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data);
/**
 * mailer_engine_send_finish:
 *
 * Thread: main. Errors: MAILER_ENGINE_ERROR, %G_IO_ERROR_CANCELLED.
 * Returns: the activity's id, or -1; %MAILER_ENGINE_ERROR_RECIPIENT when an address is wrong.
 */
gint64 mailer_engine_send_finish (MailerEngine *self,
                                  GAsyncResult *result,
                                  GError      **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerLookup, mailer_lookup_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerCertificate, mailer_certificate_free)

G_END_DECLS
