/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-body-part.h"
#include "mailer-envelope.h"
#include "mailer-flags.h"
#include "mailer-uid-set.h"

G_BEGIN_DECLS

/** MailerWireImapKind: which getter of a response gives its content. */
typedef enum
{
  MAILER_WIRE_IMAP_CONTINUATION, /* get_text */
  MAILER_WIRE_IMAP_STATE,        /* get_state: OK, NO, BAD, BYE, PREAUTH */
  MAILER_WIRE_IMAP_CAPABILITY,   /* get_words */
  MAILER_WIRE_IMAP_ENABLED,      /* get_words */
  MAILER_WIRE_IMAP_FLAGS,        /* get_words */
  MAILER_WIRE_IMAP_LIST,         /* get_list */
  MAILER_WIRE_IMAP_STATUS,       /* get_status */
  MAILER_WIRE_IMAP_SEARCH,       /* get_search */
  MAILER_WIRE_IMAP_ESEARCH,      /* get_search */
  MAILER_WIRE_IMAP_EXISTS,       /* get_number */
  MAILER_WIRE_IMAP_EXPUNGE,      /* get_number: a sequence number, at least 1 */
  MAILER_WIRE_IMAP_VANISHED,     /* get_vanished */
  MAILER_WIRE_IMAP_FETCH,        /* get_fetch */
  MAILER_WIRE_IMAP_OTHER,        /* get_text: RECENT, ID, NAMESPACE, unknown or broken: to be ignored */
} MailerWireImapKind;

typedef enum
{
  MAILER_WIRE_IMAP_OK,
  MAILER_WIRE_IMAP_NO,
  MAILER_WIRE_IMAP_BAD,
  MAILER_WIRE_IMAP_BYE,
  MAILER_WIRE_IMAP_PREAUTH,
} MailerWireImapCondition;

/** MailerWireImapCode: response codes that somebody acts on (RFC 9051, section 7.1; 5530; 7162). */
typedef enum
{
  MAILER_WIRE_IMAP_CODE_NONE,
  MAILER_WIRE_IMAP_CODE_OTHER, /* by its name only */
  MAILER_WIRE_IMAP_CODE_ALERT,
  MAILER_WIRE_IMAP_CODE_ALREADYEXISTS,
  MAILER_WIRE_IMAP_CODE_APPENDUID, /* number: UIDVALIDITY; targets */
  MAILER_WIRE_IMAP_CODE_AUTHENTICATIONFAILED,
  MAILER_WIRE_IMAP_CODE_AUTHORIZATIONFAILED,
  MAILER_WIRE_IMAP_CODE_CAPABILITY, /* words */
  MAILER_WIRE_IMAP_CODE_CLOSED,
  MAILER_WIRE_IMAP_CODE_CONTACTADMIN,
  MAILER_WIRE_IMAP_CODE_COPYUID, /* number: UIDVALIDITY; sources, targets */
  MAILER_WIRE_IMAP_CODE_EXPIRED,
  MAILER_WIRE_IMAP_CODE_EXPUNGEISSUED,
  MAILER_WIRE_IMAP_CODE_HIGHESTMODSEQ, /* number */
  MAILER_WIRE_IMAP_CODE_INUSE,
  MAILER_WIRE_IMAP_CODE_LIMIT,
  MAILER_WIRE_IMAP_CODE_NOMODSEQ,
  MAILER_WIRE_IMAP_CODE_NONEXISTENT,
  MAILER_WIRE_IMAP_CODE_NOPERM,
  MAILER_WIRE_IMAP_CODE_OVERQUOTA,
  MAILER_WIRE_IMAP_CODE_PERMANENTFLAGS, /* words */
  MAILER_WIRE_IMAP_CODE_PRIVACYREQUIRED,
  MAILER_WIRE_IMAP_CODE_READ_ONLY,
  MAILER_WIRE_IMAP_CODE_READ_WRITE,
  MAILER_WIRE_IMAP_CODE_SERVERBUG,
  MAILER_WIRE_IMAP_CODE_TRYCREATE,
  MAILER_WIRE_IMAP_CODE_UIDNEXT, /* number */
  MAILER_WIRE_IMAP_CODE_UIDNOTSTICKY,
  MAILER_WIRE_IMAP_CODE_UIDVALIDITY, /* number */
  MAILER_WIRE_IMAP_CODE_UNAVAILABLE,
  MAILER_WIRE_IMAP_CODE_UNSEEN, /* number */
} MailerWireImapCode;

/** MailerWireImapRange: UIDs from @first to @last; in COPYUID the order is that of the server. */
typedef struct
{
  guint32 first;
  guint32 last;
} MailerWireImapRange;

/**
 * MailerWireImapState:
 * @tag: (nullable): %NULL for "*"
 * @code_name: (nullable): upper case
 * @number: see MailerWireImapCode
 * @words: (nullable)
 * @sources: (nullable) (element-type MailerWireImapRange)
 * @targets: (nullable) (element-type MailerWireImapRange)
 * @text: (not nullable): for people: valid UTF-8 without control characters; may be empty
 */
typedef struct
{
  char                   *tag;
  MailerWireImapCondition condition;
  MailerWireImapCode      code;
  char                   *code_name;
  guint64                 number;
  char                  **words;
  GArray                 *sources;
  GArray                 *targets;
  char                   *text;
} MailerWireImapState;

/**
 * MailerWireImapList:
 * @attributes: such as "\\HasChildren"
 * @delimiter: '\0' for NIL
 * @name: as the server spells it, but "INBOX" for any case of that
 */
