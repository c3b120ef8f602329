/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-imap-criteria.h"
#include "mailer-imap-error.h"
#include "mailer-imap-mailbox.h"
#include "mailer-imap-message.h"
#include "mailer-imap-uid-map.h"
#include "mailer-net-connection.h"
#include "mailer-net-credentials.h"
#include "mailer-uid-set.h"

G_BEGIN_DECLS

/**
 * MailerImapSession:
 *
 * One signed-in IMAP connection (RFC 9051 and RFC 3501). Every function sends its commands, waits for
 * their answers and returns; what the server tells unasked in the meantime goes to MailerImapEvents
 * before the function returns. One worker owns the session and is the only one to call it.
 *
 * Common parameters: @cancellable may be triggered from any thread; @deadline_us is monotonic time
 * (g_get_monotonic_time()) for the whole call, or -1 to be bounded by the server's silence only: see
 * MailerImapConfig.silence_ms. Common errors: see MailerImapError. Mailbox names are those of
 * MailerImapMailbox.name. Functions that speak of messages need a selected mailbox.
 */
typedef struct _MailerImapSession MailerImapSession;

/**
 * MailerImapEvents:
 * @exists: the selected mailbox now holds @n_messages: there is new mail from the last known UID on
 * @expunged: these messages are gone from the selected mailbox
 * @flags_changed: the flags of a message are now these; @modseq is 0 when not told
 * @need_resync: something happened to the selected mailbox that cannot be expressed in UIDs: compare
 *   all UIDs and flags anew, starting with mailer_imap_session_search_uids() of everything
 * @alert: the server wants the user to read @text: valid UTF-8, one line, nothing to be trusted. To be
 *   shown as what the server says, never as the program's own words
 * @status: the state of a mailbox that is not selected, as far as @status tells
 * @progress: the server is at work on the command that is running: @done of @total, 0 when it does not
 *   know (RFC 9585); nobody's bytes
 * @mailboxes_changed: there are other mailboxes, other names or other subscriptions: list them anew
 *
 * What the server tells unasked. Each may be %NULL. Called on the session's worker from within its
 * functions; must not call the session.
 */
typedef struct
{
  void (*exists) (guint32  n_messages,
                  gpointer data);
  void (*expunged) (const MailerUidSet *uids,
                    gpointer            data);
  void (*flags_changed) (guint32            uid,
                         MailerFlags        flags,
                         const char *const *keywords,
                         guint64            modseq,
                         gpointer           data);
  void (*need_resync) (gpointer data);
  void (*alert) (const char *text,
                 gpointer    data);
  void (*status) (const char             *mailbox,
                  const MailerImapStatus *status,
                  gpointer                data);
  void (*mailboxes_changed) (gpointer data);
  void (*progress) (guint64  done,
                    guint64  total,
                    gpointer data);
} MailerImapEvents;

/**
 * MailerImapConfig:
 * @endpoint: the server
 * @credentials: not kept
 * @client_name: (nullable): told to servers that ask (RFC 2971); nothing is told when %NULL
 * @client_version: (nullable)
 * @events: (nullable): copied
 * @events_data: for @events
 * @silence_ms: how long the server may be silent while an answer is due; 0 means a minute
 * @idle_refresh_ms: how often IDLE starts anew; 0 means 20 minutes (RFC 2177 asks for less than 29)
 * @poll_ms: pause between two NOOPs where there is no IDLE; 0 means a minute
 * @max_unasked: responses that nobody asked for in one command; after more of them the connection is given up. 0
 *   means 5,000,000
 * @compresses_locally: use COMPRESS=DEFLATE even with a server on this machine, where it gains nothing
 *
 * What a session is opened with. Borrowed by the call.
 */
typedef struct
{
  MailerNetEndpoint       endpoint;
  MailerNetCredentials    credentials;
  const char             *client_name;
  const char             *client_version;
  const MailerImapEvents *events;
  gpointer                events_data;
  guint                   silence_ms;
  guint                   idle_refresh_ms;
  guint                   poll_ms;
  guint                   max_unasked;
  gboolean                compresses_locally;
} MailerImapConfig;

/**
 * mailer_imap_session_open:
 *
 * Connects, encrypts, signs in and agrees on extensions. Before the connection is encrypted nothing
 * secret is sent, and nothing the server said is kept.
 *
 * Errors: besides the common ones %MAILER_IMAP_ERROR_AUTHENTICATION,
 *   %MAILER_IMAP_ERROR_NO_MECHANISM, %MAILER_IMAP_ERROR_STARTTLS_MISSING.
 * Returns: (transfer full): a session in which no mailbox is selected.
 */
