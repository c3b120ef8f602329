/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-flags.h"
#include "mailer-folder-role.h"

G_BEGIN_DECLS

/** MailerImapStatusItem: what a status told. */
typedef enum
{
  MAILER_IMAP_STATUS_N_MESSAGES = 1 << 0,
  MAILER_IMAP_STATUS_N_UNSEEN = 1 << 1,
  MAILER_IMAP_STATUS_UID_NEXT = 1 << 2,
  MAILER_IMAP_STATUS_UID_VALIDITY = 1 << 3,
  MAILER_IMAP_STATUS_HIGHEST_MODSEQ = 1 << 4,
  MAILER_IMAP_STATUS_SIZE = 1 << 5,
} MailerImapStatusItem;

/**
 * MailerImapStatus:
 * @items: which of the following the server told; the others are 0
 * @n_messages: messages in the mailbox
 * @n_unseen: of them without \Seen
 * @size_bytes: of all messages (RFC 8438)
 *
 * STATUS of RFC 9051, section 7.3.4.
 */
typedef struct
{
  MailerImapStatusItem items;
  guint32              n_messages;
  guint32              n_unseen;
  guint32              uid_next;
  guint32              uid_validity;
  guint64              highest_modseq;
  guint64              size_bytes;
} MailerImapStatus;

/** MailerImapOwner: whose a mailbox is (RFC 2342). */
typedef enum
{
  MAILER_IMAP_OWNER_SELF,
  MAILER_IMAP_OWNER_OTHERS, /* another user's */
  MAILER_IMAP_OWNER_SHARED, /* nobody's in particular */
} MailerImapOwner;

/**
 * MailerImapMailbox:
 * @name: the name as the server spells it, byte for byte: the identity, and what every call takes.
 *   Without NUL, but not always UTF-8. "INBOX" in any case is spelt "INBOX"
 * @path: the components of the name for people: valid UTF-8 without control characters, at least one.
 *   Never a file name
 * @delimiter: between the components of @name; '\0' when the server has no hierarchy
 * @role: from the special-use attribute, else %MAILER_FOLDER_ROLE_INBOX for INBOX, else NONE: guessing
 *   from names is the caller's
 * @is_selectable: whether it can hold messages
 * @is_subscribed: as LIST told; TRUE where the server did not tell
 * @has_children: whether there are mailboxes below it, as far as the user may see them
 * @owner: from the server's namespaces; SELF where it has none
 * @id: (nullable): stays the same when the mailbox is renamed, and never comes back (RFC 8474)
 * @has_status: whether @status is filled in
 */
typedef struct
{
  char            *name;
  char           **path;
  char             delimiter;
  MailerFolderRole role;
  gboolean         is_selectable;
  gboolean         is_subscribed;
  gboolean         has_children;
  MailerImapOwner  owner;
  char            *id;
  gboolean         has_status;
  MailerImapStatus status;
} MailerImapMailbox;

/** mailer_imap_mailbox_free: @self: (nullable) (transfer full). Thread: any. */
void mailer_imap_mailbox_free (MailerImapMailbox *self);

/**
 * MailerImapSelected:
 * @uid_validity: UIDs from a time with another value mean nothing now (RFC 9051, section 2.3.1.1);
 *   0 when the server has no lasting UIDs, then nothing may be kept
 * @uid_next: 0 when not told
 * @n_messages: messages in the mailbox
 * @highest_modseq: 0 when the mailbox has no modification sequences (RFC 7162)
 * @permanent_flags: the known flags that can be changed for good
 * @can_create_keywords: whether any keyword can be set
 * @is_read_only: whether nothing can be changed
 */
typedef struct
{
  guint32     uid_validity;
  guint32     uid_next;
  guint32     n_messages;
  guint64     highest_modseq;
  MailerFlags permanent_flags;
  gboolean    can_create_keywords;
  gboolean    is_read_only;
} MailerImapSelected;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerImapMailbox, mailer_imap_mailbox_free)

G_END_DECLS
