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
  MAILER_WIRE_IMAP_ID,           /* get_pairs; RFC 2971 */
  MAILER_WIRE_IMAP_NAMESPACE,    /* get_namespaces; RFC 2342 */
  MAILER_WIRE_IMAP_LIST,         /* get_list */
  MAILER_WIRE_IMAP_LSUB,         /* get_list */
  MAILER_WIRE_IMAP_STATUS,       /* get_status */
  MAILER_WIRE_IMAP_SEARCH,       /* get_search */
  MAILER_WIRE_IMAP_ESEARCH,      /* get_search; RFC 4731, 7377 */
  MAILER_WIRE_IMAP_SORT,         /* get_sort; RFC 5256 */
  MAILER_WIRE_IMAP_THREAD,       /* get_thread; RFC 5256 */
  MAILER_WIRE_IMAP_EXISTS,       /* get_number */
  MAILER_WIRE_IMAP_RECENT,       /* get_number */
  MAILER_WIRE_IMAP_EXPUNGE,      /* get_number: a sequence number, at least 1 */
  MAILER_WIRE_IMAP_VANISHED,     /* get_vanished; RFC 7162 */
  MAILER_WIRE_IMAP_FETCH,        /* get_fetch */
  MAILER_WIRE_IMAP_UIDFETCH,     /* get_fetch, with a UID and no sequence number; RFC 9586 */
  MAILER_WIRE_IMAP_QUOTA,        /* get_quota; RFC 9208 */
  MAILER_WIRE_IMAP_QUOTAROOT,    /* get_quota_roots; RFC 9208 */
  MAILER_WIRE_IMAP_ACL,          /* get_pairs: identifier, rights; RFC 4314 */
  MAILER_WIRE_IMAP_MYRIGHTS,     /* get_rights; RFC 4314 */
  MAILER_WIRE_IMAP_LISTRIGHTS,   /* get_rights; RFC 4314 */
  MAILER_WIRE_IMAP_METADATA,     /* get_pairs: entry, value; RFC 5464 */
  MAILER_WIRE_IMAP_OTHER,        /* get_text: unknown or broken: to be ignored */
} MailerWireImapKind;

typedef enum
{
  MAILER_WIRE_IMAP_OK,
  MAILER_WIRE_IMAP_NO,
  MAILER_WIRE_IMAP_BAD,
  MAILER_WIRE_IMAP_BYE,
  MAILER_WIRE_IMAP_PREAUTH,
} MailerWireImapCondition;

/**
 * MailerWireImapCode: response codes (RFC 9051, section 7.1, and the IANA registry), with the fields
 * of #MailerWireImapState that they fill.
 */