MailerImapSession *mailer_imap_session_open (const MailerImapConfig *config,
                                             GCancellable           *cancellable,
                                             gint64                  deadline_us,
                                             GError                **error);

/**
 * mailer_imap_session_open_on:
 * @connection: (transfer full): connected; encrypted already unless the endpoint says STARTTLS
 *
 * The same on a connection that exists.
 */
MailerImapSession *mailer_imap_session_open_on (MailerNetConnection    *connection,
                                                const MailerImapConfig *config,
                                                GCancellable           *cancellable,
                                                gint64                  deadline_us,
                                                GError                **error);

/** mailer_imap_session_free: drops the connection without a word. Blocks: no. */
void mailer_imap_session_free (MailerImapSession *self);

/**
 * mailer_imap_session_logout:
 *
 * Says good-bye. The session can only be freed afterwards, whatever comes back.
 */
gboolean mailer_imap_session_logout (MailerImapSession *self,
                                     GCancellable      *cancellable,
                                     gint64             deadline_us,
                                     GError           **error);

/**
 * mailer_imap_session_has_capability:
 * @name: such as "IDLE", any case
 *
 * Whether the server has it and it works there; what IMAP4rev2 includes counts as said.
 */
gboolean mailer_imap_session_has_capability (MailerImapSession *self,
                                             const char        *name);

/**
 * mailer_imap_session_get_remembered:
 *
 * Returns: (transfer none) (nullable): what to keep and to hand in as #MailerNetCredentials.remembered the
 *   next time this user signs in at this server; %NULL when the server wanted no sign-in: what was kept
 *   stays good.
 */
const char *mailer_imap_session_get_remembered (MailerImapSession *self);

/**
 * mailer_imap_session_get_selected:
 *
 * Returns: (transfer none) (nullable): the name of the selected mailbox.
 */
const char *mailer_imap_session_get_selected (MailerImapSession *self);

/* --- Mailboxes --------------------------------------------------------------------------------- */

/**
 * mailer_imap_session_list:
 *
 * Lists all mailboxes with their roles and, for selectable ones, their status, in as few round trips
 * as the server allows (RFC 5258, 5819, 6154). Names with NUL are skipped. At most 20,000 are listed;
 * more end in %MAILER_IMAP_ERROR_LIMIT.
 *
 * Returns: (transfer full) (element-type MailerImapMailbox): in the server's order.
 */
GPtrArray *mailer_imap_session_list (MailerImapSession *self,
                                     GCancellable      *cancellable,
                                     gint64             deadline_us,
                                     GError           **error);

/**
 * mailer_imap_session_create_mailbox:
 * @parent: (nullable): mailbox to create it in; %NULL for the top
 * @title: name for people, UTF-8, not empty; control characters are refused
 * @role: what it is for; told to servers that can keep it (RFC 6154)
 * @name: (out) (transfer full) (optional): the new mailbox's name
 *
 * Creates and subscribes a mailbox. One that is there already is no error.
 */
gboolean mailer_imap_session_create_mailbox (MailerImapSession       *self,
                                             const MailerImapMailbox *parent,
                                             const char              *title,
                                             MailerFolderRole         role,
                                             char                   **name,
                                             GCancellable            *cancellable,
                                             gint64                   deadline_us,
                                             GError                 **error);

/** mailer_imap_session_status: asks for the status of @mailbox, which should not be the selected one. */
gboolean mailer_imap_session_status (MailerImapSession *self,
                                     const char        *mailbox,
                                     MailerImapStatus  *status,
                                     GCancellable      *cancellable,
                                     gint64             deadline_us,
                                     GError           **error);

/**
 * mailer_imap_session_select:
 * @read_only: look only (EXAMINE): nothing changes by looking
 *
 * Selects @mailbox. When it fails, no mailbox is selected.
 */
gboolean mailer_imap_session_select (MailerImapSession  *self,
                                     const char         *mailbox,
                                     gboolean            read_only,
                                     MailerImapSelected *selected,
                                     GCancellable       *cancellable,
                                     gint64              deadline_us,
                                     GError            **error);

/**
 * MailerImapKnown:
 * @uid_validity: of the time when the rest was true
 * @highest_modseq: likewise; 0 when the mailbox had none
 * @uid_next: likewise; 0 when not known
 * @uids: the messages that are known
 *
 * What the caller knows of a mailbox from an earlier time.
 */