typedef struct
{
  char **attributes;
  char   delimiter;
  char  *name;
} MailerWireImapList;

/** MailerWireImapStatusItem: what of a STATUS response was there. */
typedef enum
{
  MAILER_WIRE_IMAP_STATUS_MESSAGES = 1 << 0,
  MAILER_WIRE_IMAP_STATUS_UNSEEN = 1 << 1,
  MAILER_WIRE_IMAP_STATUS_UIDNEXT = 1 << 2,
  MAILER_WIRE_IMAP_STATUS_UIDVALIDITY = 1 << 3,
  MAILER_WIRE_IMAP_STATUS_HIGHESTMODSEQ = 1 << 4,
} MailerWireImapStatusItem;

typedef struct
{
  char                    *name;
  MailerWireImapStatusItem items;
  guint32                  messages;
  guint32                  unseen;
  guint32                  uid_next;
  guint32                  uid_validity;
  guint64                  highest_modseq;
} MailerWireImapStatus;

/**
 * MailerWireImapSearch:
 * @tag: (nullable): of the command an ESEARCH answers
 * @is_uid: always FALSE for SEARCH, which does not tell
 * @found: UIDs or sequence numbers
 */
typedef struct
{
  char         *tag;
  gboolean      is_uid;
  MailerUidSet *found;
  guint64       modseq;
} MailerWireImapSearch;

typedef struct
{
  gboolean      is_earlier;
  MailerUidSet *uids;
} MailerWireImapVanished;

/** MailerWireImapFetchItem: what of a FETCH response was there in a usable form. */
typedef enum
{
  MAILER_WIRE_IMAP_FETCH_UID = 1 << 0,
  MAILER_WIRE_IMAP_FETCH_FLAGS = 1 << 1,
  MAILER_WIRE_IMAP_FETCH_MODSEQ = 1 << 2,
  MAILER_WIRE_IMAP_FETCH_INTERNAL_DATE = 1 << 3,
  MAILER_WIRE_IMAP_FETCH_SIZE = 1 << 4,
  MAILER_WIRE_IMAP_FETCH_ENVELOPE = 1 << 5,
  MAILER_WIRE_IMAP_FETCH_BODY = 1 << 6,
} MailerWireImapFetchItem;

/**
 * MailerWireImapSection:
 * @name: what stands between the brackets, upper case
 * @origin: first byte of a partial answer, else -1
 * @data: (nullable): %NULL for NIL
 */
typedef struct
{
  char   *name;
  gint64  origin;
  GBytes *data;
} MailerWireImapSection;

/**
 * MailerWireImapFetch:
 * @sequence: at least 1
 * @keywords: (nullable): flags other than those of MailerFlags and \Recent
 * @internal_date: Unix time in seconds
 * @sections: (nullable) (element-type MailerWireImapSection)
 * @is_broken: an item could not be understood and was left out
 */
typedef struct
{
  guint32                 sequence;
  MailerWireImapFetchItem items;
  guint32                 uid;
  MailerFlags             flags;
  char                  **keywords;
  guint64                 modseq;
  gint64                  internal_date;
  guint64                 size_bytes;
  MailerEnvelope         *envelope;
  MailerBodyPart         *body;
  GPtrArray              *sections;
  gboolean                is_broken;
} MailerWireImapFetch;

/**
 * MailerWireImapResponse:
 *
 * One response of an IMAP server (RFC 9051 and RFC 3501, section 7). The getters return %NULL, or
 * FALSE, for a response of another kind; what they return is borrowed and may be taken out of by
 * g_steal_pointer().
 */
typedef struct _MailerWireImapResponse MailerWireImapResponse;

void mailer_wire_imap_response_free (MailerWireImapResponse *self);

MailerWireImapKind mailer_wire_imap_response_get_kind (const MailerWireImapResponse *self);

MailerWireImapState    *mailer_wire_imap_response_get_state (MailerWireImapResponse *self) G_GNUC_WARN_UNUSED_RESULT;
char                  **mailer_wire_imap_response_get_words (MailerWireImapResponse *self) G_GNUC_WARN_UNUSED_RESULT;
MailerWireImapList     *mailer_wire_imap_response_get_list (MailerWireImapResponse *self) G_GNUC_WARN_UNUSED_RESULT;
MailerWireImapStatus   *mailer_wire_imap_response_get_status (MailerWireImapResponse *self) G_GNUC_WARN_UNUSED_RESULT;
MailerWireImapSearch   *mailer_wire_imap_response_get_search (MailerWireImapResponse *self) G_GNUC_WARN_UNUSED_RESULT;
MailerWireImapVanished *mailer_wire_imap_response_get_vanished (MailerWireImapResponse *self) G_GNUC_WARN_UNUSED_RESULT;
MailerWireImapFetch    *mailer_wire_imap_response_get_fetch (MailerWireImapResponse *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean                mailer_wire_imap_response_get_number (const MailerWireImapResponse *self,
                                                              guint32                      *number) G_GNUC_WARN_UNUSED_RESULT;

/**
 * mailer_wire_imap_response_get_text:
 *
 * Returns: (nullable): of a continuation what follows "+ ", of an other one its beginning; valid UTF-8.
 */
const char *mailer_wire_imap_response_get_text (const MailerWireImapResponse *self) G_GNUC_WARN_UNUSED_RESULT;

/** mailer_wire_imap_fetch_find_section: Returns: (nullable): by its name, upper case. */
MailerWireImapSection *mailer_wire_imap_fetch_find_section (const MailerWireImapFetch *self,
                                                            const char                *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerWireImapResponse, mailer_wire_imap_response_free)

G_END_DECLS
