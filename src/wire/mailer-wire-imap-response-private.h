/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-wire-imap-cursor-private.h"
#include "mailer-wire-imap-response.h"

G_BEGIN_DECLS

struct _MailerWireImapResponse
{
  MailerArena       *arena; /* holds the response as well */
  MailerWireImapKind kind;
  union
  {
    const char              *text;
    MailerWireImapState      state;
    char                   **words;
    MailerWireImapPairs      pairs;
    MailerWireImapNamespaces namespaces;
    MailerWireImapList       list;
    MailerWireImapStatus     status;
    MailerWireImapSearch     search;
    MailerWireImapSort       sort;
    MailerWireImapThread     thread;
    guint32                  number;
    MailerWireImapVanished   vanished;
    MailerWireImapFetch      fetch;
    MailerWireImapQuota      quota;
    MailerWireImapQuotaRoots quota_roots;
    MailerWireImapRights     rights;
  };
};

/**
 * mailer_wire_imap_response_parse:
 * @data: one complete response with its literals and without its last line end
 * @block: (nullable): what holds @data, for long content to stay in
 *
 * Thread: any.
 * Returns: (transfer full): the response; of kind %MAILER_WIRE_IMAP_OTHER when it is not understood.
 */
MailerWireImapResponse *mailer_wire_imap_response_parse (const char          *data,
                                                         gsize                size,
                                                         MailerWireImapBlock *block);

/**
 * mailer_wire_imap_is_text_line:
 *
 * Whether the line is a state or a continuation: free text, in which "{5}" at the end means nothing.
 *
 * Thread: any.
 */
gboolean mailer_wire_imap_is_text_line (const char *data,
                                        gsize       size);

/**
 * mailer_wire_imap_take_condition:
 *
 * Takes OK, NO, BAD, BYE or PREAUTH; @cursor stays where it is at anything else. Thread: any.
 */
gboolean mailer_wire_imap_take_condition (MailerWireImapCursor    *cursor,
                                          MailerWireImapCondition *condition);
/**
 * mailer_wire_imap_parse_state:
 *
 * What follows the condition: a response code in brackets, and text (RFC 9051, section 7.1). A code that
 * cannot be read becomes %MAILER_WIRE_IMAP_CODE_OTHER. Thread: any.
 */
void mailer_wire_imap_parse_state (MailerWireImapCursor *cursor,
                                   MailerWireImapState  *state);
/** mailer_wire_imap_parse_namespaces: NAMESPACE (RFC 2342). Thread: any. */
gboolean mailer_wire_imap_parse_namespaces (MailerWireImapCursor     *cursor,
                                            MailerWireImapNamespaces *namespaces);
/**
 * mailer_wire_imap_parse_list:
 *
 * LIST with its extended items (RFC 9051, section 7.3.1), and LSUB. Thread: any.
 */
gboolean mailer_wire_imap_parse_list (MailerWireImapCursor *cursor,
                                      MailerWireImapList   *list);
/**
 * mailer_wire_imap_parse_status:
 *
 * STATUS (RFC 9051, section 7.3.4); items that are not known are skipped. Thread: any.
 */
gboolean mailer_wire_imap_parse_status (MailerWireImapCursor *cursor,
                                        MailerWireImapStatus *status);
/**
 * mailer_wire_imap_parse_search:
 *
 * SEARCH with its MODSEQ (RFC 3501, section 7.2.5; RFC 7162, section 3.1.5). Thread: any.
 */
gboolean mailer_wire_imap_parse_search (MailerWireImapCursor *cursor,
                                        MailerWireImapSearch *search);
/**
 * mailer_wire_imap_parse_esearch:
 *
 * ESEARCH (RFC 4731, RFC 7377, RFC 9394); items that are not known are skipped. Thread: any.
 */
gboolean mailer_wire_imap_parse_esearch (MailerWireImapCursor *cursor,
                                         MailerWireImapSearch *search);
/** mailer_wire_imap_parse_sort: SORT (RFC 5256), in the server's order. Thread: any. */
gboolean mailer_wire_imap_parse_sort (MailerWireImapCursor *cursor,
                                      MailerWireImapSort   *sort);
/**
 * mailer_wire_imap_parse_thread:
 *
 * THREAD (RFC 5256), up to 1000 parentheses deep; does not recurse. Thread: any.
 */
gboolean mailer_wire_imap_parse_thread (MailerWireImapCursor *cursor,
                                        MailerWireImapThread *thread);
/** mailer_wire_imap_parse_vanished: VANISHED, also (EARLIER) (RFC 7162, section 3.2.10). Thread: any. */
gboolean mailer_wire_imap_parse_vanished (MailerWireImapCursor   *cursor,
                                          MailerWireImapVanished *vanished);
