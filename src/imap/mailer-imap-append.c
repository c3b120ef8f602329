/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-imap-session-private.h"

#include <string.h>

/* A message that is put together here from parts on the server is no larger than this. */
#define MAX_PART_BYTES (128 * 1024 * 1024)
/* A smaller message is not worth a question for the limit of its mailbox. */
#define MIN_LIMIT_BYTES (1024 * 1024)
/* Messages in one command. */
#define MAX_AT_ONCE 100

/* --- A message as an argument ------------------------------------------------------------------ */

static gboolean
has_utf8_header (GBytes *message)
{
  gsize       size;
  const char *bytes = g_bytes_get_data (message, &size);
  const char *end = g_strstr_len (bytes, size, "\r\n\r\n");

  for (const char *p = bytes; p < (end != NULL ? end : bytes + size); p++)
    if ((guchar)*p >= 0x80)
      return TRUE;

  return FALSE;
}

/* RFC 3516, section 4.4: a server with BINARY takes it all the same. */
static gboolean
has_nul (GBytes *message)
{
  gsize       size;
  const char *bytes = g_bytes_get_data (message, &size);

  return size > 0 && memchr (bytes, '\0', size) != NULL;
}

/* RFC 4469 and RFC 5092, as a path: the same server, the mailbox that is selected. */
static char *
build_url (MailerImapSession     *self,
           const MailerImapPiece *piece)
{
  g_autofree char *name = mailer_imap_name_to_utf8 (self->view.name);
  g_autofree char *escaped = g_uri_escape_string (name, "/", FALSE);

  return g_strdup_printf ("/%s;UIDVALIDITY=%u/;UID=%u/;SECTION=%s", escaped,
                          self->view.uid_validity, piece->uid, piece->section);
}

static void
add_pieces (MailerImapSession      *self,
            MailerWireImapCommand  *command,
            const MailerImapAppend *what)
{
  mailer_wire_imap_command_add_text (command, "CATENATE");
  mailer_wire_imap_command_add_open (command);
  for (guint i = 0; i < what->n_pieces; i++)
    {
      const MailerImapPiece *piece = &what->pieces[i];
      g_autofree char       *url = piece->text == NULL ? build_url (self, piece) : NULL;

      mailer_wire_imap_command_add_text (command, url != NULL ? "URL" : "TEXT");
      if (url != NULL)
        mailer_wire_imap_command_add_string (command, url);
      else
        mailer_wire_imap_command_add_literal (command, piece->text);
    }
  mailer_wire_imap_command_add_close (command);
}

static void
add_message (MailerImapSession      *self,
             MailerWireImapCommand  *command,
             const MailerImapAppend *what)
{
  if (what->flags != 0)
    mailer_wire_imap_command_add_flags (command, what->flags, NULL);
  if (what->internal_date >= 0)
    mailer_wire_imap_command_add_date (command, what->internal_date);
  if (what->message == NULL)
    add_pieces (self, command, what);
  else if (self->is_utf8 && has_utf8_header (what->message))
    mailer_wire_imap_command_add_utf8_literal (command, what->message);
  else if (mailer_imap_has (self, MAILER_IMAP_EXTENSION_BINARY) && has_nul (what->message))
    mailer_wire_imap_command_add_literal8 (command, what->message);
  else
    mailer_wire_imap_command_add_literal (command, what->message);
}

