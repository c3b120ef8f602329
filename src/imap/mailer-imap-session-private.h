/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-imap.h"

#include "mailer-imap-extension.h"
#include "mailer-imap-quirks.h"
#include "mailer-wire-imap-command.h"
#include "mailer-wire-imap-parser.h"

G_BEGIN_DECLS

/* No mailbox holds more messages, and no answer more numbers. */
#define MAILER_IMAP_MAX_NUMBERS 5000000

/* A set that is longer goes in several commands: servers bound a line to 8 KiB or so. */
#define MAILER_IMAP_MAX_RANGES 300

/* MailerImapCall: what bounds one public call. */
typedef struct
{
  GCancellable *cancellable;
  gint64        deadline_us;
} MailerImapCall;

/*
 * MailerImapView: what we know of the selected mailbox by sequence number. @uids are those of the
 * messages 1 to its size; what stands behind was not told yet. @uids is NULL before anybody asked, and
 * again when what the server says cannot be true. @n_known is their number and @place where one of them was
 * looked for last, so that no answer costs a walk through all of them.
 */
typedef struct
{
  char             *name; /* NULL: no mailbox is selected */
  guint32           uid_validity;
  guint32           n_messages;
  MailerUidSet     *uids;
  guint64           n_known;
  MailerUidSetPlace place;
  guint             n_removals; /* how often some have gone */
  gboolean          has_modseq;

  /* What was not told to the owner yet. */
  gboolean      is_grown;
  gboolean      is_in_doubt;
  MailerUidSet *expunged;
} MailerImapView;

struct _MailerImapSession
{
  MailerNetConnection  *connection;
  MailerWireImapParser *parser;
  MailerImapEvents      events;
  gpointer              events_data;
  guint                 silence_ms;
  guint                 idle_refresh_ms;
  guint                 poll_ms;
  guint                 max_unasked;

  GHashTable             *capabilities; /* upper case; NULL before the server told them */
  MailerImapExtensions    extensions;   /* of these, what can be used */
  char                   *greeting;
  char                   *server_name; /* what ID told; NULL when nothing */
  GPtrArray              *namespaces;  /* NULL before the server told them */
  const MailerImapQuirks *quirks;
  gboolean                has_condstore; /* enabled, as the following */
  gboolean                has_qresync;
  gboolean                refuses_qresync; /* with SELECT, though it is enabled */
  gboolean                is_rev2;
  gboolean                is_utf8;
  gboolean                cannot_idle;
  gboolean                rests_from_idle; /* the last one has ended too soon */
  gboolean                is_watching;     /* NOTIFY is on for all mailboxes */
  gboolean                is_tree_changed;

  guint          last_tag;
  gboolean       is_signed_in;
  char          *remembered; /* (nullable): of the sign-in */
  gboolean       is_broken;
  char          *bye_text;
  guint          n_alerts;
  guint          n_odd;       /* responses in this command that mean nothing */
  guint          n_unasked;   /* responses in this command that nobody asked for */
  guint64        n_expected;  /* answers that the next round of commands is to bring */
  guint64        n_left;      /* answers that are still taken in this round */
  gboolean       is_too_much; /* what is to be kept of them has no end */
  gboolean       is_replaced; /* the selected mailbox is another one now */
  guint          n_news;
  MailerImapView view;
};

/*
 * MailerImapResponseFunc: looks at each response of a command. TRUE: it was an answer to it; FALSE: it
 * is treated as unasked.
 */
typedef gboolean (*MailerImapResponseFunc) (MailerImapSession      *self,
                                            MailerWireImapResponse *response,
                                            gpointer                data);

/**
 * mailer_imap_session_create:
 *
 * Thread: the worker that will use it.
 * Returns: (transfer full): a session on @connection (transfer full) that has not said or heard a word.
 */
MailerImapSession *mailer_imap_session_create (MailerNetConnection    *connection,
                                               const MailerImapConfig *config);

/* What is taken from a server before anybody has signed in. */
extern const MailerWireImapLimits mailer_imap_stranger_limits;

