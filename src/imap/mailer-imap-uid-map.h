/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MailerImapUidMap:
 *
 * Where messages are after APPEND, COPY or MOVE: [APPENDUID] and [COPYUID] of RFC 9051, section 7.1.
 * It comes from the server, so it is only as good as the server.
 */
typedef struct _MailerImapUidMap MailerImapUidMap;

/** mailer_imap_uid_map_free: @self: (nullable) (transfer full). Thread: any. */
void mailer_imap_uid_map_free (MailerImapUidMap *self);

/** mailer_imap_uid_map_get_uid_validity: of the target mailbox, at the time of the copy. Thread: any. */
guint32 mailer_imap_uid_map_get_uid_validity (const MailerImapUidMap *self);

/**
 * mailer_imap_uid_map_lookup:
 *
 * Thread: any.
 * Returns: the UID in the target mailbox of what had @source_uid, or 0 when it was not copied.
 */
guint32 mailer_imap_uid_map_lookup (const MailerImapUidMap *self,
                                    guint32                 source_uid);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerImapUidMap, mailer_imap_uid_map_free)

G_END_DECLS
