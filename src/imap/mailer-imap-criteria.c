/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-imap-criteria.h"

#include "mailer-imap-session-private.h"
#include "mailer-wire-imap-date.h"
#include "mailer-wire-mailbox-name.h"

#include <string.h>

#define MAX_DEPTH 32
#define DAY_S (24 * 60 * 60)
/* "01-Jan-1970" of a date-time. */
#define DATE_LENGTH 11
#define MAX_OBJECTID_LENGTH 255
#define MAX_NUMBER_LENGTH 20

typedef enum
{
  KIND_ALL,
  KIND_FLAG,
  KIND_LABEL,
  KIND_TEXT,
  KIND_HEADER,
  KIND_DATE,
  KIND_AGE,
  KIND_SIZE,
  KIND_UIDS,
  KIND_THREAD,
  KIND_NOT,
  KIND_OR,
  KIND_AND,
} Kind;

/* @is_positive: set, since, younger, larger; else the opposite. */
struct _MailerImapCriteria
{
  Kind                kind;
  gboolean            is_positive;
  MailerFlags         flag;
  MailerImapField     field;
  MailerImapDate      date;
  gint64              number;
  char               *name;
  char               *text;
  MailerUidSet       *uids;
  MailerImapCriteria *one;
  MailerImapCriteria *other;
};

static MailerImapCriteria *
create (Kind kind)
{
  MailerImapCriteria *self = g_new0 (MailerImapCriteria, 1);

  self->kind = kind;

  return self;
}

void
mailer_imap_criteria_free (MailerImapCriteria *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self->text);
  g_clear_pointer (&self->uids, mailer_uid_set_free);
  mailer_imap_criteria_free (self->one);
  mailer_imap_criteria_free (self->other);
  g_free (self);
}

MailerImapCriteria *
mailer_imap_criteria_new_all (void)
{
  return create (KIND_ALL);
}

MailerImapCriteria *
mailer_imap_criteria_new_flag (MailerFlags flag,
                               gboolean    is_set)
{
  MailerImapCriteria *self = create (KIND_FLAG);

  self->flag = flag;
  self->is_positive = is_set;

  return self;
}

static MailerImapCriteria *
create_with_text (Kind        kind,
                  const char *text)
{
  MailerImapCriteria *self;

  g_return_val_if_fail (text != NULL, NULL);

  self = create (kind);
  self->text = g_strdup (text);

  return self;
}

MailerImapCriteria *
mailer_imap_criteria_new_label (const char *label)
{
  return create_with_text (KIND_LABEL, label);
}

MailerImapCriteria *
mailer_imap_criteria_new_text (MailerImapField field,
                               const char     *text)
{
  MailerImapCriteria *self = create_with_text (KIND_TEXT, text);

  self->field = field;

  return self;
}

MailerImapCriteria *
mailer_imap_criteria_new_header (const char *name,
                                 const char *text)
{
  MailerImapCriteria *self = create_with_text (KIND_HEADER, text);

  self->name = g_strdup (name);

  return self;
}

static MailerImapCriteria *
create_with_date (MailerImapDate date,
                  gint64         seconds,
                  gboolean       is_since)
{
  MailerImapCriteria *self = create (KIND_DATE);

  self->date = date;
  self->number = seconds;
  self->is_positive = is_since;

  return self;
}

MailerImapCriteria *
mailer_imap_criteria_new_since (MailerImapDate date,
                                gint64         seconds)
{
  return create_with_date (date, seconds, TRUE);
}

MailerImapCriteria *
mailer_imap_criteria_new_before (MailerImapDate date,
                                 gint64         seconds)
{
  return create_with_date (date, seconds, FALSE);
}

MailerImapCriteria *
mailer_imap_criteria_new_age (guint32  seconds,
                              gboolean is_younger)
{
  MailerImapCriteria *self = create (KIND_AGE);

  self->number = seconds;
  self->is_positive = is_younger;

  return self;
}

MailerImapCriteria *
mailer_imap_criteria_new_size (guint32  bytes,
                               gboolean is_larger)
{
  MailerImapCriteria *self = create (KIND_SIZE);

  self->number = bytes;
  self->is_positive = is_larger;

  return self;
}

MailerImapCriteria *
mailer_imap_criteria_new_uids (const MailerUidSet *uids)
{
  MailerImapCriteria *self = create (KIND_UIDS);

  self->uids = mailer_uid_set_copy (uids);

  return self;
}

MailerImapCriteria *
mailer_imap_criteria_new_thread (const char *thread_id)
{
  return create_with_text (KIND_THREAD, thread_id);
}

static MailerImapCriteria *
create_pair (Kind                kind,
             MailerImapCriteria *one,
             MailerImapCriteria *other)
{
  MailerImapCriteria *self = create (kind);

  self->one = one;
  self->other = other;

  return self;
}