/**
 * mailer_imap_set_error:
 * @state: (nullable): whose code and text the details carry, with the host
 *
 * Makes an error; one that is the end of the connection breaks the session. Thread: the session's worker.
 */
void mailer_imap_set_error (MailerImapSession         *self,
                            GError                   **error,
                            MailerImapError            code,
                            const MailerWireImapState *state,
                            const char                *format,
                            ...) G_GNUC_PRINTF (5, 6);
/**
 * mailer_imap_set_refusal:
 *
 * Makes the error that NO or BAD of an ordinary command means; @action is what was tried.
 *
 * Thread: the session's worker.
 */
void mailer_imap_set_refusal (MailerImapSession         *self,
                              GError                   **error,
                              const MailerWireImapState *state,
                              const char                *action);
/**
 * mailer_imap_set_sign_in_refusal:
 *
 * Makes the error that NO or BAD of a sign-in means. Thread: the session's worker.
 */
void mailer_imap_set_sign_in_refusal (MailerImapSession         *self,
                                      GError                   **error,
                                      const MailerWireImapState *state);

/** mailer_imap_set_bye: makes the error that an unasked BYE means. Thread: the session's worker. */
void mailer_imap_set_bye (MailerImapSession *self,
                          GError           **error);

/**
 * mailer_imap_command_new:
 *
 * Thread: the session's worker.
 * Returns: (transfer full): a command with the next tag, to be filled in (mailer-imap-talk.c).
 */
MailerWireImapCommand *mailer_imap_command_new (MailerImapSession *self,
                                                const char        *verb);
/**
 * mailer_imap_write:
 * @label: (nullable): stands for it in the log
 *
 * Writes one chunk.
 *
 * Thread: the session's worker. Blocks: until the deadline of @call.
 * Errors: MAILER_NET_ERROR, %G_IO_ERROR_CANCELLED.
 */
gboolean mailer_imap_write (MailerImapSession    *self,
                            const MailerImapCall *call,
                            const char           *label,
                            gconstpointer         data,
                            gsize                 size,
                            GError              **error);
/**
 * mailer_imap_pop:
 * @response: (out) (transfer full) (nullable): the next one that is here already; %NULL when there is
 *   none
 *
 * Takes a response out of what was read.
 *
 * Thread: the session's worker. Errors: %MAILER_IMAP_ERROR_PROTOCOL, %MAILER_IMAP_ERROR_LIMIT.
 */
gboolean mailer_imap_pop (MailerImapSession       *self,
                          MailerWireImapResponse **response,
                          GError                 **error);
/**
 * mailer_imap_next:
 *
 * Thread: the session's worker. Blocks: until the deadline of @call. Errors: the common ones.
 * Returns: (transfer full): the next response, waited for; unasked ones are not treated yet.
 */
MailerWireImapResponse *mailer_imap_next (MailerImapSession    *self,
                                          const MailerImapCall *call,
                                          GError              **error);
/**
 * mailer_imap_check_sane:
 *
 * Whether what the server told last leaves a way to go on with the session.
 *
 * Thread: the session's worker. Errors: %MAILER_IMAP_ERROR_PROTOCOL, %MAILER_IMAP_ERROR_LIMIT.
 */
gboolean mailer_imap_check_sane (MailerImapSession *self,
                                 GError           **error);
/** mailer_imap_take_unasked: treats a response that nobody asked for. Thread: the session's worker. */
void mailer_imap_take_unasked (MailerImapSession      *self,
                               MailerWireImapResponse *response);
/**
 * mailer_imap_begin:
 *
 * A new round of commands: what was odd or unasked in the last one is forgotten.
 *
 * Thread: the session's worker.
 */
void mailer_imap_begin (MailerImapSession *self);
/**
 * mailer_imap_expect:
 *
 * What bounds a server that answers without end: the next round of commands brings about @n_answers; some
 * thousands are taken without a word. Several times as many end in %MAILER_IMAP_ERROR_LIMIT.
 *
 * Thread: the session's worker.
 */
