/* SPDX-FileCopyrightText: The Mailer developers
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "mailer-imap-session-private.h"

#include <string.h>

typedef struct
{
  const char   *tag;
  MailerUidSet *found;
} Searching;

/* Adds what @response tells to @found when it answers the search @tag. */
static gboolean
take_found (MailerWireImapResponse *response,
            const char             *tag,
            MailerUidSet          **found)
{
  MailerWireImapSearch *search = mailer_wire_imap_response_get_search (response);

  if (search == NULL)
    return FALSE;
  if (mailer_wire_imap_response_get_kind (response) == MAILER_WIRE_IMAP_ESEARCH && (!search->is_uid || (search->tag != NULL && strcmp (search->tag, tag) != 0)))
    return TRUE;

  /* More than one SEARCH is one answer in pieces. */
  if (*found == NULL)
    *found = g_steal_pointer (&search->found);
  else
    mailer_uid_set_add_set (*found, search->found);

  return TRUE;
}

gboolean
mailer_imap_take_everything (MailerImapSession      *self,
                             MailerWireImapResponse *response,
                             const char             *tag,
                             MailerUidSet          **there)
{
  if (!take_found (response, tag, there))
    return FALSE;
  /* At once: an EXPUNGE may follow before the command has ended. */
  if (*there != NULL)
    mailer_imap_view_set_uids (&self->view, *there);

  return TRUE;
}

gboolean
mailer_imap_check_everything (MailerImapSession  *self,
                              const MailerUidSet *there,
                              GError            **error)
{
  if (self->view.n_messages == 0 || (there != NULL && !mailer_uid_set_is_empty (there)))
    return TRUE;
  mailer_imap_set_error (self, error, MAILER_IMAP_ERROR_PROTOCOL, NULL, "The server tells of %u messages and finds none", self->view.n_messages);

  return FALSE;
}

static gboolean
take_found_cb (MailerImapSession      *self,
               MailerWireImapResponse *response,
               gpointer                data)
{
  Searching *searching = data;

  return take_found (response, searching->tag, &searching->found);
}

static gboolean
take_everything_cb (MailerImapSession      *self,
                    MailerWireImapResponse *response,
                    gpointer                data)
{
  Searching *searching = data;

  return mailer_imap_take_everything (self, response, searching->tag, &searching->found);
}

static MailerUidSet *
search (MailerImapSession     *self,
        MailerWireImapCommand *command,
        gboolean               is_everything,
        const MailerImapCall  *call,
        GError               **error)
{
  g_autofree char *tag = g_strdup (mailer_wire_imap_command_get_tag (command));
  Searching        searching = { tag, NULL };
  g_autoptr (MailerWireImapResponse) done = mailer_imap_run (self, command, "Cannot search", is_everything ? take_everything_cb : take_found_cb, &searching, call, error);
  g_autoptr (MailerUidSet) found = searching.found;

  if (done == NULL)
    return NULL;
  /* An answer that went missing must not look like a mailbox that was emptied. */
  if (is_everything && !mailer_imap_check_everything (self, found, error))
    return NULL;

  return found != NULL ? g_steal_pointer (&found) : mailer_uid_set_new ();
}

static void
add_range (MailerWireImapCommand *command,
           guint32                first,
           guint32                last)
{
  g_autoptr (MailerUidSet) range = mailer_uid_set_new ();

  mailer_uid_set_add_range (range, first, last);
  mailer_wire_imap_command_add_text (command, "UID");
  mailer_wire_imap_command_add_uid_set (command, range);
}

/* "9:*" also finds the last message when its UID is lower (RFC 9051, section 6.4.8). */
static void
keep_range (MailerUidSet *found,
            guint32       first,
            guint32       last)
{
  if (first > 1)
    mailer_uid_set_remove_range (found, 1, first - 1);
  if (last < G_MAXUINT32)
    mailer_uid_set_remove_range (found, last + 1, G_MAXUINT32);
}

MailerUidSet *
mailer_imap_session_search_uids (MailerImapSession *self,
                                 guint32            first,
                                 guint32            last,
                                 GCancellable      *cancellable,
                                 gint64             deadline_us,
                                 GError           **error)
{
  MailerImapCall         call = { cancellable, deadline_us };
  gboolean               is_everything = first == 1 && last == G_MAXUINT32;
  MailerWireImapCommand *command;
  MailerUidSet          *found;

  g_return_val_if_fail (self != NULL && first >= 1 && first <= last, NULL);

  command = mailer_imap_command_new (self, mailer_imap_has (self, MAILER_IMAP_EXTENSION_ESEARCH) ? "UID SEARCH RETURN (ALL)" : "UID SEARCH");
  if (is_everything)
    mailer_wire_imap_command_add_text (command, "ALL");
  else
    add_range (command, first, last);
  found = search (self, command, is_everything, &call, error);
  if (found != NULL)
    keep_range (found, first, last);

  return found;
}

MailerUidSet *
mailer_imap_session_search_message_id (MailerImapSession *self,
                                       const char        *message_id,
                                       guint32            first,
                                       GCancellable      *cancellable,
                                       gint64             deadline_us,
                                       GError           **error)
{
  MailerImapCall         call = { cancellable, deadline_us };
  MailerWireImapCommand *command;
  g_autofree char       *bracketed = NULL;
  MailerUidSet          *found;

  g_return_val_if_fail (self != NULL && message_id != NULL && first >= 1, NULL);

  bracketed = message_id[0] == '<' ? g_strdup (message_id) : g_strdup_printf ("<%s>", message_id);
  command = mailer_imap_command_new (self, mailer_imap_has (self, MAILER_IMAP_EXTENSION_ESEARCH) ? "UID SEARCH RETURN (ALL)" : "UID SEARCH");
  if (first > 1)
    add_range (command, first, G_MAXUINT32);
  mailer_wire_imap_command_add_text (command, "HEADER Message-ID");
  mailer_wire_imap_command_add_string (command, bracketed);
  found = search (self, command, FALSE, &call, error);
  if (found != NULL)
    keep_range (found, first, G_MAXUINT32);

  return found;
}
