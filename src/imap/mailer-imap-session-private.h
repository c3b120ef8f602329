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

/* A session on @connection (transfer full) that has not said or heard a word. */
MailerImapSession *mailer_imap_session_create (MailerNetConnection    *connection,
                                               const MailerImapConfig *config);

/* What is taken from a server before anybody has signed in. */
extern const MailerWireImapLimits mailer_imap_stranger_limits;

/* Errors (mailer-imap-error.c). They set host and, where one was given, code and text of @state. */
void mailer_imap_set_error (MailerImapSession         *self,
                            GError                   **error,
                            MailerImapError            code,
                            const MailerWireImapState *state,
                            const char                *format,
                            ...) G_GNUC_PRINTF (5, 6);
/* What NO or BAD of an ordinary command means. */
void mailer_imap_set_refusal (MailerImapSession         *self,
                              GError                   **error,
                              const MailerWireImapState *state,
                              const char                *action);
/* What NO or BAD of a sign-in means. */
void mailer_imap_set_sign_in_refusal (MailerImapSession         *self,
                                      GError                   **error,
                                      const MailerWireImapState *state);

/* The server said BYE unasked. */
void mailer_imap_set_bye (MailerImapSession *self,
                          GError           **error);

/* Talking (mailer-imap-talk.c). */
MailerWireImapCommand *mailer_imap_command_new (MailerImapSession *self,
                                                const char        *verb);
/* Writes one chunk; @label stands for it in the log when it is not NULL. */
gboolean mailer_imap_write (MailerImapSession    *self,
                            const MailerImapCall *call,
                            const char           *label,
                            gconstpointer         data,
                            gsize                 size,
                            GError              **error);
/* The next response that is here already; NULL when there is none. */
gboolean mailer_imap_pop (MailerImapSession       *self,
                          MailerWireImapResponse **response,
                          GError                 **error);
/* The next response, waited for; unasked ones are not treated yet. */
MailerWireImapResponse *mailer_imap_next (MailerImapSession    *self,
                                          const MailerImapCall *call,
                                          GError              **error);
/* FALSE with an error when what the server told last leaves no way to go on with the session. */
gboolean mailer_imap_check_sane (MailerImapSession *self,
                                 GError           **error);
/* Treats a response that nobody asked for. */
void mailer_imap_take_unasked (MailerImapSession      *self,
                               MailerWireImapResponse *response);
/* A new round of commands: what was odd or unasked in the last one is forgotten. */
void mailer_imap_begin (MailerImapSession *self);
/*
 * What bounds a server that answers without end. The next round of commands brings about @n_answers; some
 * thousands are taken without a word. Several times as many end in MAILER_IMAP_ERROR_LIMIT.
 */
void mailer_imap_expect (MailerImapSession *self,
                         guint64            n_answers);
/* How many of @uids (NULL: of all) the selected mailbox can hold at most. */
guint64 mailer_imap_count_there (MailerImapSession  *self,
                                 const MailerUidSet *uids);
/*
 * For a callback that keeps @amount of something, of which a command may bring @budget: FALSE when that is
 * too much. Then nothing is to be kept, and the command ends in MAILER_IMAP_ERROR_LIMIT.
 */
gboolean mailer_imap_spend (MailerImapSession *self,
                            guint64           *budget,
                            guint64            amount);
/*
 * Reads one response and treats it. One that is tagged, or a "+", is the caller's: @answer (transfer
 * full). FALSE with an error for a broken connection only.
 */
gboolean mailer_imap_read_one (MailerImapSession       *self,
                               MailerImapResponseFunc   func,
                               gpointer                 data,
                               MailerWireImapResponse **answer,
                               const MailerImapCall    *call,
                               GError                 **error);
/* The caller has no use for @answer. FALSE with an error when that is too much. */
gboolean mailer_imap_ignore_answer (MailerImapSession      *self,
                                    MailerWireImapResponse *answer,
                                    GError                **error);
/*
 * Reads up to the tagged response @tag, or, with @stops_at_continuation, up to a "+", whichever comes
 * first. Returns NULL with an error for a broken connection only.
 */
MailerWireImapResponse *mailer_imap_read_until (MailerImapSession     *self,
                                                const char            *tag,
                                                gboolean               stops_at_continuation,
                                                MailerImapResponseFunc func,
                                                gpointer               data,
                                                const MailerImapCall  *call,
                                                GError               **error);
/*
 * Sends @command (transfer full) and reads its answer. Returns the tagged OK; NO and BAD are errors
 * that begin with @action, such as "Cannot list the mailboxes".
 */