typedef enum
{
  MAILER_WIRE_IMAP_CODE_NONE,
  MAILER_WIRE_IMAP_CODE_OTHER, /* by its name only: unknown, or known with a value that is none */
  MAILER_WIRE_IMAP_CODE_ALERT,
  MAILER_WIRE_IMAP_CODE_ALREADYEXISTS,
  MAILER_WIRE_IMAP_CODE_APPENDUID, /* number: UIDVALIDITY; targets */
  MAILER_WIRE_IMAP_CODE_AUTHENTICATIONFAILED,
  MAILER_WIRE_IMAP_CODE_AUTHORIZATIONFAILED,
  MAILER_WIRE_IMAP_CODE_BADCHARSET, /* words: those it knows; may be missing */
  MAILER_WIRE_IMAP_CODE_BADCOMPARATOR,
  MAILER_WIRE_IMAP_CODE_BADEVENT, /* words: the events it knows; RFC 5465 */
  MAILER_WIRE_IMAP_CODE_BADURL,   /* value; RFC 4469 */
  MAILER_WIRE_IMAP_CODE_CANNOT,
  MAILER_WIRE_IMAP_CODE_CAPABILITY, /* words */
  MAILER_WIRE_IMAP_CODE_CLIENTBUG,
  MAILER_WIRE_IMAP_CODE_CLOSED,
  MAILER_WIRE_IMAP_CODE_COMPRESSIONACTIVE, /* RFC 4978 */
  MAILER_WIRE_IMAP_CODE_CONTACTADMIN,
  MAILER_WIRE_IMAP_CODE_COPYUID, /* number: UIDVALIDITY; sources, targets */
  MAILER_WIRE_IMAP_CODE_CORRUPTION,
  MAILER_WIRE_IMAP_CODE_EXPIRED,
  MAILER_WIRE_IMAP_CODE_EXPUNGEISSUED,
  MAILER_WIRE_IMAP_CODE_HASCHILDREN,
  MAILER_WIRE_IMAP_CODE_HIGHESTMODSEQ, /* number */
  MAILER_WIRE_IMAP_CODE_INPROGRESS,    /* value: tag, number: done, second_number: of so many, 0 for unknown; RFC 9585 */
  MAILER_WIRE_IMAP_CODE_INUSE,
  MAILER_WIRE_IMAP_CODE_LIMIT,
  MAILER_WIRE_IMAP_CODE_MAILBOXID,    /* value; RFC 8474 */
  MAILER_WIRE_IMAP_CODE_MESSAGELIMIT, /* number, second_number: the UID it stopped at, 0 for none; RFC 9738 */
  MAILER_WIRE_IMAP_CODE_METADATA,     /* value: LONGENTRIES, MAXSIZE, TOOMANY, NOPRIVATE; number; RFC 5464 */
  MAILER_WIRE_IMAP_CODE_MODIFIED,     /* targets: UIDs or sequence numbers as the command; RFC 7162 */
  MAILER_WIRE_IMAP_CODE_NOMODSEQ,
  MAILER_WIRE_IMAP_CODE_NONEXISTENT,
  MAILER_WIRE_IMAP_CODE_NOPERM,
  MAILER_WIRE_IMAP_CODE_NOTIFICATIONOVERFLOW, /* RFC 5465 */
  MAILER_WIRE_IMAP_CODE_NOTSAVED,             /* RFC 5182 */
  MAILER_WIRE_IMAP_CODE_NOUPDATE,             /* value: tag; RFC 5267 */
  MAILER_WIRE_IMAP_CODE_OVERQUOTA,
  MAILER_WIRE_IMAP_CODE_PARSE,
  MAILER_WIRE_IMAP_CODE_PERMANENTFLAGS, /* words */
  MAILER_WIRE_IMAP_CODE_PRIVACYREQUIRED,
  MAILER_WIRE_IMAP_CODE_READ_ONLY,
  MAILER_WIRE_IMAP_CODE_READ_WRITE,
  MAILER_WIRE_IMAP_CODE_REFERRAL, /* value: never followed; RFC 2221 */
  MAILER_WIRE_IMAP_CODE_SERVERBUG,
  MAILER_WIRE_IMAP_CODE_THROTTLED, /* of Gmail and Exchange */
  MAILER_WIRE_IMAP_CODE_TOOBIG,    /* RFC 4469 */
  MAILER_WIRE_IMAP_CODE_TRYCREATE,
  MAILER_WIRE_IMAP_CODE_UIDNEXT, /* number */
  MAILER_WIRE_IMAP_CODE_UIDNOTSTICKY,
  MAILER_WIRE_IMAP_CODE_UIDREQUIRED, /* RFC 9586 */
  MAILER_WIRE_IMAP_CODE_UIDVALIDITY, /* number */
  MAILER_WIRE_IMAP_CODE_UNAVAILABLE,
  MAILER_WIRE_IMAP_CODE_UNDEFINED_FILTER, /* value; RFC 5466 */
  MAILER_WIRE_IMAP_CODE_UNKNOWN_CTE,
  MAILER_WIRE_IMAP_CODE_UNSEEN,   /* number */
  MAILER_WIRE_IMAP_CODE_USEATTR,  /* RFC 6154 */
  MAILER_WIRE_IMAP_CODE_WEBALERT, /* value: a page of Gmail where the user must sign in */
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
 * @number: see #MailerWireImapCode
 * @words: (nullable)
 * @value: (nullable)
 * @sources: (nullable) (element-type MailerWireImapRange)
 * @targets: (nullable) (element-type MailerWireImapRange)
 * @text: (not nullable): for people: valid UTF-8 without control characters; may be empty
 */
typedef struct
{
  const char             *tag;
  MailerWireImapCondition condition;
  MailerWireImapCode      code;
  const char             *code_name;
  guint64                 number;
  guint64                 second_number;
  char                  **words;
  const char             *value;
  GArray                 *sources;
  GArray                 *targets;
  const char             *text;
} MailerWireImapState;

/** MailerWireImapPair: of an ID, ACL or METADATA; @value is %NULL for NIL or when none was told. */
typedef struct
{
  const char *name;
  const char *value;
} MailerWireImapPair;

/**
 * MailerWireImapPairs:
 * @mailbox: (nullable): %NULL for an ID; "" for the METADATA of the server
 */
typedef struct
{
  const char         *mailbox;
  MailerWireImapPair *pairs;
  guint               n_pairs;
} MailerWireImapPairs;

/** MailerWireImapNamespace: @delimiter '\0' for NIL. */
typedef struct
{
  const char *prefix;
  char        delimiter;
} MailerWireImapNamespace;

/** MailerWireImapNamespaces: RFC 9051, section 7.3.4. */
typedef struct
{
  MailerWireImapNamespace *personal;
  MailerWireImapNamespace *others;
  MailerWireImapNamespace *shared;
  guint                    n_personal;
  guint                    n_others;
  guint                    n_shared;
} MailerWireImapNamespaces;

/**
 * MailerWireImapList:
 * @attributes: such as "\\HasChildren"
 * @delimiter: '\0' for NIL
 * @name: as the server spells it, but "INBOX" for any case of that
 * @old_name: (nullable): what a rename took from it (RFC 9051, section 6.3.9.7)
 * @child_info: (nullable): why it is listed though it does not match: "SUBSCRIBED"...
 */
typedef struct
{
  char      **attributes;
  char        delimiter;
  const char *name;
  const char *old_name;
  char      **child_info;
} MailerWireImapList;

/** MailerWireImapStatusItem: what of a STATUS response was there. */
typedef enum
{
  MAILER_WIRE_IMAP_STATUS_MESSAGES = 1 << 0,
  MAILER_WIRE_IMAP_STATUS_UNSEEN = 1 << 1,
  MAILER_WIRE_IMAP_STATUS_UIDNEXT = 1 << 2,
  MAILER_WIRE_IMAP_STATUS_UIDVALIDITY = 1 << 3,
  MAILER_WIRE_IMAP_STATUS_HIGHESTMODSEQ = 1 << 4,
  MAILER_WIRE_IMAP_STATUS_RECENT = 1 << 5,
  MAILER_WIRE_IMAP_STATUS_DELETED = 1 << 6,
  MAILER_WIRE_IMAP_STATUS_SIZE = 1 << 7,
  MAILER_WIRE_IMAP_STATUS_DELETED_STORAGE = 1 << 8,
  MAILER_WIRE_IMAP_STATUS_APPENDLIMIT = 1 << 9,
  MAILER_WIRE_IMAP_STATUS_MAILBOXID = 1 << 10,
} MailerWireImapStatusItem;

/**
 * MailerWireImapStatus:
 * @append_limit_bytes: %G_MAXUINT64 for NIL: none (RFC 7889)
 * @mailbox_id: (nullable): RFC 8474
 */
typedef struct
{
  const char              *name;
  MailerWireImapStatusItem items;
  guint32                  messages;
  guint32                  recent;
  guint32                  unseen;
  guint32                  deleted;
  guint32                  uid_next;
  guint32                  uid_validity;
  guint64                  highest_modseq;
  guint64                  size_bytes;
  guint64                  deleted_storage_bytes;
  guint64                  append_limit_bytes;
  const char              *mailbox_id;
} MailerWireImapStatus;

/** MailerWireImapSearchItem: what of an ESEARCH was there; a SEARCH has ALL. */
typedef enum
{
  MAILER_WIRE_IMAP_SEARCH_ALL = 1 << 0,
  MAILER_WIRE_IMAP_SEARCH_MIN = 1 << 1,
  MAILER_WIRE_IMAP_SEARCH_MAX = 1 << 2,
  MAILER_WIRE_IMAP_SEARCH_COUNT = 1 << 3,
  MAILER_WIRE_IMAP_SEARCH_MODSEQ = 1 << 4,
  MAILER_WIRE_IMAP_SEARCH_PARTIAL = 1 << 5,
} MailerWireImapSearchItem;

/**
 * MailerWireImapSearch:
 * @tag: (nullable): of the command an ESEARCH answers
 * @mailbox: (nullable): which one this is about, with @uid_validity (RFC 7377)
 * @is_uid: always FALSE for SEARCH, which does not tell
 * @found: UIDs or sequence numbers, of ALL or PARTIAL; empty when there are none
 * @ordered: (nullable) (element-type MailerWireImapRange): the same of an ESEARCH, in the server's order
 * @partial_first: of PARTIAL; negative ones count from the end (RFC 9394)
 */
typedef struct
{
  const char              *tag;
  const char              *mailbox;
  guint32                  uid_validity;
  gboolean                 is_uid;
  MailerWireImapSearchItem items;
  MailerUidSet            *found;
  GArray                  *ordered;
  guint32                  min;
  guint32                  max;
  guint32                  count;
  guint64                  modseq;
  gint64                   partial_first;
  gint64                   partial_last;
} MailerWireImapSearch;

/** MailerWireImapSort: @found (element-type guint32): in the server's order. */
typedef struct
{
  GArray *found;
  guint64 modseq;
} MailerWireImapSort;

/** MailerWireImapThreadNode: @number is 0 for a parent that is not there. */
typedef struct
{
  guint32 number;
  guint32 depth;
} MailerWireImapThreadNode;

/** MailerWireImapThread: @nodes (element-type MailerWireImapThreadNode): in pre-order; roots have depth 0. */
typedef struct
{
  GArray *nodes;
} MailerWireImapThread;

typedef struct
{
  gboolean      is_earlier;
  MailerUidSet *uids;
} MailerWireImapVanished;

/** MailerWireImapResource: @name in upper case, such as "STORAGE", which counts KiB (RFC 9208). */
typedef struct
{
  const char *name;
  guint64     usage;
  guint64     limit;
} MailerWireImapResource;

typedef struct
{
  const char             *root;
  MailerWireImapResource *resources;
  guint                   n_resources;
} MailerWireImapQuota;

typedef struct
{
  const char *mailbox;
  char      **roots;
} MailerWireImapQuotaRoots;

/**
 * MailerWireImapRights:
 * @identifier: (nullable): of LISTRIGHTS
 * @rights: those one has, or those @identifier always gets
 * @optional: (nullable): of LISTRIGHTS: each word is given or taken as a whole
 */
typedef struct
{
  const char *mailbox;
  const char *identifier;
  const char *rights;
  char      **optional;
} MailerWireImapRights;

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
  MAILER_WIRE_IMAP_FETCH_PREVIEW = 1 << 7,
  MAILER_WIRE_IMAP_FETCH_SAVE_DATE = 1 << 8,
  MAILER_WIRE_IMAP_FETCH_EMAIL_ID = 1 << 9,
  MAILER_WIRE_IMAP_FETCH_THREAD_ID = 1 << 10,
  MAILER_WIRE_IMAP_FETCH_GM_MESSAGE_ID = 1 << 11,
  MAILER_WIRE_IMAP_FETCH_GM_THREAD_ID = 1 << 12,
  MAILER_WIRE_IMAP_FETCH_GM_LABELS = 1 << 13,
} MailerWireImapFetchItem;