void mailer_imap_expect (MailerImapSession *self,
                         guint64            n_answers);
/**
 * mailer_imap_count_there:
 *
 * How many of @uids (nullable: of all) the selected mailbox can hold at most.
 *
 * Thread: the session's worker.
 */
guint64 mailer_imap_count_there (MailerImapSession  *self,
                                 const MailerUidSet *uids);
/**
 * mailer_imap_spend:
 * @budget: (inout): what a command may still bring
 *
 * For a callback that keeps @amount of something: %FALSE when that is too much. Then nothing is to be
 * kept, and the command ends in %MAILER_IMAP_ERROR_LIMIT. Thread: the session's worker.
 */
gboolean mailer_imap_spend (MailerImapSession *self,
                            guint64           *budget,
                            guint64            amount);
/**
 * mailer_imap_read_one:
 * @answer: (out) (transfer full) (nullable): a response that is tagged, or a "+", which is the caller's
 *
 * Reads one response and treats it.
 *
 * Thread: the session's worker. Blocks: until the deadline of @call.
 * Errors: those of a broken connection only.
 */
gboolean mailer_imap_read_one (MailerImapSession       *self,
                               MailerImapResponseFunc   func,
                               gpointer                 data,
                               MailerWireImapResponse **answer,
                               const MailerImapCall    *call,
                               GError                 **error);
/**
 * mailer_imap_ignore_answer:
 *
 * Counts an @answer that the caller has no use for.
 *
 * Thread: the session's worker.
 * Errors: %MAILER_IMAP_ERROR_PROTOCOL, %MAILER_IMAP_ERROR_LIMIT, when that is too much.
 */
gboolean mailer_imap_ignore_answer (MailerImapSession      *self,
                                    MailerWireImapResponse *answer,
                                    GError                **error);
/**
 * mailer_imap_read_until:
 *
 * Reads up to the tagged response @tag, or, with @stops_at_continuation, up to a "+", whichever comes
 * first.
 *
 * Thread: the session's worker. Blocks: until the deadline of @call.
 * Errors: those of a broken connection only.
 * Returns: (transfer full): that response.
 */
MailerWireImapResponse *mailer_imap_read_until (MailerImapSession     *self,
                                                const char            *tag,
                                                gboolean               stops_at_continuation,
                                                MailerImapResponseFunc func,
                                                gpointer               data,
                                                const MailerImapCall  *call,
                                                GError               **error);
/**
 * mailer_imap_run:
 *
 * Sends @command (transfer full) and reads its answer.
 *
 * Thread: the session's worker. Blocks: until the deadline of @call. Errors: the common ones.
 * Returns: (transfer full): the tagged OK; NO and BAD are errors that begin with @action, such as "Cannot
 *   list the mailboxes".
 */
MailerWireImapResponse *mailer_imap_run (MailerImapSession     *self,
                                         MailerWireImapCommand *command,
                                         const char            *action,
                                         MailerImapResponseFunc func,
                                         gpointer               data,
                                         const MailerImapCall  *call,
                                         GError               **error);
/**
 * mailer_imap_send:
 * @hidden_label: (nullable): replaces the command in the log
 * @progress: (nullable): of the command's literals
 *
 * Sends @command (transfer full); NO and BAD are returned as well, and nothing is told to the owner yet.
 *
 * Thread: the session's worker. Blocks: until the deadline of @call.
 * Errors: those of a broken connection, %MAILER_IMAP_ERROR_BAD for what cannot be said.
 * Returns: (transfer full): its tagged answer.
 */
MailerWireImapResponse *mailer_imap_send (MailerImapSession     *self,
                                          MailerWireImapCommand *command,
                                          const char            *hidden_label,
                                          MailerImapResponseFunc func,
                                          gpointer               data,
                                          MailerImapProgressFunc progress,
                                          gpointer               progress_data,
                                          const MailerImapCall  *call,
                                          GError               **error);
/**
 * mailer_imap_send_ended:
 *
 * As mailer_imap_send(), with a command that was ended already.
 *
 * Thread: the session's worker. Blocks: until the deadline of @call. Errors: the common ones.
 */