typedef struct
{
  guint32             uid_validity;
  guint64             highest_modseq;
  guint32             uid_next;
  const MailerUidSet *uids;
} MailerImapKnown;

/**
 * mailer_imap_session_select_known:
 * @known: what is known; with another UIDVALIDITY than the server's it is worthless, and nothing is told
 * @func: called for each message of @known whose flags may have changed, with its flags
 * @vanished: (out) (transfer full) (nullable): which of @known are gone; %NULL when @known is worthless
 *
 * Selects @mailbox and tells what has changed in it since @known: with QRESYNC (RFC 7162) in the answer
 * to SELECT itself; with CONDSTORE by one more round trip, and by none when nothing has changed; else by
 * a search and all the flags. New messages have UIDs above those known; fetch their headers.
 */
gboolean mailer_imap_session_select_known (MailerImapSession     *self,
                                           const char            *mailbox,
                                           const MailerImapKnown *known,
                                           MailerImapSelected    *selected,
                                           MailerImapMessageFunc  func,
                                           gpointer               func_data,
                                           MailerUidSet         **vanished,
                                           GCancellable          *cancellable,
                                           gint64                 deadline_us,
                                           GError               **error);

/**
 * mailer_imap_session_unselect:
 *
 * No mailbox is selected afterwards, and nothing was removed from the one that was.
 */
gboolean mailer_imap_session_unselect (MailerImapSession *self,
                                       GCancellable      *cancellable,
                                       gint64             deadline_us,
                                       GError           **error);

/* --- Looking ----------------------------------------------------------------------------------- */

/**
 * mailer_imap_session_search_uids:
 * @first: first UID of interest, at least 1
 * @last: last UID of interest; %G_MAXUINT32 for no end
 *
 * Which messages are there. From 1 to %G_MAXUINT32 it also teaches the session to tell later
 * expunges in UIDs, so start with that after a select unless the server has QRESYNC.
 *
 * Returns: (transfer full): UIDs from @first to @last.
 */
MailerUidSet *mailer_imap_session_search_uids (MailerImapSession *self,
                                               guint32            first,
                                               guint32            last,
                                               GCancellable      *cancellable,
                                               gint64             deadline_us,
                                               GError           **error);

/**
 * mailer_imap_session_search_message_id:
 * @message_id: with or without angle brackets
 * @first: only look from this UID on, at least 1
 *
 * To find out whether an APPEND or COPY whose answer was lost has happened.
 */
MailerUidSet *mailer_imap_session_search_message_id (MailerImapSession *self,
                                                     const char        *message_id,
                                                     guint32            first,
                                                     GCancellable      *cancellable,
                                                     gint64             deadline_us,
                                                     GError           **error);

/**
 * mailer_imap_session_count_message_ids:
 * @message_ids: (array zero-terminated=1): with or without angle brackets
 * @max_compared: how many of the newest messages are looked at on a server that cannot search for them
 * @n_found: (out): how many of @message_ids are in the selected mailbox
 */
gboolean mailer_imap_session_count_message_ids (MailerImapSession *self,
                                                const char *const *message_ids,
                                                guint              max_compared,
                                                guint             *n_found,
                                                GCancellable      *cancellable,
                                                gint64             deadline_us,
                                                GError           **error);

/**
 * mailer_imap_session_search:
 * @max_newest: how many of the newest are wanted; 0 for all
 * @n_found: (out) (optional): how many there are
 *
 * Searches the selected mailbox on the server. With PARTIAL (RFC 9394) no more than what is wanted comes
 * over the line, with ESEARCH (RFC 4731) ranges instead of numbers.
 *
 * Errors: %MAILER_IMAP_ERROR_BAD when @criteria are too deep.
 * Returns: (transfer full): UIDs.
 */
MailerUidSet *mailer_imap_session_search (MailerImapSession        *self,
                                          const MailerImapCriteria *criteria,
                                          guint32                   max_newest,
                                          guint64                  *n_found,
                                          GCancellable             *cancellable,
                                          gint64                    deadline_us,
                                          GError                  **error);

/** MailerImapSortKey: what an order is made by. */
typedef enum
{
  MAILER_IMAP_SORT_ARRIVAL,
  MAILER_IMAP_SORT_DATE, /* of the header; a server without SORT takes ARRIVAL for it */
  MAILER_IMAP_SORT_SIZE,
} MailerImapSortKey;

/**
 * mailer_imap_session_sort:
 *
 * As mailer_imap_session_search(), in an order: by SORT (RFC 5256), or here by what is asked of each
 * message that was found.
 *
 * Returns: (transfer full) (element-type guint32): UIDs.
 */