MailerImapCriteria *
mailer_imap_criteria_new_not (MailerImapCriteria *other)
{
  return create_pair (KIND_NOT, other, NULL);
}

MailerImapCriteria *
mailer_imap_criteria_new_or (MailerImapCriteria *one,
                             MailerImapCriteria *other)
{
  return create_pair (KIND_OR, one, other);
}

MailerImapCriteria *
mailer_imap_criteria_new_and (MailerImapCriteria *one,
                              MailerImapCriteria *other)
{
  return create_pair (KIND_AND, one, other);
}

/* --- Saying it --------------------------------------------------------------------------------- */

static void
add_flag (MailerWireImapCommand *command,
          MailerFlags            flag,
          gboolean               is_set)
{
  static const struct
  {
    MailerFlags flag;
    const char *set;
    const char *clear;
  } system[] = {
    { MAILER_FLAG_SEEN, "SEEN", "UNSEEN" },
    { MAILER_FLAG_ANSWERED, "ANSWERED", "UNANSWERED" },
    { MAILER_FLAG_FLAGGED, "FLAGGED", "UNFLAGGED" },
    { MAILER_FLAG_DELETED, "DELETED", "UNDELETED" },
    { MAILER_FLAG_DRAFT, "DRAFT", "UNDRAFT" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (system); i++)
    if (system[i].flag == flag)
      {
        mailer_wire_imap_command_add_text (command, is_set ? system[i].set : system[i].clear);
        return;
      }
  mailer_wire_imap_command_add_text (command, is_set ? "KEYWORD" : "UNKEYWORD");
  mailer_wire_imap_command_add_text (command, mailer_flag_get_name (flag));
}

/* What can be no keyword is none of any message. */
static void
add_label (MailerImapSession     *session,
           MailerWireImapCommand *command,
           const char            *label)
{
  if (mailer_imap_has (session, MAILER_IMAP_EXTENSION_GMAIL))
    {
      g_autofree char *encoded = mailer_wire_mailbox_name_encode (label);

      mailer_wire_imap_command_add_text (command, "X-GM-LABELS");
      mailer_wire_imap_command_add_string (command, encoded);
    }
  else if (mailer_wire_imap_is_keyword (label))
    {
      mailer_wire_imap_command_add_text (command, "KEYWORD");
      mailer_wire_imap_command_add_text (command, label);
    }
  else
    mailer_wire_imap_command_add_text (command, "NOT ALL");
}

static void
add_day (MailerWireImapCommand *command,
         const char            *key,
         gint64                 seconds)
{
  g_autofree char *text = mailer_wire_imap_date_format (CLAMP (seconds, 0, G_GINT64_CONSTANT (253402300799)));
  g_autofree char *day = g_strndup (text, DATE_LENGTH);

  mailer_wire_imap_command_add_text (command, key);
  mailer_wire_imap_command_add_text (command, day);
}

static void
add_date (MailerImapSession        *session,
          MailerWireImapCommand    *command,
          const MailerImapCriteria *self)
{
  gboolean is_saved = self->date == MAILER_IMAP_DATE_SAVED && mailer_imap_has (session, MAILER_IMAP_EXTENSION_SAVEDATE);

  if (self->date == MAILER_IMAP_DATE_SENT)
    add_day (command, self->is_positive ? "SENTSINCE" : "SENTBEFORE", self->number);
  else if (is_saved)
    add_day (command, self->is_positive ? "SAVEDSINCE" : "SAVEDBEFORE", self->number);
  else
    add_day (command, self->is_positive ? "SINCE" : "BEFORE", self->number);
}

/* A day more on either side: nobody knows the server's time zone. */
static void
add_age (MailerImapSession        *session,
         MailerWireImapCommand    *command,
         const MailerImapCriteria *self)
{
  gint64           then = g_get_real_time () / G_USEC_PER_SEC - self->number;
  g_autofree char *within = g_strdup_printf ("%s %" G_GINT64_FORMAT,
                                             self->is_positive ? "YOUNGER" : "OLDER", self->number);

  if (mailer_imap_has (session, MAILER_IMAP_EXTENSION_WITHIN))
    mailer_wire_imap_command_add_text (command, within);
  else if (self->is_positive)
    add_day (command, "SINCE", then - DAY_S);
  else
    add_day (command, "BEFORE", then + 2 * DAY_S);
}

/* RFC 8474, section 4: an objectid stands there as it is, of letters, digits, "-" and "_"; Gmail's is a number. */
static gboolean
is_thread_id (const char *thread_id,
              gboolean    is_number)
{
  gsize length = strlen (thread_id);

  for (const char *p = thread_id; *p != '\0'; p++)
    if (!g_ascii_isdigit (*p) && (is_number || (!g_ascii_isalpha (*p) && *p != '-' && *p != '_')))
      return FALSE;

  return length > 0 && length <= (is_number ? MAX_NUMBER_LENGTH : MAX_OBJECTID_LENGTH);
}

static gboolean
add_thread (MailerImapSession     *session,
            MailerWireImapCommand *command,
            const char            *thread_id)
{
  gboolean is_gmail = mailer_imap_has (session, MAILER_IMAP_EXTENSION_GMAIL);

  if ((!is_gmail && !mailer_imap_has (session, MAILER_IMAP_EXTENSION_OBJECTID)) || !is_thread_id (thread_id, is_gmail))
    return FALSE;
  mailer_wire_imap_command_add_text (command, is_gmail ? "X-GM-THRID" : "THREADID");
  mailer_wire_imap_command_add_text (command, thread_id);

  return TRUE;
}

static void
add_text (MailerWireImapCommand    *command,
          const MailerImapCriteria *self)
{
  static const char *const keys[] = { "FROM", "TO", "CC", "BCC", "SUBJECT", "BODY", "TEXT" };

  mailer_wire_imap_command_add_text (command, keys[self->field]);
  mailer_wire_imap_command_add_string (command, self->text);
}

static gboolean
add_at (MailerImapSession        *session,
        MailerWireImapCommand    *command,
        const MailerImapCriteria *self,
        guint                     depth);

/* A pair in parentheses, so that it is one key wherever it stands. */
static gboolean
add_pair (MailerImapSession        *session,
          MailerWireImapCommand    *command,
          const MailerImapCriteria *self,
          guint                     depth)
{
  gboolean is_said;

  mailer_wire_imap_command_add_open (command);
  if (self->kind != KIND_AND)
    mailer_wire_imap_command_add_text (command, self->kind == KIND_OR ? "OR" : "NOT");
  is_said = add_at (session, command, self->one, depth + 1)
            && (self->other == NULL || add_at (session, command, self->other, depth + 1));
  mailer_wire_imap_command_add_close (command);

  return is_said;
}

static gboolean
add_at (MailerImapSession        *session,
        MailerWireImapCommand    *command,
        const MailerImapCriteria *self,
        guint                     depth)
{
  g_autofree char *size = NULL;

  if (depth > MAX_DEPTH)
    return FALSE;
  switch (self->kind)
    {
    case KIND_FLAG:
      add_flag (command, self->flag, self->is_positive);
      return TRUE;
    case KIND_LABEL:
      add_label (session, command, self->text);
      return TRUE;
    case KIND_TEXT:
      add_text (command, self);
      return TRUE;
    case KIND_HEADER:
      mailer_wire_imap_command_add_text (command, "HEADER");
      if (mailer_wire_imap_is_keyword (self->name))
        mailer_wire_imap_command_add_text (command, self->name);
      else
        mailer_wire_imap_command_add_string (command, self->name);
      mailer_wire_imap_command_add_string (command, self->text);
      return TRUE;
    case KIND_DATE:
      add_date (session, command, self);
      return TRUE;
    case KIND_AGE:
      add_age (session, command, self);
      return TRUE;
    case KIND_SIZE:
      size = g_strdup_printf ("%s %" G_GINT64_FORMAT, self->is_positive ? "LARGER" : "SMALLER", self->number);
      mailer_wire_imap_command_add_text (command, size);
      return TRUE;
    case KIND_UIDS:
      mailer_wire_imap_command_add_text (command, "UID");
      mailer_wire_imap_command_add_uid_set (command, self->uids);
      return !mailer_uid_set_is_empty (self->uids);
    case KIND_THREAD:
      return add_thread (session, command, self->text);
    case KIND_NOT:
    case KIND_OR:
    case KIND_AND:
      return add_pair (session, command, self, depth);
    case KIND_ALL:
    default:
      mailer_wire_imap_command_add_text (command, "ALL");
      return TRUE;
    }
}

/* RFC 9051, section 6.4.4: beyond ASCII the charset is to be said; RFC 6855, section 3: but not when
 * both sides have agreed on UTF-8. */
static gboolean
is_ascii (const MailerImapCriteria *self)
{
  return self == NULL
         || ((self->text == NULL || g_str_is_ascii (self->text)) && is_ascii (self->one)
             && is_ascii (self->other));
}

const char *
mailer_imap_criteria_get_charset (const MailerImapCriteria *self,
                                  MailerImapSession        *session)
{
  return session->is_utf8 || is_ascii (self) ? NULL : "UTF-8";
}

gboolean
mailer_imap_criteria_add (const MailerImapCriteria *self,
                          MailerImapSession        *session,
                          MailerWireImapCommand    *command)
{
  if (self->kind == KIND_AND)
    return add_at (session, command, self->one, 2) && add_at (session, command, self->other, 2);

  return add_at (session, command, self, 1);
}
