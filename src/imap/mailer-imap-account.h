/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What there is to know of an account beside its mail. See mailer-imap-session.h for what holds for all functions. */

#pragma once

#include "mailer-imap-session.h"

G_BEGIN_DECLS

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

/** mailer_imap_quota_free: @self: (nullable) (transfer full). Thread: any. */
void mailer_imap_quota_free (MailerImapQuota *self);

/**
 * mailer_imap_session_get_quota:
 *
 * Thread: the session's worker. Blocks: until @deadline_us. Errors: the common ones.
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

/**
 * mailer_imap_session_get_rights:
 * @rights: (out): of the user, by ACL (RFC 4314); all without it
 *
 * Asks what the user may do in @mailbox.
 *
 * Thread: the session's worker. Blocks: until @deadline_us. Errors: the common ones.
 */
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
 *
 * Thread: the session's worker. Blocks: until @deadline_us. Errors: the common ones.
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
 * Thread: the session's worker. Blocks: until @deadline_us. Errors: the common ones.
 * Returns: (transfer full): a URI of whoever runs the server, as METADATA tells it (RFC 5464, section
 *   6.2.1); "" when it does not.
 */
char *mailer_imap_session_dup_admin_contact (MailerImapSession *self,
                                             GCancellable      *cancellable,
                                             gint64             deadline_us,
                                             GError           **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerImapQuota, mailer_imap_quota_free)

G_END_DECLS