MailerWireImapResponse *mailer_imap_send_ended (MailerImapSession     *self,
                                                MailerWireImapCommand *command,
                                                const char            *hidden_label,
                                                MailerImapResponseFunc func,
                                                gpointer               data,
                                                MailerImapProgressFunc progress,
                                                gpointer               progress_data,
                                                const MailerImapCall  *call,
                                                GError               **error);
/**
 * mailer_imap_learn_capabilities:
 * @words: (nullable): replace the capabilities; %NULL forgets them.
 *
 * Thread: the session's worker.
 */
void mailer_imap_learn_capabilities (MailerImapSession *self,
                                     char             **words);
/** mailer_imap_has: whether the server has @extension, and it works there. Thread: the session's worker. */
gboolean mailer_imap_has (MailerImapSession  *self,
                          MailerImapExtension extension);
/**
 * mailer_imap_uses_qresync:
 *
 * Whether QRESYNC is enabled and, as far as is known by now, works there. Thread: the session's worker.
 */
gboolean mailer_imap_uses_qresync (MailerImapSession *self);
/**
 * mailer_imap_update_extensions:
 *
 * Works out anew what can be used, after capabilities, quirks or what is enabled have changed.
 *
 * Thread: the session's worker.
 */
void mailer_imap_update_extensions (MailerImapSession *self);
/** mailer_imap_learn_quirks: works out anew what server this is. Thread: the session's worker. */
void mailer_imap_learn_quirks (MailerImapSession *self);
/**
 * mailer_imap_check_usable:
 *
 * Whether no earlier call has broken the session.
 *
 * Thread: the session's worker. Errors: %MAILER_IMAP_ERROR_BYE.
 */
gboolean mailer_imap_check_usable (MailerImapSession *self,
                                   GError           **error);

/*
 * Many commands that do not depend on each other (mailer-imap-pipeline.c). @build makes the command
 * @index (transfer full), or returns NULL when there is nothing to say; @done gets its tagged answer,
 * in whatever order they come. What they ask must not depend on sequence numbers, and none may select.
 */
typedef MailerWireImapCommand *(*MailerImapBuildFunc) (MailerImapSession *self,
                                                       guint              index,
                                                       gpointer           data);
typedef void (*MailerImapDoneFunc) (MailerImapSession         *self,
                                    guint                      index,
                                    const MailerWireImapState *state,
                                    gpointer                   data);
/**
 * mailer_imap_run_many:
 *
 * Sends @n_commands that do not depend on each other, and reads their answers (mailer-imap-pipeline.c).
 *
 * Thread: the session's worker. Blocks: until the deadline of @call. Errors: the common ones.
 */
gboolean mailer_imap_run_many (MailerImapSession     *self,
                               guint                  n_commands,
                               MailerImapBuildFunc    build,
                               MailerImapResponseFunc func,
                               MailerImapDoneFunc     done,
                               gpointer               data,
                               const MailerImapCall  *call,
                               GError               **error);

/**
 * mailer_imap_sign_in:
 * @is_preauthenticated: the server asks for nothing; that is only good where nothing better is known
 *
 * Proves to the server who we are, and the other way round where the mechanism can
 * (mailer-imap-sign-in.c).
 *
 * Thread: the session's worker. Blocks: until the deadline of @call. Errors: the common ones.
 */
gboolean mailer_imap_sign_in (MailerImapSession          *self,
                              const MailerNetCredentials *credentials,
                              gboolean                    is_preauthenticated,
                              const MailerImapCall       *call,
                              GError                    **error);

/**
 * mailer_imap_login:
 *
 * Does all from the greeting to the extensions (mailer-imap-login.c).
 *
 * Thread: the session's worker. Blocks: until the deadline of @call. Errors: the common ones.
 */
gboolean mailer_imap_login (MailerImapSession      *self,
                            const MailerImapConfig *config,
                            const MailerImapCall   *call,
                            GError                **error);