GArray *mailer_imap_session_sort (MailerImapSession        *self,
                                  const MailerImapCriteria *criteria,
                                  MailerImapSortKey         key,
                                  gboolean                  is_descending,
                                  GCancellable             *cancellable,
                                  gint64                    deadline_us,
                                  GError                  **error);

/** MailerImapThreadNode: @uid 0 for a parent that was not found; @depth 0 begins a thread. */
typedef struct
{
  guint32 uid;
  guint   depth;
} MailerImapThreadNode;

/**
 * mailer_imap_session_thread:
 *
 * As mailer_imap_session_search(), with answers below what they answer: by THREAD (RFC 5256), or here
 * from the envelopes of the messages that were found.
 *
 * Returns: (transfer full) (element-type MailerImapThreadNode): each before those below it.
 */
GArray *mailer_imap_session_thread (MailerImapSession        *self,
                                    const MailerImapCriteria *criteria,
                                    GCancellable             *cancellable,
                                    gint64                    deadline_us,
                                    GError                  **error);

/**
 * MailerImapFoundFunc:
 * @uid_validity: 0 when not told
 * @found: not empty
 *
 * Called on the session's worker for each mailbox with messages that were found; must not use the session.
 */
typedef void (*MailerImapFoundFunc) (const char         *mailbox,
                                     guint32             uid_validity,
                                     const MailerUidSet *found,
                                     gpointer            data);

/**
 * mailer_imap_session_search_mailboxes:
 * @mailboxes: (array zero-terminated=1): their names
 *
 * Searches several mailboxes, at once with MULTISEARCH (RFC 7377). Else each is opened for it, and none
 * is selected afterwards. Mailboxes that cannot be searched are left out.
 */
gboolean mailer_imap_session_search_mailboxes (MailerImapSession        *self,
                                               const char *const        *mailboxes,
                                               const MailerImapCriteria *criteria,
                                               MailerImapFoundFunc       func,
                                               gpointer                  func_data,
                                               GCancellable             *cancellable,
                                               gint64                    deadline_us,
                                               GError                  **error);

/**
 * mailer_imap_session_fetch_headers:
 * @uids: which messages; a range up to %G_MAXUINT32 means to the end of the mailbox. Bound the set:
 *   all of it is asked for at once
 * @extras: what else is wanted where the server has it: %MAILER_IMAP_ITEM_EMAIL_ID,
 *   %MAILER_IMAP_ITEM_THREAD_ID, %MAILER_IMAP_ITEM_LABELS, %MAILER_IMAP_ITEM_SAVE_DATE
 * @func: called once for each message as it arrives, in the server's order
 *
 * Fetches what a list of messages needs, and @extras, without marking anything as read. Messages that are gone
 * are left out without an error; answers for others than @uids are ignored. Messages that the server
 * cannot describe come with fewer items, or not at all when it refuses even those.
 */
gboolean mailer_imap_session_fetch_headers (MailerImapSession    *self,
                                            const MailerUidSet   *uids,
                                            MailerImapItem        extras,
                                            MailerImapMessageFunc func,
                                            gpointer              func_data,
                                            GCancellable         *cancellable,
                                            gint64                deadline_us,
                                            GError              **error);

/**
 * mailer_imap_session_fetch_newest:
 *
 * As mailer_imap_session_fetch_headers(), of the @n_newest newest messages, whose UIDs need not be known:
 * the first page of a mailbox right behind its SELECT.
 */
gboolean mailer_imap_session_fetch_newest (MailerImapSession    *self,
                                           guint                 n_newest,
                                           MailerImapMessageFunc func,
                                           gpointer              func_data,
                                           GCancellable         *cancellable,
                                           gint64                deadline_us,
                                           GError              **error);

/**
 * mailer_imap_session_fetch_previews:
 * @func: called with MailerImapMessage.preview, or MailerImapMessage.beginning where the server has none
 *
 * Fetches what the first words of messages can be told from, in one round trip or two, without marking
 * anything as read. Messages that are gone are left out.
 */
gboolean mailer_imap_session_fetch_previews (MailerImapSession    *self,
                                             const MailerUidSet   *uids,
                                             MailerImapMessageFunc func,
                                             gpointer              func_data,
                                             GCancellable         *cancellable,
                                             gint64                deadline_us,
                                             GError              **error);