/**
 * MailerWireImapSection:
 * @name: what stands between the brackets, upper case; of RFC822.HEADER and its like what means the same
 * @origin: first byte of a partial answer, else -1
 * @is_binary: of BINARY, with its transfer encoding taken off (RFC 3516)
 * @data: (nullable): %NULL for NIL
 */
typedef struct
{
  const char *name;
  gint64      origin;
  gboolean    is_binary;
  GBytes     *data;
} MailerWireImapSection;

/** MailerWireImapBinarySize: of a part with its transfer encoding taken off (RFC 3516). */
typedef struct
{
  const char *section;
  guint64     size_bytes;
} MailerWireImapBinarySize;

/**
 * MailerWireImapFetch:
 * @sequence: at least 1; 0 in a UIDFETCH
 * @keywords: (nullable): flags other than those of MailerFlags and \Recent
 * @internal_date: Unix time in seconds
 * @preview: (nullable): UTF-8 as the server made it; %NULL for none (RFC 8970)
 * @save_date: Unix time in seconds, %G_MININT64 for NIL (RFC 8514)
 * @email_id: (nullable): RFC 8474
 * @thread_id: (nullable): %NULL for NIL
 * @gm_labels: (nullable): as Gmail spells them
 * @is_broken: an item could not be understood and was left out
 */