/**
 * mailer_imap_agree:
 *
 * Finds out what both sides can do (mailer-imap-agree.c): ID and ENABLE, after the sign-in.
 *
 * Thread: the session's worker. Blocks: until the deadline of @call. Errors: the common ones.
 */
gboolean mailer_imap_agree (MailerImapSession      *self,
                            const MailerImapConfig *config,
                            const MailerImapCall   *call,
                            GError                **error);

/**
 * mailer_imap_view_clear:
 *
 * Forgets the selected mailbox, and frees what @self holds (mailer-imap-view.c).
 *
 * Thread: the session's worker.
 */
void mailer_imap_view_clear (MailerImapView *self);
/**
 * mailer_imap_view_set_uids:
 * @uids: all of the mailbox; copied, and what was known before is freed.
 *
 * Thread: the session's worker.
 */
void mailer_imap_view_set_uids (MailerImapView     *self,
                                const MailerUidSet *uids);
/**
 * mailer_imap_view_exists:
 *
 * EXISTS; fewer messages than before leave nothing of what is known. Thread: the session's worker.
 */
void mailer_imap_view_exists (MailerImapView *self,
                              guint32         n_messages);
/**
 * mailer_imap_view_expunge:
 *
 * EXPUNGE (RFC 9051, section 7.5.1): notes the UID that had @sequence, as far as it is known.
 *
 * Thread: the session's worker.
 */
void mailer_imap_view_expunge (MailerImapView *self,
                               guint32         sequence);
/**
 * mailer_imap_view_vanished:
 *
 * VANISHED (RFC 7162, section 3.2.10): notes @uids as gone. Thread: the session's worker.
 */
void mailer_imap_view_vanished (MailerImapView     *self,
                                const MailerUidSet *uids);
/**
 * mailer_imap_view_fetched:
 *
 * FETCH told the UID of a message: learned when it is the next one, doubted when it does not fit.
 *
 * Thread: the session's worker.
 */
void mailer_imap_view_fetched (MailerImapView *self,
                               guint32         sequence,
                               guint32         uid);
/** mailer_imap_view_find_uid: the UID of @sequence, or 0 when it is not known. Thread: the session's worker. */
guint32 mailer_imap_view_find_uid (MailerImapView *self,
                                   guint32         sequence);
/**
 * mailer_imap_tell_news:
 *
 * Tells the owner what has gathered; whether there was anything. Thread: the session's worker.
 */
gboolean mailer_imap_tell_news (MailerImapSession *self);

/** mailer_imap_status_from_wire: what STATUS told, of whatever mailbox (mailer-imap-list.c). Thread: any. */
MailerImapStatus mailer_imap_status_from_wire (const MailerWireImapStatus *status);

/**
 * mailer_imap_run_select:
 * @command: (transfer full): SELECT or EXAMINE, complete
 * @func: (nullable): gets what SELECT itself does not take
 *
 * Selects a mailbox (mailer-imap-select.c).
 *
 * Thread: the session's worker. Blocks: until the deadline of @call. Errors: the common ones.
 */
gboolean mailer_imap_run_select (MailerImapSession     *self,
                                 MailerWireImapCommand *command,
                                 const char            *mailbox,
                                 MailerImapSelected    *selected,
                                 MailerImapResponseFunc func,
                                 gpointer               data,
                                 const MailerImapCall  *call,
                                 GError               **error);

/*
 * A search of all messages (mailer-imap-search.c): @there is what was told so far, and @is_whole that it is
 * all the mailbox holds; then the view has it too.
 */
typedef struct
{
  char         *tag;
  MailerUidSet *there;    /* NULL before the first part of the answer */
  guint64       n_ranges; /* of it, that are still taken */
  guint         n_removals;
  gboolean      is_whole;
} MailerImapEverything;

#define MAILER_IMAP_EVERYTHING_INIT     \
  {                                     \
    .n_ranges = MAILER_IMAP_MAX_NUMBERS \
  }

/** mailer_imap_everything_clear: frees what @self holds, which can then be used anew. Thread: any. */
void mailer_imap_everything_clear (MailerImapEverything *self);
/**
 * mailer_imap_take_everything:
 *
 * Takes what @response tells of all messages; whether it is about that. Thread: the session's worker.
 */