/**
 * mailer_imap_session_fetch_flags:
 * @changed_since: only messages changed after this modification sequence; 0 for all. Needs CONDSTORE
 *   and a selected mailbox with MailerImapSelected.highest_modseq; otherwise all of @uids are told
 * @vanished: (out) (transfer full) (nullable) (optional): which of @uids were expunged since
 *   @changed_since; %NULL when the server cannot tell (no QRESYNC, or @changed_since is 0): then
 *   compare with mailer_imap_session_search_uids()
 *
 * Fetches flags and, where there are any, modification sequences.
 */
gboolean mailer_imap_session_fetch_flags (MailerImapSession    *self,
                                          const MailerUidSet   *uids,
                                          guint64               changed_since,
                                          MailerImapMessageFunc func,
                                          gpointer              func_data,
                                          MailerUidSet        **vanished,
                                          GCancellable         *cancellable,
                                          gint64                deadline_us,
                                          GError              **error);

/** MailerImapProgressFunc: @done bytes of about @total have arrived; @total is 0 when unknown. */
typedef void (*MailerImapProgressFunc) (guint64  done,
                                        guint64  total,
                                        gpointer data);

/**
 * MailerImapFetchSection:
 * @uid: of the message
 * @section: of BODY[...], such as "1.2", "1.MIME", "HEADER"; "" for the whole message
 * @expected_bytes: size as BODYSTRUCTURE or RFC822.SIZE told; 0 when unknown. When less comes, the
 *   rest is asked for once more before the body counts as complete; a claim that is simply wrong does
 *   no harm
 * @max_bytes: more than this ends in %MAILER_IMAP_ERROR_TOO_LARGE; the session stays usable
 * @progress: (nullable)
 */
typedef struct
{
  guint32                uid;
  const char            *section;
  guint64                expected_bytes;
  guint64                max_bytes;
  MailerImapProgressFunc progress;
  gpointer               progress_data;
} MailerImapFetchSection;

/**
 * mailer_imap_session_fetch_section:
 *
 * Fetches a part of a message, still in its transfer encoding, in pieces, without marking it as read.
 *
 * Errors: %MAILER_IMAP_ERROR_GONE when the message or the part is not there, and
 *   %MAILER_IMAP_ERROR_TOO_LARGE; the session stays usable.
 * Returns: (transfer full): all of it, never less.
 */
GBytes *mailer_imap_session_fetch_section (MailerImapSession            *self,
                                           const MailerImapFetchSection *what,
                                           GCancellable                 *cancellable,
                                           gint64                        deadline_us,
                                           GError                      **error);

/**
 * mailer_imap_session_fetch_decoded_section:
 * @is_decoded: (out): whether the transfer encoding is off; otherwise it is the caller's to take off
 *
 * As mailer_imap_session_fetch_section(), but with the transfer encoding taken off by a server that can
 * (BINARY, RFC 3516): a quarter less comes over the line. For large attachments.
 */
GBytes *mailer_imap_session_fetch_decoded_section (MailerImapSession            *self,
                                                   const MailerImapFetchSection *what,
                                                   gboolean                     *is_decoded,
                                                   GCancellable                 *cancellable,
                                                   gint64                        deadline_us,
                                                   GError                      **error);

/**
 * MailerImapSectionFunc:
 * @index: of what was asked for
 * @bytes: (transfer full) (nullable): all of it, or %NULL with @failure
 */
typedef void (*MailerImapSectionFunc) (guint         index,
                                       GBytes       *bytes,
                                       const GError *failure,
                                       gpointer      data);

/**
 * mailer_imap_session_fetch_sections:
 * @func: called once for each of @what, in any order; must not use the session
 *
 * The same for many parts in few round trips. Made for small ones, such as the texts of a folder.
 *
 * Returns: FALSE when the connection broke.
 */
gboolean mailer_imap_session_fetch_sections (MailerImapSession            *self,
                                             const MailerImapFetchSection *what,
                                             guint                         n_what,
                                             MailerImapSectionFunc         func,
                                             gpointer                      func_data,
                                             GCancellable                 *cancellable,
                                             gint64                        deadline_us,
                                             GError                      **error);

/* --- Changing ---------------------------------------------------------------------------------- */

/**
 * MailerImapFlagChange:
 * @add: known flags to set
 * @remove: known flags to clear
 * @add_keywords: (nullable): other flags to set
 * @remove_keywords: (nullable): other flags to clear
 * @add_labels: (nullable): UTF-8; labels of Gmail, keywords elsewhere
 * @remove_labels: (nullable): likewise
 *
 * A change that leaves every other flag as it is. Names that are no IMAP flags are left out.
 */