MailerWireImapResponse *mailer_imap_run (MailerImapSession     *self,
                                         MailerWireImapCommand *command,
                                         const char            *action,
                                         MailerImapResponseFunc func,
                                         gpointer               data,
                                         const MailerImapCall  *call,
                                         GError               **error);
/*
 * The same, but NO and BAD are returned as well, and nothing is told to the owner yet. @hidden_label
 * replaces the command in the log; @progress is that of its literals.
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
/* The same with a command that was ended already. */
MailerWireImapResponse *mailer_imap_send_ended (MailerImapSession     *self,
                                                MailerWireImapCommand *command,
                                                const char            *hidden_label,
                                                MailerImapResponseFunc func,
                                                gpointer               data,
                                                MailerImapProgressFunc progress,
                                                gpointer               progress_data,
                                                const MailerImapCall  *call,
                                                GError               **error);
/* Replaces the capabilities by @words; NULL forgets them. */
void mailer_imap_learn_capabilities (MailerImapSession *self,
                                     char             **words);
/* Whether the server has @extension, and it works there. */
gboolean mailer_imap_has (MailerImapSession  *self,
                          MailerImapExtension extension);
/* Whether QRESYNC is enabled and, as far as is known by now, works there. */
gboolean mailer_imap_uses_qresync (MailerImapSession *self);
/* Works out anew what can be used, after capabilities, quirks or what is enabled have changed. */
void mailer_imap_update_extensions (MailerImapSession *self);
/* Works out anew what server this is. */
void mailer_imap_learn_quirks (MailerImapSession *self);
/* FALSE with an error when the session was broken by an earlier call. */
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
gboolean mailer_imap_run_many (MailerImapSession     *self,
                               guint                  n_commands,
                               MailerImapBuildFunc    build,
                               MailerImapResponseFunc func,
                               MailerImapDoneFunc     done,
                               gpointer               data,
                               const MailerImapCall  *call,
                               GError               **error);

/*
 * Proves to the server who we are, and the other way round where the mechanism can (mailer-imap-sign-in.c).
 * @is_preauthenticated: the server asks for nothing; that is only good where nothing better is known.
 */
gboolean mailer_imap_sign_in (MailerImapSession          *self,
                              const MailerNetCredentials *credentials,
                              gboolean                    is_preauthenticated,
                              const MailerImapCall       *call,
                              GError                    **error);

/* From the greeting to the extensions (mailer-imap-login.c). */
gboolean mailer_imap_login (MailerImapSession      *self,
                            const MailerImapConfig *config,
                            const MailerImapCall   *call,
                            GError                **error);
/* What both sides can do (mailer-imap-agree.c): ID and ENABLE, after the sign-in. */
gboolean mailer_imap_agree (MailerImapSession      *self,
                            const MailerImapConfig *config,
                            const MailerImapCall   *call,
                            GError                **error);

/* The selected mailbox (mailer-imap-view.c). */
void    mailer_imap_view_clear (MailerImapView *self);
void    mailer_imap_view_set_uids (MailerImapView     *self,
                                   const MailerUidSet *uids);
void    mailer_imap_view_exists (MailerImapView *self,
                                 guint32         n_messages);
void    mailer_imap_view_expunge (MailerImapView *self,
                                  guint32         sequence);
void    mailer_imap_view_vanished (MailerImapView     *self,
                                   const MailerUidSet *uids);
void    mailer_imap_view_fetched (MailerImapView *self,
                                  guint32         sequence,
                                  guint32         uid);
guint32 mailer_imap_view_find_uid (MailerImapView *self,
                                   guint32         sequence);
/* Tells the owner what has gathered. Returns whether there was anything. */
gboolean mailer_imap_tell_news (MailerImapSession *self);

/* What STATUS told, of whatever mailbox (mailer-imap-list.c). */
MailerImapStatus mailer_imap_status_from_wire (const MailerWireImapStatus *status);

/* SELECT or EXAMINE, whose @command (transfer full) is complete; @func gets what SELECT itself does not
 * take (mailer-imap-select.c). */
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

void mailer_imap_everything_clear (MailerImapEverything *self);
/* Whether @response answers it. */
gboolean mailer_imap_take_everything (MailerImapSession      *self,
                                      MailerWireImapResponse *response,
                                      MailerImapEverything   *everything);
/* When the commands have ended: what has not told of all messages is asked for once more. FALSE with an
 * error when it does not then: what was left out must not look like what was removed. */