typedef struct
{
  guint32                   sequence;
  MailerWireImapFetchItem   items;
  guint32                   uid;
  MailerFlags               flags;
  char                    **keywords;
  guint64                   modseq;
  gint64                    internal_date;
  guint64                   size_bytes;
  MailerEnvelope           *envelope;
  MailerBodyPart           *body;
  MailerWireImapSection    *sections;
  MailerWireImapBinarySize *binary_sizes;
  guint                     n_sections;
  guint                     n_binary_sizes;
  const char               *preview;
  gint64                    save_date;
  const char               *email_id;
  const char               *thread_id;
  guint64                   gm_message_id;
  guint64                   gm_thread_id;
  char                    **gm_labels;
  gboolean                  is_broken;
} MailerWireImapFetch;

/**
 * MailerWireImapResponse:
 *
 * One response of an IMAP server (RFC 9051 and RFC 3501, section 7). All strings, lists of words and
 * small structures of a response live in one arena and go with it. The getters return %NULL, or FALSE,
 * for a response of another kind; what they return is borrowed. An envelope, a body, a set, an array
 * and the data of a section may be taken out by g_steal_pointer() and then belong to the taker.
 */
typedef struct _MailerWireImapResponse MailerWireImapResponse;

/** mailer_wire_imap_response_free: @self: (nullable) (transfer full). Thread: any. */
void mailer_wire_imap_response_free (MailerWireImapResponse *self);