typedef struct
{
  MailerFlags        add;
  MailerFlags        remove;
  const char *const *add_keywords;
  const char *const *remove_keywords;
  const char *const *add_labels;
  const char *const *remove_labels;
} MailerImapFlagChange;

/**
 * mailer_imap_session_store_flags:
 *
 * Changes flags of all of @uids; messages that are gone are no error. The result is not told as an
 * event, except by servers that cannot be silent.
 */
gboolean mailer_imap_session_store_flags (MailerImapSession          *self,
                                          const MailerUidSet         *uids,
                                          const MailerImapFlagChange *change,
                                          GCancellable               *cancellable,
                                          gint64                      deadline_us,
                                          GError                    **error);

/** MailerImapFlagJob: one of many changes. */
typedef struct
{
  const MailerUidSet         *uids;
  const MailerImapFlagChange *change;
} MailerImapFlagJob;

/**
 * MailerImapResultFunc:
 * @index: of the job
 * @failure: (nullable): why the server has refused it
 *
 * Called on the session's worker for each job when its answer is there; must not use the session.
 */
typedef void (*MailerImapResultFunc) (guint         index,
                                      const GError *failure,
                                      gpointer      data);

/**
 * mailer_imap_session_store_many:
 * @func: (nullable): told of each job, in the order of the answers
 *
 * Many changes of flags in few round trips: they are all on their way before the first is answered. A
 * refused one does not keep the others from happening.
 *
 * Returns: FALSE when the connection broke; jobs that @func was not called for may have happened or not.
 */
gboolean mailer_imap_session_store_many (MailerImapSession       *self,
                                         const MailerImapFlagJob *jobs,
                                         guint                    n_jobs,
                                         MailerImapResultFunc     func,
                                         gpointer                 func_data,
                                         GCancellable            *cancellable,
                                         gint64                   deadline_us,
                                         GError                 **error);

/**
 * mailer_imap_session_store_found:
 * @change: without labels
 *
 * Changes flags of all that @criteria find, such as everything unread in a mailbox: with SEARCHRES (RFC
 * 5182) in two round trips and without a UID on the line. What has changed is not told: look with
 * mailer_imap_session_fetch_flags().
 */
gboolean mailer_imap_session_store_found (MailerImapSession          *self,
                                          const MailerImapCriteria   *criteria,
                                          const MailerImapFlagChange *change,
                                          GCancellable               *cancellable,
                                          gint64                      deadline_us,
                                          GError                    **error);

/**
 * mailer_imap_session_copy:
 * @map: (out) (transfer full) (nullable) (optional): where the copies are; %NULL when not told
 *
 * Copies @uids to the mailbox @target.
 *
 * Errors: %MAILER_IMAP_ERROR_NOT_FOUND when there is no @target; %MAILER_IMAP_ERROR_OVER_QUOTA.
 */
gboolean mailer_imap_session_copy (MailerImapSession  *self,
                                   const MailerUidSet *uids,
                                   const char         *target,
                                   MailerImapUidMap  **map,
                                   GCancellable       *cancellable,
                                   gint64              deadline_us,
                                   GError            **error);

/**
 * mailer_imap_session_move:
 * @map: (out) (transfer full) (nullable) (optional): where the messages are; %NULL when not told
 * @is_removed: (out) (optional): FALSE when not all of @uids have left this mailbox: the server has no
 *   UIDPLUS (then they are marked \Deleted here), or it said OK to the copy and did not tell of every
 *   message where it is (then those are untouched: look for them in @target by their Message-ID, and
 *   only when they are there call mailer_imap_session_expunge())
 *
 * Moves @uids to @target: MOVE (RFC 6851), or COPY, \Deleted and UID EXPUNGE of just those whose copy
 * the server has proven with [COPYUID]. What is expunged by it is also told by the expunged event.
 */
gboolean mailer_imap_session_move (MailerImapSession  *self,
                                   const MailerUidSet *uids,
                                   const char         *target,
                                   MailerImapUidMap  **map,
                                   gboolean           *is_removed,
                                   GCancellable       *cancellable,
                                   gint64              deadline_us,
                                   GError            **error);

/**
 * mailer_imap_session_expunge:
 * @is_removed: (out) (optional): FALSE when they are still here, marked \Deleted, because the server
 *   has no UIDPLUS: a plain EXPUNGE would take what other clients have marked
 *
 * Marks @uids as \Deleted and removes exactly them.
 */
