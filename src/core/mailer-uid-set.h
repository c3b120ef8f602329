/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MailerUidSet:
 *
 * A set of message UIDs (RFC 9051, section 2.3.1.1), kept as ascending disjoint ranges, so a set of a
 * million consecutive UIDs costs one range. UIDs are 1 to 4294967295. Not thread-safe; hand it over
 * by moving ownership.
 */
typedef struct _MailerUidSet MailerUidSet;

/** mailer_uid_set_new: Returns: (transfer full): the empty set. Thread: any. */
MailerUidSet *mailer_uid_set_new (void);
/** mailer_uid_set_copy: Returns: (transfer full): a set with the same UIDs. Thread: any. */
MailerUidSet *mailer_uid_set_copy (const MailerUidSet *self);
/** mailer_uid_set_free: @self: (nullable) (transfer full). Thread: any. */
void mailer_uid_set_free (MailerUidSet *self);

/** mailer_uid_set_add: adds @uid, at least 1; one that is there already changes nothing. Thread: any. */
void mailer_uid_set_add (MailerUidSet *self,
                         guint32       uid);
/** mailer_uid_set_add_range: adds all from @first to @last, with both; 1 <= @first <= @last. Thread: any. */
void mailer_uid_set_add_range (MailerUidSet *self,
                               guint32       first,
                               guint32       last);
/**
 * mailer_uid_set_remove_range:
 *
 * Removes what is in @self from @first to @last, with both; 1 <= @first <= @last. Thread: any.
 */
void mailer_uid_set_remove_range (MailerUidSet *self,
                                  guint32       first,
                                  guint32       last);

/** mailer_uid_set_add_set: adds all of @other; linear in the number of ranges of both. Thread: any. */
void mailer_uid_set_add_set (MailerUidSet       *self,
                             const MailerUidSet *other);
/** mailer_uid_set_remove_set: removes all of @other; linear in the number of ranges of both. Thread: any. */
void mailer_uid_set_remove_set (MailerUidSet       *self,
                                const MailerUidSet *other);

/** mailer_uid_set_contains: whether @uid is in @self; logarithmic in the number of ranges. Thread: any. */
gboolean mailer_uid_set_contains (const MailerUidSet *self,
                                  guint32             uid);
/** mailer_uid_set_is_empty: whether no UID is in @self. Thread: any. */
gboolean mailer_uid_set_is_empty (const MailerUidSet *self);
/** mailer_uid_set_get_size: how many UIDs are in @self; linear in the number of ranges. Thread: any. */
guint64 mailer_uid_set_get_size (const MailerUidSet *self);

/**
 * mailer_uid_set_get_n_ranges:
 *
 * With mailer_uid_set_get_range(), the way to walk the set without unfolding it. Thread: any.
 */
guint mailer_uid_set_get_n_ranges (const MailerUidSet *self);
/**
 * mailer_uid_set_get_range:
 * @index: from 0, less than mailer_uid_set_get_n_ranges()
 * @first, @last: (out): its ends, which are both in @self
 *
 * Tells one range, in ascending order. Thread: any.
 */
void mailer_uid_set_get_range (const MailerUidSet *self,
                               guint               index,
                               guint32            *first,
                               guint32            *last);

/**
 * mailer_uid_set_get_last:
 *
 * Returns: the highest UID, or 0 when the set is empty. Thread: any.
 */
guint32 mailer_uid_set_get_last (const MailerUidSet *self);

/**
 * mailer_uid_set_get_nth:
 * @index: from 0, in ascending order
 *
 * When the set holds all of a mailbox, this turns a sequence number minus 1 into its UID.
 *
 * Returns: the UID, or 0 when there are not so many. Thread: any.
 */
guint32 mailer_uid_set_get_nth (const MailerUidSet *self,
                                guint64             index);

/**
 * MailerUidSetPlace:
 * @range: index of a range
 * @n_before: how many UIDs are in the ranges before it
 *
 * Where a walk through a set has come to; all zero at its beginning. It stays good when what is found there
 * is removed and when UIDs are added behind the last; any other change makes it worthless.
 */
typedef struct
{
  guint   range;
  guint64 n_before;
} MailerUidSetPlace;

/**
 * mailer_uid_set_get_nth_near:
 * @place: (inout): where to look first
 *
 * As mailer_uid_set_get_nth(), but what it costs is the way from @place: next to nothing for one after the
 * other, in either direction, however many ranges there are. Thread: any.
 */
guint32 mailer_uid_set_get_nth_near (const MailerUidSet *self,
                                     guint64             index,
                                     MailerUidSetPlace  *place);

/**
 * mailer_uid_set_parse:
 * @text: sequence-set of RFC 9051, section 9, without "*"
 * @length: bytes of @text, or -1
 * @max_ranges: refuse more ranges than this
 *
 * Ranges may be in any order, reversed, and overlap.
 *
 * Thread: any.
 * Returns: (transfer full) (nullable): the set, or %NULL when @text is malformed or too long.
 */
MailerUidSet *mailer_uid_set_parse (const char *text,
                                    gssize      length,
                                    guint       max_ranges);

/**
 * mailer_uid_set_to_string:
 *
 * Returns: (transfer full): a sequence-set such as "1:3,7"; "" for the empty set. Thread: any.
 */
char *mailer_uid_set_to_string (const MailerUidSet *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerUidSet, mailer_uid_set_free)

G_END_DECLS
