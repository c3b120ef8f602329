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

/* @data is one complete response with its literals and without its last line end. Never NULL. */
MailerWireImapResponse *mailer_wire_imap_response_parse (const char          *data,
                                                         gsize                size,
                                                         MailerWireImapBlock *block);

/* Whether the line is a state or a continuation: free text, in which "{5}" at the end means nothing. */
gboolean mailer_wire_imap_is_text_line (const char *data,
                                        gsize       size);

/* One file each. @cursor is behind what named the response. FALSE: not understood; what was filled
 * in so far is freed with the response. */
gboolean mailer_wire_imap_take_condition (MailerWireImapCursor    *cursor,
                                          MailerWireImapCondition *condition);
void     mailer_wire_imap_parse_state (MailerWireImapCursor *cursor,
                                       MailerWireImapState  *state);
gboolean mailer_wire_imap_parse_namespaces (MailerWireImapCursor     *cursor,
                                            MailerWireImapNamespaces *namespaces);
gboolean mailer_wire_imap_parse_list (MailerWireImapCursor *cursor,
                                      MailerWireImapList   *list);
gboolean mailer_wire_imap_parse_status (MailerWireImapCursor *cursor,
                                        MailerWireImapStatus *status);
gboolean mailer_wire_imap_parse_search (MailerWireImapCursor *cursor,
                                        MailerWireImapSearch *search);
gboolean mailer_wire_imap_parse_esearch (MailerWireImapCursor *cursor,
                                         MailerWireImapSearch *search);
gboolean mailer_wire_imap_parse_sort (MailerWireImapCursor *cursor,
                                      MailerWireImapSort   *sort);
gboolean mailer_wire_imap_parse_thread (MailerWireImapCursor *cursor,
                                        MailerWireImapThread *thread);
gboolean mailer_wire_imap_parse_vanished (MailerWireImapCursor   *cursor,
                                          MailerWireImapVanished *vanished);
gboolean mailer_wire_imap_parse_id (MailerWireImapCursor *cursor,
                                    MailerWireImapPairs  *pairs);
gboolean mailer_wire_imap_parse_acl (MailerWireImapCursor *cursor,
                                     MailerWireImapPairs  *pairs);
gboolean mailer_wire_imap_parse_metadata (MailerWireImapCursor *cursor,
                                          MailerWireImapPairs  *pairs);
gboolean mailer_wire_imap_parse_my_rights (MailerWireImapCursor *cursor,
                                           MailerWireImapRights *rights);
gboolean mailer_wire_imap_parse_list_rights (MailerWireImapCursor *cursor,
                                             MailerWireImapRights *rights);
gboolean mailer_wire_imap_parse_quota (MailerWireImapCursor *cursor,
                                       MailerWireImapQuota  *quota);
gboolean mailer_wire_imap_parse_quota_roots (MailerWireImapCursor     *cursor,
                                             MailerWireImapQuotaRoots *roots);
void     mailer_wire_imap_parse_fetch (MailerWireImapCursor *cursor,
                                       MailerWireImapFetch  *fetch);
void     mailer_wire_imap_fetch_clear (MailerWireImapFetch *self);

gboolean        mailer_wire_imap_take_envelope (MailerWireImapCursor *cursor,
                                                MailerEnvelope       *envelope);
MailerBodyPart *mailer_wire_imap_take_body (MailerWireImapCursor *cursor);

/* Words up to @closing or, with '\0', the end. NULL when @closing is missing or there are too many. */
char **mailer_wire_imap_take_words (MailerWireImapCursor *cursor,
                                    char                  closing);
/* The same with parentheses around them. */
char **mailer_wire_imap_take_word_list (MailerWireImapCursor *cursor);
/* NULL for what cannot be a name. */
const char *mailer_wire_imap_take_mailbox (MailerWireImapCursor *cursor);
/* Ranges in the server's order. NULL for none or more than @max. */
GArray *mailer_wire_imap_take_ranges (MailerWireImapCursor *cursor,
                                      guint                 max);
/* UIDs or sequence numbers without "*". */
gboolean mailer_wire_imap_take_set (MailerWireImapCursor *cursor,
                                    MailerUidSet        **set);

G_END_DECLS