gboolean mailer_imap_session_expunge (MailerImapSession  *self,
                                      const MailerUidSet *uids,
                                      gboolean           *is_removed,
                                      GCancellable       *cancellable,
                                      gint64              deadline_us,
                                      GError            **error);

/**
 * MailerImapPiece:
 * @text: (nullable): these bytes, or else a part of a message of the selected mailbox:
 * @uid: of the message
 * @section: as MailerImapFetchSection.section
 */
typedef struct
{
  GBytes     *text;
  guint32     uid;
  const char *section;
} MailerImapPiece;

/**
 * MailerImapAppend:
 * @mailbox: target
 * @message: (nullable): RFC 5322 message with CRLF line ends and without NUL
 * @pieces: (array length=n_pieces): what the message is put together from when @message is %NULL: with
 *   CATENATE (RFC 4469) what is on the server stays there, else it is fetched
 * @flags: known flags to set
 * @internal_date: Unix time in seconds; -1 for now
 * @progress: (nullable): bytes sent
 */
typedef struct
{
  const char            *mailbox;
  GBytes                *message;
  const MailerImapPiece *pieces;
  guint                  n_pieces;
  MailerFlags            flags;
  gint64                 internal_date;
  MailerImapProgressFunc progress;
  gpointer               progress_data;
} MailerImapAppend;

/**
 * mailer_imap_session_append:
 * @uid_validity: (out) (optional): of the target; 0 when not told
 * @uid: (out) (optional): of the new message; 0 when not told
 *
 * Adds a message to a mailbox.
 *
 * Errors: as mailer_imap_session_copy(). When the connection breaks, the message may be there: look
 *   with mailer_imap_session_search_message_id() before trying again.
 */
gboolean mailer_imap_session_append (MailerImapSession      *self,
                                     const MailerImapAppend *what,
                                     guint32                *uid_validity,
                                     guint32                *uid,
                                     GCancellable           *cancellable,
                                     gint64                  deadline_us,
                                     GError                **error);

/**
 * mailer_imap_session_append_many:
 * @what: all for the same mailbox, none made of pieces
 * @uids: (out) (array length=n_what): of the new messages; 0 when not told
 * @n_added: (out): how many of them, from the first on, are there for certain
 *
 * Adds several messages: with MULTIAPPEND (RFC 3502) in few commands.
 *
 * Errors: as mailer_imap_session_append().
 */
gboolean mailer_imap_session_append_many (MailerImapSession      *self,
                                          const MailerImapAppend *what,
                                          guint                   n_what,
                                          guint32                *uid_validity,
                                          guint32                *uids,
                                          guint                  *n_added,
                                          GCancellable           *cancellable,
                                          gint64                  deadline_us,
                                          GError                **error);

/**
 * mailer_imap_session_replace:
 * @old_uid: a message of the selected mailbox
 * @uid_validity: (out): of the target; 0 when not told
 * @uid: (out): of the new message; 0 when not told
 * @is_removed: (out): FALSE when the old message is still there, marked \Deleted
 *
 * Puts a message in the place of another one, such as a draft: with REPLACE (RFC 8508) in one step; else
 * the new one comes first, so that there never is none.
 *
 * Errors: as mailer_imap_session_append(); when the new one is there and the old one could not be
 *   removed, @uid is not 0.
 */
gboolean mailer_imap_session_replace (MailerImapSession      *self,
                                      guint32                 old_uid,
                                      const MailerImapAppend *what,
                                      guint32                *uid_validity,
                                      guint32                *uid,
                                      gboolean               *is_removed,
                                      GCancellable           *cancellable,
                                      gint64                  deadline_us,
                                      GError                **error);

/* --- The account ------------------------------------------------------------------------------- */

/**
 * MailerImapQuota:
 * @root: what it is for, as the server spells it; mailboxes of one root share it
 * @resource: such as "STORAGE" (in bytes here) or "MESSAGE"
 *
 * One limit of RFC 9208.
 */
typedef struct
{
  char   *root;
  char   *resource;
  guint64 usage;
  guint64 limit;
} MailerImapQuota;

void mailer_imap_quota_free (MailerImapQuota *self);

/**
 * mailer_imap_session_get_quota:
 *
 * Returns: (transfer full) (element-type MailerImapQuota): the limits that hold for @mailbox; none
 *   when the server has no QUOTA.
 */
GPtrArray *mailer_imap_session_get_quota (MailerImapSession *self,
                                          const char        *mailbox,
                                          GCancellable      *cancellable,
                                          gint64             deadline_us,
                                          GError           **error);

