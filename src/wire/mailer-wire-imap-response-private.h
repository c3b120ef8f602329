/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-wire-imap-cursor-private.h"
#include "mailer-wire-imap-response.h"

G_BEGIN_DECLS

struct _MailerWireImapResponse
{
  MailerWireImapKind kind;
  union
  {
    char                  *text;
    MailerWireImapState    state;
    char                 **words;
    MailerWireImapList     list;
    MailerWireImapStatus   status;
    MailerWireImapSearch   search;
    guint32                number;
    MailerWireImapVanished vanished;
    MailerWireImapFetch    fetch;
  };
};

/* @data is one complete response with its literals and without its last line end. Never NULL. */
MailerWireImapResponse *mailer_wire_imap_response_parse (const char *data,
                                                         gsize       size);

/* Whether the line is a state or a continuation: free text, in which "{5}" at the end means nothing. */
gboolean mailer_wire_imap_is_text_line (const char *data,
                                        gsize       size);

/* One file each. @cursor is behind what named the response. FALSE: not understood; what was filled
 * in so far is freed with the response. */
gboolean        mailer_wire_imap_take_condition (MailerWireImapCursor    *cursor,
                                                 MailerWireImapCondition *condition);
void            mailer_wire_imap_parse_state (MailerWireImapCursor *cursor,
                                              MailerWireImapState  *state);
gboolean        mailer_wire_imap_parse_list (MailerWireImapCursor *cursor,
                                             MailerWireImapList   *list);
gboolean        mailer_wire_imap_parse_status (MailerWireImapCursor *cursor,
                                               MailerWireImapStatus *status);
gboolean        mailer_wire_imap_parse_search (MailerWireImapCursor *cursor,
                                               MailerWireImapSearch *search);
gboolean        mailer_wire_imap_parse_esearch (MailerWireImapCursor *cursor,
                                                MailerWireImapSearch *search);
gboolean        mailer_wire_imap_parse_vanished (MailerWireImapCursor   *cursor,
                                                 MailerWireImapVanished *vanished);
void            mailer_wire_imap_parse_fetch (MailerWireImapCursor *cursor,
                                              MailerWireImapFetch  *fetch);
MailerEnvelope *mailer_wire_imap_take_envelope (MailerWireImapCursor *cursor);
MailerBodyPart *mailer_wire_imap_take_body (MailerWireImapCursor *cursor);

/* Words up to @closing or, with '\0', the end. NULL when @closing is missing or there are too many. */
char **mailer_wire_imap_take_words (MailerWireImapCursor *cursor,
                                    char                  closing);
/* Flags in parentheses; \Recent is dropped. */
gboolean mailer_wire_imap_take_flags (MailerWireImapCursor *cursor,
                                      MailerFlags          *flags,
                                      char               ***keywords);

void mailer_wire_imap_fetch_clear (MailerWireImapFetch *self);

G_END_DECLS