/** mailer_wire_imap_parse_id: ID (RFC 2971); NIL has no pairs. Thread: any. */
gboolean mailer_wire_imap_parse_id (MailerWireImapCursor *cursor,
                                    MailerWireImapPairs  *pairs);
/** mailer_wire_imap_parse_acl: ACL (RFC 4314): pairs of identifier and rights. Thread: any. */
gboolean mailer_wire_imap_parse_acl (MailerWireImapCursor *cursor,
                                     MailerWireImapPairs  *pairs);
/**
 * mailer_wire_imap_parse_metadata:
 *
 * METADATA (RFC 5464): entries with values, or, unasked, entries alone. Thread: any.
 */
gboolean mailer_wire_imap_parse_metadata (MailerWireImapCursor *cursor,
                                          MailerWireImapPairs  *pairs);
/** mailer_wire_imap_parse_my_rights: MYRIGHTS (RFC 4314). Thread: any. */
gboolean mailer_wire_imap_parse_my_rights (MailerWireImapCursor *cursor,
                                           MailerWireImapRights *rights);
/** mailer_wire_imap_parse_list_rights: LISTRIGHTS (RFC 4314). Thread: any. */
gboolean mailer_wire_imap_parse_list_rights (MailerWireImapCursor *cursor,
                                             MailerWireImapRights *rights);
/** mailer_wire_imap_parse_quota: QUOTA (RFC 9208). Thread: any. */
gboolean mailer_wire_imap_parse_quota (MailerWireImapCursor *cursor,
                                       MailerWireImapQuota  *quota);
/** mailer_wire_imap_parse_quota_roots: QUOTAROOT (RFC 9208). Thread: any. */
gboolean mailer_wire_imap_parse_quota_roots (MailerWireImapCursor     *cursor,
                                             MailerWireImapQuotaRoots *roots);
/**
 * mailer_wire_imap_parse_fetch:
 *
 * FETCH and UIDFETCH; one with an item that cannot be read is marked broken, and the rest of it is not
 * read. Thread: any.
 */
void mailer_wire_imap_parse_fetch (MailerWireImapCursor *cursor,
                                   MailerWireImapFetch  *fetch);
/**
 * mailer_wire_imap_fetch_clear:
 *
 * Frees what @self holds beside its arena: envelope, body, data of sections. Thread: any.
 */
void mailer_wire_imap_fetch_clear (MailerWireImapFetch *self);

/**
 * mailer_wire_imap_take_envelope:
 *
 * Fills in @envelope, which has its arena already, from an ENVELOPE (RFC 9051, section 7.5.2).
 *
 * Thread: any.
 */
gboolean mailer_wire_imap_take_envelope (MailerWireImapCursor *cursor,
                                         MailerEnvelope       *envelope);
/**
 * mailer_wire_imap_take_body:
 *
 * Thread: any.
 * Returns: (transfer full) (nullable): the tree of a BODYSTRUCTURE (RFC 9051, section 7.5.2).
 */
MailerBodyPart *mailer_wire_imap_take_body (MailerWireImapCursor *cursor);

/**
 * mailer_wire_imap_take_words:
 *
 * Takes words up to @closing or, with '\0', the end.
 *
 * Returns: (transfer none) (nullable): in the arena; %NULL when @closing is missing or there are too
 *   many. Thread: any.
 */
char **mailer_wire_imap_take_words (MailerWireImapCursor *cursor,
                                    char                  closing);
/** mailer_wire_imap_take_word_list: the same with parentheses around them. Thread: any. */
char **mailer_wire_imap_take_word_list (MailerWireImapCursor *cursor);
/**
 * mailer_wire_imap_take_mailbox:
 *
 * Returns: (transfer none) (nullable): in the arena, INBOX in upper case; %NULL for what cannot be a
 *   name. Thread: any.
 */
const char *mailer_wire_imap_take_mailbox (MailerWireImapCursor *cursor);
/**
 * mailer_wire_imap_take_ranges:
 *
 * Returns: (transfer full) (element-type MailerWireImapRange) (nullable): ranges in the server's order;
 *   %NULL for none or more than @max. Thread: any.
 */
GArray *mailer_wire_imap_take_ranges (MailerWireImapCursor *cursor,
                                      guint                 max);
/**
 * mailer_wire_imap_take_set:
 *
 * Takes UIDs or sequence numbers without "*" into @set (inout) (transfer full), whose former value is
 * freed. Thread: any.
 */
gboolean mailer_wire_imap_take_set (MailerWireImapCursor *cursor,
                                    MailerUidSet        **set);

G_END_DECLS