/** MailerImapRights: what one may do with a mailbox (RFC 4314). */
typedef enum
{
  MAILER_IMAP_RIGHT_LOOK_UP = 1 << 0,
  MAILER_IMAP_RIGHT_READ = 1 << 1,
  MAILER_IMAP_RIGHT_SEEN = 1 << 2,
  MAILER_IMAP_RIGHT_FLAGS = 1 << 3,
  MAILER_IMAP_RIGHT_INSERT = 1 << 4,
  MAILER_IMAP_RIGHT_CREATE_MAILBOX = 1 << 5,
  MAILER_IMAP_RIGHT_DELETE_MAILBOX = 1 << 6,
  MAILER_IMAP_RIGHT_DELETE = 1 << 7,
  MAILER_IMAP_RIGHT_EXPUNGE = 1 << 8,
  MAILER_IMAP_RIGHT_ADMINISTER = 1 << 9,
} MailerImapRights;

#define MAILER_IMAP_RIGHTS_ALL ((MailerImapRights)((1 << 10) - 1))

/** mailer_imap_session_get_rights: with ACL; without it everything may be tried. */
gboolean mailer_imap_session_get_rights (MailerImapSession *self,
                                         const char        *mailbox,
                                         MailerImapRights  *rights,
                                         GCancellable      *cancellable,
                                         gint64             deadline_us,
                                         GError           **error);

/**
 * mailer_imap_session_set_role:
 * @is_kept: (out): whether the server keeps it, so that other programs see it too
 *
 * Tells what a mailbox that exists is for, with METADATA (RFC 6154, section 5.4).
 */
gboolean mailer_imap_session_set_role (MailerImapSession *self,
                                       const char        *mailbox,
                                       MailerFolderRole   role,
                                       gboolean          *is_kept,
                                       GCancellable      *cancellable,
                                       gint64             deadline_us,
                                       GError           **error);

/**
 * mailer_imap_session_dup_admin_contact:
 *
 * Returns: (transfer full): a URI of whoever runs the server, as METADATA tells it (RFC 5464, section
 *   6.2.1); "" when it does not.
 */
char *mailer_imap_session_dup_admin_contact (MailerImapSession *self,
                                             GCancellable      *cancellable,
                                             gint64             deadline_us,
                                             GError           **error);

/* --- Listening --------------------------------------------------------------------------------- */

/**
 * mailer_imap_session_watch:
 *
 * Asks to be told of changes in all mailboxes of the user on this one connection, by NOTIFY (RFC 5465).
 * The state of each mailbox comes at once, and what changes later whenever the session listens: both by
 * the status event; the tree's changes by mailboxes_changed. Nothing is asked of a server that cannot:
 * then only the selected mailbox is listened to, and the others want an occasional
 * mailer_imap_session_list().
 *
 * Returns: FALSE for an error of the connection only; see mailer_imap_session_is_watching().
 */
gboolean mailer_imap_session_watch (MailerImapSession *self,
                                    GCancellable      *cancellable,
                                    gint64             deadline_us,
                                    GError           **error);

/**
 * mailer_imap_session_is_watching:
 *
 * Whether the server tells of all mailboxes. A server that has too much to tell may give up any time.
 */
gboolean mailer_imap_session_is_watching (MailerImapSession *self);

/** mailer_imap_session_noop: asks for news; they come as events. */
gboolean mailer_imap_session_noop (MailerImapSession *self,
                                   GCancellable      *cancellable,
                                   gint64             deadline_us,
                                   GError           **error);

/** MailerImapIdle: why listening ended. */
typedef enum
{
  MAILER_IMAP_IDLE_NEWS,  /* events were told */
  MAILER_IMAP_IDLE_WOKEN, /* the worker has work */
  MAILER_IMAP_IDLE_DEADLINE,
  MAILER_IMAP_IDLE_FAILED, /* the error is set */
} MailerImapIdle;

/**
 * mailer_imap_session_idle:
 * @worker: (nullable): a job pushed to it, or a wake, ends the wait
 *
 * Listens to the selected mailbox until there is news, work, or the deadline, by IDLE (RFC 2177), or
 * by a NOOP now and then. When it returns without an error, the session is ready for other calls.
 */
MailerImapIdle mailer_imap_session_idle (MailerImapSession *self,
                                         MailerWorker      *worker,
                                         GCancellable      *cancellable,
                                         gint64             deadline_us,
                                         GError           **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerImapQuota, mailer_imap_quota_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerImapSession, mailer_imap_session_free)

G_END_DECLS