/** mailer_wire_imap_response_get_kind: which of the getters has its content. Thread: any. */
MailerWireImapKind mailer_wire_imap_response_get_kind (const MailerWireImapResponse *self);

/**
 * mailer_wire_imap_response_get_state:
 *
 * Returns: (transfer none) (nullable): of %MAILER_WIRE_IMAP_STATE. Thread: any.
 */
MailerWireImapState *mailer_wire_imap_response_get_state (MailerWireImapResponse *self) G_GNUC_WARN_UNUSED_RESULT;
/**
 * mailer_wire_imap_response_get_words:
 *
 * Returns: (transfer none) (nullable): of CAPABILITY, ENABLED and FLAGS; ends with %NULL. Thread: any.
 */
char **mailer_wire_imap_response_get_words (MailerWireImapResponse *self) G_GNUC_WARN_UNUSED_RESULT;
/**
 * mailer_wire_imap_response_get_pairs:
 *
 * Returns: (transfer none) (nullable): of ID, ACL and METADATA. Thread: any.
 */
const MailerWireImapPairs *mailer_wire_imap_response_get_pairs (MailerWireImapResponse *self) G_GNUC_WARN_UNUSED_RESULT;
/** mailer_wire_imap_response_get_namespaces: Returns: (transfer none) (nullable): of NAMESPACE. Thread: any. */
const MailerWireImapNamespaces *mailer_wire_imap_response_get_namespaces (MailerWireImapResponse *self) G_GNUC_WARN_UNUSED_RESULT;
/** mailer_wire_imap_response_get_list: Returns: (transfer none) (nullable): of LIST and LSUB. Thread: any. */
const MailerWireImapList *mailer_wire_imap_response_get_list (MailerWireImapResponse *self) G_GNUC_WARN_UNUSED_RESULT;
/** mailer_wire_imap_response_get_status: Returns: (transfer none) (nullable): of STATUS. Thread: any. */
const MailerWireImapStatus *mailer_wire_imap_response_get_status (MailerWireImapResponse *self) G_GNUC_WARN_UNUSED_RESULT;
/**
 * mailer_wire_imap_response_get_search:
 *
 * Returns: (transfer none) (nullable): of SEARCH and ESEARCH. Thread: any.
 */