gboolean mailer_imap_take_everything (MailerImapSession      *self,
                                      MailerWireImapResponse *response,
                                      MailerImapEverything   *everything);
/**
 * mailer_imap_complete_everything:
 *
 * When the commands have ended: what has not told of all messages is asked for once more. It is an error
 * when it does not then: what was left out must not look like what was removed.
 *
 * Thread: the session's worker. Blocks: until the deadline of @call. Errors: the common ones.
 */
gboolean mailer_imap_complete_everything (MailerImapSession    *self,
                                          MailerImapEverything *everything,
                                          const MailerImapCall *call,
                                          GError              **error);

/**
 * mailer_imap_add_below:
 *
 * "UID 1:..." in front of what is searched for, when only UIDs below @below are. Thread: any.
 */
void mailer_imap_add_below (MailerWireImapCommand *command,
                            guint32                below);

/**
 * mailer_imap_criteria_add:
 *
 * Adds criteria as search keys (mailer-imap-criteria.c). %FALSE: they cannot be said.
 *
 * Thread: the session's worker.
 */
gboolean mailer_imap_criteria_add (const MailerImapCriteria *self,
                                   MailerImapSession        *session,
                                   MailerWireImapCommand    *command);
/**
 * mailer_imap_criteria_get_charset:
 *
 * Thread: the session's worker.
 * Returns: (nullable): static: what CHARSET has to say; %NULL when nothing has to be said.
 */
const char *mailer_imap_criteria_get_charset (const MailerImapCriteria *self,
                                              MailerImapSession        *session);

/**
 * mailer_imap_fetch_items:
 *
 * Fetches @items of @uids (mailer-imap-fetch.c); @func is told of messages that come with one of @wanted.
 *
 * Thread: the session's worker. Blocks: until the deadline of @call. Errors: the common ones.
 */
gboolean mailer_imap_fetch_items (MailerImapSession      *self,
                                  const MailerUidSet     *uids,
                                  const char             *items,
                                  MailerWireImapFetchItem wanted,
                                  MailerImapMessageFunc   func,
                                  gpointer                func_data,
                                  const MailerImapCall   *call,
                                  GError                **error);

/**
 * mailer_imap_fetch_newest_items:
 *
 * As mailer_imap_fetch_items(), of the @n_newest newest messages.
 *
 * Thread: the session's worker. Blocks: until the deadline of @call. Errors: the common ones.
 */
gboolean mailer_imap_fetch_newest_items (MailerImapSession      *self,
                                         guint                   n_newest,
                                         const char             *items,
                                         MailerWireImapFetchItem wanted,
                                         MailerImapMessageFunc   func,
                                         gpointer                func_data,
                                         const MailerImapCall   *call,
                                         GError                **error);

/**
 * mailer_imap_learn_namespaces:
 *
 * Replaces what is known by what NAMESPACE told (RFC 2342; mailer-imap-namespace.c).
 *
 * Thread: the session's worker.
 */
void mailer_imap_learn_namespaces (MailerImapSession              *self,
                                   const MailerWireImapNamespaces *told);
/**
 * mailer_imap_get_personal_prefix:
 *
 * Thread: the session's worker.
 * Returns: (transfer none): what the user's own names begin with; "" for nothing.
 */
const char *mailer_imap_get_personal_prefix (MailerImapSession *self);
/**
 * mailer_imap_count_foreign_prefixes:
 *
 * How many indices mailer_imap_get_foreign_prefix() has. Thread: the session's worker.
 */
guint mailer_imap_count_foreign_prefixes (MailerImapSession *self);
/**
 * mailer_imap_get_foreign_prefix:
 *
 * Returns: (transfer none) (nullable): what names of others begin with; %NULL for one that is the user's
 *   own, or has no prefix. Thread: the session's worker.
 */
const char *mailer_imap_get_foreign_prefix (MailerImapSession *self,
                                            guint              index);
