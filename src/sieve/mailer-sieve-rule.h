/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "mailer-sieve-session.h"

G_BEGIN_DECLS

/** MailerSieveField: what of a mail a condition looks at. */
typedef enum
{
  MAILER_SIEVE_FIELD_FROM,
  MAILER_SIEVE_FIELD_TO, /* To and Cc */
  MAILER_SIEVE_FIELD_SUBJECT,
} MailerSieveField;

/** MailerSieveCondition: the field contains @text, letters of any case. */
typedef struct
{
  MailerSieveField field;
  char            *text;
} MailerSieveCondition;

/**
 * MailerSieveRule:
 * @name: what the user calls it; one line
 * @is_any: one of the conditions is enough; otherwise all must hold. A rule without conditions is for
 *   every mail
 * @conditions: (element-type MailerSieveCondition)
 * @flags: (nullable) (array zero-terminated=1): set on the mail, such as "\\Flagged"
 * @mailbox: (nullable): where the mail is filed, UTF-8, with the server's hierarchy separator
 * @is_discarded: the mail is dropped; goes before @flags and @mailbox
 * @is_last: no further rule is looked at
 *
 * One rule of the user, run by the server (RFC 5228, RFC 5232).
 */
typedef struct
{
  char      *name;
  gboolean   is_any;
  GPtrArray *conditions;
  GStrv      flags;
  char      *mailbox;
  gboolean   is_discarded;
  gboolean   is_last;
} MailerSieveRule;

/**
 * mailer_sieve_rule_new:
 *
 * Returns: (transfer full): a rule called @name, without conditions, that does nothing. Thread: any.
 */
MailerSieveRule *mailer_sieve_rule_new (const char *name);
/** mailer_sieve_rule_free: @self: (nullable) (transfer full). Thread: any. */
void mailer_sieve_rule_free (MailerSieveRule *self);

/** mailer_sieve_rule_add_condition: adds that @field has to contain @text, which is copied. Thread: any. */
void mailer_sieve_rule_add_condition (MailerSieveRule *self,
                                      MailerSieveField field,
                                      const char      *text);

/**
 * mailer_sieve_rules_read:
 * @script: the whole script, UTF-8
 *
 * Reads the rules that mailer_sieve_rules_write() put between our marks. The rest of the script is
 * somebody else's and not looked at.
 *
 * Thread: any.
 * Errors: %MAILER_SIEVE_ERROR_NOT_OURS, when what stands between our marks is not as we write it.
 * Returns: (transfer full) (element-type MailerSieveRule): empty when there are none of ours.
 */
GPtrArray *mailer_sieve_rules_read (const char *script,
                                    GError    **error);

/**
 * mailer_sieve_rules_write:
 * @script: (nullable): the script so far
 * @rules: (element-type MailerSieveRule): instead of those in @script; with an empty array our marks go
 *   away too
 *
 * What is not between our marks stays as it is, byte for byte; only a last line without an end gets
 * one. Control characters in texts and names become blanks, invalid UTF-8 is replaced.
 *
 * Returns: (transfer full): a script to store. Thread: any.
 */
char *mailer_sieve_rules_write (const char *script,
                                GPtrArray  *rules);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailerSieveRule, mailer_sieve_rule_free)

G_END_DECLS