gboolean mailer_imap_complete_everything (MailerImapSession    *self,
                                          MailerImapEverything *everything,
                                          const MailerImapCall *call,
                                          GError              **error);

/* "UID 1:..." in front of what is searched for, when only UIDs below @below are. */
void mailer_imap_add_below (MailerWireImapCommand *command,
                            guint32                below);

/* Criteria as search keys (mailer-imap-criteria.c). FALSE: they cannot be said. */
gboolean    mailer_imap_criteria_add (const MailerImapCriteria *self,
                                      MailerImapSession        *session,
                                      MailerWireImapCommand    *command);
const char *mailer_imap_criteria_get_charset (const MailerImapCriteria *self,
                                              MailerImapSession        *session);

/* Fetches @items of @uids (mailer-imap-fetch.c); @func is told of messages that come with one of @wanted. */
gboolean mailer_imap_fetch_items (MailerImapSession      *self,
                                  const MailerUidSet     *uids,
                                  const char             *items,
                                  MailerWireImapFetchItem wanted,
                                  MailerImapMessageFunc   func,
                                  gpointer                func_data,
                                  const MailerImapCall   *call,
                                  GError                **error);

/* The same of the newest messages. */
gboolean mailer_imap_fetch_newest_items (MailerImapSession      *self,
                                         guint                   n_newest,
                                         const char             *items,
                                         MailerWireImapFetchItem wanted,
                                         MailerImapMessageFunc   func,
                                         gpointer                func_data,
                                         const MailerImapCall   *call,
                                         GError                **error);

/* Namespaces (mailer-imap-namespace.c). */
void        mailer_imap_learn_namespaces (MailerImapSession              *self,
                                          const MailerWireImapNamespaces *told);
const char *mailer_imap_get_personal_prefix (MailerImapSession *self);
guint       mailer_imap_count_foreign_prefixes (MailerImapSession *self);
/* NULL for one that is the user's own, or has no prefix. */
const char     *mailer_imap_get_foreign_prefix (MailerImapSession *self,
                                                guint              index);
MailerImapOwner mailer_imap_find_owner (MailerImapSession *self,
                                        const char        *name);

/* Names on the line (mailer-imap-name.c). */
char *mailer_imap_name_to_utf8 (const char *name);
void  mailer_imap_add_mailbox (MailerImapSession     *self,
                               MailerWireImapCommand *command,
                               const char            *name);

/* The special-use attribute of @role that can be set (mailer-imap-list.c); NULL for others. */
const char *mailer_imap_role_attribute (MailerFolderRole role);

/* Whether @text names a section of a message and nothing else (mailer-imap-section.c). */
gboolean mailer_imap_is_section (const char *text);

/* Turns what a FETCH told into a message; takes its contents (mailer-imap-fetch.c). */
MailerImapMessage *mailer_imap_message_new_from_fetch (MailerWireImapResponse *response,
                                                       guint32                 uid);

/*
 * What one command can take (mailer-imap-limit.c): in the length of its line and, where the server has a
 * limit, in the number of messages (RFC 9738).
 */
/* @uids in sets (transfer full). @are_there: all of them are, so that a long range is many messages. */
GPtrArray *mailer_imap_split (MailerImapSession  *self,
                              const MailerUidSet *uids,
                              gboolean            are_there);
/* What a command on @piece that ended with @state has left undone; NULL when it is done. */
MailerUidSet *mailer_imap_find_rest (const MailerUidSet        *piece,
                                     const MailerWireImapState *state);
/*
 * Where a search that ended with @state goes on. @below: it has looked at UIDs below it, 0 for all; then
 * what the next one is to look at, 0 for nothing. FALSE with an error when the server gets nowhere.
 */
gboolean mailer_imap_find_search_rest (MailerImapSession         *self,
                                       const MailerWireImapState *state,
                                       guint32                   *below,
                                       GError                   **error);
/* Whether one command can work on the whole mailbox that is selected. */
gboolean mailer_imap_may_touch_all (MailerImapSession *self);
/* How many messages one command may work on; 0 for any number. */
guint32 mailer_imap_find_message_limit (MailerImapSession *self);
/* The number behind "=" of @capability; 0 when there is none. */
guint32 mailer_imap_find_limit (MailerImapSession *self,
                                const char        *capability);

/* Adds what [COPYUID] or [APPENDUID] told (mailer-imap-uid-map.c). */
void mailer_imap_uid_map_add (MailerImapUidMap         **self,
                              const MailerWireImapState *state);

G_END_DECLS
