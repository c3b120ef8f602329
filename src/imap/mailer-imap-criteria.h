/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mailer-flags.h"
#include "mailer-uid-set.h"

G_BEGIN_DECLS

/**
 * MailerImapCriteria:
 *
 * What a search on the server looks for (RFC 9051, section 6.4.4), as a value. Extensions make some of
 * it more exact; without them the same is said in coarser words, and more is found, never less. At most
 * 32 levels deep; deeper ones cannot be said to a server.
 */
typedef struct _MailerImapCriteria MailerImapCriteria;

/** MailerImapField: where a text is looked for. */
typedef enum
{
  MAILER_IMAP_FIELD_FROM,
  MAILER_IMAP_FIELD_TO,
  MAILER_IMAP_FIELD_CC,
  MAILER_IMAP_FIELD_BCC,
  MAILER_IMAP_FIELD_SUBJECT,
  MAILER_IMAP_FIELD_BODY,
  MAILER_IMAP_FIELD_ANYWHERE,
} MailerImapField;

/** MailerImapDate: which date of a message. */
typedef enum
{
  MAILER_IMAP_DATE_SENT,    /* its header says */
  MAILER_IMAP_DATE_ARRIVED, /* the server got it */
  MAILER_IMAP_DATE_SAVED,   /* it came into this mailbox (RFC 8514); without it as ARRIVED */
} MailerImapDate;

/* All return (transfer full) and take @other, @children (transfer full). */

/** mailer_imap_criteria_new_all: Returns: (transfer full): what every message meets. Thread: any. */
MailerImapCriteria *mailer_imap_criteria_new_all (void);
/**
 * mailer_imap_criteria_new_flag:
 *
 * Returns: (transfer full): messages with @flag, which is one, or those without. Thread: any.
 */
MailerImapCriteria *mailer_imap_criteria_new_flag (MailerFlags flag,
                                                   gboolean    is_set);
/**
 * mailer_imap_criteria_new_label:
 *
 * Returns: (transfer full): messages with @label, UTF-8: of Gmail, a keyword elsewhere. Thread: any.
 */
MailerImapCriteria *mailer_imap_criteria_new_label (const char *label);
/**
 * mailer_imap_criteria_new_text:
 *
 * Returns: (transfer full): messages with @text, UTF-8, there; how exactly it is compared is the
 *   server's. Thread: any.
 */
MailerImapCriteria *mailer_imap_criteria_new_text (MailerImapField field,
                                                   const char     *text);
/**
 * mailer_imap_criteria_new_header:
 *
 * Thread: any.
 * Returns: (transfer full): messages with @text in the field @name; "" finds all that have the field.
 */
MailerImapCriteria *mailer_imap_criteria_new_header (const char *name,
                                                     const char *text);
/**
 * mailer_imap_criteria_new_since:
 *
 * Thread: any.
 * Returns: (transfer full): messages from @seconds, Unix time, on; the whole day it lies in counts.
 */
MailerImapCriteria *mailer_imap_criteria_new_since (MailerImapDate date,
                                                    gint64         seconds);
/**
 * mailer_imap_criteria_new_before:
 *
 * Thread: any.
 * Returns: (transfer full): messages before @seconds, Unix time; the day it lies in does not count.
 */
MailerImapCriteria *mailer_imap_criteria_new_before (MailerImapDate date,
                                                     gint64         seconds);
/**
 * mailer_imap_criteria_new_age:
 * @seconds: since it arrived, at least 1
 * @is_younger: younger, or older
 *
 * To the second with WITHIN (RFC 5032), else by days.
 *
 * Returns: (transfer full): messages of that age. Thread: any.
 */
MailerImapCriteria *mailer_imap_criteria_new_age (guint32  seconds,
                                                  gboolean is_younger);
/**
 * mailer_imap_criteria_new_size:
 *
 * Returns: (transfer full): messages larger than @bytes, or smaller. Thread: any.
 */
MailerImapCriteria *mailer_imap_criteria_new_size (guint32  bytes,
                                                   gboolean is_larger);
/**
 * mailer_imap_criteria_new_uids:
 *
 * Returns: (transfer full): the messages @uids, which are copied. Thread: any.
 */
MailerImapCriteria *mailer_imap_criteria_new_uids (const MailerUidSet *uids);
/**
 * mailer_imap_criteria_new_thread:
 *
 * Thread: any.
 * Returns: (transfer full): messages with @thread_id, as MailerImapMessage.thread_id of the same server.
 */
MailerImapCriteria *mailer_imap_criteria_new_thread (const char *thread_id);
/**
 * mailer_imap_criteria_new_not:
 *
 * Returns: (transfer full): what does not meet @other (transfer full). Thread: any.
 */
MailerImapCriteria *mailer_imap_criteria_new_not (MailerImapCriteria *other);
/**
 * mailer_imap_criteria_new_or:
 *
 * Returns: (transfer full): what meets @one or @other, or both (both transfer full). Thread: any.
 */
MailerImapCriteria *mailer_imap_criteria_new_or (MailerImapCriteria *one,
                                                 MailerImapCriteria *other);
/**
 * mailer_imap_criteria_new_and:
 *
 * Returns: (transfer full): what meets @one and @other (both transfer full). Thread: any.
 */
MailerImapCriteria *mailer_imap_criteria_new_and (MailerImapCriteria *one,
                                                  MailerImapCriteria *other);

/** mailer_imap_criteria_free: @self: (nullable) (transfer full). Thread: any. */
void mailer_imap_criteria_free (MailerImapCriteria *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerImapCriteria, mailer_imap_criteria_free)

G_END_DECLS