/**
 * mailer_imap_find_owner:
 *
 * Whose the mailbox @name is, by the longest prefix that fits. Thread: the session's worker.
 */
MailerImapOwner mailer_imap_find_owner (MailerImapSession *self,
                                        const char        *name);

/**
 * mailer_imap_name_to_utf8:
 *
 * Returns: (transfer full): a name in UTF-8; as it stands when it could not be brought back
 *   (mailer-imap-name.c). Thread: any.
 */
char *mailer_imap_name_to_utf8 (const char *name);
/**
 * mailer_imap_add_mailbox:
 *
 * Adds a name in the spelling that was agreed on: modified UTF-7 or UTF-8. Thread: the session's worker.
 */
void mailer_imap_add_mailbox (MailerImapSession     *self,
                              MailerWireImapCommand *command,
                              const char            *name);

/**
 * mailer_imap_role_attribute:
 *
 * Thread: any.
 * Returns: (nullable): static: the special-use attribute of @role that can be set (mailer-imap-list.c).
 */
const char *mailer_imap_role_attribute (MailerFolderRole role);

/**
 * mailer_imap_is_section:
 *
 * Whether @text names a section of a message and nothing else (mailer-imap-section.c). Thread: any.
 */
gboolean mailer_imap_is_section (const char *text);

/**
 * mailer_imap_message_new_from_fetch:
 *
 * Thread: any.
 * Returns: (transfer full): what a FETCH told, whose contents it takes (mailer-imap-fetch.c).
 */
MailerImapMessage *mailer_imap_message_new_from_fetch (MailerWireImapResponse *response,
                                                       guint32                 uid);

/*
 * What one command can take (mailer-imap-limit.c): in the length of its line and, where the server has a
 * limit, in the number of messages (RFC 9738).
 */
/**
 * mailer_imap_split:
 * @are_there: all of @uids are, so that a long range is many messages
 *
 * Thread: the session's worker.
 * Returns: (transfer full) (element-type MailerUidSet): @uids in pieces that one command can take.
 */
GPtrArray *mailer_imap_split (MailerImapSession  *self,
                              const MailerUidSet *uids,
                              gboolean            are_there);
/**
 * mailer_imap_find_rest:
 *
 * Returns: (transfer full) (nullable): what a command on @piece that ended with @state has left undone;
 *   %NULL when it is done. Thread: any.
 */
MailerUidSet *mailer_imap_find_rest (const MailerUidSet        *piece,
                                     const MailerWireImapState *state);
/**
 * mailer_imap_find_search_rest:
 * @below: (inout): it has looked at UIDs below it, 0 for all; then what the next one is to look at, 0 for
 *   nothing
 *
 * Where a search that ended with @state goes on.
 *
 * Thread: the session's worker. Errors: %MAILER_IMAP_ERROR_NO when the server gets nowhere.
 */
gboolean mailer_imap_find_search_rest (MailerImapSession         *self,
                                       const MailerWireImapState *state,
                                       guint32                   *below,
                                       GError                   **error);
/**
 * mailer_imap_may_touch_all:
 *
 * Whether one command can work on the whole mailbox that is selected. Thread: the session's worker.
 */
gboolean mailer_imap_may_touch_all (MailerImapSession *self);
/**
 * mailer_imap_find_message_limit:
 *
 * How many messages one command may work on (RFC 9738); 0 for any number. Thread: the session's worker.
 */
guint32 mailer_imap_find_message_limit (MailerImapSession *self);
/**
 * mailer_imap_find_limit:
 *
 * The number behind "=" of @capability; 0 when there is none. Thread: the session's worker.
 */
guint32 mailer_imap_find_limit (MailerImapSession *self,
                                const char        *capability);

/**
 * mailer_imap_uid_map_add:
 * @self: (inout): made for the first one
 *
 * Adds what [COPYUID] told (RFC 4315), if it maps anything. Thread: any.
 */
void mailer_imap_uid_map_add (MailerImapUidMap         **self,
                              const MailerWireImapState *state);

G_END_DECLS