MailerWireImapSearch *mailer_wire_imap_response_get_search (MailerWireImapResponse *self) G_GNUC_WARN_UNUSED_RESULT;
/** mailer_wire_imap_response_get_sort: Returns: (transfer none) (nullable): of SORT. Thread: any. */
MailerWireImapSort *mailer_wire_imap_response_get_sort (MailerWireImapResponse *self) G_GNUC_WARN_UNUSED_RESULT;
/** mailer_wire_imap_response_get_thread: Returns: (transfer none) (nullable): of THREAD. Thread: any. */
MailerWireImapThread *mailer_wire_imap_response_get_thread (MailerWireImapResponse *self) G_GNUC_WARN_UNUSED_RESULT;
/** mailer_wire_imap_response_get_vanished: Returns: (transfer none) (nullable): of VANISHED. Thread: any. */
MailerWireImapVanished *mailer_wire_imap_response_get_vanished (MailerWireImapResponse *self) G_GNUC_WARN_UNUSED_RESULT;
/**
 * mailer_wire_imap_response_get_fetch:
 *
 * Returns: (transfer none) (nullable): of FETCH and UIDFETCH. Thread: any.
 */
MailerWireImapFetch *mailer_wire_imap_response_get_fetch (MailerWireImapResponse *self) G_GNUC_WARN_UNUSED_RESULT;
/** mailer_wire_imap_response_get_quota: Returns: (transfer none) (nullable): of QUOTA. Thread: any. */
const MailerWireImapQuota *mailer_wire_imap_response_get_quota (MailerWireImapResponse *self) G_GNUC_WARN_UNUSED_RESULT;
/**
 * mailer_wire_imap_response_get_quota_roots:
 *
 * Returns: (transfer none) (nullable): of QUOTAROOT. Thread: any.
 */
const MailerWireImapQuotaRoots *mailer_wire_imap_response_get_quota_roots (MailerWireImapResponse *self) G_GNUC_WARN_UNUSED_RESULT;
/**
 * mailer_wire_imap_response_get_rights:
 *
 * Returns: (transfer none) (nullable): of MYRIGHTS and LISTRIGHTS. Thread: any.
 */
const MailerWireImapRights *mailer_wire_imap_response_get_rights (MailerWireImapResponse *self) G_GNUC_WARN_UNUSED_RESULT;
/**
 * mailer_wire_imap_response_get_number:
 *
 * @number (out): what EXISTS, RECENT or EXPUNGE tells; %FALSE for other responses.
 *
 * Thread: any.
 */
gboolean mailer_wire_imap_response_get_number (const MailerWireImapResponse *self,
                                               guint32                      *number) G_GNUC_WARN_UNUSED_RESULT;

/**
 * mailer_wire_imap_response_get_text:
 *
 * Returns: (transfer none) (nullable): of a continuation what follows "+ ", of an other one its
 *   beginning; valid UTF-8. Thread: any.
 */
const char *mailer_wire_imap_response_get_text (const MailerWireImapResponse *self) G_GNUC_WARN_UNUSED_RESULT;

/**
 * mailer_wire_imap_response_encode_names:
 *
 * Mailbox names that came in UTF-8, because both sides agreed on it (RFC 9755, RFC 9051), become modified
 * UTF-7, as a server would have told them without. What is no UTF-8 stays as it is. Thread: any.
 */
void mailer_wire_imap_response_encode_names (MailerWireImapResponse *self);

/**
 * mailer_wire_imap_response_get_arena:
 *
 * Returns: (transfer none): what holds its strings, to keep some of them. Thread: any.
 */
MailerArena *mailer_wire_imap_response_get_arena (MailerWireImapResponse *self);

/**
 * mailer_wire_imap_fetch_find_section:
 *
 * Returns: (transfer none) (nullable): of BODY, by its name, upper case. Thread: any.
 */
MailerWireImapSection *mailer_wire_imap_fetch_find_section (const MailerWireImapFetch *self,
                                                            const char                *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerWireImapResponse, mailer_wire_imap_response_free)

G_END_DECLS
