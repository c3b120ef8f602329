/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-imap-quirks.h"

#include <string.h>

#define BROKEN(name) MAILER_IMAP_EXTENSION_BIT (name)
#define ICLOUD_BROKEN (BROKEN (QRESYNC) | BROKEN (ESEARCH) | BROKEN (SEARCHRES) | BROKEN (PARTIAL))

/*
 * How a server is recognized: by a word of its capabilities, or by what its greeting or its answer to ID
 * holds, in lower case. The first row that fits counts, so the particular ones stand first. Rows without
 * a quirk are there because what is odd about them is taken care of for everybody; their comments say
 * where, and tests/fixtures/imap has what they say.
 */
typedef struct
{
  const char      *capability;
  const char      *word;
  MailerImapQuirks quirks;
} Row;

static const MailerImapQuirks none = { .name = "" };

static const Row rows[] = {
  /*
   * Gmail. RFC822.SIZE is of what it stores, not of what it sends. Flags without a backslash, keywords with
   * a bracket, and NO for a whole FETCH because of one message are taken care of for everybody.
   */
  { "X-GM-EXT-1", NULL, { .name = "Gmail", .has_wrong_sizes = TRUE } },
  /*
   * Yahoo and AOL. SEARCH HEADER ends in [SERVERBUG] after some seconds
   * (https://github.com/jstedfast/MailKit/issues/1055, https://github.com/mscdex/node-imap/issues/737).
   */
  { "XYMHIGHESTMODSEQ", NULL, { .name = "Yahoo", .cannot_search_headers = TRUE } },
  /*
   * QQ and its Exmail. Wants ID (https://github.com/martinrusev/imbox/issues/222). SEARCH finds everything,
   * or is BAD, when it is for a header (https://github.com/jstedfast/MailKit/issues/1143,
   * https://github.com/MailCore/mailcore2/issues/1028). A backslash at the end of a host in an ENVELOPE, which
   * then has no end: the item is left out, the message stays (https://github.com/MailCore/mailcore2/issues/1220).
   * Ranges have to ascend, as ours always do (https://github.com/Evan-Joseph/himalaya-qq-fix).
   */
  { NULL, "qqmail", { .name = "QQ", .needs_id = TRUE, .cannot_search_headers = TRUE } },
  /*
   * iCloud. QRESYNC without ENABLED, with broken VANISHED: mail looked deleted
   * (https://developer.apple.com/forums/thread/694251, https://github.com/Foundry376/Mailspring-Sync/pull/91,
   * https://github.com/jstedfast/MailKit/issues/1871). ESEARCH leaves out what was asked for
   * (https://github.com/nextcloud/mail/pull/9454). Quotes inside a quoted Message-ID of an ENVELOPE: the
   * item is left out, the message stays (https://github.com/MailCore/mailcore2/issues/1967). RFC822 is not
   * answered, so BODY[] is asked for (https://github.com/rcarmo/imapbackup/pull/50).
   */
  { NULL, "iscream", { .name = "iCloud", .broken = ICLOUD_BROKEN } },
  { NULL, ".me.com", { .name = "iCloud", .broken = ICLOUD_BROKEN } },
  /*
   * DavMail, in front of Exchange. The exact size of a message makes it fetch the message
   * (https://github.com/getmail6/getmail6/issues/69), so it tells others. Two blanks in "*  522 EXISTS" and
   * nothing behind OK are read as meant (https://github.com/modern-email/defects/issues/45). SEARCH knows a
   * few keys only (https://github.com/pimalaya/himalaya/issues/623).
   */
  { NULL, "davmail", { .name = "DavMail", .max_in_flight = 1, .has_wrong_sizes = TRUE, .cannot_search_headers = TRUE } },
  /*
   * Exchange and Outlook. RFC822.SIZE is an estimate unless EnableExactRFC822Size is set
   * (https://learn.microsoft.com/en-us/previous-versions/exchange-server/exchange-150/ff344738(v=exchg.150)).
   * It counts commands against a budget, so few are on their way. In its answer to ID it is called
   * "Microsoft.Exchange.Imap4.Imap4Server".
   */
  { NULL, "microsoft exchange", { .name = "Exchange", .max_in_flight = 20, .has_wrong_sizes = TRUE } },
  { NULL, "microsoft.exchange", { .name = "Exchange", .max_in_flight = 20, .has_wrong_sizes = TRUE } },
  /*
   * Proton Mail Bridge. RFC822.SIZE 0 (https://github.com/imapsync/imapsync/issues/163). Changes of others
   * among the answers to FETCH (https://github.com/ProtonMail/proton-bridge/issues/219) are told apart for
   * everybody, and a UID EXPUNGE that is refused is an error like any other
   * (https://github.com/ProtonMail/proton-bridge/issues/123).
   */
  { NULL, "proton", { .name = "Proton Bridge", .has_wrong_sizes = TRUE } },
  /*
   * NetEase (163, 126, yeah.net). SELECT ends in "Unsafe Login" unless the client has said ID
   * (https://github.com/OfflineIMAP/offlineimap/issues/696).
   */
  { NULL, "coremail", { .name = "NetEase", .needs_id = TRUE } },
  /*
   * Yandex. IDLE ends without a word after some minutes (https://github.com/mjs/imapclient/issues/234): a new
   * connection is made. BODY[1] of an empty part has no value: it is read as empty
   * (https://github.com/jstedfast/MailKit/issues/1708). A BODYSTRUCTURE may end where a number should be: what is
   * there counts (https://github.com/jstedfast/MailKit/issues/1861).
   */
  { NULL, "yandex", { .name = "Yandex" } },
  /* GMX, WEB.DE. A multipart without parts in BODYSTRUCTURE (https://github.com/jstedfast/MailKit/issues/878):
   * the item is left out, the message stays. */
  { NULL, "gmx", { .name = "GMX" } },
  { NULL, "web.de", { .name = "WEB.DE" } },
  /* hMailServer. BODY[2.MIME] and BODY[2.HEADER] are the same there
   * (https://github.com/hmailserver/hmailserver/issues/459); only the former is asked for. */
  { NULL, "hmailserver", { .name = "hMailServer" } },
  /* Courier. All mailboxes below "INBOX.", as NAMESPACE tells, and the rights of RFC 2086. */
  { NULL, "courier", { .name = "Courier" } },
  /* Cyrus. VANISHED may name UIDs that nobody asked for, as RFC 7162 lets it. */
  { NULL, "cyrus", { .name = "Cyrus" } },
  /* Zimbra. LIST ends in NO when one mailbox cannot be read (https://github.com/imapsync/imapsync/issues/426),
   * which is an error like any other and no account without mailboxes. LOGIN-REFERRALS are never followed. */
  { NULL, "zimbra", { .name = "Zimbra" } },
  /* Nothing that they do otherwise is known publicly: named for the log. */
  { NULL, "t-online", { .name = "T-Online" } },
  { NULL, "mdaemon", { .name = "MDaemon" } },
  { NULL, "dovecot", { .name = "Dovecot" } },
};

static gboolean
holds (const char *text,
       const char *word)
{
  g_autofree char *lower = text != NULL ? g_ascii_strdown (text, -1) : NULL;

  return lower != NULL && strstr (lower, word) != NULL;
}

const MailerImapQuirks *
mailer_imap_quirks_find (const char *greeting,
                         const char *server_name,
                         GHashTable *capabilities)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const Row *row = &rows[i];

      if (row->capability != NULL && capabilities != NULL && g_hash_table_contains (capabilities, row->capability))
        return &row->quirks;
      if (row->word != NULL && (holds (greeting, row->word) || holds (server_name, row->word)))
        return &row->quirks;
    }

  return &none;
}