/* Where the server cannot put parts together, they come here and go back. */
static GBytes *
assemble (MailerImapSession      *self,
          const MailerImapAppend *what,
          const MailerImapCall   *call,
          GError                **error)
{
  g_autoptr (GByteArray) message = g_byte_array_new ();

  for (guint i = 0; i < what->n_pieces; i++)
    {
      const MailerImapPiece       *piece = &what->pieces[i];
      const MailerImapFetchSection part = { .uid = piece->uid, .section = piece->section, .max_bytes = MAX_PART_BYTES };
      g_autoptr (GBytes) bytes = piece->text != NULL
                                     ? g_bytes_ref (piece->text)
                                     : mailer_imap_session_fetch_section (self, &part,
                                                                          call->cancellable,
                                                                          call->deadline_us, error);

      if (bytes == NULL)
        return NULL;
      g_byte_array_append (message, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    }

  return g_byte_array_free_to_bytes (g_steal_pointer (&message));
}

/* --- Limits ------------------------------------------------------------------------------------ */

typedef struct
{
  const char *mailbox;
  guint64     limit;
} LimitAnswer;

static gboolean
take_limit_cb (MailerImapSession      *self,
               MailerWireImapResponse *response,
               gpointer                data)
{
  LimitAnswer                *answer = data;
  const MailerWireImapStatus *status = mailer_wire_imap_response_get_status (response);

  if (status == NULL || strcmp (status->name, answer->mailbox) != 0)
    return FALSE;
  if ((status->items & MAILER_WIRE_IMAP_STATUS_APPENDLIMIT) != 0)
    answer->limit = status->append_limit_bytes;

  return TRUE;
}

/* RFC 7889: one limit for all mailboxes stands in the capability; else each has its own, which is only
 * asked for when the message is a large one. */
static gboolean
find_limit (MailerImapSession    *self,
            const char           *mailbox,
            gsize                 size,
            guint64              *limit,
            const MailerImapCall *call,
            GError              **error)
{
  LimitAnswer            answer = { mailbox, G_MAXUINT64 };
  guint64                common = mailer_imap_find_limit (self, "APPENDLIMIT");
  MailerWireImapCommand *command;
  g_autoptr (MailerWireImapResponse) done = NULL;

  *limit = common > 0 ? common : G_MAXUINT64;
  if (common > 0 || size < MIN_LIMIT_BYTES || !mailer_imap_has (self, MAILER_IMAP_EXTENSION_APPENDLIMIT))
    return TRUE;
  command = mailer_imap_command_new (self, "STATUS");
  mailer_imap_add_mailbox (self, command, mailbox);
  mailer_wire_imap_command_add_text (command, "(APPENDLIMIT)");
  done = mailer_imap_send (self, command, NULL, take_limit_cb, &answer, NULL, NULL, call, error);
  *limit = answer.limit;

  return done != NULL;
}

static gboolean
check_limit (MailerImapSession      *self,
             const MailerImapAppend *what,
             const MailerImapCall   *call,
             GError                **error)
{
  gsize   size = what->message != NULL ? g_bytes_get_size (what->message) : 0;
  guint64 limit;

  if (!find_limit (self, what->mailbox, size, &limit, call, error))
    return FALSE;
  if (size <= limit)
    return TRUE;
  mailer_imap_set_error (self, error, MAILER_IMAP_ERROR_TOO_LARGE, NULL,
                         "The server takes no message above %" G_GUINT64_FORMAT " bytes", limit);

  return FALSE;
}

/* --- One message, or several ------------------------------------------------------------------- */

/* The UIDs of the new messages, which REPLACE tells before its end (RFC 8508, section 3.5). */
typedef struct
{
  guint32  uid_validity;
  guint32 *uids;
  guint    n_uids;
} Added;

static void
take_added (Added                     *added,
            const MailerWireImapState *state)
{
  guint n_taken = 0;

  if (state == NULL || state->code != MAILER_WIRE_IMAP_CODE_APPENDUID || state->targets == NULL)
    return;
  for (guint i = 0; i < state->targets->len; i++)
    {
      const MailerWireImapRange *range = &g_array_index (state->targets, MailerWireImapRange, i);

      for (guint64 uid = range->first; uid <= range->last && n_taken < added->n_uids; uid++)
        added->uids[n_taken++] = (guint32)uid;
    }
  added->uid_validity = n_taken == added->n_uids ? (guint32)state->number : 0;
  if (added->uid_validity == 0)
    memset (added->uids, 0, sizeof (guint32) * added->n_uids);
}

static gboolean
take_added_cb (MailerImapSession      *self,
               MailerWireImapResponse *response,
               gpointer                data)
{
  take_added (data, mailer_wire_imap_response_get_state (response));

  return FALSE;
}

/* Sends @command (transfer full), which ends in the message or messages. */
static gboolean
run_append (MailerImapSession      *self,
            MailerWireImapCommand  *command,
            const MailerImapAppend *what,
            Added                  *added,
            const MailerImapCall   *call,
            GError                **error)
{
  g_autoptr (MailerWireImapResponse) done = mailer_imap_send (self, command, NULL, take_added_cb,
                                                              added, what->progress,
                                                              what->progress_data, call, error);
  const MailerWireImapState *state;

  if (done == NULL)
    return FALSE;
  mailer_imap_tell_news (self);
  state = mailer_wire_imap_response_get_state (done);
  if (state->condition != MAILER_WIRE_IMAP_OK)
    {
      mailer_imap_set_refusal (self, error, state, "Cannot add a message");
      return FALSE;
    }
  take_added (added, state);

  return TRUE;
}

static MailerWireImapCommand *
build_append (MailerImapSession      *self,
              const MailerImapAppend *what,
              guint                   n_messages)
{
  MailerWireImapCommand *command = mailer_imap_command_new (self, "APPEND");

  mailer_imap_add_mailbox (self, command, what->mailbox);
  for (guint i = 0; i < n_messages; i++)
    add_message (self, command, &what[i]);

  return command;
}

/* @plain gets what to say to this server; @owned is to be freed when it is over. */
static gboolean
prepare (MailerImapSession      *self,
         const MailerImapAppend *what,
         MailerImapAppend       *plain,
         GBytes                **owned,
         const MailerImapCall   *call,
         GError                **error)
{
  gboolean is_plain = what->message != NULL || mailer_imap_has (self, MAILER_IMAP_EXTENSION_CATENATE);

  *plain = *what;
  if (what->message == NULL && self->view.name == NULL)
    {
      /* The parts are in a mailbox that could not be opened. */
      if (mailer_imap_check_usable (self, error))
        mailer_imap_set_error (self, error, MAILER_IMAP_ERROR_NOT_FOUND, NULL, "No mailbox is selected");
      return FALSE;
    }
  if (!is_plain)
    plain->message = *owned = assemble (self, what, call, error);

  return (is_plain || plain->message != NULL) && check_limit (self, plain, call, error);
}

gboolean
mailer_imap_session_append (MailerImapSession      *self,
                            const MailerImapAppend *what,
                            guint32                *uid_validity,
                            guint32                *uid,
                            GCancellable           *cancellable,
                            gint64                  deadline_us,
                            GError                **error)
{
  MailerImapCall   call = { cancellable, deadline_us };
  guint32          new_uid = 0;
  Added            added = { 0, &new_uid, 1 };
  MailerImapAppend plain;
  g_autoptr (GBytes) owned = NULL;

  g_return_val_if_fail (self != NULL && what != NULL && what->mailbox != NULL
                            && (what->message != NULL || what->n_pieces > 0),
                        FALSE);

  if (!prepare (self, what, &plain, &owned, &call, error)
      || !run_append (self, build_append (self, &plain, 1), &plain, &added, &call, error))
    return FALSE;
  if (uid_validity != NULL)
    *uid_validity = added.uid_validity;
  if (uid != NULL)
    *uid = new_uid;

  return TRUE;
}

gboolean
mailer_imap_session_append_many (MailerImapSession      *self,
                                 const MailerImapAppend *what,
                                 guint                   n_what,
                                 guint32                *uid_validity,
                                 guint32                *uids,
                                 guint                  *n_added,
                                 GCancellable           *cancellable,
                                 gint64                  deadline_us,
                                 GError                **error)
{
  MailerImapCall call = { cancellable, deadline_us };
  guint32        limit;
  guint          at_once;

  g_return_val_if_fail (self != NULL && what != NULL && uid_validity != NULL && uids != NULL && n_added != NULL, FALSE);

  *uid_validity = 0;
  *n_added = 0;
  memset (uids, 0, sizeof (guint32) * n_what);
  limit = mailer_imap_find_limit (self, "MESSAGELIMIT");
  at_once = !mailer_imap_has (self, MAILER_IMAP_EXTENSION_MULTIAPPEND) ? 1 : limit > 0 ? MIN (limit, MAX_AT_ONCE)
                                                                                       : MAX_AT_ONCE;
  for (guint i = 0; i < n_what; i++)
    {
      g_return_val_if_fail (what[i].message != NULL && g_strcmp0 (what[i].mailbox, what[0].mailbox) == 0, FALSE);
      if (!check_limit (self, &what[i], &call, error))
        return FALSE;
    }
  while (*n_added < n_what)
    {
      guint n_messages = MIN (at_once, n_what - *n_added);
      Added added = { 0, uids + *n_added, n_messages };

      if (!run_append (self, build_append (self, &what[*n_added], n_messages), &what[*n_added], &added, &call, error))
        return FALSE;
      *uid_validity = added.uid_validity;
      *n_added += n_messages;
    }

  return TRUE;
}

/* --- One for another --------------------------------------------------------------------------- */

static MailerWireImapCommand *
build_replace (MailerImapSession      *self,
               guint32                 old_uid,
               const MailerImapAppend *what)
{
  MailerWireImapCommand *command = mailer_imap_command_new (self, "UID REPLACE");

  mailer_wire_imap_command_add_number (command, old_uid);
  mailer_imap_add_mailbox (self, command, what->mailbox);
  add_message (self, command, what);

  return command;
}

static gboolean
expunge_old (MailerImapSession    *self,
             guint32               old_uid,
             gboolean             *is_removed,
             const MailerImapCall *call,
             GError              **error)
{
  g_autoptr (MailerUidSet) uids = mailer_uid_set_new ();

  mailer_uid_set_add (uids, old_uid);

  return mailer_imap_session_expunge (self, uids, is_removed, call->cancellable, call->deadline_us, error);
}

gboolean
mailer_imap_session_replace (MailerImapSession      *self,
                             guint32                 old_uid,
                             const MailerImapAppend *what,
                             guint32                *uid_validity,
                             guint32                *uid,
                             gboolean               *is_removed,
                             GCancellable           *cancellable,
                             gint64                  deadline_us,
                             GError                **error)
{
  MailerImapCall   call = { cancellable, deadline_us };
  Added            added = { 0, uid, 1 };
  MailerImapAppend plain;
  g_autoptr (GBytes) owned = NULL;

  g_return_val_if_fail (self != NULL && old_uid > 0 && what != NULL && what->mailbox != NULL
                            && (what->message != NULL || what->n_pieces > 0),
                        FALSE);
  g_return_val_if_fail (uid_validity != NULL && uid != NULL && is_removed != NULL, FALSE);

  *uid = 0;
  *is_removed = mailer_imap_has (self, MAILER_IMAP_EXTENSION_REPLACE);
  if (!prepare (self, what, &plain, &owned, &call, error))
    return FALSE;
  if (!run_append (self,
                   *is_removed ? build_replace (self, old_uid, &plain)
                               : build_append (self, &plain, 1),
                   &plain, &added, &call, error))
    return FALSE;
  *uid_validity = added.uid_validity;

  return *is_removed || expunge_old (self, old_uid, is_removed, &call, error);
}
